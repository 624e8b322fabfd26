// Package logic says what must be so because a record has at most one value in
// each field and tag.
//
// [Implies] and [Exclusive] say which conditions follow from others, and which
// exclude one another. They take positive comparisons of normal form, which a
// schema has resolved: the operators = ^= *= $= exists and, for times, < <= >
// >=. Whatever they say is so for every record; the doc comments say where they
// also find everything that is.
//
// [Equivalent] and [Witness] answer questions about whole queries, and a
// [Solver] many of them: whether two select the same records, and if not, a
// record that tells them apart. Their answers are right always, and given
// always if the steps suffice.
//
// The package imports packages ast and schema and the standard library.
package logic

import (
	"strings"
	"time"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/schema"
)

// Implies reports whether every record that a selects is selected by b, which
// is on the same field or tag.
//
// It is complete for two comparisons of one Text field or tag, of one Enum
// field whose records keep to its values, and of one Time field. It is false for
// comparisons of different fields, for operators that the field's kind lacks or
// that are not of normal form, and for times that no schema has resolved, unless b
// is exists or a and b are the same.
func Implies(s *schema.Schema, a, b *ast.Comparison) bool {
	kind, ok := sameKind(s, a, b)
	switch {
	case !ok:
		return false
	case b.Op == ast.OpExists || same(a, b):
		return true
	}
	switch kind {
	case schema.Text:
		return patternOf(a).implies(patternOf(b))
	case schema.Enum:
		return a.Op == ast.OpExists && len(s.Fields[s.Lookup(a.Field.Name)].Values) == 1
	}
	x, ok1 := instants(a)
	y, ok2 := instants(b)
	return ok1 && ok2 && x.within(y)
}

// Exclusive reports whether no record is selected by both a and b, which are on
// the same field or tag.
//
// It is complete where Implies is, and false where that is false for want of a
// common field, an operator or an instant.
func Exclusive(s *schema.Schema, a, b *ast.Comparison) bool {
	kind, ok := sameKind(s, a, b)
	if !ok {
		return false
	}
	switch kind {
	case schema.Text:
		return patternOf(a).excludes(patternOf(b))
	case schema.Enum:
		return a.Op == ast.OpEqual && b.Op == ast.OpEqual && !same(a, b)
	}
	x, ok1 := instants(a)
	y, ok2 := instants(b)
	return ok1 && ok2 && x.apart(y)
}

// sameKind returns the kind of the field that a and b are both on, if they
// are and are what this package takes.
func sameKind(s *schema.Schema, a, b *ast.Comparison) (schema.Kind, bool) {
	kind := s.KindOf(a.Field)
	return kind, a.Field.Same(b.Field) && taken(kind, a) && taken(kind, b)
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
	return kind.Takes(op) && !(fold && (kind != schema.Text || op == ast.OpExists))
}

func same(a, b *ast.Comparison) bool {
	return a.Op == b.Op && (a.Op == ast.OpExists || a.Fold == b.Fold && operand(a) == operand(b))
}

// operand returns what c compares with. To exist is to contain the empty text.
func operand(c *ast.Comparison) string {
	if c.Op == ast.OpExists {
		return ""
	}
	return c.Values[0].Text
}

// A pattern is a positive comparison of text.
type pattern struct {
	op   ast.Op
	text string // as ast.Fold has it if fold is set
	fold bool   // case is ignored
}

func patternOf(c *ast.Comparison) pattern {
	p := pattern{c.Op, operand(c), c.Fold}
	if p.fold {
		p.text = schema.FoldOf(c.Values[0])
	}
	return p
}

// folded returns what p is if case is ignored.
func (p pattern) folded() pattern {
	if !p.fold {
		p.text, p.fold = ast.Fold(p.text), true
	}
	return p
}

// implies decides by one value that a selects: its operand. Whatever else a
// selects has more text before or after it, which may be any, so that b must
// ask for nothing there. If a alone ignores case, it also selects a text in which
// no letter is as b has it, so that b must have none.
func (a pattern) implies(b pattern) bool {
	if b.text == "" && b.op != ast.OpEqual {
		return true
	}
	if a.fold && !b.fold && ast.HasCase(b.text) {
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

// excludes looks for a text that both select: the one that an = names, else
// one operand after the other, which fails only if both want the same end. If
// one ignores case, it can have each letter as the other does.
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
		v = ast.Fold(v)
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

// An interval is the instants from and up to, both included, which a
// comparison of a time selects. An end that is nil is not there. Instants are
// whole nanoseconds, as package schema reads them, so after t is from the
// next one on.
type interval struct{ from, to *time.Time }

func instants(c *ast.Comparison) (i interval, ok bool) {
	if c.Op == ast.OpExists {
		return interval{}, true
	}
	t, ok := schema.TimeOf(c.Values[0])
	before, after := t.Add(-1), t.Add(1)
	switch c.Op {
	case ast.OpEqual:
		i = interval{&t, &t}
	case ast.OpLess:
		i.to = &before
	case ast.OpLessEqual:
		i.to = &t
	case ast.OpGreater:
		i.from = &after
	case ast.OpGreaterEqual:
		i.from = &t
	}
	return i, ok
}

func (i interval) within(j interval) bool {
	return (j.from == nil || i.from != nil && !i.from.Before(*j.from)) &&
		(j.to == nil || i.to != nil && !i.to.After(*j.to))
}

func (i interval) apart(j interval) bool { return i.before(j) || j.before(i) }

func (i interval) before(j interval) bool {
	return i.to != nil && j.from != nil && i.to.Before(*j.from)
}
