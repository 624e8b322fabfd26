package solve_test

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/meaning"
	"github.com/searchfilter/searchfilter/internal/solve"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

var now = time.Date(2026, 1, 31, 8, 30, 0, 0, time.UTC)

func warnings(t *testing.T, src string, o solve.Options) ast.Diagnostics {
	t.Helper()
	return warningsOf(t, schema.TestCase(), src, o)
}

// warningsOf returns the warnings of a query about records of the schema.
func warningsOf(t *testing.T, s *schema.Schema, src string, o solve.Options) ast.Diagnostics {
	t.Helper()
	x, err := parser.Options{Limits: ast.Limits{Bytes: 1 << 20, Conditions: 10_000}}.Parse(src)
	require.NoError(t, err, src)
	q, err := s.Resolve(x, schema.Options{
		Limits: ast.Limits{Bytes: 1 << 20, Conditions: 10_000},
		Now:    now,
	})
	require.NoError(t, err, src)
	return solve.Warnings(q, o)
}

// TestWarnings: each warning as its code, its place in the text and its message.
func TestWarnings(t *testing.T) {
	for src, want := range map[string][]string{
		"":                                    nil,
		"name = a":                            nil,
		"name = a or name = b":                nil,
		"name ^= a and name *= b":             nil,
		"not (name = a and tag:k = b)":        nil,
		"tag:k exists or not tag:j exists":    nil,
		"status = SAVED and name = a i":       nil,
		"name = a i and name = A":             nil,
		"modified > -7d and modified < -1d":   nil,
		"modified = 2026-01-31":               nil,
		"modified >= 2026-01-31T10:00Z":       nil,
		"modified = 2026-01-31T10:00:00.000Z": nil,
		"tag:k = 2026-01-31T10:00Z":           nil,
		"name = 2026-01-31T10:00Z":            nil,

		"name = a and name = b":          {"contradiction [name = b] nothing meets both `name = a` and `name = b`"},
		"name = a i and name = B":        {"contradiction [name = B] nothing meets both `name = a i` and `name = B`"},
		"tag:k != a and tag:k = a":       {"contradiction [tag:k = a] nothing meets both `tag:k != a` and `tag:k = a`"},
		"not (name = a or not name = a)": {"contradiction [name = a] nothing meets both `not name = a` and `name = a`"},
		"status = SAVED and name = x or name ^= a and name in (b, c)": {
			"contradiction [name in (b, c)] nothing meets both `name ^= a` and `name in (b, c)`",
		},
		"name = a and name = b or name = c and name = d": {
			"contradiction [name = b] nothing meets both `name = a` and `name = b`",
			"contradiction [name = d] nothing meets both `name = c` and `name = d`",
		},
		"tag:k = a and (name = a and name = b or tag:j = c)": {"contradiction [name = b] nothing meets both `name = a` and `name = b`"},
		"modified > 2026-01-31 and modified < 2026-01-30": {
			"contradiction [modified < 2026-01-30] nothing meets both `modified > 2026-01-31` and `modified < 2026-01-30`",
		},
		"modified > 2026-01-31T10:00Z and modified < -1d": {
			"contradiction [modified < -1d] nothing meets both `modified > 2026-01-31T10:00Z` and `modified < -1d`",
		},
		"status != SAVED and name = a and status != PUBLISHED": {
			"contradiction [status != PUBLISHED] nothing meets both `status != SAVED` and `status != PUBLISHED`",
		},
		"not name exists": {"contradiction [not name exists] nothing meets `not name exists`"},
		"tag:k in (a, b, c) and tag:k != a and tag:k != b and tag:k != c": {
			"contradiction [tag:k in (a, b, c) and tag:k != a and tag:k != b and tag:k != c] nothing meets this: its conditions exclude one another",
		},

		"name = a or name != a":                       {"tautology [name = a or name != a] every test case meets `name = a or name != a`"},
		"name exists":                                 {"tautology [name exists] every test case meets `name exists`"},
		"tag:k = a and (name = a or name != a)":       {"tautology [name = a or name != a] every test case meets `name = a or name != a`"},
		"status = SAVED or status = PUBLISHED":        {"tautology [status = SAVED or status = PUBLISHED] every test case meets `status = SAVED or status = PUBLISHED`"},
		"tag:k = a or not (tag:k = a and name = b)":   {"tautology [tag:k = a or not (tag:k = a and name = b)] every test case meets `tag:k = a or not (tag:k = a and name = b)`"},
		"modified > 2026-01-30 or not modified > -1d": nil,
		"modified > -2d or not modified > -1d":        {"tautology [modified > -2d or not modified > -1d] every test case meets `modified > -2d or not modified > -1d`"},

		"modified = 2026-01-31T10:00Z": {
			"one-instant [2026-01-31T10:00Z] \"2026-01-31T10:00Z\" is one instant, which hardly any test case has; " +
				"write a date for the day, or (modified >= 2026-01-31T10:00:00Z and modified < 2026-01-31T10:01:00Z) for the minute",
		},
		`modified != "2026-01-31 12:30+0530"`: {
			"one-instant [\"2026-01-31 12:30+0530\"] \"2026-01-31 12:30+0530\" is one instant, which hardly any test case has; " +
				"write a date for the day, or not (modified >= 2026-01-31T07:00:00Z and modified < 2026-01-31T07:01:00Z) for the minute",
		},
		"modified = -7d":        {"one-instant [-7d] \"-7d\" is one instant, which hardly any test case has; write modified >= -7d for the time since then"},
		"modified not in (-7d)": {"one-instant [-7d] \"-7d\" is one instant, which hardly any test case has; write modified < -7d for the time before"},
		"modified = 9999-12-31T23:59Z": {
			"one-instant [9999-12-31T23:59Z] \"9999-12-31T23:59Z\" is one instant, which hardly any test case has; write a date for the day",
		},
		"modified < 2026-01-31T10:00Z and modified = 2026-01-31T10:00Z": {
			"contradiction [modified = 2026-01-31T10:00Z] nothing meets both `modified < 2026-01-31T10:00Z` and `modified = 2026-01-31T10:00Z`",
		},
		"modified in (2026-01-31, 2026-01-31T10:00:00Z, -1d, 2026-01-31T10:00:07Z)": {
			"one-instant [2026-01-31T10:00:00Z] \"2026-01-31T10:00:00Z\" is one instant, which hardly any test case has; " +
				"write a date for the day",
			"one-instant [-1d] \"-1d\" is one instant, which hardly any test case has; write modified >= -1d for the time since then",
			"one-instant [2026-01-31T10:00:07Z] \"2026-01-31T10:00:07Z\" is one instant, which hardly any test case has; " +
				"write a date for the day",
		},
	} {
		var got []string
		for _, d := range warnings(t, src, solve.Options{}) {
			assert.True(t, d.Warning, src)
			line := fmt.Sprintf("%s [%s] %s", d.Code, src[d.Span.Start.Offset:d.Span.End.Offset], d.Message)
			if d.Code == codes.OneInstant {
				line += "; " + d.Hint
			}
			day := strings.Contains(src, "2026-01-30") && d.Code == codes.Contradiction
			assert.Equal(t, day, strings.HasPrefix(d.Hint, "a date is a whole day"), "the hint of %s: %s", src, d.Hint)
			assert.NotEmpty(t, d.Hint, src)
			got = append(got, line)
		}
		assert.Equal(t, want, got, "%s", src)
	}
}

// TestWarnings_kinds: what is said of queries about fields of all kinds, with the hint.
func TestWarnings_kinds(t *testing.T) {
	const or, out = "; join them with or if one of them is enough", "; leave it out"
	const outOrAnd = out + ", or join its conditions with and if all of them must hold"
	for src, want := range map[string]string{
		"flag = true and flag = false":          "nothing meets both `flag = true` and `flag = false`" + or,
		"on != true and on != false":            "nothing meets both `on != true` and `on != false`" + or,
		"on = true or on = false":               "every record meets `on = true or on = false`" + outOrAnd,
		"flag = true or flag = false":           "",
		"flag != true or flag != false":         "every record meets `flag != true or flag != false`" + outOrAnd,
		"flag = TRUE and not flag exists":       "nothing meets both `flag = true` and `not flag exists`" + or,
		"size > 2 and size < 1":                 "nothing meets both `size > 2` and `size < 1`" + or,
		"size > 1 and size < 1.000001":          "",
		"size = 1 and size = 1.0":               "",
		"size = 1 and size != 10e-1":            "nothing meets both `size = 1` and `size != 10e-1`" + or,
		"size = 1 and size = 2":                 "nothing meets both `size = 1` and `size = 2`" + or,
		"size = 1":                              "",
		"count < 1 or count >= 1.0":             "every record meets `count < 1 or count >= 1.0`" + outOrAnd,
		"size < 1 or size >= 1":                 "",
		"day = 2026-01-31":                      "",
		"day = -7d":                             "",
		"day > 2026-01-30 and day < 2026-01-31": "nothing meets both `day > 2026-01-30` and `day < 2026-01-31`" + or,
		"day > 2026-01-30 and day < 2026-02-01": "",
		"day > 2026-01-30 and day < -1d":        "nothing meets both `day > 2026-01-30` and `day < -1d`" + or,
		"day < 0000-01-01":                      "nothing meets `day < 0000-01-01`" + out,
		"since >= 0000-01-01":                   "every record meets `since >= 0000-01-01`" + out,
		"day >= 0000-01-01":                     "",
		"labels = a and labels = b":             "",
		"labels ^= a and labels ^= b":           "",
		"labels != a or labels != b":            "",
		"labels = a and labels not in (b, c)":   "",
		"labels = a and labels != a":            "nothing meets both `labels = a` and `labels != a`" + or,
		"labels = ab and not labels ^= a":       "nothing meets both `labels = ab` and `not labels ^= a`" + or,
		"labels = a and not labels exists":      "nothing meets both `labels = a` and `not labels exists`" + or,
		"not labels exists":                     "",
		"labels != ab or labels ^= a":           "every record meets `labels != ab or labels ^= a`" + outOrAnd,
	} {
		var got []string
		for _, d := range warningsOf(t, solverSchema, src, solve.Options{}) {
			got = append(got, d.Message+"; "+d.Hint)
		}
		assert.Equal(t, want, strings.Join(got, "\n"), src)
	}
}

// TestWarnings_hold: of random queries, no record meets a part that is said to be met
// by none, and every record one that is said to be met by all.
func TestWarnings_hold(t *testing.T) {
	s := solverSchema
	r := rand.New(rand.NewSource(1))
	language := meaning.Language{Schema: s}
	worlds := worlds()
	count := map[string]int{}
	queries := effort.Cases(1000, 4000)
	for i := range queries {
		w := worlds[i%len(worlds)]
		fields := []ast.Field{w.fields[r.Intn(len(w.fields))], w.fields[r.Intn(len(w.fields))]}
		x := tree.Map(w.expr(r, fields, 2+i%6), func(c *ast.Comparison) *ast.Comparison {
			d := *c
			d.Values = slices.Clone(c.Values)
			for i := range d.Values {
				if s.KindOf(c.Field) == schema.Time && r.Intn(2) == 0 {
					d.Values[i].Text = []string{"2026-01-31", "2026-02-01", "-7d", "-12h"}[r.Intn(4)]
				}
			}
			return &d
		})
		src := ast.Normal(x).String() // so that a not is in the span of its condition
		part := func(at ast.Span) ast.Expr {
			x, err := parser.Parse(src[at.Start.Offset:at.End.Offset])
			if err != nil {
				return nil // the place is a value of a list
			}
			q, err := s.Resolve(x, schema.Options{Now: now})
			require.NoError(t, err)
			return q.Expr()
		}
		for _, d := range warningsOf(t, s, src, w.options) {
			if d.Code == codes.OneInstant {
				count["one instant"]++
				continue
			}
			x := part(d.Span)
			y := x
			if len(d.Related) > 0 {
				y = part(d.Related[0])
			}
			if x == nil || y == nil {
				count["values"]++
				continue
			}
			want := d.Code == codes.Tautology
			switch {
			case len(d.Related) > 0:
				x = ast.All(x, y)
				count["pairs"]++
			case !want:
				count["contradictions of more"]++
			default:
				count["tautologies"]++
			}
			for range 50 {
				record := w.any(r, fields)
				require.Equal(t, want, language.Selects(x, record), "%s: %v of %q", src, d, record)
				count["records"]++
			}
		}
	}
	t.Logf("of %d queries: %v", queries, count)
	for _, what := range []string{"pairs", "contradictions of more", "tautologies", "one instant"} {
		assert.Greater(t, count[what], queries/400, what)
	}
}

// TestWarnings_budget: what would take too much work is not found, and no error.
func TestWarnings_budget(t *testing.T) {
	var b strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&b, "name != v%d i and tag:k%d ^= a and ", i, i)
	}
	src := b.String() + "name = v7 and tag:k7 = b"
	assert.Empty(t, warnings(t, src, solve.Options{Steps: 1}))
	short := "name = a and name = b"
	assert.Empty(t, warnings(t, short, solve.Options{Steps: 1}))
	assert.Len(t, warnings(t, short, solve.Options{}), 1)
}

// TestWarnings_anyRecord: of records that may be of no schema less is known.
func TestWarnings_anyRecord(t *testing.T) {
	for src, want := range map[string]int{
		"name exists": 0, "not name exists": 0, "status != SAVED and status != PUBLISHED": 0, "status = SAVED or status = PUBLISHED": 0,
		"status = SAVED and status = PUBLISHED": 1, "status exists or not status exists": 1, "status = SAVED and not status exists": 1,
		"name = a and name = b": 1, "name != a or name != b": 1,
	} {
		assert.Len(t, warnings(t, src, solve.Options{AnyRecord: true}), want, src)
	}
}

// TestWarnings_easy: a part whose answer is hard to find, or long, hides no other.
func TestWarnings_easy(t *testing.T) {
	var hard []ast.Expr // ten pigeons in nine holes
	in := func(pigeon, hole int) *ast.Comparison {
		return ast.Compare(ast.Tag(fmt.Sprintf("p%d-%d", pigeon, hole)), ast.OpEqual, "x")
	}
	for p := range 10 {
		var somewhere []ast.Expr
		for h := range 9 {
			somewhere = append(somewhere, in(p, h))
			for other := range p {
				hard = append(hard, &ast.Not{X: ast.All(in(p, h), in(other, h))})
			}
		}
		hard = append(hard, ast.Any(somewhere[0], somewhere[1:]...))
	}
	const pair = " or name = a and name = b"
	ds := warnings(t, "("+ast.All(hard...).String()+")"+pair, solve.Options{})
	require.Len(t, ds, 1)
	assert.Equal(t, "nothing meets both `name = a` and `name = b`", ds[0].Message)
	for _, n := range []int{10, 2000} {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "id = %d and id = y or ", i)
		}
		assert.Len(t, warnings(t, b.String()+"status = SAVED", solve.Options{}), min(n, diag.Most+1), "%d branches", n)
		b.Reset()
		for i := range n {
			fmt.Fprintf(&b, "id *= %d and ", i)
		}
		ds := warnings(t, b.String()+"name = a and name = b", solve.Options{})
		require.Len(t, ds, 1)
		assert.Equal(t, "nothing meets both `name = a` and `name = b`", ds[0].Message, "%d conditions before", n)
	}
}

// TestWarnings_implied: of two conditions that exclude each other behind many that follow
// from both, the later one is the place.
func TestWarnings_implied(t *testing.T) {
	for _, n := range []int{10, 99, 100, 101, 300} {
		prefixes, numbers, nots := "", "", ""
		for i := range n {
			prefixes += "name ^= " + strings.Repeat("a", i+1) + " and "
			numbers += fmt.Sprintf("size > %d and ", i)
			nots += fmt.Sprintf("labels != a%[1]s and not labels ^= a%[1]s and ", strings.Repeat("b", n-i))
		}
		long := strings.Repeat("a", n)
		for all, clash := range map[string][2]string{
			prefixes: {"name ^= " + long + "b", "name ^= " + long + "c"},
			numbers:  {fmt.Sprint("size > ", n+2), fmt.Sprint("size < ", n+1)},
			nots:     {"not labels ^= a", "labels = ac"},
		} {
			src := all + clash[0] + " and " + clash[1]
			ds := warningsOf(t, solverSchema, src, solve.Options{})
			require.Len(t, ds, 1, src)
			assert.Equal(t, clash[1], src[ds[0].Span.Start.Offset:ds[0].Span.End.Offset], src)
		}
	}
}

// TestWarnings_skipped: a day that the zone skipped is one condition, or one value.
func TestWarnings_skipped(t *testing.T) {
	zone, err := time.LoadLocation("Pacific/Apia")
	require.NoError(t, err)
	for src, want := range map[string]string{
		"modified = 2011-12-30":                                  "nothing meets `modified = 2011-12-30`; leave it out",
		"name = a and modified != 2011-12-30":                    "every test case meets `modified != 2011-12-30`; leave it out",
		"modified in (2011-12-30, 2011-12-31)":                   "nothing meets `modified = 2011-12-30`; leave it out",
		"modified not in (2011-12-31, 2011-12-30)":               "every test case meets `modified != 2011-12-30`; leave it out",
		"modified > 2011-12-29 and modified < 2011-12-31":        "nothing meets both `modified > 2011-12-29` and `modified < 2011-12-31`; a date is a whole day: > is after it, >= from its start, and = on it",
		"not (modified in (2011-12-30, 2011-12-31) or name = a)": "every test case meets `not modified = 2011-12-30`; leave it out",
	} {
		x, err := parser.Parse(src)
		require.NoError(t, err)
		q, err := schema.TestCase().Resolve(x, schema.Options{Zone: zone})
		require.NoError(t, err)
		ds := solve.Warnings(q, solve.Options{})
		require.Len(t, ds, 1, src)
		assert.Equal(t, want, ds[0].Message+"; "+ds[0].Hint, src)
	}
}
