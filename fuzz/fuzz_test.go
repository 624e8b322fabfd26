package fuzz

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/internal/cases"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/limit"
	"github.com/searchfilter/searchfilter/internal/meaning"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/qconnect"
	"github.com/searchfilter/searchfilter/schema"
)

const runs = 3000

func TestTrees(t *testing.T) {
	for name, s := range map[string]*schema.Schema{"test case": schema.TestCase(), "kinds": cases.Kinds} {
		t.Run(name, func(t *testing.T) { testTrees(t, s) })
	}
}

func testTrees(t *testing.T, s *schema.Schema) {
	ops, nodes := map[string]int{}, map[string]int{}
	r := rand.New(rand.NewSource(1))
	for i := range runs {
		x := Trees(s)(r, i%40)
		q, err := s.Resolve(x, schema.Options{Now: now})
		require.NoError(t, err, "Resolve(%s)", x)
		require.True(t, tree.Equal(x, q.Written()), "Resolve(%s) changed what is canonical: %s", x, q.Written())
		ast.Inspect(x, func(x ast.Expr) bool {
			switch x := x.(type) {
			case *ast.And:
				nodes["and"]++
				if tree.IsEmpty(x) {
					nodes["empty"]++
				}
			case *ast.Or:
				nodes["or"]++
			case *ast.Not:
				nodes["not"]++
			case *ast.Comparison:
				nodes["comparison"]++
				kind := s.KindOf(x.Field)
				if x.Field.Tag {
					ops["tag "+x.Op.String()]++
				} else {
					ops[kind.String()+" "+x.Op.String()]++
				}
				if x.Fold {
					ops[kind.String()+" i"]++
				}
				for _, v := range x.Values {
					if strings.HasPrefix(v.Text, "-") && kind != schema.Number {
						ops["relative "+kind.String()]++
					}
				}
			}
			return true
		})
	}
	t.Logf("ops %v, nodes %v", ops, nodes)
	for _, f := range append([]schema.Field{{Name: "tag:a"}}, s.Fields...) {
		kind := f.Kind.String()
		if f.Name == "tag:a" {
			kind = "tag"
		}
		for op := ast.OpEqual; op <= ast.OpExists; op++ {
			if kinds.Takes(f.Kind, op) {
				assert.GreaterOrEqual(t, ops[kind+" "+op.String()], 100, "comparisons of a %s with %v", kind, op)
			}
		}
		if kinds.Folds(f.Kind) {
			assert.GreaterOrEqual(t, ops[f.Kind.String()+" i"], 100, "comparisons of a %v without regard to case", f.Kind)
		}
		if f.Kind == schema.Time || f.Kind == schema.Date {
			assert.GreaterOrEqual(t, ops["relative "+kind], 100)
		}
	}
	for _, node := range []string{"and", "or", "not", "empty"} {
		assert.GreaterOrEqual(t, nodes[node], 50, "nodes %s", node)
	}
}

func TestTexts(t *testing.T) {
	reach := map[string]func(string) bool{
		"empty":          func(s string) bool { return s == "" },
		"word":           chars.IsWord,
		"reserved":       chars.IsReserved,
		"both quotes":    func(s string) bool { return strings.Contains(s, `"`) && strings.Contains(s, `'`) },
		"backslash":      func(s string) bool { return strings.Contains(s, `\`) },
		"NUL":            func(s string) bool { return strings.Contains(s, "\x00") },
		"line feed":      func(s string) bool { return strings.Contains(s, "\n") },
		"tab":            func(s string) bool { return strings.Contains(s, "\t") },
		"single quote":   func(s string) bool { return strings.Contains(s, `'`) },
		"operator":       func(s string) bool { return strings.ContainsAny(s, "=<>") },
		"keyword":        func(s string) bool { return s == "in" || s == "exists" || s == "startswith" },
		"like a tag":     chars.HasTagPrefix,
		"next line":      func(s string) bool { return strings.Contains(s, "\u0085") },
		"byte order":     func(s string) bool { return strings.Contains(s, "\ufeff") },
		"Kelvin sign":    func(s string) bool { return strings.Contains(s, "\u212a") },
		"long s":         func(s string) bool { return strings.Contains(s, "\u017f") },
		"combining":      func(s string) bool { return strings.Contains(s, "\u0301") },
		"aws:":           func(s string) bool { return strings.HasPrefix(s, "aws:") },
		"128 characters": func(s string) bool { return utf8.RuneCountInString(s) == 128 },
		"129 characters": func(s string) bool { return utf8.RuneCountInString(s) == 129 },
		"256 characters": func(s string) bool { return utf8.RuneCountInString(s) == 256 },
		"257 characters": func(s string) bool { return utf8.RuneCountInString(s) == 257 },
	}
	count := map[string]int{}
	r := rand.New(rand.NewSource(1))
	for range runs {
		s := Texts(r, 3)
		require.True(t, utf8.ValidString(s), "Texts made %q", s)
		for what, is := range reach {
			if is(s) {
				count[what]++
			}
		}
	}
	t.Log(count)
	for what := range reach {
		assert.GreaterOrEqual(t, count[what], 5, "texts: %s", what)
	}
}

func TestSpellings(t *testing.T) {
	for name, s := range map[string]*schema.Schema{"test case": schema.TestCase(), "kinds": cases.Kinds} {
		t.Run(name, func(t *testing.T) { testSpellings(t, s) })
	}
}

func testSpellings(t *testing.T, s *schema.Schema) {
	reach := map[string]func(string) bool{
		"canonical":      nil,
		"double quote":   func(s string) bool { return strings.Contains(s, `"`) },
		"single quote":   func(s string) bool { return strings.Contains(s, `'`) },
		"escape":         func(s string) bool { return strings.Contains(s, `\u`) },
		"surrogate":      func(s string) bool { return strings.Contains(strings.ToLower(s), `\ud8`) },
		"word operator":  func(s string) bool { return strings.Contains(strings.ToLower(s), "startswith") },
		"upper case":     func(s string) bool { return strings.Contains(s, "NOT") },
		"two parens":     func(s string) bool { return strings.Contains(s, "((") },
		"no white space": func(s string) bool { return s != "" && !strings.ContainsFunc(s, isSpace) },
		"ideographic":    func(s string) bool { return strings.Contains(s, "\u3000") },
		"line separator": func(s string) bool { return strings.Contains(s, "\u2028") },
		"TAG:":           func(s string) bool { return strings.Contains(s, "TAG:") },
	}
	if s == cases.Kinds {
		reach["bool in capitals"] = func(s string) bool { return strings.Contains(s, "TRUE") }
	}
	count := map[string]int{}
	r := rand.New(rand.NewSource(1))
	for i := range effort.Cases(1200, runs) {
		x := Trees(s)(r, i%20)
		text := Spellings(s, x)(r, 0)
		require.LessOrEqual(t, len(text), limit.Bytes)
		require.True(t, utf8.ValidString(text))
		y, err := parser.Parse(text)
		require.NoError(t, err, "%q", text)
		q, err := s.Resolve(y, schema.Options{Now: now})
		require.NoError(t, err, "%q", text)
		require.True(t, tree.Equal(x, q.Written()), "%q is %q", text, q.Written())
		if text == x.String() {
			count["canonical"]++
		}
		for what, is := range reach {
			if is != nil && is(text) {
				count[what]++
			}
		}
	}
	t.Log(count)
	for what := range reach {
		assert.GreaterOrEqual(t, count[what], 5, "spellings: %s", what)
	}
}

func isSpace(r rune) bool {
	return unicode.Is(unicode.White_Space, r)
}

// TestSpellings_limits: a tree that is as deep and as long as can be is spelled
// within the limits all the same.
func TestSpellings_limits(t *testing.T) {
	var x ast.Expr = ast.Compare(ast.Name("name"), ast.OpEqual, strings.Repeat("\x00\U0010ffff", 3000))
	for range limit.Depth {
		x = &ast.Not{X: x}
	}
	require.NoError(t, ast.Validate(x, ast.Limits{}))
	r := rand.New(rand.NewSource(1))
	for range 50 {
		text := Spellings(nil, x)(r, 0)
		assert.LessOrEqual(t, len(text), limit.Bytes)
		assert.NotContains(t, text, "(", "a parenthesis inside %d nots is one too many", limit.Depth)
	}
}

func TestRecords(t *testing.T) {
	for name, s := range map[string]*schema.Schema{"test case": schema.TestCase(), "kinds": cases.Kinds} {
		t.Run(name, func(t *testing.T) { testRecords(t, s) })
	}
}

func testRecords(t *testing.T, s *schema.Schema) {
	r := rand.New(rand.NewSource(1))
	l := meaning.Language{Schema: s}
	var trees, both, selected, asked int
	values, answers := map[string]int{}, map[schema.Kind]map[ast.Op]map[bool]int{}
	for range 600 {
		q, err := s.Resolve(Trees(s)(r, 8), schema.Options{Now: now})
		require.NoError(t, err)
		x := q.Expr()
		yes := 0
		const perTree = 20
		for range perTree {
			rec := Records(s, x)(r, 3)
			_, err := eval.NewRecord(s, rec)
			require.NoError(t, err, "%v", rec)
			for _, f := range s.Fields {
				v, ok := rec[f.Name]
				require.True(t, ok || !f.Always, "%s is always present: %v", f.Name, rec)
				require.NotEqual(t, []string{}, v)
				if f.Kind == schema.Enum && ok {
					require.Contains(t, f.Values, v, "%s is never %q", f.Name, v)
				}
			}
			for c := range ast.Comparisons(x) {
				values[relation(s, c, rec)]++
				kind := s.KindOf(c.Field)
				if answers[kind] == nil {
					answers[kind] = map[ast.Op]map[bool]int{}
				}
				if answers[kind][c.Op] == nil {
					answers[kind][c.Op] = map[bool]int{}
				}
				answers[kind][c.Op][l.Selects(c, rec)]++
			}
			if l.Selects(x, rec) {
				yes++
			}
		}
		trees++
		asked += perTree
		selected += yes
		if 0 < yes && yes < perTree {
			both++
		}
	}
	t.Logf("%d of %d records selected; both answers for %d of %d trees; values %v; answers %v", selected, asked, both, trees, values, answers)
	assert.Greater(t, selected, asked/4)
	assert.Less(t, selected, asked*3/4)
	assert.Greater(t, both, trees/2)
	for _, what := range []string{"missing", "equal", "prefix", "extension", "other"} {
		assert.Greater(t, values[what], 100, "values: %s", what)
	}
	present := map[schema.Kind]bool{schema.Text: true} // of tags, too
	for _, f := range s.Fields {
		present[f.Kind] = true
		for _, what := range map[schema.Kind][]string{
			schema.Number: {"number spelled otherwise", "number that is equal as a float", "other number"},
			schema.Time:   {"number of seconds"},
			schema.Date:   {"next day", "day before"},
			schema.List:   {"list of 1", "list of 2", "list of 4", "list with a text twice"},
		}[f.Kind] {
			assert.Greater(t, values[what], 100, "values: %s", what)
		}
	}
	for kind := range present {
		for op := ast.OpEqual; op <= ast.OpExists; op++ {
			for _, answer := range []bool{false, true} {
				if kinds.Takes(kind, op) {
					assert.GreaterOrEqual(t, answers[kind][op][answer], 25, "%v %v is %v", kind, op, answer)
				}
			}
		}
	}
}

// relation says how the record's value stands to the first that is asked for.
func relation(s *schema.Schema, c *ast.Comparison, rec map[string]any) string {
	name := c.Field.Name
	if c.Field.Tag {
		name = chars.TagPrefix + name
	}
	v, ok := rec[name]
	switch {
	case !ok:
		return "missing"
	case len(c.Values) == 0:
		return "exists"
	}
	w, kind := c.Values[0], s.KindOf(c.Field)
	wanted, _ := kinds.ScalarOf(w)
	switch v := v.(type) {
	case []string:
		if slices.Contains(v[1:], v[0]) {
			return "list with a text twice"
		}
		return fmt.Sprintf("list of %d", len(v))
	case json.Number:
		if kind == schema.Time {
			return "number of seconds"
		}
		d, _ := kinds.ParseNumber(string(v))
		f, _ := strconv.ParseFloat(string(v), 64)
		g, _ := strconv.ParseFloat(w.Text, 64)
		switch {
		case string(v) == w.Text:
			return "equal"
		case d == wanted:
			return "number spelled otherwise"
		case f == g:
			return "number that is equal as a float"
		}
		return "other number"
	case string:
		if d, ok := kinds.ParseDate(v); ok && kind == schema.Date {
			after, _ := kinds.Next(kind, wanted)
			before, _ := kinds.Next(kind, d)
			switch {
			case d == after:
				return "next day"
			case before == wanted:
				return "day before"
			}
		}
		switch {
		case v == w.Text:
			return "equal"
		case strings.HasPrefix(w.Text, v):
			return "prefix"
		case strings.HasPrefix(v, w.Text):
			return "extension"
		}
	}
	return "other"
}

func TestNearQueries(t *testing.T) {
	s := schema.TestCase()
	r := rand.New(rand.NewSource(1))
	texts, invalid, empty := map[string]bool{}, 0, 0
	for i := range runs {
		text := nearQueries(s)(r, i%20)
		texts[text] = true
		if !utf8.ValidString(text) {
			invalid++
		}
		if text == "" {
			empty++
		}
	}
	t.Logf("%d texts: %d different, %d not UTF-8, %d empty", runs, len(texts), invalid, empty)
	assert.Greater(t, len(texts), runs*3/4)
	assert.Greater(t, invalid, runs/50)
	assert.Greater(t, empty, 0)
}

// generators are all of the package, for what holds for each. Their values are
// given as text.
func generators() map[string]Generator[string] {
	s := schema.TestCase()
	noTags := schema.MustNew(schema.Schema{Name: "page", Fields: []schema.Field{{Name: "title"}}})
	onlyTags := schema.MustNew(schema.Schema{Name: "page", Tags: "Tags"})
	x := Trees(s)(rand.New(rand.NewSource(1)), 10)
	kinds := Trees(cases.Kinds)(rand.New(rand.NewSource(1)), 10)
	return map[string]Generator[string]{
		"Texts":               Texts,
		"Trees":               printed(Trees(s)),
		"Trees/no tags":       printed(Trees(noTags)),
		"Trees/only tags":     printed(Trees(onlyTags)),
		"Trees/kinds":         printed(Trees(cases.Kinds)),
		"Spellings":           Spellings(s, x),
		"Spellings/no schema": Spellings(nil, x),
		"Records":             printed(Records(s, x)),
		"Records/kinds":       printed(Records(cases.Kinds, kinds)),
		"NearQueries":         nearQueries(s),
		"Expressible":         printed(Expressible(connect.TestCases())),
		"Expressible/session": printed(Expressible(qconnect.Session())),
		"Inexpressible":       printed(inexpressible(connect.TestCases())),
		"HardToPlan":          printed(hardToPlan(connect.TestCases())),
		"Targets":             printed(Targets(connect.TestCases())),
		"Requests":            requests(connect.TestCases()),
		"Requests/session":    requests(qconnect.Session()),
		"MutantRequests":      printed(mutantRequests(connect.TestCases())),
		"MutantQueries":       printed(mutantQueries(s)),
		"MutantQueries/kinds": printed(mutantQueries(cases.Kinds)),
		"Documents/kinds":     Documents(cases.Kinds, Records(cases.Kinds, kinds)(rand.New(rand.NewSource(1)), 5)),
		"Documents":           Documents(s, Records(s, x)(rand.New(rand.NewSource(1)), 5)),
		"Responses":           responses(s, []map[string]any{{"name": "a", "tag:x": "1"}, {"name": "b"}}),
	}
}

// printed returns g with its values as text.
func printed[T any](g Generator[T]) Generator[string] {
	return func(r *rand.Rand, size int) string { return fmt.Sprint(g(r, size)) }
}

// TestGenerator: the same seed gives the same value, and size 0 works.
func TestGenerator(t *testing.T) {
	for name, g := range generators() {
		t.Run(name, func(t *testing.T) {
			distinct := map[string]bool{}
			for seed := range int64(effort.Cases(30, 50)) {
				for size := range 10 {
					a := g(rand.New(rand.NewSource(seed)), size)
					b := g(rand.New(rand.NewSource(seed)), size)
					require.Equal(t, a, b, "seed %d, size %d", seed, size)
					distinct[a] = true
				}
			}
			assert.Greater(t, len(distinct), 25)
		})
	}
}

// TestGenerator_concurrent: a generator may be shared if each goroutine has its own r.
func TestGenerator_concurrent(t *testing.T) {
	for name, g := range generators() {
		var wait sync.WaitGroup
		values := make([][]string, 4)
		for i := range values {
			wait.Go(func() {
				r := rand.New(rand.NewSource(1))
				for size := range 12 {
					values[i] = append(values[i], g(r, size))
				}
			})
		}
		wait.Wait()
		for _, v := range values {
			assert.Equal(t, values[0], v, name)
		}
	}
}
