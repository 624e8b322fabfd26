package connect

import "github.com/searchfilter/searchfilter/compile"

// Workspaces returns the target of SearchWorkspaces. The model names the fields name,
// description and visibility, not their FieldName values.
func Workspaces() compile.Target { return workspaces.target() }

var workspaces = &search{
	name:      "workspaces",
	operation: "SearchWorkspaces",
	record:    "workspace",
	filter:    attributeFilter,
	lists:     []string{"Workspaces", "WorkspaceSummaryList"},
	summary:   has("id", "arn", "name"),
	// The Workspace of DescribeWorkspace has no CreatedAt.
	fields: []field{
		text("id", "Id").always(),
		text("arn", "Arn").always(),
		text("name", "Name").always().sent(stringOf("name")),
		text("description", "Description").sent(stringOf("description")),
		enum("visibility", "Visibility", "ALL", "ASSIGNED", "NONE").untried(stringOf("visibility")),
		text("title", "Title"),
		timestamp("created", "CreatedAt"),
	},
}
