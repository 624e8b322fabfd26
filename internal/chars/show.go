package chars

import (
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Quote returns s as a query spells the value s: bare if it is a word that is not
// reserved, else in double quotes with the necessary escapes. Bytes that are not UTF-8
// have no spelling and come out as U+FFFD.
func Quote(s string) string { return string(AppendValue(nil, s)) }

// AppendValue appends what Quote returns to b.
func AppendValue(b []byte, s string) []byte {
	if IsWord(s) && !IsReserved(s) {
		return append(b, s...)
	}
	return AppendQuoted(b, s)
}

// AppendQuoted appends s to b in double quotes, with everything escaped that could not be
// seen. Bytes that are not UTF-8 have no spelling and come out as U+FFFD.
func AppendQuoted(b []byte, s string) []byte {
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r == '\n':
			b = append(b, `\n`...)
		case r == '\t':
			b = append(b, `\t`...)
		case r == '\r':
			b = append(b, `\r`...)
		case unicode.IsControl(r):
			b = appendU(b, r)
		case r > 0xFFFF && !unicode.IsPrint(r):
			hi, lo := utf16.EncodeRune(r)
			b = appendU(appendU(b, hi), lo)
		case r > 0x7F && !unicode.IsPrint(r):
			b = appendU(b, r) // a line separator, say: nobody could see it
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"')
}

func appendU(b []byte, r rune) []byte {
	const hex = "0123456789abcdef"
	return append(b, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
}

// Excerpt returns s in double quotes, cut behind 40 characters, with everything escaped
// that could not be seen. Messages show the user's own text with it.
func Excerpt(s string) string {
	const most = 40
	if end := behind(s, most); end < len(s) {
		s = s[:end] + "…"
	}
	return string(AppendQuoted(nil, s))
}

// Clip returns the text of a query as a message shows it: cut behind 60 characters, in
// back quotes.
func Clip(s string) string { return "`" + Brief(s, 60) + "`" }

// Brief returns at most that many characters of the text of a query, with U+FFFD for those
// that could not be seen. What is cut ends with what no query has, so that nobody takes it
// for one.
func Brief(s string, most int) string {
	if end := behind(s, most); end < len(s) {
		s = s[:end] + " [...]"
	}
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return utf8.RuneError
		}
		return r
	}, s)
}

// behind returns where the first n characters of s end.
func behind(s string, n int) int {
	for i := range s {
		if n == 0 {
			return i
		}
		n--
	}
	return len(s)
}
