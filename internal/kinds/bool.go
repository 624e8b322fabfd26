package kinds

import "github.com/searchfilter/searchfilter/ast"

var boolKind = kind{
	ops:    equality,
	query:  (*Reader).bool,
	record: readBool,
	text:   func(s Scalar) string { return bools[s.hi] },
	wants:  "true or false",
	mistake: func(m Member) string {
		if m.Type == JSONString && Spelled(bools, m.Text) >= 0 {
			return "which is in quotes"
		}
		return ""
	},
}

// bools are the values of a Bool, in their order.
var bools = []string{"false", "true"}

// bool reads a value of a Bool field.
func (r *Reader) bool(v ast.Value) ast.Value {
	i := Spelled(bools, v.Text)
	if i < 0 {
		r.unknownValue(Bool, v, bools)
		return v
	}
	v.Text, v.Data = bools[i], OfBool(i == 1)
	return v
}

func readBool(m Member) (v Value, ok bool) {
	return Value{Text: m.Text, Scalar: OfBool(m.Text == "true")}, m.Type == JSONBool
}
