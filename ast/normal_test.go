package ast_test

import (
	"fmt"
	"hash/fnv"
	"math/rand"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/fuzz"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/schema"
)

func TestNormal(t *testing.T) {
	a, b, c := cond("a"), cond("b"), cond("c")
	f := ast.Name("f")
	for _, test := range []struct {
		name string
		x    ast.Expr
		want string
	}{
		{"empty query", ast.All(), ""},
		{"empty query/no terms", &ast.And{Terms: []ast.Expr{}}, ""},
		{"comparison", a, "name = a"},
		{"not", not(a), "not name = a"},
		{"not not", not(not(a)), "name = a"},
		{"not not not", not(not(not(a))), "not name = a"},
		{"not equal", ast.Compare(f, ast.OpNotEqual, "x"), "not f = x"},
		{"not of not equal", not(ast.Compare(f, ast.OpNotEqual, "x")), "f = x"},
		{"in", ast.Compare(f, ast.OpIn, "x", "y"), "f = x or f = y"},
		{"in/one", ast.Compare(f, ast.OpIn, "x"), "f = x"},
		{"in/same twice", ast.Compare(f, ast.OpIn, "x", "x"), "f = x or f = x"},
		{"not of in", not(ast.Compare(f, ast.OpIn, "x", "y")), "not f = x and not f = y"},
		{"not in", ast.Compare(f, ast.OpNotIn, "x", "y"), "not f = x and not f = y"},
		{"not in/one", ast.Compare(f, ast.OpNotIn, "x"), "not f = x"},
		{"not of not in", not(ast.Compare(f, ast.OpNotIn, "x", "y")), "f = x or f = y"},
		{"in inside or", or(a, ast.Compare(f, ast.OpIn, "x", "y"), b), "name = a or f = x or f = y or name = b"},
		{"in inside and", and(a, ast.Compare(f, ast.OpIn, "x", "y")), "name = a and (f = x or f = y)"},
		{"not in inside and", and(ast.Compare(f, ast.OpNotIn, "x", "y"), a), "not f = x and not f = y and name = a"},
		{"not in inside or", or(ast.Compare(f, ast.OpNotIn, "x", "y"), a), "not f = x and not f = y or name = a"},
		{"not of and", not(and(a, b)), "not name = a or not name = b"},
		{"not of or", not(or(a, b)), "not name = a and not name = b"},
		{"not of and in or", or(not(and(a, b)), c), "not name = a or not name = b or name = c"},
		{"not of or in or", or(not(or(a, b)), c), "not name = a and not name = b or name = c"},
		{"not not of or in or", or(a, not(not(or(b, c)))), "name = a or name = b or name = c"},
		{"nested", not(or(a, not(and(b, not(c))))), "not name = a and name = b and not name = c"},
		{"order operators", not(ast.Compare(f, ast.OpLess, "x")), "not f < x"},
		{"exists", not(ast.Compare(f, ast.OpExists)), "not f exists"},
		{"ignoring case", not(tree.Fold(ast.Compare(f, ast.OpNotEqual, "x"))), "f = x i"},
		{"ignoring case/in", not(tree.Fold(ast.Compare(f, ast.OpIn, "x", "1", "Y"))), "not f = x i and not f = 1 and not f = Y i"},
		{"ignoring case/none", tree.Fold(ast.Compare(f, ast.OpHasPrefix, "1")), "f ^= 1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			assert.Equal(t, test.want, ast.Normal(test.x).String(), "Normal(%s)", test.x)
		})
	}

	t.Run("spans", func(t *testing.T) {
		// f in (x, y) and not g != z
		x := &ast.And{At: at(0, 26), Terms: []ast.Expr{
			&ast.Comparison{
				Field: ast.Field{Name: "f", At: at(0, 1)}, Op: ast.OpIn, OpAt: at(2, 4), At: at(0, 11),
				Values: []ast.Value{{Text: "x", At: at(6, 7)}, {Text: "y", At: at(9, 10)}},
			},
			&ast.Not{At: at(16, 26), X: &ast.Comparison{
				Field: ast.Field{Name: "g", At: at(20, 21)}, Op: ast.OpNotEqual, OpAt: at(22, 24), At: at(20, 26),
				Values: []ast.Value{{Text: "z", At: at(25, 26)}},
			}},
		}}
		before := fmt.Sprintf("%#v", x)
		got := ast.Normal(x).(*ast.And)
		assert.Equal(t, before, fmt.Sprintf("%#v", x), "x is left as it was")
		assert.Equal(t, at(0, 26), got.At)
		assert.Equal(t, at(0, 11), got.Terms[0].Span(), "the or that the in became")
		assert.Equal(t, at(6, 7), got.Terms[0].(*ast.Or).Terms[0].Span())
		assert.Equal(t, at(9, 10), got.Terms[0].(*ast.Or).Terms[1].Span())
		assert.Equal(t, at(20, 26), got.Terms[1].Span())
		assert.Equal(t, at(22, 24), got.Terms[1].(*ast.Comparison).OpAt)
		one := &ast.Comparison{Field: ast.Name("f"), Op: ast.OpNotIn, At: at(0, 10), Values: []ast.Value{{Text: "x", At: at(8, 9)}}}
		assert.Equal(t, at(0, 10), ast.Normal(one).Span(), "a list of one is not pointed into")
	})
}

// TestNormal_invariants checks what is promised at the head of Normal.
func TestNormal_invariants(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	var changed, yes, no int
	for i := range 3000 {
		x := fuzz.Trees(schema.TestCase())(r, i%30)
		n := ast.Normal(x)
		normalForm(t, n, x)
		require.True(t, tree.Equal(n, ast.Normal(n)), "Normal(Normal(%s)) = %s", x, ast.Normal(n))
		if !tree.Equal(x, n) {
			changed++
		}
		_, conditions := open(x.String())
		comparisons := 0
		for range ast.Comparisons(n) {
			comparisons++
		}
		if !tree.IsEmpty(x) {
			require.Equal(t, conditions, comparisons, "conditions of %s", x)
		}
		for assignment := range 10 {
			want := truth(x, assignment)
			require.Equal(t, want, truth(n, assignment), "Normal(%s) = %s", x, n)
			if want {
				yes++
			} else {
				no++
			}
		}
	}
	t.Logf("%d of 3000 trees are not their own normal form; %d questions with the answer yes, %d with no", changed, yes, no)
	require.Greater(t, changed, 1500)
	require.Greater(t, min(yes, no), 5000)
}

func normalForm(t *testing.T, x, of ast.Expr) {
	list := func(terms []ast.Expr, parent string) {
		require.GreaterOrEqual(t, len(terms), 2, "Normal(%s)", of)
		for _, term := range terms {
			require.NotEqual(t, parent, fmt.Sprintf("%T", term), "Normal(%s)", of)
			normalForm(t, term, of)
		}
	}
	switch x := x.(type) {
	case *ast.And:
		if !tree.IsEmpty(x) || !tree.IsEmpty(of) {
			list(x.Terms, "*ast.And")
		}
	case *ast.Or:
		list(x.Terms, "*ast.Or")
	case *ast.Not, *ast.Comparison:
		c, negated := tree.Literal(x)
		require.NotNil(t, c, "Normal(%s) has %s", of, x)
		_, isNot := x.(*ast.Not)
		require.Equal(t, isNot, negated)
		switch c.Op {
		case ast.OpExists:
			require.Empty(t, c.Values)
		case ast.OpEqual, ast.OpHasPrefix, ast.OpContains, ast.OpHasSuffix,
			ast.OpLess, ast.OpLessEqual, ast.OpGreater, ast.OpGreaterEqual:
			require.Len(t, c.Values, 1)
		default:
			t.Fatalf("Normal(%s) has %s", of, c)
		}
	}
}

// truth answers x where each condition of one value is true or false at random,
// but the same wherever it stands.
func truth(x ast.Expr, assignment int) bool {
	switch x := x.(type) {
	case *ast.And:
		for _, t := range x.Terms {
			if !truth(t, assignment) {
				return false
			}
		}
		return true
	case *ast.Or:
		for _, t := range x.Terms {
			if truth(t, assignment) {
				return true
			}
		}
		return false
	case *ast.Not:
		return !truth(x.X, assignment)
	}
	c := x.(*ast.Comparison)
	op, negated := c.Op, false
	switch op {
	case ast.OpNotEqual, ast.OpNotIn:
		op, negated = ast.OpEqual, true
	case ast.OpIn:
		op = ast.OpEqual
	case ast.OpExists:
		return coin(assignment, c.Field.String()+" exists")
	}
	any := false
	for _, v := range c.Values {
		any = any || coin(assignment, fmt.Sprintf("%s %s %q", c.Field, op, v.Text))
	}
	return any != negated
}

func coin(assignment int, what string) bool {
	h := fnv.New64a()
	fmt.Fprint(h, what, assignment)
	return h.Sum64()>>20&1 == 0
}
