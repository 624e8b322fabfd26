package hint

import (
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/ast"
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
		return finding{n: f.n + 1, message: "a negation is written not, before the condition", write: "not " + f.write, sure: f.sure}, ok
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
	if k == 0 && h.isField(field.name) {
		o, k = h.bareNot(at, chars.HasTagPrefix(field.name))
	}
	c := compared{field: field.name, operator: o, from: i, known: o.known && !field.foreign}
	c.fold = c.fold || field.fold
	c.symbol = "a field is written as " + field.name
	if k > 0 && !o.known {
		c.symbol = "there is no operator " + h.text(at, at+k)
	}
	if o.twice {
		return h.eitherWay(c, at, k)
	}
	return h.operation(c, at, k, field.foreign)
}

// bareNot returns the operator that a not at the piece i stands for, as in name not a and in
// name not null, and how many pieces it has. Behind a tag, which may be meant alone, only
// null makes it one.
func (h *hints) bareNot(i int, isTag bool) (o operator, n int) {
	for n < mostWords && h.is(i+n, "not") {
		n++
	}
	v, k := h.value(i + n)
	null := h.at(i+n).kind == word && isNull(strings.ToLower(v))
	switch {
	case n == 0 || k == 0 || h.isField(v) || isTag && !null:
		return o, 0
	case null:
		return operator{op: "exists", twice: n > 1}, n + 1
	}
	return operator{op: "=", negated: true, twice: n > 1}, n
}

// eitherWay returns what is said of a condition that is negated twice: nobody knows whether
// one negation is meant, or none.
func (h *hints) eitherWay(c compared, at, k int) (f finding, ok bool) {
	if h.ends(at+k) && c.op != "exists" {
		return f, false // a value is missing
	}
	c.known, c.twice, c.asks = false, false, true
	var list []string
	var wrong ast.Diagnostics
	sure := true
	for _, c.negated = range []bool{true, false} {
		if f, _ = h.operation(c, at, k, false); f.write != "" {
			list, wrong, sure = append(list, show(f.write)), h.wrong(f.write), sure && f.sure
		}
	}
	hint := writeOnce
	switch {
	case len(list) < 2 || !areNames(wrong):
	case len(wrong) == 0 && sure:
		hint = "write " + strings.Join(list, " or ")
	case len(wrong) == 0:
		hint = "did you mean " + strings.Join(list, " or ") + "?"
	default: // the parser gave up before it
		hint += "; " + wrong[0].Message + ": " + wrong[0].Hint
	}
	return finding{n: max(f.n, at+k-c.from), message: negatedTwice, hint: hint}, true
}

// operation is comparison from the operator on, which has k pieces from the piece at on.
func (h *hints) operation(c compared, at, k int, foreign bool) (f finding, ok bool) {
	i, o := c.from, c.operator
	if f, ok := h.lacking(c, at, k); ok {
		return f, true
	}
	isTag := chars.HasTagPrefix(c.field)
	at += k
	switch {
	case k == 0 && h.ends(at) && isTag:
		f, _ = answer(at-i, "a tag alone is no condition", build(c.field, operator{op: "exists"}))
		return f, foreign
	case k == 0 && h.ends(at) && h.is(i-1, "!", "not", "-") && h.isField(c.field) && h.fieldOf(c.field).Kind != schema.Bool:
		return answer(at-i, "whether there is a value is asked with exists", build(c.field, operator{op: "exists"}))
	case k == 0 || o.op == "exists" && !h.ends(at):
		return f, false
	case o.op == "exists":
		f, _ = answer(at-i, "whether there is a value is asked with exists", build(c.field, o))
		f.warning = o.known
		if known := h.fieldOf(c.field); o.null && known.Always && known.Kind != schema.Text {
			return f, false // the schema says what it can be
		}
		return h.withMore(f, i), !c.known || o.null
	case o.like || o.regexp:
		f, ok = h.pattern(c, at)
		return h.withMore(f, i), ok
	}
	if f, ok := h.special(c, at); ok {
		return f, true
	}
	if o.ago {
		return f, false
	}
	return h.values(c, at)
}

// special reads a value that is written as no query has it: of a bool or a time, a template,
// or one with wildcards.
func (h *hints) special(c compared, at int) (f finding, ok bool) {
	for _, read := range []func(compared, int) (finding, bool){h.scalar, h.template, h.glob} {
		if f, ok := read(c, at); ok {
			return h.withMore(f, c.from), true
		}
	}
	return f, false
}

// withMore returns f, which is about one value and begins at the piece i. It returns a finding
// that proposes nothing if more values follow: with the first alone written anew, the operator
// of the others would be another one.
func (h *hints) withMore(f finding, i int) finding {
	end := i + f.n
	for joinOf[strings.ToLower(h.at(end).text)] != "" && !h.opens(end+1) {
		v, n := h.value(end + 1)
		if h.is(end+1, "*") || n == 0 && h.is(end+2, "*") { // a wildcard
			n = 2
		}
		if n == 0 || h.isField(v) || !h.ends(end+1+n) {
			break
		}
		end += 1 + n
	}
	if end > i+f.n && f.write != "" {
		f = finding{n: end - i, message: eachCondition, hint: writeOne}
	}
	return f
}

// compared is what stands before the values of a comparison.
type compared struct {
	field string
	operator
	from   int    // the first piece
	known  bool   // it is written as the language has it
	symbol string // the message if it is not
	asks   bool   // nobody knows whether it is negated
}

// brackets has what closes each bracket.
var brackets = map[string]string{"(": ")", "[": "]", "{": "}"}

// values reads the rest of a comparison: one value, or several as in
// status = PUBLISHED or SAVED and in status in [PUBLISHED, SAVED].
func (h *hints) values(c compared, at int) (f finding, ok bool) {
	from, list, o := at, c.op == "in", c.operator
	if o.op == "=" && !o.negated && h.is(at, "not", "!") {
		o.negated, c.known = true, false
		c.symbol = "there is no operator = " + strings.ToLower(h.at(at).text)
		at++
		negated := c
		negated.operator = o
		if f, ok := h.special(negated, at); ok {
			return f, true
		}
	}
	closing := brackets[h.at(at).text]
	if closing != "" {
		at++
	}
	neither := h.is(at, "neither")
	if neither || h.is(at, "either") {
		o.twice, o.negated = o.twice || neither && o.negated, o.negated || neither
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
		if j == at || closing == "" && (n == 0 || h.opens(j) || h.is(j, "exists") || !h.ends(j+n) && joinOf[h.at(j+n).text] == "") {
			break
		}
		for ; at < j; at++ {
			join := joinOf[strings.ToLower(h.at(at).text)]
			if n == 0 && join != "," {
				return f, false // a value is missing
			}
			if !slices.Contains(joins, join) {
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
	if h.is(at, "i") && (list || len(values) == 1 && closing == "" && h.ends(at+1)) {
		o.fold = true
		at++
	}
	isAnd, isNor, isMixed := slices.Contains(joins, "and"), slices.Contains(joins, "nor"), len(joins) > 1
	isOr := !isAnd && !isMixed
	canBeAll := !list && (o.op != "=" || h.fieldOf(c.field).Kind == schema.List) // a text cannot be two
	o.all = isAnd && !isMixed && canBeAll
	unclear := false
	switch {
	case o.twice, isNor && !o.negated:
		unclear = true // two negations may be one, and a nor may lack its not
	case list:
	case c.asks && isAnd && canBeAll:
		unclear = true // with a not, a and b are neither, and not all but both
	case h.is(c.from-1, "not", "!", "-") && (o.negated || isAnd && canBeAll):
		unclear = true // not a and b may be neither, or not both
	case closing == "":
		unclear = isMixed
	default:
		unclear = isAnd && canBeAll && (isMixed || o.negated)
	}
	write := build(c.field, o, values...)
	switch several := len(values) > 1; {
	case !h.ends(at):
		if several || closing != "" {
			return f, false
		}
		return h.unquoted(c, from)
	case several && (c.op[0] == '<' || c.op[0] == '>'): // 1,000
		return f, false
	case several && closing == "" && !list && h.isField(values[len(values)-1]):
		return f, false
	case several && unclear:
		return finding{n: at - c.from, message: eachCondition, hint: writeOne}, true
	case list:
		return finding{n: at - c.from, message: "the values of an in stand in parentheses, with commas between them", write: write, sure: isOr}, true
	case several && closing != "":
		return finding{n: at - c.from, message: "a list of values stands behind in, in parentheses", write: write, sure: isOr}, true
	case several:
		f, _ = question(at-c.from, eachCondition, write)
		f.sure = isNor || joins[0] == "or" && (neither || !o.negated)
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

const (
	eachCondition = "each condition has its own field and operator"
	writeOne      = "write a field and an operator before each value"
	negatedTwice  = "this is negated twice, which may mean once or not at all"
	writeOnce     = "write not once, or leave it out"
)

// joinOf has the kind of what stands between two values.
var joinOf = map[string]string{
	"or": "or", "nor": "nor", "|": "or", "||": "or", "and": "and", "&": "and", "&&": "and", ",": ",", ";": ",",
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
	isNext := joinOf[strings.ToLower(h.at(i-1).text)] != "" // it may be for the operator before it, or for its negation
	if name == "" || text == "" || isNext {
		return finding{n: n, message: message, hint: "write a field and an operator before it"}, true
	}
	return question(n, message, build(name, operator{op: "*="}, chars.Quote(text)))
}
