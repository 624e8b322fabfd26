package fuzz

import (
	"math/rand"
	"slices"
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

// mutantRequests returns the generator of JSON that is near what requests makes: one thing
// in its filter or criteria is changed, or there is more after its end. Most of it is
// refused by t's decoder. It has at most 20 conditions on each side.
func mutantRequests(t compile.Target) Generator[string] {
	return func(r *rand.Rand, size int) string {
		w := newWirer(t, r)
		w.deepest = min(w.deepest, 5)
		d := w.whole(min(max(size, 1), 20))
		if rarely(r, 24) {
			return jsonText(r, d) + pick(r, []string{"{}", "]", ",", "x", "null", "\x00"})
		}
		var inside []spot
		for _, s := range spots(d) {
			if s.in != nil && slices.Contains([]string{"SearchFilter", "SearchCriteria", w.names.filter}, s.in.members[s.index].name) {
				inside = append(inside, append(spots(s.value), s)...)
			}
		}
		if len(inside) == 0 { // a search for nothing
			return jsonText(r, &list{[]any{d}})
		}
		pick(r, inside).edit(r)
		return jsonText(r, d)
	}
}

// A spot is a value in a document to edit.
type spot struct {
	value any
	set   func(any)
	in    *object // that it is a member of, or nil
	index int     // there
}

// spots returns the values in v.
func spots(v any) (all []spot) {
	switch v := v.(type) {
	case *object:
		for i, m := range v.members {
			all = append(all, spot{m.value, func(w any) { v.members[i].value = w }, v, i})
			all = append(all, spots(m.value)...)
		}
	case *list:
		for i, e := range v.elements {
			all = append(all, spot{e, func(w any) { v.elements[i] = w }, nil, 0})
			all = append(all, spots(e)...)
		}
	}
	return all
}

// edit makes one thing wrong, most often.
func (s spot) edit(r *rand.Rand) {
	if s.in != nil && oneIn(r, 3) {
		m := &s.in.members[s.index]
		switch r.Intn(4) {
		case 1:
			s.in.members = slices.Delete(s.in.members, s.index, s.index+1)
		case 2:
			s.in.add(m.name, m.value)
		case 3:
			m.name = pick(r, memberNames)
		default:
			c, n := utf8.DecodeRuneInString(m.name) // in the other case
			m.name = string(unicode.ToUpper(c)^unicode.ToLower(c)^c) + m.name[n:]
		}
		return
	}
	if oneIn(r, 4) {
		s.set(pick(r, []any{
			literal("null"), literal(""), literal("1"), "a", new(list), new(object), &list{[]any{s.value}},
			members("SDK_UNKNOWN_MEMBER", members("name", "notCondition")), members(pick(r, memberNames), s.value),
		}))
		return
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
}

// memberNames are those of all APIs, and one of none.
var memberNames = []string{
	"TagFilter", "TagCondition", "AndConditions", "OrConditions", "TagKey", "TagValue", "StringCondition", "StatusCondition",
	"tagFilter", "tagCondition", "andConditions", "orConditions", "key", "value", "Key", "Value", "FieldName", "ComparisonType", "boost",
}

// A mutantQuery is a text that is no query, and the code of a diagnostic that is
// reported. Other diagnostics are about what stands around the same mistake.
type mutantQuery struct {
	text string
	code ast.Code
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
			return pick(r, []mutantQuery{{text + " and", codes.MissingCondition}, {text + ")", codes.UnbalancedParenthesis}})
		}
		list, value := mistakes, ""
		if i := s.Lookup(c.Field.Name); i >= 0 && !c.Field.Tag {
			f := s.Fields[i]
			if oneIn(r, 3) {
				list = mistakesOf[f.Kind]
			}
			if f.Kind == schema.Enum {
				value = chars.Quote(f.Values[0])
			}
		} else if oneIn(r, 10) {
			list = []mistake{{codes.ForeignOperator, []string{"tag:BPO"}}}
		}
		if rarely(r, 50) {
			list = longMistakes
		}
		m := pick(r, list)
		wrong := strings.NewReplacer("@", c.Field.String(), "#", value).Replace(pick(r, m.texts))
		if !rarely(r, 3) {
			wrong = "(" + text + ") " + anyCase(r, pick(r, []string{"and", "or"})) + " " + wrong
		}
		return mutantQuery{wrong, m.code}
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
