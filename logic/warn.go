package logic

import "github.com/searchfilter/searchfilter/ast"

// Contradiction returns the warning that no record meets both a and b. Its place is
// the later of them.
func Contradiction(a, b ast.Expr) ast.Diagnostic {
	if b.Span().Start.Offset < a.Span().Start.Offset {
		a, b = b, a
	}
	return ast.Diagnostic{
		Code:    ast.Contradiction,
		Warning: true,
		Span:    b.Span(),
		Related: []ast.Span{a.Span()},
		Message: "nothing meets both " + ast.Clip(a) + " and " + ast.Clip(b),
		Hint:    "join them with or if one of them is enough",
	}
}
