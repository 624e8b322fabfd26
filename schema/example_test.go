package schema_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

func ExampleSchema_Resolve() {
	x, err := parser.Parse("Status = saved and modified > -7d")
	if err != nil {
		panic(err)
	}
	q, err := schema.TestCase().Resolve(x, schema.Options{Now: time.Date(2026, 1, 31, 9, 0, 0, 0, time.UTC)})
	if err != nil {
		panic(err)
	}
	fmt.Println(q)
	fmt.Println(q.Written())
	// Output:
	// status = SAVED and modified > 2026-01-24T09:00:00Z
	// status = SAVED and modified > -7d
}

func ExampleSchema_Resolve_mistakes() {
	const src = `name ^= "smoke" and stauts = PUBLISHED`
	x, err := parser.Parse(src)
	if err != nil {
		panic(err)
	}
	_, err = schema.TestCase().Resolve(x, schema.Options{})
	fmt.Println(errors.Is(err, ast.Code("unknown-field")))
	var ds ast.Diagnostics
	if errors.As(err, &ds) {
		fmt.Print(ds.Render(src))
	}
	// Output:
	// true
	// 1:21: unknown field "stauts"
	//   name ^= "smoke" and stauts = PUBLISHED
	//                       ^^^^^^ did you mean status?
}

func ExampleNew() {
	hosts, err := schema.New(schema.Schema{
		Name: "host",
		Fields: []schema.Field{
			{Name: "name", JSON: []string{"hostname"}, Always: true},
			{Name: "state", Kind: schema.Enum, Values: []string{"up", "down"}},
			{Name: "booted", Kind: schema.Time},
			{Name: "cores", Kind: schema.Number},
			{Name: "bought", Kind: schema.Date},
			{Name: "roles", Kind: schema.List},
		},
		Tags: "labels",
	})
	if err != nil {
		panic(err)
	}
	for _, x := range []ast.Expr{
		ast.All(ast.Compare(ast.Name("state"), ast.OpEqual, "UP"), ast.Compare(ast.Tag("rack"), ast.OpHasPrefix, "b")),
		ast.All(ast.Compare(ast.Name("cores"), ast.OpGreaterEqual, "1e3"), ast.Compare(ast.Name("roles"), ast.OpEqual, "web"), ast.Compare(ast.Name("roles"), ast.OpNotEqual, "db")),
		ast.Compare(ast.Name("bought"), ast.OpLess, "2026-02-30"),
		ast.Compare(ast.Name("state"), ast.OpEqual, "broken"),
		ast.Compare(ast.Name("booted"), ast.OpContains, "2026"),
	} {
		q, err := hosts.Resolve(x, schema.Options{})
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(q)
	}
	// Output:
	// state = up and tag:rack ^= b
	// cores >= 1e3 and roles = web and roles != db
	// "2026-02-30" is no date: that month has 28 days; write 2026-01-31, or -7d or -2w for a day before today, by 100 years at most
	// state is never "broken"; it is one of up down
	// booted is a time field and does not take *=; it takes = != < <= > >= in exists
}

func ExampleSchema_Lookup() {
	s := schema.TestCase()
	fmt.Println(s.Fields[s.Lookup("Modified")].Kind)
	// Output: time
}
