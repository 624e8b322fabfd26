package fuzz_test

import (
	"fmt"
	"math/rand"

	"github.com/leanovate/gopter"
	"github.com/leanovate/gopter/prop"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/fuzz"
	"github.com/searchfilter/searchfilter/schema"
)

func ExampleTrees() {
	r := rand.New(rand.NewSource(10))
	for range 3 {
		fmt.Printf("%+q\n", fuzz.Trees(schema.TestCase())(r, 3).String())
	}
	// Output:
	// "content exists and tag:\")\" $= \"!=<\\t\""
	// "modified != -344d"
	// "tag:\"`\" $= \"Not\\u0000endswith\""
}

func ExampleSpellings() {
	r := rand.New(rand.NewSource(1))
	x := ast.All(ast.Name("name").HasPrefix("smoke"), ast.Name("status").Equal("SAVED"))
	for range 3 {
		fmt.Printf("%+q\n", fuzz.Spellings(schema.TestCase(), x)(r, 0))
	}
	// Output:
	// "NaME\u2001startswith\fsmoke\taNd\u2008\u2006status\u2008=\n'SAVED'\u2003"
	// "name^= smoke\u2029and StAtUS=\f'SavED'"
	// "\u205f( name\u205fstartswith\nsmoke\t)and sTAtUs\u00a0=\"\\u0053AVED\""
}

func ExampleRecords() {
	r := rand.New(rand.NewSource(6))
	hosts := schema.MustNew(schema.Schema{Name: "host", Fields: []schema.Field{{Name: "name"}}})
	x := ast.Name("name").HasPrefix("smoke")
	for range 4 {
		fmt.Printf("%q\n", fuzz.Records(hosts, x)(r, 1))
	}
	// Output:
	// map[]
	// map["name":"moke"]
	// map["name":"smoke^="]
	// map["name":"smok"]
}

func ExampleNearQueries() {
	r := rand.New(rand.NewSource(5))
	for range 3 {
		fmt.Printf("%+q\n", fuzz.NearQueries(schema.TestCase())(r, 1))
	}
	// Output:
	// "id _ \ufeff"
	// "tag:Not in  \"^=*=\", \"^=*=\")"
	// "type = VOICE_CAALL"
}

func ExampleTexts() {
	r := rand.New(rand.NewSource(7))
	for range 3 {
		fmt.Printf("%+q\n", fuzz.Texts(r, 2))
	}
	// Output:
	// "a.b/c"
	// "\"it's\""
	// "in"
}

// A generator of what a property is about is written as a function of those at
// hand.
func ExampleGenerator_Gen() {
	type question struct {
		tree   ast.Expr
		record map[string]string
	}
	s := schema.TestCase()
	questions := fuzz.Generator[question](func(r *rand.Rand, size int) question {
		x := fuzz.Trees(s)(r, size)
		return question{x, fuzz.Records(s, x)(r, size)}
	})
	p := prop.ForAll(func(q question) bool {
		_, named := q.record["name"]
		return named && ast.Validate(q.tree, ast.Limits{}) == nil
	}, questions.Gen())
	fmt.Println(p.Check(gopter.DefaultTestParametersWithSeed(1)).Status)
	// Output: PASSED
}
