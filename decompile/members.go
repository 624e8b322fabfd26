package decompile

import (
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/diag"
)

// unknownToSDK is a member that AWS SDKs write. It has the name of a member of a union
// that the service sent and the SDK does not know:
// {"SDK_UNKNOWN_MEMBER": {"name": "notCondition"}}.
const unknownToSDK = "SDK_UNKNOWN_MEMBER"

// members are the members of an object that were asked for, in the order of the question.
// A missing one is nil. They are sound if the object has no others, and none twice.
type members struct {
	list  []*jsonNode
	sound bool
}

// members returns the members of n with these names. It reports one that is misspelled and
// takes it all the same, so that mistakes in it are found, too.
func (d *decoder) members(n *jsonNode, what string, names ...string) members {
	m := members{make([]*jsonNode, len(names)), true}
	for kid := range d.kids(n) {
		name := d.name(kid)
		if hint, ok := d.target.Unsaid[name]; ok && kid.kind != jsonNull {
			d.failName(codes.Inexpressible, kid, "no query says what "+name+" does", hint)
			m.sound = false
			continue
		}
		i := slices.Index(names, name)
		if i < 0 {
			m.sound = false
			i = slices.IndexFunc(names, func(other string) bool { return near(name, other) })
			switch {
			case name == unknownToSDK:
				d.unknownToSDK(kid)
			case i < 0 && referred(name, names) != "":
				if to := referred(name, names); d.isFilterOrCriteria(to) {
					d.failName(codes.UnknownMember, kid, chars.Excerpt(name)+" says where "+to+" is to be taken from",
						"what it asks for is not in the document: put the value itself in its place")
				}
			case i < 0 && d.amongOthers:
				d.warning(codes.UnknownMember, d.nameSpan(kid), what+" has no member "+chars.Excerpt(name), d.elsewhere(name, names))
			case i < 0:
				d.unknownMember(kid, what, d.elsewhere(name, names), names)
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

// referred returns the one of the names that a name is with .$ at its end, or "". So state
// machines say that the value is a path.
func referred(name string, names []string) string {
	name, ok := strings.CutSuffix(name, ".$")
	if i := slices.IndexFunc(names, func(other string) bool { return near(name, other) }); ok && i >= 0 {
		return names[i]
	}
	return ""
}

// isFilterOrCriteria reports whether a member with that name has conditions. The other
// members of a request are the caller's.
func (d *decoder) isFilterOrCriteria(name string) bool {
	return !slices.Contains(d.target.Members, name) || d.hasFilter() && name == d.filter.Path[0] ||
		d.target.Criteria != nil && name == d.target.Criteria.Path[0]
}

// union returns the members of n with these names. It must have exactly one that is not
// null. All that it has are returned, so that mistakes in them are found.
func (d *decoder) union(n *jsonNode, what string, names ...string) []*jsonNode {
	m := d.members(n, what, names...)
	var first *jsonNode
	var null []*jsonNode
	for kid := range d.kids(n) {
		i := slices.Index(m.list, kid)
		switch {
		case i < 0:
		case kid.kind == jsonNull:
			null = append(null, kid)
			m.list[i], m.sound = nil, false
		case first == nil:
			first = kid
		default:
			d.add(ast.Diagnostic{
				Code:    codes.OneMember,
				Span:    d.nameSpan(kid),
				Related: []ast.Span{d.nameSpan(first)},
				Message: what + " has one member, and this one stands beside " + chars.Excerpt(d.name(first)),
				Hint:    "say all in one of them",
			})
		}
	}
	for _, kid := range null {
		if first != nil {
			d.absent(kid)
		} else {
			d.failAt(codes.WrongType, kid, chars.Excerpt(d.name(kid))+" is null", "leave it out if there is none")
		}
	}
	if first == nil && m.sound {
		d.failAt(codes.OneMember, n, what+" has one member, and this one has none", "it is one of "+sentence(names))
	}
	return m.list
}

// absent warns of a null in the place of a member that may be left out.
func (d *decoder) absent(n *jsonNode) {
	d.warn(codes.WrongType, n, chars.Excerpt(d.name(n))+" is null, as if it were not there", "leave it out")
}

// list returns the elements of n, which must be a list that is not empty.
func (d *decoder) list(n *jsonNode) []*jsonNode {
	what := d.called(n)
	switch {
	case n.kind == jsonObject:
		d.failAt(codes.WrongType, n, what+" is a list, and this is an object", "put it in [ ]")
		return []*jsonNode{n}
	case !d.isA(jsonList, n, what):
		return nil
	case n.isEmpty():
		d.failAt(codes.EmptyList, n, "there is no condition in the list", "leave out what asks for nothing")
	}
	return slices.Collect(d.kids(n))
}

// called returns what messages call a value: the name of a member, or an element.
func (d *decoder) called(n *jsonNode) string {
	if n.name == noName {
		return "an element"
	}
	return chars.Excerpt(d.name(n))
}

// isFunction reports whether n is a function of CloudFormation, such as {"Ref": "x"}.
func (d *decoder) isFunction(n *jsonNode) bool {
	only := d.only(n)
	return only != nil && (d.name(only) == "Ref" || strings.HasPrefix(d.name(only), "Fn::"))
}

// isA reports whether n is of that kind, and adds to the report if it is not.
func (d *decoder) isA(kind jsonKind, n *jsonNode, what string) bool {
	if n.kind == kind {
		return true
	}
	if n.kind == jsonNull {
		d.failAt(codes.WrongType, n, what+" is "+kind.String()+", and this is null", "leave it out if there is none")
		return false
	}
	hint := "write " + kind.String()
	switch {
	case kind == jsonString && (n.kind == jsonNumber || n.kind == jsonBool):
		hint = "put it in quotes"
	case kind == jsonString && n.kind == jsonObject && d.isFunction(n):
		hint = "put its value here: functions of CloudFormation are not evaluated"
	case kind == jsonObject && n.kind == jsonList:
		hint = "leave out the [ ]"
	}
	d.failAt(codes.WrongType, n, what+" is "+kind.String()+", and this is "+n.kind.String(), hint)
	return false
}

// count counts a condition, and reports whether the limit allows it.
func (d *decoder) count(n *jsonNode) bool {
	d.counted++
	if d.counted == d.most.Conditions+1 {
		d.add(diag.OverLimit(codes.TooManyConditions, d.span(n), d.most.Conditions))
	}
	return d.counted <= d.most.Conditions
}

func (d *decoder) duplicate(n *jsonNode) {
	d.failName(codes.DuplicateMember, n, "the member "+chars.Excerpt(d.name(n))+" is there already", "leave out one of them")
}

// misspelled reports a member whose name is near the one that is meant.
func (d *decoder) misspelled(n *jsonNode, what, name string) {
	d.unknownMember(n, what, "write "+name, []string{name})
}

// unknownMember reports a member. One of the names may be meant.
func (d *decoder) unknownMember(n *jsonNode, what, hint string, names []string) {
	d.add(ast.Diagnostic{
		Code:       codes.UnknownMember,
		Span:       d.nameSpan(n),
		Message:    what + " has no member " + chars.Excerpt(d.name(n)),
		Hint:       hint,
		Params:     ast.Params{Token: d.name(n)},
		Candidates: names,
	})
}

// unknownToSDK reports a member by the name that the service gave it.
func (d *decoder) unknownToSDK(n *jsonNode) {
	member := "a member"
	if name := d.member(n, exactly("name")); name != nil && name.kind == jsonString {
		member = "the member " + chars.Excerpt(d.text(name))
	}
	d.failName(codes.UnknownMember, n, "the service sent "+member+", and the SDK that wrote this does not know it",
		"what it asks for is not in the document: get it again with a newer SDK")
}

// elsewhere says where a member belongs that does not belong here.
func (d *decoder) elsewhere(name string, names []string) string {
	criteria := d.target.Criteria
	switch {
	case criteria != nil && (near(name, d.filterName()) || near(name, d.filter.One)):
		return "tags stand in " + strings.Join(d.filter.Path, ".")
	case criteria != nil && slices.ContainsFunc(criterionMembers(&d.target)[2:], func(member string) bool { return near(name, member) }):
		return "conditions on fields stand in " + strings.Join(criteria.Path, ".")
	case near(name, d.filter.Or):
		return "an or stands at the top of the filter alone"
	}
	return "it has " + sentence(names)
}

// near reports whether a name is, or is meant to be, the other one. It ignores case, _ and
// -, an s at the end, and the tag of tagKey and tagValue.
func near(name, other string) bool {
	return name == other || nameKey(name) == nameKey(other)
}

// nameKey returns a key that is the same for names that are near one another. The key of a
// name that is longer than any of a target's is the name itself.
func nameKey(name string) string {
	const most = 100
	if len(name) > most {
		return name
	}
	var key [most]byte
	n := 0
	for _, c := range []byte(stem(name)) {
		switch {
		case c == '_' || c == '-':
			continue
		case 'A' <= c && c <= 'Z':
			c |= 0x20
		}
		key[n] = c
		n++
	}
	return string(key[:n])
}

func stem(name string) string {
	name = strings.TrimRight(name, "sS")
	const tag = "tag"
	if len(name) > len(tag) && chars.EqualFold(name[:len(tag)], tag) {
		rest := strings.TrimLeft(name[len(tag):], "_-")
		if chars.EqualFold(rest, "key") || chars.EqualFold(rest, "value") {
			return rest
		}
	}
	return name
}

// hasAny reports whether n has a member that is, or is meant to be, one of the
// names.
func (d *jsonDocument) hasAny(n *jsonNode, names ...string) bool {
	return d.member(n, nearly(names...)) != nil
}

// sentence returns the names as a sentence has them: a, b and c.
func sentence(names []string) string { return joined(names, " and ") }

// joined is sentence with another word before the last.
func joined(names []string, word string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + word + last(names)
}

// failAt reports a mistake at a value.
func (d *decoder) failAt(code ast.Code, n *jsonNode, message, hint string) {
	d.add(ast.Diagnostic{Code: code, Span: d.span(n), Message: message, Hint: hint})
}

// failName reports a mistake at the name of a member.
func (d *decoder) failName(code ast.Code, n *jsonNode, message, hint string) {
	d.add(ast.Diagnostic{Code: code, Span: d.nameSpan(n), Message: message, Hint: hint, Params: ast.Params{Token: d.name(n)}})
}

// warn warns of a value that is taken, but probably not meant.
func (d *decoder) warn(code ast.Code, n *jsonNode, message, hint string) {
	d.warning(code, d.span(n), message, hint)
}

func (d *decoder) warning(code ast.Code, at ast.Span, message, hint string) {
	x := ast.Diagnostic{Code: code, Warning: true, Span: at, Message: message, Hint: hint}
	d.addTo(&d.warnings, x)
}

// add reports a mistake.
func (d *decoder) add(x ast.Diagnostic) { d.addTo(&d.report, x) }

// addTo adds a diagnostic with its path to a report.
func (d *decoder) addTo(r *diag.Report, x ast.Diagnostic) {
	if x.Span.IsValid() && !r.Full() {
		x.Path = shortPath(d.path(d.at(x.Span.Start.Offset)))
	}
	r.Add(x)
}

// addAll reports the diagnostics in err.
func (d *decoder) addAll(err error) {
	ds, _ := err.(ast.Diagnostics)
	for _, x := range ds {
		d.add(x)
	}
}
