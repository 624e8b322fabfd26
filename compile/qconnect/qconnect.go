// Package qconnect holds the JSON of the tagFilter that Amazon Q in Connect's
// CreateSession and UpdateSession take.
//
// Names and shapes are those of the service's model, qconnect 2020-10-19 as
// botocore 1.43.67 has it. The types are plain data and know no rules: that a
// union has exactly one member set is for those to see to who fill them in. A
// list is left out when it has no elements.
//
// The package needs nothing.
package qconnect

// A TagFilter is an or of ands of tag conditions, the value of a session's
// tagFilter. It is a union in the model: exactly one member is set.
type TagFilter struct {
	TagCondition  *TagCondition  `json:"tagCondition,omitempty"`
	AndConditions []TagCondition `json:"andConditions,omitempty"`
	OrConditions  []OrCondition  `json:"orConditions,omitempty"`
}

// An OrCondition is one and of a TagFilter's OrConditions. It is a union in the
// model: exactly one member is set.
type OrCondition struct {
	TagCondition  *TagCondition  `json:"tagCondition,omitempty"`
	AndConditions []TagCondition `json:"andConditions,omitempty"`
}

// A TagCondition is met by content that has the tag with that value. The model
// requires the key alone, so one without a value can only ask whether the
// tag exists.
type TagCondition struct {
	Key   string  `json:"key,omitempty"`
	Value *string `json:"value,omitempty"` // nil for any value; the model takes no empty one
}
