package decompile_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/decompile"
	"github.com/searchfilter/searchfilter/qconnect"
)

// content is the target of the contentTagFilter of an AI agent.
func content() compile.Target {
	t := qconnect.Session()
	t.Name, t.Operation, t.Members = "q-content", "a contentTagFilter", []string{"contentTagFilter"}
	t.Filter.Path, t.Filter.Beside = []string{"contentTagFilter"}, nil
	return t
}

// queues is the target of another search: its FieldNames are those of test cases and
// more.
func queues() compile.Target {
	t := connect.TestCases()
	t.Name, t.Operation = "queues", "SearchQueues"
	t.Fields = map[string]compile.Leaf{"name": compile.StringCondition("name"), "id": compile.StringCondition("resourceID")}
	return t
}

// rules is the target of a search whose FieldNames begin with a capital, and whose filter
// has another name and other rows.
func rules() compile.Target {
	t := connect.TestCases()
	t.Name, t.Operation = "rules", "SearchRules"
	t.Fields = map[string]compile.Leaf{"name": compile.StringCondition("Name"), "description": compile.StringCondition("RuleId")}
	t.Filter.Path = []string{"SearchFilter", "AttributeFilter"}
	t.Filter.And, t.Filter.Rows, t.Filter.Conditions = "AndCondition", compile.RowObjects, "TagConditions"
	return t
}

// retrieve is a target of tags alone whose filter stands in a member with a common name.
func retrieve() compile.Target {
	t := qconnect.Session()
	t.Name, t.Operation, t.Members = "q-retrieve", "Retrieve", []string{"retrievalConfiguration"}
	t.Filter.Path, t.Filter.Beside = []string{"retrievalConfiguration", "filter"}, nil
	t.Filter.One, t.Filter.And, t.Filter.Or = "equals", "andAll", "orAll"
	return t
}

var findTargets = []compile.Target{
	connect.TestCases(), queues(), rules(), qconnect.Session(), content(), qconnect.ContentCFN(), retrieve(),
}

type findTest struct {
	name     string
	document string
	only     string // target, or all
	want     []string
}

var findTests = []findTest{
	{name: "x", document: `{"tagFilter": {"tagCondition": {"key": "team"}}}`, want: []string{"q-session tagFilter: tag:team exists"}},
}

func TestFind(t *testing.T) {
	for _, test := range findTests {
		t.Run(test.name, func(t *testing.T) {
			list := findTargets
			if test.only != "" {
				list = nil
				for _, target := range findTargets {
					if target.Name == test.only {
						list = append(list, target)
					}
				}
				require.Len(t, list, 1)
			}
			assert.Equal(t, test.want, foundIn(t, test.document, list))
		})
	}
}

// foundIn returns a line for each filter in the document, and for each problem.
func foundIn(t *testing.T, document string, list []compile.Target) (lines []string) {
	found, err := decompile.Find([]byte(document), list, ast.Limits{})
	if err != nil {
		checkDiagnostics(t, document, err)
		return said(document, err)
	}
	for i := range found {
		f := &found[i]
		line := "? " + f.Path()
		if f.Query != nil {
			line = list[f.Targets[0]].Name + " " + f.Path() + ": " + f.Query.String()
		}
		if f.Residual != "" {
			line += " | " + f.Residual
		}
		lines = append(lines, line)
		lines = append(lines, said(document, f.Problems)...)
	}
	return lines
}
