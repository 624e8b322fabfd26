package decompile

import (
	"strings"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/internal/jsonscan"
)

// A textPlace says where in a document a string stands that is a document itself, such as
// the body of an event.
type textPlace struct {
	doc   *jsonDocument
	node  *jsonNode
	plain bool       // nothing in the string is escaped
	marks []textMark // every markEvery bytes of the text or so
}

// A textMark says that what is at an offset in the text stands there in the document.
type textMark struct{ text, raw int }

// readText returns the document that a string is, or nil if it is none that is an object.
func (d *jsonDocument) readText(n *jsonNode, limits ast.Limits) *jsonDocument {
	raw := d.raw(n)
	if !beginsObject(raw[1:]) {
		return nil
	}
	doc := read([]byte(unquote(raw)), false, limits, new(diag.Report))
	if doc == nil || doc.nodes[0].kind != jsonObject {
		return nil
	}
	p := &textPlace{doc: d, node: n, plain: strings.IndexByte(raw, '\\') < 0, marks: []textMark{{0, int(n.start) + 1}}}
	if !p.plain {
		for text, at := 0, 1; at < len(raw)-1; {
			if text >= len(p.marks)*markEvery {
				p.marks = append(p.marks, textMark{text, int(n.start) + at})
			}
			size, of := character(raw[at:])
			text, at = text+size, at+of
		}
	}
	doc.outer = p
	return doc
}

// beginsObject reports whether the first character that is no white space is that of an
// object, in the inside of a JSON string.
func beginsObject(inside string) bool {
	for {
		switch {
		case strings.HasPrefix(inside, " "):
			inside = inside[1:]
		case strings.HasPrefix(inside, `\n`), strings.HasPrefix(inside, `\r`), strings.HasPrefix(inside, `\t`):
			inside = inside[2:]
		default:
			return strings.HasPrefix(inside, "{")
		}
	}
}

// character returns of how many bytes the first character in the inside of a JSON string
// is, and as how many it is written there. A byte of what is no escape counts by itself.
func character(inside string) (bytes, written int) {
	const escape = len(`\u0000`)
	switch {
	case inside[0] != '\\':
		return 1, 1
	case inside[1] != 'u':
		return 1, 2
	}
	written = escape
	if inside[2]|0x20 == 'd' && inside[3] >= '8' { // half of a pair, as the reader has checked
		written += escape
	}
	return len(jsonscan.Unquote([]byte(`"` + inside[:written] + `"`))), written
}

// offset returns where in the outermost document stands what is at an offset in the text.
func (p *textPlace) offset(at int) int {
	low, high := 0, len(p.marks)
	for low < high {
		middle := (low + high) / 2
		if p.marks[middle].text <= at {
			low = middle + 1
		} else {
			high = middle
		}
	}
	m := p.marks[low-1]
	if p.plain {
		return p.doc.offset(m.raw + at)
	}
	for m.text < at {
		n, of := character(p.doc.src[m.raw:])
		m.text, m.raw = m.text+n, m.raw+of
	}
	return p.doc.offset(m.raw)
}
