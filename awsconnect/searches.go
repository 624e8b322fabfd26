package awsconnect

import (
	"context"
	"iter"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/connect"
)

// The searches that the SDK has (service/connect v1.175.2), each with its target and the
// method of the client. Whatever else is to be known of one is in these two.

// SearchAgentStatuses yields the agent statuses of the instance that the
// query selects, as the package's documentation says.
func SearchAgentStatuses(ctx context.Context, client sdk.SearchAgentStatusesAPIClient, instanceID string, q searchfilter.Query, o Options) iter.Seq2[types.AgentStatus, error] {
	return sequence(ctx, connect.AgentStatuses(), typed[types.AgentStatus](client.SearchAgentStatuses), instanceID, q, o)
}

// SearchContactEvaluations yields the contact evaluations of the instance that the
// query selects, as the package's documentation says.
func SearchContactEvaluations(ctx context.Context, client SearchContactEvaluationsAPIClient, instanceID string, q searchfilter.Query, o Options) iter.Seq2[types.EvaluationSearchSummary, error] {
	return sequence(ctx, connect.ContactEvaluations(), typed[types.EvaluationSearchSummary](client.SearchContactEvaluations), instanceID, q, o)
}

// SearchContactFlowModules yields the contact flow modules of the instance that the
// query selects, as the package's documentation says.
func SearchContactFlowModules(ctx context.Context, client sdk.SearchContactFlowModulesAPIClient, instanceID string, q searchfilter.Query, o Options) iter.Seq2[types.ContactFlowModule, error] {
	return sequence(ctx, connect.ContactFlowModules(), typed[types.ContactFlowModule](client.SearchContactFlowModules), instanceID, q, o)
}

// SearchContactFlows yields the contact flows of the instance that the
// query selects, as the package's documentation says.
func SearchContactFlows(ctx context.Context, client sdk.SearchContactFlowsAPIClient, instanceID string, q searchfilter.Query, o Options) iter.Seq2[types.ContactFlow, error] {
	return sequence(ctx, connect.ContactFlows(), typed[types.ContactFlow](client.SearchContactFlows), instanceID, q, o)
}

// SearchDataTables yields the data tables of the instance that the
// query selects, as the package's documentation says.
func SearchDataTables(ctx context.Context, client sdk.SearchDataTablesAPIClient, instanceID string, q searchfilter.Query, o Options) iter.Seq2[types.DataTable, error] {
	return sequence(ctx, connect.DataTables(), typed[types.DataTable](client.SearchDataTables), instanceID, q, o)
}

// SearchEmailAddresses yields the email addresses of the instance that the
// query selects, as the package's documentation says.
func SearchEmailAddresses(ctx context.Context, client SearchEmailAddressesAPIClient, instanceID string, q searchfilter.Query, o Options) iter.Seq2[types.EmailAddressMetadata, error] {
	return sequence(ctx, connect.EmailAddresses(), typed[types.EmailAddressMetadata](client.SearchEmailAddresses), instanceID, q, o)
}

// SearchEvaluationForms yields the evaluation forms of the instance that the
// query selects, as the package's documentation says.
func SearchEvaluationForms(ctx context.Context, client SearchEvaluationFormsAPIClient, instanceID string, q searchfilter.Query, o Options) iter.Seq2[types.EvaluationFormSearchSummary, error] {
	return sequence(ctx, connect.EvaluationForms(), typed[types.EvaluationFormSearchSummary](client.SearchEvaluationForms), instanceID, q, o)
}

// SearchHoursOfOperationOverrides yields the overrides of hours of operation of the instance that the
// query selects, as the package's documentation says.
func SearchHoursOfOperationOverrides(ctx context.Context, client sdk.SearchHoursOfOperationOverridesAPIClient, instanceID string, q searchfilter.Query, o Options) iter.Seq2[types.HoursOfOperationOverride, error] {
	return sequence(ctx, connect.HoursOfOperationOverrides(), typed[types.HoursOfOperationOverride](client.SearchHoursOfOperationOverrides), instanceID, q, o)
}

// SearchHoursOfOperations yields the hours of operation of the instance that the
// query selects, as the package's documentation says.
func SearchHoursOfOperations(ctx context.Context, client sdk.SearchHoursOfOperationsAPIClient, instanceID string, q searchfilter.Query, o Options) iter.Seq2[types.HoursOfOperation, error] {
	return sequence(ctx, connect.HoursOfOperations(), typed[types.HoursOfOperation](client.SearchHoursOfOperations), instanceID, q, o)
}

// SearchNotifications yields the notifications of the instance that the
// query selects, as the package's documentation says.
func SearchNotifications(ctx context.Context, client SearchNotificationsAPIClient, instanceID string, q searchfilter.Query, o Options) iter.Seq2[types.NotificationSearchSummary, error] {
	return sequence(ctx, connect.Notifications(), typed[types.NotificationSearchSummary](client.SearchNotifications), instanceID, q, o)
}

// SearchPredefinedAttributes yields the predefined attributes of the instance that the
// query selects, as the package's documentation says.
func SearchPredefinedAttributes(ctx context.Context, client sdk.SearchPredefinedAttributesAPIClient, instanceID string, q searchfilter.Query, o Options) iter.Seq2[types.PredefinedAttribute, error] {
	return sequence(ctx, connect.PredefinedAttributes(), typed[types.PredefinedAttribute](client.SearchPredefinedAttributes), instanceID, q, o)
}

// SearchPrompts yields the prompts of the instance that the query selects, as the package's
// documentation says.
func SearchPrompts(ctx context.Context, client sdk.SearchPromptsAPIClient, instanceID string, q searchfilter.Query, o Options) iter.Seq2[types.Prompt, error] {
	return sequence(ctx, connect.Prompts(), typed[types.Prompt](client.SearchPrompts), instanceID, q, o)
}

// SearchQueues yields the queues of the instance that the query selects, as the package's
// documentation says.
func SearchQueues(ctx context.Context, client sdk.SearchQueuesAPIClient, instanceID string, q searchfilter.Query, o Options) iter.Seq2[types.Queue, error] {
	return sequence(ctx, connect.Queues(), typed[types.Queue](client.SearchQueues), instanceID, q, o)
}

// SearchQuickConnects yields the quick connects of the instance that the
// query selects, as the package's documentation says.
func SearchQuickConnects(ctx context.Context, client sdk.SearchQuickConnectsAPIClient, instanceID string, q searchfilter.Query, o Options) iter.Seq2[types.QuickConnect, error] {
	return sequence(ctx, connect.QuickConnects(), typed[types.QuickConnect](client.SearchQuickConnects), instanceID, q, o)
}

// SearchRoutingProfiles yields the routing profiles of the instance that the
// query selects, as the package's documentation says.
func SearchRoutingProfiles(ctx context.Context, client sdk.SearchRoutingProfilesAPIClient, instanceID string, q searchfilter.Query, o Options) iter.Seq2[types.RoutingProfile, error] {
	return sequence(ctx, connect.RoutingProfiles(), typed[types.RoutingProfile](client.SearchRoutingProfiles), instanceID, q, o)
}

// SearchSecurityProfiles yields the security profiles of the instance that the
// query selects, as the package's documentation says.
func SearchSecurityProfiles(ctx context.Context, client sdk.SearchSecurityProfilesAPIClient, instanceID string, q searchfilter.Query, o Options) iter.Seq2[types.SecurityProfileSearchSummary, error] {
	return sequence(ctx, connect.SecurityProfiles(), typed[types.SecurityProfileSearchSummary](client.SearchSecurityProfiles), instanceID, q, o)
}

// SearchTestCases yields the test cases of the instance that the
// query selects, as the package's documentation says.
func SearchTestCases(ctx context.Context, client sdk.SearchTestCasesAPIClient, instanceID string, q searchfilter.Query, o Options) iter.Seq2[types.TestCase, error] {
	return sequence(ctx, connect.TestCases(), typed[types.TestCase](client.SearchTestCases), instanceID, q, o)
}

// SearchUserHierarchyGroups yields the user hierarchy groups of the instance that the
// query selects, as the package's documentation says.
func SearchUserHierarchyGroups(ctx context.Context, client sdk.SearchUserHierarchyGroupsAPIClient, instanceID string, q searchfilter.Query, o Options) iter.Seq2[types.HierarchyGroup, error] {
	return sequence(ctx, connect.UserHierarchyGroups(), typed[types.HierarchyGroup](client.SearchUserHierarchyGroups), instanceID, q, o)
}

// SearchUsers yields the users of the instance that the query selects, as the package's
// documentation says.
func SearchUsers(ctx context.Context, client sdk.SearchUsersAPIClient, instanceID string, q searchfilter.Query, o Options) iter.Seq2[types.UserSearchSummary, error] {
	return sequence(ctx, connect.Users(), typed[types.UserSearchSummary](client.SearchUsers), instanceID, q, o)
}

// SearchViews yields the views of the instance that the query selects, as the package's
// documentation says.
func SearchViews(ctx context.Context, client sdk.SearchViewsAPIClient, instanceID string, q searchfilter.Query, o Options) iter.Seq2[types.View, error] {
	return sequence(ctx, connect.Views(), typed[types.View](client.SearchViews), instanceID, q, o)
}

// SearchWorkspaceAssociations yields the workspace associations of the instance that the
// query selects, as the package's documentation says.
func SearchWorkspaceAssociations(ctx context.Context, client sdk.SearchWorkspaceAssociationsAPIClient, instanceID string, q searchfilter.Query, o Options) iter.Seq2[types.WorkspaceAssociationSearchSummary, error] {
	return sequence(ctx, connect.WorkspaceAssociations(), typed[types.WorkspaceAssociationSearchSummary](client.SearchWorkspaceAssociations), instanceID, q, o)
}

// SearchWorkspaces yields the workspaces of the instance that the
// query selects, as the package's documentation says.
func SearchWorkspaces(ctx context.Context, client sdk.SearchWorkspacesAPIClient, instanceID string, q searchfilter.Query, o Options) iter.Seq2[types.WorkspaceSearchSummary, error] {
	return sequence(ctx, connect.Workspaces(), typed[types.WorkspaceSearchSummary](client.SearchWorkspaces), instanceID, q, o)
}

// Interfaces as the SDK has them of the other searches.
type (
	// SearchContactEvaluationsAPIClient is a client with the method SearchContactEvaluations, such as *sdk.Client.
	SearchContactEvaluationsAPIClient interface {
		SearchContactEvaluations(context.Context, *sdk.SearchContactEvaluationsInput, ...func(*sdk.Options)) (*sdk.SearchContactEvaluationsOutput, error)
	}

	// SearchEmailAddressesAPIClient is a client with the method SearchEmailAddresses, such as *sdk.Client.
	SearchEmailAddressesAPIClient interface {
		SearchEmailAddresses(context.Context, *sdk.SearchEmailAddressesInput, ...func(*sdk.Options)) (*sdk.SearchEmailAddressesOutput, error)
	}

	// SearchEvaluationFormsAPIClient is a client with the method SearchEvaluationForms, such as *sdk.Client.
	SearchEvaluationFormsAPIClient interface {
		SearchEvaluationForms(context.Context, *sdk.SearchEvaluationFormsInput, ...func(*sdk.Options)) (*sdk.SearchEvaluationFormsOutput, error)
	}

	// SearchNotificationsAPIClient is a client with the method SearchNotifications, such as *sdk.Client.
	SearchNotificationsAPIClient interface {
		SearchNotifications(context.Context, *sdk.SearchNotificationsInput, ...func(*sdk.Options)) (*sdk.SearchNotificationsOutput, error)
	}
)
