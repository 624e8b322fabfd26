package eval

import (
	"math/bits"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
)

// Texts compare without regard to case by the orbits of unicode.SimpleFold. They are
// looked up for the operand's runes, when the query is compiled: a value is read as
// it is.
//
// Most operands and values are ASCII, where eight bytes are compared at once. Two
// runes that are not ASCII fold to ASCII, the Kelvin sign to K and ſ to S, and so
// only an operand with one of these is equal to a text that is not ASCII.

// A foldOperand is an operand that texts are compared with.
type foldOperand struct {
	text  string // as the query has it
	ascii bool
	ks    bool      // it has a K or an S, in any case
	runes []variant // nil if it is ASCII and has no K or S, but not for search

	// Of an ASCII operand:
	letters    string // of text
	head, care uint64 // of text the first bytes, as load has them, eight at most; the bits of them that count
	tail       uint64 // its last eight
	tailCare   uint64 // the bits of them that count
}

// An orbit has the runes that are the same without regard to case: one, and then
// the others, some of them again where there are less than four. Unicode has no
// more.
type orbit [4]rune

func orbitOf(r rune) (o orbit) {
	for i := range o {
		o[i] = r
		r = unicode.SimpleFold(r)
	}
	return o
}

func (o *orbit) has(r rune) bool { return r == o[0] || r == o[1] || r == o[2] || r == o[3] }

// A variant is a rune of an operand, in any case.
type variant struct {
	orbit orbit
	// The rune as UTF-8, its first byte as the lowest, and in the other case, if that
	// has as many bytes: mostly these two are all.
	one, other uint32
	mask       uint32 // of these bytes
	size       int32  // how many there are
	end        int    // where the rune ends in the operand
}

func newVariant(r rune, start int) variant {
	v := variant{orbit: orbitOf(r), one: packed(r), size: int32(utf8.RuneLen(r))}
	v.other = v.one
	for _, other := range []rune{unicode.ToUpper(r), unicode.ToLower(r)} {
		if other != r && v.orbit.has(other) && utf8.RuneLen(other) == int(v.size) {
			v.other = packed(other)
		}
	}
	v.mask = 1<<(8*v.size) - 1
	v.end = start + int(v.size)
	return v
}

func variants(text string) []variant {
	list := make([]variant, 0, utf8.RuneCountInString(text))
	for i, r := range text {
		list = append(list, newVariant(r, i))
	}
	return list
}

// packed returns the rune as UTF-8, the first byte as the lowest.
func packed(r rune) (bytes uint32) {
	var encoded [utf8.UTFMax]byte
	for i := range utf8.EncodeRune(encoded[:], r) {
		bytes |= uint32(encoded[i]) << (8 * i)
	}
	return bytes
}

// newFoldTest returns the test of an operator on text that folds case. The
// operand is not empty but for =.
func newFoldTest(op ast.Op, operand string) textTest {
	w := newFoldOperand(operand)
	switch op {
	case ast.OpHasPrefix:
		return &foldPrefix{w}
	case ast.OpHasSuffix:
		return &foldSuffix{w}
	case ast.OpContains:
		return newFoldContains(w)
	}
	return &foldEqual{w}
}

func newFoldOperand(text string) foldOperand {
	w := foldOperand{text: text, ascii: isASCII(text), ks: strings.ContainsAny(text, "KkSs\u212aſ")}
	if !w.ascii || w.ks {
		w.runes = variants(text)
	}
	if w.ascii {
		w.letters = letters(text)
		w.head, w.care = headAnyCase(text)
		w.tail, w.tailCare = headAnyCase(text[max(len(text)-8, 0):])
	}
	return w
}

// letters returns 0x20, the bit that is its case, in place of each byte of s that is
// an ASCII letter, and 0 in place of any other.
func letters(s string) string {
	bits := make([]byte, len(s))
	for i := range bits {
		if b := s[i] | 0x20; 'a' <= b && b <= 'z' {
			bits[i] = 0x20
		}
	}
	return string(bits)
}

// headAnyCase returns what head does, but for the bits of the mask that are the case
// of a letter.
func headAnyCase(s string) (bytes, mask uint64) {
	s = s[:min(len(s), 8)]
	bytes, mask = head(s)
	anyCase, _ := head(letters(s))
	return bytes, mask &^ anyCase
}

// foldedHead returns the first bytes with which all texts begin that begin with the
// operand in any case, and a mask of these.
func foldedHead(operand string) (bytes, mask uint64) {
	n := 0
	for n < len(operand) && operand[n] < utf8.RuneSelf && strings.IndexByte("KkSs", operand[n]) < 0 {
		n++
	}
	return headAnyCase(operand[:n])
}

type foldEqual struct{ foldOperand }

func (w *foldEqual) match(v string) bool {
	if w.ascii {
		if len(v) == len(w.text) { // a rune that is not ASCII takes more bytes
			if len(v) >= 8 && (load(v[len(v)-8:])^w.tail)&w.tailCare != 0 {
				return false
			}
			same, _ := w.same(v)
			return same
		}
		if !w.ks || len(v) < len(w.text) {
			return false
		}
	}
	if !w.lastIn(v) {
		return false
	}
	rest, ok := w.cut(v)
	return ok && rest == ""
}

type foldPrefix struct{ foldOperand }

func (w *foldPrefix) match(v string) bool {
	if w.ascii {
		if len(v) < len(w.text) {
			return false
		}
		if same, sure := w.same(v); sure {
			return same
		}
	}
	_, ok := w.cut(v)
	return ok
}

type foldSuffix struct{ foldOperand }

func (w *foldSuffix) match(v string) bool {
	if w.ascii {
		if len(v) < len(w.text) {
			return false
		}
		last, n := v[len(v)-1], len(w.text)-1
		if last < utf8.RuneSelf && (last^w.text[n])&^w.letters[n] != 0 {
			return false
		}
		end := v[len(v)-len(w.text):]
		if same, _ := w.same(end); same || !w.ks || isASCII(end) {
			return same
		}
	}
	return w.lastIn(v) && w.isEnd(v)
}

// A foldContains looks for one rune of the operand, in any case, and compares what
// stands around it: of an ASCII operand for that which is likely to be rarest in
// texts, of any other for the first.
type foldContains struct {
	foldOperand
	rare  int      // place of that rune
	cases []string // the rune in each case
	// Of an ASCII operand, the rune eight times, and 0x20 if it is a letter.
	eight, letter uint64

	all *automaton // nil if the operand is short
}

// mostTried is how many bytes an operand may have to be tried at each place of a
// text. For a longer one that takes too long if it nearly occurs at many.
const mostTried = 16

func newFoldContains(w foldOperand) *foldContains {
	c := &foldContains{foldOperand: w}
	if len(w.text) > mostTried {
		c.all = newAutomaton([]string{ast.Fold(w.text)}, automaton{fold: true})
	} else if c.runes == nil {
		c.runes = variants(w.text)
	}
	if w.ascii {
		for i := range len(w.text) {
			if rank(w.text[i]) < rank(w.text[c.rare]) {
				c.rare = i
			}
		}
		b, letter := w.text[c.rare], w.letters[c.rare]
		c.cases = slices.Compact([]string{string(b &^ letter), string(b | letter)})
		c.eight, c.letter = uint64(b|letter)*ones, uint64(letter)*ones
		return c
	}
	for _, r := range w.runes[0].orbit {
		if s := string(r); !slices.Contains(c.cases, s) {
			c.cases = append(c.cases, s)
		}
	}
	return c
}

// rank returns the place of a byte among the others by how often it occurs: the
// letters as in English text, which what is in names and descriptions is like.
func rank(b byte) int {
	if 'a' <= b && b <= 'z' {
		b -= 'a' - 'A'
	}
	return strings.IndexByte("QZJX@%+~^`|\\$KVW#!?*&<>=;[]{}()'/BYGPFMUCDLHRSNIOATE,\"9876543:.210-_ ", b)
}

func (w *foldContains) match(v string) bool {
	places := v // of the rune
	if w.ascii {
		if len(v) < len(w.text) {
			return false
		}
		if len(v) <= mostShort {
			return w.matchShort(v)
		}
		places = v[w.rare : len(v)-len(w.text)+w.rare+1]
	}
	var next [len(orbit{})]int // place of each case
	for i, s := range w.cases {
		next[i] = indexFrom(places, s, 0)
	}
	for spent := 0; ; {
		first := 0
		for i := range w.cases {
			if next[i] < next[first] {
				first = i
			}
		}
		at := next[first]
		switch {
		case at == len(places):
			return w.ascii && w.ks && hasKS(v) && w.search(v)
		case w.begins(v[at:]):
			return true
		}
		// Where that is in vain time and again, search is quicker.
		if spent += 8 + len(w.text); spent > 256+2*at {
			return w.search(v)
		}
		next[first] = indexFrom(places, w.cases[first], at+1)
	}
}

// begins reports whether v begins with the operand. If the operand is ASCII, v is as
// long or longer, and only ASCII counts.
func (w *foldContains) begins(v string) (ok bool) {
	if w.ascii {
		ok, _ = w.same(v)
	} else {
		_, ok = w.cut(v)
	}
	return ok
}

// mostShort is up to how many bytes a text is searched for both cases of an ASCII
// rune at once.
const mostShort = 64

// matchShort is match for an ASCII operand and a text that is not shorter.
func (w *foldContains) matchShort(v string) bool {
	last := len(v) - len(w.text) + w.rare // place of the rune
	for i := w.rare; i <= last; {
		if i+8 <= len(v) {
			x := (load(v[i:]) | w.letter) ^ w.eight
			zero := (x - ones) &^ x & high // the lowest bit is that of the first byte that is 0
			if zero == 0 {
				i += 8
				continue
			}
			if i += bits.TrailingZeros64(zero) / 8; i > last {
				break
			}
		} else if v[i]|byte(w.letter) != byte(w.eight) {
			i++
			continue
		}
		if same, _ := w.same(v[i-w.rare:]); same {
			return true
		}
		i++
	}
	return w.ks && hasKS(v) && w.search(v)
}

// search reads v rune by rune.
func (w *foldContains) search(v string) bool {
	if w.all != nil {
		return w.all.match(v)
	}
	for v != "" {
		if _, ok := w.cut(v); ok {
			return true
		}
		_, size := utf8.DecodeRuneInString(v)
		v = v[size:]
	}
	return false
}

// indexFrom returns the first place of sub in s that is not before from, or the
// length of s.
func indexFrom(s, sub string, from int) int {
	i := strings.Index(s[from:], sub)
	if i < 0 {
		return len(s)
	}
	return from + i
}

// same reports whether v, which is as long as the operand or longer, begins with
// it, byte by byte. The operand is ASCII. If v has a byte that is not ASCII where
// the two differ first, or a few bytes behind that, it may belong to a rune that
// the operand has, and the answer is not sure.
func (w *foldOperand) same(v string) (same, sure bool) {
	n := len(w.text)
	if len(v) < 8 {
		if n >= 4 {
			first := (load4(v) ^ load4(w.text)) &^ load4(w.letters)
			last := (load4(v[n-4:]) ^ load4(w.text[n-4:])) &^ load4(w.letters[n-4:])
			if first|last == 0 {
				return true, true
			}
			return false, !w.ks || isASCII(v)
		}
		for i := range n {
			if (v[i]^w.text[i])&^w.letters[i] != 0 {
				return false, !w.ks || v[i] < utf8.RuneSelf
			}
		}
		return true, true
	}
	x := load(v)
	if differ := (x ^ w.head) & w.care; differ != 0 {
		first := bits.TrailingZeros64(differ) &^ 7
		return false, !w.ks || x>>first&0x80 == 0
	}
	if n <= 8 {
		return true, true
	}
	if n > 64 && v[:n] == w.text {
		return true, true
	}
	last := load(v[n-8:]) // some of them again, maybe
	v, text, letters := v[8:n], w.text[8:n], w.letters[8:n]
	for len(v) >= longRun && v[:longRun] == text[:longRun] {
		v, text, letters = v[longRun:], text[longRun:], letters[longRun:]
	}
	for len(v) >= 32 && len(text) >= 32 && len(letters) >= 32 {
		if (load(v)^load(text))&^load(letters)|
			(load(v[8:])^load(text[8:]))&^load(letters[8:])|
			(load(v[16:])^load(text[16:]))&^load(letters[16:])|
			(load(v[24:])^load(text[24:]))&^load(letters[24:]) != 0 {
			return false, !w.ks || isASCII(v[:32])
		}
		v, text, letters = v[32:], text[32:], letters[32:]
	}
	for len(v) >= 8 && len(text) >= 8 && len(letters) >= 8 {
		if x := load(v); (x^load(text))&^load(letters) != 0 {
			return false, !w.ks || x&high == 0
		}
		v, text, letters = v[8:], text[8:], letters[8:]
	}
	if (last^w.tail)&w.tailCare != 0 {
		return false, !w.ks || last&high == 0
	}
	return true, true
}

// longRun is how many bytes are worth a comparison as they are: mostly the case is
// the same, too.
const longRun = 256

const (
	ones = 0x0101010101010101
	high = 0x80 * ones
)

// load returns the first eight bytes of s, the first as the lowest.
func load(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// load4 returns the first four bytes of s, the first as the lowest.
func load4(s string) uint32 {
	_ = s[3]
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

// head returns the first eight bytes of s, as load does, or those that it has, and
// a mask of these.
func head(s string) (bytes, mask uint64) {
	for i := range min(len(s), 8) {
		bytes |= uint64(s[i]) << (8 * i)
		mask |= 0xff << (8 * i)
	}
	return bytes, mask
}

// hasKS reports whether s has a rune that is not ASCII and folds to K or to S.
func hasKS(s string) bool {
	if len(s) <= 64 && isASCII(s) {
		return false
	}
	return strings.Contains(s, "\u212a") || strings.Contains(s, "\u017f")
}

func isASCII(s string) bool {
	if len(s) < 8 {
		for i := range len(s) {
			if s[i] >= utf8.RuneSelf {
				return false
			}
		}
		return true
	}
	any := load(s[len(s)-8:])
	for ; len(s) > 8; s = s[8:] {
		any |= load(s)
	}
	return any&high == 0
}

// noRune stands for a byte that is not UTF-8. It is equal to no rune of an
// operand.
const noRune = -1

// firstRune returns the first rune of v and its size, which is 0 if v is empty.
func firstRune(v string) (r rune, size int) {
	switch {
	case v == "":
		return noRune, 0
	case v[0] < utf8.RuneSelf:
		return rune(v[0]), 1
	case 0xc2 <= v[0] && v[0] < 0xe0 && len(v) > 1 && v[1]&0xc0 == 0x80: // most scripts with case
		return rune(v[0]&0x1f)<<6 | rune(v[1]&0x3f), 2
	}
	r, size = utf8.DecodeRuneInString(v)
	if size == 1 {
		r = noRune
	}
	return r, size
}

// cut returns what is behind the operand in v, if v begins with it. The operand has
// runes.
func (w *foldOperand) cut(v string) (rest string, ok bool) {
	if strings.HasPrefix(v, w.text) {
		return v[len(w.text):], true
	}
	at, runes := 0, w.runes
	for len(v)-at >= longRun && len(w.text)-at >= longRun && v[at:at+longRun] == w.text[at:at+longRun] {
		at += longRun
	}
	if at > 0 { // go on behind the runes of which no byte is left
		n := sort.Search(len(runes), func(i int) bool { return runes[i].end > at })
		at, runes = runes[n-1].end, runes[n:]
	}
	for i := range runes {
		want := &runes[i]
		if at+4 <= len(v) {
			x := load4(v[at:]) & want.mask
			if x == want.one || x == want.other {
				at += int(want.size)
				continue
			}
		}
		r, size := firstRune(v[at:])
		if !want.orbit.has(r) {
			return v, false
		}
		at += size
	}
	return v[at:], true
}

// lastIn reports whether the last rune of v is that of the operand, in any case: a
// text that begins like the operand often ends in another way. The operand has
// runes.
func (w *foldOperand) lastIn(v string) bool {
	r, _ := utf8.DecodeLastRuneInString(v)
	return w.runes[len(w.runes)-1].orbit.has(r)
}

// isEnd reports whether v ends with the operand. The operand has runes.
func (w *foldOperand) isEnd(v string) bool {
	i := len(v) // where as many runes begin
	for range w.runes {
		for i--; i > 0 && !utf8.RuneStart(v[i]); i-- {
		}
		if i < 0 {
			return false
		}
	}
	rest, ok := w.cut(v[i:])
	return ok && rest == ""
}
