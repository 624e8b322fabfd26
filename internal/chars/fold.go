package chars

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Fold returns s in the form in which texts compare that differ in case alone:
// two texts are equal, or one begins with, ends with or contains the other, by
// Unicode simple folding, if and only if their forms do so byte for byte. So
// the Kelvin sign K is k, ſ is s, and ς and σ are the same. s is valid UTF-8.
func Fold(s string) string { return strings.Map(FoldRune, s) }

// HasCase reports whether s has a character that differs from another in case
// alone, so that to ignore case makes a difference. s is valid UTF-8.
func HasCase(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		if r < utf8.RuneSelf {
			return 'a' <= r|0x20 && r|0x20 <= 'z'
		}
		return unicode.SimpleFold(r) != r
	})
}

// FoldRune returns the one rune for r and all that differ from it in case alone:
// the smallest in its orbit under unicode.SimpleFold.
func FoldRune(r rune) rune {
	if r < 'a' {
		// An upper-case ASCII letter is smaller than whatever it folds to.
		return r
	}
	if r <= 'z' && r != 'k' && r != 's' {
		return r - 'a' + 'A'
	}
	least := r
	for c := unicode.SimpleFold(r); c != r; c = unicode.SimpleFold(c) {
		least = min(least, c)
	}
	return least
}

// Orbit returns the runes that differ from r in case alone, and r before them.
func Orbit(r rune) []rune {
	orbit := []rune{r}
	for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
		orbit = append(orbit, other)
	}
	return orbit
}
