package command

import (
	"errors"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/qconnect"
)

type compileCommand struct {
	QueryArgs
	Target     string  `flag:"target" enum:"test-cases|q-session" default:"test-cases" help:"What the request is for: a search of test cases, which is the default, or a session."`
	FoldsCase  bool    `flag:"service-folds-case" help:"The service compares the text of fields without case, so that name = a i can be sent, and name = a cannot."`
	InstanceID *string `flag:"instance-id" placeholder:"ID" help:"Add the member InstanceId, which Amazon Connect asks for."`
	Compact    bool    `flag:"compact" help:"Print the JSON on one line."`
}

// Help returns what --help says below the first line.
func (compileCommand) Help() string {
	return `
The request is the JSON body of SearchTestCases, or with --target q-session of
what CreateSession and UpdateSession take, which is {"tagFilter":…}. A query
that one request cannot say is an error. The AWS command line takes the request
as it is:

    searchfilter compile --instance-id $ID 'name ^= "smoke"' >search.json
    aws connect search-test-cases --cli-input-json file://search.json
`
}

// Validate checks the flags together.
func (c *compileCommand) Validate() error {
	switch {
	case c.InstanceID == nil:
	case c.Target != "test-cases":
		return errors.New("--instance-id goes with --target test-cases alone")
	case !utf8.ValidString(*c.InstanceID):
		return errors.New("--instance-id is not UTF-8")
	}
	return nil
}

// Run prints the request.
func (c *compileCommand) Run(s *Streams) error {
	q, err := c.Parse(s)
	if err != nil {
		return err
	}
	request, warnings, err := c.request(q)
	if err != nil {
		return c.Fail(s, err)
	}
	c.Report(s, warnings)
	return writeJSON(s, request, c.Compact)
}

func (c *compileCommand) request(q searchfilter.Query) (request any, warnings ast.Diagnostics, err error) {
	target := connect.TestCases()
	target.ServiceFoldsCase = c.FoldsCase
	if c.Target == "q-session" {
		target = qconnect.Session()
	}
	r, err := compile.Compile(q.Resolved(), target)
	if err != nil {
		return nil, nil, err
	}
	if c.InstanceID != nil {
		err = r.Set("InstanceId", *c.InstanceID)
	}
	return r, r.Warnings, err
}
