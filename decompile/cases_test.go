package decompile_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/decompile"
	"github.com/searchfilter/searchfilter/internal/cases"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/qconnect"
	"github.com/searchfilter/searchfilter/schema"
)

var update = flag.Bool("update", false, "write the outputs of testdata/json anew")

// decodeOutputs returns what becomes of a case.
func decodeOutputs(t *testing.T, c *cases.Document) map[string]string {
	made := map[string]string{}
	found, err := decompile.Find([]byte(c.Document), targets, ast.Limits{})
	target := ""
	for _, f := range found {
		if errors.Is(f.Problems, ast.Code(codes.AmbiguousTarget)) {
			err = f.Problems
		} else {
			target = targets[f.Targets[0]].Name
		}
	}
	made["recognized"] = target + "\n"
	if c.Target != "" {
		target = c.Target
	}

	var q *schema.Resolved
	var result any
	var warnings ast.Diagnostics
	if target == "" {
		require.Error(t, err)
	} else {
		to := targets[slices.IndexFunc(targets, func(t compile.Target) bool { return t.Name == target })]
		if q, err = decompile.Decode([]byte(c.Document), to, ast.Limits{}); err == nil {
			var r *compile.Request
			if to.Criteria == nil {
				to = qconnect.Session() // the JSON of both is the session's
			}
			if r, err = compile.Compile(q, to); err == nil {
				result, warnings = any(r), r.Warnings
				if to.Criteria == nil {
					result = r.Member("tagFilter")
				}
			}
		}
	}
	if q != nil {
		made["query"] = q.String() + "\n"
	}
	if result != nil {
		b, err := chars.JSON(result)
		require.NoError(t, err)
		made["json"] = string(b) + "\n"
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
				c.Hold(t, made, cases.DocumentOutputs, *update, "go test ./decompile -run TestDecode_cases -update")
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
