package schema_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/cases"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

// TestLanguage holds Resolve to the canonical spellings and the errors of the
// shared cases.
func TestLanguage(t *testing.T) {
	for _, file := range append(cases.Load(t), cases.LoadKinds(t)...) {
		for _, c := range file.Cases {
			x, err := parser.Options{Limits: c.Limits}.Parse(c.Query, c.Args...)
			if err != nil {
				continue // the parser's case
			}
			y, err := c.Schema.Resolve(x, schema.Options{Limits: c.Limits, Now: cases.Now, FoldCase: c.Options.FoldCase, Zone: c.Options.Location(t)})
			if !c.Accepted() {
				require.Error(t, err, "%s: Resolve(%s)", c.Name, x)
				assert.Equal(t, c.Plain(), err.(ast.Diagnostics).Render(c.Query), "%s: Resolve(%s)", c.Name, x)
				continue
			}
			require.NoError(t, err, "%s: Resolve(%s)", c.Name, x)
			assert.Equal(t, c.Sections["canonical"], y.Written().String()+"\n", "%s: Resolve(%s)", c.Name, x)
		}
	}
}
