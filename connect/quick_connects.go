package connect

import "github.com/searchfilter/searchfilter/compile"

// QuickConnects returns the target of SearchQuickConnects.
func QuickConnects() compile.Target { return quickConnects.target() }

var quickConnects = &search{
	name:      "quick-connects",
	operation: "SearchQuickConnects",
	record:    "quick connect",
	filter:    tagFilter,
	lists:     []string{"QuickConnects", "QuickConnectSummaryList"},
	summary:   has("id", "arn", "name", "type", "modified", "region"),
	wraps:     []string{"QuickConnect"},
	fields: []field{
		text("id", "QuickConnectId|Id").always().sent(idOf("resourceID")),
		text("arn", "QuickConnectARN|Arn").always(),
		text("name", "Name").always().sent(stringOf("name")),
		text("description", "Description").sent(stringOf("description")),
		enum("type", "QuickConnectConfig.QuickConnectType|QuickConnectType", "USER", "QUEUE", "PHONE_NUMBER", "FLOW"),
		text("user-id", "QuickConnectConfig.UserConfig.UserId"),
		text("queue-id", "QuickConnectConfig.QueueConfig.QueueId"),
		text("phone-number", "QuickConnectConfig.PhoneConfig.PhoneNumber"),
		text("flow-id", "QuickConnectConfig.UserConfig.ContactFlowId|QuickConnectConfig.QueueConfig.ContactFlowId|QuickConnectConfig.FlowConfig.ContactFlowId"),
		modified,
		region,
	},
}
