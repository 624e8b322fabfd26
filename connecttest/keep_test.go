package connecttest_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/connecttest"
)

// A keeper is an Options.Keep that waits to be let go.
type keeper struct {
	called chan string // what it is to keep
	answer chan error
}

func newKeeper() *keeper { return &keeper{make(chan string), make(chan error)} }

func (k *keeper) keep(state io.WriterTo) error {
	var b strings.Builder
	if _, err := state.WriteTo(&b); err != nil {
		return err
	}
	k.called <- b.String()
	return <-k.answer
}

// start starts n changes.
func start(n int, change func(i int)) *sync.WaitGroup {
	var writers sync.WaitGroup
	for i := range n {
		writers.Go(func() { change(i) })
	}
	return &writers
}

// waitFor returns when n changes wait for the one that is being kept.
func waitFor(t testing.TB, s *connecttest.Service, n int) {
	t.Helper()
	for wait := 0; s.Waiting() < n; wait++ {
		require.Less(t, wait, 60_000, "%d changes wait after a minute", s.Waiting())
		time.Sleep(time.Millisecond)
	}
}

// TestKeep_together has changes that arrive while one is being kept. Readers do not
// wait for it, nobody sees what is not kept, and the changes are kept together.
func TestKeep_together(t *testing.T) {
	k := newKeeper()
	s := connecttest.New(connecttest.Options{Keep: k.keep})
	first := start(1, func(int) { create(t, s, `{"Name":"first","Content":""}`) })
	assert.Contains(t, <-k.called, `"Name":"first"`)

	const writers = 20
	rest := start(writers, func(i int) { create(t, s, fmt.Sprintf(`{"Name":"%d","Content":""}`, i)) })
	waitFor(t, s, writers)
	found := ok(t, s, "POST", "/search-test-cases", search{}.body(0, ""))
	assert.Empty(t, found["TestCases"], "a reader neither waits nor sees what is not kept")
	assert.Empty(t, casesOf(s, instance))

	k.answer <- nil
	first.Wait()
	assert.Len(t, casesOf(s, instance), 1)
	assert.Equal(t, 1+writers, strings.Count(<-k.called, `"Name"`), "all at once")
	k.answer <- nil
	rest.Wait()
	assert.Len(t, casesOf(s, instance), 1+writers)
}

// TestKeep_undone has changes that are kept together, and cannot be.
func TestKeep_undone(t *testing.T) {
	for _, test := range []struct {
		err     error
		status  int
		errType string
	}{
		{errors.New("the disk is full"), 500, "InternalServiceException"},
		{fmt.Errorf("a.json: %w", connecttest.ErrChanged), 409, "ConflictException"},
	} {
		k := newKeeper()
		s := connecttest.New(connecttest.Options{Keep: k.keep})
		first := start(1, func(int) { create(t, s, `{"Name":"first","Content":""}`) })
		<-k.called
		const writers = 10
		rest := start(writers, func(i int) {
			// The last two have one name. The one that comes second is not refused
			// for that, since the other one is undone.
			a := send(t, s, "PUT", caseURL, fmt.Sprintf(`{"Name":"%d","Content":""}`, min(i, 8)))
			assert.Equal(t, test.status, a.status)
			assert.Equal(t, test.errType, a.errType)
			assert.Contains(t, a.text, "the change could not be kept: "+test.err.Error())
		})
		waitFor(t, s, writers)
		k.answer <- nil
		first.Wait()
		assert.Equal(t, writers, strings.Count(<-k.called, `"Name"`), "all but one of those with one name")
		k.answer <- test.err
		rest.Wait()
		assert.Len(t, casesOf(s, instance), 1)
		again := start(1, func(int) { create(t, s, `{"Name":"1","Content":""}`) })
		assert.Equal(t, 2, strings.Count(<-k.called, `"Name"`))
		k.answer <- nil
		again.Wait()
		assert.Len(t, casesOf(s, instance), 2, "the name is free, and the next change is kept")
	}
}

// TestKeep_panics has a Keep that panics, in the goroutine of one of those who wait.
func TestKeep_panics(t *testing.T) {
	broken := true
	s := connecttest.New(connecttest.Options{Keep: func(io.WriterTo) error {
		if broken {
			panic("broken")
		}
		return nil
	}})
	assert.PanicsWithValue(t, "broken", func() { _ = putCases(s, instance, testCase{Name: "a"}) })
	assert.Empty(t, casesOf(s, instance))
	broken = false
	require.NoError(t, putCases(s, instance, testCase{Name: "a"}))
	assert.Len(t, casesOf(s, instance), 1)
}

// TestKeep_nothing keeps nothing where nothing changes.
func TestKeep_nothing(t *testing.T) {
	kept := 0
	s := connecttest.New(connecttest.Options{Keep: func(io.WriterTo) error { kept++; return nil }})
	const body = `{"name":"a","clientToken":"t"}`
	createSession(t, s, body)
	createSession(t, s, body)
	send(t, s, "DELETE", caseURL+"/gone", "")
	require.NoError(t, putCases(s, instance))
	assert.Equal(t, 1, kept)
}

// TestNames changes names, and looks which are free.
func TestNames(t *testing.T) {
	s := connecttest.New(connecttest.Options{})
	taken := func(name string) bool {
		a := send(t, s, "PUT", caseURL, `{"Name":"`+name+`","Content":""}`)
		if a.status == 200 {
			ok(t, s, "DELETE", caseURL+"/"+a.body["TestCaseId"].(string), "")
		}
		return a.status == 409
	}
	id := create(t, s, `{"Name":"a","Content":"1","Status":"PUBLISHED"}`)
	assert.True(t, taken("a"))
	ok(t, s, "POST", caseURL+"/"+id, `{"Name":"b","Status":"SAVED"}`)
	assert.True(t, taken("a"), "of the published version")
	assert.True(t, taken("b"), "of the saved version")
	ok(t, s, "POST", caseURL+"/"+id, `{"Status":"PUBLISHED"}`)
	assert.False(t, taken("a"))
	assert.True(t, taken("b"))
	require.NoError(t, putCases(s, instance, testCase{Id: "x", Name: "b"})) // which checks no names
	ok(t, s, "DELETE", caseURL+"/"+id, "")
	assert.True(t, taken("b"), "of the other one with the name")
	ok(t, s, "DELETE", caseURL+"/x", "")
	assert.False(t, taken("b"))
}

// TestKeep_tokens replaces a session, and looks which tokens are known.
func TestKeep_tokens(t *testing.T) {
	session := func(token string) string {
		return `{"Sessions":[{"sessionId":"` + unknown + `","name":"a","clientToken":"` + token + `","sessionArn":"arn:aws:wisdom:us-east-1:1:session/` + assistant + "/" + unknown + `"}]}`
	}
	s := connecttest.New(connecttest.Options{})
	require.NoError(t, s.Load(connecttest.Source{Reader: strings.NewReader(session("old"))}))
	require.NoError(t, s.Load(connecttest.Source{Reader: strings.NewReader(session("new"))}))
	createSession(t, s, `{"name":"b","clientToken":"old"}`)
	assert.Equal(t, "ConflictException", send(t, s, "POST", sessionURL, `{"name":"b","clientToken":"new"}`).errType)
	assert.Contains(t, saved(t, s), `"origin":"CUSTOMER"`, "as for sessions that are created")
	_, err := connecttest.Open(connecttest.Options{}, connecttest.Source{Reader: strings.NewReader(saved(t, s))})
	assert.NoError(t, err)
}

// TestTimes has times that JSON has no room for, at every way into a service.
func TestTimes(t *testing.T) {
	last := time.Date(9999, 12, 31, 23, 59, 59, 999e6, time.UTC)
	s := connecttest.New(connecttest.Options{})
	require.NoError(t, putCases(s, instance, testCase{Id: "a", Name: "a", LastModifiedTime: unix(last)}))
	ok(t, s, "PUT", caseURL, `{"Name":"b","Content":""}`, "x-amz-last-modified-time", "Fri, 31 Dec 9999 23:59:59 GMT", "x-amz-resource-id", "b")
	ok(t, s, "POST", "/tags/"+instanceARN+"/test-case/b", `{"tags":{"k":"v"}}`)
	require.NoError(t, s.Load(connecttest.Source{Reader: strings.NewReader(`{"Id":"c","Name":"c","LastModifiedTime":"9999-12-31T23:59:59.999Z"}`)}))
	require.NoError(t, s.Load(connecttest.Source{Reader: strings.NewReader(`{"Id":"d","Name":"d","LastModifiedTime":"0001-01-01T00:00:01Z"}`)}))
	again, err := connecttest.Open(connecttest.Options{}, connecttest.Source{Reader: strings.NewReader(saved(t, s))})
	require.NoError(t, err)
	assert.Equal(t, saved(t, s), saved(t, again))
	assert.Equal(t, unix(last), casesOf(again, instance)[0].LastModifiedTime)

	const want = "is not in the years 1 to 9999"
	for _, at := range []string{`"0000-12-31T23:59:59Z"`, `253402300800`, `-62135596801`, `1e300`} {
		wrong := `{"Name":"a","LastModifiedTime":` + at + `}`
		assert.ErrorContains(t, s.Load(connecttest.Source{Reader: strings.NewReader(wrong)}), want, at)
		assert.ErrorContains(t, s.Put(instance, "test-cases", json.RawMessage(wrong)), want, at)
	}
	s = connecttest.New(connecttest.Options{Now: func() time.Time { return last.Add(time.Hour) }})
	assert.Equal(t, 500, send(t, s, "PUT", caseURL, `{"Name":"b","Content":""}`).status, "a clock that is wrong")
}

// TestTimes_order has changes at once, and a clock that tells their order.
func TestTimes_order(t *testing.T) {
	n := 0
	s := connecttest.New(connecttest.Options{Now: func() time.Time { n++; return clock().Add(time.Duration(n) * time.Second) }})
	id := create(t, s, `{"Name":"0","Content":""}`)
	start(50, func(i int) { ok(t, s, "POST", caseURL+"/"+id, fmt.Sprintf(`{"Name":"%d"}`, i+1)) }).Wait()
	assert.Equal(t, 51, n)
	assert.Equal(t, unix(clock().Add(51*time.Second)), casesOf(s, instance)[0].LastModifiedTime, "the last change is the latest")
}

// unix returns the time as an answer has it.
func unix(t time.Time) float64 { return float64(t.UnixMilli()) / 1000 }
