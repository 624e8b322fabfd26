package eval

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/schema"
)

// hosts is a schema in which each kind of field can be lacking.
var hosts = schema.MustNew(schema.Schema{
	Name: "host",
	Fields: []schema.Field{
		{Name: "name", JSON: []string{"Name", "Meta.Name"}},
		{Name: "state", Kind: schema.Enum, Values: []string{"up", "down"}, JSON: []string{"State"}},
		{Name: "booted", Kind: schema.Time, JSON: []string{"Booted"}},
		{Name: "own.name"},
	},
	Tags:  "Labels",
	Lists: []string{"Hosts", "More"},
	Wraps: []string{"Host"},
})

// A host is a user's own record type.
type host struct {
	name, state *string
	booted      time.Time
	labels      map[string]string
}

var hostBinding = Binding[*host]{
	Fields: map[string]func(*host) (string, bool){
		"name":  func(h *host) (string, bool) { return deref(h.name) },
		"state": func(h *host) (string, bool) { return deref(h.state) },
	},
	Times: map[string]func(*host) (time.Time, bool){
		"booted": func(h *host) (time.Time, bool) { return h.booted, !h.booted.IsZero() },
	},
	Tag: func(h *host, key string) (string, bool) { v, ok := h.labels[key]; return v, ok },
}

func deref(s *string) (string, bool) {
	if s == nil {
		return "", false
	}
	return *s, true
}

// hostOf returns the host that m describes.
func hostOf(m Map) *host {
	h := &host{labels: map[string]string{}}
	for name, v := range m {
		switch key, tag := strings.CutPrefix(name, "tag:"); {
		case tag:
			h.labels[key] = v
		case name == "name":
			h.name = &v
		case name == "state":
			h.state = &v
		case name == "booted":
			h.booted, _ = schema.ParseRecordTime(v)
		}
	}
	return h
}

// resolve returns what x means to the schema.
func resolve(t testing.TB, x ast.Expr, s *schema.Schema, o schema.Options) *schema.Resolved {
	t.Helper()
	q, err := s.Resolve(x, o)
	require.NoError(t, err, "Resolve(%v)", x)
	return q
}

// compile returns the program for x over hosts.
func compile(t testing.TB, x ast.Expr) *Program[Record] {
	t.Helper()
	return Compile(resolve(t, x, hosts, schema.Options{}))
}

// compileFor returns the program for x over records of a type of its own.
func compileFor[T any](t testing.TB, x ast.Expr, b Binding[T]) *Program[T] {
	t.Helper()
	p, err := CompileFor(resolve(t, x, hosts, schema.Options{}), b)
	require.NoError(t, err, "CompileFor(%v)", x)
	return p
}

// TestMeaning has for every operator what it says of a record that lacks the
// value, has an empty one, has the one that is asked for, or another.
func TestMeaning(t *testing.T) {
	const missing = "\x00"
	type row struct {
		x    ast.Expr
		want map[string]bool // by the record's value
	}
	var text []row
	for _, f := range []ast.Field{ast.Name("name"), ast.Tag("a b")} {
		text = append(text,
			row{f.Equal("ab"), map[string]bool{missing: false, "": false, "ab": true, "AB": false, "abc": false}},
			row{f.NotEqual("ab"), map[string]bool{missing: true, "": true, "ab": false, "AB": true}},
			row{f.HasPrefix("ab"), map[string]bool{missing: false, "": false, "ab": true, "abc": true, "cab": false, "Ab": false}},
			row{f.HasPrefix(""), map[string]bool{missing: false, "": true, "x": true}},
			row{f.Contains("ab"), map[string]bool{missing: false, "": false, "ab": true, "cabc": true, "ba": false}},
			row{f.Contains(""), map[string]bool{missing: false, "": true, "x": true}},
			row{f.HasSuffix("ab"), map[string]bool{missing: false, "": false, "ab": true, "cab": true, "abc": false}},
			row{f.HasSuffix(""), map[string]bool{missing: false, "": true, "x": true}},
			row{f.In("ab", "cd", ""), map[string]bool{missing: false, "": true, "ab": true, "cd": true, "abcd": false}},
			row{f.NotIn("ab", "cd"), map[string]bool{missing: true, "": true, "ab": false, "cd": false, "x": true}},
			row{f.In("ab"), map[string]bool{missing: false, "ab": true, "x": false}},
			row{f.Exists(), map[string]bool{missing: false, "": true, "x": true}},
			row{ast.Negate(f.Exists()), map[string]bool{missing: true, "": false, "x": false}},
			row{ast.Negate(f.HasPrefix("ab")), map[string]bool{missing: true, "": true, "ab": false}},
			row{ast.Negate(ast.Negate(f.Equal("ab"))), map[string]bool{missing: false, "ab": true, "x": false}},
			row{f.Equal("aB").IgnoreCase(), map[string]bool{missing: false, "": false, "ab": true, "AB": true, "abc": false}},
			row{f.NotEqual("aB").IgnoreCase(), map[string]bool{missing: true, "": true, "ab": false, "Ab": false, "abc": true}},
			row{f.HasPrefix("aB").IgnoreCase(), map[string]bool{missing: false, "": false, "AB": true, "abC": true, "cab": false}},
			row{f.Contains("aB").IgnoreCase(), map[string]bool{missing: false, "": false, "AB": true, "cabC": true, "ba": false}},
			row{f.HasSuffix("aB").IgnoreCase(), map[string]bool{missing: false, "": false, "AB": true, "cab": true, "abc": false}},
			row{f.In("aB", "1", "").IgnoreCase(), map[string]bool{missing: false, "": true, "1": true, "Ab": true, "ab1": false}},
			row{f.NotIn("aB", "CD").IgnoreCase(), map[string]bool{missing: true, "": true, "AB": false, "cd": false, "x": true}},
			row{f.HasPrefix("").IgnoreCase(), map[string]bool{missing: false, "": true, "x": true}},
			row{f.Equal("").IgnoreCase(), map[string]bool{missing: false, "": true, "x": false}},
			row{f.Equal("é\xf0\x9f\x98\x80"), map[string]bool{"é😀": true, "e\u0301😀": false}},
		)
	}
	state := ast.Name("state")
	enum := []row{
		{state.Equal("UP"), map[string]bool{missing: false, "": false, "up": true, "UP": false, "down": false}},
		{state.NotEqual("up"), map[string]bool{missing: true, "": true, "up": false, "down": true}},
		{state.In("up", "Down"), map[string]bool{missing: false, "": false, "up": true, "down": true, "other": false}},
		{state.NotIn("up", "down"), map[string]bool{missing: true, "": true, "up": false, "down": false}},
		{state.Exists(), map[string]bool{missing: false, "": true, "other": true}},
	}
	booted := ast.Name("booted")
	const early, noon, late = "2026-01-31T11:59:59.999999999Z", "2026-01-31T13:00:00+01:00", "1769860801"
	times := []row{
		{booted.Equal("2026-01-31T12:00:00Z"), map[string]bool{missing: false, "": false, early: false, noon: true, late: false, "never": false}},
		{booted.NotEqual("2026-01-31T12:00:00Z"), map[string]bool{missing: true, "": true, early: true, noon: false, late: true, "never": true}},
		{booted.Less("2026-01-31T12:00:00Z"), map[string]bool{missing: false, "": false, early: true, noon: false, late: false, "never": false}},
		{booted.LessEqual("2026-01-31T12:00:00Z"), map[string]bool{missing: false, "": false, early: true, noon: true, late: false, "never": false}},
		{booted.Greater("2026-01-31T12:00:00Z"), map[string]bool{missing: false, "": false, early: false, noon: false, late: true, "never": false}},
		{booted.GreaterEqual("2026-01-31T12:00:00Z"), map[string]bool{missing: false, "": false, early: false, noon: true, late: true, "never": false}},
		{ast.Negate(booted.Less("2026-01-31T12:00:00Z")), map[string]bool{missing: true, "": true, early: false, noon: true, late: true, "never": true}},
		{booted.In("2026-01-30", "2026-01-31T12:00:00Z"), map[string]bool{missing: false, early: false, noon: true, "1769731200": true}},
		{booted.NotIn("2026-01-30", "2026-01-31T12:00:00Z"), map[string]bool{missing: true, early: true, noon: false, "1769731200": false}},
		{booted.Exists(), map[string]bool{missing: false, "": false, early: true, noon: true, late: true, "never": false}},
	}
	for _, row := range slices.Concat(text, enum, times) {
		t.Run(row.x.String(), func(t *testing.T) {
			p := compile(t, row.x)
			own := compileFor(t, row.x, hostBinding)
			for value, want := range row.want {
				r := Map{}
				for c := range ast.Comparisons(row.x) {
					if value != missing {
						r[strings.ReplaceAll(c.Field.String(), `"`, "")] = value
					}
				}
				assert.Equal(t, want, p.Match(r), "Match(%v)", r)
				assert.Equal(t, want, own.Match(hostOf(r)), "Match of the host %v", r)
			}
		})
	}
	t.Run("empty query", func(t *testing.T) {
		assert.True(t, compile(t, &ast.And{}).Match(Map(nil)))
	})
	t.Run("another field or tag", func(t *testing.T) {
		r := Map{"name": "x", "tag:b": "x"}
		assert.False(t, compile(t, ast.Tag("a").Equal("x")).Match(r))
		assert.False(t, compile(t, ast.Tag("B").Equal("x")).Match(r))
		assert.True(t, compile(t, ast.Name("NAME").Equal("x")).Match(r))
	})
}

// TestTimes holds the forms of time that occur in records against one instant.
func TestTimes(t *testing.T) {
	p := compile(t, ast.Name("booted").Equal("2026-03-06T00:00:00.5Z"))
	for text, want := range map[string]bool{
		"2026-03-06T00:00:00.5Z":         true,
		"2026-03-06T00:00:00.500Z":       true,
		"2026-03-06T05:30:00.5+05:30":    true,
		"2026-03-05T19:00:00.5-05:00":    true,
		"1772755200.5":                   true,
		"1772755200.500":                 true,
		"1.7727552005e9":                 true,
		"17727552005E-1":                 true,
		"2026-03-06":                     false,
		"1772755200":                     false,
		"1772755200500":                  false, // milliseconds
		"2026-03-06T00:00:00.5":          false, // no zone
		"2026-03-06 00:00:00.5z":         true,
		"2026-03-06T05:30:00.5+0530":     true,
		"2026-03-06T00:00Z":              false, // no seconds
		"true":                           false,
		"1e999999999":                    false,
		strings.Repeat("9", 1<<10):       false,
		"2026-03-06T00:00:00.5Z\x00\xff": false,
	} {
		assert.Equal(t, want, p.Match(Map{"booted": text}), "Match of %.40q", text)
	}
}

func TestCompile(t *testing.T) {
	t.Run("no query", func(t *testing.T) {
		for _, q := range []*schema.Resolved{nil, {}} {
			p := Compile(q)
			assert.True(t, p.Match(Map(nil)))
			assert.True(t, p.Match(Map{"name": "a"}))
		}
	})
	t.Run("now", func(t *testing.T) {
		now := time.Date(2026, 3, 8, 0, 0, 0, 0, time.UTC)
		p := Compile(resolve(t, ast.Name("booted").Greater("-7d"), hosts, schema.Options{Now: now}))
		assert.False(t, p.Match(Map{"booted": "2026-03-01"}))
		assert.True(t, p.Match(Map{"booted": "2026-03-01T00:00:00.000000001Z"}))
	})
	t.Run("now by default", func(t *testing.T) {
		p := compile(t, ast.Name("booted").Greater("-1d"))
		at := func(t time.Time) Map { return Map{"booted": t.Format(time.RFC3339)} }
		assert.True(t, p.Match(at(time.Now())))
		assert.False(t, p.Match(at(time.Now().AddDate(0, 0, -2))))
	})
	t.Run("a part of a query", func(t *testing.T) {
		now := time.Date(2026, 3, 8, 0, 0, 0, 0, time.UTC)
		x := ast.All(ast.Name("booted").In("-7d", "-1d"), ast.Tag("x").Equal("A").IgnoreCase())
		q := resolve(t, x, hosts, schema.Options{Now: now})
		terms := q.Expr().(*ast.And).Terms
		times, tag := Compile(q.With(terms[0])), Compile(q.With(ast.Negate(terms[1])))
		assert.True(t, times.Match(Map{"booted": "2026-03-01"}))
		assert.True(t, times.Match(Map{"booted": "2026-03-07"}))
		assert.False(t, times.Match(Map{"booted": "2026-03-02"}))
		assert.False(t, tag.Match(Map{"tag:x": "a"}))
		assert.True(t, tag.Match(Map{"tag:x": "b"}))
	})
	t.Run("tree is left alone", func(t *testing.T) {
		x := ast.Any(ast.Name("STATE").Equal("UP"), ast.Name("booted").Less("-1d"), ast.Name("name").In("b", "A").IgnoreCase())
		before := fmt.Sprint(x)
		q := resolve(t, x, hosts, schema.Options{})
		resolved := q.String()
		Compile(q)
		assert.Equal(t, before, x.String())
		assert.Equal(t, resolved, q.String())
	})
	t.Run("deepest and widest", func(t *testing.T) {
		limits := ast.Limits{Bytes: 1 << 30, Depth: ast.MaxDepth, Conditions: 200_000}
		deep := ast.Expr(ast.Name("name").Equal("x"))
		for i := range ast.MaxDepth {
			if i%2 == 0 {
				deep = ast.All(ast.Name("name").Exists(), deep)
			} else {
				deep = ast.Any(ast.Tag("t").Exists(), deep)
			}
		}
		values := make([]string, 100_000)
		for i := range values {
			values[i] = fmt.Sprint(i)
		}
		for _, x := range []ast.Expr{deep, ast.Name("name").In("x", values...)} {
			p := Compile(resolve(t, x, hosts, schema.Options{Limits: limits}))
			assert.True(t, p.Match(Map{"name": "x"}))
			assert.False(t, p.Match(Map{"name": "y"}))
		}
	})
}

func TestCompileFor(t *testing.T) {
	text := func(*host) (string, bool) { return "2026-03-06", true }
	instant := func(*host) (time.Time, bool) { return time.Time{}, true }
	tests := map[string]struct {
		x    ast.Expr
		b    Binding[*host]
		want string
	}{
		"field not bound": {ast.All(ast.Name("name").Exists(), ast.Name("state").Equal("up")), Binding[*host]{
			Fields: map[string]func(*host) (string, bool){"name": text},
		}, `the query asks for the field "state", and the binding has no function for it`},
		"one of many fields not bound": {ast.Any(ast.Name("name").Equal("a"), ast.Name("name").Equal("b"), ast.Name("name").Equal("c"),
			ast.Name("name").Equal("d"), ast.Name("name").Equal("e"), ast.Name("state").Equal("up")), Binding[*host]{
			Fields: map[string]func(*host) (string, bool){"name": text},
		}, `the query asks for the field "state", and the binding has no function for it`},
		"time not bound": {ast.Name("booted").Less("2026-01-01"), Binding[*host]{},
			`the query asks for the field "booted"`},
		"nil function": {ast.Name("name").Exists(), Binding[*host]{
			Fields: map[string]func(*host) (string, bool){"name": nil},
		}, `the query asks for the field "name"`},
		"tags not bound": {ast.Tag("a b").Exists(), Binding[*host]{},
			`the query asks for tag:"a b", and the binding has no Tag`},
		"unknown field": {&ast.And{}, Binding[*host]{
			Fields: map[string]func(*host) (string, bool){"nam": text},
		}, `the binding has the field "nam", and the schema host has no such field`},
		"other spelling": {&ast.And{}, Binding[*host]{
			Fields: map[string]func(*host) (string, bool){"Name": text},
		}, `the binding has the field "Name", and the schema host spells it "name"`},
		"unknown time": {&ast.And{}, Binding[*host]{
			Times: map[string]func(*host) (time.Time, bool){"boot": instant},
		}, `the binding has the field "boot", and the schema host has no such field`},
		"no time field": {&ast.And{}, Binding[*host]{
			Times: map[string]func(*host) (time.Time, bool){"state": instant},
		}, `the binding has "state" in Times, and the schema host says that its kind is enum`},
		"text and time": {&ast.And{}, Binding[*host]{
			Fields: map[string]func(*host) (string, bool){"booted": text},
			Times:  map[string]func(*host) (time.Time, bool){"booted": instant},
		}, `the binding has "booted" both in Fields and in Times`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p, err := CompileFor(resolve(t, test.x, hosts, schema.Options{}), test.b)
			require.Error(t, err)
			assert.Contains(t, err.Error(), test.want)
			assert.NotErrorAs(t, err, new(ast.Diagnostics))
			assert.Nil(t, p)
		})
	}
	t.Run("binding of another schema", func(t *testing.T) {
		b := Binding[*host]{Fields: map[string]func(*host) (string, bool){"state": text}}
		p, err := CompileFor(resolve(t, ast.All(), schema.TestCase(), schema.Options{}), b)
		assert.ErrorContains(t, err, `the binding has the field "state", and the schema test case has no such field`)
		assert.Nil(t, p)
	})
	t.Run("no query", func(t *testing.T) {
		p, err := CompileFor(nil, Binding[*host]{})
		require.NoError(t, err)
		assert.True(t, p.Match(&host{}))
		_, err = CompileFor(nil, Binding[*host]{Fields: map[string]func(*host) (string, bool){"state": text}})
		assert.Error(t, err, "the schema is that of test cases")
	})
	t.Run("what is not asked for need not be bound", func(t *testing.T) {
		b := Binding[*host]{Fields: map[string]func(*host) (string, bool){"booted": text}}
		assert.True(t, compileFor(t, ast.Name("booted").Equal("2026-03-06T00:00:00Z"), b).Match(&host{}))
	})
	t.Run("zero time is an instant", func(t *testing.T) {
		b := Binding[*host]{Times: map[string]func(*host) (time.Time, bool){"booted": instant}}
		assert.True(t, compileFor(t, ast.Name("booted").Less("2026-03-06"), b).Match(&host{}))
	})
}

// The vocabularies are small, so that queries and records often meet.
var (
	someTexts = []string{"", "a", "b", "ab", "ba", "aba", "A", "aB"}
	someTimes = []string{"2026-01-01", "2026-01-01T00:00:00Z", "2026-01-02T01:00:00+01:00", "2026-01-03"}
	recorded  = []string{"2026-01-01", "1767225600", "1.7673120e9", "2026-01-02T23:59:59.9Z", "", "soon"}
	someField = []ast.Field{ast.Name("name"), ast.Name("state"), ast.Name("booted"), ast.Tag("x"), ast.Tag("y z")}
)

func pick[T any](g *rand.Rand, list []T) T { return list[g.IntN(len(list))] }

// randomTree returns a query of hosts. Of its comparisons of texts, tags included,
// some ignore case and others do not.
func randomTree(g *rand.Rand, depth int) ast.Expr {
	switch n := g.IntN(6); {
	case depth == 0 || n < 2:
		return randomComparison(g)
	case n == 2:
		return ast.Negate(randomTree(g, depth-1))
	default:
		terms := make([]ast.Expr, 2+g.IntN(2))
		for i := range terms {
			terms[i] = randomTree(g, depth-1)
		}
		if n%2 == 0 {
			return ast.All(terms...)
		}
		return ast.Any(terms[0], terms[1:]...)
	}
}

func randomComparison(g *rand.Rand) *ast.Comparison {
	f := pick(g, someField)
	kind := hosts.KindOf(f)
	c := &ast.Comparison{Field: f, Op: ast.Op(g.IntN(int(ast.OpExists) + 1))}
	for !kind.Takes(c.Op) {
		c.Op = ast.Op(g.IntN(int(ast.OpExists) + 1))
	}
	n := 1
	switch c.Op {
	case ast.OpExists:
		n = 0
	case ast.OpIn, ast.OpNotIn:
		n = 1 + g.IntN(3)
	}
	values := map[schema.Kind][]string{schema.Text: someTexts, schema.Enum: {"up", "down"}, schema.Time: someTimes}
	for range n {
		c.Values = append(c.Values, ast.Value{Text: pick(g, values[kind])})
	}
	c.Fold = kind == schema.Text && n > 0 && g.IntN(2) == 0
	return c
}

// A foldCount counts comparisons by whether they ignore case.
type foldCount struct {
	folded, exact, tags int // tags are those of tags that ignore case
	mixed               int // queries with both, where case makes a difference
}

// add counts the comparisons of x.
func (n *foldCount) add(x ast.Expr) {
	var folded, exact bool
	for c := range ast.Comparisons(x) {
		switch {
		case c.Fold:
			folded = true
			n.folded++
			if c.Field.Tag {
				n.tags++
			}
		case hosts.KindOf(c.Field) == schema.Text && c.Op != ast.OpExists:
			exact = true
			n.exact++
		}
	}
	if folded && exact {
		n.mixed++
	}
}

func (n foldCount) String() string {
	return fmt.Sprintf("%d comparisons ignore case, %d of them of tags, and %d do not; %d queries have both", n.folded, n.tags, n.exact, n.mixed)
}

// withFold returns x with all its comparisons of texts, tags included, ignoring
// case or not.
func withFold(x ast.Expr, fold bool) ast.Expr {
	return ast.Map(x, func(c *ast.Comparison) *ast.Comparison {
		d := *c
		d.Fold = fold && hosts.KindOf(c.Field) == schema.Text && c.Op != ast.OpExists
		return &d
	})
}

func randomRecord(g *rand.Rand) Map {
	r := Map{}
	for _, f := range someField {
		values := someTexts
		switch hosts.KindOf(f) {
		case schema.Enum:
			values = []string{"up", "down"}
		case schema.Time:
			values = recorded
		}
		if g.IntN(3) > 0 {
			r[strings.ReplaceAll(f.String(), `"`, "")] = pick(g, values)
		}
	}
	return r
}

// TestProperties holds programs for random queries against the interpreter
// above, for Maps and for a bound type, and by the way De Morgan's laws and
// the normal form.
func TestProperties(t *testing.T) {
	g := rand.New(rand.NewPCG(1, 2))
	const queries, records = 2000, 20
	selected, split, byCase := 0, 0, 0
	var count foldCount
	for range queries {
		x, y := randomTree(g, 3), randomTree(g, 2)
		count.add(x)
		exactly, folded := withFold(x, false), withFold(x, true)
		p := compile(t, x)
		own := compileFor(t, x, hostBinding)
		ofDocument := compileFor(t, x, DocumentBinding(hosts))
		normal := compile(t, ast.Normal(x))
		not := compile(t, ast.Negate(x))
		notAnd := compile(t, ast.Negate(ast.All(x, y)))
		orNot := compile(t, ast.Any(ast.Negate(x), ast.Negate(y)))
		notOr := compile(t, ast.Negate(ast.Any(x, y)))
		andNot := compile(t, ast.All(ast.Negate(x), ast.Negate(y)))
		n := 0
		for range records {
			r := randomRecord(g)
			wantX, wantY := selects(x, r), selects(y, r)
			if wantX {
				n++
			}
			if selects(exactly, r) != wantX || selects(folded, r) != wantX {
				byCase++
			}
			require.Equal(t, wantX, p.Match(r), "%v of %v", x, r)
			require.Equal(t, wantX, own.Match(hostOf(r)), "%v of the host %v", x, r)
			d := document(t, r)
			require.Equal(t, wantX, p.Match(d), "%v of the Record %v", x, r)
			require.Equal(t, wantX, ofDocument.Match(d), "%v of the document %v", x, r)
			require.Equal(t, wantX, normal.Match(r), "normal form of %v of %v", x, r)
			require.Equal(t, !wantX, not.Match(r), "not (%v) of %v", x, r)
			require.Equal(t, !(wantX && wantY), notAnd.Match(r), "not (%v and %v) of %v", x, y, r)
			require.Equal(t, !(wantX && wantY), orNot.Match(r), "not %v or not %v of %v", x, y, r)
			require.Equal(t, !(wantX || wantY), notOr.Match(r), "not (%v or %v) of %v", x, y, r)
			require.Equal(t, !(wantX || wantY), andNot.Match(r), "not %v and not %v of %v", x, y, r)
		}
		selected += n
		if 0 < n && n < records {
			split++
		}
	}
	t.Logf("%d of %d records selected; %d of %d queries select some of their records and not others", selected, queries*records, split, queries)
	t.Logf("%v; whether comparisons ignore case decides %d", count, byCase)
	assert.Greater(t, split, queries/2)
	assert.Greater(t, count.mixed, queries/4)
	assert.Greater(t, count.tags, queries/4)
	assert.Greater(t, byCase, queries/2)
}

// hostile has values that are trouble to read.
var hostile = []Map{
	nil,
	{},
	{"name": "", "state": "", "booted": "", "tag:x": ""},
	{"name": "\xff\x00", "state": "\xff", "booted": "2026-02-30T99:99:99+99:99", "tag:x": "\xff"},
	{"booted": strings.Repeat("9", 1<<12)},
	{"booted": "1e999999999999999999999"},
	{"booted": "2026-01-01T00:00:00." + strings.Repeat("9", 1<<12) + "Z"},
	{"booted": "-"},
	{"booted": "1.7e9", "name": strings.Repeat("ab", 1<<12)},
	{"booted": "2026-01-01T00:00:00+05:30", "tag:" + longestKey: "v"},
}

var longestKey = strings.Repeat("é", 64)

// TestMatch runs every kind of record through a query that looks at all of it,
// and selects none of them.
func TestMatch(t *testing.T) {
	x := ast.Any(
		ast.All(ast.Name("name").Exists(), ast.Negate(ast.Name("name").Contains("ba")), ast.Name("name").HasSuffix("q")),
		ast.All(ast.Name("state").Equal("up"), ast.Name("state").NotEqual("down")),
		ast.Name("booted").Less("1970-01-01"),
		ast.Name("booted").Equal("2026-01-01T00:00:00Z"),
		ast.Name("booted").In("2026-01-02", "2026-01-03"),
		ast.Tag(longestKey).Equal("w"),
		ast.Tag("x").HasPrefix("w"),
	)
	p := compile(t, x)
	own := compileFor(t, x, hostBinding)

	t.Run("allocations", func(t *testing.T) {
		for i, m := range hostile {
			records := map[string]Record{"Map": m, "Document": document(t, m), "zero Document": &Document{}}
			for name, r := range records {
				assert.False(t, p.Match(r), "Match of %s %d", name, i)
				assert.Zero(t, testing.AllocsPerRun(10, func() { p.Match(r) }), "allocations for %s %d", name, i)
			}
			h := hostOf(m)
			assert.False(t, own.Match(h), "Match of host %d", i)
			assert.Zero(t, testing.AllocsPerRun(10, func() { own.Match(h) }), "allocations for host %d", i)
		}
	})
	t.Run("concurrently", func(t *testing.T) {
		d := document(t, Map{"name": "aq", "state": "down"})
		h := hostOf(Map{"name": "aq", "state": "down"})
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for range 200 {
					assert.True(t, p.Match(d))
					assert.True(t, own.Match(h))
					assert.False(t, p.Match(hostile[3]))
				}
			})
		}
		wg.Wait()
	})
}

func TestFilter(t *testing.T) {
	p := compile(t, ast.Name("name").HasPrefix("a"))
	list := []Record{Map{"name": "a1"}, Map{"name": "b"}, Map{"name": "a2"}, Map{}, Map{"name": "a3"}, Map{"name": "a4"}}
	all := []Record{list[0], list[2], list[4], list[5]}
	assert.Equal(t, all, slices.Collect(p.Filter(slices.Values(list))), "Filter")
	assert.Equal(t, all, p.Select(list), "Select")
	assert.Nil(t, p.Select(list[1:2]), "Select of what is not selected")
	assert.Nil(t, p.Select(nil), "Select of nothing")
	assert.Empty(t, slices.Collect(p.Filter(slices.Values([]Record{}))), "Filter of nothing")

	read := 0
	seq := p.Filter(func(yield func(Record) bool) {
		for _, r := range list {
			read++
			if !yield(r) {
				return
			}
		}
	})
	for range 2 { // a sequence can be read again
		read = 0
		var got []Record
		for r := range seq {
			if got = append(got, r); len(got) == 2 {
				break
			}
		}
		assert.Equal(t, all[:2], got, "the first two")
		assert.Equal(t, 3, read, "records read for two")
	}
	assert.Equal(t, "b", list[1].(Map)["name"], "the list is left alone")

	assert.Zero(t, testing.AllocsPerRun(10, func() {
		for range p.Filter(slices.Values(list)) {
		}
	}), "allocations of Filter")
}

func TestDocumentBinding(t *testing.T) {
	x := ast.Any(ast.Name("name").Equal("a"), ast.Tag("x").Equal("b"), ast.Name("booted").Greater("2026-01-01"))
	p := compileFor(t, x, DocumentBinding(hosts))
	same := *hosts
	for _, s := range []*schema.Schema{hosts, &same} {
		for data, want := range map[string]bool{
			`{"Name": "a"}`: true, `{"Labels": {"x": "b"}}`: true, `{"Booted": 1.8e9}`: true, `{"Name": "b", "Labels": {"y": "b"}}`: false, `{}`: false,
		} {
			d, err := Decode(s, []byte(data))
			require.NoError(t, err)
			assert.Equal(t, want, p.Match(d), "Match of %s", data)
			assert.Zero(t, testing.AllocsPerRun(10, func() { p.Match(d) }), "allocations for %s", data)
		}
	}
	assert.False(t, p.Match(new(Document)), "Match of the zero Document")
	_, ok := new(Document).Tag("x")
	assert.False(t, ok, "a tag of the zero Document")
	t.Run("of another schema than the query's", func(t *testing.T) {
		// The documents know their schema, and the query's fields are found by name.
		q := resolve(t, ast.Any(ast.Name("status").Equal("SAVED"), ast.Name("name").Equal("a")), schema.TestCase(), schema.Options{})
		p, err := CompileFor(q, DocumentBinding(hosts))
		require.NoError(t, err)
		d, err := Decode(schema.TestCase(), []byte(`{"Status": "SAVED", "Name": "b"}`))
		require.NoError(t, err)
		assert.True(t, p.Match(d), "a document of the query's schema")
		for data, want := range map[string]bool{`{"Name": "a"}`: true, `{"Name": "b", "State": "up"}`: false, `{}`: false} {
			d, err := Decode(hosts, []byte(data))
			require.NoError(t, err)
			assert.Equal(t, want, p.Match(d), "a document of the binding's schema: %s", data)
		}
	})
}

func TestMap(t *testing.T) {
	m := Map{"name": "n", "tag:": "empty", "tag:x": "v", "tag:" + strings.Repeat("k", 1000): "long", "x": "field"}
	for key, want := range map[string]string{"x": "v", "": "empty", strings.Repeat("k", 1000): "long"} {
		got, ok := m.Tag(key)
		assert.True(t, ok, "Tag(%.20q)", key)
		assert.Equal(t, want, got, "Tag(%.20q)", key)
	}
	_, ok := m.Tag("name")
	assert.False(t, ok, `Tag("name")`)
	_, ok = m.Field("Name")
	assert.False(t, ok, `Field("Name")`)
}

// The query of the language's first example.
var exampleQuery = ast.Any(
	ast.All(ast.Name("name").HasPrefix("smoke"), ast.Name("status").Equal("PUBLISHED")),
	ast.Tag("BPO").Equal("123"),
)

func BenchmarkMatch(b *testing.B) {
	type testCase struct {
		name, status string
		tags         map[string]string
	}
	s := schema.TestCase()
	q := resolve(b, exampleQuery, s, schema.Options{})
	p := Compile(q)
	own, err := CompileFor(q, Binding[*testCase]{
		Fields: map[string]func(*testCase) (string, bool){
			"name":   func(c *testCase) (string, bool) { return c.name, true },
			"status": func(c *testCase) (string, bool) { return c.status, true },
		},
		Tag: func(c *testCase, key string) (string, bool) { v, ok := c.tags[key]; return v, ok },
	})
	require.NoError(b, err)
	d, err := Decode(s, []byte(`{"Name":"smoke-1","Status":"SAVED","Tags":{"BPO":"123"}}`))
	require.NoError(b, err)
	for _, bench := range []struct {
		name string
		r    Record
	}{{"Map", Map{"name": "smoke-1", "status": "SAVED", "tag:BPO": "123"}}, {"Document", d}} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if !p.Match(bench.r) {
					b.Fatal("no match")
				}
			}
		})
	}
	b.Run("struct", func(b *testing.B) {
		b.ReportAllocs()
		c := &testCase{"smoke-1", "SAVED", map[string]string{"BPO": "123"}}
		for b.Loop() {
			if !own.Match(c) {
				b.Fatal("no match")
			}
		}
	})
}
