// Package jsonscan reads JSON value by value, from a stream, in as much memory as
// its caller holds on to.
package jsonscan

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"iter"
	"math/bits"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/internal/chars"
)

// A Scanner reads the JSON that encoding/json takes, value by value. It differs
// from a json.Decoder in that it has the exact text of each value, and the exact
// place of a mistake, with every version of Go.
//
// A method that reads something returns an error if something else stands there, which then
// still comes next. At the end of the input the error is io.ErrUnexpectedEOF.
type Scanner struct {
	r       io.Reader
	err     error  // what r returned
	buf     []byte // what was read, with some zeros behind it, which JSON does not have
	pos     int    // in buf, of what comes next
	end     int    // of what was read
	kept    int    // what stands in buf before was forgotten
	held    bool   // what was read since is needed, and so not forgotten
	offset  int64  // of buf in the input
	counted int    // in buf: line breaks before it are counted
	lines   int    // how many these are
	blank   bool   // white space was read since Hold
	limit   int    // the most bytes to keep, or 0 for any number
}

// MaxDepth is how many arrays and objects may be open at once, as for
// encoding/json.
const MaxDepth = 10_000

// wordSize is how many bytes are looked at in one go. So many zeros stand behind what
// was read, so that no loop has to ask first whether it may look.
const wordSize = 8

// wordAt returns the word at i. Without a slice up to the end, whose length it would have to
// find, it takes fewer steps (measured).
func wordAt(buf []byte, i int) uint64 {
	return binary.LittleEndian.Uint64(buf[i : i+wordSize : i+wordSize])
}

// NewReader returns a scanner of what r has.
func NewReader(r io.Reader) *Scanner { return &Scanner{r: r, buf: make([]byte, wordSize)} }

// NewBytes returns a scanner of data, of which it makes a copy.
func NewBytes(data []byte) *Scanner {
	s := new(Scanner)
	s.Reset(data)
	return s
}

// Take returns a scanner of data, which is its own from then on: it writes behind it.
func Take(data []byte) *Scanner {
	return &Scanner{buf: append(data, make([]byte, wordSize)...), end: len(data), err: io.EOF}
}

// Reset makes s a scanner of data, of which it makes a copy. It overwrites what Text returned
// before.
func (s *Scanner) Reset(data []byte) {
	buf := append(slices.Grow(s.buf[:0], len(data)+wordSize), data...)
	*s = Scanner{buf: append(buf, make([]byte, wordSize)...), end: len(data), err: io.EOF}
}

// Hold keeps what is read from now on, for Text and Line, until Release.
func (s *Scanner) Hold() { s.held, s.blank = true, false }

// Release ends Hold.
func (s *Scanner) Release() { s.held = false }

// Blank reports whether white space stands between what was read since Hold.
func (s *Scanner) Blank() bool { return s.blank }

// A NameSet is a set of names of members, and perhaps of some others. It is asked before a
// map is, since a query asks for few members of a record (measured). The zero NameSet has no
// names.
type NameSet [4]uint64

// Add puts a name into the set.
func (s *NameSet) Add(name string) {
	h := hash([]byte(name))
	s[h>>6] |= 1 << (h & 63)
}

// Has reports whether a name may be in the set.
func (s *NameSet) Has(name []byte) bool {
	h := hash(name)
	return s[h>>6]>>(h&63)&1 != 0
}

// EveryName is a set that has all names.
var EveryName = NameSet{1<<64 - 1, 1<<64 - 1, 1<<64 - 1, 1<<64 - 1}

// hash returns a number that few other names have, too.
func hash(name []byte) uint8 {
	n := len(name)
	if n == 0 {
		return 0
	}
	return uint8(n)*37 + name[0]*7 + name[n-1] + name[n/2]*3
}

// Limit sets how many bytes may be kept. To need more is an error, an *Overlong.
func (s *Scanner) Limit(n int) { s.limit = n }

// An Overlong is the error for what has more bytes than it may have.
type Overlong struct{ Limit int }

// Error says how many bytes it may have.
func (o *Overlong) Error() string { return fmt.Sprintf("more than %d bytes", o.Limit) }

// Room returns how many bytes the scanner can keep before it takes more memory.
func (s *Scanner) Room() int { return len(s.buf) - wordSize }

// HasPrefix reports whether the input goes on with these few bytes.
func (s *Scanner) HasPrefix(prefix string) bool {
	for s.end-s.pos < len(prefix) && s.more() {
	}
	return bytes.HasPrefix(s.buf[s.pos:s.end], []byte(prefix))
}

// Advance passes over the next n bytes, which the caller has seen.
func (s *Scanner) Advance(n int) { s.pos += n }

// AtEnd reports whether the whole input was read, but for white space, without an
// error.
func (s *Scanner) AtEnd() bool { return s.Next() == 0 && s.pos == s.end && s.err == io.EOF }

// Offset returns the offset in the input of what comes next.
func (s *Scanner) Offset() int64 { return s.offset + int64(s.pos) }

// Text returns what was read from the offset on, until something more is read.
func (s *Scanner) Text(from int64) []byte { return s.buf[from-s.offset : s.pos : s.pos] }

// Line returns the number of the line, from 1, in which the offset is. What stands there
// must not be forgotten. It reads only what is between the offset and that of the last call,
// so that many mistakes in a large buffer do not cost many readings.
func (s *Scanner) Line(at int64) int {
	to, lineBreak := int(at-s.offset), []byte("\n")
	if to < s.counted {
		s.lines -= bytes.Count(s.buf[to:s.counted], lineBreak)
	} else {
		s.lines += bytes.Count(s.buf[s.counted:to], lineBreak)
	}
	s.counted = to
	return s.lines + 1
}

// Forget drops what stands before what comes next.
func (s *Scanner) Forget() { s.kept = s.pos }

// SkipLines passes over the line in which the offset is, which was held, and the lines
// behind it up to one that begins with c, or the end of the input. It reports whether the
// input has not failed.
func (s *Scanner) SkipLines(from int64, c byte) bool {
	s.held = false
	s.pos = int(from - s.offset)
	for {
		i := bytes.IndexByte(s.buf[s.pos:s.end], '\n')
		if i >= 0 {
			s.pos += i + 1
		} else {
			s.pos = s.end
		}
		if s.pos == s.end && !s.more() {
			return s.err == io.EOF
		}
		if i >= 0 && s.buf[s.pos] == c {
			return true
		}
	}
}

// more reads on, and reports whether there was something to read. What is in buf may
// have moved then.
func (s *Scanner) more() bool {
	const tries = 100
	if s.end == s.Room() && s.err == nil {
		s.makeRoom()
	}
	for range tries {
		if s.err != nil {
			return false
		}
		var n int
		n, s.err = s.r.Read(s.buf[s.end:s.Room()])
		s.end += n
		clear(s.buf[s.end : s.end+wordSize])
		if n > 0 {
			return true
		}
	}
	s.err = io.ErrNoProgress
	return false
}

// makeRoom drops what is not kept, and takes more memory if little is dropped, or if
// there is not yet enough for few and large readings.
func (s *Scanner) makeRoom() {
	const least, enough = 4 << 10, 64 << 10
	if !s.held {
		s.Forget()
	}
	live, into := s.buf[s.kept:s.end], s.buf
	if s.limit > 0 && len(live) > s.limit {
		s.err = &Overlong{s.limit}
		return
	}
	switch room := s.Room(); {
	case room < enough:
		into = make([]byte, max(least, 2*room)+wordSize)
	case len(live) > room-room/8: // the largest record decides what memory is needed, so it grows by little
		into = make([]byte, room+room/4+wordSize)
	}
	s.Line(s.offset + int64(s.kept)) // what is dropped is counted
	s.counted = 0
	s.offset += int64(s.kept)
	s.pos -= s.kept
	s.end = copy(into, live)
	s.kept = 0
	s.buf = into
}

// refill calls more where the input is read up to i, and returns where i is now.
func (s *Scanner) refill(i int) (now int, ok bool) {
	s.pos = i
	ok = s.more()
	return s.pos, ok
}

// Next returns the next byte that is no white space, or 0, which JSON does not have, at
// the end.
func (s *Scanner) Next() byte {
	s.pos = s.space(s.pos)
	return s.buf[s.pos]
}

// space returns where from i on something stands that is no white space: at the end of
// the input a 0.
func (s *Scanner) space(i int) int {
	if s.buf[i] > ' ' {
		return i
	}
	return s.spaces(i)
}

// spaces is space where something stands that may be white space.
func (s *Scanner) spaces(i int) int {
	for {
		switch s.buf[i] {
		case ' ', '\t', '\r', '\n':
			s.blank = true
			i = behindBlanks(s.buf, i+1)
		case 0:
			if i < s.end {
				return i
			}
			var ok bool
			if i, ok = s.refill(i); !ok {
				return i
			}
		default:
			return i
		}
	}
}

// behindBlanks returns where from i on something stands that is no blank.
func behindBlanks(buf []byte, i int) int {
	for {
		others := wordAt(buf, i) ^ blanks
		if others != 0 {
			return i + bits.TrailingZeros64(others)/8
		}
		i += wordSize
	}
}

// Fail returns the error for what comes next: that of the input if nothing does,
// which is io.ErrUnexpectedEOF at its end.
func (s *Scanner) Fail(where string) error {
	for s.pos == s.end || !utf8.FullRune(s.buf[s.pos:s.end]) {
		if s.more() {
			continue
		}
		switch {
		case s.pos < s.end:
			return s.invalid(where)
		case s.err == io.EOF:
			return io.ErrUnexpectedEOF
		}
		return s.err
	}
	return s.invalid(where)
}

func (s *Scanner) invalid(where string) error {
	c, size := utf8.DecodeRune(s.buf[s.pos:s.end])
	quoted := strconv.QuoteRune(c)
	if c == utf8.RuneError && size == 1 {
		quoted = fmt.Sprintf(`'\x%02x'`, s.buf[s.pos])
	}
	return fmt.Errorf("not JSON: invalid character %s %s", quoted, where)
}

// fail returns Fail's error for what stands at i, and where that is.
func (s *Scanner) fail(i int, where string) (int, error) {
	s.pos = i
	err := s.Fail(where)
	return s.pos, err
}

// Skip reads a value, around which that many arrays and objects are open.
func (s *Scanner) Skip(around int) (err error) {
	s.pos, err = s.value(s.pos, around)
	return err
}

// The functions below read something that begins at i, or behind white space there, and
// return what stands behind it. They keep that place, which each byte changes, out of the
// Scanner, so that it need not be in memory (measured).

// value reads a value, around which that many arrays and objects are open.
func (s *Scanner) value(i, around int) (_ int, err error) {
	i = s.space(i)
	c := s.buf[i]
	switch c {
	case '"':
		i, _, err = s.text(i)
		return i, err
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return s.number(i)
	case 't':
		return s.literal(i, "true")
	case 'f':
		return s.literal(i, "false")
	case 'n':
		return s.literal(i, "null")
	case '{', '[':
	default:
		return s.fail(i, "looking for beginning of value")
	}
	if around == MaxDepth {
		return i, fmt.Errorf("more than %d arrays and objects are open here", MaxDepth)
	}
	closing := c + 2 // in ASCII
	if i = s.space(i + 1); s.buf[i] == closing {
		return i + 1, nil
	}
	for another := true; another; {
		if closing == '}' {
			if i, err = s.member(i); err != nil {
				return i, err
			}
		}
		if i, err = s.value(i, around+1); err != nil {
			return i, err
		}
		if s.buf[i] == ',' {
			i++
		} else if i, another, err = s.after(i, closing); err != nil {
			return i, err
		}
	}
	return i, nil
}

// After reads what follows an element or member in what closing closes, and
// reports whether it is the comma before another one.
func (s *Scanner) After(closing byte) (another bool, err error) {
	s.pos, another, err = s.after(s.pos, closing)
	return another, err
}

func (s *Scanner) after(i int, closing byte) (_ int, another bool, err error) {
	i = s.space(i)
	switch s.buf[i] {
	case ',':
		return i + 1, true, nil
	case closing:
		return i + 1, false, nil
	}
	if closing == ']' {
		i, err = s.fail(i, "after array element")
	} else {
		i, err = s.fail(i, "after object key:value pair")
	}
	return i, false, err
}

// member reads the name of a member and the colon.
func (s *Scanner) member(i int) (_ int, err error) {
	if s.buf[i] == '"' {
		i, _, err = s.text(i)
	} else {
		i, _, err = s.name(i)
	}
	if err != nil {
		return i, err
	}
	if s.buf[i] == ':' {
		return i + 1, nil
	}
	return s.colon(i)
}

// Name reads the name of a member and the colon.
func (s *Scanner) Name() (string, error) {
	raw, _, err := s.Member()
	if err != nil {
		return "", err
	}
	return Unquote(raw), nil
}

// Member reads the name of a member and the colon. It returns the name as it stands
// there, in quotes, until something more is read, and whether it is ASCII without
// escapes, so that what is between the quotes is the name.
func (s *Scanner) Member() (raw []byte, plain bool, err error) {
	if s.Next() != '"' {
		return nil, false, s.Fail("looking for beginning of object key string")
	}
	if raw, plain, err = s.String(); err != nil {
		return nil, false, err
	}
	if s.buf[s.pos] != ':' {
		raw = bytes.Clone(raw) // white space before the colon is not kept
	}
	return raw, plain, s.Colon()
}

// Wanted passes over the members of an object, and stops behind the name of the first that
// may be in the set, and the colon. It returns that name as Member does. More is false if
// the object has ended instead. Around the values that many arrays and objects are open.
// Call it between Hold and Release.
func (s *Scanner) Wanted(set *NameSet, around int) (raw []byte, plain, more bool, err error) {
	i := s.pos
	for more = true; more; {
		i = s.space(i)
		start := s.offset + int64(i)
		if s.buf[i] == '"' {
			i, plain, err = s.text(i)
		} else {
			i, plain, err = s.name(i)
		}
		if err != nil {
			break
		}
		length := i - int(start-s.offset)
		if s.buf[i] == ':' {
			i++
		} else if i, err = s.colon(i); err != nil {
			break
		}
		from := int(start - s.offset)
		raw = s.buf[from : from+length]
		if !plain || set.Has(raw[1:length-1]) {
			break
		}
		if s.buf[i] == '"' {
			i, _, err = s.text(i)
		} else {
			i, err = s.value(i, around)
		}
		if err != nil {
			break
		}
		if s.buf[i] == ',' {
			i++
		} else if i, more, err = s.after(i, '}'); err != nil {
			break
		}
	}
	s.pos = i
	return raw, plain, more, err
}

// String reads a string. It returns it as Member returns a name.
func (s *Scanner) String() (raw []byte, plain bool, err error) {
	s.Next()
	start, held := s.Offset(), s.held
	s.held = true
	s.pos, plain, err = s.text(s.pos)
	s.held = held
	if err != nil {
		return nil, false, err
	}
	return s.Text(start), plain, nil
}

// Colon reads the colon between the name of a member and its value.
func (s *Scanner) Colon() (err error) {
	s.pos, err = s.colon(s.pos)
	return err
}

func (s *Scanner) colon(i int) (int, error) {
	if s.buf[i] != ':' {
		if i = s.space(i); s.buf[i] != ':' {
			return s.fail(i, "after object key")
		}
	}
	return i + 1, nil
}

// name reads the name of a member as text does.
func (s *Scanner) name(i int) (_ int, plain bool, err error) {
	if i = s.space(i); s.buf[i] != '"' {
		i, err = s.fail(i, "looking for beginning of object key string")
		return i, false, err
	}
	return s.text(i)
}

// ones times a byte is a word that has the byte eight times.
const (
	ones   = 0x0101010101010101
	blanks = ' ' * ones
	high   = 0x80 * ones // the bits that ASCII does not have
)

// textEnds returns a word in which the high bit of a byte is set where a string may end, or
// have an escape, or a control character: at the first such place, and perhaps behind it.
func textEnds(word uint64) uint64 {
	controls := word ^ ('"'^' ')*ones // and the quote, which follows them with its second bit flipped
	escapes := word ^ '\\'*ones
	return ((controls - (' '+1)*ones) | (escapes - ones)) &^ word & high
}

// text reads a string, and reports whether it is ASCII without escapes.
func (s *Scanner) text(i int) (_ int, plain bool, err error) {
	var gathered uint64
	plain = true
	buf := s.buf
	for i++; ; {
		word := wordAt(buf, i)
		ends := textEnds(word)
		if ends == 0 {
			gathered |= word
			i += wordSize
			continue
		}
		gathered |= word & (ends&-ends - 1)
		i += bits.TrailingZeros64(ends) / 8
		switch c := buf[i]; {
		case c == '"':
			return i + 1, plain && gathered&high == 0, nil
		case c == '\\':
			plain = false
			if after := escapes(buf, i); after > i {
				i = after
				continue
			}
			for buf[i] == '\\' && escaped[buf[i+1]] != 0 {
				i += len(`\n`)
			}
			for buf[i] == '\\' && buf[i+1] == 'u' && isHex[buf[i+2]] && isHex[buf[i+3]] && isHex[buf[i+4]] && isHex[buf[i+5]] {
				i += len(`\u0000`)
			}
			if buf[i] != '\\' {
				continue
			}
			if i, err = s.escape(i); err != nil {
				return i, false, err
			}
		case c == 0 && i == s.end:
			var ok bool
			if i, ok = s.refill(i); ok {
				break
			}
			fallthrough
		default:
			i, err = s.fail(i, "in string literal")
			return i, false, err
		}
		buf = s.buf
	}
}

// escapes passes over the text of a string from the backslash at i on, a word at a time, as
// long as it is ASCII and the escapes in it are \", \n or \t: most are, in JSON within JSON.
// It stops where something else has to be looked at, or the string ends.
//
// The high bit of a byte in the words below says whether the byte is such a one. It is right
// up to the first byte that is not ASCII, and there escapes stops.
func escapes(buf []byte, i int) int {
	var escaped uint64
	for {
		word := wordAt(buf, i)
		quotes := high - (word ^ '"'*ones)
		backslashes := high - (word ^ '\\'*ones)
		letters := (high - (word ^ 'n'*ones)) | (high - (word ^ 't'*ones))
		texts := (word + (high - ' '*ones)) &^ word // neither control characters nor beyond ASCII
		escaped |= backslashes << 8
		if ends := high &^ (texts &^ ((quotes ^ escaped) &^ letters)); ends != 0 {
			first := ends & -ends
			i += bits.TrailingZeros64(first) / 8
			if escaped&first != 0 {
				i-- // to its backslash
			}
			return i
		}
		escaped = backslashes >> (64 - 8)
		i += wordSize
	}
}

// escaped has what the escapes of one letter stand for, by the letter.
var escaped = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// look returns the byte at i, or 0 at the end, and where that is now.
func (s *Scanner) look(i int) (byte, int) {
	if i == s.end {
		i, _ = s.refill(i)
	}
	return s.buf[i], i
}

func (s *Scanner) escape(i int) (int, error) {
	const digits = 4
	c, i := s.look(i + 1)
	switch {
	case c == 'u':
		i++
		for range digits {
			if c, i = s.look(i); !isHex[c] {
				return s.fail(i, `in \u hexadecimal character escape`)
			}
			i++
		}
		return i, nil
	case escaped[c] != 0:
		return i + 1, nil
	}
	return s.fail(i, "in string escape code")
}

func (s *Scanner) literal(i int, word string) (int, error) {
	if string(s.buf[i:i+len(word)]) == word { // which is no longer than the zeros behind what was read
		return i + len(word), nil
	}
	for _, want := range []byte(word) {
		var c byte
		if c, i = s.look(i); c != want {
			return s.fail(i, fmt.Sprintf("in literal %s (expecting %q)", word, want))
		}
		i++
	}
	return i, nil
}

func (s *Scanner) number(i int) (_ int, err error) {
	if c := s.buf[i]; c != '0' && c != '-' { // most have no exponent and end with one of these
		end := behindDigits(s.buf, i)
		if s.buf[end] == '.' && isDigit(s.buf[end+1]) {
			end = behindDigits(s.buf, end+1)
		}
		if c := s.buf[end]; c == ',' || c == '}' || c == ']' {
			return end, nil
		}
	}
	c, i := s.look(i)
	if c == '-' {
		c, i = s.look(i + 1)
	}
	if c == '0' {
		i++
	} else if i, err = s.digits(i); err != nil {
		return i, err
	}
	if c, i = s.look(i); c == '.' {
		if i, err = s.digits(i + 1); err != nil {
			return i, err
		}
	}
	if c, i = s.look(i); c|0x20 != 'e' {
		return i, nil
	}
	if c, i = s.look(i + 1); c == '+' || c == '-' {
		i++
	}
	return s.digits(i)
}

// digits reads digits, of which there must be one.
func (s *Scanner) digits(i int) (int, error) {
	c, i := s.look(i)
	if !isDigit(c) {
		return s.fail(i, "in numeric literal")
	}
	for ok := true; ok; {
		if i = behindDigits(s.buf, i); i < s.end {
			break
		}
		i, ok = s.refill(i)
	}
	return i, nil
}

// behindDigits returns where from i on something stands that is no digit.
func behindDigits(buf []byte, i int) int {
	for isDigit(buf[i]) {
		i++
	}
	return i
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// isHex says which bytes are hexadecimal digits.
var isHex = func() (is [256]bool) {
	for _, c := range []byte("0123456789abcdefABCDEF") {
		is[c] = true
	}
	return is
}()

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
	for at, size := 0, 0; ; at += size {
		i := bytes.IndexByte(raw[at:], '\\')
		if i < 0 {
			return -1
		}
		at, size = at+i, len(`\n`)
		if raw[at+1] == 'u' {
			var ok bool
			if _, size, ok = chars.UnicodeEscape(raw[at:]); !ok {
				return at
			}
		}
	}
}

// AppendCompact appends a JSON value to b, without white space between what it consists of.
func AppendCompact(b, value []byte) []byte {
	start := 0
	for i := 0; i < len(value); {
		switch c := value[i]; {
		case c == '"':
			i = behindText(value, i)
		case c <= ' ':
			b = append(b, value[start:i]...)
			for i++; i < len(value) && value[i] <= ' '; {
				if len(value)-i >= wordSize && wordAt(value, i) == blanks {
					i += wordSize
				} else {
					i++
				}
			}
			start = i
		default:
			i++
		}
	}
	return append(b, value[start:]...)
}

// behindText returns where the string ends that begins at i in a JSON value.
func behindText(value []byte, i int) int {
	for i++; ; {
		if len(value)-i >= wordSize {
			ends := textEnds(wordAt(value, i))
			if ends == 0 {
				i += wordSize
				continue
			}
			i += bits.TrailingZeros64(ends) / 8
		}
		switch value[i] {
		case '"':
			return i + 1
		case '\\':
			i += len(`\n`)
		default:
			i++
		}
	}
}

// Compact returns a JSON value without white space between what it consists of. It is the value
// itself if there is none.
func Compact(value []byte) []byte {
	for i := 0; i < len(value); {
		switch c := value[i]; {
		case c == '"':
			i = behindText(value, i)
		case c <= ' ':
			return AppendCompact(append(make([]byte, 0, len(value)), value[:i]...), value[i:])
		default:
			i++
		}
	}
	return value
}

// Members yields the members of an object, which must be JSON, as they stand there.
func Members(object []byte) iter.Seq2[string, []byte] {
	return func(yield func(name string, value []byte) bool) {
		i := behindSpace(object, behindSpace(object, 0)+1)
		for object[i] != '}' {
			end := behindText(object, i)
			name := Unquote(object[i:end])
			i = behindSpace(object, behindSpace(object, end)+1) // behind the colon
			end = behindValue(object, i)
			if !yield(name, object[i:end:end]) {
				return
			}
			if i = behindSpace(object, end); object[i] == ',' {
				i = behindSpace(object, i+1)
			}
		}
	}
}

// behindSpace returns where from i on something stands that is no white space.
func behindSpace(value []byte, i int) int {
	for value[i] <= ' ' {
		i++
	}
	return i
}

// behindValue returns where the value ends that begins at i in an object.
func behindValue(object []byte, i int) int {
	open := 0
	for {
		switch object[i] {
		case '"':
			i = behindText(object, i)
		case '{', '[':
			open++
			i++
		case '}', ']':
			open--
			i++
		default:
			i++
		}
		if c := object[i]; open == 0 && (c <= ' ' || c == ',' || c == '}') {
			return i
		}
	}
}

// AppendUnquote appends what Unquote returns to b.
func AppendUnquote(b, raw []byte) []byte {
	raw = raw[1 : len(raw)-1]
	for {
		n := plain(raw)
		b, raw = append(b, raw[:n]...), raw[n:]
		switch {
		case len(raw) == 0:
			return b
		case raw[0] != '\\':
			b, raw = utf8.AppendRune(b, utf8.RuneError), raw[1:]
		case raw[1] == 'u':
			r, size, _ := chars.UnicodeEscape(raw)
			b, raw = utf8.AppendRune(b, r), raw[size:]
		default:
			b, raw = append(b, escaped[raw[1]]), raw[len(`\n`):]
		}
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
