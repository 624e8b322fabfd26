package connect

import "github.com/searchfilter/searchfilter/schema"

// TestCaseExecutions returns the schema of the executions of test cases, as
// ListTestCaseExecutions lists them. No search finds them: a query is for those in hand.
// GetTestCaseExecutionSummary and StartTestCaseExecution return such records, too. Those
// of the first have no IDs and no tags, and they alone have the numbers of observations.
// Those of the second have IDs and the status alone. An eval.Reader knows both by their
// member Status, which lists do not have, and refuses a query on what they lack.
func TestCaseExecutions() *schema.Schema { return testCaseExecutions.schema() }

var testCaseExecutions = &search{
	record:  "test case execution",
	tagged:  true,
	lists:   []string{"TestCaseExecutions"},
	summary: lacks("observations", "observations-passed", "observations-failed"),
	around:  []string{"NextToken"},
	partial: []schema.Partial{{
		Operation: "StartTestCaseExecution",
		Members:   []string{"Status", "TestCaseExecutionId"},
		Lacks:     []string{"start", "end", "observations", "observations-passed", "observations-failed", withoutTags},
		Elsewhere: "ListTestCaseExecutions returns times and tags, and GetTestCaseExecutionSummary the observations",
	}, executionSummary("Status"), executionSummary("ObservationSummary")},
	fields: []field{
		text("id", "TestCaseExecutionId"),
		text("test-case-id", "TestCaseId"),
		enum("status", "TestCaseExecutionStatus|Status", "INITIATED", "PASSED", "FAILED", "IN_PROGRESS", "STOPPED"),
		timestamp("start", "StartTime"),
		timestamp("end", "EndTime"),
		number("observations", "ObservationSummary.TotalObservations"),
		number("observations-passed", "ObservationSummary.ObservationsPassed"),
		number("observations-failed", "ObservationSummary.ObservationsFailed"),
	},
}

// executionSummary is an answer of GetTestCaseExecutionSummary, told by one of its members.
func executionSummary(member string) schema.Partial {
	return schema.Partial{
		Operation: "GetTestCaseExecutionSummary",
		Members:   []string{member},
		Lacks:     []string{"id", "test-case-id", withoutTags},
		Elsewhere: "ListTestCaseExecutions returns that",
	}
}

// TestCaseExecutionRecords returns the schema of the steps of an execution, as
// ListTestCaseExecutionRecords lists them. What a record has in its text is not documented.
func TestCaseExecutionRecords() *schema.Schema { return testCaseExecutionRecords.schema() }

var testCaseExecutionRecords = &search{
	record: "test case execution record",
	lists:  []string{"ExecutionRecords"},
	around: []string{"NextToken"},
	fields: []field{
		text("observation-id", "ObservationId"),
		enum("status", "Status", "PASSED", "FAILED", "IN_PROGRESS", "STOPPED"),
		timestamp("executed", "Timestamp"),
		text("record", "Record"),
	},
}
