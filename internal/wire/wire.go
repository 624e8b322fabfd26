// Package wire is a judge of requests: from the JSON of a request alone, it
// says which records a service finds. It shares nothing with what makes
// requests, so that each can be held to the other.
//
// Shapes, lengths, patterns and enums are those of the services' models, connect
// 2017-08-08 and qconnect 2020-10-19 as botocore 1.43.67 has them. Meaning is
// from the words of the API reference: SearchFilter and SearchCriteria must both
// hold, AndConditions and OrConditions are an and and an or, each row of a
// search's OrConditions is an and, a TagCondition asks for a tag with that key
// and value, and a StringCondition for a field that equals, begins with or
// contains a text. All compare case-sensitively, byte for byte.
//
// # What is an error
//
// A judge must not guess. Where the models allow what the words give no meaning,
// or services differ, the request is an error:
//
//   - two members in one node. Q in Connect's nodes are unions, of which exactly
//     one member is set. Connect's are not marked as such, but no word says
//     whether both must hold or either, and of a sibling's filter it is said
//     that only one field can be populated.
//   - a list without elements, which is nothing or everything, and a node in a
//     list that says nothing.
//   - a StringCondition that lacks one of its three members, and a TagCondition
//     without a key. [Options] has what is said of one without a value.
//   - a member that is not in the model, also one in other letter case, one that
//     is there twice, and null. A service may ignore these, and then finds other
//     records than the request seems to ask for.
//   - text that is no UTF-8, half of a surrogate pair, and anything behind the
//     request.
//
// SearchFilter, TagFilter and SearchCriteria may be without members, and are
// then as if they were left out: the words call them filters to be applied, and
// there are none. InstanceId, NextToken and MaxResults are checked against the
// model, and have no part in which records match; InstanceId, which the model
// requires, may be missing, for requests are made without it.
//
// Criteria may nest 1,000 deep, which is ours, to bound recursion.
//
// # What strict adds
//
// [Options.Strict] takes only what this project promises to send: a search has
// SearchFilter and SearchCriteria alone, or neither; each node has exactly one
// member; each list has two elements or more, but for the rows of a search's
// OrConditions, which may have one; criteria nest 100 deep at most; no STARTS_WITH
// and no CONTAINS is empty; the tags of a search are ones that can be set, by
// Connect's rules for its tags, and there are 25 tag conditions at most.
package wire

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Record is what a request is matched against. All text is UTF-8.
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
	// Unicode simple folding. Tags always compare with regard to case: AWS
	// documents that.
	FoldCase bool

	// ContainsMin and ContainsMax are the least and the most characters that a
	// CONTAINS may have, where they are not 0. For six sibling searches 2 and 25
	// are documented, with "invalid results" outside of them.
	ContainsMin, ContainsMax int

	// FieldNames are those of a StringCondition. An unknown one is an error. None
	// stands for name and description, which are documented for sibling
	// searches.
	FieldNames []string

	// MaxTagConditions is the most tag conditions that a Strict search may have.
	// 0 stands for 25, which is documented for one sibling search.
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

// Error returns the path, of which the middle is left out if it is long, and the
// message.
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

// A Program is a request that is ready to be matched, as often as one likes and
// by several goroutines at once. The zero Program matches every record.
type Program struct {
	root node
	fold bool
}

// Search returns the program of a SearchTestCases request, given its body. The
// error is an *Error. Time and memory are linear in the body's length.
func Search(body []byte, o Options) (*Program, error) {
	return compile(body, o, (*parser).search)
}

// Session returns the program of a session's filter, given the value of the
// member tagFilter of CreateSession or UpdateSession. The error is an *Error.
// Time and memory are linear in the value's length.
func Session(tagFilter []byte, o Options) (*Program, error) {
	return compile(tagFilter, o, (*parser).tagFilter)
}

// A node is a condition, or an and or an or of them.
type node struct {
	op    op
	name  string // the field's or the tag's
	text  string // what it is compared with
	terms []node // of and, or
}

type op uint8

const (
	and op = iota // the zero node is an and of nothing, which all records meet
	or
	tagExists
	tagEquals
	statusEquals
	fieldEquals
	fieldHasPrefix
	fieldContains
)

// Match reports whether the service finds the record.
func (p *Program) Match(r Record) bool { return p.match(&p.root, &r) }

func (p *Program) match(n *node, r *Record) bool {
	switch n.op {
	case and:
		for i := range n.terms {
			if !p.match(&n.terms[i], r) {
				return false
			}
		}
		return true
	case or:
		for i := range n.terms {
			if p.match(&n.terms[i], r) {
				return true
			}
		}
		return false
	case tagExists:
		_, ok := r.Tags[n.name]
		return ok
	case tagEquals:
		value, ok := r.Tags[n.name]
		return ok && value == n.text
	case statusEquals:
		return r.Status == n.text
	}
	value, ok := r.Fields[n.name]
	if !ok {
		return false
	}
	if p.fold {
		value = fold(value)
	}
	switch n.op {
	case fieldEquals:
		return value == n.text
	case fieldHasPrefix:
		return strings.HasPrefix(value, n.text)
	}
	return strings.Contains(value, n.text)
}

// fold returns s with each rune as the least of those that simple folding makes
// equal: K for k and for U+212A.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf {
			return unicode.ToUpper(r)
		}
		least := r
		for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
			least = min(least, next)
		}
		return least
	}, s)
}
