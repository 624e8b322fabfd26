package decompile_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/decompile"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/qconnect"
	"github.com/searchfilter/searchfilter/schema"
)

// said returns a line for each diagnostic in err: its code, its path and the
// text of the document that it points at.
func said(document string, err error) (lines []string) {
	var ds ast.Diagnostics
	errors.As(err, &ds)
	for _, d := range ds {
		lines = append(lines, string(d.Code)+" "+d.Path+" ["+document[d.Span.Start.Offset:d.Span.End.Offset]+"]")
	}
	return lines
}

// TestDecode_places checks that the nodes of the tree stand where the document
// says what they do.
func TestDecode_places(t *testing.T) {
	document := `{
  "SearchFilter": {"TagFilter": {"OrConditions": [
    [{"TagValue": "é", "TagKey": "a"}, {"TagKey": "b", "TagValue": "2"}],
    [{"TagKey": "c", "TagValue": "3"}],
    [{"TagKey": "c", "TagValue": "4"}]
  ]}},
  "SearchCriteria": {"AndConditions": [
    {"StatusCondition": "SAVED"},
    {"StringCondition": {"FieldName": "NAME", "Value": "smoke", "ComparisonType": "CONTAINS"}}
  ]}
}`
	q, err := decompile.Decode([]byte(document), connect.TestCases(), ast.Limits{})
	require.NoError(t, err)
	assert.Equal(t, `status = SAVED and name *= smoke and (tag:a = é and tag:b = 2 or tag:c in (3, 4))`, q.String())
	at := func(s ast.Span) string { return document[s.Start.Offset:s.End.Offset] }

	and := q.Expr().(*ast.And)
	assert.Equal(t, document, at(and.At))
	or := and.Terms[2].(*ast.Or)
	assert.Equal(t, document[strings.Index(document, "[\n"):strings.Index(document, "}},\n")], at(or.At))
	assert.Equal(t, `[{"TagValue": "é", "TagKey": "a"}, {"TagKey": "b", "TagValue": "2"}]`, at(or.Terms[0].Span()))
	var got [][]string
	for c := range ast.Comparisons(q.Expr()) {
		places := []string{at(c.At), at(c.Field.At)}
		if c.OpAt.IsValid() {
			places = append(places, at(c.OpAt))
		}
		for _, v := range c.Values {
			places = append(places, at(v.At))
		}
		got = append(got, places)
	}
	assert.Equal(t, [][]string{
		{`"SAVED"`, `"SAVED"`, `"SAVED"`},
		{`{"FieldName": "NAME", "Value": "smoke", "ComparisonType": "CONTAINS"}`, `"NAME"`, `"CONTAINS"`, `"smoke"`},
		{`{"TagValue": "é", "TagKey": "a"}`, `"a"`, `"é"`},
		{`{"TagKey": "b", "TagValue": "2"}`, `"b"`, `"2"`},
		{"{\"TagKey\": \"c\", \"TagValue\": \"3\"}],\n    [{\"TagKey\": \"c\", \"TagValue\": \"4\"}", `"c"`, `"3"`, `"4"`},
	}, got)
	first := or.Terms[0].(*ast.And).Terms[1].Span()
	assert.Equal(t, ast.Position{Offset: first.Start.Offset, Line: 3, Column: 40}, first.Start)
}

// TestDecode_keyOnly is about a condition of a search without a value.
func TestDecode_keyOnly(t *testing.T) {
	document := `{"TagFilter": {"AndConditions": [{"TagKey": "a"}, {"TagKey": "b", "TagValue": ""}]}}`
	target := connect.TestCases()
	_, err := decompile.Decode([]byte(document), target, ast.Limits{})
	assert.Equal(t, []string{`missing-member TagFilter.AndConditions[0] [{"TagKey": "a"}]`}, said(document, err))
	target.Tags.KeyOnly = true
	q, err := decompile.Decode([]byte(document), target, ast.Limits{})
	require.NoError(t, err)
	assert.Equal(t, `tag:a exists and tag:b = ""`, q.String())
}

// TestDecode_target decodes by a table that is not one of ours.
func TestDecode_target(t *testing.T) {
	target := compile.Target{
		Operation: "SearchQueues",
		Members:   []string{"SearchFilter", "SearchCriteria"},
		Filter:    connect.TestCases().Filter,
		Criteria:  connect.TestCases().Criteria,
		Schema: schema.MustNew(schema.Schema{
			Name: "queue",
			Fields: []schema.Field{
				{Name: "title", Always: true},
				{Name: "other"},
				{Name: "kind", Kind: schema.Enum, Values: []string{"Standard", "Agent"}},
				{Name: "made", Kind: schema.Time},
				{Name: "shared", Kind: schema.Bool},
				{Name: "size", Kind: schema.Number},
				{Name: "due", Kind: schema.Date},
				{Name: "labels", Kind: schema.List},
			},
		}),
		Fields: map[string]compile.Leaf{
			"title": compile.Leaf{Member: "StringCondition", FieldName: "Name"},
			"other": compile.Leaf{Member: "StringCondition", FieldName: "name"},
			"kind":  compile.Leaf{Member: "StringCondition", FieldName: "type"},
		},
		Comparisons: map[ast.Op]string{ast.OpEqual: "IS", ast.OpHasSuffix: "ENDS_WITH"},
	}
	condition := func(field, value, comparison string) string {
		return `{"StringCondition": {"FieldName": "` + field + `", "Value": "` + value + `", "ComparisonType": "` + comparison + `"}}`
	}
	for document, want := range map[string]string{
		condition("Name", "a", "IS"):        "title = a",
		condition("name", "a", "IS"):        "other = a",
		condition("NAME", "a", "ENDS_WITH"): "title $= a",
		condition("type", "Agent", "IS"):    "kind = Agent",
		`{"OrConditions": [` + condition("type", "Agent", "IS") + `, ` + condition("type", "Standard", "IS") + `]}`: "kind in (Agent, Standard)",
	} {
		q, err := decompile.Decode([]byte(document), target, ast.Limits{})
		require.NoError(t, err, "%s", document)
		assert.Equal(t, want, q.String(), "%s", document)
		assert.Same(t, target.Schema, q.Schema())
		r, err := compile.Compile(q, target)
		require.NoError(t, err, "%s", document)
		if !strings.Contains(document, "NAME") {
			assert.JSONEq(t, `{"SearchCriteria": `+document+`}`, encode(t, r))
		}
	}
	for document, want := range map[string][]string{
		condition("title", "a", "IS"):                                       {`unknown-field StringCondition.FieldName ["title"]`},
		condition("created", "2026", "IS"):                                  {`unknown-field StringCondition.FieldName ["created"]`},
		condition("shared", "true", "IS"):                                   {`unknown-field StringCondition.FieldName ["shared"]`},
		condition("size", "1", "IS"):                                        {`unknown-field StringCondition.FieldName ["size"]`},
		condition("due", "2026-01-31", "IS"):                                {`unknown-field StringCondition.FieldName ["due"]`},
		condition("labels", "a", "IS"):                                      {`unknown-field StringCondition.FieldName ["labels"]`},
		condition("type", "agent", "IS"):                                    {`unknown-value StringCondition.Value ["agent"]`},
		condition("type", "Robot", "IS"):                                    {`unknown-value StringCondition.Value ["Robot"]`},
		condition("type", "A", "ENDS_WITH"):                                 {`invalid-operator StringCondition.ComparisonType ["ENDS_WITH"]`},
		condition("Name", "a", "EXACT"):                                     {`unknown-value StringCondition.ComparisonType ["EXACT"]`},
		`{"StatusCondition": "SAVED"}`:                                      {`unknown-member StatusCondition ["StatusCondition"]`},
		`{"TagFilter": {"TagCondition": {"TagKey": "a", "TagValue": "1"}}}`: {`unknown-field TagFilter.TagCondition.TagKey ["a"]`},
	} {
		_, err := decompile.Decode([]byte(document), target, ast.Limits{})
		assert.Equal(t, want, said(document, err), "%s", document)
	}
	_, err := decompile.Decode([]byte(condition("a", "b", "c")), compile.Target{Name: "nothing"}, ast.Limits{})
	require.EqualError(t, err, "compile: the target has neither a filter nor criteria")
}

func TestDecode_limits(t *testing.T) {
	row := `{"tagCondition": {"key": "a", "value": "1"}}`
	rows := `{"orConditions": [` + row + `, ` + row + `, ` + strings.Replace(row, `"a"`, `"b"`, 1) + `]}`
	nested := `{"OrConditions": [{"StatusCondition": "SAVED"}, {"AndConditions": [{"StatusCondition": "SAVED"}, {"OrConditions": [{"StatusCondition": "SAVED"}, ` +
		`{"StringCondition": {"FieldName": "name", "Value": "a", "ComparisonType": "EXACT"}}]}]}]}`
	for _, test := range []struct {
		name     string
		document string
		limits   ast.Limits
		depth    int
		want     []string
	}{
		{name: "conditions", document: rows, limits: ast.Limits{Conditions: 3}},
		{name: "too many conditions", document: rows, limits: ast.Limits{Conditions: 1},
			want: []string{`too-many-conditions orConditions[1].tagCondition [{"key": "a", "value": "1"}]`}},
		{name: "too many conditions that are none", document: `{"OrConditions": [{"StringCondition": {}}, {"StringCondition": {}}]}`, limits: ast.Limits{Conditions: 1},
			want: []string{
				`missing-member OrConditions[0].StringCondition [{}]`, `missing-member OrConditions[0].StringCondition [{}]`,
				`missing-member OrConditions[0].StringCondition [{}]`, `too-many-conditions OrConditions[1].StringCondition [{}]`,
			}},
		{name: "bytes", document: row, limits: ast.Limits{Bytes: 5, Conditions: 1}},
		{name: "too long as a query", document: row, limits: ast.Limits{Bytes: 4, Conditions: 1}, want: []string{`too-long  []`}},
		{name: "long as JSON", document: row + strings.Repeat(" ", 9*1024-len(row)), limits: ast.Limits{Bytes: 9}},
		{name: "too long as JSON", document: row + strings.Repeat(" ", 9*1024-len(row)+1), limits: ast.Limits{Bytes: 9}, want: []string{`too-long  []`}},
		{name: "depth", document: nested, limits: ast.Limits{Depth: 1}},
		{name: "too deep as JSON", document: strings.Repeat("[", 19), limits: ast.Limits{Depth: 1},
			want: []string{`too-deep [0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0] [[]`}},
		{name: "criteria", document: nested, depth: 4},
		{name: "criteria too deep", document: nested, depth: 2, want: []string{
			`too-deep OrConditions[1].AndConditions[0] [{"StatusCondition": "SAVED"}]`,
			`too-deep OrConditions[1].AndConditions[1] [` + nested[strings.LastIndex(nested, `{"OrC`):len(nested)-len("]}]}")] + `]`,
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var err error
			if strings.Contains(test.document, "tagCondition") {
				_, err = decompile.Decode([]byte(test.document), qconnect.Session(), test.limits)
			} else {
				target := connect.TestCases()
				target.MaxDepth = test.depth
				_, err = decompile.Decode([]byte(test.document), target, test.limits)
			}
			if test.want == nil {
				require.NoError(t, err)
			}
			assert.Equal(t, test.want, said(test.document, err))
		})
	}
}

// TestDecode_tooDeepAsQuery is about criteria that the target allows and the
// limits of a query do not.
func TestDecode_tooDeepAsQuery(t *testing.T) {
	target := connect.TestCases()
	target.MaxDepth = 1000
	name := `{"StringCondition":{"FieldName":"name","Value":"a","ComparisonType":"EXACT"}}`
	x := name
	for _, op := range []string{"Or", "And", "Or", "And"} {
		x = `{"` + op + `Conditions":[{"StatusCondition":"SAVED"},` + x + `,` + name + `]}`
	}
	_, err := decompile.Decode([]byte(x), target, ast.Limits{Depth: 1})
	require.ErrorIs(t, err, ast.Code(codes.TooDeep))
	assert.Equal(t, "AndConditions[1].OrConditions[1].AndConditions[1].OrConditions", err.(ast.Diagnostics)[0].Path)
}

// TestDecode_longPath has a path of which the middle is left out.
func TestDecode_longPath(t *testing.T) {
	document := strings.Repeat(`{"some configuration":`, 100) + `{"tagFilter":{"tagCondition":1}}` + strings.Repeat("}", 100)
	_, err := decompile.Decode([]byte(document), qconnect.Session(), ast.Limits{})
	require.ErrorIs(t, err, ast.Code(codes.WrongType))
	path := err.(ast.Diagnostics)[0].Path
	assert.True(t, strings.HasPrefix(path, `["some configuration"]["some configuration"]`) && strings.HasSuffix(path, `["some configuration"].tagFilter.tagCondition`), path)
	assert.Contains(t, path, "…")
	assert.Less(t, len(path), 300)
}

// TestDecode_case checks that what a service tells apart by case is not taken in
// another one.
func TestDecode_case(t *testing.T) {
	for _, test := range []struct{ body, hint string }{
		{`{"StringCondition": {"FieldName": "name", "Value": "a", "ComparisonType": "exact"}}`, "write EXACT"},
		{`{"StringCondition": {"FieldName": "name", "Value": "a", "ComparisonType": "Starts_With"}}`, "write STARTS_WITH"},
		{`{"StatusCondition": "saved"}`, "write SAVED"},
	} {
		_, err := decompile.Decode([]byte(test.body), connect.TestCases(), ast.Limits{})
		require.ErrorIs(t, err, ast.Code(codes.UnknownValue), test.body)
		assert.Equal(t, test.hint, err.(ast.Diagnostics)[0].Hint, test.body)
	}
}

// TestDecode_surrogates reads the first and the last rune of planes that take two
// escapes.
func TestDecode_surrogates(t *testing.T) {
	for escaped, want := range map[string]string{
		`\ud800\udc00`: "\U00010000",
		`\ud83f\udfff`: "\U0001FFFF",
		`\ud840\udc00`: "\U00020000",
		`\uDBFF\uDFFF`: "\U0010FFFF",
	} {
		q, err := decompile.Decode([]byte(`{"StringCondition": {"FieldName": "name", "Value": "`+escaped+`", "ComparisonType": "EXACT"}}`), connect.TestCases(), ast.Limits{})
		require.NoError(t, err, escaped)
		assert.Equal(t, want, q.Expr().(*ast.Comparison).Values[0].Text, escaped)
	}
}

// TestDecode_caseOfLists reads the text of a list as one in which the service ignores case.
func TestDecode_caseOfLists(t *testing.T) {
	target := connect.RoutingProfiles()
	for _, folds := range []bool{false, true} {
		target.ServiceFoldsCase = folds
		q, err := decompile.Decode([]byte(`{"SearchCriteria":{"StringCondition":{"FieldName":"associatedQueueIds","Value":"aB","ComparisonType":"EXACT"}}}`), target, ast.Limits{})
		require.NoError(t, err)
		assert.Equal(t, map[bool]string{false: "associated-queue-ids = aB", true: "associated-queue-ids = aB i"}[folds], q.String())
	}
}

// TestDecode_caseOfGroups reads an id that is no string condition's as it stands, even if
// the service ignores case in those.
func TestDecode_caseOfGroups(t *testing.T) {
	target := connect.Users()
	target.ServiceFoldsCase = true
	q, err := decompile.Decode([]byte(`{"SearchCriteria":{"HierarchyGroupCondition":{"Value":"aB","HierarchyGroupMatchType":"EXACT"}}}`), target, ast.Limits{})
	require.NoError(t, err)
	assert.Equal(t, "hierarchy-group-id = aB", q.String())
}

// TestDecode_notJSON has documents that are something else than JSON, as a whole.
func TestDecode_notJSON(t *testing.T) {
	const yaml, empty = "this looks like YAML, and JSON is read here: convert it before", "the document is empty"
	for document, want := range map[string]string{
		"Resources:\n  Agent:\n    Type: AWS::QConnect::AIAgent\n": "\"R\" stands where a value is wanted; " + yaml,
		"---\ntagFilter:\n": "\"-\" stands where a digit is wanted; " + yaml,
		"---":               "\"-\" stands where a digit is wanted; " + yaml,
		"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n": "\"-\" stands where a digit is wanted",
		"Name: {}":        "\"N\" stands where a value is wanted; " + yaml,
		"None":            "\"N\" stands where a value is wanted; JSON has true, false and null",
		"arn:aws:connect": "\"a\" stands where a value is wanted; put a text in double quotes: \"arn\"",
		"{a: 1}":          "\"a\" stands where the name of a member is wanted; put it in double quotes: \"a\"",
		"":                empty,
		" \r\n\t":         empty,
		"[":               "the document ends where a value is wanted",
		"\x1f\x8b\b\x00":  "this byte is not UTF-8; the document is compressed by gzip: decompress it before",
		"\x1f\x8a":        "this byte is not UTF-8; save the document as UTF-8",
	} {
		_, err := decompile.Decode([]byte(document), qconnect.Session(), ast.Limits{})
		var ds ast.Diagnostics
		require.ErrorAs(t, err, &ds, "%q", document)
		said := ds[0].Message
		if ds[0].Hint != "" {
			said += "; " + ds[0].Hint
		}
		assert.Equal(t, want, said, "%q", document)
	}
}
