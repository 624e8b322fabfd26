package awsconnect_test

import (
	"encoding/json"
	"fmt"

	"github.com/searchfilter/searchfilter"
)

// The tagFilter of a session as the types of service/qconnect, which this module
// does not import. To use the function elsewhere, copy it with
//
//	import "github.com/aws/aws-sdk-go-v2/service/qconnect/types"
//
// and write types.TagFilter, types.TagFilterMemberTagCondition and so on.
func Example_session() {
	filter, err := searchfilter.MustParse(`tag:region = eu and (tag:team = billing or tag:team = sales)`).TagFilter()
	if err != nil {
		fmt.Println(err)
		return
	}
	var f tagFilter
	if err := json.Unmarshal(filter.Member("tagFilter"), &f); err != nil {
		fmt.Println(err)
		return
	}
	for _, or := range sdkTagFilter(f).(*TagFilterMemberOrConditions).Value {
		and := or.(*OrConditionMemberAndConditions).Value
		fmt.Printf("%s=%s %s=%s\n", *and[0].Key, *and[0].Value, *and[1].Key, *and[1].Value)
	}
	// Output:
	// region=eu team=billing
	// region=eu team=sales
}

// A tagFilter is one as JSON has it, or what stands in its orConditions.
type tagFilter struct {
	TagCondition  *TagCondition
	AndConditions []TagCondition
	OrConditions  []tagFilter
}

// sdkTagFilter returns f as the SDK has it. One member of f is set.
func sdkTagFilter(f tagFilter) TagFilter {
	switch {
	case f.TagCondition != nil:
		return &TagFilterMemberTagCondition{*f.TagCondition}
	case f.AndConditions != nil:
		return &TagFilterMemberAndConditions{f.AndConditions}
	}
	var or []OrCondition
	for _, c := range f.OrConditions {
		if c.TagCondition != nil {
			or = append(or, &OrConditionMemberTagCondition{*c.TagCondition})
		} else {
			or = append(or, &OrConditionMemberAndConditions{c.AndConditions})
		}
	}
	return &TagFilterMemberOrConditions{or}
}

// These stand for the types of service/qconnect: unions are interfaces there, with
// a type for each member.
type (
	TagFilter                     any
	TagFilterMemberTagCondition   struct{ Value TagCondition }
	TagFilterMemberAndConditions  struct{ Value []TagCondition }
	TagFilterMemberOrConditions   struct{ Value []OrCondition }
	OrCondition                   any
	OrConditionMemberTagCondition struct{ Value TagCondition }

	OrConditionMemberAndConditions struct{ Value []TagCondition }
	TagCondition                   struct{ Key, Value *string }
)
