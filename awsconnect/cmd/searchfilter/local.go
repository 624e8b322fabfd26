package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/connecttest"
)

// serve starts a service with the test cases in c.Local, if that is set, and sets c
// so that it is called. Stop ends it.
func (c *searchCommand) serve() (stop func(), err error) {
	if c.Local == "" {
		return func() {}, nil
	}
	file, err := os.Open(c.Local)
	if err != nil {
		return nil, fmt.Errorf("--local: %w", err)
	}
	service, err := connecttest.Open(file, connecttest.Options{KeyOnly: c.KeyWithoutValueExists, FoldCase: c.ServiceFoldsCase})
	_ = file.Close()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.Local, err)
	}
	instances := service.Options().Instances
	if m := arn.FindStringSubmatch(c.InstanceID); m != nil {
		c.InstanceID = m[1]
	}
	switch {
	case c.InstanceID == "" && len(instances) == 1:
		c.InstanceID = instances[0]
	case c.InstanceID == "":
		return nil, fmt.Errorf("%s has test cases of %d instances: say which by --instance-id, one of %s", c.Local, len(instances), strings.Join(instances, ", "))
	case !slices.Contains(instances, c.InstanceID):
		return nil, fmt.Errorf("%s has no test case of instance %s, but of %s", c.Local, c.InstanceID, strings.Join(instances, ", "))
	}
	for _, tc := range service.TestCases(c.InstanceID) {
		c.StatusMayBeMissing = c.StatusMayBeMissing || tc.Status == ""
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	server := &http.Server{Handler: service}
	go server.Serve(listener) // until it is shut down, which is what it returns
	c.EndpointURL = "http://" + listener.Addr().String()
	return func() { server.Shutdown(context.Background()) }, nil
}

var arn = regexp.MustCompile(`^arn:[^:]*:connect:[^:]*:[^:]*:instance/([^/]+)$`)
