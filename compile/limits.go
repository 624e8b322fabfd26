package compile

import (
	"math"
	"strconv"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile/internal/dnf"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/tree"
)

// checkTerms reports the parts of x whose or of ands is too large, and whether
// there are none. An expression that isLeaf holds for is one condition.
func (c *compiler) checkTerms(x ast.Expr, isLeaf func(ast.Expr) bool, most dnf.Size) bool {
	ok := true
	sizeOf(x, isLeaf, func(x ast.Expr, s dnf.Size) bool {
		if s.Within(most) {
			return false
		}
		ok = false
		n, what, limit := s.Rows, "rows", most.Rows
		if s.Rows <= most.Rows {
			n, what, limit = s.Literals, "conditions", most.Literals
		}
		many := strconv.FormatInt(n, 10)
		if n >= dnf.TooLarge {
			many = "more than a million million"
		}
		c.fail(ast.Diagnostic{
			Code:    codes.TooManyTerms,
			Span:    x.Span(),
			Message: "as an or of ands this has " + many + " " + what + ", and the limit is " + strconv.FormatInt(limit, 10),
			Hint:    "join fewer ors with and, or raise Target.MaxTerms",
			Params:  ast.Params{Count: int(min(n, math.MaxInt)), Limit: int(min(limit, math.MaxInt)), Option: "Target.MaxTerms"},
		})
		return true
	})
	return ok
}

// most returns the largest size that the target allows.
func (c *compiler) most() dnf.Size {
	const perRow = 100 // conditions, on average
	rows := min(int64(c.target.MaxTerms), dnf.TooLarge-1)
	return dnf.Size{Rows: rows, Literals: min(dnf.Times(rows, perRow), dnf.TooLarge-1)}
}

// noLeaf says that only conditions are leaves.
func noLeaf(ast.Expr) bool { return false }

// sizeOf returns the size of x. It calls over for the expressions in x from the inside out,
// and not for one that has an expression inside for which over returned true.
func sizeOf(x ast.Expr, isLeaf func(ast.Expr) bool, over func(ast.Expr, dnf.Size) bool) dnf.Size {
	s, _ := sizeBelow(x, isLeaf, over)
	return s
}

func sizeBelow(x ast.Expr, isLeaf func(ast.Expr) bool, over func(ast.Expr, dnf.Size) bool) (total dnf.Size, found bool) {
	terms := tree.Terms(x)
	_, or := x.(*ast.Or)
	_, and := x.(*ast.And)
	switch {
	case !or && !and || isLeaf(x):
		return dnf.One, false
	case and:
		total = dnf.None
	}
	for _, t := range terms {
		s, below := sizeBelow(t, isLeaf, over)
		found = found || below
		if or {
			total = total.Or(s)
		} else {
			total = total.And(s)
		}
	}
	return total, found || over(x, total)
}

// tooManyTagConditions reports a filter, at the tags it comes from, with n of them.
func (c *compiler) tooManyTagConditions(at ast.Span, n int) {
	hint := "split the query into several requests, or raise Target.MaxTagConditions"
	if c.tagsOnly() {
		hint = "ask for fewer tags, or raise Target.MaxTagConditions"
	}
	c.fail(ast.Diagnostic{
		Code:    codes.TooManyTagConditions,
		Span:    at,
		Message: "the tag filter has " + number(n) + " conditions, and the limit is " + number(c.target.MaxTagConditions),
		Hint:    hint,
		Params:  ast.Params{Count: n, Limit: c.target.MaxTagConditions, Option: "Target.MaxTagConditions"},
	})
}

// checkDepth reports the parts of x, over criteria, that stand too deep.
func (c *compiler) checkDepth(x ast.Expr) {
	if !tree.IsEmpty(x) {
		c.checkDepthBelow(x, 1)
	}
}

func (c *compiler) checkDepthBelow(x ast.Expr, depth int) {
	if depth > c.target.MaxDepth {
		c.fail(ast.Diagnostic{
			Code:    codes.TooDeep,
			Span:    x.Span(),
			Message: "the criteria nest deeper than " + number(c.target.MaxDepth) + " here",
			Hint:    "nest less, or raise Target.MaxDepth",
			Params:  ast.Params{Limit: c.target.MaxDepth, Option: "Target.MaxDepth"},
		})
		return
	}
	for _, t := range tree.Terms(x) {
		c.checkDepthBelow(t, depth+1)
	}
}
