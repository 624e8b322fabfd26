package schema_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/meaning"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

// awkward are days on which [time.Date] is not where the day begins, with where it
// does and where it ends.
var awkward = []struct{ zone, date, begin, end string }{
	{"America/Havana", "2026-03-08", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z"},   // from 00:00 to 01:00
	{"America/Santiago", "2025-09-07", "2025-09-07T04:00:00Z", "2025-09-08T03:00:00Z"}, // likewise
	{"Pacific/Apia", "2011-12-29", "2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z"},
	{"Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z", "2011-12-30T10:00:00Z"}, // was not
	{"Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z"},
	{"America/St_Johns", "2010-11-06", "2010-11-06T02:30:00Z", "2010-11-07T02:30:00Z"},  // shown again later
	{"America/St_Johns", "2010-11-07", "2010-11-07T02:30:00Z", "2010-11-08T03:30:00Z"},  // from 00:01 back to 23:01
	{"Pacific/Kwajalein", "1993-08-21", "1993-08-21T12:00:00Z", "1993-08-21T12:00:00Z"}, // was not
	{"Pacific/Kwajalein", "1993-08-22", "1993-08-21T12:00:00Z", "1993-08-22T12:00:00Z"},
	{"Asia/Beirut", "2022-03-27", "2022-03-26T22:00:00Z", "2022-03-27T21:00:00Z"},         // from 00:00 to 01:00
	{"America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"},   // likewise
	{"Australia/Lord_Howe", "2026-04-05", "2026-04-04T13:00:00Z", "2026-04-05T13:30:00Z"}, // half an hour
	{"Asia/Kathmandu", "2026-01-31", "2026-01-30T18:15:00Z", "2026-01-31T18:15:00Z"},
	{"UTC", "0000-01-01", "0000-01-01T00:00:00Z", "0000-01-02T00:00:00Z"},
	{"UTC", "9999-12-31", "9999-12-31T00:00:00Z", "9999-12-31T00:01:00-23:59"},
	{"UTC", "2024-02-29", "2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z"},
}

// zoneNames are the zones of the tests, apart from those of fixed offsets and those
// that have a rule alone.
var zoneNames = []string{
	"UTC", "Europe/London", "Europe/Dublin", "Europe/Lisbon", "Europe/Moscow", "Europe/Amsterdam", "Atlantic/Azores",
	"America/New_York", "America/Los_Angeles", "America/St_Johns", "America/Havana", "America/Santiago", "America/Sao_Paulo",
	"America/Juneau", "America/Metlakatla", "America/Scoresbysund", "America/Nuuk", "America/Asuncion", "America/Caracas",
	"Africa/Casablanca", "Africa/El_Aaiun", "Africa/Cairo", "Africa/Monrovia",
	"Asia/Kolkata", "Asia/Kathmandu", "Asia/Tehran", "Asia/Beirut", "Asia/Manila", "Asia/Gaza", "Asia/Amman", "Asia/Pyongyang",
	"Asia/Tokyo", "Asia/Riyadh", "Australia/Lord_Howe", "Australia/Eucla", "Antarctica/Troll", "Antarctica/Casey",
	"Pacific/Chatham", "Pacific/Apia", "Pacific/Kwajalein", "Pacific/Kiritimati", "Pacific/Fakaofo", "Pacific/Guam", "Pacific/Niue",
}

// A dayZone is a time zone, with the instants at which its clock was changed.
type dayZone struct {
	*time.Location
	changes []time.Time
	back    []time.Time // those that turned it back over midnight
}

// dayZones are all that the tests use.
var dayZones = sync.OnceValue(func() (list []dayZone) {
	for _, name := range zoneNames {
		list = append(list, newDayZone(loadZone(name)))
	}
	for _, rule := range []string{
		"EST5EDT,M3.2.0,M11.1.0",                       // New York
		"GMT0BST,M3.5.0/1,M10.5.0",                     // London
		"<-04>4<-03>,M9.1.6/24,M4.1.6/24",              // Santiago
		"<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",         // Lord Howe
		"<+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45", // Chatham
	} {
		list = append(list, newDayZone(ruleZone(rule)))
	}
	for _, offset := range []int{14 * 3600, -14 * 3600, 3600, -3600, 5*3600 + 1800, 45*60 + 17, -(11*3600 + 59*60 + 59), 1, -1} {
		list = append(list, newDayZone(time.FixedZone(fmt.Sprint("offset ", offset), offset)))
	}
	return list
})

func loadZone(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return zone
}

// ruleZone returns a zone that follows a rule, as POSIX writes it, in all years. So
// do most zones from the last change on that is listed, and which that is depends on
// where the zones come from.
func ruleZone(rule string) *time.Location {
	// See RFC 8536: twice a header with its block, of which the second one counts.
	var b []byte
	for range 2 {
		b = append(append(b, "TZif2"...), make([]byte, 15)...)
		for _, count := range []uint32{0, 0, 0, 0, 1, 4} {
			b = binary.BigEndian.AppendUint32(b, count)
		}
		b = append(append(b, make([]byte, 6)...), "LMT\x00"...)
	}
	zone, err := time.LoadLocationFromTZData(rule, append(b, "\n"+rule+"\n"...))
	if err != nil {
		panic(err)
	}
	return zone
}

func newDayZone(zone *time.Location) dayZone {
	z := dayZone{Location: zone}
	offset := func(t time.Time) int { _, seconds := t.In(zone).Zone(); return seconds }
	for t := time.Date(1800, 1, 1, 0, 0, 0, 0, time.UTC); t.Year() < 2110; {
		_, to := t.In(zone).ZoneBounds()
		if to.IsZero() {
			break
		}
		if !to.After(t) { // so it says of the last day of a leap year
			to = t.Add(24 * time.Hour)
		}
		if offset(to) != offset(to.Add(-1)) {
			if n := len(z.changes); n > 0 && to.Sub(z.changes[n-1]) <= quarter*time.Second {
				panic(fmt.Sprintf("%v changes twice in a quarter of an hour, at %v", zone, to))
			}
			z.changes = append(z.changes, to)
			if z.shown(to.Unix()) < z.shown(to.Unix()-1) {
				z.back = append(z.back, to)
			}
		}
		t = to
	}
	return z
}

// near reports whether the clock is changed within two days of t.
func (z dayZone) near(t time.Time) bool {
	const far = 48 * time.Hour
	i, _ := slices.BinarySearchFunc(z.changes, t.Add(-far), time.Time.Compare)
	return i < len(z.changes) && z.changes[i].Before(t.Add(far))
}

const quarter = 15 * 60 // seconds

// shown returns the date that the zone's clock shows in a second since 1970, as a
// number: 20260131. Numbers are in the order of their dates.
func (z dayZone) shown(second int64) int {
	y, m, d := time.Unix(second, 0).In(z.Location).Date()
	return 10_000*y + 100*int(m) + d
}

// dayOf returns the day that t belongs to: the greatest date that the clock has shown
// until then. No clock has been three days before what it was later. It looks at
// each second of a quarter of an hour in which the clock was changed, and else at the
// last one, which has the greatest date.
func (z dayZone) dayOf(t time.Time) int {
	const far = 3 * 24 * 3600
	offset := func(second int64) int { _, o := time.Unix(second, 0).In(z.Location).Zone(); return o }
	last := t.Unix()
	greatest := z.shown(last)
	for s := last; s > last-far; s -= quarter {
		greatest = max(greatest, z.shown(s))
		if offset(s) == offset(s-quarter) {
			continue
		}
		for u := s; u > s-quarter; u-- {
			greatest = max(greatest, z.shown(u))
		}
	}
	return greatest
}

// number returns a date as a number, if it is one.
func number(date string) (n int, ok bool) {
	at, err := time.Parse(time.DateOnly, date)
	return 10_000*at.Year() + 100*int(at.Month()) + at.Day(), err == nil
}

// dateOf returns the date so many days after the one that the clock shows at t,
// within the years that a query can write.
func (z dayZone) dateOf(t time.Time, after int) string {
	y, m, d := t.In(z.Location).Date()
	at := time.Date(y, m, d+after, 0, 0, 0, 0, time.UTC)
	switch {
	case at.Year() < 0:
		return "0000-01-01"
	case at.Year() > 9999:
		return "9999-12-31"
	}
	return at.Format(time.DateOnly)
}

// endless returns days that Resolve does not come back from, or an empty string. The
// other tests ask it first, so that they fail and do not hang.
var endless = sync.OnceValue(func() string {
	at := make(chan string)
	go func() {
		defer close(at)
		for _, z := range dayZones() {
			for year := 1996; year <= 2104; year += 4 {
				for _, date := range []string{fmt.Sprint(year, "-12-31"), fmt.Sprint(year+1, "-01-01"), fmt.Sprint(year+1, "-01-02")} {
					at <- fmt.Sprintf("modified = %s in %v", date, z)
					_, _ = schema.TestCase().Resolve(ast.Compare(ast.Name("modified"), ast.OpEqual, date), schema.Options{Zone: z.Location})
				}
			}
		}
	}()
	current := ""
	for {
		select {
		case next, more := <-at:
			if !more {
				return ""
			}
			current = next
		case <-time.After(3 * time.Second):
			return current
		}
	}
})

// TestDays_end checks that Resolve ends. For the last day of a leap year, in a zone that
// follows a rule, Time.ZoneBounds says that this day is over.
func TestDays_end(t *testing.T) {
	require.Empty(t, endless(), "Resolve does not end")
}

// TestDays_reference holds dayOf against a look at every second.
func TestDays_reference(t *testing.T) {
	g := rand.New(rand.NewPCG(1, 1))
	tried := 0
	for range 60 {
		z := dayZones()[g.IntN(len(dayZones()))]
		if len(z.changes) == 0 {
			continue
		}
		at := z.changes[g.IntN(len(z.changes))].Add(time.Duration(g.Int64N(4*86400e9) - 86400e9))
		greatest := z.shown(at.Unix())
		for s := at.Unix(); s > at.Unix()-3*24*3600; s-- {
			greatest = max(greatest, z.shown(s))
		}
		require.Equal(t, greatest, z.dayOf(at), "%v in %v", at, z)
		tried++
	}
	assert.Greater(t, tried, 30)
	apia, johns := newDayZone(loadZone("Pacific/Apia")), newDayZone(loadZone("America/St_Johns"))
	day := func(z dayZone, s string) int {
		at, err := time.Parse(time.RFC3339Nano, s)
		require.NoError(t, err)
		return z.dayOf(at)
	}
	assert.Equal(t, 20111229, day(apia, "2011-12-30T09:59:59.999999999Z"))
	assert.Equal(t, 20111231, day(apia, "2011-12-30T10:00:00Z"))
	assert.Equal(t, 20101106, day(johns, "2010-11-07T02:29:59.999999999Z"))
	assert.Equal(t, 20101107, day(johns, "2010-11-07T02:30:00Z"))
	assert.Equal(t, 20101107, day(johns, "2010-11-07T03:00:00Z"), "the clock shows the day before")
}

// boundsOf returns where the resolved modified = date begins and ends.
func boundsOf(t *testing.T, date string, zone *time.Location) (begin, end time.Time) {
	t.Helper()
	q := mustResolve(t, ast.Compare(ast.Name("modified"), ast.OpEqual, date), schema.Options{Zone: zone})
	and, ok := q.Expr().(*ast.And)
	require.True(t, ok && len(and.Terms) == 2, "%v", q)
	for i, at := range []*time.Time{&begin, &end} {
		c := and.Terms[i].(*ast.Comparison)
		require.Equal(t, []ast.Op{ast.OpGreaterEqual, ast.OpLess}[i], c.Op)
		*at, ok = timeOf(c.Values[0])
		require.True(t, ok)
		read, ok := kinds.ParseTime(c.Values[0].Text)
		require.True(t, ok && read.Equal(*at), "%q is the text of %v", c.Values[0].Text, at)
	}
	return begin, end
}

// TestDays has what days become with each operator.
func TestDays(t *testing.T) {
	for _, test := range awkward {
		for format, want := range map[string]string{
			"modified = %[1]s":                     "modified >= %[2]s and modified < %[3]s",
			"modified != %[1]s":                    "not (modified >= %[2]s and modified < %[3]s)",
			"modified < %[1]s":                     "modified < %[2]s",
			"modified <= %[1]s":                    "modified < %[3]s",
			"modified > %[1]s":                     "modified >= %[3]s",
			"modified >= %[1]s":                    "modified >= %[2]s",
			"modified in (%[1]s)":                  "modified >= %[2]s and modified < %[3]s",
			"modified not in (%[1]s)":              "not (modified >= %[2]s and modified < %[3]s)",
			"not modified = %[1]s":                 "not (modified >= %[2]s and modified < %[3]s)",
			"name = a and modified = %[1]s":        "name = a and modified >= %[2]s and modified < %[3]s",
			"name = a or modified = %[1]s":         "name = a or modified >= %[2]s and modified < %[3]s",
			"name = a or modified in (%[1]s, -1H)": "name = a or modified in (2026-01-31T07:30:00Z) or modified >= %[2]s and modified < %[3]s",
			"name = a and modified in (2026-01-01 , %[1]s) and id = b": "name = a and (modified >= %[4]s and modified < %[5]s or modified >= %[2]s and modified < %[3]s) and id = b",
			"modified not in (2026-01-01T00:00Z, %[1]s, -2w)":          "not (modified in (2026-01-01T00:00Z, 2026-01-17T08:30:00Z) or modified >= %[2]s and modified < %[3]s)",
		} {
			zone := loadZone(test.zone)
			first, second := boundsOf(t, "2026-01-01", zone)
			fill := func(format string) string {
				args := []any{test.date, test.begin, test.end, first.Format(time.RFC3339), second.Format(time.RFC3339)}
				return fmt.Sprintf(format+"%.0[5]s", args...) // the last is there in all, and prints nothing
			}
			x := parse(t, fill(format))
			q := mustResolve(t, x, schema.Options{Zone: zone, Now: now})
			assert.Equal(t, fill(want), q.String(), "%v in %v", x, zone)
			assert.True(t, tree.Equal(x, q.Written()), "%v, written %v", x, q.Written())
		}
	}
	t.Run("nil is UTC", func(t *testing.T) {
		x := parse(t, "modified = 2026-01-31")
		assert.Equal(t, mustResolve(t, x, schema.Options{Zone: time.UTC}), mustResolve(t, x, schema.Options{}))
	})
	t.Run("Written in another zone", func(t *testing.T) {
		london, apia := loadZone("Europe/London"), loadZone("Pacific/Apia")
		x := parse(t, "modified not in (2026-07-01, 2026-07-03, -1d)")
		for _, first := range []*time.Location{london, apia, nil} {
			written := mustResolve(t, x, schema.Options{Zone: first, Now: now}).Written()
			for _, second := range []*time.Location{london, apia, nil} {
				o := schema.Options{Zone: second, Now: now.Add(time.Hour)}
				assert.Equal(t, mustResolve(t, x, o), mustResolve(t, written, o), "from %v to %v", first, second)
			}
		}
	})
	t.Run("stale Data", func(t *testing.T) {
		for _, stale := range []any{"stale", now, 7} {
			c := ast.Compare(ast.Name("modified"), ast.OpLess, "2026-01-31")
			c.Values[0].Data = stale
			assert.Equal(t, []any{kinds.OfTime(time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC))}, data(mustResolve(t, c, schema.Options{}).Expr()))
			assert.Equal(t, stale, c.Values[0].Data, "Resolve changed its argument")
		}
	})
	t.Run("no day", func(t *testing.T) {
		for _, value := range []string{"2026-02-29", "2026-1-31", "2026-01-31Z", "2026-01-31+01:00", "\"2026-01-31 \"", "10000-01-01", "2026-01"} {
			_, err := schema.TestCase().Resolve(parse(t, "modified = "+value), schema.Options{Zone: loadZone("Asia/Tehran")})
			assert.ErrorIs(t, err, ast.Code(codes.InvalidTime), value)
		}
	})
	t.Run("without a zone", func(t *testing.T) {
		for _, value := range []string{"2026-01-31T09:00", "2026-01-31t09:00:00", "2026-01-31 09:00", "2026-01-31 09:00:00.5"} {
			_, err := schema.TestCase().Resolve(ast.Compare(ast.Name("modified"), ast.OpLess, value), schema.Options{Zone: loadZone("Asia/Tehran")})
			assert.EqualError(t, err, fmt.Sprintf("%q is a time without a zone; write Z behind it for UTC, or an offset such as +01:00", value))
			assert.ErrorIs(t, err, ast.Code(codes.InvalidTime), value)
		}
	})
}

// TestDays_partition checks that the days of a zone are one behind the other, and that
// each begins with the first instant that belongs to it or to a later one.
func TestDays_partition(t *testing.T) {
	require.Empty(t, endless(), "Resolve does not end")
	g := rand.New(rand.NewPCG(2, 2))
	days, near, skipped, long := 0, 0, 0, 0
	for _, z := range dayZones() {
		dates := map[string]bool{"0000-01-01": true, "0000-01-02": true, "9999-12-30": true, "9999-12-31": true}
		for _, a := range awkward {
			dates[a.date] = true
		}
		changes := slices.Clone(z.changes)
		g.Shuffle(len(changes), func(i, j int) { changes[i], changes[j] = changes[j], changes[i] })
		for _, at := range changes[:min(len(changes), effort.Cases(8, 30))] {
			for after := -2; after <= 2; after++ {
				dates[z.dateOf(at, after)] = true
			}
		}
		for range 20 {
			at := time.Date(g.IntN(10_000), 1, 1+g.IntN(365), 0, 0, 0, 0, time.UTC)
			dates[at.Format(time.DateOnly)] = true
		}
		for year := 1996; year < 2100; year += 4 {
			dates[fmt.Sprint(year, "-12-31")], dates[fmt.Sprint(year+1, "-01-01")] = true, true
		}
		for date := range dates {
			days++
			begin, end := boundsOf(t, date, z.Location)
			require.False(t, end.Before(begin), "%s in %v is from %v to %v", date, z, begin, end)
			n, _ := number(date)
			require.GreaterOrEqual(t, z.dayOf(begin), n, "%s in %v begins at %v", date, z, begin)
			require.Less(t, z.dayOf(begin.Add(-1)), n, "%s in %v begins at %v", date, z, begin)
			require.Greater(t, z.dayOf(end), n, "%s in %v ends at %v", date, z, end)
			require.LessOrEqual(t, z.dayOf(end.Add(-1)), n, "%s in %v ends at %v", date, z, end)
			if date != "9999-12-31" {
				at, _ := time.Parse(time.DateOnly, date)
				next, _ := boundsOf(t, at.AddDate(0, 0, 1).Format(time.DateOnly), z.Location)
				require.True(t, next.Equal(end), "%s in %v ends at %v, and the next day begins at %v", date, z, end, next)
			}
			if z.near(begin) {
				near++
			}
			switch {
			case begin.Equal(end):
				skipped++
			case end.Sub(begin) > 24*time.Hour:
				long++
			}
		}
	}
	t.Logf("%d days, of which %d are near a change of the clock, %d were skipped and %d are longer than 24 hours", days, near, skipped, long)
	assert.Greater(t, days, effort.Cases(3000, 6000))
	assert.Greater(t, near, effort.Cases(800, 3000))
	assert.Greater(t, skipped, 3)
	assert.Greater(t, long, effort.Cases(100, 500))
}

// A dayWorld makes queries with days, and records, that are near each other.
type dayWorld struct {
	g        *rand.Rand
	zone     dayZone
	anchor   time.Time
	now      time.Time
	instants map[string]time.Time // what the values say that are no dates
}

// A dayRecord has a time, or lacks it, and a name.
type dayRecord struct {
	has  bool
	at   time.Time
	day  int
	name string
}

func newDayWorld(g *rand.Rand) *dayWorld {
	w := &dayWorld{g: g, zone: dayZones()[g.IntN(len(dayZones()))], instants: map[string]time.Time{}}
	if g.IntN(4) == 0 {
		w.zone.Location = time.FixedZone("", g.IntN(2*14*3600+1)-14*3600)
		w.zone = newDayZone(w.zone.Location)
	}
	turnedBack := g.IntN(8) == 0
	for turnedBack && len(w.zone.back) == 0 {
		w.zone = dayZones()[g.IntN(len(dayZones()))]
	}
	switch n := g.IntN(10); {
	case turnedBack:
		w.anchor = w.zone.back[g.IntN(len(w.zone.back))]
	case n < 6 && len(w.zone.changes) > 0:
		w.anchor = w.zone.changes[g.IntN(len(w.zone.changes))]
	case n < 8:
		w.anchor = time.Date(g.IntN(10_000), 1, 1+g.IntN(366), g.IntN(24), 0, 0, 0, time.UTC)
	case n == 8:
		w.anchor = time.Date([]int{0, 9999}[g.IntN(2)], 1, 1, 0, 0, 0, 0, w.zone.Location)
		if w.anchor.Year() > 0 {
			w.anchor = time.Date(9999, 12, 31, 12, 0, 0, 0, time.UTC)
		}
	default:
		w.anchor = time.Date(1996+4*g.IntN(25), 12, 31, 12, 0, 0, 0, time.UTC)
	}
	w.now = w.anchor
	if w.now.Year() < 200 || w.now.Year() > 9900 {
		w.now = now
	}
	return w
}

// instant returns one that is likely to be where something changes.
func (w *dayWorld) instant() time.Time {
	near := w.anchor
	switch w.g.IntN(5) {
	case 0: // what may be a midnight
		y, m, d := near.In(w.zone.Location).Date()
		near = time.Date(y, m, d+w.g.IntN(5)-2, 0, 0, 0, 0, w.zone.Location)
	case 1: // a midnight by the clock as it is some days away
		_, offset := near.Add(time.Duration(w.g.IntN(5)-2) * 24 * time.Hour).In(w.zone.Location).Zone()
		near = near.Truncate(24 * time.Hour).Add(time.Duration(w.g.IntN(5)-2)*24*time.Hour - time.Duration(offset)*time.Second)
	case 2: // anywhere
		near = near.Add(time.Duration(w.g.Int64N(6*86400e9) - 3*86400e9))
	case 3: // while the clock shows an hour again
		near = near.Add(time.Duration(w.g.Int64N(3600e9)))
	}
	steps := []time.Duration{0, 0, 1, -1, time.Second, -time.Second, time.Minute, -time.Minute, time.Hour, -time.Hour}
	return near.Add(steps[w.g.IntN(len(steps))]).UTC()
}

// value returns a date or, now and then, an instant or a relative time.
func (w *dayWorld) value() (text string) {
	switch n := w.g.IntN(12); {
	case n < 8:
		return w.zone.dateOf(w.anchor, w.g.IntN(6)-3)
	case n == 8:
		text = w.zone.dateOf(time.Date(w.g.IntN(10_000), 1, 1+w.g.IntN(366), 0, 0, 0, 0, time.UTC), 0)
		return text
	case n == 9:
		units := map[string]time.Duration{"w": 7 * 24 * time.Hour, "D": 24 * time.Hour, "h": time.Hour, "M": time.Minute}
		unit := []string{"w", "D", "h", "M"}[w.g.IntN(4)]
		count := w.g.IntN(4)
		text = fmt.Sprint("-", count, unit)
		w.instants[text] = w.now.Add(-time.Duration(count) * units[unit])
		return text
	}
	at := w.instant()
	if y := at.Year(); y < 1 || y > 9998 {
		return w.zone.dateOf(w.anchor, 0)
	}
	formats := []string{
		time.RFC3339Nano, "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02t15:04:05.000000000Z0700", "2006-01-02 15:04Z07:00", "2006-01-02T15:04Z0700",
	}
	format := formats[w.g.IntN(len(formats))]
	if !strings.Contains(format, "05") {
		at = at.Truncate(time.Minute)
	}
	zone := []*time.Location{time.UTC, time.FixedZone("", 60*(w.g.IntN(28*60)-14*60))}[w.g.IntN(2)]
	text = at.In(zone).Format(format)
	if w.g.IntN(3) == 0 {
		text = strings.ToLower(text)
	}
	w.instants[text] = at
	return text
}

var dayOps = []ast.Op{ast.OpEqual, ast.OpNotEqual, ast.OpLess, ast.OpLessEqual, ast.OpGreater, ast.OpGreaterEqual, ast.OpIn, ast.OpNotIn}

func (w *dayWorld) query(depth int) ast.Expr {
	switch n := w.g.IntN(8); {
	case depth > 0 && n == 0:
		return &ast.Not{X: w.query(depth - 1)}
	case depth > 0 && n < 3:
		return ast.All(w.query(depth-1), w.query(depth-1), w.query(depth-1))
	case depth > 0 && n < 5:
		return ast.Any(w.query(depth-1), w.query(depth-1))
	}
	switch w.g.IntN(12) {
	case 0:
		return ast.Compare(ast.Name("name"), ast.OpEqual, "a")
	case 1:
		return ast.Compare(ast.Name("modified"), ast.OpExists)
	}
	c := &ast.Comparison{Field: ast.Name("modified"), Op: dayOps[w.g.IntN(len(dayOps))], Values: []ast.Value{{Text: w.value()}}}
	if c.Op == ast.OpIn || c.Op == ast.OpNotIn {
		for range w.g.IntN(5) {
			c.Values = append(c.Values, ast.Value{Text: w.value()})
		}
	}
	return c
}

// record returns a record that has the time.
func (w *dayWorld) record(at time.Time) dayRecord {
	return dayRecord{true, at, w.zone.dayOf(at), []string{"a", "b"}[w.g.IntN(2)]}
}

// written compares the record with a value as the language says.
func (w *dayWorld) written(r dayRecord, v ast.Value) int {
	if n, ok := number(v.Text); ok {
		return r.day - n
	}
	return r.at.Compare(w.instants[v.Text])
}

// resolved compares the record with a value by its Data.
func resolved(r dayRecord, v ast.Value) int {
	at, ok := timeOf(v)
	if !ok {
		panic(fmt.Sprintf("%q has no instant", v.Text))
	}
	return r.at.Compare(at)
}

// holds says whether x selects the record, if compare compares its time.
func (r dayRecord) holds(x ast.Expr, compare func(dayRecord, ast.Value) int) bool {
	switch x := x.(type) {
	case *ast.And:
		return !slices.ContainsFunc(x.Terms, func(t ast.Expr) bool { return !r.holds(t, compare) })
	case *ast.Or:
		return slices.ContainsFunc(x.Terms, func(t ast.Expr) bool { return r.holds(t, compare) })
	case *ast.Not:
		return !r.holds(x.X, compare)
	}
	c := x.(*ast.Comparison)
	if c.Field.Name == "name" {
		return r.name == c.Values[0].Text
	}
	any := func(meets func(sign int) bool) bool {
		return r.has && slices.ContainsFunc(c.Values, func(v ast.Value) bool { return meets(compare(r, v)) })
	}
	switch c.Op {
	case ast.OpExists:
		return r.has
	case ast.OpLess:
		return any(func(sign int) bool { return sign < 0 })
	case ast.OpLessEqual:
		return any(func(sign int) bool { return sign <= 0 })
	case ast.OpGreater:
		return any(func(sign int) bool { return sign > 0 })
	case ast.OpGreaterEqual:
		return any(func(sign int) bool { return sign >= 0 })
	case ast.OpEqual, ast.OpIn:
		return any(func(sign int) bool { return sign == 0 })
	case ast.OpNotEqual, ast.OpNotIn:
		return !any(func(sign int) bool { return sign == 0 })
	}
	panic(c.Op)
}

// selects says with package meaning whether x, resolved, selects the record. It is
// not ok for a time that no record can have.
func (r dayRecord) selects(x ast.Expr) (selects, ok bool) {
	m := map[string]any{"name": r.name}
	if r.has {
		if y := r.at.UTC().Year(); y < 0 || y > 9999 {
			return false, false
		}
		m["modified"] = r.at.UTC().Format(time.RFC3339Nano)
	}
	return meaning.Language{Schema: schema.TestCase()}.Selects(x, m), true
}

// isDay reports whether a value is a date.
func isDay(v ast.Value) bool { _, ok := number(v.Text); return ok }

// requireSpans holds the places in y, which is x resolved, to be places of x, each in
// that of what it is a part of.
func requireSpans(t *testing.T, text string, x, y ast.Expr) {
	t.Helper()
	places := map[ast.Span]bool{}
	type comparison struct{ field, op ast.Span }
	comparisons, values := map[comparison]ast.Span{}, map[ast.Span]bool{}
	ast.Inspect(x, func(x ast.Expr) bool {
		places[x.Span()] = true
		if c, ok := x.(*ast.Comparison); ok {
			comparisons[comparison{c.Field.At, c.OpAt}] = c.At
			for _, v := range c.Values {
				values[v.At] = true
			}
		}
		return true
	})
	within := func(inner, outer ast.Span) bool {
		return inner.IsValid() && outer.Start.Offset <= inner.Start.Offset && inner.Start.Offset < inner.End.Offset && inner.End.Offset <= outer.End.Offset
	}
	whole := ast.Span{End: ast.Position{Offset: len(text)}}
	var visit func(y ast.Expr, outer ast.Span)
	visit = func(y ast.Expr, outer ast.Span) {
		at := y.Span()
		require.True(t, within(at, outer), "%v at %v in %v of %s", y, at, outer, text)
		require.True(t, places[at] || values[at], "%v at %v of %s", y, at, text)
		switch y := y.(type) {
		case *ast.And:
			for _, term := range y.Terms {
				visit(term, at)
			}
		case *ast.Or:
			for _, term := range y.Terms {
				visit(term, at)
			}
		case *ast.Not:
			visit(y.X, at)
		case *ast.Comparison:
			of, ok := comparisons[comparison{y.Field.At, y.OpAt}]
			require.True(t, ok && within(at, of), "%v at %v of %s", y, at, text)
			for _, v := range y.Values {
				require.True(t, values[v.At] && within(v.At, of), "%v at %v of %s", v.Text, v.At, text)
			}
		}
	}
	visit(y, whole)
}

// TestDays_property holds queries with days against what the language says of them:
// an instant belongs to the greatest date that the zone's clock has shown, and dates
// compare as dates.
func TestDays_property(t *testing.T) {
	require.Empty(t, endless(), "Resolve does not end")
	g := rand.New(rand.NewPCG(3, 3))
	const records = 12
	queries := effort.Cases(600, 3000)
	var withDays, relative, mixed, near, turnedBack, beyond, agreed int
	truth, lacking, ops, zones := map[bool]int{}, map[bool]int{}, map[ast.Op]int{}, map[string]bool{}
	for range queries {
		w := newDayWorld(g)
		zones[w.zone.String()] = true
		o := schema.Options{Zone: w.zone.Location, Now: w.now}
		text := w.query(3).String()
		x := parse(t, text)
		before := deep(t, x)
		q := mustResolve(t, x, o)
		require.Equal(t, before, deep(t, x), "Resolve(%s) changed its argument", text)
		require.True(t, tree.Equal(x, q.Written()), "Resolve(%s) is written %s", text, q.Written())
		require.NoError(t, ast.Validate(q.Expr(), ast.Limits{}), "Resolve(%s) = %v", text, q)
		requireSpans(t, text, x, q.Expr())
		days := false
		for c := range ast.Comparisons(x) {
			if slices.ContainsFunc(c.Values, isDay) {
				ops[c.Op]++
				days = true
				if slices.ContainsFunc(c.Values, func(v ast.Value) bool { return !isDay(v) }) {
					mixed++
				}
			}
			if slices.ContainsFunc(c.Values, func(v ast.Value) bool { return v.Text[0] == '-' }) {
				relative++
			}
		}
		if days {
			withDays++
		}

		// The text is the query, whatever the options.
		parsed, err := parser.Parse(q.String())
		require.NoError(t, err, "Resolve(%s)", text)
		require.True(t, tree.Equal(q.Expr(), parsed), "Resolve(%s) = %s", text, q)
		for _, o := range []schema.Options{{}, {Zone: dayZones()[g.IntN(len(dayZones()))].Location, Now: now}} {
			again := mustResolve(t, parsed, o)
			require.True(t, tree.Equal(q.Expr(), again.Expr()) && tree.Equal(q.Expr(), again.Written()), "Resolve(%s) = %s, and again %s", text, q, again)
		}

		// With another query, by De Morgan.
		y := parse(t, w.query(2).String())
		laws := []struct {
			q    ast.Expr
			want func(x, y bool) bool
		}{
			{&ast.Not{X: x}, func(x, _ bool) bool { return !x }},
			{&ast.Not{X: &ast.Not{X: x}}, func(x, _ bool) bool { return x }},
			{&ast.Not{X: ast.All(x, y)}, func(x, y bool) bool { return !(x && y) }},
			{ast.Any(&ast.Not{X: x}, &ast.Not{X: y}), func(x, y bool) bool { return !(x && y) }},
			{&ast.Not{X: ast.Any(x, y)}, func(x, y bool) bool { return !(x || y) }},
			{ast.All(&ast.Not{X: x}, &ast.Not{X: y}), func(x, y bool) bool { return !(x || y) }},
		}
		for i, law := range laws {
			resolved := mustResolve(t, law.q, o)
			require.NoError(t, ast.Validate(resolved.Expr(), ast.Limits{}), "Resolve(%v) = %v", law.q, resolved)
			laws[i].q = resolved.Expr()
		}

		list := []dayRecord{{name: "a"}, {name: "b"}}
		for range records {
			list = append(list, w.record(w.instant()))
		}
		if bounds := slices.DeleteFunc(data(q.Expr()), func(v any) bool { return v == nil }); len(bounds) > 0 {
			for range 4 {
				at := kinds.Instant(schema.Time, bounds[g.IntN(len(bounds))].(kinds.Scalar))
				list = append(list, w.record(at), w.record(at.Add(-1)))
			}
		}
		for _, r := range list {
			want, other := r.holds(x, w.written), r.holds(y, w.written)
			about := func(x ast.Expr) string {
				return fmt.Sprintf("%v of %+v\nin %v, now %v\n%v", text, r, w.zone, w.now, x)
			}
			require.Equal(t, want, r.holds(q.Expr(), resolved), about(q.Expr()))
			if selects, ok := r.selects(q.Expr()); ok {
				require.Equal(t, want, selects, about(q.Expr()))
				agreed++
			}
			for _, law := range laws {
				require.Equal(t, law.want(want, other), r.holds(law.q, resolved), about(law.q))
			}
			if !r.has {
				lacking[want]++
				continue
			}
			truth[want]++
			if w.zone.near(r.at) {
				near++
			}
			if r.day != w.zone.shown(r.at.Unix()) {
				turnedBack++
			}
			if y := r.at.UTC().Year(); y < 0 || y > 9999 {
				beyond++
			}
		}
	}
	t.Logf("%d of %d queries have days, in %d zones; by operator %v; %d lists with instants, too, and %d relative times", withDays, queries, len(zones), ops, mixed, relative)
	t.Logf("records: %v; %d are near a change of the clock, %d when it had been turned back over midnight, %d beyond the years; without a time %v; package meaning was asked %d times",
		truth, near, turnedBack, beyond, lacking, agreed)
	assert.Greater(t, withDays, queries*3/4)
	assert.GreaterOrEqual(t, len(zones), len(dayZones()))
	for _, op := range dayOps {
		assert.Greater(t, ops[op], queries/6, "%v", op)
	}
	assert.Greater(t, mixed, queries/6)
	assert.Greater(t, relative, queries/6)
	assert.Greater(t, truth[true], queries*records/5)
	assert.Greater(t, truth[false], queries*records/5)
	assert.Greater(t, lacking[true], queries/4)
	assert.Greater(t, lacking[false], queries/4)
	assert.Greater(t, near, queries*records/4)
	assert.Greater(t, turnedBack, queries/15)
	assert.Greater(t, beyond, queries/150)
	assert.Greater(t, agreed, queries*records)
}
