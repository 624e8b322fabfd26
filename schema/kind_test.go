package schema_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/schema"
)

// things has a field of each kind, by its kind's name.
var things = func() *schema.Schema {
	s := schema.Schema{Name: "thing", Tags: "tags"}
	for _, k := range kinds.All() {
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
		assert.True(t, tree.Equal(q.Expr(), again.Expr()), "Resolve(%s)", q)
		assert.Equal(t, data(q.Expr()), data(again.Expr()), "Resolve(%s)", q)
		for c := range ast.Comparisons(q.Expr()) {
			kind := things.KindOf(c.Field)
			for _, v := range c.Values {
				a, ok := kinds.ScalarOf(v)
				assert.Equal(t, kind == schema.Bool || kinds.Ordered(kind), ok, "%v", c)
				if ok && kind != schema.Number {
					assert.Equal(t, v.Text, kinds.Format(kind, a), "the canonical text of a value of %v", c)
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
		"number = +5":              `invalid-number: "+5" is no number (write 17, -2.5 or 6.02e23)`,
		"number = .5":              `invalid-number: ".5" is no number (write 17, -2.5 or 6.02e23)`,
		"number = -.5":             `invalid-number: "-.5" is no number (write 17, -2.5 or 6.02e23)`,
		"number = 5.":              `invalid-number: "5." is no number (write 17, -2.5 or 6.02e23)`,
		"number = 1_000":           `invalid-number: "1_000" is no number (write 17, -2.5 or 6.02e23)`,
		"number = 5%":              `invalid-number: "5%" is no number (write 17, -2.5 or 6.02e23)`,
		"number = 1%2":             `invalid-number: "1%2" is no number (write 17, -2.5 or 6.02e23)`,
		"number = 007":             `invalid-number: "007" is no number (write 17, -2.5 or 6.02e23)`,
		"number = -000":            `invalid-number: "-000" is no number (write 17, -2.5 or 6.02e23)`,
		"number = 007.5":           `invalid-number: "007.5" is no number (write 17, -2.5 or 6.02e23)`,
		"number = 00.50e-3":        `invalid-number: "00.50e-3" is no number (write 17, -2.5 or 6.02e23)`,
		"number = 1.e5":            `invalid-number: "1.e5" is no number (write 17, -2.5 or 6.02e23)`,
		"number = +.5e5":           `invalid-number: "+.5e5" is no number (write 17, -2.5 or 6.02e23)`,
		"number = 1e":              `invalid-number: "1e" is no number (write 17, -2.5 or 6.02e23)`,
		"number = .e5":             `invalid-number: ".e5" is no number (write 17, -2.5 or 6.02e23)`,
		"number = -":               `invalid-number: "-" is no number (write 17, -2.5 or 6.02e23)`,
		"number = 1e--5":           `invalid-number: "1e--5" is no number (write 17, -2.5 or 6.02e23)`,
		"number = 1e-1000000000":   `invalid-number: "1e-1000000000" is a number whose exponent is too long (write one of nine digits at most)`,
		"number = 1E+10000000000":  `invalid-number: "1E+10000000000" is a number whose exponent is too long (write one of nine digits at most)`,
		"number = 01e1000000000":   `invalid-number: "01e1000000000" is no number (write 17, -2.5 or 6.02e23)`,
		"number = 1e10000000000x":  `invalid-number: "1e10000000000x" is no number (write 17, -2.5 or 6.02e23)`,
		`number = "1,5"`:           `invalid-number: "1,5" is no number (write 17, -2.5 or 6.02e23)`,
		"number = 0x10":            `invalid-number: "0x10" is no number (write 17, -2.5 or 6.02e23)`,
		"number = NaN":             `invalid-number: "NaN" is no number (write 17, -2.5 or 6.02e23)`,
		"number = " + exponent:     fmt.Sprintf("invalid-number: %q is a number whose exponent is too long (write one of nine digits at most)", exponent),
		"date *= 2026":             "invalid-operator: date is a date field and does not take *= (it takes = != < <= > >= in exists)",
		"date = 2026-02-30":        `invalid-time: "2026-02-30" is no date: that month has 28 days (write 2026-01-31, or -7d or -2w for a day before today, by 100 years at most)`,
		"date = 2026-01":           `invalid-time: "2026-01" is no date (write 2026-01-31, or -7d or -2w for a day before today, by 100 years at most)`,
		"date = 2026-01-31T09:00Z": `invalid-time: "2026-01-31T09:00Z" is a time, and no date (give the day alone, such as 2026-01-31)`,
		"date = 2026-01-31T09:00":  `invalid-time: "2026-01-31T09:00" is a time, and no date (give the day alone, such as 2026-01-31)`,
		"date = 2026-01-31Z":       `invalid-time: "2026-01-31Z" is no date (give the day alone, such as 2026-01-31)`,
		"date = 2026-02-30T09:00Z": `invalid-time: "2026-02-30T09:00Z" is no date: that month has 28 days (write 2026-01-31, or -7d or -2w for a day before today, by 100 years at most)`,
		"date > -12h":              `invalid-time: "-12h" is no date (write 2026-01-31, or -7d or -2w for a day before today, by 100 years at most)`,
		"date > -24h":              `invalid-time: "-24h" is no date (write 2026-01-31, or -7d or -2w for a day before today, by 100 years at most)`,
		"date > -36501d":           `invalid-time: "-36501d" is more than 100 years ago (use a nearer one, or a date)`,
		"date > 7d":                `invalid-time: "7d" is no date (write -7d for a day before today)`,
		"list < a":                 "invalid-operator: list is a list field and does not take < (it takes " + strings.Join(kinds.Operators(schema.List), " ") + ")",
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
