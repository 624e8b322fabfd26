package hint

import (
	"strings"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/limit"
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
		if key, isTag := strings.CutPrefix(s, chars.TagPrefix); ok && isTag && key != "" {
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
	case p.kind != word || chars.IsReserved(p.text):
		return "", 0, false
	case chars.EqualFold(p.text, chars.TagPrefix) && glued && next.kind == str:
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
	case p.kind == word && !chars.IsReserved(p.text):
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
	if p.kind == word && !chars.IsWord(p.text) {
		return chars.Quote(p.text), n
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
	for range limit.Depth {
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
		if h.at(i).kind != word || !chars.EqualFold(h.at(i).text, w) {
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
		f := finding{n: n + k, code: codes.ForeignOperator, write: build(name, o), sure: true}
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
	if !known && chars.HasTagPrefix(name) && h.ends(at) {
		return finding{n: n, code: codes.ForeignOperator, message: "a tag alone is no condition", write: build(name, operator{op: "exists"}), sure: true}, true
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
	if h.is(i, "tag") && h.at(i+1).kind == word && !chars.IsReserved(h.at(i+1).text) {
		key := strings.TrimPrefix(h.at(i+1).text, ":")
		if o, k := h.operator(i + 2); k > 0 && key != "" && h.at(i+2).kind == symbol && o.op != "" {
			return ast.Tag(key).String(), 2
		}
	}
	if !chars.HasTagPrefix(p.text) || len(p.text) == len(chars.TagPrefix) {
		return "", 0
	}
	for n = 1; n < mostWords && h.at(i+n).kind == word && !chars.IsReserved(h.at(i+n).text); n++ {
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
	return ast.Tag(h.text(i, i+n)[len(chars.TagPrefix):]).String(), n
}

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
	f = finding{n: end - i, code: codes.ForeignOperator, message: "there is no operator between", sure: true}
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
			return chars.Quote(s)
		}
	}
	return v
}
