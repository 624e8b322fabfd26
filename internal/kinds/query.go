package kinds

import (
	"slices"
	"time"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/diag"
)

// A Reader reads the values of a query. Its Report has what is wrong with them.
type Reader struct {
	Now  time.Time      // from which -7d counts back; if zero, the time when it is first needed
	Zone *time.Location // of days; nil is UTC

	Field  string   // whose values are read, for messages
	Values []string // that it may have, if it is an Enum

	Report diag.Report
}

// Read returns v, a value for a field of the kind k, with Data that says what its text
// means. Texts have no Data. The Data of a date for a Time is a day. Instants replaces days
// and the texts of times that count back from now.
func (r *Reader) Read(k Kind, v ast.Value) ast.Value {
	v.Data = nil
	if kinds[k].query == nil {
		return v
	}
	return kinds[k].query(r, v)
}

// instant returns the one from which relative times and days count back.
func (r *Reader) instant() time.Time {
	if r.Now.IsZero() {
		r.Now = time.Now()
	}
	return r.Now
}

func (r *Reader) zone() *time.Location {
	if r.Zone == nil {
		return time.UTC
	}
	return r.Zone
}

// A day is the instants from begin on and before end, of which there are none if
// the zone skipped it.
type day struct{ begin, end time.Time }

// Instants returns c, a comparison of a field of the kind k, with instants and dates in
// place of relative ones and of days. A Reader has read its values. It returns c itself if
// there is nothing to replace.
func Instants(k Kind, c *ast.Comparison) ast.Expr {
	isRelative := func(v ast.Value) bool {
		_, isScalar := v.Data.(Scalar)
		_, isAgo := relative(v.Text)
		return isScalar && isAgo
	}
	isDay := func(v ast.Value) bool { _, ok := v.Data.(day); return ok }
	if !slices.ContainsFunc(c.Values, func(v ast.Value) bool { return isDay(v) || isRelative(v) }) {
		return c
	}
	like := func(op ast.Op, at ast.Span, values ...ast.Value) *ast.Comparison {
		return &ast.Comparison{Field: c.Field, Op: op, Values: values, At: at, OpAt: c.OpAt}
	}
	instant := func(v ast.Value, t time.Time) ast.Value {
		text, _ := timeText(t) // as that of a day and of a relative time can be
		return ast.Value{Text: text, At: v.At, Data: OfTime(t)}
	}
	var plain []ast.Value // without days
	var days []ast.Expr
	for _, v := range c.Values {
		d, ok := v.Data.(day)
		switch {
		case !ok && isRelative(v) && k == Date:
			v.Text, _ = dateText(v.Data.(Scalar)) // likewise
			plain = append(plain, v)
			continue
		case !ok && isRelative(v):
			plain = append(plain, instant(v, Instant(Time, v.Data.(Scalar))))
			continue
		case !ok:
			plain = append(plain, v)
			continue
		}
		begin, end := instant(v, d.begin), instant(v, d.end)
		switch c.Op {
		case ast.OpLess:
			return like(ast.OpLess, c.At, begin)
		case ast.OpLessEqual:
			return like(ast.OpLess, c.At, end)
		case ast.OpGreater:
			return like(ast.OpGreaterEqual, c.At, end)
		case ast.OpGreaterEqual:
			return like(ast.OpGreaterEqual, c.At, begin)
		}
		at := c.At
		if len(c.Values) > 1 {
			at = v.At
		}
		days = append(days, &ast.And{At: at, Terms: []ast.Expr{like(ast.OpGreaterEqual, at, begin), like(ast.OpLess, at, end)}})
	}
	if len(days) == 0 {
		return like(c.Op, c.At, plain...)
	}
	terms := days
	if len(plain) > 0 {
		terms = append([]ast.Expr{like(ast.OpIn, c.At, plain...)}, days...)
	}
	x := terms[0]
	if len(terms) > 1 {
		x = &ast.Or{Terms: terms, At: c.At}
	}
	if c.Op == ast.OpNotEqual || c.Op == ast.OpNotIn {
		return &ast.Not{X: x, At: c.At}
	}
	return x
}
