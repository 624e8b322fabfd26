package compile_test

import (
	"encoding/json"
	"fmt"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/qconnect"
	"github.com/searchfilter/searchfilter/schema"
)

func ExampleCompile() {
	query := ast.All(
		ast.Compare(ast.Name("name"), ast.OpHasPrefix, "smoke"),
		ast.Compare(ast.Name("status"), ast.OpNotEqual, "SAVED"),
		ast.Compare(ast.Tag("BPO"), ast.OpEqual, "123"),
	)
	q, err := schema.TestCase().Resolve(query, schema.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	request, err := compile.Compile(q, connect.TestCases())
	if err != nil {
		fmt.Println(err)
		return
	}
	body, _ := json.MarshalIndent(request, "", "  ")
	fmt.Println(string(body))
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
	// }
}

// What one request cannot say is an error that says why and what would do.
func ExampleCompile_inexpressible() {
	query := ast.Any(ast.Compare(ast.Name("name"), ast.OpHasPrefix, "smoke"), ast.Compare(ast.Tag("BPO"), ast.OpEqual, "123"))
	q, err := schema.TestCase().Resolve(query, schema.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = compile.Compile(q, connect.TestCases())
	fmt.Println(err)
	// Output:
	// one request cannot join name and tag:BPO with or: its criteria and its tags must both hold; a plan takes 2 requests, one for `name ^= smoke` and one for `tag:BPO = 123`
}

func ExampleCompile_session() {
	query := ast.All(
		ast.Compare(ast.Tag("team"), ast.OpIn, "billing", "sales"),
		ast.Compare(ast.Tag("vip"), ast.OpExists),
	)
	q, err := schema.TestCase().Resolve(query, schema.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	filter, err := compile.Compile(q, qconnect.Session())
	if err != nil {
		fmt.Println(err)
		return
	}
	body, _ := json.MarshalIndent(filter, "", "  ")
	fmt.Println(string(body))
	// Output:
	// {
	//   "tagFilter": {
	//     "orConditions": [
	//       {
	//         "andConditions": [
	//           {
	//             "key": "team",
	//             "value": "billing"
	//           },
	//           {
	//             "key": "vip"
	//           }
	//         ]
	//       },
	//       {
	//         "andConditions": [
	//           {
	//             "key": "team",
	//             "value": "sales"
	//           },
	//           {
	//             "key": "vip"
	//           }
	//         ]
	//       }
	//     ]
	//   }
	// }
}

// Another search of the same shape is a schema and a table.
func ExampleTarget() {
	prompts := connect.TestCases()
	prompts.Name, prompts.Closed = "SearchPrompts", nil
	prompts.Schema = schema.MustNew(schema.Schema{
		Name:   "prompt",
		Fields: []schema.Field{{Name: "name", Always: true}, {Name: "id", Always: true}},
		Tags:   "Tags",
	})
	prompts.Fields = map[string]compile.Leaf{
		"name": compile.Leaf{Member: "StringCondition", FieldName: "name"},
		"id":   compile.Leaf{Member: "StringCondition", FieldName: "resourceID"},
	}

	q, err := prompts.Schema.Resolve(ast.Compare(ast.Name("id"), ast.OpEqual, "p-1"), schema.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	request, err := compile.Compile(q, prompts)
	body, _ := json.Marshal(request)
	fmt.Println(string(body), err)
	// Output:
	// {"SearchCriteria":{"StringCondition":{"FieldName":"resourceID","Value":"p-1","ComparisonType":"EXACT"}}} <nil>
}

// The criteria and the tags of one request must both hold, so an or of them
// takes two.
func ExamplePlan() {
	x, err := parser.Parse(`name ^= "smoke" and status = PUBLISHED or tag:BPO=123 and name $= "-eu"`)
	if err != nil {
		fmt.Println(err)
		return
	}
	q, err := schema.TestCase().Resolve(x, schema.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	plan, err := compile.NewPlan(q, connect.TestCases(), compile.PlanOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range plan.Requests {
		body, _ := json.Marshal(r.Request)
		fmt.Println(string(body))
		if r.Residual != nil {
			fmt.Println("and check:", r.Residual)
		}
	}
	fmt.Println("minimal:", plan.Minimal)
	// Output:
	// {"SearchCriteria":{"AndConditions":[{"StringCondition":{"FieldName":"name","Value":"smoke","ComparisonType":"STARTS_WITH"}},{"StatusCondition":"PUBLISHED"}]}}
	// {"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"BPO","TagValue":"123"}}},"SearchCriteria":{"StringCondition":{"FieldName":"name","Value":"-eu","ComparisonType":"CONTAINS"}}}
	// and check: name $= -eu
	// minimal: bound
}

func ExamplePlan_Explain() {
	x, err := parser.Parse(`name ^= smoke and not tag:team=billing or tag:BPO=123`)
	if err != nil {
		fmt.Println(err)
		return
	}
	q, err := schema.TestCase().Resolve(x, schema.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	plan, err := compile.NewPlan(q, connect.TestCases(), compile.PlanOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(plan.Explain())
	// Output:
	// 2 requests
	//   1. name ^= smoke   (at 1:1)
	//      then check: tag:team != billing
	//   2. tag:BPO = 123   (at 1:43)
	// checked after the requests:
	//   tag:team != billing   (at 1:19)
	//     SearchTestCases has no not for tag:team
	// fewer cannot do: a request that finds records of two of these kinds also finds some that are not selected:
	//   name ^= smoke
	//   tag:BPO = 123
}
