package decompile

import (
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/ast"
)

// unknownToSDK is the member in which AWS SDKs put the name of a member of a
// union that the service sent and they do not know:
// {"SDK_UNKNOWN_MEMBER": {"name": "notCondition"}}.
const unknownToSDK = "SDK_UNKNOWN_MEMBER"

// members are those of an object that are looked for, in the order in which they
// were, nil where there is none, and whether it has no others and none twice.
type members struct {
	list  []*jsonNode
	sound bool
}

// members returns the members of n with these names. One that is misspelled is
// reported, and taken all the same, so that what is wrong in it is found, too.
func (d *decoder) members(n *jsonNode, what string, names ...string) members {
	m := members{make([]*jsonNode, len(names)), true}
	for _, kid := range n.kids {
		i := slices.Index(names, kid.name)
		if i < 0 {
			m.sound = false
			i = slices.IndexFunc(names, func(name string) bool { return near(kid.name, name) })
			switch {
			case kid.name == unknownToSDK:
				d.unknownToSDK(kid)
			case i < 0:
				d.failName(ast.UnknownMember, kid, what+" has no member "+ast.Excerpt(kid.name), d.elsewhere(kid.name, names))
			default:
				d.misspelled(kid, what, names[i])
			}
		}
		switch {
		case i < 0:
		case m.list[i] != nil:
			m.sound = false
			d.duplicate(kid)
		default:
			m.list[i] = kid
		}
	}
	return m
}

// union returns the members of n with these names, of which it is to have
// exactly one. All that it has are returned, so that what is wrong in them is
// found.
func (d *decoder) union(n *jsonNode, what string, names ...string) []*jsonNode {
	m := d.members(n, what, names...)
	var first *jsonNode
	for _, kid := range n.kids {
		i := slices.Index(m.list, kid)
		switch {
		case i < 0:
		case kid.kind == jsonNull:
			d.failAt(ast.WrongType, kid, ast.Excerpt(kid.name)+" is null", "leave it out if there is none")
			m.list[i], m.sound = nil, false
		case first == nil:
			first = kid
		default:
			d.add(ast.Diagnostic{
				Code:    ast.OneMember,
				Span:    d.doc.span(kid.nameStart, kid.nameEnd),
				Related: []ast.Span{d.doc.span(first.nameStart, first.nameEnd)},
				Message: what + " has one member, and this one stands beside " + ast.Excerpt(first.name),
				Hint:    "say all in one of them",
			})
		}
	}
	if first == nil && m.sound {
		d.failAt(ast.OneMember, n, what+" has one member, and this one has none", "it is one of "+sentence(names))
	}
	return m.list
}

// list returns the elements of n, which is to be a list with some.
func (d *decoder) list(n *jsonNode) []*jsonNode {
	what := "an element"
	if n.nameEnd > 0 {
		what = ast.Excerpt(n.name)
	}
	switch {
	case n.kind == jsonObject:
		d.failAt(ast.WrongType, n, what+" is a list, and this is an object", "put it in [ ]")
		return []*jsonNode{n}
	case !d.isA(jsonList, n, what):
		return nil
	case len(n.kids) == 0:
		d.failAt(ast.EmptyList, n, "there is no condition in the list", "leave out what asks for nothing")
	}
	return n.kids
}

// isA reports whether n is of that kind. If not, that is reported.
func (d *decoder) isA(kind jsonKind, n *jsonNode, what string) bool {
	if n.kind == kind {
		return true
	}
	if n.kind == jsonNull {
		d.failAt(ast.WrongType, n, what+" is "+kind.String()+", and this is null", "leave it out if there is none")
		return false
	}
	hint := "write " + kind.String()
	switch {
	case kind == jsonString && (n.kind == jsonNumber || n.kind == jsonBool):
		hint = "put it in quotes"
	case kind == jsonString && n.kind == jsonObject && d.target.Name == "q-content-cfn":
		hint = "put its value here: functions of CloudFormation are not evaluated"
	case kind == jsonObject && n.kind == jsonList:
		hint = "leave out the [ ]"
	}
	d.failAt(ast.WrongType, n, what+" is "+kind.String()+", and this is "+n.kind.String(), hint)
	return false
}

// count counts a condition, and reports whether the limit allows it.
func (d *decoder) count(n *jsonNode) bool {
	limits := d.limits.WithDefaults()
	d.counted++
	if d.counted == limits.Conditions+1 {
		d.add(limits.TooManyConditions(d.span(n)))
	}
	return d.counted <= limits.Conditions
}

func (d *decoder) duplicate(n *jsonNode) {
	d.failName(ast.DuplicateMember, n, "the member "+ast.Excerpt(n.name)+" is there already", "leave out one of them")
}

// misspelled reports a member whose name is nearly the one that is meant.
func (d *decoder) misspelled(n *jsonNode, what, name string) {
	hint := "write " + name
	if owner := spelledBy[n.name]; owner != "" {
		hint += ": " + n.name + " is how " + owner + " it"
	}
	d.failName(ast.UnknownMember, n, what+" has no member "+ast.Excerpt(n.name), hint)
}

// spelledBy says whose spelling a name is.
var spelledBy = map[string]string{
	"TagKey":           "Amazon Connect spells",
	"TagValue":         "Amazon Connect spells",
	"TagFilter":        "Amazon Connect spells",
	"TagCondition":     "Amazon Connect and CloudFormation spell",
	"AndConditions":    "Amazon Connect and CloudFormation spell",
	"OrConditions":     "Amazon Connect and CloudFormation spell",
	"Key":              "CloudFormation spells",
	"Value":            "CloudFormation spells",
	"ContentTagFilter": "CloudFormation spells",
	"key":              "Q in Connect spells",
	"value":            "Q in Connect spells",
	"tagFilter":        "Q in Connect spells",
	"tagCondition":     "Q in Connect spells",
	"andConditions":    "Q in Connect spells",
	"orConditions":     "Q in Connect spells",
}

// unknownToSDK reports a member by the name that the service gave it.
func (d *decoder) unknownToSDK(n *jsonNode) {
	member := "a member"
	for _, kid := range n.kids {
		if kid.name == "name" && kid.kind == jsonString {
			member = "the member " + ast.Excerpt(kid.text)
		}
	}
	d.failName(ast.UnknownMember, n, "the service sent "+member+", and the SDK that wrote this does not know it",
		"what it asks for is not in the document: get it again with a newer SDK")
}

// elsewhere says where a member that does not belong here does.
func (d *decoder) elsewhere(name string, names []string) string {
	criteria := d.target.Criteria
	switch {
	case criteria != nil && (near(name, d.filterName()) || near(name, d.filter.One)):
		return "tags stand in " + strings.Join(d.filter.Path, ".")
	case criteria != nil && slices.ContainsFunc(d.criterionMembers()[2:], func(member string) bool { return near(name, member) }):
		return "conditions on fields stand in " + strings.Join(criteria.Path, ".")
	case near(name, d.filter.Or):
		return "an or stands at the top of the filter alone"
	}
	return "it has " + sentence(names)
}

// near reports whether a name is, or is meant to be, the other one: case, _ and
// -, an s at the end and the tag of tagKey and tagValue aside.
func near(name, other string) bool {
	if name == other {
		return true
	}
	name, other = stem(name), stem(other)
	for {
		name, other = strings.TrimLeft(name, "_-"), strings.TrimLeft(other, "_-")
		if name == "" || other == "" {
			return name == other
		}
		if !ast.EqualFoldASCII(name[:1], other[:1]) {
			return false
		}
		name, other = name[1:], other[1:]
	}
}

func stem(name string) string {
	name = strings.TrimRight(name, "sS")
	const tag = "tag"
	if len(name) > len(tag) && ast.EqualFoldASCII(name[:len(tag)], tag) {
		rest := strings.TrimLeft(name[len(tag):], "_-")
		if ast.EqualFoldASCII(rest, "key") || ast.EqualFoldASCII(rest, "value") {
			return rest
		}
	}
	return name
}

// hasAny reports whether n has a member that is, or is meant to be, one of the
// names.
func hasAny(n *jsonNode, names ...string) bool {
	return slices.ContainsFunc(n.kids, func(m *jsonNode) bool {
		return slices.ContainsFunc(names, func(name string) bool { return near(m.name, name) })
	})
}

// sentence returns the names as a sentence has them: a, b and c.
func sentence(names []string) string {
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// span returns the place of a value.
func (d *decoder) span(n *jsonNode) ast.Span { return d.doc.span(n.start, n.end) }

// failAt reports a mistake at a value.
func (d *decoder) failAt(code ast.Code, n *jsonNode, message, hint string) {
	d.fail(code, n.start, n.end, message, hint)
}

// failName reports a mistake at the name of a member.
func (d *decoder) failName(code ast.Code, n *jsonNode, message, hint string) {
	d.fail(code, n.nameStart, n.nameEnd, message, hint)
}

func (d *decoder) fail(code ast.Code, start, end int, message, hint string) {
	d.add(ast.Diagnostic{Code: code, Span: d.doc.span(start, end), Message: message, Hint: hint})
}

// add reports a mistake with its path.
func (d *decoder) add(x ast.Diagnostic) {
	if x.Span.IsValid() && !d.report.Full() {
		x.Path = d.doc.path(x.Span.Start.Offset)
	}
	d.report.Add(x)
}

// addAll reports the diagnostics in err.
func (d *decoder) addAll(err error) {
	ds, _ := err.(ast.Diagnostics)
	for _, x := range ds {
		d.add(x)
	}
}
