package eval

import (
	"bytes"
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

// A Decoder makes records of JSON. It is immutable and safe for concurrent use.
type Decoder struct {
	schema *schema.Schema
	record member
	count  int             // of members in record
	values []value         // what a record has that has nothing
	tags   map[string]bool // the keys that are asked for
	all    bool            // everything is asked for
}

// A member is one that somebody asks for, an element of an array that one has, or the
// record itself.
type member struct {
	number   int
	path     string             // with [] for an element, and * for one of the others
	members  map[string]*member // of an object
	others   *member            // each member of an object that has none of these names
	elements *member            // each element of an array
	of       *member            // the elements or others that it is, or in which it stands
	inner    []int              // the numbers of the members in these
	fields   []fieldAt
	isTags   bool
}

// A fieldAt is the index of a field, and that of the place in its JSON. Several values
// may stand there.
type fieldAt struct {
	field, place int
	several      bool
}

// NewDecoder returns a decoder of records of the schema's kind. Of their members it
// reads and checks what the queries ask for, which are of that schema; without any
// query, all that the schema has. Whatever else stands in a record must be JSON. To ask
// a record by another query for what was not read is a mistake in Go code, and panics.
func NewDecoder(s *schema.Schema, queries ...*schema.Resolved) *Decoder {
	d := &Decoder{schema: s, values: make([]value, len(s.Fields)), tags: map[string]bool{}, all: len(queries) == 0}
	asked := make([]bool, len(s.Fields))
	apart := false // there are places of several values
	for _, q := range queries {
		for c := range ast.Comparisons(q.Expr()) {
			if c.Field.Tag {
				d.tags[c.Field.Name] = true
			} else if i := s.Lookup(c.Field.Name); i >= 0 {
				asked[i] = true
			}
		}
	}
	for i, f := range s.Fields {
		if !asked[i] && !d.all {
			d.values[i].state = unread
			continue
		}
		if len(f.JSON) == 0 { // its name is that of a member, dots and all
			m := d.at(&d.record, place.Part{Name: f.Name})
			m.fields = append(m.fields, fieldAt{field: i})
		}
		for n, path := range f.JSON {
			m, several := &d.record, false
			for part := range place.Parts(path) {
				m = d.at(m, part)
				several = several || part.Step != place.Member
			}
			m.fields = append(m.fields, fieldAt{i, n, several})
			apart = apart || several
		}
	}
	if s.Tags != "" && (d.all || len(d.tags) > 0) {
		d.at(&d.record, place.Part{Name: s.Tags}).isTags = true
	}
	if apart {
		d.spread(&d.record)
	}
	return d
}

// at returns what the part leads to from m, which it makes if it is not there.
func (d *Decoder) at(m *member, part place.Part) *member {
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

// spread gives the members in m what the others beside them have.
func (d *Decoder) spread(m *member) {
	for _, child := range m.members {
		if m.others != nil {
			d.take(child, m.others)
		}
		d.spread(child)
	}
}

// take gives m what is asked for in from.
func (d *Decoder) take(m, from *member) {
	m.fields = append(m.fields, from.fields...)
	for name, child := range from.members {
		d.take(d.at(m, place.Part{Name: name}), child)
	}
}

// isObject reports whether somebody asks for members of m.
func (m *member) isObject() bool { return m.members != nil || m.others != nil }

func (d *Decoder) asksForTag(key string) bool { return d.all || d.tags[key] }

// Decode returns what the Decode of a new Decoder returns, which reads all that the
// schema has. For more than one record, make a Decoder.
func Decode(s *schema.Schema, data []byte) (*Record, error) { return NewDecoder(s).Decode(data) }

// Decode returns the record that data, one JSON object, holds. The schema says
// where its fields stand: the first of a field's places that has a value counts.
//
//   - Members go by their exact names, for AWS tells name from Name.
//   - A member that is absent or null is lacking. An empty string is a value, and
//     an empty array is none.
//   - Where the texts of a list stand apart, as at A[].B and A.*, they come in the order
//     of the document. An element or a member that is null or lacks B adds none, and if
//     there is no text at all, the place has no value.
//   - A value is as Kind.Read takes it: a string for a text, a number for a number.
//     A time is a string or a number of seconds, for AWS writes the latter, and its
//     command line tools the former.
//   - Tags are an object of strings. No tags may be null, too.
//
// Anything else is an error that names the member and says what it must be: also a
// member that is there twice, and a string that is not UTF-8 or has half of a
// surrogate pair. Text that is no JSON, or is nested more than 10,000 deep, is an
// error wherever it stands.
//
// Decode keeps a copy of data for Raw.
func (d *Decoder) Decode(data []byte) (*Record, error) {
	in := jsonscan.NewBytes(data)
	if err := in.Skip(0); err != nil {
		if err == io.ErrUnexpectedEOF {
			return nil, errors.New("not JSON: unexpected end of JSON input")
		}
		return nil, err
	}
	if !in.AtEnd() {
		return nil, in.Fail("after top-level value")
	}
	return d.decode(data)
}

// decode is Decode for what is JSON.
func (d *Decoder) decode(data []byte) (*Record, error) {
	in := jsonscan.NewBytes(data)
	if c := in.Next(); c != '{' {
		return nil, fmt.Errorf("a %s must be an object, and this is %s", d.schema.Name, typeOf(c))
	}
	r := &Record{schema: d.schema, raw: bytes.Clone(data), values: slices.Clone(d.values)}
	if !d.all {
		r.asked = d
	}
	p := pass{Decoder: d, in: in, record: r, seen: make([]bool, d.count)}
	if err := p.object(&d.record); err != nil {
		return nil, err
	}
	return r, nil
}

// A pass goes once over a record that is JSON, so that the scanner has no errors.
type pass struct {
	*Decoder
	in     *jsonscan.Scanner
	record *Record
	seen   []bool // which members were there, by their numbers

	// Of several values, the one that is being read.
	index int    // of an element
	name  string // of one of the others
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
	return object + ast.Excerpt(p.name) + below
}

// open reads the bracket of an object, and the other if nothing is between them. It
// reports whether a member follows.
func (p *pass) open() bool {
	p.in.Advance(len("{"))
	if p.in.Next() == '}' {
		p.in.Advance(len("}"))
		return false
	}
	return true
}

// object reads the object that a member has.
func (p *pass) object(m *member) error {
	var others map[string]bool // the names of those that were there
	if m.others != nil {
		others = map[string]bool{}
	}
	for another := p.open(); another; another, _ = p.in.After('}') {
		raw, _ := p.in.RawName()
		child := m.named(raw)
		switch {
		case child != nil && p.seen[child.number]:
			return fmt.Errorf("%s is there twice", p.where(child))
		case child != nil:
			p.seen[child.number] = true
		case m.others != nil:
			child = m.others
			if err := p.other(m, raw, others); err != nil {
				return err
			}
		}
		_ = p.in.Colon()
		if child == nil {
			_ = p.in.Skip(0)
			continue
		}
		if err := p.value(child); err != nil {
			return err
		}
	}
	return nil
}

// other gets ready for one of the others in m, whose name is raw. Those with the names
// were there.
func (p *pass) other(m *member, raw []byte, names map[string]bool) error {
	if !jsonscan.IsText(raw) {
		return fmt.Errorf("%s has a member whose name is not UTF-8, or has half of a surrogate pair", m.path)
	}
	name := jsonscan.Unquote(raw) // a map that has p.name would keep all of p
	p.name = name
	if names[name] {
		return fmt.Errorf("%s is there twice", p.where(m.others))
	}
	names[name] = true
	p.begin(m.others)
	return nil
}

// begin gets ready for another one of m, which are elements or others.
func (p *pass) begin(m *member) {
	for _, n := range m.inner {
		p.seen[n] = false
	}
}

// array reads the array that a member has.
func (p *pass) array(m *member) error {
	p.in.Advance(len("["))
	if p.in.Next() == ']' {
		p.in.Advance(len("]"))
		return nil
	}
	p.index = 0
	for another := true; another; another, _ = p.in.After(']') {
		p.begin(m.elements)
		if err := p.value(m.elements); err != nil {
			return err
		}
		p.index++
	}
	return nil
}

// named returns the member with the name that is raw, or nil if nobody asks for it.
func (m *member) named(raw []byte) *member {
	inner := raw[1 : len(raw)-1]
	switch {
	case bytes.IndexByte(inner, '\\') < 0:
		return m.members[string(inner)]
	case jsonscan.IsText(raw):
		return m.members[jsonscan.Unquote(raw)]
	}
	return nil
}

// value reads what a member has.
func (p *pass) value(m *member) error {
	c := p.in.Next()
	switch {
	case c == 'n':
		_ = p.in.Skip(0)
		return nil
	case m.isTags && c == '{':
		return p.readTags(m.path)
	case m.isObject() && c == '{':
		return p.object(m)
	case m.elements != nil && c == '[':
		return p.array(m)
	case m.elements != nil:
		return fmt.Errorf("%s is %s, and must be an array of objects", p.where(m), typeOf(c))
	case m.isTags || m.isObject() && len(m.fields) == 0:
		return fmt.Errorf("%s is %s, and must be an object", p.where(m), typeOf(c))
	}
	start := p.in.Offset()
	_ = p.in.Skip(0)
	found, isText := foundJSON(p.in.Text(start))
	for _, at := range m.fields {
		kind := p.schema.Fields[at.field].Kind
		if at.several {
			kind = schema.Text
		}
		if !isText {
			return fmt.Errorf("%s is not UTF-8, or has half of a surrogate pair", p.where(m))
		}
		v, ok := found.read(kind)
		if !ok {
			return found.refused(p.where(m), kind)
		}
		if at.several {
			p.add(at, v.Text)
			continue
		}
		read := newValue(v, kind, at.place)
		if old := &p.record.values[at.field]; old.state == lacking || read.state == present && read.place < old.place {
			*old = read
		}
	}
	return nil
}

// add adds a text to the list of which it is one.
func (p *pass) add(at fieldAt, text string) {
	old := &p.record.values[at.field]
	switch {
	case old.state == lacking || at.place < int(old.place):
		*old = newValue(schema.Value{List: []string{text}}, schema.List, at.place)
	case at.place == int(old.place):
		old.more.List = append(old.more.List, text)
	}
}

// readTags reads the object that the member with the tags has.
func (p *pass) readTags(path string) error {
	p.record.tags = map[string]string{}
	var nulls map[string]bool // keys that are null
	where := func(key string) string { return path + "." + ast.Excerpt(key) }
	for another := p.open(); another; another, _ = p.in.After('}') {
		raw, _ := p.in.RawName()
		key, isText := jsonscan.Unquote(raw), jsonscan.IsText(raw)
		_ = p.in.Colon()
		c := p.in.Next()
		start := p.in.Offset()
		_ = p.in.Skip(0)
		value := p.in.Text(start)
		_, twice := p.record.tags[key]
		twice = twice || nulls[key]
		switch {
		case !isText && p.all:
			return fmt.Errorf("%s has a key that is not UTF-8, or has half of a surrogate pair", path)
		case !isText || !p.asksForTag(key):
		case twice:
			return fmt.Errorf("%s is there twice", where(key))
		case c == 'n':
			if nulls == nil {
				nulls = map[string]bool{}
			}
			nulls[key] = true
		case c != '"':
			return fmt.Errorf("%s is %s, and must be a string", where(key), typeOf(c))
		case !jsonscan.IsText(value):
			return fmt.Errorf("%s is not UTF-8, or has half of a surrogate pair", where(key))
		default:
			p.record.tags[key] = jsonscan.Unquote(value)
		}
	}
	return nil
}

// foundJSON returns what raw, a JSON value, is, and whether its strings are UTF-8.
func foundJSON(raw []byte) (f found, isText bool) {
	switch c := raw[0]; c {
	case '"':
		return found{Member: schema.Member{Type: schema.JSONString, Text: jsonscan.Unquote(raw)}}, jsonscan.IsText(raw)
	case '{', 'n':
		return found{other: typeOf(c)}, true
	case 't', 'f':
		return found{Member: schema.Member{Type: schema.JSONBool, Text: string(raw)}}, true
	case '[':
		f.Type, isText = schema.JSONStrings, true
		in := jsonscan.NewBytes(raw)
		in.Advance(len("["))
		for another := in.Next() != ']'; another; another, _ = in.After(']') {
			in.Next()
			start := in.Offset()
			_ = in.Skip(0)
			element := in.Text(start)
			switch element[0] {
			case '"':
			case '[': // what is in it does not matter
				return f.with(found{other: typeOf('[')}), true
			default:
				wrong, _ := foundJSON(element)
				return f.with(wrong), true
			}
			isText = isText && jsonscan.IsText(element)
			f.List = append(f.List, jsonscan.Unquote(element))
		}
		return f, isText
	}
	return found{Member: schema.Member{Type: schema.JSONNumber, Text: string(raw)}}, true
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
