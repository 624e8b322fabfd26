package connect_test

import (
	"encoding/json"
	"fmt"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
)

func ExampleTestCases() {
	target := connect.TestCases()
	target.ServiceFoldsCase = true // which is not documented
	q := searchfilter.MustParse("name ^= smoke i and status = SAVED")
	r, err := compile.Compile(q.Resolved(), target)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := r.Set("InstanceId", "12345678-1234-1234-1234-123456789012"); err != nil {
		fmt.Println(err)
		return
	}
	body, _ := json.Marshal(r)
	fmt.Println(string(body))
	// Output:
	// {"InstanceId":"12345678-1234-1234-1234-123456789012","SearchCriteria":{"AndConditions":[{"StringCondition":{"FieldName":"name","Value":"smoke","ComparisonType":"STARTS_WITH"}},{"StatusCondition":"SAVED"}]}}
}

func ExampleUsers() {
	target := connect.Users()
	q := searchfilter.Options{Schema: target.Schema}.MustParse("username ^= jo and phone-type = DESK_PHONE and tag:team = billing")
	plan, err := compile.NewPlan(q.Resolved(), target, compile.PlanOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	body, _ := json.Marshal(plan.Requests[0].Request)
	fmt.Println(string(body))
	fmt.Println("to be checked:", plan.Residual)
	// Output:
	// {"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"team","TagValue":"billing"}}},"SearchCriteria":{"StringCondition":{"FieldName":"Username","Value":"jo","ComparisonType":"STARTS_WITH"}}}
	// to be checked: phone-type = DESK_PHONE
}

// Nobody says that SearchEmailAddresses knows the address. Once that was seen, it can be
// asked for.
func ExampleEmailAddresses() {
	target := connect.EmailAddresses()
	address := target.Fields["address"]
	address.Untried = false
	target.Fields["address"] = address

	q := searchfilter.Options{Schema: target.Schema}.MustParse("address = help@example.com")
	r, err := compile.Compile(q.Resolved(), target)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(string(r.Member("SearchCriteria")))
	// Output:
	// {"StringCondition":{"FieldName":"emailAddress","Value":"help@example.com","ComparisonType":"EXACT"}}
}

func ExampleTargets() {
	for _, target := range connect.Targets()[:3] {
		fmt.Println(target.Name, target.Operation, len(target.Schema.Fields))
	}
	// Output:
	// agent-statuses SearchAgentStatuses 9
	// contact-evaluations SearchContactEvaluations 28
	// contact-flow-modules SearchContactFlowModules 12
}
