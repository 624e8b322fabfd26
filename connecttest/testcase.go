package connecttest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/internal/chars"
)

// The values of the enums in a test case.
var (
	statuses   = []string{"PUBLISHED", "SAVED"}
	entryTypes = []string{"VOICE_CALL", "CHAT"}
)

var errNoName = errors.New("there is no Name, which a test case must have")

// readTestCase checks a version of a test case, and computes its TestCaseSha256.
func readTestCase(r *record, members map[string]json.RawMessage) (err error) {
	if _, r.name, err = textOf(members, "Name"); err != nil {
		return err
	}
	if r.name == "" {
		return errNoName
	}
	if _, r.status, err = textOf(members, "Status"); err != nil {
		return err
	}
	if r.status != "" && !slices.Contains(statuses, r.status) {
		return errors.New("the Status " + notOne(r.status, statuses))
	}
	_, content, err := textOf(members, "Content")
	if err != nil {
		return err
	}
	if at := members["LastModifiedTime"]; at != nil && at[0] != 'n' {
		if err := new(timestamp).UnmarshalJSON(at); err != nil {
			return fmt.Errorf("LastModifiedTime: %w", err)
		}
	}
	delete(members, "TestCaseSha256")
	if raw := members["Content"]; raw != nil && raw[0] == '"' {
		hash := sha256.Sum256([]byte(content))
		members["TestCaseSha256"] = append(hex.AppendEncode([]byte{'"'}, hash[:]), '"')
	}
	return nil
}

// versions returns the versions of a test case, of which either may be nil. A nil record has
// none.
func (r *record) versions() (published, saved *record) {
	switch {
	case r == nil:
		return nil, nil
	case r.status != "PUBLISHED":
		return nil, r
	}
	return r, r.saved
}

// joined returns the test case with these versions: the one that a search sees, which has the
// saved version if it is the published one.
func joined(published, saved *record) *record {
	if published == nil {
		return saved
	}
	tc := *published
	tc.saved = saved
	return &tc
}

// version returns the version with the status, or nil. Without a status it returns the one
// that a search sees.
func (r *record) version(status string) *record {
	published, saved := r.versions()
	switch status {
	case "PUBLISHED":
		return published
	case "SAVED":
		return saved
	}
	return r
}

// withVersion returns the test case with one more version, or with v in the place of that with
// its status. The other version gets the tags of v.
func (r *record) withVersion(v *record) (*record, error) {
	published, saved := r.versions()
	this, other := &saved, &published
	if v.status == "PUBLISHED" {
		this, other = &published, &saved
	}
	if *this != nil && (*this).from == v.from {
		return nil, fmt.Errorf("the test case with the Id %s is there twice with one status: keep one of them", excerpt(v.id))
	}
	*this = v
	switch {
	case *other == nil:
		return joined(published, saved), nil
	case (*other).arn != v.arn:
		return nil, fmt.Errorf("the two versions of the test case with the Id %s differ in their Arn", excerpt(v.id))
	}
	tags, err := v.tags()
	if err != nil {
		return nil, err
	}
	before, err := (*other).tags()
	switch {
	case err != nil:
		return nil, err
	case maps.Equal(tags, before):
		return joined(published, saved), nil
	case (*other).from == v.from:
		return nil, fmt.Errorf("the two versions of the test case with the Id %s differ in their Tags, which they have in common", excerpt(v.id))
	}
	alone := **other
	alone.saved = nil
	*other, err = alone.tagged(tags)
	return joined(published, saved), err
}

// maxID is how long a TestCaseId may be: in characters by the model, and in bytes here.
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

// A testCaseInput is what CreateTestCase and UpdateTestCase have in common.
type testCaseInput struct {
	members map[string]json.RawMessage // that are given
	status  string                     // or empty
	at      time.Time                  // of the version that comes of it; the zero Time is now
	region  string
}

// testCase takes the members of a test case.
func (p *params) testCase(create bool) (in testCaseInput) {
	in.members = maps.Clone(p.members)
	p.text("Name", create, 1, 0, nil)
	p.text("Description", false, 0, 0, nil)
	p.text("Content", create, 0, 0, nil)
	if data, ok := p.text("InitializationData", false, 0, 0, nil); ok && !json.Valid([]byte(data)) {
		p.fail("InitializationData", "the value must be valid JSON")
	}
	if o := p.object("EntryPoint", false); o != nil {
		o.enum("Type", entryTypes...)
		if v := o.object("VoiceCallEntryPointParameters", false); v != nil {
			v.text("SourcePhoneNumber", false, 0, 0, phoneNumber)
			v.text("DestinationPhoneNumber", false, 0, 0, phoneNumber)
			v.text("FlowId", false, 0, 500, nil)
			_ = v.end()
		}
		if c := o.object("ChatEntryPointParameters", false); c != nil {
			c.text("FlowId", false, 0, 500, nil)
			_ = c.end()
		}
		_ = o.end()
	}
	in.status = p.enum("Status", statuses...)
	return in
}

// stamped sets what the headers say of the version that comes of the input.
func (in *testCaseInput) stamped(h http.Header, region string) error {
	in.region = region
	if t := h.Get("x-amz-last-modified-time"); t != "" {
		at, err := http.ParseTime(t)
		if err != nil {
			return invalidParameter("LastModifiedTime: %s is no date as in HTTP", excerpt(t))
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

// apply returns the version that comes of the input and the members that it has already.
func (in *testCaseInput) apply(members map[string]json.RawMessage, status string, now func() time.Time) (*record, error) {
	at := in.at
	if at.IsZero() {
		at = now()
	}
	at = milliseconds(at)
	if err := checkTime(at); err != nil {
		return nil, fmt.Errorf("the LastModifiedTime %w", err)
	}
	all := map[string]json.RawMessage{}
	maps.Copy(all, members)
	maps.Copy(all, in.members)
	delete(all, "Status")
	if status != "" {
		all["Status"] = chars.AppendJSON(nil, status)
	}
	all["LastModifiedTime"] = timestamp(at).append(nil)
	all["LastModifiedRegion"] = chars.AppendJSON(nil, in.region)
	v, err := newRecord(testCaseKind, ordered(testCaseKind, all))
	if err == nil && status == "PUBLISHED" {
		var content string
		_ = json.Unmarshal(all["Content"], &content) // a text, or not there
		if !json.Valid([]byte(content)) {
			err = &apiError{Type: invalidTestCase, Message: "Content: it is not JSON"}
		}
	}
	return v, err
}

// nameTaken returns an error if a test case other than that with the ID has the name in one of
// its versions.
func nameTaken(t table, name, id string) (err error) {
	t.byID.Scan(func(_ string, tc *record) bool {
		if tc.id != id && (tc.name == name || tc.saved != nil && tc.saved.name == name) {
			err = &apiError{Type: "DuplicateResourceException", Message: "a test case with this name exists: " + tc.id}
		}
		return err == nil
	})
	return err
}

func (s *Service) createTestCase(c *call) (any, error) {
	instance, _, err := s.instance(testCaseKind, true, c.args[0])
	if err != nil {
		return nil, err
	}
	p := newParams(c.body)
	in := p.testCase(true)
	p.tags("Tags", false, connectTags)
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
	var v *record
	err = s.change(func(x *snapshot) error {
		t, _ := x.table(testCaseKind, instance)
		if v, err = in.apply(nil, in.status, s.clock); err != nil {
			return err
		}
		if err := nameTaken(t, v.name, ""); err != nil {
			return err
		}
		if t.get(id) != nil {
			return &apiError{Type: "DuplicateResourceException", Message: "a test case with this ID exists"}
		}
		if v.id, v.owner = id, instance; id != "" {
			v.put(text{"Id", id})
			if t.withKey("ARN "+s.ownerARN(connectService, instance)+"/test-case/"+id) != nil {
				return &apiError{Type: "DuplicateResourceException", Message: "a test case with the ARN of this ID exists"}
			}
		}
		_, err := s.addRecord(x, v)
		return err
	})
	if err != nil {
		return nil, err
	}
	return struct{ TestCaseId, TestCaseArn string }{v.id, v.arn}, nil
}

func noTestCase(id string) error { return notFound("there is no test case %s", excerpt(id)) }

func (s *Service) describeTestCase(c *call) (any, error) {
	_, t, err := s.instance(testCaseKind, true, c.args[0])
	if err != nil {
		return nil, err
	}
	tc := t.get(c.args[1])
	if tc == nil {
		return nil, noTestCase(c.args[1])
	}
	if err := c.parameters([]string{"status"}); err != nil {
		return nil, err
	}
	status, err := c.enum("status", statuses)
	if err != nil {
		return nil, err
	}
	v := tc.version(status)
	if v == nil {
		return nil, notFound("the test case has no version that is %s", status)
	}
	return body(slices.Concat([]byte(`{"TestCase":`), v.raw, []byte("}"))), nil
}

func (s *Service) updateTestCase(c *call) (any, error) {
	p := newParams(c.body)
	in := p.testCase(false)
	if err := p.end(); err != nil {
		return nil, err
	}
	if err := in.stamped(c.header, s.options.Region); err != nil {
		return nil, err
	}
	return empty{}, s.editTestCase(c, func(x *snapshot, t table, tc *record) error {
		// A version that is to be published begins as the saved one, and so does one that is
		// to be saved, unless there is none.
		published, saved := tc.versions()
		base, status := tc, tc.status
		if in.status != "" {
			status = in.status
			if saved != nil {
				base = saved
			}
		}
		members, _ := objectMembers(base.raw)
		v, err := in.apply(members, status, s.clock)
		if err != nil {
			return err
		}
		if in.members["Name"] != nil {
			if err := nameTaken(t, v.name, v.id); err != nil {
				return err
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
		x.set(t, joined(published, saved))
		return nil
	})
}

// editTestCase changes the test case in a call's path.
func (s *Service) editTestCase(c *call, edit func(x *snapshot, t table, tc *record) error) error {
	instance, _, err := s.instance(testCaseKind, true, c.args[0])
	if err != nil {
		return err
	}
	return s.change(func(x *snapshot) error {
		t, _ := x.table(testCaseKind, instance)
		tc := t.get(c.args[1])
		if tc == nil {
			return noTestCase(c.args[1])
		}
		return edit(x, t, tc)
	})
}

func (s *Service) deleteTestCase(c *call) (any, error) {
	return empty{}, s.editTestCase(c, func(x *snapshot, t table, tc *record) error {
		x.remove(t, tc.id)
		return nil
	})
}
