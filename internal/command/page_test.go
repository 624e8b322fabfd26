package command

import (
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/connecttest"
)

// pageFiles makes a folder with the files of a page, and with what is not to be
// served. Beside the folder there is a file, secret.txt.
func pageFiles(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "page")
	for name, text := range map[string]string{
		"index.html":               "<!doctype html><title>try it</title>",
		"assets/app.js":            "plain script",
		"assets/app.js.br":         "script in br",
		"assets/app.js.gz":         "script in gzip",
		"assets/style.css":         "plain style",
		"assets/style.css.gz":      "style in gzip",
		"assets/searchfilter.wasm": "\x00asm",
		"assets/unknown.kind":      "<script>alert(1)</script>",
		"assets/space here.txt":    "space",
		".env":                     "kept private",
		".git/config":              "kept private",
		"assets/.hidden.js":        "kept private",
		"test-cases-summary/" + connecttest.DefaultInstance: "stands in the way",
		"users-summary/" + connecttest.DefaultInstance:      "stands in the way",
		"search-test-cases": "stands in the way",
		"search-views":      "stands in the way",
		"../secret.txt":     "kept private",
	} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	}
	return dir
}

// fetch sends a request without following what it answers or undoing how it is
// compressed. Headers are names and values.
func (s *server) fetch(t testing.TB, method, path string, headers ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequest(method, s.url+path, http.NoBody)
	require.NoError(t, err)
	r.Header.Set("Accept-Encoding", "identity")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultTransport.RoundTrip(r)
	require.NoError(t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response, string(text)
}

func TestServe_page(t *testing.T) {
	s := startServer(t, "--sample", "--page", pageFiles(t))
	assert.Contains(t, s.said, "\nThe page to try queries in is at "+s.url+"/\n")
	for path, want := range map[string]struct{ kind, text string }{
		"/":                         {"text/html; charset=utf-8", "<!doctype html><title>try it</title>"},
		"/index.html":               {"text/html; charset=utf-8", "<!doctype html><title>try it</title>"},
		"/?q=1":                     {"text/html; charset=utf-8", "<!doctype html><title>try it</title>"},
		"/assets/app.js":            {"text/javascript; charset=utf-8", "plain script"},
		"/assets/style.css":         {"text/css; charset=utf-8", "plain style"},
		"/assets/searchfilter.wasm": {"application/wasm", "\x00asm"},
		"/assets/unknown.kind":      {"application/octet-stream", "<script>alert(1)</script>"},
		"/assets/space%20here.txt":  {"text/plain; charset=utf-8", "space"},
	} {
		response, text := s.fetch(t, "GET", path)
		assert.Equal(t, 200, response.StatusCode, path)
		assert.Equal(t, want.text, text, path)
		h := response.Header
		assert.Equal(t, want.kind, h.Get("Content-Type"), path)
		assert.Equal(t, "nosniff", h.Get("X-Content-Type-Options"), path)
		assert.Equal(t, "no-referrer", h.Get("Referrer-Policy"), path)
		assert.Equal(t, "same-origin", h.Get("Cross-Origin-Resource-Policy"), path)
		assert.Equal(t, "no-cache", h.Get("Cache-Control"), path)
		assert.Equal(t, connecttest.DefaultInstance, h.Get(instanceHeader), path)
		policy := strings.Split(h.Get("Content-Security-Policy"), "; ")
		assert.Equal(t, "default-src 'none'", policy[0], path)
		assert.Contains(t, policy, "frame-ancestors 'none'", path)
		assert.NotContains(t, h.Get("Content-Security-Policy"), "unsafe-inline", path)

		head, text := s.fetch(t, "HEAD", path)
		assert.Equal(t, 200, head.StatusCode, path)
		assert.Empty(t, text, path)
		assert.Equal(t, h.Get("ETag"), head.Header.Get("ETag"), path)
	}
}

// TestServe_pageHides has what is no file of the page. The service answers it, as
// it does without a page.
func TestServe_pageHides(t *testing.T) {
	dir := pageFiles(t)
	paths := []string{
		"/assets", "/assets/", "/assets/index.html", "/nothing.html", "/index.html/",
		"/.env", "/%2eenv", "/.git/config", "/assets/.hidden.js",
		"/../secret.txt", "/..%2fsecret.txt", "/assets/..%2f..%2fsecret.txt", "/assets/%2e%2e/%2e%2e/secret.txt", `/..\secret.txt`, `/assets\app.js`,
		"/assets//app.js", "//assets/app.js", "/./index.html", "/index.html%00", "/index.html:x", "/assets/app.js%2f",
		"/search-test-cases", "/search-views",
	}
	if runtime.GOOS != "windows" { // where links are for administrators
		for link, to := range map[string]string{"link.txt": "../secret.txt", "absolute.txt": filepath.Join(filepath.Dir(dir), "secret.txt"), "out": "..", "dangling.txt": "gone.txt"} {
			require.NoError(t, os.Symlink(to, filepath.Join(dir, link)))
		}
		require.NoError(t, os.Symlink("app.js", filepath.Join(dir, "assets", "same.js")))
		paths = append(paths, "/link.txt", "/absolute.txt", "/out/secret.txt", "/dangling.txt", "/out")
	}
	s, without := startServer(t, "--sample", "--page", dir), startServer(t, "--sample")
	for _, path := range paths {
		got, text := s.raw(t, "GET", path)
		want, _ := without.raw(t, "GET", path)
		assert.Equal(t, want, got, path)
		assert.Equal(t, "HTTP/1.1 404 Not Found", got, path)
		assert.NotContains(t, text, "kept private", path)
	}
	if runtime.GOOS != "windows" {
		_, text := s.fetch(t, "GET", "/assets/same.js")
		assert.Equal(t, "plain script", text, "a link within the folder")
	}
	for _, method := range []string{"POST", "PUT", "DELETE", "PATCH", "OPTIONS"} {
		response, _ := s.fetch(t, method, "/index.html")
		assert.Equal(t, 404, response.StatusCode, method)
	}
	status, text := s.call(t, "GET", "/index.html", "a body")
	assert.Equal(t, 404, status, text)
}

// raw sends a path as it is, and returns the first line of the answer and the rest.
func (s *server) raw(t testing.TB, method, path string) (line, rest string) {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	require.NoError(t, err)
	defer c.Close()
	_, err = io.WriteString(c, method+" "+path+" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
	require.NoError(t, err)
	text, err := io.ReadAll(c)
	require.NoError(t, err)
	line, rest, _ = strings.Cut(string(text), "\r\n")
	return line, rest
}

// TestServe_pageService has the service behind a page do what it does without one.
func TestServe_pageService(t *testing.T) {
	s := startServer(t, "--sample", "--page", pageFiles(t))
	assert.Equal(t, 500, s.total(t))
	response, text := s.fetch(t, "GET", listCases)
	assert.Equal(t, 200, response.StatusCode)
	assert.Contains(t, text, "TestCaseSummaryList")
	assert.Empty(t, response.Header.Get(instanceHeader))
	response, text = s.fetch(t, "GET", "/users-summary/"+connecttest.DefaultInstance)
	assert.Equal(t, 200, response.StatusCode)
	assert.Contains(t, text, "UserSummaryList")

	at := strings.TrimPrefix(s.url, "http://")
	for _, test := range []struct {
		name    string
		host    string
		headers []string
		page    int // the status of GET /
		change  int // and of a new test case
	}{
		{"the page itself", "", []string{"Origin", "http://" + at, "Sec-Fetch-Site", "same-origin"}, 200, 200},
		{"a page elsewhere", "", []string{"Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"}, 200, 403},
		{"a name that resolves to this machine", "evil.example", nil, 403, 403},
	} {
		assert.Equal(t, test.page, s.ask(t, "GET", "/", test.host, test.headers...).StatusCode, test.name)
		response := s.ask(t, "PUT", createCase, test.host, test.headers...)
		assert.Equal(t, test.change, response.StatusCode, test.name)
		assert.Empty(t, response.Header.Get("Access-Control-Allow-Origin"), test.name)
	}
	assert.Equal(t, 501, s.total(t))
}

func TestServe_pageEncoding(t *testing.T) {
	s := startServer(t, "--page", pageFiles(t))
	for _, test := range []struct {
		path, accepted, encoding, text string
	}{
		{"/assets/app.js", "gzip, deflate, br, zstd", "br", "script in br"},
		{"/assets/app.js", "gzip", "gzip", "script in gzip"},
		{"/assets/app.js", "br;q=0, GZIP;q=0.5", "gzip", "script in gzip"},
		{"/assets/app.js", "br; Q=0.000,gzip;q=0", "", "plain script"},
		{"/assets/app.js", "br;q=x", "", "plain script"},
		{"/assets/app.js", "bro, x-gzip", "", "plain script"},
		{"/assets/app.js", "identity", "", "plain script"},
		{"/assets/style.css", "gzip, br", "gzip", "style in gzip"},
		{"/assets/searchfilter.wasm", "gzip, br", "", "\x00asm"},
	} {
		response, text := s.fetch(t, "GET", test.path, "Accept-Encoding", test.accepted)
		assert.Equal(t, 200, response.StatusCode, test.accepted)
		assert.Equal(t, test.encoding, response.Header.Get("Content-Encoding"), "%s, %s", test.path, test.accepted)
		assert.Equal(t, test.text, text, "%s, %s", test.path, test.accepted)
		assert.Equal(t, "Accept-Encoding", response.Header.Get("Vary"))
		assert.Equal(t, contentTypes[filepath.Ext(test.path)], response.Header.Get("Content-Type"), test.path)
	}
}

// TestServe_pageCache asks again for what the browser has.
func TestServe_pageCache(t *testing.T) {
	dir := pageFiles(t)
	s := startServer(t, "--page", dir)
	tags := map[string]string{}
	for _, accepted := range []string{"br", "gzip", "identity"} {
		response, _ := s.fetch(t, "GET", "/assets/app.js", "Accept-Encoding", accepted)
		tag := response.Header.Get("ETag")
		assert.Regexp(t, `^"[^"]+"$`, tag)
		assert.NotContains(t, tags, tag, "each form has its own")
		tags[tag] = accepted
		response, text := s.fetch(t, "GET", "/assets/app.js", "Accept-Encoding", accepted, "If-None-Match", tag)
		assert.Equal(t, 304, response.StatusCode)
		assert.Empty(t, text)
	}
	require.Len(t, tags, 3)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "assets", "app.js.br"), []byte("another script in br"), 0o600))
	for tag, accepted := range tags {
		response, text := s.fetch(t, "GET", "/assets/app.js", "Accept-Encoding", accepted, "If-None-Match", tag)
		if accepted == "br" {
			assert.Equal(t, 200, response.StatusCode)
			assert.Equal(t, "another script in br", text)
		} else {
			assert.Equal(t, 304, response.StatusCode)
		}
	}
}

func TestServe_pageErrors(t *testing.T) {
	empty := t.TempDir()
	source := pageFiles(t)
	require.NoError(t, os.WriteFile(filepath.Join(source, "package.json"), []byte("{}"), 0o600))
	for dir, want := range map[string]string{
		filepath.Join(empty, "gone"):        "searchfilter: " + filepath.Join(empty, "gone") + ": no such file or directory: build the page first, or name the folder that it was built into\n",
		empty:                               "searchfilter: " + empty + ": it has no index.html: build the page first, or name the folder that it was built into\n",
		source:                              "searchfilter: " + source + ": it has the page's source: build the page first, or name the folder that it was built into\n",
		filepath.Join(pageFiles(t), ".env"): ".env: not a directory",
		"":                                  "--page must be a value, neither empty nor a flag",
	} {
		var stderr strings.Builder
		assert.Equal(t, Failed, Run([]string{"serve", "--addr", "127.0.0.1:0", "--page", dir}, nil, io.Discard, &stderr))
		assert.Contains(t, stderr.String(), want)
	}
}
