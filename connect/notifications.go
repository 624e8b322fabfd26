package connect

import "github.com/searchfilter/searchfilter/compile"

// Notifications returns the target of SearchNotifications. The model names the fields ID
// and content, not their FieldName values.
func Notifications() compile.Target { return notifications.target() }

var notifications = &search{
	name:      "notifications",
	operation: "SearchNotifications",
	record:    "notification",
	filter:    attributeFilter,
	lists:     []string{"Notifications", "NotificationSummaryList"},
	wraps:     []string{"Notification"},
	fields: []field{
		text("id", "Id").always().untried(idOf("id")),
		text("arn", "Arn").always(),
		list("content", "Content.*").untried(stringOf("content")),
		enum("priority", "Priority", "URGENT", "HIGH", "LOW"),
		list("recipients", "Recipients"),
		timestamp("created", "CreatedAt"),
		timestamp("expires", "ExpiresAt"),
		modified,
		region,
	},
}
