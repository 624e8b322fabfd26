package sql

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/schema"
)

// An operand is what a condition compares: a value, or the texts of a list.
type operand struct {
	x      fragment // the value, or the list
	forms  textForms
	column bool // x is a column, so that x IS NULL costs nothing
	never  bool // x is never NULL

	// These are of a list, and of what stands in rows.
	some   string   // a form that is true if {c} is true of one of the texts
	total  bool     // some is never NULL
	exists string   // a form that is true if there is a text
	h      holes    // of these
	of     *operand // one of the texts

	has, hasAny string // forms that are as good as some, for = and in

	equal string // a form that is as good as that of forms, for an index
}

// A condition is a positive comparison as SQL.
type condition struct {
	answer answer
	f      fragment // of asks

	// The negation, if that of a column is NULL exactly where the column is.
	negated fragment
}

type answer uint8

const (
	asks     answer = iota
	no              // no record
	itExists        // every record that has the field
)

// comparison returns the fragment of x, or of its negation.
func (w *writer) comparison(x *ast.Comparison, negated bool) fragment {
	column, kind, _ := w.place(x.Field)
	op, isNegation := positive(x.Op)
	negated = negated != isNegation
	if kind != schema.Text && kind != schema.Enum && kind != schema.List {
		return w.scalar(x, column, kind, negated)
	}
	o := w.operand(x.Field, column, kind)
	if !x.Field.Tag || w.dialect.nul || !strings.Contains(x.Field.Name, "\x00") {
		return o.write(w.ask(o, op, x, column), negated)
	}
	return o.write(condition{answer: no}, negated) // there is no such key
}

// write returns the fragment of a condition on o, or of its negation.
func (o *operand) write(c condition, negated bool) fragment {
	if c.answer == itExists {
		switch {
		case o.exists != "":
			c = condition{f: fill(o.exists, o.h)}
		case o.never && negated:
			return never
		case o.never:
			return always
		case negated:
			return fill("{x} IS NULL", holes{"x": o.x})
		default:
			return fill("{x} IS NOT NULL", holes{"x": o.x})
		}
	}
	switch {
	case c.answer == no && negated:
		return always
	case c.answer == no:
		return never
	case !negated:
		return c.f
	case o.total:
		return fill("NOT {c}", holes{"c": c.f})
	case !c.negated.empty() && o.never:
		return c.negated
	case !c.negated.empty() && o.column:
		return fill("({x} IS NULL OR {c})", holes{"x": o.x, "c": c.negated})
	}
	return fill("NOT COALESCE({c}, FALSE)", holes{"c": c.f})
}

// operand returns what stands in the place of a field of texts.
func (w *writer) operand(f ast.Field, c Column, k schema.Kind) *operand {
	d := w.dialect
	switch {
	case c.Rows != nil:
		return w.rows(c.Rows, f)
	case f.Tag && c.of.base != baseText:
		return w.tag(c, f.Name)
	case k == schema.List:
		forms := d.array
		if c.of.base == baseJSON {
			forms = d.json
		}
		x := w.asked(c)
		return &operand{
			x: x, h: holes{"x": x, "e": raw(w.inner())}, some: forms.some, exists: forms.exists, total: forms.total,
			has: forms.has, hasAny: forms.hasAny, of: w.element(forms.element),
		}
	}
	o := &operand{x: w.column(c), forms: d.text, column: c.Name != "", never: c.NotNull}
	if c.Expr != "" {
		o.forms = d.apart()
	}
	w.collate(o, c)
	return o
}

// collate makes o, a text in the column, compare by the column's Collate, if it has one.
func (w *writer) collate(o *operand, c Column) {
	if d := w.dialect; c.Collate != "" {
		o.x = fill(d.collate, holes{"x": o.x, "name": raw(w.name(c.Collate))})
		o.forms.prefix, o.forms.prefixWithoutEnd = d.collatedPrefix, d.collatedPrefixWithoutEnd
	}
}

// column returns what stands for a column.
func (w *writer) column(c Column) fragment {
	if c.Expr != "" {
		return raw("(" + c.Expr + ")")
	}
	return w.columnName(c.Name)
}

// asked returns what is asked for a column of a list or of all tags.
func (w *writer) asked(c Column) fragment {
	form := w.dialect.each
	switch {
	case form == "" || c.of.base != baseJSON:
		return w.column(c)
	case c.Expr != "":
		form = w.dialect.apartEach
	}
	return fill(form, holes{"x": w.column(c)})
}

// apart returns the forms for a text that is no column.
func (d *dialect) apart() textForms {
	forms := d.text
	if d.apartPrefix != "" {
		forms.prefix, forms.prefixWithoutEnd = d.apartPrefix, d.apartPrefix
	}
	return forms
}

// element returns the operand for one text of a list. It is never negated.
func (w *writer) element(name string) *operand {
	return &operand{x: fill(name, holes{"e": raw(w.inner())}), forms: w.dialect.apart()}
}

// tag returns the operand that is a tag in a column of all tags.
func (w *writer) tag(c Column, key string) *operand {
	d := w.dialect
	x := w.asked(c)
	if d.pointer != nil && c.of.base == baseJSON {
		key = d.pointer(key)
	}
	h := holes{"x": x, "k": arg(key)}
	switch {
	case c.of.base == baseMap:
		return &operand{x: fill(d.mapped, h), forms: d.apart()}
	case d.tagSome != "":
		h["c"], h["e"] = raw("1 = 1"), raw(w.inner())
		return &operand{h: h, some: d.tagSome, exists: d.tagSome, total: true, of: w.element(d.json.element)}
	}
	return &operand{x: fill(d.tag, h), forms: d.apart(), h: h, equal: d.tagEqual}
}

// rows returns the operand that stands in a side table.
func (w *writer) rows(r *Rows, f ast.Field) *operand {
	e := w.inner()
	inner := func(name string) fragment { return raw(e + "." + w.name(name)) }
	h := holes{
		"table": raw(w.name(r.Table) + " AS " + e),
		"id":    inner(r.ID),
		"of":    w.columnName(r.Of),
		"v":     inner(r.Value),
		"c":     raw("1 = 1"),
	}
	o := &operand{h: h, total: true, of: &operand{x: inner(r.Value), forms: w.dialect.text}}
	key := ""
	if f.Tag {
		h["key"] = fill(w.dialect.text.equal, holes{"x": inner(r.Key), "v": arg(f.Name)})
		key = " AND {key}"
	}
	o.some = "EXISTS (SELECT 1 FROM {table} WHERE {id} = {of}" + key + " AND {c})"
	o.exists = "EXISTS (SELECT 1 FROM {table} WHERE {id} = {of}" + key + " AND {v} IS NOT NULL)"
	return o
}

// ask returns the condition that op and the values of x ask of the operand.
func (w *writer) ask(o *operand, op ast.Op, x *ast.Comparison, column Column) condition {
	if op == ast.OpExists || isPattern(op) && x.Values[0].Text == "" {
		return condition{answer: itExists}
	}
	if o.of != nil {
		return w.askSome(o, op, x)
	}
	texts := w.texts(x.Values)
	if len(texts) == 0 {
		return condition{answer: no}
	}
	if x.Fold && hasCase(texts) {
		return w.fold(o, op, texts, column)
	}
	return w.compare(o, op, texts)
}

func isPattern(op ast.Op) bool {
	return op == ast.OpHasPrefix || op == ast.OpContains || op == ast.OpHasSuffix
}

// askSome is ask for a list, and for what stands in rows.
func (w *writer) askSome(o *operand, op ast.Op, x *ast.Comparison) condition {
	if texts := w.texts(x.Values); o.has != "" && len(texts) > 0 && !(x.Fold && hasCase(texts)) {
		switch op {
		case ast.OpEqual:
			return condition{f: fill(o.has, holes{"x": o.x, "v": arg(texts[0])})}
		case ast.OpIn:
			return condition{f: fill(o.hasAny, holes{"x": o.x, "vs": argsOf(texts)})}
		}
	}
	c := w.ask(o.of, op, x, Column{})
	if c.answer != asks {
		return c
	}
	h := holes{"c": c.f}
	for name, f := range o.h {
		if name != "c" {
			h[name] = f
		}
	}
	return condition{f: fill(o.some, h)}
}

// compare returns the condition that o is, or begins with, or … one of the texts.
func (w *writer) compare(o *operand, op ast.Op, texts []string) condition {
	v := texts[0]
	h := holes{
		"x":      o.x,
		"v":      arg(v),
		"n":      raw(strconv.Itoa(len(v))),
		"begins": arg(likeEscape.Replace(v) + "%"),
		"has":    arg("%" + likeEscape.Replace(v) + "%"),
		"ends":   arg("%" + likeEscape.Replace(v)),
	}
	form, negated := "", ""
	switch op {
	case ast.OpEqual, ast.OpIn:
		form, negated = o.forms.equal, o.forms.notEqual
		if len(texts) > 1 {
			form, negated = o.forms.in, o.forms.notIn
			h["vs"] = argsOf(texts)
		}
	case ast.OpHasPrefix:
		form = o.forms.prefix
		h["lo"] = arg(v)
		if end, ok := after(v); ok {
			h["hi"] = arg(end)
		} else if o.forms.prefixWithoutEnd != "" {
			form = o.forms.prefixWithoutEnd
		}
	case ast.OpContains:
		form = o.forms.contains
	case ast.OpHasSuffix:
		form = o.forms.suffix
	default:
		panic("sql: no form for " + op.String())
	}
	if op == ast.OpEqual && o.equal != "" {
		return condition{f: fill(o.equal, holes{"x": o.h["x"], "k": o.h["k"], "v": arg(v)})}
	}
	c := condition{f: fill(form, h)}
	if negated != "" {
		c.negated = fill(negated, h)
	}
	return c
}

func argsOf(texts []string) fragment {
	fragments := make([]fragment, len(texts))
	for i, t := range texts {
		fragments[i] = arg(t)
	}
	return joined(fragments, ", ")
}

// likeEscape escapes the special characters in a pattern of LIKE. It does not use a backslash,
// which engines read in different ways.
var likeEscape = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")

// after returns the least text that is greater than all texts that begin with v, in the order of
// code points. It is not ok if there is none.
func after(v string) (end string, ok bool) {
	for v != "" {
		r, size := utf8.DecodeLastRuneInString(v)
		v = v[:len(v)-size]
		switch r {
		case utf8.MaxRune:
			continue
		case 0xd7ff: // the surrogates are no characters
			r = 0xe000 - 1
		}
		return v + string(r+1), true
	}
	return "", false
}

// scalar returns the fragment of a comparison of a bool, a number, a time or a date.
func (w *writer) scalar(x *ast.Comparison, column Column, k schema.Kind, negated bool) fragment {
	t := column.of
	o := &operand{x: w.column(column), column: column.Name != "", never: column.NotNull}
	if t.base == baseDouble { // what is no number is lacking
		o.column, o.never = false, false
		o.h = holes{"x": o.x, "lo": w.constant(-maxDouble, t), "hi": w.constant(maxDouble, t)}
		o.exists = "(" + w.dialect.aboveLeast + " AND " + w.dialect.belowMost + ")"
	}
	if k == schema.Bool {
		return o.write(bools(o, x), negated)
	}
	return o.write(w.ordered(o, x, t, k), negated)
}

const maxDouble = math.MaxFloat64

// bools returns the condition of a comparison of a bool.
func bools(o *operand, x *ast.Comparison) condition {
	if x.Op == ast.OpExists {
		return condition{answer: itExists}
	}
	first := ""
	for _, v := range x.Values {
		word := strings.ToUpper(v.Text)
		if first != "" && word != first {
			return condition{answer: itExists} // in (true, false)
		}
		first = word
	}
	h := holes{"x": o.x}
	return condition{f: fill("{x} = "+first, h), negated: fill("{x} <> "+first, h)}
}

// ordered returns the condition of a comparison of a number, a time or a date.
func (w *writer) ordered(o *operand, x *ast.Comparison, t columnType, k schema.Kind) condition {
	switch x.Op {
	case ast.OpExists:
		return condition{answer: itExists}
	case ast.OpEqual, ast.OpNotEqual, ast.OpIn, ast.OpNotIn:
		var points []fragment
		for _, v := range x.Values {
			s, _ := kinds.ScalarOf(v)
			if p := t.pointOf(k, s, w.dialect); p.outside == 0 && p.exact {
				points = append(points, w.constant(p.arg, t))
			}
		}
		switch len(points) {
		case 0:
			return condition{answer: no}
		case 1:
			return condition{f: w.order(o, "=", points[0], t), negated: w.order(o, "<>", points[0], t)}
		}
		h := holes{"x": o.x, "vs": joined(points, ", ")}
		if w.isTimeText(t) {
			return w.anyOf(o, points, t)
		}
		return condition{f: fill("{x} IN ({vs})", h), negated: fill("{x} NOT IN ({vs})", h)}
	}
	s, _ := kinds.ScalarOf(x.Values[0])
	p := t.pointOf(k, s, w.dialect)
	operator := orders[x.Op]
	less := x.Op == ast.OpLess || x.Op == ast.OpLessEqual
	switch {
	case p.outside != 0 && less == (p.outside < 0):
		return condition{answer: no}
	case p.outside != 0:
		return condition{answer: itExists}
	case !p.exact && less: // up to the point below
		operator = "<="
	case !p.exact:
		operator = ">"
	}
	c := w.order(o, operator, w.constant(p.arg, t), t)
	if t.base == baseDouble {
		finite := w.dialect.belowMost
		if less {
			finite = w.dialect.aboveLeast
		}
		c = fill("({c} AND {finite})", holes{"c": c, "finite": fill(finite, o.h)})
	}
	return condition{f: c}
}

// isTimeText reports whether times of the type are texts for the engine.
func (w *writer) isTimeText(t columnType) bool {
	return t.base == baseTimeText || t.base == baseDate && w.dialect.constants[baseDate] == ""
}

// order returns o with an operator of order or equality.
func (w *writer) order(o *operand, operator string, v fragment, t columnType) fragment {
	form := "{x} {op} {v}"
	if w.isTimeText(t) {
		form = w.dialect.ordered
	}
	return fill(form, holes{"x": o.x, "op": raw(operator), "v": v})
}

// anyOf returns the condition that o is one of the points, each compared by itself.
func (w *writer) anyOf(o *operand, points []fragment, t columnType) condition {
	var equal, not []fragment
	for _, p := range points {
		equal = append(equal, w.order(o, "=", p, t))
		not = append(not, w.order(o, "<>", p, t))
	}
	return condition{f: junction(equal, true), negated: junction(not, false)}
}

// constant returns a value of the type.
func (w *writer) constant(v any, t columnType) fragment {
	form, ok := w.dialect.constants[t.base]
	if !ok {
		return arg(v)
	}
	return fill(form, holes{"v": arg(v), "p": raw(strconv.Itoa(t.precision)), "s": raw(strconv.Itoa(t.digits))})
}
