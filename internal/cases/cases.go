// Package cases reads the shared cases of the language, testdata/language, for
// the tests of every package. A case is a query with what each part of the
// project must make of it:
//
//	query       the text, or in query.quoted as a Go string with its escapes
//	args        the arguments of its placeholders, a JSON array, in which {"time": "…"} is a time
//	options     an [Options] as JSON, if not the default
//	limits      an ast.Limits as JSON, if not the default
//	plan        a [PlanOptions] as JSON, if not the default
//	match       test cases that the query selects, as JSON Lines
//	other       test cases that it does not select
//	wrong       test cases that are errors to it, each line with its error as {"record": …, "error": "…"}
//
// are written by hand, and
//
//	tree            what the parser makes of it, before names are resolved
//	errors          or the diagnostics, rendered
//	plain           the diagnostics before package internal/hint improves them, if it does
//	canonical       the canonical text
//	test-cases.json the SearchTestCases request
//	test-cases.txt  the diagnostics for it, warnings included
//	q-session.json  the tagFilter of a session
//	q-session.txt   the diagnostics for it
//	plan.json       the plan for SearchTestCases
//	plan.txt        the diagnostics for it, warnings included
//
// are written by go test . -run TestLanguage -update, for a person to read. Each file
// of the folder is a topic, in txtar's format, with sections named CASE/SECTION.
//
// The cases of testdata/kinds are queries about records of [Kinds]. They have no
// requests and no plans, and instead of wrong
//
//	refused     what is no record to the query, a line each; a line in quotes is a Go string
//
// The shared documents, testdata/json, are files of the same form: see [Document].
// From all of these a test of package fuzz writes its conformance.jsonl.
//
// [EveryForm] is a target that tests of several packages share.
package cases

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/schema"
)

// Now is the instant at which the cases are parsed.
var Now = time.Date(2026, 3, 6, 12, 0, 0, 0, time.UTC)

// Kinds is a schema with fields of every kind: a number that each record has and one
// that a record may lack, and a list in one member and one in either of two.
var Kinds = schema.MustNew(schema.Schema{
	Name: "page",
	Fields: []schema.Field{
		{Name: "title", JSON: []string{"Title"}},
		{Name: "state", Kind: schema.Enum, Values: []string{"OPEN", "CLOSED", "LOST"}, JSON: []string{"State"}},
		{Name: "active", Kind: schema.Bool, JSON: []string{"Flags.Active"}},
		{Name: "size", Kind: schema.Number, JSON: []string{"Size"}, Always: true},
		{Name: "rating", Kind: schema.Number, JSON: []string{"Rating"}},
		{Name: "created", Kind: schema.Time, JSON: []string{"Created"}},
		{Name: "due", Kind: schema.Date, JSON: []string{"Due"}},
		{Name: "labels", Kind: schema.List, JSON: []string{"Labels", "Old.Labels"}},
		{Name: "owners", Kind: schema.List, JSON: []string{"Owners"}},
	},
	Tags: "Tags",
})

// A File holds the cases of one topic.
type File struct {
	Path    string
	Comment string // what the topic is
	Cases   []*Case
}

// A Case is one query, with its sections.
type Case struct {
	named
	Schema  *schema.Schema
	Query   string
	Args    []any
	Options Options
	Limits  ast.Limits
	Plan    PlanOptions
}

// Options are those with which a case's query is parsed.
type Options struct {
	FoldCase bool
	Zone     string // a name of the IANA database; empty for UTC
}

// Location returns the zone.
func (o Options) Location(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(o.Zone)
	require.NoError(t, err)
	return zone
}

// PlanOptions are those of a case's plan. The number 0 stands for the default.
type PlanOptions struct {
	Exact, AllowScan                                     bool
	MaxRequests, MaxTagConditions, ContainsMin, MaxDepth int
	KeyOnly, AnyStatus, ServiceFoldsCase                 bool
}

// Options returns o as compile.NewPlan takes it.
func (o PlanOptions) Options() (compile.Target, compile.PlanOptions) {
	t := connect.TestCases()
	t.MaxTagConditions = cmp.Or(o.MaxTagConditions, t.MaxTagConditions)
	t.ContainsMin = cmp.Or(o.ContainsMin, t.ContainsMin)
	t.MaxDepth = cmp.Or(o.MaxDepth, t.MaxDepth)
	t.Tags.KeyOnly = o.KeyOnly
	if o.AnyStatus {
		t.Closed = nil
	}
	t.ServiceFoldsCase = o.ServiceFoldsCase
	return t, compile.PlanOptions{Exact: o.Exact, AllowScan: o.AllowScan, MaxRequests: o.MaxRequests}
}

// inputs are the sections that are written by hand, and Outputs those that a test
// writes, in their order.
var (
	inputs  = []string{"query", "query.quoted", "args", "options", "limits", "plan", "match", "other", "wrong", "refused"}
	Outputs = []string{"tree", "errors", "plain", "canonical", "test-cases.json", "test-cases.txt", "q-session.json", "q-session.txt", "plan.json", "plan.txt"}
)

// Load returns the cases about test cases. Like all functions here that read files, it
// works in a test of any package.
func Load(t testing.TB) []*File {
	t.Helper()
	return load(t, "language", schema.TestCase())
}

// LoadKinds returns the cases about records of [Kinds].
func LoadKinds(t testing.TB) []*File {
	t.Helper()
	return load(t, "kinds", Kinds)
}

func load(t testing.TB, folder string, s *schema.Schema) []*File {
	t.Helper()
	var files []*File
	for _, path := range paths(t, folder) {
		f := &File{Path: path}
		comment, list := read(t, path, slices.Concat(inputs, Outputs))
		f.Comment = comment
		for _, n := range list {
			c := &Case{named: n, Schema: s}
			c.parse(t)
			f.Cases = append(f.Cases, c)
		}
		files = append(files, f)
	}
	return files
}

// paths returns the files with cases in a folder of testdata.
func paths(t testing.TB, folder string) []string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(Root(t), "testdata", folder, "*.txtar"))
	require.NoError(t, err)
	require.NotEmpty(t, list)
	return list
}

// A named case has the texts of its sections by their names.
type named struct {
	Name     string
	Sections map[string]string
}

// read returns the comment and the cases of a file. Other sections than those of the
// kinds are an error.
func read(t testing.TB, path string, kinds []string) (comment string, list []named) {
	t.Helper()
	archive, err := txtar.ParseFile(path)
	require.NoError(t, err)
	for _, section := range archive.Files {
		name, kind, ok := strings.Cut(section.Name, "/")
		require.True(t, ok && slices.Contains(kinds, kind), "%s: section %s is not CASE/SECTION", path, section.Name)
		last := len(list) - 1
		if last < 0 || list[last].Name != name {
			list = append(list, named{name, map[string]string{}})
			last++
		}
		_, again := list[last].Sections[kind]
		if again || slices.ContainsFunc(list[:last], func(c named) bool { return c.Name == name }) {
			t.Fatalf("%s: there are two cases named %s", path, name)
		}
		list[last].Sections[kind] = string(section.Data)
	}
	return string(archive.Comment), list
}

// format returns the text of a file, with the sections in the order of kinds.
func format(comment string, list []named, kinds []string) []byte {
	archive := &txtar.Archive{Comment: []byte(comment)}
	for _, c := range list {
		for _, kind := range kinds {
			if text, ok := c.Sections[kind]; ok {
				archive.Files = append(archive.Files, txtar.File{Name: c.Name + "/" + kind, Data: []byte(text)})
			}
		}
	}
	return txtar.Format(archive)
}

// text returns the text of a section, or if there is none that of section.quoted.
func (c *named) text(t testing.TB, section string) string {
	if s, ok := c.Sections[section]; ok {
		return strings.TrimSuffix(s, "\n")
	}
	s, err := strconv.Unquote(strings.TrimSpace(c.Sections[section+".quoted"]))
	require.NoError(t, err, "%s: %s.quoted", c.Name, section)
	return s
}

func (c *Case) parse(t testing.TB) {
	c.Query = c.text(t, "query")
	if args, ok := c.Sections["args"]; ok {
		d := json.NewDecoder(strings.NewReader(args))
		d.UseNumber()
		require.NoError(t, d.Decode(&c.Args), "%s: args", c.Name)
		for i := range c.Args {
			c.Args[i] = argument(t, c.Name, c.Args[i])
		}
	}
	for section, v := range map[string]any{"options": &c.Options, "limits": &c.Limits, "plan": &c.Plan} {
		if text, ok := c.Sections[section]; ok {
			d := json.NewDecoder(strings.NewReader(text))
			d.DisallowUnknownFields()
			require.NoError(t, d.Decode(v), "%s: %s", c.Name, section)
		}
	}
}

// argument returns the argument that v stands for, a value in the JSON of args.
func argument(t testing.TB, name string, v any) any {
	switch v := v.(type) {
	case json.Number:
		n, err := v.Int64()
		require.NoError(t, err, "%s: args", name)
		return n
	case map[string]any:
		text, _ := v["time"].(string)
		at, err := time.Parse(time.RFC3339Nano, text)
		require.NoError(t, err, "%s: args", name)
		return at
	case []any:
		for i := range v {
			v[i] = argument(t, name, v[i])
		}
	}
	return v
}

// A Wrong is a record that is an error to the query.
type Wrong struct {
	Record json.RawMessage
	Error  string // as eval.Decoder words it
}

// Wrong returns the records of the section wrong.
func (c *Case) Wrong(t testing.TB) (list []Wrong) {
	t.Helper()
	for _, line := range c.Lines("wrong") {
		var w Wrong
		d := json.NewDecoder(strings.NewReader(line))
		d.DisallowUnknownFields()
		require.NoError(t, d.Decode(&w), "%s: %s", c.Name, line)
		require.True(t, w.Record != nil && w.Error != "", "%s: %s", c.Name, line)
		list = append(list, w)
	}
	return list
}

// Hold compares what a test has made of a case with the outputs that the case has. If update
// is set, it writes them anew instead. The command is what does that.
func (c *named) Hold(t testing.TB, made map[string]string, outputs []string, update bool, command string) {
	t.Helper()
	for _, section := range outputs {
		want, ok := made[section]
		switch {
		case !update:
			assert.Equal(t, want, c.Sections[section], "%s/%s: run %s, and read what it changed", c.Name, section, command)
		case ok:
			c.Sections[section] = want
		default:
			delete(c.Sections, section)
		}
	}
}

// Lines returns the lines of a section: the records of match and other.
func (c *Case) Lines(section string) []string {
	return strings.FieldsFunc(c.Sections[section], func(r rune) bool { return r == '\n' })
}

// Refused returns the texts of the section refused.
func (c *Case) Refused(t testing.TB) (list []string) {
	t.Helper()
	for _, line := range c.Lines("refused") {
		if strings.HasPrefix(line, `"`) {
			text, err := strconv.Unquote(line)
			require.NoError(t, err, "%s: %s", c.Name, line)
			line = text
		}
		list = append(list, line)
	}
	return list
}

// Plain returns the diagnostics of a case before package internal/hint improves them.
func (c *Case) Plain() string {
	if plain, ok := c.Sections["plain"]; ok {
		return plain
	}
	return c.Sections["errors"]
}

// Accepted reports whether the query is right: it parses, and its schema takes it.
func (c *Case) Accepted() bool { _, ok := c.Sections["canonical"]; return ok }

// Format returns the file's text.
func (f *File) Format() []byte {
	var list []named
	for _, c := range f.Cases {
		list = append(list, c.named)
	}
	return format(f.Comment, list, slices.Concat(inputs, Outputs))
}

// Tree returns x as an S-expression, a line for each list and condition.
func Tree(x ast.Expr) string {
	var b strings.Builder
	tree(&b, x, 0)
	return b.String()
}

func tree(b *strings.Builder, x ast.Expr, depth int) {
	indent := strings.Repeat("  ", depth)
	list := func(name string, terms ...ast.Expr) {
		fmt.Fprintf(b, "%s(%s\n", indent, name)
		for _, t := range terms {
			tree(b, t, depth+1)
		}
		fmt.Fprintf(b, "%s)\n", indent)
	}
	switch x := x.(type) {
	case *ast.And:
		list("and", x.Terms...)
	case *ast.Or:
		list("or", x.Terms...)
	case *ast.Not:
		list("not", x.X)
	case *ast.Comparison:
		fmt.Fprintf(b, "%s%s %q %s", indent, map[bool]string{true: "tag", false: "field"}[x.Field.Tag], x.Field.Name, x.Op)
		for _, v := range x.Values {
			fmt.Fprintf(b, " %q", v.Text)
		}
		if x.Fold {
			b.WriteString(" i")
		}
		b.WriteByte('\n')
	}
}

// Root returns the folder of the module.
func Root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	require.NoError(t, err)
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		require.NotEqual(t, dir, parent, "no go.mod above the test")
		dir = parent
	}
}
