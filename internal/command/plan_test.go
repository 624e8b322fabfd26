package command

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestPlan(t *testing.T) {
	const example = `name ^= "smoke" and status = PUBLISHED or tag:BPO=123`
	testAll(t, []call{
		{
			name: "two requests", args: []string{"plan", example},
			out: `{
  "version": 1,
  "target": "test-cases",
  "requests": [
    {
      "request": {
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
    },
    {
      "request": {
        "SearchFilter": {
          "TagFilter": {
            "TagCondition": {
              "TagKey": "BPO",
              "TagValue": "123"
            }
          }
        }
      }
    }
  ],
  "minimal": "bound"
}
`,
		}, {
			name: "a residual of all", args: []string{"plan", "--compact", `name $= "-eu" and modified < 2026-01-31`},
			out: `{"version":1,"target":"test-cases","requests":[{"request":{"SearchCriteria":{"StringCondition":{"FieldName":"name","Value":"-eu","ComparisonType":"CONTAINS"}}}}],"residual":"name $= -eu and modified < 2026-01-31T00:00:00Z","minimal":"bound"}` + "\n",
		}, {
			name: "a residual of one", args: []string{"plan", "--compact", `status = SAVED and id = 1 or tag:a = 1`},
			out: `{"version":1,"target":"test-cases","requests":[{"request":{"SearchCriteria":{"StatusCondition":"SAVED"}},"residual":"id = 1"},{"request":{"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"a","TagValue":"1"}}}}}],"minimal":"bound"}` + "\n",
		}, {
			name: "exact", args: []string{"plan", "--exact", `name $= "-eu"`}, status: 2,
			err: `1:1: this can only be checked after the request: ` + "`name $= -eu`" + `
  name $= "-eu"
  ^^^^^^^^^^^^^ leave it out, or leave out --exact
`,
		}, {
			name: "a scan", args: []string{"plan", "id = 1"}, status: 2,
			err: `1:1: only a scan of every test case finds ` + "`id = 1`" + `: SearchTestCases has no condition on id
  id = 1
  ^^^^^^ add a condition that can be sent, or give --allow-scan
`,
		}, {
			name: "a scan that is allowed", args: []string{"plan", "--compact", "--allow-scan", "id = 1"},
			out: `{"version":1,"target":"test-cases","requests":[{"request":{}}],"residual":"id = 1","minimal":"bound"}` + "\n",
			err: `warning: 1:1: only a scan of every test case finds ` + "`id = 1`" + `: SearchTestCases has no condition on id
  id = 1
  ^^^^^^ every test case is listed and checked
`,
		}, {
			name: "nothing", args: []string{"plan", "--compact", "tag:a=1 and tag:a=2"},
			out: `{"version":1,"target":"test-cases","requests":[],"minimal":"bound"}` + "\n",
			err: "warning: 1:13: nothing meets both `tag:a = 1` and `tag:a = 2`\n" +
				"  tag:a=1 and tag:a=2\n              ^^^^^^^ join them with or if one of them is enough\n",
		}, {
			name: "most requests", args: []string{"plan", "--max-requests=1", example}, status: 2,
			err: `1:1: this takes 2 requests, and the limit is 1
  name ^= "smoke" and status = PUBLISHED or tag:BPO=123
  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ask for less, or raise --max-requests
`,
		}, {
			name: "most tag conditions", args: []string{"plan", "--compact", "--max-tag-conditions=1", "tag:a in (1, 2)"},
			out: `{"version":1,"target":"test-cases","requests":[{"request":{"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"a","TagValue":"1"}}}}},{"request":{"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"a","TagValue":"2"}}}}}],"minimal":"bound"}` + "\n",
		}, {
			name: "a number", args: []string{"plan", "--max-requests=0", example}, status: 2,
			err: "searchfilter: --max-requests must be a whole number from 1 to 2147483647 but got \"0\" (see searchfilter plan --help)\n",
		}, {
			name: "a key without a value", args: []string{"plan", "--compact", "--key-without-value-exists", "tag:a exists"},
			out: `{"version":1,"target":"test-cases","requests":[{"request":{"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"a"}}}}}],"minimal":"bound"}` + "\n",
		}, {
			name: "no status", args: []string{"plan", "--compact", "--status-may-be-missing", "tag:a=1 and status != SAVED"},
			out: `{"version":1,"target":"test-cases","requests":[{"request":{"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"a","TagValue":"1"}}}}}],"residual":"status != SAVED","minimal":"bound"}` + "\n",
		}, {
			name: "not UTF-8", args: []string{"plan", "name = \xff"}, status: 2,
			err: "1:8: the text is not UTF-8 here\n  name = \ufffd\n         ^ save the query as UTF-8\n",
		}, {
			name: "any contains", args: []string{"plan", "--compact", "--contains-any-length", "name *= a"},
			out: `{"version":1,"target":"test-cases","requests":[{"request":{"SearchCriteria":{"StringCondition":{"FieldName":"name","Value":"a","ComparisonType":"CONTAINS"}}}}],"minimal":"bound"}` + "\n",
		},
	})
}

// TestMeaning holds the commands to the flags on which the meaning of a query hangs.
func TestMeaning(t *testing.T) {
	const records = `{"Name":"Smoke","Status":"SAVED","Id":"1"}` + "\n" + `{"Name":"other","Status":"SAVED","Id":"2"}`
	const smo = `{"SearchCriteria":{"StringCondition":{"FieldName":"name","Value":"SMO","ComparisonType":"STARTS_WITH"}}}`
	const spellings = `{"AndConditions":[{"StringCondition":{"FieldName":"name","Value":"a","ComparisonType":"EXACT"}},{"StringCondition":{"FieldName":"name","Value":"A","ComparisonType":"EXACT"}}]}`
	testAll(t, []call{
		{
			name: "match with i", args: []string{"match", "--output=ids", "name ^= SMO i"}, stdin: records, out: "1\n",
		}, {
			name: "fmt", args: []string{"fmt", "-i", "name ^= SMO and tag:a = b and modified > -7d"}, out: "name ^= SMO i and tag:a = b and modified > -7d\n",
		}, {
			name: "a residual is complete", args: []string{"plan", "--compact", "-i", "--now", "2026-01-31T09:00:00Z", "tag:a = b and name = x and modified > -7d"},
			out: `{"version":1,"target":"test-cases","requests":[{"request":{"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"a","TagValue":"b"}}}}}],"residual":"name = x i and modified > 2026-01-24T09:00:00Z","minimal":"bound"}` + "\n",
		}, {
			name: "now", args: []string{"match", "--now=2026-02-08", "--output=ids", "modified > -7d"},
			stdin: `{"Id":"1","LastModifiedTime":"2026-02-01T00:00:01Z"}` + "\n" + `{"Id":"2","LastModifiedTime":"2026-02-01"}`, out: "1\n",
		}, {
			name: "days are UTC's", args: []string{"match", "--output=ids", "modified = 2026-07-01"}, status: 1,
			stdin: `{"Id":"1","LastModifiedTime":"2026-06-30 23:30:00.000000+00:00"}`,
		}, {
			name: "or of another zone", args: []string{"match", "--tz", "Europe/London", "--output=ids", "modified = 2026-07-01"},
			stdin: `{"Id":"1","LastModifiedTime":"2026-06-30 23:30:00.000000+00:00"}`, out: "1\n",
		}, {
			name: "no zone", args: []string{"match", "--tz", "Europe/Londn", "modified = 2026-07-01"}, status: 2,
			err: "searchfilter: --tz must be a time zone such as Europe/London but got \"Europe/Londn\" (see searchfilter match --help)\n",
		}, {
			name: "a residual has instants", args: []string{"plan", "--compact", "--tz=Europe/London", "tag:a = b and modified = 2026-07-01"},
			out: `{"version":1,"target":"test-cases","requests":[{"request":{"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"a","TagValue":"b"}}}}}],"residual":"modified >= 2026-06-30T23:00:00Z and modified < 2026-07-01T23:00:00Z","minimal":"bound"}` + "\n",
		}, {
			name: "now is no time", args: []string{"match", "--now=-7d", "modified > -7d"}, status: 2,
			err: "searchfilter: --now must be a time such as 2026-01-31T09:00:00Z or a date but got \"-7d\" (see searchfilter match --help)\n",
		}, {
			name: "diff", args: []string{"diff", "-i", "--now", "2026-02-08", "name = a and modified > -7d", "name = A i and modified > 2026-02-01T00:00Z"}, out: "They select the same.\n",
		}, {
			name: "match", args: []string{"match", "--ignore-case", "--output=ids", "name ^= SMO"}, stdin: records, out: "1\n",
		}, {
			name: "compile", args: []string{"compile", "--ignore-case", "name ^= SMO"}, status: 2,
			err: "1:1: SearchTestCases may mind the case of name, and would then find too little\n" +
				"  name ^= SMO\n  ^^^^^^^^^^^ compare with case, or plan the query\n",
		}, {
			name: "compile for a service that folds", args: []string{"compile", "--compact", "--service-folds-case", "name ^= SMO i"},
			out: `{"SearchCriteria":{"StringCondition":{"FieldName":"name","Value":"SMO","ComparisonType":"STARTS_WITH"}}}` + "\n",
		}, {
			name: "decompile for a service that folds", args: []string{"decompile", "--service-folds-case"}, stdin: smo, out: "name ^= SMO i\n",
		}, {
			name: "lint", args: []string{"lint"}, status: 1, stdin: spellings,
			out: "warning: 1:116: AndConditions[1].StringCondition: nothing meets both `name = a` and `name = A`\n" +
				`  …","Value":"a","ComparisonType":"EXACT"}},{"StringCondition":{"FieldName":"name","Value":"A","ComparisonType":"EXACT"}…` + "\n" +
				strings.Repeat(" ", 63) + strings.Repeat("^", 57) + " join them with or if one of them is enough\n",
		}, {
			name: "lint for a service that folds", args: []string{"lint", "--service-folds-case"}, stdin: spellings,
		}, {
			name: "diff for a service that folds", args: []string{"diff", "--service-folds-case", "@-", "name ^= smo i"}, stdin: smo, out: "They select the same.\n",
		}, {
			name: "plan", args: []string{"plan", "--compact", "--ignore-case", "name ^= SMO and tag:a=1"},
			out: `{"version":1,"target":"test-cases","requests":[{"request":{"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"a","TagValue":"1"}}}}}],"residual":"name ^= SMO i","minimal":"bound"}` + "\n",
		}, {
			name: "plan for a service that folds, of a query that does not", args: []string{"plan", "--compact", "--service-folds-case", "name = x"},
			out: `{"version":1,"target":"test-cases","requests":[{"request":{"SearchCriteria":{"StringCondition":{"FieldName":"name","Value":"x","ComparisonType":"EXACT"}}}}],"residual":"name = x","minimal":"bound"}` + "\n",
		}, {
			name: "plan for a service that folds", args: []string{"plan", "--compact", "--ignore-case", "--service-folds-case", "name ^= SMO or name ^= smoke"},
			out: `{"version":1,"target":"test-cases","requests":[{"request":{"SearchCriteria":{"StringCondition":{"FieldName":"name","Value":"SMO","ComparisonType":"STARTS_WITH"}}}}],"minimal":"bound"}` + "\n",
		},
	})
}

func TestExplainPlan(t *testing.T) {
	testAll(t, []call{
		{
			name: "text", args: []string{"explain", `name $= -eu and not tag:a=1 or tag:b=2`},
			out: `2 requests
  1. name *= -eu   (at 1:1)
     then check: name $= -eu and tag:a != 1
  2. tag:b = 2   (at 1:32)
checked after the requests:
  name $= -eu   (at 1:1)
    SearchTestCases has no $= for name
    sent in its place: name *= -eu
  tag:a != 1   (at 1:17)
    SearchTestCases has no not for tag:a
fewer cannot do: a request that finds records of two of these kinds also finds some that are not selected:
  name *= -eu
  tag:b = 2
`,
		}, {
			name: "JSON", args: []string{"explain", "--json", "tag:a=1 and tag:a=2"},
			out: `{"query":"tag:a = 1 and tag:a = 2","requests":[],"clashes":[{"spans":[` +
				`{"start":{"offset":0,"line":1,"column":1},"end":{"offset":7,"line":1,"column":8}},` +
				`{"start":{"offset":12,"line":1,"column":13},"end":{"offset":19,"line":1,"column":20}}],` +
				`"message":"nothing meets both ` + "`tag:a = 1` and `tag:a = 2`" + `"}],"minimal":"bound"}` + "\n",
		}, {
			name: "error", args: []string{"explain", "id = 1"}, status: 2,
			err: `1:1: only a scan of every test case finds ` + "`id = 1`" + `: SearchTestCases has no condition on id
  id = 1
  ^^^^^^ add a condition that can be sent, or give --allow-scan
`,
		},
	})
}

func TestExplainRecord(t *testing.T) {
	const records = `{"TestCases":[{"Name":"smoke","Status":"SAVED","Id":"1","Tags":{"a":"1"}},{"Name":"other","Status":"SAVED"}]}`
	testAll(t, []call{
		{
			name: "text", args: []string{"explain", "--record=-", "name ^= smoke and tag:a=1 or status = PUBLISHED"}, stdin: records,
			out: `record 1, Id "1"
selected: name ^= smoke and tag:a = 1 or status = PUBLISHED
  name ^= smoke  yes: name is smoke
  tag:a = 1      yes: tag a is 1

record 2
not selected: name ^= smoke and tag:a = 1 or status = PUBLISHED
  name ^= smoke       no: name is other
  tag:a = 1           no: there is no tag a
  status = PUBLISHED  no: status is SAVED
`,
		}, {
			name: "odd Ids", args: []string{"explain", "--record=-", "name = a"}, stdin: `{"Name":"a","Id":7}{"Name":"a","Id":"1","id":"2"}{"Name":"a","Id":"3","Id":"4"}`,
			out: "record 1\nselected: name = a\n  name = a  yes: name is a\n\nrecord 2, Id \"1\"\nselected: name = a\n  name = a  yes: name is a\n\nrecord 3\nselected: name = a\n  name = a  yes: name is a\n",
		}, {
			name: "JSON", args: []string{"explain", "--json", "--record=-", "tag:a=2"}, stdin: `{"Tags":{"a":"1"}}`,
			out: `{"record":1,"selected":false,"query":"tag:a = 2","reasons":[{"condition":"tag:a = 2","span":` +
				`{"start":{"offset":0,"line":1,"column":1},"end":{"offset":7,"line":1,"column":8}},` +
				`"holds":false,"field":"tag:a","has":true,"value":"1"}]}` + "\n",
		}, {
			name: "no file", args: []string{"explain", "--record=none", "tag:a=2"}, status: 2,
			err: "searchfilter: none: no such file or directory\n",
		}, {
			name: "file that begins with a hyphen", args: []string{"explain", "--record=-none", "tag:a=2"}, status: 2,
			err: "searchfilter: -none: no such file or directory\n",
		}, {
			name: "standard input twice", args: []string{"explain", "--record=-", "-"}, status: 2, stdin: records,
			err: "searchfilter: explain: the query comes from standard input, so name the file with the records (see searchfilter explain --help)\n",
		},
	})
}

// TestFlagsInHints checks that a hint names the flag that allows what was refused, and none
// that the command lacks.
func TestFlagsInHints(t *testing.T) {
	const many = "tag:a in (1,2,3,4,5,6,7) and tag:b in (1,2,3,4,5,6,7)"
	for _, test := range []struct {
		args        []string
		hint, other string
	}{
		{[]string{"plan", "type = CHAT"}, "add a condition that can be sent, or give --allow-scan\n", "PlanOptions"},
		{[]string{"plan", "--diagnostics=json", "type = CHAT"}, `"params":{"option":"--allow-scan"}`, "PlanOptions"},
		{[]string{"explain", "--max-requests=1", "name = a or tag:x = 1"}, "ask for less, or raise --max-requests\n", "PlanOptions"},
		{[]string{"plan", "--exact", "name $= -prod"}, "leave it out, or leave out --exact\n", "PlanOptions"},
		{[]string{"compile", many}, "split the query into several requests\n", "raise"},
		{[]string{"compile", "--diagnostics=json", many}, `"hint":"split the query into several requests"`, "option"},
	} {
		var out, stderr bytes.Buffer
		assert.Equal(t, Failed, Run(test.args, nil, &out, &stderr), test.args)
		assert.Contains(t, stderr.String(), test.hint, test.args)
		assert.NotContains(t, stderr.String(), test.other, test.args)
	}
}
