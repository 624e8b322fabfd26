package fuzz

import (
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/meaning"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/schema"
)

// TestOddRecords: an evaluator has an answer for records that no service gives.
func TestOddRecords(t *testing.T) {
	s := schema.TestCase()
	r := rand.New(rand.NewSource(1))
	reach, selected := map[string]int{}, map[bool]int{}
	for range 1000 {
		q := resolved(s, Trees(s)(r, 1+r.Intn(6)))
		x := q.Expr()
		rec := oddRecords(s, x)(r, 2)
		for _, f := range s.Fields {
			v, ok := rec[f.Name].(string)
			known := kinds.Spelled(f.Values, v) >= 0
			switch {
			case f.Kind != schema.Enum || !ok:
			case !known:
				reach["unknown enum"]++
			case !slices.Contains(f.Values, v):
				reach["enum in another case"]++
			}
		}
		folded, err := s.Resolve(x, schema.Options{FoldCase: true})
		require.NoError(t, err)
		for _, q := range []*schema.Resolved{q, folded} {
			want := meaning.Language{Schema: s}.Selects(q.Expr(), rec)
			require.Equal(t, want, eval.Compile(q)(mustRecord(s, rec)), "%v of %s", q, show(rec))
			selected[want]++
		}
	}
	t.Logf("%v, selected %v", reach, selected)
	for _, what := range []string{"enum in another case", "unknown enum"} {
		assert.GreaterOrEqual(t, reach[what], 100, what)
	}
	assert.GreaterOrEqual(t, min(selected[true], selected[false]), 300)
}

// TestRecords_near: texts that a language with other rules takes for what is asked
// for, values behind the first ten of an in, and keys that are nearly one asked for.
func TestRecords_near(t *testing.T) {
	s := schema.TestCase()
	r := rand.New(rand.NewSource(1))
	reach := map[string]int{}
	full := strings.NewReplacer("\u00df", "ss", "\ufb01", "fi", "\u0130", "i\u0307")
	const runs = 4000
	for range runs {
		x := resolved(s, Trees(s)(r, 1+r.Intn(10))).Expr()
		rec := Records(s, x)(r, 2)
		seen := map[string]bool{}
		for c := range ast.Comparisons(x) {
			name := recordKey(c.Field)
			v, ok := rec[name].(string)
			for i, w := range c.Values {
				seen["late in a list"] = seen["late in a list"] || ok && i > 10 && v == w.Text
				if !ok || v == w.Text || s.KindOf(c.Field) != schema.Text {
					continue
				}
				seen["same in full case folding"] = seen["same in full case folding"] || full.Replace(v) == full.Replace(w.Text)
				seen["same but for white space"] = seen["same but for white space"] || strings.Join(strings.Fields(v), " ") == strings.Join(strings.Fields(w.Text), " ")
			}
			if s.KindOf(c.Field) == schema.Time && len(c.Values) > 0 && strings.ContainsAny(c.Values[0].Text, "tz") {
				seen["t or z in a query"] = true
			}
			if c.Field.Tag {
				seen["field's name for a key"] = seen["field's name for a key"] || s.Lookup(c.Field.Name) >= 0
				for other := range rec {
					key, tag := strings.CutPrefix(other, chars.TagPrefix)
					if !tag || key == c.Field.Name {
						continue
					}
					seen["key in another case"] = seen["key in another case"] || strings.EqualFold(key, c.Field.Name)
					seen["key with white space"] = seen["key with white space"] || strings.TrimSpace(key) == strings.TrimSpace(c.Field.Name)
				}
			}
		}
		for _, f := range s.Fields {
			v, _ := rec[f.Name].(string)
			seen["t or z in a record"] = seen["t or z in a record"] || f.Kind == schema.Time && strings.HasSuffix(v, "z")
		}
		for what, is := range seen {
			if is {
				reach[what]++
			}
		}
	}
	t.Logf("of %d: %v", runs, reach)
	for _, what := range []string{
		"late in a list", "same in full case folding", "same but for white space", "t or z in a query", "t or z in a record",
		"field's name for a key", "key in another case", "key with white space",
	} {
		assert.GreaterOrEqual(t, reach[what], runs/200, what)
	}
}

// TestRecords_apart: of the operators on a text each two are told apart, where one
// condition is all that a query asks for and where it is the second of two.
func TestRecords_apart(t *testing.T) {
	s := schema.TestCase()
	l := meaning.Language{Schema: s}
	r := rand.New(rand.NewSource(1))
	ops := []ast.Op{ast.OpEqual, ast.OpHasPrefix, ast.OpContains, ast.OpHasSuffix, ast.OpExists}
	const runs = 1000
	least := runs
	for _, op := range ops {
		c := condition(ast.Name("description"), op)
		for _, x := range []ast.Expr{c, ast.All(ast.Compare(ast.Tag("a"), ast.OpEqual, "b"), c), ast.Any(ast.Compare(ast.Tag("a"), ast.OpEqual, "b"), c)} {
			apart := map[ast.Op]int{}
			for range runs {
				rec := Records(s, x)(r, 2)
				for _, other := range ops {
					y := tree.Map(x, func(c *ast.Comparison) *ast.Comparison {
						if c.Field.Tag {
							return c
						}
						return condition(c.Field, other)
					})
					if l.Selects(x, rec) != l.Selects(y, rec) {
						apart[other]++
					}
				}
			}
			for _, other := range ops {
				if other != op {
					least = min(least, apart[other])
					assert.GreaterOrEqual(t, apart[other], runs/40, "%v with %v", x, other)
				}
			}
		}
	}
	t.Logf("the least often that two are told apart is %d times in %d", least, runs)
}

func condition(f ast.Field, op ast.Op) *ast.Comparison {
	c := &ast.Comparison{Field: f, Op: op}
	if op != ast.OpExists {
		c.Values = []ast.Value{{Text: "smoke"}}
	}
	return c
}
