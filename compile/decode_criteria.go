package compile

import (
	"slices"

	"github.com/searchfilter/searchfilter/ast"
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
	m := d.union(n, what, "AndConditions", "OrConditions", "StringCondition", "StatusCondition")
	var x ast.Expr
	if m[0] != nil {
		x = d.all(d.criteriaList(m[0], depth), d.span(m[0]))
	}
	if m[1] != nil {
		x = d.any(d.criteriaList(m[1], depth), d.span(m[1]))
	}
	if m[2] != nil {
		x = d.stringCondition(m[2])
	}
	if m[3] != nil {
		x = d.statusCondition(m[3])
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

// stringCondition decodes a StringCondition.
func (d *decoder) stringCondition(n *jsonNode) ast.Expr {
	const what = "a StringCondition"
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
		if field = d.fieldNamed(name); field == nil {
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

// statusCondition decodes a StatusCondition.
func (d *decoder) statusCondition(n *jsonNode) ast.Expr {
	if !d.isA(jsonString, n, "a StatusCondition") || !d.count(n) {
		return nil
	}
	i := slices.IndexFunc(d.target.Schema.Fields, func(f schema.Field) bool {
		leaf, ok := d.target.leaf(ast.Name(f.Name))
		return ok && leaf.Status
	})
	if i < 0 {
		d.failName(ast.UnknownMember, n, d.target.Name+" has no StatusCondition", "")
		return nil
	}
	field := &d.target.Schema.Fields[i]
	at := d.span(n)
	return d.onField(&ast.Comparison{Field: ast.Field{Name: field.Name, At: at}, At: at}, field, n)
}

// onField returns x, a condition on the field, with the value.
func (d *decoder) onField(x *ast.Comparison, field *schema.Field, value *jsonNode) ast.Expr {
	x.Values = []ast.Value{{Text: value.text, At: d.span(value)}}
	if v, ok := field.Value(value.text); ok && v != value.text {
		d.failAt(ast.UnknownValue, value, field.Name+" is never "+ast.Excerpt(value.text), "write "+v)
		return nil
	}
	x.Fold = field.Kind == schema.Text && d.target.ServiceFoldsCase && ast.HasCase(value.text)
	d.conditions = append(d.conditions, x)
	return x
}

// fieldNamed returns the field that is sent with that FieldName, or nil. Of two
// that differ in case, the one that is spelled so.
func (d *decoder) fieldNamed(n *jsonNode) *schema.Field {
	var found *schema.Field
	var names []string
	for i := range d.target.Schema.Fields {
		f := &d.target.Schema.Fields[i]
		leaf, ok := d.target.leaf(ast.Name(f.Name))
		switch {
		case !ok || leaf.Status:
		case leaf.FieldName == n.text:
			return f
		case ast.EqualFoldASCII(leaf.FieldName, n.text) && found == nil:
			found = f
		default:
			names = append(names, leaf.FieldName)
		}
	}
	if found == nil {
		d.failAt(ast.UnknownField, n, d.target.Name+" has no condition on "+ast.Excerpt(n.text),
			"the FieldNames are "+sentence(names))
	}
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
