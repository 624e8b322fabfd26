package shown

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/decompile"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

// ReadTargets returns the targets that JSON may be for. Test cases come first, so that JSON
// that is the same query for several targets is read as theirs.
func ReadTargets(keyOnly, foldsCase bool) []compile.Target {
	list := Targets()
	for i := range list {
		if list[i].Criteria != nil {
			list[i].Tags.KeyOnly, list[i].ServiceFoldsCase = keyOnly, foldsCase
		}
	}
	i := Index(list, connect.TestCases().Name)
	return slices.Concat(list[i:i+1], list[:i], list[i+1:])
}

// A Filter is one that stands in a document.
type Filter struct {
	decompile.Filter
	Place  string           // its Path
	Target compile.Target   // by which it was read
	Others []string         // the names of other targets for which it is the same query
	Says   *schema.Resolved // what it says, and what a plan leaves to check; or nil
	Wrong  ast.Diagnostics  // with the path of each; or, if there is a query, warnings
}

// FindFilters returns the filters in a document that are for one of the targets. With a
// path, it returns those at the path or below it. The error is ast.Diagnostics, and says so
// if there are filters for others of all targets.
func FindFilters(text string, targets, all []compile.Target, path string) (filters []Filter, err error) {
	found, err := decompile.Find([]byte(text), targets, ast.Limits{})
	isNone := errors.Is(err, ast.Code(codes.NoFilter)) || err == nil && !slices.ContainsFunc(found, readable) && !slices.ContainsFunc(found, unsaid)
	if isNone && len(targets) < len(all) {
		err = cmp.Or(forAnother(text, targets[0].Name, all), err)
	}
	if err != nil {
		return nil, err
	}
	for _, f := range found {
		if g := (Filter{Filter: f, Place: f.Path()}); below(g.Place, path) {
			g.read(targets)
			filters = append(filters, g)
		}
	}
	if len(filters) == 0 {
		return nil, ast.Diagnostics{{
			Code:    codes.NoFilter,
			Message: "no filter found at " + path,
			Hint:    "there is one at " + FirstOf(paths(found)),
		}}
	}
	return filters, nil
}

// forAnother returns the error for a document with a filter for one of all targets that is
// not the target. It returns nil if there is none.
func forAnother(text, target string, all []compile.Target) error {
	found, _ := decompile.Find([]byte(text), all, ast.Limits{})
	i := slices.IndexFunc(found, readable)
	if i < 0 {
		return nil
	}
	return ast.Diagnostics{{
		Code:    codes.NoFilter,
		Span:    found[i].Span,
		Path:    found[i].Path(),
		Message: "this is no filter for " + target,
		Hint:    "it is one for " + all[found[i].Targets[0]].Name,
	}}
}

// unsaid reports whether the filter has something that no query says. Then it is for its
// target all the same.
func unsaid(f decompile.Filter) bool { return errors.Is(f.Problems, ast.Code(codes.Inexpressible)) }

func readable(f decompile.Filter) bool {
	return f.Query != nil && !errors.Is(f.Problems, ast.Code(codes.NoFilter))
}

// below reports whether a path is top, or leads on from it.
func below(path, top string) bool {
	if top == "" || path == top || top == "$" {
		return top != "$" || path == ""
	}
	rest, ok := strings.CutPrefix(path, strings.TrimPrefix(top, "$."))
	return ok && (rest == "" || strings.HasPrefix(rest, ".") || strings.HasPrefix(rest, "[") || strings.HasPrefix(rest, " "))
}

// read sets the fields that follow from what decompile found.
func (f *Filter) read(targets []compile.Target) {
	f.Wrong = f.Problems
	if len(f.Targets) > 0 {
		f.Target = targets[f.Targets[0]]
		for _, t := range f.Targets[1:] {
			f.Others = append(f.Others, targets[t].Name)
		}
	}
	if f.Says = f.Query; f.Says == nil || f.Residual == "" {
		return
	}
	residual, err := parser.Parse(f.Residual)
	if err == nil {
		f.Says, err = f.Target.Schema.Resolve(ast.All(f.Query.Expr(), residual), schema.Options{})
	}
	if err != nil {
		f.Says = nil
		f.Wrong = append(f.Wrong, ast.Diagnostic{Code: codes.InvalidJSON, Span: f.Span, Path: f.Place, Message: "the residual of this request is no query: " + err.Error()})
	}
}

// Path returns the path of a filter as it is shown: $ is the whole document.
func Path(path string) string {
	if path == "" {
		return "$"
	}
	return path
}

func paths(found []decompile.Filter) (paths []string) {
	for _, f := range found {
		paths = append(paths, Path(f.Path()))
	}
	return paths
}

// FirstOf returns the first five of some words, with an … if there are more.
func FirstOf(words []string) string {
	const most = 5
	if len(words) > most {
		return strings.Join(words[:most], ", ") + ", …"
	}
	return strings.Join(words, ", ")
}

// Findings returns what is wrong with the filter, and what is probably not meant by it.
func (f *Filter) Findings() ast.Diagnostics {
	ds := slices.DeleteFunc(slices.Clone(f.Wrong), func(d ast.Diagnostic) bool {
		return d.Code == codes.Inexact && f.Residual != "" // the plan checks it
	})
	if f.Query != nil && !errors.Is(f.Wrong, ast.Code(codes.NoFilter)) {
		ds = append(ds, f.Locate(warnings(f))...)
	}
	return ds
}

// warnings returns what compiling the filter warns of.
func warnings(f *Filter) ast.Diagnostics {
	r, err := compile.Compile(f.Query, f.Target)
	if err != nil {
		ds, _ := err.(ast.Diagnostics)
		return slices.DeleteFunc(ds, func(d ast.Diagnostic) bool { return d.Code == codes.Inexact }) // it stands there
	}
	return r.Warnings
}
