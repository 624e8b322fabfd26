package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/url"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/mattn/go-isatty"
	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/awsconnect"
	"github.com/searchfilter/searchfilter/awsconnect/internal/pages"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/command"
)

type searchCommand struct {
	command.PlanArgs
	command.OutputFlags

	InstanceID  string
	EndpointURL string
	Region      string
	Profile     string
	Local       []string

	PageSize    int
	Concurrency int
	MaxAttempts string
	Trust       bool
	ExpectNone  bool
}

// unset is a number that no flag can have.
const unset = math.MinInt

// records returns the plural for records of the target, for messages.
func (c *searchCommand) records() string { return strings.ReplaceAll(c.About.Name, "-", " ") }

// search returns the command that this program has in addition to those of the library.
func search(s *command.Streams) *cobra.Command {
	c := &searchCommand{PageSize: unset, Concurrency: 1}
	cmd := command.NewCommand("search", "Print the records of an instance that a query selects.", `The records are test cases, or those of the search that --target names. The query
is planned as searchfilter plan shows, and the requests are sent with the
credentials of the AWS configuration. What they find is united, held to the
query once more, and printed, each record once.

    searchfilter search --instance-id $ID 'name ^= smoke and status = PUBLISHED or tag:BPO = 123'
    searchfilter search --target users --instance-id $ID 'username ^= jo and tag:team = billing'
    searchfilter search --target queues --local queues.json --output ids 'status = DISABLED'

A search takes several calls. If records are changed between them, some may be
missed without an error, even such as the query selects before and after. Search
again when nothing is changed.

JSON is as the service sends it, but for times, which are seconds since 1970
there: they are written as 2026-01-31T09:00:00Z, and in a table without --fields
in minutes.

With --local, the files are as searchfilter match reads them, also compressed by
gzip. ARNs that are not there are made up, and of test cases IDs and hashes, too.
A record of another kind must have its ID. --allow-scan is not needed.

The exit status is 0 if a record was found, 1 if none was, and 2 after an error.
Then what was printed is not all, and a table is not printed. A gate for which
no record may be found says --expect-none: then the status is 0 if none is, 1 if
one is, and still 2 after an error.`, c.Validate, c.Run)
	c.PlanArgs.AddTo(s, cmd)
	c.AddAll(cmd)
	command.Text(cmd, &c.InstanceID, "instance-id", "ID", "The instance of Amazon Connect, by its ID or ARN. With --local it is needed if the files have records of several.")
	command.Text(cmd, &c.EndpointURL, "endpoint-url", "URL", "Where the service is, such as what searchfilter serve prints. One on this machine needs no credentials.")
	command.Text(cmd, &c.Region, "region", "REGION", "The region, if not that of the AWS configuration.")
	command.Text(cmd, &c.Profile, "profile", "NAME", "The profile of the AWS configuration.")
	command.Files(cmd, &c.Local, "local", "", "FILE", "Search the records in a file, by a service that runs for so long: no account is needed. It may be repeated.")
	command.Int(cmd, &c.PageSize, 1, "page-size", "N", "How many records to ask for at a time, at most and unless set as many as the search allows: 100 most often, 200 of rules, 500 of queues, routing profiles, users and workspaces, 1000 of data tables.")
	command.Int(cmd, &c.Concurrency, 1, "concurrency", "N", "How many requests of the plan to run at a time, 1 unless set.")
	command.Text(cmd, &c.MaxAttempts, "max-attempts", "N", "How often a call is tried in all. Unless set, as often as AWS_MAX_ATTEMPTS or the AWS configuration says, or else 3 times.")
	cmd.Flags().BoolVar(&c.Trust, "trust", false, "Print what the service finds without a check of each record against the whole query.")
	cmd.Flags().BoolVar(&c.ExpectNone, "expect-none", false, "Have the exit status 0 if no record is found, and 1 if one is.")
	c.OutputFlags.AddTo(cmd, "table|json|jsonl|ids|csv|tsv", func() compile.Target { return c.About })
	return cmd
}

// Validate checks the flags.
func (c *searchCommand) Validate() error {
	if err := c.NeedSearch("search"); err != nil {
		return err
	}
	if _, err := c.maxAttempts(); err != nil {
		return err
	}
	most := pages.Most(c.About.Operation)
	if c.PageSize == unset {
		c.PageSize = most
	}
	switch {
	case len(c.Local) == 0 && c.InstanceID == "":
		return fmt.Errorf("say which %s: --instance-id ID, or --local FILE", c.records())
	case len(c.Local) > 0 && (c.EndpointURL != "" || c.Region != "" || c.Profile != ""):
		return errors.New("--local takes no --endpoint-url, --region and --profile")
	case c.EndpointURL != "" && !isURL(c.EndpointURL):
		return fmt.Errorf("--endpoint-url %s is no URL such as http://127.0.0.1:4580", c.EndpointURL)
	case c.PageSize > most:
		return fmt.Errorf("--page-size is 1 to %d", most)
	}
	if err := c.OutputFlags.Resolve(c.About); err != nil {
		return err
	}
	return c.PlanArgs.Validate()
}

// Run prints the records that the query selects.
func (c *searchCommand) Run() error {
	q, err := c.Parse()
	if err != nil {
		return err
	}
	stop, err := c.serve(q)
	if err != nil {
		return err
	}
	defer stop()
	c.AllowScan = c.AllowScan || len(c.Local) > 0 // a local scan costs nothing
	target := c.Target()
	plan, err := compile.NewPlan(q.Resolved(), target, c.Options())
	if err != nil {
		return c.Fail(err)
	}
	c.Report(slices.DeleteFunc(plan.Warnings, func(d ast.Diagnostic) bool { return d.Code == codes.FullScan })) // the scan was allowed

	ctx, ignore := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer ignore()
	client, err := c.client(ctx)
	if err != nil {
		return err
	}
	return c.search(ctx, client, q, awsconnect.Options{
		Target: &target, Plan: c.Options(), PageSize: int32(c.PageSize), Concurrency: c.Concurrency, Trust: c.Trust,
	})
}

func (c *searchCommand) search(ctx context.Context, client *sdk.Client, q searchfilter.Query, o awsconnect.Options) error {
	out := newPrinter(c.Streams, &c.OutputFlags, q.Resolved().Schema())
	bar := newBar(c.Err, c.Output == "table" || !isTerminal(c.Out))
	var last awsconnect.Progress
	o.Progress = func(p awsconnect.Progress) {
		last = p
		bar.Describe(progress(p))
	}
	for record, err := range awsconnect.Search(ctx, client, c.InstanceID, q, o) {
		if err == nil {
			err = out.print(record)
		} else if ctx.Err() != nil {
			err = fmt.Errorf("interrupted: %w", err)
		}
		if err != nil {
			_ = bar.Clear()
			return err
		}
	}
	_ = bar.Clear()
	if err := out.Close(); err != nil {
		return err
	}
	if n := last.Disagreed; n > 0 {
		c.Complain(fmt.Sprintf("%s left out that the service found and that the query does not select as it stands: if the service compares without case, --service-folds-case says so, and --ignore-case has the query do the same; if it leaves members out of what it sends, --trust takes its word",
			count(n, q.Resolved().Schema().Name+" was", c.records()+" were")))
	}
	if (last.Matched == 0) != c.ExpectNone {
		return command.Exit(command.NoMatch)
	}
	return nil
}

// newBar returns a progress line on w. It is visible if w is a terminal and nothing else is printed
// meanwhile.
func newBar(w io.Writer, alone bool) *progressbar.ProgressBar {
	return progressbar.NewOptions(-1,
		progressbar.OptionSetWriter(w),
		progressbar.OptionSetVisibility(alone && isTerminal(w)),
		progressbar.OptionSpinnerType(14),
		progressbar.OptionSetElapsedTime(false),
		progressbar.OptionClearOnFinish(),
	)
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && isatty.IsTerminal(f.Fd())
}

func progress(p awsconnect.Progress) string {
	text := fmt.Sprintf("request %d of %d, %s, %d seen, %d found",
		min(p.Done+1, p.Requests), p.Requests, count(p.Pages, "page", "pages"), p.Seen, p.Matched)
	if p.Total >= 0 {
		text += fmt.Sprintf(" of about %d", p.Total)
	}
	return text
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// client returns a client of the service.
func (c *searchCommand) client(ctx context.Context) (*sdk.Client, error) {
	attempts, err := c.maxAttempts()
	if err != nil {
		return nil, err
	}
	set := func(o *sdk.Options) {
		if c.EndpointURL != "" {
			o.BaseEndpoint = aws.String(c.EndpointURL)
		}
		if attempts > 0 {
			o.RetryMaxAttempts = attempts
		}
	}
	if c.Profile == "" && isLoopback(c.EndpointURL) {
		// A service on this machine accepts any signature. Its user may have no AWS
		// configuration, or one for another service.
		o := sdk.Options{
			Region:      cmp.Or(c.Region, os.Getenv("AWS_REGION"), "us-east-1"),
			Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
		}
		if err := setRetries(&o); err != nil {
			return nil, err
		}
		return sdk.New(o, set), nil
	}
	var options []func(*config.LoadOptions) error
	if c.Region != "" {
		options = append(options, config.WithRegion(c.Region))
	}
	if c.Profile != "" {
		options = append(options, config.WithSharedConfigProfile(c.Profile))
	}
	cfg, err := config.LoadDefaultConfig(ctx, options...)
	if err != nil {
		return nil, err
	}
	return sdk.NewFromConfig(cfg, set), nil
}

// maxAttempts returns the value of --max-attempts, or 0 if the flag is not given.
func (c *searchCommand) maxAttempts() (int, error) {
	if c.MaxAttempts == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(c.MaxAttempts)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("--max-attempts is at least 1, and not %s", c.MaxAttempts)
	}
	return n, nil
}

// setRetries sets what the environment says about retries. It does not use config.NewEnvConfig,
// which fails for a mistake in any variable.
func setRetries(o *sdk.Options) (err error) {
	if v := os.Getenv("AWS_MAX_ATTEMPTS"); v != "" {
		if o.RetryMaxAttempts, err = strconv.Atoi(v); err != nil {
			return fmt.Errorf("AWS_MAX_ATTEMPTS=%s is no number", v)
		}
	}
	if v := os.Getenv("AWS_RETRY_MODE"); v != "" {
		if o.RetryMode, err = aws.ParseRetryMode(v); err != nil {
			return fmt.Errorf("AWS_RETRY_MODE=%s is neither standard nor adaptive", v)
		}
	}
	return nil
}

func isURL(endpoint string) bool {
	u, err := url.Parse(endpoint)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

func isLoopback(endpoint string) bool {
	u, err := url.Parse(endpoint)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}
