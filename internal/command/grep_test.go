package command

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/internal/shown"
)

// TestMatchAsGrep is about the flags that match has of grep.
func TestMatchAsGrep(t *testing.T) {
	const broken = `{"Id":"9","Name":"a"}` + "\n" + `{"Id":"10","Name":x}`
	files(t, map[string]string{
		"two.json":    `{"TestCases":[{"Id":"1","Name":"a"},{"Id":"2","Name":"b"},{"Id":"3","Name":"a"}]}`,
		"none.json":   `{"Id":"4","Name":"c"}`,
		"one.json":    `{"Id":"5","Name":"a"}`,
		"broken.json": broken,
	})
	in := `{"Id":"6","Name":"a"}`
	damage := "searchfilter: broken.json: " + readError(broken) + "\n"
	testAll(t, []call{
		{name: "count", args: []string{"match", "-c", "name = a", "two.json"}, out: "2\n"},
		{name: "count of several", args: []string{"match", "--count", "name = a", "two.json", "none.json", "-"}, stdin: in, out: "two.json:2\nnone.json:0\n(standard input):1\n"},
		{name: "count of standard input", args: []string{"match", "-c", "name = a"}, stdin: in, out: "1\n"},
		{name: "count with the name", args: []string{"match", "-cH", "name = a", "two.json"}, out: "two.json:2\n"},
		{name: "count of none", args: []string{"match", "-c", "name = z", "two.json"}, status: NoMatch, out: "0\n"},
		{name: "no count of no file", args: []string{"match", "-c", "name = a", "one.json", "missing.json"}, status: Failed, out: "one.json:1\n", err: "searchfilter: missing.json: no such file or directory\n"},
		{name: "count up to an error", args: []string{"match", "-c", "name = a", "broken.json", "one.json"}, status: Failed, out: "broken.json:1\none.json:1\n", err: damage},
		{name: "inverted", args: []string{"match", "-v", "--output=ids", "name = a", "two.json", "none.json"}, out: "2\n4\n"},
		{name: "inverted count", args: []string{"match", "-vc", "name = a", "two.json"}, out: "1\n"},
		{name: "inverted, and all match", args: []string{"match", "--invert-match", "--output=ids", "name = a", "one.json"}, status: NoMatch},
		{name: "quiet", args: []string{"match", "-q", "name = a", "none.json", "two.json", "missing.json"}},
		{name: "quiet without a match", args: []string{"match", "--quiet", "name = z", "none.json"}, status: NoMatch},
		{name: "quiet before an error", args: []string{"match", "-q", "name = a", "broken.json"}},
		{name: "a file without a name", args: []string{"match", "--output=ids", "name = a", "", "one.json"}, status: Failed, out: "5\n", err: "searchfilter: the name of a file is empty\n"},
		{name: "quiet after an error", args: []string{"match", "-q", "name = a", "missing.json", "one.json"}, status: Failed, err: "searchfilter: missing.json: no such file or directory\n"},
		{name: "quiet with an error alone", args: []string{"match", "-q", "name = z", "broken.json"}, status: Failed, err: damage},
		{name: "at most", args: []string{"match", "-m", "1", "--output=ids", "name = a", "two.json", "one.json"}, out: "1\n5\n"},
		{name: "at most, before an error", args: []string{"match", "--max-count=1", "name = a", "broken.json"}, out: "[\n{\"Id\":\"9\",\"Name\":\"a\"}\n]\n"},
		{name: "at most in a count", args: []string{"match", "-cm1", "name = a", "two.json"}, out: "1\n"},
		{name: "at most none", args: []string{"match", "-m0", "name = a", "two.json"}, status: Failed, err: "searchfilter: --max-count must be a whole number from 1 to 2147483647 but got \"0\" (see searchfilter match --help)\n"},
		{name: "names", args: []string{"match", "-l", "name = a", "two.json", "none.json", "broken.json", "-"}, stdin: in, out: "two.json\nbroken.json\n(standard input)\n"},
		{name: "names of none", args: []string{"match", "--files-with-matches", "name = a", "none.json"}, status: NoMatch},
		{name: "name before Ids", args: []string{"match", "-H", "--output=ids", "name = a", "two.json", "-"}, stdin: in, out: "two.json:1\ntwo.json:3\n(standard input):6\n"},
		{name: "name as a column", args: []string{"match", "--with-filename", "--output=csv", "--fields=id", "name = a", "two.json", "one.json"}, out: "file,id\ntwo.json,1\ntwo.json,3\none.json,5\n"},
		{name: "name in JSON", args: []string{"match", "-H", "name = a", "two.json"}, status: Failed, err: "searchfilter: match: --with-filename goes with --count and --output ids, csv, tsv and table (see searchfilter match --help)\n"},
		{name: "two in the place of records", args: []string{"match", "-cl", "name = a", "two.json"}, status: Failed, err: "searchfilter: match: choose one of --count, --files-with-matches and --quiet (see searchfilter match --help)\n"},
		{name: "no records for an output", args: []string{"match", "-c", "--output=ids", "name = a", "two.json"}, status: Failed, err: "searchfilter: match: --output goes with none of --count, --files-with-matches and --quiet (see searchfilter match --help)\n"},

		{name: "a gate that holds", args: []string{"match", "--expect-none", "-q", "name = z", "two.json"}},
		{name: "a gate that does not", args: []string{"match", "--expect-none", "-q", "name = a", "two.json"}, status: NoMatch},
		{name: "a gate that shows why", args: []string{"match", "--expect-none", "--output=ids", "name = b", "two.json", "none.json"}, status: NoMatch, out: "2\n"},
		{name: "a gate and nothing", args: []string{"match", "--expect-none", "-q", "name = z"}, status: Failed, err: "searchfilter: standard input is empty: an answer without records is not, so whatever wrote it has most likely failed\n"},
		{name: "a gate and an empty answer", args: []string{"match", "--expect-none", "-q", "name = z"}, stdin: `{"TestCases":[]}`},
		{name: "a gate and an error", args: []string{"match", "--expect-none", "-q", "name = z", "two.json", "missing.json"}, status: Failed, err: "searchfilter: missing.json: no such file or directory\n"},
		{name: "a gate and a mistake", args: []string{"match", "--expect-none", "-q", `name ^= "smoke" and stauts = PUBLISHED`, "two.json"}, status: Failed, err: stauts},
		{name: "a gate and damage", args: []string{"match", "--expect-none", "-q", "name = z", "broken.json"}, status: Failed, err: damage},
	})
}

func TestMatchFields(t *testing.T) {
	const records = `{"Id":"1","Name":"a,\"b\"\tc\\\n","Status":"SAVED","LastModifiedTime":1.70e9,"Tags":{"b":"2","BPO":"1 2","x":"\u001b[31m"}}
{ "Id": "2", "Name": "日本語", "Description": "", "LastModifiedTime": "2026-01-31 09:00:00.250000+00:00", "Zzz": 1E400 }
`
	const queue = `{"QueueId":"q","Name":"n","QueueArn":"r","MaxContacts":10.0,"Status":"ENABLED"}`
	args := func(args ...string) []string { return append([]string{"match", "--all", "--output"}, args...) }
	testAll(t, []call{
		{
			name: "csv", args: args("csv"), stdin: records,
			out: "id,name,status,modified,tags\n" +
				`1,"a,""b""` + "\tc\\\n" + `",SAVED,1.70e9,"{""BPO"":""1 2"",""b"":""2"",""x"":""\u001b[31m""}"` + "\n" +
				"2,日本語,,2026-01-31 09:00:00.250000+00:00,\n",
		}, {
			name: "tsv", args: args("tsv"), stdin: records,
			out: "id\tname\tstatus\tmodified\ttags\n" +
				`1` + "\t" + `a,"b"\tc\\\n` + "\tSAVED\t1.70e9\t" + `{"BPO":"1 2","b":"2","x":"\\u001b[31m"}` + "\n" +
				"2\t日本語\t\t2026-01-31 09:00:00.250000+00:00\t\n",
		}, {
			name: "table", args: args("table"), stdin: records,
			out: `ID  NAME         STATUS  MODIFIED                          TAGS
1   a,"b"\tc\\n  SAVED   1.70e9                            BPO=1 2 b=2 x=\x1b[31m
2   日本語               2026-01-31 09:00:00.250000+00:00
`,
		}, {
			name: "fields", args: args("csv", "--fields=NAME,tag:BPO", "--fields", "description,tag:\"b\",id"), stdin: `{"Id":"1","Tags":{"b":"2","BPO":"1"}}`,
			out: "name,tag:BPO,description,tag:b,id\n,1,,2,1\n",
		}, {
			name: "table of tags", args: args("table", "--fields=name,tag:cost center"), stdin: `{"Name":"n","Tags":{"cost center":"7"}}`, out: "NAME  tag:cost center\nn     7\n",
		}, {
			name: "without headers", args: args("tsv", "--no-headers", "--fields=id,name"), stdin: `{"Id":"1","Name":"a"}`, out: "1\ta\n",
		}, {
			name: "table without headers", args: args("table", "--no-headers", "--fields=id,name"), stdin: `{"Id":"1","Name":"a"}`, out: "1  a\n",
		}, {
			name: "nothing", args: []string{"match", "--output=csv", "--fields=id", "name = z"}, stdin: records, status: NoMatch, out: "id\n",
		}, {
			name: "nothing in a table", args: []string{"match", "--output=table", "name = z"}, stdin: records, status: NoMatch,
		}, {
			name: "nothing without headers", args: []string{"match", "--output=tsv", "--no-headers", "name = z"}, stdin: records, status: NoMatch,
		}, {
			name: "one column that is empty", args: args("csv", "--no-headers", "--fields=description"), stdin: records, out: "\"\"\n\"\"\n",
		}, {
			name: "what is wrong in a record that does not match", args: []string{"match", "--output=csv", "--fields=id,status", "name = a"},
			stdin: `{"Id":1,"Name":"x","Status":{}}{"Id":"2","Name":"a"}`, out: "id,status\n2,\n",
		}, {
			name: "what is wrong in one that does", args: []string{"match", "--output=csv", "--fields=id,status", "name = a"}, status: Failed,
			stdin: `{"Id":"2","Name":"a"}{"Id":"3","Name":"a","Status":{}}`, out: "id,status\n2,\n",
			err: "searchfilter: standard input: record 2: Status is an object, and must be a string\n",
		}, {
			name: "tags that are none", args: []string{"match", "--output=csv", "--fields=tags", "name = a"}, status: Failed,
			stdin: `{"Name":"a","Tags":7}`, out: "tags\n", err: "searchfilter: standard input: record 1: Tags is a number, and must be an object\n",
		}, {
			name: "tags that are there twice", args: []string{"match", "--output=csv", "--fields=tags", "name = a"}, status: Failed,
			stdin: `{"Name":"a","Tags":{},"Tags":{"x":"1"}}`, out: "tags\n", err: "searchfilter: standard input: record 1: Tags is there twice\n",
		}, {
			name: "a tag that is no text", args: []string{"match", "--output=csv", "--fields=tags", "name = a"}, status: Failed,
			stdin: `{"Name":"a","Tags":{"x":1}}`, out: "tags\n", err: "searchfilter: standard input: record 1 has Tags that are no object of texts\n",
		}, {
			name: "names with escapes", args: []string{"match", "--output=csv", "--fields=modified,flow", "name = a"},
			stdin: `{"Lastly":{},"Name":"a","\u004castModifiedTime":1.5,"EntryPoint":{"Type":"CHAT","ChatEntryPointParameters":{"FlowId":"f"}}}`, out: "modified,flow\n1.5,f\n",
		}, {
			name: "unknown", args: args("csv", "--fields=stauts"), status: Failed,
			err: "searchfilter: match: --fields: the records of test-cases have no field \"stauts\", did you mean \"status\"? (see searchfilter match --help)\n",
		}, {
			name: "not UTF-8", args: args("csv", "--fields=tag:\xff"), status: Failed,
			err: "searchfilter: match: --fields: \"\ufffd\" is not UTF-8 (see searchfilter match --help)\n",
		}, {
			name: "an expression", args: args("csv", "--fields=name = a or id"), status: Failed,
			err: "searchfilter: match: --fields: the records of test-cases have no field \"name = a or id\", did you mean \"name\"? (see searchfilter match --help)\n",
		}, {
			name: "for JSON", args: args("json", "--fields=name"), status: Failed,
			err: "searchfilter: match: --fields and --no-headers go with --output csv, tsv and table (see searchfilter match --help)\n",
		}, {
			name: "numbers", args: args("csv", "--target=queues", "--fields=name,max-contacts"), stdin: queue, out: "name,max-contacts\nn,10.0\n",
		}, {
			name: "bools", args: args("csv", "--target=predefined-attributes", "--fields=name,read-only,values,purposes"),
			stdin: `{"Name":"n","Values":{"StringList":["a, b","c"]},"Purposes":[],"AttributeConfiguration":{"IsReadOnly":false}}`,
			out:   "name,read-only,values,purposes\nn,false,\"[\"\"a, b\"\",\"\"c\"\"]\",\n",
		}, {
			name: "list in a table", args: args("table", "--target=predefined-attributes", "--fields=name,values"),
			stdin: `{"Name":"n","Values":{"StringList":["a, b","c"]}}`, out: "NAME  VALUES\nn     a, b, c\n",
		},
	})

	// What csv prints can be read.
	var out, stderr bytes.Buffer
	require.Equal(t, done, Run([]string{"match", "--all", "--output=csv"}, strings.NewReader(records), &out, &stderr))
	rows, err := csv.NewReader(&out).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 3)
	assert.Equal(t, "a,\"b\"\tc\\\n", rows[1][1])
}

// TestUsualColumns has every target print a table.
func TestUsualColumns(t *testing.T) {
	for _, target := range connect.Targets() {
		f := OutputFlags{Output: "table"}
		require.NoError(t, f.Resolve(target), "%s", target.Name)
		assert.NotEmpty(t, f.columns, "%s", target.Name)
		p := f.NewPrinter(&Streams{Out: new(bytes.Buffer)}, target.Schema)
		assert.NotNil(t, p.decoder, "%s", target.Name)
		t.Logf("%s: %v", target.Name, shown.UsualColumns(target.Schema))
	}
}

func TestMatchKeepGoing(t *testing.T) {
	const lines = `{"Id":"1","Name":"a"}
{"Id":"2","Name":x}
{"Id":"3","Name":7}
{"Id":"4","Name":"a"}
`
	const first = "searchfilter: standard input: line 2, offset 39: record 2: not JSON: invalid character 'x' looking for beginning of value\n"
	const second = "searchfilter: standard input: line 3, offset 42: record 3: Name is the number 7, and must be a string\n"
	const more = "; what follows in it was not read, for damage in an array or an answer, or an input that fails, cannot be passed over\n"
	array := `[{"Id":"1","Name":"a"},{"Id":"2","Name":7},{"Id":"3","Name":x},{"Id":"4","Name":"a"}]`
	testAll(t, []call{
		{name: "without", args: []string{"match", "--output=ids", "name = a"}, stdin: lines, status: Failed, out: "1\n", err: first},
		{name: "lines", args: []string{"match", "--keep-going", "--output=ids", "name = a"}, stdin: lines, status: Failed, out: "1\n4\n", err: first + second + "searchfilter: 2 records or lines were passed over\n"},
		{name: "a record that cannot be printed", args: []string{"match", "--keep-going", "--output=ids", "name = a"}, stdin: `{"Name":"a"}{"Id":"2","Name":"a"}`, status: Failed, out: "2\n",
			err: "searchfilter: standard input: record 1 has no Id to print\nsearchfilter: 1 record or line was passed over\n"},
		{name: "array", args: []string{"match", "--keep-going", "--output=ids", "name = a"}, stdin: array, status: Failed, out: "1\n",
			err: "searchfilter: standard input: line 1, offset 23: record 2: Name is the number 7, and must be a string\n" +
				"searchfilter: standard input: line 1, offset 60: record 3: not JSON: invalid character 'x' looking for beginning of value" + more +
				"searchfilter: 1 record or line was passed over\n"},
		{name: "gate", args: []string{"match", "--keep-going", "--expect-none", "-q", "name = z"}, stdin: lines, status: Failed, err: first + second + "searchfilter: 2 records or lines were passed over\n"},
		{name: "nothing is wrong", args: []string{"match", "--keep-going", "-c", "name = a"}, stdin: `{"Name":"a"}`, out: "1\n"},
	})
	var out, stderr bytes.Buffer
	assert.Equal(t, Failed, Run([]string{"match", "--keep-going", "-c", "name = a"}, strings.NewReader(strings.Repeat("{\n{\"Name\":\"a\"}\n", 1000)), &out, &stderr))
	assert.Equal(t, "1000\n", out.String())
	assert.Equal(t, mostPassed+1, strings.Count(stderr.String(), "\n"))
	assert.Contains(t, stderr.String(), "searchfilter: 1000 records or lines were passed over\n")
	for _, form := range []string{"jsonl", "csv"} {
		stderr.Reset()
		status := Run([]string{"match", "--keep-going", "--output", form, "name = a"}, endless("{\n{\"Id\":\"1\",\"Name\":\"a\"}\n"), closedPipe(t), &stderr)
		assert.Equal(t, done, status)
	}
}

func TestMorePages(t *testing.T) {
	page := func(id int, token string) string {
		return fmt.Sprintf(`{"TestCases":[{"Id":"%d","Name":"a"}],"NextToken":%s}`+"\n", id, token)
	}
	files(t, map[string]string{"1.json": page(1, `"x"`), "2.json": page(2, `"y"`), "3.json": page(3, "null"), "bad.json": page(4, `"x"`) + "7"})
	const warning = "searchfilter: warning: the last answer has a NextToken, so more pages follow, which were not read: send the request again with it; the AWS command line fetches all pages unless --no-paginate or --max-items says otherwise\n"
	testAll(t, []call{
		{name: "all", args: []string{"match", "--output=ids", "name = a", "1.json", "2.json", "3.json"}, out: "1\n2\n3\n"},
		{name: "not the last", args: []string{"match", "--output=ids", "name = a", "1.json", "2.json"}, out: "1\n2\n", err: warning},
		{name: "none matches", args: []string{"match", "-c", "name = z", "1.json"}, status: NoMatch, out: "0\n", err: warning},
		{name: "none matches a gate", args: []string{"match", "-c", "--expect-none", "name = z", "1.json"}, status: Failed, out: "0\n", err: warning},
		{name: "none matches a gate, to the last page", args: []string{"match", "-c", "--expect-none", "name = z", "1.json", "3.json"}, out: "1.json:0\n3.json:0\n"},
		{name: "one matches a gate", args: []string{"match", "-c", "--expect-none", "name = a", "1.json"}, status: NoMatch, out: "1\n", err: warning},
		{name: "not read to the end", args: []string{"match", "-q", "name = a", "1.json"}},
		{name: "not read at all", args: []string{"match", "--output=ids", "name = a", "1.json", "missing.json"}, status: Failed, out: "1\n", err: "searchfilter: missing.json: no such file or directory\n"},
		{name: "explain", args: []string{"explain", "--record=1.json", "name = a"}, out: "record 1, Id \"1\"\nselected: name = a\n  name = a  yes: name is a\n", err: warning},
	})
}

// TestMatchGzip has an input that is compressed.
func TestMatchGzip(t *testing.T) {
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	_, err := z.Write([]byte(`{"Id":"1","Name":"a"}`))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	call{name: "gzip", args: []string{"match", "--output=ids", "name = a"}, stdin: zipped.String(), out: "1\n"}.test(t)
}

func TestVisible(t *testing.T) {
	assert.Equal(t, `a ü 語 \n\x1b\u202e\ufeff\x7f`, Visible("a ü 語 \n\x1b\u202e\ufeff\x7f"))
	assert.Equal(t, `\`, Visible(`\`))
}
