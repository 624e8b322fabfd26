package ast_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/cases"
	"github.com/searchfilter/searchfilter/parser"
)

// TestLanguage holds String and Validate to the canonical texts of the shared
// cases.
func TestLanguage(t *testing.T) {
	for _, file := range cases.Load(t) {
		for _, c := range file.Cases {
			if !c.Accepted() {
				continue
			}
			want := strings.TrimSuffix(c.Sections["canonical"], "\n")
			x, err := parser.Options{Limits: c.Limits}.Parse(want)
			require.NoError(t, err, "%s: Parse(%q)", c.Name, want)
			assert.Equal(t, want, x.String(), "%s", c.Name)
			assert.NoError(t, ast.Validate(x, c.Limits), "%s: Validate(%s)", c.Name, want)
		}
	}
}
