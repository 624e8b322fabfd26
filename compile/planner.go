package compile

import (
	"slices"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/logic"
)

// Bounds of a plan's work. They are counted in what is done, so that a plan is
// the same on every machine.
const (
	mostRows          = 1_000     // of the query, or of a part of it, as an or of ands
	mostLiterals      = 50_000    // in the rows of all parts
	mostTagConditions = 100_000   // in the rows of tags of one request, before any is absorbed
	solverSteps       = 1_000_000 // of the solver, for one plan
)

// A planner makes one plan.
type planner struct {
	*compiler
	options PlanOptions
	solve   *logic.Solver // made when it is first needed

	table    *table
	sendings []sending // by code
	enums    []enum
	unsent   []row // of the query, those of which nothing is sent
	asked    []row // of the query, with what is sent of each in sent
	sent     []row
	lossy    bool     // what is sent may find more than the query selects
	cut      bool     // a request finds more than its rectangle, for the limits
	rest     ast.Expr // what is left to check of whatever is sent, if that is the same; else nil

	minimal   Minimality
	splits    int
	scan      bool
	unreduced bool
	fooling   []point
	local     []local
}

// A planned request is what one finds.
type planned struct {
	rectangle int // which one of the cover it is for
	criteria  ast.Expr
	tags      [][]*ast.Comparison
	rows      []row // of the query, whose or is enough to check; none if that is not known
	residual  ast.Expr
}

// query returns what the request finds, as a query.
func (r *planned) query() ast.Expr {
	if len(r.tags) == 0 {
		return r.criteria
	}
	rows := make([]ast.Expr, len(r.tags))
	for i, row := range r.tags {
		list := make([]ast.Expr, len(row))
		for j, x := range row {
			list[j] = x
		}
		rows[i] = and(list...)
	}
	return and(r.criteria, or(rows...))
}

func newPlanner(c *compiler, o PlanOptions) *planner {
	if o.MaxRequests <= 0 {
		o.MaxRequests = DefaultRequests
	}
	return &planner{compiler: c, options: o, minimal: Bound}
}

// solver returns the solver that all questions of one plan share, and its budget.
func (p *planner) solver() *logic.Solver {
	if p.solve == nil {
		p.solve = logic.NewSolver(p.target.Schema, logic.Options{
			LooseEnums: !p.target.AlwaysOneStatus,
			Steps:      solverSteps,
		})
	}
	return p.solve
}

// satisfiable reports whether a record meets x.
func (p *planner) satisfiable(x ast.Expr) logic.Verdict {
	return p.solver().Satisfiable(p.query.With(x))
}

// plan returns the requests for x, which is in normal form, or reports errors.
func (p *planner) plan(x ast.Expr) []planned {
	if ast.IsEmpty(x) {
		p.scan = true
		return []planned{{criteria: x}}
	}
	x = ast.Map(x, asExists)
	n := countOf(x)
	p.table = p.newEmptyTable(n)
	p.sendings = make([]sending, 0, 2*n)
	p.enter(x)
	rows, ok := p.sentRows(x)
	if !ok {
		return nil
	}
	if len(rows) == 0 {
		return nil
	}
	if len(rows[0].literals) == 0 {
		return p.scanAll(x)
	}
	rectangles, minimal, fooling := p.cover(rows)
	if len(rectangles) == 1 && minimal == Unproved && p.satisfiable(x) == logic.Yes {
		minimal = Bound
	}
	p.minimal, p.fooling = minimal, fooling
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
		for _, criteria := range p.fitDepth(factor(r.criteria)) {
			requests = append(requests, planned{rectangle: i, criteria: criteria, tags: tags, rows: rows})
		}
	}
	switch i := slices.IndexFunc(requests, func(r planned) bool { return len(r.tags) == 0 && ast.IsEmpty(r.criteria) }); {
	case !p.errors.Empty():
		return nil
	case i >= 0:
		return p.scanAll(x)
	case len(requests) == 1:
		p.asWritten(x, &requests[0])
	}
	return p.finish(x, requests)
}

// asExists returns x as exists if it asks for no more.
func asExists(x *ast.Comparison) *ast.Comparison {
	if !vacuous(x) || x.Op == ast.OpExists {
		return x
	}
	y := *x
	y.Op, y.Values = ast.OpExists, nil
	return &y
}

// finish splits the requests that have too many tag conditions, and adds what is
// left to check to them.
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
		p.minimal = Unproved
	}
	if p.minimal != Bound {
		p.fooling = nil
	}
	return requests
}

func (p *planner) tooManyRequests(x ast.Expr, n int) {
	p.fail(ast.Diagnostic{
		Code:    ast.TooManyRequests,
		Span:    x.Span(),
		Message: "this takes " + number(n) + " requests, and the limit is " + number(p.options.MaxRequests),
		Hint:    "ask for less, or set a higher limit",
	})
}

// rowsOf returns the rows of the query of which a rectangle finds records: all,
// or those with one value of an enum. It leaves out the conditions that the
// rectangle guarantees.
func (p *planner) rowsOf(r *rectangle) []row {
	if !p.lossy {
		return nil
	}
	guaranteed := func(l literal) bool {
		lacks := func(r row) bool { _, ok := slices.BinarySearch(r.set, l.code); return !ok }
		return !slices.ContainsFunc(r.criteria, lacks) || !slices.ContainsFunc(r.tags, lacks)
	}
	var rows []row
	for i, s := range p.sent {
		meets := func(part row) bool { return p.mayHave(&s, &part) }
		if slices.ContainsFunc(r.criteria, meets) && slices.ContainsFunc(r.tags, meets) {
			q := p.asked[i]
			q.literals = slices.DeleteFunc(slices.Clone(q.literals), guaranteed)
			rows = append(rows, q)
		}
	}
	return rows
}

// mayHave reports whether r has all that s asks, but for values of enums of which
// it asks none.
func (p *planner) mayHave(r, s *row) bool {
	return !slices.ContainsFunc(s.set, func(k code) bool {
		if _, ok := slices.BinarySearch(r.set, k); ok {
			return false
		}
		return !slices.ContainsFunc(p.enums, func(e enum) bool { return e.has(k) && !e.asked(r) })
	})
}

// enter enters the literals of x in the table, and what is sent of each.
func (p *planner) enter(x ast.Expr) {
	if terms := ast.Terms(x); terms != nil {
		for _, t := range terms {
			p.enter(t)
		}
		return
	}
	p.table.enter(x)
	k := p.table.literals[len(p.table.literals)-1].code
	if k < 0 {
		return
	}
	if s := p.sending(k); s.known {
		if c, _ := ast.Literal(x); !s.whole && !ast.Equal(c, p.table.leaves[k>>1].x) {
			p.local = append(p.local, local{x, s.why.Message, s.weaker}) // 1.0 after 1
		}
		return
	}
	s := p.sendable(x)
	if !s.whole {
		p.lossy = true
		s.code = never
		if s.weaker != nil {
			if s.code = p.table.comparison(s.weaker); s.code >= 0 {
				*p.sending(s.code) = sending{known: true, whole: true}
			}
		}
		p.local = append(p.local, local{x, s.why.Message, s.weaker})
		if s.why.Code == ast.ForbiddenTag {
			d := *s.why
			d.Warning = true
			p.warnings.Add(d)
		}
	}
	*p.sending(k) = s
}

// sending returns the place for what is sent of a literal.
func (p *planner) sending(k code) *sending {
	for int(k) >= len(p.sendings) {
		p.sendings = append(p.sendings, sending{})
	}
	return &p.sendings[k]
}

// sentRows returns the or of ands of what can be sent of x. There are no rows if
// no record can be selected, and one without literals, alone, if every one must
// be looked at. ok is false if there was an error.
func (p *planner) sentRows(x ast.Expr) (rows []row, ok bool) {
	t := p.table
	t.relate()
	e := expansion{table: t, left: mostLiterals}
	all, ok := e.rows(x)
	if !ok {
		return p.blockRows(x)
	}
	all = slices.DeleteFunc(all, func(r row) bool { return p.impossible(&r) })
	e.warn(len(all) == 0)
	p.findRest(all)
	for _, r := range all {
		sent := p.project(&r)
		if len(sent.literals) == 0 && len(r.literals) > 0 {
			p.unsent = append(p.unsent, r)
		}
		rows = append(rows, sent)
	}
	p.asked, p.sent = all, rows
	rows = t.absorb(rows)
	p.findEnums(rows)
	return p.mergeEnums(rows), true
}

// impossible reports whether no record meets r, where pairs of conditions do
// not tell.
func (p *planner) impossible(r *row) bool {
	if !slices.ContainsFunc(r.literals, func(l literal) bool {
		x := p.table.leaves[l.leaf()].x
		return x.Fold || l.negated() && !p.target.Schema.KindOf(x.Field).Folds()
	}) {
		return false
	}
	return p.satisfiable(r.expr()) == logic.No
}

// findRest finds what the rows leave to check, if that is the same for all.
func (p *planner) findRest(rows []row) {
	var rest []literal
	for i, r := range rows {
		var list []literal
		for _, l := range r.literals {
			if !p.sendings[l.code].whole {
				list = append(list, l)
			}
		}
		if i > 0 && !term(list).same(rest) {
			return
		}
		rest = list
	}
	if len(rest) > 0 {
		p.rest = (&row{literals: rest}).expr()
	}
}

// project returns what is sent of a row: all that follows from it and can be.
func (p *planner) project(r *row) row {
	if !p.lossy && len(r.literals) <= p.target.MaxTagConditions {
		return *r
	}
	var list []literal
	for _, l := range r.literals {
		switch s := p.sendings[l.code]; {
		case s.whole:
			list = append(list, l)
		case s.code >= 0:
			list = append(list, literal{s.code, s.weaker})
		}
	}
	for _, k := range r.set {
		if l := (literal{k, p.table.leaves[k>>1].x}); p.sendings[k].whole && !l.negated() {
			list = append(list, l)
		}
	}
	sent := p.table.row(list)
	return p.table.row(p.fitTags(sent.literals))
}

// fitTags returns the literals of a row without the tags that no request has
// room for.
func (p *planner) fitTags(literals []literal) []literal {
	tags := 0
	return slices.DeleteFunc(literals, func(l literal) bool {
		if !p.table.onTags(l.code) {
			return false
		}
		if tags++; tags <= p.target.MaxTagConditions {
			return false
		}
		p.lossy = true
		p.local = append(p.local, local{l.x, "a request has at most " + count(p.target.MaxTagConditions, "tag condition"), nil})
		return true
	})
}

// findEnums finds the fields of the rows of which every record has one value.
func (p *planner) findEnums(rows []row) {
	seen := make(map[code]bool)
	for _, r := range rows {
		for _, l := range r.literals {
			x := p.table.leaves[l.leaf()].x
			if x == nil || seen[l.code] || !p.oneValue(x.Field) {
				continue
			}
			seen[l.code] = true
			i := slices.IndexFunc(p.enums, func(e enum) bool { return e.field == x.Field.Name })
			if i < 0 {
				i = len(p.enums)
				p.enums = append(p.enums, enum{field: x.Field.Name, values: len(p.target.field(x.Field).Values)})
			}
			p.enums[i].codes = append(p.enums[i].codes, l)
		}
	}
}

// asWritten gives the only request the criteria as they stand in x, if it is an
// and of tags and criteria that is sent whole, and that is no longer.
func (p *planner) asWritten(x ast.Expr, r *planned) {
	if p.lossy || p.side(x) != onBoth && !every(x, false) {
		return
	}
	for c := range ast.Comparisons(x) {
		if p.meetsAll(c) {
			return // no request can ask for it
		}
	}
	tags, criteria := split(x)
	if ast.IsEmpty(criteria) || ast.IsEmpty(tags) != (len(r.tags) == 0) || countOf(tags)+countOf(criteria) != countOf(x) {
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

// scanAll returns a request that lists every record, or reports that it takes
// one.
func (p *planner) scanAll(x ast.Expr) []planned {
	p.minimal, p.fooling, p.cut = Bound, nil, false
	if p.satisfiable(x) == logic.No {
		return nil
	}
	p.scan = true
	if p.lossy && p.satisfiable(&ast.Not{X: x}) == logic.No {
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
		for _, l := range r.literals {
			at = at.Cover(l.x.Span())
		}
		p.fullScan(at, "only a scan of every "+p.target.Schema.Name+" finds "+ast.Clip(tidy(r.expr()))+
			": "+p.sendings[r.literals[0].code].why.Message)
	}
	if !p.options.AllowScan {
		return nil
	}
	return p.finish(x, []planned{{criteria: &ast.And{}}})
}

// fullScan reports what takes a scan, as an error or as a warning.
func (p *planner) fullScan(at ast.Span, message string) {
	d := ast.Diagnostic{Code: ast.FullScan, Span: at, Message: message}
	if p.options.AllowScan {
		d.Warning = true
		d.Hint = "every " + p.target.Schema.Name + " is listed and checked"
		p.warnings.Add(d)
		return
	}
	d.Hint = "add a condition that can be sent, or allow scans"
	p.fail(d)
}

// checkExact reports what is left to check.
func (p *planner) checkExact(requests []planned) {
	for _, r := range requests {
		if r.residual == nil {
			continue
		}
		p.fail(ast.Diagnostic{
			Code:    ast.Inexact,
			Span:    r.residual.Span(),
			Message: "this can only be checked after the request: " + ast.Clip(tidy(r.residual)),
			Hint:    "leave it out, or allow a residual",
		})
	}
}
