package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDiff(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return "@" + path
	}
	search := file("search.json", `{"SearchCriteria": {"StatusCondition": "PUBLISHED"}}`)
	broken := file("broken.json", `{"tagFilter": {"tagCondition": {"tagKey": "a"}}}`)
	unsaved := file("query.txt", "\uFEFFstatus != SAVED\n")
	lambda, template, session := file("lambda.json", lambdaJSON), file("template#1.json", templateJSON), file("session.json", emptyJSON)
	agents := file("agents.json", `[{"contents": {"ContentTagFilter": {"TagCondition": {"Key": "team", "Value": "billing"}}}}]`)
	testAll(t, []call{
		{
			name: "the same", args: []string{"diff", "status != SAVED", "status = PUBLISHED"},
			out: "They select the same.\n",
		}, {
			name: "more", args: []string{"diff", "name ^= smoke and tag:a=1", "name ^= smoke"}, status: 1,
			out: "Only the second selects this record:\n" + `{"Arn":"","Id":"","Name":"smoke","Status":"PUBLISHED"}` + "\n",
		}, {
			name: "less", args: []string{"diff", "type = CHAT", "type = CHAT and region = eu"}, status: 1,
			out: "Only the first selects this record:\n" + `{"Arn":"","EntryPoint":{"Type":"CHAT"},"Id":"","Name":"","Status":"PUBLISHED"}` + "\n",
		}, {
			name: "as JSON", args: []string{"diff", "--json", "tag:a=1", "tag:a exists"}, status: 1,
			out: `{"version":1,"verdict":"different","selects":"second","record":{"Arn":"","Id":"","Name":"","Status":"PUBLISHED","Tags":{"a":""}}}` + "\n",
		}, {
			name: "the same, as JSON", args: []string{"diff", "--json", "", "name exists"},
			out: `{"version":1,"verdict":"equivalent"}` + "\n",
		}, {
			name: "files", args: []string{"diff", search, unsaved},
			out: "They select the same.\n",
		}, {
			name: "standard input", args: []string{"diff", "@-", "tag:a exists"}, stdin: `{"tagCondition": {"key": "a"}}`,
			out: "They select the same.\n",
		}, {
			name: "several filters in standard input", args: []string{"diff", "@-", "tag:a exists"}, stdin: `[{"tagFilter": {"tagCondition": {"key": "a"}}}, {"tagFilter": {"tagCondition": {"key": "b"}}}]`, status: 2,
			err: "searchfilter: there are 2 filters in standard input: choose one, such as @-#[0].tagFilter, from [0].tagFilter, [1].tagFilter\n",
		}, {
			name: "JSON in standard input for a listing", args: []string{"diff", "--target=test-case-executions", "@-", ""}, stdin: "{}", status: 2,
			err: "searchfilter: standard input: " + notSearched + "\n",
		}, {
			name: "relative times", args: []string{"diff", "modified > -7d", "modified > -168h"},
			out: "They select the same.\n",
		}, {
			name: "values", args: []string{"diff", "name = $1 and tag:a = $2", "tag:a = $2 and name = $1", "--arg", "x", "--arg", "y"},
			out: "They select the same.\n",
		}, {
			name: "a value of one query alone", args: []string{"diff", "--arg", "x", "name = $1", "name = x"},
			out: "They select the same.\n",
		}, {
			name: "values in a file", args: []string{"diff", "--arg-file", "-", "id in ($1)", "id = 2 or id = 1"}, stdin: "1\n2\n",
			out: "They select the same.\n",
		}, {
			name: "a value of neither", args: []string{"diff", "--arg", "x", "--arg", "y", "name = $1", "name = x"}, status: 2,
			err: "searchfilter: neither query has $2, for which there is a value\n",
		}, {
			name: "a value that is missing", args: []string{"diff", "--arg", "x", "name = $2", "name = x"}, status: 2,
			err: "searchfilter: the first query is wrong\n1:8: there is no argument for $2\n  name = $2\n         ^^ pass one value for each number with the query\n",
		}, {
			name: "values and a query in standard input", args: []string{"diff", "--arg-file", "-", "name = $1", "@-"}, status: 2,
			err: "searchfilter: diff: standard input can be read only once (see searchfilter diff --help)\n",
		}, {
			name: "the name of a file", args: []string{"diff", "name = a", search[1:]}, status: 2,
			err: "searchfilter: the second query is wrong\n1:1: a value alone is no condition\n  " + search[1:] + "\n  " + strings.Repeat("^", len(search)-1) +
				" did you mean `name *= " + search[1:] + "`?\nsearchfilter: \"" + search[1:] + "\" is a file: write \"" + search + "\" if the query is in it\n",
		}, {
			name: "a mistake", args: []string{"diff", "stauts = SAVED", ""}, status: 2,
			err: "searchfilter: the first query is wrong\n1:1: unknown field \"stauts\"\n  stauts = SAVED\n  ^^^^^^ did you mean status?\n",
		}, {
			name: "a mistake in JSON", args: []string{"diff", "", broken}, status: 2,
			err: "searchfilter: the second query is wrong\n1:33: tagFilter.tagCondition.tagKey: a condition on a tag has no member \"tagKey\"\n" +
				"  {\"tagFilter\": {\"tagCondition\": {\"tagKey\": \"a\"}}}\n                                  ^^^^^^^^ write key\n",
		}, {
			name: "no file", args: []string{"diff", "@" + filepath.Join(dir, "none"), ""}, status: 2,
			err: "searchfilter: " + filepath.Join(dir, "none") + ": no such file or directory\n",
		}, {
			name: "a file without a name", args: []string{"diff", "@", "name = a"}, status: Failed,
			err: "searchfilter: the name of a file is empty\n",
		}, {
			name: "two mistakes", args: []string{"diff", "name", "status"}, status: 2,
			err: "searchfilter: the first query is wrong\n1:1: there is no operator after \"name\"\n  name\n  ^^^^ write an operator and a value behind it, or exists\n" +
				"searchfilter: the second query is wrong\n1:1: there is no operator after \"status\"\n  status\n  ^^^^^^ write an operator and a value behind it, or exists\n",
		}, {
			name: "mistakes as JSON", args: []string{"diff", "--diagnostics=json", "name", "status"}, status: 2,
			err: `[{"code":"missing-operator","span":{"start":{"offset":0,"line":1,"column":1},"end":{"offset":4,"line":1,"column":5}},` +
				`"message":"there is no operator after \"name\"","hint":"write an operator and a value behind it, or exists","params":{"field":"name"},"utf16":{"start":1,"end":5}}]` + "\n" +
				`[{"code":"missing-operator","span":{"start":{"offset":0,"line":1,"column":1},"end":{"offset":6,"line":1,"column":7}},` +
				`"message":"there is no operator after \"status\"","hint":"write an operator and a value behind it, or exists","params":{"field":"status"},"utf16":{"start":1,"end":7}}]` + "\n",
		}, {
			name: "without case", args: []string{"diff", "--ignore-case", "name = a", "name = A"},
			out: "They select the same.\n",
		}, {
			name: "a key alone", args: []string{"diff", "--key-without-value-exists", "@-", "tag:a exists"},
			stdin: `{"SearchFilter": {"TagFilter": {"TagCondition": {"TagKey": "a"}}}}`,
			out:   "They select the same.\n",
		}, {
			name: "one of several filters", args: []string{"diff", "tag:vip exists", lambda + "#body"},
			out: "They select the same.\n",
		}, {
			name: "a filter in a file whose name has a #", args: []string{"diff", "tag:team = billing", template + "#Resources.A"},
			out: "They select the same.\n",
		}, {
			name: "a filter in a list", args: []string{"diff", "tag:team = billing", agents},
			out: "They select the same.\n",
		}, {
			name: "several filters", args: []string{"diff", "tag:team = billing", lambda}, status: 2,
			err: "searchfilter: there are 2 filters in " + lambda[1:] + ": choose one, such as " + lambda + "#detail.requestParameters, from detail.requestParameters, body → tagFilter\n",
		}, {
			name: "no such path", args: []string{"diff", "tag:team = billing", lambda + "#Detail"}, status: 2,
			err: "searchfilter: the second query is wrong\nno filter found at Detail; there is one at detail.requestParameters, body → tagFilter\n",
		}, {
			name: "a session that lost its filter", args: []string{"diff", "tag:team = billing", session}, status: 1,
			out: "Only the second selects this record:\n" + `{"Arn":"","Id":"","Name":"","Status":"PUBLISHED"}` + "\n", err: emptyWarning,
		}, {
			name: "warnings", args: []string{"diff", "@-", "status = SAVED"}, stdin: nullsJSON,
			out: "They select the same.\n", err: nullsWarning,
		}, {
			name: "a request of a plan", args: []string{"diff", "type = VOICE_CALL", "@-#requests[1]"}, stdin: planJSON,
			out: "They select the same.\n",
		}, {
			name: "standard input twice", args: []string{"diff", "@-", "@-#a"}, status: 2,
			err: "searchfilter: diff: standard input can be read only once (see searchfilter diff --help)\n",
		},
	})
}
