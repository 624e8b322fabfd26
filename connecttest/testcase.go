package connecttest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/internal/wire"
)

// A TestCase is a version of a test case, as DescribeTestCase and
// SearchTestCases answer with it. In JSON it has the names of the API, and what
// is nil or empty is left out.
type TestCase struct {
	Arn                string
	Id                 string
	Name               string
	Content            *string // JSON
	EntryPoint         *EntryPoint
	InitializationData *string // JSON
	Description        *string
	Status             string    // PUBLISHED, SAVED, or none
	LastModifiedTime   time.Time // to the millisecond; the zero Time is none
	LastModifiedRegion string
	Tags               map[string]string
	TestCaseSha256     string // of Content, in hexadecimal
}

// An EntryPoint is where a test begins.
type EntryPoint struct {
	Type                          string                         `json:",omitempty"` // VOICE_CALL or CHAT
	VoiceCallEntryPointParameters *VoiceCallEntryPointParameters `json:",omitempty"`
	ChatEntryPointParameters      *ChatEntryPointParameters      `json:",omitempty"`
}

// VoiceCallEntryPointParameters are the parameters of a call.
type VoiceCallEntryPointParameters struct {
	SourcePhoneNumber      string `json:",omitempty"` // E.164: +18005550100
	DestinationPhoneNumber string `json:",omitempty"` // E.164
	FlowId                 string `json:",omitempty"`
}

// ChatEntryPointParameters are the parameters of a chat.
type ChatEntryPointParameters struct {
	FlowId string `json:",omitempty"`
}

// jsonTestCase is a TestCase as it is in JSON.
type jsonTestCase struct {
	Arn                string            `json:",omitempty"`
	Id                 string            `json:",omitempty"`
	Name               string            `json:",omitempty"`
	Content            *string           `json:",omitempty"`
	EntryPoint         *EntryPoint       `json:",omitempty"`
	InitializationData *string           `json:",omitempty"`
	Description        *string           `json:",omitempty"`
	Status             string            `json:",omitempty"`
	LastModifiedTime   *timestamp        `json:",omitempty"`
	LastModifiedRegion string            `json:",omitempty"`
	Tags               map[string]string `json:",omitempty"`
	TestCaseSha256     string            `json:",omitempty"`
}

// MarshalJSON returns t as the service sends it: LastModifiedTime is in seconds
// since 1970, with up to three decimals.
func (t TestCase) MarshalJSON() ([]byte, error) {
	return marshal(jsonTestCase{
		t.Arn, t.Id, t.Name, t.Content, t.EntryPoint, t.InitializationData, t.Description, t.Status,
		epoch(t.LastModifiedTime), t.LastModifiedRegion, t.Tags, t.TestCaseSha256,
	})
}

// marshal returns v as JSON, in which <, > and & are as they are.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// UnmarshalJSON reads what MarshalJSON returns, and what the AWS command line
// prints, which has LastModifiedTime as RFC 3339 does. Other members are passed
// over.
func (t *TestCase) UnmarshalJSON(data []byte) error {
	var j jsonTestCase
	if err := json.Unmarshal(data, &j); err != nil {
		return err
	}
	*t = TestCase{
		j.Arn, j.Id, j.Name, j.Content, j.EntryPoint, j.InitializationData, j.Description, j.Status,
		time.Time{}, j.LastModifiedRegion, j.Tags, j.TestCaseSha256,
	}
	if j.LastModifiedTime != nil {
		t.LastModifiedTime = time.Time(*j.LastModifiedTime)
	}
	return nil
}

// A timestamp is a time in the JSON of the protocol.
type timestamp time.Time

func epoch(t time.Time) *timestamp {
	if t.IsZero() {
		return nil
	}
	return (*timestamp)(&t)
}

func (t timestamp) MarshalJSON() ([]byte, error) {
	ms := time.Time(t).UnixMilli()
	sign := ""
	if ms < 0 {
		ms, sign = -ms, "-"
	}
	s := fmt.Sprintf("%s%d.%03d", sign, ms/1000, ms%1000)
	return []byte(strings.TrimSuffix(strings.TrimRight(s, "0"), ".")), nil
}

func (t *timestamp) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		parsed, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return fmt.Errorf("%s is no time as RFC 3339 has it", excerpt(text))
		}
		*t = timestamp(milliseconds(parsed))
		return nil
	}
	var seconds float64
	if err := json.Unmarshal(data, &seconds); err != nil || math.Abs(seconds) > 1e11 {
		return fmt.Errorf("%s is no time in seconds since 1970", clip(data))
	}
	*t = timestamp(time.UnixMilli(int64(math.Round(seconds * 1000))).UTC())
	return nil
}

// milliseconds returns the time as the service keeps it.
func milliseconds(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

// A testCase has the versions of a test case, of which there is one at least. It
// is not changed once it is in a list.
type testCase struct {
	id        string
	published *TestCase
	saved     *TestCase // without a status, if it has none
	record    wire.Record
}

// newTestCase returns the test case with these versions, of which one may be
// nil. They get the tags.
func newTestCase(published, saved *TestCase, tags map[string]string) *testCase {
	if len(tags) == 0 {
		tags = nil
	}
	tagged := func(v *TestCase) *TestCase {
		if v == nil {
			return nil
		}
		c := *v
		c.Tags = tags
		if c.Content != nil {
			hash := sha256.Sum256([]byte(*c.Content))
			c.TestCaseSha256 = hex.EncodeToString(hash[:])
		}
		return &c
	}
	tc := &testCase{published: tagged(published), saved: tagged(saved)}
	v := tc.version("")
	tc.id = v.Id
	tc.record = wire.Record{Fields: map[string]string{"name": v.Name}, Status: v.Status, Tags: tags}
	if v.Description != nil {
		tc.record.Fields["description"] = *v.Description
	}
	return tc
}

// version returns the version with the status or nil, and for no status the
// published one if there is one, and otherwise the saved one.
func (tc *testCase) version(status string) *TestCase {
	if status == "SAVED" || status == "" && tc.published == nil {
		return tc.saved
	}
	return tc.published
}

// versions returns those that there are.
func (tc *testCase) versions() []*TestCase {
	return slices.DeleteFunc([]*TestCase{tc.published, tc.saved}, func(v *TestCase) bool { return v == nil })
}

// with returns the test case with one more version, or with v in the place of
// that with its status.
func (tc *testCase) with(v *TestCase) *testCase {
	published, saved, tags := v, (*TestCase)(nil), v.Tags
	if v.Status != "PUBLISHED" {
		published, saved = nil, v
	}
	if tc != nil {
		if published == nil {
			published = tc.published
		}
		if saved == nil {
			saved = tc.saved
		}
	}
	return newTestCase(published, saved, tags)
}

// clone returns a copy of t that shares no memory with it.
func (t *TestCase) clone() TestCase {
	c := *t
	c.Content, c.InitializationData, c.Description = copyOf(t.Content), copyOf(t.InitializationData), copyOf(t.Description)
	if c.EntryPoint = copyOf(t.EntryPoint); c.EntryPoint != nil {
		c.EntryPoint.VoiceCallEntryPointParameters = copyOf(c.EntryPoint.VoiceCallEntryPointParameters)
		c.EntryPoint.ChatEntryPointParameters = copyOf(c.EntryPoint.ChatEntryPointParameters)
	}
	c.Tags = maps.Clone(t.Tags)
	return c
}

func copyOf[T any](p *T) *T {
	if p == nil {
		return nil
	}
	c := *p
	return &c
}

// find returns where the test case with the ID is, or would be, in a sorted list.
func find(list []*testCase, id string) (int, bool) {
	return slices.BinarySearchFunc(list, id, func(tc *testCase, id string) int { return strings.Compare(tc.id, id) })
}

// get returns the test case with the ID, or nil.
func get(list []*testCase, id string) *testCase {
	if i, ok := find(list, id); ok {
		return list[i]
	}
	return nil
}

// set returns the list with tc, in the place of one with its ID.
func set(list []*testCase, tc *testCase) []*testCase {
	i, ok := find(list, tc.id)
	if ok {
		list = slices.Clone(list)
		list[i] = tc
		return list
	}
	return slices.Insert(slices.Clip(slices.Clone(list)), i, tc)
}

// remove returns the list without the test case with the ID.
func remove(list []*testCase, id string) []*testCase {
	return slices.DeleteFunc(slices.Clone(list), func(tc *testCase) bool { return tc.id == id })
}

// Put stores versions of test cases of an instance as they are, without the
// checks of CreateTestCase: one that is PUBLISHED becomes the published version
// of its test case, any other the saved one, and a version that is there is
// replaced. The tags of a test case are those of the version that was put last.
//
// A version without an Id gets one, and all get the ARN and TestCaseSha256 that
// belong to them. Nothing is stored if there is an error: the instance does not
// exist, a Name is empty, or an Id has more than 500 bytes or is not UTF-8.
func (s *Service) Put(instance string, versions ...TestCase) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	list, err := s.put(instance, versions)
	if err != nil {
		return err
	}
	return s.changeCases(instance, list)
}

// put returns the test cases of an instance with these versions. s.mu is held.
func (s *Service) put(instance string, versions []TestCase) ([]*testCase, error) {
	list, ok := s.cases[instance]
	if !ok {
		return nil, fmt.Errorf("connecttest: there is no instance %s: Options.Instances has %s", excerpt(instance), few(s.options.Instances))
	}
	byID := make(map[string]*testCase, len(list)+len(versions))
	for _, tc := range list {
		byID[tc.id] = tc
	}
	for i := range versions {
		v := versions[i].clone()
		if err := checkID(v.Id); err != nil {
			return nil, fmt.Errorf("connecttest: an Id: %w", err)
		}
		if v.Name == "" {
			return nil, fmt.Errorf("connecttest: the test case with the Id %s has no Name", excerpt(v.Id))
		}
		if v.Id == "" {
			v.Id = s.newID(func(id string) bool { return byID[id] != nil })
		}
		v.Arn = s.arn(instance, v.Id)
		byID[v.Id] = byID[v.Id].with(&v)
	}
	return slices.SortedFunc(maps.Values(byID), func(a, b *testCase) int { return strings.Compare(a.id, b.id) }), nil
}

// TestCases returns what a search without conditions finds in an instance, in
// its order.
func (s *Service) TestCases(instance string) []TestCase {
	s.mu.Lock()
	list := s.cases[instance]
	s.mu.Unlock()
	found := make([]TestCase, len(list))
	for i, tc := range list {
		found[i] = tc.version("").clone()
	}
	return found
}

// maxID is how long an ID may be: in characters by the model, in bytes here, so
// that a token has room for it.
const maxID = 500

func checkID(id string) error {
	switch {
	case len(id) > maxID:
		return fmt.Errorf("it has %d bytes, and %d are the most", len(id), maxID)
	case !utf8.ValidString(id):
		return errors.New("it is not UTF-8")
	}
	return nil
}

// arn returns the ARN of a test case, as CloudFormation's model has its form.
func (s *Service) arn(instance, id string) string {
	return s.instanceARN(instance) + "/test-case/" + id
}

func (s *Service) instanceARN(instance string) string {
	return s.partition() + ":connect:" + s.options.Region + ":" + s.options.Account + ":instance/" + instance
}

// partition returns how ARNs of the service's region begin.
func (s *Service) partition() string {
	if strings.HasPrefix(s.options.Region, "us-gov-") {
		return "arn:aws-us-gov"
	}
	return "arn:aws"
}
