package solve

import (
	"encoding/binary"
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/schema"
)

// mostFinding bounds the steps of one search for a text, and with them the memory.
const mostFinding = 1 << 22

// findTexts reports whether each mixed field that is there can have a text, or texts if it
// is a list, that agrees with all atoms that have a value. If one cannot, these atoms are
// the conflict.
func (s *Solver) findTexts() bool {
	t := &s.search
	s.steps -= len(t.trail)
	for _, id := range t.touch {
		f := &s.fields[id]
		if !f.mixed() || s.value(f.has) <= 0 {
			continue
		}
		yes, no := s.patterns(f)
		f.found = nil
		each := len(yes)
		if f.kind == schema.List {
			each = 1
		}
		for i := 0; i < max(1, len(yes)); i += max(1, each) {
			some := yes[i:min(i+each, len(yes))]
			rest := max(0, s.steps-mostFinding)
			s.steps -= rest
			text, ok := s.findText(f, some, no)
			t.unsure = t.unsure || !ok && s.steps < 0
			s.steps = max(0, s.steps) + rest
			if !ok {
				t.conflict = append(append(append(t.conflict[:0], int32(f.has>>1)), some...), no...)
				return false
			}
			f.found = append(f.found, text)
		}
	}
	return true
}

// patterns returns which patterns of the field are true, and which are false. The field has
// no order.
func (s *Solver) patterns(f *field) (yes, no []int32) {
	for _, v := range f.atoms {
		switch s.search.states[v].value {
		case 1:
			yes = append(yes, v)
		case -1:
			no = append(no, v)
		}
	}
	return yes, no
}

// findText looks for a text that the patterns yes select and the patterns no do not. It
// tries some likely ones first.
func (s *Solver) findText(f *field, yes, no []int32) (text string, ok bool) {
	for _, change := range []func(string) string{strings.Clone, strings.ToLower} {
		likely := []string{s.likelyText(f, yes, change)}
		if len(yes) == 1 {
			likely = append(likely, change(s.vars[yes[0]].pattern.text))
		}
		for _, text := range slices.Backward(likely) {
			if s.agrees(text, yes, no) {
				return text, true
			}
		}
	}
	return s.firstText(f, yes, no)
}

// agrees reports whether the patterns yes select the text, and the patterns no do not.
func (s *Solver) agrees(text string, yes, no []int32) bool {
	selects := func(v int32) bool {
		s.steps -= 1 + len(text)/64
		return s.vars[v].pattern.selects(text)
	}
	return !slices.ContainsFunc(no, selects) &&
		!slices.ContainsFunc(yes, func(v int32) bool { return !selects(v) })
}

// likelyText returns a text that the patterns probably select, and probably no others but
// those that follow from them. It is certain for patterns that go together, unless the
// field is mixed. The text is that of an =. Without one it is the longest prefix, each text
// that must be contained, and the longest suffix, one after the other.
//
// Change makes the text of a pattern that ignores case. Where a pattern minds case, the text
// is as that has it.
func (s *Solver) likelyText(f *field, patterns []int32, change func(string) string) string {
	var prefix, suffix []rune
	var exact string
	isExact := false
	var middle strings.Builder
	between := string(s.otherRune(f))
	for _, minding := range []bool{false, true} {
		for _, v := range patterns {
			p := s.vars[v].pattern
			if p.fold == minding {
				continue
			}
			text := p.text
			if p.fold {
				text = change(text)
			}
			runes := []rune(text)
			switch p.op {
			case ast.OpEqual:
				exact, isExact = text, true
			case ast.OpHasPrefix:
				prefix = append(runes, prefix[min(len(runes), len(prefix)):]...)
			case ast.OpHasSuffix:
				suffix = append(slices.Clone(suffix[:max(0, len(suffix)-len(runes))]), runes...)
			default:
				middle.WriteString(text + between)
			}
		}
	}
	if !isExact {
		return string(prefix) + between + middle.String() + string(suffix)
	}
	runes := []rune(exact)
	copy(runes, prefix)
	copy(runes[max(0, len(runes)-len(suffix)):], suffix)
	return string(runes)
}

// firstText returns the smallest text that the patterns yes select and the patterns no do
// not, of those that are made of the characters of the patterns and one other: the one
// with the fewest characters, and of these the first in order. It is not ok if there is
// none, or if the steps run out.
//
// It looks at the shortest texts first. Of those in which as much of every pattern is
// found, it looks at one alone: whatever follows is the same for all. So they are finitely
// many.
func (s *Solver) firstText(f *field, yes, no []int32) (text string, ok bool) {
	alphabet := []rune{s.otherRune(f)}
	patterns := make([]finder, 0, len(yes)+len(no))
	for _, v := range slices.Concat(yes, no) {
		p := s.vars[v].pattern
		patterns = append(patterns, newFinder(p))
		for _, r := range p.text {
			if p.fold && f.cased {
				alphabet = append(alphabet, chars.Orbit(r)...)
			} else {
				alphabet = append(alphabet, r)
			}
		}
	}
	slices.Sort(alphabet)
	alphabet = slices.Compact(alphabet)

	type candidate struct {
		text  string
		found []int // of each pattern
	}
	queue := []candidate{{found: make([]int, len(patterns))}}
	known := map[string]bool{}
	var key []byte
	for ; len(queue) > 0 && s.steps >= 0; queue = queue[1:] {
		c := queue[0]
		isRight := true
		for i, p := range patterns {
			isRight = isRight && (i < len(yes)) == (c.found[i] == len(p.text))
		}
		if isRight {
			return c.text, true
		}
		for _, r := range alphabet {
			s.steps -= 8 + (len(patterns)+len(c.text))/2
			found := make([]int, len(patterns))
			key = key[:0]
			for i := range patterns {
				p := &patterns[i]
				if found[i] = p.next(c.found[i], r); found[i] != lost {
					s.steps -= 4 + len(p.text)/16
				}
				key = binary.AppendVarint(key, int64(found[i]))
			}
			if !known[string(key)] && !slices.Contains(found[:len(yes)], lost) {
				known[string(key)] = true
				queue = append(queue, candidate{c.text + string(r), found})
			}
		}
	}
	return "", false
}

// lost is what is found of a pattern if neither the text nor any longer one that begins so
// is selected.
const lost = -1

// A finder finds a pattern in a text, by the algorithm of Knuth, Morris and Pratt.
type finder struct {
	pattern
	// shorter holds for each number of bytes found, from 1, how many are still found if
	// the next byte is another. It is nil if the pattern must stand at the beginning.
	shorter []int
}

func newFinder(p pattern) finder {
	f := finder{pattern: p}
	if p.op == ast.OpEqual || p.op == ast.OpHasPrefix {
		return f
	}
	f.shorter = make([]int, len(p.text)+1)
	found := 0
	for i := 1; i < len(p.text); i++ {
		found = f.nextByte(found, p.text[i])
		f.shorter[i+1] = found
	}
	return f
}

// next returns how many bytes of the pattern are found at the end of a text, with one more
// character: all of them if the pattern selects the text.
func (f *finder) next(found int, r rune) int {
	if f.fold {
		r = chars.FoldRune(r)
	}
	for _, b := range []byte(string(r)) {
		if found == lost || found == len(f.text) && (f.op == ast.OpHasPrefix || f.op == ast.OpContains) {
			return found
		}
		found = f.nextByte(found, b)
	}
	return found
}

func (f *finder) nextByte(found int, b byte) int {
	for found == len(f.text) || f.text[found] != b {
		switch {
		case f.shorter == nil:
			return lost
		case found == 0:
			return 0
		}
		found = f.shorter[found]
	}
	return found + 1
}
