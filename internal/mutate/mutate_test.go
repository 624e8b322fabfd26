package main

import (
	"bytes"
	"context"
	"encoding/json"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestEdits makes each edit of the list and checks the types of what comes of
// it, so that the list does not rot.
func TestEdits(t *testing.T) {
	root, err := moduleRoot()
	require.NoError(t, err)
	c := newChecker(t, root)
	names, of := map[string]bool{}, map[string]int{}
	var sound []edit
	for _, e := range edits {
		dir := path.Dir(e.file)
		assert.True(t, strings.HasPrefix(e.name, dir+"/"), "%s: the name begins with the package, %s", e.name, dir)
		assert.False(t, names[e.name], "the name %s is there twice", e.name)
		assert.NotEmpty(t, e.breaks, e.name)
		_, err := e.apply(root)
		if assert.NoError(t, err, e.name) {
			sound = append(sound, e)
		}
		names[e.name] = true
		of[dir]++
	}
	checked := 0
	for len(sound) > 0 {
		var rest []edit
		sources := map[string][]byte{}
		var together []edit
		for _, e := range sound {
			file := filepath.Join(root, filepath.FromSlash(e.file))
			if sources[file] != nil {
				rest = append(rest, e)
				continue
			}
			sources[file], err = e.apply(root)
			require.NoError(t, err)
			together = append(together, e)
		}
		sound = rest
		checked += len(together)
		for dir := range of {
			if c.check(dir, sources) == nil {
				continue
			}
			for _, e := range together { // to see which it is
				if file := filepath.Join(root, filepath.FromSlash(e.file)); path.Dir(e.file) == dir {
					assert.NoError(t, c.check(dir, map[string][]byte{file: sources[file]}), e.name)
				}
			}
		}
	}
	t.Logf("%d edits, of which %d were checked: %v", len(edits), checked, of)
	require.GreaterOrEqual(t, checked, 60)
	for _, dir := range []string{"lexer", "parser", "ast", "schema", "logic", "eval", "compile"} {
		require.GreaterOrEqual(t, of[dir], 5, "edits in %s", dir)
	}
}

// A checker checks the types of packages with files replaced.
type checker struct {
	fset     *token.FileSet
	importer types.Importer
	packages map[string]listed // by the folder below the root
	parsed   map[string]*ast.File
}

// listed is what go list -export says of a package.
type listed struct {
	ImportPath, Dir, Export string
	GoFiles                 []string
}

func newChecker(t *testing.T, root string) *checker {
	t.Helper()
	list := exec.Command("go", "list", "-export", "-deps", "-json=ImportPath,Dir,Export,GoFiles", "./...")
	list.Dir = root
	out, err := list.Output()
	require.NoError(t, err)
	c := &checker{fset: token.NewFileSet(), packages: map[string]listed{}, parsed: map[string]*ast.File{}}
	exports := map[string]string{}
	for d := json.NewDecoder(bytes.NewReader(out)); d.More(); {
		var p listed
		require.NoError(t, d.Decode(&p))
		exports[p.ImportPath] = p.Export
		if dir, err := filepath.Rel(root, p.Dir); err == nil {
			c.packages[filepath.ToSlash(dir)] = p
		}
	}
	c.importer = importer.ForCompiler(c.fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	return c
}

// check returns what is wrong with the types of a package if files have these
// sources.
func (c *checker) check(dir string, sources map[string][]byte) error {
	p := c.packages[dir]
	var files []*ast.File
	for _, name := range p.GoFiles {
		name = filepath.Join(p.Dir, name)
		f, err := c.parsed[name], error(nil)
		switch {
		case sources[name] != nil:
			src := sources[name]
			f, err = parser.ParseFile(c.fset, name, src, parser.SkipObjectResolution)
		case f == nil:
			f, err = parser.ParseFile(c.fset, name, nil, parser.SkipObjectResolution)
			c.parsed[name] = f
		}
		if err != nil {
			return err
		}
		files = append(files, f)
	}
	config := types.Config{Importer: c.importer}
	_, err := config.Check(p.ImportPath, c.fset, files, nil)
	return err
}

func TestChecker(t *testing.T) {
	root, err := moduleRoot()
	require.NoError(t, err)
	c := newChecker(t, root)
	file := filepath.Join(root, "ast", "position.go")
	src, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.NoError(t, c.check("ast", map[string][]byte{file: src}))
	assert.Error(t, c.check("ast", map[string][]byte{file: append(src, "\nvar unknown = nobody\n"...)}), "a name that is not declared")
	assert.Error(t, c.check("ast", map[string][]byte{file: []byte("package ast\n")}), "a file without what others need")
}

// small writes a module of three packages, of which twice uses half and spare
// uses neither, and returns its folder.
func small(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":              "module small\n\ngo 1.25\n",
		"half/half.go":        "package half\n\nfunc Of(n int) int {\n\treturn n / 2\n}\n\nfunc Odd(n int) bool {\n\treturn n%2 != 0\n}\n\nfunc Unused() int {\n\treturn 1\n}\n",
		"half/half_test.go":   "package half\n\nimport \"testing\"\n\nfunc TestOf(t *testing.T) {\n\tt.Run(\"four\", func(t *testing.T) {\n\t\tif Of(4) != 2 {\n\t\t\tt.Fatal(Of(4))\n\t\t}\n\t})\n}\n",
		"twice/twice.go":      "package twice\n\nimport \"small/half\"\n\nfunc Even(n int) bool { return !half.Odd(n) }\n",
		"twice/twice_test.go": "package twice\n\nimport \"testing\"\n\nfunc TestEven(t *testing.T) {\n\tif !Even(2) {\n\t\tt.Fatal(2)\n\t}\n}\n",
		"spare/spare_test.go": "package spare\n\nimport \"testing\"\n\nfunc TestSpare(t *testing.T) {\n\tt.Fatal(\"this does not depend on half\")\n}\n",
	} {
		file := filepath.Join(root, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o700))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	}
	return root
}

func TestModule(t *testing.T) {
	t.Setenv("GOWORK", "off")
	ctx := context.Background()
	m, err := newModule(ctx, small(t))
	require.NoError(t, err)
	m.timeout = 5 * time.Minute

	names := func(list []*pkg) (names []string) {
		for _, p := range list {
			names = append(names, p.ImportPath)
		}
		return names
	}
	assert.Equal(t, []string{"small/half", "small/twice"}, names(m.dependents("half/half.go")))
	assert.Equal(t, []string{"small/twice"}, names(m.dependents("twice/twice.go")))
	assert.Empty(t, m.dependents("nowhere/x.go"))

	of := []edit{
		{name: "itself", file: "half/half.go", old: "n / 2", new: "n / 3"},
		{name: "dependent", file: "half/half.go", old: "!= 0", new: "== 0"},
		{name: "survivor", file: "half/half.go", old: "return 1", new: "return 2"},
		{name: "panic", file: "twice/twice.go", old: "return !half", new: "panic(n); return !half"},
		{name: "no Go", file: "half/half.go", old: "n / 2", new: "n /"},
		{name: "no fragment", file: "half/half.go", old: "n / 4", new: "n / 2"},
		{name: "two fragments", file: "half/half.go", old: "return", new: "return 1 +"},
		{name: "no file", file: "half/third.go", old: "n", new: "m"},
	}
	require.NoError(t, m.check(ctx, of))
	assert.Equal(t, map[string][]string{"small/half": {"TestOf"}, "small/twice": {"TestEven"}}, m.quick)

	got := map[string]result{}
	for r := range m.run(ctx, of, 2) {
		got[r.edit.name] = r
	}
	for _, want := range []result{
		{edit: edit{name: "itself"}, verdict: killed, by: "by half TestOf/four"},
		{edit: edit{name: "dependent"}, verdict: killed, by: "by twice TestEven"},
		{edit: edit{name: "survivor"}, verdict: survived, by: "the tests of 2 packages"},
		{edit: edit{name: "panic"}, verdict: killed, by: "by twice TestEven"},
	} {
		r := got[want.edit.name]
		assert.Equal(t, want.verdict, r.verdict, want.edit.name)
		assert.Equal(t, want.by, r.by, want.edit.name)
	}
	for name, why := range map[string]string{
		"no Go":         "syntax error",
		"no fragment":   "has the fragment 0 times",
		"two fragments": "has the fragment 3 times",
		"no file":       "third.go",
	} {
		assert.Equal(t, broken, got[name].verdict, name)
		assert.Contains(t, got[name].by, why, name)
	}

	err = m.check(ctx, []edit{{file: "spare/spare.go"}})
	require.ErrorContains(t, err, "small/spare TestSpare", "tests that fail without an edit")
}

func TestModule_timeout(t *testing.T) {
	t.Setenv("GOWORK", "off")
	m, err := newModule(context.Background(), small(t))
	require.NoError(t, err)
	m.timeout = time.Second
	r := m.test(context.Background(), edit{file: "half/half.go", old: "return n / 2", new: "for {\n\t}"})
	assert.Equal(t, timedOut, r.verdict)
	assert.True(t, strings.HasPrefix(r.by, "by half"), r.by)
}

func TestModule_run_stops(t *testing.T) {
	m := &module{root: t.TempDir()}
	n := 0
	for range m.run(context.Background(), make([]edit, 100), 2) {
		n++
		break
	}
	assert.Equal(t, 1, n)
}

func TestFailure(t *testing.T) {
	for _, test := range []struct {
		name, out string
		verdict   verdict
		by        string
	}{
		{"test", "--- FAIL: TestA (0.00s)\n    a_test.go:3: no\nFAIL\n", killed, "TestA"},
		{"subtest", "--- FAIL: TestA (0.00s)\n    --- FAIL: TestA/b (0.00s)\n        --- FAIL: TestA/b/c (0.00s)\n", killed, "TestA/b/c"},
		{"second subtest", "--- FAIL: TestA (0.00s)\n    --- FAIL: TestA/b (0.00s)\n    --- FAIL: TestA/bc (0.00s)\n", killed, "TestA/b"},
		{"timeout", "panic: test timed out after 1s\n\trunning tests:\n", timedOut, "as a whole"},
		{"exit", "fatal error: stack overflow\n", killed, "as a whole"},
	} {
		t.Run(test.name, func(t *testing.T) {
			v, by := failure([]byte(test.out))
			assert.Equal(t, test.verdict, v)
			assert.Equal(t, test.by, by)
		})
	}
}

func TestCommand(t *testing.T) {
	var out strings.Builder
	ok, err := command(context.Background(), []string{"-list", "-run", "^lexer/"}, &out)
	require.NoError(t, err)
	assert.True(t, ok)
	assert.Contains(t, out.String(), "lexer/keyword-case")
	assert.NotContains(t, out.String(), "parser/")

	ok, err = command(context.Background(), []string{"-run", "("}, &out)
	assert.False(t, ok)
	assert.ErrorContains(t, err, "missing closing )")
}
