// Package compile turns a query into what a service is sent: one SearchTestCases
// request for Amazon Connect, or the tagFilter of an Amazon Q in Connect
// session.
//
// One request is a filter on tags and criteria on other fields, both of which
// a record must meet, with no not anywhere. So what can be sent is
//
//	T and C
//
// where T is any nesting of and and or over tag conditions, which is sent as an
// or of ands, and C is any nesting over conditions on other fields, which is
// sent as it was written. Where the records of an Enum field have exactly one
// of its values, a negation is sent as the other values. Everything else is an
// error that points at the part of the query that does not fit.
//
// What a service takes is a [Target], which is data: another search of the
// same shape is another table.
//
// The package imports this module's packages ast, schema, logic and the wire
// types, and the standard library.
package compile

import (
	"slices"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/schema"
)

// A compiler holds what the steps of one run share.
type compiler struct {
	target   Target
	tagsOnly bool // there are no criteria, and no records to look at afterwards
	probing  bool // whether there are errors is all that is asked
	errors   ast.Report
	warnings ast.Report
	reported map[report]bool
}

// A report is what makes two diagnostics the same to a reader. A condition
// with an in-list is several in normal form, which one message is for.
type report struct {
	at      ast.Span
	message string
}

func newCompiler(t Target, tagsOnly bool) *compiler {
	return &compiler{target: t.withDefaults(), tagsOnly: tagsOnly, reported: make(map[report]bool)}
}

// fail reports an error, unless it is reported already.
func (c *compiler) fail(d ast.Diagnostic) {
	key := report{d.Span, d.Message}
	if !c.reported[key] {
		c.reported[key] = true
		c.errors.Add(d)
	}
}

// normal returns x resolved, in normal form and without the negations that the
// complement of an enum says, or an error.
func (c *compiler) normal(x ast.Expr) (ast.Expr, error) {
	// Relative times stay as they are: no time is ever sent.
	x, err := c.target.Schema.Resolve(x, schema.Options{Limits: c.target.Limits})
	if err != nil {
		return nil, err
	}
	// The complement may be an or inside an or, which Normal flattens.
	return ast.Normal(c.complement(ast.Normal(x))), nil
}

// complement returns x, in normal form, with every not f = v replaced by the or
// of f's other values, if records have exactly one of them. In an and, those on
// one field are replaced together by what all of them leave.
func (c *compiler) complement(x ast.Expr) ast.Expr {
	switch x := x.(type) {
	case *ast.And:
		terms := c.complementAnd(x.Terms)
		if len(terms) == 1 {
			return terms[0]
		}
		return &ast.And{Terms: terms, At: x.At}
	case *ast.Or:
		terms := make([]ast.Expr, len(x.Terms))
		for i, t := range x.Terms {
			terms[i] = c.complement(t)
		}
		return &ast.Or{Terms: terms, At: x.At}
	case *ast.Not:
		if c.complements(x) {
			return c.others(x, []*ast.Not{x})
		}
	}
	return x
}

func (c *compiler) complementAnd(terms []ast.Expr) []ast.Expr {
	nots := make(map[string][]*ast.Not)
	for _, t := range terms {
		if x, ok := t.(*ast.Not); ok && c.complements(x) {
			field := x.X.(*ast.Comparison).Field.Name
			nots[field] = append(nots[field], x)
		}
	}
	var list []ast.Expr
	for _, t := range terms {
		x, ok := t.(*ast.Not)
		if !ok || !c.complements(x) {
			list = append(list, c.complement(t))
			continue
		}
		field := x.X.(*ast.Comparison).Field.Name
		if nots[field] != nil {
			list = append(list, c.others(x, nots[field]))
			delete(nots, field)
		}
	}
	return list
}

// complements reports whether x, a negated literal, has a complement.
func (c *compiler) complements(x *ast.Not) bool {
	literal, _ := ast.Literal(x)
	return literal.Op == ast.OpEqual && c.oneValue(literal.Field) && len(c.target.field(literal.Field).Values) > 1
}

// others returns the or of the values of a field that none of the nots exclude,
// in the place of the first of them, x. If they exclude all, it returns an and
// of two values, which no record meets either.
func (c *compiler) others(x *ast.Not, nots []*ast.Not) ast.Expr {
	excluded := make(map[string]bool)
	for _, not := range nots {
		excluded[excludedBy(not)] = true
	}
	var left []ast.Expr
	for _, v := range c.target.field(x.X.(*ast.Comparison).Field).Values {
		if !excluded[v] {
			left = append(left, equal(x, v))
		}
	}
	if len(left) > 0 {
		return ast.Any(left[0], left[1:]...)
	}
	v := excludedBy(x)
	i := slices.IndexFunc(nots, func(y *ast.Not) bool { return excludedBy(y) != v })
	return ast.All(equal(x, excludedBy(nots[i])), equal(nots[i], v))
}

// excludedBy returns the value that not f = v excludes.
func excludedBy(x *ast.Not) string { return x.X.(*ast.Comparison).Values[0].Text }

// equal returns f = v in the place of x, a not f = w.
func equal(x *ast.Not, v string) ast.Expr {
	c := *x.X.(*ast.Comparison)
	c.Values = []ast.Value{{Text: v, At: c.Values[0].At}}
	c.At = x.At
	return &c
}

// oneValue reports whether every record has exactly one of the field's values.
func (c *compiler) oneValue(f ast.Field) bool {
	if f.Tag || !c.target.AlwaysOneStatus {
		return false
	}
	field := c.target.field(f)
	return field.Always && field.Kind == schema.Enum
}
