// Package qconnect has the filters of Amazon Q in Connect that a query can be sent as:
// data alone, from the service's model (botocore 1.43.67, qconnect 2020-10-19).
package qconnect

import (
	"math"
	"unicode"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/internal/model"
	"github.com/searchfilter/searchfilter/schema"
)

// Targets returns the targets of all filters, in the order of their names. They are made
// anew: a caller may change what it gets, but for the schemas.
func Targets() []compile.Target {
	return []compile.Target{Content(), ContentCFN(), Retrieve(), Session()}
}

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
		Path:   []string{"ContentTagFilter"},
		One:    "TagCondition",
		And:    "AndConditions",
		Or:     "OrConditions",
		Unions: true,
		Key:    "Key",
		Value:  "Value",
	})
}

// Retrieve returns the target of the filter of Retrieve, which stands in its
// retrievalConfiguration. Its keys are those of content's tags, whose values are texts.
//
// The filter is that of Amazon Bedrock's knowledge bases by its members, and most of what
// they mean is documented for that alone. What lacks the key of a notEquals is found
// by bedrock-agent-runtime and not by bedrock, so that != is refused until
// Nested.NegationFindsLacking is set. Of startsWith and stringContains nobody says whether
// they mind case; the first works in some stores alone. Whoever uses Amazon Bedrock, or a
// knowledge base of it with Q in Connect, whose metadata has numbers, booleans and lists,
// sets Schema and Nested.Keys to these fields: see the examples.
//
// In the configuration of an orchestration agent the filter is a JSON text, of at most
// 4,096 characters. Compile does not hold it to that.
func Retrieve() compile.Target {
	return compile.Target{
		Name:      "q-retrieve",
		Operation: "Retrieve's filter",
		Schema:    schema.TestCase(),
		Members:   []string{"filter"},
		Nested: compile.NestedFilter{
			Path:  []string{"filter"},
			And:   "andAll",
			Or:    "orAll",
			Key:   "key",
			Value: "value",
			Operators: map[ast.Op]string{
				ast.OpEqual:        "equals",
				ast.OpNotEqual:     "notEquals",
				ast.OpIn:           "in",
				ast.OpNotIn:        "notIn",
				ast.OpHasPrefix:    "startsWith",
				ast.OpContains:     "stringContains",
				ast.OpLess:         "lessThan",
				ast.OpLessEqual:    "lessThanOrEquals",
				ast.OpGreater:      "greaterThan",
				ast.OpGreaterEqual: "greaterThanOrEquals",
			},
			ListContains: "listContains",
			Undocumented: []ast.Op{ast.OpHasPrefix, ast.OpContains},
		},
		Tags:             compile.TagRules{MaxKey: 100, MaxValue: math.MaxInt},
		MaxTagConditions: math.MaxInt,
	}.WithDefaults()
}

// lowerCamel is the union that the model has as TagFilter, in that member.
func lowerCamel(member string) compile.TagFilter {
	return compile.TagFilter{
		Path:   []string{member},
		One:    "tagCondition",
		And:    "andConditions",
		Or:     "orConditions",
		Unions: true,
		Key:    "key",
		Value:  "value",
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
		MaxTagConditions: math.MaxInt,
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
		KeyRunes: []*unicode.RangeTable{model.Runes("+,-./0123456789:;<=_"), letters},
		KeyRule:  "letters a to z and A to Z, digits and + , - . / : ; < = _",
		Reserved: "aws:",
		MinValue: 1,
		KeyOnly:  true,
	}
}
