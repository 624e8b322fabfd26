package hint

import (
	"encoding/json"
	"regexp"
	"strings"
	"sync"

	"github.com/searchfilter/searchfilter/ast"
)

// A wrapping is what stands around a query, in another language or by mistake.
type wrapping struct {
	pattern string // its group is the query
	message string
	hint    string // if the group is no query; without a hint, the wrapping does not fit
}

const writeEach = "write each condition as a field, an operator and a value"

// wrappings are tried in this order.
var wrappings = []wrapping{
	{`^"((?:[^"\\]|\\.)+)"$`, inQuotes, ""},
	{`^'([^']+)'$`, inQuotes, ""},
	{"^`([^`]+)`$", inQuotes, ""},
	{`^[“”„‘«]([^“”„‘’«»]+)[“”’»]$`, inQuotes, ""},
	{`^["']([^"']+)$`, halfQuoted, ""},
	{`^([^"']+)["']$`, halfQuoted, ""},
	{`^[\w.]*\[\?(.*?)(?:\][\w.]*)?$`, "this is JMESPath, which is another language", writeEach},
	{`^(?:\.\w*\[\] *\|? *)?select\((.*)\)$`, "this is jq, which is another language", writeEach},
	{`^\.\w*\[\] *\|?(.*)$`, "this is jq, which is another language", writeEach},
	{`^(.*[^ ;]) *;$`, "nothing stands behind a query, and so no ;", ""},
	{`(?i)^(?:where|if|filter|find|select .* where) (.*)$`, "a query is conditions alone", ""},
	{`(?i)^select [^(].*()$`, "a query is conditions alone", "write the conditions alone"},
	{`(?i)^.* (?:(?:order|group) by [\w., -]+|(?:limit|offset) \d+)()$`, "a query is conditions alone", "leave out what sorts or counts"},
	{`^\{([^{}:]+)\}$`, "a query has no braces around it", ""},
	{`^\{.*:.*()\}$`, "this looks like JSON, and is no query", writeEach + "; the command decompile reads JSON, and says what is wrong with it"},
	{`^(?:\$ *)?searchfilter [^']*'([^']*)'$`, commandLine, ""},
	{`^(?:\$ *)?searchfilter [^"]*"([^"]*)"$`, commandLine, ""},
}

const (
	inQuotes    = "the whole query is in quotes"
	halfQuoted  = "a quote stands before the query or behind it, and has no other half"
	commandLine = "this is a command line, of which the query is the last argument"
)

// wrappingPatterns are the patterns of wrappings, compiled when the first is needed.
var wrappingPatterns = sync.OnceValue(func() (list []*regexp.Regexp) {
	for _, w := range wrappings {
		list = append(list, regexp.MustCompile("(?s)"+w.pattern))
	}
	return list
})

// unwrapped returns what is said of a text that is more than a query.
func (h *hints) unwrapped(first ast.Diagnostic) (d ast.Diagnostic, ok bool) {
	s := strings.TrimSpace(h.src)
	d = ast.Diagnostic{Code: first.Code, Span: h.span(0, len(h.pieces)), Params: ast.Params{Token: s}}
	if (s[0] == '{' || s[0] == '[') && json.Valid([]byte(s)) {
		d.Message = "this is JSON, and no query"
		d.Hint = "if it is a request or a filter, package decompile, and the command decompile, read it"
		return d, true
	}
	for i, w := range wrappings {
		found := wrappingPatterns()[i].FindStringSubmatch(s)
		if found == nil {
			continue
		}
		d.Message, d.Hint = w.message, w.hint
		inner := found[1]
		if w.message == inQuotes {
			inner = strings.ReplaceAll(inner, `\"`, `"`)
		}
		if query, ok := h.translated(inner); ok {
			d.Hint = "write " + show(query)
			d.Fix = &ast.Fix{Span: d.Span, Text: query}
			d.Candidates = []string{query}
			return d, true
		}
		if w.hint != "" {
			return d, true
		}
	}
	return d, false
}

// translated returns the query that fixes make of a text, if they make one.
func (h *hints) translated(src string) (query string, ok bool) {
	src = strings.TrimSpace(src)
	if len(src) > mostProposed {
		return "", false
	}
	for range 4 {
		ds := h.check(src)
		if len(ds) == 0 {
			return src, src != ""
		}
		fixed := improve(src, ds, h.schema, h.check, false).Fixed(src)
		if fixed == src {
			return "", false
		}
		src = fixed
	}
	return "", false
}
