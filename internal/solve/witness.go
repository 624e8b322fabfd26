package solve

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/schema"
)

// Witness is logic.Witness.
func Witness(q *schema.Resolved, o Options) (Verdict, map[string]any) {
	v := NewSolver(q.Schema(), o)
	return v.witness(v.lit(q.Expr()), always)
}

// witness returns the verdict of solve, and if that is Yes, a record for which x and y are
// true.
func (s *Solver) witness(x, y lit) (Verdict, map[string]any) {
	verdict := s.solve(x, y)
	if verdict != Yes {
		return verdict, nil
	}
	if x == always && y == always {
		s.prepare(x, y)
		s.run(x, y, 0)
	}
	values := s.values()
	half := max(0, s.steps) / 2 // for fewer fields
	s.steps -= half
	for s.search.present > 0 && s.run(x, y, s.search.present-1) == Yes {
		values = s.values()
	}
	s.steps = max(0, s.steps) + half
	return Yes, s.record(values)
}

// A value is what a record has in a field.
type value struct {
	text string
	list []string // of a List, which has one text or more
	ok   bool     // the record has it
}

// values returns the values that the search has found, one for each field that was asked
// about, in the order of touch.
func (s *Solver) values() []value {
	list := make([]value, len(s.search.touch))
	for i, id := range s.search.touch {
		f := &s.fields[id]
		switch there := s.value(f.has); {
		case there < 0 || there == 0 && !f.usual:
		case f.kind == schema.List:
			list[i] = value{list: s.texts(f), ok: true}
		default:
			list[i] = value{text: s.text(f), ok: true}
		}
	}
	return list
}

// texts returns the texts of a list that is there: one for each true pattern that selects
// none of those before, or another if there are none.
func (s *Solver) texts(f *field) (list []string) {
	yes, no := s.patterns(f)
	for i, v := range yes {
		if !slices.ContainsFunc(list, s.vars[v].pattern.selects) {
			list = append(list, s.smallest(f, yes[i:i+1], no, i))
		}
	}
	if len(yes) == 0 {
		list = append(list, s.smallest(f, nil, no, 0))
	}
	return list
}

// text returns a value for a field that is there, and no list.
func (s *Solver) text(f *field) string {
	if kinds.Ordered(f.kind) {
		var from, to *cut
		for _, v := range f.other {
			switch s.search.states[v].value {
			case -1:
				from = s.cutOf(v)
			case 1:
				to = cmp.Or(to, s.cutOf(v))
			}
		}
		return roundest(f.kind, from, to)
	}
	yes, no := s.patterns(f)
	for _, text := range f.values {
		if s.agrees(text, yes, no) {
			return text
		}
	}
	return s.smallest(f, yes, no, 0)
}

// smallest returns the smallest text that the patterns yes select and the patterns no do
// not. If the steps run out, it returns any such text: for a mixed field the one with that
// number among those of findTexts.
func (s *Solver) smallest(f *field, yes, no []int32, number int) string {
	rest := max(0, s.steps-mostFinding)
	s.steps -= rest
	text, ok := s.firstText(f, yes, no)
	s.steps = max(0, s.steps) + rest
	switch {
	case ok:
		return text
	case f.mixed():
		return f.found[number]
	}
	return s.likelyText(f, yes, strings.Clone)
}

// otherRune returns a character that is in no operand on the field, whether case is ignored
// or not.
func (s *Solver) otherRune(f *field) rune {
	if f.unused == 0 {
		f.unused = s.findRune(f)
	}
	return f.unused
}

func (s *Solver) findRune(f *field) rune {
	used := map[rune]bool{}
	for _, v := range f.atoms {
		s.steps -= len(s.vars[v].pattern.text) / 8
		for _, r := range s.vars[v].pattern.text {
			used[r] = true
		}
	}
	for _, r := range "xyzabcdefghijklmnopqrstuvw0123456789XYZABCDEFGHIJKLMNOPQRSTUVW-_." {
		if !used[r] && (!f.folds || chars.FoldRune(r) == r) {
			return r
		}
	}
	for r := '\u00A1'; ; r++ {
		if !used[r] && (r < 0xD800 || r > 0xDFFF) && chars.FoldRune(r) == r {
			return r
		}
	}
}

// record returns the record with these values. The other fields that every record has get a
// small value.
func (s *Solver) record(values []value) map[string]any {
	r := map[string]any{}
	asked := map[string]bool{}
	for i, id := range s.search.touch {
		f := &s.fields[id]
		name := f.name.Name
		asked[name] = asked[name] || !f.name.Tag
		if f.name.Tag {
			name = chars.TagPrefix + name
		}
		if values[i].ok {
			r[name] = values[i].typed(f.kind)
		}
	}
	for _, f := range s.schema.Fields {
		if !f.Always || asked[f.Name] || s.opts.AnyRecord {
			continue
		}
		var v value
		switch {
		case f.Kind == schema.Enum:
			v.text = f.Values[0]
		case kinds.Ordered(f.Kind):
			v.text = roundest(f.Kind, nil, nil)
		}
		r[f.Name] = v.typed(f.Kind)
	}
	return r
}

// typed returns the value as a record has it in a field of the kind.
func (v value) typed(k schema.Kind) any {
	switch {
	case k == schema.Bool:
		return v.text == boolText(true)
	case isNumber(k, v.text):
		return json.Number(v.text)
	case k == schema.List:
		return slices.Compact(slices.Sorted(slices.Values(v.list)))
	}
	return v.text
}
