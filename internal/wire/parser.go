package wire

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// How many criteria may stand in one another, the innermost included.
const (
	maxDepth       = 1000
	maxDepthStrict = 100
)

// A parser turns a request into a node. The names of its functions are those of
// the models' shapes.
type parser struct {
	*reader
	Options
	depth         int // of the criteria that are being read
	tagConditions int // that were read
}

func compile(data []byte, o Options, request func(*parser) node) (p *Program, err error) {
	defer func() {
		switch wrong := recover().(type) {
		case nil:
		case *Error:
			p, err = nil, wrong
		default:
			panic(wrong)
		}
	}()
	if len(o.FieldNames) == 0 {
		o.FieldNames = []string{"name", "description"}
	}
	if o.MaxTagConditions == 0 {
		o.MaxTagConditions = 25
	}
	in := &parser{reader: newReader(data), Options: o}
	in.checkUTF8()
	root := request(in)
	in.end()
	return &Program{root: root, fold: o.FoldCase}, nil
}

// union reads an object of which one member is set. It may be empty if none is
// allowed, and the request need not be strict.
func (p *parser) union(none bool, names []string, value func(name string)) {
	first := ""
	n := p.object(names, func(name string) {
		if first != "" {
			p.fail("one member may be set, and %s is", first)
		}
		first = name
		value(name)
	})
	if n == 0 && (!none || p.Strict) {
		p.fail("one member is wanted of %s", enumerate(names))
	}
}

// join reads a list and joins its elements. In a strict request it has at least
// so many.
func (p *parser) join(op op, strict int, element func() node) node {
	n := node{op: op}
	least := 1
	if p.Strict {
		least = strict
	}
	if size := p.list(func() { n.terms = append(n.terms, element()) }); size < least {
		p.fail("%d or more elements are wanted, not %d", least, size)
	}
	return n
}

var instanceID = regexp.MustCompile(`^(arn:(aws|aws-us-gov):connect:[a-z]{2}-[a-z]+-[0-9]{1}:[0-9]{1,20}:instance/)?[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}$`)

var searchMembers = []string{"SearchFilter", "SearchCriteria", "InstanceId", "NextToken", "MaxResults"}

// search reads a SearchTestCasesRequest.
func (p *parser) search() node {
	names := searchMembers
	if p.Strict {
		names = names[:2]
	}
	var n node
	p.object(names, func(name string) {
		switch name {
		case "SearchFilter":
			n.terms = append(n.terms, p.searchFilter())
		case "SearchCriteria":
			n.terms = append(n.terms, p.searchCriteria())
		case "InstanceId":
			if id := p.text(); len(id) > 250 || !instanceID.MatchString(id) {
				p.fail("%s is no ID and no ARN of an instance", quote(id))
			}
		case "NextToken":
			p.length(p.text(), 1, 2500)
		case "MaxResults":
			p.integer(1, 100)
		}
	})
	return n
}

var searchFilterMembers = []string{"TagFilter"}

// searchFilter reads a TestCaseSearchFilter.
func (p *parser) searchFilter() (n node) {
	p.union(true, searchFilterMembers, func(string) { n = p.controlPlaneTagFilter() })
	return n
}

var controlPlaneTagFilterMembers = []string{"TagCondition", "AndConditions", "OrConditions"}

func (p *parser) controlPlaneTagFilter() (n node) {
	p.union(true, controlPlaneTagFilterMembers, func(name string) {
		switch name {
		case "TagCondition":
			n = p.searchTag()
		case "AndConditions":
			n = p.join(and, 2, p.searchTag)
		case "OrConditions":
			n = p.join(or, 2, func() node { return p.join(and, 1, p.searchTag) })
		}
	})
	return n
}

var searchCriteriaMembers = []string{"StringCondition", "StatusCondition", "AndConditions", "OrConditions"}

// searchCriteria reads a TestCaseSearchCriteria.
func (p *parser) searchCriteria() (n node) {
	p.depth++
	most := maxDepth
	if p.Strict {
		most = maxDepthStrict
	}
	if p.depth > most {
		p.fail("criteria may nest %d deep", most)
	}
	p.union(p.depth == 1, searchCriteriaMembers, func(name string) {
		switch name {
		case "StringCondition":
			n = p.stringCondition()
		case "StatusCondition":
			n = node{op: statusEquals, text: p.enum("PUBLISHED", "SAVED")}
		case "AndConditions":
			n = p.join(and, 2, p.searchCriteria)
		case "OrConditions":
			n = p.join(or, 2, p.searchCriteria)
		}
	})
	p.depth--
	return n
}

var stringConditionMembers = []string{"FieldName", "Value", "ComparisonType"}

func (p *parser) stringCondition() (n node) {
	var comparison string
	set := p.object(stringConditionMembers, func(name string) {
		switch name {
		case "FieldName":
			n.name = p.enum(p.FieldNames...)
		case "Value":
			n.text = p.text()
		case "ComparisonType":
			comparison = p.enum("STARTS_WITH", "CONTAINS", "EXACT")
		}
	})
	if set < len(stringConditionMembers) {
		p.fail("all are wanted of %s", enumerate(stringConditionMembers))
	}
	switch comparison {
	case "EXACT":
		n.op = fieldEquals
	case "STARTS_WITH":
		n.op = fieldHasPrefix
	case "CONTAINS":
		n.op = fieldContains
		size := utf8.RuneCountInString(n.text)
		if size < p.ContainsMin || p.ContainsMax > 0 && size > p.ContainsMax {
			p.fail("a CONTAINS of length %d gives invalid results", size)
		}
	}
	if p.Strict && n.text == "" && n.op != fieldEquals {
		p.fail("an empty %s asks for nothing but the field", comparison)
	}
	if p.FoldCase {
		n.text = fold(n.text)
	}
	return n
}

var tagFilterMembers = []string{"tagCondition", "andConditions", "orConditions"}

// tagFilter reads a session's TagFilter.
func (p *parser) tagFilter() node { return p.sessionTags(tagFilterMembers) }

// orCondition reads an OrCondition, which is a TagFilter without an or.
func (p *parser) orCondition() node { return p.sessionTags(tagFilterMembers[:2]) }

func (p *parser) sessionTags(names []string) (n node) {
	p.union(false, names, func(name string) {
		switch name {
		case "tagCondition":
			n = p.sessionTag()
		case "andConditions":
			n = p.join(and, 2, p.sessionTag)
		case "orConditions":
			n = p.join(or, 2, p.orCondition)
		}
	})
	return n
}

// searchTag reads the TagCondition of a search.
func (p *parser) searchTag() node {
	n := p.tag(searchTagMembers, p.Strict, searchTagRules)
	if n.op == tagExists && !p.KeyOnly {
		p.fail("TagValue is missing, and what that means is not documented")
	}
	if p.tagConditions++; p.Strict && p.tagConditions > p.MaxTagConditions {
		p.fail("a request may have %d tag conditions", p.MaxTagConditions)
	}
	return n
}

// sessionTag reads the TagCondition of a session.
func (p *parser) sessionTag() node { return p.tag(sessionTagMembers, true, sessionTagRules) }

// The members of a TagCondition: the key and the value.
var (
	searchTagMembers  = []string{"TagKey", "TagValue"}
	sessionTagMembers = []string{"key", "value"}
)

// tag reads a TagCondition, and checks it by the rules if it is to.
func (p *parser) tag(names []string, check bool, rules tagRules) node {
	n := node{op: tagExists}
	hasKey := false
	p.object(names, func(name string) {
		switch name {
		case names[0]:
			n.name, hasKey = p.text(), true
			if check {
				p.checkKey(n.name, rules)
			}
		case names[1]:
			n.text, n.op = p.text(), tagEquals
			if check {
				p.length(n.text, rules.minValue, 256)
			}
		}
	})
	if !hasKey {
		p.fail("%s is missing", names[0])
	}
	return n
}

// tagRules are what is required of a tag in which the two services differ.
type tagRules struct {
	inKey    func(rune) bool
	minValue int // characters
}

var (
	// searchTagRules are Connect's for a tag that is set, whose key matches
	// ^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]*$. A search's own model has none.
	searchTagRules = tagRules{
		inKey: func(r rune) bool {
			return unicode.In(r, unicode.L, unicode.Z, unicode.N) || strings.ContainsRune("_.:/=+-@", r)
		},
	}

	// sessionTagRules are those of the session's model, whose keys match
	// (?!aws:)[a-zA-Z+-=._:/]+ as a whole: +-= is a range, from U+002B to U+003D.
	sessionTagRules = tagRules{
		inKey: func(r rune) bool {
			return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '+' <= r && r <= '=' || r == '_'
		},
		minValue: 1,
	}
)

func (p *parser) checkKey(key string, rules tagRules) {
	p.length(key, 1, 128)
	if strings.HasPrefix(key, "aws:") {
		p.fail("%s begins with aws:, which is reserved", quote(key))
	}
	for _, r := range key {
		if !rules.inKey(r) {
			p.fail("the key %s has the character %q, which no key has", quote(key), r)
		}
	}
}

// length reports a text that is too short or too long, in characters.
func (p *parser) length(s string, low, high int) {
	if n := utf8.RuneCountInString(s); n < low || n > high {
		p.fail("a text of %d to %d characters is wanted, and this has %d", low, high, n)
	}
}

// enum reads a string that is one of the values.
func (p *parser) enum(values ...string) string {
	s := p.text()
	if !slices.Contains(values, s) {
		p.fail("unknown value %s: there is only %s", quote(s), enumerate(values))
	}
	return s
}
