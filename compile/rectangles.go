package compile

import (
	"slices"

	"github.com/searchfilter/searchfilter/compile/internal/cover"
)

// The rows of what is sent are an or of ands of criteria and tags. A request is a
// rectangle: any criteria that are an or of ands, and any tags that are, of which
// each goes with each.
//
// Package cover finds the fewest of them. Its points are records, each all that
// one says to the criteria and all that it says to the tags. Only records that can
// be count. Fields and tags are free of one another, so that all criteria go with
// all tags. A text can be found that meets any conditions that do not exclude one
// another, and no others but those that follow: the longest prefix, each text that
// is to occur and the longest suffix, with something between them that nobody
// asks for. (So there is no proof if not all that follows is known.) A field of
// which each record has one value is a choice.

// A rectangle is one request: an or of ands of criteria, and one of tags.
type rectangle struct{ criteria, tags []row }

// A point is what one record says to the criteria and to the tags.
type point struct{ criteria, tags row }

// searchBudget bounds the search for the fewest requests.
var searchBudget = cover.Budget{Points: 600, Tests: mostTests, Steps: 5_000_000, CliqueSteps: 200_000}

// mostTests bounds how often a row is held to another one.
const mostTests = 2_000_000

// An enum is a field of which every record has one value.
type enum struct {
	field  string
	values int       // how many there are
	codes  []literal // those that the rows ask for
}

// complete reports whether the rows ask for all values.
func (e *enum) complete() bool { return len(e.codes) == e.values }

// has reports whether k is one of the values that the rows ask for.
func (e *enum) has(k code) bool {
	return slices.ContainsFunc(e.codes, func(l literal) bool { return l.code == k })
}

func (e *enum) asked(r *row) bool {
	_, ok := e.of(r)
	return ok
}

// of returns which value of the enum r asks for, if it does.
func (e *enum) of(r *row) (literal, bool) {
	for _, l := range e.codes {
		if _, ok := slices.BinarySearch(r.set, l.code); ok {
			return l, true
		}
	}
	return literal{}, false
}

// A grid is rows that are split into criteria and tags, with their distinct parts
// by the numbers that the cover's grid gives them.
type grid struct {
	cover.Grid
	planner        *planner
	criteria, tags []row
}

// newGrid splits the rows.
func (p *planner) newGrid(rows []row) *grid {
	const few = 8 // distinct parts
	n := min(len(rows), few)
	g := &grid{planner: p, criteria: make([]row, 0, n), tags: make([]row, 0, n)}
	g.Grow(len(rows))
	for _, r := range rows {
		criteria, tags := p.table.split(r)
		c := g.Add(criteria.set, tags.set)
		if c.Left == len(g.criteria) {
			g.criteria = append(g.criteria, criteria)
		}
		if c.Right == len(g.tags) {
			g.tags = append(g.tags, tags)
		}
	}
	for _, e := range p.enums {
		c := cover.Choice{Complete: e.complete()}
		for _, l := range e.codes {
			c.Numbers = append(c.Numbers, l.code)
		}
		g.Choices = append(g.Choices, c)
	}
	return g
}

// split returns what r asks of criteria and of tags.
func (t *table) split(r row) (criteria, tags row) {
	for _, l := range r.literals {
		side := &criteria
		if t.onTags(l.code) {
			side = &tags
		}
		side.literals = append(side.literals, l)
	}
	for _, k := range r.set {
		side := &criteria
		if t.onTags(k) {
			side = &tags
		}
		side.set = append(side.set, k)
		side.mask |= 1 << (k % 64)
	}
	return criteria, tags
}

// row returns the criteria of the part with that number.
func (g *grid) row(part int) row {
	of, chosen := g.Left(part)
	r := g.criteria[of]
	for _, k := range chosen {
		for _, e := range g.planner.enums {
			if i := slices.IndexFunc(e.codes, func(l literal) bool { return l.code == k }); i >= 0 {
				r = r.with(e.codes[i])
			}
		}
	}
	return r
}

// with returns r with one literal more, which nothing follows from.
func (r *row) with(l literal) row {
	s := row{
		literals: append(slices.Clip(r.literals), l),
		set:      append(slices.Clip(r.set), l.code),
		mask:     r.mask | 1<<(l.code%64),
	}
	slices.Sort(s.set)
	return s
}

// rectangle returns the criteria and tags of a rectangle.
func (g *grid) rectangle(x cover.Rectangle) rectangle {
	r := rectangle{make([]row, len(x.Left)), make([]row, len(x.Right))}
	for i, part := range x.Left {
		r.criteria[i] = g.row(part)
	}
	for i, part := range x.Right {
		r.tags[i] = g.tags[part]
	}
	return r
}

// cover returns rectangles whose union is the rows, as few as it can find, and why
// there can be no fewer, if that is so.
func (p *planner) cover(rows []row) (list []rectangle, minimal Minimality, fooling []point) {
	g := p.newGrid(rows)
	var c cover.Cover
	if p.table.partial {
		c.Rectangles = g.Group()
	} else {
		c = g.Find(searchBudget)
	}
	list = make([]rectangle, len(c.Rectangles))
	for i, x := range c.Rectangles {
		list[i] = g.rectangle(x)
		if c.Colored {
			list[i] = rectangle{p.mergeEnums(p.table.absorb(list[i].criteria)), p.table.absorb(list[i].tags)}
		}
	}
	switch c.Proof {
	case cover.Bound:
		minimal = Bound
		fooling = make([]point, len(c.Fooling))
		for i, q := range c.Fooling {
			fooling[i] = point{g.row(q.Left), g.tags[q.Right]}
		}
	case cover.Searched:
		minimal = Searched
	default:
		minimal = Unproved
	}
	return list, minimal, fooling
}

// mergeEnums returns the rows without the conditions on an enum that do not
// matter: those in whose place any other value would do as well.
func (p *planner) mergeEnums(rows []row) []row {
	for _, e := range p.enums {
		if !e.complete() {
			continue
		}
		merged := slices.Clone(rows)
		tests := mostTests
		for i := range merged {
			l, ok := e.of(&merged[i])
			if !ok {
				continue
			}
			rest := slices.DeleteFunc(slices.Clone(merged[i].literals), func(m literal) bool { return m.code == l.code })
			if p.anyValue(&e, rest, merged, &tests) {
				merged[i] = p.table.row(rest)
			}
		}
		rows = p.table.absorb(merged)
	}
	return rows
}

// anyValue reports whether one of the rows has what the literals ask, whatever
// the value of the enum.
func (p *planner) anyValue(e *enum, literals []literal, rows []row, tests *int) bool {
	for _, l := range e.codes {
		r := p.table.row(append(slices.Clip(literals), l))
		i := slices.IndexFunc(rows, func(s row) bool { return r.has(&s) })
		if *tests -= len(rows); *tests < 0 {
			p.table.partial = true
		}
		if i < 0 || *tests < 0 {
			return false
		}
	}
	return true
}
