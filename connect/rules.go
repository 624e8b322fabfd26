package connect

import "github.com/searchfilter/searchfilter/compile"

// Rules returns the target of SearchRules.
func Rules() compile.Target { return rules.target() }

var rules = &search{
	name:      "rules",
	operation: "SearchRules",
	record:    "rule",
	members:   []string{"InstanceId", "MaxResults", "NextToken", "SearchCriteria", "SearchFilter"},
	filter:    attributeFilter,
	lists:     []string{"Rules", "RuleSummaryList"},
	fields: []field{
		text("id", "RuleId").always().sent(idOf("RuleId")),
		text("arn", "RuleArn").always(),
		text("name", "Name").always().sent(stringOf("Name")),
		enum("publish-status", "PublishStatus", "DRAFT", "PUBLISHED").always().sent(stringOf("PublishStatus")),
		text("event-source-name", "TriggerEventSource.EventSourceName|EventSourceName").always().sent(stringOf("EventSourceName")),
		text("integration-association-id", "TriggerEventSource.IntegrationAssociationId").sent(idOf("IntegrationAssociationId")),
		list("actions", "ActionSummaries[].ActionType").sent(stringOf("ActionSummaries")),
		list("capability-tiers", "RuleCapabilityTiers").sent(stringOf("RuleCapabilityTiers")),
		timestamp("created", "CreatedTime").always(),
		timestamp("modified", "LastUpdatedTime").always(),
		text("modified-by", "LastUpdatedBy").always(),
	},
}
