package connect

import "github.com/searchfilter/searchfilter/compile"

// ContactFlowModules returns the target of SearchContactFlowModules. The model names the
// fields name and description, not their FieldName values.
func ContactFlowModules() compile.Target { return contactFlowModules.target() }

var contactFlowModules = &search{
	name:      "contact-flow-modules",
	operation: "SearchContactFlowModules",
	record:    "contact flow module",
	filter:    tagFilter,
	lists:     []string{"ContactFlowModules", "ContactFlowModulesSummaryList"},
	summary:   has("id", "arn", "name", "state"),
	wraps:     []string{"ContactFlowModule"},
	fields: []field{
		text("id", "Id").always(),
		text("arn", "Arn").always(),
		text("name", "Name").always().sent(stringOf("name")),
		text("description", "Description").sent(stringOf("description")),
		enum("state", "State", "ACTIVE", "ARCHIVED").sent(bare("StateCondition")),
		enum("status", "Status", "PUBLISHED", "SAVED").sent(bare("StatusCondition")),
		text("content", "Content"),
		text("sha256", "FlowModuleContentSha256"),
		number("version", "Version"),
		text("version-description", "VersionDescription"),
		text("settings", "Settings"),
		boolean("external-invocation-enabled", "ExternalInvocationConfiguration.Enabled"),
	},
}
