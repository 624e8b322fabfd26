// Package awsconnect hands the requests of package compile to the AWS SDK for
// Go, v2. It is a module of its own, so that the SDK is downloaded by those
// alone who call Amazon Connect with it.
//
// Requests stay what they are on their way: the body that the SDK sends has the
// members, lists and texts of the request's own JSON.
package awsconnect

import (
	"math"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/searchfilter/searchfilter/compile/connect"
)

// SearchTestCasesInput returns r as the SDK's client takes it, for the instance
// with this ID or ARN, whatever r.InstanceId is. What is left out of r's JSON is
// nil. The two share no memory.
//
// It does not check r: that each node has one member set is for those to see to
// who fill it in, as package compile does. A MaxResults that does not fit in 32
// bits becomes the nearest number that does, which the service, whose pages have
// 1 to 100 records, refuses as well.
//
// A request that is stored as JSON needs no conversion: encoding/json decodes it
// into a [sdk.SearchTestCasesInput] that is the same. But there a row of
// OrConditions that is null, which package compile never makes, stays nil, and
// for that the SDK writes JSON that is broken (service/connect v1.175.2). Here
// such a row becomes one without conditions.
func SearchTestCasesInput(instanceID string, r connect.SearchTestCasesRequest) *sdk.SearchTestCasesInput {
	in := &sdk.SearchTestCasesInput{
		InstanceId: text(instanceID),
		NextToken:  text(r.NextToken),
	}
	if r.MaxResults != 0 {
		in.MaxResults = aws.Int32(int32(min(max(r.MaxResults, math.MinInt32), math.MaxInt32)))
	}
	if r.SearchFilter != nil {
		in.SearchFilter = &types.TestCaseSearchFilter{TagFilter: tagFilter(r.SearchFilter.TagFilter)}
	}
	if r.SearchCriteria != nil {
		c := criteria(*r.SearchCriteria)
		in.SearchCriteria = &c
	}
	return in
}

func tagFilter(f *connect.ControlPlaneTagFilter) *types.ControlPlaneTagFilter {
	if f == nil {
		return nil
	}
	filter := &types.ControlPlaneTagFilter{AndConditions: list(f.AndConditions, tagCondition)}
	for _, row := range f.OrConditions {
		conditions := list(row, tagCondition)
		if conditions == nil {
			conditions = []types.TagCondition{}
		}
		filter.OrConditions = append(filter.OrConditions, conditions)
	}
	if f.TagCondition != nil {
		c := tagCondition(*f.TagCondition)
		filter.TagCondition = &c
	}
	return filter
}

func tagCondition(c connect.TagCondition) types.TagCondition {
	return types.TagCondition{TagKey: text(c.TagKey), TagValue: clone(c.TagValue)}
}

func criteria(c connect.TestCaseSearchCriteria) types.TestCaseSearchCriteria {
	converted := types.TestCaseSearchCriteria{
		OrConditions:    list(c.OrConditions, criteria),
		AndConditions:   list(c.AndConditions, criteria),
		StatusCondition: types.TestCaseStatus(c.StatusCondition),
	}
	if s := c.StringCondition; s != nil {
		converted.StringCondition = &types.StringCondition{
			FieldName:      text(s.FieldName),
			Value:          clone(s.Value),
			ComparisonType: types.StringComparisonType(s.ComparisonType),
		}
	}
	return converted
}

// list returns the elements of from, converted, or nil if there are none.
func list[From, To any](from []From, convert func(From) To) []To {
	var to []To
	for _, x := range from {
		to = append(to, convert(x))
	}
	return to
}

// text returns a member that is left out if it is empty.
func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// clone returns a member that may be empty.
func clone(s *string) *string {
	if s == nil {
		return nil
	}
	return aws.String(*s)
}
