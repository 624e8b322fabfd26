package shown

import (
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/qconnect"
	"github.com/searchfilter/searchfilter/schema"
)

// Targets returns all that a query can be sent to.
func Targets() []compile.Target { return slices.Concat(connect.Targets(), qconnect.Targets()) }

// AllTargets returns all that a query can be for: the targets and the listings. A listing is
// a Target that has records and nothing to send, and never reaches package compile.
func AllTargets() []compile.Target {
	list := connect.Targets()
	list = append(list,
		compile.Target{Name: "test-case-execution-records", Operation: "ListTestCaseExecutionRecords", Schema: connect.TestCaseExecutionRecords()},
		compile.Target{Name: "test-case-executions", Operation: "ListTestCaseExecutions", Schema: connect.TestCaseExecutions()})
	return append(list, qconnect.Targets()...)
}

// Index returns which of the targets has that name, or -1.
func Index(targets []compile.Target, name string) int {
	return slices.IndexFunc(targets, func(t compile.Target) bool { return t.Name == name })
}

// IsListing reports whether the target is a listing.
func IsListing(t *compile.Target) bool {
	return t.Schema != nil && t.Criteria == nil && len(t.Filter.Path) == 0 && len(t.Nested.Path) == 0
}

// HasRecords reports whether the target has records.
func HasRecords(t *compile.Target) bool { return t.Criteria != nil || IsListing(t) }

// A ListedTarget is what a list of targets says of each.
type ListedTarget struct {
	Target    string `json:"target"`
	Operation string `json:"operation"`
}

// A Description says what a target's fields are and how they are sent.
type Description struct {
	ListedTarget
	Record string           `json:"record,omitempty"` // what it finds, if it finds records
	Fields []DescribedField `json:"fields"`
}

// A DescribedField is a field of a target, or its tags under the name tag:KEY. Each operator
// that the field takes is in one of the three lists. Only exists is in none if every record
// has the field.
type DescribedField struct {
	Name      string   `json:"name"`
	Kind      string   `json:"kind"`
	Values    []string `json:"values,omitempty"` // of an enum
	Always    bool     `json:"always"`           // every record has it
	Closed    bool     `json:"closed,omitempty"` // and a negated condition on it is sent as its opposite
	Exact     []string `json:"exact"`
	Widened   []string `json:"widened"`
	NotSent   []string `json:"notSent"`
	Off       bool     `json:"off,omitempty"`       // no documentation says whether the rest is so
	Condition string   `json:"condition,omitempty"` // the member
	FieldName string   `json:"fieldName,omitempty"`
}

// Describe returns the Description of t.
func Describe(t *compile.Target) Description {
	d := Description{ListedTarget: ListedTarget{t.Name, t.Operation}}
	if HasRecords(t) {
		d.Record = t.Schema.Name
		for _, f := range t.Schema.Fields {
			leaf := t.Fields[f.Name]
			closed := slices.Contains(t.Closed, f.Name)
			field := DescribedField{
				Name: f.Name, Kind: f.Kind.String(), Values: f.Values, Always: f.Always || closed, Closed: closed,
				Off: leaf.Untried, Condition: leaf.Member, FieldName: leaf.FieldName,
			}
			field.sortOperators(t, ast.Name(f.Name), f.Kind)
			d.Fields = append(d.Fields, field)
		}
	}
	path := slices.Concat(t.Filter.Path, t.Nested.Path)
	if len(path) > 0 && len(t.Nested.Keys) == 0 || IsListing(t) && t.Schema.Tags != "" {
		tag := DescribedField{Name: chars.TagPrefix + "KEY", Kind: schema.Text.String(), Condition: strings.Join(path, ".")}
		tag.sortOperators(t, ast.Tag("KEY"), schema.Text)
		d.Fields = append(d.Fields, tag)
	}
	return d
}

// sortOperators lists the operators that the field takes by how they are sent.
func (d *DescribedField) sortOperators(t *compile.Target, f ast.Field, kind schema.Kind) {
	lists := map[Exactness]*[]string{Exact: &d.Exact, Widened: &d.Widened, NotSent: &d.NotSent}
	for _, list := range lists {
		*list = []string{}
	}
	for op := ast.OpEqual; op <= ast.OpExists; op++ {
		if kinds.Takes(kind, op) && !(op == ast.OpExists && d.Always) { // which all records meet
			list := lists[Sends(t, f, op)]
			*list = append(*list, op.String())
		}
	}
}
