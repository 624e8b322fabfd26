package connecttest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/internal/wire"
)

// Load adds to the service what Save wrote, or test cases in any form that the
// command searchfilter match reads: an answer of SearchTestCases or
// DescribeTestCase, an array of test cases, one test case, or several of these one
// after the other, as in JSON Lines. Nothing, or white space alone, has none. It
// takes what Put takes, and so checks little. What the service has with the same
// ID is replaced.
//
// The instance of a test case and the assistant of a session are those of its
// ARN, which is then this service's, so Region and Account may differ from those
// with which it was saved ([OptionsFor] has these). A test case without an ARN is
// of the first of Options.Instances, and one without an Id has that of its ARN.
//
// Members that a test case does not have are passed over, unless there is
// Options.Keep: what it keeps is likely to replace what is loaded, so a member that
// would be lost is an error then, also a NextToken, which says that there is more.
//
// Nothing is loaded if there is an error, which names what is wrong: r has
// something else, a version of a test case is there twice, versions of a test case
// differ in their tags, or there is no such instance or assistant.
func (s *Service) Load(r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	in, err := read(data, s.options.Keep != nil)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	cases, sessions := maps.Clone(s.cases), maps.Clone(s.sessions)
	versions, err := byInstance(in.TestCases, s.options.Instances[0])
	if err != nil {
		return err
	}
	for _, instance := range slices.Sorted(maps.Keys(versions)) {
		list, err := s.put(instance, versions[instance])
		if err != nil {
			return err
		}
		cases[instance] = list
	}
	for _, stored := range in.Sessions {
		x, assistant, err := s.load(stored)
		if err != nil {
			return err
		}
		list := sessions[assistant]
		if i, err := findSession(list, x.ID); err == nil {
			list = slices.Delete(slices.Clone(list), i, i+1)
		}
		sessions[assistant] = append(slices.Clip(list), x)
	}
	return s.change(func() { s.cases, s.sessions = cases, sessions })
}

// OptionsFor returns the Options of a service for what Load reads: Instances and
// Assistants are those in the ARNs of its test cases and sessions, in the order in
// which they come, and Region and Account are those of all the ARNs. What no ARN
// says is left empty, and so is all else.
//
// An error is one that Load would return, or says that ARNs differ in their
// region or account, which no service does.
func OptionsFor(data []byte) (Options, error) {
	in, err := read(data, false)
	if err != nil {
		return Options{}, err
	}
	var o Options
	add := func(m []string, list *[]string) error {
		if o.Region == "" {
			o.Region, o.Account = m[1], m[2]
		}
		if o.Region != m[1] || o.Account != m[2] {
			return fmt.Errorf("connecttest: there are ARNs of %s in %s and of %s in %s: put those of one region and account in a file of their own",
				excerpt(o.Account), excerpt(o.Region), excerpt(m[2]), excerpt(m[1]))
		}
		if !slices.Contains(*list, m[3]) {
			*list = append(*list, m[3])
		}
		return nil
	}
	for _, tc := range in.TestCases {
		if m := testCaseARN.FindStringSubmatch(tc.Arn); m != nil {
			if err := add(m, &o.Instances); err != nil {
				return Options{}, err
			}
		}
	}
	for _, x := range in.Sessions {
		if m := sessionARN.FindStringSubmatch(x.Arn); m != nil {
			if err := add(m, &o.Assistants); err != nil {
				return Options{}, err
			}
		}
	}
	return o, nil
}

// The ARNs of test cases and sessions: the region, the account, the instance or
// assistant, and the ID.
var (
	testCaseARN = regexp.MustCompile(`^arn:[a-z-]+:connect:([^:]+):([^:]+):instance/([a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12})/test-case/(.+)$`)
	sessionARN  = regexp.MustCompile(`^arn:[a-z-]+:wisdom:([^:]+):([^:]+):session/([a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12})/(.+)$`)
)

// byInstance returns the test cases of each instance, which is first for those
// without an ARN.
func byInstance(list []*TestCase, first string) (map[string][]TestCase, error) {
	type version struct {
		instance, id string
		published    bool
	}
	seen := map[version]*TestCase{}
	versions := map[string][]TestCase{}
	for _, v := range list {
		instance := first
		if v.Arn != "" {
			m := testCaseARN.FindStringSubmatch(v.Arn)
			if m == nil {
				return nil, fmt.Errorf("connecttest: the Arn %s is not that of a test case: arn:aws:connect:REGION:ACCOUNT:instance/INSTANCE/test-case/ID", excerpt(v.Arn))
			}
			instance = m[3]
			if v.Id == "" {
				v.Id = m[4]
			}
			if v.Id != m[4] {
				return nil, fmt.Errorf("connecttest: the Id %s is not that of its Arn, %s", excerpt(v.Id), excerpt(m[4]))
			}
		}
		if v.Id != "" {
			key := version{instance, v.Id, v.Status == "PUBLISHED"}
			if seen[key] != nil {
				return nil, fmt.Errorf("connecttest: the test case with the Id %s is there twice with one status: leave one of them", excerpt(v.Id))
			}
			seen[key] = v
			key.published = !key.published
			if other := seen[key]; other != nil && !maps.Equal(other.Tags, v.Tags) {
				return nil, fmt.Errorf("connecttest: the two versions of the test case with the Id %s differ in their Tags, which they have in common", excerpt(v.Id))
			}
		}
		versions[instance] = append(versions[instance], *v)
	}
	return versions, nil
}

// load returns a stored session, and the assistant that it is of.
func (s *Service) load(stored storedSession) (*session, string, error) {
	x := &stored.session
	if !isUUID(x.ID) {
		return nil, "", errors.New("connecttest: a session has no sessionId that is a UUID")
	}
	m := sessionARN.FindStringSubmatch(x.Arn)
	if m == nil || m[4] != x.ID {
		return nil, "", fmt.Errorf("connecttest: the sessionArn %s is not that of the session: arn:aws:wisdom:REGION:ACCOUNT:session/ASSISTANT/%s", excerpt(x.Arn), x.ID)
	}
	assistant := m[3]
	if _, ok := s.sessions[assistant]; !ok {
		return nil, "", fmt.Errorf("connecttest: there is no assistant %s: Options.Assistants has %s", assistant, few(s.options.Assistants))
	}
	x.Arn = s.sessionARN(assistant, x.ID)
	x.TagFilter, x.Agents, x.Orchestrators = compact(x.TagFilter), compact(x.Agents), compact(x.Orchestrators)
	x.token, x.request = stored.ClientToken, stored.Request
	return x, assistant, nil
}

// A shape has the members of an object, and the shapes of those that are objects
// with members of their own. That of any other value is nil.
type shape map[string]shape

// shapeOf returns a shape of plain values.
func shapeOf(names ...string) shape {
	s := shape{}
	for _, name := range names {
		s[name] = nil
	}
	return s
}

var testCaseShape = func() shape {
	s := shapeOf("Arn", "Id", "Name", "Content", "InitializationData", "Description", "Status", "LastModifiedTime", "LastModifiedRegion", "Tags", "TestCaseSha256")
	s["EntryPoint"] = shape{
		"Type":                          nil,
		"VoiceCallEntryPointParameters": shapeOf("SourcePhoneNumber", "DestinationPhoneNumber", "FlowId"),
		"ChatEntryPointParameters":      shapeOf("FlowId"),
	}
	return s
}()

var sessionShape = shapeOf("sessionArn", "sessionId", "name", "description", "tags", "tagFilter", "aiAgentConfiguration",
	"origin", "orchestratorConfigurationList", "clientToken", "requestSha256")

// A loader reads what Load takes.
type loader struct {
	state
	whole bool // refuses what would be lost
}

// read reads test cases and sessions, and refuses what would be lost if the whole
// is wanted.
func read(data []byte, whole bool) (*state, error) {
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	switch {
	case !utf8.Valid(data):
		return nil, errors.New("connecttest: this is not UTF-8: save it as such")
	case wire.HalfPair(data):
		return nil, errors.New("connecttest: a text has half of a surrogate pair, which is no text")
	}
	l := &loader{whole: whole}
	for d := json.NewDecoder(bytes.NewReader(data)); ; {
		var raw json.RawMessage
		err := d.Decode(&raw)
		if err == io.EOF {
			return &l.state, nil
		}
		if err == nil {
			err = l.value(raw)
		} else {
			err = fmt.Errorf("this is not JSON, in what begins in line %d: %w", 1+bytes.Count(data[:start(data, d.InputOffset())], []byte("\n")), err)
		}
		if err != nil {
			return nil, fmt.Errorf("connecttest: %w", err)
		}
	}
}

// start returns where the first value after the offset begins.
func start(data []byte, offset int64) int {
	return len(data) - len(bytes.TrimLeft(data[offset:], " \t\r\n"))
}

// errForm says what is wanted of a file.
const errForm = "wanted are test cases: an answer of SearchTestCases, an array of test cases, or one after the other"

// value reads a value at the top.
func (l *loader) value(raw json.RawMessage) error {
	if raw[0] != '[' {
		return l.object(raw)
	}
	var list []json.RawMessage
	_ = json.Unmarshal(raw, &list) // it is an array
	for _, raw := range list {
		if err := l.object(raw); err != nil {
			return err
		}
	}
	return nil
}

// object reads an answer or a test case, which are told apart as a reader of
// package eval does.
func (l *loader) object(raw json.RawMessage) error {
	if raw[0] != '{' {
		return fmt.Errorf("%s is no test case: %s", clip(raw), errForm)
	}
	members, twice, ok := objectMembers(raw)
	if !ok {
		return isTwice(twice)
	}
	has := func(names ...string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return members[name] != nil })
	}
	switch {
	case has("TestCases", "TestCase", "Sessions"):
	case has(slices.Collect(maps.Keys(testCaseShape))...):
		return l.testCase(raw)
	case len(members) > 0 && !has("NextToken", "ApproximateTotalCount"):
		return fmt.Errorf("this has no TestCases and is no test case: %s", errForm)
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		var err error
		switch value := members[name]; name {
		case "TestCases":
			err = each(value, l.testCase)
		case "Sessions":
			err = each(value, l.session)
		case "TestCase":
			if string(value) == "null" {
				continue
			}
			if err = l.testCase(value); err != nil {
				err = fmt.Errorf(": %w", err)
			}
		case "NextToken":
			if l.whole && string(value) != "null" && string(value) != `""` {
				err = errors.New(": there are more test cases than these: get all pages, or remove the token to go on with these")
			}
		case "ApproximateTotalCount":
		default:
			if l.whole {
				return lost(name)
			}
		}
		if err != nil {
			return fmt.Errorf("%s%w", name, err)
		}
	}
	return nil
}

// each calls f with each element of a list. Its error is to follow the list's
// name.
func each(raw json.RawMessage, f func(json.RawMessage) error) error {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		return fmt.Errorf(": a list is wanted, not %s", clip(raw))
	}
	for i, raw := range list {
		if err := f(raw); err != nil {
			return fmt.Errorf("[%d]: %w", i, err)
		}
	}
	return nil
}

// lost is the error for a member that would not be kept.
func lost(name string) error {
	return fmt.Errorf("%s: this member would be lost when the rest is kept: remove it, or work on a copy without it", excerpt(name))
}

// isTwice is the error for two members of one name.
func isTwice(name string) error { return fmt.Errorf("%s: it is there twice", excerpt(name)) }

func (l *loader) testCase(raw json.RawMessage) error {
	tc := new(TestCase)
	if err := l.take(raw, testCaseShape, tc); err != nil {
		return err
	}
	l.TestCases = append(l.TestCases, tc)
	return nil
}

func (l *loader) session(raw json.RawMessage) error {
	var x storedSession
	if err := l.take(raw, sessionShape, &x); err != nil {
		return err
	}
	l.Sessions = append(l.Sessions, x)
	return nil
}

// take reads an object of that shape into v.
func (l *loader) take(raw json.RawMessage, s shape, v any) error {
	if raw[0] != '{' {
		return fmt.Errorf("an object is wanted, not %s", clip(raw))
	}
	if err := l.check(raw, s); err != nil {
		return err
	}
	err := json.Unmarshal(raw, v)
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		want := "a text"
		if k := wrong.Type.Kind().String(); k == "struct" || k == "map" {
			want = "an object"
		}
		is, _, _ := strings.Cut(wrong.Value, " ")
		return fmt.Errorf("%s: %s is wanted, not of type %s", wrong.Field, want, is)
	}
	return err
}

// check checks the names of the members in an object.
func (l *loader) check(raw json.RawMessage, s shape) error {
	members, twice, ok := objectMembers(raw)
	if !ok {
		return isTwice(twice)
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		inner, ok := s[name]
		switch {
		case !ok && l.whole:
			return lost(name)
		case !ok:
			for _, known := range slices.Sorted(maps.Keys(s)) {
				if strings.EqualFold(name, known) {
					return fmt.Errorf("%s: the member is %s", excerpt(name), known)
				}
			}
		case inner != nil && members[name][0] == '{':
			if err := l.check(members[name], inner); err != nil {
				return fmt.Errorf("%s.%w", name, err)
			}
		case name == "Tags" || name == "tags":
			if members[name][0] == '{' {
				if _, twice, ok := objectMembers(members[name]); !ok {
					return fmt.Errorf("%s.%w", name, isTwice(twice))
				}
			}
		}
	}
	return nil
}
