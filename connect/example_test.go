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
