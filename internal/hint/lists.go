package hint

import (
	"cmp"
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/schema"
)

// Rules for one value and for several: status = PUBLISHED or SAVED, in [a, b].

// compared is for a field, an operator and one value or several.
func (h *hints) compared(i int, name string, o operator, at int, known bool, operator string) (f finding, ok bool) {
	from := at
	open := ""
	if h.is(at, "(", "[") { // = (a, b)
		open = h.at(at).text
		at++
	}
	if h.is(at, "either", "neither") {
		o.negated = h.is(at, "neither")
		at++
	}
	if o.op == "=" && open == "" && h.is(at, "not", "!") { // = not a
		o, operator = turned(o), operator+" "+strings.ToLower(h.at(at).text)
		known = false
		at++
	}
	v, n := h.value(at)
	if n == 0 {
		if open == "" {
			return h.odd(i, name, o, at)
		}
		return f, false
	}
	at += n
	values, joins := []string{v}, ""
	for {
		j := at
		if !h.is(j, "or", "and", "nor", ",", "|", "||", "&", "&&") {
			break
		}
		join := strings.ToLower(h.at(j).text)
		v, n := h.value(j + 1)
		if n == 0 || h.opens(j+1) || h.is(j+1, "exists") {
			break
		}
		if next := j + 1 + n; !h.ends(next) && !h.is(next, ",", "|") {
			break
		}
		values, joins = append(values, v), joins+" "+join
		at = j + 1 + n
	}
	if open != "" {
		if !h.is(at, map[string]string{"(": ")", "[": "]"}[open]) {
			return f, false
		}
		at++
	}
	f.n = at - i
	f.code = codes.ForeignOperator
	f.write = build(name, o, values...)
	if len(values) > 1 && (o.op[0] == '<' || o.op[0] == '>') { // 1,000
		return f, false
	}
	isField := len(values) > 1 && h.isField(values[len(values)-1])
	switch several := len(values) > 1; {
	case !h.ends(at):
		if open == "" && len(values) == 1 {
			return h.severalWords(i, name, o, from)
		}
		return f, false
	case several && isField && open == "":
		return f, false
	case several && strings.HasSuffix(o.op, "=") && len(o.op) == 2 && o.op != "!=" && o.op[0] != '<' && o.op[0] != '>' && strings.Trim(joins, " and&") == "":
		f.code, f.message = codes.MissingOperator, "each condition has its own field and operator"
		f.write = strings.ReplaceAll(f.write, " or "+name+" ", " and "+name+" ")
	case several && len(distinct(joins)) > 1:
		f.code, f.message = codes.MissingOperator, "each condition has its own field and operator"
		f.write, f.hint = "", "write a field and an operator before each value"
	case several:
		if open == "" {
			f.quote = build(name, o, chars.Excerpt(h.text(from, at)))
		}
		f.code, f.message = codes.MissingOperator, "each condition has its own field and operator"
		f.sure = strings.Trim(joins, " or|") == "" && o.op != "!=" && !strings.Contains(joins, " | ")
		if open != "" {
			f.code, f.message = codes.InvalidList, "a list of values stands behind in, in parentheses"
			f.sure = !strings.Contains(joins, "an")
		}
	case open != "":
		f.message, f.sure = "a value stands without brackets", true
		f.code = codes.InvalidList
	case known:
		return f, false
	default:
		f.sure, f.narrow = true, !o.negated
		if h.at(from).kind == word && h.isField(v) || o.op == "*=" && h.kindOf(name) == schema.List {
			f.sure, f.narrow = false, false // two fields, or one of the values
		}
		f.message = "there is no operator " + operator
		if o.known && !o.negated {
			f.message = "a field is written as " + name
		}
	}
	return f, true
}

// distinct returns the words of s, each once, and those that mean the same as one.
func distinct(s string) (list []string) {
	same := map[string]string{"||": "or", "|": "or", "&&": "and", "&": "and", "nor": "or"}
	for _, w := range strings.Fields(s) {
		w = cmp.Or(same[w], w)
		if !slices.Contains(list, w) {
			list = append(list, w)
		}
	}
	return list
}

// odd is for a word with characters in it for which a value must be quoted: R&D.
func (h *hints) odd(i int, name string, o operator, at int) (f finding, ok bool) {
	j := at
	for ; j < len(h.pieces) && !h.ends(j) && (j == at || h.isGlued(j)); j++ {
		if p := h.at(j); p.kind == str || p.kind == broken || p.kind == word && chars.IsReserved(p.text) || p.kind == other && (p.text[0] < ' ' || p.text[0] > '~') || strings.ContainsAny(p.text, "*^$~()[]{}`,<\\") && p.text != "<" {
			return f, false
		}
	}
	if j-at < 2 || !h.ends(j) {
		return f, false
	}
	f = finding{n: j - i, code: codes.InvalidCharacter, message: "a value with characters other than those of words is quoted"}
	f.write = build(name, o, chars.Quote(h.text(at, j)))
	return f, true
}

// severalWords is for a value of several words without quotes: what stands up to the end of
// the condition.
func (h *hints) severalWords(i int, name string, o operator, at int) (f finding, ok bool) {
	j := at
	for j < len(h.pieces) && !h.ends(j) && !(j > at && h.opens(j)) {
		if h.at(j).kind != word || h.is(j, "i", "not") {
			return f, false
		}
		j++
	}
	if last := j - 1; j < len(h.pieces) && h.opens(j) && !h.is(j, "and", "or", "&&", "||", ")") {
		if last == at { // no connective at all, which the parser says
			return f, false
		}
		word := strings.ToLower(h.at(last).text)
		f = finding{n: j - i, code: codes.MissingConnective, message: chars.Excerpt(h.at(last).text) + " is no connective", hint: `write "and" or "or" between two conditions`}
		if c := connectives[word]; c != "" {
			f.hint = "did you mean " + c + "?"
		}
		f.from = h.at(last).start
		return f, true
	}
	if j-at < 2 {
		return f, false
	}
	f = finding{n: j - i, code: codes.MissingConnective, message: "a value of several words is quoted"}
	f.write = build(name, o, chars.Excerpt(h.text(at, j)))
	return f, true
}

// list is for in and what stands behind it.
func (h *hints) list(i int, name string, o operator, at int, known bool) (f finding, ok bool) {
	f = finding{code: codes.InvalidList, message: "the values of an in stand in parentheses, with commas between them", sure: true, narrow: true}
	open := ""
	if h.is(at, "(", "[", "{") {
		open = h.at(at).text
		at++
	}
	var values []string
	isWhole := true // no value of several words
	for {
		for h.is(at, ",") {
			at++
		}
		v, n := h.value(at)
		if n == 0 {
			break
		}
		values = append(values, v)
		at += n
		if !h.is(at, ",", "or", ";", "|", "||") || open == "" && h.opens(at+1) {
			isWhole = isWhole && (open == "" || !h.isValue(at))
			break
		}
		if !h.is(at, ",") {
			at++
		}
	}
	if len(values) == 0 || !isWhole {
		return f, false
	}
	switch {
	case open != "" && h.is(at, ")", "]", "}"):
		at++
	case open != "" && at < len(h.pieces) || open == "" && h.is(at, ")") && known && h.at(at).depth == 0:
		return f, false
	case open == "" && !h.ends(at):
		return f, false
	}
	f.n = at - i
	if h.is(at, "i") {
		f.n, o.fold = f.n+1, true
	}
	f.write = build(name, o, values...)
	return f, true
}

func (h *hints) isValue(i int) bool { _, n := h.value(i); return n > 0 }
