package connect

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/model"
	"github.com/searchfilter/searchfilter/schema"
)

// A search is one operation: what its schema and its target are made of. That of
// records that no search finds has what its schema is made of alone.
type search struct {
	name      string // contact-flows
	operation string // SearchContactFlows
	record    string // what it finds, for messages: contact flow

	// members are those of a request. Unless they are set they are usualMembers.
	members []string

	// filter is tagFilter or attributeFilter. Without one the records have no tags.
	filter func() compile.TagFilter

	// tagged says that records that no search finds have tags.
	tagged bool

	// unsaid are the target's.
	unsaid map[string]string

	// lists are the members in which answers have records: that of the search, and that
	// of the List operation, whose records have some of the fields alone.
	lists []string

	// summary says what the records of the List operation have.
	summary summary

	// partial are other answers that are records, and lack fields.
	partial []schema.Partial

	// wraps are the members in which the Describe operation has one with the same fields.
	wraps []string

	// around are the other members of answers. Unless they are set they are usualAround.
	around []string

	fields []field

	once sync.Once
	made *schema.Schema
}

// A summary says which fields the records of a List operation have: these alone, or all
// but these.
type summary struct{ has, lacks []string }

func has(names ...string) summary { return summary{has: names} }

// lacks is for what lacks these, and tags if it has withoutTags.
func lacks(names ...string) summary { return summary{lacks: names} }

const withoutTags = chars.TagPrefix

// lacking returns what records with the summary lack.
func (s summary) lacking(fields []field, tags bool) []string {
	if len(s.has) == 0 {
		return s.lacks
	}
	var names []string
	for _, f := range fields {
		if !slices.Contains(s.has, f.Name) {
			names = append(names, f.Name)
		}
	}
	if tags {
		names = append(names, withoutTags)
	}
	return names
}

// A field is one of a record, and how a condition on it is sent.
type field struct {
	schema.Field
	leaf compile.Leaf // without a Member if it cannot be asked for
}

// The kinds of fields. A field stands in one of the places, which are separated by |: the
// first that has a value counts.

func text(name, places string) field      { return fieldOf(schema.Text, name, places) }
func boolean(name, places string) field   { return fieldOf(schema.Bool, name, places) }
func number(name, places string) field    { return fieldOf(schema.Number, name, places) }
func timestamp(name, places string) field { return fieldOf(schema.Time, name, places) }
func date(name, places string) field      { return fieldOf(schema.Date, name, places) }
func list(name, places string) field      { return fieldOf(schema.List, name, places) }

func enum(name, places string, values ...string) field {
	f := fieldOf(schema.Enum, name, places)
	f.Values = values
	return f
}

func fieldOf(kind schema.Kind, name, places string) field {
	return field{Field: schema.Field{Name: name, Kind: kind, JSON: strings.Split(places, "|")}}
}

// Fields of many records.
var (
	modified = timestamp("modified", "LastModifiedTime")
	region   = text("region", "LastModifiedRegion")
)

// always returns f as one that every record has: the model requires it, or it is a name,
// an id or an ARN, of which that is assumed.
func (f field) always() field {
	f.Always = true
	return f
}

// sent returns f as one that is sent so.
func (f field) sent(as compile.Leaf) field {
	f.leaf = as
	return f
}

// untried returns f as one that would be sent so, if somebody said that the FieldName is
// one.
func (f field) untried(as compile.Leaf) field {
	as.Untried = true
	return f.sent(as)
}

// The conditions, by the FieldName.

func stringOf(s string) compile.Leaf   { return leaf("StringCondition", s) }
func numberOf(s string) compile.Leaf   { return leaf("NumberCondition", s) }
func decimalOf(s string) compile.Leaf  { return leaf("DecimalCondition", s) }
func dateTimeOf(s string) compile.Leaf { return leaf("DateTimeCondition", s) }
func dateOf(s string) compile.Leaf     { return leaf("DateCondition", s) }
func booleanOf(s string) compile.Leaf  { return leaf("BooleanCondition", s) }

func leaf(member, fieldName string) compile.Leaf {
	return compile.Leaf{Member: member, FieldName: fieldName}
}

// idOf is a stringOf for = alone: nobody says whether what the service compares is the id or
// the ARN, which begins with something else.
func idOf(name string) compile.Leaf {
	as := stringOf(name)
	as.Operators = []ast.Op{ast.OpEqual}
	return as
}

// bare is the member with an enum's value itself.
func bare(member string) compile.Leaf { return compile.Leaf{Member: member} }

func hierarchyGroup() compile.Leaf { return compile.Leaf{Member: "HierarchyGroupCondition"} }

var (
	usualMembers = []string{"InstanceId", "NextToken", "MaxResults", "SearchFilter", "SearchCriteria"}

	// Of the searches' answers, none of whose members is required. Those of the List
	// operations have the NextToken alone.
	usualAround = []string{"NextToken", "ApproximateTotalCount"}
)

// schema returns the one schema of the records.
func (s *search) schema() *schema.Schema {
	s.once.Do(func() {
		made := schema.Schema{Name: s.record, Lists: s.lists, Wraps: s.wraps, Around: s.around, Token: "NextToken", Partial: s.partial}
		for _, f := range s.fields {
			made.Fields = append(made.Fields, f.Field)
		}
		if s.filter != nil || s.tagged {
			made.Tags = "Tags"
		}
		if made.Around == nil {
			made.Around = usualAround
		}
		if lacking := s.summary.lacking(s.fields, s.filter != nil); len(lacking) > 0 {
			made.Lacking = map[string][]string{s.lists[len(s.lists)-1]: lacking}
		}
		s.made = schema.MustNew(made)
	})
	return s.made
}

// target returns the target, made anew.
func (s *search) target() compile.Target {
	t := compile.Target{
		Name:      s.name,
		Operation: s.operation,
		Schema:    s.schema(),
		Members:   slices.Clone(s.members),
		Unsaid:    s.unsaid,
		Fields:    map[string]compile.Leaf{},
	}
	if s.filter != nil {
		t.Filter = s.filter()
	}
	for _, f := range s.fields {
		if f.leaf.Member != "" {
			f.leaf.Operators = slices.Clone(f.leaf.Operators) // nil stays nil
			t.Fields[f.Name] = f.leaf
		}
	}
	return complete(t)
}

// complete returns t with what all searches have.
func complete(t compile.Target) compile.Target {
	if t.Members == nil {
		t.Members = slices.Clone(usualMembers)
	}
	t.Criteria = &compile.Criteria{Path: []string{"SearchCriteria"}, And: "AndConditions", Or: "OrConditions"}
	t.Comparisons = map[ast.Op]string{
		ast.OpEqual:     "EXACT",
		ast.OpHasPrefix: "STARTS_WITH",
		ast.OpContains:  "CONTAINS",
	}
	t.Tags = tagRules()
	return t.WithDefaults()
}

// tagFilter is ControlPlaneTagFilter, whose rows are lists.
func tagFilter() compile.TagFilter {
	return compile.TagFilter{
		Path:  []string{"SearchFilter", "TagFilter"},
		One:   "TagCondition",
		And:   "AndConditions",
		Or:    "OrConditions",
		Key:   "TagKey",
		Value: "TagValue",
	}
}

// attributeFilter is ControlPlaneAttributeFilter, whose rows, and whose and, are objects.
func attributeFilter() compile.TagFilter {
	return compile.TagFilter{
		Path:       []string{"SearchFilter", "AttributeFilter"},
		One:        "TagCondition",
		And:        "AndCondition",
		Or:         "OrConditions",
		Conditions: "TagConditions",
		Key:        "TagKey",
		Value:      "TagValue",
	}
}

// tagRules are those for a tag that is set. The searches themselves state none.
func tagRules() compile.TagRules {
	return compile.TagRules{
		KeyRunes: []*unicode.RangeTable{unicode.L, unicode.Z, unicode.N, model.Runes("_.:/=+-@")},
		KeyRule:  "letters, digits, spaces and _ . : / = + - @",
		Reserved: "aws:",
	}
}
