package awsconnect_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
	"github.com/aws/smithy-go/middleware"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/awsconnect"
	"github.com/searchfilter/searchfilter/awsconnect/internal/pages"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/qconnect"
	"github.com/searchfilter/searchfilter/schema"
)

// TestRequests has the SDK send the sample requests of all searches that it has. Each must
// decode as the operation's input, by the names of its fields alone, and arrive as it is.
func TestRequests(t *testing.T) {
	data, err := os.ReadFile("../connecttest/testdata/requests.jsonl")
	require.NoError(t, err)
	s := newService(t)
	client := reflect.ValueOf(s.client)
	sent := map[string]int{}
	for line := range bytes.Lines(data) {
		var sample struct {
			Target, Operation, Query string
			Path                     map[string]string
			Body                     json.RawMessage
		}
		require.NoError(t, json.Unmarshal(line, &sample))
		if sample.Path != nil {
			continue // of Amazon Q in Connect, which has another client
		}
		method := client.MethodByName(sample.Operation)
		if !method.IsValid() {
			require.Contains(t, withoutType, sample.Target)
			continue
		}
		in := reflect.New(method.Type().In(1).Elem())
		d := json.NewDecoder(bytes.NewReader(sample.Body))
		d.DisallowUnknownFields()
		require.NoError(t, d.Decode(in.Interface()), "%s", line)

		out := method.Call([]reflect.Value{reflect.ValueOf(context.Background()), in})
		require.Nil(t, out[1].Interface(), "%s", line)
		got := <-s.arrived
		require.NoError(t, got.err)
		require.Equal(t, "POST /search-"+sample.Target, got.path)
		require.Equal(t, value(t, sample.Body), value(t, got.body), sample.Query)
		sent[sample.Operation]++
	}
	t.Log(sent)
	require.Len(t, sent, len(searches))
	for operation, n := range sent {
		require.Greater(t, n, 3, operation)
	}
}

// TestInput_searches makes the inputs of several searches, and none of another search.
func TestInput_searches(t *testing.T) {
	request := func(target compile.Target, query string) *compile.Request {
		t.Helper()
		q := searchfilter.Options{Schema: target.Schema}.MustParse(query)
		r, err := compile.Compile(q.Resolved(), target)
		require.NoError(t, err)
		return r
	}
	views := request(connect.Views(), "type = AWS_MANAGED and tag:a = 1 and tag:b = 2")
	require.NoError(t, views.Set("InstanceId", "another"))
	in, err := awsconnect.Input[sdk.SearchViewsInput](instanceID, views)
	require.NoError(t, err)
	require.Equal(t, instanceID, *in.InstanceId)
	require.Equal(t, "AWS_MANAGED", string(in.SearchCriteria.ViewTypeCondition))
	require.Len(t, in.SearchFilter.AttributeFilter.AndCondition.TagConditions, 2)
	in, err = awsconnect.Input[sdk.SearchViewsInput]("", views)
	require.NoError(t, err)
	require.Nil(t, in.InstanceId)

	_, err = awsconnect.Input[sdk.SearchUsersInput](instanceID, views)
	require.ErrorContains(t, err, "the SDK's SearchUsersInput does not take the request")
	_, err = awsconnect.Input[sdk.ListTagsForResourceInput](instanceID, new(compile.Request))
	require.ErrorContains(t, err, `unknown field "InstanceId"`)
}

// TestSearch_wire has what Search sends of each search be what the SDK's own operation sends,
// where it has one: to the path of the search, signed, with the request's members.
func TestSearch_wire(t *testing.T) {
	s := newService(t)
	compared := 0
	for _, target := range connect.Targets() {
		q := searchfilter.Options{Target: target}.MustParse("")
		if target.Schema.Tags != "" {
			q = searchfilter.Options{Target: target}.MustParse("tag:a = 1 and (tag:b = 2 or tag:c = 3)")
		}
		request, err := q.Request()
		require.NoError(t, err)
		require.NoError(t, request.Set("InstanceId", instanceID))
		require.NoError(t, request.Set("MaxResults", pages.Most(target.Operation)))
		want, err := json.Marshal(request)
		require.NoError(t, err)
		for _, search := range []searchFunc{untyped, searches[target.Name]} {
			if search == nil {
				continue
			}
			for _, err := range search(t.Context(), s.client, instanceID, q, awsconnect.Options{}) {
				require.NoError(t, err)
			}
			got := <-s.arrived
			require.NoError(t, got.err)
			require.Equal(t, "POST /search-"+target.Name, got.path)
			require.Equal(t, "application/json", got.contentType)
			require.Contains(t, got.authorization, "/eu-west-2/connect/aws4_request")
			require.Equal(t, value(t, want), value(t, got.body))
			compared++
		}
	}
	require.Equal(t, len(connect.Targets())+len(searches), compared)
}

// TestSearch_path has an endpoint with a path of its own.
func TestSearch_path(t *testing.T) {
	s := newService(t)
	endpoint := *s.client.Options().BaseEndpoint + "/proxy"
	q := searchfilter.Options{Target: connect.Rules()}.MustParse("name = a")
	for _, err := range awsconnect.Search(t.Context(), s.client, instanceID, q, awsconnect.Options{Client: []func(*sdk.Options){
		func(o *sdk.Options) { o.BaseEndpoint = &endpoint },
	}}) {
		require.NoError(t, err)
	}
	require.Equal(t, "POST /proxy/search-rules", (<-s.arrived).path)
}

// TestSearch_operation has middleware of the caller's see which operation is called.
func TestSearch_operation(t *testing.T) {
	s := newService(t)
	q := searchfilter.Options{Target: connect.Metrics()}.MustParse("name = a")
	var seen string
	for _, err := range awsconnect.Search(t.Context(), s.client, instanceID, q, awsconnect.Options{Client: []func(*sdk.Options){func(o *sdk.Options) {
		o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
			return stack.Finalize.Add(middleware.FinalizeMiddlewareFunc("seen", func(
				ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler,
			) (middleware.FinalizeOutput, middleware.Metadata, error) {
				seen = awsmiddleware.GetOperationName(ctx)
				return next.HandleFinalize(ctx, in)
			}), middleware.Before)
		})
	}}}) {
		require.NoError(t, err)
	}
	<-s.arrived
	require.Equal(t, "SearchMetrics", seen)
}

// TestSearch_mistakes has searches that cannot be.
func TestSearch_mistakes(t *testing.T) {
	s := newService(t)
	users, queues := searchfilter.Options{Target: connect.Users()}, connect.Queues()
	fails := func(seq iter.Seq2[any, error], want string) {
		t.Helper()
		n := 0
		for r, err := range seq {
			require.ErrorContains(t, err, want)
			require.Zero(t, r)
			n++
		}
		require.Equal(t, 1, n)
	}
	run := func(search searchFunc, instance string, q searchfilter.Query, o awsconnect.Options) iter.Seq2[any, error] {
		return search(t.Context(), s.client, instance, q, o)
	}
	q := users.MustParse("username = a")
	fails(run(searches["queues"], instanceID, q, awsconnect.Options{}), "the query is for SearchUsers, and the method takes a SearchQueuesInput")
	fails(run(searches["users"], instanceID, q, awsconnect.Options{Target: &queues}), "the query is about the fields of a user, and SearchQueues takes those of a queue")
	fails(run(searches["users"], instanceID, users.MustParse(""), awsconnect.Options{Target: &queues}), "the query is about the fields of a user, and SearchQueues takes those of a queue")
	fails(run(anyOf[types.User]((*sdk.Client).SearchUsers), instanceID, q, awsconnect.Options{}), "the records of SearchUsers are of the type types.UserSearchSummary, not types.User")
	fails(run(untyped, instanceID, q, awsconnect.Options{Target: &queues}), "the query is about the fields of a user, and SearchQueues takes those of a queue")
	fails(run(searches["users"], instanceID, searchfilter.MustParse(""), awsconnect.Options{}), "the query is for SearchTestCases, and the method takes a SearchUsersInput")
	fails(run(untyped, "", q, awsconnect.Options{}), "the ID of the instance is empty")
	fails(run(searches["users"], "", q, awsconnect.Options{}), "missing required field, SearchUsersInput.InstanceId")
	fails(run(untyped, instanceID, users.MustParse("hierarchy-group-id exists"), awsconnect.Options{}), "a scan of every")

	session := searchfilter.Options{Target: qconnect.Session()}.MustParse("tag:a = 1")
	fails(run(untyped, instanceID, session, awsconnect.Options{}), "q-session has no records to search for: it takes a filter on tags")
	own := searchfilter.Options{Schema: schema.MustNew(schema.Schema{Name: "host", Fields: []schema.Field{{Name: "name"}}})}
	fails(run(untyped, instanceID, own.MustParse("name = a"), awsconnect.Options{}), "no search is known that finds a host")
	another := connect.Users()
	another.Operation = "SearchHosts"
	fails(run(untyped, instanceID, q, awsconnect.Options{Target: &another}), "there is no search SearchHosts")
}

// TestSearch_answers has answers that are none, or odd.
func TestSearch_answers(t *testing.T) {
	for _, test := range []struct {
		target       compile.Target
		answer, want string
		found        int
	}{
		{connect.Users(), `{}`, "neither records, nor a token, nor a count of 0", 0},
		{connect.Users(), ``, "neither records, nor a token, nor a count of 0", 0},
		{connect.Users(), `{"Queues":[]}`, "neither records, nor a token, nor a count of 0", 0},
		{connect.Users(), `{"ApproximateTotalCount":7}`, "neither records, nor a token, nor a count of 0", 0},
		{connect.Users(), `{"Users":null,"ApproximateTotalCount":1,"NextToken":null}`, "neither records, nor a token, nor a count of 0", 0},
		{connect.Users(), `{"Users":[],"ApproximateTotalCount":7}`, "", 0},
		{connect.Users(), `{"ApproximateTotalCount":7,"NextToken":""}`, "", 0},
		{connect.Users(), `{"Users":[]}`, "", 0},
		{connect.Users(), `{"Users":null,"ApproximateTotalCount":0}`, "", 0},
		{connect.Users(), `{"Users":[{"Id":"1","Username":"a"},{"Id":"1","Username":"a"},{"Id":"2","Username":"b"}]}`, "", 1},
		{connect.Users(), `{"Users":[{"Id":"1","Username":"a"},{"Username":"a"}]}`, "record 2: the service sent a record that cannot be told from others: it has no id", 0},
		{connect.Users(), `{"Users":[{"Id":"1","Username":"a"}]`, "EOF", 0},
		{connect.Users(), `<html>`, "invalid character", 0},
		{connect.PredefinedAttributes(), `{"PredefinedAttributes":[{"Name":"a"},{"Name":"a","LastModifiedRegion":"x"}]}`, "", 1},
		{connect.PredefinedAttributes(), `{"PredefinedAttributes":[{"LastModifiedRegion":"x"}]}`, "record 1: the service sent a record that cannot be told from others: it has no name", 0},
		{connect.WorkspaceAssociations(), `{"WorkspaceAssociations":[{"WorkspaceId":"a","ResourceId":"bc"},{"WorkspaceId":"a","ResourceId":"b"},{"WorkspaceId":"ab","ResourceId":"c"},{"WorkspaceId":"a","ResourceId":"b","WorkspaceArn":"x"}]}`, "", 3},
		{connect.WorkspaceAssociations(), `{"WorkspaceAssociations":[{"WorkspaceId":"a","WorkspaceArn":"x","ResourceArn":"y"},{"WorkspaceId":"a","WorkspaceArn":"x","ResourceArn":"z"}]}`, "record 1: the service sent a record that cannot be told from others: it has no resource-id", 0},
		{connect.WorkspaceAssociations(), `{"WorkspaceAssociations":[{"WorkspaceId":"a","ResourceId":"b"},{"ResourceId":"b"},{"ResourceId":"b"}]}`, "record 2: the service sent a record that cannot be told from others: it has no workspace-id", 0},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, test.answer) }))
		client := sdk.New(sdk.Options{
			Region: "eu-west-2", BaseEndpoint: &server.URL, Retryer: aws.NopRetryer{},
			Credentials: credentials.NewStaticCredentialsProvider("id", "secret", ""),
		})
		query := ""
		if test.target.Name == "users" {
			query = "username = a"
		}
		q := searchfilter.Options{Target: test.target}.MustParse(query)
		for name, search := range map[string]searchFunc{"typed": searches[test.target.Name], "untyped": untyped} {
			found := 0
			var failure error
			for _, err := range search(t.Context(), client, instanceID, q, awsconnect.Options{}) {
				if failure = err; err == nil {
					found++
				}
			}
			require.Equal(t, test.found, found, "%s %s", name, test.answer)
			if test.want == "" {
				require.NoError(t, failure, "%s %s", name, test.answer)
			} else {
				require.ErrorContains(t, failure, test.want, "%s %s", name, test.answer)
			}
		}
		server.Close()
	}
}

// TestSearch_unknown has records with a member that the SDK does not know. The query asks for
// it, of each search all the same.
func TestSearch_unknown(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, `{"EvaluationFormSearchSummaryList":[{"EvaluationFormId":"1","AIVersion":"x"},{"EvaluationFormId":"2","AIVersion" : "v\u0032" , "New":[1.0]}]}`)
	}))
	defer server.Close()
	client := sdk.New(sdk.Options{
		Region: "eu-west-2", BaseEndpoint: &server.URL, Credentials: credentials.NewStaticCredentialsProvider("id", "secret", ""),
	})
	q := searchfilter.Options{Target: connect.EvaluationForms()}.MustParse("ai-version = v2")
	o := awsconnect.Options{Plan: compile.PlanOptions{AllowScan: true}}
	var found []string
	for f, err := range awsconnect.SearchWith[types.EvaluationFormSearchSummary](t.Context(), client.SearchEvaluationForms, instanceID, q, o) {
		require.NoError(t, err)
		found = append(found, *f.EvaluationFormId)
	}
	for raw, err := range awsconnect.Search(t.Context(), client, instanceID, q, o) {
		require.NoError(t, err)
		found = append(found, string(raw))
	}
	require.Equal(t, []string{"2", `{"EvaluationFormId":"2","AIVersion" : "v\u0032" , "New":[1.0]}`}, found)
}
