package connect_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/schema"
)

// This file is what it takes to add a search: SearchGadgets, which Amazon Connect does not
// have, with a field for each way in which a condition can be written.

var gadget = schema.MustNew(schema.Schema{
	Name: "gadget",
	Fields: []schema.Field{
		{Name: "name", JSON: []string{"Name"}, Always: true},
		{Name: "owner-id", JSON: []string{"Owner.Id"}},
		{Name: "colour", Kind: schema.Enum, Values: []string{"RED", "BLUE"}, JSON: []string{"Colour"}},
		{Name: "size", Kind: schema.Number, JSON: []string{"Size"}},
		{Name: "parts", Kind: schema.List, JSON: []string{"Parts"}},
		{Name: "state", Kind: schema.Enum, Values: []string{"ON", "OFF"}, JSON: []string{"State"}},
		{Name: "floor", JSON: []string{"Floor"}},
		{Name: "version", Kind: schema.Number, JSON: []string{"Version"}, Always: true},
		{Name: "score", Kind: schema.Number, JSON: []string{"Score"}},
		{Name: "bought", Kind: schema.Time, JSON: []string{"Bought"}},
		{Name: "expires", Kind: schema.Date, JSON: []string{"Expires"}},
		{Name: "lent", Kind: schema.Bool, JSON: []string{"Lent"}},
		{Name: "group", JSON: []string{"Group"}},
		{Name: "secret", JSON: []string{"Secret"}},
		{Name: "weight", Kind: schema.Number, JSON: []string{"Weight"}},
	},
	Tags:   "Tags",
	Lists:  []string{"Gadgets"},
	Around: []string{"NextToken"},
})

func gadgets() compile.Target {
	t := connect.Rules() // which has what all searches have
	t.Name, t.Operation = "gadgets", "SearchGadgets"
	t.Schema = gadget
	t.Fields = map[string]compile.Leaf{
		"name":     compile.Leaf{Member: "StringCondition", FieldName: "name"},
		"owner-id": compile.Leaf{Member: "StringCondition", FieldName: "ownerId"},
		"colour":   compile.Leaf{Member: "StringCondition", FieldName: "colour"},
		"size":     compile.Leaf{Member: "StringCondition", FieldName: "size"},
		"parts":    compile.Leaf{Member: "StringCondition", FieldName: "parts"},
		"state":    compile.Leaf{Member: "StateCondition"},
		"floor":    compile.Leaf{Member: "FloorCondition"},
		"version":  {Member: "NumberCondition", FieldName: "Version"},
		"score":    {Member: "DecimalCondition", FieldName: "Score"},
		"bought":   {Member: "DateTimeCondition", FieldName: "Bought"},
		"expires":  {Member: "DateCondition", FieldName: "Expires"},
		"lent":     {Member: "BooleanCondition", FieldName: "Lent"},
		"group":    {Member: "HierarchyGroupCondition"},
		"secret":   {Member: "StringCondition", FieldName: "secret", Untried: true},
	}
	return t
}

func TestMadeUpSearch(t *testing.T) {
	target := gadgets()
	require.NoError(t, target.Check())
	for _, test := range []struct{ query, criteria, residual string }{
		{`name ^= ab`, `{"StringCondition":{"FieldName":"name","Value":"ab","ComparisonType":"STARTS_WITH"}}`, ``},
		{`name $= ab`, `{"StringCondition":{"FieldName":"name","Value":"ab","ComparisonType":"CONTAINS"}}`, `name $= ab`},
		{`owner-id = 7`, `{"StringCondition":{"FieldName":"ownerId","Value":"7","ComparisonType":"EXACT"}}`, ``},
		{`colour = red`, `{"StringCondition":{"FieldName":"colour","Value":"RED","ComparisonType":"EXACT"}}`, ``},
		{`size = 4e1`, `{"StringCondition":{"FieldName":"size","Value":"40","ComparisonType":"EXACT"}}`, ``},
		{`parts = a and parts *= b`, `{"StringCondition":{"FieldName":"parts","Value":"a","ComparisonType":"EXACT"}}`, `parts *= b`},
		{`state in (ON, OFF)`, `{"OrConditions":[{"StateCondition":"ON"},{"StateCondition":"OFF"}]}`, ``},
		{`floor = "2nd" and floor ^= 2`, `{"FloorCondition":"2nd"}`, ``},
		{`version = 3`, `{"NumberCondition":{"FieldName":"Version","MinValue":3,"ComparisonType":"EQUAL"}}`, ``},
		{`version > 3`, `{"NumberCondition":{"FieldName":"Version","MinValue":3,"ComparisonType":"GREATER"}}`, ``},
		{`version <= 3`, `{"NumberCondition":{"FieldName":"Version","MinValue":-2147483648,"MaxValue":4,"ComparisonType":"RANGE"}}`, `version <= 3`},
		{`score = 79.5`, `{"DecimalCondition":{"FieldName":"Score","MinValue":79,"MaxValue":80,"ComparisonType":"RANGE"}}`, `score = 79.5`},
		{`score >= 79.5 and score < 90`, `{"DecimalCondition":{"FieldName":"Score","MinValue":79,"MaxValue":91,"ComparisonType":"RANGE"}}`, `score >= 79.5 and score < 90`},
		{
			`bought > 2026-01-31T00:00:00Z`,
			`{"DateTimeCondition":{"FieldName":"Bought","MinValue":"2026-01-30T23:59:59Z","ComparisonType":"GREATER_THAN_OR_EQUAL_TO"}}`,
			`bought > 2026-01-31T00:00:00Z`,
		},
		{
			`bought = 2026-01-31`,
			`{"DateTimeCondition":{"FieldName":"Bought","MinValue":"2026-01-30T23:59:59Z","MaxValue":"2026-02-01T00:00:01Z","ComparisonType":"RANGE"}}`,
			`bought >= 2026-01-31T00:00:00Z and bought < 2026-02-01T00:00:00Z`,
		},
		{`expires >= 2026-12-24`, `{"DateCondition":{"FieldName":"Expires","Value":"2026-12-24","ComparisonType":"GREATER_THAN_OR_EQUAL_TO"}}`, ``},
		{`lent = true`, `{"BooleanCondition":{"FieldName":"Lent","ComparisonType":"IS_TRUE"}}`, ``},
		{`lent = false`, `{"BooleanCondition":{"FieldName":"Lent","ComparisonType":"IS_FALSE"}}`, `lent = false`},
		{`group = g-1`, `{"HierarchyGroupCondition":{"Value":"g-1","HierarchyGroupMatchType":"EXACT"}}`, `group = g-1`},
		{
			`name = a and (lent = true or group = g-1) and secret = x and weight > 2`,
			`{"AndConditions":[{"StringCondition":{"FieldName":"name","Value":"a","ComparisonType":"EXACT"}},` +
				`{"OrConditions":[{"BooleanCondition":{"FieldName":"Lent","ComparisonType":"IS_TRUE"}},{"HierarchyGroupCondition":{"Value":"g-1","HierarchyGroupMatchType":"EXACT"}}]}]}`,
			`(lent = true or group = g-1) and secret = x and weight > 2`,
		},
	} {
		target := gadgets()
		q := resolve(t, target, test.query)
		plan, err := compile.NewPlan(q, target, compile.PlanOptions{})
		require.NoError(t, err, test.query)
		require.Len(t, plan.Requests, 1, test.query)
		assert.Equal(t, test.criteria, string(plan.Requests[0].Request.Member("SearchCriteria")), test.query)
		residual := ""
		if plan.Residual != nil {
			residual = plan.Residual.String()
		}
		assert.Equal(t, test.residual, residual, test.query)
		_, err = compile.Compile(q, target)
		assert.Equal(t, residual == "", err == nil, "one request: %s", test.query)
	}
}

func TestMadeUpSearchWithTags(t *testing.T) {
	target := gadgets()
	r, err := compile.Compile(resolve(t, target, `tag:site = kl and name = a and tag:team = fraud`), target)
	require.NoError(t, err)
	require.NoError(t, r.Set("InstanceId", "i-1"))
	body, err := json.Marshal(r)
	require.NoError(t, err)
	assert.Equal(t, `{"InstanceId":"i-1",`+
		`"SearchCriteria":{"StringCondition":{"FieldName":"name","Value":"a","ComparisonType":"EXACT"}},`+
		`"SearchFilter":{"AttributeFilter":{"AndCondition":{"TagConditions":[{"TagKey":"site","TagValue":"kl"},{"TagKey":"team","TagValue":"fraud"}]}}}}`,
		string(body))
}
