package eval

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/schema"
)

// A Binding has the functions with which a predicate reads records of type T. There is a
// map for each kind of field. Its keys are the fields' names, as the schema spells them.
// A query can use the fields that are bound, and tags if Tag is set.
//
// Each function returns a value and whether the record has it; an empty value is a value.
// The functions must be safe for concurrent use if the predicate is used so.
type Binding[T any] struct {
	Texts map[string]func(T) (value string, ok bool) // of kind Text or Enum
	Bools map[string]func(T) (value, ok bool)

	// A field of kind Number is in one of these three. A float stands for its shortest
	// decimal form: 0.1 equals the 0.1 of a query. A json.Number keeps all its digits.
	//
	// The record lacks the field if the value is a NaN or an infinity. It also lacks it if a
	// json.Number is not written as in JSON, or has an exponent of more than nine digits.
	// There is no error, for the predicate has an answer for every record.
	Integers map[string]func(T) (value int64, ok bool)
	Floats   map[string]func(T) (value float64, ok bool)
	Numbers  map[string]func(T) (value json.Number, ok bool)

	Times map[string]func(T) (value time.Time, ok bool) // the zero Time is an instant, too
	Dates map[string]func(T) (value time.Time, ok bool) // the day in the value's own time zone
	Lists map[string]func(T) (values []string)          // the record lacks the field if there are none

	// Tag returns the value of the tag with that key. It may be nil for records
	// without tags.
	Tag func(r T, key string) (value string, ok bool)
}

// sources returns the sources of the fields that are bound, by their names. The error is
// about a name that is bound and should not be.
func (b Binding[T]) sources(s *schema.Schema) (map[string]source[T], error) {
	all := map[string]source[T]{}
	for _, err := range []error{
		bind(all, s, schema.Text, b.Texts, func(get func(T) (string, bool)) source[T] { return source[T]{text: get} }),
		bind(all, s, schema.Bool, b.Bools, scalar[T](kinds.OfBool)),
		bind(all, s, schema.Number, b.Integers, scalar[T](kinds.OfInteger)),
		bind(all, s, schema.Number, b.Floats, decimal[T](kinds.OfFloat)),
		bind(all, s, schema.Number, b.Numbers, decimal[T](func(n json.Number) (kinds.Scalar, bool) { return kinds.ParseNumber(string(n)) })),
		bind(all, s, schema.Time, b.Times, scalar[T](kinds.OfTime)),
		bind(all, s, schema.Date, b.Dates, scalar[T](kinds.OfDay)),
		bind(all, s, schema.List, b.Lists, func(get func(T) []string) source[T] { return source[T]{list: get} }),
	} {
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// bind adds to all the sources of the fields in gets, which must be of the kind.
func bind[T, F any](all map[string]source[T], s *schema.Schema, kind schema.Kind, gets map[string]F, sourceOf func(F) source[T]) error {
	for _, name := range slices.Sorted(maps.Keys(gets)) {
		i := s.Lookup(name)
		_, twice := all[name]
		switch {
		case i < 0:
			return fmt.Errorf("eval: the binding has the field %q, and the schema %s has no such field", name, s.Name)
		case s.Fields[i].Name != name:
			return fmt.Errorf("eval: the binding has the field %q, and the schema %s spells it %q", name, s.Name, s.Fields[i].Name)
		case s.Fields[i].Kind != kind && (s.Fields[i].Kind != schema.Enum || kind != schema.Text):
			return fmt.Errorf("eval: the binding has the field %q among those of kind %v, and the schema %s says that its kind is %v", name, kind, s.Name, s.Fields[i].Kind)
		case twice:
			return fmt.Errorf("eval: the binding has the field %q twice", name)
		}
		all[name] = sourceOf(gets[name])
	}
	return nil
}

// scalar returns a function for bind. It makes the source of a field from the function
// that gets its values, which of turns into Scalars.
func scalar[T, V any](of func(V) kinds.Scalar) func(func(T) (V, bool)) source[T] {
	return decimal[T](func(v V) (kinds.Scalar, bool) { return of(v), true })
}

// decimal is scalar for values that may be no number.
func decimal[T, V any](of func(V) (kinds.Scalar, bool)) func(func(T) (V, bool)) source[T] {
	return func(get func(T) (V, bool)) (s source[T]) {
		if get != nil {
			s.scalar = func(r T) (a kinds.Scalar, ok bool) {
				v, ok := get(r)
				if !ok {
					return a, false
				}
				return of(v)
			}
		}
		return s
	}
}
