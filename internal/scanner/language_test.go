package scanner_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/internal/cases"
	"github.com/searchfilter/searchfilter/internal/scanner"
)

// TestLanguage holds the lexer to the shared cases: what the parser accepts has
// no token that is wrong, and the tokens are all of the text but white space.
func TestLanguage(t *testing.T) {
	for _, file := range cases.Load(t) {
		for _, c := range file.Cases {
			_, parses := c.Sections["tree"]
			l := scanner.New(c.Query, c.Limits)
			end, wrong := 0, false
			for {
				tok, err := l.Next()
				require.NoError(t, err)
				if tok.EOF() {
					break
				}
				require.LessOrEqual(t, end, tok.Pos.Offset, "%s: %q", c.Name, c.Query)
				end = tok.Pos.Offset + len(tok.Value)
				require.Equal(t, tok.Value, c.Query[tok.Pos.Offset:end])
				wrong = wrong || tok.Type == scanner.Illegal || tok.Type == scanner.Foreign
			}
			if parses {
				assert.False(t, wrong, "%s: %q has a wrong token", c.Name, c.Query)
				assert.True(t, l.Report().Empty(), "%s: Report() of %q", c.Name, c.Query)
			}
		}
	}
}
