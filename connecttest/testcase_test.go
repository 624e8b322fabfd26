package connecttest_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/connecttest"
)

// TestCreateTestCase_arn has an ID whose ARN another test case has.
func TestCreateTestCase_arn(t *testing.T) {
	s := connecttest.New(connecttest.Options{})
	require.NoError(t, putCases(s, instance, testCase{Id: "1", Name: "a", Arn: instanceARN + "/test-case/other"}, testCase{Id: "2", Name: "b", Status: "SAVED"}))
	wrong := putCases(s, instance, testCase{Id: "2", Name: "b", Status: "PUBLISHED", Arn: instanceARN + "/test-case/3"})
	assert.ErrorContains(t, wrong, `the two versions of the test case with the Id "2" differ in their Arn`)
	a := send(t, s, "PUT", caseURL, `{"Name":"c","Content":""}`, "x-amz-resource-id", "other")
	assert.Equal(t, 409, a.status, a.text)
	assert.Equal(t, "DuplicateResourceException", a.errType)
	ok(t, s, "PUT", caseURL, `{"Name":"c","Content":""}`, "x-amz-resource-id", "3")
	_, err := connecttest.Open(connecttest.Options{}, connecttest.Source{Reader: strings.NewReader(saved(t, s))})
	assert.NoError(t, err)
}

func TestCreateTestCase(t *testing.T) {
	s := connecttest.New(connecttest.Options{Now: clock})
	created := ok(t, s, "PUT", caseURL, `{
		"Name": "smoke <é> 予約", "Description": "", "Content": "{\"steps\":[]}", "InitializationData": "{}", "Status": "PUBLISHED",
		"EntryPoint": {"Type": "VOICE_CALL",
			"VoiceCallEntryPointParameters": {"SourcePhoneNumber": "+15550100", "DestinationPhoneNumber": "+442079460000", "FlowId": "f"},
			"ChatEntryPointParameters": {"FlowId": "g"}},
		"Tags": {"cost center": "42", "k": ""}
	}`)
	id := created["TestCaseId"].(string)
	arn := instanceARN + "/test-case/" + id
	assert.Equal(t, object{"TestCaseId": id, "TestCaseArn": arn}, created)
	// The pattern of TestCaseArn in CloudFormation's schema of AWS::Connect::TestCase.
	assert.Regexp(t, `^arn:aws[-a-z0-9]*:connect:[-a-z0-9]*:[0-9]{12}:instance/[-a-zA-Z0-9]*/test-case/[-a-zA-Z0-9]*$`, arn)
	assert.Equal(t, object{
		"Id": id, "Arn": arn, "Name": "smoke <é> 予約", "Description": "", "Content": `{"steps":[]}`, "InitializationData": "{}", "Status": "PUBLISHED",
		"EntryPoint": object{"Type": "VOICE_CALL",
			"VoiceCallEntryPointParameters": object{"SourcePhoneNumber": "+15550100", "DestinationPhoneNumber": "+442079460000", "FlowId": "f"},
			"ChatEntryPointParameters":      object{"FlowId": "g"}},
		"Tags":             object{"cost center": "42", "k": ""},
		"LastModifiedTime": 1772368200.25, "LastModifiedRegion": "us-east-1",
		"TestCaseSha256": "4430e7786edc0f8419f02e909c15422ebf572287a58132d8f6f33250ce053121",
	}, describe(t, s, id, ""))

	t.Run("least", func(t *testing.T) {
		id := create(t, s, `{"Name":"b","Content":""}`)
		assert.Equal(t, object{
			"Id": id, "Arn": instanceARN + "/test-case/" + id, "Name": "b", "Content": "", "Status": "SAVED",
			"LastModifiedTime": 1772368200.25, "LastModifiedRegion": "us-east-1",
			"TestCaseSha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		}, describe(t, s, id, ""))
	})
	t.Run("replica", func(t *testing.T) {
		created := ok(t, s, "PUT", caseURL, `{"Name":"c","Content":""}`, "x-amz-resource-id", "replica-1",
			"x-amz-last-modified-time", "Thu, 01 Jan 2015 00:00:00 GMT", "x-amz-last-modified-region", "eu-west-2")
		assert.Equal(t, "replica-1", created["TestCaseId"])
		got := describe(t, s, "replica-1", "")
		assert.Equal(t, 1420070400., got["LastModifiedTime"])
		assert.Equal(t, "eu-west-2", got["LastModifiedRegion"])
	})
	t.Run("without a status", func(t *testing.T) {
		s := connecttest.New(connecttest.Options{StatusMayBeMissing: true})
		id := create(t, s, `{"Name":"b","Content":""}`)
		assert.NotContains(t, describe(t, s, id, ""), "Status")
		for _, status := range []string{"PUBLISHED", "SAVED"} {
			a := ok(t, s, "POST", "/search-test-cases", `{"InstanceId":"`+instance+`","SearchCriteria":{"StatusCondition":"`+status+`"}}`)
			assert.Empty(t, a["TestCases"], status)
		}
		ok(t, s, "POST", caseURL+"/"+id, `{"Name":"c"}`)
		assert.NotContains(t, describe(t, s, id, ""), "Status")
	})
}

func TestCreateTestCase_refusals(t *testing.T) {
	s := connecttest.New(connecttest.Options{})
	create(t, s, `{"Name":"taken","Content":""}`)
	ok(t, s, "PUT", caseURL, `{"Name":"x","Content":""}`, "x-amz-resource-id", "taken")
	with := func(members string) string { return `{"Name":"a","Content":"",` + members + `}` }
	many := make([]string, 51)
	for i := range many {
		many[i] = fmt.Sprintf(`"%d":""`, i)
	}
	bad := func(name, body, message string) refusal {
		return refusal{name: name, method: "PUT", target: caseURL, body: body, status: 400, errType: badParameter, message: message}
	}
	header := func(name, message string, header ...string) refusal {
		r := bad(name, with(`"Status":"SAVED"`), message)
		r.header = header
		return r
	}
	testRefusals(t, s, []refusal{
		bad("no body", "", "Name: it is required"),
		bad("no name", `{"Content":""}`, "Name: it is required"),
		bad("no content", `{"Name":"a"}`, "Content: it is required"),
		bad("empty name", `{"Name":"","Content":""}`, "Name: a text of 1 or more characters is wanted, and this has 0"),
		bad("null", `{"Name":null,"Content":""}`, "Name: a string is wanted, not null"),
		bad("number", `{"Name":1,"Content":""}`, "Name: a string is wanted, not 1"),
		bad("unknown member", with(`"Colour":"red"`), "Colour: there is no such member"),
		bad("long unknown member", with(`"`+strings.Repeat("é", 1000)+`":"red"`), "there is no such member"),
		bad("other letter case", `{"name":"a","Content":""}`, "Name: it is required"),
		bad("unknown status", with(`"Status":"DRAFT"`), `Status: \"DRAFT\" is not PUBLISHED or SAVED`),
		bad("initialization data", with(`"InitializationData":"{"`), "InitializationData: the value must be valid JSON"),
		bad("entry point", with(`"EntryPoint":[]`), "EntryPoint: an object is wanted, not []"),
		bad("entry point's type", with(`"EntryPoint":{"Type":"EMAIL"}`), "EntryPoint.Type: "),
		bad("entry point's member", with(`"EntryPoint":{"Typ":"CHAT"}`), "EntryPoint.Typ: there is no such member"),
		bad("phone number", with(`"EntryPoint":{"VoiceCallEntryPointParameters":{"SourcePhoneNumber":"0800"}}`), "EntryPoint.VoiceCallEntryPointParameters.SourcePhoneNumber: "),
		bad("call's member", with(`"EntryPoint":{"VoiceCallEntryPointParameters":{"x":""}}`), "EntryPoint.VoiceCallEntryPointParameters.x: there is no such"),
		bad("flow", with(`"EntryPoint":{"ChatEntryPointParameters":{"FlowId":"`+strings.Repeat("x", 501)+`"}}`), "FlowId: a text of 500 or fewer characters is wanted, and this has 501"),
		bad("no tags", with(`"Tags":{}`), "Tags: 1 to 50 tags are wanted, and this has 0"),
		bad("many tags", with(`"Tags":{`+strings.Join(many, ",")+`}`), "Tags: 1 to 50 tags are wanted, and this has 51"),
		bad("tag", with(`"Tags":{"a":1}`), "Tags.a: a string is wanted, not 1"),
		bad("tag's key", with(`"Tags":{"a!":""}`), `Tags: the key of a tag: \"a!\" is not of the form`),
		bad("empty key", with(`"Tags":{"":""}`), "Tags: the key of a tag: a text of 1 or more"),
		bad("reserved key", with(`"Tags":{"aws:a":""}`), `Tags: the key \"aws:a\" begins with aws:, which is reserved`),
		bad("name twice", `{"Name":"a","Content":"","Name":"b"}`, "Name: it is there twice"),
		bad("tag twice", with(`"Tags":{"a":"1","a":"2"}`), "Tags.a: it is there twice"),
		bad("flow twice", with(`"EntryPoint":{"ChatEntryPointParameters":{"FlowId":"a","FlowId":"b"}}`), "EntryPoint.ChatEntryPointParameters.FlowId: it is there twice"),
		bad("tag's value", with(`"Tags":{"a":"`+strings.Repeat("x", 257)+`"}`), "Tags.a: a text of 256 or fewer"),
		header("long ID", "TestCaseId: ", "x-amz-resource-id", strings.Repeat("x", 501)),
		header("ID not UTF-8", "TestCaseId: it is not UTF-8", "x-amz-resource-id", "\xff"),
		header("time", "LastModifiedTime: ", "x-amz-last-modified-time", "2015-01-01"),
		header("region", "LastModifiedRegion: ", "x-amz-last-modified-region", "Mars"),
		{name: "half of a pair", method: "PUT", target: caseURL, body: `{"Name":"\ud800","Content":""}`, status: 400, errType: badRequest, message: "the body has half of a surrogate pair, which is no text"},
		{name: "name", method: "PUT", target: caseURL, body: `{"Name":"taken","Content":""}`, status: 409, errType: duplicate, message: "a test case with this name exists"},
		{name: "ID", method: "PUT", target: caseURL, body: with(`"Status":"SAVED"`), header: []string{"x-amz-resource-id", "taken"}, status: 409, errType: duplicate, message: "a test case with this ID exists"},
		{name: "content", method: "PUT", target: caseURL, body: `{"Name":"a","Content":"{","Status":"PUBLISHED"}`, status: 400, errType: "InvalidTestCaseException", message: `{"Problems":[{"message":"Content: it is not JSON"}]}`},
	})
}

// TestVersions goes through the life of a test case.
func TestVersions(t *testing.T) {
	s := connecttest.New(connecttest.Options{})
	id := create(t, s, `{"Name":"draft","Content":"not JSON","Tags":{"k":"v"}}`)
	at := caseURL + "/" + id
	search := func() string {
		list := ok(t, s, "POST", "/search-test-cases", `{"InstanceId":"`+instance+`"}`)["TestCases"].([]any)
		require.Len(t, list, 1)
		summaries := ok(t, s, "GET", listURL, "")["TestCaseSummaryList"].([]any)
		require.Len(t, summaries, 1)
		found, summary := list[0].(object), summaries[0].(object)
		for name, value := range summary {
			assert.Equal(t, found[name], value, name)
		}
		assert.Len(t, summary, 6)
		assert.Equal(t, object{"k": "v"}, found["Tags"])
		return fmt.Sprint(found["Name"], " ", found["Status"], " ", found["Content"])
	}
	versions := func() string {
		var list []string
		for _, query := range []string{"", "?status=PUBLISHED", "?status=SAVED"} {
			a := send(t, s, "GET", at+query, "")
			if a.status == 404 {
				assert.Equal(t, notFound, a.errType)
				list = append(list, "-")
				continue
			}
			v := a.body["TestCase"].(object)
			assert.Equal(t, object{"k": "v"}, v["Tags"])
			list = append(list, fmt.Sprint(v["Name"], " ", v["Content"]))
		}
		return strings.Join(list, ", ")
	}
	steps := []struct {
		name, update, versions, search string
	}{
		{"created", ``, "draft not JSON, -, draft not JSON", "draft SAVED not JSON"},
		{"without a status", `{"Name":"better"}`, "better not JSON, -, better not JSON", "better SAVED not JSON"},
		{"saved", `{"Name":"good","Content":"1","Status":"SAVED"}`, "good 1, -, good 1", "good SAVED 1"},
		{"published", `{"Status":"PUBLISHED"}`, "good 1, good 1, -", "good PUBLISHED 1"},
		{"published, without a status", `{"Content":"2"}`, "good 2, good 2, -", "good PUBLISHED 2"},
		{"saved beside it", `{"Content":"{","Status":"SAVED"}`, "good 2, good 2, good {", "good PUBLISHED 2"},
		{"saved again", `{"Name":"next","Status":"SAVED"}`, "good 2, good 2, next {", "good PUBLISHED 2"},
		{"published, beside a saved one", `{"Content":"3"}`, "good 3, good 3, next {", "good PUBLISHED 3"},
		{"the saved one published", `{"Content":"4","Status":"PUBLISHED"}`, "next 4, next 4, -", "next PUBLISHED 4"},
	}
	for _, step := range steps {
		if step.update != "" {
			assert.Empty(t, ok(t, s, "POST", at, step.update), step.name)
		}
		assert.Equal(t, step.versions, versions(), step.name)
		assert.Equal(t, step.search, search(), step.name)
	}

	ok(t, s, "POST", at, `{"Name":"later","Status":"SAVED"}`)
	other := create(t, s, `{"Name":"other","Content":""}`)
	ok(t, s, "POST", caseURL+"/"+other, `{"Name":"other"}`) // its own name
	testRefusals(t, s, []refusal{
		{name: "content", method: "POST", target: at, body: `{"Content":"x"}`, status: 400, errType: "InvalidTestCaseException", message: "Content: it is not JSON"},
		{name: "content to be published", method: "POST", target: at, body: `{"Content":"x","Status":"PUBLISHED"}`, status: 400, errType: "InvalidTestCaseException"},
		{name: "name of a published version", method: "POST", target: caseURL + "/" + other, body: `{"Name":"next"}`, status: 409, errType: duplicate},
		{name: "name of a saved version", method: "POST", target: caseURL + "/" + other, body: `{"Name":"later"}`, status: 409, errType: duplicate},
		{name: "tags", method: "POST", target: at, body: `{"Tags":{"a":"b"}}`, status: 400, errType: badParameter, message: "Tags: there is no such member"},
		{name: "time", method: "POST", target: at, body: `{}`, header: []string{"x-amz-last-modified-time", "x"}, status: 400, errType: badParameter},
		{name: "unknown", method: "POST", target: caseURL + "/x", body: `{}`, status: 404, errType: notFound},
		{name: "a long ARN", method: "GET", target: caseURL + "/" + url.PathEscape(instanceARN+"/test-case/fixed-1"), status: 404, errType: notFound, message: `/test-case/fixed-1\"`},
		{name: "a long ID", method: "GET", target: caseURL + "/" + strings.Repeat("a", 100) + strings.Repeat("b", 100), status: 404, errType: notFound, message: strings.Repeat("a", 60) + `\"…\"` + strings.Repeat("b", 60)},
		{name: "describe unknown", method: "GET", target: caseURL + "/x", status: 404, errType: notFound},
		{name: "describe with another status", method: "GET", target: at + "?status=saved", status: 400, errType: badParameter},
		{name: "delete unknown", method: "DELETE", target: caseURL + "/x", status: 404, errType: notFound},
	})
	assert.Empty(t, ok(t, s, "DELETE", at, ""))
	assert.Equal(t, "-, -, -", versions())
	assert.Len(t, casesOf(s, instance), 1)
}

// TestUpdateTestCase_members sets each member by itself.
func TestUpdateTestCase_members(t *testing.T) {
	s := connecttest.New(connecttest.Options{Now: clock})
	id := create(t, s, `{"Name":"a","Content":"{}"}`)
	want := describe(t, s, id, "")
	for _, update := range []struct{ name, value string }{
		{"Name", `"b"`}, {"Description", `"d"`}, {"InitializationData", `"1"`}, {"EntryPoint", `{"Type":"CHAT"}`},
	} {
		a := ok(t, s, "POST", caseURL+"/"+id, `{"`+update.name+`":`+update.value+`}`)
		assert.Empty(t, a)
		got := describe(t, s, id, "")
		assert.NotEqual(t, want[update.name], got[update.name], update.name)
		want[update.name] = got[update.name]
		assert.Equal(t, want, got)
	}
}

func TestTags(t *testing.T) {
	s := connecttest.New(connecttest.Options{Now: clock})
	id := create(t, s, `{"Name":"a","Content":"1","Status":"PUBLISHED"}`)
	ok(t, s, "POST", caseURL+"/"+id, `{"Status":"SAVED"}`)
	arn := instanceARN + "/test-case/" + id
	escaped := "/tags/" + url.PathEscape(arn)
	before := describe(t, s, id, "")

	assert.Empty(t, ok(t, s, "POST", escaped, `{"tags":{"team":"billing","BPO":"123"}}`))
	assert.Empty(t, ok(t, s, "POST", "/tags/"+arn, `{"tags":{"BPO":"204"}}`), "slashes as they are")
	for _, query := range []string{"", "?status=PUBLISHED", "?status=SAVED"} {
		assert.Equal(t, object{"team": "billing", "BPO": "204"}, describe(t, s, id, query)["Tags"], query)
	}
	assert.Empty(t, ok(t, s, "DELETE", escaped+"?tagKeys=team&tagKeys=nothing", ""))
	assert.Equal(t, object{"BPO": "204"}, describe(t, s, id, "")["Tags"])
	assert.Empty(t, ok(t, s, "DELETE", escaped+"?tagKeys=BPO", ""))
	assert.Equal(t, before, describe(t, s, id, ""))

	var many []string
	for i := range 50 {
		many = append(many, fmt.Sprintf(`"%d":""`, i))
	}
	ok(t, s, "POST", escaped, `{"tags":{`+strings.Join(many, ",")+`}}`)
	testRefusals(t, s, []refusal{
		{name: "no tags", method: "POST", target: escaped, body: `{}`, status: 400, errType: badParameter, message: "tags: it is required"},
		{name: "one more", method: "POST", target: escaped, body: `{"tags":{"more":""}}`, status: 400, errType: badParameter, message: "50 tags at most"},
		{name: "no keys", method: "DELETE", target: escaped, status: 400, errType: badParameter, message: "tagKeys: 1 to 50 keys are wanted, and there are 0"},
		{name: "many keys", method: "DELETE", target: escaped + "?tagKeys=1" + strings.Repeat("&tagKeys=2", 50), status: 400, errType: badParameter, message: "there are 51"},
		{name: "no ARN", method: "DELETE", target: "/tags/x?tagKeys=a", status: 400, errType: badParameter, message: "is no ARN"},
		{name: "other resource", method: "DELETE", target: "/tags/arn:aws:connect:us-east-1:1:user?tagKeys=a", status: 404, errType: notFound},
		{name: "other region", method: "DELETE", target: "/tags/" + strings.Replace(arn, "us-east-1", "eu-west-2", 1) + "?tagKeys=a", status: 404, errType: notFound},
		{name: "unknown instance", method: "DELETE", target: "/tags/" + strings.Replace(arn, instance, unknown, 1) + "?tagKeys=a", status: 404, errType: notFound},
		{name: "unknown test case", method: "DELETE", target: "/tags/" + arn + "0?tagKeys=a", status: 404, errType: notFound},
		{name: "session", method: "DELETE", target: "/tags/arn:aws:wisdom:us-east-1:111122223333:session/a/b?tagKeys=a", status: 404, errType: notFound},
	})
}
