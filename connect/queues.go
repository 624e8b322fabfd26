package connect

import "github.com/searchfilter/searchfilter/compile"

// Queues returns the target of SearchQueues. QueueTypeCondition is left out: it has one
// value, and a record has no type.
func Queues() compile.Target { return queues.target() }

var queues = &search{
	name:      "queues",
	operation: "SearchQueues",
	record:    "queue",
	filter:    tagFilter,
	lists:     []string{"Queues", "QueueSummaryList"},
	summary:   has("id", "arn", "name", "modified", "region"),
	wraps:     []string{"Queue"},
	unsaid: map[string]string{
		"QueueTypeCondition": "leave it out: a queue has no type, and STANDARD is the only one that can be asked for",
	},
	fields: []field{
		text("id", "QueueId|Id").always().sent(idOf("resourceID")),
		text("arn", "QueueArn|Arn").always(),
		text("name", "Name").always().sent(stringOf("name")),
		text("description", "Description").sent(stringOf("description")),
		enum("status", "Status", "ENABLED", "DISABLED"),
		text("hours-of-operation-id", "HoursOfOperationId"),
		number("max-contacts", "MaxContacts"),
		text("outbound-caller-id-name", "OutboundCallerConfig.OutboundCallerIdName"),
		text("outbound-caller-id-number-id", "OutboundCallerConfig.OutboundCallerIdNumberId"),
		text("outbound-flow-id", "OutboundCallerConfig.OutboundFlowId"),
		text("outbound-email-address-id", "OutboundEmailConfig.OutboundEmailAddressId"),
		modified,
		region,
	},
}
