package fuzz

import (
	"bytes"
	"encoding/json"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/internal/chars"
)

// shrinkJSON yields JSON documents that are smaller than doc, as for [ShrinkTexts]: one
// of its values alone, without white space, without some of its members and elements, and
// with smaller strings and 0 for other values. A document that is not JSON is shrunk as a
// text.
func shrinkJSON(doc string) iter.Seq[string] {
	return func(yield func(string) bool) {
		v, ok := readJSON([]byte(doc))
		if !ok {
			ShrinkTexts(doc)(yield)
			return
		}
		try := func(v *jsonNode) bool {
			text := string(v.append(nil))
			return !smaller(text, doc) || yield(text)
		}
		if try(v) && v.below(try) {
			v.within(try)
		}
	}
}

// A jsonNode is a JSON value that keeps members in their order, also ones that
// are there twice.
type jsonNode struct {
	delim byte     // { or [, or 0 for what raw says
	raw   string   // as it is written
	names []string // of members, as they are written
	list  []*jsonNode
}

// maxJSONDepth bounds recursion: deeper documents are shrunk as texts.
const maxJSONDepth = 1000

func readJSON(doc []byte) (*jsonNode, bool) {
	if !utf8.Valid(doc) || !json.Valid(doc) {
		return nil, false
	}
	d := json.NewDecoder(bytes.NewReader(doc))
	d.UseNumber()
	return readNode(d, doc, 0)
}

// readNode reads the next value of what is known to be JSON.
func readNode(d *json.Decoder, doc []byte, depth int) (*jsonNode, bool) {
	raw, t := readToken(d, doc)
	delim, ok := t.(json.Delim)
	if !ok {
		return &jsonNode{raw: raw}, true
	}
	if depth >= maxJSONDepth {
		return nil, false
	}
	n := &jsonNode{delim: byte(delim)}
	for d.More() {
		if delim == '{' {
			name, _ := readToken(d, doc)
			n.names = append(n.names, name)
		}
		v, ok := readNode(d, doc, depth+1)
		if !ok {
			return nil, false
		}
		n.list = append(n.list, v)
	}
	readToken(d, doc)
	return n, true
}

// readToken returns the next token, as it is written and as it is meant.
func readToken(d *json.Decoder, doc []byte) (string, json.Token) {
	start := d.InputOffset()
	t, _ := d.Token() // the document is JSON
	return strings.Trim(string(doc[start:d.InputOffset()]), " \t\r\n,:"), t
}

func (n *jsonNode) append(b []byte) []byte {
	if n.delim == 0 {
		return append(b, n.raw...)
	}
	b = append(b, n.delim)
	for i, v := range n.list {
		if i > 0 {
			b = append(b, ',')
		}
		if n.delim == '{' {
			b = append(append(b, n.names[i]...), ':')
		}
		b = v.append(b)
	}
	return append(b, n.delim+2) // } is two after {, and ] two after [
}

// below yields each value below n.
func (n *jsonNode) below(yield func(*jsonNode) bool) bool {
	for _, v := range n.list {
		if !yield(v) || !v.below(yield) {
			return false
		}
	}
	return true
}

// within yields n with one change somewhere in it.
func (n *jsonNode) within(yield func(*jsonNode) bool) bool {
	if !yield(&jsonNode{raw: "0"}) {
		return false
	}
	var s string
	if json.Unmarshal([]byte(n.raw), &s) == nil {
		for text := range ShrinkTexts(s) {
			raw, _ := chars.JSON(text) // a string has JSON
			if !yield(&jsonNode{raw: string(raw)}) {
				return false
			}
		}
	}
	at := make([]int, len(n.list))
	for i := range at {
		at[i] = i
	}
	for keep := range shorter(at) {
		m := &jsonNode{delim: n.delim}
		for _, i := range keep {
			m.list = append(m.list, n.list[i])
			if n.delim == '{' {
				m.names = append(m.names, n.names[i])
			}
		}
		if !yield(m) {
			return false
		}
	}
	for i, v := range n.list {
		replace := func(w *jsonNode) bool {
			m := *n
			m.list = slices.Clone(n.list)
			m.list[i] = w
			return yield(&m)
		}
		for _, w := range v.list { // what stands in the value in its place
			if !replace(w) {
				return false
			}
		}
		if !v.within(replace) {
			return false
		}
	}
	return true
}
