package connect

import "github.com/searchfilter/searchfilter/compile"

// PredefinedAttributes returns the target of SearchPredefinedAttributes. Nobody says what
// FieldName values there are.
func PredefinedAttributes() compile.Target { return predefinedAttributes.target() }

var predefinedAttributes = &search{
	name:      "predefined-attributes",
	operation: "SearchPredefinedAttributes",
	record:    "predefined attribute",
	members:   []string{"InstanceId", "NextToken", "MaxResults", "SearchCriteria"},
	lists:     []string{"PredefinedAttributes", "PredefinedAttributeSummaryList"},
	summary:   has("name", "modified", "region"),
	wraps:     []string{"PredefinedAttribute"},
	fields: []field{
		text("name", "Name").always().untried(stringOf("name")),
		list("values", "Values.StringList"),
		list("purposes", "Purposes"),
		boolean("enable-value-validation-on-association", "AttributeConfiguration.EnableValueValidationOnAssociation"),
		boolean("read-only", "AttributeConfiguration.IsReadOnly"),
		modified,
		region,
	},
}
