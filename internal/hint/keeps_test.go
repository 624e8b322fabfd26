package hint_test

import (
	"math/rand"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/hint"
	"github.com/searchfilter/searchfilter/schema"
)

var (
	// joining matches what joins conditions or values. Where several stand in a row, or with
	// a parenthesis that nothing opens between them, one is enough.
	joining = regexp.MustCompile(`(?:\bnor\b[ )]*)+|(?:\b(?:and|or)\b|,|&&|\|\|)(?: *(?:\b(?:and|or)\b|,|&&|\|\||\)))*`)

	// edge matches the commas before the first value of a list, and those behind the last.
	edge = regexp.MustCompile(`((?:\bin|\bnin|\bnot|\b(?:n?either)|[(\[]) *)(?:, *)+|(?:, *)+([)\]]|$)`)

	// negating matches each negation.
	negating = regexp.MustCompile(`\b(?:not|isn't|neither|ne|nin)\b|!|<>`)
)

// TestImprove_keeps: a fix drops no connective and no negation. A connective may become the
// comma of a list, and a negation part of an operator.
func TestImprove_keeps(t *testing.T) {
	tokens := strings.Fields(`name name name status description tag:k = == == != <> !<> ne nin : in in is isn't contains *= exists
		not not not ! and and or or nor && || , , ( ) [ ] either neither a a b b SAVED i "x" 2`)
	r := rand.New(rand.NewSource(1))
	count := map[string]int{}
	n := effort.Cases(5_000, 100_000)
	for range n {
		words := []string{"name"}
		for range 1 + r.Intn(8) {
			words = append(words, tokens[r.Intn(len(tokens))])
		}
		src := strings.Join(words, " ")
		ds := check(src)
		if len(ds) == 0 || strings.Count(src, "'") > 1 { // what stands between two apostrophes is a string
			continue
		}
		fixed := hint.Improve(src, ds, schema.TestCase(), check).Fixed(src)
		if fixed == src {
			continue
		}
		count["fixed"]++
		for what, of := range map[string]*regexp.Regexp{"connectives": joining, "negations": negating} {
			before, after := len(of.FindAllString(edge.ReplaceAllString(src, "$1$2"), -1)), len(of.FindAllString(fixed, -1))
			if before > 0 {
				count[what]++
			}
			assert.GreaterOrEqual(t, after, before, "%s of %s, which is fixed to %s", what, src, fixed)
		}
	}
	t.Log(count)
	assert.Greater(t, count["connectives"], n/20)
	assert.Greater(t, count["negations"], n/20)
}
