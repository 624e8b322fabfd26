// Package fuzz is a test kit: whoever embeds the query language, or writes an
// evaluator, a planner, a parser of its own for it, tests that with this package, as
// the language itself is tested.
//
// # A property in ten lines
//
// A check makes a thousand queries, and records for each that are near what it asks
// for, and holds what your tool says to what the language means:
//
//	func TestMyTool(t *testing.T) {
//		CheckEvaluator(t, nil, nil, func(query *schema.Resolved) (func(map[string]any) bool, error) {
//			q, err := mytool.Compile(query.String())
//			if err != nil {
//				return nil, err
//			}
//			return q.Match, nil
//		})
//	}
//
// If that goes wrong, it reports the smallest counter-example that it finds, all of
// it and ready to be copied, and the command that tries it again:
//
//	the query selects the record: true, and the answer was false
//	in the smallest case of those tried, shrunk 23 times after 4 cases were right:
//		query  `name in ("", a)`
//		record map[string]any{"arn": "", "id": "", "name": "a", "status": "SAVED"}
//	before it was shrunk: the query selects the record: false, and the answer was true
//	to try it again: SEARCHFILTER_SEED=5 SEARCHFILTER_CHECKS=1 go test -run '^TestMyTool$'
//
// There is a check for each part of the language. What goes in is a tree, or text,
// and what comes out is text, JSON or a function, so that a tool in another language
// can be run for it:
//
//	CheckEvaluator  a query to a predicate over records
//	CheckPlan       a query to a plan, as JSON
//	CheckCompiler   a query to one SearchTestCases request or tagFilter, as JSON
//	CheckDecoder    such JSON to a query
//	CheckParser     a text to its canonical text
//	CheckFormatter  a tree to its text
//
// What they are held to is independent of what the language's own packages do: an
// interpreter of queries that takes the table of meanings word by word, and one of
// requests that knows nothing but AWS's documents. A plan or a request may therefore
// be another one than package compile makes, as long as it is right.
//
// Each logs how many of its cases told anything, such as a query that selects some
// of its records and not others, and fails if fewer than a tenth did. So a check
// that passes has seen both answers. Of fewer than ten cases, as when one is tried
// again, none has to.
//
// # What a check costs
//
// A case calls your tool once. A predicate of CheckEvaluator is asked about 20
// records, and requests and plans are judged by this package, not sent to anything. A
// check that passes has called the tool 1000 times, then, if nothing else is said.
// One that fails calls it again to shrink the case: a few hundred times as a rule, and
// a hundred times the parameters' MaxShrinkCount at most, which gopter sets to 1000.
// If your tool is a process of its own, keep it running, or set both lower.
//
// # What checks do not see
//
// They see that there is an error and not which one, nor where it says that the
// mistake is. Queries have been resolved, but for CheckParser and CheckFormatter, so
// that relative times and what a schema refuses reach nothing else. They see one call
// at a time, and neither speed nor memory; and how a service is where AWS's documents
// do not say, they take from the target. What they make and judge of requests is for
// targets of the shape of SearchTestCases and of a session, of which texts and enums are
// sent; those of other searches are held to another judge by package connect's tests.
//
// # Seed, budget, replay
//
// A check tries [defaultChecks] cases from seed 1, or what its
// gopter.TestParameters say, and the environment has the last word:
//
//	SEARCHFILTER_CHECKS=100000 go test -run TestMyTool
//	SEARCHFILTER_SEED=random go test -run TestMyTool
//
// The first case is made from the seed, the second from the seed plus 1, and so on,
// each by its own alone. So the one that failed is tried at once by its own seed and a
// budget of one, which is what the report says. Cases run in order, in one
// goroutine, and nothing depends on time or on the order of a map. A wrong value
// of a variable fails the test, and does not pass for the default. An empty one does.
//
// # Generators
//
// Everything that is made is made by a [Generator], which is a function of a source
// of random numbers and a size, so that one seed gives one result:
//
//	r := rand.New(rand.NewSource(1))
//	tree := Trees(schema.TestCase())(r, 20)
//	text := Spellings(nil, tree)(r, 20)
//
// There are trees of a schema, ones that a target can say and ones that it cannot;
// texts in many spellings, and texts and JSON that are wrong in one place;
// requests, records and answers as JSON; and records near a query, of which about
// half are selected. Generators compose as functions do.
//
// What is made is meant to hurt: texts with quotes, backslashes, keywords and
// operators in them, white space that few know, letters that fold to ASCII, keys
// at the limits of what AWS takes, numbers that no float tells apart and others in a
// dozen spellings, records that differ from what is asked for by one character, one
// digit or one day.
//
// # Shrinkers
//
// A [Shrinker] yields values that are smaller than another one by a measure that it
// states, so that shrinking ends. [Minimize] goes from one that fails to the next
// until none fails: what is left is the smallest part of the tree with the shortest
// texts. [shrinkPart] makes a shrinker of a type of yours from one of its parts, and
// [Check] is for a property of yours:
//
//	Check(t, nil, questions, shrinkPart(tree, withTree, ShrinkTrees(s)), func(q question) error { … })
//
// # With gopter
//
// [Generator.Gen] makes a generator for github.com/leanovate/gopter, with shrinkers.
// Some of what gopter v0.2.11 does costs a counter-example, and this package is made
// to go round it:
//
//   - Map to the same type shrinks values that were never mapped, and Map to
//     another type and FlatMap do not shrink. Compose generators as functions, and
//     call Gen last.
//   - Frequency is not in proportion to its weights, and drops SuchThat. Choose
//     in a function, by r.Intn.
//   - A property that returns an error beside its result is not shrunk if it
//     panics, nor are its arguments reported. In [Check] a panic is shrunk.
//   - ForAll shrinks its arguments one after the other. Put what belongs together
//     in one value.
//   - The reporter breaks what it prints into lines of 75 bytes. [Reporter] prints
//     arguments in full, and as text to copy.
//   - With several workers a seed does not repeat a run. [parameters] says one
//     worker, and honours the variables above.
//
// # With go test -fuzz
//
// [Source] is a source of random numbers that bytes decide, so that the fuzzer of go
// test, which changes bytes and looks what code they reach, steers any generator:
//
//	func FuzzMyTool(f *testing.F) {
//		f.Fuzz(func(t *testing.T, data []byte) {
//			r := rand.New(Source(data))
//			query := Trees(schema.TestCase())(r, 20)
//			record := Records(schema.TestCase(), query)(r, 2)
//			…
//		})
//	}
//
// The targets of this package take a text, too, which is what they are about unless
// it is empty, so that the seeds in testdata/fuzz can be read.
//
// # The conformance suite
//
// Property tests find what nobody thought of. What was thought of is in one file,
// conformance.jsonl: queries and documents, each with what is to be made of it. See
// [Conformance], [RunConformance] and CONFORMANCE.md.
package fuzz
