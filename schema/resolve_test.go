package schema_test

import (
	"errors"
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/fuzz"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

var now = time.Date(2026, 1, 31, 9, 30, 0, 0, time.FixedZone("", 3600))

func parse(t *testing.T, src string) ast.Expr {
	t.Helper()
	x, err := parser.Parse(src)
	require.NoError(t, err, "Parse(%q)", src)
	return x
}

func resolve(t *testing.T, src string) (*schema.Resolved, ast.Diagnostics) {
	t.Helper()
	q, err := schema.TestCase().Resolve(parse(t, src), schema.Options{Now: now})
	if err == nil {
		return q, nil
	}
	require.Nil(t, q)
	var ds ast.Diagnostics
	require.True(t, errors.As(err, &ds), "%T", err)
	return nil, ds
}

// timeOf returns the instant that a value of a resolved query says.
func timeOf(v ast.Value) (time.Time, bool) {
	a, ok := kinds.ScalarOf(v)
	return kinds.Instant(schema.Time, a), ok
}

// mustResolve returns what x means to test cases.
func mustResolve(t *testing.T, x ast.Expr, o schema.Options) *schema.Resolved {
	t.Helper()
	q, err := schema.TestCase().Resolve(x, o)
	require.NoError(t, err, "Resolve(%v)", x)
	return q
}

// deep returns all that is in a tree, what its pointers point to, too.
func deep(t *testing.T, x ast.Expr) string {
	t.Helper()
	var b strings.Builder
	ast.Inspect(x, func(x ast.Expr) bool {
		if c, ok := x.(*ast.Comparison); ok {
			fmt.Fprintf(&b, "%#v\n", *c)
		} else {
			fmt.Fprintf(&b, "%T %v\n", x, x.Span())
		}
		return true
	})
	return b.String()
}

// data returns the Data of all values in a tree, in the order of the text.
func data(x ast.Expr) (list []any) {
	for c := range ast.Comparisons(x) {
		for _, v := range c.Values {
			list = append(list, v.Data)
		}
	}
	return list
}

func TestResolve(t *testing.T) {
	for src, want := range map[string]string{
		"":                                    "",
		"name = A":                            "name = A",
		"NAME = A":                            "name = A",
		"Name in (A, b) and not nAME exists":  "name in (A, b) and not name exists",
		"status = saved":                      "status = SAVED",
		"STATUS in (Published, saved, SAVED)": "status in (PUBLISHED, SAVED, SAVED)",
		"type != chat":                        "type != CHAT",
		"tag:Status = saved":                  "tag:Status = saved",
		"tag:Name ^= A or tag:Name exists":    "tag:Name ^= A or tag:Name exists",
		"modified > 2026-01-31":               "modified >= 2026-02-01T00:00:00Z",
		"modified >= 2026-01-31":              "modified >= 2026-01-31T00:00:00Z",
		"modified < 2026-01-31":               "modified < 2026-01-31T00:00:00Z",
		"modified <= 2026-01-31":              "modified < 2026-02-01T00:00:00Z",
		"modified = 2026-01-31":               "modified >= 2026-01-31T00:00:00Z and modified < 2026-02-01T00:00:00Z",
		"modified != 2026-01-31":              "not (modified >= 2026-01-31T00:00:00Z and modified < 2026-02-01T00:00:00Z)",
		"modified > -2w":                      "modified > 2026-01-17T08:30:00Z",
		"modified > -1D":                      "modified > 2026-01-30T08:30:00Z",
		"modified > 2026-01-31t00:00:00z":     "modified > 2026-01-31t00:00:00z",
		"modified > -0d":                      "modified > 2026-01-31T08:30:00Z",
		"modified > -1d":                      "modified > 2026-01-30T08:30:00Z",
		"modified > -12h":                     "modified > 2026-01-30T20:30:00Z",
		"modified > -90m":                     "modified > 2026-01-31T07:00:00Z",
		"modified in (-1d, 2026-01-31)":       "modified in (2026-01-30T08:30:00Z) or modified >= 2026-01-31T00:00:00Z and modified < 2026-02-01T00:00:00Z",
		"modified > -36500d":                  "modified > 1926-02-25T08:30:00Z",
		"name = -1d":                          "name = -1d",
		"NAME = a i and modified > -1d":       "name = a i and modified > 2026-01-30T08:30:00Z",
	} {
		before := parse(t, src)
		text := deep(t, before)
		q := mustResolve(t, before, schema.Options{Now: now})
		got := q.Expr()
		assert.Equal(t, want, got.String(), "Resolve(%s)", src)
		assert.Equal(t, want, q.String(), "Resolve(%s)", src)
		assert.Same(t, schema.TestCase(), q.Schema())
		assert.Equal(t, text, deep(t, before), "Resolve(%s) changed its argument", src)
		resolved := deep(t, got)
		again := mustResolve(t, got, schema.Options{Now: now.Add(time.Hour)})
		assert.Equal(t, got, again.Expr(), "Resolve(%s) of what is resolved", got)
		assert.Equal(t, got, again.Written(), "Resolve(%s) of what is resolved", got)
		assert.Equal(t, resolved, deep(t, got), "Resolve(%s) changed what is resolved", got)
		if !slices.ContainsFunc(data(got), func(v any) bool { return v != nil }) {
			assert.Same(t, got, again.Expr(), "Resolve(%s) of what is resolved, and has nothing to be read", got)
		}
	}
	t.Run("spans stay", func(t *testing.T) {
		x := parse(t, "name = a and STATUS = saved").(*ast.And)
		q, _ := resolve(t, "name = a and STATUS = saved")
		y := q.Expr()
		c, d := x.Terms[1].(*ast.Comparison), y.(*ast.And).Terms[1].(*ast.Comparison)
		assert.Equal(t, x.At, y.Span())
		assert.Equal(t, c.At, d.At)
		assert.Equal(t, c.OpAt, d.OpAt)
		assert.Equal(t, c.Field.At, d.Field.At)
		assert.Equal(t, c.Values[0].At, d.Values[0].At)
	})
	t.Run("what stays is shared", func(t *testing.T) {
		x := parse(t, "(name = a or name = b) and STATUS = saved").(*ast.And)
		y := mustResolve(t, x, schema.Options{}).Expr()
		assert.Same(t, x.Terms[0], y.(*ast.And).Terms[0])
		assert.NotSame(t, x.Terms[1], y.(*ast.And).Terms[1])
	})
	t.Run("without Now", func(t *testing.T) {
		before := time.Now()
		q := mustResolve(t, parse(t, "modified > -7d or modified = -7d"), schema.Options{})
		after := time.Now()
		terms := q.Expr().(*ast.Or).Terms
		v := terms[0].(*ast.Comparison).Values[0]
		at, ok := timeOf(v)
		require.True(t, ok)
		assert.False(t, at.Before(before.Add(-7*24*time.Hour)), "%v", at)
		assert.False(t, at.After(after.Add(-7*24*time.Hour)), "%v", at)
		assert.Equal(t, at.Format(time.RFC3339Nano), v.Text)
		assert.Equal(t, v.Data, terms[1].(*ast.Comparison).Values[0].Data, "one query has one Now")
		assert.Equal(t, "modified > -7d or modified = -7d", q.Written().String())
	})
	t.Run("Now to the nanosecond", func(t *testing.T) {
		q := mustResolve(t, parse(t, "modified > -1d"), schema.Options{Now: time.Unix(86400, 5)})
		assert.Equal(t, "modified > 1970-01-01T00:00:00.000000005Z", q.String())
	})
	t.Run("limits", func(t *testing.T) {
		limits := ast.Limits{Bytes: 80, Depth: 2, Conditions: 2}
		name := ast.Name("name")
		for _, test := range []struct {
			over, within ast.Expr
			code         ast.Code
		}{
			{ast.Compare(name, ast.OpIn, "a", "b", "c"), ast.Compare(name, ast.OpIn, "a", "b"), codes.TooManyConditions},
			{ast.Compare(name, ast.OpEqual, strings.Repeat("x", 100)), ast.Compare(name, ast.OpEqual, strings.Repeat("x", 73)), codes.TooLong},
			{&ast.Not{X: &ast.Not{X: &ast.Not{X: ast.Compare(name, ast.OpExists)}}}, &ast.Not{X: &ast.Not{X: ast.Compare(name, ast.OpExists)}}, codes.TooDeep},
		} {
			q, err := schema.TestCase().Resolve(test.over, schema.Options{Limits: limits})
			assert.ErrorAs(t, err, new(ast.Diagnostics))
			assert.ErrorIs(t, err, test.code)
			assert.Nil(t, q)
			mustResolve(t, test.within, schema.Options{Limits: limits})
		}
	})
	t.Run("invalid trees", func(t *testing.T) {
		for _, x := range []ast.Expr{nil, (*ast.And)(nil), &ast.Or{}, &ast.Not{X: ast.All()}, ast.Any(ast.Compare(ast.Name("no"), ast.OpExists), nil)} {
			_, err := schema.TestCase().Resolve(x, schema.Options{})
			assert.ErrorIs(t, err, ast.Code(codes.InvalidTree))
			assert.NotErrorIs(t, err, ast.Code(codes.UnknownField), "an invalid tree is only said to be invalid")
		}
	})
}

func TestResolve_mistakes(t *testing.T) {
	const src = `stauts = a or status ^= SAV or status = PUBLISH or modified > yesterday or name < b or tag:x >= 1 or type in (CHAT, FAX)`
	_, ds := resolve(t, src)
	var got []string
	for _, d := range ds {
		got = append(got, fmt.Sprintf("%s %s %q", d.Code, d, src[d.Span.Start.Offset:d.Span.End.Offset]))
	}
	texts := strings.Join(kinds.Operators(schema.Text), " ")
	const timeHint = "write 2026-01-31 for a day, 2026-01-31T09:00Z, or -7d, -12h or -30m for a time before now, by 100 years at most"
	assert.Equal(t, []string{
		`unknown-field 1:1: unknown field "stauts"; did you mean status? "stauts"`,
		`invalid-operator 1:22: status is an enum field and does not take ^=; it takes = != in exists "^="`,
		`unknown-value 1:41: status is never "PUBLISH"; did you mean PUBLISHED? "PUBLISH"`,
		`invalid-time 1:63: "yesterday" is no time; ` + timeHint + ` "yesterday"`,
		`invalid-operator 1:81: name is a text field and does not take <; it takes ` + texts + ` "<"`,
		`invalid-operator 1:94: a tag is a text and does not take >=; it takes ` + texts + ` ">="`,
		`unknown-value 1:117: type is never "FAX"; it is one of VOICE_CALL CHAT "FAX"`,
	}, got)
}

func TestResolve_times(t *testing.T) {
	for _, value := range []string{
		"yesterday", "\"\"", "-d", "-1", "-1y", "-5215w", "-1.5d", "--1d", "-+1d", "1d", "-36501d", "-876001h", "-52560001m", "-99999999999999999999d",
		"\"-\u0661d\"", "\"- 1d\"", "2026-02-30", "1770000000", strings.Repeat("9", 1000),
	} {
		_, ds := resolve(t, "modified > "+value)
		require.Len(t, ds, 1, "modified > %s", value)
		assert.Equal(t, ast.Code(codes.InvalidTime), ds[0].Code)
		assert.Less(t, len(ds.Error()), 300)
	}
	t.Run("beyond the years of RFC 3339", func(t *testing.T) {
		x := parse(t, "modified > -36500d")
		for year, ok := range map[int]bool{1: false, 98: false, 99: true, 9999: true, 10_100: false, 20_000: false} {
			q, err := schema.TestCase().Resolve(x, schema.Options{Now: time.Date(year, 12, 31, 0, 0, 0, 0, time.UTC)})
			if !ok {
				assert.Nil(t, q, "year %d", year)
				assert.ErrorIs(t, err, ast.Code(codes.InvalidTime), "year %d", year)
				continue
			}
			require.NoError(t, err, "year %d", year)
			v := q.Expr().(*ast.Comparison).Values[0]
			at, isTime := kinds.ParseTime(v.Text)
			assert.True(t, isTime, "Resolve gave %s", q)
			assert.Equal(t, kinds.OfTime(at), v.Data, "Resolve gave %s", q)
		}
	})
}

func TestResolve_did_you_mean(t *testing.T) {
	for _, test := range []struct {
		src, want string
	}{
		{"stauts = SAVED", "did you mean status?"},
		{"statsu = SAVED", "did you mean status?"},
		{"sttus = SAVED", "did you mean status?"},
		{"states = SAVED", "did you mean status?"},
		{"STATES = SAVED", "did you mean status?"},
		{"nam = a", "did you mean name?"},
		{"naem = a", "did you mean name?"},
		{"names = a", "did you mean name?"},
		{"descripton = a", "did you mean description?"},
		{"intialisation = a", "did you mean initialization?"},
		{"modifed > 2026-01-31", "did you mean modified?"},
		{"i = a", "did you mean id?"},
		{"\u017ftatus = SAVED", "did you mean status?"},
		{"desc = a", "did you mean description?"},
		{"idle = a", "did you mean id?"},
		{"LastModifiedTime > -7d", "did you mean modified?"},
		{"FlowId = a", "did you mean flow?"},
		{"EntryPoint.Type = CHAT", "did you mean type?"},
		{"Tags.team = a", "a tag is written tag:team"},
		{"tag.team = a", "a tag is written tag:team"},
		{"tag = a", "a tag is written tag:KEY"},
		{"tags. = a", "a tag is written tag:KEY"},
		{"-status = SAVED", "a negation is written not, before the condition"},
		{"-tag:x = SAVED", "a negation is written not, before the condition"},
		{"namespace = a", "did you mean name?"},
		{"owner = a", "the fields are name description status id arn region sha256 content initialization flow type source-phone-number destination-phone-number modified tag:KEY; a tag is written tag:owner"},
		{"nme2 = a", "the fields are name description status id arn region sha256 content initialization flow type source-phone-number destination-phone-number modified tag:KEY; a tag is written tag:nme2"},
		{"status = SAVE", "did you mean SAVED?"},
		{"status = savd", "did you mean SAVED?"},
		{"status = PUBLISCHED", "did you mean PUBLISHED?"},
		{"status = pub", "did you mean PUBLISHED?"},
		{"status = DRAFT", "it is one of PUBLISHED SAVED"},
		{`status = ""`, "it is one of PUBLISHED SAVED"},
		{"type = VOICE", "did you mean VOICE_CALL?"},
		{"type = voice-call", "did you mean VOICE_CALL?"},
	} {
		_, ds := resolve(t, test.src)
		require.Len(t, ds, 1, "Resolve(%s)", test.src)
		assert.Equal(t, test.want, ds[0].Hint, "Resolve(%s)", test.src)
		assert.Nil(t, ds[0].Fix, "a guess is no fix: Resolve(%s)", test.src)
	}
	t.Run("places of several values", func(t *testing.T) {
		s := schema.MustNew(schema.Schema{Name: "host", Fields: []schema.Field{
			{Name: "days", Kind: schema.List, JSON: []string{"Config[].Day"}}, {Name: "path", Kind: schema.List, JSON: []string{"Levels.*.Id"}},
			{Name: "texts", Kind: schema.List, JSON: []string{"Content.*"}},
		}})
		for written, want := range map[string]string{
			"Day": "did you mean days?", "config.day": "did you mean days?", "Levels.Id": "did you mean path?", "ID": "did you mean path?", "Content": "did you mean texts?",
			"Levels": "the fields are days path texts",
		} {
			_, err := s.Resolve(ast.Compare(ast.Name(written), ast.OpEqual, "x"), schema.Options{})
			var ds ast.Diagnostics
			require.ErrorAs(t, err, &ds)
			assert.Equal(t, want, ds[0].Hint, written)
		}
	})
	t.Run("without a place", func(t *testing.T) {
		_, err := schema.TestCase().Resolve(ast.Compare(ast.Name("stauts"), ast.OpEqual, "SAVED"), schema.Options{})
		assert.Equal(t, ast.Diagnostics{{
			Code: codes.UnknownField, Message: `unknown field "stauts"`, Hint: "did you mean status?",
			Params: ast.Params{Field: "stauts"}, Candidates: []string{"status"},
		}}, err)
	})
	t.Run("a name is quoted where it must be", func(t *testing.T) {
		s := schema.MustNew(schema.Schema{Name: "host", Fields: []schema.Field{{Name: "state", Kind: schema.Enum, Values: []string{"half open"}}}})
		_, err := s.Resolve(parse(t, "state = half-open"), schema.Options{})
		assert.ErrorContains(t, err, `did you mean "half open"?`)
	})
}

func TestResolve_messages_are_short(t *testing.T) {
	var fields []schema.Field
	var values []string
	for i := range 500 {
		fields = append(fields, schema.Field{Name: fmt.Sprint("field", i)})
		values = append(values, fmt.Sprint("VALUE", i))
	}
	fields = append(fields, schema.Field{Name: "enum", Kind: schema.Enum, Values: values}, schema.Field{Name: "time", Kind: schema.Time})
	s := schema.MustNew(schema.Schema{Name: "host", Fields: fields})
	long := strings.Repeat("\x00\u3000\U0010ffff", 3000)
	for _, x := range []ast.Expr{
		ast.Compare(ast.Name(strings.Repeat("x", 60_000)), ast.OpExists),
		ast.Compare(ast.Name("enum"), ast.OpEqual, long),
		ast.Compare(ast.Name("time"), ast.OpEqual, long),
		ast.Compare(ast.Name("time"), ast.OpHasPrefix, long),
		ast.Compare(ast.Tag(long), ast.OpExists),
	} {
		_, err := s.Resolve(x, schema.Options{Limits: ast.Limits{Bytes: 1 << 20}})
		var ds ast.Diagnostics
		require.ErrorAs(t, err, &ds)
		require.Len(t, ds, 1)
		assert.Less(t, len(ds[0].Message), 700, ds[0].Code)
		assert.Less(t, len(ds[0].Hint), 300, ds[0].Code)
	}
}

func TestResolve_many_mistakes(t *testing.T) {
	for name, condition := range map[string]string{
		"unknown field":    "stauts = a",
		"unknown value":    "status = x",
		"invalid time":     "modified = x",
		"invalid operator": "status ^= x",
	} {
		t.Run(name, func(t *testing.T) {
			src := condition + strings.Repeat(" or "+condition, 999)
			_, ds := resolve(t, src)
			require.Len(t, ds, diag.Most+1)
			last := ds[diag.Most]
			assert.Equal(t, ast.Code(codes.MoreErrors), last.Code)
			assert.Equal(t, fmt.Sprintf("and %d more", 1000-diag.Most), last.Message)
			step := ds[1].Span.Start.Offset - ds[0].Span.Start.Offset
			assert.Equal(t, ds[0].Span.Start.Offset+diag.Most*step, last.Span.Start.Offset, "the place of the first that is not listed")
			assert.Contains(t, ds.Error(), "(and 999 more errors)")
		})
	}
}

func TestResolve_without_tags(t *testing.T) {
	s := schema.MustNew(schema.Schema{Name: "host", Fields: []schema.Field{{Name: "name"}}})
	_, err := s.Resolve(parse(t, "tag:BPO = 1"), schema.Options{})
	assert.EqualError(t, err, "1:1: a host has no tags; the fields are name")
	_, err = s.Resolve(parse(t, "owner = 1"), schema.Options{})
	assert.EqualError(t, err, `1:1: unknown field "owner"; the fields are name`)
	onlyTags := schema.MustNew(schema.Schema{Name: "page", Tags: "labels"})
	_, err = onlyTags.Resolve(parse(t, "owner = 1"), schema.Options{})
	assert.EqualError(t, err, `1:1: unknown field "owner"; the fields are tag:KEY; a tag is written tag:owner`)
}

// TestResolve_spelling checks that resolving gives a tree back, however it is spelled.
func TestResolve_spelling(t *testing.T) {
	s := schema.TestCase()
	r := rand.New(rand.NewSource(1))
	changed := 0
	for i := range 2000 {
		x := fuzz.Trees(s)(r, i%20)
		text := fuzz.Spellings(s, x)(r, 0)
		y := parse(t, text)
		q, err := s.Resolve(y, schema.Options{})
		require.NoError(t, err, "Resolve(%q)", text)
		z := q.Written()
		require.True(t, tree.Equal(x, z), "Resolve(%q) = %s, want %s", text, z, x)
		if !tree.Equal(y, z) {
			changed++
		}
	}
	t.Logf("%d of 2000 trees were rewritten", changed)
	require.Greater(t, changed, 500)
}

// TestResolve_fold has what becomes of the i behind a comparison, and of the option
// that puts one there.
func TestResolve_fold(t *testing.T) {
	for _, test := range []struct{ src, want, folded string }{ // folded is with FoldCase
		{"name = a", "name = a", "name = a i"},
		{"name = a i", "name = a i", "name = a i"},
		{"NAME ^= 1x i", "name ^= 1x i", "name ^= 1x i"},
		{"name != \u212a", "name != \u212a", "name != \u212a i"},
		{"description *= ß i", "description *= ß i", "description *= ß i"},
		{"id $= Σ", "id $= Σ", "id $= Σ i"},
		{"tag:BPO = a", "tag:BPO = a", "tag:BPO = a"},
		{"tag:BPO = a i", "tag:BPO = a i", "tag:BPO = a i"},
		{"tag:name not in (1, é) i", "tag:name not in (1, é) i", "tag:name not in (1, é) i"},
		{"tag:BPO = 123 i", "tag:BPO = 123", "tag:BPO = 123"},
		{`name = "" i`, `name = ""`, `name = ""`},
		{"name = 1", "name = 1", "name = 1"},
		{"name *= 北 i", "name *= 北", "name *= 北"},
		{"name = İ i", "name = İ", "name = İ"}, // its small letter is two runes
		{"name = ı i", "name = ı", "name = ı"},
		{"name in (1, 2) i", "name in (1, 2)", "name in (1, 2)"},
		{"name in (1, a, 2) i", "name in (1, a, 2) i", "name in (1, a, 2) i"},
		{"name not in (1, 2, B)", "name not in (1, 2, B)", "name not in (1, 2, B) i"},
		{"name exists or not tag:a exists", "name exists or not tag:a exists", "name exists or not tag:a exists"},
		{"status exists and modified exists", "status exists and modified exists", "status exists and modified exists"},
		{"status = saved and type in (Chat)", "status = SAVED and type in (CHAT)", "status = SAVED and type in (CHAT)"},
		{"modified > 2026-01-31t00:00:00z", "modified > 2026-01-31t00:00:00z", "modified > 2026-01-31t00:00:00z"},
		{"modified > -1d and name = a", "modified > 2026-01-30T08:30:00Z and name = a", "modified > 2026-01-30T08:30:00Z and name = a i"},
		{"name = a or name = a i", "name = a or name = a i", "name = a i or name = a i"},
		{"not (name = a i and tag:x = b)", "not (name = a i and tag:x = b)", "not (name = a i and tag:x = b)"},
	} {
		for foldCase, want := range map[bool]string{false: test.want, true: test.folded} {
			x := parse(t, test.src)
			before := deep(t, x)
			q := mustResolve(t, x, schema.Options{Now: now, FoldCase: foldCase})
			assert.Equal(t, want, q.String(), "Resolve(%s), FoldCase: %v", test.src, foldCase)
			assert.Equal(t, before, deep(t, x), "Resolve(%s) changed its argument", test.src)
			for _, again := range []bool{false, foldCase} { // what is resolved is resolved to itself
				assert.Equal(t, q.Expr(), mustResolve(t, q.Expr(), schema.Options{FoldCase: again}).Expr(), "Resolve(%s) again", q)
				assert.True(t, tree.Equal(q.Expr(), mustResolve(t, parse(t, q.String()), schema.Options{FoldCase: again}).Expr()), "Resolve(%s)", q)
			}
			for c := range ast.Comparisons(q.Expr()) {
				for _, v := range c.Values {
					want := any(nil)
					switch {
					case c.Fold:
						want = chars.Fold(v.Text)
						assert.Equal(t, want, kinds.FoldOf(v))
					case c.Field.Name == "modified":
						at, _ := kinds.ParseTime(v.Text)
						want = kinds.OfTime(at)
					}
					assert.Equal(t, want, v.Data, "Data of %q in %s", v.Text, q)
				}
			}
		}
	}
	t.Run("a tree built in Go", func(t *testing.T) {
		x := ast.All(tree.Fold(ast.Compare(ast.Name("Name"), ast.OpIn, "1", "K")), tree.Fold(ast.Compare(ast.Tag("x"), ast.OpEqual, "1")), tree.Fold(ast.Compare(ast.Tag("x"), ast.OpHasPrefix, "A")))
		before := deep(t, x)
		q := mustResolve(t, x, schema.Options{})
		assert.Equal(t, "name in (1, K) i and tag:x = 1 and tag:x ^= A i", q.String())
		assert.Equal(t, []any{"1", "K", nil, "A"}, data(q.Expr()))
		assert.Equal(t, before, deep(t, x))
	})
	t.Run("exists that ignores case is no tree", func(t *testing.T) {
		for _, f := range []ast.Field{ast.Name("name"), ast.Name("status"), ast.Tag("x")} {
			for _, foldCase := range []bool{false, true} {
				_, err := schema.TestCase().Resolve(tree.Fold(ast.Compare(f, ast.OpExists)), schema.Options{FoldCase: foldCase})
				assert.ErrorIs(t, err, ast.Code(codes.InvalidTree), "%v", f)
			}
		}
	})
	t.Run("without tags", func(t *testing.T) {
		s := schema.MustNew(schema.Schema{Name: "host", Fields: []schema.Field{{Name: "name"}}})
		_, err := s.Resolve(parse(t, "tag:BPO = a i"), schema.Options{FoldCase: true})
		assert.EqualError(t, err, "1:1: a host has no tags; the fields are name")
	})
}

// TestResolve_timeHints checks what is said of a time that is plainly wrong.
func TestResolve_timeHints(t *testing.T) {
	for value, want := range map[string]string{
		"2026-02-30":        `"2026-02-30" is no time: that month has 28 days; write 2026-01-31 for a day`,
		"2024-02-30T10:00Z": `"2024-02-30T10:00Z" is no time: that month has 29 days; write 2026-01-31 for a day`,
		"2026-01-31T10:00":  `"2026-01-31T10:00" is a time without a zone; write Z behind it for UTC, or an offset such as +01:00`,
		"-36501d":           `"-36501d" is more than 100 years ago; use a nearer one, or a date`,
		"-99999999999999h":  `"-99999999999999h" is more than 100 years ago; use a nearer one, or a date`,
		"7d":                `"7d" is no time; write -7d for a time before now`,
		"2026-13-01":        `"2026-13-01" is no time; write 2026-01-31 for a day`,
		"2026-01":           `"2026-01" is no time; write 2026-01-31 for a day`,
		"2026-01-31T25:00Z": `"2026-01-31T25:00Z" is no time; write 2026-01-31 for a day`,
		"2026-01-3":         `"2026-01-3" is no time; write 2026-01-31 for a day`,
	} {
		_, ds := resolve(t, `modified > "`+value+`"`)
		require.Len(t, ds, 1, value)
		assert.Contains(t, ds[0].Message+"; "+ds[0].Hint, want)
	}
	_, err := schema.TestCase().Resolve(parse(t, "modified > -500d"), schema.Options{Now: time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC)})
	assert.EqualError(t, err, `1:12: "-500d" is not within the years 0 to 9999 here; use a nearer one`)
}

// TestResolve_far checks that a day is an error if its start or its end has no text, in
// zones that are days from UTC.
func TestResolve_far(t *testing.T) {
	for _, hours := range []int{-30, -24, 24, 30} {
		for date, ok := range map[string]bool{"0000-01-01": hours < 0, "0000-01-03": true, "9999-12-29": true, "9999-12-31": hours > 0} {
			x := parse(t, "modified = "+date)
			q, err := schema.TestCase().Resolve(x, schema.Options{Zone: time.FixedZone("", hours*3600)})
			if !ok {
				assert.ErrorIs(t, err, ast.Code(codes.InvalidTime), "%s in %d hours", date, hours)
				continue
			}
			require.NoError(t, err, "%s in %d hours", date, hours)
			assert.True(t, tree.Equal(q.Expr(), mustResolve(t, parse(t, q.String()), schema.Options{}).Expr()), "%v", q)
		}
	}
}

// TestResolve_caseless checks that an i on a field that has no case is a mistake, and
// that its fix mends the text.
func TestResolve_caseless(t *testing.T) {
	const enum, time = "remove the i: its values are taken in any case", "remove the i"
	for _, test := range []struct{ src, message, hint, fixed, want string }{
		{"status = saved i", "status is an enum field, which has no case to ignore", enum, "status = saved", "status = SAVED"},
		{"STATUS != saved  i", "status is an enum field, which has no case to ignore", enum, "STATUS != saved", "status != SAVED"},
		{`status = "saved"i and name = a i`, "status is an enum field, which has no case to ignore", enum, `status = "saved" and name = a i`, "status = SAVED and name = a i"},
		{"name = a i or type = chat\n\ti or name = b", "type is an enum field, which has no case to ignore", enum, "name = a i or type = chat or name = b", "name = a i or type = CHAT or name = b"},
		{"(status = saved i)", "status is an enum field, which has no case to ignore", enum, "(status = saved)", "status = SAVED"},
		{"status in (saved, published) i", "status is an enum field, which has no case to ignore", enum, "status in (saved, published) ", "status in (SAVED, PUBLISHED)"},
		{"status not in (saved)i and not name = é i", "status is an enum field, which has no case to ignore", enum, "status not in (saved) and not name = é i", "status not in (SAVED) and not name = é i"},
		{"status in ( saved ,published ) i or name = a", "status is an enum field, which has no case to ignore", enum, "status in ( saved ,published )  or name = a", "status in (SAVED, PUBLISHED) or name = a"},
		{"modified > 2026-01-31 i", "modified is a time field, which has no case to ignore", time, "modified > 2026-01-31", "modified >= 2026-02-01T00:00:00Z"},
		{"name = é and modified <= -1d i and name = a", "modified is a time field, which has no case to ignore", time, "name = é and modified <= -1d and name = a", "name = é and modified <= 2026-01-30T08:30:00Z and name = a"},
		{"modified in (-1d, 2026-01-31) i", "modified is a time field, which has no case to ignore", time, "modified in (-1d, 2026-01-31) ", "modified in (2026-01-30T08:30:00Z) or modified >= 2026-01-31T00:00:00Z and modified < 2026-02-01T00:00:00Z"},
	} {
		_, ds := resolve(t, test.src)
		require.Len(t, ds, 1, "Resolve(%s)", test.src)
		d := ds[0]
		assert.Equal(t, ast.Code(codes.InvalidOperator), d.Code, "Resolve(%s)", test.src)
		assert.Equal(t, test.message, d.Message, "Resolve(%s)", test.src)
		assert.Equal(t, test.hint, d.Hint, "Resolve(%s)", test.src)
		require.True(t, d.Span.IsValid())
		assert.Equal(t, "i", test.src[d.Span.Start.Offset:d.Span.End.Offset], "the place in %s", test.src)
		line := test.src[:d.Span.Start.Offset]
		line = line[strings.LastIndexByte(line, '\n')+1:]
		assert.Equal(t, strings.Count(test.src[:d.Span.Start.Offset], "\n")+1, d.Span.Start.Line, "the line in %s", test.src)
		assert.Equal(t, utf8.RuneCountInString(line)+1, d.Span.Start.Column, "the column in %s", test.src)
		require.NotNil(t, d.Fix, "Resolve(%s)", test.src)
		fixed := test.src[:d.Fix.Span.Start.Offset] + d.Fix.Text + test.src[d.Fix.Span.End.Offset:]
		assert.Equal(t, test.fixed, fixed)
		q, ds := resolve(t, fixed)
		require.Empty(t, ds, "Resolve(%s)", fixed)
		assert.Equal(t, test.want, q.String(), "Resolve(%s)", fixed)
	}
	t.Run("with other mistakes", func(t *testing.T) {
		const src = "status = sav i or modified < soon i or name < a i or stauts = a i"
		_, ds := resolve(t, src)
		var got []string
		for _, d := range ds {
			got = append(got, fmt.Sprintf("%s %q", d.Code, src[d.Span.Start.Offset:d.Span.End.Offset]))
		}
		assert.Equal(t, []string{
			`unknown-value "sav"`, `invalid-operator "i"`, `invalid-time "soon"`, `invalid-operator "i"`, `invalid-operator "<"`, `unknown-field "stauts"`,
		}, got)
	})
	t.Run("a placeholder", func(t *testing.T) {
		const src = "status = $1 i"
		x, err := parser.Parse(src, "saved")
		require.NoError(t, err)
		_, err = schema.TestCase().Resolve(x, schema.Options{})
		var ds ast.Diagnostics
		require.ErrorAs(t, err, &ds)
		fix := ds[0].Fix
		require.NotNil(t, fix)
		assert.Equal(t, "status = $1", src[:fix.Span.Start.Offset]+fix.Text+src[fix.Span.End.Offset:])
	})
	t.Run("without a place", func(t *testing.T) {
		_, err := schema.TestCase().Resolve(tree.Fold(ast.Compare(ast.Name("status"), ast.OpIn, "SAVED")), schema.Options{})
		assert.Equal(t, ast.Diagnostics{{
			Code: codes.InvalidOperator, Message: "status is an enum field, which has no case to ignore", Hint: enum,
			Params: ast.Params{Field: "status", Operator: "i", Kind: "enum"},
		}}, err)
	})
	t.Run("option", func(t *testing.T) {
		x := ast.All(ast.Compare(ast.Name("status"), ast.OpEqual, "saved"), ast.Compare(ast.Name("modified"), ast.OpLess, "2026-01-31"))
		assert.Equal(t, "status = SAVED and modified < 2026-01-31T00:00:00Z", mustResolve(t, x, schema.Options{FoldCase: true}).String())
		_, err := schema.TestCase().Resolve(tree.Fold(ast.Compare(ast.Name("status"), ast.OpEqual, "SAVED")), schema.Options{FoldCase: true})
		assert.ErrorIs(t, err, ast.Code(codes.InvalidOperator))
	})
}

// TestResolve_data checks that Data is what was read of the text, whatever it was before.
func TestResolve_data(t *testing.T) {
	day := kinds.OfTime(time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC))
	const src = "name = K and name = K i and name in (K, \u212a, 1) i and status = saved and modified in (2026-01-31T01:00:00+01:00, -1d) and tag:x ^= ſ i and tag:x = a"
	q, ds := resolve(t, src)
	require.Empty(t, ds)
	want := []any{nil, "K", "K", "K", "1", nil, day, kinds.OfTime(now.AddDate(0, 0, -1)), "S", nil}
	assert.Equal(t, want, data(q.Expr()))
	assert.Equal(t, want, data(q.Written()))
	assert.Equal(t, make([]any, len(want)), data(parse(t, src)))

	t.Run("once more", func(t *testing.T) {
		assert.Equal(t, want, data(mustResolve(t, q.Expr(), schema.Options{}).Expr()))
		later := mustResolve(t, q.Written(), schema.Options{Now: now.Add(time.Hour)})
		at := now.AddDate(0, 0, -1)
		assert.Equal(t, kinds.OfTime(at.Add(time.Hour)), data(later.Expr())[7])
		assert.Equal(t, kinds.OfTime(at), data(q.Written())[7], "the other query stays as it was")
		assert.Equal(t, kinds.OfTime(at), data(q.Expr())[7], "the other query stays as it was")
	})
	t.Run("stale", func(t *testing.T) {
		name, tag, status, modified := ast.Name("name"), ast.Tag("x"), ast.Name("status"), ast.Name("modified")
		for _, test := range []struct {
			name string
			c    *ast.Comparison
			want any
		}{
			{"text", ast.Compare(name, ast.OpEqual, "a"), nil},
			{"tag", ast.Compare(tag, ast.OpEqual, "a"), nil},
			{"text in another case", tree.Fold(ast.Compare(name, ast.OpEqual, "b")), "B"},
			{"tag in another case", tree.Fold(ast.Compare(tag, ast.OpEqual, "b")), "B"},
			{"text without case", tree.Fold(ast.Compare(name, ast.OpEqual, "1")), nil},
			{"tag without case", tree.Fold(ast.Compare(tag, ast.OpEqual, "1")), nil},
			{"enum", ast.Compare(status, ast.OpEqual, "SAVED"), nil},
			{"enum in another spelling", ast.Compare(status, ast.OpEqual, "saved"), nil},
			{"time", ast.Compare(modified, ast.OpLess, "2026-01-31T01:00:00+01:00"), day},
		} {
			for _, stale := range []any{"stale", time.Unix(0, 0), 7} {
				t.Run(fmt.Sprintf("%s/%T", test.name, stale), func(t *testing.T) {
					test.c.Values[0].Data = stale
					q := mustResolve(t, test.c, schema.Options{})
					assert.Equal(t, []any{test.want}, data(q.Expr()), "Expr")
					assert.Equal(t, []any{test.want}, data(q.Written()), "Written")
					assert.Equal(t, stale, test.c.Values[0].Data, "Resolve changed its argument")
				})
			}
		}
	})
	t.Run("not resolved", func(t *testing.T) {
		_, ok := timeOf(ast.Value{Text: "2026-01-31"})
		assert.False(t, ok)
		assert.Equal(t, "SK", kinds.FoldOf(ast.Value{Text: "ſ\u212a"}))
	})
}

// TestResolve_written checks that Written has relative times as they were written, and
// Expr the instants.
func TestResolve_written(t *testing.T) {
	for src, want := range map[string]struct{ written, expr string }{
		"modified > -7d":       {"modified > -7d", "modified > 2026-01-24T08:30:00Z"},
		"Modified in (-7d)":    {"modified in (-7d)", "modified in (2026-01-24T08:30:00Z)"},
		"not modified <= -12h": {"not modified <= -12h", "not modified <= 2026-01-30T20:30:00Z"},
		"modified not in (-7d, 2026-01-31, -30m) and STATUS = saved": {
			"modified not in (-7d, 2026-01-31, -30m) and status = SAVED",
			"not (modified in (2026-01-24T08:30:00Z, 2026-01-31T08:00:00Z) or modified >= 2026-01-31T00:00:00Z and modified < 2026-02-01T00:00:00Z) and status = SAVED",
		},
		"name = A i or modified = -0m or name = -7d": {"name = A i or modified = -0m or name = -7d", "name = A i or modified = 2026-01-31T08:30:00Z or name = -7d"},
		"modified > 2026-01-31 and status = saved":   {"modified > 2026-01-31 and status = SAVED", "modified >= 2026-02-01T00:00:00Z and status = SAVED"},
	} {
		q, ds := resolve(t, src)
		require.Empty(t, ds, "Resolve(%s)", src)
		assert.Equal(t, want.written, q.Written().String(), "Resolve(%s)", src)
		assert.Equal(t, want.expr, q.Expr().String(), "Resolve(%s)", src)
		assert.Equal(t, want.expr, q.String(), "Resolve(%s)", src)
		if !strings.Contains(src, "2026-01-31") { // a day is no instant
			assert.Equal(t, data(q.Expr()), data(q.Written()), "Written means the same as Expr")
		}
		for x := range ast.Comparisons(q.Expr()) {
			for _, v := range x.Values {
				if at, ok := timeOf(v); ok {
					read, _ := kinds.ParseTime(v.Text)
					assert.Equal(t, read, at, "%s", x)
				}
			}
		}
		parsed := mustResolve(t, parse(t, q.String()), schema.Options{})
		assert.True(t, tree.Equal(q.Expr(), parsed.Expr()), "Resolve(%s)", q)
		assert.Equal(t, data(q.Expr()), data(parsed.Expr()), "Resolve(%s)", q)
		later := mustResolve(t, q.Written(), schema.Options{Now: now.Add(24 * time.Hour)})
		assert.Equal(t, want.written, later.Written().String())
		assert.Equal(t, !strings.Contains(strings.ReplaceAll(src, "(", " "), " -"), q.String() == later.String(), "Resolve(%s) a day later", q.Written())
	}
}

func TestResolved(t *testing.T) {
	mustRecord := func(m map[string]any) *eval.Record {
		r, err := eval.NewRecord(schema.TestCase(), m)
		require.NoError(t, err)
		return r
	}
	t.Run("none", func(t *testing.T) {
		for _, q := range []*schema.Resolved{nil, {}} {
			assert.Equal(t, schema.TestCase(), q.Schema())
			assert.Equal(t, ast.Expr(&ast.And{}), q.Expr())
			assert.Equal(t, ast.Expr(&ast.And{}), q.Written())
			assert.Empty(t, q.String())
			assert.True(t, eval.Compile(q)(new(eval.Record)))
			assert.True(t, eval.Compile(q)(mustRecord(map[string]any{"name": "a", "tag:x": "y"})))
			x := ast.Compare(ast.Name("name"), ast.OpEqual, "a")
			part := q.With(x)
			assert.Same(t, x, part.Expr())
			assert.Equal(t, schema.TestCase(), part.Schema())
			assert.False(t, eval.Compile(part)(mustRecord(map[string]any{"name": "b"})))
		}
	})
	t.Run("With", func(t *testing.T) {
		s := schema.MustNew(schema.Schema{Name: "host", Fields: []schema.Field{{Name: "booted", Kind: schema.Time}}})
		q, err := s.Resolve(parse(t, "not booted > -7d and booted exists"), schema.Options{Now: now})
		require.NoError(t, err)
		x := q.Expr().(*ast.And).Terms[0]
		part := q.With(x)
		assert.Same(t, x, part.Expr())
		assert.Same(t, x, part.Written())
		assert.Same(t, s, part.Schema())
		assert.Equal(t, "not booted > 2026-01-24T08:30:00Z", part.String())
		assert.Equal(t, data(q.Expr()), data(part.Expr()))
		assert.Equal(t, "not booted > 2026-01-24T08:30:00Z and booted exists", q.String(), "q stays as it was")
	})
}

// TestResolve_params checks that diagnostics have as data what they are about and what may stand there.
func TestResolve_params(t *testing.T) {
	things := schema.MustNew(schema.Schema{Name: "thing", Tags: "Tags", Fields: []schema.Field{
		{Name: "name", JSON: []string{"Name"}},
		{Name: "state", Kind: schema.Enum, Values: []string{"ON", "OFF"}, JSON: []string{"State"}},
		{Name: "size", Kind: schema.Number, JSON: []string{"Size"}},
		{Name: "at", Kind: schema.Time, JSON: []string{"At"}},
		{Name: "day", Kind: schema.Date, JSON: []string{"Day"}},
		{Name: "live", Kind: schema.Bool, JSON: []string{"Live"}},
		{Name: "stale", JSON: []string{"Item.Old"}},
	}})
	all := []string{"name", "state", "size", "at", "day", "live", "stale"}
	for src, want := range map[string]ast.Diagnostic{
		"stare = a":       {Params: ast.Params{Field: "stare"}, Candidates: []string{"state", "stale"}},
		"quux = a":        {Params: ast.Params{Field: "quux"}, Candidates: all},
		"Item.Old = a":    {Params: ast.Params{Field: "Item.Old"}, Candidates: []string{"stale"}},
		"Tags.team = a":   {Params: ast.Params{Field: "Tags.team"}, Candidates: []string{"tag:team"}},
		"state = OFFF":    {Params: ast.Params{Field: "state", Value: "OFFF", Kind: "enum"}, Candidates: []string{"OFF"}},
		"state in (ON,q)": {Params: ast.Params{Field: "state", Value: "q", Kind: "enum"}, Candidates: []string{"ON", "OFF"}},
		"live = yes":      {Params: ast.Params{Field: "live", Value: "yes", Kind: "bool"}, Candidates: []string{"false", "true"}},
		"size = 1.x":      {Params: ast.Params{Field: "size", Value: "1.x", Kind: "number"}},
		"at > noon":       {Params: ast.Params{Field: "at", Value: "noon", Kind: "time"}},
		"day > noon":      {Params: ast.Params{Field: "day", Value: "noon", Kind: "date"}},
		"state ^= O":      {Params: ast.Params{Field: "state", Operator: "^=", Kind: "enum"}, Candidates: []string{"=", "!=", "in", "exists"}},
		"tag:team < a": {Params: ast.Params{Field: "tag:team", Operator: "<", Kind: "text"},
			Candidates: kinds.Operators(schema.Text)},
	} {
		x, err := parser.Parse(src)
		require.NoError(t, err)
		_, err = things.Resolve(x, schema.Options{})
		var ds ast.Diagnostics
		require.ErrorAs(t, err, &ds, src)
		assert.Equal(t, want.Params, ds[0].Params, src)
		assert.Equal(t, want.Candidates, ds[0].Candidates, src)
	}
}
