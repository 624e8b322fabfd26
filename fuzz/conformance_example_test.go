package fuzz_test

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/searchfilter/searchfilter/fuzz"
)

func ExampleConformance() {
	for _, c := range fuzz.Conformance().Queries {
		if c.Name == "plans/suffix" {
			fmt.Println(c.Input.Query)
			fmt.Println(c.Want.Parse.Canonical)
			fmt.Println(string(c.Want.Parse.Tree))
			fmt.Println(string(c.Want.Plan.Result))
		}
	}
	// Output:
	// name $= "-prod"
	// name $= -prod
	// {"field":"name","op":"$=","values":["-prod"]}
	// {"target":"test-cases","requests":[{"request":{"SearchCriteria":{"StringCondition":{"FieldName":"name","Value":"-prod","ComparisonType":"CONTAINS"}}}}],"residual":"name $= -prod","minimal":"bound"}
}

// An implementation that knows one form of query, and says nothing of others.
func ExampleConformanceSuite_Run() {
	report := fuzz.Conformance().Run(fuzz.Implementation{
		Match: func(q fuzz.QueryInput, record json.RawMessage) (bool, error) {
			name, ok := strings.CutPrefix(q.Query, "name = ")
			if !ok {
				return false, fmt.Errorf("not name = …: %s", q.Query)
			}
			var testCase struct{ Name string }
			err := json.Unmarshal(record, &testCase)
			return testCase.Name == name, err
		},
	})
	for _, f := range report.Failures {
		if f.Case == "quoting/quotes-need-not-be" {
			fmt.Println(f)
		}
	}
	// Output:
	// quoting/quotes-need-not-be: Match("name = \"smoke\"", {"Id":"1","Arn":"arn:aws:connect:eu-west-2:1:instance/i/test-case/1","Name":"smoke","Status":"SAVED"})
	// 	got  false
	// 	want true
	// quoting/quotes-need-not-be: Match("name = \"smoke\"", {"Id":"1","Arn":"arn:aws:connect:eu-west-2:1:instance/i/test-case/1","Name":"\"smoke\"","Status":"SAVED"})
	// 	got  true
	// 	want false
}
