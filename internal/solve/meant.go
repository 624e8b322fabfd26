package solve

import (
	"strings"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/schema"
)

// values warns of values of c, a comparison of texts as it was written, that mean something
// else in other languages: null, and placeholders that no value was put in. A null in
// quotes is taken for a text.
func (w *warner) values(c *ast.Comparison) {
	if k := w.query.Schema().KindOf(c.Field); k != schema.Text && k != schema.List {
		return
	}
	for _, v := range c.Values {
		d := ast.Diagnostic{Warning: true, Span: v.At, Params: diag.ParamsOf(c)}
		d.Params.Value = v.Text
		bare := v.At.End.Offset-v.At.Start.Offset == len(v.Text)
		switch {
		case bare && isNull(v.Text):
			d.Code, d.Message = codes.NullValue, chars.Excerpt(v.Text)+" is a text like any other"
			d.Hint = "quote it if it is the text"
			if c.Op == ast.OpEqual || c.Op == ast.OpNotEqual {
				x := ast.Expr(ast.Compare(c.Field, ast.OpExists))
				if c.Op == ast.OpEqual {
					x = &ast.Not{X: x}
				}
				d.Hint = "write `" + x.String() + "` for whether there is a value, or " + d.Hint
			}
		case isPlaceholder(v.Text, bare):
			d.Code, d.Message = codes.Unexpanded, "nothing was put in the place of "+chars.Excerpt(v.Text)
			d.Hint = "put the value there, or write $1 and pass it as an argument"
		default:
			continue
		}
		w.report.Add(d)
	}
}

// isNull reports whether s is what a language writes for no value.
func isNull(s string) bool {
	switch strings.ToLower(s) {
	case "null", "none", "nil", "undefined":
		return true
	}
	return false
}

// isPlaceholder reports whether s is what a language writes where a value is to be put: {x},
// ${x}, {{x}}, %s, :x. It is bare if it has no quotes.
func isPlaceholder(s string, bare bool) bool {
	if inner, ok := strings.CutSuffix(strings.TrimPrefix(strings.TrimPrefix(s, "$"), "#"), "}"); ok && strings.HasPrefix(inner, "{") {
		return isName(strings.Trim(inner, "{} ."))
	}
	switch {
	case !bare || len(s) < 2:
		return false
	case s[0] == ':' || s[0] == '@':
		return isName(s[1:])
	case s[0] == '%':
		return len(s) == 2 && strings.Contains("sdvq", s[1:])
	}
	return false
}

// isName reports whether s is the name of a variable.
func isName(s string) bool {
	for i, r := range s {
		if r != '_' && r != '.' && (r|0x20 < 'a' || r|0x20 > 'z') && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return s != ""
}
