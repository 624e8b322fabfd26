package eval

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A scanner reads the JSON that encoding/json takes, value by value. It differs
// from a json.Decoder in that it has the exact text of each value, and the exact
// place of a mistake, with every version of Go.
//
// The functions that read something return an error if it is not there; pos is
// then the place of what stands there instead.
type scanner struct {
	r      io.Reader
	err    error  // what r returned
	buf    []byte // what was read
	pos    int    // in buf, of what comes next
	kept   int    // what stands in buf before was forgotten
	held   bool   // what was read since is needed, and so not forgotten
	offset int64  // of buf in the input
	lines  int    // line breaks before kept
	open   []byte // what closes the arrays and objects that skip is in
}

// maxDepth is how many arrays and objects may be open at once, as for
// encoding/json.
const maxDepth = 10_000

// at returns the offset in the input of what comes next.
func (s *scanner) at() int64 { return s.offset + int64(s.pos) }

// text returns what was read from the offset on, until something more is read.
func (s *scanner) text(from int64) []byte { return s.buf[from-s.offset : s.pos] }

// line returns the number of the line, from 1, in which the offset is.
func (s *scanner) line(at int64) int {
	return s.lines + 1 + bytes.Count(s.buf[s.kept:at-s.offset], []byte("\n"))
}

// forget drops what stands before what comes next.
func (s *scanner) forget() {
	s.lines = s.line(s.at()) - 1
	s.kept = s.pos
}

// more reads on, and reports whether there was something to read.
func (s *scanner) more() bool {
	const least, tries = 4 << 10, 100
	if len(s.buf) == cap(s.buf) && s.err == nil {
		if !s.held {
			s.forget()
		}
		live, into := s.buf[s.kept:], s.buf[:0]
		if 2*len(live) >= cap(s.buf) {
			into = make([]byte, 0, max(least, 2*cap(s.buf)))
		}
		s.buf = append(into, live...)
		s.offset += int64(s.kept)
		s.pos -= s.kept
		s.kept = 0
	}
	for range tries {
		if s.err != nil {
			return false
		}
		var n int
		n, s.err = s.r.Read(s.buf[len(s.buf):cap(s.buf)])
		s.buf = s.buf[:len(s.buf)+n]
		if n > 0 {
			return true
		}
	}
	s.err = io.ErrNoProgress
	return false
}

// look returns the next byte, or 0, which JSON does not have, at the end.
func (s *scanner) look() byte {
	if s.pos == len(s.buf) && !s.more() {
		return 0
	}
	return s.buf[s.pos]
}

// next returns the next byte that is no white space, as look does.
func (s *scanner) next() byte {
	for {
		switch c := s.look(); c {
		case ' ', '\t', '\r', '\n':
			s.pos++
		default:
			return c
		}
	}
}

// fail returns the error for what comes next: that of the input if nothing does,
// which is io.ErrUnexpectedEOF at its end.
func (s *scanner) fail(where string) error {
	for s.pos == len(s.buf) || !utf8.FullRune(s.buf[s.pos:]) {
		if s.more() {
			continue
		}
		switch {
		case s.pos < len(s.buf):
			return s.invalid(where)
		case s.err == io.EOF:
			return io.ErrUnexpectedEOF
		}
		return s.err
	}
	return s.invalid(where)
}

func (s *scanner) invalid(where string) error {
	c, size := utf8.DecodeRune(s.buf[s.pos:])
	quoted := strconv.QuoteRune(c)
	if c == utf8.RuneError && size == 1 {
		quoted = fmt.Sprintf(`'\x%02x'`, s.buf[s.pos])
	}
	return fmt.Errorf("not JSON: invalid character %s %s", quoted, where)
}

// skip reads a value. So many arrays and objects are open around it.
func (s *scanner) skip(around int) error {
	s.open = s.open[:0]
	for {
		opened, err := s.begin(around)
		if err != nil {
			return err
		}
		for !opened {
			if len(s.open) == 0 {
				return nil
			}
			if opened, err = s.after(s.open[len(s.open)-1]); err != nil {
				return err
			}
			if !opened {
				s.open = s.open[:len(s.open)-1]
			}
		}
		if s.open[len(s.open)-1] == '}' {
			if err := s.key(); err != nil {
				return err
			}
			if err := s.colon(); err != nil {
				return err
			}
		}
	}
}

// begin reads a value, or the beginning of one: then it reports that a first
// element or member follows.
func (s *scanner) begin(around int) (opened bool, err error) {
	switch c := s.next(); c {
	case '{', '[':
		if around+len(s.open) == maxDepth {
			return false, fmt.Errorf("more than %d arrays and objects are open here", maxDepth)
		}
		closing := c + 2 // in ASCII
		s.pos++
		if s.next() == closing {
			s.pos++
			return false, nil
		}
		s.open = append(s.open, closing)
		return true, nil
	case '"':
		return false, s.string()
	case 't':
		return false, s.literal("true")
	case 'f':
		return false, s.literal("false")
	case 'n':
		return false, s.literal("null")
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return false, s.number()
	}
	return false, s.fail("looking for beginning of value")
}

// after reads what follows an element or member in what closing closes, and
// reports whether it is the comma before another one.
func (s *scanner) after(closing byte) (another bool, err error) {
	switch s.next() {
	case ',':
		s.pos++
		return true, nil
	case closing:
		s.pos++
		return false, nil
	}
	if closing == ']' {
		return false, s.fail("after array element")
	}
	return false, s.fail("after object key:value pair")
}

// name reads the name of a member and the colon.
func (s *scanner) name() (string, error) {
	s.next()
	start, held := s.at(), s.held
	s.held = true
	if err := s.key(); err != nil {
		return "", err
	}
	name := unquote(s.text(start))
	s.held = held
	return name, s.colon()
}

func (s *scanner) key() error {
	if s.next() != '"' {
		return s.fail("looking for beginning of object key string")
	}
	return s.string()
}

func (s *scanner) colon() error {
	if s.next() != ':' {
		return s.fail("after object key")
	}
	s.pos++
	return nil
}

func (s *scanner) string() error {
	s.pos++
	for {
		for s.pos < len(s.buf) && s.buf[s.pos] >= ' ' && s.buf[s.pos] != '"' && s.buf[s.pos] != '\\' {
			s.pos++
		}
		switch c := s.look(); {
		case c == '"':
			s.pos++
			return nil
		case c == '\\':
			if err := s.escape(); err != nil {
				return err
			}
		case c < ' ':
			return s.fail("in string literal")
		}
	}
}

func (s *scanner) escape() error {
	const digits = 4
	s.pos++
	switch c := s.look(); {
	case c == 'u':
		s.pos++
		for range digits {
			if c := s.look(); !isDigit(c) && (c|0x20 < 'a' || 'f' < c|0x20) {
				return s.fail(`in \u hexadecimal character escape`)
			}
			s.pos++
		}
		return nil
	case c != 0 && strings.IndexByte(`"\/bfnrt`, c) >= 0:
		s.pos++
		return nil
	}
	return s.fail("in string escape code")
}

func (s *scanner) literal(word string) error {
	for _, want := range []byte(word) {
		if s.look() != want {
			return s.fail(fmt.Sprintf("in literal %s (expecting %q)", word, want))
		}
		s.pos++
	}
	return nil
}

func (s *scanner) number() error {
	if s.look() == '-' {
		s.pos++
	}
	if s.look() == '0' {
		s.pos++
	} else if err := s.digits(); err != nil {
		return err
	}
	if s.look() == '.' {
		s.pos++
		if err := s.digits(); err != nil {
			return err
		}
	}
	if s.look()|0x20 != 'e' {
		return nil
	}
	s.pos++
	if c := s.look(); c == '+' || c == '-' {
		s.pos++
	}
	return s.digits()
}

// digits reads digits, of which there must be one.
func (s *scanner) digits() error {
	if !isDigit(s.look()) {
		return s.fail("in numeric literal")
	}
	for isDigit(s.look()) {
		s.pos++
	}
	return nil
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// unquote returns the text of a JSON string. Bytes that are not UTF-8 and halves
// of surrogate pairs are U+FFFD in it.
func unquote(raw []byte) (text string) {
	inner := raw[1 : len(raw)-1]
	if bytes.IndexByte(inner, '\\') < 0 && utf8.Valid(inner) {
		return string(inner)
	}
	_ = json.Unmarshal(raw, &text) // it is a string
	return text
}
