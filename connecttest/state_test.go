package connecttest_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/connecttest"
)

func TestSaveLoad(t *testing.T) {
	o := connecttest.Options{Instances: []string{instance, unknown}, Now: clock}
	s := newSample(t, 20, o)
	both := create(t, s, `{"Name":"both <1>","Content":"1","Status":"PUBLISHED","Description":""}`)
	ok(t, s, "POST", caseURL+"/"+both, `{"Name":"draft","Status":"SAVED"}`)
	ok(t, s, "PUT", "/test-cases/"+unknown, `{"Name":"elsewhere","Content":""}`)
	filtered := createSession(t, s, `{"name":"a","clientToken":"t","tagFilter":{"tagCondition":{"key":"a"}},"aiAgentConfiguration":{}}`)
	createSession(t, s, `{"name":"b"}`)

	state := saved(t, s)
	loaded := connecttest.New(o)
	require.NoError(t, loaded.Load(strings.NewReader(state)))
	assert.Equal(t, state, saved(t, loaded))
	assert.Equal(t, s.TestCases(instance), loaded.TestCases(instance))
	assert.Equal(t, describe(t, s, both, "?status=SAVED"), describe(t, loaded, both, "?status=SAVED"))
	assert.Equal(t, filtered, createSession(t, loaded, `{"name":"a","clientToken":"t","tagFilter":{"tagCondition":{"key":"a"}},"aiAgentConfiguration":{}}`), "the token is known")
	require.NoError(t, loaded.Load(strings.NewReader(state)))
	assert.JSONEq(t, sortedSessions(t, state), sortedSessions(t, saved(t, loaded)), "twice is once")

	t.Run("another region", func(t *testing.T) {
		o.Region, o.Account = "eu-west-2", "999900001111"
		there := connecttest.New(o)
		require.NoError(t, there.Load(strings.NewReader(state)))
		back := strings.ReplaceAll(strings.ReplaceAll(saved(t, there), `:eu-west-2:999900001111:`, `:us-east-1:111122223333:`), "\n", "")
		assert.Equal(t, strings.ReplaceAll(state, "\n", ""), back)
	})
	t.Run("empty", func(t *testing.T) {
		assert.Equal(t, "{\n \"TestCases\": []\n}\n", saved(t, connecttest.New(connecttest.Options{})))
	})
	t.Run("answer to a search", func(t *testing.T) {
		text, err := os.ReadFile("../testdata/response.json")
		require.NoError(t, err)
		s := connecttest.New(connecttest.Options{})
		require.NoError(t, s.Load(bytes.NewReader(text)))
		cases := s.TestCases(instance)
		require.Len(t, cases, 3)
		assert.Equal(t, "regression-returns-eu", cases[0].Name)
		assert.Equal(t, time.Date(2026, 2, 11, 16, 5, 12, 250e6, time.UTC), cases[0].LastModifiedTime)
		assert.Equal(t, time.Unix(1772755200, 500e6).UTC(), cases[2].LastModifiedTime)
	})
	t.Run("without ARNs", func(t *testing.T) {
		s := connecttest.New(connecttest.Options{})
		require.NoError(t, s.Load(strings.NewReader(`{"TestCases":[{"Id":"x","Name":"a","Colour":"red"},{"Name":"b"}]}`)))
		assert.Len(t, s.TestCases(instance), 2)
		assert.Equal(t, "a", describe(t, s, "x", "")["Name"])
	})
}

// sortedSessions returns a state with its sessions in the order of their IDs.
func sortedSessions(t testing.TB, state string) string {
	o, err := decode(state)
	require.NoError(t, err)
	byID := object{}
	for _, x := range o["Sessions"].([]any) {
		byID[x.(object)["sessionId"].(string)] = x
	}
	o["Sessions"] = byID
	b, err := json.Marshal(o)
	require.NoError(t, err)
	return string(b)
}

func TestLoad_errors(t *testing.T) {
	s := newSample(t, 3, connecttest.Options{})
	createSession(t, s, `{"name":"a"}`)
	before := saved(t, s)
	first := `{"Id":"fine","Name":"a"},`
	for _, test := range []struct{ name, text, err string }{
		{"nothing", ``, "this is no state of a service: EOF"},
		{"no object", `[]`, "this is no state of a service"},
		{"something behind", `{} {}`, "there is something after the state, at byte "},
		{"null", `{"TestCases":[` + first + `null]}`, "a test case is null"},
		{"time", `{"TestCases":[` + first + `{"LastModifiedTime":"yesterday"}]}`, `"yesterday" is no time as RFC 3339 has it`},
		{"number", `{"TestCases":[` + first + `{"LastModifiedTime":1e300}]}`, "1e300 is no time in seconds since 1970"},
		{"neither", `{"TestCases":[` + first + `{"LastModifiedTime":[]}]}`, "[] is no time"},
		{"unknown instance", `{"TestCases":[` + first + `{"Arn":"arn:aws:connect:us-east-1:1:instance/` + unknown + `/test-case/x"}]}`, `there is no instance "` + unknown},
		{"other ARN", `{"TestCases":[` + first + `{"Arn":"x"}]}`, `there is no instance ""`},
		{"long ID", `{"TestCases":[` + first + `{"Id":"` + strings.Repeat("é", 300) + `"}]}`, "an Id: it has 600 bytes, and 500 are the most"},
		{"session without an ID", `{"TestCases":[{"Id":"fine"}],"Sessions":[{"name":"a"}]}`, "a session has no sessionId that is a UUID"},
		{"unknown assistant", `{"TestCases":[{"Id":"fine"}],"Sessions":[{"sessionId":"` + unknown + `","sessionArn":"x"}]}`, `there is no assistant ""`},
	} {
		err := s.Load(strings.NewReader(test.text))
		if assert.Error(t, err, test.name) {
			assert.Contains(t, err.Error(), test.err, test.name)
		}
		assert.Equal(t, before, saved(t, s), test.name)
	}
}

func TestPut(t *testing.T) {
	s := connecttest.New(connecttest.Options{})
	text, tags := "{", map[string]string{"aws:x": "!"}
	in := connecttest.TestCase{Id: "x", Name: "", Content: &text, Tags: tags, Arn: "ignored", TestCaseSha256: "ignored", Status: "PUBLISHED"}
	require.NoError(t, s.Put(instance, in))
	text, tags["aws:x"] = "changed", "changed" // which is not to matter
	got := s.TestCases(instance)
	require.Len(t, got, 1)
	assert.Equal(t, "{", *got[0].Content)
	assert.Equal(t, instanceARN+"/test-case/x", got[0].Arn)
	assert.Equal(t, "021fb596db81e6d02bf3d2586ee3981fe519f275c0ac9ca76bbcf2ebb4097d96", got[0].TestCaseSha256)
	got[0].Tags["aws:x"] = "changed, too"
	assert.Equal(t, object{"aws:x": "!"}, describe(t, s, "x", "")["Tags"])

	require.NoError(t, s.Put(instance, connecttest.TestCase{Id: "x", Status: "SAVED", Name: "draft", Tags: map[string]string{"k": "v"}}))
	assert.NotContains(t, describe(t, s, "x", ""), "Name")
	assert.Equal(t, object{"k": "v"}, describe(t, s, "x", "")["Tags"], "of the version that was put last")
	assert.Equal(t, "draft", describe(t, s, "x", "?status=SAVED")["Name"])
	assert.NotContains(t, describe(t, s, "x", "?status=SAVED"), "LastModifiedTime")

	assert.EqualError(t, s.Put(unknown, in), `connecttest: there is no instance "`+unknown+`"`)
	assert.EqualError(t, s.Put(instance, connecttest.TestCase{Name: "fine"}, connecttest.TestCase{Id: strings.Repeat("x", 501)}), "connecttest: an Id: it has 501 bytes, and 500 are the most")
	assert.EqualError(t, s.Put(instance, connecttest.TestCase{Id: "\xff"}), "connecttest: an Id: it is not UTF-8")
	assert.Len(t, s.TestCases(instance), 1)
	assert.Empty(t, s.TestCases(unknown))
}

func TestTestCase_json(t *testing.T) {
	for seconds, ms := range map[string]int64{"0": 0, "1772755200": 1772755200000, "1772755200.5": 1772755200500, "0.001": 1, "-1.25": -1250, "100": 100_000} {
		tc := connecttest.TestCase{LastModifiedTime: time.UnixMilli(ms).UTC()}
		b, err := json.Marshal(tc)
		require.NoError(t, err)
		assert.Equal(t, `{"LastModifiedTime":`+seconds+`}`, string(b))
		var back connecttest.TestCase
		require.NoError(t, json.Unmarshal(b, &back))
		assert.Equal(t, tc, back)
	}
	assert.Error(t, json.Unmarshal([]byte(`{"Name":1}`), new(connecttest.TestCase)))
}

func TestKeep(t *testing.T) {
	var kept string
	var broken error
	s := connecttest.New(connecttest.Options{Keep: func(state []byte) error {
		if broken == nil {
			kept = string(state)
		}
		return broken
	}})
	id := create(t, s, `{"Name":"a","Content":"","Tags":{"a":"b"}}`)
	assert.Equal(t, saved(t, s), kept)
	session := createSession(t, s, `{"name":"a"}`)["sessionId"].(string)
	assert.Equal(t, saved(t, s), kept)
	broken = errors.New("the disk is full")
	failed := func(name, method, target, body string) refusal {
		return refusal{name: name, method: method, target: target, body: body, status: 500, errType: "InternalServiceException", message: "the disk is full"}
	}
	testRefusals(t, s, []refusal{
		failed("create", "PUT", caseURL, `{"Name":"b","Content":""}`),
		failed("update", "POST", caseURL+"/"+id, `{"Name":"b"}`),
		failed("delete", "DELETE", caseURL+"/"+id, ""),
		failed("tag", "POST", "/tags/"+instanceARN+"/test-case/"+id, `{"tags":{"a":"c"}}`),
		failed("untag", "DELETE", "/tags/"+instanceARN+"/test-case/"+id+"?tagKeys=a", ""),
		failed("session", "POST", sessionURL, `{"name":"b"}`),
		failed("update of a session", "POST", sessionURL+"/"+session, `{"description":"b"}`),
	})
	assert.ErrorIs(t, s.Put(instance, connecttest.TestCase{Name: "b"}), broken)
	assert.ErrorIs(t, s.Load(strings.NewReader(`{"TestCases":[{"Name":"b"}]}`)), broken)
	assert.Equal(t, kept, saved(t, s))
	assert.Equal(t, 200, send(t, s, "GET", caseURL+"/"+id, "").status)
}
