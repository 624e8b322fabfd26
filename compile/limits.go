package compile

import (
	"math"
	"strconv"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile/internal/dnf"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/tree"
)

// checkTerms reports an error for each innermost part of x whose or of ands is too large. It
// returns whether there is none. The other expression is x as numbered returns it.
func (c *compiler) checkTerms(x ast.Expr, numbered *dnf.Expr, most dnf.Size) bool {
	if numbered.Size().Within(most) {
		return true
	}
	large := make(map[*dnf.Expr]dnf.Size)
	numbered.Sizes(func(y *dnf.Expr, s dnf.Size) {
		if !s.Within(most) {
			large[y] = s
		}
	})
	return c.checkLarge(x, numbered, most, large)
}

// checkLarge is checkTerms, given the size of each part that is too large.
func (c *compiler) checkLarge(x ast.Expr, numbered *dnf.Expr, most dnf.Size, large map[*dnf.Expr]dnf.Size) bool {
	s, ok := large[numbered]
	if !ok {
		return true
	}
	inside := false
	for i, t := range tree.Terms(x) {
		inside = !c.checkLarge(t, &numbered.Terms[i], most, large) || inside
	}
	if inside {
		return false
	}
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
	return false
}

// most returns the largest or of ands that the target allows.
func (c *compiler) most() dnf.Size {
	const perRow = 100 // conditions, on average
	rows := min(int64(c.target.MaxTerms), dnf.TooLarge-1)
	return dnf.Size{Rows: rows, Literals: min(dnf.Times(rows, perRow), dnf.TooLarge-1)}
}

// noLeaf says that only conditions are leaves.
func noLeaf(ast.Expr) bool { return false }

// tooManyTagConditions reports that the filter has n conditions. It comes from the tags at
// that place.
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

// checkDepth reports the parts of x, over criteria, that nest too deep.
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
