package connect

import "github.com/searchfilter/searchfilter/compile"

// ContactFlows returns the target of SearchContactFlows. The model names the fields name
// and description, not their FieldName values; name is seen in other people's code.
// FlowAttributeFilter is left out: it adds an or of tags and types, for which a plan takes
// two requests.
func ContactFlows() compile.Target { return contactFlows.target() }

var contactFlows = &search{
	name:      "contact-flows",
	operation: "SearchContactFlows",
	record:    "contact flow",
	filter:    tagFilter,
	lists:     []string{"ContactFlows", "ContactFlowSummaryList"},
	summary:   has("id", "arn", "name", "type", "state", "status"),
	wraps:     []string{"ContactFlow"},
	unsaid: map[string]string{
		"FlowAttributeFilter": "say it in the query: a plan takes one request for each kind of its rows",
	},
	fields: []field{
		text("id", "Id").always(),
		text("arn", "Arn").always(),
		text("name", "Name").always().sent(stringOf("name")),
		text("description", "Description").sent(stringOf("description")),
		enum("type", "Type|ContactFlowType",
			"CONTACT_FLOW", "CUSTOMER_QUEUE", "CUSTOMER_HOLD", "CUSTOMER_WHISPER", "AGENT_HOLD", "AGENT_WHISPER",
			"OUTBOUND_WHISPER", "AGENT_TRANSFER", "QUEUE_TRANSFER", "CAMPAIGN").sent(bare("TypeCondition")),
		enum("state", "State|ContactFlowState", "ACTIVE", "ARCHIVED").sent(bare("StateCondition")),
		enum("status", "Status|ContactFlowStatus", "PUBLISHED", "SAVED").sent(bare("StatusCondition")),
		text("content", "Content"),
		text("sha256", "FlowContentSha256"),
		number("version", "Version"),
		text("version-description", "VersionDescription"),
		modified,
		region,
	},
}
