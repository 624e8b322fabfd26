package ast

import (
	"iter"
	"slices"
)

// Inspect calls f for x and then, if f returned true, for each node below it,
// in the order of the text.
func Inspect(x Expr, f func(Expr) bool) {
	if !f(x) {
		return
	}
	switch x := x.(type) {
	case *And:
		for _, t := range x.Terms {
			Inspect(t, f)
		}
	case *Or:
		for _, t := range x.Terms {
			Inspect(t, f)
		}
	case *Not:
		Inspect(x.X, f)
	}
}

// Terms returns the terms of an And or an Or, and none for any other.
func Terms(x Expr) []Expr {
	switch x := x.(type) {
	case *And:
		return x.Terms
	case *Or:
		return x.Terms
	}
	return nil
}

// Comparisons returns the comparisons of x in the order of the text.
func Comparisons(x Expr) iter.Seq[*Comparison] {
	return func(yield func(*Comparison) bool) {
		more := true
		Inspect(x, func(x Expr) bool {
			if c, ok := x.(*Comparison); ok && more {
				more = yield(c)
			}
			return more
		})
	}
}

// Map returns x with every comparison c replaced by f(c). Nodes below which
// nothing changed are shared with x, which itself is left as it was. f must not
// return nil.
func Map(x Expr, f func(*Comparison) *Comparison) Expr {
	switch x := x.(type) {
	case *And:
		if terms, changed := mapTerms(x.Terms, f); changed {
			return &And{Terms: terms, At: x.At}
		}
	case *Or:
		if terms, changed := mapTerms(x.Terms, f); changed {
			return &Or{Terms: terms, At: x.At}
		}
	case *Not:
		if y := Map(x.X, f); y != x.X {
			return &Not{X: y, At: x.At}
		}
	case *Comparison:
		return f(x)
	}
	return x
}

func mapTerms(terms []Expr, f func(*Comparison) *Comparison) ([]Expr, bool) {
	result, changed := terms, false
	for i, t := range terms {
		u := Map(t, f)
		if u == t {
			continue
		}
		if !changed {
			result, changed = slices.Clone(terms), true
		}
		result[i] = u
	}
	return result, changed
}

// Equal reports whether a and b are the same tree, wherever they stood in a
// text. Queries that merely mean the same are not equal.
func Equal(a, b Expr) bool {
	if isNil(a) || isNil(b) {
		return isNil(a) && isNil(b)
	}
	switch a := a.(type) {
	case *And:
		b, ok := b.(*And)
		return ok && slices.EqualFunc(a.Terms, b.Terms, Equal)
	case *Or:
		b, ok := b.(*Or)
		return ok && slices.EqualFunc(a.Terms, b.Terms, Equal)
	case *Not:
		b, ok := b.(*Not)
		return ok && Equal(a.X, b.X)
	case *Comparison:
		b, ok := b.(*Comparison)
		return ok && a.Op == b.Op && a.Fold == b.Fold && a.Field.Same(b.Field) &&
			slices.EqualFunc(a.Values, b.Values, func(v, w Value) bool { return v.Text == w.Text })
	}
	return false
}

// Same reports whether f and g are the same field, wherever they stood.
func (f Field) Same(g Field) bool { return f.Tag == g.Tag && f.Name == g.Name }
