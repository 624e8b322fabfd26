package decompile

import (
	"iter"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/internal/jsonscan"
)

// A jsonDocument is JSON text with the places of its values. What encoding/json would
// lose is all there: members in their order, those that are there twice, nulls, and lists
// without elements.
type jsonDocument struct {
	src     string
	entries []entry // in the order of the text; the first is the outermost value
	several bool    // the text has several documents, of which the outermost value is a list
	marks   []ast.Position
	outer   *textPlace // where the document stands, if it is a string of another one
}

// An entry says where a value stands: src[start:end]. It is small, for a document may
// have a million.
type entry struct {
	start, end uint32
	name       uint32 // where the name of the member begins, or noName
	next       uint32 // the index of what follows it and all that is in it
	kind       jsonKind
}

const noName = math.MaxUint32

// A jsonNode is one value, with all that is in it.
type jsonNode struct {
	kind       jsonKind
	start, end int // the value is src[start:end]

	name               string // of a member of an object
	nameStart, nameEnd int    // with its quotes; both 0 for what is no member

	text string      // of a string, and a number as it is written
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

// inside returns the indexes of the elements or members of entry i.
func (d *jsonDocument) inside(i int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for k := i + 1; k < int(d.entries[i].next); k = int(d.entries[k].next) {
			if !yield(k) {
				return
			}
		}
	}
}

// node returns the value of entry i, with all that is in it.
func (d *jsonDocument) node(i int) *jsonNode {
	n := d.bare(i)
	switch n.kind {
	case jsonString:
		n.text = unquote(d.src[n.start:n.end])
	case jsonNumber:
		n.text = d.src[n.start:n.end]
	}
	for k := range d.inside(i) {
		n.kids = append(n.kids, d.node(k))
	}
	return n
}

// bare returns the value of entry i without what is in it.
func (d *jsonDocument) bare(i int) *jsonNode {
	e := &d.entries[i]
	n := &jsonNode{kind: e.kind, start: int(e.start), end: int(e.end)}
	if e.name != noName {
		n.name, n.nameStart, n.nameEnd = d.name(e)
	}
	return n
}

// name returns the name of a member, and where it stands, with its quotes.
func (d *jsonDocument) name(e *entry) (name string, start, end int) {
	start = int(e.name)
	end = start + 1
	for d.src[end] != '"' {
		if d.src[end] == '\\' {
			end++
		}
		end++
	}
	end++
	return unquote(d.src[start:end]), start, end
}

// unquote returns the text of a JSON string.
func unquote(raw string) string {
	if strings.IndexByte(raw, '\\') >= 0 {
		return jsonscan.Unquote([]byte(raw))
	}
	return raw[1 : len(raw)-1]
}

// documentFactor is how many times longer than a query, whose limit is ast.Limits.Bytes,
// a JSON document may be. Tags are multiplied out when a query is compiled. The factor is
// room for what Target.MaxTerms allows by default, ten thousand rows of a hundred
// conditions, with 64 bytes for each.
const documentFactor = 1 << 10

// A jsonReader reads one document. The first mistake ends it.
type jsonReader struct {
	*jsonDocument
	in     *jsonscan.Scanner
	open   []openValue // lists and objects
	most   int         // that may be open
	report *diag.Report
}

// An openValue is a list or an object of which the end was not read yet.
type openValue struct {
	list   bool
	inside bool   // an element or member is being read
	index  int    // of the element
	name   uint32 // where the name of the member begins
}

// readJSON reads a document within the limits, or several if there may be. Mistakes go to
// the report. After one, the document is nil, unless all that is wrong is that more follows
// it.
func readJSON(data []byte, several bool, limits ast.Limits, report *diag.Report) *jsonDocument {
	offsets := uint64(math.MaxUint32 - 1) // as they are kept
	most := int(min(offsets, math.MaxInt))
	if bytes := limits.WithDefaults().Bytes; bytes < most/documentFactor {
		most = documentFactor * bytes
	}
	if len(data) > most {
		start := ast.Position{Line: 1, Column: 1}
		report.Add(ast.Diagnostic{
			Code:    codes.TooLong,
			Span:    ast.Span{Start: start, End: start},
			Message: "the document is longer than " + number(most) + " bytes",
			Hint:    "take out of it what is no filter",
		})
		return nil
	}
	return read(data, several, limits, report)
}

// read is readJSON of what is not too long.
func read(data []byte, several bool, limits ast.Limits, report *diag.Report) *jsonDocument {
	doc := &jsonDocument{src: string(data)}
	doc.mark()
	// Criteria have a list and an object for each parenthesis of a query, and
	// some stand around them.
	const around = 16
	r := &jsonReader{jsonDocument: doc, in: jsonscan.NewBytes(data), most: 2*limits.WithDefaults().Depth + around, report: report}
	if i := invalidUTF8(doc.src); i >= 0 {
		r.fail(codes.InvalidUTF8, i, i+1, "this byte is not UTF-8", "save the document as UTF-8")
		return nil
	}
	if !r.value(noName) {
		return nil
	}
	if several && !r.following() {
		return nil
	}
	if !r.in.AtEnd() {
		r.fail(codes.InvalidJSON, r.pos(), r.runeEnd(r.pos()), "there is more after the end of the document", "leave it out")
	}
	return doc
}

// following reads the documents that follow the first, and makes them all a list. Of what
// follows, only a list and an object are taken for one.
func (r *jsonReader) following() bool {
	for c := r.in.Next(); c == '{' || c == '['; c = r.in.Next() {
		if !r.several {
			r.several = true
			r.open = append(r.open, openValue{list: true, inside: true})
			first := &r.entries[0]
			r.entries = slices.Insert(r.entries, 0, entry{start: first.start, name: noName, kind: jsonList})
			for i := range r.entries {
				r.entries[i].next++
			}
		}
		r.open[0].index++
		if !r.value(noName) {
			return false
		}
		all := &r.entries[0]
		all.end, all.next = uint32(r.pos()), uint32(len(r.entries))
	}
	return true
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
	d.marks = make([]ast.Position, 1, len(d.src)/markEvery+2)
	d.marks[0] = p
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
	if d.outer != nil {
		return d.outer.doc.position(d.outer.offset(offset))
	}
	i := min(offset/markEvery, len(d.marks)-1)
	m := d.marks[i]
	return diag.After(m, d.src[m.Offset:offset])
}

func (d *jsonDocument) span(start, end int) ast.Span {
	return ast.Span{Start: d.position(start), End: d.position(end)}
}

// offset returns where what is at an offset stands in the outermost document.
func (d *jsonDocument) offset(at int) int {
	if d.outer != nil {
		return d.outer.offset(at)
	}
	return at
}

// pathBelow returns the path from n to the innermost value or member in it at an offset
// in the outermost document, such as orConditions[2].andConditions[0].key.
func (d *jsonDocument) pathBelow(n *jsonNode, offset int) string {
	var b strings.Builder
	for {
		// The kids stand one after the other: look for the last that begins
		// here or before.
		low, high := 0, len(n.kids)
		for low < high {
			middle := (low + high) / 2
			if d.offset(n.kids[middle].begins()) <= offset {
				low = middle + 1
			} else {
				high = middle
			}
		}
		if low == 0 || offset >= d.offset(n.kids[low-1].end) {
			return b.String()
		}
		if n.kind == jsonObject {
			appendName(&b, n.kids[low-1].name)
		} else {
			b.WriteString("[" + number(low-1) + "]")
		}
		n = n.kids[low-1]
	}
}

// appendName appends a step to a member.
func appendName(b *strings.Builder, name string) {
	const most = 48 // the longest of a service have 41
	plain := len(name) > 0 && len(name) <= most
	for i := range len(name) {
		c := name[i]
		letter := 'a' <= c|0x20 && c|0x20 <= 'z' || c == '_' || c == '-' || c == '$'
		plain = plain && (letter || i > 0 && '0' <= c && c <= '9')
	}
	switch {
	case !plain:
		b.WriteString("[" + chars.Excerpt(name) + "]")
	case b.Len() > 0:
		b.WriteString("." + name)
	default:
		b.WriteString(name)
	}
}

// shortPath returns the path, without its middle if it is long.
func shortPath(path string) string {
	const first, last = 100, 160 // that to a filter of an AI agent has 200 or so
	if utf8.RuneCountInString(path) <= first+last {
		return path
	}
	return chars.First(path, first) + "…" + chars.Last(path, last)
}

// pos returns the offset of what comes next.
func (r *jsonReader) pos() int { return int(r.in.Offset()) }

// value reads a value, which is that of the member whose name begins at that offset.
func (r *jsonReader) value(name uint32) bool {
	c := r.in.Next()
	i := len(r.entries)
	r.entries = append(r.entries, entry{start: uint32(r.pos()), name: name})
	kind, ok := jsonNull, false
	switch {
	case c == '{':
		kind = jsonObject
		ok = r.object()
	case c == '[':
		kind = jsonList
		ok = r.list()
	case c == '"':
		kind = jsonString
		ok = r.string()
	case c == '-' || '0' <= c && c <= '9':
		kind = jsonNumber
		ok = r.in.Skip(0) == nil || r.unexpected(r.pos(), "a digit")
	default:
		if c != 'n' {
			kind = jsonBool
		}
		ok = r.in.Skip(0) == nil || r.unexpected(int(r.entries[i].start), wantedValue)
	}
	e := &r.entries[i]
	e.kind, e.end, e.next = kind, uint32(r.pos()), uint32(len(r.entries))
	return ok
}

func (r *jsonReader) object() bool {
	if !r.enter(false) {
		return false
	}
	for more := r.first('}'); more; {
		if r.in.Next() != '"' {
			return r.unexpected(r.pos(), wantedName)
		}
		name := uint32(r.pos())
		if !r.string() {
			return false
		}
		o := &r.open[len(r.open)-1]
		o.inside, o.name = true, name
		if r.in.Colon() != nil {
			return r.unexpected(r.pos(), wantedColon)
		}
		var ok bool
		if more, ok = r.element(name, '}'); !ok {
			return false
		}
	}
	r.open = r.open[:len(r.open)-1]
	return true
}

func (r *jsonReader) list() bool {
	if !r.enter(true) {
		return false
	}
	for more := r.first(']'); more; {
		r.open[len(r.open)-1].inside = true
		var ok bool
		if more, ok = r.element(noName, ']'); !ok {
			return false
		}
	}
	r.open = r.open[:len(r.open)-1]
	return true
}

// element reads the value of an element or a member, and what follows it.
func (r *jsonReader) element(name uint32, closing byte) (more, ok bool) {
	if !r.value(name) {
		return false, false
	}
	o := &r.open[len(r.open)-1]
	o.inside = false
	o.index++
	return r.next(closing)
}

// enter reads the bracket that opens a list or an object.
func (r *jsonReader) enter(list bool) bool {
	if len(r.open) == r.most {
		return r.fail(codes.TooDeep, r.pos(), r.pos()+1,
			"more than "+number(r.most)+" lists and objects are open here", "nest less")
	}
	r.open = append(r.open, openValue{list: list})
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
		return false, r.fail(codes.InvalidJSON, r.pos(), r.pos()+1, "there is nothing after the comma", "leave out the comma")
	}
	return more, true
}

// string reads a string.
func (r *jsonReader) string() bool {
	start := r.pos()
	err := r.in.Skip(0)
	at := r.pos()
	switch {
	case err == nil:
	case at == len(r.src):
		return r.fail(codes.InvalidJSON, start, start+1, "the string is not closed", `put " behind it`)
	case r.src[at] < ' ':
		return r.fail(codes.InvalidJSON, at, at+1,
			"a string has a control character", `close the string before it, or write it as an escape such as \n`)
	default: // in an escape
		start = strings.LastIndexByte(r.src[:at], '\\')
		return r.fail(codes.InvalidJSON, start, r.runeEnd(start+1), "there is no such escape",
			`an escape is one of \" \\ \/ \b \f \n \r \t and \uXXXX`)
	}
	if strings.IndexByte(r.src[start:at], '\\') < 0 {
		return true
	}
	if i := jsonscan.HalfPair(r.in.Text(int64(start))); i >= 0 {
		const escape = len(`\u0000`)
		return r.fail(codes.InvalidEscape, start+i, start+i+escape,
			"this is half of a surrogate pair", "write both halves, or the character itself")
	}
	return true
}

// path returns the path of what is being read.
func (r *jsonReader) path() string {
	var b strings.Builder
	for _, o := range r.open {
		switch {
		case !o.inside:
		case o.list:
			b.WriteString("[" + number(o.index) + "]")
		default:
			name, _, _ := r.name(&entry{name: o.name})
			appendName(&b, name)
		}
	}
	return shortPath(b.String())
}

// runeEnd returns where the rune at an offset ends.
func (r *jsonReader) runeEnd(at int) int {
	_, size := utf8.DecodeRuneInString(r.src[at:])
	return at + size
}

// What is wanted where something else stands.
const (
	wantedName  = "the name of a member"
	wantedColon = ": and a value"
	wantedValue = "a value"
)

// wordAt returns the word with which s begins.
func wordAt(s string) string {
	const most = 60
	n := strings.IndexFunc(s[:min(len(s), most)], func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '$' && r != '-' && r != '.'
	})
	if n < 0 {
		return s[:min(len(s), most)]
	}
	return s[:n]
}

// unexpected reports what stands at an offset in the place of what is wanted.
func (r *jsonReader) unexpected(at int, wanted string) bool {
	if at == len(r.src) {
		return r.fail(codes.InvalidJSON, at, at, "the document ends where "+wanted+" is wanted", "")
	}
	end := r.runeEnd(at)
	what, hint := r.src[at:end], ""
	first, _ := utf8.DecodeRuneInString(what)
	isName := unicode.IsLetter(first) || what == "_" || what == "$"
	switch {
	case what == "'", what == "`", chars.IsQuotationMark(first):
		hint = "JSON has straight double quotes alone"
	case what == "/", what == "#":
		hint = "JSON has no comments"
	case what == "\uFEFF":
		hint = "save the document without a byte order mark"
	case wanted == wantedName && isName:
		hint = "put it in double quotes: " + chars.Excerpt(wordAt(r.src[at:]))
	case wanted == wantedValue && (what == "T" || what == "F" || what == "N"):
		hint = "JSON has true, false and null"
	case wanted == wantedValue && isName:
		hint = "put a text in double quotes: " + chars.Excerpt(wordAt(r.src[at:]))
	case wanted == wantedColon && (what == "=" || what == "-"):
		hint = "write : between a name and its value"
	case strings.HasPrefix(wanted, ", ") && (what == `"` || what == "{" || what == "["):
		hint = "write a comma before it"
	}
	return r.fail(codes.InvalidJSON, at, end, chars.Excerpt(what)+" stands where "+wanted+" is wanted", hint)
}

// fail reports a mistake and returns false.
func (r *jsonReader) fail(code ast.Code, start, end int, message, hint string) bool {
	r.report.Add(ast.Diagnostic{
		Code:    code,
		Span:    r.span(start, end),
		Path:    r.path(),
		Message: message,
		Hint:    hint,
	})
	return false
}

func number(n int) string { return strconv.Itoa(n) }
