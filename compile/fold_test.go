package compile_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/decompile"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/solve"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/qconnect"
	"github.com/searchfilter/searchfilter/schema"
)

// ignoringCase is the target whose service ignores the case of the text of fields.
func ignoringCase() compile.Target {
	t := connect.TestCases()
	t.ServiceFoldsCase = true
	return t
}

// withKeys returns t with conditions that ask for a tag's key alone.
func withKeys(t compile.Target) compile.Target {
	t.Tags.KeyOnly = true
	return t
}

// TestSearchTestCases_fold has what one request says of conditions that ignore case
// and of those that mind it, and why it does not.
func TestSearchTestCases_fold(t *testing.T) {
	text := func(field, comparison, value string) string {
		return fmt.Sprintf(`{"StringCondition":{"FieldName":%q,"Value":%q,"ComparisonType":%q}}`, field, value, comparison)
	}
	criteria := func(s string) string { return `{"SearchCriteria":` + s + `}` }
	tag := func(key, value string) string {
		return fmt.Sprintf(`{"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":%q,"TagValue":%q}}}}`, key, value)
	}
	const (
		minds = "SearchTestCases may mind the case of name, and would then find too little; compare with case, or plan the query"
		finds = "SearchTestCases also finds name in another case; end the condition in i to compare without case, or plan the query"
		exact = "compare with case, or plan the query"
		check = "leave it out, and match what is found with the whole query"
		group = "leave out the group around it, and match what is found with the whole query"
		both  = "; join them with or if one of them is enough"
	)

	t.Run("a service that minds case", func(t *testing.T) {
		run(t, searchTestCases, connect.TestCases(), []compileTest{
			{query: `name = smoke i`, errors: []string{"inexpressible [name = smoke i] " + minds}},
			{query: `tag:k = b and not not name ^= smoke i`, errors: []string{"inexpressible [name ^= smoke i] " + minds}},
			{query: `name in (smoke, load) i`, errors: []string{"inexpressible [name in] " + minds}},
			{query: `name in ("12", smoke) i or name = a`, errors: []string{"inexpressible [name in] " + minds}},
			{query: `description *= smoke i and status = SAVED`, errors: []string{
				"inexpressible [description *= smoke i] SearchTestCases may mind the case of description, and would then find too little; compare with case, or plan the query",
			}},
			{query: `name = ß i`, errors: []string{"inexpressible [name = ß i] " + minds}}, // ẞ is its capital letter
			{query: `name != smoke i`, errors: []string{"inexpressible [name != smoke i] SearchTestCases has no not for name; " + check}},
			{query: `name not in (a, b) i`, errors: []string{"inexpressible [name not in] SearchTestCases has no not for name; " + check}},
			{query: `modified > 2026-01-01 or id = a i`, errors: []string{
				"inexpressible [modified] SearchTestCases has no condition on modified; " + group,
				"inexpressible [id] SearchTestCases has no condition on id; " + group,
			}},
			// What has no case may have an i.
			{query: `name = "12" i`, json: criteria(text("name", "EXACT", "12"))},
			{query: `name in ("1-2", 東京) i`, json: criteria(`{"OrConditions":[` + text("name", "EXACT", "1-2") + `,` + text("name", "EXACT", "東京") + `]}`)},
			{query: `name ^= "" i`, errors: []string{"inexpressible [name ^= \"\" i] every test case has name, so this selects all of them; leave it out"}},
			{query: `name = Smoke`, json: criteria(text("name", "EXACT", "Smoke"))},
			// What follows from the rest of the query need not be sent.
			{query: `name = Smoke and name = smoke i`, json: criteria(text("name", "EXACT", "Smoke"))},
			{query: `name ^= Smoke and name ^= smoke i`, json: criteria(text("name", "STARTS_WITH", "Smoke"))},
			{query: `status = SAVED or status = SAVED and name = smoke i`, json: criteria(`{"StatusCondition":"SAVED"}`)},
			{query: `name = Smoke or name = smoke i`, errors: []string{"inexpressible [name = smoke i] " + minds}},
		})
	})

	t.Run("a service that ignores case", func(t *testing.T) {
		run(t, searchTestCases, ignoringCase(), []compileTest{
			{query: `name = Smoke i`, json: criteria(text("name", "EXACT", "Smoke"))},
			{query: `name ^= smoke i`, json: criteria(text("name", "STARTS_WITH", "smoke"))},
			{query: `description *= SMOKE i`, json: criteria(text("description", "CONTAINS", "SMOKE"))},
			{query: `name in (a, B) i`, json: criteria(`{"OrConditions":[` + text("name", "EXACT", "a") + `,` + text("name", "EXACT", "B") + `]}`)},
			{query: `name = "12" and description ^= "3" i`, json: criteria(`{"AndConditions":[` + text("name", "EXACT", "12") + `,` + text("description", "STARTS_WITH", "3") + `]}`)},
			{query: `name = smoke`, errors: []string{"inexpressible [name = smoke] " + finds}},
			{query: `name in (a, b)`, errors: []string{"inexpressible [name in] " + finds}},
			{query: `name in ("1", b) and name = b i`, errors: []string{"inexpressible [name in] " + finds}},
			{query: `name = a and status = SAVED`, errors: []string{"inexpressible [name = a] " + finds}},
			{query: `name ^= a or description *= bb`, errors: []string{
				"inexpressible [name ^= a] " + finds,
				"inexpressible [description *= bb] SearchTestCases also finds description in another case; end the condition in i to compare without case, or plan the query",
			}},
			{query: `name = a or name = b i`, errors: []string{"inexpressible [name = a] " + finds}},
			{query: `name = a and name = a i`, errors: []string{"inexpressible [name = a] " + finds}},
			{query: `name $= smoke`, errors: []string{
				"inexpressible [name $= smoke] SearchTestCases has no $= for name; `name *= smoke i` finds more: send it, and match what is found with the whole query",
			}},
			{query: `name $= smoke i`, errors: []string{
				"inexpressible [name $= smoke i] SearchTestCases has no $= for name; `name *= smoke i` finds more: send it, and match what is found with the whole query",
			}},
			{query: `name $= "12"`, errors: []string{
				"inexpressible [name $= \"12\"] SearchTestCases has no $= for name; `name *= 12` finds more: send it, and match what is found with the whole query",
			}},
			{query: `name != a i`, errors: []string{"inexpressible [name != a i] SearchTestCases has no not for name; " + check}},
			{query: `name = a i or tag:b = 1`, errors: []string{
				"inexpressible [name = a i or tag:b = 1] one request cannot join name and tag:b with or: its criteria and its tags must both hold; " +
					"a plan takes 2 requests, one for `name = a i` and one for `tag:b = 1`",
			}},
			{query: `tag:a = b and status = SAVED`, json: `{"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"a","TagValue":"b"}}},"SearchCriteria":{"StatusCondition":"SAVED"}}`},
			{query: `status = SAVED or (name = a and status = SAVED)`, json: criteria(`{"StatusCondition":"SAVED"}`)}, // the first part is all of it
			{query: `name = A or name = a i`, json: criteria(text("name", "EXACT", "a"))},                             // and here the second
			// What is written as one request stays as it is written.
			{query: `name = a i or name = A i`, json: criteria(`{"OrConditions":[` + text("name", "EXACT", "a") + `,` + text("name", "EXACT", "A") + `]}`)},
			{query: `name ^= Sm i and name ^= SM i`, json: criteria(`{"AndConditions":[` + text("name", "STARTS_WITH", "Sm") + `,` + text("name", "STARTS_WITH", "SM") + `]}`)},
			{
				query: `name = Smoke i and name ^= SMA i`,
				json:  criteria(`{"AndConditions":[` + text("name", "EXACT", "Smoke") + `,` + text("name", "STARTS_WITH", "SMA") + `]}`),
				warnings: []string{
					"contradiction [name ^= SMA i] nothing meets both `name = Smoke i` and `name ^= SMA i`" + both,
				},
			},
			{
				query: `name ^= "12" and name = "1 x" i`,
				json:  criteria(`{"AndConditions":[` + text("name", "STARTS_WITH", "12") + `,` + text("name", "EXACT", "1 x") + `]}`),
				warnings: []string{
					"contradiction [name = \"1 x\" i] nothing meets both `name ^= 12` and `name = \"1 x\" i`" + both,
				},
			},
		})
	})

	for name, target := range map[string]compile.Target{"mind": connect.TestCases(), "ignore": ignoringCase()} {
		t.Run("tags, where fields "+name+" case", func(t *testing.T) {
			run(t, searchTestCases, target, []compileTest{
				{query: `tag:k = B`, json: tag("k", "B")},
				{query: `tag:k = "12" i`, json: tag("k", "12")},
				{query: `tag:k = b i`, errors: []string{"inexpressible [tag:k = b i] SearchTestCases minds the case of tag:k; " + exact}},
				{query: `tag:k in ("1", b) i or tag:j = 1`, errors: []string{"inexpressible [tag:k in] SearchTestCases minds the case of tag:k; " + exact}},
				{query: `tag:k ^= b i`, errors: []string{"inexpressible [tag:k ^= b i] SearchTestCases has no ^= for tag:k; " + check}},
				{query: `tag:k != b i`, errors: []string{"inexpressible [tag:k != b i] SearchTestCases has no not for tag:k; " + check}},
				{query: `tag:aws:k = b i`, errors: []string{
					"inexpressible [tag:aws:k = b i] SearchTestCases minds the case of tag:aws:k; " + exact,
					`forbidden-tag [tag:aws:k] the tag key "aws:k" begins with aws:; keys that begin so are the service's own`,
				}},
				{query: `tag:k = B and tag:k = b i`, json: tag("k", "B")},
				{
					query: `tag:j = 1 or tag:k = B and tag:k = c i`,
					json:  tag("j", "1"),
					warnings: []string{
						"contradiction [tag:k = c i] nothing meets both `tag:k = B` and `tag:k = c i`" + both,
					},
				},
			})
			run(t, searchTestCases, withKeys(target), []compileTest{
				{query: `tag:k = b i`, errors: []string{
					"inexpressible [tag:k = b i] SearchTestCases minds the case of tag:k; `tag:k exists` finds more: send it, and match what is found with the whole query",
				}},
				{query: `tag:k exists or tag:k = b i`, json: `{"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"k"}}}}`},
			})
		})
	}

	t.Run("a session", func(t *testing.T) {
		run(t, tagFilter, qconnect.Session(), []compileTest{
			{query: `tag:k = "12" i and tag:j in (a, B)`, json: `{"orConditions":[{"andConditions":[{"key":"k","value":"12"},{"key":"j","value":"a"}]},{"andConditions":[{"key":"k","value":"12"},{"key":"j","value":"B"}]}]}`},
			{query: `tag:k = b i or name = b i`, errors: []string{
				"inexpressible [tag:k = b i] a session's tagFilter minds the case of tag:k; name the values that are wanted, with = or in",
				"inexpressible [name] a session's tagFilter has no condition on name; use tags alone, as in tag:team = billing",
			}},
			{query: `tag:k = B and tag:k in (b, c) i`, json: `{"tagCondition":{"key":"k","value":"B"}}`, warnings: []string{
				"contradiction [c] nothing meets both `tag:k = B` and `tag:k = c i`" + both,
			}},
		})
	})
}

// TestPlan_fold has what is sent of conditions that ignore case and of those that mind
// it, and what is left to check: what one request does not guarantee, with an i where
// the query has one. Two conditions that differ in the i alone are never taken for
// one.
func TestPlan_fold(t *testing.T) {
	minds, ignores := connect.TestCases(), ignoringCase()
	for _, test := range []struct {
		query   string
		target  compile.Target
		finds   string // of the one request; if it is empty there is none
		checked string
	}{
		// The table of who ignores case: the query, the service, or both.
		{"name ^= a and tag:k = b", minds, "name ^= a and tag:k = b", ""},
		{"name ^= a i and tag:k = b", minds, "tag:k = b", "name ^= a i"},
		{"name ^= a and tag:k = b", ignores, "name ^= a i and tag:k = b", "name ^= a"},
		{"name ^= a i and tag:k = b", ignores, "name ^= a i and tag:k = b", ""},
		{`name = "1" and tag:k = b i`, minds, "name = 1", "tag:k = b i"},
		{`name = "1" and tag:k = b i`, ignores, "name = 1", "tag:k = b i"},
		{`name = "1" i and tag:k = "2" i`, minds, "name = 1 and tag:k = 2", ""},
		{`name = "1" i and tag:k = "2" i`, ignores, "name = 1 and tag:k = 2", ""},

		// What is sent in the place of what cannot be.
		{"tag:k = b i", withKeys(minds), "tag:k exists", "tag:k = b i"},
		{"tag:k ^= b i", withKeys(ignores), "tag:k exists", "tag:k ^= b i"},
		{"tag:k in (b, c) i", withKeys(minds), "tag:k exists", "tag:k in (b, c) i"},
		{`tag:k in ("1", c) i`, withKeys(minds), "tag:k exists", "tag:k in (1, c) i"},
		{"name $= bb", ignores, "name *= bb i", "name $= bb"},
		{"name $= bb i", ignores, "name *= bb i", "name $= bb i"},
		{`name $= "12"`, ignores, "name *= 12", "name $= 12"},
		{`name $= "12" i`, minds, "name *= 12", "name $= 12"},
		{"name = Smoke", ignores, "name = Smoke i", "name = Smoke"},
		{"name *= 1234567890123456789012345x i", ignores, "name *= 1234567890123456789012345", "name *= 1234567890123456789012345x i"},
		{"name *= x2345678901234567890123456", ignores, "name *= x234567890123456789012345 i", "name *= x2345678901234567890123456"},
		{"name = a and name != a i", ignores, "", ""},

		// Several conditions on one field.
		{"name ^= smoke i and name ^= Smoke", minds, "name ^= Smoke", ""},
		{"name ^= smoke i and name ^= Smoke", ignores, "name ^= Smoke i", "name ^= Smoke"},
		{"name ^= Smoke and name ^= smoke-eu i", minds, "name ^= Smoke", "name ^= smoke-eu i"},
		{"name ^= Smoke and name ^= smoke-eu i", ignores, "name ^= smoke-eu i", "name ^= Smoke"},
		{"name = a and name = a i", minds, "name = a", ""},
		{"name = a and name = a i", ignores, "name = a i", "name = a"},
		{"name = a or name = a i", ignores, "name = a i", ""},
		{"(name = a or name = a i) and tag:k = b", minds, "tag:k = b", "name = a i"},
		{"name = a i or name = A i", ignores, "name = a i", ""},
		{"name = a i and name != a", ignores, "name = a i", "name != a"},
		{"name = a i and name != a and name != A", ignores, "", ""}, // there is no other form of it
		{"tag:j = b and name = a i and name != a and name != A", minds, "", ""},
		{"name = k i and name not in (k, K)", ignores, "name = k i", "name not in (k, K)"}, // but of k, the kelvin sign
		{"name = k i and name not in (k, K, \u212a)", ignores, "", ""},
		{"name = k i and name = \u212a i", ignores, "name = k i", ""},
		{"name = ab i and name ^= A and name $= b", ignores, "name = ab i", "name ^= A and name $= b"},
		{"name = ab i and name ^= A and name $= b and name != Ab", ignores, "", ""},
		{"tag:j = 1 and name = ab i and name ^= A and name $= b and name != Ab", minds, "", ""},
		{"tag:k = a i and tag:k = A", minds, "tag:k = A", ""},
		{"tag:k = a i and tag:k in (A, B)", minds, "tag:k = A", ""},
		{"tag:k = a i and tag:k != a and tag:j = 1", ignores, "tag:j = 1", "tag:k = a i and tag:k != a"},

		// Values of one field are one in, but those that ignore case apart.
		{"name = a i or name = b or name = c i or name = d", ignores, "name in (a, b, c, d) i", "name in (a, c) i or name in (b, d)"},
		{`name = a i or name = b i or name = "1"`, ignores, `name in (a, b, 1) i`, ""},
		{"name = x and (tag:k = a i or tag:k = b or tag:k = c i)", minds, "name = x", "tag:k in (a, c) i or tag:k = b"},
		{"tag:k = x and name != a i and name != b and name != c i and name != d", minds, "tag:k = x", "name not in (a, c) i and name not in (b, d)"},
		{"tag:k = x and name not in (a, b) i and name != c", ignores, "tag:k = x", "name not in (a, b) i and name != c"},
		{"tag:j = x and (id = a or id = a i)", minds, "tag:j = x", "id = a i"},
		{"tag:j = x and (id ^= a i or id ^= a)", ignores, "tag:j = x", "id ^= a i"},
		{"tag:j = x and id ^= a i and id ^= A", ignores, "tag:j = x", "id ^= A"},
		{"tag:j = x and (id = a or id = A)", ignores, "tag:j = x", "id in (a, A)"},
	} {
		name := fmt.Sprintf("%s/fold %v keys %v", test.query, test.target.ServiceFoldsCase, test.target.Tags.KeyOnly)
		t.Run(name, func(t *testing.T) {
			q := parse(t, test.query)
			plan, err := compile.NewPlan(q, test.target, compile.PlanOptions{})
			require.NoError(t, err)
			if test.finds == "" {
				assert.Empty(t, plan.Requests)
				return
			}
			require.Len(t, plan.Requests, 1)
			assert.Equal(t, test.finds, textOf(plan.Requests[0].Query))
			assert.Equal(t, test.checked, textOf(plan.Residual))
			holdsToRecords(t, q, test.target, plan)
			r, err := compile.Compile(q, test.target)
			if err == nil && test.checked != "" {
				assert.ErrorIs(t, r.Warnings, ast.Code(codes.ContainsLength), "one request says it, though the results may be invalid")
			} else {
				assert.Equal(t, test.checked == "", err == nil, "one request says it, or not: %v", err)
			}
			_, err = compile.NewPlan(q, test.target, compile.PlanOptions{Exact: true})
			if test.checked == "" {
				assert.NoError(t, err)
			} else {
				assert.ErrorIs(t, err, ast.Code(codes.Inexact))
			}
			for _, r := range []*schema.Resolved{plan.Requests[0].Query, plan.Residual} { // whose texts say all
				assert.True(t, r == nil || tree.Equal(r.Expr(), parse(t, textOf(r)).Expr()), "%v", r)
			}
		})
	}
}

// TestPlan_foldCaselessPart has conditions that ignore case, of which a part without
// case follows: a service that minds case can be sent that, and it is the strongest
// that can.
func TestPlan_foldCaselessPart(t *testing.T) {
	for query, want := range map[string]string{
		`name ^= "2026-01 smoke" i`: `name ^= "2026-01 "`,
		`name = "2026-01 smoke" i`:  `name ^= "2026-01 "`,
		`name *= "smoke 2026-01" i`: `name *= " 2026-01"`,
		`name $= "smoke 2026-01" i`: `name *= " 2026-01"`,
	} {
		q := parse(t, query)
		plan, err := compile.NewPlan(q, connect.TestCases(), compile.PlanOptions{})
		if !assert.NoError(t, err, query) {
			continue
		}
		require.Len(t, plan.Requests, 1, query)
		assert.Equal(t, want, textOf(plan.Requests[0].Query), query)
		assert.True(t, tree.Equal(q.Expr(), plan.Residual.Expr()), "%s: %v", query, plan.Residual)
		holdsToRecords(t, q, connect.TestCases(), plan)
	}
}

// TestPlan_foldCaseOption checks that a query that ignores case by an option has plans
// that say so, and are those of the query with an i behind each text of a field.
func TestPlan_foldCaseOption(t *testing.T) {
	written := parse(t, "(name ^= a i and description in (b, C) i or name $= dd i) and tag:k = e and status = SAVED")
	x := tree.Map(written.Expr(), func(c *ast.Comparison) *ast.Comparison {
		d := *c
		d.Fold = false
		return &d
	})
	q, err := schema.TestCase().Resolve(x, schema.Options{FoldCase: true})
	require.NoError(t, err)
	for _, target := range []compile.Target{connect.TestCases(), ignoringCase()} {
		want, err := compile.NewPlan(written, target, compile.PlanOptions{})
		require.NoError(t, err)
		got, err := compile.NewPlan(q, target, compile.PlanOptions{})
		require.NoError(t, err)
		assert.Equal(t, encode(t, want), encode(t, got))
		assert.Contains(t, encode(t, got), `dd i`, "what is left to check")
	}
	_, err = compile.Compile(q, connect.TestCases())
	require.ErrorIs(t, err, ast.Code(codes.Inexpressible))
	assert.Contains(t, err.(ast.Diagnostics)[0].Message, "may mind the case of name")
}

// TestPlan_foldTwoRequests has requests with residuals of their own, and one for
// what differs in the i alone.
func TestPlan_foldTwoRequests(t *testing.T) {
	for _, test := range []struct {
		query  string
		target compile.Target
		want   [][2]string // what each request finds, and what is left to check of that
	}{
		{"name = a and tag:k = 1 or name = b i and tag:j = 1", ignoringCase(), [][2]string{
			{"name = a i and tag:k = 1", "name = a"}, {"name = b i and tag:j = 1", ""},
		}},
		{"name = a and tag:k = 1 or name = a i and tag:j = 1", ignoringCase(), [][2]string{
			{"name = a i and (tag:k = 1 or tag:j = 1)", "name = a or tag:j = 1"},
		}},
		{"name = a or name = b i and tag:j = 1", connect.TestCases(), [][2]string{
			{"name = a", ""}, {"tag:j = 1", "name = b i"},
		}},
		{"name = a or name = a i and tag:j = 1", connect.TestCases(), [][2]string{
			{"name = a", ""}, {"tag:j = 1", "name = a i"},
		}},
		{"tag:k = a i and name = x or tag:k = a", connect.TestCases(), [][2]string{
			{"name = x", "tag:k = a i"}, {"tag:k = a", ""},
		}},
	} {
		q := parse(t, test.query)
		plan, err := compile.NewPlan(q, test.target, compile.PlanOptions{})
		require.NoError(t, err, test.query)
		var got [][2]string
		for _, r := range plan.Requests {
			residual := r.Residual
			if residual == nil {
				residual = plan.Residual
			}
			got = append(got, [2]string{textOf(r.Query), textOf(residual)})
		}
		assert.Equal(t, test.want, got, test.query)
		assert.Equal(t, "bound", plan.Minimal, test.query)
		holdsToRecords(t, q, test.target, plan)
	}
}

// TestPlan_foldDiagnostics has the warnings and errors of plans about case, and their
// places.
func TestPlan_foldDiagnostics(t *testing.T) {
	const both = "; join them with or if one of them is enough"
	const minds = "SearchTestCases may mind the case of name, and would then find too little"
	minding, ignoring := connect.TestCases(), ignoringCase()
	for _, test := range []struct {
		query    string
		target   compile.Target
		warnings []string
		errors   []string
	}{
		{query: "name ^= Sm and name ^= SM and name = smoke i", target: ignoring, warnings: []string{
			"contradiction [name ^= SM] nothing meets both `name ^= Sm` and `name ^= SM`" + both,
		}},
		{query: "name ^= Sm and name ^= SM and name = smoke i", target: minding, warnings: []string{
			"contradiction [name ^= SM] nothing meets both `name ^= Sm` and `name ^= SM`" + both,
		}},
		{query: "name = Smoke and name = smoke", target: ignoring, warnings: []string{
			"contradiction [name = smoke] nothing meets both `name = Smoke` and `name = smoke`" + both,
		}},
		{query: "name = smoke i and name ^= SA", target: ignoring, warnings: []string{
			"contradiction [name ^= SA] nothing meets both `name = smoke i` and `name ^= SA`" + both,
		}},
		{query: "name ^= sa and tag:k = 1 and name $= X and (name $= bx or name ^= SM i)", target: ignoring, warnings: []string{
			"contradiction [name $= bx] nothing meets both `name $= X` and `name $= bx`" + both,
			"contradiction [name ^= SM i] nothing meets both `name ^= sa` and `name ^= SM i`" + both,
		}},
		{query: "name = Smoke and not name = smoke i", target: minding, warnings: []string{
			"contradiction [not name = smoke i] nothing meets both `name = Smoke` and `not name = smoke i`" + both,
		}},
		{query: "tag:k = a and tag:k != A i or tag:j = 1", target: minding, warnings: []string{
			"contradiction [tag:k != A i] nothing meets both `tag:k = a` and `not tag:k = A i`" + both,
		}},
		{query: "tag:k = a i and tag:k = b and name = x", target: minding, warnings: []string{
			"contradiction [tag:k = b] nothing meets both `tag:k = a i` and `tag:k = b`" + both,
		}},
		// None: these go together.
		{query: "name ^= Sm i and name ^= SM and name = smoke i", target: ignoring},
		{query: "name ^= Sm and name ^= smo i and name $= E i", target: ignoring},
		{query: "name = smoke i and name != smoke", target: ignoring},

		{query: "name = smoke i or tag:k = 1", target: minding, errors: []string{
			"full-scan [name = smoke i] only a scan of every test case finds `name = smoke i`: " + minds + "; add a condition that can be sent, or set PlanOptions.AllowScan",
		}},
		{query: "name = k i and name not in (k, K)", target: minding, errors: []string{
			"full-scan [name = k i and name not in (k, K] only a scan of every test case finds `name = k i and name not in (k, K)`: " + minds + "; add a condition that can be sent, or set PlanOptions.AllowScan",
		}},
		{query: "tag:k in (a, b) i", target: ignoring, errors: []string{
			"full-scan [a] only a scan of every test case finds `tag:k = a i`: SearchTestCases minds the case of tag:k; add a condition that can be sent, or set PlanOptions.AllowScan",
			"full-scan [b] only a scan of every test case finds `tag:k = b i`: SearchTestCases minds the case of tag:k; add a condition that can be sent, or set PlanOptions.AllowScan",
		}},
		{query: "name *= b", target: ignoring, errors: []string{ // too short for the service
			"full-scan [name *= b] only a scan of every test case finds `name *= b`: SearchTestCases also finds name in another case; add a condition that can be sent, or set PlanOptions.AllowScan",
		}},
	} {
		plan, err := compile.NewPlan(parse(t, test.query), test.target, compile.PlanOptions{})
		if test.errors != nil {
			var ds ast.Diagnostics
			require.ErrorAs(t, err, &ds, test.query)
			assert.Equal(t, test.errors, describe(test.query, ds), test.query)
			continue
		}
		require.NoError(t, err, test.query)
		assert.Equal(t, test.warnings, describe(test.query, plan.Warnings), test.query)
	}

	const query = "name = a and tag:k = b i or name = b i and description *= cc"
	_, err := compile.NewPlan(parse(t, query), ignoring, compile.PlanOptions{Exact: true})
	require.ErrorIs(t, err, ast.Code(codes.Inexact))
	assert.Equal(t, []string{
		"inexact [name = a and tag:k = b i or name = b i and description *= cc] this can only be checked after the request: " +
			"`name = a and tag:k = b i or name = b i and description *= cc`; leave it out, or unset PlanOptions.Exact",
	}, describe(query, err.(ast.Diagnostics)))
}

// TestPlan_foldContradictions checks that any two conditions on one field that
// exclude each other are found, whether they ignore case or mind it.
func TestPlan_foldContradictions(t *testing.T) {
	g := generator{Rand: rand.New(rand.NewPCG(31, 32))}
	queries := effort.Cases(1000, 5000)
	pairs, others, withFold := 0, 0, 0
	for range queries {
		terms := []ast.Expr{ast.Compare(ast.Tag("k"), ast.OpEqual, "1")} // which is sent whatever else is
		for range 2 + g.IntN(3) {
			text := ""
			for range 1 + g.IntN(2) {
				text += pick(g, "a", "a", "a", "A", "A", "A", "b", "1")
			}
			f := ast.Name("name")
			x := pick(g, ast.Compare(f, ast.OpHasPrefix, text), ast.Compare(f, ast.OpHasPrefix, text), ast.Compare(f, ast.OpHasSuffix, text), ast.Compare(f, ast.OpHasSuffix, text), ast.Compare(f, ast.OpContains, text), ast.Compare(f, ast.OpEqual, text))
			x.Fold = g.IntN(2) == 0
			terms = append(terms, x)
		}
		q := resolve(t, ast.All(terms...))
		if folded(q.Expr()) > 0 {
			withFold++
		}
		target := connect.TestCases()
		target.ServiceFoldsCase = g.IntN(2) == 0
		plan, err := compile.NewPlan(q, target, compile.PlanOptions{})
		require.NoError(t, err, "%v", q)

		list := slices.Collect(ast.Comparisons(q.Expr()))
		exclusive := false
		for i, x := range list {
			for _, y := range list[:i] {
				exclusive = exclusive || solve.Exclusive(q.Schema(), x, y)
			}
		}
		require.Equal(t, exclusive, len(plan.Warnings) > 0, "%v: %v", q, plan.Warnings)
		verdict, _ := solve.Witness(q, solve.Options{})
		require.NotEqual(t, solve.Unknown, verdict, "%v", q)
		require.Equal(t, verdict == solve.Yes, len(plan.Requests) > 0, "%v", q)
		switch {
		case exclusive:
			pairs++
		case verdict == solve.No:
			others++
		}
	}
	t.Logf("%d queries, %d with an i; in %d two conditions exclude each other, and %d more select nothing", queries, withFold, pairs, others)
	assert.Greater(t, withFold, queries/2)
	assert.Greater(t, pairs, queries/5)
	assert.Less(t, pairs, queries*9/10)
	assert.Greater(t, others, queries/1000)
}

// TestDecodeSearch_fold checks that a text is read as the service compares it.
func TestDecodeSearch_fold(t *testing.T) {
	const document = `{"SearchCriteria": {"OrConditions": [
		{"StringCondition": {"FieldName": "name", "Value": "a", "ComparisonType": "EXACT"}},
		{"StringCondition": {"FieldName": "name", "Value": "B", "ComparisonType": "EXACT"}},
		{"StringCondition": {"FieldName": "name", "Value": "1", "ComparisonType": "EXACT"}},
		{"StringCondition": {"FieldName": "name", "Value": "", "ComparisonType": "CONTAINS"}},
		{"StatusCondition": "SAVED"}
	]}, "SearchFilter": {"TagFilter": {"TagCondition": {"TagKey": "k", "TagValue": "b"}}}}`
	for _, test := range []struct {
		target compile.Target
		want   string
	}{
		{connect.TestCases(), `(name in (a, B, 1) or name *= "" or status = SAVED) and tag:k = b`},
		{ignoringCase(), `(name in (a, B, 1) i or name *= "" or status = SAVED) and tag:k = b`},
	} {
		q, err := decompile.Decode([]byte(document), test.target, ast.Limits{})
		require.NoError(t, err)
		assert.Equal(t, test.want, q.String())
		for c := range ast.Comparisons(q.Expr()) {
			for _, v := range c.Values {
				assert.Equal(t, c.Fold, v.Data != nil, "%v is resolved", c)
			}
		}
	}
}
