package connecttest

import (
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/searchfilter/searchfilter/internal/wire"
)

// empty is the answer of an operation that has no members to answer with.
type empty struct{}

// instance returns the ID of the instance that an ID or ARN is of, and its test
// cases.
func (s *Service) instance(idOrARN string) (string, []*testCase, error) {
	if len(idOrARN) > 250 || !instanceIDOrARN.MatchString(idOrARN) {
		return "", nil, invalidParameter("InstanceId: %s is no ID and no ARN of an instance", excerpt(idOrARN))
	}
	id := idOrARN[strings.LastIndexByte(idOrARN, '/')+1:]
	s.mu.Lock()
	list, ok := s.cases[id]
	s.mu.Unlock()
	if !ok {
		return "", nil, notFound("there is no instance %s: this service has %s", idOrARN, few(s.options.Instances))
	}
	if id != idOrARN && idOrARN != s.instanceARN(id) {
		return "", nil, notFound("there is no instance %s: its ARN is %s", idOrARN, s.instanceARN(id))
	}
	return id, list, nil
}

var instanceIDOrARN = regexp.MustCompile(`^(arn:(aws|aws-us-gov):connect:[a-z]{2}-[a-z]+-[0-9]{1}:[0-9]{1,20}:instance/)?[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}$`)

func (s *Service) searchTestCases(c *call) (any, error) {
	program, err := wire.Search(c.body, s.wireOptions())
	if err != nil {
		return nil, invalidParameter("%v", err)
	}
	var in struct {
		InstanceId, NextToken string
		MaxResults            int
	}
	if err := json.Unmarshal(c.body, &in); err != nil {
		return nil, err // package wire saw to the types
	}
	if in.InstanceId == "" {
		return nil, invalidParameter("InstanceId: it is required")
	}
	_, list, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	p, err := c.paginate(list, in.NextToken, s.pageSize(in.MaxResults, 100), searchParameters(c.body), func(tc *testCase) bool {
		return program.Match(tc.record)
	})
	if err != nil {
		return nil, err
	}
	found := make([]*TestCase, len(p.cases))
	for i, tc := range p.cases {
		found[i] = tc.version("")
	}
	return struct {
		TestCases             []*TestCase
		NextToken             string `json:",omitempty"`
		ApproximateTotalCount int
	}{found, p.next, p.total}, nil
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

func (s *Service) listTestCases(c *call) (any, error) {
	if !isUUID(c.args[0]) { // its model allows no ARN
		return nil, invalidParameter("InstanceId: %s is no ID of an instance", excerpt(c.args[0]))
	}
	id, list, err := s.instance(c.args[0])
	if err != nil {
		return nil, err
	}
	size := 0
	if c.query.Has("maxResults") {
		if size, err = strconv.Atoi(c.query.Get("maxResults")); err != nil || size < 1 || size > 1000 {
			return nil, invalidParameter("maxResults: an integer from 1 to 1000 is wanted")
		}
	}
	p, err := c.paginate(list, c.query.Get("nextToken"), s.pageSize(size, 1000), listParameters(id), func(*testCase) bool { return true })
	if err != nil {
		return nil, err
	}
	type summary struct {
		Id                 string
		Arn                string
		Name               string     `json:",omitempty"`
		Status             string     `json:",omitempty"`
		LastModifiedTime   *timestamp `json:",omitempty"`
		LastModifiedRegion string     `json:",omitempty"`
	}
	found := make([]summary, len(p.cases))
	for i, tc := range p.cases {
		v := tc.version("")
		found[i] = summary{v.Id, v.Arn, v.Name, v.Status, epoch(v.LastModifiedTime), v.LastModifiedRegion}
	}
	return struct {
		TestCaseSummaryList []summary
		NextToken           string `json:",omitempty"`
	}{found, p.next}, nil
}

// A testCaseInput is what CreateTestCase and UpdateTestCase have in common. What
// is nil or empty was left out.
type testCaseInput struct {
	name, description, content, initializationData *string
	entryPoint                                     *EntryPoint
	status                                         string
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
	in.status = p.enum("Status", "PUBLISHED", "SAVED")
	return in
}

func (p *params) entryPoint() *EntryPoint {
	o := p.object("EntryPoint", false)
	if o == nil {
		return nil
	}
	text := func(o *params, name string, high int, pattern *regexp.Regexp) string {
		if s := o.text(name, false, 0, high, pattern); s != nil {
			return *s
		}
		return ""
	}
	e := &EntryPoint{Type: o.enum("Type", "VOICE_CALL", "CHAT")}
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

// edited returns v with what is given in the input and the headers of the call.
func (s *Service) edited(v TestCase, in testCaseInput, h http.Header) (*TestCase, error) {
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
	v.LastModifiedTime, v.LastModifiedRegion = milliseconds(s.options.Now()), s.options.Region
	if t := h.Get("x-amz-last-modified-time"); t != "" {
		at, err := http.ParseTime(t)
		if err != nil {
			return nil, invalidParameter("LastModifiedTime: %s is no date as HTTP has it", excerpt(t))
		}
		v.LastModifiedTime = milliseconds(at)
	}
	if r := h.Get("x-amz-last-modified-region"); r != "" {
		if !regionName.MatchString(r) {
			return nil, invalidParameter("LastModifiedRegion: %s is no name of a region", excerpt(r))
		}
		v.LastModifiedRegion = r
	}
	if v.Status == "PUBLISHED" && (v.Content == nil || !json.Valid([]byte(*v.Content))) {
		return nil, &apiError{Type: invalidTestCase, Message: "the test is not valid", problems: []string{"Content: it is not JSON"}}
	}
	return &v, nil
}

// nameTaken returns an error if a test case other than that with the ID has the
// name.
func nameTaken(list []*testCase, name, id string) error {
	for _, tc := range list {
		if tc.id != id && slices.ContainsFunc(tc.versions(), func(v *TestCase) bool { return v.Name == name }) {
			return &apiError{Type: "DuplicateResourceException", Message: "a test case with this name exists: " + tc.id}
		}
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
	tags := p.tags("Tags", false, testCaseTags)
	if err := p.end(); err != nil {
		return nil, err
	}
	id := c.header.Get("x-amz-resource-id")
	if err := checkID(id); err != nil {
		return nil, invalidParameter("TestCaseId: %v", err)
	}
	status := in.status
	if status == "" && !s.options.StatusMayBeMissing {
		status = "SAVED"
	}
	v, err := s.edited(TestCase{Status: status, Tags: tags}, in, c.header)
	if err != nil {
		return nil, err
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.cases[instance]
	if err := nameTaken(list, v.Name, ""); err != nil {
		return nil, err
	}
	if id == "" {
		id = s.newID(func(id string) bool { return get(list, id) != nil })
	} else if get(list, id) != nil {
		return nil, &apiError{Type: "DuplicateResourceException", Message: "a test case with this ID exists"}
	}
	v.Id, v.Arn = id, s.arn(instance, id)
	if err := s.changeCases(instance, set(list, (*testCase)(nil).with(v))); err != nil {
		return nil, err
	}
	return struct{ TestCaseId, TestCaseArn string }{v.Id, v.Arn}, nil
}

func noTestCase(id string) error { return notFound("there is no test case %s", excerpt(id)) }

func (s *Service) describeTestCase(c *call) (any, error) {
	_, list, err := s.instance(c.args[0])
	if err != nil {
		return nil, err
	}
	tc := get(list, c.args[1])
	if tc == nil {
		return nil, noTestCase(c.args[1])
	}
	status := c.query.Get("status")
	if c.query.Has("status") && status != "PUBLISHED" && status != "SAVED" {
		return nil, invalidParameter("status: %s is not PUBLISHED or SAVED", excerpt(status))
	}
	v := tc.version(status)
	if v == nil {
		return nil, notFound("the test case has no version that is %s", status)
	}
	return struct{ TestCase *TestCase }{v}, nil
}

func (s *Service) updateTestCase(c *call) (any, error) {
	instance, _, err := s.instance(c.args[0])
	if err != nil {
		return nil, err
	}
	p := newParams(c.body)
	in := p.testCase(false)
	if err := p.end(); err != nil {
		return nil, err
	}
	return empty{}, s.edit(instance, c.args[1], func(list []*testCase, tc *testCase) (*testCase, error) {
		published, saved := tc.published, tc.saved
		status := in.status
		if status == "" {
			status = tc.version("").Status
		}
		// A version that is to be published begins as the saved one, and so does
		// one that is to be saved, unless there is none.
		base := tc.version("")
		if in.status != "" && saved != nil {
			base = saved
		}
		from := *base
		from.Status = status
		v, err := s.edited(from, in, c.header)
		if err != nil {
			return nil, err
		}
		if in.name != nil {
			if err := nameTaken(list, v.Name, tc.id); err != nil {
				return nil, err
			}
		}
		switch {
		case status != "PUBLISHED":
			saved = v
		case in.status != "":
			published, saved = v, nil
		default:
			published = v
		}
		return newTestCase(published, saved, v.Tags), nil
	})
}

// edit replaces a test case by what f returns for it, or removes it for nil.
func (s *Service) edit(instance, id string, f func([]*testCase, *testCase) (*testCase, error)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.cases[instance]
	tc := get(list, id)
	if tc == nil {
		return noTestCase(id)
	}
	edited, err := f(list, tc)
	if err != nil {
		return err
	}
	if edited == nil {
		return s.changeCases(instance, remove(list, id))
	}
	return s.changeCases(instance, set(list, edited))
}

func (s *Service) deleteTestCase(c *call) (any, error) {
	instance, _, err := s.instance(c.args[0])
	if err != nil {
		return nil, err
	}
	return empty{}, s.edit(instance, c.args[1], func([]*testCase, *testCase) (*testCase, error) { return nil, nil })
}

// editTags changes the tags of the test case with the ARN.
func (s *Service) editTags(arn string, f func(tags map[string]string)) error {
	if !strings.HasPrefix(arn, "arn:") {
		return invalidParameter("resourceArn: %s is no ARN", excerpt(arn))
	}
	instance, id, _ := strings.Cut(strings.TrimPrefix(arn, s.instanceARN("")), "/test-case/")
	if arn != s.arn(instance, id) {
		return notFound("there is no resource %s", excerpt(arn))
	}
	return s.edit(instance, id, func(_ []*testCase, tc *testCase) (*testCase, error) {
		tags := maps.Clone(tc.record.Tags)
		if tags == nil {
			tags = map[string]string{}
		}
		f(tags)
		if len(tags) > testCaseTags.most {
			return nil, invalidParameter("tags: a resource has %d tags at most", testCaseTags.most)
		}
		return newTestCase(tc.published, tc.saved, tags), nil
	})
}

func (s *Service) tagResource(c *call) (any, error) {
	p := newParams(c.body)
	tags := p.tags("tags", true, testCaseTags)
	if err := p.end(); err != nil {
		return nil, err
	}
	return empty{}, s.editTags(c.args[0], func(all map[string]string) { maps.Copy(all, tags) })
}

func (s *Service) untagResource(c *call) (any, error) {
	keys := c.query["tagKeys"]
	if len(keys) < 1 || len(keys) > 50 {
		return nil, invalidParameter("tagKeys: 1 to 50 keys are wanted, and there are %d", len(keys))
	}
	return empty{}, s.editTags(c.args[0], func(all map[string]string) {
		for _, key := range keys {
			delete(all, key)
		}
	})
}
