package schema

import (
	"github.com/searchfilter/searchfilter/ast"
)

// A Resolved is what a query means: a schema, and a tree whose names and values the schema
// has checked and read. It has all that the query means, so that a predicate, a request, a
// plan and a text that are made of it mean the same. It is immutable. Resolve makes one.
//
// In its tree, names of fields and values of an Enum have their canonical spelling. There
// are instants in the place of relative times and of days. A comparison has an i only if
// case makes a difference. The Data of a value is what was read of its text.
//
// A nil Resolved, and the zero one, is the empty query of test cases.
type Resolved struct {
	schema  *Schema
	expr    ast.Expr
	written ast.Expr
}

// Schema returns the schema whose fields the query is about.
func (q *Resolved) Schema() *Schema {
	if q == nil || q.schema == nil {
		return TestCase()
	}
	return q.schema
}

// Expr returns the tree. It must not be changed.
func (q *Resolved) Expr() ast.Expr {
	if q == nil || q.expr == nil {
		return &ast.And{}
	}
	return q.expr
}

// Written returns the tree with relative times and days as they were written. It means
// what Expr does, unless it is resolved again with another Now or Zone. It must not be
// changed.
func (q *Resolved) Written() ast.Expr {
	if q == nil || q.written == nil {
		return q.Expr()
	}
	return q.written
}

// String returns the canonical text of Expr. Parsed with the same schema and limits, and no
// other options, it is the same query.
func (q *Resolved) String() string { return q.Expr().String() }

// With returns the query that x is about the same records. It is for those who take a query
// apart, as a plan does, and does not check x. Each comparison in x must be one of q's
// tree, or have the field of one, its values with their Data, and an operator that the
// field's kind takes.
func (q *Resolved) With(x ast.Expr) *Resolved {
	return &Resolved{schema: q.Schema(), expr: x}
}
