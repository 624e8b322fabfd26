package fuzz

import (
	"bytes"
	"fmt"
	"iter"
	"maps"
	"math/rand"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leanovate/gopter"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/decompile"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/meaning"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

// orTestCase returns the schema, of which nil stands for that of test cases.
func orTestCase(s *schema.Schema) *schema.Schema {
	if s == nil {
		return schema.TestCase()
	}
	return s
}

// now is the instant from which relative times count back: before an implementation
// sees them, and in the residuals of a plan.
var now = time.Date(2026, 1, 31, 9, 0, 0, 0, time.UTC)

const (
	recordsPerCase = 20
	oddPerCase     = 3  // besides, of those that only an evaluator is asked about
	treeSize       = 25 // beyond that trees say nothing new, and take long
)

// A question is a query for a target, and records that tell whether an answer to
// it is right.
type question struct {
	query   *schema.Resolved
	target  compile.Target // of which an evaluator takes the Schema
	records []map[string]any
}

// String returns the question as text to copy.
func (q question) String() string {
	var b strings.Builder
	b.WriteString("query  " + show(q.query))
	for _, rec := range q.records {
		b.WriteString("\nrecord " + show(rec))
	}
	if q.target.Name == "" { // of an evaluator
		return b.String()
	}
	texts, _ := unusual(q.target)
	b.WriteString("\ntarget " + strings.Join(append([]string{q.target.Operation}, texts...), ", "))
	return b.String()
}

// assumptions are what Targets changes in a target. A limit is changed to a number from
// least to most.
var assumptions = []struct {
	name        string
	at          func(*compile.Target) any // a *bool, a *[]string or a *int
	least, most int
}{
	{"Tags.KeyOnly", func(t *compile.Target) any { return &t.Tags.KeyOnly }, 0, 0},
	{"Closed", func(t *compile.Target) any { return &t.Closed }, 0, 0},
	{"ServiceFoldsCase", func(t *compile.Target) any { return &t.ServiceFoldsCase }, 0, 0},
	{"Nested.NegationFindsLacking", func(t *compile.Target) any { return &t.Nested.NegationFindsLacking }, 0, 0},
	{"ContainsMin", func(t *compile.Target) any { return &t.ContainsMin }, 1, 3},
	{"ContainsMax", func(t *compile.Target) any { return &t.ContainsMax }, 3, 30},
	{"MaxTerms", func(t *compile.Target) any { return &t.MaxTerms }, 1, 50},
	{"MaxTagConditions", func(t *compile.Target) any { return &t.MaxTagConditions }, 1, 8},
	{"MaxDepth", func(t *compile.Target) any { return &t.MaxDepth }, 1, 6},
}

// unusual returns the assumptions that differ from the usual, as text. It also returns
// targets in which one of them is as usual, or a limit is the least.
func unusual(t compile.Target) (texts []string, plainer []compile.Target) {
	usual := usualTargets()[t.Name]
	for _, a := range assumptions {
		is, was := reflect.ValueOf(a.at(&t)).Elem(), reflect.ValueOf(a.at(&usual)).Elem()
		if !reflect.DeepEqual(is.Interface(), was.Interface()) {
			texts = append(texts, fmt.Sprintf("%s: %v", a.name, is.Interface()))
			with := t
			reflect.ValueOf(a.at(&with)).Elem().Set(was)
			plainer = append(plainer, with)
			if is.Kind() == reflect.Int && is.Int() > int64(a.least) {
				lower := t
				*a.at(&lower).(*int) = a.least
				plainer = append(plainer, lower)
			}
		}
	}
	return texts, plainer
}

// newQuestion returns the question about x with n records near it.
func newQuestion(x *schema.Resolved, t compile.Target, r *rand.Rand, n int) question {
	q := question{query: x, target: t}
	near := Records(answered(t), x.Expr())
	for range n {
		q.records = append(q.records, assumed(r, t, x.Expr(), near(r, 2)))
	}
	return q
}

// answered returns the schema with the fields that the target calls closed in every record.
func answered(t compile.Target) *schema.Schema {
	s := *t.Schema
	s.Fields = slices.Clone(s.Fields)
	for i := range s.Fields {
		f := &s.Fields[i]
		f.Always = f.Always || isClosed(t, f.Name)
	}
	return &s
}

// assumed returns a record as the target allows it. Where case is ignored, its letters may
// be in another case. It may lack a field that the target does not call closed.
func assumed(r *rand.Rand, t compile.Target, x ast.Expr, rec map[string]any) map[string]any {
	anyCase := func(name string) {
		v, ok := rec[name]
		if !ok || !oneIn(r, 2) {
			return
		}
		to := pick(r, []func(string) string{strings.ToUpper, strings.ToLower, strings.ToTitle})
		switch v := v.(type) {
		case string:
			rec[name] = to(v)
		case []string: // one of them is enough
			rec[name] = append([]string{to(v[0])}, v[1:]...)
		}
	}
	for c := range ast.Comparisons(x) {
		if c.Fold && c.Field.Tag {
			anyCase(chars.TagPrefix + c.Field.Name)
		} else if c.Fold {
			anyCase(c.Field.Name)
		}
	}
	for _, f := range t.Schema.Fields {
		v, ok := rec[f.Name]
		if !ok {
			continue
		}
		if near, same := served(t, f, v); !same {
			rec[f.Name] = near
		}
		switch {
		case kinds.Folds(f.Kind) && t.ServiceFoldsCase:
			anyCase(f.Name)
		case isBare(t, f.Name) && !isClosed(t, f.Name) && oneIn(r, 3):
			delete(rec, f.Name)
		}
	}
	return rec
}

// resolved returns the query that x says at now.
func resolved(s *schema.Schema, x ast.Expr) *schema.Resolved {
	q, err := s.Resolve(x, schema.Options{Now: now})
	if err != nil {
		panic(fmt.Sprintf("fuzz: %v is not resolved: %v", x, err)) // generators promise that it is
	}
	return q
}

// shrink yields questions with a smaller query and the same records or others that
// are near it, then with a target that is more as usual, then with none or one of the
// records, and then with a smaller one.
func (q question) shrink() iter.Seq[question] {
	near := func(x *schema.Resolved, t compile.Target) question {
		return newQuestion(x, t, rand.New(rand.NewSource(4)), 2*recordsPerCase)
	}
	return func(yield func(question) bool) {
		for x := range ShrinkTrees(q.target.Schema)(q.query.Written()) {
			with := q
			with.query = resolved(q.target.Schema, x)
			if !yield(with) || !yield(near(with.query, q.target)) {
				return
			}
		}
		if q.target.Name != "" {
			_, plainer := unusual(q.target)
			for _, t := range plainer {
				if !yield(near(q.query, t)) {
					return
				}
			}
		}
		if len(q.records) == 0 {
			return
		}
		records := slices.Values(q.records)
		if len(q.records) == 1 {
			records = shrinkRecords(answered(q.target))(q.records[0])
		}
		with := q
		if with.records = nil; !yield(with) {
			return
		}
		for rec := range records {
			with.records = []map[string]any{rec}
			if !yield(with) {
				return
			}
		}
	}
}

// ask reports the first record of which selects says something else than the
// query means, and ErrVacuous if the query says the same of all records.
func (q question) ask(selects func(map[string]any) bool) error {
	return q.askEach(func(i int, _ bool) bool { return selects(cloned(q.records[i])) })
}

// askEach is ask by the index of the record, which also gets what the query says.
func (q question) askEach(selects func(i int, want bool) bool) error {
	l := meaning.Language{Schema: q.target.Schema}
	count := map[bool]int{}
	for i, rec := range q.records {
		want := l.Selects(q.query.Expr(), rec)
		count[want]++
		if got := selects(i, want); got != want {
			return fmt.Errorf("the query selects the record: %v, and the answer was %v", want, got)
		}
	}
	if count[true] == 0 || count[false] == 0 {
		return ErrVacuous
	}
	return nil
}

// cloned returns a copy of the record that may be changed.
func cloned(rec map[string]any) map[string]any {
	rec = maps.Clone(rec)
	for name, v := range rec {
		if texts, ok := v.([]string); ok {
			rec[name] = slices.Clone(texts)
		}
	}
	return rec
}

// CheckEvaluator holds an evaluator to the meaning of queries: what it returns for a query
// must select the records that the query selects. Queries are any that [Trees] makes. Their
// String is the query's text, with absolute times. If the schema is nil, it is
// schema.TestCase.
//
// Records are as [Records] makes them. A few are such as no service sends, with values that
// an enum does not have. For the parameters see [Check]. They may be nil.
func CheckEvaluator(t testing.TB, p *gopter.TestParameters, s *schema.Schema, evaluator func(query *schema.Resolved) (func(record map[string]any) bool, error)) {
	t.Helper()
	s = orTestCase(s)
	target := compile.Target{Schema: s, Closed: closable(s)} // of which nothing is sent
	questions := func(r *rand.Rand, size int) question {
		x := resolved(s, Trees(s)(r, min(size, treeSize)))
		q := newQuestion(x, target, r, recordsPerCase)
		for range oddPerCase {
			q.records = append(q.records, oddRecords(s, x.Expr())(r, 2))
		}
		return q
	}
	Check(t, p, questions, question.shrink, func(q question) error {
		selects, err := evaluator(q.query)
		if err != nil {
			return fmt.Errorf("the evaluator refuses a query: %w", err)
		}
		return q.ask(selects)
	})
}

// orTestCases returns the targets, of which nil stands for connect.TestCases alone,
// with a schema.
func orTestCases(targets Generator[compile.Target]) Generator[compile.Target] {
	if targets == nil {
		targets = func(*rand.Rand, int) compile.Target { return connect.TestCases() }
	}
	return func(r *rand.Rand, size int) compile.Target { return withSchema(targets(r, size)) }
}

func withSchema(t compile.Target) compile.Target {
	if t.Schema == nil {
		t.Schema = schema.TestCase()
	}
	return t
}

// plannable returns a query. Most can be planned without a scan: in an or, each part has
// something that can be sent.
func plannable(r *rand.Rand, t compile.Target, size int) *schema.Resolved {
	if oneIn(r, 4) {
		return resolved(t.Schema, Trees(t.Schema)(r, size))
	}
	if rarely(r, 6) {
		return resolved(t.Schema, hardToPlan(t)(r, 1+r.Intn(4)))
	}
	if oneIn(r, 3) { // what each condition finds matters
		return resolved(t.Schema, newAskerOf(t, r, true).request(1+r.Intn(3)))
	}
	n := 1 + r.Intn(4)
	var terms []ast.Expr
	for range n {
		sent := Expressible(t)(r, 1+r.Intn(3))
		if oneIn(r, 2) {
			sent = newAskerOf(t, r, true).request(1 + r.Intn(3))
		}
		terms = append(terms, ast.All(sent, Trees(t.Schema)(r, 1+size/(2*n))))
	}
	return resolved(t.Schema, anyOf(terms...))
}

// CheckPlan holds a planner to the meaning of queries. A plan is JSON as compile.Plan has
// it and searchfilter plan prints it. It must select those records that the query selects,
// and be as [JudgePlan] wants it. The planner may list every record only where compile.Plan
// has to. It may claim that its requests are the fewest only if compile.Plan has no fewer
// without splitting any. It may refuse a query that compile.Plan refuses without options,
// and one that selects nothing.
//
// A query's String is its text, with absolute times. If targets is nil, the target is
// connect.TestCases, whose limits few queries reach. [Targets] has others. For the
// parameters see [Check]. They may be nil.
func CheckPlan(t testing.TB, p *gopter.TestParameters, targets Generator[compile.Target], planner func(query *schema.Resolved, t compile.Target) ([]byte, error)) {
	t.Helper()
	targets = orTestCases(targets)
	Check(t, p, plannerQuestions(targets), question.shrink, func(q question) error { return q.askPlanner(planner) })
}

func plannerQuestions(targets Generator[compile.Target]) Generator[question] {
	return func(r *rand.Rand, size int) question {
		target := targets(r, size)
		return newQuestion(plannable(r, target, min(size, treeSize)), target, r, recordsPerCase)
	}
}

func (q question) askPlanner(planner func(*schema.Resolved, compile.Target) ([]byte, error)) error {
	if _, err := q.searched(); err != nil {
		return err
	}
	body, err := planner(q.query, q.target)
	if err != nil {
		if ours, refusal := compile.NewPlan(q.query, q.target, compile.PlanOptions{}); refusal != nil || len(ours.Requests) == 0 {
			return ErrVacuous
		}
		return fmt.Errorf("the planner refuses a query: %w", err)
	}
	plan, told := q.judge(body)
	if wrong(told) {
		return told
	}
	ours, err := compile.NewPlan(q.query, q.target, compile.PlanOptions{AllowScan: true, MaxRequests: 10_000})
	switch {
	case err != nil:
	case plan.scans() && !ours.Scan && len(ours.Requests) > 0 && !tree.IsEmpty(q.query.Expr()):
		return fmt.Errorf("the plan lists every record, and need not: %s", bytes.TrimSpace(body))
	case plan.minimal != "unproved" && ours.Splits == 0 && len(ours.Requests) < len(plan.requests):
		return fmt.Errorf("the plan claims to be minimal with %d requests, and %s: %s", len(plan.requests), count(len(ours.Requests), "does", "do"), bytes.TrimSpace(body))
	}
	return told
}

// CheckCompiler holds a compiler to the meaning of queries: its one request must find those
// records that the query selects. A request for a target with Criteria is the body of the
// search. One for another target is the filter itself: the value of a session's tagFilter.
//
// Requests must keep this project's promises: one member in each node, no list with fewer
// than two elements, nothing that AWS's rules or the target's MaxTagConditions and MaxDepth
// forbid. The compiler must refuse a query that has no such request. It may refuse only
// what package compile refuses.
//
// A query's String is its text, with absolute times. If targets is nil, the target is
// connect.TestCases. [Targets] has others, with limits that queries reach. For the
// parameters see [Check]. They may be nil.
func CheckCompiler(t testing.TB, p *gopter.TestParameters, targets Generator[compile.Target], compiler func(query *schema.Resolved, t compile.Target) ([]byte, error)) {
	t.Helper()
	targets = orTestCases(targets)
	Check(t, p, compilerQuestions(targets), question.shrink, func(q question) error { return q.askCompiler(compiler) })
}

func compilerQuestions(targets Generator[compile.Target]) Generator[question] {
	return func(r *rand.Rand, size int) question {
		target := targets(r, size)
		size = min(size, treeSize)
		trees := Expressible(target)
		if oneIn(r, 3) {
			trees = inexpressible(target)
		}
		return newQuestion(resolved(target.Schema, trees(r, size)), target, r, recordsPerCase)
	}
}

func (q question) askCompiler(compiler func(*schema.Resolved, compile.Target) ([]byte, error)) error {
	s, err := serviceOf(q.target)
	if err != nil {
		return err
	}
	body, err := compiler(q.query, q.target)
	ours := refusalOf(q.target, q.query)
	switch {
	case err != nil && ours == nil:
		return fmt.Errorf("the compiler refuses a query: %w", err)
	case err != nil:
		return nil // and rightly so
	case ours != nil && q.target.Criteria == nil && tree.IsEmpty(q.query.Expr()):
		return fmt.Errorf("the compiler makes a request for %w: %s", ours, body)
	}
	if err := overLimits(body, q.target); err != nil {
		return fmt.Errorf("%w: %s", err, bytes.TrimSpace(body))
	}
	o := s.options()
	o.ContainsMin, o.ContainsMax = 0, 0 // a warning, not an error
	request, err := s.request(body, o)
	if err != nil {
		return fmt.Errorf("%w: %s", err, bytes.TrimSpace(body))
	}
	return s.hold(q, &plan{target: q.target, requests: []plannedRequest{{body: request}}}, body)
}

// overLimits reports a session's filter with more conditions than the target
// allows, and criteria that nest deeper. The conditions of a search package wire
// counts, and MaxTerms bounds our own work and no request.
func overLimits(body []byte, t compile.Target) error {
	root, ok := readJSON(body)
	if !ok || root.delim != '{' {
		return nil // and package wire says what is wrong
	}
	switch {
	case t.Nested.Key != "":
		return tooDeep(root, t)
	case t.Criteria == nil:
		if n, most := root.innermost(), orDefault(t.MaxTagConditions, 25); n > most {
			return fmt.Errorf("the request has %d tag conditions, and the limit is %d", n, most)
		}
		return nil
	}
	for i, name := range root.names {
		if name == `"SearchCriteria"` {
			return tooDeep(root.list[i], t)
		}
	}
	return nil
}

// CheckDecoder holds a decoder of a target's JSON to the documents that it reads. The query
// that it returns, which is text, must select what the document finds. It must refuse what
// package decompile refuses, and nothing else.
//
// Documents are as a person or another tool may write them: with lists of one element, ands
// in ands, and members in any order. About a quarter of them have one thing changed that is
// most often wrong. For the parameters see [Check]. They may be nil.
func CheckDecoder(t testing.TB, p *gopter.TestParameters, target compile.Target, decoder func(document string) (query string, err error)) {
	t.Helper()
	target = withSchema(target)
	s, err := serviceOf(target)
	if err != nil {
		t.Errorf("%v", err)
		return
	}
	documents := func(r *rand.Rand, size int) string {
		if size = min(size, treeSize); oneIn(r, 4) {
			return mutantRequests(target)(r, size).text
		}
		return requests(target)(r, size)
	}
	Check(t, p, documents, shrinkJSON, func(document string) error { return s.askDecoder(document, decoder) })
}

func (s *service) askDecoder(document string, decoder func(string) (string, error)) error {
	t := s.target
	text, err := decoder(document)
	ours, refusal := decodeOne(document, t)
	switch {
	case err != nil && refusal == nil:
		return fmt.Errorf("the decoder refuses a document: %w", err)
	case err == nil && refusal != nil:
		return fmt.Errorf("the decoder reads %s from a document that is wrong: %w", show(text), refusal)
	case err != nil:
		return nil // and rightly so
	}
	x, err := parseText(t.Schema, text)
	if err != nil {
		return fmt.Errorf("the decoder's query %s: %w", show(text), err)
	}
	q := newQuestion(ours, t, rand.New(rand.NewSource(1)), recordsPerCase)
	q.records = append(q.records, newQuestion(x, t, rand.New(rand.NewSource(1)), recordsPerCase).records...)
	q.query = x
	l := meaning.Language{Schema: t.Schema}
	var told error
	options := s.options()
	options.Strict, options.ContainsMin, options.ContainsMax = false, 0, 0
	if request, err := s.request([]byte(document), options); err == nil { // else it stands in something else
		items, had, err := s.items(q.records)
		if err != nil {
			return err
		}
		q.records = had
		told = q.askEach(func(i int, _ bool) bool { return request.Finds(items[i], s.read()) })
	} else {
		told = q.ask(func(rec map[string]any) bool { return l.Selects(ours.Expr(), rec) })
	}
	if wrong(told) {
		return fmt.Errorf("%s is not what the document says: %w", show(text), told)
	}
	return told
}

// decodeOne returns what package decompile reads from a document.
func decodeOne(document string, t compile.Target) (*schema.Resolved, error) {
	return decompile.Decode([]byte(document), t, ast.Limits{})
}

// parseText returns the query that a text says at now.
func parseText(s *schema.Schema, text string) (*schema.Resolved, error) {
	x, err := parser.Parse(text)
	if err != nil {
		return nil, err
	}
	return s.Resolve(x, schema.Options{Now: now})
}

// CheckParser holds a parser to the language. It must accept the texts that
// searchfilter.Parse accepts with the fields of the schema, and return their canonical text,
// in which times stay as they are written. Texts are those of [Queries]. If the schema is
// nil, it is schema.TestCase. For the parameters see [Check]. They may be nil.
//
// It logs how many of the texts were queries.
func CheckParser(t testing.TB, p *gopter.TestParameters, s *schema.Schema, parse func(text string) (canonical string, err error)) {
	t.Helper()
	s = orTestCase(s)
	texts := func(r *rand.Rand, size int) string { return Queries(s)(r, min(size, treeSize)) }
	accepted, refused := 0, 0
	passed := check(t, p, texts, shrinkQueries(s), func(text string) error {
		var want string
		q, refusal := parseText(s, text)
		if refusal == nil {
			want = q.Written().String()
		}
		got, err := parse(text)
		switch {
		case err == nil && refusal != nil:
			return fmt.Errorf("the parser accepts what is no query: %w", refusal)
		case err != nil && refusal == nil:
			return fmt.Errorf("the parser refuses a query: %w", err)
		case got != want && err == nil:
			return fmt.Errorf("the canonical text is %s, not %s", show(want), show(got))
		case err != nil:
			refused++
		default:
			accepted++
		}
		return nil
	})
	if passed {
		t.Logf("%s accepted and %d refused, and rightly so", count(accepted, "text was", "texts were"), refused)
	}
}

// CheckFormatter holds a function that prints trees to the language: the text must be a
// query, and its tree equal to the one that was printed. If the schema is nil, it is
// schema.TestCase. For the parameters see [Check]. They may be nil.
func CheckFormatter(t testing.TB, p *gopter.TestParameters, s *schema.Schema, format func(ast.Expr) string) {
	t.Helper()
	s = orTestCase(s)
	Check(t, p, Trees(s), ShrinkTrees(s), func(x ast.Expr) error {
		text := format(x)
		y, err := parser.Parse(text)
		if err != nil {
			return fmt.Errorf("%s: %w", show(text), err)
		}
		if !tree.Equal(x, y) {
			return fmt.Errorf("%s is the query %s, and should be %s", show(text), show(y), show(x))
		}
		return nil
	})
}
