package connect

import "github.com/searchfilter/searchfilter/compile"

// RoutingProfiles returns the target of SearchRoutingProfiles. LastModifiedTime,
// LastModifiedRegion and AgentAvailabilityTimer are no fields, for the model says that the
// search does not return them.
func RoutingProfiles() compile.Target { return routingProfiles.target() }

var routingProfiles = &search{
	name:      "routing-profiles",
	operation: "SearchRoutingProfiles",
	record:    "routing profile",
	filter:    tagFilter,
	lists:     []string{"RoutingProfiles", "RoutingProfileSummaryList"},
	summary:   has("id", "arn", "name"),
	wraps:     []string{"RoutingProfile"},
	fields: []field{
		text("id", "RoutingProfileId|Id").always().sent(idOf("resourceID")),
		text("arn", "RoutingProfileArn|Arn").always(),
		text("name", "Name").always().sent(stringOf("name")),
		text("description", "Description").sent(stringOf("description")),
		list("associated-queue-ids", "AssociatedQueueIds").sent(stringOf("associatedQueueIds")),
		list("associated-manual-assignment-queue-ids", "AssociatedManualAssignmentQueueIds"),
		text("default-outbound-queue-id", "DefaultOutboundQueueId"),
		list("channels", "MediaConcurrencies[].Channel"),
		number("number-of-associated-queues", "NumberOfAssociatedQueues"),
		number("number-of-associated-users", "NumberOfAssociatedUsers"),
		number("number-of-associated-manual-assignment-queues", "NumberOfAssociatedManualAssignmentQueues"),
		boolean("default", "IsDefault"),
	},
}
