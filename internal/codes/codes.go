// Package codes has the codes of diagnostics: what an ast.Code may be. A user
// finds them in doc/diagnostics.md, which is made from the comments here.
//
// Each code has an example that a test runs: a query that is wrong in this way
// and in no other, parsed and checked against the fields of a test case.
// Parentheses say how else: find looks for filters in it, test-cases and
// q-session compile it for that target, plan plans it, quoted is a Go string,
// number is of a schema whose field version is one, and the others set a limit,
// an option or an argument.
package codes

// Mistakes in the text.
const (
	// InvalidCharacter is for a character that begins no token.
	//
	// Example: name = a;
	InvalidCharacter = "invalid-character"

	// InvalidUTF8 is for bytes that are not UTF-8, anywhere in the text.
	//
	// Example (quoted): "name = \xff"
	InvalidUTF8 = "invalid-utf8"

	// UnterminatedString is for a string whose closing quote is missing.
	//
	// Example: name = "smoke
	UnterminatedString = "unterminated-string"

	// InvalidEscape is for a backslash in a string that begins none of
	// \" \' \\ \n \t \r \uXXXX, and for half of a surrogate pair.
	//
	// Example: name = "C:\dir"
	InvalidEscape = "invalid-escape"

	// ControlCharacter is for a control character in a string that is not
	// written as an escape, such as a line break.
	//
	// Example (quoted): "name = \"a\nb\""
	ControlCharacter = "control-character"

	// InvalidTagKey is for a tag: without a key directly after it.
	//
	// Example: tag: BPO = 123
	InvalidTagKey = "invalid-tag-key"

	// ForeignOperator is for what other languages write: == <> && || ! ~ and
	// the like, LIKE, name:value, and tag:KEY alone.
	//
	// Example: name == smoke && status = SAVED
	ForeignOperator = "foreign-operator"

	// MissingOperator is for a field without a comparison.
	//
	// Example: name and status = SAVED
	MissingOperator = "missing-operator"

	// MissingValue is for an operator without a value.
	//
	// Example: name =
	MissingValue = "missing-value"

	// MissingCondition is for an and, or or not without what it takes, and
	// for empty parentheses.
	//
	// Example: name = a and
	MissingCondition = "missing-condition"

	// MissingConnective is for two conditions without and or or between them.
	//
	// Example: name = a status = SAVED
	MissingConnective = "missing-connective"

	// UnbalancedParenthesis is for a parenthesis without its other half.
	//
	// Example: (name = a
	UnbalancedParenthesis = "unbalanced-parenthesis"

	// InvalidList is for an in that is not followed by a list of values in
	// parentheses.
	//
	// Example: name in (a b)
	InvalidList = "invalid-list"

	// ReservedWord is for and, or or not where a value is wanted.
	//
	// Example: name = and
	ReservedWord = "reserved-word"
)

// Mistakes in placeholders and their arguments.
const (
	// InvalidPlaceholder is for a $ that is not followed by a number from 1
	// up, without leading zeros, and for a placeholder that is no value.
	//
	// Example: name = $0
	InvalidPlaceholder = "invalid-placeholder"

	// MissingArgument is for a placeholder for which no argument was given.
	//
	// Example: name = $1
	MissingArgument = "missing-argument"

	// UnusedArgument is for an argument whose placeholder is not in the query.
	//
	// Example (arg): name = a
	UnusedArgument = "unused-argument"

	// InvalidArgument is for an argument that is no string, bool, number, time,
	// text marshaler or, alone in an in-list, slice of these.
	//
	// Example (bad-arg): name = $1
	InvalidArgument = "invalid-argument"
)

// Limits that a query is over.
const (
	// TooLong is for a text longer than Limits.Bytes.
	//
	// Example (bytes=8): name = smoke
	TooLong = "too-long"

	// TooDeep is for more open parentheses and nots than Limits.Depth.
	//
	// Example (depth=1): not (name = a)
	TooDeep = "too-deep"

	// TooManyConditions is for more conditions than Limits.Conditions.
	//
	// Example (conditions=2): name in (a, b, c)
	TooManyConditions = "too-many-conditions"

	// TooManyTerms is for tags whose or of ands would have more rows than the
	// target allows.
	//
	// Example (test-cases, terms=3): (tag:a=1 or tag:b=1) and (tag:c=1 or tag:d=1)
	TooManyTerms = "too-many-terms"

	// TooManyTagConditions is for a tag filter with more conditions than the
	// target allows in one request.
	//
	// Example (test-cases, tag-conditions=1): tag:a=1 or tag:b=1
	TooManyTagConditions = "too-many-tag-conditions"
)

// Mistakes that a schema finds.
const (
	// UnknownField is for a field that the schema does not have.
	//
	// Example: stauts = PUBLISHED
	UnknownField = "unknown-field"

	// UnknownValue is for a value outside the field's enum.
	//
	// Example: status = PUBLISH
	UnknownValue = "unknown-value"

	// InvalidTime is for a value of a time or date field that is none.
	//
	// Example: modified > yesterday
	InvalidTime = "invalid-time"

	// InvalidNumber is for a value of a number field that is no number.
	//
	// Example (number): version > 1.x
	InvalidNumber = "invalid-number"

	// InvalidOperator is for an operator that the field's kind lacks.
	//
	// Example: status ^= PUB
	InvalidOperator = "invalid-operator"
)

// What a target cannot say.
const (
	// Inexpressible is for a part of the query that one request cannot say.
	//
	// Example (test-cases): name = a or tag:x=1
	Inexpressible = "inexpressible"

	// ForbiddenTag is for a tag key or value that the target's rules forbid.
	//
	// Example (q-session): tag:"cost center"=42
	ForbiddenTag = "forbidden-tag"

	// EmptyFilter is for the empty query where the target has no empty filter.
	//
	// Example (q-session, quoted): ""
	EmptyFilter = "empty-filter"
)

// What a plan may not do.
const (
	// FullScan is for a query that takes a request that lists every record.
	//
	// Example (plan): type = CHAT
	FullScan = "full-scan"

	// Inexact is for what is left to check after the requests: in a plan that must be
	// exact, and for what one request can only be sent with more.
	//
	// Example (plan, exact): name $= -prod
	Inexact = "inexact"

	// TooManyRequests is for a plan with more requests than are allowed.
	//
	// Example (plan, requests=1): name = a or tag:x=1
	TooManyRequests = "too-many-requests"
)

// Mistakes in JSON that is decoded. Some above are found there, too.
const (
	// InvalidJSON is for what is not JSON, and for more after its end.
	//
	// Example (from-q-session): {"tagCondition": {"key": "a"}},
	InvalidJSON = "invalid-json"

	// WrongType is for a value that is not of the type that its place takes,
	// such as a list for an object, and null for any.
	//
	// Example (from-q-session): {"andConditions": {"key": "a"}}
	WrongType = "wrong-type"

	// EmptyList is for a list of conditions without any, or with one where two are the
	// fewest.
	//
	// Example (from-q-session): {"andConditions": []}
	EmptyList = "empty-list"

	// OneMember is for an object that has none of the members of which it is to
	// have exactly one, or several.
	//
	// Example (from-q-session): {"tagCondition": {"key": "a"}, "andConditions": [{"key": "b"}]}
	OneMember = "one-member"

	// UnknownMember is for a member that the object does not have in that API
	// and spelling, and for one that the service sent and an SDK did not know.
	//
	// Example (from-q-session): {"tagCondition": {"tagKey": "a"}}
	UnknownMember = "unknown-member"

	// DuplicateMember is for a member that is there already.
	//
	// Example (from-q-session): {"tagCondition": {"key": "a", "key": "b"}}
	DuplicateMember = "duplicate-member"

	// MissingMember is for an object without a member that it must have.
	//
	// Example (from-q-session): {"tagCondition": {"value": "a"}}
	MissingMember = "missing-member"
)

// What is said of a document in which filters are looked for.
const (
	// NoFilter is for a document without a filter. It is a warning if the document
	// says that there is none, so that it is the empty query.
	//
	// Example (find): {"name": "a"}
	NoFilter = "no-filter"

	// AmbiguousTarget is for a filter that means different things to the targets that it
	// may be for. In the example, another search calls the description its name.
	//
	// Example (find-twins): {"StringCondition": {"FieldName": "name", "Value": "ab", "ComparisonType": "EXACT"}}
	AmbiguousTarget = "ambiguous-target"

	// Unexpanded is the warning for a value in a document, or in a query, that something
	// was to put another one in the place of.
	//
	// Example (find): {"tagFilter": {"tagCondition": {"key": "team", "value": "$.Attributes.team"}}}
	Unexpanded = "unexpanded"
)

// What is a warning: the result stands, and is probably not what was meant.
const (
	// Contradiction is for conditions that no record meets together.
	//
	// Example (test-cases): tag:a=1 and tag:a=2
	Contradiction = "contradiction"

	// Tautology is for conditions that every record meets.
	//
	// Example (warnings): status = SAVED or status = PUBLISHED
	Tautology = "tautology"

	// OneInstant is for a time that is compared for equality with an instant, which
	// hardly any record has.
	//
	// Example (warnings): modified = 2026-01-31T10:00Z
	OneInstant = "one-instant"

	// NullValue is for null, none, nil and undefined without quotes, which are texts like
	// any other.
	//
	// Example (warnings): description = null
	NullValue = "null-value"

	// ContainsLength is for a contains with an operand for which Amazon
	// Connect's sibling searches give invalid results.
	//
	// Example (test-cases): name *= a
	ContainsLength = "contains-length"

	// Undocumented is for an operator that is sent though nobody says where it works and
	// whether it minds case.
	//
	// Example (q-retrieve): tag:region ^= eu-
	Undocumented = "undocumented"
)

// The rest.
const (
	// InvalidTree is for a tree, built in Go, that no query text says.
	//
	// Example (tree): &ast.Or{}
	InvalidTree = "invalid-tree"

	// MoreErrors stands last, for the diagnostics that are not listed.
	//
	// Example (repeat=25): a ~ b and
	MoreErrors = "more-errors"
)
