package connect

import "github.com/searchfilter/searchfilter/compile"

// searches has the targets of all searches, in the order of their names.
var searches = []func() compile.Target{
	AgentStatuses,
	ContactEvaluations,
	ContactFlowModules,
	ContactFlows,
	DataTables,
	EmailAddresses,
	EvaluationForms,
	HoursOfOperationOverrides,
	HoursOfOperations,
	Metrics,
	Notifications,
	PredefinedAttributes,
	Prompts,
	Queues,
	QuickConnects,
	RoutingProfiles,
	Rules,
	SecurityProfiles,
	TestCases,
	UserHierarchyGroups,
	Users,
	Views,
	WorkspaceAssociations,
	Workspaces,
}

// Targets returns the targets of all searches, in the order of their names. They are made
// anew: a caller may change what it gets, but for the schemas.
func Targets() []compile.Target {
	targets := make([]compile.Target, len(searches))
	for i, target := range searches {
		targets[i] = target()
	}
	return targets
}
