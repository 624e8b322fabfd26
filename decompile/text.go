package decompile

import (
	"strings"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/internal/jsonscan"
)

// A textPlace is the place of a string that is a document itself, such as the body of an
// event.
type textPlace struct {
	doc     *jsonDocument
	node    *jsonNode
	offsets []uint32 // of each byte of the text, and of its end; nil if nothing is escaped
}

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
	doc.outer = &textPlace{doc: d, node: n}
	if strings.IndexByte(raw, '\\') < 0 {
		return doc
	}
	offsets := make([]uint32, 0, len(doc.src)+1)
	for at := 1; at < len(raw)-1; {
		size, written := character(raw[at:])
		for range size {
			offsets = append(offsets, n.start+uint32(at))
		}
		at += written
	}
	doc.outer.offsets = append(offsets, n.end-1)
	return doc
}

// beginsObject reports whether a JSON string begins as an object does, after white space.
// It gets what follows the string's first quote.
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

// character returns how many bytes the first character of a JSON string has, and how many it
// is written with. It gets the string without its first quote. Each byte of a character that
// is no escape counts by itself.
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
	if p.offsets == nil {
		return p.doc.offset(int(p.node.start) + 1 + at)
	}
	return p.doc.offset(int(p.offsets[at]))
}
