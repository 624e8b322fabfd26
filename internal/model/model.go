// Package model has what compile and decompile both know of a service's JSON: the members of
// a condition, the operators of a nested filter, and the rules for tags. It also has the
// version of a plan's JSON.
package model

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/schema"
)

// PlanVersion is that of a plan's JSON. It is raised when whoever reads the old one would
// take the new one for something else: not for a new member.
const PlanVersion = 1

// A Shape is what a condition of a form has.
type Shape struct {
	// Members are those of the condition: none if it is the value itself.
	Members []string

	// Comparisons has the ComparisonType of each operator, also of those that are read and
	// never written. It is nil if the target has them, and for a form that has none, or one
	// for each value.
	Comparisons map[ast.Op]string

	// Least is the MinValue of a range without a lower bound: the least number of the
	// model's type, and the start of 1970. It is empty for a form without bounds.
	Least string
}

// Between is the ComparisonType for two bounds. Nobody says whether these are in it.
const Between = "RANGE"

// The forms of conditions. Their names are those of the models' shapes, to the letter, but
// for Bare, which is the value itself.
const (
	Bare           = ""
	String         = "StringCondition"
	Number         = "NumberCondition"
	Decimal        = "DecimalCondition"
	DateTime       = "DateTimeCondition"
	Date           = "DateCondition"
	Boolean        = "BooleanCondition"
	HierarchyGroup = "HierarchyGroupCondition"
)

// Shapes has the shape of each form. The names are those of the models, to the letter.
var Shapes = map[string]*Shape{
	Bare:           {},
	String:         {Members: value},
	Number:         {bounds, numbers, "-2147483648"},              // of 32 bits
	Decimal:        {bounds, numbers, "-1.7976931348623157e+308"}, // of 64
	DateTime:       {bounds, times, "1970-01-01T00:00:00Z"},
	Date:           {Members: value, Comparisons: times},
	Boolean:        {Members: []string{"FieldName", "ComparisonType"}},
	HierarchyGroup: {Members: []string{"Value", "HierarchyGroupMatchType"}},
}

// FormOf returns the form of a compile.Leaf that has that Member and that Form.
func FormOf(member, form string) string {
	if name := cmp.Or(form, member); Shapes[name] != nil {
		return name
	}
	return Bare
}

var (
	value  = []string{"FieldName", "Value", "ComparisonType"}
	bounds = []string{"FieldName", "MinValue", "MaxValue", "ComparisonType"}

	numbers = map[ast.Op]string{
		ast.OpEqual:        "EQUAL",
		ast.OpNotEqual:     "NOT_EQUAL",
		ast.OpLess:         "LESSER",
		ast.OpLessEqual:    "LESSER_OR_EQUAL",
		ast.OpGreater:      "GREATER",
		ast.OpGreaterEqual: "GREATER_OR_EQUAL",
	}

	times = map[ast.Op]string{
		ast.OpEqual:        "EQUAL_TO",
		ast.OpLess:         "LESS_THAN",
		ast.OpLessEqual:    "LESS_THAN_OR_EQUAL_TO",
		ast.OpGreater:      "GREATER_THAN",
		ast.OpGreaterEqual: "GREATER_THAN_OR_EQUAL_TO",
	}
)

// NestedTakes reports whether a nested filter can have the operator for a field of that
// kind. A tag is a Text.
func NestedTakes(k schema.Kind, op ast.Op) bool {
	isText := k == schema.Text || k == schema.Enum
	switch op {
	case ast.OpEqual:
		return isText || k == schema.Bool || k == schema.Number || k == schema.List
	case ast.OpNotEqual:
		return isText || k == schema.Bool || k == schema.Number
	case ast.OpIn, ast.OpNotIn:
		return isText
	case ast.OpHasPrefix, ast.OpContains:
		return k == schema.Text
	case ast.OpLess, ast.OpLessEqual, ast.OpGreater, ast.OpGreaterEqual:
		return k == schema.Number
	}
	return false
}

// TagRules are the fields of compile.TagRules, which says what they are.
type TagRules struct {
	KeyRunes           []*unicode.RangeTable
	KeyRule            string
	MaxKey             int
	Reserved           string
	MinValue, MaxValue int
	KeyOnly            bool
}

// Check returns what is wrong with the key and the value of x, a condition on a tag:
// diagnostics with the code "forbidden-tag". The rules have their defaults.
func (r *TagRules) Check(x *ast.Comparison) (wrong ast.Diagnostics) {
	forbid := func(at ast.Span, message, hint string) {
		wrong = append(wrong, ast.Diagnostic{Code: codes.ForbiddenTag, Span: at, Message: message, Hint: hint, Params: diag.ParamsOf(x)})
	}
	key := x.Field.Name
	if n := utf8.RuneCountInString(key); n > r.MaxKey {
		forbid(x.Field.At, fmt.Sprintf("the tag key %s has %d characters", chars.Excerpt(key), n), fmt.Sprintf("a key has at most %d", r.MaxKey))
	}
	if r.Reserved != "" && strings.HasPrefix(key, r.Reserved) {
		forbid(x.Field.At, "the tag key "+chars.Excerpt(key)+" begins with "+r.Reserved, "keys that begin so are the service's own")
	}
	if r.KeyRunes != nil {
		for _, c := range key {
			if !unicode.In(c, r.KeyRunes...) {
				forbid(x.Field.At, "the tag key "+chars.Excerpt(key)+" has the character "+chars.Excerpt(string(c)), "a key is made of "+r.KeyRule)
				break
			}
		}
	}
	if x.Op != ast.OpEqual {
		return wrong
	}
	value := x.Values[0]
	if n := utf8.RuneCountInString(value.Text); n < r.MinValue || n > r.MaxValue {
		plural := "s"
		if n == 1 {
			plural = ""
		}
		forbid(value.At, fmt.Sprintf("the value of %s has %d character%s", chars.Brief(x.Field.String(), 60), n, plural),
			fmt.Sprintf("a value has %d to %d", r.MinValue, r.MaxValue))
	}
	return wrong
}

// Runes returns the table of the ASCII characters in s.
func Runes(s string) *unicode.RangeTable {
	sorted := []byte(s)
	slices.Sort(sorted)
	t := &unicode.RangeTable{R16: make([]unicode.Range16, 0, len(s)), LatinOffset: len(s)}
	for _, c := range sorted {
		t.R16 = append(t.R16, unicode.Range16{Lo: uint16(c), Hi: uint16(c), Stride: 1})
	}
	return t
}
