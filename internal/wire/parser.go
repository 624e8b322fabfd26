package wire

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// How many criteria may stand in one another, the innermost included, and how
// many groups of a filter of Retrieve.
const (
	maxDepth       = 1000
	maxDepthStrict = 100
)

// A parser turns a request into a node.
type parser struct {
	*reader
	Options
	target              *Target
	asks                Reading // what makes a difference
	depth               int     // of the criteria or groups that are being read
	tagConditions       int     // that were read
	hierarchyConditions int     // of a UserAttributeFilter, that were read
}

func (t *Target) compile(data []byte, o Options, request func(*parser) node) (p *Program, err error) {
	defer catch(&err)
	if o.MaxTagConditions == 0 {
		o.MaxTagConditions = 25
	}
	for _, name := range o.FieldNames {
		if t.isSearch() && !slices.ContainsFunc(t.fields, func(f *field) bool { return f.name == name }) {
			panic("wire: " + t.name + " has no FieldName " + name)
		}
	}
	in := &parser{reader: newReader(data), Options: o, target: t}
	in.checkUTF8()
	root := request(in)
	in.end()
	return &Program{target: t, root: root, fold: o.FoldCase, asks: in.asks}, nil
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

// all reads an object of which all members are set.
func (p *parser) all(names []string, value func(name string)) {
	if n := p.object(names, value); n < len(names) {
		p.fail("all are wanted of %s", enumerate(names))
	}
}

// join reads a list and joins its elements. In a strict request it has at least
// so many.
func (p *parser) join(op op, strict int, element func() node) node {
	least := 1
	if p.Strict {
		least = strict
	}
	return p.joinMany(op, least, element)
}

func (p *parser) joinMany(op op, least int, element func() node) node {
	n := node{op: op}
	if size := p.list(func() { n.terms = append(n.terms, element()) }); size < least {
		p.fail("%d or more elements are wanted, not %d", least, size)
	}
	return n
}

// nest reads a node in which others may be nested.
func (p *parser) nest(what string, read func()) {
	p.depth++
	most := maxDepth
	if p.Strict {
		most = maxDepthStrict
	}
	if p.depth > most {
		p.fail("%s may nest %d deep", what, most)
	}
	read()
	p.depth--
}

// request reads the body of a request.
func (p *parser) request() (n node) {
	if p.target.isSearch() {
		return p.search()
	}
	p.object([]string{p.target.filter}, func(string) { n = p.filter() })
	return n
}

// filter reads the filter of a request to Amazon Q in Connect.
func (p *parser) filter() node {
	if p.target.form == retrieve {
		return p.retrievalFilter()
	}
	return p.qTags(qTagFilters[p.target.form])
}

var instanceID = regexp.MustCompile(`^(arn:(aws|aws-us-gov):connect:[a-z]{2}-[a-z]+-[0-9]{1}:[0-9]{1,20}:instance/)?[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}$`)

var searchMembers = []string{"SearchFilter", "SearchCriteria", "InstanceId", "NextToken", "MaxResults"}

// search reads the request of a search.
func (p *parser) search() (n node) {
	names := searchMembers
	if p.Strict {
		names = names[:2]
	}
	if p.target.form == noFilter {
		names = names[1:]
	}
	p.object(names, func(name string) {
		switch name {
		case "SearchFilter":
			n.terms = append(n.terms, p.searchFilter())
		case "SearchCriteria":
			n.terms = append(n.terms, p.searchCriteria())
		case "InstanceId":
			switch id := p.text(); {
			case !p.target.arn:
				p.length(id, 1, 100)
			case len(id) > 250 || !instanceID.MatchString(id):
				p.fail("%s is no ID and no ARN of an instance", quote(id))
			}
		case "NextToken":
			if token := p.text(); p.target.token {
				p.length(token, 1, 2500)
			}
		case "MaxResults":
			p.integer(1, p.target.maxResults)
		}
	})
	return n
}

// searchFilter reads a SearchFilter. A strict one has no filter but that of tags.
func (p *parser) searchFilter() (n node) {
	names := p.target.filters
	if p.Strict {
		names = names[:1]
	}
	p.union(true, names, func(name string) {
		if name == "TagFilter" {
			n = p.tagFilter()
		} else {
			n = p.attributeFilter(name)
		}
	})
	return n
}

var tagFilterMembers = []string{"TagCondition", "AndConditions", "OrConditions"}

// tagFilter reads a ControlPlaneTagFilter, whose rows are lists.
func (p *parser) tagFilter() (n node) {
	p.union(true, tagFilterMembers, func(name string) {
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

// attributeFilters has for each filter whose rows are objects the members of the
// filter and those of a row. What is neither a tag nor a row is an attribute.
var attributeFilters = map[string]struct{ members, row []string }{
	"AttributeFilter": {
		[]string{"TagCondition", "AndCondition", "OrConditions"},
		[]string{"TagConditions"},
	},
	"UserAttributeFilter": {
		[]string{"TagCondition", "AndCondition", "OrConditions", "HierarchyGroupCondition"},
		[]string{"TagConditions", "HierarchyGroupCondition"},
	},
	"FlowAttributeFilter": {
		[]string{"TagCondition", "AndCondition", "OrConditions", "ContactFlowTypeCondition"},
		[]string{"TagConditions", "ContactFlowTypeCondition"},
	},
	"ContactEvaluationAttributeFilter": {
		[]string{"TagCondition", "AndCondition", "OrConditions", "ContactEvaluationAttributeCondition"},
		[]string{"TagConditions", "AttributeConditions"},
	},
}

// attributeFilter reads the filter of that name, whose rows are objects.
func (p *parser) attributeFilter(filter string) (n node) {
	names := attributeFilters[filter]
	attribute := func() node { return p.attribute(filter) }
	row := func(strict int) (n node) {
		size := p.object(names.row, func(name string) {
			switch name {
			case "TagConditions":
				n.terms = append(n.terms, p.join(and, strict, p.searchTag))
			case "AttributeConditions":
				n.terms = append(n.terms, p.join(and, strict, attribute))
			default:
				n.terms = append(n.terms, attribute())
			}
		})
		if size == 0 {
			p.fail("one member is wanted of %s", enumerate(names.row))
		}
		return n
	}
	p.union(true, names.members, func(name string) {
		switch name {
		case "TagCondition":
			n = p.searchTag()
		case "AndCondition":
			n = row(2)
		case "OrConditions":
			n = p.join(or, 2, func() node { return row(1) })
		default:
			n = attribute()
		}
	})
	return n
}

var (
	flowTypeMembers        = []string{"ContactFlowType"}
	attributeMembers       = []string{"AttributeKey", "AttributeValue", "ComparisonType"}
	attributeValueMembers  = []string{"StringValue"}
	hierarchyGroupMembers  = []string{"Value", "HierarchyGroupMatchType"}
	stringConditionMembers = []string{"FieldName", "Value", "ComparisonType"}
	boundsMembers          = []string{"FieldName", "MinValue", "MaxValue", "ComparisonType"}
	booleanMembers         = []string{"FieldName", "ComparisonType"}
	listConditionMembers   = []string{"TargetListType", "Conditions"}
	listMembers            = []string{"StringCondition", "NumberCondition"}
)

// attribute reads what a filter asks for beside tags.
func (p *parser) attribute(filter string) (n node) {
	switch filter {
	case "UserAttributeFilter":
		n = p.hierarchyGroupCondition(filter)
		if p.hierarchyConditions++; p.hierarchyConditions > 20 {
			p.fail("a request may have 20 hierarchy group conditions")
		}
	case "FlowAttributeFilter":
		p.all(flowTypeMembers, func(string) { n = p.enumCondition(filter) })
	case "ContactEvaluationAttributeFilter":
		var f *field
		p.all(attributeMembers, func(name string) {
			switch name {
			case "AttributeKey":
				f = p.fieldName(filter)
			case "AttributeValue":
				p.all(attributeValueMembers, func(string) { n = node{op: fieldEquals, text: p.text()} })
			case "ComparisonType":
				p.enum("EXACT")
			}
		})
		n.field = f
	}
	return n
}

// searchCriteria reads a SearchCriteria.
func (p *parser) searchCriteria() (n node) {
	p.nest("criteria", func() {
		p.union(p.depth == 1, p.target.criteria, func(name string) {
			switch name {
			case "AndConditions":
				n = p.join(and, 2, p.searchCriteria)
			case "OrConditions":
				n = p.join(or, 2, p.searchCriteria)
			case "StringCondition":
				n = p.stringCondition()
			case "NumberCondition", "DecimalCondition", "DateTimeCondition":
				n = p.bounds(name)
			case "DateCondition":
				n = p.dateCondition()
			case "BooleanCondition":
				n = p.booleanCondition()
			case "HierarchyGroupCondition":
				n = p.hierarchyGroupCondition(name)
			case "ListCondition":
				p.listCondition()
			default:
				n = p.enumCondition(name)
			}
		})
	})
	return n
}

// fieldName reads the FieldName of a condition.
func (p *parser) fieldName(member string) *field {
	name := p.text()
	var known []string
	for _, f := range p.target.fields {
		switch {
		case f.member != member, !p.allows(f):
		case f.name == name:
			return f
		default:
			known = append(known, f.name)
		}
	}
	p.unknown(name, known)
	return nil
}

// allows reports whether the options allow a field.
func (p *parser) allows(f *field) bool {
	if len(p.FieldNames) > 0 {
		return slices.Contains(p.FieldNames, f.name)
	}
	return !f.off || p.AllFieldNames
}

// enumCondition reads one of the values of a field.
func (p *parser) enumCondition(member string) node {
	f := p.target.field(member)
	n := node{op: fieldEquals, field: f, text: p.enum(f.values...)}
	p.shown(f)
	return n
}

// shown reports a condition that asks for what no record shows.
func (p *parser) shown(f *field) {
	if len(f.paths) == 0 {
		p.fail("this asks for what no record shows")
	}
}

func (p *parser) hierarchyGroupCondition(member string) node {
	n := node{op: fieldEquals, field: p.target.field(member)}
	match := ""
	p.all(hierarchyGroupMembers, func(name string) {
		if name == "Value" {
			n.text = p.text()
		} else {
			match = p.enum("EXACT", "WITH_CHILD_GROUPS")
		}
	})
	if match == "WITH_CHILD_GROUPS" {
		p.fail("this asks for the groups above a group, which no record shows")
	}
	return n
}

// listCondition reads a ListCondition, and says that no record shows what it
// asks for.
func (p *parser) listCondition() {
	p.all(listConditionMembers, func(name string) {
		if name == "TargetListType" {
			p.enum("PROFICIENCIES")
			return
		}
		p.join(and, 1, func() node {
			p.union(false, listMembers, func(name string) {
				if name == "StringCondition" {
					p.all(stringConditionMembers, func(name string) {
						switch name {
						case "FieldName":
							p.enum("name", "value")
						case "Value":
							p.text()
						case "ComparisonType":
							p.enum(textComparisons...)
						}
					})
					return
				}
				p.boundsOf("NumberCondition", func() *field { p.enum("limit"); return nil })
			})
			return node{}
		})
	})
	p.shown(p.target.field("ListCondition"))
}

var textComparisons = []string{"STARTS_WITH", "CONTAINS", "EXACT"}

func (p *parser) stringCondition() (n node) {
	var comparison string
	p.all(stringConditionMembers, func(name string) {
		switch name {
		case "FieldName":
			n.field = p.fieldName("StringCondition")
		case "Value":
			n.text = p.text()
		case "ComparisonType":
			comparison = p.enum(textComparisons...)
		}
	})
	switch comparison {
	case "EXACT":
		n.op = textEquals
	case "STARTS_WITH":
		n.op = textHasPrefix
	case "CONTAINS":
		n.op = textContains
		size := utf8.RuneCountInString(n.text)
		if size < p.ContainsMin || p.ContainsMax > 0 && size > p.ContainsMax {
			p.fail("a CONTAINS of length %d gives invalid results", size)
		}
	}
	if p.Strict && n.op != textEquals {
		if n.text == "" {
			p.fail("an empty %s asks for nothing but the field", comparison)
		}
		if n.field.kind != textKind {
			p.fail("%s is compared as a whole, and this is %s", n.field.name, comparison)
		}
	}
	p.folds(&n)
	return n
}

// folds prepares a comparison of text that may fold case.
func (p *parser) folds(n *node) {
	n.folded = fold(n.text)
	p.asks.FoldCase = p.asks.FoldCase || strings.ContainsFunc(n.text, func(r rune) bool { return unicode.SimpleFold(r) != r })
}

// A comparison is a ComparisonType of numbers and times.
type comparison struct {
	name                 string
	less, equal, greater bool // which values meet it
	max                  bool // the bound is MaxValue
	documented           bool // that it is that one
}

const between = "RANGE"

// The comparisons of each member. Which bound serves is said by examples: of
// evaluation forms for EQUAL, and for GREATER_THAN, which GREATER_THAN_OR_EQUAL_TO
// is taken to follow.
var comparisons = map[string][]comparison{
	"NumberCondition": {
		{name: "GREATER_OR_EQUAL", equal: true, greater: true},
		{name: "GREATER", greater: true},
		{name: "LESSER_OR_EQUAL", less: true, equal: true, max: true},
		{name: "LESSER", less: true, max: true},
		{name: "EQUAL", equal: true, documented: true},
		{name: "NOT_EQUAL", less: true, greater: true},
		{name: between},
	},
	"DecimalCondition": {
		{name: "GREATER_OR_EQUAL", equal: true, greater: true},
		{name: "GREATER", greater: true},
		{name: "LESSER_OR_EQUAL", less: true, equal: true, max: true},
		{name: "LESSER", less: true, max: true},
		{name: "EQUAL", equal: true},
		{name: "NOT_EQUAL", less: true, greater: true},
		{name: between},
	},
	"DateTimeCondition": {
		{name: "GREATER_THAN", greater: true, documented: true},
		{name: "LESS_THAN", less: true, max: true},
		{name: "GREATER_THAN_OR_EQUAL_TO", equal: true, greater: true, documented: true},
		{name: "LESS_THAN_OR_EQUAL_TO", less: true, equal: true, max: true},
		{name: "EQUAL_TO", equal: true},
		{name: between},
	},
	"DateCondition": {
		{name: "GREATER_THAN", greater: true, documented: true},
		{name: "LESS_THAN", less: true, documented: true},
		{name: "GREATER_THAN_OR_EQUAL_TO", equal: true, greater: true, documented: true},
		{name: "LESS_THAN_OR_EQUAL_TO", less: true, equal: true, documented: true},
		{name: "EQUAL_TO", equal: true, documented: true},
	},
}

// comparison reads a ComparisonType.
func (p *parser) comparison(member string) comparison {
	var names []string
	name := p.text()
	for _, c := range comparisons[member] {
		if c.name == name {
			return c
		}
		names = append(names, c.name)
	}
	p.unknown(name, names)
	return comparison{}
}

// bounds reads a NumberCondition, DecimalCondition or DateTimeCondition.
func (p *parser) bounds(member string) node {
	return p.boundsOf(member, func() *field { return p.fieldName(member) })
}

func (p *parser) boundsOf(member string, fieldName func() *field) node {
	n := node{op: compare}
	set := 0
	p.object(boundsMembers, func(name string) {
		switch name {
		case "FieldName":
			n.field = fieldName()
			set++
		case "MinValue":
			n.low = p.bound(member)
		case "MaxValue":
			n.high = p.bound(member)
		case "ComparisonType":
			n.comparison = p.comparison(member)
			set++
		}
	})
	c := n.comparison
	switch {
	case set < 2:
		p.fail("all are wanted of FieldName and ComparisonType")
	case c.name == between:
		n.op = inRange
		if n.low == nil || n.high == nil {
			p.fail("RANGE has a MinValue and a MaxValue")
		}
		p.asks.RangeWithoutMin, p.asks.RangeWithoutMax = true, true
	case (n.low == nil) == (n.high == nil):
		p.fail("%s has one of MinValue and MaxValue", c.name)
	case (c.documented || p.Strict) && c.max == (n.high == nil):
		p.fail("%s has the other of MinValue and MaxValue", c.name)
	case c.documented:
	case c.less && c.greater, c.equal && !c.less && !c.greater:
		p.asks.EqualByMax = true
	case c.less:
		p.asks.LesserByMin = true
	case c.greater:
		p.asks.GreaterByMax = true
	}
	if c.less && c.greater && n.field != nil && !n.field.required {
		p.asks.NotEqualFindsLacking = true
	}
	if member == "DateTimeCondition" {
		p.asks.WholeSeconds = true
	}
	return n
}

// bound reads a MinValue or MaxValue.
func (p *parser) bound(member string) *point {
	switch member {
	case "NumberCondition":
		return &point{number: float64(p.integer(math.MinInt32, math.MaxInt32))}
	case "DecimalCondition":
		return &point{number: p.double()}
	}
	return &point{time: p.time(dateTime, "2006-01-02T15:04:05", "a time in UTC to the second, or with three decimals")}
}

var (
	dateTime = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z?$`)
	date     = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
)

// time reads a time that has the pattern and, without a Z, the layout.
func (p *parser) time(pattern *regexp.Regexp, layout, what string) time.Time {
	s := p.text()
	t, err := time.Parse(layout, strings.TrimSuffix(s, "Z"))
	if err != nil || !pattern.MatchString(s) {
		p.fail("%s is wanted, not %s", what, quote(s))
	}
	return t
}

func (p *parser) dateCondition() node {
	n := node{op: compare}
	p.all(stringConditionMembers, func(name string) {
		switch name {
		case "FieldName":
			n.field = p.fieldName("DateCondition")
		case "Value":
			n.low = &point{time: p.time(date, time.DateOnly, "a date")}
		case "ComparisonType":
			n.comparison = p.comparison("DateCondition")
		}
	})
	return n
}

func (p *parser) booleanCondition() node {
	n := node{op: isTrue}
	p.all(booleanMembers, func(name string) {
		switch {
		case name == "FieldName":
			n.field = p.fieldName("BooleanCondition")
		case p.enum("IS_TRUE", "IS_FALSE") == "IS_FALSE":
			n.op = isFalse
			p.asks.FalseFindsLacking = true
		}
	})
	return n
}

// qNames are the names in a TagFilter of Amazon Q in Connect. An or's element is
// a TagFilter without an or.
type qNames struct{ filter, tag []string }

var qTagFilters = map[form]qNames{
	lower:    {[]string{"tagCondition", "andConditions", "orConditions"}, []string{"key", "value"}},
	capitals: {[]string{"TagCondition", "AndConditions", "OrConditions"}, []string{"Key", "Value"}},
}

func (p *parser) qTags(names qNames) (n node) {
	tag := func() node { return p.tag(names.tag, true, qTagRules) }
	p.union(false, names.filter, func(name string) {
		switch name {
		case names.filter[0]:
			n = tag()
		case names.filter[1]:
			n = p.join(and, 2, tag)
		default:
			n = p.join(or, 2, func() node { return p.qTags(qNames{names.filter[:2], names.tag}) })
		}
	})
	return n
}

var searchTagMembers = []string{"TagKey", "TagValue"}

// searchTag reads the TagCondition of a search.
func (p *parser) searchTag() node {
	n := p.tag(searchTagMembers, p.Strict, searchTagRules)
	if n.op == tagExists && !p.KeyOnly {
		p.fail("TagValue is missing, and what that means is not documented")
	}
	if p.tagConditions++; p.Strict && p.tagConditions > p.MaxTagConditions {
		p.fail("a request may have %d tag conditions", p.MaxTagConditions)
	}
	if p.target.untagged {
		p.fail("this asks for what no record shows")
	}
	return n
}

// retrievals are the members of a RetrievalFilterConfiguration.
var retrievals = []string{
	"andAll", "orAll", "equals", "notEquals", "greaterThan", "greaterThanOrEquals", "lessThan", "lessThanOrEquals",
	"in", "notIn", "startsWith", "listContains", "stringContains",
}

var retrievalMembers = []string{"key", "value"}

// retrievalFilter reads a RetrievalFilterConfiguration.
func (p *parser) retrievalFilter() (n node) {
	bedrock := p.Strict && !p.NoBedrockLimits
	p.nest("filters", func() {
		p.union(false, retrievals, func(name string) {
			if name != "andAll" && name != "orAll" {
				n = p.retrieval(name)
				return
			}
			if bedrock && p.depth > 2 {
				p.fail("groups may nest once")
			}
			op := and
			if name == "orAll" {
				op = or
			}
			n = p.joinMany(op, 2, p.retrievalFilter)
			if bedrock && len(n.terms) > 5 {
				p.fail("a group may have 5 members, and this has %d", len(n.terms))
			}
		})
	})
	return n
}

// retrieval reads what one member of a RetrievalFilterConfiguration compares.
func (p *parser) retrieval(name string) (n node) {
	p.all(retrievalMembers, func(member string) {
		if member == "key" {
			n.name = p.text()
			p.length(n.name, 1, 100)
			return
		}
		n.values = p.operand(name)
	})
	switch name {
	case "equals":
		n.op = metaEquals
	case "notEquals":
		n.op = metaNotEquals
		p.asks.NotEqualFindsLacking = true
	case "greaterThan":
		n.op, n.comparison = metaCompare, comparison{greater: true}
	case "greaterThanOrEquals":
		n.op, n.comparison = metaCompare, comparison{equal: true, greater: true}
	case "lessThan":
		n.op, n.comparison = metaCompare, comparison{less: true}
	case "lessThanOrEquals":
		n.op, n.comparison = metaCompare, comparison{less: true, equal: true}
	case "in":
		n.op = metaIn
	case "notIn":
		n.op = metaNotIn
		p.asks.NotInFindsLacking = true
	case "listContains":
		n.op = metaListContains
	case "startsWith", "stringContains":
		n.op = metaHasPrefix
		if name == "stringContains" {
			n.op = metaContains
			p.asks.ContainsInLists = true
		}
		n.text = n.values[0].(string)
		if p.Strict && n.text == "" {
			p.fail("an empty %s asks for nothing but the key", name)
		}
		p.folds(&n)
	}
	return n
}

// operand reads the value of a retrieval: one, or those of a list. Bedrock says
// of which types they are; lists of numbers and booleans have but one meaning.
func (p *parser) operand(name string) (values []any) {
	switch name {
	case "in", "notIn":
		if p.list(func() { values = append(values, p.scalar()) }) == 0 {
			p.fail("1 or more elements are wanted, not 0")
		}
	case "equals", "notEquals", "listContains":
		values = append(values, p.scalar())
	case "startsWith", "stringContains":
		values = append(values, p.text())
	default:
		values = append(values, p.double())
	}
	textAlone := name == "in" || name == "notIn" || name == "listContains"
	for _, v := range values {
		if _, ok := v.(string); !ok && textAlone && p.Strict && !p.NoBedrockLimits {
			p.fail("%s compares text", name)
		}
	}
	return values
}

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

	// qTagRules are those of the session's model, whose keys match
	// (?!aws:)[a-zA-Z+-=._:/]+ as a whole: +-= is a range, from U+002B to U+003D.
	qTagRules = tagRules{
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
		p.unknown(s, values)
	}
	return s
}

func (p *parser) unknown(s string, values []string) {
	p.fail("unknown value %s: there is only %s", quote(s), enumerate(values))
}
