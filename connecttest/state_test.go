package connecttest_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"
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
	require.NoError(t, loaded.Load(connecttest.Source{Reader: strings.NewReader(state)}))
	assert.Equal(t, state, saved(t, loaded))
	assert.Equal(t, casesOf(s, instance), casesOf(loaded, instance))
	assert.Equal(t, describe(t, s, both, "?status=SAVED"), describe(t, loaded, both, "?status=SAVED"))
	assert.Equal(t, filtered, createSession(t, loaded, `{"name":"a","clientToken":"t","tagFilter":{"tagCondition":{"key":"a"}},"aiAgentConfiguration":{}}`), "the token is known")
	require.NoError(t, loaded.Load(connecttest.Source{Reader: strings.NewReader(state)}))
	assert.Equal(t, state, saved(t, loaded), "twice is once")

	t.Run("another region", func(t *testing.T) {
		o.Region, o.Account = "eu-west-2", "999900001111"
		there := connecttest.New(o)
		require.NoError(t, there.Load(connecttest.Source{Reader: strings.NewReader(state)}))
		back := strings.ReplaceAll(strings.ReplaceAll(recordsOf(t, there), `:eu-west-2:999900001111:`, `:us-east-1:111122223333:`), "\n", "")
		assert.Equal(t, strings.ReplaceAll(recordsOf(t, s), "\n", ""), back)
	})
	t.Run("empty", func(t *testing.T) {
		assert.Equal(t, "{\"TestCases\":[],\"Service\":{\"Region\":\"us-east-1\",\"Account\":\"111122223333\",\"Instances\":[\""+instance+"\"],\"Assistants\":[\""+assistant+"\"]}}\n", saved(t, connecttest.New(connecttest.Options{})))
	})
	t.Run("answer to a search", func(t *testing.T) {
		text, err := os.ReadFile("../testdata/response.json")
		require.NoError(t, err)
		s := connecttest.New(connecttest.Options{})
		require.NoError(t, s.Load(connecttest.Source{Reader: bytes.NewReader(text)}))
		cases := casesOf(s, instance)
		require.Len(t, cases, 3)
		assert.Equal(t, "regression-returns-eu", cases[0].Name)
		assert.Equal(t, unix(time.Date(2026, 2, 11, 16, 5, 12, 250e6, time.UTC)), cases[0].LastModifiedTime)
		assert.Equal(t, 1772755200.5, cases[2].LastModifiedTime)
	})
	t.Run("without ARNs", func(t *testing.T) {
		s := connecttest.New(connecttest.Options{})
		require.NoError(t, s.Load(connecttest.Source{Reader: strings.NewReader(`{"TestCases":[{"Id":"x","Name":"a","Colour":"red"},{"Name":"b"}]}`)}))
		assert.Len(t, casesOf(s, instance), 2)
		assert.Equal(t, "a", describe(t, s, "x", "")["Name"])
	})
}

// TestLoad_forms loads what the command searchfilter match reads.
func TestLoad_forms(t *testing.T) {
	a := `{"Id":"a","Name":"1","Status":"SAVED"}`
	b := `{"Arn":"` + instanceARN + `/test-case/b","Name":"2","Tags":{"k":"v"},"EntryPoint":{"Type":"CHAT","ChatEntryPointParameters":{"FlowId":"f"}}}`
	for _, test := range []struct{ name, text, ids string }{
		{"nothing", ``, ""},
		{"space", " \n", ""},
		{"empty object", `{}`, ""},
		{"null list", `{"TestCases":null}`, ""},
		{"no list", `{"ApproximateTotalCount":0}`, ""},
		{"answer", `{"TestCases":[` + a + `,` + b + `],"NextToken":null,"ApproximateTotalCount":2}`, "a b"},
		{"answers", `{"TestCases":[` + a + `],"NextToken":"x"}` + "\n" + `{"TestCases":[` + b + `]}`, "a b"},
		{"array", `[` + a + `,` + b + `]`, "a b"},
		{"array of answers", `[{"TestCases":[` + a + `]},` + b + `]`, "a b"},
		{"one", a, "a"},
		{"description", `{"TestCase":` + b + `}`, "b"},
		{"no description", `{"TestCase":null}`, ""},
		{"lines", a + "\n" + b + "\r\n", "a b"},
		{"byte order mark", "\uFEFF" + a, "a"},
	} {
		for _, o := range []connecttest.Options{{}, {Keep: func(io.WriterTo) error { return nil }}} {
			s := connecttest.New(o)
			require.NoError(t, s.Load(connecttest.Source{Reader: strings.NewReader(test.text)}), test.name)
			var ids []string
			for _, tc := range casesOf(s, instance) {
				ids = append(ids, tc.Id)
			}
			assert.Equal(t, test.ids, strings.Join(ids, " "), test.name)
		}
	}
}

func TestLoad_errors(t *testing.T) {
	s := newSample(t, 3, connecttest.Options{})
	createSession(t, s, `{"name":"a"}`)
	before := saved(t, s)
	const fine = `{"Id":"fine","Name":"a"}`
	with := func(second string) string { return `{"TestCases":[` + fine + `,` + second + `]}` }
	for _, test := range []struct{ name, text, err string }{
		{"no JSON", fine + "\n\n{\"Name\":}", "line 3: not JSON: invalid character '}' looking for beginning of value"},
		{"cut off", with("{}")[:30], "line 1: this is cut off: unexpected EOF"},
		{"gzip", "\x1f\x8b\x08\x00", "this is compressed by gzip: unpack it first"},
		{"not UTF-8", with("\n{\"Name\":\"\xff\"}"), "line 2: this is not UTF-8"},
		{"half of a pair", with(`{"Name":"\ud800"}`), "line 1: TestCases[1]: half of a surrogate pair is no text"},
		{"half of a pair in a key", with(`{"Name":"a","Tags":{"\ud800":""}}`), "line 1: TestCases[1]: half of a surrogate pair is no text"},
		{"a text", fine + ` "x"`, `"x" is no record: wanted are an answer of a search or a List, such as SearchTestCases, an array of records, or one after the other`},
		{"a long text", `"` + strings.Repeat("é", 100) + `"`, `"` + strings.Repeat("é", 39) + "… is no record: "},
		{"an array in an array", `[[]]`, "[] is no record"},
		{"something else", `{"name":"my-app","version":"1.0.0"}`, "there is no Name, which a test case must have"},
		{"no list", `{"TestCases":1}`, "TestCases: a list is wanted, not 1"},
		{"null", with(`null`), "TestCases[1]: an object is wanted, not null"},
		{"described", `{"TestCase":1}`, "TestCase: an object is wanted, not 1"},
		{"name", with(`{"Name":1}`), "line 1: TestCases[1]: Name: a string is wanted, not a number"},
		{"tags", with(`{"Tags":[]}`), "TestCases[1]: Tags: an object is wanted, not a list"},
		{"other letter case", with(`{"name":"b"}`), "TestCases[1]: there is no Name, which a test case must have"},
		{"member twice", with(`{"Name":"a","Name":"b"}`), `TestCases[1]: "Name" is there twice`},
		{"inner member twice", with(`{"EntryPoint":{"Type":"CHAT","Type":"CHAT"}}`), `TestCases[1]: EntryPoint: "Type" is there twice`},
		{"tag twice", with(`{"Tags":{"a":"","a":""}}`), `TestCases[1]: Tags: "a" is there twice`},
		{"list twice", `{"TestCases":[],"TestCases":[]}`, `TestCases: it is there twice`},
		{"time", with(`{"LastModifiedTime":"yesterday"}`), `line 1: TestCases[1]: LastModifiedTime: "yesterday" is no time in RFC 3339`},
		{"time of another type", with(`{"Name":"a","LastModifiedTime":[]}`), "LastModifiedTime: "},
		{"number", with(`{"Name":"a","LastModifiedTime":1e300}`), "line 1: TestCases[1]: LastModifiedTime: 1e300 is not in the years 1 to 9999"},
		{"time with an escape", with(`{"Name":"a","LastModified\u0054ime":"yesterday"}`), `LastModifiedTime: "yesterday" is no time in RFC 3339`},
		{"lines", "\n" + fine + "\n\n{\"Id\":\"x\"}", `connecttest: line 4: there is no Name, which a test case must have`},
		{"no name", with(`{"Id":"x"}`), "there is no Name, which a test case must have"},
		{"no member that is known", with(`{"colour":"red"}`), "there is no Name, which a test case must have"},
		{"version twice", with(fine), `the test case with the Id "fine" is there twice with one status: keep one of them`},
		{"versions with other tags", with(`{"Id":"fine","Name":"a","Status":"PUBLISHED","Tags":{"a":"b"}}`), `the two versions of the test case with the Id "fine" differ in their Tags`},
		{"versions with other ARNs", with(`{"Id":"fine","Name":"a","Status":"PUBLISHED","Arn":"` + instanceARN + `/test-case/other"}`), `the two versions of the test case with the Id "fine" differ in their Arn`},
		{"unknown instance", with(`{"Name":"b","Arn":"arn:aws:connect:us-east-1:1:instance/` + unknown + `/test-case/x"}`), `there is no instance "` + unknown + `": Options.Instances has ` + instance},
		{"ARN of another kind", with(`{"Name":"b","Arn":"` + instanceARN + `/agent/x"}`), `is that of one of users, and not of test-cases`},
		{"long ID", with(`{"Name":"b","Id":"` + strings.Repeat("é", 600) + `"}`), "the Id has 1200 bytes, and 1000 are the most"},
		{"long source", `{"Assistants":[{"assistantId":"` + assistant + `","results":[{"sourceId":"` + strings.Repeat("é", 600) + `","contentText":""}]}]}`, "the ID has 1218 bytes, and 1000 are the most"},
		{"record of another kind", `{"Id":"a","Username":"x"}`, "there is no Name, which a test case must have: if this is a record of another kind, say its target, as in users=FILE"},
		{"member of a session", `{"Sessions":[{"name":"a","sessionId":"` + unknown + `","sessionArn":"x","colour":"red"}]}`, "Sessions[0]: colour: there is no such member"},
		{"session without an ID", `{"TestCases":[` + fine + `],"Sessions":[{"name":"a"}]}`, "Sessions[0]: sessionId: it is required"},
		{"session's ARN", `{"TestCases":[` + fine + `],"Sessions":[{"name":"a","sessionId":"` + unknown + `","sessionArn":"x"}]}`, `the sessionArn "x" is not that of the session`},
		{"unknown assistant", `{"TestCases":[` + fine + `],"Sessions":[{"name":"a","sessionId":"` + unknown + `","sessionArn":"arn:aws:wisdom:us-east-1:1:session/` + unknown + `/` + unknown + `"}]}`, `there is no assistant "` + unknown + `": Options.Assistants has ` + assistant},
	} {
		err := s.Load(connecttest.Source{Reader: strings.NewReader(test.text)})
		if assert.Error(t, err, test.name) {
			assert.Contains(t, err.Error(), test.err, test.name)
			assert.True(t, strings.HasPrefix(err.Error(), "connecttest: "), test.name)
		}
		assert.Equal(t, before, saved(t, s), test.name)
	}
	assert.ErrorIs(t, s.Load(connecttest.Source{Reader: iotest.ErrReader(os.ErrPermission)}), os.ErrPermission)
}

// TestLoad_lost has members that are passed over, and an error where the state is
// kept.
func TestLoad_lost(t *testing.T) {
	for _, test := range []struct{ name, text, err string }{
		{"token", `{"TestCases":[],"NextToken":"x"}`, "line 1: NextToken: there are more records than these: get all pages, or remove the token"},
		{"beside the list", `{"ResponseMetadata":{},"TestCases":[]}`, `line 1: the member "ResponseMetadata" would be lost`},
		{"in an array", `[{"Colour":"red","TestCases":[]}]`, `line 1: [0]: the member "Colour" would be lost when the rest is kept: remove it`},
	} {
		assert.NoError(t, connecttest.New(connecttest.Options{}).Load(connecttest.Source{Reader: strings.NewReader(test.text)}), test.name)
		kept := 0
		s := connecttest.New(connecttest.Options{Keep: func(io.WriterTo) error { kept++; return nil }})
		assert.ErrorContains(t, s.Load(connecttest.Source{Reader: strings.NewReader(test.text)}), test.err, test.name)
		assert.Zero(t, kept, test.name)
	}
}

func TestOpen(t *testing.T) {
	const other = "aaaaaaaa-0000-0000-0000-000000000000"
	arn := func(region, account, instance, id string) string {
		return `{"Id":"` + id + `","Name":"` + id + `","Arn":"arn:aws-us-gov:connect:` + region + `:` + account + `:instance/` + instance + `/test-case/` + id + `"}`
	}
	session := `{"sessionId":"` + unknown + `","name":"a","sessionArn":"arn:aws-us-gov:wisdom:us-gov-west-1:1:session/` + other + "/" + unknown + `"}`
	text := `{"TestCases":[` + arn("us-gov-west-1", "1", unknown, "a") + `,{"Id":"b","Name":"b"},` + arn("us-gov-west-1", "1", other, "c") + `,` + arn("us-gov-west-1", "1", unknown, "d") + `],"Sessions":[` + session + `]}`
	s, err := connecttest.Open(connecttest.Options{PageSize: 7}, connecttest.Source{Reader: strings.NewReader(text)})
	require.NoError(t, err)
	o := s.Options()
	assert.Equal(t, []string{unknown, other}, o.Instances)
	assert.Equal(t, []string{other}, o.Assistants)
	assert.Equal(t, "us-gov-west-1 1 7", fmt.Sprint(o.Region, " ", o.Account, " ", o.PageSize))
	assert.Equal(t, 4, counted(s, "test-cases"))
	for _, part := range strings.SplitAfter(text, `/test-case/`)[1:] {
		assert.Contains(t, saved(t, s), `/test-case/`+part[:1])
	}
	assert.Contains(t, saved(t, s), `"arn:aws-us-gov:connect:us-gov-west-1:1:instance/`+unknown+`/test-case/b"`, "of the first instance")
	assert.Contains(t, saved(t, s), `"arn:aws-us-gov:wisdom:us-gov-west-1:1:session/`+other+`/`+unknown+`"`)

	s, err = connecttest.Open(connecttest.Options{Instances: []string{instance, other}, Region: "eu-west-2"}, connecttest.Source{Reader: strings.NewReader(text)})
	require.NoError(t, err)
	assert.Equal(t, []string{instance, other, unknown}, s.Options().Instances, "those of the options first")
	assert.Contains(t, saved(t, s), `"arn:aws:connect:eu-west-2:1:instance/`+instance+`/test-case/b"`)

	for _, text := range []string{``, `[{"Name":"a"}]`} {
		s, err := connecttest.Open(connecttest.Options{}, connecttest.Source{Reader: strings.NewReader(text)})
		require.NoError(t, err, text)
		assert.Equal(t, connecttest.New(connecttest.Options{}).Options().Instances, s.Options().Instances, text)
	}
	for text, want := range map[string]string{
		`{"a":1}`: "connecttest: line 1: there is no Name",
		`{"Name":"a","Arn":"arn:aws:connect:a/b:1:instance/` + unknown + `/test-case/x"}`:              `connecttest: line 1: there is an ARN of account "1" in region "a/b", which are none`,
		"[" + arn("eu-west-2", "1", unknown, "a") + "," + arn("us-east-1", "1", unknown, "b") + "]":    `connecttest: line 1: there are ARNs of "1" in "eu-west-2" and of "1" in "us-east-1": put those of one region and account in a file of their own`,
		`{"TestCases":[` + arn("us-gov-west-1", "2", unknown, "a") + `],"Sessions":[` + session + `]}`: `of "2" in "us-gov-west-1" and of "1" in "us-gov-west-1"`,
	} {
		s, err := connecttest.Open(connecttest.Options{}, connecttest.Source{Reader: strings.NewReader(text)})
		assert.ErrorContains(t, err, want)
		assert.Nil(t, s)
	}
}

// TestOpen_service has a service that is the same after its records are gone, but for what
// the options set.
func TestOpen_service(t *testing.T) {
	const other = "aaaaaaaa-0000-0000-0000-000000000000"
	s := connecttest.New(connecttest.Options{Instances: []string{unknown, instance, other}, Assistants: []string{unknown, other}, Region: "eu-west-2", Account: "999900001111"})
	id := ok(t, s, "PUT", "/test-cases/"+other, `{"Name":"a","Content":""}`)["TestCaseId"].(string)
	ok(t, s, "DELETE", "/test-cases/"+other+"/"+id, "")
	state := saved(t, s)

	again, err := connecttest.Open(connecttest.Options{}, connecttest.Source{Reader: strings.NewReader(state)})
	require.NoError(t, err)
	assert.Equal(t, state, saved(t, again))
	o := again.Options()
	assert.Equal(t, []string{unknown, instance, other}, o.Instances, "in their order")
	assert.Equal(t, []string{unknown, other}, o.Assistants)
	made := ok(t, again, "PUT", "/test-cases/"+other, `{"Name":"a","Content":""}`)
	assert.Equal(t, "arn:aws:connect:eu-west-2:999900001111:instance/"+other+"/test-case/"+made["TestCaseId"].(string), made["TestCaseArn"])

	set, err := connecttest.Open(connecttest.Options{Instances: []string{other}, Region: "us-west-2"}, connecttest.Source{Reader: strings.NewReader(state)})
	require.NoError(t, err)
	assert.Equal(t, []string{other, unknown, instance}, set.Options().Instances, "those of the options first")
	assert.Equal(t, "us-west-2 999900001111", set.Options().Region+" "+set.Options().Account)

	loaded := connecttest.New(connecttest.Options{})
	before := saved(t, loaded)
	require.NoError(t, loaded.Load(connecttest.Source{Reader: strings.NewReader(state)}))
	assert.Equal(t, before, saved(t, loaded), "which has a region of its own")

	for text, want := range map[string]string{
		`{"Service":1}`:                                                                                        "line 1: Service: an object is wanted, not 1",
		`{"Service":{"Region":1}}`:                                                                             "line 1: Service.Region: a text is wanted, not a number",
		`{"Service":{"Instances":{}}}`:                                                                         "line 1: Service.Instances: a list is wanted, not an object",
		`{"Service":{"Instances":[1]}}`:                                                                        "line 1: Service.Instances: a text is wanted, not a number",
		`{"Service":{"region":"x"}}`:                                                                           "line 1: Service.region: there is no such member",
		`{"Service":{"Region":"eu-west-1","Account":"1","Foo":2}}`:                                             "line 1: Service.Foo: there is no such member",
		`{"Service":{"Region":"eu-west-1","Account":"1","Account":"1"}}`:                                       "line 1: Service.Account: it is there twice",
		`{"Service":{"Region":"x","Account":"1","Instances":[],"Assistants":[]}}`:                              `line 1: Service: "x" is no Region, or "1" no Account`,
		`{"Service":{"Region":"eu-west-2","Account":"me","Instances":[],"Assistants":[]}}`:                     `line 1: Service: "eu-west-2" is no Region, or "me" no Account`,
		`{"Service":{"Region":"eu-west-2","Account":"1","Instances":["x"],"Assistants":[]}}`:                   `line 1: Service: "x" is no ID of an instance or assistant`,
		state + `{"Service":{"Region":"eu-west-2","Account":"1","Instances":[],"Assistants":[]}}`:              `line 2: there are ARNs of "999900001111" in "eu-west-2" and of "1" in "eu-west-2"`,
		state + `{"Id":"a","Name":"a","Arn":"arn:aws:connect:us-east-1:1:instance/` + other + `/test-case/a"}`: `line 2: there are ARNs of "999900001111" in "eu-west-2" and of "1" in "us-east-1"`,
	} {
		_, err := connecttest.Open(connecttest.Options{}, connecttest.Source{Reader: strings.NewReader(text)})
		assert.ErrorContains(t, err, want, text)
	}
}

// TestOpen_keep keeps the IDs that are given to test cases without one, and
// nothing else.
func TestOpen_keep(t *testing.T) {
	var kept bytes.Buffer
	o := connecttest.Options{Keep: func(state io.WriterTo) error {
		kept.Reset()
		_, err := state.WriteTo(&kept)
		return err
	}}
	_, err := connecttest.Open(o, connecttest.Source{Reader: strings.NewReader(`{"Id":"a","Name":"a"}`)})
	require.NoError(t, err)
	assert.Zero(t, kept.Len())
	s, err := connecttest.Open(o, connecttest.Source{Reader: strings.NewReader(`{"Id":"a","Name":"a"}{"Name":"b"}`)})
	require.NoError(t, err)
	assert.Equal(t, saved(t, s), kept.String())
	again, err := connecttest.Open(connecttest.Options{Seed: 99}, connecttest.Source{Reader: strings.NewReader(kept.String())})
	require.NoError(t, err)
	assert.Equal(t, kept.String(), saved(t, again), "the IDs are the same")

	o.Keep = func(io.WriterTo) error { return os.ErrPermission }
	_, err = connecttest.Open(o, connecttest.Source{Reader: strings.NewReader(`{"Name":"b"}`)})
	assert.ErrorIs(t, err, os.ErrPermission)
}

func TestPut(t *testing.T) {
	s := connecttest.New(connecttest.Options{})
	put := func(raw string) error { return s.Put(instance, "test-cases", json.RawMessage(raw)) }
	require.NoError(t, put(`{"Id":"x","Name":"!","Content":"{","Tags":{"aws:x":"!"},"TestCaseSha256":"ignored","Status":"PUBLISHED","New":[1.0]}`))
	assert.Equal(t, `{"Arn":"`+instanceARN+`/test-case/x","Id":"x","Name":"!","Content":"{","Status":"PUBLISHED","Tags":{"aws:x":"!"},`+
		`"TestCaseSha256":"021fb596db81e6d02bf3d2586ee3981fe519f275c0ac9ca76bbcf2ebb4097d96","New":[1.0]}`, string(s.Records(instance, "test-cases")[0]))
	assert.Equal(t, object{"aws:x": "!"}, describe(t, s, "x", "")["Tags"])

	require.NoError(t, put(`{"Id":"x","Status":"SAVED","Name":"draft","Tags":{"k":"v"},"Description":null}`))
	assert.Equal(t, "!", describe(t, s, "x", "")["Name"])
	assert.Equal(t, object{"k": "v"}, describe(t, s, "x", "")["Tags"], "of the version that was put last")
	assert.Equal(t, "draft", describe(t, s, "x", "?status=SAVED")["Name"])
	assert.NotContains(t, describe(t, s, "x", "?status=SAVED"), "LastModifiedTime")
	require.NoError(t, put(`{"Id":"x","Status":"PUBLISHED","Name":"again"}`))
	assert.NotContains(t, describe(t, s, "x", ""), "Tags")
	assert.NotContains(t, describe(t, s, "x", "?status=SAVED"), "Tags")
	require.NoError(t, put(`{"Arn":"arn:aws:connect:eu-west-2:1:instance/`+instance+`/test-case/y","Name":"y"}`))
	assert.Equal(t, instanceARN+"/test-case/y", describe(t, s, "y", "")["Arn"])

	for wrong, message := range map[string]string{
		`{"Id":"y"}`: "there is no Name, which a test case must have",
		`{"Name":"y","Id":"` + strings.Repeat("x", 1001) + `"}`: "the Id has 1001 bytes, and 1000 are the most",
		`{"Name":"y","Status":"DRAFT"}`:                         `the Status "DRAFT" is not PUBLISHED or SAVED`,
		`{"Name":"y","Content":{}}`:                             "Content: a text is wanted, not {}",
		`{"Name":"y","Tags":{"k":1}}`:                           "Tags.k",
	} {
		assert.EqualError(t, put(wrong), "connecttest: record 0 of test-cases: "+strings.Replace(message, "Tags.k", "Tags.k: a string is wanted, not a number", 1))
	}
	var many []string
	for i := range 7 {
		many = append(many, fmt.Sprintf("0000000%d%s", i, instance[8:]))
	}
	assert.EqualError(t, s.Put(unknown, "test-cases"), `connecttest: there is no instance "`+unknown+`": Options.Instances has `+instance)
	assert.ErrorContains(t, connecttest.New(connecttest.Options{Instances: many}).Put(instance, "users"), "Options.Instances has "+strings.Join(many[:5], ", ")+", …")
}

// TestTimes_decimals has times as the AWS command line prints them.
func TestTimes_decimals(t *testing.T) {
	s := connecttest.New(connecttest.Options{})
	for text, seconds := range map[string]string{
		"1970-01-01T00:00:00Z": "0", "2026-03-06T00:00:00+00:00": "1772755200", "2026-03-06T00:00:00.5Z": "1772755200.5",
		"1970-01-01T00:00:00.001Z": "0.001", "1969-12-31T23:59:58.75Z": "-1.25", "1970-01-01T00:01:40Z": "100",
	} {
		require.NoError(t, s.Put(instance, "test-cases", json.RawMessage(`{"Id":"a","Name":"a","LastModifiedTime":"`+text+`"}`)))
		assert.Contains(t, string(s.Records(instance, "test-cases")[0]), `"LastModifiedTime":`+seconds+"}")
	}
}

func TestKeep(t *testing.T) {
	var kept string
	var broken error
	s := connecttest.New(connecttest.Options{Keep: func(state io.WriterTo) error {
		if broken != nil {
			return broken
		}
		var b strings.Builder
		_, err := state.WriteTo(&b)
		kept = b.String()
		return err
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
	assert.ErrorIs(t, putCases(s, instance, testCase{Name: "b"}), broken)
	assert.ErrorIs(t, s.Load(connecttest.Source{Reader: strings.NewReader(`{"TestCases":[{"Name":"b"}]}`)}), broken)
	assert.Equal(t, kept, saved(t, s))
	assert.Equal(t, 200, send(t, s, "GET", caseURL+"/"+id, "").status)
}
