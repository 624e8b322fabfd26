package solve_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/limit"
	"github.com/searchfilter/searchfilter/internal/solve"
	"github.com/searchfilter/searchfilter/schema"
)

// numbered returns n conditions that make makes of numbers.
func numbered(n int, make func(i int) ast.Expr) []ast.Expr {
	list := []ast.Expr{}
	for i := range n {
		list = append(list, make(i))
	}
	return list
}

func or(terms ...ast.Expr) ast.Expr  { return &ast.Or{Terms: terms} }
func and(terms ...ast.Expr) ast.Expr { return &ast.And{Terms: terms} }
func not(x ast.Expr) ast.Expr        { return &ast.Not{X: x} }

// row is one of many rows that differ in a tag and a name.
func row(i int) ast.Expr {
	return and(ast.Compare(ast.Tag("k"), ast.OpEqual, fmt.Sprint(i)), ast.Compare(ast.Name("name"), ast.OpHasPrefix, fmt.Sprint("n", i, "-")))
}

// pigeons says that each of n+1 pigeons has one of n holes of its own.
func pigeons(n int) ast.Expr {
	sits := func(p, h int) ast.Expr { return ast.Compare(ast.Tag(fmt.Sprint(p, "in", h)), ast.OpExists) }
	var all []ast.Expr
	for p := range n + 1 {
		all = append(all, or(numbered(n, func(h int) ast.Expr { return sits(p, h) })...))
		for q := range p {
			for h := range n {
				all = append(all, not(and(sits(p, h), sits(q, h))))
			}
		}
	}
	return and(all...)
}

// reversed returns the terms in another order.
func reversed(terms []ast.Expr) []ast.Expr {
	terms = slices.Clone(terms)
	slices.Reverse(terms)
	return terms
}

// manySchema is that of test cases that have labels and a size as well.
var manySchema = schema.MustNew(schema.Schema{
	Name: "test case",
	Fields: append(slices.Clone(schema.TestCase().Fields),
		schema.Field{Name: "labels", Kind: schema.List},
		schema.Field{Name: "size", Kind: schema.Number},
	),
	Tags: "Tags",
})

type question struct {
	name string
	a, b ast.Expr
	want solve.Verdict
}

// questions returns them with up to about so many conditions.
func questions(most int) []question {
	name, status, k := ast.Name("name"), ast.Name("status"), ast.Tag("k")
	five := or(and(ast.Compare(name, ast.OpHasPrefix, "smoke"), ast.Compare(status, ast.OpEqual, "PUBLISHED"), ast.Compare(k, ast.OpEqual, "1")), and(ast.Compare(name, ast.OpEqual, "x"), not(ast.Compare(k, ast.OpExists))))
	fiveMore := or(and(ast.Compare(name, ast.OpHasPrefix, "smoke"), not(ast.Compare(status, ast.OpEqual, "SAVED")), ast.Compare(k, ast.OpEqual, "1")), and(ast.Compare(name, ast.OpEqual, "x"), not(ast.Compare(k, ast.OpExists)), not(ast.Compare(k, ast.OpEqual, "1"))))
	list := []question{
		{"5 conditions/same", five, five, solve.Yes},
		{"5 conditions/otherwise said", five, fiveMore, solve.Yes},
		{"5 conditions/different", five, and(five, ast.Compare(name, ast.OpContains, "o")), solve.No},
	}
	for _, n := range []int{200, 2000, 10_000} {
		if n > most {
			break
		}
		hard := solve.Yes
		if n > 2000 {
			hard = solve.Unknown // each of so many is compared with all others
		}
		equal := numbered(n, func(i int) ast.Expr { return ast.Compare(name, ast.OpEqual, fmt.Sprint("n", i)) })
		prefixes := numbered(n, func(i int) ast.Expr { return ast.Compare(name, ast.OpHasPrefix, fmt.Sprint("n", i, "-")) })
		contains := numbered(n, func(i int) ast.Expr { return ast.Compare(name, ast.OpContains, fmt.Sprint("n", i, "-")) })
		tags := numbered(n, func(i int) ast.Expr { return ast.Compare(ast.Tag(fmt.Sprint("k", i)), ast.OpEqual, "1") })
		rows := numbered(n, row)
		times := numbered(n, func(i int) ast.Expr {
			return ast.Compare(ast.Name("modified"), ast.OpEqual, fmt.Sprintf("2026-01-31T00:00:00.%09dZ", i))
		})
		suffixes := numbered(n, func(i int) ast.Expr { return ast.Compare(name, ast.OpHasSuffix, fmt.Sprint("-n", i)) })
		sizes := numbered(n, func(i int) ast.Expr { return ast.Compare(ast.Name("size"), ast.OpEqual, fmt.Sprint(i, ".50")) })
		labels := numbered(n/5, func(i int) ast.Expr { return ast.Compare(ast.Name("labels"), ast.OpEqual, fmt.Sprint("l", i, "-")) })
		all := and(append(labels, ast.Compare(ast.Name("labels"), ast.OpContains, "l1-"))...)
		over := numbered(n/2, func(i int) ast.Expr { return ast.Compare(name, ast.OpEqual, fmt.Sprint("a-n", i)) })
		under := numbered(n/2, func(i int) ast.Expr { return ast.Compare(name, ast.OpEqual, fmt.Sprint("n", i, "-a")) })
		split := and(or(ast.Compare(k, ast.OpExists), ast.Compare(name, ast.OpEqual, "y")), or(ast.Compare(k, ast.OpExists), not(ast.Compare(name, ast.OpEqual, "y"))))
		list = append(list,
			question{fmt.Sprint(n, "/equal/reversed"), or(equal...), or(reversed(equal)...), solve.Yes},
			question{fmt.Sprint(n, "/equal/one less"), or(equal...), or(equal[1:]...), solve.No},
			question{fmt.Sprint(n, "/prefixes/one more"), or(append([]ast.Expr{ast.Compare(name, ast.OpHasPrefix, "n1-x")}, prefixes...)...), or(reversed(prefixes)...), solve.Yes},
			question{fmt.Sprint(n, "/prefixes/equalities below"), or(append(under, prefixes...)...), or(prefixes...), hard},
			question{fmt.Sprint(n, "/suffixes/equalities below"), or(append(over, suffixes...)...), or(suffixes...), hard},
			question{fmt.Sprint(n, "/contains/one more"), or(append([]ast.Expr{ast.Compare(name, ast.OpEqual, "n1-x")}, contains...)...), or(reversed(contains)...), solve.Yes},
			question{fmt.Sprint(n, "/tags/one less"), or(tags...), or(tags[1:]...), solve.No},
			question{fmt.Sprint(n, "/times/one more"), or(append([]ast.Expr{and(ast.Compare(ast.Name("modified"), ast.OpGreaterEqual, "2026-01-31"), ast.Compare(ast.Name("modified"), ast.OpLessEqual, "2026-01-31"))}, times...)...), or(reversed(times)...), solve.Yes},
			question{fmt.Sprint(n, "/numbers/one more"), or(append([]ast.Expr{ast.Compare(ast.Name("size"), ast.OpEqual, "15e-1")}, sizes...)...), or(reversed(sizes)...), solve.Yes},
			question{fmt.Sprint(n/5, " labels/one implied"), all, and(reversed(labels)...), solve.Yes},
			question{fmt.Sprint(n/5, " labels/one less"), all, and(labels[1:]...), solve.No},
			question{fmt.Sprint(n/2, " rows/reversed"), or(rows[:n/2]...), or(reversed(rows[:n/2])...), solve.Yes},
			question{fmt.Sprint(n/2, " rows/each with more"), or(rows[:n/2]...),
				or(numbered(n/2, func(i int) ast.Expr { return and(row(i), ast.Compare(ast.Tag("k"), ast.OpHasPrefix, fmt.Sprint(i))) })...), hard},
			question{fmt.Sprint(n/2, " pairs and a puzzle"), and(append(pairs(n/2), ast.Compare(k, ast.OpExists))...), and(append(pairs(n/2), split)...), solve.Yes},
		)
	}
	return append(list, question{"pigeons/4", pigeons(4), or(), solve.Yes}, question{"pigeons/12", pigeons(12), or(), solve.Unknown})
}

// pairs returns clauses that have nothing to do with each other.
func pairs(n int) []ast.Expr {
	return numbered(n, func(i int) ast.Expr {
		return or(ast.Compare(ast.Tag(fmt.Sprint("p", i)), ast.OpExists), ast.Compare(ast.Tag(fmt.Sprint("q", i)), ast.OpExists))
	})
}

func BenchmarkSolver(b *testing.B) {
	s := manySchema
	for _, q := range questions(10_000) {
		b.Run(q.name, func(b *testing.B) {
			b.ReportAllocs()
			steps := 0
			x, y := query(s, q.a), query(s, q.b)
			for b.Loop() {
				v := solve.NewSolver(s, solve.Options{})
				require.Equal(b, q.want, v.Equivalent(x, y))
				steps = solve.DefaultSteps - v.Steps()
			}
			b.ReportMetric(float64(steps), "steps")
		})
	}
}

func BenchmarkEquivalent(b *testing.B) {
	s := manySchema
	for _, q := range questions(10_000) {
		b.Run(q.name, func(b *testing.B) {
			b.ReportAllocs()
			x, y := query(s, q.a), query(s, q.b)
			for b.Loop() {
				got, _ := solve.Equivalent(x, y, solve.Options{})
				require.Equal(b, q.want, got)
			}
		})
	}
}

// BenchmarkSolver_shared asks one Solver the same again and again.
func BenchmarkSolver_shared(b *testing.B) {
	s := manySchema
	for _, q := range questions(10_000)[:13] {
		b.Run(q.name, func(b *testing.B) {
			b.ReportAllocs()
			v := solve.NewSolver(s, solve.Options{Steps: math.MaxInt})
			x, y := query(s, q.a), query(s, q.b)
			for b.Loop() {
				require.Equal(b, q.want, v.Equivalent(x, y))
			}
		})
	}
}

// BenchmarkNewSolver makes a Solver and asks nothing.
func BenchmarkNewSolver(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		solve.NewSolver(schema.TestCase(), solve.Options{})
	}
}

// BenchmarkWarnings_deep has queries that nest nearly as deep as a caller may allow.
func BenchmarkWarnings_deep(b *testing.B) {
	name := ast.Compare(ast.Name("name"), ast.OpHasPrefix, "a")
	for what, field := range map[string]ast.Field{"one field": ast.Name("name"), "two fields": ast.Tag("k")} {
		b.Run(what, func(b *testing.B) {
			var x ast.Expr = name
			for i := range limit.MaxDepth * 9 / 20 {
				x = and(ast.Compare(field, ast.OpContains, fmt.Sprint(i%9)), or(name, x))
			}
			q := query(manySchema, x)
			for b.Loop() {
				solve.Warnings(q, solve.Options{})
			}
		})
	}
}

// BenchmarkWarnings has queries as people write them, and many conditions.
func BenchmarkWarnings(b *testing.B) {
	name, k := ast.Name("name"), ast.Tag("k")
	for what, x := range map[string]ast.Expr{
		"five": or(and(ast.Compare(name, ast.OpHasPrefix, "smoke"), ast.Compare(ast.Name("status"), ast.OpEqual, "SAVED"), ast.Compare(k, ast.OpEqual, "1")),
			and(ast.Compare(name, ast.OpEqual, "x"), not(ast.Compare(k, ast.OpExists)))),
		"1000 rows": or(numbered(500, row)...),
		"1000 tags": and(numbered(1000, func(i int) ast.Expr { return ast.Compare(ast.Tag(fmt.Sprint("k", i)), ast.OpEqual, "1") })...),
	} {
		b.Run(what, func(b *testing.B) {
			q := query(manySchema, x)
			b.ReportAllocs()
			for b.Loop() {
				solve.Warnings(q, solve.Options{})
			}
		})
	}
}
