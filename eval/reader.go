package eval

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

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
// the list in an answer.
type Reader struct {
	schema  *schema.Schema
	members []string // of a record
	in      input
	dec     *json.Decoder // nil before the first Next
	open    []place       // the arrays and answers around what is read next
	at      int64         // where the token read last begins
	count   int           // of the records that were read
	err     error
}

// A place is something in which records stand. An object that is a record is
// none: it is read in one go.
type place uint8

const (
	array  place = iota // at the top level
	answer              // an object with lists and wraps
	list                // the value of a list
)

// NewReader returns a reader of the records in r, which are of the schema's
// kind. It reads ahead of the records that Next returns.
func NewReader(r io.Reader, s *schema.Schema) *Reader {
	return &Reader{schema: s, members: memberNames(s), in: input{r: r}}
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
			name, _, _ := strings.Cut(path, ".")
			add(name)
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
// one belongs, what Decode refuses, and an object that has none of a record's
// members, for it is most likely something else, which no query would ever
// select. An input that is cut off is an io.ErrUnexpectedEOF, and an error of
// the input itself is wrapped. Every later call returns the same error.
func (r *Reader) Next() (d *Document, err error) {
	if r.dec == nil && r.err == nil {
		r.err = r.begin()
	}
	for d == nil && r.err == nil {
		d, r.err = r.step()
	}
	return d, r.err
}

// begin makes the decoder.
func (r *Reader) begin() error {
	_, _ = io.ReadFull(&r.in, make([]byte, len("\uFEFF"))) // an error comes again
	head := r.in.kept
	switch {
	case string(head) == "\uFEFF":
		copy(head, "   ") // white space of the same length keeps offsets right
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}), bytes.HasPrefix(head, []byte{0xFF, 0xFE}):
		return errors.New("the input is UTF-16; save it as UTF-8")
	}
	r.dec = json.NewDecoder(io.MultiReader(bytes.NewReader(head), &r.in))
	r.dec.UseNumber() // a float64 would refuse 1e999
	return nil
}

// step reads up to the end of the next record, or past the begin or end of a
// place, for which it returns nil.
func (r *Reader) step() (*Document, error) {
	r.in.forget(r.dec.InputOffset())
	if len(r.open) > 0 && !r.dec.More() {
		r.open = r.open[:len(r.open)-1]
		_, err := r.token(false)
		return nil, err
	}
	token, err := r.token(len(r.open) == 0)
	if err != nil {
		return nil, err
	}
	if len(r.open) > 0 && r.open[len(r.open)-1] == answer {
		return r.member(token.(string))
	}
	switch {
	case token == json.Delim('{'):
		return r.object(!slices.Contains(r.open, list))
	case token == json.Delim('[') && len(r.open) == 0:
		r.open = append(r.open, array)
		return nil, nil
	}
	return nil, r.errorf(r.at, "record %d is %s, and must be an object", r.count+1, kindOfToken(token))
}

// member reads the member of an answer whose name was read.
func (r *Reader) member(name string) (*Document, error) {
	want, kind := json.Delim('{'), "an object"
	switch {
	case slices.Contains(r.schema.Lists, name):
		want, kind = '[', "an array"
	case !slices.Contains(r.schema.Wraps, name):
		return nil, r.skip()
	}
	token, err := r.token(false)
	switch {
	case err != nil || token == nil:
		return nil, err
	case token != want:
		return nil, r.errorf(r.at, "%s is %s, and must be %s", name, kindOfToken(token), kind)
	case want == '{':
		return r.object(false)
	}
	r.open = append(r.open, list)
	return nil, nil
}

// object reads the object whose brace was read. It is a record; or, if it may be
// one, an answer, of which object reads up to and with the first list or wrap.
func (r *Reader) object(orAnswer bool) (*Document, error) {
	start := r.at
	known, around := false, true
	for r.dec.More() {
		token, err := r.token(false)
		if err != nil {
			return nil, err
		}
		name := token.(string)
		if orAnswer && (slices.Contains(r.schema.Lists, name) || slices.Contains(r.schema.Wraps, name)) {
			r.open = append(r.open, answer)
			return r.member(name)
		}
		known = known || slices.Contains(r.members, name)
		around = around && slices.Contains(r.schema.Around, name)
		if err := r.skip(); err != nil {
			return nil, err
		}
	}
	if _, err := r.token(false); err != nil {
		return nil, err
	}
	if orAnswer && around && !known && r.schema.Around != nil {
		return nil, nil
	}
	r.count++
	if !known {
		return nil, r.errorf(start, "record %d has none of the members of a %s: %s", r.count, r.schema.Name, r.names())
	}
	d, err := Decode(r.schema, r.in.text(start, r.dec.InputOffset()))
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

// token reads a token and notes where it begins. Where the input may end, the
// error is io.EOF if it does.
func (r *Reader) token(mayEnd bool) (json.Token, error) {
	before := r.dec.InputOffset()
	token, err := r.dec.Token()
	switch {
	case err == io.EOF && mayEnd:
		return nil, err
	case err != nil:
		return nil, r.broken(r.dec.InputOffset(), err)
	}
	between := r.in.text(before, r.dec.InputOffset())
	r.at = before + int64(len(between)-len(bytes.TrimLeft(between, " \t\r\n,:")))
	return token, nil
}

// skip reads the value of the member whose name was read.
func (r *Reader) skip() error {
	err := r.dec.Decode(new(skipped))
	if err == nil {
		return nil
	}
	// The decoder knows where the value begins, but not where in it the mistake
	// is: that is found by reading the member again, as that of an object.
	at := r.dec.InputOffset()
	member := append([]byte("{"), r.in.text(r.at, r.in.end())...)
	var syntax *json.SyntaxError
	if errors.As(json.Unmarshal(member, new(skipped)), &syntax) {
		at = r.at + syntax.Offset - int64(len("{."))
	}
	return r.broken(at, err)
}

// broken returns the error for an input that cannot be read on: the decoder's,
// at that offset.
func (r *Reader) broken(at int64, err error) error {
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		err = fmt.Errorf("not JSON: %w", err)
	case err == io.EOF || err == io.ErrUnexpectedEOF:
		at, err = r.in.end(), fmt.Errorf("the input is cut off: %w", io.ErrUnexpectedEOF)
	default:
		at = r.in.end()
	}
	return r.errorf(at, "record %d: %w", r.count+1, err)
}

// errorf returns an error about what stands at the offset.
func (r *Reader) errorf(at int64, format string, args ...any) error {
	return fmt.Errorf("line %d, offset %d: "+format, append([]any{r.in.line(at), at}, args...)...)
}

// skipped is a value that is read and not kept.
type skipped struct{}

func (*skipped) UnmarshalJSON([]byte) error { return nil }

// kindOfToken returns what the value that begins with the token is, as messages
// call it.
func kindOfToken(token json.Token) string {
	switch token := token.(type) {
	case json.Delim:
		return kindOf(json.RawMessage(token.String()))
	case string:
		return "a string"
	case bool:
		return "a boolean"
	case nil:
		return "null"
	}
	return "a number"
}

// An input remembers what was read from r, from the offset that was last passed
// to forget, so that the exact text of a record can be taken out.
type input struct {
	r      io.Reader
	err    error  // what r returned
	kept   []byte // what was read and not forgotten
	offset int64  // of kept in the input
	lines  int    // line breaks before kept
}

func (in *input) Read(p []byte) (int, error) {
	if in.err != nil {
		return 0, in.err
	}
	n, err := in.r.Read(p)
	in.kept = append(in.kept, p[:n]...)
	in.err = err
	return n, err
}

func (in *input) text(from, to int64) []byte { return in.kept[from-in.offset : to-in.offset] }
func (in *input) end() int64                 { return in.offset + int64(len(in.kept)) }

// line returns the number of the line, from 1, in which the offset is.
func (in *input) line(at int64) int {
	return in.lines + 1 + bytes.Count(in.text(in.offset, at), []byte("\n"))
}

// forget drops what stands before the offset. Nothing is moved: appending
// moves what is left when the room behind it is used up.
func (in *input) forget(before int64) {
	in.lines = in.line(before) - 1
	in.kept = in.kept[before-in.offset:]
	in.offset = before
}
