package fuzz

import (
	"math"
	"math/rand"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/limit"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/schema"
)

// A mutant is a text that was valid until one thing in it was made wrong.
type mutant struct {
	Mutation string // what was made wrong, in words
	Text     string

	// Code is that of a diagnostic which must be reported. Other diagnostics are
	// about what stands around the same mistake.
	Code ast.Code

	// Path is, for JSON, that of the diagnostic: SearchCriteria.AndConditions[1].
	// It is empty for the document as a whole.
	Path string
}

// mutantRequests returns the generator of JSON that t's decoder refuses. It is what
// requests makes, with one mutation, or with more text after its end. It has at most 20
// conditions on each side.
func mutantRequests(t compile.Target) Generator[mutant] {
	return func(r *rand.Rand, size int) mutant {
		w := newWirer(t, r)
		w.deepest, w.short = min(w.deepest, 5), true
		d := w.whole(min(max(size, 1), 20)) // small enough to have no other mistake
		spots := w.spots(d)
		fit := slices.DeleteFunc(w.mutations(), func(m mutation) bool { return !slices.ContainsFunc(spots, m.on) })
		if len(fit) == 0 { // a search for nothing
			return mutant{"list for document", jsonText(r, &list{[]any{d}}), codes.WrongType, ""}
		}
		if rarely(r, len(fit)+1) {
			more := pick(r, []string{"{}", "]", ",", "x", "null", "\x00"})
			return mutant{"more after the end", jsonText(r, d) + more, codes.InvalidJSON, ""}
		}
		m := pick(r, fit)
		path := m.do(pick(r, slices.DeleteFunc(spots, func(s spot) bool { return !m.on(s) })))
		return mutant{m.name, jsonText(r, d), m.code, path}
	}
}

// A spot is a value in a document to mutate.
type spot struct {
	path  string
	value any
	set   func(any)
	in    *object // that it is a member of, or nil
	index int     // there
}

// name returns the name of the member that the spot is, or "".
func (s spot) name() string {
	if s.in == nil {
		return ""
	}
	return s.in.members[s.index].name
}

// parent returns the path of what the spot is in.
func (s spot) parent() string { return s.path[:max(0, strings.LastIndexAny(s.path, ".["))] }

// spots returns the values of a document's filter and criteria.
func (w *wirer) spots(o *object) (list []spot) {
	for i, m := range o.members {
		s := spot{m.name, m.value, func(v any) { o.members[i].value = v }, o, i}
		switch below, _ := m.value.(*object); m.name {
		case "session":
			for _, s := range w.spots(below) {
				s.path = "session." + s.path
				list = append(list, s)
			}
		case "SearchFilter", "SearchCriteria", w.names.filter:
			list = append(list, s)
			list = appendSpots(list, m.name, m.value)
		}
	}
	return list
}

// appendSpots appends what is in v, which stands at the path.
func appendSpots(spots []spot, path string, v any) []spot {
	switch v := v.(type) {
	case *object:
		for i, m := range v.members {
			p := path + "." + m.name
			spots = append(spots, spot{p, m.value, func(w any) { v.members[i].value = w }, v, i})
			spots = appendSpots(spots, p, m.value)
		}
	case *list:
		for i, e := range v.elements {
			p := path + "[" + strconv.Itoa(i) + "]"
			spots = append(spots, spot{p, e, func(w any) { v.elements[i] = w }, nil, 0})
			spots = appendSpots(spots, p, e)
		}
	}
	return spots
}

// A mutation changes a spot that it fits, and returns the path of what is wrong
// afterwards.
type mutation struct {
	name string
	on   func(spot) bool
	do   func(spot) string
	code ast.Code
}

// mutations are those that are wrong for every target.
var mutations = []mutation{
	{"null", func(s spot) bool { return !mayLack(s) }, put(literal("null")), codes.WrongType},
	{"no value", inObject, put(literal("")), codes.InvalidJSON},
	{"single quotes", isText, put(literal("'a'")), codes.InvalidJSON},
	{"control character", isText, put(literal("\"\x01\"")), codes.InvalidJSON},
	{"half of a surrogate pair", isText, put(literal(`"\ud83d"`)), codes.InvalidEscape},
	{"not UTF-8", isText, func(s spot) string { s.set(literal("\"\xff\"")); return "" }, codes.InvalidUTF8},
	{"comma at the end", isList, func(s spot) string {
		l := s.value.(*list)
		l.elements = append(l.elements, literal(""))
		return s.path
	}, codes.InvalidJSON},
	{"number for text", isText, put(literal("1")), codes.WrongType},
	{"list for text", isText, func(s spot) string { s.set(&list{[]any{s.value}}); return s.path }, codes.WrongType},
	{"text for object", isObject, put("a"), codes.WrongType},
	{"text for list", isList, put("a"), codes.WrongType},
	{"object for list", isList, func(s spot) string {
		first := s.value.(*list).elements[0]
		if _, row := first.(*list); row {
			first = new(object)
		}
		s.set(first)
		return s.path
	}, codes.WrongType},
	{"list for object", isObject, func(s spot) string { s.set(&list{[]any{s.value}}); return s.path }, codes.WrongType},
	{"empty list", isList, func(s spot) string { s.set(new(list)); return s.path }, codes.EmptyList},
	{"no member", isUnion, func(s spot) string { s.set(new(object)); return s.path }, codes.OneMember},
	{"other API's name", func(s spot) bool { return spelledElsewhere(s) != "" }, func(s spot) string { return s.rename(spelledElsewhere(s)) }, codes.UnknownMember},
	{"other case", inObject, func(s spot) string {
		first, rest := s.name()[:1], s.name()[1:]
		if first != strings.ToLower(first) {
			return s.rename(strings.ToLower(first) + rest)
		}
		return s.rename(strings.ToUpper(first) + rest)
	}, codes.UnknownMember},
	{"unknown name", func(s spot) bool { return inObject(s) && !isDocument(s.parent()) }, func(s spot) string { return s.rename("not" + s.name()) }, codes.UnknownMember},
	{"further member", isObject, func(s spot) string {
		s.value.(*object).add("boost", literal("2"))
		return s.path + ".boost"
	}, codes.UnknownMember},
	{"unknown to an SDK", isUnion, func(s spot) string {
		s.set(members("SDK_UNKNOWN_MEMBER", members("name", "notCondition")))
		return s.path + ".SDK_UNKNOWN_MEMBER"
	}, codes.UnknownMember},
	{"twice", inObject, func(s spot) string { s.in.add(s.name(), s.value); return s.path }, codes.DuplicateMember},
	{"empty key", isKey, put(""), codes.ForbiddenTag},
	{"condition in a member of its own", func(s spot) bool { return isTag(s) && s.in == nil }, func(s spot) string {
		one := "TagCondition"
		if s.value.(*object).get("key") >= 0 {
			one = "tagCondition"
		}
		s.set(members(one, s.value))
		return s.path + "." + one
	}, codes.UnknownMember},
}

// mutations returns all that are wrong for the target.
func (w *wirer) mutations() []mutation {
	list := slices.Clone(mutations)
	add := func(name string, on func(spot) bool, do func(spot) string, code ast.Code) {
		list = append(list, mutation{name, on, do, code})
	}
	add("two members", isUnion, func(s spot) string {
		o := s.value.(*object)
		other := beside[o.members[0].name]
		if w.names == cfnNames && other == "OrConditions" {
			other = w.names.one // a row has no or
		}
		o.add(other, o.members[0].value)
		return s.path + "." + other
	}, codes.OneMember)
	rules := &w.target.Tags
	required := []string{w.names.key, "FieldName", "ComparisonType"}
	if !rules.KeyOnly {
		required = append(required, w.names.value)
	}
	add("left out", named(required...), func(s spot) string {
		s.in.members = slices.Delete(s.in.members, s.index, s.index+1)
		return s.parent()
	}, codes.MissingMember)
	isValue := func(s spot) bool { return isText(s) && s.name() == w.names.value && s.in.get(w.names.key) >= 0 }
	if n := orDefault(rules.MaxKey, 128); n < math.MaxInt {
		add("long key", isKey, put(strings.Repeat(plainKey(rules), n+1)), codes.ForbiddenTag)
	}
	if n := orDefault(rules.MaxValue, 256); n < math.MaxInt {
		add("long value", isValue, put(strings.Repeat("v", n+1)), codes.ForbiddenTag)
	}
	if rules.MinValue > 0 {
		add("short value", isValue, put(""), codes.ForbiddenTag)
	}
	if rules.Reserved != "" {
		add("key of the service", isKey, put(rules.Reserved+plainKey(rules)), codes.ForbiddenTag)
	}
	if rules.KeyRunes != nil && !unicode.In('*', rules.KeyRunes...) {
		add("character in a key", isKey, put(plainKey(rules)+"*"), codes.ForbiddenTag)
	}
	lower := func(s spot) bool { return s.value != strings.ToLower(s.value.(string)) }
	toLower := func(s spot) string { s.set(strings.ToLower(s.value.(string))); return s.path }
	isComparison, isStatus, isField := named("ComparisonType"), named("StatusCondition"), named("FieldName")
	add("unknown comparison", isComparison, put("SOUNDS_LIKE"), codes.UnknownValue)
	add("comparison in other case", func(s spot) bool { return isComparison(s) && lower(s) }, toLower, codes.UnknownValue)
	add("unknown status", isStatus, put("DRAFT OF A STATUS"), codes.UnknownValue)
	add("status in other case", func(s spot) bool { return isStatus(s) && lower(s) }, toLower, codes.UnknownValue)
	add("unknown field", isField, put("no field"), codes.UnknownField)
	return list
}

// beside has, for each member of a union, another member.
var beside = map[string]string{
	"tagCondition":    "andConditions",
	"andConditions":   "tagCondition",
	"orConditions":    "tagCondition",
	"TagCondition":    "AndConditions",
	"AndConditions":   "OrConditions",
	"OrConditions":    "AndConditions",
	"StringCondition": "AndConditions",
	"StatusCondition": "AndConditions",
}

func inObject(s spot) bool { return s.in != nil }
func isObject(s spot) bool { _, ok := s.value.(*object); return ok }
func isList(s spot) bool   { _, ok := s.value.(*list); return ok }
func isText(s spot) bool   { _, ok := s.value.(string); return ok }
func isKey(s spot) bool    { return named("key", "Key", "TagKey")(s) }
func isDocument(p string) bool {
	return p == "" || p == "session"
}

// mayLack reports whether the spot may be left out, so that null says that it is.
func mayLack(s spot) bool { return isDocument(s.parent()) || s.name() == "TagFilter" }

// isTag reports whether the spot is a condition on a tag.
func isTag(s spot) bool {
	o, ok := s.value.(*object)
	return ok && slices.ContainsFunc(o.members, func(m member) bool { return m.name == "key" || m.name == "Key" || m.name == "TagKey" })
}

// isUnion reports whether the spot has one of several members.
func isUnion(s spot) bool {
	o, ok := s.value.(*object)
	return ok && len(o.members) == 1 && beside[o.members[0].name] != ""
}

func named(names ...string) func(spot) bool {
	return func(s spot) bool { return slices.Contains(names, s.name()) }
}

// put returns a mutation that puts v in the place of the value.
func put(v any) func(spot) string {
	return func(s spot) string { s.set(v); return s.path }
}

// rename gives the member that the spot is a name.
func (s spot) rename(name string) string {
	s.in.members[s.index].name = name
	return strings.TrimPrefix(s.parent()+"."+name, ".")
}

// spelledElsewhere returns another API's name for the spot.
func spelledElsewhere(s spot) string {
	return map[string]string{
		"key": "TagKey", "Key": "TagKey", "TagKey": "key",
		"value": "TagValue", "TagValue": "value",
		"tagCondition": "TagCondition", "andConditions": "AndConditions", "orConditions": "OrConditions",
		"TagCondition": "tagCondition",
	}[s.name()]
}

// mutantQueries returns the generator of query texts that the schema refuses: the spelling
// of a tree, with one mistake at its end. Parsing the text, or resolving what could be
// parsed, reports the mistake's code.
func mutantQueries(s *schema.Schema) Generator[mutant] {
	return func(r *rand.Rand, size int) mutant {
		m := pick(r, mistakes(r, s))
		x := Trees(s)(r, min(size, 50))
		if tree.IsEmpty(x) || len(x.String()) > limit.Bytes/8 { // leave room for escapes and the mistake
			x = (&trees{schema: s, r: r}).comparison()
		}
		text := Spellings(s, x)(r, 0)
		if m.behind {
			return mutant{Mutation: m.name, Text: text + m.text, Code: m.code}
		}
		if rarely(r, 3) {
			return mutant{Mutation: m.name, Text: m.text, Code: m.code}
		}
		text = "(" + text + ") " + anyCase(r, pick(r, []string{"and", "or"})) + " "
		return mutant{Mutation: m.name, Text: text + m.text, Code: m.code}
	}
}

// A mistake is a text that is wrong after an and, or directly after a condition.
type mistake struct {
	name   string
	text   string
	code   ast.Code
	behind bool
}

// mistakes returns those that can be made on the schema.
func mistakes(r *rand.Rand, s *schema.Schema) []mistake {
	f := (&trees{schema: s, r: r}).comparison().Field.String() + " "
	list := []mistake{
		{"strange character", f + "= a;", codes.InvalidCharacter, false},
		{"invisible character", f + "= smo\u200bke", codes.InvalidCharacter, false},
		{"typographic quotation marks", f + "= \u201csmoke\u201d", codes.InvalidCharacter, false},
		{"byte that is not UTF-8", f + "= a\xff", codes.InvalidUTF8, false},
		{"string without an end", f + `= "smoke`, codes.UnterminatedString, false},
		{"unknown escape", f + `= "C:\dir"`, codes.InvalidEscape, false},
		{"half of a surrogate pair", f + `= "\ud83d"`, codes.InvalidEscape, false},
		{"raw control character", f + "= 'a\nb'", codes.ControlCharacter, false},
		{"tag without a key", "tag: BPO = 123", codes.InvalidTagKey, false},
		{"tag with an empty key", "tag:'' = 123", codes.InvalidTagKey, false},
		{"operator of C", f + "== a", codes.ForeignOperator, false},
		{"operator of Basic", f + "<> a", codes.ForeignOperator, false},
		{"operator of Perl", f + "=~ a", codes.ForeignOperator, false},
		{"operator of SQL", f + "LIKE 'a%'", codes.ForeignOperator, false},
		{"operator between words", f + "= a && " + f + "= b", codes.ForeignOperator, false},
		{"operator alone", f + "=", codes.MissingValue, false},
		{"operator before an and", f + "= and " + f + "= b", codes.MissingValue, false},
		{"nothing to negate", "not", codes.MissingCondition, false},
		{"empty parentheses", "()", codes.MissingCondition, false},
		{"nothing behind an and", " and", codes.MissingCondition, true},
		{"two conditions", f + "= a " + f + "= b", codes.MissingConnective, false},
		{"parenthesis left open", "(" + f + "= a", codes.UnbalancedParenthesis, false},
		{"parenthesis never opened", ")", codes.UnbalancedParenthesis, true},
		{"in without parentheses", f + "in a", codes.InvalidList, false},
		{"in without commas", f + "in (a b)", codes.InvalidList, false},
		{"in of nothing", f + "in ()", codes.InvalidList, false},
		{"i in a list", f + "in (a i, b)", codes.InvalidList, false},
		{"i in upper case", f + "= a I", codes.MissingConnective, false},
		{"i twice", f + "= a i i", codes.MissingConnective, false},
		{"i behind an exists", f + "exists i", codes.MissingConnective, false},
		{"reserved word for a value", f + "!= " + anyCase(r, "not"), codes.ReservedWord, false},
		{"placeholder of zero", f + "= $0", codes.InvalidPlaceholder, false},
		{"placeholder without an argument", f + "= $1", codes.MissingArgument, false},
		{"too many mistakes", strings.Repeat(f+"~ a or ", 25) + f + "= a", codes.MoreErrors, false},
		{"unknown field", "no-such-field = a", codes.UnknownField, false},
	}
	switch r.Intn(25) { // long ones
	case 1:
		list = []mistake{{"too long", f + "= " + strings.Repeat("a", limit.Bytes), codes.TooLong, false}}
	case 2:
		list = []mistake{{"too deep", strings.Repeat("(", limit.Depth+1) + f + "= a" + strings.Repeat(")", limit.Depth+1), codes.TooDeep, false}}
	case 3:
		list = []mistake{{"too many values", f + "in (a" + strings.Repeat(",a", limit.Conditions) + ")", codes.TooManyConditions, false}}
	}
	if s.Tags != "" {
		list = append(list, mistake{"tag alone", "tag:BPO", codes.ForeignOperator, false})
	}
	for _, f := range s.Fields {
		list = append(list, mistake{"field alone", f.Name, codes.MissingOperator, false})
		wrong := func(name, text string, code ast.Code) {
			list = append(list, mistake{name, f.Name + " " + text, code, false})
		}
		switch f.Kind {
		case schema.Enum:
			wrong("unknown value", "= 'none of them'", codes.UnknownValue)
			wrong("i of an enum", "= "+chars.Quote(f.Values[0])+" i", codes.InvalidOperator)
			wrong("prefix of an enum", "^= a", codes.InvalidOperator)
		case schema.Bool:
			wrong("neither true nor false", pick(r, []string{"= yes", "!= 1", "in (true, '')"}), codes.UnknownValue)
			wrong("i of a bool", "= TRUE i", codes.InvalidOperator)
			wrong("order of bools", "< true", codes.InvalidOperator)
		case schema.Number:
			text := pick(r, []string{"1.x", "''", "+1", "01", "'.5'", "1.", "0x10", "1_000", "1e", "'1 '", "NaN", "1e1000000000", "-"})
			wrong("no number", pick(r, []string{"= ", "< ", ">= "})+text, codes.InvalidNumber)
			wrong("no number in a list", "not in (1, "+text+")", codes.InvalidNumber)
			wrong("i of a number", "> 1e3 i", codes.InvalidOperator)
			wrong("part of a number", "contains 1", codes.InvalidOperator)
		case schema.Time:
			wrong("no time", "> yesterday", codes.InvalidTime)
			wrong("i of a time", "> -7d i", codes.InvalidOperator)
			wrong("part of a time", "contains 2026", codes.InvalidOperator)
		case schema.Date:
			wrong("no date", "> "+pick(r, []string{"yesterday", "2026-02-29", "2026-1-31", "-12h", "2026-01-31T00:00:00Z", "20260131"}), codes.InvalidTime)
			wrong("i of a date", "> -7d i", codes.InvalidOperator)
			wrong("part of a date", "^= 2026", codes.InvalidOperator)
		default:
			wrong("order of texts", "< a", codes.InvalidOperator)
		}
	}
	return list
}
