package hint

import (
	"strings"

	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/schema"
)

// Rules for functions and methods.

// call is for functions: startswith(name, "x"), lower(name) = x.
func (h *hints) call(i int) (f finding, ok bool) {
	p := h.at(i)
	if p.kind != word || !h.is(i+1, "(") || !h.isGlued(i+1) {
		return f, false
	}
	name, n, _ := h.field(i + 2)
	if n == 0 || !h.isField(name) {
		return f, false
	}
	at := i + 2 + n
	fn := strings.ToLower(p.text[strings.LastIndexByte(p.text, '.')+1:])
	f = finding{code: codes.ForeignOperator, message: "there are no functions", sure: true}
	switch o, isOp := functions[fn]; {
	case isOp && h.is(at, ","):
		v, n := h.value(at + 1)
		if n == 0 || !h.is(at+1+n, ")") {
			return f, false
		}
		f.n = at + n + 2 - i
		f.write = build(name, o, bare(v))
		f.sure = o.op != "*=" || h.kindOf(name) != schema.List // whose values contains may be about
	case (fn == "lower" || fn == "upper" || fn == "lcase" || fn == "ucase") && h.is(at, ")"):
		return h.folded(i, name, at+1)
	default:
		return f, false
	}
	return f, h.ends(i + f.n)
}

// folded is for a field of which another case is made, which is compared.
func (h *hints) folded(i int, name string, at int) (f finding, ok bool) {
	f = finding{code: codes.ForeignOperator, message: "there are no functions", sure: true}
	o, k := h.operator(at)
	if o.like {
		if f, ok = h.like(i, name, operator{like: true, fold: true, negated: o.negated}, at+k); ok {
			f.message = "there are no functions"
		}
		return f, ok
	}
	v, n := h.value(at + k)
	if k == 0 || n == 0 || o.op == "" || o.op == "in" || !h.ends(at+k+n) {
		return f, false
	}
	o.fold = true
	f.n = at + k + n - i
	f.write = build(name, o, bare(v))
	return f, true
}

// method is for methods: name.startswith("x"), name.lower() = x, and for what jq writes so:
// .Name | startswith("x").
func (h *hints) method(i int) (f finding, ok bool) {
	p := h.at(i)
	at, object, method := i+1, "", ""
	if dot := strings.LastIndexByte(p.text, '.'); p.kind == word && dot > 0 && h.is(i+1, "(") && h.isGlued(i+1) {
		object, method = p.text[:dot], strings.ToLower(p.text[dot+1:])
		if h.schema.Lookup(object) < 0 {
			object = object[strings.LastIndexByte(object, '.')+1:]
		}
	} else if name, n, _ := h.field(i); n > 0 && h.is(i+n, "|") && h.at(i+n+1).kind == word && h.is(i+n+2, "(") {
		object, method, at = name, strings.ToLower(h.at(i+n+1).text), i+n+2
	}
	if object == "" || !h.isField(object) {
		return f, false
	}
	o, isOp := functions[method]
	f = finding{code: codes.ForeignOperator, message: "there are no functions", sure: true}
	switch {
	case isOp:
		v, n := h.value(at + 1)
		if n == 0 || !h.is(at+1+n, ")") || !h.ends(at+2+n) {
			return f, false
		}
		f.n = at + 2 + n - i
		f.write = build(object, o, bare(v))
		f.sure = o.op != "*=" || h.kindOf(object) != schema.List
		return f, true
	case (method == "lower" || method == "tolowercase" || method == "upper" || method == "touppercase") && h.is(at+1, ")"):
		if next := h.at(at + 2); h.isGlued(at+2) && next.kind == word && strings.HasPrefix(next.text, ".") {
			o, isOp := functions[strings.ToLower(next.text[1:])]
			v, n := h.value(at + 4)
			if !isOp || !h.is(at+3, "(") || n == 0 || !h.is(at+4+n, ")") || !h.ends(at+5+n) {
				return f, false
			}
			o.fold = true
			f.n = at + 5 + n - i
			f.write = build(object, o, bare(v))
			return f, true
		}
		return h.folded(i, object, at+2)
	}
	return f, false
}
