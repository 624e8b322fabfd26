package connecttest

import (
	"cmp"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
)

// summaries answers the List operation of the kind.
func (k *kind) summaries(s *Service, c *call) (any, error) {
	list := k.list
	_, t, err := s.instance(k, list.arns, c.args[0])
	if err != nil {
		return nil, err
	}
	match, err := list.match(c)
	if err != nil {
		return nil, err
	}
	size, err := s.listSize(c, cmp.Or(list.most, k.wire.MaxResults()))
	if err != nil {
		return nil, err
	}
	return paginate(c, pageOf[*record]{
		list: list.records, ascend: t.byID.Ascend, size: size,
		match:  func(r *record) bool { return match(r.raw) },
		record: func(r *record) []byte { return list.summarize(r.raw) },
	})
}

// failed returns an error with the type that the operation has for it. The operation is no List if
// l is nil.
func (l *listing) failed(err error) error {
	var e *apiError
	if l == nil || !l.request || !errors.As(err, &e) || e.Type != badParameter {
		return err
	}
	own := *e
	own.Type = badRequest
	return &own
}

// parameters returns an error if the query has another parameter than these, or twice one that may
// be there once. Either would have no effect.
func (c *call) parameters(once []string, many ...string) error {
	for _, name := range slices.Sorted(maps.Keys(c.query)) {
		switch {
		case slices.Contains(many, name):
		case !slices.Contains(once, name):
			return invalidParameter("%s: there is no such parameter", shortName(name))
		case len(c.query[name]) > 1:
			return invalidParameter("%s: it is there twice", name)
		}
	}
	return nil
}

// enum returns a parameter of the query, which must be one of the values, or nothing if it is not
// there.
func (c *call) enum(name string, values []string) (string, error) {
	value := c.query.Get(name)
	if c.query.Has(name) && !slices.Contains(values, value) {
		return "", invalidParameter("%s: %s", name, notOne(value, values))
	}
	return value, nil
}

// match checks the parameters of a call, and returns a function that reports whether they ask for a
// record.
func (l *listing) match(c *call) (func(record []byte) bool, error) {
	type condition struct {
		part
		values []string
	}
	var all []condition
	once, many := []string{"nextToken"}, []string(nil)
	if l.most > 0 {
		once = append(once, "maxResults")
	}
	for _, o := range l.only {
		switch {
		case o.parameter == "{}": // of the path
		case o.many:
			many = append(many, o.parameter)
		default:
			once = append(once, o.parameter)
		}
	}
	if err := c.parameters(once, many...); err != nil {
		return nil, err
	}
	for _, o := range l.only {
		given := c.query[o.parameter]
		if o.parameter == "{}" {
			given = c.args[1:]
		}
		if len(given) == 0 {
			if o.required {
				return nil, invalidParameter("%s: it is required", o.parameter)
			}
			continue
		}
		there := strings.Split(o.values, ",")
		if o.many && len(given) > len(there) {
			return nil, invalidParameter("%s: there may be %d of it, and there are %d", o.parameter, len(there), len(given))
		}
		if o.values != "" {
			for _, value := range given {
				if !slices.Contains(there, value) {
					return nil, invalidParameter("%s: %s", o.parameter, notOne(value, there))
				}
			}
		}
		all = append(all, condition{readPart(o.path), given})
	}
	return func(record []byte) bool {
		if len(all) == 0 {
			return true
		}
		members, _ := objectMembers(record)
		for _, c := range all {
			var value string
			if raw := c.in(members); raw == nil || json.Unmarshal(raw, &value) != nil || !slices.Contains(c.values, value) {
				return false
			}
		}
		return true
	}, nil
}

// summarize returns the summary of a record.
func (l *listing) summarize(record []byte) []byte {
	members, _ := objectMembers(record)
	out := []byte{'{'}
	last := "" // the object that the last member is, or empty
	for i := range l.parts {
		p := &l.parts[i]
		value := p.in(members)
		switch {
		case value == nil:
			continue
		case p.object == "":
			out = appendMember(out, p.name, value)
		case p.object == last:
			out = append(appendMember(out[:len(out)-1], p.name, value), '}')
		default:
			out = append(appendMember(appendMember(out, p.object, []byte{'{'}), p.name, value), '}')
		}
		last = p.object
	}
	return append(out, '}')
}

// in returns the value of the part in a record with these members, or nil. null is no value.
func (p *part) in(members map[string]json.RawMessage) json.RawMessage {
	for _, path := range p.from {
		if raw := follow(members, path); raw != nil {
			return raw
		}
	}
	return p.text
}

// follow returns the value that a path leads to, or nil.
func follow(members map[string]json.RawMessage, path []string) json.RawMessage {
	raw := members[path[0]]
	switch {
	case raw == nil || raw[0] == 'n':
		return nil
	case len(path) == 1:
		return raw
	case raw[0] != '{':
		return nil
	}
	inner, _ := objectMembers(raw)
	return follow(inner, path[1:])
}
