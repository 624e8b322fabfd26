package schema

import (
	"strconv"
	"time"

	"github.com/searchfilter/searchfilter/internal/kinds"
)

// A Kind says what a field's values are, how they compare, and so which operators
// it takes. Its String is its name, such as "text" or "enum". A record has
//
//	Text, Enum  a string; an Enum's may be one that the schema does not list
//	Bool        true or false
//	Number      a number, as ParseNumber takes it
//	Time        a string such as 2026-01-31T09:00:00Z, with seconds and a zone; a date, which
//	            is its midnight in UTC; or a number, which is seconds since 1970
//	Date        a string, as ParseDate takes it
//	List        an array of strings
type Kind = kinds.Kind

// The kinds of fields.
const (
	// Text takes every operator but the four that ask for an order. Values
	// compare byte for byte, unless the comparison ends in i.
	Text = kinds.Text

	// Enum takes = != in exists, with the values of the field alone. They are
	// accepted in any case of ASCII letters and resolved to the field's spelling.
	Enum = kinds.Enum

	// Bool takes = != in exists, with true and false, in any case of ASCII letters.
	Bool = kinds.Bool

	// Number takes = != in exists < <= > >=. Values compare by what they say, and
	// exactly: see ParseNumber.
	Number = kinds.Number

	// Time takes = != in exists < <= > >=. Values compare as instants. A date in
	// a query is a day: see Options.Zone.
	Time = kinds.Time

	// Date is a calendar day, without a time zone. It takes = != in exists < <= > >=.
	// A query may say -7d or -2w for a day before today: see Options.Zone.
	Date = kinds.Date

	// List is any number of texts. It takes what Text does. A condition is true if it
	// is true of one of the texts; one with != or not in is true if no text is equal
	// to a value. The field exists if there is one text.
	List = kinds.List
)

// A Day is a day of the calendar, the value of a Date. Days that are the same are equal for
// ==. The zero Day is 1970-01-01.
type Day struct{ scalar kinds.Scalar }

// DayOf returns the day that a calendar shows at t, in t's time zone.
func DayOf(t time.Time) Day { return Day{kinds.OfDay(t)} }

// ParseDate returns the day that a query or a record says, such as 2026-01-31.
func ParseDate(s string) (d Day, ok bool) {
	d.scalar, ok = kinds.ParseDate(s)
	return d, ok
}

// Scalar returns how this module's packages hold the day.
func (d Day) Scalar() kinds.Scalar { return d.scalar }

// String returns the day as a query has it, such as 2026-01-31. A query has none beyond the
// years 0 to 9999.
func (d Day) String() string { return Date.Text(d.scalar) }

// MarshalText returns what String does. So a Day is an argument of a query, too.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// A Decimal is a decimal number of any size and precision, the value of a Number. Those
// that say the same are equal for ==, such as 1.0 and 1e0. The zero Decimal is 0.
type Decimal struct{ scalar kinds.Scalar }

// ParseNumber returns the number that a query or a record says. It is written as in
// JSON: -17, 2.50, 6.02e23. An exponent has nine digits at most, leading zeros aside.
// The time that it takes is in proportion to the length of s, whatever the exponent,
// and it allocates nothing for a number of up to 19 digits.
func ParseNumber(s string) (d Decimal, ok bool) {
	d.scalar, ok = kinds.ParseNumber(s)
	return d, ok
}

// Integer returns the number n.
func Integer(n int64) Decimal {
	d, _ := ParseNumber(strconv.FormatInt(n, 10))
	return d
}

// Float returns the number that f is printed as, in its shortest form: that of 0.1
// equals the 0.1 of a query. It is not ok for what is no number, and for infinities.
func Float(f float64) (d Decimal, ok bool) {
	return ParseNumber(strconv.FormatFloat(f, 'g', -1, 64))
}

// Scalar returns how this module's packages hold the number.
func (d Decimal) Scalar() kinds.Scalar { return d.scalar }

// String returns the number's text, which ParseNumber takes, without zeros that say
// nothing. It is plain, such as 17, -2.5 and 0.001, if it has at most 21 digits before the
// point, or at most five zeros behind it before the other digits. Otherwise it has an
// exponent, such as 6.02e23.
func (d Decimal) String() string { return Number.Text(d.scalar) }

// MarshalText returns what String does. So a Decimal is an argument of a query, too.
func (d Decimal) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// A Value is what a record has in a field: in its Text the value of a Text or an Enum, in
// its List that of a List, and in its Text how the record says any other.
type Value = kinds.Value
