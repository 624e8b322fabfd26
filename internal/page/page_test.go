package page_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/internal/page"
)

// ask returns the result of a call, which is no error.
func ask[R any](t *testing.T, p *page.Page, method, params string, data ...string) (r R) {
	t.Helper()
	answer := p.Call(method, []byte(params), []byte(strings.Join(data, "")))
	var a struct {
		Result *R
		Error  string
	}
	require.NoError(t, json.Unmarshal(answer, &a), "%s", answer)
	require.Empty(t, a.Error)
	require.NotNil(t, a.Result, "%s", answer)
	return *a.Result
}

// refused returns the error of a call.
func refused(t *testing.T, p *page.Page, method, params string) string {
	t.Helper()
	answer := p.Call(method, []byte(params), nil)
	var a struct{ Error string }
	require.NoError(t, json.Unmarshal(answer, &a), "%s", answer)
	require.NotEmpty(t, a.Error, "%s", answer)
	return a.Error
}

// params returns the parameters of a query for test cases, with more members.
func params(query string, more ...string) string {
	q, _ := json.Marshal(query)
	return `{"target": "test-cases", "query": ` + string(q) + strings.Join(append([]string{""}, more...), ", ") + `}`
}

type span struct{ From, To int }

// of returns the part of a text, in UTF-16 units.
func (s span) of(text string) string {
	return string(utf16.Decode(utf16.Encode([]rune(text))[s.From:s.To]))
}

type edit struct {
	span
	Insert string
}

type diagnostic struct {
	Code, Severity, Message, Hint, Path string
	Span                                *span
	Fixes                               []struct {
		Title string
		Sure  bool
		Edits []edit
	}
}

type checked struct {
	Diagnostics []diagnostic
	Tokens      []struct {
		span
		Type string
	}
	Canonical, Resolved *string
	Empty               bool
}

func TestCheck(t *testing.T) {
	var p page.Page
	const query = "name ^= '😀 é' and TAG:\"a\U0001F600\" == x or stauts = SAVED"
	c := ask[checked](t, &p, "check", params(query))
	var tokens []string
	for _, token := range c.Tokens {
		tokens = append(tokens, token.Type+" "+token.of(query))
	}
	assert.Equal(t, []string{
		"field name", "operator ^=", "string '😀 é'", "keyword and", "tag TAG:\"a\U0001F600\"", "invalid ==", "value x",
		"keyword or", "field stauts", "operator =", "value SAVED",
	}, tokens)
	require.Len(t, c.Diagnostics, 2)
	assert.Nil(t, c.Canonical)
	for i, want := range []struct {
		at, insert string
		sure       bool
	}{{"==", "=", true}, {"stauts", "status", false}} {
		d := c.Diagnostics[i]
		assert.Equal(t, "error", d.Severity)
		assert.Equal(t, want.at, d.Span.of(query))
		require.Len(t, d.Fixes, 1, "%+v", d)
		assert.Equal(t, want.sure, d.Fixes[0].Sure)
		assert.Equal(t, want.insert, d.Fixes[0].Edits[0].Insert)
		assert.Equal(t, want.at, d.Fixes[0].Edits[0].of(query))
	}
	c = ask[checked](t, &p, "check", params(`NAME = a and modified > 2026-01-31`, `"timeZone": "Europe/London"`, `"ignoreCase": true`))
	assert.Equal(t, "name = a i and modified > 2026-01-31", *c.Canonical)
	assert.Equal(t, "name = a i and modified >= 2026-02-01T00:00:00Z", *c.Resolved)
	c = ask[checked](t, &p, "check", params(`name = a and name = b`))
	require.Len(t, c.Diagnostics, 1)
	assert.Equal(t, "warning", c.Diagnostics[0].Severity)
	assert.True(t, ask[checked](t, &p, "check", params(" ")).Empty)
	assert.NotEmpty(t, ask[checked](t, &p, "check", params("status = PUBLISHD")).Diagnostics[0].Fixes)
}

func TestComplete(t *testing.T) {
	var p page.Page
	ask[any](t, &p, "load", `{"target": "test-cases", "name": "f"}`, `[{"Name":"a b","Tags":{"BPO":"1","x y":"2"}},{"Name":"a b","Tags":{"x y":"2"}}]`)
	type item struct {
		span
		Text, Kind, Detail string
	}
	for _, test := range []struct{ query, at, text, kind, instead string }{
		{"name = '😀' and sta", "", "status", "field", "sta"},
		{"name = '😀' and sta = SAVED", " = SAVED", "status", "field", "sta"},
		{"name = \"a", "", `"a b"`, "value", `"a`},
		{"tag:", "", `tag:"x y"`, "tag", "tag:"},
		{"tag:B", "", "tag:BPO", "tag", "tag:B"},
		{"status = 'pub", "", "'PUBLISHED'", "value", "'pub"},
		{"name ", "", "^=", "operator", ""},
	} {
		offset := len(utf16.Encode([]rune(strings.TrimSuffix(test.query, test.at))))
		var found *item
		for _, c := range ask[[]item](t, &p, "complete", params(test.query, fmt.Sprintf(`"offset": %d`, offset))) {
			if c.Text == test.text {
				found = &c
				break
			}
		}
		if assert.NotNil(t, found, "%s", test.query) {
			assert.Equal(t, test.kind, found.Kind)
			assert.Equal(t, test.instead, found.of(test.query), "%s", test.query)
		}
	}
}

func TestFormat(t *testing.T) {
	var p page.Page
	type formatted struct {
		Diagnostics []diagnostic
		Text        *string
	}
	assert.Equal(t, "name = a and status = SAVED", *ask[formatted](t, &p, "format", params("NAME='a'  and status=saved")).Text)
	f := ask[formatted](t, &p, "format", params("name == a"))
	assert.Nil(t, f.Text)
	assert.Len(t, f.Diagnostics, 1)
	assert.Equal(t, "name = a", *ask[formatted](t, &p, "format", params("name == a", `"fix": true`)).Text)
	f = ask[formatted](t, &p, "format", params("name == a and nmae = b", `"fix": true`))
	assert.Equal(t, "name = a and nmae = b", *f.Text)
	assert.Len(t, f.Diagnostics, 1)
}

type planned struct {
	Diagnostics []diagnostic
	Requests    []struct {
		Body, Finds, Residual, Command string
		Exact                          bool
		From                           []span
	}
	Residual, Minimal, Explanation, JSON string
	Local                                []struct {
		Condition, Reason, Sent string
		Span                    *span
	}
	Fooling []string
	Scan    bool
}

func TestPlan(t *testing.T) {
	var p page.Page
	const query = `name = "it's" or tag:BPO = 123`
	a := ask[planned](t, &p, "plan", params(query, `"instanceId": "i"`))
	require.Len(t, a.Requests, 2)
	assert.Equal(t, `aws connect search-test-cases --cli-input-json '{"InstanceId":"i","SearchCriteria":{"StringCondition":{"FieldName":"name","Value":"it'\''s","ComparisonType":"EXACT"}}}'`, a.Requests[0].Command)
	assert.Equal(t, `name = "it's"`, a.Requests[0].From[0].of(query))
	assert.True(t, a.Requests[0].Exact)
	assert.Equal(t, "bound", a.Minimal)
	assert.Len(t, a.Fooling, 2)
	assert.Contains(t, a.Explanation, "2 requests")

	a = ask[planned](t, &p, "plan", params("name $= été and not tag:a exists"))
	assert.Contains(t, a.Requests[0].Command, `search-test-cases --instance-id "$INSTANCE_ID" --cli-input-json '{`)
	assert.False(t, a.Requests[0].Exact)
	assert.Equal(t, "name $= été and not tag:a exists", a.Residual)
	require.Len(t, a.Local, 2)
	assert.Equal(t, "name *= été", a.Local[0].Sent)
	assert.Equal(t, span{0, 11}, *a.Local[0].Span)

	a = ask[planned](t, &p, "plan", params("not tag:a exists"))
	require.Len(t, a.Diagnostics, 1)
	assert.Equal(t, "full-scan", a.Diagnostics[0].Code)
	assert.NotContains(t, a.Diagnostics[0].Hint, "PlanOptions")
	assert.Nil(t, a.Requests)
	a = ask[planned](t, &p, "plan", params("not tag:a exists", `"allowScan": true`))
	assert.True(t, a.Scan)
	assert.Len(t, a.Requests, 1)

	a = ask[planned](t, &p, "plan", `{"target": "q-session", "query": "tag:a = 1 or tag:b = 2"}`)
	require.Len(t, a.Requests, 1)
	assert.JSONEq(t, `{"tagFilter":{"orConditions":[{"tagCondition":{"key":"a","value":"1"}},{"tagCondition":{"key":"b","value":"2"}}]}}`, a.Requests[0].Body)
	assert.Empty(t, a.Requests[0].Command)
	for _, list := range []string{"try", "closed", "unsent"} {
		assert.Equal(t, `the records of test-cases have no field "x"`, refused(t, &p, "plan", params("", `"`+list+`": ["x"]`)))
	}
	assert.Equal(t, `the records of test-cases have no field "nmae", did you mean "name"?`, refused(t, &p, "plan", params("", `"try": ["nmae"]`)))
	assert.Equal(t, "SearchTestCases has no condition on modified that could be tried", refused(t, &p, "plan", params("", `"try": ["modified"]`)))
}

func TestSQL(t *testing.T) {
	var p page.Page
	type statement struct {
		Diagnostics                 []diagnostic
		Statement, Residual, Create string
		Params                      []any
		Scan                        bool
	}
	a := ask[statement](t, &p, "sql", params("name = 'a' or tag:b = c", `"dialect": "postgresql"`, `"params": true`))
	assert.Equal(t, `SELECT * FROM "test_cases" WHERE ("name" = $1 OR "tags" @> jsonb_build_object(CAST($2 AS text), CAST($3 AS text)))`, a.Statement)
	assert.Equal(t, []any{"a", "b", "c"}, a.Params)
	assert.Contains(t, a.Create, "CREATE TABLE")
	a = ask[statement](t, &p, "sql", params("name = 'a' and tag:b = c", `"dialect": "mysql"`, `"table": "x.y"`))
	assert.Contains(t, a.Statement, "FROM `x`.`y` WHERE")
	assert.Equal(t, "tag:b = c", a.Residual)
	require.Len(t, a.Diagnostics, 1)
	assert.Equal(t, "warning", a.Diagnostics[0].Severity)
	assert.Equal(t, "MySQL has no default for tags and lists, so it is checked on the rows", a.Diagnostics[0].Hint)
	assert.False(t, a.Scan)
	assert.True(t, ask[statement](t, &p, "sql", params("tag:b = c", `"dialect": "mysql"`)).Scan)
	assert.False(t, ask[statement](t, &p, "sql", params("", `"dialect": "mysql"`)).Scan, "the query selects every row")
	assert.Contains(t, refused(t, &p, "sql", params("", `"dialect": "dbase"`)), "no dialect")
}

func TestCompare(t *testing.T) {
	var p page.Page
	type compared struct {
		A, B                         []diagnostic
		Relation, OnlyA, OnlyB, Both string
	}
	for _, test := range []struct{ a, b, want string }{
		{"status != SAVED", "status = PUBLISHED", "equal"},
		{"name = ab", "name ^= a", "subset"},
		{"", "name ^= a", "superset"},
		{"name = a", "name = b", "disjoint"},
		{"name *= a", "name *= b", "overlap"},
		{"modified > -7d", "modified > -7d", "equal"},
		{"", "", "equal"},
	} {
		c := ask[compared](t, &p, "compare", params(test.a, fmt.Sprintf(`"other": %q`, test.b)))
		assert.Equal(t, test.want, c.Relation, "%s | %s", test.a, test.b)
		assert.Equal(t, test.want == "superset" || test.want == "disjoint" || test.want == "overlap", c.OnlyA != "", "%s | %s", test.a, test.b)
		assert.Equal(t, test.want == "subset" || test.want == "disjoint" || test.want == "overlap", c.OnlyB != "", "%s | %s", test.a, test.b)
		assert.Equal(t, test.want != "disjoint", c.Both != "", "%s | %s", test.a, test.b)
	}
	c := ask[compared](t, &p, "compare", params("nmae = a", `"other": "a"`))
	assert.Empty(t, c.Relation)
	assert.NotEmpty(t, c.A)
	assert.NotEmpty(t, c.B)
}

func TestDecompile(t *testing.T) {
	var p page.Page
	type decompiled struct {
		Diagnostics []diagnostic
		Filters     []struct {
			Path, Target string
			Span         span
			Query        *string
			Diagnostics  []diagnostic
		}
	}
	const document = "\uFEFF" + `{"é😀": 1, "sessions": [{"tagFilter": {"tagCondition": {"key": "a", "value": "😀"}}}, {"tagFilter": {"andConditions": [{"tagKey": "b"}]}}]}`
	call := func(document, target string) decompiled {
		params, err := json.Marshal(map[string]string{"json": document, "target": target})
		require.NoError(t, err)
		return ask[decompiled](t, &p, "decompile", string(params))
	}
	d := call(document, "")
	require.Len(t, d.Filters, 2)
	assert.Equal(t, "sessions[0].tagFilter", d.Filters[0].Path)
	assert.Equal(t, "tag:a = 😀", *d.Filters[0].Query)
	assert.Equal(t, `{"tagCondition": {"key": "a", "value": "😀"}}`, d.Filters[0].Span.of(document))
	assert.Empty(t, d.Filters[0].Diagnostics)
	assert.Nil(t, d.Filters[1].Query)
	require.NotEmpty(t, d.Filters[1].Diagnostics)
	assert.Equal(t, `"tagKey"`, d.Filters[1].Diagnostics[0].Span.of(document))
	assert.Equal(t, "sessions[1].tagFilter.andConditions[0].tagKey", d.Filters[1].Diagnostics[0].Path)
	assert.NotEmpty(t, call("{", "").Diagnostics)
	assert.NotEmpty(t, call(`{"a": 1}`, "").Diagnostics)
	assert.Contains(t, refused(t, &p, "decompile", `{"json": "{}", "target": "x"}`), "no target")
}

type loaded struct {
	Count                                     int
	Kept                                      bool
	Files, Warnings, Errors, Lacking, TagKeys []string
}

type matched struct {
	Diagnostics []diagnostic
	Records     int
	Total       *int
	Columns     []string
	Rows        []struct {
		Index int
		Cells []string
	}
}

func TestRecords(t *testing.T) {
	var p page.Page
	sample, err := os.ReadFile("../../testdata/sample.json")
	require.NoError(t, err)
	l := ask[loaded](t, &p, "load", `{"target": "test-cases", "name": "sample.json"}`, string(sample))
	assert.Equal(t, 500, l.Count)
	assert.Empty(t, l.Errors)
	assert.Contains(t, l.TagKeys, "BPO")
	m := ask[matched](t, &p, "match", params("name ^= smoke and tag:BPO = 123 and modified > 2026-01-01", `"limit": 2`))
	assert.Equal(t, 500, m.Records)
	require.NotNil(t, m.Total)
	assert.Equal(t, 3, *m.Total)
	require.Len(t, m.Rows, 2)
	assert.Equal(t, []string{"id", "name", "status", "modified", "tags"}, m.Columns)
	assert.Equal(t, "57e54869-6bb9-48d3-865f-36ae70a567df", m.Rows[0].Cells[0])
	type explained struct {
		Selected *bool
		Reasons  []struct {
			Condition, Field, Value string
			Holds                   bool
			Span                    *span
		}
		Text, Record string
	}
	w := ask[explained](t, &p, "why", params("status = SAVED or name ^= smoke", fmt.Sprintf(`"index": %d`, m.Rows[0].Index)))
	assert.True(t, *w.Selected)
	require.Len(t, w.Reasons, 1)
	assert.Equal(t, "name ^= smoke", w.Reasons[0].Condition)
	assert.Contains(t, w.Record, "\n  \"Name\": ")
	assert.Contains(t, refused(t, &p, "why", params("", `"index": 500`)), "no record 500")
	rest := ask[matched](t, &p, "match", params("name ^= smoke", `"invert": true`, `"columns": ["tag:BPO"]`, `"offset": 1`, `"limit": 1000`))
	all := ask[matched](t, &p, "match", params("name ^= smoke"))
	assert.Equal(t, 500, *rest.Total+*all.Total)
	assert.Len(t, rest.Rows, *rest.Total-1)
	assert.Equal(t, `the records of test-cases have no field "x"`, refused(t, &p, "match", params("", `"columns": ["x"]`)))
	ask[any](t, &p, "load", `{"target": "queues", "name": "q"}`, `[{"Name":"a","Tags":{"x y":"1 z=2","b":"c\nd=e"}}]`)
	for range 2 { // the cells that are kept are as they were
		tagged := ask[matched](t, &p, "match", `{"target": "queues", "query": "", "columns": ["name", "tags"]}`)
		assert.Equal(t, []string{"a", "b=\"c\\nd=e\"\nx y=1 z=2"}, tagged.Rows[0].Cells)
	}

	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	_, _ = z.Write([]byte(`{"TestCases": [{"Name": "a"}, {"Name": 7}, {"Name": "b"}], "NextToken": "x"}`))
	require.NoError(t, z.Close())
	l = ask[loaded](t, &p, "load", `{"target": "test-cases", "name": "z.gz", "append": true}`, zipped.String())
	assert.Equal(t, 502, l.Count)
	require.Len(t, l.Errors, 1)
	assert.Contains(t, l.Errors[0], "z.gz: line 1, offset 30: record 2: Name is the number 7")
	require.Len(t, l.Warnings, 1)
	assert.Contains(t, l.Warnings[0], "NextToken")
	l = ask[loaded](t, &p, "load", `{"target": "test-cases", "name": "lines"}`, strings.Repeat("{\"Name\": 7}\n", 14))
	assert.Equal(t, 502, l.Count)
	assert.True(t, l.Kept)
	assert.NotContains(t, l.Files, "lines")
	require.Len(t, l.Errors, 11)
	assert.Equal(t, "and 4 more", l.Errors[10])
	assert.Equal(t, 0, ask[loaded](t, &p, "unload", `{"target": "test-cases"}`).Count)
	assert.Equal(t, 0, ask[matched](t, &p, "match", params("")).Records)
	l = ask[loaded](t, &p, "load", `{"target": "test-cases", "name": "none"}`, "[]")
	assert.False(t, l.Kept, "there is nothing to keep")
	assert.Equal(t, 0, l.Count)
	require.Len(t, l.Warnings, 1)
}

// TestRecords_append adds files to others: it takes no longer the more there are.
func TestRecords_append(t *testing.T) {
	var p page.Page
	const params, many = `{"target": "test-cases", "name": "f", "append": true}`, 3000
	l := ask[loaded](t, &p, "load", params, strings.Repeat(`{"Name": "x", "Tags": {"a": "1", "b": "2"}}`, many))
	assert.Equal(t, []string{"a", "b"}, l.TagKeys)
	n := testing.AllocsPerRun(20, func() { p.Call("load", []byte(params), []byte(`{"Name": "y", "Tags": {"b": "3", "c": "4"}}`)) })
	t.Logf("%v allocations for one record", n)
	assert.Less(t, n, many/2.0)
	l = ask[loaded](t, &p, "load", params, `{"Name": "z"}`)
	assert.Equal(t, many+22, l.Count)
	assert.Equal(t, []string{"b", "a", "c"}, l.TagKeys)
}

// TestSummaries loads what a List operation returns: a query on what it lacks is refused.
func TestSummaries(t *testing.T) {
	var p page.Page
	l := ask[loaded](t, &p, "load", `{"target": "test-cases", "name": "list"}`,
		`{"TestCaseSummaryList": [{"Id": "1", "Arn": "a", "Name": "smoke", "Status": "SAVED"}]}`)
	assert.Equal(t, 1, l.Count)
	assert.Empty(t, l.Errors)
	assert.Contains(t, l.Lacking, "tag:")
	require.Len(t, l.Warnings, 1)
	assert.Contains(t, l.Warnings[0], ", tags: a query on these is refused")
	assert.Contains(t, refused(t, &p, "match", params("", `"columns": ["tags"]`)), "the records are summaries, which lack ")
	m := ask[matched](t, &p, "match", params("name = smoke"))
	require.NotNil(t, m.Total)
	assert.Equal(t, 1, *m.Total)
	assert.NotContains(t, m.Columns, "tags")
	m = ask[matched](t, &p, "match", params("name = smoke and tag:a != b"))
	assert.Nil(t, m.Total)
	require.Len(t, m.Diagnostics, 1)
	assert.Equal(t, "summaries", m.Diagnostics[0].Code)
	values := func(query string) (texts []string) {
		for _, item := range ask[[]struct{ Text, Kind string }](t, &p, "complete", params(query, fmt.Sprintf(`"offset": %d`, len(query)))) {
			assert.Equal(t, "value", item.Kind)
			texts = append(texts, item.Text)
		}
		return texts
	}
	assert.Equal(t, []string{"smoke"}, values("name = "))
	assert.Equal(t, []string{`""`}, values("tag:a = "), "none is known of what is lacking")
}

// TestSummaries_mixed loads files in which summaries stand behind whole records, and before.
func TestSummaries_mixed(t *testing.T) {
	const whole, summaries = `{"Users":[{"Id":"a","Username":"a","Tags":{"team":"x"}}]}`, `{"UserSummaryList":[{"Id":"b","Username":"b"}]}`
	for _, file := range []string{whole + "\n" + summaries, summaries + whole, "[" + whole + "," + summaries + "]"} {
		var p page.Page
		l := ask[loaded](t, &p, "load", `{"target": "users", "name": "f"}`, file)
		assert.Equal(t, 2, l.Count)
		assert.Contains(t, l.Lacking, "tag:", file)
		require.Len(t, l.Warnings, 1, file)
		assert.Contains(t, l.Warnings[0], "f: there are summaries in it, which lack ")
		assert.Empty(t, l.TagKeys, file)
		m := ask[matched](t, &p, "match", `{"target": "users", "query": "not tag:team exists"}`)
		assert.Nil(t, m.Total, file)
		require.Len(t, m.Diagnostics, 1, file)
		assert.Equal(t, "summaries", m.Diagnostics[0].Code)
		assert.Equal(t, 2, *ask[matched](t, &p, "match", `{"target": "users", "query": "id exists"}`).Total)
	}
}

func TestTargets(t *testing.T) {
	var p page.Page
	type target struct {
		Name, Operation, Record string
		Finds, Instance         bool
		Fields                  []struct {
			Name, Kind                string
			Operators, Exact, NotSent []string
		}
	}
	list := ask[[]target](t, &p, "targets", `{}`)
	require.Greater(t, len(list), 20)
	assert.Equal(t, "test-cases", list[0].Name)
	assert.Equal(t, "test case", list[0].Record)
	fields := 0
	for _, target := range list {
		assert.Equal(t, target.Finds, target.Record != "", target.Name)
		for _, f := range target.Fields {
			fields++
			assert.NotEmpty(t, f.Operators, "%s %s", target.Name, f.Name)
			assert.Contains(t, f.Operators, "exists", "%s %s", target.Name, f.Name)
			assert.Subset(t, f.Operators, f.Exact, "%s %s", target.Name, f.Name)
		}
	}
	require.Greater(t, fields, 100)
	about := ask[struct {
		Version, Reference string
		Dialects           []string
	}](t, &p, "about", "{}")
	assert.Contains(t, about.Dialects, "sqlite")
	assert.Contains(t, about.Reference, "The query language")
}

func TestArguments(t *testing.T) {
	var p page.Page
	c := ask[checked](t, &p, "check", params("name in ($1) and modified > $2 and status = $3",
		`"arguments": [["a b", "c"], {"time": "2026-01-31T09:00:00Z"}, "SAVED"]`))
	require.NotNil(t, c.Canonical)
	assert.Equal(t, `name in ("a b", c) and modified > 2026-01-31T09:00:00Z and status = SAVED`, *c.Canonical)
	assert.Contains(t, refused(t, &p, "check", params("$1", `"arguments": [{"x": 1}]`)), "an argument is")
}

func TestCall_refused(t *testing.T) {
	var p page.Page
	assert.Contains(t, refused(t, &p, "nonsense", "{}"), "no method")
	assert.Contains(t, refused(t, &p, "check", "{"), "parameters")
	assert.Contains(t, refused(t, &p, "check", `{"target": "x"}`), "no target")
	assert.Contains(t, refused(t, &p, "match", `{"target": "q-session"}`), "no records")
	assert.Contains(t, refused(t, &p, "check", params("", `"timeZone": "Mars/Olympus"`)), "no time zone")
	assert.Contains(t, refused(t, &p, "check", params("", `"timeZone": "Local"`)), "no time zone")
	assert.Contains(t, refused(t, &p, "zone", `{"name": "x"}`), "time zone")
}

var methods = []string{"about", "targets", "check", "complete", "format", "plan", "sql", "compare", "decompile", "load", "unload", "match", "why", "zone", ""}

// FuzzCall checks that the answer is JSON with a result or an error, whatever is asked, and
// that no error is a mistake in the library.
func FuzzCall(f *testing.F) {
	for i := range methods {
		f.Add(i, "test-cases", `name ^= "😀" and stauts == x or tag:a = b`, 3, []byte(`{"TestCases": [{"Name": "a", "Tags": {"b": "c"}}]}`))
		f.Add(i, "users", "", -1, []byte("[{}, 1"))
		f.Add(i, "q-session", "tag:\xff = a or tag:b = 'x", 1<<30, []byte(`{"tagFilter": {"tagCondition": {"key": "a"}}}`))
	}
	f.Fuzz(func(t *testing.T, n int, target, query string, number int, data []byte) {
		var p page.Page
		params, err := json.Marshal(map[string]any{
			"target": target, "query": query, "other": string(data), "json": string(data), "name": query, "offset": number, "index": 0,
			"limit": number, "dialect": "trino", "table": target, "allowScan": number%2 == 0, "fix": true,
		})
		require.NoError(t, err)
		p.Call("load", params, data)
		method := methods[uint(n)%uint(len(methods))]
		for _, params := range [][]byte{params, data} {
			var a struct {
				Result json.RawMessage
				Error  string
			}
			answer := p.Call(method, params, data)
			require.NoError(t, json.Unmarshal(answer, &a), "%s", answer)
			assert.NotEqual(t, a.Result == nil, a.Error == "", "%s", answer)
			assert.NotContains(t, a.Error, "mistake in the library")
		}
	})
}
