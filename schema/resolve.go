package schema

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/spell"
	"github.com/searchfilter/searchfilter/internal/tree"
)

// Options set how a query is resolved. The zero Options is the default.
type Options struct {
	// Limits bounds the tree, which may be one that was built in Go.
	Limits ast.Limits

	// Now is the instant from which -7d counts back. The zero Time stands for the time at
	// which the query is resolved.
	Now time.Time

	// Zone is the time zone of the days with which times are compared, and of the
	// today from which -7d counts back for a Date. Nil stands for UTC.
	Zone *time.Location

	// FoldCase makes every comparison of a Text or List field ignore case, as an i behind
	// its values does. It does not change comparisons of tags.
	FoldCase bool
}

// Resolve checks x against the schema and reads its values. x itself is left as
// it was.
//
// The error is ast.Diagnostics. It has what is invalid in the tree, and each limit that
// the tree exceeds, as it is or with instants in the place of days and relative times. If
// there is nothing of the kind, it has all that the schema does not allow: unknown fields,
// operators that the field's kind does not take, values that an enum does not have, texts
// that are no number, time or date, and an i where nothing has case.
func (s *Schema) Resolve(x ast.Expr, opts Options) (*Resolved, error) {
	if err := ast.Validate(x, opts.Limits); err != nil {
		return nil, err
	}
	r := resolver{Reader: kinds.Reader{Now: opts.Now, Zone: opts.Zone}, schema: s, foldCase: opts.FoldCase}
	written := tree.Map(x, r.comparison)
	if err := r.Report.Err(); err != nil {
		return nil, err
	}
	instants := func(c *ast.Comparison) ast.Expr { return kinds.Instants(s.KindOf(c.Field), c) }
	q := &Resolved{schema: s, expr: tree.Map(written, instants), written: written}
	if opts.FoldCase { // which makes the text longer
		if err := ast.Validate(written, opts.Limits); err != nil {
			return nil, err
		}
	}
	if q.expr != written { // and so do instants
		var ds ast.Diagnostics
		if errors.As(ast.Validate(q.expr, opts.Limits), &ds) {
			for i := range ds {
				ds[i].Message += ", with instants for its days and relative times"
			}
			return nil, ds
		}
	}
	return q, nil
}

type resolver struct {
	kinds.Reader
	schema   *Schema
	foldCase bool
}

// comparison returns c with canonical names and with its values read. Relative
// times and days stay as they are written.
func (r *resolver) comparison(c *ast.Comparison) *ast.Comparison {
	name, kind := c.Field.Name, Text
	var field *Field
	if c.Field.Tag {
		if !r.tag(c) {
			return c
		}
	} else {
		i := r.schema.Lookup(name)
		if i < 0 {
			r.unknownField(c)
			return c
		}
		field = &r.schema.Fields[i]
		name, kind = field.Name, field.Kind
		r.Field, r.Values = field.Name, field.Values
		if !kinds.Takes(kind, c.Op) {
			r.invalidOperator(c, name+" is "+spell.One(kind.String())+" field", kind)
			return c
		}
	}
	fold := kinds.Folds(kind) && (c.Fold || r.foldCase && field != nil) && hasCase(c)
	if c.Fold && !kinds.Folds(kind) {
		r.caseless(c, field)
	}
	values, same := c.Values, name == c.Field.Name && fold == c.Fold
	for j, v := range c.Values {
		read := r.Read(kind, v)
		if fold {
			read.Data = chars.Fold(v.Text)
		}
		if read.Text == v.Text && read.Data == nil && v.Data == nil {
			continue
		}
		if &values[0] == &c.Values[0] {
			values, same = slices.Clone(values), false
		}
		values[j] = read
	}
	if same {
		return c
	}
	d := *c
	d.Field.Name, d.Fold, d.Values = name, fold, values
	return &d
}

// hasCase reports whether it makes a difference to ignore the case of c's values.
func hasCase(c *ast.Comparison) bool {
	return slices.ContainsFunc(c.Values, func(v ast.Value) bool { return chars.HasCase(v.Text) })
}

// tag reports whether a comparison of a tag is right, and adds to the report what is wrong.
func (r *resolver) tag(c *ast.Comparison) (ok bool) {
	switch {
	case r.schema.Tags == "":
		r.Report.Add(ast.Diagnostic{
			Code:    codes.UnknownField,
			Span:    c.Field.At,
			Message: spell.One(r.schema.Name) + " has no tags",
			Hint:    "the fields are " + r.fields(),
			Params:  ast.Params{Field: c.Field.String()},
		})
	case !kinds.Takes(Text, c.Op):
		r.invalidOperator(c, "a tag is a text", Text)
	default:
		return true
	}
	return false
}

func (r *resolver) unknownField(c *ast.Comparison) {
	if r.Report.Full() {
		r.Report.Add(ast.Diagnostic{Span: c.Field.At})
		return
	}
	d := ast.Diagnostic{
		Code:    codes.UnknownField,
		Span:    c.Field.At,
		Message: "unknown field " + chars.Excerpt(c.Field.Name),
		Hint:    "the fields are " + r.fields(),
		Params:  ast.Params{Field: c.Field.Name},
	}
	if rest, ok := strings.CutPrefix(c.Field.Name, "-"); ok && (r.schema.Lookup(rest) >= 0 || chars.HasTagPrefix(rest)) {
		d.Hint = "a negation is written not, before the condition"
	} else if name, hint := r.schema.inJSON(c.Field.Name); hint != "" {
		d.Hint, d.Candidates = hint, []string{name}
	} else {
		near := spell.Suggest(&d, c.Field.Name, r.schema.names())
		if tag := ast.Tag(c.Field.Name).String(); !near && c.Field.Name[0] != '-' && r.schema.Tags != "" && len(tag) <= 40 {
			d.Hint += "; a tag is written " + tag
		}
	}
	r.Report.Add(d)
}

func (r *resolver) invalidOperator(c *ast.Comparison, what string, k Kind) {
	r.Report.Add(ast.Diagnostic{
		Code:    codes.InvalidOperator,
		Span:    c.OpAt,
		Message: what + " and does not take " + c.Op.String(),
		Hint:    "it takes " + strings.Join(kinds.Operators(k), " "),
		Params:  ast.Params{Field: c.Field.String(), Operator: c.Op.String(), Kind: k.String()},

		Candidates: kinds.Operators(k),
	})
}

// caseless reports the i of a comparison on a field that has no case.
func (r *resolver) caseless(c *ast.Comparison, f *Field) {
	d := ast.Diagnostic{
		Code:    codes.InvalidOperator,
		Span:    c.At,
		Message: f.Name + " is " + spell.One(f.Kind.String()) + " field, which has no case to ignore",
		Hint:    "remove the i",
		Params:  ast.Params{Field: f.Name, Operator: "i", Kind: f.Kind.String()},
	}
	if f.Kind == Enum || f.Kind == Bool {
		d.Hint += ": its values are taken in any case"
	}
	if c.FoldAt.IsValid() {
		d.Span, d.Fix = c.FoldAt, &ast.Fix{Span: c.FoldAt}
		if isList := c.Op == ast.OpIn || c.Op == ast.OpNotIn; !isList && c.At.End == c.FoldAt.End && c.Values[0].At.IsValid() {
			d.Fix.Span.Start = c.Values[0].At.End // the white space before it, too
		}
	}
	r.Report.Add(d)
}

// fields lists what the schema has.
func (r *resolver) fields() string {
	names := r.schema.names()
	if r.schema.Tags != "" {
		names = append(names, "tag:KEY")
	}
	return spell.List(names)
}

// inJSON returns what is meant if a query has a name from a record's JSON, and a hint that
// says so. That is a field, by its member, with or without those around it, or a tag, by its
// member among the tags. The hint is empty if the JSON has no such name.
func (s *Schema) inJSON(written string) (name, hint string) {
	for _, f := range s.Fields {
		for _, path := range f.JSON {
			path = onlyNames.Replace(path)
			if chars.EqualFold(path, written) || chars.EqualFold(path[strings.LastIndexByte(path, '.')+1:], written) {
				return f.Name, "did you mean " + f.Name + "?"
			}
		}
	}
	member, key, _ := strings.Cut(written, ".")
	if s.Tags != "" && (chars.EqualFold(member, s.Tags) || chars.EqualFold(member, "tag")) && len(key) <= 40 {
		if key == "" {
			key = "KEY"
		}
		return ast.Tag(key).String(), "a tag is written " + ast.Tag(key).String()
	}
	return "", ""
}

// onlyNames takes out of a place all but the names of members, as no word has the rest.
var onlyNames = strings.NewReplacer("[]", "", ".*", "")

func (s *Schema) names() []string {
	names := make([]string, len(s.Fields))
	for i, f := range s.Fields {
		names[i] = f.Name
	}
	return names
}
