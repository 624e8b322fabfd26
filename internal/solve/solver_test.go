package solve_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/limit"
	"github.com/searchfilter/searchfilter/internal/meaning"
	"github.com/searchfilter/searchfilter/internal/solve"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/schema"
)

var solverSchema = schema.MustNew(schema.Schema{
	Name: "record",
	Fields: []schema.Field{
		{Name: "name", Always: true},
		{Name: "text"},
		{Name: "status", Kind: schema.Enum, Values: []string{"A", "B"}, Always: true},
		{Name: "enum", Kind: schema.Enum, Values: []string{"A", "B", "C"}},
		{Name: "single", Kind: schema.Enum, Values: []string{"ONLY"}, Always: true},
		{Name: "maybe", Kind: schema.Enum, Values: []string{"ONLY"}},
		{Name: "time", Kind: schema.Time},
		{Name: "made", Kind: schema.Time, Always: true},
		{Name: "flag", Kind: schema.Bool},
		{Name: "on", Kind: schema.Bool, Always: true},
		{Name: "size", Kind: schema.Number},
		{Name: "count", Kind: schema.Number, Always: true},
		{Name: "day", Kind: schema.Date},
		{Name: "since", Kind: schema.Date, Always: true},
		{Name: "labels", Kind: schema.List},
	},
	Tags: "tags",
})

// A world has the values that a field may have, near the operands.
type world struct {
	options solve.Options
	cases   string // which comparisons of text ignore case: none, all or some
	fields  []ast.Field
	values  map[ast.Field][]any // nil is that the record lacks it
}

// key returns the name of the field in a record.
func key(f ast.Field) string {
	if f.Tag {
		return "tag:" + f.Name
	}
	return f.Name
}

func put(r map[string]any, f ast.Field, v any) {
	if r[key(f)] = v; v == nil {
		delete(r, key(f))
	}
}

func (w world) each(fields []ast.Field, f func(map[string]any) bool) bool {
	r := map[string]any{}
	var rec func(i int) bool
	rec = func(i int) bool {
		if i == len(fields) {
			return f(r)
		}
		for _, v := range w.values[fields[i]] {
			put(r, fields[i], v)
			if !rec(i + 1) {
				return false
			}
		}
		return true
	}
	return rec(0)
}

// any returns a record of the world.
func (w world) any(rnd *rand.Rand, fields []ast.Field) map[string]any {
	r := map[string]any{}
	for _, f := range fields {
		put(r, f, w.values[f][rnd.Intn(len(w.values[f]))])
	}
	return r
}

var instants = []string{
	"2026-01-31T00:00:00Z", "2026-01-31T01:00:00+01:00", "2026-01-31T00:00:00.000000001Z", "2026-01-31T00:00:00.000000002Z",
	"2026-02-01T00:00:00Z", "0000-01-01T00:00:00+23:59", "9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999999-23:59",
}

var days = []string{"0000-01-01", "2026-01-30", "2026-01-31", "2026-02-01", "9999-12-31"}

var decimals = []string{"0", "-0", "1", "1.0", "10e-1", "2", "-1", "0.5", "1e400", "10e399", "-2.5"}

// worlds are all that newWorld makes.
func worlds() (list []world) {
	for _, cases := range []string{"none", "all", "some"} {
		list = append(list, newWorld(cases, solve.Options{}), newWorld(cases, solve.Options{LooseEnums: true}))
	}
	return append(list, newWorld("none", solve.Options{AnyRecord: true}))
}

func (w world) String() string { return fmt.Sprintf("%s ignore case, %+v", w.cases, w.options) }

func newWorld(cases string, o solve.Options) world {
	w := world{options: o, cases: cases, values: map[ast.Field][]any{}}
	alphabet := "abx"
	switch cases {
	case "all":
		alphabet = "aAkx"
	case "some":
		alphabet = "aAkK"
	}
	texts := []string{""}
	for i := 0; i < len(texts); i++ {
		if len(texts[i]) < 3 {
			for _, c := range alphabet {
				texts = append(texts, texts[i]+string(c))
			}
		}
	}
	if cases != "none" {
		texts = append(texts, "x", "1", "\u212A", "a\u212A", "\u212Aa", "a\u212AA", "\u212A\u212A")
	}
	elements := []string{"", "a", "b", "ab", "ba", "x", "xa", "bxa"}
	if cases != "none" {
		elements = []string{"", "a", "A", "k", "K", "\u212A", "aK", "a\u212A", "0a0"}
	}
	times := []any{json.Number("-62167305601"), "9999-12-31T00:01:00-23:59", "9999-12-31T23:59:59.999999999-23:59"}
	for _, s := range instants {
		t, _ := kinds.ParseTime(s)
		times = append(times, s)
		if t.Year() < 9999 {
			times = append(times, json.Number(fmt.Sprintf("%d.%09d", t.Unix()+1, t.Nanosecond())))
		}
	}
	for _, f := range []ast.Field{ast.Tag("name"), ast.Tag("k")} {
		w.values[f] = anys(texts...)
	}
	for _, f := range solverSchema.Fields {
		name := ast.Name(f.Name)
		switch f.Kind {
		case schema.Text:
			w.values[name] = anys(texts...)
		case schema.Enum:
			w.values[name] = anys(f.Values...)
			if o.LooseEnums || o.AnyRecord {
				w.values[name] = append(anys(f.Values...), "other")
			}
		case schema.Bool:
			w.values[name] = []any{false, true}
		case schema.Number:
			w.values[name] = append(numbers(decimals...), numbers("-1e9", "-2", "-0.5", "0.25", "0.7", "1.5", "1e399", "2e400", "1e999999999")...)
		case schema.Time:
			w.values[name] = times
		case schema.Date:
			w.values[name] = anys(append(days, "0000-01-02", "1970-01-01", "2026-02-02", "9999-12-30")...)
		case schema.List:
			w.values[name] = lists(1, 3, elements)
		}
	}
	for f, v := range w.values {
		i := solverSchema.Lookup(f.Name)
		field := &solverSchema.Fields[max(0, i)]
		if f.Tag || !field.Always || o.AnyRecord || o.LooseEnums && field.Kind == schema.Enum {
			w.values[f] = append(v[:len(v):len(v)], nil)
		}
		w.fields = append(w.fields, f)
	}
	slices.SortFunc(w.fields, func(a, b ast.Field) int { return strings.Compare(a.String(), b.String()) })
	return w
}

func (w world) comparison(rnd *rand.Rand, fields []ast.Field) *ast.Comparison {
	f := fields[rnd.Intn(len(fields))]
	kind := solverSchema.KindOf(f)
	operand := func() string {
		switch kind {
		case schema.Enum:
			values := solverSchema.Fields[solverSchema.Lookup(f.Name)].Values
			return values[rnd.Intn(len(values))]
		case schema.Bool:
			return []string{"false", "true"}[rnd.Intn(2)]
		case schema.Number:
			return decimals[rnd.Intn(len(decimals))]
		case schema.Time:
			return instants[rnd.Intn(len(instants))]
		case schema.Date:
			return days[rnd.Intn(len(days))]
		}
		list := []string{"", "a", "b", "ab", "ba", "aa", "a", "b"}
		if w.cases != "none" {
			list = []string{"", "a", "A", "ak", "a\u212A", "Ka", "k", "AK", "K", "\u212A", "1"}
		}
		return list[rnd.Intn(len(list))]
	}
	fold := kinds.Folds(kind) && (w.cases == "all" || w.cases == "some" && rnd.Intn(2) == 0)
	for {
		op := ast.Op(rnd.Intn(int(ast.OpExists) + 1))
		if !kinds.Takes(kind, op) {
			continue
		}
		switch op {
		case ast.OpExists:
			return ast.Compare(f, ast.OpExists)
		case ast.OpIn, ast.OpNotIn:
			c := ast.Compare(f, ast.OpIn, operand(), operand())
			c.Op, c.Fold = op, fold
			return c
		}
		c := compare(f, op, operand())
		c.Fold = fold
		return c
	}
}

func (w world) expr(rnd *rand.Rand, fields []ast.Field, n int) ast.Expr {
	if n <= 1 {
		return w.comparison(rnd, fields)
	}
	k := 1 + rnd.Intn(n-1)
	terms := []ast.Expr{w.expr(rnd, fields, k), w.expr(rnd, fields, n-k)}
	switch rnd.Intn(6) {
	case 0:
		return &ast.Not{X: &ast.Or{Terms: terms}}
	case 1:
		return &ast.Not{X: &ast.And{Terms: terms}}
	case 2, 3:
		return &ast.Or{Terms: terms}
	}
	return &ast.And{Terms: terms}
}

// mutate returns a copy of x in which something is changed, or said otherwise.
func (w world) mutate(rnd *rand.Rand, fields []ast.Field, x ast.Expr) ast.Expr {
	if rnd.Intn(4) == 0 {
		y := w.comparison(rnd, fields)
		switch rnd.Intn(7) {
		case 0: // absorbed
			return &ast.Or{Terms: []ast.Expr{x, &ast.And{Terms: []ast.Expr{x, y}}}}
		case 1:
			return &ast.And{Terms: []ast.Expr{x, &ast.Or{Terms: []ast.Expr{x, y}}}}
		case 2: // split
			return &ast.Or{Terms: []ast.Expr{&ast.And{Terms: []ast.Expr{x, y}}, &ast.And{Terms: []ast.Expr{x, &ast.Not{X: y}}}}}
		case 3:
			return &ast.And{Terms: []ast.Expr{x, &ast.Or{Terms: []ast.Expr{y, &ast.Not{X: y}}}}}
		case 4:
			return &ast.And{Terms: []ast.Expr{x, y}}
		case 5:
			return &ast.Or{Terms: []ast.Expr{x, &ast.Or{}}}
		}
		return &ast.Not{X: &ast.Not{X: x}}
	}
	switch x := x.(type) {
	case *ast.And:
		terms := slices.Clone(x.Terms)
		if len(terms) == 0 {
			return x
		}
		i := rnd.Intn(len(terms))
		terms[i] = w.mutate(rnd, fields, terms[i])
		slices.Reverse(terms)
		if or, ok := terms[0].(*ast.Or); ok { // distribute
			var list []ast.Expr
			for _, t := range or.Terms {
				list = append(list, &ast.And{Terms: append([]ast.Expr{t}, terms[1:]...)})
			}
			return &ast.Or{Terms: list}
		}
		return &ast.And{Terms: terms}
	case *ast.Or:
		terms := slices.Clone(x.Terms)
		if len(terms) == 0 {
			return x
		}
		i := rnd.Intn(len(terms))
		terms[i] = w.mutate(rnd, fields, terms[i])
		return &ast.Or{Terms: terms}
	case *ast.Not:
		return &ast.Not{X: w.mutate(rnd, fields, x.X)}
	}
	if rnd.Intn(3) == 0 {
		return w.comparison(rnd, fields)
	}
	return x
}

// TestEquivalent_random compares verdicts with what all records of a small
// world say, and the records with what an interpreter says of them.
func TestEquivalent_random(t *testing.T) {
	for _, w := range worlds() {
		t.Run(w.String(), func(t *testing.T) {
			o := w.options
			in := meaning.Language{Schema: solverSchema}
			rnd := rand.New(rand.NewSource(1))
			counts := map[solve.Verdict]int{}
			solver := solve.NewSolver(solverSchema, solve.Options{LooseEnums: o.LooseEnums, AnyRecord: o.AnyRecord, Steps: math.MaxInt32})
			queries := effort.Cases(75, 1000)
			for range queries {
				fields := []ast.Field{w.fields[rnd.Intn(len(w.fields))], w.fields[rnd.Intn(len(w.fields))]}
				if fields[0] == fields[1] {
					fields = fields[:1]
				}
				a := w.expr(rnd, fields, 1+rnd.Intn(7))
				b := a
				for range 1 + rnd.Intn(4) {
					b = w.mutate(rnd, fields, b)
				}
				verdict, r := solve.Equivalent(query(solverSchema, a), query(solverSchema, b), o)
				counts[verdict]++
				require.Equal(t, verdict, solver.Equivalent(query(solverSchema, a), query(solverSchema, b)), "%v\n%v", a, b)
				switch verdict {
				case solve.Yes:
					require.Nil(t, r)
					w.each(fields, func(r map[string]any) bool {
						if in.Selects(a, r) != in.Selects(b, r) {
							require.Fail(t, "they differ", "%v\n%v\n%v", a, b, r)
						}
						return true
					})
				case solve.No:
					require.NotEqual(t, selects(t, solverSchema, a, r), selects(t, solverSchema, b, r), "%v\n%v\n%v", a, b, r)
					possible(t, r, o)
				default:
					t.Errorf("Unknown: %v\n%v", a, b)
				}
			}
			t.Log(counts)
			assert.Greater(t, counts[solve.Yes], queries/5)
			assert.Greater(t, counts[solve.No], queries/5)
		})
	}
}

// possible fails the test if the schema has no such record.
func possible(t *testing.T, r map[string]any, o solve.Options) {
	t.Helper()
	_, err := eval.NewRecord(solverSchema, r)
	assert.NoError(t, err)
	for _, f := range solverSchema.Fields {
		v, ok := r[f.Name]
		switch {
		case f.Kind == schema.List && ok:
			list := v.([]string)
			assert.NotEmpty(t, list)
			assert.Equal(t, slices.Compact(slices.Sorted(slices.Values(list))), list)
		case o.AnyRecord, f.Kind == schema.Enum && o.LooseEnums:
		case f.Always && !ok:
			t.Errorf("%v lacks %s", r, f.Name)
		case f.Kind == schema.Enum && ok && !slices.Contains(f.Values, v.(string)):
			t.Errorf("%v: %s has no such value", r, f.Name)
		}
	}
}

// TestSolver_clauses asks about as many random clauses as are as often
// satisfiable as not, which takes many decisions and turns, and compares the
// verdicts with all records over a few values.
func TestSolver_clauses(t *testing.T) {
	name, status, k := ast.Name("name"), ast.Name("enum"), ast.Tag("k")
	labels := ast.Name("labels")
	atoms := []ast.Expr{ast.Compare(name, ast.OpContains, "a"), ast.Compare(name, ast.OpHasPrefix, "b"), ast.Compare(k, ast.OpContains, "a"), ast.Compare(k, ast.OpHasSuffix, "b"), ast.Compare(k, ast.OpEqual, "ab"), ast.Compare(status, ast.OpEqual, "A"), ast.Compare(status, ast.OpEqual, "B"), ast.Compare(status, ast.OpEqual, "C"),
		ast.Compare(labels, ast.OpHasPrefix, "a"), ast.Compare(labels, ast.OpHasSuffix, "b"), ast.Compare(labels, ast.OpEqual, "ab")}
	for i := range 2 {
		atoms = append(atoms, ast.Compare(ast.Tag(fmt.Sprint(i)), ast.OpExists))
	}
	w := world{values: map[ast.Field][]any{
		name:   {"x", "a", "b", "ba"},
		k:      {"x", "xa", "b", "xab", "ab", nil},
		status: {"A", "B", "C", nil},
		labels: {[]string{"x"}, []string{"a"}, []string{"b"}, []string{"a", "b"}, []string{"ab"}, nil},
	}}
	fields := []ast.Field{name, k, status, labels}
	for i := range 2 {
		f := ast.Tag(fmt.Sprint(i))
		w.values[f] = []any{"", nil}
		fields = append(fields, f)
	}
	in := meaning.Language{Schema: solverSchema}
	rnd := rand.New(rand.NewSource(3))
	queries, counts := effort.Cases(50, 1500), map[solve.Verdict]int{}
	for range queries {
		x := and(numbered(40, func(int) ast.Expr {
			return or(numbered(3, func(int) ast.Expr {
				a := atoms[rnd.Intn(len(atoms))]
				if rnd.Intn(2) == 0 {
					return not(a)
				}
				return a
			})...)
		})...)
		verdict, r := solve.Witness(query(solverSchema, x), solve.Options{})
		counts[verdict]++
		if verdict == solve.Yes {
			require.True(t, selects(t, solverSchema, x, r), "%v\n%v", x, r)
		}
		least := len(fields) + 1
		w.each(fields, func(r map[string]any) bool {
			if in.Selects(x, r) {
				least = min(least, size(r, fields, solve.Options{}))
			}
			return true
		})
		require.Equal(t, least <= len(fields), verdict == solve.Yes, "%v", x)
		if r != nil {
			require.Equal(t, least, size(r, fields, solve.Options{}), "%v\n%v", x, r)
		}
	}
	t.Log(counts)
	assert.Greater(t, counts[solve.Yes], queries/5)
	assert.Greater(t, counts[solve.No], queries/5)
}

func TestSolver_questions(t *testing.T) {
	for _, q := range questions(effort.Cases(1500, 10_000)) {
		t.Run(q.name, func(t *testing.T) {
			v := solve.NewSolver(manySchema, solve.Options{})
			assert.Equal(t, q.want, v.Equivalent(query(manySchema, q.a), query(manySchema, q.b)))
			assert.Equal(t, q.want == solve.Unknown, v.Steps() == 0)
			got, r := solve.Equivalent(query(manySchema, q.a), query(manySchema, q.b), solve.Options{})
			assert.Equal(t, q.want, got)
			assert.Equal(t, q.want == solve.No, r != nil)
			if r != nil {
				assert.NotEqual(t, selects(t, manySchema, q.a, r), selects(t, manySchema, q.b, r), "%v", r)
			}
		})
	}
}

// TestSolver_steps asks with too few steps: answers are the same whenever they
// are given, and right if they are not Unknown.
func TestSolver_steps(t *testing.T) {
	unknown, known := 0, 0
	for _, q := range questions(effort.Cases(1000, 10_000)) {
		if q.want == solve.Unknown {
			continue
		}
		v := solve.NewSolver(manySchema, solve.Options{})
		v.Equivalent(query(manySchema, q.a), query(manySchema, q.b))
		all := solve.DefaultSteps - v.Steps()
		for _, steps := range []int{1, all / 2, all - 1, all} {
			ask := func() (solve.Verdict, int) {
				v := solve.NewSolver(manySchema, solve.Options{Steps: steps})
				return v.Equivalent(query(manySchema, q.a), query(manySchema, q.b)), v.Steps()
			}
			verdict, left := ask()
			again, leftAgain := ask()
			assert.Equal(t, verdict, again, q.name)
			assert.Equal(t, left, leftAgain, q.name)
			switch {
			case verdict == solve.Unknown:
				unknown++
				assert.Zero(t, left, q.name)
				assert.Less(t, steps, all, q.name)
			default:
				known++
				assert.Equal(t, q.want, verdict, q.name)
			}
		}
	}
	t.Log(unknown, "unknown,", known, "known")
	assert.Greater(t, unknown, effort.Cases(40, 60))
	assert.Greater(t, known, 30)
}

// TestSolver_shared asks one Solver until there are no steps left.
func TestSolver_shared(t *testing.T) {
	v := solve.NewSolver(schema.TestCase(), solve.Options{Steps: 1000})
	x := query(schema.TestCase(), and(ast.Compare(ast.Name("name"), ast.OpHasPrefix, "a"), ast.Compare(ast.Tag("k"), ast.OpExists)))
	yes := 0
	for v.Satisfiable(x) == solve.Yes {
		yes++
	}
	assert.Greater(t, yes, 10)
	assert.Zero(t, v.Steps())
	assert.Equal(t, solve.Unknown, v.Satisfiable(nil))
	assert.Equal(t, solve.Unknown, v.Implies(x, x))
	assert.Equal(t, solve.Unknown, v.Equivalent(x, x))
}

// TestWitness_stepsEmpty asks for the empty text with any number of steps.
func TestWitness_stepsEmpty(t *testing.T) {
	for _, f := range []ast.Field{ast.Name("name"), ast.Name("labels"), ast.Tag("k")} {
		for _, fold := range []bool{false, true} {
			empty := ast.Compare(f, ast.OpEqual, "")
			empty.Fold = fold
			found := 0
			for steps := range 200 {
				for _, x := range []ast.Expr{empty, and(empty, ast.Compare(f, ast.OpHasPrefix, ""))} {
					verdict, r := solve.Witness(query(solverSchema, x), solve.Options{Steps: steps + 1})
					require.NotEqual(t, solve.No, verdict)
					if verdict == solve.Yes {
						require.True(t, selects(t, solverSchema, x, r), "%v with %d steps: %v", x, steps+1, r)
						found++
					}
				}
			}
			assert.Greater(t, found, 100, "%v", empty)
		}
	}
}

// TestWitness_steps asks for witnesses with any number of steps: what comes is a
// record that the query selects.
func TestWitness_steps(t *testing.T) {
	name := ast.Name("name")
	x := and(append(pairs(6), ast.Compare(name, ast.OpHasPrefix, "aab"), ast.Compare(name, ast.OpContains, "bbaa"), ast.Compare(name, ast.OpContains, "abab"), ast.Compare(name, ast.OpHasSuffix, "baab"),
		ast.Compare(ast.Name("modified"), ast.OpExists), ast.Compare(ast.Name("type"), ast.OpExists), or(ast.Compare(name, ast.OpContains, "c"), ast.Compare(ast.Tag("k"), ast.OpExists)))...)
	counts, sizes := map[solve.Verdict]int{}, map[string]bool{}
	for steps := 1; steps < 1<<21; steps += 1 + steps/16 {
		verdict, r := solve.Witness(query(schema.TestCase(), x), solve.Options{Steps: steps})
		counts[verdict]++
		require.NotEqual(t, solve.No, verdict)
		require.Equal(t, verdict == solve.Yes, r != nil)
		if r != nil {
			require.True(t, selects(t, schema.TestCase(), x, r), "%v", r)
			sizes[r["name"].(string)] = true
		}
	}
	t.Log(counts, sizes)
	assert.Greater(t, counts[solve.Yes], 50)
	assert.Greater(t, counts[solve.Unknown], 10)
	assert.Greater(t, len(sizes), 1, "names that came")
}

// unread returns the query that x says, with nothing of it read.
func unread(x ast.Expr) *schema.Resolved { return (*schema.Resolved)(nil).With(x) }

// TestSolver_odd asks about trees that nobody writes.
func TestSolver_odd(t *testing.T) {
	k := ast.Tag("k")
	var deep, shared, nothing ast.Expr = ast.Compare(k, ast.OpExists), ast.Compare(k, ast.OpExists), and(nil, nil)
	for range limit.MaxDepth + 10 {
		deep = or(and(deep, ast.Compare(k, ast.OpExists)), and(ast.Compare(k, ast.OpEqual, "1"), ast.Compare(k, ast.OpEqual, "2")))
	}
	for range 100 {
		shared, nothing = and(shared, or(shared, ast.Compare(k, ast.OpEqual, "1"))), and(nothing, not(nothing))
	}
	for _, test := range []struct {
		name string
		x    ast.Expr
		want solve.Verdict
	}{
		{"deep", deep, solve.Unknown},
		{"deep, and there is another way", or(ast.Compare(k, ast.OpEqual, "3"), deep), solve.Unknown},
		{"shared", shared, solve.Unknown},
		{"nothing", nothing, solve.Unknown},
		{"a field in another case", and(ast.Compare(ast.Name("NAME"), ast.OpEqual, "a"), ast.Compare(ast.Name("name"), ast.OpEqual, "b")), solve.No},
		{"a field that is not there", and(ast.Compare(ast.Name("nome"), ast.OpEqual, "a"), ast.Compare(ast.Name("nome"), ast.OpEqual, "b")), solve.No},
		{"a tag like a field", and(ast.Compare(ast.Tag("name"), ast.OpEqual, "a"), ast.Compare(ast.Name("name"), ast.OpEqual, "b")), solve.Yes},
		{"all values of an enum", and(ast.Compare(ast.Name("type"), ast.OpExists), not(ast.Compare(ast.Name("type"), ast.OpEqual, "CHAT")), not(ast.Compare(ast.Name("type"), ast.OpEqual, "VOICE_CALL"))), solve.No},
		{"an operator that an enum lacks is none of its values", and(ast.Compare(ast.Name("type"), ast.OpExists), ast.Compare(ast.Name("type"), ast.OpIn, "CHAT", "VOICE_CALL"),
			not(ast.Compare(ast.Name("type"), ast.OpHasPrefix, "a")), not(ast.Compare(ast.Name("type"), ast.OpHasPrefix, "b"))), solve.Unknown},
		{"a value that an enum lacks", ast.Compare(ast.Name("status"), ast.OpEqual, "saved"), solve.No},
		{"all but what an enum lacks", ast.Compare(ast.Name("status"), ast.OpNotEqual, "saved"), solve.Yes},
	} {
		t.Run(test.name, func(t *testing.T) {
			v := solve.NewSolver(schema.TestCase(), solve.Options{})
			assert.Equal(t, test.want, v.Satisfiable(unread(test.x)))
		})
	}
}

// TestSolver_schema asks about records that the Solver does not know.
func TestSolver_schema(t *testing.T) {
	v := solve.NewSolver(solverSchema, solve.Options{})
	x := query(schema.TestCase(), ast.Compare(ast.Name("name"), ast.OpExists))
	assert.Equal(t, solve.Unknown, v.Satisfiable(x))
	assert.Equal(t, solve.Unknown, v.Implies(x, x))
	assert.Equal(t, solve.Unknown, v.Equivalent(x, x))
	got, r := solve.Equivalent(x, query(solverSchema, ast.Compare(ast.Name("name"), ast.OpExists)), solve.Options{})
	assert.Equal(t, solve.Unknown, got)
	assert.Nil(t, r)
}

// TestSolver_mixed asks about fields of which some conditions ignore case and others
// mind it, and which have an answer that is easy to see.
func TestSolver_mixed(t *testing.T) {
	for _, field := range []string{"name", "labels"} {
		t.Run(field, func(t *testing.T) { testMixed(t, ast.Name(field)) })
	}
}

func testMixed(t *testing.T, name ast.Field) {
	i := func(c *ast.Comparison) ast.Expr { return tree.Fold(c) }
	words := []string{"prod", "dev", "staging", "test", "old", "legacy", "copy", "backup", "tmp", "demo", "spare", "draft"}
	lacks := []ast.Expr{i(ast.Compare(name, ast.OpContains, "smoke"))}
	for _, w := range words {
		lacks = append(lacks, not(ast.Compare(name, ast.OpContains, w)))
	}
	changed := slices.Clone(lacks)
	changed[len(words)] = not(i(ast.Compare(name, ast.OpContains, words[len(words)-1])))
	spellings := func(word string) (all []string) {
		all = []string{""}
		for _, r := range word {
			var longer []string
			for _, s := range all {
				longer = append(longer, s+strings.ToLower(string(r)), s+strings.ToUpper(string(r)))
			}
			all = longer
		}
		return all
	}
	except := func(word string, list []string) ast.Expr {
		return and(append([]ast.Expr{i(ast.Compare(name, ast.OpEqual, word))}, numbered(len(list), func(i int) ast.Expr { return ast.Compare(name, ast.OpNotEqual, list[i]) })...)...)
	}
	eight, long := spellings("abcdefgh"), spellings("abcdefghijlmn")
	slices.Sort(eight)
	contains := numbered(20, func(n int) ast.Expr {
		c := ast.Compare(name, ast.OpContains, fmt.Sprintf("w%02dxy", n))
		if n%2 == 0 {
			return i(c)
		}
		return c
	})
	for _, test := range []struct {
		name string
		x    ast.Expr
		want solve.Verdict
	}{
		{"one of many words in another case", and(and(lacks...), not(and(changed...))), solve.Yes},
		{"all of many words", and(contains...), solve.Yes},
		{"all spellings but one", except("abcdefgh", eight[1:]), solve.Yes},
		{"all spellings", except("abcdefgh", eight), solve.No},
		{"a hundred of many spellings", except("abcdefghijlmn", long[:100]), solve.Yes},
		{"long ends", and(i(ast.Compare(name, ast.OpHasSuffix, strings.Repeat("s", 1000))), ast.Compare(name, ast.OpHasPrefix, strings.Repeat("S", 999)+"K")), solve.Yes},
		{"long and alike", and(i(ast.Compare(name, ast.OpContains, strings.Repeat("a", 3000))), ast.Compare(name, ast.OpContains, strings.Repeat("aB", 1500))), solve.Yes},
	} {
		t.Run(test.name, func(t *testing.T) {
			q := query(manySchema, test.x)
			v := solve.NewSolver(manySchema, solve.Options{})
			assert.Equal(t, test.want, v.Satisfiable(q))
			t.Log(solve.DefaultSteps-v.Steps(), "steps")
			verdict, r := solve.Witness(q, solve.Options{})
			require.Equal(t, test.want, verdict)
			if r != nil {
				assert.True(t, selects(t, manySchema, test.x, r), "%v", r)
			}
		})
	}
}

// TestSolver_mixedAgain asks one Solver about texts of other characters than before.
func TestSolver_mixedAgain(t *testing.T) {
	name := ast.Name("name")
	mixed := []ast.Expr{not(tree.Fold(ast.Compare(name, ast.OpContains, "a"))), ast.Compare(name, ast.OpNotEqual, "A"), ast.Compare(name, ast.OpNotEqual, "")}
	v := solve.NewSolver(schema.TestCase(), solve.Options{})
	for _, c := range "0123" {
		assert.Equal(t, solve.Yes, v.Satisfiable(query(schema.TestCase(), and(mixed...))))
		mixed = append(mixed, not(ast.Compare(name, ast.OpContains, string(c))))
	}
}

// FuzzEquivalent compares verdicts about trees that the bytes choose with what
// an interpreter says of the witnesses, and of records of a small world.
func FuzzEquivalent(f *testing.F) {
	for i := range 20 {
		f.Add(int64(i), uint8(i))
	}
	worlds := worlds()
	f.Fuzz(func(t *testing.T, seed int64, choice uint8) {
		rnd := rand.New(rand.NewSource(seed))
		w := worlds[int(choice)%len(worlds)]
		fields := []ast.Field{w.fields[rnd.Intn(len(w.fields))], w.fields[rnd.Intn(len(w.fields))], w.fields[rnd.Intn(len(w.fields))]}
		n := 2 + int(choice/4)%20
		a := w.expr(rnd, fields, n)
		b := w.expr(rnd, fields, n)
		if choice&128 > 0 {
			b = w.mutate(rnd, fields, w.mutate(rnd, fields, a))
		}
		in := meaning.Language{Schema: solverSchema}
		verdict, r := solve.Equivalent(query(solverSchema, a), query(solverSchema, b), w.options)
		require.NotEqual(t, solve.Unknown, verdict, "%v\n%v", a, b)
		require.Equal(t, verdict == solve.No, r != nil)
		if r != nil {
			possible(t, r, w.options)
			require.NotEqual(t, selects(t, solverSchema, a, r), selects(t, solverSchema, b, r), "%v\n%v\n%v", a, b, r)
			return
		}
		for range 200 {
			r := w.any(rnd, fields)
			require.Equal(t, in.Selects(a, r), in.Selects(b, r), "%v\n%v\n%v", a, b, r)
		}
	})
}
