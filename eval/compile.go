package eval

import (
	"slices"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/schema"
)

// A step tests the value of one field or tag and says which step is next, or is an
// answer. No step leads back to an earlier one.
type step[T any] struct {
	op      opcode
	field   int32 // a number from 1
	before  int32 // field of all the steps that lead here, or several
	yes, no *step[T]

	text func(T) (string, bool) // reads the value; nil if it was read last, or is no text
	want string                 // of = ^= *= $=
	test textTest               // of opText

	holds func(T) bool // of opHolds
}

// An opcode is what a step does.
type opcode uint8

const (
	opEqual    opcode = iota // =
	opPrefix                 // ^=
	opContains               // *=
	opSuffix                 // $=
	opExists                 // exists
	opText                   // what the step's test says
	opHolds                  // what the step's holds says
	opReject                 // the answer is no
	opAccept                 // or yes; nothing but an answer is behind opReject
)

// several stands for different fields.
const several = -1

// A textTest is a test of a text that takes some preparation.
type textTest interface {
	match(v string) bool
}

// A node is a query or a part of it on the way to a program: an and or an or of
// terms, or a step.
type node[T any] struct {
	terms   []*node[T]
	or      bool
	step    *step[T]
	negated bool // of a step
}

type compiler[T any] struct {
	schema  *schema.Schema
	bound   func(ast.Field, schema.Kind) (source[T], error)
	sources map[ast.Field]*source[T]
}

// A source is a field or tag of which the query asks. It has one of the functions.
type source[T any] struct {
	number int32 // from 1
	text   func(T) (string, bool)
	scalar func(T) (kinds.Scalar, bool)
	list   func(T) []string
}

// program returns the program for x. The error says what is not bound.
func (c *compiler[T]) program(x ast.Expr) (*program[T], error) {
	c.sources = make(map[ast.Field]*source[T])
	n, err := c.node(ast.Normal(x))
	if err != nil {
		return nil, err
	}
	steps, start := emit(nil, n, &step[T]{op: opAccept}, &step[T]{op: opReject})
	dropReads(steps)
	return &program[T]{start: start}, nil
}

// node returns the node for x, which is in normal form.
func (c *compiler[T]) node(x ast.Expr) (*node[T], error) {
	switch x := x.(type) {
	case *ast.And:
		return c.junction(x.Terms, false)
	case *ast.Or:
		return c.junction(x.Terms, true)
	}
	comparison, negated := tree.Literal(x)
	s, err := c.source(comparison.Field)
	if err != nil {
		return nil, err
	}
	return s.node(comparison.Op, comparison.Values, comparison.Fold, negated), nil
}

// Up to few conditions of one kind on one field are tested one by one, and up to fewEqual
// if they are for =. That is quicker for them (measured).
const (
	few      = 16
	fewEqual = 4
)

// A group has the terms of an or with the same field, operator and regard for case, or the
// negated terms of an and that have these. The zero group is none.
type group struct {
	name string
	tag  bool
	op   ast.Op
	fold bool
}

// groupOf returns the group of a term, which is one of an or if or is set and else one of
// an and.
func groupOf(term ast.Expr, or bool) (g group) {
	x, negated := tree.Literal(term)
	if x == nil || negated == or {
		return g
	}
	switch x.Op {
	case ast.OpEqual, ast.OpHasPrefix, ast.OpContains, ast.OpHasSuffix:
		return group{x.Field.Name, x.Field.Tag, x.Op, x.Fold}
	}
	return g
}

// keyOf returns the field without its place: a field is the same wherever it stands.
func keyOf(f ast.Field) ast.Field { return ast.Field{Tag: f.Tag, Name: f.Name} }

// junction returns the node for an and or an or. A group of many terms is tested
// at once, where its first term stands.
func (c *compiler[T]) junction(terms []ast.Expr, or bool) (*node[T], error) {
	groups := make([]group, len(terms)) // of each term
	var many map[group][]ast.Value      // the values of a group, if there are many
	if len(terms) > fewEqual {
		size := map[group]int{}
		for i, t := range terms {
			groups[i] = groupOf(t, or)
			size[groups[i]]++
		}
		many = map[group][]ast.Value{}
		for i, g := range groups {
			if g != (group{}) && (size[g] > few || size[g] > fewEqual && g.op == ast.OpEqual) {
				x, _ := tree.Literal(terms[i])
				many[g] = append(many[g], x.Values[0])
			}
		}
	}
	n := &node[T]{or: or, terms: make([]*node[T], 0, len(terms))}
	for i, t := range terms {
		g := groups[i]
		values, isMany := many[g]
		var term *node[T]
		var err error
		switch {
		case !isMany:
			term, err = c.node(t)
		case values == nil:
			continue // it stands with the first of its group
		default:
			many[g] = nil
			var s *source[T]
			if s, err = c.source(ast.Field{Tag: g.tag, Name: g.name}); err == nil {
				term = s.node(g.op, values, g.fold, !or)
			}
		}
		if err != nil {
			return nil, err
		}
		n.terms = append(n.terms, term)
	}
	return n, nil
}

// source returns what the field's values are read by.
func (c *compiler[T]) source(f ast.Field) (s *source[T], err error) {
	f = keyOf(f)
	if s := c.sources[f]; s != nil {
		return s, nil
	}
	found, err := c.bound(f, c.schema.KindOf(f))
	if err != nil {
		return nil, err
	}
	found.number = int32(len(c.sources) + 1)
	c.sources[f] = &found
	return &found, nil
}

// node returns the step, or its negation, that tests whether the value compares as
// op says with one of the list, without regard to case if fold is set.
func (s *source[T]) node(op ast.Op, list []ast.Value, fold, negated bool) *node[T] {
	step := &step[T]{field: s.number, text: s.text}
	switch {
	case s.scalar != nil:
		step.op, step.holds = opHolds, scalarTest(s.scalar, op, list)
	case s.list != nil:
		step.op, step.holds = opHolds, listTest(s.list, op, list, fold)
	case op == ast.OpExists:
		step.op = opExists
	case len(list) > 1:
		step.op = opText
		step.test = newManyTest(op, list, fold)
	case op != ast.OpEqual && list[0].Text == "":
		step.op = opExists // for every value begins with nothing, and so on
	case fold:
		step.op = opText
		step.test = newFoldTest(op, list[0].Text)
	default:
		step.op = opcodeOf(op)
		step.want = list[0].Text
	}
	return &node[T]{step: step, negated: negated}
}

// opcodeOf returns the opcode that tests for one text as op says.
func opcodeOf(op ast.Op) opcode {
	switch op {
	case ast.OpHasPrefix:
		return opPrefix
	case ast.OpContains:
		return opContains
	case ast.OpHasSuffix:
		return opSuffix
	}
	return opEqual
}

// emit appends the steps for n, the last first, and returns the first of them. The steps
// yes and no are next if n holds and if it does not.
func emit[T any](steps []*step[T], n *node[T], yes, no *step[T]) ([]*step[T], *step[T]) {
	if n.step != nil {
		if n.negated {
			yes, no = no, yes
		}
		n.step.yes, n.step.no = yes, no
		return append(steps, n.step), n.step
	}
	first := &yes
	if n.or {
		first = &no
	}
	for _, t := range slices.Backward(n.terms) {
		steps, *first = emit(steps, t, yes, no)
	}
	return steps, *first
}

// dropReads makes a step not read its field if all steps that lead to it have read it.
func dropReads[T any](steps []*step[T]) {
	for _, s := range slices.Backward(steps) {
		if s.before == s.field {
			s.text = nil
		}
		for _, next := range []*step[T]{s.yes, s.no} {
			switch next.before {
			case 0, s.field:
				next.before = s.field
			default:
				next.before = several
			}
		}
	}
}

// scalarTest returns the test whether the value that get gets compares as op says with
// one of the list, which is empty for exists and has several values for = alone.
func scalarTest[T any](get func(T) (kinds.Scalar, bool), op ast.Op, list []ast.Value) func(T) bool {
	if op == ast.OpExists {
		return func(r T) bool { _, ok := get(r); return ok }
	}
	sorted := make([]kinds.Scalar, len(list))
	for i, v := range list {
		sorted[i], _ = kinds.ScalarOf(v)
	}
	slices.SortFunc(sorted, kinds.Scalar.Compare)
	want := sorted[0]
	switch {
	case op == ast.OpLess:
		return func(r T) bool { v, ok := get(r); return ok && v.Compare(want) < 0 }
	case op == ast.OpLessEqual:
		return func(r T) bool { v, ok := get(r); return ok && v.Compare(want) <= 0 }
	case op == ast.OpGreater:
		return func(r T) bool { v, ok := get(r); return ok && v.Compare(want) > 0 }
	case op == ast.OpGreaterEqual:
		return func(r T) bool { v, ok := get(r); return ok && v.Compare(want) >= 0 }
	case len(sorted) == 1:
		return func(r T) bool { v, ok := get(r); return ok && v == want }
	}
	return func(r T) bool {
		v, ok := get(r)
		if !ok {
			return false
		}
		_, found := slices.BinarySearchFunc(sorted, v, kinds.Scalar.Compare)
		return found
	}
}

// listTest returns the test whether one of the texts that get gets compares as op says
// with one of the values.
func listTest[T any](get func(T) []string, op ast.Op, values []ast.Value, fold bool) func(T) bool {
	if op == ast.OpExists {
		return func(r T) bool { return len(get(r)) > 0 }
	}
	var test textTest
	switch {
	case fold && len(values) == 1 && values[0].Text != "":
		test = newFoldTest(op, values[0].Text)
	default:
		test = newManyTest(op, values, fold)
	}
	return func(r T) bool { return slices.ContainsFunc(get(r), test.match) }
}
