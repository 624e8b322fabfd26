package eval

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/schema"
)

// A Binding has the functions by which a program reads records of type T. Each is in the
// map of its field's kind, by the field's name as the schema spells it. A query can use
// the fields that are bound, and tags if Tag is.
//
// Each function returns a value and whether the record has it; an empty value is a value.
// The functions must be safe for concurrent use if the program is used so.
type Binding[T any] struct {
	Texts   map[string]func(T) (value string, ok bool) // of kind Text or Enum
	Bools   map[string]func(T) (value, ok bool)
	Numbers map[string]func(T) (value schema.Decimal, ok bool)
	Times   map[string]func(T) (value time.Time, ok bool) // the zero Time is an instant, too
	Dates   map[string]func(T) (value schema.Day, ok bool)
	Lists   map[string]func(T) (values []string) // the record lacks the field if there are none

	// Tag returns the value of the tag with that key. It may be nil for records
	// without tags.
	Tag func(r T, key string) (value string, ok bool)
}

// names returns the names that are bound, by the kinds of the maps in which they are.
func (b Binding[T]) names() map[schema.Kind][]string {
	return map[schema.Kind][]string{
		schema.Text:   slices.Sorted(maps.Keys(b.Texts)),
		schema.Bool:   slices.Sorted(maps.Keys(b.Bools)),
		schema.Number: slices.Sorted(maps.Keys(b.Numbers)),
		schema.Time:   slices.Sorted(maps.Keys(b.Times)),
		schema.Date:   slices.Sorted(maps.Keys(b.Dates)),
		schema.List:   slices.Sorted(maps.Keys(b.Lists)),
	}
}

// check returns an error for a name that is bound and should not be.
func (b Binding[T]) check(s *schema.Schema) error {
	names := b.names()
	for _, kind := range kinds.All() {
		for _, name := range names[kind] {
			i := s.Lookup(name)
			switch {
			case i < 0:
				return fmt.Errorf("eval: the binding has the field %q, and the schema %s has no such field", name, s.Name)
			case s.Fields[i].Name != name:
				return fmt.Errorf("eval: the binding has the field %q, and the schema %s spells it %q", name, s.Name, s.Fields[i].Name)
			case s.Fields[i].Kind != kind && (s.Fields[i].Kind != schema.Enum || kind != schema.Text):
				return fmt.Errorf("eval: the binding has the field %q among those of kind %v, and the schema %s says that its kind is %v", name, kind, s.Name, s.Fields[i].Kind)
			}
		}
	}
	return nil
}

// source returns what gets the values of a field or a tag.
func (b Binding[T]) source(f ast.Field, kind schema.Kind) (s source[T], err error) {
	if f.Tag {
		if b.Tag == nil {
			return s, fmt.Errorf("eval: the query asks for %v, and the binding has no Tag", f)
		}
		tag, key := b.Tag, f.Name
		s.text = func(r T) (string, bool) { return tag(r, key) }
		return s, nil
	}
	switch kind {
	case schema.Text, schema.Enum:
		s.text = b.Texts[f.Name]
	case schema.List:
		s.list = b.Lists[f.Name]
	case schema.Bool:
		s.scalar = scalar(b.Bools[f.Name], kinds.OfBool)
	case schema.Number:
		s.scalar = scalar(b.Numbers[f.Name], schema.Decimal.Scalar)
	case schema.Time:
		s.scalar = scalar(b.Times[f.Name], kinds.OfTime)
	case schema.Date:
		s.scalar = scalar(b.Dates[f.Name], schema.Day.Scalar)
	}
	if s.text == nil && s.list == nil && s.scalar == nil {
		return s, fmt.Errorf("eval: the query asks for the field %q, and the binding has no function for it", f.Name)
	}
	return s, nil
}

// scalar returns the function that gets what get does as a Scalar, or nil if there is
// no get.
func scalar[T, V any](get func(T) (V, bool), of func(V) kinds.Scalar) func(T) (kinds.Scalar, bool) {
	if get == nil {
		return nil
	}
	return func(r T) (kinds.Scalar, bool) {
		v, ok := get(r)
		return of(v), ok
	}
}
