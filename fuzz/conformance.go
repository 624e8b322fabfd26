package fuzz

import (
	"bytes"
	"cmp"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/schema"
)

//go:embed conformance.jsonl
var conformanceFile []byte

// An Implementation is what [RunConformance] tries: a function for each part of the
// language. It may ask a program in another language. A part that is nil is not tried.
//
// Diagnostics need a Code, a Span, the Path in a document, and whether they are
// warnings. Nothing else of them is compared, for the words are not part of the
// language.
type Implementation struct {
	// Parse parses and checks a query. The tree is as written, and nil if the query is
	// not in the grammar. A query is accepted if there are no diagnostics. It then has a
	// canonical text and a resolved tree, with names in canonical spelling and times as
	// instants. Trees are JSON as CONFORMANCE.md says.
	Parse func(QueryInput) (tree, resolved json.RawMessage, canonical string, ds ast.Diagnostics)

	// Search, TagFilter and Plan return the SearchTestCases request, the tagFilter of
	// a session, and the plan. They are asked for queries that are accepted. The
	// diagnostics of a result are warnings. Without a result they say what is wrong.
	Search, TagFilter, Plan func(QueryInput) (result json.RawMessage, ds ast.Diagnostics)

	// Match reports whether a query selects a record, which is JSON. It is asked for
	// queries that are accepted. An error says that it is no record.
	Match func(q QueryInput, record json.RawMessage) (bool, error)

	// Decode returns the target that a document is recognised to be for, or "". It also
	// returns the canonical text of the query that the document says for the given
	// target, or for the recognised one if that is "". Targets are test-cases, q-session
	// and q-content-cfn. If there are diagnostics, there is no query.
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
}

// RunConformance tries the implementation on each case of the conformance suite, the
// file conformance.jsonl beside this package's sources. A wrong answer is an error of t.
// JSON is compared by its structure, in which the members of an object have no order.
// The log says how often each part was asked. It is an error if the implementation has
// no part.
func RunConformance(t testing.TB, i Implementation) {
	t.Helper()
	asked := map[string]int{}
	wrong := 0
	theSuite().ask(i, func(a answer) {
		asked[a.part]++
		if !a.right {
			wrong++
			t.Errorf("%s", a)
		}
	})
	if len(asked) == 0 {
		t.Errorf("the implementation has no part that could be tried")
	}
	var b strings.Builder
	for _, part := range []string{"Parse", "Search", "TagFilter", "Plan", "Match", "Decode"} {
		if n := asked[part]; n > 0 {
			fmt.Fprintf(&b, "%s was asked %d times, ", part, n)
		} else {
			fmt.Fprintf(&b, "%s was not tried, ", part)
		}
	}
	t.Logf("%swrong answers: %d", b.String(), wrong)
}

// An answer is what an implementation says of a case.
type answer struct {
	name, part string
	asked      string // the arguments
	got, want  string
	right      bool
}

// String returns the answer in a few lines.
func (a answer) String() string {
	return fmt.Sprintf("%s: %s(%s)\n\tgot  %s\n\twant %s", a.name, a.part, a.asked, a.got, a.want)
}

// A suite is the conformance file as it was read.
type suite struct {
	now       time.Time
	schemas   []*schema.Schema
	queries   []queryCase
	documents []documentCase
}

type queryCase struct {
	Name string // TOPIC/CASE, which no other query has
	Want struct {
		Parse, Search, TagFilter, Plan wanted
		Records                        []struct {
			Record json.RawMessage
			Match  bool
		}
		Refused []anyText // what is no record, if it is read for the query
	}

	input QueryInput
}

type documentCase struct {
	Name  string // TOPIC/CASE, which no other document has
	Input struct {
		Document anyText
		Target   string // empty for what is recognised
	}
	Want wanted
}

// wanted is the JSON object of an answer. It is nil for what is not asked.
type wanted struct {
	text    string
	members map[string]any // what is compared
}

func (w *wanted) UnmarshalJSON(data []byte) (err error) {
	w.text = string(data)
	w.members, err = compared(data)
	return err
}

// compared returns the members of an answer without those that are empty, and of
// diagnostics what is compared.
func compared(data []byte) (members map[string]any, err error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	err = d.Decode(&members)
	maps.DeleteFunc(members, func(_ string, v any) bool { return v == nil || v == "" })
	list, _ := members["diagnostics"].([]any)
	for _, d := range list {
		maps.DeleteFunc(d.(map[string]any), func(name string, _ any) bool {
			return !slices.Contains([]string{"code", "warning", "span", "path"}, name)
		})
	}
	return members, err
}

// suiteVersion changes when a reader of the old format would read the new one wrong.
// A case or a member that is added does not change it.
const (
	suiteFormat  = "searchfilter-conformance"
	suiteVersion = 3
)

// theSuite returns the suite of the file.
var theSuite = sync.OnceValue(func() *suite {
	s, err := readSuite(conformanceFile)
	if err != nil {
		panic("fuzz: conformance.jsonl: " + err.Error()) // which a test reads
	}
	return s
})

func readSuite(text []byte) (*suite, error) {
	lines := slices.Collect(bytes.Lines(text))
	var header struct {
		Format                      string
		Version                     int
		Now                         time.Time
		Schemas, Queries, Documents int
	}
	if len(lines) == 0 {
		return nil, errors.New("the text is empty")
	}
	err := json.Unmarshal(lines[0], &header)
	if err == nil && (header.Format != suiteFormat || header.Version != suiteVersion) {
		err = fmt.Errorf("the format is %q, version %d, and not %q, version %d", header.Format, header.Version, suiteFormat, suiteVersion)
	}
	s := &suite{now: header.Now}
	for n, line := range lines {
		if n > 0 {
			err = s.add(line)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n+1, err)
		}
	}
	if len(s.schemas) != header.Schemas || len(s.queries) != header.Queries || len(s.documents) != header.Documents {
		return nil, fmt.Errorf("there are %d schemas, %d queries and %d documents, and the first line says %d, %d and %d",
			len(s.schemas), len(s.queries), len(s.documents), header.Schemas, header.Queries, header.Documents)
	}
	return s, nil
}

// add adds the case that a line holds. One of another kind is for another reader.
func (s *suite) add(line []byte) error {
	var is struct {
		Kind  string
		Input json.RawMessage
	}
	err := json.Unmarshal(line, &is)
	if err != nil {
		return err
	}
	switch is.Kind {
	case "schema":
		var schema *schema.Schema
		schema, err = readSchema(line)
		s.schemas = append(s.schemas, schema)
	case "query":
		var c queryCase
		if err = json.Unmarshal(line, &c); err == nil {
			c.input, err = s.input(is.Input)
		}
		s.queries = append(s.queries, c)
	case "document":
		var c documentCase
		err = json.Unmarshal(line, &c)
		s.documents = append(s.documents, c)
	}
	return err
}

// input returns the input of which data is the JSON. A number of the plan that is 0
// stands for its default.
func (s *suite) input(data []byte) (q QueryInput, err error) {
	var v struct {
		Query    anyText
		Schema   string // empty for test cases
		Args     []any
		FoldCase bool
		Zone     string
		Limits   ast.Limits
		Plan     struct {
			compile.PlanOptions
			MaxTagConditions, ContainsMin, MaxDepth int
			KeyOnly, ServiceFoldsCase               bool
			AnyStatus                               bool // whether no field is closed
		}
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return q, err
	}
	t := connect.TestCases()
	t.MaxTagConditions = cmp.Or(v.Plan.MaxTagConditions, t.MaxTagConditions)
	t.ContainsMin = cmp.Or(v.Plan.ContainsMin, t.ContainsMin)
	t.MaxDepth = cmp.Or(v.Plan.MaxDepth, t.MaxDepth)
	t.Tags.KeyOnly, t.ServiceFoldsCase = v.Plan.KeyOnly, v.Plan.ServiceFoldsCase
	if v.Plan.AnyStatus {
		t.Closed = nil
	}
	q = QueryInput{
		Query: string(v.Query), FoldCase: v.FoldCase, Zone: v.Zone, Limits: v.Limits, Schema: schema.TestCase(), Now: s.now,
		Target: t, Options: v.Plan.PlanOptions,
	}
	if v.Schema != "" {
		i := slices.IndexFunc(s.schemas, func(s *schema.Schema) bool { return s.Name == v.Schema })
		if i < 0 {
			return q, fmt.Errorf("no line before has the schema %s", v.Schema)
		}
		q.Schema = s.schemas[i]
	}
	for _, json := range v.Args {
		arg, err := argOf(json)
		if err != nil {
			return q, err
		}
		q.Args = append(q.Args, arg)
	}
	return q, nil
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

// readSchema returns the schema of which data is the JSON.
func readSchema(data []byte) (*schema.Schema, error) {
	var line struct {
		Name, Tags string
		Fields     []struct {
			Name, Kind     string
			Values, Places []string
			Always         bool
		}
	}
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

// ask asks the implementation about each case, in the order of the suite, and hands the
// answers to f.
func (s *suite) ask(i Implementation, f func(answer)) {
	for _, c := range s.queries {
		q := c.input
		asked := strconv.Quote(q.Query)
		if i.Parse != nil {
			tree, resolved, canonical, ds := i.Parse(q)
			f(answerOf(c.Name, "Parse", asked, c.Want.Parse, struct {
				Tree        json.RawMessage `json:"tree,omitempty"`
				Resolved    json.RawMessage `json:"resolved,omitempty"`
				Canonical   string          `json:"canonical"`
				Diagnostics ast.Diagnostics `json:"diagnostics,omitempty"`
			}{tree, resolved, canonical, ds}))
		}
		for _, part := range []struct {
			name string
			ask  func(QueryInput) (json.RawMessage, ast.Diagnostics)
			want wanted
		}{
			{"Search", i.Search, c.Want.Search},
			{"TagFilter", i.TagFilter, c.Want.TagFilter},
			{"Plan", i.Plan, c.Want.Plan},
		} {
			if part.ask != nil && part.want.members != nil {
				result, ds := part.ask(q)
				f(answerOf(c.Name, part.name, asked, part.want, struct {
					Result      json.RawMessage `json:"result,omitempty"`
					Diagnostics ast.Diagnostics `json:"diagnostics,omitempty"`
				}{result, ds}))
			}
		}
		if i.Match == nil {
			continue
		}
		match := func(record, want string) {
			selects, err := i.Match(q, json.RawMessage(record))
			got := fmt.Sprint(selects)
			if err != nil {
				got = "an error: " + err.Error()
			}
			f(answer{c.Name, "Match", asked + ", " + record, got, want, got == want || err != nil && want == "an error"})
		}
		for _, v := range c.Want.Records {
			match(string(v.Record), fmt.Sprint(v.Match))
		}
		for _, text := range c.Want.Refused {
			match(string(text), "an error")
		}
	}
	for _, c := range s.documents {
		if i.Decode != nil {
			recognized, query, ds := i.Decode(string(c.Input.Document), c.Input.Target)
			f(answerOf(c.Name, "Decode", strconv.Quote(string(c.Input.Document)), c.Want, struct {
				Recognized  string          `json:"recognized,omitempty"`
				Query       string          `json:"query"`
				Diagnostics ast.Diagnostics `json:"diagnostics,omitempty"`
			}{recognized, query, ds}))
		}
	}
}

// answerOf returns an answer that is JSON.
func answerOf(name, part, asked string, want wanted, got any) answer {
	data, err := chars.JSON(got)
	if err != nil {
		return answer{name, part, asked, err.Error(), want.text, false}
	}
	members, err := compared(data)
	return answer{name, part, asked, string(data), want.text, err == nil && reflect.DeepEqual(members, want.members)}
}
