package compile

import (
	"cmp"
	"slices"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile/internal/cover"
	"github.com/searchfilter/searchfilter/compile/internal/dnf"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/solve"
	"github.com/searchfilter/searchfilter/internal/tree"
)

// Bounds of the work for a plan. They are counted in steps and not in time, so that a plan is
// the same on every machine.
const (
	mostTagConditions = 100_000   // in the rows of tags of one request, before any is absorbed
	solverSteps       = 1_000_000 // of the solver, for one plan
	defaultRequests   = 100       // of one plan
)

// expandBudget bounds the or of ands of a query, and that of criteria that nest too deep.
var expandBudget = dnf.Budget{Rows: 1_000, Literals: 50_000}

// A planner makes one plan.
type planner struct {
	*compiler
	options PlanOptions
	solve   *solve.Solver // made when it is first needed

	table    *table
	sendings []sending // by code
	choices  []choice
	unsent   []dnf.Row // the rows of the query of which nothing is sent
	asked    []dnf.Row // the rows of the query
	sent     []dnf.Row // what is sent of each of them
	lossy    bool      // what is sent may find more than the query selects
	cut      bool      // for the limits, a request finds more than its rectangle
	rest     ast.Expr  // what is left to check for every row, if that is the same, or nil

	minimal   string
	splits    int
	scan      bool
	unreduced bool
	grid      *grid
	fooling   []cover.Cell // points of the grid that prove that fewer requests cannot do
	local     []local
}

// A planned request is one that is not written yet.
type planned struct {
	rectangle int // the index of the rectangle that it is for
	criteria  ast.Expr
	tags      [][]*ast.Comparison
	rows      []dnf.Row // rows of the query whose or is enough to check; none if they are not known
	residual  ast.Expr
}

// query returns what the request surely finds.
func (r *planned) query() ast.Expr {
	if len(r.tags) == 0 {
		return r.criteria
	}
	rows := make([]ast.Expr, len(r.tags))
	for i, row := range r.tags {
		rows[i] = andOf(row)
	}
	return and(r.criteria, or(rows...))
}

func newPlanner(c *compiler, o PlanOptions) *planner {
	if o.MaxRequests <= 0 {
		o.MaxRequests = defaultRequests
	}
	return &planner{compiler: c, options: o, minimal: bound}
}

// solver returns the solver for all questions of one plan, which share its budget.
func (p *planner) solver() *solve.Solver {
	if p.solve == nil {
		p.solve = solve.NewSolver(p.target.Schema, solve.Options{
			LooseEnums: true,
			Closed:     p.target.Closed,
			Steps:      solverSteps,
		})
	}
	return p.solve
}

// satisfiable reports whether a record meets x.
func (p *planner) satisfiable(x ast.Expr) solve.Verdict {
	return p.solver().Satisfiable(p.query.With(x))
}

// plan returns the requests for x, which is in normal form. It reports errors.
func (p *planner) plan(x ast.Expr) []planned {
	if tree.IsEmpty(x) {
		p.scan = true
		return []planned{{criteria: x}}
	}
	x = tree.Map(x, asExists)
	n := countOf(x)
	p.table = p.newEmptyTable(n)
	p.sendings = make([]sending, 0, 2*n)
	p.table.tree = numbered(x, noLeaf, p.enter)
	rows, ok := p.sentRows(x)
	if !ok {
		return nil
	}
	if len(rows) == 0 {
		return nil
	}
	if len(rows[0].Literals) == 0 {
		return p.scanAll(x)
	}
	rectangles := p.cover(rows)
	if len(rectangles) == 1 && p.minimal == unproved && p.satisfiable(x) == solve.Yes {
		p.minimal = bound
	}
	if len(rectangles) > p.options.MaxRequests {
		p.tooManyRequests(x, len(rectangles))
		return nil
	}
	var requests []planned
	for i, r := range rectangles {
		tags, ok := p.tagRowsOf(r.tags)
		if !ok {
			continue
		}
		rows := p.rowsOf(&r)
		for _, criteria := range p.fitDepth(p.table.factor(r.criteria)) {
			requests = append(requests, planned{rectangle: i, criteria: criteria, tags: tags, rows: rows})
		}
	}
	switch i := slices.IndexFunc(requests, func(r planned) bool { return len(r.tags) == 0 && tree.IsEmpty(r.criteria) }); {
	case !p.errors.Empty():
		return nil
	case i >= 0:
		return p.scanAll(x)
	case len(requests) == 1:
		p.asWritten(x, &requests[0])
	}
	return p.finish(x, requests)
}

// asExists returns exists for an x that asks for no more.
func asExists(x *ast.Comparison) *ast.Comparison {
	if !vacuous(x) || x.Op == ast.OpExists {
		return x
	}
	y := *x
	y.Op, y.Values = ast.OpExists, nil
	return &y
}

// finish splits requests with too many tag conditions, and adds what is left to check.
func (p *planner) finish(x ast.Expr, requests []planned) []planned {
	requests = p.split(requests)
	if len(requests) > p.options.MaxRequests {
		p.tooManyRequests(x, len(requests))
		return nil
	}
	if p.lossy {
		requests = p.residuals(x, requests)
	}
	if p.options.Exact {
		p.checkExact(requests)
	}
	for i, r := range requests {
		if i > 0 && r.rectangle == requests[i-1].rectangle {
			p.splits++
		}
	}
	if p.cut && len(requests) > 1 {
		p.minimal = unproved
	}
	if p.minimal != bound {
		p.fooling = nil
	}
	return requests
}

func (p *planner) tooManyRequests(x ast.Expr, n int) {
	p.fail(ast.Diagnostic{
		Code:    codes.TooManyRequests,
		Span:    x.Span(),
		Message: "this takes " + number(n) + " requests, and the limit is " + number(p.options.MaxRequests),
		Hint:    "ask for less, or raise PlanOptions.MaxRequests",
		Params:  ast.Params{Count: n, Limit: p.options.MaxRequests, Option: "PlanOptions.MaxRequests"},
	})
}

// rowsOf returns the rows of the query of which the rectangle may find records, without the
// conditions that the rectangle guarantees.
func (p *planner) rowsOf(r *rectangle) []dnf.Row {
	if !p.lossy {
		return nil
	}
	guaranteed := func(l dnf.Literal) bool {
		lacks := func(r dnf.Row) bool { return !r.Has(l.Code) }
		return !slices.ContainsFunc(r.criteria, lacks) || !slices.ContainsFunc(r.tags, lacks)
	}
	var rows []dnf.Row
	for i, s := range p.sent {
		meets := func(part dnf.Row) bool { return p.mayHave(&s, &part) }
		if slices.ContainsFunc(r.criteria, meets) && slices.ContainsFunc(r.tags, meets) {
			q := p.asked[i]
			q.Literals = slices.DeleteFunc(slices.Clone(q.Literals), guaranteed)
			rows = append(rows, q)
		}
	}
	return rows
}

// mayHave reports whether a record that meets r may meet s: whether what s asks beyond r is
// about choices, and they allow it.
func (p *planner) mayHave(r, s *dnf.Row) bool {
	return !slices.ContainsFunc(s.Codes, func(k dnf.Code) bool {
		return !r.Has(k) && !slices.ContainsFunc(p.choices, func(c choice) bool { return c.has(k) && c.allows(r, s) })
	})
}

// enter enters a literal and what is sent of it in the table.
func (p *planner) enter(x ast.Expr) dnf.Literal {
	l := p.table.literal(x)
	if l.Code < 0 {
		return l
	}
	if s := p.sending(l.Code); s.known {
		if c, _ := tree.Literal(x); !s.whole && !tree.Equal(c, p.table.of(l).x) {
			p.local = append(p.local, local{x, s.why.Message, s.weaker}) // 1.0 after 1
		}
		return l
	}
	s := p.sendable(x)
	if !s.whole {
		p.lossy = true
		for _, y := range s.weaker {
			if k := p.table.comparison(y, true); k >= 0 {
				s.sent = append(s.sent, dnf.Literal{Code: k, Place: p.table.place(y)})
				*p.sending(k) = sending{known: true, whole: true}
			}
		}
		p.local = append(p.local, local{x, s.why.Message, s.weaker})
		if s.why.Code == codes.ForbiddenTag {
			d := *s.why
			d.Warning = true
			p.warnings.Add(d)
		}
	}
	*p.sending(l.Code) = s
	return l
}

// sending returns the sending of a literal, to be set.
func (p *planner) sending(k dnf.Code) *sending {
	for int(k) >= len(p.sendings) {
		p.sendings = append(p.sendings, sending{})
	}
	return &p.sendings[k]
}

// sentRows returns the or of ands of what can be sent of x. It has no rows if no record can
// be selected. It is one row without literals if every record must be looked at. It is not
// ok if there was an error.
func (p *planner) sentRows(x ast.Expr) (rows []dnf.Row, ok bool) {
	t := p.table
	t.relate()
	all, clashes, ok := t.Expand(&t.tree, expandBudget)
	if !ok {
		return p.blockRows(x)
	}
	all = slices.DeleteFunc(all, func(r dnf.Row) bool { return p.impossible(&r) })
	p.warnOf(clashes, len(all) == 0)
	p.findRest(all)
	for _, r := range all {
		sent := p.project(&r)
		if len(sent.Literals) == 0 && len(r.Literals) > 0 {
			p.unsent = append(p.unsent, r)
		}
		rows = append(rows, sent)
	}
	p.asked, p.sent = all, rows
	rows = t.Absorb(rows)
	p.findChoices(rows)
	return p.merge(rows), true
}

// warnOf warns of clashes, in the order of the text. If nothing is left of the query, it
// warns of all, and otherwise of those that leave a part of the query without effect.
func (p *planner) warnOf(clashes []dnf.Clash, nothing bool) {
	clashes = slices.DeleteFunc(clashes, func(c dnf.Clash) bool { return !c.Sure && !nothing })
	at := func(c dnf.Clash) int { return p.table.exprs[c.B.Place].Span().Start.Offset }
	slices.SortStableFunc(clashes, func(c, d dnf.Clash) int { return cmp.Compare(at(c), at(d)) })
	p.table.warn(clashes)
}

// impossible reports whether no record meets r, though no two of its conditions exclude each
// other.
func (p *planner) impossible(r *dnf.Row) bool {
	if !slices.ContainsFunc(r.Literals, func(l dnf.Literal) bool {
		x := p.table.of(l).x
		return x.Fold || l.Negated() && !kinds.Folds(p.target.Schema.KindOf(x.Field))
	}) {
		return false
	}
	return p.satisfiable(p.table.row(r)) == solve.No
}

// findRest sets rest if the rows all leave the same to check.
func (p *planner) findRest(rows []dnf.Row) {
	var rest dnf.Row
	for i, r := range rows {
		var left dnf.Row
		for _, l := range r.Literals {
			if !p.sendings[l.Code].whole {
				left.Literals = append(left.Literals, l)
			}
		}
		if i > 0 && !left.Same(&rest) {
			return
		}
		rest = left
	}
	if len(rest.Literals) > 0 {
		p.rest = p.table.row(&rest)
	}
}

// project returns what is sent of a row: all that follows from it and can be sent.
func (p *planner) project(r *dnf.Row) dnf.Row {
	if !p.lossy && len(r.Literals) <= p.target.MaxTagConditions {
		return *r
	}
	var list []dnf.Literal
	for _, l := range r.Literals {
		switch s := p.sendings[l.Code]; {
		case s.whole:
			list = append(list, l)
		default:
			list = append(list, s.sent...)
		}
	}
	for _, k := range r.Codes {
		if l := (dnf.Literal{Code: k}); p.sendings[k].whole && !l.Negated() {
			list = append(list, p.table.positive(l.Variable()))
		}
	}
	sent := p.table.Row(list)
	return p.table.Row(p.fitTags(sent.Literals))
}

// fitTags returns the literals of a row without the tag conditions for which a request has no
// room.
func (p *planner) fitTags(literals []dnf.Literal) []dnf.Literal {
	tags := 0
	return slices.DeleteFunc(literals, func(l dnf.Literal) bool {
		if !p.table.onTags(l.Variable()) {
			return false
		}
		if tags++; tags <= p.target.MaxTagConditions {
			return false
		}
		p.lossy = true
		p.local = append(p.local, local{p.table.exprs[l.Place], "a request has at most " + count(p.target.MaxTagConditions, "tag condition"), nil})
		return true
	})
}

// asWritten gives the only request the criteria as they stand in x, if they can be sent so
// and are no longer.
func (p *planner) asWritten(x ast.Expr, r *planned) {
	if p.lossy || p.side(x) != onBoth && !every(x, false) {
		return
	}
	for c := range ast.Comparisons(x) {
		if p.target.meetsAll(c) {
			return // no request can ask for it
		}
	}
	tags, criteria := split(x)
	if tree.IsEmpty(criteria) || tree.IsEmpty(tags) != (len(r.tags) == 0) || countOf(tags)+countOf(criteria) != countOf(x) {
		return
	}
	if depthOf(criteria) <= p.target.MaxDepth && countOf(criteria) <= countOf(r.criteria) {
		r.criteria = criteria
	}
}

// countOf returns how many conditions x has.
func countOf(x ast.Expr) int {
	n := 0
	for range ast.Comparisons(x) {
		n++
	}
	return n
}

// scanAll returns a request that lists every record. If that is not allowed, it reports what
// takes it.
func (p *planner) scanAll(x ast.Expr) []planned {
	p.minimal, p.fooling, p.cut = bound, nil, false
	if p.satisfiable(x) == solve.No {
		return nil
	}
	p.scan = true
	if p.lossy && p.satisfiable(&ast.Not{X: x}) == solve.No {
		p.unsent, p.lossy = nil, false
	}
	if len(p.unsent) == 0 {
		message := "this selects every " + p.target.Schema.Name + ", which takes a scan"
		if p.lossy {
			message = "only a scan of every " + p.target.Schema.Name + " finds what this selects: what can be sent of it selects them all"
		}
		p.fullScan(x.Span(), message)
	}
	for _, r := range p.unsent {
		var at ast.Span
		for _, l := range r.Literals {
			at = diag.Cover(at, p.table.exprs[l.Place].Span())
		}
		p.fullScan(at, "only a scan of every "+p.target.Schema.Name+" finds "+chars.Clip(tidy(p.table.row(&r)).String())+
			": "+p.sendings[r.Literals[0].Code].why.Message)
	}
	if !p.options.AllowScan {
		return nil
	}
	return p.finish(x, []planned{{criteria: &ast.And{}}})
}

// fullScan reports what takes a scan, as an error or as a warning.
func (p *planner) fullScan(at ast.Span, message string) {
	d := ast.Diagnostic{Code: codes.FullScan, Span: at, Message: message, Params: ast.Params{Option: "PlanOptions.AllowScan"}}
	if p.options.AllowScan {
		d.Warning = true
		d.Hint = "every " + p.target.Schema.Name + " is listed and checked"
		p.warnings.Add(d)
		return
	}
	d.Hint = "add a condition that can be sent, or set PlanOptions.AllowScan"
	p.fail(d)
}

// checkExact reports what is left to check as errors.
func (p *planner) checkExact(requests []planned) {
	for _, r := range requests {
		if r.residual == nil {
			continue
		}
		p.fail(ast.Diagnostic{
			Code:    codes.Inexact,
			Span:    r.residual.Span(),
			Message: "this can only be checked after the request: " + chars.Clip(tidy(r.residual).String()),
			Hint:    "leave it out, or unset PlanOptions.Exact",
			Params:  ast.Params{Option: "PlanOptions.Exact"},
		})
	}
}
