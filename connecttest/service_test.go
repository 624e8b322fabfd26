package connecttest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/connecttest"
)

type object = map[string]any

const (
	instance    = connecttest.DefaultInstance
	assistant   = "87654321-4321-4321-4321-210987654321"
	instanceARN = "arn:aws:connect:us-east-1:111122223333:instance/" + instance
	unknown     = "00000000-0000-0000-0000-000000000000"

	caseURL    = "/test-cases/" + instance
	listURL    = "/test-cases-summary/" + instance
	sessionURL = "/assistants/" + assistant + "/sessions"
	sessionARN = "arn:aws:wisdom:us-east-1:111122223333:session/" + assistant + "/ID"
)

// An answer is what a service answered.
type answer struct {
	status  int
	errType string
	text    string
	body    object
}

// send sends a request to a handler, without a network. Headers are names and
// values by turns.
func send(t testing.TB, h http.Handler, method, target, body string, header ...string) answer {
	t.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return serve(t, h, r)
}

func serve(t testing.TB, h http.Handler, r *http.Request) answer {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	text, err := io.ReadAll(w.Body)
	require.NoError(t, err)
	require.NotContains(t, string(text), `\u003`, "< and > are as they are")
	a := answer{status: w.Code, errType: w.Header().Get("x-amzn-errortype"), text: string(text)}
	require.NoError(t, json.Unmarshal(text, &a.body), "%s", text)
	require.Equal(t, "application/json", w.Header().Get("Content-Type"))
	require.NotEmpty(t, w.Header().Get("x-amzn-RequestId"))
	require.Equal(t, a.status != 200, a.errType != "", "%d %s", a.status, a.errType)
	return a
}

// ok sends a request that must be answered without an error.
func ok(t testing.TB, h http.Handler, method, target, body string, header ...string) object {
	t.Helper()
	a := send(t, h, method, target, body, header...)
	require.Equal(t, 200, a.status, "%s %s %s: %s", method, target, body, a.text)
	return a.body
}

// create creates a test case and returns its ID.
func create(t testing.TB, h http.Handler, members string) string {
	t.Helper()
	return ok(t, h, "PUT", caseURL, members)["TestCaseId"].(string)
}

// describe returns a version of a test case.
func describe(t testing.TB, h http.Handler, id, query string) object {
	t.Helper()
	return ok(t, h, "GET", caseURL+"/"+id+query, "")["TestCase"].(object)
}

// saved returns the state of a service.
func saved(t testing.TB, s *connecttest.Service) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, s.Save(&b))
	return b.String()
}

// recordsOf returns the state of a service without what is said of the service itself.
func recordsOf(t testing.TB, s *connecttest.Service) string {
	t.Helper()
	records, _, found := strings.Cut(saved(t, s), `,"Service":`)
	require.True(t, found)
	return records
}

// clock is a fixed one.
func clock() time.Time { return time.Date(2026, 3, 1, 12, 30, 0, 250_600_000, time.UTC) }

// A refusal is a request that must be answered with an error and change nothing.
type refusal struct {
	name, method, target, body string
	status                     int
	errType                    string
	message                    string // in the answer
	header                     []string
}

func testRefusals(t *testing.T, s *connecttest.Service, list []refusal) {
	before := saved(t, s)
	for _, r := range list {
		t.Run(r.name, func(t *testing.T) {
			a := send(t, s, r.method, r.target, r.body, r.header...)
			assert.Equal(t, r.status, a.status, a.text)
			assert.Equal(t, r.errType, a.errType, a.text)
			assert.Contains(t, a.text, r.message)
			assert.Less(t, len(a.text), 1000, "the error's length")
			assert.Equal(t, before, saved(t, s), "the state")
		})
	}
}

const (
	badParameter = "InvalidParameterException"
	badRequest   = "InvalidRequestException"
	notFound     = "ResourceNotFoundException"
	noOperation  = "UnknownOperationException"
	validation   = "ValidationException"
	duplicate    = "DuplicateResourceException"
)

func TestRoutes(t *testing.T) {
	s := connecttest.New(connecttest.Options{})
	testRefusals(t, s, []refusal{
		{name: "root", method: "GET", target: "/", status: 404, errType: noOperation, message: `there is no operation GET \"/\"`},
		{name: "unknown", method: "POST", target: "/search-contacts", status: 404, errType: noOperation},
		{name: "other method", method: "GET", target: "/search-test-cases", status: 404, errType: noOperation},
		{name: "no such method", method: "PATCH", target: caseURL + "/x", status: 404, errType: noOperation},
		{name: "head", method: "HEAD", target: caseURL + "/x", status: 404, errType: noOperation},
		{name: "too long", method: "GET", target: caseURL + "/x/y", status: 404, errType: noOperation},
		{name: "slash at the end", method: "POST", target: "/search-test-cases/", status: 404, errType: noOperation},
		{name: "slash twice", method: "POST", target: "//search-test-cases", status: 404, errType: noOperation},
		{name: "no ID", method: "GET", target: "/test-cases//x", status: 404, errType: noOperation},
		{name: "dots", method: "GET", target: "/../search-test-cases", status: 404, errType: noOperation},
		{name: "other letter case", method: "POST", target: "/Search-Test-Cases", status: 404, errType: noOperation},
		{name: "other folder", method: "GET", target: "/assistants/" + assistant + "/session/" + unknown, status: 404, errType: noOperation},
	})
	t.Run("no slash", func(t *testing.T) {
		r := httptest.NewRequest("POST", "/", nil)
		r.URL = &url.URL{Opaque: "*"}
		assert.Equal(t, noOperation, serve(t, s, r).errType)
	})
}

func TestNew_panics(t *testing.T) {
	for _, o := range []connecttest.Options{{Instances: []string{"x"}}, {Assistants: []string{strings.ToUpper("abcdefab" + unknown[8:])}}, {PageSize: -1}, {ContainsMin: -1}, {ContainsMax: -1}, {Region: "a:b"}, {Account: "me"}} {
		assert.Panics(t, func() { connecttest.New(o) }, "New(%+v)", o)
	}
}

func TestInstances(t *testing.T) {
	other := "aaaaaaaa-0000-0000-0000-000000000000"
	s := connecttest.New(connecttest.Options{Instances: []string{instance, other}, Region: "eu-west-2", Account: "999900001111"})
	create(t, s, `{"Name":"a","Content":""}`)
	require.Empty(t, ok(t, s, "GET", "/test-cases-summary/"+other, "")["TestCaseSummaryList"])
	arn := "arn:aws:connect:eu-west-2:999900001111:instance/"
	for _, id := range []string{instance, arn + instance} {
		a := ok(t, s, "POST", "/search-test-cases", `{"InstanceId":"`+id+`"}`)
		assert.Len(t, a["TestCases"], 1, id)
	}
	list := ok(t, s, "POST", "/search-test-cases", `{"InstanceId":"`+instance+`"}`)["TestCases"].([]any)
	id := list[0].(object)["Id"].(string)
	assert.Equal(t, arn+instance+"/test-case/"+id, list[0].(object)["Arn"])
	ok(t, s, "GET", "/test-cases/"+url.PathEscape(arn+instance)+"/"+id, "")
	testRefusals(t, s, []refusal{
		{name: "other instance", method: "GET", target: "/test-cases/" + other + "/" + id, status: 404, errType: notFound, message: "there is no test case"},
		{name: "unknown", method: "GET", target: "/test-cases/" + unknown + "/" + id, status: 404, errType: notFound, message: "there is no instance " + unknown + ": this service has " + instance + ", " + other},
		{name: "unknown to a search", method: "POST", target: "/search-test-cases", body: `{"InstanceId":"` + unknown + `"}`, status: 404, errType: notFound},
		{name: "unknown to a list", method: "GET", target: "/test-cases-summary/" + unknown, status: 404, errType: notFound},
		{name: "ARN of another region", method: "GET", target: "/test-cases/" + url.PathEscape(instanceARN) + "/" + id, status: 404, errType: notFound, message: "there is no instance " + instanceARN + ": its ARN is " + arn + instance},
		{name: "list by ARN", method: "GET", target: "/test-cases-summary/" + url.PathEscape(arn+instance), status: 400, errType: badParameter},
		{name: "no ID", method: "GET", target: "/test-cases/x/" + id, status: 400, errType: badParameter},
		{name: "create in no ID", method: "PUT", target: "/test-cases/x", body: `{"Name":"b","Content":""}`, status: 400, errType: badParameter},
		{name: "update in unknown", method: "POST", target: "/test-cases/" + unknown + "/" + id, body: `{}`, status: 404, errType: notFound},
		{name: "delete in unknown", method: "DELETE", target: "/test-cases/" + unknown + "/" + id, status: 404, errType: notFound},
		{name: "missing", method: "POST", target: "/search-test-cases", body: `{}`, status: 400, errType: badParameter, message: "InstanceId: it is required"},
	})
}

func TestSeed(t *testing.T) {
	ids := func(seed uint64) (list []string) {
		s := connecttest.New(connecttest.Options{Seed: seed})
		for i := range 3 {
			send(t, s, "GET", "/nothing", "") // which is not to matter
			list = append(list, create(t, s, fmt.Sprintf(`{"Name":"%d","Content":""}`, i)))
		}
		return list
	}
	assert.Equal(t, ids(1), ids(1))
	assert.NotEqual(t, ids(1), ids(2))
	for _, id := range ids(3) {
		assert.Regexp(t, `^[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}$`, id)
	}
}

func decode(text string) (o object, err error) {
	err = json.Unmarshal([]byte(text), &o)
	return o, err
}

// TestQueries_malformed has queries of which a part is malformed or has no effect: what it
// asks for must not be left out.
func TestQueries_malformed(t *testing.T) {
	s := newSample(t, 3, connecttest.Options{})
	require.NoError(t, s.Put(instance, "queues", json.RawMessage(`{"QueueId":"q","Name":"billing","Tags":{"a":"1","b":"2"}}`)))
	session := createSession(t, s, `{"name":"a","tags":{"a":"1","b":"2"}}`)["sessionArn"].(string)
	var list []refusal
	for _, r := range []struct{ method, target, errType string }{
		{"GET", "/queues-summary/" + instance + "?queueTypes=AGENT;x", badParameter},
		{"GET", "/queues-summary/" + instance + "?queueTypes=%zz", badParameter},
		{"GET", "/rules/" + instance + "?publishStatus=DRAFT;", badRequest},
		{"GET", executionsURL + "?status=FAILED;", badParameter},
		{"GET", caseURL + "/x?status=%", badParameter},
		{"DELETE", "/tags/" + instanceARN + "/queue/q?tagKeys=a&tagKeys=b;c", badParameter},
		{"DELETE", "/tags/" + session + "?tagKeys=a&tagKeys=b;c", validation},
	} {
		list = append(list, refusal{name: r.method + " " + r.target, method: r.method, target: r.target, status: 400, errType: r.errType, message: "the query is malformed: invalid"})
	}
	at := caseURL + "/" + casesOf(s, instance)[0].Id
	list = append(list,
		refusal{name: "status twice", method: "GET", target: at + "?status=SAVED&status=PUBLISHED", status: 400, errType: badParameter, message: "status: it is there twice"},
		refusal{name: "no parameter", method: "GET", target: at + "?Status=SAVED", status: 400, errType: badParameter, message: "Status: there is no such parameter"},
		refusal{name: "no parameter of tags", method: "DELETE", target: "/tags/" + session + "?tagKeys=a&TagKeys=b", status: 400, errType: validation, message: "TagKeys: there is no such parameter"},
	)
	testRefusals(t, s, list)
}

// TestIsUUID has one byte of a UUID replaced by any other, removed, or written twice.
func TestIsUUID(t *testing.T) {
	agree := func(id string) bool {
		is, want := connecttest.IsUUID(id)
		require.Equal(t, want, is, "%q", id)
		return is
	}
	valid := 0
	for i := range instance {
		for c := range 256 {
			if agree(instance[:i] + string([]byte{byte(c)}) + instance[i+1:]) {
				valid++
			}
		}
		assert.False(t, agree(instance[:i]+instance[i+1:]))
		assert.False(t, agree(instance[:i]+instance[i:i+1]+instance[i:]))
	}
	digits := len(strings.ReplaceAll(instance, "-", ""))
	assert.Equal(t, digits*len("0123456789abcdef")+len(instance)-digits, valid)
	assert.False(t, agree(""))
}
