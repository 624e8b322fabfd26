package connecttest_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/connecttest"
)

// everything returns a service with records of all kinds in two instances, content
// and a session, and how many records it has of each kind.
func everything(t testing.TB, o connecttest.Options) (s *connecttest.Service, each int) {
	t.Helper()
	const n = 4
	o.Instances = []string{instance, unknown}
	s = connecttest.New(o)
	w := world{rand.New(rand.NewPCG(5, 5))}
	for _, target := range connecttest.Targets() {
		for i := range n {
			require.NoError(t, s.Put(instance, target, w.record(target, i)))
			require.NoError(t, s.Put(unknown, target, w.record(target, i+2)))
		}
	}
	require.NoError(t, s.Put(instance, "views", json.RawMessage(`{"Id":"id-aws","Arn":"arn:aws:connect:us-east-1:aws:view/id-aws","Type":"AWS_MANAGED"}`)))
	require.NoError(t, s.Put(assistant, "q-retrieve", json.RawMessage(`{"sourceId":"a","contentText":"b","tags":{"k":["v",1]}}`)))
	createSession(t, s, `{"name":"a"}`)
	return s, 2 * n
}

// TestSaveLoad_kinds saves all kinds, and reads them again.
func TestSaveLoad_kinds(t *testing.T) {
	s, each := everything(t, connecttest.Options{})
	state := saved(t, s)
	open, err := connecttest.Open(connecttest.Options{Keep: func(io.WriterTo) error { return errors.New("nothing is lost, so nothing is kept") }}, connecttest.Source{Reader: strings.NewReader(state)})
	require.NoError(t, err)
	loaded := connecttest.New(connecttest.Options{Instances: []string{unknown, instance}}) // whose first is another
	require.NoError(t, loaded.Load(connecttest.Source{Reader: strings.NewReader(state)}))
	for _, again := range []*connecttest.Service{open, loaded} {
		assert.Equal(t, recordsOf(t, s), recordsOf(t, again))
		for _, id := range []string{instance, unknown} {
			for _, target := range connecttest.Targets() {
				require.NotEmpty(t, s.Records(id, target))
				assert.Equal(t, s.Records(id, target), again.Records(id, target), target)
				want := each
				if target == "views" {
					want++
				}
				assert.Equal(t, want, counted(again, target), target)
			}
		}
		assert.Equal(t, s.Records(assistant, "q-retrieve"), again.Records(assistant, "q-retrieve"))
	}
	require.NoError(t, loaded.Load(connecttest.Source{Reader: strings.NewReader(state)}))
	assert.Equal(t, recordsOf(t, s), recordsOf(t, loaded), "twice is once")
	assert.Equal(t, []string{unknown, instance}, loaded.Options().Instances)

	there := connecttest.New(connecttest.Options{Instances: []string{instance, unknown}, Region: "eu-west-2", Account: "999900001111"})
	require.NoError(t, there.Load(connecttest.Source{Reader: strings.NewReader(state)}))
	assert.NotContains(t, saved(t, there), ":us-east-1:1")
	back := strings.ReplaceAll(recordsOf(t, there), ":eu-west-2:999900001111:", ":us-east-1:111122223333:")
	assert.Equal(t, recordsOf(t, s), back)
	assert.ErrorContains(t, connecttest.New(connecttest.Options{}).Load(connecttest.Source{Reader: strings.NewReader(state)}), "there is no instance "+`"`+unknown)
}

// TestPut_kinds puts records in as they are.
func TestPut_kinds(t *testing.T) {
	s := connecttest.New(connecttest.Options{Seed: 3})
	put := func(target, raw string) error { return s.Put(instance, target, json.RawMessage(raw)) }
	require.NoError(t, put("users", ` { "Username" : "jane", "IdentityInfo":{"FirstName":"Jane"}, "New<":[1, 2.50] } `))
	users := s.Records(instance, "users")
	require.Len(t, users, 1)
	var user struct{ Id, Arn string }
	require.NoError(t, json.Unmarshal(users[0], &user))
	assert.Regexp(t, "^[0-9a-f]{8}-", user.Id)
	assert.Equal(t, `{"Arn":"`+instanceARN+"/agent/"+user.Id+`","Id":"`+user.Id+`","Username":"jane","IdentityInfo":{"FirstName":"Jane"},"New<":[1,2.50]}`, string(users[0]))
	found := ok(t, s, "POST", "/search-users", `{"InstanceId":"`+instance+`","SearchCriteria":{"StringCondition":{"FieldName":"resourceId","Value":"`+user.Id+`","ComparisonType":"EXACT"}}}`)
	assert.Len(t, found["Users"], 1, "the ID that it was given is searched, too")

	require.NoError(t, put("queues", `{"QueueId":"q","QueueArn":"arn:aws:connect:eu-west-2:1:instance/`+instance+`/queue/q","LastModifiedTime":"2026-01-31T09:00:00.25+01:00","Tags":{"LastModifiedTime":"2026-01-31"}}`))
	assert.Equal(t, `{"QueueId":"q","QueueArn":"`+instanceARN+`/queue/q","LastModifiedTime":1769846400.25,"Tags":{"LastModifiedTime":"2026-01-31"}}`, string(s.Records(instance, "queues")[0]))
	require.NoError(t, put("queues", `{"QueueId":"q","QueueArn":"","Name":"other"}`))
	assert.Equal(t, `{"QueueId":"q","QueueArn":"`+instanceARN+`/queue/q","Name":"other"}`, string(s.Records(instance, "queues")[0]), "it is replaced")
	require.NoError(t, put("test-cases", `{"Name":"t","LastModifiedTime":"2026-01-31T09:00:00Z"}`))
	assert.Equal(t, "t", casesOf(s, instance)[0].Name)
	require.NoError(t, put("workspace-associations", `{"WorkspaceId":"w","ResourceId":"a"}`))
	require.NoError(t, put("workspace-associations", `{"WorkspaceId":"w","ResourceId":"b"}`))
	require.NoError(t, put("workspace-associations", `{"WorkspaceId":"w x","ResourceId":"a"}`))
	require.NoError(t, put("workspace-associations", `{"WorkspaceId":"w","ResourceId":"x a"}`))
	require.NoError(t, put("workspace-associations", `{"WorkspaceId":"w\\","ResourceId":"x a"}`))
	require.NoError(t, put("workspace-associations", `{"WorkspaceId":"w\\ x","ResourceId":"a"}`))
	assert.Equal(t, 6, counted(s, "workspace-associations"), "two IDs that end and begin elsewhere are two")
	require.NoError(t, put("views", `{"Id":"v","Arn":"arn:aws:connect:us-east-1:aws:view/v"}`))
	assert.Contains(t, string(s.Records(instance, "views")[0]), "arn:aws:connect:us-east-1:aws:view/v")

	require.NoError(t, put("metrics", `{"Id":"m","Arn":"`+strings.Replace(instanceARN, "us-east-1", "eu-west-2", 1)+`"}`))
	assert.Equal(t, `{"Id":"m","Arn":"`+instanceARN+`"}`, string(s.Records(instance, "metrics")[0]), "which is of the instance itself")

	before := saved(t, s)
	for _, wrong := range []struct{ target, raw, message string }{
		{"queue", `{}`, `there is no target "queue": the targets are agent-statuses, `},
		{"users", ``, "record 0 of users is not JSON"},
		{"users", `{"Id":"a"} x`, "is not JSON"},
		{"users", "{\"Id\":\"\xff\"}", "is not UTF-8"},
		{"users", `[]`, "is not an object"},
		{"users", `{"Id":"\udc00"}`, "surrogate"},
		{"users", `{"\ud800":1}`, "surrogate"},
		{"users", `{"Id":"a","Id":"b"}`, "twice"},
		{"users", `{"Id":1}`, "Id: a string is wanted, not a number"},
		{"users", `{"Arn":1}`, "Arn: a text is wanted, not 1"},
		{"users", `{"IdentityInfo":{"FirstName":{}}}`, "IdentityInfo.FirstName"},
		{"users", `{"Tags":{"a":1}}`, "Tags.a"},
		{"users", `{"Id":"` + strings.Repeat("x", 1001) + `"}`, "1001 bytes"},
		{"users", `{"Arn":"arn:aws:connect:us-east-1:1:instance/` + unknown + `/agent/a"}`, "of another instance than"},
		{"users", `{"Id":"a","Arn":"` + instanceARN + `/queue/a"}`, "that of one of queues, and not of users"},
		{"queues", `{"LastModifiedTime":"yesterday"}`, "LastModifiedTime: "},
		{"predefined-attributes", `{"Values":{}}`, "there is no Name"},
		{"workspace-associations", `{"WorkspaceId":"w"}`, "there is no ResourceId"},
		{"test-cases", `{}`, "there is no Name"},
		{"test-cases", `{"TestCases":[]}`, "there is no Name"},
		{"test-cases", `{"Name":"x","Status":"NEW"}`, "Status"},
	} {
		err := put(wrong.target, wrong.raw)
		assert.ErrorContains(t, err, wrong.message, "%s %s", wrong.target, wrong.raw)
		assert.True(t, err != nil && strings.HasPrefix(err.Error(), "connecttest: ") && len(err.Error()) < 1000, "%v", err)
	}
	assert.ErrorContains(t, s.Put(unknown, "users", json.RawMessage(`{"Id":"a"}`)), "there is no instance")
	assert.Error(t, s.Put(instance, "users", json.RawMessage(`{"Id":"b"}`), json.RawMessage(`[]`)))
	for _, twice := range []struct{ of, target, first, second, message string }{
		{instance, "users", `{"Id":"b","Username":"a"}`, `{"Id":"b","Username":"c"}`, `record 1 of users: the record of users with the ID "b" is there twice: keep one of them`},
		{instance, "test-cases", `{"Id":"b","Name":"a"}`, `{"Id":"b","Name":"c"}`, `the test case with the Id "b" is there twice with one status`},
		{assistant, "q-retrieve", `{"sourceId":"b","contentText":"a"}`, `{"sourceId":"b","contentText":"a"}`, `the record of q-retrieve with the ID " b ca978112ca1bbdca" is there twice`},
	} {
		assert.ErrorContains(t, s.Put(twice.of, twice.target, json.RawMessage(twice.first), json.RawMessage(twice.second)), twice.message)
	}
	assert.Equal(t, before, saved(t, s), "nothing is stored")
	deep := `{"Id":"d","X":` + strings.Repeat("[", 2000) + strings.Repeat("]", 2000) + `}`
	assert.ErrorContains(t, put("users", deep), "deep")
	assert.Nil(t, s.Records("x", "users"))
	assert.Zero(t, counted(s, "x"))
}

// TestPut_copies changes what was given to Put after it.
func TestPut_copies(t *testing.T) {
	for _, target := range connecttest.Targets() {
		s := connecttest.New(connecttest.Options{Instances: []string{instance}})
		given := world{rand.New(rand.NewPCG(7, 7))}.record(target, 1)
		require.NoError(t, s.Put(instance, target, given))
		want := recordsOf(t, s)
		require.Contains(t, want, `"`)
		for i := range given {
			given[i] = 'Z'
		}
		assert.Equal(t, want, recordsOf(t, s), target)
	}
}

// TestLoad_answers loads answers of all searches and Lists, and records alone.
func TestLoad_answers(t *testing.T) {
	for _, target := range connecttest.Targets() {
		t.Run(target, func(t *testing.T) {
			w := world{rand.New(rand.NewPCG(6, 6))}
			one, two := string(w.record(target, 1)), string(w.record(target, 2))
			var want []json.RawMessage
			for _, text := range []string{
				`{"` + searches[target].records + `":[` + one + `,` + two + `],"ApproximateTotalCount":2}`,
				`{"` + searches[target].records + `":[` + one + `],"NextToken":"x"}` + "\n" + `{"NextToken":null,"` + searches[target].records + `":[` + two + `]}`,
				`[{"` + searches[target].records + `":[` + two + `]},{"` + searches[target].records + `":[` + one + `]}]`,
			} {
				var warnings []string
				s, err := connecttest.Open(connecttest.Options{
					Warn: func(m string) { warnings = append(warnings, m) },
					Keep: func(io.WriterTo) error { return errors.New("no ID is given") },
				}, connecttest.Source{Reader: strings.NewReader(text)})

				require.NoError(t, err, text)
				assert.Empty(t, warnings)
				if want == nil {
					want = s.Records(instance, target)
					require.Len(t, want, 2)
				}
				assert.Equal(t, want, s.Records(instance, target), text)
			}
			for _, text := range []string{one + "\n" + two, "[" + one + "," + two + "]"} {
				s := connecttest.New(connecttest.Options{})
				require.NoError(t, s.Load(connecttest.Source{Target: target, Reader: strings.NewReader(text)}))
				assert.Equal(t, want, s.Records(instance, target))
			}
			s := connecttest.New(connecttest.Options{})
			for _, wrong := range []struct{ text, message string }{
				{"\n" + `{"` + searches[target].records + `":[` + one + `,` + one + `]}`, "connecttest: line 2: "},
				{"\n\n" + `{"` + searches[target].records + `":[7]}`, "connecttest: line 3: " + searches[target].records + "[0]: an object is wanted, not 7"},
				{`{"` + searches[target].records + `":{}}`, "connecttest: line 1: " + searches[target].records + ": a list is wanted, not {}"},
				{`{"` + searches[target].records + `":[` + one + `]`, "cut off"},
				{`{"` + searches[target].records + `":[{"Tags":[]}]}`, "connecttest: line 1: " + searches[target].records + "[0]"},
			} {
				err := s.Load(connecttest.Source{Reader: strings.NewReader(wrong.text)})
				assert.ErrorContains(t, err, wrong.message, wrong.text)
				assert.Zero(t, counted(s, target))
			}
			list, there := lists[target]
			if !there {
				return
			}
			listed := strings.ReplaceAll(`{"`+list.records+`":[{"ID":"1","Name":"a"}],"NextToken":"x"}`, "ID", list.id)
			if list.id == "Name" {
				listed = `{"` + list.records + `":[{"Name":"a"}],"NextToken":"x"}`
			}
			var warnings []string
			s = connecttest.New(connecttest.Options{Warn: func(m string) { warnings = append(warnings, m) }})
			require.NoError(t, s.Load(connecttest.Source{Reader: strings.NewReader(listed)}))
			assert.Equal(t, 1, counted(s, target))
			more := "line 1: NextToken: there are more records than these: get all pages, or remove the token to go on with these"
			if target == "notifications" || target == "hours-of-operation-overrides" {
				assert.Equal(t, []string{more}, warnings, "they lack nothing")
			} else {
				require.Len(t, warnings, 2)
				assert.Contains(t, warnings[0], target+": 1 of the records are from an answer of List")
				assert.Equal(t, more, warnings[1])
			}
			_, err := connecttest.Open(connecttest.Options{Keep: func(io.WriterTo) error { return nil }}, connecttest.Source{Reader: strings.NewReader(listed)})
			assert.ErrorContains(t, err, more)
		})
	}
	assert.ErrorContains(t, connecttest.New(connecttest.Options{}).Load(connecttest.Source{Target: "x", Reader: strings.NewReader(``)}), "there is no target")
}

// TestOpen_sources reads several sources.
func TestOpen_sources(t *testing.T) {
	source := func(name, target, text string) connecttest.Source {
		return connecttest.Source{Name: name, Target: target, Reader: strings.NewReader(text)}
	}
	arn := func(region, rest string) string {
		return `"arn:aws:connect:` + region + `:1:instance/` + unknown + rest + `"`
	}
	users := `{"Users":[{"Id":"1","Arn":` + arn("eu-west-2", "/agent/1") + `}]}`
	s, err := connecttest.Open(connecttest.Options{}, source("a", "", users), source("b", "queues", `{"QueueId":"q"}`), source("c", "", `{"Name":"t"}`))
	require.NoError(t, err)
	assert.Equal(t, []string{unknown}, s.Options().Instances)
	assert.Equal(t, "eu-west-2", s.Options().Region)
	assert.Contains(t, string(s.Records(unknown, "queues")[0]), ":eu-west-2:1:instance/"+unknown+"/queue/q")
	assert.Len(t, casesOf(s, unknown), 1)
	for _, test := range []struct {
		second  connecttest.Source
		message string
	}{
		{source("b", "", users), `b: connecttest: line 1: the record of users with the ID "1" is there twice: keep one of them`},
		{source("b", "", "\n"+`{"Users":[{"Id":"2","Arn":`+arn("us-west-2", "/agent/2")+`}]}`), `b: connecttest: line 2: there are ARNs of "1" in "eu-west-2" and of "1" in "us-west-2"`},
		{source("b", "x", ``), `b: connecttest: there is no target "x"`},
		{source("b", "queues", users), "b: connecttest: line 1: Users: these are users, and queues are wanted"},
		{source("", "queues", `7`), "connecttest: line 1: 7 is no record"},
	} {
		_, err := connecttest.Open(connecttest.Options{}, source("a", "", users), test.second)
		assert.ErrorContains(t, err, test.message)
	}
	empty, err := connecttest.Open(connecttest.Options{})
	require.NoError(t, err)
	assert.Equal(t, `{"TestCases":[]`, recordsOf(t, empty))
}

// TestLoad_passedOver says what is passed over.
func TestLoad_passedOver(t *testing.T) {
	for text, want := range map[string][]string{
		`{"Users":[{"Id":"1","New":1}],"Queuess":[{"QueueId":"q"}],"LastModifiedRegion":"x"}`: {`the member "LastModifiedRegion" is passed over, 1 times`, `the member "Queuess" is passed over, 1 times`},
		`{"TestCases":[],"Colour":"red"}{"TestCases":[],"Colour":"red"}`:                      {`the member "Colour" is passed over, 2 times`},
		`{"TestCases":[{"Name":"a","Colour":"red"}]}`:                                         nil,
		`{"Name":"a","Colour":"red","ApproximateTotalCount":1}`:                               nil,
		`{"results":[{"sourceId":"a","contentText":"b"}]}`:                                    {"q-retrieve: 1 of the results have no tags, which no answer of Retrieve shows: a filter asks for these"},
		`{"Users":[{"Id":"1","New":1}],"ApproximateTotalCount":1}`:                            nil,
	} {
		var warnings []string
		s := connecttest.New(connecttest.Options{Warn: func(m string) { warnings = append(warnings, m) }})
		require.NoError(t, s.Load(connecttest.Source{Reader: strings.NewReader(text)}), text)
		assert.Equal(t, want, warnings, text)
		err := connecttest.New(connecttest.Options{Keep: func(io.WriterTo) error { return nil }}).Load(connecttest.Source{Reader: strings.NewReader(text)})
		if want == nil || strings.HasPrefix(want[0], "q-") {
			assert.NoError(t, err)
		} else {
			assert.ErrorContains(t, err, "would be lost")
		}
	}
}

// TestFault_kinds has the pages of a search other than that of test cases go wrong.
func TestFault_kinds(t *testing.T) {
	var calls []connecttest.Call
	fault := connecttest.Fault{}
	s := connecttest.New(connecttest.Options{Fault: func(c connecttest.Call) connecttest.Fault {
		calls = append(calls, c)
		return fault
	}})
	for i := range 5 {
		require.NoError(t, s.Put(instance, "queues", json.RawMessage(fmt.Sprintf(`{"QueueId":"%d"}`, i))))
	}
	body := func(token string) string {
		return `{"InstanceId":"` + instance + `","MaxResults":2,"NextToken":"` + token + `"}`
	}
	first := ok(t, s, "POST", "/search-queues", strings.Replace(body(""), `,"NextToken":""`, "", 1))
	token := first["NextToken"].(string)
	fault = connecttest.Fault{Empty: true}
	empty := ok(t, s, "POST", "/search-queues", body(token))
	assert.Empty(t, empty["Queues"])
	fault = connecttest.Fault{Repeat: true}
	again := ok(t, s, "POST", "/search-queues", body(empty["NextToken"].(string)))["Queues"].([]any)
	assert.Equal(t, "1", again[0].(object)["QueueId"], "which ended the first page")
	fault = connecttest.Fault{Error: "ThrottlingException"}
	assert.Equal(t, 429, send(t, s, "GET", "/queues-summary/"+instance, "").status)
	require.Len(t, calls, 4)
	assert.Equal(t, connecttest.Call{Operation: "SearchQueues", N: 3, Page: 3}, calls[2])
	assert.Equal(t, connecttest.Call{Operation: "ListQueues", N: 4, Page: 1}, calls[3])
	fault = connecttest.Fault{}
	for target := range lists {
		a := send(t, s, "POST", "/search-"+target, body(token))
		assert.Equal(t, target == "queues", a.status == 200, "a token is bound to its operation: %s", target)
	}
}

// TestConcurrent_kinds has writers and readers of other kinds at once, with a Keep
// that fails now and then: what was put without an error is there at the end.
func TestConcurrent_kinds(t *testing.T) {
	calls := 0
	s := connecttest.New(connecttest.Options{Keep: func(w io.WriterTo) error {
		if calls++; calls%5 == 0 {
			return errors.New("the disk is full")
		}
		_, err := w.WriteTo(io.Discard)
		return err
	}})
	var mu sync.Mutex
	stored, failed := map[string]bool{}, 0
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := range 20 {
				id := fmt.Sprintf("%d-%d", w, i)
				err := s.Put(instance, "users", json.RawMessage(`{"Id":"`+id+`"}`))
				mu.Lock()
				if err != nil {
					failed++
					assert.ErrorContains(t, err, "the disk is full")
				} else {
					stored[id] = true
				}
				mu.Unlock()
				ok(t, s, "POST", "/search-users", `{"InstanceId":"`+instance+`"}`)
			}
		})
	}
	wg.Wait()
	assert.Positive(t, failed)
	var ids []string
	for _, raw := range s.Records(instance, "users") {
		var user struct{ Id string }
		require.NoError(t, json.Unmarshal(raw, &user))
		ids = append(ids, user.Id)
	}
	for id := range stored {
		assert.Contains(t, ids, id)
	}
	assert.Len(t, ids, len(stored))
	assert.True(t, slices.IsSorted(ids))
	t.Logf("%d stored, %d not", len(stored), failed)
}

// TestSearches_options has what nobody documents, each way.
func TestSearches_options(t *testing.T) {
	form := `{"EvaluationFormId":"1","LatestVersion":2,"LastModifiedTime":1769817600.5}`
	between := `{"NumberCondition":{"FieldName":"LatestVersion","MinValue":2,"MaxValue":3,"ComparisonType":"RANGE"}}`
	no := `{"BooleanCondition":{"FieldName":"AutoEvaluationEnabled","ComparisonType":"IS_FALSE"}}`
	second := `{"DateTimeCondition":{"FieldName":"LastModifiedTime","MinValue":"2026-01-31T00:00:00Z","ComparisonType":"EQUAL_TO"}}`
	less := `{"NumberCondition":{"FieldName":"LatestVersion","MinValue":3,"ComparisonType":"LESSER"}}`
	active := `{"NumberCondition":{"FieldName":"ActiveVersion","MinValue":2,"ComparisonType":"NOT_EQUAL"}}`
	for _, test := range []struct {
		criteria string
		options  connecttest.Options
		found    float64
	}{
		{between, connecttest.Options{}, 1},
		{between, connecttest.Options{RangeWithoutMin: true}, 0},
		{between, connecttest.Options{RangeWithoutMax: true}, 1},
		{no, connecttest.Options{}, 0},
		{no, connecttest.Options{FalseFindsLacking: true}, 1},
		{second, connecttest.Options{}, 0},
		{second, connecttest.Options{WholeSeconds: true}, 1},
		{less, connecttest.Options{}, 0},
		{less, connecttest.Options{LesserByMin: true}, 1},
		{active, connecttest.Options{}, 0},
		{active, connecttest.Options{NotEqualFindsLacking: true}, 1},
	} {
		test.options.AllFieldNames = true
		s := connecttest.New(test.options)
		require.NoError(t, s.Put(instance, "evaluation-forms", json.RawMessage(form)))
		found := ok(t, s, "POST", "/search-evaluation-forms", `{"InstanceId":"`+instance+`","SearchCriteria":`+test.criteria+`}`)
		assert.Equal(t, test.found, found["ApproximateTotalCount"], "%s %+v", test.criteria, test.options)
	}
	s := connecttest.New(connecttest.Options{})
	testRefusals(t, s, []refusal{
		{name: "off", method: "POST", target: "/search-evaluation-forms", body: `{"InstanceId":"` + instance + `","SearchCriteria":` + active + `}`, status: 400, errType: badParameter, message: "ActiveVersion"},
		{name: "queue type", method: "POST", target: "/search-queues", body: `{"InstanceId":"` + instance + `","SearchCriteria":{"QueueTypeCondition":"STANDARD"}}`, status: 400, errType: badParameter, message: "QueueTypeCondition"},
		{name: "most", method: "POST", target: "/search-rules", body: `{"InstanceId":"` + instance + `","MaxResults":201}`, status: 400, errType: badParameter, message: "MaxResults: an integer from 1 to 200"},
		{name: "ARN", method: "POST", target: "/search-users", body: `{"InstanceId":"` + instanceARN + `"}`, status: 400, errType: badParameter, message: "no ID of an instance"},
		{name: "no filter", method: "POST", target: "/search-predefined-attributes", body: `{"InstanceId":"` + instance + `","SearchFilter":{}}`, status: 400, errType: badParameter, message: "SearchFilter"},
		{name: "another filter", method: "POST", target: "/search-users", body: `{"InstanceId":"` + instance + `","SearchFilter":{"AttributeFilter":{}}}`, status: 400, errType: badParameter, message: "AttributeFilter"},
	})
	require.NoError(t, s.Put(instance, "views", json.RawMessage(`{"Id":"1"}`)))
	assert.EqualValues(t, 1, ok(t, s, "POST", "/search-views", `{"InstanceId":"`+instanceARN+`"}`)["ApproximateTotalCount"])
}
