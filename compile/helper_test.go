package compile_test

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/internal/cases"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

// parse returns what the text says about test cases.
func parse(t testing.TB, query string) *schema.Resolved {
	t.Helper()
	return parseOf(t, schema.TestCase(), query)
}

// parseOf returns what the text says about the records of s.
func parseOf(t testing.TB, s *schema.Schema, query string) *schema.Resolved {
	t.Helper()
	x, err := parser.Parse(query)
	require.NoError(t, err, "Parse(%s)", query)
	return resolveOf(t, s, x)
}

// resolve returns what the tree says about test cases.
func resolve(t testing.TB, x ast.Expr) *schema.Resolved {
	t.Helper()
	return resolveOf(t, schema.TestCase(), x)
}

// resolveOf returns what the tree says about the records of s.
func resolveOf(t testing.TB, s *schema.Schema, x ast.Expr) *schema.Resolved {
	t.Helper()
	q, err := s.Resolve(x, schema.Options{Now: cases.Now})
	require.NoError(t, err, "Resolve(%v)", x)
	return q
}

// textOf returns the text of a query, and none for a residual that is not there.
func textOf(q *schema.Resolved) string {
	if q == nil {
		return ""
	}
	return q.String()
}

// folded returns how many conditions of x ignore case.
func folded(x ast.Expr) (n int) {
	for c := range ast.Comparisons(x) {
		if c.Fold {
			n++
		}
	}
	return n
}

// searchOf returns the target of a search for records of the schema, which sends of its
// fields what SearchTestCases does.
func searchOf(s *schema.Schema) compile.Target {
	t := connect.TestCases()
	t.Schema = s
	maps.DeleteFunc(t.Fields, func(name string, _ compile.Leaf) bool { return s.Lookup(name) < 0 })
	t.Closed = slices.DeleteFunc(t.Closed, func(name string) bool { return s.Lookup(name) < 0 })
	return t
}

// describe returns a line for each diagnostic: its code, the text of the query
// that it points at, and what it says.
func describe(query string, ds ast.Diagnostics) []string {
	var lines []string
	for _, d := range ds {
		at := query[d.Span.Start.Offset:d.Span.End.Offset]
		line := string(d.Code) + " [" + at + "] " + d.Message
		if d.Hint != "" {
			line += "; " + d.Hint
		}
		lines = append(lines, line)
	}
	return lines
}

// A compileTest is a query and what becomes of it: the JSON and the warnings,
// or the errors.
type compileTest struct {
	query    string
	json     string
	warnings []string
	errors   []string
}

func searchTestCases(q *schema.Resolved, t compile.Target) (any, ast.Diagnostics, error) {
	r, err := compile.Compile(q, t)
	if err != nil {
		return nil, nil, err
	}
	return r, r.Warnings, nil
}

func tagFilter(q *schema.Resolved, t compile.Target) (any, ast.Diagnostics, error) {
	f, err := compile.Compile(q, t)
	if err != nil {
		return nil, nil, err
	}
	return f.Member("tagFilter"), f.Warnings, nil
}

func run(
	t *testing.T,
	compileQuery func(*schema.Resolved, compile.Target) (any, ast.Diagnostics, error),
	target compile.Target,
	tests []compileTest,
) {
	t.Helper()
	for _, test := range tests {
		name := test.query
		if len(name) > 80 {
			name = name[:80]
		}
		t.Run(name, func(t *testing.T) {
			q := parseOf(t, target.Schema, test.query)
			before := q.String()
			result, warnings, err := compileQuery(q, target)
			assert.Equal(t, before, q.String(), "the tree stays as it was")
			if test.errors != nil {
				var ds ast.Diagnostics
				require.True(t, errors.As(err, &ds), "error %v", err)
				assert.Equal(t, test.errors, describe(test.query, ds))
				for _, d := range ds {
					assert.False(t, d.Warning, d.Code)
				}
				return
			}
			require.NoError(t, err)
			body, err := json.Marshal(result)
			require.NoError(t, err)
			assert.Equal(t, test.json, string(body))
			assert.Equal(t, test.warnings, describe(test.query, warnings))
			for _, w := range warnings {
				assert.True(t, w.Warning, w.Code)
			}
		})
	}
}

// product returns the and of n ors, each of two tags with different keys.
func product(n int) string {
	factors := make([]string, n)
	for i := range factors {
		key := string(rune('a'+i%26)) + strings.Repeat("x", i/26)
		factors[i] = "(tag:" + key + "=1 or tag:" + key + "y=1)"
	}
	return strings.Join(factors, " and ")
}
