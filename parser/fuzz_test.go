package parser_test

import (
	"math/rand"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/fuzz"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

// checkParse holds the parser to what is promised of any text, and reports
// whether it accepts src.
func checkParse(t *testing.T, src string, limits ast.Limits) bool {
	t.Helper()
	o := parser.Options{Limits: limits}
	x, ds := o.ParsePartial(src)
	checkDiagnostics(t, src, x, ds)
	y, err := o.Parse(src)
	require.Equal(t, len(ds) == 0, err == nil, "Parse(%+q) = %v", src, err)
	if err != nil {
		require.Equal(t, ds, err, "Parse(%+q)", src)
		return false
	}
	require.True(t, tree.Equal(x, y), "Parse(%+q) = %s, and ParsePartial makes %s of it", src, y, x)
	require.NoError(t, ast.Validate(x, limits), "Validate(Parse(%+q))", src)
	if !tree.IsEmpty(x) {
		require.NotContains(t, parts(t, src, x), "", "texts of the nodes of Parse(%+q)", src)
	}
	text := x.String()
	z, err := o.Parse(text)
	require.NoError(t, err, "Parse(%+q), the canonical text of %+q", text, src)
	require.True(t, tree.Equal(x, z), "Parse(%+q) = %s, want %s", text, z, x)
	require.Equal(t, text, z.String(), "canonical text of the canonical text")
	return true
}

// TestParse_near: texts one or two edits away from a query.
func TestParse_near(t *testing.T) {
	s := schema.TestCase()
	r := rand.New(rand.NewSource(4))
	n := effort.Cases(2500, 5000)
	accepted, fixed, repaired := 0, 0, 0
	for i := range n {
		src := fuzz.Queries(s)(r, i%10)
		if i%2 == 0 {
			other := fuzz.Queries(s)(r, 2)
			src = src[:r.Intn(len(src)+1)] + other
		}
		if checkParse(t, src, ast.Limits{}) {
			accepted++
			continue
		}
		_, err := parser.Parse(src)
		ds := err.(ast.Diagnostics)
		for _, d := range ds {
			if d.Fix == nil {
				err = nil
			}
		}
		if err != nil && len(ds) <= diag.Most {
			fixed++
			if _, err := parser.Parse(ds.Fixed(src)); err == nil {
				repaired++
			}
		}
	}
	t.Logf("%d of %d texts are queries; %d have a fix for every mistake, and %d of them then parse", accepted, n, fixed, repaired)
	assert.Greater(t, accepted, n/20)
	assert.Greater(t, fixed, n/100)
	assert.Greater(t, repaired, fixed*9/10)
}

func FuzzParse(f *testing.F) {
	for _, test := range twins {
		f.Add(test.query)
		for _, near := range test.near {
			f.Add(near)
		}
	}
	for _, test := range hostiles {
		f.Add(test.text(300))
	}
	for _, src := range []string{
		example, "a==b&&!c=d||tag:k", "tag:$\u00e0 = b", "and:b", "a:(b or c)", "not\"a\" = b", "a ; not ; not ; b = c", "a in (b (c) d, e)",
		"a = 'b\x01\xff\\d", "a = b) && (c = d", "a is not null", "a = \u009b31m\u202e", "tag: \"k\" = v", "a $ = $1 and b in ($2, $0)",
	} {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		checkParse(t, src, ast.Limits{})
		checkParse(t, src, ast.Limits{Bytes: 64, Depth: 3, Conditions: 4})
	})
}
