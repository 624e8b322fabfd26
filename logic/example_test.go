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
	a := ast.All(name.HasPrefix("smoke"), status.NotEqual("SAVED"))
	b := ast.All(status.Equal("PUBLISHED"), name.HasPrefix("smoke"), name.NotEqual("test"))
	fmt.Println(logic.Equivalent(resolve(a), resolve(b), logic.Options{}))

	b = ast.All(b, name.NotEqual("smoke"))
	same, r, err := logic.Equivalent(resolve(a), resolve(b), logic.Options{})
	fmt.Println(same, r["name"], r["status"], err)
	// Output:
	// true map[] <nil>
	// false smoke PUBLISHED <nil>
}

func ExampleWitness() {
	name, owner := ast.Name("name"), ast.Tag("owner")
	x := ast.All(name.HasPrefix("ab"), name.HasSuffix("bc"), name.NotEqual("abc"), owner.Exists())
	r, err := logic.Witness(resolve(x), logic.Options{})
	fmt.Printf("%q %q %v\n", r["name"], r["tag:owner"], err)

	r, err = logic.Witness(resolve(ast.All(x, name.Equal("ac"))), logic.Options{})
	fmt.Println(r == nil, err)
	// Output:
	// "abbc" "" <nil>
	// true <nil>
}
