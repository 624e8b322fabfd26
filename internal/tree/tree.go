// Package tree has what the packages of this module do with trees of package ast, and
// nobody else needs.
package tree

import (
	"slices"

	"github.com/searchfilter/searchfilter/ast"
)

// IsEmpty reports whether x is the empty query, which selects every record.
func IsEmpty(x ast.Expr) bool {
	and, ok := x.(*ast.And)
	return ok && and != nil && len(and.Terms) == 0
}

// Terms returns the terms of an And or an Or, and none for any other.
func Terms(x ast.Expr) []ast.Expr {
	switch x := x.(type) {
	case *ast.And:
		return x.Terms
	case *ast.Or:
		return x.Terms
	}
	return nil
}

// Literal splits a leaf of an expression in normal form into its comparison and
// whether Not stands over it. It returns nil for an And or an Or.
func Literal(x ast.Expr) (c *ast.Comparison, negated bool) {
	if not, ok := x.(*ast.Not); ok {
		x, negated = not.X, true
	}
	c, _ = x.(*ast.Comparison)
	return c, negated
}

// Fold returns the condition x with an i behind its values, which ignores case. x itself is
// left as it was.
func Fold(x *ast.Comparison) *ast.Comparison {
	y := *x
	y.Fold = true
	return &y
}

// Map returns x with every comparison c replaced by f(c). The terms of an And that
// takes a place among those of an And stand there themselves, and so do those of an Or.
// Nodes below which nothing changed are shared with x, which itself is left as it was. f
// must not return nil.
func Map[T ast.Expr](x ast.Expr, f func(*ast.Comparison) T) ast.Expr {
	switch x := x.(type) {
	case *ast.And:
		if terms, changed := mapTerms(x.Terms, false, f); changed {
			return &ast.And{Terms: terms, At: x.At}
		}
	case *ast.Or:
		if terms, changed := mapTerms(x.Terms, true, f); changed {
			return &ast.Or{Terms: terms, At: x.At}
		}
	case *ast.Not:
		if y := Map(x.X, f); y != x.X {
			return &ast.Not{X: y, At: x.At}
		}
	case *ast.Comparison:
		return f(x)
	}
	return x
}

// mapTerms maps the terms of an and, or if or is set those of an or.
func mapTerms[T ast.Expr](terms []ast.Expr, or bool, f func(*ast.Comparison) T) (mapped []ast.Expr, changed bool) {
	for i, t := range terms {
		u := Map(t, f)
		if u != t && !changed {
			mapped, changed = append(make([]ast.Expr, 0, len(terms)), terms[:i]...), true
		}
		_, isAnd := u.(*ast.And)
		_, isOr := u.(*ast.Or)
		switch {
		case !changed:
		case u != t && (isAnd && !or || isOr && or):
			mapped = append(mapped, Terms(u)...)
		default:
			mapped = append(mapped, u)
		}
	}
	return mapped, changed
}

// Equal reports whether a and b are the same tree, wherever they stood in a
// text. Queries that merely mean the same are not equal.
func Equal(a, b ast.Expr) bool {
	switch a := a.(type) {
	case *ast.And:
		b, ok := b.(*ast.And)
		return ok && slices.EqualFunc(a.Terms, b.Terms, Equal)
	case *ast.Or:
		b, ok := b.(*ast.Or)
		return ok && slices.EqualFunc(a.Terms, b.Terms, Equal)
	case *ast.Not:
		b, ok := b.(*ast.Not)
		return ok && Equal(a.X, b.X)
	case *ast.Comparison:
		b, ok := b.(*ast.Comparison)
		return ok && a.Op == b.Op && a.Fold == b.Fold && SameField(a.Field, b.Field) &&
			slices.EqualFunc(a.Values, b.Values, func(v, w ast.Value) bool { return v.Text == w.Text })
	}
	return a == b
}

// SameField reports whether f and g are the same field, wherever they stood.
func SameField(f, g ast.Field) bool { return f.Tag == g.Tag && f.Name == g.Name }
