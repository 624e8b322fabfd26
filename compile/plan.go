package compile

import (
	"fmt"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/schema"
)

// A Plan is requests, and what is left to check of the records that they find. The query
// selects a record if and only if some request finds it and the residual holds for it. The
// residual is that request's, or the plan's for all requests, or there is none. Several
// requests may find one record.
//
// As JSON a plan is
//
//	{"version": 1, "target": "test-cases", "requests": [{"request": {…}, "residual": "…"}], "residual": "…", "minimal": "bound"}
//
// where requests is always there, each request can be sent as it stands, and residuals
// are query text.
type Plan struct {
	// Requests is empty if no record can be selected.
	Requests []PlannedRequest

	// Residual is what is left to check of every record that is found, or nil.
	// If it is there, no request has one of its own.
	Residual *schema.Resolved

	// Minimal says how it is known that fewer requests cannot do:
	//
	//	bound     There are records, one for each request, of which no request can find
	//	          two without finding what it must not: a fooling set.
	//	search    An exhaustive search found nothing with fewer.
	//	unproved  The query is too large for the budget. There may be fewer.
	//
	// The fewest are meant among all plans that send of the query what can be sent: whose
	// requests together find the records that the query selects once each condition that
	// cannot be sent has been weakened to the strongest one that can, and no others.
	Minimal string

	// Splits is how many of the requests there are for the target's
	// MaxTagConditions and MaxDepth alone: without these limits there would be
	// fewer by this number, and that is the number which Minimal is about.
	Splits int

	// Unreduced says that the residuals may be larger than they need be, for the
	// budget ran out.
	Unreduced bool

	// Scan says that the one request lists every record.
	Scan bool

	// Warnings are about what is probably not meant: "contradiction" for a part
	// of the query that selects nothing, "forbidden-tag" for one that no tag can
	// meet, "full-scan" for a scan that was allowed.
	Warnings ast.Diagnostics

	target  string   // its name
	query   ast.Expr // what was planned, in normal form
	local   []local
	fooling []ast.Expr
}

// A PlannedRequest is one request of a plan.
type PlannedRequest struct {
	// Request is what is sent: json.Marshal gives the body of a call, but for the members
	// that Set is to set.
	Request *Request

	// Query is what the request surely finds: the empty query if that is every record.
	// Of a bound and the like more may be found, which is then left to check.
	Query *schema.Resolved

	// Residual is what is left to check of every record that the request
	// finds, or nil. A record that it finds and that the residual refuses may
	// still be selected for another request's sake.
	Residual *schema.Resolved

	asked ast.Expr // Query with its conditions where they are in the text
}

// PlanOptions say what a plan may do. The zero PlanOptions is the default. What
// is assumed of the service, and the most tag conditions of a request, are the
// Target's.
type PlanOptions struct {
	// Exact makes it an error, "inexact", if anything is left to check.
	Exact bool

	// AllowScan allows a request that lists every record for a query that is
	// not empty, which is else the error "full-scan".
	AllowScan bool

	// MaxRequests is the most requests, by default 100. More are the error
	// "too-many-requests". The default is ours: each request takes a hundred milliseconds or so,
	// and they are throttled.
	MaxRequests int
}

// NewPlan returns a plan for the query q: as few requests as it can find, and what
// is left to check.
//
// What the service cannot say is left to check, and in its place the strongest
// condition is sent that follows from it and can be, or two bounds. Nothing is ever sent
// that finds more in order to save a request. The residual is what the requests
// do not guarantee: no condition of it can be dropped, unless Unreduced is set.
//
// The work is bounded, in steps and not in time, so that a plan is the same on
// every machine. Beyond the bounds a plan is right, but maybe not the best, and
// says so by Minimal.
//
// The error is ast.Diagnostics: "full-scan", "inexact", "too-many-requests", and
// "too-many-terms" for tags that multiply out to too many rows. A target without
// Criteria, or with another Schema than the query's, is a mistake in Go code, and a
// plain error.
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

// hoist makes the residual that all requests share the plan's.
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

// planVersion is that of a plan's JSON. It is raised when whoever reads the old one would
// take the new one for something else: not for a new member.
const planVersion = 1

// MarshalJSON returns the plan as the type's comment shows it. Members that do
// not apply are left out.
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
	}{planVersion, p.target, requests, textOf(p.Residual), p.Minimal})
}
