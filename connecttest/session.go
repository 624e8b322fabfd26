package connecttest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/wire"
)

// A session is what Amazon Q in Connect answers with. It is not changed once it
// is in a list.
type session struct {
	Arn           string            `json:"sessionArn"`
	ID            string            `json:"sessionId"`
	Name          string            `json:"name"`
	Description   *string           `json:"description,omitempty"`
	Tags          map[string]string `json:"tags,omitempty"`
	TagFilter     json.RawMessage   `json:"tagFilter,omitempty"`
	Agents        json.RawMessage   `json:"aiAgentConfiguration,omitempty"`
	Origin        string            `json:"origin"`
	Orchestrators json.RawMessage   `json:"orchestratorConfigurationList,omitempty"`

	token, request string // the clientToken, and a sum of the request that it came with
	stored         []byte // the whole as it is saved
	from           *input // that it was read from, or nil
}

// store makes x.stored of the rest.
func (x *session) store() {
	b, err := chars.JSON(struct {
		*session
		ClientToken string `json:"clientToken,omitempty"`
		Request     string `json:"requestSha256,omitempty"`
	}{x, x.token, x.request})
	if err != nil {
		panic(err) // it is plain data
	}
	x.stored = bytes.Clone(b)
}

// assistant returns the sessions of the assistant with the ID, as they are now.
func (s *Service) assistant(id string) (*sessions, error) {
	if strings.HasPrefix(id, "arn:") {
		return nil, invalidParameter("assistantId: URLs cannot contain the ARN")
	}
	if !isUUID(id) {
		return nil, invalidParameter("assistantId: %s is no ID of an assistant", excerpt(id))
	}
	of, ok := s.now.Load().sessions[id]
	if !ok {
		return nil, notFound("there is no assistant %s: this service has %s", id, few(s.options.Assistants))
	}
	return of, nil
}

// sessionARN returns the ARN of a session, of the form that the model has.
func (s *Service) sessionARN(assistant, id string) string {
	return s.partition() + ":wisdom:" + s.options.Region + ":" + s.options.Account + ":session/" + assistant + "/" + id
}

// session returns the session with the ID.
func (of *sessions) session(id string) (*session, error) {
	if strings.HasPrefix(id, "arn:") {
		return nil, invalidParameter("sessionId: URLs cannot contain the ARN")
	}
	if !isUUID(id) {
		return nil, invalidParameter("sessionId: %s is no ID of a session", excerpt(id))
	}
	x, ok := of.byID.Get(id)
	if !ok {
		return nil, notFound("there is no session %s", id)
	}
	return x, nil
}

// A sessionChange is what CreateSession and UpdateSession have in common. What is
// nil was left out.
type sessionChange struct {
	description                      *string
	tagFilter, agents, orchestrators json.RawMessage
	removeOrchestrators              bool
}

func (p *params) sessionChange() (c sessionChange) {
	c.description = p.text("description", false, 1, 255, sessionName)
	if raw := p.take("tagFilter", false); raw != nil {
		if _, err := wire.Session(raw, wire.Options{}); err != nil {
			e := err.(*wire.Error)
			p.fail(strings.TrimSuffix("tagFilter."+e.Path, "."), "%s", e.Message)
		}
		c.tagFilter = compact(raw)
	}
	c.agents = compact(p.members["aiAgentConfiguration"])
	p.agents()
	if raw := p.take("orchestratorConfigurationList", false); raw != nil {
		c.orchestrators = compact(raw)
		p.orchestrators(raw)
	}
	if raw := p.take("removeOrchestratorConfigurationList", false); raw != nil {
		if json.Unmarshal(raw, &c.removeOrchestrators) != nil || raw[0] == 'n' {
			p.fail("removeOrchestratorConfigurationList", "a boolean is wanted, not %s", clip(raw))
		}
	}
	return c
}

// apply changes the session.
func (c *sessionChange) apply(x *session) {
	if c.description != nil {
		x.Description = c.description
	}
	if c.tagFilter != nil {
		x.TagFilter = c.tagFilter
	}
	if c.agents != nil {
		x.Agents = c.agents
	}
	if c.orchestrators != nil {
		x.Orchestrators = c.orchestrators
	}
	if c.removeOrchestrators {
		x.Orchestrators = nil
	}
}

var agentTypes = []string{
	"MANUAL_SEARCH", "ANSWER_RECOMMENDATION", "SELF_SERVICE", "EMAIL_RESPONSE", "EMAIL_OVERVIEW",
	"EMAIL_GENERATIVE_ANSWER", "ORCHESTRATION", "NOTE_TAKING", "CASE_SUMMARIZATION",
}

// agents checks aiAgentConfiguration.
func (p *params) agents() {
	o := p.object("aiAgentConfiguration", false)
	if o == nil {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(o.members)) {
		if !slices.Contains(agentTypes, name) {
			continue // end reports it
		}
		if agent := o.object(name, false); agent != nil {
			agent.text("aiAgentId", true, 0, 0, uuidWithQualifier)
			_ = agent.end()
		}
	}
	_ = o.end()
}

// orchestrators checks orchestratorConfigurationList.
func (p *params) orchestrators(raw json.RawMessage) {
	var list []json.RawMessage
	if raw[0] != '[' || json.Unmarshal(raw, &list) != nil {
		p.fail("orchestratorConfigurationList", "a list of objects is wanted, not %s", clip(raw))
	}
	for i, raw := range list {
		o := p.inner(fmt.Sprintf("orchestratorConfigurationList[%d]", i), raw)
		if o == nil {
			return
		}
		o.text("aiAgentId", false, 0, 0, agentWithQualifier)
		o.text("orchestratorUseCase", true, 1, 4096, nil)
		_ = o.end()
	}
}

// answer is what all operations on sessions answer with.
func (x *session) answer() any {
	return struct {
		Session *session `json:"session"`
	}{x}
}

// session takes what a session is created with.
func (p *params) session() *session {
	x := &session{Origin: "CUSTOMER"} // as the model says of CreateSession
	if token := p.text("clientToken", false, 1, 4096, nil); token != nil {
		x.token = *token
	}
	if name := p.text("name", true, 1, 255, sessionName); name != nil {
		x.Name = *name
	}
	x.Tags = p.tags("tags", false, sessionTags)
	change := p.sessionChange()
	change.apply(x)
	return x
}

func (s *Service) createSession(c *call) (any, error) {
	id := c.args[0]
	if _, err := s.assistant(id); err != nil {
		return nil, err
	}
	p := newParams(c.body)
	x := p.session()
	p.text("contactArn", false, 1, 2048, genericARN)
	if err := p.end(); err != nil {
		return nil, err
	}
	x.request = sumOf(c.body)

	err := s.change(func(now *snapshot) error {
		of := now.sessions[id]
		if old, ok := of.byToken.Get(x.token); ok && x.token != "" {
			before, _ := of.byID.Get(old)
			if before.request != x.request {
				return &apiError{Type: conflict, Message: "clientToken: it came with another request before"}
			}
			x = before
			return nil
		}
		x.ID = s.newID(func(id string) bool { return has(of.byID, id) })
		x.Arn = s.sessionARN(id, x.ID)
		x.store()
		now.setSession(of, x)
		return nil
	})
	return x.answer(), err
}

// sumOf returns a sum of what a body says, however it is spelled.
func sumOf(body []byte) string {
	var value any
	_ = json.Unmarshal(body, &value) // it is JSON
	canonical, _ := json.Marshal(value)
	sum := sha256.Sum256(canonical)
	return hex.EncodeToString(sum[:])
}

func (s *Service) updateSession(c *call) (any, error) {
	id := c.args[0]
	if _, err := s.assistant(id); err != nil {
		return nil, err
	}
	p := newParams(c.body)
	change := p.sessionChange()
	if err := p.end(); err != nil {
		return nil, err
	}
	var x session
	err := s.change(func(now *snapshot) error {
		of := now.sessions[id]
		old, err := of.session(c.args[1])
		if err != nil {
			return err
		}
		x = *old
		change.apply(&x)
		x.store()
		now.setSession(of, &x)
		return nil
	})
	return x.answer(), err
}

func (s *Service) getSession(c *call) (any, error) {
	of, err := s.assistant(c.args[0])
	if err != nil {
		return nil, err
	}
	x, err := of.session(c.args[1])
	if err != nil {
		return nil, err
	}
	return x.answer(), nil
}
