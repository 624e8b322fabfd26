// Package solve says what follows from what every record is like: it has at most one value
// in each field and tag, or any number of texts if the field is a list. Package logic is
// its public face.
//
// [Implies] says whether one condition follows from another, and [Exclusive] whether two
// exclude each other. They take positive comparisons of normal form that a schema has
// resolved: the operators = ^= *= $= exists and, for numbers, times and dates, < <= > >=.
// What they report is true of every record. Their doc comments say where they find all
// that is true.
//
// A [Solver] answers questions about whole queries. Its answers are always right. If the
// steps suffice, it always has one.
package solve

import (
	"strings"
	"time"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/schema"
)

// Implies reports whether b, which is on the same field or tag, selects every record that a
// selects.
//
// It is complete for two comparisons of one field or tag, if an Enum has no other values
// than those of its list. It is false for comparisons of different fields, and for
// operators that the field's kind lacks or that normal form does not have. Unless b is
// exists or a and b are the same, it is also false for values of a Bool, Number, Time or
// Date that no schema has resolved.
func Implies(s *schema.Schema, a, b *ast.Comparison) bool {
	kind, ok := sameKind(s, a, b)
	switch {
	case !ok:
		return false
	case b.Op == ast.OpExists || same(a, b):
		return true
	}
	switch kind {
	case schema.Text, schema.List:
		return patternOf(a).implies(patternOf(b))
	case schema.Enum:
		return a.Op == ast.OpExists && len(s.Fields[s.Lookup(a.Field.Name)].Values) == 1
	}
	x, ok1 := intervalOf(kind, a)
	y, ok2 := intervalOf(kind, b)
	return ok1 && ok2 && x.within(y)
}

// Exclusive reports whether a and b, which are on the same field or tag, select no record in
// common.
//
// It is complete where Implies is. It is false where Implies is false because the fields
// differ, the kind lacks an operator, or a value is not resolved. Two comparisons of a List
// never exclude each other: each may be met by another text.
func Exclusive(s *schema.Schema, a, b *ast.Comparison) bool {
	kind, ok := sameKind(s, a, b)
	if !ok {
		return false
	}
	switch kind {
	case schema.Text:
		return patternOf(a).excludes(patternOf(b))
	case schema.List:
		return false
	case schema.Enum:
		return a.Op == ast.OpEqual && b.Op == ast.OpEqual && !same(a, b)
	}
	x, ok1 := intervalOf(kind, a)
	y, ok2 := intervalOf(kind, b)
	return ok1 && ok2 && x.apart(y)
}

// sameKind returns the kind of the field of a and b. It is not ok if they are on different
// fields, or not of the form that this package takes.
func sameKind(s *schema.Schema, a, b *ast.Comparison) (schema.Kind, bool) {
	kind := s.KindOf(a.Field)
	return kind, tree.SameField(a.Field, b.Field) && taken(kind, a) && taken(kind, b)
}

func taken(kind schema.Kind, c *ast.Comparison) bool {
	switch c.Op {
	case ast.OpNotEqual, ast.OpIn, ast.OpNotIn:
		return false
	case ast.OpExists:
		return len(c.Values) == 0 && takes(kind, c.Op, c.Fold)
	}
	return takes(kind, c.Op, c.Fold) && len(c.Values) == 1
}

// takes reports whether a field of the kind takes the operator, with an i if fold
// is set.
func takes(kind schema.Kind, op ast.Op, fold bool) bool {
	return kinds.Takes(kind, op) && !(fold && (!kinds.Folds(kind) || op == ast.OpExists))
}

func same(a, b *ast.Comparison) bool {
	return a.Op == b.Op && (a.Op == ast.OpExists || a.Fold == b.Fold && operand(a) == operand(b))
}

// operand returns the text that c compares with. To exist is to contain the empty text.
func operand(c *ast.Comparison) string {
	if c.Op == ast.OpExists {
		return ""
	}
	return c.Values[0].Text
}

// A pattern is a positive comparison of a text. In a list it is about the one text that it
// selects.
type pattern struct {
	op   ast.Op
	text string // as chars.Fold has it if fold is set
	fold bool   // case is ignored
}

func patternOf(c *ast.Comparison) pattern {
	p := pattern{c.Op, operand(c), c.Fold}
	if p.fold {
		p.text = kinds.FoldOf(c.Values[0])
	}
	return p
}

// folded returns p as a pattern that ignores case.
func (p pattern) folded() pattern {
	if !p.fold {
		p.text, p.fold = chars.Fold(p.text), true
	}
	return p
}

// implies looks at one text that a selects: its operand. The other texts that a selects
// have any text before or after it, so that b must ask for nothing there. If a ignores case
// and b minds it, a also selects a text in which no letter is in b's case, so that b must
// have no letters.
func (a pattern) implies(b pattern) bool {
	if b.text == "" && b.op != ast.OpEqual {
		return true
	}
	if a.fold && !b.fold && chars.HasCase(b.text) {
		return false
	}
	if b.fold {
		a = a.folded()
	}
	switch b.op {
	case ast.OpEqual:
		return a.op == ast.OpEqual && a.text == b.text // any other selects longer texts, too
	case ast.OpHasPrefix:
		return (a.op == ast.OpEqual || a.op == ast.OpHasPrefix) && strings.HasPrefix(a.text, b.text)
	case ast.OpHasSuffix:
		return (a.op == ast.OpEqual || a.op == ast.OpHasSuffix) && strings.HasSuffix(a.text, b.text)
	}
	return strings.Contains(a.text, b.text)
}

// excludes looks for a text that both select. It is the text of an =, or else one operand
// after the other. That fails only if both are prefixes, or both are suffixes. If one of
// them ignores case, its letters can be in the case of the other.
func (a pattern) excludes(b pattern) bool {
	if a.fold != b.fold {
		a, b = a.folded(), b.folded()
	}
	v, w := a.text, b.text
	switch {
	case a.op == ast.OpEqual:
		return !b.matches(v)
	case b.op == ast.OpEqual:
		return !a.matches(w)
	case a.op == ast.OpHasPrefix && b.op == ast.OpHasPrefix:
		return !strings.HasPrefix(v, w) && !strings.HasPrefix(w, v)
	case a.op == ast.OpHasSuffix && b.op == ast.OpHasSuffix:
		return !strings.HasSuffix(v, w) && !strings.HasSuffix(w, v)
	}
	return false
}

// selects reports whether p selects a record whose value is the text v.
func (p pattern) selects(v string) bool {
	if p.fold {
		v = chars.Fold(v)
	}
	return p.matches(v)
}

// matches is selects for a text that is folded if p ignores case.
func (p pattern) matches(v string) bool {
	switch p.op {
	case ast.OpEqual:
		return v == p.text
	case ast.OpHasPrefix:
		return strings.HasPrefix(v, p.text)
	case ast.OpHasSuffix:
		return strings.HasSuffix(v, p.text)
	}
	return strings.Contains(v, p.text)
}

// A cut is a place in the order of a kind's values. It is right before a value, or right
// after it if after is set.
type cut struct {
	at    kinds.Scalar
	after bool
}

func (c cut) compare(d cut) int {
	switch order := c.at.Compare(d.at); {
	case order != 0 || c.after == d.after:
		return order
	case c.after:
		return 1
	}
	return -1
}

// around returns the cuts right before and right after a value. If there is a next value,
// the second is the cut before that, so that no place has two cuts.
func around(kind schema.Kind, a kinds.Scalar) (before, after cut) {
	if next, ok := kinds.Next(kind, a); ok {
		return cut{at: a}, cut{at: next}
	}
	return cut{at: a}, cut{at: a, after: true}
}

// An interval is the values of a Bool, Number, Time or Date from one cut up to another. An
// end that is nil is open.
type interval struct{ from, to *cut }

var (
	firstDate = cut{at: kinds.OfDay(time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC))}
	endOfDate = cut{at: kinds.OfDay(time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC))}
	endOfTime = cut{at: kinds.OfTime(time.Date(10_000, 1, 1, 23, 59, 0, 0, time.UTC))} // 9999-12-31T24:00:00-23:59, which no text says
)

// rangeOf returns the interval of the values that a record may have. It has times before
// all that a query can write, since a record can write these as seconds.
func rangeOf(kind schema.Kind) interval {
	switch kind {
	case schema.Time:
		return interval{to: &endOfTime}
	case schema.Date:
		return interval{&firstDate, &endOfDate}
	}
	return interval{}
}

func intervalOf(kind schema.Kind, c *ast.Comparison) (i interval, ok bool) {
	i = rangeOf(kind)
	if c.Op == ast.OpExists {
		return i, true
	}
	a, ok := kinds.ScalarOf(c.Values[0])
	before, after := around(kind, a)
	switch c.Op {
	case ast.OpEqual:
		i = interval{&before, &after}
	case ast.OpLess:
		i.to = &before
	case ast.OpLessEqual:
		i.to = &after
	case ast.OpGreater:
		i.from = &after
	case ast.OpGreaterEqual:
		i.from = &before
	}
	return i, ok
}

func (i interval) within(j interval) bool {
	isEmpty := i.before(i)
	return isEmpty || (j.from == nil || i.from != nil && i.from.compare(*j.from) >= 0) &&
		(j.to == nil || i.to != nil && i.to.compare(*j.to) <= 0)
}

func (i interval) apart(j interval) bool { return i.before(j) || j.before(i) }

func (i interval) before(j interval) bool {
	return i.to != nil && j.from != nil && i.to.compare(*j.from) <= 0
}
