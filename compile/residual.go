package compile

import (
	"slices"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/internal/solve"
	"github.com/searchfilter/searchfilter/internal/tree"
)

// mostWork bounds how many conditions the solver is asked about while residuals are reduced.
// A condition counts as often as it is asked about.
const mostWork = 500_000

// residuals adds to each request what is left to check of the records that it finds. It starts
// with what is surely enough. It drops each part without which the plan still selects what
// the query does, because the request guarantees it, or because another request finds those
// records. If a residual selects nothing, its request is dropped.
func (p *planner) residuals(x ast.Expr, requests []planned) []planned {
	r := &reduction{planner: p, query: x, size: countOf(x), left: mostWork}
	for i := range requests {
		finds := requests[i].query()
		r.finds = append(r.finds, finds)
		r.most = append(r.most, p.mostFound(finds))
	}
	for i := range requests {
		if !r.implies(r.most[i], x, 0) {
			requests[i].residual = r.first(&requests[i], r.most[i])
		}
	}
	for i := range requests {
		if requests[i].residual != nil {
			requests[i].residual = r.reduce(requests, i)
		}
	}
	p.unreduced = r.left < 0 || r.unknown
	kept := requests[:0]
	for _, q := range requests {
		if q.residual == nil || !isNothing(q.residual) {
			kept = append(kept, q)
		}
	}
	return kept
}

// mostFound returns what contains all that a request may find. The request surely finds x.
func (p *planner) mostFound(x ast.Expr) ast.Expr {
	switch x := x.(type) {
	case *ast.Comparison:
		if p.target.widened(x) {
			return &ast.And{}
		}
	case *ast.And:
		return and(p.allFound(x.Terms)...)
	case *ast.Or:
		return or(p.allFound(x.Terms)...)
	}
	return x
}

func (p *planner) allFound(terms []ast.Expr) []ast.Expr {
	list := make([]ast.Expr, len(terms))
	for i, t := range terms {
		list[i] = p.mostFound(t)
	}
	return list
}

// A reduction makes residuals smaller.
type reduction struct {
	*planner
	query ast.Expr
	size  int        // of the query, in conditions
	finds []ast.Expr // of each request, what it surely finds
	most  []ast.Expr // and what contains all that it may find
	left  int        // of the work

	unknown bool // something could not be decided
}

// implies reports whether b surely follows from a. One of them has the conditions of the query,
// and together they have so many others.
func (r *reduction) implies(a, b ast.Expr, conditions int) bool {
	if r.left -= r.size + conditions; r.left < 0 {
		return false
	}
	verdict := r.solver().Implies(r.compiler.query.With(a), r.compiler.query.With(b))
	r.unknown = r.unknown || verdict == solve.Unknown
	return verdict == solve.Yes
}

// first returns a residual that is enough. It is what every row of the query leaves to check,
// if that is the same; or the rows that the request is for, without what the request
// guarantees; or the query.
func (r *reduction) first(q *planned, finds ast.Expr) ast.Expr {
	if r.rest != nil && r.implies(and(finds, r.rest), r.query, countOf(r.rest)) {
		return r.rest
	}
	if len(q.rows) > 0 {
		// The limits of a request may have made it find more than it is for.
		x := r.table.factor(q.rows)
		if n := countOf(x); n < r.size && r.implies(and(finds, x), r.query, n) {
			return x
		}
	}
	return r.query
}

// reduce returns the residual of a request without what can be dropped, the largest parts
// first. Without a term, an and is weaker and an or is stronger.
func (r *reduction) reduce(requests []planned, i int) ast.Expr {
	if r.left < 0 {
		return requests[i].residual
	}
	var others []ast.Expr
	conditions := 0
	for j, o := range requests {
		switch {
		case i == j:
			continue
		case o.residual == nil:
			others = append(others, r.finds[j])
		default:
			others = append(others, and(r.finds[j], o.residual))
		}
		conditions += countOf(others[len(others)-1])
	}
	rest := or(others...)
	needed := and(r.finds[i], r.query)
	enough := func(residual ast.Expr) bool {
		n := countOf(residual)
		return r.implies(and(r.most[i], residual), r.query, n) &&
			r.implies(needed, or(residual, rest), n+conditions)
	}
	x := requests[i].residual
	if nothing := (&ast.Or{}); enough(nothing) {
		return nothing
	}
	for {
		y := r.drop(x, func(y ast.Expr) ast.Expr { return y }, enough)
		if r.left < 0 || tree.Equal(x, y) {
			return y
		}
		x = y
	}
}

// drop drops what it can of the terms of x, and of the terms in them, as long as there is
// work left. In returns the whole residual with another expression in the place of x.
func (r *reduction) drop(x ast.Expr, in func(ast.Expr) ast.Expr, enough func(ast.Expr) bool) ast.Expr {
	if tree.Terms(x) == nil {
		return x
	}
	join := and
	if _, isOr := x.(*ast.Or); isOr {
		join = or
	}
	terms := slices.Clone(tree.Terms(x))
	for i := 0; i < len(terms) && len(terms) > 1 && r.left >= 0; {
		rest := slices.Delete(slices.Clone(terms), i, i+1)
		if enough(in(join(rest...))) {
			terms = rest
		} else {
			i++
		}
	}
	for i := range terms {
		terms[i] = r.drop(terms[i], func(y ast.Expr) ast.Expr {
			list := slices.Clone(terms)
			list[i] = y
			return in(join(list...))
		}, enough)
	}
	return join(terms...)
}

// tidy returns x as a person would write it: f != v, f in (v, w), f not in (v, w).
func tidy(x ast.Expr) ast.Expr {
	switch x := x.(type) {
	case *ast.Not:
		c := x.X.(*ast.Comparison)
		if c.Op == ast.OpEqual {
			y := *c
			y.Op = ast.OpNotEqual
			return &y
		}
	case *ast.And:
		return and(gather(x.Terms, ast.OpNotEqual, ast.OpNotIn)...)
	case *ast.Or:
		return or(gather(x.Terms, ast.OpEqual, ast.OpIn)...)
	}
	return x
}

// gather returns the terms, tidied. Comparisons of one field that have the operator single
// become one that has the operator list, in the place of the first. Those that ignore case
// become one, and the others another. A value without case may be in either.
func gather(terms []ast.Expr, single, list ast.Op) []ast.Expr {
	type group struct {
		field ast.Field
		fold  bool
	}
	tidied := make([]ast.Expr, len(terms))
	folds := make(map[ast.Field]bool)
	for i, t := range terms {
		tidied[i] = tidy(t)
		if c, ok := tidied[i].(*ast.Comparison); ok && c.Op == single && c.Fold {
			folds[plain(c.Field)] = true
		}
	}
	var gathered []ast.Expr
	place := make(map[group]int)
	for _, t := range tidied {
		c, ok := t.(*ast.Comparison)
		if !ok || c.Op != single {
			gathered = append(gathered, t)
			continue
		}
		g := group{plain(c.Field), c.Fold}
		if folds[g.field] && !chars.HasCase(c.Values[0].Text) {
			g.fold = true
		}
		i, ok := place[g]
		if !ok {
			place[g] = len(gathered)
			gathered = append(gathered, t)
			continue
		}
		in := gathered[i].(*ast.Comparison)
		if in.Op == single {
			in = &ast.Comparison{Field: in.Field, Op: list, Values: slices.Clone(in.Values), At: in.At, OpAt: in.OpAt}
			gathered[i] = in
		}
		in.Fold = g.fold
		in.Values = append(in.Values, c.Values...)
		in.At = diag.Cover(in.At, c.At)
	}
	return gathered
}
