package eval

import (
	"strings"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
)

// A foldTest tests whether a text compares with an operand as op says without regard to
// case: by the orbits of unicode.SimpleFold, rune by rune.
type foldTest struct {
	op     ast.Op
	folded string   // the operand, as chars.Fold has it
	first  []string // its first rune in each case
}

// mostTried is how many bytes an operand may have that is tried at each place of a text. A
// longer operand may nearly occur at many places, and would take too long.
const mostTried = 16

// newFoldTest returns the test of an operator on text that folds case. The operand is
// empty for = alone.
func newFoldTest(op ast.Op, operand string) textTest {
	f := &foldTest{op: op, folded: chars.Fold(operand)}
	if op != ast.OpContains {
		return f
	}
	if len(operand) > mostTried {
		return newAutomaton([]string{f.folded}, automaton{fold: true})
	}
	r, _ := utf8.DecodeRuneInString(f.folded)
	for _, r := range chars.Orbit(r) {
		f.first = append(f.first, string(r))
	}
	return f
}

func (f *foldTest) match(v string) bool {
	switch f.op {
	case ast.OpHasPrefix:
		_, ok := cutFold(v, f.folded)
		return ok
	case ast.OpHasSuffix:
		return f.isEnd(v)
	case ast.OpContains:
		return f.occurs(v)
	}
	rest, ok := cutFold(v, f.folded)
	return ok && rest == ""
}

// occurs reports whether the operand occurs in v. It looks where its first rune stands,
// in any case.
func (f *foldTest) occurs(v string) bool {
	var next [mostInOrbit]int // place of each case
	for i, r := range f.first {
		next[i] = indexFrom(v, r, 0)
	}
	for {
		first := 0
		for i := range f.first {
			if next[i] < next[first] {
				first = i
			}
		}
		at := next[first]
		if at == len(v) {
			return false
		}
		if _, ok := cutFold(v[at:], f.folded); ok {
			return true
		}
		next[first] = indexFrom(v, f.first[first], at+1)
	}
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

// isEnd reports whether v ends with the operand.
func (f *foldTest) isEnd(v string) bool {
	i := len(v) // where as many runes begin
	for range f.folded {
		if i == 0 {
			return false
		}
		_, size := utf8.DecodeLastRuneInString(v[:i])
		i -= size
	}
	_, ok := cutFold(v[i:], f.folded)
	return ok
}

// cutFold returns what is behind a folded text in v, if v begins with that in any case.
func cutFold(v, folded string) (rest string, ok bool) {
	for folded != "" {
		if v == "" {
			return v, false
		}
		if c, want := v[0], folded[0]; c < utf8.RuneSelf && want < utf8.RuneSelf {
			if 'a' <= c && c <= 'z' {
				c -= 'a' - 'A'
			}
			if c != want {
				return v, false
			}
			v, folded = v[1:], folded[1:]
			continue
		}
		want, n := utf8.DecodeRuneInString(folded)
		r, size := firstRune(v)
		if r == noRune || chars.FoldRune(r) != want {
			return v, false
		}
		v, folded = v[size:], folded[n:]
	}
	return v, true
}

// mostInOrbit is how many runes of Unicode are the same without regard to case, at most.
const mostInOrbit = 4

// noRune stands for a byte that is not UTF-8. It is equal to no rune of an
// operand.
const noRune = -1

// firstRune returns the first rune of v, which is not empty, and its size.
func firstRune(v string) (r rune, size int) {
	r, size = utf8.DecodeRuneInString(v)
	if r == utf8.RuneError && size == 1 {
		r = noRune
	}
	return r, size
}
