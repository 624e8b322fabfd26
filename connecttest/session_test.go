package connecttest_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/connecttest"
)

// createSession returns the session that is answered.
func createSession(t testing.TB, s *connecttest.Service, members string) object {
	t.Helper()
	return ok(t, s, "POST", sessionURL, members)["session"].(object)
}

func TestSession(t *testing.T) {
	s := connecttest.New(connecttest.Options{})
	created := createSession(t, s, `{
		"name": "contact 1", "description": "d", "tags": {"team": "billing"}, "clientToken": "t",
		"tagFilter": {"orConditions": [ {"tagCondition": {"key": "a", "value": "<1>"}}, {"andConditions": [{"key": "b"}]} ]},
		"aiAgentConfiguration": {"MANUAL_SEARCH": {"aiAgentId": "`+unknown+`:$LATEST"}},
		"contactArn": "arn:aws:connect:us-east-1:111122223333:instance/i/contact/c",
		"orchestratorConfigurationList": [{"orchestratorUseCase": "Connect.SelfService", "aiAgentId": "`+unknown+`"}]
	}`)
	id := created["sessionId"].(string)
	want := object{
		"sessionId": id, "sessionArn": "arn:aws:wisdom:us-east-1:111122223333:session/" + assistant + "/" + id,
		"name": "contact 1", "description": "d", "tags": object{"team": "billing"}, "origin": "CUSTOMER",
		"tagFilter": object{"orConditions": []any{
			object{"tagCondition": object{"key": "a", "value": "<1>"}},
			object{"andConditions": []any{object{"key": "b"}}},
		}},
		"aiAgentConfiguration":          object{"MANUAL_SEARCH": object{"aiAgentId": unknown + ":$LATEST"}},
		"orchestratorConfigurationList": []any{object{"orchestratorUseCase": "Connect.SelfService", "aiAgentId": unknown}},
	}
	assert.Equal(t, want, created)
	// The pattern of Arn in the model.
	assert.Regexp(t, `^arn:[a-z-]*?:wisdom:[a-z0-9-]*?:[0-9]{12}:[a-z-]*?/[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}(?:/[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}){0,2}$`, created["sessionArn"])
	at := sessionURL + "/" + id
	get := func() object { return ok(t, s, "GET", at, "")["session"].(object) }
	assert.Equal(t, want, get())
	assert.Contains(t, send(t, s, "GET", at, "").text, `"tagFilter":{"orConditions":[{"tagCondition":{"key":"a","value":"<1>"}},{"andConditions":[{"key":"b"}]}]}`, "as it was written, but for space")

	for _, step := range []struct{ name, update, member string }{
		{"nothing", `{}`, ""},
		{"description", `{"description":"new"}`, "description"},
		{"a tag", `{"tagFilter":{"tagCondition":{"key":"x","value":"y"}}}`, "tagFilter"},
		{"ands", `{"tagFilter":{"andConditions":[{"key":"x","value":"y"},{"key":"z"}]}}`, "tagFilter"},
		{"agents", `{"aiAgentConfiguration":{}}`, "aiAgentConfiguration"},
		{"keep orchestrators", `{"removeOrchestratorConfigurationList":false}`, ""},
		{"orchestrators", `{"orchestratorConfigurationList":[]}`, "orchestratorConfigurationList"},
	} {
		t.Run(step.name, func(t *testing.T) {
			if step.member != "" {
				want[step.member] = must(decode(step.update))[step.member]
			}
			assert.Equal(t, want, ok(t, s, "POST", at, step.update)["session"])
			assert.Equal(t, want, get())
		})
	}
	ok(t, s, "POST", at, `{"removeOrchestratorConfigurationList":true}`)
	delete(want, "orchestratorConfigurationList")
	assert.Equal(t, want, get())
}

func TestCreateSession_clientToken(t *testing.T) {
	s := connecttest.New(connecttest.Options{Assistants: []string{assistant, unknown}})
	first := createSession(t, s, `{"name":"a","clientToken":"t","tags":{"x":"1","y":"2"}}`)
	before := saved(t, s)
	assert.Equal(t, first, createSession(t, s, `{"tags":{"y":"2","x":"1"}, "clientToken":"t", "name":"a"}`))
	assert.Equal(t, before, saved(t, s))
	testRefusals(t, s, []refusal{
		{name: "other members", method: "POST", target: sessionURL, body: `{"name":"b","clientToken":"t"}`, status: 409, errType: "ConflictException", message: `{"message":"clientToken: it came with another request before"}`},
	})
	ids := map[any]bool{first["sessionId"]: true}
	for _, body := range []string{`{"name":"a","clientToken":"T"}`, `{"name":"a"}`, `{"name":"a"}`} {
		ids[createSession(t, s, body)["sessionId"]] = true
	}
	other := ok(t, s, "POST", "/assistants/"+unknown+"/sessions", `{"name":"b","clientToken":"t"}`)["session"].(object)
	ids[other["sessionId"]] = true
	assert.Len(t, ids, 5)
}

// TestSession_removal has a removal of orchestrators, which is no member of a session.
func TestSession_removal(t *testing.T) {
	const list, removal = `"orchestratorConfigurationList":[{"orchestratorUseCase":"x"}]`, `"removeOrchestratorConfigurationList"`
	s := connecttest.New(connecttest.Options{})
	none := createSession(t, s, `{"name":"a",`+list+`,`+removal+`:true}`)
	assert.NotContains(t, none, "removeOrchestratorConfigurationList")
	assert.NotContains(t, none, "orchestratorConfigurationList")
	one := createSession(t, s, `{"name":"a",`+list+`,`+removal+`:false}`)
	assert.NotContains(t, one, "removeOrchestratorConfigurationList")
	assert.Contains(t, one, "orchestratorConfigurationList")
	ok(t, s, "POST", sessionURL+"/"+one["sessionId"].(string), `{`+removal+`:false}`)
	assert.NotContains(t, saved(t, s), removal)
	kept := strings.Replace(saved(t, s), list, list+`,`+removal+`:false`, 1)
	assert.Contains(t, kept, removal)
	again, err := connecttest.Open(connecttest.Options{}, connecttest.Source{Reader: strings.NewReader(kept)})
	require.NoError(t, err)
	assert.Equal(t, saved(t, s), saved(t, again))
}

func TestSession_refusals(t *testing.T) {
	s := connecttest.New(connecttest.Options{})
	id := createSession(t, s, `{"name":"a"}`)["sessionId"].(string)
	bad := func(name, body, message string) refusal {
		return refusal{name: name, method: "POST", target: sessionURL, body: body, status: 400, errType: validation, message: message}
	}
	with := func(members string) string { return `{"name":"a",` + members + `}` }
	testRefusals(t, s, []refusal{
		bad("no name", `{}`, `{"message":"name: it is required"}`),
		bad("empty name", `{"name":""}`, "name: a text of 1 or more"),
		bad("long name", `{"name":"`+strings.Repeat("a", 256)+`"}`, "name: a text of 255 or fewer"),
		bad("name's form", `{"name":"!"}`, "is not of the form"),
		bad("not JSON", `{`, "the body is not JSON"),
		bad("unknown member", with(`"colour":"red"`), "colour: there is no such member"),
		bad("empty token", with(`"clientToken":""`), "clientToken: "),
		bad("description", with(`"description":""`), "description: "),
		bad("contact", with(`"contactArn":"x"`), "contactArn: "),
		bad("tags", with(`"tags":{"a b":"c"}`), `tags: the key of a tag: \"a b\" is not of the form`),
		bad("tag twice", with(`"tags":{"a":"1","a":"2"}`), "tags.a: it is there twice"),
		bad("agents twice", with(`"aiAgentConfiguration":{"SELF_SERVICE":{"aiAgentId":"`+unknown+`"},"SELF_SERVICE":{"aiAgentId":"`+unknown+`"}}`), "aiAgentConfiguration.SELF_SERVICE: it is there twice"),
		bad("agent twice", with(`"aiAgentConfiguration":{"SELF_SERVICE":{"aiAgentId":"x","aiAgentId":"`+unknown+`"}}`), "aiAgentConfiguration.SELF_SERVICE.aiAgentId: it is there twice"),
		bad("use case twice", with(`"orchestratorConfigurationList":[{"orchestratorUseCase":"x","orchestratorUseCase":"y"}]`), "orchestratorConfigurationList[0].orchestratorUseCase: it is there twice"),
		bad("no orchestrator", with(`"orchestratorConfigurationList":[null]`), "orchestratorConfigurationList[0]: an object is wanted, not null"),
		bad("half of a pair", with(`"description":"\ud800"`), "half of a surrogate pair"),
		bad("empty value of a tag", with(`"tags":{"a":""}`), "tags.a: "),
		bad("empty filter", with(`"tagFilter":{}`), "tagFilter: one member is wanted of tagCondition, andConditions and orConditions"),
		bad("two members", with(`"tagFilter":{"tagCondition":{"key":"a"},"andConditions":[]}`), "tagFilter.andConditions: one member may be set, and tagCondition is"),
		bad("two members in an or", with(`"tagFilter":{"orConditions":[{"tagCondition":{"key":"a"},"andConditions":[]}]}`), "tagFilter.orConditions[0].andConditions: one member may be set"),
		bad("or in an or", with(`"tagFilter":{"orConditions":[{"orConditions":[]}]}`), `unknown member`),
		bad("no key", with(`"tagFilter":{"tagCondition":{"value":"a"}}`), "tagFilter.tagCondition: key is missing"),
		bad("null", with(`"tagFilter":null`), "tagFilter: an object is wanted, not null"),
		bad("agents", with(`"aiAgentConfiguration":[]`), "aiAgentConfiguration: an object is wanted"),
		bad("unknown agent", with(`"aiAgentConfiguration":{"X":{}}`), "aiAgentConfiguration.X: there is no such member"),
		bad("no agent", with(`"aiAgentConfiguration":{"SELF_SERVICE":{}}`), "aiAgentConfiguration.SELF_SERVICE.aiAgentId: it is required"),
		bad("agent's member", with(`"aiAgentConfiguration":{"SELF_SERVICE":{"aiAgentId":"`+unknown+`","x":1}}`), "aiAgentConfiguration.SELF_SERVICE.x: there is no"),
		bad("orchestrators", with(`"orchestratorConfigurationList":{}`), "a list of objects is wanted"),
		bad("orchestrator", with(`"orchestratorConfigurationList":[{}]`), "orchestratorConfigurationList[0].orchestratorUseCase: it is required"),
		bad("removal", with(`"removeOrchestratorConfigurationList":1`), "a boolean is wanted, not 1"),
		bad("null removal", with(`"removeOrchestratorConfigurationList":null`), "a boolean is wanted, not null"),
		{name: "update of a name", method: "POST", target: sessionURL + "/" + id, body: `{"name":"b"}`, status: 400, errType: validation, message: "name: there is no such member"},
		{name: "update of a filter", method: "POST", target: sessionURL + "/" + id, body: `{"description":"b","tagFilter":{}}`, status: 400, errType: validation},
		{name: "update of an unknown session", method: "POST", target: sessionURL + "/" + unknown, body: `{}`, status: 404, errType: notFound},
		{name: "unknown session", method: "GET", target: sessionURL + "/" + unknown, status: 404, errType: notFound, message: `{"message":`},
		{name: "create for an unknown assistant", method: "POST", target: "/assistants/" + unknown + "/sessions", body: `{"name":"a"}`, status: 404, errType: notFound, message: "there is no assistant " + unknown + ": this service has " + assistant},
		{name: "no ID of a session", method: "GET", target: sessionURL + "/x", status: 400, errType: validation, message: `sessionId: \"x\" is no session's ID`},
		{name: "ARN of a session", method: "GET", target: sessionURL + "/" + url.PathEscape("arn:aws:wisdom:us-east-1:111122223333:session/a/b"), status: 400, errType: validation, message: "sessionId: URLs cannot contain the ARN"},
		{name: "ARN of an assistant", method: "GET", target: "/assistants/arn:aws:wisdom:x/sessions/" + id, status: 400, errType: validation, message: "assistantId: URLs cannot contain the ARN"},
		{name: "no ID of an assistant", method: "POST", target: "/assistants/x/sessions", body: `{"name":"a"}`, status: 400, errType: validation, message: `assistantId: \"x\" is no assistant's ID`},
		{name: "unknown assistant", method: "POST", target: "/assistants/" + unknown + "/sessions/" + id, body: `{}`, status: 404, errType: notFound},
	})
}
