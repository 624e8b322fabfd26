package command

import (
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
	Data   string `placeholder:"FILE" help:"Begin with what this file has, and keep every change in it. It may be missing. Unless set, everything is in memory."`
	Addr   string `default:"127.0.0.1:4580" placeholder:"HOST:PORT" help:"Where to listen, 127.0.0.1:4580 unless set. Port 0 is any that is free."`
	Sample bool   `help:"Begin with 500 test cases as a contact centre might have them, unless the file has some."`

	InstanceID  []string `placeholder:"ID" help:"An instance that exists. Unless set, it is 12345678-1234-1234-1234-123456789012."`
	AssistantID []string `placeholder:"ID" help:"An assistant that exists. Unless set, it is 87654321-4321-4321-4321-210987654321."`
	Region      string   `default:"us-east-1" placeholder:"NAME" help:"The region of the ARNs, us-east-1 unless set."`
	PageSize    int      `placeholder:"N" help:"The most records in a page. Unless set, it is what the API allows."`

	KeyWithoutValueExists bool `help:"Take a tag condition without a value to ask whether the tag exists. Unless set, it is an error."`
	StatusMayBeMissing    bool `help:"Leave a test case that is created without a status without one. Unless set, it is SAVED."`
	ServiceFoldsCase      bool `help:"Compare text without case."`
	ContainsLimited       bool `help:"Refuse a contains of less than 2 or more than 25 characters."`

	Throttle int           `placeholder:"N" help:"Answer every N-th call with ThrottlingException."`
	Fail     int           `placeholder:"N" help:"Answer every N-th call with InternalServiceException."`
	Cut      int           `placeholder:"N" help:"Break off every N-th answer in the middle."`
	Delay    time.Duration `placeholder:"TIME" help:"Wait before every answer, such as 200ms."`
}

// sampleSeed is that of the test cases of --sample.
const sampleSeed = 1

// Help returns what --help says below the first line.
func (serveCommand) Help() string {
	return `
A local service for tests, without an account: SearchTestCases, ListTestCases, CreateTestCase, DescribeTestCase, UpdateTestCase, DeleteTestCase, TagResource and UntagResource of Amazon Connect, and CreateSession, UpdateSession and GetSession of Amazon Q in Connect. It prints how to point the AWS command line and SDKs at it, and ends at an interrupt.

    searchfilter serve --sample
    searchfilter serve --data cases.json
    searchfilter serve --sample --throttle 5 --delay 50ms

The file is JSON, also that of an answer to SearchTestCases. It is replaced as a whole when something has changed, before the call is answered, and a file that another program has changed meanwhile is left alone: the call fails. Nobody is asked for credentials, so listen on the loopback interface only.
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

// serve serves until ctx ends.
func (c *serveCommand) serve(ctx context.Context, s *Streams) error {
	service, err := c.service()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler:           service,
		ReadHeaderTimeout: 10 * time.Second,
		BaseContext:       func(net.Listener) context.Context { return ctx }, // nobody waits for a delay, then
	}
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
	grace, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if server.Shutdown(grace) != nil {
		_ = server.Close() // somebody does not finish their request
	}
	return nil
}

// service returns the service with what it begins with.
func (c *serveCommand) service() (*connecttest.Service, error) {
	o := connecttest.Options{
		Instances:          c.InstanceID,
		Assistants:         c.AssistantID,
		Region:             c.Region,
		PageSize:           c.PageSize,
		KeyOnly:            c.KeyWithoutValueExists,
		FoldCase:           c.ServiceFoldsCase,
		StatusMayBeMissing: c.StatusMayBeMissing,
		Seed:               uint64(time.Now().UnixNano()), // or the IDs of what was deleted would come again
		Fault:              c.fault,
	}
	if c.ContainsLimited {
		o.ContainsMin, o.ContainsMax = 2, 25
	}
	file := &dataFile{path: c.Data}
	if c.Data != "" {
		o.Keep = file.keep
	}
	service := connecttest.New(o)
	if c.Data != "" {
		if err := file.load(service); err != nil {
			return nil, err
		}
	}
	if instance := c.instance(); c.Sample && len(service.TestCases(instance)) == 0 {
		if err := service.Put(instance, connecttest.Sample(500, sampleSeed)...); err != nil {
			return nil, err
		}
	}
	return service, nil
}

// instance returns the ID of the first instance.
func (c *serveCommand) instance() string {
	if len(c.InstanceID) > 0 {
		return c.InstanceID[0]
	}
	return connecttest.DefaultInstance
}

// fault returns what is to go wrong with a call.
func (c *serveCommand) fault(call connecttest.Call) connecttest.Fault {
	every := func(n int) bool { return n > 0 && call.N%n == 0 }
	f := connecttest.Fault{Delay: c.Delay, Cut: every(c.Cut)}
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
	_, err := fmt.Fprintf(s.Out, `Serving %d test cases at http://%s until it is interrupted. For the AWS command line and SDKs:

    export AWS_ENDPOINT_URL=http://%[2]s AWS_REGION=%[3]s AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
    aws connect search-test-cases --instance-id %[4]s

or, for a command alone, --endpoint-url http://%[2]s. Without them:

    curl -d '{"InstanceId":"%[4]s"}' http://%[2]s/search-test-cases
`, len(service.TestCases(c.instance())), at, c.Region, c.instance())
	return err
}
