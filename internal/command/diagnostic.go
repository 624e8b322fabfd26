package command

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
)

// A jsonDiagnostic is a diagnostic as JSON has it: with the file that it is about, if there
// is one, and with columns in UTF-16 code units.
type jsonDiagnostic struct {
	File string `json:"file,omitempty"`
	ast.Diagnostic
	UTF16        columns   `json:"utf16,omitzero"`
	RelatedUTF16 []columns `json:"relatedUtf16,omitempty"`
	Fix          *jsonFix  `json:"fix,omitempty"`
}

type jsonFix struct {
	Span  ast.Span `json:"span"`
	UTF16 columns  `json:"utf16,omitzero"`
	Text  string   `json:"text"`
}

// columns are those of both ends of a span, in UTF-16 code units from 1. So do JavaScript
// and most editors count. They are 0 for a span that is no place in the text.
type columns struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// jsonDiagnostics returns ds, which are about src, as JSON has them. It reads src once.
func jsonDiagnostics(file, src string, ds ast.Diagnostics) []jsonDiagnostic {
	type column struct {
		of int // an offset
		to *int
	}
	var wanted []column
	want := func(s ast.Span, c *columns) {
		if s.IsValid() && 0 <= s.Start.Offset && s.Start.Offset <= s.End.Offset && s.End.Offset <= len(src) {
			wanted = append(wanted, column{s.Start.Offset, &c.Start}, column{s.End.Offset, &c.End})
		}
	}
	list := make([]jsonDiagnostic, len(ds))
	for i, d := range ds {
		j := &list[i]
		j.File, j.Diagnostic = file, d
		want(d.Span, &j.UTF16)
		j.RelatedUTF16 = make([]columns, len(d.Related))
		for k, s := range d.Related {
			want(s, &j.RelatedUTF16[k])
		}
		if d.Fix != nil {
			j.Fix = &jsonFix{Span: d.Fix.Span, Text: d.Fix.Text}
			want(d.Fix.Span, &j.Fix.UTF16)
		}
	}
	slices.SortFunc(wanted, func(a, b column) int { return cmp.Compare(a.of, b.of) })
	at, units := 0, 0 // units of the line before at
	for _, c := range wanted {
		if begin := strings.LastIndexByte(src[at:c.of], '\n'); begin >= 0 {
			at, units = at+begin+1, 0
		}
		for at < c.of {
			r, size := utf8.DecodeRuneInString(src[at:])
			at += size
			units += utf16.RuneLen(r)
		}
		*c.to = units + 1
	}
	return list
}
