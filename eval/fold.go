package eval

import (
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
)

// foldTest returns the test of an operator on text that folds case. It must not
// be inlined either: see textTest.
//
// Runes compare by what ast.FoldRune makes of them. The operand is folded here, a
// value while it is read, so that testing allocates nothing.
//
//go:noinline
func foldTest(op ast.Op, operand string) func(string) bool {
	want := []rune(operand) // which is UTF-8, since Resolve took it
	for i, r := range want {
		want[i] = ast.FoldRune(r)
	}
	switch op {
	case ast.OpHasPrefix:
		return func(v string) bool {
			_, ok := cutFolded(v, want)
			return ok
		}
	case ast.OpContains:
		borders := bordersOf(want)
		return func(v string) bool { return containsFolded(v, want, borders) }
	case ast.OpHasSuffix:
		return func(v string) bool { return hasSuffixFolded(v, want) }
	}
	return func(v string) bool {
		rest, ok := cutFolded(v, want)
		return ok && rest == ""
	}
}

// noRune stands for a byte that is not UTF-8, and for what is behind the end. It
// is equal to no rune of an operand.
const noRune = -1

// folded folds what utf8.DecodeRuneInString returns.
func folded(r rune, size int) (rune, int) {
	if r == utf8.RuneError && size <= 1 {
		return noRune, size
	}
	return ast.FoldRune(r), size
}

// cutFolded returns what is behind want in v, if v begins with want.
func cutFolded(v string, want []rune) (rest string, ok bool) {
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
func hasSuffixFolded(v string, want []rune) bool {
	for i := len(want) - 1; i >= 0; i-- {
		r, size := folded(utf8.DecodeLastRuneInString(v))
		if r != want[i] {
			return false
		}
		v = v[:len(v)-size]
	}
	return true
}

// containsFolded reports whether want occurs in v. It is the algorithm of Knuth,
// Morris and Pratt, and so takes time in proportion to v, whatever both are.
func containsFolded(v string, want []rune, borders []int) bool {
	matched := 0 // of want, by what was read last
	for matched < len(want) {
		r, size := folded(utf8.DecodeRuneInString(v))
		if size == 0 {
			return false
		}
		v = v[size:]
		matched = advance(want, borders, matched, r)
	}
	return true
}

// bordersOf returns, for each beginning of want that has i+1 runes, how many
// runes the longest shorter beginning has with which it ends.
func bordersOf(want []rune) []int {
	borders := make([]int, len(want))
	for i := 1; i < len(want); i++ {
		borders[i] = advance(want, borders, borders[i-1], want[i])
	}
	return borders
}

// advance returns how much of want is matched once r is read, where matched
// runes, fewer than all, were before.
func advance(want []rune, borders []int, matched int, r rune) int {
	for matched > 0 && want[matched] != r {
		matched = borders[matched-1]
	}
	if want[matched] == r {
		matched++
	}
	return matched
}
