package connecttest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/wire"
)

// contentTarget is the target of content, which Retrieve of Amazon Q in Connect
// answers with.
const contentTarget = "q-retrieve"

// contentKind stands for content where records are told by their target. It is none of the
// kinds, for no search finds it.
var contentKind = &kind{target: contentTarget, search: "Retrieve", records: "results"}

// referenceTypes are the values of a content's referenceType.
var referenceTypes = []string{
	"WEB_CRAWLER", "KNOWLEDGE_BASE", "BEDROCK_KB_S3", "BEDROCK_KB_WEB", "BEDROCK_KB_CONFLUENCE", "BEDROCK_KB_SALESFORCE",
	"BEDROCK_KB_SHAREPOINT", "BEDROCK_KB_KENDRA", "BEDROCK_KB_CUSTOM_DOCUMENT", "BEDROCK_KB_SQL",
}

// A content is what Retrieve answers with. It is not changed once it is an
// assistant's.
type content struct {
	AssociationID string `json:"associationId,omitempty"`
	SourceID      string `json:"sourceId"`
	ReferenceType string `json:"referenceType"`
	Text          string `json:"contentText"`

	raw  []byte // as it is saved, with its tags
	item *wire.Item
	id   string // by which it is told from others
	from *input // that it was read from, or nil
	at   int64  // where that has it
	of   string // the assistant, or empty for the first
	tags int    // how many it has
}

// newContent returns content, given an object in JSON.
func newContent(raw []byte) (*content, error) {
	if wire.HalfPair(raw) {
		return nil, errors.New("half of a surrogate pair is no text")
	}
	item, err := wire.Lookup(contentTarget).Item(raw)
	if err != nil {
		return nil, err
	}
	p := newParams(raw)
	tags := compact(p.take("tags", false)) // which package wire saw to
	c := &content{item: item, ReferenceType: "KNOWLEDGE_BASE"}
	for _, text := range []struct {
		to       *string
		name     string
		required bool
		pattern  *textForm
	}{
		{&c.AssociationID, "associationId", false, uuidPattern}, {&c.SourceID, "sourceId", true, nil}, {&c.Text, "contentText", true, nil},
	} {
		if s := p.text(text.name, text.required, 0, 0, text.pattern); s != nil {
			*text.to = *s
		}
	}
	if t := p.enum("referenceType", referenceTypes...); t != "" {
		c.ReferenceType = t
	}
	if err := p.end(); err != nil {
		return nil, errors.New(err.(*apiError).Message)
	}
	if c.raw, err = chars.JSON(c); err != nil {
		return nil, err
	}
	if tags != nil && tags[0] == '{' {
		members, _, _ := objectMembers(tags)
		c.tags = len(members)
		c.raw = append(appendMember(c.raw[:len(c.raw)-1], "tags", tags), '}')
	}
	sum := sha256.Sum256([]byte(c.Text))
	c.id = strings.Join([]string{c.AssociationID, c.SourceID, hex.EncodeToString(sum[:8])}, " ")
	return c, nil
}

// addContent stores content in a snapshot that is to be changed.
func (s *Service) addContent(x *snapshot, c *content) error {
	assistant := c.of
	if assistant == "" {
		assistant = s.options.Assistants[0]
	}
	of := x.sessions[assistant]
	if of == nil {
		return fmt.Errorf("there is no assistant %s: Options.Assistants has %s", excerpt(assistant), few(s.options.Assistants))
	}
	if other, ok := of.contents.Get(c.id); ok && c.from != nil && other.from == c.from {
		return fmt.Errorf("the content of %s is there twice: leave one of them", excerpt(c.SourceID))
	}
	x.changed = true
	of.contents.Set(c.id, c)
	return nil
}

// uuidOrARN is a shape of the model of Amazon Q in Connect.
var uuidOrARN = newTextForm(`^(arn:[a-z-]*?:wisdom:[a-z0-9-]*?:[0-9]{12}:[a-z-]*?/)?[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}(/[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}){0,2}$`)

// retrieve answers Retrieve.
func (s *Service) retrieve(c *call) (any, error) {
	of, err := s.assistant(c.args[0])
	if err != nil {
		return nil, err
	}
	p := newParams(c.body)
	p.text("retrievalQuery", true, 1, 4096, nil)
	association, most := "", 0
	program := new(wire.Program)
	if o := p.object("retrievalConfiguration", true); o != nil {
		association = o.association()
		if raw := o.take("filter", false); raw != nil {
			if program, err = wire.Lookup(contentTarget).Filter(raw, s.wireOptions()); err != nil {
				e := err.(*wire.Error)
				o.fail(strings.TrimSuffix("filter."+e.Path, "."), "%s", e.Message)
			}
		}
		if raw := o.take("numberOfResults", false); raw != nil && (json.Unmarshal(raw, &most) != nil || most < 1) {
			o.fail("numberOfResults", "an integer from 1 on is wanted, not %s", clip(raw))
		}
		o.enum("overrideKnowledgeBaseSearchType", "HYBRID", "SEMANTIC")
		_ = o.end()
	}
	if err := p.end(); err != nil {
		return nil, err
	}
	results := []*content{}
	reading := s.reading()
	of.contents.Scan(func(_ string, one *content) bool {
		if program.Finds(one.item, reading) {
			found := *one
			if found.AssociationID == "" {
				found.AssociationID = association
			}
			results = append(results, &found)
		}
		return (most == 0 || len(results) < most) && c.ctx.Err() == nil
	})
	return struct {
		Results []*content `json:"results"`
	}{results}, c.ctx.Err()
}

// association takes the knowledgeSource of Retrieve, and returns the ID of the one
// association that it names.
func (p *params) association() (id string) {
	o := p.object("knowledgeSource", true)
	if o == nil {
		return ""
	}
	raw := o.take("assistantAssociationIds", true)
	var list []json.RawMessage
	switch {
	case raw == nil:
	case raw[0] != '[' || json.Unmarshal(raw, &list) != nil || len(list) != 1 || list[0][0] != '"':
		o.fail("assistantAssociationIds", "a list of one ID is wanted, not %s", clip(raw))
	default:
		_ = json.Unmarshal(list[0], &id) // a text
		if !uuidOrARN.MatchString(id) {
			o.fail("assistantAssociationIds[0]", "%s is no ID and no ARN of an association", excerpt(id))
		}
		id = id[strings.LastIndexByte(id, '/')+1:]
	}
	_ = o.end()
	return id
}

// content reads content of an assistant, or of the first.
func (l *loader) content(assistant string) error {
	raw, err := l.raw()
	if err != nil {
		return err
	}
	return l.addContent(assistant, raw, l.at)
}

// addContent adds content that was read from the offset on.
func (l *loader) addContent(assistant string, raw []byte, at int64) error {
	l.at = at
	if raw[0] != '{' {
		return l.wanted("an object", raw)
	}
	c, err := newContent(raw)
	if err != nil {
		return l.fail("%w", err)
	}
	if c.tags == 0 {
		l.untagged++
	}
	c.at, c.of = l.at, assistant
	l.contents = append(l.contents, c)
	return nil
}

// ofAssistant reads the content of an assistant, as Save writes it.
func (l *loader) ofAssistant() error {
	first, id := len(l.contents), ""
	l.in.Next()
	start := l.in.Offset()
	err := l.object(func(name string) error {
		switch name {
		case "assistantId":
			return l.string(&id)
		case "results":
			return l.list(func() error { return l.content("") })
		}
		return l.fail("the member %s is none that is saved here", excerpt(name))
	})
	if err != nil {
		return err
	}
	if !isUUID(id) {
		l.at = start
		return l.fail("assistantId: %s is no ID of an assistant", excerpt(id))
	}
	for _, c := range l.contents[first:] {
		c.of = id
	}
	return nil
}

// writeContents writes the content of all assistants.
func (x *snapshot) writeContents(b *counter) {
	before := `,"Assistants":[`
	for _, id := range slices.Sorted(maps.Keys(x.sessions)) {
		if contents := x.sessions[id].contents; contents.Len() > 0 {
			b.list(before+`{"assistantId":"`+id+`","results":[`, func(yield func([]byte)) {
				contents.Scan(func(_ string, c *content) bool {
					yield(c.raw)
					return b.err == nil
				})
			})
			b.write([]byte("}"))
			before = ","
		}
	}
	if before == "," {
		b.write([]byte("]"))
	}
}
