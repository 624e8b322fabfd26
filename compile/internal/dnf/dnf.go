// Package dnf turns any nesting of and and or over literals into an or of ands, and factors
// an or of ands back.
//
// A literal is a variable or its negation, by number. The caller knows what the variables
// mean. It gives the variables that each one implies as data, and says which exclude one
// another when it is asked about those of one row.
//
// The or of ands can be exponentially larger than the expression. [Expr.Size] counts it in
// linear time, and then [Algebra.Rows] makes it in one go. [Algebra.Expand] makes it part by
// part. After each part it drops the rows that cannot be, and those that others absorb. It
// gives up beyond a [Budget]. So the work is bounded in rows and literals, and not in time.
package dnf

import "slices"

// A Code is what a literal says: twice the number of its variable, and one more if it is
// negated.
type Code = int32

// Codes that do not depend on the variables.
const (
	Always Code = -1
	Never  Code = -2
)

// A Literal is a code with the place where it stands. What the place means is the caller's
// affair.
type Literal struct {
	Code  Code
	Place int32
}

// Variable returns the number of the literal's variable.
func (l Literal) Variable() int { return int(l.Code >> 1) }

// Negated reports whether the literal is the negation of its variable.
func (l Literal) Negated() bool { return l.Code&1 != 0 }

// An Op is what an expression is.
type Op uint8

// The operators of an expression.
const (
	Lit Op = iota
	And
	Or
)

// An Expr is a literal, or an and or an or of any number of terms.
type Expr struct {
	Op      Op
	Literal Literal // for Lit
	Terms   []Expr  // for And and Or
}

// A Size is how many rows an expression has as an or of ands, and how many
// literals are in all of them, if nothing is absorbed. Numbers stop at TooLarge.
type Size struct{ Rows, Literals int64 }

// TooLarge stands for itself and all larger numbers. Every limit is less.
const TooLarge = 1_000_000_000_000

// One is the size of a literal.
var One = Size{1, 1}

// None is the size of an and without terms. That of an or is the zero Size.
var None = Size{1, 0}

// Or returns the size of an or of an expression of each size.
func (s Size) Or(t Size) Size { return Size{plus(s.Rows, t.Rows), plus(s.Literals, t.Literals)} }

// And returns the size of an and of an expression of each size.
func (s Size) And(t Size) Size {
	return Size{
		Rows:     Times(s.Rows, t.Rows),
		Literals: plus(Times(s.Literals, t.Rows), Times(t.Literals, s.Rows)),
	}
}

// Within reports whether the size is not over the most.
func (s Size) Within(most Size) bool { return s.Rows <= most.Rows && s.Literals <= most.Literals }

func plus(a, b int64) int64 { return min(a+b, TooLarge) }

// Times returns a times b, but no more than TooLarge.
func Times(a, b int64) int64 {
	if a != 0 && b > TooLarge/a {
		return TooLarge
	}
	return a * b
}

// Size returns the size of x.
func (x *Expr) Size() Size { return x.Sizes(func(*Expr, Size) {}) }

// Sizes is Size that calls f with each expression in x and its size, with x last.
func (x *Expr) Sizes(f func(*Expr, Size)) Size {
	s := One
	switch x.Op {
	case And:
		s = None
	case Or:
		s = Size{}
	}
	for i := range x.Terms {
		if t := x.Terms[i].Sizes(f); x.Op == And {
			s = s.And(t)
		} else {
			s = s.Or(t)
		}
	}
	f(x, s)
	return s
}

// A Variable is what is known of one.
type Variable struct {
	// Group is the same for variables that may exclude one another. It is negative if this
	// one excludes none.
	Group   int
	Implies []int // the other variables that follow from it
	Same    []int // those of Implies from which it follows
}

// An Algebra makes rows over variables. Its methods use the same memory, so that
// only one may run at a time.
type Algebra struct {
	variables []Variable
	exclusive func([]Literal) (i, j int, ok bool)

	n       int32   // the number of rows made and looked at
	stamp   []int32 // of each code, the last row that had it
	implied []int32 // of each variable, the last row in which it followed from another
	met     []int32 // of each group, the last row that was looked at with a literal of it

	frequency []int    // of each code, how many of the rows have it that Absorb looks at
	byRarest  [][]*Row // of each code, those of them that it keeps and whose rarest it is

	together []Literal // those of one group that are compared
}

// New returns an algebra of the variables, which have groups from 0 to groups-1. Exclusive
// is to return the indexes of two of the literals that exclude each other, if there are any.
// It is called with at least two positive literals of one group.
func New(variables []Variable, groups int, exclusive func([]Literal) (i, j int, ok bool)) *Algebra {
	n := len(variables)
	stamps := make([]int32, 3*n+groups)
	return &Algebra{
		variables: variables,
		exclusive: exclusive,
		stamp:     stamps[:2*n],
		implied:   stamps[2*n : 3*n],
		met:       stamps[3*n:],
	}
}

// A Row is an and of literals. The zero Row has none.
type Row struct {
	// Literals are distinct, and none follows from another that is positive.
	Literals []Literal
	// Codes are those of the literals, and of the variables that follow from
	// them, sorted.
	Codes []Code

	mask uint64 // has a bit for each code, which other codes share
}

// Row returns the row of the literals. It leaves out a literal that is there already, and one
// that follows from another. Of literals that follow from each other, the first stays. No
// literal may be Always or Never.
func (a *Algebra) Row(literals []Literal) Row {
	a.n++
	n := a.n
	r := Row{Literals: make([]Literal, 0, len(literals)), Codes: make([]Code, 0, len(literals))}
	implied := 0
	for _, l := range literals {
		if a.stamp[l.Code] == n {
			continue
		}
		a.stamp[l.Code] = n
		r.Literals = append(r.Literals, l)
		if l.Negated() {
			continue
		}
		v := &a.variables[l.Variable()]
		for _, w := range v.Implies {
			isFirst := a.stamp[2*w] == n && slices.Contains(v.Same, w) // which stays, and this one goes
			if a.implied[w] != n && !isFirst {
				a.implied[w] = n
				implied++
				r.Codes = append(r.Codes, Code(2*w))
			}
		}
	}
	if implied > 0 {
		r.Literals = slices.DeleteFunc(r.Literals, func(l Literal) bool { return !l.Negated() && a.implied[l.Variable()] == n })
	}
	for _, l := range r.Literals {
		r.Codes = append(r.Codes, l.Code)
	}
	slices.Sort(r.Codes)
	for _, k := range r.Codes {
		r.mask |= bit(k)
	}
	return r
}

func bit(k Code) uint64 { return 1 << (k % 64) }

// Has reports whether the row has the code, or a literal from which it follows.
func (r *Row) Has(k Code) bool {
	_, ok := slices.BinarySearch(r.Codes, k)
	return ok
}

// Implies reports whether s follows from r.
func (r *Row) Implies(s *Row) bool { return s.mask&^r.mask == 0 && subset(s.Codes, r.Codes) }

// subset reports whether b has all elements of a. Both are sorted.
func subset(a, b []Code) bool {
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

// Split returns the left row, of the variables for which isRight is false, and the right row,
// of those for which it is true. Nothing on one side may follow from the other.
func (r *Row) Split(isRight func(variable int) bool) (left, right Row) {
	side := func(k Code) *Row {
		if isRight(int(k >> 1)) {
			return &right
		}
		return &left
	}
	for _, l := range r.Literals {
		s := side(l.Code)
		s.Literals = append(s.Literals, l)
	}
	for _, k := range r.Codes {
		s := side(k)
		s.Codes = append(s.Codes, k)
		s.mask |= bit(k)
	}
	return left, right
}

// Same reports whether the rows have the same literals.
func (r *Row) Same(s *Row) bool {
	return len(r.Literals) == len(s.Literals) && term(r.Literals).within(s.Literals)
}

// Clash returns two literals of r that exclude each other, if there are any.
func (a *Algebra) Clash(r *Row) (x, y Literal, ok bool) {
	if len(r.Literals) < 2 {
		return x, y, false
	}
	a.n++
	for _, l := range r.Literals {
		group := a.variables[l.Variable()].Group
		if l.Negated() {
			if r.Has(l.Code - 1) {
				return a.because(r, l), l, true
			}
			continue
		}
		if group < 0 {
			continue
		}
		switch a.met[group] {
		default:
			a.met[group] = a.n
		case a.n:
			a.met[group] = -a.n // all of the group are looked at now
			if x, y, ok := a.inGroup(r, group); ok {
				return x, y, true
			}
		case -a.n:
		}
	}
	return x, y, false
}

// because returns the positive literal of r that implies the variable of l, a negated literal.
func (a *Algebra) because(r *Row, l Literal) Literal {
	i := slices.IndexFunc(r.Literals, func(p Literal) bool {
		return !p.Negated() && (p.Variable() == l.Variable() || slices.Contains(a.variables[p.Variable()].Implies, l.Variable()))
	})
	return r.Literals[i]
}

// inGroup returns two positive literals of r in the group that exclude each other,
// if there are any.
func (a *Algebra) inGroup(r *Row, group int) (x, y Literal, ok bool) {
	a.together = a.together[:0]
	for _, l := range r.Literals {
		if !l.Negated() && a.variables[l.Variable()].Group == group {
			a.together = append(a.together, l)
		}
	}
	i, j, ok := a.exclusive(a.together)
	if !ok {
		return x, y, false
	}
	return a.together[i], a.together[j], true
}
