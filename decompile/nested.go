package decompile

import (
	"maps"
	"slices"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/model"
	"github.com/searchfilter/searchfilter/schema"
)

// nestedMembers returns the members that a target's Nested may have: those of and and or,
// and then those of conditions. The operators of these are in the same order.
func nestedMembers(t *compile.Target) (names []string, ops []ast.Op) {
	f := &t.Nested
	names = []string{f.And, f.Or}
	for _, op := range slices.Sorted(maps.Keys(f.Operators)) {
		names, ops = append(names, f.Operators[op]), append(ops, op)
	}
	if f.ListContains != "" {
		names, ops = append(names, f.ListContains), append(ops, ast.OpEqual)
	}
	return names, ops
}

// nested decodes a filter.
func (d *decoder) nested(n *jsonNode) ast.Expr {
	names, ops := nestedMembers(&d.target)
	return d.nest(n, 1, &nesting{"a filter", "filters", names, 2, func(n *jsonNode, i int) ast.Expr { return d.nestedCondition(n, names[i], ops[i-2]) }})
}

// nestedCondition decodes a member with that name, which says the operator.
func (d *decoder) nestedCondition(n *jsonNode, name string, op ast.Op) ast.Expr {
	f := &d.target.Nested
	what := "the condition of " + name
	if !d.isA(jsonObject, n, what) || !d.count(n) {
		return nil
	}
	m := d.members(n, what, f.Key, f.Value)
	key, value := m.list[0], m.list[1]
	for i, member := range []string{f.Key, f.Value} {
		if m.list[i] == nil {
			d.failAt(codes.MissingMember, n, what+" needs a "+member, "it has "+f.Key+" and "+f.Value)
		}
	}
	x := &ast.Comparison{Op: op, At: d.span(n)}
	x.OpAt = d.nameSpan(n)
	if key == nil || !d.isA(jsonString, key, "a key") || !d.nestedField(x, key) {
		return nil
	}
	kind := d.target.Schema.KindOf(x.Field)
	everyRecord := d.everyRecordHas(x.Field)
	switch {
	case (kind == schema.List) != (name == f.ListContains), !model.NestedTakes(kind, op):
		d.failName(codes.InvalidOperator, n, d.target.Operation+" has no "+name+" for "+chars.Excerpt(d.text(key))+", which is "+kind.String(), "")
		return nil
	case op == ast.OpNotEqual && !everyRecord && !f.NegationFindsLacking:
		d.failName(codes.Inexpressible, n, "nobody says whether "+name+" finds what lacks the key, as != does",
			"say that it does, if you know")
		return nil
	case op == ast.OpNotIn && !everyRecord:
		d.failName(codes.Inexpressible, n, "nobody says whether "+name+" finds what lacks the key, as not in does",
			"write "+f.And+" of "+f.Operators[ast.OpNotEqual]+" if that is to be found")
		return nil
	case value == nil:
		return nil
	}
	nodes := []*jsonNode{value}
	if op == ast.OpIn || op == ast.OpNotIn {
		if nodes = d.list(value); value.kind != jsonList {
			return nil
		}
	}
	for _, node := range nodes {
		d.unexpanded(node)
		if d.isNestedValue(node, x.Field, kind) {
			x.Values = append(x.Values, ast.Value{Text: d.text(node), At: d.span(node)})
		}
	}
	if len(nodes) == 0 || len(x.Values) < len(nodes) {
		return nil
	}
	if len(x.Values) == 1 {
		switch op {
		case ast.OpIn:
			x.Op = ast.OpEqual
		case ast.OpNotIn:
			x.Op = ast.OpNotEqual
		}
	}
	d.conditions = append(d.conditions, x)
	return x
}

// nestedField sets the Field of x to what the key names: a tag or, if the target has Keys,
// a field.
func (d *decoder) nestedField(x *ast.Comparison, key *jsonNode) bool {
	keys := d.target.Nested.Keys
	if len(keys) == 0 {
		x.Field = ast.Field{Tag: true, Name: d.text(key), At: d.span(key)}
		ok := d.checkTag(&ast.Comparison{Field: x.Field, Op: ast.OpExists})
		if d.text(key) == "" {
			d.failAt(codes.ForbiddenTag, key, "the tag key is empty", "name the tag")
		}
		return ok && d.text(key) != ""
	}
	for name, other := range keys {
		if other == d.text(key) {
			x.Field = ast.Field{Name: name, At: d.span(key)}
			return true
		}
	}
	d.failAt(codes.UnknownField, key, d.target.Operation+" has no field for the key "+chars.Excerpt(d.text(key)),
		"the keys are "+sentence(slices.Sorted(maps.Values(keys))))
	return false
}

// isNestedValue reports whether n is a value of that field, in the right spelling. If not,
// it adds that to the report.
func (d *decoder) isNestedValue(n *jsonNode, f ast.Field, kind schema.Kind) bool {
	want := jsonString
	switch kind {
	case schema.Bool:
		want = jsonBool
	case schema.Number:
		want = jsonNumber
	}
	switch {
	case f.Tag && n.kind != want && n.kind != jsonNull:
		d.failAt(codes.WrongType, n, "the value of a tag is "+want.String()+", and this is "+n.kind.String(),
			"for other values, the target needs a schema and its Keys")
		return false
	case !d.isA(want, n, "a value of "+f.Name):
		return false
	case f.Tag:
		return d.checkTag(&ast.Comparison{Field: f, Op: ast.OpEqual, Values: []ast.Value{{Text: d.text(n), At: d.span(n)}}})
	case kind == schema.Enum:
		return d.isSpelled(n, &d.target.Schema.Fields[d.target.Schema.Lookup(f.Name)])
	}
	return true
}
