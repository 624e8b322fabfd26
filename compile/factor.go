package compile

import (
	"cmp"
	"slices"

	"github.com/searchfilter/searchfilter/ast"
)

// factor returns the or of the rows as a person would write it: with what
// several rows have in common written once. (name = a or name = b) and status =
// SAVED comes of two rows, and (a or b) and (c or d) of four.
//
// It is the quick factoring of logic synthesis: take the literal that most rows
// have, find all that stands beside it, divide the rows by that, and go on with
// the quotient and the remainder. Terms stand in the order of the text.
//
// There is one row at least. Of one without literals it returns the empty query.
func factor(rows []row) ast.Expr {
	terms := make([]term, len(rows))
	for i, r := range rows {
		terms[i] = r.literals
	}
	return factorTerms(terms).x
}

// A term is an and of literals.
type term []literal

// A factored is an expression and the first code in it, by which it is sorted.
type factored struct {
	x     ast.Expr
	first code
}

func factorTerms(terms []term) factored {
	if common := common(terms); len(common) > 0 {
		rest := make([]term, len(terms))
		for i, t := range terms {
			rest[i] = t.without(common)
		}
		factors := common.factors()
		if !slices.ContainsFunc(rest, func(t term) bool { return len(t) == 0 }) {
			factors = append(factors, factorTerms(rest))
		}
		return join(factors, and)
	}
	literal, ok := mostCommon(terms)
	if !ok {
		list := make([]factored, len(terms))
		for i, t := range terms {
			list[i] = join(t.factors(), and)
		}
		return join(list, or)
	}
	// What stands beside the literal, without what is common to all of that.
	var divisor []term
	for _, t := range terms {
		if t.has(literal) {
			divisor = append(divisor, t)
		}
	}
	shared := common(divisor)
	for i, t := range divisor {
		divisor[i] = t.without(shared)
	}
	quotient, remainder := divide(terms, divisor)
	product := join([]factored{factorTerms(quotient), factorTerms(divisor)}, and)
	if len(remainder) == 0 {
		return product
	}
	return join([]factored{product, factorTerms(remainder)}, or)
}

// join joins the list, in the order of the text, by and or by or.
func join(list []factored, by func(...ast.Expr) ast.Expr) factored {
	slices.SortStableFunc(list, func(a, b factored) int { return cmp.Compare(a.first, b.first) })
	terms := make([]ast.Expr, len(list))
	for i, f := range list {
		terms[i] = f.x
	}
	if len(list) == 0 {
		return factored{by(), always}
	}
	return factored{by(terms...), list[0].first}
}

func (t term) factors() []factored {
	list := make([]factored, len(t))
	for i, l := range t {
		list[i] = factored{l.x, l.code}
	}
	return list
}

// expr returns the and of r's literals, in the order of the text.
func (r *row) expr() ast.Expr { return join(term(r.literals).factors(), and).x }

// mostCommon returns the literal that most terms have, if any two have one.
func mostCommon(terms []term) (most code, ok bool) {
	counts := make(map[code]int)
	for _, t := range terms {
		for _, l := range t {
			counts[l.code]++
			if n, m := counts[l.code], counts[most]; n > 1 && (!ok || n > m || n == m && l.code < most) {
				most, ok = l.code, true
			}
		}
	}
	return most, ok
}

func (t term) has(k code) bool {
	return slices.ContainsFunc(t, func(l literal) bool { return l.code == k })
}

// without returns the literals of t that u does not have.
func (t term) without(u term) term {
	var left term
	for _, l := range t {
		if !u.has(l.code) {
			left = append(left, l)
		}
	}
	return left
}

func (t term) within(u term) bool {
	return !slices.ContainsFunc(t, func(l literal) bool { return !u.has(l.code) })
}

// common returns the literals that all terms have, of which there is one at least.
func common(terms []term) term {
	var list term
	for _, l := range terms[0] {
		if !slices.ContainsFunc(terms[1:], func(t term) bool { return !t.has(l.code) }) {
			list = append(list, l)
		}
	}
	return list
}

// divide returns the terms q and r such that terms is q and divisor, or r.
func divide(terms, divisor []term) (quotient, remainder []term) {
	used := make(map[string]bool)
	for i, d := range divisor {
		var with []term
		for _, t := range terms {
			if d.within(t) {
				with = append(with, t.without(d))
			}
		}
		if i == 0 {
			quotient = with
			continue
		}
		keys := make(map[string]bool, len(with))
		for _, q := range with {
			keys[q.key()] = true
		}
		quotient = slices.DeleteFunc(quotient, func(q term) bool { return !keys[q.key()] })
	}
	for _, q := range quotient {
		for _, d := range divisor {
			used[append(slices.Clip(q), d...).key()] = true
		}
	}
	for _, t := range terms {
		if !used[t.key()] {
			remainder = append(remainder, t)
		}
	}
	return quotient, remainder
}

func (t term) same(u term) bool { return len(t) == len(u) && t.within(u) }

// key returns what is the same for terms with the same literals.
func (t term) key() string {
	codes := make([]code, len(t))
	for i, l := range t {
		codes[i] = l.code
	}
	slices.Sort(codes)
	return keyOf(codes)
}

// and returns the conjunction of the terms, and or their disjunction, as a tree
// in which no And is in an And and no Or in an Or. An Or without terms selects
// nothing, and only these two make and expect it.
func and(terms ...ast.Expr) ast.Expr {
	if i := slices.IndexFunc(terms, isNothing); i >= 0 {
		return terms[i]
	}
	list, at := flat(terms, func(x ast.Expr) bool { _, ok := x.(*ast.And); return ok })
	if len(list) == 1 {
		return list[0]
	}
	return &ast.And{Terms: list, At: at}
}

func or(terms ...ast.Expr) ast.Expr {
	if i := slices.IndexFunc(terms, ast.IsEmpty); i >= 0 {
		return terms[i]
	}
	list, at := flat(terms, func(x ast.Expr) bool { _, ok := x.(*ast.Or); return ok })
	if len(list) == 1 {
		return list[0]
	}
	return &ast.Or{Terms: list, At: at}
}

// flat returns the terms, with the terms of those of the same kind in their
// place, and where they all stand.
func flat(terms []ast.Expr, same func(ast.Expr) bool) (list []ast.Expr, at ast.Span) {
	list = make([]ast.Expr, 0, len(terms))
	for _, t := range terms {
		if same(t) {
			list = append(list, ast.Terms(t)...)
		} else {
			list = append(list, t)
		}
		at = at.Cover(t.Span())
	}
	return list, at
}

// isNothing reports whether x is the or without terms.
func isNothing(x ast.Expr) bool {
	o, ok := x.(*ast.Or)
	return ok && len(o.Terms) == 0
}

// keyOf returns a string that is the same for the same codes alone.
func keyOf(list []code) string {
	b := make([]byte, 0, 3*len(list))
	for _, v := range list {
		for ; v >= 0x80; v >>= 7 {
			b = append(b, byte(v)|0x80)
		}
		b = append(b, byte(v))
	}
	return string(b)
}
