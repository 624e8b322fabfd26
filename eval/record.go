package eval

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/jsonscan"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/schema"
)

// A Record is a record in hand. A Decoder, a Reader or NewRecord makes one, and reads and
// checks its values, so that matching it has no errors. It is immutable and safe for
// concurrent use. The zero Record lacks every field and tag. A nil Record is no record.
type Record struct {
	schema *schema.Schema
	raw    json.RawMessage
	loose  bool              // white space stands between the parts of raw, and should not in Raw; of a reused record alone
	line   []byte            // raw without it
	values []value           // by the index in schema.Fields, or else by asked's slots
	tags   map[string]string // nil if asked has slots for them
	asked  *decoder          // which has not read what no query asks for; nil if everything was read
}

// A value is what a record has in a field. Most are texts, and small.
type value struct {
	text  string
	more  *kinds.Value // of other kinds than Text and Enum
	has   bool         // false if the record lacks the field
	place int32        // the index in Field.JSON where it was found
}

// newValue returns v, which is of that kind, as a record holds it.
func newValue(v kinds.Value, k schema.Kind) value {
	w := value{text: v.Text, has: k != schema.List || len(v.List) > 0}
	if k != schema.Text && k != schema.Enum {
		w.more = &v
	}
	return w
}

// read returns the value as its kind has read it.
func (v *value) read() kinds.Value {
	if v.more != nil {
		return *v.more
	}
	return kinds.Value{Text: v.text}
}

// scalar returns the Scalar of a value of such a kind, if there is one.
func (v *value) scalar() (s kinds.Scalar, ok bool) {
	if !v.has {
		return s, false
	}
	return v.more.Scalar, true
}

// list returns the texts of a List.
func (v *value) list() []string {
	if v.more == nil {
		return nil
	}
	return v.more.List
}

// NewRecord returns the record with the values in m. Its keys are the names of fields, as
// the schema spells them, and the keys of tags with tag: before them.
//
//	r, err := eval.NewRecord(schema.TestCase(), map[string]any{
//		"name": "smoke", "status": "SAVED", "modified": time.Now(), "tag:cost center": "42",
//	})
//
// What a value may be depends on the field's kind. The record lacks what is nil.
//
//	Text, Enum  a string
//	Bool        a bool
//	Number      a number of Go, or a json.Number
//	Time        a time.Time, a string such as 2026-01-31T09:00:00Z, or a number: seconds since 1970
//	Date        a string such as 2026-01-31
//	List        a slice of strings, such as a []string or a []any with strings
//	tags        a string
//
// A type of the user's own that is a string, a bool or a number is as good. A value with
// MarshalText is its text, as it is for a placeholder of a query. A pointer to one of
// these, but not to a slice, counts as what it points to. A nil pointer counts as lacking.
// A time.Duration and a []byte are errors. For a Date, pass the Format(time.DateOnly) of a
// time.Time. An Enum has the schema's spelling; any other text is a value that the schema
// does not know.
//
// A value that encoding/json has made of JSON can be taken as it is. Its Decoder should
// UseNumber, so that no digit is lost. For a whole record of JSON there is [Decoder], which
// knows where the schema's fields stand.
//
// Anything else is an error that names the field. So are texts that are not UTF-8, and
// names that the schema does not have.
func NewRecord(s *schema.Schema, m map[string]any) (*Record, error) {
	r := &Record{schema: s, values: make([]value, len(s.Fields))}
	for _, name := range slices.Sorted(maps.Keys(m)) {
		v := m[name]
		if key, ok := strings.CutPrefix(name, chars.TagPrefix); ok && s.Tags != "" {
			if err := r.putTag(key, v); err != nil {
				return nil, err
			}
			continue
		}
		i := s.Lookup(name)
		if i < 0 || s.Fields[i].Name != name {
			err := fmt.Errorf("the schema %s has no field %s", s.Name, show(name))
			switch {
			case i >= 0:
				err = fmt.Errorf("%w; write %s", err, s.Fields[i].Name)
			case s.Tags != "" && chars.HasTagPrefix(name):
				err = fmt.Errorf("%w; tags are written %sKEY", err, chars.TagPrefix)
			}
			return nil, err
		}
		f, ok := foundGo(v)
		if !ok {
			continue
		}
		kind := s.Fields[i].Kind
		read, ok := f.read(kind)
		if !ok {
			return nil, f.refused(name, kind)
		}
		if !isUTF8(read) {
			return nil, fmt.Errorf("%s is not UTF-8", name)
		}
		r.values[i] = newValue(read, kind)
	}
	return r, nil
}

func (r *Record) putTag(key string, v any) error {
	f, ok := foundGo(v)
	where := chars.Line(ast.Tag(key).String(), mostCondition)
	switch {
	case key == "":
		return fmt.Errorf("%s is a tag without a key", chars.TagPrefix)
	case !utf8.ValidString(key):
		return fmt.Errorf("%s is not UTF-8", where)
	case !ok:
		return nil
	}
	read, ok := f.read(schema.Text)
	switch {
	case !ok:
		return f.refused(where, schema.Text)
	case !isUTF8(read):
		return fmt.Errorf("%s is not UTF-8", where)
	}
	if r.tags == nil {
		r.tags = map[string]string{}
	}
	r.tags[key] = read.Text
	return nil
}

func isUTF8(v kinds.Value) bool {
	return utf8.ValidString(v.Text) && !slices.ContainsFunc(v.List, func(s string) bool { return !utf8.ValidString(s) })
}

// Values returns what the record has in a field, whose name is as the schema spells it, or
// in a tag: the value as the record says it, or the texts of a List. It returns nil if the
// record lacks the field, or its schema has none with that name. Values panics if the
// record was read for queries, and none of them asks for the field.
func (r *Record) Values(f ast.Field) []string {
	if f.Tag {
		r.asked.mustAskForTag(f.Name)
		if v, ok := r.tag(f.Name); ok {
			return []string{v}
		}
		return nil
	}
	if r.schema == nil {
		return nil
	}
	i := r.schema.Lookup(f.Name)
	if i < 0 || r.schema.Fields[i].Name != f.Name {
		return nil
	}
	r.asked.mustAskFor(i)
	v := r.value(r.schema, i)
	switch {
	case !v.has:
		return nil
	case r.schema.Fields[i].Kind == schema.List:
		return slices.Clone(v.list())
	}
	return []string{v.read().Text}
}

// tag returns the value of the tag with that key, and whether the record has it. A guard
// has looked at the record.
func (r *Record) tag(key string) (string, bool) {
	if r.asked == nil {
		value, ok := r.tags[key]
		return value, ok
	}
	v := &r.values[r.asked.tags[key]]
	return v.text, v.has
}

// Raw returns the JSON of which the record was made, unchanged unless a Reader was set to
// make it Compact. It must not be written to. It is nil for a record made of a map.
func (r *Record) Raw() json.RawMessage {
	if r.loose {
		r.line = jsonscan.AppendCompact(r.line[:0], r.raw)
		return r.line
	}
	return r.raw
}

// recordSource returns the function that returns the source of a field of the schema, or of
// a tag, in records. A guard has looked at the records.
func recordSource(s *schema.Schema) func(ast.Field, schema.Kind) (source[*Record], error) {
	return func(f ast.Field, kind schema.Kind) (of source[*Record], err error) {
		if f.Tag {
			of.text = func(r *Record) (string, bool) { return r.tag(f.Name) }
			return of, nil
		}
		i := s.Lookup(f.Name)
		switch kind {
		case schema.Text, schema.Enum:
			of.text = func(r *Record) (string, bool) {
				v := r.value(s, i)
				return v.text, v.has
			}
		case schema.List:
			of.list = func(r *Record) []string { return r.value(s, i).list() }
		default:
			of.scalar = func(r *Record) (kinds.Scalar, bool) { return r.value(s, i).scalar() }
		}
		return of, nil
	}
}

// value returns the value of the i-th field of s. A guard has looked at the record.
func (r *Record) value(s *schema.Schema, i int) *value {
	switch {
	case r.schema == nil:
		return &none
	case r.schema != s:
		i = r.schema.Lookup(s.Fields[i].Name)
	}
	if r.asked != nil {
		i = int(r.asked.slots[i])
	}
	return &r.values[i]
}

var none value // of a record that lacks everything
