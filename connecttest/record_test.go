package connecttest_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/connecttest"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/wire"
)

// A searched is what is known here of a search: the member of its answer, how it
// filters tags, and what its requests may ask for. A field is
//
//	member:FieldName:path:values
//
// where values with / between them are texts, and # stands for numbers, ? for
// booleans, @ for times, % for dates.
type searched struct {
	records, filter string
	fields          string
}

const names = "a/ab/b/Ab"

var searches = map[string]searched{
	"agent-statuses": {"AgentStatuses", "AttributeFilter", "String:name:Name:" + names + " String:description:Description:" + names +
		" String:type:Type:ROUTABLE/CUSTOM String:displayOrder:DisplayOrder:#"},
	"contact-evaluations": {"EvaluationSearchSummaryList", "AttributeFilter", "String:EvaluationId:EvaluationId:1/2/3 Number:EvaluationFormVersion:EvaluationFormVersion:#" +
		" Boolean:AutoEvaluationEnabled:Metadata.AutoEvaluationEnabled:? DateTime:LastModifiedTime:LastModifiedTime:@"},
	"contact-flow-modules": {"ContactFlowModules", "TagFilter", "String:name:Name:" + names + " State::State:ACTIVE/ARCHIVED Status::Status:PUBLISHED/SAVED"},
	"contact-flows": {"ContactFlows", "TagFilter", "String:name:Name:" + names + " String:description:Description:" + names +
		" Type::Type:CONTACT_FLOW/CAMPAIGN/AGENT_HOLD State::State:ACTIVE/ARCHIVED Status::Status:PUBLISHED/SAVED"},
	"data-tables":     {"DataTables", "AttributeFilter", "String:name:Name:" + names + " String:description:Description:" + names},
	"email-addresses": {"EmailAddresses", "", "String:emailAddress:EmailAddress:" + names + " String:displayName:DisplayName:" + names},
	"evaluation-forms": {"EvaluationFormSearchSummaryList", "AttributeFilter", "String:Title:Title:" + names + " String:Status:Status:DRAFT/ACTIVE" +
		" Number:LatestVersion:LatestVersion:# Boolean:AutoEvaluationEnabled:AutoEvaluationEnabled:? DateTime:LastModifiedTime:LastModifiedTime:@"},
	"hours-of-operation-overrides": {"HoursOfOperationOverrides", "", "String:name:Name:" + names + " Date:effectiveFrom:EffectiveFrom:%"},
	"hours-of-operations":          {"HoursOfOperations", "TagFilter", "String:name:Name:" + names + " String:timezone:TimeZone:" + names},
	"metrics": {"Metrics", "TagFilter", "String:name:Name:" + names + " String:type:Type:AWS_MANAGED/CUSTOMER_MANAGED" +
		" Boolean:supportsCustomCalculation:SupportsCustomCalculation:?"},
	"notifications":         {"Notifications", "AttributeFilter", "String:content:Content.en_US:" + names},
	"predefined-attributes": {"PredefinedAttributes", "", "String:name:Name:"},
	"prompts":               {"Prompts", "TagFilter", "String:name:Name:" + names + " String:description:Description:" + names},
	"queues":                {"Queues", "TagFilter", "String:name:Name:" + names + " String:description:Description:" + names},
	"quick-connects":        {"QuickConnects", "TagFilter", "String:name:Name:" + names + " String:description:Description:" + names},
	"routing-profiles":      {"RoutingProfiles", "TagFilter", "String:name:Name:" + names + " String:associatedQueueIds:AssociatedQueueIds[]:" + names},
	"rules":                 {"Rules", "AttributeFilter", "String:Name:Name:" + names + " String:PublishStatus:PublishStatus:DRAFT/PUBLISHED"},
	"security-profiles":     {"SecurityProfiles", "TagFilter", "String:name:SecurityProfileName:" + names},
	"test-cases":            {"TestCases", "TagFilter", "String:name:Name:" + names + " String:description:Description:" + names + " Status::Status:PUBLISHED/SAVED"},
	"user-hierarchy-groups": {"UserHierarchyGroups", "AttributeFilter", "String:name:Name:" + names + " String:levelId:LevelId:1/2/3"},
	"users": {"Users", "TagFilter", "String:Username:Username:" + names + " String:FirstName:IdentityInfo.FirstName:" + names +
		" String:RoutingProfileId:RoutingProfileId:1/2/3 String:SecurityProfileId:SecurityProfileIds[]:" + names},
	"views":                  {"Views", "AttributeFilter", "String:name:Name:" + names + " ViewType::Type:CUSTOMER_MANAGED/AWS_MANAGED ViewStatus::Status:PUBLISHED/SAVED"},
	"workspace-associations": {"WorkspaceAssociations", "", "String:resourceType:ResourceType:" + names},
	"workspaces":             {"Workspaces", "AttributeFilter", "String:name:Name:" + names + " String:visibility:Visibility:ALL/NONE"},
}

// A world makes records and requests.
type world struct{ *rand.Rand }

func (w world) oneOf(list ...string) string { return list[w.IntN(len(list))] }

// A field is one of searched.
type field struct{ member, name, path, values string }

func (q searched) list() (list []field) {
	for word := range strings.FieldsSeq(q.fields) {
		parts := strings.SplitN(word, ":", 4)
		list = append(list, field{parts[0] + "Condition", parts[1], parts[2], parts[3]})
	}
	return list
}

var (
	instants = []string{"2026-01-31T00:00:00Z", "2026-01-31T00:00:01Z", "2026-02-01T00:00:00Z"}
	days     = []string{"2026-01-30", "2026-01-31", "2026-02-01"}
)

// value returns one that a record has for a field.
func (w world) value(f field) any {
	switch f.values {
	case "#":
		return w.IntN(4)
	case "?":
		return w.IntN(2) == 0
	case "@":
		return w.oneOf(instants...)
	case "%":
		return w.oneOf(days...)
	}
	return w.oneOf(strings.Split(f.values, "/")...)
}

// record returns a record of a target with the ID, which is found as any may be.
func (w world) record(target string, id int) json.RawMessage {
	r := object{"Tags": object{}}
	set := func(path string, value any) {
		o := r
		steps := strings.Split(path, ".")
		for _, step := range steps[:len(steps)-1] {
			if o[step] == nil {
				o[step] = object{}
			}
			o = o[step].(object)
		}
		last := steps[len(steps)-1]
		if name, ok := strings.CutSuffix(last, "[]"); ok {
			last, value = name, []any{value, "b"}[:1+w.IntN(2)]
		}
		o[last] = value
	}
	for _, f := range searches[target].list() {
		if f.values != "" && w.IntN(6) > 0 {
			set(f.path, w.value(f))
		}
	}
	for name, key := range map[string]string{
		"agent-statuses": "AgentStatusId", "contact-evaluations": "EvaluationId", "email-addresses": "EmailAddressId", "evaluation-forms": "EvaluationFormId",
		"hours-of-operation-overrides": "HoursOfOperationOverrideId", "hours-of-operations": "HoursOfOperationId", "predefined-attributes": "Name",
		"prompts": "PromptId", "queues": "QueueId", "quick-connects": "QuickConnectId", "routing-profiles": "RoutingProfileId", "rules": "RuleId",
		"workspace-associations": "ResourceId",
	} {
		if name == target {
			r[key] = fmt.Sprint("id-", id)
			id = -1
		}
	}
	if id >= 0 {
		r["Id"] = fmt.Sprint("id-", id)
	}
	switch target {
	case "workspace-associations":
		r["WorkspaceId"] = "w"
	case "test-cases":
		if r["Name"] == nil {
			r["Name"] = "none"
		}
	}
	for range w.IntN(3) {
		r["Tags"].(object)[w.oneOf("team", "site")] = w.oneOf("x", "y", "")
	}
	if searches[target].filter == "" {
		delete(r, "Tags")
	}
	b, _ := json.Marshal(r) // plain data
	return b
}

// condition returns one of a field.
func (w world) condition(f field) object {
	if f.name == "" {
		return object{f.member: w.value(f)}
	}
	c := object{"FieldName": f.name}
	bounds := func(low, high, exact string) {
		c["ComparisonType"] = w.oneOf(low, high, "RANGE", exact)
		if c["ComparisonType"] != high {
			c["MinValue"] = w.value(f)
		}
		if c["ComparisonType"] == high || c["ComparisonType"] == "RANGE" {
			c["MaxValue"] = w.value(f)
		}
	}
	switch f.member {
	case "NumberCondition":
		bounds("GREATER_OR_EQUAL", "LESSER", "EQUAL")
	case "DateTimeCondition":
		bounds("GREATER_THAN", "LESS_THAN_OR_EQUAL_TO", "EQUAL_TO")
	case "DateCondition":
		c["Value"], c["ComparisonType"] = w.value(f), w.oneOf("GREATER_THAN", "EQUAL_TO")
	case "BooleanCondition":
		c["ComparisonType"] = w.oneOf("IS_TRUE", "IS_FALSE")
	default:
		c["Value"], c["ComparisonType"] = fmt.Sprint(w.value(f)), "EXACT"
		if f.values == names {
			c["ComparisonType"] = w.oneOf("EXACT", "STARTS_WITH", "CONTAINS")
		}
		if f.values == "" {
			c["Value"], c["ComparisonType"] = w.oneOf("id-1", "id-2", "id"), w.oneOf("STARTS_WITH", "CONTAINS")
		}
	}
	return object{f.member: c}
}

func (w world) criteria(list []field, depth int) object {
	if n := w.IntN(4); depth > 0 && n < 2 {
		var inner []any
		for range 1 + w.IntN(3) {
			inner = append(inner, w.criteria(list, depth-1))
		}
		return object{[]string{"AndConditions", "OrConditions"}[n]: inner}
	}
	return w.condition(list[w.IntN(len(list))])
}

// request returns the members of a request by which records are found.
func (w world) request(target string) object {
	q, r := searches[target], object{}
	if w.IntN(5) > 0 {
		r["SearchCriteria"] = w.criteria(q.list(), 2)
	}
	tag := func() any { return object{"TagKey": w.oneOf("team", "site"), "TagValue": w.oneOf("x", "y", "")} }
	switch {
	case q.filter == "" || w.IntN(2) == 0:
	case w.IntN(2) == 0:
		r["SearchFilter"] = object{q.filter: object{"TagCondition": tag()}}
	case q.filter == "TagFilter":
		r["SearchFilter"] = object{q.filter: object{"OrConditions": []any{[]any{tag(), tag()}, []any{tag()}}}}
	default:
		r["SearchFilter"] = object{q.filter: object{"OrConditions": []any{object{"TagConditions": []any{tag(), tag()}}, object{"TagConditions": []any{tag()}}}}}
	}
	return r
}

// post sends a request over the network and returns the answer's members.
func post(t testing.TB, server *httptest.Server, path string, members object) object {
	t.Helper()
	body, err := json.Marshal(members)
	require.NoError(t, err)
	response, err := server.Client().Post(server.URL+path, "application/json", strings.NewReader(string(body)))
	require.NoError(t, err)
	defer response.Body.Close()
	var answer object
	require.NoError(t, json.NewDecoder(response.Body).Decode(&answer))
	require.Equal(t, http.StatusOK, response.StatusCode, "%s %s: %v", path, body, answer)
	return answer
}

// TestSearches sends requests to all searches, and gets what package wire selects,
// each record once, in pages of several sizes, with the count of all.
func TestSearches(t *testing.T) {
	var all []string
	for _, target := range wire.Targets() {
		if !strings.HasPrefix(target, "q-") {
			all = append(all, target)
		}
	}
	require.Len(t, all, len(connect.Targets()))
	for _, target := range all {
		t.Run(target, func(t *testing.T) {
			w := world{rand.New(rand.NewPCG(7, uint64(len(target))))}
			s := connecttest.New(connecttest.Options{AllFieldNames: true})
			for i := range 120 {
				require.NoError(t, s.Put(instance, target, w.record(target, i)))
			}
			records := s.Records(instance, target)
			require.Len(t, records, 120)
			assert.Equal(t, 120, counted(s, target))
			server := httptest.NewServer(s)
			defer server.Close()
			judge := wire.Lookup(target)
			requests, found, some := effort.Cases(10, 25), 0, 0
			for range requests {
				request := w.request(target)
				body, err := json.Marshal(request)
				require.NoError(t, err)
				program, err := judge.Request(body, wire.Options{AllFieldNames: true})
				require.NoError(t, err, "%s", body)
				var want []string
				for _, r := range records {
					item, err := judge.Item(r)
					require.NoError(t, err)
					if program.Finds(item, wire.Reading{}) {
						want = append(want, string(r))
					}
				}
				request["InstanceId"] = instance
				size := []int{1, 7, 100}[w.IntN(3)]
				request["MaxResults"] = size
				var got []string
				for {
					answer := post(t, server, "/search-"+target, request)
					require.EqualValues(t, len(want), answer["ApproximateTotalCount"])
					page := answer[searches[target].records].([]any)
					require.LessOrEqual(t, len(page), size)
					for _, r := range page {
						b, _ := json.Marshal(r)
						got = append(got, string(b))
					}
					if answer["NextToken"] == nil {
						break
					}
					request["NextToken"] = answer["NextToken"]
				}
				require.Len(t, got, len(want), "%s", body)
				for i := range want {
					require.JSONEq(t, want[i], got[i])
				}
				if found += len(want); len(want) > 0 && len(want) < len(records) {
					some++
				}
			}
			t.Logf("%d records found; %d of %d requests find some but not all", found, some, requests)
			require.Greater(t, some, requests/5)
			assert.True(t, slices.IsSortedFunc(records, func(a, b json.RawMessage) int { return strings.Compare(keyOf(a), keyOf(b)) }))
		})
	}
}

// keyOf returns the text in a record by which the tests here tell it from others.
func keyOf(record []byte) string {
	i := strings.Index(string(record), `"id-`)
	return string(record[i+1 : i+1+strings.IndexByte(string(record[i+1:]), '"')])
}
