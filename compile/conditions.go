package compile

import (
	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile/internal/dnf"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/solve"
	"github.com/searchfilter/searchfilter/internal/tree"
)

// Package dnf takes a query in normal form as an expression over numbered literals. This file
// has what the numbers mean: conditions, and places in the query.

// A table has the distinct positive conditions of an expression in normal form. They are the
// variables of its or of ands, numbered in the order of the text.
type table struct {
	*dnf.Algebra // nil before relate

	compiler   *compiler
	conditions []condition
	variables  []dnf.Variable
	ids        map[conditionKey]int
	exprs      []ast.Expr // by the places of literals
	fields     map[ast.Field]int
	onField    [][]int // of each field, its conditions
	tree       dnf.Expr
	sent       bool // its conditions are what is sent

	// partial says that relate gave up, so that not all implications are known.
	partial bool

	compared []*ast.Comparison // those on one field that may exclude each other
	places   []int             // and where they are among the literals
}

// A condition is a positive condition, or a block: an expression that is not looked into.
type condition struct {
	x       *ast.Comparison // the first that says it; nil for a block
	widened bool            // it is what is sent for x, and may find more
	tags    bool            // of a block, whether it is over tags
	place   int32           // of x as a literal, or negative
}

type conditionKey struct {
	tag           bool
	name, operand string
	op            ast.Op
	fold, widened bool
}

// newTable returns the table of x, with its tree. The conditions are to be related by relate.
// Sent says that x is what is sent.
func (c *compiler) newTable(x ast.Expr, sent bool) *table {
	t := c.newEmptyTable(countOf(x))
	t.sent = sent
	t.tree = numbered(x, noLeaf, t.literal)
	return t
}

// newEmptyTable returns a table with room for so many conditions.
func (c *compiler) newEmptyTable(conditions int) *table {
	return &table{
		compiler:   c,
		conditions: make([]condition, 0, conditions),
		variables:  make([]dnf.Variable, 0, conditions),
		ids:        make(map[conditionKey]int, conditions),
		exprs:      make([]ast.Expr, 0, conditions),
		fields:     make(map[ast.Field]int),
	}
}

// numbered returns x with the literal that number returns in place of each literal, and of
// each expression that isLeaf holds for.
func numbered(x ast.Expr, isLeaf func(ast.Expr) bool, number func(ast.Expr) dnf.Literal) dnf.Expr {
	room := make([]dnf.Expr, countBelow(x, isLeaf)) // for all terms
	return numberedIn(&room, x, isLeaf, number)
}

func numberedIn(room *[]dnf.Expr, x ast.Expr, isLeaf func(ast.Expr) bool, number func(ast.Expr) dnf.Literal) dnf.Expr {
	terms := tree.Terms(x)
	if terms == nil || isLeaf(x) {
		return dnf.Expr{Literal: number(x)}
	}
	y := dnf.Expr{Op: dnf.And, Terms: (*room)[:len(terms):len(terms)]}
	if _, ok := x.(*ast.Or); ok {
		y.Op = dnf.Or
	}
	*room = (*room)[len(terms):]
	for i, t := range terms {
		y.Terms[i] = numberedIn(room, t, isLeaf, number)
	}
	return y
}

// countBelow returns how many expressions stand in x, down to those that isLeaf holds for.
func countBelow(x ast.Expr, isLeaf func(ast.Expr) bool) int {
	if isLeaf(x) {
		return 0
	}
	n := 0
	for _, t := range tree.Terms(x) {
		n += 1 + countBelow(t, isLeaf)
	}
	return n
}

// literal enters a literal.
func (t *table) literal(x ast.Expr) dnf.Literal {
	c, negated := tree.Literal(x)
	l := dnf.Literal{Code: t.comparison(c, t.sent), Place: t.place(x)}
	switch {
	case negated && l.Code == dnf.Always:
		l.Code = dnf.Never
	case negated:
		l.Code++
	case l.Code >= 0 && t.of(l).x == c:
		t.of(l).place = l.Place
	}
	return l
}

// place returns the place of a literal that stands for x.
func (t *table) place(x ast.Expr) int32 {
	t.exprs = append(t.exprs, x)
	return int32(len(t.exprs) - 1)
}

// of returns the condition of l, or of its negation.
func (t *table) of(l dnf.Literal) *condition { return &t.conditions[l.Variable()] }

// positive returns the literal of a condition, which is no block. Its place is where the
// condition was first met.
func (t *table) positive(id int) dnf.Literal {
	c := &t.conditions[id]
	if c.place < 0 {
		c.place = t.place(c.x)
	}
	return dnf.Literal{Code: dnf.Code(2 * id), Place: c.place}
}

// expr returns x with the expressions that its literals stand for.
func (t *table) expr(x dnf.Expr) ast.Expr {
	if x.Op == dnf.Lit {
		return t.exprs[x.Literal.Place]
	}
	terms := make([]ast.Expr, len(x.Terms))
	for i, term := range x.Terms {
		terms[i] = t.expr(term)
	}
	if x.Op == dnf.And {
		return and(terms...)
	}
	return or(terms...)
}

// factor returns the or of the rows as a person would write it. There is at least one row.
func (t *table) factor(rows []dnf.Row) ast.Expr { return t.expr(dnf.Factor(rows)) }

// row returns the and of the row's literals, in the order of the text.
func (t *table) row(r *dnf.Row) ast.Expr { return t.expr(r.Expr()) }

// comparison returns the code of a positive comparison, or if sent is set, of what is sent
// for it. The code is Always if every record meets the comparison.
func (t *table) comparison(x *ast.Comparison, sent bool) dnf.Code {
	key := conditionKey{tag: x.Field.Tag, name: x.Field.Name, op: x.Op, widened: sent && t.compiler.target.widened(x)}
	if vacuous(x) {
		key.op = ast.OpExists
	} else {
		key.operand, key.fold = t.compiler.operand(x), x.Fold
	}
	if t.compiler.target.meetsAll(x) {
		return dnf.Always
	}
	id, ok := t.ids[key]
	if !ok {
		id = len(t.conditions)
		t.ids[key] = id
		field, ok := t.fields[plain(x.Field)]
		if !ok {
			field = len(t.onField)
			t.fields[plain(x.Field)] = field
			t.onField = append(t.onField, nil)
		}
		t.onField[field] = append(t.onField[field], id)
		t.conditions = append(t.conditions, condition{x: x, widened: key.widened, place: -1})
		t.variables = append(t.variables, dnf.Variable{Group: field})
	}
	return dnf.Code(2 * id)
}

// block enters x as one condition.
func (t *table) block(x ast.Expr) dnf.Literal {
	l := dnf.Literal{Code: dnf.Code(2 * len(t.conditions)), Place: t.place(x)}
	t.conditions = append(t.conditions, condition{tags: every(x, true), place: l.Place})
	t.variables = append(t.variables, dnf.Variable{Group: -1})
	return l
}

// mostPairs bounds the pairs of conditions that relate compares.
const mostPairs = 1_000_000

// relate finds which conditions imply which. It is called once all literals are entered.
func (t *table) relate() {
	t.findImplied()
	t.Algebra = dnf.New(t.variables, len(t.onField), t.exclusive)
}

func (t *table) findImplied() {
	pairs := 0
	for b := range t.conditions {
		x := t.conditions[b].x
		if x == nil {
			continue
		}
		ids := t.onField[t.variables[b].Group]
		switch {
		case kinds.Ordered(t.compiler.target.Schema.KindOf(x.Field)):
			const perValue = 20 // comparing two values costs as much as comparing so many texts
			pairs += perValue * len(ids)
		case x.Op == ast.OpEqual && !x.Fold:
			continue // such an = follows from nothing but itself
		default:
			pairs += len(ids)
		}
		if pairs > mostPairs {
			t.partial = true
			return
		}
		for _, a := range ids {
			if a != b && t.implies(a, b) {
				v, w := &t.variables[a], &t.variables[b]
				v.Implies = append(v.Implies, b)
				if a < b && t.implies(b, a) {
					v.Same = append(v.Same, b)
					w.Same = append(w.Same, a)
				}
			}
		}
	}
}

// implies reports whether b finds all that a finds. Of a widened condition it looks at what
// is surely found. If that is more, so is what may be found.
func (t *table) implies(a, b int) bool {
	x, y := &t.conditions[a], &t.conditions[b]
	if x.widened && !y.widened {
		return false
	}
	return t.compiler.target.implies(x.x, y.x)
}

// exclusive returns the indexes of two literals that exclude each other, if there are any.
// All are positive and on one field. Nobody knows what a widened one excludes.
func (t *table) exclusive(literals []dnf.Literal) (i, j int, ok bool) {
	t.compared, t.places = t.compared[:0], t.places[:0]
	for i, l := range literals {
		if c := t.of(l); !c.widened {
			t.compared, t.places = append(t.compared, c.x), append(t.places, i)
		}
	}
	if i, j, ok = t.compiler.contradiction(t.compared); !ok {
		return 0, 0, false
	}
	return t.places[i], t.places[j], true
}

// plain returns f without its place, as a key for maps.
func plain(f ast.Field) ast.Field { return ast.Field{Tag: f.Tag, Name: f.Name} }

// possible returns the rows that a record can meet, and warns of the others.
func (t *table) possible(rows []dnf.Row) []dnf.Row {
	kept := rows[:0:0]
	var clashes []dnf.Clash
	for _, r := range rows {
		if a, b, ok := t.Clash(&r); ok {
			clashes = append(clashes, dnf.Clash{A: a, B: b})
		} else {
			kept = append(kept, r)
		}
	}
	t.warn(clashes)
	return kept
}

// warn warns of each clash once.
func (t *table) warn(clashes []dnf.Clash) {
	warned := make(map[[2]ast.Expr]bool)
	for _, c := range clashes {
		if pair := [2]ast.Expr{t.exprs[c.A.Place], t.exprs[c.B.Place]}; !warned[pair] {
			warned[pair] = true
			t.compiler.warnings.Add(solve.Contradiction(pair[0], pair[1]))
		}
	}
}
