package connecttest

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/wire"
)

// The services, as ARNs name them.
const (
	connectService = "connect"
	qService       = "wisdom"
)

// A kind is a kind of record. What one search of Amazon Connect has of its own is here and in
// the table of package wire.
type kind struct {
	target  string // of package wire, and the end of the path of the search
	search  string // the operation
	records string // the member of its answer that has them

	// The member that tells a record from others. Of A|B it is the first that is there,
	// where B is a summary's. A+B are two that do so together.
	id string

	// The member that has the ARN, in the same way, and what stands in it before the ID. A
	// record without an ARN gets one if there is a resource.
	arn, resource string

	arns bool // InstanceId may be an ARN
	list *listing

	// read checks the members of a record and may change them. They are then written in the
	// given order, with other members behind them. Records of kinds without read stay as they
	// are.
	read  func(r *record, members map[string]json.RawMessage) error
	order []string

	service string // connectService if the table does not say it
	tags    string // the member that has the tags
	wire    *wire.Target
	index   int // among allKinds
}

// A listing is a List operation.
type listing struct {
	name    string
	path    string // {} is a parameter, and the first {} is the instance
	records string // the member of its answer that has the summaries
	most    int    // the most of MaxResults; 0 if there is no MaxResults
	arns    bool   // InstanceId may be an ARN

	// The members of a summary. Name=From says where a record has the member: From is a path,
	// a text in quotes, or several of these with | between them, of which the first that leads
	// to something counts. A.B is the member B of an object A.
	summary string

	// Whether a summary has all members of a record.
	whole bool

	// The parameters that filter, of the query or of the path.
	only []only

	// Whether the operation has InvalidRequestException instead of
	// InvalidParameterException.
	request bool

	parts []part
}

// An only is a parameter that filters. A List finds the records whose value is among those of the
// parameter.
type only struct {
	parameter string // {} is the second of the path
	path      string // to the value in a record, as in a summary
	values    string // the possible ones, with commas; empty for any text
	many      bool   // whether the parameter may be there several times
	required  bool
}

// kinds are those of the searches, sorted by target. Operations, members and MaxResults are from the
// service's model, connect 2017-08-08 as botocore 1.43.67 has it. Those of the metrics and of
// ListRules are from botocore 1.44.8.
var kinds = readKinds(0, []*kind{
	{
		target: "agent-statuses", search: "SearchAgentStatuses", records: "AgentStatuses",
		id: "AgentStatusId|Id", arn: "AgentStatusARN|Arn", resource: "agent-state",
		list: &listing{
			name: "ListAgentStatuses", path: "agent-status/{}", records: "AgentStatusSummaryList", most: 1000,
			summary: "Id=AgentStatusId|Id Arn=AgentStatusARN|Arn Name Type LastModifiedTime LastModifiedRegion",
			only:    []only{{parameter: "AgentStatusTypes", many: true, path: "Type", values: "ROUTABLE,CUSTOM,OFFLINE"}},
		},
	},
	{
		target: "contact-evaluations", search: "SearchContactEvaluations", records: "EvaluationSearchSummaryList",
		id: "EvaluationId", arn: "EvaluationArn", resource: "contact-evaluation",
		list: &listing{
			name: "ListContactEvaluations", path: "contact-evaluations/{}", records: "EvaluationSummaryList",
			summary: "EvaluationId EvaluationArn EvaluationFormTitle EvaluationFormId" +
				" CalibrationSessionId=Metadata.CalibrationSessionId|CalibrationSessionId Status" +
				" AutoEvaluationEnabled=Metadata.AutoEvaluationEnabled|AutoEvaluationEnabled" +
				" AutoEvaluationStatus=Metadata.AutoEvaluationStatus|AutoEvaluationStatus" +
				" EvaluatorArn=Metadata.EvaluatorArn|EvaluatorArn" +
				" Score.Percentage=Metadata.ScorePercentage|Score.Percentage" +
				" Score.NotApplicable=Metadata.ScoreNotApplicable|Score.NotApplicable" +
				" Score.AutomaticFail=Metadata.ScoreAutomaticFail|Score.AutomaticFail" +
				" Score.AppliedWeight" +
				" Score.EarnedPoints=Metadata.EarnedPoints|Score.EarnedPoints" +
				" Score.MaxBasePoint=Metadata.MaxBasePoint|Score.MaxBasePoint" +
				" Score.PerformanceCategory=Metadata.PerformanceCategory|Score.PerformanceCategory" +
				" Acknowledgement.AcknowledgedTime=Metadata.AcknowledgedTime|Acknowledgement.AcknowledgedTime" +
				" Acknowledgement.AcknowledgedBy=Metadata.AcknowledgedBy|Acknowledgement.AcknowledgedBy" +
				" Acknowledgement.AcknowledgerComment=Metadata.AcknowledgerComment|Acknowledgement.AcknowledgerComment" +
				" EvaluationType CreatedTime LastModifiedTime" +
				" ContactParticipant.ContactParticipantRole=Metadata.ContactParticipantRole|ContactParticipant.ContactParticipantRole" +
				" ContactParticipant.ContactParticipantId=Metadata.ContactParticipantId|ContactParticipant.ContactParticipantId",
			only: []only{{parameter: "contactId", path: "Metadata.ContactId", required: true}},
		},
	},
	{
		target: "contact-flow-modules", search: "SearchContactFlowModules", records: "ContactFlowModules",
		id: "Id", arn: "Arn", resource: "flow-module",
		list: &listing{
			name: "ListContactFlowModules", path: "contact-flow-modules-summary/{}", records: "ContactFlowModulesSummaryList", most: 1000,
			summary: "Id Arn Name State",
			only:    []only{{parameter: "state", path: "State", values: "ACTIVE,ARCHIVED"}},
		},
	},
	{
		target: "contact-flows", search: "SearchContactFlows", records: "ContactFlows",
		id: "Id", arn: "Arn", resource: "contact-flow",
		list: &listing{
			name: "ListContactFlows", path: "contact-flows-summary/{}", records: "ContactFlowSummaryList", most: 1000,
			summary: "Id Arn Name ContactFlowType=Type|ContactFlowType ContactFlowState=State|ContactFlowState ContactFlowStatus=Status|ContactFlowStatus",
			only: []only{{parameter: "contactFlowTypes", many: true, path: "Type|ContactFlowType", values: "CONTACT_FLOW,CUSTOMER_QUEUE,CUSTOMER_HOLD," +
				"CUSTOMER_WHISPER,AGENT_HOLD,AGENT_WHISPER,OUTBOUND_WHISPER,AGENT_TRANSFER,QUEUE_TRANSFER,CAMPAIGN"}},
		},
	},
	{
		target: "data-tables", search: "SearchDataTables", records: "DataTables",
		id: "Id", arn: "Arn", resource: "data-table",
		list: &listing{
			name: "ListDataTables", path: "data-tables/{}", records: "DataTableSummaryList", most: 1000,
			summary: "Name Id Arn LastModifiedTime LastModifiedRegion",
		},
	},
	{
		target: "email-addresses", search: "SearchEmailAddresses", records: "EmailAddresses",
		id: "EmailAddressId", arn: "EmailAddressArn", resource: "email-address",
	},
	{
		target: "evaluation-forms", search: "SearchEvaluationForms", records: "EvaluationFormSearchSummaryList",
		id: "EvaluationFormId", arn: "EvaluationFormArn", resource: "evaluation-form",
		list: &listing{
			name: "ListEvaluationForms", path: "evaluation-forms/{}", records: "EvaluationFormSummaryList", most: 100,
			summary: "EvaluationFormId EvaluationFormArn Title CreatedTime CreatedBy LastModifiedTime LastModifiedBy" +
				" LastActivatedTime LastActivatedBy LatestVersion ActiveVersion",
		},
	},
	{
		target: "hours-of-operation-overrides", search: "SearchHoursOfOperationOverrides", records: "HoursOfOperationOverrides",
		id: "HoursOfOperationOverrideId", arn: "HoursOfOperationArn", // of the hours, by which the instance is known
		list: &listing{
			name: "ListHoursOfOperationOverrides", path: "hours-of-operations/{}/{}/overrides", records: "HoursOfOperationOverrideList", most: 100,
			summary: "HoursOfOperationOverrideId HoursOfOperationId HoursOfOperationArn Name Description Config" +
				" EffectiveFrom EffectiveTill RecurrenceConfig OverrideType",
			whole: true,
			only:  []only{{parameter: "{}", path: "HoursOfOperationId"}},
		},
	},
	{
		target: "hours-of-operations", search: "SearchHoursOfOperations", records: "HoursOfOperations",
		id: "HoursOfOperationId|Id", arn: "HoursOfOperationArn|Arn", resource: "operating-hours",
		list: &listing{
			name: "ListHoursOfOperations", path: "hours-of-operations-summary/{}", records: "HoursOfOperationSummaryList", most: 1000,
			summary: "Id=HoursOfOperationId|Id Arn=HoursOfOperationArn|Arn Name LastModifiedTime LastModifiedRegion",
		},
	},
	{
		target: "metrics", search: "SearchMetrics", records: "Metrics",
		id: "Id", arn: "Arn", resource: "metric",
		list: &listing{
			name: "ListMetrics", path: "metrics/definitions/{}", records: "MetricSummaryList", most: 100,
			summary: "Arn Id Name Status Type LastModifiedRegion LastModifiedTime",
			only:    []only{{parameter: "type", path: "Type", values: "AWS_MANAGED,CUSTOMER_MANAGED"}},
		},
	},
	{
		target: "notifications", search: "SearchNotifications", records: "Notifications",
		id: "Id", arn: "Arn", resource: "notification",
		list: &listing{
			name: "ListNotifications", path: "notifications/{}", records: "NotificationSummaryList", most: 100,
			summary: "Content Id Arn Priority Recipients LastModifiedTime CreatedAt ExpiresAt LastModifiedRegion Tags",
			whole:   true,
		},
	},
	{
		target: "predefined-attributes", search: "SearchPredefinedAttributes", records: "PredefinedAttributes",
		id: "Name",
		list: &listing{
			name: "ListPredefinedAttributes", path: "predefined-attributes/{}", records: "PredefinedAttributeSummaryList", most: 100,
			summary: "Name LastModifiedTime LastModifiedRegion",
		},
	},
	{
		target: "prompts", search: "SearchPrompts", records: "Prompts",
		id: "PromptId|Id", arn: "PromptARN|Arn", resource: "prompt",
		list: &listing{
			name: "ListPrompts", path: "prompts-summary/{}", records: "PromptSummaryList", most: 1000,
			summary: "Id=PromptId|Id Arn=PromptARN|Arn Name LastModifiedTime LastModifiedRegion",
		},
	},
	{
		target: "queues", search: "SearchQueues", records: "Queues",
		id: "QueueId|Id", arn: "QueueArn|Arn", resource: "queue",
		list: &listing{
			name: "ListQueues", path: "queues-summary/{}", records: "QueueSummaryList", most: 1000,
			summary: "Id=QueueId|Id Arn=QueueArn|Arn Name QueueType=QueueType|'STANDARD' LastModifiedTime LastModifiedRegion",
			only:    []only{{parameter: "queueTypes", many: true, path: "QueueType|'STANDARD'", values: "STANDARD,AGENT"}},
		},
	},
	{
		target: "quick-connects", search: "SearchQuickConnects", records: "QuickConnects",
		id: "QuickConnectId|Id", arn: "QuickConnectARN|Arn", resource: "transfer-destination",
		list: &listing{
			name: "ListQuickConnects", path: "quick-connects/{}", records: "QuickConnectSummaryList", most: 1000,
			summary: "Id=QuickConnectId|Id Arn=QuickConnectARN|Arn Name QuickConnectType=QuickConnectConfig.QuickConnectType|QuickConnectType LastModifiedTime LastModifiedRegion",
			only: []only{{parameter: "QuickConnectTypes", many: true, path: "QuickConnectConfig.QuickConnectType|QuickConnectType",
				values: "USER,QUEUE,PHONE_NUMBER,FLOW"}},
		},
	},
	{
		target: "routing-profiles", search: "SearchRoutingProfiles", records: "RoutingProfiles",
		id: "RoutingProfileId|Id", arn: "RoutingProfileArn|Arn", resource: "routing-profile",
		list: &listing{
			name: "ListRoutingProfiles", path: "routing-profiles-summary/{}", records: "RoutingProfileSummaryList", most: 1000,
			summary: "Id=RoutingProfileId|Id Arn=RoutingProfileArn|Arn Name LastModifiedTime LastModifiedRegion",
		},
	},
	{
		target: "rules", search: "SearchRules", records: "Rules",
		id: "RuleId", arn: "RuleArn", resource: "rule",
		list: &listing{
			name: "ListRules", path: "rules/{}", records: "RuleSummaryList", most: 200,
			summary: "Name RuleId RuleArn EventSourceName=TriggerEventSource.EventSourceName|EventSourceName PublishStatus" +
				" RuleCapabilityTiers ActionSummaries CreatedTime LastUpdatedTime",
			request: true,
			only: []only{
				{parameter: "publishStatus", path: "PublishStatus", values: "DRAFT,PUBLISHED"},
				{parameter: "eventSourceName", path: "TriggerEventSource.EventSourceName|EventSourceName", values: "OnPostCallAnalysisAvailable," +
					"OnRealTimeCallAnalysisAvailable,OnRealTimeChatAnalysisAvailable,OnPostChatAnalysisAvailable,OnAfterCallWorkAvailable," +
					"OnAfterChatWorkAvailable,OnEmailAnalysisAvailable," +
					"OnZendeskTicketCreate,OnZendeskTicketStatusUpdate,OnSalesforceCaseCreate,OnContactEvaluationSubmit,OnMetricDataUpdate," +
					"OnCaseCreate,OnCaseUpdate,OnSlaBreach,OnAlertUpdate,OnSchedulePublish,OnScheduleUpdate,OnScheduleTimeOffRequestActivity"},
			},
		},
	},
	{
		target: "security-profiles", search: "SearchSecurityProfiles", records: "SecurityProfiles",
		id: "Id", arn: "Arn", resource: "security-profile",
		list: &listing{
			name: "ListSecurityProfiles", path: "security-profiles-summary/{}", records: "SecurityProfileSummaryList", most: 1000,
			summary: "Id Arn Name=SecurityProfileName|Name LastModifiedTime LastModifiedRegion",
		},
	},
	{
		target: "test-cases", search: "SearchTestCases", records: "TestCases", arns: true,
		id: "Id", arn: "Arn", resource: "test-case", read: readTestCase,
		order: strings.Fields("Arn Id Name Content EntryPoint InitializationData Description Status LastModifiedTime LastModifiedRegion Tags TestCaseSha256"),
		list: &listing{
			name: "ListTestCases", path: "test-cases-summary/{}", records: "TestCaseSummaryList", most: 1000,
			summary: "Id Arn Name Status LastModifiedTime LastModifiedRegion",
		},
	},
	{
		target: "user-hierarchy-groups", search: "SearchUserHierarchyGroups", records: "UserHierarchyGroups",
		id: "Id", arn: "Arn", resource: "agent-group",
		list: &listing{
			name: "ListUserHierarchyGroups", path: "user-hierarchy-groups-summary/{}", records: "UserHierarchyGroupSummaryList", most: 1000,
			summary: "Id Arn Name LastModifiedTime LastModifiedRegion",
		},
	},
	{
		target: "users", search: "SearchUsers", records: "Users",
		id: "Id", arn: "Arn", resource: "agent",
		list: &listing{
			name: "ListUsers", path: "users-summary/{}", records: "UserSummaryList", most: 1000,
			summary: "Id Arn Username LastModifiedTime LastModifiedRegion",
		},
	},
	{
		target: "views", search: "SearchViews", records: "Views", arns: true,
		id: "Id", arn: "Arn", resource: "view",
		list: &listing{
			name: "ListViews", path: "views/{}", records: "ViewsSummaryList", most: 100, arns: true,
			summary: "Id Arn Name Type Status Description",
			only:    []only{{parameter: "type", path: "Type", values: "CUSTOMER_MANAGED,AWS_MANAGED"}},
		},
	},
	{
		target: "workspace-associations", search: "SearchWorkspaceAssociations", records: "WorkspaceAssociations",
		id: "WorkspaceId+ResourceId", arn: "WorkspaceArn", // of the workspace, by which the instance is known
	},
	{
		target: "workspaces", search: "SearchWorkspaces", records: "Workspaces",
		id: "Id", arn: "Arn", resource: "workspace",
		list: &listing{
			name: "ListWorkspaces", path: "workspaces/{}", records: "WorkspaceSummaryList", most: 100,
			summary: "Id Name Arn LastModifiedTime LastModifiedRegion",
		},
	},
})

// testCaseKind is that of the records which have versions, and operations of their own.
var testCaseKind = kindOf("test-cases")

// The kinds that no search of Amazon Connect finds.
var (
	executionKind = &kind{target: "test-case-executions", records: "Executions", id: "TestCaseExecutionId", read: readExecution, order: strings.Fields(executionMembers)}
	sessionKind   = &kind{
		target: "sessions", records: "Sessions", id: "sessionId", arn: "sessionArn", resource: "session", service: qService, read: readSession,
		order: strings.Fields("sessionArn sessionId name description tags tagFilter aiAgentConfiguration origin orchestratorConfigurationList clientToken requestSha256"),
	}
	contentKind = &kind{
		target: "q-retrieve", search: "Retrieve", records: "results", service: qService, read: readContent,
		order: strings.Fields("associationId sourceId referenceType contentText tags"),
	}
	allKinds = slices.Concat(kinds, readKinds(len(kinds), []*kind{executionKind, sessionKind, contentKind}))
)

// readKinds fills in what the tables do not say. The first kind has the given index.
func readKinds(first int, list []*kind) []*kind {
	for i, k := range list {
		k.index = first + i
		k.wire = wire.Lookup(k.target)
		k.tags = "Tags"
		if k.service == "" {
			k.service = connectService
		} else {
			k.tags = "tags"
		}
		if k.list != nil {
			k.list.parts = readParts(k.list.summary)
		}
	}
	return list
}

// kindOf returns the kind with the target, or nil.
func kindOf(target string) *kind {
	if i := slices.IndexFunc(kinds, func(k *kind) bool { return k.target == target }); i >= 0 {
		return kinds[i]
	}
	return nil
}

// targets returns the targets of all searches, sorted.
func targets() (list []string) {
	for _, k := range kinds {
		list = append(list, k.target)
	}
	return list
}

// A part is a member of a summary.
type part struct {
	object string // that it is in, or empty
	name   string
	from   [][]string // the paths to it in a record
	text   []byte     // what it is if they lead to nothing, or nil
}

// readParts reads what listing.summary has.
func readParts(summary string) (parts []part) {
	for word := range strings.FieldsSeq(summary) {
		name, from, ok := strings.Cut(word, "=")
		if !ok {
			from = name
		}
		p := readPart(from)
		if p.object, p.name, ok = strings.Cut(name, "."); !ok {
			p.object, p.name = "", name
		}
		parts = append(parts, p)
	}
	return parts
}

// readPart reads where something is in a record.
func readPart(from string) (p part) {
	for path := range strings.SplitSeq(from, "|") {
		if text, ok := strings.CutPrefix(path, "'"); ok {
			p.text = chars.AppendJSON(nil, strings.TrimSuffix(text, "'"))
			continue
		}
		p.from = append(p.from, strings.Split(path, "."))
	}
	return p
}
