package compile

import (
	"strconv"

	"github.com/searchfilter/searchfilter/ast"
)

// checkTerms reports the parts of x whose or of ands is too large, and whether
// there are none. An expression that isLeaf holds for is one condition.
func (c *compiler) checkTerms(x ast.Expr, isLeaf func(ast.Expr) bool, most size) bool {
	ok := true
	sizeOf(x, isLeaf, func(x ast.Expr, s size) bool {
		if s.within(most) {
			return false
		}
		ok = false
		n, what, limit := s.rows, "rows", most.rows
		if s.rows <= most.rows {
			n, what, limit = s.conditions, "conditions", most.conditions
		}
		many := strconv.FormatInt(n, 10)
		if n >= tooLarge {
			many = "more than a million million"
		}
		c.fail(ast.Diagnostic{
			Code:    ast.TooManyTerms,
			Span:    x.Span(),
			Message: "as an or of ands this has " + many + " " + what + ", and the limit is " + strconv.FormatInt(limit, 10),
			Hint:    "join fewer ors with and, or set a higher limit",
		})
		return true
	})
	return ok
}

// A size is how many rows an expression has as an or of ands, and how many
// conditions are in all of them. Numbers stop at tooLarge, which is over every
// limit.
type size struct{ rows, conditions int64 }

const tooLarge = 1_000_000_000_000

// most returns the largest size that the target allows.
func (c *compiler) most() size {
	const perRow = 100 // conditions, on average
	rows := min(int64(c.target.MaxTerms), tooLarge-1)
	return size{rows, min(times(rows, perRow), tooLarge-1)}
}

func (s size) within(most size) bool {
	return s.rows <= most.rows && s.conditions <= most.conditions
}

// noLeaf is for conditions alone being leaves.
func noLeaf(ast.Expr) bool { return false }

// sizeOf returns the size of x. It calls over for every expression in it, but
// for those that have one below for which over returned true.
func sizeOf(x ast.Expr, isLeaf func(ast.Expr) bool, over func(ast.Expr, size) bool) size {
	s, _ := sizeBelow(x, isLeaf, over)
	return s
}

func sizeBelow(x ast.Expr, isLeaf func(ast.Expr) bool, over func(ast.Expr, size) bool) (total size, found bool) {
	terms := ast.Terms(x)
	_, or := x.(*ast.Or)
	_, and := x.(*ast.And)
	switch {
	case !or && !and || isLeaf(x):
		return size{1, 1}, false
	case and:
		total.rows = 1
	}
	for _, t := range terms {
		s, below := sizeBelow(t, isLeaf, over)
		found = found || below
		if or {
			total = size{plus(total.rows, s.rows), plus(total.conditions, s.conditions)}
		} else {
			total = size{
				rows:       times(total.rows, s.rows),
				conditions: plus(times(total.conditions, s.rows), times(s.conditions, total.rows)),
			}
		}
	}
	return total, found || over(x, total)
}

func plus(a, b int64) int64 { return min(a+b, tooLarge) }

func times(a, b int64) int64 {
	if a != 0 && b > tooLarge/a {
		return tooLarge
	}
	return a * b
}

// tooManyTagConditions reports a filter, at the tags it comes from, with n of them.
func (c *compiler) tooManyTagConditions(at ast.Span, n int) {
	hint := "split the query into several requests, or set a higher limit"
	if c.tagsOnly() {
		hint = "ask for fewer tags, or set a higher limit"
	}
	c.fail(ast.Diagnostic{
		Code:    ast.TooManyTagConditions,
		Span:    at,
		Message: "the tag filter has " + number(n) + " conditions, and the limit is " + number(c.target.MaxTagConditions),
		Hint:    hint,
	})
}

// checkDepth reports the parts of x, over criteria, that stand too deep.
func (c *compiler) checkDepth(x ast.Expr) {
	if !ast.IsEmpty(x) {
		c.checkDepthBelow(x, 1)
	}
}

func (c *compiler) checkDepthBelow(x ast.Expr, depth int) {
	if depth > c.target.MaxDepth {
		c.fail(ast.Diagnostic{
			Code:    ast.TooDeep,
			Span:    x.Span(),
			Message: "the criteria nest deeper than " + number(c.target.MaxDepth) + " here",
			Hint:    "nest less, or set a higher limit",
		})
		return
	}
	for _, t := range ast.Terms(x) {
		c.checkDepthBelow(t, depth+1)
	}
}
