package fuzz

import (
	"bufio"
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/schema"
)

//go:embed conformance.jsonl
var conformanceFile []byte

// ConformanceVersion is the version of the format of the conformance file. It
// changes when a reader of the old format would read the new one wrong. A case
// or a member that is added does not change it.
const ConformanceVersion = 3

// A ConformanceSuite is queries and documents with what the language says of
// them, for any implementation in any language to be held to. It is the file
// conformance.jsonl, whose format CONFORMANCE.md documents, both beside this
// package's sources.
type ConformanceSuite struct {
	Version   int
	Now       time.Time        // the instant from which -7d and the like count back
	Schemas   []*schema.Schema // which the queries are about, that of test cases among them
	Queries   []QueryCase
	Documents []DocumentCase
}

// A QueryCase is a query and what is to be made of it.
type QueryCase struct {
	Name  string     `json:"name"` // TOPIC/CASE, which no other query has
	Input QueryInput `json:"input"`
	Want  QueryWant  `json:"want"`
}

// A QueryInput is a query with all that its meaning depends on. Its JSON is that
// of the member input.
type QueryInput struct {
	Query    string // may be any bytes
	Args     []any  // of placeholders: string, int64, time.Time, or []any of these
	FoldCase bool   // every comparison of a text or list field ignores case
	Zone     string // of days: a name of the IANA database, or empty for UTC
	Limits   ast.Limits
	Plan     PlanInput      // for the plan alone
	Schema   *schema.Schema // one of the suite's, whose name is in the JSON; nil for test cases
	Now      time.Time      // the suite's, which is not in the JSON
}

// A PlanInput says what a plan may do and what is known of the service. A number
// that is 0 stands for its default. See compile.PlanOptions and compile.Target.
type PlanInput struct {
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

// Options returns the arguments of compile.NewPlan that p stands for.
func (p PlanInput) Options() (compile.Target, compile.PlanOptions) {
	t := connect.TestCases()
	for _, n := range []struct{ from, to *int }{
		{&p.MaxTagConditions, &t.MaxTagConditions},
		{&p.ContainsMin, &t.ContainsMin},
		{&p.MaxDepth, &t.MaxDepth},
	} {
		if *n.from > 0 {
			*n.to = *n.from
		}
	}
	t.Tags.KeyOnly = p.KeyOnly
	if p.AnyStatus {
		t.Closed = nil
	}
	t.ServiceFoldsCase = p.ServiceFoldsCase
	return t, compile.PlanOptions{Exact: p.Exact, AllowScan: p.AllowScan, MaxRequests: p.MaxRequests}
}

// A QueryWant is what is to be made of a query. The records are there if it is
// accepted, and the outcomes if it is about test cases, too.
type QueryWant struct {
	Parse     Parsed          `json:"parse"`
	Search    *Outcome        `json:"search,omitempty"`    // the SearchTestCases request
	TagFilter *Outcome        `json:"tagFilter,omitempty"` // a session's
	Plan      *Outcome        `json:"plan,omitempty"`
	Records   []RecordVerdict `json:"records,omitempty"`
	Refused   []AnyText       `json:"refused,omitempty"` // what is no record, if it is read for the query
}

// Parsed is what parsing makes of a query. It is accepted if there are no
// Diagnostics.
type Parsed struct {
	Tree        json.RawMessage `json:"tree,omitempty"`     // as written; none if it is not in the grammar
	Resolved    json.RawMessage `json:"resolved,omitempty"` // names in canonical spelling, times as instants; none if it is not accepted
	Canonical   string          `json:"canonical"`          // empty, too, if it is not accepted
	Diagnostics ast.Diagnostics `json:"diagnostics,omitempty"`
}

// An Outcome is a result with warnings, or no result and what is wrong.
type Outcome struct {
	Result      json.RawMessage `json:"result,omitempty"`
	Diagnostics ast.Diagnostics `json:"diagnostics,omitempty"`
}

// A RecordVerdict is a record, as JSON, and whether the query selects it.
type RecordVerdict struct {
	Record json.RawMessage `json:"record"`
	Match  bool            `json:"match"`
}

// A DocumentCase is a JSON document and the query that it says.
type DocumentCase struct {
	Name  string        `json:"name"` // TOPIC/CASE, which no other document has
	Input DocumentInput `json:"input"`
	Want  Decoded       `json:"want"`
}

// A DocumentInput is a document to decode. Its JSON is that of the member input.
type DocumentInput struct {
	Document string // may be any bytes
	Target   string // what it is taken for: test-cases, q-session or q-content-cfn; empty for what is recognised
}

// Decoded is what decoding makes of a document: a query, or what is wrong.
type Decoded struct {
	Recognized  string          `json:"recognized,omitempty"` // as DocumentInput.Target, or empty
	Query       string          `json:"query"`                // the canonical text; empty, too, if there are Diagnostics
	Diagnostics ast.Diagnostics `json:"diagnostics,omitempty"`
}

// Conformance returns the conformance suite. Each call returns a new one.
func Conformance() *ConformanceSuite {
	s, err := ReadConformance(conformanceFile)
	if err != nil {
		panic("fuzz: conformance.jsonl: " + err.Error()) // which a test reads
	}
	return s
}

// A conformanceHeader is the file's first line.
type conformanceHeader struct {
	Format    string    `json:"format"`
	Version   int       `json:"version"`
	Now       time.Time `json:"now"`
	Schemas   int       `json:"schemas"`
	Queries   int       `json:"queries"`
	Documents int       `json:"documents"`
}

const conformanceFormat = "searchfilter-conformance"

// ReadConformance returns the suite that the text of a conformance file says, such
// as that of another release. Lines of a kind that it does not know are passed
// over. The error names the line, or the counts that are not as the first line
// says.
func ReadConformance(text []byte) (*ConformanceSuite, error) {
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, len(text)+1)
	var header conformanceHeader
	s := new(ConformanceSuite)
	for n := 1; lines.Scan(); n++ {
		var err error
		if n == 1 {
			err = json.Unmarshal(lines.Bytes(), &header)
			if err == nil && (header.Format != conformanceFormat || header.Version != ConformanceVersion) {
				err = fmt.Errorf("the format is %q, version %d, and not %q, version %d", header.Format, header.Version, conformanceFormat, ConformanceVersion)
			}
			s.Version, s.Now = header.Version, header.Now
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
	if len(s.Schemas) != header.Schemas || len(s.Queries) != header.Queries || len(s.Documents) != header.Documents {
		return nil, fmt.Errorf("there are %d schemas, %d queries and %d documents, and the first line says %d, %d and %d",
			len(s.Schemas), len(s.Queries), len(s.Documents), header.Schemas, header.Queries, header.Documents)
	}
	return s, nil
}

// add adds the case that a line holds. One of another kind is for another reader.
func (s *ConformanceSuite) add(line []byte) error {
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
		s.Schemas = append(s.Schemas, schema)
	case "query":
		var c QueryCase
		var of struct{ Input struct{ Schema string } }
		if err := errors.Join(json.Unmarshal(line, &c), json.Unmarshal(line, &of)); err != nil {
			return err
		}
		if name := of.Input.Schema; name != "" {
			i := slices.IndexFunc(s.Schemas, func(s *schema.Schema) bool { return s.Name == name })
			if i < 0 {
				return fmt.Errorf("no line before has the schema %s", name)
			}
			c.Input.Schema = s.Schemas[i]
		}
		c.Input.Now = s.Now
		s.Queries = append(s.Queries, c)
	case "document":
		var c DocumentCase
		if err := json.Unmarshal(line, &c); err != nil {
			return err
		}
		s.Documents = append(s.Documents, c)
	}
	return nil
}

// A queryInput is the JSON of a QueryInput.
type queryInput struct {
	Query    AnyText `json:"query"`
	Schema   string  `json:"schema,omitempty"`
	Args     []any   `json:"args,omitempty"`
	FoldCase bool    `json:"foldCase,omitempty"`
	Zone     string  `json:"zone,omitempty"`
	Limits   *limits `json:"limits,omitempty"`

	Plan *PlanInput `json:"plan,omitempty"`
}

// limits are an ast.Limits.
type limits struct {
	Bytes      int `json:"bytes,omitempty"`
	Depth      int `json:"depth,omitempty"`
	Conditions int `json:"conditions,omitempty"`
}

// MarshalJSON returns the member input of a case. The error is for an argument of
// another type than those that Args lists.
func (q QueryInput) MarshalJSON() ([]byte, error) {
	v := queryInput{Query: AnyText(q.Query), FoldCase: q.FoldCase, Zone: q.Zone}
	if q.Schema != nil {
		v.Schema = q.Schema.Name
	}
	if q.Limits != (ast.Limits{}) {
		l := limits(q.Limits)
		v.Limits = &l
	}
	if q.Plan != (PlanInput{}) {
		v.Plan = &q.Plan
	}
	for _, arg := range q.Args {
		json, err := argJSON(arg)
		if err != nil {
			return nil, err
		}
		v.Args = append(v.Args, json)
	}
	return unescaped(v)
}

// UnmarshalJSON sets all but Schema and Now to what MarshalJSON made.
func (q *QueryInput) UnmarshalJSON(data []byte) error {
	var v queryInput
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return err
	}
	*q = QueryInput{Query: string(v.Query), FoldCase: v.FoldCase, Zone: v.Zone}
	if v.Limits != nil {
		q.Limits = ast.Limits(*v.Limits)
	}
	if v.Plan != nil {
		q.Plan = *v.Plan
	}
	for _, json := range v.Args {
		arg, err := argOf(json)
		if err != nil {
			return err
		}
		q.Args = append(q.Args, arg)
	}
	return nil
}

// argJSON returns the JSON value of an argument.
func argJSON(arg any) (any, error) {
	switch arg := arg.(type) {
	case string, int64:
		return arg, nil
	case time.Time:
		return map[string]time.Time{"time": arg}, nil
	case []any:
		list := make([]any, len(arg))
		for i := range arg {
			var err error
			if list[i], err = argJSON(arg[i]); err != nil {
				return nil, err
			}
		}
		return list, nil
	}
	return nil, fmt.Errorf("an argument is a %T", arg)
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

// A documentInput is the JSON of a DocumentInput.
type documentInput struct {
	Document AnyText `json:"document"`
	Target   string  `json:"target,omitempty"`
}

// MarshalJSON returns the member input of a case.
func (d DocumentInput) MarshalJSON() ([]byte, error) {
	return unescaped(documentInput{AnyText(d.Document), d.Target})
}

// UnmarshalJSON sets d to what MarshalJSON made.
func (d *DocumentInput) UnmarshalJSON(data []byte) error {
	var v documentInput
	err := json.Unmarshal(data, &v)
	*d = DocumentInput{string(v.Document), v.Target}
	return err
}

// An AnyText is text that need not be UTF-8: as JSON a string if it is, and
// else {"base64": "…"}.
type AnyText string

// MarshalJSON returns that JSON.
func (t AnyText) MarshalJSON() ([]byte, error) {
	if utf8.ValidString(string(t)) {
		return unescaped(string(t))
	}
	return json.Marshal(map[string][]byte{"base64": []byte(t)})
}

// UnmarshalJSON sets t to what MarshalJSON made.
func (t *AnyText) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(data, []byte("{")) {
		var v struct{ Base64 []byte }
		err := json.Unmarshal(data, &v)
		*t = AnyText(v.Base64)
		return err
	}
	return json.Unmarshal(data, (*string)(t))
}

// unescaped returns v as JSON in which < and > are as they are.
func unescaped(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// A schemaLine is the JSON of a schema, but for its kind.
type schemaLine struct {
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

// SchemaJSON returns a schema as the suite writes it, but for the member kind: its
// name, fields and tags, and of each field the name, kind, values, places, and whether
// every record has it.
func SchemaJSON(s *schema.Schema) json.RawMessage {
	line := schemaLine{Name: s.Name, Tags: s.Tags}
	for _, f := range s.Fields {
		line.Fields = append(line.Fields, fieldJSON{f.Name, f.Kind.String(), f.Values, f.JSON, f.Always})
	}
	data, _ := unescaped(line) // strings and lists alone, which are JSON
	return data
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

// TreeJSON returns a tree as the suite writes it: {"and": […]}, {"or": […]},
// {"not": …}, {"field": "name", "op": "^=", "values": ["smoke"]}, or the same with
// "tag" and its key for "field", and "fold": true if case is ignored. The empty query is {"and": []}. x must be a tree
// that ast.Validate accepts.
func TreeJSON(x ast.Expr) json.RawMessage {
	data, _ := unescaped(treeValue(x)) // strings and lists alone, which are JSON
	return data
}

func treeValue(x ast.Expr) any {
	switch x := x.(type) {
	case *ast.And:
		return map[string][]any{"and": treeValues(x.Terms)}
	case *ast.Or:
		return map[string][]any{"or": treeValues(x.Terms)}
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

func treeValues(terms []ast.Expr) []any {
	list := make([]any, len(terms))
	for i, t := range terms {
		list[i] = treeValue(t)
	}
	return list
}
