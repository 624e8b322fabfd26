package sql

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/schema"
)

// The values of a column form a grid: integers, multiples of a power of ten, floats, or instants
// with some digits. A value of a query may lie between two points of the grid. The engine must
// not round it, so it is compared with these points here.

// A point is the place of a value in a grid.
type point struct {
	arg     any  // the greatest point that is not greater than the value
	exact   bool // it is the value
	outside int  // -1 if the value is less than every point, +1 if it is greater: then there is no arg
}

// pointOf returns where a value of a Number, Time or Date stands in a column of the type.
func (t columnType) pointOf(k schema.Kind, s kinds.Scalar, d *dialect) point {
	switch t.base {
	case baseInt, baseScaled, baseDecimal:
		return t.integer(s)
	case baseDouble:
		return float(s)
	case baseDate:
		return t.text(kinds.Instant(k, s), true, d)
	}
	at := kinds.Instant(k, s)
	unit := int64(math.Pow10(9 - t.digits))
	floor := time.Unix(at.Unix(), int64(at.Nanosecond())/unit*unit).UTC()
	if t.base != baseEpoch {
		return t.text(floor, floor.Equal(at), d)
	}
	n := new(big.Int).Mul(big.NewInt(floor.Unix()), big.NewInt(int64(math.Pow10(t.digits))))
	n.Add(n, big.NewInt(int64(floor.Nanosecond())/unit))
	return int64Point(n, floor.Equal(at))
}

// text returns the point of a time that is written as a text. Texts of fixed length have years
// with four digits.
func (t columnType) text(at time.Time, exact bool, d *dialect) point {
	if t.base == baseTimeText || d.fourDigits {
		switch year := at.Year(); {
		case year < 0:
			return point{outside: -1}
		case year > 9999:
			return point{outside: +1}
		}
	}
	if t.base == baseTimeText {
		return point{arg: strings.Replace(plainTime(when{at, t.base, t.digits}), " ", "T", 1) + "Z", exact: exact}
	}
	return point{arg: d.time(when{at, t.base, t.digits}), exact: exact}
}

func int64Point(n *big.Int, exact bool) point {
	if !n.IsInt64() {
		return point{outside: n.Sign()}
	}
	return point{arg: n.Int64(), exact: exact}
}

// integer returns the point of a number among the multiples of 10 to the power of -digits.
func (t columnType) integer(d kinds.Scalar) point {
	most := t.precision
	if t.base != baseDecimal {
		most = 19
	}
	negative, digits, exponent := d.Digits()
	sign := 1
	if negative {
		sign = -1
	}
	before := exponent + t.digits // digits of the number in units of the grid, before their point
	if before > most {
		return point{outside: sign}
	}
	n, exact := new(big.Int), true
	if before >= len(digits) {
		n.SetString("0"+digits+strings.Repeat("0", before-len(digits)), 10)
	} else {
		n.SetString("0"+digits[:max(before, 0)], 10)
		exact = false
	}
	if negative {
		n.Neg(n)
		if !exact {
			n.Sub(n, big.NewInt(1))
		}
	}
	if t.base != baseDecimal {
		return int64Point(n, exact)
	}
	limit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(t.precision)), nil)
	if n.CmpAbs(limit) >= 0 { // it is the floor of what is less than every point
		return point{outside: -1}
	}
	return point{arg: decimalText(n, t.digits), exact: exact}
}

// decimalText returns the text of n times 10 to the power of -scale.
func decimalText(n *big.Int, scale int) string {
	if scale == 0 {
		return n.String()
	}
	digits := fmt.Sprintf("%0*s", scale+1, new(big.Int).Abs(n))
	text := digits[:len(digits)-scale] + "." + digits[len(digits)-scale:]
	if n.Sign() < 0 {
		return "-" + text
	}
	return text
}

// float returns the point of a number among the floats of 64 bits, each of which is the
// number that is its shortest decimal.
func float(d kinds.Scalar) point {
	f, _ := strconv.ParseFloat(kinds.Format(schema.Number, d), 64) // beyond all of them, an infinity
	if math.IsInf(f, 0) {
		f = math.Copysign(math.MaxFloat64, f)
	}
	shortest, _ := kinds.OfFloat(f)
	c := shortest.Compare(d)
	switch {
	case c > 0 && f == -math.MaxFloat64:
		return point{outside: -1}
	case c < 0 && f == math.MaxFloat64:
		return point{outside: +1}
	case c > 0:
		f = math.Nextafter(f, math.Inf(-1))
	}
	return point{arg: f + 0, exact: c == 0} // -0 + 0 is 0
}
