package connect

import "github.com/searchfilter/searchfilter/compile"

// WorkspaceAssociations returns the target of SearchWorkspaceAssociations. The model names
// the fields workspace ID, resource ID and resource type, not their FieldName values.
// SearchFilter is the caller's: the records have no tags, by which what it finds could be
// checked.
func WorkspaceAssociations() compile.Target { return workspaceAssociations.target() }

var workspaceAssociations = &search{
	name:      "workspace-associations",
	operation: "SearchWorkspaceAssociations",
	record:    "workspace association",
	lists:     []string{"WorkspaceAssociations"},
	unsaid: map[string]string{
		"SearchFilter": "what is found has no tags, so that nothing could be checked: set this member by hand, and leave the tags out of the query",
	},
	fields: []field{
		text("workspace-id", "WorkspaceId").always().untried(idOf("workspaceId")),
		text("workspace-arn", "WorkspaceArn").always(),
		text("resource-id", "ResourceId").always().untried(idOf("resourceId")),
		text("resource-arn", "ResourceArn").always(),
		text("resource-type", "ResourceType").untried(stringOf("resourceType")),
		text("resource-name", "ResourceName"),
	},
}
