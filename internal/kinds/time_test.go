package kinds_test

import (
	"fmt"
	"math/rand"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/internal/kinds"
)

func TestParseTime(t *testing.T) {
	for s, want := range map[string]string{
		"2026-01-31":                           "2026-01-31T00:00:00Z",
		"2024-02-29":                           "2024-02-29T00:00:00Z",
		"2000-02-29":                           "2000-02-29T00:00:00Z",
		"0000-01-01":                           "0000-01-01T00:00:00Z",
		"9999-12-31":                           "9999-12-31T00:00:00Z",
		"2026-01-31T09:30:15Z":                 "2026-01-31T09:30:15Z",
		"2026-01-31t09:30:15z":                 "2026-01-31T09:30:15Z",
		"2026-01-31T09:30:15+01:00":            "2026-01-31T08:30:15Z",
		"2026-01-31T09:30:15-23:59":            "2026-02-01T09:29:15Z",
		"2026-01-01T00:00:00+00:01":            "2025-12-31T23:59:00Z",
		"2026-01-31T09:30:15-00:00":            "2026-01-31T09:30:15Z",
		"2026-01-31T09:30:15.5Z":               "2026-01-31T09:30:15.5Z",
		"2026-01-31T09:30:15.123456789Z":       "2026-01-31T09:30:15.123456789Z",
		"2026-01-31T09:30:15.1234567899+00:00": "2026-01-31T09:30:15.123456789Z",
		"2026-01-31T09:30Z":                    "2026-01-31T09:30:00Z",
		"2026-01-31 09:30z":                    "2026-01-31T09:30:00Z",
		"2026-01-31T09:30+0530":                "2026-01-31T04:00:00Z",
		"2026-01-31 09:30:15.5-0100":           "2026-01-31T10:30:15.5Z",
		"2026-01-31T09:30:15." + strings.Repeat("0", 1000) + "9Z": "2026-01-31T09:30:15Z",
	} {
		got, ok := kinds.ParseTime(s)
		assert.True(t, ok, "ParseTime(%q)", s)
		assert.Equal(t, want, got.Format(time.RFC3339Nano), "ParseTime(%q)", s)
		assert.Equal(t, time.UTC, got.Location(), "ParseTime(%q)", s)
	}
	for _, s := range []string{
		"", "now", "-7d", "2026", "2026-01", "2026-1-31", "26-01-31", "2026/01/31", "+2026-01-31", "20260131",
		"2026-00-10", "2026-13-10", "2026-01-00", "2026-01-32", "2026-04-31", "2025-02-29", "1900-02-29",
		"2026-01-31T", "2026-01-31T09", "2026-01-31T09Z", "2026-01-31T09:30", "2026-01-31T09:3Z", "2026-01-31T09:30:Z", "2026-01-31T09:30.5Z", "2026-01-31T09:30:15",
		"2026-01-31_09:30:15Z", "2026-01-31  09:30:15Z", "2026-01-31T9:30:15Z", "2026-01-31T24:00:00Z", "2026-01-31T09:60:00Z", "2026-01-31T23:59:60Z",
		"2026-01-31T09:30:15.Z", "2026-01-31T09:30:15,5Z", "2026-01-31T09:30:15.5", "2026-01-31T09:30:15+01000", "2026-01-31T09:30:15+01", "2026-01-31T09:30:15+2400", "2026-01-31T09:30:15+0160", "2026-01-31T09:30:15+1:000",
		"2026-01-31T09:30:15+24:00", "2026-01-31T09:30:15+01:60", "2026-01-31T09:30:15 Z", "2026-01-31T09:30:15ZZ", " 2026-01-31", "2026-01-31 ",
		"\u0662026-01-3", "2026-01-31T09:30:15+\u0661:00", strings.Repeat("9", 1<<20),
	} {
		_, ok := kinds.ParseTime(s)
		assert.False(t, ok, "ParseTime(%.40q)", s)
	}
}

// shape is that of what ParseTime takes of a date-time. Where time.Parse takes more (a
// comma before the fraction, an hour of one digit, an offset of 24 hours or 60
// minutes), ParseTime follows RFC 3339.
var shape = regexp.MustCompile(`^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?(?:[Zz]|([+-](?:[01]\d|2[0-3])):?([0-5]\d))$`)

// agree checks ParseTime against time.Parse, and returns whether it took s.
func agree(t *testing.T, s string) bool {
	t.Helper()
	full, shaped, seconds := s+"T00:00:00Z", len(s) == len(time.DateOnly), true
	if m := shape.FindStringSubmatch(s); m != nil {
		date, clock, second, hours, minutes := m[1], m[2], m[3], m[4], m[5]
		shaped, seconds = true, second != ""
		if !seconds {
			second = ":00"
		}
		full = date + "T" + clock + second + "Z"
		if hours != "" {
			full = date + "T" + clock + second + hours + ":" + minutes
		}
	}
	want, err := time.Parse(time.RFC3339, full)
	got, ok := kinds.ParseTime(s)
	require.Equal(t, err == nil && shaped, ok, "ParseTime(%q); time.Parse says %v, %v", s, want, err)
	if ok {
		require.True(t, want.Equal(got), "ParseTime(%q) = %v, want %v", s, got, want)
	}
	record, isTime := kinds.ParseRecordTime(s)
	if ok {
		require.Equal(t, seconds, isTime, "ParseRecordTime(%q)", s)
	}
	if ok && seconds {
		require.True(t, record.Equal(got), "ParseRecordTime(%q) = %v, want %v", s, record, got)
	}
	return ok
}

func TestParseTime_against_time_Parse(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	var valid, mutated, taken int
	for range 20_000 {
		at := time.Unix(r.Int63n(253402300800+62167219200)-62167219200, r.Int63n(1e9))
		zone := time.FixedZone("", 60*(r.Intn(48*60)-24*60)) // some beyond what RFC 3339 has
		s := at.In([]*time.Location{time.UTC, zone}[r.Intn(2)]).Format(
			[]string{time.RFC3339, time.RFC3339Nano, time.DateOnly, "2006-01-02 15:04Z0700", "2006-01-02t15:04Z07:00"}[r.Intn(5)])
		if agree(t, s) {
			valid++
		}
		i := r.Intn(len(s))
		const with = "0123456789+-:.,TtZz \x00"
		c := with[r.Intn(len(with))]
		for _, m := range []string{s[:i] + s[i+1:], s[:i] + string(c) + s[i:], s[:i] + string(c) + s[i+1:], s[:i], s[i:]} {
			mutated++
			if agree(t, m) {
				taken++
			}
		}
	}
	t.Logf("%d texts of 20000 taken, and of %d mutated ones %d", valid, mutated, taken)
	require.Greater(t, valid, 15_000)
	require.Greater(t, taken, 5_000)
	require.Less(t, taken, mutated/2)
}

func FuzzParseTime(f *testing.F) {
	for _, s := range []string{
		"", "2026-01-31", "2026-01-31T09:30:15Z", "2026-01-31t09:30:15.5z", "2024-02-29T23:59:59.999999999+23:59",
		"2026-01-31T9:30:15,5Z", "2026-01-31T09:30:15+24:00", "0000-01-01T00:00:00+00:01", "2026-01-31 09:30+0100", "1770000000", "1.77e9", "-1.5",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { agree(t, s) })
}

func TestParseRecordTime(t *testing.T) {
	for s, want := range map[string]string{
		"2026-01-31":                "2026-01-31T00:00:00Z",
		"2026-01-31T09:30:15Z":      "2026-01-31T09:30:15Z",
		"2026-01-31 09:30:15+01:00": "2026-01-31T08:30:15Z",
	} {
		got, ok := kinds.ParseRecordTime(s)
		assert.True(t, ok, "ParseRecordTime(%q)", s)
		assert.Equal(t, want, got.Format(time.RFC3339Nano), "ParseRecordTime(%q)", s)
	}
	for _, s := range []string{"", "2026-01-31T09:30Z", "-7d", "yesterday", "0", "-1", "20260131", "1770000000", "1.77e9", "1770000000000"} {
		_, ok := kinds.ParseRecordTime(s)
		assert.False(t, ok, "ParseRecordTime(%q)", s)
	}
}

func TestParseSeconds(t *testing.T) {
	for s, want := range map[string]string{
		"0":                               "1970-01-01T00:00:00Z",
		"-0":                              "1970-01-01T00:00:00Z",
		"1":                               "1970-01-01T00:00:01Z",
		"20260131":                        "1970-08-23T11:48:51Z",
		"1770000000":                      "2026-02-02T02:40:00Z",
		"1770000000.0":                    "2026-02-02T02:40:00Z",
		"1770000000.25":                   "2026-02-02T02:40:00.25Z",
		"1770000000.123456789":            "2026-02-02T02:40:00.123456789Z",
		"1770000000.1234567899":           "2026-02-02T02:40:00.123456789Z",
		"253402300799.123456789987654321": "9999-12-31T23:59:59.123456789Z",
		"25340230079.123456789987654321":  "2772-12-31T16:47:59.123456789Z",
		"1.77e9":                          "2026-02-02T02:40:00Z",
		"1.77E9":                          "2026-02-02T02:40:00Z",
		"1.77e+9":                         "2026-02-02T02:40:00Z",
		"17700000000e-1":                  "2026-02-02T02:40:00Z",
		"1.77000000025e9":                 "2026-02-02T02:40:00.25Z",
		"1e-9":                            "1970-01-01T00:00:00.000000001Z",
		"19e-10":                          "1970-01-01T00:00:00.000000001Z",
		"9.9e-10":                         "1970-01-01T00:00:00Z",
		"1e-10":                           "1970-01-01T00:00:00Z",
		"5e-999999999":                    "1970-01-01T00:00:00Z",
		"0e999999999":                     "1970-01-01T00:00:00Z",
		"-1":                              "1969-12-31T23:59:59Z",
		"-1.5":                            "1969-12-31T23:59:58.5Z",
		"-1.0000000009":                   "1969-12-31T23:59:59Z",
		"-62135596800":                    "0001-01-01T00:00:00Z",
		"-62167219200.000000001":          "-0001-12-31T23:59:59.999999999Z",
		"253402300799":                    "9999-12-31T23:59:59Z",
		"253402300799.999999999999":       "9999-12-31T23:59:59.999999999Z",
		"1" + strings.Repeat("0", 1000) + "e-1000": "1970-01-01T00:00:01Z",
	} {
		got, ok := kinds.ParseSeconds(s)
		assert.True(t, ok, "ParseSeconds(%.40q)", s)
		assert.Equal(t, want, got.Format(time.RFC3339Nano), "ParseSeconds(%.40q)", s)
	}
	for _, s := range []string{
		"", "-", "+1", "--1", ".", ".5", "1.", "01", "1.e3", "e9", "1e", "1e+", "1e-", "1e1.5", "1e9999", "1e999999999", "1ee9", "0x10", "1_0", " 1", "1 ",
		"NaN", "Infinity", "null", "1,5", "1e12", "1000000000000", "-1000000000000", "253402300800", "\u0661", "-7d", "2026-01-31", "2026-01-31T09:30:15Z", strings.Repeat("9", 1<<20),
	} {
		_, ok := kinds.ParseSeconds(s)
		assert.False(t, ok, "ParseSeconds(%.40q)", s)
	}
	t.Run("random seconds", func(t *testing.T) {
		r := rand.New(rand.NewSource(1))
		for range 5000 {
			want := time.Unix(r.Int63n(1<<33), r.Int63n(1e9))
			digits := fmt.Sprintf("%d%09d", want.Unix(), want.Nanosecond())
			digits = strings.TrimLeft(digits, "0")
			e := r.Intn(len(digits)-1) + 1 // where the point goes
			s := fmt.Sprintf("%s.%se%d", digits[:e], digits[e:], len(digits)-9-e)
			if r.Intn(10) == 0 {
				s = digits + "e-9"
			}
			got, ok := kinds.ParseSeconds(s)
			require.True(t, ok && want.Equal(got), "ParseSeconds(%q) = %v, want %v", s, got, want.UTC())
		}
	})
}

func TestParseTime_allocates_nothing(t *testing.T) {
	for _, s := range []string{
		"", "yesterday", "2026-01-31", "2026-01-31T09:30:15.123456789+01:00", "2026-01-31T09:30:15.5+25:00",
		"1770000000.25", "1.77e9", "1e999", "253402300799.1234567", strings.Repeat("9", 10_000),
	} {
		assert.Zero(t, testing.AllocsPerRun(100, func() { kinds.ParseTime(s) }), "ParseTime(%.40q)", s)
		assert.Zero(t, testing.AllocsPerRun(100, func() { kinds.ParseRecordTime(s) }), "ParseRecordTime(%.40q)", s)
		assert.Zero(t, testing.AllocsPerRun(100, func() { kinds.ParseSeconds(s) }), "ParseSeconds(%.40q)", s)
	}
}
