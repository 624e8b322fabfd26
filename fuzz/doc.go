// Package fuzz is a test kit for those who embed the query language, or write an
// evaluator, a planner or a parser of their own for it.
//
// # A property in ten lines
//
// A check makes a thousand queries, and for each some records that are near what it asks
// for. It holds what your tool says to what the language means:
//
//	func TestMyTool(t *testing.T) {
//		fuzz.CheckEvaluator(t, nil, nil, func(query *schema.Resolved) (func(map[string]any) bool, error) {
//			q, err := mytool.Compile(query.String())
//			if err != nil {
//				return nil, err
//			}
//			return q.Match, nil
//		})
//	}
//
// If the tool is wrong, the check reports the smallest counter-example that it finds,
// and the command that tries it again:
//
//	the query selects the record: true, and the answer was false
//	in the smallest case of those tried, shrunk 23 times after 4 cases were right:
//		query  `id in (a, "")`
//		record map[string]any{"arn": "", "id": "", "name": "", "status": "SAVED"}
//	before it was shrunk: the query selects the record: false, and the answer was true
//	to try it again: SEARCHFILTER_SEED=5 SEARCHFILTER_CHECKS=1 go test -run '^TestMyTool$'
//
// There is a check for each part of the language. Trees and texts go in. Text, JSON or
// a function comes out, so that a tool in another language can be run for it:
//
//	CheckEvaluator  a query to a predicate over records
//	CheckPlan       a query to a plan, as JSON
//	CheckCompiler   a query to one request, as JSON
//	CheckDecoder    such JSON to a query
//	CheckParser     a text to its canonical text
//	CheckFormatter  a tree to its text
//
// [JudgePlan] holds one plan to one query, and [Check] tries a property of your own.
//
// Your tool is not compared with this module's. A query is judged by an interpreter that
// takes the table of meanings word by word, and a request by one that knows only AWS's
// documents. A plan may therefore be another one than package compile makes, as long as
// it is right.
//
// # Targets
//
// CheckPlan takes the targets of searches, and CheckCompiler and CheckDecoder those of
// package qconnect, too. A target may be changed: its assumptions, its limits, its schema and
// the FieldNames that it sends. Its Name and the shape of its requests say which service is
// asked, and a target with others than packages connect and qconnect have is refused by name.
// CheckParser, CheckFormatter and CheckEvaluator take any schema.
//
// Where AWS's documents do not say how a service is, a target may: Tags.KeyOnly, Closed,
// ServiceFoldsCase. Of other things nobody says what they are: whether the bounds of a RANGE
// are in it, for example, or whether IS_FALSE finds what lacks the field. What is made must
// then be right in either case, as what package compile makes is. The report says in which it
// is not, by the members of connecttest.Options that are to be set:
//
//	the query selects the record: true, and the answer was false, by the reading RangeWithoutMax
//
// A service that ignores case, although the target does not say that it does, may find too
// much, and not too little. It is taken for granted that the bound of a NOT_EQUAL and of what
// is greater is the MinValue.
//
// Each check logs how many of its cases told something, such as a query that selects
// some of its records and not others. It fails if fewer than a tenth did. With fewer
// than ten cases, none has to.
//
// # What a check costs
//
// A check that passes calls your tool once for each case: 1000 times by default. A
// predicate is asked about 20 records a case. A check that fails calls the tool again to
// shrink the case: a few hundred times as a rule, and at most a hundred times the
// parameters' MaxShrinkCount, which is 1000 by default.
//
// # What checks do not see
//
// Of Amazon Q in Connect, CheckDecoder judges by AWS's documents only what is the filter
// alone. A document in which the filter stands in something else, as most do, is held to
// what package decompile reads in it.
//
// Checks see that there is an error, but not which one, nor its place. They make one call
// at a time, and measure neither speed nor memory.
//
// # Seed and budget
//
// A check tries 1000 cases from seed 1, or what its gopter.TestParameters say. Two
// variables of the environment override both:
//
//	SEARCHFILTER_CHECKS=100000 go test -run TestMyTool
//	SEARCHFILTER_SEED=random go test -run TestMyTool
//
// The first case is made from the seed, the second from the seed plus 1, and so on. Cases
// run in order, in one goroutine. A variable with a wrong value fails the test.
//
// # Generators and shrinkers
//
// A [Generator] is a function of a source of random numbers and a size. One seed gives
// one result. Generators compose as functions do:
//
//	r := rand.New(rand.NewSource(1))
//	tree := fuzz.Trees(schema.TestCase())(r, 20)
//	record := fuzz.Records(schema.TestCase(), tree)(r, 2)
//
// What is made is meant to hurt: texts with quotes, backslashes, keywords and rare white
// space, letters that fold to ASCII, keys as long as AWS takes, numbers that no float
// tells apart, records that differ from what is asked for by one character or one day.
//
// A shrinker is a function that yields values smaller than another one, such as
// [ShrinkTexts]. A check goes on with one that fails as well, until none does. To make a
// value at hand smaller, give [Check] a generator of it alone.
//
// [Source] is a source of random numbers that bytes decide, for go test -fuzz.
//
// # The conformance suite
//
// conformance.jsonl has queries and documents, each with what the language makes of it.
// CONFORMANCE.md documents it, for implementations in any language. [RunConformance]
// holds an [Implementation] to it, which may ask a program in another language.
package fuzz
