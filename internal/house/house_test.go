package house_test

import (
	"flag"
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/internal/cases"
)

const module = "github.com/searchfilter/searchfilter"

// mayImport says for each package of the module what its non-test files import
// besides the standard library. A name with a dot in its first element is a module
// or a package of others, and any other name is a folder of this module.
var mayImport = map[string]string{
	".":                      "ast compile connect eval internal/chars internal/codes internal/complete internal/diag internal/hint internal/kinds internal/scanner internal/spell parser qconnect schema",
	"ast":                    "internal/chars internal/codes internal/limit",
	"cmd/searchfilter":       "internal/command",
	"compile":                "ast compile/internal/cover compile/internal/dnf internal/chars internal/codes internal/diag internal/explain internal/kinds internal/model internal/solve internal/spell internal/tree schema",
	"compile/internal/cover": "",
	"compile/internal/dnf":   "",
	"connect":                "ast compile internal/chars internal/model schema",
	"connecttest":            "internal/chars internal/jsonscan internal/wire github.com/tidwall/btree",
	"decompile":              "ast compile internal/chars internal/codes internal/diag internal/jsonscan internal/kinds internal/model internal/tree schema",
	"eval":                   "ast internal/chars internal/diag internal/jsonscan internal/kinds internal/place internal/spell internal/tree schema",
	"fuzz":                   "ast compile connect decompile internal/chars internal/codes internal/kinds internal/limit internal/meaning internal/model internal/place internal/tree internal/wire parser qconnect schema github.com/leanovate/gopter",
	"internal/cases":         "ast compile connect schema github.com/stretchr/testify golang.org/x/tools",
	"internal/chars":         "",
	"internal/codes":         "",
	"internal/command":       ". ast compile connect connecttest eval internal/chars internal/codes internal/kinds internal/limit internal/shown internal/spell internal/tree logic schema sql github.com/gofrs/flock github.com/spf13/cobra github.com/spf13/pflag golang.org/x/sys/windows golang.org/x/term golang.org/x/text/width",
	"internal/complete":      "ast internal/chars internal/scanner github.com/alecthomas/participle/v2/lexer",
	"internal/diag":          "ast internal/codes internal/limit",
	"internal/effort":        "",
	"internal/explain":       "ast internal/chars",
	"internal/hint":          "ast internal/chars internal/codes internal/diag internal/kinds internal/limit internal/scanner schema",
	"internal/house":         "",
	"internal/jsonscan":      "internal/chars",
	"internal/kinds":         "ast internal/chars internal/codes internal/diag internal/spell",
	"internal/limit":         "",
	"internal/meaning":       "ast internal/kinds schema",
	"internal/model":         "ast internal/chars internal/codes internal/diag schema",
	"internal/page":          ". ast compile eval internal/chars internal/codes internal/kinds internal/scanner internal/shown logic schema sql",
	"internal/place":         "",
	"internal/scanner":       "ast internal/chars internal/codes internal/diag github.com/alecthomas/participle/v2/lexer",
	"internal/shown":         "ast compile connect decompile eval internal/chars internal/codes internal/jsonscan internal/kinds internal/place internal/spell parser qconnect schema sql",
	"internal/solve":         "ast internal/chars internal/codes internal/diag internal/kinds internal/limit internal/tree schema",
	"internal/spell":         "ast internal/chars",
	"internal/tree":          "ast",
	"internal/wire":          "",
	"lexer":                  "ast internal/scanner github.com/alecthomas/participle/v2/lexer",
	"logic":                  "ast internal/solve schema",
	"parser":                 "ast internal/chars internal/codes internal/diag internal/scanner internal/tree lexer github.com/alecthomas/participle/v2",
	"playground/samples":     "connecttest internal/page",
	"playground/wasm":        "internal/page",
	"qconnect":               "ast compile internal/model schema",
	"schema":                 "ast internal/chars internal/codes internal/kinds internal/place internal/spell internal/tree",
	"sql":                    "ast internal/chars internal/codes internal/diag internal/kinds internal/tree schema",
}

// core lists the packages that need nothing but the standard library: neither they
// nor what they import may need a module of others.
var core = []string{"ast", "schema", "logic", "eval", "compile", "compile/internal/cover", "compile/internal/dnf", "connect", "decompile", "qconnect", "sql", "internal/chars", "internal/codes", "internal/diag", "internal/explain", "internal/model", "internal/jsonscan", "internal/kinds", "internal/place", "internal/solve", "internal/spell", "internal/tree", "internal/limit"}

// seenIn lists for a module of others the only packages whose non-test files may
// import it.
var seenIn = map[string][]string{
	"github.com/alecthomas/participle/v2": {"lexer", "parser", "internal/complete", "internal/scanner"},
	"github.com/leanovate/gopter":         {"fuzz"},
	"github.com/spf13/cobra":              {"internal/command"},
	"github.com/spf13/pflag":              {"internal/command"},
	"golang.org/x/term":                   {"internal/command"},
	"github.com/stretchr/testify":         {"fuzz", "internal/cases"}, // which are for tests
}

var update = flag.Bool("update", false, "write testdata/exported.txt anew")

// A pkg is a folder with Go files.
type pkg struct {
	dir     string // below the module's root, with slashes
	name    string
	sources map[string]*ast.File // by path below the module's root
	tests   map[string]*ast.File
}

// packages parses the module, without the modules nested in it.
func packages(t *testing.T) (*token.FileSet, []*pkg) {
	t.Helper()
	root := cases.Root(t)
	fset := token.NewFileSet()
	byDir := map[string]*pkg{}
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if d.IsDir() {
			_, err := os.Stat(filepath.Join(file, "go.mod"))
			if rel != "." && (err == nil || d.Name() == "testdata" || d.Name() == "node_modules" || strings.HasPrefix(d.Name(), ".") || strings.HasPrefix(d.Name(), "_")) {
				return filepath.SkipDir
			}
			return nil
		}
		if path.Ext(rel) != ".go" {
			return nil
		}
		f, err := parser.ParseFile(fset, file, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		p := byDir[path.Dir(rel)]
		if p == nil {
			p = &pkg{dir: path.Dir(rel), sources: map[string]*ast.File{}, tests: map[string]*ast.File{}}
			byDir[p.dir] = p
		}
		if strings.HasSuffix(rel, "_test.go") {
			p.tests[rel] = f
			return nil
		}
		p.sources[rel], p.name = f, f.Name.Name
		return nil
	})
	require.NoError(t, err)
	var list []*pkg
	for _, dir := range slices.Sorted(maps.Keys(byDir)) {
		list = append(list, byDir[dir])
	}
	require.Greater(t, len(list), 3, "packages below %s", root)
	return fset, list
}

// library reports whether other packages can import p.
func (p *pkg) library() bool { return len(p.sources) > 0 && p.name != "main" }

func imports(f *ast.File) (list []string) {
	for _, spec := range f.Imports {
		list = append(list, strings.Trim(spec.Path.Value, "`\""))
	}
	return list
}

func standard(importPath string) bool {
	first, _, _ := strings.Cut(importPath, "/")
	return !strings.Contains(first, ".")
}

// inside reports whether importPath is the path of, or one below it.
func inside(importPath, of string) bool {
	return importPath == of || strings.HasPrefix(importPath, of+"/")
}

func TestImports(t *testing.T) {
	_, list := packages(t)
	checked := 0
	for _, p := range list {
		if len(p.sources) == 0 {
			continue // tests may import everything
		}
		line, known := mayImport[p.dir]
		if !assert.True(t, known, "package %s has no line in mayImport", p.dir) {
			continue
		}
		allowed := strings.Fields(line)
		used := map[string]bool{}
		for file, f := range p.sources {
			for _, imported := range imports(f) {
				if standard(imported) {
					continue
				}
				checked++
				i := slices.IndexFunc(allowed, func(a string) bool {
					if dir := path.Join(module, a); standard(a) || a == "." {
						return imported == dir
					}
					return inside(imported, a)
				})
				if assert.GreaterOrEqual(t, i, 0, "%s imports %s, and package %s may import %q", file, imported, p.dir, line) {
					used[allowed[i]] = true
				}
				for other, where := range seenIn {
					if inside(imported, other) {
						assert.Contains(t, where, p.dir, "%s imports %s", file, imported)
					}
				}
			}
		}
		for _, a := range allowed {
			assert.True(t, used[a], "package %s does not import %s: take it out of mayImport", p.dir, a)
		}
	}
	t.Logf("%d imports checked", checked)
	require.Greater(t, checked, 5)
}

func TestImports_core(t *testing.T) {
	args := []string{"list", "-f", `{{.ImportPath}} {{join .Deps " "}}`}
	for _, dir := range core {
		args = append(args, path.Join(module, dir))
	}
	out, err := exec.Command("go", args...).CombinedOutput()
	require.NoError(t, err, "%s", out)
	checked := 0
	for line := range strings.Lines(string(out)) {
		needed := strings.Fields(line)
		for _, dep := range needed {
			checked++
			assert.True(t, standard(dep) || inside(dep, module), "package %s needs %s", needed[0], dep)
		}
	}
	t.Logf("%d needs of %d packages checked", checked, len(core))
	require.Greater(t, checked, len(core))
}

func TestDocumentation(t *testing.T) {
	fset, list := packages(t)
	names, examples := 0, 0
	for _, p := range list {
		if len(p.sources) == 0 {
			continue
		}
		files := slices.Collect(maps.Values(p.sources))
		d, err := doc.NewFromFiles(fset, slices.Concat(files, slices.Collect(maps.Values(p.tests))), path.Join(module, p.dir), doc.PreserveAST)
		require.NoError(t, err)
		assert.NotEmpty(t, d.Doc, "package %s has no doc comment", p.dir)
		if !p.library() {
			continue
		}
		// The doc comment of an interface's method is enough for all types of the
		// package that have the method.
		var shared []string
		for _, f := range files {
			for _, e := range exported(f) {
				if _, method, ok := strings.Cut(e.name, "."); ok && e.inInterface && says(e.doc, e.name) {
					shared = append(shared, method)
				}
			}
		}
		for _, f := range files {
			for _, e := range exported(f) {
				names++
				if _, method, ok := strings.Cut(e.name, "."); ok && slices.Contains(shared, method) {
					continue
				}
				assert.True(t, says(e.doc, e.name), "%s: %s has the doc comment %q, which says nothing", fset.Position(e.pos), e.name, e.doc)
			}
		}
		if strings.HasPrefix(p.dir, "internal/") {
			continue // users do not read it
		}
		runs := 0
		for _, e := range doc.Examples(slices.Collect(maps.Values(p.tests))...) {
			if e.Output != "" {
				runs++
			}
		}
		examples += runs
		assert.Positive(t, runs, "package %s has no Example with an output", p.dir)
	}
	t.Logf("%d exported names, %d examples", names, examples)
	require.Greater(t, names, 50)
}

// TestExported compares the names that users can call with testdata/exported.txt. A
// new one is kept for years, so adding it must be a decision.
func TestExported(t *testing.T) {
	fset, list := packages(t)
	sdk, err := filepath.Glob(filepath.Join(cases.Root(t), "awsconnect", "*.go"))
	require.NoError(t, err)
	p := &pkg{dir: "awsconnect", sources: map[string]*ast.File{}}
	for _, file := range sdk {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		p.sources[file], err = parser.ParseFile(fset, file, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		p.name = p.sources[file].Name.Name
	}
	var text strings.Builder
	all := 0
	for _, p := range append(list, p) {
		if !p.library() || slices.Contains(strings.Split(p.dir, "/"), "internal") {
			continue
		}
		var names []string
		for _, f := range p.sources {
			for _, e := range exported(f) {
				names = append(names, e.name)
			}
		}
		all += len(names)
		slices.Sort(names)
		fmt.Fprintf(&text, "%s: %d\n", p.dir, len(names))
		for _, name := range names {
			fmt.Fprintf(&text, "\t%s\n", name)
		}
	}
	fmt.Fprintf(&text, "all: %d\n", all)

	file := filepath.Join("testdata", "exported.txt")
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(text.String()), 0o666))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), text.String(), "the exported names: if each new one is wanted, go test ./internal/house -update")
}

// An entity is an exported name with its doc comment.
type entity struct {
	name, doc   string
	pos         token.Pos
	inInterface bool
}

// exported returns the exported names that f declares: functions, methods of
// exported types, types, constants and variables, but no fields of structs. The doc
// comment of a constant or variable may be that of its group or of its line.
func exported(f *ast.File) (list []entity) {
	add := func(id *ast.Ident, prefix string, inInterface bool, docs ...*ast.CommentGroup) {
		if !id.IsExported() {
			return
		}
		e := entity{name: prefix + id.Name, pos: id.Pos(), inInterface: inInterface}
		for _, d := range docs {
			e.doc += d.Text()
		}
		list = append(list, e)
	}
	for _, decl := range f.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			prefix := ""
			if decl.Recv != nil {
				r := receiver(decl.Recv.List[0].Type)
				if !ast.IsExported(r) {
					continue
				}
				prefix = r + "."
			}
			add(decl.Name, prefix, false, decl.Doc)
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					add(spec.Name, "", false, spec.Doc, decl.Doc)
					if i, ok := spec.Type.(*ast.InterfaceType); ok && spec.Name.IsExported() {
						for _, m := range i.Methods.List {
							for _, id := range m.Names {
								add(id, spec.Name.Name+".", true, m.Doc, m.Comment)
							}
						}
					}
				case *ast.ValueSpec:
					for _, id := range spec.Names {
						add(id, "", false, spec.Doc, spec.Comment, decl.Doc)
					}
				}
			}
		}
	}
	return list
}

// receiver returns the name of the type x of a method's receiver.
func receiver(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.StarExpr:
		return receiver(x.X)
	case *ast.IndexExpr:
		return receiver(x.X)
	case *ast.IndexListExpr:
		return receiver(x.X)
	case *ast.Ident:
		return x.Name
	}
	return ""
}

// says reports whether a doc comment has three words or more, of which one is not
// the name that it is for.
func says(doc, name string) bool {
	own := name[strings.LastIndexByte(name, '.')+1:]
	words := strings.Fields(doc)
	return len(words) >= 3 && slices.ContainsFunc(words, func(w string) bool { return strings.Trim(w, ".,:;()") != own })
}

func TestSays(t *testing.T) {
	for _, doc := range []string{"Name returns the name.", "The three words.", "Op is it."} {
		assert.True(t, says(doc, "Op"), doc)
	}
	for _, doc := range []string{"", "Op", "Op.", "The operator", "Op Op, Op. Op"} {
		assert.False(t, says(doc, "T.Op"), doc)
	}
}

// TestComments checks that the comment of a test that begins with the name of a test
// begins with its own.
func TestComments(t *testing.T) {
	fset, list := packages(t)
	name := regexp.MustCompile(`^(Test|Benchmark|Fuzz|Example)[A-Z_][^ :,]*`)
	named := 0
	for _, p := range list {
		for _, f := range p.tests {
			for _, decl := range f.Decls {
				test, ok := decl.(*ast.FuncDecl)
				if !ok {
					continue
				}
				if first := name.FindString(test.Doc.Text()); first != "" {
					named++
					assert.Equal(t, test.Name.Name, first, "%s", fset.Position(test.Pos()))
				}
			}
		}
	}
	t.Logf("%d comments", named)
	require.Greater(t, named, 100)
}

// TestUnfinished finds what was put off: notes such as a to-do, and tests that are
// skipped.
func TestUnfinished(t *testing.T) {
	fset, list := packages(t)
	note := regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X|HA` + `CK)\b`)
	files, calls := 0, 0
	for _, p := range list {
		for _, f := range slices.Concat(slices.Collect(maps.Values(p.sources)), slices.Collect(maps.Values(p.tests))) {
			files++
			for _, c := range f.Comments {
				assert.NotRegexp(t, note, c.Text(), fmt.Sprint(fset.Position(c.Pos())))
			}
			ast.Inspect(f, func(n ast.Node) bool {
				s, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				calls++
				if x, ok := s.X.(*ast.Ident); ok && slices.Contains([]string{"t", "b", "f", "tb"}, x.Name) {
					assert.NotContains(t, []string{"Skip", "Skipf", "SkipNow"}, s.Sel.Name, "%s", fset.Position(s.Pos()))
				}
				return true
			})
		}
	}
	t.Logf("%d files, %d selectors", files, calls)
	require.Greater(t, calls, 1000)
}
