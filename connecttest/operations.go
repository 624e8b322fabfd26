package connecttest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// empty is the answer of an operation that has no members to answer with.
type empty struct{}

// instance returns the ID of the instance that an ID or ARN is of, and its test
// cases as they are now.
func (s *Service) instance(idOrARN string) (string, *instance, error) {
	if len(idOrARN) > 250 || !instanceIDOrARN.MatchString(idOrARN) {
		return "", nil, invalidParameter("InstanceId: %s is no ID and no ARN of an instance", excerpt(idOrARN))
	}
	id := idOrARN[strings.LastIndexByte(idOrARN, '/')+1:]
	in, ok := s.now.Load().instances[id]
	if !ok {
		return "", nil, notFound("there is no instance %s: this service has %s", idOrARN, few(s.options.Instances))
	}
	if id != idOrARN && idOrARN != s.instanceARN(id) {
		return "", nil, notFound("there is no instance %s: its ARN is %s", idOrARN, s.instanceARN(id))
	}
	return id, in, nil
}

var instanceIDOrARN = newTextForm(`^(arn:(aws|aws-us-gov):connect:[a-z]{2}-[a-z]+-[0-9]{1}:[0-9]{1,20}:instance/)?[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}$`)

// maxResults returns the MaxResults of a list's query, or 0 if it is left out.
func (c *call) maxResults(most int) (int, error) {
	if !c.query.Has("maxResults") {
		return 0, nil
	}
	n, err := strconv.Atoi(c.query.Get("maxResults"))
	if err != nil || n < 1 || n > most {
		return 0, invalidParameter("maxResults: an integer from 1 to %d is wanted", most)
	}
	return n, nil
}

// pageSize returns how many records a page has for a MaxResults, which is 0 if
// there is none.
func (s *Service) pageSize(maxResults, most int) int {
	size := most
	if s.options.PageSize > 0 {
		size = min(size, s.options.PageSize)
	}
	if maxResults > 0 {
		size = min(size, maxResults)
	}
	return size
}

// A testCaseInput is what CreateTestCase and UpdateTestCase have in common. What
// is nil or empty was left out.
type testCaseInput struct {
	name, description, content, initializationData *string
	entryPoint                                     *EntryPoint
	status                                         string

	at     time.Time // of the version that comes of it; the zero Time is now
	region string
}

func (p *params) testCase(create bool) (in testCaseInput) {
	in.name = p.text("Name", create, 1, 0, nil)
	in.description = p.text("Description", false, 0, 0, nil)
	in.content = p.text("Content", create, 0, 0, nil)
	in.initializationData = p.text("InitializationData", false, 0, 0, nil)
	if in.initializationData != nil && !json.Valid([]byte(*in.initializationData)) {
		p.fail("InitializationData", "the value must be valid JSON")
	}
	in.entryPoint = p.entryPoint()
	in.status = p.enum("Status", statuses...)
	return in
}

func (p *params) entryPoint() *EntryPoint {
	o := p.object("EntryPoint", false)
	if o == nil {
		return nil
	}
	text := func(o *params, name string, high int, pattern *textForm) string {
		if s := o.text(name, false, 0, high, pattern); s != nil {
			return *s
		}
		return ""
	}
	e := &EntryPoint{Type: o.enum("Type", entryTypes...)}
	if v := o.object("VoiceCallEntryPointParameters", false); v != nil {
		e.VoiceCallEntryPointParameters = &VoiceCallEntryPointParameters{
			text(v, "SourcePhoneNumber", 0, phoneNumber), text(v, "DestinationPhoneNumber", 0, phoneNumber), text(v, "FlowId", 500, nil),
		}
		_ = v.end()
	}
	if c := o.object("ChatEntryPointParameters", false); c != nil {
		e.ChatEntryPointParameters = &ChatEntryPointParameters{text(c, "FlowId", 500, nil)}
		_ = c.end()
	}
	_ = o.end()
	return e
}

// stamped sets what the headers say of the version that comes of the input.
func (in *testCaseInput) stamped(h http.Header, region string) error {
	in.region = region
	if t := h.Get("x-amz-last-modified-time"); t != "" {
		at, err := http.ParseTime(t)
		if err != nil {
			return invalidParameter("LastModifiedTime: %s is no date as HTTP has it", excerpt(t))
		}
		in.at = at
	}
	if r := h.Get("x-amz-last-modified-region"); r != "" {
		if !regionName.MatchString(r) {
			return invalidParameter("LastModifiedRegion: %s is no name of a region", excerpt(r))
		}
		in.region = r
	}
	return nil
}

// apply returns v with what is given in the input. Now is the clock.
func (in *testCaseInput) apply(v TestCase, now func() time.Time) (TestCase, error) {
	if in.name != nil {
		v.Name = *in.name
	}
	if in.description != nil {
		v.Description = in.description
	}
	if in.content != nil {
		v.Content = in.content
	}
	if in.initializationData != nil {
		v.InitializationData = in.initializationData
	}
	if in.entryPoint != nil {
		v.EntryPoint = in.entryPoint
	}
	v.LastModifiedTime, v.LastModifiedRegion = in.at, in.region
	if in.at.IsZero() {
		v.LastModifiedTime = now()
	}
	v.LastModifiedTime = milliseconds(v.LastModifiedTime)
	if err := checkTime(v.LastModifiedTime); err != nil {
		return v, fmt.Errorf("the LastModifiedTime %w", err)
	}
	if v.Status == "PUBLISHED" && (v.Content == nil || !json.Valid([]byte(*v.Content))) {
		return v, &apiError{Type: invalidTestCase, Message: "the test is not valid", problems: []string{"Content: it is not JSON"}}
	}
	return v, nil
}

// nameTaken returns an error if a test case other than that with the ID has the
// name.
func (in *instance) nameTaken(name, id string) error {
	if other, ok := in.named(name, id); ok {
		return &apiError{Type: "DuplicateResourceException", Message: "a test case with this name exists: " + other}
	}
	return nil
}

func (s *Service) createTestCase(c *call) (any, error) {
	instance, _, err := s.instance(c.args[0])
	if err != nil {
		return nil, err
	}
	p := newParams(c.body)
	in := p.testCase(true)
	tags := p.tags("Tags", false, connectTags)
	if err := p.end(); err != nil {
		return nil, err
	}
	id := c.header.Get("x-amz-resource-id")
	if err := checkID(id); err != nil {
		return nil, invalidParameter("TestCaseId: %v", err)
	}
	if in.status == "" && !s.options.StatusMayBeMissing {
		in.status = "SAVED"
	}
	if err := in.stamped(c.header, s.options.Region); err != nil {
		return nil, err
	}
	err = s.change(func(now *snapshot) error {
		v, err := in.apply(TestCase{Status: in.status}, s.clock)
		if err != nil {
			return err
		}
		all := now.instances[instance]
		if err := all.nameTaken(v.Name, ""); err != nil {
			return err
		}
		if id == "" {
			id = s.newID(func(id string) bool { return has(all.byID, id) })
		} else if has(all.byID, id) {
			return &apiError{Type: "DuplicateResourceException", Message: "a test case with this ID exists"}
		}
		v.Id, v.Arn = id, s.arn(instance, id)
		now.set(all, id, (*testCase)(nil).with(newVersion(newSource(v), tags)))
		return nil
	})
	return struct{ TestCaseId, TestCaseArn string }{id, s.arn(instance, id)}, err
}

func noTestCase(id string) error { return notFound("there is no test case %s", excerpt(id)) }

func (s *Service) describeTestCase(c *call) (any, error) {
	_, in, err := s.instance(c.args[0])
	if err != nil {
		return nil, err
	}
	tc, ok := in.byID.Get(c.args[1])
	if !ok {
		return nil, noTestCase(c.args[1])
	}
	if err := c.parameters([]string{"status"}); err != nil {
		return nil, err
	}
	status := c.query.Get("status")
	if c.query.Has("status") && !slices.Contains(statuses, status) {
		return nil, invalidParameter("status: %s", notOne(status, statuses))
	}
	v := tc.version(status)
	if v == nil {
		return nil, notFound("the test case has no version that is %s", status)
	}
	return body(slices.Concat([]byte(`{"TestCase":`), v.json, []byte("}"))), nil
}

func (s *Service) updateTestCase(c *call) (any, error) {
	id, _, err := s.instance(c.args[0])
	if err != nil {
		return nil, err
	}
	p := newParams(c.body)
	in := p.testCase(false)
	if err := p.end(); err != nil {
		return nil, err
	}
	if err := in.stamped(c.header, s.options.Region); err != nil {
		return nil, err
	}
	return empty{}, s.edit(id, c.args[1], func(all *instance, tc *testCase) (*testCase, error) {
		// A version that is to be published begins as the saved one, and so does
		// one that is to be saved, unless there is none.
		base := tc.version("")
		if in.status != "" && tc.saved != nil {
			base = tc.saved
		}
		from := base.whole()
		from.Status = in.status
		if in.status == "" {
			from.Status = tc.version("").head.Status
		}
		edited, err := in.apply(from, s.clock)
		if err != nil {
			return nil, err
		}
		if in.name != nil {
			if err := all.nameTaken(edited.Name, base.head.Id); err != nil {
				return nil, err
			}
		}
		v := newVersion(newSource(edited), base.head.Tags)
		switch {
		case edited.Status != "PUBLISHED":
			return newTestCase(tc.published, v), nil
		case in.status != "":
			return newTestCase(v, nil), nil
		}
		return newTestCase(v, tc.saved), nil
	})
}

// edit replaces a test case by what f returns for it, or removes it for nil.
func (s *Service) edit(instance, id string, f func(*instance, *testCase) (*testCase, error)) error {
	return s.change(func(now *snapshot) error {
		in, ok := now.instances[instance]
		if !ok {
			return noTestCase(id)
		}
		tc, ok := in.byID.Get(id)
		if !ok {
			return noTestCase(id)
		}
		edited, err := f(in, tc)
		if err == nil {
			now.set(in, id, edited)
		}
		return err
	})
}

func (s *Service) deleteTestCase(c *call) (any, error) {
	id, _, err := s.instance(c.args[0])
	if err != nil {
		return nil, err
	}
	return empty{}, s.edit(id, c.args[1], func(*instance, *testCase) (*testCase, error) { return nil, nil })
}
