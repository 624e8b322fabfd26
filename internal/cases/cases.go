// Package cases reads the shared cases of the language, testdata/language, for
// the tests of every package. A case is a query with what each part of the
// project must make of it:
//
//	query       the text, or in query.quoted as a Go string with its escapes
//	args        the arguments of its placeholders, a JSON array
//	limits      an ast.Limits as JSON, if not the default
//	plan        a PlanOptions of this package as JSON, if not the default
//	match       test cases that the query selects, as JSON Lines
//	other       test cases that it does not select
//
// are written by hand, and
//
//	tree            what the parser makes of it, before names are resolved
//	errors          or the diagnostics, rendered
//	canonical       the canonical text
//	test-cases.json the SearchTestCases request
//	test-cases.txt  the diagnostics for it, warnings included
//	q-session.json  the tagFilter of a session
//	q-session.txt   the diagnostics for it
//	plan.json       the plan for SearchTestCases
//	plan.txt        the diagnostics for it, warnings included
//
// are written by go test . -update, for a person to read. Each file of the
// folder is a topic, in txtar's format, with sections named CASE/SECTION.
package cases

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/searchfilter/searchfilter/ast"
)

// Now is the instant at which the cases are parsed.
var Now = time.Date(2026, 3, 6, 12, 0, 0, 0, time.UTC)

// A File is the cases of one topic.
type File struct {
	Path    string
	Comment string // what the topic is
	Cases   []*Case
}

// A Case is one query, and its sections by name.
type Case struct {
	Name     string
	Query    string
	Args     []any
	Limits   ast.Limits
	Plan     PlanOptions
	Sections map[string]string
}

// PlanOptions are those of a case's plan. A number that is 0 is the default.
type PlanOptions struct {
	Exact, AllowScan                                     bool
	MaxRequests, MaxTagConditions, ContainsMin, MaxDepth int
	KeyOnly, AnyStatus, ServiceFoldsCase                 bool
}

// inputs are the sections that are written by hand, and Outputs the others, in
// the order in which they stand.
var (
	inputs  = []string{"query", "query.quoted", "args", "limits", "plan", "match", "other"}
	Outputs = []string{"tree", "errors", "canonical", "test-cases.json", "test-cases.txt", "q-session.json", "q-session.txt", "plan.json", "plan.txt"}
)

// Load returns all files, from whatever package's folder the test runs in.
func Load(t testing.TB) []*File {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(Root(t), "testdata", "language", "*.txtar"))
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	var files []*File
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		require.NoError(t, err)
		f := &File{Path: path, Comment: string(archive.Comment)}
		byName := map[string]*Case{}
		for _, section := range archive.Files {
			name, kind, ok := strings.Cut(section.Name, "/")
			require.True(t, ok && known(kind), "%s: section %s is not CASE/SECTION", path, section.Name)
			c := byName[name]
			if c == nil {
				c = &Case{Name: name, Sections: map[string]string{}}
				byName[name] = c
				f.Cases = append(f.Cases, c)
			}
			require.NotContains(t, c.Sections, kind, "%s: %s", path, name)
			c.Sections[kind] = string(section.Data)
		}
		for _, c := range f.Cases {
			c.parse(t)
		}
		files = append(files, f)
	}
	return files
}

func known(kind string) bool {
	return slices.Contains(inputs, kind) || slices.Contains(Outputs, kind)
}

func (c *Case) parse(t testing.TB) {
	query, ok := c.Sections["query"]
	c.Query = strings.TrimSuffix(query, "\n")
	if !ok {
		var err error
		c.Query, err = strconv.Unquote(strings.TrimSpace(c.Sections["query.quoted"]))
		require.NoError(t, err, "%s: query.quoted", c.Name)
	}
	if args, ok := c.Sections["args"]; ok {
		d := json.NewDecoder(strings.NewReader(args))
		d.UseNumber()
		require.NoError(t, d.Decode(&c.Args), "%s: args", c.Name)
		for i, arg := range c.Args {
			var err error
			if n, ok := arg.(json.Number); ok {
				c.Args[i], err = n.Int64()
				require.NoError(t, err, "%s: args", c.Name)
			}
		}
	}
	for section, v := range map[string]any{"limits": &c.Limits, "plan": &c.Plan} {
		if text, ok := c.Sections[section]; ok {
			d := json.NewDecoder(strings.NewReader(text))
			d.DisallowUnknownFields()
			require.NoError(t, d.Decode(v), "%s: %s", c.Name, section)
		}
	}
}

// Lines returns the lines of a section: the records of match and other.
func (c *Case) Lines(section string) []string {
	return strings.FieldsFunc(c.Sections[section], func(r rune) bool { return r == '\n' })
}

// Accepted reports whether the query is one, by its schema's fields too.
func (c *Case) Accepted() bool { _, ok := c.Sections["canonical"]; return ok }

// Format returns the file's text.
func (f *File) Format() []byte {
	archive := &txtar.Archive{Comment: []byte(f.Comment)}
	for _, c := range f.Cases {
		for _, kind := range slices.Concat(inputs, Outputs) {
			if text, ok := c.Sections[kind]; ok {
				archive.Files = append(archive.Files, txtar.File{Name: c.Name + "/" + kind, Data: []byte(text)})
			}
		}
	}
	return txtar.Format(archive)
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
