package solve_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/solve"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

// TestWarnings_values: a value that other languages read in another way, and none that
// stands in quotes.
func TestWarnings_values(t *testing.T) {
	for src, want := range map[string]string{
		"description = null":          "null-value write `not description exists` for whether there is a value, or quote it if it is the text",
		"tag:a != None":               "null-value write `tag:a exists` for whether there is a value, or quote it if it is the text",
		"name in (a, nil)":            "null-value quote it if it is the text",
		"name ^= undefined i":         "null-value quote it if it is the text",
		`name = "null"`:               "",
		"name = nullable":             "",
		"name = %s":                   "unexpanded put the value there, or write $1 and pass it as an argument",
		"name = :name and tag:a = b":  "unexpanded put the value there, or write $1 and pass it as an argument",
		"name = @name":                "unexpanded put the value there, or write $1 and pass it as an argument",
		`name = "{x}"`:                "unexpanded put the value there, or write $1 and pass it as an argument",
		`tag:a in ("${x}")`:           "unexpanded put the value there, or write $1 and pass it as an argument",
		`name *= "{{ .Name }}"`:       "unexpanded put the value there, or write $1 and pass it as an argument",
		`name = "%s"`:                 "",
		`name = ":name"`:              "",
		"name = a@b":                  "",
		"name = 10:00":                "",
		"name = 100%":                 "",
		"name = %20":                  "",
		`content = "{\"a\": 1}"`:      "",
		`name = "{a} and {b}"`:        "",
		"name = @":                    "",
		"status = SAVED":              "",
		`name = "{}"`:                 "",
		"not description exists":      "",
		"name = arn:aws and name = :": "",
	} {
		x, err := parser.Parse(src)
		require.NoError(t, err)
		q, err := schema.TestCase().Resolve(x, schema.Options{})
		require.NoError(t, err)
		got := ""
		for _, d := range solve.Warnings(q, solve.Options{}) {
			if d.Code == codes.NullValue || d.Code == codes.Unexpanded {
				assert.True(t, d.Warning)
				assert.Nil(t, d.Fix)
				got = string(d.Code) + " " + d.Hint
				assert.Equal(t, strings.Trim(src[d.Span.Start.Offset:d.Span.End.Offset], `"`), d.Params.Value)
			}
		}
		assert.Equal(t, want, got, src)
	}
}
