package command

import (
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/compile"
)

type compileCommand struct {
	targetQuery
	ServiceFlags
	InstanceID *string `flag:"instance-id" placeholder:"ID" help:"Add the member InstanceId, which Amazon Connect asks for."`
	Compact    bool    `flag:"compact" help:"Print the JSON on one line."`
}

// Help returns what --help says below the first line.
func (compileCommand) Help() string {
	return `
The request is the JSON body of SearchTestCases, or of what --target names: of
another search, or with q-session of what CreateSession and UpdateSession take,
which is {"tagFilter":…}. A query that one request cannot say is an error. The
AWS command line takes the request as it is:

    searchfilter compile --instance-id $ID 'name ^= "smoke"' >search.json
    aws connect search-test-cases --cli-input-json file://search.json
`
}

// Validate checks the flags together.
func (c *compileCommand) Validate() error {
	switch {
	case c.InstanceID == nil:
	case !slices.Contains(c.About.Members, "InstanceId"):
		return fmt.Errorf("--instance-id goes with searches of Amazon Connect alone, not with %s", c.About.Name)
	case !utf8.ValidString(*c.InstanceID):
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
	if err == nil && c.InstanceID != nil {
		err = request.Set("InstanceId", *c.InstanceID)
	}
	if err != nil {
		return c.Fail(s, err)
	}
	c.Report(s, request.Warnings)
	return writeJSON(s, request, c.Compact)
}
