package hint

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
)

// TestSymbolic_negated: an operator with an ! is a negation, whether or not the language has
// it, and stays one.
func TestSymbolic_negated(t *testing.T) {
	count := 0
	for op := ast.OpEqual; op <= ast.OpGreaterEqual; op++ {
		s := op.String()
		o, ok := symbolic(s)
		require.True(t, ok && o.known, s)
		assert.Equal(t, op == ast.OpNotEqual, o.negated, s)
		assert.Equal(t, "f "+s+" a", build("f", o, "a"))
		if o.negated {
			continue
		}
		count++
		defer func(before []string) { languages = before }(languages)
		for _, isKnown := range []bool{op == ast.OpEqual, true} {
			if isKnown {
				languages = append(languages[:len(languages):len(languages)], "!"+s)
			}
			o, ok = symbolic("!" + s)
			require.True(t, ok && o.negated && o.known == isKnown, s)
			one, two := build("f", o, "a"), build("f", o, "a", "b")
			o.all = true
			assert.Equal(t, two, build("f", o, "a", "b"), "the negation of each is that of any: %s", s)
			if s == "=" {
				assert.Equal(t, "f != a", one)
				assert.Equal(t, "f not in (a, b)", two)
				continue
			}
			assert.Equal(t, "not f "+s+" a", one)
			assert.Equal(t, "not (f "+s+" a or f "+s+" b)", two)
		}
	}
	assert.Equal(t, 8, count)
	for _, word := range []string{"ne", "neq", "≠", "notin", "nin", "innot"} {
		assert.True(t, phrases[word].negated, word)
	}
	for _, s := range []string{"!<>", "<>!", "!!=", "!=!", "!=!="} {
		o, ok := symbolic(s)
		require.True(t, ok && o.twice, s)
		assert.Empty(t, build("f", o, "a"), "one negation may be meant, or none: %s", s)
	}
	for word, o := range phrases {
		assert.False(t, strings.HasPrefix(o.op, "!"), "%s is a negation of =, and not of %s", word, o.op)
	}
}
