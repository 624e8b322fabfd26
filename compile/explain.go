package compile

import (
	"slices"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/explain"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/schema"
)

// A local is a literal that is not sent whole.
type local struct {
	x      ast.Expr
	reason string
	sent   []*ast.Comparison
}

// Explain returns how the plan answers the query. The String of the explanation is a text
// for people. Its fields, and its JSON, are the same as data.
func (p *Plan) Explain() *explain.Explanation {
	e := &explain.Explanation{
		Query:    p.query.String(),
		Requests: make([]explain.Request, len(p.Requests)),
		Residual: textOf(p.Residual),
		Minimal:  p.Minimal,
		Splits:   p.Splits,
		Scan:     p.Scan,
	}
	var residuals []ast.Expr
	if p.Residual != nil {
		residuals = append(residuals, p.Residual.Expr())
	}
	for i, r := range p.Requests {
		e.Requests[i] = explain.Request{Finds: textOf(r.Query), Residual: textOf(r.Residual)}
		for x := range ast.Comparisons(r.asked) {
			if x.At.IsValid() && !slices.Contains(e.Requests[i].From, x.At) {
				e.Requests[i].From = append(e.Requests[i].From, x.At)
			}
		}
		if r.Residual != nil {
			residuals = append(residuals, r.Residual.Expr())
		}
	}
	for _, x := range residuals {
		p.explainLocal(e, ast.Normal(x))
	}
	for _, d := range p.Warnings {
		if d.Code == codes.Contradiction {
			e.Clashes = append(e.Clashes, explain.Clash{Spans: append(d.Related, d.Span), Message: d.Message})
		}
	}
	for _, x := range p.fooling {
		e.Fooling = append(e.Fooling, x.String())
	}
	return e
}

// explainLocal adds each literal of a residual once.
func (p *Plan) explainLocal(e *explain.Explanation, x ast.Expr) {
	if terms := tree.Terms(x); terms != nil {
		for _, t := range terms {
			p.explainLocal(e, t)
		}
		return
	}
	c := explain.Condition{
		Condition: tidy(x).String(),
		Reason:    "the request does not guarantee it",
	}
	i := slices.IndexFunc(p.local, func(l local) bool { return tree.Equal(l.x, x) })
	if i >= 0 {
		l := p.local[i]
		x, c.Reason = l.x, l.reason
		if len(l.sent) > 0 {
			c.Sent = andOf(l.sent).String()
		}
	}
	c.Span = x.Span()
	if !slices.ContainsFunc(e.Local, func(o explain.Condition) bool { return o.Condition == c.Condition }) {
		e.Local = append(e.Local, c)
	}
}

// textOf returns the text of q, or the empty text for nil.
func textOf(q *schema.Resolved) string {
	if q == nil {
		return ""
	}
	return q.String()
}
