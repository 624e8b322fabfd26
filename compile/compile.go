// Package compile turns a query into what a service is sent. Package decompile turns
// that back into a query.
//
// A request of a search of Amazon Connect has a filter on tags and criteria on other fields.
// A record must meet both. There is no not, except for a number that is not equal to
// another. So what one request can say is
//
//	T and C
//
// T is any nesting of and and or over conditions on tags. It is sent as an or of ands. C is
// any nesting of and and or over conditions on other fields. If every record has a field, a
// negation on it may be sent as its opposite: the other values of an Enum, or >= for <. A
// session of Amazon Q in Connect has a tagFilter, which is T alone. The filter of its
// Retrieve nests, and has negation at its leaves: see [NestedFilter]. There are two ways to
// send a query:
//
//   - [Compile] returns one request, or an error that points at the part of the query that
//     does not fit. A query that is written as one request is sent as it is written. One
//     that is not, but selects what one request finds, is sent as that request.
//   - [NewPlan] answers any query by several requests and a residual: what is left to check
//     of the records that they find.
//
// A [Target] says what a service takes, and how it is written. It is data: packages connect
// and qconnect have targets.
//
// The package needs this module and the standard library alone.
package compile

import (
	"fmt"
	"slices"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/spell"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/schema"
)

// A compiler holds what the steps of one run share.
type compiler struct {
	query    *schema.Resolved
	target   Target
	hint     string // what a plan takes, once that is asked
	errors   diag.Report
	warnings diag.Report
	reported map[report]bool
	planned  *planner  // of the whole query, once planFor has planned it
	requests []planned // of that plan
	shape    *shape    // of every request, once there is one
	sides    map[ast.Expr]side
}

// A report identifies a diagnostic, so that it is reported once: a condition with an in-list
// is several conditions in normal form.
type report struct {
	at      ast.Span
	message string
}

// newCompiler returns a compiler of q for the target. The error says that the target is
// wrong, or that q is about other records. A target of tags alone takes a query of any
// records.
func newCompiler(q *schema.Resolved, t Target) (*compiler, error) {
	t = t.WithDefaults()
	if err := t.Check(); err != nil {
		return nil, err
	}
	if (t.Criteria != nil || len(t.Nested.Keys) > 0) && t.Schema != q.Schema() {
		return nil, fmt.Errorf("compile: the query is about the fields of %s, and %s takes those of %s: resolve it by the target's Schema",
			spell.One(q.Schema().Name), t.Operation, spell.One(t.Schema.Name))
	}
	t.Schema = q.Schema()
	if !tree.IsEmpty(q.Expr()) && !isSound(t.Schema, q.Expr()) {
		return nil, fmt.Errorf("compile: the query has a field that its schema lacks, or an and or an or without terms")
	}
	return &compiler{query: q, target: t}, nil
}

// isSound reports whether x is like a tree that a schema has resolved. A tree that a caller
// has changed since may not be.
func isSound(s *schema.Schema, x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.And:
		return len(x.Terms) > 0 && !slices.ContainsFunc(x.Terms, func(t ast.Expr) bool { return !isSound(s, t) })
	case *ast.Or:
		return len(x.Terms) > 0 && !slices.ContainsFunc(x.Terms, func(t ast.Expr) bool { return !isSound(s, t) })
	case *ast.Not:
		return isSound(s, x.X)
	case *ast.Comparison:
		return x.Field.Tag || s.Lookup(x.Field.Name) >= 0
	}
	return false
}

// another returns a compiler for the same query and target, which shares nothing
// else with c.
func (c *compiler) another() *compiler {
	return &compiler{query: c.query, target: c.target}
}

// tagsOnly reports whether there are no criteria. Then no records come back that could be
// checked.
func (c *compiler) tagsOnly() bool { return c.target.Criteria == nil }

// fail reports an error, unless it is reported already.
func (c *compiler) fail(d ast.Diagnostic) {
	key := report{d.Span, d.Message}
	if !c.reported[key] {
		if c.reported == nil {
			c.reported = make(map[report]bool)
		}
		c.reported[key] = true
		c.errors.Add(d)
	}
}

// normal returns q in normal form and without the negations that other conditions say:
// the complement of an Enum, or an opposite.
func (c *compiler) normal(q *schema.Resolved) ast.Expr {
	x := ast.Normal(q.Expr())
	if !c.hasComplement(x) {
		return x
	}
	return c.complement(x)
}

// hasComplement reports whether a negation in x, in normal form, may have a complement or
// has an opposite.
func (c *compiler) hasComplement(x ast.Expr) bool {
	if terms := tree.Terms(x); terms != nil {
		return slices.ContainsFunc(terms, c.hasComplement)
	}
	literal, negated := tree.Literal(x)
	return negated && (c.target.oneValue(literal.Field) || c.target.opposite(literal) != nil)
}

// complement returns x, in normal form, without the negations that other conditions can
// say. If every record has one of f's values, not f = v becomes the or of the others. In
// an and, the negations on one field are replaced together by the values that none excludes.
func (c *compiler) complement(x ast.Expr) ast.Expr {
	switch x := x.(type) {
	case *ast.And:
		terms, _ := flat(c.complementAnd(x.Terms), isAnd)
		if len(terms) == 1 {
			return terms[0]
		}
		return &ast.And{Terms: terms, At: x.At}
	case *ast.Or:
		terms := make([]ast.Expr, len(x.Terms))
		for i, t := range x.Terms {
			terms[i] = c.complement(t)
		}
		terms, _ = flat(terms, isOr)
		return &ast.Or{Terms: terms, At: x.At}
	case *ast.Not:
		if c.excludesValue(x) {
			if y := c.others([]ast.Expr{x}); y != nil {
				return y
			}
		}
		literal, _ := tree.Literal(x)
		if y := c.target.opposite(literal); y != nil {
			y.At = x.At
			return y
		}
	}
	return x
}

func (c *compiler) complementAnd(terms []ast.Expr) (list []ast.Expr) {
	nots := make(map[string][]ast.Expr) // by their field
	for _, t := range terms {
		if c.excludesValue(t) {
			x, _ := tree.Literal(t)
			nots[x.Field.Name] = append(nots[x.Field.Name], t)
		}
	}
	others := make(map[string]ast.Expr)
	for name, list := range nots {
		others[name] = c.others(list)
	}
	for _, t := range terms {
		x, _ := tree.Literal(t)
		switch {
		case !c.excludesValue(t) || others[x.Field.Name] == nil:
			list = append(list, c.complement(t))
		case t == nots[x.Field.Name][0]:
			list = append(list, others[x.Field.Name])
		}
	}
	return list
}

// excludesValue reports whether x excludes one of the values of an Enum of which every record
// has one: not f = v.
func (c *compiler) excludesValue(x ast.Expr) bool {
	literal, negated := tree.Literal(x)
	return negated && literal.Op == ast.OpEqual && c.target.oneValue(literal.Field)
}

// others returns the or of the values of a field that none of the nots excludes, in the
// place of the first of them. If they exclude all, it returns an and of two values, which
// no record meets either. It is nil if that is too long to write out, or if the field has
// one value alone.
func (c *compiler) others(nots []ast.Expr) ast.Expr {
	const most = 50 // values that are left, so that a query of 10,000 nots stays small
	x := nots[0].(*ast.Not)
	values := c.target.field(x.X.(*ast.Comparison).Field).Values
	if len(values) == 1 || len(values)-len(nots) > most {
		return nil
	}
	excluded := make(map[string]bool)
	for _, not := range nots {
		excluded[excludedBy(not)] = true
	}
	var left []ast.Expr
	for _, v := range values {
		if !excluded[v] {
			left = append(left, equal(x, v))
		}
	}
	if len(left) > 0 {
		return ast.Any(left[0], left[1:]...)
	}
	v := excludedBy(x)
	i := slices.IndexFunc(nots, func(y ast.Expr) bool { return excludedBy(y) != v })
	return ast.All(equal(x, excludedBy(nots[i])), equal(nots[i].(*ast.Not), v))
}

// excludedBy returns the value that not f = v excludes.
func excludedBy(x ast.Expr) string { return x.(*ast.Not).X.(*ast.Comparison).Values[0].Text }

// equal returns f = v in the place of x, a not f = w.
func equal(x *ast.Not, v string) ast.Expr {
	c := *x.X.(*ast.Comparison)
	c.Values = []ast.Value{{Text: v, At: c.Values[0].At}}
	c.At = x.At
	return &c
}

// operand returns what x, a positive comparison with a value, compares with. Two operands
// are the same if and only if comparing with them gives the same answers.
func (c *compiler) operand(x *ast.Comparison) string {
	v := x.Values[0]
	if x.Fold {
		return kinds.FoldOf(v)
	}
	if a, ok := kinds.ScalarOf(v); ok {
		return kinds.Format(c.target.Schema.KindOf(x.Field), a)
	}
	return v.Text
}
