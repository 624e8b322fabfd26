package ast

import "strconv"

// A Position is a place in a query text. The zero Position is no place: the
// node was built in Go.
type Position struct {
	Offset int `json:"offset"` // in bytes, from 0
	Line   int `json:"line"`   // from 1
	Column int `json:"column"` // in runes, from 1
}

// IsValid reports whether p is a place in a text.
func (p Position) IsValid() bool { return p.Line > 0 }

// String returns "line:column", or "-" for no place.
func (p Position) String() string {
	if !p.IsValid() {
		return "-"
	}
	return itoa(p.Line) + ":" + itoa(p.Column)
}

// After returns the position behind text, which stands at p.
func (p Position) After(text string) Position {
	p.Offset += len(text)
	for _, r := range text {
		p.Column++
		if r == '\n' {
			p.Line++
			p.Column = 1
		}
	}
	return p
}

// A Span is the text from Start up to, not including, End.
type Span struct {
	Start Position `json:"start"`
	End   Position `json:"end"`
}

// IsValid reports whether s is a place in a text.
func (s Span) IsValid() bool { return s.Start.IsValid() }

// Cover returns the smallest span that holds both s and t. A span that is no
// place adds nothing.
func (s Span) Cover(t Span) Span {
	switch {
	case !s.IsValid():
		return t
	case !t.IsValid():
		return s
	}
	if t.Start.Offset < s.Start.Offset {
		s.Start = t.Start
	}
	if t.End.Offset > s.End.Offset {
		s.End = t.End
	}
	return s
}

func itoa(n int) string { return strconv.Itoa(n) }
