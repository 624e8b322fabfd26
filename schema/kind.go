package schema

import "github.com/searchfilter/searchfilter/internal/kinds"

// A Kind says what a field's values are and how they compare, and so which operators the
// field takes. Its String is its name, such as "text" or "enum". This is what a record has
// in a field of each kind:
//
//	Text, Enum  a string; an Enum's may be one that the schema does not list
//	Bool        true or false
//	Number      a number such as -17, 2.50 or 6.02e23
//	Time        a string such as 2026-01-31T09:00:00Z, with seconds and a zone; or a date,
//	            which stands for its midnight in UTC; or a number of seconds since 1970
//	Date        a string such as 2026-01-31
//	List        an array of strings
type Kind = kinds.Kind

// The kinds of fields.
const (
	// Text takes every operator but < <= > >=. Values compare byte for byte, unless the
	// comparison ends in i.
	Text = kinds.Text

	// Enum takes = != in exists, with the field's own values alone. These may be in any
	// case of ASCII letters. Resolve gives them the field's spelling.
	Enum = kinds.Enum

	// Bool takes = != in exists, with true and false, in any case of ASCII letters.
	Bool = kinds.Bool

	// Number takes = != in exists < <= > >=. Values compare by what they say, and
	// exactly, whatever their size: 1.0 is equal to 1e0. An exponent has nine digits at
	// most, leading zeros aside.
	Number = kinds.Number

	// Time takes = != in exists < <= > >=. Values compare as instants. A date in
	// a query is a day: see Options.Zone.
	Time = kinds.Time

	// Date is a calendar day, without a time zone. It takes = != in exists < <= > >=.
	// A query may say -7d or -2w for a day before today: see Options.Zone.
	Date = kinds.Date

	// List is any number of texts. It takes what Text does. A condition is true if it is
	// true of one of the texts. One with != or not in is true if no text is equal to a
	// value. The field exists if it has a text.
	List = kinds.List
)
