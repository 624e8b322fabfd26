package compile

import (
	"slices"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile/internal/dnf"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/schema"
)

// A choice is a field whose conditions depend on one another. They make sets, and a record
// meets the conditions of exactly one set. An Enum has one of its values. A number is less
// than 5, more than 3, or both.
type choice struct {
	group    int        // of the field's variables
	codes    []dnf.Code // of the conditions that the rows have
	places   []int32    // where they stand
	sets     [][]dnf.Code
	complete bool // no set is empty: every record meets some condition
}

// has reports whether k is one of the choice's conditions.
func (c *choice) has(k dnf.Code) bool { return slices.Contains(c.codes, k) }

// allows reports whether a record can have all that r and s ask of the choice.
func (c *choice) allows(r, s *dnf.Row) bool {
	var all []dnf.Code
	for _, k := range c.codes {
		if r.Has(k) || s.Has(k) {
			all = append(all, k)
		}
	}
	return slices.ContainsFunc(c.sets, func(set []dnf.Code) bool {
		return !slices.ContainsFunc(all, func(k dnf.Code) bool { return !slices.Contains(set, k) })
	})
}

// findChoices finds the fields of the rows that are choices.
func (p *planner) findChoices(rows []dnf.Row) {
	for _, r := range rows {
		for _, l := range r.Literals {
			p.enterChoice(l.Code, l.Place)
		}
	}
	for _, r := range rows {
		for _, k := range r.Codes {
			p.enterChoice(k, -1) // also what is not sent, if it follows
		}
	}
	n := len(p.choices)
	p.choices = slices.DeleteFunc(p.choices, func(c choice) bool { return len(c.codes) > mostOfChoice })
	p.table.partial = p.table.partial || len(p.choices) < n
	for i := range p.choices {
		p.decide(&p.choices[i])
	}
}

// enterChoice enters a condition, if it is on a field that is a choice. A negative place says
// that the condition has none yet.
func (p *planner) enterChoice(k dnf.Code, place int32) {
	id := int(k >> 1)
	x := p.table.conditions[id].x
	if x == nil || x.Field.Tag {
		return
	}
	group := p.table.variables[id].Group
	i := slices.IndexFunc(p.choices, func(c choice) bool { return c.group == group })
	switch {
	case i < 0 && !p.isChoice(p.target.field(x.Field)):
		return
	case i < 0:
		i = len(p.choices)
		p.choices = append(p.choices, choice{group: group})
	case p.choices[i].has(k):
		return
	}
	if place < 0 {
		place = p.table.positive(id).Place
	}
	c := &p.choices[i]
	c.codes, c.places = append(c.codes, k), append(c.places, place)
}

// mostOfChoice bounds the conditions of a choice, which has about as many sets of them. If a
// field has more, it is no choice, and the plan has no proof.
const mostOfChoice = 100

// isChoice reports whether the field is a choice.
func (p *planner) isChoice(f *schema.Field) bool {
	return f.Kind == schema.Bool || kinds.Ordered(f.Kind) || f.Kind == schema.Enum && p.target.isClosed(f)
}

// decide finds the sets of a choice.
func (p *planner) decide(c *choice) {
	field := p.target.field(p.table.conditions[c.codes[0]>>1].x.Field)
	c.complete = p.target.always(field)
	if field.Kind == schema.Enum {
		c.complete = len(c.codes) == len(field.Values)
		c.sets = make([][]dnf.Code, len(c.codes), len(c.codes)+1)
		for i := range c.codes {
			c.sets[i] = c.codes[i : i+1 : i+1]
		}
	} else {
		c.sets = p.regions(field.Kind, c.codes)
	}
	if c.complete = c.complete && !slices.ContainsFunc(c.sets, func(set []dnf.Code) bool { return len(set) == 0 }); !c.complete {
		c.sets = append(c.sets, nil)
	}
}

// regions returns the sets of conditions that hold at each value that the conditions compare
// with, and between two such values. An exists holds everywhere.
func (p *planner) regions(kind schema.Kind, codes []dnf.Code) (sets [][]dnf.Code) {
	values := make([]kinds.Scalar, len(codes))
	sorted := make([]kinds.Scalar, 0, len(codes))
	for i, k := range codes {
		if x := p.table.conditions[k>>1].x; len(x.Values) > 0 {
			values[i], _ = kinds.ScalarOf(x.Values[0])
			sorted = append(sorted, values[i])
		}
	}
	slices.SortFunc(sorted, kinds.Scalar.Compare)
	sorted = slices.Compact(sorted)
	holdAt := func(at func(kinds.Scalar) int) {
		var set []dnf.Code
		for i, k := range codes {
			if holds(p.table.conditions[k>>1].x.Op, at(values[i])) {
				set = append(set, k)
			}
		}
		slices.Sort(set)
		if !slices.ContainsFunc(sets, func(other []dnf.Code) bool { return slices.Equal(set, other) }) {
			sets = append(sets, set)
		}
	}
	if kind == schema.Bool {
		for _, b := range []bool{false, true} {
			holdAt(kinds.OfBool(b).Compare)
		}
		return sets
	}
	holdAt(func(kinds.Scalar) int { return -1 }) // less than all
	for i, v := range sorted {
		holdAt(v.Compare)
		if next, ok := kinds.Next(kind, v); ok && i+1 < len(sorted) && next == sorted[i+1] {
			continue // nothing is between
		}
		holdAt(func(other kinds.Scalar) int { // between v and the next one
			if other.Compare(v) <= 0 {
				return 1
			}
			return -1
		})
	}
	return sets
}

// holds reports whether a value meets op. The value is less than the operand if sign is
// negative, and greater if sign is positive.
func holds(op ast.Op, sign int) bool {
	switch op {
	case ast.OpEqual:
		return sign == 0
	case ast.OpNotEqual:
		return sign != 0
	case ast.OpLess:
		return sign < 0
	case ast.OpLessEqual:
		return sign <= 0
	case ast.OpGreater:
		return sign > 0
	case ast.OpGreaterEqual:
		return sign >= 0
	}
	return true
}

// merge returns the rows without the conditions of choices that do not matter, since the rows
// are the same for all sets.
func (p *planner) merge(rows []dnf.Row) []dnf.Row {
	for _, c := range p.choices {
		if !c.complete {
			continue
		}
		merged, complete := p.table.Merge(rows, c.sets, mostTests)
		p.table.partial = p.table.partial || !complete
		rows = merged
	}
	return rows
}
