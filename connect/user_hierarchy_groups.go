package connect

import "github.com/searchfilter/searchfilter/compile"

// UserHierarchyGroups returns the target of SearchUserHierarchyGroups. A path ends with
// the group itself, by an example of AWS, so that path-ids = X is X and all below it. The
// parentId that the search takes is left out: of a record's path it is the last but one.
func UserHierarchyGroups() compile.Target { return userHierarchyGroups.target() }

var userHierarchyGroups = &search{
	name:      "user-hierarchy-groups",
	operation: "SearchUserHierarchyGroups",
	record:    "user hierarchy group",
	filter:    attributeFilter,
	lists:     []string{"UserHierarchyGroups", "UserHierarchyGroupSummaryList"},
	summary:   lacks("level-id", "path-ids", "path-names", withoutTags),
	wraps:     []string{"HierarchyGroup"},
	fields: []field{
		text("id", "Id").always().sent(idOf("resourceID")),
		text("arn", "Arn").always(),
		text("name", "Name").always().sent(stringOf("name")),
		text("level-id", "LevelId").sent(idOf("levelId")),
		list("path-ids", "HierarchyPath.*.Id"),
		list("path-names", "HierarchyPath.*.Name"),
		modified,
		region,
	},
}
