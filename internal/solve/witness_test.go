package solve_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/meaning"
	"github.com/searchfilter/searchfilter/internal/solve"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

func TestWitness(t *testing.T) {
	name, description, status := ast.Name("name"), ast.Name("description"), ast.Name("status")
	typ, modified, k := ast.Name("type"), ast.Name("modified"), ast.Tag("k")
	const ascii = "xyzabcdefghijklmnopqrstuvw0123456789XYZABCDEFGHIJKLMNOPQRSTUVW-_."
	excluded := []ast.Expr{ast.Compare(description, ast.OpNotEqual, "")}
	for _, r := range ascii {
		excluded = append(excluded, not(ast.Compare(description, ast.OpContains, string(r))))
	}
	for _, test := range []struct {
		x    ast.Expr
		want string // the fields that differ from those of the empty query, and tags
	}{
		{x: &ast.And{}, want: ""},
		{x: or(), want: "none"},
		{x: not(and()), want: "none"},
		{x: and(and(), or(or(), and(and()))), want: ""},
		{x: ast.Compare(name, ast.OpEqual, "smoke"), want: "name=smoke"},
		{x: ast.Compare(name, ast.OpNotEqual, ""), want: "name=x"},
		{x: and(ast.Compare(name, ast.OpNotEqual, ""), not(ast.Compare(name, ast.OpContains, "x"))), want: "name=y"},
		{x: ast.Compare(name, ast.OpHasPrefix, "smoke"), want: "name=smoke"},
		{x: and(ast.Compare(name, ast.OpHasPrefix, "smoke"), ast.Compare(name, ast.OpNotEqual, "smoke")), want: "name=smokee"},
		{x: and(ast.Compare(name, ast.OpHasPrefix, "ab"), ast.Compare(name, ast.OpContains, "ca"), ast.Compare(name, ast.OpHasSuffix, "bc")), want: "name=abca" + "bc"},
		{x: and(ast.Compare(name, ast.OpHasPrefix, "ab"), ast.Compare(name, ast.OpHasSuffix, "bc")), want: "name=abc"},
		{x: and(ast.Compare(name, ast.OpHasPrefix, "ab"), ast.Compare(name, ast.OpHasSuffix, "bc"), ast.Compare(name, ast.OpNotEqual, "abc")), want: "name=abbc"},
		{x: and(ast.Compare(name, ast.OpHasPrefix, "ab"), ast.Compare(name, ast.OpHasPrefix, "b")), want: "none"},
		{x: and(ast.Compare(name, ast.OpEqual, "ab"), ast.Compare(name, ast.OpContains, "x")), want: "none"},
		{x: and(ast.Compare(name, ast.OpContains, "ab"), not(ast.Compare(name, ast.OpContains, "b"))), want: "none"},
		{x: and(not(ast.Compare(name, ast.OpContains, "b")), ast.Compare(name, ast.OpContains, "a"), ast.Compare(name, ast.OpHasSuffix, "ab")), want: "none"},
		{x: ast.Compare(name, ast.OpLess, "a"), want: "unknown"},
		{x: not(ast.Compare(name, ast.OpExists)), want: "none"},
		{x: and(ast.Compare(name, ast.OpEqual, ascii), ast.Compare(k, ast.OpEqual, "")), want: "name=" + ascii + " tag:k="},
		{x: and(ast.Compare(description, ast.OpExists), not(ast.Compare(description, ast.OpContains, ascii)), not(ast.Compare(description, ast.OpContains, "\u00A1")), ast.Compare(description, ast.OpNotEqual, "")), want: "description=-"},
		{x: and(append(excluded, ast.Compare(description, ast.OpExists), not(ast.Compare(description, ast.OpContains, "\u00A1")))...), want: "description=\u00A2"},
		{x: ast.Compare(description, ast.OpExists), want: "description="},
		{x: or(and(ast.Compare(description, ast.OpExists), ast.Compare(k, ast.OpExists)), and(ast.Compare(typ, ast.OpExists), ast.Compare(description, ast.OpContains, "a"), ast.Compare(k, ast.OpExists)), ast.Compare(k, ast.OpEqual, "123")), want: "tag:k=123"},
		{x: or(ast.Compare(k, ast.OpEqual, "1"), ast.Compare(name, ast.OpEqual, "long")), want: "name=long"},
		{x: ast.Compare(status, ast.OpNotEqual, "PUBLISHED"), want: "status=SAVED"},
		{x: ast.Compare(status, ast.OpNotIn, "PUBLISHED", "SAVED"), want: "none"},
		{x: ast.Compare(typ, ast.OpExists), want: "type=VOICE_CALL"},
		{x: and(ast.Compare(typ, ast.OpExists), not(ast.Compare(typ, ast.OpEqual, "VOICE_CALL"))), want: "type=CHAT"},
		{x: and(ast.Compare(typ, ast.OpExists), ast.Compare(typ, ast.OpNotIn, "VOICE_CALL", "CHAT")), want: "none"},
		{x: ast.Compare(typ, ast.OpNotIn, "VOICE_CALL", "CHAT"), want: ""},
		{x: ast.Compare(modified, ast.OpExists), want: "modified=1970-01-01"},
		{x: ast.Compare(modified, ast.OpEqual, "2026-01-31T09:00:00+01:00"), want: "modified=2026-01-31T08:00:00Z"},
		{x: ast.Compare(modified, ast.OpLess, "2026-01-31T00:00:00Z"), want: "modified=2026-01-30"},
		{x: ast.Compare(modified, ast.OpGreater, "2026-01-31T00:00:00Z"), want: "modified=2026-02-01"},
		{x: and(ast.Compare(modified, ast.OpGreater, "2026-01-31T09:10:11Z"), ast.Compare(modified, ast.OpLess, "2026-01-31T09:10:12Z")), want: "modified=2026-01-31T09:10:11.001Z"},
		{x: and(ast.Compare(modified, ast.OpGreater, "2026-01-31T00:00:00Z"), ast.Compare(modified, ast.OpLess, "2026-01-31T00:00:00.000000001Z")), want: "none"},
		{x: ast.Compare(modified, ast.OpLess, "0000-01-01"), want: "modified=-62167305600"},
		{x: and(ast.Compare(modified, ast.OpLess, "0000-01-01T00:00:00.500000001+00:01"), ast.Compare(modified, ast.OpGreaterEqual, "0000-01-01T00:00:00.5+00:01")), want: "modified=-62167219259.500000000"},
		{x: ast.Compare(modified, ast.OpGreater, "9999-12-31"), want: "modified=9999-12-31T00:01:00-23:59"},
		{x: and(ast.Compare(modified, ast.OpGreater, "9999-12-31T23:59:59.9-00:01"), ast.Compare(modified, ast.OpLess, "9999-12-31T23:59:59.900000002-00:01")), want: "modified=9999-12-31T00:01:59.900000001-23:59"},
		{x: not(ast.Compare(modified, ast.OpLess, "2026-01-31T00:00:00Z")), want: ""},
		{x: and(not(ast.Compare(modified, ast.OpLess, "2026-01-31T00:00:00Z")), not(ast.Compare(modified, ast.OpGreaterEqual, "2026-01-31T00:00:00Z")), ast.Compare(modified, ast.OpExists)), want: "none"},
		{x: ast.Compare(modified, ast.OpGreater, "-7d"), want: "unknown"}, // which was not read
		{x: and(ast.Compare(modified, ast.OpGreater, "-7d"), not(ast.Compare(modified, ast.OpExists))), want: "unknown"},
		{x: and(ast.Compare(modified, ast.OpGreater, "-7d"), not(ast.Compare(modified, ast.OpGreater, "-7d"))), want: "unknown"},
		{x: or(ast.Compare(modified, ast.OpGreater, "-7d"), ast.Compare(k, ast.OpExists)), want: "unknown"},
		{x: and(ast.Compare(name, ast.OpEqual, "stra\u017Fe"), ast.Compare(name, ast.OpEqual, "STRASE")), want: "none"},
		{x: and(tree.Fold(ast.Compare(name, ast.OpEqual, "stra\u017Fe")), tree.Fold(ast.Compare(name, ast.OpHasPrefix, "sTr"))), want: "name=STRASE"},
		{x: and(ast.Compare(name, ast.OpNotEqual, ""), ast.Compare(k, ast.OpEqual, "\u212A"), not(ast.Compare(k, ast.OpEqual, "k"))), want: "name=x tag:k=\u212A"},
		{x: and(tree.Fold(ast.Compare(name, ast.OpEqual, "smoke")), ast.Compare(name, ast.OpHasPrefix, "sM"), ast.Compare(name, ast.OpHasSuffix, "E")), want: "name=sMOKE"},
		{x: and(tree.Fold(ast.Compare(name, ast.OpEqual, "smoke")), ast.Compare(name, ast.OpHasPrefix, "sM"), ast.Compare(name, ast.OpHasSuffix, "e"), ast.Compare(name, ast.OpNotEqual, "sMOKe")), want: "name=sMOke"},
		{x: and(tree.Fold(ast.Compare(name, ast.OpEqual, "smoke")), ast.Compare(name, ast.OpHasPrefix, "sM"), ast.Compare(name, ast.OpHasPrefix, "SM")), want: "none"},
		{x: and(tree.Fold(ast.Compare(k, ast.OpEqual, "k")), not(ast.Compare(k, ast.OpEqual, "k")), not(ast.Compare(k, ast.OpEqual, "K"))), want: "tag:k=\u212A"},
		{x: and(tree.Fold(ast.Compare(k, ast.OpEqual, "k")), not(ast.Compare(k, ast.OpEqual, "k")), not(ast.Compare(k, ast.OpEqual, "K")), not(ast.Compare(k, ast.OpEqual, "\u212A"))), want: "none"},
		{x: and(tree.Fold(ast.Compare(name, ast.OpHasPrefix, "a")), not(ast.Compare(name, ast.OpHasPrefix, "a"))), want: "name=A"},
		{x: and(tree.Fold(ast.Compare(name, ast.OpHasPrefix, "a")), not(ast.Compare(name, ast.OpHasPrefix, "a")), not(ast.Compare(name, ast.OpContains, "A"))), want: "none"},
		{x: and(tree.Fold(ast.Compare(name, ast.OpContains, "ab")), ast.Compare(name, ast.OpContains, "A"), ast.Compare(name, ast.OpContains, "b"), not(ast.Compare(name, ast.OpContains, "Ab")), not(tree.Fold(ast.Compare(name, ast.OpHasSuffix, "b")))), want: "name=abA"},
		{x: and(tree.Fold(ast.Compare(name, ast.OpEqual, "10")), ast.Compare(name, ast.OpNotEqual, "10")), want: "none"},
		{x: and(tree.Fold(ast.Compare(status, ast.OpEqual, "SAVED")), ast.Compare(status, ast.OpNotEqual, "SAVED")), want: "unknown"},
		{x: ast.Compare(name, ast.OpEqual, "\xff"), want: "unknown"},
		{x: and(ast.Compare(k, ast.OpExists), (*ast.Not)(nil), not(ast.Compare(k, ast.OpExists))), want: "unknown"},
		{x: or((*ast.Or)(nil), (*ast.And)(nil), (*ast.Comparison)(nil)), want: "unknown"},
		{x: &ast.Comparison{Field: k, Op: ast.OpIn}, want: "none"},
		{x: &ast.Comparison{Field: k, Op: ast.OpEqual}, want: "unknown"},
		{x: compare(k, ast.OpExists, "a"), want: "unknown"},
		{x: compare(k, 99, "a"), want: "unknown"},
	} {
		t.Run(fmt.Sprint(test.x), func(t *testing.T) {
			_, base := solve.Witness(query(schema.TestCase(), &ast.And{}), solve.Options{})
			verdict, r := solve.Witness(query(schema.TestCase(), test.x), solve.Options{})
			got := map[solve.Verdict]string{solve.No: "none", solve.Unknown: "unknown"}[verdict]
			if verdict == solve.Yes {
				got = difference(r, base)
				assert.True(t, meaning.Language{Schema: schema.TestCase()}.Selects(test.x, r))
				_, err := eval.NewRecord(schema.TestCase(), r)
				assert.NoError(t, err)
			} else {
				assert.Nil(t, r)
			}
			assert.Equal(t, test.want, got)
		})
	}
}

// difference returns what r has that base has not, in order.
func difference(r, base map[string]any) string {
	var list []string
	for k, v := range r {
		if !reflect.DeepEqual(v, base[k]) {
			list = append(list, fmt.Sprint(k, "=", v))
		}
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

// TestWitness_smallest compares witnesses with all records of a small world.
func TestWitness_smallest(t *testing.T) {
	for _, w := range worlds() {
		t.Run(w.String(), func(t *testing.T) {
			o := w.options
			in := meaning.Language{Schema: solverSchema}
			rnd := rand.New(rand.NewSource(2))
			counts := map[solve.Verdict]int{}
			queries, compared, forced := effort.Cases(75, 1000), 0, 0
			for i := range queries {
				fields := []ast.Field{w.fields[rnd.Intn(len(w.fields))], w.fields[rnd.Intn(len(w.fields))]}
				if fields[0] == fields[1] {
					fields = fields[:1]
				}
				isForced := i%3 == 0
				x := and(w.expr(rnd, fields, 1+rnd.Intn(4)), w.expr(rnd, fields, 1+rnd.Intn(4)))
				if isForced {
					x = w.literals(rnd, fields)
				}
				verdict, r := solve.Witness(query(solverSchema, x), o)
				counts[verdict]++
				if verdict == solve.Yes {
					if isForced {
						forced++
					}
					require.True(t, selects(t, solverSchema, x, r), "%v\n%v", x, r)
					possible(t, r, o)
				}
				w.each(fields, func(other map[string]any) bool {
					if !in.Selects(x, other) {
						return true
					}
					if verdict != solve.Yes {
						require.Fail(t, "there is a record", "%v\n%v", x, other)
					}
					compared++
					if size(other, fields, o) < size(r, fields, o) {
						require.Fail(t, "there is a smaller record", "%v\n%v\n%v", x, r, other)
					}
					if isForced && w.lessInOne(other, r, fields) {
						require.Fail(t, "there is a smaller value", "%v\n%v\n%v", x, r, other)
					}
					return true
				})
			}
			t.Log(counts, compared, "records compared,", forced, "queries without a choice")
			assert.Greater(t, forced, queries/10)
			assert.Greater(t, counts[solve.Yes], queries/2)
			assert.Greater(t, counts[solve.No], queries/20)
			assert.Zero(t, counts[solve.Unknown])
		})
	}
}

// literals returns an and of one to three literals, all of which must hold.
func (w world) literals(rnd *rand.Rand, fields []ast.Field) ast.Expr {
	return and(numbered(1+rnd.Intn(3), func(int) ast.Expr {
		c := w.comparison(rnd, fields)
		for c.Op == ast.OpIn {
			c = w.comparison(rnd, fields)
		}
		if rnd.Intn(3) == 0 && c.Op != ast.OpNotIn {
			return not(c)
		}
		return c
	})...)
}

// size returns how many of the fields the record has that not every one has.
func size(r map[string]any, fields []ast.Field, o solve.Options) (n int) {
	for _, f := range fields {
		i := solverSchema.Lookup(f.Name)
		if r[key(f)] != nil && (f.Tag || o.AnyRecord || !solverSchema.Fields[i].Always) {
			n++
		}
	}
	return n
}

// lessInOne reports whether a differs from b in one value alone, which is
// smaller and has no more characters than the other, but for the x.
func (w world) lessInOne(a, b map[string]any, fields []ast.Field) bool {
	less := 0
	for _, f := range fields {
		v, u := a[key(f)], b[key(f)]
		switch {
		case reflect.DeepEqual(v, u):
		case v == nil || u == nil || !w.less(f, v, u):
			return false
		default:
			less++
		}
	}
	return less == 1
}

func (w world) less(f ast.Field, a, b any) bool {
	switch solverSchema.KindOf(f) {
	case schema.Enum:
		values := solverSchema.Fields[solverSchema.Lookup(f.Name)].Values
		i, j := slices.Index(values, a.(string)), slices.Index(values, b.(string))
		return i >= 0 && (i < j || j < 0)
	case schema.Bool:
		return !a.(bool) && b.(bool)
	case schema.Number, schema.Time, schema.Date:
		return false // some values of the world are rounder than those of a cell
	case schema.List:
		return false // one text may do for two conditions
	}
	return w.lessText(a.(string), b.(string), b.(string))
}

// lessText reports whether a is smaller than b, and has no character that not even all
// has.
func (w world) lessText(a, b, all string) bool {
	m, n := utf8.RuneCountInString(a), utf8.RuneCountInString(b)
	if strings.Trim(a, all+"x") != "" {
		return false // such characters need not count
	}
	return m < n || m == n && a < b && w.cases == "none"
}

// TestWitness_kinds has a witness of each kind, next to the text that says it.
func TestWitness_kinds(t *testing.T) {
	const i = " i"
	for src, want := range map[string]string{
		"":                                                "",
		"on = true":                                       "on=true",
		"on != false":                                     "on=true",
		"flag exists":                                     "flag=false",
		"flag != true and flag exists":                    "flag=false",
		"flag not in (true, false)":                       "",
		"on not in (true, false)":                         "none",
		"flag = true and flag = false":                    "none",
		"not on exists":                                   "none",
		"count > 0":                                       "count=1",
		"count < 0":                                       "count=-1",
		"count != 0":                                      "count=-1",
		"count > 5":                                       "count=6",
		"count >= 10":                                     "count=10",
		"count > 10":                                      "count=20",
		"count > 10 and count < 12":                       "count=11",
		"count > 1000":                                    "count=2000",
		"count < -999.5":                                  "count=-1000",
		"count > 0 and count < 1":                         "count=0.1",
		"count >= 0.3 and count < 0.4":                    "count=0.3",
		"count > 0.3 and count < 0.4":                     "count=0.31",
		"count > 0.3999 and count < 0.4":                  "count=0.39991",
		"count >= 0.3999 and count < 0.4":                 "count=0.3999",
		"count > 0.395 and count < 0.4":                   "count=0.396",
		"count > 0.395 and count <= 0.4":                  "count=0.4",
		"count > 9.5 and count < 10":                      "count=9.6",
		"count > 99 and count < 101":                      "count=100",
		"count > 1234 and count < 1300":                   "count=1240",
		"count < 0.001 and count > 0":                     "count=0.0001",
		"count > 1e400":                                   "count=2e400",
		"size = 1.0 and size != 10e-1":                    "none",
		"size = 1.0 and size = 10e-1":                     "size=1",
		"size = -0":                                       "size=0",
		"size > 1 and size <= 1":                          "none",
		"size in (2, 3) and size > 2.0":                   "size=3",
		"size > 9.5e999999999":                            "size=10e999999999",
		"size < -99e999999999":                            "size=-100e999999999",
		"size < 0 and size > -1e-999999999":               "size=-0.1e-999999999",
		"size > 0 and size < 0.02e-999999999":             "size=0.01e-999999999",
		"size > 1000e999999999 and size < 1001e999999999": "size=10001e999999998",

		"day exists":                                      "day=1970-01-01",
		"day > 2026-01-31":                                "day=2026-02-01",
		"day < 2026-01-31":                                "day=2026-01-30",
		"day > 2026-01-31 and day < 2026-02-02":           "day=2026-02-01",
		"day > 2026-01-31 and day < 2026-02-01":           "none",
		"day < 0000-01-01":                                "none",
		"day > 9999-12-31":                                "none",
		"day < 0000-01-02":                                "day=0000-01-01",
		"day > 9999-12-30":                                "day=9999-12-31",
		"day exists and not day >= 0000-01-01":            "none",
		"day exists and not day <= 9999-12-31":            "none",
		"made > 9999-12-31T23:59:59.999999999-23:59":      "none",
		"made >= 9999-12-31T23:59:59.999999999-23:59":     "made=9999-12-31T23:59:59.999999999-23:59",
		"made > 9999-12-31T23:59:59.9-23:59":              "made=9999-12-31T23:59:59.901-23:59",
		"not made <= 9999-12-31T23:59:59.999999999-23:59": "none",

		"labels exists":                                                                           "labels=[]",
		"labels exists and labels != ''":                                                          "labels=[x]",
		"labels = b and labels = a":                                                               "labels=[a b]",
		"labels in (b, a)":                                                                        "labels=[b]",
		"labels ^= a and labels $= b":                                                             "labels=[a b]",
		"labels ^= a and labels $= b and labels != a":                                             "labels=[aa b]",
		"labels = ab and labels ^= a and labels *= b":                                             "labels=[ab]",
		"labels = a and labels != a":                                                              "none",
		"labels = a and not labels ^= a":                                                          "none",
		"labels = a and not labels exists":                                                        "none",
		"labels != a and labels != b":                                                             "",
		"labels != a or labels != b":                                                              "",
		"labels = a and labels = b and labels = ''":                                               "labels=[ a b]",
		"labels = k" + i + " and labels != k and labels != K":                                     "labels=[K]",
		"labels = k" + i + " and labels != k and labels != K and labels != K":                     "none",
		"(labels = a" + i + " or tag:k = b) and labels != a and labels != A":                      "tag:k=b",
		"labels = a" + i + " and (labels != a or tag:k = b) and labels != A":                      "labels=[a] tag:k=b",
		"labels = k" + i + " and labels = k and labels = K":                                       "labels=[K k]",
		"labels ^= ab" + i + " and labels $= ba" + i + " and not labels *= A and not labels *= B": "labels=[ab ba]",
	} {
		t.Run(src, func(t *testing.T) {
			resolved := func(src string) *schema.Resolved {
				x, err := parser.Parse(src)
				require.NoError(t, err)
				q, err := solverSchema.Resolve(x, schema.Options{})
				require.NoError(t, err)
				return q
			}
			_, base := solve.Witness(resolved(""), solve.Options{})
			q := resolved(src)
			verdict, r := solve.Witness(q, solve.Options{})
			got := "none"
			if verdict == solve.Yes {
				got = difference(r, base)
				assert.True(t, selects(t, solverSchema, q.Expr(), r))
			}
			assert.Equal(t, want, got)
		})
	}
}

// TestWitness_roundest compares numbers between two others with all that have few
// digits.
func TestWitness_roundest(t *testing.T) {
	type number struct {
		text             string
		digits, exponent int // how many, and that of the last
		value            float64
	}
	var all []number // the roundest first
	for exponent := -9; exponent <= 9; exponent++ {
		for n := 1; n < 10_000; n++ {
			if n%10 != 0 {
				text := fmt.Sprint(n, "e", exponent)
				value, err := strconv.ParseFloat(text, 64)
				require.NoError(t, err)
				all = append(all, number{text, len(fmt.Sprint(n)), exponent, value})
			}
		}
	}
	abs := func(n int) int { return max(n, -n) }
	slices.SortFunc(all, func(a, b number) int {
		return cmp.Or(cmp.Compare(a.digits, b.digits), cmp.Compare(abs(a.exponent), abs(b.exponent)), cmp.Compare(a.value, b.value))
	})
	count := ast.Name("count")
	rnd := rand.New(rand.NewSource(4))
	few := 0
	for range 5000 {
		end := func(exponents int) (n number) { // of three digits or four
			n.text = fmt.Sprint(100+rnd.Intn(9900), "e", rnd.Intn(exponents)-4)
			var err error
			n.value, err = strconv.ParseFloat(n.text, 64)
			require.NoError(t, err)
			return n
		}
		exponents := 1 + rnd.Intn(8)
		a, b := end(exponents), end(exponents)
		if a.value > b.value {
			a, b = b, a
		}
		sign := ""
		low := compare(count, []ast.Op{ast.OpGreater, ast.OpGreaterEqual}[rnd.Intn(2)], a.text)
		high := compare(count, []ast.Op{ast.OpLess, ast.OpLessEqual}[rnd.Intn(2)], b.text)
		i := slices.IndexFunc(all, func(n number) bool {
			return (a.value < n.value || low.Op == ast.OpGreaterEqual && a.value == n.value) &&
				(n.value < b.value || high.Op == ast.OpLessEqual && n.value == b.value)
		})
		if rnd.Intn(2) == 0 {
			sign = "-"
			low.Values[0].Text, high.Values[0].Text = "-"+a.text, "-"+b.text
			low.Op, high.Op = map[ast.Op]ast.Op{ast.OpGreater: ast.OpLess, ast.OpGreaterEqual: ast.OpLessEqual}[low.Op],
				map[ast.Op]ast.Op{ast.OpLess: ast.OpGreater, ast.OpLessEqual: ast.OpGreaterEqual}[high.Op]
		}
		verdict, r := solve.Witness(query(solverSchema, and(low, high)), solve.Options{})
		if i < 0 { // five digits and more are not among all
			require.Equal(t, verdict == solve.Yes, a.value < b.value, "%v %v", low, high)
			continue
		}
		few++
		want, _ := kinds.ParseNumber(sign + all[i].text)
		require.Equal(t, json.Number(kinds.Format(schema.Number, want)), r["count"], "%v %v", low, high)
	}
	assert.Greater(t, few, 4000)
}

// TestWitness_roundestLong has numbers of many digits. No number is made for each of them.
func TestWitness_roundestLong(t *testing.T) {
	count := ast.Name("count")
	for _, test := range []struct {
		name              string
		first, many, last string
		most              func(many string) string
		want              func(many string) string
	}{
		{"digits in common", "0.", "1", "3", func(s string) string { return "0." + s + "5" }, func(s string) string { return "0." + s + "4" }},
		{"zeros in most", "0.", "1", "", func(s string) string { return "0." + s + strings.Repeat("0", len(s)) + "2" },
			func(s string) string { return "0." + s + strings.Repeat("0", len(s)) + "1" }},
		{"nines in least", "0.1", "9", "8", func(string) string { return "0.2" }, func(s string) string { return "0.1" + s + "9" }},
	} {
		t.Run(test.name, func(t *testing.T) {
			made := func(digits int) float64 {
				many := strings.Repeat(test.many, digits)
				x := query(solverSchema, and(compare(count, ast.OpGreater, test.first+many+test.last), compare(count, ast.OpLess, test.most(many))))
				verdict, r := solve.Witness(x, solve.Options{})
				require.Equal(t, solve.Yes, verdict)
				require.Equal(t, json.Number(test.want(many)), r["count"])
				return testing.AllocsPerRun(1, func() { solve.Witness(x, solve.Options{}) })
			}
			few, many := made(10), made(5000)
			t.Log(few, "objects for 10 digits,", many, "for 5000")
			assert.Less(t, many, few+100)
		})
	}
}

// TestWitness_longTexts looks for a text that contains many long ones. For each character
// that is tried, nothing is made for each of these.
func TestWitness_longTexts(t *testing.T) {
	const patterns = 20
	x := query(schema.TestCase(), and(numbered(patterns, func(i int) ast.Expr {
		return ast.Compare(ast.Name("name"), ast.OpContains, strings.Repeat("a", 200)+string(rune('b'+i)))
	})...))
	const steps = 1 << 20
	made := testing.AllocsPerRun(1, func() {
		verdict, r := solve.Witness(x, solve.Options{Steps: steps})
		require.Equal(t, solve.Yes, verdict)
		require.Greater(t, len(r["name"].(string)), 200*patterns)
	})
	t.Log(made, "objects in", steps, "steps")
	assert.Less(t, made, 10_000.0)
}
