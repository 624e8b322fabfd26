package command

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/schema"
)

// PlanFlags are what a plan may do, and what is known of the service.
type PlanFlags struct {
	Exact            bool
	AllowScan        bool
	MaxRequests      int
	MaxTagConditions int

	ServiceFlags
}

func (f *PlanFlags) validate(t compile.Target) error {
	if f.MaxRequests < 1 || f.MaxTagConditions < 1 {
		return fmt.Errorf("--max-requests and --max-tag-conditions are at least 1")
	}
	_, err := f.apply(t)
	return err
}

// Options returns what a plan may do.
func (f *PlanFlags) Options() compile.PlanOptions {
	return compile.PlanOptions{Exact: f.Exact, AllowScan: f.AllowScan, MaxRequests: f.MaxRequests}
}

// target returns t with what is known of the service, as far as validate allows.
func (f *PlanFlags) target(t compile.Target) compile.Target {
	t, _ = f.apply(t)
	t.MaxTagConditions = f.MaxTagConditions
	return t
}

// PlanArgs are the arguments of the commands that plan a query for any target.
type PlanArgs struct {
	targetQuery
	PlanFlags
}

// Validate checks the flags together, and the numbers.
func (a *PlanArgs) Validate() error {
	if err := a.NeedSearch("plan"); err != nil {
		return err
	}
	return a.PlanFlags.validate(a.About)
}

// AddTo adds the query and the flags to a command, with the defaults.
func (a *PlanArgs) AddTo(cmd *cobra.Command) {
	a.targetQuery.addTo(cmd)
	a.PlanFlags.addTo(cmd, func() compile.Target { return a.About })
}

// Target returns the target with what is known of the service.
func (a *PlanArgs) Target() compile.Target { return a.target(a.About) }

func (a *PlanArgs) plan(q searchfilter.Query) (*compile.Plan, error) {
	return compile.NewPlan(q.Resolved(), a.Target(), a.Options())
}

// byPlanFlag names the flags of a plan in the place of the options that they set.
var byPlanFlag = strings.NewReplacer(
	"set PlanOptions.AllowScan", "give --allow-scan", "PlanOptions.AllowScan", "--allow-scan",
	"unset PlanOptions.Exact", "leave out --exact", "PlanOptions.Exact", "--exact",
	"PlanOptions.MaxRequests", "--max-requests",
	"Target.MaxTagConditions", "--max-tag-conditions",
)

// Fail reports err, which is ast.Diagnostics of a plan, and returns the error with which
// to exit.
func (a *PlanArgs) Fail(s *Streams, err error) error {
	a.Report(s, err.(ast.Diagnostics))
	return Exit(Failed)
}

// Report writes diagnostics of a plan, if there are any.
func (a *PlanArgs) Report(s *Streams, ds ast.Diagnostics) {
	ds = slices.Clone(ds)
	for i := range ds {
		ds[i].Hint, ds[i].Params.Option = byPlanFlag.Replace(ds[i].Hint), byPlanFlag.Replace(ds[i].Params.Option)
	}
	a.QueryArgs.Report(s, ds)
}

type planCommand struct {
	PlanArgs
	instanceFlag
	Compact       bool
	Output        string
	AllowResidual bool
}

// command returns the command line's command.
func (c *planCommand) command(s *Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "plan",
		Short: "Print the requests that answer a query.",
		Long: `A plan is the fewest requests, of SearchTestCases or the search that --target
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
    while read -r body; do aws connect search-test-cases --cli-input-json "$body"; done`,
		PreRunE: Checked(c.Validate),
		RunE:    func(*cobra.Command, []string) error { return c.Run(s) },
	}
	c.PlanArgs.AddTo(cmd)
	c.AddAll(cmd)
	c.instanceFlag.addTo(cmd)
	f := cmd.Flags()
	Enum(cmd, &c.Output, "output", "json|jsonl", "Print the plan as JSON, which is the default, or the body of each request on a line.")
	f.BoolVar(&c.AllowResidual, "allow-residual", false, "With --output jsonl, leave out what is left to check on the records, with a warning.")
	f.BoolVar(&c.Compact, "compact", false, "Print the JSON on one line.")
	return cmd
}

// Validate checks the flags together, and the numbers.
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
	for i := range plan.Requests {
		if err := c.set(plan.Requests[i].Request); err != nil {
			return err
		}
	}
	if c.Output == "jsonl" {
		return c.bodies(s, plan)
	}
	return writeJSON(s, plan, c.Compact)
}

// bodies prints the requests alone. It warns of what is left to check on what they find,
// or refuses that.
func (c *planCommand) bodies(s *Streams, plan *compile.Plan) error {
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
		s.Complain("warning: ", left)
	}
	for i := range plan.Requests {
		if err := writeJSON(s, &plan.Requests[i].Request, true); err != nil {
			return err
		}
	}
	return nil
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

// addTo adds the flags to a command whose query is for that target, with the defaults.
func (c *PlanFlags) addTo(cmd *cobra.Command, about func() compile.Target) {
	c.MaxRequests, c.MaxTagConditions = 100, 25
	f := cmd.Flags()
	f.BoolVar(&c.Exact, "exact", false, "Refuse a query of which something is left to check after the requests.")
	f.BoolVar(&c.AllowScan, "allow-scan", false, "Allow a request that lists every record.")
	Int(cmd, &c.MaxRequests, "max-requests", "N", "The most requests, 100 unless set.")
	Int(cmd, &c.MaxTagConditions, "max-tag-conditions", "N", "The most tag conditions in a request, 25 unless set. Rows of more go to several requests.")
	c.ServiceFlags.addTo(cmd, about)
}
