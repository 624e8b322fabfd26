package decompile_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/leanovate/gopter"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/decompile"
	"github.com/searchfilter/searchfilter/fuzz"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/limit"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/qconnect"
)

// content is the target of the contentTagFilter of an AI agent.
func content() compile.Target {
	t := qconnect.Session()
	t.Name, t.Operation, t.Members = "q-content", "a contentTagFilter", []string{"contentTagFilter"}
	t.Filter.Path, t.Filter.Beside = []string{"contentTagFilter"}, nil
	return t
}

// queues is the target of another search: its FieldNames are those of test cases and
// more.
func queues() compile.Target {
	t := connect.TestCases()
	t.Name, t.Operation = "queues", "SearchQueues"
	t.Fields = map[string]compile.Leaf{"name": compile.Leaf{Member: "StringCondition", FieldName: "name"}, "id": compile.Leaf{Member: "StringCondition", FieldName: "resourceID"}}
	return t
}

// rules is the target of a search whose FieldNames begin with a capital, and whose filter
// has another name and other rows.
func rules() compile.Target {
	t := connect.TestCases()
	t.Name, t.Operation = "rules", "SearchRules"
	t.Fields = map[string]compile.Leaf{"name": compile.Leaf{Member: "StringCondition", FieldName: "Name"}, "description": compile.Leaf{Member: "StringCondition", FieldName: "RuleId"}}
	t.Filter.Path = []string{"SearchFilter", "AttributeFilter"}
	t.Filter.And, t.Filter.Conditions = "AndCondition", "TagConditions"
	return t
}

// retrieve is a target of tags alone whose filter stands in a member with a common name.
func retrieve() compile.Target {
	t := qconnect.Session()
	t.Name, t.Operation, t.Members = "q-retrieve", "Retrieve", []string{"retrievalConfiguration"}
	t.Filter.Path, t.Filter.Beside = []string{"retrievalConfiguration", "filter"}, nil
	t.Filter.One, t.Filter.And, t.Filter.Or = "equals", "andAll", "orAll"
	return t
}

var findTargets = []compile.Target{
	connect.TestCases(), queues(), rules(), qconnect.Session(), content(), qconnect.ContentCFN(), retrieve(),
}

type findTest struct {
	name     string
	document string
	only     string // target, or all
	want     []string
}

// agent returns an AI agent with the associations of one configuration, as GetAIAgent
// has it.
func agent(filters ...string) string {
	var associations []string
	for _, f := range filters {
		associations = append(associations, `{
			"associationId": "0a1b2c3d-0000-4000-8000-00000000000a",
			"associationType": "KNOWLEDGE_BASE",
			"associationConfigurationData": {"knowledgeBaseAssociationConfigurationData": {`+f+`"maxResults": 5, "overrideKnowledgeBaseSearchType": "HYBRID"}}
		}`)
	}
	return `{
		"assistantId": "11111111-2222-3333-4444-555555555555",
		"aiAgentId": "66666666-7777-8888-9999-000000000000",
		"name": "billing", "type": "MANUAL_SEARCH", "visibilityStatus": "PUBLISHED",
		"configuration": {"manualSearchAIAgentConfiguration": {
			"answerGenerationAIPromptId": "0a1b2c3d-0000-4000-8000-00000000000b:1",
			"associationConfigurations": [` + strings.Join(associations, ", ") + `]
		}}
	}`
}

const (
	team   = `"contentTagFilter": {"tagCondition": {"key": "team", "value": "billing"}}, `
	region = `"contentTagFilter": {"orConditions": [{"tagCondition": {"key": "region", "value": "eu"}}, {"andConditions": [{"key": "region", "value": "us"}, {"key": "tier", "value": "gold"}]}]}, `

	inAgent = "configuration.manualSearchAIAgentConfiguration.associationConfigurations[0].associationConfigurationData.knowledgeBaseAssociationConfigurationData.contentTagFilter"
)

var findTests = []findTest{
	{
		name: "event of a function",
		document: `{
			"version": "0", "id": "6f2a2c1d-0d84-4c4e-9a55-7f3c1a529b01", "detail-type": "AWS API Call via CloudTrail", "source": "aws.connect",
			"detail": {
				"eventSource": "connect.amazonaws.com", "eventName": "SearchTestCases",
				"requestParameters": {
					"InstanceId": "12345678-1234-1234-1234-123456789012",
					"SearchFilter": {"TagFilter": {"TagCondition": {"TagKey": "BPO", "TagValue": "123"}}},
					"SearchCriteria": {"AndConditions": [
						{"StringCondition": {"FieldName": "name", "Value": "smoke", "ComparisonType": "STARTS_WITH"}},
						{"StatusCondition": "PUBLISHED"}
					]}
				},
				"responseElements": null
			}
		}`,
		want: []string{"test-cases detail.requestParameters: name ^= smoke and status = PUBLISHED and tag:BPO = 123"},
	}, {
		name: "GetSession",
		document: `{"ResponseMetadata": {"HTTPStatusCode": 200}, "session": {"sessionArn": "arn:aws:wisdom:us-east-1:123456789012:session/a/b", "sessionId": "b", "name": "contact-4f1c",
			"tagFilter": {"orConditions": [{"tagCondition": {"key": "team", "value": "billing"}}, {"tagCondition": {"key": "team", "value": "sales"}}]}, "tags": {"key": "k"}}}`,
		want: []string{"q-session session.tagFilter: tag:team in (billing, sales)"},
	}, {
		name:     "GetSession without a filter",
		document: `{"session": {"sessionArn": "arn:aws:wisdom:us-east-1:123456789012:session/a/b", "sessionId": "b", "name": "contact-4f1c"}}`,
		want:     []string{"q-session session: ", `no-filter session [{"sessionArn": "arn:aws:wisdom:us-east-1:123456789012:session/a/b", "sessionId": "b", "name": "contact-4f1c"}]`},
	}, {
		name:     "GetSession with null for a filter",
		document: `{"session": {"sessionId": "b", "tagFilter": null}}`,
		want:     []string{"q-session session: ", `no-filter session [{"sessionId": "b", "tagFilter": null}]`},
	}, {
		name:     "a session is not seen beside a filter",
		document: `[{"sessionArn": "a", "name": "b"}, {"tagFilter": {"tagCondition": {"key": "a"}}}]`,
		want:     []string{"q-session [1].tagFilter: tag:a exists"},
	}, {
		name:     "SearchSessions, which never has a filter",
		document: `{"sessionSummaries": [{"sessionId": "b", "sessionArn": "arn:aws:wisdom:us-east-1:123456789012:session/a/b", "assistantId": "a", "assistantArn": "a"}]}`,
		want:     []string{"no-filter  [{...}]"},
	}, {
		name:     "another service's session",
		document: `{"session": {"new": true, "sessionId": "amzn1.echo-api.session.1", "user": {"userId": "u"}}}`,
		want:     []string{"no-filter  [{...}]"},
	}, {
		name:     "GetAIAgent",
		document: `{"aiAgent": ` + agent("", region) + `, "versionNumber": 3}`,
		want:     []string{"q-content aiAgent." + strings.Replace(inAgent, "[0]", "[1]", 1) + ": tag:region = eu or tag:region = us and tag:tier = gold"},
	}, {
		name:     "ListAIAgents",
		document: `{"aiAgentSummaries": [` + agent(team) + `, ` + agent() + `, ` + agent(region, team) + `], "nextToken": "AQ=="}`,
		want: []string{
			"q-content aiAgentSummaries[0]." + inAgent + ": tag:team = billing",
			"q-content aiAgentSummaries[2]." + inAgent + ": tag:region = eu or tag:region = us and tag:tier = gold",
			"q-content aiAgentSummaries[2]." + strings.Replace(inAgent, "[0]", "[1]", 1) + ": tag:team = billing",
		},
	}, {
		name:     "ListAIAgentVersions, and one is wrong",
		document: `{"aiAgentVersionSummaries": [{"aiAgentSummary": ` + agent(strings.Replace(team, "value", "values", 1)) + `, "versionNumber": 1}, {"aiAgentSummary": ` + agent(team) + `, "versionNumber": 2}]}`,
		want: []string{
			"? aiAgentVersionSummaries[0].aiAgentSummary." + inAgent,
			"unknown-member aiAgentVersionSummaries[0].aiAgentSummary." + inAgent + `.tagCondition.values ["values"]`,
			"q-content aiAgentVersionSummaries[1].aiAgentSummary." + inAgent + ": tag:team = billing",
		},
	}, {
		name:     "AI agents without a filter",
		document: `{"aiAgentSummaries": [` + agent("") + `]}`,
		want:     []string{"no-filter  [{...}]"},
	}, {
		name: "CloudFormation template",
		document: `{
			"AWSTemplateFormatVersion": "2010-09-09",
			"Parameters": {"Team": {"Type": "String", "Default": "billing"}},
			"Conditions": {"IsProd": {"Fn::Equals": [{"Ref": "AWS::AccountId"}, "1"]}},
			"Resources": {
				"Agent": {"Type": "AWS::Wisdom::AIAgent", "Properties": {"Type": "MANUAL_SEARCH", "Configuration": {"ManualSearchAIAgentConfiguration": {"AssociationConfigurations": [{
					"AssociationType": "KNOWLEDGE_BASE",
					"AssociationConfigurationData": {"KnowledgeBaseAssociationConfigurationData": {"ContentTagFilter": {"OrConditions": [
						{"TagCondition": {"Key": "team", "Value": "billing"}}, {"AndConditions": [{"Key": "team", "Value": "sales"}, {"Key": "region", "Value": "eu"}]}
					]}}}
				}]}}}},
				"Other": {"Type": "AWS::Wisdom::AIAgent", "Properties": {"Configuration": {"ManualSearchAIAgentConfiguration": {"AssociationConfigurations": [{
					"AssociationConfigurationData": {"KnowledgeBaseAssociationConfigurationData": {"ContentTagFilter": {"TagCondition": {"Key": "team", "Value": {"Ref": "Team"}}}}}
				}]}}}}
			}
		}`,
		want: []string{
			"q-content-cfn Resources.Agent.Properties.Configuration.ManualSearchAIAgentConfiguration.AssociationConfigurations[0].AssociationConfigurationData.KnowledgeBaseAssociationConfigurationData.ContentTagFilter: " +
				"tag:team = billing or tag:team = sales and tag:region = eu",
			"? Resources.Other.Properties.Configuration.ManualSearchAIAgentConfiguration.AssociationConfigurations[0].AssociationConfigurationData.KnowledgeBaseAssociationConfigurationData.ContentTagFilter",
			`wrong-type Resources.Other.Properties.Configuration.ManualSearchAIAgentConfiguration.AssociationConfigurations[0].AssociationConfigurationData.KnowledgeBaseAssociationConfigurationData.ContentTagFilter.TagCondition.Value [{"Ref": "Team"}]`,
		},
	}, {
		name: "state machine",
		document: `{"StartAt": "Find", "States": {"Find": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:connect:searchTestCases", "End": true,
			"Parameters": {"InstanceId.$": "$.InstanceId", "SearchCriteria": {"StringCondition": {"FieldName": "name", "Value": "smoke", "ComparisonType": "CONTAINS"}}}}}}`,
		only: "test-cases",
		want: []string{"test-cases States.Find.Parameters: name *= smoke"},
	}, {
		name:     "state machine whose filter is elsewhere",
		document: `{"Parameters": {"SearchFilter.$": "$.filter", "SearchCriteria": {"StringCondition": {"FieldName": "name", "Value.$": "$.name", "ComparisonType": "CONTAINS"}}}}`,
		only:     "test-cases",
		want: []string{
			"? Parameters",
			`unknown-member Parameters["SearchFilter.$"] ["SearchFilter.$"]`,
			`missing-member Parameters.SearchCriteria.StringCondition [{"FieldName": "name", "Value.$": "$.name", "ComparisonType": "CONTAINS"}]`,
			`unknown-member Parameters.SearchCriteria.StringCondition["Value.$"] ["Value.$"]`,
		},
	}, {
		name:     "members beside a search",
		document: `[{"title": "my search", "SearchCriteria": {"StatusCondition": "SAVED"}}]`,
		want:     []string{"test-cases [0]: status = SAVED", `unknown-member [0].title ["title"]`},
	}, {
		name:     "members beside the outermost search",
		document: `{"title": "my search", "SearchCriteria": {"StatusCondition": "SAVED"}}`,
		only:     "test-cases",
		want:     []string{"? ", `unknown-member title ["title"]`},
	}, {
		name: "plan",
		document: `{"target": "test-cases", "requests": [
			{"request": {"SearchCriteria": {"StringCondition": {"FieldName": "name", "Value": "smoke", "ComparisonType": "STARTS_WITH"}}}, "residual": "not tag:a exists"},
			{"request": {"SearchFilter": {"TagFilter": {"TagCondition": {"TagKey": "BPO", "TagValue": "123"}}}}},
			{"request": {}, "residual": "type = CHAT"}
		], "minimal": "bound"}`,
		want: []string{
			"test-cases requests[0].request: name ^= smoke | not tag:a exists",
			"test-cases requests[1].request: tag:BPO = 123",
			"test-cases requests[2].request:  | type = CHAT",
		},
	}, {
		name:     "plan for the other target of these names, with a residual of its own",
		document: `{"target": "queues", "requests": [{"request": {"SearchCriteria": {"StringCondition": {"FieldName": "name", "Value": "smoke", "ComparisonType": "EXACT"}}}}], "residual": "name *= x", "minimal": "bound"}`,
		want:     []string{"queues requests[0].request: name = smoke | name *= x"},
	}, {
		name:     "plan of this version",
		document: `{"version": 1, "target": "queues", "requests": [{"request": {}}], "minimal": "bound"}`,
		want:     []string{"queues requests[0].request: "},
	}, {
		name:     "plan of another version",
		document: `{"version": 99, "target": "queues", "requests": [{"request": {}}, {"request": {}}], "residual": "name *= x", "minimal": "bound"}`,
		want:     []string{"? version", "unknown-value version [99]"},
	}, {
		name:     "plan of another version, with other members",
		document: `{"version": {"major": 1}, "target": "q-session", "requests": [{"body": {"tagFilter": {"tagCondition": {"key": "a"}}}}]}`,
		want:     []string{"? version", `unknown-value version [{"major": 1}]`},
	}, {
		name:     "plan of another version without a request, in a text",
		document: `{"body": "{\"version\": 2, \"target\": \"q-session\", \"requests\": []}"}`,
		want:     []string{"? body → version", "unknown-value body → version [2]"},
	}, {
		name:     "no plan of ours, with a version",
		document: `{"version": "2.1", "target": "web", "requests": [{"body": {"tagFilter": {"tagCondition": {"key": "a"}}}}]}`,
		want:     []string{"q-session requests[0].body.tagFilter: tag:a exists"},
	}, {
		name:     "plan for no target here",
		document: `{"target": "users", "requests": [{"request": {"SearchCriteria": {}}}], "minimal": "bound"}`,
		want:     []string{"? requests[0].request", `unknown-value requests[0].request [{"SearchCriteria": {}}]`},
	}, {
		name:     "plan without a request",
		document: `{"target": "test-cases", "requests": [], "minimal": "bound"}`,
		want:     []string{"no-filter  [{...}]"},
	}, {
		name:     "what is no plan, with an empty list",
		document: `{"target": "arn:aws:foo", "requests": [], "tagFilter": {"tagCondition": {"key": "a"}}}`,
		want:     []string{"q-session tagFilter: tag:a exists"},
	}, {
		name:     "what is no plan",
		document: `{"target": "test-cases", "requests": [{"request": {"tagFilter": {"tagCondition": {"key": "a"}}}}, {"url": "/"}]}`,
		want:     []string{"q-session requests[0].request.tagFilter: tag:a exists"},
	}, {
		name:     "body of an event",
		document: `{"resource": "/sessions", "httpMethod": "POST", "headers": {"content-type": "application/json"}, "body": "{\"name\": \"é\", \"tagFilter\": {\"tagCondition\": {\"key\": \"team\", \"value\": \"billing\"}}}", "isBase64Encoded": false}`,
		want:     []string{"q-session body → tagFilter: tag:team = billing"},
	}, {
		name:     "body that is a request, with mistakes",
		document: `{"body": " {\n \"SearchCriteria\": {\"StatusCondition\": \"SAVED\", \"AndConditions\": null, \"x\\u00e9\\ud83d\\ude00\": 1}}"}`,
		want: []string{
			"? body → $",
			`unknown-member body → SearchCriteria["xé😀"] [\"x\\u00e9\\ud83d\\ude00\"]`,
		},
	}, {
		name:     "places in a long text of escapes",
		document: `{"body": "{\"description\": \"` + strings.Repeat(`\u00e9\ud83d\ude00\uD83D\uDE00 é\/`, 50) + `\",\n\"tagFilter\": {\"tagCondition\": {\"key\": \"a\", \"value\": \"\u007b{x}}\"}}}"}`,
		want:     []string{`q-session body → tagFilter: tag:a = "{{x}}"`, `unexpanded body → tagFilter.tagCondition.value [\"\u007b{x}}\"]`},
	}, {
		name:     "input of a tool",
		document: `{"overrideInputValues": [{"jsonPath": "$.retrievalConfiguration.filter", "value": {"constant": {"type": "JSON_STRING", "value": "{\"equals\": {\"key\": \"team\", \"value\": \"billing\"}}"}}}]}`,
		want:     []string{"q-retrieve overrideInputValues[0].value.constant.value → $: tag:team = billing"},
	}, {
		name:     "texts that are no filters",
		document: `{"a": "{", "b": "{}", "c": "{\"a\": 1} x", "d": "{\"equal\": 1}", "e": "[{\"tagFilter\": {}}]", "f": "{\"tag_filter\": 1}"}`,
		want:     []string{"no-filter  [{...}]"},
	}, {
		name:     "text in a text",
		document: `{"a": "{\"b\": \"{\\\"tagFilter\\\": {\\\"tagCondition\\\": {\\\"key\\\": \\\"a\\\"}}}\"}"}`,
		want:     []string{"no-filter  [{...}]"},
	}, {
		name:     "filter that is a text",
		document: `{"tagFilter": "{\"tagCondition\": {\"key\": \"a\"}}"}`,
		want:     []string{"q-session tagFilter → $: tag:a exists"},
	}, {
		name:     "request for Retrieve",
		document: `{"assistantId": "a", "retrievalQuery": "refund", "retrievalConfiguration": {"knowledgeSource": {"assistantAssociationIds": ["b"]}, "filter": {"equals": {"key": "team", "value": "billing"}}}}`,
		want:     []string{"q-retrieve retrievalConfiguration.filter: tag:team = billing"},
	}, {
		name:     "retrieval configuration without a filter",
		document: `{"retrievalConfiguration": {"numberOfResults": 5}, "x": {"retrievalConfiguration": {"filter": {"name": "a"}}}}`,
		want:     []string{"no-filter  [{...}]"},
	}, {
		name:     "other things that filter",
		document: `{"filter": {"name": "a"}, "Filters": [{"Name": "tag:team", "Values": ["a"]}], "TagFilters": [{"Key": "a", "Values": ["b"]}], "tag_filter": {"team": "billing"}, "Conditions": {"a": 1}}`,
		want:     []string{"no-filter  [{...}]"},
	}, {
		name:     "names that are nearly right",
		document: `[{"tag_filter": {"tagCondition": {"key": "a"}}}, {"searchCriteria": {"StatusCondition": "SAVED"}}]`,
		want: []string{
			"? [0].tag_filter", `unknown-member [0].tag_filter ["tag_filter"]`,
			"? [1]", `unknown-member [1].searchCriteria ["searchCriteria"]`,
		},
	}, {
		name:     "a filter twice",
		document: `{"a": {"tagFilter": {"tagCondition": {"key": "a"}}, "tagFilter": {"tagCondition": {"key": "b"}}}}`,
		want:     []string{"q-session a.tagFilter: tag:a exists", "? a.tagFilter", `duplicate-member a.tagFilter ["tagFilter"]`},
	}, {
		name:     "skeleton with nulls",
		document: `{"InstanceId": "i", "NextToken": null, "MaxResults": null, "SearchFilter": null, "SearchCriteria": {"OrConditions": null, "AndConditions": null, "StringCondition": null, "StatusCondition": "SAVED"}}`,
		want: []string{
			"test-cases : status = SAVED",
			"wrong-type SearchFilter [null]", "wrong-type SearchCriteria.OrConditions [null]",
			"wrong-type SearchCriteria.AndConditions [null]", "wrong-type SearchCriteria.StringCondition [null]",
		},
	}, {
		name:     "skeleton with nothing but nulls",
		document: `{"InstanceId": "i", "SearchFilter": {"TagFilter": null}, "SearchCriteria": {"StringCondition": null, "StatusCondition": null}}`,
		only:     "test-cases",
		want: []string{
			"? ", "wrong-type SearchCriteria.StringCondition [null]", "wrong-type SearchCriteria.StatusCondition [null]",
		},
	}, {
		name:     "skeleton with empty criteria",
		document: `{"InstanceId": "i", "SearchFilter": {}, "SearchCriteria": {}}`,
		only:     "test-cases",
		want:     []string{"? ", "missing-member SearchFilter [{}]", "one-member SearchCriteria [{}]"},
	}, {
		name:     "request for everything",
		document: `{"InstanceId": "i", "MaxResults": 10}`,
		only:     "test-cases",
		want:     []string{"test-cases : ", `no-filter  [{"InstanceId": "i", "MaxResults": 10}]`},
	}, {
		name:     "request for everything, with nulls",
		document: `{"InstanceId": "i", "SearchFilter": null, "SearchCriteria": null}`,
		only:     "test-cases",
		want: []string{
			"test-cases : ", `no-filter  [{"InstanceId": "i", "SearchFilter": null, "SearchCriteria": null}]`,
			"wrong-type SearchFilter [null]", "wrong-type SearchCriteria [null]",
		},
	}, {
		name:     "nothing, by one target",
		document: `{}`,
		only:     "test-cases",
		want:     []string{"test-cases : ", `no-filter  [{}]`},
	}, {
		name:     "something else, by one target",
		document: `{"widgets": []}`,
		only:     "test-cases",
		want:     []string{"no-filter  [{...}]"},
	}, {
		name:     "request for everything, by some target",
		document: `{"InstanceId": "i", "MaxResults": 10}`,
		want:     []string{"no-filter  [{...}]"},
	}, {
		name:     "null in a session's filter",
		document: `{"tagFilter": {"tagCondition": {"key": "a"}, "andConditions": null, "orConditions": null}}`,
		want:     []string{"q-session tagFilter: tag:a exists", "wrong-type tagFilter.andConditions [null]", "wrong-type tagFilter.orConditions [null]"},
	}, {
		name:     "null for a value",
		document: `{"tagFilter": {"tagCondition": {"key": "a", "value": null}}}`,
		want:     []string{"? tagFilter", "wrong-type tagFilter.tagCondition.value [null]"},
	}, {
		name:     "FieldName in another case",
		document: `{"SearchCriteria": {"StringCondition": {"FieldName": "NAME", "Value": "ab", "ComparisonType": "EXACT"}}}`,
		only:     "test-cases",
		want:     []string{"test-cases : name = ab", `unknown-field SearchCriteria.StringCondition.FieldName ["NAME"]`},
	}, {
		name:     "FieldName in the case of another target",
		document: `{"SearchCriteria": {"StringCondition": {"FieldName": "Name", "Value": "ab", "ComparisonType": "EXACT"}}}`,
		want:     []string{"rules : name = ab"},
	}, {
		name:     "the leaf tells the target",
		document: `{"SearchCriteria": {"StringCondition": {"FieldName": "resourceID", "Value": "ab", "ComparisonType": "EXACT"}}}`,
		want:     []string{"queues : id = ab"},
	}, {
		name:     "the rows tell the target",
		document: `{"a": {"SearchFilter": {"AttributeFilter": {"AndCondition": {"TagConditions": [{"TagKey": "a", "TagValue": "1"}, {"TagKey": "b", "TagValue": "2"}]}}}}}`,
		want:     []string{"rules a: tag:a = 1 and tag:b = 2"},
	}, {
		name:     "placeholders",
		document: `{"tagFilter": {"andConditions": [{"key": "a", "value": "$.Attributes.team"}, {"key": "b", "value": "x-{{team}}"}, {"key": "c", "value": "${AWS::Region}"}, {"key": "d", "value": "$.5 or {{}}"}, {"key": "e", "value": "{x}"}]}}`,
		want: []string{
			`q-session tagFilter: tag:a = "$.Attributes.team" and tag:b = "x-{{team}}" and tag:c = "${AWS::Region}" and tag:d = "$.5 or {{}}" and tag:e = "{x}"`,
			`unexpanded tagFilter.andConditions[0].value ["$.Attributes.team"]`,
			`unexpanded tagFilter.andConditions[1].value ["x-{{team}}"]`,
			`unexpanded tagFilter.andConditions[2].value ["${AWS::Region}"]`,
		},
	}, {
		name:     "placeholder in criteria",
		document: `{"StringCondition": {"FieldName": "name", "Value": "{{ name }}", "ComparisonType": "EXACT"}}`,
		only:     "test-cases",
		want:     []string{`test-cases : name = "{{ name }}"`, `unexpanded StringCondition.Value ["{{ name }}"]`},
	}, {
		name:     "what stands in a filter, alone",
		document: `{"andConditions": [{"key": "team", "value": "billing"}, {"key": "vip"}]}`,
		want:     []string{"q-session : tag:team = billing and tag:vip exists"},
	}, {
		name:     "what stands in a filter of another shape, alone",
		document: `{"OrConditions": [{"TagCondition": {"Key": "a"}}]}`,
		want:     []string{"q-content-cfn : tag:a exists"},
	}, {
		name:     "names that most searches have, with a mistake for which another search has fewer",
		document: `{"SearchFilter": {"TagFilter": {"TagCondition": {"Key": "a", "Value": "b"}}}}`,
		want: []string{
			"? ", `unknown-member SearchFilter.TagFilter.TagCondition.Key ["Key"]`, `unknown-member SearchFilter.TagFilter.TagCondition.Value ["Value"]`,
		},
	}, {
		name:     "names that most searches have, with a mistake that is one by all of them",
		document: `{"SearchFilter": {"TagFilter": {"OrConditions": [{"TagKey": "a", "TagValue": "b"}]}}}`,
		want:     []string{"? ", `wrong-type SearchFilter.TagFilter.OrConditions[0] [{"TagKey": "a", "TagValue": "b"}]`},
	}, {
		name:     "what may be for several targets, and is right for none",
		document: `{"OrConditions": [{"a": 1}]}`,
		want:     []string{"? ", `ambiguous-target  [{"OrConditions": [{"a": 1}]}]`},
	}, {
		name:     "a search in a search",
		document: `{"SearchCriteria": {"StatusCondition": "SAVED"}, "InstanceId": {"SearchCriteria": {"StatusCondition": "PUBLISHED"}}}`,
		want:     []string{"test-cases : status = SAVED", "test-cases InstanceId: status = PUBLISHED"},
	}, {
		name:     "an unknown member of a newer service",
		document: `{"session": {"sessionArn": "a", "name": "b", "tagFilter": {"SDK_UNKNOWN_MEMBER": {"name": "notCondition"}}}}`,
		want:     []string{"? session.tagFilter", `unknown-member session.tagFilter.SDK_UNKNOWN_MEMBER ["SDK_UNKNOWN_MEMBER"]`},
	},
	{name: "no object", document: `"tag:a = 1"`, want: []string{`no-filter  ["tag:a = 1"]`}},
	{name: "no JSON", document: `{"tagFilter": {"tagCondition": }}`, want: []string{`invalid-json tagFilter.tagCondition [}]`}},
	{name: "more than JSON", document: `{"tagFilter": {}} x`, want: []string{`invalid-json  [x]`}},
	{
		name: "several documents",
		document: `{"tagFilter": {"tagCondition": {"key": "a", "value": "1"}}}
{"a": 1}
{"orConditions": [{"tagCondition": {"key": "b", "value": "2"}}, {"tagCondition": {"key": "c", "value": "3"}}]}
[{"body": "{\"tagFilter\": {\"tagCondition\": {\"key\": \"d\"}}}"}]
`,
		only: "q-session",
		want: []string{
			"q-session [0].tagFilter: tag:a = 1",
			"q-session [2]: tag:b = 2 or tag:c = 3",
			"q-session [3][0].body → tagFilter: tag:d exists",
		},
	},
	{name: "several documents, no filter", document: "{} [{}]", only: "q-session", want: []string{`no-filter  [{} [{}]]`}},
	{name: "several documents, a mistake", document: `{"tagFilter": {}} {"tagFilter": {"tagCondition": }}`, want: []string{`invalid-json [1].tagFilter.tagCondition [}]`}},
}

func TestFind(t *testing.T) {
	for _, test := range findTests {
		t.Run(test.name, func(t *testing.T) {
			list := findTargets
			if test.only != "" {
				list = nil
				for _, target := range findTargets {
					if target.Name == test.only {
						list = append(list, target)
					}
				}
				require.Len(t, list, 1)
			}
			want := slices.Clone(test.want)
			for i := range want {
				want[i] = strings.Replace(want[i], "[{...}]", "["+test.document+"]", 1)
			}
			assert.Equal(t, want, foundIn(t, test.document, list))
			checkFind(t, []byte(test.document))
		})
	}
}

// TestFind_likeliest has documents with a mistake, of which the names tell the target.
func TestFind_likeliest(t *testing.T) {
	const (
		conditions = `{"TargetListType": "PROFICIENCIES", "Conditions": [
			{"StringCondition": {"FieldName": "language", "Value": "english", "ComparisonType": "EXACT"}},
			{"NumberCondition": {"FieldName": "level", "MinValue": 3, "ComparisonType": "GREATER_OR_EQUAL"}},
			{"NumberCondition": {"FieldName": "level", "MaxValue": 5, "ComparisonType": "LESSER_OR_EQUAL"}}]}`
		username = `{"StringCondition": {"FieldName": "Username", "Value": "jane", "ComparisonType": "EXACT"}}`
	)
	for _, test := range []struct {
		document string
		member   string // which the targets have, as a part of their Filter or as what no query says
		message  string
	}{
		{`{"SearchCriteria": {"ListCondition": ` + conditions + `}}`, "ListCondition", "no query says what ListCondition does"},
		{`{"SearchCriteria": {"AndConditions": [` + username + `, {"ListCondition": ` + conditions + `}]}}`, "ListCondition", "no query says what ListCondition does"},
		{`{"detail": {"SearchCriteria": {"ListCondition": {"Conditions": [{"NumberCondition": {"FieldName": "level", "MinValue": 3}}]}}}}`, "ListCondition", "no query says what ListCondition does"},
		// SearchFilter is Unsaid by some targets, and what stands in it is of the others.
		{`{"SearchFilter": {"AttributeFilter": {"TagCondition": {"TagKey": "a", "TagValu": "b"}}}}`, "AttributeFilter", "a condition on a tag needs a TagValue"},
	} {
		found, err := decompile.Find([]byte(test.document), connect.Targets(), ast.Limits{})
		require.NoError(t, err)
		require.Len(t, found, 1)
		var want []int
		for i, target := range connect.Targets() {
			if _, unsaid := target.Unsaid[test.member]; unsaid || slices.Contains(target.Filter.Path, test.member) {
				want = append(want, i)
			}
		}
		assert.Equal(t, want, found[0].Targets, test.document)
		require.NotEmpty(t, found[0].Problems)
		assert.Equal(t, test.message, found[0].Problems[0].Message, test.document)
	}
}

// TestFind_emptyPlan has what looks like a plan without requests: the hint says so of one in
// this version alone.
func TestFind_emptyPlan(t *testing.T) {
	for document, want := range map[string]bool{
		`{"version": 1, "target": "users", "requests": [], "minimal": "bound"}`:      true,
		`{"version": 1, "target": "test-cases", "requests": [], "minimal": "bound"}`: true,
		`{"target": "arn:aws:foo", "requests": [], "limit": 5}`:                      false,
		`{"version": "2.1", "target": "arn:aws:foo", "requests": [], "limit": 5}`:    false,
		`{"version": 1, "target": "users", "requests": [{"url": "/"}], "limit": 5}`:  false,
	} {
		_, err := decompile.Find([]byte(document), findTargets, ast.Limits{})
		var ds ast.Diagnostics
		require.ErrorAs(t, err, &ds, document)
		require.Len(t, ds, 1)
		assert.Equal(t, ast.Code(codes.NoFilter), ds[0].Code)
		assert.Equal(t, want, strings.HasPrefix(ds[0].Hint, "the plan has no requests"), document)
	}
}

// TestFind_several reads pairs of the test's documents, one behind the other: what is found
// in each alone is found, at the same path behind its index.
func TestFind_several(t *testing.T) {
	found := func(document string) (lines []string) {
		all, err := decompile.Find([]byte(document), findTargets, ast.Limits{})
		if err != nil {
			return nil
		}
		for _, f := range all {
			query := "?"
			if f.Query != nil {
				query = f.Query.String()
			}
			lines = append(lines, f.Path()+": "+query)
		}
		return lines
	}
	behind := func(lines []string, index string) (moved []string) {
		for _, line := range lines {
			if !strings.HasPrefix(line, ":") && !strings.HasPrefix(line, "[") {
				line = "." + line
			}
			moved = append(moved, index+line)
		}
		return moved
	}
	pairs := 0
	for i, first := range findTests {
		second := findTests[(i+1)%len(findTests)]
		a, b := found(first.document), found(second.document)
		if len(a) == 0 || len(b) == 0 || errors.Is(problemsOf(first.document), ast.Code(codes.NoFilter)) || errors.Is(problemsOf(second.document), ast.Code(codes.NoFilter)) {
			continue
		}
		pairs++
		assert.Equal(t, slices.Concat(behind(a, "[0]"), behind(b, "[1]")), found(first.document+"\n"+second.document))
	}
	t.Logf("%d pairs", pairs)
	assert.GreaterOrEqual(t, pairs, 10)
}

// problemsOf returns what is said of the first filter in a document.
func problemsOf(document string) error {
	found, err := decompile.Find([]byte(document), findTargets, ast.Limits{})
	if err != nil {
		return err
	}
	return found[0].Problems
}

// foundIn returns a line for each filter in the document, and for each problem.
func foundIn(t *testing.T, document string, list []compile.Target) (lines []string) {
	found, err := decompile.Find([]byte(document), list, ast.Limits{})
	if err != nil {
		checkDiagnostics(t, document, err)
		return said(document, err)
	}
	for i := range found {
		f := &found[i]
		line := "? " + f.Path()
		if f.Query != nil {
			line = list[f.Targets[0]].Name + " " + f.Path() + ": " + f.Query.String()
		}
		if f.Residual != "" {
			line += " | " + f.Residual
		}
		lines = append(lines, line)
		lines = append(lines, said(document, f.Problems)...)
	}
	return lines
}

// TestFind_written finds what Compile writes of queries within the limits, which tags that
// are multiplied out make longer than a query may be.
func TestFind_written(t *testing.T) {
	for _, test := range []struct {
		pairs, length int
		bytes         int // of the JSON at least
	}{
		{8, 30, 112_000},
		{12, 120, 7_000_000},
	}[:effort.Cases(1, 2)] {
		var terms []string
		for i := range test.pairs {
			key := strings.Repeat("k", test.length) + strconv.Itoa(i)
			terms = append(terms, "(tag:"+key+"a = x or tag:"+key+"b = x)")
		}
		q := parse(t, strings.Join(terms, " and "))
		for _, target := range []compile.Target{qconnect.Session(), qconnect.ContentCFN()} {
			r, err := compile.Compile(q, target)
			require.NoError(t, err)
			body := encode(t, r)
			require.Greater(t, len(body), test.bytes)
			read, err := decompile.Decode([]byte(body), target, ast.Limits{})
			require.NoError(t, err)
			require.Greater(t, len(read.String()), limit.Bytes, "longer than a query may be")
			again, err := compile.Compile(read, target)
			require.NoError(t, err)
			require.Equal(t, body, encode(t, again))
			found, err := decompile.Find([]byte(`{"detail": [`+body+`]}`), findTargets, ast.Limits{})
			require.NoError(t, err)
			require.Len(t, found, 1)
			require.True(t, tree.Equal(read.Expr(), found[0].Query.Expr()))
		}
	}
}

// TestFind_hostile looks into what is large, deep or full of what is nearly a filter. It
// takes steps and memory in proportion to the length.
func TestFind_hostile(t *testing.T) {
	size, many := effort.Cases(5<<16, 1<<20), effort.Cases(2700, 9000)
	fill := func(begin, part, end string) string {
		return begin + strings.Repeat(part, (size-len(begin)-len(end))/len(part)) + end
	}
	nest := func(open, inside, closing string, depth int) string {
		return strings.Repeat(open, depth) + inside + strings.Repeat(closing, depth)
	}
	for _, test := range []struct {
		name, document string
		found          int      // at least, or -1 for an error
		code           ast.Code // of the error
	}{
		{"numbers", fill("[0", ",0", "]"), -1, codes.NoFilter},
		{"objects", fill("[{}", ",{}", "]"), -1, codes.NoFilter},
		{"members", fill(`{"a":0`, `,"a":0`, "}"), -1, codes.NoFilter},
		{"members of filters that are none", fill(`{"filter":{}`, `,"filter":{}`, "}"), -1, codes.NoFilter},
		{"texts", fill(`["{"`, `,"{"`, "]"), -1, codes.NoFilter},
		{"texts that are objects", fill(`["{}"`, `,"{}"`, "]"), -1, codes.NoFilter},
		{"a text", `{"body":"` + fill(`{\"a\":[0`, `,0`, `]}`) + `"}`, -1, codes.NoFilter},
		{"a text of escapes", `{"body":"` + fill(`{\"a\":\"`, `\\u00e9`, `\"}`) + `"}`, -1, codes.NoFilter},
		{"a text of mistakes", `{"body":"` + fill(`{\"andConditions\":[{\"key\":\"\u00e9\"}`, `,{\"key\":\"\u00e9\"}`, `]}`) + `"}`, 1, ""},
		{"empty filters", fill(`[{"tagFilter":{}}`, `,{"tagFilter":{}}`, "]"), -1, codes.TooManyConditions},
		{"filters twice", fill(`{"tagFilter":{}`, `,"tagFilter":{}`, "}"), -1, codes.TooManyConditions},
		{"filters of mistakes", fill(`{"x":[0`, `,{"SearchCriteria":{"AndConditions":[{"a":0},{"b":0},{"c":0},{"d":0},{"e":0},{"f":0},{"g":0},{"h":0},{"i":0}]}}`, "]}"), many, ""},
		{"searches in searches", nest(`{"SearchCriteria":{"StatusCondition":"SAVED"},"x":`, fill("[0", ",0", "]"), "}", 100), 100, ""},
		{"nearly filters in nearly filters", nest(`{"tag_filter":`, fill("[0", ",0", "]"), "}", 100), -1, codes.NoFilter},
		{"below long names", nest(`{"`+strings.Repeat("é", 1000)+`":`, "["+strings.Repeat(`{"tagFilter":{"tagCondition":{"key":"k","valu":0}}},`, many)+"0]", "}", 100), many, ""},
		{"requests of a plan", fill(`{"target":"test-cases","requests":[{"request":{}}`, `,{"request":{}}`, "]}"), -1, codes.TooManyConditions},
		{"sessions without a filter", fill(`[{"sessionArn":"","name":""}`, `,{"sessionArn":"","name":""}`, "]"), -1, codes.TooManyConditions},
		{"deep", strings.Repeat(`{"a":`, size/5), -1, codes.TooDeep},
	} {
		t.Run(test.name, func(t *testing.T) {
			found, steps, err := decompile.FindCounting([]byte(test.document), findTargets, ast.Limits{})
			assert.LessOrEqual(t, steps, 3*len(test.document))
			if test.found < 0 {
				require.ErrorIs(t, err, test.code)
				return
			}
			require.NoError(t, err)
			assert.GreaterOrEqual(t, len(found), test.found)
			t.Logf("%d filters, %d steps", len(found), steps)
		})
	}
}

// TestFind_embedded finds random requests and filters, right and wrong, where they were put
// in other documents. Each says there what Decode reads of it alone, and each diagnostic
// stands where it does and has the path of the place before its own.
func TestFind_embedded(t *testing.T) {
	for _, d := range dialects[:3] {
		t.Run(d.name, func(t *testing.T) {
			documents := effort.Cases(250, 4000)
			right, wrong, texts := 0, 0, 0
			for i, document := range documentsFor(t, d, documents) {
				if !json.Valid([]byte(document)) || !utf8.ValidString(document) || strings.Contains(document, `\u`) {
					continue
				}
				members, err := outermost(document)
				if err != nil || !slices.ContainsFunc(members, func(name string) bool {
					return slices.Contains([]string{"SearchFilter", "SearchCriteria", "tagFilter", "session", "ContentTagFilter", "AssociationConfigurationData"}, name)
				}) {
					continue // what stands in these tells nothing among other things
				}
				before, after := `{"version": "1", "list": [{}, {"détail": `, `}], "x": {"filter": {"a": [null, 1]}}}`
				path, shift := `list[1]["détail"]`, len(before)
				inside := document
				if i%5 < 2 {
					texts++
					before, path = before+`{"body": `, path+".body → "
					inside, after = strconv.Quote(document), "}"+after
					if !json.Valid([]byte(inside)) {
						continue
					}
				}
				want, err := decompile.Decode([]byte(document), d.target, ast.Limits{})
				found, e := decompile.Find([]byte(before+inside+after), []compile.Target{d.target}, ast.Limits{})
				if err == nil && tree.IsEmpty(want.Expr()) || errors.Is(err, ast.Code(codes.OneMember)) && len(found) > 1 {
					continue
				}
				if err != nil && errors.Is(e, ast.Code(codes.NoFilter)) {
					continue // a misspelled name around what does not look like a filter
				}
				require.NoError(t, e, "%s", document)
				f := &found[len(found)-1]
				if err == nil {
					require.Len(t, found, 1)
					require.NotNil(t, f.Query, "%s\n%v", document, f.Problems)
					require.True(t, tree.Equal(want.Expr(), f.Query.Expr()), "%v\n%v", want, f.Query)
					require.True(t, strings.HasPrefix(f.Path(), path), f.Path())
					right++
					continue
				}
				if len(found) > 1 || f.Query != nil {
					continue // a member beside a request is a warning there
				}
				wrong++
				for i, x := range err.(ast.Diagnostics) {
					if x.Code == codes.UnknownMember && len(f.Problems) != len(err.(ast.Diagnostics)) {
						break
					}
					got := f.Problems[i]
					require.Equal(t, x.Message, got.Message, "%s", document)
					if inside == document {
						require.Equal(t, x.Span.Start.Offset+shift, got.Span.Start.Offset)
						require.Equal(t, x.Span.End.Offset+shift, got.Span.End.Offset)
					} else {
						at := strconv.Quote(document[x.Span.Start.Offset:x.Span.End.Offset])
						require.Equal(t, at[1:len(at)-1], (before + inside + after)[got.Span.Start.Offset:got.Span.End.Offset])
					}
					if x.Code != codes.MoreErrors {
						require.Equal(t, strings.NewReplacer(" → .", " → ", " → [", " → [").Replace(path+"."+x.Path), strings.Replace(got.Path, " → $", " → ", 1), "%s", document)
					}
				}
			}
			t.Logf("%d were right, %d wrong, %d in texts", right, wrong, texts)
			assert.Greater(t, right, documents/10)
			assert.Greater(t, wrong, documents/20)
			assert.Greater(t, texts, documents/12)
		})
	}
}

// documentsFor returns documents of the dialect, of which some are wrong: those of the
// check of a decoder.
func documentsFor(t *testing.T, d dialect, n int) (list []string) {
	p := gopter.DefaultTestParametersWithSeed(17)
	p.MinSuccessfulTests, p.MaxSize = n, 12
	fuzz.CheckDecoder(t, p, d.target, func(document string) (string, error) {
		list = append(list, document)
		q, err := d.decode([]byte(document))
		if err != nil {
			return "", err
		}
		return q.String(), nil
	})
	return list
}

// outermost returns the names of the members of a JSON object.
func outermost(document string) (names []string, err error) {
	var members map[string]json.RawMessage
	err = json.Unmarshal([]byte(document), &members)
	for name := range members {
		names = append(names, name)
	}
	return names, err
}
