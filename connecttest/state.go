package connecttest

import (
	"bufio"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"maps"
	"slices"

	"github.com/tidwall/btree"

	"github.com/searchfilter/searchfilter/internal/chars"
)

// A snapshot is all that a service has at one moment. It is not changed once it is
// the service's, so readers need no lock. Its trees share with those of the snapshot
// before what is the same in both.
type snapshot struct {
	instances  map[string]*instance   // by instance
	executions map[string]*executions // by instance
	sessions   map[string]*sessions   // by assistant
	home       *home
	changed    bool // since it was copied
}

// A home is what makes a service the same again, beside what it has: its region and
// account, which ARNs that are made have, and what may be empty. It is not changed.
type home struct {
	Region, Account       string
	Instances, Assistants []string // in the order of the Options
}

// An instance has its test cases, and its records of other kinds.
type instance struct {
	byID    *btree.Map[string, *testCase]
	byName  *btree.BTreeG[nameKey] // those of both versions
	records []*records             // by the index of the kind; nil if there are none
}

// records are those of a kind other than test cases.
type records struct {
	byID  *btree.Map[string, *record]
	byARN *btree.Map[string, string] // the IDs of those that have an ARN of their own
}

func newRecords() *records {
	return &records{new(btree.Map[string, *record]), new(btree.Map[string, string])}
}

// copy returns a copy to change. That of nil is nil.
func (of *records) copy() *records {
	if of == nil {
		return nil
	}
	return &records{of.byID.Copy(), of.byARN.Copy()}
}

// get returns the record with the ID, or nil.
func (of *records) get(id string) *record {
	if of == nil {
		return nil
	}
	r, _ := of.byID.Get(id)
	return r
}

// withARN returns the record with the ARN, or nil.
func (of *records) withARN(arn string) *record {
	if of == nil {
		return nil
	}
	id, ok := of.byARN.Get(arn)
	if !ok {
		return nil
	}
	return of.get(id)
}

// release lets go of the ARN of the record with the ID, which is to be replaced, for
// another that is to have it.
func (of *records) release(id string) {
	if r := of.get(id); r != nil {
		release(of.byARN, r.arn, id)
	}
}

// release removes what leads from a key to an ID, unless the key leads to another by now.
func release(ids *btree.Map[string, string], key, id string) {
	if now, ok := ids.Get(key); ok && now == id {
		ids.Delete(key)
	}
}

// sessions are the sessions of an assistant, and its content.
type sessions struct {
	byID    *btree.Map[string, *session]
	byToken *btree.Map[string, string] // the IDs by clientToken

	contents *btree.Map[string, *content] // what Retrieve answers with
}

func newSnapshot(h *home) *snapshot {
	x := &snapshot{instances: map[string]*instance{}, executions: map[string]*executions{}, sessions: map[string]*sessions{}, home: h}
	for _, id := range h.Instances {
		x.instances[id] = &instance{
			new(btree.Map[string, *testCase]), btree.NewBTreeGOptions(nameKey.less, btree.Options{NoLocks: true}),
			make([]*records, len(kinds)),
		}
		x.executions[id] = newExecutions()
	}
	for _, id := range h.Assistants {
		x.sessions[id] = &sessions{new(btree.Map[string, *session]), new(btree.Map[string, string]), new(btree.Map[string, *content])}
	}
	return x
}

// copy returns a snapshot to change, in a time that does not depend on what x has.
func (x *snapshot) copy() *snapshot {
	c := &snapshot{instances: map[string]*instance{}, executions: map[string]*executions{}, sessions: map[string]*sessions{}, home: x.home}
	for id, of := range x.executions {
		c.executions[id] = of.copy()
	}
	for id, in := range x.instances {
		all := make([]*records, len(in.records))
		for i, of := range in.records {
			all[i] = of.copy()
		}
		c.instances[id] = &instance{in.byID.Copy(), in.byName.Copy(), all}
	}
	for id, of := range x.sessions {
		c.sessions[id] = &sessions{of.byID.Copy(), of.byToken.Copy(), of.contents.Copy()}
	}
	return c
}

// set puts a test case in the place of the one with its ID, or removes that one if
// tc is nil.
func (x *snapshot) set(in *instance, id string, tc *testCase) {
	x.changed = true
	old, _ := in.byID.Get(id)
	for _, name := range old.names() {
		in.byName.Delete(newNameKey(name, id))
	}
	for _, name := range tc.names() {
		in.byName.Set(newNameKey(name, id))
	}
	if tc == nil {
		in.byID.Delete(id)
	} else {
		in.byID.Set(id, tc)
	}
}

// nameSeed is that of the hashes of names.
var nameSeed = maphash.MakeSeed()

// A nameKey has the hash of a name, for names may be long and begin alike, and the
// ID of what has the name.
type nameKey struct {
	hash uint64
	id   string
}

func newNameKey(name, id string) nameKey { return nameKey{maphash.String(nameSeed, name), id} }

func (k nameKey) less(other nameKey) bool {
	return k.hash < other.hash || k.hash == other.hash && k.id < other.id
}

// named returns the ID of a test case, other than that with the ID, that has the
// name in one of its versions.
func (in *instance) named(name, id string) (other string, ok bool) {
	first := newNameKey(name, "")
	in.byName.Ascend(first, func(k nameKey) bool {
		if k.hash != first.hash {
			return false
		}
		if tc, _ := in.byID.Get(k.id); k.id != id && slices.Contains(tc.names(), name) {
			other, ok = k.id, true
		}
		return !ok
	})
	return other, ok
}

// setSession puts a session in the place of the one with its ID.
func (x *snapshot) setSession(of *sessions, s *session) {
	x.changed = true
	of.release(s.ID)
	of.byID.Set(s.ID, s)
	if s.token != "" {
		of.byToken.Set(s.token, s.ID)
	}
}

// release lets go of the token of the session with the ID, which is to be replaced, for
// another that is to have it.
func (of *sessions) release(id string) {
	if s, ok := of.byID.Get(id); ok {
		release(of.byToken, s.token, id)
	}
}

// WriteTo writes the snapshot as Save does.
func (x *snapshot) WriteTo(w io.Writer) (int64, error) {
	b := &counter{Writer: bufio.NewWriterSize(w, 64<<10)}
	b.list(`{"TestCases":[`, func(yield func([]byte)) {
		for _, id := range slices.Sorted(maps.Keys(x.instances)) {
			x.instances[id].byID.Scan(func(_ string, tc *testCase) bool {
				for _, v := range tc.versions() {
					yield(v.json)
				}
				return b.err == nil
			})
		}
	})
	for _, k := range kinds {
		x.writeRecords(b, k)
	}
	x.writeOthers(b)
	x.writeContents(b)
	if slices.ContainsFunc(slices.Collect(maps.Values(x.executions)), func(of *executions) bool { return of.byID.Len() > 0 }) {
		b.list(`,"Executions":[`, func(yield func([]byte)) {
			for _, id := range slices.Sorted(maps.Keys(x.executions)) {
				x.executions[id].byID.Scan(func(_ string, e *execution) bool {
					yield(e.stored)
					return b.err == nil
				})
			}
		})
	}
	if slices.ContainsFunc(slices.Collect(maps.Values(x.sessions)), func(of *sessions) bool { return of.byID.Len() > 0 }) {
		b.list(`,"Sessions":[`, func(yield func([]byte)) {
			for _, id := range slices.Sorted(maps.Keys(x.sessions)) {
				x.sessions[id].byID.Scan(func(_ string, s *session) bool {
					yield(s.stored)
					return b.err == nil
				})
			}
		})
	}
	served, _ := chars.JSON(x.home) // plain data
	b.write(slices.Concat([]byte(`,"Service":`), served, []byte("}\n")))
	if b.err == nil {
		b.err = b.Flush()
	}
	return b.n, b.err
}

// writeRecords writes those of a kind that tell by their ARN of which instance they
// are.
func (x *snapshot) writeRecords(b *counter, k *kind) {
	var raws [][]byte
	for _, id := range slices.Sorted(maps.Keys(x.instances)) {
		raws = append(raws, x.instances[id].raws(k, true)...)
	}
	b.lists(k, raws)
}

// writeOthers writes the records that do not.
func (x *snapshot) writeOthers(b *counter) {
	before := `,"Instances":[`
	for _, id := range slices.Sorted(maps.Keys(x.instances)) {
		begun := false
		for _, k := range kinds {
			raws := x.instances[id].raws(k, false)
			if len(raws) > 0 && !begun {
				b.write([]byte(before + `{"InstanceId":"` + id + `"`))
				before, begun = ",", true
			}
			b.lists(k, raws)
		}
		if begun {
			b.write([]byte("}"))
		}
	}
	if before == "," {
		b.write([]byte("]"))
	}
}

// raws returns the records of a kind other than test cases that tell of which instance
// they are, or those that do not.
func (in *instance) raws(k *kind, tell bool) (list [][]byte) {
	if of := in.records[k.index]; of != nil {
		of.byID.Scan(func(_ string, r *record) bool {
			if _, _, ok := ownerOf(r.arn); ok == tell {
				list = append(list, r.raw)
			}
			return true
		})
	}
	return list
}

// lists writes the records of a kind, if there are any.
func (c *counter) lists(k *kind, raws [][]byte) {
	if len(raws) > 0 {
		c.list(`,"`+k.records+`":[`, func(yield func([]byte)) {
			for _, raw := range raws {
				yield(raw)
			}
		})
	}
}

// A counter counts what is written, and remembers the first error.
type counter struct {
	*bufio.Writer
	n   int64
	err error
}

func (c *counter) write(b []byte) {
	if c.err == nil {
		var n int
		n, c.err = c.Write(b)
		c.n += int64(n)
	}
}

// list writes a list, one element a line.
func (c *counter) list(begin string, elements func(yield func([]byte))) {
	c.write([]byte(begin))
	before := []byte("\n")
	elements(func(element []byte) {
		c.write(before)
		c.write(element)
		before = []byte(",\n")
	})
	if len(before) > 1 {
		c.write([]byte("\n"))
	}
	c.write([]byte("]"))
}

// Save writes all records, executions, sessions and content to w as one JSON object, in
// lines of one each. Its members are those of the answers of the searches, such as
// TestCases, a list of versions, and Users, so tools that read such an answer read this.
// Of a test case with two versions both are there, with one Id. Records that do not tell
// their instance by an ARN are in the member Instances, content is in Assistants, and
// executions, with what is to come of them, are in Executions. The member Service has the
// region, the account, the instances and the assistants of the service.
func (s *Service) Save(w io.Writer) error {
	_, err := s.now.Load().WriteTo(w)
	return err
}

// ErrChanged is what [Options.Keep] returns, or wraps, if it must not replace what
// is kept, because another program has changed that. The call is answered with
// ConflictException, which no client tries again.
var ErrChanged = errors.New("it was changed by another program")

// A change is a change that somebody waits for.
type change struct {
	apply func(*snapshot) error
	done  chan struct{} // closed when it is kept, or err is set
	err   error
}

// change makes a change, and returns when it is kept. An error of apply is
// returned, and then nothing is changed. Changes that wait for one that is being
// kept are kept together.
func (s *Service) change(apply func(*snapshot) error) error {
	c := &change{apply: apply, done: make(chan struct{})}
	s.mu.Lock()
	s.waiting = append(s.waiting, c)
	s.mu.Unlock()
	select {
	case <-c.done:
		return c.err
	case s.writing <- struct{}{}:
	}
	defer func() { <-s.writing }()
	select {
	case <-c.done:
	default:
		s.mu.Lock()
		batch := s.waiting
		s.waiting = nil
		s.mu.Unlock()
		s.commit(batch)
	}
	return c.err
}

// commit makes changes, one after the other, and keeps what comes of them. Nobody
// else does meanwhile.
func (s *Service) commit(batch []*change) {
	before := s.now.Load()
	after := before
	doubtful := 0 // changes before this one do not depend on what is to be kept
	kept := errors.New("connecttest: a change that was to be kept with this one has panicked")
	defer func() {
		for i, c := range batch {
			if kept != nil && i >= doubtful {
				c.err = kept // also of what was refused for a change that is undone
			}
			close(c.done)
		}
	}()
	for i, c := range batch {
		next := after.copy()
		if c.err = c.apply(next); c.err == nil && next.changed {
			after = next
		}
		if after == before {
			doubtful = i + 1
		}
	}
	if after != before {
		if err := s.keep(after); err != nil {
			kept = err
			return
		}
		s.now.Store(after)
	}
	kept = nil
}

// keep hands a snapshot to Options.Keep.
func (s *Service) keep(x *snapshot) error {
	if s.options.Keep == nil {
		return nil
	}
	if err := s.options.Keep(x); err != nil {
		return fmt.Errorf("connecttest: the change could not be kept: %w", err)
	}
	return nil
}
