package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// An edit is a mistake that is made in a file.
type edit struct {
	name   string // the package, and in a few words what is wrong
	file   string // below the module's root, with slashes
	old    string // a fragment that is in the file exactly once
	new    string // what stands in its place
	breaks string // what a user would see
}

// apply returns the file with the edit made.
func (e edit) apply(root string) ([]byte, error) {
	src, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(e.file)))
	if err != nil {
		return nil, err
	}
	if n := strings.Count(string(src), e.old); n != 1 {
		return nil, fmt.Errorf("%s has the fragment %d times, and must have it once:\n%s", e.file, n, e.old)
	}
	return []byte(strings.Replace(string(src), e.old, e.new, 1)), nil
}

// A verdict is what became of an edit.
type verdict string

const (
	killed   verdict = "killed"
	timedOut verdict = "timeout"
	survived verdict = "survived"
	broken   verdict = "broken" // the edit cannot be made
)

// A result is what testing an edit has shown.
type result struct {
	edit    edit
	verdict verdict
	by      string // the test that failed, or why the edit is broken
	took    time.Duration
}

// A module is what is edited and tested.
type module struct {
	root     string
	timeout  time.Duration // for the tests of one package
	packages map[string]*pkg
	quick    map[string][]string // of each package, the tests that take little time
}

// A pkg is what go list says of a package.
type pkg struct {
	ImportPath, Dir           string
	Imports                   []string
	TestGoFiles, XTestGoFiles []string
	TestImports, XTestImports []string
	importers                 []string // the packages that import it, tests aside
}

func newModule(ctx context.Context, root string) (*module, error) {
	list := exec.CommandContext(ctx, "go", "list", "-json=ImportPath,Dir,Imports,TestGoFiles,XTestGoFiles,TestImports,XTestImports", "./...")
	list.Dir = root
	out, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", withStderr(err))
	}
	m := &module{root: root, packages: map[string]*pkg{}, quick: map[string][]string{}}
	var paths []string
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		p := new(pkg)
		if err := d.Decode(p); err == io.EOF {
			break
		} else if err != nil {
			return nil, err
		}
		m.packages[p.ImportPath] = p
		paths = append(paths, p.ImportPath)
	}
	for _, path := range paths {
		for _, imported := range m.packages[path].Imports {
			if p := m.packages[imported]; p != nil {
				p.importers = append(p.importers, path)
			}
		}
	}
	return m, nil
}

// withStderr adds to the error of a command what that wrote.
func withStderr(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return fmt.Errorf("%w\n%s", err, exit.Stderr)
	}
	return err
}

// dependents returns the packages with tests that depend on the file's package,
// the nearest first: itself, those that import it or whose tests do, and so on.
func (m *module) dependents(file string) []*pkg {
	var edited *pkg
	for _, p := range m.packages {
		if p.Dir == filepath.Join(m.root, filepath.FromSlash(path.Dir(file))) {
			edited = p
		}
	}
	if edited == nil {
		return nil
	}
	distance := map[string]int{edited.ImportPath: 0}
	for queue := []string{edited.ImportPath}; len(queue) > 0; queue = queue[1:] {
		for _, importer := range m.packages[queue[0]].importers {
			if _, ok := distance[importer]; !ok {
				distance[importer] = distance[queue[0]] + 1
				queue = append(queue, importer)
			}
		}
	}
	type dependent struct {
		p        *pkg
		distance int
	}
	var list []dependent
	for _, p := range m.packages {
		if len(p.TestGoFiles)+len(p.XTestGoFiles) == 0 {
			continue
		}
		least, ok := distance[p.ImportPath]
		for _, imported := range slices.Concat(p.TestImports, p.XTestImports) {
			if n, is := distance[imported]; is && imported != p.ImportPath && (!ok || n+1 < least) {
				least, ok = n+1, true
			}
		}
		if ok {
			list = append(list, dependent{p, least})
		}
	}
	slices.SortFunc(list, func(a, b dependent) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.p.ImportPath, b.p.ImportPath))
	})
	packages := make([]*pkg, len(list))
	for i, d := range list {
		packages[i] = d.p
	}
	return packages
}

// check returns an error unless the tests that the edits concern pass as they
// are. It notes which of them are quick.
func (m *module) check(ctx context.Context, edits []edit) error {
	var paths []string
	for _, e := range edits {
		for _, p := range m.dependents(e.file) {
			paths = append(paths, p.ImportPath)
		}
	}
	slices.Sort(paths)
	if paths = slices.Compact(paths); len(paths) == 0 {
		return nil
	}
	test := exec.CommandContext(ctx, "go", append([]string{"test", "-json", "-vet=off", "-timeout=30m"}, paths...)...)
	test.Dir = m.root
	out, failed := test.Output()
	var failures []string
	for _, line := range bytes.Split(out, []byte("\n")) {
		var event struct {
			Action, Package, Test string
			Elapsed               float64
		}
		if json.Unmarshal(line, &event) != nil {
			continue // what the linker says, for example
		}
		const quick = 0.5 // seconds
		switch {
		case event.Action == "fail":
			failures = append(failures, strings.TrimSpace(event.Package+" "+event.Test))
		case event.Action == "pass" && event.Test != "" && !strings.Contains(event.Test, "/") && event.Elapsed < quick:
			m.quick[event.Package] = append(m.quick[event.Package], event.Test)
		}
	}
	if failed != nil {
		return fmt.Errorf("the tests must pass without an edit: %w\n%s", withStderr(failed), strings.Join(failures, "\n"))
	}
	return nil
}

// run tests the edits, so many at once, and yields the results as they come.
func (m *module) run(ctx context.Context, edits []edit, workers int) iter.Seq[result] {
	return func(yield func(result) bool) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		todo, results := make(chan edit), make(chan result)
		var group sync.WaitGroup
		for range workers {
			group.Add(1)
			go func() {
				defer group.Done()
				for e := range todo {
					start := time.Now()
					r := m.test(ctx, e)
					r.edit, r.took = e, time.Since(start)
					results <- r
				}
			}()
		}
		go func() {
			for _, e := range edits {
				if ctx.Err() == nil {
					todo <- e
				}
			}
			close(todo)
			group.Wait()
			close(results)
		}()
		more := true
		for r := range results {
			if more = more && ctx.Err() == nil && yield(r); !more {
				stop()
			}
		}
	}
}

// test makes an edit and tests the packages that depend on it.
func (m *module) test(ctx context.Context, e edit) result {
	edited, err := e.apply(m.root)
	if err != nil {
		return result{verdict: broken, by: err.Error()}
	}
	dir, err := os.MkdirTemp("", "mutate")
	if err != nil {
		return result{verdict: broken, by: err.Error()}
	}
	defer os.RemoveAll(dir)
	file, overlay := filepath.Join(dir, "edited.go"), filepath.Join(dir, "overlay.json")
	replace, err := json.Marshal(map[string]any{"Replace": map[string]string{filepath.Join(m.root, filepath.FromSlash(e.file)): file}})
	if err = errors.Join(err, os.WriteFile(file, edited, 0o600), os.WriteFile(overlay, replace, 0o600)); err != nil {
		return result{verdict: broken, by: err.Error()}
	}
	// The environment, so that a test which builds a program builds the edited one.
	env := append(os.Environ(), "GOFLAGS="+strings.TrimSpace(os.Getenv("GOFLAGS")+" '-overlay="+overlay+"'"), "GOMAXPROCS=1")

	packages := m.dependents(e.file)
	for _, p := range packages {
		binary := filepath.Join(dir, "test.exe")
		build := exec.CommandContext(ctx, "go", "test", "-c", "-vet=off", "-o", binary, p.ImportPath)
		build.Dir, build.Env = m.root, env
		if out, err := build.CombinedOutput(); err != nil {
			return result{verdict: broken, by: fmt.Sprintf("go test -c %s: %v\n%s", p.ImportPath, err, out)}
		}
		names := "^(" + strings.Join(m.quick[p.ImportPath], "|") + ")$"
		for _, choice := range []string{"-test.run=" + names, "-test.skip=" + names} {
			test := exec.CommandContext(ctx, binary, "-test.failfast", "-test.timeout="+m.timeout.String(), choice)
			test.Dir, test.Env = p.Dir, env
			if out, err := test.CombinedOutput(); err != nil {
				v, by := failure(out)
				return result{verdict: v, by: "by " + m.short(p) + " " + by}
			}
		}
	}
	return result{verdict: survived, by: "the tests of " + strconv.Itoa(len(packages)) + " packages"}
}

// short returns the package's path below the module's root.
func (m *module) short(p *pkg) string {
	dir, err := filepath.Rel(m.root, p.Dir)
	if err != nil {
		return p.ImportPath
	}
	return filepath.ToSlash(dir)
}

var (
	failedTest = regexp.MustCompile(`(?m)^\s*--- FAIL: (\S+)`)
	overtime   = regexp.MustCompile(`(?m)^panic: test timed out after`)
)

// failure returns what the output of tests that failed says: the innermost test
// that failed first.
func failure(out []byte) (verdict, string) {
	name := ""
	for _, match := range failedTest.FindAllSubmatch(out, -1) {
		if test := string(match[1]); name == "" || strings.HasPrefix(test, name+"/") {
			name = test
		}
	}
	switch {
	case overtime.Match(out):
		return timedOut, cmp.Or(name, "as a whole")
	case name == "":
		return killed, "as a whole"
	}
	return killed, name
}
