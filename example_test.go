package searchfilter_test

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"time"

	"github.com/searchfilter/searchfilter"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/schema"
)

func Example() {
	q := searchfilter.MustParse(`name ^= "smoke" and status = PUBLISHED and tag:BPO = 123`)

	req, err := q.Request() // json.Marshal(req) is the body
	if err != nil {
		fmt.Println(err)
		return
	}
	body, _ := json.Marshal(req)
	fmt.Println(string(body))

	r, err := eval.NewRecord(q.Resolved().Schema(), map[string]any{"name": "smoke-1", "status": "PUBLISHED", "tag:BPO": "123"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(q.Match(r))
	// Output:
	// {"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"BPO","TagValue":"123"}}},"SearchCriteria":{"AndConditions":[{"StringCondition":{"FieldName":"name","Value":"smoke","ComparisonType":"STARTS_WITH"}},{"StatusCondition":"PUBLISHED"}]}}
	// true
}

// Records of one's own, which no service has, need a schema.
func ExampleOptions_Parse() {
	flows, err := schema.New(schema.Schema{
		Name: "flow",
		Fields: []schema.Field{
			{Name: "name", JSON: []string{"Name"}, Always: true},
			{Name: "ready", Kind: schema.Bool, JSON: []string{"Ready"}},
			{Name: "version", Kind: schema.Number, JSON: []string{"Version"}},
			{Name: "effective-from", Kind: schema.Date, JSON: []string{"EffectiveFrom"}},
			{Name: "queues", Kind: schema.List, JSON: []string{"Queues"}},
			{Name: "changed", Kind: schema.Time, JSON: []string{"Meta.Changed"}},
		},
		Tags: "Tags",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	zone := time.FixedZone("Kolkata", 5*3600+1800)
	q, err := searchfilter.Options{Schema: flows, Zone: zone}.Parse(
		`ready = true and version >= 2 and effective-from < 2026-02-01 and queues = q-1 and changed = 2026-01-31`)
	if err != nil {
		fmt.Println(err)
		return
	}

	r, err := eval.Decoder(flows)([]byte(`{
		"Name": "greet", "Ready": true, "Version": 2.0, "EffectiveFrom": "2026-01-15", "Queues": ["q-1", "q-2"],
		"Meta": {"Changed": "2026-01-30T20:00:00Z"}}`))

	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(q.Match(r))

	r, err = eval.NewRecord(flows, map[string]any{
		"name": "greet", "ready": true, "version": 3, "effective-from": "2026-01-15", "queues": []string{"q-2"},
		"changed": time.Date(2026, 1, 31, 9, 0, 0, 0, zone), "tag:team": "billing",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(eval.Explain(q.Resolved(), r))

	_, err = eval.Decoder(flows)([]byte(`{"Name": "greet", "Ready": "true"}`))
	fmt.Println(err)
	// Output:
	// true
	// not selected: ready = true and version >= 2 and effective-from < 2026-02-01 and queues = q-1 and changed >= 2026-0…
	//   queues = q-1  no: queues has q-2
	// Ready is the string "true", which is in quotes, and must be true or false
}

func ExampleParse() {
	team := `billing "EU"` // from a user
	q, err := searchfilter.Parse(`tag:team = $1 and id in ($2)`, team, []int{7, 8})
	fmt.Println(q, err)
	// Output: tag:team = "billing \"EU\"" and id in (7, 8) <nil>
}

func ExampleParse_diagnostics() {
	src := `name ^= "smoke" && stauts == PUBLISHED`
	_, err := searchfilter.Parse(src)

	fmt.Println(errors.Is(err, ast.Code("unknown-field")))
	var ds ast.Diagnostics
	if errors.As(err, &ds) {
		fmt.Print(ds.Render(src))
		fmt.Println(ds.Fixed(src))
	}
	// Output:
	// true
	// 1:17: there is no operator &&
	//   name ^= "smoke" && stauts == PUBLISHED
	//                   ^^ write and
	// 1:20: unknown field "stauts"
	//   name ^= "smoke" && stauts == PUBLISHED
	//                      ^^^^^^ did you mean status?
	// 1:27: there is no operator ==
	//   name ^= "smoke" && stauts == PUBLISHED
	//                             ^^ write =
	// name ^= "smoke" and stauts = PUBLISHED
}

func ExampleQuery_Request_inexpressible() {
	src := `name ^= "smoke" or tag:BPO=123`
	_, err := searchfilter.MustParse(src).Request()
	fmt.Print(err.(ast.Diagnostics).Render(src))
	// Output:
	// 1:1: one request cannot join name and tag:BPO with or: its criteria and its tags must both hold
	//   name ^= "smoke" or tag:BPO=123
	//   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a plan takes 2 requests, one for `name ^= smoke` and one for `tag:BPO = 123`
}

func ExampleQuery_explained() {
	q := searchfilter.MustParse(`name ^= "smoke" and status = PUBLISHED or tag:BPO=123`)
	r, err := eval.NewRecord(q.Resolved().Schema(), map[string]any{"name": "smoke-1", "status": "SAVED"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(eval.Explain(q.Resolved(), r))
	// Output:
	// not selected: name ^= smoke and status = PUBLISHED or tag:BPO = 123
	//   status = PUBLISHED  no: status is SAVED
	//   tag:BPO = 123       no: there is no tag BPO
}

func ExampleQuery_TagFilter() {
	filter, err := searchfilter.MustParse(`tag:team = billing or tag:team = sales and tag:region = eu`).TagFilter()
	if err != nil {
		fmt.Println(err)
		return
	}
	b, _ := json.Marshal(filter)
	fmt.Println(string(b))
	// Output: {"tagFilter":{"orConditions":[{"tagCondition":{"key":"team","value":"billing"}},{"andConditions":[{"key":"team","value":"sales"},{"key":"region","value":"eu"}]}]}}
}

func ExampleQuery_UnmarshalText() {
	var where searchfilter.Query
	flags := flag.NewFlagSet("tool", flag.ContinueOnError)
	flags.TextVar(&where, "where", searchfilter.Query{}, "which test cases")
	if err := flags.Parse([]string{"-where", "status = SAVED"}); err != nil {
		fmt.Println(err)
		return
	}
	r, err := eval.Decoder(where.Resolved().Schema())([]byte(`{"Name": "smoke-1", "Status": "SAVED"}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(where.Match(r))
	// Output: true
}

func ExampleOptions_Resolve() {
	q, err := searchfilter.Options{}.Resolve(ast.Any(
		ast.All(ast.Compare(ast.Name("name"), ast.OpHasPrefix, "smoke"), ast.Compare(ast.Name("status"), ast.OpEqual, "published")),
		ast.Compare(ast.Tag("cost center"), ast.OpExists),
	))
	fmt.Println(q, err)
	// Output: name ^= smoke and status = PUBLISHED or tag:"cost center" exists <nil>
}

// The records are a type of your own. Whatever the query means, here that it ignores
// case, the program does, too.
func ExampleQuery_Resolved() {
	type testCase struct {
		name string
		tags map[string]string
	}
	binding := eval.Binding[testCase]{
		Texts: map[string]func(testCase) (string, bool){
			"name": func(c testCase) (string, bool) { return c.name, true },
		},
		Tag: func(c testCase, key string) (string, bool) { v, ok := c.tags[key]; return v, ok },
	}
	q := searchfilter.Options{FoldCase: true}.MustParse(`name ^= smoke and tag:team = billing`)
	p, err := eval.CompileFor(q.Resolved(), binding)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range []testCase{
		{"Smoke-1", map[string]string{"team": "billing"}},
		{"smoke-2", map[string]string{"team": "sales"}},
	} {
		fmt.Println(c.name, p(c))
	}
	// Output:
	// Smoke-1 true
	// smoke-2 false
}

// A plan answers every query: it says what to send, and what is left to check.
func ExampleQuery_Plan() {
	q := searchfilter.MustParse(`name $= "-prod" and tag:team != billing`)
	plan, err := q.Plan()
	if err != nil {
		fmt.Println(err)
		return
	}
	body, err := json.Marshal(plan)
	fmt.Println(string(body), err)
	// Output:
	// {"version":1,"target":"test-cases","requests":[{"request":{"SearchCriteria":{"StringCondition":{"FieldName":"name","Value":"-prod","ComparisonType":"CONTAINS"}}}}],"residual":"name $= -prod and tag:team != billing","minimal":"bound"} <nil>
}
