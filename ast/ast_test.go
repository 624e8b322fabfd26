package ast_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
)

// cond returns the condition name = v, for trees in which only the shape matters.
func cond(v string) *ast.Comparison { return ast.Name("name").Equal(v) }

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

// codes returns the codes of what err lists.
func codes(t *testing.T, err error) []ast.Code {
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

func TestIsEmpty(t *testing.T) {
	assert.True(t, ast.IsEmpty(&ast.And{}))
	assert.True(t, ast.IsEmpty(ast.All()))
	for _, x := range []ast.Expr{nil, &ast.Or{}, cond("a"), and(cond("a"), cond("b")), not(ast.All()), (*ast.And)(nil)} {
		assert.False(t, ast.IsEmpty(x), "IsEmpty(%#v)", x)
	}
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
		{"Negate", ast.Negate(a), not(a)},
		{"Negate/twice", ast.Negate(ast.Negate(a)), not(not(a))},
	} {
		t.Run(test.name, func(t *testing.T) {
			assert.True(t, ast.Equal(test.want, test.got), "got %q, want %q", test.got, test.want)
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

func TestField_methods(t *testing.T) {
	f := ast.Tag("k")
	for want, c := range map[string]*ast.Comparison{
		"tag:k = v":              f.Equal("v"),
		"tag:k != v":             f.NotEqual("v"),
		"tag:k ^= v":             f.HasPrefix("v"),
		"tag:k *= v":             f.Contains("v"),
		"tag:k $= v":             f.HasSuffix("v"),
		"tag:k < v":              f.Less("v"),
		"tag:k <= v":             f.LessEqual("v"),
		"tag:k > v":              f.Greater("v"),
		"tag:k >= v":             f.GreaterEqual("v"),
		"tag:k in (v)":           f.In("v"),
		"tag:k in (v, w, v)":     f.In("v", "w", "v"),
		"tag:k not in (v)":       f.NotIn("v"),
		"tag:k not in (v, \"\")": f.NotIn("v", ""),
		"tag:k exists":           f.Exists(),
	} {
		assert.Equal(t, want, c.String())
		assert.NoError(t, ast.Validate(c, ast.Limits{}), "Validate(%s)", want)
	}
	assert.Equal(t, "name exists", ast.Name("name").Exists().String())
}

func TestField_Same(t *testing.T) {
	assert.True(t, ast.Name("a").Same(ast.Field{Name: "a", At: at(3, 4)}))
	assert.False(t, ast.Name("a").Same(ast.Tag("a")))
	assert.False(t, ast.Name("a").Same(ast.Name("A")))
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

func TestMap(t *testing.T) {
	a, b, c := cond("a"), cond("b"), cond("c")
	left, right := and(a, b), not(c)
	x := &ast.Or{Terms: []ast.Expr{left, right}, At: at(0, 9)}
	same := ast.Map(x, func(c *ast.Comparison) *ast.Comparison { return c })
	assert.Same(t, x, same, "Map without a change")

	for _, test := range []struct {
		change      *ast.Comparison
		want        string
		left, right bool // shared
	}{
		{a, "name = new and name = b or not name = c", false, true},
		{b, "name = a and name = new or not name = c", false, true},
		{c, "name = a and name = b or not name = new", true, false},
	} {
		got := ast.Map(x, func(c *ast.Comparison) *ast.Comparison {
			if c == test.change {
				return cond("new")
			}
			return c
		}).(*ast.Or)
		assert.Equal(t, test.want, got.String())
		assert.Equal(t, at(0, 9), got.At, "the span stays")
		assert.Equal(t, test.left, got.Terms[0] == left, "left is shared")
		assert.Equal(t, test.right, got.Terms[1] == right, "right is shared")
		assert.Equal(t, "name = a and name = b or not name = c", x.String(), "x is left as it was")
	}
	assert.Equal(t, "name = new", ast.Map(a, func(*ast.Comparison) *ast.Comparison { return cond("new") }).String())
	assert.True(t, ast.IsEmpty(ast.Map(ast.All(), nil)))
}

func TestEqual(t *testing.T) {
	// Each differs from every other in one thing.
	list := []ast.Expr{
		nil,
		&ast.And{},
		cond("a"),
		cond("A"),
		cond(""),
		ast.Tag("name").Equal("a"),
		ast.Name("Name").Equal("a"),
		ast.Name("name").NotEqual("a"),
		cond("a").IgnoreCase(),
		ast.Name("name").In("a"),
		ast.Name("name").In("a").IgnoreCase(),
		ast.Name("name").In("a", "b"),
		ast.Name("name").In("b", "a"),
		ast.Name("name").Exists(),
		not(cond("a")),
		not(not(cond("a"))),
		and(cond("a"), cond("b")),
		and(cond("b"), cond("a")),
		and(cond("a"), cond("b"), cond("b")),
		or(cond("a"), cond("b")),
		or(cond("a"), cond("c")),
		or(cond("a"), and(cond("b"), cond("c"))),
		and(or(cond("a"), cond("b")), cond("c")),
	}
	for i, a := range list {
		for j, b := range list {
			assert.Equal(t, i == j, ast.Equal(a, b), "Equal(%v, %v)", a, b)
		}
	}
	spans := &ast.And{At: at(0, 9), Terms: []ast.Expr{
		&ast.Comparison{
			Field: ast.Field{Name: "name", At: at(0, 1)}, Values: []ast.Value{{Text: "a", At: at(2, 3)}},
			At: at(0, 3), OpAt: at(1, 2),
		},
		&ast.Not{At: at(5, 9), X: cond("b")},
	}}
	assert.True(t, ast.Equal(and(cond("a"), not(cond("b"))), spans), "spans do not count")
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
