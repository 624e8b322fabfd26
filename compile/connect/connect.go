// Package connect holds the JSON of Amazon Connect's SearchTestCases: the
// request and what its filter and criteria are made of.
//
// Names and shapes are those of the service's model, connect 2017-08-08 as
// botocore 1.43.67 has it. The types are plain data and know no rules: that a
// node has exactly one member set is for those to see to who fill them in. A
// string is a pointer where the empty string is a value, and a list is left out
// when it has no elements.
//
// The package needs nothing.
package connect

// A SearchTestCasesRequest is the body of a SearchTestCases call. A record is
// found if it meets both SearchFilter and SearchCriteria, of which one that is
// nil is met by all.
type SearchTestCasesRequest struct {
	InstanceId string `json:",omitempty"` // required by the service
	NextToken  string `json:",omitempty"` // of the response before; empty for the first page
	MaxResults int    `json:",omitempty"` // in a page, 1 to 100; 0 leaves it to the service

	SearchFilter   *TestCaseSearchFilter   `json:",omitempty"`
	SearchCriteria *TestCaseSearchCriteria `json:",omitempty"`
}

// A TestCaseSearchFilter is what a search asks of the tags.
type TestCaseSearchFilter struct {
	TagFilter *ControlPlaneTagFilter `json:",omitempty"`
}

// A ControlPlaneTagFilter is an or of ands of tag conditions. Exactly one member
// is set.
type ControlPlaneTagFilter struct {
	OrConditions  [][]TagCondition `json:",omitempty"` // met if all conditions of one of the rows are
	AndConditions []TagCondition   `json:",omitempty"`
	TagCondition  *TagCondition    `json:",omitempty"`
}

// A TagCondition is met by a record that has the tag with that value. What a
// nil TagValue means, the service does not document.
type TagCondition struct {
	TagKey   string  `json:",omitempty"`
	TagValue *string `json:",omitempty"`
}

// A TestCaseSearchCriteria is what a search asks of the fields: an or or an and
// of criteria, or a condition on one field. Exactly one member is set.
type TestCaseSearchCriteria struct {
	OrConditions    []TestCaseSearchCriteria `json:",omitempty"`
	AndConditions   []TestCaseSearchCriteria `json:",omitempty"`
	StringCondition *StringCondition         `json:",omitempty"`
	StatusCondition string                   `json:",omitempty"` // PUBLISHED or SAVED
}

// A StringCondition is met by a record whose field compares with Value as
// ComparisonType says. All members are set.
type StringCondition struct {
	FieldName      string  `json:",omitempty"` // which ones test cases have is not documented
	Value          *string `json:",omitempty"`
	ComparisonType string  `json:",omitempty"` // StartsWith, Contains or Exact
}

// The values of StringCondition.ComparisonType: the model's StringComparisonType.
const (
	StartsWith = "STARTS_WITH"
	Contains   = "CONTAINS"
	Exact      = "EXACT"
)
