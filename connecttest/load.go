package connecttest

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/jsonscan"
	"github.com/searchfilter/searchfilter/internal/wire"
)

// Open returns a service with all that the sources have: what Save wrote, or with records in any form in which they
// come from AWS: answers of searches and Lists, of DescribeTestCase and of Retrieve, of
// which the member that has the records says of which kind they are; or test cases that
// stand alone, in an array, or one after the other, as in JSON Lines. Several of these
// may follow one another. Nothing, or white space alone, has none. A result of Retrieve
// may have tags, as [Service.Put] takes them.
//
// The instance of a record and the assistant of a session are those of its ARN, that of an
// execution is its InstanceId, and they are there besides Options.Instances and
// Options.Assistants, and so are those of the service that was saved. Region and Account
// are those of that service, or of the ARNs, unless the Options set them; then the
// records' own ARNs are changed. A record without an ARN is of the first of
// the instances. A test case without an Id has that of its ARN, or is given one. If one is
// given, Options.Keep is called, so that it stays the same. A record of another kind must
// have an ID.
//
// Members that a test case or an answer does not have are passed over, unless there is
// Options.Keep: what it keeps is likely to replace what is read, so a member that
// would be lost is an error then, also a NextToken, which says that there is more.
// Without Keep, Options.Warn is told of both. A record of another kind keeps all of its
// members.
//
// Records of one source may refer to those of another, and several may be parts of one
// answer.
//
// An error names what is wrong, and where: a source has something else, a value is of the
// wrong type or none that the API has, a record, a version of a test case, an execution or
// a session is there twice, if in two sources, two records have one ARN, versions of a test case differ in
// their tags, ARNs differ in their region or account, or Options.Keep has failed. A
// service without an error has all that the sources have. Open panics where New does.
func Open(o Options, from ...Source) (*Service, error) {
	var all []*input
	var found Options
	for _, source := range from {
		in, err := source.read(o.Keep != nil)
		if err == nil {
			err = in.collect(&found)
		}
		if err != nil {
			return nil, source.name(err)
		}
		all = append(all, in)
	}
	o.Instances = union(o.Instances, found.Instances)
	o.Assistants = union(o.Assistants, found.Assistants)
	if o.Region == "" {
		o.Region = found.Region
	}
	if o.Account == "" {
		o.Account = found.Account
	}
	s := New(o)
	x := s.now.Load().copy()
	given := false
	for i, in := range all {
		in.batch = all[0]
		got, err := s.add(x, in)
		if err != nil {
			return nil, from[i].name(err)
		}
		given = given || got
	}
	var warnings []string
	for i, in := range all {
		for _, message := range in.warnings() {
			warnings = append(warnings, from[i].name(errors.New(message)).Error())
		}
		in.forget()
	}
	if given {
		if err := s.keep(x); err != nil {
			return nil, err
		}
	}
	s.now.Store(x)
	s.warn(warnings)
	return s, nil
}

// A Source is what Open and Load read.
type Source struct {
	io.Reader
	Name   string // in errors and for Options.Warn; may be empty
	Target string // of records that stand alone, as Put has it; empty for test cases
}

// read reads the source.
func (s Source) read(whole bool) (*input, error) {
	if s.Target == "" {
		return read(s.Reader, nil, whole)
	}
	told, err := targetOf(s.Target)
	if err != nil {
		return nil, err
	}
	return read(s.Reader, told, whole)
}

// name returns an error with the name of the source.
func (s Source) name(err error) error {
	if s.Name == "" {
		return err
	}
	return fmt.Errorf("%s: %w", s.Name, err)
}

// warn hands what one should know to Options.Warn.
func (s *Service) warn(messages []string) {
	if s.options.Warn != nil {
		for _, m := range messages {
			s.options.Warn(m)
		}
	}
}

// union returns the elements of a and b, each once.
func union(a, b []string) []string {
	var list []string
	seen := map[string]bool{}
	for _, s := range slices.Concat(a, b) {
		if !seen[s] {
			seen[s] = true
			list = append(list, s)
		}
	}
	return list
}

// Load adds what a source has to the service, as Open reads it. A version of a test case
// replaces the one with its ID and status, and another record, an execution and a session
// the one with its ID. An instance and an assistant that are in ARNs must be the
// service's; region and account may differ, and become the service's. What Save wrote of
// a service itself, such as its region, has no effect. Nothing is loaded if there is an
// error, as there is if an answer says that its records are of another kind than Target.
func (s *Service) Load(from Source) error {
	in, err := from.read(s.options.Keep != nil)
	if err != nil {
		return from.name(err)
	}
	var warnings []string
	for _, message := range in.warnings() {
		warnings = append(warnings, from.name(errors.New(message)).Error())
	}
	err = s.change(func(x *snapshot) error {
		_, err := s.add(x, in)
		in.forget()
		return err
	})
	if err != nil {
		return from.name(err)
	}
	s.warn(warnings)
	return nil
}

// add puts what was read into a snapshot that is to be changed, and reports whether
// a test case was given an ID.
func (s *Service) add(x *snapshot, in *input) (given bool, err error) {
	from := cmp.Or(in.batch, in)
	for _, v := range in.cases {
		v.from = from
		got, err := s.addCase(x, v, "")
		if err != nil {
			return false, in.errorf(v.at, "%w", err)
		}
		given = given || got
	}
	for _, v := range in.records {
		v.record.from = from
	}
	if i, err := s.addRecords(x, in.records); err != nil {
		return false, in.errorf(in.records[i].at, "%w", err)
	}
	for _, v := range in.executions { // which may have the tokens of one another, as they were
		if of := x.executions[v.Instance]; of != nil {
			of.release(v.ID)
		}
	}
	for _, v := range in.executions {
		v.from = from
		if err := s.addExecution(x, v); err != nil {
			return false, in.errorf(v.at, "%w", err)
		}
	}
	for _, v := range in.sessions {
		if a, ok := parseARN("wisdom", v.Arn); ok && x.sessions[a.owner] != nil {
			x.sessions[a.owner].release(v.ID)
		}
	}
	for _, v := range in.sessions {
		v.from = from
		if err := s.addSession(x, v); err != nil {
			return false, in.errorf(v.at, "%w", err)
		}
	}
	for _, c := range in.contents {
		c.from = from
		if err := s.addContent(x, c); err != nil {
			return false, in.errorf(c.at, "%w", err)
		}
	}
	return given, nil
}

// addCase puts a test case that was read into the instance of its ARN, which must be
// the given one unless that is empty, and reports whether it was given an ID.
func (s *Service) addCase(x *snapshot, v *source, instance string) (given bool, err error) {
	if v.Arn != "" {
		arn, ok := parseARN("connect", v.Arn)
		if !ok {
			return false, fmt.Errorf("the Arn %s is not that of a test case: arn:aws:connect:REGION:ACCOUNT:instance/INSTANCE/test-case/ID", excerpt(v.Arn))
		}
		if instance != "" && instance != arn.owner {
			return false, fmt.Errorf("its Arn %s is of another instance than %s", excerpt(v.Arn), excerpt(instance))
		}
		instance = arn.owner
		if v.Id == "" {
			v.Id = arn.id
		}
		if v.Id != arn.id {
			return false, fmt.Errorf("the Id %s is not that of its Arn, %s", excerpt(v.Id), excerpt(arn.id))
		}
	}
	if instance == "" {
		instance = s.options.Instances[0]
	}
	return s.put(x, instance, v)
}

// addSession puts a session that was read into the assistant of its ARN.
func (s *Service) addSession(x *snapshot, v *storedSession) error {
	arn, ok := parseARN("wisdom", v.Arn)
	if !ok || arn.id != v.ID {
		return fmt.Errorf("the sessionArn %s is not that of the session: arn:aws:wisdom:REGION:ACCOUNT:session/ASSISTANT/%s", excerpt(v.Arn), v.ID)
	}
	of, ok := x.sessions[arn.owner]
	if !ok {
		return fmt.Errorf("there is no assistant %s: Options.Assistants has %s", arn.owner, few(s.options.Assistants))
	}
	if old, ok := of.byID.Get(v.ID); ok && old.from == v.from {
		return fmt.Errorf("the session %s is there twice: leave one of them", v.ID)
	}
	if id, ok := of.byToken.Get(v.token); ok && id != v.ID {
		return fmt.Errorf("the sessions %s and %s have one clientToken: leave one of them", id, v.ID)
	}
	v.Arn = s.sessionARN(arn.owner, v.ID)
	v.store()
	x.setSession(of, v.session)
	return nil
}

// An arn has the parts of the ARN of a test case or a session. The owner is the
// instance or the assistant.
type arn struct{ region, account, owner, id string }

// splitARN returns the parts of an ARN of a service, and what it is of.
func splitARN(service, text string) (a arn, resource string, ok bool) {
	parts := strings.SplitN(text, ":", 6)
	if len(parts) != 6 || parts[0] != "arn" || parts[2] != service || parts[3] == "" || parts[4] == "" {
		return arn{}, "", false
	}
	return arn{region: parts[3], account: parts[4]}, parts[5], true
}

// parseARN returns the parts of an ARN of the service, which is connect or wisdom.
func parseARN(service, text string) (a arn, ok bool) {
	a, resource, ok := splitARN(service, text)
	if !ok {
		return arn{}, false
	}
	begin, between := "session/", "/"
	if service == "connect" {
		begin, between = "instance/", "/test-case/"
	}
	resource, ok = strings.CutPrefix(resource, begin)
	if ok {
		a.owner, a.id, ok = strings.Cut(resource, between)
	}
	return a, ok && a.id != "" && isUUID(a.owner)
}

// ownedARN returns the parts of an ARN of the service, which is connect or wisdom, and
// of whatever the instance or assistant has.
func ownedARN(service, text string) (a arn, ok bool) {
	if service != "connect" {
		return parseARN(service, text)
	}
	a, _, _ = splitARN(service, text)
	a.owner, _, ok = ownerOf(text)
	return a, ok
}

// An input is what was read. What came of it points to it, to be told from what
// was there before.
type input struct {
	data       []byte // nil when all of it is stored
	batch      *input // that stands for all that are stored together, or nil for this one
	cases      []*source
	records    []loaded
	executions []*storedExecution
	sessions   []*storedSession
	contents   []*content
	homes      []savedHome

	summaries map[*kind]int    // how many of the records are those of a List
	more      map[string]error // that there are more pages, by the list in an answer
	untagged  int              // how many of the contents have no tags
	passed    map[string]int   // how often members were passed over, by their names
}

// A storedSession is a session that was read.
type storedSession struct {
	*session
	at int64 // where it is in the data
}

// A savedHome is a home that was read.
type savedHome struct {
	home
	at int64 // where it is in the data
}

// errorf returns an error about what stands at an offset.
func (in *input) errorf(at int64, format string, args ...any) error {
	line := 1 + bytes.Count(in.data[:at], []byte("\n"))
	return fmt.Errorf("connecttest: line %d: "+format, append([]any{line}, args...)...)
}

// forget lets go of what is stored elsewhere now.
func (in *input) forget() { *in = input{} }

// collect adds the instances, assistants, region and account of the ARNs to o.
func (in *input) collect(o *Options) (err error) {
	seen := map[string]bool{}
	owner := func(service, id string, list *[]string) {
		if !seen[service+id] {
			seen[service+id] = true
			*list = append(*list, id)
		}
	}
	place := func(at int64, region, account string) {
		if o.Region == "" {
			o.Region, o.Account = region, account
			if !regionName.MatchString(o.Region) || !accountID.MatchString(o.Account) {
				err = in.errorf(at, "there is an ARN of account %s in region %s, which are none", excerpt(o.Account), excerpt(o.Region))
				return
			}
		}
		if o.Region != region || o.Account != account {
			err = in.errorf(at, "there are ARNs of %s in %s and of %s in %s: put those of one region and account in a file of their own",
				excerpt(o.Account), excerpt(o.Region), excerpt(account), excerpt(region))
		}
	}
	add := func(at int64, service, text string, list *[]string) {
		a, ok := ownedARN(service, text)
		if !ok || err != nil {
			return // what is no ARN is an error later
		}
		place(at, a.region, a.account)
		owner(service, a.owner, list)
	}
	for _, h := range in.homes {
		if err == nil {
			place(h.at, h.Region, h.Account)
		}
		for _, id := range h.Instances {
			owner("connect", id, &o.Instances)
		}
		for _, id := range h.Assistants {
			owner("wisdom", id, &o.Assistants)
		}
	}
	for _, tc := range in.cases {
		add(tc.at, "connect", tc.Arn, &o.Instances)
	}
	for _, r := range in.records {
		if r.instance != "" {
			owner("connect", r.instance, &o.Instances)
		}
		add(r.at, "connect", r.record.arn, &o.Instances)
	}
	for _, c := range in.contents {
		if c.of != "" {
			owner("wisdom", c.of, &o.Assistants)
		}
	}
	for _, x := range in.executions {
		owner("connect", x.Instance, &o.Instances)
	}
	for _, x := range in.sessions {
		add(x.at, "wisdom", x.Arn, &o.Assistants)
	}
	return err
}

// A loader reads what Open takes, in one pass.
type loader struct {
	*input
	in    *jsonscan.Scanner
	whole bool  // whether what would be lost is an error
	told  *kind // of records that stand alone, or nil for test cases

	names map[string]string // of members, by their JSON
	seen  []*nameSet        // in the objects that are open
	depth int               // how many are
	path  []step            // to the value that is being read
	at    int64             // where it begins
}

// A step leads from a value to one in it.
type step struct {
	name  string // of a member
	index int    // of an element, or -1
}

// fail returns the error that something is wrong with the value that is being read.
func (l *loader) fail(format string, args ...any) error {
	var b strings.Builder
	for i, s := range l.path {
		switch {
		case s.index >= 0:
			fmt.Fprintf(&b, "[%d]", s.index)
		case i > 0:
			b.WriteString("." + shortName(s.name))
		default:
			b.WriteString(shortName(s.name))
		}
	}
	if len(l.path) > 0 {
		b.WriteString(": ")
	}
	return l.errorf(l.at, "%s"+format, append([]any{b.String()}, args...)...)
}

// read reads records and sessions, and refuses what would be lost if the whole is
// wanted. Records that stand alone are of the told kind.
func read(r io.Reader, told *kind, whole bool) (*input, error) {
	data, err := readAll(r)
	if err != nil {
		return nil, err
	}
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	if bytes.HasPrefix(data, []byte("\x1f\x8b")) {
		return nil, errors.New("connecttest: this is compressed by gzip: unpack it before")
	}
	if !utf8.Valid(data) {
		lines := 0
		for line := range bytes.Lines(data) {
			lines++
			if !utf8.Valid(line) {
				break
			}
		}
		return nil, fmt.Errorf("connecttest: line %d: this is not UTF-8: save it as such", lines)
	}
	if told == testCaseKind {
		told = nil
	}
	l := &loader{
		input: &input{data: data, summaries: map[*kind]int{}, more: map[string]error{}, passed: map[string]int{}},
		in:    jsonscan.NewBytes(data), whole: whole, told: told, names: map[string]string{},
	}
	for !l.in.AtEnd() {
		if err := l.value(); err != nil {
			return nil, err
		}
	}
	for _, list := range slices.Sorted(maps.Keys(l.more)) {
		if err := l.more[list]; err != nil && whole {
			return nil, err
		}
	}
	return l.input, nil
}

// warnings says what is served otherwise than one may think.
func (in *input) warnings() (list []string) {
	for _, k := range kinds {
		if n := in.summaries[k]; n > 0 && !k.list.whole {
			list = append(list, fmt.Sprintf("%s: %d of the records are from an answer of %s, and lack members that %s answers with: "+
				"a condition on one of these finds none of them", k.target, n, k.list.name, k.search))
		}
	}
	if in.untagged > 0 {
		list = append(list, fmt.Sprintf("%s: %d of the results have no tags, which no answer of Retrieve shows: a filter asks for these", contentTarget, in.untagged))
	}
	for _, name := range slices.Sorted(maps.Keys(in.passed)) {
		list = append(list, fmt.Sprintf("the member %s is passed over, %d times", excerpt(name), in.passed[name]))
	}
	for _, name := range slices.Sorted(maps.Keys(in.more)) {
		if err := in.more[name]; err != nil {
			list = append(list, bare(err).Error())
		}
	}
	return list
}

// readAll is io.ReadAll for what may be a file: memory for it is taken once.
func readAll(r io.Reader) ([]byte, error) {
	var b bytes.Buffer
	if f, ok := r.(fs.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			b.Grow(int(min(info.Size(), 1<<30)) + bytes.MinRead)
		}
	}
	_, err := b.ReadFrom(r)
	return b.Bytes(), err
}

// errForm says what is wanted of a file.
const errForm = "wanted are records: an answer of a search or a List, such as SearchTestCases, an array of test cases, or one after the other"

// value reads a value at the top.
func (l *loader) value() error {
	if l.in.Next() == '[' {
		return l.elements(l.answer)
	}
	return l.answer()
}

// listed returns the kind of which an answer's list of that name has the records, or
// the summaries. It is nil if there is no such list.
func listed(name string) (k *kind, summaries bool) {
	for _, k := range kinds {
		switch {
		case name == k.records:
			return k, false
		case k.list != nil && name == k.list.records:
			return k, true
		}
	}
	return nil, false
}

// foreign returns an error if a record that is to be a test case has a member by which
// another kind tells its records apart.
func (l *loader) foreign(name string) error {
	for _, k := range kinds {
		if own, _, _ := strings.Cut(k.id, "|"); own == name && !slices.Contains(testCaseMembers, name) {
			return l.fail("this is no test case, but one of %s: say so when it is loaded, or load an answer of %s", k.target, k.search)
		}
	}
	return nil
}

// record reads a record of a kind other than test cases.
func (l *loader) record(k *kind) error {
	raw, err := l.raw()
	if err != nil {
		return err
	}
	return l.addRecord(k, raw, l.at)
}

// addRecord adds a record that was read from the offset on.
func (l *loader) addRecord(k *kind, raw []byte, at int64) error {
	l.at = at
	if raw[0] != '{' {
		return l.wanted("an object", raw)
	}
	r, err := newRecord(k, raw)
	if err != nil {
		return l.fail("%w", err)
	}
	if r.id == "" {
		name, _, _ := strings.Cut(k.id, "|")
		return l.fail("there is no %s, by which it is told from others of %s", name, k.target)
	}
	r.at = at
	l.records = append(l.records, loaded{kind: k, record: r})
	return nil
}

// ofInstance reads the records of an instance which do not tell of which they are, as
// Save writes them.
func (l *loader) ofInstance() error {
	first, id := len(l.records), ""
	l.in.Next()
	start := l.in.Offset()
	err := l.object(func(name string) error {
		k, _ := listed(name)
		switch {
		case name == "InstanceId":
			return l.string(&id)
		case k != nil && k != testCaseKind:
			return l.list(func() error { return l.record(k) })
		}
		return l.fail("the member %s is none that is saved here", excerpt(name))
	})
	if err != nil {
		return err
	}
	if !isUUID(id) {
		l.at = start
		return l.fail("InstanceId: %s is no ID of an instance", excerpt(id))
	}
	for i := range l.records[first:] {
		l.records[first+i].instance = id
	}
	return nil
}

// answer reads an answer or a record, which are told apart as a reader of package eval
// does.
func (l *loader) answer() error {
	if l.in.Next() != '{' {
		raw, err := l.raw()
		if err != nil {
			return err
		}
		return l.fail("%s is no test case: %s", clip(raw), errForm)
	}
	start := l.in.Offset()
	tc := new(source)
	var more error
	isAnswer, around := false, "" // has a list or a test case; and what stands beside them
	lists := []string{}           // the names of the lists
	var ofCase, others []string   // members of a test case, and of neither
	err := l.object(func(name string) (err error) {
		if k, summaries := listed(name); k != nil {
			isAnswer = true
			lists = append(lists, name)
			return l.listOf(k, summaries)
		}
		switch name {
		case "Executions":
			isAnswer, err = true, l.list(l.execution)
		case "Sessions":
			isAnswer, err = true, l.list(l.session)
		case "Instances":
			isAnswer, err = true, l.list(l.ofInstance)
		case contentKind.records:
			isAnswer = true
			if l.told != nil && l.told != contentKind {
				return l.fail("these are %s, and %s are wanted", contentTarget, l.told.target)
			}
			err = l.list(func() error { return l.content("") })
		case "Assistants":
			isAnswer, err = true, l.list(l.ofAssistant)
		case "Service":
			isAnswer, err = true, l.home()
		case "TestCase":
			isAnswer = true
			if null, wrong := l.null(); wrong != nil || null {
				return wrong
			}
			err = l.testCase()
		case "NextToken":
			around = name
			var token *string
			if token, err = l.text(); err == nil && token != nil && *token != "" {
				more = l.fail("there are more records than these: get all pages, or remove the token to go on with these")
			}
		case "ApproximateTotalCount":
			around = name
			_, err = l.raw()
		default:
			if l.told == nil {
				known, err := l.member(tc, name)
				switch {
				case err != nil:
					return err
				case known:
					ofCase = append(ofCase, name)
					return nil
				}
			}
			others = append(others, name)
			_, err = l.raw()
			return err
		}
		return err
	})
	if err != nil {
		return err
	}
	l.at = start
	switch {
	case !isAnswer && l.told == contentKind && around == "":
		return l.addContent("", l.in.Text(start), start)
	case !isAnswer && l.told != nil && around == "":
		return l.addRecord(l.told, l.in.Text(start), start)
	case !isAnswer && len(ofCase) > 0:
		for _, name := range others {
			if err := l.foreign(name); err != nil {
				return err
			}
			if err := l.unknown(name, testCaseMembers); err != nil {
				return err
			}
		}
		if around != "" && l.whole {
			return l.lost(around)
		}
		l.add(tc, start)
		return nil
	case !isAnswer && around == "" && len(others) > 0:
		for _, name := range others {
			if err := l.foreign(name); err != nil {
				return err
			}
		}
		return l.fail("this has no TestCases and is no test case: %s", errForm)
	case l.whole && len(ofCase)+len(others) > 0:
		return l.lost(append(ofCase, others...)[0])
	}
	for _, name := range append(ofCase, others...) {
		l.pass(name)
	}
	if len(lists) == 0 {
		lists = append(lists, "")
	}
	for _, list := range lists {
		l.more[list] = more // of the page that was read last
	}
	return nil
}

// listOf reads the list of an answer.
func (l *loader) listOf(k *kind, summaries bool) error {
	if l.told != nil && k != l.told {
		return l.fail("these are %s, and %s are wanted", k.target, l.told.target)
	}
	element := l.testCase
	if k != testCaseKind {
		element = func() error { return l.record(k) }
	}
	return l.list(func() error {
		if summaries {
			l.summaries[k]++
		}
		return element()
	})
}

// testCase reads a test case.
func (l *loader) testCase() error {
	l.in.Next()
	start := l.in.Offset()
	tc := new(source)
	err := l.object(func(name string) error {
		known, err := l.member(tc, name)
		if known || err != nil {
			return err
		}
		if err := l.unknown(name, testCaseMembers); err != nil {
			return err
		}
		_, err = l.raw()
		return err
	})
	l.add(tc, start)
	return err
}

// add adds a test case that was read from the offset on.
func (l *loader) add(tc *source, at int64) {
	tc.at = at
	l.cases = append(l.cases, tc)
}

// The members of test cases and sessions.
var (
	testCaseMembers = []string{
		"Arn", "Content", "Description", "EntryPoint", "Id", "InitializationData",
		"LastModifiedRegion", "LastModifiedTime", "Name", "Status", "Tags", "TestCaseSha256",
	}
	entryPointMembers = []string{"ChatEntryPointParameters", "Type", "VoiceCallEntryPointParameters"}
	voiceCallMembers  = []string{"DestinationPhoneNumber", "FlowId", "SourcePhoneNumber"}
	chatMembers       = []string{"FlowId"}
	sessionMembers    = []string{
		"aiAgentConfiguration", "clientToken", "description", "name", "orchestratorConfigurationList", "origin",
		"requestSha256", "sessionArn", "sessionId", "tagFilter", "tags",
	}
)

// member reads the value of a member of a test case, if it is one.
func (l *loader) member(tc *source, name string) (known bool, err error) {
	switch name {
	case "Arn":
		err = l.string(&tc.Arn)
	case "Id":
		err = l.string(&tc.Id)
	case "Name":
		err = l.string(&tc.Name)
	case "Content":
		tc.content, err = l.rawText()
	case "EntryPoint":
		var e *EntryPoint
		if e, err = l.entryPoint(); e != nil {
			tc.entryPoint, _ = chars.JSON(e) // plain data
		}
	case "InitializationData":
		tc.initializationData, err = l.rawText()
	case "Description":
		tc.Description, err = l.text()
	case "Status":
		if err = l.string(&tc.Status); err == nil && tc.Status != "" && !slices.Contains(statuses, tc.Status) {
			err = l.fail("%s", notOne(tc.Status, statuses))
		}
	case "LastModifiedTime":
		var raw []byte
		if raw, err = l.raw(); err == nil && raw[0] != 'n' {
			var t timestamp
			if wrong := t.UnmarshalJSON(raw); wrong != nil {
				err = l.fail("%w", wrong)
			}
			tc.LastModifiedTime = time.Time(t)
		}
	case "LastModifiedRegion":
		err = l.string(&tc.LastModifiedRegion)
	case "Tags":
		tc.Tags, err = l.tags()
	case "TestCaseSha256":
		err = l.string(new(string)) // which is computed
	default:
		return false, nil
	}
	return true, err
}

func (l *loader) entryPoint() (*EntryPoint, error) {
	if null, err := l.null(); null || err != nil {
		return nil, err
	}
	e := new(EntryPoint)
	return e, l.object(func(name string) (err error) {
		switch name {
		case "Type":
			if err = l.string(&e.Type); err == nil && e.Type != "" && !slices.Contains(entryTypes, e.Type) {
				err = l.fail("%s", notOne(e.Type, entryTypes))
			}
		case "VoiceCallEntryPointParameters":
			v := new(VoiceCallEntryPointParameters)
			var there bool
			there, err = l.texts(voiceCallMembers, &v.DestinationPhoneNumber, &v.FlowId, &v.SourcePhoneNumber)
			if there {
				e.VoiceCallEntryPointParameters = v
			}
		case "ChatEntryPointParameters":
			c := new(ChatEntryPointParameters)
			var there bool
			there, err = l.texts(chatMembers, &c.FlowId)
			if there {
				e.ChatEntryPointParameters = c
			}
		default:
			if err = l.unknown(name, entryPointMembers); err == nil {
				_, err = l.raw()
			}
			return err
		}
		return err
	})
}

// texts reads an object with texts of these names into those places, and reports
// whether there is one, and not null.
func (l *loader) texts(names []string, places ...*string) (there bool, err error) {
	if null, err := l.null(); null || err != nil {
		return false, err
	}
	return true, l.object(func(name string) error {
		i := slices.Index(names, name)
		if i >= 0 {
			return l.string(places[i])
		}
		err := l.unknown(name, names)
		if err == nil {
			_, err = l.raw()
		}
		return err
	})
}

func (l *loader) tags() (tags map[string]string, err error) {
	if null, err := l.null(); null || err != nil {
		return nil, err
	}
	tags = map[string]string{}
	return tags, l.object(func(key string) error {
		var value string
		err := l.string(&value)
		tags[key] = value
		return err
	})
}

// saved reads an object with these members. Others are as unknown says.
func (l *loader) saved(members []string) (*params, error) {
	raw, err := l.raw()
	if err != nil {
		return nil, err
	}
	switch {
	case raw[0] != '{':
		return nil, l.wanted("an object", raw)
	case wire.HalfPair(raw):
		return nil, l.fail("half of a surrogate pair is no text")
	}
	p := newParams(bytes.Clone(raw))
	for _, name := range slices.Sorted(maps.Keys(p.members)) {
		if slices.Contains(members, name) {
			continue
		}
		if err := l.unknown(name, members); err != nil {
			return nil, err
		}
		delete(p.members, name)
	}
	return p, nil
}

// session reads a session, which is held to what CreateSession takes.
func (l *loader) session() error {
	p, err := l.saved(sessionMembers)
	if err != nil {
		return err
	}
	x := p.session()
	text := func(name string, required bool, most int, pattern *textForm) (value string) {
		if s := p.text(name, required, 0, most, pattern); s != nil {
			value = *s
		}
		return value
	}
	x.ID = text("sessionId", true, 0, uuidPattern)
	x.Arn = text("sessionArn", true, 0, nil)
	if origin := p.enum("origin", "SYSTEM", "CUSTOMER"); origin != "" {
		x.Origin = origin
	}
	x.request = text("requestSha256", false, 0, nil)
	if err := p.end(); err != nil {
		return l.fail("%s", err.(*apiError).Message)
	}
	l.sessions = append(l.sessions, &storedSession{x, l.at})
	return nil
}

// The members of a service as they are saved.
var homeMembers = []string{"Account", "Assistants", "Instances", "Region"}

// home reads what Save wrote of the service itself.
func (l *loader) home() error {
	p, err := l.saved(homeMembers)
	if err != nil {
		return err
	}
	h := home{Instances: p.uuids("Instances"), Assistants: p.uuids("Assistants")}
	if region := p.text("Region", true, 0, 0, regionName); region != nil {
		h.Region = *region
	}
	if account := p.text("Account", true, 0, 0, accountID); account != nil {
		h.Account = *account
	}
	if err := p.end(); err != nil {
		return l.fail("%s", err.(*apiError).Message)
	}
	l.homes = append(l.homes, savedHome{h, l.at})
	return nil
}

// object reads an object. The function member reads the value of the member with
// that name.
func (l *loader) object(member func(name string) error) error {
	if c := l.in.Next(); c != '{' {
		raw, err := l.raw()
		if err != nil {
			return err
		}
		return l.wanted("an object", raw)
	}
	l.depth++
	defer func() { l.depth-- }()
	if l.depth > len(l.seen) {
		l.seen = append(l.seen, new(nameSet))
	}
	seen := l.seen[l.depth-1]
	seen.clear()
	return l.inside('}', func() error {
		l.in.Next()
		l.at = l.in.Offset()
		name, err := l.name()
		if err != nil {
			return err
		}
		l.path = append(l.path, step{name, -1})
		if !seen.add(name) {
			return l.fail("it is there twice")
		}
		if err := member(name); err != nil {
			return err
		}
		l.path = l.path[:len(l.path)-1]
		return nil
	})
}

// name reads the name of a member. The same names come again and again, so they
// are kept, up to a number.
func (l *loader) name() (string, error) {
	const most = 1000
	raw, err := l.in.RawName()
	if err != nil {
		return "", l.broken(err)
	}
	name, ok := l.names[string(raw)]
	if !ok {
		if wire.HalfPair(raw) {
			return "", l.fail("the name of a member has half of a surrogate pair, which is no text")
		}
		name = jsonscan.Unquote(raw)
		if len(l.names) < most {
			l.names[string(raw)] = name
		}
	}
	if err := l.in.Colon(); err != nil {
		return "", l.broken(err)
	}
	return name, nil
}

// list reads the list of an answer, which may be null.
func (l *loader) list(element func() error) error {
	if null, err := l.null(); null || err != nil {
		return err
	}
	if l.in.Next() != '[' {
		raw, err := l.raw()
		if err != nil {
			return err
		}
		return l.wanted("a list", raw)
	}
	return l.elements(element)
}

func (l *loader) elements(element func() error) error {
	n := 0
	return l.inside(']', func() error {
		l.path = append(l.path, step{"", n})
		if err := element(); err != nil {
			return err
		}
		l.path = l.path[:len(l.path)-1]
		n++
		return nil
	})
}

// inside reads what is in an array or object, part by part, and what closes it.
func (l *loader) inside(closing byte, part func() error) error {
	l.in.Advance(1)
	another := l.in.Next() != closing
	if !another {
		l.in.Advance(1)
	}
	for another {
		err := part()
		if err != nil {
			return err
		}
		if another, err = l.in.After(closing); err != nil {
			return l.broken(err)
		}
	}
	return nil
}

// raw reads any value, and returns its JSON.
func (l *loader) raw() ([]byte, error) {
	l.in.Next()
	l.at = l.in.Offset()
	if err := l.in.Skip(len(l.path)); err != nil {
		return nil, l.broken(err)
	}
	return l.in.Text(l.at), nil
}

// null reads null, if it comes next.
func (l *loader) null() (bool, error) {
	if l.in.Next() != 'n' {
		return false, nil
	}
	_, err := l.raw()
	return true, err
}

// rawText reads a text, and returns its JSON, or nil for null.
func (l *loader) rawText() ([]byte, error) {
	raw, err := l.raw()
	switch {
	case err != nil:
		return nil, err
	case raw[0] == 'n':
		return nil, nil
	case raw[0] != '"':
		return nil, l.wanted("a text", raw)
	case wire.HalfPair(raw):
		return nil, l.fail("half of a surrogate pair is no text")
	}
	return raw, nil
}

// text reads a text, and returns nil for null.
func (l *loader) text() (*string, error) {
	raw, err := l.rawText()
	if raw == nil {
		return nil, err
	}
	text := jsonscan.Unquote(raw)
	return &text, nil
}

// string reads a text. null is none.
func (l *loader) string(s *string) error {
	text, err := l.text()
	if text != nil {
		*s = *text
	}
	return err
}

// unknown returns the error for the member that is being read, which is not among
// the known ones, if it is one.
func (l *loader) unknown(name string, known []string) error {
	if n := len(l.path); n > 0 && l.path[n-1] == (step{name, -1}) {
		l.path = l.path[:n-1] // the error names it
		defer func() { l.path = l.path[:n] }()
	}
	if l.whole {
		return l.lost(name)
	}
	for _, k := range known {
		if strings.EqualFold(name, k) {
			return l.fail("the member %s is %s", excerpt(name), k)
		}
	}
	l.pass(name)
	return nil
}

// pass notes that a member is passed over.
func (l *loader) pass(name string) {
	const most = 100 // names
	if l.passed[name] > 0 || len(l.passed) < most {
		l.passed[name]++
	}
}

// lost is the error for a member that would not be kept.
func (l *loader) lost(name string) error {
	return l.fail("the member %s would be lost when the rest is kept: remove it, or work on a copy without it", excerpt(name))
}

// wanted is the error for a value of another type.
func (l *loader) wanted(what string, raw []byte) error {
	return l.fail("%s is wanted, not %s", what, clip(raw))
}

// broken is the error for text that is no JSON.
func (l *loader) broken(err error) error {
	l.at, l.path = l.in.Offset(), nil
	if err == io.ErrUnexpectedEOF {
		return l.fail("this is cut off: %w", err)
	}
	return l.fail("%w", err)
}

// A nameSet has the names of an object's members.
type nameSet struct {
	few  []string
	many map[string]bool // those beyond a few
}

// clear removes all names.
func (s *nameSet) clear() { s.few, s.many = s.few[:0], nil }

// add adds a name, and reports whether it is new.
func (s *nameSet) add(name string) bool {
	const most = 16
	switch {
	case s.many[name] || slices.Contains(s.few, name):
		return false
	case len(s.few) < most:
		s.few = append(s.few, name)
		return true
	case s.many == nil:
		s.many = map[string]bool{}
	}
	s.many[name] = true
	return true
}
