package searchfilter_test

import (
	"fmt"
	"math/rand"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/eval"
)

// TestDays compares days in many time zones with what a clock there shows, minute by
// minute. The day of an instant is the latest date that the clock has shown by then,
// which is another than it shows only where it was put back over midnight.
func TestDays(t *testing.T) {
	// Here a clock was changed so that a day begins late, is missing, or begins twice.
	awkward := map[string]time.Time{
		"America/Havana":   time.Date(2026, 3, 8, 5, 0, 0, 0, time.UTC),
		"America/Santiago": time.Date(2025, 9, 7, 4, 0, 0, 0, time.UTC),
		"Pacific/Apia":     time.Date(2011, 12, 30, 10, 0, 0, 0, time.UTC),
		"America/St_Johns": time.Date(2010, 11, 7, 2, 0, 0, 0, time.UTC),
	}
	names := []string{
		"America/Havana", "America/Santiago", "Pacific/Apia", "America/St_Johns",
		"UTC", "Europe/London", "Europe/Dublin", "America/New_York", "America/Sao_Paulo", "America/Asuncion", "Asia/Kolkata", "Asia/Kathmandu",
		"Asia/Beirut", "Asia/Tehran", "Asia/Gaza", "Africa/Casablanca", "Africa/Cairo", "Australia/Lord_Howe", "Atlantic/Azores",
		"Pacific/Kiritimati", "Pacific/Kwajalein", "Pacific/Chatham", "Antarctica/Troll",
	}
	r := rand.New(rand.NewSource(1))
	operators := map[string]func(day, date string) bool{
		"=":  func(day, date string) bool { return day == date },
		"!=": func(day, date string) bool { return day != date },
		"<":  func(day, date string) bool { return day < date },
		"<=": func(day, date string) bool { return day <= date },
		">":  func(day, date string) bool { return day > date },
		">=": func(day, date string) bool { return day >= date },
	}
	answers, backwards := map[bool]int{}, 0
	for i := range 4000 {
		name := names[i%len(names)]
		zone, err := time.LoadLocation(name)
		require.NoError(t, err)
		near, ok := awkward[name]
		if !ok || i%3 == 0 {
			near = change(r, zone)
		}
		span := []time.Duration{5 * time.Hour, 60 * time.Hour}[r.Intn(2)]
		at := near.Add(time.Duration(r.Int63n(int64(span))) - span/2).Truncate(time.Second)
		day := dayOf(at, zone)
		if day != at.In(zone).Format(time.DateOnly) {
			backwards++
		}
		record := eval.Map{"modified": at.UTC().Format(time.RFC3339)}
		options := searchfilter.Options{Zone: zone}
		dates := make([]string, 2)
		for j := range dates {
			dates[j] = near.AddDate(0, 0, r.Intn(5)-2).Format(time.DateOnly)
		}
		match := func(format string, args ...any) bool {
			q, err := options.Parse(fmt.Sprintf(format, args...))
			require.NoError(t, err)
			return q.Match(record)
		}
		for op, want := range operators {
			holds := want(day, dates[0])
			require.Equal(t, holds, match("modified %s %s", op, dates[0]), "modified %s %s at %v in %s, when it is %s", op, dates[0], at, name, day)
			require.Equal(t, !holds, match("not modified %s %s", op, dates[0]), "not modified %s %s at %v in %s, when it is %s", op, dates[0], at, name, day)
			answers[holds]++
		}
		in := day == dates[0] || day == dates[1]
		require.Equal(t, in, match("modified in (%s, %s)", dates[0], dates[1]), "%s in %v in %s", day, dates, name)
		require.Equal(t, !in, match("modified not in (%s, %s)", dates[0], dates[1]), "%s not in %v in %s", day, dates, name)
		for op := range operators {
			a, b := "modified "+op+" "+dates[0], "modified in ("+dates[1]+", "+dates[0]+")"
			require.Equal(t, match("not (%s or %s)", a, b), match("not %s and not %s", a, b), "%s, %s of %v in %s", a, b, at, name)
			require.Equal(t, match("not (%s and %s)", a, b), match("not %s or not %s", a, b), "%s, %s of %v in %s", a, b, at, name)
		}
	}
	t.Logf("%d comparisons hold and %d do not; at %d of 4000 instants the clock shows an earlier date than it did", answers[true], answers[false], backwards)
	assert.Greater(t, answers[true], 5000)
	assert.Greater(t, answers[false], 5000)
	assert.Greater(t, backwards, 5)
}

// change returns a time at which the clock of the zone was changed, if it ever is.
func change(r *rand.Rand, zone *time.Location) time.Time {
	at := time.Unix(r.Int63n(2_000_000_000), 0)
	if _, end := at.In(zone).ZoneBounds(); !end.IsZero() {
		return end.UTC()
	}
	return at.UTC()
}

// dayOf returns the latest date that the clock of the zone has shown at the instant.
func dayOf(at time.Time, zone *time.Location) string {
	day := at.In(zone).Format(time.DateOnly)
	for t := at.Truncate(time.Minute); at.Sub(t) < 3*time.Hour; t = t.Add(-time.Minute) {
		day = max(day, t.In(zone).Format(time.DateOnly))
	}
	return day
}
