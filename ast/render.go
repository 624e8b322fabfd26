package ast

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
)

// Render returns the diagnostics as text for people: for each its position,
// path and message, then the line of src that it is about, with carets below the
// place and the hint after them. src is the text that was parsed, or the JSON
// that was decoded; without it, or for a tree that was built in Go, the line and
// the carets are left out. The text ends with a newline.
//
//	1:21: unknown field "stauts"
//	  name ^= "smoke" and stauts = PUBLISHED
//	                      ^^^^^^ did you mean status?
func (ds Diagnostics) Render(src string) string {
	var b strings.Builder
	for _, d := range ds {
		d.render(&b, src)
	}
	return b.String()
}

func (d Diagnostic) render(b *strings.Builder, src string) {
	if d.Warning {
		b.WriteString("warning: ")
	}
	start, end := d.Span.Start.Offset, d.Span.End.Offset
	if !d.Span.IsValid() || src == "" || start < 0 || start > end || end > len(src) {
		b.WriteString(d.Error())
		b.WriteByte('\n')
		return
	}
	b.WriteString(d.Span.Start.String())
	b.WriteString(": ")
	if d.Path != "" {
		b.WriteString(d.Path)
		b.WriteString(": ")
	}
	b.WriteString(d.Message)
	if d.Code == codes.MoreErrors {
		b.WriteByte('\n')
		return
	}
	before, marked, after := window(src, start, end)
	b.WriteString("\n  ")
	for _, s := range []string{before, marked, after} {
		for _, r := range s {
			b.WriteRune(visible(r))
		}
	}
	b.WriteString("\n  ")
	for _, r := range before {
		pad(b, r)
	}
	b.WriteString(strings.Repeat("^", max(1, columns(marked))))
	if d.Hint != "" {
		b.WriteByte(' ')
		b.WriteString(d.Hint)
	}
	b.WriteByte('\n')
}

// How much of a long line is shown, in runes: before the place, of it, and in all.
const (
	runesBefore = 60
	runesMarked = 60
	runesShown  = 110
	ellipsis    = "…"
)

// window returns the line of src in which the text from start to end begins, cut
// into what is before, in and after that text, each shortened if it is long.
//
// It looks at no more of the line than it may show, so that a document in one line with many
// mistakes takes time in proportion to its length.
func window(src string, start, end int) (before, marked, after string) {
	const most = (runesShown + 2) * utf8.UTFMax // bytes on either side, which are more runes than are shown
	first, last := max(0, start-most), min(len(src), start+most)
	src, start, end = src[first:last], start-first, min(end, last)-first

	line := src[strings.LastIndexByte(src[:start], '\n')+1:]
	start, end = start-(len(src)-len(line)), end-(len(src)-len(line))
	if i := strings.IndexByte(line[start:], '\n'); i >= 0 {
		line = line[:start+i]
		end = min(end, len(line))
	}
	line = strings.TrimSuffix(line, "\r")
	start, end = min(start, len(line)), min(end, len(line))

	before, marked, after = line[:start], line[start:end], line[end:]
	if utf8.RuneCountInString(line) <= runesShown {
		return before, marked, after
	}
	if cut := chars.Last(before, runesBefore); cut != before {
		before = ellipsis + cut
	}
	if cut := chars.First(marked, runesMarked); cut != marked {
		return before, cut + ellipsis, ""
	}
	rest := runesShown - utf8.RuneCountInString(before) - utf8.RuneCountInString(marked)
	if cut := chars.First(after, max(0, rest)); cut != after {
		after = cut + ellipsis
	}
	return before, marked, after
}

// visible returns r, or U+FFFD for a rune that would change how a terminal
// shows the rest: a control, a line separator, or a change of writing direction.
func visible(r rune) rune {
	if r != '\t' && unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Bidi_Control) {
		return utf8.RuneError
	}
	return r
}

// pad writes white space that is as wide as r is on a terminal.
func pad(b *strings.Builder, r rune) {
	switch {
	case r == '\t':
		b.WriteByte('\t')
	case runeColumns(r) == 2:
		b.WriteRune('\u3000') // the space that is as wide as an ideograph
	case runeColumns(r) == 1:
		b.WriteByte(' ')
	}
}

func columns(s string) int {
	n := 0
	for _, r := range s {
		n += runeColumns(r)
	}
	return n
}

// runeColumns returns how many columns of a terminal visible(r) takes.
func runeColumns(r rune) int {
	switch r = visible(r); {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case unicode.Is(wide, r):
		return 2
	}
	return 1
}
