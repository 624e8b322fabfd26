package schema

import (
	"github.com/searchfilter/searchfilter/ast"
)

// A Resolved is what a query means: a tree whose names and values a schema has
// checked and read, with that schema. Nothing that it means stands anywhere
// else, so that whatever is made of it means the same: a predicate, a request, a
// plan or its text. It is immutable. Resolve makes one.
//
// In its tree, names of fields and values of an Enum have their canonical
// spelling, instants stand for relative times and for days, an i stands only where case makes a
// difference, and the Data of a value is what was read of its text: the Scalar of a
// Bool, Number, Time or Date, and the form that [chars.Fold] gives to the text of a
// comparison that ignores case.
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

// With returns the query that x says about the same records. Each comparison in
// x must be one of q's tree, or be made of one: of its field and its values with
// their Data, with an operator that the field's kind takes. It is for what takes
// a query apart, such as a plan; x is not checked.
func (q *Resolved) With(x ast.Expr) *Resolved {
	return &Resolved{schema: q.Schema(), expr: x}
}
