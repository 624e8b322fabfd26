package command

import (
	"encoding/json"
	"fmt"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
)

// PlanFlags are what a plan may do, and what is known of the service.
type PlanFlags struct {
	Exact            bool `flag:"exact" help:"Refuse a query of which something is left to check after the requests."`
	AllowScan        bool `flag:"allow-scan" help:"Allow a request that lists every test case."`
	MaxRequests      int  `flag:"max-requests" default:"100" placeholder:"N" help:"The most requests, 100 unless set."`
	MaxTagConditions int  `flag:"max-tag-conditions" default:"25" placeholder:"N" help:"The most tag conditions in a request, 25 unless set. Rows of more go to several requests."`

	KeyWithoutValueExists bool `flag:"key-without-value-exists" help:"The service takes a tag condition without a value to ask whether the tag exists. Unless set, such conditions are checked after the requests."`
	StatusMayBeMissing    bool `flag:"status-may-be-missing" help:"A test case may lack a status. Unless set, status != SAVED is sent as status = PUBLISHED."`
	ServiceFoldsCase      bool `flag:"service-folds-case" help:"The service compares the text of fields without case. Unless set, comparisons that ignore case are checked after the requests."`
	ContainsAnyLength     bool `flag:"contains-any-length" help:"The service takes any text in a contains. Unless set, 2 to 25 characters are sent."`
}

// Validate checks the numbers.
func (f *PlanFlags) Validate() error {
	if f.MaxRequests < 1 || f.MaxTagConditions < 1 {
		return fmt.Errorf("--max-requests and --max-tag-conditions are at least 1")
	}
	return nil
}

func (f *PlanFlags) plan(q searchfilter.Query) (*compile.SearchPlan, error) {
	return q.PlanFor(f.Target(), f.Options())
}

// Options returns what a plan may do.
func (f *PlanFlags) Options() compile.PlanOptions {
	return compile.PlanOptions{Exact: f.Exact, AllowScan: f.AllowScan, MaxRequests: f.MaxRequests}
}

// Target returns what is known of the service.
func (f *PlanFlags) Target() compile.Target {
	t := connect.TestCases()
	t.MaxTagConditions = f.MaxTagConditions
	t.Tags.KeyOnly = f.KeyWithoutValueExists
	if f.StatusMayBeMissing {
		t.Closed = nil
	}
	t.ServiceFoldsCase = f.ServiceFoldsCase
	if f.ContainsAnyLength {
		t.ContainsMin, t.ContainsMax = 1, compile.Unlimited
	}
	return t
}

type planCommand struct {
	QueryArgs
	PlanFlags
	Compact bool `flag:"compact" help:"Print the JSON on one line."`
}

// Help returns what --help says below the first line.
func (planCommand) Help() string {
	return `
A plan is the fewest SearchTestCases requests that together find what a query
selects, with what is left to check of the test cases that they find: the
residual of a request or, if all share it, of the plan. Both are queries. The
plan is one JSON object:

    {"target":"test-cases","requests":[{"request":{…},"residual":"…"}],"residual":"…","minimal":"bound"}

There are no requests if nothing can match. "minimal" says how it is known that
there are no fewer: "bound", by a proof that searchfilter explain shows,
"search", by trying all ways, or "unproved". To run it, send each request, drop
the records that its residual refuses, and unite the rest by their Id.
`
}

// Run prints the plan.
func (c *planCommand) Run(s *Streams) error {
	q, err := c.Parse(s)
	if err != nil {
		return err
	}
	plan, err := c.plan(q)
	if err != nil {
		return c.Fail(s, err)
	}
	c.Report(s, plan.Warnings)
	return writeJSON(s, plan, c.Compact)
}

// writeJSON writes v for a person, or on one line.
func writeJSON(s *Streams, v any, compact bool) error {
	e := json.NewEncoder(s.Out)
	e.SetEscapeHTML(false)
	if !compact {
		e.SetIndent("", "  ")
	}
	return e.Encode(v)
}
