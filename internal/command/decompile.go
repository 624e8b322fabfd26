package command

import (
	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/shown"
)

type decompileCommand struct {
	jsonArgs
	json bool
}

func (c *decompileCommand) command(s *Streams) *cobra.Command {
	cmd := NewCommand("decompile", "Print the query that filter JSON says.", `The filter may stand anywhere: in what CreateSession or UpdateSession takes or
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
are printed all the same.`, nil, c.Run)
	c.jsonArgs.addTo(s, cmd)
	f := cmd.Flags()
	f.BoolVar(&c.json, "json", false, "Print each filter as a JSON object on a line, with its path, target, query and place.")
	return cmd
}

// Run prints the queries.
func (c *decompileCommand) Run() error {
	text, filters, err := c.read()
	if err != nil {
		return err
	}
	var wrong ast.Diagnostics
	var exit error
	for _, f := range filters {
		wrong = append(wrong, f.Wrong...)
		switch {
		case f.Says == nil:
			exit = Exit(Failed)
		case c.json:
			err = writeJSON(c.Out, shownFilter{shown.Path(f.Place), f.Target.Name, f.Others, f.Says.String(), f.Span}, true)
		case len(filters) == 1:
			err = c.print(f.Says.String() + "\n")
		default:
			err = c.print(shown.Path(f.Place) + "\t" + f.Says.String() + "\n")
		}
		if err != nil {
			return err
		}
	}
	_ = c.report(c.Err, "", text, wrong)
	return exit
}

// A shownFilter is a filter in the JSON output.
type shownFilter struct {
	Path   string   `json:"path"` // $ is the whole document
	Target string   `json:"target"`
	Others []string `json:"others,omitempty"` // the other targets for which it is the same query
	Query  string   `json:"query"`
	Span   ast.Span `json:"span"`
}
