package compile_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/explain"
	"github.com/searchfilter/searchfilter/qconnect"
)

func TestExplain(t *testing.T) {
	crown := make([]string, 30)
	for i := range crown {
		var others []string
		for j := range crown {
			if i != j {
				others = append(others, fmt.Sprint("tag:k", j, "=1"))
			}
		}
		crown[i] = fmt.Sprintf("name *= n%02d and (%s)", i, strings.Join(others, " or "))
	}
	for _, test := range []struct {
		name, query string
		change      func(*compile.Target)
		options     compile.PlanOptions
		want        string
	}{
		{
			name: "one request", query: "name = a and tag:b=1",
			want: "1 request\n  1. name = a and tag:b = 1   (at 1:1, 1:14)\n",
		}, {
			name: "everything", query: "",
			want: "1 request, which lists every record\n",
		}, {
			name: "a scan", query: "id = 1 or name != a", options: compile.PlanOptions{AllowScan: true},
			want: `1 request, which lists every record
  then check what it finds: id = 1 or name != a
checked after the requests:
  id = 1   (at 1:1)
    SearchTestCases has no condition on id
  name != a   (at 1:11)
    SearchTestCases has no not for name
`,
		}, {
			name: "nothing", query: "tag:a=1 and tag:a=2",
			want: "no request: no record can be selected\nselects nothing:\n  nothing meets both `tag:a = 1` and `tag:a = 2`   (at 1:1, 1:13)\n",
		}, {
			name: "splits", query: "tag:a in (1, 2, 3)", change: func(t *compile.Target) { t.MaxTagConditions = 2 },
			want: `2 requests
  1. tag:a in (1, 2)   (at 1:11, 1:14)
  2. tag:a = 3   (at 1:17)
1 request more than the query takes, for the limits of one request
`,
		}, {
			name: "a long row", query: "tag:a=1 and tag:b=2", change: func(t *compile.Target) { t.MaxTagConditions = 1 },
			want: `1 request
  1. tag:a = 1   (at 1:1)
  then check what it finds: tag:b = 2
checked after the requests:
  tag:b = 2   (at 1:13)
    a request has at most 1 tag condition
`,
		}, {
			name: "another case", query: "name = a", change: func(t *compile.Target) { t.ServiceFoldsCase = true },
			want: `1 request
  1. name = a i   (at 1:1)
  then check what it finds: name = a
checked after the requests:
  name = a   (at 1:1)
    SearchTestCases also finds name in another case
    sent in its place: name = a i
`,
		}, {
			name: "without case", query: `name ^= "1" and name *= bb i and tag:k = a i`,
			want: `1 request
  1. name ^= 1   (at 1:1)
  then check what it finds: name *= bb i and tag:k = a i
checked after the requests:
  name *= bb i   (at 1:17)
    SearchTestCases may mind the case of name, and would then find too little
  tag:k = a i   (at 1:34)
    SearchTestCases minds the case of tag:k
`,
		}, {
			name: "several parts", query: "name = a and id = 1 or name = b and id = 2",
			want: `1 request
  1. name in (a, b)   (at 1:1, 1:24)
  then check what it finds: name = a and id = 1 or name = b and id = 2
checked after the requests:
  name = a   (at 1:1)
    the request does not guarantee it
  id = 1   (at 1:14)
    SearchTestCases has no condition on id
  name = b   (at 1:24)
    the request does not guarantee it
  id = 2   (at 1:37)
    SearchTestCases has no condition on id
`,
		}, {
			name: "a number that is written in two ways", query: "name = a and version = 1 or tag:b = 1 and version = 1.0", change: func(t *compile.Target) { t.Schema = everyKind },
			want: `2 requests
  1. name = a   (at 1:1)
  2. tag:b = 1   (at 1:29)
  then check what they find: version = 1.0
checked after the requests:
  version = 1.0   (at 1:43)
    SearchTestCases has no condition on version
fewer cannot do: a request that finds records of two of these kinds also finds some that are not selected:
  name = a
  tag:b = 1
`,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			target := connect.TestCases()
			if test.change != nil {
				test.change(&target)
			}
			plan, err := compile.NewPlan(parseOf(t, target.Schema, test.query), target, test.options)
			require.NoError(t, err)
			assert.Equal(t, test.want, plan.Explain().String())
		})
	}

	t.Run("built in Go", func(t *testing.T) {
		plan, err := compile.NewPlan(resolve(t, ast.All(ast.Compare(ast.Name("name"), ast.OpEqual, "a"), ast.Compare(ast.Tag("b"), ast.OpNotEqual, "1"))), connect.TestCases(), compile.PlanOptions{})
		require.NoError(t, err)
		assert.Equal(t, "1 request\n  1. name = a\n  then check what it finds: tag:b != 1\n"+
			"checked after the requests:\n  tag:b != 1\n    SearchTestCases has no not for tag:b\n", plan.Explain().String())
	})

	t.Run("not proved", func(t *testing.T) {
		plan, err := compile.NewPlan(parse(t, strings.Join(crown, " or ")), connect.TestCases(), compile.PlanOptions{})
		require.NoError(t, err)
		assert.Equal(t, "unproved", plan.Minimal)
		text := plan.Explain().String()
		assert.Contains(t, text, "fewer might do: the query or the limits leave no proof\n")
		assert.Contains(t, text, ", …)", "places are cut")
		assert.Contains(t, text, "[...]", "and so are queries")
	})

	t.Run("JSON", func(t *testing.T) {
		plan, err := compile.NewPlan(parse(t, "name $= aa or tag:b=1"), connect.TestCases(), compile.PlanOptions{})
		require.NoError(t, err)
		body, err := json.Marshal(plan.Explain())
		require.NoError(t, err)
		var e explain.Explanation
		require.NoError(t, json.Unmarshal(body, &e))
		assert.Equal(t, plan.Explain(), &e)
		assert.Equal(t, "bound", e.Minimal)
		assert.Len(t, e.Fooling, 2)
	})
}

// TestPlan_options holds what options refuse to the code and the place.
func TestPlan_options(t *testing.T) {
	exact := compile.PlanOptions{Exact: true}
	_, err := compile.NewPlan(parse(t, "name = a and id = 1 or tag:b=1 and id != 2"), connect.TestCases(), exact)
	require.ErrorIs(t, err, ast.Code(codes.Inexact))
	assert.Equal(t, []string{
		"inexact [id = 1] this can only be checked after the request: `id = 1`; leave it out, or unset PlanOptions.Exact",
		"inexact [id != 2] this can only be checked after the request: `id != 2`; leave it out, or unset PlanOptions.Exact",
	}, describe("name = a and id = 1 or tag:b=1 and id != 2", err.(ast.Diagnostics)))

	_, err = compile.NewPlan(parse(t, "name = a"), qconnect.Session(), exact)
	assert.ErrorContains(t, err, "there are no plans for a session's tagFilter")

	plan, err := compile.NewPlan(parse(t, "name = a or tag:b=1"), connect.TestCases(), exact)
	require.NoError(t, err)
	assert.Nil(t, plan.Residual)
	byValue, err := json.Marshal(*plan)
	require.NoError(t, err)
	assert.JSONEq(t, encode(t, plan), string(byValue))
}
