package command

import (
	"slices"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/decompile"
)

type lintCommand struct{ jsonArgs }

// Help returns what --help says below the first line.
func (lintCommand) Help() string {
	return `
All problems are printed, each with its place, its path in the JSON and where
there is one with what to do: what the API does not take, what it takes and
gives no meaning, and what is probably not meant, such as two values of one tag
in an and. The JSON is what searchfilter decompile takes.

    searchfilter lint search.json
    searchfilter lint --diagnostics json <update-session.json

The exit status is 0 if there are none, 1 if there are problems, and 2 if the
file cannot be read, is not JSON, or is not recognised.
`
}

// Run prints the problems.
func (c *lintCommand) Run(s *Streams) error {
	if err := c.read(s); err != nil {
		return err
	}
	d, err := c.decoder()
	if err != nil {
		_ = c.report(s.Err, err.(ast.Diagnostics))
		return Exit(Failed)
	}
	var ds ast.Diagnostics
	if q, err := d.decode(c.text); err != nil {
		ds = err.(ast.Diagnostics)
	} else {
		ds = d.warnings(q)
		for i, w := range ds {
			if w.Span.IsValid() && w.Code != ast.MoreErrors {
				ds[i].Path = decompile.JSONPath([]byte(c.text), w.Span.Start.Offset, ast.Limits{})
			}
		}
	}
	switch {
	case len(ds) == 0:
		return nil
	case slices.ContainsFunc(ds, unreadable):
		_ = c.report(s.Err, ds)
		return Exit(Failed)
	}
	if err := c.report(s.Out, ds); err != nil {
		return err
	}
	return Exit(problems)
}

// unreadable reports whether the diagnostic is about what is not JSON.
func unreadable(d ast.Diagnostic) bool {
	return slices.Contains([]ast.Code{ast.InvalidJSON, ast.InvalidUTF8, ast.InvalidEscape, ast.TooLong}, d.Code)
}
