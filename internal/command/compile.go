package command

import (
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter/compile"
)

type compileCommand struct {
	targetQuery
	ServiceFlags
	InstanceID string
	Compact    bool
}

// command returns the command line's command.
func (c *compileCommand) command(s *Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "compile",
		Short: "Print a query as one request.",
		Long: `The request is the JSON body of SearchTestCases, or of what --target names: of
another search, or with q-session of what CreateSession and UpdateSession take,
which is {"tagFilter":…}. A query that one request cannot say is an error. The
AWS command line takes the request as it is:

    searchfilter compile --instance-id $ID 'name ^= "smoke"' >search.json
    aws connect search-test-cases --cli-input-json file://search.json`,
		PreRunE: Checked(c.Validate),
		RunE:    func(*cobra.Command, []string) error { return c.Run(s) },
	}
	c.targetQuery.addTo(cmd)
	c.ServiceFlags.addTo(cmd, func() compile.Target { return c.About })
	f := cmd.Flags()
	Text(cmd, &c.InstanceID, "instance-id", "ID", "Add the member InstanceId, which Amazon Connect asks for.")
	f.BoolVar(&c.Compact, "compact", false, "Print the JSON on one line.")
	return cmd
}

// Validate checks the flags together.
func (c *compileCommand) Validate() error {
	switch {
	case c.InstanceID == "":
	case !slices.Contains(c.About.Members, "InstanceId"):
		return fmt.Errorf("--instance-id goes with searches of Amazon Connect alone, not with %s", c.About.Name)
	case !utf8.ValidString(c.InstanceID):
		return errors.New("--instance-id is not UTF-8")
	}
	_, err := c.apply(c.About)
	return err
}

// Run prints the request.
func (c *compileCommand) Run(s *Streams) error {
	q, err := c.Parse(s)
	if err != nil {
		return err
	}
	target, err := c.apply(c.About)
	if err != nil {
		return err
	}
	request, err := compile.Compile(q.Resolved(), target)
	if err == nil && c.InstanceID != "" {
		err = request.Set("InstanceId", c.InstanceID)
	}
	if err != nil {
		return c.Fail(s, err)
	}
	c.Report(s, request.Warnings)
	return writeJSON(s, request, c.Compact)
}
