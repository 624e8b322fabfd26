package compile

import (
	"cmp"
	"slices"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/logic"
)

// An expansion makes the or of ands of an expression part by part. After each
// part it drops the rows that no record meets and those that others absorb, so
// that a query that repeats itself stays small.
type expansion struct {
	table   *table
	left    int // how many literals may still be put in rows
	clashes []clash
}

// A clash is two literals that exclude each other. It is sure if a part of the
// query has no other way than to ask for both.
type clash struct {
	a, b ast.Expr
	sure bool
}

// rows returns the rows of x that a record can meet and none of which follows
// from another, or not ok if that takes too much.
func (e *expansion) rows(x ast.Expr) (rows []row, ok bool) {
	switch x := x.(type) {
	case *ast.Or:
		for _, term := range x.Terms {
			more, ok := e.rows(term)
			if !ok {
				return nil, false
			}
			if rows = append(rows, more...); len(rows) > 4*mostRows {
				if rows = e.table.absorb(rows); len(rows) > mostRows {
					return nil, false
				}
			}
		}
		rows = e.table.absorb(rows)
		return rows, len(rows) <= mostRows
	case *ast.And:
		return e.product(x.Terms)
	}
	l := e.table.literals[e.table.places[x]]
	switch l.code {
	case never:
		return nil, true
	case always:
		return []row{{}}, true
	}
	e.left--
	return []row{e.table.row([]literal{l})}, e.left >= 0
}

// product returns the rows of the and of the terms: first what the literals
// among them say, which every row has.
func (e *expansion) product(terms []ast.Expr) (rows []row, ok bool) {
	units := make([]literal, 0, len(terms))
	for _, term := range terms {
		if i, ok := e.table.places[term]; ok {
			switch l := e.table.literals[i]; l.code {
			case never:
				return nil, true
			case always:
			default:
				units = append(units, l)
			}
		}
	}
	e.left -= len(units)
	unit := e.table.row(units)
	if a, b, ok := e.table.clash(unit); ok {
		e.clashes = append(e.clashes, clash{a, b, true})
		return nil, true
	}
	rows = []row{unit}
	for _, term := range terms {
		if _, ok := e.table.places[term]; ok {
			continue
		}
		factor, ok := e.rows(term)
		if !ok {
			return nil, false
		}
		if rows, ok = e.times(rows, factor, &unit); !ok {
			return nil, false
		}
	}
	return rows, e.left >= 0
}

// times returns the rows that have what one of a and one of b ask for. Every row
// of a has the unit.
func (e *expansion) times(a, b []row, unit *row) (rows []row, ok bool) {
	for _, r := range a {
		for _, s := range b {
			if e.left -= len(r.literals) + len(s.literals); e.left < 0 || len(rows) > 4*mostRows {
				return nil, false
			}
			both := e.table.row(slices.Concat(r.literals, s.literals))
			if x, y, ok := e.table.clash(both); ok {
				e.clashes = append(e.clashes, clash{x, y, unit.says(x) || unit.says(y)})
				continue
			}
			slices.SortFunc(both.literals, func(l, m literal) int { return cmp.Compare(l.code, m.code) })
			rows = append(rows, both)
		}
	}
	rows = e.table.absorb(rows)
	return rows, len(rows) <= mostRows
}

// says reports whether x is one of the row's literals.
func (r *row) says(x ast.Expr) bool {
	return slices.ContainsFunc(r.literals, func(l literal) bool { return l.x == x })
}

// warn warns of the clashes: of all if nothing is left of the query, else of
// those that leave a part of it without effect.
func (e *expansion) warn(nothing bool) {
	slices.SortStableFunc(e.clashes, func(c, d clash) int {
		return cmp.Compare(c.b.Span().Start.Offset, d.b.Span().Start.Offset)
	})
	warned := make(map[[2]ast.Expr]bool)
	for _, c := range e.clashes {
		if pair := [2]ast.Expr{c.a, c.b}; (c.sure || nothing) && !warned[pair] {
			warned[pair] = true
			e.table.compiler.warnings.Add(logic.Contradiction(c.a, c.b))
		}
	}
}
