package compile_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/internal/cases"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/qconnect"
	"github.com/searchfilter/searchfilter/schema"
)

// TestLanguage holds both compilers to the JSON and the diagnostics of the
// shared cases.
func TestLanguage(t *testing.T) {
	for _, file := range cases.Load(t) {
		for _, c := range file.Cases {
			if !c.Accepted() {
				continue
			}
			x, err := parser.Options{Limits: c.Limits}.Parse(c.Query, c.Args...)
			require.NoError(t, err, "%s", c.Name)
			q, err := schema.TestCase().Resolve(x, schema.Options{Limits: c.Limits, Now: cases.Now, FoldCase: c.Options.FoldCase, Zone: c.Options.Location(t)})
			require.NoError(t, err, "%s", c.Name)

			req, err := compile.Compile(q, connect.TestCases())
			if err == nil {
				err = warnings(req.Warnings)
				assert.JSONEq(t, c.Sections["test-cases.json"], encode(t, req), "%s: SearchTestCases(%s)", c.Name, x)
			}
			assert.Equal(t, c.Sections["test-cases.txt"], rendered(err, c.Query), "%s: SearchTestCases(%s)", c.Name, x)

			filter, err := compile.Compile(q, qconnect.Session())
			if err == nil {
				err = warnings(filter.Warnings)
				assert.JSONEq(t, c.Sections["q-session.json"], string(filter.Member("tagFilter")), "%s: TagFilter(%s)", c.Name, x)
			}
			assert.Equal(t, c.Sections["q-session.txt"], rendered(err, c.Query), "%s: TagFilter(%s)", c.Name, x)
		}
	}
}

func encode(t *testing.T, v any) string {
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return string(b)
}

func warnings(ds ast.Diagnostics) error {
	if len(ds) == 0 {
		return nil
	}
	return ds
}

func rendered(err error, src string) string {
	if err == nil {
		return ""
	}
	return err.(ast.Diagnostics).Render(src)
}
