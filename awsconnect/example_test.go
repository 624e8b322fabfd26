package awsconnect_test

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/searchfilter/searchfilter/awsconnect"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/parser"
)

// The requests of a plan, each to be the argument of a client's SearchTestCases.
func ExampleSearchTestCasesInput() {
	query, err := parser.Parse(`name ^= "smoke" or tag:BPO = 123`)
	if err != nil {
		fmt.Println(err)
		return
	}
	plan, err := compile.Plan(query, compile.TestCases(), compile.PlanOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range plan.Requests {
		in := awsconnect.SearchTestCasesInput("12345678-1234-1234-1234-123456789012", r.SearchTestCasesRequest)
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
