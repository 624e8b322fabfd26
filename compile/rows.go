package compile

import (
	"cmp"
	"slices"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/logic"
)

// The or of ands of an expression over tags is made in one go: every row is
// built once, from the first of its conditions to the last, reduced to what
// does not follow from the rest of it, and at the end the rows that others
// absorb are dropped. Before that the rows and the conditions in them are
// counted, which bounds the work.

// rows returns x, which check and checkTerms have passed, as an or of ands: at
// least one row of at least one condition, in the order of the text.
func (c *compiler) rows(x ast.Expr) [][]*ast.Comparison {
	t := c.newTable(x)
	t.each(nil, x, t.add)
	kept := c.possible(t, t.absorb())

	total := 0
	rows := make([][]*ast.Comparison, len(kept))
	for i, r := range kept {
		rows[i] = r.conditions
		total += len(r.conditions)
	}
	if total > c.target.MaxTagConditions {
		c.tooManyTagConditions(x.Span(), total)
	}
	return rows
}

// A table has the distinct conditions of an expression over tags, which it calls
// leaves and numbers in the order of the text, and the rows over them.
type table struct {
	leaves []*ast.Comparison       // of each leaf, the condition that is the first to say it
	id     map[*ast.Comparison]int // of each condition, its leaf
	tag    []int                   // of each leaf, its tag
	weaker [][]int                 // of each leaf, the others that follow from it

	rows  []row
	stamp []int // of each leaf, the last row that had it
	weak  []int // of each leaf, the last row in which it followed from another
}

// A row is one and of conditions.
type row struct {
	conditions []*ast.Comparison // none says what another does, or what follows from another
	set        []int             // the leaves, and all that follow from them
	mask       uint64            // has a bit for each element of set, which other elements share
}

func (c *compiler) newTable(x ast.Expr) *table {
	type leaf struct {
		key, value string
		op         ast.Op
	}
	t := &table{id: make(map[*ast.Comparison]int)}
	ids := make(map[leaf]int)
	tags := make(map[string]int)
	for x := range ast.Comparisons(x) {
		l := leaf{key: x.Field.Name, op: x.Op}
		if v := tagValue(x); v != nil {
			l.value = *v
		}
		id, ok := ids[l]
		if !ok {
			id = len(t.leaves)
			ids[l] = id
			if _, ok := tags[l.key]; !ok {
				tags[l.key] = len(tags)
			}
			t.leaves = append(t.leaves, x)
			t.tag = append(t.tag, tags[l.key])
		}
		t.id[x] = id
	}
	// Of two different = neither follows from the other. So it is enough to look
	// at what is not an =, of which a tag has at most one.
	others := make([][]int, len(tags))
	for id, x := range t.leaves {
		if x.Op != ast.OpEqual {
			others[t.tag[id]] = append(others[t.tag[id]], id)
		}
	}
	t.weaker = make([][]int, len(t.leaves))
	for id, x := range t.leaves {
		for _, other := range others[t.tag[id]] {
			if other != id && logic.Implies(c.target.Schema, x, t.leaves[other]) {
				t.weaker[id] = append(t.weaker[id], other)
			}
		}
	}
	t.stamp = make([]int, len(t.leaves))
	t.weak = make([]int, len(t.leaves))
	return t
}

// each calls f with every row of x, appended to the conditions in row. The
// argument is f's only until it returns.
func (t *table) each(row []*ast.Comparison, x ast.Expr, f func([]*ast.Comparison)) {
	switch x := x.(type) {
	case *ast.Or:
		for _, term := range x.Terms {
			t.each(row, term, f)
		}
	case *ast.And:
		t.product(row, x.Terms, f)
	case *ast.Comparison:
		f(append(row, x))
	}
}

func (t *table) product(row []*ast.Comparison, terms []ast.Expr, f func([]*ast.Comparison)) {
	for i, term := range terms {
		if x, ok := term.(*ast.Comparison); ok {
			row = append(row, x)
			continue
		}
		t.each(row, term, func(row []*ast.Comparison) { t.product(row, terms[i+1:], f) })
		return
	}
	f(row)
}

// add adds a row of the conditions, without those that say what one before
// them does or that follow from another.
func (t *table) add(conditions []*ast.Comparison) {
	n := len(t.rows) + 1
	var r row
	for _, x := range conditions {
		id := t.id[x]
		if t.stamp[id] == n {
			continue
		}
		t.stamp[id] = n
		r.conditions = append(r.conditions, x)
		for _, w := range t.weaker[id] {
			if t.weak[w] != n {
				t.weak[w] = n
				r.set = append(r.set, w)
			}
		}
	}
	r.conditions = slices.DeleteFunc(r.conditions, func(x *ast.Comparison) bool { return t.weak[t.id[x]] == n })
	for _, x := range r.conditions {
		r.set = append(r.set, t.id[x])
	}
	t.rows = append(t.rows, r)
}

// absorb returns the rows from which no other row follows, in their order. One
// row follows from another if its set is a part of the other's. Of two that are
// equal the first stays.
//
// Sets are sorted by rarity, since a leaf that few rows have tells the most rows
// apart, and compared only with those whose rarest leaf they have.
func (t *table) absorb() []row {
	t.rank()
	order := make([]int, len(t.rows))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(len(t.rows[i].set), len(t.rows[j].set)) })

	keep := make([]bool, len(t.rows))
	byRarest := make([][]*row, len(t.leaves))
	for _, i := range order {
		if r := &t.rows[i]; !r.follows(byRarest) {
			byRarest[r.set[0]] = append(byRarest[r.set[0]], r)
			keep[i] = true
		}
	}
	var kept []row
	for i, r := range t.rows {
		if keep[i] {
			kept = append(kept, r)
		}
	}
	return kept
}

// rank replaces the leaves in the rows' sets by their places in the order of
// rarity, and sorts the sets.
func (t *table) rank() {
	frequency := make([]int, len(t.leaves))
	for _, r := range t.rows {
		for _, id := range r.set {
			frequency[id]++
		}
	}
	order := make([]int, len(t.leaves))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(frequency[a], frequency[b]) })
	place := make([]int, len(t.leaves))
	for i, id := range order {
		place[id] = i
	}
	for i := range t.rows {
		r := &t.rows[i]
		for j, id := range r.set {
			r.set[j] = place[id]
			r.mask |= 1 << (place[id] % 64)
		}
		slices.Sort(r.set)
	}
}

// follows reports whether r follows from one of the rows, which are listed by
// the rarest of their leaves.
func (r *row) follows(byRarest [][]*row) bool {
	for _, place := range r.set {
		for _, s := range byRarest[place] {
			if s.mask&^r.mask == 0 && subset(s.set, r.set) {
				return true
			}
		}
	}
	return false
}

// subset reports whether b has all elements of a. Both are sorted.
func subset(a, b []int) bool {
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

// possible returns the rows that a record can meet, or all if there are none,
// and warns of the others.
func (c *compiler) possible(t *table, rows []row) []row {
	warned := make(map[[2]*ast.Comparison]bool)
	var kept []row
	for _, r := range rows {
		clash, ok := c.clash(t, r)
		switch {
		case !ok:
			kept = append(kept, r)
		case !warned[clash]:
			warned[clash] = true
			c.warnContradiction(clash[0], clash[1])
		}
	}
	if kept == nil {
		return rows
	}
	return kept
}

// clash returns two conditions of the row that exclude each other, if there are
// any. Nothing in a row follows from the rest, so that two on one tag are two
// values of it: to look at the first on each tag is enough.
func (c *compiler) clash(t *table, r row) (pair [2]*ast.Comparison, ok bool) {
	first := make(map[int]*ast.Comparison, len(r.conditions))
	for _, x := range r.conditions {
		tag := t.tag[t.id[x]]
		switch y := first[tag]; {
		case y == nil:
			first[tag] = x
		case logic.Exclusive(c.target.Schema, y, x):
			return [2]*ast.Comparison{y, x}, true
		}
	}
	return pair, false
}
