package fuzz

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/internal/wire"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

func TestReadPlan(t *testing.T) {
	x, err := parser.Parse(`name $= "-prod" and not tag:team = billing or tag:x = 1`)
	require.NoError(t, err)
	body, err := planner(mustResolve(x), connect.TestCases())
	require.NoError(t, err)
	s, err := serviceOf(connect.TestCases())
	require.NoError(t, err)
	p, err := s.readPlan(body)
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
		item, err := s.item(rand.New(rand.NewSource(1)), test.record)
		require.NoError(t, err)
		assert.Equal(t, test.selects, p.selects(test.record, item, wire.Reading{}), "%s", show(test.record))
		finds := []bool{p.requests[0].body.Finds(item, wire.Reading{}), p.requests[1].body.Finds(item, wire.Reading{})}
		assert.Equal(t, []bool{test.first, test.second}, finds, "%s", show(test.record))
	}

	shared, err := s.readPlan([]byte(`{"version":1,"requests":[{"request":{}}],"residual":"modified >= -1d","minimal":"search"}`))
	require.NoError(t, err)
	assert.True(t, shared.scans())
	for modified, selects := range map[string]bool{"2026-01-30T09:00:00Z": true, "2026-01-30T08:59:59Z": false} { // counted back from now
		record := map[string]any{"modified": modified}
		item, err := s.item(rand.New(rand.NewSource(1)), record)
		require.NoError(t, err)
		assert.Equal(t, selects, shared.selects(record, item, wire.Reading{}), modified)
	}
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
		s, err := serviceOf(target)
		require.NoError(t, err)
		_, err = s.readPlan([]byte(test.body))
		assert.ErrorContains(t, err, test.want, "%s", test.body)
	}
	s, err := serviceOf(connect.TestCases())
	require.NoError(t, err)
	_, err = s.readPlan([]byte(`{"requests":[` + deep + `],"minimal":"bound"}`))
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

// TestJudgePlan_readings has plans that are right if a service is as is likeliest, and not
// under another reading of what nobody documents.
func TestJudgePlan_readings(t *testing.T) {
	const (
		wrong = "the query selects the record: true, and the answer was false, by the reading "
		much  = "the query selects the record: false, and the answer was true, by the reading "
	)
	folding := connect.Users()
	folding.ServiceFoldsCase = true
	tried := tried(connect.ContactEvaluations())
	one := func(member, condition string) string {
		return `{"SearchCriteria":{"` + member + `":{` + condition + `}}}`
	}
	found := 0
	for _, test := range []struct {
		target         compile.Target
		query, request string
		residual       bool // the query is one
		record         string
		value          any
		want           string
	}{
		{connect.Users(), "username = jo", one("StringCondition", `"FieldName":"Username","Value":"jo","ComparisonType":"EXACT"`), false, "username", "JO", ""},
		{folding, "username = jo", one("StringCondition", `"FieldName":"Username","Value":"jo","ComparisonType":"EXACT"`), false, "username", "JO", much + "FoldCase"},
		{folding, "username = jo", one("StringCondition", `"FieldName":"Username","Value":"jo","ComparisonType":"EXACT"`), true, "username", "JO", ""},
		{connect.EvaluationForms(), "latest-version >= 2 and latest-version < 4", one("NumberCondition", `"FieldName":"LatestVersion","MinValue":2,"MaxValue":4,"ComparisonType":"RANGE"`), true, "latest-version", json.Number("2"), wrong + "RangeWithoutMin"},
		{connect.EvaluationForms(), "latest-version >= 2 and latest-version < 4", one("NumberCondition", `"FieldName":"LatestVersion","MinValue":1,"MaxValue":4,"ComparisonType":"RANGE"`), true, "latest-version", json.Number("2"), ""},
		{connect.EvaluationForms(), "latest-version > 1 and latest-version <= 3", one("NumberCondition", `"FieldName":"LatestVersion","MinValue":1,"MaxValue":3,"ComparisonType":"RANGE"`), true, "latest-version", json.Number("3"), wrong + "RangeWithoutMax"},
		{connect.EvaluationForms(), "latest-version <= 3", one("NumberCondition", `"FieldName":"LatestVersion","MaxValue":3,"ComparisonType":"LESSER_OR_EQUAL"`), false, "latest-version", json.Number("3"), wrong + "LesserByMin"},
		{connect.EvaluationForms(), "latest-version > 3", one("NumberCondition", `"FieldName":"LatestVersion","MinValue":3,"ComparisonType":"GREATER"`), false, "latest-version", json.Number("4"), ""},
		{connect.EvaluationForms(), "latest-version != 3", one("NumberCondition", `"FieldName":"LatestVersion","MinValue":3,"ComparisonType":"NOT_EQUAL"`), false, "latest-version", json.Number("4"), ""},
		{tried, "score-percentage = 79", one("DecimalCondition", `"FieldName":"ScorePercentage","MinValue":79,"ComparisonType":"EQUAL"`), false, "score-percentage", json.Number("79"), wrong + "EqualByMax"},
		{connect.EvaluationForms(), "modified > 2026-01-31T09:00:00.5Z", one("DateTimeCondition", `"FieldName":"LastModifiedTime","MinValue":"2026-01-31T09:00:00.500Z","ComparisonType":"GREATER_THAN"`), false, "modified", "2026-01-31T09:00:00.7Z", wrong + "WholeSeconds"},
		{connect.EvaluationForms(), "auto-evaluation-enabled = false", one("BooleanCondition", `"FieldName":"AutoEvaluationEnabled","ComparisonType":"IS_FALSE"`), false, "title", "a", much + "FalseFindsLacking"},
		{connect.EvaluationForms(), "auto-evaluation-enabled = false", one("BooleanCondition", `"FieldName":"AutoEvaluationEnabled","ComparisonType":"IS_FALSE"`), true, "title", "a", ""},
	} {
		x, err := parser.Parse(test.query)
		require.NoError(t, err)
		q := resolved(test.target.Schema, x)
		body := fmt.Sprintf(`{"requests":[{"request":%s}],"minimal":"bound"}`, test.request)
		if test.residual {
			body = fmt.Sprintf(`{"requests":[{"request":%s}],"residual":%q,"minimal":"bound"}`, test.request, test.query)
		}
		err = JudgePlan(q, test.target, []map[string]any{{test.record: test.value}}, []byte(body))
		if test.want == "" {
			require.ErrorIs(t, err, ErrVacuous, test.query) // there is one record
			continue
		}
		found++
		require.ErrorContains(t, err, test.want+": {", test.query)
	}
	t.Logf("%d plans are found to be wrong", found)
}

// TestJudgePlan_impossible leaves out records that the service cannot have.
func TestJudgePlan_impossible(t *testing.T) {
	target := tried(connect.ContactEvaluations())
	for name, values := range map[string][]any{ // the first is possible
		"form-version":     {json.Number("2"), json.Number("2.5"), json.Number("2147483648"), json.Number("1e400")},
		"score-percentage": {json.Number("2.5"), json.Number("0.30000000000000000001"), json.Number("-1e400")},
		"modified":         {"1970-01-01T00:00:01Z", "1970-01-01T00:00:00.9Z", "1969-12-31T23:59:59Z", json.Number("0")},
	} {
		q := resolved(target.Schema, ast.Compare(ast.Name(name), ast.OpExists))
		for i, v := range values {
			records := []map[string]any{{name: v}, {}}
			err := JudgePlan(q, target, records, []byte(`{"requests":[],"minimal":"bound"}`))
			if i > 0 {
				require.ErrorIs(t, err, ErrVacuous, "%v", v)
				continue
			}
			require.ErrorContains(t, err, "the query selects the record: true, and the answer was false", "%v", v)
		}
	}
}

// TestJudgePlan_types: a value of another Go type than Records makes is an error.
func TestJudgePlan_types(t *testing.T) {
	target := connect.EvaluationForms()
	has := map[string]any{} // a value of each type
	for _, v := range []any{"a", true, json.Number("2"), []string{"a"}, 2.0, 2, now, []any{"a"}, nil} {
		has[fmt.Sprintf("%T", v)] = v
	}
	for name, want := range map[string][]string{
		"title": {"string"}, "latest-version": {"json.Number"}, "modified": {"json.Number", "string"},
		"auto-evaluation-enabled": {"bool"}, "tag:a": {"string"},
	} {
		q := resolved(target.Schema, ast.All())
		for typ, v := range has {
			err := JudgePlan(q, target, []map[string]any{{name: v}}, []byte(`{"requests":[{"request":{}}],"minimal":"bound"}`))
			if slices.Contains(want, typ) {
				require.ErrorIs(t, err, ErrVacuous, "%s %s", name, typ) // there is one record
			} else {
				require.ErrorContains(t, err, show(name)+" of a record is ", "%s %s", name, typ)
			}
		}
	}
}

// TestJudgePlan_otherKind: a field may have another kind than the usual one at its place.
func TestJudgePlan_otherKind(t *testing.T) {
	target := connect.Users()
	s := *target.Schema
	s.Fields = slices.Clone(s.Fields)
	s.Fields[s.Lookup("username")].Kind = schema.Number
	target.Schema = schema.MustNew(s)
	q := resolved(target.Schema, ast.Compare(ast.Name("username"), ast.OpExists))
	records := []map[string]any{{"username": json.Number("2")}, {}}
	err := JudgePlan(q, target, records, []byte(`{"requests":[],"minimal":"bound"}`))
	require.ErrorContains(t, err, "the query selects the record: true, and the answer was false")
}

// TestJudgePlan_untried: a target whose conditions are all untried sends none.
func TestJudgePlan_untried(t *testing.T) {
	body := []byte(`{"requests":[{"request":{"SearchCriteria":{"StringCondition":{"FieldName":"name","Value":"a","ComparisonType":"EXACT"}}}}],"minimal":"bound"}`)
	target := connect.TestCases()
	q := resolved(target.Schema, ast.Compare(ast.Name("name"), ast.OpEqual, "a"))
	records := []map[string]any{{"name": "a"}, {}}
	require.NoError(t, JudgePlan(q, target, records, body))
	target.Fields = maps.Clone(target.Fields)
	for name, leaf := range target.Fields {
		leaf.Untried = true
		target.Fields[name] = leaf
	}
	require.ErrorContains(t, JudgePlan(q, target, records, body), "test-cases sends no condition with a FieldName")
}
