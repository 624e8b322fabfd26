package schema

import (
	"slices"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
)

var boolKind = kind{
	name:   "a bool",
	ops:    equality,
	query:  (*resolver).bool,
	record: readBool,
	text:   func(s Scalar) string { return bools[s.hi] },
	wants:  "true or false",
	mistake: func(m Member) string {
		if m.Type == JSONString && slices.ContainsFunc(bools, func(b string) bool { return chars.EqualFold(m.Text, b) }) {
			return "which is in quotes"
		}
		return ""
	},
}

// bools are the values of a Bool, in their order.
var bools = []string{"false", "true"}

// bool reads a value of a Bool field.
func (r *resolver) bool(f *Field, v ast.Value) ast.Value {
	for i, text := range bools {
		if chars.EqualFold(v.Text, text) {
			v.Text, v.Data = text, BoolScalar(i == 1)
			return v
		}
	}
	r.unknownValue(f, v, bools)
	return v
}

func readBool(m Member) (v Value, ok bool) {
	return Value{Text: m.Text, Scalar: BoolScalar(m.Text == "true")}, m.Type == JSONBool
}
