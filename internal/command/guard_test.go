package command

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/connecttest"
)

const (
	listCases  = "/test-cases-summary/" + connecttest.DefaultInstance
	createCase = "/test-cases/" + connecttest.DefaultInstance
)

// ask sends a request with a Host and with headers, which are names and values.
func (s *server) ask(t testing.TB, method, path, host string, headers ...string) *http.Response {
	t.Helper()
	body := ""
	if method == "PUT" {
		body = newCase
	}
	r, err := http.NewRequest(method, s.url+path, strings.NewReader(body))
	require.NoError(t, err)
	if host != "" {
		r.Host = host
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	response.Body.Close()
	return response
}

// TestGuard_hosts has names that a page may have resolve to this machine.
func TestGuard_hosts(t *testing.T) {
	for _, test := range []struct {
		args, yes, no []string
	}{
		{nil, []string{"127.0.0.1", "127.0.0.1:4580", "localhost", "LocalHost:1", "localhost.", "[::1]:4580", "192.0.2.1", "0.0.0.0:4580", "[fe80::1%25eth0]:80"}, []string{"evil.example", "evil.example:4580", "localhost.evil.example", "127.0.0.1.evil.example", "2130706433", "xn--localhost"}},
		{[]string{"--allow-host", "Connect.Test,other"}, []string{"localhost", "connect.test", "CONNECT.test.:80", "other:4580"}, []string{"evil.example", "test", "a.connect.test"}},
		{[]string{"--addr", "localhost:0"}, []string{"localhost"}, []string{"evil.example"}},
		{[]string{"--addr", "0.0.0.0:0"}, []string{"localhost", "connect.test", "192.0.2.1"}, nil},
		{[]string{"--addr", "0.0.0.0:0", "--allow-host", "connect.test"}, []string{"localhost", "connect.test", "192.0.2.1"}, []string{"evil.example"}},
	} {
		s := startServer(t, test.args...)
		s.url = strings.Replace(s.url, "0.0.0.0", "127.0.0.1", 1)
		for _, host := range test.yes {
			assert.Equal(t, 200, s.ask(t, "GET", listCases, host).StatusCode, "%s, %v", host, test.args)
		}
		for _, host := range test.no {
			response := s.ask(t, "GET", listCases, host)
			assert.Equal(t, 403, response.StatusCode, "%s, %v", host, test.args)
			assert.Equal(t, "AccessDeniedException", response.Header.Get("x-amzn-errortype"))
		}
	}
}

// TestGuard_pages has requests as browsers send them for pages of other origins.
func TestGuard_pages(t *testing.T) {
	s := startServer(t, "--allow-origin", "http://localhost:3000,https://tools.example")
	at := strings.TrimPrefix(s.url, "http://")
	for _, test := range []struct {
		name    string
		headers []string
		status  int
	}{
		{"no browser", nil, 200},
		{"a page of ours", []string{"Origin", "http://" + at, "Sec-Fetch-Site", "same-origin"}, 200},
		{"typed in", []string{"Sec-Fetch-Site", "none"}, 200},
		{"another site", []string{"Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"}, 403},
		{"another port", []string{"Origin", "http://localhost:4000", "Sec-Fetch-Site", "same-site"}, 403},
		{"an old browser", []string{"Origin", "https://evil.example"}, 403},
		{"a file", []string{"Origin", "null"}, 403},
		{"allowed", []string{"Origin", "http://localhost:3000", "Sec-Fetch-Site", "cross-site"}, 200},
		{"allowed, too", []string{"Origin", "https://tools.example", "Sec-Fetch-Site", "cross-site"}, 200},
		{"not quite allowed", []string{"Origin", "https://tools.example.evil.example", "Sec-Fetch-Site", "cross-site"}, 403},
		{"of another scheme", []string{"Origin", "http://tools.example", "Sec-Fetch-Site", "cross-site"}, 403},
	} {
		before := s.total(t)
		response := s.ask(t, "PUT", createCase, "", test.headers...)
		assert.Equal(t, test.status, response.StatusCode, test.name)
		if test.status == 403 {
			assert.Equal(t, before, s.total(t), test.name)
			assert.Empty(t, response.Header.Get("Access-Control-Allow-Origin"), test.name)
		}
		others := []string{"/assistants/87654321-4321-4321-4321-210987654321/retrieve"}
		for _, target := range connect.Targets() {
			others = append(others, "/search-"+target.Name)
		}
		for _, path := range others {
			status := s.ask(t, "POST", path, "", test.headers...).StatusCode
			assert.Equal(t, test.status == 403, status == 403, "%s: %s, %d", test.name, path, status)
		}
		list := s.ask(t, "GET", "/queues-summary/"+connecttest.DefaultInstance, "", test.headers...)
		if test.status == 403 {
			assert.Empty(t, list.Header.Get("Access-Control-Allow-Origin"), "%s: no page can read a list", test.name)
		}
		if response.StatusCode == 200 {
			require.Equal(t, before+1, s.total(t), test.name)
			s.removeAll(t)
		}
	}

	preflight := []string{"Access-Control-Request-Method", "PUT", "Access-Control-Request-Headers", "authorization,x-amz-date", "Sec-Fetch-Site", "cross-site"}
	response := s.ask(t, "OPTIONS", createCase, "", append(preflight, "Origin", "http://localhost:3000")...)
	assert.Equal(t, 204, response.StatusCode)
	assert.Equal(t, "http://localhost:3000", response.Header.Get("Access-Control-Allow-Origin"))
	assert.Equal(t, "GET, PUT, POST, DELETE", response.Header.Get("Access-Control-Allow-Methods"))
	assert.Equal(t, "authorization,x-amz-date", response.Header.Get("Access-Control-Allow-Headers"))
	response = s.ask(t, "OPTIONS", createCase, "", append(preflight, "Origin", "https://evil.example")...)
	assert.Equal(t, 403, response.StatusCode)
	assert.Empty(t, response.Header.Get("Access-Control-Allow-Origin"))
	assert.Equal(t, "Origin", s.ask(t, "GET", listCases, "").Header.Get("Vary"), "a cache must not give this to a page")
	response = s.ask(t, "GET", listCases, "", "Origin", "http://localhost:3000")
	assert.Equal(t, "http://localhost:3000", response.Header.Get("Access-Control-Allow-Origin"))
	assert.Equal(t, "Origin", response.Header.Get("Vary"))
}

// removeAll deletes the test cases that there are.
func (s *server) removeAll(t testing.TB) {
	t.Helper()
	_, text := s.call(t, "GET", listCases, "")
	for _, part := range strings.Split(text, `"Id":"`)[1:] {
		id, _, _ := strings.Cut(part, `"`)
		status, text := s.call(t, "DELETE", createCase+"/"+id, "")
		require.Equal(t, 200, status, text)
	}
}
