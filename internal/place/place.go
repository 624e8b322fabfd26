// Package place has the places in a record's JSON at which fields stand: what they are
// written as, and how values are put there.
package place

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
)

// A Path leads from a record to what stands at a place.
type Path []Part

// A Part leads from a value to what stands in it.
type Part struct {
	Step Step
	Name string // of a Member
}

// A Step says which of the values in a value are meant.
type Step uint8

// The steps. Elements are those of an array, the others of an object.
const (
	Member   Step = iota // the member with the Name
	Members              // each member, whatever its name
	Elements             // each element
)

// Parse returns the place that s spells, which has the Parts of s. Check says whether s
// makes sense.
func Parse(s string) Path { return slices.Collect(Parts(s)) }

// Parts yields the parts of the place that s spells: names of members, joined by dots.
// Behind a name may stand [] for each element, and * stands for each member.
func Parts(s string) iter.Seq[Part] {
	return func(yield func(Part) bool) {
		for name := range strings.SplitSeq(s, ".") {
			name, isArray := strings.CutSuffix(name, "[]")
			part := Part{Name: name}
			if name == "*" && !isArray {
				part = Part{Step: Members}
			}
			if !yield(part) || isArray && !yield(Part{Step: Elements}) {
				return
			}
		}
	}
}

// All returns the places of a field: those that are listed, or else the member that has
// the field's name, dots and all.
func All(name string, listed []string) []Path {
	if len(listed) == 0 {
		return []Path{{{Name: name}}}
	}
	var list []Path
	for _, s := range listed {
		list = append(list, Parse(s))
	}
	return list
}

// Check returns an error that says what is wrong with a place that was parsed, as "has
// a member without a name".
func (p Path) Check() error {
	several := 0
	for _, part := range p {
		switch {
		case part.Step != Member:
			several++
		case part.Name == "":
			return errors.New("has a member without a name")
		case strings.Contains(part.Name, "*"):
			return errors.New("has a * that is not alone between dots")
		case strings.Contains(part.Name, "[]"):
			return errors.New("has a [] that is not behind a name")
		}
	}
	switch {
	case several > 1:
		return errors.New("has more than one * or []")
	case p[0].Step == Members:
		return errors.New("begins with *, which is every member of a record")
	case p[len(p)-1].Step == Elements:
		return errors.New("ends in []: an array of strings is written without it")
	}
	return nil
}

// Several reports whether several values may stand at the place.
func (p Path) Several() bool {
	for _, part := range p {
		if part.Step != Member {
			return true
		}
	}
	return false
}

// String returns the text of which Parse makes p.
func (p Path) String() string {
	var b strings.Builder
	for i, part := range p {
		if i > 0 && part.Step != Elements {
			b.WriteByte('.')
		}
		switch part.Step {
		case Member:
			b.WriteString(part.Name)
		case Members:
			b.WriteByte('*')
		case Elements:
			b.WriteString("[]")
		}
	}
	return b.String()
}

// Put puts v at the place in object, in objects and arrays that it makes if they are
// not there. Where several values may stand, v is a []string, of which each text goes
// to an element or a member of its own, with what was put there at other places. These
// members have numbers for names, so that their order is that of v.
func (p Path) Put(object map[string]any, v any) { put(object, p, v) }

// put returns the value with v at the place in it. It makes one of nil.
func put(value any, p Path, v any) any {
	if len(p) == 0 {
		return v
	}
	if p[0].Step == Elements {
		list, _ := value.([]any)
		if list == nil {
			list = []any{}
		}
		for i, text := range v.([]string) {
			if i == len(list) {
				list = append(list, nil)
			}
			list[i] = put(list[i], p[1:], text)
		}
		return list
	}
	object, _ := value.(map[string]any)
	if object == nil {
		object = map[string]any{}
	}
	if p[0].Step == Member {
		object[p[0].Name] = put(object[p[0].Name], p[1:], v)
		return object
	}
	for i, text := range v.([]string) {
		name := fmt.Sprintf("%06d", i+1)
		object[name] = put(object[name], p[1:], text)
	}
	return object
}
