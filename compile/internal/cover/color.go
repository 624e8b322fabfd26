package cover

import "slices"

// color returns classes of vertices. No two vertices of a class have an edge. There are as few
// classes as it finds, and fewer than upper; it returns nil if it finds none. Any two
// vertices of the clique have an edge, so that there are at least as many classes. Searched
// says that the budget was enough: there are no fewer classes than were found, or than upper.
func (g *graph) color(upper int, b Budget) (classes [][]int, clique []int, searched bool) {
	s := newColoring(g, b.Steps)
	clique = s.clique(b.CliqueSteps)
	s.least, s.most = len(clique), upper
	if s.least < upper {
		s.precolor(clique)
		s.search(len(clique), len(clique))
	}
	return s.classes(), clique, s.steps > 0
}

// A coloring is a search for the fewest colours by branch and bound. The next vertex to get a
// colour is the one with the most colours around it (DSATUR).
type coloring struct {
	edges   []bitset
	alive   []int  // the vertices that are to be coloured
	colored bitset // the same
	leader  []int  // of each other vertex, one whose colour will do

	least int // no fewer colours will do
	most  int // fewer are wanted
	steps int // that are left

	colors []int   // of each vertex, or -1
	around [][]int // of each vertex, how many neighbours have each colour
	many   []int   // of each vertex, how many colours its neighbours have
	best   []int   // the colours of the best one found
}

func newColoring(g *graph, steps int) *coloring {
	n := len(g.edges)
	s := &coloring{edges: g.edges, steps: steps, leader: make([]int, n), colors: make([]int, n), many: make([]int, n)}
	s.around = make([][]int, n)
	for v := range n {
		s.colors[v], s.leader[v] = -1, -1
	}
	s.reduce()
	return s
}

// reduce leaves out a vertex if another one has all of its neighbours, and no edge to it. The
// colour of that one will do.
func (s *coloring) reduce() {
	n := len(s.edges)
	alive := newBitset(n)
	for v := range n {
		alive.set(v)
	}
	for changed := true; changed; {
		changed = false
		for v := range n {
			if !alive.has(v) {
				continue
			}
			around := slices.Clone(s.edges[v])
			around.keep(alive)
			for u := range n {
				if u != v && alive.has(u) && !s.edges[v].has(u) && around.within(s.edges[u]) {
					alive.clear(v)
					s.leader[v] = u
					changed = true
					break
				}
			}
		}
	}
	s.colored = alive
	alive.each(func(v int) { s.alive = append(s.alive, v) })
}

// clique returns the largest clique that it finds. A clique begins with a vertex, and goes on
// with the one that has the most neighbours among those that can follow. As long as there
// are steps, it begins with one vertex after the other, those with the most edges first.
func (s *coloring) clique(steps int) []int {
	order := slices.Clone(s.alive)
	slices.SortStableFunc(order, func(u, v int) int { return s.edges[v].count() - s.edges[u].count() })
	var best []int
	for ; steps > 0 && len(order) > 0 && len(best) < len(s.alive); order = order[1:] {
		clique := order[:1:1]
		left := newBitset(len(s.edges))
		left.add(s.edges[order[0]])
		left.keep(s.colored)
		for {
			next, most := -1, -1
			left.each(func(u int) {
				steps--
				if both := s.edges[u].countWith(left); both > most {
					next, most = u, both
				}
			})
			if next < 0 {
				break
			}
			clique = append(clique, next)
			left.keep(s.edges[next])
		}
		if len(clique) > len(best) {
			best = clique
		}
	}
	slices.Sort(best)
	return best
}

// precolor gives each vertex of the clique a colour of its own.
func (s *coloring) precolor(clique []int) {
	for _, v := range s.alive {
		s.around[v] = make([]int, s.most)
	}
	for i, v := range clique {
		s.paint(v, i)
	}
}

func (s *coloring) paint(v, color int) {
	s.colors[v] = color
	for _, u := range s.alive {
		if s.edges[v].has(u) {
			if s.around[u][color]++; s.around[u][color] == 1 {
				s.many[u]++
			}
		}
	}
}

func (s *coloring) unpaint(v int) {
	color := s.colors[v]
	s.colors[v] = -1
	for _, u := range s.alive {
		if s.edges[v].has(u) {
			if s.around[u][color]--; s.around[u][color] == 0 {
				s.many[u]--
			}
		}
	}
}

// search gives the vertices that are left colours, such that there are fewer than most, if it
// can. It lowers most to how many there are.
func (s *coloring) search(done, used int) {
	if done == len(s.alive) {
		s.most = used
		s.best = slices.Clone(s.colors)
		return
	}
	next := -1
	for _, v := range s.alive {
		if s.colors[v] < 0 && (next < 0 || s.many[v] > s.many[next]) {
			next = v
		}
	}
	for color := range used + 1 {
		if max(used, color+1) >= s.most || s.most <= s.least {
			return
		}
		if s.around[next][color] > 0 {
			continue
		}
		if s.steps -= 2 * len(s.alive); s.steps <= 0 {
			return
		}
		s.paint(next, color)
		s.search(done+1, max(used, color+1))
		s.unpaint(next)
	}
}

// classes returns the vertices of each colour of the best, or nil if there is none.
func (s *coloring) classes() [][]int {
	if s.best == nil {
		return nil
	}
	classes := make([][]int, s.most)
	for v := range s.edges {
		u := v
		for s.leader[u] >= 0 {
			u = s.leader[u]
		}
		classes[s.best[u]] = append(classes[s.best[u]], v)
	}
	return classes
}
