package dnf

import (
	"cmp"
	"slices"
)

// Factor returns the or of the rows as a person would write it: what several rows have in
// common is written once. Two rows make (a or b) and c, and four make (a or b) and (c or d).
// Terms stand in the order of their first codes.
//
// It is the quick factoring of logic synthesis. It takes the literal that most rows have,
// finds all that stands beside it, divides the rows by that, and goes on with the quotient
// and the remainder.
//
// There must be a row. One without literals makes an and without terms.
func Factor(rows []Row) Expr {
	terms := make([]term, len(rows))
	for i, r := range rows {
		terms[i] = r.Literals
	}
	return factor(terms)
}

// Expr returns the and of the row's literals, in the order of their codes.
func (r *Row) Expr() Expr { return join(And, term(r.Literals).factors(0)) }

// A term is an and of literals.
type term []Literal

func factor(terms []term) Expr {
	if common := common(terms); len(common) > 0 {
		rest := make([]term, len(terms))
		for i, t := range terms {
			rest[i] = t.without(common)
		}
		factors := common.factors(1)
		if !slices.ContainsFunc(rest, func(t term) bool { return len(t) == 0 }) {
			factors = append(factors, factor(rest))
		}
		return join(And, factors)
	}
	code, ok := mostCommon(terms)
	if !ok {
		list := make([]Expr, len(terms))
		for i, t := range terms {
			list[i] = join(And, t.factors(0))
		}
		return join(Or, list)
	}
	// What stands beside the literal, without what all of that has in common.
	var divisor []term
	for _, t := range terms {
		if t.has(code) {
			divisor = append(divisor, t)
		}
	}
	shared := common(divisor)
	for i, t := range divisor {
		divisor[i] = t.without(shared)
	}
	quotient, remainder := divide(terms, divisor)
	product := join(And, []Expr{factor(quotient), factor(divisor)})
	if len(remainder) == 0 {
		return product
	}
	return join(Or, []Expr{product, factor(remainder)})
}

// join joins the list by and or by or, in the order of the first codes. No And is in an And
// then, and no Or in an Or. The result may use the slice.
func join(by Op, list []Expr) Expr {
	slices.SortStableFunc(list, func(a, b Expr) int { return cmp.Compare(a.first(), b.first()) })
	if len(list) == 1 {
		return list[0]
	}
	if by == Or {
		if i := slices.IndexFunc(list, func(x Expr) bool { return x.Op == And && len(x.Terms) == 0 }); i >= 0 {
			return list[i]
		}
	}
	n, nested := 0, false
	for _, x := range list {
		if x.Op == by {
			n, nested = n+len(x.Terms), true
		} else {
			n++
		}
	}
	if !nested {
		return Expr{Op: by, Terms: list}
	}
	terms := make([]Expr, 0, n)
	for _, x := range list {
		if x.Op == by {
			terms = append(terms, x.Terms...)
		} else {
			terms = append(terms, x)
		}
	}
	if len(terms) == 1 {
		return terms[0]
	}
	return Expr{Op: by, Terms: terms}
}

// first returns the first code in x.
func (x *Expr) first() Code {
	switch {
	case x.Op == Lit:
		return x.Literal.Code
	case len(x.Terms) == 0:
		return Always
	}
	return x.Terms[0].first()
}

// factors returns the literals as expressions. The slice has room for so many more.
func (t term) factors(more int) []Expr {
	list := make([]Expr, len(t), len(t)+more)
	for i, l := range t {
		list[i] = Expr{Literal: l}
	}
	return list
}

// mostCommon returns the code that most terms have. It is not ok if no two have the same.
func mostCommon(terms []term) (most Code, ok bool) {
	counts := make(map[Code]int)
	for _, t := range terms {
		for _, l := range t {
			counts[l.Code]++
			if n, m := counts[l.Code], counts[most]; n > 1 && (!ok || n > m || n == m && l.Code < most) {
				most, ok = l.Code, true
			}
		}
	}
	return most, ok
}

func (t term) has(k Code) bool {
	return slices.ContainsFunc(t, func(l Literal) bool { return l.Code == k })
}

// without returns the literals of t that u does not have.
func (t term) without(u term) term {
	var left term
	for _, l := range t {
		if !u.has(l.Code) {
			left = append(left, l)
		}
	}
	return left
}

func (t term) within(u term) bool {
	return !slices.ContainsFunc(t, func(l Literal) bool { return !u.has(l.Code) })
}

// common returns the literals that all terms have. There must be a term.
func common(terms []term) term {
	var list term
	for _, l := range terms[0] {
		if !slices.ContainsFunc(terms[1:], func(t term) bool { return !t.has(l.Code) }) {
			list = append(list, l)
		}
	}
	return list
}

// divide returns a quotient and a remainder: the terms are quotient and divisor, or remainder.
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

// key returns a text that is the same for terms with the same literals, and for no others.
func (t term) key() string {
	codes := make([]Code, len(t))
	for i, l := range t {
		codes[i] = l.Code
	}
	slices.Sort(codes)
	b := make([]byte, 0, 3*len(codes))
	for _, v := range codes {
		for ; v >= 0x80; v >>= 7 {
			b = append(b, byte(v)|0x80)
		}
		b = append(b, byte(v))
	}
	return string(b)
}
