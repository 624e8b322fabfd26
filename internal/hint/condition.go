package hint

import (
	"cmp"
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/schema"
)

// condition returns what the first rule finds that fits the pieces from i on, if the
// mistakes that are known are about these pieces.
func (h *hints) condition(i int, touches func(finding) bool) (finding, bool) {
	for _, rule := range []func(int) (finding, bool){
		h.before, h.call, h.method, h.presenceFirst, h.minus, h.mirrored, h.contained, h.suffixed, h.fieldFirst, h.alone,
	} {
		if f, ok := rule(i); ok && i+f.n <= len(h.pieces) && (f.warning || touches(f)) {
			f.warning = f.warning && !touches(f)
			return f, true
		}
	}
	return finding{}, false
}

// What stands in a condition.

// field returns the field that the piece i and those behind it name, as a query writes it,
// how many they are, and whether they are written as in a query.
func (h *hints) field(i int) (name string, n int, known bool) {
	p := h.at(i)
	next := h.at(i + 1)
	glued := h.isGlued(i + 1)
	closes := func(open, end string) bool { return glued && next.text == open && h.at(i+3).text == end }
	switch {
	case p.kind == str:
		s, ok := unquote(p.text)
		if key, isTag := strings.CutPrefix(s, ast.TagPrefix); ok && isTag && key != "" {
			return ast.Tag(key).String(), 1, false
		}
		if ok && h.schema.Lookup(s) >= 0 {
			return s, 1, false
		}
		return "", 0, false
	case (p.text == "`" || p.text == "[") && next.kind == word && h.at(i+2).kind == other && strings.Contains("`]", h.at(i+2).text):
		if name, n, _ := h.field(i + 1); n == 1 {
			return name, 3, false
		}
		return "", 0, false
	case p.kind != word || ast.IsReserved(p.text):
		return "", 0, false
	case ast.EqualFoldASCII(p.text, ast.TagPrefix) && glued && next.kind == str:
		return p.text + next.text, 2, true
	}
	s := strings.TrimPrefix(strings.TrimPrefix(p.text, "$."), ".")
	lower := strings.ToLower(s)
	for _, member := range []string{"tags", "tag"} {
		switch rest, ok := strings.CutPrefix(lower, member); {
		case !ok || h.schema.Tags == "":
		case rest == "" && (closes("[", "]") || closes("(", ")")) && h.at(i+2).kind != other:
			key := h.at(i + 2)
			text := key.text
			if key.kind == str {
				text, _ = unquote(key.text)
			}
			return ast.Tag(text).String(), 4, false
		case rest == ".key" || rest == ".value": // of a list of tags
		case len(rest) > 1 && (rest[0] == '.' || rest[0] == '/') || len(rest) > 1 && rest[0] == ':' && member == "tags":
			if key := s[len(member)+1:]; !strings.HasSuffix(key, ":") {
				return ast.Tag(key).String(), 1, false
			}
		}
	}
	if s != p.text && h.schema.Lookup(s) >= 0 {
		return s, 1, false
	}
	if dot := strings.LastIndexByte(s, '.'); dot >= 0 && h.schema.Lookup(s) < 0 && h.schema.Lookup(s[dot+1:]) >= 0 {
		return s[dot+1:], 1, false // of an object: record.name
	}
	return p.text, 1, true
}

// value returns the value that the piece i is, as a query writes it, and how many pieces
// it has; 0 if it is none.
func (h *hints) value(i int) (text string, n int) {
	p := h.at(i)
	switch {
	case p.text == "$" && h.isGlued(i+1) && strings.Trim(h.at(i+1).text, "0123456789") == "":
		return "$" + h.at(i+1).text, 2
	case p.text == "`" && h.at(i+1).kind == word && h.at(i+2).text == "`":
		return h.at(i + 1).text, 3
	case p.kind == word && !ast.IsReserved(p.text):
		n = 1
	case p.kind == str:
		if _, ok := unquote(p.text); !ok {
			return "", 0
		}
		n = 1
	default:
		return "", 0
	}
	if h.isGlued(i+1) && !h.is(i+1, ",", ")", "]", "}", ";", "|", "||", "&&", "(") {
		return "", 0 // there is more of it
	}
	if p.kind == word && !ast.IsWord(p.text) {
		return ast.Quote(p.text), n
	}
	return p.text, n
}

// ends reports whether a condition can end before the piece i.
func (h *hints) ends(i int) bool {
	return i >= len(h.pieces) || h.is(i, "and", "or", ")", "&&", "||", "]") ||
		h.is(i, "&", "|", ",", ";") && h.opens(i+1)
}

// opens reports whether a condition with an operator begins at the piece i.
func (h *hints) opens(i int) bool {
	for range ast.DefaultDepth {
		if !h.is(i, "not", "!", "(") {
			break
		}
		i++
	}
	_, n, _ := h.field(i)
	if n == 0 {
		return h.is(i, "exists", "has")
	}
	if strings.Contains(h.at(i).text, ":") {
		return true
	}
	_, k := h.operator(i + n)
	_, l := h.presence(i + n)
	return k > 0 || l > 0
}

// phrase returns how many pieces the longest of the phrases in a table has that begins at
// the piece i, and what it means.
func (h *hints) phrase(table map[string]operator, i int) (o operator, n int) {
	words := ""
	for k := 1; k <= mostWords; k++ {
		p := h.at(i + k - 1)
		if p.kind != word {
			break
		}
		if words += strings.ToLower(p.text); k < mostWords {
			if found, ok := table[words]; ok {
				o, n = found, k
			}
		}
		if found, ok := table[words]; ok {
			o, n = found, k
		}
		words += " "
	}
	return o, n
}

// operator returns the operator that begins at the piece i, and how many pieces it has.
func (h *hints) operator(i int) (o operator, n int) {
	p := h.at(i)
	if p.kind == symbol {
		if found, ok := symbols[p.text]; ok {
			if next := h.at(i + 1); next.kind == symbol && !h.isGlued(i+1) {
				if joined, ok := symbols[p.text+next.text]; ok && next.text == "=" { // > =
					return operator{op: joined.op, negated: joined.negated, regexp: joined.regexp}, 2
				}
				if next.text == p.text {
					return operator{op: found.op, negated: found.negated, regexp: found.regexp}, 2
				}
				if found.op == "!=" && next.text == "=" {
					return operator{op: "!="}, 2
				}
			}
			return found, 1
		}
		if next := h.at(i + 1); next.text == "=" {
			if joined, ok := symbols[p.text+next.text]; ok {
				return operator{op: joined.op, negated: joined.negated, regexp: joined.regexp}, 2
			}
		}
		if p.text == "!" {
			if o, n := h.phrase(phrases, i+1); n > 0 && h.isGlued(i+1) {
				return turned(o), n + 1
			}
		}
		return operator{}, 0
	}
	if h.is(i, ":") && h.at(i+1).text == "=" {
		return operator{op: "="}, 2
	}
	if h.is(i, ":") {
		return operator{op: "="}, 1
	}
	o, n = h.phrase(phrases, i)
	for _, not := range negations {
		k := strings.Count(not, " ") + 1
		if not == "!" || !h.words(i, not) {
			continue
		}
		if p := h.at(i + k); p.kind == symbol {
			if found, m := h.operator(i + k); m > 0 && k+m > n {
				o, n = turned(found), k+m
			}
		} else if found, m := h.phrase(phrases, i+k); m > 0 && k+m > n {
			o, n = turned(found), k+m
			o.known = found.op == "in" && not == "not" && found.known
		}
	}
	return o, n
}

// turned returns the negation of o, in words that are not the language's.
func turned(o operator) operator {
	o.negated, o.known = !o.negated, false
	return o
}

// words reports whether the pieces from i on are these words.
func (h *hints) words(i int, text string) bool {
	for w := range strings.SplitSeq(text, " ") {
		if h.at(i).kind != word || !ast.EqualFoldASCII(h.at(i).text, w) {
			return false
		}
		i++
	}
	return true
}

// presence returns whether the pieces from i on ask whether there is a value, and how
// many they are.
func (h *hints) presence(i int) (o operator, n int) {
	o, n = h.phrase(presences, i)
	if p := h.at(i); p.text == "!" && h.is(i+1, "exists", "exist") {
		return operator{op: "exists", negated: true}, 2
	}
	if op, k := h.operator(i); k > 0 && (op.op == "=" || op.op == "!=") && h.at(i+k).kind == word {
		null, isKeyword := h.at(i+k).text, h.at(i).kind == word // as in SQL, in any case
		if isNull(null) || isKeyword && isNull(strings.ToLower(null)) {
			return operator{op: "exists", negated: op.op == "=" != op.negated}, k + 1
		}
	}
	return o, n
}

// The rules.

// fieldFirst is for a condition that begins with a field, as most do.
func (h *hints) fieldFirst(i int) (f finding, ok bool) {
	name, n, known := h.field(i)
	if n == 0 {
		return f, false
	}
	if spaced, k := h.spacedTag(i); k > 0 {
		name, n, known = spaced, k, false
	}
	if known {
		if f, ok := h.colon(i); ok {
			return f, true
		}
	}
	at := i + n
	if o, k := h.presence(at); k > 0 && h.ends(at+k) {
		f := finding{n: n + k, code: ast.ForeignOperator, write: build(name, o), sure: true}
		f.message = "whether there is a value is asked with exists"
		f.warning = known && h.is(at, "=", "!=") // it is a query, and means another thing
		return f, !known || !o.known
	}
	if f, ok := h.between(i, name, at); ok {
		return f, true
	}
	if f, ok := h.since(i, name, at); ok {
		return f, true
	}
	if !known && ast.HasTagPrefix(name) && h.ends(at) {
		return finding{n: n, code: ast.ForeignOperator, message: "a tag alone is no condition", write: build(name, operator{op: "exists"}), sure: true}, true
	}
	o, k := h.operator(at)
	if k == 0 {
		return f, false
	}
	at += k
	switch {
	case o.like:
		return h.like(i, name, o, at)
	case o.regexp:
		return h.regexp(i, name, o, at)
	case o.op == "in":
		return h.list(i, name, o, at, known && o.known)
	}
	if f, ok := h.scalar(i, name, o, at); ok {
		return f, true
	}
	if f, ok := h.template(i, at); ok {
		return f, true
	}
	if f, ok := h.glob(i, name, o, at); ok {
		return f, true
	}
	if f, ok := h.quoted(i, name, o, at); ok {
		return f, true
	}
	return h.compared(i, name, o, at, known && o.known, h.text(i+n, at))
}

// spacedTag is for a tag with white space in it: tag:cost center = 42, tag BPO = 123.
func (h *hints) spacedTag(i int) (name string, n int) {
	p := h.at(i)
	if h.schema.Tags == "" || p.kind != word {
		return "", 0
	}
	if h.is(i, "tag") && h.at(i+1).kind == word && !ast.IsReserved(h.at(i+1).text) {
		key := strings.TrimPrefix(h.at(i+1).text, ":")
		if o, k := h.operator(i + 2); k > 0 && key != "" && h.at(i+2).kind == symbol && o.op != "" {
			return ast.Tag(key).String(), 2
		}
	}
	if !ast.HasTagPrefix(p.text) || len(p.text) == len(ast.TagPrefix) {
		return "", 0
	}
	for n = 1; n < mostWords && h.at(i+n).kind == word && !ast.IsReserved(h.at(i+n).text); n++ {
		if _, k := h.operator(i + n); k > 0 {
			return "", 0
		}
		if _, k := h.presence(i + n); k > 0 {
			return "", 0
		}
	}
	if h.at(i+n).kind != symbol || n == 1 {
		return "", 0
	}
	return ast.Tag(h.text(i, i+n)[len(ast.TagPrefix):]).String(), n
}

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
	f.code = ast.ForeignOperator
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
		f.code, f.message = ast.MissingOperator, "each condition has its own field and operator"
		f.write = strings.ReplaceAll(f.write, " or "+name+" ", " and "+name+" ")
	case several && len(distinct(joins)) > 1:
		f.code, f.message = ast.MissingOperator, "each condition has its own field and operator"
		f.write, f.hint = "", "write a field and an operator before each value"
	case several:
		if open == "" {
			f.quote = build(name, o, ast.Excerpt(h.text(from, at)))
		}
		f.code, f.message = ast.MissingOperator, "each condition has its own field and operator"
		f.sure = strings.Trim(joins, " or|") == "" && o.op != "!=" && !strings.Contains(joins, " | ")
		if open != "" {
			f.code, f.message = ast.InvalidList, "a list of values stands behind in, in parentheses"
			f.sure = !strings.Contains(joins, "an")
		}
	case open != "":
		f.message, f.sure = "a value stands without brackets", true
		f.code = ast.InvalidList
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
		if p := h.at(j); p.kind == str || p.kind == broken || p.kind == word && ast.IsReserved(p.text) || p.kind == other && (p.text[0] < ' ' || p.text[0] > '~') || strings.ContainsAny(p.text, "*^$~()[]{}`,<\\") && p.text != "<" {
			return f, false
		}
	}
	if j-at < 2 || !h.ends(j) {
		return f, false
	}
	f = finding{n: j - i, code: ast.InvalidCharacter, message: "a value with characters other than those of words is quoted"}
	f.write = build(name, o, ast.Quote(h.text(at, j)))
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
		f = finding{n: j - i, code: ast.MissingConnective, message: ast.Excerpt(h.at(last).text) + " is no connective", hint: `write "and" or "or" between two conditions`}
		if c := connectives[word]; c != "" {
			f.hint = "did you mean " + c + "?"
		}
		f.from = h.at(last).start
		return f, true
	}
	if j-at < 2 {
		return f, false
	}
	f = finding{n: j - i, code: ast.MissingConnective, message: "a value of several words is quoted"}
	f.write = build(name, o, ast.Excerpt(h.text(at, j)))
	return f, true
}

// list is for in and what stands behind it.
func (h *hints) list(i int, name string, o operator, at int, known bool) (f finding, ok bool) {
	f = finding{code: ast.InvalidList, message: "the values of an in stand in parentheses, with commas between them", sure: true, narrow: true}
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

// between is for between a and b, and for ranges such as a..b.
func (h *hints) between(i int, name string, at int) (f finding, ok bool) {
	not := false
	if h.is(at, "not", "is") && h.is(at+1, "between") {
		not = h.is(at, "not")
		at++
	}
	if !h.is(at, "between") {
		return f, false
	}
	a, n := h.value(at + 1)
	if n == 0 || !h.is(at+1+n, "and", "to", "&&") {
		return f, false
	}
	b, m := h.value(at + 2 + n)
	end := at + 2 + n + m
	if m == 0 || !h.ends(end) {
		return f, false
	}
	f = finding{n: end - i, code: ast.ForeignOperator, message: "there is no operator between", sure: true}
	f.write = "(" + name + " >= " + bare(a) + " and " + name + " <= " + bare(b) + ")"
	if not {
		f.write = "not " + f.write
	}
	return f, true
}

// bare returns a value without the quotes that it does not need.
func bare(v string) string {
	if v[0] == '"' || v[0] == '\'' {
		if s, ok := unquote(v); ok {
			return ast.Quote(s)
		}
	}
	return v
}

// like is for the patterns of SQL: % stands for anything, and _ for a character.
func (h *hints) like(i int, name string, o operator, at int) (f finding, ok bool) {
	f = finding{code: ast.ForeignOperator, message: "there is no operator " + strings.ToLower(h.at(at-1).text), sure: true}
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
	f.write = build(name, o, ast.Quote(text))
	return f, true
}

// regexp is for regular expressions. Those alone are clear that say where the text begins
// or ends.
func (h *hints) regexp(i int, name string, o operator, at int) (f finding, ok bool) {
	f = finding{code: ast.ForeignOperator, message: "there are no regular expressions"}
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
	f.write, f.sure = build(name, o, ast.Quote(text)), sure
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
	f = finding{n: j - i, code: ast.InvalidPlaceholder, message: "nothing was put in the place of " + ast.Excerpt(h.text(at, j))}
	f.hint = "put the value there, or write $1 and pass it as an argument"
	return f, true
}

// glob is for a value with a * at its ends, which stands for anything elsewhere.
func (h *hints) glob(i int, name string, o operator, at int) (f finding, ok bool) {
	if o.op != "=" && o.op != "!=" || h.kindOf(name) != schema.Text && h.kindOf(name) != schema.List {
		return f, false
	}
	f = finding{code: ast.ForeignOperator, message: "there are no wildcards", sure: true}
	first := h.is(at, "*")
	j := at
	if first {
		j++
	}
	p := h.at(j)
	hasText := p.kind == word && (!first || h.isGlued(j)) && !ast.IsReserved(p.text)
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
	return finding{n: at - i, code: ast.ForeignOperator, message: "exists stands behind its field", write: build(name, o), sure: true}, true
}

// minus is for a field with a hyphen before it, which is a not in some searches.
func (h *hints) minus(i int) (f finding, ok bool) {
	p := h.at(i)
	rest, isMinus := strings.CutPrefix(p.text, "-")
	name, value, hasColon := strings.Cut(rest, ":")
	if p.kind != word || !isMinus || name == "" {
		return f, false
	}
	f = finding{n: 1, code: ast.ForeignOperator, message: "a negation is written not, before the condition", sure: true}
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
	case h.schema.Tags != "" && ast.HasTagPrefix(rest) && len(rest) > len(ast.TagPrefix) && h.ends(i+1):
		f.write = build(rest, operator{op: "exists", negated: true})
		return f, true
	case !hasColon || h.schema.Lookup(name) < 0:
		return f, false
	case value == "" && k > 0 && h.isGlued(i+1) && h.ends(i+1+k):
		f.n = 1 + k
		f.write = build(name, operator{op: "!="}, v)
		return f, true
	case value != "" && h.ends(i+1):
		f.write = build(name, operator{op: "!="}, ast.Quote(value))
		return f, true
	}
	return f, false
}

// colon is for name: with what follows in the searches that write it so: an order, a
// range, a list.
func (h *hints) colon(i int) (f finding, ok bool) {
	p := h.at(i)
	name, value, has := strings.Cut(p.text, ":")
	if !has || name == "" || ast.HasTagPrefix(p.text) && h.schema.Tags != "" {
		return f, false
	}
	f = finding{code: ast.ForeignOperator, message: "there is no operator :", sure: true}
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
		f.write = "(" + name + " >= " + ast.Quote(from) + " and " + name + " <= " + ast.Quote(to) + ")"
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
		return h.range_(i, name)
	case value == "" && h.is(i+1, "("):
		return h.compared(i, name, operator{op: "="}, i+1, false, ":")
	case h.is(i+1, "*") && h.isGlued(i+1) || h.is(i+1, "*") && value == "":
		if value == "" {
			return h.glob(i, name, operator{op: "="}, i+1)
		}
		if h.ends(i+2) && h.kindOf(name) == schema.Text {
			f.n = 2
			f.write = build(name, operator{op: "^="}, ast.Quote(value))
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
	f = finding{n: 1, code: ast.ForeignOperator, message: "there is no operator :", hint: "write a field, an operator and a value; a value with a colon is quoted where a field can stand"}
	if field, canonical := h.enumOf(value); field != "" {
		f.write, f.hint = build(field, operator{op: "="}, ast.Quote(canonical)), ""
	}
	return f, true
}

// enumOf returns the one enum field that has a value, and its spelling, or "".
func (h *hints) enumOf(value string) (name, canonical string) {
	for _, field := range h.schema.Fields {
		text, isValue := field.Value(value)
		if field.Kind != schema.Enum || !isValue {
			continue
		}
		if name != "" {
			return "", ""
		}
		name, canonical = field.Name, text
	}
	return name, canonical
}

// range_ is for name:[a TO b].
func (h *hints) range_(i int, name string) (f finding, ok bool) {
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
	f = finding{n: at + 1 - i, code: ast.ForeignOperator, message: "there are no ranges", sure: true}
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
	f = finding{code: ast.MissingCondition, message: "a condition begins with its field", sure: true}
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
	f = finding{n: n + k + m, code: ast.MissingCondition, message: "a condition begins with its field", sure: h.at(i).kind == str}
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
	if p.kind != word || h.isField(p.text) || ast.IsReserved(p.text) || n == 0 || !h.isField(name) || h.at(i+1).kind != word || p.text[0] == '-' || strings.ContainsAny(p.text, ":=") {
		return f, false
	}
	if _, k := h.operator(i + 1 + n); k == 0 || h.at(i+1+n).kind != symbol && !h.is(i+1+n, "in", "contains", "startswith", "endswith") {
		return f, false
	}
	if o, k := h.operator(i); k > 0 && o.op != "" {
		return f, false
	}
	f = finding{n: 1, code: ast.MissingCondition, message: ast.Excerpt(p.text) + " stands before a condition", hint: "remove it"}
	if h.is(i, "nto", "ont", "nt", "non", "no", "nicht", "isnt", "unless", "without", "except") {
		f.hint = "did you mean not?"
	}
	return f, true
}

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
	f = finding{code: ast.ForeignOperator, message: "there are no functions", sure: true}
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
	f = finding{code: ast.ForeignOperator, message: "there are no functions", sure: true}
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
	f = finding{code: ast.ForeignOperator, message: "there are no functions", sure: true}
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

// suffixed is for not and a field alone, or a field alone behind an !, where it has no
// value of its own: !description.
func (h *hints) suffixed(i int) (f finding, ok bool) {
	name, n, _ := h.field(i)
	if n == 0 || !h.is(i-1, "!", "not") || !h.isField(name) || !h.ends(i+n) || h.kindOf(name) == schema.Bool {
		return f, false
	}
	f = finding{n: n, code: ast.MissingOperator, message: "whether there is a value is asked with exists", sure: true}
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
	f = finding{n: n, code: ast.MissingCondition, message: "a value alone is no condition"}
	enum, canonical := h.enumOf(text)
	switch first := h.firstText(); {
	case enum != "":
		f.write = build(enum, operator{op: "="}, ast.Quote(canonical))
	case first != "" && text != "":
		f.write = build(first, operator{op: "*="}, ast.Quote(text))
	default:
		f.hint = "write a field and an operator before it"
	}
	return f, true
}

// firstText returns the schema's first field of text, or name if there is one.
func (h *hints) firstText() string {
	if i := h.schema.Lookup("name"); i >= 0 && h.schema.Fields[i].Kind == schema.Text {
		return h.schema.Fields[i].Name
	}
	for _, f := range h.schema.Fields {
		if f.Kind == schema.Text {
			return f.Name
		}
	}
	return ""
}
