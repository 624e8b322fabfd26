package connect

import "github.com/searchfilter/searchfilter/compile"

// EmailAddresses returns the target of SearchEmailAddresses. Nobody says what FieldName
// values there are; emailAddress is seen in other people's code. SearchFilter is the
// caller's: the records have no tags, by which what it finds could be checked.
func EmailAddresses() compile.Target { return emailAddresses.target() }

var emailAddresses = &search{
	name:      "email-addresses",
	operation: "SearchEmailAddresses",
	record:    "email address",
	members:   []string{"InstanceId", "MaxResults", "NextToken", "SearchCriteria", "SearchFilter"},
	lists:     []string{"EmailAddresses"},
	// The answer of DescribeEmailAddress is a record itself.
	unsaid: map[string]string{
		"SearchFilter": "what is found has no tags, so that nothing could be checked: set this member by hand, and leave the tags out of the query",
	},
	fields: []field{
		text("id", "EmailAddressId").always(),
		text("arn", "EmailAddressArn").always(),
		text("address", "EmailAddress").always().untried(stringOf("emailAddress")),
		text("description", "Description").untried(stringOf("description")),
		text("display-name", "DisplayName").untried(stringOf("displayName")),
		list("alias-ids", "AliasConfigurations[].EmailAddressId"),
	},
}
