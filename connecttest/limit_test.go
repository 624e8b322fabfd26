package connecttest_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/connecttest"
)

// TestPages_bytes has test cases that have 18 MiB together.
func TestPages_bytes(t *testing.T) {
	for _, fault := range []connecttest.Fault{{}, {Repeat: true}} {
		s := connecttest.New(connecttest.Options{Fault: func(connecttest.Call) connecttest.Fault { return fault }})
		content := strings.Repeat("x", 3<<20)
		var want []string
		for i := range 8 {
			tc := testCase{Id: fmt.Sprint(i), Name: fmt.Sprint("smoke", i)}
			if i%4 > 0 {
				tc.Content = &content
			}
			require.NoError(t, putCases(s, instance, tc))
			want = append(want, tc.Id)
		}
		token := ""
		var got []string
		pages := 0
		for more := true; more; pages++ {
			a := send(t, s, "POST", "/search-test-cases", search{members: smoke}.body(0, token))
			require.Equal(t, 200, a.status, a.text)
			records := a.body["TestCases"].([]any)
			first := 0
			if fault.Repeat && pages > 0 {
				first = 1
				assert.Equal(t, got[len(got)-1], records[0].(object)["Id"])
			} else {
				assert.Less(t, len(a.text), 4<<20+1000)
			}
			for _, r := range records[first:] {
				got = append(got, r.(object)["Id"].(string))
			}
			assert.EqualValues(t, 8, a.body["ApproximateTotalCount"])
			token, more = a.body["NextToken"].(string)
		}
		assert.Equal(t, want, got, "each page has what has room, and one at least")
		assert.Equal(t, 6, pages)
		listed, _ := search{s: s, list: true}.pages(t, 0)
		assert.Len(t, listed, 1, "a summary is small")
	}
}

func zipped(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, text)
	_ = w.Close()
	return b.String()
}

func TestGzip(t *testing.T) {
	s := newSample(t, 30, connecttest.Options{})
	plain := search{members: smoke}.body(0, "")
	post := func(body, encoding string) answer {
		return send(t, s, "POST", "/search-test-cases", body, "Content-Encoding", encoding)
	}
	assert.Equal(t, post(plain, "").body, post(zipped(plain), "gzip").body)
	assert.Equal(t, post(plain, "").body, post(plain, "identity").body)
	assert.Equal(t, post(plain, "").body, post(zipped(plain), "GZip").body)

	bomb := zipped(`{"InstanceId":"` + strings.Repeat(" ", 100<<20) + `"}`)
	t.Logf("100 MB in %d bytes", len(bomb))
	for name, test := range map[string]struct{ body, encoding, message string }{
		"bomb":         {bomb, "gzip", "the body has more than 1048576 bytes"},
		"no gzip":      {plain, "gzip", "the body is not gzip"},
		"cut off":      {zipped(plain)[:20], "gzip", "the body breaks off"},
		"other":        {plain, "br", "is not known here: send gzip, or none"},
		"empty, plain": {"", "gzip", "the body is not gzip"},
	} {
		a := post(test.body, test.encoding)
		assert.Equal(t, 400, a.status, name)
		assert.Equal(t, badRequest, a.errType, name)
		assert.Contains(t, a.text, test.message, name)
	}
}

// TestSlow has clients that send and read nothing more.
func TestSlow(t *testing.T) {
	defer connecttest.SetTimes(400*time.Millisecond, 500*time.Millisecond)()
	content := strings.Repeat("x", 64<<20)
	s := connecttest.New(connecttest.Options{Fault: func(c connecttest.Call) connecttest.Fault {
		if c.Operation == "SearchTestCases" {
			return connecttest.Fault{Delay: 600 * time.Millisecond}
		}
		return connecttest.Fault{}
	}})
	require.NoError(t, putCases(s, instance, testCase{Id: "x", Name: "a", Content: &content}))
	closed := make(chan bool, 100)
	server := httptest.NewUnstartedServer(s)
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateClosed {
			closed <- true
		}
	}
	server.Start()
	defer server.Close()
	dial := func(request string) net.Conn {
		c, err := net.Dial("tcp", strings.TrimPrefix(server.URL, "http://"))
		require.NoError(t, err)
		t.Cleanup(func() { c.Close() })
		_, err = io.WriteString(c, request)
		require.NoError(t, err)
		return c
	}

	body := dial("POST /search-test-cases HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{")
	text, err := io.ReadAll(body)
	require.NoError(t, err)
	<-closed
	assert.Contains(t, string(text), "HTTP/1.1 408 ")
	assert.Contains(t, string(text), "RequestTimeoutException")

	slow := dial("GET " + caseURL + "/x HTTP/1.1\r\nHost: x\r\n\r\n")
	<-closed // though nothing was read
	text, err = io.ReadAll(slow)
	assert.True(t, err == nil || errors.Is(err, io.ErrUnexpectedEOF) || strings.Contains(err.Error(), "reset"), "%v", err)
	assert.Less(t, len(text), len(content), "what was not taken in time is not sent")

	stalled := dial("POST /search-test-cases HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: 10\r\n\r\n\x1f")
	text, err = io.ReadAll(stalled)
	require.NoError(t, err)
	assert.Contains(t, string(text), "HTTP/1.1 408 ")

	response, err := server.Client().Post(server.URL+"/search-test-cases", "", strings.NewReader(search{members: smoke}.body(0, "")))
	require.NoError(t, err)
	defer response.Body.Close()
	assert.Equal(t, 200, response.StatusCode, "an answer may be later than a body")
}

// TestUnread has bodies that never come, and requests that are refused without
// them. The answers do not wait for the bodies.
func TestUnread(t *testing.T) {
	defer connecttest.SetTimes(time.Hour, time.Hour)()
	server := httptest.NewServer(connecttest.New(connecttest.Options{}))
	defer server.Close()
	for request, status := range map[string]string{
		"DELETE " + caseURL + "/y HTTP/1.1\r\n":                          "404",
		"POST /nothing HTTP/1.1\r\n":                                     "404",
		"POST /search-test-cases HTTP/1.1\r\nContent-Encoding: br\r\n":   "400",
		"POST /search-test-cases HTTP/1.1\r\nContent-Encoding: gzip\r\n": "400",
	} {
		c, err := net.Dial("tcp", strings.TrimPrefix(server.URL, "http://"))
		require.NoError(t, err)
		require.NoError(t, c.SetDeadline(time.Now().Add(time.Minute)))
		_, err = io.WriteString(c, request+"Host: x\r\nContent-Length: 100\r\n\r\n{ no gzip }")
		require.NoError(t, err)
		line, err := bufio.NewReader(c).ReadString('\n')
		require.NoError(t, err)
		assert.Contains(t, line, "HTTP/1.1 "+status, request)
		c.Close()
	}
}
