package logic

import (
	"fmt"
	"strings"
	"time"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/schema"
)

// A Record is a record in so many words: what it lacks is in neither map.
type Record struct {
	Fields map[string]string // by the names as the schema spells them
	Tags   map[string]string // by their keys
}

// Field returns the value of the field that the schema spells name, and whether
// the record has it.
func (r *Record) Field(name string) (value string, ok bool) {
	value, ok = r.Fields[name]
	return value, ok
}

// Tag returns the value of the tag with that key, and whether the record has it.
func (r *Record) Tag(key string) (value string, ok bool) {
	value, ok = r.Tags[key]
	return value, ok
}

// Witness returns a record that q selects, and Yes. If there is none, the record is
// nil and the Verdict is No, and if the steps ran out before one was found, Unknown.
//
// As far as the steps allow, the record is a smallest one. No record that q
// selects has fewer tags and fields other than those that the schema calls
// Always. And none that q selects differs from it in one value alone, which is
// smaller:
//
//   - A text is if it has fewer characters, or as many and is before the other in
//     their order. Only the characters of the operands that matter count, and one
//     other. Of an operand that ignores case each character is the least of those
//     that it stands for, or all of them where other conditions mind case.
//   - A value of an Enum is if it is before the other in the schema's list, or
//     alone is in that.
//   - An instant is if its text is shorter, or as long and earlier. Of those that
//     no condition tells apart only the roundest counts, a date if there is one.
//
// The record has each field that the schema calls Always, with the smallest
// value if q says nothing of it, unless LooseEnums let q ask for its lack. If q
// has conditions of which only that they equal themselves is known (see
// Solver), the record is one that q selects whatever they mean, but need not be
// small.
func Witness(q *schema.Resolved, o Options) (*Record, Verdict) {
	v := NewSolver(q.Schema(), o)
	verdict, r := v.witness(v.lit(q.Expr()), always)
	return r, verdict
}

// witness returns what solve does, and with Yes a record that has x and y true.
func (s *Solver) witness(x, y lit) (Verdict, *Record) {
	verdict := s.solve(x, y)
	if verdict != Yes {
		return verdict, nil
	}
	if x == always && y == always {
		s.prepare(x, y)
		s.run(x, y, 0)
	}
	values := s.values()
	half := max(0, s.steps) / 2 // for fewer fields, and half for shorter values
	s.steps -= half
	for s.search.present > 0 && s.run(x, y, s.search.present-1) == Yes {
		values = s.values()
	}
	s.steps = max(0, s.steps) + half
	s.shrink(x, y, values)
	return Yes, s.record(values)
}

// A value is what a record has in a field.
type value struct {
	text string
	ok   bool // the record has it
}

// values returns a value for each field that was asked about, which is in the
// order of touch and as the search found it.
func (s *Solver) values() []value {
	list := make([]value, len(s.search.touch))
	for i, id := range s.search.touch {
		if f := &s.fields[id]; s.value(f.has) > 0 || s.value(f.has) == 0 && f.usual {
			list[i] = value{s.text(f), true}
		}
	}
	return list
}

// text returns a value for a field that is there.
func (s *Solver) text(f *field) string {
	states := s.search.states
	switch {
	case f.mixed():
		return f.found
	case f.kind == schema.Time:
		var from, to *instant
		for _, v := range f.other {
			if states[v].value < 0 {
				from = &s.vars[v].at
			}
			if states[v].value > 0 {
				to = &s.vars[v].at
				break
			}
		}
		return roundTime(from, to)
	case f.strict:
		no := map[string]bool{}
		for _, v := range f.equal {
			switch text := s.vars[v].pattern.text; states[v].value {
			case 1:
				return text
			case -1:
				no[text] = true
			}
		}
		for _, text := range f.values {
			if !no[text] {
				return text
			}
		}
	}
	var prefix, suffix string
	var middle strings.Builder
	between := string(s.otherRune(f))
	for _, v := range f.atoms {
		p := s.vars[v].pattern
		if states[v].value <= 0 {
			continue
		}
		switch p.op {
		case ast.OpEqual:
			return p.text
		case ast.OpHasPrefix:
			if len(p.text) > len(prefix) {
				prefix = p.text
			}
		case ast.OpHasSuffix:
			if len(p.text) > len(suffix) {
				suffix = p.text
			}
		default:
			middle.WriteString(p.text + between)
		}
	}
	return prefix + between + middle.String() + suffix
}

// otherRune returns a character that is in no operand on the field, however
// text compares.
func (s *Solver) otherRune(f *field) rune {
	used := map[rune]bool{}
	for _, v := range f.atoms {
		s.steps -= len(s.vars[v].pattern.text) / 8
		for _, r := range s.vars[v].pattern.text {
			used[r] = true
		}
	}
	for _, r := range "xyzabcdefghijklmnopqrstuvw0123456789XYZABCDEFGHIJKLMNOPQRSTUVW-_." {
		if !used[r] && (!f.folds || ast.FoldRune(r) == r) {
			return r
		}
	}
	for r := '\u00A1'; ; r++ {
		if !used[r] && (r < 0xD800 || r > 0xDFFF) && ast.FoldRune(r) == r {
			return r
		}
	}
}

// roundTime returns the text of an instant that is not before from and before
// to, either of which may be nil.
func roundTime(from, to *instant) string {
	t := time.Unix(0, 0).UTC()
	units := []time.Duration{24 * time.Hour, time.Hour, time.Minute, time.Second, time.Millisecond, time.Microsecond, time.Nanosecond}
	switch {
	case from != nil:
		for _, unit := range units {
			t = from.time().Truncate(unit)
			if t.Before(from.time()) {
				t = t.Add(unit)
			}
			if to == nil || t.Before(to.time()) {
				break
			}
		}
	case to != nil:
		t = to.time().Add(-1).Truncate(units[0])
	}
	return timeText(t)
}

// timeText returns the text of an instant in a record: a date or date-time if it
// has one, with an offset if that takes one, else seconds since 1970.
func timeText(t time.Time) string {
	if west := t.In(time.FixedZone("", -(23*3600 + 59*60))); t.Year() > 9999 && west.Year() <= 9999 {
		return west.Format(time.RFC3339Nano)
	}
	switch year := t.Year(); {
	case year < 0 || year > 9999:
		i := instantOf(t)
		if i.nanos == 0 {
			return fmt.Sprint(i.seconds)
		}
		if i.seconds < 0 {
			return fmt.Sprintf("-%d.%09d", -(i.seconds + 1), 1_000_000_000-i.nanos)
		}
		return fmt.Sprintf("%d.%09d", i.seconds, i.nanos)
	case t.Equal(t.Truncate(24 * time.Hour)):
		return t.Format(time.DateOnly)
	}
	return t.Format(time.RFC3339Nano)
}

// record returns the record with these values, and others where all records
// have one.
func (s *Solver) record(values []value) *Record {
	r := &Record{Fields: map[string]string{}, Tags: map[string]string{}}
	asked := map[string]bool{}
	for i, id := range s.search.touch {
		name := s.fields[id].name
		asked[name.Name] = asked[name.Name] || !name.Tag
		switch {
		case !values[i].ok:
		case name.Tag:
			r.Tags[name.Name] = values[i].text
		default:
			r.Fields[name.Name] = values[i].text
		}
	}
	for _, f := range s.schema.Fields {
		if !f.Always || asked[f.Name] {
			continue
		}
		text := ""
		switch f.Kind {
		case schema.Enum:
			text = f.Values[0]
		case schema.Time:
			text = roundTime(nil, nil)
		}
		r.Fields[f.Name] = text
	}
	return r
}
