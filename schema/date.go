package schema

import (
	"time"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
)

var dateKind = kind{
	name:   "a date",
	ops:    equality | order,
	query:  (*resolver).date,
	record: readDate,
	text:   func(s Scalar) string { return Day{s}.String() },
	wants:  "a string such as 2026-01-31",
	mistake: func(m Member) string {
		switch _, rest, isDate := cutDate(m.Text); {
		case m.Type != JSONString:
			return ""
		case isDate && rest != "":
			return "which is more than a date"
		}
		return noDay(m.Text)
	},
	next: func(s Scalar) Scalar { return Scalar{hi: s.hi + 1} },
}

// A Day is a day of the calendar. Days compare by their Scalars. The zero Day is
// 1970-01-01.
type Day struct{ scalar Scalar }

// Scalar returns the Scalar of a Date.
func (d Day) Scalar() Scalar { return d.scalar }

// String returns the day as a query has it, such as 2026-01-31. A query has none beyond the
// years 0 to 9999.
func (d Day) String() string { return Date.Time(d.scalar).Format(time.DateOnly) }

// MarshalText returns what String does. So a Day is an argument of a query, too.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// ParseDate returns the day that a query or a record says, such as 2026-01-31.
func ParseDate(s string) (d Day, ok bool) {
	midnight, rest, ok := cutDate(s)
	if !ok || rest != "" {
		return d, false
	}
	return DayOf(midnight), true
}

// DayOf returns the day that a calendar shows at t, in t's time zone.
func DayOf(t time.Time) Day {
	year, month, day := t.Date()
	midnight := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	return Day{Scalar{hi: midnight.Unix() / secondsOfDay}}
}

// date reads a value of a Date field. So many days or weeks ago are days of the
// calendar, too, counted from the one on which now is in the zone.
func (r *resolver) date(f *Field, v ast.Value) ast.Value {
	d, ok := ParseDate(v.Text)
	if ago, isAgo := relative(v.Text); isAgo && ago%(24*time.Hour) == 0 && isDays(v.Text) {
		d = DayOf(r.instant().In(r.zone))
		d.scalar.hi -= int64(ago / (24 * time.Hour))
		_, ok = dateText(d.scalar)
		r.relative = true
	}
	if !ok {
		r.invalidDate(f, v)
	}
	v.Data = d.scalar
	return v
}

func (r *resolver) invalidDate(f *Field, v ast.Value) {
	d := ast.Diagnostic{
		Code:    ast.InvalidTime,
		Span:    v.At,
		Message: chars.Excerpt(v.Text) + " is no date",
		Hint:    "write 2026-01-31, or -7d or -2w for a day before today, by 100 years at most",
		Params:  ast.Params{Field: f.Name, Value: v.Text, Kind: Date.String()},
	}
	_, rest, isDate := cutDate(v.Text)
	_, isTime := ParseTime(v.Text)
	_, isZoneless := ParseTime(v.Text + "Z")
	_, ago := relative(v.Text)
	_, ahead := relative("-" + v.Text)
	switch {
	case ago && isDays(v.Text):
		d.Message = chars.Excerpt(v.Text) + " is not within the years 0 to 9999 here"
		d.Hint = "use a nearer one"
	case isDate && rest != "":
		if isTime || isZoneless {
			d.Message = chars.Excerpt(v.Text) + " is a time, and no date"
		}
		d.Hint = "write the day alone: " + v.Text[:len("2006-01-02")]
		if isArgument(v) {
			d.Hint = "pass the day alone, such as 2026-01-31, or schema.DayOf(t) of a time.Time"
		}
	case ago:
		d.Message = chars.Excerpt(v.Text) + " is no number of days"
		d.Hint = "write -7d or -2w for a day before today"
	case isTooLongAgo(v.Text):
		d.Message = chars.Excerpt(v.Text) + " is more than 100 years ago"
		d.Hint = "use a nearer one, or a date"
	case ahead && isDays(v.Text):
		d.Hint = "write -" + v.Text + " for a day before today"
	case daysOf(v.Text) > 0:
		d.Message += monthHas(v.Text)
	}
	r.report.Add(d)
}

// isArgument reports whether a text was passed for a placeholder: it is longer than
// what stands in the query.
func isArgument(v ast.Value) bool {
	return v.At.IsValid() && v.At.End.Offset-v.At.Start.Offset < len(v.Text)
}

func readDate(m Member) (v Value, ok bool) {
	d, ok := ParseDate(m.Text)
	return Value{Text: m.Text, Scalar: d.scalar}, ok && m.Type == JSONString
}

// dateText returns the text of the Scalar of a Date. It is not ok beyond the years 0
// to 9999.
func dateText(s Scalar) (text string, ok bool) {
	t := Date.Time(s)
	return Day{s}.String(), 0 <= t.Year() && t.Year() <= 9999
}
