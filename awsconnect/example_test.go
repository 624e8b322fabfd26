package awsconnect_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/awsconnect"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/connecttest"
	"github.com/searchfilter/searchfilter/eval"
)

// A query run against a service, here a local one: with Amazon Connect, the client
// is sdk.NewFromConfig(cfg) of the AWS configuration.
func ExampleSearchWith() {
	service := connecttest.New(connecttest.Options{})
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

	query := searchfilter.MustParse(`name ^= smoke and tag:BPO = 123 and tag:team = fraud`)
	for tc, err := range awsconnect.SearchWith[types.TestCase](context.Background(), client.SearchTestCases, connecttest.DefaultInstance, query, awsconnect.Options{}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(*tc.Name, tc.Status, tc.Tags["team"])
	}
	// Output:
	// smoke-card-lost-phx-dev PUBLISHED fraud
	// smoke-card-lost-sin-staging-2 PUBLISHED fraud
	// smoke-identity-failed-sin-prod SAVED fraud
	// smoke-card-suspicious-bog-staging PUBLISHED fraud
	// smoke-card-lost-man-prod PUBLISHED fraud
}

// A search of users, of which the service here has three.
func ExampleSearchWith_users() {
	client, stop := serve("users",
		json.RawMessage(`{"Username": "joe", "Tags": {"team": "billing"}}`), json.RawMessage(`{"Username": "joan"}`), json.RawMessage(`{"Username": "sue"}`))
	defer stop()

	query := searchfilter.Options{Target: connect.Users()}.MustParse(`username ^= jo and not tag:team exists`)
	for user, err := range awsconnect.SearchWith[types.UserSearchSummary](context.Background(), client.SearchUsers, connecttest.DefaultInstance, query, awsconnect.Options{}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(*user.Username)
	}
	// Output:
	// joan
}

// Any search, of which the query's target says which it is: here one that the SDK does not
// have. A record is JSON as the service sent it.
func ExampleSearch() {
	client, stop := serve("rules",
		json.RawMessage(`{"Name": "Late callback", "PublishStatus": "PUBLISHED"}`), json.RawMessage(`{"Name": "Later", "PublishStatus": "DRAFT"}`))
	defer stop()

	target := connect.Rules()
	query := searchfilter.Options{Target: target}.MustParse(`name ^= Late and publish-status = DRAFT`)
	for raw, err := range awsconnect.Search(context.Background(), client, connecttest.DefaultInstance, query, awsconnect.Options{}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		rule, err := eval.Decoder(target.Schema)(raw)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(rule.Values(ast.Name("name")))
	}
	// Output:
	// [Later]
}

// serve returns a client of a local service with these records.
func serve(target string, records ...json.RawMessage) (client *sdk.Client, stop func()) {
	service := connecttest.New(connecttest.Options{})
	if err := service.Put(connecttest.DefaultInstance, target, records...); err != nil {
		panic(err)
	}
	server := httptest.NewServer(service)
	return sdk.New(sdk.Options{
		Region:       "us-east-1",
		BaseEndpoint: &server.URL,
		Credentials:  credentials.NewStaticCredentialsProvider("local", "local", ""),
	}), server.Close
}

// The requests of a plan, each to be the argument of a client's SearchTestCases.
func ExampleInput() {
	plan, err := searchfilter.MustParse(`name ^= "smoke" or tag:BPO = 123`).Plan()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range plan.Requests {
		in, err := awsconnect.Input[sdk.SearchTestCasesInput]("12345678-1234-1234-1234-123456789012", r.Request)
		if err != nil {
			fmt.Println(err)
			return
		}
		if in.SearchCriteria != nil {
			c := in.SearchCriteria.StringCondition
			fmt.Println(aws.ToString(c.FieldName), c.ComparisonType, aws.ToString(c.Value))
		}
		if in.SearchFilter != nil {
			c := in.SearchFilter.TagFilter.TagCondition
			fmt.Println(aws.ToString(c.TagKey), aws.ToString(c.TagValue))
		}
	}
	// Output:
	// name STARTS_WITH smoke
	// BPO 123
}

// A search of users, whose request becomes the SDK's struct.
func ExampleInput_users() {
	target := connect.Users()
	query := searchfilter.Options{Schema: target.Schema}.MustParse(`username ^= jo and tag:team = billing`)
	r, err := compile.Compile(query.Resolved(), target)
	if err != nil {
		fmt.Println(err)
		return
	}
	in, err := awsconnect.Input[sdk.SearchUsersInput]("12345678-1234-1234-1234-123456789012", r)
	if err != nil {
		fmt.Println(err)
		return
	}
	in.MaxResults = aws.Int32(500)
	c := in.SearchCriteria.StringCondition
	fmt.Println(aws.ToString(c.FieldName), c.ComparisonType, aws.ToString(c.Value))
	fmt.Println(aws.ToString(in.SearchFilter.TagFilter.TagCondition.TagKey))
	// Output:
	// Username STARTS_WITH jo
	// team
}
