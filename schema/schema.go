// Package schema says which fields a kind of record has, and checks a query
// against them.
//
// A [Schema] is data: the fields' names, kinds and enum values, and where they stand in a
// record's JSON. How a field is sent in a request is up to a target. [TestCase] is the
// schema of Amazon Connect's test cases. Another kind of record takes a few lines:
//
//	var hosts = schema.MustNew(schema.Schema{
//		Name:   "host",
//		Fields: []schema.Field{
//			{Name: "name", JSON: []string{"hostname"}, Always: true},
//			{Name: "state", Kind: schema.Enum, Values: []string{"up", "down"}},
//			{Name: "booted", Kind: schema.Time},
//			{Name: "cores", Kind: schema.Number},
//			{Name: "roles", Kind: schema.List},
//		},
//		Tags: "labels",
//	})
//
// The package needs the standard library alone.
package schema

import (
	"fmt"
	"slices"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/place"
)

// A Field is one field of a kind of record.
type Field struct {
	Name   string   // as queries spell it, in any case of ASCII letters: a word
	Kind   Kind     // Text unless set: what its values are
	Values []string // of an Enum, in their canonical spelling
	Always bool     // every record has the field; not of a List, which may be empty

	// JSON lists the places where the field may stand in a record's JSON. A place is the
	// names of members, joined by dots. The first place that has a value counts. If JSON is
	// empty, the field stands in the member with the field's own name.
	//
	// A List stands there as an array of strings. Its texts may also stand apart: one in
	// each element of an array, or one in each member of an object, whatever its name.
	//
	//	Groupings           {"Groupings": ["x", "y"]}
	//	Config[].Day        {"Config": [{"Day": "x"}, {"Day": "y"}]}
	//	Content.*           {"Content": {"en": "x", "de": "y"}}
	//	HierarchyPath.*.Id  {"HierarchyPath": {"LevelOne": {"Id": "x"}, "LevelTwo": {"Id": "y"}}}
	//
	// A place has one [] or * at most. One at which there is no text has no value.
	JSON []string
}

// A Schema is the fields of one kind of record. It must not be changed once it
// is in use. Make one with New or MustNew, which check it.
type Schema struct {
	Name   string // of the kind of record, for messages: "test case"
	Fields []Field
	Tags   string // the JSON member that holds a record's tags, its whole name, dots and all; empty for records without tags

	// Lists are the members of an answer that hold several records each, and Wraps those
	// that hold one. A reader of records looks into them. Around are the members beside
	// these. An object that has no other members is an answer without records.
	Lists, Wraps, Around []string

	// Token is the one of Around that has a text if more pages follow. It is empty if
	// answers have no pages.
	Token string

	// Lacking is about members of Lists that hold summaries of records. It has the names of
	// the fields that no summary has, and "tag:" if they have no tags. A reader refuses
	// them if a query asks for such a field: it would take the field for missing.
	Lacking map[string][]string

	// Partial are forms of a record that lack fields, wherever the record stands. The first
	// one whose Members a record has counts.
	Partial []Partial
}

// A Partial is a form of a record that an operation returns and that lacks fields.
type Partial struct {
	Operation string   // that returns it, for messages
	Members   []string // a record of this form has all of these, even if they are null
	Lacks     []string // the names of the fields that it never has, and "tag:" for tags
	Elsewhere string   // for messages, where these are: "ListHosts returns that"
}

// New returns a schema with the members of s. The error names the first thing that is wrong:
//
//   - a field's name that is no word, is reserved, begins with tag:, or is there twice,
//     case aside;
//   - a Kind that does not exist;
//   - an Enum without values or with one twice, and Values for another kind;
//   - a List that is Always there;
//   - a name in Lacking or Partial that is unknown, a Partial without Members, and a Token
//     that is not one of Around;
//   - a place in JSON with an empty part, a [] that stands behind no name, a * that is not
//     alone between dots, or two of these; and one of these for a field that is no List;
//   - a place that begins with * or ends in [];
//   - a place inside another one, one that has an array where another has an object, and
//     one that is the member of the tags or inside it.
//
// Two fields may have the same place.
func New(s Schema) (*Schema, error) {
	for i, f := range s.Fields {
		switch {
		case !chars.IsWord(f.Name):
			return nil, fmt.Errorf("schema %s: the field name %q is not a word", s.Name, f.Name)
		case chars.IsReserved(f.Name):
			return nil, fmt.Errorf("schema %s: the field name %q is a reserved word", s.Name, f.Name)
		case chars.HasTagPrefix(f.Name):
			return nil, fmt.Errorf("schema %s: the field name %q begins with %s", s.Name, f.Name, chars.TagPrefix)
		case s.Lookup(f.Name) != i:
			return nil, fmt.Errorf("schema %s: there are two fields %q", s.Name, f.Name)
		case !slices.Contains(kinds.All(), f.Kind):
			return nil, fmt.Errorf("schema %s: field %s: there is no kind %v", s.Name, f.Name, f.Kind)
		case f.Kind == Enum && len(f.Values) == 0:
			return nil, fmt.Errorf("schema %s: field %s: an enum needs values", s.Name, f.Name)
		case f.Kind != Enum && len(f.Values) > 0:
			return nil, fmt.Errorf("schema %s: field %s: only an enum lists its values", s.Name, f.Name)
		case f.Kind == List && f.Always:
			return nil, fmt.Errorf("schema %s: field %s: a list may be empty, so no record has it always", s.Name, f.Name)
		}
		for _, path := range f.JSON {
			p := place.Parse(path)
			if err := p.Check(); err != nil {
				return nil, fmt.Errorf("schema %s: field %s: the place %q %w", s.Name, f.Name, path, err)
			}
			if p.Several() && f.Kind != List {
				return nil, fmt.Errorf("schema %s: field %s: the place %q has several values, and only a list may", s.Name, f.Name, path)
			}
		}
		for j, v := range f.Values {
			if kinds.Spelled(f.Values, v) != j {
				return nil, fmt.Errorf("schema %s: field %s: the value %q is there twice, case aside", s.Name, f.Name, v)
			}
		}
	}
	unknown := func(name string) bool { return name != chars.TagPrefix && s.Lookup(name) < 0 }
	for member, names := range s.Lacking {
		for _, name := range names {
			if unknown(name) || !slices.Contains(s.Lists, member) {
				return nil, fmt.Errorf("schema %s: %s lacks %s, and one of these is unknown", s.Name, member, name)
			}
		}
	}
	for _, p := range s.Partial {
		if i := slices.IndexFunc(p.Lacks, unknown); i >= 0 {
			return nil, fmt.Errorf("schema %s: what %s returns lacks %s, which is unknown", s.Name, p.Operation, p.Lacks[i])
		}
		if len(p.Members) == 0 {
			return nil, fmt.Errorf("schema %s: nothing tells what %s returns", s.Name, p.Operation)
		}
	}
	if s.Token != "" && !slices.Contains(s.Around, s.Token) {
		return nil, fmt.Errorf("schema %s: the token %s is not one of Around", s.Name, s.Token)
	}
	if err := s.checkPlaces(); err != nil {
		return nil, err
	}
	return &s, nil
}

// A fieldPlace is a place at which a field stands.
type fieldPlace struct {
	field *Field
	path  place.Path
}

func (p fieldPlace) String() string {
	return fmt.Sprintf("the place %q of the field %s", p.path, p.field.Name)
}

// checkPlaces returns an error if a value of one field would have to hold that of
// another, or the tags, or to be both an array and an object.
func (s *Schema) checkPlaces() error {
	var places []fieldPlace
	for i := range s.Fields {
		f := &s.Fields[i]
		for _, path := range place.All(f.Name, f.JSON) {
			places = append(places, fieldPlace{f, path})
		}
	}
	for _, p := range places {
		switch {
		case s.Tags == "" || p.path[0].Name != s.Tags:
		case len(p.path) == 1:
			return fmt.Errorf("schema %s: %v is that of the tags", s.Name, p)
		default:
			return fmt.Errorf("schema %s: %v is among the tags", s.Name, p)
		}
		for _, q := range places {
			if how := clash(p.path, q.path); how != "" {
				return fmt.Errorf("schema %s: %v "+how, s.Name, p, q.path, q.field.Name)
			}
		}
	}
	return nil
}

// clash returns the format of what is wrong with p if q is a place, too: that a value at
// p would have to hold one at q, or that p has an array in which q has an object. The
// other way round, it is wrong with q.
func clash(p, q place.Path) string {
	for i, part := range p {
		switch {
		case i == len(q):
			return ""
		case part.Step == place.Elements && q[i].Step != place.Elements:
			return "has an array where %q, that of %s, has an object"
		case part.Step != place.Elements && q[i].Step == place.Elements:
			return ""
		case part.Step == place.Member && q[i].Step == place.Member && part.Name != q[i].Name:
			return ""
		}
	}
	if len(p) < len(q) {
		return "is the beginning of %q, that of %s"
	}
	return ""
}

// MustNew is like New, but panics instead of returning an error. It is for schemas that are
// written in Go.
func MustNew(s Schema) *Schema {
	schema, err := New(s)
	if err != nil {
		panic(err)
	}
	return schema
}

// Lookup returns the index in Fields of the field with that name, in any case
// of ASCII letters, or -1.
func (s *Schema) Lookup(name string) int {
	for i := range s.Fields {
		if chars.EqualFold(s.Fields[i].Name, name) {
			return i
		}
	}
	return -1
}

// KindOf returns the kind of a comparison's field. It is Text for a tag, and
// for a field that the schema does not have.
func (s *Schema) KindOf(f ast.Field) Kind {
	if i := s.Lookup(f.Name); i >= 0 && !f.Tag {
		return s.Fields[i].Kind
	}
	return Text
}
