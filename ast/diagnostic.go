package ast

import (
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/internal/codes"
)

// A Code says what kind of mistake a diagnostic is about, as "unknown-field"
// does. Codes are stable; doc/diagnostics.md lists them, each with an example.
// Each is an error to compare with: errors.Is(err, ast.Code("unknown-field")).
type Code string

// Error returns the code as it is written.
func (c Code) Error() string { return string(c) }

// A Diagnostic is one thing that is wrong with a query, or with the JSON that
// one is decoded from, at one place.
type Diagnostic struct {
	Code    Code   `json:"code"`
	Warning bool   `json:"warning,omitempty"` // the result stands, and is probably not what was meant
	Span    Span   `json:"span"`              // where; the zero Span in a tree that was built in Go
	Path    string `json:"path,omitempty"`    // the place in decoded JSON: tagFilter.orConditions[2]
	Related []Span `json:"related,omitempty"` // other places that it is about
	Message string `json:"message"`           // what is wrong, in a few words
	Hint    string `json:"hint,omitempty"`    // what to do about it, where that is known
	Fix     *Fix   `json:"fix,omitempty"`     // the same as an edit, where the meaning is clear

	// Params are the parts of the message as data, for a tool that words its own.
	Params Params `json:"params,omitzero"`

	// Candidates may take the place of what is wrong. They are the similar names, the most
	// similar first, or all names if none is similar. Each is a field name, a value of an
	// enum without quotes, an operator, or the text for the whole of Span that the hint
	// proposes.
	Candidates []string `json:"candidates,omitempty"`
}

// A Fix is an edit of the query's text: put Text in the place of Span, which
// may be empty.
type Fix struct {
	Span Span   `json:"span"`
	Text string `json:"text"`
}

// Params are the parts of a diagnostic's message. Those that it does not have are zero.
// None is shortened.
type Params struct {
	Field    string `json:"field,omitempty"`    // as a query writes it: name, tag:BPO
	Operator string `json:"operator,omitempty"` // of the language, or as it was written: ^=, like
	Value    string `json:"value,omitempty"`    // without quotes and escapes
	Kind     string `json:"kind,omitempty"`     // of the field: text, enum, bool, number, time, date, list
	Token    string `json:"token,omitempty"`    // any other text, as it was written
	Limit    int    `json:"limit,omitempty"`    // that is exceeded
	Count    int    `json:"count,omitempty"`    // how many there are, where they can be counted; of "more-errors", how many are not listed
	Option   string `json:"option,omitempty"`   // what allows it: PlanOptions.AllowScan, or a flag of the command
}

// Error returns the diagnostic in one line: position, path, message, hint.
func (d Diagnostic) Error() string {
	s := d.Message
	if d.Path != "" {
		s = d.Path + ": " + s
	}
	if d.Span.IsValid() {
		s = d.Span.Start.String() + ": " + s
	}
	if d.Hint != "" {
		s += "; " + d.Hint
	}
	return s
}

// Is reports whether target is the diagnostic's code, so that
// errors.Is(err, ast.Code("unknown-field")) works.
func (d Diagnostic) Is(target error) bool { return target == error(d.Code) }

// Diagnostics is an error that lists all that is wrong with a query, sorted by
// position. It has at most 20 elements, and after these one with the code
// "more-errors" if there were more.
type Diagnostics []Diagnostic

// Error returns the first diagnostic in one line, and how many more there are.
// Render shows all of them with the text that they are about.
func (ds Diagnostics) Error() string {
	if len(ds) == 0 {
		return "no errors"
	}
	n := len(ds) - 1
	if last := ds[n]; last.Code == codes.MoreErrors {
		n += last.Params.Count - 1
	}
	switch n {
	case 0:
		return ds[0].Error()
	case 1:
		return ds[0].Error() + " (and 1 more error)"
	}
	return ds[0].Error() + " (and " + itoa(n) + " more errors)"
}

// Unwrap returns the single diagnostics, for errors.Is and errors.As.
func (ds Diagnostics) Unwrap() []error {
	errs := make([]error, len(ds))
	for i, d := range ds {
		errs[i] = d
	}
	return errs
}

// Fixed returns src, the text that the diagnostics are about, with every fix
// applied. If fixes overlap, it applies the first.
func (ds Diagnostics) Fixed(src string) string {
	var fixes []Fix
	for _, d := range ds {
		if d.Fix != nil {
			fixes = append(fixes, *d.Fix)
		}
	}
	slices.SortStableFunc(fixes, func(a, b Fix) int { return a.Span.Start.Offset - b.Span.Start.Offset })
	var b strings.Builder
	done := 0
	for _, f := range fixes {
		start, end := f.Span.Start.Offset, f.Span.End.Offset
		if start < done || end < start || end > len(src) {
			continue
		}
		b.WriteString(src[done:start])
		b.WriteString(f.Text)
		done = end
	}
	b.WriteString(src[done:])
	return b.String()
}
