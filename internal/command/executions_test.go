package command

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/connecttest"
)

const (
	executions = `{"TestCaseExecutions":[` +
		`{"StartTime":1772366400.5,"EndTime":1772366401.5,"TestCaseExecutionId":"1","TestCaseId":"a","TestCaseExecutionStatus":"FAILED","Tags":{"team":"fraud"}},` +
		`{"StartTime":1772366400.5,"TestCaseExecutionId":"2","TestCaseId":"b","TestCaseExecutionStatus":"IN_PROGRESS"}]}`
	executionSummary = `{"StartTime":"2026-03-01T12:00:00.5+00:00","EndTime":"2026-03-01T12:00:01.5+00:00","Status":"FAILED","ObservationSummary":{"TotalObservations":3,"ObservationsPassed":2,"ObservationsFailed":1}}`
	notSearched      = "no search finds test-case-executions: get them by ListTestCaseExecutions, and select among them with searchfilter match --target test-case-executions"
)

// TestListing has a target that is for records in hand alone.
func TestListing(t *testing.T) {
	testAll(t, []call{
		{
			name: "match", args: []string{"match", "--target", "test-case-executions", "--output", "ids", "status = failed and tag:team = fraud and end > 2026-02-28"}, stdin: executions, out: "1\n",
		}, {
			name: "match what has not ended", args: []string{"match", "--target", "test-case-executions", "--output", "ids", "not end exists"}, stdin: executions, out: "2\n",
		}, {
			name: "match a summary", args: []string{"match", "--target", "test-case-executions", "--count", "status = FAILED and observations-failed > 0"}, stdin: executionSummary, out: "1\n",
		}, {
			name: "match what a summary lacks", args: []string{"match", "--target", "test-case-executions", "--count", "not tag:team exists"}, stdin: executionSummary, status: Failed, out: "0\n",
			err: "searchfilter: standard input: line 1, offset 0: record 1 is what GetTestCaseExecutionSummary returns, which lacks tags: ListTestCaseExecutions returns that\n",
		}, {
			name: "match what the list lacks", args: []string{"match", "--target", "test-case-executions", "--count", "observations-failed > 0"}, stdin: executions, status: Failed, out: "0\n",
			err: "searchfilter: standard input: line 1, offset 22: TestCaseExecutions has summaries, which lack observations-failed: another operation returns it\n",
		}, {
			name: "match the rest of the page", args: []string{"match", "--target", "test-case-execution-records", "--output", "csv", "--fields", "observation-id,executed", "status = FAILED"},
			stdin: `{"ExecutionRecords":[{"ObservationId":"menu","Status":"FAILED","Timestamp":1772366400.5,"Record":"{}"},{"ObservationId":"x","Status":"PASSED"}]}`,
			out:   "observation-id,executed\nmenu,1772366400.5\n",
		}, {
			name: "the empty query", args: []string{"match", "--target", "test-case-executions", ""}, stdin: executions, status: Failed,
			err: "searchfilter: the query is empty, and so selects every record: add --all if that is meant\n",
		}, {
			name: "explain a record", args: []string{"explain", "--target", "test-case-executions", "--record=-", "status = FAILED"}, stdin: executionSummary,
			out: "record 1\nselected: status = FAILED\n  status = FAILED  yes: status is FAILED\n",
		}, {
			name: "fmt", args: []string{"fmt", "--target", "test-case-executions", "STATUS=failed"}, out: "status = FAILED\n",
		}, {
			name: "check", args: []string{"check", "--target", "test-case-executions", "status = published"}, status: Failed,
			err: "1:10: status is never \"published\"\n  status = published\n           ^^^^^^^^^ it is one of INITIATED PASSED FAILED IN_PROGRESS STOPPED\n",
		}, {
			name: "sql", args: []string{"sql", "--dialect", "duckdb", "--target", "test-case-executions", "observations-failed > 0"},
			out: `SELECT * FROM "test_case_executions" WHERE ("observations_failed" > CAST('0.000000000' AS DECIMAL(38, 9)))` + "\n",
		}, {
			name: "diff", args: []string{"diff", "--target", "test-case-executions", "status in (PASSED, FAILED)", "status = failed or status = passed"}, out: "They select the same.\n",
		}, {
			name: "compile", args: []string{"compile", "--target", "test-case-executions", "status = FAILED"}, status: Failed,
			err: "searchfilter: compile: " + notSearched + " (see searchfilter compile --help)\n",
		}, {
			name: "plan", args: []string{"plan", "--target", "test-case-executions", "status = FAILED"}, status: Failed,
			err: "searchfilter: plan: " + notSearched + " (see searchfilter plan --help)\n",
		}, {
			name: "explain a plan", args: []string{"explain", "--target", "test-case-executions", "status = FAILED"}, status: Failed,
			err: "searchfilter: explain: " + notSearched + " (see searchfilter explain --help)\n",
		}, {
			name: "decompile", args: []string{"decompile", "--target", "test-case-executions"}, stdin: executions, status: Failed,
			err: "searchfilter: --target: " + notSearched + "\n",
		}, {
			name: "what is listed is no filter", args: []string{"decompile"}, stdin: `{"TestCaseExecutions":[]}`, status: Failed,
			err: "1:1: no filter found\n  {\"TestCaseExecutions\":[]}\n  ^^^^^^^^^^^^^^^^^^^^^^^^^ it is what stands in SearchFilter.TagFilter, SearchCriteria, SearchFilter.AttributeFilter, contentTagFilter, ContentTagFilter, filter or tagFilter\n",
		}, {
			name: "by its operation", args: []string{"match", "--target", "ListTestCaseExecutions", "status = FAILED"}, status: Failed,
			err: "searchfilter: --target must be the name of a target but got \"ListTestCaseExecutions\", did you mean \"test-case-executions\"? (see searchfilter match --help)\n",
		},
	})
}

// TestServe_executions has a service whose executions end at once, and some fail.
func TestServe_executions(t *testing.T) {
	s := startServer(t, "--sample", "--execution-time", "0s", "--execution-fails", "tag:team = fraud")
	results := map[string]int{}
	for _, raw := range connecttest.SampleRecords(100, 0, sampleSeed)["test-cases"] {
		var tc struct {
			Id, Name, Status string
			Tags             map[string]string
		}
		require.NoError(t, json.Unmarshal(raw, &tc))
		path := "/test-cases/" + connecttest.DefaultInstance + "/" + tc.Id
		status, text := s.call(t, "PUT", path+"/start-execution", "")
		if tc.Status != "PUBLISHED" {
			assert.Equal(t, 404, status)
			continue
		}
		require.Equal(t, 200, status, text)
		var started struct{ Status string }
		require.NoError(t, json.Unmarshal([]byte(text), &started))
		want := "PASSED"
		if tc.Tags["team"] == "fraud" {
			want = "FAILED"
		}
		assert.Equal(t, want, started.Status, tc.Name)
		results[want]++
	}
	t.Logf("executions by status: %v", results)
	assert.Greater(t, results["PASSED"], 5)
	assert.Greater(t, results["FAILED"], 5)

	testAll(t, []call{
		{
			name: "no query", args: []string{"serve", "--execution-fails", "status = x"}, status: Failed,
			err: "searchfilter: serve: --execution-fails: 1:10: status is never \"x\"; it is one of PUBLISHED SAVED (see searchfilter serve --help)\n",
		}, {
			name: "too long", args: []string{"serve", "--execution-time", "10001h"}, status: Failed,
			err: "searchfilter: serve: --execution-time is 10000h at most (see searchfilter serve --help)\n",
		},
	})
}
