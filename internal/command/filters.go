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
	"github.com/searchfilter/searchfilter/internal/shown"
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

// mostDocument is the most bytes that are read of a document: as many as package decompile
// takes.
const mostDocument = 64 << 20

// read returns the document, and the filters in it that are asked for, or
// ast.Diagnostics about it.
func (a *jsonArgs) read(s *Streams) (text string, filters []shown.Filter, err error) {
	if text, err = readFile(s, a.File); err != nil {
		return "", nil, err
	}
	all := shown.ReadTargets(a.KeyOnly, a.FoldsCase)
	targets := all
	if a.Target != "auto" {
		t, err := targetOf(a.Target)
		if err == nil && shown.IsListing(&t) {
			err = unsendable(&t)
		}
		if err != nil {
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

// findFilters returns what shown.FindFilters does, with the flag that says for which target
// something is.
func findFilters(text string, targets, all []compile.Target, path string) ([]shown.Filter, error) {
	filters, err := shown.FindFilters(text, targets, all, path)
	var ds ast.Diagnostics
	if errors.As(err, &ds) {
		err = byFlag(ds)
	}
	for i := range filters {
		filters[i].Wrong = byFlag(filters[i].Wrong)
	}
	return filters, err
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

// allWrong returns what is wrong with filters.
func allWrong(filters []shown.Filter) (ds ast.Diagnostics) {
	for _, f := range filters {
		ds = append(ds, f.Wrong...)
	}
	return ds
}

func (c *jsonArgs) addTo(cmd *cobra.Command) {
	c.File, c.Target = "-", "auto"
	f := cmd.Flags()
	Args(cmd, Arg{"[<file>]", "The JSON, or - for standard input, which is the default.", &c.File})
	textVar(cmd, &c.Target, "target", "NAME", "What the JSON is for, such as users or q-session: searchfilter fields lists all. By default that is recognised.", func(string) []string {
		names := []string{"auto"}
		for _, t := range shown.Targets() {
			names = append(names, t.Name)
		}
		return names
	})
	Text(cmd, &c.Path, "path", "PATH", "Read the filter at this path alone, or those below it. Paths are shown where there are several, and $ is the whole document.")
	f.BoolVar(&c.KeyOnly, "key-without-value-exists", false, "A tag condition without a value in a search asks whether the tag exists.")
	f.BoolVar(&c.FoldsCase, "service-folds-case", false, "The service compares the text of fields without case, so that a search says name = a i.")
	Enum(cmd, &c.Diagnostics, "diagnostics", "text|json", "Write what is wrong as text, which is the default, or as one JSON array.")
	section(f, serviceFlags, "key-without-value-exists", "service-folds-case")
	section(f, generalFlags, "diagnostics")
}
