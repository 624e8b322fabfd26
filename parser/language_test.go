package parser_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/cases"
	"github.com/searchfilter/searchfilter/parser"
)

// TestLanguage holds the parser to the trees of the shared cases, and to their
// errors: a case without a tree is one that it refuses.
func TestLanguage(t *testing.T) {
	for _, file := range cases.Load(t) {
		for _, c := range file.Cases {
			x, err := parser.Options{Limits: c.Limits}.Parse(c.Query, c.Args...)
			tree, ok := c.Sections["tree"]
			if !ok {
				require.Error(t, err, "%s: Parse(%q)", c.Name, c.Query)
				for _, d := range err.(ast.Diagnostics) {
					assert.Contains(t, c.Plain(), d.Message, "%s: Parse(%q)", c.Name, c.Query)
				}
				continue
			}
			require.NoError(t, err, "%s: Parse(%q)", c.Name, c.Query)
			assert.Equal(t, tree, cases.Tree(x), "%s: Parse(%q)", c.Name, c.Query)
		}
	}
}
