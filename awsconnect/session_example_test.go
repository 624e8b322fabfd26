package awsconnect_test

import (
	"fmt"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/compile/qconnect"
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
	for _, or := range sdkTagFilter(filter.TagFilter).(*TagFilterMemberOrConditions).Value {
		and := or.(*OrConditionMemberAndConditions).Value
		fmt.Printf("%s=%s %s=%s\n", *and[0].Key, *and[0].Value, *and[1].Key, *and[1].Value)
	}
	// Output:
	// region=eu team=billing
	// region=eu team=sales
}

// sdkTagFilter returns f as the SDK has it. One member of f is set.
func sdkTagFilter(f qconnect.TagFilter) TagFilter {
	switch {
	case f.TagCondition != nil:
		return &TagFilterMemberTagCondition{sdkTagCondition(*f.TagCondition)}
	case f.AndConditions != nil:
		return &TagFilterMemberAndConditions{sdkTagConditions(f.AndConditions)}
	}
	var or []OrCondition
	for _, c := range f.OrConditions {
		if c.TagCondition != nil {
			or = append(or, &OrConditionMemberTagCondition{sdkTagCondition(*c.TagCondition)})
		} else {
			or = append(or, &OrConditionMemberAndConditions{sdkTagConditions(c.AndConditions)})
		}
	}
	return &TagFilterMemberOrConditions{or}
}

func sdkTagConditions(list []qconnect.TagCondition) (conditions []TagCondition) {
	for _, c := range list {
		conditions = append(conditions, sdkTagCondition(c))
	}
	return conditions
}

func sdkTagCondition(c qconnect.TagCondition) TagCondition {
	return TagCondition{Key: &c.Key, Value: c.Value}
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
