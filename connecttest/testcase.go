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
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tidwall/btree"

	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/jsonscan"
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

// MarshalJSON returns t as the service sends it: LastModifiedTime is in seconds
// since 1970, with up to three decimals.
func (t TestCase) MarshalJSON() ([]byte, error) { return newSource(t).json(), nil }

// A source is a test case whose large members are JSON.
type source struct {
	TestCase                                       // without these
	content, initializationData, entryPoint []byte // or nil
	from                                    *input // that it was read from, or nil
	at                                      int64  // where that has it
}

// newSource returns a test case as a source.
func newSource(t TestCase) *source {
	s := &source{TestCase: t}
	if t.Content != nil {
		s.content = chars.AppendJSON(nil, *t.Content)
	}
	if t.InitializationData != nil {
		s.initializationData = chars.AppendJSON(nil, *t.InitializationData)
	}
	if t.EntryPoint != nil {
		s.entryPoint, _ = chars.JSON(t.EntryPoint) // plain data
	}
	s.Content, s.InitializationData, s.EntryPoint = nil, nil, nil
	return s
}

// json returns the test case in JSON. What is nil or empty is left out.
func (s *source) json() []byte {
	size := 320 + len(s.Arn) + len(s.Id) + len(s.Name) + len(s.content) + len(s.entryPoint) + len(s.initializationData)
	if s.Description != nil {
		size += len(*s.Description)
	}
	for key, value := range s.Tags {
		size += len(`"":"",`) + len(key) + len(value)
	}
	b := append(make([]byte, 0, size), '{')
	member := func(name string) {
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = append(append(append(b, '"'), name...), '"', ':')
	}
	text := func(name, value string) {
		if value != "" {
			member(name)
			b = chars.AppendJSON(b, value)
		}
	}
	raw := func(name string, value []byte) {
		if value != nil {
			member(name)
			b = append(b, value...)
		}
	}
	text("Arn", s.Arn)
	text("Id", s.Id)
	text("Name", s.Name)
	raw("Content", s.content)
	raw("EntryPoint", s.entryPoint)
	raw("InitializationData", s.initializationData)
	if s.Description != nil {
		member("Description")
		b = chars.AppendJSON(b, *s.Description)
	}
	text("Status", s.Status)
	if !s.LastModifiedTime.IsZero() {
		member("LastModifiedTime")
		b = timestamp(s.LastModifiedTime).append(b)
	}
	text("LastModifiedRegion", s.LastModifiedRegion)
	if len(s.Tags) > 0 {
		member("Tags")
		before := byte('{')
		for _, key := range slices.Sorted(maps.Keys(s.Tags)) {
			b = append(b, before)
			b = chars.AppendJSON(b, key)
			b = append(b, ':')
			b = chars.AppendJSON(b, s.Tags[key])
			before = ','
		}
		b = append(b, '}')
	}
	text("TestCaseSha256", s.TestCaseSha256)
	return append(b, '}')
}

// UnmarshalJSON reads what MarshalJSON returns, and what the AWS command line
// prints, which has LastModifiedTime as RFC 3339 does. Other members are passed
// over.
func (t *TestCase) UnmarshalJSON(data []byte) error {
	var j struct {
		Arn, Id, Name, Status, LastModifiedRegion, TestCaseSha256 string
		Content, InitializationData, Description                  *string
		EntryPoint                                                *EntryPoint
		LastModifiedTime                                          *timestamp
		Tags                                                      map[string]string
	}
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

func (t timestamp) MarshalJSON() ([]byte, error) { return t.append(nil), nil }

func (t timestamp) append(b []byte) []byte {
	ms := time.Time(t).UnixMilli()
	if ms < 0 {
		ms, b = -ms, append(b, '-')
	}
	b = strconv.AppendInt(b, ms/1000, 10)
	if ms %= 1000; ms > 0 {
		decimals := strconv.AppendInt(nil, 1000+ms, 10)
		decimals[0] = '.'
		b = append(b, bytes.TrimRight(decimals, "0")...)
	}
	return b
}

func (t *timestamp) UnmarshalJSON(data []byte) error {
	if data[0] == '"' {
		text := jsonscan.Unquote(data)
		parsed, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return fmt.Errorf("%s is no time as RFC 3339 has it", excerpt(text))
		}
		*t = timestamp(milliseconds(parsed))
		return checkTime(parsed)
	}
	seconds, err := strconv.ParseFloat(string(data), 64)
	switch {
	case err != nil && !errors.Is(err, strconv.ErrRange):
		return fmt.Errorf("%s is no time in seconds since 1970", clip(data))
	case !(minSeconds <= seconds && seconds < maxSeconds):
		return fmt.Errorf("%s is not from the year 1 to 9999", clip(data))
	}
	*t = timestamp(time.UnixMilli(int64(math.Round(seconds * 1000))).UTC())
	return nil
}

// The seconds since 1970 that a time has room for: those of the years 1 to 9999.
const minSeconds, maxSeconds = -62135596800, 253402300799.9995

// checkTime reports a time that is not within these years, as the service keeps it.
func checkTime(t time.Time) error {
	if y := milliseconds(t).Year(); y < 1 || y > 9999 {
		return fmt.Errorf("%s is not from the year 1 to 9999", excerpt(t.Format(time.RFC3339)))
	}
	return nil
}

// milliseconds returns the time as the service keeps it.
func milliseconds(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

// A version is a version of a test case. It is not changed.
type version struct {
	head TestCase // without Content, InitializationData and EntryPoint
	json []byte   // of the whole, as it is answered and saved
	from *input   // that it was read from, or nil
}

// newVersion returns a version, with the tags, and with the hash that belongs to it.
func newVersion(s *source, tags map[string]string) *version {
	s.Tags, s.TestCaseSha256 = tags, ""
	if s.content != nil {
		hash := sha256.Sum256(jsonscan.AppendUnquote(make([]byte, 0, len(s.content)), s.content))
		s.TestCaseSha256 = hex.EncodeToString(hash[:])
	}
	return &version{s.TestCase, s.json(), s.from}
}

// whole returns the version with all that it has. It shares no memory with it.
func (v *version) whole() TestCase {
	var t TestCase
	if err := json.Unmarshal(v.json, &t); err != nil {
		panic(err) // it was marshaled
	}
	return t
}

// A testCase has the versions of a test case, of which there is one at least. It
// is not changed.
type testCase struct {
	published *version
	saved     *version // without a status, if it has none
	record    wire.Record
}

// newTestCase returns the test case with these versions, of which one may be nil.
func newTestCase(published, saved *version) *testCase {
	tc := &testCase{published: published, saved: saved}
	v := tc.version("").head
	tc.record = wire.Record{Fields: map[string]string{"name": v.Name}, Status: v.Status, Tags: v.Tags}
	if v.Description != nil {
		tc.record.Fields["description"] = *v.Description
	}
	return tc
}

// version returns the version with the status or nil, and for no status the
// published one if there is one, and otherwise the saved one.
func (tc *testCase) version(status string) *version {
	if status == "SAVED" || status == "" && tc.published == nil {
		return tc.saved
	}
	return tc.published
}

// versions returns those that there are.
func (tc *testCase) versions() []*version {
	return slices.DeleteFunc([]*version{tc.published, tc.saved}, func(v *version) bool { return v == nil })
}

// names returns the names of the versions, each once. A nil testCase has none.
func (tc *testCase) names() []string {
	if tc == nil {
		return nil
	}
	var names []string
	for _, v := range tc.versions() {
		if !slices.Contains(names, v.head.Name) {
			names = append(names, v.head.Name)
		}
	}
	return names
}

// clash returns an error if a version does not go with those that came from where
// it comes from.
func (tc *testCase) clash(v *source) error {
	if tc == nil || v.from == nil {
		return nil
	}
	for _, other := range tc.versions() {
		switch {
		case other.from != v.from:
		case (other.head.Status == "PUBLISHED") == (v.Status == "PUBLISHED"):
			return fmt.Errorf("the test case with the Id %s is there twice with one status: leave one of them", excerpt(v.Id))
		case !maps.Equal(other.head.Tags, v.Tags):
			return fmt.Errorf("the two versions of the test case with the Id %s differ in their Tags, which they have in common", excerpt(v.Id))
		}
	}
	return nil
}

// tagged returns the version with other tags. That of nil is nil.
func (v *version) tagged(tags map[string]string) *version {
	if v == nil || maps.Equal(v.head.Tags, tags) {
		return v
	}
	return newVersion(newSource(v.whole()), tags)
}

// with returns the test case with one more version, or with v in the place of
// that with its status. The other one gets the tags of v.
func (tc *testCase) with(v *version) *testCase {
	var published, saved *version
	if tc != nil {
		published, saved = tc.published.tagged(v.head.Tags), tc.saved.tagged(v.head.Tags)
	}
	if v.head.Status == "PUBLISHED" {
		return newTestCase(v, saved)
	}
	return newTestCase(published, v)
}

func copyOf[T any](p *T) *T {
	if p == nil {
		return nil
	}
	c := *p
	return &c
}

// PutTestCases stores versions of test cases of an instance as they are, without the
// checks of CreateTestCase: one that is PUBLISHED becomes the published version
// of its test case, any other the saved one, and a version that is there is
// replaced. The tags of a test case are those of the version that was put last.
//
// A version without an Id gets one, and all get the ARN and TestCaseSha256 that
// belong to them. Nothing is stored if there is an error: the instance does not
// exist, a Name is empty, an Id has more than 500 bytes, a text is not UTF-8, a Status
// or the Type of an entry point is none that the API has, a LastModifiedTime is not
// from the year 1 to 9999, or Options.Keep has failed.
func (s *Service) PutTestCases(instance string, versions ...TestCase) error {
	return s.change(func(x *snapshot) error {
		for _, v := range versions {
			err := v.check()
			if err != nil {
				err = fmt.Errorf("the test case with the Id %s: %w", excerpt(v.Id), err)
			} else {
				v := newSource(v)
				v.Description, v.Tags = copyOf(v.Description), maps.Clone(v.Tags)
				_, err = s.put(x, instance, v)
			}
			if err != nil {
				return fmt.Errorf("connecttest: %w", err)
			}
		}
		return nil
	})
}

// put stores a version in a snapshot that is to be changed, and reports whether it
// was given an ID. The error says which version it is about.
func (s *Service) put(x *snapshot, instance string, v *source) (given bool, err error) {
	in := x.instances[instance]
	switch {
	case in == nil:
		return false, fmt.Errorf("there is no instance %s: Options.Instances has %s", excerpt(instance), few(s.options.Instances))
	case len(v.Id) > maxID:
		return false, fmt.Errorf("an Id: it has %d bytes, and %d are the most", len(v.Id), maxID)
	case v.Name == "":
		return false, fmt.Errorf("the test case with the Id %s has no Name", excerpt(v.Id))
	}
	if v.Id == "" {
		given = true
		v.Id = s.newID(func(id string) bool { return has(in.byID, id) })
	}
	v.Arn = s.arn(instance, v.Id)
	tags := v.Tags
	if len(tags) == 0 {
		tags = nil
	}
	old, _ := in.byID.Get(v.Id)
	if err := old.clash(v); err != nil {
		return false, err
	}
	x.set(in, v.Id, old.with(newVersion(v, tags)))
	return given, nil
}

// has reports whether a tree has the key.
func has[V any](tree *btree.Map[string, V], key string) bool {
	_, ok := tree.Get(key)
	return ok
}

// The values of the enums in a test case.
var (
	statuses   = []string{"PUBLISHED", "SAVED"}
	entryTypes = []string{"VOICE_CALL", "CHAT"}
)

// check checks that texts are UTF-8, the enums, and the time.
func (t *TestCase) check() error {
	texts := []*string{&t.Id, &t.Name, &t.LastModifiedRegion, t.Description, t.Content, t.InitializationData}
	if e := t.EntryPoint; e != nil {
		if e.Type != "" && !slices.Contains(entryTypes, e.Type) {
			return errors.New("the Type of the EntryPoint " + notOne(e.Type, entryTypes))
		}
		if v := e.VoiceCallEntryPointParameters; v != nil {
			texts = append(texts, &v.SourcePhoneNumber, &v.DestinationPhoneNumber, &v.FlowId)
		}
		if c := e.ChatEntryPointParameters; c != nil {
			texts = append(texts, &c.FlowId)
		}
	}
	for _, text := range texts {
		if text != nil && !utf8.ValidString(*text) {
			return fmt.Errorf("%s is not UTF-8", excerpt(*text))
		}
	}
	for key, value := range t.Tags {
		if !utf8.ValidString(key) || !utf8.ValidString(value) {
			return fmt.Errorf("the tag %s or its value is not UTF-8", excerpt(key))
		}
	}
	if t.Status != "" && !slices.Contains(statuses, t.Status) {
		return errors.New("the Status " + notOne(t.Status, statuses))
	}
	if err := checkTime(t.LastModifiedTime); err != nil {
		return fmt.Errorf("the LastModifiedTime %w", err)
	}
	return nil
}

// TestCases returns what a search without conditions finds in an instance, in
// its order.
func (s *Service) TestCases(instance string) []TestCase {
	in := s.now.Load().instances[instance]
	if in == nil {
		return nil
	}
	found := make([]TestCase, 0, in.byID.Len())
	in.byID.Scan(func(_ string, tc *testCase) bool {
		found = append(found, tc.version("").whole())
		return true
	})
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
