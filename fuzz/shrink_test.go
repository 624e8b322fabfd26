package fuzz

import (
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"math/rand"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/leanovate/gopter"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/internal/cases"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/limit"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

func weighText(s string) (w weight) {
	w.text(s)
	return w
}

// weighing returns what weighs records of the schema.
func weighing(s *schema.Schema) func(map[string]any) weight {
	return func(rec map[string]any) (w weight) {
		for k, v := range rec {
			w.record(s.KindOf(ast.Name(k)), v)
			w[0]++
		}
		return w
	}
}

// shown is a value that is shown if its text is asked for, which takes long.
type shown struct{ v any }

func (s shown) String() string { return show(s.v) }

// smaller checks that all values that s yields for x are smaller, and returns
// them.
func smaller[T any](t *testing.T, s Shrinker[T], x T, weigh func(T) weight) (list []T) {
	t.Helper()
	most := weigh(x)
	for y := range s(x) {
		require.True(t, weigh(y).less(most), "%s is not smaller than %s", shown{y}, shown{x})
		list = append(list, y)
	}
	for range s(x) {
		break // a yield that returns false is not called again, or this panics
	}
	return list
}

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
	for i := range effort.Cases(12, 24) {
		x := Trees(s)(r, i%12)
		for _, y := range smaller(t, ShrinkTrees(s), x, treeShrinker{s}.weigh) {
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
		for _, y := range smaller(t, ShrinkTrees(nil), x, treeShrinker{}.weigh) {
			require.NoError(t, ast.Validate(y, ast.Limits{}))
		}
		endAt(ShrinkTrees(s)(x), r.Intn(300))

		text := Texts(r, 3)
		texts += len(smaller(t, ShrinkTexts, text, weighText))
		endAt(ShrinkTexts(text), r.Intn(300))

		text = nearQueries(s)(r, i%8)
		queries += len(smaller(t, shrinkQueries(s), text, weighText))
		endAt(shrinkQueries(s)(text), r.Intn(300))

		rec := Records(s, absolute)(r, 2)
		before := cloned(rec)
		for _, y := range smaller(t, ShrinkRecords(s), rec, weighing(s)) {
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
		endAt(ShrinkRecords(s)(rec), r.Intn(50))
		require.Equal(t, before, rec, "the record that is shrunk stays as it was")

		doc := Requests(connect.TestCases())(r, i%8)
		for _, y := range smaller(t, shrinkJSON, doc, weighText) {
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
		{"not", s, func(x ast.Expr) bool { _, ok := x.(*ast.Not); return ok || strings.Contains(x.String(), "not (") }, `not name exists`},
		{"an operator", s, has(func(c *ast.Comparison) bool { return c.Op == ast.OpGreater }), `modified > 2000-01-01`},
		{"a quote", s, has(func(c *ast.Comparison) bool { return len(c.Values) > 0 && strings.Contains(c.Values[0].Text, `"`) }), `name = "\""`},
		{"an enum", s, has(func(c *ast.Comparison) bool { return c.Field.Name == "status" }), `status exists`},
		{"a value of an enum", s, has(func(c *ast.Comparison) bool { return c.Op == ast.OpNotIn }), `name not in ("")`},
		{"three values", s, has(func(c *ast.Comparison) bool { return len(c.Values) > 2 }), `name in ("", "", "")`},
		{"a key", s, has(func(c *ast.Comparison) bool { return strings.Contains(c.Field.Name, " ") }), `tag:" " exists`},
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
		}, `name = aa and name = aa`},
		{"two terms", s, func(x ast.Expr) bool { or, ok := x.(*ast.Or); return ok && len(or.Terms) > 1 }, `name exists or name exists`},
		{"without a schema", nil, has(func(c *ast.Comparison) bool { return c.Op == ast.OpHasPrefix }), `a ^= ""`},
		{"a name without a schema", nil, has(func(c *ast.Comparison) bool { return strings.HasPrefix(c.Field.Name, "modi") }), `modi exists`},
	} {
		t.Run(test.name, func(t *testing.T) {
			x := parse(large)
			require.True(t, test.fails(x))
			x, shrinks := Minimize(x, ShrinkTrees(test.schema), test.fails, 100_000)
			assert.Equal(t, test.want, x.String())
			assert.Positive(t, shrinks)
		})
	}

	x, _ := Minimize(parse("name = a and modified >= -7d"), ShrinkTrees(s), func(x ast.Expr) bool {
		return strings.Contains(x.String(), "modified") && strings.Contains(x.String(), "d >=")
	}, 10_000)
	assert.Equal(t, "modified >= -0d", x.String(), "what has a relative time may have others")

	instants := parse("modified in (2026-03-04t05:06:07.089z, 2026-03-04T05:06:07.089-10:52, 2026-03-04, 2026-03-04t05:06:07+00:30)")
	for _, test := range []struct {
		fails func(string) bool
		want  string // of records, and of trees unless a date will do
	}{
		{func(s string) bool { return strings.Contains(s, "T") }, "2000-01-01T00:00:00Z"},
		{func(s string) bool { return strings.Contains(s, "t") }, "2000-01-01t00:00:00Z"},
		{func(s string) bool { return strings.Contains(s, "z") }, "2000-01-01T00:00:00z"},
		{func(s string) bool { return strings.Contains(s, ".") }, "2000-01-01T00:00:00.1Z"},
		{func(s string) bool { return strings.Contains(s, ".08") }, "2000-01-01T00:00:00.08Z"},
		{func(s string) bool { return strings.Count(s, ":") > 2 }, "2000-01-01T00:00:00+01:00"},
		{func(s string) bool { return strings.Contains(s, "07") }, "2000-01-01T05:06:07Z"},
		{func(s string) bool { return strings.HasPrefix(s, "20") }, "2000-01-01"},
		{func(s string) bool { return strings.Contains(s, "04") }, "2026-03-04"},
	} {
		for _, v := range instants.(*ast.Comparison).Values {
			if test.fails(v.Text) {
				rec, _ := Minimize(map[string]any{"modified": v.Text}, ShrinkRecords(s), func(rec map[string]any) bool { return test.fails(fmt.Sprint(rec["modified"])) }, 10_000)
				assert.Equal(t, test.want, rec["modified"], "%s", v.Text)
			}
		}
		x, _ := Minimize(instants, ShrinkTrees(s), has(func(c *ast.Comparison) bool {
			return c.Field.Name == "modified" && len(c.Values) > 0 && test.fails(c.Values[0].Text)
		}), 10_000)
		assert.Equal(t, "modified = "+test.want, x.String())
	}
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
		{"a bool", has(func(c *ast.Comparison) bool { return c.Field.Name == "active" && len(c.Values) > 0 }), `active = false`},
		{"a date", has(func(c *ast.Comparison) bool {
			return c.Field.Name == "due" && c.Op == ast.OpGreaterEqual && !strings.HasPrefix(c.Values[0].Text, "-")
		}), `due >= 2000-01-01`},
		{"a day", has(func(c *ast.Comparison) bool {
			return c.Field.Name == "due" && len(c.Values) > 0 && strings.HasSuffix(c.Values[0].Text, "29")
		}), `due = 2000-01-29`},
		{"a relative date", has(func(c *ast.Comparison) bool {
			return c.Field.Name == "due" && len(c.Values) > 0 && strings.HasPrefix(c.Values[0].Text, "-")
		}), `due = -0d`},
		{"a list", has(func(c *ast.Comparison) bool { return c.Field.Name == "owners" && len(c.Values) > 0 }), `owners = ""`},
		{"a text of two lists", func(x ast.Expr) bool {
			s := x.String()
			return strings.Contains(s, "labels") && strings.Contains(s, "owners = ") && strings.Count(strings.ToLower(s), "m") == 2
		}, `labels = m and owners = m`},
	} {
		x := parse(kinds)
		require.True(t, test.fails(x), test.name)
		x, _ = Minimize(x, ShrinkTrees(cases.Kinds), test.fails, 100_000)
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
		{schema.Time, json.Number("1772600767.5"), ".", json.Number("0.0")},
		{schema.Bool, true, "", false},
		{schema.Bool, true, "true", true},
		{schema.Number, json.Number("-9007199254740993.50e-2"), "", json.Number("0")},
		{schema.Number, json.Number("-9007199254740993.50e-2"), "7", json.Number("7")},
		{schema.Number, json.Number("-9007199254740993.50e-2"), "-", json.Number("-0")},
		{schema.Number, json.Number("-9007199254740993.50e-2"), "e", json.Number("0e0")},
		{schema.Date, "2026-12-31", "", "2000-01-01"},
		{schema.Date, "2024-02-29", "02", "2000-01-02"},
		{schema.Date, "2024-02-29", "29", "2000-01-29"},
		{schema.Date, "2024-02-29", "24", "2024-01-01"},
		{schema.List, []string{"b", "abc", "b"}, "", []string{""}},
		{schema.List, []string{"b", "abc", "b"}, "c", []string{"c"}},
		{schema.List, []string{"Smoke", "abc", "Smoke"}, " ", []string{"", ""}},
	} {
		s := schema.MustNew(schema.Schema{Fields: []schema.Field{{Name: "f", Kind: test.kind}}})
		rec, _ := Minimize(map[string]any{"f": test.from}, ShrinkRecords(s), func(rec map[string]any) bool {
			return rec["f"] != nil && strings.Contains(fmt.Sprint(rec["f"]), test.keep)
		}, 10_000)
		assert.Equal(t, map[string]any{"f": test.want}, rec, "%v with %q", test.from, test.keep)
	}
	for _, test := range []struct{ from, want string }{
		{"not (description exists or not tag:a exists)", "not description exists and tag:a exists"},
		{"not (description != a and id not in (b, c))", "description = a or id in (b, c)"},
		{"not (not name exists or not id exists) and type exists", "name exists and id exists and type exists"},
	} {
		tried := []string{}
		for y := range ShrinkTrees(s)(parse(test.from)) {
			tried = append(tried, y.String())
		}
		assert.Contains(t, tried, test.want)
	}

	text, _ := Minimize("The quick \ufeffbrown\xff fox", ShrinkTexts, func(s string) bool { return strings.Contains(s, "\ufeff") && len(s) > 8 }, 10_000)
	assert.Equal(t, "\ufeffaaaaaa", sorted(text))
	text, _ = Minimize("QUICK Brown 17", ShrinkTexts, func(s string) bool { return strings.ToUpper(s) != s && strings.ToLower(s) != s }, 10_000)
	assert.Equal(t, "Aa", sorted(text))
	text, shrinks := Minimize("abc", ShrinkTexts, func(string) bool { return false }, 10_000)
	assert.Equal(t, "abc", text)
	assert.Zero(t, shrinks)
	calls := 0
	Minimize(strings.Repeat("x", 1000), ShrinkTexts, func(s string) bool { calls++; return strings.Contains(s, "x") }, 7)
	assert.Equal(t, 7, calls)

	text, _ = Minimize(large+" or NAME  CONTAINS\t'x'", shrinkQueries(s), func(s string) bool { return strings.Contains(s, "\t") }, 100_000)
	assert.Equal(t, "\t", text)
	text, _ = Minimize(large, shrinkQueries(s), func(s string) bool {
		x, err := parser.Parse(s)
		return err == nil && has(func(c *ast.Comparison) bool { return c.Op == ast.OpIn })(x)
	}, 100_000)
	assert.Equal(t, `a in("")`, text)
	text, _ = Minimize("name = \xffab", shrinkQueries(nil), func(s string) bool { return strings.Contains(s, "\xff") }, 100_000)
	assert.Equal(t, "\xff", text)

	balanced := func(s string) bool {
		open := 0
		for _, c := range s {
			switch c {
			case '(':
				open++
			case ')':
				open--
			}
			if open < 0 {
				return false
			}
		}
		return open == 0
	}
	for _, test := range []struct {
		name, from string
		fails      func(string) bool
		want       string
	}{
		{"of no query", `((name == "a)(") or (id exists))`, func(s string) bool { return balanced(s) && strings.Contains(s, "==") }, `==`},
		{"of a query", `((NOT((name = a))))`, isQuery("NOT"), `NOT a=a`},
		{"between words", `(a exists)OR(a exists)`, isQuery("OR"), `a exists OR a exists`},
		{"beside one in a string", `((a = ")" ; b))`, func(s string) bool {
			return strings.Contains(s, `")"`) && strings.Contains(s, ";") && strings.Count(s, "(")+1 == strings.Count(s, ")")
		}, `")";`},
		{"in a list", `(a IN (b, (c)))`, func(s string) bool { return balanced(s) && strings.Contains(s, "IN") }, `IN`},
		{"more than a query may have", strings.Repeat("(", 2*limit.Depth) + "==" + strings.Repeat(")", 2*limit.Depth),
			func(s string) bool { return balanced(s) && strings.Contains(s, "==") }, `==`},
	} {
		require.True(t, test.fails(test.from), test.name)
		text, _ = Minimize(test.from, shrinkQueries(s), test.fails, 100_000)
		assert.Equal(t, test.want, text, "parentheses %s", test.name)
	}

	rec := map[string]any{"id": "7", "name": "Smoke", "status": "PUBLISHED", "arn": "x", "type": "VOICE_CALL", "tag:a": "bcd", "tag:x": "y"}
	rec, _ = Minimize(rec, ShrinkRecords(s), func(rec map[string]any) bool {
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
		{func(s string) bool { return strings.Contains(s, "OrConditions") && strings.Contains(s, "MaxResults") }, `{"OrConditions":0,"MaxResults":0}`},
		{func(s string) bool { return strings.Contains(s, `"TagKey":"`) }, `{"TagKey":""}`},
		{func(s string) bool { return strings.Count(s, "[") > 2 }, ``},
	} {
		got, _ := Minimize(doc, shrinkJSON, test.fails, 10_000)
		if test.want != "" {
			assert.Equal(t, test.want, got)
		} else {
			assert.Equal(t, 3, strings.Count(got, "["), got)
		}
	}
	doc, _ = Minimize(`{"a": ["b"}`, shrinkJSON, func(s string) bool { return strings.Contains(s, "[") }, 10_000)
	assert.Equal(t, "[", doc, "what is no JSON is a text")
	deep := strings.Repeat("[", maxJSONDepth+1) + strings.Repeat("]", maxJSONDepth+1)
	doc, _ = Minimize(deep, shrinkJSON, func(s string) bool { return strings.Contains(s, "[]") }, 100_000)
	assert.Equal(t, "[]", doc)
}

// isQuery returns what reports whether a text is a query with that word in it.
func isQuery(word string) func(string) bool {
	words := regexp.MustCompile(`\b` + word + `\b`)
	return func(s string) bool {
		_, err := parser.Parse(s)
		return err == nil && words.MatchString(s)
	}
}

// TestQuestion_shrink: limits come down to the smallest with which a case still
// fails, and to the usual where they do not matter.
func TestQuestion_shrink(t *testing.T) {
	from := question{query: resolved(schema.TestCase(), ast.Compare(ast.Name("name"), ast.OpEqual, "a")), target: connect.TestCases()}
	for _, l := range targetLimits {
		*l.at(&from.target) = 1000
	}
	from.target.Tags.KeyOnly, from.target.ServiceFoldsCase = true, true
	for _, test := range []struct {
		name  string
		fails func(compile.Target) bool
		want  []string
	}{
		{"nothing matters", func(compile.Target) bool { return true }, nil},
		{"a limit that is not the usual", func(t compile.Target) bool { return t.MaxTerms != 10_000 }, []string{"MaxTerms: 1"}},
		{"at least", func(t compile.Target) bool { return t.MaxDepth > 100+17 }, []string{"MaxDepth: 118"}},
		{"several", func(t compile.Target) bool { return t.MaxTagConditions > 36 && t.ContainsMin > 2 && t.ServiceFoldsCase },
			[]string{"ServiceFoldsCase: true", "ContainsMin: 3", "MaxTagConditions: 37"}},
		{"as Targets has it", func(t compile.Target) bool { return t.ContainsMax != 25 }, []string{"ContainsMax: 3"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			require.True(t, test.fails(from.target))
			q, _ := Minimize(from, question.shrink, func(q question) bool { return test.fails(q.target) }, 10_000)
			var got []string
			for _, a := range assumptions(q.target) {
				got = append(got, fmt.Sprintf("%s: %v", a.name, a.value))
			}
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
	slices.SortFunc(runes, func(a, b rune) int { return int(rank(b, len(string(b))) - rank(a, len(string(a)))) })
	return string(runes)
}

// TestGenerator_Gen_shrinkers: gopter gets what the shrinkers yield, and nothing for a
// value of another type.
func TestGenerator_Gen_shrinkers(t *testing.T) {
	var want []any
	for s := range ShrinkTexts("Ab1") {
		want = append(want, s)
	}
	one := Generator[string](Texts).Gen(ShrinkTexts)(gopter.DefaultGenParameters()).Shrinker
	assert.Equal(t, want, one("Ab1").All())
	assert.Empty(t, one(1).All())
	both := Generator[string](Texts).Gen(ShrinkTexts, shrinkQueries(nil))(gopter.DefaultGenParameters()).Shrinker
	assert.Greater(t, len(both("Ab1").All()), len(want))
	endAt(inTurn(ShrinkTexts, ShrinkTexts)("ab"), 3)
}
