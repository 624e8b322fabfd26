package connect

import "github.com/searchfilter/searchfilter/compile"

// HoursOfOperationOverrides returns the target of SearchHoursOfOperationOverrides. Nobody
// says what FieldName values there are. SearchFilter is the caller's: the records have no
// tags, by which what it finds could be checked.
func HoursOfOperationOverrides() compile.Target { return hoursOfOperationOverrides.target() }

var hoursOfOperationOverrides = &search{
	name:      "hours-of-operation-overrides",
	operation: "SearchHoursOfOperationOverrides",
	record:    "hours of operation override",
	lists:     []string{"HoursOfOperationOverrides", "HoursOfOperationOverrideList"},
	wraps:     []string{"HoursOfOperationOverride"},
	around:    []string{"NextToken", "ApproximateTotalCount", "LastModifiedTime", "LastModifiedRegion"},
	unsaid: map[string]string{
		"SearchFilter": "what is found has no tags, so that nothing could be checked: set this member by hand, and leave the tags out of the query",
	},
	fields: []field{
		text("id", "HoursOfOperationOverrideId").always(),
		text("hours-of-operation-id", "HoursOfOperationId"),
		text("hours-of-operation-arn", "HoursOfOperationArn"),
		text("name", "Name").always().untried(stringOf("name")),
		text("description", "Description").untried(stringOf("description")),
		date("effective-from", "EffectiveFrom").untried(dateOf("effectiveFrom")),
		date("effective-till", "EffectiveTill").untried(dateOf("effectiveTill")),
		enum("type", "OverrideType", "STANDARD", "OPEN", "CLOSED"),
		list("days", "Config[].Day"),
		enum("frequency", "RecurrenceConfig.RecurrencePattern.Frequency", "WEEKLY", "MONTHLY", "YEARLY"),
		number("interval", "RecurrenceConfig.RecurrencePattern.Interval"),
	},
}
