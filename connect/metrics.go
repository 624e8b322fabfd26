package connect

import "github.com/searchfilter/searchfilter/compile"

// Metrics returns the target of SearchMetrics. It is not in that model, but in a newer one
// (npm @aws-sdk/client-connect 3.1136.0). The FieldName values that are sent are those of
// AWS's pages. Whether there are others, and which a BooleanCondition takes, nobody says.
func Metrics() compile.Target { return metrics.target() }

var metrics = &search{
	name:      "metrics",
	operation: "SearchMetrics",
	record:    "metric",
	filter:    tagFilter,
	lists:     []string{"Metrics", "MetricSummaryList"},
	summary:   has("id", "arn", "name", "type", "status", "modified", "region"),
	wraps:     []string{"Metric"},
	fields: []field{
		text("id", "Id").always(),
		text("arn", "Arn").always(),
		text("name", "Name").always().sent(stringOf("name")),
		text("description", "Description").untried(stringOf("description")),
		enum("type", "Type", "AWS_MANAGED", "CUSTOMER_MANAGED").always().sent(stringOf("type")),
		enum("status", "Status", "PUBLISHED", "SAVED"),
		enum("unit", "Unit", "INTEGER", "DOUBLE", "PERCENT", "SECONDS").always(),
		text("category", "Category").always(),
		enum("creation-method", "CreationMethod", "SERVICE_LEVEL_BUILDER", "METRIC_BUILDER"),
		enum("positive-trend-indicator", "PositiveTrendIndicator", "POSITIVE", "NEGATIVE", "NEUTRAL"),
		list("groupings", "Groupings"),
		list("filter-ids", "Filters[].Id"),
		text("calculation", "MetricCalculation.Calculation"),
		timestamp("effective", "EffectiveTime"),
		number("refresh-rate", "RefreshRate"),
		list("supported-stats", "SupportedStats"),
		text("default-stat", "DefaultStat"),
		boolean("supports-preaggregate-calculation", "SupportsPreaggregateCalculation").always().untried(booleanOf("supportsPreaggregateCalculation")),
		boolean("supports-custom-calculation", "SupportsCustomCalculation").always().untried(booleanOf("supportsCustomCalculation")),
		text("primary-event-source", "PrimaryEventSource"),
		text("primary-event-source-effective-timestamp-type", "PrimaryEventSourceEffectiveTimestampType"),
		timestamp("created", "CreatedTime"),
		text("created-user", "CreatedUser.ConnectUserArn|CreatedUser.AWSIdentityArn"),
		text("modified-user", "LastModifiedUser.ConnectUserArn|LastModifiedUser.AWSIdentityArn"),
		modified,
		region,
	},
}
