package kinds

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
)

var timeKind = kind{
	ops:     equality | order,
	query:   (*Reader).time,
	record:  readTime,
	text:    func(s Scalar) string { text, _ := timeText(Instant(Time, s)); return text },
	wants:   "a time such as 2026-01-31T09:00:00Z, or seconds since 1970",
	mistake: timeMistake,
	next:    func(s Scalar) Scalar { return OfTime(Instant(Time, s).Add(1)) },
}

// ParseTime returns the instant that a date-time in a query says, such as
// 2026-01-31T09:00:00Z. The T may be a space, the T and the Z may be in lower case, the
// seconds may be left out, and an offset such as +01:00 or +0100 may stand for the Z.
// Digits beyond nanoseconds are ignored. There are no leap seconds. For a date ParseTime
// returns its midnight in UTC. It does not allocate.
func ParseTime(s string) (t time.Time, ok bool) { return parseTime(s, false) }

// parseTime is ParseTime, or wants seconds in a date-time.
func parseTime(s string, seconds bool) (t time.Time, ok bool) {
	date, s, ok := cutDate(s)
	if !ok || s == "" {
		return date, ok
	}
	if len(s) < len("T15:04") || s[0] != 'T' && s[0] != 't' && s[0] != ' ' || s[3] != ':' {
		return t, false
	}
	hour, ok1 := digits(s[1:3])
	minute, ok2 := digits(s[4:6])
	if !ok1 || !ok2 || hour > 23 || minute > 59 {
		return t, false
	}
	s = s[len("T15:04"):]
	second, nanos := 0, 0
	if len(s) > 0 && s[0] == ':' {
		if second, nanos, s, ok = cutSeconds(s[1:]); !ok {
			return t, false
		}
	} else if seconds {
		return t, false
	}
	offset, ok := zone(s)
	if !ok {
		return t, false
	}
	return date.Add(time.Duration(3600*hour+60*minute+second-offset)*time.Second + time.Duration(nanos)), true
}

// cutDate returns the midnight, in UTC, of the date that s begins with, and the
// rest of s.
func cutDate(s string) (midnight time.Time, rest string, ok bool) {
	if len(s) < len("2006-01-02") || s[4] != '-' || s[7] != '-' {
		return midnight, s, false
	}
	year, ok1 := digits(s[0:4])
	month, ok2 := digits(s[5:7])
	day, ok3 := digits(s[8:10])
	if !ok1 || !ok2 || !ok3 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return midnight, s, false
	}
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC), s[len("2006-01-02"):], true
}

// cutSeconds returns the seconds, with their fraction, that s begins with, and the
// rest of s.
func cutSeconds(s string) (second, nanos int, rest string, ok bool) {
	if len(s) < len("05") {
		return 0, 0, s, false
	}
	second, ok = digits(s[:2])
	s = s[2:]
	if !ok || second > 59 {
		return 0, 0, s, false
	}
	if s == "" || s[0] != '.' {
		return second, 0, s, true
	}
	n := 1
	for unit := 100_000_000; n < len(s) && '0' <= s[n] && s[n] <= '9'; n++ {
		nanos += int(s[n]-'0') * unit
		unit /= 10 // digits beyond nanoseconds count for nothing
	}
	return second, nanos, s[n:], n > 1
}

// zone returns the offset from UTC, in seconds, that Z, +01:00 or +0100 says.
func zone(s string) (seconds int, ok bool) {
	if s == "Z" || s == "z" {
		return 0, true
	}
	switch {
	case len(s) == len("+01:00") && s[3] == ':':
	case len(s) == len("+0100"):
	default:
		return 0, false
	}
	if s[0] != '+' && s[0] != '-' {
		return 0, false
	}
	hours, ok1 := digits(s[1:3])
	minutes, ok2 := digits(s[len(s)-2:])
	if !ok1 || !ok2 || hours > 23 || minutes > 59 {
		return 0, false
	}
	seconds = hours*3600 + minutes*60
	if s[0] == '-' {
		seconds = -seconds
	}
	return seconds, true
}

// digits returns the number that s, all of it digits, says.
func digits(s string) (n int, ok bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = 10*n + int(s[i]-'0')
	}
	return n, true
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

func readTime(m Member) (v Value, ok bool) {
	var t time.Time
	switch m.Type {
	case JSONString:
		t, ok = ParseRecordTime(m.Text)
	case JSONNumber:
		t, ok = ParseSeconds(m.Text)
	}
	return Value{Text: m.Text, Scalar: OfTime(t)}, ok
}

// timeMistake says what is wrong with what a record has for a time.
func timeMistake(m Member) string {
	_, isNumber := ParseNumber(m.Text)
	_, zoned := ParseTime(m.Text)
	_, zoneless := ParseTime(m.Text + "Z")
	switch {
	case m.Type == JSONNumber && isNumber:
		return "which is milliseconds since 1970"
	case m.Type == JSONNumber:
		return notJSON
	case m.Type != JSONString:
		return ""
	case isNumber:
		return "which is a number in quotes"
	case zoned:
		return "which has no seconds"
	case zoneless:
		return "which has no zone"
	}
	return noDay(m.Text)
}

// ParseRecordTime returns the instant that a string in a record says. That is a date-time
// as ParseTime takes it, but with seconds, or a date, which is its midnight in UTC. It does
// not allocate.
func ParseRecordTime(s string) (t time.Time, ok bool) { return parseTime(s, true) }

// ParseSeconds returns the instant that a number in a record says: so many seconds after
// the start of 1970 in UTC, as the REST-JSON protocol of AWS has them. The number is
// written as ParseNumber takes it. Digits beyond nanoseconds are ignored. ParseSeconds is
// not ok beyond the year 9999, or with more than 12 digits before the point: those are
// milliseconds. It does not allocate for a number of up to 19 digits.
func ParseSeconds(s string) (t time.Time, ok bool) {
	a, ok := ParseNumber(s)
	if !ok {
		return t, false
	}
	const mostDigits = 12 // of the seconds
	negative, first, rest, p := a.parts()
	if p > mostDigits {
		return t, false
	}
	var digits [mostDigits + 9]byte // the number is 0.ddd… times ten to the power of p
	for i := firstDigits - 1; i >= 0; i-- {
		digits[i] = byte(first % 10)
		first /= 10
	}
	for i := range min(len(rest), len(digits)-firstDigits) {
		digits[firstDigits+i] = rest[i] - '0'
	}
	var seconds, nanos int64
	for i := range p + 9 {
		if i < p {
			seconds = 10*seconds + int64(digits[i])
		} else {
			nanos = 10*nanos + int64(digits[i])
		}
	}
	if negative {
		seconds, nanos = -seconds, -nanos
	}
	if t = time.Unix(seconds, nanos).UTC(); t.Year() > 9999 {
		return time.Time{}, false
	}
	return t, true
}

func isDigits(s string) bool { _, ok := digits(s); return ok }

// relative returns the time before now that s says: -2w, -7d, -12h or -30m. The unit may
// be in upper case.
func relative(s string) (ago time.Duration, ok bool) {
	if len(s) < len("-1d") || s[0] != '-' {
		return 0, false
	}
	var unit time.Duration
	switch s[len(s)-1] | 0x20 {
	case 'w':
		unit = 7 * 24 * time.Hour
	case 'd':
		unit = 24 * time.Hour
	case 'h':
		unit = time.Hour
	case 'm':
		unit = time.Minute
	default:
		return 0, false
	}
	number := s[1 : len(s)-1]
	n, err := strconv.Atoi(number)
	if err != nil || !isDigits(number) || n > int(maxAgo/unit) {
		return 0, false
	}
	return time.Duration(n) * unit, true
}

// isTooLongAgo reports whether s says a time before now that is longer than maxAgo.
func isTooLongAgo(s string) bool {
	if len(s) < len("-1d") || !isDigits(s[1:len(s)-1]) {
		return false
	}
	_, isUnit := relative("-1" + s[len(s)-1:])
	_, ok := relative(s)
	return s[0] == '-' && isUnit && !ok
}

// isDays reports whether s, which says a time span, counts days or weeks.
func isDays(s string) bool { return strings.IndexByte("dDwW", s[len(s)-1]) >= 0 }

// maxAgo is the longest time before now. It keeps an instant within the years that RFC 3339
// can write, and a Duration from overflowing.
const maxAgo = 100 * 365 * 24 * time.Hour

// timeText returns the text of an instant in a query, which is RFC 3339 in UTC. The first
// day may begin, and the last day may end, in a year that this cannot write. Then the text
// has an offset. It is not ok if no offset helps.
func timeText(t time.Time) (text string, ok bool) {
	const most = 23*3600 + 59*60
	switch t = t.UTC(); {
	case t.Year() < 0:
		t = t.In(time.FixedZone("", most))
	case t.Year() > 9999:
		t = t.In(time.FixedZone("", -most))
	}
	return t.Format(time.RFC3339Nano), 0 <= t.Year() && t.Year() <= 9999
}

// begin returns the first instant at which a clock in the zone shows a date, of which
// midnight is the midnight in UTC, or a later date. A day that the zone skipped begins
// when the next one does; and of a clock that is put back over midnight, which shows a
// day twice, the first time counts. [time.Date] is another instant in both cases.
func begin(midnight time.Time, zone *time.Location) time.Time {
	const far = 48 * time.Hour // further than any clock is from UTC
	for t := midnight.Add(-far).In(zone); ; {
		_, offset := t.Zone()
		from, to := t.ZoneBounds()
		for !to.IsZero() && !to.After(t) { // on the last day of a leap year: https://go.dev/issue/81583
			to = to.Add(24 * time.Hour)
		}
		shown := midnight.Add(-time.Duration(offset) * time.Second) // if the clock is so then
		if !from.IsZero() && shown.Before(from) {
			shown = from // it jumps over midnight
		}
		if to.IsZero() || shown.Before(to) {
			return shown.UTC()
		}
		t = to
	}
}

// time reads a value of a Time field. Its Data is a Scalar, or a day for a date.
func (r *Reader) time(v ast.Value) ast.Value {
	if midnight, rest, ok := cutDate(v.Text); ok && rest == "" {
		d := day{begin(midnight, r.zone()), begin(midnight.AddDate(0, 0, 1), r.zone())}
		_, ok1 := timeText(d.begin)
		_, ok2 := timeText(d.end)
		if !ok1 || !ok2 { // the zone is days from UTC
			r.invalidTime(v)
		}
		v.Data = d
		return v
	}
	t, ok := ParseTime(v.Text)
	if ago, isAgo := relative(v.Text); isAgo {
		t = r.instant().Add(-ago).UTC()
		ok = 0 <= t.Year() && t.Year() <= 9999
	}
	if !ok {
		r.invalidTime(v)
	}
	v.Data = OfTime(t)
	return v
}

func (r *Reader) invalidTime(v ast.Value) {
	d := ast.Diagnostic{
		Code:    codes.InvalidTime,
		Span:    v.At,
		Message: chars.Excerpt(v.Text) + " is no time",
		Hint:    "write 2026-01-31 for a day, 2026-01-31T09:00Z, or -7d, -12h or -30m for a time before now, by 100 years at most",
		Params:  ast.Params{Field: r.Field, Value: v.Text, Kind: Time.String()},
	}
	_, zoneless := ParseTime(v.Text + "Z")
	_, ago := relative(v.Text)
	_, ahead := relative("-" + v.Text)
	_, rest, isDate := cutDate(v.Text)
	switch {
	case zoneless:
		d.Message = chars.Excerpt(v.Text) + " is a time without a zone"
		d.Hint = "write Z behind it for UTC, or an offset such as +01:00"
	case ago, isDate && rest == "":
		d.Message = chars.Excerpt(v.Text) + " is not within the years 0 to 9999 here"
		d.Hint = "use a nearer one"
	case isTooLongAgo(v.Text):
		d.Message = chars.Excerpt(v.Text) + " is more than 100 years ago"
		d.Hint = "use a nearer one, or a date"
	case ahead:
		d.Hint = "write -" + v.Text + " for a time before now"
	case !isDate && daysOf(v.Text) > 0:
		d.Message += monthHas(v.Text)
	}
	r.Report.Add(d)
}

// monthHas says how many days the month of what looks like a date has.
func monthHas(s string) string { return fmt.Sprintf(": that month has %d days", daysOf(s)) }

// noDay says that a month is too short for the day in s. It says nothing if s begins with a
// date, or with nothing that looks like one.
func noDay(s string) string {
	if _, _, isDate := cutDate(s); isDate || daysOf(s) == 0 {
		return ""
	}
	return fmt.Sprintf("whose month has %d days", daysOf(s))
}

// daysOf returns how many days the month of what looks like a date has, or 0.
func daysOf(s string) int {
	const month, day = len("2006-01-"), len("2006-01-02")
	if len(s) < day || !isDigits(s[month:day]) {
		return 0
	}
	first, _, ok := cutDate(s[:month] + "01")
	if !ok {
		return 0
	}
	return daysIn(first.Year(), int(first.Month()))
}
