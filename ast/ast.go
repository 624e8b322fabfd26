// Package ast holds the syntax tree of a query: what was written, where it
// stood, and what was wrong with it.
//
// A tree is an [Expr], and an Expr is *[And], *[Or], *[Not] or *[Comparison],
// nothing else. The tree says what was written; whether a field of that name
// exists is for a schema to say. Trees come from package parser, from the JSON
// decoders, or are built in Go:
//
//	ast.Any(
//		ast.All(
//			ast.Compare(ast.Name("name"), ast.OpHasPrefix, "smoke"),
//			ast.Compare(ast.Name("status"), ast.OpEqual, "PUBLISHED"),
//		),
//		ast.Compare(ast.Tag("BPO"), ast.OpEqual, "123"),
//	)
//
// A tree must not be changed once it is shared: queries, plans and programs
// keep the nodes they were given.
//
// The package needs the standard library alone.
package ast

// An Expr is a node of a query: *And, *Or, *Not or *Comparison. The set is
// closed, so a type switch over these four is complete.
//
// The empty query, which selects every record, is an And without terms. It
// stands only at the root.
type Expr interface {
	// Span returns where the expression stood in the query text, parentheses
	// around it excluded. It is the zero Span for a node built in Go.
	Span() Span
	// String returns the canonical text: one space between tokens, operators as
	// symbols, keywords in lower case, values bare where they need no quotes, and
	// only the parentheses that are needed. What was written stays: in stays in,
	// != stays !=, and the order of terms stays. The empty query is "".
	//
	// For a tree that Validate accepts, parsing the text gives an equal tree, and
	// the text of that is the same. A tree that Validate refuses is written as
	// well as possible, for messages.
	String() string
	expr()
}

// And selects the records that every term selects.
type And struct {
	Terms []Expr // two or more, none of them *And; or none at all in the empty query
	At    Span
}

// Or selects the records that at least one term selects.
type Or struct {
	Terms []Expr // two or more, none of them *Or
	At    Span
}

// Not selects the records that X does not select.
type Not struct {
	X  Expr
	At Span
}

// A Comparison is one condition on one field or tag: name ^= "smoke" i.
type Comparison struct {
	Field  Field
	Op     Op
	Values []Value // one; any number but none for OpIn and OpNotIn; none for OpExists
	Fold   bool    // case is ignored, as an i behind the values says; false for OpExists
	At     Span
	OpAt   Span // the operator; for OpNotIn both of its words
	FoldAt Span // the i
}

// A Field names what a comparison looks at: a field of the record, or one of
// its tags. Two fields are the same if Tag and Name are.
type Field struct {
	Tag  bool   // Name is the key of a tag
	Name string // a word, or a tag's key without quotes and without tag:
	At   Span
}

// A Value is what a comparison compares with. Text is free of quotes and
// escapes: smoke and "smoke" are the same value.
type Value struct {
	Text string
	At   Span

	// Data is what the text stands for, where a schema has resolved the tree and
	// it is more than the text: see package schema. It is nil in other trees.
	Data any
}

func (x *And) Span() Span        { return x.At }
func (x *Or) Span() Span         { return x.At }
func (x *Not) Span() Span        { return x.At }
func (x *Comparison) Span() Span { return x.At }

func (x *And) String() string        { return textOf(x) }
func (x *Or) String() string         { return textOf(x) }
func (x *Not) String() string        { return textOf(x) }
func (x *Comparison) String() string { return textOf(x) }

func (*And) expr()        {}
func (*Or) expr()         {}
func (*Not) expr()        {}
func (*Comparison) expr() {}

// isEmpty reports whether x is the empty query, which selects every record.
func isEmpty(x Expr) bool {
	and, ok := x.(*And)
	return ok && and != nil && len(and.Terms) == 0
}

// isNil reports whether x is nil, or a nil pointer to a node.
func isNil(x Expr) bool {
	switch x := x.(type) {
	case *And:
		return x == nil
	case *Or:
		return x == nil
	case *Not:
		return x == nil
	case *Comparison:
		return x == nil
	}
	return true
}

// An Op is the operator of a comparison. Its String is the canonical spelling,
// such as ^=.
type Op uint8

// The operators. The word operators startswith, contains and endswith are
// spellings of OpHasPrefix, OpContains and OpHasSuffix.
const (
	OpEqual        Op = iota // f = v
	OpNotEqual               // f != v, which is not f = v
	OpHasPrefix              // f ^= v
	OpContains               // f *= v
	OpHasSuffix              // f $= v
	OpLess                   // f < v
	OpLessEqual              // f <= v
	OpGreater                // f > v
	OpGreaterEqual           // f >= v
	OpIn                     // f in (v, …)
	OpNotIn                  // f not in (v, …), which is not f in (v, …)
	OpExists                 // f exists
)

var opText = [...]string{
	OpEqual:        "=",
	OpNotEqual:     "!=",
	OpHasPrefix:    "^=",
	OpContains:     "*=",
	OpHasSuffix:    "$=",
	OpLess:         "<",
	OpLessEqual:    "<=",
	OpGreater:      ">",
	OpGreaterEqual: ">=",
	OpIn:           "in",
	OpNotIn:        "not in",
	OpExists:       "exists",
}

// String returns the operator's canonical spelling, or "Op(n)" for a number
// that is no operator.
func (op Op) String() string {
	if int(op) < len(opText) {
		return opText[op]
	}
	return "Op(" + itoa(int(op)) + ")"
}
