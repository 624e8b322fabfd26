package connecttest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/jsonscan"
)

// Open returns a service with all records of the sources. A source has what Save wrote, answers
// of searches and Lists, of DescribeTestCase and of Retrieve, or records that stand alone. The
// member of an answer that has the records says of which kind they are; Source.Target says so
// of records that stand alone. Several of these may follow one another, as in JSON Lines, or be
// in an array. A source may be empty. A result of Retrieve may have tags, as [Service.Put] takes
// them.
//
// The ARN of a record says its instance, and that of a session its assistant. An execution has
// an InstanceId. These instances and assistants, and those of the service that was saved, are
// there in addition to Options.Instances and Options.Assistants. Region and Account are those of
// the service that was saved, or of the ARNs, unless the Options set them; then the ARNs are
// changed. A record without an ARN belongs to the first instance. A record must have an ID, but a
// test case without an Id gets that of its ARN, or a new one. If one is new, Options.Keep is
// called, so that it stays the same.
//
// Members of an answer that stand beside its records are passed over, and so is a NextToken,
// which says that there are more records. Options.Warn is told of both. If there is Options.Keep,
// they are an error, because what it keeps is likely to replace what is read.
//
// Records of one source may refer to those of another, and several sources may be parts of one
// answer.
//
// An error says what is wrong, and where: a source has something else, a value has a wrong type
// or is none that the API has, a record or a version of a test case is there twice, if in two
// sources, two records have one ARN, versions of a test case differ in their tags or their ARN,
// ARNs differ in their region or account, or Options.Keep failed. Open panics where New does.
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
	o.Region = cmp.Or(o.Region, found.Region)
	o.Account = cmp.Or(o.Account, found.Account)
	s := New(o)
	x := s.now.Load().copy()
	given := false
	for i, in := range all {
		got, err := s.addInput(x, all[0], in)
		if err != nil {
			return nil, from[i].name(err)
		}
		given = given || got
	}
	if given {
		if err := s.keep(x); err != nil {
			return nil, err
		}
	}
	s.now.Store(x)
	for i, in := range all {
		s.warn(from[i], in)
		in.forget()
	}
	return s, nil
}

// A Source is what Open and Load read.
type Source struct {
	io.Reader
	Name   string // in errors and for Options.Warn; may be empty
	Target string // of records that stand alone, as Put takes it; empty for test cases
}

// read reads the source.
func (s Source) read(whole bool) (*input, error) {
	told, err := targetOf(cmp.Or(s.Target, testCaseKind.target))
	if err != nil {
		return nil, err
	}
	return read(s.Reader, told, s.Target != "", whole)
}

// name returns an error with the name of the source.
func (s Source) name(err error) error {
	if s.Name == "" {
		return err
	}
	return fmt.Errorf("%s: %w", s.Name, err)
}

// union returns the elements of a and b, each once.
func union(a, b []string) []string {
	var list []string
	for _, s := range slices.Concat(a, b) {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

// Load adds the records of a source, which it reads as Open does. A record replaces the one with
// its ID, and a version of a test case the one with its status. The instances and assistants of
// ARNs must be those of the service. Region and account may differ, and become the service's. What
// Save wrote of a service itself, such as its region, has no effect. Nothing is loaded if there is
// an error, as there is if an answer has records of another kind than Target.
func (s *Service) Load(from Source) error {
	in, err := from.read(s.options.Keep != nil)
	if err != nil {
		return from.name(err)
	}
	if err := s.change(func(x *snapshot) error {
		_, err := s.addInput(x, in, in)
		return err
	}); err != nil {
		return from.name(err)
	}
	s.warn(from, in)
	in.forget()
	return nil
}

// addInput stores what was read in a snapshot that is to be changed, and reports whether a
// record was given an ID. The records are from the given input, too, as those of other sources.
func (s *Service) addInput(x *snapshot, from, in *input) (given bool, err error) {
	given, i, err := s.add(x, from, in.records)
	if err != nil {
		return false, in.errorf(in.records[i].at, "%w", err)
	}
	return given, nil
}

// An input is what was read. Its records point to it, to be told from those that were there
// before.
type input struct {
	data    []byte // nil when all of it is stored
	records []*record
	homes   []home

	summaries map[*kind]int    // how many of the records are from a List
	more      map[string]error // that there are more pages, by the list in an answer
	passed    map[string]int   // how often members were passed over, by their names
}

// errorf returns an error about what stands at an offset.
func (in *input) errorf(at int64, format string, args ...any) error {
	line := 1 + bytes.Count(in.data[:at], []byte("\n"))
	return fmt.Errorf("connecttest: line %d: "+format, append([]any{line}, args...)...)
}

// forget releases the memory of what is stored elsewhere now.
func (in *input) forget() { *in = input{} }

// collect adds the instances, assistants, region and account that are named to o.
func (in *input) collect(o *Options) error {
	place := func(at int64, region, account string) error {
		if o.Region == region && o.Account == account {
			return nil // as of a record before
		}
		if o.Region == "" {
			o.Region, o.Account = region, account
		}
		switch {
		case !regionName.MatchString(region) || !accountID.MatchString(account):
			return in.errorf(at, "there is an ARN of account %s in region %s, which are none", excerpt(account), excerpt(region))
		case o.Region != region || o.Account != account:
			return in.errorf(at, "there are ARNs of %s in %s and of %s in %s: put those of one region and account in a file of their own",
				excerpt(o.Account), excerpt(o.Region), excerpt(account), excerpt(region))
		}
		return nil
	}
	for _, h := range in.homes {
		if err := place(h.at, h.Region, h.Account); err != nil {
			return err
		}
		o.Instances = append(o.Instances, h.Instances...)
		o.Assistants = append(o.Assistants, h.Assistants...)
	}
	seen := map[owner]bool{}
	for _, r := range in.records {
		id := r.owner
		if a, _, ok := parseARN(r.kind.service, r.arn); ok {
			id = a.owner
			if err := place(r.at, a.region, a.account); err != nil {
				return err
			}
		}
		of := owner{r.kind.service, id}
		switch {
		case id == "" || seen[of]:
		case of.service == connectService:
			o.Instances = append(o.Instances, id)
		default:
			o.Assistants = append(o.Assistants, id)
		}
		seen[of] = true
	}
	return nil
}

// warn tells Options.Warn what is served otherwise than one may think.
func (s *Service) warn(from Source, in *input) {
	warn := func(format string, args ...any) {
		if s.options.Warn != nil {
			s.options.Warn(from.name(fmt.Errorf(format, args...)).Error())
		}
	}
	for _, k := range kinds {
		if n := in.summaries[k]; n > 0 && !k.list.whole {
			warn("%s: %d of the records are from an answer of %s, and lack members that %s answers with: a condition on one of these finds none of them",
				k.target, n, k.list.name, k.search)
		}
	}
	untagged := 0
	for _, r := range in.records {
		if r.kind != contentKind {
			continue
		}
		if members, _ := objectMembers(r.raw); members["tags"] == nil {
			untagged++
		}
	}
	if untagged > 0 {
		warn("%s: %d of the results have no tags, which no answer of Retrieve shows: a filter asks for these", contentKind.target, untagged)
	}
	for _, name := range slices.Sorted(maps.Keys(in.passed)) {
		warn("the member %s is passed over, %d times", excerpt(name), in.passed[name])
	}
	for _, name := range slices.Sorted(maps.Keys(in.more)) {
		if err := in.more[name]; err != nil {
			warn("%s", strings.TrimPrefix(err.Error(), "connecttest: "))
		}
	}
}

// A loader reads what Open takes, in one pass.
type loader struct {
	*input
	in     *jsonscan.Scanner
	whole  bool  // whether what would be lost is an error
	told   *kind // of all records, if it is strict, or of those that stand alone
	strict bool
	owner  string // of records that do not say it, or empty
	path   []step // to the value that is being read
	at     int64  // where it begins
}

// A step leads from a value to one in it.
type step struct {
	name    string // of a member
	element bool
	index   int // of an element
}

// fail returns the error that something is wrong with the value that is being read.
func (l *loader) fail(format string, args ...any) error {
	var b strings.Builder
	for i, s := range l.path {
		switch {
		case s.element:
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

// read reads records, and refuses what would be lost if the whole is wanted.
func read(r io.Reader, told *kind, strict, whole bool) (*input, error) {
	data, err := readAll(r)
	if err != nil {
		return nil, err
	}
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	if bytes.HasPrefix(data, []byte("\x1f\x8b")) {
		return nil, errors.New("connecttest: this is compressed by gzip: unpack it first")
	}
	l := &loader{
		input: &input{data: data, summaries: map[*kind]int{}, more: map[string]error{}, passed: map[string]int{}},
		in:    jsonscan.Take(data), whole: whole, told: told, strict: strict,
	}
	if !utf8.Valid(data) {
		for line := range bytes.Lines(data) {
			if !utf8.Valid(line) {
				return nil, l.errorf(l.at, "this is not UTF-8: save it as such")
			}
			l.at += int64(len(line))
		}
	}
	for !l.in.AtEnd() {
		read := l.document
		if l.in.Next() == '[' {
			read = func() error { return l.elements(l.document) }
		}
		if err := read(); err != nil {
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

// readAll is io.ReadAll for what may be a file, for which it takes memory once.
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

// document reads an answer, or a record that stands alone.
func (l *loader) document() error {
	if l.in.Next() != '{' {
		raw, err := l.raw()
		if err != nil {
			return err
		}
		return l.fail("%s is no record: wanted are an answer of a search or a List, such as SearchTestCases, an array of records, or one after the other", clip(raw))
	}
	start := l.in.Offset()
	var more error
	var lists, others []string // members of an answer that have records, and those beside them
	err := l.members(func(name string) (err error) {
		k, summaries := listed(name)
		switch {
		case k != nil && k != l.told && l.strict:
			return l.fail("these are %s, and %s are wanted", k.target, l.told.target)
		case k != nil:
			err = l.elements(func() error { return l.record(k, summaries) })
		case name == "TestCase":
			if l.in.Next() == 'n' {
				_, err = l.raw()
			} else {
				err = l.record(testCaseKind, false)
			}
		case name == "Instances":
			err = l.owned("InstanceId")
		case name == "Assistants":
			err = l.owned("assistantId")
		case name == "Service":
			err = l.home()
		case name == "NextToken":
			raw, err := l.raw()
			if err == nil && raw[0] != 'n' && string(raw) != `""` {
				more = l.fail("there are more records than these: get all pages, or remove the token to go on with these")
			}
			return err
		default:
			if name != "ApproximateTotalCount" {
				others = append(others, name)
			}
			_, err = l.raw()
			return err
		}
		lists = append(lists, name)
		return err
	})
	if err != nil {
		return err
	}
	l.at = start
	switch {
	case len(lists) == 0 && len(others) == 0: // nothing, or a page of nothing
		lists = []string{""}
	case len(lists) == 0:
		return l.alone(l.in.Text(start), others)
	case l.whole && len(others) > 0:
		return l.fail("the member %s would be lost when the rest is kept: remove it, or work on a copy without it", excerpt(others[0]))
	}
	for _, name := range others {
		const most = 100 // names
		if l.passed[name] > 0 || len(l.passed) < most {
			l.passed[name]++
		}
	}
	for _, list := range lists {
		l.more[list] = more // of the page that was read last
	}
	return nil
}

// listed returns the kind of the records, or of the summaries, that an answer has in the list of
// that name. It is nil if there is no such list.
func listed(name string) (k *kind, summaries bool) {
	for _, k := range allKinds {
		switch {
		case name == k.records:
			return k, false
		case k.list != nil && name == k.list.records:
			return k, true
		}
	}
	return nil, false
}

// alone adds a record that stands alone, which has these members and others.
func (l *loader) alone(raw []byte, members []string) error {
	for _, k := range kinds {
		if own, _, _ := strings.Cut(k.id, "|"); l.told == testCaseKind && own != "Id" && own != "Name" && slices.Contains(members, own) {
			return l.fail("this is no test case, but one of %s: say so when it is loaded, or load an answer of %s", k.target, k.search)
		}
	}
	err := l.add(l.told, raw)
	if errors.Is(err, errNoName) && !l.strict {
		return l.fail("%w: if this is a record of another kind, say its target, as in users=FILE", errNoName)
	}
	return err
}

// record reads a record of a kind, or a summary of one.
func (l *loader) record(k *kind, summary bool) error {
	raw, err := l.raw()
	if err != nil {
		return err
	}
	if summary {
		l.summaries[k]++
	}
	return l.add(k, raw)
}

// add adds a record.
func (l *loader) add(k *kind, raw []byte) error {
	if raw[0] != '{' {
		return l.fail("an object is wanted, not %s", clip(raw))
	}
	r, err := newRecord(k, raw)
	if err != nil {
		return l.fail("%w", err)
	}
	if r.id == "" && k != testCaseKind {
		name, _, _ := strings.Cut(k.id, "|")
		return l.fail("there is no %s, by which it is told from others of %s", name, k.target)
	}
	r.at = l.at
	r.owner = cmp.Or(r.owner, l.owner)
	l.records = append(l.records, r)
	return nil
}

// owned reads lists of the records of each instance or assistant, as Save writes those that do
// not tell it. The member has the ID, and comes first.
func (l *loader) owned(member string) error {
	defer func() { l.owner = "" }()
	return l.elements(func() error {
		l.owner = ""
		return l.members(func(name string) error {
			k, _ := listed(name)
			switch {
			case name == member:
				raw, err := l.raw()
				if err != nil {
					return err
				}
				if _ = json.Unmarshal(raw, &l.owner); !isUUID(l.owner) {
					return l.fail("an ID is wanted, not %s", clip(raw))
				}
				return nil
			case k == nil || l.owner == "":
				return l.fail("there is no such member, or not before the %s", member)
			}
			return l.elements(func() error { return l.record(k, false) })
		})
	})
}

// home reads what Save wrote of the service itself.
func (l *loader) home() error {
	l.in.Next()
	h := home{at: l.in.Offset()}
	parts := map[string]any{"Region": &h.Region, "Account": &h.Account, "Instances": &h.Instances, "Assistants": &h.Assistants}
	err := l.members(func(name string) error {
		part := parts[name]
		if part == nil {
			return l.fail("there is no such member")
		}
		raw, err := l.raw()
		if err != nil {
			return err
		}
		if err := decode(raw, part); err != nil {
			return l.fail("%w", err)
		}
		return nil
	})
	l.at = h.at
	switch {
	case err != nil:
		return err
	case !regionName.MatchString(h.Region) || !accountID.MatchString(h.Account):
		return l.fail("%s is no Region, or %s no Account", excerpt(h.Region), excerpt(h.Account))
	}
	for _, id := range slices.Concat(h.Instances, h.Assistants) {
		if !isUUID(id) {
			return l.fail("%s is no ID of an instance or assistant", excerpt(id))
		}
	}
	l.homes = append(l.homes, h)
	return nil
}

// decode reads JSON that Save wrote into v.
func decode(raw []byte, v any) error {
	err := json.Unmarshal(raw, v)
	if kind := (*json.UnmarshalTypeError)(nil); errors.As(err, &kind) {
		member, wrong := chars.WrongType(kind)
		if err = errors.New(wrong); member != "" {
			err = fmt.Errorf("%s: %w", member, err)
		}
	}
	return err
}

// members reads an object. The function member reads the value of the member with that name.
func (l *loader) members(member func(name string) error) error {
	if l.in.Next() != '{' {
		return l.wanted("an object")
	}
	seen := map[string]bool{}
	return l.inside('}', func() error {
		l.in.Next()
		l.at = l.in.Offset()
		name, err := l.in.Name()
		if err != nil {
			return l.broken(err)
		}
		l.path = append(l.path, step{name: name})
		if seen[name] {
			return l.fail("it is there twice")
		}
		seen[name] = true
		if err := member(name); err != nil {
			return err // whose path it is
		}
		l.path = l.path[:len(l.path)-1]
		return nil
	})
}

// elements reads a list, which may be null.
func (l *loader) elements(element func() error) error {
	switch l.in.Next() {
	case 'n':
		_, err := l.raw()
		return err
	case '[':
	default:
		return l.wanted("a list")
	}
	n := 0
	return l.inside(']', func() error {
		l.path = append(l.path, step{element: true, index: n})
		if err := element(); err != nil {
			return err
		}
		l.path = l.path[:len(l.path)-1]
		n++
		return nil
	})
}

// inside reads the parts of an array or object, and what closes it.
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

// wanted is the error for a value of another type.
func (l *loader) wanted(what string) error {
	raw, err := l.raw()
	if err != nil {
		return err
	}
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
