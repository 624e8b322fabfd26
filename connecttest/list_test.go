package connecttest_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/connecttest"
)

// lists has for each target the path of its List, the member of its answer, the name
// of a summary's ID, and the members of a summary as the service's model has them.
var lists = map[string]struct{ path, records, id, members string }{
	"agent-statuses":               {"/agent-status/", "AgentStatusSummaryList", "Id", "Id Arn Name Type LastModifiedTime LastModifiedRegion"},
	"contact-flow-modules":         {"/contact-flow-modules-summary/", "ContactFlowModulesSummaryList", "Id", "Id Arn Name State"},
	"contact-flows":                {"/contact-flows-summary/", "ContactFlowSummaryList", "Id", "Id Arn Name ContactFlowType ContactFlowState ContactFlowStatus"},
	"data-tables":                  {"/data-tables/", "DataTableSummaryList", "Id", "Name Id Arn LastModifiedTime LastModifiedRegion"},
	"evaluation-forms":             {"/evaluation-forms/", "EvaluationFormSummaryList", "EvaluationFormId", "EvaluationFormId EvaluationFormArn Title CreatedTime CreatedBy LastModifiedTime LastModifiedBy LastActivatedTime LastActivatedBy LatestVersion ActiveVersion"},
	"hours-of-operation-overrides": {"/hours-of-operations/%s/h/overrides", "HoursOfOperationOverrideList", "HoursOfOperationOverrideId", "HoursOfOperationOverrideId HoursOfOperationId HoursOfOperationArn Name Description Config EffectiveFrom EffectiveTill RecurrenceConfig OverrideType"},
	"hours-of-operations":          {"/hours-of-operations-summary/", "HoursOfOperationSummaryList", "Id", "Id Arn Name LastModifiedTime LastModifiedRegion"},
	"contact-evaluations":          {"/contact-evaluations/%s?contactId=c", "EvaluationSummaryList", "EvaluationId", "EvaluationId EvaluationArn EvaluationFormTitle EvaluationFormId CalibrationSessionId Status AutoEvaluationEnabled AutoEvaluationStatus EvaluatorArn Score Acknowledgement EvaluationType CreatedTime LastModifiedTime ContactParticipant"},
	"metrics":                      {"/metrics/definitions/", "MetricSummaryList", "Id", "Arn Id Name Status Type LastModifiedRegion LastModifiedTime"},
	"notifications":                {"/notifications/", "NotificationSummaryList", "Id", "Content Id Arn Priority Recipients LastModifiedTime CreatedAt ExpiresAt LastModifiedRegion Tags"},
	"predefined-attributes":        {"/predefined-attributes/", "PredefinedAttributeSummaryList", "Name", "Name LastModifiedTime LastModifiedRegion"},
	"prompts":                      {"/prompts-summary/", "PromptSummaryList", "Id", "Id Arn Name LastModifiedTime LastModifiedRegion"},
	"queues":                       {"/queues-summary/", "QueueSummaryList", "Id", "Id Arn Name QueueType LastModifiedTime LastModifiedRegion"},
	"quick-connects":               {"/quick-connects/", "QuickConnectSummaryList", "Id", "Id Arn Name QuickConnectType LastModifiedTime LastModifiedRegion"},
	"routing-profiles":             {"/routing-profiles-summary/", "RoutingProfileSummaryList", "Id", "Id Arn Name LastModifiedTime LastModifiedRegion"},
	"rules":                        {"/rules/", "RuleSummaryList", "RuleId", "Name RuleId RuleArn EventSourceName PublishStatus RuleCapabilityTiers ActionSummaries CreatedTime LastUpdatedTime"},
	"security-profiles":            {"/security-profiles-summary/", "SecurityProfileSummaryList", "Id", "Id Arn Name LastModifiedTime LastModifiedRegion"},
	"test-cases":                   {"/test-cases-summary/", "TestCaseSummaryList", "Id", "Id Arn Name Status LastModifiedTime LastModifiedRegion"},
	"user-hierarchy-groups":        {"/user-hierarchy-groups-summary/", "UserHierarchyGroupSummaryList", "Id", "Id Arn Name LastModifiedTime LastModifiedRegion"},
	"users":                        {"/users-summary/", "UserSummaryList", "Id", "Id Arn Username LastModifiedTime LastModifiedRegion"},
	"views":                        {"/views/", "ViewsSummaryList", "Id", "Id Arn Name Type Status Description"},
	"workspaces":                   {"/workspaces/", "WorkspaceSummaryList", "Id", "Id Name Arn LastModifiedTime LastModifiedRegion"},
}

// withoutList are the targets that have no List.
var withoutList = []string{"email-addresses", "workspace-associations"}

// listPath returns the path of a List of the instance, with more parameters.
func listPath(target, more string) string {
	path := lists[target].path
	if !strings.Contains(path, "%s") {
		path += "%s"
	}
	path = fmt.Sprintf(path, instance)
	if strings.Contains(path, "?") {
		more = strings.Replace(more, "?", "&", 1)
	}
	return path + more
}

// TestLists lists the records of all kinds that have a List: each once, in the order of
// a search, in pages of any size, with members that a summary has and no others.
func TestLists(t *testing.T) {
	var all []string
	for _, target := range connect.Targets() {
		all = append(all, target.Name)
	}
	require.ElementsMatch(t, all, append(withoutList, slices.Collect(maps.Keys(lists))...))
	for target, list := range lists {
		t.Run(target, func(t *testing.T) {
			w := world{rand.New(rand.NewPCG(11, 0))}
			s := connecttest.New(connecttest.Options{})
			for i := range 30 {
				var r object
				require.NoError(t, json.Unmarshal(w.record(target, i), &r))
				switch target {
				case "contact-evaluations":
					meta, _ := r["Metadata"].(object)
					if meta == nil {
						meta = object{}
					}
					meta["ContactId"], meta["ScorePercentage"], meta["ContactParticipantId"] = "c", 12.5, "p"
					r["Metadata"] = meta
				case "hours-of-operation-overrides":
					r["HoursOfOperationId"] = "h"
				}
				r["LastModifiedTime"], r["Secret"] = "2026-01-31T00:00:00.5Z", "s"
				if target == "test-cases" {
					delete(r, "Secret")
				}
				raw, err := json.Marshal(r)
				require.NoError(t, err)
				require.NoError(t, s.Put(instance, target, raw))
			}
			var want []string
			for _, r := range s.Records(instance, target) {
				want = append(want, keyOf(r))
			}
			known := strings.Fields(list.members)
			for _, size := range []int{1, 7, 100} {
				var got []string
				token := ""
				for {
					more := fmt.Sprintf("?maxResults=%d", size)
					if target == "contact-evaluations" {
						more = "" // its model has no maxResults
					}
					if token != "" {
						more = strings.Replace("?"+more+"&nextToken="+token, "??", "?", 1)
						more = strings.Replace(more, "?&", "?", 1)
					}
					answer := ok(t, s, "GET", listPath(target, more), "")
					require.NotContains(t, answer, "ApproximateTotalCount")
					for _, r := range answer[list.records].([]any) {
						summary := r.(object)
						got = append(got, summary[list.id].(string))
						for _, name := range slices.Sorted(maps.Keys(summary)) {
							require.Contains(t, known, name)
						}
						if slices.Contains(known, "LastModifiedTime") {
							require.Equal(t, 1769817600.5, summary["LastModifiedTime"])
						}
					}
					if answer["NextToken"] == nil {
						break
					}
					token = answer["NextToken"].(string)
				}
				require.Equal(t, want, got, "pages of %d", size)
			}
		})
	}
}

func TestLists_summary(t *testing.T) {
	s := connecttest.New(connecttest.Options{})
	put := func(target string, raw ...string) {
		for _, r := range raw {
			require.NoError(t, s.Put(instance, target, json.RawMessage(r)))
		}
	}
	put("contact-evaluations",
		`{"EvaluationId":"1","Metadata":{"ContactId":"c","EvaluatorArn":"arn:x","ScorePercentage":50,"ScoreNotApplicable":false,"AcknowledgedBy":"me","ContactParticipantRole":"AGENT"}}`,
		`{"EvaluationId":"2","Metadata":{"ContactId":"d"}}`)
	assert.Equal(t, []any{object{
		"EvaluationId": "1", "EvaluationArn": instanceARN + "/contact-evaluation/1", "EvaluatorArn": "arn:x",
		"Score": object{"Percentage": 50.0, "NotApplicable": false}, "Acknowledgement": object{"AcknowledgedBy": "me"},
		"ContactParticipant": object{"ContactParticipantRole": "AGENT"},
	}}, ok(t, s, "GET", listPath("contact-evaluations", ""), "")["EvaluationSummaryList"])

	put("contact-flows", `{"Id":"1","Name":"a","Type":"CONTACT_FLOW"}`, `{"Id":"2","Name":"b","Type":"CAMPAIGN"}`, `{"Id":"3","ContactFlowType":"CAMPAIGN","ContactFlowState":"ACTIVE"}`)
	put("queues", `{"QueueId":"1","Name":"a"}`, `{"Id":"2","QueueType":"AGENT","Arn":"`+instanceARN+`/queue/agent/2"}`)
	put("rules", `{"RuleId":"1","TriggerEventSource":{"EventSourceName":"OnCaseCreate"},"PublishStatus":"DRAFT"}`, `{"RuleId":"2","PublishStatus":"PUBLISHED"}`)
	put("quick-connects", `{"QuickConnectId":"1","QuickConnectConfig":{"QuickConnectType":"USER"}}`, `{"QuickConnectId":"2","QuickConnectConfig":{"QuickConnectType":"QUEUE"}}`)
	put("hours-of-operation-overrides", `{"HoursOfOperationOverrideId":"1","HoursOfOperationId":"h"}`, `{"HoursOfOperationOverrideId":"2","HoursOfOperationId":"i"}`)
	for _, test := range []struct{ target, more, want string }{
		{"contact-flows", "", "1 2 3"},
		{"contact-flows", "?contactFlowTypes=CAMPAIGN", "2 3"},
		{"contact-flows", "?contactFlowTypes=CAMPAIGN&contactFlowTypes=CONTACT_FLOW", "1 2 3"},
		{"contact-flows", "?contactFlowTypes=AGENT_HOLD", ""},
		{"queues", "?queueTypes=STANDARD", "1"},
		{"queues", "?queueTypes=AGENT", "2"},
		{"rules", "?publishStatus=DRAFT&eventSourceName=OnCaseCreate", "1"},
		{"rules", "?publishStatus=PUBLISHED", "2"},
		{"rules", "?publishStatus=PUBLISHED&eventSourceName=OnCaseCreate", ""},
		{"quick-connects", "?QuickConnectTypes=QUEUE", "2"},
		{"hours-of-operation-overrides", "", "1"},
	} {
		list := lists[test.target]
		got := []string{}
		for _, r := range ok(t, s, "GET", listPath(test.target, test.more), "")[list.records].([]any) {
			got = append(got, r.(object)[list.id].(string))
		}
		assert.Equal(t, test.want, strings.Join(got, " "), "%s%s", test.target, test.more)
	}
	token := ok(t, s, "GET", listPath("contact-flows", "?maxResults=1&contactFlowTypes=CAMPAIGN"), "")["NextToken"].(string)
	assert.Len(t, ok(t, s, "GET", listPath("contact-flows", "?contactFlowTypes=CAMPAIGN&nextToken="+token), "")["ContactFlowSummaryList"], 1)
	assert.Len(t, ok(t, s, "GET", "/views/"+strings.ReplaceAll(instanceARN, "/", "%2F"), "")["ViewsSummaryList"], 0)
	testRefusals(t, s, []refusal{
		{name: "value", method: "GET", target: listPath("queues", "?queueTypes=OTHER"), status: 400, errType: badParameter, message: `queueTypes: \"OTHER\" is not STANDARD or AGENT`},
		{name: "parameter", method: "GET", target: listPath("queues", "?types=AGENT"), status: 400, errType: badParameter, message: "types: there is no such parameter"},
		{name: "values", method: "GET", target: listPath("queues", "?queueTypes=AGENT&queueTypes=AGENT&queueTypes=AGENT"), status: 400, errType: badParameter, message: "queueTypes: there may be 2 of it, and there are 3"},
		{name: "twice", method: "GET", target: listPath("rules", "?publishStatus=DRAFT&publishStatus=PUBLISHED"), status: 400, errType: badRequest, message: "publishStatus: it is there twice"},
		{name: "size twice", method: "GET", target: listPath("queues", "?maxResults=1&maxResults=1"), status: 400, errType: badParameter, message: "maxResults: it is there twice"},
		{name: "token twice", method: "GET", target: listPath("queues", "?nextToken=&nextToken="), status: 400, errType: badParameter, message: "nextToken: it is there twice"},
		{name: "of the path", method: "GET", target: listPath("hours-of-operation-overrides", "?{}=x"), status: 400, errType: badParameter, message: "{}: there is no such parameter"},
		{name: "contact", method: "GET", target: "/contact-evaluations/" + instance, status: 400, errType: badParameter, message: "contactId: it is required"},
		{name: "contact and parameter", method: "GET", target: "/contact-evaluations/" + instance + "?contact=x", status: 400, errType: badParameter, message: "contact: there is no such parameter"},
		{name: "size of what has none", method: "GET", target: listPath("contact-evaluations", "?maxResults=1"), status: 400, errType: badParameter, message: "maxResults: there is no such parameter"},
		{name: "too many", method: "GET", target: listPath("rules", "?maxResults=201"), status: 400, errType: badRequest, message: "an integer from 1 to 200"},
		{name: "none", method: "GET", target: listPath("users", "?maxResults=0"), status: 400, errType: badParameter, message: "an integer from 1 to 1000"},
		{name: "token of another filter", method: "GET", target: listPath("contact-flows", "?nextToken="+token), status: 400, errType: badParameter, message: "other parameters"},
		{name: "token of another list", method: "GET", target: listPath("users", "?nextToken="+token), status: 400, errType: badParameter, message: "other parameters"},
		{name: "instance", method: "GET", target: "/users-summary/" + unknown, status: 404, errType: notFound},
		{name: "ARN", method: "GET", target: "/users-summary/" + strings.ReplaceAll(instanceARN, "/", "%2F"), status: 400, errType: badParameter, message: "no ID of an instance"},
		{name: "no list", method: "GET", target: "/workspace-associations/" + instance, status: 404, errType: noOperation},
	})
}
