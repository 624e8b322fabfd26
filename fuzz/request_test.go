package fuzz

import (
	"errors"
	"math/rand"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/decompile"
	"github.com/searchfilter/searchfilter/internal/cases"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/qconnect"
	"github.com/searchfilter/searchfilter/schema"
)

// decode returns what the target's decoder says.
func decode(document string, t compile.Target) (ast.Expr, error) {
	q, err := decompile.Decode([]byte(document), t, ast.Limits{})
	return q.Expr(), err
}

// eachSpelling runs f for each way to write a request, with targets of the package
// compile and of other people.
func eachSpelling(t *testing.T, f func(*testing.T, string, compile.Target)) {
	for name, target := range targets() {
		if name == "silent" {
			continue // it has no tags to filter on
		}
		t.Run(name, func(t *testing.T) { f(t, name, target) })
		if target.Criteria == nil {
			t.Run(name+" in CloudFormation", func(t *testing.T) {
				target.Filter = qconnect.ContentCFN().Filter
				target.Members = qconnect.ContentCFN().Members
				f(t, "CloudFormation", target)
			})
		}
	}
}

func TestRequests(t *testing.T) {
	eachSpelling(t, func(t *testing.T, name string, target compile.Target) {
		r := rand.New(rand.NewSource(1))
		reach := map[string]int{}
		for i := range 400 {
			size := i % 20
			if i%200 == 199 {
				size = 3000
			}
			document := requests(target)(r, size)
			x, err := decode(document, target)
			require.NoError(t, err, "%s", document)
			for what, is := range map[string]bool{
				"empty":       tree.IsEmpty(x),
				"one line":    !strings.Contains(document, "\n"),
				"white space": strings.Contains(document, "\t\r\n  "),
				"escape":      strings.Contains(document, `\u`),
				"surrogate":   strings.Contains(strings.ToLower(document), `\ud8`),
				"session":     strings.Contains(document, `"session"`),
				"alone":       !strings.Contains(document, "InstanceId") && !strings.Contains(document, "tagFilter"),
				"rows":        strings.Contains(document, "rConditions"),
				"status":      strings.Contains(document, "StatusCondition"),
				"both":        strings.Contains(document, "SearchFilter") && strings.Contains(document, "SearchCriteria"),
				"field name":  strings.Contains(document, "NAME"),
				"longest key": longestKey(x) == 128,
			} {
				if is {
					reach[what]++
				}
			}
		}
		t.Log(reach)
		want := map[string][]string{
			"test cases":     {"empty", "one line", "white space", "escape", "surrogate", "alone", "rows", "status", "both", "field name", "longest key"},
			"session":        {"one line", "white space", "escape", "session", "alone", "rows", "longest key"},
			"CloudFormation": {"one line", "white space", "escape", "rows"},
		}
		for _, what := range want[name] {
			assert.GreaterOrEqual(t, reach[what], 5, what)
		}
	})
}

// longestKey returns how many characters the longest key has.
func longestKey(x ast.Expr) (longest int) {
	for c := range ast.Comparisons(x) {
		if c.Field.Tag {
			longest = max(longest, utf8.RuneCountInString(c.Field.Name))
		}
	}
	return longest
}

// TestMutantRequests: most are refused, for each reason that a document can be.
func TestMutantRequests(t *testing.T) {
	reach := map[ast.Code]int{}
	documents, refused := 0, 0
	eachSpelling(t, func(t *testing.T, name string, target compile.Target) {
		r := rand.New(rand.NewSource(1))
		for i := range effort.Cases(300, 4000) {
			text := mutantRequests(target)(r, i%15)
			documents++
			_, err := decode(text, target)
			var ds ast.Diagnostics
			if errors.As(err, &ds) {
				refused++
				for _, d := range ds {
					reach[d.Code]++
				}
			}
		}
	})
	t.Logf("%d of %d are refused: %v", refused, documents, reach)
	assert.Greater(t, refused, documents*3/4)
	for _, code := range []ast.Code{
		codes.WrongType, codes.InvalidJSON, codes.InvalidEscape, codes.InvalidUTF8, codes.EmptyList, codes.OneMember, codes.UnknownMember,
		codes.DuplicateMember, codes.MissingMember, codes.ForbiddenTag, codes.UnknownValue, codes.UnknownField,
	} {
		assert.GreaterOrEqual(t, reach[code], 20, code)
	}
}

func TestMutantQueries(t *testing.T) {
	all := map[ast.Code]int{}
	for name, s := range map[string]*schema.Schema{
		"test case": schema.TestCase(),
		"kinds":     cases.Kinds,
		"tags":      schema.MustNew(schema.Schema{Name: "page", Tags: "Tags"}),
		"fields":    schema.MustNew(schema.Schema{Name: "page", Fields: []schema.Field{{Name: "title"}}}),
	} {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewSource(1))
			for i := range effort.Cases(500, 1500) {
				m := mutantQueries(s)(r, i%15)
				_, err := searchfilter.Options{Schema: s}.Parse(m.text)
				require.ErrorIs(t, err, m.code, "%q", m.text)
				all[m.code]++
			}
		})
	}
	t.Logf("%d codes: %v", len(all), all)
	assert.GreaterOrEqual(t, len(all), 24)
	for code, n := range all {
		assert.GreaterOrEqual(t, n, 5, code)
	}
}

// TestRequests/records: the records near a query that was decoded are found and not.
func TestRequests_records(t *testing.T) {
	target := connect.TestCases()
	r := rand.New(rand.NewSource(1))
	both := 0
	const documents = 300
	for range documents {
		x, err := decode(requests(target)(r, 4), target)
		require.NoError(t, err)
		y, err := parser.Parse(x.String())
		require.NoError(t, err)
		require.True(t, tree.Equal(x, y))
		found := map[bool]bool{}
		for range 20 {
			found[selects(x, Records(schema.TestCase(), x)(r, 2))] = true
		}
		if len(found) == 2 {
			both++
		}
	}
	t.Logf("both answers for %d of %d documents", both, documents)
	assert.Greater(t, both, documents/2)
}
