package command

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/codes"
)

func TestCompile(t *testing.T) {
	testAll(t, []call{
		{
			name: "criteria and tags",
			args: []string{"compile", `name ^= "smoke" and status = PUBLISHED and tag:BPO = 123`},
			out: `{
  "SearchFilter": {
    "TagFilter": {
      "TagCondition": {
        "TagKey": "BPO",
        "TagValue": "123"
      }
    }
  },
  "SearchCriteria": {
    "AndConditions": [
      {
        "StringCondition": {
          "FieldName": "name",
          "Value": "smoke",
          "ComparisonType": "STARTS_WITH"
        }
      },
      {
        "StatusCondition": "PUBLISHED"
      }
    ]
  }
}
`,
		}, {
			name: "target named", args: []string{"compile", "--target=test-cases", "--compact", "tag:a = 1"},
			out: `{"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"a","TagValue":"1"}}}}` + "\n",
		}, {
			name: "empty", args: []string{"compile", "--all", ""}, out: "{}\n",
		}, {
			name: "no warnings as JSON", args: []string{"compile", "--all", "--diagnostics=json", ""}, out: "{}\n",
		}, {
			name: "instance", args: []string{"compile", "--instance-id", "i-1", "status = SAVED"},
			out: `{
  "InstanceId": "i-1",
  "SearchCriteria": {
    "StatusCondition": "SAVED"
  }
}
`,
		}, {
			name: "characters of HTML", args: []string{"compile", "--compact", "--instance-id", "<i>", `tag:a = "<b>&"`},
			out: `{"InstanceId":"<i>","SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"a","TagValue":"<b>&"}}}}` + "\n",
		}, {
			name: "session", args: []string{"compile", "--target", "q-session", "tag:a = 1 or tag:b exists"},
			out: `{
  "tagFilter": {
    "orConditions": [
      {
        "tagCondition": {
          "key": "a",
          "value": "1"
        }
      },
      {
        "tagCondition": {
          "key": "b"
        }
      }
    ]
  }
}
`,
		}, {
			name: "compact session", args: []string{"compile", "--compact", "--target", "q-session", "tag:a = '<'"},
			out: `{"tagFilter":{"tagCondition":{"key":"a","value":"<"}}}` + "\n",
		}, {
			name: "instance of a session", args: []string{"compile", "--target=q-session", "--instance-id=i-1", "tag:a = 1"}, status: Failed,
			err: "searchfilter: compile: --instance-id goes with searches of Amazon Connect alone, not with q-session (see searchfilter compile --help)\n",
		}, {
			name: "empty instance", args: []string{"compile", "--instance-id", "", "tag:a = 1"}, status: Failed,
			err: "searchfilter: --instance-id must be a value, neither empty nor a flag, but got \"\" (see searchfilter compile --help)\n",
		}, {
			name: "instance that is no text", args: []string{"compile", "--instance-id", "a\xff", "tag:a = 1"}, status: Failed,
			err: "searchfilter: compile: --instance-id is not UTF-8 (see searchfilter compile --help)\n",
		}, {
			name: "mistake", args: []string{"compile", `name ^= "smoke" and stauts = PUBLISHED`}, status: Failed, err: stauts,
		},
	})
}

// TestCompileDiagnostics holds the program to the words of the library.
func TestCompileDiagnostics(t *testing.T) {
	for _, test := range []struct {
		target, query string
		code          ast.Code
		status        int
		out           string
	}{
		{"test-cases", `name ^= "smoke" and status = PUBLISHED or tag:BPO=123`, codes.Inexpressible, Failed, ""},
		{"q-session", "tag:a = 1 and name = b", codes.Inexpressible, Failed, ""},
		{"q-session", "", codes.EmptyFilter, Failed, ""},
		{
			"test-cases", "name *= a", codes.ContainsLength, done,
			`{"SearchCriteria":{"StringCondition":{"FieldName":"name","Value":"a","ComparisonType":"CONTAINS"}}}` + "\n",
		},
		{
			"q-session", "tag:a = 1 and tag:a = 2", codes.Contradiction, done,
			`{"tagFilter":{"andConditions":[{"key":"a","value":"1"},{"key":"a","value":"2"}]}}` + "\n",
		},
	} {
		t.Run(string(test.code)+"/"+test.target, func(t *testing.T) {
			ds := libraryDiagnostics(t, test.target, test.query)
			require.NotEmpty(t, ds)
			require.Equal(t, test.code, ds[0].Code)
			for form, want := range map[string]string{"text": ds.Render(test.query), "json": asJSON(t, test.query, ds)} {
				call{
					name:   form,
					args:   []string{"compile", "--compact", "--diagnostics", form, "--target", test.target, test.query},
					status: test.status, out: test.out, err: want,
				}.test(t)
			}
		})
	}
}

func libraryDiagnostics(t *testing.T, target, query string) ast.Diagnostics {
	q, err := searchfilter.Parse(query)
	require.NoError(t, err)
	var warnings ast.Diagnostics
	if target == "q-session" {
		f, e := q.TagFilter()
		if err = e; err == nil {
			warnings = f.Warnings
		}
	} else {
		r, e := q.Request()
		if err = e; err == nil {
			warnings = r.Warnings
		}
	}
	if err != nil {
		return err.(ast.Diagnostics)
	}
	return warnings
}

// asJSON returns what the program writes for the diagnostics of a query.
func asJSON(t *testing.T, query string, ds ast.Diagnostics) string {
	var b bytes.Buffer
	a := QueryArgs{Streams: &Streams{Err: &b, diagnostics: "json"}, source: source{text: query}}
	a.Report(ds)
	assert.True(t, bytes.HasPrefix(b.Bytes(), []byte(`[{"code":"`+string(ds[0].Code)+`"`)), b.String())
	return b.String()
}
