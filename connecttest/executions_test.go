package connecttest_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/connecttest"
)

const executionsURL = "/test-case-executions/" + instance

// A ticking clock stands still until it is set forward.
type ticking struct {
	mu  sync.Mutex
	now time.Time
}

func newTicking() *ticking {
	return &ticking{now: time.Date(2026, 3, 1, 12, 0, 0, 500e6, time.UTC)}
}

func (c *ticking) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *ticking) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// twoSteps is an execution of two seconds with three records of two observations, of which
// the test cases whose name has bad fail the second.
func twoSteps(e *connecttest.Execution) {
	e.Initiated, e.Duration = 200*time.Millisecond, 2*time.Second
	e.Records = []connecttest.ExecutionRecord{
		{ObservationId: "menu", After: 1500 * time.Millisecond, Record: "<played>"},
		{ObservationId: "greeting", After: time.Second},
		{ObservationId: "menu", After: 2 * time.Second},
	}
	if strings.Contains(parsed([]json.RawMessage{e.TestCase})[0].Name, "bad") {
		e.Records[0].Status = "FAILED"
	}
}

func published(t testing.TB, s *connecttest.Service, name, more string) (id string) {
	t.Helper()
	return create(t, s, `{"Name":"`+name+`","Content":"{}","Status":"PUBLISHED"`+more+`}`)
}

// begin starts an execution and returns its ID.
func begin(t testing.TB, s *connecttest.Service, testCase, body string) string {
	t.Helper()
	return ok(t, s, "PUT", caseURL+"/"+testCase+"/start-execution", body)["TestCaseExecutionId"].(string)
}

func TestExecution(t *testing.T) {
	clock := newTicking()
	s := connecttest.New(connecttest.Options{Now: clock.Now, Execution: twoSteps})
	good := published(t, s, "good", `,"Tags":{"team":"billing"}`)
	bad := published(t, s, "bad", "")

	started := ok(t, s, "PUT", caseURL+"/"+good+"/start-execution", `{"ClientToken":"t"}`)
	id := started["TestCaseExecutionId"].(string)
	assert.Equal(t, object{"TestCaseExecutionId": id, "TestCaseId": good, "Status": "INITIATED"}, started)
	failing := begin(t, s, bad, "")
	const start = 1772366400.5 // 2026-03-01T12:00:00.5Z
	greeting := func(at float64, status string) object {
		return object{"ObservationId": "greeting", "Status": status, "Timestamp": start + at}
	}
	menu := func(at float64, status string) object {
		return object{"ObservationId": "menu", "Status": status, "Timestamp": start + at, "Record": "<played>"}
	}
	last := func(at float64, status string) object {
		return object{"ObservationId": "menu", "Status": status, "Timestamp": start + at}
	}
	for _, step := range []struct {
		at             time.Duration
		status         string
		passed, failed int // of the observations
		records        []any
		badStatus      string
		badFailed      int
	}{
		{0, "INITIATED", 0, 0, []any{}, "INITIATED", 0},
		{199, "INITIATED", 0, 0, []any{}, "INITIATED", 0},
		{200, "IN_PROGRESS", 0, 0, []any{greeting(0.2, "IN_PROGRESS")}, "IN_PROGRESS", 0},
		{999, "IN_PROGRESS", 0, 0, []any{greeting(0.2, "IN_PROGRESS")}, "IN_PROGRESS", 0},
		{1000, "IN_PROGRESS", 1, 0, []any{greeting(1, "PASSED"), menu(1, "IN_PROGRESS")}, "IN_PROGRESS", 0},
		{1500, "IN_PROGRESS", 1, 0, []any{greeting(1, "PASSED"), menu(1.5, "PASSED"), last(1.5, "IN_PROGRESS")}, "IN_PROGRESS", 1},
		{2000, "PASSED", 2, 0, []any{greeting(1, "PASSED"), menu(1.5, "PASSED"), last(2, "PASSED")}, "FAILED", 1},
		{3600_000, "PASSED", 2, 0, []any{greeting(1, "PASSED"), menu(1.5, "PASSED"), last(2, "PASSED")}, "FAILED", 1},
	} {
		clock.now = time.Date(2026, 3, 1, 12, 0, 0, 500e6, time.UTC).Add(step.at * time.Millisecond)
		want := object{
			"StartTime": start, "Status": step.status,
			"ObservationSummary": object{"TotalObservations": 2.0, "ObservationsPassed": float64(step.passed), "ObservationsFailed": float64(step.failed)},
		}
		listed := object{"StartTime": start, "TestCaseExecutionId": id, "TestCaseId": good, "TestCaseExecutionStatus": step.status, "Tags": object{"team": "billing"}}
		if step.at >= 2000 {
			want["EndTime"], listed["EndTime"] = start+2, start+2
		}
		assert.Equal(t, want, ok(t, s, "GET", caseURL+"/"+good+"/"+id+"/summary", ""), "%d ms", step.at)
		assert.Equal(t, object{"TestCaseExecutions": []any{listed}}, ok(t, s, "GET", executionsURL+"?testCaseId="+good, ""), "%d ms", step.at)
		assert.Equal(t, object{"ExecutionRecords": step.records}, ok(t, s, "GET", caseURL+"/"+good+"/"+id+"/records", ""), "%d ms", step.at)
		is := ok(t, s, "GET", caseURL+"/"+bad+"/"+failing+"/summary", "")
		assert.Equal(t, step.badStatus, is["Status"], "%d ms", step.at)
		assert.EqualValues(t, step.badFailed, is["ObservationSummary"].(object)["ObservationsFailed"], "%d ms", step.at)
		assert.EqualValues(t, step.passed-step.passed/2, is["ObservationSummary"].(object)["ObservationsPassed"], "the greeting alone, %d ms", step.at)
	}
	assert.Equal(t, object{"TestCaseExecutionId": id, "TestCaseId": good, "Status": "PASSED"}, ok(t, s, "PUT", caseURL+"/"+good+"/start-execution", `{"ClientToken":"t"}`), "as it is now")
	assert.NotContains(t, saved(t, s), "IN_PROGRESS", "what is kept does not depend on the time")

	t.Run("a deleted test case", func(t *testing.T) {
		ok(t, s, "DELETE", caseURL+"/"+good, "")
		assert.Equal(t, id, begin(t, s, good, `{"ClientToken":"t"}`), "a retry")
		assert.Equal(t, "PASSED", ok(t, s, "GET", caseURL+"/"+good+"/"+id+"/summary", "")["Status"])
		assert.Equal(t, 404, send(t, s, "PUT", caseURL+"/"+good+"/start-execution", "").status)
	})
}

func TestStopExecution(t *testing.T) {
	clock := newTicking()
	s := connecttest.New(connecttest.Options{Now: clock.Now, Execution: twoSteps})
	good := published(t, s, "good", "")
	early, running, ended := begin(t, s, good, ""), begin(t, s, good, ""), begin(t, s, good, "")
	at := func(id string) string { return caseURL + "/" + good + "/" + id }
	clock.pass(100 * time.Millisecond)
	assert.Empty(t, ok(t, s, "POST", at(early)+"/stop-execution", ""))
	clock.pass(1000 * time.Millisecond)
	assert.Empty(t, ok(t, s, "POST", at(running)+"/stop-execution", `{"ClientToken":"t"}`))
	before := saved(t, s)
	assert.Empty(t, ok(t, s, "POST", at(running)+"/stop-execution", `{"ClientToken":"t"}`), "a retry")
	assert.Equal(t, before, saved(t, s))
	clock.pass(time.Hour)
	const start = 1772366400.5
	assert.Equal(t, object{
		"StartTime": start, "EndTime": start + 1.1, "Status": "STOPPED",
		"ObservationSummary": object{"TotalObservations": 2.0, "ObservationsPassed": 1.0, "ObservationsFailed": 0.0},
	}, ok(t, s, "GET", at(running)+"/summary", ""))
	records := ok(t, s, "GET", at(running)+"/records", "")["ExecutionRecords"].([]any)
	require.Len(t, records, 2)
	assert.Equal(t, object{"ObservationId": "menu", "Status": "STOPPED", "Timestamp": start + 1, "Record": "<played>"}, records[1])
	assert.Equal(t, []any{records[1]}, ok(t, s, "GET", at(running)+"/records?status=STOPPED", "")["ExecutionRecords"])
	assert.Empty(t, ok(t, s, "GET", at(early)+"/records", "")["ExecutionRecords"], "nothing was under way")
	testRefusals(t, s, []refusal{
		{name: "ended", method: "POST", target: at(ended) + "/stop-execution", status: 400, errType: badRequest, message: "the execution is not running: it is PASSED"},
		{name: "stopped", method: "POST", target: at(running) + "/stop-execution", status: 400, errType: badRequest, message: "it is STOPPED"},
		{name: "stopped, with an empty token", method: "POST", target: at(early) + "/stop-execution", body: `{"ClientToken":""}`, status: 400, errType: badRequest, message: "it is STOPPED"},
		{name: "another token", method: "POST", target: at(running) + "/stop-execution", body: `{"ClientToken":"u"}`, status: 400, errType: badRequest, message: "it is STOPPED"},
	})

	t.Run("a clock that is set back", func(t *testing.T) {
		id := begin(t, s, good, "")
		clock.pass(-time.Minute)
		assert.Equal(t, "INITIATED", ok(t, s, "GET", at(id)+"/summary", "")["Status"])
		ok(t, s, "POST", at(id)+"/stop-execution", "")
		sum := ok(t, s, "GET", at(id)+"/summary", "")
		assert.Equal(t, sum["StartTime"], sum["EndTime"])
		require.NoError(t, connecttest.New(connecttest.Options{}).Load(connecttest.Source{Reader: strings.NewReader(saved(t, s))}))
	})
}

func TestExecution_refusals(t *testing.T) {
	clock := newTicking()
	s := connecttest.New(connecttest.Options{Now: clock.Now, Instances: []string{instance, unknown}})
	good, other := published(t, s, "good", ""), published(t, s, "other", "")
	draft := create(t, s, `{"Name":"draft","Content":"{}"}`)
	id := begin(t, s, good, `{"ClientToken":"t"}`)
	at := caseURL + "/" + good + "/" + id
	long := strings.Repeat("é", 501)
	var list []refusal
	add := func(name, method, target, body string, status int, errType, message string) {
		list = append(list, refusal{name: name, method: method, target: target, body: body, status: status, errType: errType, message: message})
	}
	add("a draft", "PUT", caseURL+"/"+draft+"/start-execution", "", 404, notFound, "no version that is PUBLISHED")
	add("no test case", "PUT", caseURL+"/x/start-execution", "", 404, notFound, `there is no test case \"x\"`)
	add("token of another", "PUT", caseURL+"/"+other+"/start-execution", `{"ClientToken":"t"}`, 400, badParameter, "ClientToken: it came with another test case before")
	for _, o := range []struct{ method, path string }{{"PUT", caseURL + "/" + good + "/start-execution"}, {"POST", at + "/stop-execution"}} {
		add("long token", o.method, o.path, `{"ClientToken":"`+long+`"}`, 400, badParameter, "ClientToken: a text of 500 or fewer characters is wanted, and this has 501")
		add("number", o.method, o.path, `{"ClientToken":1}`, 400, badParameter, "ClientToken: a string is wanted, not 1")
		add("null", o.method, o.path, `{"ClientToken":null}`, 400, badParameter, "ClientToken: a string is wanted, not null")
		add("other member", o.method, o.path, `{"clientToken":"x"}`, 400, badParameter, "clientToken: there is no such member")
	}
	for _, o := range []struct{ method, name string }{{"POST", "stop-execution"}, {"GET", "summary"}, {"GET", "records"}} {
		add("no execution", o.method, caseURL+"/"+good+"/x/"+o.name, "", 404, notFound, "there is no execution")
		add("another test case's", o.method, caseURL+"/"+other+"/"+id+"/"+o.name, "", 404, notFound, "there is no execution")
		add("another instance's", o.method, "/test-cases/"+unknown+"/"+good+"/"+id+"/"+o.name, "", 404, notFound, "there is no execution")
		add("no instance", o.method, strings.Replace(at, instance, "00000000-0000-0000-0000-000000000001", 1)+"/"+o.name, "", 404, notFound, "there is no instance")
		add("an ARN", o.method, "/test-cases/"+url.PathEscape(instanceARN)+"/"+good+"/"+id+"/"+o.name, "", 400, badParameter, "InstanceId")
		add("another method", "DELETE", at+"/"+o.name, "", 404, noOperation, "there is no operation")
	}
	for query, message := range map[string]string{
		"status=passed":                `status: \"passed\" is not INITIATED or PASSED`,
		"status=":                      `status: \"\" is not INITIATED`,
		"maxResults=0":                 "maxResults: an integer from 1 to 100",
		"maxResults=101":               "maxResults: an integer from 1 to 100",
		"maxResults=1.5":               "maxResults: an integer from 1 to 100",
		"Status=PASSED":                "Status: there is no such parameter",
		"status=PASSED&status=FAILED":  "status: it is there twice",
		"nextToken=x":                  "NextToken: this is no token",
		"nextToken=AAAAAAAAAAAAAAAAAA": "NextToken",
	} {
		add(query, "GET", executionsURL+"?"+query, "", 400, badParameter, message)
		add(query, "GET", at+"/records?"+query, "", 400, badParameter, message)
	}
	for query, message := range map[string]string{
		"testCaseName=":                       "testCaseName: a text of 1 or more characters",
		"testCaseId=" + url.QueryEscape(long): "testCaseId: it has 1002 bytes",
		"testCaseId=%ff":                      "testCaseId: it is not UTF-8",
		"startTime=-1":                        `startTime: milliseconds since 1970 are wanted, not \"-1\"`,
		"startTime=":                          "startTime: milliseconds",
		"endTime=2026-03-01T12:00:00Z":        "endTime: milliseconds",
		"endTime=9223372036854775808":         "endTime: milliseconds",
	} {
		add(query, "GET", executionsURL+"?"+query, "", 400, badParameter, message)
	}
	add("list of no instance", "GET", "/test-case-executions/00000000-0000-0000-0000-000000000001", "", 404, notFound, "there is no instance")
	testRefusals(t, s, list)
	t.Logf("%d requests refused", len(list))
}

// executionPages returns the IDs on each page of a list.
func executionPages(t *testing.T, s *connecttest.Service, query url.Values, between func()) (pages [][]string) {
	for token := ""; len(pages) < 1000; between() {
		query.Del("nextToken")
		if token != "" {
			query.Set("nextToken", token)
		}
		a := ok(t, s, "GET", executionsURL+"?"+query.Encode(), "")
		ids := []string{}
		for _, x := range a["TestCaseExecutions"].([]any) {
			ids = append(ids, x.(object)["TestCaseExecutionId"].(string))
		}
		pages = append(pages, ids)
		next, more := a["NextToken"].(string)
		if !more {
			break
		}
		token = next
	}
	return pages
}

// TestExecution_bytes has executions whose records have 9 MiB together.
func TestExecution_bytes(t *testing.T) {
	text := strings.Repeat("x", 1<<20)
	s := connecttest.New(connecttest.Options{Execution: func(e *connecttest.Execution) {
		*e = connecttest.Execution{Records: slices.Repeat([]connecttest.ExecutionRecord{{ObservationId: "o", Record: text}}, 9)}
	}})
	id := published(t, s, "a", "")
	at := caseURL + "/" + id + "/" + begin(t, s, id, "") + "/records"
	var sizes []int
	for token, more := "", true; more; {
		a := send(t, s, "GET", at+"?nextToken="+token, "")
		require.Equal(t, 200, a.status, a.text[:min(len(a.text), 100)])
		assert.Less(t, len(a.text), 4<<20+1000)
		sizes = append(sizes, len(a.body["ExecutionRecords"].([]any)))
		token, more = a.body["NextToken"].(string)
	}
	assert.Equal(t, []int{3, 3, 3}, sizes)
	assert.Less(t, len(send(t, s, "GET", executionsURL, "").text), 1000, "a list has no records")
}

func TestListTestCaseExecutions_filters(t *testing.T) {
	clock := newTicking()
	s := connecttest.New(connecttest.Options{Now: clock.Now, Execution: twoSteps})
	good, bad := published(t, s, "good", ""), published(t, s, "bad", "")
	first := clock.Now()
	var ids []string
	for i := range 4 { // at 0, 1000, 2000 and 3000 ms
		ids = append(ids, begin(t, s, []string{good, bad}[i%2], ""))
		clock.pass(time.Second)
	}
	ok(t, s, "POST", caseURL+"/"+good, `{"Name":"renamed"}`)
	ms := func(after int64) string { return fmt.Sprint(first.UnixMilli() + after) }
	for query, want := range map[string][]int{
		"":                      {0, 1, 2, 3},
		"testCaseId=" + good:    {0, 2},
		"testCaseId=x":          {},
		"testCaseId=":           {},
		"testCaseName=bad":      {1, 3},
		"testCaseName=BAD":      {},
		"testCaseName=ba":       {},
		"testCaseName=good":     {0, 2},
		"testCaseName=renamed":  {},
		"startTime=0":           {0, 1, 2, 3},
		"startTime=" + ms(1000): {2, 3},
		"startTime=" + ms(999):  {1, 2, 3},
		"endTime=" + ms(1000):   {0},
		"endTime=" + ms(1001):   {0, 1},
		"endTime=0":             {},
		"startTime=" + ms(0) + "&endTime=" + ms(3000): {1, 2},
		"status=PASSED":                    {0, 2}, // at 4000 ms the third ends
		"status=FAILED":                    {1},
		"status=IN_PROGRESS":               {3},
		"status=STOPPED":                   {},
		"status=FAILED&testCaseId=" + good: {},
		"status=PASSED&startTime=" + ms(0): {2},
	} {
		values, err := url.ParseQuery(query)
		require.NoError(t, err)
		var expected []string
		for _, i := range want {
			expected = append(expected, ids[i])
		}
		for _, size := range []string{"", "1", "3"} {
			if size != "" {
				values.Set("maxResults", size)
			}
			var got []string
			for _, page := range executionPages(t, s, values, func() {}) {
				got = append(got, page...)
			}
			assert.ElementsMatch(t, expected, got, "%s by %s", query, size)
		}
	}
}

// TestExecution_pages has executions that start, and records that come, between pages.
func TestExecution_pages(t *testing.T) {
	clock := newTicking()
	calls := []connecttest.Call{}
	s := connecttest.New(connecttest.Options{
		Now: clock.Now,
		Fault: func(c connecttest.Call) connecttest.Fault {
			calls = append(calls, c)
			return connecttest.Fault{}
		},
	})
	content := `{\"Observations\":[` + strings.TrimSuffix(strings.Repeat(`{\"Identifier\":\"o\"},{},`, 125), ",") + `]}`
	id := create(t, s, `{"Name":"a","Content":"`+content+`","Status":"PUBLISHED"}`)
	want := map[string]bool{}
	for range 250 {
		want[begin(t, s, id, "")] = true
	}
	calls = nil
	pages := executionPages(t, s, url.Values{"testCaseId": {id}}, func() { begin(t, s, id, ""); clock.pass(100 * time.Millisecond) })
	found := map[string]int{}
	for _, page := range pages {
		assert.LessOrEqual(t, len(page), 100)
		for _, id := range page {
			found[id]++
			assert.Equal(t, 1, found[id])
			delete(want, id)
		}
	}
	assert.Empty(t, want, "all that were there all the while")
	numbers := []int{}
	for _, c := range calls {
		if c.Operation == "ListTestCaseExecutions" {
			numbers = append(numbers, c.Page)
		}
	}
	assert.Equal(t, []int{1, 2, 3}, numbers)

	clock.pass(time.Hour)
	t.Run("a token is of its filter", func(t *testing.T) {
		token := ok(t, s, "GET", executionsURL+"?status=PASSED&maxResults=1", "")["NextToken"].(string)
		for query, status := range map[string]int{"status=PASSED": 200, "status=PASSED&maxResults=7": 200, "status=FAILED": 400, "": 400, "status=PASSED&testCaseId=" + id: 400} {
			assert.Equal(t, status, send(t, s, "GET", executionsURL+"?"+query+"&nextToken="+token, "").status, query)
		}
		assert.Equal(t, 400, send(t, s, "GET", listURL+"?nextToken="+token, "").status)
	})
	t.Run("records", func(t *testing.T) {
		base := caseURL + "/" + id + "/" + begin(t, s, id, "") + "/records"
		clock.pass(time.Hour)
		token, sizes := "", []int{}
		for more := true; more; {
			a := ok(t, s, "GET", base+"?nextToken="+token, "")
			sizes = append(sizes, len(a["ExecutionRecords"].([]any)))
			token, more = a["NextToken"].(string)
		}
		assert.Equal(t, []int{100, 100, 50}, sizes)
		assert.Empty(t, ok(t, s, "GET", base+"?status=FAILED", "")["ExecutionRecords"])
		assert.Empty(t, ok(t, s, "GET", base+"?status=INITIATED", "")["ExecutionRecords"], "which no record is")
		sum := ok(t, s, "GET", strings.TrimSuffix(base, "records")+"summary", "")["ObservationSummary"].(object)
		assert.EqualValues(t, 126, sum["TotalObservations"], "one name is one observation")
	})
}

// TestExecution_longPages has a page of many records, which costs what the page does.
func TestExecution_longPages(t *testing.T) {
	const n = 20_000
	s := connecttest.New(connecttest.Options{Execution: func(e *connecttest.Execution) {
		*e = connecttest.Execution{Records: slices.Repeat([]connecttest.ExecutionRecord{{ObservationId: "o"}}, n)}
	}})
	id := published(t, s, "a", "")
	base := caseURL + "/" + id + "/" + begin(t, s, id, "") + "/records"
	token, found := "", 0
	for range 3 {
		a := ok(t, s, "GET", base+"?maxResults=7&nextToken="+token, "")
		token = a["NextToken"].(string)
		found += len(a["ExecutionRecords"].([]any))
	}
	assert.Equal(t, 21, found)
	allocated := testing.AllocsPerRun(3, func() { ok(t, s, "GET", base+"?maxResults=7&nextToken="+token, "") })
	assert.Less(t, allocated, n/10.0)
	assert.EqualValues(t, 1, ok(t, s, "GET", strings.TrimSuffix(base, "records")+"summary", "")["ObservationSummary"].(object)["TotalObservations"])
}

// TestOptions_Execution has what a function may return.
func TestOptions_Execution(t *testing.T) {
	var calls []connecttest.Execution
	var next connecttest.Execution
	s := connecttest.New(connecttest.Options{Execution: func(e *connecttest.Execution) {
		calls = append(calls, *e)
		*e = next
	}})
	a, b := published(t, s, "a", `,"Tags":{"k":"v"}`), published(t, s, "b", "")
	ok(t, s, "POST", caseURL+"/"+a, `{"Name":"draft","Status":"SAVED"}`)
	listed := func(id string) object {
		for _, x := range ok(t, s, "GET", executionsURL, "")["TestCaseExecutions"].([]any) {
			if x := x.(object); x["TestCaseExecutionId"] == id {
				return x
			}
		}
		return nil
	}
	at := begin(t, s, a, "")
	assert.Equal(t, "PASSED", listed(at)["TestCaseExecutionStatus"], "at once")
	assert.Equal(t, listed(at)["StartTime"], listed(at)["EndTime"])
	next = connecttest.Execution{Records: []connecttest.ExecutionRecord{{ObservationId: "x", Status: "FAILED"}}, Tags: map[string]string{}}
	at = begin(t, s, a, "")
	assert.Equal(t, "FAILED", listed(at)["TestCaseExecutionStatus"], "as a record is")
	assert.NotContains(t, listed(at), "Tags")
	next.Status, next.Tags = "PASSED", map[string]string{"run": "1"}
	at = begin(t, s, b, "")
	assert.Equal(t, "PASSED", listed(at)["TestCaseExecutionStatus"])
	assert.Equal(t, object{"run": "1"}, listed(at)["Tags"])
	require.Len(t, calls, 3)
	for i, want := range []struct {
		name string
		n    int
	}{{"a", 1}, {"a", 2}, {"b", 1}} {
		assert.Equal(t, want.name, parsed([]json.RawMessage{calls[i].TestCase})[0].Name, "the published version")
		assert.Equal(t, want.n, calls[i].N)
		assert.Equal(t, instance, calls[i].Instance)
	}

	before := saved(t, s)
	for message, wrong := range map[string]connecttest.Execution{
		"the Status \"STOPPED\" is not PASSED or FAILED":                  {Status: "STOPPED"},
		"the Initiated is not from 0 to Duration":                         {Initiated: time.Second},
		"the ObservationId of Records[0]: a text of 1 or more characters": {Records: []connecttest.ExecutionRecord{{}}},
		"the Status of Records[0]: \"x\" is not PASSED or FAILED":         {Records: []connecttest.ExecutionRecord{{ObservationId: "a", Status: "x"}}},
		"the After of Records[0] is not from Initiated to Duration":       {Records: []connecttest.ExecutionRecord{{ObservationId: "a", After: time.Second}}},
		`"\xff" is not UTF-8`: {Records: []connecttest.ExecutionRecord{{ObservationId: "\xff"}}},
		`"\xfe" is not UTF-8`: {Tags: map[string]string{"a": "\xfe"}},
	} {
		next = wrong
		r := send(t, s, "PUT", caseURL+"/"+a+"/start-execution", "")
		assert.Equal(t, 500, r.status, message)
		assert.Contains(t, r.body["Message"], "what Options.Execution returned: "+message)
	}
	assert.Equal(t, before, saved(t, s))
}

// TestOptions_Execution_late has an execution that would end after the last year.
func TestOptions_Execution_late(t *testing.T) {
	now := time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)
	s := connecttest.New(connecttest.Options{Now: func() time.Time { return now }})
	id := published(t, s, "a", "")
	r := send(t, s, "PUT", caseURL+"/"+id+"/start-execution", "")
	assert.Contains(t, r.text, "the end ")
	assert.Equal(t, 500, r.status)
	assert.Empty(t, ok(t, s, "GET", executionsURL, "")["TestCaseExecutions"])
}

// TestOptions_Execution_usual has what an execution is unless the function says otherwise.
func TestOptions_Execution_usual(t *testing.T) {
	var e connecttest.Execution
	s := connecttest.New(connecttest.Options{Execution: func(x *connecttest.Execution) { e = *x }})
	text := func(s string) *string { return &s }
	ids := func(c *string) (ids []string) {
		require.NoError(t, putCases(s, instance, testCase{Id: "x", Name: "x", Content: c, Status: "PUBLISHED"}))
		begin(t, s, "x", "")
		assert.Empty(t, e.Status, "which is PASSED, as no record fails")
		for i, r := range e.Records {
			ids = append(ids, r.ObservationId)
			assert.Greater(t, r.After, e.Initiated)
			if i > 0 {
				assert.Greater(t, r.After, e.Records[i-1].After)
			}
		}
		assert.Equal(t, e.Duration, e.Records[len(e.Records)-1].After)
		return ids
	}
	assert.Equal(t, []string{"execution"}, ids(nil))
	assert.Equal(t, []string{"execution"}, ids(text("[]")))
	assert.Equal(t, []string{"execution"}, ids(text(`{"Observations":[`)))
	assert.Equal(t, []string{"hours", "observation-2", "observation-3"}, ids(text(`{"Observations":[{"Identifier":"hours"},{},{"Identifier":"`+strings.Repeat("x", 257)+`"}]}`)))
	assert.Len(t, ids(text(`{"Observations":[`+strings.Repeat(`{},`, 5000)+`{}]}`)), 1000)

	require.NoError(t, s.Put(instance, "test-cases", json.RawMessage(`{"Id":"y","Name":"y","Status":"PUBLISHED","Content":"{\"Observations\":[{\"Identifier\":\"hours\"}]}","content":"{}"}`)))
	begin(t, s, "y", "")
	assert.Equal(t, "hours", e.Records[0].ObservationId, "content is another member")
}

// TestExecution_kept reloads executions in each status.
func TestExecution_kept(t *testing.T) {
	clock := newTicking()
	var kept strings.Builder
	o := connecttest.Options{Now: clock.Now, Execution: twoSteps, Instances: []string{instance, unknown}}
	o.Keep = func(state io.WriterTo) error {
		kept.Reset()
		_, err := state.WriteTo(&kept)
		return err
	}
	s := connecttest.New(o)
	good, bad := published(t, s, "good <1>", `,"Tags":{"a":"b"}`), published(t, s, "bad", "")
	elsewhere := ok(t, s, "PUT", "/test-cases/"+unknown, `{"Name":"e","Content":"{}","Status":"PUBLISHED"}`)["TestCaseId"].(string)
	ok(t, s, "PUT", "/test-cases/"+unknown+"/"+elsewhere+"/start-execution", "")
	first := begin(t, s, good, `{"ClientToken":"t"}`)
	stopped := begin(t, s, bad, `{"ClientToken":"u"}`)
	clock.pass(1200 * time.Millisecond)
	ok(t, s, "POST", caseURL+"/"+bad+"/"+stopped+"/stop-execution", `{"ClientToken":"v"}`)
	begin(t, s, bad, "")
	ok(t, s, "DELETE", caseURL+"/"+good, "")
	state := saved(t, s)
	assert.Equal(t, state, kept.String())

	// The process ends here without another word, and another one begins.
	again, err := connecttest.Open(connecttest.Options{Now: clock.Now, Execution: twoSteps, Keep: o.Keep}, connecttest.Source{Reader: strings.NewReader(kept.String())})
	require.NoError(t, err)
	assert.ElementsMatch(t, []string{instance, unknown}, again.Options().Instances)
	assert.Equal(t, state, saved(t, again))
	for _, instance := range []string{instance, unknown} {
		listed := ok(t, s, "GET", "/test-case-executions/"+instance, "")
		assert.Equal(t, listed, ok(t, again, "GET", "/test-case-executions/"+instance, ""))
		records, err := json.Marshal(object{"TestCaseExecutions": again.Records(instance, "test-case-executions")})
		require.NoError(t, err)
		want, err := json.Marshal(listed)
		require.NoError(t, err)
		assert.JSONEq(t, string(want), string(records))
	}
	assert.Equal(t, 4, counted(again, "test-case-executions"))
	assert.Equal(t, first, begin(t, again, good, `{"ClientToken":"t"}`), "the token is known")
	ok(t, again, "POST", caseURL+"/"+bad+"/"+stopped+"/stop-execution", `{"ClientToken":"v"}`)
	clock.pass(time.Minute)
	assert.Equal(t, "PASSED", ok(t, again, "GET", caseURL+"/"+good+"/"+first+"/summary", "")["Status"], "it went on meanwhile")
	require.NoError(t, again.Load(connecttest.Source{Reader: strings.NewReader(state)}))
	assert.Equal(t, state, saved(t, again), "twice is once")

	t.Run("not kept", func(t *testing.T) {
		broken := connecttest.New(connecttest.Options{Keep: func(io.WriterTo) error { return errors.New("the disk is full") }})
		require.Error(t, broken.Load(connecttest.Source{Reader: strings.NewReader(state)}))
		assert.Empty(t, ok(t, broken, "GET", executionsURL, "")["TestCaseExecutions"])
	})
	t.Run("by executions alone", func(t *testing.T) {
		alone := state[strings.Index(state, `"Executions"`):]
		s, err := connecttest.Open(connecttest.Options{}, connecttest.Source{Reader: strings.NewReader("{" + alone)})
		require.NoError(t, err)
		assert.Equal(t, 3, strings.Count(recordsOf(t, s), `"TestCaseExecutionId"`)-strings.Count(recordsOf(t, s), unknown))
	})
}

func TestLoad_executions(t *testing.T) {
	s := connecttest.New(connecttest.Options{})
	before := saved(t, s)
	fine := func(more string) string {
		return `{"InstanceId":"` + instance + `","TestCaseExecutionId":"x","TestCaseId":"y","TestCaseName":"z","StartTime":1,"Status":"PASSED"` + more + `}`
	}
	for _, test := range []struct{ name, list, err string }{
		{"no object", `[1]`, "Executions[0]: an object is wanted, not 1"},
		{"no list", `{}`, "Executions: a list is wanted, not {}"},
		{"nothing", `[{}]`, "Executions[0]: the InstanceId \"\" is no ID"},
		{"no instance", `[` + strings.Replace(fine(""), instance, unknown, 1) + `]`, `there is no instance "` + unknown},
		{"instance", `[` + strings.Replace(fine(""), instance, "x", 1) + `]`, `the InstanceId "x" is no ID of an instance`},
		{"status", `[` + strings.Replace(fine(""), "PASSED", "STOPPED", 1) + `]`, `the Status "STOPPED" is not PASSED or FAILED`},
		{"start", `[` + strings.Replace(fine(""), `:1,`, `:"x",`, 1) + `]`, `"x" is no time in RFC 3339`},
		{"null", `[` + strings.Replace(fine(""), `:1,`, `:null,`, 1) + `]`, `null is no time`},
		{"no start", `[` + strings.Replace(fine(""), `"StartTime":1,`, "", 1) + `]`, `there is no StartTime`},
		{"half a millisecond", `[` + fine(`,"Duration":0.5`) + `]`, `Duration: a whole number is wanted, not 0.5`},
		{"duration", `[` + fine(`,"Duration":-1`) + `]`, `the Initiated is not from 0 to Duration`},
		{"long duration", `[` + fine(`,"Duration":9223372036855`) + `]`, `the Duration is too long`},
		{"initiated", `[` + fine(`,"Initiated":1`) + `]`, `the Initiated is not from 0 to Duration`},
		{"stop before the start", `[` + fine(`,"StopTime":0`) + `]`, `the StopTime is not from the start to the end`},
		{"stop after the end", `[` + fine(`,"StopTime":1.001`) + `]`, `the StopTime is not from the start to the end`},
		{"tags", `[` + fine(`,"Tags":{"a":1}`) + `]`, `Executions[0]: Tags: a text is wanted, not a number`},
		{"records", `[` + fine(`,"Records":{}`) + `]`, `Executions[0]: Records: a list is wanted, not an object`},
		{"record", `[` + fine(`,"Records":[1]`) + `]`, `Executions[0]: Records: an object is wanted, not a number`},
		{"record's member", `[` + fine(`,"Records":[{"ObservationId":"a","Status":"PASSED","x":1}]`) + `]`, `Executions[0]: Records[0].x: there is no such member`},
		{"record's member in lower case", `[` + fine(`,"Records":[{"ObservationId":"a","status":"PASSED"}]`) + `]`, `Executions[0]: Records[0].status: there is no such member`},
		{"record's member twice", `[` + fine(`,"Records":[{"ObservationId":"a","Status":"FAILED","Status":"PASSED"}]`) + `]`, `Executions[0]: Records[0].Status: it is there twice`},
		{"second record", `[` + fine(`,"Records":[{"ObservationId":"a","Status":"PASSED"},{"ObservationId":"a","Status":"PASSED","record":"x"}]`) + `]`, `Executions[0]: Records[1].record: there is no such member`},
		{"tag twice", `[` + fine(`,"Tags":{"a":"b","a":"c"}`) + `]`, `Executions[0]: Tags.a: it is there twice`},
		{"tag without a name twice", `[` + fine(`,"Tags":{"":"b","":"c"}`) + `]`, `Executions[0]: Tags."": it is there twice`},
		{"member without a name twice", `[],"":1,"":2`, `"": it is there twice`},
		{"member in lower case", `[` + strings.Replace(fine(""), "InstanceId", "instanceid", 1) + `]`, `Executions[0]: instanceid: there is no such member`},
		{"member in two cases", `[` + fine(`,"status":"FAILED"`) + `]`, `Executions[0]: status: there is no such member`},
		{"member twice", `[` + fine(`,"Status":"PASSED"`) + `]`, `Executions[0]: Status: it is there twice`},
		{"record's status", `[` + fine(`,"Records":[{"ObservationId":"a","Status":"x"}]`) + `]`, `the Status of Records[0]: "x" is not PASSED or FAILED`},
		{"records' order", `[` + fine(`,"Duration":2,"Records":[{"ObservationId":"a","Status":"PASSED","After":2},{"ObservationId":"a","Status":"PASSED","After":1}]`) + `]`, `the After of Records[1] is less than that of the record before`},
		{"twice", `[` + fine("") + `,` + fine("") + `]`, `the record of test-case-executions with the ID "x" is there twice: keep one of them`},
		{"one token", `[` + fine(`,"ClientToken":"t"`) + `,` + strings.Replace(fine(`,"ClientToken":"t"`), `"x"`, `"w"`, 1) + `]`, `its clientToken t is that of the record with the ID "x"`},
		{"half of a pair", `[` + fine(`,"ClientToken":"\ud800"`) + `]`, `half of a surrogate pair is no text`},
		{"long ID", `[` + strings.Replace(fine(""), `"x"`, `"`+strings.Repeat("x", 1001)+`"`, 1) + `]`, `the TestCaseExecutionId has 1001 bytes, and 1000 are the most`},
		{"unknown member", `[` + fine(`,"Colour":"red"`) + `]`, `Executions[0]: Colour: there is no such member`},
		{"unknown null", `[` + fine(`,"Colour":null`) + `]`, `Executions[0]: Colour: there is no such member`},
	} {
		err := s.Load(connecttest.Source{Reader: strings.NewReader(`{"Executions":` + test.list + `}`)})
		if assert.Error(t, err, test.name) {
			assert.Contains(t, err.Error(), test.err, test.name)
			assert.Less(t, len(err.Error()), 500)
		}
		assert.Equal(t, before, saved(t, s), test.name)
	}
	for _, more := range []string{``, `,"Tags":null`, `,"Records":null`, `,"StopTime":null,"Duration":null`} {
		assert.NoError(t, s.Load(connecttest.Source{Reader: strings.NewReader(`{"Executions":[` + fine(more) + `]}`)}), more)
		assert.NotContains(t, saved(t, s), "null", more)
	}
}

// TestLoad_tokens has executions and sessions that are replaced by some with the tokens of
// one another.
func TestLoad_tokens(t *testing.T) {
	s := connecttest.New(connecttest.Options{})
	id := published(t, s, "a", "")
	a, b := begin(t, s, id, `{"ClientToken":"of a"}`), begin(t, s, id, `{"ClientToken":"of b"}`)
	c := createSession(t, s, `{"name":"a","clientToken":"of c"}`)["sessionId"]
	d := createSession(t, s, `{"name":"a","clientToken":"of d"}`)["sessionId"]
	state := saved(t, s)
	exchanged := strings.NewReplacer("of a", "of b", "of b", "of a", "of c", "of d", "of d", "of c").Replace(state)
	// The sum of a session's request is of its token, too.
	sums := regexp.MustCompile(`"requestSha256":"[0-9a-f]*"`).FindAllString(state, -1)
	require.Len(t, sums, 2)
	exchanged = strings.NewReplacer(sums[0], sums[1], sums[1], sums[0]).Replace(exchanged)
	require.NotEqual(t, state, exchanged)
	require.NoError(t, s.Load(connecttest.Source{Reader: strings.NewReader(exchanged)}))
	assert.Equal(t, exchanged, saved(t, s))
	assert.Equal(t, b, begin(t, s, id, `{"ClientToken":"of a"}`))
	assert.Equal(t, a, begin(t, s, id, `{"ClientToken":"of b"}`))
	assert.Equal(t, d, createSession(t, s, `{"name":"a","clientToken":"of c"}`)["sessionId"])
	assert.Equal(t, c, createSession(t, s, `{"name":"a","clientToken":"of d"}`)["sessionId"])

	one := regexp.MustCompile(`(?m)^\{"InstanceId":.*"ClientToken":"of a".*\}`).FindString(state) // of a, which has another now
	require.Contains(t, one, a)
	assert.ErrorContains(t, s.Load(connecttest.Source{Reader: strings.NewReader(`{"Executions":[` + one + `]}`)}), "its clientToken of a is that of the record with the ID")
	assert.Equal(t, exchanged, saved(t, s))
}

// Test cases are started, and what failed is found once all have ended. The clock is the
// test's, so that nobody waits.
func ExampleOptions_execution() {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	service := connecttest.New(connecttest.Options{
		Now: func() time.Time { return now },
		Execution: func(e *connecttest.Execution) {
			var testCase struct{ Tags map[string]string }
			if err := json.Unmarshal(e.TestCase, &testCase); err == nil && testCase.Tags["flaky"] == "true" && e.N == 1 {
				e.Status = "FAILED"
			}
		},
	})
	if err := service.Put(connecttest.DefaultInstance, "test-cases",
		json.RawMessage(`{"Id": "billing", "Name": "smoke-billing", "Status": "PUBLISHED", "Content": "{}"}`),
		json.RawMessage(`{"Id": "sales", "Name": "smoke-sales", "Status": "PUBLISHED", "Content": "{}", "Tags": {"flaky": "true"}}`),
	); err != nil {
		fmt.Println(err)
		return
	}
	call := func(method, target string) string {
		w := httptest.NewRecorder()
		service.ServeHTTP(w, httptest.NewRequest(method, target, nil))
		return w.Body.String()
	}
	for _, id := range []string{"billing", "sales"} {
		call("PUT", "/test-cases/"+connecttest.DefaultInstance+"/"+id+"/start-execution")
	}
	list := "/test-case-executions/" + connecttest.DefaultInstance + "?testCaseId=sales"
	fmt.Println(strings.Contains(call("GET", list), "INITIATED"))
	now = now.Add(time.Minute)
	fmt.Println(strings.Contains(call("GET", list), "FAILED"))
	// Output:
	// true
	// true
}
