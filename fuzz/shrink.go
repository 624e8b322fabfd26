package fuzz

import (
	"cmp"
	"encoding/json"
	"iter"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/leanovate/gopter"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/scanner"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

// A Shrinker yields values to try in place of one that fails. Those that leave out
// most come first. Each is smaller than the one that fails: every shrinker states its
// measure, which cannot fall forever, so shrinking ends. A Shrinker yields the same for
// the same value, and does not change it.
type Shrinker[T any] func(T) iter.Seq[T]

// Minimize makes x, which fails, smaller, and returns what it comes to and in how many
// steps. In each step it goes on with the first value of the shrinker that fails as well.
// It ends when none does, or when fails was called steps times.
func Minimize[T any](x T, s Shrinker[T], fails func(T) bool, steps int) (smallest T, shrinks int) {
	first := 0 // where to begin: what is before did not fail for a larger x, so it is tried last
	for {
		y, at, ok := firstFailure(s(x), first, fails, &steps)
		if !ok && first > 0 {
			y, at, ok = firstFailure(s(x), 0, fails, &steps)
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

// gopter returns the shrinker for gopter. All values that a step may try are
// made at once, for gopter does not say when it has had enough of them.
func (s Shrinker[T]) gopter() gopter.Shrinker {
	return func(v any) gopter.Shrink {
		x, ok := v.(T)
		if !ok {
			return gopter.NoShrink
		}
		list := slices.Collect(s(x))
		return func() (any, bool) {
			if len(list) == 0 {
				return nil, false
			}
			y := list[0]
			list = list[1:]
			return y, true
		}
	}
}

// inTurn returns a shrinker that yields what the first yields, then the second, and so on.
func inTurn[T any](shrinkers ...Shrinker[T]) Shrinker[T] {
	return func(x T) iter.Seq[T] {
		return func(yield func(T) bool) {
			for _, s := range shrinkers {
				for y := range s(x) {
					if !yield(y) {
						return
					}
				}
			}
		}
	}
}

// A weight is what shrinkers compare, the first number first.
type weight [5]int64

func (w weight) less(v weight) bool { return slices.Compare(w[:], v[:]) < 0 }

// value adds the text of a value of the kind.
func (w *weight) value(k schema.Kind, s string) {
	switch k {
	case schema.Time:
		w.time(s)
	case schema.Bool:
		w[2]++
		if s != "false" {
			w[3]++
		}
	default:
		w.text(s)
	}
}

// record adds what a record has in a field of the kind.
func (w *weight) record(k schema.Kind, v any) {
	switch v := v.(type) {
	case string:
		w.value(k, v)
	case bool:
		w.value(k, strconv.FormatBool(v))
	case json.Number:
		w.value(k, string(v))
	case []string:
		w[0] += int64(len(v))
		for _, s := range v {
			w.value(k, s)
		}
	}
}

// time adds the text of a time, in which capitals are plainer.
func (w *weight) time(s string) {
	w.text(strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) {
			return unicode.ToLower(r)
		}
		return unicode.ToUpper(r)
	}, s))
}

func (w *weight) text(s string) {
	for s != "" {
		r, n := utf8.DecodeRuneInString(s)
		w[2]++
		w[3] += rank(r, n)
		s = s[n:]
	}
}

// plain are the runes to which others are shrunk.
var plain = []string{"a", "b", "0", "A", " "}

// rank returns the number of a rune of n bytes in the order from plain to odd.
func rank(r rune, n int) int64 {
	switch {
	case 'a' <= r && r <= 'z':
		return int64(r - 'a')
	case '0' <= r && r <= '9':
		return int64(26 + r - '0')
	case 'A' <= r && r <= 'Z':
		return int64(36 + r - 'A')
	case r == ' ':
		return 62
	case r == utf8.RuneError && n == 1:
		return unicode.MaxRune + 200 // no UTF-8
	}
	return 63 + int64(r)
}

func rankOf(s string) int64 {
	r, n := utf8.DecodeRuneInString(s)
	return rank(r, n)
}

// ShrinkTexts yields texts that are shorter than s, or as long and plainer: a
// comes before b, lower case before digits, these before upper case, and that
// before all other runes. What is not UTF-8 is cut byte by byte, and the
// plainest text is empty. It is a [Shrinker].
func ShrinkTexts(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		if s == "" || !yield("") {
			return
		}
		runes := cutRunes(s)
		for n := len(runes) / 2; n >= 1; n /= 2 {
			for end := len(runes); end > 0; end -= n { // from the end, for beginnings matter more
				if !yield(strings.Join(slices.Delete(slices.Clone(runes), max(end-n, 0), end), "")) {
					return
				}
			}
		}
		if all := strings.Repeat("a", len(runes)); len(runes) > 1 && s != all && !yield(all) {
			return
		}
		for i, u := range runes {
			for _, p := range slices.Concat(plain, []string{strings.ToLower(u)}) {
				if utf8.RuneCountInString(p) == 1 && rankOf(p) < rankOf(u) {
					list := slices.Clone(runes)
					list[i] = p
					if !yield(strings.Join(list, "")) {
						return
					}
				}
			}
		}
	}
}

// cutRunes cuts s into runes, and into bytes where it is not UTF-8.
func cutRunes(s string) (list []string) {
	for s != "" {
		_, n := utf8.DecodeRuneInString(s)
		list = append(list, s[:n])
		s = s[n:]
	}
	return list
}

// ShrinkTrees returns the shrinker of trees that the schema resolves. A tree is
// smaller if it has fewer nodes and values; if these are as many, if it has fewer
// ors, operators nearer to =, comparisons that mind case and fields nearer to the schema's first text field;
// then if its values are shorter; then if they are plainer, as for [ShrinkTexts],
// but in times with capitals before lower case, and false before true; and then if what
// is smaller stands first. The smallest is the empty query.
//
// Whatever it yields, the schema resolves; to itself if that is so of the tree, and
// then without relative times and dates if the tree has none. If s is nil, trees are shrunk
// that are valid.
func ShrinkTrees(s *schema.Schema) Shrinker[ast.Expr] {
	return func(x ast.Expr) iter.Seq[ast.Expr] {
		return func(yield func(ast.Expr) bool) {
			t := treeShrinker{schema: s}
			least := max(t.resolves(x), valid)
			most := t.weigh(x)
			t.tree(x, func(y ast.Expr) bool {
				return !t.weigh(y).less(most) || t.resolves(y) < least || yield(y)
			})
		}
	}
}

type treeShrinker struct{ schema *schema.Schema }

// A resolution says how much of a tree stays as it is when the tree is resolved. The
// greater, the more.
type resolution int

const (
	invalid  resolution = iota
	valid               // names and values of enums change, if anything does
	itself              // nothing does
	absolute            // and there are no relative times and dates
)

func (t treeShrinker) resolves(x ast.Expr) resolution {
	if t.schema == nil {
		if ast.Validate(x, ast.Limits{}) != nil {
			return invalid
		}
		return valid
	}
	q, err := t.schema.Resolve(x, schema.Options{Now: now})
	switch {
	case err != nil:
		return invalid
	case !tree.Equal(q.Written(), x):
		return valid
	}
	for c := range ast.Comparisons(x) {
		if k := t.kind(c.Field); (k == schema.Time || k == schema.Date) && slices.ContainsFunc(c.Values, func(v ast.Value) bool { return strings.HasPrefix(v.Text, "-") }) {
			return itself
		}
	}
	return absolute
}

func (t treeShrinker) weigh(x ast.Expr) (w weight) {
	list := func(terms []ast.Expr) {
		for i, term := range terms {
			v := t.weigh(term)
			w.add(v)
			w.place(v, len(terms)-i)
		}
	}
	switch x := x.(type) {
	case *ast.And:
		list(x.Terms)
	case *ast.Or:
		list(x.Terms)
		w[1]++
	case *ast.Not:
		w = t.weigh(x.X)
	case *ast.Comparison:
		w[1] = t.fieldRank(x.Field) + int64(slices.Index(opOrder, x.Op))
		if x.Fold {
			w[1] += int64(len(opOrder))
		}
		if x.Field.Tag || t.schema == nil {
			w.text(x.Field.Name)
		}
		for i, v := range x.Values {
			u := weight{0: 1}
			u.value(t.kind(x.Field), v.Text)
			w.add(u)
			w.place(u, len(x.Values)-i)
		}
	}
	if !tree.IsEmpty(x) {
		w[0]++
	}
	return w
}

func (w *weight) add(v weight) {
	for i := range w {
		w[i] += v[i]
	}
}

// place adds what v weighs n places before a list's end.
func (w *weight) place(v weight, n int) {
	w[4] += int64(n) * (v[0]<<24 + v[1]<<12 + v[2]<<6 + v[3])
}

// opOrder are the operators from plain to odd.
var opOrder = []ast.Op{
	ast.OpEqual, ast.OpHasPrefix, ast.OpContains, ast.OpHasSuffix, ast.OpNotEqual,
	ast.OpLess, ast.OpLessEqual, ast.OpGreater, ast.OpGreaterEqual, ast.OpIn, ast.OpNotIn, ast.OpExists,
}

// kind returns the kind of the field. Without a schema, all are Text.
func (t treeShrinker) kind(f ast.Field) schema.Kind {
	if t.schema == nil {
		return schema.Text
	}
	return t.schema.KindOf(f)
}

// fieldOps is more than the sum of two operators' ranks, with an i each, so that a
// field counts for more than an operator.
const fieldOps = 64

func (t treeShrinker) fieldRank(f ast.Field) int64 {
	if t.schema == nil {
		if f.Tag {
			return fieldOps
		}
		return 0
	}
	n := len(t.schema.Fields)
	i := t.schema.Lookup(f.Name)
	switch {
	case f.Tag || i < 0:
		return int64(2*n) * fieldOps
	case t.schema.Fields[i].Kind != schema.Text:
		i += n
	}
	return int64(i) * fieldOps
}

// tree yields trees that may be smaller. Like all functions below, it reports whether to
// go on.
func (t treeShrinker) tree(x ast.Expr, yield func(ast.Expr) bool) bool {
	if !yield(ast.All()) {
		return false
	}
	more := true
	ast.Inspect(x, func(y ast.Expr) bool {
		more = more && (y == x || yield(y))
		return more
	})
	return more && t.within(x, yield) && t.everywhere(x, yield)
}

// within yields x with one change somewhere in it.
func (t treeShrinker) within(x ast.Expr, yield func(ast.Expr) bool) bool {
	for _, f := range t.fields() {
		if !yield(ast.Compare(f, ast.OpExists)) {
			return false
		}
	}
	switch x := x.(type) {
	case *ast.And:
		return t.list(x.Terms, ast.All, yield)
	case *ast.Or:
		return t.list(x.Terms, anyOf, yield) && yield(ast.All(x.Terms...))
	case *ast.Not:
		return t.not(x.X, yield)
	}
	return t.comparison(x.(*ast.Comparison), yield)
}

// not yields what is smaller than the not of x.
func (t treeShrinker) not(x ast.Expr, yield func(ast.Expr) bool) bool {
	if !yield(x) {
		return false
	}
	switch x := x.(type) {
	case *ast.Not:
		if !yield(x.X) {
			return false
		}
	case *ast.Comparison:
		if y, ok := negated(x); ok && !yield(y) {
			return false
		}
	case *ast.Or: // which is smaller if there are nots in it
		if !yield(ast.All(negatedAll(x.Terms)...)) {
			return false
		}
	case *ast.And:
		if len(x.Terms) > 0 && !yield(anyOf(negatedAll(x.Terms)...)) {
			return false
		}
	}
	return t.within(x, func(y ast.Expr) bool { return yield(&ast.Not{X: y}) })
}

// negated returns the not of x if it is not larger than x.
func negated(x ast.Expr) (ast.Expr, bool) {
	switch x := x.(type) {
	case *ast.Not:
		return x.X, true
	case *ast.Comparison:
		if op, ok := map[ast.Op]ast.Op{ast.OpNotEqual: ast.OpEqual, ast.OpNotIn: ast.OpIn}[x.Op]; ok {
			return &ast.Comparison{Field: x.Field, Op: op, Values: x.Values, Fold: x.Fold, At: x.At, OpAt: x.OpAt}, true
		}
	}
	return nil, false
}

// negatedAll returns the nots of the terms.
func negatedAll(terms []ast.Expr) (list []ast.Expr) {
	for _, x := range terms {
		y, ok := negated(x)
		if !ok {
			y = &ast.Not{X: x}
		}
		list = append(list, y)
	}
	return list
}

// anyOf is ast.Any of a list that is not empty.
func anyOf(terms ...ast.Expr) ast.Expr { return ast.Any(terms[0], terms[1:]...) }

func (t treeShrinker) list(terms []ast.Expr, join func(...ast.Expr) ast.Expr, yield func(ast.Expr) bool) bool {
	for list := range shorter(terms) {
		if len(list) > 0 && !yield(join(list...)) {
			return false
		}
	}
	for i := range len(terms) - 1 {
		if !yield(join(swapped(terms, i)...)) {
			return false
		}
	}
	for i, term := range terms {
		more := t.within(term, func(y ast.Expr) bool {
			list := slices.Clone(terms)
			list[i] = y
			return yield(join(list...))
		})
		if !more {
			return false
		}
	}
	return true
}

// swapped returns list with elements i and i+1 swapped.
func swapped[T any](list []T, i int) []T {
	list = slices.Clone(list)
	list[i], list[i+1] = list[i+1], list[i]
	return list
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

func (t treeShrinker) comparison(c *ast.Comparison, yield func(ast.Expr) bool) bool {
	with := func(f ast.Field, op ast.Op, values ...ast.Value) bool {
		d := &ast.Comparison{Field: f, Op: op, Values: values, Fold: c.Fold, At: c.At, OpAt: c.OpAt}
		if !d.Fold {
			return yield(d)
		}
		return yield(plainCase(d)) && (op == ast.OpExists || yield(d))
	}
	if !with(c.Field, ast.OpExists) || c.Fold && !yield(plainCase(c)) {
		return false
	}
	for values := range shorter(c.Values) {
		if len(values) > 0 && !with(c.Field, c.Op, values...) {
			return false
		}
	}
	for i := range len(c.Values) - 1 {
		if !with(c.Field, c.Op, swapped(c.Values, i)...) {
			return false
		}
	}
	for _, f := range t.fields() {
		if t.fieldRank(f) < t.fieldRank(c.Field) && !with(f, c.Op, c.Values...) {
			return false
		}
	}
	for _, op := range opOrder {
		if !with(c.Field, op, c.Values...) {
			return false
		}
	}
	if c.Field.Tag || t.schema == nil {
		for name := range ShrinkTexts(c.Field.Name) {
			f := c.Field
			f.Name = name
			if !with(f, c.Op, c.Values...) {
				return false
			}
		}
	}
	for i := range c.Values {
		for text := range t.values(c.Field, c.Values[i].Text) {
			values := slices.Clone(c.Values)
			values[i].Text = text
			if !with(c.Field, c.Op, values...) {
				return false
			}
		}
	}
	return true
}

// plainCase returns c without its i.
func plainCase(c *ast.Comparison) *ast.Comparison {
	d := *c
	d.Fold = false
	return &d
}

// fields returns the fields to try in the place of others, the plainest first.
func (t treeShrinker) fields() (list []ast.Field) {
	if t.schema == nil {
		return []ast.Field{ast.Name("a"), ast.Name("b")}
	}
	for _, f := range t.schema.Fields {
		list = append(list, ast.Name(f.Name))
	}
	slices.SortStableFunc(list, func(f, g ast.Field) int { return cmp.Compare(t.fieldRank(f), t.fieldRank(g)) })
	return list
}

// values yields what to try in the place of a value of the field. Not all of it
// may be valid.
func (t treeShrinker) values(f ast.Field, v string) iter.Seq[string] {
	switch k := t.kind(f); k {
	case schema.Enum:
		return slices.Values(t.schema.Fields[t.schema.Lookup(f.Name)].Values)
	case schema.Time, schema.Date:
		return slices.Values(slices.AppendSeq([]string{"-0d"}, smallerValues(k)(v)))
	default:
		return smallerValues(k)(v)
	}
}

// smallerValues returns a function that yields values to try in place of one of the kind,
// which is not Enum. Some are not smaller, and some are not valid.
func smallerValues(k schema.Kind) Shrinker[string] {
	return func(v string) iter.Seq[string] {
		switch {
		case k == schema.Bool:
			return slices.Values([]string{"false", "true"})
		case k == schema.Number:
			return slices.Values(numberTexts(v))
		case k == schema.Time && timeForm.MatchString(v):
			return slices.Values(timeTexts(v)) // as a text it would become a strange time
		case k == schema.Date && isDate(v):
			return slices.Values(dateTexts(v))
		}
		return ShrinkTexts(v)
	}
}

// numberTexts returns numbers to try in the place of s.
func numberTexts(s string) (list []string) {
	list = []string{"0", "1", "-0"}
	if d, ok := schema.ParseNumber(s); ok {
		list = append(list, d.String())
	}
	list = slices.AppendSeq(list, ShrinkTexts(s))
	for i := range len(s) {
		if '1' <= s[i] && s[i] <= '9' {
			list = append(list, s[:i]+string(s[i]-1)+s[i+1:])
		}
	}
	return slices.DeleteFunc(list, func(s string) bool { _, ok := schema.ParseNumber(s); return !ok })
}

// dateTexts returns dates to try in the place of s, which is one.
func dateTexts(s string) []string {
	year, month, day := s[:len("2006")], s[len("2006"):len("2006-01")], s[len("2006-01"):]
	return []string{"2000-01-01", "2000-01-02", "2000" + month + day, year + "-01" + day, year + month + "-01"}
}

// timeForm has the parts of an absolute time.
var timeForm = regexp.MustCompile(`^(\d{4}-\d\d-\d\d)(?:([Tt ])(\d\d:\d\d(?::\d\d)?)(\.\d+)?([Zz]|[+-]\d\d:?\d\d))?$`)

// timeTexts returns times to try in place of s. Each differs from s in one part. It
// returns none if s is no absolute time.
func timeTexts(s string) (list []string) {
	parts := timeForm.FindStringSubmatch(s)
	if parts == nil {
		return nil
	}
	list = []string{"2000-01-01", "2000-01-02", parts[1]}
	for i, plainer := range [][]string{
		0: {"2000-01-01", "2000-01-02"},
		1: {"T"},
		2: {"00:00:00", "00:00:01"},
		3: {"", ".1", strings.TrimSuffix(parts[4][:max(len(parts[4])-1, 0)], ".")},
		4: {"Z", "+01:00"},
	} {
		for _, p := range plainer {
			with := slices.Clone(parts[1:])
			if with[i] = p; with[1] != "" { // else it is a date
				list = append(list, strings.Join(with, ""))
			}
		}
	}
	return list
}

// everywhere yields x with one change made to all of its conditions, since conditions may
// have to agree. A value or key that is there several times is replaced by a smaller one.
// A rune is left out of all texts, or replaced by a plainer one.
func (t treeShrinker) everywhere(x ast.Expr, yield func(ast.Expr) bool) bool {
	type value struct {
		kind schema.Kind // of tags and lists, too, Text
		text string
	}
	count := map[value]int{}
	var values []value
	var runes []string
	for c := range ast.Comparisons(x) {
		kind := t.group(c.Field)
		list := c.Values
		if c.Field.Tag {
			list = append(slices.Clone(list), ast.Value{Text: c.Field.Name})
		}
		for _, v := range list {
			v := value{kind, v.Text}
			if count[v]++; count[v] == 2 && kind != schema.Enum && kind != schema.Time {
				values = append(values, v)
			}
			for _, u := range cutRunes(v.text) {
				if kind == schema.Text && !slices.Contains(runes, u) && len(runes) < 100 {
					runes = append(runes, u)
				}
			}
		}
	}
	for _, old := range values {
		for s := range smallerValues(old.kind)(old.text) {
			if !yield(t.mapValues(x, old.kind, func(text string) string {
				if text == old.text {
					return s
				}
				return text
			})) {
				return false
			}
		}
	}
	for _, u := range runes {
		for _, p := range slices.Concat([]string{""}, plain) {
			if p != "" && rankOf(p) >= rankOf(u) {
				continue
			}
			if !yield(t.mapValues(x, schema.Text, func(text string) string { return strings.ReplaceAll(text, u, p) })) {
				return false
			}
		}
	}
	return true
}

// group returns the kind of the field, or Text if its values are texts.
func (t treeShrinker) group(f ast.Field) schema.Kind {
	if k := t.kind(f); !k.Folds() {
		return k
	}
	return schema.Text
}

// mapValues returns x with other values of the fields of a kind, and for Text keys.
func (t treeShrinker) mapValues(x ast.Expr, kind schema.Kind, f func(string) string) ast.Expr {
	return tree.Map(x, func(c *ast.Comparison) *ast.Comparison {
		if t.group(c.Field) != kind {
			return c
		}
		d := *c
		if d.Field.Tag {
			d.Field.Name = f(d.Field.Name)
		}
		d.Values = slices.Clone(c.Values)
		for i := range d.Values {
			d.Values[i].Text = f(d.Values[i].Text)
		}
		return &d
	})
}

// shrinkQueries returns the shrinker of texts of queries. A query is cut to one of its
// parts, or spelled canonically. A canonical query is shrunk by its tree, as by
// [ShrinkTrees]. Any text is shrunk by dropping a pair of parentheses, and as by
// [ShrinkTexts]. A text is smaller if it is shorter, or as long and plainer.
func shrinkQueries(s *schema.Schema) Shrinker[string] {
	return func(src string) iter.Seq[string] {
		return func(yield func(string) bool) {
			var most weight
			most.text(src)
			try := func(text string) bool {
				var w weight
				w.text(text)
				return !w.less(most) || yield(text)
			}
			if x, err := parser.Parse(src); err == nil {
				more := try(x.String())
				ast.Inspect(x, func(y ast.Expr) bool {
					at := y.Span()
					more = more && try(src[at.Start.Offset:at.End.Offset])
					return more
				})
				if !more {
					return
				}
				if x.String() == src {
					for y := range ShrinkTrees(s)(x) {
						if !try(y.String()) {
							return
						}
					}
				}
			}
			for _, pair := range parentheses(src) {
				before, within, after := src[:pair.open], src[pair.open+1:pair.end], src[pair.end+1:]
				for _, spaces := range [][2]string{{"", ""}, {" ", ""}, {"", " "}, {" ", " "}} { // so that words stay apart
					if !try(before + spaces[0] + within + spaces[1] + after) {
						return
					}
				}
			}
			ShrinkTexts(src)(yield)
		}
	}
}

// A pair is where a parenthesis stands, and the one that closes it.
type pair struct{ open, end int }

// parentheses returns the pairs of a text, which need not be a query. The pairs of lists
// count, and so do those that nest too deep.
func parentheses(src string) (list []pair) {
	l := scanner.New(src, ast.Limits{Bytes: len(src), Depth: len(src), Conditions: len(src)})
	var open []int
	for {
		switch t, _ := l.Next(); t.Type {
		case scanner.Open:
			open = append(open, t.Pos.Offset)
		case scanner.Close:
			if n := len(open); n > 0 {
				list = append(list, pair{open[n-1], t.Pos.Offset})
				open = open[:n-1]
			}
		case scanner.EOF:
			return list
		}
	}
}

// ShrinkRecords returns the shrinker of records of the schema, as [Records] makes them.
// A record is smaller if it has fewer fields, tags and texts in lists, then if its
// values are shorter, and then if they are plainer, as for [ShrinkTexts], but in times
// with capitals before lower case, and false before true. A field that is always there
// stays, an enum keeps to its values, and all others have a value of their kind.
func ShrinkRecords(s *schema.Schema) Shrinker[map[string]any] {
	return func(rec map[string]any) iter.Seq[map[string]any] {
		return func(yield func(map[string]any) bool) {
			keys := slices.Sorted(maps.Keys(rec))
			for list := range shorter(keys) {
				less := make(map[string]any, len(list))
				for k, v := range rec {
					i := s.Lookup(k)
					if slices.Contains(list, k) || i >= 0 && s.Fields[i].Always {
						less[k] = v
					}
				}
				if len(less) < len(rec) && !yield(less) {
					return
				}
			}
			for _, k := range keys {
				for v := range recordValues(s, k, rec[k]) {
					with := maps.Clone(rec)
					with[k] = v
					if !yield(with) {
						return
					}
				}
			}
		}
	}
}

// recordValues yields smaller values of a record's field.
func recordValues(s *schema.Schema, key string, v any) iter.Seq[any] {
	kind := s.KindOf(ast.Name(key))
	var most weight
	most.record(kind, v)
	return func(yield func(any) bool) {
		for smaller := range otherValues(s, kind, key, v) {
			var w weight
			w.record(kind, smaller)
			if w.less(most) && !yield(smaller) {
				return
			}
		}
	}
}

// otherValues yields values to try in the place of one of a record's field.
func otherValues(s *schema.Schema, kind schema.Kind, key string, v any) iter.Seq[any] {
	return func(yield func(any) bool) {
		switch v := v.(type) {
		case string:
			try := smallerValues(kind)
			if kind == schema.Enum {
				try = func(string) iter.Seq[string] { return slices.Values(s.Fields[s.Lookup(key)].Values) }
			}
			for text := range try(v) {
				if _, ok := kind.Read(kinds.Member{Type: kinds.JSONString, Text: text}); ok && !yield(text) {
					return
				}
			}
		case bool:
			yield(false)
		case json.Number:
			for _, text := range numberTexts(string(v)) {
				if _, ok := kind.Read(kinds.Member{Type: kinds.JSONNumber, Text: text}); ok && !yield(json.Number(text)) {
					return
				}
			}
		case []string:
			for texts := range shorter(v) {
				if len(texts) > 0 && !yield(texts) {
					return
				}
			}
			for i := range v {
				for text := range ShrinkTexts(v[i]) {
					texts := slices.Clone(v)
					texts[i] = text
					if !yield(texts) {
						return
					}
				}
			}
		}
	}
}
