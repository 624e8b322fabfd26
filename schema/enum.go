package schema

import (
	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
)

var enumKind = kind{
	name:   "an enum",
	ops:    equality,
	query:  (*resolver).enum,
	record: readText,
	wants:  "a string",
}

// enum gives a value of an Enum field its canonical text.
func (r *resolver) enum(f *Field, v ast.Value) ast.Value {
	text, ok := f.Value(v.Text)
	if !ok {
		r.unknownValue(f, v, f.Values)
		return v
	}
	v.Text = text
	return v
}

func (r *resolver) unknownValue(f *Field, v ast.Value, values []string) {
	if r.report.Full() {
		r.report.Add(ast.Diagnostic{Span: v.At})
		return
	}
	d := ast.Diagnostic{
		Code:    ast.UnknownValue,
		Span:    v.At,
		Message: f.Name + " is never " + chars.Excerpt(v.Text),
		Hint:    "it is one of " + shortList(values),
		Params:  ast.Params{Field: f.Name, Value: v.Text, Kind: f.Kind.String()},
	}
	suggest(&d, v.Text, values)
	r.report.Add(d)
}
