package connect

import "github.com/searchfilter/searchfilter/compile"

// AgentStatuses returns the target of SearchAgentStatuses.
func AgentStatuses() compile.Target { return agentStatuses.target() }

var agentStatuses = &search{
	name:      "agent-statuses",
	operation: "SearchAgentStatuses",
	record:    "agent status",
	filter:    attributeFilter,
	lists:     []string{"AgentStatuses", "AgentStatusSummaryList"},
	summary:   lacks("description", "state", "display-order", withoutTags),
	wraps:     []string{"AgentStatus"},
	fields: []field{
		text("id", "AgentStatusId|Id").always().sent(idOf("resourceID")),
		text("arn", "AgentStatusARN|Arn").always(),
		text("name", "Name").always().sent(stringOf("name")),
		text("description", "Description").sent(stringOf("description")),
		enum("type", "Type", "ROUTABLE", "CUSTOM", "OFFLINE").sent(stringOf("type")),
		enum("state", "State", "ENABLED", "DISABLED").sent(stringOf("state")),
		number("display-order", "DisplayOrder").sent(stringOf("displayOrder")),
		modified,
		region,
	},
}
