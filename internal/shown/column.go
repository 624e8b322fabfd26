package shown

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/jsonscan"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

// UsualColumns returns the fields that are shown unless others are asked for.
func UsualColumns(s *schema.Schema) (names []string) {
	if s.Lookup("id") >= 0 {
		names = append(names, "id")
	}
	for _, f := range s.Fields {
		of, isARN := strings.CutSuffix(f.Name, "-arn")
		switch {
		case f.Name == "id", f.Name == "arn", f.Kind == schema.Bool:
		case isARN && s.Lookup(of+"-id") >= 0: // which says as much
		case f.Always, f.Name == "status":
			names = append(names, f.Name)
		}
	}
	if s.Lookup("modified") >= 0 && !slices.Contains(names, "modified") {
		names = append(names, "modified")
	}
	if s.Tags != "" {
		names = append(names, AllTags)
	}
	return names
}

// AllTags is the column of all tags.
const AllTags = "tags"

// Columns are what a table shows of each record: fields, tags, or all tags.
type Columns struct {
	list  []column
	asked *schema.Resolved
	tags  string // the member of a record that has them
}

// NewColumns returns the columns of these names: fields, tag:KEY, and AllTags. The error is a
// *FieldError.
func NewColumns(t *compile.Target, names []string) (*Columns, error) {
	cs := &Columns{tags: t.Schema.Tags}
	var asked []ast.Expr
	for _, name := range names {
		c, err := newColumn(t, name)
		if err != nil {
			return nil, err
		}
		cs.list = append(cs.list, c)
		asked = append(asked, ast.Compare(c.asks(), ast.OpExists))
	}
	q, err := t.Schema.Resolve(ast.All(asked...), schema.Options{})
	cs.asked = q
	return cs, err
}

// Names returns the names of the columns, as the schema spells fields.
func (cs *Columns) Names() []string {
	names := make([]string, len(cs.list))
	for i := range cs.list {
		names[i] = cs.list[i].name
	}
	return names
}

// Asked returns a query that asks for all that the columns show, for what reads records.
func (cs *Columns) Asked() *schema.Resolved { return cs.asked }

// AppendRow appends a text for each column: what the record has, or "" if it lacks that. A
// list and all tags are JSON if asJSON is set, and otherwise a text for people.
func (cs *Columns) AppendRow(row []string, d *eval.Record, asJSON bool) ([]string, error) {
	for i := range cs.list {
		text, err := cs.cell(&cs.list[i], d, asJSON)
		if err != nil {
			return row, err
		}
		row = append(row, text)
	}
	return row, nil
}

// A column is a field, a tag, or all tags.
type column struct {
	name  string
	field ast.Field   // the zero Field for all tags
	kind  schema.Kind // of the field
}

// asks returns what must be read of a record for the column.
func (c *column) asks() ast.Field {
	if c.field.Name == "" {
		return ast.Tag(AllTags) // any will do, so that the member with the tags is looked at
	}
	return c.field
}

// newColumn returns the column of that name.
func newColumn(t *compile.Target, name string) (c column, err error) {
	s := t.Schema
	if i := s.Lookup(name); i >= 0 {
		f := &s.Fields[i]
		return column{f.Name, ast.Name(f.Name), f.Kind}, nil
	}
	if s.Tags != "" && name == AllTags {
		return column{name: AllTags}, nil
	}
	if key, ok := tagOf(name); ok && s.Tags != "" {
		return column{name: chars.TagPrefix + key, field: ast.Tag(key)}, nil
	}
	return c, noField(t, "", name)
}

// tagOf returns the key in tag:KEY, as it is or as queries quote it.
func tagOf(name string) (key string, ok bool) {
	if x, err := parser.Parse(name + " exists"); err == nil {
		if c, ok := x.(*ast.Comparison); ok && c.Field.Tag {
			return c.Field.Name, true
		}
	}
	key, ok = strings.CutPrefix(name, chars.TagPrefix)
	return key, ok && key != ""
}

// cell returns what a record has in a column.
func (cs *Columns) cell(c *column, d *eval.Record, asJSON bool) (string, error) {
	if c.field.Name == "" {
		return cs.tagsOf(d, asJSON)
	}
	values := d.Values(c.field)
	if asJSON && c.kind == schema.List && values != nil {
		return textsAsJSON(values), nil
	}
	return strings.Join(values, ", "), nil
}

// tagsOf returns all tags of a record.
func (cs *Columns) tagsOf(d *eval.Record, asJSON bool) (string, error) {
	tags, ok := Tags(d.Raw(), cs.tags)
	switch {
	case !ok:
		return "", fmt.Errorf("has %s that are no object of texts", cs.tags)
	case len(tags) == 0:
		return "", nil
	case asJSON:
		return textsAsJSON(tags), nil
	}
	var list []string
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		list = append(list, key+"="+tags[key])
	}
	return strings.Join(list, " "), nil
}

// Tags returns the tags of a record, which stand in the member of that name, or false if they
// are no object of texts. A decoder has read the record.
func Tags(raw json.RawMessage, name string) (tags map[string]string, ok bool) {
	in := jsonscan.NewBytes(raw)
	in.Hold()
	if !enter(in, name) {
		return nil, true
	}
	in.Next()
	start := in.Offset()
	if in.Skip(1) != nil {
		return nil, true
	}
	ok = json.Unmarshal(in.Text(start), &tags) == nil
	return tags, ok
}

// textsAsJSON returns a list, or an object, as JSON.
func textsAsJSON(v any) string {
	b, _ := chars.JSON(v) // of texts, which cannot fail
	return string(b)
}

// enter reads an object up to the value of the member with that name. It reports whether
// there is one.
func enter(in *jsonscan.Scanner, name string) bool {
	if in.Next() != '{' {
		return false
	}
	in.Advance(1)
	if in.Next() == '}' {
		return false
	}
	var names jsonscan.NameSet
	names.Add(name)
	for {
		raw, _, more, err := in.Wanted(&names, 1)
		if err != nil || !more {
			return false
		}
		if jsonscan.Unquote(raw) == name {
			return true
		}
		if in.Skip(1) != nil {
			return false
		}
		if another, err := in.After('}'); err != nil || !another {
			return false
		}
	}
}
