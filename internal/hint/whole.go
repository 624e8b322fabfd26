package hint

import (
	"encoding/json"
	"strings"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/codes"
)

// whole returns what a rule about the whole text says.
func (h *hints) whole(ds ast.Diagnostics) (ast.Diagnostic, bool) {
	for _, rule := range []func() (wrapped, bool){h.inJSON, h.inQuotes, h.jmesPath, h.jq, h.sql, h.labels, h.almostJSON, h.shell} {
		if w, ok := rule(); ok {
			if d, ok := h.unwrapped(w, ds); ok {
				return d, true
			}
		}
	}
	return ast.Diagnostic{}, false
}

// wrapped is a text that has a query in it.
type wrapped struct {
	code    ast.Code
	message string
	inner   string // the query, maybe in another language
	hint    string // if that is none
	always  bool   // the hint stands then; otherwise the rule does not fit
}

// unwrapped returns what is said of a text with a query in it: the query, if the rules can
// make one of it.
func (h *hints) unwrapped(w wrapped, ds ast.Diagnostics) (ast.Diagnostic, bool) {
	all := h.span(0, len(h.pieces))
	if len(ds) > 0 {
		w.code = ds[0].Code
	}
	d := ast.Diagnostic{Code: w.code, Span: all, Message: w.message, Hint: w.hint, Params: ast.Params{Token: h.text(0, len(h.pieces))}}
	if query, ok := h.translated(w.inner); ok {
		d.Hint = "write " + show(query)
		d.Fix = &ast.Fix{Span: all, Text: query}
		d.Candidates = []string{query}
		return d, true
	}
	return d, w.always
}

// translated returns the query that the rules make of a text, if they make one.
func (h *hints) translated(src string) (query string, ok bool) {
	if src == "" || len(src) > mostProposed {
		return "", false
	}
	for range 4 {
		ds := h.check(src)
		if len(ds) == 0 {
			return src, true
		}
		fixed := improve(src, ds, h.schema, h.check, false).Fixed(src)
		if fixed == src {
			return "", false
		}
		src = fixed
	}
	return "", false
}

// first and last are the texts of these pieces.
func (h *hints) first() string { return h.at(0).text }
func (h *hints) last() string  { return h.at(len(h.pieces) - 1).text }

// inJSON is for the JSON of a request, and of a record.
func (h *hints) inJSON() (w wrapped, ok bool) {
	s := strings.TrimSpace(h.src)
	if s[0] != '{' && s[0] != '[' || !json.Valid([]byte(s)) {
		return w, false
	}
	return wrapped{
		code: codes.InvalidCharacter, message: "this is JSON, and no query", always: true,
		hint: "if it is a request or a filter, package decompile, and the command decompile, read it",
	}, true
}

// quotes are those in which a whole query may stand.
var quotes = [][2]string{{`"`, `"`}, {"'", "'"}, {"`", "`"}, {"“", "”"}, {"„", "“"}, {"‘", "’"}, {"«", "»"}, {"”", "”"}}

// inQuotes is for a query in quotes, and for one with a quote at one end alone.
func (h *hints) inQuotes() (w wrapped, ok bool) {
	s := strings.TrimSpace(h.src)
	for _, pair := range quotes {
		w = wrapped{code: codes.MissingCondition, message: "the whole query is in quotes", hint: "leave out the quotes around it"}
		open, closing := pair[0], pair[1]
		inner, begins := strings.CutPrefix(s, open)
		inner, ends := strings.CutSuffix(inner, closing)
		switch {
		case !begins && !ends || strings.Contains(inner, open) && begins != ends || !strings.ContainsAny(inner, "=<>~ "):
			continue
		case begins && ends && h.at(0).kind == str && len(h.pieces) > 1:
			continue // 'a' = 'b'
		case begins != ends:
			w.message = "a quote stands before the query or behind it, and has no other half"
			if ends && len(open) > 1 {
				continue
			}
		case strings.Contains(inner, `\`+open):
			inner = strings.ReplaceAll(inner, `\`+open, open)
		}
		if begins && !ends || ends && !begins {
			if strings.Contains(inner, closing) {
				continue
			}
			if ends && h.valueIsQuoted(inner) {
				continue
			}
		}
		w.inner = inner
		return w, true
	}
	return w, false
}

// valueIsQuoted reports whether the last value of a text may be what the quote behind it
// is about: name = smoke test'.
func (h *hints) valueIsQuoted(inner string) bool { return len(h.check(inner)) > 0 }

// jmesPath is for filters of the AWS command line: [?Status=='SAVED'].
func (h *hints) jmesPath() (w wrapped, ok bool) {
	_, after, found := strings.Cut(h.src, "[?")
	if !found || strings.ContainsAny(h.src[:len(h.src)-len(after)-2], " =") {
		return w, false
	}
	end := strings.LastIndexByte(after, ']')
	if end < 0 {
		end = len(after)
	}
	return wrapped{
		code: codes.InvalidCharacter, message: "this is JMESPath, which is another language", inner: rawLiterals(after[:end]),
		hint: "write each condition as a field, an operator and a value", always: true,
	}, true
}

// rawLiterals returns a JMESPath expression with its literals in double quotes.
func rawLiterals(s string) string {
	if strings.Contains(s, `"`) || strings.Count(s, "`")%2 != 0 {
		return s
	}
	return strings.ReplaceAll(s, "`", `"`)
}

// jq is for its filters: select(.Status == "SAVED").
func (h *hints) jq() (w wrapped, ok bool) {
	s := strings.TrimSpace(h.src)
	w = wrapped{
		code: codes.InvalidCharacter, message: "this is jq, which is another language",
		hint: "write each condition as a field, an operator and a value", always: true,
	}
	for _, list := range []string{".[] |", ".[]|", ".TestCases[] |", ".[]"} {
		s = strings.TrimSpace(strings.TrimPrefix(s, list))
	}
	inner, isSelect := strings.CutPrefix(s, "select(")
	if isSelect && strings.HasSuffix(inner, ")") {
		w.inner = strings.TrimSuffix(inner, ")")
		return w, true
	}
	w.inner = s
	return w, isSelect || len(s) < len(strings.TrimSpace(h.src))
}

// sql is for a query with SQL around it, which has no more than conditions.
func (h *hints) sql() (w wrapped, ok bool) {
	last := len(h.pieces)
	w = wrapped{code: codes.MissingCondition, message: "a query is conditions alone, without " + strings.ToUpper(h.first()), hint: "write the conditions alone"}
	if h.is(last-1, ";") && last > 1 {
		w.message = "nothing stands behind a query, and so no ;"
		w.inner = h.text(0, last-1)
		return w, true
	}
	switch {
	case h.is(0, "where", "if", "filter", "find") && last > 1:
		w.inner = h.text(1, last)
		return w, true
	case h.is(0, "select"):
		for i := range h.pieces {
			if h.is(i, "where") && i+1 < last {
				w.inner = h.text(i+1, last)
			}
		}
		w.always = !h.is(1, "(")
		return w, w.always
	}
	for i := 1; i < last; i++ {
		if h.is(i, "order", "group") && h.is(i+1, "by") || h.is(i, "limit", "offset") && i == last-2 && strings.Trim(h.at(i+1).text, "0123456789") == "" {
			return wrapped{
				code: codes.MissingConnective, message: "a query is conditions alone, without " + strings.ToUpper(h.text(i, i+2)),
				hint: "leave it out: a query neither sorts nor counts", always: true,
			}, true
		}
	}
	return w, false
}

// labels is for the selectors of Prometheus: {name="smoke"}.
func (h *hints) labels() (w wrapped, ok bool) {
	s := strings.TrimSpace(h.src)
	inner, begins := strings.CutPrefix(s, "{")
	inner, ends := strings.CutSuffix(inner, "}")
	if !begins || !ends || strings.ContainsAny(inner, "{}") {
		return w, false
	}
	return wrapped{code: codes.InvalidCharacter, message: "a query has no braces around it", inner: inner, hint: "leave out the braces, and join conditions with and"}, true
}

// almostJSON is for what begins and ends as JSON does and has members, such as one whose
// names have no quotes.
func (h *hints) almostJSON() (w wrapped, ok bool) {
	s := strings.TrimSpace(h.src)
	if !strings.HasPrefix(s, "{") || !strings.HasSuffix(s, "}") || !strings.Contains(s, ":") {
		return w, false
	}
	return wrapped{
		code: codes.InvalidCharacter, message: "this looks like JSON, and is no query", always: true,
		hint: "write each condition as a field, an operator and a value; the command decompile reads JSON, and says what is wrong with it",
	}, true
}

// shell is for a command line.
func (h *hints) shell() (w wrapped, ok bool) {
	i := 0
	if h.is(i, "$") {
		i++
	}
	last := len(h.pieces)
	if h.is(i, "searchfilter") && h.at(i+1).kind == word && h.at(last-1).kind == str {
		inner, _ := unquote(h.last())
		return wrapped{code: codes.MissingCondition, message: "this is a command line, of which the query is the last argument", inner: inner}, true
	}
	return w, false
}
