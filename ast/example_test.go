package ast_test

import (
	"errors"
	"fmt"

	"github.com/searchfilter/searchfilter/ast"
)

func Example() {
	x := ast.Any(
		ast.All(ast.Compare(ast.Name("name"), ast.OpHasPrefix, "smoke"), ast.Compare(ast.Name("status"), ast.OpEqual, "PUBLISHED")),
		ast.Compare(ast.Tag("cost center"), ast.OpEqual, "42"),
	)
	fmt.Println(x)
	// Output: name ^= smoke and status = PUBLISHED or tag:"cost center" = 42
}

func ExampleAll() {
	fmt.Println(ast.All(ast.All(ast.Compare(ast.Name("a"), ast.OpExists), ast.Compare(ast.Name("b"), ast.OpExists)), ast.Compare(ast.Name("c"), ast.OpExists)))
	fmt.Printf("%q\n", ast.All())
	// Output:
	// a exists and b exists and c exists
	// ""
}

func ExampleNormal() {
	x := &ast.Not{X: ast.All(ast.Compare(ast.Name("status"), ast.OpIn, "SAVED", "PUBLISHED"), ast.Compare(ast.Tag("BPO"), ast.OpNotEqual, "123"))}
	fmt.Println(x)
	fmt.Println(ast.Normal(x))
	// Output:
	// not (status in (SAVED, PUBLISHED) and tag:BPO != 123)
	// not status = SAVED and not status = PUBLISHED or tag:BPO = 123
}

func ExampleValidate() {
	x := ast.All(ast.Compare(ast.Name("not"), ast.OpExists), ast.Compare(ast.Tag(""), ast.OpExists))
	fmt.Println(ast.Validate(x, ast.Limits{}))
	err := ast.Validate(ast.Compare(ast.Name("a"), ast.OpIn, "1", "2", "3"), ast.Limits{Conditions: 2})
	fmt.Println(errors.Is(err, ast.Code("too-many-conditions")))
	// Output:
	// the field name "not" is a reserved word (and 1 more error)
	// true
}

func ExampleComparisons() {
	x := ast.Any(ast.Compare(ast.Name("name"), ast.OpEqual, "a"), &ast.Not{X: ast.Compare(ast.Tag("BPO"), ast.OpExists)})
	for c := range ast.Comparisons(x) {
		fmt.Println(c.Field)
	}
	// Output:
	// name
	// tag:BPO
}

func ExampleDiagnostics_Render() {
	const src = `name == "smoke" && status = SAVED`
	span := func(start, end int) ast.Span {
		return ast.Span{
			Start: ast.Position{Offset: start, Line: 1, Column: start + 1},
			End:   ast.Position{Offset: end, Line: 1, Column: end + 1},
		}
	}
	ds := ast.Diagnostics{
		{Code: "foreign-operator", Span: span(5, 7), Message: "== is no operator", Hint: "write =", Fix: &ast.Fix{Span: span(5, 7), Text: "="}},
		{Code: "foreign-operator", Span: span(16, 18), Message: "&& is no operator", Hint: "write and", Fix: &ast.Fix{Span: span(16, 18), Text: "and"}},
	}
	fmt.Print(ds.Render(src))
	fmt.Println(ds.Fixed(src))
	// Output:
	// 1:6: == is no operator
	//   name == "smoke" && status = SAVED
	//        ^^ write =
	// 1:17: && is no operator
	//   name == "smoke" && status = SAVED
	//                   ^^ write and
	// name = "smoke" and status = SAVED
}
