package qconnect_test

import (
	"encoding/json"
	"fmt"

	"github.com/searchfilter/searchfilter/compile/qconnect"
)

func Example() {
	billing := "billing"
	body, err := json.Marshal(qconnect.TagFilter{
		OrConditions: []qconnect.OrCondition{
			{TagCondition: &qconnect.TagCondition{Key: "team", Value: &billing}},
			{AndConditions: []qconnect.TagCondition{{Key: "vip"}, {Key: "region"}}},
		},
	})
	fmt.Println(string(body), err)
	// Output:
	// {"orConditions":[{"tagCondition":{"key":"team","value":"billing"}},{"andConditions":[{"key":"vip"},{"key":"region"}]}]} <nil>
}
