package logic_test

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/logic"
	"github.com/searchfilter/searchfilter/schema"
)

func TestWitness(t *testing.T) {
	name, description, status := ast.Name("name"), ast.Name("description"), ast.Name("status")
	typ, modified, k := ast.Name("type"), ast.Name("modified"), ast.Tag("k")
	const ascii = "xyzabcdefghijklmnopqrstuvw0123456789XYZABCDEFGHIJKLMNOPQRSTUVW-_."
	excluded := []ast.Expr{description.NotEqual("")}
	for _, r := range ascii {
		excluded = append(excluded, not(description.Contains(string(r))))
	}
	for _, test := range []struct {
		x    ast.Expr
		want string // the fields that differ from those of the empty query, and tags
	}{
		{x: &ast.And{}, want: ""},
		{x: or(), want: "none"},
		{x: not(and()), want: "none"},
		{x: and(and(), or(or(), and(and()))), want: ""},
		{x: name.Equal("smoke"), want: "name=smoke"},
		{x: name.NotEqual(""), want: "name=x"},
		{x: and(name.NotEqual(""), not(name.Contains("x"))), want: "name=y"},
		{x: name.HasPrefix("smoke"), want: "name=smoke"},
		{x: and(name.HasPrefix("smoke"), name.NotEqual("smoke")), want: "name=smokee"},
		{x: and(name.HasPrefix("ab"), name.Contains("ca"), name.HasSuffix("bc")), want: "name=abca" + "bc"},
		{x: and(name.HasPrefix("ab"), name.HasSuffix("bc")), want: "name=abc"},
		{x: and(name.HasPrefix("ab"), name.HasSuffix("bc"), name.NotEqual("abc")), want: "name=abbc"},
		{x: and(name.HasPrefix("ab"), name.HasPrefix("b")), want: "none"},
		{x: and(name.Equal("ab"), name.Contains("x")), want: "none"},
		{x: and(name.Contains("ab"), not(name.Contains("b"))), want: "none"},
		{x: and(not(name.Contains("b")), name.Contains("a"), name.HasSuffix("ab")), want: "none"},
		{x: name.Less("a"), want: "unknown"},
		{x: not(name.Exists()), want: "none"},
		{x: and(name.Equal(ascii), k.Equal("")), want: "name=" + ascii + " tag:k="},
		{x: and(description.Exists(), not(description.Contains(ascii)), not(description.Contains("\u00A1")), description.NotEqual("")), want: "description=-"},
		{x: and(append(excluded, description.Exists(), not(description.Contains("\u00A1")))...), want: "description=\u00A2"},
		{x: description.Exists(), want: "description="},
		{x: or(and(description.Exists(), k.Exists()), and(typ.Exists(), description.Contains("a"), k.Exists()), k.Equal("123")), want: "tag:k=123"},
		{x: or(k.Equal("1"), name.Equal("long")), want: "name=long"},
		{x: status.NotEqual("PUBLISHED"), want: "status=SAVED"},
		{x: status.NotIn("PUBLISHED", "SAVED"), want: "none"},
		{x: typ.Exists(), want: "type=VOICE_CALL"},
		{x: and(typ.Exists(), not(typ.Equal("VOICE_CALL"))), want: "type=CHAT"},
		{x: and(typ.Exists(), typ.NotIn("VOICE_CALL", "CHAT")), want: "none"},
		{x: typ.NotIn("VOICE_CALL", "CHAT"), want: ""},
		{x: modified.Exists(), want: "modified=1970-01-01"},
		{x: modified.Equal("2026-01-31T09:00:00+01:00"), want: "modified=2026-01-31T08:00:00Z"},
		{x: modified.Less("2026-01-31T00:00:00Z"), want: "modified=2026-01-30"},
		{x: modified.Greater("2026-01-31T00:00:00Z"), want: "modified=2026-02-01"},
		{x: and(modified.Greater("2026-01-31T09:10:11Z"), modified.Less("2026-01-31T09:10:12Z")), want: "modified=2026-01-31T09:10:11.001Z"},
		{x: and(modified.Greater("2026-01-31T00:00:00Z"), modified.Less("2026-01-31T00:00:00.000000001Z")), want: "none"},
		{x: modified.Less("0000-01-01"), want: "modified=-62167305600"},
		{x: and(modified.Less("0000-01-01T00:00:00.500000001+00:01"), modified.GreaterEqual("0000-01-01T00:00:00.5+00:01")), want: "modified=-62167219259.500000000"},
		{x: modified.Greater("9999-12-31"), want: "modified=9999-12-31T00:01:00-23:59"},
		{x: and(modified.Greater("9999-12-31T23:59:59.9-00:01"), modified.Less("9999-12-31T23:59:59.900000002-00:01")), want: "modified=9999-12-31T00:01:59.900000001-23:59"},
		{x: not(modified.Less("2026-01-31T00:00:00Z")), want: ""},
		{x: and(not(modified.Less("2026-01-31T00:00:00Z")), not(modified.GreaterEqual("2026-01-31T00:00:00Z")), modified.Exists()), want: "none"},
		{x: modified.Greater("-7d"), want: "unknown"}, // which was not read
		{x: and(modified.Greater("-7d"), not(modified.Exists())), want: "none"},
		{x: and(modified.Greater("-7d"), not(modified.Greater("-7d"))), want: "none"},
		{x: or(modified.Greater("-7d"), k.Exists()), want: "tag:k=x"},
		{x: and(name.Equal("stra\u017Fe"), name.Equal("STRASE")), want: "none"},
		{x: and(name.Equal("stra\u017Fe").IgnoreCase(), name.HasPrefix("sTr").IgnoreCase()), want: "name=STRASE"},
		{x: and(name.NotEqual(""), k.Equal("\u212A"), not(k.Equal("k"))), want: "name=x tag:k=\u212A"},
		{x: and(name.Equal("smoke").IgnoreCase(), name.HasPrefix("sM"), name.HasSuffix("E")), want: "name=sMOKE"},
		{x: and(name.Equal("smoke").IgnoreCase(), name.HasPrefix("sM"), name.HasSuffix("e"), name.NotEqual("sMOKe")), want: "name=sMOke"},
		{x: and(name.Equal("smoke").IgnoreCase(), name.HasPrefix("sM"), name.HasPrefix("SM")), want: "none"},
		{x: and(k.Equal("k").IgnoreCase(), not(k.Equal("k")), not(k.Equal("K"))), want: "tag:k=\u212A"},
		{x: and(k.Equal("k").IgnoreCase(), not(k.Equal("k")), not(k.Equal("K")), not(k.Equal("\u212A"))), want: "none"},
		{x: and(name.HasPrefix("a").IgnoreCase(), not(name.HasPrefix("a"))), want: "name=A"},
		{x: and(name.HasPrefix("a").IgnoreCase(), not(name.HasPrefix("a")), not(name.Contains("A"))), want: "none"},
		{x: and(name.Contains("ab").IgnoreCase(), name.Contains("A"), name.Contains("b"), not(name.Contains("Ab")), not(name.HasSuffix("b").IgnoreCase())), want: "name=abA"},
		{x: and(name.Equal("10").IgnoreCase(), name.NotEqual("10")), want: "none"},
		{x: and(status.Equal("SAVED").IgnoreCase(), status.NotEqual("SAVED")), want: "unknown"},
		{x: name.Equal("\xff"), want: "unknown"},
		{x: and(k.Exists(), (*ast.Not)(nil), not(k.Exists())), want: "none"},
		{x: or((*ast.Or)(nil), (*ast.And)(nil), (*ast.Comparison)(nil)), want: "unknown"},
		{x: &ast.Comparison{Field: k, Op: ast.OpIn}, want: "none"},
		{x: &ast.Comparison{Field: k, Op: ast.OpEqual}, want: "unknown"},
		{x: compare(k, ast.OpExists, "a"), want: "unknown"},
		{x: compare(k, 99, "a"), want: "unknown"},
	} {
		t.Run(fmt.Sprint(test.x), func(t *testing.T) {
			base, _ := logic.Witness(query(schema.TestCase(), &ast.And{}), logic.Options{})
			r, verdict := logic.Witness(query(schema.TestCase(), test.x), logic.Options{})
			got := map[logic.Verdict]string{logic.No: "none", logic.Unknown: "unknown"}[verdict]
			if verdict == logic.Yes {
				got = difference(r, base)
				assert.True(t, interpreter{schema.TestCase()}.selects(test.x, r))
			} else {
				assert.Nil(t, r)
			}
			assert.Equal(t, test.want, got)
		})
	}
}

func difference(r, base *logic.Record) string {
	var list []string
	for k, v := range r.Fields {
		if w, ok := base.Field(k); !ok || v != w {
			list = append(list, k+"="+v)
		}
	}
	for k, v := range r.Tags {
		list = append(list, "tag:"+k+"="+v)
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

// TestWitness_smallest compares witnesses with all records of a small world.
func TestWitness_smallest(t *testing.T) {
	for _, w := range worlds() {
		t.Run(w.String(), func(t *testing.T) {
			o := w.options
			in := interpreter{solverSchema}
			rnd := rand.New(rand.NewSource(2))
			counts := map[logic.Verdict]int{}
			compared := 0
			for range 1000 {
				fields := []ast.Field{w.fields[rnd.Intn(len(w.fields))], w.fields[rnd.Intn(len(w.fields))]}
				if fields[0] == fields[1] {
					fields = fields[:1]
				}
				x := and(w.expr(rnd, fields, 1+rnd.Intn(4)), w.expr(rnd, fields, 1+rnd.Intn(4)))
				r, verdict := logic.Witness(query(solverSchema, x), o)
				counts[verdict]++
				if verdict == logic.Yes {
					require.True(t, in.selects(x, r), "%v\n%v", x, r)
					possible(t, r, o)
				}
				w.each(fields, func(other *logic.Record) bool {
					if !in.selects(x, other) {
						return true
					}
					require.Equal(t, logic.Yes, verdict, "%v\n%v", x, other)
					compared++
					require.GreaterOrEqual(t, size(other, fields), size(r, fields), "%v\n%v\n%v", x, r, other)
					if w.lessInOne(other, r, fields) {
						require.Fail(t, "there is a smaller value", "%v\n%v\n%v", x, r, other)
					}
					return true
				})
			}
			t.Log(counts, compared, "records compared")
			assert.Greater(t, counts[logic.Yes], 500)
			assert.Greater(t, counts[logic.No], 50)
			assert.Zero(t, counts[logic.Unknown])
		})
	}
}

// size returns how many of the fields the record has that not every one has.
func size(r *logic.Record, fields []ast.Field) (n int) {
	for _, f := range fields {
		i := solverSchema.Lookup(f.Name)
		if _, ok := get(r, f); ok && (f.Tag || !solverSchema.Fields[i].Always) {
			n++
		}
	}
	return n
}

func get(r *logic.Record, f ast.Field) (string, bool) {
	if f.Tag {
		return r.Tag(f.Name)
	}
	return r.Field(f.Name)
}

// lessInOne reports whether a differs from b in one value alone, which is
// smaller and has no more characters than the other, but for the x.
func (w world) lessInOne(a, b *logic.Record, fields []ast.Field) bool {
	less := 0
	for _, f := range fields {
		v, ok1 := get(a, f)
		u, ok2 := get(b, f)
		switch {
		case v == u && ok1 == ok2:
		case !ok1 || !ok2 || !w.less(f, v, u):
			return false
		default:
			less++
		}
	}
	return less == 1
}

func (w world) less(f ast.Field, a, b string) bool {
	m, n := utf8.RuneCountInString(a), utf8.RuneCountInString(b)
	switch solverSchema.KindOf(f) {
	case schema.Enum:
		values := solverSchema.Fields[solverSchema.Lookup(f.Name)].Values
		i, j := slices.Index(values, a), slices.Index(values, b)
		return i >= 0 && (i < j || j < 0)
	case schema.Time:
		return false // some instants of the world are rounder than those of a cell
	}
	if strings.Trim(a, b+"x") != "" {
		return false // such characters need not count
	}
	return m < n || m == n && a < b && w.cases == "none"
}
