package compile

import (
	"slices"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/solve"
	"github.com/searchfilter/searchfilter/internal/tree"
)

// warn warns of what is probably not meant by criteria that are sent.
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

// warnContradictions warns of terms that no record meets together, once a field.
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

// contradiction returns the places of two conditions of the list that exclude each other,
// if there are any. All are on one field. Values that have an order are compared in pairs.
// Otherwise that is not needed: what goes together with an = is true of its value, a prefix
// that goes together with the longest begins it, and likewise for suffixes. Those that
// ignore case and those that mind it are looked at apart, and then the longest of each
// together. Conditions on a list never exclude each other.
func (c *compiler) contradiction(list []*ast.Comparison) (i, j int, ok bool) {
	if kinds.Ordered(c.target.Schema.KindOf(list[0].Field)) {
		for i := range list {
			if j, ok := c.excluded(list[:i], list[i]); ok {
				return j, i, true
			}
		}
		return 0, 0, false
	}
	for _, op := range []ast.Op{ast.OpEqual, ast.OpHasPrefix, ast.OpHasSuffix} {
		for _, fold := range []bool{false, true} {
			i := longest(list, op, fold)
			if i < 0 {
				continue
			}
			if j, ok := c.excluded(list, list[i]); ok {
				return min(i, j), max(i, j), true
			}
		}
	}
	return 0, 0, false
}

// excluded returns the place of the first of the list that excludes x.
func (c *compiler) excluded(list []*ast.Comparison, x *ast.Comparison) (i int, ok bool) {
	i = slices.IndexFunc(list, func(y *ast.Comparison) bool { return c.target.excludes(x, y) })
	return i, i >= 0
}

// longest returns the index of the comparison with the longest operand, among those with
// that operator that ignore case, or that do not. It is -1 if there is none.
func longest(list []*ast.Comparison, op ast.Op, fold bool) int {
	best, most := -1, -1
	for i, x := range list {
		if x.Op != op || x.Fold != fold {
			continue
		}
		if n := utf8.RuneCountInString(x.Values[0].Text); n > most {
			best, most = i, n
		}
	}
	return best
}
