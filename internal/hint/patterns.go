package hint

import (
	"strings"

	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/schema"
)

// Rules for patterns in values: those of SQL, regular expressions, wildcards and templates.

// like is for the patterns of SQL: % stands for anything, and _ for a character.
func (h *hints) like(i int, name string, o operator, at int) (f finding, ok bool) {
	f = finding{code: codes.ForeignOperator, message: "there is no operator " + strings.ToLower(h.at(at-1).text), sure: true}
	v, n := h.value(at)
	if n == 0 || !h.ends(at+n) {
		return f, false
	}
	f.n = at + n - i
	s := v
	if v[0] == '"' || v[0] == '\'' {
		s, _ = unquote(v)
	}
	text := strings.Trim(s, "%")
	switch first, last := strings.HasPrefix(s, "%"), strings.HasSuffix(s, "%"); {
	case text == "" || strings.ContainsAny(text, `%_\`):
		f.hint = "there are no patterns: ^= is for how a text begins, *= for a part of it, $= for how it ends"
		return f, true
	case first && last:
		o.op = "*="
	case last:
		o.op = "^="
	case first:
		o.op = "$="
	default:
		o.op = "="
	}
	f.write = build(name, o, chars.Quote(text))
	return f, true
}

// regexp is for regular expressions. Those alone are clear that say where the text begins
// or ends.
func (h *hints) regexp(i int, name string, o operator, at int) (f finding, ok bool) {
	f = finding{code: codes.ForeignOperator, message: "there are no regular expressions"}
	v, n := h.value(at)
	if n == 0 || !h.ends(at+n) {
		return f, false
	}
	f.n = at + n - i
	s := v
	if v[0] == '"' || v[0] == '\'' {
		s, _ = unquote(v)
	}
	text, op, sure := pattern(s)
	if op == "" {
		f.hint = "write ^= for how a text begins, *= for a part of it, $= for how it ends"
		return f, true
	}
	o.op = op
	f.write, f.sure = build(name, o, chars.Quote(text)), sure
	return f, true
}

// pattern returns what a regular expression asks for, if an operator does that. It is sure
// if that is so whether or not an expression is about the whole text.
func pattern(s string) (text, op string, sure bool) {
	text, begins := strings.CutPrefix(s, "^")
	text, ends := strings.CutSuffix(text, "$")
	text, before := strings.CutPrefix(text, ".*")
	text, after := strings.CutSuffix(text, ".*")
	if text == "" || strings.ContainsAny(text, `\[](){}.*+?|^$`) {
		return "", "", false
	}
	switch {
	case begins && ends && !before && !after:
		return text, "=", true
	case before && after:
		return text, "*=", true
	case begins && !before && !ends, after && !before && !ends:
		return text, "^=", after && begins
	case ends && !after && !begins, before && !after && ends:
		return text, "$=", before
	case !begins && !ends && !before && !after:
		return text, "*=", false
	}
	return "", "", false
}

// glob is for a value with a * at its ends, which stands for anything elsewhere.
func (h *hints) glob(i int, name string, o operator, at int) (f finding, ok bool) {
	if o.op != "=" && o.op != "!=" || h.kindOf(name) != schema.Text && h.kindOf(name) != schema.List {
		return f, false
	}
	f = finding{code: codes.ForeignOperator, message: "there are no wildcards", sure: true}
	first := h.is(at, "*")
	j := at
	if first {
		j++
	}
	p := h.at(j)
	hasText := p.kind == word && (!first || h.isGlued(j)) && !chars.IsReserved(p.text)
	if hasText {
		j++
	}
	last := hasText && h.is(j, "*") && h.isGlued(j)
	if last {
		j++
	}
	if !first && !last || !h.ends(j) {
		return f, false
	}
	negated := o.op == "!=" != o.negated
	switch {
	case !hasText:
		o = operator{op: "exists", negated: negated}
		f.write = build(name, o)
	case first && last:
		f.write = build(name, operator{op: "*=", negated: negated}, p.text)
	case last:
		f.write = build(name, operator{op: "^=", negated: negated}, p.text)
	default:
		f.write = build(name, operator{op: "$=", negated: negated}, p.text)
	}
	f.n = j - i
	f.also = "quote the value if the * is part of it"
	return f, true
}

// template is for a value that something was to put another one in the place of.
func (h *hints) template(i, at int) (f finding, ok bool) {
	j := at
	for h.is(j, "$", "#", "%", "\\", "{") {
		j++
	}
	closing := map[string]string{"{": "}", "(": ")", "<": ">", "#": "#"}[h.at(j-1).text]
	switch name := h.at(j); {
	case h.is(at, "<") && h.at(at+1).kind == word && h.is(at+2, ">"):
		j = at + 3
	case h.is(at, "?"):
		j = at + 1
	case j > at && closing != "" && name.kind == word && h.is(j+1, closing):
		for j += 2; h.is(j, closing); j++ {
		}
	case h.is(at, "$") && name.kind == word && h.isGlued(j) && strings.Trim(name.text, "0123456789") != "":
		j++
	case j > at && h.is(j, "(") && name.kind == other || h.is(at, "%") && h.is(at+1, "("):
		for j < len(h.pieces) && !h.is(j, ")") {
			j++
		}
		for j++; h.isGlued(j) && h.at(j).kind == word; j++ {
		}
	default:
		return f, false
	}
	if j > len(h.pieces) || !h.ends(j) {
		return f, false
	}
	f = finding{n: j - i, code: codes.InvalidPlaceholder, message: "nothing was put in the place of " + chars.Excerpt(h.text(at, j))}
	f.hint = "put the value there, or write $1 and pass it as an argument"
	return f, true
}
