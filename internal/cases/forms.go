package cases

import (
	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/schema"
)

// Items is the schema of the records that EveryForm asks for. It has fields of every kind.
var Items = schema.MustNew(schema.Schema{
	Name: "item",
	Fields: []schema.Field{
		{Name: "name", Always: true},
		{Name: "id", Always: true},
		{Name: "color", Kind: schema.Enum, Values: []string{"RED", "GREEN"}},
		{Name: "state", Kind: schema.Enum, Values: []string{"ON", "OFF"}},
		{Name: "rank", Kind: schema.Number},
		{Name: "labels", Kind: schema.List},
		{Name: "count", Kind: schema.Number, Always: true},
		{Name: "size", Kind: schema.Number},
		{Name: "score", Kind: schema.Number},
		{Name: "created", Kind: schema.Time, Always: true},
		{Name: "changed", Kind: schema.Time},
		{Name: "due", Kind: schema.Date},
		{Name: "open", Kind: schema.Bool, Always: true},
		{Name: "new", Kind: schema.Bool},
		{Name: "group"},
		{Name: "owner"},
	},
	Tags: "Tags",
})

// EveryForm returns the target of a search that is made up. It has leaves of every form.
func EveryForm() compile.Target {
	t := connect.TestCases()
	t.Name, t.Operation, t.Schema, t.Closed = "items", "SearchItems", Items, nil
	leaf := func(member, fieldName string) compile.Leaf {
		return compile.Leaf{Member: member, FieldName: fieldName}
	}
	id, owner := leaf("StringCondition", "resourceID"), leaf("StringCondition", "owner")
	id.Operators = []ast.Op{ast.OpEqual}
	owner.Untried = true
	t.Fields = map[string]compile.Leaf{
		"name":    leaf("StringCondition", "name"),
		"id":      id,
		"color":   leaf("StringCondition", "color"),
		"state":   leaf("StateCondition", ""),
		"rank":    leaf("StringCondition", "rank"),
		"labels":  leaf("StringCondition", "labels"),
		"count":   leaf("NumberCondition", "count"),
		"size":    leaf("NumberCondition", "size"),
		"score":   leaf("DecimalCondition", "score"),
		"created": leaf("DateTimeCondition", "created"),
		"changed": leaf("DateTimeCondition", "changed"),
		"due":     leaf("DateCondition", "due"),
		"open":    leaf("BooleanCondition", "open"),
		"new":     leaf("BooleanCondition", "new"),
		"group":   leaf("HierarchyGroupCondition", ""),
		"owner":   owner,
	}
	return t
}
