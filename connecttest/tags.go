package connecttest

import (
	"maps"
	"strings"
)

// resource returns what has the ARN in a snapshot, and the table that has it.
func (s *Service) resource(x *snapshot, arn string) (table, *record, error) {
	if !strings.HasPrefix(arn, "arn:") {
		return table{}, nil, invalidParameter("resourceArn: %s is no ARN", excerpt(arn))
	}
	k, service := sessionKind, qService
	if !isWisdom(arn) {
		service = connectService
	}
	a, rest, ok := parseARN(service, arn)
	if service == connectService {
		k = resourceOf(rest)
	}
	if ok && k != nil && arn == s.ownerARN(service, a.owner)+rest {
		if t, ok := x.table(k, a.owner); ok {
			if k.wire != nil && !k.wire.Tagged() {
				return t, nil, invalidParameter("resourceArn: no answer shows the tags of one of %s, so none are kept here", k.target)
			}
			if k == sessionKind {
				if err := checkQID("session", strings.TrimPrefix(rest, "/")); err != nil {
					return t, nil, err
				}
			}
			if r := t.withKey("ARN " + arn); r != nil {
				return t, r, nil
			}
		}
	}
	return table{}, nil, notFound("there is no resource %s", excerpt(arn))
}

// isWisdom reports whether the ARN is of Amazon Q in Connect.
func isWisdom(arn string) bool {
	parts := strings.SplitN(arn, ":", 4)
	return len(parts) == 4 && parts[0] == "arn" && parts[2] == qService
}

// rulesOf returns the rules for the tags of what has the ARN.
func rulesOf(arn string) tagRules {
	if isWisdom(arn) {
		return sessionTags
	}
	return connectTags
}

// editTags changes the tags of what has the ARN.
func (s *Service) editTags(arn string, edit func(tags map[string]string)) error {
	return s.change(func(x *snapshot) error {
		t, r, err := s.resource(x, arn)
		if err != nil {
			return err
		}
		tags, err := r.tags()
		if err != nil {
			return err
		}
		if tags == nil {
			tags = map[string]string{}
		}
		edit(tags)
		if most := rulesOf(arn).most; most > 0 && len(tags) > most {
			return invalidParameter("tags: a resource has %d tags at most", most)
		}
		if r, err = r.tagged(tags); err == nil {
			x.set(t, r)
		}
		return err
	})
}

func (s *Service) tagResource(c *call) (any, error) {
	p := newParams(c.body)
	tags := p.tags("tags", true, rulesOf(c.args[0]))
	if err := p.end(); err != nil {
		return nil, err
	}
	return empty{}, s.editTags(c.args[0], func(all map[string]string) { maps.Copy(all, tags) })
}

func (s *Service) untagResource(c *call) (any, error) {
	if err := c.parameters(nil, "tagKeys"); err != nil {
		return nil, err
	}
	keys := c.query["tagKeys"]
	if len(keys) < 1 || len(keys) > 50 {
		return nil, invalidParameter("tagKeys: 1 to 50 keys are wanted, and there are %d", len(keys))
	}
	return empty{}, s.editTags(c.args[0], func(all map[string]string) {
		for _, key := range keys {
			delete(all, key)
		}
	})
}

func (s *Service) listTags(c *call) (any, error) {
	_, r, err := s.resource(s.now.Load(), c.args[0])
	if err != nil {
		return nil, err
	}
	tags, err := r.tags()
	return struct {
		Tags map[string]string `json:"tags,omitempty"`
	}{tags}, err
}
