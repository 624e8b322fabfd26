package eval

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/jsonscan"
	"github.com/searchfilter/searchfilter/schema"
)

// A Document is a Record that was decoded from JSON. It is immutable and safe
// for concurrent use. The zero Document lacks everything.
type Document struct {
	schema *schema.Schema
	raw    json.RawMessage
	values []found // by the index in schema.Fields
	tags   map[string]string
}

// A found is the value of a field, if there is one.
type found struct {
	text string
	has  bool
}

// Decode returns the record that data, one JSON object, holds. The schema says
// where its fields stand: the first of a field's places that has a value counts.
//
//   - Members go by their exact names, for AWS tells name from Name. Of two
//     with one name the last counts, and members that the schema does not have
//     are passed over.
//   - A member that is absent or null is lacking. An empty string is a value.
//   - A number, true and false are values with the text that stands in the
//     JSON, such as 1.7e9: AWS writes times as seconds since 1970, and the
//     command line tools write them as text.
//   - Tags are an object of such values. No tags may be null, too.
//   - Bytes that are not UTF-8 and halves of surrogate pairs are read as U+FFFD,
//     as encoding/json does.
//
// Anything else is an error that says what stands where: an array or object in
// the place of a value, a value in the place of an object, text that is no JSON,
// or is nested more than 10,000 deep.
//
// Decode keeps a copy of data for Raw.
func Decode(s *schema.Schema, data []byte) (*Document, error) {
	in := jsonscan.NewBytes(data)
	if err := in.Skip(0); err != nil {
		if err == io.ErrUnexpectedEOF {
			return nil, errors.New("not JSON: unexpected end of JSON input")
		}
		return nil, err
	}
	if !in.AtEnd() {
		return nil, in.Fail("after top-level value")
	}
	return decode(s, data)
}

// decode is Decode for what is JSON.
func decode(s *schema.Schema, data []byte) (*Document, error) {
	raw := bytes.TrimLeft(data, " \t\r\n")
	if raw[0] != '{' {
		return nil, fmt.Errorf("%s is where a %s belongs, which is an object", kindOf(raw[0]), s.Name)
	}
	d := &Document{
		schema: s,
		raw:    bytes.Clone(data),
		values: make([]found, len(s.Fields)),
	}
	in := objects{"": members(raw)}
	for i := range s.Fields {
		if err := d.field(i, in); err != nil {
			return nil, err
		}
	}
	if err := d.decodeTags(in); err != nil {
		return nil, err
	}
	return d, nil
}

func (d *Document) field(i int, in objects) (err error) {
	f, v := &d.schema.Fields[i], &d.values[i]
	if len(f.JSON) == 0 { // its name is that of a member, dots and all
		v.text, v.has, err = value(f.Name, in[""][f.Name])
		return err
	}
	for _, path := range f.JSON {
		raw, err := in.find(path)
		if err != nil {
			return err
		}
		if v.text, v.has, err = value(path, raw); err != nil || v.has {
			return err
		}
	}
	return nil
}

func (d *Document) decodeTags(in objects) error {
	raw := in[""][d.schema.Tags]
	if d.schema.Tags == "" || lacking(raw) {
		return nil
	}
	if raw[0] != '{' {
		return wrong(d.schema.Tags, raw, "an object")
	}
	all := members(raw)
	d.tags = make(map[string]string, len(all))
	var bad []string
	for key, raw := range all {
		text, ok, err := value(key, raw)
		switch {
		case err != nil:
			bad = append(bad, key)
		case ok:
			d.tags[key] = text
		}
	}
	if len(bad) > 0 {
		key := slices.Min(bad) // always the same of several
		return wrong(d.schema.Tags+"."+ast.Excerpt(key), all[key], "a string")
	}
	return nil
}

// Raw returns the JSON from which the record was decoded, unchanged. It must not
// be written to.
func (d *Document) Raw() json.RawMessage { return d.raw }

// Field returns the value of the field that the schema spells name.
func (d *Document) Field(name string) (value string, ok bool) {
	for i := range d.values {
		if d.schema.Fields[i].Name == name {
			return d.values[i].text, d.values[i].has
		}
	}
	return "", false
}

// Tag returns the value of the tag with that key.
func (d *Document) Tag(key string) (value string, ok bool) {
	value, ok = d.tags[key]
	return value, ok
}

// objects has the members of the objects in a record, by the objects' paths, so
// far as somebody asked for them. That of the record itself is "".
type objects map[string]map[string]json.RawMessage

// find returns what stands at the path, which is nil if nothing does.
func (in objects) find(path string) (json.RawMessage, error) {
	dot := strings.LastIndexByte(path, '.')
	parent, name := path[:max(dot, 0)], path[dot+1:]
	object, ok := in[parent]
	if !ok {
		raw, err := in.find(parent)
		if err != nil {
			return nil, err
		}
		if !lacking(raw) {
			if raw[0] != '{' {
				return nil, wrong(parent, raw, "an object")
			}
			object = members(raw)
		}
		in[parent] = object
	}
	return object[name], nil
}

// members returns the members of an object.
func members(raw json.RawMessage) map[string]json.RawMessage {
	m := make(map[string]json.RawMessage)
	in := jsonscan.NewBytes(raw)
	in.Advance(len("{"))
	for another := in.Next() != '}'; another; another, _ = in.After('}') {
		name, _ := in.Name() // no errors: it is JSON
		in.Next()
		start := in.Offset()
		_ = in.Skip(0)
		m[name] = in.Text(start)
	}
	return m
}

func lacking(raw json.RawMessage) bool { return len(raw) == 0 || raw[0] == 'n' }

// value returns the text of the value at the path.
func value(path string, raw json.RawMessage) (text string, ok bool, err error) {
	if lacking(raw) {
		return "", false, nil
	}
	switch raw[0] {
	case '{', '[':
		return "", false, wrong(path, raw, "a string")
	case '"':
		return jsonscan.Unquote(raw), true, nil
	}
	return string(raw), true, nil
}

func wrong(path string, raw json.RawMessage, want string) error {
	return fmt.Errorf("%s is %s, and must be %s", path, kindOf(raw[0]), want)
}

// kindOf returns what a JSON value that begins with c is, as messages call it.
func kindOf(c byte) string {
	switch c {
	case '{':
		return "an object"
	case '[':
		return "an array"
	case '"':
		return "a string"
	case 't', 'f':
		return "a boolean"
	case 'n':
		return "null"
	}
	return "a number"
}
