package eval

import (
	"slices"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/kinds"
)

// newManyTest returns the test whether a text compares as op says with one of the
// list.
func newManyTest(op ast.Op, values []ast.Value, fold bool) textTest {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = v.Text
		if fold {
			list[i] = kinds.FoldOf(v)
		}
	}
	switch op {
	case ast.OpHasPrefix:
		return newAutomaton(list, automaton{fold: fold, anchored: true})
	case ast.OpContains:
		return newAutomaton(list, automaton{fold: fold})
	case ast.OpHasSuffix:
		return newAutomaton(list, automaton{fold: fold, anchored: true, backward: true})
	}
	if fold {
		return newAutomaton(list, automaton{fold: true, anchored: true, whole: true})
	}
	return newSet(list)
}

// A set tests whether a text is one of several.
type set struct {
	lengths uint64 // bit n is set if one has n bytes, bit 63 if one has as many or more
	members map[string]struct{}
}

func newSet(list []string) *set {
	s := &set{members: make(map[string]struct{}, len(list))}
	for _, m := range list {
		s.lengths |= 1 << min(len(m), 63)
		s.members[m] = struct{}{}
	}
	return s
}

func (s *set) match(v string) bool {
	if s.lengths>>min(len(v), 63)&1 == 0 {
		return false
	}
	_, ok := s.members[v]
	return ok
}

// An automaton tests whether one of several patterns occurs in a text. It is that
// of Aho and Corasick: a tree of the patterns' beginnings, whose nodes are the
// states, with a link from each to the longest proper end of it that is in the
// tree, too. Time is in proportion to the text, whatever the patterns, and memory
// to the patterns.
//
// States have numbers by their distance from the root, so that the children of
// one are next to each other, behind those of the states before it.
type automaton struct {
	fold     bool // without regard to case; the patterns are folded
	anchored bool // at the beginning of the text, or at its end if backward; there are no links
	backward bool // text and patterns are read from their ends
	whole    bool // the text is a pattern; it does not go on behind it

	folded  map[rune]rune // what chars.FoldRune makes of the runes that are not ASCII and by which a pattern can go on
	class   [256]uint8    // of a byte: 0 if it is in no pattern
	idle    [256]bool     // the byte leads from the root to the root; false where a rune must be folded
	classes int
	first   []int32 // child of a state; the last is before the first of the next state
	label   []uint8 // class of the byte that leads to a state
	link    []int32
	accept  []bool // a pattern ends here

	// next has the next state for each class for the states below dense, which
	// are those that are visited most.
	next  []int32
	dense int32
}

const (
	root = 0
	dead = -1 // the state after which nothing is found
)

// The memory for the dense states of an automaton is bounded by that of all its
// states, so that many automata cost no more than their patterns deserve, and by
// what stays in a cache.
const (
	mostPerState = 16      // of next, for each of all states; 64 bytes
	mostNext     = 1 << 15 // 128 KiB
)

// newAutomaton returns the automaton for the patterns, with the flags of a. They
// are as chars.Fold has them if it is to ignore case.
func newAutomaton(patterns []string, a automaton) *automaton {
	list := make([]string, len(patterns))
	size := 1 // states, at most
	a.classes = 1
	if a.fold {
		a.folded = map[rune]rune{}
	}
	for i, p := range patterns {
		if a.fold {
			a.addFolded(p)
		}
		if a.backward {
			b := []byte(p)
			slices.Reverse(b)
			p = string(b)
		}
		list[i] = p
		size += len(p)
		for j := range len(p) {
			if a.class[p[j]] == 0 {
				a.class[p[j]] = uint8(a.classes) // at most 243: patterns are UTF-8
				a.classes++
			}
		}
	}
	if a.fold {
		for c := 'a'; c <= 'z'; c++ {
			a.class[c] = a.class[c-'a'+'A']
		}
	}
	slices.Sort(list)
	a.grow(slices.Compact(list), size)
	a.connect()
	for b := range a.idle {
		a.idle[b] = a.step(root, a.class[b]) == root && (!a.fold || b < utf8.RuneSelf)
	}
	return &a
}

// addFolded adds the runes that fold to those of p, which is folded.
func (a *automaton) addFolded(p string) {
	for _, r := range p {
		for _, other := range chars.Orbit(r) {
			if other >= utf8.RuneSelf {
				a.folded[other] = r
			}
		}
	}
}

// grow makes the tree of the patterns, which are sorted, of at most size states.
func (a *automaton) grow(list []string, size int) {
	type state struct{ from, to, depth int32 } // the patterns that go through it
	states := append(make([]state, 0, size), state{0, int32(len(list)), 0})
	a.label = append(make([]uint8, 0, size), 0)
	a.first = make([]int32, 0, size+1)
	a.accept = make([]bool, 0, size)
	for i := 0; i < len(states); i++ {
		s := states[i]
		a.first = append(a.first, int32(len(states)))
		ends := len(list[s.from]) == int(s.depth)
		a.accept = append(a.accept, ends)
		if ends {
			s.from++
			if !a.whole {
				s.from = s.to // what goes on is found already
			}
		}
		for s.from < s.to {
			b := list[s.from][s.depth]
			child := state{s.from, s.from + 1, s.depth + 1}
			for child.to < s.to && list[child.to][s.depth] == b {
				child.to++
			}
			states = append(states, child)
			a.label = append(a.label, a.class[b])
			s.from = child.to
		}
	}
	a.first = append(a.first, int32(len(states)))
}

// connect makes the links and the table of the dense states.
func (a *automaton) connect() {
	n := len(a.label)
	a.dense = int32(min(n, max(min(mostNext, mostPerState*n)/a.classes, 1)))
	a.next = make([]int32, int(a.dense)*a.classes)
	if !a.anchored {
		a.link = make([]int32, n)
	}
	for s := range int32(n) {
		if s < a.dense {
			row := a.next[int(s)*a.classes:][:a.classes]
			switch {
			case a.anchored:
				for k := range row {
					row[k] = dead
				}
			case s != root:
				copy(row, a.next[int(a.link[s])*a.classes:])
			}
			for c := a.first[s]; c < a.first[s+1]; c++ {
				row[a.label[c]] = c
			}
		}
		if a.anchored {
			continue
		}
		a.accept[s] = a.accept[s] || a.accept[a.link[s]]
		for c := a.first[s]; c < a.first[s+1] && s != root; c++ {
			a.link[c] = a.step(a.link[s], a.label[c])
		}
	}
}

// step returns the state behind s after a byte of that class.
func (a *automaton) step(s int32, class uint8) int32 {
	for s >= a.dense {
		for c := a.first[s]; c < a.first[s+1]; c++ {
			if a.label[c] == class {
				return c
			}
		}
		if a.anchored {
			return dead
		}
		s = a.link[s]
	}
	return a.next[int(s)*a.classes+int(class)]
}

func (a *automaton) match(v string) bool {
	s := int32(root)
	if a.accept[s] && !a.whole {
		return true // one of the patterns is empty
	}
	for i := 0; i < len(v); {
		if s == root && !a.anchored {
			for a.idle[v[i]] {
				if i++; i == len(v) {
					return false
				}
			}
		}
		b := v[i]
		if a.backward {
			b = v[len(v)-1-i]
		}
		switch {
		case a.fold && b >= utf8.RuneSelf:
			var size int
			s, size = a.foldStep(s, v, i)
			i += size
		case s < a.dense:
			s = a.next[int(s)*a.classes+int(a.class[b])]
			i++
		default:
			s = a.step(s, a.class[b])
			i++
		}
		if s == dead {
			return false
		}
		if a.accept[s] && !a.whole {
			return true
		}
	}
	return a.accept[s]
}

// foldStep returns the state behind s after the next rune of v, of which i bytes
// were read, and the rune's size.
func (a *automaton) foldStep(s int32, v string, i int) (int32, int) {
	r, size := firstRune(v[i:])
	if a.backward {
		if r, size = utf8.DecodeLastRuneInString(v[:len(v)-i]); size == 1 {
			r = noRune
		}
	}
	r, ok := a.folded[r]
	if !ok {
		if a.anchored {
			return dead, size
		}
		return root, size
	}
	var buf [utf8.UTFMax]byte
	n := utf8.EncodeRune(buf[:], r)
	for i := range n {
		b := buf[i]
		if a.backward {
			b = buf[n-1-i]
		}
		if s = a.step(s, a.class[b]); s == dead {
			break
		}
	}
	return s, size
}
