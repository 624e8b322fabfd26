// Package jsonscan reads JSON value by value, from a stream, in as much memory as
// its caller holds on to.
package jsonscan

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// A Scanner reads the JSON that encoding/json takes, value by value. It differs
// from a json.Decoder in that it has the exact text of each value, and the exact
// place of a mistake, with every version of Go.
//
// The methods that read something return an error if it is not there. What stands
// there instead comes next then. At the end of the input that error is
// io.ErrUnexpectedEOF.
type Scanner struct {
	r      io.Reader
	err    error  // what r returned
	buf    []byte // what was read
	pos    int    // in buf, of what comes next
	kept   int    // what stands in buf before was forgotten
	held   bool   // what was read since is needed, and so not forgotten
	offset int64  // of buf in the input
	lines  int    // line breaks before kept
	open   []byte // what closes the arrays and objects that Skip is in
}

// MaxDepth is how many arrays and objects may be open at once, as for
// encoding/json.
const MaxDepth = 10_000

// NewReader returns a scanner of what r has.
func NewReader(r io.Reader) *Scanner { return &Scanner{r: r} }

// NewBytes returns a scanner of data, which it does not copy.
func NewBytes(data []byte) *Scanner { return &Scanner{buf: data, err: io.EOF} }

// Hold keeps what is read from now on, for Text and Line, until Release.
func (s *Scanner) Hold() { s.held = true }

// Release ends Hold.
func (s *Scanner) Release() { s.held = false }

// Room returns how many bytes the scanner can keep before it takes more memory.
func (s *Scanner) Room() int { return cap(s.buf) }

// HasPrefix reports whether the input goes on with these few bytes.
func (s *Scanner) HasPrefix(prefix string) bool {
	for len(s.buf)-s.pos < len(prefix) && s.more() {
	}
	return bytes.HasPrefix(s.buf[s.pos:], []byte(prefix))
}

// Advance passes over the next n bytes, which the caller has seen.
func (s *Scanner) Advance(n int) { s.pos += n }

// AtEnd reports whether the whole input was read, but for white space, without an
// error.
func (s *Scanner) AtEnd() bool { return s.Next() == 0 && s.pos == len(s.buf) && s.err == io.EOF }

// Offset returns the offset in the input of what comes next.
func (s *Scanner) Offset() int64 { return s.offset + int64(s.pos) }

// Text returns what was read from the offset on, until something more is read.
func (s *Scanner) Text(from int64) []byte { return s.buf[from-s.offset : s.pos] }

// Line returns the number of the line, from 1, in which the offset is.
func (s *Scanner) Line(at int64) int {
	return s.lines + 1 + bytes.Count(s.buf[s.kept:at-s.offset], []byte("\n"))
}

// Forget drops what stands before what comes next.
func (s *Scanner) Forget() {
	s.lines = s.Line(s.Offset()) - 1
	s.kept = s.pos
}

// more reads on, and reports whether there was something to read.
func (s *Scanner) more() bool {
	const least, tries = 4 << 10, 100
	if len(s.buf) == cap(s.buf) && s.err == nil {
		if !s.held {
			s.Forget()
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
func (s *Scanner) look() byte {
	if s.pos == len(s.buf) && !s.more() {
		return 0
	}
	return s.buf[s.pos]
}

// Next returns the next byte that is no white space, as look does.
func (s *Scanner) Next() byte {
	for {
		switch c := s.look(); c {
		case ' ', '\t', '\r', '\n':
			s.pos++
		default:
			return c
		}
	}
}

// Fail returns the error for what comes next: that of the input if nothing does,
// which is io.ErrUnexpectedEOF at its end.
func (s *Scanner) Fail(where string) error {
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

func (s *Scanner) invalid(where string) error {
	c, size := utf8.DecodeRune(s.buf[s.pos:])
	quoted := strconv.QuoteRune(c)
	if c == utf8.RuneError && size == 1 {
		quoted = fmt.Sprintf(`'\x%02x'`, s.buf[s.pos])
	}
	return fmt.Errorf("not JSON: invalid character %s %s", quoted, where)
}

// Skip reads a value. So many arrays and objects are open around it.
func (s *Scanner) Skip(around int) error {
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
			if opened, err = s.After(s.open[len(s.open)-1]); err != nil {
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
			if err := s.Colon(); err != nil {
				return err
			}
		}
	}
}

// begin reads a value, or the beginning of one: then it reports that a first
// element or member follows.
func (s *Scanner) begin(around int) (opened bool, err error) {
	switch c := s.Next(); c {
	case '{', '[':
		if around+len(s.open) == MaxDepth {
			return false, fmt.Errorf("more than %d arrays and objects are open here", MaxDepth)
		}
		closing := c + 2 // in ASCII
		s.pos++
		if s.Next() == closing {
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
	return false, s.Fail("looking for beginning of value")
}

// After reads what follows an element or member in what closing closes, and
// reports whether it is the comma before another one.
func (s *Scanner) After(closing byte) (another bool, err error) {
	switch s.Next() {
	case ',':
		s.pos++
		return true, nil
	case closing:
		s.pos++
		return false, nil
	}
	if closing == ']' {
		return false, s.Fail("after array element")
	}
	return false, s.Fail("after object key:value pair")
}

// Name reads the name of a member and the colon.
func (s *Scanner) Name() (string, error) {
	raw, err := s.RawName()
	if err != nil {
		return "", err
	}
	name := Unquote(raw)
	return name, s.Colon()
}

// RawName reads the name of a member, and returns it as it stands there, in quotes,
// until something more is read.
func (s *Scanner) RawName() ([]byte, error) {
	s.Next()
	start, held := s.Offset(), s.held
	s.held = true
	err := s.key()
	s.held = held
	if err != nil {
		return nil, err
	}
	return s.Text(start), nil
}

// Colon reads the colon between the name of a member and its value.
func (s *Scanner) Colon() error {
	if s.Next() != ':' {
		return s.Fail("after object key")
	}
	s.pos++
	return nil
}

func (s *Scanner) key() error {
	if s.Next() != '"' {
		return s.Fail("looking for beginning of object key string")
	}
	return s.string()
}

func (s *Scanner) string() error {
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
			return s.Fail("in string literal")
		}
	}
}

func (s *Scanner) escape() error {
	const digits = 4
	s.pos++
	switch c := s.look(); {
	case c == 'u':
		s.pos++
		for range digits {
			if c := s.look(); !isDigit(c) && (c|0x20 < 'a' || 'f' < c|0x20) {
				return s.Fail(`in \u hexadecimal character escape`)
			}
			s.pos++
		}
		return nil
	case c != 0 && strings.IndexByte(`"\/bfnrt`, c) >= 0:
		s.pos++
		return nil
	}
	return s.Fail("in string escape code")
}

func (s *Scanner) literal(word string) error {
	for _, want := range []byte(word) {
		if s.look() != want {
			return s.Fail(fmt.Sprintf("in literal %s (expecting %q)", word, want))
		}
		s.pos++
	}
	return nil
}

func (s *Scanner) number() error {
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
func (s *Scanner) digits() error {
	if !isDigit(s.look()) {
		return s.Fail("in numeric literal")
	}
	for isDigit(s.look()) {
		s.pos++
	}
	return nil
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// Unquote returns the text of a JSON string. Bytes that are not UTF-8 and halves
// of surrogate pairs are U+FFFD in it.
func Unquote(raw []byte) string {
	if inner := raw[1 : len(raw)-1]; plain(inner) == len(inner) {
		return string(inner)
	}
	return string(AppendUnquote(make([]byte, 0, len(raw)), raw))
}

// IsText reports whether a JSON string is UTF-8 and has no half of a surrogate pair, so
// that Unquote puts U+FFFD in the place of nothing.
func IsText(raw []byte) bool { return utf8.Valid(raw) && HalfPair(raw) < 0 }

// HalfPair returns where in a JSON string the first escape stands that is half of a
// surrogate pair without its other half, and -1 if there is none.
func HalfPair(raw []byte) int {
	const escape = len(`\u0000`)
	for at := 0; ; {
		i := bytes.IndexByte(raw[at:], '\\')
		if i < 0 {
			return -1
		}
		at += i
		if raw[at+1] != 'u' {
			at += len(`\n`)
			continue
		}
		r, half := hex4(raw[at+2:]), at
		at += escape
		if !utf16.IsSurrogate(r) {
			continue
		}
		if !bytes.HasPrefix(raw[at:], []byte(`\u`)) || utf16.DecodeRune(r, hex4(raw[at+2:])) == utf8.RuneError {
			return half
		}
		at += escape
	}
}

// AppendUnquote appends what Unquote returns to b.
func AppendUnquote(b, raw []byte) []byte {
	raw = raw[1 : len(raw)-1]
	for {
		n := plain(raw)
		b = append(b, raw[:n]...)
		raw = raw[n:]
		if len(raw) == 0 {
			return b
		}
		if raw[0] != '\\' {
			b, raw = utf8.AppendRune(b, utf8.RuneError), raw[1:]
			continue
		}
		switch c := raw[1]; c {
		case 'u':
			r := hex4(raw[2:])
			raw = raw[len(`\u0000`):]
			if utf16.IsSurrogate(r) {
				pair := rune(utf8.RuneError)
				if bytes.HasPrefix(raw, []byte(`\u`)) {
					pair = utf16.DecodeRune(r, hex4(raw[2:]))
				}
				if r = pair; r != utf8.RuneError {
					raw = raw[len(`\u0000`):]
				}
			}
			b = utf8.AppendRune(b, r)
			continue
		case 'b':
			b = append(b, '\b')
		case 'f':
			b = append(b, '\f')
		case 'n':
			b = append(b, '\n')
		case 'r':
			b = append(b, '\r')
		case 't':
			b = append(b, '\t')
		default:
			b = append(b, c)
		}
		raw = raw[2:]
	}
}

// plain returns how many bytes at the beginning of a string's inside stand for
// themselves.
func plain(inner []byte) int {
	for i := 0; i < len(inner); {
		switch c := inner[i]; {
		case c == '\\':
			return i
		case c < utf8.RuneSelf:
			i++
		default:
			_, size := utf8.DecodeRune(inner[i:])
			if size == 1 {
				return i
			}
			i += size
		}
	}
	return len(inner)
}

// hex4 returns the number that four hexadecimal digits have.
func hex4(digits []byte) (r rune) {
	for _, c := range digits[:4] {
		if !isDigit(c) {
			c = c&0x0f + 9 // a letter
		}
		r = r<<4 | rune(c&0x0f)
	}
	return r
}
