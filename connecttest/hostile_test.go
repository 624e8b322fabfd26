package connecttest_test

import (
	"errors"
	"fmt"
	"io"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/connecttest"
)

// An endless body counts what is read of it.
type endless struct {
	read, most int
	err        error
}

func (e *endless) Read(b []byte) (int, error) {
	if e.read >= e.most {
		return 0, e.err
	}
	n := min(len(b), e.most-e.read)
	for i := range n {
		b[i] = ' '
	}
	e.read += n
	return n, nil
}

func TestHostile_bodies(t *testing.T) {
	s := newSample(t, 3, connecttest.Options{})
	id := createSession(t, s, `{"name":"a"}`)["sessionId"].(string)
	tc := casesOf(s, instance)[0]
	published := create(t, s, `{"Name":"p","Content":"{}","Status":"PUBLISHED"}`)
	execution := begin(t, s, published, "")
	before := saved(t, s)
	deep := func(n int) string {
		return search{members: `"SearchCriteria":` + strings.Repeat(`{"AndConditions":[`, n) + `{"StatusCondition":"SAVED"}` + strings.Repeat("]}", n)}.body(0, "")
	}
	operations := []struct {
		method, target       string
		requestErr, paramErr string
		most                 int
	}{
		{"POST", "/search-test-cases", badRequest, badParameter, 1 << 20},
		{"PUT", caseURL, badRequest, badParameter, 4 << 20},
		{"POST", caseURL + "/" + tc.Id, badRequest, badParameter, 4 << 20},
		{"POST", "/tags/" + tc.Arn, badRequest, badParameter, 1 << 20},
		{"PUT", caseURL + "/" + published + "/start-execution", badRequest, badParameter, 1 << 20},
		{"POST", caseURL + "/" + published + "/" + execution + "/stop-execution", badRequest, badParameter, 1 << 20},
		{"POST", "/tags/" + strings.Replace(sessionARN, "ID", id, 1), validation, validation, 1 << 20},
		{"POST", sessionURL, validation, validation, 1 << 20},
		{"POST", sessionURL + "/" + id, validation, validation, 1 << 20},
	}
	refused := 0
	for _, o := range operations {
		for _, body := range []struct{ name, text, errType string }{
			{"no JSON", `{"Name":`, o.requestErr},
			{"space", " ", o.requestErr},
			{"XML", `<a/>`, o.requestErr},
			{"two values", `{} {}`, o.requestErr},
			{"list", `[]`, o.requestErr},
			{"null", `null`, o.requestErr},
			{"not UTF-8", "{\"Name\":\"\xff\"}", o.requestErr},
			{"too deep for any reader", strings.Repeat("[", 100000), o.requestErr},
			{"criteria 10,000 deep", deep(10000), o.requestErr},
			{"criteria 2,000 deep", deep(2000), o.paramErr},
			{"unknown member", `{"` + strings.Repeat("x", 100000) + `":1}`, o.paramErr},
			{"many unknown members", `{"a":1,"b":[],"c":{}}`, o.paramErr},
			{"many members of one name", "{" + strings.Repeat(`"Name":"a",`, 20000) + `"Name":""}`, o.paramErr},
		} {
			a := send(t, s, o.method, o.target, body.text)
			assert.Equal(t, 400, a.status, "%s %s with %s", o.method, o.target, body.name)
			assert.Equal(t, body.errType, a.errType, "%s %s with %s: %s", o.method, o.target, body.name, a.text)
			assert.Less(t, len(a.text), 1000, "%s %s with %s", o.method, o.target, body.name)
			refused++
		}
		for _, length := range []int64{-1, 100_000_000} {
			body := &endless{most: 100_000_000, err: io.EOF}
			r := httptest.NewRequest(o.method, o.target, body)
			r.ContentLength = length
			a := serve(t, s, r)
			assert.Equal(t, o.requestErr, a.errType)
			assert.Contains(t, a.text, fmt.Sprintf("the body has more than %d bytes", o.most))
			if length < 0 {
				assert.LessOrEqual(t, body.read, 2*o.most, "bytes read of 100 MB")
			} else {
				assert.Zero(t, body.read)
			}
			refused++
		}
		a := serve(t, s, httptest.NewRequest(o.method, o.target, &endless{most: 10, err: errors.New("gone")}))
		assert.Equal(t, o.requestErr, a.errType)
		assert.Contains(t, a.text, "the body breaks off")
		refused++
	}
	t.Logf("%d requests refused", refused)
	require.Equal(t, 16*len(operations), refused)
	assert.Equal(t, before, saved(t, s))

	t.Run("body where there is none", func(t *testing.T) {
		body := &endless{most: 100_000_000, err: io.EOF}
		serve(t, s, httptest.NewRequest("GET", caseURL+"/"+tc.Id, body))
		assert.Zero(t, body.read)
	})
	t.Run("path", func(t *testing.T) {
		long := strings.Repeat("é", 5000)
		for _, target := range []string{caseURL + "/", sessionURL + "/", "/tags/", "/test-cases-summary/", "/test-case-executions/", executionsURL + "?testCaseName=", executionsURL + "?status=", executionsURL + "?startTime=", "/"} {
			a := send(t, s, "GET", target+long, "")
			if !strings.HasSuffix(target, "Name=") { // nothing has that name
				assert.GreaterOrEqual(t, a.status, 400)
			}
			assert.Less(t, len(a.text), 2000, target)
		}
	})
	t.Run("criteria 1,000 deep", func(t *testing.T) {
		assert.Equal(t, 200, send(t, s, "POST", "/search-test-cases", deep(999)).status)
	})
}

// TestConcurrent has writers and readers at once. Run it with the race detector.
func TestConcurrent(t *testing.T) {
	kept := 0
	s := newSample(t, 50, connecttest.Options{Keep: func(io.WriterTo) error { kept++; return nil }})
	kept = 0
	const writers, rounds = 4, 8
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range rounds {
				id := create(t, s, fmt.Sprintf(`{"Name":"%d-%d","Content":"{}"}`, w, i))
				ok(t, s, "POST", caseURL+"/"+id, `{"Status":"PUBLISHED"}`)
				at := caseURL + "/" + id + "/" + begin(t, s, id, "")
				ok(t, s, "POST", at+"/stop-execution", "")
				ok(t, s, "POST", "/tags/"+instanceARN+"/test-case/"+id, `{"tags":{"k":"v"}}`)
				assert.Equal(t, 409, send(t, s, "PUT", caseURL, fmt.Sprintf(`{"Name":"%d-%d","Content":"{}"}`, w, i)).status)
				if i%2 == 0 {
					ok(t, s, "DELETE", caseURL+"/"+id, "")
				}
				x := createSession(t, s, fmt.Sprintf(`{"name":"a","clientToken":"%d"}`, i))
				ok(t, s, "POST", sessionURL+"/"+x["sessionId"].(string), `{"tagFilter":{"tagCondition":{"key":"a"}}}`)
			}
		})
		wg.Go(func() {
			for range rounds {
				found := ok(t, s, "POST", "/search-test-cases", search{members: smoke}.body(10, ""))
				assert.NotEmpty(t, found["TestCases"])
				assert.Contains(t, saved(t, s), `"TestCases"`)
				ok(t, s, "GET", executionsURL+"?status=STOPPED", "")
			}
		})
	}
	wg.Wait()
	assert.Len(t, casesOf(s, instance), 50+writers*rounds/2)
	const changes = writers*rounds*6 + writers*rounds/2 + rounds
	t.Logf("%d changes kept in %d calls", changes, kept)
	assert.Positive(t, kept)
	assert.LessOrEqual(t, kept, changes)
	names := map[string]int{}
	for _, c := range casesOf(s, instance) {
		names[c.Name]++
		assert.Equal(t, 1, names[c.Name], c.Name)
	}
}
