package compile

import (
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile/connect"
	"github.com/searchfilter/searchfilter/logic"
)

// criteria returns x, which check has passed, as search criteria with x's
// nesting and order.
func (c *compiler) criteria(x ast.Expr) connect.TestCaseSearchCriteria {
	switch x := x.(type) {
	case *ast.And:
		c.warnContradictions(x.Terms)
		return connect.TestCaseSearchCriteria{AndConditions: c.criteriaList(x.Terms)}
	case *ast.Or:
		return connect.TestCaseSearchCriteria{OrConditions: c.criteriaList(x.Terms)}
	}
	return c.criterion(x.(*ast.Comparison))
}

func (c *compiler) criteriaList(terms []ast.Expr) []connect.TestCaseSearchCriteria {
	list := make([]connect.TestCaseSearchCriteria, len(terms))
	for i, t := range terms {
		list[i] = c.criteria(t)
	}
	return list
}

func (c *compiler) criterion(x *ast.Comparison) connect.TestCaseSearchCriteria {
	leaf, _ := c.target.leaf(x.Field)
	if leaf.Status {
		return connect.TestCaseSearchCriteria{StatusCondition: x.Values[0].Text}
	}
	if x.Op == ast.OpContains {
		c.warnContainsLength(x)
	}
	return connect.TestCaseSearchCriteria{StringCondition: &connect.StringCondition{
		FieldName:      leaf.FieldName,
		Value:          &x.Values[0].Text,
		ComparisonType: c.target.Comparisons[x.Op],
	}}
}

// warnContainsLength warns of an operand for which sibling searches give
// invalid results.
func (c *compiler) warnContainsLength(x *ast.Comparison) {
	n := utf8.RuneCountInString(x.Values[0].Text)
	if n >= c.target.ContainsMin && n <= c.target.ContainsMax {
		return
	}
	c.warnings.Add(ast.Diagnostic{
		Code:    ast.ContainsLength,
		Warning: true,
		Span:    x.Values[0].At,
		Message: "a contains with " + count(n, "character") + " may give invalid results",
		Hint:    "use " + number(c.target.ContainsMin) + " to " + number(c.target.ContainsMax) + " characters",
	})
}

// warnContradictions warns of terms that no record meets together, once a field.
func (c *compiler) warnContradictions(terms []ast.Expr) {
	fields := make(map[string][]*ast.Comparison)
	var names []string
	for _, t := range terms {
		x, ok := t.(*ast.Comparison)
		if !ok {
			continue
		}
		if fields[x.Field.Name] == nil {
			names = append(names, x.Field.Name)
		}
		fields[x.Field.Name] = append(fields[x.Field.Name], x)
	}
	for _, name := range names {
		if a, b := c.contradiction(fields[name]); a != nil {
			c.warnContradiction(a, b)
		}
	}
}

// contradiction returns two of the list, which are on one field, that exclude
// each other, if there are any. It need not look at all pairs: what goes
// together with an = is true of its value, and prefixes that go together with
// the longest begin it, as do suffixes end theirs.
func (c *compiler) contradiction(list []*ast.Comparison) (a, b *ast.Comparison) {
	for _, op := range []ast.Op{ast.OpEqual, ast.OpHasPrefix, ast.OpHasSuffix} {
		i := longest(list, op)
		if i < 0 {
			continue
		}
		for j, x := range list {
			if logic.Exclusive(c.target.Schema, list[i], x) {
				return list[min(i, j)], list[max(i, j)]
			}
		}
	}
	return nil, nil
}

// longest returns the index of the comparison with that operator that has the
// longest operand, or -1.
func longest(list []*ast.Comparison, op ast.Op) int {
	best := -1
	for i, x := range list {
		if x.Op == op && (best < 0 || len(x.Values[0].Text) > len(list[best].Values[0].Text)) {
			best = i
		}
	}
	return best
}
