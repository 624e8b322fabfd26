package compile

import (
	"slices"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile/internal/cover"
	"github.com/searchfilter/searchfilter/compile/internal/dnf"
)

// What is sent is rows: an or of ands of criteria and tags. A request is a rectangle: an or of
// ands of criteria, and an or of ands of tags, each of which goes with each.
//
// Package cover finds the fewest rectangles. Its points are records: what a record meets of
// the criteria, and what it meets of the tags. Only records that can be count. A tag does not
// depend on a field, so that all criteria go with all tags. If conditions on a text do not
// exclude one another, there is a text that meets them, and no others but those that follow:
// the longest prefix, then each text that must occur, then the longest suffix, with something
// in between that nobody asks for. So there is no proof if not all that follows is known. The
// conditions on some fields depend on one another in other ways. Such a field is a choice.

// A rectangle is one request: an or of ands of criteria, and one of tags.
type rectangle struct{ criteria, tags []dnf.Row }

// searchBudget bounds the search for the fewest requests.
var searchBudget = cover.Budget{Points: 600, Tests: mostTests, Steps: 5_000_000, CliqueSteps: 200_000}

// mostTests bounds how often two rows are compared.
const mostTests = 2_000_000

// A grid is rows that are split into criteria and tags. It has the distinct parts by the
// numbers that the cover's grid gives them.
type grid struct {
	cover.Grid
	planner        *planner
	criteria, tags []dnf.Row
}

// newGrid splits the rows.
func (p *planner) newGrid(rows []dnf.Row) *grid {
	const few = 8 // distinct parts
	n := min(len(rows), few)
	g := &grid{planner: p, criteria: make([]dnf.Row, 0, n), tags: make([]dnf.Row, 0, n)}
	g.Grow(len(rows))
	for _, r := range rows {
		criteria, tags := r.Split(p.table.onTags)
		c := g.Add(criteria.Codes, tags.Codes)
		if c.Left == len(g.criteria) {
			g.criteria = append(g.criteria, criteria)
		}
		if c.Right == len(g.tags) {
			g.tags = append(g.tags, tags)
		}
	}
	for _, c := range p.choices {
		g.Choices = append(g.Choices, c.sets)
	}
	return g
}

// row returns the criteria of the part with that number.
func (g *grid) row(part int) dnf.Row {
	of, chosen := g.Left(part)
	if len(chosen) == 0 {
		return g.criteria[of]
	}
	list := slices.Clip(g.criteria[of].Literals)
	for _, k := range chosen {
		if !g.planner.sendings[k].whole {
			continue
		}
		for _, c := range g.planner.choices {
			if i := slices.Index(c.codes, k); i >= 0 {
				list = append(list, dnf.Literal{Code: k, Place: c.places[i]})
			}
		}
	}
	return g.planner.table.Row(list)
}

// expr returns the query that the records of a point meet.
func (g *grid) expr(point cover.Cell) ast.Expr {
	criteria := g.row(point.Left)
	return and(g.planner.table.row(&criteria), g.planner.table.row(&g.tags[point.Right]))
}

// rectangle returns the criteria and tags of a rectangle.
func (g *grid) rectangle(x cover.Rectangle) rectangle {
	r := rectangle{make([]dnf.Row, len(x.Left)), make([]dnf.Row, len(x.Right))}
	for i, part := range x.Left {
		r.criteria[i] = g.row(part)
	}
	for i, part := range x.Right {
		r.tags[i] = g.tags[part]
	}
	return r
}

// cover returns rectangles whose union is the rows, as few as it can find. It sets why there
// can be no fewer.
func (p *planner) cover(rows []dnf.Row) []rectangle {
	p.grid = p.newGrid(rows)
	var c cover.Cover
	if p.table.partial {
		c.Rectangles = p.grid.Group()
	} else {
		c = p.grid.Find(searchBudget)
	}
	p.minimal, p.fooling = minimality[c.Proof], c.Fooling
	list := make([]rectangle, len(c.Rectangles))
	for i, x := range c.Rectangles {
		list[i] = p.grid.rectangle(x)
		if c.Colored {
			list[i] = rectangle{p.merge(p.table.Absorb(list[i].criteria)), p.table.Absorb(list[i].tags)}
		}
	}
	return list
}

// minimality has the names of proofs in a plan.
var minimality = [...]string{cover.Unproved: unproved, cover.Bound: bound, cover.Searched: "search"}

const bound, unproved = "bound", "unproved"
