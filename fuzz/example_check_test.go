package fuzz_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

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

func match(q searchfilter.Query, record map[string]any) bool {
	r, err := eval.NewRecord(schema.TestCase(), record)
	return err == nil && q.Match(r)
}

// A check of an evaluator that takes text and does it right, and of one that forgets
// about the case of letters.
func Example() {
	t := output{}
	fuzz.CheckEvaluator(t, nil, nil, func(query *schema.Resolved) (func(map[string]any) bool, error) {
		q, err := searchfilter.Parse(query.String())
		return func(record map[string]any) bool { return match(q, record) }, err
	})
	fuzz.CheckEvaluator(t, nil, nil, func(query *schema.Resolved) (func(map[string]any) bool, error) {
		q, err := searchfilter.Options{FoldCase: true}.Parse(query.String())
		return func(record map[string]any) bool { return match(q, record) }, err
	})
	// Output:
	// 1000 cases from seed 1, of which 743 tell something
	// FAIL: the query selects the record: false, and the answer was true
	// in the smallest case of those tried, shrunk 56 times after 4 cases were right:
	// 	query  "id = a"
	// 	record map[string]any{"arn": "", "id": "A", "name": "", "status": "SAVED"}
	// before it was shrunk: the query selects the record: true, and the answer was false
	// to try it again: SEARCHFILTER_SEED=5 SEARCHFILTER_CHECKS=1 go test -run '^TestMyTool$'
}

// An implementation in Go that has a matcher alone, and mistakes Santiago for London.
func ExampleRunConformance() {
	fuzz.RunConformance(output{}, fuzz.Implementation{
		Match: func(in fuzz.QueryInput, record json.RawMessage) (bool, error) {
			zone, err := time.LoadLocation(strings.Replace(in.Zone, "America/Santiago", "Europe/London", 1))
			if err != nil {
				return false, err
			}
			o := searchfilter.Options{Schema: in.Schema, Limits: in.Limits, FoldCase: in.FoldCase, Now: in.Now, Zone: zone}
			q, err := o.Parse(in.Query, in.Args...)
			if err != nil {
				return false, err
			}
			r, err := eval.Decoder(in.Schema, q.Resolved())(record)
			return err == nil && q.Match(r), err
		},
	})
	// Output:
	// FAIL: times/day-that-begins-late-in-santiago: Match("modified < 2025-09-07", {"Id":"1","Arn":"arn:aws:connect:eu-west-2:1:instance/i/test-case/1","Name":"x","Status":"SAVED","LastModifiedTime":"2025-09-07T03:59:59Z"})
	// 	got  false
	// 	want true
	// Parse was not tried, Search was not tried, TagFilter was not tried, Plan was not tried, Match was asked 1265 times, Decode was not tried, wrong answers: 1
}
