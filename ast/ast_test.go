package ast_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/tree"
)

// cond returns the condition name = v, for trees in which only the shape matters.
func cond(v string) *ast.Comparison { return ast.Compare(ast.Name("name"), ast.OpEqual, v) }

func and(terms ...ast.Expr) ast.Expr { return &ast.And{Terms: terms} }
func or(terms ...ast.Expr) ast.Expr  { return &ast.Or{Terms: terms} }
func not(x ast.Expr) ast.Expr        { return &ast.Not{X: x} }

// at returns the span of the bytes from start to end of a text in one line of
// ASCII.
func at(start, end int) ast.Span {
	return ast.Span{
		Start: ast.Position{Offset: start, Line: 1, Column: start + 1},
		End:   ast.Position{Offset: end, Line: 1, Column: end + 1},
	}
}

// codesOf returns the codes of what err lists.
func codesOf(t *testing.T, err error) []ast.Code {
	t.Helper()
	if err == nil {
		return nil
	}
	var ds ast.Diagnostics
	require.True(t, errors.As(err, &ds), "%T is no Diagnostics", err)
	var list []ast.Code
	for _, d := range ds {
		list = append(list, d.Code)
	}
	return list
}

func TestOp_String(t *testing.T) {
	var all []string
	for op := ast.OpEqual; op <= ast.OpExists; op++ {
		all = append(all, op.String())
	}
	assert.Equal(t, []string{"=", "!=", "^=", "*=", "$=", "<", "<=", ">", ">=", "in", "not in", "exists"}, all)
	assert.Equal(t, "Op(12)", (ast.OpExists + 1).String())
	assert.Equal(t, "Op(255)", ast.Op(255).String())
}

func TestExpr_Span(t *testing.T) {
	for i, x := range []ast.Expr{
		&ast.And{At: at(1, 2)}, &ast.Or{At: at(1, 2)}, &ast.Not{At: at(1, 2)}, &ast.Comparison{At: at(1, 2)},
	} {
		assert.Equal(t, at(1, 2), x.Span(), "node %d", i)
	}
	assert.False(t, cond("a").Span().IsValid())
}

func TestConstructors(t *testing.T) {
	a, b, c := cond("a"), cond("b"), cond("c")
	for _, test := range []struct {
		name      string
		got, want ast.Expr
	}{
		{"All/nothing", ast.All(), &ast.And{}},
		{"All/one", ast.All(a), a},
		{"All/two", ast.All(a, b), and(a, b)},
		{"All/and", ast.All(ast.All(a, b), c), and(a, b, c)},
		{"All/or", ast.All(a, ast.Any(b, c)), and(a, or(b, c))},
		{"All/empty query vanishes", ast.All(ast.All(), a, ast.All()), a},
		{"All/only the empty query", ast.All(ast.All(), ast.All()), &ast.And{}},
		{"Any/one", ast.Any(a), a},
		{"Any/two", ast.Any(a, b), or(a, b)},
		{"Any/or", ast.Any(a, ast.Any(b, c)), or(a, b, c)},
		{"Any/or first", ast.Any(ast.Any(a, b), c), or(a, b, c)},
		{"Any/and", ast.Any(ast.All(a, b), c), or(and(a, b), c)},
		{"Any/empty query absorbs", ast.Any(a, ast.All(), b), &ast.And{}},
		{"Any/empty query first", ast.Any(ast.All(), a), &ast.And{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			assert.True(t, tree.Equal(test.want, test.got), "got %q, want %q", test.got, test.want)
			assert.NoError(t, ast.Validate(test.got, ast.Limits{}))
		})
	}
	t.Run("lists are copies", func(t *testing.T) {
		inner := &ast.And{Terms: append(make([]ast.Expr, 0, 9), a, b)}
		ab, abc, aba := ast.All(inner), ast.All(inner, c), ast.All(inner, a)
		assert.Equal(t, "name = a and name = b", ab.String())
		assert.Equal(t, "name = a and name = b and name = c", abc.String())
		assert.Equal(t, "name = a and name = b and name = a", aba.String())
		terms := []ast.Expr{a, b}
		x := ast.All(terms...)
		terms[0] = c
		assert.Equal(t, "name = a and name = b", x.String())
	})
}

func TestCompare(t *testing.T) {
	f := ast.Tag("k")
	for want, c := range map[string]*ast.Comparison{
		"tag:k = v":              ast.Compare(f, ast.OpEqual, "v"),
		"tag:k != v":             ast.Compare(f, ast.OpNotEqual, "v"),
		"tag:k ^= v":             ast.Compare(f, ast.OpHasPrefix, "v"),
		"tag:k *= v":             ast.Compare(f, ast.OpContains, "v"),
		"tag:k $= v":             ast.Compare(f, ast.OpHasSuffix, "v"),
		"tag:k < v":              ast.Compare(f, ast.OpLess, "v"),
		"tag:k <= v":             ast.Compare(f, ast.OpLessEqual, "v"),
		"tag:k > v":              ast.Compare(f, ast.OpGreater, "v"),
		"tag:k >= v":             ast.Compare(f, ast.OpGreaterEqual, "v"),
		"tag:k in (v)":           ast.Compare(f, ast.OpIn, "v"),
		"tag:k in (v, w, v)":     ast.Compare(f, ast.OpIn, "v", "w", "v"),
		"tag:k not in (v)":       ast.Compare(f, ast.OpNotIn, "v"),
		"tag:k not in (v, \"\")": ast.Compare(f, ast.OpNotIn, "v", ""),
		"tag:k exists":           ast.Compare(f, ast.OpExists),
	} {
		assert.Equal(t, want, c.String())
		assert.NoError(t, ast.Validate(c, ast.Limits{}), "Validate(%s)", want)
	}
	assert.Equal(t, "name exists", ast.Compare(ast.Name("name"), ast.OpExists).String())
}

func TestInspect(t *testing.T) {
	a, b, c := cond("a"), cond("b"), cond("c")
	x := and(a, or(b, not(c)))
	visit := func(into func(ast.Expr) bool) (seen []string) {
		ast.Inspect(x, func(x ast.Expr) bool {
			seen = append(seen, fmt.Sprintf("%T %v", x, x))
			return into(x)
		})
		return seen
	}
	assert.Equal(t, []string{
		"*ast.And name = a and (name = b or not name = c)",
		"*ast.Comparison name = a",
		"*ast.Or name = b or not name = c",
		"*ast.Comparison name = b",
		"*ast.Not not name = c",
		"*ast.Comparison name = c",
	}, visit(func(ast.Expr) bool { return true }))
	assert.Equal(t, []string{
		"*ast.And name = a and (name = b or not name = c)",
		"*ast.Comparison name = a",
		"*ast.Or name = b or not name = c",
	}, visit(func(x ast.Expr) bool { _, or := x.(*ast.Or); return !or }))
	assert.Len(t, visit(func(ast.Expr) bool { return false }), 1)
}

func TestComparisons(t *testing.T) {
	a, b, c, d := cond("a"), cond("b"), cond("c"), cond("d")
	x := or(and(a, not(b)), c, d)
	assert.Equal(t, []*ast.Comparison{a, b, c, d}, slices.Collect(ast.Comparisons(x)))
	assert.Empty(t, slices.Collect(ast.Comparisons(ast.All())))
	for stop := range 4 {
		n := 0
		for range ast.Comparisons(x) { // an iterator that goes on after a break panics
			if n == stop {
				break
			}
			n++
		}
		assert.Equal(t, stop, n)
	}
}

func TestPosition(t *testing.T) {
	start := ast.Position{Line: 1, Column: 1}
	assert.Equal(t, "-", ast.Position{}.String())
	assert.Equal(t, "-", ast.Position{Offset: 3, Column: 4}.String())
	assert.Equal(t, "1:1", start.String())
}

func TestSpan_IsValid(t *testing.T) {
	assert.False(t, ast.Span{}.IsValid())
	assert.True(t, at(0, 0).IsValid())
}
