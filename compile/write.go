package compile

import (
	"encoding/json"
	"slices"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/model"
	"github.com/searchfilter/searchfilter/internal/tree"
)

// This file writes requests, in the shape that the target says.

// request returns the Request of r.
func (c *compiler) request(r planned) *Request {
	if c.shape == nil {
		c.shape = c.target.shape()
	}
	t := &c.target
	req := &Request{shape: c.shape, values: make([]json.RawMessage, len(t.Members))}
	if len(r.tags) > 0 {
		req.put(t.Filter.Path, t.Filter.appendRows(nil, r.tags))
	}
	if !tree.IsEmpty(r.criteria) {
		req.putCriteria(t.appendCriteria(nil, r.criteria))
	}
	return req
}

// put sets what stands at the path to the JSON.
func (r *Request) put(path []string, data []byte) {
	for _, name := range slices.Backward(path[1:]) {
		data = append(append(appendName([]byte{'{'}, name), data...), '}')
	}
	r.values[slices.Index(r.shape.members, path[0])] = data
}

// appendRows appends an or of ands, of at least one condition.
func (f *TagFilter) appendRows(b []byte, rows [][]*ast.Comparison) []byte {
	if len(rows) == 1 {
		return f.appendRow(b, rows[0])
	}
	b = append(appendName(append(b, '{'), f.Or), '[')
	for _, row := range rows {
		b = comma(b)
		switch {
		case f.Unions:
			b = f.appendRow(b, row)
		case f.Conditions != "":
			b = append(f.appendList(appendName(append(b, '{'), f.Conditions), row), '}')
		default:
			b = f.appendList(b, row)
		}
	}
	return append(b, ']', '}')
}

// appendRow appends one row as a filter.
func (f *TagFilter) appendRow(b []byte, row []*ast.Comparison) []byte {
	b = append(b, '{')
	switch {
	case len(row) == 1:
		b = f.appendCondition(appendName(b, f.One), row[0])
	case f.Conditions == "":
		b = f.appendList(appendName(b, f.And), row)
	default:
		b = append(f.appendList(appendName(append(appendName(b, f.And), '{'), f.Conditions), row), '}')
	}
	return append(b, '}')
}

func (f *TagFilter) appendList(b []byte, row []*ast.Comparison) []byte {
	b = append(b, '[')
	for _, x := range row {
		b = f.appendCondition(comma(b), x)
	}
	return append(b, ']')
}

// appendCondition appends a condition. It has the key alone if x is exists.
func (f *TagFilter) appendCondition(b []byte, x *ast.Comparison) []byte {
	b = chars.AppendJSON(appendName(append(b, '{'), f.Key), x.Field.Name)
	if x.Op != ast.OpExists {
		b = chars.AppendJSON(appendName(b, f.Value), x.Values[0].Text)
	}
	return append(b, '}')
}

// appendCriteria appends x, which check has passed, with its nesting and order.
func (t *Target) appendCriteria(b []byte, x ast.Expr) []byte {
	switch x := x.(type) {
	case *ast.Comparison:
		return t.appendLeaf(b, x, nil)
	case *ast.And:
		return t.appendAnd(b, x.Terms)
	}
	b = append(appendName(append(b, '{'), t.Criteria.Or), '[')
	for _, term := range tree.Terms(x) {
		b = t.appendCriteria(comma(b), term)
	}
	return append(b, ']', '}')
}

// appendAnd appends the and of the terms. Where the form of a field widens both, a lower and an
// upper bound become one condition.
func (t *Target) appendAnd(b []byte, terms []ast.Expr) []byte {
	partner, second := t.bounds(terms)
	if len(terms)-len(partner) == 1 {
		return t.appendLeaf(b, terms[0].(*ast.Comparison), partner[0])
	}
	b = append(appendName(append(b, '{'), t.Criteria.And), '[')
	for i, term := range terms {
		switch {
		case second[i]:
		case partner[i] != nil:
			b = t.appendLeaf(comma(b), term.(*ast.Comparison), partner[i])
		default:
			b = t.appendCriteria(comma(b), term)
		}
	}
	return append(b, ']', '}')
}

// bounds returns which terms become one condition. By the index of the first, partner has the
// second. Second has the indexes of these.
func (t *Target) bounds(terms []ast.Expr) (partner map[int]*ast.Comparison, second map[int]bool) {
	for i, term := range terms {
		x, ok := term.(*ast.Comparison)
		if !ok || second[i] {
			continue
		}
		if form := t.Fields[x.Field.Name].form(); form != model.Decimal && form != model.DateTime {
			continue
		}
		j := i + 1
		for ; j < len(terms); j++ {
			y, ok := terms[j].(*ast.Comparison)
			if ok && !second[j] && tree.SameField(y.Field, x.Field) && (y.Op == ast.OpLess) != (x.Op == ast.OpLess) {
				break
			}
		}
		if j < len(terms) {
			if partner == nil {
				partner, second = make(map[int]*ast.Comparison), make(map[int]bool)
			}
			partner[i], second[j] = terms[j].(*ast.Comparison), true
		}
	}
	return partner, second
}

// appendLeaf appends a condition on a field. If y is not nil, x and y are its bounds.
func (t *Target) appendLeaf(b []byte, x, y *ast.Comparison) []byte {
	leaf := t.Fields[x.Field.Name]
	form := forms[leaf.form()]
	b = appendName(append(b, '{'), leaf.Member)
	if leaf.form() == model.Bare {
		return append(chars.AppendJSON(b, x.Values[0].Text), '}')
	}
	b = append(b, '{')
	if leaf.hasFieldName() {
		b = chars.AppendJSON(appendName(b, "FieldName"), leaf.FieldName)
	}
	switch {
	case form.bound == nil:
		b = form.append(b, t, x)
	case x.Op == ast.OpLess:
		b = appendBounds(b, leaf.form(), y, x)
	default:
		b = appendBounds(b, leaf.form(), x, y)
	}
	return append(b, '}', '}')
}

// appendName appends the name of a member and a colon. If another member is before it, it
// appends a comma first.
func appendName(b []byte, name string) []byte { return append(chars.AppendJSON(comma(b), name), ':') }

// comma appends a comma, unless the next element or member is the first.
func comma(b []byte) []byte {
	switch b[len(b)-1] {
	case '{', '[', ':':
		return b
	}
	return append(b, ',')
}
