// Package wire is a judge of requests: from the JSON of a request alone, it
// says which records a service finds. It shares nothing with what makes
// requests, so that each can be tested against the other.
//
// It judges the searches of Amazon Connect and the filters of Amazon Q in
// Connect. Each is a [Target]. A table says what they differ in: which members
// and names of fields there are, and where in a record's JSON each looks.
//
// Shapes, lengths, patterns and enums are those of the services' models, connect
// 2017-08-08 and qconnect 2020-10-19 as botocore 1.43.67 has them. Meaning is
// from the words of the API reference: SearchFilter and SearchCriteria must both
// hold, AndConditions and OrConditions are an and and an or, each row of a
// search's OrConditions is an and, a TagCondition asks for a tag with that key
// and value, and a StringCondition for a field that equals, begins with or
// contains a text; of a list, for one element that does. A StringCondition
// compares the digits of a number. All compare case-sensitively, byte for byte.
// Where the words do not say what a condition means, a [Reading] does.
//
// A filter of Retrieve compares what is of one type: the text "1" is not the
// number 1. Its words are those of Amazon Bedrock's filter, which has the same
// members.
//
// # What is an error
//
// A judge must not guess. Where the models allow what the words give no meaning,
// or services differ, the request is an error:
//
//   - two members in one node. Q in Connect's nodes are unions, of which exactly
//     one member is set. Connect's are not marked as such, but no word says
//     whether both must hold or either, and of UserAttributeFilter it is said
//     that only one field can be populated, and that it cannot stand beside
//     TagFilter. The rows of an attribute filter, which are ands, may have both
//     of their members.
//   - a list without elements, which is nothing or everything, and a node in a
//     list that says nothing.
//   - a condition that lacks one of its members, and a TagCondition without a
//     key. [Options] has what is said of one without a value. A comparison of
//     numbers or times has one bound, RANGE has two.
//   - a FieldName that is not in the table, or is off there.
//   - a member that is not in the model, such as one in another letter case, one
//     that is there twice, and null. A service may ignore these, and then finds
//     other records than the request seems to ask for.
//   - a condition on what no record shows: ListCondition, QueueTypeCondition,
//     WITH_CHILD_GROUPS, and tags if the search answers without them. What else
//     is wrong with it is reported first.
//   - text that is not UTF-8, half of a surrogate pair, and anything behind the
//     request.
//
// SearchFilter, SearchCriteria, and the filters in SearchFilter may have no
// members. They are then as if they were left out: the words call them filters to
// be applied, and there are none. InstanceId, NextToken and MaxResults are
// checked against the model, and do not affect which records match. The model
// requires InstanceId, but it may be missing, because requests are made without
// it.
//
// Criteria and the groups of Retrieve may nest 1,000 deep. That limit is ours, to
// bound recursion.
//
// # What strict adds
//
// [Options.Strict] takes only what this project promises to send: a search has
// SearchFilter and SearchCriteria alone, or neither; SearchFilter has a filter of
// tags alone; each node has exactly one member; each list has two elements or
// more, but for the rows of a search's OrConditions and for the values of in and
// notIn, which may have one; criteria nest 100 deep at most; no comparison with
// the beginning or a part of a text is empty, and none is of an id, an enum, a
// list or a number; the tags of a search are ones that can be set, by Connect's
// rules for its tags, and there are 25 tag conditions at most; MinValue is the
// bound of what is equal or greater, and MaxValue of what is less; a filter of
// Retrieve keeps to what Amazon Bedrock documents.
package wire

// A Record is a record that Match takes. All text is UTF-8.
type Record struct {
	// Fields has the values that a StringCondition asks for, by their FieldName,
	// such as name and description. A record may lack a field, and have an empty
	// one.
	Fields map[string]string

	// Status is what a StatusCondition asks for, PUBLISHED or SAVED. A record
	// whose Status is empty meets none.
	Status string

	// Tags has the values of the tags by their keys.
	Tags map[string]string
}

// Options are what is required of a request, and how a service is taken to
// behave where that is not documented.
type Options struct {
	// Strict takes only what this project promises to send.
	Strict bool

	// KeyOnly says that a search's TagCondition without a TagValue asks whether
	// the tag exists. What it means is not documented, so it is an error
	// otherwise. A session's tagCondition without a value always asks whether
	// the tag exists, the only reading that is left by a model in which the key
	// alone is required.
	KeyOnly bool

	// FoldCase says that a StringCondition compares without regard to case, by
	// Unicode simple folding, when [Program.Match] matches. Tags always compare with
	// regard to case, as AWS documents.
	FoldCase bool

	// ContainsMin and ContainsMax are the least and the most characters that a
	// CONTAINS may have, where they are not 0. For six sibling searches 2 and 25
	// are documented, with "invalid results" outside of them.
	ContainsMin, ContainsMax int

	// FieldNames are those that conditions may have. The default is those that are
	// on in the table: of test cases name and description, which are documented for
	// sibling searches. They may be any that the target has, off or on. It panics
	// at others.
	FieldNames []string

	// AllFieldNames allows the names that are off in the table, too: those of
	// which not even prose says that the field can be searched.
	AllFieldNames bool

	// NoBedrockLimits lifts what Strict requires of a filter of Retrieve because
	// Amazon Bedrock, whose filter it is, documents it: groups have five members
	// at most and nest once; in, notIn and listContains compare text alone.
	NoBedrockLimits bool

	// MaxTagConditions is the most tag conditions that a Strict search may have.
	// The default is 25, which is documented for one sibling search.
	MaxTagConditions int
}

// An Error says what is wrong with a request, and where.
type Error struct {
	// Path leads to the value that is wrong, and is empty for the whole:
	// SearchFilter.TagFilter.OrConditions[2][0].TagKey. Its length is bounded by
	// the depth of nesting, not by the request's size.
	Path string

	// Offset is the byte at which that value or token begins.
	Offset int

	// Message says what is wrong, in a few hundred bytes at most.
	Message string
}

// Error returns the path and the message. A long path is without its middle.
func (e *Error) Error() string {
	if e.Path == "" {
		return e.Message
	}
	const end = 60
	path := e.Path
	if len(path) > 2*end {
		path = path[:end] + "…" + path[len(path)-end:]
	}
	return path + ": " + e.Message
}

// A Program is a request that is ready to be matched. Several goroutines may use
// it at once. The zero Program matches every record.
type Program struct {
	target *Target
	root   node
	fold   bool
	asks   Reading
}

// Search returns the program of a SearchTestCases request, given its body. The
// error is an *Error. Time and memory are linear in the body's length.
func Search(body []byte, o Options) (*Program, error) {
	return testCases.Request(body, o)
}

// Session returns the program of a session's filter, given the value of the
// member tagFilter of CreateSession or UpdateSession. The error is an *Error.
// Time and memory are linear in the value's length.
func Session(tagFilter []byte, o Options) (*Program, error) {
	return qSession.Filter(tagFilter, o)
}
