// Package explain has the explanation of a plan: how it answers a query.
package explain

import (
	"fmt"
	"strings"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
)

// An Explanation says how a plan answers a query. Its String is a text for people. Its
// fields, and its JSON, are the same as data.
type Explanation struct {
	Query    string      `json:"query"` // in normal form
	Requests []Request   `json:"requests"`
	Residual string      `json:"residual,omitempty"` // what is left to check of whatever is found
	Local    []Condition `json:"local,omitempty"`    // the conditions in the residuals
	Clashes  []Clash     `json:"clashes,omitempty"`  // the parts that select nothing
	Minimal  string      `json:"minimal"`
	Fooling  []string    `json:"fooling,omitempty"` // for bound: a record for each request, as a query
	Splits   int         `json:"splits,omitempty"`
	Scan     bool        `json:"scan,omitempty"`
}

// An Request is one request of a plan.
type Request struct {
	Finds    string     `json:"finds"`              // as a query; empty for every record
	From     []ast.Span `json:"from,omitempty"`     // where the conditions stand that it asks for
	Residual string     `json:"residual,omitempty"` // what is left to check
}

// A Condition is one that is checked after the requests.
type Condition struct {
	Condition string   `json:"condition"`
	Span      ast.Span `json:"span"`
	Reason    string   `json:"reason"`
	Sent      string   `json:"sent,omitempty"` // what is sent in its place
}

// A Clash is about conditions that no record meets together. The part of the query that asks
// for all of them selects nothing.
type Clash struct {
	Spans   []ast.Span `json:"spans"` // of two conditions, or of a part that is too large to say which
	Message string     `json:"message"`
}

// String returns the explanation as a terminal shows it.
func (e *Explanation) String() string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	switch n := len(e.Requests); {
	case n == 0:
		line("no request: no record can be selected")
	case e.Scan:
		line("1 request, which lists every record")
	default:
		line("%s", requests(n))
	}
	for i, r := range e.Requests {
		if r.Finds != "" {
			line("  %d. %s%s", i+1, shown(r.Finds), places(r.From))
		}
		if r.Residual != "" {
			line("     then check: %s", shown(r.Residual))
		}
	}
	if e.Residual != "" {
		line("  then check what %s: %s", map[bool]string{true: "they find", false: "it finds"}[len(e.Requests) > 1], shown(e.Residual))
	}
	if len(e.Local) > 0 {
		line("checked after the requests:")
		for _, c := range e.Local {
			line("  %s%s", shown(c.Condition), places([]ast.Span{c.Span}))
			line("    %s", c.Reason)
			if c.Sent != "" {
				line("    sent in its place: %s", shown(c.Sent))
			}
		}
	}
	if len(e.Clashes) > 0 {
		line("selects nothing:")
		for _, c := range e.Clashes {
			line("  %s%s", c.Message, places(c.Spans))
		}
	}
	e.writeBound(line)
	return b.String()
}

// writeBound says why there are no fewer requests.
func (e *Explanation) writeBound(line func(string, ...any)) {
	if e.Splits > 0 {
		line("%s more than the query takes, for the limits of one request", requests(e.Splits))
	}
	if len(e.Requests)-e.Splits < 2 {
		return
	}
	switch e.Minimal {
	case "bound":
		line("fewer cannot do: a request that finds records of two of these kinds also finds some that are not selected:")
		for _, f := range e.Fooling {
			line("  %s", shown(f))
		}
	case "search":
		line("fewer cannot do: a search of all ways to join the parts found none")
	case "unproved":
		line("fewer might do: the query or the limits leave no proof")
	}
}

// requests returns how many requests there are, in words.
func requests(n int) string {
	if n == 1 {
		return "1 request"
	}
	return fmt.Sprint(n, " requests")
}

// places returns where the spans begin, for those that are in a text.
func places(spans []ast.Span) string {
	const most = 5
	var list []string
	for _, s := range spans {
		if s.IsValid() {
			list = append(list, s.Start.String())
		}
	}
	if len(list) == 0 {
		return ""
	}
	if len(list) > most {
		list = append(list[:most], "…")
	}
	return "   (at " + strings.Join(list, ", ") + ")"
}

// shown returns a query as a terminal shows it.
func shown(text string) string {
	const most = 200
	return chars.Brief(text, most)
}
