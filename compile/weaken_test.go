package compile_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
)

// TestPlan_contains holds the length of a CONTAINS that is sent to the numbers
// between which its results are valid.
func TestPlan_contains(t *testing.T) {
	name := ast.Name("name")
	of := func(n int) string { return strings.Repeat("é", n) }
	for _, test := range []struct {
		x       *ast.Comparison
		sent    int // characters; 0 for a scan
		checked bool
	}{
		{ast.Compare(name, ast.OpContains, of(1)), 0, true},
		{ast.Compare(name, ast.OpContains, of(2)), 2, false},
		{ast.Compare(name, ast.OpContains, of(25)), 25, false},
		{ast.Compare(name, ast.OpContains, of(26)), 25, true},
		{ast.Compare(name, ast.OpHasSuffix, of(1)), 0, true},
		{ast.Compare(name, ast.OpHasSuffix, of(2)), 2, true},
		{ast.Compare(name, ast.OpHasSuffix, of(25)), 25, true},
		{ast.Compare(name, ast.OpHasSuffix, of(26)), 25, true},
	} {
		plan, err := compile.NewPlan(resolve(t, test.x), connect.TestCases(), compile.PlanOptions{AllowScan: true})
		require.NoError(t, err, "%v", test.x)
		require.Len(t, plan.Requests, 1, "%v", test.x)
		want := ast.Expr(&ast.And{})
		if test.sent > 0 {
			want = ast.Compare(name, ast.OpContains, of(test.sent))
		}
		assert.Equal(t, want.String(), textOf(plan.Requests[0].Query), "%v", test.x)
		assert.Equal(t, test.sent == 0, plan.Scan, "%v", test.x)
		if !test.checked {
			assert.Nil(t, plan.Residual, "%v", test.x)
			continue
		}
		require.NotNil(t, plan.Residual, "%v", test.x)
		assert.Equal(t, test.x.String(), plan.Residual.String())
	}
}

// TestPlan_exactlyTheLimit has as many tag conditions, criteria in one another and
// requests as there may be, and one more.
func TestPlan_exactlyTheLimit(t *testing.T) {
	target := connect.TestCases()
	target.MaxTagConditions, target.MaxDepth = 3, 3
	for _, test := range []struct {
		query    string
		requests int
		checked  string
	}{
		{"tag:a = 1 and tag:b = 1 and tag:c = 1", 1, ""},
		{"tag:a = 1 and tag:b = 1 and tag:c = 1 and tag:d = 1", 1, "tag:d = 1"},
		{"tag:a = 1 or tag:b = 1 or tag:c = 1", 1, ""},
		{"tag:a = 1 or tag:b = 1 or tag:c = 1 or tag:d = 1", 2, ""},
		{"tag:a = 1 and tag:b = 1 or tag:c = 1", 1, ""},
		{"tag:a = 1 and tag:b = 1 or tag:c = 1 and tag:d = 1", 2, ""},
		{"name *= aa or name *= bb and (description *= cc or status = SAVED)", 1, ""},
		{"name *= aa or name *= bb and (description *= cc or status = SAVED and name *= dd)", 1, ""},
	} {
		x := parse(t, test.query)
		plan, err := compile.NewPlan(x, target, compile.PlanOptions{MaxRequests: test.requests})
		require.NoError(t, err, test.query)
		assert.Len(t, plan.Requests, test.requests, test.query)
		assert.Equal(t, test.requests-1, plan.Splits, test.query)
		assert.Equal(t, test.checked, textOf(plan.Residual), test.query)
		holdsToRecords(t, x, target, plan)
	}
}

// TestPlan_residualText checks that a residual is written as a person would.
func TestPlan_residualText(t *testing.T) {
	for query, want := range map[string]string{
		"name = x and id != a and id != b":                                "id not in (a, b)",
		"name = x and id not in (a, b)":                                   "id not in (a, b)",
		"name = x and (id = a or id = b)":                                 "id in (a, b)",
		"name = x and not id = a":                                         "id != a",
		"name = x and id != a and tag:id != a":                            "id != a and tag:id != a",
		"name = x and (id = a or arn = a or id = b)":                      "id in (a, b) or arn = a",
		"name = x and (id ^= a or id ^= b) and not id *= c":               "(id ^= a or id ^= b) and not id *= c",
		"name = x and version != 1.50 and version != 2e0":                 "version not in (1.50, 2e0)",
		"name = x and (version = 1.0 or version = -2.50)":                 "version in (1.0, -2.50)",
		"name = x and not version > 1.0 and score >= 1e0":                 "not version > 1.0 and score >= 1e0",
		"name = x and labels != a and labels != b":                        "labels not in (a, b)",
		"name = x and labels = a and labels = b":                          "labels = a and labels = b", // which an in does not say
		"name = x and (labels = a or labels = b i)":                       "labels = a or labels = b i",
		"name = x and not default = True":                                 "default != true",
		"name = x and effective >= 2026-01-01 and effective < 2026-02-01": "effective >= 2026-01-01 and effective < 2026-02-01",
	} {
		plan, err := compile.NewPlan(parseOf(t, everyKind, query), ofEveryKind(), compile.PlanOptions{})
		require.NoError(t, err, query)
		require.NotNil(t, plan.Residual, query)
		assert.Equal(t, want, plan.Residual.String(), query)
	}
}

// TestPlan_targets covers what only some targets leave to check.
func TestPlan_targets(t *testing.T) {
	flat := connect.TestCases()
	flat.MaxDepth = 1
	loose := connect.TestCases()
	loose.Closed = nil
	for _, test := range []struct {
		query   string
		target  compile.Target
		checked string
	}{
		{"name *= aa and description *= bb", flat, "description *= bb"},
		{"tag:a = 1 and status exists", loose, "status exists"},
		{"tag:a = 1 and status exists", connect.TestCases(), ""},
	} {
		x := parse(t, test.query)
		plan, err := compile.NewPlan(x, test.target, compile.PlanOptions{})
		require.NoError(t, err, test.query)
		assert.Equal(t, test.checked, textOf(plan.Residual), test.query)
		holdsToRecords(t, x, test.target, plan)
	}
}

// TestPlan_warnings covers a part of an or that nothing meets.
func TestPlan_warnings(t *testing.T) {
	const query = "tag:z = 1 or name ^= c and (name = b or tag:b = 1)"
	plan, err := compile.NewPlan(parse(t, query), connect.TestCases(), compile.PlanOptions{})
	require.NoError(t, err)
	assert.Equal(t, []string{
		"contradiction [name = b] nothing meets both `name ^= c` and `name = b`; join them with or if one of them is enough",
	}, describe(query, plan.Warnings))

	for n, warned := range map[int]bool{1: true, 2: false, 25: false, 26: true} {
		r, err := compile.Compile(resolve(t, ast.Compare(ast.Name("name"), ast.OpContains, strings.Repeat("é", n))), connect.TestCases())
		require.NoError(t, err)
		assert.Equal(t, warned, len(r.Warnings) > 0, "a contains of %d characters", n)
	}
}
