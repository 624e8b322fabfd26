package fuzz_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/fuzz"
	"github.com/searchfilter/searchfilter/schema"
)

// output stands in for the *testing.T that a test hands to a check, since an
// example has none.
type output struct{ testing.TB }

func (output) Helper()                      {}
func (output) Name() string                 { return "TestMyTool" }
func (output) Logf(f string, args ...any)   { fmt.Printf(f+"\n", args...) }
func (output) Errorf(f string, args ...any) { fmt.Printf("FAIL: "+f+"\n", args...) }

// A check of an evaluator that takes text and does it right, and of one that forgets
// about the case of letters.
func Example() {
	t := output{}
	fuzz.CheckEvaluator(t, nil, nil, func(query *schema.Resolved) (func(map[string]any) bool, error) {
		q, err := searchfilter.Parse(query.String())
		return func(record map[string]any) bool { return q.Match(eval.MustRecord(schema.TestCase(), record)) }, err
	})
	fuzz.CheckEvaluator(t, nil, nil, func(query *schema.Resolved) (func(map[string]any) bool, error) {
		q, err := searchfilter.Options{FoldCase: true}.Parse(query.String())
		return func(record map[string]any) bool { return q.Match(eval.MustRecord(schema.TestCase(), record)) }, err
	})
	// Output:
	// 1000 cases from seed 1, of which 743 tell something
	// FAIL: the query selects the record: false, and the answer was true
	// in the smallest case of those tried, shrunk 33 times after 4 cases were right:
	// 	query  "name = a"
	// 	record map[string]any{"arn": "", "id": "", "name": "A", "status": "SAVED"}
	// before it was shrunk: the query selects the record: true, and the answer was false
	// to try it again: SEARCHFILTER_SEED=5 SEARCHFILTER_CHECKS=1 go test -run '^TestMyTool$'
}

// A program in another language has written its answers into the suite. It reads no
// JSON back, and one of its plans is wrong.
func ExampleRunConformance() {
	answers := bytes.Replace(fuzz.Conformance(), []byte(`"residual":"name $= -prod"`), []byte(`"residual":"name $= prod"`), 1)
	program, err := fuzz.ReadConformance(answers)
	if err != nil {
		panic(err)
	}
	program.Decode = nil
	fuzz.RunConformance(output{}, program)
	// Output:
	// FAIL: placeholders/suffix-operator: Plan("name $=$1")
	// 	got  {"result":{"target":"test-cases","requests":[{"request":{"SearchCriteria":{"StringCondition":{"FieldName":"name","Value":"-prod","ComparisonType":"CONTAINS"}}}}],"residual":"name $= prod","minimal":"bound"}}
	// 	want {"result":{"target":"test-cases","requests":[{"request":{"SearchCriteria":{"StringCondition":{"FieldName":"name","Value":"-prod","ComparisonType":"CONTAINS"}}}}],"residual":"name $= -prod","minimal":"bound"}}
	// Parse was asked 447 times, Search was asked 286 times, TagFilter was asked 286 times, Plan was asked 286 times, Match was asked 1265 times, Decode was not tried, wrong answers: 1
}
