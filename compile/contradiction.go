package compile

import (
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

// contradiction returns the indexes of two conditions that exclude each other, if it finds
// any. All are on one field. Each is compared with the first few alone, so that the time is
// in proportion to the length of the list.
func (c *compiler) contradiction(list []*ast.Comparison) (i, j int, ok bool) {
	const few = 100
	for j, y := range list {
		for i, x := range list[:min(j, few)] {
			if c.target.excludes(x, y) {
				return i, j, true
			}
		}
	}
	return 0, 0, false
}
