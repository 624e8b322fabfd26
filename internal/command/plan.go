package command

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter"

	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/schema"
)

// PlanArgs holds the arguments and flags of the commands that plan a query.
type PlanArgs struct {
	QueryArgs
	ServiceFlags
	Exact            bool
	AllowScan        bool
	MaxRequests      int
	MaxTagConditions int
}

// byPlanFlag replaces options of the Go API in hints by the flags that set them.
var byPlanFlag = strings.NewReplacer(
	"set PlanOptions.AllowScan", "give --allow-scan", "PlanOptions.AllowScan", "--allow-scan",
	"unset PlanOptions.Exact", "leave out --exact", "PlanOptions.Exact", "--exact",
	"PlanOptions.MaxRequests", "--max-requests",
	"Target.MaxTagConditions", "--max-tag-conditions",
)

// AddTo adds the query and the flags to a command.
func (a *PlanArgs) AddTo(s *Streams, cmd *cobra.Command) {
	a.QueryArgs.AddTo(s, cmd)
	a.MaxRequests, a.MaxTagConditions = 100, 25
	f := cmd.Flags()
	f.BoolVar(&a.Exact, "exact", false, "Refuse a query of which something is left to check after the requests.")
	f.BoolVar(&a.AllowScan, "allow-scan", false, "Allow a request that lists every record.")
	Int(cmd, &a.MaxRequests, 1, "max-requests", "N", "The most requests, 100 unless set.")
	Int(cmd, &a.MaxTagConditions, 1, "max-tag-conditions", "N", "The most tag conditions in a request, 25 unless set. Rows of more go to several requests.")
	a.ServiceFlags.addTo(cmd, func() compile.Target { return a.About })
}

// Validate checks the flags.
func (a *PlanArgs) Validate() error {
	a.inFlags = byPlanFlag
	if err := a.NeedSearch("plan"); err != nil {
		return err
	}
	_, err := a.apply(a.About)
	return err
}

// Options returns the options for the plan.
func (a *PlanArgs) Options() compile.PlanOptions {
	return compile.PlanOptions{Exact: a.Exact, AllowScan: a.AllowScan, MaxRequests: a.MaxRequests}
}

// Target returns the target, changed by the flags. Validate must have been called.
func (a *PlanArgs) Target() compile.Target {
	t, _ := a.apply(a.About)
	t.MaxTagConditions = a.MaxTagConditions
	return t
}

func (a *PlanArgs) plan(q searchfilter.Query) (*compile.Plan, error) {
	return compile.NewPlan(q.Resolved(), a.Target(), a.Options())
}

type planCommand struct {
	PlanArgs
	instanceFlag
	Compact       bool
	Output        string
	AllowResidual bool
}

func (c *planCommand) command(s *Streams) *cobra.Command {
	cmd := NewCommand("plan", "Print the requests that answer a query.", `A plan is the fewest requests, of SearchTestCases or the search that --target
names, that together find what a query selects, with what is left to check of
the records that they find: the residual of a request or, if all share it, of
the plan. Both are queries. The plan is one JSON object:

    {"version":1,"target":"test-cases","requests":[{"request":{…},"residual":"…"}],"residual":"…","minimal":"bound"}

    searchfilter plan --target users 'username ^= jo and tag:team = billing'

There are no requests if nothing can match. "minimal" says how it is known that
there are no fewer: "bound", by a proof that searchfilter explain shows,
"search", by trying all ways, or "unproved". To run it, send each request, drop
the records that its residual refuses, and unite the rest by their ID.

Answers have pages: as long as one has a NextToken, the request is sent again
with that member. The AWS command line does so by itself.

With --output jsonl each request is a line that can be sent as it is. What is
left to check on the records would be lost so, and is an error unless
--allow-residual is given.

    searchfilter plan --instance-id $ID --output jsonl 'name ^= smoke or tag:BPO = 123' |
    while read -r body; do aws connect search-test-cases --cli-input-json "$body"; done`, c.Validate, c.Run)
	c.PlanArgs.AddTo(s, cmd)
	c.AddAll(cmd)
	c.instanceFlag.addTo(cmd)
	f := cmd.Flags()
	Enum(cmd, &c.Output, "output", "json|jsonl", "Print the plan as JSON, which is the default, or the body of each request on a line.")
	f.BoolVar(&c.AllowResidual, "allow-residual", false, "With --output jsonl, leave out what is left to check on the records, with a warning.")
	f.BoolVar(&c.Compact, "compact", false, "Print the JSON on one line.")
	return cmd
}

// Validate checks the flags.
func (c *planCommand) Validate() error {
	if c.AllowResidual && c.Output != "jsonl" {
		return errors.New("--allow-residual goes with --output jsonl")
	}
	if err := c.PlanArgs.Validate(); err != nil {
		return err
	}
	return c.instanceFlag.validate(c.About)
}

// Run prints the plan.
func (c *planCommand) Run() error {
	q, err := c.Parse()
	if err != nil {
		return err
	}
	plan, err := c.plan(q)
	if err != nil {
		return c.Fail(err)
	}
	c.Report(plan.Warnings)
	for i := range plan.Requests {
		if err := c.set(plan.Requests[i].Request); err != nil {
			return err
		}
	}
	if c.Output == "jsonl" {
		return c.bodies(plan)
	}
	return writeJSON(c.Out, plan, c.Compact)
}

// bodies prints the requests alone. If something is left to check on the records, it warns of
// that with --allow-residual, and is an error without.
func (c *planCommand) bodies(plan *compile.Plan) error {
	var residuals []string
	add := func(q *schema.Resolved) {
		if q != nil && !slices.Contains(residuals, q.String()) {
			residuals = append(residuals, q.String())
		}
	}
	add(plan.Residual)
	for _, r := range plan.Requests {
		add(r.Residual)
	}
	if residuals != nil {
		left := "this is left to check on the records that the requests find: " + chars.Brief(strings.Join(residuals, "; "), 200)
		if !c.AllowResidual {
			return errors.New(left + ": --output json prints it with each request, and --allow-residual leaves it out")
		}
		c.Complain("warning: ", left)
	}
	for i := range plan.Requests {
		if err := writeJSON(c.Out, &plan.Requests[i].Request, true); err != nil {
			return err
		}
	}
	return nil
}
