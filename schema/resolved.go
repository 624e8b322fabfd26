package schema

import (
	"github.com/searchfilter/searchfilter/ast"
)

// A Resolved is what a query means: a tree whose names and values a schema has
// checked and read, with that schema. Nothing that it means stands anywhere
// else, so that whatever is made of it means the same: a predicate, a request, a
// plan or its text. It is immutable. Resolve makes one.
//
// In its tree, names of fields and values of an Enum have their canonical spelling.
// Instants stand for relative times and for days. An i stands only where case makes a
// difference. The Data of a value is what was read of its text.
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

// Written returns the tree with relative times and days as they were written. It
// means the same as Expr until it is resolved again, with another Now or Zone. It must
// not be changed.
func (q *Resolved) Written() ast.Expr {
	if q == nil || q.written == nil {
		return q.Expr()
	}
	return q.written
}

// String returns the canonical text of Expr. Whoever parses it with the same
// schema and limits, and no other options, has the same query.
func (q *Resolved) String() string { return q.Expr().String() }

// With returns the query that x says about the same records. It is for what takes a
// query apart, such as a plan, and does not check x. Each comparison in x must be one of
// q's tree, or be made of one: of its field, its values with their Data, and an operator
// that the field's kind takes.
func (q *Resolved) With(x ast.Expr) *Resolved {
	return &Resolved{schema: q.Schema(), expr: x}
}
