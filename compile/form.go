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

	// fit says how x is sent: a positive comparison with a value on a field of one of the
	// kinds, or a != on one that every record has.
	fit func(t *Target, f *schema.Field, x *ast.Comparison) fit

	// scale, if there is one, is where the bounds stand that are sent.
	scale *scale

	// append appends what says x, which fits, to the condition, behind its FieldName.
	append func(b []byte, t *Target, x *ast.Comparison) []byte

	// between, if there is one, appends what says a lower and an upper bound that widen.
	between func(b []byte, lower, upper *ast.Comparison) []byte
}

var forms = map[string]*form{
	model.String: {
		kinds:  []schema.Kind{schema.Text, schema.Enum, schema.Number, schema.List},
		fit:    fitString,
		append: appendString,
	},
	model.Bare: {
		kinds: []schema.Kind{schema.Text, schema.Enum},
		fit:   fitEqual,
	},
	model.Number: {
		kinds:  []schema.Kind{schema.Number},
		fit:    fitNumber,
		scale:  &scale{math.MinInt32, math.MaxInt32, wholeNumber},
		append: appendNumber,
	},
	model.Decimal: {
		kinds:   []schema.Kind{schema.Number},
		fit:     fitOutside,
		scale:   &scale{-mostExact, mostExact, wholeNumber},
		append:  appendDecimal,
		between: betweenNumbers,
	},
	model.DateTime: {
		kinds:   []schema.Kind{schema.Time},
		fit:     fitOutside,
		scale:   &scale{0, lastSecond, second},
		append:  appendDateTime,
		between: betweenTimes,
	},
	model.Date: {
		kinds:  []schema.Kind{schema.Date},
		fit:    fitDate,
		append: appendDate,
	},
	model.Boolean: {
		kinds:  []schema.Kind{schema.Bool},
		fit:    fitBoolean,
		append: appendBoolean,
	},
	model.HierarchyGroup: {
		kinds:  []schema.Kind{schema.Text},
		fit:    func(_ *Target, f *schema.Field, x *ast.Comparison) fit { return min(fitEqual(nil, f, x), widens) },
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
	widens            // what is sent finds at least what the condition selects
	exact             // and nothing else
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

func fitEqual(_ *Target, _ *schema.Field, x *ast.Comparison) fit {
	if x.Op != ast.OpEqual {
		return noFit
	}
	return exact
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

// fitOutside is for what sends a bound as the next one outside.
func fitOutside(_ *Target, _ *schema.Field, x *ast.Comparison) fit {
	if x.Op == ast.OpNotEqual {
		return noFit
	}
	return widens
}

func fitDate(_ *Target, _ *schema.Field, x *ast.Comparison) fit {
	if x.Op == ast.OpNotEqual {
		return noFit
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

// A scale is the whole numbers or seconds from least to most, which are what a form sends
// as bounds. Around returns those next to a value.
type scale struct {
	least, most int64
	around      func(ast.Value) (neighbours, bool)
}

// neighbours are the greatest whole number that is less than a value, or the second before
// that of a time, and the least one that is greater, or the second after it.
type neighbours struct{ below, above int64 }

// isWhole reports whether the value is on the scale itself.
func (n neighbours) isWhole() bool { return n.above-n.below == 2 }

// wholeNumber returns the neighbours of a number, unless it is beyond what a double says
// exactly.
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

// second returns the neighbours of the second that an instant is in, which may be all that
// the service has of it.
func second(v ast.Value) (neighbours, bool) {
	a, ok := kinds.ScalarOf(v)
	t := kinds.Instant(schema.Time, a)
	return neighbours{t.Unix() - 1, t.Unix() + 1}, ok
}

// outside returns the conditions whose and is sent for x: on the scale, next to x's bounds.
// There are none if the scale has no such number or second. A record that meets x is found
// however the service takes what is sent. For a time on or after 10:00:00, 09:59:59 is
// sent, since the service may have only whole seconds.
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

func appendNumber(b []byte, _ *Target, x *ast.Comparison) []byte {
	if x.Op == ast.OpLess {
		return appendRange(b, model.Shapes[model.Number].Least, digits(x))
	}
	return appendComparison(append(appendName(b, "MinValue"), digits(x)...), model.Shapes[model.Number].Comparisons[x.Op])
}

func appendDecimal(b []byte, _ *Target, x *ast.Comparison) []byte {
	if x.Op == ast.OpLess {
		return appendRange(b, model.Shapes[model.Decimal].Least, digits(x))
	}
	return appendComparison(append(appendName(b, "MinValue"), digits(x)...), model.Shapes[model.Number].Comparisons[ast.OpGreaterEqual])
}

func betweenNumbers(b []byte, lower, upper *ast.Comparison) []byte {
	return appendRange(b, digits(lower), digits(upper))
}

// digits returns the number that x compares with, as JSON has it.
func digits(x *ast.Comparison) string {
	a, _ := kinds.ScalarOf(x.Values[0])
	return kinds.Format(schema.Number, a)
}

func appendDateTime(b []byte, _ *Target, x *ast.Comparison) []byte {
	if x.Op == ast.OpLess {
		return appendRange(b, strconv.Quote(model.Shapes[model.DateTime].Least), instant(x))
	}
	return appendComparison(append(appendName(b, "MinValue"), secondBefore(x)...), model.Shapes[model.DateTime].Comparisons[ast.OpGreaterEqual])
}

func betweenTimes(b []byte, lower, upper *ast.Comparison) []byte {
	return appendRange(b, secondBefore(lower), instant(upper))
}

// instant returns the JSON of the time that x compares with, and secondBefore that of the
// second before it.
func instant(x *ast.Comparison) string      { return secondsAfter(x, 0) }
func secondBefore(x *ast.Comparison) string { return secondsAfter(x, -1) }

func secondsAfter(x *ast.Comparison, n int) string {
	a, _ := kinds.ScalarOf(x.Values[0])
	t := kinds.Instant(schema.Time, a).Add(time.Duration(n) * time.Second)
	return strconv.Quote(kinds.Format(schema.Time, kinds.OfTime(t)))
}

// appendRange appends what finds all between two bounds, and maybe these.
func appendRange(b []byte, least, most string) []byte {
	b = append(appendName(b, "MinValue"), least...)
	return appendComparison(append(appendName(b, "MaxValue"), most...), model.Between)
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
