package logic_test

import (
	"fmt"
	"log"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/logic"
	"github.com/searchfilter/searchfilter/schema"
)

// resolve returns the query that x says about test cases.
func resolve(x ast.Expr) *schema.Resolved {
	q, err := schema.TestCase().Resolve(x, schema.Options{})
	if err != nil {
		log.Fatal(err)
	}
	return q
}

// A test case has one status, so two ways to ask for one are the same.
func ExampleEquivalent() {
	name, status := ast.Name("name"), ast.Name("status")
	a := ast.All(ast.Compare(name, ast.OpHasPrefix, "smoke"), ast.Compare(status, ast.OpNotEqual, "SAVED"))
	b := ast.All(ast.Compare(status, ast.OpEqual, "PUBLISHED"), ast.Compare(name, ast.OpHasPrefix, "smoke"), ast.Compare(name, ast.OpNotEqual, "test"))
	fmt.Println(logic.Equivalent(resolve(a), resolve(b), logic.Options{}))

	b = ast.All(b, ast.Compare(name, ast.OpNotEqual, "smoke"))
	same, r, err := logic.Equivalent(resolve(a), resolve(b), logic.Options{})
	fmt.Println(same, r["name"], r["status"], err)
	// Output:
	// true map[] <nil>
	// false smoke PUBLISHED <nil>
}

func ExampleWitness() {
	name, owner := ast.Name("name"), ast.Tag("owner")
	x := ast.All(ast.Compare(name, ast.OpHasPrefix, "ab"), ast.Compare(name, ast.OpHasSuffix, "bc"), ast.Compare(name, ast.OpNotEqual, "abc"), ast.Compare(owner, ast.OpExists))
	r, err := logic.Witness(resolve(x), logic.Options{})
	fmt.Printf("%q %q %v\n", r["name"], r["tag:owner"], err)

	r, err = logic.Witness(resolve(ast.All(x, ast.Compare(name, ast.OpEqual, "ac"))), logic.Options{})
	fmt.Println(r == nil, err)
	// Output:
	// "abbc" "" <nil>
	// true <nil>
}
