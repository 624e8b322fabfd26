package cover

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// plenty is more than the tests take.
var plenty = Budget{Points: 600, Tests: 2_000_000, Steps: 5_000_000, CliqueSteps: 200_000}

// A problem is a grid over few numbers: a set has a bit for each.
type problem struct {
	lefts, rights int // how many numbers there are
	rows          [][2]uint
	choices       []Choice
}

func (p *problem) grid() *Grid {
	g := &Grid{Choices: p.choices}
	for _, r := range p.rows {
		g.Add(numbers(r[0]), numbers(r[1]))
	}
	return g
}

func numbers(set uint) (list []int32) {
	for ; set != 0; set &= set - 1 {
		list = append(list, int32(bits.TrailingZeros(set)))
	}
	return list
}

func setOf(list []int32) (set uint) {
	for _, v := range list {
		set |= 1 << v
	}
	return set
}

// can reports whether a point can have that set on the left.
func (p *problem) can(left uint) bool {
	for _, c := range p.choices {
		if !slices.ContainsFunc(c, func(set []int32) bool { return left&allOf(c) == setOf(set) }) {
			return false
		}
	}
	return true
}

// allOf returns the numbers of all sets of c.
func allOf(c Choice) (all uint) {
	for _, set := range c {
		all |= setOf(set)
	}
	return all
}

// oneOf returns the choice of one of the numbers, or of none if it is open.
func oneOf(open bool, numbers ...int32) (c Choice) {
	for _, v := range numbers {
		c = append(c, []int32{v})
	}
	if open {
		c = append(c, nil)
	}
	return c
}

// A table says which points are selected: a bit for each right set by left set.
// A left set that no point can have has none.
type table []uint64

func (p *problem) table() table {
	return p.tableOf(func(left, right uint) bool {
		return slices.ContainsFunc(p.rows, func(r [2]uint) bool { return r[0]&^left == 0 && r[1]&^right == 0 })
	})
}

func (p *problem) tableOf(selects func(left, right uint) bool) table {
	t := make(table, 1<<p.lefts)
	for left := range t {
		for right := range 1 << p.rights {
			if p.can(uint(left)) && selects(uint(left), uint(right)) {
				t[left] |= 1 << right
			}
		}
	}
	return t
}

// fewest returns the least number of rectangles whose union is the table. Those
// that are tried are the largest ones: all rights that some lefts share, with all
// lefts that have them.
func (t table) fewest() int {
	shared := map[uint64]bool{}
	for _, row := range t {
		for have := range shared {
			shared[have&row] = true
		}
		shared[row] = true
	}
	delete(shared, 0)
	var rectangles []table
	for rights := range shared {
		r := make(table, len(t))
		for i, row := range t {
			if rights&^row == 0 {
				r[i] = rights
			}
		}
		rectangles = append(rectangles, r)
	}
	n := 0
	for !t.covered(rectangles, n) {
		n++
	}
	return n
}

// covered reports whether at most n of the rectangles have all of t.
func (t table) covered(rectangles []table, n int) bool {
	// The point that the fewest rectangles have is in one of them.
	left, right, least := -1, 0, 0
	for i, row := range t {
		for ; row != 0; row &= row - 1 {
			j := bits.TrailingZeros64(row)
			have := 0
			for _, r := range rectangles {
				have += int(r[i] >> j & 1)
			}
			if left < 0 || have < least {
				left, right, least = i, j, have
			}
		}
	}
	if left < 0 || n == 0 {
		return left < 0
	}
	for _, r := range rectangles {
		if r[left]>>right&1 == 0 {
			continue
		}
		rest := slices.Clone(t)
		for i := range rest {
			rest[i] &^= r[i]
		}
		if rest.covered(rectangles, n-1) {
			return true
		}
	}
	return false
}

func TestFewest(t *testing.T) {
	for _, test := range []struct {
		table table
		want  int
	}{
		{table{0, 0, 0}, 0},
		{table{7, 7, 7}, 1},
		{table{3, 3, 0}, 1},
		{table{3, 3, 4}, 2},
		{table{1, 2, 4}, 3},
		{table{3, 7, 6}, 2},
		{table{3, 5, 6}, 3},
		{table{7, 11, 13, 14}, 4},
		{table{15, 23, 27, 29, 30}, 4},
	} {
		assert.Equal(t, test.want, test.table.fewest(), "%b", test.table)
	}
}

// check holds the cover of p to the rows, its bound to the rectangles, and its
// proof to the fewest.
func (p *problem) check(t testing.TB, b Budget) Cover {
	t.Helper()
	g := p.grid()
	want := p.table()
	selects := func(list []Rectangle) table {
		return p.tableOf(func(left, right uint) bool {
			return slices.ContainsFunc(list, func(r Rectangle) bool {
				return slices.ContainsFunc(r.Left, func(i int) bool { return setOf(g.left.list[i].set)&^left == 0 }) &&
					slices.ContainsFunc(r.Right, func(i int) bool { return setOf(g.right.list[i].set)&^right == 0 })
			})
		})
	}
	require.Equal(t, want, selects(g.Group()), "%+v: Group", p)
	c := g.Find(b)
	require.Equal(t, want, selects(c.Rectangles), "%+v: %+v", p, c)
	require.LessOrEqual(t, len(c.Rectangles), len(g.Group()))
	for i, q := range c.Fooling {
		require.True(t, p.can(setOf(g.left.list[q.Left].set)), "%+v: a point of %+v cannot be", p, c)
		require.True(t, g.selects(q.Left, q.Right))
		for _, o := range c.Fooling[:i] {
			require.True(t, g.conflict(q, o), "%+v: %+v", p, c)
		}
	}
	for _, r := range c.Rectangles {
		for _, i := range r.Left {
			of, chosen := g.Left(i)
			require.ElementsMatch(t, g.left.list[i].set, slices.Concat(g.left.list[of].set, chosen))
			require.True(t, c.Colored || len(chosen) == 0 && of == i)
		}
	}
	fewest := want.fewest()
	require.GreaterOrEqual(t, len(c.Rectangles), fewest)
	require.LessOrEqual(t, len(c.Fooling), fewest, "%+v: the bound %v is none", p, c.Fooling)
	switch c.Proof {
	case Bound:
		require.Len(t, c.Fooling, len(c.Rectangles))
		fallthrough
	case Searched:
		require.Len(t, c.Rectangles, fewest, "%+v: %+v", p, c)
	}
	return c
}

// crown has every pair of n lefts and n rights but those with the same number.
func crown(n int) *problem {
	p := &problem{lefts: n, rights: n}
	for i := range n {
		for j := range n {
			if i != j {
				p.rows = append(p.rows, [2]uint{1 << i, 1 << j})
			}
		}
	}
	return p
}

func TestFind(t *testing.T) {
	for _, test := range []struct {
		name    string
		problem problem
		fewest  int
		proof   Proof
	}{
		{"no rows", problem{}, 0, Bound},
		{"one row", problem{1, 1, [][2]uint{{1, 1}}, nil}, 1, Bound},
		{"one point", problem{1, 1, [][2]uint{{0, 0}}, nil}, 1, Bound},
		{"one or the other", problem{1, 1, [][2]uint{{1, 0}, {0, 1}}, nil}, 2, Bound},
		{"the same right", problem{2, 1, [][2]uint{{1, 1}, {2, 1}}, nil}, 1, Bound},
		{"all pairs", problem{2, 2, [][2]uint{{1, 1}, {1, 2}, {2, 1}, {2, 2}}, nil}, 1, Bound},
		{"groups that are too many", problem{3, 4, [][2]uint{{0, 2}, {1, 4}, {1, 8}, {2, 1}, {2, 8}, {5, 1}}, nil}, 3, Bound},
		{"a choice", problem{2, 2, [][2]uint{{1, 1}, {2, 2}, {0, 3}}, []Choice{oneOf(false, 0, 1)}}, 2, Bound},
		{"an open choice", problem{2, 2, [][2]uint{{1, 1}, {2, 2}, {0, 3}}, []Choice{oneOf(true, 0, 1)}}, 3, Bound},
		{"a choice of one or both", problem{2, 2, [][2]uint{{1, 1}, {2, 2}, {0, 3}}, []Choice{{{0}, {0, 1}, {1}}}}, 2, Bound},
		{"a choice of one of which another follows", problem{2, 1, [][2]uint{{1, 0}, {2, 1}}, []Choice{{{0, 1}, {1}}}}, 2, Bound},
		{"a choice that is no choice", problem{2, 1, [][2]uint{{1, 0}, {0, 1}}, []Choice{{{0, 1}}}}, 1, Bound},
		{"a crown of 3", *crown(3), 3, Bound},
		{"a crown of 4", *crown(4), 4, Searched},
		{"a crown of 5", *crown(5), 4, Searched},
		{"a crown of 6", *crown(6), 4, Searched},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := test.problem.check(t, plenty)
			assert.Len(t, c.Rectangles, test.fewest)
			assert.Equal(t, test.proof, c.Proof)
		})
	}
}

// TestFind_budget covers what is said when a part of the budget runs out.
func TestFind_budget(t *testing.T) {
	p := crown(5)
	for _, test := range []struct {
		name   string
		budget Budget
	}{
		{"no points", Budget{Points: 19, Tests: plenty.Tests, Steps: plenty.Steps, CliqueSteps: plenty.CliqueSteps}},
		{"no steps", Budget{Points: 600, Tests: plenty.Tests, Steps: 1, CliqueSteps: plenty.CliqueSteps}},
		{"nothing", Budget{}},
	} {
		c := p.check(t, test.budget)
		assert.Equal(t, Unproved, c.Proof, test.name)
		assert.False(t, c.Colored, test.name)
	}
	assert.Equal(t, Searched, p.check(t, plenty).Proof)
}

// random returns a problem of random rows, each of which has a part of a set of each choice.
func random(pick func(n int) int) *problem {
	p := &problem{lefts: 1 + pick(5), rights: 1 + pick(5)}
	if p.lefts > 1 && pick(2) == 0 {
		n := 2 + pick(p.lefts-1)
		p.choices = append(p.choices, randomChoice(pick, 0, n))
		if p.lefts-n > 1 && pick(2) == 0 {
			p.choices = append(p.choices, randomChoice(pick, n, p.lefts-n))
		}
	}
	for range 1 + pick(10) {
		r := [2]uint{uint(pick(1 << p.lefts)), uint(pick(1 << p.rights))}
		for _, c := range p.choices {
			all := allOf(c)
			r[0] = r[0]&^all | r[0]&setOf(c[pick(len(c))])
		}
		p.rows = append(p.rows, r)
	}
	return p
}

// randomChoice returns a choice of n numbers from the first: of one of them, or of
// conditions as those on an ordered field are: lower and upper bounds.
func randomChoice(pick func(n int) int, first, n int) Choice {
	if pick(2) == 0 {
		c := make([]int32, n)
		for i := range c {
			c[i] = int32(first + i)
		}
		return oneOf(pick(2) == 0, c...)
	}
	at := make([]int, n) // of each bound, upper ones with a minus
	for i := range at {
		if at[i] = 1 + pick(n); pick(2) == 0 {
			at[i] = -at[i]
		}
	}
	var c Choice
	for v := range n + 1 {
		var set []int32
		for i, b := range at {
			if b > 0 && v >= b || b < 0 && v < -b {
				set = append(set, int32(first+i))
			}
		}
		if !slices.ContainsFunc(c, func(other []int32) bool { return slices.Equal(set, other) }) {
			c = append(c, set)
		}
	}
	return c
}

func TestFind_random(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	proofs, colored := map[Proof]int{}, 0
	for range 3000 {
		c := random(rnd.IntN).check(t, plenty)
		proofs[c.Proof]++
		if c.Colored {
			colored++
		}
	}
	t.Logf("proofs %v, %d coloured", proofs, colored)
	assert.Zero(t, proofs[Unproved])
	assert.Greater(t, colored, 10)
}

// FuzzFind makes a problem of the bytes.
func FuzzFind(f *testing.F) {
	f.Add([]byte{4, 4, 1, 9, 1, 2, 2, 1}, uint8(0))
	f.Add([]byte{3, 3, 0, 1, 1, 0, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, uint8(7))
	f.Fuzz(func(t *testing.T, data []byte, steps uint8) {
		p := random(func(n int) int {
			if len(data) == 0 {
				return 0
			}
			v := int(data[0]) % n
			data = data[1:]
			return v
		})
		b := plenty
		if steps > 0 {
			b = Budget{Points: int(steps), Tests: 10 * int(steps), Steps: 10 * int(steps), CliqueSteps: int(steps)}
		}
		p.check(t, b)
	})
}

func ExampleGrid_Find() {
	var g Grid
	g.Add([]int32{1}, []int32{10})
	g.Add([]int32{2}, []int32{10})
	g.Add([]int32{1, 2}, []int32{20})
	c := g.Find(Budget{Points: 100, Tests: 1000, Steps: 1000, CliqueSteps: 1000})
	fmt.Println(c.Rectangles, c.Proof == Bound)
	// Output: [{[0 1] [0]} {[2] [1]}] true
}

// TestColor holds the colours of random graphs to the fewest.
func TestColor(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		n := 1 + rnd.IntN(8)
		g := &graph{edges: make([]bitset, n)}
		for i := range n {
			g.edges[i] = newBitset(n)
		}
		for i := range n {
			for j := range i {
				if rnd.IntN(2) == 0 {
					g.edges[i].set(j)
					g.edges[j].set(i)
				}
			}
		}
		// The colours of 0 to v-1 leave those for v.
		var colors func(v, used, most int, of []int) bool
		colors = func(v, used, most int, of []int) bool {
			if v == n {
				return true
			}
			for c := range min(used+1, most) {
				free := true
				for u := range v {
					free = free && (of[u] != c || !g.edges[u].has(v))
				}
				if free && colors(v+1, max(used, c+1), most, append(of[:v:v], c)) {
					return true
				}
			}
			return false
		}
		fewest := 1
		for !colors(0, 0, fewest, nil) {
			fewest++
		}
		classes, clique, searched := g.color(n+1, plenty)
		require.True(t, searched)
		require.Len(t, classes, fewest)
		require.LessOrEqual(t, len(clique), fewest)
		seen := newBitset(n)
		for _, class := range classes {
			for i, v := range class {
				seen.set(v)
				for _, u := range class[:i] {
					require.False(t, g.edges[u].has(v))
				}
			}
		}
		require.Equal(t, n, seen.count())
		classes, _, searched = g.color(fewest, plenty)
		require.True(t, searched)
		require.Nil(t, classes)
	}
}
