package command

import (
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/shown"
)

type decompileCommand struct {
	jsonArgs
	JSON bool
}

// command returns the command line's command.
func (c *decompileCommand) command(s *Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "decompile",
		Short: "Print the query that filter JSON says.",
		Long: `The filter may stand anywhere: in what CreateSession or UpdateSession takes or
GetSession returns, in a request for SearchTestCases, in an AI agent with its
associations or a list of them, in a CloudFormation template in JSON, in the
event of a function or in a text that is JSON, such as its body; or the document
is the filter. The query is printed in its canonical form.

    aws qconnect get-session --assistant-id $A --session-id $S | searchfilter decompile
    searchfilter decompile search.json

If there are several filters, a line is printed for each: its path, a tab and
the query. --path chooses one by its path, or those below it. Of a plan, each
request is printed with the residual that is left to check. Several documents,
such as the lines of plan --output jsonl, have paths that begin with [0], [1]
and so on.

    searchfilter decompile --path Resources.Agent template.json

A session that has no filter is the empty query, with a warning, as is a request
without one if --target says for which search it is. The exit status is 0, or 2
after an error: if there is no filter, or one that is wrong. Those that are not
are printed all the same.`,
		RunE: func(*cobra.Command, []string) error { return c.Run(s) },
	}
	c.jsonArgs.addTo(cmd)
	f := cmd.Flags()
	f.BoolVar(&c.JSON, "json", false, "Print each filter as a JSON object on a line, with its path, target, query and place.")
	return cmd
}

// Run prints the queries.
func (c *decompileCommand) Run(s *Streams) error {
	text, filters, err := c.read(s)
	if err != nil {
		return c.fail(s, text, err)
	}
	for _, f := range filters {
		if f.Says == nil {
			continue
		}
		switch {
		case c.JSON:
			err = writeJSON(s, newShownFilter(f), true)
		case len(filters) == 1:
			_, err = fmt.Fprintln(s.Out, f.Says)
		default:
			_, err = fmt.Fprintf(s.Out, "%s\t%s\n", shown.Path(f.Place), f.Says)
		}
		if err != nil {
			return err
		}
	}
	if ds := allWrong(filters); len(ds) > 0 {
		_ = c.report(s, s.Err, text, ds)
	}
	if slices.ContainsFunc(filters, func(f shown.Filter) bool { return f.Says == nil }) {
		return Exit(Failed)
	}
	return nil
}

// fail reports err, if it is about the document, and returns the error with which to
// exit.
func (a *jsonArgs) fail(s *Streams, text string, err error) error {
	var ds ast.Diagnostics
	if !errors.As(err, &ds) {
		return err
	}
	_ = a.report(s, s.Err, text, ds)
	return Exit(Failed)
}

// A shownFilter is a filter as JSON.
type shownFilter struct {
	Path   string   `json:"path"` // $ is the whole document
	Target string   `json:"target"`
	Others []string `json:"others,omitempty"` // targets for which it is the same query
	Query  string   `json:"query"`
	Span   ast.Span `json:"span"`
}

func newShownFilter(f shown.Filter) shownFilter {
	return shownFilter{shown.Path(f.Place), f.Target.Name, f.Others, f.Says.String(), f.Span}
}
