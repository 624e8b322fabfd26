package connecttest_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/connecttest"
)

func TestFault_calls(t *testing.T) {
	var calls []connecttest.Call
	s := newSample(t, 5, connecttest.Options{Fault: func(c connecttest.Call) connecttest.Fault {
		calls = append(calls, c)
		return connecttest.Fault{}
	}})
	search{s: s}.pages(t, 2)
	search{s: s, list: true}.pages(t, 3)
	send(t, s, "POST", "/search-test-cases", `{"InstanceId":"`+instance+`","NextToken":"x"}`)
	send(t, s, "GET", "/nothing", "")
	send(t, s, "POST", "/search-test-cases", `not JSON`)
	send(t, s, "GET", sessionURL+"/"+unknown, "")
	assert.Equal(t, []connecttest.Call{
		{Operation: "SearchTestCases", N: 1, Page: 1}, {Operation: "SearchTestCases", N: 2, Page: 2}, {Operation: "SearchTestCases", N: 3, Page: 3},
		{Operation: "ListTestCases", N: 4, Page: 1}, {Operation: "ListTestCases", N: 5, Page: 2},
		{Operation: "SearchTestCases", N: 6},
		{Operation: "GetSession", N: 9},
	}, calls)
}

func TestFault_error(t *testing.T) {
	for _, test := range []struct {
		errType string
		status  int
	}{
		{"ThrottlingException", 429}, {"InternalServiceException", 500}, {badParameter, 400}, {"AccessDeniedException", 403},
		{"ServiceQuotaExceededException", 402}, {"DependencyFailedException", 424}, {"UnauthorizedException", 401}, {"InvalidTestCaseException", 400}, {"Whatever", 500},
	} {
		s := connecttest.New(connecttest.Options{Fault: every(2, connecttest.Fault{Error: test.errType})})
		id := create(t, s, `{"Name":"a","Content":""}`)
		testRefusals(t, s, []refusal{
			{name: test.errType, method: "DELETE", target: caseURL + "/" + id, status: test.status, errType: test.errType, message: "this error is on purpose"},
		})
		ok(t, s, "DELETE", caseURL+"/"+id, "")
	}
	s := connecttest.New(connecttest.Options{Fault: every(1, connecttest.Fault{Error: "InvalidTestCaseException"})})
	assert.Equal(t, object{"Problems": []any{object{"message": "this error is on purpose"}}}, send(t, s, "GET", listURL, "").body)
}

// TestFault_pages has pages that are empty, and that repeat a record.
func TestFault_pages(t *testing.T) {
	for _, list := range []bool{false, true} {
		want, _ := search{s: newSample(t, 20, connecttest.Options{}), list: list}.pages(t, 100)
		for _, size := range []int{1, 3, 100} {
			empty := newSample(t, 20, connecttest.Options{Fault: every(2, connecttest.Fault{Empty: true})})
			pages, _ := search{s: empty, list: list}.pages(t, size)
			assert.Equal(t, want[0], slices.Concat(pages...))
			if size < 20 {
				assert.Empty(t, pages[1])
			}

			first := newSample(t, 20, connecttest.Options{Fault: func(c connecttest.Call) connecttest.Fault { return connecttest.Fault{Empty: c.Page == 1} }})
			pages, _ = search{s: first, list: list}.pages(t, size)
			assert.Empty(t, pages[0])
			assert.Equal(t, want[0], slices.Concat(pages...))

			repeat := newSample(t, 20, connecttest.Options{Fault: every(1, connecttest.Fault{Repeat: true})})
			pages, _ = search{s: repeat, list: list}.pages(t, size)
			ids := slices.Concat(pages...)
			if size == 3 {
				assert.Equal(t, pages[0][2], pages[1][0])
				assert.Greater(t, len(ids), 20)
			}
			assert.Equal(t, want[0], slices.Compact(ids))
		}
	}
}

func TestFault_delay(t *testing.T) {
	s := connecttest.New(connecttest.Options{Fault: every(1, connecttest.Fault{Delay: time.Hour})})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	w := httptest.NewRecorder()
	assert.PanicsWithError(t, http.ErrAbortHandler.Error(), func() {
		s.ServeHTTP(w, httptest.NewRequest("PUT", caseURL, strings.NewReader(`{"Name":"a","Content":""}`)).WithContext(ctx))
	})
	assert.Empty(t, w.Body.String(), "nobody waits")
	assert.Empty(t, casesOf(s, instance))

	quick := connecttest.New(connecttest.Options{Fault: every(1, connecttest.Fault{Delay: time.Nanosecond})})
	create(t, quick, `{"Name":"a","Content":""}`)
}

// TestCanceled has a client that gave up before the search.
func TestCanceled(t *testing.T) {
	s := newSample(t, 3, connecttest.Options{})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	w := httptest.NewRecorder()
	assert.PanicsWithError(t, http.ErrAbortHandler.Error(), func() {
		s.ServeHTTP(w, httptest.NewRequest("GET", listURL, nil).WithContext(ctx))
	})
	assert.Empty(t, w.Body.String())
}

// TestCanceled_change has a client that gives up when its change is made.
func TestCanceled_change(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	s := connecttest.New(connecttest.Options{Keep: func(io.WriterTo) error { cancel(); return nil }})
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest("PUT", caseURL, strings.NewReader(`{"Name":"a","Content":""}`)).WithContext(ctx))
	assert.Contains(t, w.Body.String(), `{"TestCaseId":"`)
	assert.Len(t, casesOf(s, instance), 1)
}

func TestFault_cut(t *testing.T) {
	s := connecttest.New(connecttest.Options{Fault: every(1, connecttest.Fault{Cut: true})})
	server := httptest.NewServer(s)
	defer server.Close()
	r, err := http.NewRequest("PUT", server.URL+caseURL, strings.NewReader(`{"Name":"a","Content":""}`))
	require.NoError(t, err)
	response, err := server.Client().Do(r)
	require.NoError(t, err)
	body, err := io.ReadAll(response.Body)
	assert.ErrorIs(t, err, io.ErrUnexpectedEOF)
	assert.Contains(t, string(body), `{"TestCaseId":"`)
	assert.Len(t, casesOf(s, instance), 1, "what was asked for is done")
}

// TestFault_changes changes data between two pages.
func TestFault_changes(t *testing.T) {
	var s *connecttest.Service
	s = newSample(t, 20, connecttest.Options{Fault: func(c connecttest.Call) connecttest.Fault {
		if c.Page == 2 {
			assert.NoError(t, putCases(s, instance, testCase{Id: "~", Name: "late"}))
		}
		return connecttest.Fault{}
	}})
	pages, totals := search{s: s}.pages(t, 7)
	assert.Len(t, slices.Concat(pages...), 21)
	assert.Equal(t, []int{20, 20, 20}, totals, "as the first page has counted")
}
