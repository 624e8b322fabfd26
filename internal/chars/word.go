// Package chars has what the language says of characters: which of them make a word,
// which differ in case alone, which nobody could see, and what stands for them in quotes
// and in messages.
package chars

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// IsWordRune reports whether r may stand in a word, which is a text that needs
// no quotes: an ASCII letter or digit, one of _ - . / @ + % :, or any rune
// from U+0080 up that is neither white space, nor invisible, nor a typographic
// quotation mark.
func IsWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 0 && wordASCII[r]
	}
	return !unicode.IsSpace(r) && !IsInvisible(r) && !IsQuotationMark(r) // IsSpace is exactly Unicode's White_Space
}

// IsInvisible reports whether r is of Unicode's category Cf, such as a zero-width
// space, a soft hyphen, a byte order mark, or what changes the direction of text.
// It comes with what is copied, and nobody sees it.
func IsInvisible(r rune) bool { return unicode.Is(unicode.Cf, r) }

// IsQuotationMark reports whether r is one of ‘ ‚ ‛ “ ” „ ‟ « » ′ ″. They are what
// becomes of " and ' in a chat or a text document. The one more, ’, is an apostrophe
// as well, and may stand in a word.
func IsQuotationMark(r rune) bool {
	switch r {
	case '‘', '‚', '‛', '“', '”', '„', '‟', '«', '»', '′', '″':
		return true
	}
	return false
}

var wordASCII = func() (t [utf8.RuneSelf]bool) {
	const others = "_-./@+%:"
	for r := range t {
		letter := 'a' <= r|0x20 && r|0x20 <= 'z'
		digit := '0' <= r && r <= '9'
		t[r] = letter || digit || strings.IndexByte(others, byte(r)) >= 0
	}
	return t
}()

// IsWord reports whether s is one word of the language: not empty, valid
// UTF-8, and of word runes alone. A reserved word is a word too.
func IsWord(s string) bool {
	for _, r := range s {
		if !IsWordRune(r) {
			return false
		}
	}
	return s != "" && utf8.ValidString(s)
}

// IsReserved reports whether s, in any case, is and, or or not: the words that
// are never a field or a value unless they are quoted.
func IsReserved(s string) bool {
	return EqualFold(s, "and") || EqualFold(s, "or") || EqualFold(s, "not")
}

// TagPrefix begins a field that is a tag. It is accepted in any case.
const TagPrefix = "tag:"

// HasTagPrefix reports whether s begins with tag: in any case.
func HasTagPrefix(s string) bool {
	return len(s) >= len(TagPrefix) && EqualFold(s[:len(TagPrefix)], TagPrefix)
}

// EqualFold reports whether s and t are the same but for the case of ASCII
// letters, which is how keywords, field names and enum values are compared.
func EqualFold(s, t string) bool {
	if len(s) != len(t) {
		return false
	}
	for i := range len(s) {
		if lower(s[i]) != lower(t[i]) {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
