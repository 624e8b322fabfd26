package eval

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/jsonscan"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/place"
	"github.com/searchfilter/searchfilter/schema"
)

// A decoder makes records of JSON. It is immutable and safe for concurrent use.
type decoder struct {
	schema *schema.Schema
	record member
	count  int            // of members in record
	all    bool           // everything is asked for
	slots  []int32        // in a Record's values, of each field; -1 of one that nobody asks for
	tags   map[string]int // the slots of the tags that are asked for
	size   int            // how many slots there are
	passes sync.Pool      // of *pass
}

// A member is a member of an object for which somebody asks, an element of an array in
// such a member, or the record itself.
type member struct {
	number   int
	path     string             // with [] for an element, and * for one of the others
	members  map[string]*member // of an object
	names    jsonscan.NameSet   // of members; or all, if there are others
	few      []*member          // the members, if they are few
	name     string
	others   *member // each member of an object that has none of these names
	elements *member // each element of an array
	of       *member // the elements or others that it is, or in which it stands
	inner    []int   // the numbers of the members in these
	fields   []fieldAt
	isTag    bool // of any key: all are asked for
}

// A fieldAt is the slot of a field or a tag, its kind, and the index of the place in the
// field's JSON. Several values may stand there.
type fieldAt struct {
	slot, place int
	kind        schema.Kind
	several     bool
}

// Decoder returns a function that makes a record of data, which is one JSON object. The
// function is safe for concurrent use. Making it takes more time than decoding a small
// record, so use one for many records.
//
// It reads and checks the fields and tags that the queries ask for, which must be of the
// schema s. Without queries it reads all that the schema has. Anything else in a record
// need only be JSON. A record panics when it is asked for what was not read: that is a
// mistake in Go code.
//
// The schema says where the fields stand. The first of a field's places that has a value
// counts.
//
//   - The names of members are exact: AWS tells name from Name.
//   - A member that is absent or null is lacking. An empty string is a value. An empty
//     array is no value.
//   - Where the texts of a list stand apart, as at A[].B and A.*, they come in the order
//     of the document. An element or member that is null or lacks B adds no text. If
//     there is no text at all, the place has no value.
//   - A value is as schema.Kind says: a string for a text, a number for a number. A time
//     is a string or a number of seconds. The AWS command line writes strings, and the
//     services write numbers.
//   - Tags are an object of strings, or null.
//
// Anything else is an error that names the member and says what it must be. So is a
// member that is there twice, and a string that is not UTF-8 or has half of a surrogate
// pair. Data that is not JSON, or is nested more than 10,000 deep, is an error wherever
// the mistake is.
//
// The record keeps a copy of data for Raw.
func Decoder(s *schema.Schema, queries ...*schema.Resolved) func(data []byte) (*Record, error) {
	return newDecoder(s, queries).decode
}

func newDecoder(s *schema.Schema, queries []*schema.Resolved) *decoder {
	d := &decoder{schema: s, slots: make([]int32, len(s.Fields)), tags: map[string]int{}, all: len(queries) == 0}
	for i := range d.slots {
		d.slots[i] = -1
	}
	for i := range s.Fields {
		if d.all {
			d.askFor(i)
		}
	}
	for _, q := range queries {
		for c := range ast.Comparisons(q.Expr()) {
			if i := s.Lookup(c.Field.Name); !c.Field.Tag && i >= 0 {
				d.askFor(i)
			} else if c.Field.Tag && s.Tags != "" {
				d.askForTag(c.Field.Name)
			}
		}
	}
	if d.all && s.Tags != "" {
		d.at(d.at(&d.record, place.Part{Name: s.Tags}), place.Part{Step: place.Members}).isTag = true
	}
	d.spread(&d.record)
	d.record.learn()
	return d
}

// askFor makes the decoder read the i-th field.
func (d *decoder) askFor(i int) {
	if d.slots[i] >= 0 {
		return
	}
	d.slots[i] = int32(d.size)
	f := &d.schema.Fields[i]
	for n, path := range place.All(f.Name, f.JSON) {
		m := &d.record
		for _, part := range path {
			m = d.at(m, part)
		}
		at := fieldAt{slot: d.size, place: n, kind: f.Kind, several: path.Several()}
		if at.several {
			at.kind = schema.Text
		}
		m.fields = append(m.fields, at)
	}
	d.size++
}

// askForTag makes the decoder read the tag with that key.
func (d *decoder) askForTag(key string) {
	if _, ok := d.tags[key]; ok {
		return
	}
	m := d.at(d.at(&d.record, place.Part{Name: d.schema.Tags}), place.Part{Name: key})
	m.path = d.schema.Tags + "." + chars.Excerpt(key)
	m.fields = append(m.fields, fieldAt{slot: d.size})
	d.tags[key] = d.size
	d.size++
}

// at returns what the part leads to from m, which it makes if it is not there.
func (d *decoder) at(m *member, part place.Part) *member {
	child := m.members[part.Name]
	switch part.Step {
	case place.Elements:
		child = m.elements
	case place.Members:
		child = m.others
	}
	if child != nil {
		return child
	}
	child = &member{number: d.count, path: part.Name, of: m.of}
	d.count++
	if m.of != nil {
		m.of.inner = append(m.of.inner, child.number)
	}
	switch {
	case part.Step == place.Elements:
		m.elements, child.of = child, child
		child.path = m.path + "[]"
		return child
	case part.Step == place.Members:
		m.others, child.of = child, child
		child.path = "*"
	case m.members == nil:
		m.members = map[string]*member{part.Name: child}
	default:
		m.members[part.Name] = child
	}
	if m.path != "" {
		child.path = m.path + "." + child.path
	}
	return child
}

// spread asks the members in m that have names for what is asked of the others, too.
func (d *decoder) spread(m *member) {
	for _, child := range m.members {
		if m.others != nil {
			d.take(child, m.others)
		}
		d.spread(child)
	}
}

// take asks m for what is asked of from, too.
func (d *decoder) take(m, from *member) {
	m.fields = append(m.fields, from.fields...)
	for name, child := range from.members {
		d.take(d.at(m, place.Part{Name: name}), child)
	}
}

// fewNames is up to how many names are compared one by one. That is quicker for them
// than a map (measured).
const fewNames = 8

// learn makes the sets of names.
func (m *member) learn() {
	for name, child := range m.members {
		m.names.Add(name)
		if len(m.members) <= fewNames {
			m.few = append(m.few, child)
		}
		child.name = name
		child.learn()
	}
	if m.others != nil {
		m.names = jsonscan.EveryName
	}
	for _, child := range []*member{m.others, m.elements} {
		if child != nil {
			child.learn()
		}
	}
}

// isObject reports whether somebody asks for members of m.
func (m *member) isObject() bool { return m.members != nil || m.others != nil }

func (d *decoder) asksForTag(key string) bool {
	_, ok := d.tags[key]
	return ok || d.all
}

// decode is what Decoder returns.
func (d *decoder) decode(data []byte) (*Record, error) {
	p, _ := d.passes.Get().(*pass)
	if p == nil {
		p = newPass(d, new(jsonscan.Scanner))
	}
	defer d.passes.Put(p)
	p.in.Reset(data)
	c := p.in.Next()
	var err error
	if c == '{' {
		p.begin()
		err = p.object(&d.record, 0)
	} else {
		err = p.in.Skip(0)
	}
	switch {
	case err == io.ErrUnexpectedEOF:
		return nil, errors.New("not JSON: unexpected end of JSON input")
	case err != nil:
		return nil, err
	case !p.in.AtEnd():
		return nil, p.in.Fail("after top-level value")
	case c != '{':
		return nil, fmt.Errorf("a %s must be an object, and this is %s", d.schema.Name, typeOf(c))
	}
	return p.end(data)
}

// A pass reads a record once, and checks that it is JSON. Another mistake does not end the
// pass, since the record may turn out to be no JSON, or no record.
type pass struct {
	*decoder
	in      *jsonscan.Scanner
	reuse   bool    // the memory of one record for the next
	compact bool    // the Raw of a record
	values  []value // of the record
	tags    map[string]string
	seen    []bool // which members were there, by their numbers
	mistake error  // the first

	// The texts that were read, all in one, so that they take memory once; and
	// the values to which they belong.
	texts   []byte
	pending []pendingText

	// Of several values, the one that is being read.
	index int    // of an element
	name  string // of one of the others

	record Record // the last, if its memory is reused
}

// A pendingText is the text of the value in a slot.
type pendingText struct{ slot, from, to int }

func newPass(d *decoder, in *jsonscan.Scanner) *pass {
	values := make([]value, d.size)
	return &pass{decoder: d, in: in, values: values, seen: make([]bool, d.count), record: Record{values: values}}
}

// begin prepares for a record.
func (p *pass) begin() {
	clear(p.values)
	clear(p.seen)
	p.tags, p.mistake = nil, nil
	p.texts, p.pending = p.texts[:0], p.pending[:0]
}

// end returns the record that was read, whose JSON is text.
func (p *pass) end(text []byte) (*Record, error) {
	if p.mistake != nil {
		return nil, p.mistake
	}
	if len(p.pending) > 0 {
		texts := string(p.texts)
		for _, t := range p.pending {
			p.values[t.slot].text = texts[t.from:t.to]
		}
	}
	r, loose := &p.record, p.compact && p.in.Blank()
	if !p.reuse {
		r = &Record{values: slices.Clone(p.values)}
		if text = bytes.Clone(text); loose {
			text, loose = jsonscan.AppendCompact(text[:0], text), false
		}
	}
	r.schema, r.raw, r.tags, r.loose = p.schema, text, p.tags, loose
	if !p.all {
		r.asked = p.decoder
	}
	return r, nil
}

// wrong notes a mistake in the record.
func (p *pass) wrong(format string, args ...any) {
	if p.mistake == nil {
		p.mistake = fmt.Errorf(format, args...)
	}
}

// where returns the path to what is being read.
func (p *pass) where(m *member) string {
	if m.of == nil {
		return m.path
	}
	if array, below, ok := strings.Cut(m.path, "[]"); ok {
		return fmt.Sprintf("%s[%d]%s", array, p.index, below)
	}
	object, below, _ := strings.Cut(m.path, "*")
	return object + chars.Excerpt(p.name) + below
}

// enter reads the bracket that opens an array or an object, and the closing one if nothing
// is between them. It reports whether an element or a member follows.
func (p *pass) enter(closing byte) bool {
	p.in.Advance(1)
	if p.in.Next() != closing {
		return true
	}
	p.in.Advance(1)
	return false
}

// object reads the object that a member has. Around is how many arrays and objects are
// open around it.
func (p *pass) object(m *member, around int) error {
	var others map[string]bool // the names of those that were there
	if m.others != nil {
		others = map[string]bool{}
	}
	for another := p.enter('}'); another; {
		raw, plain, more, err := p.in.Wanted(&m.names, around+1)
		if err != nil || !more {
			return err
		}
		child := p.asked(m, raw, plain)
		if child == nil && m.others != nil {
			child = p.other(m, raw, others)
		}
		if err := p.value(child, around+1); err != nil {
			return err
		}
		if another, err = p.in.After('}'); err != nil {
			return err
		}
	}
	return nil
}

// asked returns the member of m with the name that is raw, and notes that it is there. It
// is nil if nobody asks for that.
func (p *pass) asked(m *member, raw []byte, plain bool) *member {
	child := m.named(raw, plain)
	if child != nil {
		if p.seen[child.number] {
			p.wrong("%s is there twice", p.where(child))
		}
		p.seen[child.number] = true
	}
	return child
}

// other returns the member for one of the others in m, whose name is raw, or nil if that is
// no text. Names has the names of those that were there, and gets this one.
func (p *pass) other(m *member, raw []byte, names map[string]bool) *member {
	if !jsonscan.IsText(raw) {
		what := "member whose name"
		if m.others.isTag {
			what = "key that"
		}
		p.wrong("%s has a %s is not UTF-8, or has half of a surrogate pair", m.path, what)
		return nil
	}
	p.name = jsonscan.Unquote(raw)
	if names[p.name] {
		p.wrong("%s is there twice", p.where(m.others))
	}
	names[p.name] = true
	p.again(m.others)
	return m.others
}

// again forgets what was there in the last one of m, which are elements or others.
func (p *pass) again(m *member) {
	for _, n := range m.inner {
		p.seen[n] = false
	}
}

// array reads the array that a member has.
func (p *pass) array(m *member, around int) (err error) {
	p.index = 0
	for another := p.enter(']'); another; {
		p.again(m.elements)
		if err := p.value(m.elements, around+1); err != nil {
			return err
		}
		p.index++
		if another, err = p.in.After(']'); err != nil {
			return err
		}
	}
	return nil
}

// named returns the member with the name that is raw, or nil if nobody asks for it. A
// plain name has no escapes and is ASCII.
func (m *member) named(raw []byte, plain bool) *member {
	inner := raw[1 : len(raw)-1]
	switch {
	case plain && !m.names.Has(inner):
		return nil
	case plain && m.few != nil:
		for _, child := range m.few {
			if child.name == string(inner) {
				return child
			}
		}
		return nil
	case plain:
		return m.members[string(inner)]
	case jsonscan.IsText(raw):
		return m.members[jsonscan.Unquote(raw)]
	}
	return nil
}

// value reads the value of m, for which nobody asks if m is nil. Around is how many arrays
// and objects are open around it.
func (p *pass) value(m *member, around int) error {
	if m == nil {
		return p.in.Skip(around)
	}
	c := p.in.Next()
	switch {
	case c == 'n':
		return p.in.Skip(around)
	case m.isObject() && c == '{':
		return p.object(m, around)
	case m.elements != nil && c == '[':
		return p.array(m, around)
	case m.elements != nil:
		p.wrong("%s is %s, and must be an array of objects", p.where(m), typeOf(c))
		return p.in.Skip(around)
	case m.isObject() && len(m.fields) == 0:
		p.wrong("%s is %s, and must be an object", p.where(m), typeOf(c))
		return p.in.Skip(around)
	case c == '"':
		raw, plain, err := p.in.String()
		if err == nil {
			p.text(m, raw, plain)
		}
		return err
	case c == '[' && !m.isTag:
		f, isText, err := p.list(around)
		if err == nil {
			p.take(m, f, isText)
		}
		return err
	}
	start := p.in.Offset()
	err := p.in.Skip(around)
	if err == nil {
		p.take(m, foundJSON(p.in.Text(start)), true)
	}
	return err
}

// text gives the member m the string raw. A plain one has no escapes and is ASCII.
func (p *pass) text(m *member, raw []byte, plain bool) {
	if !plain && !jsonscan.IsText(raw) {
		p.take(m, found{}, false)
		return
	}
	if m.isTag {
		if p.tags == nil {
			p.tags = map[string]string{}
		}
		p.tags[p.name] = jsonscan.Unquote(raw)
		return
	}
	from := len(p.texts)
	if plain {
		p.texts = append(p.texts, raw[1:len(raw)-1]...)
	} else {
		p.texts = jsonscan.AppendUnquote(p.texts, raw)
	}
	to := len(p.texts)
	for _, at := range m.fields {
		if (at.kind == schema.Text || at.kind == schema.Enum) && !at.several {
			if p.put(at, value{has: true}) {
				p.pending = append(p.pending, pendingText{at.slot, from, to})
			}
			continue
		}
		p.takeAt(m, at, found{Member: kinds.Member{Type: kinds.JSONString, Text: string(p.texts[from:to])}})
	}
}

// take gives the member m what was found, if all its strings are text.
func (p *pass) take(m *member, f found, isText bool) {
	if !isText {
		p.wrong("%s is not UTF-8, or has half of a surrogate pair", p.where(m))
		return
	}
	if m.isTag {
		p.wrong("%w", f.refused(p.where(m), schema.Text))
	}
	for _, at := range m.fields {
		p.takeAt(m, at, f)
	}
}

// takeAt gives one of the fields at m what was found.
func (p *pass) takeAt(m *member, at fieldAt, f found) {
	v, ok := f.read(at.kind)
	switch {
	case !ok:
		p.wrong("%w", f.refused(p.where(m), at.kind))
	case at.several:
		p.add(at, v.Text)
	default:
		p.put(at, newValue(v, at.kind))
	}
}

// put gives a field a value, unless one of its earlier places has one.
func (p *pass) put(at fieldAt, v value) bool {
	v.place = int32(at.place)
	old := &p.values[at.slot]
	if !old.has || v.has && v.place < old.place {
		*old = v
		return true
	}
	return false
}

// add adds a text to the list of which it is one.
func (p *pass) add(at fieldAt, text string) {
	old := &p.values[at.slot]
	switch {
	case !old.has || at.place < int(old.place):
		*old = newValue(kinds.Value{List: []string{text}}, schema.List)
		old.place = int32(at.place)
	case at.place == int(old.place):
		old.more.List = append(old.more.List, text)
	}
}

// list reads an array, and returns what it is, and whether its strings are UTF-8.
func (p *pass) list(around int) (f found, isText bool, err error) {
	f.Type, isText = kinds.JSONStrings, true
	for another := p.enter(']'); another; {
		c := p.in.Next()
		start := p.in.Offset()
		if err := p.in.Skip(around + 1); err != nil {
			return f, false, err
		}
		element := p.in.Text(start)
		switch {
		case f.wrong != nil:
		case c == '"':
			isText = isText && jsonscan.IsText(element)
			f.List = append(f.List, jsonscan.Unquote(element))
		default:
			f, isText = f.with(foundJSON(element)), true
		}
		if another, err = p.in.After(']'); err != nil {
			return f, false, err
		}
	}
	return f, isText, nil
}

// foundJSON returns what raw, a JSON value that is no string, is.
func foundJSON(raw []byte) found {
	switch c := raw[0]; c {
	case '{', '[', 'n':
		return found{other: typeOf(c)}
	case 't', 'f':
		return found{Member: kinds.Member{Type: kinds.JSONBool, Text: string(raw)}}
	}
	return found{Member: kinds.Member{Type: kinds.JSONNumber, Text: string(raw)}}
}

// typeOf returns what a JSON value that begins with c is, as messages call it.
func typeOf(c byte) string {
	switch c {
	case '{':
		return "an object"
	case '[':
		return "an array"
	case '"':
		return "a string"
	case 't', 'f':
		return "a boolean"
	case 'n':
		return "null"
	}
	return "a number"
}
