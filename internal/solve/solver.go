package solve

import (
	"math"
	"slices"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/limit"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/schema"
)

// A Verdict is the answer to a question.
type Verdict string

// The verdicts, which package logic describes.
const (
	Unknown Verdict = "unknown"
	Yes     Verdict = "yes"
	No      Verdict = "no"
)

// Options are those of package logic, which describes them.
type Options struct {
	LooseEnums bool
	Closed     []string
	AnyRecord  bool
	Steps      int // zero or less stands for DefaultSteps
}

// DefaultSteps is what zero Options.Steps stands for: work for 50 to 100
// milliseconds. Questions about a hundred conditions take some thousands.
const DefaultSteps = 1 << 24

// A Solver answers questions about queries over the records of one schema. The
// questions share one budget of steps. A condition takes memory once, however often it is
// asked about. A Solver is not safe for concurrent use.
//
// Of a query of another schema every answer is Unknown. What was made by
// [schema.Resolved.With] may have any shape: an And without terms selects every record,
// and an Or without terms none. What the schema would refuse, or nests too deep, cannot be
// read: the answer is Unknown, and so are all that come after it.
//
// What two queries have in common costs nothing, in whatever order it stands. Most questions
// take time in proportion to the number of conditions. In the worst case, the time doubles
// with each condition, and the steps run out.
type Solver struct {
	schema *schema.Schema
	opts   Options
	steps  int

	fields   []field
	fieldIDs map[fieldKey]int32
	last     int32 // the field of the comparison before, or -1

	vars   []variable
	places []cut              // of the atoms that are isBefore
	kids   []lit              // of all gates
	atoms  map[atomKey]lit    // by what they say
	cuts   map[cutKey]lit     // and those that are isBefore
	gates  map[uint64]int32   // the newest gate by a hash of its kids
	asked  map[ast.Expr]asked // nil before the first question, since most solvers answer one
	stack  []lit              // kids of the gates that are being made

	search search
}

// A lit is a variable, or its negation if the last bit is set.
type lit int32

// Variable 0 is true.
const (
	always lit = 0
	never  lit = 1
)

// A variable is a gate or an atom. A gate is the conjunction of its kids. An atom says
// something of one field. A gate is made after its kids, so that its number is greater.
// Equal gates are one variable, and so are equal atoms.
type variable struct {
	first, count int32 // the kids of a gate
	next         int32 // the gate with the same hash made before, or 0
	field        int32 // of an atom, or -1
	at           int32 // of isBefore: the index in places
	kind         atomKind
	cased        bool // of isPattern: it minds the case of a letter
	pattern      pattern
}

// An atomKind says of which records an atom is true. All of these have the field.
type atomKind uint8

const (
	isGate    atomKind = iota
	isPresent          // records that have the field
	isPattern          // those with a value, or a text in a list, that the pattern selects
	isBefore           // those whose value is before at
)

// The keys are small, since they are hashed for every condition.
type (
	fieldKey struct {
		tag  bool
		name string
	}
	atomKey struct {
		field int32
		kind  atomKind
		pattern
	}
	cutKey struct {
		field int32
		at    cut
	}
)

// A field is a field or a tag that a question is about.
type field struct {
	name   ast.Field
	kind   schema.Kind
	usual  bool     // the schema calls it Always
	values []string // of an Enum or a Bool
	strict bool     // the field has one of values, and no other
	has    lit      // the atom isPresent, or always

	fieldSearch
}

// NewSolver returns a Solver for records of the schema.
func NewSolver(s *schema.Schema, o Options) *Solver {
	if o.Steps <= 0 {
		o.Steps = DefaultSteps
	}
	v := &Solver{
		schema:   s,
		opts:     o,
		steps:    o.Steps,
		fieldIDs: map[fieldKey]int32{},
		last:     -1,
		fields:   make([]field, 0, 4),
		vars:     make([]variable, 1, 16),
		kids:     make([]lit, 0, 32),
		stack:    make([]lit, 0, 16),
		atoms:    map[atomKey]lit{},
		cuts:     map[cutKey]lit{},
		gates:    map[uint64]int32{},
	}
	v.vars[0].field = -1
	return v
}

// Steps returns how many steps are left. Once there are none, every answer is
// Unknown.
func (s *Solver) Steps() int { return max(0, s.steps) }

// Satisfiable reports whether q selects a record.
func (s *Solver) Satisfiable(q *schema.Resolved) Verdict {
	if q.Schema() != s.schema {
		return Unknown
	}
	return s.solve(s.lit(q.Expr()), always)
}

// Implies reports whether every record that a selects is selected by b.
func (s *Solver) Implies(a, b *schema.Resolved) Verdict {
	if a.Schema() != s.schema || b.Schema() != s.schema {
		return Unknown
	}
	return s.solve(s.lit(a.Expr()), s.lit(b.Expr())^1).not()
}

// Equivalent is logic.Equivalent.
func Equivalent(a, b *schema.Resolved, o Options) (Verdict, map[string]any) {
	if a.Schema() != b.Schema() {
		return Unknown, nil
	}
	v := NewSolver(a.Schema(), o)
	x, y := v.lit(a.Expr()), v.lit(b.Expr())
	one, r := v.witness(x, y^1)
	if one == Yes {
		return No, r
	}
	other, r := v.witness(x^1, y)
	if one == No || other == Yes {
		return other.not(), r
	}
	return Unknown, nil
}

func (v Verdict) not() Verdict {
	switch v {
	case Yes:
		return No
	case No:
		return Yes
	}
	return Unknown
}

// lit returns the literal of x.
func (s *Solver) lit(x ast.Expr) lit {
	base := len(s.stack)
	s.push(x, 0, 0)
	return s.and(base)
}

// push puts terms on the stack. Their conjunction is x, or its negation if negate is 1.
func (s *Solver) push(x ast.Expr, negate lit, depth int) {
	if s.steps--; s.steps < 0 || depth > 2*limit.MaxDepth {
		s.stack = append(s.stack, s.unreadable())
		return
	}
	for {
		not, ok := x.(*ast.Not)
		if !ok || not == nil {
			break
		}
		x, negate = not.X, negate^1
		s.steps--
	}
	switch x := x.(type) {
	case *ast.And:
		if x != nil {
			s.pushAll(x, x.Terms, 0, negate, depth)
			return
		}
	case *ast.Or:
		if x != nil {
			s.pushAll(x, x.Terms, 1, negate, depth)
			return
		}
	case *ast.Comparison:
		if x != nil {
			s.pushComparison(x, negate)
			return
		}
	}
	s.stack = append(s.stack, s.unreadable())
}

// pushAll is push for x, the and of the terms, or if or is 1 the or. Terms of an and within
// an and, and of an or within an or, become terms of the outer one.
func (s *Solver) pushAll(x ast.Expr, terms []ast.Expr, or, negate lit, depth int) {
	if or == negate || len(terms) == 1 {
		for _, t := range terms {
			s.push(t, negate, depth+1)
		}
		return
	}
	l := s.askedBefore(x, func() lit {
		base := len(s.stack)
		for _, t := range terms {
			s.push(t, or, depth+1)
		}
		return s.and(base) ^ or
	})
	s.stack = append(s.stack, l^negate)
}

func (s *Solver) pushComparison(c *ast.Comparison, negate lit) {
	op := c.Op
	switch op {
	case ast.OpNotEqual:
		op, negate = ast.OpEqual, negate^1
	case ast.OpIn, ast.OpNotIn:
		if op == ast.OpNotIn {
			negate ^= 1
		}
		base := len(s.stack)
		for _, v := range c.Values {
			s.steps--
			l := s.comparison(c.Field, ast.OpEqual, v, c.Fold) ^ 1
			s.stack = append(s.stack, l)
		}
		if negate == 0 {
			l := s.and(base) ^ 1
			s.stack = append(s.stack, l)
		}
		return
	}
	var l lit
	switch {
	case op == ast.OpExists && len(c.Values) == 0:
		l = s.comparison(c.Field, op, ast.Value{}, false)
	case op != ast.OpExists && len(c.Values) == 1:
		l = s.askedBefore(c, func() lit { return s.comparison(c.Field, op, c.Values[0], c.Fold) })
	default:
		l = s.unreadable()
	}
	s.stack = append(s.stack, l^negate)
}

// An asked expression has its literal, and the steps that it took to find it.
type asked struct {
	lit   lit
	steps int
}

// askedBefore returns the literal of x, which find finds. For one that was asked about
// before it takes less time. It takes as many steps, so that answers do not depend on what
// was asked first.
func (s *Solver) askedBefore(x ast.Expr, find func() lit) lit {
	if a, ok := s.asked[x]; ok {
		s.steps -= a.steps
		return a.lit
	}
	steps := s.steps
	l := find()
	if s.asked != nil {
		s.asked[x] = asked{l, steps - s.steps}
	}
	return l
}

// and takes the literals from base on off the stack, and returns their conjunction.
func (s *Solver) and(base int) lit {
	for i := base; i < len(s.stack); i++ {
		if l := s.stack[i]; l&1 == 0 && s.vars[l>>1].count > 0 {
			kids := s.kidsOf(l >> 1)
			s.stack[i] = kids[0]
			s.stack = append(s.stack, kids[1:]...)
			s.steps -= len(kids)
		}
	}
	if len(s.stack)-base > 1 {
		slices.Sort(s.stack[base:])
	}
	kids := s.stack[base:base]
	for _, l := range s.stack[base:] {
		switch n := len(kids); {
		case l == always || n > 0 && kids[n-1] == l:
		case l == never || n > 0 && kids[n-1] == l^1:
			s.stack = s.stack[:base]
			return never
		default:
			kids = append(kids, l)
		}
	}
	s.stack = s.stack[:base]
	switch len(kids) {
	case 0:
		return always
	case 1:
		return kids[0]
	}
	return s.gate(kids)
}

// gate returns the gate with these kids. There are at least two, sorted and all different,
// and none of them is a gate that is not negated.
func (s *Solver) gate(kids []lit) lit {
	hash := uint64(len(kids))
	for _, l := range kids {
		hash = (hash ^ uint64(l)) * 0x9E3779B97F4A7C15
		hash ^= hash >> 29
	}
	same := s.gates[hash]
	for g := same; g != 0; g = s.vars[g].next {
		if slices.Equal(s.kidsOf(lit(g)), kids) {
			return lit(g) << 1
		}
	}
	first := len(s.kids)
	s.kids = append(s.kids, kids...)
	l := s.variable(variable{first: int32(first), count: int32(len(kids)), next: same, field: -1})
	s.gates[hash] = int32(l >> 1)
	return l
}

func (s *Solver) kidsOf(v lit) []lit {
	g := &s.vars[v]
	return s.kids[g.first : g.first+g.count]
}

func (s *Solver) variable(v variable) lit {
	s.vars = append(s.vars, v)
	return lit(len(s.vars)-1) << 1
}

// unreadable ends all answers.
func (s *Solver) unreadable() lit {
	s.steps = math.MinInt / 2
	return never
}

func (s *Solver) atom(field int32, kind atomKind, p pattern) lit {
	k := atomKey{field, kind, p}
	l, ok := s.atoms[k]
	if !ok {
		l = s.variable(variable{field: field, kind: kind, cased: !p.fold && chars.HasCase(p.text), pattern: p})
		s.atoms[k] = l
	}
	return l
}

// cut returns the literal that says that the field's value is before c.
func (s *Solver) cut(field int32, c cut) lit {
	f := &s.fields[field]
	switch i := rangeOf(f.kind); {
	case i.from != nil && c.compare(*i.from) <= 0:
		return never
	case i.to != nil && c.compare(*i.to) >= 0:
		return f.has
	}
	k := cutKey{field, c}
	l, ok := s.cuts[k]
	if !ok {
		l = s.variable(variable{field: field, kind: isBefore, at: int32(len(s.places))})
		s.places = append(s.places, c)
		s.cuts[k] = l
	}
	return l
}

// cutOf returns the cut of an atom that is isBefore.
func (s *Solver) cutOf(v int32) *cut { return &s.places[s.vars[v].at] }

// comparison returns the literal of a comparison in normal form.
func (s *Solver) comparison(name ast.Field, op ast.Op, v ast.Value, fold bool) lit {
	id := s.field(name)
	f := &s.fields[id]
	text := v.Text
	s.steps -= (len(name.Name)+len(text))/16 + len(f.values)/4 // for looking them up
	p := pattern{op, text, fold}
	if !takes(f.kind, op, fold) {
		return s.unreadable()
	}
	if op == ast.OpExists {
		return f.has
	}
	a, isRead := kinds.ScalarOf(v)
	switch {
	case !isRead && (kinds.Ordered(f.kind) || f.kind == schema.Bool):
		return s.unreadable()
	case kinds.Ordered(f.kind):
		return s.order(id, op, a)
	case f.strict && !slices.Contains(f.values, text):
		return never
	case !utf8.ValidString(text):
		return s.unreadable()
	case fold && !chars.HasCase(text):
		p.fold = false
	case fold:
		p.text = kinds.FoldOf(v)
	}
	if text == "" && op != ast.OpEqual {
		return f.has
	}
	return s.atom(id, isPattern, p)
}

// order returns the literal of a comparison with a, by one or two cuts: a value is a if it
// is before the cut that follows a, and not before the cut that precedes it.
func (s *Solver) order(id int32, op ast.Op, a kinds.Scalar) lit {
	base := len(s.stack)
	before, after := around(s.fields[id].kind, a)
	switch op {
	case ast.OpLess:
		return s.cut(id, before)
	case ast.OpLessEqual:
		return s.cut(id, after)
	case ast.OpGreater:
		s.stack = append(s.stack, s.fields[id].has, s.cut(id, after)^1)
	case ast.OpGreaterEqual:
		s.stack = append(s.stack, s.fields[id].has, s.cut(id, before)^1)
	default:
		s.stack = append(s.stack, s.cut(id, before)^1, s.cut(id, after))
	}
	return s.and(base)
}

// field returns the number of a field.
func (s *Solver) field(name ast.Field) int32 {
	if s.last >= 0 && tree.SameField(s.fields[s.last].name, name) {
		return s.last
	}
	k := fieldKey{name.Tag, name.Name}
	id, ok := s.fieldIDs[k]
	if !ok {
		name.At = ast.Span{}
		id = s.newField(name)
		s.fieldIDs[k] = id
	}
	s.last = id
	return id
}

func boolText(b bool) string { return kinds.Format(schema.Bool, kinds.OfBool(b)) }

func (s *Solver) newField(name ast.Field) int32 {
	f := field{name: name}
	if i := s.schema.Lookup(name.Name); i >= 0 && !name.Tag {
		known := &s.schema.Fields[i]
		if known.Name != name.Name {
			return s.field(ast.Name(known.Name))
		}
		closed := slices.Contains(s.opts.Closed, known.Name)
		f.kind, f.usual, f.values = known.Kind, closed || known.Always && !s.opts.AnyRecord, known.Values
		f.strict = f.kind == schema.Enum && (closed || !s.opts.LooseEnums && !s.opts.AnyRecord)
		if f.kind == schema.Bool {
			f.values, f.strict = []string{boolText(false), boolText(true)}, true
		}
	}
	id := int32(len(s.fields))
	if !f.usual || f.kind == schema.Enum && !f.strict {
		f.has = s.variable(variable{field: id, kind: isPresent})
	}
	s.fields = append(s.fields, f)
	return id
}
