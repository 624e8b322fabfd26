package hint

import (
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/limit"
	"github.com/searchfilter/searchfilter/internal/scanner"
)

// at returns the piece i, or one without text if there is none.
func (h *hints) at(i int) piece {
	if i < 0 || i >= len(h.pieces) {
		return piece{kind: other}
	}
	return h.pieces[i]
}

// is reports whether the piece i is one of these symbols, characters or words in any case.
func (h *hints) is(i int, texts ...string) bool {
	p := h.at(i)
	return p.text != "" && p.kind != str && slices.ContainsFunc(texts, func(s string) bool { return chars.EqualFold(s, p.text) })
}

// isGlued reports whether nothing stands between the piece i and the one before.
func (h *hints) isGlued(i int) bool {
	return i > 0 && i < len(h.pieces) && h.pieces[i].start == h.pieces[i-1].end
}

// span returns the place of the pieces from i up to, not including, j.
func (h *hints) span(i, j int) ast.Span {
	return ast.Span{Start: h.pieces[i].start, End: h.pieces[j-1].end}
}

// text returns the text of the pieces from i up to, not including, j, as it was written.
func (h *hints) text(i, j int) string {
	s := h.span(i, j)
	return h.src[s.Start.Offset:s.End.Offset]
}

// A field is a field or a tag that a text names.
type field struct {
	name    string // as a query has it
	n       int    // how many pieces
	foreign bool   // a query does not have it so
	fold    bool   // a function brings it to one case
}

// field returns the field that begins at the piece i, or one without pieces. The schema may
// lack it.
func (h *hints) field(i int) (f field) {
	p := h.at(i)
	switch {
	case h.isCase(i) && h.is(i+1, "("): // lower(name)
		if f = h.field(i + 2); f.n > 0 && h.is(i+2+f.n, ")") {
			return field{f.name, f.n + 3, true, true}
		}
		return field{}
	case p.kind == str:
		f.name = scanner.Unquote(p.text)
		if key, isTag := strings.CutPrefix(f.name, chars.TagPrefix); isTag && key != "" {
			f.name = ast.Tag(key).String()
		}
		return h.known(field{name: f.name, n: 1, foreign: true})
	case h.is(i, "`", "[") && h.is(i+2, "`", "]"):
		return h.known(field{name: h.at(i + 1).text, n: 3, foreign: true})
	case p.kind != word || chars.IsReserved(p.text):
		return field{}
	case chars.EqualFold(p.text, chars.TagPrefix) && h.isGlued(i+1) && h.at(i+1).kind == str:
		return field{name: p.text + h.at(i+1).text, n: 2}
	}
	f = h.taggedBy(i)
	if f.n == 0 {
		f = field{name: h.plainName(p.text), n: 1}
		f.foreign = f.name != p.text
	}
	if at := i + f.n; h.isCase(at) && h.at(at).text[0] == '.' && h.is(at+1, "(") && h.is(at+2, ")") { // name.lower()
		return field{f.name, f.n + 3, true, true}
	}
	return f
}

// known returns f if the schema has it.
func (h *hints) known(f field) field {
	if !h.isField(f.name) {
		return field{}
	}
	return f
}

// plainName returns the field that a word names: name for record.name, and tag:BPO for
// Tags.BPO.
func (h *hints) plainName(s string) string {
	s = strings.TrimPrefix(s, ".")
	member, key := s, ""
	if i := strings.IndexAny(s, "./:"); i >= 0 {
		member, key = strings.ToLower(s[:i]), s[i+1:]
	}
	switch dot := strings.LastIndexByte(s, '.'); {
	case h.schema.Tags != "" && key != "" && !chars.EqualFold(key, "key") && !chars.EqualFold(key, "value") && !strings.HasSuffix(key, ":") &&
		(member == "tags" || member == "tag" && s[len(member)] != ':'):
		return ast.Tag(key).String()
	case dot >= 0 && h.schema.Lookup(s) < 0 && h.schema.Lookup(s[dot+1:]) >= 0:
		return s[dot+1:]
	}
	return s
}

// taggedBy returns the tag that begins at the piece i if its key stands in brackets, or
// white space stands before it or in it: tags["a"], tag a =, tag:a b =.
func (h *hints) taggedBy(i int) (f field) {
	p, key := h.at(i), h.at(i+1)
	isTag := slices.Contains([]string{"tag", "tags", ".tags"}, strings.ToLower(p.text))
	switch {
	case h.schema.Tags == "":
	case isTag && h.is(i+1, "[", "(") && h.isGlued(i+1) && h.is(i+3, "]", ")"):
		text := h.at(i + 2).text
		if h.at(i+2).kind == str {
			text = scanner.Unquote(text)
		}
		return field{name: ast.Tag(text).String(), n: 4, foreign: true}
	case isTag && key.kind == word && !chars.IsReserved(key.text) && h.at(i+2).kind == symbol:
		return field{name: ast.Tag(strings.TrimPrefix(key.text, ":")).String(), n: 2, foreign: true}
	case chars.HasTagPrefix(p.text):
		n := 1
		for n < mostWords && h.at(i+n).kind == word && !chars.IsReserved(h.at(i+n).text) {
			if _, k := h.operator(i + n); k > 0 {
				return f
			}
			n++
		}
		if key := h.text(i, i+n)[len(chars.TagPrefix):]; n > 1 && h.at(i+n).kind == symbol {
			return field{name: ast.Tag(strings.TrimSpace(key)).String(), n: n, foreign: true}
		}
	}
	return f
}

// isCase reports whether the piece i is a function that brings a text to one case.
func (h *hints) isCase(i int) bool {
	return slices.Contains(caseFunctions, strings.TrimPrefix(strings.ToLower(h.at(i).text), "."))
}

// value returns the value that begins at the piece i, as a query has it, and how many
// pieces it has. They are 0 if no value begins there.
func (h *hints) value(i int) (text string, n int) {
	p := h.at(i)
	switch {
	case p.text == "$" && h.isGlued(i+1) && strings.Trim(h.at(i+1).text, "0123456789") == "":
		return "$" + h.at(i+1).text, 2
	case p.text == "`" && h.at(i+1).kind == word && h.at(i+2).text == "`":
		return h.at(i + 1).text, 3
	case p.kind == misquoted:
		return quote(p.meant), 1
	case p.kind == word && !chars.IsReserved(p.text):
		text = chars.Quote(p.text)
	case p.kind == str:
		text = p.text
	}
	if text == "" || h.isGlued(i+1) && !h.is(i+1, ",", ")", "]", "}", ";", "|", "||", "&&", "(") {
		return "", 0 // there is more of it
	}
	return text, 1
}

// quote returns a value as a query has it, in double quotes if it has single ones in it.
func quote(s string) string {
	if strings.ContainsRune(s, '\'') && !strings.ContainsRune(s, '"') {
		return `"` + s + `"`
	}
	return chars.Quote(s)
}

// bare returns a value without the quotes that it does not need.
func bare(v string) string {
	if v[0] == '"' || v[0] == '\'' {
		return quote(scanner.Unquote(v))
	}
	return v
}

// ends reports whether a condition can end before the piece i.
func (h *hints) ends(i int) bool {
	return i >= len(h.pieces) || h.is(i, "and", "or", ")", "&&", "||", "]") ||
		h.is(i, "&", "|", ",", ";") && h.opens(i+1)
}

// opens reports whether a condition with an operator begins at the piece i.
func (h *hints) opens(i int) bool {
	for range limit.Depth {
		if !h.is(i, "not", "!", "(", "-") {
			break
		}
		i++
	}
	f := h.field(i)
	if f.n == 0 {
		return h.is(i, "exists", "has")
	}
	_, k := h.operator(i + f.n)
	return k > 0 || chars.HasTagPrefix(h.at(i).text)
}

// operator returns the operator that begins at the piece i, and how many pieces it has.
func (h *hints) operator(i int) (o operator, n int) {
	end := i
	is, not := false, 0
	for ; end < i+mostWords; end++ {
		switch {
		case h.is(end, "is", "isn't"):
			is = true
			if h.is(end, "isn't") {
				not++
			}
		case h.is(end, "does", "do"):
		case h.is(end, "doesn't", "don't", "not", "!"):
			not++
		default:
			o, n = h.symbolOrPhrase(end, end > i)
			if n == 0 && is {
				o = operator{op: "="}
			} else if n == 0 {
				return operator{}, 0
			}
			n += end - i
			o.twice = o.twice || not > 1 || not == 1 && o.negated && o.op != "exists" // but not missing is clear
			o.negated = o.negated != (not > 0)
			o.known = o.known && end == i || o.op == "in" && n == 2 && h.is(i, "not") && h.is(i+1, "in")
			more := 0
			for (o.op == "=" || o.op == "in") && more < mostWords && h.is(i+n+more, "not", "!") {
				more++
			}
			v := i + n + more
			_, next := h.symbolOrPhrase(v+1, false)                                               // a field begins there, and the value is missing
			if (more > 1 || more > 0 && o.negated) && next == 0 && !h.ends(v) && !h.is(v, "in") { // != not a
				o.twice = true
				n += more
			}
			if o.op != "=" || h.at(i+n).kind != word {
				return o, n
			}
			if null := h.at(i + n).text; isNull(null) || is && isNull(strings.ToLower(null)) {
				return operator{op: "exists", negated: !o.negated, twice: o.twice, known: o.known, null: !is}, n + 1
			}
			return o, n
		}
	}
	return operator{}, 0
}

// symbolOrPhrase returns the operator that begins at the piece i without an is and a not.
func (h *hints) symbolOrPhrase(i int, behindIs bool) (o operator, n int) {
	if p := h.at(i); p.kind == symbol {
		if next := h.at(i + 1); next.kind == symbol && (next.text == "=" || next.text == p.text || p.text == ":") { // > =
			if o, ok := symbolic(p.text + next.text); ok {
				o.known = false
				return o, 2
			}
		}
		o, ok := symbolic(p.text)
		if !ok {
			return o, 0
		}
		return o, 1
	}
	words := ""
	for k := 1; k < mostWords && h.at(i+k-1).kind == word; k++ {
		words += hyphens.Replace(strings.ToLower(h.at(i + k - 1).text))
		found, ok := phrases[words]
		if !ok && behindIs {
			found, ok = states[words]
		}
		if ok {
			o, n = found, k
			o.known = k == 1 && slices.Contains(languages, strings.ToLower(h.at(i).text))
		}
	}
	return o, n
}

// hyphens removes what may stand between the words of a phrase.
var hyphens = strings.NewReplacer("-", "", "_", "")

// mostWords is how many words a tag, a time or an operator may have. A phrase has fewer.
const mostWords = 4
