package decompile

import (
	"slices"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/schema"
)

// A nesting says what stands in search criteria, or in a Nested filter.
type nesting struct {
	what, plural string   // as messages call one, and several
	names        []string // of its members: those of and and or, and then those of conditions
	least        int      // elements of an and and an or
	condition    func(n *jsonNode, i int) ast.Expr
}

// criteria decodes search criteria.
func (d *decoder) criteria(n *jsonNode) ast.Expr {
	names := criterionMembers(&d.target)
	return d.nest(n, 1, &nesting{"a criterion", "criteria", names, 1, func(n *jsonNode, i int) ast.Expr { return d.condition(n, names[i]) }})
}

// nest decodes a criterion or a filter that stands in depth-1 others.
func (d *decoder) nest(n *jsonNode, depth int, in *nesting) (x ast.Expr) {
	switch {
	case !d.isA(jsonObject, n, in.what):
		return nil
	case depth > d.target.MaxDepth:
		d.add(ast.Diagnostic{
			Code:    codes.TooDeep,
			Span:    d.span(n),
			Message: "the " + in.plural + " nest deeper than " + number(d.target.MaxDepth) + " here",
			Hint:    "nest less, or raise Target.MaxDepth",
			Params:  ast.Params{Limit: d.target.MaxDepth, Option: "Target.MaxDepth"},
		})
		return nil
	}
	for i, m := range d.union(n, in.what, in.names...) {
		switch {
		case m == nil:
			continue
		case i > 1:
			x = in.condition(m, i)
			continue
		}
		var terms []ast.Expr
		for _, e := range d.list(m) {
			terms = append(terms, d.nest(e, depth+1, in))
		}
		if in.least > 1 && m.kind == jsonList && d.only(m) != nil {
			d.failAt(codes.EmptyList, m, chars.Excerpt(d.name(m))+" has two members at least, and this has one", "write that alone")
		}
		if i == 0 {
			x = d.all(terms, d.span(m))
		} else {
			x = d.any(terms, d.span(m))
		}
	}
	return x
}

// criterionMembers returns the members that a criterion may have: those of and and or,
// and then those of all leaves, even those that are not sent.
func criterionMembers(t *compile.Target) []string {
	names := []string{t.Criteria.And, t.Criteria.Or}
	for _, f := range t.Schema.Fields {
		if leaf, ok := t.Fields[f.Name]; ok && !slices.Contains(names, leaf.Member) {
			names = append(names, leaf.Member)
		}
	}
	return names
}

// fieldNamed returns the field that is sent in that member with that FieldName, or nil. If
// two differ in case, it is the one that is spelled so.
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
