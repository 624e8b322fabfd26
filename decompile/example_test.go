package decompile_test

import (
	"fmt"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/decompile"
	"github.com/searchfilter/searchfilter/qconnect"
)

func ExampleDecode() {
	response := `{"session": {"name": "contact-4f1c", "tagFilter": {"orConditions": [
		{"tagCondition": {"key": "team", "value": "billing"}},
		{"tagCondition": {"key": "team", "value": "sales"}}
	]}}}`
	q, err := decompile.Decode([]byte(response), qconnect.Session(), ast.Limits{})
	fmt.Println(q, err)
	// Output: tag:team in (billing, sales) <nil>
}

// All mistakes are reported in one run, with their places and paths.
func ExampleDecode_mistakes() {
	request := `{
  "tagFilter": {
    "andConditions": [
      {"tagKey": "team", "value": "billing"},
      {"key": "stage", "value": null}
    ]
  }
}`
	_, err := decompile.Decode([]byte(request), qconnect.Session(), ast.Limits{})
	if ds, ok := err.(ast.Diagnostics); ok {
		fmt.Print(ds.Render(request))
	}
	// Output:
	// 4:8: tagFilter.andConditions[0].tagKey: a condition on a tag has no member "tagKey"
	//         {"tagKey": "team", "value": "billing"},
	//          ^^^^^^^^ write key
	// 5:33: tagFilter.andConditions[1].value: a value is a string, and this is null
	//         {"key": "stage", "value": null}
	//                                   ^^^^ leave it out if there is none
}

func ExampleDecode_search() {
	request := `{
		"SearchFilter": {"TagFilter": {"TagCondition": {"TagKey": "BPO", "TagValue": "123"}}},
		"SearchCriteria": {"AndConditions": [
			{"StringCondition": {"FieldName": "Name", "Value": "smoke", "ComparisonType": "STARTS_WITH"}},
			{"StatusCondition": "PUBLISHED"}
		]}
	}`
	q, err := decompile.Decode([]byte(request), connect.TestCases(), ast.Limits{})
	fmt.Println(q, err)
	// Output: name ^= smoke and status = PUBLISHED and tag:BPO = 123 <nil>
}

func ExampleFind() {
	event := `{
  "detail": {
    "requestParameters": {
      "InstanceId": "12345678-1234-1234-1234-123456789012",
      "SearchCriteria": {"StringCondition": {"FieldName": "name", "Value": "{{prefix}}", "ComparisonType": "STARTS_WITH"}}
    }
  },
  "body": "{\"tagFilter\": {\"tagCondition\": {\"key\": \"team\", \"value\": \"billing\"}}}"
}`
	targets := []compile.Target{connect.TestCases(), qconnect.Session(), qconnect.ContentCFN()}
	found, err := decompile.Find([]byte(event), targets, ast.Limits{})
	if err != nil {
		panic(err)
	}
	for _, f := range found {
		fmt.Printf("%s, %s: %v\n", f.Path(), targets[f.Targets[0]].Name, f.Query)
		for _, w := range f.Problems {
			fmt.Println(" ", w)
		}
	}
	// Output:
	// detail.requestParameters, test-cases: name ^= "{{prefix}}"
	//   5:76: detail.requestParameters.SearchCriteria.StringCondition.Value: nothing was put in the place of "{{prefix}}"; put there what it stands for, before this is sent
	// body → tagFilter, q-session: tag:team = billing
}

// What the compiler says about a query that was found gets its path.
func ExampleFilter_Locate() {
	document := `[{"tagFilter": {"andConditions": [{"key": "a", "value": "1"}, {"key": "a", "value": "2"}]}}]`
	found, err := decompile.Find([]byte(document), []compile.Target{qconnect.Session()}, ast.Limits{})
	if err != nil {
		panic(err)
	}
	filter, err := compile.Compile(found[0].Query, qconnect.Session())
	if err != nil {
		panic(err)
	}
	for _, w := range found[0].Locate(filter.Warnings) {
		fmt.Println(w)
	}
	// Output: 1:63: [0].tagFilter.andConditions[1]: nothing meets both `tag:a = 1` and `tag:a = 2`; join them with or if one of them is enough
}
