package eval

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/meaning"
	"github.com/searchfilter/searchfilter/schema"
)

// A recordForm is a way in which tools print a time.
type recordForm struct {
	name  string
	print func(g *rand.Rand, at time.Time) any
	unit  time.Duration // what it cannot say is cut off
}

// clock returns a form of a date-time. The zone is none that has seconds.
func clock(layout string, unit time.Duration) recordForm {
	return recordForm{layout, func(g *rand.Rand, at time.Time) any {
		zone := time.FixedZone("", 60*(g.IntN(2*(23*60+59)+1)-(23*60+59)))
		if !strings.Contains(layout, "07") {
			zone = time.UTC
		}
		return at.In(zone).Format(layout)
	}, unit}
}

// recordForms are all that a Time is read from: strings and numbers.
var recordForms = func() []recordForm {
	list := []recordForm{
		clock("2006-01-02T15:04:05Z", time.Second),
		clock("2006-01-02t15:04:05z", time.Second),
		clock("2006-01-02 15:04:05z", time.Second),
		clock(time.RFC3339, time.Second),
		clock(time.RFC3339Nano, 1),
		clock("2006-01-02 15:04:05-07:00", time.Second),
		clock("2006-01-02 15:04:05.999999999-0700", 1),
		clock("2006-01-02t15:04:05-0700", time.Second),
		clock("2006-01-02 15:04:05.000000-07:00", time.Microsecond), // Python
		clock("2006-01-02T15:04:05.0000000000000-07:00", 1),
		clock(time.DateOnly, 24*time.Hour),
	}
	unit := time.Second
	for digits := 1; digits <= 9; digits++ {
		unit /= 10
		list = append(list, clock("2006-01-02"+[]string{"T", " "}[digits%2]+"15:04:05."+strings.Repeat("0", digits)+"Z07:00", unit))
	}
	seconds := func(at time.Time) *big.Rat {
		return new(big.Rat).Add(big.NewRat(at.Unix(), 1), big.NewRat(int64(at.Nanosecond()), 1e9))
	}
	return append(list,
		recordForm{"seconds", func(_ *rand.Rand, at time.Time) any { return number(fmt.Sprint(at.Unix())) }, time.Second},
		recordForm{"seconds with a fraction", func(_ *rand.Rand, at time.Time) any {
			return number(strings.TrimRight(seconds(at).FloatString(9), "0") + "0")
		}, 1},
		recordForm{"seconds with three digits", func(_ *rand.Rand, at time.Time) any { return number(seconds(at).FloatString(3)) }, time.Millisecond},
		recordForm{"seconds with an exponent", func(g *rand.Rand, at time.Time) any {
			text := new(big.Rat).Mul(seconds(at), big.NewRat(1e9, 1)).FloatString(0)
			return number(text + []string{"e-9", "E-9", ".0e-09"}[g.IntN(3)])
		}, 1},
	)
}()

// timeOf returns the instant that a value of a resolved query says.
func timeOf(v ast.Value) (time.Time, bool) {
	s, ok := kinds.ScalarOf(v)
	return kinds.Instant(schema.Time, s), ok && len(v.Text) > len(time.DateOnly)
}

// TestDays holds programs of queries with days against the meaning of what Resolve
// made of them, on records that have their times in all forms.
func TestDays(t *testing.T) {
	var zones []*time.Location
	for _, name := range []string{"UTC", "Europe/London", "America/New_York", "America/St_Johns", "America/Havana", "Asia/Kolkata",
		"Australia/Lord_Howe", "Pacific/Chatham", "Pacific/Apia", "Pacific/Kiritimati", "Africa/Casablanca", "Asia/Tehran"} {
		zone, err := time.LoadLocation(name)
		require.NoError(t, err)
		zones = append(zones, zone)
	}
	days := []time.Time{ // at noon, in UTC
		time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC), time.Date(2026, 3, 8, 12, 0, 0, 0, time.UTC), time.Date(2026, 10, 25, 12, 0, 0, 0, time.UTC),
		time.Date(2011, 12, 30, 12, 0, 0, 0, time.UTC), time.Date(2010, 11, 7, 12, 0, 0, 0, time.UTC), time.Date(1969, 12, 31, 12, 0, 0, 0, time.UTC),
		time.Date(1900, 2, 28, 12, 0, 0, 0, time.UTC), time.Date(9998, 12, 31, 12, 0, 0, 0, time.UTC), time.Date(2, 1, 1, 12, 0, 0, 0, time.UTC),
	}
	ops := []ast.Op{ast.OpEqual, ast.OpNotEqual, ast.OpLess, ast.OpLessEqual, ast.OpGreater, ast.OpGreaterEqual, ast.OpIn, ast.OpNotIn}
	g := rand.New(rand.NewPCG(9, 10))
	in := meaning.Language{Schema: hosts}
	queries := effort.Cases(150, 1500)
	truth, forms, lacking, edges := map[bool]int{}, map[string]int{}, 0, 0
	for range queries {
		noon := pick(g, days)
		now := noon.Add(time.Duration(g.Int64N(48*3600e9) - 24*3600e9))
		value := func() string {
			switch at := noon.AddDate(0, 0, g.IntN(5)-2); g.IntN(8) {
			case 0:
				return at.Add(time.Duration(g.IntN(24)) * time.Hour).Format("2006-01-02 15:04Z")
			case 1:
				if now.Year() > 1000 {
					return pick(g, []string{"-1D", "-12h", "-90m", "-0w"})
				}
				fallthrough
			default:
				return at.Format(time.DateOnly)
			}
		}
		var tree func(depth int) ast.Expr
		tree = func(depth int) ast.Expr {
			switch n := g.IntN(7); {
			case depth > 0 && n < 2:
				return ast.All(tree(depth-1), tree(depth-1))
			case depth > 0 && n < 4:
				return ast.Any(tree(depth-1), tree(depth-1), tree(depth-1))
			case depth > 0 && n == 4:
				return &ast.Not{X: tree(depth - 1)}
			case n == 5 && g.IntN(2) == 0:
				return randomComparison(g)
			}
			c := &ast.Comparison{Field: ast.Name("booted"), Op: pick(g, ops), Values: []ast.Value{{Text: value()}}}
			if c.Op == ast.OpIn || c.Op == ast.OpNotIn {
				for range g.IntN(7) {
					c.Values = append(c.Values, ast.Value{Text: value()})
				}
			}
			return c
		}
		x, zone := tree(3), pick(g, zones)
		q := resolve(t, x, hosts, schema.Options{Zone: zone, Now: now})
		p := Compile(q)
		own, err := CompileFor(q, hostBinding)
		require.NoError(t, err)

		var bounds []time.Time // at which something changes
		for c := range ast.Comparisons(q.Expr()) {
			for _, v := range c.Values {
				if at, ok := timeOf(v); ok && at.Year() > 1 && at.Year() < 9999 && at.Sub(noon).Abs() < 5*24*time.Hour {
					bounds = append(bounds, at)
				}
			}
		}
		for _, form := range recordForms {
			at := noon.Add(time.Duration(g.Int64N(6*24*3600e9) - 3*24*3600e9))
			if len(bounds) > 0 && g.IntN(2) == 0 {
				edges++
				at = pick(g, bounds).Add(pick(g, []time.Duration{0, -1, 1, -time.Second, time.Second, -time.Millisecond}))
			}
			at = at.UTC().Truncate(form.unit)
			if form.unit == 24*time.Hour { // Truncate counts from the year 1
				at = time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)
			}
			r := randomRecord(g)
			if r["booted"] = form.print(g, at); g.IntN(20) == 0 {
				delete(r, "booted")
				lacking++
			} else {
				f, _ := foundGo(r["booted"])
				read, ok := f.read(schema.Time)
				require.True(t, ok && kinds.Instant(schema.Time, read.Scalar).Equal(at), "%#v is read as %v, %v, want %v", r["booted"], kinds.Instant(schema.Time, read.Scalar), ok, at)
				forms[form.name]++
			}
			want := in.Selects(q.Expr(), r)
			truth[want]++
			require.Equal(t, want, p(record(r)), "%v in %v of %v\n%v", x, zone, r, q)
			require.Equal(t, want, own(hostOf(r)), "%v in %v of the host %v\n%v", x, zone, r, q)
			require.Equal(t, want, p(document(t, r)), "%v in %v of the document %v\n%v", x, zone, r, q)
		}
	}
	t.Logf("%v; %d records near where something changes, %d without a time; forms %v", truth, edges, lacking, forms)
	assert.Greater(t, truth[true], queries*len(recordForms)/4)
	assert.Greater(t, truth[false], queries*len(recordForms)/4)
	assert.Greater(t, edges, queries*len(recordForms)/4)
	assert.Greater(t, lacking, queries/2)
	for _, form := range recordForms {
		assert.Greater(t, forms[form.name], queries/2, form.name)
	}
}

// TestTimes_days holds the forms of time that occur in records against a day.
func TestTimes_days(t *testing.T) {
	zone, err := time.LoadLocation("America/New_York")
	require.NoError(t, err)
	p := Compile(resolve(t, ast.Compare(ast.Name("booted"), ast.OpEqual, "2026-03-08"), hosts, schema.Options{Zone: zone})) // which has 23 hours
	for text, want := range map[string]bool{
		"2026-03-08T04:59:59.999999999Z":  false,
		"2026-03-08T05:00:00Z":            true,
		"2026-03-08 05:00:00Z":            true,
		"2026-03-08t00:00:00-05:00":       true,
		"2026-03-07 23:59:59.999999-0500": false,
		"2026-03-08 00:00:00.000000-0500": true,
		"2026-03-09 03:59:59.999999999z":  true,
		"2026-03-09T03:59:59.9999999999Z": true,
		"2026-03-09 04:00:00+00:00":       false,
		"2026-03-09T00:00:00-04:00":       false,
		"2026-03-08":                      false, // midnight in UTC
		"2026-03-09":                      true,
	} {
		assert.Equal(t, want, p(record(Map{"booted": text})), "Match of %q", text)
	}
	for text, want := range map[string]bool{
		"1772945999.999999999": false,
		"1772946000":           true,
		"1772946000.0":         true,
		"1.772946e9":           true,
		"1773028799.999":       true,
		"1773028800":           false,
		"17730288000E-1":       false,
	} {
		assert.Equal(t, want, p(record(Map{"booted": number(text)})), "Match of %s", text)
	}
}

// TestTimes_refused has texts that look like times and are none in a record: nobody
// knows which they mean.
func TestTimes_refused(t *testing.T) {
	booted := compile(t, ast.Compare(ast.Name("booted"), ast.OpExists))
	texts := map[string][]string{
		"nothing":                {"", " ", "\n", "null", "0x0", "-", ".", "Z", "T"},
		"no zone":                {"2026-03-06T09:30:15", "2026-03-06 09:30:15", "2026-03-06 09:30:15.804000", "2026-03-06T09:30:15.", "2026-03-06t00:00:00"},
		"no seconds":             {"2026-03-06T09:30Z", "2026-03-06 09:30z", "2026-03-06T09:30+01:00", "2026-03-06 09:30-0100", "2026-03-06T09:30", "2026-03-06T09Z", "2026-03-06T09:30:Z"},
		"milliseconds":           {"1772755200500", "1772755200000", "1772755200500.0", "1.772755200500e12", "-1772755200500"},
		"micro- and nanoseconds": {"1772755200500000", "1772755200500000000"},
		"the year 10000":         {"253402300800", "253402300800.0", "2.534023008e11", "253402300799.9999999999e1", "999999999999", "1e12", "10000-01-01", "10000-01-01T00:00:00Z", "+10000-01-01T00:00:00Z"},
		".NET":                   {"/Date(1)/", "/Date(1772755200500)/", `\/Date(1772755200500)\/`, "/Date(1772755200500+0100)/", "Date(1)"},
		"white space":            {" 2026-03-06", "2026-03-06 ", "\t2026-03-06T09:30:15Z", "2026-03-06T09:30:15Z\n", "2026-03-06T09:30:15 Z", "2026-03-06  09:30:15Z", "2026-03-06 09:30:15 +0100", " 1772755200", "1772755200 ", "1772755200\n", "\u00a01772755200"},
		"zones":                  {"2026-03-06T09:30:15UTC", "2026-03-06 09:30:15 +0000 UTC", "2026-03-06T09:30:15+01", "2026-03-06T09:30:15+1:00", "2026-03-06T09:30:15+24:00", "2026-03-06T09:30:15+0160", "2026-03-06T09:30:15\u221201:00", "2026-03-06T09:30:15Z+01:00", "2026-03-06Z", "2026-03-06+01:00"},
		"too long":               {strings.Repeat("9", 1000), "1e999", "2026-03-06T09:30:15." + strings.Repeat("5", 1000)},
		"out of range":           {"2026-02-29", "2026-02-29T00:00:00Z", "2026-03-06T24:00:00Z", "2026-03-06T09:60:00Z", "2026-03-06T23:59:60Z", "2026-13-01", "2026-00-01", "2026-03-00"},
		"digits in quotes":       {"0", "-1", "2026", "20260306", "1772755200", "1772755200.5", "1.7e9", "253402300799"},
		"other notations":        {"06.03.2026", "03/06/2026", "2026/03/06", "20260306T093015Z", "2026-03", "2026-W10-5", "Fri, 06 Mar 2026 09:30:15 GMT", "Fri Mar  6 09:30:15 UTC 2026", "2026-03-06_09:30:15Z", "2026-03-06T09:30:15,5Z", "2026-03-06T9:30:15Z", "26-03-06", "-2026-03-06", "-7d", "-2w", "1_772_755_200", "1,772,755,200", "0x69AA1A80", "+1772755200", "1772755200s", "Infinity", "NaN", "1e", "1.e9", ".5", "\u0661\u0667"},
	}
	refused := 0
	for why, list := range texts {
		for _, text := range list {
			refused++
			_, ok := kinds.ParseRecordTime(text)
			assert.False(t, ok, "%s: ParseRecordTime(%.60q)", why, text)
			_, err := NewRecord(hosts, Map{"booted": text})
			assert.ErrorContains(t, err, "booted is the string", "%s: %.60q", why, text)
			assert.ErrorContains(t, err, "must be a time such as 2026-01-31T09:00:00Z, or seconds since 1970")
		}
	}
	assert.Greater(t, refused, 80)
	for _, text := range []string{ // as numbers, too
		"2026-03-06", "2026-03-06T09:30:15Z", "1772755200500", "253402300800", "1e12", "", " 1", "NaN", "01",
	} {
		_, err := NewRecord(hosts, Map{"booted": number(text)})
		assert.ErrorContains(t, err, "booted is the number", "%q", text)
	}
	for _, v := range []any{ // the nearest that are taken
		"2026-03-06T09:30:15Z", "2026-03-06 09:30:15.804000+0100", "2026-03-06",
		number("1772755200.5"), number("253402300799.999999999"), number("253402300799"), number("-1"), number("0"), number("5e-999"), 1772755200, 1.7e9,
	} {
		r, err := NewRecord(hosts, Map{"booted": v})
		require.NoError(t, err, "%#v", v)
		assert.True(t, booted(r), "Match of %#v", v)
	}
}
