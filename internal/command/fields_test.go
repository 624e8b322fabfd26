package command

import (
	"bytes"
	"encoding/json"
	goflag "flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/shown"
	"github.com/searchfilter/searchfilter/schema"
)

func TestFields(t *testing.T) {
	testAll(t, []call{
		{
			name: "unknown", args: []string{"fields", "nope"}, status: Failed,
			err: "searchfilter: fields: there is no target \"nope\": searchfilter fields lists all (see searchfilter fields --help)\n",
		}, {
			name: "nearly known", args: []string{"fields", "contact-flow"}, status: Failed,
			err: "searchfilter: fields: there is no target \"contact-flow\", did you mean \"contact-flows\"? (see searchfilter fields --help)\n",
		}, {
			name: "fields of no target", args: []string{"fields", "--try=x"}, status: Failed,
			err: "searchfilter: fields: --closed, --try and --unsent are about the fields of one target: name it (see searchfilter fields --help)\n",
		}, {
			name: "unknown field", args: []string{"fields", "--try=x", "users"}, status: Failed,
			err: "searchfilter: fields: --try: the records of users have no field \"x\": searchfilter fields users lists all (see searchfilter fields --help)\n",
		},
	})
}

var update = goflag.Bool("update", false, "write testdata anew")

// TestFields_shown runs the commands in testdata/fields.txt, each of which must print what
// stands below it.
func TestFields_shown(t *testing.T) {
	const path = "testdata/fields.txt"
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	var got strings.Builder
	sessions := strings.Split("\n"+string(want), "\n$ searchfilter ")[1:]
	require.Greater(t, len(sessions), 7)
	for _, session := range sessions {
		line, _, _ := strings.Cut(session, "\n")
		var out, stderr bytes.Buffer
		require.Equal(t, done, Run(strings.Fields(line), nil, &out, &stderr), line)
		require.Empty(t, stderr.String(), line)
		fmt.Fprintf(&got, "$ searchfilter %s\n%s\n", line, &out)
	}
	if *update {
		want = []byte(got.String())
		require.NoError(t, os.WriteFile(path, want, 0o644))
	}
	assert.Equal(t, string(want), got.String(), "if this is as it should be: go test ./internal/command -run TestFields_shown -update")
}

func TestFieldsOfAll(t *testing.T) {
	var out, stderr bytes.Buffer
	require.Equal(t, done, Run([]string{"fields"}, nil, &out, &stderr))
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	require.Len(t, lines, len(shown.AllTargets()))
	for i, target := range shown.AllTargets() {
		assert.Regexp(t, "^"+target.Name+"  +"+target.Operation+"$", lines[i])
	}
	assert.Empty(t, stderr.String())

	out.Reset()
	require.Equal(t, done, Run([]string{"fields", "--json"}, nil, &out, &stderr))
	var list []shown.ListedTarget
	require.NoError(t, json.Unmarshal(out.Bytes(), &list))
	require.Len(t, list, len(shown.AllTargets()))
	assert.Equal(t, shown.ListedTarget{Target: "agent-statuses", Operation: "SearchAgentStatuses"}, list[0])
}

// TestDescribe asks for each operator of each field, once.
func TestDescribe(t *testing.T) {
	operators := 0
	for _, target := range shown.AllTargets() {
		d := shown.Describe(&target)
		for _, f := range d.Fields {
			kind := schema.Text
			if i := target.Schema.Lookup(f.Name); i >= 0 {
				kind = target.Schema.Fields[i].Kind
			}
			said := map[string]int{}
			for _, list := range [][]string{f.Exact, f.Widened, f.NotSent} {
				for _, op := range list {
					said[op]++
				}
			}
			for op := ast.OpEqual; op <= ast.OpExists; op++ {
				want := 0
				if kinds.Takes(kind, op) && !(op == ast.OpExists && f.Always) {
					want = 1
					operators++
				}
				assert.Equal(t, want, said[op.String()], "%s %s %s", target.Name, f.Name, op)
			}
		}
	}
	t.Logf("%d operators", operators)
	require.Greater(t, operators, 1000)
}
