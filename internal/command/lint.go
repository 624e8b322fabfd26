package command

import (
	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter/ast"
)

type lintCommand struct{ jsonArgs }

// command returns the command line's command.
func (c *lintCommand) command(s *Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "lint",
		Short: "Say what is wrong with filter JSON.",
		Long: `All problems are printed, each with its place, its path in the JSON and where
there is one with what to do: what the API does not take, what it takes and
gives no meaning, and what is probably not meant, such as two values of one tag
in an and, a null, or a value such as $.Attributes.team that nothing was put in
the place of. The JSON is what searchfilter decompile takes, and all filters in
it are looked at, or those that --path chooses.

    searchfilter lint search.json
    searchfilter lint --diagnostics json <update-session.json

The exit status is 0 if there are none, 1 if there are problems, and 2 if the
file cannot be read, is not JSON, or has no filter.`,
		RunE: func(*cobra.Command, []string) error { return c.Run(s) },
	}
	c.jsonArgs.addTo(cmd)
	return cmd
}

// Run prints the problems.
func (c *lintCommand) Run(s *Streams) error {
	text, filters, err := c.read(s)
	if err != nil {
		return c.fail(s, text, err)
	}
	var ds ast.Diagnostics
	for _, f := range filters {
		ds = append(ds, f.Findings()...)
	}
	if len(ds) == 0 {
		return nil
	}
	if err := c.report(s, s.Out, text, ds); err != nil {
		return err
	}
	return Exit(problems)
}
