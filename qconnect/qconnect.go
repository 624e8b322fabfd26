// Package qconnect has the filters of Amazon Q in Connect that a query can be sent as:
// data alone, from the service's model (botocore 1.43.67, qconnect 2020-10-19).
package qconnect

import (
	"unicode"

	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/schema"
)

// Session returns the target of the tagFilter that CreateSession and UpdateSession
// take, and that GetSession returns. Its queries are spelled as those for test cases are,
// and every field but tags is refused.
func Session() compile.Target {
	return compile.Target{
		Name:      "q-session",
		Operation: "a session's tagFilter",
		Schema:    schema.TestCase(),
		Members:   []string{"tagFilter"},
		Filter: compile.TagFilter{
			Path:   []string{"tagFilter"},
			One:    "tagCondition",
			And:    "andConditions",
			Or:     "orConditions",
			Rows:   compile.RowUnions,
			Key:    "key",
			Value:  "value",
			Around: []string{"session"},
		},
		Tags:             tagRules(),
		MaxTagConditions: compile.Unlimited,
	}.WithDefaults()
}

// ContentCFN returns the target of the ContentTagFilter in CloudFormation's
// AWS::Wisdom::AIAgent, which says the same with capitals.
func ContentCFN() compile.Target {
	return compile.Target{
		Name:      "q-content-cfn",
		Operation: "a ContentTagFilter",
		Schema:    schema.TestCase(),
		Members:   []string{"ContentTagFilter"},
		Filter: compile.TagFilter{
			Path:   []string{"ContentTagFilter"},
			One:    "TagCondition",
			And:    "AndConditions",
			Or:     "OrConditions",
			Rows:   compile.RowUnions,
			Key:    "Key",
			Value:  "Value",
			Around: []string{"KnowledgeBaseAssociationConfigurationData", "AssociationConfigurationData"},
		},
		Tags:             tagRules(),
		MaxTagConditions: compile.Unlimited,
	}.WithDefaults()
}

// tagRules are those of the model, whose pattern is [a-zA-Z+-=._:/]+, where +-= is a
// range. It requires the key alone.
func tagRules() compile.TagRules {
	letters := &unicode.RangeTable{
		R16:         []unicode.Range16{{Lo: 'A', Hi: 'Z', Stride: 1}, {Lo: 'a', Hi: 'z', Stride: 1}},
		LatinOffset: 2,
	}
	return compile.TagRules{
		KeyRunes: []*unicode.RangeTable{compile.Runes("+,-./0123456789:;<=_"), letters},
		KeyRule:  "letters a to z and A to Z, digits and + , - . / : ; < = _",
		Reserved: "aws:",
		MinValue: 1,
		KeyOnly:  true,
	}
}
