package command

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/limit"
)

// stauts is how the query below is answered.
const stauts = `1:21: unknown field "stauts"
  name ^= "smoke" and stauts = PUBLISHED
                      ^^^^^^ did you mean status?
`

func TestCheck(t *testing.T) {
	query := `name ^= "smoke" and stauts = PUBLISHED`
	testAll(t, []call{
		{name: "sound", args: []string{"check", "name = a"}},
		{name: "empty", args: []string{"check", ""}},
		{name: "mistake", args: []string{"check", query}, status: Failed, err: stauts},
		{name: "several", args: []string{"check", "name == a and stauts = SAVED"}, status: Failed, err: `1:6: there is no operator ==
  name == a and stauts = SAVED
       ^^ write =
1:15: unknown field "stauts"
  name == a and stauts = SAVED
                ^^^^^^ did you mean status?
`},
		{
			name: "json", args: []string{"check", "--diagnostics", "json", query}, status: Failed,
			err: `[{"code":"unknown-field",` +
				`"span":{"start":{"offset":20,"line":1,"column":21},"end":{"offset":26,"line":1,"column":27}},` +
				`"message":"unknown field \"stauts\"","hint":"did you mean status?",` +
				`"params":{"field":"stauts"},"candidates":["status"],"utf16":{"start":21,"end":27}}]` + "\n",
		},
		{name: "json without mistakes", args: []string{"check", "--diagnostics", "json", "name = a"}},
		{
			name: "warning", args: []string{"check", "name = a and name = b"},
			err: "warning: 1:14: nothing meets both `name = a` and `name = b`\n" +
				"  name = a and name = b\n               ^^^^^^^^ join them with or if one of them is enough\n",
		}, {
			name: "warning of an instant", args: []string{"check", "--now=2026-02-01", "modified > -1d or modified = 2026-01-31T10:00Z"},
			err: "warning: 1:30: \"2026-01-31T10:00Z\" is one instant, which hardly any test case has\n" +
				"  modified > -1d or modified = 2026-01-31T10:00Z\n                               ^^^^^^^^^^^^^^^^^ " +
				"write a date for the day, or (modified >= 2026-01-31T10:00:00Z and modified < 2026-01-31T10:01:00Z) for the minute\n",
		}, {
			name: "warning in JSON", args: []string{"check", "--diagnostics=json", "-i", "name = a or name != A"},
			err: `[{"code":"tautology","warning":true,"span":{"start":{"offset":0,"line":1,"column":1},"end":{"offset":21,"line":1,"column":22}},` +
				`"message":"every test case meets ` + "`name = a i or name != A i`" + `","hint":"leave it out, or join its conditions with and if all of them must hold","utf16":{"start":1,"end":22}}]` + "\n",
		},
		{name: "hyphen first", args: []string{"check", "--", "-x = a"}, status: Failed, err: `1:1: unknown field "-x"
  -x = a
  ^^ the fields are name description status id arn region sha256 content initialization flow type source-phone-number destination-phone-number modified tag:KEY
`},
	})
}

// TestDiagnosticsJSON reads back what --diagnostics json writes, in which < stays <.
func TestDiagnosticsJSON(t *testing.T) {
	var out, stderr bytes.Buffer
	require.Equal(t, Failed, Run([]string{"check", "--diagnostics=json", `status < "<&>" and name <> b`}, nil, &out, &stderr))
	assert.Empty(t, out.String())
	var ds ast.Diagnostics
	require.NoError(t, json.Unmarshal(stderr.Bytes(), &ds))
	require.Len(t, ds, 2)
	assert.Equal(t, ast.Code(codes.InvalidOperator), ds[0].Code)
	assert.Equal(t, ast.Code(codes.ForeignOperator), ds[1].Code)
	assert.Contains(t, stderr.String(), "<>")
	assert.NotContains(t, stderr.String(), `\u003c`)
}

func TestArg(t *testing.T) {
	testAll(t, []call{
		{
			name: "in order",
			args: []string{"fmt", "--arg", "x", "--arg", "2026-01-31", "modified > $2 and name = $1"},
			out:  "modified > 2026-01-31 and name = x\n",
		}, {
			name: "commas", args: []string{"fmt", "--arg", `a,b\,c`, "name = $1"},
			out: `name = "a,b\\,c"` + "\n",
		}, {
			name: "empty", args: []string{"fmt", "--arg", "", "--arg=", "name = $1 or name = $2"},
			out: `name = "" or name = ""` + "\n",
		}, {
			name: "hyphens", args: []string{"fmt", "--arg", "-7d", "--arg", "--", "--arg=--fix", "modified > $1 or name in ($2, $3)"},
			out: "modified > -7d or name in (--, --fix)\n",
		}, {
			name: "text that looks like a query", args: []string{"fmt", "--arg", `a" or name = "b`, "name = $1"},
			out: `name = "a\" or name = \"b"` + "\n",
		}, {
			name: "missing", args: []string{"fmt", "name = $1"}, status: Failed, err: `1:8: there is no argument for $1
  name = $1
         ^^ pass one value for each number with the query
`,
		}, {
			name: "unused", args: []string{"check", "--arg", "x", "name = a"}, status: Failed,
			err: "1:1: argument 1 is not used: the query has no $1\n  name = a\n  ^\n",
		}, {
			name: "compile", args: []string{"compile", "--compact", "--arg", "SAVED", "status = $1"},
			out: `{"SearchCriteria":{"StatusCondition":"SAVED"}}` + "\n",
		}, {
			name: "match", args: []string{"match", "--output=ids", "--arg", "a", "name = $1"},
			stdin: `{"Id":"1","Name":"a"}`, out: "1\n",
		},
	})
}

func TestQueryFromStandardInput(t *testing.T) {
	testAll(t, []call{
		{name: "text", args: []string{"fmt", "-"}, stdin: "NAME=a", out: "name = a\n"},
		{name: "final newline", args: []string{"fmt", "-"}, stdin: "name = a\n", out: "name = a\n"},
		{name: "final newline of Windows", args: []string{"fmt", "-"}, stdin: "name = a\r\n", out: "name = a\n"},
		{name: "byte order mark", args: []string{"fmt", "-"}, stdin: "\uFEFFname = a\n", out: "name = a\n"},
		{name: "nothing", args: []string{"fmt", "-"}, out: "\n"},
		{name: "behind --", args: []string{"fmt", "--", "-"}, stdin: "name = a", out: "name = a\n"},
		{name: "several lines", args: []string{"check", "-"}, stdin: "name = a\nand stauts = b\n", status: Failed, err: `2:5: unknown field "stauts"
  and stauts = b
      ^^^^^^ did you mean status?
`},
		{name: "compile", args: []string{"compile", "--compact", "-"}, stdin: "status = saved\n", out: `{"SearchCriteria":{"StatusCondition":"SAVED"}}` + "\n"},
		{
			name: "match without files", args: []string{"match", "-"}, stdin: "name = a", status: Failed,
			err: "searchfilter: match: the query comes from standard input, so name the files with the records (see searchfilter match --help)\n",
		}, {
			name: "match with standard input", args: []string{"match", "-", "a.json", "-"}, stdin: "name = a", status: Failed,
			err: "searchfilter: match: the query comes from standard input, so name the files with the records (see searchfilter match --help)\n",
		},
	})

	t.Run("final newline in a string", func(t *testing.T) {
		var want bytes.Buffer
		require.Equal(t, Failed, Run([]string{"check", "name = 'a"}, nil, io.Discard, &want))
		for _, newline := range []string{"\n", "\r\n"} {
			call{name: newline, args: []string{"check", "-"}, stdin: "name = 'a" + newline, status: Failed, err: want.String()}.test(t)
		}
	})

	t.Run("longest", func(t *testing.T) {
		query := "name = " + strings.Repeat("a", limit.Bytes-len("name = "))
		call{name: "query", args: []string{"fmt", "-"}, stdin: query + "\n", out: query + "\n"}.test(t)
		call{name: "behind a byte order mark", args: []string{"fmt", "-"}, stdin: "\uFEFF" + query + "\n", out: query + "\n"}.test(t)
	})

	t.Run("endless", func(t *testing.T) {
		in := &counter{Reader: endless("name = a or ")}
		var out, stderr bytes.Buffer
		assert.Equal(t, Failed, Run([]string{"check", "--diagnostics=json", "-"}, in, &out, &stderr))
		assert.Equal(t, len("\uFEFF")+limit.Bytes+1, in.n, "bytes read")
		var ds ast.Diagnostics
		require.NoError(t, json.Unmarshal(stderr.Bytes(), &ds), "%s", stderr.Bytes())
		require.Len(t, ds, 1)
		assert.Equal(t, ast.Code(codes.TooLong), ds[0].Code)
	})

	for _, command := range []string{"compile", "fmt", "check"} {
		t.Run("failing/"+command, func(t *testing.T) {
			var out, stderr bytes.Buffer
			assert.Equal(t, Failed, Run([]string{command, "-"}, failing{errors.New("broken")}, &out, &stderr))
			assert.Equal(t, "searchfilter: standard input: broken\n", stderr.String())
			assert.Empty(t, out.String())
		})
	}
}

// counter counts the bytes that are read.
type counter struct {
	io.Reader
	n int
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	c.n += n
	return n, err
}
