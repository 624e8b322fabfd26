package compile_test

import (
	"fmt"
	"maps"
	"math/big"
	"math/bits"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/meaning"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/schema"
)

// A matrix says which records a query selects: a row for each thing that a
// record can say to criteria, and in it a bit for each thing that it can say to
// tags.
type matrix []uint64

// rectangles returns the largest rectangles that are within the matrix, each the
// matrix with nothing else in it. One is largest if it has all columns that its
// rows have in common, and all rows that have these columns.
func (m matrix) rectangles() []matrix {
	common := make(map[uint64]bool) // what some rows have in common
	for _, row := range m {
		for have := range common {
			common[have&row] = true
		}
		common[row] = true
	}
	delete(common, 0)
	var list []matrix
	for columns := range common {
		r := make(matrix, len(m))
		for i, row := range m {
			if columns&^row == 0 {
				r[i] = columns
			}
		}
		list = append(list, r)
	}
	return list
}

// fewest returns the least number of rectangles whose union is the matrix, by
// trying 0, 1, 2 and so on.
func (m matrix) fewest() int {
	// Equal rows and equal columns, and empty ones, change nothing.
	m = m.distinct().transposed().distinct()
	rectangles := m.rectangles()
	n := 0
	for !m.covered(rectangles, n) {
		n++
	}
	return n
}

func (m matrix) distinct() matrix {
	rows := slices.Clone(m)
	slices.Sort(rows)
	rows = slices.Compact(rows)
	return slices.DeleteFunc(rows, func(row uint64) bool { return row == 0 })
}

func (m matrix) transposed() matrix {
	columns := make(matrix, 64)
	for i, row := range m {
		for ; row != 0; row &= row - 1 {
			columns[bits.TrailingZeros64(row)] |= 1 << i
		}
	}
	return columns
}

// covered reports whether at most n of the rectangles have all of m.
func (m matrix) covered(rectangles []matrix, n int) bool {
	// The cell that the fewest rectangles have is in one of them.
	row, column, least := -1, 0, 0
	for i, cells := range m {
		for ; cells != 0; cells &= cells - 1 {
			j := bits.TrailingZeros64(cells)
			have := 0
			for _, r := range rectangles {
				have += int(r[i] >> j & 1)
			}
			if row < 0 || have < least {
				row, column, least = i, j, have
			}
		}
	}
	if row < 0 || n == 0 {
		return row < 0
	}
	for _, r := range rectangles {
		if r[row]>>column&1 == 0 {
			continue
		}
		left := slices.Clone(m)
		for i := range left {
			left[i] &^= r[i]
		}
		if left.covered(rectangles, n-1) {
			return true
		}
	}
	return false
}

func TestFewest(t *testing.T) {
	for _, test := range []struct {
		rows string
		want int
	}{
		{"000 000 000", 0},
		{"111 111 111", 1},
		{"110 110 000", 1},
		{"110 110 001", 2},
		{"100 010 001", 3},
		{"110 111 011", 2},
		{"011 101 110", 3},
		{"0111 1011 1101 1110", 4},
		{"01111 10111 11011 11101 11110", 4},
	} {
		var m matrix
		for _, row := range strings.Fields(test.rows) {
			var cells uint64
			for j, c := range row {
				if c == '1' {
					cells |= 1 << j
				}
			}
			m = append(m, cells)
		}
		assert.Equal(t, test.want, m.fewest(), test.rows)
	}
}

// A world is the records that can be, as far as some queries tell them apart: a row
// for all that one can say to criteria, and in it one for all that it can say to tags.
type world [][]map[string]any

// newWorld returns each of the fields with each of the tags.
func newWorld(fields, tags []map[string]string) world {
	w := make(world, len(fields))
	for i, f := range fields {
		for _, t := range tags {
			w[i] = append(w[i], record{fields: f, tags: t}.values())
		}
	}
	return w
}

// matrix returns what the query selects of the world.
func (w world) matrix(s *schema.Schema, x ast.Expr) matrix {
	language := meaning.Language{Schema: s}
	m := make(matrix, len(w))
	for i, row := range w {
		for j, r := range row {
			if language.Selects(x, r) {
				m[i] |= 1 << j
			}
		}
	}
	return m
}

// choices returns the maps that have one of the values for each name, and lack
// the name for the value "-".
func choices(values map[string][]string) []map[string]string {
	list := []map[string]string{{}}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		var next []map[string]string
		for _, m := range list {
			for _, v := range values[name] {
				with := maps.Clone(m)
				if v != "-" {
					with[name] = v
				}
				next = append(next, with)
			}
		}
		list = next
	}
	return list
}

// A tally counts what is known of plans that are held to the least number of
// requests.
type tally struct {
	plans, requests, rows int
	minimal               map[string]int
	several               int
	folded, checked       int // those of queries with an i, and those of what cannot all be sent
}

// check holds the plan for x to the least number of requests.
func (n *tally) check(t *testing.T, x ast.Expr, target compile.Target, fewest int) {
	t.Helper()
	q := resolve(t, x)
	if folded(q.Expr()) > 0 {
		n.folded++
	}
	p, err := compile.NewPlan(q, target, compile.PlanOptions{AllowScan: true})
	require.NoError(t, err, "%v", x)
	n.plans++
	n.requests += len(p.Requests)
	if n.minimal == nil {
		n.minimal = make(map[string]int)
	}
	n.minimal[p.Minimal]++
	if len(p.Requests) > 1 {
		n.several++
	}
	require.GreaterOrEqual(t, len(p.Requests), fewest, "%v: too few requests to be right", x)
	if p.Minimal != "unproved" {
		require.Equal(t, fewest, len(p.Requests), "%v: minimal by %s", x, p.Minimal)
	}
	if _, whole := sent(ast.Normal(q.Expr()), &target); !whole {
		n.checked++
		return
	}
	require.Nil(t, p.Residual, "%v: all of it can be sent", x)
	for _, r := range p.Requests {
		require.Nil(t, r.Residual, "%v: all of it can be sent", x)
	}
}

func (n *tally) log(t *testing.T) {
	line := fmt.Sprintf("%d plans, %d for queries with an i, %d for what cannot all be sent, %d with several requests: %d proved by the bound, %d by search, %d not; %.3f requests each",
		n.plans, n.folded, n.checked, n.several, n.minimal["bound"], n.minimal["search"], n.minimal["unproved"],
		float64(n.requests)/float64(n.plans))
	if n.rows > 0 {
		line += fmt.Sprintf(", against %.3f for one per term of the or of ands", float64(n.rows)/float64(n.plans))
	}
	t.Log(line)
}

// A function is what the and and or of atoms compute, and a query that says it. The
// table has a bit for each assignment of six atoms.
type function struct {
	table uint64
	x     ast.Expr
}

// atoms returns conditions of which any may be true whatever the others are, the
// criteria first, and the world of their records, with one thing said for each
// assignment. A request says them to a service that ignores the case of the text of
// fields, or minds it: those that have case have an i if it does, and of those that
// have none some do.
func atoms(criteria, tags int, folds bool) ([]ast.Expr, world) {
	var list []ast.Expr
	names, values := []string{"-"}, make(map[string][]string)
	for i := range criteria {
		pair := strings.Repeat(string(rune('a'+i)), 2)
		x := ast.Compare(ast.Name("name"), ast.OpContains, pair)
		if folds && i%2 == 1 {
			pair = strings.Repeat(string(rune('0'+i)), 2)
			x = ast.Compare(ast.Name("name"), ast.OpContains, pair)
		} else if folds {
			x, pair = tree.Fold(x), strings.ToUpper(pair[:1])+pair[1:]
		}
		list = append(list, x)
		for _, name := range names {
			names = append(names, strings.TrimPrefix(name+pair, "-"))
		}
	}
	for i := range tags {
		key := fmt.Sprintf("k%d", i)
		list = append(list, ast.Compare(ast.Tag(key), ast.OpEqual, "1"))
		if i%2 == 1 {
			list[len(list)-1] = tree.Fold(ast.Compare(ast.Tag(key), ast.OpEqual, "1"))
		}
		values[key] = []string{"-", "1"}
	}
	return list, newWorld(choices(map[string][]string{"name": names}), choices(values))
}

// functions returns all functions of six atoms that an expression with at most so
// many conditions says, each with one of the shortest that do.
func functions(atoms []ast.Expr, conditions int) []function {
	bySize := make([][]function, conditions+1)
	seen := make(map[uint64]bool)
	add := func(n int, table uint64, x func() ast.Expr) {
		if !seen[table] {
			seen[table] = true
			bySize[n] = append(bySize[n], function{table, x()})
		}
	}
	for i, a := range atoms {
		var table uint64
		for v := range 64 {
			table |= uint64(v>>i&1) << v
		}
		add(1, table, func() ast.Expr { return a })
	}
	for n := 2; n <= conditions; n++ {
		for k := 1; k <= n/2; k++ {
			for _, f := range bySize[k] {
				for _, g := range bySize[n-k] {
					add(n, f.table&g.table, func() ast.Expr { return ast.All(f.x, g.x) })
					add(n, f.table|g.table, func() ast.Expr { return ast.Any(f.x, g.x) })
				}
			}
		}
	}
	return slices.Concat(bySize...)
}

// terms returns how many terms the shortest or of ands of a function of atoms has:
// one for each of its least assignments.
func (m matrix) terms(criteria, tags int) int {
	selects := func(v int) bool { return m[v&(1<<criteria-1)]>>(v>>criteria)&1 == 1 }
	n := 0
	for v := range 1 << (criteria + tags) {
		least := selects(v)
		for i := 0; least && i < criteria+tags; i++ {
			least = v>>i&1 == 0 || !selects(v&^(1<<i))
		}
		if least {
			n++
		}
	}
	return n
}

// TestPlanFewest holds the number of requests to the least, for all functions
// that up to five conditions, or six in a full run, say of three criteria and three tags.
func TestPlanFewest(t *testing.T) {
	eachService(t, "a service", testPlanFewest)
}

func testPlanFewest(t *testing.T, folds bool) {
	target := connect.TestCases()
	target.ServiceFoldsCase = folds
	atoms, world := atoms(3, 3, folds)
	all := functions(atoms, effort.Cases(5, 6))
	var n tally
	for _, f := range all {
		m := world.matrix(schema.TestCase(), f.x)
		n.check(t, f.x, target, m.fewest())
		n.rows += m.terms(3, 3)
	}
	n.log(t)
	assert.Equal(t, effort.Cases(4008, 13_772), n.plans)
	assert.Equal(t, folds, n.folded > 0)
	assert.Zero(t, n.checked)
	assert.Zero(t, n.minimal["unproved"])
	assert.Greater(t, n.several, n.plans/2)
}

// orOfAnds returns an or of n random ands, each with some of the criteria and
// some of the tags.
func (g generator) orOfAnds(n int, criteria, tags []ast.Expr) ast.Expr {
	some := func(list []ast.Expr) []ast.Expr {
		list = slices.Clone(list)
		g.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		return list[:g.IntN(min(3, len(list)+1))]
	}
	var terms []ast.Expr
	for len(terms) < n {
		if list := slices.Concat(some(criteria), some(tags)); len(list) > 0 {
			terms = append(terms, ast.All(list...))
		}
	}
	return ast.Any(terms[0], terms[1:]...)
}

// pairs returns an or of random ands of one of the criteria and one of the tags.
func (g generator) pairs(criteria, tags []ast.Expr) ast.Expr {
	var terms []ast.Expr
	most := 2 + g.IntN(3)
	for len(terms) == 0 {
		for _, c := range criteria {
			for _, t := range tags {
				if g.IntN(5) < most {
					terms = append(terms, ast.All(c, t))
				}
			}
		}
	}
	return ast.Any(terms[0], terms[1:]...)
}

// TestPlanFewest_larger holds the number of requests to the least for random
// functions of more criteria and tags.
func TestPlanFewest_larger(t *testing.T) {
	for _, test := range []struct {
		name           string
		plans          int // in a full run
		criteria, tags int
		query          func(g generator, criteria, tags []ast.Expr) ast.Expr
		searched       int // at least so many
	}{
		{"trees", 2000, 4, 4, func(g generator, criteria, tags []ast.Expr) ast.Expr {
			return g.tree(2+g.IntN(2), func() ast.Expr { return pick(g, slices.Concat(criteria, tags)...) })
		}, 0},
		{"ors of ands", 2000, 4, 4, func(g generator, criteria, tags []ast.Expr) ast.Expr {
			return g.orOfAnds(2+g.IntN(9), criteria, tags)
		}, 0},
		{"ors of many ands", 500, 4, 4, func(g generator, criteria, tags []ast.Expr) ast.Expr {
			return g.orOfAnds(10+g.IntN(30), criteria, tags)
		}, 0},
		{"pairs", 2000, 4, 4, generator.pairs, 0},
		{"more pairs", 1000, 5, 5, generator.pairs, 1},
		{"most pairs", 50, 6, 6, generator.pairs, 1},
	} {
		eachService(t, test.name, func(t *testing.T, folds bool) {
			g := generator{rand.New(rand.NewPCG(7, 8)), folds}
			target := connect.TestCases()
			target.ServiceFoldsCase = folds
			list, world := atoms(test.criteria, test.tags, folds)
			var n tally
			for range effort.Cases(max(test.plans/10, 20), test.plans) {
				x := test.query(g, list[:test.criteria], list[test.criteria:])
				m := world.matrix(schema.TestCase(), x)
				n.check(t, x, target, m.fewest())
				n.rows += m.terms(test.criteria, test.tags)
			}
			n.log(t)
			assert.Zero(t, n.minimal["unproved"])
			assert.Zero(t, n.checked)
			assert.Equal(t, folds, n.folded > 0)
			assert.GreaterOrEqual(t, n.minimal["search"], test.searched)
			assert.Greater(t, n.several, n.plans/3)
		})
	}
}

// TestPlanFewest_domain holds the number of requests to the least where one
// condition says something about another: a tag and a field have one value, every
// record has one status, and what minds case says more than what ignores it. Of what
// cannot be sent, that is the least for what is sent in its place. No two conditions
// here exclude each other by their case alone, which what is sent would not tell.
func TestPlanFewest_domain(t *testing.T) {
	name, description, status := ast.Name("name"), ast.Name("description"), ast.Name("status")
	k, j := ast.Tag("k"), ast.Tag("j")
	saved, published := ast.Compare(status, ast.OpEqual, "SAVED"), ast.Compare(status, ast.OpEqual, "PUBLISHED")
	statuses := []string{"SAVED", "PUBLISHED"}
	tags := choices(map[string][]string{"k": {"-", "1", "2", "3"}, "j": {"-", "1", "2"}})
	tagAtoms := []ast.Expr{ast.Compare(k, ast.OpEqual, "1"), ast.Compare(k, ast.OpEqual, "2"), ast.Compare(j, ast.OpEqual, "1")}
	casedTags := choices(map[string][]string{"k": {"-", "a", "A", "b"}, "j": {"-", "1", "2"}})
	casedAtoms := []ast.Expr{ast.Compare(k, ast.OpEqual, "A"), tree.Fold(ast.Compare(k, ast.OpEqual, "a")), tree.Fold(ast.Compare(j, ast.OpEqual, "1")), ast.Compare(j, ast.OpEqual, "2")}
	loose := func(t *compile.Target) { t.Closed = nil }
	folds := func(t *compile.Target) { t.ServiceFoldsCase = true }
	for _, test := range []struct {
		name     string
		criteria []ast.Expr
		world    world
		change   func(*compile.Target)
		tags     []ast.Expr // tagAtoms if it is not there
		lossy    bool       // of some queries not all can be sent
	}{
		{"values that exclude each other", []ast.Expr{ast.Compare(name, ast.OpEqual, "x"), ast.Compare(name, ast.OpEqual, "y"), ast.Compare(description, ast.OpContains, "dd")},
			newWorld(choices(map[string][]string{"name": {"x", "y", "z"}, "description": {"-", "dd"}, "status": statuses}), tags), nil, nil, false},
		{"a status", []ast.Expr{saved, published, ast.Compare(name, ast.OpEqual, "x"), ast.Compare(description, ast.OpContains, "dd")},
			newWorld(choices(map[string][]string{"name": {"x", "z"}, "description": {"-", "dd"}, "status": statuses}), tags), nil, nil, false},
		{"a status and values", []ast.Expr{saved, published, &ast.Not{X: saved}, &ast.Not{X: published}, ast.Compare(name, ast.OpEqual, "x"), ast.Compare(name, ast.OpEqual, "y")},
			newWorld(choices(map[string][]string{"name": {"x", "y", "z"}, "status": statuses}), tags), nil, nil, false},
		{"one of the statuses", []ast.Expr{saved, ast.Compare(name, ast.OpEqual, "x"), ast.Compare(name, ast.OpEqual, "y"), ast.Compare(description, ast.OpContains, "dd")},
			newWorld(choices(map[string][]string{"name": {"x", "y", "z"}, "description": {"-", "dd"}, "status": statuses}), tags), nil, nil, false},
		{"a status that may lack", []ast.Expr{saved, published, ast.Compare(name, ast.OpEqual, "x"), ast.Compare(name, ast.OpEqual, "y")},
			newWorld(choices(map[string][]string{"name": {"x", "y", "z"}, "status": {"-", "SAVED", "PUBLISHED"}}), tags), loose, nil, false},
		{"what follows", []ast.Expr{ast.Compare(name, ast.OpHasPrefix, "aa"), ast.Compare(name, ast.OpHasPrefix, "aabb"), ast.Compare(name, ast.OpContains, "bb"), ast.Compare(name, ast.OpEqual, "aabbc"), ast.Compare(description, ast.OpContains, "dd")},
			newWorld(choices(map[string][]string{
				"name": {"z", "aa", "aabb", "bb", "aabbc", "aazbb"}, "description": {"-", "dd"}, "status": statuses}), tags), nil, nil, false},
		{"what a service that ignores case is sent", []ast.Expr{tree.Fold(ast.Compare(name, ast.OpEqual, "x")), tree.Fold(ast.Compare(name, ast.OpEqual, "Y")), tree.Fold(ast.Compare(name, ast.OpHasPrefix, "X")),
			ast.Compare(name, ast.OpEqual, "1"), tree.Fold(ast.Compare(description, ast.OpContains, "dD")), saved},
			newWorld(choices(map[string][]string{"name": {"x", "X", "xx", "y", "Y", "1", "z"}, "description": {"-", "dd", "DD"}, "status": statuses}), tags),
			folds, nil, false},
		{"what minds case where the service ignores it", []ast.Expr{tree.Fold(ast.Compare(name, ast.OpEqual, "x")), ast.Compare(name, ast.OpEqual, "X"), tree.Fold(ast.Compare(name, ast.OpEqual, "y")), ast.Compare(name, ast.OpEqual, "1"),
			tree.Fold(ast.Compare(description, ast.OpContains, "dd")), ast.Compare(description, ast.OpContains, "dD")},
			newWorld(choices(map[string][]string{"name": {"x", "X", "y", "1", "z"}, "description": {"-", "dd", "dD"}, "status": statuses}), tags),
			folds, nil, true},
		{"what ignores case where the service minds it", []ast.Expr{tree.Fold(ast.Compare(name, ast.OpEqual, "x")), ast.Compare(name, ast.OpEqual, "X"), ast.Compare(description, ast.OpHasPrefix, "d"), ast.Compare(description, ast.OpContains, "dd"), saved},
			newWorld(choices(map[string][]string{"name": {"x", "X", "z"}, "description": {"-", "d", "dd", "xdd"}, "status": statuses}), casedTags),
			nil, casedAtoms, true},
		{"keys in the place of tags that ignore case", []ast.Expr{tree.Fold(ast.Compare(name, ast.OpEqual, "x")), ast.Compare(name, ast.OpEqual, "X"), tree.Fold(ast.Compare(description, ast.OpContains, "dd")), saved},
			newWorld(choices(map[string][]string{"name": {"x", "X", "z"}, "description": {"-", "dd"}, "status": statuses}), casedTags),
			func(t *compile.Target) { t.ServiceFoldsCase, t.Tags.KeyOnly = true, true }, casedAtoms, true},
	} {
		target := connect.TestCases()
		if test.change != nil {
			test.change(&target)
		}
		if test.tags == nil {
			test.tags = tagAtoms
		}
		for _, form := range []struct {
			name  string
			query func(generator) ast.Expr
		}{
			{"trees", func(g generator) ast.Expr {
				return g.tree(2+g.IntN(2), func() ast.Expr { return pick(g, slices.Concat(test.criteria, test.tags)...) })
			}},
			{"ors of ands", func(g generator) ast.Expr { return g.orOfAnds(2+g.IntN(5), test.criteria, test.tags) }},
			{"pairs", func(g generator) ast.Expr { return g.pairs(test.criteria, test.tags) }},
		} {
			t.Run(test.name+"/"+form.name, func(t *testing.T) {
				g := generator{Rand: rand.New(rand.NewPCG(9, 10))}
				var n tally
				for range effort.Cases(50, 2000) {
					x := form.query(g)
					most, _ := sent(ast.Normal(resolve(t, x).Expr()), &target)
					n.check(t, x, target, test.world.matrix(target.Schema, most).fewest())
				}
				n.log(t)
				assert.Zero(t, n.minimal["unproved"])
				assert.Equal(t, test.lossy, n.checked > n.plans/3, "what cannot all be sent")
				if !test.lossy {
					assert.Zero(t, n.checked)
				}
				assert.Greater(t, n.several, n.plans/effort.Cases(6, 5))
			})
		}
	}
}

// TestPlanFewest_shapes is about shapes that group badly.
func TestPlanFewest_shapes(t *testing.T) {
	crown := func(n int) string {
		var terms []string
		for i := range n {
			for j := range n {
				if i != j {
					terms = append(terms, fmt.Sprintf("name *= c%d and tag:k%d = 1", i, j))
				}
			}
		}
		return strings.Join(terms, " or ")
	}
	type shape struct {
		name, query string
		fewest      int
	}
	shapes := []shape{
		{"a part of two groups", "tag:t2=1 or name*=c1 and (tag:t3=1 or tag:t4=1) or name*=c3 and (tag:t1=1 or tag:t4=1) or name*=c1 and name*=c4 and tag:t1=1", 3},
		{"one tag for each status", "status = SAVED and tag:x=1 or status = PUBLISHED and tag:y=1", 2},
		{"a tag for both statuses", "status = SAVED and tag:x=1 or status = PUBLISHED and (tag:y=1 or tag:x=1)", 2},
		{"a condition that covers its negation", "tag:x=1 or status = PUBLISHED and tag:y=1 or status = SAVED and tag:x=1 and tag:y=1", 2},
		{"both statuses", "status = SAVED and tag:x=1 or status = PUBLISHED and tag:x=1", 1},
	}
	for n := 3; n <= 7; n++ {
		// k requests tell n sets apart of which none is in another, for which
		// there must be as many in the middle of the subsets of k (Sperner).
		k := 1
		for new(big.Int).Binomial(int64(k), int64(k/2)).Int64() < int64(n) {
			k++
		}
		shapes = append(shapes, shape{fmt.Sprintf("a crown of %d", n), crown(n), k})
	}
	for _, test := range shapes {
		t.Run(test.name, func(t *testing.T) {
			p, err := compile.NewPlan(parse(t, test.query), connect.TestCases(), compile.PlanOptions{})
			require.NoError(t, err)
			t.Logf("%d requests, minimal by %s", len(p.Requests), p.Minimal)
			assert.Equal(t, test.fewest, len(p.Requests))
			assert.NotEqual(t, "unproved", p.Minimal)
			assert.Nil(t, p.Residual)
		})
	}
}
