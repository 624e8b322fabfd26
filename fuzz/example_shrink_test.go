package fuzz_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand"
	"strings"

	"github.com/leanovate/gopter"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/fuzz"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

// A query at hand is made smaller by a check of it alone.
func ExampleShrinkTrees() {
	x, err := parser.Parse(`not (name ^= "it's" or tag:"cost center" in (42, 43)) and (modified > 2026-01-31 or description = smoke)`)
	if err != nil {
		panic(err)
	}
	alone := func(*rand.Rand, int) ast.Expr { return x }
	fuzz.Check(output{}, nil, alone, fuzz.ShrinkTrees(schema.TestCase()), func(x ast.Expr) error {
		if strings.Contains(x.String(), "'") {
			return errors.New("there is a quote")
		}
		return nil
	})
	// Output:
	// FAIL: there is a quote
	// in the smallest case of those tried, shrunk 7 times after 0 cases were right:
	// 	`id = "'"`
	// to try it again: SEARCHFILTER_SEED=1 SEARCHFILTER_CHECKS=1 go test -run '^TestMyTool$'
}

// A property of one's own: a text is found in its own quoted form.
func ExampleCheck() {
	fuzz.Check(output{}, nil, fuzz.Texts, fuzz.ShrinkTexts, func(s string) error {
		if !strings.Contains(chars.Quote(s), s) {
			return errors.New("the text is not found")
		}
		return nil
	})
	// Output:
	// FAIL: the text is not found
	// in the smallest case of those tried, shrunk 2 times after 0 cases were right:
	// 	"\u200b"
	// to try it again: SEARCHFILTER_SEED=1 SEARCHFILTER_CHECKS=1 go test -run '^TestMyTool$'
}

// A plan that sends the part of a query that can be sent, and forgets the rest.
func ExampleJudgePlan() {
	plan := `{"requests": [{"request": {"SearchCriteria": {"StringCondition": {"FieldName": "name", "Value": "-prod", "ComparisonType": "CONTAINS"}}}}], "minimal": "bound"}`
	query := mustResolve(ast.Compare(ast.Name("name"), ast.OpHasSuffix, "-prod"))
	for _, name := range []string{"eu-prod", "eu-prod-2"} {
		records := []map[string]any{{"name": name}, {"name": "other"}}
		fmt.Println(fuzz.JudgePlan(query, connect.TestCases(), records, []byte(plan)))
	}
	// Output:
	// <nil>
	// the query selects the record: false, and the answer was true: {"requests": [{"request": {"SearchCriteria": {"StringCondition": {"FieldName": "name", "Value": "-prod", "ComparisonType": "CONTAINS"}}}}], "minimal": "bound"}
}

func ExampleCheckPlan() {
	p := gopter.DefaultTestParametersWithSeed(1)
	p.MinSuccessfulTests = 100
	fuzz.CheckPlan(output{}, p, fuzz.Targets(connect.TestCases()), func(query *schema.Resolved, t compile.Target) ([]byte, error) {
		p, err := compile.NewPlan(query, t, compile.PlanOptions{AllowScan: true})
		if err != nil {
			return nil, err
		}
		return json.Marshal(p)
	})
	// Output:
	// 100 cases from seed 1, of which 85 tell something
}
