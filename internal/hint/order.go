package hint

import (
	"strings"

	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/schema"
)

// Rules for what stands in another order, or is not whole: "a" in name, -name = a, a word alone.

// presenceFirst is for exists and other words before the field.
func (h *hints) presenceFirst(i int) (f finding, ok bool) {
	if !h.is(i, "exists", "exist", "has", "have", "no", "without", "missing") {
		return f, false
	}
	negated := h.is(i, "no", "without", "missing")
	at, open := i+1, false
	if open = h.is(at, "("); open {
		at++
	}
	name, n, _ := h.field(at)
	if n == 0 || !h.isField(name) {
		return f, false
	}
	at += n
	if open {
		if !h.is(at, ")") {
			return f, false
		}
		at++
	}
	if !h.ends(at) {
		return f, false
	}
	o := operator{op: "exists", negated: negated}
	return finding{n: at - i, code: codes.ForeignOperator, message: "exists stands behind its field", write: build(name, o), sure: true}, true
}

// minus is for a field with a hyphen before it, which is a not in some searches.
func (h *hints) minus(i int) (f finding, ok bool) {
	p := h.at(i)
	rest, isMinus := strings.CutPrefix(p.text, "-")
	name, value, hasColon := strings.Cut(rest, ":")
	if p.kind != word || !isMinus || name == "" {
		return f, false
	}
	f = finding{n: 1, code: codes.ForeignOperator, message: "a negation is written not, before the condition", sure: true}
	switch v, k := h.value(i + 1); {
	case h.schema.Lookup(rest) >= 0:
		o, k := h.operator(i + 1)
		v, l := h.value(i + 1 + k)
		if k == 0 || l == 0 || o.op == "" || o.op == "in" || !h.ends(i+1+k+l) {
			return f, false
		}
		f.n = 1 + k + l
		f.write = build(rest, turned(o), v)
		return f, true
	case h.schema.Tags != "" && chars.HasTagPrefix(rest) && len(rest) > len(chars.TagPrefix) && h.ends(i+1):
		f.write = build(rest, operator{op: "exists", negated: true})
		return f, true
	case !hasColon || h.schema.Lookup(name) < 0:
		return f, false
	case value == "" && k > 0 && h.isGlued(i+1) && h.ends(i+1+k):
		f.n = 1 + k
		f.write = build(name, operator{op: "!="}, v)
		return f, true
	case value != "" && h.ends(i+1):
		f.write = build(name, operator{op: "!="}, chars.Quote(value))
		return f, true
	}
	return f, false
}

// mirrored is for a value on the left of an operator, and a field on its right.
func (h *hints) mirrored(i int) (f finding, ok bool) {
	v, n := h.value(i)
	if n == 0 || h.at(i).kind == word && h.isField(v) {
		return f, false
	}
	o, k := h.operator(i + n)
	op, isOrder := mirrored[o.op]
	if k == 0 || !isOrder || o.negated || h.at(i+n).kind != symbol {
		return f, false
	}
	at := i + n + k
	name, m, _ := h.field(at)
	if m == 0 || !h.isField(name) {
		return f, false
	}
	at += m
	f = finding{code: codes.MissingCondition, message: "a condition begins with its field", sure: true}
	o.op = op
	f.write = build(name, o, bare(v))
	if p, k := h.operator(at); k > 0 && mirrored[p.op] != "" && h.at(at).kind == symbol { // a <= f <= b
		w, n := h.value(at + k)
		if n == 0 {
			return f, false
		}
		at += k + n
		f.write = "(" + f.write + " and " + build(name, p, bare(w)) + ")"
	}
	f.n = at - i
	return f, h.ends(at)
}

// contained is for "smoke" in name, which asks for a part of a text elsewhere.
func (h *hints) contained(i int) (f finding, ok bool) {
	v, n := h.value(i)
	if n == 0 || h.at(i).kind == word && h.isField(v) {
		return f, false
	}
	o, k := h.operator(i + n)
	name, m, _ := h.field(i + n + k)
	if k == 0 || o.op != "in" || m == 0 || !h.isField(name) || !h.ends(i+n+k+m) {
		return f, false
	}
	f = finding{n: n + k + m, code: codes.MissingCondition, message: "a condition begins with its field", sure: h.at(i).kind == str}
	f.write = build(name, operator{op: "*=", negated: o.negated}, bare(v))
	if h.kindOf(name) == schema.List {
		f.write = build(name, operator{op: "=", negated: o.negated}, bare(v))
	}
	return f, true
}

// before is for a word before a condition that is none of the language: nto name = a.
func (h *hints) before(i int) (f finding, ok bool) {
	p := h.at(i)
	name, n, _ := h.field(i + 1)
	if p.kind != word || h.isField(p.text) || chars.IsReserved(p.text) || n == 0 || !h.isField(name) || h.at(i+1).kind != word || p.text[0] == '-' || strings.ContainsAny(p.text, ":=") {
		return f, false
	}
	if _, k := h.operator(i + 1 + n); k == 0 || h.at(i+1+n).kind != symbol && !h.is(i+1+n, "in", "contains", "startswith", "endswith") {
		return f, false
	}
	if o, k := h.operator(i); k > 0 && o.op != "" {
		return f, false
	}
	f = finding{n: 1, code: codes.MissingCondition, message: chars.Excerpt(p.text) + " stands before a condition", hint: "remove it"}
	if h.is(i, "nto", "ont", "nt", "non", "no", "nicht", "isnt", "unless", "without", "except") {
		f.hint = "did you mean not?"
	}
	return f, true
}

// suffixed is for not and a field alone, or a field alone behind an !, where it has no
// value of its own: !description.
func (h *hints) suffixed(i int) (f finding, ok bool) {
	name, n, _ := h.field(i)
	if n == 0 || !h.is(i-1, "!", "not") || !h.isField(name) || !h.ends(i+n) || h.kindOf(name) == schema.Bool {
		return f, false
	}
	f = finding{n: n, code: codes.MissingOperator, message: "whether there is a value is asked with exists", sure: true}
	f.write = build(name, operator{op: "exists"})
	return f, true
}

// alone is for a word or a text without a field and an operator.
func (h *hints) alone(i int) (f finding, ok bool) {
	v, n := h.value(i)
	if n == 0 || !h.ends(i+n) || h.isField(v) || h.at(i).kind == word && strings.Contains(v, ":") {
		return f, false
	}
	text := v
	if h.at(i).kind == str {
		text, _ = unquote(v)
	}
	f = finding{n: n, code: codes.MissingCondition, message: "a value alone is no condition"}
	enum, canonical := h.enumOf(text)
	switch first := h.nameField(); {
	case enum != "":
		f.write = build(enum, operator{op: "="}, chars.Quote(canonical))
	case first != "" && text != "":
		f.write = build(first, operator{op: "*="}, chars.Quote(text))
	default:
		f.hint = "write a field and an operator before it"
	}
	return f, true
}

// nameField returns the field in which a record's name is looked for, or "".
func (h *hints) nameField() (name string) {
	for _, f := range h.schema.Fields {
		switch {
		case f.Kind != schema.Text:
		case f.Name == "name" || f.Name == "title":
			return f.Name
		case name == "" && strings.HasSuffix(f.Name, "name"):
			name = f.Name
		}
	}
	return name
}
