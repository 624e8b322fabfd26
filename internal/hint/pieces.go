package hint

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/diag"
)

// A piece is a part of the text between white space.
type piece struct {
	kind       kind
	text       string
	start, end ast.Position
	meant      string // the value, of a misquoted piece
}

type kind uint8

const (
	word      kind = iota
	str            // a string with both quotes
	misquoted      // a text with a quote that ends it too early, or with one quote
	symbol         // characters that operators are made of
	other          // one character, or a quote that nothing closes with all that follows
)

const operatorRunes = "=!<>~^*$&|"

// split cuts the text into pieces.
func (h *hints) split() {
	pos := ast.Position{Line: 1, Column: 1}
	for pos.Offset < len(h.src) {
		s := h.src[pos.Offset:]
		r, size := utf8.DecodeRuneInString(s)
		p := piece{kind: other, text: s[:size], start: pos}
		switch {
		case unicode.IsSpace(r):
			pos = diag.After(pos, s[:size])
			continue
		case chars.IsWordRune(r):
			p.kind, p.text = word, s[:h.wordLength(s)]
			if p.text == ":" {
				p.kind = symbol
			} else if text, n := apostrophes(s); n > len(p.text) {
				p.kind, p.text, p.meant = misquoted, s[:n], text
			}
		case r == '"' || r == '\'':
			p.kind, p.text, p.meant = quoted(s)
		case strings.ContainsRune(operatorRunes, r):
			p.kind, p.text = symbol, s[:len(s)-len(strings.TrimLeft(s, operatorRunes))]
		}
		pos = diag.After(pos, p.text)
		p.end = pos
		h.pieces = append(h.pieces, p)
	}
}

// wordLength returns how many bytes the word has with which s begins. Where a condition
// begins, a hyphen before a field and a field before a colon are words of their own. So is
// a field before the dot of a call. The apostrophe of doesn't is part of a word.
func (h *hints) wordLength(s string) int {
	n := strings.IndexFunc(s, func(r rune) bool { return !chars.IsWordRune(r) })
	if n < 0 {
		n = len(s)
	}
	w, rest := s[:n], s[n:]
	field, _, hasColon := strings.Cut(strings.TrimPrefix(w, "-"), ":")
	dot := strings.LastIndexByte(w, '.')
	last := h.at(len(h.pieces) - 1)
	begins := h.begins(len(h.pieces))
	switch {
	case strings.HasSuffix(w, "n") && strings.HasPrefix(rest, "'t") && (len(rest) == 2 || rest[2] == ' '):
		return n + 2
	case begins && w[0] == '-' && (h.isField(w[1:]) || hasColon && h.isField(field)):
		return 1
	case w[0] == ':' && last.end.Offset == len(h.src)-len(s) && (h.isField(last.text) || isPresence(last.text)):
		return 1
	case begins && hasColon && (h.isField(field) || isPresence(field)):
		return len(field)
	case dot > 0 && strings.HasPrefix(rest, "(") && h.isField(w[strings.LastIndexByte(w[:dot], '.')+1:dot]):
		return dot
	}
	return n
}
