package fuzz

import (
	"errors"
	"maps"
	"math/rand"
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/qconnect"
	"github.com/searchfilter/searchfilter/schema"
)

// targets are those of packages connect and qconnect, and some that people may make.
func targets() map[string]compile.Target {
	keyOnly := connect.TestCases()
	keyOnly.Tags.KeyOnly = true
	hosts := connect.TestCases()
	hosts.Closed = nil
	hosts.Operation = "ListHosts"
	hosts.Schema = schema.MustNew(schema.Schema{Name: "host", Tags: "labels", Fields: []schema.Field{
		{Name: "host"},
		{Name: "state", Kind: schema.Enum, Values: []string{"up", "down", "lost"}},
		{Name: "booted", Kind: schema.Time},
		{Name: "on", Kind: schema.Bool},
		{Name: "cores", Kind: schema.Number},
		{Name: "bought", Kind: schema.Date},
		{Name: "disks", Kind: schema.List},
	}})
	hosts.Fields = map[string]compile.Leaf{
		"host": compile.Leaf{Member: "StringCondition", FieldName: "Host"}, "state": compile.Leaf{Member: "StringCondition", FieldName: "State"},
	}
	hosts.Comparisons = map[ast.Op]string{ast.OpEqual: "IS", ast.OpHasSuffix: "ENDS", ast.OpNotEqual: "ISNT"}
	hosts.Tags = compile.TagRules{MaxKey: 5, MinValue: 2, MaxValue: 3}
	noTags := connect.TestCases()
	noTags.Closed = nil
	noTags.Schema = schema.MustNew(schema.Schema{Name: "page", Fields: []schema.Field{{Name: "name"}}})
	noTags.Fields = map[string]compile.Leaf{"name": noTags.Fields["name"]}
	oneField := connect.TestCases()
	oneField.Closed = nil
	oneField.Tags, oneField.Comparisons = compile.TagRules{Reserved: "a"}, map[ast.Op]string{ast.OpContains: "HAS"}
	oneField.Fields = map[string]compile.Leaf{"id": compile.Leaf{Member: "StringCondition", FieldName: "Id"}}
	oneRune := qconnect.Session()
	oneRune.Tags = compile.TagRules{KeyRunes: []*unicode.RangeTable{{R16: []unicode.Range16{{Lo: '!', Hi: '!', Stride: 1}}, LatinOffset: 1}}}
	odd := qconnect.Session()
	odd.Tags.KeyRunes = []*unicode.RangeTable{{}, {R32: []unicode.Range32{{Lo: 0x1F600, Hi: 0x1F64F, Stride: 1}}}}
	silent := qconnect.Session()
	silent.Schema = noTags.Schema
	books := qconnect.Retrieve()
	books.Schema = schema.MustNew(schema.Schema{Name: "book", Fields: []schema.Field{
		{Name: "title"},
		{Name: "genre", Kind: schema.Enum, Values: []string{"novel", "essay"}, Always: true},
		{Name: "pages", Kind: schema.Number},
		{Name: "draft", Kind: schema.Bool},
		{Name: "teams", Kind: schema.List},
		{Name: "notes"},
	}})
	books.Nested.Keys = map[string]string{"title": "x-title", "genre": "genre", "pages": "pages", "draft": "draft", "teams": "teams"}
	deep := books
	deep.Nested.NegationFindsLacking, deep.Nested.MaxMembers, deep.Nested.MaxNesting = true, 10, 3
	all := map[string]compile.Target{
		"test cases": connect.TestCases(),
		"session":    qconnect.Session(),
		"books":      books,
		"deep books": deep,
		"key only":   keyOnly,
		"hosts":      hosts,
		"no tags":    noTags,
		"odd keys":   odd,
		"one field":  oneField,
		"silent":     silent,
		"one rune":   oneRune,
	}
	for name, t := range usualTargets() {
		if name != "test-cases" && name != "q-session" {
			all[name] = t
			if u := tried(t); !reflect.DeepEqual(u, t) {
				all["all of "+name] = u
			}
		}
	}
	return all
}

// tried returns the target with every field sent that it has a condition for.
func tried(t compile.Target) compile.Target {
	t.Fields = maps.Clone(t.Fields)
	for name, leaf := range t.Fields {
		leaf.Untried = false
		t.Fields[name] = leaf
	}
	return t
}

// compiles returns what the target's function says of x.
func compiles(x ast.Expr, t compile.Target) error {
	s := t.Schema
	if s == nil {
		s = schema.TestCase()
	}
	q, err := s.Resolve(x, schema.Options{})
	if err != nil {
		return err
	}
	_, err = compile.Compile(q, t)
	return err
}

func TestExpressible(t *testing.T) {
	for name, target := range targets() {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewSource(1))
			reach, ops := map[string]int{}, map[ast.Op]int{}
			for i := range 400 {
				target := target
				if i%4 == 3 {
					target = Targets(target)(r, 0)
				}
				x := Expressible(target)(r, i%25)
				err := compiles(x, target)
				if name == "silent" {
					require.True(t, tree.IsEmpty(x))
					continue
				}
				require.NoError(t, err, "%v", x)
				if tree.IsEmpty(x) {
					reach["empty"]++
				}
				_, or := x.(*ast.Or)
				_, not := x.(*ast.Not)
				tags, fields := 0, 0
				for c := range ast.Comparisons(x) {
					ops[c.Op]++
					if !c.Field.Tag {
						fields++
						continue
					}
					tags++
					if utf8.RuneCountInString(c.Field.Name) == 128 {
						reach["longest key"]++
					}
					if len(c.Values) > 0 && utf8.RuneCountInString(c.Values[0].Text) == 256 {
						reach["longest value"]++
					}
				}
				switch {
				case tags > 0 && fields > 0:
					reach["both"]++
				case tags > 0:
					reach["tags"]++
				case fields > 0:
					reach["fields"]++
				}
				if or {
					reach["or"]++
				}
				if not {
					reach["not"]++
				}
				if tags+fields > 10 {
					reach["large"]++
				}
			}
			t.Log(reach, ops)
			want := map[string][]string{
				"test cases": {"empty", "both", "tags", "fields", "or", "not", "large", "longest key", "longest value"},
				"session":    {"tags", "or", "not", "large", "longest key", "longest value"},
				"hosts":      {"both", "tags", "fields", "or", "not"},
				"no tags":    {"fields", "or", "not", "large"},
			}
			for _, what := range want[name] {
				assert.GreaterOrEqual(t, reach[what], 5, what)
			}
		})
	}
}

func TestInexpressible(t *testing.T) {
	want := map[string][]ast.Code{
		"test cases": {codes.Inexpressible, codes.ForbiddenTag, codes.TooManyTerms, codes.TooManyTagConditions, codes.TooDeep},
		"session":    {codes.Inexpressible, codes.ForbiddenTag, codes.TooManyTerms, codes.EmptyFilter},
		"hosts":      {codes.Inexpressible, codes.ForbiddenTag},
	}
	for name, target := range targets() {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewSource(1))
			codes, seen := map[ast.Code]int{}, map[schema.Kind]int{}
			runs := 60
			if len(want[name]) > 0 {
				runs = 200
			}
			for i := range runs {
				target := target
				if i%4 == 3 {
					target = Targets(target)(r, 0)
				}
				x := inexpressible(target)(r, i%25)
				err := compiles(x, target)
				require.Error(t, err, "%v", x)
				for _, d := range err.(ast.Diagnostics) {
					codes[d.Code]++
				}
				if s := target.Schema; s != nil {
					_, err := s.Resolve(x, schema.Options{})
					require.NoError(t, err, "%v", x)
					for c := range ast.Comparisons(x) {
						seen[s.KindOf(c.Field)]++
					}
				}
			}
			t.Log(codes, seen)
			for _, kind := range kinds.All() {
				assert.True(t, name != "hosts" || seen[kind] >= 3, "%v", kind)
			}
			for _, code := range want[name] {
				assert.GreaterOrEqual(t, codes[code], 3, code)
			}
		})
	}
}

// TestInexpressible_flaws: every kind of refusal is often the only one of its tree,
// so that whoever overlooks it makes a request.
func TestInexpressible_flaws(t *testing.T) {
	all := []string{"tag !=", "tag not in", "tag ^=", "tag *=", "tag $=", "character in a key", "long key", "long value", "reserved key"}
	want := map[string][]string{
		"test cases": append([]string{"tag exists", "text !=", "text $=", "text exists", "enum exists", "other field"}, all...),
		"session":    append([]string{"short value", "other field"}, all...),
	}
	for name, kinds := range want {
		t.Run(name, func(t *testing.T) {
			target := targets()[name]
			r := rand.New(rand.NewSource(1))
			runs := effort.Cases(500, 1000)
			alone, count := 0, map[string]int{}
			for i := range runs {
				x := inexpressible(target)(r, 1+i%6)
				if err := compiles(x, target); errors.Is(err, ast.Code(codes.TooManyTerms)) || errors.Is(err, ast.Code(codes.TooDeep)) {
					continue
				}
				if c := onlyFlaw(x, target); c != nil {
					alone++
					count[flawOf(c, target)]++
				}
			}
			t.Logf("one condition is to blame in %d of %d: %v", alone, runs, count)
			assert.Greater(t, alone, runs/2)
			for _, kind := range kinds {
				assert.GreaterOrEqual(t, count[kind], runs/150, kind)
			}
		})
	}
}

// onlyFlaw returns the condition without which the target can say x, or nil: it can
// say the tree with another condition on the same side there.
func onlyFlaw(x ast.Expr, t compile.Target) *ast.Comparison {
	for c := range ast.Comparisons(x) {
		was := *c
		for _, sent := range []*ast.Comparison{
			ast.Compare(ast.Tag("replaced"), ast.OpEqual, "value"), ast.Compare(ast.Tag("replaced"), ast.OpNotEqual, "value"),
			ast.Compare(ast.Name("name"), ast.OpEqual, "replaced"), ast.Compare(ast.Name("name"), ast.OpNotEqual, "replaced"),
		} {
			*c = *sent
			err := compiles(x, t)
			*c = was
			if err == nil {
				return c
			}
		}
	}
	return nil
}

// flawOf says why the target refuses c.
func flawOf(c *ast.Comparison, t compile.Target) string {
	value := ""
	if len(c.Values) > 0 {
		value = c.Values[0].Text
	}
	switch key := c.Field.Name; {
	case !c.Field.Tag && t.Fields[key].Member == "":
		return "other field"
	case !c.Field.Tag:
		return t.Schema.KindOf(c.Field).String() + " " + c.Op.String()
	case strings.HasPrefix(key, t.Tags.Reserved):
		return "reserved key"
	case utf8.RuneCountInString(key) > 128:
		return "long key"
	case strings.ContainsFunc(key, func(r rune) bool { return !unicode.In(r, t.Tags.KeyRunes...) }):
		return "character in a key"
	case utf8.RuneCountInString(value) > 256:
		return "long value"
	case value == "" && c.Op == ast.OpEqual:
		return "short value"
	}
	return "tag " + c.Op.String()
}

// TestInexpressible_none: a target that says all its schema has is asked for a tag.
func TestInexpressible_none(t *testing.T) {
	target := connect.TestCases()
	target.Closed = nil
	target.Schema = schema.MustNew(schema.Schema{Name: "lamp", Fields: []schema.Field{
		{Name: "state", Kind: schema.Enum, Values: []string{"on"}, Always: true},
	}})
	target.Fields = map[string]compile.Leaf{"state": compile.Leaf{Member: "StatusCondition"}}
	r := rand.New(rand.NewSource(1))
	lacking := 0
	for range 100 {
		x := inexpressible(target)(r, 1)
		require.Error(t, compiles(x, target))
		if strings.HasPrefix(x.String(), "tag:") {
			require.True(t, errors.Is(compiles(x, target), ast.Code(codes.UnknownField)))
			lacking++
		}
	}
	assert.Less(t, lacking, 100)
}

// TestHardToPlan: every condition of a tree can be said by itself.
func TestHardToPlan(t *testing.T) {
	for name, target := range targets() {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewSource(1))
			several, or := 0, 0
			for i := range 200 {
				x := hardToPlan(target)(r, i%10)
				if _, ok := x.(*ast.Or); ok {
					or++
				}
				s := target.Schema
				if s == nil {
					s = schema.TestCase()
				}
				q, err := s.Resolve(x, schema.Options{})
				require.NoError(t, err, "%v", x)
				p, err := compile.NewPlan(q, target, compile.PlanOptions{})
				if target.Criteria == nil {
					require.Equal(t, name == "silent", compiles(x, target) != nil, "%v", x) // it is Expressible's
					continue
				}
				if errors.Is(err, ast.Code(codes.FullScan)) || errors.Is(err, ast.Code(codes.TooManyTerms)) {
					continue // together they select everything, or multiply out
				}
				require.NoError(t, err, "%v", x)
				if len(p.Requests) > 1 {
					several++
				}
			}
			t.Logf("%d ors, %d take several requests", or, several)
			if a := newAsker(target, r); len(a.sent) > 0 || a.tagged() {
				assert.Positive(t, or)
			}
			if name == "test cases" || name == "hosts" {
				assert.Greater(t, several, 60)
			}
		})
	}
}
