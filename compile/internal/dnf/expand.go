package dnf

import (
	"cmp"
	"slices"
)

// Rows returns the rows of x, in the order of the text. There are as many as the Size of x
// says: the caller must check that first. No literal of x may be Always or Never.
func (a *Algebra) Rows(x *Expr) []Row {
	rows := make([]Row, 0, x.Size().Rows)
	each(nil, x, func(literals []Literal) { rows = append(rows, a.Row(literals)) })
	return rows
}

// each calls f with every row of x, appended to the literals in row. F must not keep the slice.
func each(row []Literal, x *Expr, f func([]Literal)) {
	switch x.Op {
	case Lit:
		f(append(row, x.Literal))
	case Or:
		for i := range x.Terms {
			each(row, &x.Terms[i], f)
		}
	case And:
		product(row, x.Terms, f)
	}
}

func product(row []Literal, terms []Expr, f func([]Literal)) {
	for i := range terms {
		if terms[i].Op == Lit {
			row = append(row, terms[i].Literal)
			continue
		}
		each(row, &terms[i], func(row []Literal) { product(row, terms[i+1:], f) })
		return
	}
	f(row)
}

// A Budget bounds an expansion.
type Budget struct {
	Rows     int // of the expression, or of a part of it that is no literal
	Literals int // in the rows of all parts
}

// A Clash is two literals that exclude each other. It is sure if some part of the expression
// always asks for both.
type Clash struct {
	A, B Literal
	Sure bool
}

// Expand returns the rows of x, without those that cannot be and those that others absorb. It
// also returns the clashes for which rows were dropped. It works part by part, so that an
// expression that repeats itself stays small. It is not ok if that takes more than the
// budget.
func (a *Algebra) Expand(x *Expr, b Budget) (rows []Row, clashes []Clash, ok bool) {
	e := expansion{Algebra: a, most: b.Rows, left: b.Literals}
	rows, ok = e.rows(x)
	return rows, e.clashes, ok
}

type expansion struct {
	*Algebra
	most    int // rows of a part
	left    int // how many literals may still be put in rows
	clashes []Clash
}

func (e *expansion) rows(x *Expr) (rows []Row, ok bool) {
	switch x.Op {
	case Or:
		for i := range x.Terms {
			more, ok := e.rows(&x.Terms[i])
			if !ok {
				return nil, false
			}
			if rows = append(rows, more...); len(rows) > 4*e.most {
				if rows = e.Absorb(rows); len(rows) > e.most {
					return nil, false
				}
			}
		}
		rows = e.Absorb(rows)
		return rows, len(rows) <= e.most
	case And:
		return e.product(x.Terms)
	}
	switch x.Literal.Code {
	case Never:
		return nil, true
	case Always:
		return []Row{{}}, true
	}
	e.left--
	return []Row{e.Row([]Literal{x.Literal})}, e.left >= 0
}

// product returns the rows of the and of the terms. Every row has the literals among the
// terms, so that these come first.
func (e *expansion) product(terms []Expr) (rows []Row, ok bool) {
	units := make([]Literal, 0, len(terms))
	for i := range terms {
		if x := &terms[i]; x.Op == Lit {
			switch x.Literal.Code {
			case Never:
				return nil, true
			case Always:
			default:
				units = append(units, x.Literal)
			}
		}
	}
	e.left -= len(units)
	unit := e.Row(units)
	if x, y, ok := e.Clash(&unit); ok {
		e.clashes = append(e.clashes, Clash{x, y, true})
		return nil, true
	}
	rows = []Row{unit}
	for i := range terms {
		if terms[i].Op == Lit {
			continue
		}
		factor, ok := e.rows(&terms[i])
		if !ok {
			return nil, false
		}
		if rows, ok = e.times(rows, factor, &unit); !ok {
			return nil, false
		}
	}
	return rows, e.left >= 0
}

// times returns the and of each row of a and each row of b. Every row of a has the unit.
func (e *expansion) times(a, b []Row, unit *Row) (rows []Row, ok bool) {
	for _, r := range a {
		for _, s := range b {
			if e.left -= len(r.Literals) + len(s.Literals); e.left < 0 || len(rows) > 4*e.most {
				return nil, false
			}
			both := e.Row(slices.Concat(r.Literals, s.Literals))
			if x, y, ok := e.Clash(&both); ok {
				e.clashes = append(e.clashes, Clash{x, y, slices.Contains(unit.Literals, x) || slices.Contains(unit.Literals, y)})
				continue
			}
			slices.SortFunc(both.Literals, func(l, m Literal) int { return cmp.Compare(l.Code, m.Code) })
			rows = append(rows, both)
		}
	}
	rows = e.Absorb(rows)
	return rows, len(rows) <= e.most
}
