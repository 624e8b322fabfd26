package connecttest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/tidwall/btree"

	"github.com/searchfilter/searchfilter/internal/chars"
)

// A snapshot is all that a service has at one moment. It does not change once it is the
// service's, so readers need no lock. Its trees share memory with those of the snapshot
// before.
type snapshot struct {
	owners  map[owner][]table // by the index of the kind
	home    *home
	changed bool // since it was copied
}

// An owner is an instance of Amazon Connect or an assistant of Amazon Q in Connect.
type owner struct{ service, id string }

// A home says what a service is, apart from its records. It does not change.
type home struct {
	Region, Account       string
	Instances, Assistants []string // in the order of the Options

	at int64 // where an input has it
}

// owners returns the instances, or the assistants.
func (h *home) owners(service string) []string {
	if service == connectService {
		return h.Instances
	}
	return h.Assistants
}

// A table has the records of one kind and owner.
type table struct {
	byID  *btree.Map[string, *record]
	byKey *btree.Map[string, string] // the ID of the record that has the key
}

func (t table) copy() table { return table{t.byID.Copy(), t.byKey.Copy()} }

// get returns the record with the ID, or nil.
func (t table) get(id string) *record {
	r, _ := t.byID.Get(id)
	return r
}

// withKey returns the record with the key, or nil.
func (t table) withKey(key string) *record {
	id, _ := t.byKey.Get(key)
	return t.get(id)
}

// release frees the keys of the record with the ID, so that another may have them.
func (t table) release(id string) {
	r := t.get(id)
	if r == nil {
		return
	}
	for _, key := range r.keys() {
		if now, _ := t.byKey.Get(key); now == id { // or another has it already
			t.byKey.Delete(key)
		}
	}
}

func newSnapshot(h *home) *snapshot {
	x := &snapshot{owners: map[owner][]table{}, home: h}
	for _, service := range []string{connectService, qService} {
		for _, id := range h.owners(service) {
			all := make([]table, len(allKinds))
			for i := range all {
				all[i] = table{new(btree.Map[string, *record]), new(btree.Map[string, string])}
			}
			x.owners[owner{service, id}] = all
		}
	}
	return x
}

// copy returns a snapshot to change, in a time that does not depend on the number of
// records.
func (x *snapshot) copy() *snapshot {
	c := &snapshot{owners: map[owner][]table{}, home: x.home}
	for id, of := range x.owners {
		all := make([]table, len(of))
		for i, t := range of {
			all[i] = t.copy()
		}
		c.owners[id] = all
	}
	return c
}

// table returns the records of a kind. It reports false if there is no such owner.
func (x *snapshot) table(k *kind, id string) (table, bool) {
	of, ok := x.owners[owner{k.service, id}]
	if !ok {
		return table{}, false
	}
	return of[k.index], true
}

// set puts a record in the place of the one with its ID.
func (x *snapshot) set(t table, r *record) {
	x.changed = true
	t.release(r.id)
	t.byID.Set(r.id, r)
	for _, key := range r.keys() {
		t.byKey.Set(key, r.id)
	}
}

// remove removes the record with the ID.
func (x *snapshot) remove(t table, id string) {
	x.changed = true
	t.release(id)
	t.byID.Delete(id)
}

// raws returns the JSON of the records of a kind, with both versions of a test case: of
// those that tell their owner, or of those that do not.
func (x *snapshot) raws(k *kind, id string, tell bool) (list [][]byte) {
	t, _ := x.table(k, id)
	t.byID.Scan(func(_ string, r *record) bool {
		if r.tellsOwner() == tell {
			list = append(list, r.raw)
			if r.saved != nil {
				list = append(list, r.saved.raw)
			}
		}
		return true
	})
	return list
}

// WriteTo writes the snapshot as Save does.
func (x *snapshot) WriteTo(w io.Writer) (int64, error) {
	b := &counter{Writer: bufio.NewWriterSize(w, 64<<10)}
	b.write("{")
	for _, k := range slices.Concat([]*kind{testCaseKind}, allKinds) {
		if k == testCaseKind && b.n > 1 {
			continue
		}
		var raws [][]byte
		for _, id := range slices.Sorted(slices.Values(x.home.owners(k.service))) {
			raws = append(raws, x.raws(k, id, true)...)
		}
		if len(raws) > 0 || k == testCaseKind {
			b.list(k.records, raws)
		}
	}
	x.writeOwned(b, connectService, "Instances", "InstanceId")
	x.writeOwned(b, qService, "Assistants", "assistantId")
	served, _ := chars.JSON(x.home) // plain data
	b.write(",\"Service\":" + string(served) + "}\n")
	return b.n, b.Flush()
}

// writeOwned writes the records that do not tell their owner, in lists by owner.
func (x *snapshot) writeOwned(b *counter, service, list, member string) {
	before := `,"` + list + `":[`
	for _, id := range slices.Sorted(slices.Values(x.home.owners(service))) {
		begun := false
		for _, k := range allKinds {
			if k.service != service {
				continue
			}
			if raws := x.raws(k, id, false); len(raws) > 0 {
				if !begun {
					b.write(before + `{"` + member + `":"` + id + `"`)
					before, begun = ",", true
				}
				b.list(k.records, raws)
			}
		}
		if begun {
			b.write("}")
		}
	}
	if before == "," {
		b.write("]")
	}
}

// A counter counts what is written. Its Writer remembers the first error.
type counter struct {
	*bufio.Writer
	n int64
}

func (c *counter) write(text string) {
	n, _ := c.WriteString(text) // Flush returns the error
	c.n += int64(n)
}

// list writes a member that is a list, one element a line.
func (c *counter) list(name string, elements [][]byte) {
	if c.n > 1 {
		c.write(",")
	}
	c.write(`"` + name + `":[`)
	for i, element := range elements {
		if i > 0 {
			c.write(",")
		}
		c.write("\n")
		c.write(string(element))
	}
	if len(elements) > 0 {
		c.write("\n")
	}
	c.write("]")
}

// Save writes all records, executions, sessions and content to w as one JSON object, one
// record a line. Its members are those of the answers of the searches, such as TestCases
// and Users, so tools that read such an answer read this. Both versions of a test case are
// there, with one Id. Records whose ARN does not tell their instance are in the member
// Instances, content is in Assistants, executions are in Executions, with what is to come of
// them, and sessions are in Sessions. The member Service has the region, the account, the
// instances and the assistants of the service.
func (s *Service) Save(w io.Writer) error {
	_, err := s.now.Load().WriteTo(w)
	return err
}

// ErrChanged is what [Options.Keep] returns, or wraps, if it must not replace what is kept,
// because another program has changed that. The call is answered with ConflictException,
// which no client retries.
var ErrChanged = errors.New("it was changed by another program")

// A change is a change that somebody waits for.
type change struct {
	apply func(*snapshot) error
	done  chan struct{} // closed when the change is kept, or err is set
	err   error
}

// change makes a change, and returns when it is kept. If apply returns an error, nothing is
// changed, and change returns that error. Changes that arrive while another is being kept are
// kept together.
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

// commit makes changes, one after the other, and keeps the result. One goroutine at a time
// calls it.
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
