package hint

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/internal/chars"
)

// quoted returns the piece that begins with the quote at the start of s. That is a string,
// or what is meant as one: 'O'Brien', "say "hello"", "smoke.
func quoted(s string) (k kind, text, meant string) {
	whole := 1 // how much the lexer takes for a string
	for whole < len(s) && s[whole] != s[0] {
		if s[whole] == '\\' {
			whole++
		}
		whole++
	}
	whole++
	switch inner, n := innerQuotes(s); {
	case n > 0 && n != whole:
		return misquoted, s[:n], inner
	case whole <= len(s):
		return str, s[:whole], ""
	}
	rest := strings.TrimRight(s[1:], " \t\r\n")
	if inner := strings.TrimRight(rest, `"'`); chars.IsWord(inner) && len(rest)-len(inner) <= 1 {
		return misquoted, s[:1+len(rest)], inner
	}
	return other, s, ""
}

// ended reports whether a condition can end before s.
func ended(s string) bool {
	t := strings.TrimLeft(s, " \t\r\n")
	if t == "" || strings.IndexByte(")],", t[0]) >= 0 || strings.HasPrefix(t, "&&") || strings.HasPrefix(t, "||") {
		return true
	}
	w, _, _ := strings.Cut(t[:min(len(t), len("and "))], " ")
	return len(t) < len(s) && (chars.EqualFold(w, "and") || chars.EqualFold(w, "or"))
}

// innerQuotes returns the text that is meant to stand in the quotes with which s begins,
// and how many bytes it has with them. The text has an even number of quotes of that kind,
// apostrophes aside, or has each of them twice.
func innerQuotes(s string) (text string, n int) {
	q := s[:1]
	within := 0
	for j := 1; j < min(len(s), mostProposed) && s[j] != '\n'; j++ {
		switch {
		case s[j] == '\\':
			return "", 0
		case s[j] != q[0]:
			continue
		case ended(s[j+1:]) && within%2 == 0:
			text = s[1:j]
			if strings.HasPrefix(text, q) {
				return "", 0 // ""smoke"" may be smoke
			}
			if single := strings.ReplaceAll(text, q+q, ""); !strings.Contains(single, q) {
				text = strings.ReplaceAll(text, q+q, q)
			}
			return text, j + 1
		case q == "'" && betweenLetters(s, j):
		case within%2 == 0 && s[j-1] != ' ' && j+1 < len(s) && s[j+1] == ' ':
			return "", 0 // the end of a text, behind which another thing stands
		default:
			within++
		}
	}
	return "", 0
}

// betweenLetters reports whether the byte s[j] stands between two letters, as an
// apostrophe does.
func betweenLetters(s string, j int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:j])
	after, _ := utf8.DecodeRuneInString(s[j+1:])
	return unicode.IsLetter(before) && unicode.IsLetter(after)
}

// apostrophes returns the word at the start of s with apostrophes between letters, or with
// one quote behind it that nothing opens, and how many bytes it has.
func apostrophes(s string) (text string, n int) {
	n = strings.IndexFunc(s[:min(len(s), mostProposed)], func(r rune) bool { return !chars.IsWordRune(r) && r != '\'' && r != '"' })
	if n < 0 {
		n = len(s)
	}
	text = s[:n]
	if n > mostProposed || !strings.ContainsAny(text, `"'`) {
		return "", 0
	}
	if w := text[:n-1]; chars.IsWord(w) && !chars.IsWord(text) && !strings.ContainsAny(s[n:], `"'`) && ended(s[n:]) {
		return w, n
	}
	for j := range n {
		if text[j] == '"' || text[j] == '\'' && !betweenLetters(s, j) {
			return "", 0
		}
	}
	if !ended(s[n:]) {
		return "", 0
	}
	return text, n
}
