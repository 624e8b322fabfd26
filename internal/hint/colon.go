package hint

import (
	"strings"

	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/schema"
)

// Rules for name:value.

// colon is for name: with what follows in the searches that write it so: an order, a
// range, a list.
func (h *hints) colon(i int) (f finding, ok bool) {
	p := h.at(i)
	name, value, has := strings.Cut(p.text, ":")
	if !has || name == "" || chars.HasTagPrefix(p.text) && h.schema.Tags != "" {
		return f, false
	}
	f = finding{code: codes.ForeignOperator, message: "there is no operator :", sure: true}
	switch low := strings.ToLower(name); {
	case (low == "no" || low == "has") && h.isField(value) && h.ends(i+1):
		f.n = 1
		f.write = build(value, operator{op: "exists", negated: low == "no"})
		return f, true
	case !h.isField(name):
		return h.unknownColon(i, value)
	}
	from, to, isRange := strings.Cut(value, "..")
	switch o, k := h.operator(i + 1); {
	case isRange && from != "" && to != "" && h.ends(i+1):
		f.n = 1
		f.write = "(" + name + " >= " + chars.Quote(from) + " and " + name + " <= " + chars.Quote(to) + ")"
		return f, true
	case value == "" && k > 0 && h.at(i+1).kind == symbol && h.isGlued(i+1) && o.op != "":
		v, n := h.value(i + 1 + k)
		if n == 0 || !h.ends(i+1+k+n) {
			return f, false
		}
		f.n = 1 + k + n
		f.write = build(name, o, v)
		return f, true
	case value == "" && h.is(i+1, "[", "{") && h.is(i+3, "to") || value == "" && h.is(i+1, "[", "{") && h.is(i+2, "*"):
		return h.ranged(i, name)
	case value == "" && h.is(i+1, "("):
		return h.compared(i, name, operator{op: "="}, i+1, false, ":")
	case h.is(i+1, "*") && h.isGlued(i+1) || h.is(i+1, "*") && value == "":
		if value == "" {
			return h.glob(i, name, operator{op: "="}, i+1)
		}
		if h.ends(i+2) && h.kindOf(name) == schema.Text {
			f.n = 2
			f.write = build(name, operator{op: "^="}, chars.Quote(value))
			return f, true
		}
	}
	return f, false
}

// unknownColon is for name:value where there is no such field: is:published.
func (h *hints) unknownColon(i int, value string) (f finding, ok bool) {
	if value == "" || h.kindOf(value) != schema.Text || !h.ends(i+1) {
		return f, false
	}
	f = finding{n: 1, code: codes.ForeignOperator, message: "there is no operator :", hint: "write a field, an operator and a value; a value with a colon is quoted where a field can stand"}
	if field, canonical := h.enumOf(value); field != "" {
		f.write, f.hint = build(field, operator{op: "="}, chars.Quote(canonical)), ""
	}
	return f, true
}

// enumOf returns the one enum field that has a value, and its spelling, or "".
func (h *hints) enumOf(value string) (name, canonical string) {
	for _, field := range h.schema.Fields {
		i := kinds.Spelled(field.Values, value)
		if i < 0 {
			continue
		}
		if name != "" {
			return "", ""
		}
		name, canonical = field.Name, field.Values[i]
	}
	return name, canonical
}

// ranged is for name:[a TO b].
func (h *hints) ranged(i int, name string) (f finding, ok bool) {
	at := i + 2
	end := func() (v string) {
		if h.is(at, "*") {
			at++
			return "*"
		}
		v, n := h.value(at)
		at += n
		return v
	}
	a := end()
	if !h.is(at, "to") {
		return f, false
	}
	at++
	b := end()
	if a == "" || b == "" || !h.is(at, "]", "}") || !h.ends(at+1) {
		return f, false
	}
	least, most := " >= ", " <= "
	if h.is(i+1, "{") {
		least = " > "
	}
	if h.is(at, "}") {
		most = " < "
	}
	f = finding{n: at + 1 - i, code: codes.ForeignOperator, message: "there are no ranges", sure: true}
	switch {
	case a == "*" && b == "*":
		f.write = name + " exists"
	case a == "*":
		f.write = name + most + b
	case b == "*":
		f.write = name + least + a
	default:
		f.write = "(" + name + least + a + " and " + name + most + b + ")"
	}
	return f, true
}
