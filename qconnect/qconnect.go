// Package qconnect has the filters of Amazon Q in Connect that a query can be sent as:
// data alone, from the service's model (botocore 1.43.67, qconnect 2020-10-19).
package qconnect

import (
	"unicode"

	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/schema"
)

// Targets returns the targets of all filters, in the order of their names. They are made
// anew: a caller may change what it gets, but for the schemas.
func Targets() []compile.Target { return []compile.Target{Content(), ContentCFN(), Session()} }

// Session returns the target of the tagFilter that CreateSession and UpdateSession
// take, and that GetSession returns. Its queries are spelled as those for test cases are,
// and every field but tags is refused.
func Session() compile.Target {
	filter := lowerCamel("tagFilter")
	filter.Beside = []string{"sessionArn", "name"} // a summary has no name, and never the filter
	return target("q-session", "a session's tagFilter", filter)
}

// Content returns the target of the contentTagFilter of an AI agent's configuration, which
// CreateAIAgent and UpdateAIAgent take.
func Content() compile.Target {
	return target("q-content", "a contentTagFilter", lowerCamel("contentTagFilter"))
}

// ContentCFN returns the target of the ContentTagFilter in CloudFormation's
// AWS::Wisdom::AIAgent, which says the same with capitals.
func ContentCFN() compile.Target {
	return target("q-content-cfn", "a ContentTagFilter", compile.TagFilter{
		Path:  []string{"ContentTagFilter"},
		One:   "TagCondition",
		And:   "AndConditions",
		Or:    "OrConditions",
		Rows:  compile.RowUnions,
		Key:   "Key",
		Value: "Value",
	})
}

// lowerCamel is the union that the model has as TagFilter, in that member.
func lowerCamel(member string) compile.TagFilter {
	return compile.TagFilter{
		Path:  []string{member},
		One:   "tagCondition",
		And:   "andConditions",
		Or:    "orConditions",
		Rows:  compile.RowUnions,
		Key:   "key",
		Value: "value",
	}
}

// target returns the target of a filter, with what they all have. The model has no limit
// for the conditions.
func target(name, operation string, filter compile.TagFilter) compile.Target {
	return compile.Target{
		Name:             name,
		Operation:        operation,
		Schema:           schema.TestCase(),
		Members:          []string{filter.Path[0]},
		Filter:           filter,
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
