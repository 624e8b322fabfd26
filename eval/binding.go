package eval

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/schema"
)

// A Binding says how a program looks into records of type T. A query can use
// the fields that are bound, and tags if Tag is.
//
// Each function returns a value and whether the record has it; an empty value
// that it has exists. The functions must be safe for concurrent use if the
// program is used so, and a program allocates nothing if they do not.
type Binding[T any] struct {
	// Fields has the functions by the names of the schema's fields, as the
	// schema spells them. The value of a time field is text as
	// schema.ParseRecordTime takes it.
	Fields map[string]func(T) (value string, ok bool)

	// Times has the functions for time fields that T holds as a time.Time, and
	// that are not in Fields. The zero Time is an instant like any other: to say
	// that the record lacks the field, return false.
	Times map[string]func(T) (t time.Time, ok bool)

	// Tag returns the value of the tag with that key. It may be nil for records
	// without tags.
	Tag func(r T, key string) (value string, ok bool)

	// textOf, if it is set, returns the function for any field or tag.
	textOf func(ast.Field) func(T) (value string, ok bool)
}

// check returns an error for a name that is bound and should not be.
func (b Binding[T]) check(s *schema.Schema) error {
	for _, name := range slices.Sorted(maps.Keys(b.Fields)) {
		if _, err := field(s, name); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(b.Times)) {
		f, err := field(s, name)
		if err != nil {
			return err
		}
		if f.Kind != schema.Time {
			return fmt.Errorf("eval: the binding has %q in Times, and the schema %s says that its kind is %v", name, s.Name, f.Kind)
		}
		if _, twice := b.Fields[name]; twice {
			return fmt.Errorf("eval: the binding has %q both in Fields and in Times", name)
		}
	}
	return nil
}

// field returns the schema's field that has exactly that name.
func field(s *schema.Schema, name string) (*schema.Field, error) {
	i := s.Lookup(name)
	switch {
	case i < 0:
		return nil, fmt.Errorf("eval: the binding has the field %q, and the schema %s has no such field", name, s.Name)
	case s.Fields[i].Name != name:
		return nil, fmt.Errorf("eval: the binding has the field %q, and the schema %s spells it %q", name, s.Name, s.Fields[i].Name)
	}
	return &s.Fields[i], nil
}

// text returns the function that gets the value of a field or a tag.
func (b Binding[T]) text(f ast.Field) (func(T) (string, bool), error) {
	if b.textOf != nil {
		return b.textOf(f), nil
	}
	if f.Tag {
		if b.Tag == nil {
			return nil, fmt.Errorf("eval: the query asks for %v, and the binding has no Tag", f)
		}
		tag, key := b.Tag, f.Name
		return func(r T) (string, bool) { return tag(r, key) }, nil
	}
	if get := b.Fields[f.Name]; get != nil {
		return get, nil
	}
	return nil, fmt.Errorf("eval: the query asks for the field %q, and the binding has no function for it", f.Name)
}

// time returns the function that gets the value of a time field.
func (b Binding[T]) time(f ast.Field) (func(T) (time.Time, bool), error) {
	if get := b.Times[f.Name]; get != nil {
		return get, nil
	}
	text, err := b.text(f)
	return func(r T) (t time.Time, ok bool) {
		s, ok := text(r)
		if !ok {
			return t, false
		}
		return schema.ParseRecordTime(s)
	}, err
}
