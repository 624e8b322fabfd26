package fuzz

import (
	"bufio"
	"bytes"
	"cmp"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/schema"
)

//go:embed conformance.jsonl
var conformanceFile []byte

// Conformance returns the text of the conformance suite, the file conformance.jsonl
// beside this package's sources: queries and documents, each with what the language
// makes of it. CONFORMANCE.md documents the format.
func Conformance() []byte { return slices.Clone(conformanceFile) }

// An Implementation is what [RunConformance] tries: a function for each part of the
// language. It may ask a program in another language. A part that is nil is not tried.
//
// Diagnostics need a Code, a Span, the Path in a document, and whether they are
// warnings. Nothing else of them is compared, for the words are not part of the
// language.
type Implementation struct {
	// Parse parses and checks a query.
	Parse func(QueryInput) Parsed

	// Search, TagFilter and Plan return the SearchTestCases request, the tagFilter of
	// a session, and the plan. They are asked for queries that are accepted. The
	// diagnostics of a result are warnings. Without a result they say what is wrong.
	Search, TagFilter, Plan func(QueryInput) (result json.RawMessage, ds ast.Diagnostics)

	// Match reports whether a query selects a record, which is JSON. It is asked for
	// queries that are accepted. An error says that it is no record.
	Match func(q QueryInput, record json.RawMessage) (bool, error)

	// Decode returns the target that a document is recognised to be for, or "", and the
	// canonical text of the query that it says for the target that is given, or for the
	// recognised one if that is "". Targets are test-cases, q-session and
	// q-content-cfn. If there are diagnostics, there is no query.
	Decode func(document, target string) (recognized, query string, ds ast.Diagnostics)
}

// A QueryInput is a query with all that its meaning depends on.
type QueryInput struct {
	Query    string // may be any bytes
	Args     []any  // of placeholders: string, int64, time.Time, or []any of these
	FoldCase bool   // every comparison of a text or list field ignores case
	Zone     string // of days: a name of the IANA database, or empty for UTC
	Limits   ast.Limits
	Schema   *schema.Schema
	Now      time.Time // the instant from which -7d and the like count back

	// Target and Options are for the plan alone.
	Target  compile.Target
	Options compile.PlanOptions

	key string // the same for each case with this input
}

// Parsed is what parsing makes of a query. It is accepted if there are no
// Diagnostics. Trees are JSON as CONFORMANCE.md says.
type Parsed struct {
	Tree        json.RawMessage `json:"tree,omitempty"`     // as written; none if it is not in the grammar
	Resolved    json.RawMessage `json:"resolved,omitempty"` // names in canonical spelling, times as instants; none if it is not accepted
	Canonical   string          `json:"canonical"`          // empty if it is not accepted
	Diagnostics ast.Diagnostics `json:"diagnostics,omitempty"`
}

// ReadConformance returns the implementation whose answers stand in the text: the
// conformance suite, in which a program has put its own want into each case. An answer
// that is not there is wrong, so set to nil the parts that the program has not got.
// Lines of an unknown kind are passed over. The error names the line, or the counts
// that are not as the first line says.
func ReadConformance(text []byte) (Implementation, error) {
	s, err := readSuite(text)
	if err != nil {
		return Implementation{}, err
	}
	return s.implementation(), nil
}

// RunConformance tries the implementation on each case of the suite. A wrong answer is
// an error of t. The log says how often each part was asked. It is an error if the
// implementation has no part.
func RunConformance(t testing.TB, i Implementation) {
	t.Helper()
	r := suiteOf(conformanceFile).run(i)
	for _, f := range r.failures {
		t.Errorf("%s", f)
	}
	if len(r.asked) == 0 {
		t.Errorf("the implementation has no part that could be tried")
	}
	t.Logf("%s", r)
}

// A suite is the conformance file as it was read.
type suite struct {
	now       time.Time
	schemas   []*schema.Schema
	queries   []queryCase
	documents []documentCase
}

type queryCase struct {
	Name  string     `json:"name"` // TOPIC/CASE, which no other query has
	Input queryInput `json:"input"`
	Want  queryWant  `json:"want"`

	input QueryInput
}

// A queryInput is the JSON of a QueryInput.
type queryInput struct {
	Query    anyText         `json:"query"`
	Schema   string          `json:"schema,omitempty"` // empty for test cases
	Args     json.RawMessage `json:"args,omitempty"`
	FoldCase bool            `json:"foldCase,omitempty"`
	Zone     string          `json:"zone,omitempty"`
	Limits   *limits         `json:"limits,omitempty"`
	Plan     *planInput      `json:"plan,omitempty"`
}

// limits are an ast.Limits.
type limits struct {
	Bytes      int `json:"bytes,omitempty"`
	Depth      int `json:"depth,omitempty"`
	Conditions int `json:"conditions,omitempty"`
}

// A planInput says what a plan may do and what is known of the service. A number
// that is 0 stands for its default.
type planInput struct {
	Exact            bool `json:"exact,omitempty"`
	AllowScan        bool `json:"allowScan,omitempty"`
	MaxRequests      int  `json:"maxRequests,omitempty"`
	MaxTagConditions int  `json:"maxTagConditions,omitempty"`
	ContainsMin      int  `json:"containsMin,omitempty"`
	MaxDepth         int  `json:"maxDepth,omitempty"`
	KeyOnly          bool `json:"keyOnly,omitempty"`
	AnyStatus        bool `json:"anyStatus,omitempty"` // whether no field is closed
	ServiceFoldsCase bool `json:"serviceFoldsCase,omitempty"`
}

// A queryWant is what is to be made of a query. The records are there if it is
// accepted, and the outcomes if it is about test cases, too.
type queryWant struct {
	Parse     Parsed          `json:"parse"`
	Search    *outcome        `json:"search,omitempty"`
	TagFilter *outcome        `json:"tagFilter,omitempty"`
	Plan      *outcome        `json:"plan,omitempty"`
	Records   []recordVerdict `json:"records,omitempty"`
	Refused   []anyText       `json:"refused,omitempty"` // what is no record, if it is read for the query
}

// An outcome is what Search, TagFilter or Plan returns.
type outcome struct {
	Result      json.RawMessage `json:"result,omitempty"`
	Diagnostics ast.Diagnostics `json:"diagnostics,omitempty"`
}

// A recordVerdict is a record, as JSON, and whether the query selects it.
type recordVerdict struct {
	Record json.RawMessage `json:"record"`
	Match  bool            `json:"match"`
}

type documentCase struct {
	Name  string        `json:"name"` // TOPIC/CASE, which no other document has
	Input documentInput `json:"input"`
	Want  decoded       `json:"want"`
}

type documentInput struct {
	Document anyText `json:"document"`
	Target   string  `json:"target,omitempty"` // empty for what is recognised
}

// decoded is what Decode returns.
type decoded struct {
	Recognized  string          `json:"recognized,omitempty"`
	Query       string          `json:"query"`
	Diagnostics ast.Diagnostics `json:"diagnostics,omitempty"`
}

// A suiteHeader is the file's first line.
type suiteHeader struct {
	Format    string    `json:"format"`
	Version   int       `json:"version"`
	Now       time.Time `json:"now"`
	Schemas   int       `json:"schemas"`
	Queries   int       `json:"queries"`
	Documents int       `json:"documents"`
}

// suiteVersion changes when a reader of the old format would read the new one wrong.
// A case or a member that is added does not change it.
const (
	suiteFormat  = "searchfilter-conformance"
	suiteVersion = 3
)

// suiteOf returns the suite of a text that has no mistake.
func suiteOf(text []byte) *suite {
	s, err := readSuite(text)
	if err != nil {
		panic("fuzz: conformance.jsonl: " + err.Error()) // which a test reads
	}
	return s
}

func readSuite(text []byte) (*suite, error) {
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, len(text)+1)
	var header suiteHeader
	s := new(suite)
	for n := 1; lines.Scan(); n++ {
		var err error
		if n == 1 {
			err = json.Unmarshal(lines.Bytes(), &header)
			if err == nil && (header.Format != suiteFormat || header.Version != suiteVersion) {
				err = fmt.Errorf("the format is %q, version %d, and not %q, version %d", header.Format, header.Version, suiteFormat, suiteVersion)
			}
			s.now = header.Now
		} else {
			err = s.add(lines.Bytes())
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
	}
	if header.Version == 0 {
		return nil, errors.New("the text is empty")
	}
	if len(s.schemas) != header.Schemas || len(s.queries) != header.Queries || len(s.documents) != header.Documents {
		return nil, fmt.Errorf("there are %d schemas, %d queries and %d documents, and the first line says %d, %d and %d",
			len(s.schemas), len(s.queries), len(s.documents), header.Schemas, header.Queries, header.Documents)
	}
	return s, nil
}

// add adds the case that a line holds. One of another kind is for another reader.
func (s *suite) add(line []byte) error {
	var is struct{ Kind string }
	if err := json.Unmarshal(line, &is); err != nil {
		return err
	}
	switch is.Kind {
	case "schema":
		schema, err := readSchema(line)
		if err != nil {
			return err
		}
		s.schemas = append(s.schemas, schema)
	case "query":
		var c queryCase
		err := json.Unmarshal(line, &c)
		if err == nil {
			c.input, err = s.input(c.Input)
		}
		if err != nil {
			return err
		}
		s.queries = append(s.queries, c)
	case "document":
		var c documentCase
		if err := json.Unmarshal(line, &c); err != nil {
			return err
		}
		s.documents = append(s.documents, c)
	}
	return nil
}

// input returns the input of which v is the JSON.
func (s *suite) input(v queryInput) (QueryInput, error) {
	q := QueryInput{Query: string(v.Query), FoldCase: v.FoldCase, Zone: v.Zone, Schema: schema.TestCase(), Now: s.now, Target: connect.TestCases(), key: keyOf(v)}
	if v.Schema != "" {
		i := slices.IndexFunc(s.schemas, func(s *schema.Schema) bool { return s.Name == v.Schema })
		if i < 0 {
			return q, fmt.Errorf("no line before has the schema %s", v.Schema)
		}
		q.Schema = s.schemas[i]
	}
	if v.Limits != nil {
		q.Limits = ast.Limits(*v.Limits)
	}
	if v.Plan != nil {
		v.Plan.set(&q)
	}
	if v.Args == nil {
		return q, nil
	}
	d := json.NewDecoder(bytes.NewReader(v.Args))
	d.UseNumber()
	var args []any
	if err := d.Decode(&args); err != nil {
		return q, err
	}
	for _, json := range args {
		arg, err := argOf(json)
		if err != nil {
			return q, err
		}
		q.Args = append(q.Args, arg)
	}
	return q, nil
}

// set sets the target and the options of a plan.
func (p *planInput) set(q *QueryInput) {
	t := &q.Target
	t.MaxTagConditions = cmp.Or(p.MaxTagConditions, t.MaxTagConditions)
	t.ContainsMin = cmp.Or(p.ContainsMin, t.ContainsMin)
	t.MaxDepth = cmp.Or(p.MaxDepth, t.MaxDepth)
	t.Tags.KeyOnly = p.KeyOnly
	if p.AnyStatus {
		t.Closed = nil
	}
	t.ServiceFoldsCase = p.ServiceFoldsCase
	q.Options = compile.PlanOptions{Exact: p.Exact, AllowScan: p.AllowScan, MaxRequests: p.MaxRequests}
}

// argOf returns the argument of which v is the JSON value.
func argOf(v any) (any, error) {
	switch v := v.(type) {
	case string:
		return v, nil
	case json.Number:
		return v.Int64()
	case map[string]any:
		text, _ := v["time"].(string)
		return time.Parse(time.RFC3339Nano, text)
	case []any:
		list := make([]any, len(v))
		for i := range v {
			var err error
			if list[i], err = argOf(v[i]); err != nil {
				return nil, err
			}
		}
		return list, nil
	}
	return nil, fmt.Errorf("an argument is %v", v)
}

// An anyText is text that need not be UTF-8: as JSON a string if it is, and
// else {"base64": "…"}.
type anyText string

// MarshalJSON returns that JSON.
func (t anyText) MarshalJSON() ([]byte, error) {
	if utf8.ValidString(string(t)) {
		return chars.JSON(string(t))
	}
	return json.Marshal(map[string][]byte{"base64": []byte(t)})
}

// UnmarshalJSON sets t to what MarshalJSON made.
func (t *anyText) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(data, []byte("{")) {
		var v struct{ Base64 []byte }
		err := json.Unmarshal(data, &v)
		*t = anyText(v.Base64)
		return err
	}
	return json.Unmarshal(data, (*string)(t))
}

// A schemaLine is the JSON of a schema.
type schemaLine struct {
	Kind   string      `json:"kind"`
	Name   string      `json:"name"`
	Fields []fieldJSON `json:"fields"`
	Tags   string      `json:"tags,omitempty"`
}

type fieldJSON struct {
	Name   string   `json:"name"`
	Kind   string   `json:"kind"`
	Values []string `json:"values,omitempty"`
	Places []string `json:"places,omitempty"`
	Always bool     `json:"always,omitempty"`
}

// readSchema returns the schema of which data is the JSON.
func readSchema(data []byte) (*schema.Schema, error) {
	var line schemaLine
	if err := json.Unmarshal(data, &line); err != nil {
		return nil, err
	}
	s := schema.Schema{Name: line.Name, Tags: line.Tags}
	for _, f := range line.Fields {
		kind := slices.IndexFunc(kinds.All(), func(k schema.Kind) bool { return k.String() == f.Kind })
		if kind < 0 {
			return nil, fmt.Errorf("the field %s is of no kind that is known: %s", f.Name, f.Kind)
		}
		s.Fields = append(s.Fields, schema.Field{Name: f.Name, Kind: schema.Kind(kind), Values: f.Values, JSON: f.Places, Always: f.Always})
	}
	return schema.New(s)
}

// A suiteRun is how an implementation does.
type suiteRun struct {
	failures    []failure      // in the order of the suite
	asked       map[string]int // how often, by the name of the part
	name, input string         // of the case
}

// A failure is an answer that is wrong.
type failure struct {
	name, part string
	input      string // the query or document
	record     string // for Match
	got, want  string
}

// String returns the failure in a few lines.
func (f failure) String() string {
	args := strconv.Quote(f.input)
	if f.record != "" {
		args += ", " + f.record
	}
	return fmt.Sprintf("%s: %s(%s)\n\tgot  %s\n\twant %s", f.name, f.part, args, f.got, f.want)
}

// String returns how often each part was asked, and which were not tried.
func (r suiteRun) String() string {
	var b strings.Builder
	for _, name := range []string{"Parse", "Search", "TagFilter", "Plan", "Match", "Decode"} {
		if n := r.asked[name]; n > 0 {
			fmt.Fprintf(&b, "%s was asked %d times, ", name, n)
		} else {
			fmt.Fprintf(&b, "%s was not tried, ", name)
		}
	}
	fmt.Fprintf(&b, "wrong answers: %d", len(r.failures))
	return b.String()
}

// run tries the implementation. JSON is compared by its structure, in which the
// members of an object have no order.
func (s *suite) run(i Implementation) suiteRun {
	r := suiteRun{asked: map[string]int{}}
	for _, c := range s.queries {
		r.name, r.input = c.Name, c.input.Query
		if i.Parse != nil {
			r.compare("Parse", i.Parse(c.input), c.Want.Parse)
		}
		for _, part := range []struct {
			name string
			ask  func(QueryInput) (json.RawMessage, ast.Diagnostics)
			want *outcome
		}{
			{"Search", i.Search, c.Want.Search},
			{"TagFilter", i.TagFilter, c.Want.TagFilter},
			{"Plan", i.Plan, c.Want.Plan},
		} {
			if part.ask != nil && part.want != nil {
				result, ds := part.ask(c.input)
				r.compare(part.name, outcome{result, ds}, *part.want)
			}
		}
		if i.Match == nil {
			continue
		}
		for _, v := range c.Want.Records {
			r.match(i, c.input, string(v.Record), fmt.Sprint(v.Match))
		}
		for _, text := range c.Want.Refused {
			r.match(i, c.input, string(text), "an error")
		}
	}
	for _, c := range s.documents {
		r.name, r.input = c.Name, string(c.Input.Document)
		if i.Decode != nil {
			recognized, query, ds := i.Decode(r.input, c.Input.Target)
			r.compare("Decode", decoded{recognized, query, ds}, c.Want)
		}
	}
	return r
}

// compare notes an answer, which is Parsed, outcome or decoded as want is.
func (r *suiteRun) compare(part string, got, want any) {
	r.asked[part]++
	g, text, err := compared(got)
	w, wanted, _ := compared(want)
	if err != nil {
		text = err.Error()
	}
	if err != nil || !reflect.DeepEqual(g, w) {
		r.failures = append(r.failures, failure{r.name, part, r.input, "", text, wanted})
	}
}

// match notes an answer to whether a query selects a record.
func (r *suiteRun) match(i Implementation, q QueryInput, record, want string) {
	r.asked["Match"]++
	selects, err := i.Match(q, json.RawMessage(record))
	got := fmt.Sprint(selects)
	switch {
	case errors.Is(err, errNoAnswer):
		got = err.Error()
	case err != nil && want == "an error":
		return
	case err != nil:
		got = err.Error()
	}
	if got != want {
		r.failures = append(r.failures, failure{r.name, "Match", r.input, record, got, want})
	}
}

// compared returns an answer as the JSON values of what is compared, and its text.
func compared(answer any) (value any, text string, err error) {
	switch a := answer.(type) {
	case Parsed:
		a.Diagnostics = comparableDiagnostics(a.Diagnostics)
		answer = a
	case outcome:
		a.Diagnostics = comparableDiagnostics(a.Diagnostics)
		answer = a
	case decoded:
		a.Diagnostics = comparableDiagnostics(a.Diagnostics)
		answer = a
	}
	data, err := chars.JSON(answer)
	if err != nil {
		return nil, "", err
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	err = d.Decode(&value)
	return value, string(data), err
}

// comparableDiagnostics returns the diagnostics without their words.
func comparableDiagnostics(ds ast.Diagnostics) (list ast.Diagnostics) {
	for _, d := range ds {
		list = append(list, ast.Diagnostic{Code: d.Code, Warning: d.Warning, Span: d.Span, Path: d.Path})
	}
	return list
}

var errNoAnswer = errors.New("there is no answer for this record")

// implementation returns the implementation whose answers s holds.
func (s *suite) implementation() Implementation {
	queries := map[string]queryWant{}
	type question struct{ query, record string }
	matches := map[question]bool{}
	refused := map[question]bool{} // of the record's text, which need be no JSON
	for _, c := range s.queries {
		queries[c.input.key] = c.Want
		for _, text := range c.Want.Refused {
			refused[question{c.input.key, string(text)}] = true
		}
		for _, v := range c.Want.Records { // two cases may try one query on other records
			matches[question{c.input.key, keyOf(v.Record)}] = v.Match
		}
	}
	documents := map[documentInput]decoded{}
	for _, c := range s.documents {
		documents[c.Input] = c.Want
	}
	part := func(of func(queryWant) *outcome) func(QueryInput) (json.RawMessage, ast.Diagnostics) {
		return func(q QueryInput) (json.RawMessage, ast.Diagnostics) {
			if o := of(queries[q.key]); o != nil {
				return o.Result, o.Diagnostics
			}
			return nil, nil
		}
	}
	return Implementation{
		Parse:     func(q QueryInput) Parsed { return queries[q.key].Parse },
		Search:    part(func(w queryWant) *outcome { return w.Search }),
		TagFilter: part(func(w queryWant) *outcome { return w.TagFilter }),
		Plan:      part(func(w queryWant) *outcome { return w.Plan }),
		Match: func(q QueryInput, record json.RawMessage) (bool, error) {
			if refused[question{q.key, string(record)}] {
				return false, errors.New("it is refused")
			}
			match, ok := matches[question{q.key, keyOf(record)}]
			if !ok {
				return false, errNoAnswer
			}
			return match, nil
		},
		Decode: func(document, target string) (string, string, ast.Diagnostics) {
			d := documents[documentInput{anyText(document), target}]
			return d.Recognized, d.Query, d.Diagnostics
		},
	}
}

// keyOf returns the same text for inputs, or records, that are the same.
func keyOf(v any) string {
	value, text, err := compared(v)
	if err != nil {
		return text
	}
	sorted, _ := json.Marshal(value) // which was decoded
	return string(sorted)
}
