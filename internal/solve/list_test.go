package solve_test

import (
	"math/rand"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/solve"
)

// TestWitness_list asks for lists that meet several conditions: their texts are all
// different, and sorted.
func TestWitness_list(t *testing.T) {
	labels := []ast.Field{ast.Name("labels")}
	for _, w := range worlds() {
		t.Run(w.String(), func(t *testing.T) {
			rnd := rand.New(rand.NewSource(1))
			queries, several := effort.Cases(150, 1500), 0
			for range queries {
				x := and(numbered(2+rnd.Intn(4), func(int) ast.Expr { return w.comparison(rnd, labels) })...)
				verdict, r := solve.Witness(query(solverSchema, x), w.options)
				if verdict != solve.Yes {
					continue
				}
				list, _ := r["labels"].([]string)
				require.Equal(t, slices.Compact(slices.Sorted(slices.Values(list))), list, "%v", x)
				if len(list) > 1 {
					several++
				}
			}
			t.Logf("%d of %d lists have several texts", several, queries)
			assert.Greater(t, several, queries/10)
		})
	}
}
