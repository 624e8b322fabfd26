package fuzz

import (
	"fmt"
	"math"
	"math/big"
	"math/rand"
	"strconv"
	"strings"

	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/schema"
)

// numbers are values of a Number field. Many are equal, or seem equal to a reader of
// floats or of integers of 64 bits.
var numbers = []string{
	"1", "0", "-1", "2", "10", "17", "0.1", "-2.5",
	"1.0", "1e0", "10e-1", "0.10e1", "-0", "0.0", "0e7", "1E+2", "100",
	"9007199254740992", "9007199254740993", "-9007199254740993",
	"9223372036854775807", "9223372036854775808", "18446744073709551616",
	"0.3", "0.30000000000000004", "1.000000000000000000000000000001", "-0.000001",
	"123456789012345678901234567890", "123456789012345678901234567891", "1.23456789012345678901234567890e29",
	"1e400", "-1e400", "10e399", "1e-400", "5e-324", "1e999999999", "1e-999999999",
}

func numberText(r *rand.Rand) string {
	if rarely(r, 4) {
		return strconv.Itoa(r.Intn(30) - 10)
	}
	return pick(r, numbers)
}

// respelled returns a text of the number that s says.
func respelled(r *rand.Rand, s string) string {
	d, _ := kinds.ParseNumber(s)
	negative, digits, p := d.Digits()
	if digits == "" {
		return pick(r, []string{"0", "-0", "0.0", "0e7", "-0.00", "0E-3"})
	}
	digits += strings.Repeat("0", r.Intn(3))
	before := r.Intn(len(digits) + 1)     // the point
	if -20 < p && p < 40 && oneIn(r, 2) { // so that it needs no exponent
		digits = strings.Repeat("0", max(-p, 0)) + digits + strings.Repeat("0", max(p-len(digits), 0))
		p = max(p, 0)
		before = p
	}
	text := "0"
	if before > 0 {
		text = digits[:before]
	}
	if before < len(digits) {
		text += "." + digits[before:]
	}
	if negative {
		text = "-" + text
	}
	if e := p - before; e != 0 || rarely(r, 6) {
		text += fmt.Sprintf(pick(r, []string{"e%d", "E%d", "e%+d", "e%03d"}), e)
	}
	if _, ok := kinds.ParseNumber(text); !ok {
		return s // the exponent has become too long
	}
	return text
}

// parts returns the number that s says as n times ten to the power of e.
func parts(s string) (n *big.Int, e int) {
	d, _ := kinds.ParseNumber(s)
	negative, digits, p := d.Digits()
	n, _ = new(big.Int).SetString("0"+digits, 10)
	if negative {
		n.Neg(n)
	}
	return n, p - len(digits)
}

// adjacent returns a number a little less or a little greater than s. Other numbers lie
// between them.
func adjacent(r *rand.Rand, s string, greater bool) string {
	n, e := parts(s)
	more := 1 + r.Intn(3) // digits
	for range more {
		n.Mul(n, big.NewInt(10))
	}
	by := big.NewInt(-1)
	if greater {
		by.Neg(by)
	}
	text := fmt.Sprintf("%de%d", n.Add(n, by), e-more)
	if _, ok := kinds.ParseNumber(text); !ok { // no digit may be behind its last one
		text = map[bool]string{false: "-1e999999999", true: "1e999999999"}[greater]
	}
	return respelled(r, text)
}

// nearNumber returns s in any spelling, or a number that is nearly s.
func nearNumber(r *rand.Rand, s string) string {
	if _, ok := kinds.ParseNumber(s); !ok {
		return numberText(r)
	}
	n, e := parts(s)
	switch r.Intn(9) {
	case 1:
		return adjacent(r, s, true)
	case 2:
		return adjacent(r, s, false)
	case 3: // the next in the last place
		n.Add(n, big.NewInt(pick(r, []int64{1, -1})))
	case 4: // rounded
		n.Div(n, big.NewInt(10))
		e++
	case 5:
		n.Neg(n)
	case 6:
		e += pick(r, []int{1, -1})
	case 7: // as a float has it, or the next of these
		f, _ := strconv.ParseFloat(s, 64)
		if oneIn(r, 2) {
			f = math.Nextafter(f, 0)
		}
		if d, ok := kinds.OfFloat(f); ok {
			return respelled(r, kinds.Format(schema.Number, d))
		}
	}
	text := fmt.Sprintf("%de%d", n, e)
	if _, ok := kinds.ParseNumber(text); !ok {
		return s
	}
	return respelled(r, text)
}
