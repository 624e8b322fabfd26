package compile_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/internal/wire"
	"github.com/searchfilter/searchfilter/logic"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

// A dialect is one way to write a filter, in both directions.
type dialect struct {
	name    string
	compile func(ast.Expr) (any, error)
	decode  func([]byte) (ast.Expr, error)

	one, and, or, key, value string // as tags are spelled
}

var dialects = []dialect{
	{
		name: "search",
		compile: func(x ast.Expr) (any, error) {
			t := compile.TestCases()
			t.MaxTagConditions = compile.Unlimited
			r, err := compile.SearchTestCases(x, t)
			return r, err
		},
		decode: func(data []byte) (ast.Expr, error) { return compile.DecodeSearch(data, compile.TestCases()) },
		one:    "TagCondition", and: "AndConditions", or: "OrConditions", key: "TagKey", value: "TagValue",
	}, {
		name: "session",
		compile: func(x ast.Expr) (any, error) {
			f, err := compile.TagFilter(x, compile.QSession())
			return f, err
		},
		decode: func(data []byte) (ast.Expr, error) {
			return compile.DecodeTagFilter(data, compile.QSession(), compile.DecodeOptions{})
		},
		one: "tagCondition", and: "andConditions", or: "orConditions", key: "key", value: "value",
	}, {
		name: "CloudFormation",
		compile: func(x ast.Expr) (any, error) {
			f, err := compile.TagFilter(x, compile.QSession())
			return f, err
		},
		decode: func(data []byte) (ast.Expr, error) {
			return compile.DecodeTagFilter(data, compile.QSession(), compile.DecodeOptions{CloudFormation: true})
		},
		one: "TagCondition", and: "AndConditions", or: "OrConditions", key: "Key", value: "Value",
	},
}

func (d dialect) searches() bool { return d.name == "search" }

// TestDecode_compiled decodes what the compilers make of random queries. The
// result means the same, is a valid tree, and makes the same JSON again.
func TestDecode_compiled(t *testing.T) {
	for _, d := range dialects[:2] {
		t.Run(d.name, func(t *testing.T) {
			g := generator{rand.New(rand.NewPCG(7, 8))}
			const queries, records = 3000, 30
			sent, telling, lists := 0, 0, 0
			for range queries {
				var x ast.Expr
				switch {
				case !d.searches():
					x = g.tree(3, func() ast.Expr { return g.tag(true) })
				case g.IntN(4) == 0:
					x = g.tree(2, func() ast.Expr { return g.tag(false) })
				case g.IntN(3) == 0:
					x = g.tree(3, g.criterion)
				default:
					x = ast.All(g.tree(2, func() ast.Expr { return g.tag(false) }), g.tree(3, g.criterion))
				}
				result, err := d.compile(x)
				if errors.Is(err, ast.TooManyTerms) {
					continue
				}
				require.NoError(t, err, "%v", x)
				sent++
				body, err := json.Marshal(result)
				require.NoError(t, err)

				y, err := d.decode(body)
				require.NoError(t, err, "%v\n%s", x, body)
				again, err := d.compile(y)
				require.NoError(t, err, "%s\n%v", body, y)
				assert.Equal(t, string(body), encode(t, again), "%v", y)
				z, err := d.decode([]byte(encode(t, again)))
				require.NoError(t, err)
				assert.True(t, ast.Equal(y, z), "%v\n%v", y, z)
				verdict, witness := logic.Equivalent(schema.TestCase(), x, y, logic.Options{})
				require.Equal(t, logic.Yes, verdict, "%v\n%v\n%v", x, y, witness)
				parsed, err := parser.Parse(y.String())
				require.NoError(t, err)
				assert.True(t, ast.Equal(parsed, y), "%v", y)
				if strings.Contains(y.String(), " in (") {
					lists++
				}
				found := 0
				for range records {
					r := g.record()
					want := selects(x, r)
					if want {
						found++
					}
					require.Equal(t, want, selects(y, r), "%v\n%v\n%v", x, y, r)
				}
				if 0 < found && found < records {
					telling++
				}
			}
			t.Logf("%d queries sent, %d found some records and not others, %d came back with an in", sent, telling, lists)
			assert.Greater(t, telling, queries/2)
			assert.Greater(t, lists, queries/10)
		})
	}
}

// A jsonValue is JSON to change at a place: *jsonMembers, *jsonElements, or a
// string of JSON.
type jsonValue any

type jsonMembers struct {
	names  []string
	values []jsonValue
}

type jsonElements struct{ list []jsonValue }

func members(pairs ...any) *jsonMembers {
	m := new(jsonMembers)
	for i := 0; i < len(pairs); i += 2 {
		m.add(pairs[i].(string), pairs[i+1])
	}
	return m
}

func (m *jsonMembers) add(name string, value jsonValue) {
	m.names = append(m.names, name)
	m.values = append(m.values, value)
}

func elements(list ...jsonValue) *jsonElements { return &jsonElements{list} }

func quoted(s string) jsonValue {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// text returns v as JSON, with white space that gap returns.
func text(b *strings.Builder, v jsonValue, gap func() string) {
	sep := func(i int) {
		if i > 0 {
			b.WriteString(gap() + ",")
		}
		b.WriteString(gap())
	}
	switch v := v.(type) {
	case string:
		b.WriteString(v)
	case *jsonMembers:
		b.WriteByte('{')
		for i, name := range v.names {
			sep(i)
			b.WriteString(quoted(name).(string) + gap() + ":" + gap())
			text(b, v.values[i], gap)
		}
		b.WriteString(gap() + "}")
	case *jsonElements:
		b.WriteByte('[')
		for i, e := range v.list {
			sep(i)
			text(b, e, gap)
		}
		b.WriteString(gap() + "]")
	}
}

func (g generator) text(v jsonValue) string {
	var b strings.Builder
	text(&b, v, func() string { return pick(g, "", "", " ", "\n", "\t\r\n ") })
	return b.String()
}

// shuffled returns m with its members in any order.
func (g generator) shuffled(m *jsonMembers) *jsonMembers {
	g.Shuffle(len(m.names), func(i, j int) {
		m.names[i], m.names[j] = m.names[j], m.names[i]
		m.values[i], m.values[j] = m.values[j], m.values[i]
	})
	return m
}

// filter returns a filter as d takes it, of lists that may have one element.
func (g generator) filter(d dialect) *jsonMembers {
	leaf := func() jsonValue {
		m := members(d.key, quoted(pick(g, "k1", "k2", "k3")))
		if d.searches() || g.IntN(4) > 0 {
			m.add(d.value, quoted(pick(g, operands[:3]...)))
		}
		return g.shuffled(m)
	}
	several := func(f func() jsonValue) *jsonElements {
		e := new(jsonElements)
		for range 1 + g.IntN(3) {
			e.list = append(e.list, f())
		}
		return e
	}
	row := func() jsonValue {
		switch {
		case d.searches():
			return several(leaf)
		case g.IntN(2) == 0:
			return members(d.one, leaf())
		}
		return members(d.and, several(leaf))
	}
	switch g.IntN(5) {
	case 0:
		return members(d.one, leaf())
	case 1:
		return members(d.and, several(leaf))
	}
	return members(d.or, several(row))
}

// searchCriteria returns criteria of lists that may have one element and may
// stand in their like.
func (g generator) searchCriteria(depth int) *jsonMembers {
	if depth == 0 || g.IntN(4) == 0 {
		if g.IntN(4) == 0 {
			return members("StatusCondition", quoted(pick(g, "SAVED", "PUBLISHED")))
		}
		return members("StringCondition", g.shuffled(members(
			"FieldName", quoted(pick(g, "name", "description", "Name", "DESCRIPTION")),
			"Value", quoted(pick(g, operands...)),
			"ComparisonType", quoted(pick(g, "EXACT", "EXACT", "STARTS_WITH", "CONTAINS")),
		)))
	}
	e := new(jsonElements)
	for range 1 + g.IntN(3) {
		e.list = append(e.list, g.searchCriteria(depth-1))
	}
	return members(pick(g, "AndConditions", "OrConditions"), e)
}

// document returns a valid document with a filter.
func (g generator) document(d dialect) jsonValue {
	switch {
	case d.searches():
		m := members("InstanceId", quoted("12345678-1234-1234-1234-123456789012"), "MaxResults", "10")
		which := g.IntN(3)
		if which != 0 {
			m.add("SearchFilter", members("TagFilter", g.filter(d)))
		}
		if which != 1 {
			m.add("SearchCriteria", g.searchCriteria(3))
		}
		return g.shuffled(m)
	case d.name == "session":
		m := g.shuffled(members("name", quoted("a"), "tagFilter", g.filter(d), "tags", members("key", "null")))
		if g.IntN(2) == 0 {
			return members("session", m)
		}
		return m
	}
	return members("ContentTagFilter", g.filter(d), "MaxResults", "5")
}

// wireProgram returns what the service finds by a request, or by a session's filter,
// that is what the project emits or, if lenient, what the models take. It does
// not know CloudFormation's spelling and a FieldName in another case, which are
// finds's to read.
func wireProgram(d dialect, document []byte, lenient bool) (func(record) bool, error) {
	o := wire.Options{Strict: !lenient, MaxTagConditions: math.MaxInt, FieldNames: []string{"name", "description"}}
	read := wire.Session
	var around struct {
		TagFilter json.RawMessage `json:"tagFilter"`
		Session   struct {
			TagFilter json.RawMessage `json:"tagFilter"`
		} `json:"session"`
	}
	if d.searches() {
		read = wire.Search
	} else if err := json.Unmarshal(document, &around); err != nil {
		return nil, err
	}
	for _, filter := range []json.RawMessage{around.TagFilter, around.Session.TagFilter} {
		if filter != nil {
			document = filter
		}
	}
	p, err := read(document, o)
	if err != nil {
		return nil, err
	}
	return func(r record) bool {
		return p.Match(wire.Record{Fields: r.fields, Status: r.fields["status"], Tags: r.tags})
	}, nil
}

// finds says what the service finds by JSON with one-element lists, from the
// words of the APIs.
func finds(v any, r record) bool {
	switch v := v.(type) {
	case []any: // a row of a search
		return !slices.ContainsFunc(v, func(v any) bool { return !finds(v, r) })
	case object:
		ok := true
		for name, value := range v {
			switch strings.ToLower(name[:1]) + name[1:] {
			case "searchFilter", "searchCriteria", "tagFilter", "tagCondition", "session", "contentTagFilter":
				ok = finds(value, r) && ok
			case "andConditions":
				ok = !slices.ContainsFunc(value.([]any), func(v any) bool { return !finds(v, r) })
			case "orConditions":
				ok = slices.ContainsFunc(value.([]any), func(v any) bool { return finds(v, r) })
			case "key", "tagKey":
				have, has := r.tags[value.(string)]
				ok = has
				for _, name := range []string{"value", "Value", "TagValue"} {
					if want, asks := v[name]; asks {
						ok = has && have == want.(string)
					}
				}
			case "statusCondition":
				ok = r.fields["status"] == value.(string)
			case "stringCondition":
				c := value.(object)
				have, has := r.fields[strings.ToLower(c["FieldName"].(string))]
				compare := map[string]func(s, t string) bool{
					"EXACT":       func(s, t string) bool { return s == t },
					"STARTS_WITH": strings.HasPrefix,
					"CONTAINS":    strings.Contains,
				}[c["ComparisonType"].(string)]
				ok = has && compare(have, c["Value"].(string))
			}
		}
		return ok
	}
	panic(v)
}

// TestDecode_written decodes random JSON as a person may write it, and compiles
// the query: the result selects what the JSON did.
func TestDecode_written(t *testing.T) {
	for _, d := range dialects {
		t.Run(d.name, func(t *testing.T) {
			g := generator{rand.New(rand.NewPCG(9, 10))}
			const documents, records = 3000, 30
			telling, judged := 0, 0
			for range documents {
				document := g.text(g.document(d))
				x, err := d.decode([]byte(document))
				require.NoError(t, err, "%s", document)
				result, err := d.compile(x)
				require.NoError(t, err, "%s\n%v", document, x)
				var before any
				require.NoError(t, json.Unmarshal([]byte(document), &before))
				wired, err := wireProgram(d, []byte(document), true)
				if err == nil {
					judged++
				}
				after, err := wireProgram(d, []byte(encode(t, result)), false)
				require.NoError(t, err, "%s\n%v", document, encode(t, result))
				found := 0
				for range records {
					r := g.record()
					want := finds(before, r)
					if want {
						found++
					}
					require.Equal(t, want, selects(x, r), "%s\n%v\n%v", document, x, r)
					require.Equal(t, want, after(r), "%s\n%v\n%v", document, result, r)
					if wired != nil {
						require.Equal(t, want, wired(r), "%s\n%v", document, r)
					}
				}
				if 0 < found && found < records {
					telling++
				}
			}
			t.Logf("%d documents, %d found some records and not others, %d were judged as they are", documents, telling, judged)
			assert.Greater(t, telling, documents/2)
			if d.name != "CloudFormation" {
				assert.Greater(t, judged, documents/5)
			}
		})
	}
}

// A spot is a value in a document to mutate.
type spot struct {
	path  string
	value jsonValue
	set   func(jsonValue)
	in    *jsonMembers // that it is a member of, or nil
	index int          // there
}

// name returns the name of the member that the spot is, or "".
func (s spot) name() string {
	if s.in == nil {
		return ""
	}
	return s.in.names[s.index]
}

// parent returns the path of what the spot is in.
func (s spot) parent() string {
	return s.path[:max(0, strings.LastIndexAny(s.path, ".["))]
}

// spots returns the values of a filter or criteria.
func spots(path string, v jsonValue) (list []spot) {
	switch v := v.(type) {
	case *jsonMembers:
		for i, name := range v.names {
			p := strings.TrimPrefix(path+"."+name, ".")
			if name == "InstanceId" || name == "MaxResults" || name == "name" || name == "tags" {
				continue
			}
			list = append(list, spot{p, v.values[i], func(w jsonValue) { v.values[i] = w }, v, i})
			list = append(list, spots(p, v.values[i])...)
		}
	case *jsonElements:
		for i, e := range v.list {
			p := path + "[" + strconv.Itoa(i) + "]"
			list = append(list, spot{p, e, func(w jsonValue) { v.list[i] = w }, nil, 0})
			list = append(list, spots(p, e)...)
		}
	}
	return list
}

func isMembers(s spot) bool  { _, ok := s.value.(*jsonMembers); return ok }
func isElements(s spot) bool { _, ok := s.value.(*jsonElements); return ok }
func isText(s spot) bool     { _, ok := s.value.(string); return ok }

func named(names ...string) func(spot) bool {
	return func(s spot) bool { return slices.Contains(names, s.name()) }
}

// isUnion reports whether the spot has one of several members.
func isUnion(s spot) bool {
	m, ok := s.value.(*jsonMembers)
	return ok && len(m.names) == 1 && slices.Contains([]string{
		"tagCondition", "andConditions", "orConditions",
		"TagCondition", "AndConditions", "OrConditions", "StringCondition", "StatusCondition",
	}, m.names[0])
}

// rename returns a mutation that gives a member a name.
func rename(to func(string) string) func(spot) string {
	return func(s spot) string {
		s.in.names[s.index] = to(s.name())
		return strings.TrimPrefix(s.parent()+"."+s.name(), ".")
	}
}

// put returns a mutation that puts v in the place of the value.
func put(v jsonValue) func(spot) string {
	return func(s spot) string { s.set(v); return s.path }
}

var (
	isKey    = named("key", "Key", "TagKey")
	isTag    = func(s spot) bool { return isMembers(s) && slices.ContainsFunc(s.value.(*jsonMembers).names, keyName) }
	keyName  = func(name string) bool { return name == "key" || name == "Key" || name == "TagKey" }
	inSpot   = func(s spot) bool { return s.in != nil }
	required = named("key", "Key", "TagKey", "TagValue", "FieldName", "ComparisonType")
)

// mutations each change a spot that they are for and return the path of what is
// wrong then.
var mutations = []struct {
	name string
	on   func(spot) bool
	do   func(spot) string
	code ast.Code
}{
	{"null", func(s spot) bool { return true }, put("null"), ast.WrongType},
	{"number for text", isText, put("1"), ast.WrongType},
	{"list for text", isText, put(elements(quoted("a"))), ast.WrongType},
	{"text for object", isMembers, put(quoted("a")), ast.WrongType},
	{"text for list", isElements, put(quoted("a")), ast.WrongType},
	{"object for list", isElements, func(s spot) string {
		s.set(s.value.(*jsonElements).list[0])
		if _, ok := s.value.(*jsonElements).list[0].(*jsonElements); ok {
			s.set(members()) // a row
		}
		return s.path
	}, ast.WrongType},
	{"list for object", isMembers, func(s spot) string { s.set(elements(s.value)); return s.path }, ast.WrongType},
	{"empty list", isElements, put(elements()), ast.EmptyList},
	{"no member", isUnion, put(members()), ast.OneMember},
	{"two members", isUnion, func(s spot) string {
		m := s.value.(*jsonMembers)
		if strings.HasPrefix(s.path, "ContentTagFilter.OrConditions[") && m.names[0] == "AndConditions" {
			m.add("TagCondition", m.values[0])
			return s.path + ".TagCondition"
		}
		other := strings.NewReplacer(
			"tagCondition", "andConditions", "TagCondition", "AndConditions",
			"andConditions", "tagCondition", "StringCondition", "AndConditions", "StatusCondition", "AndConditions",
			"AndConditions", "OrConditions", "orConditions", "tagCondition", "OrConditions", "AndConditions",
		).Replace(m.names[0])
		m.add(other, m.values[0])
		return s.path + "." + other
	}, ast.OneMember},
	{"other API's name", func(s spot) bool { return inSpot(s) && otherName(s.name()) != "" }, rename(otherName), ast.UnknownMember},
	{"other case", inSpot, rename(func(s string) string {
		if c := s[:1]; c != strings.ToLower(c) {
			return strings.ToLower(c) + s[1:]
		}
		return strings.ToUpper(s[:1]) + s[1:]
	}), ast.UnknownMember},
	{"unknown name", func(s spot) bool { return inSpot(s) && s.parent() != "" && s.parent() != "session" }, rename(func(s string) string { return "not" + s }), ast.UnknownMember},
	{"further member", isMembers, func(s spot) string {
		if s.path == "session" {
			s.set("null")
			return ""
		}
		s.value.(*jsonMembers).add("boost", "2")
		return s.path + ".boost"
	}, ast.UnknownMember},
	{"unknown to an SDK", isUnion, func(s spot) string {
		s.set(members("SDK_UNKNOWN_MEMBER", members("name", quoted("notCondition"))))
		return s.path + ".SDK_UNKNOWN_MEMBER"
	}, ast.UnknownMember},
	{"twice", inSpot, func(s spot) string {
		s.in.add(s.name(), s.value)
		return s.path
	}, ast.DuplicateMember},
	{"left out", required, func(s spot) string {
		s.in.names = slices.Delete(s.in.names, s.index, s.index+1)
		s.in.values = slices.Delete(s.in.values, s.index, s.index+1)
		return s.parent()
	}, ast.MissingMember},
	{"empty key", isKey, put(quoted("")), ast.ForbiddenTag},
	{"long key", isKey, put(quoted(strings.Repeat("k", 129))), ast.ForbiddenTag},
	{"key of the service", isKey, put(quoted("aws:k")), ast.ForbiddenTag},
	{"character in a key", isKey, put(quoted("k*")), ast.ForbiddenTag},
	{"long value", func(s spot) bool {
		return isText(s) && s.in != nil && !isKey(s) && slices.ContainsFunc(s.in.names, keyName)
	}, put(quoted(strings.Repeat("v", 257))), ast.ForbiddenTag},
	{"unknown comparison", named("ComparisonType"), put(quoted("ENDS_WITH")), ast.UnknownValue},
	{"comparison in other case", named("ComparisonType"), put(quoted("exact")), ast.UnknownValue},
	{"unknown status", named("StatusCondition"), put(quoted("DRAFT")), ast.UnknownValue},
	{"status in other case", named("StatusCondition"), put(quoted("saved")), ast.UnknownValue},
	{"unknown field", named("FieldName"), put(quoted("content")), ast.UnknownField},
	{"condition in a member of its own", func(s spot) bool { return isTag(s) && s.in == nil }, func(s spot) string {
		one := "tagCondition"
		if !slices.Contains(s.value.(*jsonMembers).names, "key") {
			one = "TagCondition"
		}
		s.set(members(one, s.value))
		return s.path + "." + one
	}, ast.UnknownMember},
}

// otherName returns the name that another API has for what this name is.
func otherName(name string) string {
	return map[string]string{
		"key": "TagKey", "Key": "TagKey", "TagKey": "key",
		"value": "TagValue", "TagValue": "value",
		"tagCondition": "TagCondition", "andConditions": "AndConditions", "orConditions": "OrConditions",
		"TagCondition": "tagCondition",
	}[name]
}

// TestDecode_mutated decodes valid JSON in which one thing was made wrong. Each
// mistake is found, where it is and with its code, and nothing else is reported
// but around it.
func TestDecode_mutated(t *testing.T) {
	seen := map[string]int{}
	for _, d := range dialects {
		t.Run(d.name, func(t *testing.T) {
			g := generator{rand.New(rand.NewPCG(11, 12))}
			for range 300 {
				for _, m := range mutations {
					v := g.document(d)
					candidates := slices.DeleteFunc(spots("", v), func(s spot) bool {
						return !m.on(s) || s.path == "session" || d.name == "CloudFormation" && s.name() == "Value" && m.name == "other API's name"
					})
					if len(candidates) == 0 {
						continue
					}
					s := pick(g, candidates...)
					want := m.do(s)
					document := g.text(v)
					_, err := d.decode([]byte(document))
					var ds ast.Diagnostics
					require.True(t, errors.As(err, &ds), "%s at %s: %v\n%s", m.name, want, err, document)
					require.True(t, slices.ContainsFunc(ds, func(x ast.Diagnostic) bool { return x.Path == want && x.Code == m.code }),
						"%s at %s\n%s\n%s", m.name, want, document, ds.Render(document))
					around := strings.TrimSuffix(want[:max(0, strings.LastIndexAny(want, ".["))], ".")
					for _, x := range ds {
						require.True(t, strings.HasPrefix(x.Path, around), "%s at %s\n%s\n%s", m.name, want, document, ds.Render(document))
					}
					seen[m.name]++
				}
			}
		})
	}
	t.Logf("%v", seen)
	for _, m := range mutations {
		assert.Greater(t, seen[m.name], 50, m.name)
	}
}

// TestDecode_cut decodes documents that end too early, and such that go on.
func TestDecode_cut(t *testing.T) {
	g := generator{rand.New(rand.NewPCG(13, 14))}
	cut := 0
	for _, d := range dialects {
		for range 50 {
			document := strings.TrimSpace(g.text(g.document(d)))
			for i := range document {
				_, err := d.decode([]byte(document[:i]))
				require.ErrorIs(t, err, ast.InvalidJSON, "%s", document[:i])
				cut++
			}
			_, err := d.decode([]byte(document + "\n "))
			require.NoError(t, err)
			_, err = d.decode([]byte(document + "\n ,"))
			require.ErrorIs(t, err, ast.InvalidJSON)
			require.Empty(t, err.(ast.Diagnostics)[0].Path)
		}
	}
	t.Logf("%d documents cut", cut)
	assert.Greater(t, cut, 10_000)
}
