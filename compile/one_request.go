package compile

import (
	"strings"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/diag"
)

// mixedOr reports x, an or in the query root that joins criteria and tags.
func (c *compiler) mixedOr(x *ast.Or, root ast.Expr) {
	if c.errors.Full() {
		c.fail(ast.Diagnostic{Span: x.At})
		return
	}
	var criterion, tag ast.Expr
	for y := range ast.Comparisons(x) {
		switch s := c.side(y); {
		case s == onCriteria && criterion == nil:
			criterion = y
		case s == onTags && tag == nil:
			tag = y
		}
	}
	c.fail(ast.Diagnostic{
		Code: codes.Inexpressible,
		Span: x.At,
		Message: "one request cannot join " + fieldOf(criterion) + " and " + fieldOf(tag) +
			" with or: its criteria and its tags must both hold",
		Hint: c.planHint(root),
	})
}

// planHint returns a hint that says which requests a plan takes for the whole query.
func (c *compiler) planHint(root ast.Expr) string {
	if c.hint != "" {
		return c.hint
	}
	_, requests, ok := c.planFor(root)
	if !ok || len(requests) == 0 {
		c.hint = "split the query into several, each of which joins criteria and tags with and alone"
		return c.hint
	}
	list := make([]string, len(requests))
	checked := ""
	for i, r := range requests {
		list[i] = "one for " + chars.Clip(tidy(r.query()).String())
		if r.residual != nil {
			checked = ", and a check of what they find"
		}
	}
	const most = 3
	if len(list) > most {
		list = append(list[:most-1], number(len(list)-most+1)+" more")
	}
	last := len(list) - 1
	text := list[last]
	if last > 0 {
		text = strings.Join(list[:last], ", ") + " and " + text
	}
	c.hint = "a plan takes " + count(len(requests), "request") + ", " + text + checked
	return c.hint
}

// planFor returns the requests of a plan for x, the whole query. It is not ok if there is no
// plan without a scan. It plans once.
func (c *compiler) planFor(x ast.Expr) (p *planner, requests []planned, ok bool) {
	if c.planned == nil {
		c.planned = newPlanner(c.another(), PlanOptions{})
		c.requests = c.planned.plan(x)
	}
	return c.planned, c.requests, c.planned.errors.Empty()
}

// single returns the one request that finds what x selects, if there is one, though x is not
// written as one: name ^= a or name ^= a and tag:x=1 is name ^= a.
func (c *compiler) single(x ast.Expr) (r planned, ok bool) {
	p, requests, ok := c.planFor(x)
	if !ok || len(requests) != 1 || requests[0].residual != nil || p.scan {
		return planned{}, false
	}
	c.errors, c.warnings = diag.Report{}, p.warnings
	return requests[0], true
}
