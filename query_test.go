package searchfilter_test

import (
	"encoding/json"
	"errors"
	"flag"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/limit"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/qconnect"
	"github.com/searchfilter/searchfilter/schema"
)

// testCase returns the record of a test case.
func testCase(m map[string]any) *eval.Record { return mustRecord(schema.TestCase(), m) }

// mustRecord is eval.NewRecord of a map that is right.
func mustRecord(s *schema.Schema, m map[string]any) *eval.Record {
	r, err := eval.NewRecord(s, m)
	if err != nil {
		panic(err)
	}
	return r
}

// TestParse_typed_arguments has arguments of the types that fields are read as.
func TestParse_typed_arguments(t *testing.T) {
	things := schema.MustNew(schema.Schema{Name: "thing", Fields: []schema.Field{
		{Name: "on", Kind: schema.Bool}, {Name: "size", Kind: schema.Number}, {Name: "due", Kind: schema.Date}, {Name: "made", Kind: schema.Time},
	}})
	o := searchfilter.Options{Schema: things}
	at := time.Date(2026, 1, 31, 23, 30, 0, 0, time.FixedZone("", -3600))
	q, err := o.Parse("on = $1 and size in ($2) and size != $3 and due = $4 and made > $5", true, []float64{1.5, 1e6}, json.Number("0.33333333333333333333"), at.Format(time.DateOnly), at)
	require.NoError(t, err)
	assert.Equal(t, "on = true and size in (1.5, 1000000) and size != 0.33333333333333333333 and due = 2026-01-31 and made > 2026-02-01T00:30:00Z", q.String())
	for _, src := range []string{"due = $1", "due in ($1)"} {
		_, err = o.Parse(src, at)
		assert.ErrorContains(t, err, `"2026-02-01T00:30:00Z" is a time, and no date; give the day alone, such as 2026-01-31`)
	}
	_, err = o.Parse(`due = "2026-02-01T00:30:00Z"`)
	assert.ErrorContains(t, err, "give the day alone, such as 2026-01-31")
}

func TestQuery(t *testing.T) {
	t.Run("zero is the empty query", func(t *testing.T) {
		var q searchfilter.Query
		assert.Equal(t, "", q.String())
		assert.True(t, tree.IsEmpty(q.Resolved().Expr()))
		assert.True(t, q.Match(testCase(map[string]any{})))
		assert.Same(t, schema.TestCase(), q.Resolved().Schema())
		req, err := q.Request()
		require.NoError(t, err)
		body, err := json.Marshal(req)
		require.NoError(t, err)
		assert.JSONEq(t, "{}", string(body))
		_, err = q.TagFilter()
		assert.ErrorIs(t, err, ast.Code(codes.EmptyFilter))
		assert.False(t, tree.IsEmpty(searchfilter.MustParse("name = a").Resolved().Expr()))
	})
	t.Run("relative times", func(t *testing.T) {
		o := searchfilter.Options{Now: time.Date(2026, 3, 6, 12, 0, 0, 0, time.UTC)}
		q := o.MustParse("modified > -7d")
		assert.Equal(t, "modified > -7d", q.String(), "text means the same tomorrow")
		assert.Equal(t, "modified > 2026-02-27T12:00:00Z", q.Resolved().Expr().String(), "and the query what it meant when it was parsed")
		assert.True(t, q.Match(testCase(map[string]any{"modified": "2026-02-27T12:00:01Z"})))
		assert.False(t, q.Match(testCase(map[string]any{"modified": "2026-02-27T12:00:00Z"})))
	})
	t.Run("now is when it is parsed", func(t *testing.T) {
		before := time.Now().Add(-time.Hour).UTC()
		q := searchfilter.MustParse("modified >= -1h")
		after := time.Now().Add(-time.Hour).UTC()
		c := q.Resolved().Expr().(*ast.Comparison)
		at, ok := kinds.ParseTime(c.Values[0].Text)
		require.True(t, ok)
		assert.False(t, at.Before(before) || at.After(after), "%v is not from %v to %v", at, before, after)
	})
	t.Run("folding case", func(t *testing.T) {
		o := searchfilter.Options{FoldCase: true}
		q := o.MustParse(`name ^= smoke and tag:Team = Sales`)
		assert.True(t, q.Match(testCase(map[string]any{"name": "\u017fMO\u212AE-1", "tag:Team": "Sales"})))
		assert.False(t, q.Match(testCase(map[string]any{"name": "SMOKE-1", "tag:Team": "sales"})), "tags are compared with regard to case")
		assert.False(t, q.Match(testCase(map[string]any{"name": "SMOKE-1", "tag:team": "Sales"})), "and so are their keys")
		assert.Equal(t, "name ^= smoke i and tag:Team = Sales", q.String())
		assert.True(t, searchfilter.MustParse(q.String()).Match(testCase(map[string]any{"name": "SMOKE-1", "tag:Team": "Sales"})), "text says so")
	})
	t.Run("folding case/requests", func(t *testing.T) {
		o := searchfilter.Options{FoldCase: true}
		src := `(name ^= smoke or description = x) and status = SAVED and tag:Team = Sales`
		_, err := o.MustParse(src).Request()
		assert.ErrorIs(t, err, ast.Code(codes.Inexpressible))
		assert.Equal(t, `1:2: SearchTestCases may mind the case of name, and would then find too little
  (name ^= smoke or description = x) and status = SAVED and tag:Team = Sales
   ^^^^^^^^^^^^^ compare with case, or plan the query
1:19: SearchTestCases may mind the case of description, and would then find too little
  (name ^= smoke or description = x) and status = SAVED and tag:Team = Sales
                    ^^^^^^^^^^^^^^^ compare with case, or plan the query
`, err.(ast.Diagnostics).Render(src))
		for _, src := range []string{"", "status = SAVED", "status = SAVED and tag:Team = Sales", "tag:Team = Sales"} {
			want, err := searchfilter.MustParse(src).Request()
			require.NoError(t, err)
			got, err := o.MustParse(src).Request()
			require.NoError(t, err, "SearchTestCases of %s, which asks for no text field", src)
			assert.Equal(t, want, got)
		}
		filter, err := o.MustParse("tag:Team = Sales").TagFilter()
		require.NoError(t, err)
		want, err := searchfilter.MustParse("tag:Team = Sales").TagFilter()
		require.NoError(t, err)
		assert.Equal(t, want, filter)
		_, err = o.MustParse("name exists").Request()
		_, plain := searchfilter.MustParse("name exists").Request()
		assert.Equal(t, plain, err, "exists compares nothing")
	})
	t.Run("explanation", func(t *testing.T) {
		o := searchfilter.Options{FoldCase: true, Now: time.Date(2026, 3, 6, 12, 0, 0, 0, time.UTC)}
		src := `name = SMOKE  and  modified > -7d`
		e := eval.Explain(o.MustParse(src).Resolved(), testCase(map[string]any{"name": "smoke", "modified": 1}))
		assert.Equal(t, `not selected: name = SMOKE i and modified > 2026-02-27T12:00:00Z
  modified > 2026-02-27T12:00:00Z  no: modified is 1, which is 1970-01-01T00:00:01Z
`, e.String())
		at := e.Reasons[0].Span
		assert.Equal(t, "modified > -7d", src[at.Start.Offset:at.End.Offset])
		var zero searchfilter.Query
		assert.Equal(t, "selected: the query is empty\n", eval.Explain(zero.Resolved(), testCase(map[string]any{})).String())
		hosts := schema.MustNew(schema.Schema{Name: "host", Fields: []schema.Field{{Name: "port"}}})
		o = searchfilter.Options{Schema: hosts, Limits: ast.Limits{Bytes: 1 << 20, Conditions: 20_000}}
		wide := o.MustParse("port = 80" + strings.Repeat(" or port = 80", 15_000))
		assert.Len(t, eval.Explain(wide.Resolved(), mustRecord(hosts, map[string]any{"port": "8080"})).Reasons, 1)
	})
	t.Run("another schema", func(t *testing.T) {
		hosts := schema.MustNew(schema.Schema{Name: "host", Fields: []schema.Field{{Name: "port"}}})
		o := searchfilter.Options{Schema: hosts}
		assert.True(t, o.MustParse("port = 80").Match(mustRecord(hosts, map[string]any{"port": "80"})))
		_, err := o.Parse("name = a")
		assert.ErrorIs(t, err, ast.Code(codes.UnknownField))
		q := o.MustParse("port = 80")
		const where = "searchfilter: no search is known that finds a host: select those in hand with Match, or set Options.Target"
		_, err = q.Request()
		assert.EqualError(t, err, where)
		_, err = q.Plan()
		assert.EqualError(t, err, where)
		_, err = q.TagFilter()
		assert.ErrorIs(t, err, ast.Code(codes.Inexpressible), "a session asks nothing about the records")
	})
	t.Run("another target", func(t *testing.T) {
		hosts := schema.MustNew(schema.Schema{Name: "host", Fields: []schema.Field{{Name: "port"}}, Tags: "labels"})
		target := connect.TestCases()
		target.Name, target.Schema, target.Closed = "hosts", hosts, nil
		target.Fields = map[string]compile.Leaf{"port": compile.Leaf{Member: "StringCondition", FieldName: "Port"}}
		q := searchfilter.Options{Target: target}.MustParse("port = 80")
		assert.Same(t, hosts, q.Resolved().Schema())
		want := `{"SearchCriteria":{"StringCondition":{"FieldName":"Port","Value":"80","ComparisonType":"EXACT"}}}`
		r, err := q.Request()
		require.NoError(t, err)
		assert.Equal(t, want, marshal(t, r))
		p, err := q.Plan()
		require.NoError(t, err)
		assert.Equal(t, `{"version":1,"target":"hosts","requests":[{"request":`+want+`}],"minimal":"bound"}`, marshal(t, p))
		assert.Same(t, hosts, searchfilter.Options{Target: target, Schema: hosts}.MustParse("port = 80").Resolved().Schema())

		_, err = searchfilter.Options{Target: target, Schema: schema.TestCase()}.Parse("name = a")
		assert.EqualError(t, err, "searchfilter: the Target hosts is about the fields of a host, and the Schema has those of a test case: leave the Schema out")
		target.Fields["name"] = compile.Leaf{Member: "StringCondition", FieldName: "Name"}
		_, err = searchfilter.Options{Target: target}.Resolve(ast.Compare(ast.Name("port"), ast.OpEqual, "80"))
		assert.EqualError(t, err, "compile: the target hosts sends name, which is no field of a host")
		assert.PanicsWithValue(t, "searchfilter.MustParse: compile: the target hosts sends name, which is no field of a host", func() {
			searchfilter.Options{Target: target}.MustParse("port = 80")
		})

		for _, target := range []compile.Target{{Name: "mine"}, {Operation: "SearchMine"}, {Fields: map[string]compile.Leaf{}, Criteria: target.Criteria}} {
			_, err = searchfilter.Options{Target: target}.Parse("name = a")
			assert.Error(t, err, "%+v", target)
		}
		rules := connect.Rules()
		rules.Schema = nil
		_, err = searchfilter.Options{Target: rules}.Parse("name = a")
		assert.EqualError(t, err, "compile: the target rules has no schema")

		session := searchfilter.Options{Target: qconnect.Session(), Schema: hosts}.MustParse("tag:team = billing")
		r, err = session.Request()
		require.NoError(t, err)
		assert.Equal(t, `{"tagFilter":{"tagCondition":{"key":"team","value":"billing"}}}`, marshal(t, r))
		_, err = session.Plan()
		assert.EqualError(t, err, "compile: there are no plans for a session's tagFilter")
	})
	t.Run("a tree built in Go", func(t *testing.T) {
		x := ast.Any(
			ast.All(ast.Compare(ast.Name("name"), ast.OpHasPrefix, "smoke"), ast.Compare(ast.Name("STATUS"), ast.OpEqual, "published")),
			ast.Compare(ast.Tag("BPO"), ast.OpEqual, "123"),
		)
		q, err := searchfilter.Options{}.Resolve(x)
		require.NoError(t, err)
		assert.Equal(t, "name ^= smoke and status = PUBLISHED or tag:BPO = 123", q.String())
		_, err = searchfilter.Options{}.Resolve(&ast.Not{X: ast.All()})
		assert.ErrorIs(t, err, ast.Code(codes.InvalidTree))
		_, err = searchfilter.Options{}.Resolve(nil)
		assert.ErrorIs(t, err, ast.Code(codes.InvalidTree))
		_, err = searchfilter.Options{}.Resolve(ast.Compare(ast.Name("stauts"), ast.OpEqual, "x"))
		assert.EqualError(t, err, `unknown field "stauts"; did you mean status?`)
	})
	t.Run("source", func(t *testing.T) {
		src := `  NAME   startswith "smoke"   or   TAG:BPO="123"`
		var q searchfilter.Query
		require.NoError(t, q.UnmarshalText([]byte(src)))
		assert.Equal(t, src, q.Source())
		_, err := q.Request()
		assert.Contains(t, err.(ast.Diagnostics).Render(q.Source()), src)
		q, err = searchfilter.Options{}.Resolve(ast.Compare(ast.Name("name"), ast.OpExists))
		require.NoError(t, err)
		assert.Empty(t, q.Source())
	})
	t.Run("a not built over text keeps the place", func(t *testing.T) {
		for _, src := range []string{"name = a", "name in (a)", "name = a or tag:x = 1"} {
			q, err := searchfilter.Options{}.Resolve(&ast.Not{X: searchfilter.MustParse(src).Resolved().Expr()})
			require.NoError(t, err)
			_, err = q.Request()
			assert.ErrorContains(t, err, "1:1: ", "SearchTestCases of not (%s)", src)
		}
	})
	t.Run("instants are longer than what they stand for", func(t *testing.T) {
		src := "modified > -1d" + strings.Repeat(" and modified > -1d", 2_500)
		require.Less(t, len(src), limit.Bytes)
		_, err := searchfilter.Parse(src)
		assert.ErrorIs(t, err, ast.Code(codes.TooLong))
		assert.ErrorContains(t, err, "65536 bytes, with instants for its days and relative times")
		_, err = searchfilter.Parse(strings.Repeat("not ", 99) + "modified != 2026-01-31")
		assert.ErrorIs(t, err, ast.Code(codes.TooDeep))
		_, err = searchfilter.Parse("modified in (2026-01-31" + strings.Repeat(", 2026-01-31", 5_100) + ")")
		assert.ErrorIs(t, err, ast.Code(codes.TooLong))
		long := searchfilter.Options{Limits: ast.Limits{Bytes: 1 << 20}}
		_, err = long.Parse("modified in (2026-01-31" + strings.Repeat(", 2026-01-31", 5_100) + ")")
		assert.ErrorIs(t, err, ast.Code(codes.TooManyConditions))
		q, err := long.Parse(src)
		require.NoError(t, err)
		_, err = q.Request()
		assert.ErrorIs(t, err, ast.Code(codes.Inexpressible))
		again, err := long.Parse(q.Resolved().String())
		require.NoError(t, err)
		assert.True(t, tree.Equal(q.Resolved().Expr(), again.Resolved().Expr()))
	})
	t.Run("limits hold for all that is made of it", func(t *testing.T) {
		o := searchfilter.Options{Limits: ast.Limits{Bytes: 1 << 20, Conditions: 20_000, Depth: 300}}
		src := "tag:a = 1" + strings.Repeat(" or tag:a = 1", 15_000)
		q, err := o.Parse(src)
		require.NoError(t, err)
		assert.True(t, q.Match(testCase(map[string]any{"tag:a": "1"})))
		_, err = searchfilter.Parse(src)
		assert.ErrorIs(t, err, ast.Code(codes.TooLong))
		q, err = o.Parse(strings.Repeat("not ", 300) + "tag:a = 1")
		require.NoError(t, err)
		_, err = q.TagFilter()
		assert.NoError(t, err)
	})
	t.Run("canonical text that would be too long to parse again is refused", func(t *testing.T) {
		src := strings.TrimSuffix(strings.Repeat("id=b or ", limit.Bytes/8), " or ")
		require.Less(t, len(src), limit.Bytes)
		_, err := searchfilter.Parse(src)
		require.EqualError(t, err, "1:1: the query is longer than 65536 bytes in canonical form; split it into several queries")
		_, err = searchfilter.Options{Limits: ast.Limits{Bytes: 2 * limit.Bytes}}.Parse(src)
		require.NoError(t, err)
	})
}

func TestMustParse(t *testing.T) {
	assert.PanicsWithValue(t, `searchfilter.MustParse: 1:21: unknown field "stauts"
  name ^= "smoke" and stauts = PUBLISHED
                      ^^^^^^ did you mean status?
`, func() { searchfilter.MustParse(`name ^= "smoke" and stauts = PUBLISHED`) })
}

// TestParse checks that one run reports what the lexer, the parser and
// the schema find, in the order of the text.
func TestParse(t *testing.T) {
	t.Run("several", func(t *testing.T) {
		_, err := searchfilter.Parse(`stauts == SAVED && name = "\q" or status = DONE or modified`)
		var ds ast.Diagnostics
		require.ErrorAs(t, err, &ds)
		var got []ast.Code
		for _, d := range ds {
			got = append(got, d.Code)
		}
		assert.Equal(t, []ast.Code{codes.UnknownField, codes.ForeignOperator, codes.ForeignOperator,
			codes.InvalidEscape, codes.UnknownValue, codes.MissingOperator}, got)
		assert.EqualError(t, err, `1:1: unknown field "stauts"; did you mean status? (and 5 more errors)`)
	})
	t.Run("more than are listed", func(t *testing.T) {
		src := strings.Repeat("x == y and ", 50) + "name = a"
		_, err := searchfilter.Parse(src)
		var ds ast.Diagnostics
		require.ErrorAs(t, err, &ds)
		require.Len(t, ds, diag.Most+1)
		assert.Equal(t, "and 80 more", ds[diag.Most].Message) // 50 of x, 50 of ==
		assert.ErrorContains(t, err, "(and 99 more errors)")
	})
	t.Run("arguments", func(t *testing.T) {
		type name string
		at := time.Date(2026, 1, 31, 10, 0, 0, 0, time.FixedZone("", 3600))
		q, err := searchfilter.Parse(`name = $1 and modified > $2 and tag:n in ($3) and id in ($4, x)`,
			name(`a"b`), at, []int{1, 2}, uint8(7))
		require.NoError(t, err)
		assert.Equal(t, `name = "a\"b" and modified > 2026-01-31T09:00:00Z and tag:n in (1, 2) and id in (7, x)`, q.String())
	})
}

func TestMarshalText(t *testing.T) {
	type saved struct {
		Query searchfilter.Query `json:"query,omitzero"`
	}
	var s saved
	require.NoError(t, json.Unmarshal([]byte(`{"query":"name=\"a b\" AND modified>-7d"}`), &s))
	b, err := json.Marshal(s)
	require.NoError(t, err)
	assert.Equal(t, `{"query":"name = \"a b\" and modified \u003e -7d"}`, string(b))
	b, err = json.Marshal(saved{})
	require.NoError(t, err)
	assert.Equal(t, `{}`, string(b))
	b, err = json.Marshal(saved{Query: searchfilter.Options{FoldCase: true}.MustParse(" ")})
	require.NoError(t, err)
	assert.Equal(t, `{}`, string(b), "whatever its options")
	assert.False(t, s.Query.IsZero())

	before := s.Query.String()
	err = json.Unmarshal([]byte(`{"query":"name=="}`), &s)
	assert.ErrorIs(t, err, ast.Code(codes.ForeignOperator))
	assert.Equal(t, before, s.Query.String(), "an error leaves the query as it was")
}

// TestMarshalText_options checks that a query keeps its options when another is read into it.
func TestMarshalText_options(t *testing.T) {
	hosts := schema.MustNew(schema.Schema{Name: "host", Fields: []schema.Field{{Name: "port"}, {Name: "booted", Kind: schema.Time}}})
	now := time.Date(2026, 3, 6, 12, 0, 0, 0, time.UTC)
	o := searchfilter.Options{Schema: hosts, FoldCase: true, Now: now, Limits: ast.Limits{Conditions: 2}}
	var saved struct {
		Query searchfilter.Query
		List  []searchfilter.Query
	}
	saved.Query = o.MustParse("")
	require.NoError(t, json.Unmarshal([]byte(`{"Query":"port = Http and booted > -7d"}`), &saved))
	assert.Equal(t, "port = Http i and booted > -7d", saved.Query.String())
	assert.Equal(t, "port = Http i and booted > 2026-02-27T12:00:00Z", saved.Query.Resolved().String())
	assert.Same(t, hosts, saved.Query.Resolved().Schema())
	err := json.Unmarshal([]byte(`{"Query":"port in (1, 2, 3)"}`), &saved)
	assert.ErrorIs(t, err, ast.Code(codes.TooManyConditions))
	assert.Equal(t, "port = Http i and booted > -7d", saved.Query.String(), "an error leaves the query as it was")
	err = json.Unmarshal([]byte(`{"List":["port = 80"]}`), &saved)
	assert.ErrorIs(t, err, ast.Code(codes.UnknownField), "an element that the decoder makes has no options")

	// A Now that was not set stays so.
	q := searchfilter.MustParse("modified > -7d")
	first := q.Resolved().String()
	time.Sleep(time.Nanosecond) // on some systems a clock does not move between two calls
	for q.Resolved().String() == first {
		require.NoError(t, q.UnmarshalText([]byte("modified > -7d")))
	}
}

func TestTextVar(t *testing.T) {
	var q searchfilter.Query
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.TextVar(&q, "where", searchfilter.MustParse("status = SAVED"), "")
	require.NoError(t, flags.Parse(nil))
	assert.Equal(t, "status = SAVED", q.String())
	require.NoError(t, flags.Parse([]string{"-where", "name=a"}))
	assert.Equal(t, "name = a", q.String())
	assert.Error(t, flags.Parse([]string{"-where", "name"}))
	assert.Equal(t, "name = a", q.String())

	o := searchfilter.Options{FoldCase: true}
	flags.TextVar(&q, "text", o.MustParse("id exists"), "")
	require.NoError(t, flags.Parse([]string{"-text", "name=a"}))
	assert.Equal(t, "name = a i", q.String())
	assert.Equal(t, "name=a", q.Source())
	assert.ErrorIs(t, q.UnmarshalText([]byte("name ==")), ast.Code(codes.ForeignOperator))
	assert.Equal(t, "name = a i", q.String())
}

// TestConcurrentUse is for the race detector.
func TestConcurrentUse(t *testing.T) {
	q := searchfilter.MustParse(`name ^= "smoke" and status != SAVED or tag:BPO=123`)
	var zero searchfilter.Query
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			assert.True(t, q.Match(testCase(map[string]any{"tag:BPO": "123"})))
			assert.True(t, zero.Match(testCase(map[string]any{})))
			_, err := q.Request()
			assert.True(t, errors.Is(err, ast.Code(codes.Inexpressible)))
			assert.Equal(t, `name ^= smoke and status != SAVED or tag:BPO = 123`, q.String())
		})
	}
	wg.Wait()
}

func marshal(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	require.NoError(t, err)
	return string(data)
}

// TestQuery_Target has a target that is the caller's own to change.
func TestQuery_Target(t *testing.T) {
	q := searchfilter.MustParse("name = a")
	target, err := q.Target()
	require.NoError(t, err)
	assert.Equal(t, "SearchTestCases", target.Operation)
	clear(target.Fields)
	target.Closed[0] = "name"
	again, err := q.Target()
	require.NoError(t, err)
	assert.Equal(t, connect.TestCases(), again)

	users := searchfilter.Options{Target: connect.Users()}.MustParse("username = a")
	target, err = users.Target()
	require.NoError(t, err)
	assert.Equal(t, "users", target.Name)

	own := schema.MustNew(schema.Schema{Name: "host", Fields: []schema.Field{{Name: "name"}}})
	_, err = searchfilter.Options{Schema: own}.MustParse("name = a").Target()
	assert.ErrorContains(t, err, "no search is known that finds a host")
}
