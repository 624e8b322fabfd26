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
	// "content exists or flow not in (\"(\", \"(\", \"\\u2028smoke\", \">=SAVED\")"
	// "description $= \"Not\\u0000endswith\""
	// "not content exists or tag:\"ab \" $= \"\\udb40\\udc41\\\"a\" or modified < 2026-05-09T21:59:51.316Z"
}

func ExampleSpellings() {
	r := rand.New(rand.NewSource(1))
	x := ast.All(ast.Name("name").HasPrefix("smoke"), ast.Name("status").Equal("SAVED"))
	for range 3 {
		fmt.Printf("%+q\n", fuzz.Spellings(schema.TestCase(), x)(r, 0))
	}
	// Output:
	// "\u2028 (name\u2001^=smoke AND(\u2028staTUs\r=\u0085\"SAVED\")\u2005)\u2007"
	// "\vnamE\u3000^=\vsmoke\u2029\u2004aNd\nstatus\u2003=saved"
	// "NAME startswith \"smoke\"\tand\u2006\u205f(\u2006status\u2028=\u00a0SAVED\u2008)"
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
	// map["name":"smoke=="]
	// map["name":"smoke^="]
	// map["name":"SMOKE"]
}

func ExampleNearQueries() {
	r := rand.New(rand.NewSource(5))
	for range 3 {
		fmt.Printf("%+q\n", fuzz.NearQueries(schema.TestCase())(r, 1))
	}
	// Output:
	// "notnot type != CHAT"
	// "\u1680not\u0085\u00a0( \rTAg:\"\\\"\"exists \f\xed\xa0\x80"
	// "\u2028description\u1680\u0085STARTSWITH\u2001\"\\r\\nSmoke\U0001f468\u200d\U0001f469\"\r"
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
