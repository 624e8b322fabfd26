package compile

import (
	"slices"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/solve"
	"github.com/searchfilter/searchfilter/internal/tree"
)

// warn warns of what is probably not meant in criteria that are sent.
func (c *compiler) warn(x ast.Expr) {
	if and, ok := x.(*ast.And); ok {
		c.warnContradictions(and.Terms)
	}
	if y, ok := x.(*ast.Comparison); ok && c.target.isOddContains(y) {
		c.warnings.Add(c.oddContains(y))
	}
	for _, t := range tree.Terms(x) {
		c.warn(t)
	}
}

// warnContradictions warns of two terms that no record meets together, once for each field.
func (c *compiler) warnContradictions(terms []ast.Expr) {
	fields := make(map[string][]*ast.Comparison)
	var names []string
	for _, t := range terms {
		x, ok := t.(*ast.Comparison)
		if !ok {
			continue
		}
		if fields[x.Field.Name] == nil {
			names = append(names, x.Field.Name)
		}
		fields[x.Field.Name] = append(fields[x.Field.Name], x)
	}
	for _, name := range names {
		list := fields[name]
		if i, j, ok := c.contradiction(list); ok {
			c.warnings.Add(solve.Contradiction(list[i], list[j]))
		}
	}
}

// contradiction returns the indexes of two conditions that exclude each other, if there are
// any. All are on one field.
//
// No two *= exclude each other, and no two !=. The others are strict. What excludes one that
// follows from another excludes that one, too, so that it compares with those alone that
// follow from no other. Two of the first few of these exclude each other, unless the field
// is a List, of which no conditions do. So the time is in proportion to the length of the list.
func (c *compiler) contradiction(list []*ast.Comparison) (i, j int, ok bool) {
	const few = 100
	var strict []int
	for j, y := range list {
		if y.Op == ast.OpContains || y.Op == ast.OpNotEqual || len(strict) == few ||
			slices.ContainsFunc(strict, func(i int) bool { return c.target.implies(list[i], y) }) {
			continue
		}
		strict = slices.DeleteFunc(strict, func(i int) bool { return c.target.implies(y, list[i]) })
		strict = append(strict, j)
	}
	for j, y := range list {
		for _, i := range strict {
			if i != j && c.target.excludes(list[i], y) {
				return min(i, j), max(i, j), true
			}
		}
	}
	return 0, 0, false
}
