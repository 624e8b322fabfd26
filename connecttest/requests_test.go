package connecttest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/qconnect"
	"github.com/searchfilter/searchfilter/schema"
)

// A sample is a request in testdata/requests.jsonl. The clients of AWS, which others have
// written, are held to take it and to send it as it is.
type sample struct {
	Target    string          `json:"target"`
	Operation string          `json:"operation"`
	Query     string          `json:"query"`
	Path      json.RawMessage `json:"path,omitempty"` // members that stand in the URL
	Body      json.RawMessage `json:"body"`

	// Finds are the records of recordsFile that the request finds, of a search and of
	// Retrieve.
	Finds []int `json:"finds,omitzero"`
}

// A call is an operation that takes the request of a target of tags alone: the members that
// it requires in the URL, and the body, with %s for the members of the request.
type call struct{ operation, path, body string }

const (
	inAssistant = `{"assistantId":"87654321-4321-4321-4321-210987654321"}`
	inSession   = `{"assistantId":"87654321-4321-4321-4321-210987654321","sessionId":"11111111-2222-3333-4444-555555555555"}`
	inAgent     = `{"assistantId":"87654321-4321-4321-4321-210987654321","aiAgentId":"11111111-2222-3333-4444-555555555555"}`
	token       = `"clientToken":"token"`

	// agent is the configuration of one that has the content's filter.
	agent = `"configuration":{"manualSearchAIAgentConfiguration":{"associationConfigurations":[` +
		`{"associationType":"KNOWLEDGE_BASE","associationConfigurationData":{"knowledgeBaseAssociationConfigurationData":{%s}}}]}}`
)

// calls has the operations of each target of package qconnect. q-content-cfn has none: what
// it writes stands in a template of CloudFormation.
var calls = map[string][]call{
	"q-content": {
		{"CreateAIAgent", inAssistant, `{` + token + `,"name":"a","type":"MANUAL_SEARCH","visibilityStatus":"SAVED",` + agent + `}`},
		{"UpdateAIAgent", inAgent, `{` + token + `,"visibilityStatus":"SAVED",` + agent + `}`},
	},
	"q-content-cfn": nil,
	"q-retrieve": {
		{"Retrieve", inAssistant, `{"retrievalQuery":"x","retrievalConfiguration":{"knowledgeSource":` +
			`{"assistantAssociationIds":["11111111-2222-3333-4444-555555555555"]},%s}}`},
	},
	"q-session": {
		{"CreateSession", inAssistant, `{` + token + `,"name":"s",%s}`},
		{"UpdateSession", inSession, `{%s}`},
	},
}

// samplesOf returns the requests for a target's sample queries, and which of the records
// each finds.
func samplesOf(t *testing.T, target compile.Target, records []json.RawMessage) (list []sample) {
	for name, leaf := range target.Fields {
		leaf.Untried = false // whether the service knows the name or not
		target.Fields[name] = leaf
	}
	target.Nested.NegationFindsLacking = true // so that there are negations
	require.NoError(t, target.Check())
	operations, isQ := calls[target.Name]
	require.NotEqual(t, target.Criteria != nil, isQ, "%s and calls", target.Name)
	seen := map[string]bool{}
	for _, query := range queriesOf(t, target) {
		requests, exact := requestsOf(t, target, query)
		for _, r := range requests {
			var found []int
			if records != nil {
				found = finds(t, target, r, query, exact, records)
			}
			if !isQ {
				require.NoError(t, r.Set("InstanceId", instance))
			}
			body := marshal(t, r)
			if seen[string(body)] {
				continue
			}
			seen[string(body)] = true
			if !isQ {
				list = append(list, sample{Target: target.Name, Operation: target.Operation, Query: query, Body: body, Finds: found})
			}
			for _, c := range operations {
				whole := fmt.Appendf(nil, c.body, body[1:len(body)-1])
				list = append(list, sample{target.Name, c.operation, query, json.RawMessage(c.path), whole, found})
			}
		}
	}
	return list
}

// requestsOf returns the request that finds what a query selects, or else those that find
// more, which is then checked, and whether it is the former.
func requestsOf(t *testing.T, target compile.Target, query string) (list []*compile.Request, exact bool) {
	q := resolved(t, target, query)
	r, err := compile.Compile(q, target)
	if err == nil {
		return []*compile.Request{r}, true
	}
	require.ErrorAs(t, err, new(ast.Diagnostics), query)
	if target.Criteria == nil {
		return nil, false // there is no plan
	}
	plan, err := compile.NewPlan(q, target, compile.PlanOptions{AllowScan: true})
	require.NoError(t, err, query)
	for i := range plan.Requests {
		list = append(list, plan.Requests[i].Request)
	}
	return list, false
}

func resolved(t *testing.T, target compile.Target, query string) *schema.Resolved {
	x, err := parser.Parse(query)
	require.NoError(t, err, query)
	q, err := target.Schema.Resolve(x, schema.Options{})
	require.NoError(t, err, "%s: %s", target.Name, query)
	return q
}

// queriesOf returns queries that together reach everything that a target can write.
func queriesOf(t *testing.T, target compile.Target) []string {
	var list []string
	if target.Criteria != nil {
		list = append(list, "") // all records
	}
	var first, more []string // what one request can say: of each field, and the rest
	for _, f := range target.Schema.Fields {
		if _, sent := target.Fields[f.Name]; !sent {
			continue
		}
		isFirst := true
		for _, condition := range conditionsOn(f) {
			list = append(list, condition)
			if _, err := compile.Compile(resolved(t, target, condition), target); err != nil {
				continue
			}
			if isFirst {
				first = append(first, condition)
			} else {
				more = append(more, condition)
			}
			isFirst = false
		}
	}
	if len(first) > 0 {
		c := append(first, more...)
		list = append(list,
			c[0]+" and "+c[1],
			c[0]+" or "+c[1],
			c[0]+" and ("+c[1]+" or "+c[2]+")",
			c[0]+" or "+c[1]+" and "+c[2],
		)
	}
	if target.Schema.Tags == "" {
		return list
	}
	list = append(list,
		`tag:a = 1`,
		`tag:a exists`,
		`tag:a = ""`,
		`tag:"a:/_.-=+1" = "`+awkward+`"`,
		`tag:a = 1 and tag:b = 2`,
		`tag:a = 1 or tag:b = 2`,
		`tag:a = 1 or tag:b = 2 and tag:c = 3`,
		`tag:a = 1 and (tag:b = 2 or tag:c = 3)`,
		`tag:a in (1, 2)`,
		`tag:a != 1`,
		`tag:a ^= ab`,
		`tag:a *= cd`,
	)
	if len(first) > 0 {
		list = append(list,
			`(tag:a = 1 or tag:b = 2 and tag:c = 3) and `+first[0],
			`tag:a = 1 and (`+first[0]+` or `+more[0]+`)`,
		)
	}
	return list
}

// awkward is a text that JSON and languages escape in different ways, in quotes.
const awkward = `\"ü\\ <&> '\u2028 😀`

func conditionsOn(f schema.Field) (list []string) {
	ordered := func(values ...string) {
		for _, v := range values {
			for _, op := range []string{"=", "!=", "<", "<=", ">", ">="} {
				list = append(list, f.Name+" "+op+" "+v)
			}
		}
		list = append(list, f.Name+" > "+values[0]+" and "+f.Name+" <= "+values[1])
	}
	switch f.Kind {
	case schema.Number:
		ordered("3", "79.5", "-1e9")
	case schema.Time:
		ordered("2026-01-31T09:00:00Z", "2026-02-07T10:30:00.25+01:00")
	case schema.Date:
		ordered("2026-01-31", "2026-02-07")
	case schema.Bool:
		list = append(list, f.Name+" = true", f.Name+" = false", f.Name+" != true")
	case schema.Enum:
		for _, v := range f.Values {
			list = append(list, f.Name+" = "+v)
		}
		list = append(list, f.Name+" != "+f.Values[0])
	default: // Text and List
		list = append(list, f.Name+" = x", f.Name+" ^= ab", f.Name+" *= cd", f.Name+` = ""`, f.Name+` = "`+awkward+`"`)
	}
	return list
}

const requestsFile = "testdata/requests.jsonl"

// TestRequests holds the file to what is made, and what is made to reach all that there is.
func TestRequests(t *testing.T) {
	var got bytes.Buffer
	all, _ := records(t)
	total := 0
	comparisons := map[string]bool{}
	for _, target := range slices.Concat(connect.Targets(), qconnect.Targets()) {
		samples := samplesOf(t, target, all[target.Name])
		total += len(samples)
		var bodies strings.Builder
		for _, s := range samples {
			got.Write(marshal(t, s))
			got.WriteByte('\n')
			bodies.Write(s.Body)
			bodies.WriteByte('\n')
		}
		for _, text := range reached(target) {
			assert.True(t, strings.Contains(bodies.String(), text), "%s: no request has %s", target.Name, text)
		}
		for _, m := range regexp.MustCompile(`"(\w+Condition)":\{[^{}]*"(?:ComparisonType|HierarchyGroupMatchType)":"(\w+)"`).FindAllStringSubmatch(bodies.String(), -1) {
			comparisons[m[1]+" "+m[2]] = true
		}
	}
	assert.Equal(t, []string{
		"BooleanCondition IS_FALSE",
		"BooleanCondition IS_TRUE",
		"DateCondition EQUAL_TO",
		"DateCondition GREATER_THAN",
		"DateCondition GREATER_THAN_OR_EQUAL_TO",
		"DateCondition LESS_THAN",
		"DateCondition LESS_THAN_OR_EQUAL_TO",
		"DateTimeCondition GREATER_THAN_OR_EQUAL_TO",
		"DateTimeCondition RANGE",
		"DecimalCondition GREATER_OR_EQUAL",
		"DecimalCondition RANGE",
		"HierarchyGroupCondition EXACT",
		"NumberCondition EQUAL",
		"NumberCondition GREATER",
		"NumberCondition GREATER_OR_EQUAL",
		"NumberCondition NOT_EQUAL",
		"NumberCondition RANGE",
		"StringCondition CONTAINS",
		"StringCondition EXACT",
		"StringCondition STARTS_WITH",
	}, slices.Sorted(maps.Keys(comparisons)))
	t.Logf("%d requests", total)

	if *update {
		require.NoError(t, os.WriteFile(requestsFile, got.Bytes(), 0o644))
	}
	data, err := os.ReadFile(requestsFile)
	require.NoError(t, err)
	have, want := strings.Split(got.String(), "\n"), strings.Split(string(data), "\n")
	for i := range min(len(have), len(want)) {
		require.Equal(t, want[i], have[i], "%s, line %d; if this is as it should be: go test ./connecttest -run TestRequests -update", requestsFile, i+1)
	}
	require.Len(t, have, len(want), requestsFile)
}

// reached returns texts that stand in the requests of a target: each leaf, and each way in
// which a filter and criteria are written.
func reached(target compile.Target) (texts []string) {
	if calls[target.Name] == nil && target.Criteria == nil {
		return nil
	}
	for _, leaf := range target.Fields {
		text := fmt.Sprintf(`{"%s":`, leaf.Member)
		if leaf.FieldName != "" {
			text += fmt.Sprintf(`{"FieldName":"%s",`, leaf.FieldName)
		}
		texts = append(texts, text)
	}
	if c := target.Criteria; c != nil {
		texts = append(texts,
			fmt.Sprintf(`"%s":{"%s":[`, c.Path[0], c.And),
			fmt.Sprintf(`"%s":{"%s":[`, c.Path[0], c.Or),
			fmt.Sprintf(`,{"%s":[`, c.And),
			fmt.Sprintf(`,{"%s":[`, c.Or),
		)
	}
	if f := target.Filter; f.Path != nil {
		and, row := `[{`, `[[{`
		switch {
		case f.Conditions != "":
			and = fmt.Sprintf(`{"%s":[{`, f.Conditions)
			row = "[" + and
		case f.Unions:
			row = fmt.Sprintf(`[{"%s":{`, f.One)
			texts = append(texts, fmt.Sprintf(`,{"%s":[{`, f.And)) // the row after it
		}
		texts = append(texts,
			fmt.Sprintf(`{"%s":{"%s":`, f.One, f.Key),
			fmt.Sprintf(`{"%s":%s"%s":`, f.And, and, f.Key),
			fmt.Sprintf(`{"%s":%s`, f.Or, row),
		)
	}
	return texts
}

func marshal(t *testing.T, v any) []byte {
	b, err := chars.JSON(v)
	require.NoError(t, err)
	return b
}
