package eval

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/meaning"
	"github.com/searchfilter/searchfilter/schema"
)

// selects interprets a query of hosts.
func selects(x ast.Expr, r Map) bool {
	return meaning.Language{Schema: hosts}.Selects(x, r)
}

// form says how the step tests.
func form[T any](s *step[T]) string {
	name := [...]string{"=", "^=", "*=", "$=", "exists", "test", "holds"}[s.op]
	switch test := s.test.(type) {
	case *set:
		name = "set"
	case *automaton:
		name = fmt.Sprintf("automaton anchored=%v backward=%v whole=%v fold=%v", test.anchored, test.backward, test.whole, test.fold)
		if int(test.dense) < len(test.label) {
			name += " sparse"
		}
	}
	if s.text == nil && s.op != opHolds {
		name += ", not read again"
	}
	return name
}

// formsOf returns the forms of a program's steps.
func formsOf[T any](p *program[T]) (list []string) {
	seen := map[*step[T]]bool{}
	var visit func(*step[T])
	visit = func(s *step[T]) {
		if s.op >= opReject || seen[s] {
			return
		}
		seen[s] = true
		list = append(list, form(s))
		visit(s.yes)
		visit(s.no)
	}
	visit(p.start)
	return list
}

// A groupCase makes queries of which each has one group.
type groupCase struct {
	name string
	op   ast.Op
	fold bool
	many bool // so many values that not all states are dense
	form string
}

var groupCases = []groupCase{
	{"equal", ast.OpEqual, false, false, "set"},
	{"prefix", ast.OpHasPrefix, false, false, "automaton anchored=true backward=false whole=false fold=false"},
	{"contains", ast.OpContains, false, false, "automaton anchored=false backward=false whole=false fold=false"},
	{"suffix", ast.OpHasSuffix, false, false, "automaton anchored=true backward=true whole=false fold=false"},
	{"equal, folded", ast.OpEqual, true, false, "automaton anchored=true backward=false whole=true fold=true"},
	{"prefix, folded", ast.OpHasPrefix, true, false, "automaton anchored=true backward=false whole=false fold=true"},
	{"contains, folded", ast.OpContains, true, false, "automaton anchored=false backward=false whole=false fold=true"},
	{"suffix, folded", ast.OpHasSuffix, true, false, "automaton anchored=true backward=true whole=false fold=true"},
	{"many equal, folded", ast.OpEqual, true, true, "automaton anchored=true backward=false whole=true fold=true sparse"},
	{"many prefixes", ast.OpHasPrefix, false, true, "automaton anchored=true backward=false whole=false fold=false sparse"},
	{"many contained", ast.OpContains, false, true, "automaton anchored=false backward=false whole=false fold=false sparse"},
	{"many contained, folded", ast.OpContains, true, true, "automaton anchored=false backward=false whole=false fold=true sparse"},
	{"many suffixes, folded", ast.OpHasSuffix, true, true, "automaton anchored=true backward=true whole=false fold=true sparse"},
	{"times", ast.OpEqual, false, false, "holds"},
}

// values returns the values of a group, all different and few empty. If it is to
// ignore case, more than few of them have case: a value without is of another group.
func (c groupCase) values(g *rand.Rand) []string {
	seen := map[string]bool{}
	var list []string
	n := few + 1 + g.IntN(20)
	if c.many {
		n = 1500
	}
	cased := 0
	for len(list) < n || c.fold && cased <= few {
		var v string
		switch {
		case c.form == "holds":
			v = fmt.Sprintf("2026-01-%02dT00:00:0%dZ", 1+g.IntN(9), g.IntN(10))
		case c.many:
			for range 4 + g.IntN(8) {
				v += pick(g, foldPieces)
			}
		default:
			pieces := []string{pick(g, foldPieces), pick(g, foldPieces), "a"}
			for range 1 + g.IntN(7) {
				v += pick(g, pieces)
			}
		}
		if !seen[v] && v != "" {
			seen[v] = true
			list = append(list, v)
			if chars.HasCase(v) {
				cased++
			}
		}
	}
	return list
}

// value returns the value of a record to try them on.
func (c groupCase) value(g *rand.Rand, values []string) string {
	v := pick(g, values)
	if c.form == "holds" {
		return pick(g, []string{v, strings.Replace(v, "Z", ".0Z", 1), strings.Replace(v, "Z", ".1Z", 1), "1767225600"})
	}
	some := func() string { return foldText(g, append([]string{"a"}, append(brokenPieces, foldPieces...)...), 3) }
	if g.IntN(3) == 0 {
		v = recase(g, v)
	}
	switch g.IntN(5) {
	case 0:
		return some() + some()
	case 1:
		return v + some()
	case 2:
		return some() + v
	case 3:
		return some() + v + some()
	}
	return v
}

// TestGroups holds each way to test many values at once against the interpreter,
// in an or and, negated, in an and, among other terms. Some of these are of the
// same field, or tag, and operator, and ignore case if the group does not.
func TestGroups(t *testing.T) {
	for _, c := range groupCases {
		t.Run(c.name, func(t *testing.T) {
			g := rand.New(rand.NewPCG(7, 8))
			queries, records := effort.Cases(10, 300), 20
			least := effort.Cases(25, 1000)
			if c.many {
				queries, records = 2, effort.Cases(20, 200) // the interpreter is slow
				least = records / 4
			}
			in := meaning.Language{Schema: hosts}
			holds := map[string]int{}
			var count foldCount
			for i := range queries {
				field := pick(g, []ast.Field{ast.Name("name"), ast.Tag("x")})
				if c.form == "holds" {
					field = ast.Name("booted")
				}
				values := c.values(g)
				or, and := []ast.Expr{}, []ast.Expr{}
				add := func(v string, fold bool) {
					x := &ast.Comparison{Field: field, Op: c.op, Values: []ast.Value{{Text: v}}, Fold: fold}
					or, and = append(or, x), append(and, &ast.Not{X: x})
				}
				for _, v := range values {
					add(v, c.fold)
				}
				alone := ast.Any(or[0], or[1:]...)
				if i%2 == 0 {
					if c.form != "holds" {
						for _, v := range c.values(g)[:1+g.IntN(few+1)] {
							add(v, !c.fold)
						}
					}
					or, and = append(or, randomTree(g, 2), randomTree(g, 2)), append(and, randomTree(g, 2), randomTree(g, 2))
					g.Shuffle(len(or), func(i, j int) { or[i], or[j] = or[j], or[i] })
					g.Shuffle(len(and), func(i, j int) { and[i], and[j] = and[j], and[i] })
				}
				for _, x := range []ast.Expr{ast.Any(or[0], or[1:]...), ast.All(and...)} {
					count.add(x)
					q := resolve(t, x, hosts, schema.Options{Limits: ast.Limits{Bytes: 1 << 20}})
					p := Compile(q)
					own, err := CompileFor(q, hostBinding)
					require.NoError(t, err)
					grouped := false
					for _, f := range formsOf(programOf(q.Schema(), q.Expr())) {
						f = strings.TrimSuffix(f, ", not read again")
						if !c.many {
							f = strings.TrimSuffix(f, " sparse") // or not, if few bytes are in them
						}
						grouped = grouped || f == c.form
					}
					require.True(t, grouped, "%v has the steps %q", x, formsOf(programOf(q.Schema(), q.Expr())))
					for range records {
						m := randomRecord(g)
						delete(m, field.String())
						if g.IntN(20) > 0 {
							m[field.String()] = textValue(field, c.value(g, values))
						}
						r := record(m)
						want := in.Selects(x, m)
						require.Equal(t, want, p(r), "%v of %q", x, m)
						v := valid(m)
						require.Equal(t, in.Selects(x, v), p(document(t, v)), "%v of the document %q", x, v)
						require.Equal(t, want, own(hostOf(m)), "%v of the host %q", x, m)
						if i == 0 {
							require.Zero(t, testing.AllocsPerRun(1, func() { p(r) }), "allocations of %v for %q", x, r)
						}
						if i%2 != 0 {
							holds[fmt.Sprint(in.Selects(alone, m))]++
						}
					}
				}
			}
			t.Logf("the group alone holds: %v; %v", holds, count)
			assert.Greater(t, holds["true"], least)
			assert.Greater(t, holds["false"], least)
			if c.form != "holds" {
				assert.GreaterOrEqual(t, count.mixed, queries/2, "queries in which some comparisons ignore case")
				assert.Positive(t, count.tags, "comparisons of tags that ignore case")
			}
		})
	}
}

// valid returns r with values that are UTF-8, as those of a document are.
func valid(r Map) Map {
	m := Map{}
	for k, v := range r {
		m[k] = v
		if text, ok := v.(string); ok {
			m[k] = strings.ToValidUTF8(text, "")
		}
	}
	return m
}

// TestFew checks that up to few conditions are tested one by one, and read their value once.
func TestFew(t *testing.T) {
	name := ast.Name("name")
	x := ast.All(
		ast.Any(ast.Compare(name, ast.OpHasPrefix, "a"), ast.Compare(name, ast.OpHasPrefix, "b"), ast.Compare(name, ast.OpEqual, "c"), ast.Compare(ast.Name("state"), ast.OpEqual, "up")),
		ast.Compare(ast.Name("booted"), ast.OpGreaterEqual, "2026-01-01"), ast.Compare(ast.Name("booted"), ast.OpLess, "2026-02-01"),
		ast.Compare(name, ast.OpContains, "x"),
	)
	assert.Equal(t, []string{
		"^=", "holds", "holds", "*=",
		"^=, not read again", "=, not read again", "=",
	}, formsOf(programOf(hosts, resolve(t, x, hosts, schema.Options{}).Expr())))
}

// TestLengths compares operands of every length with values that differ from them
// in one byte, in case, or in length: several bytes are compared at once.
func TestLengths(t *testing.T) {
	const text = "The Quick brown foX jumps over thE lazy Dog."
	holds := map[bool]int{}
	for n := range len(text) + 1 {
		operand := text[:n]
		values := []string{"", operand, operand + "k", "k" + operand, strings.ToUpper(operand), strings.ToLower(operand),
			strings.ReplaceAll(operand, "k", "\u212a"), strings.ReplaceAll(operand, "s", "ſ"), strings.Repeat("k", n), operand + operand}
		for i := range n {
			for _, b := range []string{"", "\x00", "\xff", "@", "\u212a", string(operand[i] ^ 0x20)} {
				v := operand[:i] + b + operand[i+1:]
				values = append(values, v, v+"tail and more", "head and more"+v)
			}
		}
		for _, fold := range []bool{false, true} {
			for _, op := range []ast.Op{ast.OpEqual, ast.OpHasPrefix, ast.OpContains, ast.OpHasSuffix} {
				x := &ast.Comparison{Field: ast.Name("name"), Op: op, Values: []ast.Value{{Text: operand}}, Fold: fold}
				p := compile(t, x)
				for _, v := range values {
					want := selects(x, Map{"name": v})
					holds[want]++
					if got := p(record(Map{"name": v})); got != want {
						t.Fatalf("%v of %q is %v, want %v", x, v, got, want)
					}
				}
			}
		}
	}
	t.Log(holds)
	assert.Greater(t, holds[true], 5_000)
	assert.Greater(t, holds[false], 10_000)
}
