package connecttest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/wire"
)

// referenceTypes are the values of a content's referenceType.
var referenceTypes = []string{
	"WEB_CRAWLER", "KNOWLEDGE_BASE", "BEDROCK_KB_S3", "BEDROCK_KB_WEB", "BEDROCK_KB_CONFLUENCE", "BEDROCK_KB_SALESFORCE",
	"BEDROCK_KB_SHAREPOINT", "BEDROCK_KB_KENDRA", "BEDROCK_KB_CUSTOM_DOCUMENT", "BEDROCK_KB_SQL",
}

// readContent checks content. Its ID is made of its association, source and text.
func readContent(r *record, members map[string]json.RawMessage) error {
	p := newParams(r.raw)
	p.take("tags", false) // which package wire checked
	association, _ := p.text("associationId", false, 0, 0, uuidPattern)
	source, _ := p.text("sourceId", true, 0, 0, nil)
	content, _ := p.text("contentText", true, 0, 0, nil)
	if p.enum("referenceType", referenceTypes...) == "" {
		members["referenceType"] = []byte(`"KNOWLEDGE_BASE"`)
	}
	if err := p.endRecord(); err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(content))
	r.id = strings.Join([]string{association, source, hex.EncodeToString(sum[:8])}, " ")
	return nil
}

// uuidOrARN is the pattern of an ID or ARN in the model of Amazon Q in Connect.
var uuidOrARN = newTextForm(`^(arn:[a-z-]*?:wisdom:[a-z0-9-]*?:[0-9]{12}:[a-z-]*?/)?[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}(/[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}){0,2}$`)

// retrieve answers Retrieve.
func (s *Service) retrieve(c *call) (any, error) {
	t, err := s.sessionTable(contentKind, c.args[0])
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
			if program, err = contentKind.wire.Filter(raw, s.wireOptions()); err != nil {
				o.failAt("filter", err)
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
	var results [][]byte
	reading := s.reading()
	t.byID.Scan(func(_ string, r *record) bool {
		if program.Finds(r.item, reading) {
			found := without(r.raw, "tags")
			if members, _ := objectMembers(found); members["associationId"] == nil {
				found = with(found, "associationId", chars.AppendJSON(nil, association))
			}
			results = append(results, found)
		}
		return (most == 0 || len(results) < most) && c.ctx.Err() == nil
	})
	return body(slices.Concat([]byte(`{"results":[`), bytes.Join(results, []byte(",")), []byte("]}"))), c.ctx.Err()
}

// association takes the knowledgeSource of Retrieve, and returns the ID of its one association.
func (p *params) association() (id string) {
	o := p.object("knowledgeSource", true)
	if o == nil {
		return ""
	}
	raw := o.take("assistantAssociationIds", true)
	var list []string
	if raw != nil && json.Unmarshal(raw, &list) != nil || len(list) != 1 {
		o.fail("assistantAssociationIds", "a list of one ID is wanted, not %s", clip(raw))
		return ""
	}
	if id = list[0]; !uuidOrARN.MatchString(id) {
		o.fail("assistantAssociationIds[0]", "%s is no ID and no ARN of an association", excerpt(id))
	}
	_ = o.end()
	return id[strings.LastIndexByte(id, '/')+1:]
}
