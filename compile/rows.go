package compile

import (
	"cmp"
	"slices"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/logic"
	"github.com/searchfilter/searchfilter/schema"
)

// The or of ands of an expression is made in one go: every row is built once,
// from the first of its conditions to the last, reduced to what does not follow
// from the rest of it, and at the end the rows that others absorb are dropped.
// Before that the rows and the conditions in them are counted, which bounds the
// work.

// A table has the distinct positive conditions of an expression in normal form,
// which it calls leaves and numbers in the order of the text, and what it knows
// of them.
type table struct {
	compiler *compiler
	leaves   []leaf
	ids      map[leafKey]int
	places   map[ast.Expr]int // of each literal and each block, its place in literals
	literals []literal
	fields   map[ast.Field]int
	onField  [][]int // of each field, its leaves

	// partial says that the search for what follows from what was given up, so
	// that weaker may lack some of it.
	partial bool

	n     int   // the number of rows made
	stamp []int // of each code, the last row that had it
	weak  []int // of each leaf, the last row in which it followed from another
	met   []int // of each field, the last row that was looked at with a condition on it

	frequency []int    // of each code, how many of the rows have it that absorb looks at
	byRarest  [][]*row // of each code, those of them that it keeps and whose rarest it is

	together []literal // those on one field that are compared, and their conditions
	compared []*ast.Comparison
}

// A leaf is one condition, or a block: an expression that is not looked into.
type leaf struct {
	x      *ast.Comparison // the first that says it; nil for a block
	tags   bool            // of a block, whether it is over tags
	field  int
	weaker []int // the other leaves that follow from it
	twins  []int // those of them from which it follows, too: it says the same in another way
}

// A literal is a leaf or its negation, where it is written.
type literal struct {
	code
	x ast.Expr
}

type leafKey struct {
	tag           bool
	name, operand string
	op            ast.Op
	fold          bool
}

// A code is what a literal says: twice the number of a leaf, and one more if
// it is negated.
type code = int32

// What some literals say of every record.
const (
	always code = -1
	never  code = -2
)

func (l literal) leaf() int     { return int(l.code >> 1) }
func (l literal) negated() bool { return l.code&1 != 0 }

// newTable returns the table of the literals of x. What relates them is there
// after relate.
func (c *compiler) newTable(x ast.Expr) *table {
	t := c.newEmptyTable(countOf(x))
	t.enter(x)
	return t
}

// newEmptyTable returns a table with room for so many conditions.
func (c *compiler) newEmptyTable(conditions int) *table {
	return &table{
		compiler: c,
		leaves:   make([]leaf, 0, conditions),
		ids:      make(map[leafKey]int, conditions),
		places:   make(map[ast.Expr]int, conditions),
		literals: make([]literal, 0, conditions),
		fields:   make(map[ast.Field]int),
	}
}

// enter enters every literal of x.
func (t *table) enter(x ast.Expr) {
	switch x := x.(type) {
	case *ast.And:
		for _, term := range x.Terms {
			t.enter(term)
		}
	case *ast.Or:
		for _, term := range x.Terms {
			t.enter(term)
		}
	default:
		c, negated := ast.Literal(x)
		k := t.comparison(c)
		switch {
		case negated && k == always:
			k = never
		case negated:
			k++
		}
		t.add(k, x)
	}
}

func (t *table) add(k code, x ast.Expr) {
	t.places[x] = len(t.literals)
	t.literals = append(t.literals, literal{k, x})
}

// comparison returns the code of a positive comparison, which is always if
// every record meets it.
func (t *table) comparison(x *ast.Comparison) code {
	key := leafKey{tag: x.Field.Tag, name: x.Field.Name, op: x.Op}
	if vacuous(x) {
		key.op = ast.OpExists
	} else {
		key.operand, key.fold = t.compiler.operand(x), x.Fold
	}
	if t.compiler.meetsAll(x) {
		return always
	}
	id, ok := t.ids[key]
	if !ok {
		id = len(t.leaves)
		t.ids[key] = id
		field, ok := t.fields[plain(x.Field)]
		if !ok {
			field = len(t.onField)
			t.fields[plain(x.Field)] = field
			t.onField = append(t.onField, nil)
		}
		t.onField[field] = append(t.onField[field], id)
		t.leaves = append(t.leaves, leaf{x: x, field: field})
	}
	return code(2 * id)
}

// meetsAll reports whether every record meets x, a positive comparison.
func (c *compiler) meetsAll(x *ast.Comparison) bool {
	if x.Field.Tag {
		return false
	}
	f := c.target.field(x.Field)
	switch {
	case !f.Always:
		return false
	case f.Kind == schema.Enum:
		return c.oneValue(x.Field) && (x.Op == ast.OpExists || len(f.Values) == 1)
	}
	return vacuous(x)
}

// block enters x as one leaf.
func (t *table) block(x ast.Expr) {
	t.add(code(2*len(t.leaves)), x)
	t.leaves = append(t.leaves, leaf{tags: every(x, true)})
}

// mostPairs bounds the pairs of conditions that relate compares.
const mostPairs = 1_000_000

// relate finds what follows from what. It is to be called when all literals
// are in.
func (t *table) relate() {
	t.stamp = make([]int, 2*len(t.leaves))
	t.weak = make([]int, len(t.leaves))
	t.met = make([]int, len(t.onField))
	t.frequency = make([]int, 2*len(t.leaves))
	t.byRarest = make([][]*row, 2*len(t.leaves))
	pairs := 0
	for b := range t.leaves {
		x := t.leaves[b].x
		if x == nil {
			continue
		}
		ids := t.onField[t.leaves[b].field]
		switch {
		case t.compiler.target.Schema.KindOf(x.Field).Ordered():
			const perValue = 20 // comparing two of them costs as much as comparing so many texts
			pairs += perValue * len(ids)
		case x.Op == ast.OpEqual && !x.Fold:
			continue // nothing but itself has such an = follow from it
		default:
			pairs += len(ids)
		}
		if pairs > mostPairs {
			t.partial = true
			return
		}
		for _, a := range ids {
			if a != b && t.implies(a, b) {
				t.leaves[a].weaker = append(t.leaves[a].weaker, b)
				if a < b && t.implies(b, a) {
					t.leaves[a].twins = append(t.leaves[a].twins, b)
					t.leaves[b].twins = append(t.leaves[b].twins, a)
				}
			}
		}
	}
}

func (t *table) implies(a, b int) bool {
	return logic.Implies(t.compiler.target.Schema, t.leaves[a].x, t.leaves[b].x)
}

// plain returns f without its place, as a key for maps.
func plain(f ast.Field) ast.Field { return ast.Field{Tag: f.Tag, Name: f.Name} }

// each calls f with every row of x, appended to the literals in row. None of x's
// literals is always or never. The argument is f's only until it returns.
func (t *table) each(row []literal, x ast.Expr, f func([]literal)) {
	if i, ok := t.places[x]; ok {
		f(append(row, t.literals[i]))
		return
	}
	switch x := x.(type) {
	case *ast.Or:
		for _, term := range x.Terms {
			t.each(row, term, f)
		}
	case *ast.And:
		t.product(row, x.Terms, f)
	}
}

func (t *table) product(row []literal, terms []ast.Expr, f func([]literal)) {
	for i, term := range terms {
		if p, ok := t.places[term]; ok {
			row = append(row, t.literals[p])
			continue
		}
		t.each(row, term, func(row []literal) { t.product(row, terms[i+1:], f) })
		return
	}
	f(row)
}

// A row is one and of literals.
type row struct {
	literals []literal // none says what another does, or follows from a positive one
	set      []code    // their codes, and those of the leaves that follow from them, sorted
	mask     uint64    // has a bit for each element of set, which other elements share
}

// rows returns the rows of x, in the order of the text.
func (t *table) rows(x ast.Expr) []row {
	var rows []row
	t.each(nil, x, func(literals []literal) { rows = append(rows, t.row(literals)) })
	return rows
}

// row returns the row of the literals, without those that say what one before
// them does or that follow from another. Of those that follow from each other, the
// first stays.
func (t *table) row(literals []literal) row {
	t.n++
	n := t.n
	r := row{literals: make([]literal, 0, len(literals)), set: make([]code, 0, len(literals))}
	weak := 0
	for _, l := range literals {
		if t.stamp[l.code] == n {
			continue
		}
		t.stamp[l.code] = n
		r.literals = append(r.literals, l)
		if l.negated() {
			continue
		}
		leaf := &t.leaves[l.leaf()]
		for _, w := range leaf.weaker {
			isFirst := t.stamp[2*w] == n && slices.Contains(leaf.twins, w) // which stays, and this one goes
			if t.weak[w] != n && !isFirst {
				t.weak[w] = n
				weak++
				r.set = append(r.set, code(2*w))
			}
		}
	}
	if weak > 0 {
		r.literals = slices.DeleteFunc(r.literals, func(l literal) bool { return !l.negated() && t.weak[l.leaf()] == n })
	}
	for _, l := range r.literals {
		r.set = append(r.set, l.code)
	}
	slices.Sort(r.set)
	for _, k := range r.set {
		r.mask |= 1 << (k % 64)
	}
	return r
}

// has reports whether every record that meets r meets what s asks.
func (r *row) has(s *row) bool { return s.mask&^r.mask == 0 && subset(s.set, r.set) }

// subset reports whether b has all elements of a. Both are sorted.
func subset(a, b []code) bool {
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

// absorb returns the rows from which no other row follows, in their order. One
// row follows from another if its set is a part of the other's. Of two that are
// equal the first stays.
//
// A row is compared only with those whose rarest literal it has, since a
// literal that few rows have tells the most rows apart.
func (t *table) absorb(rows []row) []row {
	if len(rows) < 2 {
		return rows
	}
	if i := slices.IndexFunc(rows, func(r row) bool { return len(r.set) == 0 }); i >= 0 {
		return rows[i : i+1] // all others follow
	}
	for _, r := range rows {
		for _, k := range r.set {
			t.frequency[k]++
		}
	}
	order := make([]int, len(rows))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(len(rows[i].set), len(rows[j].set)) })

	keep := make([]bool, len(rows))
	for _, i := range order {
		r := &rows[i]
		if r.follows(t.byRarest) {
			continue
		}
		rarest := slices.MinFunc(r.set, func(a, b code) int { return cmp.Compare(t.frequency[a], t.frequency[b]) })
		t.byRarest[rarest] = append(t.byRarest[rarest], r)
		keep[i] = true
	}
	kept := rows[:0:0]
	for i, r := range rows {
		for _, k := range r.set {
			t.frequency[k], t.byRarest[k] = 0, nil
		}
		if keep[i] {
			kept = append(kept, r)
		}
	}
	return kept
}

// follows reports whether r follows from one of the rows, which are listed by
// the rarest of their literals.
func (r *row) follows(byRarest [][]*row) bool {
	for _, k := range r.set {
		for _, s := range byRarest[k] {
			if r.has(s) {
				return true
			}
		}
	}
	return false
}

// possible returns the rows that a record can meet, and warns of the others.
func (t *table) possible(rows []row) []row {
	kept := rows[:0:0]
	warned := make(map[[2]ast.Expr]bool)
	for _, r := range rows {
		a, b, ok := t.clash(r)
		switch {
		case !ok:
			kept = append(kept, r)
		case !warned[[2]ast.Expr{a, b}]:
			warned[[2]ast.Expr{a, b}] = true
			t.compiler.warnings.Add(logic.Contradiction(a, b))
		}
	}
	return kept
}

// clash returns two literals of r that exclude each other, if there are any.
func (t *table) clash(r row) (a, b ast.Expr, ok bool) {
	if len(r.literals) < 2 {
		return nil, nil, false
	}
	t.n++
	for _, l := range r.literals {
		leaf := &t.leaves[l.leaf()]
		if leaf.x == nil {
			continue
		}
		if l.negated() {
			if _, ok := slices.BinarySearch(r.set, l.code-1); ok {
				return t.because(r, l), l.x, true
			}
			continue
		}
		switch t.met[leaf.field] {
		default:
			t.met[leaf.field] = t.n
		case t.n:
			t.met[leaf.field] = -t.n // all of the field are looked at now
			if a, b, ok := t.exclusive(r, leaf.field); ok {
				return a, b, true
			}
		case -t.n:
		}
	}
	return nil, nil, false
}

// because returns the positive literal of r from which the opposite of l, a
// negated one, follows.
func (t *table) because(r row, l literal) ast.Expr {
	i := slices.IndexFunc(r.literals, func(p literal) bool {
		return !p.negated() && (p.leaf() == l.leaf() || slices.Contains(t.leaves[p.leaf()].weaker, l.leaf()))
	})
	return r.literals[i].x
}

// exclusive returns two positive literals of r on the field that exclude each
// other, if there are any.
func (t *table) exclusive(r row, field int) (a, b ast.Expr, ok bool) {
	t.together, t.compared = t.together[:0], t.compared[:0]
	for _, l := range r.literals {
		if leaf := &t.leaves[l.leaf()]; leaf.x != nil && leaf.field == field && !l.negated() {
			t.together = append(t.together, l)
			t.compared = append(t.compared, leaf.x)
		}
	}
	i, j, ok := t.compiler.contradiction(t.compared)
	if !ok {
		return nil, nil, false
	}
	return t.together[i].x, t.together[j].x, true
}
