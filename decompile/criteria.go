package decompile

import (
	"slices"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/schema"
)

// criteria decodes search criteria, which stand in depth-1 others.
func (d *decoder) criteria(n *jsonNode, depth int) ast.Expr {
	const what = "a criterion"
	if !d.isA(jsonObject, n, what) {
		return nil
	}
	if depth > d.target.MaxDepth {
		d.tooDeep(n, "criteria")
		return nil
	}
	names := criterionMembers(&d.target)
	var x ast.Expr
	for i, m := range d.union(n, what, names...) {
		switch {
		case m == nil:
		case i == 0:
			x = d.all(d.criteriaList(m, depth), d.span(m))
		case i == 1:
			x = d.any(d.criteriaList(m, depth), d.span(m))
		default:
			x = d.condition(m, names[i])
		}
	}
	return x
}

func (d *decoder) criteriaList(n *jsonNode, depth int) []ast.Expr {
	var terms []ast.Expr
	for _, e := range d.list(n) {
		terms = append(terms, d.criteria(e, depth+1))
	}
	return terms
}

// criterionMembers returns the members that a criterion may have: those of and and or,
// and then those of leaves, also of those that are not sent.
func criterionMembers(t *compile.Target) []string {
	names := []string{t.Criteria.And, t.Criteria.Or}
	for _, f := range t.Schema.Fields {
		if leaf, ok := t.Fields[f.Name]; ok && !slices.Contains(names, leaf.Member) {
			names = append(names, leaf.Member)
		}
	}
	return names
}

// fieldNamed returns the field that is sent in that member with that FieldName, or nil. Of
// two that differ in case, the one that is spelled so.
func (d *decoder) fieldNamed(n *jsonNode, member string) *schema.Field {
	var found *schema.Field
	var names []string
	for i := range d.target.Schema.Fields {
		f := &d.target.Schema.Fields[i]
		leaf, ok := d.target.Fields[f.Name]
		switch {
		case !ok || leaf.Member != member:
		case leaf.FieldName == d.text(n):
			return f
		case chars.EqualFold(leaf.FieldName, d.text(n)) && found == nil:
			found = f
		default:
			names = append(names, leaf.FieldName)
		}
	}
	if found == nil {
		d.failAt(codes.UnknownField, n, d.target.Operation+" has no condition on "+chars.Excerpt(d.text(n)),
			"the FieldNames are "+sentence(names))
		return nil
	}
	d.otherCase++
	leaf := d.target.Fields[found.Name]
	d.warn(codes.UnknownField, n, d.target.Operation+" has the FieldName "+leaf.FieldName+", and this is "+chars.Excerpt(d.text(n)),
		"write "+leaf.FieldName+": nothing says that the service ignores the case")
	return found
}
