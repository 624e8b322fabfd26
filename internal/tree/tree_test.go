package tree_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

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

func TestIsEmpty(t *testing.T) {
	assert.True(t, tree.IsEmpty(&ast.And{}))
	assert.True(t, tree.IsEmpty(ast.All()))
	for _, x := range []ast.Expr{nil, &ast.Or{}, cond("a"), and(cond("a"), cond("b")), not(ast.All()), (*ast.And)(nil)} {
		assert.False(t, tree.IsEmpty(x), "IsEmpty(%#v)", x)
	}
}

func TestSameField(t *testing.T) {
	assert.True(t, tree.SameField(ast.Name("a"), ast.Field{Name: "a", At: at(3, 4)}))
	assert.False(t, tree.SameField(ast.Name("a"), ast.Tag("a")))
	assert.False(t, tree.SameField(ast.Name("a"), ast.Name("A")))
}

func TestMap(t *testing.T) {
	a, b, c := cond("a"), cond("b"), cond("c")
	left, right := and(a, b), not(c)
	x := &ast.Or{Terms: []ast.Expr{left, right}, At: at(0, 9)}
	same := tree.Map(x, func(c *ast.Comparison) *ast.Comparison { return c })
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
		got := tree.Map(x, func(c *ast.Comparison) *ast.Comparison {
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
	assert.Equal(t, "name = new", tree.Map(a, func(*ast.Comparison) *ast.Comparison { return cond("new") }).String())
	assert.True(t, tree.IsEmpty(tree.Map[ast.Expr](ast.All(), nil)))

	for _, x := range []ast.Expr{or(a, b), and(a, b)} {
		got := tree.Map(x, func(y *ast.Comparison) ast.Expr {
			if y == b {
				return and(a, c)
			}
			return or(a, c)
		})
		want := or(a, c, and(a, c))
		if _, ok := x.(*ast.And); ok {
			want = and(or(a, c), a, c)
		}
		assert.True(t, tree.Equal(want, got), "%v of %v", got, x)
	}
}

func TestEqual(t *testing.T) {
	// Each differs from every other in one thing.
	list := []ast.Expr{
		nil,
		&ast.And{},
		cond("a"),
		cond("A"),
		cond(""),
		ast.Compare(ast.Tag("name"), ast.OpEqual, "a"),
		ast.Compare(ast.Name("Name"), ast.OpEqual, "a"),
		ast.Compare(ast.Name("name"), ast.OpNotEqual, "a"),
		tree.Fold(cond("a")),
		ast.Compare(ast.Name("name"), ast.OpIn, "a"),
		tree.Fold(ast.Compare(ast.Name("name"), ast.OpIn, "a")),
		ast.Compare(ast.Name("name"), ast.OpIn, "a", "b"),
		ast.Compare(ast.Name("name"), ast.OpIn, "b", "a"),
		ast.Compare(ast.Name("name"), ast.OpExists),
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
			assert.Equal(t, i == j, tree.Equal(a, b), "Equal(%v, %v)", a, b)
		}
	}
	spans := &ast.And{At: at(0, 9), Terms: []ast.Expr{
		&ast.Comparison{
			Field: ast.Field{Name: "name", At: at(0, 1)}, Values: []ast.Value{{Text: "a", At: at(2, 3)}},
			At: at(0, 3), OpAt: at(1, 2),
		},
		&ast.Not{At: at(5, 9), X: cond("b")},
	}}
	assert.True(t, tree.Equal(and(cond("a"), not(cond("b"))), spans), "spans do not count")
}

func TestLiteral(t *testing.T) {
	a := cond("a")
	for _, test := range []struct {
		x       ast.Expr
		c       *ast.Comparison
		negated bool
	}{
		{a, a, false}, {not(a), a, true}, {and(a, a), nil, false}, {or(a, a), nil, false}, {ast.All(), nil, false},
	} {
		c, negated := tree.Literal(test.x)
		assert.Same(t, test.c, c, "Literal(%s)", test.x)
		assert.Equal(t, test.negated, negated, "Literal(%s)", test.x)
	}
}
