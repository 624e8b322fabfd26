package connecttest_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/connecttest"
	"github.com/searchfilter/searchfilter/internal/wire"
)

const (
	association = "aaaaaaaa-1111-2222-3333-444444444444"
	retrieveURL = "/assistants/" + assistant + "/retrieve"
)

// retrieval returns the body of Retrieve.
func retrieval(more string) string {
	return `{"retrievalQuery":"how?","retrievalConfiguration":{"knowledgeSource":{"assistantAssociationIds":["` + association + `"]}` + more + `}}`
}

func TestRetrieve(t *testing.T) {
	s := connecttest.New(connecttest.Options{})
	require.NoError(t, s.Put(assistant, "q-retrieve",
		json.RawMessage(`{"sourceId":"a","contentText":"one","tags":{"team":"billing","year":2026,"topics":["x","y"],"draft":false}}`),
		json.RawMessage(`{"sourceId":"b","contentText":"two","associationId":"`+unknown+`","referenceType":"BEDROCK_KB_S3","tags":{"team":"sales"}}`),
		json.RawMessage(`{"sourceId":"b","contentText":"three"}`),
	))
	assert.Equal(t, 3, counted(s, "q-retrieve"))
	assert.Equal(t, []any{
		object{"associationId": association, "sourceId": "a", "referenceType": "KNOWLEDGE_BASE", "contentText": "one"},
	}, ok(t, s, "POST", retrieveURL, retrieval(`,"filter":{"equals":{"key":"team","value":"billing"}}`))["results"])
	assert.Equal(t, []any{
		object{"associationId": unknown, "sourceId": "b", "referenceType": "BEDROCK_KB_S3", "contentText": "two"},
	}, ok(t, s, "POST", retrieveURL, retrieval(`,"filter":{"startsWith":{"key":"team","value":"sa"}},"overrideKnowledgeBaseSearchType":"HYBRID"`))["results"])
	assert.Len(t, ok(t, s, "POST", retrieveURL, retrieval(``))["results"], 3)
	assert.Len(t, ok(t, s, "POST", retrieveURL, retrieval(`,"numberOfResults":2`))["results"], 2)
	assert.Equal(t, []any{}, ok(t, s, "POST", retrieveURL, retrieval(`,"filter":{"equals":{"key":"year","value":"2026"}}`))["results"])

	testRefusals(t, s, []refusal{
		{name: "no query", method: "POST", target: retrieveURL, body: `{"retrievalConfiguration":{"knowledgeSource":{"assistantAssociationIds":["` + association + `"]}}}`, status: 400, errType: validation, message: "retrievalQuery: it is required"},
		{name: "no configuration", method: "POST", target: retrieveURL, body: `{"retrievalQuery":"x"}`, status: 400, errType: validation, message: "retrievalConfiguration: it is required"},
		{name: "no source", method: "POST", target: retrieveURL, body: `{"retrievalQuery":"x","retrievalConfiguration":{}}`, status: 400, errType: validation, message: "knowledgeSource: it is required"},
		{name: "two sources", method: "POST", target: retrieveURL, body: strings.Replace(retrieval(``), `["`, `["x","`, 1), status: 400, errType: validation, message: "a list of one ID"},
		{name: "no ID", method: "POST", target: retrieveURL, body: strings.Replace(retrieval(``), association, "x", 1), status: 400, errType: validation, message: "no ID and no ARN"},
		{name: "unknown member", method: "POST", target: retrieveURL, body: retrieval(`,"x":1`), status: 400, errType: validation, message: "retrievalConfiguration.x: there is no such member"},
		{name: "no results", method: "POST", target: retrieveURL, body: retrieval(`,"numberOfResults":0`), status: 400, errType: validation, message: "numberOfResults"},
		{name: "filter", method: "POST", target: retrieveURL, body: retrieval(`,"filter":{"equals":{"key":"a"}}`), status: 400, errType: validation, message: "retrievalConfiguration.filter.equals"},
		{name: "no assistant", method: "POST", target: "/assistants/" + unknown + "/retrieve", body: retrieval(``), status: 404, errType: notFound},
	})
	for _, wrong := range []struct{ raw, message string }{
		{`[]`, "is not an object"}, {`{"contentText":"x"}`, "sourceId: it is required"}, {`{"sourceId":"x"}`, "contentText: it is required"},
		{`{"sourceId":"x","contentText":"y","tags":{"a":{}}}`, "tags.a"}, {`{"sourceId":"x","contentText":"y","size":1}`, "size: there is no such member"},
		{`{"sourceId":"x","contentText":"y","sourceId":"x"}`, "twice"}, {`{"sourceId":"\ud800","contentText":"y"}`, "surrogate"},
		{`{"sourceId":"x","contentText":"y","referenceType":"S3"}`, "referenceType"},
	} {
		assert.ErrorContains(t, s.Put(assistant, "q-retrieve", json.RawMessage(wrong.raw)), wrong.message)
	}
	assert.ErrorContains(t, s.Put(unknown, "q-retrieve", json.RawMessage(`{"sourceId":"x","contentText":"y"}`)), "there is no assistant")
	assert.Equal(t, 3, counted(s, "q-retrieve"), "nothing is stored")

	again, err := connecttest.Open(connecttest.Options{}, connecttest.Source{Reader: strings.NewReader(saved(t, s))})
	require.NoError(t, err)
	assert.Equal(t, s.Records(assistant, "q-retrieve"), again.Records(assistant, "q-retrieve"))
	assert.Equal(t, saved(t, s), saved(t, again))
}

// TestLoadRecords_content loads content that stands alone.
func TestLoadRecords_content(t *testing.T) {
	const one, two = `{"sourceId":"a","contentText":"one","tags":{"team":"billing"}}`, `{"sourceId":"b","contentText":"two"}`
	for _, text := range []string{one + "\n" + two, "[" + one + "," + two + "]", `{"results":[` + one + "," + two + `]}`} {
		loaded := connecttest.New(connecttest.Options{})
		require.NoError(t, loaded.Load(connecttest.Source{Target: "q-retrieve", Reader: strings.NewReader(text)}), text)
		opened, err := connecttest.Open(connecttest.Options{}, connecttest.Source{Target: "q-retrieve", Reader: strings.NewReader(text)})
		require.NoError(t, err, text)
		for _, s := range []*connecttest.Service{loaded, opened} {
			assert.Equal(t, 2, counted(s, "q-retrieve"), text)
			assert.Len(t, ok(t, s, "POST", retrieveURL, retrieval(`,"filter":{"equals":{"key":"team","value":"billing"}}`))["results"], 1, text)
		}
	}
	s := connecttest.New(connecttest.Options{})
	load := func(target, text string) error {
		return s.Load(connecttest.Source{Target: target, Reader: strings.NewReader(text)})
	}
	assert.ErrorContains(t, load("q-retrieve", "\n"+`{"sourceId":"a"}`), "line 2: contentText: it is required")
	assert.ErrorContains(t, load("q-retrieve", `{"Users":[]}`), "Users: these are users, and q-retrieve are wanted")
	assert.ErrorContains(t, load("users", `{"results":[]}`), "results: these are q-retrieve, and users are wanted")
	assert.ErrorContains(t, load("q-session", ``), ", workspaces, q-retrieve")
}

// TestRetrieve_filters sends filters, and gets what package wire selects.
func TestRetrieve_filters(t *testing.T) {
	w := world{rand.New(rand.NewPCG(3, 3))}
	s := connecttest.New(connecttest.Options{})
	for i := range 60 {
		tags := object{}
		if w.IntN(4) > 0 {
			tags["team"] = w.oneOf("a", "ab", "b")
		}
		if w.IntN(2) > 0 {
			tags["year"] = w.IntN(3)
		}
		if w.IntN(3) > 0 {
			tags["topics"] = []string{w.oneOf("a", "b"), "c"}
		}
		raw, err := json.Marshal(object{"sourceId": fmt.Sprint(i), "contentText": fmt.Sprint("text ", i), "tags": tags})
		require.NoError(t, err)
		require.NoError(t, s.Put(assistant, "q-retrieve", raw))
	}
	leaf := func() object {
		switch w.IntN(5) {
		case 0:
			return object{w.oneOf("greaterThan", "lessThanOrEquals"): object{"key": "year", "value": w.IntN(3)}}
		case 1:
			return object{"listContains": object{"key": "topics", "value": w.oneOf("a", "b", "c")}}
		case 2:
			return object{w.oneOf("in", "notIn"): object{"key": "team", "value": []any{w.oneOf("a", "ab"), "b"}}}
		case 3:
			return object{w.oneOf("startsWith", "stringContains"): object{"key": "team", "value": w.oneOf("a", "b")}}
		}
		return object{w.oneOf("equals", "notEquals"): object{"key": w.oneOf("team", "year"), "value": w.oneOf("a", "b")}}
	}
	judge, some := wire.Lookup("q-retrieve"), 0
	for range 60 {
		filter := leaf()
		if w.IntN(2) == 0 {
			filter = object{w.oneOf("andAll", "orAll"): []any{leaf(), leaf()}}
		}
		text, err := json.Marshal(filter)
		require.NoError(t, err)
		program, err := judge.Filter(text, wire.Options{})
		require.NoError(t, err)
		want := []string{}
		for _, r := range s.Records(assistant, "q-retrieve") {
			item, err := judge.Item(r)
			require.NoError(t, err)
			if program.Finds(item, wire.Reading{}) {
				var c struct{ SourceID string }
				require.NoError(t, json.Unmarshal(r, &c))
				want = append(want, c.SourceID)
			}
		}
		got := []string{}
		for _, r := range ok(t, s, "POST", retrieveURL, retrieval(`,"filter":`+string(text)))["results"].([]any) {
			got = append(got, r.(object)["sourceId"].(string))
		}
		require.Equal(t, want, got, "%s", text)
		if len(want) > 0 && len(want) < 60 {
			some++
		}
	}
	t.Logf("%d of 60 filters find some content but not all", some)
	require.Greater(t, some, 20)
}
