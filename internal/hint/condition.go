package hint

import (
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/scanner"
	"github.com/searchfilter/searchfilter/schema"
)

// A finding says what some pieces mean.
type finding struct {
	n       int // how many pieces
	message string
	write   string // what to write in their place, if that is known
	sure    bool   // nobody can mean anything else
	hint    string // if write is empty
	also    string // what else one may do, for the hint
	warning bool   // the pieces are right, but stand among mistakes
}

// question returns a finding that asks whether this is meant.
func question(n int, message, write string) (finding, bool) {
	return finding{n: n, message: message, write: write}, true
}

// answer returns a finding that nobody can mean otherwise.
func answer(n int, message, write string) (finding, bool) {
	return finding{n: n, message: message, write: write, sure: true}, true
}

// condition returns what the condition means that begins at the piece i.
func (h *hints) condition(i int) (f finding, ok bool) {
	if h.is(i, "-") {
		f, _ = h.comparison(i + 1)
		ok = f.write != ""
		f, _ = answer(f.n+1, "a negation is written not, before the condition", "not "+f.write)
		return f, ok
	}
	if f, ok := h.shaped(i); ok {
		return f, true
	}
	if f, ok := h.comparison(i); ok {
		return f, true
	}
	return h.alone(i)
}

// comparison reads a condition that begins with its field. It is not ok if nothing is
// wrong; then the finding has the condition.
func (h *hints) comparison(i int) (f finding, ok bool) {
	field := h.field(i)
	if field.n == 0 {
		return f, false
	}
	at := i + field.n
	o, k := h.operator(at)
	c := compared{field: field.name, operator: o, from: i, known: o.known && !field.foreign}
	c.fold = c.fold || field.fold
	c.symbol = "a field is written as " + field.name
	if k > 0 && !(o.known && !o.negated) {
		c.symbol = "there is no operator " + h.text(at, at+k)
	}
	isTag := chars.HasTagPrefix(field.name)
	at += k
	switch {
	case k == 0 && h.ends(at) && isTag:
		f, _ = answer(at-i, "a tag alone is no condition", build(field.name, operator{op: "exists"}))
		return f, field.foreign
	case k == 0 && h.ends(at) && h.is(i-1, "!", "not", "-") && h.isField(field.name) && h.fieldOf(field.name).Kind != schema.Bool:
		return answer(at-i, "whether there is a value is asked with exists", build(field.name, operator{op: "exists"}))
	case k == 0 || o.op == "exists" && !h.ends(at):
		return f, false
	case o.op == "exists":
		f, _ = answer(at-i, "whether there is a value is asked with exists", build(field.name, o))
		f.warning = o.known
		if known := h.fieldOf(field.name); o.null && known.Always && known.Kind != schema.Text {
			return f, false // the schema says what it can be
		}
		return f, !c.known || o.null
	case o.like || o.regexp:
		return h.pattern(c, at)
	}
	for _, read := range []func(compared, int) (finding, bool){h.scalar, h.template, h.glob} {
		if f, ok := read(c, at); ok {
			return f, true
		}
	}
	if o.ago {
		return f, false
	}
	return h.values(c, at)
}

// compared is what stands before the values of a comparison.
type compared struct {
	field string
	operator
	from   int    // the first piece
	known  bool   // it is written as the language has it
	symbol string // the message if it is not
}

// brackets has what closes each bracket.
var brackets = map[string]string{"(": ")", "[": "]", "{": "}"}

// values reads the rest of a comparison: one value, or several as in
// status = PUBLISHED or SAVED and in status in [PUBLISHED, SAVED].
func (h *hints) values(c compared, at int) (f finding, ok bool) {
	from, list := at, c.op == "in"
	closing := brackets[h.at(at).text]
	if closing != "" {
		at++
	}
	if h.is(at, "either", "neither") {
		c.negated = c.negated != h.is(at, "neither")
		at++
	}
	if c.op == "=" && closing == "" && h.is(at, "not", "!") {
		c.negated, c.known = !c.negated, false
		c.symbol = "there is no operator = " + strings.ToLower(h.at(at).text)
		at++
	}
	for list && h.is(at, ",") {
		at++
	}
	v, n := h.value(at)
	if n == 0 {
		return h.unquoted(c, from)
	}
	values, joins := []string{v}, []string(nil) // of joins each kind once
	for at += n; ; at += n {
		j := at
		for joinOf[strings.ToLower(h.at(j).text)] != "" {
			j++
		}
		v, n = h.value(j)
		if j == at || closing == "" && (h.opens(j) || h.is(j, "exists") || !h.ends(j+n) && joinOf[h.at(j+n).text] == "") {
			break
		}
		for ; at < j; at++ {
			if join := joinOf[strings.ToLower(h.at(at).text)]; !slices.Contains(joins, join) {
				joins = append(joins, join)
			}
		}
		if n == 0 {
			break
		}
		values = append(values, v)
	}
	if closing != "" && h.is(at, closing) {
		at++
	} else if closing != "" && !(list && at >= len(h.pieces)) {
		return f, false
	}
	if list && h.is(at, "i") {
		c.fold = true
		at++
	}
	write := build(c.field, c.operator, values...)
	isOr := !slices.Contains(joins, "and") && len(joins) < 2
	switch several := len(values) > 1; {
	case !h.ends(at):
		if several || closing != "" {
			return f, false
		}
		return h.unquoted(c, from)
	case several && (c.op[0] == '<' || c.op[0] == '>'): // 1,000
		return f, false
	case list:
		return finding{n: at - c.from, message: "the values of an in stand in parentheses, with commas between them", write: write, sure: isOr}, true
	case several && closing == "" && h.isField(values[len(values)-1]):
		return f, false
	case several && closing != "":
		return finding{n: at - c.from, message: "a list of values stands behind in, in parentheses", write: write, sure: isOr}, true
	case several && len(joins) > 1:
		return finding{n: at - c.from, message: eachCondition, hint: "write a field and an operator before each value"}, true
	case several && joins[0] == "and" && c.op != "=" && c.op != "!=":
		return question(at-c.from, eachCondition, strings.ReplaceAll(write, " or "+c.field+" ", " and "+c.field+" "))
	case several:
		f, _ = question(at-c.from, eachCondition, write)
		f.sure = joins[0] == "or" && c.op != "!="
		if h.fieldOf(c.field).Kind == schema.Text {
			f.also = "quote the value if it is one: " + show(build(c.field, c.operator, chars.Excerpt(h.text(from, at))))
		}
		return f, true
	case closing != "":
		return answer(at-c.from, "a value stands without brackets", write)
	case h.at(from).kind == misquoted:
		message := "a quote in a value is written in the other kind of quotes, or behind a backslash"
		if p := h.at(from); !strings.ContainsAny(p.meant, `"'`) {
			message = "the string has no closing quote"
		}
		return answer(at-c.from, message, write)
	}
	f, _ = question(at-c.from, c.symbol, write)
	isOther := h.at(from).kind == word && h.isField(values[0]) || c.op == "*=" && h.fieldOf(c.field).Kind == schema.List
	f.sure = !isOther // a comparison of two fields may be meant, or of a whole value of the list
	return f, !c.known
}

const eachCondition = "each condition has its own field and operator"

// joinOf has the kind of what stands between two values.
var joinOf = map[string]string{
	"or": "or", "nor": "or", "|": "or", "||": "or", "and": "and", "&": "and", "&&": "and", ",": ",", ";": ",",
}

// unquoted reads a value that lacks its quotes: several words, or a word with a character
// that no word has.
func (h *hints) unquoted(c compared, at int) (f finding, ok bool) {
	words, glued := true, true
	end := at
	for ; end < len(h.pieces) && !h.ends(end); end++ {
		p := h.at(end)
		if last := end - 1; last > at && h.opens(end) {
			return finding{n: end - c.from, message: chars.Excerpt(h.at(last).text) + " is no connective", hint: `write "and" or "or" in its place`}, true
		}
		if end > at && h.opens(end) || h.is(end, "i", "not") || p.kind == other && p.text[0] > '~' || strings.ContainsAny(p.text, "*^$~()[]{}`\"'\\") {
			return f, false
		}
		words = words && p.kind == word
		glued = glued && (end == at || h.isGlued(end))
	}
	if end-at < 2 || c.op == "in" {
		return f, false
	}
	write := build(c.field, c.operator, chars.Quote(h.text(at, end)))
	switch {
	case words:
		return question(end-c.from, "a value of several words is quoted", write)
	case glued:
		return question(end-c.from, "a value with characters other than those of words is quoted", write)
	}
	return f, false
}

// alone reads a value without a field and an operator.
func (h *hints) alone(i int) (f finding, ok bool) {
	v, n := h.value(i)
	if n == 0 || !h.ends(i+n) || h.isField(v) || h.at(i).kind == word && strings.Contains(v, ":") {
		return f, false
	}
	const message = "a value alone is no condition"
	text := v
	if h.at(i).kind == str {
		text = scanner.Unquote(v)
	}
	name := ""
	for _, f := range h.schema.Fields {
		switch k := kinds.Spelled(f.Values, text); {
		case k >= 0:
			return question(n, message, build(f.Name, operator{op: "="}, f.Values[k]))
		case f.Kind == schema.Text && (name == "" && strings.HasSuffix(f.Name, "name") || f.Name == "title"):
			name = f.Name
		}
	}
	if name == "" || text == "" {
		return finding{n: n, message: message, hint: "write a field and an operator before it"}, true
	}
	return question(n, message, build(name, operator{op: "*="}, chars.Quote(text)))
}
