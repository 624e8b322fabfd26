package main

import (
	"bytes"
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
	data, err := os.ReadFile(c.Local)
	if err != nil {
		return nil, fmt.Errorf("--local: %w", err)
	}
	o, err := connecttest.OptionsFor(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.Local, err)
	}
	if len(o.Instances) == 0 {
		o.Instances = []string{connecttest.DefaultInstance}
	}
	o.KeyOnly, o.FoldCase = c.KeyWithoutValueExists, c.ServiceFoldsCase
	if m := arn.FindStringSubmatch(c.InstanceID); m != nil {
		c.InstanceID = m[1]
	}
	switch {
	case c.InstanceID == "" && len(o.Instances) == 1:
		c.InstanceID = o.Instances[0]
	case c.InstanceID == "":
		return nil, fmt.Errorf("%s has test cases of %d instances: say which by --instance-id, one of %s", c.Local, len(o.Instances), strings.Join(o.Instances, ", "))
	case !slices.Contains(o.Instances, c.InstanceID):
		return nil, fmt.Errorf("%s has no test case of instance %s, but of %s", c.Local, c.InstanceID, strings.Join(o.Instances, ", "))
	}
	service := connecttest.New(o)
	if err := service.Load(bytes.NewReader(data)); err != nil {
		return nil, fmt.Errorf("%s: %w", c.Local, err)
	}
	for _, id := range o.Instances {
		for _, tc := range service.TestCases(id) {
			c.StatusMayBeMissing = c.StatusMayBeMissing || tc.Status == ""
		}
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
