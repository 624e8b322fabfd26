package compile

import (
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/ast"
)

// mixedOr reports an or that joins criteria and tags.
func (c *compiler) mixedOr(x *ast.Or, root ast.Expr) {
	if c.errors.Full() {
		c.fail(ast.Diagnostic{Span: x.At})
		return
	}
	var criterion, tag ast.Expr
	for y := range ast.Comparisons(x) {
		switch s := c.side(y); {
		case s == onCriteria && criterion == nil:
			criterion = y
		case s == onTags && tag == nil:
			tag = y
		}
	}
	c.fail(ast.Diagnostic{
		Code: ast.Inexpressible,
		Span: x.At,
		Message: "one request cannot join " + fieldOf(criterion) + " and " + fieldOf(tag) +
			" with or: its criteria and its tags must both hold",
		Hint: c.splitHint(x, root),
	})
}

// splitHint says which requests an or of criteria and tags takes, if it is the
// whole query, or one of the terms of the and that is, and each of them can be
// sent.
func (c *compiler) splitHint(x *ast.Or, root ast.Expr) string {
	const unknown = "split the query into several, each of which joins criteria and tags with and alone"
	const mostParts = 100 // beyond that a number is no help, and takes long to make sure of
	parts := c.parts(x)
	if c.probing || len(parts) > mostParts || x != root && !isTerm(x, root) {
		return unknown
	}
	list := make([]string, len(parts))
	for i, part := range parts {
		whole := replace(root, x, part)
		if !c.fits(whole) {
			return unknown
		}
		list[i] = "one for " + clip(whole)
	}
	const most = 3
	if len(list) > most {
		list = append(list[:most-1], number(len(list)-most+1)+" more")
	}
	last := len(list) - 1
	return number(len(parts)) + " requests can say it, " + strings.Join(list[:last], ", ") + " and " + list[last] +
		": unite what they find"
}

// parts returns what x joins: the terms over criteria together, those over tags
// together, and each over both by itself, in the order of their first terms.
func (c *compiler) parts(x *ast.Or) []ast.Expr {
	var lists [][]ast.Expr
	place := make(map[side]int)
	for _, t := range x.Terms {
		s := c.side(t)
		if i, ok := place[s]; ok && s != onBoth {
			lists[i] = append(lists[i], t)
			continue
		}
		place[s] = len(lists)
		lists = append(lists, []ast.Expr{t})
	}
	parts := make([]ast.Expr, len(lists))
	for i, list := range lists {
		parts[i] = ast.Any(list[0], list[1:]...)
	}
	return parts
}

// isTerm reports whether root is an and, and x one of its terms.
func isTerm(x *ast.Or, root ast.Expr) bool {
	and, ok := root.(*ast.And)
	return ok && slices.Contains(and.Terms, ast.Expr(x))
}

// replace returns root with the term x, or root itself if it is x, replaced.
func replace(root ast.Expr, x *ast.Or, by ast.Expr) ast.Expr {
	and, ok := root.(*ast.And)
	if !ok {
		return by
	}
	terms := slices.Clone(and.Terms)
	terms[slices.Index(terms, ast.Expr(x))] = by
	return ast.All(terms...)
}

// fits reports whether x surely can be sent. It counts tag conditions without
// absorbing any.
func (c *compiler) fits(x ast.Expr) bool {
	d := newCompiler(c.target, c.tagsOnly)
	d.probing = true
	d.check(x)
	tags, criteria := split(x)
	d.checkTerms(tags)
	d.checkDepth(criteria)
	n := d.sizeOf(tags, func(ast.Expr, size) {}).conditions
	return d.errors.Empty() && n <= int64(c.target.MaxTagConditions)
}
