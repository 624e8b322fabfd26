package solve

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
	"unicode"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/schema"
)

// mostShrinking bounds the steps for smaller values, and with them the memory.
const mostShrinking = 1 << 20

// mostFinding bounds the steps of one findText in the same way.
const mostFinding = 1 << 22

// shrink makes values, for which x and y are true, smaller one after the other
// until none of them can be.
func (s *Solver) shrink(x, y lit, values []value) {
	t := &s.search
	if slices.ContainsFunc(t.cone, func(v int32) bool { return s.vars[v].kind == isOpaque }) {
		return
	}
	rest := max(0, s.steps-mostShrinking)
	s.steps -= rest
	s.evaluate(values)
	holds := func() bool { return s.value(x) > 0 && s.value(y) > 0 }
	for changed := true; changed && s.steps >= 0; {
		changed = false
		for i, id := range t.touch {
			f, v := &s.fields[id], &values[i]
			switch {
			case !v.ok:
			case f.kind == schema.List:
				changed = s.shrinkList(f, v, holds) || changed
			default:
				changed = s.shrinkText(f, v, holds) || changed
			}
		}
	}
	s.steps = max(0, s.steps) + rest
}

// shrinkText makes a value smaller, and reports whether it could.
func (s *Solver) shrinkText(f *field, v *value, holds func() bool) bool {
	smaller, ok := s.smaller(f, v.text, holds)
	if s.steps < 0 {
		return false
	}
	if ok {
		v.text = smaller
	}
	s.setText(f, v.text)
	return ok
}

// shrinkList leaves out the texts of a list that are not needed, makes the others
// smaller, and reports whether it could. The last texts are left out first: those of
// = are the first.
func (s *Solver) shrinkList(f *field, v *value, holds func() bool) (changed bool) {
	for i := len(v.list) - 1; i >= 0 && len(v.list) > 1; i-- {
		text := v.list[i]
		s.count(f, text, -1)
		without := holds()
		switch {
		case s.steps < 0:
			return changed
		case without:
			v.list, changed = slices.Delete(v.list, i, i+1), true
		default:
			s.count(f, text, 1)
		}
	}
	for i, text := range v.list {
		s.count(f, text, -1)
		smaller, ok := s.shorter(f, text, holds)
		if s.steps < 0 {
			return changed
		}
		if ok {
			v.list[i], changed = smaller, true
		}
		s.count(f, v.list[i], 1)
	}
	return changed
}

// evaluate gives every variable the value that it has for a record.
func (s *Solver) evaluate(values []value) {
	t := &s.search
	s.undo(0)
	for _, v := range t.cone {
		t.states[v].value = -1
	}
	t.states[0].value = 1
	slices.Sort(t.cone) // kids are before their gates
	s.steps -= len(t.cone) + len(t.fans)
	for _, v := range t.cone {
		st := &t.states[v]
		st.yes = 0
		for _, kid := range s.kidsOf(lit(v)) {
			if s.value(kid) > 0 {
				st.yes++
			}
		}
		if st.yes == s.vars[v].count && st.yes > 0 {
			st.value = 1
		}
	}
	for i, id := range t.touch {
		f, v := &s.fields[id], &values[i]
		if !v.ok {
			continue
		}
		s.set(f.has, true)
		if f.kind != schema.List {
			s.setText(f, v.text)
			continue
		}
		f.hits = make([]int32, len(f.atoms))
		for _, text := range v.list {
			s.count(f, text, 1)
		}
	}
}

// set changes the value of a variable, and of all gates that it changes.
func (s *Solver) set(l lit, yes bool) {
	t := &s.search
	st := &t.states[l>>1]
	if (st.value > 0) == yes || s.steps < 0 {
		return
	}
	st.value = -st.value
	s.steps -= 1 + int(st.fanEnd-st.fan)
	for _, fan := range t.fans[st.fan:st.fanEnd] {
		g := &t.states[fan>>1]
		if yes == (fan&1 == 0) {
			g.yes++
		} else {
			g.yes--
		}
		s.set(fan&^1, g.yes == s.vars[fan>>1].count)
	}
}

// count counts a text of a list, or no longer if by is -1, and gives the atoms of the
// field the values that they have then.
func (s *Solver) count(f *field, text string, by int32) {
	for j, v := range f.atoms {
		if s.steps -= 1 + len(text)/64; s.steps < 0 {
			return
		}
		if s.vars[v].pattern.selects(text) {
			f.hits[j] += by
		}
		s.set(lit(v)<<1, f.hits[j] > 0)
	}
}

// setText gives the atoms of the field the values that they have for a text.
func (s *Solver) setText(f *field, text string) {
	if f.kind.Ordered() {
		at := cut{at: scalarOf(f.kind, text)}
		for _, v := range f.other {
			s.set(lit(v)<<1, at.compare(*s.cutOf(v)) < 0)
		}
		return
	}
	for _, v := range f.atoms {
		s.steps -= 1 + len(text)/64
		s.set(lit(v)<<1, s.vars[v].pattern.selects(text))
	}
}

// smaller returns the smallest value for the field that is smaller than text and
// for which holds is true, if there is one.
func (s *Solver) smaller(f *field, text string, holds func() bool) (string, bool) {
	list := f.values
	if f.kind.Ordered() {
		list = s.cells(f)
	}
	for _, candidate := range list {
		if candidate == text {
			return "", false
		}
		if s.setText(f, candidate); holds() {
			return candidate, true
		}
	}
	if f.kind.Ordered() || f.strict {
		return "", false
	}
	return s.shorter(f, text, holds)
}

// cells returns the values that conditions on the field tell apart, the smallest
// first.
func (s *Solver) cells(f *field) []string {
	list := make([]string, len(f.other)+1)
	s.steps -= 10 * len(list)
	for i := range list {
		var from, to *cut
		if i > 0 {
			from = s.cutOf(f.other[i-1])
		}
		if i < len(f.other) {
			to = s.cutOf(f.other[i])
		}
		list[i] = roundest(f.kind, from, to)
		s.steps -= len(list[i]) / 4
	}
	slices.SortFunc(list, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	})
	return list
}

// A prefix is a text that is looked at, by its last character and the one that it
// is longer than.
type prefix struct {
	before int
	last   rune
	states []int32 // how much of each pattern is found
}

// shorter returns the smallest text for the field that is smaller than text and
// for which holds is true, if there is one. A list has the texts that are counted
// beside it.
func (s *Solver) shorter(f *field, text string, holds func() bool) (string, bool) {
	finders := s.finders(f.atoms)
	any := func([]int32) bool { return true }
	found, ok := s.firstText(f, finders, any, func(states []int32, found string) answer {
		for j, v := range f.atoms {
			hit := f.kind == schema.List && f.hits[j] > 0
			s.set(lit(v)<<1, hit || int(states[j]) == len(finders[j].text))
		}
		switch {
		case found == text:
			return stop
		case holds():
			return take
		}
		return goOn
	})
	return found, ok
}

// findTexts reports whether there is a text for each mixed field that is there,
// such that the atoms which have a value are right about it, or a list of texts. If
// not, those atoms are the conflict.
func (s *Solver) findTexts() bool {
	t := &s.search
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

// patterns returns the patterns of the field that are true, and those that are false.
func (s *Solver) patterns(f *field) (yes, no []int32) {
	for _, v := range f.atoms {
		switch value := s.search.states[v].value; {
		case s.vars[v].kind != isPattern:
		case value > 0:
			yes = append(yes, v)
		case value < 0:
			no = append(no, v)
		}
	}
	return yes, no
}

// findText looks for a text that the patterns yes select, and the patterns no do not.
func (s *Solver) findText(f *field, yes, no []int32) (text string, ok bool) {
	for _, change := range []func(string) string{strings.Clone, strings.ToLower} {
		likely := []string{s.likelyText(f, yes, change)}
		if len(yes) == 1 {
			likely = append(likely, change(s.vars[yes[0]].pattern.text))
		}
		for i := len(likely) - 1; i >= 0; i-- {
			selects := s.selecting(likely[i])
			selectsNot := func(v int32) bool { return !selects(v) }
			if !slices.ContainsFunc(yes, selectsNot) && !slices.ContainsFunc(no, selects) {
				return likely[i], true
			}
		}
	}
	finders := s.finders(slices.Concat(yes, no))
	hope := func(states []int32) bool { return !slices.Contains(states[:len(yes)], lost) }
	return s.firstText(f, finders, hope, func(states []int32, _ string) answer {
		for i := range finders {
			if (i < len(yes)) != (int(states[i]) == len(finders[i].text)) {
				return goOn
			}
		}
		return take
	})
}

// selecting returns what reports whether a pattern selects the text.
func (s *Solver) selecting(text string) func(v int32) bool {
	return func(v int32) bool {
		s.steps -= 1 + len(text)/64
		return s.vars[v].pattern.selects(text)
	}
}

// likelyText returns a text that all these patterns of a mixed field select, if there
// is one that is easy to find: the longest prefix, each text that is to be contained,
// and the longest suffix, one after the other. What ignores case is as change makes
// it, but where a pattern that minds it says how.
func (s *Solver) likelyText(f *field, patterns []int32, change func(string) string) string {
	var prefix, suffix []rune
	var exact string
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
				exact = text
			case ast.OpHasPrefix:
				prefix = append(runes, prefix[min(len(runes), len(prefix)):]...)
			case ast.OpHasSuffix:
				suffix = append(slices.Clone(suffix[:max(0, len(suffix)-len(runes))]), runes...)
			default:
				middle.WriteString(text + between)
			}
		}
	}
	if exact == "" {
		return string(prefix) + between + middle.String() + string(suffix)
	}
	runes := []rune(exact)
	copy(runes, prefix)
	copy(runes[max(0, len(runes)-len(suffix)):], suffix)
	return string(runes)
}

// finders returns the finders of the atoms' patterns.
func (s *Solver) finders(atoms []int32) []finder {
	list := make([]finder, len(atoms))
	for i, v := range atoms {
		list[i] = newFinder(s.vars[v].pattern)
		s.steps -= 1 + len(list[i].text)
	}
	return list
}

// An answer says what to do about a text.
type answer uint8

const (
	goOn answer = iota
	take        // it is what is looked for
	stop        // there is none
)

// firstText returns the first text that is taken, of those that are made of the
// characters of the patterns and one other, the shortest first and then in order.
// Of texts that have found the same of all patterns it looks at one: what comes of
// them is the same. So there are finitely many. It looks at none, and none longer,
// of whose states hope does not hold.
func (s *Solver) firstText(f *field, finders []finder, hope func(states []int32) bool, judge func(states []int32, text string) answer) (string, bool) {
	alphabet := []rune{s.otherRune(f)}
	for _, p := range finders {
		for _, r := range p.text {
			alphabet = append(alphabet, r)
			if !p.fold || !f.cased {
				continue
			}
			for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
				alphabet = append(alphabet, other)
			}
		}
	}
	slices.Sort(alphabet)
	alphabet = slices.Compact(alphabet)

	list := []prefix{{before: -1, states: make([]int32, len(finders))}}
	known := map[string]bool{}
	var key []byte
	for i := 0; i < len(list); i++ {
		s.steps -= 8 + 4*len(finders)
		found := spell(list, i)
		s.steps -= len(found)
		answer := judge(list[i].states, found)
		switch {
		case s.steps < 0 || answer == stop:
			return "", false
		case answer == take:
			return found, true
		}
		for _, r := range alphabet {
			s.steps -= 8 + len(finders)/2
			if s.steps < 0 {
				return "", false
			}
			states := slices.Clone(list[i].states)
			key = key[:0]
			for j := range finders {
				if states[j] != lost {
					s.steps -= 4
					states[j] = finders[j].next(states[j], r)
				}
				key = binary.AppendVarint(key, int64(states[j]))
			}
			if !known[string(key)] && hope(states) {
				known[string(key)] = true
				list = append(list, prefix{i, r, states})
			}
		}
	}
	return "", false
}

// spell returns the text of list[i].
func spell(list []prefix, i int) string {
	var runes []rune
	for ; list[i].before >= 0; i = list[i].before {
		runes = append(runes, list[i].last)
	}
	slices.Reverse(runes)
	return string(runes)
}

// A finder finds a pattern, a byte at a time. Its state is how much of the
// pattern is found: all of it if a text that ends here is selected, and lost if
// no longer one is either.
type finder struct {
	pattern
	fail []int32 // how much is found still if the byte after so many is another
}

const lost = -1

// newFinder returns the finder of a pattern, by Knuth, Morris and Pratt.
func newFinder(p pattern) finder {
	f := finder{pattern: p}
	if p.op == ast.OpEqual || p.op == ast.OpHasPrefix {
		return f
	}
	f.fail = make([]int32, len(p.text)+1)
	f.fail[0] = lost
	k := int32(lost)
	for i := range len(p.text) {
		for k >= 0 && p.text[k] != p.text[i] {
			k = f.fail[k]
		}
		k++
		f.fail[i+1] = k
	}
	return f
}

// next returns the state after the rune r.
func (f *finder) next(state int32, r rune) int32 {
	if f.fold {
		r = chars.FoldRune(r)
	}
	for _, c := range []byte(string(r)) {
		end := int(state) == len(f.text)
		switch {
		case state == lost, end && (f.op == ast.OpHasPrefix || f.op == ast.OpContains):
			return state
		case f.fail == nil && (end || f.text[state] != c):
			return lost
		case f.fail == nil:
			state++
			continue
		}
		for state >= 0 && (int(state) == len(f.text) || f.text[state] != c) {
			state = f.fail[state]
		}
		state++
	}
	return state
}
