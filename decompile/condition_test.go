package decompile_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/decompile"
	"github.com/searchfilter/searchfilter/internal/cases"
)

// TestDecode_forms reads conditions of each form, also as others write them.
func TestDecode_forms(t *testing.T) {
	target := cases.EveryForm()
	for _, test := range []struct {
		document, query string
		other           bool // compile says it in another way, or not in one request
	}{
		{`{"StringCondition": {"FieldName": "rank", "Value": "7", "ComparisonType": "EXACT"}}`, "rank = 7", false},
		{`{"StringCondition": {"FieldName": "labels", "Value": "a", "ComparisonType": "EXACT"}}`, "labels = a", false},
		{`{"StringCondition": {"FieldName": "owner", "Value": "me", "ComparisonType": "CONTAINS"}}`, "owner *= me", true},
		{`{"StateCondition": "ON"}`, "state = ON", false},
		{`{"NumberCondition": {"FieldName": "size", "MinValue": 3, "ComparisonType": "EQUAL"}}`, "size = 3", false},
		{`{"NumberCondition": {"FieldName": "count", "MinValue": 3, "ComparisonType": "NOT_EQUAL"}}`, "count != 3", false},
		{`{"NumberCondition": {"FieldName": "size", "MinValue": -3, "ComparisonType": "GREATER"}}`, "size > -3", false},
		{`{"NumberCondition": {"FieldName": "size", "MinValue": 3, "MaxValue": null, "ComparisonType": "GREATER_OR_EQUAL"}}`, "size >= 3", true},
		{`{"NumberCondition": {"FieldName": "size", "MaxValue": 3, "ComparisonType": "LESSER"}}`, "size < 3", true},
		{`{"NumberCondition": {"FieldName": "size", "MinValue": 3, "ComparisonType": "LESSER_OR_EQUAL"}}`, "size <= 3", true},
		{`{"NumberCondition": {"FieldName": "size", "MinValue": 1, "MaxValue": 3, "ComparisonType": "RANGE"}}`, "size >= 1 and size <= 3", true},
		{`{"NumberCondition": {"FieldName": "size", "MinValue": -2147483648, "MaxValue": 3, "ComparisonType": "RANGE"}}`, "size <= 3", true},
		{`{"DecimalCondition": {"FieldName": "score", "MinValue": 79.5, "MaxValue": 90.5, "ComparisonType": "RANGE"}}`, "score >= 79.5 and score <= 90.5", true},
		{`{"DecimalCondition": {"FieldName": "score", "MinValue": -1.7976931348623157e+308, "MaxValue": 9, "ComparisonType": "RANGE"}}`, "score <= 9", true},
		{`{"DateTimeCondition": {"FieldName": "changed", "MinValue": "2026-01-31T00:00:00", "ComparisonType": "GREATER_THAN"}}`, "changed > 2026-01-31T00:00:00Z", true},
		{`{"DateTimeCondition": {"FieldName": "changed", "MinValue": "1970-01-01T00:00:00Z", "MaxValue": "2026-01-31T00:00:01.000Z", "ComparisonType": "RANGE"}}`,
			"changed <= 2026-01-31T00:00:01.000Z", true},
		{`{"DateCondition": {"FieldName": "due", "Value": "2026-12-24", "ComparisonType": "GREATER_THAN_OR_EQUAL_TO"}}`, "due >= 2026-12-24", false},
		{`{"BooleanCondition": {"FieldName": "open", "ComparisonType": "IS_TRUE"}}`, "open = true", false},
		{`{"BooleanCondition": {"FieldName": "open", "ComparisonType": "IS_FALSE"}}`, "open = false", false},
		{`{"HierarchyGroupCondition": {"Value": "1f0c", "HierarchyGroupMatchType": "EXACT"}}`, "group = 1f0c", true},
		{`{"OrConditions": [{"NumberCondition": {"FieldName": "size", "MinValue": 3, "ComparisonType": "EQUAL"}}, {"NumberCondition": {"FieldName": "size", "MinValue": 4, "ComparisonType": "EQUAL"}}]}`,
			"size in (3, 4)", false},
	} {
		q, err := decompile.Decode([]byte(test.document), target, ast.Limits{})
		require.NoError(t, err, test.document)
		assert.Equal(t, test.query, q.String(), test.document)
		r, err := compile.Compile(q, target)
		if test.other {
			continue
		}
		require.NoError(t, err, test.document)
		assert.JSONEq(t, `{"SearchCriteria": `+test.document+`}`, encode(t, r))
	}
	for document, want := range map[string][]string{
		`{"NumberCondition": {"FieldName": "size", "ComparisonType": "EQUAL"}}`:                                                    {`missing-member NumberCondition [{"FieldName": "size", "ComparisonType": "EQUAL"}]`},
		`{"NumberCondition": {"FieldName": "size", "MinValue": "3", "ComparisonType": "EQUAL"}}`:                                   {`wrong-type NumberCondition.MinValue ["3"]`},
		`{"NumberCondition": {"FieldName": "size", "MinValue": 1, "MaxValue": 3, "ComparisonType": "EQUAL"}}`:                      {`one-member NumberCondition.MaxValue ["MaxValue"]`},
		`{"NumberCondition": {"FieldName": "size", "MaxValue": 3, "ComparisonType": "GREATER"}}`:                                   {`unknown-member NumberCondition.MaxValue ["MaxValue"]`},
		`{"NumberCondition": {"FieldName": "size", "MinValue": 3, "ComparisonType": "RANGE"}}`:                                     {`missing-member NumberCondition [{"FieldName": "size", "MinValue": 3, "ComparisonType": "RANGE"}]`},
		`{"NumberCondition": {"FieldName": "size", "MinValue": 3, "ComparisonType": "LESS_THAN"}}`:                                 {`unknown-value NumberCondition.ComparisonType ["LESS_THAN"]`},
		`{"NumberCondition": {"FieldName": "changed", "MinValue": 3, "ComparisonType": "EQUAL"}}`:                                  {`unknown-field NumberCondition.FieldName ["changed"]`},
		`{"DateTimeCondition": {"FieldName": "changed", "MinValue": "2026-13-31T00:00:00", "ComparisonType": "EQUAL_TO"}}`:         {`invalid-time DateTimeCondition.MinValue ["2026-13-31T00:00:00"]`},
		`{"DateCondition": {"FieldName": "due", "Value": "2026-12-24", "MinValue": "2026-12-24", "ComparisonType": "RANGE"}}`:      {`unknown-member DateCondition.MinValue ["MinValue"]`, `unknown-value DateCondition.ComparisonType ["RANGE"]`},
		`{"BooleanCondition": {"FieldName": "open", "ComparisonType": "IS_NULL"}}`:                                                 {`unknown-value BooleanCondition.ComparisonType ["IS_NULL"]`},
		`{"BooleanCondition": {"ComparisonType": "IS_TRUE"}}`:                                                                      {`missing-member BooleanCondition [{"ComparisonType": "IS_TRUE"}]`},
		`{"HierarchyGroupCondition": {"Value": "1f0c", "HierarchyGroupMatchType": "WITH_CHILD_GROUPS"}}`:                           {`inexpressible HierarchyGroupCondition.HierarchyGroupMatchType ["WITH_CHILD_GROUPS"]`},
		`{"HierarchyGroupCondition": {"Value": "1f0c", "HierarchyGroupMatchType": "NEAR"}}`:                                        {`unknown-value HierarchyGroupCondition.HierarchyGroupMatchType ["NEAR"]`},
		`{"StringCondition": {"FieldName": "rank", "Value": "seven", "ComparisonType": "EXACT"}}`:                                  {`invalid-number StringCondition.Value ["seven"]`},
		`{"StringCondition": {"FieldName": "rank", "Value": "7", "ComparisonType": "STARTS_WITH"}}`:                                {`invalid-operator StringCondition.ComparisonType ["STARTS_WITH"]`},
		`{"NumberCondition": {"FieldName": "size", "MinValue": 3.5, "ComparisonType": "EQUAL"}}`:                                   {`invalid-number NumberCondition.MinValue [3.5]`},
		`{"NumberCondition": {"FieldName": "size", "MinValue": 99999999999, "ComparisonType": "EQUAL"}}`:                           {`invalid-number NumberCondition.MinValue [99999999999]`},
		`{"DateCondition": {"FieldName": "due", "Value": "-1d", "ComparisonType": "EQUAL_TO"}}`:                                    {`invalid-time DateCondition.Value ["-1d"]`},
		`{"DateTimeCondition": {"FieldName": "changed", "MinValue": "2026-01-31", "ComparisonType": "GREATER_THAN"}}`:              {`invalid-time DateTimeCondition.MinValue ["2026-01-31"]`},
		`{"DateTimeCondition": {"FieldName": "changed", "MinValue": "2026-01-31T10:00:00+02:00", "ComparisonType": "EQUAL_TO"}}`:   {`invalid-time DateTimeCondition.MinValue ["2026-01-31T10:00:00+02:00"]`},
		`{"DateTimeCondition": {"FieldName": "changed", "MinValue": "2026-01-31T10:00:00.123456Z", "ComparisonType": "EQUAL_TO"}}`: {`invalid-time DateTimeCondition.MinValue ["2026-01-31T10:00:00.123456Z"]`},
	} {
		_, err := decompile.Decode([]byte(document), target, ast.Limits{})
		assert.Equal(t, want, said(document, err), document)
	}
}

// TestDecode_withoutFilter decodes for a target that has criteria alone.
func TestDecode_withoutFilter(t *testing.T) {
	target := cases.EveryForm()
	target.Filter, target.Members = compile.TagFilter{}, []string{"SearchCriteria"}
	const document = `{"SearchCriteria":{"StateCondition":"ON"}}`
	q, err := decompile.Decode([]byte(document), target, ast.Limits{})
	require.NoError(t, err)
	assert.Equal(t, "state = ON", q.String())
	r, err := compile.Compile(q, target)
	require.NoError(t, err)
	assert.Equal(t, document, encode(t, r))
	found, err := decompile.Find([]byte(`[`+document+`]`), []compile.Target{target}, ast.Limits{})
	require.NoError(t, err)
	require.Len(t, found, 1)
	assert.Equal(t, "state = ON", found[0].Query.String())
}
