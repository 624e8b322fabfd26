package connect

import "github.com/searchfilter/searchfilter/compile"

// ContactEvaluations returns the target of SearchContactEvaluations. The FieldName values
// that are sent are those of AWS's examples, which are names of the record's members:
// whether those of other members are, too, nobody says. ContactEvaluationAttributeFilter
// is left out, by which contact-agent-id can be asked for, and which nobody says goes
// beside the AttributeFilter.
func ContactEvaluations() compile.Target { return contactEvaluations.target() }

var contactEvaluations = &search{
	name:      "contact-evaluations",
	operation: "SearchContactEvaluations",
	record:    "contact evaluation",
	members:   []string{"InstanceId", "NextToken", "MaxResults", "SearchCriteria", "SearchFilter"},
	filter:    attributeFilter,
	lists:     []string{"EvaluationSearchSummaryList", "EvaluationSummaryList"},
	summary:   lacks("form-version", "contact-id", "contact-agent-id", "sampling-job-id", "review-id", "earned-points", "max-base-point", "performance-category", withoutTags),
	// The Evaluation of DescribeContactEvaluation has other members.
	unsaid: map[string]string{
		"ContactEvaluationAttributeFilter": "say contact-agent-id = … in the query, which is checked on what is found, and add this by hand",
	},
	fields: []field{
		text("id", "EvaluationId").always().sent(idOf("EvaluationId")),
		text("arn", "EvaluationArn").always(),
		text("form-id", "EvaluationFormId").untried(idOf("EvaluationFormId")),
		number("form-version", "EvaluationFormVersion").always().sent(numberOf("EvaluationFormVersion")),
		text("form-title", "EvaluationFormTitle").untried(stringOf("EvaluationFormTitle")),
		enum("status", "Status", "DRAFT", "SUBMITTED", "REVIEW_REQUESTED", "UNDER_REVIEW").always().untried(stringOf("Status")),
		enum("type", "EvaluationType", "STANDARD", "CALIBRATION"),
		timestamp("created", "CreatedTime").always().untried(dateTimeOf("CreatedTime")),
		modified.always().sent(dateTimeOf("LastModifiedTime")),
		text("contact-id", "Metadata.ContactId").always().untried(idOf("ContactId")),
		text("evaluator-arn", "Metadata.EvaluatorArn|EvaluatorArn").always(),
		text("contact-agent-id", "Metadata.ContactAgentId").untried(idOf("ContactAgentId")),
		text("calibration-session-id", "Metadata.CalibrationSessionId|CalibrationSessionId"),
		number("score-percentage", "Metadata.ScorePercentage|Score.Percentage").untried(decimalOf("ScorePercentage")),
		boolean("score-automatic-fail", "Metadata.ScoreAutomaticFail|Score.AutomaticFail"),
		boolean("score-not-applicable", "Metadata.ScoreNotApplicable|Score.NotApplicable"),
		boolean("auto-evaluation-enabled", "Metadata.AutoEvaluationEnabled|AutoEvaluationEnabled").sent(booleanOf("AutoEvaluationEnabled")),
		enum("auto-evaluation-status", "Metadata.AutoEvaluationStatus|AutoEvaluationStatus", "IN_PROGRESS", "FAILED", "SUCCEEDED"),
		timestamp("acknowledged", "Metadata.AcknowledgedTime|Acknowledgement.AcknowledgedTime"),
		text("acknowledged-by", "Metadata.AcknowledgedBy|Acknowledgement.AcknowledgedBy"),
		text("acknowledger-comment", "Metadata.AcknowledgerComment|Acknowledgement.AcknowledgerComment"),
		text("sampling-job-id", "Metadata.SamplingJobId"),
		text("review-id", "Metadata.ReviewId"),
		enum("contact-participant-role", "Metadata.ContactParticipantRole|ContactParticipant.ContactParticipantRole", "AGENT", "SYSTEM", "CUSTOM_BOT", "CUSTOMER"),
		text("contact-participant-id", "Metadata.ContactParticipantId|ContactParticipant.ContactParticipantId"),
		number("earned-points", "Metadata.EarnedPoints"),
		number("max-base-point", "Metadata.MaxBasePoint"),
		enum("performance-category", "Metadata.PerformanceCategory", "NEEDS_IMPROVEMENT", "EXCEEDS_EXPECTATIONS"),
	},
}
