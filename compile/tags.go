package compile

import (
	"github.com/searchfilter/searchfilter/ast"
)

// tagRows returns x, over tags, which check and checkTerms have passed, as an or
// of ands: at least one row of at least one condition, in the order of the text.
// No row follows from another. If no record can meet any, all of them are there.
func (c *compiler) tagRows(x ast.Expr) [][]*ast.Comparison {
	t := c.newTable(x)
	t.relate()
	all := t.absorb(t.rows(x))
	kept := t.possible(all)
	if len(kept) == 0 {
		kept = all
	}
	total := 0
	rows := make([][]*ast.Comparison, len(kept))
	for i, r := range kept {
		rows[i] = r.comparisons()
		total += len(r.literals)
	}
	if total > c.target.MaxTagConditions {
		c.tooManyTagConditions(x.Span(), total)
	}
	return rows
}

// comparisons returns the literals of r, which are positive conditions.
func (r *row) comparisons() []*ast.Comparison {
	list := make([]*ast.Comparison, len(r.literals))
	for i, l := range r.literals {
		list[i] = l.x.(*ast.Comparison)
	}
	return list
}
