package connect

import "github.com/searchfilter/searchfilter/compile"

// Views returns the target of SearchViews. The model names the fields name and
// description, not their FieldName values.
func Views() compile.Target { return views.target() }

var views = &search{
	name:      "views",
	operation: "SearchViews",
	record:    "view",
	filter:    attributeFilter,
	lists:     []string{"Views", "ViewsSummaryList"},
	summary:   has("id", "arn", "name", "description", "status", "type"),
	wraps:     []string{"View"},
	fields: []field{
		text("id", "Id").always(),
		text("arn", "Arn").always(),
		text("name", "Name").always().sent(stringOf("name")),
		text("description", "Description").sent(stringOf("description")),
		enum("status", "Status", "PUBLISHED", "SAVED").sent(bare("ViewStatusCondition")),
		enum("type", "Type", "CUSTOMER_MANAGED", "AWS_MANAGED").sent(bare("ViewTypeCondition")),
		number("version", "Version"),
		text("version-description", "VersionDescription"),
		text("input-schema", "Content.InputSchema"),
		text("template", "Content.Template"),
		list("actions", "Content.Actions"),
		timestamp("created", "CreatedTime"),
		modified,
		text("sha256", "ViewContentSha256"),
	},
}
