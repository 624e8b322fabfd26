package compile

import (
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/model"
	"github.com/searchfilter/searchfilter/schema"
)

// A form is how the condition in a Leaf is written, and how exactly it can be.
type form struct {
	kinds []schema.Kind

	// fit says how exactly x is sent. It is a positive comparison with a value, on a field
	// of one of the kinds, or a != on a field that every record has.
	fit func(t *Target, f *schema.Field, x *ast.Comparison) fit

	// scale, if there is one, has the bounds that can be sent.
	scale *scale

	// bound, if there is one, returns the JSON of a bound. Then the condition has a
	// MinValue and a MaxValue.
	bound func(x *ast.Comparison) string

	// append appends what says x, which fits, to a condition without bounds. It follows the
	// FieldName.
	append func(b []byte, t *Target, x *ast.Comparison) []byte
}

var ordered = []ast.Op{ast.OpEqual, ast.OpLess, ast.OpLessEqual, ast.OpGreater, ast.OpGreaterEqual}

var forms = map[string]*form{
	model.String: {
		kinds:  []schema.Kind{schema.Text, schema.Enum, schema.Number, schema.List},
		fit:    fitString,
		append: appendString,
	},
	model.Bare: {
		kinds: []schema.Kind{schema.Text, schema.Enum},
		fit:   fits(exact, ast.OpEqual),
	},
	model.Number: {
		kinds: []schema.Kind{schema.Number},
		fit:   fitNumber,
		scale: &scale{math.MinInt32, math.MaxInt32, wholeNumber},
		bound: digits,
	},
	model.Decimal: {
		kinds: []schema.Kind{schema.Number},
		fit:   fits(widens, ordered...),
		scale: &scale{-mostExact, mostExact, wholeNumber},
		bound: digits,
	},
	model.DateTime: {
		kinds: []schema.Kind{schema.Time},
		fit:   fits(widens, ordered...),
		scale: &scale{0, lastSecond, second},
		bound: instant,
	},
	model.Date: {
		kinds:  []schema.Kind{schema.Date},
		fit:    fits(exact, ordered...),
		append: appendDate,
	},
	model.Boolean: {
		kinds:  []schema.Kind{schema.Bool},
		fit:    fitBoolean,
		append: appendBoolean,
	},
	model.HierarchyGroup: {
		kinds:  []schema.Kind{schema.Text},
		fit:    fits(widens, ast.OpEqual),
		append: appendHierarchyGroup,
	},
}

// form returns the name of the leaf's form.
func (l Leaf) form() string { return model.FormOf(l.Member, l.Form) }

func (l Leaf) hasFieldName() bool {
	return slices.Contains(model.Shapes[l.form()].Members, "FieldName")
}

const (
	mostExact  = 1<<53 - 1    // the whole numbers that a double says exactly
	lastSecond = 253402300799 // 9999-12-31T23:59:59Z
)

// A fit says how exactly a form says a condition.
type fit uint8

const (
	noFit  fit = iota // not at all
	widens            // what is sent finds what the condition selects, and may find more
	exact             // what is sent finds just that
)

func fitString(t *Target, f *schema.Field, x *ast.Comparison) fit {
	_, compares := t.Comparisons[x.Op]
	switch {
	case !compares, f.Kind != schema.Text && x.Op != ast.OpEqual:
		return noFit
	case f.Kind == schema.Number:
		if around, ok := wholeNumber(x.Values[0]); !ok || !around.isWhole() {
			return noFit
		}
	}
	return exact
}

// fits returns the fit of a form that has these operators, and says all of them so.
func fits(how fit, ops ...ast.Op) func(*Target, *schema.Field, *ast.Comparison) fit {
	return func(_ *Target, _ *schema.Field, x *ast.Comparison) fit {
		if slices.Contains(ops, x.Op) {
			return how
		}
		return noFit
	}
}

func fitNumber(_ *Target, _ *schema.Field, x *ast.Comparison) fit {
	around, ok := wholeNumber(x.Values[0])
	switch {
	case x.Op == ast.OpLess, x.Op == ast.OpLessEqual:
		return widens
	case !ok, !around.isWhole(), around.above <= math.MinInt32, around.below >= math.MaxInt32:
		if x.Op == ast.OpNotEqual {
			return noFit
		}
		return widens
	}
	return exact
}

func fitBoolean(t *Target, f *schema.Field, x *ast.Comparison) fit {
	switch {
	case x.Op != ast.OpEqual:
		return noFit
	case isTrue(x) || t.always(f):
		return exact
	}
	return widens
}

func isTrue(x *ast.Comparison) bool {
	a, _ := kinds.ScalarOf(x.Values[0])
	return a == kinds.OfBool(true)
}

// A scale is the whole numbers or seconds from least to most, which a form sends as bounds.
// Around returns those next to a value.
type scale struct {
	least, most int64
	around      func(ast.Value) (neighbours, bool)
}

// neighbours are the greatest whole number that is less than a value, and the least one that
// is greater. For a time they are the seconds before and after its own.
type neighbours struct{ below, above int64 }

// isWhole reports whether the value is on the scale itself.
func (n neighbours) isWhole() bool { return n.above-n.below == 2 }

// wholeNumber returns the neighbours of a number. It is not ok if the number is too large for
// a double to be exact.
func wholeNumber(v ast.Value) (neighbours, bool) {
	a, _ := kinds.ScalarOf(v)
	negative, digits, exponent := a.Digits()
	const most = 15 // digits
	if exponent > most {
		return neighbours{}, false
	}
	var n int64
	for i := range max(exponent, 0) {
		n *= 10
		if i < len(digits) {
			n += int64(digits[i] - '0')
		}
	}
	fraction := len(digits) > max(exponent, 0)
	switch {
	case fraction && negative:
		return neighbours{-n - 1, -n}, true
	case fraction:
		return neighbours{n, n + 1}, true
	case negative:
		n = -n
	}
	return neighbours{n - 1, n + 1}, true
}

// second returns the neighbours of the second that an instant is in. The service may have no
// more of an instant than its second.
func second(v ast.Value) (neighbours, bool) {
	a, ok := kinds.ScalarOf(v)
	t := kinds.Instant(schema.Time, a)
	return neighbours{t.Unix() - 1, t.Unix() + 1}, ok
}

// outside returns the conditions whose and is sent for x. Their values are on the scale, next
// to the bounds of x. There are none if the scale has no such number or second. A record
// that meets x is found in any way in which the service may take them. For a time on or
// after 10:00:00, 09:59:59 is sent, since the service may have whole seconds alone.
func (s *scale) outside(kind schema.Kind, x *ast.Comparison) (list []*ast.Comparison) {
	around, ok := s.around(x.Values[0])
	if !ok {
		return nil
	}
	like := func(op ast.Op, n int64) {
		a := kinds.OfInteger(n)
		if kind == schema.Time {
			a = kinds.OfTime(time.Unix(n, 0))
		}
		y := *x
		y.Op, y.Values = op, []ast.Value{{Text: kinds.Format(kind, a), Data: a, At: x.Values[0].At}}
		list = append(list, &y)
	}
	isLower := x.Op == ast.OpGreater || x.Op == ast.OpGreaterEqual
	isUpper := x.Op == ast.OpLess || x.Op == ast.OpLessEqual
	if !isUpper && around.below >= s.least {
		if kind == schema.Time {
			like(ast.OpGreaterEqual, min(around.below+1, s.most))
		} else {
			like(ast.OpGreater, min(around.below, s.most))
		}
	}
	if !isLower && around.above > s.least+1 && around.above <= s.most {
		like(ast.OpLess, around.above)
	}
	return list
}

// The rest of this file writes the conditions.

func appendString(b []byte, t *Target, x *ast.Comparison) []byte {
	text := x.Values[0].Text
	if a, ok := kinds.ScalarOf(x.Values[0]); ok {
		text = kinds.Format(t.Schema.KindOf(x.Field), a)
	}
	return appendComparison(chars.AppendJSON(appendName(b, "Value"), text), t.Comparisons[x.Op])
}

func appendComparison(b []byte, name string) []byte {
	return chars.AppendJSON(appendName(b, "ComparisonType"), name)
}

// appendBounds appends a lower and an upper bound, of which one may be nil, to a condition
// of that form. The models do not say whether the bounds of a RANGE are in it.
func appendBounds(b []byte, form string, lower, upper *ast.Comparison) []byte {
	shape, bound := model.Shapes[form], forms[form].bound
	switch {
	case upper == nil && form == model.Number:
		return appendComparison(append(appendName(b, "MinValue"), bound(lower)...), shape.Comparisons[lower.Op])
	case upper == nil:
		return appendComparison(append(appendName(b, "MinValue"), bound(lower)...), shape.Comparisons[ast.OpGreaterEqual])
	}
	least := shape.Least
	switch {
	case lower != nil:
		least = bound(lower)
	case form == model.DateTime:
		least = strconv.Quote(least)
	}
	b = append(appendName(b, "MinValue"), least...)
	return appendComparison(append(appendName(b, "MaxValue"), bound(upper)...), model.Between)
}

// digits returns the number that x compares with, as JSON has it.
func digits(x *ast.Comparison) string {
	a, _ := kinds.ScalarOf(x.Values[0])
	return kinds.Format(schema.Number, a)
}

// instant returns the time of an upper bound, as JSON has it, or the second before that of
// a lower one.
func instant(x *ast.Comparison) string {
	a, _ := kinds.ScalarOf(x.Values[0])
	t := kinds.Instant(schema.Time, a)
	if x.Op != ast.OpLess {
		t = t.Add(-time.Second)
	}
	return strconv.Quote(kinds.Format(schema.Time, kinds.OfTime(t)))
}

func appendDate(b []byte, _ *Target, x *ast.Comparison) []byte {
	a, _ := kinds.ScalarOf(x.Values[0])
	return appendComparison(chars.AppendJSON(appendName(b, "Value"), kinds.Format(schema.Date, a)), model.Shapes[model.Date].Comparisons[x.Op])
}

func appendBoolean(b []byte, _ *Target, x *ast.Comparison) []byte {
	if isTrue(x) {
		return appendComparison(b, "IS_TRUE")
	}
	return appendComparison(b, "IS_FALSE")
}

func appendHierarchyGroup(b []byte, _ *Target, x *ast.Comparison) []byte {
	b = chars.AppendJSON(appendName(b, "Value"), x.Values[0].Text)
	return chars.AppendJSON(appendName(b, "HierarchyGroupMatchType"), "EXACT")
}
