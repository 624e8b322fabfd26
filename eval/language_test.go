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
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/meaning"
	"github.com/searchfilter/searchfilter/internal/tree"
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
			q, err := s.Resolve(x, schema.Options{Limits: c.Limits, Now: cases.Now, FoldCase: c.Options.FoldCase, Zone: c.Options.Location(t)})
			require.NoError(t, err, "%s: Resolve(%s)", c.Name, x)
			program := eval.Compile(q)
			for _, section := range []string{"match", "other"} {
				for _, line := range c.Lines(section) {
					record, err := eval.Decoder(s)([]byte(line))
					require.NoError(t, err, "%s: Decode(%s)", c.Name, line)
					assert.Equal(t, section == "match", program(record), "%s: Match(%s) of %s", c.Name, line, x)
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
// and records of package fuzz, in which some comparisons ignore case, and once more
// with those of all text fields ignoring it.
func TestTrees(t *testing.T) {
	s := schema.TestCase()
	r := rand.New(rand.NewSource(1))
	const perTree = 10
	trees := effort.Cases(300, 1500)
	selected, both, byCase, folding, tags, exact, mixed := 0, 0, 0, 0, 0, 0, 0
	for i := range trees {
		random := fuzz.Trees(s)(r, 1+i%40)
		q, err := s.Resolve(random, schema.Options{Now: cases.Now, Limits: ast.Limits{Bytes: 1 << 20}})
		require.NoError(t, err)
		f, err := s.Resolve(random, schema.Options{Now: cases.Now, Limits: ast.Limits{Bytes: 1 << 20}, FoldCase: true})
		require.NoError(t, err)
		some, all := eval.Compile(q), eval.Compile(f)
		x := q.Expr()
		strict := tree.Map(x, func(c *ast.Comparison) *ast.Comparison { return withFold(c, false) })
		loose := tree.Map(x, func(c *ast.Comparison) *ast.Comparison {
			text := !c.Field.Tag && kinds.Folds(s.KindOf(c.Field)) && c.Op != ast.OpExists
			return withFold(c, c.Fold || text)
		})
		var folds, regards bool
		for c := range ast.Comparisons(x) {
			switch {
			case c.Fold:
				folds = true
				folding++
				if c.Field.Tag {
					tags++
				}
			case kinds.Folds(s.KindOf(c.Field)) && c.Op != ast.OpExists:
				regards = true
				exact++
			}
		}
		if folds && regards {
			mixed++
		}
		n := 0
		for range perTree {
			m := fuzz.Records(s, x)(r, 3)
			record, err := eval.NewRecord(s, m)
			require.NoError(t, err, "%v", m)
			selects := func(x ast.Expr) bool { return meaning.Language{Schema: s}.Selects(x, m) }
			want, folded := selects(x), selects(loose)
			require.Equal(t, want, some(record), "%v of %q", x, m)
			require.Equal(t, folded, all(record), "%v of %q, with FoldCase", x, m)
			if want {
				n++
			}
			if want != folded || want != selects(strict) {
				byCase++
			}
		}
		selected += n
		if 0 < n && n < perTree {
			both++
		}
	}
	t.Logf("%d of %d records selected, both answers for %d of %d trees, case decides %d", selected, trees*perTree, both, trees, byCase)
	t.Logf("%d comparisons ignore case, %d of them of tags, and %d do not; %d trees have both", folding, tags, exact, mixed)
	assert.Greater(t, both, trees/2)
	assert.Greater(t, byCase, 50)
	assert.Greater(t, mixed, trees/10)
	assert.Greater(t, tags, trees/20)
}

// withFold returns c, ignoring case or not.
func withFold(c *ast.Comparison, fold bool) *ast.Comparison {
	d := *c
	d.Fold = fold
	return &d
}
