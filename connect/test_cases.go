package connect

import (
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/schema"
)

// TestCases returns the target of SearchTestCases, whose FieldName values are not
// documented: name and description are documented for its sibling searches. That each has a
// status is assumed.
func TestCases() compile.Target {
	return complete(compile.Target{
		Name:      "test-cases",
		Operation: "SearchTestCases",
		Schema:    schema.TestCase(),
		Filter:    tagFilter(),
		Fields: map[string]compile.Leaf{
			"name":        stringOf("name"),
			"description": stringOf("description"),
			"status":      bare("StatusCondition"),
		},
		Closed: []string{"status"},
	})
}
