package kinds_test

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/kinds"
)

func mustNumber(t testing.TB, s string) kinds.Scalar {
	t.Helper()
	d, ok := kinds.ParseNumber(s)
	require.True(t, ok, "ParseNumber(%.60q)", s)
	return d
}

func TestParseNumber(t *testing.T) {
	for s, want := range map[string]string{
		"0": "0", "-0": "0", "0.000": "0", "-0.0e9": "0", "0e-999999999": "0", "0E+5": "0",
		"1": "1", "1.0": "1", "1e0": "1", "10e-1": "1", "0.1E+01": "1", "100000e-00000000000000005": "1",
		"-2.50": "-2.5", "0.000001": "0.000001", "0.0000001": "1e-7", "-1.5e-7": "-1.5e-7",
		"9007199254740993": "9007199254740993", "123456789012345678901": "123456789012345678901", "1234567890123456789012": "1.234567890123456789012e21",
		"1e21": "1e21", "1e20": "100000000000000000000", "6.02e23": "6.02e23", "1e400": "1e400", "-1e999999999": "-1e999999999", "0.01e-999999999": "0.01e-999999999", "0.1e-999999999": "0.1e-999999999", "10e999999999": "10e999999999", "12345e999999998": "12345e999999998", "-120e999999999": "-120e999999999",
		"12345678901234567890.12345678901234567890": "12345678901234567890.1234567890123456789",
		"9999999999999999999":                       "9999999999999999999", "99999999999999999999": "99999999999999999999",
	} {
		d, ok := kinds.ParseNumber(s)
		require.True(t, ok, s)
		negative, digits, exponent := d.Digits()
		assert.Equal(t, d, kinds.OfDigits(negative, digits, exponent), s)
		assert.Equal(t, d, kinds.OfDigits(negative, "00"+digits+"0", exponent+2), s)
		assert.Equal(t, want, kinds.Format(kinds.Number, d), s)
		assert.Equal(t, d, mustNumber(t, want), s)
	}
	for _, s := range []string{
		"", "-", "+1", "1.", ".5", "-.5", "01", "-00", "007.5", "1e", "1e+", "1e--5", "1e+-5", "1e1.5", "e5", "1_000", "1,5", "0x10", "1f", "Infinity", "-Infinity", "NaN",
		"1 ", " 1", "1e1000000000", "1e-1000000000", "0e99999999999999999999", "\u0661", "1\u0661", "1.\u0661", "1.2.3", "1e5e5", "--1", "1-", "½",
	} {
		_, ok := kinds.ParseNumber(s)
		assert.False(t, ok, "ParseNumber(%q)", s)
	}
	for _, s := range []string{"17", "-2.50", "9007199254740993", "1e-300", "0.1234567890123456789", "x", strings.Repeat("0", 100)} {
		assert.Zero(t, testing.AllocsPerRun(10, func() { kinds.ParseNumber(s) }), "allocations of ParseNumber(%q)", s)
	}
}

// hostileNumber returns a number that is trouble to compare: near a power of two or
// of ten, long, in any of the ways to write it.
func hostileNumber(g *rand.Rand, near string) string {
	digits := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = "0123456789"[g.IntN(10)]
			if g.IntN(3) == 0 {
				b[i] = "09"[g.IntN(2)]
			}
		}
		return string(b)
	}
	var s string
	switch g.IntN(9) {
	case 0:
		s = strconv.FormatInt(1<<g.IntN(63)+g.Int64N(3)-1, 10)
	case 1:
		s = fmt.Sprint(g.Uint64() >> g.IntN(64))
	case 2:
		s = "0." + digits(1+g.IntN(45))
	case 3:
		s = strconv.Itoa(1+g.IntN(9)) + digits(g.IntN(45)) + "." + digits(1+g.IntN(45))
	case 4:
		s = strconv.FormatFloat(math.Float64frombits(g.Uint64()&^(0x7ff<<52)|uint64(900+g.IntN(250))<<52), 'g', -1, 64)
	case 5:
		s = "0"
	case 6:
		s = strings.TrimLeft(near, "-") // the same in other words, or one digit more
		if !strings.ContainsAny(s, "eE") {
			if !strings.Contains(s, ".") {
				s += "."
			}
			s += digits(g.IntN(25))
			s = strings.TrimSuffix(s, ".")
		}
	default:
		s = strconv.Itoa(g.IntN(1000))
	}
	if !strings.ContainsAny(s, "eE") && g.IntN(2) == 0 {
		s += []string{"e", "E", "e+", "e-", "e-0", "e00"}[g.IntN(6)] + strconv.Itoa(g.IntN([]int{3, 60, 500}[g.IntN(3)]))
	}
	if g.IntN(3) == 0 && !strings.HasPrefix(s, "-") {
		s = "-" + s
	}
	return s
}

// TestParseNumber_property holds numbers to those of math/big.
func TestParseNumber_property(t *testing.T) {
	g := rand.New(rand.NewPCG(1, 2))
	pairs := effort.Cases(6000, 60_000)
	orders, long, exponents := map[int]int{}, 0, 0
	rational := func(s string) *big.Rat {
		r, ok := new(big.Rat).SetString(s)
		require.True(t, ok, "SetString(%q)", s)
		return r
	}
	a := "1"
	for range pairs {
		b := hostileNumber(g, a)
		x, y := mustNumber(t, a), mustNumber(t, b)
		want := rational(a).Cmp(rational(b))
		orders[want]++
		require.Equal(t, want, x.Compare(y), "%s to %s", a, b)
		require.Equal(t, -want, y.Compare(x), "%s to %s", b, a)
		require.Equal(t, want == 0, x == y, "%s and %s", a, b)
		text := kinds.Format(kinds.Number, y)
		require.Zero(t, rational(text).Cmp(rational(b)), "the text of %s is %s", b, text)
		require.Equal(t, y, mustNumber(t, text), "the text of %s is %s", b, text)
		if len(strings.Trim(strings.Replace(strings.TrimLeft(b, "-"), ".", "", 1), "0")) > 19 && !strings.ContainsAny(b, "eE") {
			long++
		}
		if strings.ContainsAny(b, "eE") {
			exponents++
		}
		a = b
	}
	t.Logf("%d pairs: %v by their order; %d numbers have more than 19 digits, %d an exponent", pairs, orders, long, exponents)
	assert.Greater(t, orders[0], pairs/50)
	assert.Greater(t, orders[1], pairs/4)
	assert.Greater(t, orders[-1], pairs/4)
	assert.Greater(t, long, pairs/20)
	assert.Greater(t, exponents, pairs/4)
}

// TestOfFloat_property holds integers and floats to the texts that strconv has for them.
func TestOfFloat_property(t *testing.T) {
	g := rand.New(rand.NewPCG(3, 4))
	numbers := effort.Cases(6000, 60_000)
	integers := []int64{0, 1, -1, 10, -100, math.MinInt64, math.MaxInt64, 1e18, 1e18 - 1}
	floats := []float64{0, math.Copysign(0, -1), 0.1, -0.1, 1e21, 1.5, 100, 1e-300, math.MaxFloat64, math.SmallestNonzeroFloat64, 1 << 53}
	for range numbers {
		integers = append(integers, int64(g.Uint64())>>g.IntN(64))
		floats = append(floats, math.Float64frombits(g.Uint64()), g.NormFloat64(), float64(g.IntN(1e6))/100)
	}
	infinite := 0
	for _, n := range integers {
		require.Equal(t, mustNumber(t, strconv.FormatInt(n, 10)), kinds.OfInteger(n), "%d", n)
	}
	for _, f := range floats {
		a, ok := kinds.OfFloat(f)
		if math.IsInf(f, 0) || math.IsNaN(f) {
			infinite++
			require.False(t, ok, "%v", f)
			continue
		}
		require.True(t, ok, "%v", f)
		require.Equal(t, mustNumber(t, strconv.FormatFloat(f, 'g', -1, 64)), a, "%v", f)
	}
	t.Logf("%d integers, and %d floats, of which %d are none", len(integers), len(floats), infinite)
	_, ok := kinds.OfFloat(math.Inf(-1))
	assert.False(t, ok, "an infinity")
	same := false
	assert.Zero(t, testing.AllocsPerRun(10, func() {
		a, _ := kinds.OfFloat(-1.5e-7)
		same = a == kinds.OfInteger(math.MinInt64)
	}))
	assert.False(t, same)
}

// TestParseNumber_sorts: the order is one of all numbers, also of those whose
// exponents math/big cannot have.
func TestParseNumber_sorts(t *testing.T) {
	sorted := []string{
		"-9.99e999999999", "-1e999999999", "-1e400", "-1e399", "-12345678901234567890.5", "-12345678901234567890", "-9007199254740993", "-9007199254740992",
		"-1.00000000000000000000000000001", "-1", "-0.99999999999999999999999999999", "-1e-400", "-1e-999999999", "0", "1e-999999999", "2e-999999999", "1e-400",
		"0.1", "0.10000000000000000000000000001", "0.5", "1", "1.00000000000000000000000000001", "2", "10", "9007199254740992", "9007199254740993",
		"99999999999999999999", "100000000000000000000", "100000000000000000001", "1e399", "1e400", "1e999999999", "1.1e999999999",
	}
	for i, a := range sorted {
		for j, b := range sorted {
			assert.Equal(t, int(math.Copysign(1, float64(i-j)))*min(1, max(i-j, j-i)), mustNumber(t, a).Compare(mustNumber(t, b)), "%s to %s", a, b)
		}
	}
}

func TestOfDigits_panics(t *testing.T) {
	assert.PanicsWithValue(t, `kinds.OfDigits: "1.5" are no digits`, func() { kinds.OfDigits(false, "1.5", 1) })
}

func TestKind_Next_number(t *testing.T) {
	_, ok := kinds.Next(kinds.Number, mustNumber(t, "1"))
	assert.False(t, ok, "between two numbers there are others")
}

// TestParseNumber_long: a number costs no more than its length, whatever it says.
func TestParseNumber_long(t *testing.T) {
	long := strings.Repeat("9", 1<<20)
	a, b := mustNumber(t, long), mustNumber(t, long+".0")
	assert.Equal(t, a, b)
	assert.Equal(t, -1, a.Compare(mustNumber(t, long+".00000001")))
	assert.Equal(t, mustNumber(t, "1"), mustNumber(t, "1"+strings.Repeat("0", 1<<20)+"e-"+strconv.Itoa(1<<20)))
	zeros := "0." + strings.Repeat("0", 1<<20)
	assert.Equal(t, mustNumber(t, "0"), mustNumber(t, zeros))
	assert.Equal(t, mustNumber(t, "1e-"+strconv.Itoa(1<<20+1)), mustNumber(t, zeros+"1"))
	list := []kinds.Scalar{mustNumber(t, "1e999999999"), mustNumber(t, "-1e999999999"), mustNumber(t, long), mustNumber(t, zeros+"1")}
	slices.SortFunc(list, kinds.Scalar.Compare)
	assert.Equal(t, []kinds.Scalar{mustNumber(t, "-1e999999999"), mustNumber(t, zeros+"1"), mustNumber(t, long), mustNumber(t, "1e999999999")}, list)
}
