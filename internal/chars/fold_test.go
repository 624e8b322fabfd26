package chars_test

import (
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/internal/chars"
)

// TestFold holds the form of every rune to the orbits of simple folding.
func TestFold(t *testing.T) {
	folded := 0
	for r := rune(0); r <= unicode.MaxRune; r++ {
		f := chars.FoldRune(r)
		inOrbit := f == r
		for c := unicode.SimpleFold(r); c != r; c = unicode.SimpleFold(c) {
			require.Equal(t, f, chars.FoldRune(c), "%U and %U", r, c)
			inOrbit = inOrbit || c == f
			folded++
		}
		require.True(t, inOrbit, "%U is not of the orbit of %U", f, r)
		if utf8.ValidRune(r) {
			require.Equal(t, unicode.SimpleFold(r) != r, chars.HasCase("1"+string(r)), "%U", r)
		}
	}
	t.Logf("%d pairs of runes are one under folding", folded)
	assert.Greater(t, folded, 2000)

	assert.Equal(t, chars.Fold("Kelvin ſtop ΣΑΣ"), chars.Fold("kELVIN STOP σας"))
	assert.NotEqual(t, chars.Fold("straße"), chars.Fold("strasse"), "full folding is not simple folding")
	assert.Equal(t, []rune("k\u212aK"), chars.Orbit('k'))
	assert.Equal(t, []rune("1"), chars.Orbit('1'))
	assert.Empty(t, chars.Fold(""))
	assert.False(t, chars.HasCase(""))
}
