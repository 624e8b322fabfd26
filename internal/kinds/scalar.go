package kinds

import (
	"cmp"
	"strings"
	"time"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
)

// A Scalar is a value of a Bool, Number, Time or Date as it was read. The numbers 1, 1.0
// and 1e0 are one Scalar, also for ==, and so are the times 09:00Z and 10:00+01:00. Scalars
// of different kinds do not compare.
type Scalar struct {
	hi   int64  // seconds or days since 1970; of true 1; of a number its order of magnitude
	lo   uint64 // nanoseconds; the first digits of a number
	rest string // the other digits of a number
}

// Compare returns -1 if a comes before b, 0 if they are equal, and +1 if a comes
// after b. False comes before true.
func (a Scalar) Compare(b Scalar) int {
	if c := cmp.Compare(a.hi, b.hi); c != 0 {
		return c
	}
	if c := cmp.Compare(a.lo, b.lo); c != 0 {
		return c
	}
	c := strings.Compare(a.rest, b.rest)
	if a.hi < 0 { // of negative numbers, the one with more digits is less
		return -c
	}
	return c
}

// OfBool returns the Scalar of a Bool.
func OfBool(b bool) Scalar {
	if b {
		return Scalar{hi: 1}
	}
	return Scalar{}
}

// OfTime returns the Scalar of a Time, which is that of every other time.Time
// of the same instant.
func OfTime(t time.Time) Scalar { return Scalar{hi: t.Unix(), lo: uint64(t.Nanosecond())} }

// Instant returns the instant, in UTC, of the Scalar of a Time, and of that of a Date
// the midnight in UTC at which it begins.
func Instant(k Kind, a Scalar) time.Time {
	if k == Date {
		return time.Unix(a.hi*secondsOfDay, 0).UTC()
	}
	return time.Unix(a.hi, int64(a.lo)).UTC()
}

const secondsOfDay = 24 * 60 * 60

// ScalarOf returns the Scalar of a value in a resolved tree. It is not ok for a value of
// another kind, for a day with which a Time is compared, and for a value that was not
// resolved.
func ScalarOf(v ast.Value) (a Scalar, ok bool) {
	a, ok = v.Data.(Scalar)
	return a, ok
}

// FoldOf returns the text of v, a value of a comparison that ignores case, as
// chars.Fold has it.
func FoldOf(v ast.Value) string {
	if s, ok := v.Data.(string); ok {
		return s
	}
	return chars.Fold(v.Text)
}
