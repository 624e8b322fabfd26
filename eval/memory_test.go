package eval

import (
	"fmt"
	"runtime"
	"runtime/metrics"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/schema"
)

// mostPerByte is how much the comment of Compile lets a predicate hold at most for each
// byte of its query's text.
const mostPerByte = 128

// TestCompile_memory checks that what a program holds is in proportion to the query,
// whatever the query.
func TestCompile_memory(t *testing.T) {
	name, state := ast.Name("name"), ast.Name("state")
	contains, prefix, suffix, equal := ast.OpContains, ast.OpHasPrefix, ast.OpHasSuffix, ast.OpEqual
	// many returns n conditions on a field, of runes that are all different.
	r := 'Ā'
	many := func(f ast.Field, op ast.Op, n, runes int) ast.Expr {
		var terms []ast.Expr
		if r += 13; r > 'Я' {
			r = 'Ā'
		}
		for range n {
			var b strings.Builder
			for range runes {
				b.WriteRune(r)
				r++
			}
			terms = append(terms, ast.Compare(f, op, b.String()))
		}
		return ast.Any(terms[0], terms[1:]...)
	}
	least := effort.Cases(20_000, 60_000) // bytes
	word := func(i int) string { return fmt.Sprintf("%x", i) }
	for _, test := range []struct {
		name string
		term func(i int) ast.Expr
	}{
		{"fields", func(i int) ast.Expr { return ast.Compare(state, ast.OpEqual, "up") }},
		{"tags", func(i int) ast.Expr { return ast.Compare(ast.Tag(word(i)), ast.OpEqual, "") }},
		{"tags that exist", func(i int) ast.Expr { return ast.Compare(ast.Tag(word(i)), ast.OpExists) }},
		{"texts", func(i int) ast.Expr { return ast.Compare(name, ast.OpEqual, word(i)) }},
		{"parts", func(i int) ast.Expr { return ast.Compare(name, ast.OpContains, word(i)) }},
		{"long parts", func(i int) ast.Expr {
			return ast.All(ast.Compare(name, ast.OpContains, fmt.Sprintf("%017d", i)), ast.Compare(state, ast.OpEqual, "up"))
		}},
		{"very long parts", func(i int) ast.Expr {
			return ast.All(ast.Compare(name, ast.OpContains, strings.Repeat("sk", 500)+word(i)), ast.Compare(state, ast.OpEqual, "up"))
		}},
		{"wide parts", func(i int) ast.Expr {
			return ast.All(many(name, contains, 1, 90), ast.Compare(ast.Tag(word(i)), ast.OpExists))
		}},
		{"wide texts", func(i int) ast.Expr {
			return ast.All(many(name, equal, 1, 90), ast.Compare(ast.Tag(word(i)), ast.OpExists))
		}},
		{"different parts", func(i int) ast.Expr {
			return ast.All(ast.Compare(name, ast.OpContains, word(i)), ast.Compare(state, ast.OpEqual, "up"))
		}},
		{"lists", func(i int) ast.Expr { return ast.Compare(ast.Tag(word(i)), ast.OpIn, "1", "2", "3", "4", "5") }},
		{"list", func(i int) ast.Expr { return ast.Compare(name, ast.OpIn, word(i), word(-i)) }},
		{"times", func(i int) ast.Expr { return ast.Compare(ast.Name("booted"), ast.OpGreater, "-1h") }},
		{"groups of parts", func(i int) ast.Expr { return many(ast.Tag(word(i)), contains, 5, 1) }},
		{"groups of parts/wide", func(i int) ast.Expr { return many(ast.Tag(word(i)), contains, 5, 17) }},
		{"groups of prefixes/wide", func(i int) ast.Expr { return many(ast.Tag(word(i)), prefix, 6, 15) }},
		{"groups of suffixes/wide", func(i int) ast.Expr { return many(ast.Tag(word(i)), suffix, 5, 40) }},
		{"groups of parts/of one field", func(i int) ast.Expr {
			return ast.All(many(name, contains, 5, 17), ast.Compare(ast.Tag(word(i)), ast.OpExists))
		}},
		{"groups of texts/of one field", func(i int) ast.Expr {
			return ast.All(many(name, equal, 5, 10), ast.Compare(ast.Tag(word(i)), ast.OpExists))
		}},
	} {
		for _, fold := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/fold=%v", test.name, fold), func(t *testing.T) {
				var terms []ast.Expr
				size := 0
				for size < least {
					terms = append(terms, test.term(len(terms)))
					size += len(terms[len(terms)-1].String()) + len(" or ")
				}
				x := ast.Any(terms[0], terms[1:]...)
				size = len(x.String()) // without the i of those that ignore case
				x = withFold(x, fold)
				before := live()
				p := Compile(resolve(t, x, hosts, schema.Options{Limits: ast.Limits{Bytes: 1 << 20, Conditions: 1 << 20}}))
				held := live() - before
				runtime.KeepAlive(x)
				runtime.KeepAlive(p)
				t.Logf("%d bytes of query, %d terms, %d of memory: %.1f for each", size, len(terms), held, float64(held)/float64(size))
				assert.Less(t, held, mostPerByte*int64(size))
			})
		}
	}
}

// live returns the bytes of the heap that a collection finds in use.
func live() int64 {
	runtime.GC()
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return int64(sample[0].Value.Uint64())
}
