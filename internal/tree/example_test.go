package tree_test

import (
	"fmt"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/tree"
)

func ExampleMap() {
	x := ast.All(ast.Compare(ast.Name("nom"), ast.OpEqual, "a"), ast.Compare(ast.Tag("nom"), ast.OpEqual, "b"))
	fmt.Println(tree.Map(x, func(c *ast.Comparison) *ast.Comparison {
		if c.Field != ast.Name("nom") {
			return c
		}
		d := *c
		d.Field.Name = "name"
		return &d
	}))
	// Output: name = a and tag:nom = b
}
