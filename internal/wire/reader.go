package wire

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// A reader reads JSON token by token, for encoding/json's own structs take names
// in any case, names twice, and null. It knows where it is, and panics with an
// *Error, which catch recovers.
type reader struct {
	data   []byte
	path   []step
	at     int // where the value or token that was read last begins
	behind int // where it ends

	// What stands before the next token, unless that closes something: a comma, a
	// colon or nothing.
	separator string

	wanted []string // the members of a record that are looked at
	skim   bool     // whether this is another one, whose texts are only checked
}

// A step leads from a value to one in it.
type step struct {
	name    string // of a member
	element bool
	index   int // of an element
}

func newReader(data []byte) *reader { return &reader{data: data, path: make([]step, 0, 8)} }

const space = " \t\r\n"

// catch sets err to the *Error that a reader panicked with.
func catch(err *error) {
	switch wrong := recover().(type) {
	case nil:
	case *Error:
		*err = wrong
	default:
		panic(wrong)
	}
}

// fail reports that the value or token that was read last is wrong.
func (r *reader) fail(format string, args ...any) {
	var path strings.Builder
	for i, s := range r.path {
		switch {
		case s.element:
			path.WriteString("[" + strconv.Itoa(s.index) + "]")
		case i > 0:
			path.WriteString("." + cmp.Or(s.name, `""`))
		default:
			path.WriteString(cmp.Or(s.name, `""`))
		}
	}
	panic(&Error{Path: path.String(), Offset: r.at, Message: fmt.Sprintf(format, args...)})
}

// checkUTF8 reports text that is not UTF-8, which encoding/json replaces.
func (r *reader) checkUTF8() {
	if utf8.Valid(r.data) {
		return
	}
	for {
		c, n := utf8.DecodeRune(r.data[r.at:])
		if c == utf8.RuneError && n == 1 {
			r.fail("byte %d is not UTF-8", r.at)
		}
		r.at += n
	}
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// behindSpace returns where something else than white space stands behind the last token.
func (r *reader) behindSpace() int {
	i := r.behind
	for i < len(r.data) && isSpace(r.data[i]) {
		i++
	}
	return i
}

// next returns where the next token begins.
func (r *reader) next() int {
	i := r.behind
	for i < len(r.data) && (r.data[i] == ',' || r.data[i] == ':' || isSpace(r.data[i])) {
		i++
	}
	return i
}

// peek returns the byte at which the next token begins, or 0.
func (r *reader) peek() byte {
	if i := r.next(); i < len(r.data) {
		return r.data[i]
	}
	return 0
}

// more reports whether something follows in the object or list.
func (r *reader) more() bool {
	i := r.behindSpace()
	return i < len(r.data) && r.data[i] != ']' && r.data[i] != '}' && r.next() < len(r.data)
}

// begin goes to the next token, before which the separator must stand, and
// returns the byte at which it begins. What follows it is a separator, too.
func (r *reader) begin(separator string) byte {
	r.at = r.next()
	between := r.data[r.behind:r.at]
	switch {
	case r.at == len(r.data):
		r.early()
	case string(between) != separator && string(bytes.Trim(between, space)) != separator:
		r.broken()
	}
	r.behind, r.separator = r.at+1, ","
	return r.data[r.at]
}

func (r *reader) early()  { r.fail("the JSON ends too early") }
func (r *reader) broken() { r.fail("this is not JSON, at byte %d", r.at) }

// token reads a string, a number, true, false or null, or what opens an object or
// a list.
func (r *reader) token() json.Token {
	switch c := r.begin(r.separator); c {
	case '{', '[':
		r.separator = ""
		return json.Delim(c)
	case '"':
		return r.string()
	}
	r.behind = len(r.data)
	if n := bytes.IndexAny(r.data[r.at:], space+`,:[]{}"`); n >= 0 {
		r.behind = r.at + n
	}
	r.check()
	switch literal := r.data[r.at:r.behind]; string(literal) {
	case "null":
		return nil
	case "true":
		return true
	case "false":
		return false
	default:
		return json.Number(literal)
	}
}

// string reads the rest of a string.
func (r *reader) string() string {
	plain, simple := r.passText()
	if !simple {
		r.check()
	}
	return r.unquoted(plain)
}

// unquoted returns the string that was read, which is plain if it has no escapes.
func (r *reader) unquoted(plain bool) string {
	if plain {
		return string(r.data[r.at+1 : r.behind-1])
	}
	var s string
	_ = json.Unmarshal(r.data[r.at:r.behind], &s)
	return s
}

// passText passes over the rest of a string. It reports whether that is without escapes, and
// whether it is simple, with no escapes but those of one letter. If it is not, it may be wrong.
func (r *reader) passText() (plain, simple bool) {
	plain, simple = true, true
	for i := r.behind; i < len(r.data); i++ {
		c := r.data[i]
		if !special[c] {
			continue
		}
		switch c {
		case '"':
			r.behind = i + 1
			return plain, simple
		case '\\':
			plain = false
			if i++; i == len(r.data) || strings.IndexByte(`"\/bfnrt`, r.data[i]) < 0 {
				simple = false
			}
		default:
			plain, simple = false, false
		}
	}
	r.behind = len(r.data)
	return false, false
}

// special has the bytes that do not stand for themselves in a string: the quote, the backslash
// and control characters.
var special = func() (is [256]bool) {
	for c := range ' ' {
		is[c] = true
	}
	is['"'], is['\\'] = true, true
	return is
}()

// check checks the string or the literal that was read. If another token follows
// a literal without space, the literal ends before it.
func (r *reader) check() {
	text := r.data[r.at:r.behind]
	if json.Valid(text) {
		return
	}
	d := json.NewDecoder(bytes.NewReader(text))
	switch err := d.Decode(new(json.RawMessage)); {
	case err == nil:
		r.behind = r.at + int(d.InputOffset())
	case r.behind == len(r.data) && errors.Is(err, io.ErrUnexpectedEOF):
		r.early()
	default:
		r.broken()
	}
}

// close reads what closes an object or a list that begins at start.
func (r *reader) close(closing byte, start int) {
	if r.begin("") != closing {
		r.broken()
	}
	r.at = start
}

// want reports that the token is another one than is wanted.
func (r *reader) want(what string, got json.Token) {
	is := "null"
	switch got := got.(type) {
	case json.Delim:
		is = map[json.Delim]string{'{': "an object", '[': "a list"}[got]
	case string:
		is = "a string"
	case json.Number:
		is = "a number"
	case bool:
		is = "a boolean"
	}
	r.fail("%s is wanted, not %s", what, is)
}

// object reads an object whose members are among names, each there at most
// once, and returns how many there are. The function value reads a member's
// value.
func (r *reader) object(names []string, value func(name string)) int {
	var seen []string
	r.members(func(name string) {
		switch {
		case !slices.Contains(names, name):
			r.fail("unknown member %s: there is only %s", quote(name), enumerate(names))
		case slices.Contains(seen, name):
			r.fail("%s is there twice", name)
		}
		seen = append(seen, name)
	}, value)
	return len(seen)
}

// members reads an object. The function check is called before each value, with
// its name.
func (r *reader) members(check, value func(name string)) {
	if t := r.token(); t != json.Delim('{') {
		r.want("an object", t)
	}
	start := r.at
	for r.more() {
		if r.begin(r.separator) != '"' {
			r.broken()
		}
		name := r.string()
		r.separator = ":"
		check(name)
		r.path = append(r.path, step{name: name})
		value(name)
		r.path = r.path[:len(r.path)-1]
	}
	r.close('}', start)
}

// list reads a list, and returns how many elements it has. The function element
// reads one.
func (r *reader) list(element func()) int {
	if t := r.token(); t != json.Delim('[') {
		r.want("a list", t)
	}
	start, n := r.at, 0
	for ; r.more(); n++ {
		r.path = append(r.path, step{element: true, index: n})
		element()
		r.path = r.path[:len(r.path)-1]
	}
	r.close(']', start)
	return n
}

// text reads a string, and returns it unless it is only checked.
func (r *reader) text() string {
	if r.peek() != '"' {
		r.want("a string", r.token())
	}
	r.begin(r.separator)
	plain, simple := r.passText()
	if !simple {
		r.check()
		if HalfPair(r.data[r.at:r.behind]) {
			r.fail("half of a surrogate pair is no text")
		}
	}
	if r.skim {
		return ""
	}
	return r.unquoted(plain)
}

// HalfPair reports whether JSON has a string with half of a surrogate pair as an
// escape, which encoding/json replaces.
func HalfPair(raw []byte) bool {
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' {
			continue
		}
		c := escaped(raw[i:])
		switch {
		case !utf16.IsSurrogate(c):
			i++ // at the escaped character, which may be a backslash
		case utf16.DecodeRune(c, escaped(raw[i+6:])) == utf8.RuneError:
			return true
		default:
			i += 11
		}
	}
	return false
}

// escaped returns the rune that \uXXXX at the beginning of raw stands for, or -1
// if something else begins there.
func escaped(raw []byte) rune {
	if len(raw) < 6 || raw[0] != '\\' || raw[1] != 'u' {
		return -1
	}
	c, _ := strconv.ParseUint(string(raw[2:6]), 16, 32) // JSON has four digits there
	return rune(c)
}

// number reads a number.
func (r *reader) number() json.Number {
	t := r.token()
	number, ok := t.(json.Number)
	if !ok {
		r.want("a number", t)
	}
	return number
}

// integer reads a number from low to high that is written as an integer.
func (r *reader) integer(low, high int) int {
	i, err := strconv.Atoi(string(r.number()))
	if err != nil || i < low || i > high {
		r.fail("an integer from %d to %d is wanted", low, high)
	}
	return i
}

// double reads a number as its nearest double.
func (r *reader) double() float64 { return r.toDouble(r.number()) }

func (r *reader) toDouble(n json.Number) float64 {
	f, err := n.Float64()
	if err != nil {
		r.fail("the number is too large")
	}
	return f
}

// scalar reads a string, a number as a float64, or a bool.
func (r *reader) scalar() any {
	if r.peek() == '"' {
		return r.text()
	}
	switch t := r.token().(type) {
	case json.Number:
		return r.toDouble(t)
	case bool:
		return t
	default:
		r.want("a string, a number or a boolean", t)
	}
	return nil
}

// A nameSet is a set of names. It holds the first few in a list, which takes less
// memory and time than a map.
type nameSet struct {
	few  [16]string
	n    int // of few
	many map[string]bool
}

// add adds a name, and reports whether it is new.
func (s *nameSet) add(name string) bool {
	switch {
	case slices.Contains(s.few[:s.n], name) || s.many[name]:
		return false
	case s.n < len(s.few):
		s.few[s.n] = name
		s.n++
	default:
		if s.many == nil {
			s.many = map[string]bool{}
		}
		s.many[name] = true
	}
	return true
}

// any reads a value as encoding/json does into an any, with numbers as they are
// written. An object has no name twice.
func (r *reader) any(depth int) any {
	if depth > maxDepth {
		r.at = r.next()
		r.fail("values may nest %d deep", maxDepth)
	}
	switch r.peek() {
	case '"':
		if s := r.text(); !r.skim {
			return s
		}
		return nil
	case '{':
		var m map[string]any
		if !r.skim {
			m = map[string]any{}
		}
		var names nameSet
		r.members(func(name string) {
			if !names.add(name) {
				r.fail("%s is there twice", quote(name))
			}
			if depth == 0 {
				r.skim = !slices.Contains(r.wanted, name)
			}
		}, func(name string) {
			if v := r.any(depth + 1); !r.skim {
				m[name] = v
			}
		})
		return m
	case '[':
		list := []any{}
		r.list(func() {
			if v := r.any(depth + 1); !r.skim {
				list = append(list, v)
			}
		})
		return list
	}
	return r.token()
}

// end reports what follows the value that was read.
func (r *reader) end() {
	if r.at = r.behindSpace(); r.at < len(r.data) {
		r.fail("nothing may follow the request, and there is something at byte %d", r.at)
	}
}

// enumerate returns "a, b and c".
func enumerate(names []string) string {
	switch len(names) {
	case 0:
		return "none"
	case 1:
		return names[0]
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// quote returns s in quotes, of which the end is left out if it is long.
func quote(s string) string {
	const most = 40
	n := 0
	for i := range s {
		if n++; n > most {
			return strconv.Quote(s[:i]) + "…"
		}
	}
	return strconv.Quote(s)
}
