package ast

import "strconv"

// A Position is a place in a query text. The zero Position is no place: the
// node was built in Go.
type Position struct {
	Offset int `json:"offset"` // in bytes, from 0
	Line   int `json:"line"`   // from 1
	Column int `json:"column"` // in runes, from 1
}

// String returns "line:column", or "-" for no place.
func (p Position) String() string {
	if p.Line <= 0 {
		return "-"
	}
	return itoa(p.Line) + ":" + itoa(p.Column)
}

// A Span is the text from Start up to, not including, End.
type Span struct {
	Start Position `json:"start"`
	End   Position `json:"end"`
}

// IsValid reports whether s is a place in a text.
func (s Span) IsValid() bool { return s.Start.Line > 0 }

func itoa(n int) string { return strconv.Itoa(n) }
