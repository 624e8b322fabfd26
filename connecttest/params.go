package connecttest

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/internal/jsonscan"
	"github.com/searchfilter/searchfilter/internal/wire"
)

// params are the members of an object in a request. Its methods take members out, and remember the
// first error, which end returns.
type params struct {
	path    string // before the names of members, in errors
	members map[string]json.RawMessage
	err     *error // shared by the objects of a request
}

// newParams returns the members of an object in JSON.
func newParams(body []byte) *params {
	p := &params{err: new(error)}
	p.read(body)
	return p
}

// read reads the members of an object.
func (p *params) read(object json.RawMessage) {
	members, twice := objectMembers(object)
	if twice != "" {
		p.fail(twice, "it is there twice")
	}
	p.members = members
}

// shortName returns the name of a member, which may be long or empty, as part of a path.
func shortName(name string) string {
	if name == "" {
		return `""`
	}
	if len(name) > 40 {
		name = name[:40] + "…"
	}
	return strings.ToValidUTF8(name, "")
}

func (p *params) fail(name, format string, args ...any) {
	if *p.err == nil {
		*p.err = invalidParameter("%s%s: "+format, append([]any{p.path, name}, args...)...)
	}
}

// failAt notes an error of package wire about the member.
func (p *params) failAt(name string, err error) {
	e := err.(*wire.Error)
	p.fail(strings.TrimSuffix(name+"."+e.Path, "."), "%s", e.Message)
}

// take takes out a member. It returns nil if there is none.
func (p *params) take(name string, required bool) json.RawMessage {
	raw, ok := p.members[name]
	delete(p.members, name)
	if !ok && required {
		p.fail(name, "it is required")
	}
	return raw
}

// text takes a text of low to high characters, where a high of 0 is no bound. It reports whether
// there is one.
func (p *params) text(name string, required bool, low, high int, pattern *textForm) (text string, ok bool) {
	raw := p.take(name, required)
	if raw == nil {
		return "", false
	}
	if raw[0] != '"' {
		p.fail(name, "a string is wanted, not %s", clip(raw))
		return "", false
	}
	text = jsonscan.Unquote(raw)
	if wrong := check(text, low, high, pattern); wrong != "" {
		p.fail(name, "%s", wrong)
	}
	return text, true
}

// check returns what is wrong with a text, or nothing.
func check(s string, low, high int, pattern *textForm) string {
	n := utf8.RuneCountInString(s)
	switch {
	case n < low:
		return fmt.Sprintf("a text of %d or more characters is wanted, and this has %d", low, n)
	case high > 0 && n > high:
		return fmt.Sprintf("a text of %d or fewer characters is wanted, and this has %d", high, n)
	case pattern != nil && !pattern.MatchString(s):
		return fmt.Sprintf("%s is not of the form %s", excerpt(s), pattern)
	}
	return ""
}

// enum takes a text that must be one of the values. It returns "" if there is none.
func (p *params) enum(name string, values ...string) string {
	s, ok := p.text(name, false, 0, 0, nil)
	if ok && !slices.Contains(values, s) {
		p.fail(name, "%s", notOne(s, values))
	}
	return s
}

// object takes an object. It returns nil if there is none.
func (p *params) object(name string, required bool) *params {
	raw := p.take(name, required)
	if raw == nil {
		return nil
	}
	return p.inner(name, raw)
}

// inner returns the members of the object raw, which errors call by the name. It returns nil if raw
// is no object.
func (p *params) inner(name string, raw json.RawMessage) *params {
	if raw[0] != '{' {
		p.fail(name, "an object is wanted, not %s", clip(raw))
		return nil
	}
	o := &params{path: p.path + name + ".", err: p.err}
	o.read(raw)
	return o
}

// objects takes a list of objects, and yields the members of each, up to what is no object.
func (p *params) objects(name string) iter.Seq[*params] {
	return func(yield func(*params) bool) {
		raw := p.take(name, false)
		if raw == nil {
			return
		}
		var list []json.RawMessage
		if raw[0] != '[' || json.Unmarshal(raw, &list) != nil {
			p.fail(name, "a list of objects is wanted, not %s", clip(raw))
		}
		for i, raw := range list {
			if o := p.inner(fmt.Sprintf("%s[%d]", name, i), raw); o == nil || !yield(o) {
				return
			}
		}
	}
}

// tags takes an object of tags.
func (p *params) tags(name string, required bool, rules tagRules) map[string]string {
	o := p.object(name, required)
	if o == nil {
		return nil
	}
	if n := len(o.members); n < rules.least || n > rules.most && rules.most > 0 {
		p.fail(name, "%d to %d tags are wanted, and this has %d", rules.least, rules.most, n)
		return nil
	}
	tags := map[string]string{}
	for _, key := range slices.Sorted(maps.Keys(o.members)) {
		if wrong := check(key, 1, 128, rules.key); wrong != "" {
			p.fail(name, "the key of a tag: %s", wrong)
		}
		if strings.HasPrefix(key, "aws:") {
			p.fail(name, "the key %s begins with aws:, which is reserved", excerpt(key))
		}
		tags[key], _ = o.text(key, true, rules.leastValue, 256, nil)
	}
	return tags
}

// end returns the first error. A member that was not taken is an error.
func (p *params) end() error {
	for _, name := range slices.Sorted(maps.Keys(p.members)) {
		p.fail(shortName(name), "there is no such member")
	}
	return *p.err
}

// only notes an error if there are other members than these.
func (p *params) only(names string) {
	for name := range strings.FieldsSeq(names) {
		delete(p.members, name)
	}
	_ = p.end()
}

// endRecord is end for a record, which is no request: its error has no type.
func (p *params) endRecord() error {
	if err := p.end(); err != nil {
		return errors.New(err.(*apiError).Message)
	}
	return nil
}

// A textForm is a regular expression. It is compiled when it is first used, because the command
// loads this package at each start and seldom uses it.
type textForm struct {
	text     string
	compiled func() *regexp.Regexp
}

func newTextForm(text string) *textForm {
	return &textForm{text, sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })}
}

func (f *textForm) String() string { return f.text }

func (f *textForm) MatchString(s string) bool { return f.compiled().MatchString(s) }

// The forms of texts, by the models. A pattern is that of a whole text.
var (
	uuidPattern        = newTextForm(`^[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}$`)
	accountID          = newTextForm(`^[0-9]{1,20}$`)
	regionName         = newTextForm(`^[a-z]{2}(-[a-z]+){1,2}(-[0-9])?$`)
	phoneNumber        = newTextForm(`^\+[1-9]\d{1,14}$`)
	sessionName        = newTextForm(`^[a-zA-Z0-9\s_.,-]+.*$`)
	genericARN         = newTextForm(`^arn:[a-z-]+?:[a-z-]+?:[a-z0-9-]*?:([0-9]{12})?:[a-zA-Z0-9-:/]+$`)
	uuidWithQualifier  = newTextForm(`^[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}(:[A-Z0-9_$]+)?$`)
	agentWithQualifier = newTextForm(`^(arn:[a-z-]*?:wisdom:[a-z0-9-]*?:[0-9]{12}:[a-z-]*?/)?[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}(/[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}){0,2}(:[A-Z0-9_$]+)?$`)
)

// isUUID is uuidPattern.MatchString, which takes several times as long. It is asked of each ARN.
func isUUID(s string) bool {
	const form = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"
	if len(s) != len(form) {
		return false
	}
	for i, c := range []byte(s) {
		isHex := '0' <= c && c <= '9' || 'a' <= c && c <= 'f'
		if form[i] == 'x' && !isHex || form[i] == '-' && c != '-' {
			return false
		}
	}
	return true
}

// tagRules are what a service requires of tags that are set. Both services require that no key
// begins with aws:.
type tagRules struct {
	least, most int // tags, of which most may be 0 for no bound
	leastValue  int // characters of a value
	key         *textForm
}

var (
	connectTags = tagRules{1, 50, 0, newTextForm(`^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$`)}
	sessionTags = tagRules{0, 0, 1, newTextForm(`^[a-zA-Z+-=._:/]+$`)}
)

// objectMembers returns the members of an object in JSON, and a name that two of them have, as it
// is in a path, or nothing.
func objectMembers(object []byte) (members map[string]json.RawMessage, twice string) {
	members = make(map[string]json.RawMessage, 14) // as many as a test case has, and room for two
	for name, value := range jsonscan.Members(object) {
		n := len(members)
		if members[name] = value; len(members) == n {
			twice = shortName(name)
		}
	}
	return members, twice
}
