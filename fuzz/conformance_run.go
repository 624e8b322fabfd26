package fuzz

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/searchfilter/searchfilter/ast"
)

// An Implementation is what is held to the conformance suite: a function for each
// part of the language, in the terms of the suite, so that it may as well ask a
// program in another language. A part that is nil is not tried.
//
// Diagnostics need a Code, a Span, the Path in a document, and whether they are
// warnings. Nothing else of them is compared, for the words are not part of
// the language.
type Implementation struct {
	// Parse parses and checks a query.
	Parse func(QueryInput) Parsed

	// Search, TagFilter and Plan are asked for queries that are accepted.
	// They return the SearchTestCases request, the tagFilter and the plan.
	Search, TagFilter, Plan func(QueryInput) Outcome

	// Match reports whether a query that is accepted selects a record, which is
	// JSON. An error says that it is no record.
	Match func(q QueryInput, record json.RawMessage) (bool, error)

	// Decode decodes a document.
	Decode func(DocumentInput) Decoded
}

// A ConformanceReport is how an implementation did.
type ConformanceReport struct {
	Parts    []ConformancePart    // all there are
	Failures []ConformanceFailure // in the order of the suite
}

// A ConformancePart is a member of Implementation, and how often it was asked.
type ConformancePart struct {
	Name  string
	Tried int // 0 if it is nil
}

// A ConformanceFailure is an answer that is wrong.
type ConformanceFailure struct {
	Case, Part string
	Input      string // the query or document
	Record     string // for Match
	Got, Want  string
}

// String returns the failure in a few lines.
func (f ConformanceFailure) String() string {
	args := strconv.Quote(f.Input)
	if f.Record != "" {
		args += ", " + f.Record
	}
	return fmt.Sprintf("%s: %s(%s)\n\tgot  %s\n\twant %s", f.Case, f.Part, args, f.Got, f.Want)
}

// String returns how often each part was asked, and which were not tried.
func (r ConformanceReport) String() string {
	var b strings.Builder
	for _, p := range r.Parts {
		if p.Tried > 0 {
			fmt.Fprintf(&b, "%s was asked %d times, ", p.Name, p.Tried)
		} else {
			fmt.Fprintf(&b, "%s was not tried, ", p.Name)
		}
	}
	fmt.Fprintf(&b, "wrong answers: %d", len(r.Failures))
	return b.String()
}

// RunConformance holds the implementation to the suite that Conformance returns:
// each wrong answer is an error of t, and the log says which parts were not
// tried. It is an error if none was.
func RunConformance(t testing.TB, i Implementation) {
	t.Helper()
	r := Conformance().Run(i)
	for _, f := range r.Failures {
		t.Errorf("%s", f)
	}
	tried := 0
	for _, p := range r.Parts {
		tried += p.Tried
	}
	if tried == 0 {
		t.Errorf("the implementation has no part that could be tried")
	}
	t.Logf("%s", r)
}

// Run holds the implementation to the suite, and returns how it did. JSON is
// compared by its structure, in which the members of an object have no order.
func (s *ConformanceSuite) Run(i Implementation) ConformanceReport {
	r := conformanceRun{tried: map[string]int{}}
	for _, c := range s.Queries {
		r.name, r.input = c.Name, c.Input.Query
		if i.Parse != nil {
			r.compare("Parse", i.Parse(c.Input), c.Want.Parse)
		}
		for _, part := range []struct {
			name string
			ask  func(QueryInput) Outcome
			want *Outcome
		}{
			{"Search", i.Search, c.Want.Search},
			{"TagFilter", i.TagFilter, c.Want.TagFilter},
			{"Plan", i.Plan, c.Want.Plan},
		} {
			if part.ask != nil && part.want != nil {
				r.compare(part.name, part.ask(c.Input), *part.want)
			}
		}
		for _, v := range c.Want.Records {
			if i.Match != nil {
				r.match(i, c.Input, v)
			}
		}
		for _, text := range c.Want.Refused {
			if i.Match != nil {
				r.refuse(i, c.Input, string(text))
			}
		}
	}
	for _, c := range s.Documents {
		r.name, r.input = c.Name, c.Input.Document
		if i.Decode != nil {
			r.compare("Decode", i.Decode(c.Input), c.Want)
		}
	}
	for _, name := range []string{"Parse", "Search", "TagFilter", "Plan", "Match", "Decode"} {
		r.report.Parts = append(r.report.Parts, ConformancePart{name, r.tried[name]})
	}
	return r.report
}

// A conformanceRun is one Run at one case.
type conformanceRun struct {
	report      ConformanceReport
	tried       map[string]int // how often, by the name of the part
	name, input string         // of the case
}

// compare notes an answer, which is Parsed, Outcome or Decoded as want is.
func (r *conformanceRun) compare(part string, got, want any) {
	r.tried[part]++
	g, text, err := compared(got)
	w, wanted, _ := compared(want)
	if err != nil {
		text = err.Error()
	}
	if err != nil || !reflect.DeepEqual(g, w) {
		r.fail(part, "", text, wanted)
	}
}

func (r *conformanceRun) match(i Implementation, q QueryInput, v RecordVerdict) {
	r.tried["Match"]++
	got, err := i.Match(q, v.Record)
	text := fmt.Sprint(got)
	if err != nil {
		text = err.Error()
	}
	if err != nil || got != v.Match {
		r.fail("Match", string(v.Record), text, fmt.Sprint(v.Match))
	}
}

func (r *conformanceRun) refuse(i Implementation, q QueryInput, record string) {
	r.tried["Match"]++
	got, err := i.Match(q, json.RawMessage(record))
	switch {
	case errors.Is(err, errNoAnswer):
		r.fail("Match", record, err.Error(), "an error")
	case err == nil:
		r.fail("Match", record, fmt.Sprint(got), "an error")
	}
}

func (r *conformanceRun) fail(part, record, got, want string) {
	r.report.Failures = append(r.report.Failures, ConformanceFailure{r.name, part, r.input, record, got, want})
}

// compared returns an answer as the JSON values of what is compared, and its
// text.
func compared(answer any) (value any, text string, err error) {
	switch a := answer.(type) {
	case Parsed:
		a.Diagnostics = comparableDiagnostics(a.Diagnostics)
		answer = a
	case Outcome:
		a.Diagnostics = comparableDiagnostics(a.Diagnostics)
		answer = a
	case Decoded:
		a.Diagnostics = comparableDiagnostics(a.Diagnostics)
		answer = a
	}
	data, err := unescaped(answer)
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

// Implementation returns the implementation whose answers s holds: for a program
// in another language that writes the suite's file with its own want in each case.
// What it does not answer is wrong, so set to nil the parts that it has not got.
//
//	theirs, err := fuzz.ReadConformance(text)
//	…
//	i := theirs.Implementation()
//	i.Plan = nil
//	fuzz.RunConformance(t, i)
func (s *ConformanceSuite) Implementation() Implementation {
	queries := map[string]QueryWant{}
	type question struct{ query, record string }
	matches := map[question]bool{}
	refused := map[question]bool{} // of the record's text, which need be no JSON
	for _, c := range s.Queries {
		queries[keyOf(c.Input)] = c.Want
		for _, text := range c.Want.Refused {
			refused[question{keyOf(c.Input), string(text)}] = true
		}
		for _, v := range c.Want.Records { // two cases may try one query on other records
			matches[question{keyOf(c.Input), keyOf(v.Record)}] = v.Match
		}
	}
	documents := map[string]Decoded{}
	for _, c := range s.Documents {
		documents[keyOf(c.Input)] = c.Want
	}
	outcome := func(of func(QueryWant) *Outcome) func(QueryInput) Outcome {
		return func(q QueryInput) Outcome {
			if o := of(queries[keyOf(q)]); o != nil {
				return *o
			}
			return Outcome{}
		}
	}
	return Implementation{
		Parse:     func(q QueryInput) Parsed { return queries[keyOf(q)].Parse },
		Search:    outcome(func(w QueryWant) *Outcome { return w.Search }),
		TagFilter: outcome(func(w QueryWant) *Outcome { return w.TagFilter }),
		Plan:      outcome(func(w QueryWant) *Outcome { return w.Plan }),
		Match: func(q QueryInput, record json.RawMessage) (bool, error) {
			if refused[question{keyOf(q), string(record)}] {
				return false, errors.New("it is refused")
			}
			match, ok := matches[question{keyOf(q), keyOf(record)}]
			if !ok {
				return false, errNoAnswer
			}
			return match, nil
		},
		Decode: func(d DocumentInput) Decoded { return documents[keyOf(d)] },
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
