package compile

import (
	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/logic"
)

// blockRows is sentRows for an x that is too large to look into: what it sends
// is built of x's largest parts over tags alone and over criteria alone.
func (p *planner) blockRows(x ast.Expr) (rows []row, ok bool) {
	if p.satisfiable(x) == logic.No {
		p.warnings.Add(ast.Diagnostic{
			Code:    ast.Contradiction,
			Warning: true,
			Span:    x.Span(),
			Message: "nothing meets this: its conditions exclude one another",
			Hint:    "join them with or if one of them is enough",
		})
		return nil, true
	}
	sent := p.weaken(x)
	if ast.IsEmpty(sent) || p.satisfiable(&ast.Not{X: sent}) == logic.No {
		return []row{{}}, true
	}
	t := p.newEmptyTable(0)
	t.partial = true
	t.enterBlocks(sent)
	t.relate()
	if !p.checkTerms(sent, func(x ast.Expr) bool { _, ok := t.places[x]; return ok }, p.most()) {
		return nil, false
	}
	p.table = t
	return t.possible(t.absorb(t.rows(sent))), true
}

// weaken returns what can be sent of x: the empty query if that is nothing, and
// an or without terms if no record meets it.
func (p *planner) weaken(x ast.Expr) ast.Expr {
	terms := ast.Terms(x)
	if terms == nil {
		l := p.table.literals[p.table.places[x]]
		switch l.code {
		case never:
			return &ast.Or{}
		case always:
			return &ast.And{}
		}
		switch s := p.sendings[l.code]; {
		case s.whole:
			return x
		case s.code >= 0:
			return s.weaker
		}
		return &ast.And{}
	}
	list := make([]ast.Expr, len(terms))
	for i, t := range terms {
		list[i] = p.weaken(t)
	}
	if _, ok := x.(*ast.And); ok {
		return and(list...)
	}
	return or(list...)
}

// enterBlocks enters the largest parts of x that are over tags alone or over
// criteria alone.
func (t *table) enterBlocks(x ast.Expr) {
	if c, ok := x.(*ast.Comparison); ok {
		t.add(t.comparison(c), x)
		return
	}
	if every(x, true) || every(x, false) {
		t.block(x)
		return
	}
	for _, term := range ast.Terms(x) {
		t.enterBlocks(term)
	}
}

// onTags reports whether a literal or a block is over tags.
func (t *table) onTags(k code) bool {
	leaf := &t.leaves[k>>1]
	if leaf.x != nil {
		return leaf.x.Field.Tag
	}
	return leaf.tags
}
