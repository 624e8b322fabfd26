package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/connecttest"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/schema"
)

// serve starts a service with the records in c.Local, if that is set, and changes c to call it.
// Stop ends the service.
func (c *searchCommand) serve(q searchfilter.Query) (stop func(), err error) {
	if len(c.Local) == 0 {
		return func() {}, nil
	}
	answers, err := c.read(q)
	if err != nil {
		return nil, err
	}
	service, err := connecttest.Open(connecttest.Options{
		KeyOnly: c.KeyWithoutValueExists, FoldCase: c.ServiceFoldsCase, AllFieldNames: true,
	}, answers...)
	if err != nil { // its line is a record of the file
		return nil, errors.New("--local " + strings.Replace(err.Error(), ": connecttest: line ", ": record ", 1))
	}
	files := strings.Join(c.Local, ", ")
	instances := service.Options().Instances
	if m := arn.FindStringSubmatch(c.InstanceID); m != nil {
		c.InstanceID = m[1]
	}
	switch {
	case c.InstanceID == "" && len(instances) == 1:
		c.InstanceID = instances[0]
	case c.InstanceID == "":
		return nil, fmt.Errorf("%s has %s of %d instances: say which by --instance-id, one of %s", files, c.records(), len(instances), strings.Join(instances, ", "))
	case !slices.Contains(instances, c.InstanceID):
		return nil, fmt.Errorf("%s has no %s of instance %s, but of %s", files, q.Resolved().Schema().Name, c.InstanceID, strings.Join(instances, ", "))
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	server := &http.Server{Handler: service}
	go server.Serve(listener) // until Shutdown, of which its error tells
	c.EndpointURL = "http://" + listener.Addr().String()
	return func() { server.Shutdown(context.Background()) }, nil
}

var arn = regexp.MustCompile(`^arn:[^:]*:connect:[^:]*:[^:]*:instance/([^/]+)$`)

// read returns the records of each file as an answer to the search, with a record on each line.
// If a record has no status, read sets c.StatusMayBeMissing.
func (c *searchCommand) read(q searchfilter.Query) ([]connecttest.Source, error) {
	var closed []ast.Expr
	for _, name := range c.Target().Closed {
		closed = append(closed, ast.Compare(ast.Name(name), ast.OpExists))
	}
	asked, err := q.Resolved().Schema().Resolve(ast.All(closed...), schema.Options{})
	if err != nil {
		return nil, err
	}
	always := eval.Compile(asked)
	var answers []connecttest.Source
	for i, name := range c.Local {
		b := new(bytes.Buffer)
		fmt.Fprintf(b, "{%q: [", q.Resolved().Schema().Lists[0])
		between := ""
		err := func() error {
			file, err := os.Open(name)
			if err != nil {
				return errors.Unwrap(err) // without the name of the file
			}
			defer file.Close()
			in := bufio.NewReader(file)
			if _, err := in.Peek(1); err == io.EOF {
				return errors.New("it is empty: an answer without records is not, so whatever wrote it has most likely failed")
			}
			reader := eval.NewReader(in, q.Resolved().Schema(), q.Resolved(), asked)
			reader.ReuseRecord, reader.Compact = true, true
			for {
				r, err := reader.Next()
				switch {
				case err == io.EOF && reader.MorePages && i == len(c.Local)-1:
					return errors.New("there is a " + q.Resolved().Schema().Token + ", so that more pages follow, which are not there")
				case err == io.EOF:
					return nil
				case err != nil:
					return err
				}
				c.StatusMayBeMissing = c.StatusMayBeMissing || !always(r)
				b.WriteString(between)
				between = ",\n"
				b.Write(r.Raw())
			}
		}()
		if err != nil {
			return nil, fmt.Errorf("--local %s: %w", name, err)
		}
		b.WriteString("]}")
		answers = append(answers, connecttest.Source{Name: name, Reader: b})
	}
	return answers, nil
}
