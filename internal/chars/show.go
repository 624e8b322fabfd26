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

// Excerpt returns the first 40 characters of s in double quotes, with everything escaped
// that could not be seen. Messages show the user's own text with it.
func Excerpt(s string) string { return string(AppendQuoted(nil, cut(s, 40, "…"))) }

// Clip returns the first 60 characters of a query's text, in back quotes, as a message shows
// them.
func Clip(s string) string { return "`" + Brief(s, 60) + "`" }

// Brief returns the first characters of a query's text as a message shows them. What is cut
// ends with what no query has, so that nobody takes it for one.
func Brief(s string, most int) string { return Shown(cut(s, most, " [...]")) }

// Line returns the first characters of a text, as Shown has them.
func Line(s string, most int) string { return Shown(cut(s, most, "…")) }

// Shown returns s with U+FFFD for each character that could not be seen.
func Shown(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return utf8.RuneError
		}
		return r
	}, s)
}

// cut returns the first characters of s, and more behind them if that is not all.
func cut(s string, most int, more string) string {
	if head := First(s, most); len(head) < len(s) {
		return head + more
	}
	return s
}

// First returns the first n characters of s.
func First(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// Last returns the last n characters of s.
func Last(s string, n int) string {
	i := len(s)
	for ; n > 0 && i > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(s[:i])
		i -= size
	}
	return s[i:]
}
