package logic

import (
	"strings"
	"time"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/schema"
)

// Warnings returns what is probably not meant by q, as warnings in the order of the
// text:
//
//   - Contradiction for a part that no record meets, at the later of two conditions
//     that exclude each other, or at all of it if no two do.
//   - Tautology for a part that every record meets.
//   - OneInstant for a time that is compared for equality with an instant, such as
//     modified = 2026-01-31T10:00Z, which hardly any record has.
//
// A part of one that is reported is not. The work is bounded by o.Steps: what would
// take more is not found.
func Warnings(q *schema.Resolved, o Options) ast.Diagnostics {
	w := warner{solver: NewSolver(q.Schema(), o), query: q}
	if x := ast.Normal(q.Expr()); !ast.IsEmpty(x) {
		w.visit(x)
	}
	for c := range ast.Comparisons(q.Written()) {
		if q.Schema().KindOf(c.Field) == schema.Time && !c.Field.Tag {
			w.instants(c)
		}
	}
	return w.report.Diagnostics()
}

type warner struct {
	solver *Solver
	query  *schema.Resolved
	report ast.Report
}

// satisfiable reports whether a record may meet x.
func (w *warner) satisfiable(x ast.Expr) bool {
	return w.solver.Satisfiable(w.query.With(x)) != No
}

// visit warns of x, which is in normal form, or of parts of it.
func (w *warner) visit(x ast.Expr) {
	switch {
	case w.solver.Steps() == 0 || w.report.Full():
		return
	case !w.satisfiable(x):
		w.contradiction(x)
		return
	case !w.satisfiable(&ast.Not{X: x}):
		d := ast.Diagnostic{Code: ast.Tautology, Warning: true, Span: x.Span(), Hint: "leave it out"}
		d.Message = "every " + w.query.Schema().Name + " meets " + ast.Clip(x)
		if len(ast.Terms(x)) > 0 {
			d.Hint += ", or join its conditions with and if all of them must hold"
		}
		w.report.Add(d)
		return
	}
	for _, t := range ast.Terms(x) {
		w.visit(t)
	}
}

// contradiction warns of x, which no record meets.
func (w *warner) contradiction(x ast.Expr) {
	list := ast.Terms(x)
	if _, or := x.(*ast.Or); or { // each of them
		for _, t := range list {
			w.contradiction(t)
		}
		return
	}
	for _, t := range list {
		if len(ast.Terms(t)) > 0 && !w.satisfiable(t) {
			w.contradiction(t)
			return
		}
	}
	if a, b, ok := w.exclusive(list); ok {
		w.report.Add(Contradiction(a, b))
		return
	}
	d := ast.Diagnostic{Code: ast.Contradiction, Warning: true, Span: x.Span()}
	d.Message, d.Hint = "nothing meets "+ast.Clip(x), "leave it out"
	if len(list) > 0 {
		d.Message, d.Hint = "nothing meets this: its conditions exclude one another", oneIsEnough
	}
	w.report.Add(d)
}

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
		Hint:    oneIsEnough,
	}
}

const oneIsEnough = "join them with or if one of them is enough"

// exclusive returns two of the terms that no record meets together, if there are
// any. Of very many it looks at literals on the same field alone.
func (w *warner) exclusive(list []ast.Expr) (a, b ast.Expr, ok bool) {
	const few = 50
	for i, b := range list {
		for _, a := range list[:i] {
			if w.solver.Steps() == 0 {
				return nil, nil, false
			}
			x, _ := ast.Literal(a)
			y, _ := ast.Literal(b)
			sameField := x != nil && y != nil && x.Field.Same(y.Field)
			if (sameField || len(list) <= few) && !w.satisfiable(&ast.And{Terms: []ast.Expr{a, b}}) {
				return a, b, true
			}
		}
	}
	return nil, nil, false
}

// instants warns of the instants for whose equality c asks, as it was written.
func (w *warner) instants(c *ast.Comparison) {
	switch c.Op {
	case ast.OpEqual, ast.OpNotEqual, ast.OpIn, ast.OpNotIn:
	default:
		return
	}
	for _, v := range c.Values {
		t, ok := schema.TimeOf(v)
		if !ok || strings.HasPrefix(v.Text, "-") || strings.Contains(v.Text, ".") {
			continue
		}
		unit, step := "second", time.Second
		if strings.Count(v.Text[len(time.DateOnly):], ":") == 1 || t.Second() == 0 {
			unit, step = "minute", time.Minute
		}
		f := ast.Field{Name: c.Field.Name}
		t = t.Truncate(step).UTC()
		within := ast.All(f.GreaterEqual(t.Format(time.RFC3339)), f.Less(t.Add(step).Format(time.RFC3339)))
		if c.Op == ast.OpNotEqual || c.Op == ast.OpNotIn {
			within = ast.Negate(within)
		}
		w.report.Add(ast.Diagnostic{
			Code:    ast.OneInstant,
			Warning: true,
			Span:    v.At,
			Message: ast.Excerpt(v.Text) + " is one instant, which hardly any " + w.query.Schema().Name + " has",
			Hint:    "write " + ast.Format(within) + " for the " + unit + ", or a date for the day",
		})
	}
}
