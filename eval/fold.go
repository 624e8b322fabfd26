package eval

import (
	"math/bits"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
)

// Texts compare without regard to case by what ast.FoldRune makes of their runes.
// An operand is prepared when the query is compiled, so that testing allocates
// nothing and folds nothing.
//
// Most operands and values are ASCII, where eight bytes are compared at once. Two
// runes that are not ASCII fold to ASCII, the Kelvin sign to K and ſ to S, and so
// only an operand with one of these is equal to a text that is not ASCII.

// A foldOperand is an operand that texts are compared with.
type foldOperand struct {
	text  string // as the query has it
	ascii bool
	ks    bool      // it has a K or an S, in any case
	runes []variant // by place in text; nil if it is ASCII and has no K or S
	count int       // of runes

	// Of an ASCII operand:
	letters string // 0x20, the bit that is its case, in place of each letter, and else 0
	head    uint64 // of text the first bytes, as load has them, eight at most
	care    uint64 // the bits of these that count
}

// A variant has the runes that are the same without regard to case: the one in
// the operand, and then the others, some of them again where there are less than
// four. Unicode has no more.
type variant [4]rune

func newVariant(r rune) (v variant) {
	for i := range v {
		v[i] = r
		r = unicode.SimpleFold(r)
	}
	return v
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
	w := foldOperand{text: text, ascii: isASCII(text), ks: strings.ContainsAny(text, "KkSs\u212aſ"), count: utf8.RuneCountInString(text)}
	if !w.ascii || w.ks {
		w.runes = make([]variant, len(text))
		for i, r := range text {
			w.runes[i] = newVariant(r)
		}
	}
	if w.ascii {
		letters := make([]byte, len(text))
		for i := range letters {
			if b := text[i] | 0x20; 'a' <= b && b <= 'z' {
				letters[i] = 0x20
			}
		}
		w.letters = string(letters)
		var mask uint64
		w.head, mask = head(text)
		anyCase, _ := head(w.letters)
		w.care = mask &^ anyCase
	}
	return w
}

type foldEqual struct{ foldOperand }

func (w *foldEqual) match(v string) bool {
	if w.ascii {
		if len(v) == len(w.text) {
			if same, sure := w.same(v); same || sure {
				return same
			}
		} else if !w.ks || len(v) < len(w.text) {
			return false
		}
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
		if same, _ := w.same(v[len(v)-len(w.text):]); same || !w.ks {
			return same
		}
	}
	return w.isEnd(v)
}

// A foldContains looks for the one byte of an ASCII operand that is likely to be
// rarest in texts, and compares around it.
type foldContains struct {
	foldOperand
	rare         int // place of that byte
	upper, lower byte
	all          *automaton // nil if the operand is short
	firsts       []string   // what an operand begins with that is not ASCII
}

// mostTried is how many bytes an operand may have to be tried at each place of a
// text. For a longer one that takes too long if it nearly occurs at many.
const mostTried = 16

func newFoldContains(w foldOperand) *foldContains {
	c := &foldContains{foldOperand: w}
	if len(w.text) > mostTried {
		c.all = newAutomaton([]string{w.text}, automaton{fold: true})
	}
	if !w.ascii {
		for _, r := range w.runes[0] {
			if first := string(r); !slices.Contains(c.firsts, first) {
				c.firsts = append(c.firsts, first)
			}
		}
		return c
	}
	for i := range len(w.text) {
		if rank(w.text[i]) < rank(w.text[c.rare]) {
			c.rare = i
		}
	}
	c.upper = w.text[c.rare] &^ w.letters[c.rare]
	c.lower = w.text[c.rare] | w.letters[c.rare]
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
	if !w.ascii {
		return w.search(v)
	}
	if len(v) < len(w.text) {
		return false
	}
	// The places in v of the rare byte, if the operand begins at those in places.
	places := v[w.rare : len(v)-len(w.text)+w.rare+1]
	upper := strings.IndexByte(places, w.upper)
	lower := -1
	if w.lower != w.upper {
		lower = strings.IndexByte(places, w.lower)
	}
	spent := 0
	for upper >= 0 || lower >= 0 {
		at := upper
		if upper < 0 || lower >= 0 && lower < upper {
			at = lower
		}
		if same, _ := w.same(v[at:]); same {
			return true
		}
		// Where that is in vain time and again, search is quicker.
		if spent += 8 + len(w.text); spent > 256+2*at {
			return w.search(v)
		}
		if at == upper {
			upper = indexByteFrom(places, w.upper, at+1)
		} else {
			lower = indexByteFrom(places, w.lower, at+1)
		}
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

// indexByteFrom returns the first place of b in s that is not before from, or -1.
func indexByteFrom(s string, b byte, from int) int {
	i := strings.IndexByte(s[from:], b)
	if i < 0 {
		return -1
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
	v, text, letters := v[:n], w.text[:n], w.letters[:n]
	i := 8
	for n-i >= longRun && v[i:i+longRun] == text[i:i+longRun] {
		i += longRun // mostly the case is the same, too
	}
	for ; n-i >= 8; i += 8 {
		x := load(v[i:])
		if (x^load(text[i:]))&^load(letters[i:]) != 0 {
			return false, !w.ks || x&high == 0
		}
	}
	x = load(v[n-8:]) // the last eight, some of them again
	return (x^load(text[n-8:]))&^load(letters[n-8:]) == 0, !w.ks || x&high == 0
}

// longRun is how many bytes are worth a comparison as they are.
const longRun = 256

const (
	high = 0x80 * 0x0101010101010101
)

// load returns the first eight bytes of s, the first as the lowest.
func load(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
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
	runes := w.runes
	for len(runes) > 0 {
		r, size := firstRune(v)
		same := &runes[0]
		if r == same[0] {
			runes = runes[size:]
		} else if r == same[1] || r == same[2] || r == same[3] {
			runes = runes[utf8.RuneLen(same[0]):]
		} else {
			return v, false
		}
		v = v[size:]
	}
	return v, true
}

// isEnd reports whether v ends with the operand. The operand has runes.
func (w *foldOperand) isEnd(v string) bool {
	i := len(v) // where as many runes begin
	for range w.count {
		for i--; i > 0 && !utf8.RuneStart(v[i]); i-- {
		}
		if i < 0 {
			return false
		}
	}
	rest, ok := w.cut(v[i:])
	return ok && rest == ""
}
