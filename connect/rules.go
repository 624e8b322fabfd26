package connect

import "github.com/searchfilter/searchfilter/compile"

// Rules returns the target of SearchRules. What the model requires does not always come:
// AWS's sample answer lacks three such members.
func Rules() compile.Target { return rules.target() }

var rules = &search{
	name:      "rules",
	operation: "SearchRules",
	record:    "rule",
	members:   []string{"InstanceId", "MaxResults", "NextToken", "SearchCriteria", "SearchFilter"},
	filter:    attributeFilter,
	lists:     []string{"Rules", "RuleSummaryList"},
	summary:   lacks("integration-association-id", "modified-by", withoutTags),
	// The Rule of DescribeRule has its actions elsewhere, and no capability tiers.
	fields: []field{
		text("id", "RuleId").always().sent(idOf("RuleId")),
		text("arn", "RuleArn").always(),
		text("name", "Name").always().sent(stringOf("Name")),
		enum("publish-status", "PublishStatus", "DRAFT", "PUBLISHED").always().sent(stringOf("PublishStatus")),
		text("event-source-name", "TriggerEventSource.EventSourceName|EventSourceName").always().sent(stringOf("EventSourceName")), // an enum that grows
		text("integration-association-id", "TriggerEventSource.IntegrationAssociationId").sent(idOf("IntegrationAssociationId")),
		list("actions", "ActionSummaries[].ActionType").sent(stringOf("ActionSummaries")), // of an enum that grows
		list("capability-tiers", "RuleCapabilityTiers").sent(stringOf("RuleCapabilityTiers")),
		timestamp("created", "CreatedTime").always(),
		timestamp("modified", "LastUpdatedTime").always(),
		text("modified-by", "LastUpdatedBy").always(),
	},
}
