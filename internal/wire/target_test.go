package wire_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/internal/wire"
	"github.com/searchfilter/searchfilter/qconnect"
)

// item returns the item of a record's JSON.
func item(t *testing.T, target *wire.Target, record string) *wire.Item {
	t.Helper()
	i, err := target.Item([]byte(record))
	require.NoError(t, err, record)
	return i
}

func TestTargets(t *testing.T) {
	names := wire.Targets()
	assert.Len(t, names, len(connect.Targets())+len(qconnect.Targets()))
	for _, name := range names {
		assert.Equal(t, name, wire.Lookup(name).Name())
		p, err := wire.Lookup(name).Request([]byte(`{}`), wire.Options{Strict: true})
		require.NoError(t, err, name)
		assert.True(t, p.Finds(item(t, wire.Lookup(name), `{}`), wire.Reading{}), name)
		assert.Equal(t, []wire.Reading{{}}, wire.Readings(p), name)
	}
	assert.Nil(t, wire.Lookup("SearchUsers"))
	assert.Panics(t, func() { _, _ = wire.Lookup("users").Filter([]byte(`{}`), wire.Options{}) })
	p, err := wire.Lookup("users").Request([]byte(`{}`), wire.Options{})
	require.NoError(t, err)
	assert.Panics(t, func() { p.Finds(item(t, wire.Lookup("queues"), `{}`), wire.Reading{}) })
	assert.Panics(t, func() {
		_, _ = wire.Lookup("users").Request([]byte(criteria(text("x", "EXACT", "x"))), wire.Options{FieldNames: []string{"x"}})
	})
}

const (
	site   = `{"TagKey":"site","TagValue":"kl"}`
	team   = `{"TagKey":"team","TagValue":"fraud"}`
	latest = `{"NumberCondition":{"FieldName":"LatestVersion","ComparisonType":"%s",%s}}`
)

// formTests has each form of a request, and records that it finds and does not.
var formTests = []struct {
	target, member, value string
	strict                bool
	match, other          []string
}{
	{"queues", "SearchFilter", `{"TagFilter":{"TagCondition":{"TagKey":"site","TagValue":"kl"}}}`, true,
		[]string{`{"Tags":{"site":"kl","a":"b"}}`}, []string{`{}`, `{"Tags":null}`, `{"Tags":{"site":"KL"}}`, `{"site":"kl"}`}},
	{"queues", "SearchFilter", `{"TagFilter":{"AndConditions":[{"TagKey":"site","TagValue":"kl"},{"TagKey":"team","TagValue":"fraud"}]}}`, true,
		[]string{`{"Tags":{"site":"kl","team":"fraud"}}`}, []string{`{"Tags":{"site":"kl"}}`, `{"Tags":{"team":"fraud"}}`}},
	{"queues", "SearchFilter", `{"TagFilter":{"OrConditions":[[{"TagKey":"site","TagValue":"kl"}],[{"TagKey":"site","TagValue":"sin"},{"TagKey":"team","TagValue":"care"}]]}}`, true,
		[]string{`{"Tags":{"site":"kl"}}`, `{"Tags":{"site":"sin","team":"care"}}`}, []string{`{"Tags":{"site":"sin"}}`}},
	{"rules", "SearchFilter", `{"AttributeFilter":{"TagCondition":{"TagKey":"site","TagValue":"kl"}}}`, true,
		[]string{`{"Tags":{"site":"kl"}}`}, []string{`{}`}},
	{"rules", "SearchFilter", `{"AttributeFilter":{"AndCondition":{"TagConditions":[{"TagKey":"site","TagValue":"kl"},{"TagKey":"team","TagValue":"fraud"}]}}}`, true,
		[]string{`{"Tags":{"site":"kl","team":"fraud"}}`}, []string{`{"Tags":{"site":"kl"}}`, `{"Tags":{"team":"fraud"}}`}},
	{"rules", "SearchFilter", `{"AttributeFilter":{"OrConditions":[{"TagConditions":[{"TagKey":"site","TagValue":"kl"}]},{"TagConditions":[{"TagKey":"site","TagValue":"sin"},{"TagKey":"team","TagValue":"care"}]}]}}`, true,
		[]string{`{"Tags":{"site":"kl"}}`, `{"Tags":{"site":"sin","team":"care"}}`}, []string{`{"Tags":{"site":"sin"}}`}},
	{"users", "SearchFilter", `{"UserAttributeFilter":{"OrConditions":[{"TagConditions":[{"TagKey":"site","TagValue":"kl"}]},{"HierarchyGroupCondition":{"Value":"1f0c","HierarchyGroupMatchType":"EXACT"}}]}}`, false,
		[]string{`{"Tags":{"site":"kl"}}`, `{"HierarchyGroupId":"1f0c"}`}, []string{`{}`, `{"HierarchyGroupId":"1F0C"}`}},
	{"users", "SearchFilter", `{"UserAttributeFilter":{"AndCondition":{"TagConditions":[` + site + `],"HierarchyGroupCondition":{"Value":"1f0c","HierarchyGroupMatchType":"EXACT"}}}}`, false,
		[]string{`{"Tags":{"site":"kl"},"HierarchyGroupId":"1f0c"}`}, []string{`{"Tags":{"site":"kl"}}`, `{"HierarchyGroupId":"1f0c"}`}},
	{"contact-flows", "SearchFilter", `{"FlowAttributeFilter":{"OrConditions":[{"TagConditions":[{"TagKey":"site","TagValue":"kl"}]},{"ContactFlowTypeCondition":{"ContactFlowType":"CAMPAIGN"}}]}}`, false,
		[]string{`{"Tags":{"site":"kl"}}`, `{"Type":"CAMPAIGN"}`, `{"ContactFlowType":"CAMPAIGN"}`}, []string{`{}`, `{"Type":"AGENT_HOLD"}`}},
	{"contact-evaluations", "SearchFilter", `{"ContactEvaluationAttributeFilter":{"ContactEvaluationAttributeCondition":{"AttributeKey":"ContactAgentId","AttributeValue":{"StringValue":"7d2e"},"ComparisonType":"EXACT"}}}`, false,
		[]string{`{"Metadata":{"ContactAgentId":"7d2e"}}`}, []string{`{}`, `{"Metadata":{}}`, `{"Metadata":{"ContactAgentId":"7D2E"}}`}},
	{"contact-evaluations", "SearchFilter", `{"ContactEvaluationAttributeFilter":{"AndCondition":{"AttributeConditions":[{"AttributeKey":"ContactAgentId","AttributeValue":{"StringValue":"7d2e"},"ComparisonType":"EXACT"}],"TagConditions":[` + site + `]}}}`, false,
		[]string{`{"Metadata":{"ContactAgentId":"7d2e"},"Tags":{"site":"kl"}}`}, []string{`{"Metadata":{"ContactAgentId":"7d2e"}}`}},
	{"contact-flows", "SearchCriteria", `{"AndConditions":[{"StringCondition":{"FieldName":"name","Value":"main","ComparisonType":"STARTS_WITH"}},{"OrConditions":[{"TypeCondition":"CAMPAIGN"},{"StatusCondition":"SAVED"}]}]}`, true,
		[]string{`{"Name":"main 1","Type":"CAMPAIGN"}`, `{"Name":"main","Status":"SAVED"}`, `{"Name":"main","ContactFlowStatus":"SAVED"}`},
		[]string{`{"Name":"main 1"}`, `{"Name":"a main","Type":"CAMPAIGN"}`, `{"Status":"SAVED"}`}},
	{"evaluation-forms", "SearchCriteria", `{"NumberCondition":{"FieldName":"LatestVersion","MinValue":3,"ComparisonType":"EQUAL"}}`, true,
		[]string{`{"LatestVersion":3}`, `{"LatestVersion":3.0}`}, []string{`{}`, `{"LatestVersion":2}`, `{"ActiveVersion":3}`}},
	{"evaluation-forms", "SearchCriteria", `{"NumberCondition":{"FieldName":"LatestVersion","MinValue":3,"ComparisonType":"NOT_EQUAL"}}`, true,
		[]string{`{"LatestVersion":2}`, `{"LatestVersion":4}`, `{}`}, []string{`{"LatestVersion":3}`}},
	{"evaluation-forms", "SearchCriteria", `{"NumberCondition":{"FieldName":"LatestVersion","MinValue":3,"ComparisonType":"GREATER"}}`, true,
		[]string{`{"LatestVersion":4}`, `{"LatestVersion":4000000000}`}, []string{`{}`, `{"LatestVersion":3}`}},
	{"evaluation-forms", "SearchCriteria", `{"NumberCondition":{"FieldName":"LatestVersion","MinValue":3,"ComparisonType":"GREATER_OR_EQUAL"}}`, true,
		[]string{`{"LatestVersion":3}`, `{"LatestVersion":4}`}, []string{`{}`, `{"LatestVersion":2}`}},
	{"evaluation-forms", "SearchCriteria", `{"NumberCondition":{"FieldName":"LatestVersion","MaxValue":3,"ComparisonType":"LESSER"}}`, true,
		[]string{`{"LatestVersion":2}`, `{"LatestVersion":-1}`}, []string{`{}`, `{"LatestVersion":3}`}},
	{"evaluation-forms", "SearchCriteria", `{"NumberCondition":{"FieldName":"LatestVersion","MaxValue":3,"ComparisonType":"LESSER_OR_EQUAL"}}`, true,
		[]string{`{"LatestVersion":3}`}, []string{`{}`, `{"LatestVersion":4}`}},
	{"evaluation-forms", "SearchCriteria", `{"NumberCondition":{"FieldName":"LatestVersion","MinValue":1,"MaxValue":3,"ComparisonType":"RANGE"}}`, true,
		[]string{`{"LatestVersion":1}`, `{"LatestVersion":2}`, `{"LatestVersion":3}`}, []string{`{}`, `{"LatestVersion":0}`, `{"LatestVersion":4}`}},
	{"contact-evaluations", "SearchCriteria", `{"DecimalCondition":{"FieldName":"ScorePercentage","MinValue":79.5,"MaxValue":90.5,"ComparisonType":"RANGE"}}`, true,
		[]string{`{"Metadata":{"ScorePercentage":79.5}}`, `{"Metadata":{"ScorePercentage":90.50}}`, `{"Score":{"Percentage":8e1}}`, `{"Metadata":{"ScorePercentage":null},"Score":{"Percentage":80}}`},
		[]string{`{}`, `{"Metadata":{}}`, `{"Metadata":{"ScorePercentage":79.49}}`, `{"Metadata":{"ScorePercentage":1},"Score":{"Percentage":80}}`}},
	{"evaluation-forms", "SearchCriteria", `{"DateTimeCondition":{"FieldName":"LastModifiedTime","MinValue":"2026-01-31T00:00:00Z","ComparisonType":"GREATER_THAN"}}`, true,
		[]string{`{"LastModifiedTime":1769817601}`, `{"LastModifiedTime":1769817600.001}`, `{"LastModifiedTime":1.769817600001E9}`, `{"LastModifiedTime":"2026-01-31T01:00:00.5+01:00"}`},
		[]string{`{}`, `{"LastModifiedTime":1769817600}`, `{"LastModifiedTime":1769817600.0}`, `{"LastModifiedTime":"2026-01-31T00:00:00Z"}`, `{"LastModifiedTime":"2026-01-31T00:30:00+01:00"}`}},
	{"evaluation-forms", "SearchCriteria", `{"DateTimeCondition":{"FieldName":"LastModifiedTime","MinValue":"1970-01-01T00:00:00Z","MaxValue":"2026-01-31T00:00:01.000Z","ComparisonType":"RANGE"}}`, true,
		[]string{`{"LastModifiedTime":0}`, `{"LastModifiedTime":1769817601}`, `{"LastModifiedTime":"2026-01-31T00:00:00.999999999Z"}`}, []string{`{}`, `{"LastModifiedTime":-1}`, `{"LastModifiedTime":1769817601.001}`}},
	{"hours-of-operation-overrides", "SearchCriteria", `{"DateCondition":{"FieldName":"effectiveFrom","Value":"2026-12-24","ComparisonType":"GREATER_THAN_OR_EQUAL_TO"}}`, true,
		[]string{`{"EffectiveFrom":"2026-12-24"}`, `{"EffectiveFrom":"2027-01-01"}`}, []string{`{}`, `{"EffectiveFrom":"2026-12-23"}`, `{"EffectiveTill":"2026-12-24"}`}},
	{"contact-evaluations", "SearchCriteria", `{"BooleanCondition":{"FieldName":"AutoEvaluationEnabled","ComparisonType":"IS_TRUE"}}`, true,
		[]string{`{"Metadata":{"AutoEvaluationEnabled":true}}`, `{"AutoEvaluationEnabled":true}`}, []string{`{}`, `{"Metadata":{"AutoEvaluationEnabled":false},"AutoEvaluationEnabled":true}`}},
	{"users", "SearchCriteria", `{"HierarchyGroupCondition":{"Value":"1f0c","HierarchyGroupMatchType":"EXACT"}}`, true,
		[]string{`{"HierarchyGroupId":"1f0c"}`}, []string{`{}`, `{"HierarchyGroupId":"1F0C"}`}},

	// A StringCondition on what is no text
	{"users", "SearchCriteria", text("SecurityProfileId", "EXACT", "b"), true, []string{`{"SecurityProfileIds":["a","b"]}`}, []string{`{}`, `{"SecurityProfileIds":[]}`, `{"SecurityProfileIds":["ab"]}`}},
	{"users", "SearchCriteria", text("FirstName", "EXACT", ""), true, []string{`{"IdentityInfo":{"FirstName":""}}`}, []string{`{}`, `{"IdentityInfo":null}`, `{"IdentityInfo":{}}`}},
	{"agent-statuses", "SearchCriteria", text("displayOrder", "EXACT", "5"), true, []string{`{"DisplayOrder":5}`, `{"DisplayOrder":5.0}`}, []string{`{}`, `{"DisplayOrder":15}`}},
	{"agent-statuses", "SearchCriteria", text("displayOrder", "EXACT", "0"), true, []string{`{"DisplayOrder":0}`, `{"DisplayOrder":-0}`, `{"DisplayOrder":0e5}`}, []string{`{}`}},
	{"agent-statuses", "SearchCriteria", text("state", "EXACT", "ENABLED"), true, []string{`{"State":"ENABLED"}`}, []string{`{}`, `{"State":"DISABLED"}`}},
	{"rules", "SearchCriteria", text("ActionSummaries", "EXACT", "CREATE_TASK"), true, []string{`{"ActionSummaries":[{"ActionType":"X"},{"ActionType":"CREATE_TASK"}]}`}, []string{`{}`, `{"ActionSummaries":[]}`, `{"ActionSummaries":[{}]}`}},
	{"rules", "SearchCriteria", text("EventSourceName", "EXACT", "A"), true, []string{`{"TriggerEventSource":{"EventSourceName":"A"}}`, `{"EventSourceName":"A"}`}, []string{`{}`}},
	{"notifications", "SearchCriteria", text("content", "EXACT", "hi"), true, []string{`{"Content":{"en_US":"ho","de_DE":"hi"}}`}, []string{`{}`, `{"Content":{"hi":"ho"}}`}},

	// Amazon Q in Connect
	{"q-session", "tagFilter", `{"tagCondition":{"key":"team","value":"billing"}}`, true, []string{`{"Tags":{"team":"billing"}}`, `{"tags":{"team":"billing"}}`}, []string{`{}`, `{"Tags":{"team":"Billing"}}`}},
	{"q-session", "tagFilter", `{"andConditions":[{"key":"team","value":"billing"},{"key":"region"}]}`, true, []string{`{"Tags":{"team":"billing","region":""}}`}, []string{`{"Tags":{"team":"billing"}}`}},
	{"q-content", "contentTagFilter", `{"orConditions":[{"tagCondition":{"key":"team","value":"billing"}},{"andConditions":[{"key":"team","value":"sales"},{"key":"region","value":"eu"}]}]}`, true,
		[]string{`{"Tags":{"team":"billing"}}`, `{"Tags":{"team":"sales","region":"eu"}}`}, []string{`{"Tags":{"team":"sales"}}`}},
	{"q-content-cfn", "ContentTagFilter", `{"OrConditions":[{"TagCondition":{"Key":"team","Value":"billing"}},{"AndConditions":[{"Key":"team","Value":"sales"},{"Key":"region","Value":"eu"}]}]}`, true,
		[]string{`{"Tags":{"team":"billing"}}`, `{"Tags":{"team":"sales","region":"eu"}}`}, []string{`{"Tags":{"team":"sales"}}`}},
	{"q-retrieve", "filter", `{"equals":{"key":"team","value":"billing"}}`, true, []string{`{"Tags":{"team":"billing"}}`}, []string{`{}`, `{"Tags":{"team":["billing"]}}`}},
	{"q-retrieve", "filter", `{"equals":{"key":"year","value":2024}}`, true, []string{`{"Tags":{"year":2024.0}}`}, []string{`{"Tags":{"year":"2024"}}`, `{"Tags":{"year":2025}}`}},
	{"q-retrieve", "filter", `{"andAll":[{"equals":{"key":"team","value":"billing"}},{"orAll":[{"startsWith":{"key":"region","value":"eu-"}},{"notEquals":{"key":"draft","value":true}}]}]}`, true,
		[]string{`{"Tags":{"team":"billing","region":"eu-1"}}`, `{"Tags":{"team":"billing","draft":false}}`, `{"Tags":{"team":"billing","draft":"true"}}`},
		[]string{`{"Tags":{"team":"billing"}}`, `{"Tags":{"region":"eu-1"}}`, `{"Tags":{"team":"billing","draft":true}}`}},
	{"q-retrieve", "filter", `{"in":{"key":"team","value":["billing","sales"]}}`, true, []string{`{"Tags":{"team":"billing"}}`, `{"Tags":{"team":"sales"}}`}, []string{`{}`, `{"Tags":{"team":"care"}}`, `{"Tags":{"team":["billing","sales"]}}`}},
	{"q-retrieve", "filter", `{"notIn":{"key":"team","value":["billing","sales"]}}`, true, []string{`{"Tags":{"team":"care"}}`}, []string{`{}`, `{"Tags":{"team":"sales"}}`}},
	{"q-retrieve", "filter", `{"stringContains":{"key":"title","value":"refund"}}`, true, []string{`{"Tags":{"title":"a refund"}}`}, []string{`{}`, `{"Tags":{"title":"Refund"}}`, `{"Tags":{"title":["refund"]}}`, `{"Tags":{"title":1}}`}},
	{"q-retrieve", "filter", `{"listContains":{"key":"teams","value":"billing"}}`, true, []string{`{"Tags":{"teams":["care","billing"]}}`}, []string{`{}`, `{"Tags":{"teams":"billing"}}`, `{"Tags":{"teams":[]}}`}},
	{"q-retrieve", "filter", `{"greaterThan":{"key":"year","value":2024}}`, true, []string{`{"Tags":{"year":2024.5}}`}, []string{`{}`, `{"Tags":{"year":2024}}`, `{"Tags":{"year":"2025"}}`}},
	{"q-retrieve", "filter", `{"greaterThanOrEquals":{"key":"year","value":2024}}`, true, []string{`{"Tags":{"year":2024}}`}, []string{`{}`, `{"Tags":{"year":2023}}`}},
	{"q-retrieve", "filter", `{"lessThan":{"key":"year","value":2027}}`, true, []string{`{"Tags":{"year":2026}}`}, []string{`{}`, `{"Tags":{"year":2027}}`}},
	{"q-retrieve", "filter", `{"lessThanOrEquals":{"key":"year","value":2027}}`, true, []string{`{"Tags":{"year":2027}}`}, []string{`{}`, `{"Tags":{"year":2028}}`, `{"Tags":{"year":true}}`}},
}

// TestForms has the zero reading.
func TestForms(t *testing.T) {
	for _, test := range formTests {
		target := wire.Lookup(test.target)
		body := []byte(`{"` + test.member + `":` + test.value + `}`)
		for _, strict := range []bool{false, true} {
			p, err := target.Request(body, wire.Options{Strict: strict, AllFieldNames: true})
			if strict && !test.strict {
				assert.ErrorContains(t, err, "unknown member", "%s %s", test.target, body)
				continue
			}
			if !assert.NoError(t, err, "%s %s", test.target, body) {
				continue
			}
			for _, record := range test.match {
				assert.True(t, p.Finds(item(t, target, record), wire.Reading{}), "%s %s: %s", test.target, body, record)
			}
			for _, record := range test.other {
				assert.False(t, p.Finds(item(t, target, record), wire.Reading{}), "%s %s: %s", test.target, body, record)
			}
			if strings.HasPrefix(test.target, "q-") {
				value, err := target.Filter([]byte(test.value), wire.Options{Strict: strict})
				require.NoError(t, err)
				assert.True(t, value.Finds(item(t, target, test.match[0]), wire.Reading{}), test.value)
			}
		}
	}
}

// TestReadings asks what one reading changes, and that it is among those of the
// request.
func TestReadings(t *testing.T) {
	number := func(comparison, bounds string) string { return criteria(fmt.Sprintf(latest, comparison, bounds)) }
	for _, test := range []struct {
		target, body, record string
		found                bool // under the zero reading
		readings             int
		reading              wire.Reading
	}{
		{"users", criteria(text("Username", "EXACT", "Jo")), `{"Username":"jO"}`, false, 2, wire.Reading{FoldCase: true}},
		{"users", criteria(text("SecurityProfileId", "EXACT", "a")), `{"SecurityProfileIds":["b","A"]}`, false, 2, wire.Reading{FoldCase: true}},
		{"evaluation-forms", number("RANGE", `"MinValue":1,"MaxValue":3`), `{"LatestVersion":1}`, true, 4, wire.Reading{RangeWithoutMin: true}},
		{"evaluation-forms", number("RANGE", `"MinValue":1,"MaxValue":3`), `{"LatestVersion":3}`, true, 4, wire.Reading{RangeWithoutMax: true}},
		{"evaluation-forms", number("LESSER", `"MaxValue":3`), `{"LatestVersion":2}`, true, 2, wire.Reading{LesserByMin: true}},
		{"evaluation-forms", number("LESSER_OR_EQUAL", `"MinValue":3`), `{"LatestVersion":3}`, false, 2, wire.Reading{LesserByMin: true}},
		{"evaluation-forms", number("GREATER", `"MinValue":3`), `{"LatestVersion":4}`, true, 2, wire.Reading{GreaterByMax: true}},
		{"evaluation-forms", number("GREATER_OR_EQUAL", `"MaxValue":3`), `{"LatestVersion":3}`, false, 2, wire.Reading{GreaterByMax: true}},
		{"evaluation-forms", number("NOT_EQUAL", `"MinValue":3`), `{"LatestVersion":4}`, true, 2, wire.Reading{EqualByMax: true}},
		{"evaluation-forms", criteria(`{"NumberCondition":{"FieldName":"ActiveVersion","ComparisonType":"NOT_EQUAL","MinValue":3}}`), `{}`, false, 4, wire.Reading{NotEqualFindsLacking: true}},
		{"contact-evaluations", criteria(`{"DecimalCondition":{"FieldName":"ScorePercentage","ComparisonType":"EQUAL","MinValue":3}}`), `{"Metadata":{"ScorePercentage":3}}`, true, 2, wire.Reading{EqualByMax: true}},
		{"evaluation-forms", criteria(`{"DateTimeCondition":{"FieldName":"LastModifiedTime","ComparisonType":"EQUAL_TO","MinValue":"2026-01-31T00:00:00"}}`), `{"LastModifiedTime":1769817600}`, true, 4, wire.Reading{EqualByMax: true}},
		{"evaluation-forms", criteria(`{"DateTimeCondition":{"FieldName":"LastModifiedTime","ComparisonType":"EQUAL_TO","MinValue":"2026-01-31T00:00:00"}}`), `{"LastModifiedTime":1769817600.9}`, false, 4, wire.Reading{WholeSeconds: true}},
		{"evaluation-forms", criteria(`{"DateTimeCondition":{"FieldName":"LastModifiedTime","ComparisonType":"LESS_THAN","MinValue":"2026-01-31T00:00:00Z"}}`), `{"LastModifiedTime":0}`, false, 4, wire.Reading{LesserByMin: true}},
		{"evaluation-forms", criteria(`{"DateTimeCondition":{"FieldName":"LastModifiedTime","ComparisonType":"GREATER_THAN","MinValue":"2026-01-31T00:00:00Z"}}`), `{"LastModifiedTime":1769817600.9}`, true, 2, wire.Reading{WholeSeconds: true}},
		{"evaluation-forms", criteria(`{"BooleanCondition":{"FieldName":"AutoEvaluationEnabled","ComparisonType":"IS_FALSE"}}`), `{}`, false, 2, wire.Reading{FalseFindsLacking: true}},
		{"q-retrieve", `{"filter":{"notEquals":{"key":"a","value":1}}}`, `{}`, false, 2, wire.Reading{NotEqualFindsLacking: true}},
		{"q-retrieve", `{"filter":{"notIn":{"key":"a","value":["1"]}}}`, `{}`, false, 2, wire.Reading{NotInFindsLacking: true}},
		{"q-retrieve", `{"filter":{"startsWith":{"key":"a","value":"x"}}}`, `{"Tags":{"a":"Xy"}}`, false, 2, wire.Reading{FoldCase: true}},
		{"q-retrieve", `{"filter":{"stringContains":{"key":"a","value":"y"}}}`, `{"Tags":{"a":"XY"}}`, false, 4, wire.Reading{FoldCase: true}},
		{"q-retrieve", `{"filter":{"stringContains":{"key":"a","value":"1"}}}`, `{"Tags":{"a":["x1"]}}`, false, 2, wire.Reading{ContainsInLists: true}},
	} {
		target := wire.Lookup(test.target)
		p, err := target.Request([]byte(test.body), wire.Options{AllFieldNames: true})
		require.NoError(t, err, test.body)
		i := item(t, target, test.record)
		assert.Equal(t, test.found, p.Finds(i, wire.Reading{}), "%s: %s", test.body, test.record)
		assert.Equal(t, !test.found, p.Finds(i, test.reading), "%s: %s under %+v", test.body, test.record, test.reading)
		readings := wire.Readings(p)
		assert.Len(t, readings, test.readings, test.body)
		assert.Equal(t, wire.Reading{}, readings[0])
		assert.Contains(t, readings, test.reading, test.body)
	}
}

var everyReading = wire.Reading{true, true, true, true, true, true, true, true, true, true, true}

// TestUndoubted has requests that find the same under all readings.
func TestUndoubted(t *testing.T) {
	for _, test := range []struct{ target, body, match, other string }{
		{"users", criteria(`{"HierarchyGroupCondition":{"Value":"a","HierarchyGroupMatchType":"EXACT"}}`), `{"HierarchyGroupId":"a"}`, `{"HierarchyGroupId":"A"}`},
		{"views", criteria(`{"ViewStatusCondition":"SAVED"}`), `{"Status":"SAVED"}`, `{"Status":"saved"}`},
		{"rules", `{"SearchFilter":{"AttributeFilter":{"TagCondition":` + site + `}}}`, `{"Tags":{"site":"kl"}}`, `{"Tags":{"site":"KL"}}`},
		{"evaluation-forms", criteria(fmt.Sprintf(latest, "EQUAL", `"MinValue":3`)), `{"LatestVersion":3}`, `{"LatestVersion":4}`},
		{"hours-of-operation-overrides", criteria(`{"DateCondition":{"FieldName":"effectiveFrom","Value":"2026-12-24","ComparisonType":"LESS_THAN"}}`), `{"EffectiveFrom":"2026-12-23"}`, `{"EffectiveFrom":"2026-12-24"}`},
		{"evaluation-forms", criteria(`{"BooleanCondition":{"FieldName":"AutoEvaluationEnabled","ComparisonType":"IS_TRUE"}}`), `{"AutoEvaluationEnabled":true}`, `{}`},
		{"users", criteria(text("Username", "CONTAINS", "12")), `{"Username":"A12"}`, `{"Username":"A1"}`},
		{"q-retrieve", `{"filter":{"in":{"key":"a","value":["x"]}}}`, `{"Tags":{"a":"x"}}`, `{"Tags":{"a":"X"}}`},
		{"q-retrieve", `{"filter":{"equals":{"key":"a","value":"x"}}}`, `{"Tags":{"a":"x"}}`, `{"Tags":{"a":"X"}}`},
	} {
		target := wire.Lookup(test.target)
		p, err := target.Request([]byte(test.body), wire.Options{AllFieldNames: true})
		require.NoError(t, err, test.body)
		assert.Equal(t, []wire.Reading{{}}, wire.Readings(p), test.body)
		for _, r := range []wire.Reading{{}, everyReading} {
			assert.True(t, p.Finds(item(t, target, test.match), r), test.body)
			assert.False(t, p.Finds(item(t, target, test.other), r), test.body)
		}
	}
}

// place returns a record with a value at a path.
func place(path string, value any) string {
	names := strings.Split(path, ".")
	for k := len(names) - 1; k >= 0; k-- {
		switch names[k] {
		case "[]":
			value = []any{value}
		case "*":
			value = object{"x": value}
		default:
			value = object{names[k]: value}
		}
	}
	b, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// TestEveryCondition asks by each line of the table for what stands at each of
// its paths.
func TestEveryCondition(t *testing.T) {
	asked := 0
	for _, name := range wire.Targets() {
		target := wire.Lookup(name)
		for _, c := range target.Conditions() {
			var value any = map[string]any{"text": "x", "id": "x", "enum": "x", "list": "x", "number": 7, "bool": true, "time": 1769817600, "date": "2026-01-31"}[c.Kind]
			if c.Values != nil {
				value = c.Values[0]
			}
			var body string
			switch c.Member {
			case "StringCondition":
				body = criteria(text(c.FieldName, "EXACT", fmt.Sprint(value)))
			case "NumberCondition", "DecimalCondition":
				body = criteria(fmt.Sprintf(`{%q:{"FieldName":%q,"ComparisonType":"EQUAL","MinValue":7}}`, c.Member, c.FieldName))
			case "DateTimeCondition":
				body = criteria(fmt.Sprintf(`{%q:{"FieldName":%q,"ComparisonType":"EQUAL_TO","MinValue":"2026-01-31T00:00:00.000Z"}}`, c.Member, c.FieldName))
			case "DateCondition":
				body = criteria(fmt.Sprintf(`{%q:{"FieldName":%q,"ComparisonType":"EQUAL_TO","Value":"2026-01-31"}}`, c.Member, c.FieldName))
			case "BooleanCondition":
				body = criteria(fmt.Sprintf(`{%q:{"FieldName":%q,"ComparisonType":"IS_TRUE"}}`, c.Member, c.FieldName))
			case "HierarchyGroupCondition":
				body = criteria(`{"HierarchyGroupCondition":{"Value":"x","HierarchyGroupMatchType":"EXACT"}}`)
			case "ListCondition":
				body = criteria(`{"ListCondition":{"TargetListType":"PROFICIENCIES","Conditions":[{"StringCondition":{"FieldName":"name","Value":"language","ComparisonType":"EXACT"}},{"NumberCondition":{"FieldName":"limit","MinValue":3,"ComparisonType":"GREATER_OR_EQUAL"}}]}}`)
			case "UserAttributeFilter":
				body = `{"SearchFilter":{"UserAttributeFilter":{"HierarchyGroupCondition":{"Value":"x","HierarchyGroupMatchType":"EXACT"}}}}`
			case "FlowAttributeFilter":
				body = fmt.Sprintf(`{"SearchFilter":{"FlowAttributeFilter":{"AndCondition":{"ContactFlowTypeCondition":{"ContactFlowType":%q}}}}}`, value)
			case "ContactEvaluationAttributeFilter":
				body = `{"SearchFilter":{"ContactEvaluationAttributeFilter":{"OrConditions":[{"AttributeConditions":[{"AttributeKey":"ContactAgentId","AttributeValue":{"StringValue":"x"},"ComparisonType":"EXACT"}]}]}}}`
			default: // the bare value
				body = criteria(fmt.Sprintf(`{%q:%q}`, c.Member, value))
			}
			_, err := target.Request([]byte(body), wire.Options{})
			switch {
			case c.Off:
				assert.ErrorContains(t, err, "FieldName: unknown value", body)
			case c.Paths == nil:
				assert.ErrorContains(t, err, "no record shows", body)
				continue
			default:
				assert.NoError(t, err, body)
			}
			p, err := target.Request([]byte(body), wire.Options{AllFieldNames: true})
			require.NoError(t, err, body)
			assert.False(t, p.Finds(item(t, target, `{}`), wire.Reading{}), body)
			for k, path := range c.Paths {
				record := value
				if c.Kind == "list" && !strings.ContainsAny(path, "[*") {
					record = []any{value}
				}
				asked++
				assert.True(t, p.Finds(item(t, target, place(path, record)), wire.Reading{}), "%s: %s", body, path)
				_, err := target.Item([]byte(place(path, object{})))
				assert.Error(t, err, "%s is an object", path)
				if k > 0 {
					_, err := target.Item([]byte(place(path, 1.5)))
					assert.Equal(t, c.Kind == "number", err == nil, "%s of %s is a number", path, name)
				}
			}
		}
	}
	t.Logf("%d paths were asked for", asked)
	require.Greater(t, asked, 100)
}

// TestTarget_With has two targets of one, each of which keeps what it has.
func TestTarget_With(t *testing.T) {
	users := wire.Lookup("users")
	assert.True(t, users.Takes("StringCondition"))
	assert.False(t, users.Takes("NumberCondition"))
	assert.False(t, users.Takes("AndConditions"))
	assert.False(t, users.Takes("HierarchyGroupCondition"), "it has no FieldName")
	floors := users.With("StringCondition", "floors", "list", []string{"Floors", "[]", "Name"}, []string{"Levels"})
	moved := floors.With("StringCondition", "Username", "text", []string{"a.b"})
	for _, test := range []struct {
		target      *wire.Target
		name, value string
		found, not  string
	}{
		{floors, "floors", "7", `{"Floors":[{"Name":"6"},{"Name":"7"}]}`, `{"Floors":[{"Name":"6"}],"Levels":["7"]}`},
		{floors, "floors", "7", `{"Levels":["7"]}`, `{"Level":["7"]}`},
		{floors, "Username", "jo", `{"Username":"jo"}`, `{"a.b":"jo"}`},
		{moved, "Username", "jo", `{"a.b":"jo"}`, `{"Username":"jo","a":{"b":"jo"}}`},
		{moved, "floors", "7", `{"Levels":["7"]}`, `{}`},
	} {
		p, err := test.target.Request([]byte(criteria(text(test.name, "EXACT", test.value))), wire.Options{Strict: true, FieldNames: []string{test.name}})
		require.NoError(t, err)
		assert.True(t, p.Finds(item(t, test.target, test.found), wire.Reading{}), test.found)
		assert.False(t, p.Finds(item(t, test.target, test.not), wire.Reading{}), test.not)
	}
	_, err := users.Request([]byte(criteria(text("floors", "EXACT", "7"))), wire.Options{})
	assert.ErrorContains(t, err, `unknown value "floors"`)
	assert.Panics(t, func() { users.With("StringCondition", "x", "word") })
}
