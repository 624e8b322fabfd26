package connect

import (
	"unicode"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/schema"
)

// TestCases returns the target of SearchTestCases, whose FieldName values are not
// documented: name and description are documented for its sibling searches.
func TestCases() compile.Target {
	return compile.Target{
		Name:      "test-cases",
		Operation: "SearchTestCases",
		Schema:    schema.TestCase(),
		Members:   []string{"InstanceId", "NextToken", "MaxResults", "SearchFilter", "SearchCriteria"},
		Filter:    tagFilter(),
		Criteria:  criteria(),
		Fields: map[string]compile.Leaf{
			"name":        compile.StringCondition("name"),
			"description": compile.StringCondition("description"),
			"status":      compile.Bare("StatusCondition"),
		},
		Comparisons: map[ast.Op]string{
			ast.OpEqual:     "EXACT",
			ast.OpHasPrefix: "STARTS_WITH",
			ast.OpContains:  "CONTAINS",
		},
		Tags:   tagRules(),
		Closed: []string{"status"},
	}.WithDefaults()
}

// tagFilter is ControlPlaneTagFilter.
func tagFilter() compile.TagFilter {
	return compile.TagFilter{
		Path:  []string{"SearchFilter", "TagFilter"},
		One:   "TagCondition",
		And:   "AndConditions",
		Or:    "OrConditions",
		Rows:  compile.RowLists,
		Key:   "TagKey",
		Value: "TagValue",
	}
}

// criteria are those of all searches.
func criteria() *compile.Criteria {
	return &compile.Criteria{Path: []string{"SearchCriteria"}, And: "AndConditions", Or: "OrConditions"}
}

// tagRules are those for a tag that is set. The searches themselves state none.
func tagRules() compile.TagRules {
	return compile.TagRules{
		KeyRunes: []*unicode.RangeTable{unicode.L, unicode.Z, unicode.N, compile.Runes("_.:/=+-@")},
		KeyRule:  "letters, digits, spaces and _ . : / = + - @",
		Reserved: "aws:",
	}
}
