package connect

import "github.com/searchfilter/searchfilter/compile"

// Users returns the target of SearchUsers. UserAttributeFilter is left out: it adds an or
// of tags and hierarchy groups, for which a plan takes two requests. So is ListCondition,
// which asks for proficiencies: a record does not have them.
func Users() compile.Target { return users.target() }

var users = &search{
	name:      "users",
	operation: "SearchUsers",
	record:    "user",
	filter:    tagFilter,
	lists:     []string{"Users", "UserSummaryList"},
	summary:   has("id", "arn", "username"),
	wraps:     []string{"User"},
	unsaid: map[string]string{
		"ListCondition":       "what is found has no proficiencies: add this by hand, beside the criteria of the query",
		"UserAttributeFilter": "say it in the query: a plan takes one request for each kind of its rows",
	},
	fields: []field{
		text("id", "Id").always().sent(idOf("resourceId")),
		text("arn", "Arn").always(),
		text("username", "Username").always().sent(stringOf("Username")),
		text("first-name", "IdentityInfo.FirstName").sent(stringOf("FirstName")),
		text("last-name", "IdentityInfo.LastName").sent(stringOf("LastName")),
		text("routing-profile-id", "RoutingProfileId").sent(idOf("RoutingProfileId")),
		list("security-profile-ids", "SecurityProfileIds").sent(stringOf("SecurityProfileId")),
		text("hierarchy-group-id", "HierarchyGroupId").sent(hierarchyGroup()),
		text("directory-user-id", "DirectoryUserId"),
		enum("phone-type", "PhoneConfig.PhoneType", "SOFT_PHONE", "DESK_PHONE"),
		boolean("auto-accept", "PhoneConfig.AutoAccept"),
		text("desk-phone-number", "PhoneConfig.DeskPhoneNumber"),
		number("after-contact-work-time-limit", "PhoneConfig.AfterContactWorkTimeLimit"), // milliseconds by SearchUsers' prose, seconds by the member's
		boolean("persistent-connection", "PhoneConfig.PersistentConnection"),
	},
}
