package eval

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/jsonscan"
	"github.com/searchfilter/searchfilter/internal/place"
	"github.com/searchfilter/searchfilter/schema"
)

// A Reader reads the records of a JSON input one by one. It is not safe for
// concurrent use.
//
// The input is any number of JSON values, one after the other, with or without
// line breaks between them. Each is told apart by itself:
//
//   - An object with one of the schema's Lists or Wraps is an answer of the
//     service. Its records are the elements of the lists and the values of the
//     wraps; null holds none. Its other members, before or after, are passed
//     over.
//   - An object that has no members but the schema's Around is one, too, without
//     records.
//   - Any other object is a record.
//   - An array holds objects of both sorts, but no arrays.
//
// So a response, several of them, an array, a single record, JSON Lines and a
// mixture of all these are read the same way. A record is yielded as soon as it
// is read, and memory is bounded by the largest record, or by what stands before
// the list in an answer. What is passed over takes none.
type Reader struct {
	schema  *schema.Schema
	decoder *Decoder
	members []string // of a record
	in      *jsonscan.Scanner
	began   bool        // the input has
	open    []container // the arrays and answers around what is read next
	fresh   bool        // nothing was read yet in the innermost of them
	count   int         // of the records that were read
	err     error
}

// A container is something in which records stand. An object that is a record is
// none: it is read in one go.
type container uint8

const (
	array  container = iota // at the top level
	answer                  // an object with lists and wraps
	list                    // the value of a list
)

// closing returns what ends it.
func (c container) closing() byte {
	if c == answer {
		return '}'
	}
	return ']'
}

// NewReader returns a reader of the records in r, which a Decoder for the queries
// makes. It reads ahead of the records that Next returns.
func NewReader(r io.Reader, s *schema.Schema, queries ...*schema.Resolved) *Reader {
	return &Reader{schema: s, decoder: NewDecoder(s, queries...), members: memberNames(s), in: jsonscan.NewReader(r)}
}

// memberNames returns the members that a record of the schema can have.
func memberNames(s *schema.Schema) []string {
	var names []string
	add := func(name string) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, f := range s.Fields {
		if len(f.JSON) == 0 {
			add(f.Name)
		}
		for _, path := range f.JSON {
			for part := range place.Parts(path) {
				add(part.Name)
				break
			}
		}
	}
	if s.Tags != "" {
		add(s.Tags)
	}
	return names
}

// Next returns the next record, or io.EOF after the last. An input without any
// value has no record. A UTF-8 byte order mark at the start is passed over.
//
// Any other error says in which line (from 1), at which offset in bytes (from 0)
// and in which record (from 1) it is: what is no JSON, what is no record where
// one belongs, what is nested more than 10,000 deep, what Decode refuses, and an
// object that has none of a record's members, for it is most likely something
// else, which no query would ever select. An input that is cut off is an
// io.ErrUnexpectedEOF, and an error of the input itself is wrapped. Every later
// call returns the same error.
func (r *Reader) Next() (d *Record, err error) {
	if !r.began {
		r.began = true
		r.err = r.begin()
	}
	for d == nil && r.err == nil {
		d, r.err = r.step()
	}
	return d, r.err
}

// begin passes over a byte order mark.
func (r *Reader) begin() error {
	const mark = "\uFEFF"
	switch {
	case r.in.HasPrefix(mark):
		r.in.Advance(len(mark))
	case r.in.HasPrefix("\xFE\xFF"), r.in.HasPrefix("\xFF\xFE"):
		return errors.New("the input is UTF-16; save it as UTF-8")
	}
	return nil
}

// step reads up to the end of the next record, or past the begin or end of a
// container, for which it returns nil.
func (r *Reader) step() (*Record, error) {
	r.in.Forget()
	r.in.Release()
	c := r.in.Next()
	if len(r.open) == 0 {
		if r.in.AtEnd() {
			return nil, io.EOF
		}
		return r.element(c)
	}
	innermost := r.open[len(r.open)-1]
	if c == innermost.closing() {
		r.in.Advance(1)
		r.open, r.fresh = r.open[:len(r.open)-1], false
		return nil, nil
	}
	if !r.fresh {
		if _, err := r.in.After(innermost.closing()); err != nil {
			return nil, r.broken(err)
		}
	}
	r.fresh = false
	if innermost == answer {
		name, err := r.in.Name()
		if err != nil {
			return nil, r.broken(err)
		}
		return r.member(name)
	}
	return r.element(r.in.Next())
}

// element reads what stands where a record may, which begins with c.
func (r *Reader) element(c byte) (*Record, error) {
	start := r.in.Offset()
	switch {
	case c == '{':
		return r.object(!slices.Contains(r.open, list))
	case c == '[' && len(r.open) == 0:
		r.enter(array)
		return nil, nil
	}
	if err := r.pass(c); err != nil {
		return nil, err
	}
	return nil, r.errorf(start, "record %d is %s, and must be an object", r.count+1, typeOf(c))
}

// enter reads the bracket of a container.
func (r *Reader) enter(c container) {
	r.in.Advance(1)
	r.open, r.fresh = append(r.open, c), true
}

// pass reads a value of a kind that is wrong, which begins with c. Nothing is
// gained by looking into one that has values in it.
func (r *Reader) pass(c byte) error {
	if c == '{' || c == '[' {
		return nil
	}
	r.in.Hold() // for the place of the error
	return r.skip()
}

// member reads the value of the member of an answer whose name was read.
func (r *Reader) member(name string) (*Record, error) {
	want, kind := byte('{'), "an object"
	switch {
	case slices.Contains(r.schema.Lists, name):
		want, kind = '[', "an array"
		if lacking := r.lacking(name); lacking != "" {
			return nil, r.errorf(r.in.Offset(), "%s has summaries, which lack %s: the search and the Describe operation return whole records", name, lacking)
		}
	case !slices.Contains(r.schema.Wraps, name):
		return nil, r.skip()
	}
	c := r.in.Next()
	start := r.in.Offset()
	switch c {
	case want:
		if want == '{' {
			return r.object(false)
		}
		r.enter(list)
		return nil, nil
	case 'n':
		return nil, r.skip()
	}
	if err := r.pass(c); err != nil {
		return nil, err
	}
	return nil, r.errorf(start, "%s is %s, and must be %s", name, typeOf(c), kind)
}

// lacking returns what the queries ask for that no record in a member of that name has, as
// queries call it, or "".
func (r *Reader) lacking(member string) string {
	for _, name := range r.schema.Lacking[member] {
		switch {
		case r.decoder.all:
		case name == ast.TagPrefix && len(r.decoder.tags) > 0:
			return "tags"
		case name != ast.TagPrefix && r.decoder.values[r.schema.Lookup(name)].state != unread:
			return name
		}
	}
	return ""
}

// object reads an object. It is a record; or, if it may be one, an answer, of
// which object reads up to and with the first list or wrap.
func (r *Reader) object(orAnswer bool) (*Record, error) {
	start := r.in.Offset()
	r.in.Hold()
	r.in.Advance(1)
	known, around := false, true
	another := r.in.Next() != '}'
	if !another {
		r.in.Advance(1)
	}
	for another {
		name, err := r.in.Name()
		if err != nil {
			return nil, r.broken(err)
		}
		if orAnswer && (slices.Contains(r.schema.Lists, name) || slices.Contains(r.schema.Wraps, name)) {
			r.open = append(r.open, answer)
			r.in.Release()
			return r.member(name)
		}
		known = known || slices.Contains(r.members, name)
		around = around && slices.Contains(r.schema.Around, name)
		if err := r.skip(); err != nil {
			return nil, err
		}
		if another, err = r.in.After('}'); err != nil {
			return nil, r.broken(err)
		}
	}
	if orAnswer && around && !known && r.schema.Around != nil {
		return nil, nil
	}
	r.count++
	if !known {
		return nil, r.errorf(start, "record %d has none of the members of %s: %s", r.count, r.schema.One(), r.names())
	}
	d, err := r.decoder.decode(r.in.Text(start))
	if err != nil {
		return nil, r.errorf(start, "record %d: %w", r.count, err)
	}
	return d, nil
}

// names lists the members of a record, so far as a message has room.
func (r *Reader) names() string {
	const most = 15
	if len(r.members) > most {
		return strings.Join(r.members[:most], ", ") + ", …"
	}
	return strings.Join(r.members, ", ")
}

// skip reads the value of a member.
func (r *Reader) skip() error {
	const around = 1 // the object
	if err := r.in.Skip(around); err != nil {
		return r.broken(err)
	}
	return nil
}

// broken returns the error for an input that cannot be read on, which is the
// scanner's.
func (r *Reader) broken(err error) error {
	if err == io.ErrUnexpectedEOF {
		err = fmt.Errorf("the input is cut off: %w", err)
	}
	return r.errorf(r.in.Offset(), "record %d: %w", r.count+1, err)
}

// errorf returns an error about what stands at the offset.
func (r *Reader) errorf(at int64, format string, args ...any) error {
	return fmt.Errorf("line %d, offset %d: "+format, append([]any{r.in.Line(at), at}, args...)...)
}
