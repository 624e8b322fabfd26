package schema_test

import (
	"errors"
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/fuzz"
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

func resolve(t *testing.T, src string) (ast.Expr, ast.Diagnostics) {
	t.Helper()
	x, err := schema.TestCase().Resolve(parse(t, src), schema.Options{Now: now})
	if err == nil {
		return x, nil
	}
	require.Nil(t, x)
	var ds ast.Diagnostics
	require.True(t, errors.As(err, &ds), "%T", err)
	return nil, ds
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
		"modified > 2026-01-31":               "modified > 2026-01-31",
		"modified > 2026-01-31t00:00:00z":     "modified > 2026-01-31t00:00:00z",
		"modified > -0d":                      "modified > 2026-01-31T08:30:00Z",
		"modified > -1d":                      "modified > 2026-01-30T08:30:00Z",
		"modified > -12h":                     "modified > 2026-01-30T20:30:00Z",
		"modified > -90m":                     "modified > 2026-01-31T07:00:00Z",
		"modified in (-1d, 2026-01-31)":       "modified in (2026-01-30T08:30:00Z, 2026-01-31)",
		"modified > -36500d":                  "modified > 1926-02-25T08:30:00Z",
		"name = -1d":                          "name = -1d",
	} {
		before := parse(t, src)
		text := fmt.Sprintf("%#v", before)
		got, err := schema.TestCase().Resolve(before, schema.Options{Now: now})
		require.NoError(t, err, "Resolve(%s)", src)
		assert.Equal(t, want, got.String(), "Resolve(%s)", src)
		assert.Equal(t, text, fmt.Sprintf("%#v", before), "Resolve(%s) changed its argument", src)
		again, err := schema.TestCase().Resolve(got, schema.Options{Now: now.Add(time.Hour)})
		require.NoError(t, err)
		assert.Same(t, got, again, "Resolve(%s) of what is resolved", got)
	}
	t.Run("spans stay", func(t *testing.T) {
		x := parse(t, "name = a and STATUS = saved").(*ast.And)
		y, _ := resolve(t, "name = a and STATUS = saved")
		c, d := x.Terms[1].(*ast.Comparison), y.(*ast.And).Terms[1].(*ast.Comparison)
		assert.Equal(t, x.At, y.Span())
		assert.Equal(t, c.At, d.At)
		assert.Equal(t, c.OpAt, d.OpAt)
		assert.Equal(t, c.Field.At, d.Field.At)
		assert.Equal(t, c.Values[0].At, d.Values[0].At)
	})
	t.Run("what stays is shared", func(t *testing.T) {
		x := parse(t, "(name = a or name = b) and STATUS = saved").(*ast.And)
		y, err := schema.TestCase().Resolve(x, schema.Options{})
		require.NoError(t, err)
		assert.Same(t, x.Terms[0], y.(*ast.And).Terms[0])
		assert.NotSame(t, x.Terms[1], y.(*ast.And).Terms[1])
	})
	t.Run("without Now", func(t *testing.T) {
		x := parse(t, "modified > -7d")
		y, err := schema.TestCase().Resolve(x, schema.Options{})
		require.NoError(t, err)
		assert.Same(t, x, y)
	})
	t.Run("Now to the nanosecond", func(t *testing.T) {
		y, err := schema.TestCase().Resolve(parse(t, "modified > -1d"), schema.Options{Now: time.Unix(86400, 5)})
		require.NoError(t, err)
		assert.Equal(t, "modified > 1970-01-01T00:00:00.000000005Z", y.String())
	})
	t.Run("limits", func(t *testing.T) {
		_, err := schema.TestCase().Resolve(parse(t, "name in (a, b)"), schema.Options{Limits: ast.Limits{Conditions: 1}})
		assert.ErrorIs(t, err, ast.TooManyConditions)
	})
	t.Run("invalid trees", func(t *testing.T) {
		for _, x := range []ast.Expr{nil, (*ast.And)(nil), &ast.Or{}, ast.Negate(ast.All()), ast.Any(ast.Name("no").Exists(), nil)} {
			_, err := schema.TestCase().Resolve(x, schema.Options{})
			assert.ErrorIs(t, err, ast.InvalidTree)
			assert.NotErrorIs(t, err, ast.UnknownField, "an invalid tree is only said to be invalid")
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
	const timeHint = "write 2026-01-31, 2026-01-31T09:00:00Z, or -7d, -12h or -30m for a time before now, by 100 years at most"
	assert.Equal(t, []string{
		`unknown-field 1:1: unknown field "stauts"; did you mean status? "stauts"`,
		`invalid-operator 1:22: status is an enum field and does not take ^=; it takes = != in exists "^="`,
		`unknown-value 1:41: status is never "PUBLISH"; did you mean PUBLISHED? "PUBLISH"`,
		`invalid-time 1:63: "yesterday" is no time; ` + timeHint + ` "yesterday"`,
		`invalid-operator 1:81: name is a text field and does not take <; it takes = != ^= *= $= in exists "<"`,
		`invalid-operator 1:94: a tag is a text and does not take >=; it takes = != ^= *= $= in exists ">="`,
		`unknown-value 1:117: type is never "FAX"; it is one of VOICE_CALL CHAT "FAX"`,
	}, got)
}

func TestResolve_times(t *testing.T) {
	for _, value := range []string{
		"yesterday", "\"\"", "-d", "-1", "-1w", "-1D", "-1.5d", "--1d", "-+1d", "1d", "-36501d", "-876001h", "-52560001m", "-99999999999999999999d",
		"\"-\u0661d\"", "\"- 1d\"", "2026-02-30", "1770000000", strings.Repeat("9", 1000),
	} {
		_, ds := resolve(t, "modified > "+value)
		require.Len(t, ds, 1, "modified > %s", value)
		assert.Equal(t, ast.InvalidTime, ds[0].Code)
		assert.Less(t, len(ds.Error()), 300)
	}
	t.Run("beyond the years of RFC 3339", func(t *testing.T) {
		x := parse(t, "modified > -36500d")
		for year, ok := range map[int]bool{1: false, 98: false, 99: true, 9999: true, 10_100: false, 20_000: false} {
			y, err := schema.TestCase().Resolve(x, schema.Options{Now: time.Date(year, 12, 31, 0, 0, 0, 0, time.UTC)})
			if !ok {
				assert.ErrorIs(t, err, ast.InvalidTime, "year %d", year)
				continue
			}
			require.NoError(t, err, "year %d", year)
			_, isTime := schema.ParseTime(y.(*ast.Comparison).Values[0].Text)
			assert.True(t, isTime, "Resolve gave %s", y)
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
		{"owner = a", "the fields are name description status id arn region sha256 content initialization flow type modified tag:KEY"},
		{"nme2 = a", "the fields are name description status id arn region sha256 content initialization flow type modified tag:KEY"},
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
	t.Run("without a place", func(t *testing.T) {
		_, err := schema.TestCase().Resolve(ast.Name("stauts").Equal("SAVED"), schema.Options{})
		assert.Equal(t, ast.Diagnostics{{
			Code: ast.UnknownField, Message: `unknown field "stauts"`, Hint: "did you mean status?",
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
		ast.Name(strings.Repeat("x", 60_000)).Exists(),
		ast.Name("enum").Equal(long),
		ast.Name("time").Equal(long),
		ast.Name("time").HasPrefix(long),
		ast.Tag(long).Exists(),
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
			require.Len(t, ds, ast.MaxDiagnostics+1)
			last := ds[ast.MaxDiagnostics]
			assert.Equal(t, ast.MoreErrors, last.Code)
			assert.Equal(t, fmt.Sprintf("and %d more", 1000-ast.MaxDiagnostics), last.Message)
			step := ds[1].Span.Start.Offset - ds[0].Span.Start.Offset
			assert.Equal(t, ds[0].Span.Start.Offset+ast.MaxDiagnostics*step, last.Span.Start.Offset, "the place of the first that is not listed")
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
	assert.EqualError(t, err, `1:1: unknown field "owner"; the fields are tag:KEY`)
}

// TestResolve_spelling: however a tree is spelled, resolving gives it back.
func TestResolve_spelling(t *testing.T) {
	s := schema.TestCase()
	r := rand.New(rand.NewSource(1))
	changed := 0
	for i := range 2000 {
		x := fuzz.Trees(s)(r, i%20)
		text := fuzz.Spellings(s, x)(r, 0)
		y := parse(t, text)
		z, err := s.Resolve(y, schema.Options{})
		require.NoError(t, err, "Resolve(%q)", text)
		require.True(t, ast.Equal(x, z), "Resolve(%q) = %s, want %s", text, z, x)
		if !ast.Equal(y, z) {
			changed++
		}
	}
	t.Logf("%d of 2000 trees were rewritten", changed)
	require.Greater(t, changed, 500)
}
