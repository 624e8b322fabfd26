package wire

// table says of each operation what its requests may have, and where in a record
// each condition looks. It is read once, by readTable.
//
// A line that is not indented is an operation:
//
//	name  MaxResults at most  filter  and what else
//
// A filter of tags is TagFilter, whose rows are lists, or AttributeFilter, whose
// rows are objects. For Amazon Q in Connect, which has no MaxResults, it is the
// member that has the filter, and then its form. What else there may be: arn,
// InstanceId may be an ARN; token, NextToken has 1 to 2500 characters; untagged,
// no record shows its tags.
//
// An indented line is a condition:
//
//	member  FieldName  kind  path  source
//
// The member is one of SearchCriteria, or a filter beside the filter of tags. A
// hyphen stands for no FieldName. The path leads into a record, as the search
// answers it or a List or Describe does: A|B is the first of two that has a
// value, A[].B each element's, A.* each member's. A hyphen stands for no path:
// no record shows what the condition asks for. The kinds are
//
//	text           compared as a whole, by its beginning or by a part
//	id, enum       text that is only compared as a whole
//	enum(A,B)      the same, for a member that has the value alone
//	list           texts, of which one is compared as text is
//	number         a number; a StringCondition compares its digits
//	bool           true or false
//	time           seconds since 1970, or RFC 3339
//	date           year, month and day
//
// where an exclamation mark says that the model requires the field.
//
// The source says who has the FieldName, or the condition where it has none: the
// service's model and its prose (model), AWS's pages (docs), code that sends it
// (seen), or nobody (unknown). In parentheses it is off: a request with it is an
// error unless Options.AllFieldNames allows it. All else is from the models,
// connect 2017-08-08 and qconnect 2020-10-19 as botocore 1.43.67 has them, but
// for the metrics, which are from @aws-sdk/client-connect 3.1136.0 and the
// pages: their MaxResults is documented, and of InstanceId and NextToken nothing
// is known. If an operation is in none of these models, this legend says where it
// is from.
const table = `
agent-statuses                100   AttributeFilter  token
  StringCondition             resourceID                       id       AgentStatusId|Id                                model
  StringCondition             name                             text     Name                                            model
  StringCondition             description                      text     Description                                     model
  StringCondition             type                             enum     Type                                            model
  StringCondition             state                            enum     State                                           model
  StringCondition             displayOrder                     number   DisplayOrder                                    model

contact-evaluations           100   AttributeFilter
  StringCondition             EvaluationId                     id!      EvaluationId                                    docs
  StringCondition             EvaluationFormId                 id       EvaluationFormId                                (unknown)
  StringCondition             EvaluationFormTitle              text     EvaluationFormTitle                             (unknown)
  StringCondition             Status                           enum!    Status                                          (unknown)
  StringCondition             ContactId                        id!      Metadata.ContactId                              (unknown)
  StringCondition             ContactAgentId                   id       Metadata.ContactAgentId                         (unknown)
  NumberCondition             EvaluationFormVersion            number!  EvaluationFormVersion                           docs
  BooleanCondition            AutoEvaluationEnabled            bool     Metadata.AutoEvaluationEnabled|AutoEvaluationEnabled  docs
  DateTimeCondition           CreatedTime                      time!    CreatedTime                                     (unknown)
  DateTimeCondition           LastModifiedTime                 time!    LastModifiedTime                                docs
  DecimalCondition            ScorePercentage                  number   Metadata.ScorePercentage|Score.Percentage       (unknown)
  ContactEvaluationAttributeFilter  ContactAgentId             id       Metadata.ContactAgentId                         model

contact-flow-modules          100   TagFilter        token
  StringCondition             name                             text     Name                                            unknown
  StringCondition             description                      text     Description                                     unknown
  StateCondition              -           enum(ACTIVE,ARCHIVED)         State                                           model
  StatusCondition             -           enum(PUBLISHED,SAVED)         Status                                          model

contact-flows                 100   TagFilter        token
  StringCondition             name                             text     Name                                            unknown
  StringCondition             description                      text     Description                                     unknown
  TypeCondition               -           enum(CONTACT_FLOW,CUSTOMER_QUEUE,CUSTOMER_HOLD,CUSTOMER_WHISPER,AGENT_HOLD,AGENT_WHISPER,OUTBOUND_WHISPER,AGENT_TRANSFER,QUEUE_TRANSFER,CAMPAIGN)  Type|ContactFlowType  model
  StateCondition              -           enum(ACTIVE,ARCHIVED)         State|ContactFlowState                          model
  StatusCondition             -           enum(PUBLISHED,SAVED)         Status|ContactFlowStatus                        model
  FlowAttributeFilter         -           enum(CONTACT_FLOW,CUSTOMER_QUEUE,CUSTOMER_HOLD,CUSTOMER_WHISPER,AGENT_HOLD,AGENT_WHISPER,OUTBOUND_WHISPER,AGENT_TRANSFER,QUEUE_TRANSFER,CAMPAIGN)  Type|ContactFlowType  model

data-tables                   1000  AttributeFilter
  StringCondition             resourceID                       id!      Id                                              (unknown)
  StringCondition             name                             text!    Name                                            seen
  StringCondition             description                      text     Description                                     unknown

email-addresses               100   TagFilter        token untagged
  StringCondition             emailAddress                     text     EmailAddress                                    (seen)
  StringCondition             description                      text     Description                                     (unknown)
  StringCondition             displayName                      text     DisplayName                                     (unknown)

evaluation-forms              100   AttributeFilter
  StringCondition             EvaluationFormId                 id!      EvaluationFormId                                docs
  StringCondition             Title                            text!    Title                                           model
  StringCondition             Description                      text     Description                                     model
  StringCondition             Status                           enum!    Status                                          model
  NumberCondition             LatestVersion                    number!  LatestVersion                                   docs
  NumberCondition             ActiveVersion                    number   ActiveVersion                                   (unknown)
  BooleanCondition            AutoEvaluationEnabled            bool     AutoEvaluationEnabled                           docs
  DateTimeCondition           CreatedTime                      time!    CreatedTime                                     (unknown)
  DateTimeCondition           LastModifiedTime                 time!    LastModifiedTime                                docs

hours-of-operation-overrides  100   TagFilter        token untagged
  StringCondition             name                             text     Name                                            (unknown)
  StringCondition             description                      text     Description                                     (unknown)
  DateCondition               effectiveFrom                    date     EffectiveFrom                                   (unknown)
  DateCondition               effectiveTill                    date     EffectiveTill                                   (unknown)

hours-of-operations           100   TagFilter        token
  StringCondition             resourceID                       id       HoursOfOperationId|Id                           model
  StringCondition             name                             text     Name                                            model
  StringCondition             description                      text     Description                                     model
  StringCondition             timezone                         text     TimeZone                                        model

metrics                       100   TagFilter
  StringCondition             name                             text!    Name                                            docs
  StringCondition             description                      text     Description                                     (unknown)
  StringCondition             type                             enum!    Type                                            docs
  BooleanCondition            supportsPreaggregateCalculation  bool!    SupportsPreaggregateCalculation                 (unknown)
  BooleanCondition            supportsCustomCalculation        bool!    SupportsCustomCalculation                       (unknown)

notifications                 100   AttributeFilter
  StringCondition             id                               id       Id                                              (unknown)
  StringCondition             content                          list     Content.*                                       (unknown)

predefined-attributes         100   -                token
  StringCondition             name                             text     Name                                            (unknown)

prompts                       100   TagFilter        token
  StringCondition             resourceID                       id       PromptId|Id                                     model
  StringCondition             name                             text     Name                                            model
  StringCondition             description                      text     Description                                     model

queues                        500   TagFilter        token
  StringCondition             resourceID                       id       QueueId|Id                                      model
  StringCondition             name                             text     Name                                            model
  StringCondition             description                      text     Description                                     model
  QueueTypeCondition          -           enum(STANDARD)                -                                               model

quick-connects                100   TagFilter        token
  StringCondition             resourceID                       id       QuickConnectId|Id                               model
  StringCondition             name                             text     Name                                            model
  StringCondition             description                      text     Description                                     model

routing-profiles              500   TagFilter        token
  StringCondition             resourceID                       id       RoutingProfileId|Id                             model
  StringCondition             name                             text     Name                                            model
  StringCondition             description                      text     Description                                     model
  StringCondition             associatedQueueIds               list     AssociatedQueueIds                              model

rules                         200   AttributeFilter  token
  StringCondition             RuleId                           id!      RuleId                                          model
  StringCondition             Name                             text!    Name                                            model
  StringCondition             PublishStatus                    enum!    PublishStatus                                   model
  StringCondition             EventSourceName                  text!    TriggerEventSource.EventSourceName|EventSourceName  model
  StringCondition             IntegrationAssociationId         id       TriggerEventSource.IntegrationAssociationId     model
  StringCondition             ActionSummaries                  list!    ActionSummaries[].ActionType                    model
  StringCondition             RuleCapabilityTiers              list     RuleCapabilityTiers                             model

security-profiles             100   TagFilter        token
  StringCondition             name                             text     SecurityProfileName|Name                        model

test-cases                    100   TagFilter        token arn
  StringCondition             name                             text     Name                                            unknown
  StringCondition             description                      text     Description                                     unknown
  StatusCondition             -           enum(PUBLISHED,SAVED)         Status                                          model

user-hierarchy-groups         100   AttributeFilter  token
  StringCondition             resourceID                       id       Id                                              model
  StringCondition             name                             text     Name                                            model
  StringCondition             levelId                          id       LevelId                                         model

users                         500   TagFilter        token
  StringCondition             resourceId                       id       Id                                              model
  StringCondition             Username                         text     Username                                        model
  StringCondition             FirstName                        text     IdentityInfo.FirstName                          model
  StringCondition             LastName                         text     IdentityInfo.LastName                           model
  StringCondition             RoutingProfileId                 id       RoutingProfileId                                model
  StringCondition             SecurityProfileId                list     SecurityProfileIds                              model
  ListCondition               -                                list     -                                               model
  HierarchyGroupCondition     -                                id       HierarchyGroupId                                model
  UserAttributeFilter         -                                id       HierarchyGroupId                                model

views                         100   AttributeFilter  token arn
  StringCondition             name                             text     Name                                            unknown
  StringCondition             description                      text     Description                                     unknown
  ViewTypeCondition           -           enum(CUSTOMER_MANAGED,AWS_MANAGED)  Type                                      model
  ViewStatusCondition         -           enum(PUBLISHED,SAVED)         Status                                          model

workspace-associations        500   AttributeFilter  token untagged
  StringCondition             workspaceId                      id       WorkspaceId                                     (unknown)
  StringCondition             resourceId                       id       ResourceId                                      (unknown)
  StringCondition             resourceType                     text     ResourceType                                    (unknown)

workspaces                    500   AttributeFilter  token
  StringCondition             name                             text     Name                                            unknown
  StringCondition             description                      text     Description                                     unknown
  StringCondition             visibility                       enum     Visibility                                      (unknown)

q-session      -  tagFilter         lower
q-content      -  contentTagFilter  lower
q-content-cfn  -  ContentTagFilter  capitals
q-retrieve     -  filter            retrieve
`
