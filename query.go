package searchfilter

import (
	"math"
	"sync"
	"time"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

// A Query is a sound question: it has been parsed, and its fields, operators
// and values have been checked. The zero Query is the empty query, which
// selects every record. A Query is immutable and safe for concurrent use.
type Query struct {
	q *query // nil for the empty query of test cases
}

type query struct {
	source   string   // the text that was parsed; empty if there was none
	written  ast.Expr // relative times as they were written
	resolved ast.Expr // relative times as instants
	options  Options
	program  *eval.Program[eval.Record]
}

// Options set how a query is parsed. The zero Options is the default.
type Options struct {
	// Schema says which fields there are. The default is schema.TestCase().
	Schema *schema.Schema

	// Limits bounds what is parsed.
	Limits ast.Limits

	// Now is the instant from which -7d and the like count back. The default
	// is the time at which the query is parsed. It is fixed then: whatever is
	// made of the query uses the same instant.
	Now time.Time

	// FoldCase makes text fields compare without regard to case, as Meaning in
	// the package comment says. The query's text does not say so: whoever parses
	// it again has to set it again.
	FoldCase bool
}

// Parse returns the query that src says, with the default Options. Each
// placeholder $n stands for the value args[n-1]: a string, an integer, a
// time.Time, or a slice of one of these for a placeholder that is alone in the
// list of an in.
//
// The error is ast.Diagnostics, which lists all that is wrong and can show it
// in the text.
func Parse(src string, args ...any) (Query, error) { return Options{}.Parse(src, args...) }

// MustParse returns what Parse does, and panics with the rendered diagnostics
// where that returns an error. It is for queries that are written in Go.
func MustParse(src string, args ...any) Query { return Options{}.MustParse(src, args...) }

// MustParse is the function MustParse with options.
func (o Options) MustParse(src string, args ...any) Query {
	q, err := o.Parse(src, args...)
	if err != nil {
		panic("searchfilter.MustParse: " + err.(ast.Diagnostics).Render(src))
	}
	return q
}

// Parse is the function Parse with options.
func (o Options) Parse(src string, args ...any) (Query, error) {
	o = o.withDefaults()
	x, report := parser.Options{Limits: o.Limits}.ParsePartial(src, args...)
	q, err := o.query(x)
	if report.Empty() && err == nil {
		q.q.source = src
		return q, nil
	}
	// What could be made out is checked all the same, so that a syntax error
	// and an unknown field are reported together.
	report.AddAll(err)
	return Query{}, report.Err()
}

// Query returns the query that the tree x says. The error is ast.Diagnostics,
// without positions if the tree was built in Go.
func (o Options) Query(x ast.Expr) (Query, error) { return o.withDefaults().query(x) }

func (o Options) query(x ast.Expr) (Query, error) {
	written, err := o.Schema.Resolve(x, schema.Options{Limits: o.Limits})
	if err != nil {
		return Query{}, err
	}
	resolved, err := o.Schema.Resolve(written, schema.Options{Limits: o.Limits, Now: o.Now})
	if err != nil {
		return Query{}, err
	}
	program, err := eval.Compile(resolved, o.Schema, o.eval())
	if err != nil {
		return Query{}, err
	}
	return Query{&query{"", written, resolved, o, program}}, nil
}

// eval returns the options by which records are matched.
func (o Options) eval() eval.Options {
	return eval.Options{Limits: o.derived(), Now: o.Now, FoldCase: o.FoldCase}
}

// derived returns the limits of what is made of a query that was within o's:
// an instant is longer than -7d.
func (o Options) derived() ast.Limits {
	l := o.Limits
	l.Bytes = math.MaxInt
	return l
}

func (o Options) withDefaults() Options {
	if o.Schema == nil {
		o.Schema = schema.TestCase()
	}
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	return o
}

// get returns what q holds.
func (q Query) get() *query {
	if q.q == nil {
		return empty()
	}
	return q.q
}

var empty = sync.OnceValue(func() *query { return MustParse("").q })

// IsZero reports whether q is the empty query, so that encoding/json's
// omitzero leaves it out.
func (q Query) IsZero() bool { return ast.IsEmpty(q.get().written) }

// Expr returns the query as a tree, with field names and enum values in their
// canonical spelling and relative times as instants. It must not be changed. The
// Options are not in it, FoldCase and Limits among them.
func (q Query) Expr() ast.Expr { return q.get().resolved }

// Schema returns the schema that the query was checked against.
func (q Query) Schema() *schema.Schema { return q.get().options.Schema }

// FoldCase reports whether the query compares text fields without regard to case.
func (q Query) FoldCase() bool { return q.get().options.FoldCase }

// Source returns the text from which the query was parsed, which is what the
// places in diagnostics about it refer to: pass it to their Render. It is empty
// if the query was made from a tree.
func (q Query) Source() string { return q.get().source }

// String returns the query's canonical text. A relative time stays as it was
// written: the text of a saved search means the last seven days whenever it is
// parsed. The text of q.Expr() has the instant.
func (q Query) String() string { return ast.Format(q.get().written) }

// MarshalText returns the query's canonical text. The error is nil.
func (q Query) MarshalText() ([]byte, error) { return ast.AppendText(nil, q.get().written), nil }

// UnmarshalText sets q to what Parse returns for the text, without arguments.
// If that is an error, q stays as it was.
func (q *Query) UnmarshalText(text []byte) error {
	parsed, err := Parse(string(text))
	if err != nil {
		return err
	}
	*q = parsed
	return nil
}

// Match reports whether the query selects the record.
func (q Query) Match(r eval.Record) bool { return q.get().program.Match(r) }

// Explain returns whether the query selects the record, as Match does, and which
// of its conditions decide that: see eval.Explain. Relative times are shown as
// instants.
func (q Query) Explain(r eval.Record) *eval.Explanation {
	o := q.get().options
	e, _ := eval.Explain(q.Expr(), o.Schema, r, o.eval()) // which compiled when q was made
	return e
}

// SearchTestCases returns the query as one SearchTestCases request of Amazon
// Connect: json.Marshal gives its body, but for the InstanceId, which the
// caller sets. The error is ast.Diagnostics: a part of the query that one
// request cannot say (ast.Inexpressible), a tag that the service's rules forbid,
// or a limit; and for a query of another schema what is no field or value of a
// test case. A condition on a text field is such a part under Options.FoldCase,
// since the service may mind the case. compile.SearchTestCases does the same for a target of your own.
func (q Query) SearchTestCases() (*compile.Request, error) {
	return compile.SearchTestCases(q.Expr(), q.target(compile.TestCases()))
}

// TagFilter returns the query as the tagFilter of a session of Amazon Q in
// Connect, for CreateSession and UpdateSession. The error is ast.Diagnostics, as
// for SearchTestCases; a tagFilter knows tags alone, and cannot be empty.
func (q Query) TagFilter() (*compile.SessionFilter, error) {
	return compile.TagFilter(q.Expr(), q.target(compile.QSession()))
}

// Plan returns the fewest SearchTestCases requests that find what the query
// selects, whatever the query, and what is left to check of the records that
// they find. The error is ast.Diagnostics: ast.FullScan for a query that takes
// a list of every record, and limits. PlanFor takes options.
func (q Query) Plan() (*compile.SearchPlan, error) {
	return q.PlanFor(compile.TestCases(), compile.PlanOptions{})
}

// PlanFor returns a plan for a target, which says what is known of the service,
// under options, as compile.Plan does.
func (q Query) PlanFor(t compile.Target, o compile.PlanOptions) (*compile.SearchPlan, error) {
	return compile.Plan(q.Expr(), q.target(t), o)
}

// target returns t for the query's options.
func (q Query) target(t compile.Target) compile.Target {
	o := q.get().options
	t.Limits, t.FoldCase = o.derived(), o.FoldCase
	return t
}
