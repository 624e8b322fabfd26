package shown

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/spell"
	"github.com/searchfilter/searchfilter/schema"
)

// A Service has what a user knows of a service and its documentation does not say. The
// flags of the command line have the names of its members, with hyphens.
type Service struct {
	KeyWithoutValueExists bool     `json:"keyWithoutValueExists"`
	StatusMayBeMissing    bool     `json:"statusMayBeMissing"`
	ServiceFoldsCase      bool     `json:"serviceFoldsCase"`
	ContainsAnyLength     bool     `json:"containsAnyLength"`
	Closed                []string `json:"closed"`
	Try                   []string `json:"try"`
	Unsent                []string `json:"unsent"`
}

// Apply returns t with what f says of it. The error is the first *FieldError.
func (f *Service) Apply(t compile.Target) (compile.Target, error) {
	t.Fields, t.Closed = maps.Clone(t.Fields), slices.Clone(t.Closed)
	if f.KeyWithoutValueExists {
		t.Tags.KeyOnly = true
	}
	if f.StatusMayBeMissing {
		t.Closed = slices.DeleteFunc(t.Closed, func(name string) bool { return name == "status" })
	}
	if f.ServiceFoldsCase {
		t.ServiceFoldsCase = true
	}
	if f.ContainsAnyLength {
		t.ContainsMin, t.ContainsMax = 1, math.MaxInt
	}
	return t, cmp.Or(f.close(&t), f.try(&t), f.unsend(&t))
}

func (f *Service) close(t *compile.Target) error {
	return eachField(t, "closed", f.Closed, func(field *schema.Field) error {
		if field.Kind == schema.List {
			return fmt.Errorf("%s is a list, which may be empty", field.Name)
		}
		t.Closed = append(t.Closed, field.Name)
		return nil
	})
}

func (f *Service) try(t *compile.Target) error {
	return eachField(t, "try", f.Try, func(field *schema.Field) error {
		leaf, ok := t.Fields[field.Name]
		if !ok {
			return fmt.Errorf("%s has no condition on %s that could be tried", t.Operation, field.Name)
		}
		leaf.Untried = false
		t.Fields[field.Name] = leaf
		return nil
	})
}

func (f *Service) unsend(t *compile.Target) error {
	return eachField(t, "unsent", f.Unsent, func(field *schema.Field) error {
		delete(t.Fields, field.Name)
		return nil
	})
}

// A FieldError says what is wrong with a field that a user names.
type FieldError struct {
	List    string // the member of a Service that names it, as JSON has it; empty for a column
	Unknown bool   // there is no such field, and none that is probably meant

	message string
}

// Error says it without the List.
func (e *FieldError) Error() string { return e.message }

// eachField calls set with each field that a list names, up to the first error.
func eachField(t *compile.Target, list string, names []string, set func(*schema.Field) error) error {
	for _, name := range names {
		i := t.Schema.Lookup(name)
		if i < 0 {
			return noField(t, list, name)
		}
		if err := set(&t.Schema.Fields[i]); err != nil {
			return &FieldError{List: list, message: err.Error()}
		}
	}
	return nil
}

// noField returns the error for a field that there is not.
func noField(t *compile.Target, list, name string) error {
	e := &FieldError{List: list, message: fmt.Sprintf("the records of %s have no field %s", t.Name, chars.Excerpt(name))}
	var names []string
	for _, f := range t.Schema.Fields {
		names = append(names, f.Name)
	}
	if near := spell.Near(name, names); near != "" {
		e.message += DidYouMean(near)
	} else {
		e.Unknown = true
	}
	return e
}

// DidYouMean returns what stands behind a message about a name that is unknown.
func DidYouMean(name string) string { return fmt.Sprintf(", did you mean %q?", name) }
