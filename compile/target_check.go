package compile

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/model"
	"github.com/searchfilter/searchfilter/internal/spell"
	"github.com/searchfilter/searchfilter/schema"
)

// Check returns an error if requests of the target would be wrong: if it lacks what it needs,
// or has one name for two things. Compile, NewPlan and package decompile call it.
func (t *Target) Check() error {
	if len(t.Filter.Path) == 0 && t.Criteria == nil && !t.isNested() {
		return errors.New("compile: the target has neither a filter nor criteria")
	}
	for _, check := range checks {
		if err := check(t); err != nil {
			return fmt.Errorf("compile: the target %s %w", t.Name, err)
		}
	}
	return nil
}

var checks = []func(*Target) error{
	(*Target).checkMembers,
	(*Target).checkNested,
	(*Target).checkFilter,
	(*Target).checkCriteria,
	(*Target).checkComparisons,
}

func (t *Target) checkMembers() error {
	if t.Schema == nil {
		return errors.New("has no schema")
	}
	filter := t.Filter.Path
	if err := t.checkPath("Filter", filter); len(filter) > 0 && err != nil {
		return err
	}
	if t.Criteria != nil {
		criteria := t.Criteria.Path
		if err := t.checkPath("Criteria", criteria); err != nil {
			return err
		}
		if len(filter) > 0 && filter[0] == criteria[0] {
			return fmt.Errorf("has Filter and Criteria in one member, %s", filter[0])
		}
	}
	return distinct("Members", t.Members...)
}

func (t *Target) checkPath(what string, path []string) error {
	switch {
	case len(path) == 0:
		return fmt.Errorf("has no Path for %s", what)
	case slices.Contains(path, ""):
		return fmt.Errorf("has a member without a name in the Path of %s", what)
	case !slices.Contains(t.Members, path[0]):
		return fmt.Errorf("has no member %s for %s", path[0], what)
	}
	return nil
}

func (t *Target) checkFilter() error {
	f := &t.Filter
	if len(f.Path) == 0 {
		return nil
	}
	switch {
	case f.Unions && f.Conditions != "":
		return errors.New("has both Conditions and Unions in Filter")
	case t.Tags.MinValue > t.Tags.MaxValue:
		return fmt.Errorf("has no value of a tag: of %d to %d characters", t.Tags.MinValue, t.Tags.MaxValue)
	}
	if err := distinct("One, And and Or of Filter", f.One, f.And, f.Or); err != nil {
		return err
	}
	return distinct("Key and Value of Filter", f.Key, f.Value)
}

func (t *Target) checkNested() error {
	f := &t.Nested
	if !t.isNested() {
		return nil
	}
	switch {
	case t.Criteria != nil, len(t.Filter.Path) > 0:
		return errors.New("has Nested beside Filter or Criteria")
	case t.ServiceFoldsCase:
		return errors.New("has ServiceFoldsCase, which is about Criteria, beside Nested")
	case t.Tags.MinValue > t.Tags.MaxValue:
		return fmt.Errorf("has no value of a tag: of %d to %d characters", t.Tags.MinValue, t.Tags.MaxValue)
	case f.MaxMembers == 1:
		return errors.New("has groups of one member in Nested")
	case f.Operators[ast.OpEqual] == "" && f.ListContains == "":
		return errors.New("has no member for = in Nested")
	}
	if err := t.checkPath("Nested", f.Path); err != nil {
		return err
	}
	if err := distinct("Key and Value of Nested", f.Key, f.Value); err != nil {
		return err
	}
	names := []string{f.And, f.Or}
	if f.ListContains != "" {
		names = append(names, f.ListContains)
	}
	for _, op := range slices.Sorted(maps.Keys(f.Operators)) {
		if !model.NestedTakes(schema.Text, op) && !model.NestedTakes(schema.Number, op) {
			return fmt.Errorf("has a member for %s in Nested, which has no such operator", op)
		}
		names = append(names, f.Operators[op])
	}
	if err := distinct("And, Or and the operators of Nested", names...); err != nil {
		return err
	}
	return t.checkKeys()
}

func (t *Target) checkKeys() error {
	keys := make([]string, 0, len(t.Nested.Keys))
	for _, name := range slices.Sorted(maps.Keys(t.Nested.Keys)) {
		i := t.Schema.Lookup(name)
		if i < 0 || t.Schema.Fields[i].Name != name {
			return fmt.Errorf("has a key for %s, which is no field of %s", name, spell.One(t.Schema.Name))
		}
		if kind := t.Schema.Fields[i].Kind; !model.NestedTakes(kind, ast.OpEqual) {
			return fmt.Errorf("has a key for %s, of kind %s, which has no JSON in Nested", name, kind)
		}
		key := t.Nested.Keys[name]
		if n := utf8.RuneCountInString(key); n > t.Tags.MaxKey && t.Tags.MaxKey > 0 {
			return fmt.Errorf("has a key for %s of %d characters, and MaxKey is %d", name, n, t.Tags.MaxKey)
		}
		keys = append(keys, key)
	}
	return distinct("Keys of Nested", keys...)
}

// checkCriteria checks the fields and their leaves. Two FieldNames may differ in case alone:
// decompile takes the one that is spelled as it stands in the JSON.
func (t *Target) checkCriteria() error {
	for name, leaf := range t.Fields {
		i := t.Schema.Lookup(name)
		switch {
		case i < 0 || t.Schema.Fields[i].Name != name:
			return fmt.Errorf("sends %s, which is no field of %s", name, spell.One(t.Schema.Name))
		case t.Criteria == nil:
			return errors.New("has Fields and no Criteria")
		}
		if err := leaf.check(&t.Schema.Fields[i]); err != nil {
			return err
		}
	}
	for _, name := range t.Closed {
		if i := t.Schema.Lookup(name); i < 0 || t.Schema.Fields[i].Name != name || t.Schema.Fields[i].Kind == schema.List {
			return fmt.Errorf("has %s in Closed, which is no field of %s that every record can have", name, spell.One(t.Schema.Name))
		}
	}
	if t.Criteria == nil {
		return nil
	}
	const usual = 16
	leaves, members := make([]Leaf, 0, usual), append(make([]string, 0, usual), t.Criteria.And, t.Criteria.Or)
	for i := range t.Schema.Fields {
		leaf, ok := t.Fields[t.Schema.Fields[i].Name]
		if !ok {
			continue
		}
		other := -1
		for j, l := range leaves {
			switch {
			case l.Member != leaf.Member:
				continue
			case l.form() != leaf.form():
				return fmt.Errorf("has two forms of %s", leaf.Member)
			case l.FieldName == leaf.FieldName:
				return fmt.Errorf("sends two fields as %s", strings.TrimSpace(leaf.Member+" "+leaf.FieldName))
			}
			other = j
		}
		if other < 0 {
			members = append(members, leaf.Member)
		}
		leaves = append(leaves, leaf)
	}
	return distinct("And and Or of Criteria and the members of Fields", members...)
}

// check returns an error if the leaf cannot say a condition on the field.
func (l Leaf) check(f *schema.Field) error {
	switch {
	case l.Form != "" && l.form() != l.Form:
		return fmt.Errorf("has no such Form: %s", l.Form)
	case !slices.Contains(forms[l.form()].kinds, f.Kind):
		return fmt.Errorf("sends %s, of kind %s, in %s, whose Form has no such values", f.Name, f.Kind, l.Member)
	case l.hasFieldName() && l.FieldName == "":
		return fmt.Errorf("has no FieldName for %s in %s", f.Name, l.Member)
	case !l.hasFieldName() && l.FieldName != "":
		return fmt.Errorf("has a FieldName for %s in %s, whose Form has none", f.Name, l.Member)
	}
	return nil
}

func (t *Target) checkComparisons() error {
	const usual = 16
	names := make([]string, 0, usual)
	for _, name := range t.Comparisons {
		names = append(names, name)
	}
	slices.Sort(names)
	return distinct("Comparisons", names...)
}

// distinct returns an error if a name is empty, or if two are the same.
func distinct(what string, names ...string) error {
	for i, name := range names {
		switch {
		case name == "":
			return fmt.Errorf("has no name for one of %s", what)
		case slices.Contains(names[:i], name):
			return fmt.Errorf("has one name, %s, for two of %s", name, what)
		}
	}
	return nil
}
