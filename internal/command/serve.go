package command

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"regexp"
	"slices"
	"syscall"
	"time"

	"github.com/searchfilter/searchfilter/connecttest"
)

type serveCommand struct {
	Data   string `flag:"data" placeholder:"FILE" help:"Begin with what this file has, and keep every change in it. It may be missing. Unless set, everything is in memory."`
	Addr   string `flag:"addr" default:"127.0.0.1:4580" placeholder:"HOST:PORT" help:"Where to listen, 127.0.0.1:4580 unless set. Port 0 is any that is free."`
	Sample bool   `flag:"sample" help:"Begin with 500 test cases as a contact centre might have them, unless the file has some."`

	InstanceID  list   `flag:"instance-id" placeholder:"ID,..." help:"An instance that exists, besides those of the file. Unless there is any, it is 12345678-1234-1234-1234-123456789012."`
	AssistantID list   `flag:"assistant-id" placeholder:"ID,..." help:"An assistant that exists, besides those of the file. Unless there is any, it is 87654321-4321-4321-4321-210987654321."`
	Region      string `flag:"region" placeholder:"NAME" help:"The region of all ARNs. Unless set, it is that of the file, or us-east-1."`
	PageSize    int    `flag:"page-size" placeholder:"N" help:"The most records in a page. Unless set, it is what the API allows."`

	KeyWithoutValueExists bool `flag:"key-without-value-exists" help:"Take a tag condition without a value to ask whether the tag exists. Unless set, it is an error."`
	StatusMayBeMissing    bool `flag:"status-may-be-missing" help:"Leave a test case that is created without a status without one. Unless set, it is SAVED."`
	ServiceFoldsCase      bool `flag:"service-folds-case" help:"Compare text without case."`
	ContainsLimited       bool `flag:"contains-limited" help:"Refuse a contains of less than 2 or more than 25 characters."`

	Throttle int           `flag:"throttle" placeholder:"N" help:"Answer every N-th call with ThrottlingException."`
	Fail     int           `flag:"fail" placeholder:"N" help:"Answer every N-th call with InternalServiceException."`
	Cut      int           `flag:"cut" placeholder:"N" help:"Break off every N-th answer in the middle."`
	Delay    time.Duration `flag:"delay" placeholder:"TIME" help:"Wait before every answer, such as 200ms."`
}

// sampleSeed is that of the test cases of --sample.
const sampleSeed = 1

// Help returns what --help says below the first line.
func (serveCommand) Help() string {
	return `
A local service for tests, without an account: SearchTestCases, ListTestCases,
CreateTestCase, DescribeTestCase, UpdateTestCase, DeleteTestCase, TagResource
and UntagResource of Amazon Connect, and CreateSession, UpdateSession and
GetSession of Amazon Q in Connect. It prints how to point the AWS command line
and SDKs at it, and ends at an interrupt.

    searchfilter serve --sample
    searchfilter serve --data cases.json
    searchfilter serve --sample --throttle 5 --delay 50ms

The file has test cases as searchfilter match reads them, such as an answer to
SearchTestCases, or what was kept before. Instances, region and account are
those of its ARNs. When something has changed, it is replaced as a whole, before
the call is answered: it is one JSON object then, with all test cases in the
order of their IDs, times in seconds since 1970, and ARNs with the region. What
would be lost by that, such as a member that is unknown or a NextToken, is an
error at the start, and so is a file of something else. A file that another
program has changed meanwhile is left alone: the call fails. A large file takes
its time: writing 40,000 test cases takes a second or two, at each change.

Nobody is asked for credentials, so listen on the loopback interface only.
`
}

var uuid = regexp.MustCompile(`^[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}$`)

// Validate checks the numbers and IDs.
func (c *serveCommand) Validate() error {
	if c.PageSize < 0 || c.Throttle < 0 || c.Fail < 0 || c.Cut < 0 || c.Delay < 0 {
		return errors.New("--page-size, --throttle, --fail, --cut and --delay are at least 0")
	}
	for _, id := range slices.Concat(c.InstanceID, c.AssistantID) {
		if !uuid.MatchString(id) {
			return fmt.Errorf("%.100q is no ID such as %s", id, connecttest.DefaultInstance)
		}
	}
	return nil
}

// Run serves until the program is interrupted.
func (c *serveCommand) Run(s *Streams) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return c.serve(ctx, s)
}

// grace is how long calls that have begun may take after the interrupt. A change
// that is kept in a large file takes seconds.
var grace = 10 * time.Second

// serve serves until ctx ends. Calls that have begun are answered.
func (c *serveCommand) serve(ctx context.Context, s *Streams) error {
	service, err := c.service(ctx)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: service, ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	if err := c.announce(s, listener.Addr(), service); err != nil {
		_ = server.Close()
		return err
	}
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	if server.Shutdown(last) != nil {
		_ = server.Close() // somebody does not finish their request
	}
	return nil
}

// service returns the service with what it begins with, and sets the region and
// the instances to those that it has. Its delays end with ctx.
func (c *serveCommand) service(ctx context.Context) (*connecttest.Service, error) {
	file := &dataFile{path: c.Data}
	var o connecttest.Options
	var data []byte
	if c.Data != "" {
		var err error
		if data, err = file.read(); err != nil {
			return nil, fmt.Errorf("%s: %w", c.Data, bare(err))
		}
		if o, err = connecttest.OptionsFor(data); err != nil {
			return nil, fmt.Errorf("%s: %w", c.Data, err)
		}
		o.Keep = file.keep
	}
	o.Region = cmp.Or(c.Region, o.Region, connecttest.DefaultRegion)
	o.Instances = either(c.InstanceID, o.Instances, connecttest.DefaultInstance)
	o.Assistants = either(c.AssistantID, o.Assistants, connecttest.DefaultAssistant)
	c.Region, c.InstanceID = o.Region, o.Instances
	o.PageSize = c.PageSize
	o.KeyOnly, o.FoldCase = c.KeyWithoutValueExists, c.ServiceFoldsCase
	if c.ContainsLimited {
		o.ContainsMin, o.ContainsMax = 2, 25
	}
	o.StatusMayBeMissing = c.StatusMayBeMissing
	o.Seed = uint64(time.Now().UnixNano()) // or the IDs of what was deleted would come again
	o.Fault = func(call connecttest.Call) connecttest.Fault { return c.fault(ctx, call) }

	service := connecttest.New(o)
	if err := service.Load(bytes.NewReader(data)); err != nil {
		return nil, fmt.Errorf("%s: %w", c.Data, err)
	}
	file.loaded = true
	if c.Sample && !slices.ContainsFunc(o.Instances, func(id string) bool { return len(service.TestCases(id)) > 0 }) {
		if err := service.Put(o.Instances[0], connecttest.Sample(500, sampleSeed)...); err != nil {
			return nil, err
		}
	}
	return service, nil
}

// either returns the IDs in a or b, each once, or none if there are none.
func either(a, b []string, none string) []string {
	var list []string
	for _, id := range slices.Concat(a, b) {
		if !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	if len(list) == 0 {
		list = append(list, none)
	}
	return list
}

// fault returns what is to go wrong with a call, after the delay. That is not the
// Fault's, which ends with the call: it also ends with ctx, and the call goes on.
func (c *serveCommand) fault(ctx context.Context, call connecttest.Call) connecttest.Fault {
	if c.Delay > 0 {
		select {
		case <-time.After(c.Delay):
		case <-ctx.Done():
		}
	}
	every := func(n int) bool { return n > 0 && call.N%n == 0 }
	f := connecttest.Fault{Cut: every(c.Cut)}
	switch {
	case every(c.Throttle):
		f.Error = "ThrottlingException"
	case every(c.Fail):
		f.Error = "InternalServiceException"
	}
	return f
}

// announce prints how to call the service.
func (c *serveCommand) announce(s *Streams, at net.Addr, service *connecttest.Service) error {
	if host, _, _ := net.SplitHostPort(at.String()); !net.ParseIP(host).IsLoopback() {
		s.Complain("everybody who reaches ", at, " can read and change what is served there")
	}
	n := 0
	for _, id := range c.InstanceID {
		n += len(service.TestCases(id))
	}
	cases := "test cases"
	if n == 1 {
		cases = "test case"
	}
	_, err := fmt.Fprintf(s.Out, `Serving %d %s at http://%s until it is interrupted. For the AWS command line and SDKs:

    export AWS_ENDPOINT_URL=http://%[3]s AWS_REGION=%[4]s AWS_DEFAULT_REGION=%[4]s AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
    aws connect search-test-cases --instance-id %[5]s

or, for a command alone, --endpoint-url http://%[3]s --region %[4]s. Without them:

    curl -d '{"InstanceId":"%[5]s"}' http://%[3]s/search-test-cases
`, n, cases, at, c.Region, c.InstanceID[0])
	return err
}
