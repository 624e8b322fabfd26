package compile

import (
	"fmt"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile/connect"
)

// A Request is what SearchTestCases returns. As JSON it is the body of a call:
// set InstanceId before it is sent.
type Request struct {
	connect.SearchTestCasesRequest

	// Warnings are about a request that can be sent and is probably not what
	// was meant: Contradiction and ContainsLength.
	Warnings ast.Diagnostics `json:"-"`
}

// SearchTestCases returns the one request that finds the records that x
// selects. The empty query is a request without filter and criteria, which
// finds everything.
//
// The request has exactly one member set in each node, and no list with fewer
// than two elements but for the rows of OrConditions. Criteria stand as they
// were written. Tags are the shortest or of ands with the same conditions: no
// row and no condition in a row follows from another. Rows that no record can
// meet are left out, unless there are no others.
//
// The error is ast.Diagnostics: what Resolve finds, Inexpressible and
// ForbiddenTag for what the target cannot say, and TooManyTerms,
// TooManyTagConditions and TooDeep for its limits. The work is bounded by
// the target's MaxTerms, whatever the query. A target of another Dialect is a
// mistake in Go code, and a plain error.
func SearchTestCases(x ast.Expr, t Target) (*Request, error) {
	if t.Dialect != Search {
		return nil, fmt.Errorf("compile: SearchTestCases does not make requests for %s", t.Name)
	}
	c := newCompiler(t, false)
	x, err := c.normal(x)
	if err != nil {
		return nil, err
	}
	c.check(x)
	tags, criteria := split(x)
	c.checkTerms(tags)
	c.checkDepth(criteria)
	if err := c.errors.Err(); err != nil {
		return nil, err
	}
	r := new(Request)
	if !ast.IsEmpty(tags) {
		r.SearchFilter = &connect.TestCaseSearchFilter{TagFilter: c.controlPlaneTagFilter(tags)}
	}
	if !ast.IsEmpty(criteria) {
		criteria := c.criteria(criteria)
		r.SearchCriteria = &criteria
	}
	if err := c.errors.Err(); err != nil {
		return nil, err
	}
	r.Warnings = c.warnings.Diagnostics()
	return r, nil
}

// controlPlaneTagFilter returns tags, which check has passed, as Connect has
// them.
func (c *compiler) controlPlaneTagFilter(tags ast.Expr) *connect.ControlPlaneTagFilter {
	rows := c.rows(tags)
	list := make([][]connect.TagCondition, len(rows))
	for i, row := range rows {
		for _, x := range row {
			list[i] = append(list[i], connect.TagCondition{TagKey: x.Field.Name, TagValue: tagValue(x)})
		}
	}
	switch {
	case len(list) > 1:
		return &connect.ControlPlaneTagFilter{OrConditions: list}
	case len(list[0]) > 1:
		return &connect.ControlPlaneTagFilter{AndConditions: list[0]}
	}
	return &connect.ControlPlaneTagFilter{TagCondition: &list[0][0]}
}

// tagValue returns the value that a condition on a tag asks for, or nil if it
// asks for the key alone.
func tagValue(x *ast.Comparison) *string {
	if x.Op == ast.OpExists {
		return nil
	}
	return &x.Values[0].Text
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
