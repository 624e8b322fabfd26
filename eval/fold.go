package eval

import (
	"math/bits"
	"strings"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
)

// Texts compare without regard to case by what ast.FoldRune makes of their runes.
// An operand is folded when the query is compiled, a value while it is read, so
// that testing allocates nothing.
//
// Most operands and values are ASCII, where eight bytes are folded at once. Two
// runes that are not ASCII fold to ASCII, the Kelvin sign to K and ſ to S, and so
// only an operand with one of these is equal to a text that is not ASCII.

// A foldOperand is an operand that is folded.
type foldOperand struct {
	text  string
	ascii bool
	ks    bool   // it has a K or an S
	head  uint64 // of the first bytes, as load has them, eight at most
	mask  uint64 // of these
}

// newFoldTest returns the test of an operator on text that folds case. The
// operand is not empty but for =.
func newFoldTest(op ast.Op, operand string) textTest {
	w := foldOperand{text: ast.Fold(operand)}
	w.ascii = isASCII(w.text)
	w.ks = strings.ContainsAny(w.text, "KS")
	w.head, w.mask = head(w.text)
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

type foldEqual struct{ foldOperand }

func (w *foldEqual) match(v string) bool {
	if w.ascii && len(v) != len(w.text) && (!w.ks || len(v) < len(w.text)) {
		return false
	}
	if w.ascii && len(v) == len(w.text) {
		same, sure := w.same(v)
		if same || sure {
			return same
		}
	}
	rest, ok := cutFolded(v, w.text)
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
	_, ok := cutFolded(v, w.text)
	return ok
}

type foldSuffix struct{ foldOperand }

func (w *foldSuffix) match(v string) bool {
	if w.ascii {
		if len(v) < len(w.text) {
			return false
		}
		if tail := v[len(v)-len(w.text):]; !w.ks || isASCII(tail) {
			same, _ := w.same(tail)
			return same
		}
	}
	return hasSuffixFolded(v, w.text)
}

// A foldContains looks for the one byte of an ASCII operand that is likely to be
// rarest in texts, and compares around it.
type foldContains struct {
	foldOperand
	rare         int // place of that byte
	upper, lower byte
	all          *automaton // nil if the operand is short
}

// mostTried is how many bytes an operand may have to be tried at each place of a
// text. For a longer one that takes too long if it nearly occurs at many.
const mostTried = 16

func newFoldContains(w foldOperand) *foldContains {
	c := &foldContains{foldOperand: w}
	if len(w.text) > mostTried {
		c.all = newAutomaton([]string{w.text}, automaton{fold: true})
	}
	for i := range len(w.text) {
		if rank(w.text[i]) < rank(w.text[c.rare]) {
			c.rare = i
		}
	}
	c.upper = w.text[c.rare]
	c.lower = c.upper
	if 'A' <= c.upper && c.upper <= 'Z' {
		c.lower += 'a' - 'A'
	}
	return c
}

// rank returns the place of a byte among the others by how often it occurs: the
// letters as in English text, which what is in names and descriptions is like.
func rank(b byte) int {
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
		if _, ok := cutFolded(v, w.text); ok {
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
// it, byte by byte. The operand is ASCII. If v has a byte that is not ASCII
// before the two differ, and that may belong to a rune that the operand has, the
// answer is not sure.
func (w *foldOperand) same(v string) (same, sure bool) {
	if len(v) >= 8 {
		x := load(v) & w.mask
		if y := upper(x); y != w.head {
			return false, !w.ks || w.differs(x, y)
		}
		if len(w.text) <= 8 {
			return true, true
		}
		rest, want := v[8:len(w.text)], w.text[8:]
		for len(rest) >= 8 && len(want) >= 8 {
			if x := load(rest); upper(x) != load(want) {
				return false, !w.ks || x&high == 0
			}
			rest, want = rest[8:], want[8:]
		}
		x = load(v[len(w.text)-8:]) // the last eight, some of them again
		return upper(x) == load(w.text[len(w.text)-8:]), !w.ks || x&high == 0
	}
	for i := range len(w.text) {
		b := v[i]
		if 'a' <= b && b <= 'z' {
			b -= 'a' - 'A'
		}
		if b != w.text[i] {
			return false, !w.ks || b < utf8.RuneSelf
		}
	}
	return true, true
}

// differs reports whether the first byte of y in which it is not the operand's
// is an ASCII one.
func (w *foldOperand) differs(x, y uint64) bool {
	first := bits.TrailingZeros64(y^w.head) &^ 7
	return x>>first&0x80 == 0
}

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

// head returns the first eight bytes of s, as load does, or those that it has, and
// a mask of these.
func head(s string) (bytes, mask uint64) {
	for i := range min(len(s), 8) {
		bytes |= uint64(s[i]) << (8 * i)
		mask |= 0xff << (8 * i)
	}
	return bytes, mask
}

// upper returns x with each byte that is a lower-case ASCII letter as the
// upper-case one.
func upper(x uint64) uint64 {
	low := x &^ high
	fromA := low + (0x80-'a')*ones    // the high bit of a byte says that it is a or more
	aboveZ := low + (0x80-'z'-1)*ones // … more than z
	return x - (fromA&^aboveZ&^x&high)>>2
}

// hasKS reports whether s has a rune that is not ASCII and folds to K or to S.
func hasKS(s string) bool { return strings.Contains(s, "\u212a") || strings.Contains(s, "\u017f") }

func isASCII(s string) bool {
	for len(s) >= 8 {
		if load(s)&high != 0 {
			return false
		}
		s = s[8:]
	}
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// noRune stands for a byte that is not UTF-8, and for what is behind the end. It
// is equal to no rune of an operand.
const noRune = -1

// folded folds what utf8.DecodeRuneInString returns.
func folded(r rune, size int) (rune, int) {
	switch {
	case 'a' <= r && r <= 'z':
		return r - 'a' + 'A', size
	case r < utf8.RuneSelf:
		return r, size
	case r == utf8.RuneError && size <= 1:
		return noRune, size
	}
	return ast.FoldRune(r), size
}

// cutFolded returns what is behind want in v, if v begins with want.
func cutFolded(v, want string) (rest string, ok bool) {
	for _, w := range want {
		r, size := folded(utf8.DecodeRuneInString(v))
		if r != w {
			return v, false
		}
		v = v[size:]
	}
	return v, true
}

// hasSuffixFolded reports whether v ends with want.
func hasSuffixFolded(v, want string) bool {
	for want != "" {
		w, n := utf8.DecodeLastRuneInString(want)
		r, size := folded(utf8.DecodeLastRuneInString(v))
		if r != w {
			return false
		}
		v, want = v[:len(v)-size], want[:len(want)-n]
	}
	return true
}
