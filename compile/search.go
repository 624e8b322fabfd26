package compile

import (
	"fmt"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile/connect"
	"github.com/searchfilter/searchfilter/schema"
)

// A Request is what SearchTestCases returns. As JSON it is the body of a call:
// set InstanceId before it is sent.
type Request struct {
	connect.SearchTestCasesRequest

	// Warnings are about a request that can be sent and is probably not what
	// was meant: Contradiction and ContainsLength.
	Warnings ast.Diagnostics `json:"-"`
}

// SearchTestCases returns the one request that finds the records that q
// selects. The empty query is a request without filter and criteria, which
// finds everything.
//
// The request has exactly one member set in each node, and no list with fewer
// than two elements but for the rows of OrConditions. Criteria stand as they
// were written. Tags are the shortest or of ands with the same conditions: no
// row and no condition in a row follows from another. Rows that no record can
// meet are left out, unless there are no others.
//
// The error is ast.Diagnostics: Inexpressible and ForbiddenTag for what the
// target cannot say, and TooManyTerms, TooManyTagConditions and TooDeep for its
// limits. The work is bounded by the target's MaxTerms, whatever the query. A
// target of another Dialect, or with another Schema than the query's, is a mistake
// in Go code, and a plain error.
func SearchTestCases(q *schema.Resolved, t Target) (*Request, error) {
	if t.Dialect != Search {
		return nil, fmt.Errorf("compile: SearchTestCases does not make requests for %s", t.Name)
	}
	c, err := newCompiler(q, t)
	if err != nil {
		return nil, err
	}
	whole, ok := c.asOne(c.normal(q))
	if !ok {
		return nil, c.errors.Err()
	}
	r := &Request{SearchTestCasesRequest: c.request(whole)}
	if err := c.errors.Err(); err != nil {
		return nil, err
	}
	r.Warnings = c.warnings.Diagnostics()
	return r, nil
}

// asOne returns x as one request, or reports why it is none. What is written as
// one stays as it is written, even if it is a contradiction. What is not may
// still select what one request does.
func (c *compiler) asOne(x ast.Expr) (r planned, ok bool) {
	c.check(x)
	refused := !c.errors.Empty()
	tags, criteria := split(x)
	c.checkTerms(tags, noLeaf, c.most())
	c.checkDepth(criteria)
	switch {
	case refused:
		return c.single(x)
	case !c.errors.Empty():
		return planned{}, false
	}
	r.criteria = criteria
	if !ast.IsEmpty(tags) {
		r.tags = c.tagRows(tags)
	}
	return r, true
}

// request returns r as it is sent.
func (c *compiler) request(r planned) connect.SearchTestCasesRequest {
	var q connect.SearchTestCasesRequest
	if len(r.tags) > 0 {
		q.SearchFilter = &connect.TestCaseSearchFilter{TagFilter: controlPlaneTagFilter(r.tags)}
	}
	if !ast.IsEmpty(r.criteria) {
		criteria := c.criteria(r.criteria)
		q.SearchCriteria = &criteria
	}
	return q
}

// A side is what an expression is about: tags, criteria, both, or neither, which
// is what a field that cannot be asked for is.
type side uint8

const (
	onTags side = 1 << iota
	onCriteria
	onBoth = onTags | onCriteria
)

func (c *compiler) side(x ast.Expr) side {
	var s side
	for x := range ast.Comparisons(x) {
		if x.Field.Tag {
			s |= onTags
		} else if _, ok := c.target.leaf(x.Field); ok {
			s |= onCriteria
		}
	}
	return s
}

// split returns the parts of x that are about tags alone and about other fields
// alone, of which x is the conjunction if check has passed it. A part that is
// not there is the empty query.
func split(x ast.Expr) (tags, criteria ast.Expr) {
	switch and, ok := x.(*ast.And); {
	case every(x, true):
		return x, new(ast.And)
	case every(x, false):
		return new(ast.And), x
	case ok:
		return part(and, true), part(and, false)
	}
	return new(ast.And), new(ast.And)
}

// every reports whether all conditions of x are on tags, or all are on fields.
func every(x ast.Expr, tag bool) bool {
	for x := range ast.Comparisons(x) {
		if x.Field.Tag != tag {
			return false
		}
	}
	return true
}

// part returns the conjunction of x's terms that are about tags alone, or of
// those that are about fields alone.
func part(x *ast.And, tags bool) ast.Expr {
	var terms []ast.Expr
	var at ast.Span
	for _, t := range x.Terms {
		if every(t, tags) {
			terms = append(terms, t)
			at = at.Cover(t.Span())
		}
	}
	if len(terms) == 1 {
		return terms[0]
	}
	return &ast.And{Terms: terms, At: at}
}
