package command

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/decompile"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

// jsonArgs are the arguments of the commands that read filter JSON.
type jsonArgs struct {
	File        string
	Target      string
	Path        string
	KeyOnly     bool
	FoldsCase   bool
	Diagnostics string
}

// mostDocument is the most bytes that are read of a document.
var mostDocument = decompile.DocumentFactor * ast.Limits{}.WithDefaults().Bytes

// read returns the document, and the filters in it that are asked for, or
// ast.Diagnostics about it.
func (a *jsonArgs) read(s *Streams) (text string, filters []filter, err error) {
	if text, err = readFile(s, a.File); err != nil {
		return "", nil, err
	}
	all := readTargets(a.KeyOnly, a.FoldsCase)
	targets := all
	if a.Target != "auto" {
		if _, err := targetOf(a.Target); err != nil {
			return "", nil, fmt.Errorf("--target: %w", err)
		}
		i := slices.IndexFunc(all, func(t compile.Target) bool { return t.Name == a.Target })
		targets = all[i : i+1]
	}
	filters, err = findFilters(text, targets, all, a.Path)
	return text, filters, err
}

// report writes diagnostics about the document, if there are any.
func (a *jsonArgs) report(s *Streams, w io.Writer, text string, ds ast.Diagnostics) error {
	return s.report(w, a.Diagnostics, text, ds)
}

// readTargets returns the targets that JSON may be for. What is the same query of several
// searches is taken for one of test cases, if it may be that.
func readTargets(keyOnly, foldsCase bool) []compile.Target {
	list := targets()
	for i := range list {
		if list[i].Criteria != nil {
			list[i].Tags.KeyOnly, list[i].ServiceFoldsCase = keyOnly, foldsCase
		}
	}
	i := slices.IndexFunc(list, func(t compile.Target) bool { return t.Name == connect.TestCases().Name })
	return slices.Concat(list[i:i+1], list[:i], list[i+1:])
}

// A filter is one that stands in a document.
type filter struct {
	decompile.Filter
	path   string
	target compile.Target   // by which it was read
	others []string         // the names of other targets for which it is the same query
	query  *schema.Resolved // what it says, and what a plan leaves to check; or nil
	wrong  ast.Diagnostics  // with the path of each; or, if there is a query, warnings
}

// findFilters returns the filters in a document that are for one of the targets, and
// stand at the path or below it, if there is one. The error is ast.Diagnostics. It says
// so if there are filters for others of all targets.
func findFilters(text string, targets, all []compile.Target, path string) (filters []filter, err error) {
	found, err := decompile.Find([]byte(text), targets, ast.Limits{})
	if len(targets) < len(all) && !slices.ContainsFunc(found, readable) && !slices.ContainsFunc(found, unsaid) && (err == nil || errors.Is(err, ast.NoFilter)) {
		if others, e := decompile.Find([]byte(text), all, ast.Limits{}); e == nil {
			if i := slices.IndexFunc(others, readable); i >= 0 {
				f := &others[i]
				err = ast.Diagnostics{{
					Code:    ast.NoFilter,
					Span:    f.Span,
					Path:    f.Path(),
					Message: "this is no filter for " + targets[0].Name,
					Hint:    "it is one for " + all[f.Targets[0]].Name,
				}}
			}
		}
	}
	if err != nil {
		var ds ast.Diagnostics
		if errors.As(err, &ds) {
			err = byFlag(ds)
		}
		return nil, err
	}
	for _, f := range found {
		if g := (filter{Filter: f, path: f.Path()}); below(g.path, path) {
			g.read(targets)
			filters = append(filters, g)
		}
	}
	if len(filters) == 0 {
		return nil, ast.Diagnostics{{
			Code:    ast.NoFilter,
			Message: "no filter found at " + path,
			Hint:    "there is one at " + firstOf(paths(found)),
		}}
	}
	return filters, nil
}

// unsaid reports whether the filter has what no query says, so that it is for its target.
func unsaid(f decompile.Filter) bool { return errors.Is(f.Problems, ast.Inexpressible) }

func readable(f decompile.Filter) bool { return f.Query != nil && !errors.Is(f.Problems, ast.NoFilter) }

// below reports whether a path is, or leads on from, another one.
func below(path, top string) bool {
	if top == "" || path == top || top == "$" {
		return top != "$" || path == ""
	}
	rest, ok := strings.CutPrefix(path, strings.TrimPrefix(top, "$."))
	return ok && (rest == "" || strings.HasPrefix(rest, ".") || strings.HasPrefix(rest, "[") || strings.HasPrefix(rest, " "))
}

// read sets what is not found but follows from it.
func (f *filter) read(targets []compile.Target) {
	f.wrong = byFlag(f.Problems)
	if len(f.Targets) > 0 {
		f.target = targets[f.Targets[0]]
		for _, t := range f.Targets[1:] {
			f.others = append(f.others, targets[t].Name)
		}
	}
	if f.query = f.Query; f.query == nil || f.Residual == "" {
		return
	}
	residual, err := parser.Parse(f.Residual)
	if err == nil {
		f.query, err = f.target.Schema.Resolve(ast.All(f.Query.Expr(), residual), schema.Options{})
	}
	if err != nil {
		f.query = nil
		f.wrong = append(f.wrong, ast.Diagnostic{Code: ast.InvalidJSON, Span: f.Span, Path: f.path, Message: "the residual of this request is no query: " + err.Error()})
	}
}

// byFlag returns ds, with the flag that says for which target something is.
func byFlag(ds ast.Diagnostics) ast.Diagnostics {
	ds = slices.Clone(ds)
	for i := range ds {
		if strings.HasSuffix(ds[i].Hint, "say for which target it is") {
			ds[i].Hint += ", with --target"
		}
	}
	return ds
}

// shown returns the path as it is shown.
func shown(path string) string {
	if path == "" {
		return "$"
	}
	return path
}

func paths(found []decompile.Filter) (paths []string) {
	for _, f := range found {
		paths = append(paths, shown(f.Path()))
	}
	return paths
}

// firstOf returns the first of some words, and says how many more there are.
func firstOf(words []string) string {
	const most = 5
	if len(words) > most {
		return strings.Join(words[:most], ", ") + ", …"
	}
	return strings.Join(words, ", ")
}

// allWrong returns what is wrong with filters.
func allWrong(filters []filter) (ds ast.Diagnostics) {
	for _, f := range filters {
		ds = append(ds, f.wrong...)
	}
	return ds
}

func (c *jsonArgs) addTo(cmd *cobra.Command) {
	c.File, c.Target = "-", "auto"
	f := cmd.Flags()
	Args(cmd, Arg{"[<file>]", "The JSON, or - for standard input, which is the default.", &c.File})
	textVar(cmd, &c.Target, "target", "NAME", "What the JSON is for, such as users or q-session: searchfilter fields lists all. By default that is recognised.", func(string) []string {
		return append(targetNames(""), "auto")
	})
	Text(cmd, &c.Path, "path", "PATH", "Read the filter at this path alone, or those below it. Paths are shown where there are several, and $ is the whole document.")
	f.BoolVar(&c.KeyOnly, "key-without-value-exists", false, "A tag condition without a value in a search asks whether the tag exists.")
	f.BoolVar(&c.FoldsCase, "service-folds-case", false, "The service compares the text of fields without case, so that a search says name = a i.")
	Enum(cmd, &c.Diagnostics, "diagnostics", "text|json", "Write what is wrong as text, which is the default, or as one JSON array.")
	section(f, serviceFlags, "key-without-value-exists", "service-folds-case")
	section(f, generalFlags, "diagnostics")
}
