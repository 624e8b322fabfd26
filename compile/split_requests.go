package compile

import (
	"slices"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile/internal/dnf"
	"github.com/searchfilter/searchfilter/internal/tree"
)

// tagRowsOf returns rows over tags as rows of conditions. There are none if the only row asks
// for nothing. It is not ok if no record can meet any row.
func (p *planner) tagRowsOf(rows []dnf.Row) (list [][]*ast.Comparison, ok bool) {
	if len(rows) == 1 && len(rows[0].Literals) == 0 {
		return nil, true
	}
	t := p.table
	if slices.ContainsFunc(rows, t.hasBlock) {
		x := t.factor(rows)
		t = p.newTable(x, false)
		most := p.most()
		if !p.checkTerms(x, &t.tree, dnf.Size{Rows: most.Rows, Literals: min(most.Literals, mostTagConditions)}) {
			return nil, false
		}
		t.relate()
		rows = t.possible(t.Absorb(t.Rows(&t.tree)))
	}
	// A row that is too long for a request is cut. Then it may say the same as another.
	long := false
	for i, r := range rows {
		if len(r.Literals) > p.target.MaxTagConditions {
			rows[i] = t.Row(r.Literals[:p.target.MaxTagConditions])
			long = true
		}
	}
	if long {
		p.lossy, p.cut = true, true
		rows = t.Absorb(rows)
	}
	for _, r := range rows {
		list = append(list, t.comparisons(&r))
	}
	return list, len(list) > 0
}

// hasBlock reports whether r has a block, which is not looked into.
func (t *table) hasBlock(r dnf.Row) bool {
	return slices.ContainsFunc(r.Literals, func(l dnf.Literal) bool { return t.of(l).x == nil })
}

// fitDepth returns criteria whose or is x, none of which nests deeper than the target allows.
// That is x itself, or its or of ands, or each of these ands. If the or of ands is too
// large, or there is no room for an and, the criteria are weakened.
func (p *planner) fitDepth(x ast.Expr) []ast.Expr {
	if depthOf(x) <= p.target.MaxDepth {
		return []ast.Expr{x}
	}
	t := p.newTable(x, true)
	t.relate()
	rows, _, ok := t.Expand(&t.tree, expandBudget)
	if !ok {
		p.lossy, p.cut = true, true
		return []ast.Expr{cut(x, p.target.MaxDepth)}
	}
	if len(rows) == 0 {
		return nil // no record meets x
	}
	if p.target.MaxDepth == 1 {
		for i, r := range rows {
			if len(r.Literals) > 1 {
				p.lossy, p.cut = true, true
				rows[i] = t.Row(r.Literals[:1])
			}
		}
		rows = t.Absorb(rows)
	}
	var list, single []ast.Expr
	for _, r := range rows {
		if y := t.row(&r); len(r.Literals) == 1 && p.target.MaxDepth > 1 {
			single = append(single, y)
		} else {
			list = append(list, y)
		}
	}
	const flat = 3
	switch {
	case p.target.MaxDepth >= flat:
		return []ast.Expr{or(append(single, list...)...)}
	case len(single) > 0:
		list = append(list, or(single...))
	}
	return list
}

// depthOf returns how deep the criteria of x nest.
func depthOf(x ast.Expr) int {
	depth := 0
	for _, t := range tree.Terms(x) {
		depth = max(depth, depthOf(t))
	}
	return depth + 1
}

// cut returns an expression that follows from x and nests no deeper than depth.
func cut(x ast.Expr, depth int) ast.Expr {
	terms := tree.Terms(x)
	switch {
	case terms == nil:
		return x
	case depth > 1:
		list := make([]ast.Expr, len(terms))
		for i, t := range terms {
			list[i] = cut(t, depth-1)
		}
		if _, ok := x.(*ast.And); ok {
			return and(list...)
		}
		return or(list...)
	}
	if _, ok := x.(*ast.And); ok {
		if i := slices.IndexFunc(terms, func(t ast.Expr) bool { return tree.Terms(t) == nil }); i >= 0 {
			return terms[i]
		}
	}
	return &ast.And{}
}

// split splits the requests that have more tag conditions than the target allows. It puts each
// row, the longest first, into the first request that has room.
func (p *planner) split(requests []planned) []planned {
	var list []planned
	for _, r := range requests {
		total := 0
		for _, row := range r.tags {
			total += len(row)
		}
		if total <= p.target.MaxTagConditions {
			list = append(list, r)
			continue
		}
		order := make([]int, len(r.tags))
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(i, j int) int { return len(r.tags[j]) - len(r.tags[i]) })
		var bins [][]int
		var room []int
		for _, i := range order {
			n := len(r.tags[i])
			b := slices.IndexFunc(room, func(left int) bool { return left >= n })
			if b < 0 {
				b = len(bins)
				bins = append(bins, nil)
				room = append(room, p.target.MaxTagConditions)
			}
			bins[b] = append(bins[b], i)
			room[b] -= n
		}
		for _, bin := range bins {
			slices.Sort(bin)
			part := planned{rectangle: r.rectangle, criteria: r.criteria, residual: r.residual}
			for _, i := range bin {
				part.tags = append(part.tags, r.tags[i])
			}
			list = append(list, part)
		}
	}
	return list
}
