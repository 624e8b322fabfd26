package command

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/diag"
)

func TestFmt(t *testing.T) {
	testAll(t, []call{
		{
			name: "canonical", args: []string{"fmt", `( NAME startswith 'smoke' ) AND status IN(saved,PUBLISHED) or tag:"BPO"=123`},
			out: "name ^= smoke and status in (SAVED, PUBLISHED) or tag:BPO = 123\n",
		},
		{name: "empty", args: []string{"fmt", " "}, out: "\n"},
		{name: "relative time", args: []string{"fmt", "modified > -7d"}, out: "modified > -7d\n"},
		{name: "characters of HTML", args: []string{"fmt", `name = "<b>&"`}, out: `name = "<b>&"` + "\n"},
		{name: "mistake", args: []string{"fmt", `name ^= "smoke" and stauts = PUBLISHED`}, status: Failed, err: stauts},
		{
			name: "mistake with a fix, unasked", args: []string{"fmt", "name == a"}, status: Failed,
			err: "1:6: there is no operator ==\n  name == a\n       ^^ write =\n",
		},
	})
}

func TestFmtFix(t *testing.T) {
	testAll(t, []call{
		{name: "nothing to mend", args: []string{"fmt", "--fix", "NAME=a"}, out: "name = a\n"},
		{name: "nothing to mend as JSON", args: []string{"fmt", "--fix", "--diagnostics=json", "NAME=a"}, out: "name = a\n"},
		{
			name: "several", args: []string{"fmt", "--fix", "name == smoke && status = SAVED"},
			out: "name = smoke and status = SAVED\n",
			err: `fixed: 1:6: there is no operator ==
  name == smoke && status = SAVED
       ^^ write =
fixed: 1:15: there is no operator &&
  name == smoke && status = SAVED
                ^^ write and
`,
		}, {
			name: "a guess is not mended", args: []string{"fmt", "--fix", "status == PUBLISHEDD"}, status: Failed,
			err: `fixed: 1:8: there is no operator ==
  status == PUBLISHEDD
         ^^ write =
1:10: status is never "PUBLISHEDD"
  status = PUBLISHEDD
           ^^^^^^^^^^ did you mean PUBLISHED?
`,
		}, {
			name: "not all", args: []string{"fmt", "--fix", "name == a and modified > yesterday"}, status: Failed,
			err: `fixed: 1:6: there is no operator ==
  name == a and modified > yesterday
       ^^ write =
1:25: "yesterday" is no time
  name = a and modified > yesterday
                          ^^^^^^^^^ write 2026-01-31 for a day, 2026-01-31T09:00Z, or -7d, -12h or -30m for a time before now, by 100 years at most
`,
		}, {
			name: "from standard input, with arguments", args: []string{"fmt", "--fix", "--arg", "a", "-"}, stdin: "name == $1\n",
			out: "name = a\n",
			err: "fixed: 1:6: there is no operator ==\n  name == $1\n       ^^ write =\n",
		},
	})

	// The - that is left does not name standard input.
	t.Run("hyphen left", func(t *testing.T) {
		var out, stderr bytes.Buffer
		assert.Equal(t, Failed, Run([]string{"fmt", "--fix", "--", "-)"}, strings.NewReader("name = a"), &out, &stderr))
		assert.Empty(t, out.String())
		assert.Contains(t, stderr.String(), "fixed: 1:2: ")
		assert.Contains(t, stderr.String(), "\n  -\n")
	})

	// More mistakes than one run reports.
	t.Run("many", func(t *testing.T) {
		query := strings.Repeat("name == a or ", 2*diag.Most) + "name == a"
		var out, stderr bytes.Buffer
		assert.Equal(t, done, Run([]string{"fmt", "--fix", query}, nil, &out, &stderr))
		assert.Equal(t, strings.ReplaceAll(query, "==", "=")+"\n", out.String())
		assert.Equal(t, strings.Count(query, "=="), strings.Count(stderr.String(), "fixed: "), "mistakes mended")
	})

	// A text that no number of rounds mends.
	t.Run("too many", func(t *testing.T) {
		query := strings.Repeat("name == a or ", 50*diag.Most) + "name == a"
		var out, stderr bytes.Buffer
		assert.Equal(t, Failed, Run([]string{"fmt", "--fix", query}, nil, &out, &stderr))
		assert.Empty(t, out.String())
	})

	t.Run("json", func(t *testing.T) {
		for _, test := range []struct {
			query  string
			status int
			out    string
			codes  []ast.Code
		}{
			{"name == a && id = b", done, "name = a and id = b\n", []ast.Code{codes.ForeignOperator, codes.ForeignOperator}},
			{"stauts == 1", Failed, "", []ast.Code{codes.ForeignOperator, codes.UnknownField}},
		} {
			var out, stderr bytes.Buffer
			assert.Equal(t, test.status, Run([]string{"fmt", "--fix", "--diagnostics=json", test.query}, nil, &out, &stderr))
			assert.Equal(t, test.out, out.String())
			var ds ast.Diagnostics
			require.NoError(t, json.Unmarshal(stderr.Bytes(), &ds), "%s", stderr.Bytes())
			var codes []ast.Code
			for _, d := range ds {
				codes = append(codes, d.Code)
			}
			assert.Equal(t, test.codes, codes, "codes that fmt --fix %q reports", test.query)
		}
	})

	t.Run("overlap", func(t *testing.T) {
		at := func(from, to int) ast.Diagnostic {
			span := ast.Span{
				Start: ast.Position{Offset: from, Line: 1, Column: from + 1},
				End:   ast.Position{Offset: to, Line: 1, Column: to + 1},
			}
			return ast.Diagnostic{Span: span, Fix: &ast.Fix{Span: span}}
		}
		ds := ast.Diagnostics{at(0, 4), {Message: "no fix"}, at(2, 5), at(4, 4), at(6, 7)}
		assert.Equal(t, ast.Diagnostics{at(0, 4), at(4, 4), at(6, 7)}, fixable(ds))
		assert.Equal(t, "ef", fixable(ds).Fixed("abcdefg")[0:2])
		assert.Empty(t, fixable(nil))
	})
}
