package hint

import (
	"regexp"
	"strings"

	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/scanner"
	"github.com/searchfilter/searchfilter/schema"
)

// pattern is for the patterns of SQL and for regular expressions.
func (h *hints) pattern(c compared, at int) (f finding, ok bool) {
	v, n := h.value(at)
	if n > 0 && h.is(at+n, "i") {
		c.fold = true
		n++
	}
	if n == 0 || !h.ends(at+n) {
		return f, false
	}
	s := v
	if h.at(at).kind == str {
		s = scanner.Unquote(v)
	}
	f = finding{n: at + n - c.from, message: "there are no regular expressions"}
	of := regexpOf
	if c.like {
		f.message, of = "there is no operator "+strings.ToLower(h.at(at-1).text), likeOf
	}
	var text string
	if text, c.op, f.sure = of(s); c.op == "" {
		f.hint = "write ^= for how a text begins, *= for a part of it, $= for how it ends"
		return f, true
	}
	f.write = build(c.field, c.operator, chars.Quote(text))
	return f, true
}

// likeOf returns what a pattern of SQL asks for, if an operator does that. In it % stands
// for anything, and _ for a character.
func likeOf(s string) (text, op string, sure bool) {
	text, before := strings.CutPrefix(s, "%")
	text, after := strings.CutSuffix(text, "%")
	switch {
	case text == "" || strings.ContainsAny(text, `%_\`):
	case before && after:
		op = "*="
	case after:
		op = "^="
	case before:
		op = "$="
	default:
		op = "="
	}
	return text, op, true
}

// regexpOf returns what a regular expression asks for, if an operator does that. It is sure
// if that is so whether or not an expression is about the whole text.
func regexpOf(s string) (text, op string, sure bool) {
	text, begins := strings.CutPrefix(s, "^")
	text, ends := strings.CutSuffix(text, "$")
	text, before := strings.CutPrefix(text, ".*")
	text, after := strings.CutSuffix(text, ".*")
	switch {
	case text == "" || strings.ContainsAny(text, `\[](){}.*+?|^$`):
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
func (h *hints) glob(c compared, at int) (f finding, ok bool) {
	k := h.fieldOf(c.field).Kind
	if c.op != "=" || k != schema.Text && k != schema.List {
		return f, false
	}
	text := ""
	first := h.is(at, "*")
	if first {
		at++
	}
	if p := h.at(at); p.kind == word && (!first || h.isGlued(at)) && !chars.IsReserved(p.text) {
		text = p.text
		at++
	}
	last := text != "" && h.is(at, "*") && h.isGlued(at)
	if last {
		at++
	}
	switch {
	case !first && !last || !h.ends(at):
		return f, false
	case text == "":
		c.op = "exists"
	case first && last:
		c.op = "*="
	case last:
		c.op = "^="
	default:
		c.op = "$="
	}
	f, _ = answer(at-c.from, "there are no wildcards", build(c.field, c.operator, text))
	f.also = "quote the value if the * is part of it"
	return f, true
}

// templates are values that something was to put others in the place of.
var templates = regexp.MustCompile(`^(?:\?|[$#%]?\{{1,2}[^{},"']{1,60}\}{1,2}|\$[A-Za-z_]\w*|<\w+>|#\w+#|[$%]\([^()]{0,60}\)\w?)`)

// template is for a template that was left in.
func (h *hints) template(c compared, at int) (f finding, ok bool) {
	if at >= len(h.pieces) {
		return f, false
	}
	start := h.at(at).start.Offset
	left := templates.FindString(h.src[start:])
	if left == "" || !ended(h.src[start+len(left):]) {
		return f, false
	}
	end := at
	for end < len(h.pieces) && h.at(end).start.Offset < start+len(left) {
		end++
	}
	return finding{
		n: end - c.from, message: "nothing was put in the place of " + chars.Excerpt(left),
		hint: "put the value there, or write $1 and pass it as an argument",
	}, true
}
