package hint_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/hint"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

// check is a Checker for test cases.
func check(src string) ast.Diagnostics {
	x, report := parser.Options{}.ParsePartial(src)
	_, err := schema.TestCase().Resolve(x, schema.Options{})
	report.AddAll(err)
	return report.Diagnostics()
}

// TestImprove_work: what is checked is bounded, and of a long text little more than its
// length.
func TestImprove_work(t *testing.T) {
	const size = 60 << 10
	for _, part := range []string{
		"name == 'a' or ", "name starts with x and ", "(name in ['a'] or ", "(name in a) or ", "'O'Brien' ", `name = "a"b and `, "a or ",
		"name = x y ", `"`, "'", "name = a or b or ", "tag:a b ", "[?", "{", "! ", "((", "()", "a, ", "name in (a, ", "-name:a ", "not ",
	} {
		src := strings.Repeat(part, size/len(part))
		ds := check(src)
		require.NotEmpty(t, ds)
		texts, bytes := 0, 0
		hint.Improve(src, ds, schema.TestCase(), func(s string) ast.Diagnostics {
			texts++
			bytes += len(s)
			return check(s)
		})
		assert.LessOrEqual(t, texts, 400, "%q", part)
		assert.LessOrEqual(t, bytes, 3*size+100_000, "%q", part)
	}
}

// TestImprove_nothing: what cannot be looked into stays as it is.
func TestImprove_nothing(t *testing.T) {
	for _, src := range []string{"name = a and \xff == b", strings.Repeat("(", 200), "name = " + strings.Repeat("a", 1<<17)} {
		ds := check(src)
		require.NotEmpty(t, ds)
		assert.Equal(t, ds, hint.Improve(src, ds, schema.TestCase(), check))
	}
	assert.Nil(t, hint.Improve("name = a", nil, schema.TestCase(), check))
}

// TestImprove_whole: a query in another language, or in quotes, is one fix.
func TestImprove_whole(t *testing.T) {
	for src, want := range map[string]string{
		`"name = a"`:                   "name = a",
		"[?Status=='SAVED']":           "Status='SAVED'",
		"WHERE name == 'a'":            "name = 'a'",
		"select(.Name == \"a\")":       `Name = "a"`,
		"name = 'O'Brien' or name = b": `name = "O'Brien" or name = b`,
	} {
		assert.Equal(t, want, hint.Improve(src, check(src), schema.TestCase(), check).Fixed(src))
	}
}
