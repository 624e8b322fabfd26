package cover

import "slices"

// A point has the numbers of a row, and those of a set of each choice. It is a least one if no
// other selected point has less.
type point struct {
	Cell
	row int
}

// A decided part is a row's left part with numbers of choices.
type decided struct {
	of     int
	chosen []int32
}

// numbers returns the numbers that p has of the choice, sorted.
func (c Choice) numbers(p *part) (list []int32) {
	for _, v := range p.set {
		if slices.ContainsFunc(c, func(set []int32) bool { _, ok := slices.BinarySearch(set, v); return ok }) {
			list = append(list, v)
		}
	}
	return list
}

// least returns the sets that have all of the numbers, without those that have all of another
// such set.
func (c Choice) least(numbers []int32) (list [][]int32) {
	for i, set := range c {
		if !subset(numbers, set) {
			continue
		}
		above := func(j int) bool {
			other := c[j]
			return i != j && subset(numbers, other) && subset(other, set) && (len(other) < len(set) || j < i)
		}
		if !slices.ContainsFunc(indexes(len(c)), above) {
			list = append(list, set)
		}
	}
	return list
}

func indexes(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

// isPoint reports whether a point may have the left part and no more.
func (g *Grid) isPoint(left int) bool {
	for _, c := range g.Choices {
		numbers := c.numbers(&g.left.list[left])
		if !slices.ContainsFunc(c, func(set []int32) bool { return slices.Equal(set, numbers) }) {
			return false
		}
	}
	return true
}

// points returns the least points, unless there are more than most.
func (g *Grid) points(most int) (list []point, ok bool) {
	for i, r := range g.rows {
		for _, left := range g.decide(r.Left, most) {
			list = append(list, point{Cell{left, r.Right}, i})
			if len(list) > most {
				return nil, false
			}
		}
	}
	if len(g.Choices) == 0 {
		return list, true
	}
	kept := list[:0:0]
	for i, p := range list {
		above := slices.ContainsFunc(list, func(q point) bool { return g.above(p, q) && !g.above(q, p) }) ||
			slices.ContainsFunc(list[:i], func(q point) bool { return g.above(p, q) })
		if !above {
			kept = append(kept, p)
		}
	}
	return kept, true
}

// above reports whether p has all that q has.
func (g *Grid) above(p, q point) bool {
	return g.left.list[p.Left].has(&g.left.list[q.Left]) && g.right.list[p.Right].has(&g.right.list[q.Right])
}

// decide returns the left parts of the least points that have the left part. They have the rest
// of a least set of each choice. If there are more than most, not all may be there.
func (g *Grid) decide(left, most int) []int {
	if list, ok := g.decidedOf[left]; ok {
		return list
	}
	list := []int{left}
	if len(g.Choices) == 0 {
		return list
	}
	for _, c := range g.Choices {
		numbers := c.numbers(&g.left.list[left])
		sets := c.least(numbers)
		var next []int
		for _, l := range list {
			for _, set := range sets {
				next = append(next, g.with(l, without(set, numbers)))
			}
		}
		if list = next; len(list) > most {
			break
		}
	}
	if g.decidedOf == nil {
		g.decidedOf = make(map[int][]int)
	}
	g.decidedOf[left] = list
	return list
}

// without returns the numbers of a that are not in b. Both are sorted.
func without(a, b []int32) []int32 {
	return slices.DeleteFunc(slices.Clone(a), func(v int32) bool { _, ok := slices.BinarySearch(b, v); return ok })
}

// with returns the left part with more numbers. It is a new part if there are any.
func (g *Grid) with(left int, more []int32) int {
	if len(more) == 0 {
		return left
	}
	p := g.left.list[left]
	p.set = slices.Concat(p.set, more)
	slices.Sort(p.set)
	for _, v := range more {
		p.mask |= 1 << (v % 64)
	}
	of, chosen := g.Left(left)
	g.decided = append(g.decided, decided{of, slices.Concat(chosen, more)})
	g.left.list = append(g.left.list, p)
	return len(g.left.list) - 1
}

// joined returns the least rectangle with the points of the class. In place of a point's left
// part it takes that of the row, without what is chosen, if all points with that fit. So the
// numbers of a choice come together again.
func (g *Grid) joined(points []point, class []int, b Budget) Rectangle {
	var r Rectangle
	for _, v := range class {
		p := points[v]
		if whole := g.rows[p.row].Left; g.fits(points, class, Cell{whole, p.Right}, b) {
			p.Left = whole
		}
		r.Left = append(r.Left, p.Left)
		r.Right = append(r.Right, p.Right)
	}
	return r
}

// fits reports whether no point of c, whatever is chosen, conflicts with a point of the class.
func (g *Grid) fits(points []point, class []int, c Cell, b Budget) bool {
	all := g.decide(c.Left, b.Points)
	if len(all) == 1 {
		return true // it is in the class
	}
	if len(all)*len(class)*len(g.rows) > b.Tests/len(points) {
		return false
	}
	for _, left := range all {
		for _, v := range class {
			if g.conflict(Cell{left, c.Right}, points[v].Cell) {
				return false
			}
		}
	}
	return true
}

// A graph has an edge between any two vertices that conflict.
type graph struct{ edges []bitset }

// conflicts returns the graph of the points.
func (g *Grid) conflicts(points []point) *graph {
	// The points' parts, of which many are the same.
	var lefts, rights []int
	at := make([]Cell, len(points))
	place := func(list *[]int, part int) int {
		if i := slices.Index(*list, part); i >= 0 {
			return i
		}
		*list = append(*list, part)
		return len(*list) - 1
	}
	for i, p := range points {
		at[i] = Cell{place(&lefts, p.Left), place(&rights, p.Right)}
	}
	above := make([]bitset, len(g.right.list)) // of each of the rows' right parts, the points' that have it
	for i := range above {
		above[i] = newBitset(len(rights))
		for j, r := range rights {
			if g.right.list[r].has(&g.right.list[i]) {
				above[i].set(j)
			}
		}
	}
	rightsOf := make([]bitset, len(g.left.list)-len(g.decided)) // of each of the rows' left parts, the points' right ones with which it selects
	for i := range rightsOf {
		rightsOf[i] = newBitset(len(rights))
	}
	for _, r := range g.rows {
		rightsOf[r.Left].add(above[r.Right])
	}
	selected := make([]bitset, len(lefts)) // of each of the points' left parts, the right ones with which it is selected
	for i, l := range lefts {
		selected[i] = newBitset(len(rights))
		for j, r := range rightsOf {
			if g.left.list[l].has(&g.left.list[j]) {
				selected[i].add(r)
			}
		}
	}
	graph := &graph{edges: make([]bitset, len(points))}
	for i := range points {
		graph.edges[i] = newBitset(len(points))
		for j := range i {
			if !selected[at[i].Left].has(at[j].Right) || !selected[at[j].Left].has(at[i].Right) {
				graph.edges[i].set(j)
				graph.edges[j].set(i)
			}
		}
	}
	return graph
}
