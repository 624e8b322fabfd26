package ast

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Columns are the columns of both ends of a span in UTF-16 code units, counted from 1 as
// those of a Position are. So do JavaScript and most editors count; the language
// server protocol counts from 0. They are 0 where the text is not known.
type Columns struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Locate returns the diagnostics with the UTF-16 columns of their spans, related spans and
// fixes in src, the text that they are about. The diagnostics of parsing have them, and
// those of a Query that was made from text. It reads src once.
func (ds Diagnostics) Locate(src string) Diagnostics {
	type column struct {
		of Position
		to *int
	}
	var list []column
	add := func(s Span, c *Columns) {
		*c = Columns{}
		if s.IsValid() && 0 <= s.Start.Offset && s.Start.Offset <= s.End.Offset && s.End.Offset <= len(src) {
			list = append(list, column{s.Start, &c.Start}, column{s.End, &c.End})
		}
	}
	ds = slices.Clone(ds)
	for i := range ds {
		d := &ds[i]
		add(d.Span, &d.UTF16)
		d.RelatedUTF16 = nil
		if len(d.Related) > 0 {
			d.RelatedUTF16 = make([]Columns, len(d.Related))
		}
		for j, s := range d.Related {
			add(s, &d.RelatedUTF16[j])
		}
		if d.Fix != nil {
			fix := *d.Fix
			add(fix.Span, &fix.UTF16)
			d.Fix = &fix
		}
	}
	slices.SortStableFunc(list, func(a, b column) int { return cmp.Compare(a.of.Offset, b.of.Offset) })
	at, units := 0, 0 // units of the line before at
	for _, c := range list {
		if begin := strings.LastIndexByte(src[at:c.of.Offset], '\n'); begin >= 0 {
			at, units = at+begin+1, 0
		}
		for at < c.of.Offset {
			r, size := utf8.DecodeRuneInString(src[at:])
			at += size
			units += utf16.RuneLen(r)
		}
		*c.to = units + 1
	}
	return ds
}
