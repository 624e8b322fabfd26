package schema

import (
	"github.com/searchfilter/searchfilter/internal/chars"
)

// TestCase returns the schema of Amazon Connect's test cases: the members of TestCase in
// the Connect API. The names, enum values and places are those of the model (botocore
// 1.43.67, connect 2017-08-08). The model requires no member, so it is an assumption that
// name, status, id and arn are always there.
func TestCase() *Schema { return testCase }

var testCase = MustNew(Schema{
	Name: "test case",
	Fields: []Field{
		{Name: "name", Always: true, JSON: []string{"Name"}},
		{Name: "description", JSON: []string{"Description"}},
		{Name: "status", Always: true, Kind: Enum, Values: []string{"PUBLISHED", "SAVED"}, JSON: []string{"Status"}},
		{Name: "id", Always: true, JSON: []string{"Id"}},
		{Name: "arn", Always: true, JSON: []string{"Arn"}},
		{Name: "region", JSON: []string{"LastModifiedRegion"}},
		{Name: "sha256", JSON: []string{"TestCaseSha256"}},
		{Name: "content", JSON: []string{"Content"}},
		{Name: "initialization", JSON: []string{"InitializationData"}},
		{Name: "flow", JSON: []string{
			"EntryPoint.VoiceCallEntryPointParameters.FlowId",
			"EntryPoint.ChatEntryPointParameters.FlowId",
		}},
		{Name: "type", Kind: Enum, Values: []string{"VOICE_CALL", "CHAT"}, JSON: []string{"EntryPoint.Type"}},
		{Name: "source-phone-number", JSON: []string{"EntryPoint.VoiceCallEntryPointParameters.SourcePhoneNumber"}},
		{Name: "destination-phone-number", JSON: []string{"EntryPoint.VoiceCallEntryPointParameters.DestinationPhoneNumber"}},
		{Name: "modified", Kind: Time, JSON: []string{"LastModifiedTime"}},
	},
	Tags:  "Tags",
	Lists: []string{"TestCases", "TestCaseSummaryList"},
	Lacking: map[string][]string{"TestCaseSummaryList": {
		"description", "sha256", "content", "initialization", "flow", "type", "source-phone-number", "destination-phone-number", chars.TagPrefix,
	}},
	Wraps: []string{"TestCase"},

	// Of SearchTestCasesResponse, none of whose members is required.
	Around: []string{"NextToken", "ApproximateTotalCount"},
	Token:  "NextToken",
})
