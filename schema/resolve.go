package schema

import (
	"slices"
	"strings"
	"time"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/spell"
)

// Options set how a query is resolved. The zero Options is the default.
type Options struct {
	// Limits bounds the tree, which may have been built in Go.
	Limits ast.Limits

	// Now is the instant from which -7d counts back. If it is the zero Time,
	// such values are checked and stay as they are written.
	Now time.Time
}

// Resolve checks x against the schema and returns it with field names and enum
// values in their canonical spelling and, given opts.Now, relative times
// as instants. x itself is left as it was, and returned if nothing changes.
//
// The error is ast.Diagnostics with all that is wrong: an invalid tree or one
// over the limits, and if it is neither, every unknown field, operator that the
// field's kind lacks, value outside an enum and text that is no time.
func (s *Schema) Resolve(x ast.Expr, opts Options) (ast.Expr, error) {
	if err := ast.Validate(x, opts.Limits); err != nil {
		return nil, err
	}
	r := resolver{schema: s, now: opts.Now}
	y := ast.Map(x, r.comparison)
	if err := r.report.Err(); err != nil {
		return nil, err
	}
	return y, nil
}

type resolver struct {
	schema *Schema
	now    time.Time
	report ast.Report
}

func (r *resolver) comparison(c *ast.Comparison) *ast.Comparison {
	if c.Field.Tag {
		return r.tag(c)
	}
	i := r.schema.Lookup(c.Field.Name)
	if i < 0 {
		r.unknownField(c)
		return c
	}
	f := &r.schema.Fields[i]
	if !f.Kind.Takes(c.Op) {
		r.invalidOperator(c, f.Name+" is "+article(f.Kind)+" field", f.Kind)
		return c
	}
	values, changed := c.Values, false
	for j, v := range c.Values {
		text, ok := r.value(f, v)
		if !ok || text == v.Text {
			continue
		}
		if !changed {
			values, changed = slices.Clone(values), true
		}
		values[j].Text = text
	}
	if !changed && f.Name == c.Field.Name {
		return c
	}
	d := *c
	d.Field.Name = f.Name
	d.Values = values
	return &d
}

func (r *resolver) tag(c *ast.Comparison) *ast.Comparison {
	switch {
	case r.schema.Tags == "":
		r.report.Add(ast.Diagnostic{
			Code:    ast.UnknownField,
			Span:    c.Field.At,
			Message: "a " + r.schema.Name + " has no tags",
			Hint:    "the fields are " + r.fields(),
		})
	case !Text.Takes(c.Op):
		r.invalidOperator(c, "a tag is a text", Text)
	}
	return c
}

// value returns the canonical text of a value of the field.
func (r *resolver) value(f *Field, v ast.Value) (text string, ok bool) {
	switch f.Kind {
	case Enum:
		if text, ok = f.Value(v.Text); !ok {
			r.unknownValue(f, v)
		}
		return text, ok
	case Time:
		if _, ok := ParseTime(v.Text); ok {
			return v.Text, true
		}
		ago, ok := relative(v.Text)
		text = v.Text
		if ok && !r.now.IsZero() {
			text, ok = formatTime(r.now.Add(-ago))
		}
		if !ok {
			r.invalidTime(v)
		}
		return text, ok
	}
	return v.Text, true
}

func (r *resolver) unknownField(c *ast.Comparison) {
	if r.report.Full() {
		r.report.Add(ast.Diagnostic{Span: c.Field.At})
		return
	}
	d := ast.Diagnostic{
		Code:    ast.UnknownField,
		Span:    c.Field.At,
		Message: "unknown field " + ast.Excerpt(c.Field.Name),
		Hint:    "the fields are " + r.fields(),
	}
	if rest, ok := strings.CutPrefix(c.Field.Name, "-"); ok && (r.schema.Lookup(rest) >= 0 || ast.HasTagPrefix(rest)) {
		d.Hint = "a negation is written not, before the condition"
	} else if hint := r.schema.inJSON(c.Field.Name); hint != "" {
		d.Hint = hint
	} else {
		suggest(&d, c.Field.Name, r.schema.names())
	}
	r.report.Add(d)
}

func (r *resolver) unknownValue(f *Field, v ast.Value) {
	if r.report.Full() {
		r.report.Add(ast.Diagnostic{Span: v.At})
		return
	}
	d := ast.Diagnostic{
		Code:    ast.UnknownValue,
		Span:    v.At,
		Message: f.Name + " is never " + ast.Excerpt(v.Text),
		Hint:    "it is one of " + shortList(f.Values),
	}
	suggest(&d, v.Text, f.Values)
	r.report.Add(d)
}

// suggest makes the diagnostic ask whether the nearest of the names was meant,
// if one of them is near to what was written. That is a guess, which may be the
// opposite of what was meant, and so no fix.
func suggest(d *ast.Diagnostic, written string, names []string) {
	if name := spell.Near(written, names); name != "" {
		d.Hint = "did you mean " + ast.Quote(name) + "?"
	}
}

func (r *resolver) invalidTime(v ast.Value) {
	r.report.Add(ast.Diagnostic{
		Code:    ast.InvalidTime,
		Span:    v.At,
		Message: ast.Excerpt(v.Text) + " is no time",
		Hint:    "write 2026-01-31, 2026-01-31T09:00:00Z, or -7d, -12h or -30m for a time before now, by 100 years at most",
	})
}

func (r *resolver) invalidOperator(c *ast.Comparison, what string, k Kind) {
	r.report.Add(ast.Diagnostic{
		Code:    ast.InvalidOperator,
		Span:    c.OpAt,
		Message: what + " and does not take " + c.Op.String(),
		Hint:    "it takes " + k.ops(),
	})
}

// fields lists what the schema has.
func (r *resolver) fields() string {
	names := r.schema.names()
	if r.schema.Tags != "" {
		names = append(names, "tag:KEY")
	}
	return shortList(names)
}

// inJSON returns how the language spells what is written as in the records'
// JSON: a field's member, or a tag as a member of the tags.
func (s *Schema) inJSON(written string) string {
	for _, f := range s.Fields {
		for _, path := range f.JSON {
			if ast.EqualFoldASCII(path, written) || ast.EqualFoldASCII(path[strings.LastIndexByte(path, '.')+1:], written) {
				return "did you mean " + f.Name + "?"
			}
		}
	}
	member, key, _ := strings.Cut(written, ".")
	if s.Tags != "" && (ast.EqualFoldASCII(member, s.Tags) || ast.EqualFoldASCII(member, "tag")) && len(key) <= 40 {
		if key == "" {
			key = "KEY"
		}
		return "a tag is written " + ast.Tag(key).String()
	}
	return ""
}

func (s *Schema) names() []string {
	names := make([]string, len(s.Fields))
	for i, f := range s.Fields {
		names[i] = f.Name
	}
	return names
}

// shortList lists names as far as a message has room.
func shortList(names []string) string {
	const most = 15
	if len(names) > most {
		names = append(slices.Clone(names[:most]), "…")
	}
	return strings.Join(names, " ")
}

func article(k Kind) string {
	if k == Enum {
		return "an enum"
	}
	return "a " + k.String()
}
