package fuzz

import (
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/internal/cases"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

// shown is a value that is shown if its text is asked for, which takes long.
type shown struct{ v any }

func (s shown) String() string { return show(s.v) }

// smallerOnes checks that all values that shrink yields for x are smaller, and returns them.
func smallerOnes[T any](t *testing.T, shrink func(T) iter.Seq[T], x T, text func(T) string) (list []T) {
	t.Helper()
	most := text(x)
	for y := range shrink(x) {
		require.True(t, smaller(text(y), most), "%s is not smaller than %s", shown{y}, shown{x})
		list = append(list, y)
	}
	for range shrink(x) {
		break // a yield that returns false is not called again, or this panics
	}
	return list
}

func itself(s string) string { return s }

// endAt takes n values of the list, to end it anywhere.
func endAt[T any](list iter.Seq[T], n int) {
	for range list {
		if n--; n <= 0 {
			break
		}
	}
}

// TestShrinkers: whatever is yielded is smaller by the measure, so that shrinking
// ends, and still what it must be.
func TestShrinkers(t *testing.T) {
	for name, s := range map[string]*schema.Schema{"test case": schema.TestCase(), "kinds": cases.Kinds} {
		t.Run(name, func(t *testing.T) { testShrinkers(t, s) })
	}
}

func testShrinkers(t *testing.T, s *schema.Schema) {
	r := rand.New(rand.NewSource(1))
	var trees, texts, queries, records, documents int
	for i := range effort.Cases(7, 24) {
		x := Trees(s)(r, i%12)
		for _, y := range smallerOnes(t, ShrinkTrees(s), x, ast.Expr.String) {
			trees++
			z, err := s.Resolve(y, schema.Options{})
			require.NoError(t, err, "%v of %v", y, x)
			require.True(t, tree.Equal(y, z.Written()), "%v of %v", y, x)
		}
		absolute := resolved(s, x).Expr()
		for y := range ShrinkTrees(s)(absolute) {
			require.True(t, tree.Equal(y, resolved(s, y).Written()), "%v of %v", y, absolute)
			for c := range ast.Comparisons(y) {
				kind := s.KindOf(c.Field)
				for _, v := range c.Values {
					require.False(t, (kind == schema.Time || kind == schema.Date) && strings.HasPrefix(v.Text, "-"), "%v of %v has a relative time", y, absolute)
				}
			}
		}
		endAt(ShrinkTrees(s)(x), r.Intn(300))

		text := Texts(r, 3)
		texts += len(smallerOnes(t, ShrinkTexts, text, itself))
		endAt(ShrinkTexts(text), r.Intn(300))

		text = nearQueries(s)(r, i%8)
		queries += len(smallerOnes(t, shrinkQueries(s), text, itself))
		endAt(shrinkQueries(s)(text), r.Intn(300))

		rec := Records(s, absolute)(r, 2)
		before := cloned(rec)
		for y := range shrinkRecords(s)(rec) {
			records++
			_, err := eval.NewRecord(s, y)
			require.NoError(t, err, "%s of %s", shown{y}, shown{rec})
			for _, f := range s.Fields {
				v, ok := y[f.Name]
				require.True(t, ok || !f.Always, "%s is always present: %s", f.Name, shown{y})
				require.NotEqual(t, []string{}, v)
				if f.Kind == schema.Enum && ok {
					require.Contains(t, f.Values, v, "%s is never %q", f.Name, v)
				}
			}
		}
		endAt(shrinkRecords(s)(rec), r.Intn(50))
		require.Equal(t, before, rec, "the record that is shrunk stays as it was")

		doc := requests(connect.TestCases())(r, i%8)
		for _, y := range smallerOnes(t, shrinkJSON, doc, itself) {
			documents++
			require.True(t, json.Valid([]byte(y)), "%s", y)
		}
		endAt(shrinkJSON(doc), r.Intn(300))
	}
	t.Logf("%d trees, %d texts, %d queries, %d records, %d documents are smaller than others", trees, texts, queries, records, documents)
	assert.Greater(t, min(trees, texts, queries, records, documents), 200)
}

// TestMinimize has what each shrinker comes down to, for things that fail by one
// part of them.
func TestMinimize(t *testing.T) {
	s := schema.TestCase()
	parse := func(src string) ast.Expr {
		x, err := parser.Parse(src)
		require.NoError(t, err)
		return x
	}
	has := func(f func(*ast.Comparison) bool) func(ast.Expr) bool {
		return func(x ast.Expr) bool {
			for c := range ast.Comparisons(x) {
				if f(c) {
					return true
				}
			}
			return false
		}
	}
	const large = `not (name ^= "it's \"a\"" or tag:"cost center" in (42, "a b", smoke)) and (modified > 2026-01-31 or status not in (SAVED) or id in (x, y)) or description = smoke`
	for _, test := range []struct {
		name   string
		schema *schema.Schema
		fails  func(ast.Expr) bool
		want   string
	}{
		{"everything", s, func(ast.Expr) bool { return true }, ``},
		{"not", s, func(x ast.Expr) bool { _, ok := x.(*ast.Not); return ok || strings.Contains(x.String(), "not (") }, `not id = a`},
		{"an operator", s, has(func(c *ast.Comparison) bool { return c.Op == ast.OpGreater }), `modified > 2000-01-01`},
		{"a quote", s, has(func(c *ast.Comparison) bool { return len(c.Values) > 0 && strings.Contains(c.Values[0].Text, `"`) }), `id = "\""`},
		{"an enum", s, has(func(c *ast.Comparison) bool { return c.Field.Name == "status" }), `status exists`},
		{"a value of an enum", s, has(func(c *ast.Comparison) bool { return c.Op == ast.OpNotIn }), `id not in (a)`},
		{"three values", s, has(func(c *ast.Comparison) bool { return len(c.Values) > 2 }), `id in (a, a, a)`},
		{"a key", s, has(func(c *ast.Comparison) bool { return strings.Contains(c.Field.Name, " ") }), `tag:" " = a`},
		{"a text that is there twice", s, func(x ast.Expr) bool {
			count := map[string]int{}
			for c := range ast.Comparisons(x) {
				for _, v := range c.Values {
					if len(v.Text) > 1 {
						count[v.Text]++
					}
				}
			}
			return slices.Contains(slices.Collect(maps.Values(count)), 2)
		}, `id = aa or id = aa`},
		{"two terms", s, func(x ast.Expr) bool { or, ok := x.(*ast.Or); return ok && len(or.Terms) > 1 }, `id = a or id = a`},
	} {
		t.Run(test.name, func(t *testing.T) {
			x := parse(large)
			require.True(t, test.fails(x))
			x, shrinks := minimize(x, ShrinkTrees(test.schema), test.fails, 100_000)
			assert.Equal(t, test.want, x.String())
			assert.Positive(t, shrinks)
		})
	}

	x, _ := minimize(parse("name = a and modified >= -7d"), ShrinkTrees(s), func(x ast.Expr) bool {
		return strings.Contains(x.String(), "modified") && strings.Contains(x.String(), "d >=")
	}, 10_000)
	assert.Equal(t, "modified >= -0d", x.String(), "what has a relative time may have others")

	instants := parse("modified in (2026-03-04t05:06:07.089z, 2026-03-04T05:06:07.089-10:52, 2026-03-04, 2026-03-04t05:06:07+00:30)")
	for _, test := range []struct{ part, want string }{
		{"T", "2000-01-01T00:00:00z"},
		{"t", "2000-01-01t00:00:00z"},
		{"z", "2000-01-01t00:00:00z"},
		{".", "2000-01-01t00:00:00.0z"},
		{".08", "2000-01-01t00:00:00.08z"},
		{"-10:52", "2000-01-01t00:00-10:52"},
		{"20", "2000-01-01"},
		{"26", "2026-01-01t00:00:00+0000"},
	} {
		x, _ := minimize(instants, ShrinkTrees(s), has(func(c *ast.Comparison) bool {
			return c.Field.Name == "modified" && len(c.Values) > 0 && strings.Contains(c.Values[0].Text, test.part)
		}), 10_000)
		assert.Equal(t, "modified = "+test.want, x.String())
	}
	rec, _ := minimize(map[string]any{"modified": "2026-03-04t05:06:07.089z"}, shrinkRecords(s), func(rec map[string]any) bool {
		return strings.Contains(fmt.Sprint(rec["modified"]), ".08")
	}, 10_000)
	assert.Equal(t, map[string]any{"modified": "2000-01-01t00:00:00.08z"}, rec)
	const kinds = `title = x and not (size in (1.50e2, -9007199254740993) and rating > -9007199254740993) or active != true and due >= 2024-02-29 or labels ^= Smoke i and owners = Smoke or due in (-7d, 2026-01-31)`
	for _, test := range []struct {
		name  string
		fails func(ast.Expr) bool
		want  string
	}{
		{"a number", has(func(c *ast.Comparison) bool { return c.Op == ast.OpGreater }), `size > 0`},
		{"a digit", has(func(c *ast.Comparison) bool {
			return len(c.Values) > 0 && strings.Contains(c.Values[0].Text, "5") && cases.Kinds.KindOf(c.Field) == schema.Number
		}), `size = 5`},
		{"a spelling", has(func(c *ast.Comparison) bool {
			return len(c.Values) > 0 && strings.Contains(c.Values[0].Text, "e") && c.Field.Name == "size"
		}), `size = 0e0`},
		{"a number that is there twice", func(x ast.Expr) bool {
			count := map[string]int{}
			for c := range ast.Comparisons(x) {
				for _, v := range c.Values {
					if cases.Kinds.KindOf(c.Field) == schema.Number && v.Text != "0" {
						count[v.Text]++
					}
				}
			}
			return slices.Contains(slices.Collect(maps.Values(count)), 2)
		}, `size = 1 and size = 1`},
		{"a bool", has(func(c *ast.Comparison) bool { return c.Field.Name == "active" && len(c.Values) > 0 }), `active = true`},
		{"a date", has(func(c *ast.Comparison) bool {
			return c.Field.Name == "due" && c.Op == ast.OpGreaterEqual && !strings.HasPrefix(c.Values[0].Text, "-")
		}), `due >= 2000-01-01`},
		{"a day", has(func(c *ast.Comparison) bool {
			return c.Field.Name == "due" && len(c.Values) > 0 && strings.HasSuffix(c.Values[0].Text, "29")
		}), `due = 2000-01-29`},
		{"a relative date", has(func(c *ast.Comparison) bool {
			return c.Field.Name == "due" && len(c.Values) > 0 && strings.HasPrefix(c.Values[0].Text, "-")
		}), `due = -0d`},
		{"a list", has(func(c *ast.Comparison) bool { return c.Field.Name == "owners" && len(c.Values) > 0 }), `owners = a`},
		{"a text of two lists", func(x ast.Expr) bool {
			s := x.String()
			return strings.Contains(s, "labels") && strings.Contains(s, "owners = ") && strings.Count(strings.ToLower(s), "m") == 2
		}, `labels = m and owners = m`},
	} {
		x := parse(kinds)
		require.True(t, test.fails(x), test.name)
		x, _ = minimize(x, ShrinkTrees(cases.Kinds), test.fails, 100_000)
		assert.Equal(t, test.want, x.String(), test.name)
	}
	for _, test := range []struct {
		kind schema.Kind
		from any
		keep string // what a smaller value must have in it
		want any
	}{
		{schema.Time, "2026-03-04T05:06:07Z", "", "2000-01-01"},
		{schema.Time, json.Number("1772600767.000000001"), "", json.Number("0")},
		{schema.Time, json.Number("1772600767.5"), "", json.Number("0")},
		{schema.Time, json.Number("1772600767.5"), ".", json.Number("1772.0")},
		{schema.Bool, false, "", true},
		{schema.Bool, true, "true", true},
		{schema.Number, json.Number("-9007199254740993.50e-2"), "", json.Number("0")},
		{schema.Number, json.Number("-9007199254740993.50e-2"), "7", json.Number("7")},
		{schema.Number, json.Number("-9007199254740993.50e-2"), "-", json.Number("-0")},
		{schema.Number, json.Number("-9007199254740993.50e-2"), "e", json.Number("0e0")},
		{schema.Date, "2026-12-31", "", "2000-01-01"},
		{schema.Date, "2024-02-29", "02", "2000-02-01"},
		{schema.Date, "2024-02-29", "29", "2000-01-29"},
		{schema.Date, "2024-02-29", "24", "2024-01-01"},
		{schema.List, []string{"b", "abc", "b"}, "", []string{""}},
		{schema.List, []string{"b", "abc", "b"}, "c", []string{"c"}},
		{schema.List, []string{"Smoke", "abc", "Smoke"}, " ", []string{"", ""}},
	} {
		s := schema.MustNew(schema.Schema{Fields: []schema.Field{{Name: "f", Kind: test.kind}}})
		rec, _ := minimize(map[string]any{"f": test.from}, shrinkRecords(s), func(rec map[string]any) bool {
			return rec["f"] != nil && strings.Contains(fmt.Sprint(rec["f"]), test.keep)
		}, 10_000)
		assert.Equal(t, map[string]any{"f": test.want}, rec, "%v with %q", test.from, test.keep)
	}
	text, _ := minimize("The quick \ufeffbrown\xff fox", ShrinkTexts, func(s string) bool { return strings.Contains(s, "\ufeff") && len(s) > 8 }, 10_000)
	assert.Equal(t, "\ufeffaaaaaa", sorted(text))
	text, _ = minimize("QUICK Brown 17", ShrinkTexts, func(s string) bool { return strings.ToUpper(s) != s && strings.ToLower(s) != s }, 10_000)
	assert.Equal(t, "Aa", sorted(text))
	text, shrinks := minimize("abc", ShrinkTexts, func(string) bool { return false }, 10_000)
	assert.Equal(t, "abc", text)
	assert.Zero(t, shrinks)
	calls := 0
	minimize(strings.Repeat("x", 1000), ShrinkTexts, func(s string) bool { calls++; return strings.Contains(s, "x") }, 7)
	assert.Equal(t, 7, calls)

	text, _ = minimize(large+" or NAME  CONTAINS\t'x'", shrinkQueries(s), func(s string) bool { return strings.Contains(s, "\t") }, 100_000)
	assert.Equal(t, "\t", text)
	text, _ = minimize(large, shrinkQueries(s), func(s string) bool {
		x, err := parser.Parse(s)
		return err == nil && has(func(c *ast.Comparison) bool { return c.Op == ast.OpIn })(x)
	}, 100_000)
	assert.Equal(t, `a in(a)`, text)
	text, _ = minimize("name = \xffab", shrinkQueries(s), func(s string) bool { return strings.Contains(s, "\xff") }, 100_000)
	assert.Equal(t, "\xff", text)

	rec = map[string]any{"id": "7", "name": "Smoke", "status": "PUBLISHED", "arn": "x", "type": "VOICE_CALL", "tag:a": "bcd", "tag:x": "y"}
	rec, _ = minimize(rec, shrinkRecords(s), func(rec map[string]any) bool {
		return strings.Contains(fmt.Sprint(rec["tag:a"]), "c") && rec["type"] != nil
	}, 10_000)
	assert.Equal(t, map[string]any{"id": "", "name": "", "status": "SAVED", "arn": "", "type": "CHAT", "tag:a": "c"}, rec)

	doc := `{"InstanceId": "7", "SearchFilter": {"TagFilter": {"OrConditions": [[{"TagKey": "a", "TagValue": "é"}, {"TagKey": "b"}], []]}}, "MaxResults": 10, "x": [null, true]}`
	for _, test := range []struct {
		fails func(string) bool
		want  string
	}{
		{func(string) bool { return true }, `0`},
		{func(s string) bool { return strings.Contains(s, "é") }, `"é"`},
		{func(s string) bool { return strings.Contains(s, "[]") }, `[]`},
		{func(s string) bool { return strings.Contains(s, "OrConditions") && strings.Contains(s, "MaxResults") }, `{"SearchFilter":{"OrConditions":0},"MaxResults":0}`},
		{func(s string) bool { return strings.Contains(s, `"TagKey":"`) }, `{"TagKey":""}`},
		{func(s string) bool { return strings.Count(s, "[") > 2 }, ``},
	} {
		got, _ := minimize(doc, shrinkJSON, test.fails, 10_000)
		if test.want != "" {
			assert.Equal(t, test.want, got)
		} else {
			assert.Equal(t, 3, strings.Count(got, "["), got)
		}
	}
	doc, _ = minimize(`{"a": ["b"}`, shrinkJSON, func(s string) bool { return strings.Contains(s, "[") }, 10_000)
	assert.Equal(t, "[", doc, "what is no JSON is a text")
	deep := strings.Repeat("[", maxJSONDepth+1) + strings.Repeat("]", maxJSONDepth+1)
	doc, _ = minimize(deep, shrinkJSON, func(s string) bool { return strings.Contains(s, "[]") }, 100_000)
	assert.Equal(t, "[]", doc)
}

// TestQuestion_shrink: what is assumed becomes as usual where it does not matter.
func TestQuestion_shrink(t *testing.T) {
	from := question{query: resolved(schema.TestCase(), ast.Compare(ast.Name("name"), ast.OpEqual, "a")), target: connect.TestCases()}
	for _, a := range assumptions {
		if limit, ok := a.at(&from.target).(*int); ok {
			*limit = 1000
		}
	}
	from.target.Tags.KeyOnly, from.target.ServiceFoldsCase = true, true
	for _, test := range []struct {
		name  string
		fails func(compile.Target) bool
		want  []string
	}{
		{"nothing matters", func(compile.Target) bool { return true }, nil},
		{"a limit that is not the usual", func(t compile.Target) bool { return t.MaxTerms != 10_000 }, []string{"MaxTerms: 1"}},
		{"at least", func(t compile.Target) bool { return t.MaxDepth > 100+17 }, []string{"MaxDepth: 1000"}},
		{"several", func(t compile.Target) bool { return t.MaxTagConditions > 36 && t.ContainsMin > 2 && t.ServiceFoldsCase },
			[]string{"ServiceFoldsCase: true", "ContainsMin: 1000", "MaxTagConditions: 1000"}},
		{"as Targets has it", func(t compile.Target) bool { return t.ContainsMax != 25 }, []string{"ContainsMax: 3"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			require.True(t, test.fails(from.target))
			q, _ := minimize(from, question.shrink, func(q question) bool { return test.fails(q.target) }, 10_000)
			got, _ := unusual(q.target)
			assert.Equal(t, test.want, got)
		})
	}
	zero := question{target: connect.TestCases()}
	zero.target.MaxDepth = 0 // which stands for the default
	for q := range zero.shrink() {
		assert.Equal(t, 100, q.target.MaxDepth)
	}
}

func sorted(s string) string {
	runes := []rune(s)
	slices.SortFunc(runes, func(a, b rune) int { return rank(b) - rank(a) })
	return string(runes)
}
