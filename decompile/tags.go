package decompile

import (
	"slices"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/internal/model"
	"github.com/searchfilter/searchfilter/internal/tree"
)

// tagFilter decodes a filter on tags.
func (d *decoder) tagFilter(n *jsonNode) ast.Expr {
	what := "a " + d.filterName()
	if !d.isA(jsonObject, n, what) {
		return nil
	}
	m := d.union(n, what, d.filter.One, d.filter.And, d.filter.Or)
	var x ast.Expr
	if m[0] != nil {
		x = d.tag(m[0])
	}
	if m[1] != nil {
		x = d.tagAnd(m[1])
	}
	if m[2] != nil {
		x = d.tagOr(m[2])
	}
	return x
}

// tagAnd decodes a list of conditions that all must hold. If the target has Conditions, the
// list stands in an object.
func (d *decoder) tagAnd(n *jsonNode) ast.Expr {
	if d.filter.Conditions != "" {
		if n = d.listInside(n); n == nil {
			return nil
		}
	}
	var terms []ast.Expr
	for _, e := range d.list(n) {
		terms = append(terms, d.tag(e))
	}
	return d.all(terms, d.span(n))
}

// listInside returns the list of conditions in an object, or nil if it is not there.
// What is not such an object is reported.
func (d *decoder) listInside(n *jsonNode) *jsonNode {
	what := d.called(n)
	name := d.filter.Conditions
	hint := `write {"` + name + `": [...]}`
	switch {
	case n.kind == jsonList:
		d.failAt(codes.WrongType, n, what+" is an object, and this is a list", hint)
		return n
	case !d.isA(jsonObject, n, what):
		return nil
	}
	m := d.members(n, what, name)
	if m.list[0] == nil && m.sound {
		d.failAt(codes.MissingMember, n, what+" needs a "+name, hint)
	}
	return m.list[0]
}

// tagOr decodes the rows of a filter, of which one must hold.
func (d *decoder) tagOr(n *jsonNode) ast.Expr {
	var terms []ast.Expr
	for _, e := range d.list(n) {
		switch {
		case d.filter.Unions:
			terms = append(terms, d.unionRow(e))
		case d.filter.Conditions != "":
			terms = append(terms, d.tagAnd(e))
		default:
			terms = append(terms, d.listRow(e))
		}
	}
	terms = known(terms)
	if len(terms) == 0 {
		return nil
	}
	return anyOf(mergeAll(terms), d.span(n))
}

// mergeAll returns the rows as a person would write them. A row is a condition or an and of
// conditions. Rows next to each other that differ in one value become one row with an in.
// Multiplied out again, with the first in as the outermost, the result gives the same rows
// in the same order.
func mergeAll(rows []ast.Expr) []ast.Expr {
	var merged []ast.Expr
	for _, r := range rows {
		for len(merged) > 0 {
			last := len(merged) - 1
			m := mergeRows(merged[last], r)
			if m == nil {
				break
			}
			merged, r = merged[:last], m
		}
		merged = append(merged, r)
	}
	return merged
}

// mergeRows returns the row that means x or y, with their conditions in their order. It
// returns nil if there is none, or none that keeps the rows' order.
func mergeRows(x, y ast.Expr) ast.Expr {
	a, b := conditionsOf(x), conditionsOf(y)
	if len(a) != len(b) {
		return nil
	}
	differ, hasIn := -1, false
	for i, t := range a {
		switch {
		case tree.Equal(t, b[i]):
			hasIn = hasIn || differ < 0 && t.(*ast.Comparison).Op == ast.OpIn
		case differ >= 0 || hasIn || !sameValues(t, b[i]):
			return nil
		default:
			differ = i
		}
	}
	if differ < 0 {
		return x
	}
	c := inOf(a[differ].(*ast.Comparison), b[differ].(*ast.Comparison))
	if len(a) == 1 {
		return c
	}
	terms := slices.Clone(a)
	terms[differ] = c
	return &ast.And{Terms: terms, At: diag.Cover(x.Span(), y.Span())}
}

// conditionsOf returns the conditions of a row.
func conditionsOf(x ast.Expr) []ast.Expr {
	if and, ok := x.(*ast.And); ok {
		return and.Terms
	}
	return []ast.Expr{x}
}

// unionRow decodes a row that must be a union: of one condition, or of several.
func (d *decoder) unionRow(n *jsonNode) ast.Expr {
	what := "an element of " + d.filter.Or
	switch {
	case n.kind == jsonList:
		d.failAt(codes.WrongType, n, what+" is an object, and this is a list",
			`write {"`+d.filter.And+`": [...]}`)
		return d.tagAnd(n)
	case !d.isA(jsonObject, n, what):
		return nil
	case d.isBare(n):
		d.failName(codes.UnknownMember, d.first(n), what+" has no member "+chars.Excerpt(d.name(d.first(n))),
			`put the condition into a member: {"`+d.filter.One+`": {...}}`)
		return d.tag(n)
	}
	return d.eitherRow(d.union(n, what, d.filter.One, d.filter.And))
}

// listRow decodes a row that must be a list of conditions.
func (d *decoder) listRow(n *jsonNode) ast.Expr {
	if n.kind != jsonObject {
		return d.tagAnd(n)
	}
	what := "an element of " + d.filter.Or
	hint := "write the list alone"
	bare := d.isBare(n)
	if bare {
		hint = "put it in [ ]"
	}
	d.failAt(codes.WrongType, n, what+" is a list, and this is an object", hint)
	if bare {
		return d.tag(n)
	}
	return d.eitherRow(d.members(n, what, d.filter.One, d.filter.And).list)
}

// eitherRow decodes a row that is one condition or a list of them.
func (d *decoder) eitherRow(m []*jsonNode) ast.Expr {
	switch {
	case m[1] != nil:
		if m[0] != nil {
			d.tag(m[0]) // for its mistakes
		}
		return d.tagAnd(m[1])
	case m[0] != nil:
		return d.tag(m[0])
	}
	return nil
}

// checkTag reports whether the target's rules allow the key and the value of x, and adds
// what they forbid to the report.
func (d *decoder) checkTag(x *ast.Comparison) bool {
	wrong := (*model.TagRules)(&d.target.Tags).Check(x)
	d.addAll(wrong)
	return len(wrong) == 0
}

// isBare reports whether n is a condition where it should stand in a member, or
// in a list.
func (d *decoder) isBare(n *jsonNode) bool {
	return d.hasAny(n, d.filter.Key, d.filter.Value) && !d.hasAny(n, d.filter.One, d.filter.And)
}

// tag decodes a condition on a tag.
func (d *decoder) tag(n *jsonNode) ast.Expr {
	const what = "a condition on a tag"
	if !d.isA(jsonObject, n, what) {
		return nil
	}
	if only := d.only(n); only != nil && near(d.name(only), d.filter.One) {
		d.failName(codes.UnknownMember, only, what+" has no member "+chars.Excerpt(d.name(only)),
			"write its "+d.filter.Key+" and "+d.filter.Value+" in its place")
		return d.tag(only)
	}
	if !d.count(n) {
		return nil
	}
	m := d.members(n, what, d.filter.Key, d.filter.Value)
	x := &ast.Comparison{Field: ast.Tag(""), Op: ast.OpExists, At: d.span(n)}
	switch key := m.list[0]; {
	case key == nil:
		d.failAt(codes.MissingMember, n, what+" needs a "+d.filter.Key, "name the tag")
	case d.isA(jsonString, key, "a key"):
		x.Field.Name, x.Field.At = d.text(key), d.span(key)
		if d.text(key) == "" {
			d.failAt(codes.ForbiddenTag, key, "the tag key is empty", "name the tag")
		}
	}
	switch value := m.list[1]; {
	case value == nil && !d.target.Tags.KeyOnly:
		d.failAt(codes.MissingMember, n, what+" needs a "+d.filter.Value,
			"name the value: what a key alone asks is not documented, unless it is said that it asks whether the tag exists")
	case value != nil && d.isA(jsonString, value, "a value"):
		x.Op, x.Values = ast.OpEqual, []ast.Value{{Text: d.text(value), At: d.span(value)}}
		d.unexpanded(value)
	}
	d.checkTag(x)
	if x.Field.Name == "" {
		return nil
	}
	d.conditions = append(d.conditions, x)
	return x
}
