package decompile

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
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
	pos    int
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
	r := &jsonReader{jsonDocument: doc, most: 2*limits.Depth + around, report: report}
	if i := invalidUTF8(doc.src); i >= 0 {
		r.fail(ast.InvalidUTF8, i, i+1, "this byte is not UTF-8", "save the document as UTF-8")
		return nil
	}
	doc.root = new(jsonNode)
	if !r.value(doc.root) {
		return nil
	}
	r.space()
	if r.pos < len(doc.src) {
		r.fail(ast.InvalidJSON, r.pos, r.runeEnd(), "there is more after the end of the document", "leave it out")
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

// value reads a value into n.
func (r *jsonReader) value(n *jsonNode) bool {
	r.space()
	n.start, n.end = r.pos, len(r.src)+1 // for as long as it is open
	ok := false
	switch c := r.peek(); {
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
		ok = r.number()
	default:
		n.kind, ok = r.literal()
	}
	if ok {
		n.end = r.pos
	}
	return ok
}

func (r *jsonReader) object(n *jsonNode) bool {
	if !r.enter() {
		return false
	}
	for more := r.first('}'); more; {
		r.space()
		if r.peek() != '"' {
			return r.unexpected("the name of a member")
		}
		start := r.pos
		name, ok := r.string()
		if !ok {
			return false
		}
		m := &jsonNode{name: name, nameStart: start, nameEnd: r.pos, end: len(r.src) + 1}
		n.kids = append(n.kids, m)
		if r.space(); r.peek() != ':' {
			return r.unexpected(": and a value")
		}
		r.pos++
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
		return r.fail(ast.TooDeep, r.pos, r.pos+1,
			"more than "+number(r.most)+" lists and objects are open here", "nest less")
	}
	r.open++
	r.pos++
	return true
}

// first reports whether there is a first element, and reads the closing bracket
// if not.
func (r *jsonReader) first(closing byte) bool {
	r.space()
	if r.peek() != closing {
		return true
	}
	r.pos++
	return false
}

// next reports whether another element follows, and reads the comma before it,
// or the closing bracket.
func (r *jsonReader) next(closing byte) (more, ok bool) {
	r.space()
	switch r.peek() {
	case ',':
		r.pos++
		if r.space(); r.peek() == closing {
			return false, r.fail(ast.InvalidJSON, r.pos, r.pos+1, "there is nothing after the comma", "leave out the comma")
		}
		return true, true
	case closing:
		r.pos++
		return false, true
	}
	return false, r.unexpected(", or " + string(closing))
}

// string reads a string and returns what it stands for.
func (r *jsonReader) string() (text string, ok bool) {
	start := r.pos
	r.pos++
	from := r.pos
	var b []byte // what is read, once there was an escape
	for r.pos < len(r.src) {
		switch c := r.src[r.pos]; {
		case c == '"':
			rest := r.src[from:r.pos]
			r.pos++
			if b == nil {
				return rest, true
			}
			return string(append(b, rest...)), true
		case c == '\\':
			b = append(b, r.src[from:r.pos]...)
			if b, ok = r.escape(b); !ok {
				return "", false
			}
			from = r.pos
		case c < ' ':
			return "", r.fail(ast.InvalidJSON, r.pos, r.pos+1,
				"a string has a control character", `close the string before it, or write it as an escape such as \n`)
		default:
			r.pos++
		}
	}
	return "", r.fail(ast.InvalidJSON, start, start+1, "the string is not closed", `put " behind it`)
}

// escape reads an escape and appends what it stands for.
func (r *jsonReader) escape(b []byte) ([]byte, bool) {
	start := r.pos
	if r.pos++; r.pos == len(r.src) {
		return b, true // the string is not closed
	}
	c := r.src[r.pos]
	if i := strings.IndexByte(`"\/bfnrt`, c); i >= 0 {
		r.pos++
		return append(b, "\"\\/\b\f\n\r\t"[i]), true
	}
	unit, ok := r.unit()
	if !ok {
		return b, r.fail(ast.InvalidJSON, start, r.runeEnd(), "there is no such escape",
			`an escape is one of \" \\ \/ \b \f \n \r \t and \uXXXX`)
	}
	const (
		high, low, end = 0xD800, 0xDC00, 0xE000 // of the halves of surrogate pairs
		beyond         = 0x10000
	)
	if unit >= high && unit < low && strings.HasPrefix(r.src[r.pos:], `\u`) {
		after := r.pos
		r.pos++
		if second, ok := r.unit(); ok && second >= low && second < end {
			return utf8.AppendRune(b, (unit-high)<<10|(second-low)+beyond), true
		}
		r.pos = after
	}
	if unit >= high && unit < end {
		return b, r.fail(ast.InvalidEscape, start, r.pos, "this is half of a surrogate pair", "write both halves, or the character itself")
	}
	return utf8.AppendRune(b, unit), true
}

// unit reads u and four hexadecimal digits.
func (r *jsonReader) unit() (unit rune, ok bool) {
	const digits = 4
	s := r.src[r.pos:]
	if len(s) < 1+digits || s[0] != 'u' {
		return 0, false
	}
	for _, c := range []byte(s[1 : 1+digits]) {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		unit = unit<<4 | rune(c)
	}
	r.pos += 1 + digits
	return unit, true
}

func (r *jsonReader) number() bool {
	if r.peek() == '-' {
		r.pos++
	}
	switch {
	case r.peek() == '0':
		r.pos++
	case !r.digits():
		return r.unexpected("a digit")
	}
	if r.peek() == '.' {
		if r.pos++; !r.digits() {
			return r.unexpected("a digit")
		}
	}
	if r.peek()|0x20 == 'e' {
		r.pos++
		if c := r.peek(); c == '+' || c == '-' {
			r.pos++
		}
		if !r.digits() {
			return r.unexpected("a digit")
		}
	}
	return true
}

// digits reads digits and reports whether there is one.
func (r *jsonReader) digits() bool {
	start := r.pos
	for '0' <= r.peek() && r.peek() <= '9' {
		r.pos++
	}
	return r.pos > start
}

func (r *jsonReader) literal() (jsonKind, bool) {
	for _, l := range []struct {
		text string
		kind jsonKind
	}{{"null", jsonNull}, {"true", jsonBool}, {"false", jsonBool}} {
		if strings.HasPrefix(r.src[r.pos:], l.text) {
			r.pos += len(l.text)
			return l.kind, true
		}
	}
	return 0, r.unexpected("a value")
}

// space reads white space.
func (r *jsonReader) space() {
	for r.pos < len(r.src) && strings.IndexByte(" \t\r\n", r.src[r.pos]) >= 0 {
		r.pos++
	}
}

// peek returns the next byte, and 0, which stands nowhere in JSON, at the end.
func (r *jsonReader) peek() byte {
	if r.pos == len(r.src) {
		return 0
	}
	return r.src[r.pos]
}

// runeEnd returns where the next rune ends.
func (r *jsonReader) runeEnd() int {
	_, size := utf8.DecodeRuneInString(r.src[r.pos:])
	return r.pos + size
}

// unexpected reports what stands here in the place of what is wanted.
func (r *jsonReader) unexpected(wanted string) bool {
	if r.pos == len(r.src) {
		return r.fail(ast.InvalidJSON, r.pos, r.pos, "the document ends where "+wanted+" is wanted", "")
	}
	end := r.runeEnd()
	what, hint := r.src[r.pos:end], ""
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
	return r.fail(ast.InvalidJSON, r.pos, end, ast.Excerpt(what)+" stands where "+wanted+" is wanted", hint)
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
