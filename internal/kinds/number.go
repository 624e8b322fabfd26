package kinds

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
)

var numberKind = kind{
	ops:    equality | order,
	query:  (*Reader).number,
	record: readNumber,
	text:   numberText,
	wants:  "a number",
	mistake: func(m Member) string {
		_, ok := ParseNumber(m.Text)
		switch {
		case m.Type == JSONString && ok:
			return "which is in quotes"
		case m.Type == JSONNumber:
			return notJSON
		}
		return ""
	},
}

// numberText returns the shortest text of a number that ParseNumber takes. It is plain, such
// as 17, -2.5 and 0.001, for a number with at most 21 digits before the point and at most
// five zeros directly behind it. Otherwise it has an exponent, such as 6.02e23.
func numberText(s Scalar) string {
	const most = 21 // as JavaScript does, for example
	negative, digits, p := s.Digits()
	var text string
	switch n := len(digits); {
	case n == 0:
		return "0"
	case n <= p && p <= most:
		text = digits + strings.Repeat("0", p-n)
	case 0 < p && p <= most:
		text = digits[:p] + "." + digits[p:]
	case -6 < p && p <= 0:
		text = "0." + strings.Repeat("0", -p) + digits
	case p-1 > mostExponent:
		text = digits + strings.Repeat("0", max(0, p-n-mostExponent)) + "e" + strconv.Itoa(min(p-n, mostExponent))
	case p-1 < -mostExponent:
		text = "0." + strings.Repeat("0", -mostExponent-p) + digits + "e-" + strconv.Itoa(mostExponent)
	default:
		text = digits[:1]
		if n > 1 {
			text += "." + digits[1:]
		}
		text += "e" + strconv.Itoa(p-1)
	}
	if negative {
		return "-" + text
	}
	return text
}

// Digits returns the parts of a number: it is 0.ddd… times ten to the power of exponent,
// where ddd… are the digits. Neither the first digit nor the last is 0. Zero has no digits.
func (s Scalar) Digits() (negative bool, digits string, exponent int) {
	negative, first, rest, exponent := s.parts()
	if first == 0 {
		return false, "", 0
	}
	digits = fmt.Sprintf("%0*d", firstDigits, first) + rest
	return negative, strings.TrimRight(digits, "0"), exponent
}

// parts is Digits, with the first digits, of which there are firstDigits, as a number. It
// is 0 for zero alone.
func (s Scalar) parts() (negative bool, first uint64, rest string, exponent int) {
	if s.hi == 0 {
		return false, 0, "", 0
	}
	if negative = s.hi < 0; negative {
		s.hi, s.lo = -s.hi, ^s.lo
	}
	return negative, s.lo, s.rest, int(s.hi - magnitude)
}

// OfDigits returns the number that has these parts, as Digits returns them. The digits may
// have zeros at their ends, and without digits the number is zero. The exponent must be one
// that Digits returns for some number. OfDigits panics if the digits are none.
func OfDigits(negative bool, digits string, exponent int) Scalar {
	if !isDigits(digits) {
		panic("kinds.OfDigits: " + chars.Excerpt(digits) + " are no digits")
	}
	return newNumber(negative, "", digits, exponent)
}

// OfInteger returns the Scalar of the number n.
func OfInteger(n int64) Scalar {
	if n < 0 {
		return scaled(true, -uint64(n), 0)
	}
	return scaled(false, uint64(n), 0)
}

// OfFloat returns the Scalar of the number that f is printed as in its shortest form: that
// of 0.1 is the 0.1 of a query. It is not ok for infinities and for what is no number. It
// allocates nothing.
func OfFloat(f float64) (a Scalar, ok bool) {
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return a, false
	}
	var buf [32]byte
	var first uint64
	mantissa, exponent, _ := bytes.Cut(strconv.AppendFloat(buf[:0], math.Abs(f), 'e', -1, 64), []byte("e"))
	for _, c := range mantissa { // 17 digits at most
		if c != '.' {
			first = 10*first + uint64(c-'0')
		}
	}
	e, _ := parseExponent(string(exponent))
	return scaled(f < 0, first, e-max(0, len(mantissa)-len("1."))), true
}

// scaled returns the number first, of at most firstDigits digits, times ten to the power
// of exponent.
func scaled(negative bool, first uint64, exponent int) (s Scalar) {
	if first == 0 {
		return s
	}
	for exponent += firstDigits; first < leastFirst; exponent-- {
		first *= 10
	}
	return signed(negative, Scalar{hi: int64(exponent) + magnitude, lo: first})
}

// signed returns the number s, which is positive, or its negation.
func signed(negative bool, s Scalar) Scalar {
	if negative {
		s.hi, s.lo = -s.hi, ^s.lo
	}
	return s
}

// ParseNumber returns the Scalar of the number that a query or a record says. It is written as in
// JSON: -17, 2.50, 6.02e23. An exponent has nine digits at most, leading zeros aside.
// The time that it takes is in proportion to the length of s, whatever the exponent,
// and it allocates nothing for a number of up to 19 digits.
func ParseNumber(s string) (a Scalar, ok bool) {
	negative := strings.HasPrefix(s, "-")
	mantissa, exponent := strings.TrimPrefix(s, "-"), 0
	if i := strings.IndexAny(mantissa, "eE"); i >= 0 {
		if exponent, ok = parseExponent(mantissa[i+1:]); !ok {
			return a, false
		}
		mantissa = mantissa[:i]
	}
	whole, fraction, point := strings.Cut(mantissa, ".")
	if !onlyDigits(whole) || point && !onlyDigits(fraction) || len(whole) > 1 && whole[0] == '0' {
		return a, false
	}
	return newNumber(negative, whole, fraction, exponent), true
}

// parseExponent reads what stands behind the e of a number.
func parseExponent(s string) (exponent int, ok bool) {
	digits := strings.TrimLeft(s, "+-")
	if len(s)-len(digits) > 1 || !onlyDigits(digits) {
		return 0, false
	}
	digits = strings.TrimLeft(digits, "0")
	if len(digits) > exponentDigits {
		return 0, false
	}
	for _, c := range []byte(digits) {
		exponent = 10*exponent + int(c-'0')
	}
	if s[0] == '-' {
		exponent = -exponent
	}
	return exponent, true
}

// isFarNumber reports whether s, which ParseNumber does not take, is a number whose exponent has
// too many digits.
func isFarNumber(s string) bool {
	i := strings.IndexAny(s, "eE")
	if i < 0 {
		return false
	}
	_, isNumber := ParseNumber(s[:i])
	exponent := s[i+1:]
	digits := strings.TrimLeft(exponent, "+-")
	return isNumber && len(exponent)-len(digits) <= 1 && onlyDigits(digits)
}

// newNumber returns the number whose digits are whole and fraction, with the point
// between them, times ten to the power of exponent.
//
// With d the first digit that is not 0, the number is 0.ddd… times ten to the power
// of some p. Its hi is p + magnitude, or 0 for 0; lo is the first 19 of
// these digits, with zeros at the end if they are fewer; rest is the others, without
// zeros at the end. For a negative number hi and the bits of lo are inverted, so that
// their order is, too.
func newNumber(negative bool, whole, fraction string, exponent int) (s Scalar) {
	whole, fraction = strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0")
	p := exponent + len(whole)
	if whole == "" {
		p -= len(fraction)
		fraction = strings.TrimLeft(fraction, "0")
		p += len(fraction)
	}
	if fraction == "" {
		whole = strings.TrimRight(whole, "0")
	}
	if whole == "" && fraction == "" {
		return s
	}
	s.hi = int64(p) + magnitude
	for i := range firstDigits {
		s.lo *= 10
		switch j := i - len(whole); {
		case j < 0:
			s.lo += uint64(whole[i] - '0')
		case j < len(fraction):
			s.lo += uint64(fraction[j] - '0')
		}
	}
	if len(whole) > firstDigits {
		s.rest = whole[firstDigits:] + fraction
	} else if j := firstDigits - len(whole); j < len(fraction) {
		s.rest = fraction[j:]
	}
	return signed(negative, s)
}

// notJSON is said of a number in a record that ParseNumber does not take.
const notJSON = "which is not written as in JSON, or has an exponent of more than nine digits"

const (
	magnitude   = 1 << 32 // greater than any p
	firstDigits = 19      // as many as a uint64 holds
	leastFirst  = 1e18    // the least number of so many digits

	exponentDigits = 9       // that ParseNumber takes at most
	mostExponent   = 1e9 - 1 // which is the greatest of so many digits
)

func onlyDigits(s string) bool { return s != "" && isDigits(s) }

// number reads a value of a Number field.
func (r *Reader) number(v ast.Value) ast.Value {
	d, ok := ParseNumber(v.Text)
	if !ok {
		r.invalidNumber(v)
		return v
	}
	v.Data = d
	return v
}

func (r *Reader) invalidNumber(v ast.Value) {
	wrong, hint := " is no number", "write 17, -2.5 or 6.02e23"
	if isFarNumber(v.Text) {
		wrong, hint = " is a number whose exponent is too long", "write one of nine digits at most"
	}
	r.Report.Add(ast.Diagnostic{
		Code:    codes.InvalidNumber,
		Span:    v.At,
		Message: chars.Excerpt(v.Text) + wrong,
		Hint:    hint,
		Params:  ast.Params{Field: r.Field, Value: v.Text, Kind: Number.String()},
	})
}

func readNumber(m Member) (v Value, ok bool) {
	d, ok := ParseNumber(m.Text)
	return Value{Text: m.Text, Scalar: d}, ok && m.Type == JSONNumber
}
