// Package diag collects diagnostics, and finds the places that they are about.
package diag

import (
	"errors"
	"slices"
	"strconv"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/limit"
)

// Most is how many diagnostics are reported. Nobody reads more, and hostile text would
// make one for every few of its bytes.
const Most = 20

// ParamsOf returns the Params of a diagnostic about a comparison: its field, its operator,
// and its value if it has one value.
func ParamsOf(c *ast.Comparison) ast.Params {
	p := ast.Params{Field: c.Field.String(), Operator: c.Op.String()}
	if len(c.Values) == 1 {
		p.Value = c.Values[0].Text
	}
	return p
}

// OverLimit returns the diagnostic with one of the codes "too-long", "too-deep" and
// "too-many-conditions" for what is over the limit at a place.
func OverLimit(code ast.Code, at ast.Span, most int) ast.Diagnostic {
	message, hint := limit.Message(string(code), most)
	return ast.Diagnostic{Code: code, Span: at, Message: message, Hint: hint, Params: ast.Params{Limit: most}}
}

// After returns the position behind text, which stands at p.
func After(p ast.Position, text string) ast.Position {
	p.Offset += len(text)
	for _, r := range text {
		p.Column++
		if r == '\n' {
			p.Line++
			p.Column = 1
		}
	}
	return p
}

// Cover returns the smallest span that holds both s and t. A span that is no
// place adds nothing.
func Cover(s, t ast.Span) ast.Span {
	switch {
	case !s.IsValid():
		return t
	case !t.IsValid():
		return s
	}
	if t.Start.Offset < s.Start.Offset {
		s.Start = t.Start
	}
	if t.End.Offset > s.End.Offset {
		s.End = t.End
	}
	return s
}

// A Report collects diagnostics while a stage works. The zero Report is empty.
// However many are added, it keeps the first Most, which each stage
// adds in the order of the text.
type Report struct {
	list    ast.Diagnostics
	dropped int
	at      ast.Span // of the first one that was dropped
	failed  bool     // one that was dropped is no warning
}

// Add adds a diagnostic.
func (r *Report) Add(d ast.Diagnostic) {
	switch {
	case len(r.list) < Most:
		r.list = append(r.list, d)
	default:
		if r.dropped == 0 {
			r.at = d.Span
		}
		r.dropped++
		r.failed = r.failed || !d.Warning
	}
}

// Full reports whether a further diagnostic would only be counted, so that
// nobody needs to word it.
func (r *Report) Full() bool { return len(r.list) >= Most }

// Empty reports whether nothing was added.
func (r *Report) Empty() bool { return len(r.list) == 0 }

// AddAll adds the Diagnostics that err is or wraps, in the order of the text.
func (r *Report) AddAll(err error) {
	var ds ast.Diagnostics
	if !errors.As(err, &ds) {
		return
	}
	var s Report
	for _, d := range ds {
		if d.Code == codes.MoreErrors {
			s.at, s.dropped, s.failed = d.Span, d.Params.Count, !d.Warning
			continue
		}
		s.Add(d)
	}
	r.Merge(&s)
}

// Join returns ds and the Diagnostics that err is or wraps, in the order of the text.
func Join(ds ast.Diagnostics, err error) ast.Diagnostics {
	var r Report
	r.AddAll(ds)
	r.AddAll(err)
	return r.Diagnostics()
}

// Complete sets the Token of each diagnostic without Params to the text at its place in
// src.
func (r *Report) Complete(src string) {
	for i := range r.list {
		if d := &r.list[i]; d.Params == (ast.Params{}) && d.Span.IsValid() {
			d.Params.Token = src[d.Span.Start.Offset:d.Span.End.Offset]
		}
	}
}

// Merge adds what s collected to r, in the order of the text.
func (r *Report) Merge(s *Report) {
	if s.Empty() {
		return
	}
	list := slices.Concat(r.list, s.list)
	slices.SortStableFunc(list, func(a, b ast.Diagnostic) int {
		return a.Span.Start.Offset - b.Span.Start.Offset
	})
	merged := Report{}
	for _, d := range list {
		merged.Add(d)
	}
	for _, from := range []*Report{r, s} {
		if from.dropped > 0 && (merged.dropped == 0 || from.at.Start.Offset < merged.at.Start.Offset) {
			merged.at = from.at
		}
		merged.dropped += from.dropped
		merged.failed = merged.failed || from.failed
	}
	*r = merged
}

// Diagnostics returns what was added, sorted by position.
func (r *Report) Diagnostics() ast.Diagnostics {
	ds := slices.Clone(r.list)
	slices.SortStableFunc(ds, func(a, b ast.Diagnostic) int {
		return a.Span.Start.Offset - b.Span.Start.Offset
	})
	if r.dropped > 0 {
		ds = append(ds, ast.Diagnostic{
			Code:    codes.MoreErrors,
			Warning: !r.failed,
			Span:    r.at,
			Message: "and " + strconv.Itoa(r.dropped) + " more",
			Params:  ast.Params{Count: r.dropped},
		})
	}
	return ds
}

// Err returns Diagnostics, or nil if nothing was added.
func (r *Report) Err() error {
	if r.Empty() {
		return nil
	}
	return r.Diagnostics()
}
