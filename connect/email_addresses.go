package connect

import "github.com/searchfilter/searchfilter/compile"

// EmailAddresses returns the target of SearchEmailAddresses.
func EmailAddresses() compile.Target { return emailAddresses.target() }

var emailAddresses = &search{
	name:      "email-addresses",
	operation: "SearchEmailAddresses",
	record:    "email address",
	members:   []string{"InstanceId", "MaxResults", "NextToken", "SearchCriteria", "SearchFilter"},
	lists:     []string{"EmailAddresses"},
	fields: []field{
		text("id", "EmailAddressId").always(),
		text("arn", "EmailAddressArn").always(),
		text("address", "EmailAddress").always().untried(stringOf("emailAddress")),
		text("description", "Description").untried(stringOf("description")),
		text("display-name", "DisplayName").untried(stringOf("displayName")),
		list("alias-ids", "AliasConfigurations[].EmailAddressId"),
	},
}
