package connecttest_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/connecttest"
)

// TestTags_session has the tags of Amazon Q in Connect, at the path of Amazon Connect's.
func TestTags_session(t *testing.T) {
	s := connecttest.New(connecttest.Options{})
	made := createSession(t, s, `{"name":"a","clientToken":"t","tags":{"team":"billing"}}`)
	arn := made["sessionArn"].(string)
	at := sessionURL + "/" + made["sessionId"].(string)
	tags := func() any {
		listed := ok(t, s, "GET", "/tags/"+url.PathEscape(arn), "")["tags"]
		assert.Equal(t, ok(t, s, "GET", at, "")["session"].(object)["tags"], listed)
		return listed
	}
	assert.Equal(t, object{"team": "billing"}, tags())
	assert.Empty(t, ok(t, s, "POST", "/tags/"+arn, `{"tags":{"team":"sales","site":"kl"}}`))
	assert.Equal(t, object{"team": "sales", "site": "kl"}, tags())
	assert.Empty(t, ok(t, s, "POST", "/tags/"+arn, `{"tags":{}}`), "the model has no minimum")
	assert.Empty(t, ok(t, s, "DELETE", "/tags/"+url.PathEscape(arn)+"?tagKeys=team&tagKeys=other", ""))
	assert.Equal(t, object{"site": "kl"}, tags())
	assert.Equal(t, made["sessionId"], createSession(t, s, `{"name":"a","clientToken":"t","tags":{"team":"billing"}}`)["sessionId"], "a retry is known by what was created")
	assert.Empty(t, ok(t, s, "DELETE", "/tags/"+arn+"?tagKeys=site", ""))
	assert.Nil(t, tags())

	testRefusals(t, s, []refusal{
		{name: "empty value", method: "POST", target: "/tags/" + arn, body: `{"tags":{"a":""}}`, status: 400, errType: validation, message: `{"message":"tags.a: a text of 1 or more characters`},
		{name: "key", method: "POST", target: "/tags/" + arn, body: `{"tags":{"é":"a"}}`, status: 400, errType: validation},
		{name: "no tags", method: "POST", target: "/tags/" + arn, body: `{}`, status: 400, errType: validation, message: "tags: it is required"},
		{name: "no JSON", method: "POST", target: "/tags/" + arn, body: `{`, status: 400, errType: validation, message: "the body is not JSON"},
		{name: "no keys", method: "DELETE", target: "/tags/" + arn, status: 400, errType: validation, message: "1 to 50 keys"},
		{name: "no session", method: "GET", target: "/tags/" + strings.Replace(arn, made["sessionId"].(string), unknown, 1), status: 404, errType: notFound, message: `{"message":"there is no resource`},
		{name: "no ID of a session", method: "GET", target: "/tags/" + strings.Replace(arn, made["sessionId"].(string), "x", 1), status: 400, errType: validation, message: `sessionId: \"x\" is no session's ID`},
		{name: "no assistant", method: "GET", target: "/tags/" + strings.Replace(arn, assistant, unknown, 1), status: 404, errType: notFound, message: `{"message":`},
		{name: "other region", method: "GET", target: "/tags/" + strings.Replace(arn, "us-east-1", "eu-west-2", 1), status: 404, errType: notFound, message: "there is no resource"},
	})
}

func TestListTagsForResource(t *testing.T) {
	s := connecttest.New(connecttest.Options{})
	id := create(t, s, `{"Name":"a","Content":"{}","Tags":{"a":"<1>","b":""}}`)
	arn := instanceARN + "/test-case/" + id
	assert.Equal(t, object{"tags": object{"a": "<1>", "b": ""}}, ok(t, s, "GET", "/tags/"+url.PathEscape(arn), ""))
	assert.Equal(t, object{"tags": object{"a": "<1>", "b": ""}}, ok(t, s, "GET", "/tags/"+arn, ""))
	ok(t, s, "DELETE", "/tags/"+arn+"?tagKeys=a&tagKeys=b", "")
	assert.Equal(t, object{}, ok(t, s, "GET", "/tags/"+arn, ""))
	testRefusals(t, s, []refusal{
		{name: "no ARN", method: "GET", target: "/tags/x", status: 400, errType: badParameter, message: `"Message":"resourceArn`},
		{name: "no test case", method: "GET", target: "/tags/" + arn + "0", status: 404, errType: notFound, message: "there is no resource"},
		{name: "another resource", method: "GET", target: "/tags/" + instanceARN, status: 404, errType: notFound, message: "there is no resource"},
	})
}

// TestTags_records has the tags of a record that a search of another kind finds.
func TestTags_records(t *testing.T) {
	s := connecttest.New(connecttest.Options{})
	require.NoError(t, s.Put(instance, "queues", json.RawMessage(`{"QueueId":"q","Name":"billing"}`), json.RawMessage(`{"QueueId":"r","Name":"sales","Tags":{"a":"<1>"}}`)))
	arn := func(id string) string { return instanceARN + "/queue/" + id }
	assert.Equal(t, object{}, ok(t, s, "GET", "/tags/"+arn("q"), ""))
	assert.Equal(t, object{"tags": object{"a": "<1>"}}, ok(t, s, "GET", "/tags/"+arn("r"), ""))
	ok(t, s, "POST", "/tags/"+arn("q"), `{"tags":{"team":"billing","site":"kl"}}`)
	ok(t, s, "DELETE", "/tags/"+arn("q")+"?tagKeys=site", "")
	found := ok(t, s, "POST", "/search-queues", `{"InstanceId":"`+instance+`","SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"team","TagValue":"billing"}}}}`)["Queues"].([]any)
	require.Len(t, found, 1)
	assert.Equal(t, object{"QueueId": "q", "Name": "billing", "QueueArn": arn("q"), "Tags": object{"team": "billing"}}, found[0])
	ok(t, s, "DELETE", "/tags/"+arn("q")+"?tagKeys=team", "")
	assert.JSONEq(t, `{"QueueId":"q","Name":"billing","QueueArn":"`+arn("q")+`"}`, string(s.Records(instance, "queues")[0]), "as it came")
	testRefusals(t, s, []refusal{
		{name: "no queue", method: "GET", target: "/tags/" + arn("x"), status: 404, errType: notFound, message: "there is no resource"},
		{name: "no such kind", method: "GET", target: "/tags/" + instanceARN + "/phone-number/x", status: 404, errType: notFound},
		{name: "reserved", method: "POST", target: "/tags/" + arn("q"), body: `{"tags":{"aws:a":"b"}}`, status: 400, errType: badParameter},
	})
}

// TestTags_oneARN has ARNs of which each is of one record.
func TestTags_oneARN(t *testing.T) {
	s := connecttest.New(connecttest.Options{})
	arn := func(id string) string { return instanceARN + "/queue/" + id }
	queue := func(id, arn string) string { return `{"QueueId":"` + id + `","QueueArn":"` + arn + `"}` }
	put := func(records ...string) error {
		var raw []json.RawMessage
		for _, r := range records {
			raw = append(raw, json.RawMessage(r))
		}
		return s.Put(instance, "queues", raw...)
	}
	require.NoError(t, put(queue("a", arn("x")), queue("b", arn("y"))))
	before := saved(t, s)
	const wrong = `is that of the record with the ID "a"`
	assert.ErrorContains(t, put(queue("c", arn("x"))), wrong)
	assert.ErrorContains(t, put(queue("b", strings.Replace(arn("x"), "us-east-1", "eu-west-2", 1))), wrong, "which it becomes here")
	assert.ErrorContains(t, put(`{"QueueId":"x"}`), wrong, "which it would get")
	assert.ErrorContains(t, s.Load(connecttest.Source{Reader: strings.NewReader(`{"Queues":[` + queue("c", arn("z")) + ",\n" + queue("d", arn("x")) + `]}`)}), "line 2: its ARN")
	_, err := connecttest.Open(connecttest.Options{}, connecttest.Source{Reader: strings.NewReader(`{"Queues":[` + queue("a", arn("x")) + ",\n" + queue("b", arn("x")) + `]}`)})
	assert.ErrorContains(t, err, wrong)
	assert.Equal(t, before, saved(t, s))

	require.NoError(t, put(queue("b", arn("x")), queue("a", arn("y"))), "they are exchanged")
	ok(t, s, "POST", "/tags/"+arn("x"), `{"tags":{"k":"b"}}`)
	ok(t, s, "POST", "/tags/"+arn("y"), `{"tags":{"k":"a"}}`)
	require.NoError(t, s.Load(connecttest.Source{Reader: strings.NewReader(`{"Queues":[` + queue("a", arn("x")) + "," + queue("b", arn("z")) + `]}`)}))
	require.NoError(t, put(queue("c", arn("y"))), "which nobody has now")
	for id, of := range map[string]string{"x": "a", "y": "c", "z": "b"} {
		ok(t, s, "POST", "/tags/"+arn(id), `{"tags":{"k":"`+of+`"}}`)
	}
	for _, raw := range s.Records(instance, "queues") {
		var record struct {
			QueueId string
			Tags    object
		}
		require.NoError(t, json.Unmarshal(raw, &record))
		assert.Equal(t, object{"k": record.QueueId}, record.Tags)
	}
	require.NoError(t, s.Put(instance, "hours-of-operation-overrides",
		json.RawMessage(`{"HoursOfOperationOverrideId":"a","HoursOfOperationArn":"`+instanceARN+`/operating-hours/h"}`),
		json.RawMessage(`{"HoursOfOperationOverrideId":"b","HoursOfOperationArn":"`+instanceARN+`/operating-hours/h"}`)), "which is that of the hours")
}

// TestTags_kinds has a record of every kind tagged by its ARN, and kept.
func TestTags_kinds(t *testing.T) {
	s := connecttest.New(connecttest.Options{})
	arns := map[string]string{} // by target
	var without []string
	for _, target := range connecttest.Targets() {
		if s.Put(instance, target, json.RawMessage(`{}`)) != nil { // its ID, or more, is required
			without = append(without, target)
			continue
		}
		var record map[string]string
		require.NoError(t, json.Unmarshal(s.Records(instance, target)[0], &record))
		for _, text := range record {
			if strings.HasPrefix(text, "arn:") {
				arns[target] = text
			}
		}
		arn := "/tags/" + arns[target]
		if target == "email-addresses" {
			testRefusals(t, s, []refusal{
				{name: "list", method: "GET", target: arn, status: 400, errType: badParameter, message: "no answer shows the tags of one of email-addresses"},
				{name: "tag", method: "POST", target: arn, body: `{"tags":{"a":"b"}}`, status: 400, errType: badParameter},
				{name: "untag", method: "DELETE", target: arn + "?tagKeys=a", status: 400, errType: badParameter},
			})
			delete(arns, target)
			continue
		}
		assert.Equal(t, object{}, ok(t, s, "GET", arn, ""), target)
		ok(t, s, "POST", arn, `{"tags":{"target":"`+target+`","more":""}}`)
		ok(t, s, "DELETE", arn+"?tagKeys=more", "")
	}
	assert.Equal(t, []string{"hours-of-operation-overrides", "predefined-attributes", "test-cases", "workspace-associations"}, without)
	assert.Len(t, arns, len(connecttest.Targets())-5)
	again, err := connecttest.Open(connecttest.Options{}, connecttest.Source{Reader: strings.NewReader(saved(t, s))})
	require.NoError(t, err)
	for target, arn := range arns {
		assert.Equal(t, object{"tags": object{"target": target}}, ok(t, again, "GET", "/tags/"+arn, ""), target)
		var record struct{ Tags map[string]string }
		require.NoError(t, json.Unmarshal(again.Records(instance, target)[0], &record))
		assert.Equal(t, map[string]string{"target": target}, record.Tags)
	}
}

// TestTags_times has tags with the names of members that are times. They are no times.
func TestTags_times(t *testing.T) {
	for _, key := range connecttest.TimeMembers() {
		for _, value := range []string{"2024-01-01T00:00:00Z", "never"} {
			tags := object{key: value}
			text := string(must(json.Marshal(tags)))
			s := connecttest.New(connecttest.Options{})
			require.NoError(t, s.Put(assistant, "q-retrieve", json.RawMessage(`{"sourceId":"s","contentText":"c","tags":`+text+`}`)))
			require.NoError(t, s.Put(instance, "queues", json.RawMessage(`{"QueueId":"q","Tags":`+text+`}`)))
			made := createSession(t, s, `{"name":"a","tags":`+text+`}`)
			other := createSession(t, s, `{"name":"b"}`)
			for _, record := range []object{made, other} {
				ok(t, s, "POST", "/tags/"+record["sessionArn"].(string), `{"tags":`+text+`}`)
			}
			again, err := connecttest.Open(connecttest.Options{}, connecttest.Source{Reader: strings.NewReader(saved(t, s))})
			require.NoError(t, err)
			assert.Equal(t, saved(t, s), saved(t, again))
			for _, service := range []*connecttest.Service{s, again} {
				assert.Contains(t, string(service.Records(assistant, "q-retrieve")[0]), text)
				for _, record := range []object{made, other} {
					assert.Equal(t, object{"tags": tags}, ok(t, service, "GET", "/tags/"+record["sessionArn"].(string), ""))
				}
				assert.Equal(t, object{"tags": tags}, ok(t, service, "GET", "/tags/"+instanceARN+"/queue/q", ""))
				found := ok(t, service, "POST", "/assistants/"+assistant+"/retrieve", `{"retrievalQuery":"q","retrievalConfiguration":{
					"knowledgeSource":{"assistantAssociationIds":["`+unknown+`"]},"filter":{"equals":{"key":"`+key+`","value":"`+value+`"}}}}`)
				assert.Len(t, found["results"], 1)
			}
		}
	}
}
