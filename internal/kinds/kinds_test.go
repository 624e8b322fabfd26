package kinds_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/kinds"
)

func TestKind(t *testing.T) {
	takes := map[kinds.Kind]string{}
	for _, k := range append(kinds.All(), 99) {
		for op := ast.OpEqual; op <= ast.OpExists+1; op++ {
			if kinds.Takes(k, op) {
				takes[k] += op.String() + " "
			}
		}
	}
	const equality, patterns, order = "= != in not in exists ", "= != ^= *= $= in not in exists ", "= != < <= > >= in not in exists "
	assert.Equal(t, map[kinds.Kind]string{
		kinds.Text: patterns, kinds.Enum: equality, kinds.Bool: equality, kinds.Number: order, kinds.Time: order, kinds.Date: order, kinds.List: patterns,
	}, takes)
	var names []string
	for _, k := range append(kinds.All(), 99) {
		names = append(names, k.String())
		assert.Equal(t, k == kinds.Text || k == kinds.List, kinds.Folds(k), "%v", k)
		assert.Equal(t, takes[k] == order, kinds.Ordered(k), "%v", k)
	}
	assert.Equal(t, []string{"text", "enum", "bool", "number", "time", "date", "list", "Kind(99)"}, names)
}

func TestSpelled(t *testing.T) {
	values := []string{"Up", "DOWN"}
	for s, want := range map[string]int{"Up": 0, "up": 0, "down": 1, "DoWn": 1, "": -1, "u": -1, "ups": -1, " up": -1} {
		assert.Equal(t, want, kinds.Spelled(values, s), "%q", s)
	}
}

// TestKind_Read has what each kind takes of a record.
func TestKind_Read(t *testing.T) {
	takes := map[kinds.Kind]map[kinds.JSONType][]string{
		kinds.Text:   {kinds.JSONString: {"", "a"}},
		kinds.Enum:   {kinds.JSONString: {"Up", "gone", ""}},
		kinds.Bool:   {kinds.JSONBool: {"true", "false"}},
		kinds.Number: {kinds.JSONNumber: {"0", "-1.50e3", "1e999999999"}},
		kinds.Time:   {kinds.JSONNumber: {"0", "1.77e9"}, kinds.JSONString: {"2026-01-31", "2026-01-31 09:00:00+0100"}},
		kinds.Date:   {kinds.JSONString: {"2026-01-31"}},
		kinds.List:   {kinds.JSONStrings: {""}},
	}
	types := map[kinds.JSONType][]string{
		kinds.JSONString:  {"", "a", "Up", "gone", "true", "0", "2026-01-31", "2026-02-30", "2026-01-31 09:00:00+0100", "1770000000", "20260131", "2026-01-31T09:00Z"},
		kinds.JSONNumber:  {"0", "2026-01-31", "-1.50e3", "1.77e9", "1e999999999", "1e9999999999", "1770000000000"},
		kinds.JSONBool:    {"true", "false"},
		kinds.JSONStrings: {""},
	}
	read := 0
	for _, k := range kinds.All() {
		for typ, texts := range types {
			for _, text := range texts {
				m := kinds.Member{Type: typ, Text: text}
				if typ == kinds.JSONStrings {
					m.List = []string{"a", ""}
				}
				want := strings.Contains(" "+strings.Join(takes[k][typ], "|")+" ", text) && containsText(takes[k][typ], text)
				if k == kinds.Text || k == kinds.Enum {
					want = typ == kinds.JSONString
				} else if k == kinds.Time && typ == kinds.JSONNumber && text == "-1.50e3" {
					want = true // seconds, too
				} else if k == kinds.Number && text == "1.77e9" || k == kinds.Number && typ == kinds.JSONNumber && text == "1770000000000" {
					want = true
				}
				v, ok := kinds.Read(k, m)
				assert.Equal(t, want, ok, "%v of %v", k, m)
				if ok {
					read++
					assert.Equal(t, m.Text, v.Text)
					assert.Equal(t, m.List, v.List)
				}
			}
		}
		assert.NotEmpty(t, kinds.Wants(k))
	}
	assert.Greater(t, read, 30)
}

// TestKind_Mistake has what people mistake for a value of a kind, and what is nothing
// like it.
func TestKind_Mistake(t *testing.T) {
	for _, test := range []struct {
		kind kinds.Kind
		typ  kinds.JSONType
		text string
		want string
	}{
		{kinds.Bool, kinds.JSONString, "TRUE", "which is in quotes"},
		{kinds.Bool, kinds.JSONString, "yes", ""},
		{kinds.Bool, kinds.JSONNumber, "1", ""},
		{kinds.Number, kinds.JSONString, "-1.5", "which is in quotes"},
		{kinds.Number, kinds.JSONString, "1e1000000000", ""},
		{kinds.Number, kinds.JSONNumber, "1e+1000000000", "which is not written as in JSON, or has an exponent of more than nine digits"},
		{kinds.Number, kinds.JSONNumber, "1e+-1000000000", "which is not written as in JSON, or has an exponent of more than nine digits"},
		{kinds.Number, kinds.JSONBool, "true", ""},
		{kinds.Time, kinds.JSONNumber, "1770000000000", "which is milliseconds since 1970"},
		{kinds.Time, kinds.JSONNumber, "1e1000000000", "which is not written as in JSON, or has an exponent of more than nine digits"},
		{kinds.Time, kinds.JSONString, "1770000000", "which is a number in quotes"},
		{kinds.Time, kinds.JSONString, "2026-01-31T09:00Z", "which has no seconds"},
		{kinds.Time, kinds.JSONString, "2026-01-31T09:00:00.5", "which has no zone"},
		{kinds.Time, kinds.JSONString, "2026-04-31T09:00:00Z", "whose month has 30 days"},
		{kinds.Time, kinds.JSONString, "2026-01-31T24:00:00Z", ""},
		{kinds.Time, kinds.JSONString, "soon", ""},
		{kinds.Time, kinds.JSONBool, "true", ""},
		{kinds.Date, kinds.JSONString, "2026-01-31T09:00:00", "which is more than a date"},
		{kinds.Date, kinds.JSONString, "2026-02-29", "whose month has 28 days"},
		{kinds.Date, kinds.JSONString, "20260131", ""},
		{kinds.Date, kinds.JSONNumber, "20260131", ""},
		{kinds.Text, kinds.JSONNumber, "1", ""},
		{kinds.Kind(99), kinds.JSONNumber, "1", ""},
	} {
		m := kinds.Member{Type: test.typ, Text: test.text}
		_, ok := kinds.Read(test.kind, m)
		assert.False(t, ok, "%v of %v", test.kind, m)
		assert.Equal(t, test.want, kinds.Mistake(test.kind, m), "%v of %v", test.kind, m)
	}
}

// TestKind_none asks kinds for what they do not have.
func TestKind_none(t *testing.T) {
	for _, k := range []kinds.Kind{kinds.Text, kinds.Enum, kinds.List, 99} {
		assert.Empty(t, kinds.Format(k, kinds.OfBool(true)), "%v", k)
		_, ok := kinds.Next(k, kinds.Scalar{})
		assert.False(t, ok, "%v", k)
	}
	assert.Empty(t, kinds.Wants(kinds.Kind(99)))
}

func containsText(list []string, text string) bool {
	for _, s := range list {
		if s == text {
			return true
		}
	}
	return false
}

func TestDay(t *testing.T) {
	days := []string{"0000-01-01", "1969-12-31", "1970-01-01", "2024-02-28", "2024-02-29", "2024-03-01", "9999-12-31"}
	for i, a := range days {
		d, ok := kinds.ParseDate(a)
		require.True(t, ok, a)
		assert.Equal(t, a, kinds.Format(kinds.Date, d))
		for j, b := range days {
			e, _ := kinds.ParseDate(b)
			assert.Equal(t, i < j, d.Compare(e) < 0, "%s and %s", a, b)
			assert.Equal(t, i == j, d == e, "%s and %s", a, b)
		}
		at, _ := time.Parse(time.DateOnly, a)
		assert.Equal(t, d, kinds.OfDay(at))
		assert.Equal(t, at, kinds.Instant(kinds.Date, d))
		next, ok := kinds.Next(kinds.Date, d)
		assert.True(t, ok)
		assert.Equal(t, kinds.OfDay(at.AddDate(0, 0, 1)), next)
	}
	zone := time.FixedZone("", 10*3600)
	assert.Equal(t, "2026-02-01", kinds.Format(kinds.Date, kinds.OfDay(time.Date(2026, 1, 31, 20, 0, 0, 0, time.UTC).In(zone))))
	for _, s := range []string{"", "2026-01-31T00:00:00Z", "2026-1-31", "2026-13-01", "2023-02-29", " 2026-01-31", "2026-01-31 ", "20260131", "-001-01-01"} {
		_, ok := kinds.ParseDate(s)
		assert.False(t, ok, s)
	}
	at := time.Date(2026, 1, 31, 23, 59, 59, 999999999, time.UTC)
	next, ok := kinds.Next(kinds.Time, kinds.OfTime(at))
	assert.True(t, ok)
	assert.Equal(t, kinds.OfTime(at.Add(1)), next)
	assert.Less(t, kinds.OfTime(time.Unix(-1, 5)).Compare(kinds.OfTime(time.Unix(-1, 6))), 0)
	assert.Less(t, kinds.OfBool(false).Compare(kinds.OfBool(true)), 0)
}
