package awsconnect_test

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"os"
	"reflect"
	"slices"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/awsconnect"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
)

// TestRequests has the SDK send the sample requests of all searches that it has. Each must
// decode as the operation's input, by the names of its fields alone, and arrive as it is.
func TestRequests(t *testing.T) {
	data, err := os.ReadFile("../connecttest/testdata/requests.jsonl")
	require.NoError(t, err)
	s := newService(t)
	client := reflect.ValueOf(s.client)
	sent, lacking := map[string]int{}, map[string]bool{}
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
			lacking[sample.Operation] = true
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
	require.Equal(t, []string{"SearchMetrics", "SearchRules"}, slices.Sorted(maps.Keys(lacking)))
	require.Len(t, sent, 22)
	for operation, n := range sent {
		require.Greater(t, n, 3, operation)
	}
}

// TestInput makes the inputs of several searches, and none of another search.
func TestInput(t *testing.T) {
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
