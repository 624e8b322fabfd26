package schema_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/schema"
)

// things has a field of each kind, by its kind's name.
var things = func() *schema.Schema {
	s := schema.Schema{Name: "thing", Tags: "tags"}
	for _, k := range schema.Kinds() {
		f := schema.Field{Name: k.String(), Kind: k}
		if k == schema.Enum {
			f.Values = []string{"Up", "DOWN"}
		}
		s.Fields = append(s.Fields, f)
	}
	return schema.MustNew(s)
}()

// TestResolve_kinds has what each kind takes of a query, and what it says of the rest.
func TestResolve_kinds(t *testing.T) {
	o := schema.Options{Now: now, Zone: time.FixedZone("", -12*3600)} // where now is the day before
	for src, want := range map[string]string{
		"BOOL = TRUE and bool not in (False, true) and bool exists":             "bool = true and bool not in (false, true) and bool exists",
		"number = 1.0 and number in (1e0, -0, 2.50E+3) and number < 1e400":      "number = 1.0 and number in (1e0, -0, 2.50E+3) and number < 1e400",
		"date = 2024-02-29 and date not in (0000-01-01) and date >= 9999-12-31": "date = 2024-02-29 and date not in (0000-01-01) and date >= 9999-12-31",
		"date > -7d and date in (-2W, 2026-01-31, -0d)":                         "date > 2026-01-23 and date in (2026-01-16, 2026-01-31, 2026-01-30)",
		"list = a and list ^= B i and list not in (c, 1) i and list = 2 i":      "list = a and list ^= B i and list not in (c, 1) i and list = 2",
		"list startswith a and list *= b and list $= c and list exists":         "list ^= a and list *= b and list $= c and list exists",
		"time = 2026-01-31": "time >= 2026-01-31T12:00:00Z and time < 2026-02-01T12:00:00Z",
		`number = "17" and date = '2026-01-31' and bool = "true" and list = "a b"`: `number = 17 and date = 2026-01-31 and bool = true and list = "a b"`,
	} {
		q, err := things.Resolve(parse(t, src), o)
		require.NoError(t, err, src)
		assert.Equal(t, want, q.String(), src)
		again, err := things.Resolve(parse(t, q.String()), schema.Options{})
		require.NoError(t, err, src)
		assert.True(t, ast.Equal(q.Expr(), again.Expr()), "Resolve(%s)", q)
		assert.Equal(t, data(q.Expr()), data(again.Expr()), "Resolve(%s)", q)
		for c := range ast.Comparisons(q.Expr()) {
			kind := things.KindOf(c.Field)
			for _, v := range c.Values {
				a, ok := schema.ScalarOf(v)
				assert.Equal(t, kind == schema.Bool || kind.Ordered(), ok, "%v", c)
				if ok && kind != schema.Number {
					assert.Equal(t, v.Text, kind.Text(a), "the canonical text of a value of %v", c)
				}
			}
		}
	}
	written, err := things.Resolve(parse(t, "date > -7d and list = a"), schema.Options{Now: now, FoldCase: true})
	require.NoError(t, err)
	assert.Equal(t, "date > -7d and list = a i", written.Written().String())
	assert.Equal(t, "date > 2026-01-24 and list = a i", written.String())

	exponent := "1e" + strings.Repeat("9", 10)
	for src, want := range map[string]string{
		"bool = yes":               `unknown-value: bool is never "yes" (it is one of false true)`,
		"bool = tru":               `unknown-value: bool is never "tru" (did you mean true?)`,
		"bool < true":              "invalid-operator: bool is a bool field and does not take < (it takes = != in exists)",
		"bool = true i":            "invalid-operator: bool is a bool field, which has no case to ignore (remove the i: its values are taken in any case)",
		"number ^= 1":              "invalid-operator: number is a number field and does not take ^= (it takes = != < <= > >= in exists)",
		"number = 1 i":             "invalid-operator: number is a number field, which has no case to ignore (remove the i)",
		"number = x":               `invalid-number: "x" is no number (write 17, -2.5 or 6.02e23)`,
		`number = ""`:              `invalid-number: "" is no number (write 17, -2.5 or 6.02e23)`,
		"number = +5":              `invalid-number: "+5" is no number (write 5)`,
		"number = .5":              `invalid-number: ".5" is no number (write 0.5)`,
		"number = -.5":             `invalid-number: "-.5" is no number (write -0.5)`,
		"number = 5.":              `invalid-number: "5." is no number (write 5)`,
		"number = 1_000":           `invalid-number: "1_000" is no number (write 1000)`,
		"number = 5%":              `invalid-number: "5%" is no number (write 17, -2.5 or 6.02e23)`,
		"number = 1%2":             `invalid-number: "1%2" is no number (write 17, -2.5 or 6.02e23)`,
		"number = 007":             `invalid-number: "007" is no number (write 7)`,
		"number = -000":            `invalid-number: "-000" is no number (write -0)`,
		"number = 007.5":           `invalid-number: "007.5" is no number (write 7.5)`,
		"number = 00.50e-3":        `invalid-number: "00.50e-3" is no number (write 0.50e-3)`,
		"number = 1.e5":            `invalid-number: "1.e5" is no number (write 1e5)`,
		"number = +.5e5":           `invalid-number: "+.5e5" is no number (write 0.5e5)`,
		"number = 1e":              `invalid-number: "1e" is no number (write 17, -2.5 or 6.02e23)`,
		"number = .e5":             `invalid-number: ".e5" is no number (write 17, -2.5 or 6.02e23)`,
		"number = -":               `invalid-number: "-" is no number (write 17, -2.5 or 6.02e23)`,
		"number = 1e--5":           `invalid-number: "1e--5" is no number (write 17, -2.5 or 6.02e23)`,
		"number = 1e-1000000000":   `invalid-number: "1e-1000000000" has an exponent of more than nine digits (write one of at most nine)`,
		`number = "1,5"`:           `invalid-number: "1,5" is no number (write 17, -2.5 or 6.02e23)`,
		"number = 0x10":            `invalid-number: "0x10" is no number (write 17, -2.5 or 6.02e23)`,
		"number = NaN":             `invalid-number: "NaN" is no number (write 17, -2.5 or 6.02e23)`,
		"number = " + exponent:     fmt.Sprintf("invalid-number: %q has an exponent of more than nine digits (write one of at most nine)", exponent),
		"date *= 2026":             "invalid-operator: date is a date field and does not take *= (it takes = != < <= > >= in exists)",
		"date = 2026-02-30":        `invalid-time: "2026-02-30" is no date: that month has 28 days (write 2026-01-31, or -7d or -2w for a day before today, by 100 years at most)`,
		"date = 2026-01":           `invalid-time: "2026-01" is no date (write 2026-01-31, or -7d or -2w for a day before today, by 100 years at most)`,
		"date = 2026-01-31T09:00Z": `invalid-time: "2026-01-31T09:00Z" is a time, and no date (write the day alone: 2026-01-31)`,
		"date = 2026-01-31T09:00":  `invalid-time: "2026-01-31T09:00" is a time, and no date (write the day alone: 2026-01-31)`,
		"date = 2026-01-31Z":       `invalid-time: "2026-01-31Z" is no date (write the day alone: 2026-01-31)`,
		"date = 2026-02-30T09:00Z": `invalid-time: "2026-02-30T09:00Z" is no date: that month has 28 days (write 2026-01-31, or -7d or -2w for a day before today, by 100 years at most)`,
		"date > -12h":              `invalid-time: "-12h" is no number of days (write -7d or -2w for a day before today)`,
		"date > -24h":              `invalid-time: "-24h" is no number of days (write -7d or -2w for a day before today)`,
		"date > -36501d":           `invalid-time: "-36501d" is more than 100 years ago (use a nearer one, or a date)`,
		"date > 7d":                `invalid-time: "7d" is no date (write -7d for a day before today)`,
		"list < a":                 "invalid-operator: list is a list field and does not take < (it takes = != ^= *= $= in exists)",
	} {
		_, err := things.Resolve(parse(t, src), o)
		ds, _ := err.(ast.Diagnostics)
		require.Len(t, ds, 1, src)
		assert.Equal(t, want, fmt.Sprintf("%s: %s (%s)", ds[0].Code, ds[0].Message, ds[0].Hint), src)
		assert.True(t, ds[0].Span.IsValid(), src)
	}
	_, err = things.Resolve(parse(t, "date > -7d"), schema.Options{Now: time.Date(0, 1, 3, 0, 0, 0, 0, time.UTC)})
	assert.ErrorContains(t, err, `"-7d" is not within the years 0 to 9999 here`)
}

// TestKind_Read has what each kind takes of a record.
func TestKind_Read(t *testing.T) {
	takes := map[schema.Kind]map[schema.JSONType][]string{
		schema.Text:   {schema.JSONString: {"", "a"}},
		schema.Enum:   {schema.JSONString: {"Up", "gone", ""}},
		schema.Bool:   {schema.JSONBool: {"true", "false"}},
		schema.Number: {schema.JSONNumber: {"0", "-1.50e3", "1e999999999"}},
		schema.Time:   {schema.JSONNumber: {"0", "1.77e9"}, schema.JSONString: {"2026-01-31", "2026-01-31 09:00:00+0100"}},
		schema.Date:   {schema.JSONString: {"2026-01-31"}},
		schema.List:   {schema.JSONStrings: {""}},
	}
	types := map[schema.JSONType][]string{
		schema.JSONString:  {"", "a", "Up", "gone", "true", "0", "2026-01-31", "2026-02-30", "2026-01-31 09:00:00+0100", "1770000000", "20260131", "2026-01-31T09:00Z"},
		schema.JSONNumber:  {"0", "2026-01-31", "-1.50e3", "1.77e9", "1e999999999", "1e9999999999", "1770000000000"},
		schema.JSONBool:    {"true", "false"},
		schema.JSONStrings: {""},
	}
	read := 0
	for _, k := range schema.Kinds() {
		for typ, texts := range types {
			for _, text := range texts {
				m := schema.Member{Type: typ, Text: text}
				if typ == schema.JSONStrings {
					m.List = []string{"a", ""}
				}
				want := strings.Contains(" "+strings.Join(takes[k][typ], "|")+" ", text) && containsText(takes[k][typ], text)
				if k == schema.Text || k == schema.Enum {
					want = typ == schema.JSONString
				} else if k == schema.Time && typ == schema.JSONNumber && text == "-1.50e3" {
					want = true // seconds, too
				} else if k == schema.Number && text == "1.77e9" || k == schema.Number && typ == schema.JSONNumber && text == "1770000000000" {
					want = true
				}
				v, ok := k.Read(m)
				assert.Equal(t, want, ok, "%v of %v", k, m)
				if ok {
					read++
					assert.Equal(t, m.Text, v.Text)
					assert.Equal(t, m.List, v.List)
				}
			}
		}
		assert.NotEmpty(t, k.Wants())
	}
	assert.Greater(t, read, 30)
}

// TestKind_Mistake has what people mistake for a value of a kind, and what is nothing
// like it.
func TestKind_Mistake(t *testing.T) {
	for _, test := range []struct {
		kind schema.Kind
		typ  schema.JSONType
		text string
		want string
	}{
		{schema.Bool, schema.JSONString, "TRUE", "which is in quotes"},
		{schema.Bool, schema.JSONString, "yes", ""},
		{schema.Bool, schema.JSONNumber, "1", ""},
		{schema.Number, schema.JSONString, "-1.5", "which is in quotes"},
		{schema.Number, schema.JSONString, "1e1000000000", ""},
		{schema.Number, schema.JSONNumber, "1e+1000000000", "which has an exponent of more than nine digits"},
		{schema.Number, schema.JSONNumber, "1e+-1000000000", "which is not written as in JSON"},
		{schema.Number, schema.JSONBool, "true", ""},
		{schema.Time, schema.JSONNumber, "1770000000000", "which is milliseconds since 1970"},
		{schema.Time, schema.JSONNumber, "1e1000000000", "which has an exponent of more than nine digits"},
		{schema.Time, schema.JSONString, "1770000000", "which is a number in quotes"},
		{schema.Time, schema.JSONString, "2026-01-31T09:00Z", "which has no seconds"},
		{schema.Time, schema.JSONString, "2026-01-31T09:00:00.5", "which has no zone"},
		{schema.Time, schema.JSONString, "2026-04-31T09:00:00Z", "whose month has 30 days"},
		{schema.Time, schema.JSONString, "2026-01-31T24:00:00Z", ""},
		{schema.Time, schema.JSONString, "soon", ""},
		{schema.Time, schema.JSONBool, "true", ""},
		{schema.Date, schema.JSONString, "2026-01-31T09:00:00", "which is more than a date"},
		{schema.Date, schema.JSONString, "2026-02-29", "whose month has 28 days"},
		{schema.Date, schema.JSONString, "20260131", ""},
		{schema.Date, schema.JSONNumber, "20260131", ""},
		{schema.Text, schema.JSONNumber, "1", ""},
		{schema.Kind(99), schema.JSONNumber, "1", ""},
	} {
		m := schema.Member{Type: test.typ, Text: test.text}
		_, ok := test.kind.Read(m)
		assert.False(t, ok, "%v of %v", test.kind, m)
		assert.Equal(t, test.want, test.kind.Mistake(m), "%v of %v", test.kind, m)
	}
}

// TestKind_none asks kinds for what they do not have.
func TestKind_none(t *testing.T) {
	for _, k := range []schema.Kind{schema.Text, schema.Enum, schema.List, 99} {
		assert.Empty(t, k.Text(schema.BoolScalar(true)), "%v", k)
		_, ok := k.Next(schema.Scalar{})
		assert.False(t, ok, "%v", k)
	}
	assert.Empty(t, schema.Kind(99).Wants())
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
		d, ok := schema.ParseDate(a)
		require.True(t, ok, a)
		assert.Equal(t, a, d.String())
		assert.Equal(t, a, schema.Date.Text(d.Scalar()))
		for j, b := range days {
			e, _ := schema.ParseDate(b)
			assert.Equal(t, i < j, d.Scalar().Compare(e.Scalar()) < 0, "%s and %s", a, b)
			assert.Equal(t, i == j, d == e, "%s and %s", a, b)
		}
		at, _ := time.Parse(time.DateOnly, a)
		assert.Equal(t, d, schema.DayOf(at))
		assert.Equal(t, at, schema.Date.Time(d.Scalar()))
		next, ok := schema.Date.Next(d.Scalar())
		assert.True(t, ok)
		assert.Equal(t, schema.DayOf(at.AddDate(0, 0, 1)).Scalar(), next)
	}
	zone := time.FixedZone("", 10*3600)
	assert.Equal(t, "2026-02-01", schema.DayOf(time.Date(2026, 1, 31, 20, 0, 0, 0, time.UTC).In(zone)).String())
	for _, s := range []string{"", "2026-01-31T00:00:00Z", "2026-1-31", "2026-13-01", "2023-02-29", " 2026-01-31", "2026-01-31 ", "20260131", "-001-01-01"} {
		_, ok := schema.ParseDate(s)
		assert.False(t, ok, s)
	}
	at := time.Date(2026, 1, 31, 23, 59, 59, 999999999, time.UTC)
	next, ok := schema.Time.Next(schema.TimeScalar(at))
	assert.True(t, ok)
	assert.Equal(t, schema.TimeScalar(at.Add(1)), next)
	assert.Less(t, schema.TimeScalar(time.Unix(-1, 5)).Compare(schema.TimeScalar(time.Unix(-1, 6))), 0)
	assert.Less(t, schema.BoolScalar(false).Compare(schema.BoolScalar(true)), 0)
}
