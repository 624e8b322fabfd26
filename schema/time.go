package schema

import (
	"strconv"
	"strings"
	"time"
)

// ParseTime returns the instant that s says: an RFC 3339 date-time, or a date,
// which is its midnight in UTC. T and Z may be in lower case, digits beyond
// nanoseconds count for nothing, and there is no leap second. It allocates
// nothing, whatever s is.
func ParseTime(s string) (t time.Time, ok bool) {
	if len(s) < len("2006-01-02") || s[4] != '-' || s[7] != '-' {
		return t, false
	}
	year, ok1 := digits(s[0:4])
	month, ok2 := digits(s[5:7])
	day, ok3 := digits(s[8:10])
	if !ok1 || !ok2 || !ok3 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return t, false
	}
	if len(s) == len("2006-01-02") {
		return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC), true
	}
	s = s[len("2006-01-02"):]
	if len(s) < len("T15:04:05Z") || s[0] != 'T' && s[0] != 't' || s[3] != ':' || s[6] != ':' {
		return t, false
	}
	hour, ok1 := digits(s[1:3])
	minute, ok2 := digits(s[4:6])
	second, ok3 := digits(s[7:9])
	if !ok1 || !ok2 || !ok3 || hour > 23 || minute > 59 || second > 59 {
		return t, false
	}
	s = s[len("T15:04:05"):]
	nanos := 0
	if s[0] == '.' {
		n := 1
		for unit := 100_000_000; n < len(s) && '0' <= s[n] && s[n] <= '9'; n++ {
			nanos += int(s[n]-'0') * unit
			unit /= 10 // digits beyond nanoseconds count for nothing
		}
		if n == 1 {
			return t, false
		}
		s = s[n:]
	}
	offset, ok := zone(s)
	if !ok {
		return t, false
	}
	return time.Date(year, time.Month(month), day, hour, minute, second-offset, nanos, time.UTC), true
}

// zone returns the offset from UTC, in seconds, that Z, +01:00 or the like says.
func zone(s string) (seconds int, ok bool) {
	if s == "Z" || s == "z" {
		return 0, true
	}
	if len(s) != len("+01:00") || s[0] != '+' && s[0] != '-' || s[3] != ':' {
		return 0, false
	}
	hours, ok1 := digits(s[1:3])
	minutes, ok2 := digits(s[4:6])
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

// ParseRecordTime returns the instant that a record's text says: what ParseTime
// takes, or seconds since 1970, as the REST-JSON protocol of AWS sends them. It
// allocates nothing.
func ParseRecordTime(s string) (t time.Time, ok bool) {
	if t, ok = ParseTime(s); ok {
		return t, true
	}
	return parseEpoch(s)
}

// parseEpoch reads a decimal number of seconds, with an exponent if need be, as
// a float has it. JSON numbers such as 1.7725e9 occur.
func parseEpoch(s string) (t time.Time, ok bool) {
	negative := strings.HasPrefix(s, "-")
	mantissa := strings.TrimPrefix(s, "-")
	exponent := 0
	if i := strings.IndexAny(mantissa, "eE"); i >= 0 {
		e := mantissa[i+1:]
		sign := 1
		switch {
		case strings.HasPrefix(e, "+"):
			e = e[1:]
		case strings.HasPrefix(e, "-"):
			e, sign = e[1:], -1
		}
		n, ok := digits(e)
		if !ok || e == "" || len(e) > 3 {
			return t, false
		}
		mantissa, exponent = mantissa[:i], sign*n
	}
	whole, fraction, point := strings.Cut(mantissa, ".")
	if whole == "" || point && fraction == "" || !isDigits(whole) || !isDigits(fraction) {
		return t, false
	}
	// The digit at place p (0 is the first of whole) is worth
	// 10^(len(whole)-1-p+exponent) seconds. Collect those down to nanoseconds.
	const mostDigits = 12 // of seconds: beyond the year 9999 nobody has a record
	var seconds, nanos int64
	for p := range len(whole) + len(fraction) {
		var d int64
		if p < len(whole) {
			d = int64(whole[p] - '0')
		} else {
			d = int64(fraction[p-len(whole)] - '0')
		}
		power := len(whole) - 1 - p + exponent
		switch {
		case d == 0 || power < -9:
		case power >= mostDigits:
			return t, false
		case power >= 0:
			seconds += d * pow10(power)
		default:
			nanos += d * pow10(9+power)
		}
	}
	if negative {
		seconds, nanos = -seconds, -nanos
	}
	return time.Unix(seconds, nanos).UTC(), true
}

func isDigits(s string) bool { _, ok := digits(s); return ok }

func pow10(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}

// relative returns the time span before now that s says: -7d, -12h or -30m.
func relative(s string) (ago time.Duration, ok bool) {
	if len(s) < len("-1d") || s[0] != '-' {
		return 0, false
	}
	var unit time.Duration
	switch s[len(s)-1] {
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

// maxAgo keeps an instant that is counted back from this century within the
// years that RFC 3339 can write, and a Duration from overflowing.
const maxAgo = 100 * 365 * 24 * time.Hour

// hasText reports whether a query can spell the instant, which is in UTC.
func hasText(t time.Time) bool { return 0 <= t.Year() && t.Year() <= 9999 }
