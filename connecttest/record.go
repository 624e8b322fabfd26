package connecttest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tidwall/btree"

	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/jsonscan"
	"github.com/searchfilter/searchfilter/internal/wire"
)

// A record is a record of another kind than test cases. It is not changed once it is
// an instance's.
type record struct {
	raw  []byte // in JSON, as a search answers with it
	item *wire.Item
	id   string // by which it is told from others of its kind
	arn  string // or empty
	from *input // that it was read from, or nil
	at   int64  // where that has it
}

// An entry is a record of any kind, test cases included.
type entry interface {
	found(p *wire.Program, r wire.Reading) bool
	json() []byte // as a search answers with it
}

func (r *record) found(p *wire.Program, reading wire.Reading) bool { return p.Finds(r.item, reading) }
func (r *record) json() []byte                                     { return r.raw }

func (tc *testCase) found(p *wire.Program, _ wire.Reading) bool { return p.Match(tc.record) } // of text alone
func (tc *testCase) json() []byte                               { return tc.version("").json }

// entries are those of one kind in an instance.
type entries interface {
	// ascend calls visit for the entries from an ID on, in the order of their IDs,
	// until it returns false.
	ascend(from string, visit func(id string, e entry) bool)
	len() int
}

// A tree is a tree of entries. That of nil is empty.
type tree[E entry] struct{ *btree.Map[string, E] }

func (t tree[E]) ascend(from string, visit func(id string, e entry) bool) {
	if t.Map != nil {
		t.Ascend(from, func(id string, e E) bool { return visit(id, e) })
	}
}

func (t tree[E]) len() int {
	if t.Map == nil {
		return 0
	}
	return t.Len()
}

// entries returns the records of a kind.
func (in *instance) entries(k *kind) entries {
	if k == testCaseKind {
		return tree[*testCase]{in.byID}
	}
	if of := in.records[k.index]; of != nil {
		return tree[*record]{of.byID}
	}
	return tree[*record]{}
}

// setRecord puts a record in the place of the one with its ID.
func (x *snapshot) setRecord(in *instance, k *kind, r *record) {
	x.changed = true
	of := in.records[k.index]
	if of == nil {
		of = newRecords()
		in.records[k.index] = of
	}
	of.release(r.id)
	of.byID.Set(r.id, r)
	if k.resource != "" && r.arn != "" { // or it is that of another resource
		of.byARN.Set(r.arn, r.id)
	}
}

// Put stores records of an instance as they are. The target says of which kind they are:
// it is the end of the path of their search, such as users for /search-users. A record is
// a JSON object as the search answers with it, and replaces the one with its ID; that of a
// predefined attribute is its Name, and that of a workspace association its WorkspaceId
// and ResourceId.
//
// A record without an ID gets one, but for overrides, predefined attributes and
// workspace associations, and one without an ARN, too, where it would have one of its
// own. The region and account of its ARN become the service's. Times may
// be as RFC 3339 has them, and become seconds since 1970; nothing else is changed.
// Test cases are stored as [Service.PutTestCases] does, and have no other members than
// those of [TestCase].
//
// The target q-retrieve is that of content, which Retrieve answers with, and which an
// assistant has in place of an instance. It has the members of a result, of which sourceId
// and contentText are required, and tags: an object of texts, numbers, booleans and lists
// of these, which the filter asks for.
//
// Nothing is stored if there is an error: the instance or the target does not exist,
// a record is no JSON object, has a member twice or is there twice, a member that a
// search looks at has another type than the service's model says, the ARN is of another
// instance or another record, or Options.Keep has failed.
func (s *Service) Put(instance, target string, records ...json.RawMessage) error {
	k, err := targetOf(target)
	if err != nil {
		return err
	}
	if k == contentKind {
		return s.putContent(instance, records)
	}
	in := &input{}
	for i, raw := range records {
		wrong := func(err error) error {
			return fmt.Errorf("connecttest: record %d of %s: %w", i, target, err)
		}
		if err := checkObject(raw); err != nil {
			return wrong(err)
		}
		if k == testCaseKind {
			one, err := read(bytes.NewReader(raw), nil, true)
			if err == nil && len(one.cases) != 1 {
				err = errors.New("one test case is wanted")
			}
			if err != nil {
				return wrong(bare(err))
			}
			one.cases[0].from = in
			in.cases = append(in.cases, one.cases...)
			continue
		}
		r, err := newRecord(k, raw)
		if err != nil {
			return wrong(err)
		}
		r.from = in
		in.records = append(in.records, loaded{k, r, instance})
	}
	return s.change(func(x *snapshot) error {
		defer in.forget()
		if x.instances[instance] == nil {
			return fmt.Errorf("connecttest: there is no instance %s: Options.Instances has %s", excerpt(instance), few(s.options.Instances))
		}
		for _, v := range in.cases {
			if _, err := s.addCase(x, v, instance); err != nil {
				return fmt.Errorf("connecttest: %w", err)
			}
		}
		if i, err := s.addRecords(x, in.records); err != nil {
			return fmt.Errorf("connecttest: record %d of %s: %w", i, target, err)
		}
		return nil
	})
}

// putContent is Put for content of an assistant.
func (s *Service) putContent(assistant string, records []json.RawMessage) error {
	var list []*content
	from := new(input)
	for i, raw := range records {
		err := checkObject(raw)
		var c *content
		if err == nil {
			c, err = newContent(raw)
		}
		if err != nil {
			return fmt.Errorf("connecttest: record %d of %s: %w", i, contentTarget, err)
		}
		c.of, c.from = assistant, from
		list = append(list, c)
	}
	return s.change(func(x *snapshot) error {
		if x.sessions[assistant] == nil {
			return fmt.Errorf("connecttest: there is no assistant %s: Options.Assistants has %s", excerpt(assistant), few(s.options.Assistants))
		}
		for _, c := range list {
			if err := s.addContent(x, c); err != nil {
				return fmt.Errorf("connecttest: %w", err)
			}
		}
		return nil
	})
}

// targetOf returns the kind of the records that are stored as those of the target, which
// may be contentKind.
func targetOf(target string) (*kind, error) {
	if target == contentTarget {
		return contentKind, nil
	}
	k := kindOf(target)
	if k == nil {
		return nil, fmt.Errorf("connecttest: there is no target %s: those are %s", excerpt(target), strings.Join(append(targets(), contentTarget), ", "))
	}
	return k, nil
}

// bare returns an error without the name of the package.
func bare(err error) error {
	return errors.New(strings.TrimPrefix(err.Error(), "connecttest: "))
}

// checkObject checks that raw is an object in JSON, of text that is text.
func checkObject(raw []byte) error {
	switch first := bytes.TrimLeft(raw, " \t\r\n"); {
	case !utf8.Valid(raw):
		return errors.New("it is not UTF-8")
	case !json.Valid(raw):
		return errors.New("it is not JSON")
	case first[0] != '{':
		return fmt.Errorf("an object is wanted, not %s", clip(first))
	}
	return nil
}

// newRecord returns a record of a kind, given an object in JSON. It has no ID if the
// object has none.
func newRecord(k *kind, raw []byte) (*record, error) {
	if wire.HalfPair(raw) {
		return nil, errors.New("half of a surrogate pair is no text")
	}
	item, err := k.wire.Item(raw)
	if err != nil {
		return nil, err
	}
	r := &record{item: item}
	if r.raw, err = plainTimes(compact(raw)); err != nil {
		return nil, err
	}
	members, _, _ := objectMembers(r.raw)
	if _, r.arn, err = textOf(members, k.arn); err != nil {
		return nil, err
	}
	var ids []string
	for name := range strings.SplitSeq(k.id, "+") {
		member, id, err := textOf(members, name)
		switch {
		case err != nil:
			return nil, err
		case id == "" && k.resource == "":
			return nil, fmt.Errorf("there is no %s, by which it would be told from others", member)
		case id == "":
			return r, nil
		}
		ids = append(ids, id)
	}
	if r.id = ids[0]; len(ids) > 1 {
		for i, id := range ids {
			ids[i] = escapeSpace.Replace(id)
		}
		r.id = strings.Join(ids, " ")
	}
	if len(r.id) > maxRecordID {
		return nil, fmt.Errorf("the %s has %d bytes, and %d are the most", k.id, len(r.id), maxRecordID)
	}
	return r, nil
}

// escapeSpace tells the spaces in a part of an ID from those between the parts.
var escapeSpace = strings.NewReplacer(" ", `\ `, `\`, `\\`)

// maxRecordID is how long the ID of a record may be, in bytes, so that a token, of
// 2,500 characters at most, has room for it.
const maxRecordID = 1000

// textOf returns the first of the members with the names A|B that is a text and not
// empty, and the name that it has. Without any, the name is the first.
func textOf(members map[string]json.RawMessage, names string) (name, text string, err error) {
	name, _, _ = strings.Cut(names, "|")
	for n := range strings.SplitSeq(names, "|") {
		raw := members[n]
		if raw == nil || raw[0] == 'n' {
			continue
		}
		if raw[0] != '"' {
			return n, "", fmt.Errorf("%s: a text is wanted, not %s", n, clip(raw))
		}
		if text := jsonscan.Unquote(raw); text != "" {
			return n, text, nil
		}
	}
	return name, "", nil
}

// timeMembers are the members of records that are times, wherever they stand.
var timeMembers = []string{
	"AcknowledgedTime", "CreatedAt", "CreatedTime", "EffectiveTime", "ExpiresAt",
	"LastActivatedTime", "LastModifiedTime", "LastUpdatedTime",
}

// plainTimes returns an object with its times in seconds since 1970, as the protocol
// has them. The AWS command line prints them as RFC 3339 does.
func plainTimes(object []byte) ([]byte, error) {
	if !bytes.Contains(object, []byte(`Time":"`)) && !bytes.Contains(object, []byte(`At":"`)) {
		return object, nil
	}
	var wrong error
	var change func(name string, value []byte) []byte
	change = func(name string, value []byte) []byte {
		switch {
		case value[0] == '{' && name != "Tags" && name != "Content":
			return edit(value, change)
		case value[0] == '"' && slices.Contains(timeMembers, name):
			var t timestamp
			if err := t.UnmarshalJSON(value); err != nil {
				wrong = errors.Join(wrong, fmt.Errorf("%s: %w", name, err))
			}
			return t.append(nil)
		}
		return value
	}
	return edit(object, change), wrong
}

// edit returns an object in compact JSON with the values of its members that change
// returns, without those for which that is nil.
func edit(object []byte, change func(name string, value []byte) []byte) []byte {
	in := jsonscan.NewBytes(object)
	in.Next()
	in.Advance(1) // the brace
	out := append(make([]byte, 0, len(object)), '{')
	for another := in.Next() != '}'; another; another, _ = in.After('}') {
		name, _ := in.Name() // it is JSON
		in.Next()
		start := in.Offset()
		_ = in.Skip(1)
		if value := change(name, in.Text(start)); value != nil {
			out = appendMember(out, name, value)
		}
	}
	return append(out, '}')
}

// appendMember appends a member to an object that is open.
func appendMember(object []byte, name string, value []byte) []byte {
	if object[len(object)-1] != '{' {
		object = append(object, ',')
	}
	object = append(chars.AppendJSON(object, name), ':')
	return append(object, value...)
}

// with returns an object in compact JSON with a member, first if it is new.
func with(object []byte, name string, value []byte) []byte {
	there := false
	changed := edit(object, func(n string, old []byte) []byte {
		if n != name {
			return old
		}
		there = true
		return value
	})
	if there {
		return changed
	}
	out := appendMember([]byte{'{'}, name, value)
	if rest := object[1:]; rest[0] != '}' {
		out = append(out, ',')
	}
	return append(out, object[1:]...)
}

// without returns an object in compact JSON without a member.
func without(object []byte, name string) []byte {
	return edit(object, func(n string, value []byte) []byte {
		if n == name {
			return nil
		}
		return value
	})
}

// A loaded is a record that is to be stored.
type loaded struct {
	*kind
	*record
	instance string // that it is of, or empty for that of its ARN, or the first
}

// addRecords stores records in a snapshot that is to be changed. They may have the ARNs of
// one another, as they were before. An error is about the record with that index.
func (s *Service) addRecords(x *snapshot, list []loaded) (i int, err error) {
	for _, v := range list {
		if in := x.instances[s.instanceOf(v)]; in != nil && in.records[v.index] != nil {
			in.records[v.index].release(v.record.id)
		}
	}
	for i, v := range list {
		if err := s.addRecord(x, v); err != nil {
			return i, err
		}
	}
	return 0, nil
}

// instanceOf returns the instance that a record is to be stored in.
func (s *Service) instanceOf(v loaded) string {
	if v.instance != "" {
		return v.instance
	}
	if owner, _, ok := ownerOf(v.record.arn); ok {
		return owner
	}
	return s.options.Instances[0]
}

// addRecord stores a record in a snapshot that is to be changed.
func (s *Service) addRecord(x *snapshot, v loaded) (err error) {
	k, r, instance := v.kind, v.record, s.instanceOf(v)
	owner, rest, ok := ownerOf(r.arn)
	if ok && instance != owner {
		return fmt.Errorf("its ARN %s is of another instance than %s", excerpt(r.arn), excerpt(instance))
	}
	if other := resourceOf(rest); other != nil && ok && k.resource != "" && other != k {
		return fmt.Errorf("its ARN %s is that of one of %s, and not of %s", excerpt(r.arn), other.target, k.target)
	}
	in := x.instances[instance]
	if in == nil {
		return fmt.Errorf("there is no instance %s: Options.Instances has %s", excerpt(instance), few(s.options.Instances))
	}
	old := in.records[k.index]
	if r.id == "" {
		r.id = s.newID(func(id string) bool { return old.get(id) != nil })
		name, _, _ := strings.Cut(k.id, "|")
		r.raw = with(r.raw, name, chars.AppendJSON(nil, r.id))
		if r.item, err = k.wire.Item(r.raw); err != nil { // which a search may look at
			return err
		}
	}
	if r.from != nil {
		if other := old.get(r.id); other != nil && other.from == r.from {
			return fmt.Errorf("the record of %s with the ID %s is there twice: leave one of them", k.target, excerpt(r.id))
		}
	}
	arn := r.arn
	switch {
	case ok:
		arn = s.instanceARN(owner) + rest
	case arn == "" && k.resource != "":
		arn = s.instanceARN(instance) + "/" + k.resource + "/" + r.id
	}
	if arn != r.arn {
		members, _, _ := objectMembers(r.raw)
		name, _, _ := textOf(members, k.arn)
		r.raw, r.arn = with(r.raw, name, chars.AppendJSON(nil, arn)), arn
	}
	if other := old.withARN(arn); other != nil && other.id != r.id {
		return fmt.Errorf("its ARN %s is that of the record with the ID %s", excerpt(arn), excerpt(other.id))
	}
	x.setRecord(in, k, r)
	return nil
}

// ownerOf returns the instance that an ARN of Amazon Connect is of, and what follows
// it. The ARN of what AWS itself manages is of none.
func ownerOf(text string) (instance, rest string, ok bool) {
	_, resource, _ := splitARN("connect", text)
	resource, ok = strings.CutPrefix(resource, "instance/")
	instance, _, _ = strings.Cut(resource, "/")
	return instance, resource[len(instance):], ok && isUUID(instance)
}

// resourceOf returns the kind that the rest of an ARN is of, or nil if it is not known.
func resourceOf(rest string) *kind {
	resource, _, _ := strings.Cut(strings.TrimPrefix(rest, "/"), "/")
	i := slices.IndexFunc(kinds, func(k *kind) bool { return k.resource == resource && resource != "" })
	if i < 0 {
		return nil
	}
	return kinds[i]
}

// Records returns what a search of a target without conditions finds in an instance,
// in its order. Of the target q-retrieve, it returns the content of an assistant, with
// its tags; of test-case-executions, what ListTestCaseExecutions finds now.
func (s *Service) Records(instance, target string) []json.RawMessage {
	now, k := s.now.Load(), kindOf(target)
	if of := now.sessions[instance]; of != nil && target == contentTarget {
		var found []json.RawMessage
		of.contents.Scan(func(_ string, c *content) bool {
			found = append(found, bytes.Clone(c.raw))
			return true
		})
		return found
	}
	if of := now.executions[instance]; of != nil && target == executionTarget {
		at := s.clock()
		var found []json.RawMessage
		of.byID.Scan(func(_ string, x *execution) bool {
			found = append(found, x.summary(at))
			return true
		})
		return found
	}
	in := now.instances[instance]
	if in == nil || k == nil {
		return nil
	}
	all := in.entries(k)
	found := make([]json.RawMessage, 0, all.len())
	all.ascend("", func(_ string, e entry) bool {
		found = append(found, bytes.Clone(e.json()))
		return true
	})
	return found
}

// Count returns how many records of a target there are, in all instances, or in all
// assistants for the target q-retrieve. It counts executions as test-case-executions.
func (s *Service) Count(target string) int {
	n := 0
	if target == contentTarget {
		for _, of := range s.now.Load().sessions {
			n += of.contents.Len()
		}
	}
	if target == executionTarget {
		for _, of := range s.now.Load().executions {
			n += of.byID.Len()
		}
	}
	if k := kindOf(target); k != nil {
		for _, in := range s.now.Load().instances {
			n += in.entries(k).len()
		}
	}
	return n
}

// find answers a search of the kind.
func (k *kind) find(s *Service, c *call) (any, error) {
	program, err := k.wire.Request(c.body, s.wireOptions())
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
	_, cases, err := s.instanceBy(k.arns, in.InstanceId)
	if err != nil {
		return nil, err
	}
	reading := s.reading()
	p, err := paginate(c, pageOf[entry]{
		ascend: cases.entries(k).ascend, token: in.NextToken, parameters: k.searchParameters(c.body), size: s.pageSize(in.MaxResults, k.wire.MaxResults()), count: true,
		match:  func(e entry) bool { return e.found(program, reading) },
		record: entry.json,
	})
	if err != nil {
		return nil, err
	}
	return p.answer(k.records, struct {
		NextToken             string `json:",omitempty"`
		ApproximateTotalCount int
	}{p.next, p.total})
}

// instanceBy is s.instance for an operation whose model may allow no ARN.
func (s *Service) instanceBy(arns bool, id string) (string, *instance, error) {
	if !arns && !isUUID(id) {
		return "", nil, invalidParameter("InstanceId: %s is no ID of an instance", excerpt(id))
	}
	return s.instance(id)
}
