package compile_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/internal/cases"
)

var update = flag.Bool("update", false, "write the outputs of testdata/json anew")

// A decodeCase is a document of testdata/json with what becomes of it. These are
// txtar files, with sections named CASE/SECTION:
//
//	document    the JSON, or in document.quoted as a Go string with its escapes
//	target      test-cases, q-session or cloudformation, if it is not recognised
//
// are written by hand, and
//
//	recognized  the target that is recognised, or nothing
//	query       the query
//	json        what the compiler makes of the query
//	problems    the diagnostics, of the compiler too if the document can be decoded
//
// are written by go test ./compile -run TestDecode_cases -update, for a person
// to read.
type decodeCase struct {
	name     string
	document string
	sections map[string]string
}

var decodeSections = []string{"document", "document.quoted", "target", "recognized", "query", "json", "problems"}

// decodeFiles returns the paths of the files with cases, sorted, and the files.
func decodeFiles(t testing.TB) (paths []string, files map[string]*txtar.Archive) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(cases.Root(t), "testdata", "json", "*.txtar"))
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	files = map[string]*txtar.Archive{}
	for _, path := range paths {
		files[path], err = txtar.ParseFile(path)
		require.NoError(t, err)
	}
	return paths, files
}

// casesOf returns the cases of a file in their order.
func casesOf(t testing.TB, file *txtar.Archive) (list []*decodeCase) {
	t.Helper()
	for _, f := range file.Files {
		name, section, ok := strings.Cut(f.Name, "/")
		require.True(t, ok, "%s", f.Name)
		require.Contains(t, decodeSections, section)
		if len(list) == 0 || list[len(list)-1].name != name {
			for _, c := range list {
				require.NotEqual(t, name, c.name, "two cases")
			}
			list = append(list, &decodeCase{name: name, sections: map[string]string{}})
		}
		list[len(list)-1].sections[section] = string(f.Data)
	}
	for _, c := range list {
		c.document = strings.TrimSuffix(c.sections["document"], "\n")
		if q, ok := c.sections["document.quoted"]; ok {
			var err error
			c.document, err = strconv.Unquote(strings.TrimSpace(q))
			require.NoError(t, err, "%s", c.name)
		}
	}
	return list
}

func decodeCases(t testing.TB) (list []*decodeCase) {
	t.Helper()
	paths, files := decodeFiles(t)
	for _, path := range paths {
		list = append(list, casesOf(t, files[path])...)
	}
	return list
}

// outputs returns what becomes of a case.
func (c *decodeCase) outputs(t *testing.T) map[string]string {
	made := map[string]string{}
	recognized, options, err := compile.Recognize([]byte(c.document), ast.Limits{})
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
	if forced := strings.TrimSpace(c.sections["target"]); forced != "" {
		target = forced
	}

	var x ast.Expr
	var result any
	var warnings ast.Diagnostics
	switch target {
	case "test-cases":
		if x, err = compile.DecodeSearch([]byte(c.document), compile.TestCases()); err == nil {
			result, warnings, err = searchTestCases(x, compile.TestCases())
		}
	case "":
		require.Error(t, err)
	default:
		options := compile.DecodeOptions{CloudFormation: target == "cloudformation"}
		if x, err = compile.DecodeTagFilter([]byte(c.document), compile.QSession(), options); err == nil {
			result, warnings, err = tagFilter(x, compile.QSession())
		}
	}
	if x != nil {
		made["query"] = x.String() + "\n"
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
		made["problems"] = warnings.Render(c.document)
	}
	return made
}

// TestDecode_cases holds the decoders to the shared cases.
func TestDecode_cases(t *testing.T) {
	count, codes := 0, map[string]bool{}
	paths, files := decodeFiles(t)
	for _, path := range paths {
		file := files[path]
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			written := &txtar.Archive{Comment: file.Comment}
			for _, c := range casesOf(t, file) {
				count++
				made := c.outputs(t)
				for _, section := range decodeSections {
					want, output := made[section]
					data, ok := c.sections[section]
					if section == "document" || section == "document.quoted" || section == "target" {
						want, output = data, ok
					}
					if !*update {
						assert.Equal(t, want, data, "%s/%s: run go test ./compile -run TestDecode_cases -update, and read what it changed", c.name, section)
					}
					if output {
						written.Files = append(written.Files, txtar.File{Name: c.name + "/" + section, Data: []byte(want)})
					}
				}
				codes[made["problems"]] = true
			}
			if *update {
				require.NoError(t, os.WriteFile(path, txtar.Format(written), 0o644))
			}
		})
	}
	t.Logf("%d cases, %d different problems", count, len(codes))
	require.GreaterOrEqual(t, count, 70)
}
