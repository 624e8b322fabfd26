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

// Columns are the columns of both ends of a span in UTF-16 code units, counted from 1 as
// those of a Position are. So do JavaScript and most editors count; the language
// server protocol counts from 0. They are 0 where the text is not known.
type Columns struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

func itoa(n int) string { return strconv.Itoa(n) }
