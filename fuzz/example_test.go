package fuzz_test

import (
	"fmt"
	"math/rand"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/fuzz"
	"github.com/searchfilter/searchfilter/qconnect"
	"github.com/searchfilter/searchfilter/schema"
)

func ExampleTrees() {
	r := rand.New(rand.NewSource(10))
	for range 3 {
		fmt.Printf("%+q\n", fuzz.Trees(schema.TestCase())(r, 3).String())
	}
	// Output:
	// "source-phone-number exists and id not in (\"LIKE\ufffd\\r\\n\")"
	// "arn ^= \U0010ffff or source-phone-number $= \U0010ffff"
	// "type exists and source-phone-number $= team:role or status not in (PUBLISHED, PUBLISHED, SAVED, SAVED)"
}

func ExampleSpellings() {
	r := rand.New(rand.NewSource(1))
	x := ast.All(ast.Compare(ast.Name("name"), ast.OpHasPrefix, "smoke"), ast.Compare(ast.Name("status"), ast.OpEqual, "SAVED"))
	for range 3 {
		fmt.Printf("%+q\n", fuzz.Spellings(schema.TestCase(), x)(r, 0))
	}
	// Output:
	// "\u2028 (name\u2001^=smoke AND(\u2028staTUs\r=\u0085\"SAVED\")\u2005)\u2007"
	// "\vnamE\u3000^=\vsmoke\u2029\u2004aNd\nstatus\u2003=saved"
	// "NAME startswith \"smoke\"\tand\u2006\u205f(\u2006status\u2028=\u00a0SAVED\u2008)"
}

func ExampleRecords() {
	r := rand.New(rand.NewSource(267))
	hosts := schema.MustNew(schema.Schema{Name: "host", Fields: []schema.Field{{Name: "name"}}})
	x := ast.Compare(ast.Name("name"), ast.OpHasPrefix, "smoke")
	for range 4 {
		fmt.Printf("%q\n", fuzz.Records(hosts, x)(r, 1))
	}
	// Output:
	// map["name":"SMOKE"]
	// map[]
	// map["name":")smoke"]
	// map["name":"smoke\"it's\""]
}

func ExampleQueries() {
	r := rand.New(rand.NewSource(79))
	for range 3 {
		text := fuzz.Queries(schema.TestCase())(r, 1)
		_, err := searchfilter.Parse(text)
		fmt.Printf("%+q %v\n", text, err == nil)
	}
	// Output:
	// "status\u2007EXISTS" true
	// "\u2004ID^=\u2007a.b/c" true
	// " SourCE-pHonE-NumBer *=Smoke\"ab'\"" false
}

func ExampleTexts() {
	r := rand.New(rand.NewSource(7))
	for range 3 {
		fmt.Printf("%+q\n", fuzz.Texts(r, 2))
	}
	// Output:
	// "x@y"
	// "ss"
	// "endswith"
}

// A fuzz target makes its values from the bytes that go test -fuzz changes.
func ExampleSource() {
	check := func(data []byte) {
		r := rand.New(fuzz.Source(data))
		fmt.Println(fuzz.Trees(schema.TestCase())(r, 3))
	}
	check([]byte{1, 0, 0, 0, 3, 2})
	check([]byte{1, 0, 0, 0, 3, 4}) // one byte is one choice
	check([]byte{1, 0, 0, 0, 0, 2})
	check([]byte{1, 2}) // the end is small
	// Output:
	// id ^= a
	// id $= a
	// name ^= a
	// name = a and name = a and name = a
}

func ExampleExpressible() {
	r := rand.New(rand.NewSource(5))
	for range 3 {
		x := fuzz.Expressible(qconnect.Session())(r, 3)
		_, err := compile.Compile(mustResolve(x), qconnect.Session())
		fmt.Printf("%+q %v\n", x.String(), err)
	}
	// Output:
	// "tag:x in (\">=\u017f\\\"\")" <nil>
	// "tag:endswithteam:role in (\"\\u0000\\udb40\\udc41\", \"\\u0000\\udb40\\udc41\")" <nil>
	// "(not tag:type != \"ab\\u0085\" or not not tag:\"=\" in (\"ab\\u0085\")) and tag:\"=\" = \"contains\\\"it's\\\"\"" <nil>
}

// What is unknown about a service should not matter to what is built on it.
func ExampleTargets() {
	r := rand.New(rand.NewSource(10))
	x := ast.Any(ast.Compare(ast.Name("status"), ast.OpNotEqual, "SAVED"), ast.Compare(ast.Tag("team"), ast.OpExists))
	for range 3 {
		t := fuzz.Targets(connect.TestCases())(r, 0)
		p, err := compile.NewPlan(mustResolve(x), t, compile.PlanOptions{AllowScan: true})
		if err == nil {
			fmt.Printf("KeyOnly %v: %d requests, a scan %v\n", t.Tags.KeyOnly, len(p.Requests), p.Scan)
		}
	}
	// Output:
	// KeyOnly true: 2 requests, a scan false
	// KeyOnly false: 1 requests, a scan true
	// KeyOnly false: 1 requests, a scan true
}

func ExampleDocuments() {
	r := rand.New(rand.NewSource(142))
	record := map[string]any{"name": "smoke", "type": "CHAT", "flow": "f", "tag:team": "billing"}
	for range 2 {
		fmt.Printf("%+q\n", fuzz.Documents(schema.TestCase(), record)(r, 0))
	}
	// Output:
	// "{\"Name\":\"smoke\",\"Tags\":{\"team\":\"billing\"},\"EntryP\\u006fint\":{\"Type\":\"CHAT\",\"VoiceCallEntryPointPar\\u0061meters\":{\"FlowId\":\"f\"}}}"
	// "{\"\\u0049d\":null,\"EntryPoint\":{\"ChatEnt\\u0072y\\u0050ointParameters\":{\"FlowId\":\"f\"},\"Type\":\"C\\u0048AT\"},\"Tags\":{\"team\":\"billing\"},\"Name\":\"smoke\"}"
}

// mustResolve returns the query that x says about test cases.
func mustResolve(x ast.Expr) *schema.Resolved {
	q, err := schema.TestCase().Resolve(x, schema.Options{})
	if err != nil {
		panic(err)
	}
	return q
}
