package fuzz_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/fuzz"
	"github.com/searchfilter/searchfilter/internal/cases"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

var update = flag.Bool("update", false, "write conformance.jsonl anew from the shared cases")

// ours is this module as an implementation.
var ours = fuzz.Implementation{
	Parse: func(in fuzz.QueryInput) (p fuzz.Parsed) {
		if x, err := (parser.Options{Limits: in.Limits}).Parse(in.Query, in.Args...); err == nil {
			p.Tree = fuzz.TreeJSON(x)
		}
		q, err := options(in).Parse(in.Query, in.Args...)
		if err != nil {
			p.Diagnostics = diagnostics(err)
			return p
		}
		p.Canonical, p.Resolved = q.String(), fuzz.TreeJSON(q.Expr())
		return p
	},
	Search: func(in fuzz.QueryInput) fuzz.Outcome {
		r, err := parse(in).SearchTestCases()
		if err != nil {
			return outcome(nil, diagnostics(err))
		}
		return outcome(r, r.Warnings)
	},
	TagFilter: func(in fuzz.QueryInput) fuzz.Outcome {
		f, err := parse(in).TagFilter()
		if err != nil {
			return outcome(nil, diagnostics(err))
		}
		return outcome(f, f.Warnings)
	},
	Plan: func(in fuzz.QueryInput) fuzz.Outcome {
		p, err := parse(in).PlanFor(in.Plan.Options())
		if err != nil {
			return outcome(nil, diagnostics(err))
		}
		return outcome(p, p.Warnings)
	},
	Match: func(in fuzz.QueryInput, record json.RawMessage) (bool, error) {
		r, err := eval.Decode(schema.TestCase(), record)
		return err == nil && parse(in).Match(r), err
	},
	Decode: func(in fuzz.DocumentInput) (d fuzz.Decoded) {
		recognized, o, err := compile.Recognize([]byte(in.Document), ast.Limits{})
		switch {
		case err != nil:
		case recognized == compile.Search:
			d.Recognized = "test-cases"
		case o.CloudFormation:
			d.Recognized = "cloudformation"
		default:
			d.Recognized = "q-session"
		}
		target := d.Recognized
		if in.Target != "" {
			target = in.Target
		}
		var x ast.Expr
		switch target {
		case "":
		case "test-cases":
			x, err = compile.DecodeSearch([]byte(in.Document), compile.TestCases())
		default:
			x, err = compile.DecodeTagFilter([]byte(in.Document), compile.QSession(), compile.DecodeOptions{CloudFormation: target == "cloudformation"})
		}
		if err != nil {
			d.Diagnostics = diagnostics(err)
			return d
		}
		d.Query = x.String()
		return d
	},
}

func options(in fuzz.QueryInput) searchfilter.Options {
	return searchfilter.Options{Limits: in.Limits, FoldCase: in.FoldCase, Now: in.Now}
}

func parse(in fuzz.QueryInput) searchfilter.Query { return options(in).MustParse(in.Query, in.Args...) }

func diagnostics(err error) (ds ast.Diagnostics) {
	if !errors.As(err, &ds) {
		panic(err)
	}
	return ds
}

// outcome returns the outcome with v as its result, unless that is nil.
func outcome(v any, ds ast.Diagnostics) fuzz.Outcome {
	if v == nil {
		return fuzz.Outcome{Diagnostics: ds}
	}
	return fuzz.Outcome{Result: encode(v), Diagnostics: ds}
}

func encode(v any) json.RawMessage {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err)
	}
	return bytes.TrimSpace(b.Bytes())
}

const conformanceFile = "conformance.jsonl"

// TestConformance_file holds the file to the shared cases. What it says of them
// is what stands in their sections, which people have read.
func TestConformance_file(t *testing.T) {
	suite := &fuzz.ConformanceSuite{Version: fuzz.ConformanceVersion, Now: cases.Now}
	for _, file := range cases.Load(t) {
		for _, c := range file.Cases {
			in := fuzz.QueryInput{Query: c.Query, Args: c.Args, FoldCase: c.Options.FoldCase, Limits: c.Limits, Plan: fuzz.PlanInput(c.Plan), Now: cases.Now}
			q := fuzz.QueryCase{Name: topic(file.Path) + "/" + c.Name, Input: in, Want: fuzz.QueryWant{Parse: ours.Parse(in)}}
			assert.Equal(t, c.Sections["errors"], rendered(q.Want.Parse.Diagnostics, c.Query), "%s/errors", q.Name)
			_, isTree := c.Sections["tree"]
			assert.Equal(t, isTree, q.Want.Parse.Tree != nil, "%s/tree", q.Name)
			if c.Accepted() {
				assert.Equal(t, c.Sections["canonical"], q.Want.Parse.Canonical+"\n", "%s/canonical", q.Name)
				q.Want.Search = reviewed(t, c, "test-cases", ours.Search(in))
				q.Want.TagFilter = reviewed(t, c, "q-session", ours.TagFilter(in))
				q.Want.Plan = reviewed(t, c, "plan", ours.Plan(in))
				for _, section := range []string{"match", "other"} {
					for _, line := range c.Lines(section) {
						q.Want.Records = append(q.Want.Records, fuzz.RecordVerdict{Record: json.RawMessage(line), Match: section == "match"})
					}
				}
			}
			suite.Queries = append(suite.Queries, q)
		}
	}
	for _, file := range cases.LoadDocuments(t) {
		for _, c := range file.Cases {
			in := fuzz.DocumentInput{Document: c.Document, Target: c.Target}
			d := fuzz.DocumentCase{Name: topic(file.Path) + "/" + c.Name, Input: in, Want: ours.Decode(in)}
			assert.Equal(t, strings.TrimSpace(c.Sections["recognized"]), d.Want.Recognized, "%s/recognized", d.Name)
			if query, ok := c.Sections["query"]; ok {
				assert.Equal(t, query, d.Want.Query+"\n", "%s/query", d.Name)
			} else {
				assert.Equal(t, c.Sections["problems"], rendered(d.Want.Diagnostics, c.Document), "%s/problems", d.Name)
			}
			suite.Documents = append(suite.Documents, d)
		}
	}
	require.False(t, t.Failed(), "the sections of the shared cases are stale")

	want := suiteText(suite)
	if *update {
		require.NoError(t, os.WriteFile(conformanceFile, want, 0o644))
		return
	}
	got, err := os.ReadFile(conformanceFile)
	require.NoError(t, err)
	require.True(t, bytes.Equal(want, got), "%s is stale: run go test ./fuzz -run TestConformance_file -update", conformanceFile)
	assert.Less(t, len(got), 1_500_000, "bytes of %s", conformanceFile)
	assert.Equal(t, suite, fuzz.Conformance(), "what is read is what was written")
}

func topic(path string) string { return strings.TrimSuffix(filepath.Base(path), ".txtar") }

func rendered(ds ast.Diagnostics, src string) string {
	if len(ds) == 0 {
		return ""
	}
	return ds.Render(src)
}

// reviewed returns the outcome, which is that of the sections with the prefix.
func reviewed(t *testing.T, c *cases.Case, prefix string, o fuzz.Outcome) *fuzz.Outcome {
	assert.Equal(t, strings.TrimSpace(c.Sections[prefix+".json"]), string(o.Result), "%s/%s.json", c.Name, prefix)
	assert.Equal(t, c.Sections[prefix+".txt"], rendered(o.Diagnostics, c.Query), "%s/%s.txt", c.Name, prefix)
	return &o
}

// suiteText returns the text of the suite's file.
func suiteText(s *fuzz.ConformanceSuite) []byte {
	var b bytes.Buffer
	line := func(v any) {
		b.Write(encode(v))
		b.WriteByte('\n')
	}
	line(struct {
		Format    string `json:"format"`
		Version   int    `json:"version"`
		Now       any    `json:"now"`
		Queries   int    `json:"queries"`
		Documents int    `json:"documents"`
	}{"searchfilter-conformance", s.Version, s.Now, len(s.Queries), len(s.Documents)})
	for _, c := range s.Queries {
		line(struct {
			Kind string `json:"kind"`
			fuzz.QueryCase
		}{"query", c})
	}
	for _, c := range s.Documents {
		line(struct {
			Kind string `json:"kind"`
			fuzz.DocumentCase
		}{"document", c})
	}
	return b.Bytes()
}
