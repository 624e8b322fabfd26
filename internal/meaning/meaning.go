// Package meaning answers queries in the most obvious way there is: what the
// table of meanings in the package comment of searchfilter says, word by word, on
// the tree as it was written, with its days in UTC. It shares nothing with the
// code that it judges but the reading of times, and of very long numbers.
package meaning

import (
	"cmp"
	"encoding/json"
	"math/big"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/schema"
)

// A Language is what queries on the fields of a Schema mean.
type Language struct {
	Schema *schema.Schema
}

// A Record has its values by the names of fields, and tag:KEY for tags: a string, bool,
// json.Number or []string, as eval.NewRecord takes them.
type Record = map[string]any

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

// any reports whether the record has the field, and its value, or one of its texts if
// it is a list, is to one of c's as c's operator says, without its not.
func (l Language) any(c *ast.Comparison, r Record) bool {
	var values []any
	switch v := r[key(c.Field)].(type) {
	case nil:
	case []string:
		for _, text := range v {
			values = append(values, text)
		}
	default:
		values = []any{v}
	}
	if c.Op == ast.OpExists {
		return len(values) > 0
	}
	for _, v := range values {
		for _, w := range c.Values {
			if compare(l.Schema.KindOf(c.Field), v, c.Op, w.Text, c.Fold) {
				return true
			}
		}
	}
	return false
}

func key(f ast.Field) string {
	if f.Tag {
		return "tag:" + f.Name
	}
	return f.Name
}

// compare reports whether v is to w as op says.
func compare(kind schema.Kind, v any, op ast.Op, w string, fold bool) bool {
	switch kind {
	case schema.Bool:
		return strconv.FormatBool(v.(bool)) == strings.ToLower(w)
	case schema.Number:
		return holds(compareNumbers(string(v.(json.Number)), w), op)
	case schema.Time:
		return compareTimes(v, op, w)
	case schema.Date:
		return holds(strings.Compare(v.(string), w), op) // as ISO 8601 wants it
	}
	if fold {
		return compareFolded(Units(v.(string)), op, Units(w))
	}
	return compareTexts(v.(string), op, w)
}

// compareNumbers compares numbers by arithmetic, or as schema reads them if that would
// take long.
func compareNumbers(v, w string) int {
	x, ok1 := rational(v)
	y, ok2 := rational(w)
	if ok1 && ok2 {
		return x.Cmp(y)
	}
	a, _ := kinds.ParseNumber(v)
	b, _ := kinds.ParseNumber(w)
	return a.Compare(b)
}

func rational(s string) (*big.Rat, bool) {
	const most = 1000 // as long a number, and as great an exponent
	_, exponent, _ := strings.Cut(strings.ToLower(s), "e")
	n, err := strconv.Atoi(cmp.Or(exponent, "0"))
	if err != nil || n < -most || n > most || len(s) > most {
		return nil, false
	}
	return new(big.Rat).SetString(s)
}

func compareTimes(v any, op ast.Op, w string) bool {
	var at time.Time
	switch v := v.(type) {
	case string:
		at, _ = kinds.ParseRecordTime(v)
	case json.Number:
		at, _ = kinds.ParseSeconds(string(v))
	}
	if day, err := time.Parse(time.DateOnly, w); err == nil {
		return holds(at.UTC().Truncate(24*time.Hour).Compare(day), op)
	}
	want, _ := kinds.ParseTime(w)
	return holds(at.Compare(want), op)
}

// holds reports whether what compares so with another is to it as op says.
func holds(order int, op ast.Op) bool {
	switch op {
	case ast.OpLess:
		return order < 0
	case ast.OpLessEqual:
		return order <= 0
	case ast.OpGreater:
		return order > 0
	case ast.OpGreaterEqual:
		return order >= 0
	}
	return order == 0
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
