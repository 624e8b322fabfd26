package shown

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/internal/spell"
	"github.com/searchfilter/searchfilter/schema"
)

// A Service is what is known of a service that nobody says. The names of the flags of the
// command line are those of the members, with hyphens.
type Service struct {
	KeyWithoutValueExists bool     `json:"keyWithoutValueExists"`
	StatusMayBeMissing    bool     `json:"statusMayBeMissing"`
	ServiceFoldsCase      bool     `json:"serviceFoldsCase"`
	ContainsAnyLength     bool     `json:"containsAnyLength"`
	Closed                []string `json:"closed"`
	Try                   []string `json:"try"`
	Unsent                []string `json:"unsent"`
}

// Apply returns t with what is known of it.
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
		t.ContainsMin, t.ContainsMax = 1, compile.Unlimited
	}
	return t, errors.Join(f.close(&t), f.try(&t), f.unsend(&t))
}

func (f *Service) close(t *compile.Target) error {
	return eachField(t, "--closed", f.Closed, func(field *schema.Field) error {
		if field.Kind == schema.List {
			return fmt.Errorf("%s is a list, which may be empty", field.Name)
		}
		t.Closed = append(t.Closed, field.Name)
		return nil
	})
}

func (f *Service) try(t *compile.Target) error {
	return eachField(t, "--try", f.Try, func(field *schema.Field) error {
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
	return eachField(t, "--unsent", f.Unsent, func(field *schema.Field) error {
		delete(t.Fields, field.Name)
		return nil
	})
}

// eachField calls set with each of the fields that a flag names. The error is the first
// one, and names the flag.
func eachField(t *compile.Target, flag string, names []string, set func(*schema.Field) error) error {
	for _, name := range names {
		i := t.Schema.Lookup(name)
		if i < 0 {
			return fmt.Errorf("%s: the records of %s have no field %s%s", flag, t.Name, ast.Excerpt(name), nearField(t, name))
		}
		if err := set(&t.Schema.Fields[i]); err != nil {
			return fmt.Errorf("%s: %w", flag, err)
		}
	}
	return nil
}

// nearField returns what to say of the field that was probably meant, or else how to list
// all.
func nearField(t *compile.Target, name string) string {
	var names []string
	for _, f := range t.Schema.Fields {
		names = append(names, f.Name)
	}
	if near := spell.Near(name, names); near != "" {
		return DidYouMean(near)
	}
	return ": searchfilter fields " + t.Name + " lists all"
}

// DidYouMean returns what stands behind a message about a name that is unknown.
func DidYouMean(name string) string { return fmt.Sprintf(", did you mean %q?", name) }
