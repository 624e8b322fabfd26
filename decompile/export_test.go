package decompile

import (
	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
)

// FindCounting is Find, and returns how many members and values were looked at to find
// what may be a filter.
func FindCounting(data []byte, targets []compile.Target, limits ast.Limits) (found []Filter, steps int, err error) {
	f, err := newFinder(targets, limits)
	if err != nil {
		return nil, 0, err
	}
	found, err = f.find(data)
	if f.jsonDocument == nil {
		return found, 0, err
	}
	return found, f.visited, err
}
