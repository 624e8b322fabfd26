package eval

import (
	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/schema"
)

// A Record is what a query can be asked about. An empty value is a value; ok is
// false for what the record lacks.
//
// The methods must be safe for concurrent use if the record is matched so, and
// matching allocates nothing if they do not.
type Record interface {
	// Field returns the value of the field that the schema spells name.
	Field(name string) (value string, ok bool)

	// Tag returns the value of the tag with that key.
	Tag(key string) (value string, ok bool)
}

// recordBinding returns the binding that asks a record's methods. The package's
// own records it looks into directly, which is quicker.
func recordBinding(s *schema.Schema) Binding[Record] {
	return Binding[Record]{textOf: func(f ast.Field) func(Record) (string, bool) {
		if f.Tag {
			return tagOf(f.Name)
		}
		return fieldOf(s, f.Name)
	}}
}

// fieldOf returns the function that gets the value of the field that s has.
func fieldOf(s *schema.Schema, name string) func(Record) (string, bool) {
	i := s.Lookup(name)
	if i < 0 {
		return func(r Record) (string, bool) { return r.Field(name) }
	}
	return func(r Record) (value string, ok bool) {
		switch r := r.(type) {
		case *Document:
			if r.schema == s {
				return r.values[i].text, r.values[i].has
			}
		case Map:
			value, ok = r[name]
			return value, ok
		}
		return r.Field(name)
	}
}

// tagOf returns the function that gets the value of the tag with that key.
func tagOf(key string) func(Record) (string, bool) {
	name := ast.TagPrefix + key
	return func(r Record) (value string, ok bool) {
		switch r := r.(type) {
		case *Document:
			value, ok = r.tags[key]
			return value, ok
		case Map:
			value, ok = r[name]
			return value, ok
		}
		return r.Tag(key)
	}
}

// DocumentBinding returns the binding for documents that were decoded with the
// schema, of which a query can use all fields and tags. CompileFor makes of it a
// program that filters a slice or a sequence of documents as it is, and that asks
// no interface:
//
//	p, err := eval.CompileFor(q, eval.DocumentBinding(q.Schema()))
func DocumentBinding(s *schema.Schema) Binding[*Document] {
	return Binding[*Document]{textOf: func(f ast.Field) func(*Document) (string, bool) {
		if f.Tag {
			return func(d *Document) (value string, ok bool) {
				value, ok = d.tags[f.Name]
				return value, ok
			}
		}
		i := s.Lookup(f.Name)
		return func(d *Document) (value string, ok bool) {
			if d.schema != s || i < 0 {
				return d.Field(f.Name)
			}
			v := &d.values[i]
			return v.text, v.has
		}
	}}
}

// A Map is a Record written as a map: fields by the names as the schema spells
// them, tags by their keys with tag: before them.
//
//	eval.Map{"name": "smoke", "status": "SAVED", "tag:cost center": "42"}
//
// The nil Map is a record that lacks everything.
type Map map[string]string

// Field returns m[name].
func (m Map) Field(name string) (value string, ok bool) {
	value, ok = m[name]
	return value, ok
}

// Tag returns m["tag:"+key]. It allocates nothing if key has at most 128 bytes,
// and one string if it has more. (128 characters are the most that AWS allows.)
func (m Map) Tag(key string) (value string, ok bool) {
	var buf [len(ast.TagPrefix) + 128]byte
	name := append(append(buf[:0], ast.TagPrefix...), key...)
	value, ok = m[string(name)]
	return value, ok
}
