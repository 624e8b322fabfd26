package hint

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/diag"
)

// quoted is for a value with quotes in it that end it too early, or with one quote alone:
// 'O'Brien', "say "hello"", O'Brien, "smoke.
func (h *hints) quoted(i int, name string, o operator, at int) (f finding, ok bool) {
	p := h.at(at)
	s := h.src[p.start.Offset:]
	text, n, sure := "", 0, true
	message := "a quote in a value is written in the other kind of quotes, or behind a backslash"
	switch {
	case p.kind == str || p.kind == broken:
		text, n = innerQuotes(s)
		sure = text == "" || text[0] != s[0] // ""smoke"" may be smoke
		if n == 0 && p.kind == broken {
			text, n = unclosed(s)
			message = "the string has no closing quote"
		}
		if n == 0 && p.kind == str && h.at(at+1).kind == word && h.isGlued(at+1) && h.ends(at+2) {
			inner, ok := unquote(p.text)
			if !ok {
				return f, false
			}
			text, n, sure = inner+h.at(at+1).text, len(p.text)+len(h.at(at+1).text), false
		}
	case p.kind == word && h.isGlued(at+1):
		text, n = apostrophes(s)
	}
	if n == 0 || n == len(p.text) && p.kind == str {
		return f, false
	}
	f = finding{code: codes.UnterminatedString, message: message, sure: sure}
	f.to = diag.After(p.start, s[:n])
	for i+f.n < len(h.pieces) && h.at(i+f.n).start.Offset < f.to.Offset {
		f.n++
	}
	f.write = build(name, o, chars.Quote(text))
	if strings.ContainsAny(text, `"'`) && !strings.Contains(text, `"`) {
		f.write = build(name, o, `"`+text+`"`)
	}
	return f, true
}

// ended reports whether a condition can end before s.
func ended(s string) bool {
	t := strings.TrimLeft(s, " \t\r\n")
	if t == "" || t[0] == ')' || t[0] == ',' || strings.HasPrefix(t, "&&") || strings.HasPrefix(t, "||") {
		return true
	}
	w, _, _ := strings.Cut(t, " ")
	return len(t) < len(s) && (chars.EqualFold(w, "and") || chars.EqualFold(w, "or"))
}

// innerQuotes returns the text that the quotes at the start of s are about, if there are
// others of their kind in it, and how many bytes it has with them. It has an even number
// of them, without apostrophes.
func innerQuotes(s string) (text string, n int) {
	q := s[0]
	within := 0
	for j := 1; j < min(len(s), mostProposed) && s[j] != '\n'; j++ {
		switch {
		case s[j] == '\\':
			return "", 0
		case s[j] != q:
			continue
		case ended(s[j+1:]) && within%2 == 0:
			text = s[1:j]
			double := string(q) + string(q)
			if strings.Contains(text, double) && !strings.Contains(strings.ReplaceAll(text, double, ""), string(q)) {
				text = strings.ReplaceAll(text, double, string(q))
			}
			return text, j + 1
		case q == '\'' && isLetter(s[:j], true) && isLetter(s[j+1:], false):
			// an apostrophe
		case within%2 == 0 && s[j-1] != ' ' && j+1 < len(s) && s[j+1] == ' ':
			return "", 0 // the end of a text, behind which another thing stands
		default:
			within++
		}
	}
	return "", 0
}

func isLetter(s string, last bool) bool {
	r, _ := utf8.DecodeRuneInString(s)
	if last {
		r, _ = utf8.DecodeLastRuneInString(s)
	}
	return unicode.IsLetter(r)
}

// unclosed returns the word behind the quote at the start of s, if it is the last and
// nothing closes it, or the other quote does.
func unclosed(s string) (text string, n int) {
	word := strings.TrimRight(s[1:], " \t\r\n")
	other := map[byte]string{'"': "'", '\'': `"`}[s[0]]
	text = strings.TrimSuffix(word, other)
	if !chars.IsWord(text) {
		return "", 0
	}
	return text, 1 + len(word)
}

// apostrophes returns the word at the start of s with apostrophes between letters, or with
// one quote behind it, which nothing opens.
func apostrophes(s string) (text string, n int) {
	n = strings.IndexFunc(s, func(r rune) bool { return !chars.IsWordRune(r) && r != '\'' && r != '"' })
	if n < 0 {
		n = len(s)
	}
	text = s[:n]
	if !ended(s[n:]) {
		return "", 0
	}
	if last := len(text) - 1; !strings.ContainsAny(text, `"'`) {
		return "", 0
	} else if w := text[:last]; chars.IsWord(w) && !strings.ContainsAny(s[n:], `"'`) {
		return w, n
	}
	for j := range len(text) {
		if text[j] == '"' || text[j] == '\'' && (!isLetter(text[:j], true) || !isLetter(text[j+1:], false)) {
			return "", 0
		}
	}
	return text, n
}
