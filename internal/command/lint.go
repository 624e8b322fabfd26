package command

import (
	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter/ast"
)

type lintCommand struct{ jsonArgs }

func (c *lintCommand) command(s *Streams) *cobra.Command {
	cmd := NewCommand("lint", "Say what is wrong with filter JSON.", `All problems are printed, each with its place, its path in the JSON and where
there is one with what to do: what the API does not take, what it takes and
gives no meaning, and what is probably not meant, such as two values of one tag
in an and, a null, or a value such as $.Attributes.team that nothing was put in
the place of. The JSON is what searchfilter decompile takes, and all filters in
it are looked at, or those that --path chooses.

    searchfilter lint search.json
    searchfilter lint --diagnostics json <update-session.json

The exit status is 0 if there are none, 1 if there are problems, and 2 if the
file cannot be read, is not JSON, or has no filter.`, nil, c.Run)
	c.jsonArgs.addTo(s, cmd)
	return cmd
}

// Run prints the problems.
func (c *lintCommand) Run() error {
	text, filters, err := c.read()
	if err != nil {
		return err
	}
	var ds ast.Diagnostics
	for _, f := range filters {
		ds = append(ds, f.Findings()...)
	}
	if len(ds) == 0 {
		return nil
	}
	if err := c.report(c.Out, "", text, ds); err != nil {
		return err
	}
	return Exit(problems)
}
