package command

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/effort"
)

const (
	sessionJSON        = `{"session": {"name": "s", "tagFilter": {"andConditions": [{"key": "team", "value": "billing"}, {"key": "vip"}]}}}`
	searchJSON         = `{"InstanceId": "i", "SearchFilter": {"TagFilter": {"TagCondition": {"TagKey": "BPO", "TagValue": "123"}}}, "SearchCriteria": {"StatusCondition": "SAVED"}}`
	cloudFormationJSON = `{"ContentTagFilter": {"TagCondition": {"Key": "team", "Value": "billing"}}}`
	recipeJSON         = `{"tagFilter": {"tagCondition": {"tagKey": "team", "value": 7}}}`
	contradictionJSON  = `{"andConditions": [{"key": "a", "value": "1"}, {"key": "a", "value": "2"}]}`
)

const (
	lambdaJSON   = `{"detail": {"requestParameters": ` + searchJSON + `}, "body": "{\"tagFilter\": {\"tagCondition\": {\"key\": \"vip\"}}}"}`
	emptyJSON    = `{"session": {"sessionArn": "a", "sessionId": "b", "name": "s"}}`
	everyJSON    = `{"InstanceId": "i", "SearchCriteria": null}`
	nullsJSON    = `{"SearchCriteria": {"StatusCondition": "SAVED", "AndConditions": null}}`
	templateJSON = `{"Resources": {"A": {"Properties": {"Configuration": ` + cloudFormationJSON + `}}, "B": {"Properties": {"Configuration": {"ContentTagFilter": {"TagCondition": {"Key": "team", "Value": "{{team}}"}}}}}}}`
	mixedJSON    = `[` + recipeJSON + `, ` + sessionJSON + `]`
	planJSON     = `{"version": 1, "target": "test-cases", "requests": [{"request": {"SearchCriteria": {"StringCondition": {"FieldName": "name", "Value": "smoke", "ComparisonType": "STARTS_WITH"}}}, "residual": "type = CHAT or not name = smoker"}, {"request": {}, "residual": "type = VOICE_CALL"}], "minimal": "bound"}`
)

const emptyWarning = `warning: 1:13: session: there is no tagFilter here, so that everything is let through
  {"session": {"sessionArn": "a", "sessionId": "b", "name": "s"}}
              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
`

const nullsWarning = `warning: 1:66: SearchCriteria.AndConditions: "AndConditions" is null, as if it were not there
  {"SearchCriteria": {"StatusCondition": "SAVED", "AndConditions": null}}
                                                                   ^^^^ leave it out
`

const recipeProblems = `1:33: tagFilter.tagCondition.tagKey: a condition on a tag has no member "tagKey"
  {"tagFilter": {"tagCondition": {"tagKey": "team", "value": 7}}}
                                  ^^^^^^^^ write key
1:60: tagFilter.tagCondition.value: a value is a string, and this is a number
  {"tagFilter": {"tagCondition": {"tagKey": "team", "value": 7}}}
                                                             ^ put it in quotes
`

// write writes a file and returns its name.
func write(t *testing.T, text string) string {
	name := filepath.Join(t.TempDir(), "filter.json")
	require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
	return name
}

func TestDecompile(t *testing.T) {
	const everything = "warning: 1:1: SearchTestCases without a filter and criteria finds everything\n"
	first := []string{"test-cases"}
	for _, target := range connect.Targets()[:4] {
		first = append(first, target.Name)
	}
	searches := fmt.Sprintf("%s and %d others", strings.Join(first, ", "), len(connect.Targets())+1-5) // and q-content-cfn
	testAll(t, []call{
		{name: "session", args: []string{"decompile"}, stdin: sessionJSON, out: "tag:team = billing and tag:vip exists\n"},
		{name: "search", args: []string{"decompile", "-"}, stdin: searchJSON, out: "status = SAVED and tag:BPO = 123\n"},
		{name: "cloudformation", args: []string{"decompile"}, stdin: cloudFormationJSON, out: "tag:team = billing\n"},
		{name: "file", args: []string{"decompile", write(t, searchJSON+"\n")}, out: "status = SAVED and tag:BPO = 123\n"},
		{name: "byte order mark", args: []string{"decompile"}, stdin: "\uFEFF" + sessionJSON, out: "tag:team = billing and tag:vip exists\n"},
		{name: "contradiction", args: []string{"decompile"}, stdin: contradictionJSON, out: "tag:a = 1 and tag:a = 2\n"},
		{name: "everything", args: []string{"decompile", "--target", "test-cases"}, stdin: "{}", out: "\n", err: everything + "  {}\n  ^^\n"},
		{
			name: "target", args: []string{"decompile", "--target=q-content-cfn"}, stdin: `{"TagCondition": {"Key": "team"}}`,
			out: "tag:team exists\n",
		}, {
			name: "other target", args: []string{"decompile", "--target=q-session"}, stdin: searchJSON, status: Failed,
			err: `1:1: this is no filter for q-session
  {"InstanceId": "i", "SearchFilter": {"TagFilter": {"TagCondi…
  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ it is one for test-cases
`,
		},
		{name: "mistakes", args: []string{"decompile"}, stdin: recipeJSON, status: Failed, err: recipeProblems},
		{
			name: "neither", args: []string{"decompile"}, stdin: "7", status: Failed,
			err: "1:1: no filter found\n  7\n  ^ it is what stands in SearchFilter.TagFilter, SearchCriteria, SearchFilter.AttributeFilter, contentTagFilter, ContentTagFilter, filter or tagFilter\n",
		},
		{
			name: "several filters", args: []string{"decompile"}, stdin: lambdaJSON,
			out: "detail.requestParameters\tstatus = SAVED and tag:BPO = 123\nbody → tagFilter\ttag:vip exists\n",
		}, {
			name: "several documents", args: []string{"decompile"},
			stdin: `{"InstanceId": "i", "SearchCriteria": {"StatusCondition": "SAVED"}}` + "\n" + `{"InstanceId": "i", "SearchFilter": {"TagFilter": {"TagCondition": {"TagKey": "a", "TagValue": "1"}}}}` + "\n",
			out:   "[0]\tstatus = SAVED\n[1]\ttag:a = 1\n",
		}, {
			name: "several filters as JSON", args: []string{"decompile", "--json", "--path", "body"}, stdin: lambdaJSON,
			out: `{"path":"body → tagFilter","target":"q-session","query":"tag:vip exists","span":{"start":{"offset":215,"line":1,"column":216},"end":{"offset":253,"line":1,"column":254}}}` + "\n",
		},
		{name: "one of several", args: []string{"decompile", "--path", "$.detail"}, stdin: lambdaJSON, out: "status = SAVED and tag:BPO = 123\n"},
		{
			name: "no such path", args: []string{"decompile", "--path=det"}, stdin: lambdaJSON, status: Failed,
			err: "no filter found at det; there is one at detail.requestParameters, body → tagFilter\n",
		},
		{name: "the whole document", args: []string{"decompile", "--path", "$"}, stdin: searchJSON, out: "status = SAVED and tag:BPO = 123\n"},
		{name: "not the whole document", args: []string{"decompile", "--path", "$"}, stdin: sessionJSON, status: Failed, err: "no filter found at $; there is one at session.tagFilter\n"},
		{name: "session without a filter", args: []string{"decompile"}, stdin: emptyJSON, out: "\n", err: emptyWarning},
		{
			name: "request for everything", args: []string{"decompile", "--target=test-cases"}, stdin: everyJSON, out: "\n",
			err: everything + "  " + everyJSON + "\n  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n" +
				"warning: 1:39: SearchCriteria: \"SearchCriteria\" is null, as if it were not there\n  " + everyJSON + "\n                                        ^^^^ leave it out\n",
		}, {
			name: "request for everything of who knows what", args: []string{"decompile"}, stdin: everyJSON, status: Failed,
			err: "1:1: no filter found\n  " + everyJSON + "\n  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ if this is a search for everything, say for which target it is, with --target\n",
		},
		{
			name: "a plan without requests", args: []string{"decompile"}, stdin: `{"version":1,"target":"users","requests":[],"minimal":"bound"}`, status: Failed,
			err: `1:1: no filter found
  {"version":1,"target":"users","requests":[],"minimal":"bound"}
  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the plan has no requests, for no record can meet its query
`,
		}, {
			name: "a key alone", args: []string{"decompile", "--target=users"}, stdin: `{"SearchFilter": {"TagFilter": {"TagCondition": {"TagKey": "a"}}}}`, status: Failed,
			err: `1:49: SearchFilter.TagFilter.TagCondition: a condition on a tag needs a TagValue
  {"SearchFilter": {"TagFilter": {"TagCondition": {"TagKey": "a"}}}}
                                                  ^^^^^^^^^^^^^^^ name the value: what a key alone asks is not documented, unless --key-without-value-exists says that it asks whether the tag exists
`,
		}, {
			name: "a not of what may be lacking", args: []string{"decompile"}, stdin: `{"filter": {"notEquals": {"key": "a", "value": "b"}}}`, status: Failed,
			err: `1:13: filter.notEquals: nobody says whether notEquals finds what lacks the key, as != does
  {"filter": {"notEquals": {"key": "a", "value": "b"}}}
              ^^^^^^^^^^^ name the values that are wanted
`,
		}, {
			name: "a tag that is a number", args: []string{"decompile"}, stdin: `{"filter": {"equals": {"key": "a", "value": 5}}}`, status: Failed,
			err: `1:45: filter.equals.value: the value of a tag is a string, and this is a number
  {"filter": {"equals": {"key": "a", "value": 5}}}
                                              ^ the values of tags are texts
`,
		}, {
			name: "what may be for several targets", args: []string{"decompile"}, stdin: `{"OrConditions": [{"a": 1}]}`, status: Failed,
			err: "1:1: this may be for " + searches + "\n  {\"OrConditions\": [{\"a\": 1}]}\n  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ say for which target it is, with --target\n",
		},
		{name: "null", args: []string{"decompile"}, stdin: nullsJSON, out: "status = SAVED\n", err: nullsWarning},
		{
			name: "one of two is wrong", args: []string{"decompile"}, stdin: mixedJSON, status: Failed,
			out: "[1].session.tagFilter\ttag:team = billing and tag:vip exists\n",
			err: strings.NewReplacer("1:33: ", "1:34: [0].", "1:60: ", "1:61: [0].", recipeJSON, mixedJSON[:110]+"…", "\n      ", "\n       ").Replace(recipeProblems),
		}, {
			name: "plan", args: []string{"decompile"}, stdin: planJSON,
			out: "requests[0].request\tname ^= smoke and (type = CHAT or not name = smoker)\nrequests[1].request\ttype = VOICE_CALL\n",
		}, {
			name: "plan with a residual that is no query", args: []string{"decompile"}, stdin: `{"target": "test-cases", "requests": [{"request": {}, "residual": "type"}]}`, status: Failed,
			err: "1:51: requests[0].request: the residual of this request is no query: 1:1: there is no operator after \"type\"; write an operator and a value behind it, or exists\n" +
				`  {"target": "test-cases", "requests": [{"request": {}, "residual": "type"}]}` + "\n                                                    ^^\n",
		}, {
			name: "plan of another version", args: []string{"decompile"}, stdin: `{"version":99,"target":"test-cases","requests":[{"request":{}},{"request":{}}]}`, status: Failed,
			err: "1:12: version: this is a plan of version 99\n" +
				`  {"version":99,"target":"test-cases","requests":[{"request":{}},{"request":{}}]}` + "\n             ^^ version 1 is read here\n",
		}, {
			name: "no file", args: []string{"decompile", filepath.Join("no", "such.json")}, status: Failed,
			err: "searchfilter: " + filepath.Join("no", "such.json") + ": no such file or directory\n",
		}, {
			name: "two files", args: []string{"decompile", "a", "b"}, status: Failed,
			err: "searchfilter: unexpected argument \"b\" (see searchfilter decompile --help)\n",
		}, {
			name: "unknown target", args: []string{"decompile", "--target", "q"}, status: Failed,
			err: "searchfilter: --target: there is no target \"q\": searchfilter fields lists all\n",
		},
	})
}

// TestDecompile_compiled decompiles what compile prints.
func TestDecompile_compiled(t *testing.T) {
	for _, args := range [][]string{
		{"name ^= smoke and status = PUBLISHED and tag:BPO = 123"},
		{"tag:region = eu and tag:team in (billing, sales) or tag:public exists", "--target", "q-session"},
		{"(status = SAVED or name in (a, b)) and tag:a in (1, 2)", "--instance-id", "i"},
		{"", "--all"},
	} {
		for _, compact := range []bool{true, false} {
			compile := append([]string{"compile"}, args...)
			decompile := []string{"decompile"}
			if compact {
				compile = append(compile, "--compact")
			}
			if args[0] == "" {
				decompile = append(decompile, "--target", "test-cases")
			}
			var request, query, stderr bytes.Buffer
			require.Equal(t, done, Run(compile, nil, &request, &stderr))
			require.Equal(t, done, Run(decompile, &request, &query, &stderr))
			assert.Equal(t, args[0] == "", stderr.Len() > 0, "a warning: %s", stderr.String())
			assert.Equal(t, args[0]+"\n", query.String())
		}
	}
}

func TestLint(t *testing.T) {
	testAll(t, []call{
		{name: "session", args: []string{"lint"}, stdin: sessionJSON},
		{name: "search", args: []string{"lint", write(t, searchJSON)}},
		{name: "cloudformation", args: []string{"lint", "--diagnostics", "json"}, stdin: cloudFormationJSON},
		{name: "mistakes", args: []string{"lint"}, stdin: recipeJSON, status: problems, out: recipeProblems},
		{name: "one of several", args: []string{"lint", "--path", "Resources.A"}, stdin: templateJSON},
		{
			name: "all of several", args: []string{"lint"}, stdin: templateJSON, status: problems,
			out: `warning: 1:234: Resources.B.Properties.Configuration.ContentTagFilter.TagCondition.Value: nothing was put in the place of "{{team}}"
  …ontentTagFilter": {"TagCondition": {"Key": "team", "Value": "{{team}}"}}}}}}}
                                                               ^^^^^^^^^^ put there what it stands for, before this is sent
`,
		},
		{name: "session without a filter", args: []string{"lint"}, stdin: emptyJSON, status: problems, out: emptyWarning},
		{name: "null", args: []string{"lint"}, stdin: nullsJSON, status: problems, out: nullsWarning},
		{
			name: "warnings in several", args: []string{"lint"}, status: problems,
			stdin: `[{"tagFilter": ` + contradictionJSON + `}, {"SearchCriteria": {"StringCondition": {"FieldName": "NAME", "Value": "a", "ComparisonType": "CONTAINS"}}}]`,
			out: "warning: 1:63: [0].tagFilter.andConditions[1]: nothing meets both `tag:a = 1` and `tag:a = 2`" + `
  …"tagFilter": {"andConditions": [{"key": "a", "value": "1"}, {"key": "a", "value": "2"}]}}, {"SearchCriteria":…
                                                               ^^^^^^^^^^^^^^^^^^^^^^^^^^ join them with or if one of them is enough
warning: 1:147: [1].SearchCriteria.StringCondition.FieldName: SearchTestCases has the FieldName name, and this is "NAME"
  …"}]}}, {"SearchCriteria": {"StringCondition": {"FieldName": "NAME", "Value": "a", "ComparisonType": "CONTAINS…
                                                               ^^^^^^ write name: nothing says that the service ignores the case
warning: 1:164: [1].SearchCriteria.StringCondition.Value: a contains with 1 character may give invalid results
  …iteria": {"StringCondition": {"FieldName": "NAME", "Value": "a", "ComparisonType": "CONTAINS"}}}]
                                                               ^^^ use 2 to 25 characters
`,
		},
		{
			name: "warning", args: []string{"lint"}, stdin: contradictionJSON, status: problems,
			out: "warning: 1:48: andConditions[1]: nothing meets both `tag:a = 1` and `tag:a = 2`\n" +
				"  " + contradictionJSON + "\n" +
				"                                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^ join them with or if one of them is enough\n",
		}, {
			name: "warning of a search", args: []string{"lint"}, status: problems,
			stdin: `{"StringCondition": {"FieldName": "name", "Value": "a", "ComparisonType": "CONTAINS"}}`,
			out: `warning: 1:52: StringCondition.Value: a contains with 1 character may give invalid results
  {"StringCondition": {"FieldName": "name", "Value": "a", "ComparisonType": "CONTAINS"}}
                                                     ^^^ use 2 to 25 characters
`,
		}, {
			name: "what cannot be sent", args: []string{"lint"}, status: problems,
			stdin: `{"StringCondition": {"FieldName": "name", "Value": "", "ComparisonType": "CONTAINS"}}`,
			out: `1:21: StringCondition: every test case has name, so this selects all of them
  {"StringCondition": {"FieldName": "name", "Value": "", "ComparisonType": "CONTAINS"}}
                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ leave it out
`,
		}, {
			name: "no filter", args: []string{"lint", "--target", "q-session"}, stdin: `{}`, status: Failed,
			err: "1:1: no filter found\n  {}\n  ^^ it is what stands in tagFilter\n",
		}, {
			name: "no JSON", args: []string{"lint"}, stdin: `{"tagFilter": `, status: Failed,
			err: "1:15: tagFilter: the document ends where a value is wanted\n  {\"tagFilter\": \n                ^\n",
		}, {
			name: "more than JSON", args: []string{"lint"}, stdin: `{"tagFilter": {}} x`, status: Failed,
			err: `1:19: there is more after the end of the document
  {"tagFilter": {}} x
                    ^ leave it out
`,
		},
		{name: "empty", args: []string{"lint"}, status: Failed, err: "1:1: the document is empty\n"},
		{
			name: "no file", args: []string{"lint", filepath.Join("no", "such.json")}, status: Failed,
			err: "searchfilter: " + filepath.Join("no", "such.json") + ": no such file or directory\n",
		},
	})
}

func TestLint_json(t *testing.T) {
	var out, stderr bytes.Buffer
	require.Equal(t, problems, Run([]string{"lint", "--diagnostics=json"}, strings.NewReader(recipeJSON), &out, &stderr))
	assert.Empty(t, stderr.String())
	var ds ast.Diagnostics
	require.NoError(t, json.Unmarshal(out.Bytes(), &ds))
	require.Len(t, ds, 2)
	assert.Equal(t, ast.Code(codes.UnknownMember), ds[0].Code)
	assert.Equal(t, "tagFilter.tagCondition.value", ds[1].Path)
}

// TestLint_long is about an input without an end.
func TestLint_long(t *testing.T) {
	for _, command := range []string{"lint", "decompile"}[:effort.Cases(1, 2)] {
		var out, stderr bytes.Buffer
		require.Equal(t, Failed, Run([]string{command}, endless("[{}, "), &out, &stderr))
		assert.Empty(t, out.String())
		assert.Contains(t, stderr.String(), "the document is longer than 67108864 bytes")
	}
}

// TestDecompile_streams is about inputs and outputs that do not work.
func TestDecompile_streams(t *testing.T) {
	for _, command := range []string{"decompile", "lint"} {
		document := map[string]string{"decompile": sessionJSON, "lint": recipeJSON}[command]
		var out, stderr bytes.Buffer
		assert.Equal(t, Failed, Run([]string{command}, failing{errors.New("no disk")}, &out, &stderr))
		assert.Equal(t, "searchfilter: standard input: no disk\n", stderr.String())

		stderr.Reset()
		assert.Equal(t, Failed, Run([]string{command}, strings.NewReader(document), failing{errors.New("disk full")}, &stderr))
		assert.Equal(t, "searchfilter: disk full\n", stderr.String())

		stderr.Reset()
		assert.Equal(t, done, Run([]string{command}, strings.NewReader(document), closedPipe(t), &stderr))
		assert.Empty(t, stderr.String())

		assert.Equal(t, done, Run([]string{command, "--help"}, nil, &out, &stderr))
		assert.True(t, strings.HasPrefix(out.String(), "Usage: searchfilter "+command+" [<file>]"), out.String())
		assert.Contains(t, out.String(), "\n    searchfilter "+command+" ", "an example")
	}
}
