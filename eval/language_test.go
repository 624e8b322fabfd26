package eval_test

import (
	"math/rand"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/fuzz"
	"github.com/searchfilter/searchfilter/internal/cases"
	"github.com/searchfilter/searchfilter/internal/meaning"
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
			program, err := eval.Compile(x, s, eval.Options{Limits: c.Limits, Now: cases.Now, FoldCase: c.Options.FoldCase})
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

// TestTrees holds programs for test cases against the interpreter, with the trees
// and records of package fuzz.
func TestTrees(t *testing.T) {
	s := schema.TestCase()
	r := rand.New(rand.NewSource(1))
	const trees, perTree = 1500, 10
	selected, both, byCase := 0, 0, 0
	for i := range trees {
		x, err := s.Resolve(fuzz.Trees(s)(r, 1+i%40), schema.Options{Now: cases.Now})
		require.NoError(t, err)
		exact, err := eval.Compile(x, s, eval.Options{Limits: ast.Limits{Bytes: 1 << 20}})
		require.NoError(t, err)
		fold, err := eval.Compile(x, s, eval.Options{Limits: ast.Limits{Bytes: 1 << 20}, FoldCase: true})
		require.NoError(t, err)
		n := 0
		for range perTree {
			record := eval.Map(fuzz.Records(s, x)(r, 3))
			want := meaning.Language{Schema: s}.Selects(x, meaning.Map(record))
			folded := meaning.Language{Schema: s, FoldCase: true}.Selects(x, meaning.Map(record))
			require.Equal(t, want, exact.Match(record), "%v of %q", x, record)
			require.Equal(t, folded, fold.Match(record), "%v of %q, with case folded", x, record)
			if want {
				n++
			}
			if want != folded {
				byCase++
			}
		}
		selected += n
		if 0 < n && n < perTree {
			both++
		}
	}
	t.Logf("%d of %d records selected, both answers for %d of %d trees, case decides %d", selected, trees*perTree, both, trees, byCase)
	assert.Greater(t, both, trees/2)
	assert.Greater(t, byCase, 50)
}
