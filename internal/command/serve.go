package command

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/connecttest"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/internal/shown"
	"github.com/searchfilter/searchfilter/internal/tree"
)

type serveCommand struct {
	*Streams
	Data   []string
	Addr   string
	Page   string
	Sample bool

	InstanceID  []string
	AssistantID []string
	AllowHost   []string
	AllowOrigin []string
	Region      string
	PageSize    int

	KeyWithoutValueExists bool
	StatusMayBeMissing    bool
	ServiceFoldsCase      bool
	ContainsLimited       bool
	AllFieldNames         bool

	ExecutionTime  time.Duration
	ExecutionFails string

	Throttle int
	Fail     int
	Cut      int
	Delay    time.Duration
}

// What --sample makes: the seed of the records, and the numbers of test cases and users.
const sampleSeed, sampleCases, sampleUsers = 1, 500, 200

func (c *serveCommand) command(s *Streams) *cobra.Command {
	c.Streams = s
	cmd := NewCommand("serve", "Serve searches and lists from memory, without an account.", `A local service for tests, without an account: all searches of Amazon Connect,
such as SearchUsers, their List operations, CreateTestCase, DescribeTestCase,
UpdateTestCase, DeleteTestCase, and for executions StartTestCaseExecution,
StopTestCaseExecution, GetTestCaseExecutionSummary, ListTestCaseExecutions and
ListTestCaseExecutionRecords; of Amazon Q in Connect CreateSession,
UpdateSession, GetSession and Retrieve; and of both TagResource, UntagResource
and ListTagsForResource. It prints how to point the AWS command line and SDKs at
it, and ends at an interrupt.

    searchfilter serve --sample
    searchfilter serve --data cases.json
    searchfilter serve --data found-users.json --data found-queues.json
    searchfilter serve --data users=users.jsonl --data queues=queues.json
    searchfilter serve --sample --throttle 5 --delay 50ms
    searchfilter serve --sample --page playground/dist
    searchfilter serve --sample --execution-fails 'tag:team = fraud'

An execution of a test case makes no call: it passes after a second, unless
--execution-time and --execution-fails say otherwise.

A file has answers of searches or of Lists as they come from AWS, several if
need be, whose members say of which kind the records are; test cases as
searchfilter match reads them; or what was kept before. Of another kind,
records that stand alone are read by TARGET=FILE, where the target is the end
of the search's path, or q-retrieve for the content that Retrieve answers with.
Instances, region and account are those of the ARNs, or of the service that was
kept. The summaries of a List are served as they are, and a warning says so, for
they lack members.

One file without a target is kept. When something has changed, it is replaced
as a whole, before the call is answered: it is one JSON object then, with a
record a line in the order of their IDs, times in seconds since 1970, and ARNs
with the region. What would be lost by that, such as a member beside the records
or a NextToken, is an error at the start, and so are a file of something else,
one that is read-only, and what is no file. Nobody sees a change before it is
kept, and changes that arrive meanwhile are kept together.

Several files, and those with a target, are only read: what changes is in
memory, and ends with the service. To keep all, put the answers into one file,
one after the other.

The file that is kept is for one service at a time, which locks FILE.lock
beside it. If another program has changed it meanwhile, it is left alone: the
call fails with ConflictException.

With --page it also serves the files of a folder: the page to try queries in.
That page has the address of the service, and so may send requests to it.

Nobody is asked for credentials, so listen on the loopback interface only. Web
pages are kept from it, but for those of --allow-origin.`, c.Validate, c.Run)
	c.Addr, c.ExecutionTime = "127.0.0.1:4580", time.Second
	f := cmd.Flags()
	Files(cmd, &c.Data, "data", "", "[TARGET=]FILE", "Begin with what this file has, and keep every change in it; it may be missing. May be repeated: several files, and those with a target, are only read. Unless set, everything is in memory.")
	Text(cmd, &c.Addr, "addr", "HOST:PORT", "Where to listen, 127.0.0.1:4580 unless set. Port 0 is any that is free.")
	File(cmd, &c.Page, "page", "DIR", "Serve the files of this folder, too, with its index.html at /.")
	_ = cmd.MarkFlagDirname("page")
	f.BoolVar(&c.Sample, "sample", false, "Begin with 500 test cases, 200 users, and what they refer to, as a contact centre might have them, unless there are records in the file.")
	List(cmd, &c.InstanceID, "instance-id", "ID,...", "An instance that exists, besides those of the file. Unless there is any, it is 12345678-1234-1234-1234-123456789012.", nil)
	List(cmd, &c.AssistantID, "assistant-id", "ID,...", "An assistant that exists, besides those of the file. Unless there is any, it is 87654321-4321-4321-4321-210987654321.", nil)
	List(cmd, &c.AllowHost, "allow-host", "NAME,...", "A name of this machine that clients use, besides localhost. On the loopback interface any other is refused.", nil)
	List(cmd, &c.AllowOrigin, "allow-origin", "ORIGIN,...", "An origin, such as http://localhost:3000, whose web pages may use the service. Unless set, none may.", nil)
	Text(cmd, &c.Region, "region", "NAME", "The region of all ARNs. Unless set, it is that of the file, or us-east-1.")
	Int(cmd, &c.PageSize, 0, "page-size", "N", "The most records in a page. Unless set, it is what the API allows.")
	f.BoolVar(&c.KeyWithoutValueExists, "key-without-value-exists", false, "Take a tag condition without a value to ask whether the tag exists. Unless set, it is an error.")
	f.BoolVar(&c.StatusMayBeMissing, "status-may-be-missing", false, "Leave a test case that is created without a status without one. Unless set, it is SAVED.")
	f.BoolVar(&c.ServiceFoldsCase, "service-folds-case", false, "Compare text without case.")
	f.BoolVar(&c.ContainsLimited, "contains-limited", false, "Refuse a contains of less than 2 or more than 25 characters.")
	f.BoolVar(&c.AllFieldNames, "all-field-names", false, "Allow the FieldNames of which no document says that they can be searched.")
	addDuration(cmd, &c.ExecutionTime, "execution-time", "TIME", "How long an execution of a test case runs, such as 1m; 1s unless set.")
	Text(cmd, &c.ExecutionFails, "execution-fails", "QUERY", "The test cases whose executions fail. Unless set, all pass.")
	Int(cmd, &c.Throttle, 0, "throttle", "N", "Answer every N-th call with ThrottlingException.")
	Int(cmd, &c.Fail, 0, "fail", "N", "Answer every N-th call with InternalServiceException.")
	Int(cmd, &c.Cut, 0, "cut", "N", "Break off every N-th answer in the middle.")
	addDuration(cmd, &c.Delay, "delay", "TIME", "Wait before every answer, such as 200ms.")
	return cmd
}

var uuid = regexp.MustCompile(`^[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}$`)

var region = regexp.MustCompile(`^[a-z]{2}(-[a-z]+){1,2}(-[0-9])?$`)

// Validate checks the flags.
func (c *serveCommand) Validate() error {
	if c.ExecutionTime > 10_000*time.Hour {
		return errors.New("--execution-time is 10000h at most")
	}
	if _, err := searchfilter.Parse(c.ExecutionFails); err != nil {
		return fmt.Errorf("--execution-fails: %w", err)
	}
	for _, id := range slices.Concat(c.InstanceID, c.AssistantID) {
		if !uuid.MatchString(id) {
			return fmt.Errorf("%.100q is no ID such as %s", id, connecttest.DefaultInstance)
		}
	}
	if c.Region != "" && !region.MatchString(c.Region) {
		return fmt.Errorf("%.100q is no region such as %s", c.Region, "us-east-1")
	}
	for _, data := range c.Data {
		if target, _, ok := strings.Cut(data, "="); ok && targetForm.MatchString(target) && !isTarget(target) {
			if _, err := os.Stat(data); err != nil { // with a target before it, the name of a new file is hardly meant
				return fmt.Errorf("--data %s: there is no target %s%s", data, target, nearTarget(target))
			}
		}
	}
	_, err := newGuard(http.NotFoundHandler(), c.AllowOrigin, c.AllowHost, false)
	return err
}

var targetForm = regexp.MustCompile(`^[^./\\]*$`) // no path with a folder or an extension has it

// isTarget reports whether the service has records for a target of that name: those of a
// search, or the content that Retrieve returns.
func isTarget(name string) bool {
	return name == "q-retrieve" || shown.Index(connect.Targets(), name) >= 0
}

// Run serves until the program is interrupted.
func (c *serveCommand) Run() error {
	served, err := c.open() // an interrupt ends this at once
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second interrupt ends the rest at once
	return served.serve(ctx)
}

// grace is how long calls may still take after the interrupt. To keep a change in a large file
// takes seconds.
var grace = 10 * time.Second

// headerTime is how long the header of a request may take to arrive. A connection without a
// request is closed after idleTime.
var headerTime, idleTime = 10 * time.Second, 2 * time.Minute

// A served is a service that runs, with the command that started it.
type served struct {
	*serveCommand
	service  *connecttest.Service
	data     *dataFile     // or nil
	ending   chan struct{} // closed when the service ends, which ends all delays
	warnings []string
}

// open returns the service with its first records.
func (c *serveCommand) open() (x *served, err error) {
	x = &served{serveCommand: c, ending: make(chan struct{})}
	o := connecttest.Options{
		Instances: c.InstanceID, Assistants: c.AssistantID, Region: c.Region, PageSize: c.PageSize,
		KeyOnly: c.KeyWithoutValueExists, FoldCase: c.ServiceFoldsCase, AllFieldNames: c.AllFieldNames, StatusMayBeMissing: c.StatusMayBeMissing,
		Seed:  uint64(time.Now().UnixNano()), // a fixed seed would give new records the IDs of deleted ones
		Fault: x.fault, Execution: c.execution(),
		Warn: func(message string) { x.warnings = append(x.warnings, message) },
	}
	if c.ContainsLimited {
		o.ContainsMin, o.ContainsMax = 2, 25
	}
	target, _ := c.file(0)
	switch {
	case len(c.Data) == 0:
		x.service = connecttest.New(o)
	case len(c.Data) == 1 && target == "":
		if err := x.load(o); err != nil {
			return nil, fmt.Errorf("%s: %w", c.Data[0], bare(err))
		}
	default:
		if err := x.readAll(o); err != nil {
			return nil, err
		}
	}
	if c.Sample && x.count(connect.Targets()...) == 0 {
		if err := x.sample(); err != nil {
			x.close()
			return nil, err
		}
	}
	if x.data != nil && x.data.seen == nil {
		x.warnings = append(x.warnings, "there is no "+x.Data[0]+" yet: it is made when something changes")
	}
	return x, nil
}

// file returns the target and the name of the file that the i-th --data says. The target is
// empty if there is none.
func (c *serveCommand) file(i int) (target, name string) {
	if i >= len(c.Data) {
		return "", ""
	}
	if target, name, ok := strings.Cut(c.Data[i], "="); ok && isTarget(target) {
		return target, name
	}
	return "", c.Data[i]
}

// count returns the number of records of the targets.
func (x *served) count(targets ...compile.Target) (n int) {
	for _, id := range x.service.Options().Instances {
		for _, target := range targets {
			n += len(x.service.Records(id, target.Name))
		}
	}
	return n
}

// sample loads the samples of all kinds at once, so that either all are kept or none.
func (x *served) sample() error {
	o := x.service.Options()
	id := o.Instances[0]
	all := connecttest.New(connecttest.Options{Instances: []string{id}, Region: o.Region, Account: o.Account})
	for target, records := range connecttest.SampleRecords(sampleCases, sampleUsers, sampleSeed) {
		if err := all.Put(id, target, records...); err != nil {
			return err
		}
	}
	var state bytes.Buffer
	if err := all.Save(&state); err != nil {
		return err
	}
	return x.service.Load(connecttest.Source{Reader: &state})
}

// readAll opens the service with several files, which are only read.
func (x *served) readAll(o connecttest.Options) error {
	var sources []connecttest.Source
	for i := range x.Data {
		target, name := x.file(i)
		file, err := os.Open(name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, bare(err))
		}
		defer file.Close()
		sources = append(sources, connecttest.Source{Name: name, Target: target, Reader: file})
	}
	var err error
	if x.service, err = connecttest.Open(o, sources...); err != nil {
		return bare(err)
	}
	x.warnings = append(x.warnings, "what changes is not kept, for the files of --data are only read: put all into one file to keep it there")
	return nil
}

// execution returns a function that changes an execution as the flags say.
func (c *serveCommand) execution() func(*connecttest.Execution) {
	fails, _ := searchfilter.Parse(c.ExecutionFails) // Validate has checked it
	scaled := func(d time.Duration) time.Duration {
		return time.Duration(d.Seconds() * float64(c.ExecutionTime)) // the default takes a second
	}
	return func(e *connecttest.Execution) {
		e.Initiated, e.Duration = scaled(e.Initiated), scaled(e.Duration)
		for i := range e.Records {
			e.Records[i].After = scaled(e.Records[i].After)
		}
		if tree.IsEmpty(fails.Resolved().Expr()) {
			return
		}
		if r, err := eval.Decoder(fails.Resolved().Schema())(e.TestCase); err == nil && fails.Match(r) {
			e.Records[len(e.Records)-1].Status = "FAILED"
		}
	}
}

// load opens the service with the file in which changes are kept.
func (x *served) load(o connecttest.Options) (err error) {
	if x.data, err = openData(x.Data[0]); err != nil {
		return err
	}
	in, err := x.data.open()
	if err == nil {
		o.Keep = x.data.keep
		x.service, err = connecttest.Open(o, connecttest.Source{Reader: in})
		_ = in.Close()
	}
	if err != nil {
		x.close()
	}
	return err
}

func (x *served) close() {
	if x.data != nil {
		x.data.close()
	}
}

// serve serves until ctx ends. Calls that have begun are still answered.
func (x *served) serve(ctx context.Context) error {
	defer x.close()
	var answers http.Handler = x.service
	if x.Page != "" {
		p, err := newPage(x.Page, x.service.Options().Instances[0], x.service)
		if err != nil {
			return err
		}
		defer p.close()
		answers = p
	}
	listener, err := net.Listen("tcp", x.Addr)
	if err != nil {
		return err
	}
	handler, err := newGuard(answers, x.AllowOrigin, x.hosts(), !isLoopback(listener.Addr()) && len(x.AllowHost) == 0)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: headerTime, IdleTimeout: idleTime, MaxHeaderBytes: 64 << 10}
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	if err := x.announce(listener.Addr()); err != nil {
		_ = server.Close()
		return err
	}
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	close(x.ending)
	last, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	if server.Shutdown(last) != nil {
		_ = server.Close() // a client does not finish its request
	}
	return nil
}

// hosts returns the names of this machine that the flags give.
func (x *served) hosts() []string {
	if host, _, _ := net.SplitHostPort(x.Addr); hostForm.MatchString(host) {
		return append([]string{host}, x.AllowHost...)
	}
	return x.AllowHost
}

func isLoopback(a net.Addr) bool {
	host, _, _ := net.SplitHostPort(a.String())
	return net.ParseIP(host).IsLoopback()
}

// fault waits for the delay, and returns what is to go wrong with a call. Fault.Delay will not
// do: it ends when the client gives up, and then the call does nothing. This delay ends with the
// service, and then the call goes on.
func (x *served) fault(call connecttest.Call) connecttest.Fault {
	if x.Delay > 0 {
		select {
		case <-time.After(x.Delay):
		case <-x.ending:
		}
	}
	every := func(n int) bool { return n > 0 && call.N%n == 0 }
	f := connecttest.Fault{Cut: every(x.Cut)}
	switch {
	case every(x.Throttle):
		f.Error = "ThrottlingException"
	case every(x.Fail):
		f.Error = "InternalServiceException"
	}
	return f
}

// announce prints the address of the service, and how to call it.
func (x *served) announce(at net.Addr) error {
	if !isLoopback(at) {
		x.Complain("everybody who reaches ", at, " can read and change what is served there")
	}
	for _, w := range x.warnings {
		x.Complain(w)
	}
	n, o := x.count(connect.TestCases()), x.service.Options()
	what := counted(n, "test case")
	if others := x.count(connect.Targets()...) - n; others > 0 {
		what += " and " + counted(others, "other record")
	}
	page := ""
	if x.Page != "" {
		page = fmt.Sprintf("\nThe page to try queries in is at http://%s/\n", at)
	}
	_, err := fmt.Fprintf(x.Out, `Serving %s at http://%s until it is interrupted. For the AWS command line and SDKs:

    export AWS_ENDPOINT_URL=http://%[2]s AWS_REGION=%[3]s AWS_DEFAULT_REGION=%[3]s AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
    aws connect search-test-cases --instance-id %[4]s

or, for a command alone, --endpoint-url http://%[2]s --region %[3]s. Without them:

    curl -d '{"InstanceId":"%[4]s"}' http://%[2]s/search-test-cases
%[5]s`, what, at, o.Region, o.Instances[0], page)
	return err
}

// counted returns a number with the name of what is counted.
func counted(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprint(n, " ", thing)
}
