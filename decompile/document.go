package decompile

import (
	"iter"
	"math"
	"regexp"
	"slices"
	"sort"
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
	nodes   []jsonNode // in the order of the text; the first is the outermost value
	several bool       // the text has several documents, of which the outermost value is a list
	marks   []ast.Position
	outer   *textPlace // where the document stands, if it is a string of another one
	visited int        // members and values, for the test that says how many
}

// A jsonNode is a value. It is small, for a document may have a million.
type jsonNode struct {
	start, end uint32 // it is src[start:end]; end is 0 while it is being read
	name       uint32 // where the name of the member begins, or noName
	self, next uint32 // its index, and that of what follows it and all that is in it
	parent     uint32 // the index of the list or object in which it is
	nth        uint32 // of those in it
	kind       jsonKind
}

const noName = math.MaxUint32

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
func (n *jsonNode) begins() uint32 { return min(n.name, n.start) }

// kids returns the elements of a list, or the members of an object.
func (d *jsonDocument) kids(n *jsonNode) iter.Seq[*jsonNode] {
	return func(yield func(*jsonNode) bool) {
		for k := n.self + 1; k < n.next; k = d.nodes[k].next {
			if !yield(&d.nodes[k]) {
				return
			}
		}
	}
}

// first returns the first value in n, which is not empty.
func (d *jsonDocument) first(n *jsonNode) *jsonNode { return &d.nodes[n.self+1] }

// only returns the value that is alone in n, or nil.
func (d *jsonDocument) only(n *jsonNode) *jsonNode {
	if n.isEmpty() || d.first(n).next != n.next {
		return nil
	}
	return d.first(n)
}

// isEmpty reports whether nothing is in a value.
func (n *jsonNode) isEmpty() bool { return n.next == n.self+1 }

// raw returns the JSON of a value.
func (d *jsonDocument) raw(n *jsonNode) string { return d.src[n.start:n.end] }

// text returns the text of a string, and that of a number, true and false as it is written.
// It is empty for any other value.
func (d *jsonDocument) text(n *jsonNode) string {
	switch n.kind {
	case jsonString:
		return unquote(d.raw(n))
	case jsonNumber, jsonBool:
		return d.raw(n)
	}
	return ""
}

// name returns the name of a member, or "" for what is none.
func (d *jsonDocument) name(n *jsonNode) string {
	if n.name == noName {
		return ""
	}
	return unquote(d.src[n.name:d.nameEnd(n)])
}

// nameEnd returns where the name of a member ends, with its quotes: before the colon and
// white space in front of the value.
func (d *jsonDocument) nameEnd(n *jsonNode) uint32 {
	return uint32(strings.LastIndexByte(d.src[:n.start], '"') + 1)
}

// span returns the place of a value.
func (d *jsonDocument) span(n *jsonNode) ast.Span { return d.between(int(n.start), int(n.end)) }

// nameSpan returns the place of the name of a member. For any other value it is the start
// of the document.
func (d *jsonDocument) nameSpan(n *jsonNode) ast.Span {
	if n.name == noName {
		return d.between(0, 0)
	}
	return d.between(int(n.name), int(d.nameEnd(n)))
}

// unquote returns the text of a JSON string.
func unquote(raw string) string {
	if strings.IndexByte(raw, '\\') >= 0 {
		return jsonscan.Unquote([]byte(raw))
	}
	return raw[1 : len(raw)-1]
}

// documentFactor is how many times longer than a query a JSON document may be, since tags
// are multiplied out when a query is compiled. That is room for what Target.MaxTerms allows
// by default: ten thousand rows of a hundred conditions, with 64 bytes for each.
const documentFactor = 1 << 10

// A jsonReader reads one document. The first mistake ends it.
type jsonReader struct {
	*jsonDocument
	in     *jsonscan.Scanner
	depth  int // how many lists and objects are open
	most   int // that may be
	report *diag.Report
}

// readJSON reads a document within the limits, or several documents if several is set.
// Mistakes go to the report. After a mistake the document is nil, unless the mistake is that
// more follows the document.
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
		hint := "save the document as UTF-8"
		if strings.HasPrefix(doc.src, "\x1f\x8b") {
			hint = "the document is compressed by gzip: decompress it before"
		}
		r.fail(codes.InvalidUTF8, i, i+1, "this byte is not UTF-8", hint)
		return nil
	}
	if !r.value(r.begin(noName, 0, 0)) {
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

// following reads the documents that follow the first, and makes a list of all. Only a list
// or an object is taken for a document.
func (r *jsonReader) following() bool {
	nth, end := uint32(0), r.nodes[0].end
	for c := r.in.Next(); c == '{' || c == '['; c = r.in.Next() {
		if nth++; !r.several {
			r.several = true
			r.depth++
			r.nodes = slices.Insert(r.nodes, 0, jsonNode{start: r.nodes[0].start, name: noName, next: r.nodes[0].next, kind: jsonList})
			for i := range r.nodes[1:] {
				n := &r.nodes[i+1]
				n.self++
				n.next++
				n.parent++
			}
			r.nodes[1].parent = 0
		}
		if !r.value(r.begin(noName, 0, nth)) {
			return false
		}
		end = uint32(r.pos())
		r.nodes[0].next = uint32(len(r.nodes))
	}
	r.nodes[0].end = end
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

// markEvery is about how many bytes there are between two marks.
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

func (d *jsonDocument) between(start, end int) ast.Span {
	return ast.Span{Start: d.position(start), End: d.position(end)}
}

// offset returns where what is at an offset stands in the outermost document.
func (d *jsonDocument) offset(at int) int {
	if d.outer != nil {
		return d.outer.offset(at)
	}
	return at
}

// at returns the innermost value, with its name, at an offset in the outermost document.
func (d *jsonDocument) at(offset int) *jsonNode {
	after := sort.Search(len(d.nodes), func(i int) bool { return d.offset(int(d.nodes[i].begins())) > offset })
	n := &d.nodes[max(after-1, 0)]
	for n.self > 0 && offset >= d.offset(int(n.end)) {
		n = &d.nodes[n.parent]
	}
	return n
}

// inText stands between the path to a text and the path in it.
const inText = " → "

// path returns the names and indexes that lead to a value, such as
// body → orConditions[2].andConditions[0].key.
func (d *jsonDocument) path(n *jsonNode) string {
	var steps []*jsonNode
	for ; n.self > 0; n = &d.nodes[n.parent] {
		steps = append(steps, n)
	}
	var b strings.Builder
	for _, n := range slices.Backward(steps) {
		if n.name == noName {
			b.WriteString("[" + number(int(n.nth)) + "]")
		} else {
			appendName(&b, d.name(n))
		}
	}
	switch {
	case d.outer == nil:
		return b.String()
	case len(steps) == 0:
		b.WriteByte('$')
	}
	return d.outer.doc.path(d.outer.node) + inText + b.String()
}

// plainName is a name that stands in a path as it is: the longest of a service have 41
// letters.
var plainName = regexp.MustCompile(`^[A-Za-z_$-][A-Za-z0-9_$-]{0,47}$`)

// appendName appends a step to a member.
func appendName(b *strings.Builder, name string) {
	switch {
	case !plainName.MatchString(name):
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

// begin adds a value to those in the parent. Its name begins at that offset.
func (r *jsonReader) begin(name, parent, nth uint32) (index uint32) {
	index = uint32(len(r.nodes))
	r.nodes = append(r.nodes, jsonNode{start: uint32(r.pos()), name: name, self: index, parent: parent, nth: nth})
	return index
}

// value reads a value that was begun.
func (r *jsonReader) value(index uint32) bool {
	c := r.in.Next()
	start := r.pos()
	r.nodes[index].start = uint32(start)
	kind, ok := jsonNull, false
	switch {
	case c == '{':
		kind = jsonObject
		ok = r.inside(index, '}')
	case c == '[':
		kind = jsonList
		ok = r.inside(index, ']')
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
		ok = r.in.Skip(0) == nil || r.unexpected(start, wantedValue)
	}
	n := &r.nodes[index]
	n.kind, n.end, n.next = kind, uint32(r.pos()), uint32(len(r.nodes))
	return ok
}

// inside reads a list or an object, which ends with that bracket.
func (r *jsonReader) inside(index uint32, closing byte) bool {
	if r.depth == r.most {
		return r.fail(codes.TooDeep, r.pos(), r.pos()+1,
			"more than "+number(r.most)+" lists and objects are open here", "nest less")
	}
	r.depth++
	r.in.Advance(1)
	more, ok := r.in.Next() != closing, true
	if !more {
		r.in.Advance(1)
	}
	for nth := uint32(0); more; nth++ {
		name := uint32(noName)
		if closing == '}' {
			if r.in.Next() != '"' {
				return r.unexpected(r.pos(), wantedName)
			}
			name = uint32(r.pos())
			if !r.string() {
				return false
			}
		}
		k := r.begin(name, index, nth)
		if name != noName && r.in.Colon() != nil {
			return r.unexpected(r.pos(), wantedColon)
		}
		if !r.value(k) {
			return false
		}
		if more, ok = r.next(closing); !ok {
			return false
		}
	}
	r.depth--
	return true
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

// where returns the path of what is being read.
func (r *jsonReader) where() string {
	if len(r.nodes) == 0 {
		return ""
	}
	n := &r.nodes[len(r.nodes)-1]
	for n.self > 0 && n.end != 0 {
		n = &r.nodes[n.parent]
	}
	return shortPath(r.path(n))
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

// isYAML reports whether a document begins as one in YAML does: with three hyphens, or with a
// name that is not quoted and a colon, behind which white space or nothing stands.
func isYAML(doc string) bool {
	doc = strings.TrimSpace(doc)
	word := wordAt(doc)
	rest := doc[len(word):]
	if word != "---" {
		var isMember bool
		if rest, isMember = strings.CutPrefix(rest, ":"); word == "" || !isMember {
			return false
		}
	}
	return rest == "" || strings.ContainsAny(rest[:1], " \t\r\n")
}

// unexpected reports what stands at an offset in the place of what is wanted.
func (r *jsonReader) unexpected(at int, wanted string) bool {
	if at == len(r.src) {
		if strings.TrimSpace(r.src) == "" {
			return r.fail(codes.InvalidJSON, at, at, "the document is empty", "")
		}
		return r.fail(codes.InvalidJSON, at, at, "the document ends where "+wanted+" is wanted", "")
	}
	end := r.runeEnd(at)
	what, hint := r.src[at:end], ""
	first, _ := utf8.DecodeRuneInString(what)
	isName := unicode.IsLetter(first) || what == "_" || what == "$"
	switch {
	case isYAML(r.src):
		hint = "this looks like YAML, and JSON is read here: convert it before"
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
		Span:    r.between(start, end),
		Path:    r.where(),
		Message: message,
		Hint:    hint,
	})
	return false
}

func number(n int) string { return strconv.Itoa(n) }
