package awsconnect_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/awsconnect"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/connecttest"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/internal/command"
)

// startAll starts an execution of each test case that the query selects. A test case that
// was never published cannot be started, so the query is to say so.
func startAll(ctx context.Context, client *sdk.Client, instance string, q searchfilter.Query) (started []*sdk.StartTestCaseExecutionOutput, err error) {
	for tc, err := range awsconnect.SearchWith[types.TestCase](ctx, client.SearchTestCases, instance, q, awsconnect.Options{}) {
		if err != nil {
			return started, err
		}
		x, err := client.StartTestCaseExecution(ctx, &sdk.StartTestCaseExecutionInput{InstanceId: &instance, TestCaseId: tc.Id})
		if err != nil {
			return started, fmt.Errorf("%s: %w", aws.ToString(tc.Name), err)
		}
		started = append(started, x)
	}
	return started, nil
}

// waitForEnd returns the summary of an execution once it has ended.
func waitForEnd(ctx context.Context, client *sdk.Client, instance string, x *sdk.StartTestCaseExecutionOutput, every time.Duration) (*sdk.GetTestCaseExecutionSummaryOutput, error) {
	for {
		is, err := client.GetTestCaseExecutionSummary(ctx, &sdk.GetTestCaseExecutionSummaryInput{
			InstanceId: &instance, TestCaseId: x.TestCaseId, TestCaseExecutionId: x.TestCaseExecutionId,
		})
		if err != nil || is.Status != types.TestCaseExecutionStatusInitiated && is.Status != types.TestCaseExecutionStatusInProgress {
			return is, err
		}
		select {
		case <-time.After(every):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// executionPages returns the answers of ListTestCaseExecutions, for which the SDK has no
// paginator.
func executionPages(ctx context.Context, client *sdk.Client, in sdk.ListTestCaseExecutionsInput) (pages []*sdk.ListTestCaseExecutionsOutput, err error) {
	for {
		page, err := client.ListTestCaseExecutions(ctx, &in)
		if err != nil {
			return pages, err
		}
		pages = append(pages, page)
		if in.NextToken = page.NextToken; in.NextToken == nil {
			return pages, nil
		}
	}
}

// The smoke tests of a team are run, and once all have ended it is listed which have failed.
func Example_executions() {
	service := connecttest.New(connecttest.Options{Execution: func(e *connecttest.Execution) {
		e.Initiated, e.Duration = 0, 20*time.Millisecond
		e.Records = []connecttest.ExecutionRecord{
			{ObservationId: "greeting", After: 10 * time.Millisecond},
			{ObservationId: "queue", After: 20 * time.Millisecond},
		}
		if strings.Contains(string(e.TestCase), `"site":"man"`) {
			e.Records[1].Status = "FAILED"
		}
	}})
	if err := service.Put(connecttest.DefaultInstance, "test-cases", connecttest.SampleRecords(500, 0, 1)["test-cases"]...); err != nil {
		fmt.Println(err)
		return
	}
	server := httptest.NewServer(service)
	defer server.Close()
	client := sdk.New(sdk.Options{
		Region:       "us-east-1",
		BaseEndpoint: &server.URL,
		Credentials:  credentials.NewStaticCredentialsProvider("local", "local", ""),
	})
	ctx, instance := context.Background(), connecttest.DefaultInstance

	query := searchfilter.MustParse(`name ^= smoke and status = PUBLISHED and tag:BPO = 123 and tag:team = fraud`)
	started, err := startAll(ctx, client, instance, query)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, x := range started {
		if _, err := waitForEnd(ctx, client, instance, x, 10*time.Millisecond); err != nil {
			fmt.Println(err)
			return
		}
	}
	fmt.Println(len(started), "have ended")

	// What is listed is read as what the AWS command line prints is.
	executions := connect.TestCaseExecutions()
	failed := searchfilter.Options{Schema: executions}.MustParse("status = FAILED")
	pages, err := executionPages(ctx, client, sdk.ListTestCaseExecutionsInput{InstanceId: &instance})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, page := range pages {
		for _, x := range page.TestCaseExecutions {
			text, _ := json.Marshal(x)
			r, err := eval.Decoder(executions)(text)
			if err != nil {
				fmt.Println(err)
				return
			}
			if failed.Match(r) {
				fmt.Println(x.TestCaseExecutionStatus, x.Tags["team"], x.Tags["site"])
			}
		}
	}
	// Output:
	// 4 have ended
	// FAILED fraud man
}

// TestExecutions runs many tests by the SDK, while calls fail, and reads what comes of them
// in each way.
func TestExecutions(t *testing.T) {
	l := newLocal(t, 8, sample(200)...)
	l.setFault(scattered(5, connecttest.Fault{Error: "ThrottlingException"}))
	ctx, instance := context.Background(), connecttest.DefaultInstance
	started, err := startAll(ctx, l.client, instance, searchfilter.MustParse("status = PUBLISHED and tag:team in (fraud, billing)"))
	require.NoError(t, err)
	require.Greater(t, len(started), 20)
	retried := int(l.calls.Load()) - len(started)
	require.Greater(t, retried, 5, "calls that were tried again")
	cases := map[string]bool{}
	for _, x := range started {
		cases[*x.TestCaseId] = true
		is, err := waitForEnd(ctx, l.client, instance, x, 50*time.Millisecond)
		require.NoError(t, err)
		assert.Equal(t, types.TestCaseExecutionStatusPassed, is.Status)
		assert.Equal(t, time.Second, is.EndTime.Sub(*is.StartTime))
		records, err := l.client.ListTestCaseExecutionRecords(ctx, &sdk.ListTestCaseExecutionRecordsInput{
			InstanceId: &instance, TestCaseId: x.TestCaseId, TestCaseExecutionId: x.TestCaseExecutionId,
		})
		require.NoError(t, err)
		require.Len(t, records.ExecutionRecords, int(*is.ObservationSummary.TotalObservations))
		assert.Equal(t, types.ExecutionRecordStatusPassed, records.ExecutionRecords[0].Status)
		assert.Equal(t, *is.EndTime, *records.ExecutionRecords[0].Timestamp)
	}
	assert.Len(t, cases, len(started))

	// An answer that breaks off leaves open whether there is an execution. The call is sent
	// again with its token, and does not start another one.
	again := &sdk.StartTestCaseExecutionInput{InstanceId: &instance, TestCaseId: started[0].TestCaseId, ClientToken: aws.String("once")}
	l.setFault(func(connecttest.Call) connecttest.Fault { return connecttest.Fault{Cut: true} })
	_, err = l.client.StartTestCaseExecution(ctx, again)
	require.Error(t, err)
	l.setFault(scattered(5, connecttest.Fault{Error: "ThrottlingException"}))
	stopped, err := l.client.StartTestCaseExecution(ctx, again)
	require.NoError(t, err)
	_, err = l.client.StopTestCaseExecution(ctx, &sdk.StopTestCaseExecutionInput{
		InstanceId: &instance, TestCaseId: stopped.TestCaseId, TestCaseExecutionId: stopped.TestCaseExecutionId,
	})
	require.NoError(t, err)

	var listed bytes.Buffer // one answer a page, one after the other
	total := 0
	pages, err := executionPages(ctx, l.client, sdk.ListTestCaseExecutionsInput{InstanceId: &instance, MaxResults: aws.Int32(7)})
	require.NoError(t, err)
	for _, page := range pages {
		total += len(page.TestCaseExecutions)
		require.NoError(t, json.NewEncoder(&listed).Encode(page))
	}
	assert.Equal(t, len(started)+1, total, "each was started once")
	for query, want := range map[string]string{
		"status = PASSED":                       fmt.Sprintln(len(started)),
		"status = STOPPED":                      "1\n",
		"test-case-id = " + *stopped.TestCaseId: "2\n",
	} {
		var out, wrong strings.Builder
		command.Run([]string{"match", "--target", "test-case-executions", "--count", query}, bytes.NewReader(listed.Bytes()), &out, &wrong)
		assert.Equal(t, want, out.String(), query)
		assert.Empty(t, wrong.String())
	}
	assert.Equal(t, len(started)+1, count(t, l, instance))
}

// count returns how many executions the service has, by its state.
func count(t *testing.T, l *local, instance string) int {
	var b strings.Builder
	require.NoError(t, l.service.Save(&b))
	_, after, _ := strings.Cut(b.String(), `"Executions":[`)
	return strings.Count(after, `"InstanceId":"`+instance+`"`)
}
