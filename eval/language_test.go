package eval_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/internal/cases"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

// TestLanguage holds the evaluator to the records of the shared cases.
func TestLanguage(t *testing.T) {
	s := schema.TestCase()
	matched := map[bool]int{}
	for _, file := range cases.Load(t) {
		for _, c := range file.Cases {
			if !c.Accepted() {
				continue
			}
			x, err := parser.Options{Limits: c.Limits}.Parse(strings.TrimSpace(c.Sections["canonical"]))
			require.NoError(t, err, "%s", c.Name)
			program, err := eval.Compile(x, s, eval.Options{Limits: c.Limits, Now: cases.Now})
			require.NoError(t, err, "%s: Compile(%s)", c.Name, x)
			for _, section := range []string{"match", "other"} {
				for _, line := range c.Lines(section) {
					record, err := eval.Decode(s, []byte(line))
					require.NoError(t, err, "%s: Decode(%s)", c.Name, line)
					assert.Equal(t, section == "match", program.Match(record), "%s: Match(%s) of %s", c.Name, line, x)
					matched[section == "match"]++
				}
			}
		}
	}
	require.Greater(t, matched[true], 100)
	require.Greater(t, matched[false], 100)
	t.Logf("%d records match, %d do not", matched[true], matched[false])
}
