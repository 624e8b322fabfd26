package connect_test

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter"

	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/schema"
)

// TestTestCaseExecutions_request has a schema that no search is for.
func TestTestCaseExecutions_request(t *testing.T) {
	assert.Same(t, connect.TestCaseExecutions(), connect.TestCaseExecutions())
	for _, s := range []*schema.Schema{connect.TestCaseExecutions(), connect.TestCaseExecutionRecords()} {
		assert.Contains(t, s.Around, s.Token)
		_, err := searchfilter.Options{Schema: s}.MustParse("status = FAILED").Request()
		assert.ErrorContains(t, err, "searchfilter: no search is known that finds a "+s.Name+": select those in hand with Match, or set Options.Target")
	}
}

// TestTestCaseExecutions reads executions from each answer in which one comes.
func TestTestCaseExecutions(t *testing.T) {
	s := connect.TestCaseExecutions()
	for _, test := range []struct{ name, answer, query string }{
		{"ListTestCaseExecutions", `{"TestCaseExecutions":[{"StartTime":1772366400.5,"TestCaseExecutionId":"x","TestCaseId":"y","TestCaseExecutionStatus":"IN_PROGRESS","Tags":{"a":"b"}}],"NextToken":"z"}`,
			"id = x and test-case-id = y and status = IN_PROGRESS and start > 2026-02-28 and not end exists and tag:a = b"},
		{"GetTestCaseExecutionSummary", `{"StartTime":1772366400.5,"EndTime":1772366401,"Status":"FAILED","ObservationSummary":{"TotalObservations":3,"ObservationsPassed":2,"ObservationsFailed":1}}`,
			"status = FAILED and end > 2026-02-28 and observations = 3 and observations-passed = 2 and observations-failed = 1"},
		{"StartTestCaseExecution", `{"TestCaseExecutionId":"x","TestCaseId":"y","Status":"INITIATED"}`, "id = x and test-case-id = y and status = INITIATED"},
	} {
		q := searchfilter.Options{Schema: s}.MustParse(test.query)
		r := eval.NewReader(strings.NewReader(test.answer), s, q.Resolved())
		if test.name == "ListTestCaseExecutions" {
			_, err := eval.NewReader(strings.NewReader(test.answer), s, searchfilter.Options{Schema: s}.MustParse("observations > 0").Resolved()).Next()
			assert.ErrorContains(t, err, "TestCaseExecutions has summaries, which lack observations: another operation returns it")
		}
		d, err := r.Next()
		require.NoError(t, err, test.name)
		assert.True(t, q.Match(d), test.name)
		_, err = r.Next()
		assert.ErrorIs(t, err, io.EOF, test.name)
	}
}

// TestTestCaseExecutions_partial asks of each answer what it lacks.
func TestTestCaseExecutions_partial(t *testing.T) {
	const (
		list                 = `{"TestCaseExecutionId":"x","TestCaseId":"y","TestCaseExecutionStatus":"PASSED"}`
		summary              = `{"StartTime":1772366400.5,"Status":"PASSED","ObservationSummary":{"TotalObservations":3}}`
		start                = `{"TestCaseExecutionId":"x","TestCaseId":"y","Status":"INITIATED"}`
		aboutGet, aboutStart = "record 1 is what GetTestCaseExecutionSummary returns, which lacks ", "record 1 is what StartTestCaseExecution returns, which lacks "
	)
	s := connect.TestCaseExecutions()
	for _, test := range []struct{ answer, query, want string }{
		{list, "not tag:team exists and not end exists", ""},
		{`{"TestCaseExecutions":[` + list + `]}`, "not tag:team exists and not end exists", ""},
		{summary, "not tag:team exists", aboutGet + "tags: ListTestCaseExecutions returns that"},
		{summary, "not end exists and (status = FAILED or test-case-id != a)", aboutGet + "test-case-id: ListTestCaseExecutions returns that"},
		{`{"EndTime":null,"ObservationSummary":null,"StartTime":"2026-03-01T12:00:00Z","Status":"PASSED","ResultMetadata":{}}`, "not id exists", aboutGet + "id"},
		{`{"Status":"PASSED"}`, "not id exists", aboutGet + "id"},
		{`{"ObservationSummary":{}}`, "not id exists", aboutGet + "id"},
		{summary, "not end exists and observations != 2", ""},
		{start, "not tag:team exists", aboutStart + "tags: ListTestCaseExecutions returns times and tags, and GetTestCaseExecutionSummary the observations"},
		{start, "not end exists", aboutStart + "end"},
		{"[" + start + "," + summary + "]", "not observations exists", aboutStart + "observations"},
		{start, "id = x and test-case-id = y and status = INITIATED", ""},
	} {
		q := searchfilter.Options{Schema: s}.MustParse(test.query)
		r := eval.NewReader(strings.NewReader(test.answer), s, q.Resolved())
		d, err := r.Next()
		if test.want == "" {
			require.NoError(t, err, test.answer)
			assert.True(t, q.Match(d), "%s %s", test.query, test.answer)
			continue
		}
		assert.ErrorContains(t, err, test.want, "%s %s", test.query, test.answer)
		assert.True(t, r.Resume(), "the record was read")
	}
}

// What has failed, among the executions that were listed.
func ExampleTestCaseExecutions() {
	executions := connect.TestCaseExecutions()
	query := searchfilter.Options{Schema: executions}.MustParse("status = FAILED and tag:team = billing")
	answer := `{"TestCaseExecutions": [
		{"TestCaseExecutionId": "e-1", "TestCaseId": "t-1", "TestCaseExecutionStatus": "PASSED", "Tags": {"team": "billing"}},
		{"TestCaseExecutionId": "e-2", "TestCaseId": "t-2", "TestCaseExecutionStatus": "FAILED", "Tags": {"team": "billing"}}
	]}`
	r := eval.NewReader(strings.NewReader(answer), executions, query.Resolved())
	for {
		execution, err := r.Next()
		if err == io.EOF {
			return
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		if query.Match(execution) {
			fmt.Println(eval.Explain(query.Resolved(), execution))
		}
	}
	// Output:
	// selected: status = FAILED and tag:team = billing
	//   status = FAILED     yes: status is FAILED
	//   tag:team = billing  yes: tag team is billing
}
