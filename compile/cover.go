package compile

import "slices"

// A cover is the rectangles of which a query is the union. The query is rows: an
// or of ands of criteria and tags. A request is a rectangle: any criteria that
// are an or of ands, and any tags that are, of which each goes with each.
//
// Records are points (c, t), c being all that a record says to the criteria
// and t all that it says to the tags. Since nothing is negated, a query that
// selects a point selects all points that say more. So a set of points fits in
// one request, and all above them, if and only if the query selects (c, t')
// for every two points (c, t) and (c', t') of the set; and a set of requests
// that covers the least points covers all. Two points that do not fit together
// conflict. Hence
//
//   - the fewest requests are the fewest colours for the least points such that
//     no two of one colour conflict, and
//   - points of which any two conflict, a fooling set, are a lower bound.
//
// Only points of records that can be are looked at. Fields and tags are free of
// one another, so that every c goes with every t. A text can be found that meets
// any conditions that do not exclude one another, and no others but those that
// follow: the longest prefix, each text that is to occur and the longest suffix,
// with something between them that nobody asks for. (So there is no proof if not
// all that follows is known.) An Enum field of which each record has one value
// is decided in every point; a point with none of the values that are asked for
// is one with another value.

// A rectangle is one request: an or of ands of criteria, and one of tags.
type rectangle struct{ criteria, tags []row }

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

// A grid is rows that are split into criteria and tags, by the distinct parts
// that come of it.
type grid struct {
	criteria, tags []row
	rows           []cell
}

// A cell is the places of criteria and of tags.
type cell struct{ c, t int }

// newGrid splits rows of a table into their parts.
func (t *table) newGrid(rows []row) *grid {
	g := &grid{rows: make([]cell, len(rows))}
	criteria, tags := interner{parts: &g.criteria}, interner{parts: &g.tags}
	for i, r := range rows {
		var c, s row
		for _, l := range r.literals {
			side := &c
			if t.onTags(l.code) {
				side = &s
			}
			side.literals = append(side.literals, l)
		}
		for _, k := range r.set {
			side := &c
			if t.onTags(k) {
				side = &s
			}
			side.set = append(side.set, k)
			side.mask |= 1 << (k % 64)
		}
		g.rows[i] = cell{criteria.place(c), tags.place(s)}
	}
	return g
}

// An interner finds equal parts.
type interner struct {
	parts *[]row
	byKey map[string]int
}

func (n *interner) place(p row) int {
	const few = 8
	if len(*n.parts) <= few {
		for i := range *n.parts {
			if slices.Equal((*n.parts)[i].set, p.set) {
				return i
			}
		}
	} else if n.byKey == nil {
		n.byKey = make(map[string]int)
		for i, q := range *n.parts {
			n.byKey[keyOf(q.set)] = i
		}
	}
	if n.byKey != nil {
		key := keyOf(p.set)
		if i, ok := n.byKey[key]; ok {
			return i
		}
		n.byKey[key] = len(*n.parts)
	}
	*n.parts = append(*n.parts, p)
	return len(*n.parts) - 1
}

// keyOf returns a string that is the same for the same numbers alone.
func keyOf[T ~int](list []T) string {
	b := make([]byte, 0, 3*len(list))
	for _, v := range list {
		for ; v >= 0x80; v >>= 7 {
			b = append(b, byte(v)|0x80)
		}
		b = append(b, byte(v))
	}
	return string(b)
}

// selects reports whether the rows select the point.
func (g *grid) selects(c, t *row) bool {
	return slices.ContainsFunc(g.rows, func(r cell) bool { return c.has(&g.criteria[r.c]) && t.has(&g.tags[r.t]) })
}

// conflict reports whether no request can have both points.
func (g *grid) conflict(p, q point) bool {
	return !g.selects(p.c, q.t) || !g.selects(q.c, p.t)
}

// A point is what a record says.
type point struct{ c, t *row }

// A group is cells that go in one request: each of the criteria with each of the tags.
type group struct{ criteria, tags []int }

// grouped returns groups that have all rows: rows with the same tags are put
// together, and then those that have the same criteria. Or the other way round,
// if there are fewer then.
func (g *grid) grouped() []group {
	a := groupRows(g.rows)
	flipped := make([]cell, len(g.rows))
	for i, r := range g.rows {
		flipped[i] = cell{r.t, r.c}
	}
	b := groupRows(flipped)
	if len(a) <= len(b) {
		return a
	}
	for i, x := range b {
		b[i] = group{x.tags, x.criteria}
	}
	return b
}

func groupRows(rows []cell) []group {
	var byTags []group
	place := make(map[int]int)
	for _, r := range rows {
		i, ok := place[r.t]
		if !ok {
			i = len(byTags)
			place[r.t] = i
			byTags = append(byTags, group{tags: []int{r.t}})
		}
		byTags[i].criteria = append(byTags[i].criteria, r.c)
	}
	if len(byTags) == 1 {
		return byTags
	}
	var groups []group
	places := make(map[string]int)
	for _, x := range byTags {
		sorted := slices.Sorted(slices.Values(x.criteria))
		key := keyOf(sorted)
		if i, ok := places[key]; ok {
			groups[i].tags = append(groups[i].tags, x.tags...)
			continue
		}
		places[key] = len(groups)
		groups = append(groups, x)
	}
	return groups
}

// rectangle returns the group's rectangle.
func (g *grid) rectangle(x group) rectangle {
	var r rectangle
	for _, i := range x.criteria {
		r.criteria = append(r.criteria, g.criteria[i])
	}
	for _, i := range x.tags {
		r.tags = append(r.tags, g.tags[i])
	}
	return r
}

// Budgets of the search for the fewest requests. They are counted in what is
// done, so that a plan is the same on every machine.
const (
	mostPoints = 600       // that are coloured
	mostTests  = 2_000_000 // of a row against two parts
	mostSteps  = 5_000_000 // of the search for fewer colours, each to look at one point

	mostCliqueSteps = 200_000 // of the search for a fooling set, each to look at one point
)

// cover returns rectangles whose union is the rows of g, as few as it can find,
// and why there can be no fewer, if that is so.
func (p *planner) cover(g *grid) ([]rectangle, Minimality, []point) {
	groups := g.grouped()
	if p.table.partial {
		return p.rectangles(g, groups), Unproved, nil
	}
	if fooling := p.foolingSet(g, groups); fooling != nil {
		return p.rectangles(g, groups), Bound, fooling
	}
	points, ok := p.points(g)
	if !ok {
		return p.rectangles(g, groups), Unproved, nil
	}
	classes, clique, searched := conflicts(g, points).color(len(groups))
	fooling := make([]point, len(clique))
	for i, v := range clique {
		fooling[i] = point{points[v].c, points[v].t}
	}
	how := Unproved
	least := len(groups)
	if classes != nil {
		least = len(classes)
	}
	switch {
	case len(clique) == least:
		how = Bound
	case searched:
		how = Searched
	}
	if classes == nil {
		return p.rectangles(g, groups), how, fooling
	}
	list := make([]rectangle, len(classes))
	for i, class := range classes {
		list[i] = p.classRectangle(g, points, class)
	}
	return list, how, fooling
}

func (p *planner) rectangles(g *grid, groups []group) []rectangle {
	list := make([]rectangle, len(groups))
	for i, x := range groups {
		list[i] = g.rectangle(x)
	}
	return list
}

// foolingSet returns one point of each group if any two of them conflict.
func (p *planner) foolingSet(g *grid, groups []group) []point {
	if len(groups)*len(groups)*len(g.rows) > mostTests {
		return nil
	}
	var fooling []point
	for _, x := range groups {
		c, ok := p.undecided(&g.criteria[x.criteria[0]])
		if !ok {
			return nil
		}
		q := point{c, &g.tags[x.tags[0]]}
		if slices.ContainsFunc(fooling, func(o point) bool { return !g.conflict(o, q) }) {
			return nil
		}
		fooling = append(fooling, q)
	}
	return fooling
}

// undecided returns c if a record can meet all of it and no other criterion of
// the rows but those that follow: unless all values of an Enum field are asked
// for and none is in c.
func (p *planner) undecided(c *row) (*row, bool) {
	for _, e := range p.enums {
		if len(e.codes) == e.values && !e.asked(c) {
			return nil, false
		}
	}
	return c, true
}

// An enum is a field of which every record has one value.
type enum struct {
	field  string
	values int       // how many there are
	codes  []literal // those that the rows ask for
}

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

// A least point is one of a record that a row selects, with nothing beyond what
// that says and the values of enums.
type leastPoint struct {
	point
	row int
}

// points returns the least points, unless there are too many.
func (p *planner) points(g *grid) ([]leastPoint, bool) {
	var list []leastPoint
	for i, r := range g.rows {
		for _, c := range p.decided(&g.criteria[r.c]) {
			list = append(list, leastPoint{point{c, &g.tags[r.t]}, i})
			if len(list) > mostPoints {
				return nil, false
			}
		}
	}
	// A point above another one is no least one.
	if len(p.enums) > 0 {
		kept := list[:0:0]
		for i, q := range list {
			above := slices.ContainsFunc(list, func(o leastPoint) bool {
				return q.c.has(o.c) && q.t.has(o.t) && !(o.c.has(q.c) && o.t.has(q.t))
			}) || slices.ContainsFunc(list[:i], func(o leastPoint) bool {
				return q.c.has(o.c) && q.t.has(o.t)
			})
			if !above {
				kept = append(kept, q)
			}
		}
		list = kept
	}
	return list, true
}

// decided returns c with each value of every enum that it does not ask for. A
// value that no row asks for is no condition. If there would be very many it
// stops, and returns more than may be taken for points.
func (p *planner) decided(c *row) []*row {
	list := []*row{c}
	for _, e := range p.enums {
		if e.asked(c) {
			continue
		}
		var next []*row
		for _, c := range list {
			for _, l := range e.codes {
				q := c.with(l)
				next = append(next, &q)
			}
			if len(e.codes) < e.values {
				next = append(next, c)
			}
		}
		list = next
		if len(list) > mostPoints {
			break
		}
	}
	return list
}

// classRectangle returns the least rectangle with the points of the class. A row
// of which a point is in it is taken whole if all of its points fit, so that
// the values of an enum come together again.
func (p *planner) classRectangle(g *grid, points []leastPoint, class []int) rectangle {
	var criteria, tags []row
	for _, v := range class {
		q := points[v]
		c := q.c
		if whole := &g.criteria[g.rows[q.row].c]; p.fits(g, points, class, whole, q.t) {
			c = whole
		}
		criteria = append(criteria, *c)
		tags = append(tags, *q.t)
	}
	return rectangle{p.mergeEnums(p.table.absorb(criteria)), p.table.absorb(tags)}
}

// fits reports whether c and t, whatever the values of enums, are in no conflict
// with the points of the class. If c leaves none open, it is one of them.
func (p *planner) fits(g *grid, points []leastPoint, class []int, c, t *row) bool {
	all := p.decided(c)
	if len(all) == 1 {
		return true
	}
	if len(all)*len(class)*len(g.rows) > mostTests/len(points) {
		return false
	}
	for _, c := range all {
		for _, v := range class {
			if g.conflict(point{c, t}, points[v].point) {
				return false
			}
		}
	}
	return true
}

// mergeEnums returns the rows without the conditions on an enum that do not
// matter: those in whose place any other value would do as well.
func (p *planner) mergeEnums(rows []row) []row {
	for _, e := range p.enums {
		if len(e.codes) < e.values {
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

// A graph has an edge between any two vertices that conflict.
type graph struct{ edges []bitset }

// conflicts returns the graph of the points.
func conflicts(g *grid, points []leastPoint) *graph {
	// The points' criteria and tags, of which many are the same.
	var cs, ts []*row
	at := make([]cell, len(points))
	place := func(list *[]*row, p *row) int {
		if i := slices.Index(*list, p); i >= 0 {
			return i
		}
		*list = append(*list, p)
		return len(*list) - 1
	}
	for i, q := range points {
		at[i] = cell{place(&cs, q.c), place(&ts, q.t)}
	}
	above := make([]bitset, len(g.tags)) // of each of the rows' tags, the points' tags that have it
	for i := range g.tags {
		above[i] = newBitset(len(ts))
		for j, t := range ts {
			if t.has(&g.tags[i]) {
				above[i].set(j)
			}
		}
	}
	tagsOf := make([]bitset, len(g.criteria)) // of each of the rows' criteria, the tags with which they select
	for i := range tagsOf {
		tagsOf[i] = newBitset(len(ts))
	}
	for _, r := range g.rows {
		tagsOf[r.c].add(above[r.t])
	}
	selected := make([]bitset, len(cs)) // of each of the points' criteria, the tags with which they are selected
	for i, c := range cs {
		selected[i] = newBitset(len(ts))
		for j := range g.criteria {
			if c.has(&g.criteria[j]) {
				selected[i].add(tagsOf[j])
			}
		}
	}
	graph := &graph{edges: make([]bitset, len(points))}
	for i := range points {
		graph.edges[i] = newBitset(len(points))
		for j := range i {
			if !selected[at[i].c].has(at[j].t) || !selected[at[j].c].has(at[i].t) {
				graph.edges[i].set(j)
				graph.edges[j].set(i)
			}
		}
	}
	return graph
}
