package connect

import "github.com/searchfilter/searchfilter/compile"

// HoursOfOperations returns the target of SearchHoursOfOperations.
func HoursOfOperations() compile.Target { return hoursOfOperations.target() }

var hoursOfOperations = &search{
	name:      "hours-of-operations",
	operation: "SearchHoursOfOperations",
	record:    "hours of operation",
	filter:    tagFilter,
	lists:     []string{"HoursOfOperations", "HoursOfOperationSummaryList"},
	summary:   has("id", "arn", "name", "modified", "region"),
	wraps:     []string{"HoursOfOperation"},
	fields: []field{
		text("id", "HoursOfOperationId|Id").always().sent(idOf("resourceID")),
		text("arn", "HoursOfOperationArn|Arn").always(),
		text("name", "Name").always().sent(stringOf("name")),
		text("description", "Description").sent(stringOf("description")),
		text("time-zone", "TimeZone").sent(stringOf("timezone")),
		list("days", "Config[].Day"),
		list("parent-ids", "ParentHoursOfOperations[].Id"),
		list("parent-names", "ParentHoursOfOperations[].Name"),
		modified,
		region,
	},
}
