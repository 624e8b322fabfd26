package compile

import (
	"slices"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/internal/tree"
)

// and returns the conjunction of the terms, and or returns their disjunction. No And is in an
// And then, and no Or in an Or. An Or without terms selects nothing. Only these two
// functions make and expect one.
func and(terms ...ast.Expr) ast.Expr {
	if i := slices.IndexFunc(terms, isNothing); i >= 0 {
		return terms[i]
	}
	list, at := flat(terms, isAnd)
	if len(list) == 1 {
		return list[0]
	}
	return &ast.And{Terms: list, At: at}
}

func or(terms ...ast.Expr) ast.Expr {
	if i := slices.IndexFunc(terms, tree.IsEmpty); i >= 0 {
		return terms[i]
	}
	list, at := flat(terms, isOr)
	if len(list) == 1 {
		return list[0]
	}
	return &ast.Or{Terms: list, At: at}
}

// andOf returns the conjunction of the comparisons. That of none is the empty query.
func andOf(list []*ast.Comparison) ast.Expr {
	terms := make([]ast.Expr, len(list))
	for i, x := range list {
		terms[i] = x
	}
	return and(terms...)
}

func isAnd(x ast.Expr) bool { _, ok := x.(*ast.And); return ok }

func isOr(x ast.Expr) bool { _, ok := x.(*ast.Or); return ok }

// flat returns the terms, and where they stand. A term that same holds for is replaced by
// its own terms.
func flat(terms []ast.Expr, same func(ast.Expr) bool) (list []ast.Expr, at ast.Span) {
	list = make([]ast.Expr, 0, len(terms))
	for _, t := range terms {
		if same(t) {
			list = append(list, tree.Terms(t)...)
		} else {
			list = append(list, t)
		}
		at = diag.Cover(at, t.Span())
	}
	return list, at
}

// isNothing reports whether x is the or without terms.
func isNothing(x ast.Expr) bool {
	o, ok := x.(*ast.Or)
	return ok && len(o.Terms) == 0
}
