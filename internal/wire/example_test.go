package wire_test

import (
	"fmt"

	"github.com/searchfilter/searchfilter/internal/wire"
)

func ExampleSearch() {
	p, err := wire.Search([]byte(`{
		"SearchFilter": {"TagFilter": {"TagCondition": {"TagKey": "BPO", "TagValue": "123"}}},
		"SearchCriteria": {"OrConditions": [
			{"StringCondition": {"FieldName": "name", "Value": "smoke", "ComparisonType": "STARTS_WITH"}},
			{"StatusCondition": "SAVED"}
		]}
	}`), wire.Options{Strict: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	tags := map[string]string{"BPO": "123"}
	fmt.Println(p.Match(wire.Record{Fields: map[string]string{"name": "smoke-1"}, Status: "PUBLISHED", Tags: tags}))
	fmt.Println(p.Match(wire.Record{Fields: map[string]string{"name": "load-1"}, Status: "PUBLISHED", Tags: tags}))
	// Output:
	// true
	// false
}

func ExampleSession() {
	p, err := wire.Session([]byte(`{"andConditions": [{"key": "team", "value": "billing"}, {"key": "region"}]}`), wire.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(p.Match(wire.Record{Tags: map[string]string{"team": "billing", "region": "eu"}}))
	fmt.Println(p.Match(wire.Record{Tags: map[string]string{"team": "billing"}}))
	// Output:
	// true
	// false
}

func ExampleTarget_Request() {
	forms := wire.Lookup("evaluation-forms")
	p, err := forms.Request([]byte(`{"SearchCriteria": {"NumberCondition": {
		"FieldName": "LatestVersion", "MinValue": 1, "MaxValue": 3, "ComparisonType": "RANGE"
	}}}`), wire.Options{Strict: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	form, err := forms.Item([]byte(`{"EvaluationFormId": "7d2e", "Title": "Greeting", "LatestVersion": 3}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range wire.Readings(p) {
		fmt.Println(p.Finds(form, r), r.RangeWithoutMin, r.RangeWithoutMax)
	}
	// Output:
	// true false false
	// true true false
	// false false true
	// false true true
}

func ExampleError() {
	_, err := wire.Search([]byte(`{"SearchFilter": {"TagFilter": {"OrConditions": [
		[{"TagKey": "a", "TagValue": "1"}],
		[{"TagKey": "b", "TagValue": null}]
	]}}}`), wire.Options{})
	fmt.Println(err)
	// Output:
	// SearchFilter.TagFilter.OrConditions[1][0].TagValue: a string is wanted, not null
}
