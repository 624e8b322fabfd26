package connect

import "github.com/searchfilter/searchfilter/compile"

// DataTables returns the target of SearchDataTables. The model names the fields name,
// description and the resource ID, not their FieldName values; name is seen in other
// people's code. Version, VersionDescription and LockVersion are no fields, for the model
// says that the search does not return them.
func DataTables() compile.Target { return dataTables.target() }

var dataTables = &search{
	name:      "data-tables",
	operation: "SearchDataTables",
	record:    "data table",
	filter:    attributeFilter,
	lists:     []string{"DataTables", "DataTableSummaryList"},
	summary:   has("id", "arn", "name", "modified", "region"),
	wraps:     []string{"DataTable"},
	fields: []field{
		text("id", "Id").always().untried(idOf("resourceID")),
		text("arn", "Arn").always(),
		text("name", "Name").always().sent(stringOf("name")),
		text("description", "Description").sent(stringOf("description")),
		text("time-zone", "TimeZone").always(),
		enum("value-lock-level", "ValueLockLevel", "NONE", "DATA_TABLE", "PRIMARY_VALUE", "ATTRIBUTE", "VALUE"),
		text("status", "Status"), // the enum has PUBLISHED alone, the prose also SAVED
		timestamp("created", "CreatedTime"),
		modified.always(),
		region,
	},
}
