package fuzz

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/decompile"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/internal/cases"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/qconnect"
	"github.com/searchfilter/searchfilter/schema"
)

var update = flag.Bool("update", false, "write conformance.jsonl anew from the shared cases")

// The types here are the lines of the file, as they are written.

type queryLine struct {
	Kind  string     `json:"kind"`
	Name  string     `json:"name"`
	Input queryInput `json:"input"`
	Want  queryWant  `json:"want"`
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
	Parse     parsed          `json:"parse"`
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

// parsed is what Parse returns.
type parsed struct {
	Tree        json.RawMessage `json:"tree,omitempty"`
	Resolved    json.RawMessage `json:"resolved,omitempty"`
	Canonical   string          `json:"canonical"`
	Diagnostics ast.Diagnostics `json:"diagnostics,omitempty"`
}

type documentLine struct {
	Kind  string        `json:"kind"`
	Name  string        `json:"name"`
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

// MarshalJSON returns that JSON.
func (t anyText) MarshalJSON() ([]byte, error) {
	if utf8.ValidString(string(t)) {
		return chars.JSON(string(t))
	}
	return json.Marshal(map[string][]byte{"base64": []byte(t)})
}

// ours is this module as an implementation.
var ours = Implementation{
	Parse: func(in QueryInput) (tree, resolved json.RawMessage, canonical string, ds ast.Diagnostics) {
		if x, err := (parser.Options{Limits: in.Limits}).Parse(in.Query, in.Args...); err == nil {
			tree = encode(treeValue(x))
		}
		q, err := options(in).Parse(in.Query, in.Args...)
		if err != nil {
			return tree, nil, "", plainDiagnostics(in)
		}
		return tree, encode(treeValue(q.Resolved().Expr())), q.String(), nil
	},
	Search: func(in QueryInput) (json.RawMessage, ast.Diagnostics) {
		r, err := queryOf(in).Request()
		if err != nil {
			return nil, diagnostics(err)
		}
		return encode(r), r.Warnings
	},
	TagFilter: func(in QueryInput) (json.RawMessage, ast.Diagnostics) {
		f, err := queryOf(in).TagFilter()
		if err != nil {
			return nil, diagnostics(err)
		}
		return encode(f.Member("tagFilter")), f.Warnings
	},
	Plan: func(in QueryInput) (json.RawMessage, ast.Diagnostics) {
		p, err := compile.NewPlan(queryOf(in).Resolved(), in.Target, in.Options)
		if err != nil {
			return nil, diagnostics(err)
		}
		return encode(p), p.Warnings
	},
	Match: func(in QueryInput, record json.RawMessage) (bool, error) {
		q := queryOf(in)
		r, err := eval.Decoder(q.Resolved().Schema(), q.Resolved())(record)
		return err == nil && q.Match(r), err
	},
	Decode: func(document, target string) (recognized, query string, ds ast.Diagnostics) {
		targets := []compile.Target{connect.TestCases(), qconnect.Session(), qconnect.ContentCFN()}
		found, err := decompile.Find([]byte(document), targets, ast.Limits{})
		for _, f := range found {
			if err = f.Problems; !errors.Is(err, ast.Code(codes.AmbiguousTarget)) {
				recognized, err = targets[f.Targets[0]].Name, nil
			}
		}
		var q *schema.Resolved
		target = cmp.Or(target, recognized)
		if i := slices.IndexFunc(targets, func(t compile.Target) bool { return t.Name == target }); i >= 0 {
			q, err = decompile.Decode([]byte(document), targets[i], ast.Limits{})
		}
		if err != nil {
			return recognized, "", diagnostics(err)
		}
		return recognized, q.String(), nil
	},
}

// treeValue returns a tree as the suite writes it.
func treeValue(x ast.Expr) any {
	list := func(terms []ast.Expr) []any {
		values := make([]any, len(terms))
		for i, t := range terms {
			values[i] = treeValue(t)
		}
		return values
	}
	switch x := x.(type) {
	case *ast.And:
		return map[string]any{"and": list(x.Terms)}
	case *ast.Or:
		return map[string]any{"or": list(x.Terms)}
	case *ast.Not:
		return map[string]any{"not": treeValue(x.X)}
	}
	c := x.(*ast.Comparison)
	v := struct {
		Field  string   `json:"field,omitempty"`
		Tag    string   `json:"tag,omitempty"`
		Op     string   `json:"op"`
		Values []string `json:"values"`
		Fold   bool     `json:"fold,omitempty"`
	}{Field: c.Field.Name, Op: c.Op.String(), Values: []string{}, Fold: c.Fold}
	if c.Field.Tag {
		v.Field, v.Tag = "", c.Field.Name
	}
	for _, w := range c.Values {
		v.Values = append(v.Values, w.Text)
	}
	return v
}

func options(in QueryInput) searchfilter.Options {
	zone, err := time.LoadLocation(in.Zone)
	if err != nil {
		panic(err)
	}
	return searchfilter.Options{Schema: in.Schema, Limits: in.Limits, FoldCase: in.FoldCase, Now: in.Now, Zone: zone}
}

func queryOf(in QueryInput) searchfilter.Query { return options(in).MustParse(in.Query, in.Args...) }

// plainDiagnostics returns what the parser and the schema say of a query that is wrong.
// What follows from looking at it once more is our own.
func plainDiagnostics(in QueryInput) ast.Diagnostics {
	o := options(in)
	x, ds := parser.Options{Limits: o.Limits}.ParsePartial(in.Query, in.Args...)
	_, err := in.Schema.Resolve(x, schema.Options{Limits: o.Limits, Now: o.Now, Zone: o.Zone, FoldCase: o.FoldCase})
	return diag.Join(ds, err)
}

func diagnostics(err error) (ds ast.Diagnostics) {
	if !errors.As(err, &ds) {
		panic(err)
	}
	return ds
}

func encode(v any) json.RawMessage {
	b, err := chars.JSON(v)
	if err != nil {
		panic(err)
	}
	return b
}

// TestConformance_file holds the file to the shared cases, of which it is made. What
// it says of them is what stands in their sections, which people have read.
func TestConformance_file(t *testing.T) {
	s := &suite{now: cases.Now, schemas: []*schema.Schema{schema.TestCase(), cases.Kinds}}
	var queries []queryLine
	var documents []documentLine
	for _, file := range append(cases.Load(t), cases.LoadKinds(t)...) {
		for _, c := range file.Cases {
			queries = append(queries, queryLineOf(t, s, file, c))
		}
	}
	for _, file := range cases.LoadDocuments(t) {
		for _, c := range file.Cases {
			recognized, query, ds := ours.Decode(c.Document, c.Target)
			d := documentLine{"document", topic(file.Path) + "/" + c.Name, documentInput{anyText(c.Document), c.Target}, decoded{recognized, query, ds}}
			assert.Equal(t, strings.TrimSpace(c.Sections["recognized"]), recognized, "%s/recognized", d.Name)
			if want, ok := c.Sections["query"]; ok {
				assert.Equal(t, want, query+"\n", "%s/query", d.Name)
			} else {
				assert.Equal(t, c.Sections["problems"], rendered(ds, c.Document), "%s/problems", d.Name)
			}
			documents = append(documents, d)
		}
	}
	require.False(t, t.Failed(), "the sections of the shared cases are stale")

	want := suiteText(s, queries, documents)
	if *update {
		require.NoError(t, os.WriteFile("conformance.jsonl", want, 0o644))
		return
	}
	require.True(t, bytes.Equal(want, conformanceFile), "conformance.jsonl is stale: run go test ./fuzz -run TestConformance_file -update")
	assert.Less(t, len(want), 1_500_000, "bytes of conformance.jsonl")
}

// queryLineOf returns a shared case as one of the suite.
func queryLineOf(t *testing.T, s *suite, file *cases.File, c *cases.Case) queryLine {
	q := queryLine{Kind: "query", Name: topic(file.Path) + "/" + c.Name, Input: queryInput{Query: anyText(c.Query), FoldCase: c.Options.FoldCase, Zone: c.Options.Zone}}
	if args, ok := c.Sections["args"]; ok {
		q.Input.Args = json.RawMessage(args)
	}
	if l := limits(c.Limits); l != (limits{}) {
		q.Input.Limits = &l
	}
	if p := planInput(c.Plan); p != (planInput{}) {
		q.Input.Plan = &p
	}
	if c.Schema == cases.Kinds {
		q.Name, q.Input.Schema = "kind-"+q.Name, c.Schema.Name
	}
	in, err := s.input(encode(q.Input))
	require.NoError(t, err, q.Name)
	q.Want.Parse = ourParse(in)
	assert.Equal(t, c.Plain(), rendered(q.Want.Parse.Diagnostics, c.Query), "%s/errors", q.Name)
	_, isTree := c.Sections["tree"]
	assert.Equal(t, isTree, q.Want.Parse.Tree != nil, "%s/tree", q.Name)
	if !c.Accepted() {
		return q
	}
	assert.Equal(t, c.Sections["canonical"], q.Want.Parse.Canonical+"\n", "%s/canonical", q.Name)
	if c.Schema != cases.Kinds {
		for _, part := range []struct {
			prefix string
			ask    func(QueryInput) (json.RawMessage, ast.Diagnostics)
			want   **outcome
		}{
			{"test-cases", ours.Search, &q.Want.Search},
			{"q-session", ours.TagFilter, &q.Want.TagFilter},
			{"plan", ours.Plan, &q.Want.Plan},
		} {
			result, ds := part.ask(in)
			assert.Equal(t, strings.TrimSpace(c.Sections[part.prefix+".json"]), string(result), "%s/%s.json", q.Name, part.prefix)
			assert.Equal(t, c.Sections[part.prefix+".txt"], rendered(ds, c.Query), "%s/%s.txt", q.Name, part.prefix)
			*part.want = &outcome{result, ds}
		}
	}
	for _, section := range []string{"match", "other"} {
		for _, line := range c.Lines(section) {
			q.Want.Records = append(q.Want.Records, recordVerdict{json.RawMessage(line), section == "match"})
		}
	}
	for _, w := range c.Wrong(t) {
		q.Want.Refused = append(q.Want.Refused, anyText(w.Record))
	}
	for _, text := range c.Refused(t) {
		q.Want.Refused = append(q.Want.Refused, anyText(text))
	}
	return q
}

// ourParse is ours.Parse with one result.
func ourParse(in QueryInput) (p parsed) {
	p.Tree, p.Resolved, p.Canonical, p.Diagnostics = ours.Parse(in)
	return p
}

// parses returns an implementation of which change changes what ours parses.
func parses(change func(*parsed)) Implementation {
	return Implementation{Parse: func(in QueryInput) (tree, resolved json.RawMessage, canonical string, ds ast.Diagnostics) {
		p := ourParse(in)
		change(&p)
		return p.Tree, p.Resolved, p.Canonical, p.Diagnostics
	}}
}

func topic(path string) string { return strings.TrimSuffix(filepath.Base(path), ".txtar") }

func rendered(ds ast.Diagnostics, src string) string {
	if len(ds) == 0 {
		return ""
	}
	return ds.Render(src)
}

// suiteText returns the text of the suite's file.
func suiteText(s *suite, queries []queryLine, documents []documentLine) []byte {
	var b bytes.Buffer
	line := func(v any) {
		b.Write(encode(v))
		b.WriteByte('\n')
	}
	line(suiteHeader{suiteFormat, suiteVersion, s.now, len(s.schemas), len(queries), len(documents)})
	for _, s := range s.schemas {
		v := schemaLine{Kind: "schema", Name: s.Name, Tags: s.Tags}
		for _, f := range s.Fields {
			v.Fields = append(v.Fields, fieldJSON{f.Name, f.Kind.String(), f.Values, f.JSON, f.Always})
		}
		line(v)
	}
	for _, c := range queries {
		line(c)
	}
	for _, c := range documents {
		line(c)
	}
	return b.Bytes()
}

// TestConformance holds this module to the suite, and an implementation that
// differs from it only in what is not compared.
func TestConformance(t *testing.T) {
	RunConformance(t, ours)

	free := ours
	free.Parse = parses(func(p *parsed) {
		for i := range p.Diagnostics {
			d := &p.Diagnostics[i]
			d.Message, d.Hint, d.Fix, d.Related = "nein", "", nil, nil
			d.Params, d.Candidates = ast.Params{}, nil
		}
	}).Parse
	free.TagFilter = func(in QueryInput) (json.RawMessage, ast.Diagnostics) {
		result, ds := ours.TagFilter(in)
		var v any
		if result != nil && json.Unmarshal(result, &v) == nil {
			result, _ = json.MarshalIndent(v, "", "\t")
		}
		return result, ds
	}
	RunConformance(t, free)

	asked := map[string]int{}
	theSuite().ask(ours, func(a answer) { asked[a.part]++ })
	least := map[string]int{"Parse": 300, "Search": 240, "TagFilter": 240, "Plan": 240, "Match": 750, "Decode": 149}
	for part, n := range least {
		assert.GreaterOrEqual(t, asked[part], n, part)
	}
	assert.Len(t, asked, len(least))
}

// readLines returns the lines of the file.
func readLines(t *testing.T) (queries []queryLine, documents []documentLine) {
	for line := range bytes.Lines(conformanceFile) {
		var q queryLine
		var d documentLine
		switch {
		case bytes.HasPrefix(line, []byte(`{"kind":"query"`)):
			require.NoError(t, json.Unmarshal(line, &q))
			queries = append(queries, q)
		case bytes.HasPrefix(line, []byte(`{"kind":"document"`)):
			require.NoError(t, json.Unmarshal(line, &d))
			documents = append(documents, d)
		}
	}
	return queries, documents
}

// TestConformance_reach counts what the suite's cases come to.
func TestConformance_reach(t *testing.T) {
	queries, documents := readLines(t)
	both, one := 0, []string{}
	reach := map[string]int{}
	note := func(ds ast.Diagnostics) {
		for _, d := range ds {
			reach[string(d.Code)]++
		}
	}
	for _, c := range queries {
		note(c.Want.Parse.Diagnostics)
		if c.Want.Parse.Diagnostics != nil {
			assert.Empty(t, c.Want.Records, c.Name)
			continue
		}
		s := cases.Kinds
		if c.Input.Schema == "" {
			s = schema.TestCase()
			for _, o := range []*outcome{c.Want.Search, c.Want.TagFilter, c.Want.Plan} {
				note(o.Diagnostics)
			}
		}
		var plan struct {
			Requests []json.RawMessage
			Residual string
			Minimal  string
		}
		if o := c.Want.Plan; o != nil && o.Result != nil {
			require.NoError(t, json.Unmarshal(o.Result, &plan))
			reach["plan of "+strconv.Itoa(min(len(plan.Requests), 3))]++
			reach["minimal by "+plan.Minimal]++
			if plan.Residual != "" {
				reach["residual of a plan"]++
			}
			for _, r := range plan.Requests {
				if bytes.Contains(r, []byte(`"residual"`)) {
					reach["residual of a request"]++
				}
			}
		}
		for _, m := range jsonCondition.FindAllSubmatch(c.Want.Parse.Tree, -1) {
			if len(c.Want.Records) > 1 {
				reach[s.KindOf(ast.Name(string(m[1]))).String()+" "+string(m[2])]++
			}
		}
		reach["refused"] += len(c.Want.Refused)
		answers := map[bool]int{}
		for _, v := range c.Want.Records {
			answers[v.Match]++
		}
		if answers[true] > 0 && answers[false] > 0 {
			both++
		} else {
			one = append(one, c.Name)
		}
	}
	for _, c := range documents {
		note(c.Want.Diagnostics)
	}
	t.Logf("%d queries, %d documents; records with both answers for %d queries, and not for %v; %v", len(queries), len(documents), both, one, reach)
	assert.GreaterOrEqual(t, len(queries), 250)
	assert.GreaterOrEqual(t, both, 230)
	assert.Less(t, len(one), 25, "queries that select everything or nothing")
	for _, kind := range kinds.All() {
		for op := ast.OpEqual; op <= ast.OpExists; op++ {
			if kinds.Takes(kind, op) {
				assert.Positive(t, reach[kind.String()+" "+op.String()], "queries with %s of a %v", op, kind)
			}
		}
	}
	assert.GreaterOrEqual(t, reach["refused"], 80)
	for _, shape := range []string{"plan of 0", "plan of 1", "plan of 2", "plan of 3", "minimal by bound", "minimal by search", "residual of a plan", "residual of a request"} {
		assert.Positive(t, reach[shape], shape)
	}
	source, err := os.ReadFile("../internal/codes/codes.go")
	require.NoError(t, err)
	all := code.FindAllSubmatch(source, -1)
	require.Greater(t, len(all), 40)
	for _, m := range all {
		switch code := string(m[1]); ast.Code(code) {
		case codes.InvalidTree: // which no text has
		case codes.Tautology, codes.OneInstant, codes.NullValue: // advice, which is no answer
		case codes.AmbiguousTarget, codes.Unexpanded: // which decoding for a target does not say
		case codes.Undocumented: // which is about the filter of Retrieve
		default:
			assert.Positive(t, reach[code], "diagnostics %s", code)
		}
	}
}

var (
	sizes         = regexp.MustCompile(`"Size": ?[-+.e0-9]+`)
	lists         = regexp.MustCompile(`(\["[^"]*"),[^]]*\]`)
	jsonCondition = regexp.MustCompile(`"field":"([^"]+)","op":"([^"]+)"`)
	code          = regexp.MustCompile(`\b[A-Z]\w+ = "([^"]+)"`)
)

// TestConformance_wrong holds implementations to the suite that are wrong in one
// way each, and are found out where that way is a case's topic.
func TestConformance_wrong(t *testing.T) {
	each := func(change func(*ast.Diagnostic)) Implementation {
		return parses(func(p *parsed) {
			for i := range p.Diagnostics {
				change(&p.Diagnostics[i])
			}
		})
	}
	text := func(ask func(QueryInput) (json.RawMessage, ast.Diagnostics), old, new string) func(QueryInput) (json.RawMessage, ast.Diagnostics) {
		return func(in QueryInput) (json.RawMessage, ast.Diagnostics) {
			result, ds := ask(in)
			return bytes.ReplaceAll(result, []byte(old), []byte(new)), ds
		}
	}
	matches := func(wrong func(in QueryInput, record string) QueryInput) Implementation {
		return Implementation{Match: func(in QueryInput, record json.RawMessage) (bool, error) {
			return ours.Match(wrong(in, string(record)), record)
		}}
	}
	decodes := func(change func(d *decoded)) Implementation {
		return Implementation{Decode: func(document, target string) (string, string, ast.Diagnostics) {
			var d decoded
			d.Recognized, d.Query, d.Diagnostics = ours.Decode(document, target)
			change(&d)
			return d.Recognized, d.Query, d.Diagnostics
		}}
	}
	for _, test := range []struct {
		name, part, at string
		few            bool // at most ten answers are wrong
		wrong          Implementation
	}{
		{"names in capitals", "Parse", "keywords/any-case", false, parses(func(p *parsed) {
			p.Resolved = bytes.ReplaceAll(p.Resolved, []byte(`"field":"name"`), []byte(`"field":"NAME"`))
		})},
		{"in of one value is an equal", "Parse", "lists/in-one", true, parses(func(p *parsed) {
			p.Tree = bytes.ReplaceAll(p.Tree, []byte(`"op":"in","values":["saved"]`), []byte(`"op":"=","values":["saved"]`))
		})},
		{"columns count bytes", "Parse", "quoting/columns-are-characters", true, each(func(d *ast.Diagnostic) {
			if d.Span.Start.Line == 1 {
				d.Span.Start.Column = d.Span.Start.Offset + 1
			}
		})},
		{"lines are not counted", "Parse", "quoting/columns-begin-with-each-line", true, each(func(d *ast.Diagnostic) {
			d.Span.Start.Line, d.Span.End.Line = 1, 1
		})},
		{"ends are one short", "Parse", "names/unknown-field", false, each(func(d *ast.Diagnostic) { d.Span.End.Offset-- })},
		{"errors are warnings", "Parse", "names/unknown-field", false, each(func(d *ast.Diagnostic) { d.Warning = true })},
		{"another code", "Parse", "names/unknown-value", true, each(func(d *ast.Diagnostic) {
			if d.Code == codes.UnknownValue {
				d.Code = codes.UnknownField
			}
		})},
		{"the first error alone", "Parse", "names/all-at-once", false, parses(func(p *parsed) {
			p.Diagnostics = p.Diagnostics[:min(1, len(p.Diagnostics))]
		})},
		{"limits are forgotten", "Parse", "limits/too-long", true, Implementation{Parse: func(in QueryInput) (tree, resolved json.RawMessage, canonical string, ds ast.Diagnostics) {
			in.Limits = ast.Limits{}
			return ours.Parse(in)
		}}},
		{"now is another", "Parse", "times/relative", true, Implementation{Parse: func(in QueryInput) (tree, resolved json.RawMessage, canonical string, ds ast.Diagnostics) {
			in.Now = in.Now.Add(1)
			return ours.Parse(in)
		}}},
		{"no JSON", "Parse", "quoting/hyphen", false, parses(func(p *parsed) { p.Tree = json.RawMessage("{") })},
		{"an or of one row", "TagFilter", "tags/or-of-ands", true, Implementation{TagFilter: text(ours.TagFilter, `{"tagCondition":{"key":"c","value":"3"}}`, `{"andConditions":[{"key":"c","value":"3"}]}`)}},
		{"prefixes are exact", "Search", "meaning/prefix", false, Implementation{Search: text(ours.Search, "STARTS_WITH", "EXACT")}},
		{"a request without warnings", "Search", "tags/contradiction", false, Implementation{Search: func(in QueryInput) (json.RawMessage, ast.Diagnostics) {
			result, _ := ours.Search(in)
			return result, nil
		}}},
		{"case is not folded", "Search", "folding/equal", false, Implementation{Search: func(in QueryInput) (json.RawMessage, ast.Diagnostics) {
			in.FoldCase = false
			return ours.Search(in)
		}}},
		{"the residual is lost", "Plan", "plans/suffix", false, Implementation{Plan: text(ours.Plan, `"residual":`, `"left":`)}},
		{"no plan is proved by search", "Plan", "plans/fewest-by-search", true, Implementation{Plan: text(ours.Plan, `"search"`, `"unproved"`)}},
		{"options are forgotten", "Plan", "plans/split-rows", false, Implementation{Plan: func(in QueryInput) (json.RawMessage, ast.Diagnostics) {
			in.Target, in.Options = connect.TestCases(), compile.PlanOptions{}
			return ours.Plan(in)
		}}},
		{"an exclusion wants the tag", "Match", "tags/not-equal-selects-what-lacks-it", false, matches(func(in QueryInput, record string) QueryInput {
			if !strings.Contains(record, "Tags") {
				in.Query = strings.ReplaceAll(in.Query, "!=", "=")
			}
			return in
		})},
		{"text is matched without case", "Match", "meaning/equal-is-exact", true, matches(func(in QueryInput, _ string) QueryInput {
			in.FoldCase = in.FoldCase || in.Limits == (ast.Limits{}) // else it may be too long with i
			return in
		})},
		{"an hour late", "Match", "plans/since", true, matches(func(in QueryInput, _ string) QueryInput {
			in.Now = in.Now.Add(time.Hour)
			return in
		})},
		{"no answer", "Match", "meaning/exists", false, Implementation{Match: func(QueryInput, json.RawMessage) (bool, error) { return false, errors.New("it is busy") }}},
		{"an error that reads as an answer", "Match", "meaning/exists", false, Implementation{Match: func(in QueryInput, record json.RawMessage) (bool, error) {
			match, err := ours.Match(in, record)
			return match, cmp.Or(err, errors.New(fmt.Sprint(match)))
		}}},
		{"numbers are floats", "Match", "kind-number/beyond-floats", false, Implementation{Match: func(in QueryInput, record json.RawMessage) (bool, error) {
			return ours.Match(in, sizes.ReplaceAllFunc(record, func(m []byte) []byte {
				f, err := strconv.ParseFloat(strings.TrimSpace(string(m[len(`"Size":`):])), 64)
				if err != nil || !json.Valid(record) {
					return m
				}
				return fmt.Appendf(nil, `"Size":%g`, f)
			}))
		}}},
		{"a list is its first text", "Match", "kind-list/two-of-one-list", false, Implementation{Match: func(in QueryInput, record json.RawMessage) (bool, error) {
			if !json.Valid(record) || !bytes.Contains(record, []byte(`"Labels"`)) {
				return ours.Match(in, record)
			}
			return ours.Match(in, lists.ReplaceAll(record, []byte("$1]")))
		}}},
		{"what cannot be read is lacking", "Match", "kind-time/unreadable-is-not-lacking", false, Implementation{Match: func(in QueryInput, record json.RawMessage) (bool, error) {
			if match, err := ours.Match(in, record); err == nil {
				return match, nil
			}
			return ours.Match(in, json.RawMessage("{}"))
		}}},
		{"paths are lost", "Decode", "session/empty-filter", false, decodes(func(d *decoded) {
			for i := range d.Diagnostics {
				d.Diagnostics[i].Path = ""
			}
		})},
		{"an in is an or", "Decode", "queries/values-of-one-tag", false, decodes(func(d *decoded) {
			d.Query = strings.ReplaceAll(d.Query, "tag:a in (1, 2", "tag:a = 1 or tag:a in (2")
		})},
		{"a document is what is recognised", "Decode", "session/filter-of-a-search", false, Implementation{Decode: func(document, _ string) (string, string, ast.Diagnostics) { return ours.Decode(document, "") }}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var at []string
			theSuite().ask(test.wrong, func(a answer) {
				assert.Equal(t, test.part, a.part)
				if !a.right {
					assert.NotEqual(t, a.want, a.got)
					at = append(at, a.name)
				}
			})
			t.Logf("wrong answers: %d", len(at))
			assert.Contains(t, at, test.at)
			if test.few {
				assert.LessOrEqual(t, len(at), 15, "%v", at)
			}
		})
	}
}

func TestRunConformance(t *testing.T) {
	r := &recording{TB: t}
	RunConformance(r, Implementation{})
	assert.Equal(t, []string{"the implementation has no part that could be tried"}, r.failures)

	r = &recording{TB: t}
	RunConformance(r, Implementation{TagFilter: ours.TagFilter})
	assert.Empty(t, r.failures)
	require.Len(t, r.logs, 1)
	assert.Regexp(t, `^Parse was not tried, Search was not tried, TagFilter was asked \d+ times, Plan was not tried, Match was not tried, Decode was not tried, wrong answers: 0$`, r.logs[0])

	r = &recording{TB: t}
	RunConformance(r, Implementation{Match: func(in QueryInput, record json.RawMessage) (bool, error) {
		ok, err := ours.Match(in, record)
		return ok != (in.Query == "name = smoke-test"), err
	}})
	require.Len(t, r.failures, 2)
	assert.Equal(t, `quoting/hyphen: Match("name = smoke-test", {"Id":"1","Arn":"arn:aws:connect:eu-west-2:1:instance/i/test-case/1","Name":"smoke-test","Status":"SAVED"})`+
		"\n\tgot  false\n\twant true", r.failures[0])
}

func TestReadSuite(t *testing.T) {
	const header = `{"format":"searchfilter-conformance","version":3,"now":"2026-03-06T12:00:00Z","schemas":1,"queries":1,"documents":0}` + "\n"
	const page = `{"kind":"schema","name":"page","fields":[{"name":"n","kind":"number","places":["A.N"],"always":true},{"name":"s","kind":"enum","values":["x"]}],"tags":"Tags"}` + "\n"
	s, err := readSuite([]byte(header + page +
		`{"kind":"riddle","name":"a","input":1}` + "\n" +
		`{"kind":"query","name":"a","input":{"schema":"page","query":{"base64":"/w=="},"args":["a",1,["b",{"time":"2026-01-31T01:00:00+01:00"}]]},"want":{"parse":{"canonical":""},"refused":["{","b",{"base64":"/w=="}]}}` + "\n"))
	require.NoError(t, err)
	require.Len(t, s.queries, 1)
	assert.Equal(t, []anyText{"{", "b", "\xff"}, s.queries[0].Want.Refused)
	in := s.queries[0].input
	require.Len(t, s.schemas, 1)
	assert.Same(t, s.schemas[0], in.Schema)
	assert.Equal(t, &schema.Schema{Name: "page", Tags: "Tags", Fields: []schema.Field{
		{Name: "n", Kind: schema.Number, JSON: []string{"A.N"}, Always: true}, {Name: "s", Kind: schema.Enum, Values: []string{"x"}},
	}}, in.Schema)
	assert.Equal(t, "\xff", in.Query)
	require.Len(t, in.Args, 3)
	assert.Equal(t, []any{"a", int64(1)}, in.Args[:2])
	assert.True(t, in.Args[2].([]any)[1].(time.Time).Equal(time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)))
	assert.Equal(t, cases.Now, in.Now)

	for name, test := range map[string]struct{ text, want string }{
		"nothing":         {"", "the text is empty"},
		"no JSON":         {"conformance", "line 1: "},
		"another format":  {`{"format":"x","version":3}`, `line 1: the format is "x", version 3, and not "searchfilter-conformance", version 3`},
		"another version": {strings.Replace(header, `:3`, `:2`, 1), `line 1: the format is "searchfilter-conformance", version 2,`},
		"cut off":         {header, "there are 0 schemas, 0 queries and 0 documents, and the first line says 1, 1 and 0"},
		"a schema":        {header + `{"kind":"schema","name":1}`, "line 2: "},
		"a field twice":   {header + strings.Replace(page, `"s"`, `"n"`, 1), `line 2: schema page: there are two fields "n"`},
		"a kind":          {header + strings.Replace(page, `number`, `money`, 1), "line 2: the field n is of no kind that is known: money"},
		"no such schema":  {header + page + `{"kind":"query","input":{"query":"","schema":"pages"}}`, "line 3: no line before has the schema pages"},
		"a line cut off":  {header + `{"kind":"query"`, "line 2: "},
		"a query":         {header + `{"kind":"query","name":1}`, "line 2: "},
		"a text":          {header + `{"kind":"query","input":{"query":{"base64":"="}}}`, "line 2: "},
		"an argument":     {header + `{"kind":"query","input":{"query":"","args":[[1.5]]}}`, "line 2: "},
		"true":            {header + `{"kind":"query","input":{"query":"","args":[true]}}`, "line 2: an argument is true"},
		"a time":          {header + `{"kind":"query","input":{"query":"","args":[{"time":"x"}]}}`, "line 2: "},
		"a document":      {header + `{"kind":"document","input":{"document":1}}`, "line 2: "},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := readSuite([]byte(test.text))
			require.ErrorContains(t, err, test.want)
		})
	}
}
