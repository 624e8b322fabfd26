// Package logic answers questions about whole queries: whether two select the same
// records, whether one selects any, and what in one is probably not meant.
//
// The answers follow from what every record is like: it has at most one value in each field
// and tag, or any number of texts if the field is a list. They are always right. Most take
// time in proportion to the number of conditions. In the worst case the time doubles with
// each condition, and Options.Steps ends the search.
//
// A Number field may have any number. Times and dates are those that a text can write: dates
// of the years 0 to 9999, and times up to the last one of RFC 3339. Only a record made in Go
// can have later ones. The answers leave these aside.
//
// The package needs the standard library alone.
package logic

import (
	"errors"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/solve"
	"github.com/searchfilter/searchfilter/schema"
)

// ErrUndecided is the error of a question that could not be answered: the steps ran out, or
// a query has a comparison that no schema has resolved.
var ErrUndecided = errors.New("logic: the question takes too many steps, or is about a query that no schema has resolved")

// Options say what is known of records. The zero Options is the default.
type Options struct {
	// LooseEnums lets a record lack an Enum that the schema calls Always, and lets an Enum
	// have values that are not in its list. A Bool is always true or false.
	LooseEnums bool

	// Closed names fields that every record has, as the schema spells them, and if the
	// field is an Enum, with a value of its list. The other options do not change that.
	Closed []string

	// AnyRecord lets a record lack any field, and lets an Enum have any value, as records in
	// a file may.
	AnyRecord bool

	// Steps bounds the work and the memory. In a step a node of a query is looked at, or
	// two operands are compared in part. It takes some nanoseconds. Zero or less stands for
	// 1<<24 steps, which take 50 to 100 milliseconds. A question about a hundred
	// conditions takes some thousand steps.
	Steps int
}

// Equivalent reports whether a and b select the same records. If they do not, the record is
// one that exactly one of them selects, and as small as Witness can make it; else it is
// nil. The error is ErrUndecided, or says that a and b are of different schemas.
func Equivalent(a, b *schema.Resolved, o Options) (same bool, record map[string]any, err error) {
	if a.Schema() != b.Schema() {
		return false, nil, errors.New("logic: the queries are about the records of different schemas")
	}
	verdict, record := solve.Equivalent(a, b, solve.Options(o))
	if verdict == solve.Unknown {
		return false, nil, ErrUndecided
	}
	return verdict == solve.Yes, record, nil
}

// Witness returns a record that q selects, or nil if there is none. What implies what can
// be asked so, too: a implies b if nothing is selected by a and not b. The error is
// ErrUndecided.
//
// The record has its values by the names of fields as the schema spells them, and of
// tags by their keys with tag: before them: a string, or a bool for a Bool, a
// json.Number for a Number and for a Time before the year 0, and a []string for a List.
// A field that it lacks is absent.
//
// As far as the steps allow, the record is small. No record that q selects has fewer tags
// and fields other than those that the schema calls Always. Where several conditions would
// do, one is chosen, and each value is a small one for what is then asked of it:
//
//   - A text has the fewest characters, and of such texts it is the first in order. Only
//     the characters of the operands count, and one other.
//   - A value of an Enum is the first in the schema's list. False comes before true.
//   - A number, a time or a date is the roundest: 0 or the number with the fewest digits,
//     zeros at its ends aside; for a time a date if there is one.
//   - A list has a text for each condition, unless one does for two. They are all different,
//     and sorted.
//
// The record has each field that the schema calls Always, with the smallest value if q
// says nothing of it, unless LooseEnums let q ask for its lack. With AnyRecord no field is
// taken for one that is always there.
func Witness(q *schema.Resolved, o Options) (map[string]any, error) {
	verdict, record := solve.Witness(q, solve.Options(o))
	if verdict == solve.Unknown {
		return nil, ErrUndecided
	}
	return record, nil
}

// Warnings returns what is probably not meant by q, as warnings in the order of the
// text:
//
//   - "contradiction" for a part that no record meets, at the later of two conditions
//     that exclude each other, or at all of it if no two do.
//   - "tautology" for a part that every record meets.
//   - "one-instant" for a time that is compared for equality with an instant, such as
//     modified = 2026-01-31T10:00Z, which hardly any record has.
//   - "null-value" for null and the like without quotes, which is a text here.
//   - "unexpanded" for a value such as {x} or :x, that something was to put another one in
//     the place of.
//
// What is part of a reported place is not reported again. If the steps run out, Warnings
// returns those that it has found.
func Warnings(q *schema.Resolved, o Options) ast.Diagnostics {
	return solve.Warnings(q, solve.Options(o))
}
