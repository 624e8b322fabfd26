package ast

import "github.com/searchfilter/searchfilter/internal/chars"

// Normal returns the normal form of x, which selects the same records and on
// which every later stage works. For a tree that Validate accepts:
//
//  1. Not stands directly over a Comparison and nowhere else.
//  2. The operators are =, ^=, *=, $=, <, <=, >, >= and exists. The others are
//     written out: f != v is not f = v, f in (v, w) is f = v or f = w, and
//     f not in (v, w) is not f = v and not f = w.
//  3. An And has two terms or more, none of them an And, but for the empty
//     query, which is its own normal form. An Or has two or more, none an Or.
//  4. Terms stand in the order of the text, and nothing is merged or dropped:
//     there are as many comparisons as x has conditions.
//  5. An And, an Or and a Not have the span of the part of the text that says
//     them: for an And that a not turned into an Or, that is the not's. A
//     comparison keeps its own, also where a not above it or its != went away;
//     one of several from an in-list has that of its value.
//  6. A comparison ignores case only if its value has case.
//  7. Normal(Normal(x)) equals Normal(x).
//
// Note that not f < v is not f >= v: a record that lacks f is selected by the
// first alone. So negations before an order operator stay.
func Normal(x Expr) Expr { return normal(x, false) }

// normal returns the normal form of x, or of its negation.
func normal(x Expr, negate bool) Expr {
	x, at, negate := strip(x, negate)
	switch x := x.(type) {
	case *And:
		return junction(appendTerms(nil, x.Terms, negate, negate), at, negate)
	case *Or:
		return junction(appendTerms(nil, x.Terms, !negate, negate), at, !negate)
	case *Comparison:
		return normalComparison(x, at, negate)
	}
	return x
}

// strip returns what is below the nots at the top of x, where all of that stands,
// and whether it is negated, given whether x is. A not that was built in Go
// stands nowhere, and what is below it may.
func strip(x Expr, negate bool) (below Expr, at Span, negated bool) {
	at = x.Span()
	for {
		not, ok := x.(*Not)
		if !ok {
			return x, at, negate
		}
		x, negate = not.X, !negate
		if !at.IsValid() {
			at = x.Span()
		}
	}
}

// appendNormal appends the terms that the normal form of x, or of its negation,
// has in an and, or if or is set in an or. Lists are flattened as they are
// built, so that no term is copied once for each level above it.
func appendNormal(list []Expr, x Expr, or, negate bool) []Expr {
	switch y, at, negate := strip(x, negate); y := y.(type) {
	case *And:
		if or == negate { // a negated and is an or, by De Morgan's law
			return appendTerms(list, y.Terms, or, negate)
		}
	case *Or:
		if or != negate {
			return appendTerms(list, y.Terms, or, negate)
		}
	case *Comparison:
		if isList(y) && or == (negate == (y.Op == OpNotIn)) {
			return appendValues(list, y, at, negate)
		}
	}
	return append(list, normal(x, negate))
}

func appendTerms(list, terms []Expr, or, negate bool) []Expr {
	for _, t := range terms {
		list = appendNormal(list, t, or, negate)
	}
	return list
}

func isList(x *Comparison) bool { return x.Op == OpIn || x.Op == OpNotIn }

// normalComparison returns the normal form of x, or of its negation, whose span
// is at.
func normalComparison(x *Comparison, at Span, negate bool) Expr {
	switch {
	case x.Op == OpNotEqual:
		return literal(x, OpEqual, x.Values, at, !negate)
	case isList(x):
		or := negate == (x.Op == OpNotIn)
		return junction(appendValues(nil, x, at, negate), at, or)
	}
	return literal(x, x.Op, x.Values, at, negate)
}

// appendValues appends an equality for each value of an in, or its negation.
func appendValues(list []Expr, x *Comparison, at Span, negate bool) []Expr {
	negate = negate != (x.Op == OpNotIn)
	for i, v := range x.Values {
		if len(x.Values) > 1 {
			at = v.At
		}
		list = append(list, literal(x, OpEqual, x.Values[i:i+1:i+1], at, negate))
	}
	return list
}

// literal returns x with that operator and those values, or its negation, whose
// span is at.
func literal(x *Comparison, op Op, values []Value, at Span, negate bool) Expr {
	c := x
	fold := x.Fold && len(values) > 0 && chars.HasCase(values[0].Text)
	if op != x.Op || fold != x.Fold {
		c = &Comparison{Field: x.Field, Op: op, Values: values, Fold: fold, At: x.At, OpAt: x.OpAt, FoldAt: x.FoldAt}
		if len(values) < len(x.Values) {
			c.At = at
		}
	}
	if negate {
		return &Not{X: c, At: at}
	}
	return c
}

// junction returns the and, or the or, of the list.
func junction(list []Expr, at Span, or bool) Expr {
	switch {
	case len(list) == 1:
		return list[0]
	case or:
		return &Or{Terms: list, At: at}
	}
	return &And{Terms: list, At: at}
}
