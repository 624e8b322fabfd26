package ast

import (
	"iter"
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
