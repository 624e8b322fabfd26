// Package meaning answers queries in the most obvious way there is: what the
// table of meanings in the package comment of searchfilter says, word by word, on
// the tree as it was written, with its days in UTC. It shares nothing with what it is the judge of but
// the reading of times.
package meaning

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/schema"
)

// A Language is what queries on the fields of a Schema mean.
type Language struct {
	Schema *schema.Schema
}

// A Record returns the value of a field, and whether the record has one.
type Record func(ast.Field) (value string, ok bool)

// Map returns the record with the values in m, by the names of fields, and
// tag:KEY for tags.
func Map(m map[string]string) Record {
	return func(f ast.Field) (string, bool) {
		name := f.Name
		if f.Tag {
			name = "tag:" + name
		}
		v, ok := m[name]
		return v, ok
	}
}

// Selects reports whether x, which the schema has resolved, selects the record.
func (l Language) Selects(x ast.Expr, r Record) bool {
	switch x := x.(type) {
	case *ast.And:
		for _, t := range x.Terms {
			if !l.Selects(t, r) {
				return false
			}
		}
		return true
	case *ast.Or:
		for _, t := range x.Terms {
			if l.Selects(t, r) {
				return true
			}
		}
		return false
	case *ast.Not:
		return !l.Selects(x.X, r)
	}
	c := x.(*ast.Comparison)
	switch c.Op {
	case ast.OpNotEqual, ast.OpNotIn:
		return !l.any(c, r)
	}
	return l.any(c, r)
}

// any reports whether the record has the field, and its value is to one of c's as
// c's operator says, without its not.
func (l Language) any(c *ast.Comparison, r Record) bool {
	v, ok := r(c.Field)
	kind := l.Schema.KindOf(c.Field)
	if kind == schema.Time {
		_, isTime := schema.ParseRecordTime(v)
		ok = ok && isTime
	}
	if !ok || c.Op == ast.OpExists {
		return ok
	}
	for _, w := range c.Values {
		var holds bool
		switch {
		case kind == schema.Time:
			holds = compareTimes(v, c.Op, w.Text)
		case c.Fold:
			holds = compareFolded(Units(v), c.Op, Units(w.Text))
		default:
			holds = compareTexts(v, c.Op, w.Text)
		}
		if holds {
			return true
		}
	}
	return false
}

func compareTimes(v string, op ast.Op, w string) bool {
	at, _ := schema.ParseRecordTime(v)
	if day, err := time.Parse(time.DateOnly, w); err == nil {
		return compareInstants(at.UTC().Truncate(24*time.Hour), op, day)
	}
	want, _ := schema.ParseTime(w)
	return compareInstants(at, op, want)
}

func compareInstants(at time.Time, op ast.Op, want time.Time) bool {
	switch op {
	case ast.OpLess:
		return at.Compare(want) < 0
	case ast.OpLessEqual:
		return at.Compare(want) <= 0
	case ast.OpGreater:
		return at.Compare(want) > 0
	case ast.OpGreaterEqual:
		return at.Compare(want) >= 0
	}
	return at.Equal(want)
}

func compareTexts(v string, op ast.Op, w string) bool {
	switch op {
	case ast.OpHasPrefix:
		return strings.HasPrefix(v, w)
	case ast.OpContains:
		return strings.Contains(v, w)
	case ast.OpHasSuffix:
		return strings.HasSuffix(v, w)
	}
	return v == w
}

func compareFolded(v []string, op ast.Op, w []string) bool {
	switch op {
	case ast.OpHasPrefix:
		return len(v) >= len(w) && Same(v[:len(w)], w)
	case ast.OpContains:
		for i := 0; i+len(w) <= len(v); i++ {
			if Same(v[i:i+len(w)], w) {
				return true
			}
		}
		return false
	case ast.OpHasSuffix:
		return len(v) >= len(w) && Same(v[len(v)-len(w):], w)
	}
	return Same(v, w)
}

// Units cuts s into its runes, and into single bytes where it is not UTF-8.
func Units(s string) (list []string) {
	for s != "" {
		_, size := utf8.DecodeRuneInString(s)
		list = append(list, s[:size])
		s = s[size:]
	}
	return list
}

// Same reports whether texts, cut into units, are the same without regard to
// case. A byte that is not UTF-8 is the same as nothing: no query has one.
func Same(v, w []string) bool {
	if len(v) != len(w) {
		return false
	}
	for i := range v {
		if !utf8.ValidString(v[i]) || !strings.EqualFold(v[i], w[i]) {
			return false
		}
	}
	return true
}
