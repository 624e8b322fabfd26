package hint

import (
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/schema"
)

// A member is one of the values of a condition that also asks whether there is a value, as
// in is null or empty.
type member struct {
	n       int    // how many pieces
	lacking string // the word for no value, in lower case
	value   string // what stands there, as a query has a value
	negated bool
	own     bool // it has an operator or a not of its own
}

// empty is the text without characters, as a query has it.
const empty = `""`

// absent are the words for no value behind an is.
var absent = []string{"null", "none", "nil", "undefined", "missing", "absent", "unset", "empty", "blank"}

// mostMembers is how many members are read. A condition of more is not looked into, since
// each of them may begin another one.
const mostMembers = 50

// lacking returns what a condition means that has several members, one of which asks
// whether there is a value. A query says in two conditions that there is none, and that it
// is empty. The operator has k pieces from the piece at on.
func (h *hints) lacking(c compared, at, k int) (f finding, ok bool) {
	end, o := at+k, c.operator
	if o.op == "exists" && slices.Contains(absent, strings.ToLower(h.at(end-1).text)) {
		o = operator{op: "=", negated: !o.negated}
		end-- // it is the first member
	}
	if o.op != "=" {
		return f, false
	}
	isNot := h.is(end, "not", "!") && !o.negated
	if isNot {
		o.negated = true
		end++
	}
	neither, either := h.is(end, "neither") && !o.negated, h.is(end, "either")
	if neither || either {
		end++
	}
	negated := o.negated || neither
	behindIs := h.is(at, "is", "isn't", "not")
	if negated && h.is(end, "not", "!") {
		list, _, end := h.members(end, false, behindIs)
		return finding{n: end - c.from, message: negatedTwice, hint: writeOnce}, len(list) > 0 && h.ends(end)
	}
	members, joins, end := h.members(end, negated, behindIs)
	isLacking := func(m member) bool { return m.lacking != "" }
	least := 2 // one is for others to read, unless they do not expect a null there
	if isNot || neither || either {
		least = 1
	}
	if len(members) < least || len(members) == mostMembers || !slices.ContainsFunc(members, isLacking) || !h.ends(end) {
		return f, false
	}
	between := strings.Join(joins, " ")
	join := joinOfMembers(members, between)
	if join == "" {
		return finding{n: end - c.from, message: eachCondition, hint: writeOne}, true
	}
	inherits := !slices.ContainsFunc(members[1:], func(m member) bool { return m.own })
	isAnd := func(i int) bool { return joinOf[strings.ToLower(h.at(i).text)] == "and" }
	unsure := h.is(c.from-1, "not", "!", "-") || inherits && o.negated && between == "or" ||
		!inherits && join == "or" && (isAnd(c.from-1) || isAnd(end)) // an and binds before the or
	var list []string
	for _, m := range members {
		x := h.memberOf(c, m)
		unsure = unsure || m.lacking == "blank" || inherits && m.lacking == "" && m.value != empty || slices.Contains(list, x)
		list = append(list, x)
	}
	list = slices.Compact(list)
	write := strings.Join(list, " "+join+" ")
	if len(list) > 1 {
		write = "(" + write + ")"
	}
	if !areNames(h.wrong(write)) {
		return f, false // a member is no value of the field
	}
	return finding{n: end - c.from, message: "whether there is a value is asked with exists", write: write, sure: !unsure}, true
}

// joinOfMembers returns the connective of the conditions that the members stand for, or
// nothing if that is not clear.
func joinOfMembers(members []member, between string) string {
	negated, own := members[0].negated, 0
	for _, m := range members[1:] {
		if m.negated != negated {
			return ""
		}
		if m.own {
			own++
		}
	}
	join := map[bool]string{false: "or", true: "and"}[negated] // it is one of them, or none
	switch {
	case between == "":
		return join
	case own == 0 && (between == "or" || between == "," && !negated || between == "nor" && negated):
		return join
	case own > 0 && between == join && (own == len(members)-1 || !negated):
		return join
	}
	return "" // nothing is both null and empty, and everything is not null or not empty
}

// members returns the members from the piece i on, each kind of what stands between them
// once, and where they end. Negated is for those without an operator or a not of their own.
// Words for no value other than null are such behind an is, or beside a null.
func (h *hints) members(i int, negated, behindIs bool) (list []member, joins []string, end int) {
	first := true
	for end = i; ; first = false {
		at := end
		for joinOf[strings.ToLower(h.at(at).text)] != "" {
			at++
		}
		if len(list) == mostMembers || first != (at == end) || !first && h.opens(at) && !h.is(at, "is", "isn't") {
			break
		}
		m := h.member(at, negated)
		if m.n == 0 || first && negated && m.own { // a second not may mean once or not at all
			break
		}
		for _, p := range h.pieces[end:at] {
			if join := joinOf[strings.ToLower(p.text)]; !slices.Contains(joins, join) {
				joins = append(joins, join)
			}
		}
		end = at + m.n
		behindIs = behindIs || isNull(h.at(end-1).text)
		list = append(list, m)
	}
	if !behindIs {
		for j := range list {
			list[j].lacking = ""
		}
	}
	return list, joins, end
}

// member returns the member that begins at the piece i, or one without pieces.
func (h *hints) member(i int, negated bool) (m member) {
	at := i
	m.negated = negated
	isAbsent := func(i int) bool {
		p := h.at(i)
		return p.kind == word && slices.Contains(absent, strings.ToLower(p.text))
	}
	switch o, k := h.operator(at); {
	case o.twice:
		return member{}
	case o.op == "=":
		m.own, m.negated = true, o.negated
		if at += k; !o.negated && h.is(at, "not", "!") {
			m.negated = true
			at++
		}
	case o.op == "exists" && isAbsent(at+k-1):
		m.own, m.negated = true, !o.negated
		at += k - 1
	case h.is(at, "not"):
		m.own, m.negated = true, true
		at++
	}
	v, n := h.value(at)
	if n == 0 || h.at(at).kind == word && h.isField(v) {
		return member{}
	}
	if m.value = v; v == "''" {
		m.value = empty
	}
	if isAbsent(at) {
		m.lacking = strings.ToLower(h.at(at).text)
	}
	m.n = at + n - i
	return m
}

// memberOf returns the condition that c's field is as the member says.
func (h *hints) memberOf(c compared, m member) string {
	kind := h.fieldOf(c.field).Kind
	switch {
	case m.lacking == "" && (m.value != empty || kind == schema.List):
	case kind == schema.Text && (m.lacking == "" || m.lacking == "empty" || m.lacking == "blank"):
		m.value = empty
	default:
		return build(c.field, operator{op: "exists", negated: !m.negated})
	}
	return build(c.field, operator{op: "=", negated: m.negated, fold: c.fold && m.value != empty}, m.value)
}
