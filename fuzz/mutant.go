package fuzz

import (
	"math/rand"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/limit"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/schema"
)

// A mutantRequest is JSON in which one thing was changed, and the path to it. The path is
// empty for the document as a whole.
type mutantRequest struct{ text, path string }

// mutantRequests returns the generator of JSON that is near what requests makes: one thing
// in its filter or criteria is changed, or there is more after its end. Most of it is
// refused by t's decoder. It has at most 20 conditions on each side.
func mutantRequests(t compile.Target) Generator[mutantRequest] {
	return func(r *rand.Rand, size int) mutantRequest {
		w := newWirer(t, r)
		w.deepest = min(w.deepest, 5)
		d := w.whole(min(max(size, 1), 20))
		if rarely(r, 24) {
			return mutantRequest{jsonText(r, d) + pick(r, []string{"{}", "]", ",", "x", "null", "\x00"}), ""}
		}
		filters := slices.Concat(t.Filter.Path, t.Nested.Path)
		if t.Criteria != nil {
			filters = append(filters, t.Criteria.Path...)
		}
		var inside []spot
		for _, s := range spots(d, "") {
			if s.in != nil && slices.Contains(filters, s.in.members[s.index].name) {
				inside = append(inside, append(spots(s.value, s.path), s)...)
			}
		}
		if len(inside) == 0 { // a search for nothing
			return mutantRequest{jsonText(r, &list{[]any{d}}), ""}
		}
		path := pick(r, inside).edit(r)
		return mutantRequest{jsonText(r, d), path}
	}
}

// A spot is a value in a document to edit.
type spot struct {
	path  string
	value any
	set   func(any)
	in    *object // that it is a member of, or nil
	index int     // there
}

// spots returns the values in v, which stands at the path.
func spots(v any, path string) (all []spot) {
	switch v := v.(type) {
	case *object:
		for i, m := range v.members {
			p := strings.TrimPrefix(path+"."+m.name, ".")
			all = append(all, spot{p, m.value, func(w any) { v.members[i].value = w }, v, i})
			all = append(all, spots(m.value, p)...)
		}
	case *list:
		for i, e := range v.elements {
			p := path + "[" + strconv.Itoa(i) + "]"
			all = append(all, spot{p, e, func(w any) { v.elements[i] = w }, nil, 0})
			all = append(all, spots(e, p)...)
		}
	}
	return all
}

// around returns the path of what the value at the path is in.
func around(path string) string { return path[:max(0, strings.LastIndexAny(path, ".["))] }

// edit makes one thing wrong, most often, and returns its path.
func (s spot) edit(r *rand.Rand) string {
	if s.in != nil && oneIn(r, 3) {
		m := &s.in.members[s.index]
		switch r.Intn(4) {
		case 1:
			s.in.members = slices.Delete(s.in.members, s.index, s.index+1)
			return s.path
		case 2:
			s.in.add(m.name, m.value)
			return s.path
		case 3:
			m.name = pick(r, memberNames)
		default:
			c, n := utf8.DecodeRuneInString(m.name) // in the other case
			m.name = string(unicode.ToUpper(c)^unicode.ToLower(c)^c) + m.name[n:]
		}
		return strings.TrimPrefix(around(s.path)+"."+m.name, ".")
	}
	if oneIn(r, 4) {
		s.set(pick(r, []any{
			literal("null"), literal(""), literal("1"), "a", new(list), new(object), &list{[]any{s.value}},
			members("SDK_UNKNOWN_MEMBER", members("name", "notCondition")), members(pick(r, memberNames), s.value),
		}))
		return s.path
	}
	switch v := s.value.(type) {
	case *object:
		v.add(pick(r, memberNames), pick(r, v.members).value)
	case *list:
		s.set(pick(r, []any{new(list), &list{append(slices.Clone(v.elements), literal(""))}})) // or a comma at the end
	case string:
		s.set(pick(r, []any{
			"", "aws:x", strings.ToLower(v), v + "*", "no value of it", strings.Repeat("x", 129), strings.Repeat("x", 257),
			literal("'a'"), literal("\"\x01\""), literal(`"\ud83d"`), literal("\"\xff\""),
		}))
	}
	return s.path
}

// memberNames are those of all APIs, and one of none.
var memberNames = []string{
	"TagFilter", "TagCondition", "AndConditions", "OrConditions", "TagKey", "TagValue", "StringCondition", "StatusCondition",
	"tagFilter", "tagCondition", "andConditions", "orConditions", "key", "value", "Key", "Value", "FieldName", "ComparisonType", "boost",
}

// A mutantQuery is a text that is no query, and the code of a diagnostic that is
// reported. Other diagnostics are about what stands around the same mistake.
type mutantQuery struct {
	text    string
	code    ast.Code
	mistake string // the text of a mistake that was made
}

// mutantQueries returns the generator of query texts that the schema refuses: the spelling
// of a tree, with one mistake at its end. Parsing the text, or resolving what could be
// parsed, reports the mistake's code.
func mutantQueries(s *schema.Schema) Generator[mutantQuery] {
	return func(r *rand.Rand, size int) mutantQuery {
		c := (&trees{schema: s, r: r}).comparison()
		x := Trees(s)(r, min(size, 50))
		if tree.IsEmpty(x) || len(x.String()) > limit.Bytes/8 { // leave room for escapes and the mistake
			x = c
		}
		text := Spellings(s, x)(r, 0)
		if rarely(r, 20) {
			m := pick(r, lastMistakes)
			return mutantQuery{text + m.texts[0], m.code, m.texts[0]}
		}
		list, value := mistakes, ""
		if i := s.Lookup(c.Field.Name); i >= 0 && !c.Field.Tag {
			f := s.Fields[i]
			if !oneIn(r, 3) {
				list = mistakesOf[f.Kind]
			}
			if f.Kind == schema.Enum {
				value = chars.Quote(f.Values[0])
			}
		} else if oneIn(r, 10) {
			list = tagMistakes
		}
		if rarely(r, 50) {
			list = longMistakes
		}
		var all []mutantQuery
		for _, m := range list {
			for _, made := range m.texts {
				all = append(all, mutantQuery{code: m.code, mistake: made})
			}
		}
		m := pick(r, all)
		m.text = strings.NewReplacer("@", c.Field.String(), "#", value).Replace(m.mistake)
		if !rarely(r, 3) {
			m.text = "(" + text + ") " + anyCase(r, pick(r, []string{"and", "or"})) + " " + m.text
		}
		return m
	}
}

// A mistake is texts that are wrong after an and. In a text @ stands for a field, and #
// for a value of an enum.
type mistake struct {
	code  ast.Code
	texts []string
}

// mistakes are those that can be made on any field.
var mistakes = []mistake{
	{codes.InvalidCharacter, []string{"@ = a;", "@ = smo\u200bke", "@ = \u201csmoke\u201d"}},
	{codes.InvalidUTF8, []string{"@ = a\xff"}},
	{codes.UnterminatedString, []string{`@ = "smoke`}},
	{codes.InvalidEscape, []string{`@ = "C:\dir"`, `@ = "\ud83d"`}},
	{codes.ControlCharacter, []string{"@ = 'a\nb'"}},
	{codes.InvalidTagKey, []string{"tag: BPO = 123", "tag:'' = 123"}},
	{codes.ForeignOperator, []string{"@ == a", "@ <> a", "@ =~ a", "@ LIKE 'a%'", "@ = a && @ = b"}},
	{codes.MissingOperator, []string{"name"}},
	{codes.MissingValue, []string{"@ =", "@ = and @ = b"}},
	{codes.MissingCondition, []string{"not", "()"}},
	{codes.MissingConnective, []string{"@ = a @ = b", "@ = a I", "@ = a i i", "@ exists i"}},
	{codes.UnbalancedParenthesis, []string{"(@ = a"}},
	{codes.InvalidList, []string{"@ in a", "@ in (a b)", "@ in ()", "@ in (a i, b)"}},
	{codes.ReservedWord, []string{"@ != not", "@ != NOT"}},
	{codes.InvalidPlaceholder, []string{"@ = $0"}},
	{codes.MissingArgument, []string{"@ = $1"}},
	{codes.UnknownField, []string{"no-such-field = a"}},
}

// lastMistakes are those that are made directly after a query.
var lastMistakes = []mistake{
	{codes.MissingCondition, []string{" and"}},
	{codes.UnbalancedParenthesis, []string{")"}},
}

// tagMistakes are those that can be made if there are tags.
var tagMistakes = []mistake{{codes.ForeignOperator, []string{"tag:BPO"}}}

// longMistakes are those that are long.
var longMistakes = []mistake{
	{codes.MoreErrors, []string{strings.Repeat("@ ~ a or ", 25) + "@ = a"}},
	{codes.TooLong, []string{"@ = " + strings.Repeat("a", limit.Bytes)}},
	{codes.TooDeep, []string{strings.Repeat("(", limit.Depth+1) + "@ = a" + strings.Repeat(")", limit.Depth+1)}},
	{codes.TooManyConditions, []string{"@ in (a" + strings.Repeat(",a", limit.Conditions) + ")"}},
}

// mistakesOf are those that can be made on a field of a kind.
var mistakesOf = map[schema.Kind][]mistake{
	schema.Text: {{codes.InvalidOperator, []string{"@ < a"}}},
	schema.List: {{codes.InvalidOperator, []string{"@ < a"}}},
	schema.Enum: {
		{codes.UnknownValue, []string{"@ = 'none of them'"}},
		{codes.InvalidOperator, []string{"@ ^= a", "@ = # i"}},
	},
	schema.Bool: {
		{codes.UnknownValue, []string{"@ = yes", "@ != 1", "@ in (true, '')"}},
		{codes.InvalidOperator, []string{"@ = TRUE i", "@ < true"}},
	},
	schema.Number: {
		{codes.InvalidNumber, []string{
			"@ = 1.x", "@ < ''", "@ >= +1", "@ = 01", "@ < '.5'", "@ = 1.", "@ = 0x10", "@ = 1_000", "@ > 1e", "@ = '1 '",
			"@ = NaN", "@ = 1e1000000000", "@ = -", "@ not in (1, 1.x)", "@ not in (1, 01)",
		}},
		{codes.InvalidOperator, []string{"@ > 1e3 i", "@ contains 1"}},
	},
	schema.Time: {
		{codes.InvalidTime, []string{"@ > yesterday"}},
		{codes.InvalidOperator, []string{"@ > -7d i", "@ contains 2026"}},
	},
	schema.Date: {
		{codes.InvalidTime, []string{"@ > yesterday", "@ > 2026-02-29", "@ > 2026-1-31", "@ > -12h", "@ > 2026-01-31T00:00:00Z", "@ > 20260131"}},
		{codes.InvalidOperator, []string{"@ > -7d i", "@ ^= 2026"}},
	},
}
