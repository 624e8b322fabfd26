package compile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/schema"
)

// An Explanation says how a plan answers a query: for people as text, by String,
// and as data, by its members and as JSON.
type Explanation struct {
	Query    string               `json:"query"` // in normal form, as the planner saw it
	Requests []ExplainedRequest   `json:"requests"`
	Residual string               `json:"residual,omitempty"` // that all requests share
	Local    []ExplainedCondition `json:"local,omitempty"`    // the conditions in the residuals
	Clashes  []Clash              `json:"clashes,omitempty"`  // the parts that select nothing
	Minimal  Minimality           `json:"minimal"`
	Fooling  []string             `json:"fooling,omitempty"` // for Bound: its records, as queries
	Splits   int                  `json:"splits,omitempty"`
	Scan     bool                 `json:"scan,omitempty"`
}

// An ExplainedRequest is one request of a plan.
type ExplainedRequest struct {
	Finds    string     `json:"finds"`              // as a query; empty for every record
	From     []ast.Span `json:"from,omitempty"`     // the places in the query of what it asks for, in its order
	Residual string     `json:"residual,omitempty"` // what is left to check
}

// An ExplainedCondition is a condition that is checked after the requests.
type ExplainedCondition struct {
	Condition string   `json:"condition"`
	Span      ast.Span `json:"span"`
	Reason    string   `json:"reason"`
	Sent      string   `json:"sent,omitempty"` // what is sent in its place
}

// A Clash is conditions that no record meets together, so that the part of the
// query that asks for all of them selects nothing.
type Clash struct {
	Spans   []ast.Span `json:"spans"` // of two conditions, or of a part that is too large to say which
	Message string     `json:"message"`
}

// A local is a literal that is not sent whole.
type local struct {
	x      ast.Expr
	reason string
	sent   []*ast.Comparison
}

// Explain returns how the plan answers the query.
func (p *SearchPlan) Explain() *Explanation {
	e := &Explanation{
		Query:    ast.Format(p.query),
		Requests: make([]ExplainedRequest, len(p.Requests)),
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
		e.Requests[i] = ExplainedRequest{Finds: textOf(r.Query), Residual: textOf(r.Residual)}
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
		if d.Code == ast.Contradiction {
			e.Clashes = append(e.Clashes, Clash{append(d.Related, d.Span), d.Message})
		}
	}
	for _, x := range p.fooling {
		e.Fooling = append(e.Fooling, ast.Format(x))
	}
	return e
}

// explainLocal adds the literals of a residual, each once.
func (p *SearchPlan) explainLocal(e *Explanation, x ast.Expr) {
	if terms := ast.Terms(x); terms != nil {
		for _, t := range terms {
			p.explainLocal(e, t)
		}
		return
	}
	c := ExplainedCondition{
		Condition: ast.Format(tidy(x)),
		Reason:    "the request does not guarantee it",
	}
	i := slices.IndexFunc(p.local, func(l local) bool { return ast.Equal(l.x, x) })
	if i >= 0 {
		l := p.local[i]
		x, c.Reason = l.x, l.reason
		if len(l.sent) > 0 {
			c.Sent = ast.Format(andOf(l.sent))
		}
	}
	c.Span = x.Span()
	if !slices.ContainsFunc(e.Local, func(o ExplainedCondition) bool { return o.Condition == c.Condition }) {
		e.Local = append(e.Local, c)
	}
}

// String returns the explanation as a terminal shows it.
func (e *Explanation) String() string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	switch n := len(e.Requests); {
	case n == 0:
		line("no request: no record can be selected")
	case e.Scan:
		line("1 request, which lists every record")
	default:
		line("%s", count(n, "request"))
	}
	for i, r := range e.Requests {
		if r.Finds != "" {
			line("  %d. %s%s", i+1, shown(r.Finds), places(r.From))
		}
		if r.Residual != "" {
			line("     then check: %s", shown(r.Residual))
		}
	}
	if e.Residual != "" {
		line("  then check what %s: %s", map[bool]string{true: "they find", false: "it finds"}[len(e.Requests) > 1], shown(e.Residual))
	}
	if len(e.Local) > 0 {
		line("checked after the requests:")
		for _, c := range e.Local {
			line("  %s%s", shown(c.Condition), places([]ast.Span{c.Span}))
			line("    %s", c.Reason)
			if c.Sent != "" {
				line("    sent in its place: %s", shown(c.Sent))
			}
		}
	}
	if len(e.Clashes) > 0 {
		line("selects nothing:")
		for _, c := range e.Clashes {
			line("  %s%s", c.Message, places(c.Spans))
		}
	}
	e.writeBound(line)
	return b.String()
}

// writeBound says why there are no fewer requests.
func (e *Explanation) writeBound(line func(string, ...any)) {
	if e.Splits > 0 {
		line("%s more than the query takes, for the limits of one request", count(e.Splits, "request"))
	}
	if len(e.Requests)-e.Splits < 2 {
		return
	}
	switch e.Minimal {
	case Bound:
		line("fewer cannot do: a request that finds records of two of these kinds also finds some that are not selected:")
		for _, f := range e.Fooling {
			line("  %s", shown(f))
		}
	case Searched:
		line("fewer cannot do: a search of all ways to join the parts found none")
	case Unproved:
		line("fewer might do: the query or the limits leave no proof")
	}
}

// textOf returns the text of q, or nothing for no query.
func textOf(q *schema.Resolved) string {
	if q == nil {
		return ""
	}
	return q.String()
}

// places returns where the spans begin, for those that are in a text.
func places(spans []ast.Span) string {
	const most = 5
	var list []string
	for _, s := range spans {
		if s.IsValid() {
			list = append(list, s.Start.String())
		}
	}
	if len(list) == 0 {
		return ""
	}
	if len(list) > most {
		list = append(list[:most], "…")
	}
	return "   (at " + strings.Join(list, ", ") + ")"
}

// shown returns a query as a terminal shows it.
func shown(text string) string {
	const most = 200
	return chars.Brief(text, most)
}
