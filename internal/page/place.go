package page

import (
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/shown"
	"github.com/searchfilter/searchfilter/schema"
)

// A span is a part of a text, from and to an offset in UTF-16 units.
type span struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// A text converts places in src to UTF-16 units.
type text struct {
	src   string // valid UTF-8
	shift int    // the units before src
	marks []int  // the units before every 256th byte; nil if src is ASCII
}

const between = 256

func newText(src string) *text {
	t := &text{src: src}
	if strings.IndexFunc(src, func(r rune) bool { return r >= 0x80 }) < 0 {
		return t
	}
	n := 0
	for i := 0; i < len(src); i += between {
		t.marks = append(t.marks, n)
		n += units(src[i:min(i+between, len(src))])
	}
	t.marks = append(t.marks, n)
	return t
}

// units returns the number of UTF-16 units that begin in s, which may begin or end within a
// rune. A rune of four bytes has two units, and any other has one.
func units(s string) (n int) {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 0xf0:
			n += 2
		case c < 0x80 || c >= 0xc0:
			n++
		}
	}
	return n
}

// at returns the number of units before a byte.
func (t *text) at(offset int) int {
	offset = max(0, min(offset, len(t.src)))
	if t.marks == nil {
		return t.shift + offset
	}
	i := offset / between
	if i*between > offset || i >= len(t.marks) {
		i = len(t.marks) - 1
	}
	return t.shift + t.marks[i] + units(t.src[min(i*between, offset):offset])
}

// byteAt returns the byte that has so many units before it. In the middle of a character that
// is where the character begins, and beyond the text it is the end.
func (t *text) byteAt(unit int) int {
	n := t.shift
	for i, r := range t.src {
		size := 1
		if r > 0xffff {
			size = 2
		}
		if n += size; n > unit {
			return i
		}
	}
	return len(t.src)
}

// span returns a place in units, or nil if the place is not valid.
func (t *text) span(s ast.Span) *span {
	if !s.IsValid() {
		return nil
	}
	return &span{t.at(s.Start.Offset), t.at(s.End.Offset)}
}

// spans returns the places that are valid, in units.
func (t *text) spans(list []ast.Span) []span {
	spans := []span{}
	for _, s := range list {
		if s := t.span(s); s != nil {
			spans = append(spans, *s)
		}
	}
	return spans
}

type edit struct {
	span
	Insert string `json:"insert"`
}

type fix struct {
	Title string `json:"title"`
	Sure  bool   `json:"sure"`
	Edits []edit `json:"edits"`
}

type diagnostic struct {
	Code     ast.Code `json:"code"`
	Severity string   `json:"severity"`
	Message  string   `json:"message"`
	Hint     string   `json:"hint,omitempty"`
	Span     *span    `json:"span,omitempty"`
	Path     string   `json:"path,omitempty"`
	Related  []span   `json:"related,omitempty"`
	Fixes    []fix    `json:"fixes"`
}

// byOption replaces options of the Go API in hints by what a page calls them.
var byOption = strings.NewReplacer(
	"set PlanOptions.AllowScan", "allow a scan", "PlanOptions.AllowScan", "the leave to scan",
	"unset PlanOptions.Exact", "do not ask for an exact plan", "PlanOptions.Exact", "an exact plan",
	"PlanOptions.MaxRequests", "the most requests",
	"Target.MaxTagConditions", "the most tag conditions",
)

// diagnostics returns diagnostics about the text as a page gets them.
func (t *text) diagnostics(ds ast.Diagnostics) []diagnostic {
	ds = slices.Clone(ds)
	for i := range ds {
		ds[i].Hint = byOption.Replace(ds[i].Hint)
	}
	list := []diagnostic{}
	for _, d := range shown.WithoutOptions(ds) {
		to := diagnostic{
			Code: d.Code, Severity: "error", Message: d.Message, Hint: d.Hint,
			Span: t.span(d.Span), Path: d.Path, Fixes: []fix{},
		}
		if d.Warning {
			to.Severity = "warning"
		}
		if len(d.Related) > 0 {
			to.Related = t.spans(d.Related)
		}
		if d.Fix != nil {
			to.Fixes = append(to.Fixes, t.fix(d.Fix.Span, d.Fix.Text, true))
		}
		list = append(list, to)
	}
	return list
}

// fix returns a fix with one edit.
func (t *text) fix(at ast.Span, insert string, sure bool) fix {
	title := "Write " + chars.Excerpt(insert)
	if strings.TrimSpace(insert) == "" {
		title = "Remove " + chars.Excerpt(t.src[at.Start.Offset:at.End.Offset])
	}
	return fix{title, sure, []edit{{span{t.at(at.Start.Offset), t.at(at.End.Offset)}, insert}}}
}

// guess adds fixes that are guesses: each candidate of a diagnostic with which the query has
// fewer mistakes. Parse returns the mistakes of a text.
func (t *text) guess(list []diagnostic, ds ast.Diagnostics, parse func(string) ast.Diagnostics) {
	const mostOf, most = 3, 12 // for a diagnostic, and in all: each is parsed
	tries := 0
	for i := range ds {
		d := &ds[i]
		if d.Fix != nil || d.Warning || !d.Span.IsValid() || d.Code == codes.MoreErrors {
			continue
		}
		for _, c := range d.Candidates[:min(len(d.Candidates), mostOf)] {
			if tries++; tries > most {
				return
			}
			if d.Code == codes.UnknownValue && (!chars.IsWord(c) || chars.IsReserved(c)) {
				c = chars.Quote(c)
			}
			src := t.src[:d.Span.Start.Offset] + c + t.src[d.Span.End.Offset:]
			if len(parse(src)) < len(ds) {
				list[i].Fixes = append(list[i].Fixes, t.fix(d.Span, c, false))
			}
		}
	}
}

// textOf returns the text of a query, or "" if q is nil.
func textOf(q *schema.Resolved) string {
	if q == nil {
		return ""
	}
	return q.String()
}
