// Package pages knows how many records a page of a search may have.
package pages

// Most returns the most records in a page of a search, by the name of its operation: the
// MaxResults that its model allows (botocore 1.43.67, connect 2017-08-08), or of SearchMetrics
// AWS's pages.
func Most(operation string) int {
	switch operation {
	case "SearchDataTables":
		return 1000
	case "SearchQueues", "SearchRoutingProfiles", "SearchUsers", "SearchWorkspaceAssociations", "SearchWorkspaces":
		return 500
	case "SearchRules":
		return 200
	}
	return 100
}
