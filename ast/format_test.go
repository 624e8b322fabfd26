package ast_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/tree"
)

func TestFormat(t *testing.T) {
	a, b, c := cond("a"), cond("b"), cond("c")
	for _, test := range []struct {
		name string
		x    ast.Expr
		want string
	}{
		{"empty query", ast.All(), ""},
		{"and in or", or(and(a, b), c), "name = a and name = b or name = c"},
		{"or in and", and(or(a, b), c), "(name = a or name = b) and name = c"},
		{"or last in and", and(a, or(b, c)), "name = a and (name = b or name = c)"},
		{"not", not(a), "not name = a"},
		{"not not", not(not(a)), "not not name = a"},
		{"not in and", and(not(a), b), "not name = a and name = b"},
		{"and in not", not(and(a, b)), "not (name = a and name = b)"},
		{"or in not", not(or(a, b)), "not (name = a or name = b)"},
		{"not in not in or", or(not(not(and(a, b))), c), "not not (name = a and name = b) or name = c"},
		{"in stays in", ast.Compare(ast.Name("name"), ast.OpIn, "a"), "name in (a)"},
		{"not of not in", not(ast.Compare(ast.Name("name"), ast.OpNotIn, "a", "b")), "not name not in (a, b)"},
		{"not of exists", not(ast.Compare(ast.Name("name"), ast.OpExists)), "not name exists"},
		{"fields named as operators", and(ast.Compare(ast.Name("in"), ast.OpIn, "in"), ast.Compare(ast.Name("exists"), ast.OpExists)), "in in (in) and exists exists"},
		{"ignoring case", tree.Fold(ast.Compare(ast.Name("name"), ast.OpHasPrefix, "a")), "name ^= a i"},
		{"ignoring case/in", and(tree.Fold(ast.Compare(ast.Name("name"), ast.OpNotIn, "a", "i")), tree.Fold(ast.Compare(ast.Tag("k"), ast.OpEqual, "i"))), "name not in (a, i) i and tag:k = i i"},
		{"tag", ast.Compare(ast.Tag("BPO"), ast.OpEqual, "123"), "tag:BPO = 123"},
		{"tag/colon", ast.Compare(ast.Tag("team:role"), ast.OpEqual, "x"), "tag:team:role = x"},
		{"tag/tag:", ast.Compare(ast.Tag("tag:x"), ast.OpEqual, "tag:x"), "tag:tag:x = tag:x"},
		{"tag/reserved word", ast.Compare(ast.Tag("and"), ast.OpEqual, "and"), `tag:and = "and"`},
		{"tag/space", ast.Compare(ast.Tag("cost center"), ast.OpEqual, "a b"), `tag:"cost center" = "a b"`},
		{"tag/quote", ast.Compare(ast.Tag(`"`), ast.OpEqual, `'`), `tag:"\"" = "'"`},

		// Invalid trees, as messages show them.
		{"nil in not", not(nil), "not <nil>"},
		{"nil pointer", and(a, (*ast.Or)(nil)), "name = a and <nil>"},
		{"empty query in or", or(a, ast.All()), "name = a or "},
		{"empty or", &ast.Or{}, ""},
		{"and in and", and(a, and(b, c)), "name = a and (name = b and name = c)"},
		{"no value", &ast.Comparison{Field: ast.Name("a")}, "a ="},
		{"two values", &ast.Comparison{Field: ast.Name("a"), Values: []ast.Value{{Text: "b"}, {Text: "c"}}}, "a = b c"},
		{"no operator", &ast.Comparison{Field: ast.Name("a"), Op: 99}, "a Op(99)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			assert.Equal(t, test.want, test.x.String())
		})
	}
}

// TestFormat_faithful writes every valid tree of up to three conditions and
// three levels, and finds no two with the same text.
func TestFormat_faithful(t *testing.T) {
	type key struct{ size, depth int }
	made := map[key][]ast.Expr{}
	var build func(size, depth int) []ast.Expr
	build = func(size, depth int) []ast.Expr {
		if depth == 0 {
			if size == 1 {
				return []ast.Expr{cond("a"), ast.Compare(ast.Name("name"), ast.OpNotIn, "a")}
			}
			return nil
		}
		k := key{size, depth}
		if list, ok := made[k]; ok {
			return list
		}
		list := build(size, 0)
		for _, x := range build(size, depth-1) {
			list = append(list, not(x))
		}
		// Lists: partitions of size into two or more terms.
		var terms func(left int, chosen []ast.Expr)
		terms = func(left int, chosen []ast.Expr) {
			if left == 0 && len(chosen) > 1 {
				list = append(list, and(chosen...), or(chosen...))
			}
			for n := 1; n <= left; n++ {
				for _, x := range build(n, depth-1) {
					terms(left-n, append(chosen[:len(chosen):len(chosen)], x))
				}
			}
		}
		if size > 1 {
			terms(size, nil)
		}
		made[k] = list
		return list
	}
	texts := map[string]ast.Expr{}
	trees := 0
	for size := 1; size <= 3; size++ {
		for _, x := range build(size, 3) {
			if ast.Validate(x, ast.Limits{}) != nil {
				continue // an and in an and
			}
			trees++
			text := x.String()
			if y, ok := texts[text]; ok {
				require.True(t, tree.Equal(x, y), "two trees with the text %s", text)
			}
			texts[text] = x
		}
	}
	t.Logf("%d trees, %d texts", trees, len(texts))
	require.Greater(t, len(texts), 1000)
}
