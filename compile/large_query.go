package compile

import (
	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile/internal/dnf"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/solve"
	"github.com/searchfilter/searchfilter/internal/tree"
)

// blockRows is sentRows for an x that is too large to expand. It does not look into the
// largest parts of x that are over tags alone or over criteria alone.
func (p *planner) blockRows(x ast.Expr) (rows []dnf.Row, ok bool) {
	if p.satisfiable(x) == solve.No {
		p.warnings.Add(ast.Diagnostic{
			Code:    codes.Contradiction,
			Warning: true,
			Span:    x.Span(),
			Message: "nothing meets this: its conditions exclude one another",
			Hint:    "join them with or if one of them is enough",
		})
		return nil, true
	}
	sent := p.weaken(p.table.tree)
	if tree.IsEmpty(sent) || p.satisfiable(&ast.Not{X: sent}) == solve.No {
		return []dnf.Row{{}}, true
	}
	t := p.newEmptyTable(0)
	t.sent, t.partial = true, true
	t.tree = numbered(sent, isBlock, t.literalOrBlock)
	t.relate()
	if !p.checkTerms(sent, &t.tree, p.most()) {
		return nil, false
	}
	p.table = t
	return t.possible(t.Absorb(t.Rows(&t.tree))), true
}

// weaken returns what can be sent of x. It is the empty query if nothing can be sent, and an
// or without terms if no record meets x.
func (p *planner) weaken(x dnf.Expr) ast.Expr {
	if x.Op == dnf.Lit {
		switch k := x.Literal.Code; {
		case k == dnf.Never:
			return &ast.Or{}
		case k == dnf.Always:
			return &ast.And{}
		case p.sendings[k].whole:
			return p.table.exprs[x.Literal.Place]
		}
		return andOf(p.sendings[x.Literal.Code].weaker)
	}
	list := make([]ast.Expr, len(x.Terms))
	for i, t := range x.Terms {
		list[i] = p.weaken(t)
	}
	if x.Op == dnf.And {
		return and(list...)
	}
	return or(list...)
}

// isBlock reports whether x is over tags alone or over criteria alone.
func isBlock(x ast.Expr) bool { return every(x, true) || every(x, false) }

// literalOrBlock enters a literal or a block.
func (t *table) literalOrBlock(x ast.Expr) dnf.Literal {
	if _, ok := x.(*ast.Comparison); ok {
		return t.literal(x)
	}
	return t.block(x)
}

// onTags reports whether a condition or a block is over tags.
func (t *table) onTags(id int) bool {
	c := &t.conditions[id]
	if c.x != nil {
		return c.x.Field.Tag
	}
	return c.tags
}
