package solve

import (
	"slices"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/schema"
)

// This file looks for a record by assigning true and false to variables.
//
// A gate is the conjunction of its kids. A gate with a false kid is false, and a gate whose
// kids are all true is true. The kids of a true gate are true. If a gate is false and all
// of its kids but one are true, that one is false. When nothing more follows, the search
// takes a gate that is false and has no false kid, and makes one of the kids false.
//
// The theory looks at one field at a time. Pairs of its atoms suffice:
//
//   - If no two of the true patterns exclude each other, a text exists that all of them
//     select. If one of them is =, it names the text. Otherwise the text is the longest
//     prefix, then each text that must be contained, then the longest suffix, with a
//     character in between that no operand on the field has. The operand of a false
//     pattern that selects this text is in one of these parts, so that a true pattern
//     implies the false one.
//   - A field is mixed if some of its atoms ignore case and others mind it. Pairs do not
//     suffice there: name = k i goes together with not name = k, with not name = K, and
//     with not the Kelvin sign, but not with all three. So when nothing else is left to be
//     done, findText looks for a text that agrees with all atoms of the field.
//   - A list has a text of its own for each true pattern, so that true patterns never
//     exclude each other. The text must be selected by its pattern, and by no false one.
//     It is the text above, for that one pattern. If no pattern is true and the field is
//     there, its text is the one character that no operand has. In a mixed field, findText
//     looks for a text for each true pattern.
//   - The atoms cut numbers, times and dates into cells. No cell is empty: between the cut
//     before a value and the next cut there is the value itself, and a cut with nothing
//     before or behind it is no atom. So if a value is before one cut, it is before every
//     later one, and that is all.
//   - An Enum has at most one of its values, and so has a Bool. Here alone, more than pairs
//     count: if the field is there, not all of its values are false.
//   - A record that lacks the field is selected by no atom on it.
//
// So if nothing more follows, and each false gate has a false kid, the assignment is that
// of a record. If there is a conflict, its reasons are traced back to decisions, and the
// last of these is turned around.

// A search is the state of one search. The next one uses its slices again.
type search struct {
	states []state // by variable
	mark   int32   // of the variables and fields that matter now
	cone   []int32 // these variables
	touch  []int32 // these fields
	atoms  []int32 // those of these fields
	fans   []lit   // of each variable, the gates of which it is a kid; negated if the kid is

	trail     []int32 // the variables with a value, in the order in which they got it
	gatesDone int     // how many of these the gates have seen
	atomsDone int     // how many of these the theory has seen
	decisions []decision
	explained int     // how many of the trail need no decision
	reasons   []int32 // lists of variables whose values are a reason, each behind its length
	conflict  []int32 // variables whose values cannot be together
	others    []int32 // the decisions that a conflict needs, without the last
	facts     []lit   // lists of what follows from a true atom
	unsure    bool    // findTexts ran out of steps, so that a record may have been missed
	present   int     // how many fields are there that need not be
	most      int     // how many there may be
}

// A state is what a search knows of a variable.
type state struct {
	value       int8 // 1 for true, -1 for false, 0 for neither
	seen        bool // in the analysis of a conflict
	mark        int32
	position    int32 // in the trail
	why         int32 // one of the why constants, or a reason
	fan, fanEnd int32
	yes, no     int32 // how many kids are so
	facts       span  // of what follows if it is true
	rank        int32 // of a cut among those of its field
}

// A span is a part of a slice. The zero span is not known yet.
type span struct{ from, to int32 }

// Reasons other than these are 2v for the value of one variable v, 2g+1 for the
// gate g, and reasonList-i for the list at i in reasons.
const (
	given      int32 = -1
	decided    int32 = -2
	reasonList int32 = -3
)

type decision struct{ trail, explained int }

// A fieldSearch is what a search knows of a field.
type fieldSearch struct {
	mark   int32
	atoms  []int32  // all that matter, but for has: first equal, then other
	equal  []int32  // the patterns that are =
	other  []int32  // the patterns that are not, or the cuts
	counts [2]int   // of equal and other
	folds  bool     // some of the patterns ignore case
	cased  bool     // and some mind it
	unused rune     // what otherRune returns, or 0
	found  []string // of a mixed field, the texts that findTexts found last
	open   int      // how many of atoms have no value yet
	no     int      // and how many are false
}

// solve reports whether a record has x and y true.
func (s *Solver) solve(x, y lit) Verdict {
	if s.steps < 0 {
		return Unknown
	}
	if x == never || y == never || x == y^1 {
		return No
	}
	if x == always && y == always {
		return Yes
	}
	s.prepare(x, y)
	if s.asked == nil {
		s.asked = map[ast.Expr]asked{}
	}
	return s.run(x, y, len(s.fields))
}

// prepare makes the search ready for questions about x and y.
func (s *Solver) prepare(x, y lit) {
	t := &s.search
	s.undo(0)
	t.mark++
	t.cone, t.touch, t.fans = t.cone[:0], t.touch[:0], t.fans[:0]
	t.facts = append(t.facts[:0], 0) // so that no list is at 0
	if n := len(s.vars) - len(t.states); n > 0 {
		t.states = append(t.states, make([]state, n)...)
	}
	t.cone = slices.Grow(t.cone, len(s.vars))
	t.trail = slices.Grow(t.trail, len(s.vars))
	s.reach(0)
	s.reach(x >> 1)
	s.reach(y >> 1)
	total := int32(0)
	for i := 0; i < len(t.cone); i++ {
		v := t.cone[i]
		for _, kid := range s.kidsOf(lit(v)) {
			s.reach(kid >> 1)
			t.states[kid>>1].fanEnd++
			total++
		}
	}
	s.steps -= len(t.cone) + int(total)
	t.fans = slices.Grow(t.fans, int(total))[:total]
	at := int32(0)
	for _, v := range t.cone {
		st := &t.states[v]
		st.fan, at, st.fanEnd = at, at+st.fanEnd, at
	}
	for _, v := range t.cone {
		for _, kid := range s.kidsOf(lit(v)) {
			st := &t.states[kid>>1]
			t.fans[st.fanEnd] = lit(v)<<1 | kid&1
			st.fanEnd++
		}
	}
	s.listAtoms()
}

// listAtoms lists the atoms of the fields.
func (s *Solver) listAtoms() {
	t := &s.search
	t.atoms = slices.Grow(t.atoms[:0], len(t.cone))
	from := 0
	for _, id := range t.touch {
		f := &s.fields[id]
		equal := f.counts[0]
		f.open, f.no = equal+f.counts[1], 0
		f.atoms = t.atoms[from : from+f.open]
		from += f.open
		f.equal, f.other = f.atoms[:equal], f.atoms[equal:]
		f.counts = [2]int{0, equal}
	}
	for _, v := range t.cone {
		if a := &s.vars[v]; a.field >= 0 && a.kind != isPresent {
			f, p := &s.fields[a.field], a.part()
			f.folds, f.cased = f.folds || a.pattern.fold, f.cased || a.cased
			f.atoms[f.counts[p]] = v
			f.counts[p]++
		}
	}
	for _, id := range t.touch {
		if f := &s.fields[id]; kinds.Ordered(f.kind) {
			slices.SortFunc(f.other, func(a, b int32) int { return s.cutOf(a).compare(*s.cutOf(b)) })
			for i, v := range f.other {
				t.states[v].rank = int32(i)
			}
		}
	}
}

// part returns the index in counts of the number that counts the atom.
func (a *variable) part() int {
	if a.kind == isPattern && a.pattern.op == ast.OpEqual {
		return 0
	}
	return 1
}

// reach adds a variable to those that matter for the question.
func (s *Solver) reach(l lit) {
	t := &s.search
	if t.states[l].mark == t.mark {
		return
	}
	t.states[l] = state{mark: t.mark}
	t.cone = append(t.cone, int32(l))
	v := &s.vars[l]
	if v.field < 0 {
		return
	}
	f := &s.fields[v.field]
	if f.mark != t.mark {
		f.mark = t.mark
		f.counts, f.folds, f.cased, f.unused = [2]int{}, false, false, 0
		t.touch = append(t.touch, v.field)
		s.reach(f.has >> 1)
	}
	if v.kind != isPresent {
		f.counts[v.part()]++
	}
}

// run looks for values that make x and y true. At most so many fields are there that need
// not be.
func (s *Solver) run(x, y lit, most int) Verdict {
	t := &s.search
	s.undo(0)
	t.decisions, t.reasons, t.explained = t.decisions[:0], t.reasons[:0], 0
	t.unsure, t.most = false, most
	ok := s.assign(always, given) && s.assign(x, given) && s.assign(y, given)
	for {
		ok = ok && s.propagate()
		if s.steps < 0 {
			return Unknown
		}
		switch {
		case !ok:
			ok = s.turn()
			if !ok {
				if t.unsure {
					return Unknown
				}
				return No
			}
		case s.decide():
		case s.findTexts():
			return Yes
		default:
			ok = false
		}
	}
}

// assign makes a literal true. If that cannot be, it returns false and sets the conflict.
func (s *Solver) assign(l lit, why int32) bool {
	t := &s.search
	st := &t.states[l>>1]
	value := int8(1 - 2*(l&1))
	switch st.value {
	case value:
		return true
	case 0:
		st.value, st.why, st.position = value, why, int32(len(t.trail))
		t.trail = append(t.trail, int32(l>>1))
		if v := &s.vars[l>>1]; v.field >= 0 && v.kind != isPresent {
			f := &s.fields[v.field]
			f.open--
			if value < 0 {
				f.no++
			}
		}
		return true
	}
	t.conflict = append(t.conflict[:0], int32(l>>1))
	s.because(int32(l>>1), value, why, int32(len(t.trail)), func(v int32) { t.conflict = append(t.conflict, v) })
	return false
}

// because calls f for each variable whose value is a reason for the value of v, which is
// at that position of the trail.
func (s *Solver) because(v int32, value int8, why, position int32, f func(v int32)) {
	t := &s.search
	switch {
	case why <= reasonList:
		i := reasonList - why
		for _, u := range t.reasons[i+1 : i+1+t.reasons[i]] {
			f(u)
		}
	case why < 0:
	case why&1 == 0:
		f(why >> 1)
	case why>>1 != v: // a kid of the gate
		f(why >> 1)
		if t.states[why>>1].value > 0 {
			return
		}
		fallthrough
	case value > 0:
		kids := s.kidsOf(lit(why >> 1))
		s.steps -= len(kids)
		for _, kid := range kids {
			if int32(kid>>1) != v {
				f(int32(kid >> 1))
			}
		}
	default: // some kid became false before
		kids := s.kidsOf(lit(v))
		s.steps -= len(kids)
		for _, kid := range kids {
			if st := &t.states[kid>>1]; s.value(kid) < 0 && st.position < position {
				f(int32(kid >> 1))
				return
			}
		}
	}
}

func (s *Solver) value(l lit) int8 {
	return s.search.states[l>>1].value * int8(1-2*(l&1))
}

// propagate assigns what follows. It returns false if that cannot be.
func (s *Solver) propagate() bool {
	t := &s.search
	for s.steps >= 0 {
		switch {
		case t.gatesDone < len(t.trail):
			v := t.trail[t.gatesDone]
			t.gatesDone++
			if !s.propagateGates(v) {
				return false
			}
		case t.atomsDone < len(t.trail):
			v := t.trail[t.atomsDone]
			t.atomsDone++
			if s.vars[v].field >= 0 && !s.propagateAtom(v) {
				return false
			}
		default:
			return true
		}
	}
	return true
}

func (s *Solver) propagateGates(v int32) bool {
	t := &s.search
	st := &t.states[v]
	s.steps -= 1 + int(st.fanEnd-st.fan)
	ok := true
	for _, fan := range t.fans[st.fan:st.fanEnd] {
		g := &t.states[fan>>1]
		if (st.value > 0) == (fan&1 == 0) {
			g.yes++
			ok = ok && s.check(int32(fan>>1))
			continue
		}
		g.no++
		ok = ok && s.assign(fan|1, int32(fan|1))
	}
	if s.vars[v].count == 0 || !ok {
		return ok
	}
	if st.value < 0 {
		return s.check(v)
	}
	kids := s.kidsOf(lit(v))
	s.steps -= len(kids)
	for _, kid := range kids {
		if !s.assign(kid, v<<1|1) {
			return false
		}
	}
	return true
}

// check assigns what follows for a gate and its kids from how many kids are true.
func (s *Solver) check(g int32) bool {
	st := &s.search.states[g]
	count := s.vars[g].count
	switch {
	case st.yes == count:
		return s.assign(lit(g)<<1, g<<1|1)
	case st.yes == count-1 && st.no == 0 && st.value < 0:
		kids := s.kidsOf(lit(g))
		s.steps -= len(kids)
		for _, kid := range kids {
			if s.value(kid) == 0 {
				return s.assign(kid^1, g<<1|1)
			}
		}
	}
	return true
}

// propagateAtom assigns what follows for its field from the value of an atom.
func (s *Solver) propagateAtom(v int32) bool {
	t := &s.search
	a := &s.vars[v]
	f := &s.fields[a.field]
	yes := t.states[v].value > 0
	if a.kind == isPresent {
		if yes {
			if !f.usual {
				t.present++
			}
			if t.present > t.most {
				s.tooMany()
				return false
			}
			return s.lastValue(f)
		}
		return s.assignAll(f.atoms, v)
	}
	if yes && !s.assign(f.has, v<<1) {
		return false
	}
	switch {
	case a.kind == isBefore:
		i := int(t.states[v].rank)
		if yes && i+1 < len(f.other) {
			return s.assign(lit(f.other[i+1])<<1, v<<1)
		}
		if !yes && i > 0 {
			return s.assign(lit(f.other[i-1])<<1|1, v<<1)
		}
	case a.kind == isPattern && a.pattern.op == ast.OpEqual:
		switch {
		case !yes:
			return s.lastValue(f)
		case f.kind == schema.List || f.mixed():
			return s.assignFacts(v)
		}
		return s.assignAll(f.equal, v) && s.assignFacts(v)
	case a.kind == isPattern && yes:
		if f.open == 0 && f.no == 0 && (a.pattern.op == ast.OpContains || f.kind == schema.List) {
			return true // only a true = could exclude it, and does so itself
		}
		return s.assignFacts(v)
	}
	return true
}

// assignAll makes all atoms but v itself false, because of v.
func (s *Solver) assignAll(atoms []int32, v int32) bool {
	s.steps -= len(atoms)
	for _, u := range atoms {
		if u != v && !s.assign(lit(u)<<1|1, v<<1) {
			return false
		}
	}
	return true
}

// tooMany makes the fields that are there the conflict.
func (s *Solver) tooMany() {
	t := &s.search
	t.conflict = t.conflict[:0]
	s.steps -= t.atomsDone
	for _, v := range t.trail[:t.atomsDone] {
		if a := &s.vars[v]; a.kind == isPresent && !s.fields[a.field].usual && t.states[v].value > 0 {
			t.conflict = append(t.conflict, v)
		}
	}
}

// lastValue assigns what follows for an Enum or a Bool if all of its values but one are
// false, or all of them.
func (s *Solver) lastValue(f *field) bool {
	if !f.strict || len(f.equal) < len(f.values) || f.no < len(f.values)-1 {
		return true
	}
	s.steps -= len(f.equal)
	t := &s.search
	no, last := 0, int32(0)
	for _, v := range f.equal {
		switch t.states[v].value {
		case 1:
			return true
		case -1:
			no++
		default:
			last = v
		}
	}
	if no < len(f.values)-1 {
		return true
	}
	has := t.states[f.has>>1].value > 0
	if no < len(f.values) && !has {
		return true
	}
	why := reasonList - int32(len(t.reasons))
	t.reasons = append(t.reasons, 0)
	start := len(t.reasons)
	if has && no < len(f.values) {
		t.reasons = append(t.reasons, int32(f.has>>1))
	}
	for _, v := range f.equal {
		if v != last {
			t.reasons = append(t.reasons, v)
		}
	}
	t.reasons[start-1] = int32(len(t.reasons) - start)
	if last != 0 {
		return s.assign(lit(last)<<1, why)
	}
	return s.assign(f.has^1, why)
}

// assignFacts assigns what follows for other patterns from a true one.
func (s *Solver) assignFacts(v int32) bool {
	t := &s.search
	facts := t.states[v].facts
	if facts.from == 0 {
		facts.from = int32(len(t.facts))
		s.findYes(v)
		facts.to = int32(len(t.facts))
		t.states[v].facts = facts
	}
	s.steps -= int(facts.to - facts.from)
	for _, l := range t.facts[facts.from:facts.to] {
		if !s.assign(l, v<<1) {
			return false
		}
	}
	return true
}

// findYes lists what a true pattern implies and excludes. It leaves out that a true =
// makes every other = false, for that is assigned at once. In a list a pattern excludes
// nothing, and only a = implies a =.
func (s *Solver) findYes(v int32) {
	t := &s.search
	f, p := &s.fields[s.vars[v].field], s.vars[v].pattern
	isList := f.kind == schema.List
	for _, u := range f.other {
		q := s.vars[u].pattern
		s.steps -= compareCost(p, q)
		switch {
		case u == v:
		case p.implies(q):
			t.facts = append(t.facts, lit(u)<<1)
		case !isList && p.excludes(q):
			t.facts = append(t.facts, lit(u)<<1|1)
		}
	}
	if p.op == ast.OpEqual && !f.mixed() || p.op != ast.OpEqual && isList {
		return
	}
	for _, u := range f.equal {
		q := s.vars[u].pattern
		s.steps -= compareCost(p, q)
		switch {
		case u == v:
		case !isList && p.excludes(q):
			t.facts = append(t.facts, lit(u)<<1|1)
		case p.implies(q):
			t.facts = append(t.facts, lit(u)<<1)
		}
	}
}

// mixed reports whether some atoms of the field ignore case and others mind it.
func (f *field) mixed() bool { return f.folds && f.cased }

// compareCost returns the steps that it takes to compare two patterns.
func compareCost(p, q pattern) int { return 4 + (len(p.text)+len(q.text))/16 }

// decide takes a gate that is false and has no false kid, and makes a kid false. It returns
// false if there is no such gate.
func (s *Solver) decide() bool {
	t := &s.search
	for ; t.explained < len(t.trail); t.explained++ {
		s.steps--
		g := t.trail[t.explained]
		st := &t.states[g]
		if s.vars[g].count == 0 || st.value > 0 || st.no > 0 {
			continue
		}
		kids := s.kidsOf(lit(g))
		i := slices.IndexFunc(kids, func(kid lit) bool { return s.value(kid) == 0 })
		s.steps -= i
		t.decisions = append(t.decisions, decision{len(t.trail), t.explained})
		return s.assign(kids[i]^1, decided)
	}
	return false
}

// turn goes back to the last decision that led to the conflict, and turns it around. The
// other decisions that led to it are the reason. It returns false if there is none.
func (s *Solver) turn() bool {
	t := &s.search
	open := 0
	see := func(v int32) {
		if st := &t.states[v]; !st.seen {
			st.seen = true
			open++
		}
	}
	for _, v := range t.conflict {
		see(v)
	}
	last := int32(-1)
	t.others = t.others[:0]
	for i := len(t.trail) - 1; open > 0; i-- {
		s.steps--
		v := t.trail[i]
		st := &t.states[v]
		if !st.seen {
			continue
		}
		st.seen = false
		open--
		switch {
		case st.why != decided:
			s.because(v, st.value, st.why, st.position, see)
		case last < 0:
			last = v
		default:
			t.others = append(t.others, v)
		}
	}
	if last < 0 {
		return false
	}
	position := int(t.states[last].position)
	flip := lit(last) << 1
	if t.states[last].value > 0 {
		flip |= 1
	}
	n := len(t.decisions) - 1
	for t.decisions[n].trail != position {
		n--
	}
	t.explained = t.decisions[n].explained
	t.decisions = t.decisions[:n]
	s.undo(position)
	why := reasonList - int32(len(t.reasons))
	t.reasons = append(append(t.reasons, int32(len(t.others))), t.others...)
	return s.assign(flip, why)
}

// undo takes away the values of all variables of the trail but the first n.
func (s *Solver) undo(n int) {
	t := &s.search
	for i := len(t.trail) - 1; i >= n; i-- {
		v := t.trail[i]
		st, a := &t.states[v], &s.vars[v]
		if i < t.gatesDone {
			for _, fan := range t.fans[st.fan:st.fanEnd] {
				if g := &t.states[fan>>1]; (st.value > 0) == (fan&1 == 0) {
					g.yes--
				} else {
					g.no--
				}
			}
		}
		if a.field >= 0 {
			f := &s.fields[a.field]
			switch {
			case a.kind != isPresent:
				f.open++
				if st.value < 0 {
					f.no--
				}
			case i < t.atomsDone && st.value > 0 && !f.usual:
				t.present--
			}
		}
		if st.why <= reasonList {
			t.reasons = t.reasons[:reasonList-st.why]
		}
		st.value = 0
	}
	s.steps -= len(t.trail) - n
	t.trail = t.trail[:n]
	t.gatesDone = min(t.gatesDone, n)
	t.atomsDone = min(t.atomsDone, n)
}
