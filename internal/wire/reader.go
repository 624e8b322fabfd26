package wire

import (
	"bytes"
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
	data []byte
	json *json.Decoder
	path []step
	at   int // where the value or token that was read last begins
}

// A step leads from a value to one in it.
type step struct {
	name  string // of a member
	index int    // of an element, where name is empty
}

func newReader(data []byte) *reader {
	r := &reader{data: data, json: json.NewDecoder(bytes.NewReader(data))}
	r.json.UseNumber()
	return r
}

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
		case s.name == "":
			path.WriteString("[" + strconv.Itoa(s.index) + "]")
		case i > 0:
			path.WriteString("." + s.name)
		default:
			path.WriteString(s.name)
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

// next returns where the next token begins.
func (r *reader) next() int {
	before := r.json.InputOffset()
	return len(r.data) - len(bytes.TrimLeft(r.data[before:], " \t\r\n,:"))
}

// peek returns the byte at which the next token begins, or 0.
func (r *reader) peek() byte {
	if i := r.next(); i < len(r.data) {
		return r.data[i]
	}
	return 0
}

// more reports whether something follows in the object or list. At the end of
// the data, json's More depends on the version of Go.
func (r *reader) more() bool { return r.next() < len(r.data) && r.json.More() }

func (r *reader) token() json.Token {
	r.at = r.next()
	t, err := r.json.Token()
	switch {
	case r.at == len(r.data), errors.Is(err, io.ErrUnexpectedEOF):
		r.fail("the JSON ends too early")
	case err != nil:
		r.fail("this is not JSON, at byte %d", r.at)
	}
	return t
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
		name := r.token().(string) // Token takes no other for a name
		check(name)
		r.path = append(r.path, step{name: name})
		value(name)
		r.path = r.path[:len(r.path)-1]
	}
	r.token() // the end, or what is wrong
	r.at = start
}

// list reads a list, and returns how many elements it has. The function element
// reads one.
func (r *reader) list(element func()) int {
	if t := r.token(); t != json.Delim('[') {
		r.want("a list", t)
	}
	start, n := r.at, 0
	for ; r.more(); n++ {
		r.path = append(r.path, step{index: n})
		element()
		r.path = r.path[:len(r.path)-1]
	}
	r.token() // the end, or what is wrong
	r.at = start
	return n
}

// text reads a string.
func (r *reader) text() string {
	t := r.token()
	s, ok := t.(string)
	if !ok {
		r.want("a string", t)
	}
	if HalfPair(r.data[r.at:r.json.InputOffset()]) {
		r.fail("half of a surrogate pair is no text")
	}
	return s
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

// any reads a value as encoding/json does into an any, with numbers as they are
// written. An object has no name twice.
func (r *reader) any(depth int) any {
	if depth > maxDepth {
		r.at = r.next()
		r.fail("values may nest %d deep", maxDepth)
	}
	switch r.peek() {
	case '"':
		return r.text()
	case '{':
		m := map[string]any{}
		r.members(func(name string) {
			if _, ok := m[name]; ok {
				r.fail("%s is there twice", quote(name))
			}
		}, func(name string) { m[name] = r.any(depth + 1) })
		return m
	case '[':
		list := []any{}
		r.list(func() { list = append(list, r.any(depth+1)) })
		return list
	}
	return r.token()
}

// end reports what follows the value that was read.
func (r *reader) end() {
	r.at = int(r.json.InputOffset())
	if rest := bytes.TrimLeft(r.data[r.at:], " \t\r\n"); len(rest) > 0 {
		r.at = len(r.data) - len(rest)
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
