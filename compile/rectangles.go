package compile

import (
	"slices"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile/internal/cover"
	"github.com/searchfilter/searchfilter/compile/internal/dnf"
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
// which each record has one value, or one that is known to be between two others, is a
// choice.

// A rectangle is one request: an or of ands of criteria, and one of tags.
type rectangle struct{ criteria, tags []dnf.Row }

// searchBudget bounds the search for the fewest requests.
var searchBudget = cover.Budget{Points: 600, Tests: mostTests, Steps: 5_000_000, CliqueSteps: 200_000}

// mostTests bounds how often a row is held to another one.
const mostTests = 2_000_000

// A grid is rows that are split into criteria and tags, with their distinct parts
// by the numbers that the cover's grid gives them.
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

// expr returns what the records of a point say, as a query.
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

// cover returns rectangles whose union is the rows, as few as it can find, and says
// in p why there can be no fewer, if that is so.
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

// minimality is what a proof is called.
var minimality = [...]string{cover.Unproved: unproved, cover.Bound: bound, cover.Searched: "search"}

const bound, unproved = "bound", "unproved"
