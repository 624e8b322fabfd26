package connecttest_test

import (
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

// waits lets n changes arrive while another is being kept.
func waits(t testing.TB, n int, change func(i int)) *sync.WaitGroup {
	t.Helper()
	var writers sync.WaitGroup
	for i := range n {
		writers.Go(func() { change(i) })
	}
	time.Sleep(50 * time.Millisecond) // too short a time makes the test weaker, not wrong
	return &writers
}

// TestKeep_together has changes that arrive while one is being kept. Readers do not
// wait for it, nobody sees what is not kept, and the changes are kept together.
func TestKeep_together(t *testing.T) {
	k := newKeeper()
	s := connecttest.New(connecttest.Options{Keep: k.keep})
	first := waits(t, 1, func(int) { create(t, s, `{"Name":"first","Content":""}`) })
	assert.Contains(t, <-k.called, `"Name":"first"`)

	const writers = 20
	rest := waits(t, writers, func(i int) { create(t, s, fmt.Sprintf(`{"Name":"%d","Content":""}`, i)) })
	found := ok(t, s, "POST", "/search-test-cases", search{}.body(0, ""))
	assert.Empty(t, found["TestCases"], "a reader neither waits nor sees what is not kept")
	assert.Empty(t, s.TestCases(instance))

	k.answer <- nil
	first.Wait()
	assert.Len(t, s.TestCases(instance), 1)
	calls, n := 0, 1
	for n < 1+writers {
		n = strings.Count(<-k.called, `"Name"`)
		calls++
		k.answer <- nil
	}
	rest.Wait()
	assert.Len(t, s.TestCases(instance), 1+writers)
	t.Logf("%d changes kept in %d calls", writers, calls)
	assert.Less(t, calls, writers/2)
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
		first := waits(t, 1, func(int) { create(t, s, `{"Name":"first","Content":""}`) })
		<-k.called
		const writers = 10
		rest := waits(t, writers, func(i int) {
			// The fifth has the name of the fourth, if that comes first.
			a := send(t, s, "PUT", caseURL, fmt.Sprintf(`{"Name":"%d","Content":""}`, min(i, 8)))
			if a.status != 409 || a.errType != "DuplicateResourceException" {
				assert.Equal(t, test.status, a.status)
				assert.Equal(t, test.errType, a.errType)
				assert.Contains(t, a.text, "the change could not be kept: "+test.err.Error())
			}
		})
		k.answer <- nil
		first.Wait()
		done := make(chan bool)
		go func() { rest.Wait(); close(done) }()
		for waiting := true; waiting; {
			select {
			case <-k.called:
				k.answer <- test.err
			case <-done:
				waiting = false
			}
		}
		assert.Len(t, s.TestCases(instance), 1)
		again := waits(t, 1, func(int) { create(t, s, `{"Name":"1","Content":""}`) })
		assert.Equal(t, 2, strings.Count(<-k.called, `"Name"`))
		k.answer <- nil
		again.Wait()
		assert.Len(t, s.TestCases(instance), 2, "the name is free, and the next change is kept")
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
	assert.PanicsWithValue(t, "broken", func() { _ = s.Put(instance, connecttest.TestCase{Name: "a"}) })
	assert.Empty(t, s.TestCases(instance))
	broken = false
	require.NoError(t, s.Put(instance, connecttest.TestCase{Name: "a"}))
	assert.Len(t, s.TestCases(instance), 1)
}

// TestKeep_nothing keeps nothing where nothing changes.
func TestKeep_nothing(t *testing.T) {
	kept := 0
	s := connecttest.New(connecttest.Options{Keep: func(io.WriterTo) error { kept++; return nil }})
	const body = `{"name":"a","clientToken":"t"}`
	createSession(t, s, body)
	createSession(t, s, body)
	send(t, s, "DELETE", caseURL+"/gone", "")
	require.NoError(t, s.Put(instance))
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
	require.NoError(t, s.Put(instance, connecttest.TestCase{Id: "x", Name: "b"})) // which checks no names
	ok(t, s, "DELETE", caseURL+"/"+id, "")
	assert.True(t, taken("b"), "of the other one with the name")
	ok(t, s, "DELETE", caseURL+"/x", "")
	assert.False(t, taken("b"))
}
