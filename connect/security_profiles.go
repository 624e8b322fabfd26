package connect

import "github.com/searchfilter/searchfilter/compile"

// SecurityProfiles returns the target of SearchSecurityProfiles. The model says that name
// is the one FieldName.
func SecurityProfiles() compile.Target { return securityProfiles.target() }

var securityProfiles = &search{
	name:      "security-profiles",
	operation: "SearchSecurityProfiles",
	record:    "security profile",
	members:   []string{"InstanceId", "NextToken", "MaxResults", "SearchCriteria", "SearchFilter"},
	filter:    tagFilter,
	lists:     []string{"SecurityProfiles", "SecurityProfileSummaryList"},
	summary:   has("id", "arn", "name"),
	wraps:     []string{"SecurityProfile"},
	fields: []field{
		text("id", "Id").always(),
		text("arn", "Arn").always(),
		text("name", "SecurityProfileName|Name").always().sent(stringOf("name")),
		text("description", "Description"),
		text("organization-resource-id", "OrganizationResourceId"),
	},
}
