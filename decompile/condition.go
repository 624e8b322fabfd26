package decompile

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/model"
	"github.com/searchfilter/searchfilter/schema"
)

// A condition is what stands in a member of a criterion, with its members by their names.
type condition struct {
	node     *jsonNode
	what     string
	form     string // of package model
	field    *schema.Field
	fieldAt  ast.Span
	members  map[string]*jsonNode
	how      *jsonNode // the member that says how it compares, if there is one
	complete bool
}

func (c *condition) shape() *model.Shape { return model.Shapes[c.form] }

// condition decodes what stands in a member of that name, by the form of its leaves.
func (d *decoder) condition(n *jsonNode, member string) ast.Expr {
	c := condition{node: n, what: "a " + member, complete: true, members: make(map[string]*jsonNode)}
	for i := range d.target.Schema.Fields { // of a member without FieldNames it is the only one
		if leaf, ok := d.target.Fields[d.target.Schema.Fields[i].Name]; ok && leaf.Member == member {
			c.form, c.field, c.fieldAt = model.FormOf(leaf.Member, leaf.Form), &d.target.Schema.Fields[i], d.span(n)
			break
		}
	}
	names := c.shape().Members
	if names == nil {
		if !d.isA(jsonString, n, c.what) || !d.count(n) {
			return nil
		}
		return d.valueOf(d.compare(&c, ast.OpEqual, d.text(n), n), c.field, n)
	}
	if !d.isA(jsonObject, n, c.what) || !d.count(n) {
		return nil
	}
	m := d.members(n, c.what, names...)
	for i, name := range names {
		v := m.list[i]
		isBound := name == "MinValue" || name == "MaxValue"
		switch {
		case v == nil && isBound:
		case v == nil:
			d.failAt(codes.MissingMember, n, c.what+" needs a "+name, "it has "+sentence(names))
			c.complete = false
		case v.kind == jsonNull && isBound:
			d.absent(v)
		default:
			c.members[name] = v
			c.complete = (isBound || d.isA(jsonString, v, "a "+name)) && c.complete
		}
	}
	if name := c.members["FieldName"]; name != nil && name.kind == jsonString {
		if c.field = d.fieldNamed(name, member); c.field == nil {
			c.complete = false
		}
		c.fieldAt = d.span(name)
	}
	c.how = c.members[last(names)]
	if c.how == nil || c.how.kind != jsonString {
		return nil
	}
	switch c.form {
	case model.Boolean:
		return d.boolean(&c)
	case model.HierarchyGroup:
		return d.group(&c)
	}
	return d.comparison(&c)
}

// compare returns the condition's comparison with a text that a value says.
func (d *decoder) compare(c *condition, op ast.Op, text string, value *jsonNode) *ast.Comparison {
	x := &ast.Comparison{
		Field:  ast.Field{Name: c.field.Name, At: c.fieldAt},
		Op:     op,
		Values: []ast.Value{{Text: text, At: d.span(value)}},
		At:     d.span(c.node),
	}
	if c.how != nil {
		x.OpAt = d.span(c.how)
	}
	return x
}

// comparison decodes a condition with a Value, or with bounds.
func (d *decoder) comparison(c *condition) ast.Expr {
	types := c.shape().Comparisons
	if types == nil {
		types = d.target.Comparisons
	}
	hasBounds := slices.Contains(c.shape().Members, "MinValue")
	if hasBounds && d.text(c.how) == model.Between {
		return d.between(c)
	}
	op, ok := d.operator(c.how, types, hasBounds)
	value := c.members["Value"]
	if hasBounds && ok {
		if value = d.bound(c, op); value == nil {
			return nil
		}
	}
	if !ok || !c.complete {
		return nil
	}
	text, ok := d.valueText(c, value)
	if !ok {
		return nil
	}
	x := d.compare(c, op, text, value)
	if op == ast.OpNotEqual && !d.everyRecordHas(x.Field) {
		d.warn(codes.Inexpressible, c.how, "nothing says whether this finds what lacks "+c.field.Name, "here it does")
	}
	return d.valueOf(x, c.field, value)
}

// operator returns the operator that is sent as that ComparisonType.
func (d *decoder) operator(n *jsonNode, types map[ast.Op]string, hasBounds bool) (op ast.Op, ok bool) {
	var names []string
	hint, meant := "", ""
	for op := ast.OpEqual; op <= ast.OpExists; op++ {
		name, ok := types[op]
		switch {
		case !ok:
		case name == d.text(n):
			return op, true
		case near(d.text(n), name):
			hint, meant = "write "+name, name
		default:
			names = append(names, name)
		}
	}
	if hasBounds {
		names = append(names, model.Between)
	}
	if hint == "" {
		hint = "it is one of " + sentence(names)
	}
	if meant != "" {
		names = []string{meant}
	}
	d.add(ast.Diagnostic{
		Code:       codes.UnknownValue,
		Span:       d.span(n),
		Message:    chars.Excerpt(d.text(n)) + " is no ComparisonType",
		Hint:       hint,
		Params:     ast.Params{Value: d.text(n)},
		Candidates: names,
	})
	return 0, false
}

// bound returns the bound of a condition that must have only one.
func (d *decoder) bound(c *condition, op ast.Op) *jsonNode {
	least, most := c.members["MinValue"], c.members["MaxValue"]
	switch {
	case least != nil && most != nil:
		d.failName(codes.OneMember, most, "this stands beside MinValue, and only "+model.Between+" has both", "leave out the one that is not meant")
	case least == nil && most == nil:
		d.failAt(codes.MissingMember, c.node, c.what+" needs a MinValue or a MaxValue", "it has "+sentence(c.shape().Members))
	case least == nil && (op == ast.OpLess || op == ast.OpLessEqual):
		return most
	case least != nil:
		return least
	default:
		d.failName(codes.UnknownMember, most, "nothing says what a MaxValue is here", "write MinValue, or LESSER or the like")
	}
	return nil
}

// between decodes a condition with two bounds. They are taken to be part of the range.
func (d *decoder) between(c *condition) ast.Expr {
	var terms []ast.Expr
	for _, b := range []struct {
		member string
		op     ast.Op
		end    string // what stands for no bound
	}{
		{"MinValue", ast.OpGreaterEqual, c.shape().Least},
		{"MaxValue", ast.OpLessEqual, ""},
	} {
		value := c.members[b.member]
		if value == nil {
			d.failAt(codes.MissingMember, c.node, c.what+" with "+model.Between+" needs a "+b.member, "write one bound with another ComparisonType")
			c.complete = false
			continue
		}
		text, ok := d.valueText(c, value)
		c.complete = c.complete && ok
		if !c.complete || text == b.end {
			continue
		}
		terms = append(terms, d.valueOf(d.compare(c, b.op, text, value), c.field, value))
	}
	if !c.complete {
		return nil
	}
	d.warn(codes.Inexact, c.how, "nothing says whether the bounds are in a "+model.Between, "here they are: check what is found")
	return d.all(terms, d.span(c.node))
}

// everyRecordHas reports whether every record has the field. No tag is in every record.
func (d *decoder) everyRecordHas(f ast.Field) bool {
	s := d.target.Schema
	return !f.Tag && (s.Fields[s.Lookup(f.Name)].Always || slices.Contains(d.target.Closed, f.Name))
}

// valueText returns the text of a value, which must be as the form has it.
func (d *decoder) valueText(c *condition, value *jsonNode) (text string, ok bool) {
	switch c.form {
	case model.Number, model.Decimal:
		if !d.isA(jsonNumber, value, d.name(value)) {
			return "", false
		}
		if _, err := strconv.ParseInt(d.text(value), 10, 32); err != nil && c.form == model.Number {
			d.failAt(codes.InvalidNumber, value, d.text(value)+" is no whole number of 32 bits", "the model has no others here")
			return "", false
		}
		return d.text(value), true
	}
	if !d.isA(jsonString, value, "a "+d.name(value)) {
		return "", false
	}
	text = d.text(value)
	switch {
	case c.form == model.DateTime && dateTime.MatchString(text):
		return strings.TrimSuffix(text, "Z") + "Z", true // which may be left out
	case c.form == model.DateTime:
		d.failAt(codes.InvalidTime, value, chars.Excerpt(text)+" is no time here", "write 2026-01-31T09:00:00Z, in UTC, with three decimals or none")
	case c.form == model.Date && !date.MatchString(text):
		d.failAt(codes.InvalidTime, value, chars.Excerpt(text)+" is no date here", "write 2026-01-31")
	default:
		return text, true
	}
	d.unexpanded(value)
	return "", false
}

// The model's patterns.
var (
	dateTime = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z?$`)
	date     = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
)

// boolean decodes a condition with IS_TRUE or IS_FALSE.
func (d *decoder) boolean(c *condition) ast.Expr {
	values := map[string]string{"IS_TRUE": "true", "IS_FALSE": "false"}
	value, ok := values[d.text(c.how)]
	if !ok {
		d.failAt(codes.UnknownValue, c.how, chars.Excerpt(d.text(c.how))+" is no ComparisonType", "it is IS_TRUE or IS_FALSE")
	}
	if !ok || !c.complete {
		return nil
	}
	x := d.compare(c, ast.OpEqual, value, c.how)
	d.conditions = append(d.conditions, x)
	return x
}

// group decodes a condition on a hierarchy group.
func (d *decoder) group(c *condition) ast.Expr {
	switch how := d.text(c.how); {
	case how == "WITH_CHILD_GROUPS":
		d.failAt(codes.Inexpressible, c.how, "a query cannot ask for the groups below a group: a record has its own group alone",
			"find the groups below, and ask for "+c.field.Name+" in (…)")
		return nil
	case how != "EXACT":
		d.failAt(codes.UnknownValue, c.how, chars.Excerpt(how)+" is no HierarchyGroupMatchType", "it is EXACT or WITH_CHILD_GROUPS")
		return nil
	case !c.complete:
		return nil
	}
	value := c.members["Value"]
	return d.valueOf(d.compare(c, ast.OpEqual, d.text(value), value), c.field, value)
}

// isSpelled reports whether a value is not one of the field's enum in another spelling, and
// adds to the report if it is.
func (d *decoder) isSpelled(n *jsonNode, field *schema.Field) bool {
	i := kinds.Spelled(field.Values, d.text(n))
	if i < 0 || field.Values[i] == d.text(n) {
		return true
	}
	d.failAt(codes.UnknownValue, n, field.Name+" is never "+chars.Excerpt(d.text(n)), "write "+field.Values[i])
	return false
}

// valueOf returns x, a condition on the field, whose value stands there.
func (d *decoder) valueOf(x *ast.Comparison, field *schema.Field, value *jsonNode) ast.Expr {
	d.unexpanded(value)
	if !d.isSpelled(value, field) {
		return nil
	}
	leaf := d.target.Fields[field.Name]
	isString := model.FormOf(leaf.Member, leaf.Form) == model.String // of which alone the service ignores the case
	x.Fold = isString && kinds.Folds(field.Kind) && d.target.ServiceFoldsCase && chars.HasCase(d.text(value))
	d.conditions = append(d.conditions, x)
	return x
}
