package decompile

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/jsonscan"
)

// A jsonDocument is JSON text as a tree of its values, each with its place.
// What encoding/json would lose is all there: members in their order, those
// that are there twice, nulls, and lists without elements.
type jsonDocument struct {
	src   string
	root  *jsonNode
	marks []ast.Position
}

// A jsonNode is one value.
type jsonNode struct {
	kind       jsonKind
	start, end int // the value is src[start:end]

	name               string // of a member of an object
	nameStart, nameEnd int    // with its quotes; both 0 for what is no member

	text string      // of a string
	kids []*jsonNode // the elements of a list, or the members of an object
}

type jsonKind uint8

const (
	jsonNull jsonKind = iota
	jsonBool
	jsonNumber
	jsonString
	jsonList
	jsonObject
)

// String returns the kind as messages call it.
func (k jsonKind) String() string {
	return [...]string{"null", "true or false", "a number", "a string", "a list", "an object"}[k]
}

// begins returns where the node begins, its name included.
func (n *jsonNode) begins() int {
	if n.nameEnd > 0 {
		return n.nameStart
	}
	return n.start
}

// DocumentFactor is how many times longer than a query, whose limit is
// ast.Limits.Bytes, the JSON document that it is decoded from may be: with
// indentation, a condition takes about ten times as much room as in a query.
const DocumentFactor = 16

// A jsonReader reads one document. The first mistake ends it.
type jsonReader struct {
	*jsonDocument
	in     *jsonscan.Scanner
	open   int // lists and objects
	most   int // that may be open
	report *ast.Report
}

// readJSON reads a document within the limits. Mistakes go to the report. After
// one, the document is nil, unless all that is wrong is that more follows it.
func readJSON(data []byte, limits ast.Limits, report *ast.Report) *jsonDocument {
	limits = limits.WithDefaults()
	if len(data)/DocumentFactor >= limits.Bytes && len(data) > DocumentFactor*limits.Bytes {
		start := ast.Position{Line: 1, Column: 1}
		report.Add(ast.Diagnostic{
			Code:    ast.TooLong,
			Span:    ast.Span{Start: start, End: start},
			Message: "the document is longer than " + number(DocumentFactor*limits.Bytes) + " bytes",
			Hint:    "take out of it what is no filter",
		})
		return nil
	}
	doc := &jsonDocument{src: string(data)}
	doc.mark()
	// Criteria have a list and an object for each parenthesis of a query, and
	// some stand around them.
	const around = 16
	r := &jsonReader{jsonDocument: doc, in: jsonscan.NewBytes(data), most: 2*limits.Depth + around, report: report}
	if i := invalidUTF8(doc.src); i >= 0 {
		r.fail(ast.InvalidUTF8, i, i+1, "this byte is not UTF-8", "save the document as UTF-8")
		return nil
	}
	doc.root = new(jsonNode)
	if !r.value(doc.root) {
		return nil
	}
	if !r.in.AtEnd() {
		r.fail(ast.InvalidJSON, r.pos(), r.runeEnd(r.pos()), "there is more after the end of the document", "leave it out")
	}
	return doc
}

func invalidUTF8(s string) int {
	for i, r := range s {
		if r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD") {
			return i
		}
	}
	return -1
}

// Between two marks there are about so many bytes.
const markEvery = 1 << 7

// mark notes positions throughout the document, so that none is far from one
// that is known, however long a line is.
func (d *jsonDocument) mark() {
	p := ast.Position{Line: 1, Column: 1}
	d.marks = []ast.Position{p}
	for i, r := range d.src {
		if i+utf8.UTFMax > len(d.marks)*markEvery {
			p.Offset = i
			d.marks = append(d.marks, p)
		}
		p.Column++
		if r == '\n' {
			p.Line++
			p.Column = 1
		}
	}
}

// position returns the position of an offset, which is that of a rune.
func (d *jsonDocument) position(offset int) ast.Position {
	i := min(offset/markEvery, len(d.marks)-1)
	m := d.marks[i]
	return m.After(d.src[m.Offset:offset])
}

func (d *jsonDocument) span(start, end int) ast.Span {
	return ast.Span{Start: d.position(start), End: d.position(end)}
}

// path returns the path of the innermost value or member at an offset, such as
// tagFilter.orConditions[2].andConditions[0].key. That of the root is empty.
func (d *jsonDocument) path(offset int) string {
	var b strings.Builder
	for n := d.root; n != nil; {
		var next *jsonNode
		// The kids stand one after the other: look for the last that begins
		// here or before.
		low, high := 0, len(n.kids)
		for low < high {
			middle := (low + high) / 2
			if n.kids[middle].begins() <= offset {
				low = middle + 1
			} else {
				high = middle
			}
		}
		if low > 0 && offset < n.kids[low-1].end {
			next = n.kids[low-1]
			if n.kind == jsonObject {
				appendName(&b, next.name)
			} else {
				b.WriteString("[" + number(low-1) + "]")
			}
		}
		n = next
	}
	return shortPath(b.String())
}

// appendName appends a step to a member.
func appendName(b *strings.Builder, name string) {
	const most = 40
	plain := len(name) > 0 && len(name) <= most
	for i := range len(name) {
		c := name[i]
		letter := 'a' <= c|0x20 && c|0x20 <= 'z' || c == '_' || c == '-' || c == '$'
		plain = plain && (letter || i > 0 && '0' <= c && c <= '9')
	}
	switch {
	case !plain:
		b.WriteString("[" + ast.Excerpt(name) + "]")
	case b.Len() > 0:
		b.WriteString("." + name)
	default:
		b.WriteString(name)
	}
}

// shortPath returns the path, without its middle if it is long.
func shortPath(path string) string {
	const first, last = 60, 100
	runes := []rune(path)
	if len(runes) <= first+last {
		return path
	}
	return string(runes[:first]) + "…" + string(runes[len(runes)-last:])
}

// pos returns the offset of what comes next.
func (r *jsonReader) pos() int { return int(r.in.Offset()) }

// value reads a value into n.
func (r *jsonReader) value(n *jsonNode) bool {
	c := r.in.Next()
	n.start, n.end = r.pos(), len(r.src)+1 // for as long as it is open
	ok := false
	switch {
	case c == '{':
		n.kind = jsonObject
		ok = r.object(n)
	case c == '[':
		n.kind = jsonList
		ok = r.list(n)
	case c == '"':
		n.kind = jsonString
		n.text, ok = r.string()
	case c == '-' || '0' <= c && c <= '9':
		n.kind = jsonNumber
		ok = r.in.Skip(0) == nil || r.unexpected(r.pos(), "a digit")
	default:
		if c != 'n' {
			n.kind = jsonBool
		}
		ok = r.in.Skip(0) == nil || r.unexpected(n.start, "a value")
	}
	if ok {
		n.end = r.pos()
	}
	return ok
}

func (r *jsonReader) object(n *jsonNode) bool {
	if !r.enter() {
		return false
	}
	for more := r.first('}'); more; {
		if r.in.Next() != '"' {
			return r.unexpected(r.pos(), "the name of a member")
		}
		start := r.pos()
		name, ok := r.string()
		if !ok {
			return false
		}
		m := &jsonNode{name: name, nameStart: start, nameEnd: r.pos(), end: len(r.src) + 1}
		n.kids = append(n.kids, m)
		if r.in.Colon() != nil {
			return r.unexpected(r.pos(), ": and a value")
		}
		if !r.value(m) {
			return false
		}
		if more, ok = r.next('}'); !ok {
			return false
		}
	}
	r.open--
	return true
}

func (r *jsonReader) list(n *jsonNode) bool {
	if !r.enter() {
		return false
	}
	for more := r.first(']'); more; {
		e := new(jsonNode)
		n.kids = append(n.kids, e)
		if !r.value(e) {
			return false
		}
		var ok bool
		if more, ok = r.next(']'); !ok {
			return false
		}
	}
	r.open--
	return true
}

// enter reads the bracket that opens a list or an object.
func (r *jsonReader) enter() bool {
	if r.open == r.most {
		return r.fail(ast.TooDeep, r.pos(), r.pos()+1,
			"more than "+number(r.most)+" lists and objects are open here", "nest less")
	}
	r.open++
	r.in.Advance(1)
	return true
}

// first reports whether there is a first element, and reads the closing bracket
// if not.
func (r *jsonReader) first(closing byte) bool {
	if r.in.Next() != closing {
		return true
	}
	r.in.Advance(1)
	return false
}

// next reports whether another element follows, and reads the comma before it,
// or the closing bracket.
func (r *jsonReader) next(closing byte) (more, ok bool) {
	more, err := r.in.After(closing)
	switch {
	case err != nil:
		return false, r.unexpected(r.pos(), ", or "+string(closing))
	case more && r.in.Next() == closing:
		return false, r.fail(ast.InvalidJSON, r.pos(), r.pos()+1, "there is nothing after the comma", "leave out the comma")
	}
	return more, true
}

// string reads a string and returns what it stands for.
func (r *jsonReader) string() (text string, ok bool) {
	start := r.pos()
	err := r.in.Skip(0)
	at := r.pos()
	switch {
	case err == nil:
	case at == len(r.src):
		return "", r.fail(ast.InvalidJSON, start, start+1, "the string is not closed", `put " behind it`)
	case r.src[at] < ' ':
		return "", r.fail(ast.InvalidJSON, at, at+1,
			"a string has a control character", `close the string before it, or write it as an escape such as \n`)
	default: // in an escape
		start = strings.LastIndexByte(r.src[:at], '\\')
		return "", r.fail(ast.InvalidJSON, start, r.runeEnd(start+1), "there is no such escape",
			`an escape is one of \" \\ \/ \b \f \n \r \t and \uXXXX`)
	}
	raw := r.src[start:at]
	if strings.IndexByte(raw, '\\') < 0 {
		return raw[1 : len(raw)-1], true
	}
	if i := jsonscan.HalfPair([]byte(raw)); i >= 0 {
		const escape = len(`\u0000`)
		return "", r.fail(ast.InvalidEscape, start+i, start+i+escape,
			"this is half of a surrogate pair", "write both halves, or the character itself")
	}
	return jsonscan.Unquote([]byte(raw)), true
}

// runeEnd returns where the rune at an offset ends.
func (r *jsonReader) runeEnd(at int) int {
	_, size := utf8.DecodeRuneInString(r.src[at:])
	return at + size
}

// unexpected reports what stands at an offset in the place of what is wanted.
func (r *jsonReader) unexpected(at int, wanted string) bool {
	if at == len(r.src) {
		return r.fail(ast.InvalidJSON, at, at, "the document ends where "+wanted+" is wanted", "")
	}
	end := r.runeEnd(at)
	what, hint := r.src[at:end], ""
	switch what {
	case "'":
		hint = "JSON has double quotes alone"
	case "/", "#":
		hint = "JSON has no comments"
	case "T", "F", "N":
		hint = "JSON has true, false and null"
	case "\uFEFF":
		hint = "save the document without a byte order mark"
	}
	return r.fail(ast.InvalidJSON, at, end, ast.Excerpt(what)+" stands where "+wanted+" is wanted", hint)
}

// fail reports a mistake and returns false.
func (r *jsonReader) fail(code ast.Code, start, end int, message, hint string) bool {
	r.report.Add(ast.Diagnostic{
		Code:    code,
		Span:    r.span(start, end),
		Path:    r.path(start),
		Message: message,
		Hint:    hint,
	})
	return false
}

func number(n int) string { return strconv.Itoa(n) }
