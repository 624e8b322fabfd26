package eval

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/jsonscan"
	"github.com/searchfilter/searchfilter/internal/place"
	"github.com/searchfilter/searchfilter/internal/spell"
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
// mixture of all these are read the same way. Next returns a record as soon as it is
// read. Memory is bounded by the largest record, or by what stands before the list in
// an answer. What is passed over takes none.
//
// An input that begins as gzip does is decompressed. A record in it, or what stands before
// the list in an answer, may have 256 MiB at most, so that a small file cannot take all
// memory.
type Reader struct {
	// ReuseRecord makes Next return the same record each time, with new contents, as in
	// csv.Reader. The record and its Raw are then valid until the next call of Next, and
	// its methods are not safe for concurrent use. Set it before the first call.
	ReuseRecord bool

	// Compact makes the Raw of each record one line, without the white space between its
	// parts. Set it before the first call of Next.
	Compact bool

	// MorePages says whether more pages follow the last answer that was read: whether it
	// has a text in the schema's Token. Next sets it.
	MorePages bool

	// Lacking has the names of the fields that summaries among the records lack, each once,
	// and tag: for tags. The schema's Lacking says what a list of summaries lacks, and its
	// Partial what other summaries do. A list counts once it was begun, even if it is
	// empty. Next sets Lacking. A Reader for queries refuses summaries if a query asks for
	// what they lack.
	Lacking []string

	schema  *schema.Schema
	answers []answerMember   // in which records stand
	names   jsonscan.NameSet // those of answers, and of what is asked of a record
	members []string         // of a record
	telling []string         // members that tell what is Partial, each once
	tells   []bool           // which of these the record has that is read
	unzip   *unzipper
	in      *jsonscan.Scanner
	record  *pass
	began   bool        // the input has
	open    []container // the arrays and answers around what is read next
	fresh   bool        // nothing was read yet in the innermost of them
	count   int         // of the records that were read
	err     error
	resume  resumption // after err
	start   int64      // of what err is about, if that stands outside of containers
}

// A resumption says where a Reader can go on after an error.
type resumption uint8

const (
	nowhere resumption = iota
	nextLine
	here // what the error is about was read
)

// A container is something in which records stand. An object that is a record is
// none: it is read in one go.
type container uint8

const (
	noAnswer container = iota
	array              // at the top level
	answer             // an object with lists and wraps
	list               // the value of a list
	wrap               // a member of an answer that holds one record
)

// An answerMember is a member of an answer in which records stand.
type answerMember struct {
	name string
	kind container
}

// answer returns what a member with that name is in an answer: noAnswer if no records stand
// in it.
func (r *Reader) answer(name []byte) container {
	for _, m := range r.answers {
		if m.name == string(name) {
			return m.kind
		}
	}
	return noAnswer
}

// closing returns the bracket that ends it.
func (c container) closing() byte {
	if c == answer {
		return '}'
	}
	return ']'
}

// NewReader returns a reader of the records in r. It makes them as a Decoder for the
// queries does. It reads r further than the record that Next returns.
func NewReader(r io.Reader, s *schema.Schema, queries ...*schema.Resolved) *Reader {
	unzip := &unzipper{r: r}
	in := jsonscan.NewReader(unzip)
	reader := &Reader{schema: s, unzip: unzip, members: memberNames(s), in: in, record: newPass(newDecoder(s, queries), in)}
	reader.names = reader.record.decoder.record.names
	for _, name := range s.Lists {
		reader.answers = append(reader.answers, answerMember{name, list})
	}
	for _, name := range s.Wraps {
		reader.answers = append(reader.answers, answerMember{name, wrap})
	}
	for _, m := range reader.answers {
		reader.names.Add(m.name)
	}
	reader.names.Add(s.Token)
	for _, p := range s.Partial {
		for _, name := range p.Members {
			if !slices.Contains(reader.telling, name) {
				reader.telling = append(reader.telling, name)
				reader.names.Add(name)
			}
		}
	}
	reader.tells = make([]bool, len(reader.telling))
	return reader
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
// Any other error names the line (from 1), the offset in bytes (from 0) and the record
// (from 1). It is about what is not JSON, or no record where one belongs, or nested more
// than 10,000 deep, or what a Decoder refuses. An object that has none of a record's
// members is an error, too: it is most likely something else, which no query would ever
// select. An input that is cut off is an io.ErrUnexpectedEOF. An error of the input itself
// is wrapped. Every later call returns the same error.
func (r *Reader) Next() (d *Record, err error) {
	if !r.began {
		r.began, r.record.reuse, r.record.compact = true, r.ReuseRecord, r.Compact
		r.err = r.begin()
	}
	for d == nil && r.err == nil {
		d, r.err = r.step()
	}
	return d, r.err
}

// Resume lets Next go on after an error, and reports whether it can. What the error is about
// is passed over. If that is JSON, but not the record that it should be, Next goes on behind
// it. Otherwise nobody knows where the damage ends. In an array or an answer, Resume then
// reports false. Elsewhere, as in JSON Lines, Next goes on at the next line that begins
// with {. A line may so be read again, once for each object of the damage that is open,
// and at most 10,000 times. Resume also reports false at the end of the input, and if the
// input itself has failed.
func (r *Reader) Resume() bool {
	switch {
	case r.err == nil:
		return true
	case r.resume == nowhere:
		return false
	case r.resume == nextLine:
		r.resume = nowhere // if the input fails: what stands at start may be forgotten then
		if !r.in.SkipLines(r.start, '{') {
			return false
		}
		r.count++
	}
	r.err = nil
	return true
}

// begin passes over a byte order mark.
func (r *Reader) begin() error {
	const mark = "\uFEFF"
	isMark := r.in.HasPrefix(mark)
	if r.unzip.zipped {
		r.in.Limit(mostUnzipped)
	}
	switch {
	case isMark:
		r.in.Advance(len(mark))
	case r.in.HasPrefix("\xFE\xFF"), r.in.HasPrefix("\xFF\xFE"):
		return errors.New("the input is UTF-16; save it as UTF-8")
	}
	return nil
}

// step reads up to the end of the next record, or past the start or end of a
// container, for which it returns nil.
func (r *Reader) step() (*Record, error) {
	r.resume = nowhere
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
		return r.beside()
	}
	return r.element(r.in.Next())
}

// element reads what stands where a record may, which begins with c.
func (r *Reader) element(c byte) (*Record, error) {
	start := r.in.Offset()
	if len(r.open) == 0 {
		r.resume, r.start = nextLine, start
	}
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
	if c != '[' {
		r.resume = here
		r.count++
		return nil, r.errorf(start, "record %d is %s, and must be an object", r.count, typeOf(c))
	}
	return nil, r.errorf(start, "record %d is %s, and must be an object", r.count+1, typeOf(c))
}

// enter reads the bracket of a container.
func (r *Reader) enter(c container) {
	r.in.Advance(1)
	r.open, r.fresh = append(r.open, c), true
}

// pass reads a value of a kind that is wrong, which begins with c. It leaves an
// array and an object alone: nothing is gained by looking into them.
func (r *Reader) pass(c byte) error {
	if c == '{' || c == '[' {
		return nil
	}
	r.in.Hold() // for the place of the error
	return r.skip()
}

// beside reads a member of an answer, or as far as to the first record in it.
func (r *Reader) beside() (*Record, error) {
	raw, plain, err := r.in.Member()
	if err != nil {
		return nil, r.broken(err)
	}
	name := nameOf(raw, plain)
	if kind := r.answer(name); kind != noAnswer {
		return r.member(kind, string(name))
	}
	if r.isToken(name) {
		r.MorePages, err = r.token()
		return nil, err
	}
	return nil, r.skip()
}

// nameOf returns the name that is raw, until something more is read.
func nameOf(raw []byte, plain bool) []byte {
	if plain {
		return raw[1 : len(raw)-1]
	}
	return jsonscan.AppendUnquote(nil, raw)
}

func contains(list []string, name []byte) bool {
	return slices.ContainsFunc(list, func(s string) bool { return s == string(name) })
}

// member reads the member with that name of an answer, in which records stand.
func (r *Reader) member(kind container, name string) (*Record, error) {
	want, what := byte('{'), "an object"
	if kind == list {
		want, what = '[', "an array"
		if lacking := r.lacking(r.schema.Lacking[name]); lacking != "" {
			whole := "the search and the Describe operation return whole records"
			if len(r.schema.Lists) == 1 { // no search has another
				whole = "another operation returns it"
			}
			return nil, r.errorf(r.in.Offset(), "%s has summaries, which lack %s: %s", name, lacking, whole)
		}
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
	return nil, r.errorf(start, "%s is %s, and must be %s", name, typeOf(c), what)
}

// lacking notes what summaries lack, and returns which of it the queries ask for, as queries
// call it, or "".
func (r *Reader) lacking(lacks []string) (asked string) {
	d := r.record.decoder
	for _, name := range lacks {
		if !slices.Contains(r.Lacking, name) {
			r.Lacking = append(r.Lacking, name)
		}
		switch {
		case d.all || asked != "":
		case name == chars.TagPrefix && len(d.tags) > 0:
			asked = "tags"
		case name != chars.TagPrefix && d.slots[r.schema.Lookup(name)] >= 0:
			asked = name
		}
	}
	return asked
}

// partial returns the Partial that the last record is, or nil.
func (r *Reader) partial() *schema.Partial {
	for i := range r.schema.Partial {
		p := &r.schema.Partial[i]
		if !slices.ContainsFunc(p.Members, func(name string) bool { return !r.tells[slices.Index(r.telling, name)] }) {
			return p
		}
	}
	return nil
}

// isToken reports whether a member of an answer with that name says whether more pages
// follow.
func (r *Reader) isToken(name []byte) bool {
	return r.schema.Token != "" && r.schema.Token == string(name)
}

// token reads the value of such a member, and reports whether more pages follow.
func (r *Reader) token() (more bool, err error) {
	c := r.in.Next()
	start := r.in.Offset()
	if err := r.skip(); err != nil {
		return false, err
	}
	return c == '"' && r.in.Offset()-start > int64(len(`""`)), nil
}

// object reads an object. It is a record; or, if it may be one, an answer, of
// which object reads up to and with the first list or wrap.
func (r *Reader) object(orAnswer bool) (*Record, error) {
	start := r.in.Offset()
	r.in.Hold()
	r.record.begin()
	known, around, token := false, orAnswer && r.schema.Around != nil, false
	clear(r.tells)
	for another := r.record.enter('}'); another; {
		wanted := &r.names
		if !known || around {
			wanted = &jsonscan.EveryName
		}
		raw, plain, more, err := r.in.Wanted(wanted, 1)
		if err != nil {
			return nil, r.broken(err)
		}
		if !more {
			break
		}
		name := nameOf(raw, plain)
		if kind := r.answer(name); kind != noAnswer && orAnswer {
			r.open, r.MorePages = append(r.open, answer), token
			r.resume = nowhere
			r.in.Release()
			return r.member(kind, string(name))
		}
		known = known || contains(r.members, name)
		for i := range r.telling {
			r.tells[i] = r.tells[i] || r.telling[i] == string(name)
		}
		around = around && contains(r.schema.Around, name)
		isToken := orAnswer && r.isToken(name)
		asked := r.record.asked(&r.record.decoder.record, raw, plain)
		if isToken {
			token, err = r.token()
		} else if err = r.record.value(asked, 1); err != nil {
			err = r.broken(err)
		}
		if err != nil {
			return nil, err
		}
		if another, err = r.in.After('}'); err != nil {
			return nil, r.broken(err)
		}
	}
	if around && !known {
		r.MorePages = token
		return nil, nil
	}
	r.count++
	r.resume = here
	if !known {
		return nil, r.errorf(start, "record %d has none of the members of %s: %s", r.count, spell.One(r.schema.Name), r.memberList())
	}
	if p := r.partial(); p != nil {
		if lacking := r.lacking(p.Lacks); lacking != "" {
			return nil, r.errorf(start, "record %d is what %s returns, which lacks %s: %s", r.count, p.Operation, lacking, p.Elsewhere)
		}
	}
	d, err := r.record.end(r.in.Text(start))
	if err != nil {
		return nil, r.errorf(start, "record %d: %w", r.count, err)
	}
	return d, nil
}

// memberList lists the members of a record, so far as a message has room.
func (r *Reader) memberList() string {
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
	var overlong *jsonscan.Overlong
	switch {
	case err == io.ErrUnexpectedEOF:
		err = fmt.Errorf("the input is cut off: %w", err)
	case errors.As(err, &overlong):
		err = fmt.Errorf("it is larger than %d MiB when decompressed: decompress the input before", overlong.Limit>>20)
	}
	return r.errorf(r.in.Offset(), "record %d: %w", r.count+1, err)
}

// errorf returns an error about what stands at the offset.
func (r *Reader) errorf(at int64, format string, args ...any) error {
	return fmt.Errorf("line %d, offset %d: "+format, append([]any{r.in.Line(at), at}, args...)...)
}
