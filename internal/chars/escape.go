package chars

import (
	"unicode/utf16"
	"unicode/utf8"
)

// UnicodeEscape returns the rune that the \uXXXX at the start of s stands for, and its size.
// Two of them that are a surrogate pair are one escape. For anything else, and for half of a
// pair, the rune is U+FFFD and ok is false.
func UnicodeEscape[Text string | []byte](s Text) (r rune, size int, ok bool) {
	const one = len(`\uXXXX`)
	r, ok = hex4(s)
	switch {
	case !ok:
		return utf8.RuneError, min(len(`\u`), len(s)), false
	case !utf16.IsSurrogate(r):
		return r, one, true
	}
	low, _ := hex4(s[one:])
	if r = utf16.DecodeRune(r, low); r == utf8.RuneError {
		return r, one, false
	}
	return r, 2 * one, true
}

// hex4 returns the number that \uXXXX at the start of s says.
func hex4[Text string | []byte](s Text) (r rune, ok bool) {
	if len(s) < len(`\uXXXX`) || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	for i := 2; i < len(`\uXXXX`); i++ {
		c := s[i]
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}
