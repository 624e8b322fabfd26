// Package cover finds the fewest rectangles of which a grid is the union.
//
// A grid is rows. A row has a left and a right part, each a set of numbers. A point has two
// sets of numbers, too. A row selects every point that has both of its parts. A rectangle
// is some left and some right parts. It selects every point that has one of each. A cover is
// rectangles that select what the rows select, and nothing else.
//
// If a point is selected, so is every point that has more. So a set of points, with all that
// have more, fits in one rectangle if and only if the rows select (l, r') for every two
// points (l, r) and (l', r') of the set. Rectangles that have the least points have all
// points. Two points that do not fit in one rectangle conflict. Hence
//
//   - there are as many rectangles as the least points need colours, if no two points of one
//     colour may conflict, and
//   - there are no fewer than the points of a fooling set, of which any two conflict.
//
// Both are hard to find. A [Budget] bounds the work in steps, so that a cover is the same on
// every machine. Beyond the budget, a cover still selects what the rows do, but there may be
// a smaller one. It says so.
package cover

import "slices"

// A Grid is rows. Their distinct parts are numbered in the order in which they came. The zero
// Grid has no rows.
type Grid struct {
	// Choices are about numbers of left parts.
	Choices []Choice

	rows        []Cell
	left, right parts
	decided     []decided     // left parts of points, which stand behind those of rows
	decidedOf   map[int][]int // of a row's left part, what with choices is made of it
}

// A Cell is the numbers of a left and of a right part.
type Cell struct{ Left, Right int }

// A Choice is sets of numbers, each sorted. Every point has all of one set, and no other of
// these numbers. A row has some of the numbers of one set. Two choices have no number in
// common.
type Choice [][]int32

// A Rectangle is the numbers of its left and of its right parts.
type Rectangle struct{ Left, Right []int }

// Grow makes room for n more rows with few distinct parts.
func (g *Grid) Grow(n int) {
	g.rows = slices.Grow(g.rows, n)
	g.left.list = slices.Grow(g.left.list, min(n, few))
	g.right.list = slices.Grow(g.right.list, min(n, few))
}

// Add adds a row with these sets of numbers, which are sorted, and returns the
// numbers of its parts.
func (g *Grid) Add(left, right []int32) Cell {
	c := Cell{g.left.place(left), g.right.place(right)}
	g.rows = append(g.rows, c)
	return c
}

// Left returns the left part of a row from which the part with that number is made, and the
// numbers of choices that were added.
func (g *Grid) Left(i int) (of int, chosen []int32) {
	if k := i - (len(g.left.list) - len(g.decided)); k >= 0 {
		return g.decided[k].of, g.decided[k].chosen
	}
	return i, nil
}

// A part is a sorted set of numbers.
type part struct {
	set  []int32
	mask uint64 // has a bit for each element of set; elements may share one
}

// has reports whether p has all numbers of q.
func (p *part) has(q *part) bool { return q.mask&^p.mask == 0 && subset(q.set, p.set) }

// subset reports whether b has all elements of a. Both are sorted.
func subset(a, b []int32) bool {
	for _, v := range b {
		if len(a) == 0 || a[0] < v {
			break
		}
		if a[0] == v {
			a = a[1:]
		}
	}
	return len(a) == 0
}

// few parts are compared one by one, and more are looked up by their key.
const few = 8

// parts are the distinct parts of one side.
type parts struct {
	list  []part
	byKey map[string]int // made when there are more than few
}

// place returns the number of the part with that set.
func (p *parts) place(set []int32) int {
	if len(p.list) <= few {
		for i := range p.list {
			if slices.Equal(p.list[i].set, set) {
				return i
			}
		}
	} else if p.byKey == nil {
		p.byKey = make(map[string]int)
		for i, q := range p.list {
			p.byKey[keyOf(q.set)] = i
		}
	}
	n := len(p.list)
	if p.byKey != nil {
		key := keyOf(set)
		if i, ok := p.byKey[key]; ok {
			return i
		}
		p.byKey[key] = n
	}
	q := part{set: set}
	for _, v := range set {
		q.mask |= 1 << (v % 64)
	}
	p.list = append(p.list, q)
	return n
}

// keyOf returns a string that is the same for the same numbers, and for no others.
func keyOf[T ~int | ~int32](list []T) string {
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
func (g *Grid) selects(left, right int) bool {
	l, r := &g.left.list[left], &g.right.list[right]
	return slices.ContainsFunc(g.rows, func(c Cell) bool { return l.has(&g.left.list[c.Left]) && r.has(&g.right.list[c.Right]) })
}

// conflict reports whether no rectangle can have both points.
func (g *Grid) conflict(p, q Cell) bool {
	return !g.selects(p.Left, q.Right) || !g.selects(q.Left, p.Right)
}

// Group returns a cover that joins rows: first those with the same right part, and then those
// with the same left parts. If that makes fewer rectangles, it is the other way round.
func (g *Grid) Group() []Rectangle {
	a := groupRows(g.rows)
	flipped := make([]Cell, len(g.rows))
	for i, r := range g.rows {
		flipped[i] = Cell{r.Right, r.Left}
	}
	b := groupRows(flipped)
	if len(a) <= len(b) {
		return a
	}
	for i, x := range b {
		b[i] = Rectangle{x.Right, x.Left}
	}
	return b
}

func groupRows(rows []Cell) []Rectangle {
	var byRight []Rectangle
	place := make(map[int]int)
	for _, r := range rows {
		i, ok := place[r.Right]
		if !ok {
			i = len(byRight)
			place[r.Right] = i
			byRight = append(byRight, Rectangle{Right: []int{r.Right}})
		}
		byRight[i].Left = append(byRight[i].Left, r.Left)
	}
	if len(byRight) == 1 {
		return byRight
	}
	var groups []Rectangle
	places := make(map[string]int)
	for _, x := range byRight {
		sorted := slices.Sorted(slices.Values(x.Left))
		key := keyOf(sorted)
		if i, ok := places[key]; ok {
			groups[i].Right = append(groups[i].Right, x.Right...)
			continue
		}
		places[key] = len(groups)
		groups = append(groups, x)
	}
	return groups
}

// A Budget bounds a search, in steps.
type Budget struct {
	Points      int // that are coloured
	Tests       int // of a row against two parts
	Steps       int // of the search for fewer colours, each to look at one point
	CliqueSteps int // of the search for a fooling set, each to look at one point
}

// A Proof says why there are no fewer rectangles.
type Proof uint8

const (
	// Unproved says that there may be fewer.
	Unproved Proof = iota
	// Bound says that the fooling set has a point for each rectangle.
	Bound
	// Searched says that a search of all covers found none.
	Searched
)

// A Cover is rectangles that select what the rows of a grid select.
type Cover struct {
	Rectangles []Rectangle
	Proof      Proof

	// Fooling is points of which no rectangle has two. So there are at least as many
	// rectangles.
	Fooling []Cell

	// Colored says that the rectangles are those of a colouring, and not of Group. Then a
	// part may have all that another of the same side has, and left parts may have numbers
	// of choices, which Left returns.
	Colored bool
}

// Find returns a cover with as few rectangles as it can find.
func (g *Grid) Find(b Budget) Cover {
	groups := g.Group()
	if fooling := g.foolingSet(groups, b.Tests); fooling != nil {
		return Cover{Rectangles: groups, Proof: Bound, Fooling: fooling}
	}
	points, ok := g.points(b.Points)
	if !ok {
		return Cover{Rectangles: groups}
	}
	classes, clique, searched := g.conflicts(points).color(len(groups), b)
	c := Cover{Rectangles: groups, Fooling: make([]Cell, len(clique)), Colored: classes != nil}
	for i, v := range clique {
		c.Fooling[i] = points[v].Cell
	}
	if c.Colored {
		c.Rectangles = make([]Rectangle, len(classes))
		for i, class := range classes {
			c.Rectangles[i] = g.joined(points, class, b)
		}
	}
	switch {
	case len(clique) == len(c.Rectangles):
		c.Proof = Bound
	case searched:
		c.Proof = Searched
	}
	return c
}

// foolingSet returns one point of each group if any two of them conflict.
func (g *Grid) foolingSet(groups []Rectangle, tests int) []Cell {
	if len(groups)*len(groups)*len(g.rows) > tests {
		return nil
	}
	fooling := make([]Cell, 0, len(groups))
	for _, x := range groups {
		p := Cell{x.Left[0], x.Right[0]}
		if !g.isPoint(p.Left) || slices.ContainsFunc(fooling, func(q Cell) bool { return !g.conflict(q, p) }) {
			return nil
		}
		fooling = append(fooling, p)
	}
	return fooling
}
