package fuzz

import (
	"cmp"
	"encoding/json"
	"iter"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

// A shrinker is a function that yields values to try in place of one that fails. Those
// that leave out most come first. A text is smaller if it is shorter, or as long and
// plainer; a tree, if its text is. That cannot go on forever, so shrinking ends.

// minimize makes x, which fails, smaller, and returns what it comes to and in how many
// steps. In each step it goes on with the first value of the shrinker that fails as well.
// It ends when none does, or when fails was called steps times.
func minimize[T any](x T, shrink func(T) iter.Seq[T], fails func(T) bool, steps int) (smallest T, shrinks int) {
	first := 0 // where to begin: what is before did not fail for a larger x, so it is tried last
	for {
		y, at, ok := firstFailure(shrink(x), first, fails, &steps)
		if !ok && first > 0 {
			y, at, ok = firstFailure(shrink(x), 0, fails, &steps)
		}
		if !ok {
			return x, shrinks
		}
		x, first = y, at
		shrinks++
	}
}

// firstFailure returns the first value from index first on that fails, and its
// index.
func firstFailure[T any](list iter.Seq[T], first int, fails func(T) bool, steps *int) (y T, at int, ok bool) {
	for y := range list {
		if at++; at <= first {
			continue
		}
		if *steps--; *steps < 0 {
			break
		}
		if fails(y) {
			return y, at - 1, true
		}
	}
	return y, 0, false
}

// order has characters from plain to odd. All others are odder.
const order = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ ="

// plainest are the characters that are tried in place of others.
var plainest = strings.Split("ab01A ", "")

func rank(c rune) int {
	if i := strings.IndexRune(order, c); i >= 0 {
		return i
	}
	return len(order) + int(c)
}

// smaller reports whether s is shorter than t, or as long and plainer.
func smaller(s, t string) bool {
	if m, n := utf8.RuneCountInString(s), utf8.RuneCountInString(t); m != n {
		return m < n
	}
	return slices.CompareFunc([]rune(s), []rune(t), func(a, b rune) int { return cmp.Compare(rank(a), rank(b)) }) < 0
}

// ShrinkTexts yields texts that are shorter than s, or as long and plainer: a comes
// before b, lower case before digits, these before upper case, and that before all other
// characters. The smallest text is empty. It is a shrinker for [Check].
func ShrinkTexts(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		if s == "" || !yield("") {
			return
		}
		runes := strings.Split(s, "") // and bytes where it is not UTF-8
		for list := range shorter(runes) {
			if !yield(strings.Join(list, "")) {
				return
			}
		}
		if all := strings.Repeat("a", len(runes)); smaller(all, s) && !yield(all) {
			return
		}
		for i, c := range runes {
			for _, p := range slices.Concat(plainest, []string{strings.ToLower(c)}) {
				text := strings.Join(slices.Concat(runes[:i], []string{p}, runes[i+1:]), "")
				if smaller(text, s) && !yield(text) {
					return
				}
			}
		}
	}
}

// shorter yields list without each half of it, each quarter, and so on down to
// each one of its elements.
func shorter[T any](list []T) iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		for n := (len(list) + 1) / 2; n >= 1; n /= 2 {
			for i := 0; i < len(list); i += n {
				if !yield(slices.Delete(slices.Clone(list), i, min(i+n, len(list)))) {
					return
				}
			}
		}
	}
}

// ShrinkTrees returns a shrinker for [Check], of trees that the schema resolves. It yields
// trees that the schema resolves to themselves, and whose text is smaller, as for
// [ShrinkTexts]. They have no relative time or date if the tree has none. The smallest is
// the empty query.
func ShrinkTrees(s *schema.Schema) func(ast.Expr) iter.Seq[ast.Expr] {
	t := treeShrinker{s}
	return func(x ast.Expr) iter.Seq[ast.Expr] {
		return func(yield func(ast.Expr) bool) {
			text, relative := x.String(), t.relative(x)
			t.tree(x, func(y ast.Expr) bool {
				q, err := s.Resolve(y, schema.Options{Now: now})
				if err != nil {
					return true
				}
				y = q.Written()
				return !smaller(y.String(), text) || !relative && t.relative(y) || yield(y)
			})
		}
	}
}

type treeShrinker struct{ schema *schema.Schema }

// relative reports whether x compares with a relative time or date.
func (t treeShrinker) relative(x ast.Expr) bool {
	for c := range ast.Comparisons(x) {
		if kind := t.schema.KindOf(c.Field); kind == schema.Time || kind == schema.Date {
			if slices.ContainsFunc(c.Values, func(v ast.Value) bool { return strings.HasPrefix(v.Text, "-") }) {
				return true
			}
		}
	}
	return false
}

// tree yields trees that may be smaller. Like the functions below, it reports whether to
// go on.
func (t treeShrinker) tree(x ast.Expr, yield func(ast.Expr) bool) bool {
	more := yield(ast.All()) && yield(ast.Normal(x))
	ast.Inspect(x, func(y ast.Expr) bool {
		more = more && (y == x || yield(y))
		return more
	})
	return more && t.within(x, yield) && t.values(x, yield)
}

// within yields x with one change somewhere in it, other than to a value or a key.
func (t treeShrinker) within(x ast.Expr, yield func(ast.Expr) bool) bool {
	switch x := x.(type) {
	case *ast.And:
		return t.terms(x.Terms, ast.All, yield)
	case *ast.Or:
		return t.terms(x.Terms, anyOf, yield)
	case *ast.Not:
		return yield(x.X) && t.within(x.X, func(y ast.Expr) bool { return yield(&ast.Not{X: y}) })
	}
	for _, y := range t.comparisons(x.(*ast.Comparison)) {
		if !yield(y) {
			return false
		}
	}
	return true
}

// anyOf is ast.Any of a list that is not empty.
func anyOf(terms ...ast.Expr) ast.Expr { return ast.Any(terms[0], terms[1:]...) }

func (t treeShrinker) terms(terms []ast.Expr, join func(...ast.Expr) ast.Expr, yield func(ast.Expr) bool) bool {
	for list := range shorter(terms) {
		if len(list) > 0 && !yield(join(list...)) {
			return false
		}
	}
	for i, term := range terms {
		if !t.within(term, func(y ast.Expr) bool { return yield(join(slices.Concat(terms[:i], []ast.Expr{y}, terms[i+1:])...)) }) {
			return false
		}
	}
	return true
}

// comparisons returns comparisons with one thing else than c has. Some are larger.
func (t treeShrinker) comparisons(c *ast.Comparison) (list []*ast.Comparison) {
	add := func(change func(*ast.Comparison)) {
		d := *c
		change(&d)
		list = append(list, &d)
	}
	add(func(d *ast.Comparison) { d.Fold = false })
	for values := range shorter(c.Values) {
		if len(values) > 0 {
			add(func(d *ast.Comparison) { d.Values = values })
		}
	}
	for _, f := range t.schema.Fields {
		add(func(d *ast.Comparison) { d.Field = ast.Name(f.Name) })
	}
	for op := ast.OpEqual; op < ast.OpExists; op++ {
		add(func(d *ast.Comparison) { d.Op = op })
	}
	add(func(d *ast.Comparison) { d.Op, d.Values, d.Fold = ast.OpExists, nil, false })
	add(func(d *ast.Comparison) { d.Op, d.Values, d.Fold = ast.OpEqual, []ast.Value{{Text: "a"}}, false })
	return list
}

// values yields x with a smaller value, or key of a tag, in all the places of one.
func (t treeShrinker) values(x ast.Expr, yield func(ast.Expr) bool) bool {
	seen := map[string]bool{}
	for c := range ast.Comparisons(x) {
		list := c.Values
		if c.Field.Tag {
			list = append(slices.Clone(list), ast.Value{Text: c.Field.Name})
		}
		for _, v := range list {
			if seen[v.Text] {
				continue
			}
			seen[v.Text] = true
			for text := range smallerValues(t.schema, c.Field, v.Text) {
				if !yield(replaceText(x, v.Text, text)) {
					return false
				}
			}
		}
	}
	return true
}

// replaceText returns x with other values and keys of tags.
func replaceText(x ast.Expr, from, to string) ast.Expr {
	return tree.Map(x, func(c *ast.Comparison) *ast.Comparison {
		d := *c
		if d.Field.Tag && d.Field.Name == from {
			d.Field.Name = to
		}
		d.Values = slices.Clone(c.Values)
		for i := range d.Values {
			if d.Values[i].Text == from {
				d.Values[i].Text = to
			}
		}
		return &d
	})
}

// smallerValues yields what to try in place of a value of the field. Not all of it is
// valid, or smaller.
func smallerValues(s *schema.Schema, f ast.Field, text string) iter.Seq[string] {
	var list []string
	switch s.KindOf(f) {
	case schema.Enum:
		return slices.Values(s.Fields[s.Lookup(f.Name)].Values)
	case schema.Bool:
		return slices.Values([]string{"true"})
	case schema.Number:
		list = []string{"0", "1"}
	case schema.Time, schema.Date:
		year, rest := text[:min(4, len(text))], text[min(4, len(text)):] // the year 0 would be odd
		list = []string{"0", "-0d", "2000-01-01", "2000-01-01T00:00:00Z", "2000" + rest}
		for text := range ShrinkTexts(rest) {
			list = append(list, year+text)
		}
		return slices.Values(list)
	default:
		list = []string{"a"}
	}
	return slices.Values(slices.AppendSeq(list, ShrinkTexts(text)))
}

// shrinkQueries returns the shrinker of texts of queries. A query is cut to one of its
// parts, or spelled canonically. A canonical query is shrunk by its tree, as by
// [ShrinkTrees]. Any text is shrunk as by [ShrinkTexts].
func shrinkQueries(s *schema.Schema) func(string) iter.Seq[string] {
	return func(src string) iter.Seq[string] {
		return func(yield func(string) bool) {
			try := func(text string) bool { return !smaller(text, src) || yield(text) }
			if x, err := parser.Parse(src); err == nil {
				more := try(x.String())
				ast.Inspect(x, func(y ast.Expr) bool {
					at := y.Span()
					more = more && try(src[at.Start.Offset:at.End.Offset])
					return more
				})
				if more && x.String() == src {
					for y := range ShrinkTrees(s)(x) {
						if more = try(y.String()); !more {
							break
						}
					}
				}
				if !more {
					return
				}
			}
			ShrinkTexts(src)(yield)
		}
	}
}

// shrinkRecords returns the shrinker of records of the schema, as [Records] makes them.
// It leaves out fields and texts of lists, and makes values smaller. A field that is
// always there stays, and all others have a value of their kind.
func shrinkRecords(s *schema.Schema) func(map[string]any) iter.Seq[map[string]any] {
	return func(rec map[string]any) iter.Seq[map[string]any] {
		return func(yield func(map[string]any) bool) {
			keys := slices.Sorted(maps.Keys(rec))
			for list := range shorter(keys) {
				less := maps.Clone(rec)
				maps.DeleteFunc(less, func(key string, _ any) bool {
					i := s.Lookup(key)
					return !slices.Contains(list, key) && (i < 0 || !s.Fields[i].Always)
				})
				if len(less) < len(rec) && !yield(less) {
					return
				}
			}
			for _, key := range keys {
				for v := range recordValues(s, ast.Name(key), rec[key]) {
					with := maps.Clone(rec)
					with[key] = v
					if !yield(with) {
						return
					}
				}
			}
		}
	}
}

// recordValues yields smaller values of a record's field.
func recordValues(s *schema.Schema, f ast.Field, v any) iter.Seq[any] {
	texts := func(text string, t kinds.JSONType, yield func(string) bool) {
		for other := range smallerValues(s, f, text) {
			_, ok := kinds.Read(s.KindOf(f), kinds.Member{Type: t, Text: other})
			if ok && smaller(other, text) && !yield(other) {
				return
			}
		}
	}
	return func(yield func(any) bool) {
		switch v := v.(type) {
		case string:
			texts(v, kinds.JSONString, func(text string) bool { return yield(text) })
		case json.Number:
			texts(string(v), kinds.JSONNumber, func(text string) bool { return yield(json.Number(text)) })
		case bool:
			if !v {
				yield(true)
			}
		case []string:
			for list := range shorter(v) {
				if len(list) > 0 && !yield(list) {
					return
				}
			}
			for i := range v {
				for text := range ShrinkTexts(v[i]) {
					if !yield(slices.Concat(v[:i], []string{text}, v[i+1:])) {
						return
					}
				}
			}
		}
	}
}
