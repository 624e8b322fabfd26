package compile_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/internal/cases"
	"github.com/searchfilter/searchfilter/schema"
)

var update = flag.Bool("update", false, "write the outputs of testdata/json anew")

// decodeOutputs returns what becomes of a case.
func decodeOutputs(t *testing.T, c *cases.Document) map[string]string {
	made := map[string]string{}
	recognized, options, err := compile.Recognize([]byte(c.Document), ast.Limits{})
	target := ""
	switch {
	case err != nil:
	case recognized == compile.Search:
		target = "test-cases"
	case options.CloudFormation:
		target = "cloudformation"
	default:
		target = "q-session"
	}
	made["recognized"] = target + "\n"
	if c.Target != "" {
		target = c.Target
	}

	var q *schema.Resolved
	var result any
	var warnings ast.Diagnostics
	switch target {
	case "test-cases":
		if q, err = compile.DecodeSearch([]byte(c.Document), compile.TestCases(), compile.DecodeOptions{}); err == nil {
			result, warnings, err = searchTestCases(q, compile.TestCases())
		}
	case "":
		require.Error(t, err)
	default:
		options := compile.DecodeOptions{CloudFormation: target == "cloudformation"}
		if q, err = compile.DecodeTagFilter([]byte(c.Document), compile.QSession(), options); err == nil {
			result, warnings, err = tagFilter(q, compile.QSession())
		}
	}
	if q != nil {
		made["query"] = q.String() + "\n"
	}
	if result != nil {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		require.NoError(t, e.Encode(result))
		made["json"] = b.String()
	}
	if err != nil {
		warnings = err.(ast.Diagnostics)
	}
	if len(warnings) > 0 {
		made["problems"] = warnings.Render(c.Document)
	}
	return made
}

func decodeCases(t testing.TB) (list []*cases.Document) {
	t.Helper()
	for _, file := range cases.LoadDocuments(t) {
		list = append(list, file.Cases...)
	}
	return list
}

// TestDecode_cases holds the decoders to the shared cases.
func TestDecode_cases(t *testing.T) {
	count, codes := 0, map[string]bool{}
	for _, file := range cases.LoadDocuments(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file.Path), ".txtar"), func(t *testing.T) {
			for _, c := range file.Cases {
				count++
				made := decodeOutputs(t, c)
				for _, section := range cases.DocumentOutputs {
					want, ok := made[section]
					if !*update {
						assert.Equal(t, want, c.Sections[section], "%s/%s: run go test ./compile -run TestDecode_cases -update, and read what it changed", c.Name, section)
					} else if ok {
						c.Sections[section] = want
					} else {
						delete(c.Sections, section)
					}
				}
				codes[made["problems"]] = true
			}
			if *update {
				require.NoError(t, os.WriteFile(file.Path, file.Format(), 0o644))
			}
		})
	}
	t.Logf("%d cases, %d different problems", count, len(codes))
	require.GreaterOrEqual(t, count, 70)
}
