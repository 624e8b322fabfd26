package wire_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/internal/wire"
)

// TestTargetRefusals has requests of the targets that are wrong in both forms, or
// in the strict one. All names are allowed but those that no search has.
func TestTargetRefusals(t *testing.T) {
	const (
		strict = "strict: " // lenient takes it
		crit   = "SearchCriteria"
		one    = "one member may be set, and "
		hidden = "this asks for what no record shows"
	)
	tagFilter := func(name, value string) string { return `{"SearchFilter":{"` + name + `":` + value + `}}` }
	bounds := func(member, field, comparison, rest string) string {
		return criteria(fmt.Sprintf(`{%q:{"FieldName":%q,"ComparisonType":%q%s}}`, member, field, comparison, rest))
	}
	latest := func(comparison, rest string) string {
		return bounds("NumberCondition", "LatestVersion", comparison, rest)
	}
	at := func(value string) string {
		return bounds("DateTimeCondition", "LastModifiedTime", "GREATER_THAN", `,"MinValue":`+value)
	}
	const (
		group = `{"HierarchyGroupCondition":{"Value":"a","HierarchyGroupMatchType":"EXACT"}}`
		agent = `{"AttributeKey":"ContactAgentId","AttributeValue":{"StringValue":"a"},"ComparisonType":"EXACT"}`
	)
	for _, test := range []struct{ target, in, want string }{
		// The conditions of another search
		{"users", criteria(`{"StatusCondition":"SAVED"}`), crit + `: unknown member "StatusCondition": there is only StringCondition, ListCondition, HierarchyGroupCondition, AndConditions and OrConditions`},
		{"queues", criteria(group), crit + `: unknown member "HierarchyGroupCondition": there is only StringCondition, QueueTypeCondition, AndConditions and OrConditions`},
		{"test-cases", criteria(`{"StateCondition":"ACTIVE"}`), crit + `: unknown member "StateCondition": there is only StringCondition, StatusCondition, AndConditions and OrConditions`},
		{"views", criteria(`{"StatusCondition":"SAVED"}`), crit + `: unknown member "StatusCondition": there is only StringCondition, ViewTypeCondition, ViewStatusCondition, AndConditions and OrConditions`},
		{"contact-flow-modules", criteria(`{"TypeCondition":"CAMPAIGN"}`), crit + `: unknown member "TypeCondition": there is only StringCondition, StateCondition, StatusCondition, AndConditions and OrConditions`},
		{"evaluation-forms", criteria(`{"DecimalCondition":{}}`), crit + `: unknown member "DecimalCondition": there is only StringCondition, NumberCondition, BooleanCondition, DateTimeCondition, AndConditions and OrConditions`},
		{"metrics", criteria(`{"NumberCondition":{}}`), crit + `: unknown member "NumberCondition": there is only StringCondition, BooleanCondition, AndConditions and OrConditions`},
		{"rules", criteria(`{"BooleanCondition":{}}`), crit + `: unknown member "BooleanCondition": there is only StringCondition, AndConditions and OrConditions`},
		{"hours-of-operations", criteria(`{"DateCondition":{}}`), crit + `: unknown member "DateCondition": there is only StringCondition, AndConditions and OrConditions`},
		{"queues", `{"tagFilter":{}}`, `unknown member "tagFilter": there is only SearchFilter, SearchCriteria, InstanceId, NextToken and MaxResults`},

		// Names
		{"users", criteria(text("username", "EXACT", "a")), crit + `.StringCondition.FieldName: unknown value "username": there is only resourceId, Username, FirstName, LastName, RoutingProfileId and SecurityProfileId`},
		{"users", criteria(text("resourceID", "EXACT", "a")), crit + `.StringCondition.FieldName: unknown value "resourceID": there is only resourceId, Username, FirstName, LastName, RoutingProfileId and SecurityProfileId`},
		{"queues", criteria(text("resourceId", "EXACT", "a")), crit + `.StringCondition.FieldName: unknown value "resourceId": there is only resourceID, name and description`},
		{"hours-of-operations", criteria(text("timeZone", "EXACT", "a")), crit + `.StringCondition.FieldName: unknown value "timeZone": there is only resourceID, name, description and timezone`},
		{"security-profiles", criteria(text("description", "EXACT", "a")), crit + `.StringCondition.FieldName: unknown value "description": there is only name`},
		{"evaluation-forms", bounds("NumberCondition", "LastModifiedTime", "EQUAL", `,"MinValue":1`), crit + `.NumberCondition.FieldName: unknown value "LastModifiedTime": there is only LatestVersion and ActiveVersion`},
		{"evaluation-forms", criteria(text("LatestVersion", "EXACT", "3")), crit + `.StringCondition.FieldName: unknown value "LatestVersion": there is only EvaluationFormId, Title, Description and Status`},

		// Filters
		{"predefined-attributes", `{"SearchFilter":{}}`, `unknown member "SearchFilter": there is only SearchCriteria, InstanceId, NextToken and MaxResults`},
		{"users", tagFilter("AttributeFilter", `{"TagCondition":`+site+`}`), `SearchFilter: unknown member "AttributeFilter": there is only TagFilter and UserAttributeFilter`},
		{"rules", tagFilter("TagFilter", `{"TagCondition":`+site+`}`), `SearchFilter: unknown member "TagFilter": there is only AttributeFilter`},
		{"queues", tagFilter("TagFilter", `{"OrConditions":[{"TagConditions":[`+site+`]}]}`), `SearchFilter.TagFilter.OrConditions[0]: a list is wanted, not an object`},
		{"queues", tagFilter("TagFilter", `{"AndCondition":{"TagConditions":[`+site+`]}}`), `SearchFilter.TagFilter: unknown member "AndCondition": there is only TagCondition, AndConditions and OrConditions`},
		{"rules", tagFilter("AttributeFilter", `{"OrConditions":[[`+site+`]]}`), `SearchFilter.AttributeFilter.OrConditions[0]: an object is wanted, not a list`},
		{"rules", tagFilter("AttributeFilter", `{"AndConditions":[`+site+`]}`), `SearchFilter.AttributeFilter: unknown member "AndConditions": there is only TagCondition, AndCondition and OrConditions`},
		{"rules", tagFilter("AttributeFilter", `{"AndCondition":[`+site+`]}`), `SearchFilter.AttributeFilter.AndCondition: an object is wanted, not a list`},
		{"rules", tagFilter("AttributeFilter", `{"AndCondition":{}}`), `SearchFilter.AttributeFilter.AndCondition: one member is wanted of TagConditions`},
		{"rules", tagFilter("AttributeFilter", `{"OrConditions":[{"TagConditions":[`+site+`]},{"TagConditions":[]}]}`), `SearchFilter.AttributeFilter.OrConditions[1].TagConditions: 1 or more elements are wanted, not 0`},
		{"rules", tagFilter("AttributeFilter", `{"TagCondition":`+site+`,"AndCondition":{"TagConditions":[`+site+`]}}`), `SearchFilter.AttributeFilter.AndCondition: ` + one + `TagCondition is`},
		{"rules", tagFilter("AttributeFilter", group), `SearchFilter.AttributeFilter: unknown member "HierarchyGroupCondition": there is only TagCondition, AndCondition and OrConditions`},
		{"rules", tagFilter("AttributeFilter", `{"AndCondition":{"TagConditions":[`+site+`]}}`), strict + `SearchFilter.AttributeFilter.AndCondition.TagConditions: 2 or more elements are wanted, not 1`},
		{"rules", tagFilter("AttributeFilter", `{"OrConditions":[{"TagConditions":[`+site+`]}]}`), strict + `SearchFilter.AttributeFilter.OrConditions: 2 or more elements are wanted, not 1`},
		{"rules", tagFilter("AttributeFilter", `{}`), strict + `SearchFilter.AttributeFilter: one member is wanted of TagCondition, AndCondition and OrConditions`},
		{"rules", tagFilter("AttributeFilter", `{"AndCondition":{"TagConditions":`+list(26, site)+`}}`), strict + `SearchFilter.AttributeFilter.AndCondition.TagConditions[25]: a request may have 25 tag conditions`},
		{"email-addresses", tagFilter("TagFilter", `{"TagCondition":`+site+`}`), `SearchFilter.TagFilter.TagCondition: ` + hidden},
		{"workspace-associations", tagFilter("AttributeFilter", `{"TagCondition":`+site+`}`), `SearchFilter.AttributeFilter.TagCondition: ` + hidden},
		{"hours-of-operation-overrides", tagFilter("TagFilter", `{"TagCondition":`+site+`}`), `SearchFilter.TagFilter.TagCondition: ` + hidden},
		{"users", `{"SearchFilter":{"TagFilter":{"TagCondition":` + site + `},"UserAttributeFilter":{"TagCondition":` + site + `}}}`, `SearchFilter.UserAttributeFilter: ` + one + `TagFilter is`},
		{"users", tagFilter("UserAttributeFilter", `{"OrConditions":`+list(21, group)+`}`), `SearchFilter.UserAttributeFilter.OrConditions[20].HierarchyGroupCondition: a request may have 20 hierarchy group conditions`},
		{"users", tagFilter("UserAttributeFilter", `{"OrConditions":[{}]}`), `SearchFilter.UserAttributeFilter.OrConditions[0]: one member is wanted of TagConditions and HierarchyGroupCondition`},
		{"users", tagFilter("UserAttributeFilter", `{"TagCondition":`+site+`,`+group[1:]+``), `SearchFilter.UserAttributeFilter.HierarchyGroupCondition: ` + one + `TagCondition is`},
		{"users", tagFilter("UserAttributeFilter", `{"TagCondition":`+site+`}`), strict + `SearchFilter: unknown member "UserAttributeFilter": there is only TagFilter`},
		{"users", tagFilter("FlowAttributeFilter", `{"TagCondition":`+site+`}`), `SearchFilter: unknown member "FlowAttributeFilter": there is only TagFilter and UserAttributeFilter`},
		{"contact-flows", tagFilter("FlowAttributeFilter", `{"ContactFlowTypeCondition":{"ContactFlowType":"FLOW"}}`), `SearchFilter.FlowAttributeFilter.ContactFlowTypeCondition.ContactFlowType: unknown value "FLOW": there is only CONTACT_FLOW, CUSTOMER_QUEUE, CUSTOMER_HOLD, CUSTOMER_WHISPER, AGENT_HOLD, AGENT_WHISPER, OUTBOUND_WHISPER, AGENT_TRANSFER, QUEUE_TRANSFER and CAMPAIGN`},
		{"contact-flows", tagFilter("FlowAttributeFilter", `{"ContactFlowTypeCondition":{}}`), `SearchFilter.FlowAttributeFilter.ContactFlowTypeCondition: all are wanted of ContactFlowType`},
		{"contact-evaluations", tagFilter("ContactEvaluationAttributeFilter", `{"ContactEvaluationAttributeCondition":`+strings.Replace(agent, "ContactAgentId", "ContactId", 1)+`}`), `SearchFilter.ContactEvaluationAttributeFilter.ContactEvaluationAttributeCondition.AttributeKey: unknown value "ContactId": there is only ContactAgentId`},
		{"contact-evaluations", tagFilter("ContactEvaluationAttributeFilter", `{"ContactEvaluationAttributeCondition":`+strings.Replace(agent, "EXACT", "CONTAINS", 1)+`}`), `SearchFilter.ContactEvaluationAttributeFilter.ContactEvaluationAttributeCondition.ComparisonType: unknown value "CONTAINS": there is only EXACT`},
		{"contact-evaluations", tagFilter("ContactEvaluationAttributeFilter", `{"ContactEvaluationAttributeCondition":{"AttributeKey":"ContactAgentId","AttributeValue":{}}}`), `SearchFilter.ContactEvaluationAttributeFilter.ContactEvaluationAttributeCondition.AttributeValue: all are wanted of StringValue`},
		{"contact-evaluations", tagFilter("ContactEvaluationAttributeFilter", `{"OrConditions":[{"ContactEvaluationAttributeCondition":`+agent+`}]}`), `SearchFilter.ContactEvaluationAttributeFilter.OrConditions[0]: unknown member "ContactEvaluationAttributeCondition": there is only TagConditions and AttributeConditions`},

		// Values of enums
		{"contact-flow-modules", criteria(`{"StateCondition":"SAVED"}`), crit + `.StateCondition: unknown value "SAVED": there is only ACTIVE and ARCHIVED`},
		{"contact-flows", criteria(`{"TypeCondition":"campaign"}`), crit + `.TypeCondition: unknown value "campaign": there is only CONTACT_FLOW, CUSTOMER_QUEUE, CUSTOMER_HOLD, CUSTOMER_WHISPER, AGENT_HOLD, AGENT_WHISPER, OUTBOUND_WHISPER, AGENT_TRANSFER, QUEUE_TRANSFER and CAMPAIGN`},
		{"views", criteria(`{"ViewTypeCondition":"CUSTOM"}`), crit + `.ViewTypeCondition: unknown value "CUSTOM": there is only CUSTOMER_MANAGED and AWS_MANAGED`},
		{"views", criteria(`{"ViewStatusCondition":"DRAFT"}`), crit + `.ViewStatusCondition: unknown value "DRAFT": there is only PUBLISHED and SAVED`},
		{"queues", criteria(`{"QueueTypeCondition":"AGENT"}`), crit + `.QueueTypeCondition: unknown value "AGENT": there is only STANDARD`},
		{"queues", criteria(`{"QueueTypeCondition":"STANDARD"}`), crit + `.QueueTypeCondition: ` + hidden},
		{"views", criteria(`{"ViewStatusCondition":{"Value":"SAVED"}}`), crit + `.ViewStatusCondition: a string is wanted, not an object`},

		// Two in a node
		{"contact-flows", criteria(`{"TypeCondition":"CAMPAIGN","StateCondition":"ACTIVE"}`), crit + `.StateCondition: ` + one + `TypeCondition is`},
		{"evaluation-forms", criteria(`{"AndConditions":[{"BooleanCondition":{"FieldName":"AutoEvaluationEnabled","ComparisonType":"IS_TRUE"},"OrConditions":[]}]}`), crit + `.AndConditions[0].OrConditions: ` + one + `BooleanCondition is`},

		// Numbers and times
		{"evaluation-forms", latest("LESS_THAN", `,"MaxValue":3`), crit + `.NumberCondition.ComparisonType: unknown value "LESS_THAN": there is only GREATER_OR_EQUAL, GREATER, LESSER_OR_EQUAL, LESSER, EQUAL, NOT_EQUAL and RANGE`},
		{"evaluation-forms", latest("EQUAL", `,"MinValue":3.0`), crit + `.NumberCondition.MinValue: an integer from -2147483648 to 2147483647 is wanted`},
		{"evaluation-forms", latest("EQUAL", `,"MinValue":2147483648`), crit + `.NumberCondition.MinValue: an integer from -2147483648 to 2147483647 is wanted`},
		{"evaluation-forms", latest("EQUAL", `,"MinValue":"3"`), crit + `.NumberCondition.MinValue: a number is wanted, not a string`},
		{"evaluation-forms", latest("EQUAL", `,"Value":3`), crit + `.NumberCondition: unknown member "Value": there is only FieldName, MinValue, MaxValue and ComparisonType`},
		{"evaluation-forms", latest("EQUAL", ``), crit + `.NumberCondition: EQUAL has one of MinValue and MaxValue`},
		{"evaluation-forms", latest("EQUAL", `,"MaxValue":3`), crit + `.NumberCondition: EQUAL has the other of MinValue and MaxValue`},
		{"evaluation-forms", latest("LESSER", `,"MinValue":1,"MaxValue":3`), crit + `.NumberCondition: LESSER has one of MinValue and MaxValue`},
		{"evaluation-forms", latest("LESSER", `,"MinValue":3`), strict + crit + `.NumberCondition: LESSER has the other of MinValue and MaxValue`},
		{"evaluation-forms", latest("GREATER", `,"MaxValue":3`), strict + crit + `.NumberCondition: GREATER has the other of MinValue and MaxValue`},
		{"evaluation-forms", latest("RANGE", `,"MinValue":3`), crit + `.NumberCondition: RANGE has a MinValue and a MaxValue`},
		{"evaluation-forms", criteria(`{"NumberCondition":{"FieldName":"LatestVersion","MinValue":3}}`), crit + `.NumberCondition: all are wanted of FieldName and ComparisonType`},
		{"contact-evaluations", bounds("DecimalCondition", "ScorePercentage", "EQUAL", `,"MinValue":1e999`), crit + `.DecimalCondition.MinValue: the number is too large`},
		{"contact-evaluations", bounds("DecimalCondition", "ScorePercentage", "EQUAL", `,"MinValue":"NaN"`), crit + `.DecimalCondition.MinValue: a number is wanted, not a string`},
		{"evaluation-forms", at(`1769817600`), crit + `.DateTimeCondition.MinValue: a string is wanted, not a number`},
		{"evaluation-forms", at(`"2026-01-31"`), crit + `.DateTimeCondition.MinValue: a time in UTC to the second, or with three decimals is wanted, not "2026-01-31"`},
		{"evaluation-forms", at(`"2026-02-30T00:00:00Z"`), crit + `.DateTimeCondition.MinValue: a time in UTC to the second, or with three decimals is wanted, not "2026-02-30T00:00:00Z"`},
		{"evaluation-forms", at(`"2026-01-31T00:00:00.1Z"`), crit + `.DateTimeCondition.MinValue: a time in UTC to the second, or with three decimals is wanted, not "2026-01-31T00:00:00.1Z"`},
		{"evaluation-forms", at(`"2026-01-31T00:00:00+00:00"`), crit + `.DateTimeCondition.MinValue: a time in UTC to the second, or with three decimals is wanted, not "2026-01-31T00:00:00+00:00"`},
		{"evaluation-forms", bounds("DateTimeCondition", "LastModifiedTime", "NOT_EQUAL", ``), crit + `.DateTimeCondition.ComparisonType: unknown value "NOT_EQUAL": there is only GREATER_THAN, LESS_THAN, GREATER_THAN_OR_EQUAL_TO, LESS_THAN_OR_EQUAL_TO, EQUAL_TO and RANGE`},
		{"hours-of-operation-overrides", bounds("DateCondition", "effectiveFrom", "RANGE", ``), crit + `.DateCondition.ComparisonType: unknown value "RANGE": there is only GREATER_THAN, LESS_THAN, GREATER_THAN_OR_EQUAL_TO, LESS_THAN_OR_EQUAL_TO and EQUAL_TO`},
		{"hours-of-operation-overrides", bounds("DateCondition", "effectiveFrom", "EQUAL_TO", `,"Value":"2026-01-31T00:00:00Z"`), crit + `.DateCondition.Value: a date is wanted, not "2026-01-31T00:00:00Z"`},
		{"hours-of-operation-overrides", bounds("DateCondition", "effectiveFrom", "EQUAL_TO", ``), crit + `.DateCondition: all are wanted of FieldName, Value and ComparisonType`},
		{"evaluation-forms", bounds("BooleanCondition", "AutoEvaluationEnabled", "TRUE", ``), crit + `.BooleanCondition.ComparisonType: unknown value "TRUE": there is only IS_TRUE and IS_FALSE`},
		{"evaluation-forms", bounds("BooleanCondition", "AutoEvaluationEnabled", "IS_TRUE", `,"Value":true`), crit + `.BooleanCondition: unknown member "Value": there is only FieldName and ComparisonType`},

		// What no record shows, and what is wrong with it before that
		{"users", criteria(`{"HierarchyGroupCondition":{"Value":"1f0c","HierarchyGroupMatchType":"WITH_CHILD_GROUPS"}}`), crit + `.HierarchyGroupCondition: this asks for the groups above a group, which no record shows`},
		{"users", criteria(`{"HierarchyGroupCondition":{"Value":"1f0c"}}`), crit + `.HierarchyGroupCondition: all are wanted of Value and HierarchyGroupMatchType`},
		{"users", criteria(`{"ListCondition":{"TargetListType":"PROFICIENCIES","Conditions":[{"StringCondition":{"FieldName":"name","Value":"language","ComparisonType":"EXACT"}},{"NumberCondition":{"FieldName":"limit","MinValue":3,"ComparisonType":"GREATER_OR_EQUAL"}}]}}`), crit + `.ListCondition: ` + hidden},
		{"users", criteria(`{"ListCondition":{"TargetListType":"SKILLS"}}`), crit + `.ListCondition.TargetListType: unknown value "SKILLS": there is only PROFICIENCIES`},
		{"users", criteria(`{"ListCondition":{"Conditions":[{"NumberCondition":{"FieldName":"level"}}]}}`), crit + `.ListCondition.Conditions[0].NumberCondition.FieldName: unknown value "level": there is only limit`},
		{"users", criteria(`{"ListCondition":{"Conditions":[{"StringCondition":{"FieldName":"limit"}}]}}`), crit + `.ListCondition.Conditions[0].StringCondition.FieldName: unknown value "limit": there is only name and value`},
		{"users", criteria(`{"ListCondition":{"Conditions":[{}]}}`), crit + `.ListCondition.Conditions[0]: one member is wanted of StringCondition and NumberCondition`},

		// What this project does not send
		{"users", criteria(text("RoutingProfileId", "STARTS_WITH", "a")), strict + crit + `.StringCondition: RoutingProfileId is compared as a whole, and this is STARTS_WITH`},
		{"users", criteria(text("SecurityProfileId", "CONTAINS", "a")), strict + crit + `.StringCondition: SecurityProfileId is compared as a whole, and this is CONTAINS`},
		{"agent-statuses", criteria(text("displayOrder", "STARTS_WITH", "1")), strict + crit + `.StringCondition: displayOrder is compared as a whole, and this is STARTS_WITH`},
		{"agent-statuses", criteria(text("type", "CONTAINS", "A")), strict + crit + `.StringCondition: type is compared as a whole, and this is CONTAINS`},

		// The page
		{"users", `{"MaxResults":501}`, `MaxResults: an integer from 1 to 500 is wanted`},
		{"data-tables", `{"MaxResults":1001}`, `MaxResults: an integer from 1 to 1000 is wanted`},
		{"rules", `{"MaxResults":201}`, `MaxResults: an integer from 1 to 200 is wanted`},
		{"users", `{"InstanceId":""}`, `InstanceId: a text of 1 to 100 characters is wanted, and this has 0`},
		{"views", `{"InstanceId":"x"}`, `InstanceId: "x" is no ID and no ARN of an instance`},
		{"users", `{"NextToken":""}`, `NextToken: a text of 1 to 2500 characters is wanted, and this has 0`},
		{"users", `{"InstanceId":"x","NextToken":"y","MaxResults":500}`, strict + `unknown member "InstanceId": there is only SearchFilter and SearchCriteria`},
		{"data-tables", `{"NextToken":""}`, strict + `unknown member "NextToken": there is only SearchFilter and SearchCriteria`},

		// Amazon Q in Connect
		{"q-session", `{"contentTagFilter":{}}`, `unknown member "contentTagFilter": there is only tagFilter`},
		{"q-content", `{"tagFilter":{}}`, `unknown member "tagFilter": there is only contentTagFilter`},
		{"q-content-cfn", `{"contentTagFilter":{}}`, `unknown member "contentTagFilter": there is only ContentTagFilter`},
		{"q-session", `{"tagFilter":{}}`, `tagFilter: one member is wanted of tagCondition, andConditions and orConditions`},
		{"q-content-cfn", `{"ContentTagFilter":{"tagCondition":{"key":"a"}}}`, `ContentTagFilter: unknown member "tagCondition": there is only TagCondition, AndConditions and OrConditions`},
		{"q-content-cfn", `{"ContentTagFilter":{"TagCondition":{"key":"a"}}}`, `ContentTagFilter.TagCondition: unknown member "key": there is only Key and Value`},
		{"q-content-cfn", `{"ContentTagFilter":{"OrConditions":[{"OrConditions":[]}]}}`, `ContentTagFilter.OrConditions[0]: unknown member "OrConditions": there is only TagCondition and AndConditions`},
		{"q-content", `{"contentTagFilter":{"TagCondition":{"Key":"a"}}}`, `contentTagFilter: unknown member "TagCondition": there is only tagCondition, andConditions and orConditions`},
		{"q-retrieve", `{"filter":{"tagCondition":{}}}`, `filter: unknown member "tagCondition": there is only andAll, orAll, equals, notEquals, greaterThan, greaterThanOrEquals, lessThan, lessThanOrEquals, in, notIn, startsWith, listContains and stringContains`},
		{"q-retrieve", `{"filter":{}}`, `filter: one member is wanted of andAll, orAll, equals, notEquals, greaterThan, greaterThanOrEquals, lessThan, lessThanOrEquals, in, notIn, startsWith, listContains and stringContains`},
		{"q-retrieve", `{"filter":{"equals":{"key":"a","value":1},"in":{"key":"a","value":[1]}}}`, `filter.in: ` + one + `equals is`},
		{"q-retrieve", `{"filter":{"equals":{"key":"a"}}}`, `filter.equals: all are wanted of key and value`},
		{"q-retrieve", `{"filter":{"equals":{"key":"","value":"a"}}}`, `filter.equals.key: a text of 1 to 100 characters is wanted, and this has 0`},
		{"q-retrieve", `{"filter":{"equals":{"key":"` + strings.Repeat("é", 101) + `","value":"a"}}}`, `filter.equals.key: a text of 1 to 100 characters is wanted, and this has 101`},
		{"q-retrieve", `{"filter":{"equals":{"key":"a","value":null}}}`, `filter.equals.value: a string, a number or a boolean is wanted, not null`},
		{"q-retrieve", `{"filter":{"equals":{"key":"a","value":["b"]}}}`, `filter.equals.value: a string, a number or a boolean is wanted, not a list`},
		{"q-retrieve", `{"filter":{"notEquals":{"key":"a","value":{}}}}`, `filter.notEquals.value: a string, a number or a boolean is wanted, not an object`},
		{"q-retrieve", `{"filter":{"greaterThan":{"key":"a","value":"1"}}}`, `filter.greaterThan.value: a number is wanted, not a string`},
		{"q-retrieve", `{"filter":{"in":{"key":"a","value":"b"}}}`, `filter.in.value: a list is wanted, not a string`},
		{"q-retrieve", `{"filter":{"notIn":{"key":"a","value":[]}}}`, `filter.notIn.value: 1 or more elements are wanted, not 0`},
		{"q-retrieve", `{"filter":{"in":{"key":"a","value":["x",1]}}}`, strict + `filter.in.value: in compares text`},
		{"q-retrieve", `{"filter":{"listContains":{"key":"a","value":1}}}`, strict + `filter.listContains.value: listContains compares text`},
		{"q-retrieve", `{"filter":{"startsWith":{"key":"a","value":1}}}`, `filter.startsWith.value: a string is wanted, not a number`},
		{"q-retrieve", `{"filter":{"startsWith":{"key":"a","value":""}}}`, strict + `filter.startsWith: an empty startsWith asks for nothing but the key`},
		{"q-retrieve", `{"filter":{"andAll":[{"equals":{"key":"a","value":1}}]}}`, `filter.andAll: 2 or more elements are wanted, not 1`},
		{"q-retrieve", `{"filter":{"orAll":` + list(6, `{"equals":{"key":"a","value":1}}`) + `}}`, strict + `filter.orAll: a group may have 5 members, and this has 6`},
		{"q-retrieve", `{"filter":{"orAll":` + list(2, `{"andAll":`+list(2, `{"orAll":`+list(2, `{"equals":{"key":"a","value":1}}`)+`}`)+`}`) + `}}`, strict + `filter.orAll[0].andAll[0].orAll: groups may nest once`},
	} {
		target := wire.Lookup(test.target)
		want, strictAlone := strings.CutPrefix(test.want, strict)
		_, err := target.Request([]byte(test.in), wire.Options{AllFieldNames: true})
		p, strictErr := target.Request([]byte(test.in), wire.Options{AllFieldNames: true, Strict: true})
		assert.Nil(t, p)
		if !strictAlone {
			assert.EqualError(t, err, want, "%s: %s", test.target, test.in)
			assert.Error(t, strictErr, "%s: %s", test.target, test.in)
			continue
		}
		assert.NoError(t, err, "%s: %s", test.target, test.in)
		assert.EqualError(t, strictErr, want, "%s: %s", test.target, test.in)
	}
}

// TestBedrock lifts the limits that Bedrock documents.
func TestBedrock(t *testing.T) {
	const equals = `{"equals":{"key":"a","value":1}}`
	for _, in := range []string{
		`{"in":{"key":"a","value":["x",1]}}`,
		`{"listContains":{"key":"a","value":true}}`,
		`{"orAll":` + list(6, equals) + `}`,
		`{"orAll":` + list(2, `{"andAll":`+list(2, `{"orAll":`+list(2, equals)+`}`)+`}`) + `}`,
	} {
		_, err := wire.Lookup("q-retrieve").Filter([]byte(in), wire.Options{Strict: true})
		assert.Error(t, err, in)
		_, err = wire.Lookup("q-retrieve").Filter([]byte(in), wire.Options{Strict: true, NoBedrockLimits: true})
		assert.NoError(t, err, in)
	}
	_, err := wire.Lookup("q-retrieve").Filter([]byte(`{"orAll":`+list(5, `{"andAll":`+list(5, equals)+`}`)+`}`), wire.Options{Strict: true})
	assert.NoError(t, err)
	deep := strings.Repeat(`{"andAll":[`+equals+`,`, 100) + equals + strings.Repeat(`]}`, 100)
	for strict, want := range map[bool]string{true: "filters may nest 100 deep", false: ""} {
		_, err := wire.Lookup("q-retrieve").Filter([]byte(deep), wire.Options{Strict: strict, NoBedrockLimits: true})
		if want == "" {
			assert.NoError(t, err)
		} else {
			assert.ErrorContains(t, err, want)
		}
	}
}

// TestItemErrors has records that are not as the table says.
func TestItemErrors(t *testing.T) {
	for _, test := range []struct{ target, in, want string }{
		{"users", ``, `the JSON ends too early`},
		{"users", `[]`, `an object is wanted, not a list`},
		{"users", `{"Id":"a","Id":"b"}`, `"Id" is there twice`},
		{"users", `{"Other":{"Id":"a","Id":"b"}}`, `Other: "Id" is there twice`},
		{"users", `{} {}`, `nothing may follow the request, and there is something at byte 3`},
		{"users", `{"Username":1}`, `Username: a string is wanted, not a number`},
		{"users", `{"Username":"\ud83d"}`, `Username: half of a surrogate pair is no text`},
		{"users", `{"Other":"\ud83d"}`, `Other: half of a surrogate pair is no text`},
		{"users", `{"IdentityInfo":"a"}`, `IdentityInfo: an object is wanted, not a string`},
		{"users", `{"SecurityProfileIds":[["a"]]}`, `SecurityProfileIds[0]: a string is wanted, not a list`},
		{"users", `{"Tags":[]}`, `Tags: an object is wanted, not a list`},
		{"users", `{"Tags":{"a":1}}`, `Tags.a: a string is wanted, not a number`},
		{"users", `{"Tags":{"":1}}`, `Tags."": a string is wanted, not a number`},
		{"users", `{"x":` + strings.Repeat("[", 2000) + strings.Repeat("]", 2000) + `}`, `values may nest 1000 deep`},
		{"rules", `{"ActionSummaries":[{"ActionType":"a"},{"ActionType":1}]}`, `ActionSummaries[1].ActionType: a string is wanted, not a number`},
		{"rules", `{"ActionSummaries":{}}`, `ActionSummaries: a list is wanted, not an object`},
		{"evaluation-forms", `{"LatestVersion":"3"}`, `LatestVersion: a number is wanted, not a string`},
		{"evaluation-forms", `{"LatestVersion":1e999}`, `LatestVersion: the number is too large`},
		{"evaluation-forms", `{"AutoEvaluationEnabled":1}`, `AutoEvaluationEnabled: a boolean is wanted, not a number`},
		{"evaluation-forms", `{"LastModifiedTime":"2026-01-31"}`, `LastModifiedTime: a time, in seconds since 1970 or as RFC 3339 has it, is wanted, not a string`},
		{"evaluation-forms", `{"LastModifiedTime":1e999999999}`, `LastModifiedTime: a time, in seconds since 1970 or as RFC 3339 has it, is wanted, not a number`},
		{"evaluation-forms", `{"LastModifiedTime":1e-999999999}`, `LastModifiedTime: a time, in seconds since 1970 or as RFC 3339 has it, is wanted, not a number`},
		{"hours-of-operation-overrides", `{"EffectiveFrom":"2026-01-31T00:00:00Z"}`, `EffectiveFrom: a date is wanted, not a string`},
		{"q-session", `{"Tags":{"a":["b"]}}`, `Tags.a: a string is wanted, not a list`},
		{"q-retrieve", `{"Tags":{"a":null}}`, `Tags.a: a string, a number, a boolean or a list of these is wanted, not null`},
		{"q-retrieve", `{"Tags":{"a":[["b"]]}}`, `Tags.a[0]: a string, a number, a boolean or a list of these is wanted, not a list`},
	} {
		i, err := wire.Lookup(test.target).Item([]byte(test.in))
		if assert.Error(t, err, test.in) {
			assert.Nil(t, i)
			assert.ErrorContains(t, err, test.want, test.in)
			wrong := new(wire.Error)
			require.ErrorAs(t, err, &wrong)
		}
	}
}
