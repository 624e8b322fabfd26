// Package logic answers questions about whole queries: whether two select the same
// records, whether one selects any, and what in one is probably not meant.
//
// The answers follow from what every record is like: it has at most one value in each
// field and tag, or any number of texts if the field is a list. They are right always. Most
// take time in proportion to the conditions. In the worst case it doubles with each, as it
// must, and then Options.Steps ends the search.
//
// A record has any number in a Number field. Its times and dates are those that a
// text says: dates of the years 0 to 9999, and times up to the last that RFC 3339
// can write. Later ones, which only a record made in Go can have, are not thought of.
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
	// LooseEnums lets a record lack an Enum field that the schema calls Always,
	// and have a value that is not of its list. Otherwise an Enum field that a
	// record has is one of its values. A Bool is true or false in any case.
	LooseEnums bool

	// Closed names fields, as the schema spells them, that each record has, whatever
	// else is said here: an Enum with one of its values.
	Closed []string

	// AnyRecord lets a record lack every field, and have any value of an Enum
	// field: whatever a file may have.
	AnyRecord bool

	// Steps bounds the work and the memory. A step is a node of a query or a
	// term of one that is looked at, or a fraction of the comparison of two
	// operands, and takes some nanoseconds. Zero or less stands for 1<<24, which is
	// work for 50 to 100 milliseconds. Questions about a hundred conditions take some
	// thousands.
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
// Of what is reported no part is reported once more. The work is bounded by o.Steps:
// what would take more is not found.
func Warnings(q *schema.Resolved, o Options) ast.Diagnostics {
	return solve.Warnings(q, solve.Options(o))
}
