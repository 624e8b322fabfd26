package qconnect_test

import (
	"fmt"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/qconnect"
	"github.com/searchfilter/searchfilter/schema"
)

func ExampleContentCFN() {
	q := searchfilter.MustParse("tag:team = billing or tag:team = sales and tag:region = eu")
	for _, target := range []compile.Target{qconnect.Session(), qconnect.ContentCFN()} {
		r, err := compile.Compile(q.Resolved(), target)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(target.Name, string(r.Member(target.Members[0])))
	}
	// Output:
	// q-session {"orConditions":[{"tagCondition":{"key":"team","value":"billing"}},{"andConditions":[{"key":"team","value":"sales"},{"key":"region","value":"eu"}]}]}
	// q-content-cfn {"OrConditions":[{"TagCondition":{"Key":"team","Value":"billing"}},{"AndConditions":[{"Key":"team","Value":"sales"},{"Key":"region","Value":"eu"}]}]}
}

func ExampleRetrieve() {
	q := searchfilter.MustParse("tag:team in (billing, sales) and (tag:region = eu or tag:region != us)")
	target := qconnect.Retrieve()
	if _, err := compile.Compile(q.Resolved(), target); err != nil {
		fmt.Println(err)
	}
	target.Nested.NegationFindsLacking = true // whoever has tried that
	r, err := compile.Compile(q.Resolved(), target)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(string(r.Member("filter")))
	// Output:
	// 1:54: Retrieve's filter may not find what lacks tag:region, which this selects; name the values that are wanted, with = or in, or say that negation finds what lacks it
	// {"andAll":[{"in":{"key":"team","value":["billing","sales"]}},{"orAll":[{"equals":{"key":"region","value":"eu"}},{"notEquals":{"key":"region","value":"us"}}]}]}
}

// The knowledge bases of Amazon Bedrock have the same filter, on metadata of one's own.
func ExampleRetrieve_bedrock() {
	books := schema.MustNew(schema.Schema{
		Name: "book",
		Fields: []schema.Field{
			{Name: "year", Kind: schema.Number},
			{Name: "genre", Always: true},
			{Name: "draft", Kind: schema.Bool},
			{Name: "authors", Kind: schema.List},
		},
	})
	target := qconnect.Retrieve()
	target.Name, target.Operation, target.Schema = "books", "the filter of books", books
	target.Members = []string{"retrievalQuery", "retrievalConfiguration"}
	target.Nested.Path = []string{"retrievalConfiguration", "vectorSearchConfiguration", "filter"}
	target.Nested.Keys = map[string]string{"year": "year", "genre": "genre", "draft": "is-draft", "authors": "authors"}

	options := searchfilter.Options{Schema: books}
	for _, text := range []string{
		"year >= 2024 and genre != poetry",
		"draft = false or authors = Woolf",
		"not year < 2024",
	} {
		q, err := options.Parse(text)
		if err != nil {
			fmt.Println(err)
			return
		}
		r, err := compile.Compile(q.Resolved(), target)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(string(r.Member("retrievalConfiguration")))
	}
	// Output:
	// {"vectorSearchConfiguration":{"filter":{"andAll":[{"greaterThanOrEquals":{"key":"year","value":2024}},{"notEquals":{"key":"genre","value":"poetry"}}]}}}
	// {"vectorSearchConfiguration":{"filter":{"orAll":[{"equals":{"key":"is-draft","value":false}},{"listContains":{"key":"authors","value":"Woolf"}}]}}}
	// 1:1: the filter of books has no not for `year < 2024`; write `year >= 2024` if what lacks year is not wanted
}
