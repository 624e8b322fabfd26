package connecttest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/connecttest"
)

// oneExecution has one that runs for years, of the first of the sample.
const (
	executionID  = "11111111-2222-4333-8444-555555555555"
	oneExecution = `{"Executions":[{"InstanceId":"` + instance + `","TestCaseExecutionId":"` + executionID + `","TestCaseId":"490f4dca-f8a5-49c5-af1e-7da7935e9b56","TestCaseName":"a","StartTime":1772366400.5,"Initiated":1,"Duration":9000000000000,"Status":"FAILED","Records":[{"ObservationId":"a","Status":"PASSED","After":2},{"ObservationId":"b","Status":"FAILED","After":9000000000000,"Record":"r"}],"Tags":{"a":"b"},"ClientToken":"t"}]}`
)

// FuzzServeHTTP sends any request to a service that has something. It is answered
// with JSON of a bounded size; what is refused has one of the documented types
// with its status code, and changes nothing; and the state survives a reload.
func FuzzServeHTTP(f *testing.F) {
	id := parsed(sampleCases(1, 1))[0].Id // which is published
	execution := caseURL + "/" + id + "/" + executionID
	s := connecttest.New(connecttest.Options{})
	session := sessionURL + "/" + createSession(f, s, `{"name":"a"}`)["sessionId"].(string)
	for _, seed := range []struct{ method, target, body string }{
		{"POST", "/search-test-cases", search{members: smoke + "," + teams}.body(1, "")},
		{"POST", "/search-test-cases", search{members: drafts + "," + bpo}.body(1, "AAAA")},
		{"PUT", caseURL, `{"Name":"a","Content":"{}","Status":"PUBLISHED","Tags":{"a":"b"},"EntryPoint":{"Type":"CHAT"}}`},
		{"GET", caseURL + "/" + id + "?status=SAVED", ""},
		{"POST", caseURL + "/" + id, `{"Name":"a","Status":"SAVED","InitializationData":"{}"}`},
		{"DELETE", caseURL + "/" + id, ""},
		{"GET", listURL + "?maxResults=1&nextToken=x", ""},
		{"POST", "/tags/" + url.PathEscape(instanceARN+"/test-case/"+id), `{"tags":{"a":"b"}}`},
		{"DELETE", "/tags/" + instanceARN + "/test-case/" + id + "?tagKeys=team", ""},
		{"POST", sessionURL, `{"name":"b","clientToken":"t","tagFilter":{"orConditions":[{"tagCondition":{"key":"a"}}]}}`},
		{"POST", session, `{"description":"b","aiAgentConfiguration":{"SELF_SERVICE":{"aiAgentId":"` + unknown + `"}},"orchestratorConfigurationList":[{"orchestratorUseCase":"x"}]}`},
		{"GET", session, ""},
		{"POST", "/search-users", `{"InstanceId":"` + instance + `","SearchCriteria":{"OrConditions":[{"StringCondition":{"FieldName":"Username","Value":"j","ComparisonType":"STARTS_WITH"}}]},"MaxResults":1}`},
		{"POST", "/search-evaluation-forms", `{"InstanceId":"` + instance + `","SearchCriteria":{"NumberCondition":{"FieldName":"LatestVersion","MinValue":1,"ComparisonType":"EQUAL"}}}`},
		{"GET", "/queues-summary/" + instance + "?queueTypes=STANDARD&maxResults=1", ""},
		{"GET", "/contact-evaluations/" + instance + "?contactId=c", ""},
		{"GET", "/hours-of-operations/" + instance + "/h/overrides", ""},
		{"POST", retrieveURL, retrieval(`,"filter":{"orAll":[{"equals":{"key":"a","value":1}},{"in":{"key":"a","value":["b"]}}]},"numberOfResults":1`)},
		{"PUT", caseURL + "/" + id + "/start-execution", `{"ClientToken":"t"}`},
		{"POST", execution + "/stop-execution", `{"ClientToken":"t"}`},
		{"GET", execution + "/summary", ""},
		{"GET", execution + "/records?status=PASSED&maxResults=1&nextToken=x", ""},
		{"GET", executionsURL + "?testCaseId=" + id + "&testCaseName=a&status=INITIATED&startTime=0&endTime=1", ""},
		{"GET", "/tags/" + instanceARN + "/test-case/" + id, ""},
	} {
		f.Add(seed.method, seed.target, []byte(seed.body))
	}
	statusCodes := map[string]int{
		badParameter: 400, badRequest: 400, validation: 400, "InvalidTestCaseException": 400, notFound: 404, noOperation: 404, duplicate: 409, "ConflictException": 409,
	}
	f.Fuzz(func(t *testing.T, method, target string, body []byte) {
		u, err := url.ParseRequestURI(target)
		if err != nil || !slices.Contains([]string{"GET", "PUT", "POST", "DELETE"}, method) {
			return // net/http takes no such request
		}
		s := connecttest.New(connecttest.Options{})
		require.NoError(t, s.Put(instance, "test-cases", sampleCases(2, 1)...))
		createSession(t, s, `{"name":"a"}`)
		for _, r := range []struct{ target, raw string }{
			{"users", `{"Id":"1","Username":"jo"}`}, {"queues", `{"QueueId":"1","Name":"a"}`}, {"queues", `{"Id":"2"}`}, {"evaluation-forms", `{"EvaluationFormId":"1","LatestVersion":1}`},
			{"hours-of-operation-overrides", `{"HoursOfOperationOverrideId":"1","HoursOfOperationId":"h"}`}, {"contact-evaluations", `{"EvaluationId":"1","Metadata":{"ContactId":"c"}}`},
		} {
			require.NoError(t, s.Put(instance, r.target, json.RawMessage(r.raw)))
		}
		require.NoError(t, s.Put(assistant, "q-retrieve", json.RawMessage(`{"sourceId":"1","contentText":"x","tags":{"a":1}}`)))
		require.NoError(t, s.Load(connecttest.Source{Reader: strings.NewReader(oneExecution)}))
		before := saved(t, s)

		r := httptest.NewRequest(method, "/", bytes.NewReader(body))
		r.URL = u
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		after := saved(t, s)
		assert.True(t, json.Valid(w.Body.Bytes()), "%s", w.Body)
		if errType := w.Header().Get("x-amzn-errortype"); w.Code != 200 {
			assert.Equal(t, statusCodes[errType], w.Code, errType)
			assert.Less(t, w.Body.Len(), 4000)
			assert.Equal(t, before, after, "a refusal changes nothing")
		} else {
			assert.Empty(t, errType)
			assert.Less(t, w.Body.Len(), 8000+6*len(body))
			if method == "GET" || strings.HasPrefix(target, "/search") || strings.HasSuffix(target, "/retrieve") {
				assert.Equal(t, before, after, "reading changes nothing")
			}
		}
		loaded := connecttest.New(connecttest.Options{})
		require.NoError(t, loaded.Load(connecttest.Source{Reader: strings.NewReader(after)}))
		assert.Equal(t, after, saved(t, loaded))
	})
}

// FuzzLoad loads anything. What is loaded can be loaded again, as it was saved, and
// is the same then. What is refused changes nothing.
func FuzzLoad(f *testing.F) {
	arn := `"Arn":"` + instanceARN + `/test-case/a"`
	for _, seed := range []string{
		``, `[]`, `{}`, `{"TestCases":[{"Name":"a"}],"NextToken":"","ApproximateTotalCount":1}`, `{"TestCase":{` + arn + `,"Name":"a"}}`,
		`{"Name":"a","Status":"PUBLISHED","Content":"{}"}{"Name":"b","Tags":{"k":"v"},"LastModifiedTime":1.5}`,
		`[{` + arn + `,"Name":"a","EntryPoint":{"Type":"CHAT","ChatEntryPointParameters":{"FlowId":"f"}}},{"TestCases":null}]`,
		`{"Sessions":[{"sessionId":"` + unknown + `","sessionArn":"arn:aws:wisdom:us-east-1:1:session/` + assistant + `/` + unknown + `","name":"a","tagFilter":{}}]}`,
		`{"Sessions":[{"sessionId":"` + unknown + `","sessionArn":"arn:aws:wisdom:us-east-1:1:session/` + assistant + `/` + unknown + `","name":"a","clientToken":"t","tagFilter":{"tagCondition":{"key":"a"}}}]}`,
		`{"Name":"a","LastModifiedTime":"9999-12-31T23:59:59.9999Z"}{"Name":"b","LastModifiedTime":-62135596800}{"Name":"c","LastModifiedTime":253402300799.999}`,
		`{"Users":[{"Id":"1","Username":"jo","Tags":{"a":"b"},"X":{"LastModifiedTime":"2026-01-31T00:00:00Z"}}],"QueueSummaryList":[{"Id":"1"}],"NextToken":"","Metrics":null}`,
		`{"QuickConnects":[{"QuickConnectId":"1","QuickConnectARN":"` + instanceARN + `/transfer-destination/1","CreatedTime":1.5}]}{"PredefinedAttributes":[{"Name":"a"}]}`,
		`{"Instances":[{"InstanceId":"` + instance + `","Views":[{"Id":"1","Arn":""}]}],"Assistants":[{"assistantId":"` + assistant + `","results":[{"sourceId":"a","contentText":"b","tags":{"k":[1,true]}}]}]}`,
		`{"results":[{"sourceId":"a","contentText":"b","associationId":"` + association + `"}]}`, `{"WorkspaceAssociations":[{"WorkspaceId":"a","ResourceId":"b"}]}`,
		oneExecution, `{"Executions":null}`,
		`{"name":"my-app"}`, `{"TestCases":[{"Name":"\ud800"}]}`, `{"TestCases":[{"Name":1}]}`, "\uFEFF[null]",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s := connecttest.New(connecttest.Options{Keep: func(io.WriterTo) error { return nil }})
		before := saved(t, s)
		err := s.Load(connecttest.Source{Reader: bytes.NewReader(data)})
		state := saved(t, s)
		if err != nil {
			assert.True(t, strings.HasPrefix(err.Error(), "connecttest: "), "%v", err)
			assert.Less(t, len(err.Error()), 4000)
			assert.Equal(t, before, state)
			return
		}
		assert.NoError(t, connecttest.New(connecttest.Options{}).Load(connecttest.Source{Reader: bytes.NewReader(data)}), "what is kept can be loaded")
		_, err = connecttest.Open(connecttest.Options{}, connecttest.Source{Reader: strings.NewReader(state)})
		assert.NoError(t, err, "what one service has is of one region")
		again := connecttest.New(connecttest.Options{})
		require.NoError(t, again.Load(connecttest.Source{Reader: strings.NewReader(state)}))
		assert.Equal(t, state, saved(t, again))
	})
}
