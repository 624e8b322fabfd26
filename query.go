package searchfilter

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/internal/hint"
	"github.com/searchfilter/searchfilter/internal/spell"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/qconnect"
	"github.com/searchfilter/searchfilter/schema"
)

// A Query is a sound question: it has been parsed, and its fields, operators
// and values have been checked. It keeps the Options that it was made with. The
// zero Query is the empty query with the zero Options, which selects every test
// case. Do not compare queries with ==: compare their String, or ask
// logic.Equivalent whether they select the same. A Query is immutable, but for
// UnmarshalText, and safe for concurrent use.
type Query struct {
	q *query // nil for the zero Query
}

type query struct {
	source   string // the text that was parsed; empty if there was none
	resolved *schema.Resolved
	options  Options // as they were given: a Now that was not set is not

	once    sync.Once // for selects
	selects func(*eval.Record) bool
}

// Options set how a query is parsed. The zero Options is the default.
type Options struct {
	// Target is what the query is for, such as connect.Users(): it says which fields there
	// are, and how each is sent. The default is connect.TestCases().
	Target compile.Target

	// Schema says which fields there are in records of your own, which no service has.
	// Request and Plan then return an error, unless it is schema.TestCase. With a Target it
	// must be the Target's, unless the Target takes tags alone.
	Schema *schema.Schema

	// Limits bounds what is parsed.
	Limits ast.Limits

	// Now is the instant from which -7d and the like count back. The default
	// is the time at which the query is parsed. It is fixed then: whatever is
	// made of the query uses the same instant.
	Now time.Time

	// Zone is the time zone of the days with which times are compared, as in
	// modified = 2026-01-31, and of the today from which -7d counts back for a date.
	// The default is UTC.
	Zone *time.Location

	// FoldCase makes every comparison of a text or list field ignore case, as if it ended
	// in i. The query's text then has the i. Comparisons of tags stay as they are.
	FoldCase bool
}

// Parse returns the query that src says, with the default Options. Each
// placeholder $n stands for the value args[n-1]: a string, a bool, a number, a
// time.Time or another [encoding.TextMarshaler], or a slice of one
// of these for a placeholder that is alone in the list of an in.
//
// The error is ast.Diagnostics, which lists all that is wrong and can show it
// in the text. A mistake in the Options themselves is a plain error.
func Parse(src string, args ...any) (Query, error) { return Options{}.Parse(src, args...) }

// MustParse returns what Parse does, and panics with the rendered diagnostics
// where that returns an error. It is for queries that are written in Go.
func MustParse(src string, args ...any) Query { return Options{}.MustParse(src, args...) }

// MustParse is the function MustParse with options.
func (o Options) MustParse(src string, args ...any) Query {
	q, err := o.Parse(src, args...)
	switch ds, ok := err.(ast.Diagnostics); {
	case ok:
		panic("searchfilter.MustParse: " + ds.Render(src))
	case err != nil:
		panic("searchfilter.MustParse: " + err.Error())
	}
	return q
}

// Parse is the function Parse with options.
func (o Options) Parse(src string, args ...any) (Query, error) {
	if err := o.check(); err != nil {
		return Query{}, err
	}
	x, ds := parser.Options{Limits: o.Limits}.ParsePartial(src, args...)
	resolved, err := o.resolve(x)
	if len(ds) == 0 && err == nil {
		return Query{&query{source: src, resolved: resolved, options: o}}, nil
	}
	// What could be made out is checked all the same, so that a syntax error
	// and an unknown field are reported together.
	return Query{}, o.hinted(src, args, diag.Join(ds, err))
}

// hinted returns ds, which is what is wrong with src, with the hints that a second look at
// src gives. It has a copy of the options, so that a Parse without mistakes need not
// allocate them.
func (o Options) hinted(src string, args []any, ds ast.Diagnostics) ast.Diagnostics {
	s := o.schema()
	return hint.Improve(src, ds, s, func(src string) ast.Diagnostics {
		x, ds := parser.Options{Limits: o.Limits}.ParsePartial(src, args...)
		_, err := o.resolve(x)
		return slices.DeleteFunc(diag.Join(ds, err), func(d ast.Diagnostic) bool { return d.Code == codes.UnusedArgument })
	})
}

// Resolve returns the query that the tree x says. The error is ast.Diagnostics,
// without positions if the tree was built in Go, or a plain one for a mistake in the
// Options.
func (o Options) Resolve(x ast.Expr) (Query, error) {
	if err := o.check(); err != nil {
		return Query{}, err
	}
	resolved, err := o.resolve(x)
	if err != nil {
		return Query{}, err
	}
	return Query{&query{resolved: resolved, options: o}}, nil
}

func (o *Options) resolve(x ast.Expr) (*schema.Resolved, error) {
	return o.schema().Resolve(x, schema.Options{Limits: o.Limits, Now: o.Now, Zone: o.Zone, FoldCase: o.FoldCase})
}

// schema returns the one that queries are checked against.
func (o *Options) schema() *schema.Schema {
	if o.Schema != nil {
		return o.Schema
	}
	return o.target().Schema
}

// hasTarget reports whether a Target is set, even if it is wrong.
func (o *Options) hasTarget() bool {
	t := &o.Target
	return t.Schema != nil || t.Name != "" || t.Operation != "" || len(t.Members) > 0 || len(t.Fields) > 0 ||
		t.Criteria != nil || len(t.Filter.Path) > 0 || len(t.Nested.Path) > 0
}

// target returns the one that the query is for, if there is one.
func (o *Options) target() *compile.Target {
	switch {
	case o.hasTarget():
		return &o.Target
	case o.Schema == nil || o.Schema == testCases.Schema:
		return &testCases
	}
	return nil
}

// check returns what is wrong with the target.
func (o *Options) check() error {
	if !o.hasTarget() {
		return nil
	}
	t := o.Target.WithDefaults()
	if err := t.Check(); err != nil {
		return err
	}
	if (t.Criteria != nil || len(t.Nested.Keys) > 0) && o.Schema != nil && o.Schema != t.Schema {
		return fmt.Errorf("searchfilter: the Target %s is about the fields of %s, and the Schema has those of %s: leave the Schema out",
			t.Name, spell.One(t.Schema.Name), spell.One(o.Schema.Name))
	}
	return nil
}

// get returns what q holds.
func (q Query) get() *query {
	if q.q == nil {
		return empty
	}
	return q.q
}

var empty = new(query)

// IsZero reports whether q is the empty query, so that encoding/json's omitzero leaves it
// out, whatever its options.
func (q Query) IsZero() bool { return q.String() == "" }

// Resolved returns what the query means: its tree, the schema that it was checked against,
// and the values that were read. The packages below take it: eval.CompileFor for types of
// your own, eval.Explain, compile.NewPlan with a target and options, logic.Equivalent, sql.Where.
func (q Query) Resolved() *schema.Resolved { return q.get().resolved }

// Source returns the text from which the query was parsed, which is what the
// places in diagnostics about it refer to: pass it to their Render. It is empty
// if the query was made from a tree.
func (q Query) Source() string { return q.get().source }

// String returns the query's canonical text. A relative time and a day stay as they
// were written: the text of a saved search means the last seven days whenever it is
// parsed. Parsed with the options of q it means what q does; the text of
// q.Resolved(), which has instants, needs no more than the same Schema and Limits.
func (q Query) String() string { return q.Resolved().Written().String() }

// MarshalText returns the query's canonical text. The error is nil.
func (q Query) MarshalText() ([]byte, error) { return []byte(q.String()), nil }

// UnmarshalText parses the text with q's own options, without arguments, and sets q to the
// result. If there is an error, q stays as it was. The zero Query has the zero Options.
// So a query that was made with options keeps them when encoding/json decodes into it, or
// when it is the default value of package flag's TextVar. The elements that a decoder makes
// for a slice or a map have no options.
func (q *Query) UnmarshalText(text []byte) error {
	parsed, err := q.get().options.Parse(string(text))
	if err != nil {
		return err
	}
	*q = parsed
	return nil
}

// Match reports whether the query selects the record. For types of your own there is
// eval.CompileFor, and why it selects a record or does not says eval.Explain.
func (q Query) Match(r *eval.Record) bool {
	held := q.get()
	held.once.Do(func() { held.selects = eval.Compile(held.resolved) })
	return held.selects(r)
}

// Made once: nothing changes them.
var testCases, session = connect.TestCases(), qconnect.Session()

// Request returns the query as one request of the operation that the query's Options say,
// by default SearchTestCases of Amazon Connect: json.Marshal gives its body, but for the
// InstanceId, which the caller sets. The error is ast.Diagnostics: a part of the query
// that one request cannot say ("inexpressible"), a tag that the service's rules forbid,
// or a limit. A condition that ends in i is such a part, since the service may mind the
// case. For a query about records that no service has it is a plain error.
// compile.Compile does the same for another target.
func (q Query) Request() (*compile.Request, error) {
	t, err := q.target()
	if err != nil {
		return nil, err
	}
	return compile.Compile(q.Resolved(), *t)
}

// Target returns what the query is for: the Target of its Options, by default
// connect.TestCases(). A query about records that no service has is an error. The caller may
// change the target that it gets, but for its schema.
func (q Query) Target() (compile.Target, error) {
	t, err := q.target()
	if err != nil {
		return compile.Target{}, err
	}
	own := *t
	own.Fields, own.Closed = maps.Clone(t.Fields), slices.Clone(t.Closed)
	return own, nil
}

// target returns the one that q is for.
func (q Query) target() (*compile.Target, error) {
	if t := q.get().options.target(); t != nil {
		return t, nil
	}
	return nil, fmt.Errorf("searchfilter: no search is known that finds %s: select those in hand with Match, or set Options.Target", spell.One(q.Resolved().Schema().Name))
}

// TagFilter returns the query as a request with the tagFilter of a session of Amazon Q in
// Connect, for CreateSession and UpdateSession: {"tagFilter": …}. The error is
// ast.Diagnostics, as for Request; a tagFilter knows tags alone, and cannot be empty.
func (q Query) TagFilter() (*compile.Request, error) {
	return compile.Compile(q.Resolved(), session)
}

// Plan returns the fewest requests that find what the query selects, whatever the query,
// and what is left to check of the records that they find: of the operation that the
// query's Options say, by default SearchTestCases. The error is ast.Diagnostics:
// "full-scan" for a query that takes a list of every record, and limits. For a query
// about records that no service has, and for a target of tags alone, it is a plain error.
// compile.NewPlan takes options, and another target.
func (q Query) Plan() (*compile.Plan, error) {
	t, err := q.target()
	if err != nil {
		return nil, err
	}
	return compile.NewPlan(q.Resolved(), *t, compile.PlanOptions{})
}
