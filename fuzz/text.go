package fuzz

import (
	"math/rand"
	"strings"
)

// pieces are what texts are made of. Few are letters, since little goes wrong
// with letters.
var pieces = []string{
	"a", "b", "ab", "smoke", "Smoke", "SMOKE", "1", "-7d", "2026-01-31",
	"", " ", "  ", "\t", "\n", "\r\n", "\x00", "\x1b", "\x7f",
	`"`, `'`, `"it's"`, `\`, `\\`, `\n`, `\u0041`, "`", "$1", "$",
	"=", "!=", "^=", "*=", "$=", "<", ">=", "==", "&&", "||", "(", ")", ",", ";", "*", "%", "_",
	"and", "OR", "Not", "in", "exists", "startswith", "contains", "endswith", "LIKE", "null",
	"tag:", "TAG:x", "aws:", "name", "status", "SAVED", "a.b/c", "team:role", "x@y", "cost center",
	"\u00e9", "e\u0301", "\u00df", "ss", "\ufb01", "\u0130", "\u0131", "\u03c2", "\u212a", "\u017f",
	"\u0085", "\u00a0", "\u00ad", "\u200b", "\u2028", "\u202e", "\u3000", "\ufeff", "\ufffd", "\U000e0041",
	"\u5317\u4eac", "\U0001f600", "\U0001f468\u200d\U0001f469", "\U00010000", "\U0010ffff",
}

// lengths are those at which AWS's rules for keys and values change.
var lengths = []int{128, 129, 256, 257}

// Texts returns a text of at most size pieces, which is valid UTF-8 and nasty:
// now and then empty, or exactly as long as AWS allows or one character longer,
// whatever the size.
func Texts(r *rand.Rand, size int) string {
	if rarely(r, 20) {
		return strings.Repeat(pick(r, []string{"a", "a", "\u00e9", "\U0001f600"}), pick(r, lengths))
	}
	var b strings.Builder
	for range 1 + r.Intn(min(max(size, 1), 3)) {
		b.WriteString(pick(r, pieces))
	}
	return b.String()
}
