package command

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter/ast"
)

type fmtCommand struct {
	targetQuery
	Fix bool
}

// command returns the command line's command.
func (c *fmtCommand) command(s *Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "fmt",
		Short: "Print a query in its canonical form.",
		Long: `The canonical form has one space between tokens, symbols for operators, names as
they are spelled here, and no quotes and parentheses that are not needed. Times
such as -7d stay as they are.

With --fix, what was mended is reported as well, each mistake in the text as it
was then; with --diagnostics json in the same array, before what is still wrong.

    searchfilter fmt 'NAME startswith "smoke" AND (status=published)'
    searchfilter fmt --fix 'name == smoke && stauts = SAVED'`,
		RunE: func(*cobra.Command, []string) error { return c.Run(s) },
	}
	c.targetQuery.addTo(cmd)
	f := cmd.Flags()
	f.BoolVar(&c.Fix, "fix", false, "Mend the mistakes whose meaning is clear, such as == for =, and say on standard error which they were.")
	return cmd
}

// Run prints the canonical form.
func (c *fmtCommand) Run(s *Streams) error {
	if err := c.read(s); err != nil {
		return err
	}
	var fixed ast.Diagnostics
	if c.Fix {
		fixed = c.fix(s)
	}
	q, err := c.parse()
	if err != nil {
		return c.Fail(s, append(fixed, err.(ast.Diagnostics)...))
	}
	c.Report(s, fixed)
	_, err = fmt.Fprintln(s.Out, q)
	return err
}

// fix mends the query as far as it can. It says as text what it mends, or returns
// it for the one array of JSON.
func (c *fmtCommand) fix(s *Streams) (fixed ast.Diagnostics) {
	// A mistake can hide another, and no run reports more than MaxDiagnostics.
	const rounds = 10
	for range rounds {
		_, err := c.parse()
		ds := fixable(err)
		switch {
		case len(ds) == 0:
			return fixed
		case c.Diagnostics == "json":
			fixed = append(fixed, ds...)
		default:
			for _, d := range ds {
				fmt.Fprint(s.Err, "fixed: "+s.render(s.Err, c.Query, ast.Diagnostics{d}))
			}
		}
		c.Query = ds.Fixed(c.Query)
	}
	return fixed
}

// fixable returns the diagnostics in err with fixes that do not overlap, so that
// Fixed applies all of them.
func fixable(err error) ast.Diagnostics {
	all, _ := err.(ast.Diagnostics)
	var list ast.Diagnostics
	end := 0
	for _, d := range all {
		if d.Fix != nil && d.Fix.Span.Start.Offset >= end {
			list = append(list, d)
			end = d.Fix.Span.End.Offset
		}
	}
	return list
}
