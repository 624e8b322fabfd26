// Package kinds has what is particular to each kind of field: its operators, how the values
// of a query and of a record are read, how they compare, and their text. Nothing else knows
// these. Package schema gives the kinds their public names.
package kinds

import (
	"fmt"

	"github.com/searchfilter/searchfilter/ast"
)

// A Kind says what a field's values are, how they compare, and so which operators
// it takes.
type Kind uint8

// The kinds, which package schema describes.
const (
	Text Kind = iota
	Enum
	Bool
	Number
	Time
	Date
	List
)

// A kind has all that is particular to a Kind. Each kind has a file of its own.
type kind struct {
	ops operators

	// query reads a value of a query, and reports what is wrong with it. It is nil if
	// the text is the value.
	query func(r *Reader, v ast.Value) ast.Value

	// record reads what a record has. It is not ok unless that is as wants says.
	record func(m Member) (v Value, ok bool)
	wants  string

	// mistake says what is wrong with what record does not take. It returns nothing
	// for what few people do, and may be nil.
	mistake func(m Member) string

	// text returns the canonical text of a Scalar. It is nil if the kind has none.
	text func(Scalar) string

	// next returns the least value that is greater. It is nil if there is none.
	next func(Scalar) Scalar
}

var kinds = [...]kind{
	Text:   textKind,
	Enum:   enumKind,
	Bool:   boolKind,
	Number: numberKind,
	Time:   timeKind,
	Date:   dateKind,
	List:   listKind,
}

// operators is a set, with a bit for each ast.Op.
type operators uint16

func setOf(list ...ast.Op) (set operators) {
	for _, op := range list {
		set |= 1 << op
	}
	return set
}

var (
	equality = setOf(ast.OpEqual, ast.OpNotEqual, ast.OpIn, ast.OpNotIn, ast.OpExists)
	patterns = setOf(ast.OpHasPrefix, ast.OpContains, ast.OpHasSuffix)
	order    = setOf(ast.OpLess, ast.OpLessEqual, ast.OpGreater, ast.OpGreaterEqual)
)

// All returns all kinds.
func All() []Kind {
	list := make([]Kind, len(kinds))
	for k := range list {
		list[k] = Kind(k)
	}
	return list
}

// of returns what is particular to k. For what is no kind that is nothing.
func of(k Kind) *kind {
	if int(k) < len(kinds) {
		return &kinds[k]
	}
	return &noKind
}

var noKind = kind{record: func(Member) (v Value, ok bool) { return v, false }}

// String returns the kind as messages call it, such as "text" or "enum".
func (k Kind) String() string {
	if int(k) >= len(kindNames) {
		return fmt.Sprintf("Kind(%d)", uint8(k))
	}
	return kindNames[k]
}

var kindNames = [...]string{
	Text: "text", Enum: "enum", Bool: "bool", Number: "number", Time: "time", Date: "date", List: "list",
}

// Takes reports whether a field of this kind takes the operator. Tags take
// what text does.
func Takes(k Kind, op ast.Op) bool { return of(k).ops&setOf(op) != 0 }

// Folds reports whether a field of this kind takes an i behind its values: whether
// these are texts, which may have case.
func Folds(k Kind) bool { return int(k) < len(kinds) && kinds[k].query == nil }

// Ordered reports whether the values of a field of this kind have an order.
func Ordered(k Kind) bool { return Takes(k, ast.OpLess) }

// Next returns the least value of this kind that is greater than a. It is not ok for
// a Number, between any two of which there are others, and for kinds that have no
// order.
func Next(k Kind, a Scalar) (next Scalar, ok bool) {
	if of(k).next == nil {
		return a, false
	}
	return of(k).next(a), true
}

// Format returns the canonical text of a Scalar of the kind, as a query has it: "true",
// "-2.5", "2026-01-31T09:00:00Z", "2026-01-31".
// It is empty for kinds that have no Scalars.
func Format(k Kind, a Scalar) string {
	if of(k).text == nil {
		return ""
	}
	return of(k).text(a)
}

// Operators returns the operators of the kind as a person would list them.
func Operators(k Kind) (list []string) {
	for op := ast.OpEqual; op <= ast.OpExists; op++ {
		if Takes(k, op) && op != ast.OpNotIn {
			list = append(list, op.String())
		}
	}
	return list
}

// A Member is what a record has for a field, as JSON tells it.
type Member struct {
	Type JSONType
	Text string   // of a JSONString; and what a JSONNumber or a JSONBool is written as
	List []string // of JSONStrings
}

// A JSONType says what a Member is.
type JSONType uint8

// The types of a Member.
const (
	JSONString  JSONType = iota // a string
	JSONNumber                  // a number
	JSONBool                    // true or false
	JSONStrings                 // an array of strings
)

// A Value is what a record has in a field: the Text of a Text or an Enum, the List
// of a List, and the Scalar of any other kind, of which Text is then how the record
// says it.
type Value struct {
	Text   string
	Scalar Scalar
	List   []string
}

// Read returns what a record has in a field of this kind. It is not ok for what
// cannot be that: it has the wrong type, or its text says no such value. Enums have
// any text, for a service may come to have new values.
//
//	Text, Enum  a string
//	Bool        true or false
//	Number      a number, as ParseNumber takes it
//	Time        a string as ParseRecordTime takes it, or a number as ParseSeconds does
//	Date        a string, as ParseDate takes it
//	List        an array of strings
func Read(k Kind, m Member) (v Value, ok bool) {
	return of(k).record(m)
}

// Wants returns what a record must have in a field of this kind, for messages: "a
// string".
func Wants(k Kind) string { return of(k).wants }

// Mistake returns what is wrong with m, which Read has refused, for messages: "which
// has no zone". It is empty if m is something else altogether.
func Mistake(k Kind, m Member) string {
	if of(k).mistake == nil {
		return ""
	}
	return of(k).mistake(m)
}
