package ast

import (
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"golang.org/x/text/width"
)

// IsWide is for the tests of what is shown.
func IsWide(r rune) bool { return unicode.Is(wide, r) }

// TestWide holds the table to golang.org/x/text/width, which this package must not import.
// That has a newer Unicode with a newer Go.
func TestWide(t *testing.T) {
	letters, symbols, wrong := 0, 0, 0
	for r := rune(0); r <= unicode.MaxRune; r++ {
		k := width.LookupRune(r).Kind()
		isWide := k == width.EastAsianWide || k == width.EastAsianFullwidth
		switch {
		case unicode.IsLetter(r) && isWide:
			letters++
			assert.True(t, IsWide(r), "%U", r)
		case isWide:
			symbols++
		}
		if isWide != IsWide(r) && unicode.IsPrint(r) {
			wrong++
		}
	}
	t.Logf("%d wide letters, %d wide symbols; %d runes are not as they should be", letters, symbols, wrong)
	assert.Greater(t, letters, 100_000)
	assert.Less(t, wrong, 1000)
}
