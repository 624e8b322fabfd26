package compile_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/fuzz"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/meaning"
	"github.com/searchfilter/searchfilter/internal/solve"
	"github.com/searchfilter/searchfilter/schema"
)

// list joins n texts, which are the format with their number, from 0.
func list(n int, by, format string) string {
	texts := make([]string, n)
	for i := range texts {
		texts[i] = strings.ReplaceAll(format, "#", fmt.Sprint(i))
	}
	return strings.Join(texts, by)
}

// manyEnums is a target with fields e0, e1 and so on that all records have one of
// three values of.
func manyEnums(n int) compile.Target {
	t := connect.TestCases()
	s := schema.Schema{Name: "item", Fields: []schema.Field{{Name: "name", Always: true}, {Name: "description"}}, Tags: "tags"}
	t.Fields = map[string]compile.Leaf{"name": compile.Leaf{Member: "StringCondition", FieldName: "name"}, "description": compile.Leaf{Member: "StringCondition", FieldName: "description"}}
	for i := range n {
		name := fmt.Sprintf("e%d", i)
		s.Fields = append(s.Fields, schema.Field{Name: name, Kind: schema.Enum, Values: []string{"red", "green", "blue"}, Always: true})
		t.Fields[name] = compile.Leaf{Member: "StringCondition", FieldName: name}
	}
	t.Schema, t.Closed = schema.MustNew(s), nil
	for i := range n {
		t.Closed = append(t.Closed, fmt.Sprintf("e%d", i))
	}
	return t
}

// holdsToRecords checks the requests and residuals of a plan against what the
// query means, by records near the query and by the smallest ones that the query
// and each request select.
func holdsToRecords(t *testing.T, x *schema.Resolved, target compile.Target, plan *compile.Plan) {
	t.Helper()
	near, random := fuzz.Records(target.Schema, x.Expr()), rand.New(rand.NewSource(1))
	records := make([]map[string]any, 150)
	for i := range records {
		records[i] = near(random, 1)
	}
	witness := func(y ast.Expr) {
		if verdict, r := solve.Witness(x.With(y), solve.Options{}); verdict == solve.Yes {
			records = append(records, r)
		}
	}
	witness(x.Expr())
	witness(&ast.Not{X: x.Expr()})
	for _, r := range plan.Requests[:min(len(plan.Requests), 50)] {
		witness(r.Query.Expr())
		witness(ast.All(r.Query.Expr(), &ast.Not{X: x.Expr()}))
	}
	body, err := json.Marshal(plan)
	require.NoError(t, err)
	if err := fuzz.JudgePlan(x, target, records, body); !errors.Is(err, fuzz.ErrVacuous) {
		require.NoError(t, err)
	}
	selected := 0
	for _, r := range records {
		if (meaning.Language{Schema: target.Schema}).Selects(x.Expr(), r) {
			selected++
		}
	}
	t.Logf("%d of %d records are selected", selected, len(records))
	assert.Less(t, selected, len(records))
	assert.Equal(t, len(plan.Requests) > 0, selected > 0, "some record is selected")
}

// TestPlan_bounds holds plans for queries over one of the planner's bounds to what
// the query selects, and to what the plan may claim.
func TestPlan_bounds(t *testing.T) {
	mixed := list(7, " and ", "(name *= na# or tag:ta#=1 or description *= da#)") // more rows than are looked into
	deep := list(11, " and ", "(name *= na# or description *= da# and name *= nb#)")
	depth := func(n int) compile.Target {
		target := connect.TestCases()
		target.MaxDepth = n
		return target
	}
	var grids []string // of 900 rows each
	for i := range 5 {
		grids = append(grids, fmt.Sprintf("(%s) and (%s)", list(45, " or ", fmt.Sprintf("name *= %dn#x", i)), list(20, " or ", fmt.Sprintf("tag:%dt#=1", i))))
	}
	var triples []string
	for i := range 333 {
		for _, color := range []string{"red", "green", "blue"} {
			triples = append(triples, fmt.Sprintf("e0 = %s and name *= n%dx", color, i))
		}
	}
	for _, test := range []struct {
		name     string
		query    string
		target   compile.Target
		requests int
		minimal  string
		residual bool
	}{
		{"more rows than fit", strings.Join(grids, " or "), connect.TestCases(), 5, "unproved", false},
		{"more rows than fit below an and", "status = SAVED and (" + strings.Join(grids, " or ") + ") and tag:a = 1",
			connect.TestCases(), 0, "unproved", false},
		{"rows that fit once those that are there twice are dropped", list(5, " or ", "("+grids[0]+")"), connect.TestCases(), 1, "bound", false},
		{"tags that no request has room for in a large query", mixed + " and (tag:z = 1 or " + list(30, " and ", "tag:y#=1") + ")",
			connect.TestCases(), 0, "unproved", true},
		{"criteria that are too deep and too large", deep + " and tag:a = 1", depth(3), 1, "bound", true},
		{"criteria that are too deep and that nothing meets", mixed + " or tag:z = 1 and name = a and (name = b and status = SAVED or name = c and (status = SAVED or name *= d))",
			depth(2), 0, "unproved", false},
		{"groups that are too many to compare", list(150, " or ", "name *= n# and tag:t#=1"), connect.TestCases(), 150, "bound", false},
		{"a search", crown(16, 3), connect.TestCases(), 14, "search", false},
		{"a search that is given up", crown(24, 2), connect.TestCases(), 0, "unproved", false},
		{"enums that are too many to decide", "tag:t2=1 or description *= c1 and tag:t3=1 or description *= c1 and tag:t4=1 or description *= c3 and tag:t1=1 or " +
			"description *= c3 and tag:t4=1 or description *= c1 and name *= c4 and tag:t1=1 or " + list(10, " or ", "e# = red and tag:r#=1 or e# = green and tag:g#=1 or e# = blue and tag:b#=1"),
			manyEnums(10), 0, "unproved", false},
		{"values that are too many to merge", strings.Join(triples, " or ") + " or tag:t=1", manyEnums(1), 2, "unproved", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			x := parseOf(t, test.target.Schema, test.query)
			plan, err := compile.NewPlan(x, test.target, compile.PlanOptions{MaxRequests: 10_000})
			require.NoError(t, err)
			t.Logf("%d requests, %d splits, minimal %s, unreduced %v", len(plan.Requests), plan.Splits, plan.Minimal, plan.Unreduced)
			if test.requests > 0 {
				assert.Equal(t, test.requests, len(plan.Requests)-plan.Splits)
			}
			assert.Equal(t, test.minimal, plan.Minimal)
			own := false
			for _, r := range plan.Requests {
				own = own || r.Residual != nil
			}
			assert.Equal(t, test.residual, plan.Residual != nil || own, "something is left to check")
			if len(plan.Requests)-plan.Splits > 1 {
				assert.Contains(t, plan.Explain().String(), map[string]string{
					"bound":    "fewer cannot do: a request that finds records of two of these kinds",
					"search":   "fewer cannot do: a search of all ways",
					"unproved": "fewer might do",
				}[plan.Minimal])
			}
			holdsToRecords(t, x, test.target, plan)
		})
	}
}

// crown returns an or of pairs of a criterion and a tag, of which in so many go
// together, by no rule.
func crown(n, in int) string {
	random := rand.New(rand.NewSource(1))
	var pairs []string
	for i := range n {
		for j := range n {
			if random.Intn(in) == 0 {
				pairs = append(pairs, fmt.Sprintf("name *= c%dx and tag:t%d=1", i, j))
			}
		}
	}
	return strings.Join(pairs, " or ")
}

// TestPlan_boundsOfScans has queries whose requests would list every record for
// one of the planner's bounds.
func TestPlan_boundsOfScans(t *testing.T) {
	target := connect.TestCases()
	target.MaxDepth = 1
	x := parse(t, list(11, " and ", "(name *= na# or description *= da#)"))
	_, err := compile.NewPlan(x, target, compile.PlanOptions{})
	require.ErrorIs(t, err, ast.Code(codes.FullScan), "where there is room for one condition alone")
	plan, err := compile.NewPlan(x, target, compile.PlanOptions{AllowScan: true})
	require.NoError(t, err)
	assert.True(t, plan.Scan)
	assert.Equal(t, "bound", plan.Minimal)
	holdsToRecords(t, x, target, plan)
}

// TestPlan_boundsOfContradictions has queries that nothing meets, which only the
// solver sees.
func TestPlan_boundsOfContradictions(t *testing.T) {
	for _, test := range []struct{ name, query string }{
		{"too many conditions on one field to compare", "(" + list(998, " or ", "id *= b#x") + ") and id *= p and id *= q and id ^= axa and not id *= xa"},
		{"more rows than are looked into", list(7, " and ", "(name *= na# or tag:ta#=1 or description *= da#)") + " and (name = a or name = b) and (name = c or name = d)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			plan, err := compile.NewPlan(parse(t, test.query), connect.TestCases(), compile.PlanOptions{})
			require.NoError(t, err)
			assert.Empty(t, plan.Requests)
			assert.False(t, plan.Scan)
			assert.Equal(t, "bound", plan.Minimal)
		})
	}
}

// TestPlan_boundsOfManyConditions has two conditions that exclude each other among many that
// exclude none.
func TestPlan_boundsOfManyConditions(t *testing.T) {
	many := list(101, " and ", "name *= x#y")
	for _, test := range [][2]string{{"name ^= a", "name ^= b"}, {"name $= a", "name $= b"}, {"name ^= A i", "name ^= b"}} {
		for _, query := range []string{many + " and " + test[0] + " and " + test[1], test[0] + " and " + many + " and " + test[1]} {
			plan, err := compile.NewPlan(parse(t, query), connect.TestCases(), compile.PlanOptions{})
			require.NoError(t, err)
			assert.Empty(t, plan.Requests, query)
			require.Len(t, plan.Warnings, 1, query)
			assert.ErrorIs(t, plan.Warnings, ast.Code(codes.Contradiction))
		}
	}
}

// TestBounds_ofImplied has two conditions that exclude each other among many that follow from
// both: in one request, and in a plan that has so many conditions that it does not compare
// all.
func TestBounds_ofImplied(t *testing.T) {
	long := strings.Repeat("a", 120)
	count := 0
	for op, text := range map[string]string{"^=": long + "#", "$=": "#" + long} {
		chain := make([]string, len(long))
		for i := range chain {
			chain[i] = "name " + op + " " + long[i:]
		}
		for range 2 { // the longest text comes first, or last
			all := strings.Join(chain, " and ")
			slices.Reverse(chain)
			for _, other := range []string{op, "="} {
				clash := "name " + op + " " + strings.ReplaceAll(text, "#", "b") + " and name " + other + " " + strings.ReplaceAll(text, "#", "c")
				for _, query := range []string{all + " and " + clash, clash + " and " + all} {
					if op == "^=" { // which can be sent
						r, err := compile.Compile(parse(t, query), connect.TestCases())
						require.NoError(t, err)
						require.Len(t, r.Warnings, 1, query)
						assert.ErrorIs(t, r.Warnings, ast.Code(codes.Contradiction))
					}
					plan, err := compile.NewPlan(parse(t, list(1000, " and ", "name *= x#")+" and "+query), connect.TestCases(), compile.PlanOptions{})
					require.NoError(t, err)
					assert.Empty(t, plan.Requests)
					assert.Equal(t, "bound", plan.Minimal, query)
					require.Len(t, plan.Warnings, 1, query)
					assert.ErrorIs(t, plan.Warnings, ast.Code(codes.Contradiction))
					count++
				}
			}
		}
	}
	assert.Equal(t, 16, count)
}

func TestSearchPlan_MarshalJSON_zero(t *testing.T) {
	assert.JSONEq(t, `{"version": 1, "target": "", "requests": [], "minimal": ""}`, encode(t, compile.Plan{}))
}

// TestPlan_times checks that times are told apart by their instants, however they
// are written.
func TestPlan_times(t *testing.T) {
	for query, want := range map[string]string{
		"name = a and modified > 2026-01-31T10:00:00Z and not modified > 2026-01-31T12:00:00Z":     "modified > 2026-01-31T10:00:00Z and not modified > 2026-01-31T12:00:00Z",
		"name = a and modified = 2026-01-31T10:00:00Z and modified != 2026-01-31T10:00:00.000001Z": "modified = 2026-01-31T10:00:00Z",
		"name = a and modified > 2026-01-31 and not modified > 2026-01-31T01:00:00+01:00":          "",
	} {
		x := parse(t, query)
		plan, err := compile.NewPlan(x, connect.TestCases(), compile.PlanOptions{})
		require.NoError(t, err, query)
		if want == "" {
			assert.Empty(t, plan.Requests, query)
			continue
		}
		require.Len(t, plan.Requests, 1, query)
		require.NotNil(t, plan.Residual, query)
		assert.Equal(t, want, plan.Residual.String(), query)
	}
}
