package solve

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/schema"
)

// roundest returns the roundest Number, Time or Date from one cut up to another, as the text
// that a record has. The cuts may be nil. There is such a value.
func roundest(kind schema.Kind, from, to *cut) string {
	if kind == schema.Number {
		return roundNumber(from, to)
	}
	var begin, end *time.Time
	if from != nil {
		t := kinds.Instant(kind, from.at)
		begin = &t
	}
	if to != nil {
		t := kinds.Instant(kind, to.at)
		end = &t
	}
	return timeText(roundTime(begin, end))
}

// isNumber reports whether a record has the text as a number: that of a Number, and of
// a Time in seconds.
func isNumber(kind schema.Kind, text string) bool {
	if kind == schema.Time {
		_, isText := kinds.ParseRecordTime(text)
		return !isText
	}
	return kind == schema.Number
}

// roundTime returns an instant that is not before from and before to, either of
// which may be nil.
func roundTime(from, to *time.Time) time.Time {
	units := []time.Duration{24 * time.Hour, time.Hour, time.Minute, time.Second, time.Millisecond, time.Microsecond, time.Nanosecond}
	if from == nil {
		if to == nil {
			return time.Unix(0, 0).UTC()
		}
		return to.Add(-1).Truncate(units[0])
	}
	last := kinds.Instant(schema.Time, endOfTime.at)
	if to == nil || to.After(last) {
		to = &last
	}
	var t time.Time
	for _, unit := range units {
		t = from.Truncate(unit)
		if t.Before(*from) {
			t = t.Add(unit)
		}
		if t.Before(*to) {
			break
		}
	}
	return t
}

// timeText returns the text of an instant in a record. It is a date or a date-time in UTC,
// with an offset if it has no other text, and seconds since 1970 if it has none at all.
func timeText(t time.Time) string {
	if t.Year() > 9999 {
		t = t.In(time.FixedZone("", -(23*3600 + 59*60)))
	}
	switch {
	case t.Year() < 0:
		seconds, nanos := t.Unix(), t.Nanosecond()
		if nanos == 0 {
			return fmt.Sprint(seconds)
		}
		return fmt.Sprintf("-%d.%09d", -(seconds + 1), 1_000_000_000-nanos)
	case t.Location() == time.UTC && t.Equal(t.Truncate(24*time.Hour)):
		return t.Format(time.DateOnly)
	}
	return t.Format(time.RFC3339Nano)
}

// roundNumber returns the text of a number from one cut up to another. It is 0 if that is
// one of them. Otherwise it is a number with the fewest digits, not counting zeros at its
// ends. Of several such numbers, signs aside, it is 1, or the least of those whose order of
// magnitude is nearest to that of 1.
func roundNumber(from, to *cut) string {
	zero := cut{}
	switch {
	case to != nil && to.compare(zero) <= 0:
		var most *decimal
		if from != nil {
			most = decimalOf(from.at)
		}
		return "-" + roundDecimal(decimalOf(to.at), !to.after, most, from != nil && !from.after)
	case from != nil && from.compare(zero) > 0:
		var most *decimal
		if to != nil {
			most = decimalOf(to.at)
		}
		return roundDecimal(decimalOf(from.at), from.after, most, to != nil && to.after)
	}
	return "0"
}

// A decimal is a number that is not negative: 0.ddd… times ten to the power of exponent,
// where ddd… are the digits. The first and the last digit are not 0. Without digits it is
// 0, and the exponent is less than all others.
type decimal struct {
	digits   string
	exponent int
}

// decimalOf returns a number without its sign.
func decimalOf(a kinds.Scalar) *decimal {
	_, digits, exponent := a.Digits()
	if digits == "" {
		exponent = math.MinInt
	}
	return &decimal{digits, exponent}
}

func (d *decimal) compare(e *decimal) int {
	return cmp.Or(cmp.Compare(d.exponent, e.exponent), cmp.Compare(d.digits, e.digits))
}

// roundDecimal returns the text of the roundest number that is greater than least and less
// than most, which may be nil. It may be least unless open is set, and most if closed is
// set.
func roundDecimal(least *decimal, open bool, most *decimal, closed bool) string {
	isBetween := func(d *decimal) bool {
		low, high := d.compare(least), -1
		if most != nil {
			high = d.compare(most)
		}
		return (low > 0 || low == 0 && !open) && (high < 0 || high == 0 && closed)
	}
	one := &decimal{"1", 1}
	list := []*decimal{one}
	if most != nil && most.compare(one) <= 0 {
		list = append(list, &decimal{"1", most.exponent}, &decimal{"1", most.exponent - 1})
	}
	if i := slices.IndexFunc(list, isBetween); i >= 0 {
		return list[i].text()
	}
	// So least is not 0. With fewer digits than tell least and most apart there is no number
	// between them but least itself.
	n := 1
	if most != nil && most.exponent == least.exponent {
		for n <= len(most.digits) && least.digit(n) == most.digit(n) {
			n++
		}
	}
	d := least.next(n, open)
	if !isBetween(d) {
		// It is most. A later digit can be made greater: the first that is not 9.
		for n++; least.digit(n) == '9'; n++ {
		}
		d = least.next(n, open)
	}
	return d.text()
}

// digit returns the n-th digit, counted from 1.
func (d *decimal) digit(n int) byte {
	if n > len(d.digits) {
		return '0'
	}
	return d.digits[n-1]
}

// next returns the least number with at most n digits that is not less than d, or if open is
// set, that is greater. Its order of magnitude is that of d, or the next.
func (d *decimal) next(n int, open bool) *decimal {
	if len(d.digits) <= n && !open {
		return d
	}
	digits := []byte(d.digits[:min(n, len(d.digits))] + strings.Repeat("0", max(0, n-len(d.digits))))
	for len(digits) > 0 && digits[len(digits)-1] == '9' {
		digits = digits[:len(digits)-1]
	}
	if len(digits) == 0 {
		return &decimal{"1", d.exponent + 1}
	}
	digits[len(digits)-1]++
	return &decimal{string(digits), d.exponent}
}

// text returns the number as kinds.ParseNumber takes it.
func (d *decimal) text() string {
	return kinds.Format(schema.Number, kinds.OfDigits(false, d.digits, d.exponent))
}
