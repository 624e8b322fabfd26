package kinds

import (
	"time"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
)

var dateKind = kind{
	ops:    equality | order,
	query:  (*Reader).date,
	record: readDate,
	text:   func(s Scalar) string { text, _ := dateText(s); return text },
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

// ParseDate returns the Scalar of the day that a query or a record says, such as
// 2026-01-31.
func ParseDate(s string) (a Scalar, ok bool) {
	midnight, rest, ok := cutDate(s)
	if !ok || rest != "" {
		return a, false
	}
	return OfDay(midnight), true
}

// OfDay returns the Scalar of the day that a calendar shows at t, in t's time zone.
func OfDay(t time.Time) Scalar {
	year, month, day := t.Date()
	midnight := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	return Scalar{hi: midnight.Unix() / secondsOfDay}
}

// date reads a value of a Date field. Days and weeks ago count back from the day on which
// now is in the zone.
func (r *Reader) date(v ast.Value) ast.Value {
	d, ok := ParseDate(v.Text)
	if ago, isAgo := relative(v.Text); isAgo && ago%(24*time.Hour) == 0 && isDays(v.Text) {
		d = OfDay(r.instant().In(r.zone()))
		d.hi -= int64(ago / (24 * time.Hour))
		_, ok = dateText(d)
	}
	if !ok {
		r.invalidDate(v)
	}
	v.Data = d
	return v
}

func (r *Reader) invalidDate(v ast.Value) {
	d := ast.Diagnostic{
		Code:    codes.InvalidTime,
		Span:    v.At,
		Message: chars.Excerpt(v.Text) + " is no date",
		Hint:    "write 2026-01-31, or -7d or -2w for a day before today, by 100 years at most",
		Params:  ast.Params{Field: r.Field, Value: v.Text, Kind: Date.String()},
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
	case isTooLongAgo(v.Text):
		d.Message = chars.Excerpt(v.Text) + " is more than 100 years ago"
		d.Hint = "use a nearer one, or a date"
	case isDate && rest != "":
		if isTime || isZoneless {
			d.Message = chars.Excerpt(v.Text) + " is a time, and no date"
		}
		d.Hint = "give the day alone, such as 2026-01-31"
	case ahead && isDays(v.Text):
		d.Hint = "write -" + v.Text + " for a day before today"
	case daysOf(v.Text) > 0:
		d.Message += monthHas(v.Text)
	}
	r.Report.Add(d)
}

func readDate(m Member) (v Value, ok bool) {
	d, ok := ParseDate(m.Text)
	return Value{Text: m.Text, Scalar: d}, ok && m.Type == JSONString
}

// dateText returns the text of the Scalar of a Date. It is not ok beyond the years 0
// to 9999.
func dateText(s Scalar) (text string, ok bool) {
	t := Instant(Date, s)
	return t.Format(time.DateOnly), 0 <= t.Year() && t.Year() <= 9999
}
