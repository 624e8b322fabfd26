package connect

import "github.com/searchfilter/searchfilter/compile"

// EvaluationForms returns the target of SearchEvaluationForms. Title, Description and
// Status are the model's, the other FieldName values that are sent those of AWS's
// examples. Whether those of other members are, too, nobody says.
func EvaluationForms() compile.Target { return evaluationForms.target() }

var evaluationForms = &search{
	name:      "evaluation-forms",
	operation: "SearchEvaluationForms",
	record:    "evaluation form",
	members:   []string{"InstanceId", "NextToken", "MaxResults", "SearchCriteria", "SearchFilter"},
	filter:    attributeFilter,
	lists:     []string{"EvaluationFormSearchSummaryList", "EvaluationFormSummaryList"},
	summary:   lacks("description", "status", "auto-evaluation-enabled", "language", "contact-interaction-type", "ai-version", withoutTags),
	// The EvaluationForm of DescribeEvaluationForm is one version, with other members.
	fields: []field{
		text("id", "EvaluationFormId").always().sent(idOf("EvaluationFormId")),
		text("arn", "EvaluationFormArn").always(),
		text("title", "Title").always().sent(stringOf("Title")),
		text("description", "Description").sent(stringOf("Description")),
		enum("status", "Status", "DRAFT", "ACTIVE").always().sent(stringOf("Status")),
		timestamp("created", "CreatedTime").always().untried(dateTimeOf("CreatedTime")),
		text("created-by", "CreatedBy").always(),
		modified.always().sent(dateTimeOf("LastModifiedTime")),
		text("modified-by", "LastModifiedBy").always(),
		timestamp("activated", "LastActivatedTime"),
		text("activated-by", "LastActivatedBy"),
		number("latest-version", "LatestVersion").always().sent(numberOf("LatestVersion")),
		number("active-version", "ActiveVersion").untried(numberOf("ActiveVersion")),
		boolean("auto-evaluation-enabled", "AutoEvaluationEnabled").sent(booleanOf("AutoEvaluationEnabled")),
		text("language", "EvaluationFormLanguage"), // an enum that grows
		enum("contact-interaction-type", "ContactInteractionType", "AGENT", "AUTOMATED", "CUSTOMER"),
		text("ai-version", "AIVersion"), // by npm @aws-sdk/client-connect 3.1136.0
	},
}
