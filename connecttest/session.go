package connecttest

import (
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

// sessionTable returns the table of a kind that the assistant with the ID has now.
func (s *Service) sessionTable(k *kind, id string) (table, error) {
	if err := checkQID("assistant", id); err != nil {
		return table{}, err
	}
	t, ok := s.now.Load().table(k, id)
	if !ok {
		return t, notFound("there is no assistant %s: this service has %s", id, few(s.options.Assistants))
	}
	return t, nil
}

// checkQID returns an error for what is no ID of an assistant or a session.
func checkQID(what, id string) error {
	if strings.HasPrefix(id, "arn:") {
		return invalidParameter("%sId: URLs cannot contain the ARN", what)
	}
	if !isUUID(id) {
		return invalidParameter("%sId: %s is no %[1]s's ID", what, excerpt(id))
	}
	return nil
}

// sessionIn returns the session with the ID.
func (t table) sessionIn(id string) (*record, error) {
	if err := checkQID("session", id); err != nil {
		return nil, err
	}
	r := t.get(id)
	if r == nil {
		return nil, notFound("there is no session %s", id)
	}
	return r, nil
}

// removeOrchestrators is the member of a request that removes the list of orchestrators.
const removeOrchestrators = "removeOrchestratorConfigurationList"

// sessionMembers are the members that a session can be updated with.
var sessionMembers = []string{"description", "tagFilter", "aiAgentConfiguration", "orchestratorConfigurationList", removeOrchestrators}

// sessionChange takes what CreateSession and UpdateSession have in common. It returns the
// members that are given.
func (p *params) sessionChange() (given map[string]json.RawMessage) {
	given = map[string]json.RawMessage{}
	for _, name := range sessionMembers {
		if raw, ok := p.members[name]; ok {
			given[name] = raw
		}
	}
	p.text("description", false, 1, 255, sessionName)
	if raw := p.take("tagFilter", false); raw != nil {
		if _, err := wire.Session(raw, wire.Options{}); err != nil {
			p.failAt("tagFilter", err)
		}
	}
	p.agents()
	p.orchestrators()
	if raw := p.take(removeOrchestrators, false); raw != nil && raw[0] != 't' && raw[0] != 'f' {
		p.fail(removeOrchestrators, "a boolean is wanted, not %s", clip(raw))
	}
	return given
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
	for _, name := range agentTypes {
		if agent := o.object(name, false); agent != nil {
			agent.text("aiAgentId", true, 0, 0, uuidWithQualifier)
			_ = agent.end()
		}
	}
	_ = o.end()
}

// orchestrators checks orchestratorConfigurationList.
func (p *params) orchestrators() {
	for o := range p.objects("orchestratorConfigurationList") {
		o.text("aiAgentId", false, 0, 0, agentWithQualifier)
		o.text("orchestratorUseCase", true, 1, 4096, nil)
		_ = o.end()
	}
}

// session takes what a session is created with, and returns its clientToken.
func (p *params) session() (token string) {
	token, _ = p.text("clientToken", false, 1, 4096, nil)
	p.text("name", true, 1, 255, sessionName)
	p.tags("tags", false, sessionTags)
	p.sessionChange()
	return token
}

// readSession checks a session, which must be as CreateSession makes it. It removes the list
// of orchestrators if a request says so.
func readSession(r *record, members map[string]json.RawMessage) error {
	p := newParams(r.raw)
	r.token = p.session()
	id, _ := p.text("sessionId", true, 0, 0, uuidPattern)
	arn, _ := p.text("sessionArn", true, 0, 0, nil)
	p.text("requestSha256", false, 0, 0, nil)
	if p.enum("origin", "SYSTEM", "CUSTOMER") == "" {
		members["origin"] = []byte(`"CUSTOMER"`) // as the model says of CreateSession
	}
	if err := p.endRecord(); err != nil {
		return err
	}
	if string(members[removeOrchestrators]) == "true" {
		delete(members, "orchestratorConfigurationList")
	}
	delete(members, removeOrchestrators)
	if _, rest, ok := parseARN(qService, arn); !ok || rest != "/"+id {
		return fmt.Errorf("the sessionArn %s is not that of the session: arn:aws:wisdom:REGION:ACCOUNT:session/ASSISTANT/%s", excerpt(arn), id)
	}
	return nil
}

// answer returns what all operations on sessions answer with.
func (r *record) answer() body {
	raw := without(without(r.raw, "clientToken"), "requestSha256")
	return slices.Concat([]byte(`{"session":`), raw, []byte("}"))
}

func (s *Service) createSession(c *call) (any, error) {
	assistant := c.args[0]
	if _, err := s.sessionTable(sessionKind, assistant); err != nil {
		return nil, err
	}
	p := newParams(c.body)
	members := maps.Clone(p.members)
	delete(members, "contactArn")
	token := p.session()
	p.text("contactArn", false, 1, 2048, genericARN)
	if err := p.end(); err != nil {
		return nil, err
	}
	request := sumOf(c.body)
	members["requestSha256"] = chars.AppendJSON(nil, request)

	return s.changeSessions(assistant, func(x *snapshot, t table) (*record, error) {
		if old := t.withKey(clientTokenKey(token)); old != nil {
			before, _ := objectMembers(old.raw)
			if _, sum, _ := textOf(before, "requestSha256"); sum != request {
				return nil, &apiError{Type: conflict, Message: "clientToken: it came with another request before"}
			}
			return old, nil
		}
		id := s.newID(t)
		members["sessionId"] = chars.AppendJSON(nil, id)
		members["sessionArn"] = chars.AppendJSON(nil, s.ownerARN(qService, assistant)+"/"+id)
		return x.setSession(t, members)
	})
}

// changeSessions changes the sessions of an assistant, and answers with the one that change
// returns.
func (s *Service) changeSessions(assistant string, change func(x *snapshot, t table) (*record, error)) (any, error) {
	var r *record
	if err := s.change(func(x *snapshot) (err error) {
		t, _ := x.table(sessionKind, assistant)
		r, err = change(x, t)
		return err
	}); err != nil {
		return nil, err
	}
	return r.answer(), nil
}

// setSession stores the session with these members.
func (x *snapshot) setSession(t table, members map[string]json.RawMessage) (*record, error) {
	r, err := newRecord(sessionKind, ordered(sessionKind, members))
	if err == nil {
		x.set(t, r)
	}
	return r, err
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
	assistant := c.args[0]
	if _, err := s.sessionTable(sessionKind, assistant); err != nil {
		return nil, err
	}
	p := newParams(c.body)
	given := p.sessionChange()
	if err := p.end(); err != nil {
		return nil, err
	}
	return s.changeSessions(assistant, func(x *snapshot, t table) (*record, error) {
		old, err := t.sessionIn(c.args[1])
		if err != nil {
			return nil, err
		}
		members, _ := objectMembers(old.raw)
		maps.Copy(members, given)
		return x.setSession(t, members)
	})
}

func (s *Service) getSession(c *call) (any, error) {
	t, err := s.sessionTable(sessionKind, c.args[0])
	if err != nil {
		return nil, err
	}
	r, err := t.sessionIn(c.args[1])
	if err != nil {
		return nil, err
	}
	return r.answer(), nil
}
