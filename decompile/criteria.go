package decompile

import (
	"slices"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/schema"
)

// criteria decodes search criteria, which stand in depth-1 others.
func (d *decoder) criteria(n *jsonNode, depth int) ast.Expr {
	const what = "a criterion"
	if !d.isA(jsonObject, n, what) {
		return nil
	}
	if depth > d.target.MaxDepth {
		d.failAt(ast.TooDeep, n, "the criteria nest deeper than "+number(d.target.MaxDepth)+" here", "nest less, or set a higher limit")
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
		case d.formOf(names[i]) == compile.StringForm:
			x = d.stringCondition(m, names[i])
		default:
			x = d.bareCondition(m, names[i])
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
// and then those of leaves.
func criterionMembers(t *compile.Target) []string {
	names := []string{t.Criteria.And, t.Criteria.Or}
	for _, form := range []compile.Form{compile.StringForm, compile.BareForm} {
		for _, f := range t.Schema.Fields {
			if leaf, ok := t.Leaf(f.Name); ok && leaf.Form == form && !slices.Contains(names, leaf.Member) {
				names = append(names, leaf.Member)
			}
		}
	}
	return names
}

// formOf returns the form of what stands in a member of a criterion.
func (d *decoder) formOf(member string) compile.Form {
	for name := range d.target.Fields {
		if leaf, ok := d.target.Leaf(name); ok && leaf.Member == member {
			return leaf.Form
		}
	}
	return compile.StringForm
}

// stringCondition decodes what stands in a member of that name.
func (d *decoder) stringCondition(n *jsonNode, member string) ast.Expr {
	what := "a " + member
	if !d.isA(jsonObject, n, what) || !d.count(n) {
		return nil
	}
	names := []string{"FieldName", "Value", "ComparisonType"}
	m := d.members(n, what, names...)
	complete := true
	for i, name := range names {
		if m.list[i] == nil {
			d.failAt(ast.MissingMember, n, what+" needs a "+name, "it has "+sentence(names))
		}
		complete = m.list[i] != nil && d.isA(jsonString, m.list[i], "a "+name) && complete
	}
	x := &ast.Comparison{At: d.span(n)}
	var field *schema.Field
	if name := m.list[0]; name != nil && name.kind == jsonString {
		if field = d.fieldNamed(name, member); field == nil {
			complete = false
		} else {
			x.Field = ast.Field{Name: field.Name, At: d.span(name)}
		}
	}
	if op := m.list[2]; op != nil && op.kind == jsonString {
		var ok bool
		x.Op, ok = d.comparison(op)
		x.OpAt = d.span(op)
		complete = complete && ok
	}
	if !complete {
		return nil
	}
	return d.onField(x, field, m.list[1])
}

// bareCondition decodes the value that stands in a member of that name.
func (d *decoder) bareCondition(n *jsonNode, member string) ast.Expr {
	if !d.isA(jsonString, n, "a "+member) || !d.count(n) {
		return nil
	}
	i := slices.IndexFunc(d.target.Schema.Fields, func(f schema.Field) bool {
		leaf, ok := d.target.Leaf(f.Name)
		return ok && leaf.Member == member
	})
	field := &d.target.Schema.Fields[i] // as criterionMembers has it
	at := d.span(n)
	return d.onField(&ast.Comparison{Field: ast.Field{Name: field.Name, At: at}, At: at}, field, n)
}

// onField returns x, a condition on the field, with the value.
func (d *decoder) onField(x *ast.Comparison, field *schema.Field, value *jsonNode) ast.Expr {
	x.Values = []ast.Value{{Text: value.text, At: d.span(value)}}
	d.unexpanded(value)
	if v, ok := field.Value(value.text); ok && v != value.text {
		d.failAt(ast.UnknownValue, value, field.Name+" is never "+ast.Excerpt(value.text), "write "+v)
		return nil
	}
	x.Fold = field.Kind == schema.Text && d.target.ServiceFoldsCase && ast.HasCase(value.text)
	d.conditions = append(d.conditions, x)
	return x
}

// fieldNamed returns the field that is sent in that member with that FieldName, or nil. Of
// two that differ in case, the one that is spelled so.
func (d *decoder) fieldNamed(n *jsonNode, member string) *schema.Field {
	var found *schema.Field
	var names []string
	for i := range d.target.Schema.Fields {
		f := &d.target.Schema.Fields[i]
		leaf, ok := d.target.Leaf(f.Name)
		switch {
		case !ok || leaf.Member != member:
		case leaf.FieldName == n.text:
			return f
		case ast.EqualFoldASCII(leaf.FieldName, n.text) && found == nil:
			found = f
		default:
			names = append(names, leaf.FieldName)
		}
	}
	if found == nil {
		d.failAt(ast.UnknownField, n, d.target.Operation+" has no condition on "+ast.Excerpt(n.text),
			"the FieldNames are "+sentence(names))
		return nil
	}
	d.otherCase++
	leaf, _ := d.target.Leaf(found.Name)
	d.warn(ast.UnknownField, n, d.target.Operation+" has the FieldName "+leaf.FieldName+", and this is "+ast.Excerpt(n.text),
		"write "+leaf.FieldName+": nothing says that the service ignores the case")
	return found
}

// comparison returns the operator that is sent as that ComparisonType.
func (d *decoder) comparison(n *jsonNode) (op ast.Op, ok bool) {
	var types []string
	hint := ""
	for op := range ast.OpIn { // the others have no value, or several
		name, ok := d.target.Comparisons[op]
		switch {
		case !ok:
		case name == n.text:
			return op, true
		case near(n.text, name):
			hint = "write " + name
		default:
			types = append(types, name)
		}
	}
	if hint == "" {
		hint = "it is one of " + sentence(types)
	}
	d.failAt(ast.UnknownValue, n, ast.Excerpt(n.text)+" is no ComparisonType", hint)
	return 0, false
}
