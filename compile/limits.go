package compile

import (
	"strconv"

	"github.com/searchfilter/searchfilter/ast"
)

// checkTerms reports the parts of x, over tags, whose or of ands is too large.
func (c *compiler) checkTerms(x ast.Expr) {
	c.sizeOf(x, func(x ast.Expr, s size) {
		most := c.most()
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
			Message: "as an or of ands these tags have " + many + " " + what + ", and the limit is " + strconv.FormatInt(limit, 10),
			Hint:    "join fewer ors with and, or set a higher limit",
		})
	})
}

// A size is how many rows an expression over tags has as an or of ands, and how
// many conditions are in all of them. Numbers stop at tooLarge, which is over
// every limit.
type size struct{ rows, conditions int64 }

const tooLarge = 1_000_000_000_000

// most returns the largest size that the target allows.
func (c *compiler) most() size {
	const perRow = 100 // conditions, on average
	rows := min(int64(c.target.MaxTerms), tooLarge-1)
	return size{rows, min(times(rows, perRow), tooLarge-1)}
}

// sizeOf returns the size of x. It calls over for every expression in it that
// is over the limit, and whose terms are not.
func (c *compiler) sizeOf(x ast.Expr, over func(ast.Expr, size)) size {
	var terms []ast.Expr
	total := size{rows: 1}
	or := false
	switch x := x.(type) {
	case *ast.And:
		terms = x.Terms
	case *ast.Or:
		terms, or, total = x.Terms, true, size{}
	default:
		return size{1, 1}
	}
	below := false
	for _, t := range terms {
		s := c.sizeOf(t, over)
		below = below || c.isOver(s)
		if or {
			total = size{plus(total.rows, s.rows), plus(total.conditions, s.conditions)}
		} else {
			total = size{
				rows:       times(total.rows, s.rows),
				conditions: plus(times(total.conditions, s.rows), times(s.conditions, total.rows)),
			}
		}
	}
	if c.isOver(total) && !below {
		over(x, total)
	}
	return total
}

func (c *compiler) isOver(s size) bool {
	most := c.most()
	return s.rows > most.rows || s.conditions > most.conditions
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
	if c.tagsOnly {
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
	for _, t := range termsOf(x) {
		c.checkDepthBelow(t, depth+1)
	}
}
