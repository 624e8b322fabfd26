package wire

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// A Target is an operation whose requests are judged: a search of Amazon Connect,
// or a filter of Amazon Q in Connect. It does not change, and may be used by
// several goroutines at once.
type Target struct {
	name       string
	maxResults int
	arn        bool // InstanceId may be an ARN
	token      bool // NextToken has a length
	untagged   bool // no record shows its tags

	// The filter of tags is the member filter of SearchFilter or, of Amazon Q in
	// Connect, of the request.
	filter string
	form   form

	filters  []string // the members of SearchFilter
	criteria []string // the members of SearchCriteria
	fields   []*field
	members  []string // of a record, in which the fields and the tags are
}

// A form is how a filter says and, or, and a tag.
type form uint8

const (
	noFilter   form = iota
	rowLists        // TagFilter: a row is a list
	rowObjects      // AttributeFilter: a row is an object
	lower           // a tagFilter of Amazon Q in Connect
	capitals        // the same in CloudFormation
	retrieve        // the filter of Retrieve
)

var forms = map[string]form{
	"-": noFilter, "TagFilter": rowLists, "AttributeFilter": rowObjects,
	"lower": lower, "capitals": capitals, "retrieve": retrieve,
}

// A field is what a condition asks for, and where it is in a record.
type field struct {
	index    int    // in the target's fields
	member   string // the condition's, such as StringCondition
	name     string // the FieldName, if the condition has any
	kind     kind
	values   []string   // of a member that has one of these alone
	paths    [][]string // the first that has a value counts
	required bool       // by the model
	off      bool       // Options.AllFieldNames allows it
}

type kind uint8

const (
	textKind kind = iota
	idKind
	enumKind
	listKind
	numberKind
	boolKind
	timeKind
	dateKind
)

var kinds = map[string]kind{
	"text": textKind, "id": idKind, "enum": enumKind, "list": listKind,
	"number": numberKind, "bool": boolKind, "time": timeKind, "date": dateKind,
}

var (
	targets   = readTable(table)
	testCases = targets["test-cases"]
	qSession  = targets["q-session"]
)

// Targets returns the names of the targets, sorted. Those of searches are the
// ends of their paths, such as contact-flows for /search-contact-flows; the
// others are q-content, q-content-cfn, q-retrieve and q-session.
func Targets() []string { return slices.Sorted(maps.Keys(targets)) }

// Lookup returns the target of that name, or nil if there is none.
func Lookup(name string) *Target { return targets[name] }

// Name returns the target's name.
func (t *Target) Name() string { return t.name }

// MaxResults returns the most records that a page has.
func (t *Target) MaxResults() int { return t.maxResults }

// Request returns the program of a request, given its body. The body of a search
// has SearchFilter, SearchCriteria, InstanceId, NextToken and MaxResults. Of a
// request to Amazon Q in Connect, it has the filter's member alone: tagFilter of
// q-session, contentTagFilter of q-content, ContentTagFilter of q-content-cfn,
// filter of q-retrieve. The error is an *Error. Time and memory are linear in the
// body's length.
func (t *Target) Request(body []byte, o Options) (*Program, error) {
	return t.compile(body, o, (*parser).request)
}

// Filter returns the program of a filter of Amazon Q in Connect, given the value
// of the member that [Target.Request] reads. It panics if the target is a search.
func (t *Target) Filter(value []byte, o Options) (*Program, error) {
	if t.isSearch() {
		panic("wire: the filter of a search is no request: " + t.name)
	}
	return t.compile(value, o, (*parser).filter)
}

// Tagged reports whether records of the target show their tags.
func (t *Target) Tagged() bool { return t.form != noFilter && !t.untagged }

func (t *Target) isSearch() bool { return t.form < lower }

// field returns the one field of a member that has no FieldName.
func (t *Target) field(member string) *field {
	i := slices.IndexFunc(t.fields, func(f *field) bool { return f.member == member })
	return t.fields[i]
}

// Takes reports whether a condition of the target's criteria may have that member and a
// FieldName.
func (t *Target) Takes(member string) bool {
	return slices.Contains(t.criteria, member) && slices.ContainsFunc(t.fields, func(f *field) bool {
		return f.member == member && f.name != ""
	})
}

// With returns the target with another condition, which the table does not have, or has with
// other paths. The kind is one of the legend's. A path is the names that lead into a record,
// [] for each element and * for each member. It panics at a kind that it does not know.
func (t *Target) With(member, fieldName, kind string, paths ...[]string) *Target {
	k, ok := kinds[kind]
	if !ok {
		panic("wire: unknown kind " + kind)
	}
	other := *t
	other.fields, other.members = nil, slices.Clone(tagMembers)
	for _, f := range t.fields {
		if f.member != member || f.name != fieldName {
			other.add(*f)
		}
	}
	other.add(field{member: member, name: fieldName, kind: k, paths: paths})
	return &other
}

// tagMembers are the members of a record in which tags are.
var tagMembers = []string{"Tags", "tags"}

func (t *Target) add(f field) {
	f.index = len(t.fields)
	t.fields = append(t.fields, &f)
	for _, path := range f.paths {
		t.members = append(t.members, path[0])
	}
}

// readTable reads the table. It panics if the table is wrong.
func readTable(table string) map[string]*Target {
	all := map[string]*Target{}
	var t *Target
	for line := range strings.Lines(table) {
		words := strings.Fields(line)
		switch {
		case len(words) == 0:
		case line[0] != ' ':
			t = readTarget(words)
			all[t.name] = t
		default:
			f := readField(words)
			t.add(f)
			switch {
			case strings.HasSuffix(f.member, "Filter"):
				t.filters = append(t.filters, f.member)
			case !slices.Contains(t.criteria, f.member):
				t.criteria = append(t.criteria, f.member)
			}
		}
	}
	for _, t := range all {
		t.criteria = append(t.criteria, "AndConditions", "OrConditions")
	}
	return all
}

func readTarget(words []string) *Target {
	t := &Target{members: slices.Clone(tagMembers), name: words[0], filter: words[2], form: forms[words[2]]}
	if words[1] == "-" { // Amazon Q in Connect
		t.form = forms[words[3]]
		return t
	}
	t.maxResults, _ = strconv.Atoi(words[1])
	if t.form != noFilter {
		t.filters = []string{t.filter}
	}
	for _, word := range words[3:] {
		switch word {
		case "arn":
			t.arn = true
		case "token":
			t.token = true
		case "untagged":
			t.untagged = true
		default:
			panic("wire: what is " + word + " of " + t.name)
		}
	}
	return t
}

func readField(words []string) field {
	if len(words) != 5 {
		panic(fmt.Sprint("wire: five columns are wanted, not ", words))
	}
	f := field{member: words[0]}
	if words[1] != "-" {
		f.name = words[1]
	}
	name, values, _ := strings.Cut(strings.TrimSuffix(words[2], ")"), "(")
	if values != "" {
		f.values = strings.Split(values, ",")
	}
	name, f.required = strings.CutSuffix(name, "!")
	kind, ok := kinds[name]
	if !ok {
		panic("wire: unknown kind " + name)
	}
	f.kind = kind
	if words[3] != "-" {
		for path := range strings.SplitSeq(words[3], "|") {
			f.paths = append(f.paths, strings.Split(strings.ReplaceAll(path, "[]", ".[]"), "."))
		}
	}
	f.off = words[4][0] == '('
	if source := strings.Trim(words[4], "()"); !slices.Contains([]string{"model", "docs", "seen", "unknown"}, source) {
		panic("wire: unknown source " + source)
	}
	return f
}
