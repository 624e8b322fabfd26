package compile

import (
	"fmt"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/model"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/schema"
)

// A Plan is a list of requests, and what is left to check of the records that they find: the
// residual. The query selects a record if and only if some request finds it and the
// residual holds for it. There is one residual for all requests, or each request has its
// own, or none. Several requests may find the same record.
//
// As JSON a plan is
//
//	{"version": 1, "target": "test-cases", "requests": [{"request": {…}, "residual": "…"}], "residual": "…", "minimal": "bound"}
//
// The requests are always there, and each can be sent as it stands. A residual is the text of
// a query.
type Plan struct {
	// Requests is empty if no record can be selected.
	Requests []PlannedRequest

	// Residual is what is left to check of every record that is found, or nil. If it is
	// not nil, no request has a residual of its own.
	Residual *schema.Resolved

	// Minimal says how it is known that fewer requests cannot do:
	//
	//	bound     There are records, one for each request, of which no request can find
	//	          two without finding what it must not: a fooling set.
	//	search    An exhaustive search found nothing with fewer.
	//	unproved  The query is too large for the budget. There may be fewer.
	//
	// A plan weakens each condition that cannot be sent to the strongest one that can.
	// Its requests together find what the query then selects, and no other records. Minimal
	// is about all plans that do so.
	Minimal string

	// Splits is how many requests fewer there would be without the target's limits
	// MaxTagConditions and MaxDepth. Minimal is about that smaller number.
	Splits int

	// Unreduced says that the residuals may be larger than they need be, since the budget
	// ran out.
	Unreduced bool

	// Scan says that the one request lists every record.
	Scan bool

	// Warnings are about what is probably not meant: "contradiction" for a part of the
	// query that selects nothing, "forbidden-tag" for a condition that no tag can meet, and
	// "full-scan" for a scan that was allowed.
	Warnings ast.Diagnostics

	target  string   // its name
	query   ast.Expr // what was planned, in normal form
	local   []local
	fooling []ast.Expr
}

// A PlannedRequest is one request of a plan.
type PlannedRequest struct {
	// Request is what is sent. Its JSON is the body of a call, without the members that
	// the caller sets with Set.
	Request *Request

	// Query is what the request surely finds. It is the empty query if that is every
	// record. The service may find more for a bound and the like, which the residual checks.
	Query *schema.Resolved

	// Residual is what is left to check of every record that the request finds, or nil. If
	// it refuses a record, another request may still find and select that.
	Residual *schema.Resolved

	asked ast.Expr // Query with its conditions where they are in the text
}

// PlanOptions say what a plan may do. The zero PlanOptions is the default. The Target says
// what is assumed of the service, and how many tag conditions a request may have.
type PlanOptions struct {
	// Exact makes it an error, "inexact", if anything is left to check.
	Exact bool

	// AllowScan allows a request that lists every record. Otherwise that is the error
	// "full-scan", unless the query is empty.
	AllowScan bool

	// MaxRequests is the most requests, by default 100. A plan that needs more is the error
	// "too-many-requests". No service sets this limit, but a request takes about a hundred
	// milliseconds, and services throttle them.
	MaxRequests int
}

// NewPlan returns a plan for the query q, with as few requests as it can find.
//
// A condition that the service cannot be asked for is left to check. In its place the
// strongest condition is sent that follows from it and can be sent, or a lower and an upper
// bound. A plan never sends what finds more in order to save a request. The residual is
// what the requests do not guarantee: no condition of it can be dropped, unless Unreduced
// is set.
//
// The work is bounded in steps and not in time, so that a plan is the same on every machine.
// Where the bounds are reached, the plan is still right, but there may be a better one.
// Minimal and Unreduced say so.
//
// The error is ast.Diagnostics: "full-scan", "inexact", "too-many-requests", and
// "too-many-terms" for tags that multiply out to too many rows. A target without
// Criteria, or with a Schema other than the query's, is a mistake in Go code and a plain
// error.
func NewPlan(q *schema.Resolved, t Target, o PlanOptions) (*Plan, error) {
	c, err := newCompiler(q, t)
	switch {
	case err != nil:
		return nil, err
	case c.tagsOnly():
		return nil, fmt.Errorf("compile: there are no plans for %s", t.Operation)
	}
	p := newPlanner(c, o)
	x := p.normal(q)
	requests := p.plan(x)
	if err := p.errors.Err(); err != nil {
		return nil, err
	}
	plan := &Plan{Requests: make([]PlannedRequest, len(requests)), Minimal: p.minimal, Splits: p.splits, Unreduced: p.unreduced, Scan: p.scan}
	tidied := make(map[ast.Expr]*schema.Resolved) // the residuals, of which many may be the same
	for i, r := range requests {
		asked := r.query()
		p.warn(r.criteria)
		plan.Requests[i] = PlannedRequest{Request: p.compiler.request(r), Query: q.With(tidy(asked)), asked: asked}
		if r.residual == nil {
			continue
		}
		if _, ok := tidied[r.residual]; !ok {
			tidied[r.residual] = q.With(tidy(r.residual))
		}
		plan.Requests[i].Residual = tidied[r.residual]
	}
	plan.hoist()
	plan.Warnings = p.warnings.Diagnostics()
	plan.target, plan.query, plan.local = t.Name, x, p.local
	for _, point := range p.fooling {
		plan.fooling = append(plan.fooling, p.grid.expr(point))
	}
	return plan, nil
}

// hoist makes a residual that all requests share the residual of the plan.
func (p *Plan) hoist() {
	if len(p.Requests) == 0 || p.Requests[0].Residual == nil {
		return
	}
	shared := p.Requests[0].Residual
	for _, r := range p.Requests[1:] {
		if r.Residual != shared && (r.Residual == nil || !tree.Equal(r.Residual.Expr(), shared.Expr())) {
			return
		}
	}
	p.Residual = shared
	for i := range p.Requests {
		p.Requests[i].Residual = nil
	}
}

// MarshalJSON returns the plan as the comment of Plan shows it. Members that do not apply are
// left out.
func (p Plan) MarshalJSON() ([]byte, error) {
	type request struct {
		Request  *Request `json:"request"`
		Residual string   `json:"residual,omitempty"`
	}
	requests := make([]request, len(p.Requests))
	for i, r := range p.Requests {
		requests[i] = request{r.Request, textOf(r.Residual)}
	}
	return chars.JSON(struct {
		Version  int       `json:"version"`
		Target   string    `json:"target"`
		Requests []request `json:"requests"`
		Residual string    `json:"residual,omitempty"`
		Minimal  string    `json:"minimal"`
	}{model.PlanVersion, p.target, requests, textOf(p.Residual), p.Minimal})
}
