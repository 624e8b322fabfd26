package command

import (
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/internal/shown"
)

type compileCommand struct {
	QueryArgs
	ServiceFlags
	instanceFlag
	Compact bool
}

func (c *compileCommand) command(s *Streams) *cobra.Command {
	cmd := NewCommand("compile", "Print a query as one request.", `The request is the JSON body of SearchTestCases, or of what --target names: of
another search, or with q-session of what CreateSession and UpdateSession take,
which is {"tagFilter":…}. A query that one request cannot say is an error. The
AWS command line takes the request as it is:

    searchfilter compile --instance-id $ID 'name ^= "smoke"' >search.json
    aws connect search-test-cases --cli-input-json file://search.json`, c.Validate, c.Run)
	c.QueryArgs.AddTo(s, cmd)
	c.AddAll(cmd)
	c.ServiceFlags.addTo(cmd, func() compile.Target { return c.About })
	c.instanceFlag.addTo(cmd)
	f := cmd.Flags()
	f.BoolVar(&c.Compact, "compact", false, "Print the JSON on one line.")
	return cmd
}

// Validate checks the flags.
func (c *compileCommand) Validate() error {
	if shown.IsListing(&c.About) {
		return unsendable(&c.About)
	}
	if err := c.instanceFlag.validate(c.About); err != nil {
		return err
	}
	_, err := c.apply(c.About)
	return err
}

// Run prints the request.
func (c *compileCommand) Run() error {
	q, err := c.Parse()
	if err != nil {
		return err
	}
	target, err := c.apply(c.About)
	if err != nil {
		return err
	}
	request, err := compile.Compile(q.Resolved(), target)
	if err == nil {
		err = c.set(request)
	}
	if err != nil {
		return c.Fail(err)
	}
	c.Report(request.Warnings)
	return writeJSON(c.Out, request, c.Compact)
}

// An instanceFlag is the flag --instance-id.
type instanceFlag struct {
	InstanceID string
}

func (f *instanceFlag) addTo(cmd *cobra.Command) {
	Text(cmd, &f.InstanceID, "instance-id", "ID", "Add the member InstanceId, which Amazon Connect asks for.")
}

func (f *instanceFlag) validate(t compile.Target) error {
	switch {
	case f.InstanceID == "":
	case !slices.Contains(t.Members, "InstanceId"):
		return fmt.Errorf("--instance-id goes with searches of Amazon Connect alone, not with %s", t.Name)
	case !utf8.ValidString(f.InstanceID):
		return errors.New("--instance-id is not UTF-8")
	}
	return nil
}

// set sets InstanceId in a request, if the flag is given.
func (f *instanceFlag) set(r *compile.Request) error {
	if f.InstanceID == "" {
		return nil
	}
	return r.Set("InstanceId", f.InstanceID)
}
