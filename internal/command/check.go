package command

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/logic"
)

type checkCommand struct{ QueryArgs }

func (c *checkCommand) command(s *Streams) *cobra.Command {
	cmd := NewCommand("check", "Say what is wrong with a query.", `All mistakes are written to standard error, each with its place in the query and
where there is one with what to do. So are warnings: of a part that nothing or
everything meets, and of a time that is compared with one instant. A query that
is fine prints nothing. The exit status is 0 if there are no more than warnings.

    searchfilter check 'stauts = PUBLISHED and name == smoke'
    searchfilter check --file queries/*.q

Behind --file all arguments are files, each with one query, and places are shown
as file:line:column.`, nil, c.Run)
	c.QueryArgs.AddTo(s, cmd)
	c.addFiles(cmd, func() bool { return false })
	return cmd
}

// Run reports what is wrong.
func (c *checkCommand) Run() error {
	return c.eachQuery(func() (ast.Diagnostics, error) {
		q, err := c.parse()
		var ds ast.Diagnostics
		if errors.As(err, &ds) {
			return ds, Exit(Failed)
		}
		return logic.Warnings(q.Resolved(), logic.Options{}), err
	})
}
