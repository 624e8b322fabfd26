package fuzz

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/parser"
)

func TestReadPlan(t *testing.T) {
	x, err := parser.Parse(`name $= "-prod" and not tag:team = billing or tag:x = 1`)
	require.NoError(t, err)
	body, err := planner(mustResolve(x), connect.TestCases())
	require.NoError(t, err)
	p, err := readPlan(body, connect.TestCases())
	require.NoError(t, err, "%s", body)
	require.Len(t, p.requests, 2)
	assert.Equal(t, "bound", p.minimal)
	assert.False(t, p.scans())
	for _, test := range []struct {
		record        map[string]any
		selects       bool
		first, second bool
	}{
		{map[string]any{"name": "a-prod"}, true, true, false},
		{map[string]any{"name": "a-prod-2"}, false, true, false},
		{map[string]any{"name": "a-prod", "tag:team": "billing"}, false, true, false},
		{map[string]any{"name": "a-prod", "tag:team": "billing", "tag:x": "1"}, true, true, true},
		{map[string]any{"tag:x": "1"}, true, false, true},
		{map[string]any{"id": "-prod"}, false, false, false},
	} {
		assert.Equal(t, test.selects, p.selects(test.record), "%s", show(test.record))
		finds := []bool{p.requests[0].body.Match(seen(p.target, test.record)), p.requests[1].body.Match(seen(p.target, test.record))}
		assert.Equal(t, []bool{test.first, test.second}, finds, "%s", show(test.record))
	}

	shared, err := readPlan([]byte(`{"version":1,"requests":[{"request":{}}],"residual":"modified >= -1d","minimal":"search"}`), connect.TestCases())
	require.NoError(t, err)
	assert.True(t, shared.scans())
	assert.True(t, shared.selects(map[string]any{"modified": "2026-01-30T09:00:00Z"}), "counted back from now")
	assert.False(t, shared.selects(map[string]any{"modified": "2026-01-30T08:59:59Z"}))
}

func TestReadPlan_errors(t *testing.T) {
	status := `{"request":{"SearchCriteria":{"StatusCondition":"SAVED"}}}`
	deep := `{"request":{"SearchCriteria":{"AndConditions":[{"StatusCondition":"SAVED"},{"OrConditions":[{"StatusCondition":"SAVED"},{"StatusCondition":"PUBLISHED"}]}]}}}`
	target := connect.TestCases()
	target.MaxDepth = 2
	for _, test := range []struct{ body, want string }{
		{``, "the plan is not JSON: \"\""},
		{`[]`, "an object is wanted, not []"},
		{`{}`, "the plan has no list of requests"},
		{`{"requests":null,"minimal":"bound"}`, "the plan has no list of requests"},
		{`{"requests":[]}`, `a plan is not minimal by ""`},
		{`{"requests":[],"minimal":"maybe"}`, `a plan is not minimal by "maybe"`},
		{`{"requests":[],"minimal":[]}`, `a plan is not minimal by ""`},
		{`{"requests":[],"Minimal":"bound"}`, "a plan has no member Minimal"},
		{`{"requests":[],"requests":[],"minimal":"bound"}`, "requests is there twice"},
		{`{"requests":[],"residual":null,"minimal":"bound"}`, "a residual is a string, not null"},
		{`{"requests":[],"residual":"","minimal":"bound"}`, "a residual is empty"},
		{`{"requests":[],"residual":"name =","minimal":"bound"}`, "the residual \"name =\": 1:"},
		{`{"requests":[],"residual":"nam = a","minimal":"bound"}`, "the residual \"nam = a\": 1:1: unknown field"},
		{`{"requests":[[]],"minimal":"bound"}`, "request 1: an object is wanted, not []"},
		{`{"requests":[` + status + `,{"InstanceId":"a"}],"minimal":"bound"}`, "request 2: a planned request has no member InstanceId"},
		{`{"requests":[` + status + `,{"request":{"InstanceId":"a"}}],"minimal":"bound"}`, "request 2: the request of a plan has no member InstanceId"},
		{`{"requests":[{}],"minimal":"bound"}`, "request 1: a planned request has no request"},
		{`{"version":2,"requests":[],"minimal":"bound"}`, "a plan has the version 1, and not 2"},
		{`{"target":"queues","requests":[],"minimal":"bound"}`, `a plan for test-cases says that it is for "queues"`},
		{`{"requests":[{"residual":7}],"minimal":"bound"}`, "request 1: a residual is a string, not 7"},
		{`{"requests":[{"request":{},"residual":"name = a"}],"residual":"name = a","minimal":"bound"}`, "request 1: it has a residual, and so has the plan"},
		{`{"requests":[{"request":{"SearchCriteria":{}}}],"minimal":"bound"}`, "request 1: SearchCriteria: "},
		{`{"requests":[{"request":{"SearchCriteria":[]}}],"minimal":"bound"}`, "request 1: SearchCriteria: "},
		{`{"requests":[` + deep + `],"minimal":"bound"}`, "request 1: criteria nest 3 deep, and the limit is 2: "},
	} {
		_, err := readPlan([]byte(test.body), target)
		assert.ErrorContains(t, err, test.want, "%s", test.body)
	}
	_, err := readPlan([]byte(`{"requests":[`+deep+`],"minimal":"bound"}`), connect.TestCases())
	assert.NoError(t, err)
}

// TestJudgePlan: a judge that agreed with everything would pass every planner.
func TestJudgePlan(t *testing.T) {
	x := ast.All(ast.Compare(ast.Name("name"), ast.OpHasPrefix, "smoke"), ast.Compare(ast.Tag("x"), ast.OpEqual, "1"))
	p, err := compile.NewPlan(mustResolve(x), connect.TestCases(), compile.PlanOptions{})
	require.NoError(t, err)
	body, err := json.Marshal(p)
	require.NoError(t, err)
	body = bytes.Replace(body, p.Requests[0].Request.Member("SearchFilter"), []byte("null"), 1)
	body = bytes.Replace(body, []byte(`"SearchFilter":null,`), nil, 1)
	records := []map[string]any{{"name": "smoke"}, {"name": "a", "tag:x": "1"}, {"name": "smoke", "tag:x": "1"}}
	err = JudgePlan(mustResolve(x), connect.TestCases(), records, body)
	require.ErrorContains(t, err, "the query selects the record: false, and the answer was true: {")
	require.NoError(t, JudgePlan(mustResolve(x), connect.TestCases(), records[1:], body))
	require.ErrorIs(t, JudgePlan(mustResolve(x), connect.TestCases(), records[2:], body), ErrVacuous)
}
