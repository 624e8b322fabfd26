package compile

import (
	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile/internal/dnf"
)

// tagRows returns the table's expression, x, over tags, which check and checkTerms have
// passed, as an or of ands: at least one row of at least one condition, in the order of
// the text. No row follows from another. If no record can meet any, all of them are there.
func (t *table) tagRows(x ast.Expr) [][]*ast.Comparison {
	t.relate()
	all := t.Absorb(t.Rows(&t.tree))
	kept := t.possible(all)
	if len(kept) == 0 {
		kept = all
	}
	total := 0
	rows := make([][]*ast.Comparison, len(kept))
	for i, r := range kept {
		rows[i] = t.comparisons(&r)
		total += len(rows[i])
	}
	if c := t.compiler; total > c.target.MaxTagConditions {
		c.tooManyTagConditions(x.Span(), total)
	}
	return rows
}

// comparisons returns the literals of r. They are positive conditions.
func (t *table) comparisons(r *dnf.Row) []*ast.Comparison {
	list := make([]*ast.Comparison, len(r.Literals))
	for i, l := range r.Literals {
		list[i] = t.exprs[l.Place].(*ast.Comparison)
	}
	return list
}
