package connecttest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/jsonscan"
	"github.com/searchfilter/searchfilter/internal/wire"
)

// A record is what is stored: a record that a search finds, content, a session or an
// execution. It does not change once it is in a table.
type record struct {
	kind  *kind
	raw   []byte     // as it is saved and, if a search finds it, answered
	item  *wire.Item // what a search or Retrieve looks at; nil for sessions and executions
	id    string     // by which it is told from others of its kind
	arn   string     // or empty
	token string     // the clientToken that it was made with, or empty
	owner string     // if it is known otherwise than by the ARN

	name, status string     // of a test case
	saved        *record    // of a test case that is published, the saved version beside it
	execution    *execution // of an execution

	from *input // that it was read from, or nil
	at   int64  // where that has it
}

// keys returns what no two records of one kind and owner may have in common, apart from
// their ID.
func (r *record) keys() (list []string) {
	if r.arn != "" && r.kind.resource != "" {
		list = append(list, "ARN "+r.arn)
	}
	if r.token != "" {
		list = append(list, clientTokenKey(r.token))
	}
	return list
}

func clientTokenKey(token string) string { return "clientToken " + token }

// tellsOwner reports whether the record itself says what instance or assistant it is of.
func (r *record) tellsOwner() bool {
	_, _, ok := parseARN(r.kind.service, r.arn)
	return ok || r.kind == executionKind
}

// A text is a text in a record, in the member that textOf finds.
type text struct{ names, text string }

// put sets members of the JSON.
func (r *record) put(texts ...text) {
	members, _ := objectMembers(r.raw)
	for _, t := range texts {
		name, _, _ := textOf(members, t.names)
		members[name] = chars.AppendJSON(nil, t.text)
		if r.kind.order == nil {
			r.raw = with(r.raw, name, members[name])
		}
	}
	if r.kind.order != nil {
		r.raw = ordered(r.kind, members)
	}
}

// tags returns the tags of a record. Those of content are not only text, and no operation
// changes them.
func (r *record) tags() (tags map[string]string, err error) {
	members, _ := objectMembers(r.raw)
	if raw := members[r.kind.tags]; raw != nil {
		err = json.Unmarshal(raw, &tags)
	}
	return tags, err
}

// tagged returns the record with other tags.
func (r *record) tagged(tags map[string]string) (tagged *record, err error) {
	raw := without(r.raw, r.kind.tags)
	if len(tags) > 0 {
		value, _ := chars.JSON(tags) // plain data
		raw = with(r.raw, r.kind.tags, value)
	}
	if tagged, err = newRecord(r.kind, raw); err == nil && r.saved != nil {
		tagged.saved, err = r.saved.tagged(tags)
	}
	return tagged, err
}

// Put stores records of an instance. The target says of which kind they are: it is the end
// of the path of their search, such as users for /search-users. A record is a JSON object as
// the search answers with it, and replaces the one with its ID. The ID of a predefined
// attribute is its Name, and that of a workspace association its WorkspaceId and ResourceId.
//
// A record without an ID gets that of its ARN, or a new one. Overrides, predefined attributes
// and workspace associations must have one. A record without an ARN gets one, if its kind has
// ARNs of its own, and the region and account of the ARN become the service's. Times may be in
// RFC 3339, and become seconds since 1970. Apart from what follows, nothing else is changed, or
// checked as the operations of the API would.
//
// A test case must have a Name. One that is PUBLISHED becomes the published version, and
// another the saved one; it replaces that version alone, and its Tags are those of both. Both
// have one Arn. Its TestCaseSha256 is computed, and its LastModifiedTime is in the years 1 to
// 9999.
//
// The target q-retrieve is that of content, which Retrieve answers with. It belongs to an
// assistant instead of an instance. Content has the members of a result, of which sourceId and
// contentText are required, and tags for the filter: an object of texts, numbers, booleans and
// lists of these. The referenceType is KNOWLEDGE_BASE if there is none.
//
// Nothing is stored if there is an error: the instance or the target does not exist, a record
// is no JSON object, is there twice or has a member twice, a member that a search looks at has
// another type than in the service's model, the ARN is of another instance or another record,
// or Options.Keep failed.
func (s *Service) Put(instance, target string, records ...json.RawMessage) error {
	k, err := targetOf(target)
	if err != nil {
		return err
	}
	in := new(input)
	wrong := func(i int, err error) error {
		return fmt.Errorf("connecttest: record %d of %s: %w", i, target, err)
	}
	for i, raw := range records {
		if wrong := notObject(raw); wrong != "" {
			return fmt.Errorf("connecttest: record %d of %s %s", i, target, wrong)
		}
		r, err := newRecord(k, raw)
		if err != nil {
			return wrong(i, err)
		}
		r.owner = instance
		in.records = append(in.records, r)
	}
	return s.change(func(x *snapshot) error {
		defer in.forget()
		if _, err := s.ownedTable(x, k, instance); err != nil {
			return fmt.Errorf("connecttest: %w", err)
		}
		if _, i, err := s.add(x, in, in.records); err != nil {
			return wrong(i, err)
		}
		return nil
	})
}

// targetOf returns the kind of the records that users put in and get by the target.
func targetOf(target string) (*kind, error) {
	if target == contentKind.target {
		return contentKind, nil
	}
	if k := kindOf(target); k != nil {
		return k, nil
	}
	return nil, fmt.Errorf("connecttest: there is no target %s: the targets are %s", excerpt(target), strings.Join(append(targets(), contentKind.target), ", "))
}

// notObject returns what is wrong with raw if it is not an object in JSON, or nothing.
func notObject(raw []byte) string {
	switch first := bytes.TrimLeft(raw, " \t\r\n"); {
	case !utf8.Valid(raw):
		return "is not UTF-8"
	case !json.Valid(raw):
		return "is not JSON"
	case first[0] != '{':
		return "is not an object"
	}
	return ""
}

// newRecord returns a record of a kind, given an object in JSON. The ID may be missing, where
// the service can give one.
func newRecord(k *kind, raw []byte) (r *record, err error) {
	escapes := bytes.Contains(raw, []byte(`\u`))
	if escapes && wire.HalfPair(raw) {
		return nil, errors.New("half of a surrogate pair is no text")
	}
	r = &record{kind: k}
	if k.wire != nil {
		if r.item, err = k.wire.Item(raw); err != nil {
			return nil, err
		}
	}
	r.raw = jsonscan.Compact(raw)
	if k.service == connectService { // the others have no times, and tags with any names
		if r.raw, err = plainTimes(r.raw, escapes); err != nil {
			return nil, err
		}
	}
	members, twice := objectMembers(r.raw)
	if twice != "" {
		return nil, fmt.Errorf("%s: it is there twice", twice)
	}
	if k.read != nil {
		if err := k.read(r, members); err != nil {
			return nil, err
		}
		r.raw = ordered(k, members)
	} else {
		r.raw = bytes.Clone(r.raw) // in memory of its own
	}
	if k.arn != "" {
		if _, r.arn, err = textOf(members, k.arn); err != nil {
			return nil, err
		}
	}
	if k.id != "" {
		if err := r.readID(members); err != nil {
			return nil, err
		}
	}
	if len(r.id) > maxRecordID {
		return nil, fmt.Errorf("the %s has %d bytes, and %d are the most", cmp.Or(k.id, "ID"), len(r.id), maxRecordID)
	}
	return r, nil
}

// readID sets the ID, unless there is none and the service can give one.
func (r *record) readID(members map[string]json.RawMessage) error {
	var ids []string
	for name := range strings.SplitSeq(r.kind.id, "+") {
		member, id, err := textOf(members, name)
		switch {
		case err != nil:
			return err
		case id == "" && r.kind.resource == "":
			return fmt.Errorf("there is no %s, by which it is told from others", member)
		case id == "":
			return nil
		}
		ids = append(ids, id)
	}
	if r.id = ids[0]; len(ids) > 1 {
		for i, id := range ids {
			ids[i] = escapeSpace.Replace(id)
		}
		r.id = strings.Join(ids, " ")
	}
	return nil
}

// escapeSpace tells the spaces in a part of an ID from those between the parts.
var escapeSpace = strings.NewReplacer(" ", `\ `, `\`, `\\`)

// maxRecordID is how long the ID of a record may be, in bytes, so that a token, of 2,500
// characters at most, has room for it.
const maxRecordID = 1000

// textOf returns the first of the members named A|B that is a text and not empty, and its
// name. If there is none, it returns the first name.
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

// plainTimes returns an object with its times in seconds since 1970, as the protocol has
// them. The AWS command line prints them in RFC 3339. Where the object has escapes \uXXXX, these may
// be letters of a name.
func plainTimes(object []byte, escapes bool) ([]byte, error) {
	if !escapes && !bytes.Contains(object, []byte(`Time":"`)) && !bytes.Contains(object, []byte(`At":"`)) {
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

// edit returns an object in compact JSON whose members have the values that change returns.
// Members for which that is nil are left out.
func edit(object []byte, change func(name string, value []byte) []byte) []byte {
	out := append(make([]byte, 0, len(object)), '{')
	for name, value := range jsonscan.Members(object) {
		if value := change(name, value); value != nil {
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

// ordered returns an object with the members, in the order of the kind. What is null is left
// out, and so are tags if there are none.
func ordered(k *kind, members map[string]json.RawMessage) []byte {
	var memory [2048]byte
	out, left := append(memory[:0], '{'), len(members)
	add := func(name string) {
		value := members[name]
		if value != nil {
			left--
		}
		if value != nil && value[0] != 'n' && (name != k.tags || string(value) != "{}") {
			out = appendMember(out, name, value)
		}
	}
	for _, name := range k.order {
		add(name)
	}
	if left > 0 {
		for _, name := range slices.Sorted(maps.Keys(members)) {
			if !slices.Contains(k.order, name) {
				add(name)
			}
		}
	}
	return bytes.Clone(append(out, '}'))
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
	if object[1] != '}' {
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

// add stores records that come together in a snapshot that is to be changed. It reports
// whether one of them was given an ID. An error is about the record with that index.
func (s *Service) add(x *snapshot, from *input, list []*record) (given bool, i int, err error) {
	for _, r := range list { // they may have the keys of one another, as they were before
		if t, ok := x.table(r.kind, s.ownerOf(r)); ok {
			t.release(r.id)
		}
	}
	for i, r := range list {
		r.from = from
		got, err := s.addRecord(x, r)
		if err != nil {
			return false, i, err
		}
		given = given || got
	}
	return given, 0, nil
}

// ownerOf returns the instance or assistant that a record is to be stored in.
func (s *Service) ownerOf(r *record) string {
	if r.owner != "" {
		return r.owner
	}
	if a, _, ok := parseARN(r.kind.service, r.arn); ok {
		return a.owner
	}
	return s.now.Load().home.owners(r.kind.service)[0]
}

// ownedTable returns the records of a kind that an instance or assistant has.
func (s *Service) ownedTable(x *snapshot, k *kind, id string) (table, error) {
	t, ok := x.table(k, id)
	switch {
	case ok:
		return t, nil
	case k.service == connectService:
		return t, fmt.Errorf("there is no instance %s: Options.Instances has %s", excerpt(id), few(s.options.Instances))
	}
	return t, fmt.Errorf("there is no assistant %s: Options.Assistants has %s", excerpt(id), few(s.options.Assistants))
}

// addRecord stores a record in a snapshot that is to be changed, and reports whether it was
// given an ID.
func (s *Service) addRecord(x *snapshot, r *record) (given bool, err error) {
	k, owner := r.kind, s.ownerOf(r)
	t, err := s.ownedTable(x, k, owner)
	if err != nil {
		return false, err
	}
	a, rest, tells := parseARN(k.service, r.arn)
	if tells && owner != a.owner {
		return false, fmt.Errorf("its ARN %s is of another instance than %s", excerpt(r.arn), excerpt(owner))
	}
	if other := resourceOf(rest); tells && other != nil && k.resource != "" && other != k {
		return false, fmt.Errorf("its ARN %s is that of one of %s, and not of %s", excerpt(r.arn), other.target, k.target)
	}
	var changes []text
	newID := r.id == ""
	if newID {
		id, ok := strings.CutPrefix(rest, "/"+k.resource+"/")
		if given = !ok || id == ""; given {
			id = s.newID(t)
		}
		r.id = id
		changes = append(changes, text{k.id, id})
	}
	arn := r.arn
	switch {
	case tells:
		arn = s.ownerARN(k.service, owner) + rest
	case arn == "" && k.resource != "":
		arn = s.ownerARN(k.service, owner) + "/" + k.resource + "/" + r.id
	}
	if arn != r.arn {
		r.arn = arn
		changes = append(changes, text{k.arn, arn})
	}
	if changes != nil {
		r.put(changes...)
	}
	if newID && k != testCaseKind { // for which no search looks at the ID
		if r.item, err = k.wire.Item(r.raw); err != nil {
			return false, err
		}
	}
	for _, key := range r.keys() {
		if other := t.withKey(key); other != nil && other.id != r.id {
			return false, fmt.Errorf("its %s is that of the record with the ID %s", key, excerpt(other.id))
		}
	}
	old := t.get(r.id)
	switch {
	case k == testCaseKind:
		r, err = old.withVersion(r)
	case old != nil && old.from == r.from:
		err = fmt.Errorf("the record of %s with the ID %s is there twice: keep one of them", k.target, excerpt(r.id))
	}
	if err == nil {
		x.set(t, r)
	}
	return given, err
}

// An arn has parts of an ARN. The owner is the instance or the assistant.
type arn struct{ region, account, owner string }

// parseARN returns the parts of an ARN of a service, and what follows the owner. It reports
// false if there is no owner, as in the ARN of what AWS manages.
func parseARN(service, text string) (a arn, rest string, ok bool) {
	var parts [6]string
	for i := range 5 {
		if parts[i], text, ok = strings.Cut(text, ":"); !ok {
			return arn{}, "", false
		}
	}
	parts[5] = text
	if parts[0] != "arn" || parts[2] != service || parts[3] == "" || parts[4] == "" {
		return arn{}, "", false
	}
	resource, ok := strings.CutPrefix(parts[5], ownerPrefixes[service])
	id, _, _ := strings.Cut(resource, "/")
	return arn{parts[3], parts[4], id}, resource[len(id):], ok && isUUID(id)
}

// ownerPrefixes are what stands before the owner in an ARN of each service.
var ownerPrefixes = map[string]string{connectService: "instance/", qService: "session/"}

// ownerARN returns the ARN of an instance, or the beginning of the ARN of an assistant's
// session.
func (s *Service) ownerARN(service, owner string) string {
	o := s.options
	partition := "aws"
	if strings.HasPrefix(o.Region, "us-gov-") {
		partition = "aws-us-gov"
	}
	return "arn:" + partition + ":" + service + ":" + o.Region + ":" + o.Account + ":" + ownerPrefixes[service] + owner
}

// resourceOf returns the kind that the rest of an ARN of Amazon Connect is of, or nil.
func resourceOf(rest string) *kind {
	resource, _, _ := strings.Cut(strings.TrimPrefix(rest, "/"), "/")
	i := slices.IndexFunc(kinds, func(k *kind) bool { return k.resource == resource && resource != "" })
	if i < 0 {
		return nil
	}
	return kinds[i]
}

// Records returns what a search of a target without conditions finds in an instance, in its
// order. Of the target q-retrieve, it returns the content of an assistant, with its tags, and
// of test-case-executions what ListTestCaseExecutions finds now. It returns nil if there is no
// such target, instance or assistant.
func (s *Service) Records(instance, target string) []json.RawMessage {
	k, err := targetOf(target)
	if target == executionKind.target {
		k, err = executionKind, nil
	}
	if err != nil {
		return nil
	}
	t, ok := s.now.Load().table(k, instance)
	if !ok {
		return nil
	}
	now := s.clock()
	found := make([]json.RawMessage, 0, t.byID.Len())
	t.byID.Scan(func(_ string, r *record) bool {
		raw := bytes.Clone(r.raw)
		if k == executionKind {
			raw = r.execution.summary(now)
		}
		found = append(found, raw)
		return true
	})
	return found
}

// find answers a search of the kind.
func (k *kind) find(s *Service, c *call) (any, error) {
	program, err := k.wire.Request(c.body, s.wireOptions())
	if err != nil {
		return nil, invalidParameter("%v", err)
	}
	var in struct {
		InstanceId string
		MaxResults int
	}
	if err := json.Unmarshal(c.body, &in); err != nil {
		return nil, err // package wire checked the types
	}
	if in.InstanceId == "" {
		return nil, invalidParameter("InstanceId: it is required")
	}
	_, t, err := s.instance(k, k.arns, in.InstanceId)
	if err != nil {
		return nil, err
	}
	reading := s.reading()
	return paginate(c, pageOf[*record]{
		list: k.records, ascend: t.byID.Ascend, size: s.pageSize(in.MaxResults, k.wire.MaxResults()), count: true,
		match:  func(r *record) bool { return program.Finds(r.item, reading) },
		record: func(r *record) []byte { return r.raw },
	})
}
