package command

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/codes"
)

// files makes files in a new folder, in which the test then runs.
func files(t *testing.T, texts map[string]string) {
	t.Chdir(t.TempDir())
	for name, text := range texts {
		require.NoError(t, os.WriteFile(name, []byte(text), 0o640))
	}
}

func read(t *testing.T, name string) string {
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	return string(text)
}

func TestQueryFile(t *testing.T) {
	files(t, map[string]string{
		"a.q":       "# what smokes\n#and \xff\n\n  name = a\n",
		"bad.q":     "# é\nname = a and\n  stauts = b\n",
		"warn.q":    "#\nname = a and name = b\n",
		"late.q":    "name = a\n# no comment\n",
		"comment.q": "# nothing\n\n",
		"$1.q":      "# ids\nid in ($1)",
		"r.json":    `{"Id":"1","Name":"a"}{"Id":"2","Name":"b"}`,
	})
	const nameA = `{"SearchCriteria":{"StringCondition":{"FieldName":"name","Value":"a","ComparisonType":"EXACT"}}}`
	const wrong = "bad.q:3:3: unknown field \"stauts\"\n    stauts = b\n    ^^^^^^ did you mean status?\n"
	const onceMore = `{"version":1,"target":"test-cases","requests":[{"request":` + nameA + `}],"minimal":"bound"}` + "\n"
	testAll(t, []call{
		{name: "compile", args: []string{"compile", "--compact", "-f", "a.q"}, out: nameA + "\n"},
		{name: "plan", args: []string{"plan", "--compact", "--file=a.q"}, out: onceMore},
		{name: "explain", args: []string{"explain", "--file=a.q"}, out: "1 request\n  1. name = a   (at 4:3)\n"},
		{name: "match", args: []string{"match", "--output=ids", "-f", "a.q", "r.json", "r.json"}, out: "1\n1\n"},
		{name: "match reads standard input", args: []string{"match", "--output=ids", "-f", "a.q"}, stdin: `{"Id":"3","Name":"a"}`, out: "3\n"},
		{name: "check", args: []string{"check", "-f", "a.q"}},
		{name: "fmt", args: []string{"fmt", "-f", "a.q"}, out: "# what smokes\n#and \xff\n\nname = a\n"},
		{name: "standard input", args: []string{"fmt", "-f", "-"}, stdin: "#\nNAME=a", out: "#\nname = a\n"},
		{name: "comments in standard input", args: []string{"compile", "--compact", "-"}, stdin: "# x\r\nname = a\r\n", out: nameA + "\n"},
		{name: "none on the command line", args: []string{"check", "# x\nname = a"}, status: Failed, err: commandLine(t, "# x\nname = a")},
		{name: "diff", args: []string{"diff", "@a.q", "name = a"}, out: "They select the same.\n"},
		{name: "mistake", args: []string{"plan", "-f", "bad.q"}, status: Failed, err: wrong},
		{name: "mistake in colour", args: []string{"plan", "--color=always", "-f", "bad.q"}, status: Failed, err: strings.NewReplacer(
			"bad.q:3:3:", "\x1b[1mbad.q:3:3:\x1b[m", "    ^^^^^^", "\x1b[1;31m    ^^^^^^\x1b[m").Replace(wrong)},
		{name: "mistake in standard input", args: []string{"plan", "-"}, stdin: read(t, "bad.q"), status: Failed, err: strings.TrimPrefix(wrong, "bad.q:")},
		{
			name: "mistake as JSON", args: []string{"compile", "-f", "bad.q", "--diagnostics=json"}, status: Failed,
			err: `[{"file":"bad.q","code":"unknown-field","span":{"start":{"offset":20,"line":3,"column":3},"end":{"offset":26,"line":3,"column":9}},"message":"unknown field \"stauts\"","hint":"did you mean status?","params":{"field":"stauts"},"candidates":["status"],"utf16":{"start":3,"end":9}}]` + "\n",
		}, {
			name: "warning", args: []string{"match", "--output=ids", "-f", "warn.q", "r.json"}, status: NoMatch,
			err: "warn.q:2:14: warning: nothing meets both `name = a` and `name = b`\n  name = a and name = b\n               ^^^^^^^^ join them with or if one of them is enough\n",
		}, {
			name: "missing", args: []string{"plan", "-f", "missing.q"}, status: Failed, err: "searchfilter: missing.q: no such file or directory\n",
		}, {
			name: "twice", args: []string{"plan", "-f", "a.q", "-f", "a.q"}, status: Failed,
			err: "searchfilter: --file may be given once: there is one query (see searchfilter plan --help)\n",
		}, {
			name: "and a query", args: []string{"plan", "-f", "a.q", "name = b"}, status: Failed,
			err: "searchfilter: unexpected argument \"name = b\": --file says where the query is (see searchfilter plan --help)\n",
		}, {
			name: "of a variable that is not set", args: []string{"plan", "-f", ""}, status: Failed,
			err: "searchfilter: --file must be a value, neither empty nor a flag, but got \"\" (see searchfilter plan --help)\n",
		}, {
			name: "match, all from standard input", args: []string{"match", "-f", "-"}, status: Failed,
			err: "searchfilter: match: the query comes from standard input, so name the files with the records (see searchfilter match --help)\n",
		}, {
			name: "explain, all from standard input", args: []string{"explain", "-f", "-", "--record=-"}, status: Failed,
			err: "searchfilter: explain: the query comes from standard input, so name the file with the records (see searchfilter explain --help)\n",
		}, {
			name: "argument", args: []string{"match", "--output=ids", "-f", "$1.q", "--arg=2", "r.json"}, out: "2\n",
		}, {
			name: "comments alone", args: []string{"match", "-f", "comment.q", "r.json"}, status: Failed,
			err: "searchfilter: comment.q: the query is empty, and so selects every record: add --all if that is meant\n",
		}, {
			name: "all", args: []string{"match", "--all", "--output=ids", "-f", "comment.q", "r.json"}, out: "1\n2\n",
		},
	})
	var stderr bytes.Buffer
	assert.Equal(t, Failed, Run([]string{"check", "-f", "late.q"}, nil, nil, &stderr), "comments stand before the query")
	assert.Regexp(t, `^late\.q:2:1: `, stderr.String())
}

// commandLine returns what is wrong with a query.
func commandLine(t *testing.T, query string) string {
	var stderr bytes.Buffer
	require.Equal(t, Failed, Run([]string{"fmt", query}, nil, nil, &stderr))
	require.Regexp(t, `^1:1: `, stderr.String())
	return stderr.String()
}

func TestCommentsBefore(t *testing.T) {
	for _, test := range []struct {
		comments, query string
	}{
		{"", ""},
		{"", "name = a\n# x\n"},
		{"", "\n\nname = a"},
		{"", "  # x\nname = a"},
		{"# x\n", "name = a"},
		{"\n# x\n  \n#\r\n\t\n", "name = '# y'\n# z"},
		{"# x", ""},
		{"#\n\n", ""},
	} {
		text := test.comments + test.query
		n := commentsBefore(text)
		assert.Equal(t, test.comments, text[:n], "%q", text)
		blank := (&source{text: text, comments: n}).query()
		assert.Len(t, blank, len(text))
		assert.Equal(t, test.query, blank[n:])
		assert.Equal(t, strings.Count(text, "\n"), strings.Count(blank, "\n"))
		assert.Empty(t, strings.TrimSpace(blank[:n]))
	}
}

func TestCheckFiles(t *testing.T) {
	files(t, map[string]string{
		"a.q":    "name = a",
		"bad.q":  "# x\nstauts = b",
		"warn.q": "name = a and name = b",
	})
	const bad = "bad.q:2:1: unknown field \"stauts\"\n  stauts = b\n  ^^^^^^ did you mean status?\n"
	const noQuery = "1:1: a value alone is no condition\n  a.q\n  ^^^ did you mean `name *= a.q`?\nsearchfilter: \"a.q\" is a file: write --file before it if the query is in it\n"
	const warning = "warn.q:1:14: warning: nothing meets both `name = a` and `name = b`\n  name = a and name = b\n               ^^^^^^^^ join them with or if one of them is enough\n"
	testAll(t, []call{
		{name: "sound", args: []string{"check", "-f", "a.q", "a.q"}},
		{name: "sound JSON", args: []string{"check", "--diagnostics=json", "-f", "a.q", "-f", "a.q"}},
		{name: "warnings alone", args: []string{"check", "-f", "warn.q", "-f", "a.q"}, err: warning},
		{name: "mistakes", args: []string{"check", "-f", "bad.q", "warn.q", "missing.q", "bad.q"}, status: Failed, err: bad + warning + "searchfilter: missing.q: no such file or directory\n" + bad},
		{name: "argument without --file", args: []string{"check", "a.q"}, status: Failed, err: noQuery},
		{name: "argument of fmt without --file", args: []string{"fmt", "a.q"}, status: Failed, err: noQuery},
		{name: "argument of match without --file", args: []string{"match", "a.q"}, status: Failed, err: noQuery},
		{name: "arguments without --file", args: []string{"check", "a.q", "bad.q"}, status: Failed, err: "searchfilter: unexpected argument \"bad.q\": put the query in quotes (see searchfilter check --help)\n"},
		{name: "standard input twice", args: []string{"check", "-f", "-", "-"}, status: Failed, err: "searchfilter: standard input can be read only once (see searchfilter check --help)\n"},
		{name: "with standard input", args: []string{"check", "-f", "a.q", "-"}, stdin: "stauts = b", status: Failed, err: strings.Replace(bad, "bad.q:2", "1", 1)},
	})
	var out, stderr bytes.Buffer
	assert.Equal(t, Failed, Run([]string{"check", "--diagnostics=json", "-f", "warn.q", "bad.q", "-"}, strings.NewReader("stauts = b"), &out, &stderr))
	assert.Empty(t, out.String())
	var list []jsonDiagnostic
	require.NoError(t, json.Unmarshal(stderr.Bytes(), &list), "one array: %s", stderr.String())
	require.Len(t, list, 3)
	assert.Equal(t, "warn.q", list[0].File)
	assert.Equal(t, ast.Code(codes.Contradiction), list[0].Code)
	assert.Equal(t, "bad.q", list[1].File)
	assert.Equal(t, ast.Position{Offset: 4, Line: 2, Column: 1}, list[1].Span.Start)
	assert.Empty(t, list[2].File)
}

func TestFmtFiles(t *testing.T) {
	texts := map[string]string{
		"ok.q":    "# x\n\nname = a\n",
		"crlf.q":  "# x\r\nNAME = a\r\n",
		"end.q":   "name = a",
		"mark.q":  "\uFEFFname = a\n",
		"empty.q": "",
		"only.q":  "# x",
		"bad.q":   "stauts = b\n",
		"mend.q":  "# x\nname == a\n",
		"part.q":  "name == a and stauts = b\n",
	}
	files(t, texts)
	unknown := "bad.q:1:1: unknown field \"stauts\"\n  stauts = b\n  ^^^^^^ did you mean status?\n"
	foreign := "mend.q:2:6: there is no operator ==\n  name == a\n       ^^ write =\n"
	testAll(t, []call{
		{
			name: "mended in part", args: []string{"fmt", "-w", "--fix", "part.q"}, status: Failed,
			err: "fixed: part.q:1:6: there is no operator ==\n  name == a and stauts = b\n       ^^ write =\n" +
				"searchfilter: part.q: left as it is, for this is wrong when the above is mended:\n" +
				"part.q:1:14: unknown field \"stauts\"\n  name = a and stauts = b\n               ^^^^^^ did you mean status?\n",
		},
		{name: "check", args: []string{"fmt", "--check", "ok.q", "crlf.q", "end.q", "mark.q", "empty.q", "only.q"}, status: problems, out: "crlf.q\nend.q\nonly.q\n"},
		{name: "check a query", args: []string{"fmt", "--check", "name = a"}, status: Failed, err: "searchfilter: name = a: no such file or directory: all arguments are files here, and this is a query\n"},
		{name: "check what is right", args: []string{"fmt", "--check", "ok.q", "empty.q", "-"}, stdin: "name = a\n"},
		{name: "check standard input", args: []string{"fmt", "--check", "-"}, stdin: "NAME = a\n", status: problems, out: "-\n"},
		{name: "check what is wrong", args: []string{"fmt", "--check", "bad.q", "crlf.q"}, status: Failed, out: "crlf.q\n", err: unknown},
		{name: "print", args: []string{"fmt", "-f", "crlf.q", "empty.q", "ok.q"}, out: "# x\r\nname = a\r\n# x\n\nname = a\n"},
		{name: "nothing to check", args: []string{"fmt", "--check"}, status: Failed, err: "searchfilter: expected files with queries (see searchfilter fmt --help)\n"},
		{name: "both", args: []string{"fmt", "--check", "-w", "ok.q"}, status: Failed, err: "searchfilter: fmt: choose one of --write and --check (see searchfilter fmt --help)\n"},
		{name: "write standard input", args: []string{"fmt", "-w", "-"}, status: Failed, err: "searchfilter: fmt: --write needs files, and standard input is none (see searchfilter fmt --help)\n"},
		{name: "write values", args: []string{"fmt", "-w", "--arg=a", "ok.q"}, status: Failed, err: "searchfilter: fmt: --write and --check take no --arg and --arg-file, whose values would stay in the files (see searchfilter fmt --help)\n"},
	})
	for name, text := range texts {
		assert.Equal(t, text, read(t, name), "%s before it is written", name)
	}
	if runtime.GOOS != "windows" {
		require.NoError(t, os.Symlink("end.q", "link.q"))
		texts["link.q"] = ""
	}
	list := []string{"fmt", "-w"}
	for name := range texts {
		if name != "end.q" || runtime.GOOS == "windows" {
			list = append(list, name)
		}
	}
	var out, stderr bytes.Buffer
	assert.Equal(t, Failed, Run(list, nil, &out, &stderr))
	assert.Empty(t, out.String())
	assert.Contains(t, stderr.String(), unknown)
	assert.Contains(t, stderr.String(), foreign)
	call{name: "mended", args: []string{"fmt", "-w", "--fix", "mend.q"}, err: "fixed: " + foreign}.test(t)
	for name, want := range map[string]string{
		"ok.q": texts["ok.q"], "crlf.q": "# x\r\nname = a\r\n", "end.q": "name = a\n", "mark.q": texts["mark.q"],
		"empty.q": "", "only.q": "# x\n", "bad.q": texts["bad.q"], "mend.q": "# x\nname = a\n",
	} {
		assert.Equal(t, want, read(t, name), "%s", name)
		info, err := os.Lstat(name)
		require.NoError(t, err)
		if runtime.GOOS != "windows" {
			assert.EqualValues(t, 0o640, info.Mode(), "%s", name)
		}
	}
	entries, err := os.ReadDir(".")
	require.NoError(t, err)
	assert.Len(t, entries, len(texts), "nothing is left behind")
	call{name: "written", args: []string{"fmt", "--check", "ok.q", "crlf.q", "end.q", "only.q", "mend.q"}}.test(t)
}

func TestArgFile(t *testing.T) {
	var many strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&many, "%08x-0000-1111-2222-333333333333\n", i)
	}
	files(t, map[string]string{
		"two.txt":   "\uFEFFa b\r\n-7d, \"x\"\n",
		"end.txt":   " c",
		"many.txt":  many.String(),
		"empty.txt": "",
		"blank.txt": "a\n\nb\n",
		"r.json":    `{"Id":"000007cf-0000-1111-2222-333333333333","Name":"a b"}{"Id":"2","Name":"a b"}`,
	})
	testAll(t, []call{
		{name: "lines", args: []string{"fmt", "--arg-file", "two.txt", "name in ($1)"}, out: `name in ("a b", "-7d, \"x\"")` + "\n"},
		{name: "in order", args: []string{"fmt", "--arg=x", "--arg-file=two.txt", "--arg=two.txt", "--arg-file=end.txt", "id = $1 and name in ($2) and arn = $3 and sha256 not in ($4)"},
			out: `id = x and name in ("a b", "-7d, \"x\"") and arn = two.txt and sha256 not in (" c")` + "\n"},
		{name: "standard input", args: []string{"fmt", "--arg-file=-", "id in ($1)"}, stdin: "1\n2", out: "id in (1, 2)\n"},
		{name: "many", args: []string{"match", "--output=ids", "--arg-file=many.txt", "id in ($1)", "r.json"}, out: "000007cf-0000-1111-2222-333333333333\n"},
		{name: "all but many", args: []string{"match", "--output=ids", "--arg-file=many.txt", "id not in ($1)", "r.json"}, out: "2\n"},
		{name: "none", args: []string{"check", "--arg-file=empty.txt", "id in ($1)"}, status: Failed, err: "searchfilter: empty.txt: there are no values in it\n"},
		{name: "empty line", args: []string{"check", "--arg-file=blank.txt", "id in ($1)"}, status: Failed, err: "searchfilter: blank.txt: line 2 is empty: a value was probably left out, and for an empty one there is --arg ''\n"},
		{name: "missing", args: []string{"check", "--arg-file=missing.txt", "id in ($1)"}, status: Failed, err: "searchfilter: missing.txt: no such file or directory\n"},
		{name: "no list", args: []string{"check", "--arg-file=two.txt", "id = $1"}, status: Failed, err: "1:6: the argument for $1 is a slice\n  id = $1\n       ^^ a slice stands alone in the list of an in: name in ($1)\n"},
		{name: "standard input twice", args: []string{"check", "--arg-file=-", "-"}, status: Failed, err: "searchfilter: standard input can be read only once (see searchfilter check --help)\n"},
		{name: "standard input for match", args: []string{"match", "--arg-file=-", "id in ($1)"}, status: Failed, err: "searchfilter: match: the values of --arg-file come from standard input, so name the files with the records (see searchfilter match --help)\n"},
		{name: "unused", args: []string{"check", "--arg-file=two.txt", "name = a"}, status: Failed, err: "1:1: argument 1 is not used: the query has no $1\n  name = a\n  ^\n"},
	})
	require.NoError(t, os.WriteFile("most.txt", bytes.Repeat([]byte("a\n"), mostValues+1), 0o600))
	call{name: "too many", args: []string{"check", "--arg-file=most.txt", "id in ($1)"}, status: Failed,
		err: fmt.Sprintf("searchfilter: the files of --arg-file have %d values, and may have %d\n", mostValues+1, mostValues)}.test(t)
	for _, mark := range []string{"", "\uFEFF"} {
		require.NoError(t, os.WriteFile("large.txt", append([]byte(mark), bytes.Repeat([]byte("a"), mostValueBytes+1)...), 0o600))
		call{name: "too large" + mark, args: []string{"check", "--arg-file=large.txt", "id in ($1)"}, status: Failed, err: "searchfilter: large.txt: it is larger than 16 MiB\n"}.test(t)
	}
}

func TestAll(t *testing.T) {
	const empty = "searchfilter: the query is empty, and so selects every record: add --all if that is meant\n"
	const another = "searchfilter: --all goes with the empty query alone, which is '' in its place\n"
	const record = `{"Id":"1","Name":"a"}`
	const plan = `{"version":1,"target":"test-cases","requests":[{"request":{}}],"minimal":"bound"}` + "\n"
	for _, query := range []string{"", " \n"} {
		for _, command := range []string{"match", "plan", "compile", "explain"} {
			call{name: fmt.Sprintf("%s/%q", command, query), args: []string{command, query}, stdin: record, status: Failed, err: empty}.test(t)
		}
	}
	testAll(t, []call{
		{name: "standard input", args: []string{"plan", "-"}, stdin: "# x\n", status: Failed, err: empty},
		{name: "match", args: []string{"match", "--all", "--output=ids", ""}, stdin: record, out: "1\n"},
		{name: "match without a query", args: []string{"match", "--all", "--output=ids"}, stdin: record, out: "1\n"},
		{name: "plan", args: []string{"plan", "--all", "--compact", ""}, out: plan},
		{name: "plan without a query", args: []string{"plan", "--all", "--compact"}, out: plan},
		{name: "plan from standard input", args: []string{"plan", "--all", "--compact", "-"}, stdin: "# x\n", out: plan},
		{name: "compile", args: []string{"compile", "--all", "--compact", ""}, out: "{}\n"},
		{name: "explain", args: []string{"explain", "--all", "--json", "--record=-", ""}, stdin: record, out: `{"record":1,"id":"1","selected":true,"query":"","reasons":[]}` + "\n"},
		{name: "another query", args: []string{"match", "--all", "name = a"}, stdin: record, status: Failed, err: another},
		{name: "a file in the place of the query", args: []string{"match", "--all", "a.json"}, status: Failed, err: another},
		{
			name: "a tagFilter is never empty", args: []string{"compile", "--target=q-session", ""}, status: Failed,
			err: "the query is empty, and there is no empty filter; leave the member out to let everything through\n",
		},
	})
}

func TestPlanBodies(t *testing.T) {
	const name = `{"InstanceId":"i","SearchCriteria":{"StringCondition":{"FieldName":"name","Value":"a","ComparisonType":"EXACT"}}}`
	const tag = `{"InstanceId":"i","SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"b","TagValue":"1"}}}}`
	const left = "this is left to check on the records that the requests find: id = 1; id = 2"
	residual := []string{"plan", "--instance-id=i", "--output=jsonl", "name = a and id = 1 or tag:b = 1 and id = 2"}
	testAll(t, []call{
		{name: "lines", args: []string{"plan", "--instance-id=i", "--output=jsonl", "name = a or tag:b = 1"}, out: name + "\n" + tag + "\n"},
		{
			name: "instance", args: []string{"plan", "--instance-id=i", "--compact", "name = a or tag:b = 1"},
			out: `{"version":1,"target":"test-cases","requests":[{"request":` + name + `},{"request":` + tag + `}],"minimal":"bound"}` + "\n",
		},
		{name: "nothing", args: []string{"plan", "--output=jsonl", "--diagnostics=json", "tag:a = 1 and not tag:a exists"}, err: warningOf(t, "tag:a = 1 and not tag:a exists")},
		{name: "residuals", args: residual, status: Failed, err: "searchfilter: " + left + ": --output json prints it with each request, and --allow-residual leaves it out\n"},
		{name: "residuals that are allowed", args: append(residual, "--allow-residual"), out: name + "\n" + tag + "\n", err: "searchfilter: warning: " + left + "\n"},
		{
			name: "a residual of all", args: []string{"plan", "--output=jsonl", "(name = a or tag:b = 1) and id = 1"}, status: Failed,
			err: "searchfilter: this is left to check on the records that the requests find: id = 1: --output json prints it with each request, and --allow-residual leaves it out\n",
		}, {
			name: "allowed for nothing", args: []string{"plan", "--allow-residual", "name = a"}, status: Failed,
			err: "searchfilter: plan: --allow-residual goes with --output jsonl (see searchfilter plan --help)\n",
		}, {
			name: "no text", args: []string{"plan", "--instance-id=\xff", "name = a"}, status: Failed,
			err: "searchfilter: plan: --instance-id is not UTF-8 (see searchfilter plan --help)\n",
		},
	})
}

// warningOf returns the warnings about a plan, as JSON.
func warningOf(t *testing.T, query string) string {
	var stderr bytes.Buffer
	require.Equal(t, done, Run([]string{"plan", "--diagnostics=json", query}, nil, new(bytes.Buffer), &stderr))
	require.Contains(t, stderr.String(), `"warning":true`)
	return stderr.String()
}
