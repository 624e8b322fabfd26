package connecttest

import (
	"encoding/json"
	"maps"
	"strings"

	"github.com/searchfilter/searchfilter/internal/chars"
)

// A resource is what has an ARN and tags.
type resource struct {
	tags map[string]string

	// tag puts it in a snapshot that is to be changed, with other tags.
	tag func(x *snapshot, tags map[string]string) error
}

// resource returns what has the ARN in a snapshot. This is the one place that knows which
// ARN is of what.
func (s *Service) resource(x *snapshot, arn string) (*resource, error) {
	if !strings.HasPrefix(arn, "arn:") {
		return nil, invalidParameter("resourceArn: %s is no ARN", excerpt(arn))
	}
	if a, ok := parseARN("connect", arn); ok && arn == s.arn(a.owner, a.id) {
		return testCaseResource(x.instances[a.owner], a.id)
	}
	if instance, rest, ok := ownerOf(arn); ok && arn == s.instanceARN(instance)+rest {
		switch in, k := x.instances[instance], resourceOf(rest); {
		case in == nil || k == nil || k == testCaseKind:
		case !k.wire.Tagged():
			return nil, invalidParameter("resourceArn: no answer shows the tags of one of %s, so none are kept here", k.target)
		default:
			return recordResource(in, k, arn)
		}
	}
	if a, ok := parseARN("wisdom", arn); ok && arn == s.sessionARN(a.owner, a.id) {
		return sessionResource(x.sessions[a.owner], a.id)
	}
	return nil, notFound("there is no resource %s", excerpt(arn))
}

func testCaseResource(in *instance, id string) (*resource, error) {
	if in == nil {
		return nil, noTestCase(id)
	}
	tc, ok := in.byID.Get(id)
	if !ok {
		return nil, noTestCase(id)
	}
	return &resource{tc.record.Tags, func(x *snapshot, tags map[string]string) error {
		x.set(in, id, newTestCase(tc.published.tagged(tags), tc.saved.tagged(tags)))
		return nil
	}}, nil
}

// recordResource returns the record of a kind with the ARN, whose ID may be another than
// the ARN ends with.
func recordResource(in *instance, k *kind, arn string) (*resource, error) {
	found := in.records[k.index].withARN(arn)
	if found == nil {
		return nil, notFound("there is no resource %s", excerpt(arn))
	}
	members, _, _ := objectMembers(found.raw)
	tags := map[string]string{}
	if raw := members["Tags"]; raw != nil && json.Unmarshal(raw, &tags) != nil {
		return nil, notFound("the resource %s has Tags that are none", excerpt(arn))
	}
	return &resource{tags, func(x *snapshot, tags map[string]string) error {
		raw := without(found.raw, "Tags")
		if len(tags) > 0 {
			value, err := chars.JSON(tags)
			if err != nil {
				return err
			}
			raw = with(found.raw, "Tags", value)
		}
		tagged, err := newRecord(k, raw)
		if err != nil {
			return err
		}
		x.setRecord(in, k, tagged)
		return nil
	}}, nil
}

func sessionResource(of *sessions, id string) (*resource, error) {
	if of == nil {
		return nil, notFound("there is no session %s", excerpt(id))
	}
	old, err := of.session(id)
	if err != nil {
		return nil, err
	}
	return &resource{old.Tags, func(x *snapshot, tags map[string]string) error {
		tagged := *old
		tagged.Tags = tags
		tagged.store()
		x.setSession(of, &tagged)
		return nil
	}}, nil
}

// isWisdom reports whether the ARN is of Amazon Q in Connect.
func isWisdom(arn string) bool {
	parts := strings.SplitN(arn, ":", 4)
	return len(parts) == 4 && parts[0] == "arn" && parts[2] == "wisdom"
}

// rulesOf returns the rules for the tags of what has the ARN.
func rulesOf(arn string) tagRules {
	if isWisdom(arn) {
		return sessionTags
	}
	return connectTags
}

// editTags changes the tags of what has the ARN.
func (s *Service) editTags(arn string, f func(tags map[string]string)) error {
	return s.change(func(x *snapshot) error {
		r, err := s.resource(x, arn)
		if err != nil {
			return err
		}
		tags := maps.Clone(r.tags)
		if tags == nil {
			tags = map[string]string{}
		}
		f(tags)
		if most := rulesOf(arn).most; most > 0 && len(tags) > most {
			return invalidParameter("tags: a resource has %d tags at most", most)
		}
		return r.tag(x, tags)
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
	r, err := s.resource(s.now.Load(), c.args[0])
	if err != nil {
		return nil, err
	}
	return struct {
		Tags map[string]string `json:"tags,omitempty"`
	}{r.tags}, nil
}
