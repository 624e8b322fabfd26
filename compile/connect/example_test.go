package connect_test

import (
	"encoding/json"
	"fmt"

	"github.com/searchfilter/searchfilter/compile/connect"
)

func Example() {
	smoke, bpo := "smoke", "123"
	body, err := json.MarshalIndent(connect.SearchTestCasesRequest{
		SearchFilter: &connect.TestCaseSearchFilter{
			TagFilter: &connect.ControlPlaneTagFilter{
				TagCondition: &connect.TagCondition{TagKey: "BPO", TagValue: &bpo},
			},
		},
		SearchCriteria: &connect.TestCaseSearchCriteria{
			AndConditions: []connect.TestCaseSearchCriteria{
				{StringCondition: &connect.StringCondition{FieldName: "name", Value: &smoke, ComparisonType: connect.StartsWith}},
				{StatusCondition: "PUBLISHED"},
			},
		},
	}, "", "  ")
	fmt.Println(string(body), err)
	// Output:
	// {
	//   "SearchFilter": {
	//     "TagFilter": {
	//       "TagCondition": {
	//         "TagKey": "BPO",
	//         "TagValue": "123"
	//       }
	//     }
	//   },
	//   "SearchCriteria": {
	//     "AndConditions": [
	//       {
	//         "StringCondition": {
	//           "FieldName": "name",
	//           "Value": "smoke",
	//           "ComparisonType": "STARTS_WITH"
	//         }
	//       },
	//       {
	//         "StatusCondition": "PUBLISHED"
	//       }
	//     ]
	//   }
	// } <nil>
}
