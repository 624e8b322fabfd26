package connecttest

import (
	"bytes"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// params are the members of an object in a request. Its methods take a member
// out of them, remember the first error, and return nothing after one.
type params struct {
	path    string // before the names of members, in errors
	members map[string]json.RawMessage
	err     *error // shared by the objects of a request
}

// newParams returns those of a body that call.accept took.
func newParams(body []byte) *params {
	p := &params{err: new(error)}
	_ = json.Unmarshal(body, &p.members) // it is an object
	return p
}

func (p *params) fail(name, format string, args ...any) {
	if *p.err == nil {
		*p.err = invalidParameter("%s%s: "+format, append([]any{p.path, name}, args...)...)
	}
}

// take takes out a member, which is nil if there is none.
func (p *params) take(name string, required bool) json.RawMessage {
	raw, ok := p.members[name]
	delete(p.members, name)
	if !ok && required {
		p.fail(name, "it is required")
	}
	return raw
}

// text takes a text of so many characters, of which high may be 0 for no bound.
func (p *params) text(name string, required bool, low, high int, pattern *regexp.Regexp) *string {
	raw := p.take(name, required)
	if raw == nil {
		return nil
	}
	var s string
	if raw[0] != '"' || json.Unmarshal(raw, &s) != nil {
		p.fail(name, "a string is wanted, not %.40s", raw)
		return nil
	}
	p.check(name, s, low, high, pattern)
	return &s
}

// check checks a text.
func (p *params) check(name, s string, low, high int, pattern *regexp.Regexp) {
	n := utf8.RuneCountInString(s)
	switch {
	case n < low:
		p.fail(name, "a text of %d or more characters is wanted, and this has %d", low, n)
	case high > 0 && n > high:
		p.fail(name, "a text of %d or fewer characters is wanted, and this has %d", high, n)
	case pattern != nil && !pattern.MatchString(s):
		p.fail(name, "%.40q is not of the form %s", s, pattern)
	}
}

// enum takes a text that is one of the values, or returns "".
func (p *params) enum(name string, values ...string) string {
	s := p.text(name, false, 0, 0, nil)
	if s == nil {
		return ""
	}
	if !slices.Contains(values, *s) {
		p.fail(name, "%.40q is not %s", *s, strings.Join(values, " or "))
	}
	return *s
}

// object takes an object, or returns nil.
func (p *params) object(name string, required bool) *params {
	raw := p.take(name, required)
	if raw == nil {
		return nil
	}
	o := &params{path: p.path + name + ".", err: p.err}
	if raw[0] != '{' || json.Unmarshal(raw, &o.members) != nil {
		p.fail(name, "an object is wanted, not %.40s", raw)
		return nil
	}
	return o
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
		o.check("the key of a tag", key, 1, 128, rules.key)
		if strings.HasPrefix(key, "aws:") {
			o.fail("the key of a tag", "%.40q begins with aws:, which is reserved", key)
		}
		if value := o.text(key, true, rules.leastValue, 256, nil); value != nil {
			tags[key] = *value
		}
	}
	return tags
}

// end returns the first error. A member that nobody took is one.
func (p *params) end() error {
	for _, name := range slices.Sorted(maps.Keys(p.members)) {
		if len(name) > 40 {
			name = name[:40] + "…"
		}
		p.fail(strings.ToValidUTF8(name, ""), "there is no such member")
	}
	return *p.err
}

// Forms of texts, by the names of their shapes in the models. A pattern is that
// of a whole text.
var (
	uuidPattern        = regexp.MustCompile(`^[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}$`)
	regionName         = regexp.MustCompile(`^[a-z]{2}(-[a-z]+){1,2}(-[0-9])?$`)
	phoneNumber        = regexp.MustCompile(`^\+[1-9]\d{1,14}$`)
	sessionName        = regexp.MustCompile(`^[a-zA-Z0-9\s_.,-]+.*$`)
	genericARN         = regexp.MustCompile(`^arn:[a-z-]+?:[a-z-]+?:[a-z0-9-]*?:([0-9]{12})?:[a-zA-Z0-9-:/]+$`)
	uuidWithQualifier  = regexp.MustCompile(`^[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}(:[A-Z0-9_$]+)?$`)
	agentWithQualifier = regexp.MustCompile(`^(arn:[a-z-]*?:wisdom:[a-z0-9-]*?:[0-9]{12}:[a-z-]*?/)?[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}(/[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}){0,2}(:[A-Z0-9_$]+)?$`)
)

func isUUID(s string) bool { return uuidPattern.MatchString(s) }

// tagRules are what is required of tags that are set. That no key begins with
// aws: is common to both services.
type tagRules struct {
	least, most int // tags, of which most may be 0 for no bound
	leastValue  int // characters of a value
	key         *regexp.Regexp
}

var (
	testCaseTags = tagRules{1, 50, 0, regexp.MustCompile(`^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$`)}
	sessionTags  = tagRules{0, 0, 1, regexp.MustCompile(`^[a-zA-Z+-=._:/]+$`)}
)

// compact returns JSON without space, in memory of its own.
func compact(raw json.RawMessage) json.RawMessage {
	if raw == nil {
		return nil
	}
	var b bytes.Buffer
	_ = json.Compact(&b, raw) // it is JSON
	return b.Bytes()
}
