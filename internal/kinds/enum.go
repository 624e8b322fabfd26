package kinds

import (
	"slices"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/spell"
)

var enumKind = kind{
	ops:    equality,
	query:  (*Reader).enum,
	record: readText,
	wants:  "a string",
}

// Spelled returns the index of the one of an Enum's values that s spells, in any case of
// ASCII letters, or -1.
func Spelled(values []string, s string) int {
	return slices.IndexFunc(values, func(v string) bool { return chars.EqualFold(v, s) })
}

// enum gives a value of an Enum field its canonical text.
func (r *Reader) enum(v ast.Value) ast.Value {
	i := Spelled(r.Values, v.Text)
	if i < 0 {
		r.unknownValue(Enum, v, r.Values)
		return v
	}
	v.Text = r.Values[i]
	return v
}

func (r *Reader) unknownValue(k Kind, v ast.Value, values []string) {
	if r.Report.Full() {
		r.Report.Add(ast.Diagnostic{Span: v.At})
		return
	}
	d := ast.Diagnostic{
		Code:    codes.UnknownValue,
		Span:    v.At,
		Message: r.Field + " is never " + chars.Excerpt(v.Text),
		Hint:    "it is one of " + spell.List(values),
		Params:  ast.Params{Field: r.Field, Value: v.Text, Kind: k.String()},
	}
	spell.Suggest(&d, v.Text, values)
	r.Report.Add(d)
}
