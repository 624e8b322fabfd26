package main

import (
	"bytes"
	"context"
	"encoding/json"
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
		return nil, err
	}
	o := connecttest.Options{KeyOnly: c.KeyWithoutValueExists, FoldCase: c.ServiceFoldsCase}
	c.describe(&o, data)
	if m := arn.FindStringSubmatch(c.InstanceID + "/"); m != nil {
		c.InstanceID = m[3]
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
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	server := &http.Server{Handler: service}
	go server.Serve(listener) // until it is shut down, which is what it returns
	c.EndpointURL = "http://" + listener.Addr().String()
	return func() { server.Shutdown(context.Background()) }, nil
}

var arn = regexp.MustCompile(`^arn:[^:]*:connect:([^:]*):([^:]*):instance/([a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12})/`)

// describe sets o to what the ARNs of the test cases in data say: the instances,
// and the region and the account of the first. It sets c to expect a test case
// without a status if there is one. What is wrong with data is for Load to say.
func (c *searchCommand) describe(o *connecttest.Options, data []byte) {
	var answer struct {
		TestCases []struct{ Arn, Status string }
	}
	_ = json.Unmarshal(data, &answer)
	for _, tc := range answer.TestCases {
		if tc.Status == "" {
			c.StatusMayBeMissing = true
		}
		m := arn.FindStringSubmatch(tc.Arn)
		if m == nil {
			continue
		}
		if len(o.Instances) == 0 {
			o.Region, o.Account = m[1], m[2]
		}
		if !slices.Contains(o.Instances, m[3]) {
			o.Instances = append(o.Instances, m[3])
		}
	}
	if len(o.Instances) == 0 {
		o.Instances = []string{connecttest.DefaultInstance}
	}
}
