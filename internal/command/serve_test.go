package command

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/connecttest"
)

// A server is a serve command that runs.
type server struct {
	url    string
	said   string // on standard output, up to the URL and beyond
	stderr bytes.Buffer
	stop   func() error
}

// startServer runs serve with these arguments, at a port that is free.
func startServer(t testing.TB, args ...string) *server {
	t.Helper()
	served, err := parseServe(t, append([]string{"--addr", "127.0.0.1:0"}, args...)...).open()
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	r, w := io.Pipe()
	s := new(server)
	ended := make(chan error, 1)
	go func() {
		served.Streams = &Streams{In: strings.NewReader(""), Out: w, Err: &s.stderr}
		err := served.serve(ctx)
		w.CloseWithError(io.EOF)
		ended <- err
	}()
	stopped := false
	s.stop = func() error {
		cancel()
		if stopped {
			return nil
		}
		stopped = true
		return <-ended
	}
	t.Cleanup(func() { _ = s.stop() })
	b := make([]byte, 4096)
	n, err := r.Read(b)
	require.NoError(t, err, "%v", &s.stderr)
	s.said = string(b[:n])
	s.url = regexp.MustCompile(`http://[^ ]+`).FindString(s.said)
	return s
}

func parseServe(t testing.TB, args ...string) *serveCommand {
	t.Helper()
	c := new(serveCommand)
	require.NoError(t, c.command(&Streams{}).ParseFlags(args))
	return c
}

// call returns the status and the body of an answer.
func (s *server) call(t testing.TB, method, path, body string) (int, string) {
	t.Helper()
	r, err := http.NewRequest(method, s.url+path, strings.NewReader(body))
	require.NoError(t, err)
	response, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, string(text)
}

// total returns how many test cases a search finds.
func (s *server) total(t testing.TB) int {
	t.Helper()
	status, text := s.call(t, "POST", "/search-test-cases", `{"InstanceId":"`+connecttest.DefaultInstance+`"}`)
	require.Equal(t, 200, status, text)
	var a struct{ ApproximateTotalCount int }
	require.NoError(t, json.Unmarshal([]byte(text), &a))
	return a.ApproximateTotalCount
}

const newCase = `{"Name":"new","Content":""}`

func (s *server) create(t testing.TB) (int, string) {
	return s.call(t, "PUT", "/test-cases/"+connecttest.DefaultInstance, newCase)
}

func TestServe(t *testing.T) {
	s := startServer(t, "--sample")
	at := strings.TrimPrefix(s.url, "http://")
	assert.Equal(t, `Serving 500 test cases and 299 other records at http://`+at+` until it is interrupted. For the AWS command line and SDKs:

    export AWS_ENDPOINT_URL=http://`+at+` AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1 AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
    aws connect search-test-cases --instance-id 12345678-1234-1234-1234-123456789012

or, for a command alone, --endpoint-url http://`+at+` --region us-east-1. Without them:

    curl -d '{"InstanceId":"12345678-1234-1234-1234-123456789012"}' http://`+at+`/search-test-cases
`, s.said)
	assert.Equal(t, 500, s.total(t))
	status, text := s.create(t)
	assert.Equal(t, 200, status, text)
	assert.Equal(t, 501, s.total(t))
	assert.NoError(t, s.stop())
	assert.Empty(t, s.stderr.String())
	_, err := net.Dial("tcp", at)
	assert.Error(t, err, "nobody listens any more")
}

// TestServe_stop ends a server that has calls.
func TestServe_stop(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cases.json")
	s := startServer(t, "--delay", "24h", "--data", file)
	slow, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	require.NoError(t, err)
	defer slow.Close()
	_, err = io.WriteString(slow, "POST /search-test-cases HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n")
	require.NoError(t, err)
	delayed, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	require.NoError(t, err)
	defer delayed.Close()
	_, err = io.WriteString(delayed, "PUT /test-cases/"+connecttest.DefaultInstance+" HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 27\r\n\r\n")
	require.NoError(t, err)
	_, err = delayed.Read(make([]byte, 100)) // that it may go on, for its handler runs
	require.NoError(t, err)
	_, err = io.WriteString(delayed, newCase)
	require.NoError(t, err)

	defer func(g time.Duration) { grace = g }(grace)
	grace = 500 * time.Millisecond
	assert.NoError(t, s.stop())
	rest, _ := io.ReadAll(slow)
	assert.Empty(t, string(rest), "its body does not come")
	rest, _ = io.ReadAll(delayed)
	assert.Contains(t, string(rest), `{"TestCaseId":"`, "the delay ends, and the call does not")
	kept, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Contains(t, string(kept), `"Name":"new"`)
}

// TestServe_idle has connections on which nothing more comes.
func TestServe_idle(t *testing.T) {
	defer func(h, i time.Duration) { headerTime, idleTime = h, i }(headerTime, idleTime)
	headerTime, idleTime = 500*time.Millisecond, 500*time.Millisecond
	s := startServer(t)
	for request, status := range map[string]string{
		"": "",
		"GET " + listCases + " HTTP/1.1\r\nHost: localhost\r\n":                                   "",
		"GET " + listCases + " HTTP/1.1\r\nHost: localhost\r\n\r\n":                               "HTTP/1.1 200 OK",
		"POST /x HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 9\r\n\r\n":                     "HTTP/1.1 403 Forbidden",
		"POST /x HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil\r\nContent-Length: 9\r\n\r\n": "HTTP/1.1 403 Forbidden",
	} {
		c, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
		require.NoError(t, err)
		_, err = io.WriteString(c, request)
		require.NoError(t, err)
		text, err := io.ReadAll(c) // until the service ends the connection
		require.NoError(t, err)
		line, _, _ := strings.Cut(string(text), "\r\n")
		assert.Equal(t, status, line, "%q", request)
		c.Close()
	}
}

// TestServe_files begins with several files, which are only read.
func TestServe_files(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	const id = "aaaaaaaa-0000-0000-0000-000000000000"
	arn := func(rest string) string { return "arn:aws:connect:eu-west-2:111122223333:instance/" + id + rest }
	users := file("users.json", `{"Users":[{"Id":"1","Arn":"`+arn("/agent/1")+`","Username":"jane","RoutingProfileId":"r"}],"ApproximateTotalCount":1}
{"Users":[{"Id":"2","Arn":"`+arn("/agent/2")+`","Username":"joe"}]}`)
	queues := file("queues.jsonl", `{"QueueId":"q1","QueueArn":"`+arn("/queue/q1")+`","Name":"Billing","LastModifiedTime":"2026-01-31T09:00:00+00:00"}
{"QueueId":"q2","Name":"Sales"}`)
	summaries := file("summaries.json", `{"RoutingProfileSummaryList":[{"Id":"r","Arn":"`+arn("/routing-profile/r")+`","Name":"Basic"}],"NextToken":"x"}`)
	cases := file("cases=1.json", `{"Id":"1","Name":"smoke","Arn":"`+arn("/test-case/1")+`"}`)

	content := file("content.jsonl", `{"sourceId":"s","contentText":"how"}`)

	s := startServer(t, "--data", users, "--data", "queues="+queues, "--data", summaries, "--data", cases, "--data", "q-retrieve="+content)
	assert.Contains(t, s.said, "Serving 1 test case and 5 other records at")
	assert.Contains(t, s.said, "aws connect search-test-cases --instance-id "+id)
	for target, want := range map[string]string{
		"users": `"Username":"joe"`, "queues": `"LastModifiedTime":1769850000`, "routing-profiles": `"Name":"Basic"`, "test-cases": `"Name":"smoke"`,
	} {
		status, text := s.call(t, "POST", "/search-"+target, `{"InstanceId":"`+id+`"}`)
		assert.Equal(t, 200, status)
		assert.Contains(t, text, want)
	}
	_, text := s.call(t, "GET", "/queues-summary/"+id, "")
	assert.Contains(t, text, `"Id":"q2","Arn":"`+arn("/queue/q2")+`","Name":"Sales"`)
	_, text = s.call(t, "POST", "/assistants/87654321-4321-4321-4321-210987654321/retrieve", `{"retrievalQuery":"x","retrievalConfiguration":{"knowledgeSource":{"assistantAssociationIds":["`+id+`"]}}}`)
	assert.Contains(t, text, `"contentText":"how"`)
	warnings := s.stderr.String()
	assert.Contains(t, warnings, "searchfilter: "+summaries+": routing-profiles: 1 of the records are from an answer of ListRoutingProfiles, and lack members that SearchRoutingProfiles answers with")
	assert.Contains(t, warnings, summaries+": line 1: NextToken: there are more records than these")
	assert.Contains(t, warnings, "searchfilter: what changes is not kept")
	before, err := os.ReadFile(users)
	require.NoError(t, err)
	status, text := s.call(t, "PUT", "/test-cases/"+id, newCase)
	require.Equal(t, 200, status, text)
	after, err := os.ReadFile(users)
	require.NoError(t, err)
	assert.Equal(t, before, after)
	assert.Equal(t, []string{"cases=1.json", "content.jsonl", "queues.jsonl", "summaries.json", "users.json"}, names(t, dir), "no lock, and nothing kept")

	for _, test := range []struct {
		name string
		args []string
		err  string
	}{
		{"twice", []string{users, users}, users + ": connecttest: line 1: the record of users with the ID \"1\" is there twice: keep one of them"},
		{"missing", []string{users, filepath.Join(dir, "gone.json")}, "searchfilter: " + filepath.Join(dir, "gone.json") + ": no such file"},
		{"wrong target", []string{users, "users=" + queues}, queues + ": connecttest: line 1: there is no Id, by which it is told from others of users"},
		{"wrong ARN", []string{"contact-flows=" + cases}, cases + `: connecttest: line 1: its ARN "` + arn("/test-case/1") + `" is that of one of test-cases, and not of contact-flows`},
		{"other kind", []string{"queues=" + users}, users + ": connecttest: line 1: Users: these are users, and queues are wanted"},
		{"no target", []string{"user=" + users}, `--data user=` + users + `: there is no target user, did you mean "users"?`},
		{"target in capitals", []string{"Users=" + users}, `--data Users=` + users + `: there is no target Users, did you mean "users"?`},
		{"no name of a target", []string{"=" + users}, `--data =` + users + `: there is no target `},
		{"not told", []string{users, queues}, queues + ": connecttest: line 1: this is no test case, but one of queues: say so when it is loaded, or load an answer of SearchQueues"},
	} {
		t.Run(test.name, func(t *testing.T) {
			args := []string{"serve", "--addr", "127.0.0.1:0"}
			for _, data := range test.args {
				args = append(args, "--data", data)
			}
			var out, stderr bytes.Buffer
			assert.Equal(t, Failed, Run(args, nil, &out, &stderr))
			assert.Contains(t, stderr.String(), test.err)
			assert.Empty(t, out.String())
		})
	}
}

func TestServe_options(t *testing.T) {
	body := func(members string) string {
		return `{"InstanceId":"` + connecttest.DefaultInstance + `",` + members + `}`
	}
	contains := func(text string) string {
		return body(`"SearchCriteria":{"StringCondition":{"FieldName":"name","Value":"` + text + `","ComparisonType":"CONTAINS"}}`)
	}
	key := body(`"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"team"}}}`)
	for _, test := range []struct {
		name, body string
		args       []string
		status     int
		text       string // in the answer
	}{
		{"plain", contains("SMOKE"), nil, 200, `"ApproximateTotalCount":0`},
		{"folds case", contains("SMOKE-BILLING"), []string{"--service-folds-case"}, 200, `"Name":"smoke-billing`},
		{"key alone", key, nil, 400, "TagValue is missing"},
		{"key exists", key, []string{"--key-without-value-exists"}, 200, `"team"`},
		{"short contains", contains("b"), nil, 200, `"Name"`},
		{"contains limited", contains("b"), []string{"--contains-limited"}, 400, "CONTAINS of length 1"},
		{"page size", contains("b"), []string{"--page-size", "1"}, 200, `"NextToken"`},
		{"throttle", key, []string{"--throttle", "1"}, 429, "on purpose"},
		{"fail", key, []string{"--fail", "1"}, 500, "on purpose"},
		{"throttle before fail", key, []string{"--fail", "1", "--throttle", "1", "--delay", "1ns"}, 429, "on purpose"},
		{"region", contains("b"), []string{"--region", "eu-west-2"}, 200, "arn:aws:connect:eu-west-2:"},
		{"other instance", contains("b"), []string{"--instance-id", "aaaaaaaa-0000-0000-0000-000000000000"}, 404, "there is no instance"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := startServer(t, append(test.args, "--sample")...)
			status, text := s.call(t, "POST", "/search-test-cases", test.body)
			assert.Equal(t, test.status, status, text)
			assert.Contains(t, text, test.text)
		})
	}
	t.Run("cut", func(t *testing.T) {
		s := startServer(t, "--cut", "1")
		response, err := http.Post(s.url+"/search-test-cases", "", strings.NewReader(key))
		require.NoError(t, err)
		defer response.Body.Close()
		_, err = io.ReadAll(response.Body)
		assert.ErrorIs(t, err, io.ErrUnexpectedEOF)
	})
	t.Run("status", func(t *testing.T) {
		s := startServer(t, "--status-may-be-missing")
		s.create(t)
		_, text := s.call(t, "POST", "/search-test-cases", `{"InstanceId":"`+connecttest.DefaultInstance+`"}`)
		assert.NotContains(t, text, "Status")
	})
	t.Run("everybody", func(t *testing.T) {
		var out, stderr bytes.Buffer
		c := &serveCommand{Streams: &Streams{Out: &out, Err: &stderr}}
		x := &served{serveCommand: c, service: connecttest.New(connecttest.Options{})}
		require.NoError(t, x.announce(&net.TCPAddr{IP: net.IPv4zero, Port: 1}))
		assert.Equal(t, "searchfilter: everybody who reaches 0.0.0.0:1 can read and change what is served there\n", stderr.String())
	})
}

func TestServe_errors(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	dir := t.TempDir()
	broken := filepath.Join(dir, "broken.json")
	require.NoError(t, os.WriteFile(broken, []byte(`{"TestCases":1}`), 0o600))
	other, page := filepath.Join(dir, "package.json"), filepath.Join(dir, "page.json")
	require.NoError(t, os.WriteFile(other, []byte(`{"name":"my-app","version":"1.0.0"}`), 0o600))
	require.NoError(t, os.WriteFile(page, []byte(`{"TestCases":[],"NextToken":"x"}`), 0o600))
	for _, test := range []struct {
		name string
		args []string
		err  string
	}{
		{"negative", []string{"--throttle=-1"}, "--throttle must be a whole number from 0 to 2147483647 but got \"-1\" (see searchfilter serve --help)"},
		{"no ID", []string{"--instance-id", "x"}, `serve: "x" is no ID such as 12345678-1234-1234-1234-123456789012 (see searchfilter serve --help)`},
		{"no state", []string{"--data", broken}, broken + ": connecttest: line 1: TestCases: a list is wanted, not 1"},
		{"something else", []string{"--sample", "--data", other}, other + ": connecttest: line 1: there is no Name, which a test case must have"},
		{"more pages", []string{"--data", page}, page + ": connecttest: line 1: NextToken: there are more records than these"},
		{"no folder", []string{"--data", filepath.Join(dir, "gone", "cases.json")}, filepath.Join(dir, "gone", "cases.json") + ": there is no folder " + filepath.Join(dir, "gone") + ": make it first"},
		{"folder", []string{"--data", dir}, dir + ": it is a folder: name a file in it"},
		{"any origin", []string{"--allow-origin", "*"}, `serve: "*" is no origin as browsers send it`},
		{"origin with a port that browsers leave out", []string{"--allow-origin", "https://a.example:443"}, `serve: "https://a.example:443" is no origin as browsers send it`},
		{"origin in capitals", []string{"--allow-origin", "http://A.example"}, `serve: "http://A.example" is no origin as browsers send it`},
		{"origin with a user", []string{"--allow-origin", "http://me@a.example"}, `serve: "http://me@a.example" is no origin as browsers send it`},
		{"any host", []string{"--allow-host", "*"}, `serve: "*" is no name of a machine, such as connect.test`},
		{"host with a scheme", []string{"--allow-host", "http://a.example"}, `serve: "http://a.example" is no name of a machine`},
		{"region", []string{"--region", "a:b"}, `serve: "a:b" is no region such as us-east-1 (see searchfilter serve --help)`},
		{"no origin", []string{"--allow-origin", "localhost:3000"}, `serve: "localhost:3000" is no origin as browsers send it, such as http://localhost:3000 (see searchfilter serve --help)`},
		{"data of a variable that is not set", []string{"--data", ""}, `--data must be a value, neither empty nor a flag, but got "" (see searchfilter serve --help)`},
		{"no address", []string{"--addr="}, `--addr must be a value, neither empty nor a flag, but got ""`},
		{"no region", []string{"--region", ""}, `--region must be a value, neither empty nor a flag, but got ""`},
		{"address", []string{"--addr", taken.Addr().String()}, "listen tcp"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var out, stderr bytes.Buffer
			assert.Equal(t, Failed, Run(append([]string{"serve"}, test.args...), nil, &out, &stderr))
			assert.Contains(t, stderr.String(), "searchfilter: "+test.err)
			assert.Empty(t, out.String())
		})
	}
	t.Run("output", func(t *testing.T) {
		var stderr bytes.Buffer
		assert.Equal(t, Failed, Run([]string{"serve", "--addr", "127.0.0.1:0"}, nil, failing{errors.New("disk full")}, &stderr))
		assert.Equal(t, "searchfilter: disk full\n", stderr.String())
	})
}

func TestServe_data(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "cases.json")
	s := startServer(t, "--data", file, "--sample")
	assert.Equal(t, 500, s.total(t))
	status, text := s.create(t)
	require.Equal(t, 200, status, text)
	require.NoError(t, s.stop())

	s = startServer(t, "--data", file, "--sample")
	assert.Equal(t, 501, s.total(t), "the file has some, so there are no samples")
	before, err := os.ReadFile(file)
	require.NoError(t, err)
	status, text = s.create(t)
	assert.Equal(t, 409, status, text)
	after, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(before), string(after))
	require.NoError(t, s.stop())
	assert.Equal(t, []string{"cases.json"}, names(t, dir), "nothing is left behind")

	t.Run("answer to a search", func(t *testing.T) {
		text, err := os.ReadFile("../../testdata/response.json")
		require.NoError(t, err)
		file := filepath.Join(t.TempDir(), "response.json")
		require.NoError(t, os.WriteFile(file, text, 0o600))
		s := startServer(t, "--data", file)
		assert.Equal(t, 3, s.total(t))
		same, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.Equal(t, string(text), string(same), "the file changes when something does")
		s.create(t)
		info, err := os.Stat(file)
		require.NoError(t, err)
		if runtime.GOOS != "windows" {
			assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
		}
		kept, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, arn := range regexp.MustCompile(`arn:[^"]*`).FindAllString(string(text), -1) {
			assert.Contains(t, string(kept), arn)
		}
		assert.Equal(t, 4, strings.Count(string(kept), "arn:aws:connect:eu-west-2:111122223333:instance/"+connecttest.DefaultInstance))
		assert.Contains(t, s.said, "AWS_DEFAULT_REGION=eu-west-2 ")
		var out bytes.Buffer
		assert.Equal(t, done, Run([]string{"match", "--output", "ids", "name = smoke-chat", file}, nil, &out, io.Discard))
		assert.Equal(t, "c2a9e6d4-5b1f-4f0a-8e7d-31b0f5a4c703\n", out.String())
	})
	t.Run("empty file", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "empty")
		require.NoError(t, os.WriteFile(file, nil, 0o600))
		s := startServer(t, "--data", file)
		status, text := s.create(t)
		assert.Equal(t, 200, status, text)
	})
	t.Run("two servers", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "cases.json")
		one := startServer(t, "--data", file)
		_, err := parseServe(t, "--data", file).open()
		assert.EqualError(t, err, file+": another program serves it, and has locked "+file+".lock: stop that one, or work on a copy")
		status, text := one.create(t)
		assert.Equal(t, 200, status, text)
		require.NoError(t, one.stop())
		assert.Equal(t, []string{"cases.json"}, names(t, filepath.Dir(file)), "nothing is left behind")
		assert.Equal(t, 1, startServer(t, "--data", file).total(t))
	})
	t.Run("a lock that was left", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "cases.json")
		require.NoError(t, os.WriteFile(file+".lock", nil, 0o600))
		assert.Zero(t, startServer(t, "--data", file).total(t))
	})
	t.Run("files that were left", func(t *testing.T) {
		dir := t.TempDir()
		others := []string{"cases.json.tmp", "cases.json.1.tmp", "other.json.searchfilter-1.tmp", "cases.json.searchfilter-a.tmp"}
		for _, name := range append(others, "cases.json.searchfilter-1.tmp", "cases.json.searchfilter-22.tmp") {
			require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte("half"), 0o600))
		}
		s := startServer(t, "--data", filepath.Join(dir, "cases.json"))
		require.NoError(t, s.stop())
		assert.ElementsMatch(t, others, names(t, dir))
	})
	changed := func(t *testing.T, why string, change func(file string)) {
		file := filepath.Join(t.TempDir(), "cases.json")
		s := startServer(t, "--data", file, "--sample")
		change(file)
		there, _ := os.ReadFile(file)
		for range 2 {
			status, text := s.create(t)
			assert.Equal(t, 409, status, "which no client tries again")
			assert.Contains(t, text, "the change could not be kept: "+file+": it was changed by another program"+why)
		}
		same, _ := os.ReadFile(file)
		assert.Equal(t, string(there), string(same))
		assert.Equal(t, 500, s.total(t))
	}
	t.Run("changed", func(t *testing.T) {
		changed(t, ": start the service again", func(file string) { require.NoError(t, os.WriteFile(file, []byte("[]"), 0o600)) })
	})
	t.Run("removed", func(t *testing.T) {
		changed(t, ", and is gone: what it had is still served: read that out", func(file string) { require.NoError(t, os.Remove(file)) })
	})
	t.Run("read-only", func(t *testing.T) {
		changed(t, ", and is read-only", func(file string) { require.NoError(t, os.Chmod(file, 0o400)) })
	})
	t.Run("no lock", func(t *testing.T) {
		if runtime.GOOS != "windows" { // which removes no open file
			changed(t, ", for the lock ", func(file string) { require.NoError(t, os.Remove(file+".lock")) })
		}
	})
	t.Run("another lock", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "cases.json")
		require.NoError(t, os.WriteFile(file+".lock", []byte("important"), 0o600))
		_, err := openData(file)
		assert.EqualError(t, err, file+".lock, which would be the lock, is something else: move it away")
		kept, _ := os.ReadFile(file + ".lock")
		assert.Equal(t, "important", string(kept))
	})
	t.Run("IDs stay", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "cases.json")
		require.NoError(t, os.WriteFile(file, []byte(`[{"Name":"a"},{"Id":"x","Name":"b"}]`), 0o600))
		s := startServer(t, "--data", file)
		_, before := s.call(t, "GET", "/test-cases-summary/"+connecttest.DefaultInstance, "")
		require.NoError(t, s.stop())
		_, after := startServer(t, "--data", file).call(t, "GET", "/test-cases-summary/"+connecttest.DefaultInstance, "")
		assert.Equal(t, before, after)
	})
	t.Run("invalid", func(t *testing.T) {
		session := `{"sessionId":"11111111-1111-1111-1111-111111111111","name":"a","sessionArn":"arn:aws:wisdom:us-east-1:1:session/87654321-4321-4321-4321-210987654321/11111111-1111-1111-1111-111111111111"}`
		for text, want := range map[string]string{
			"{\"Name\":\"a\"}\n\n{\"Id\":\"b\"}":                      "line 3: there is no Name, which a test case must have: if this is a record of another kind, say its target, as in users=FILE",
			"{\"Name\":\"a\"}\n{\"Name\":\"b\",\"Status\":\"DRAFT\"}": `line 2: the Status "DRAFT" is not PUBLISHED or SAVED`,
			`[{"Name":"a","Tags":{"k":1}}]`:                           "line 1: [0]: Tags.k: a string is wanted, not a number",
			`{"Sessions":[` + session + `,` + session + `]}`:          `line 1: the record of sessions with the ID "11111111-1111-1111-1111-111111111111" is there twice: keep one of them`,
		} {
			file := filepath.Join(t.TempDir(), "cases.json")
			require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
			_, err := parseServe(t, "--data", file).open()
			assert.EqualError(t, err, file+": connecttest: "+want)
			assert.Equal(t, []string{"cases.json"}, names(t, filepath.Dir(file)), "the lock is gone")
		}
	})
	t.Run("folder removed", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "gone")
		require.NoError(t, os.Mkdir(dir, 0o700))
		s := startServer(t, "--data", filepath.Join(dir, "cases.json"))
		require.NoError(t, os.RemoveAll(dir))
		status, text := s.create(t)
		assert.Equal(t, 409, status)
		assert.Contains(t, text, "the change could not be kept")
		assert.Equal(t, 0, s.total(t))
	})
	t.Run("of another instance", func(t *testing.T) {
		const there, more = "aaaaaaaa-0000-0000-0000-000000000000", "bbbbbbbb-0000-0000-0000-000000000000"
		file := filepath.Join(t.TempDir(), "cases.jsonl")
		line := `{"Id":"1","Name":"a","Arn":"arn:aws:connect:eu-west-2:999900001111:instance/` + there + `/test-case/1"}` + "\n"
		require.NoError(t, os.WriteFile(file, []byte(line), 0o600))
		s := startServer(t, "--data", file, "--sample")
		assert.Contains(t, s.said, "Serving 1 test case at http")
		assert.Contains(t, s.said, "--instance-id "+there)
		assert.Contains(t, s.said, "--region eu-west-2.")
		require.NoError(t, s.stop())
		same, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.Equal(t, line, string(same))

		s = startServer(t, "--data", file, "--instance-id", more, "--region", "us-west-2")
		status, text := s.call(t, "PUT", "/test-cases/"+more, newCase)
		require.Equal(t, 200, status, text)
		assert.Contains(t, text, "arn:aws:connect:us-west-2:999900001111:instance/"+more)
		status, text = s.call(t, "GET", "/test-cases/"+there+"/1", "")
		assert.Equal(t, 200, status, text)
		assert.Contains(t, text, "arn:aws:connect:us-west-2:999900001111:instance/"+there)
	})
}

// A text writes itself.
type text string

func (t text) WriteTo(w io.Writer) (int64, error) {
	n, err := io.WriteString(w, string(t))
	return int64(n), err
}

// unwritable fails after a few bytes.
type unwritable struct{}

func (unwritable) WriteTo(w io.Writer) (int64, error) {
	n, _ := io.WriteString(w, "half")
	return int64(n), errors.New("disk full")
}

// TestServe_missing says that a file is not there, which may be a mistyped name.
func TestServe_missing(t *testing.T) {
	file := filepath.Join(t.TempDir(), "typo.json")
	s := startServer(t, "--data", file)
	assert.Equal(t, "searchfilter: there is no "+file+" yet: it is made when something changes\n", s.stderr.String())
	status, text := s.create(t)
	require.Equal(t, 200, status, text)
	assert.FileExists(t, file)
	require.NoError(t, s.stop())
	assert.Empty(t, startServer(t, "--data", file).stderr.String())
	assert.Empty(t, startServer(t, "--data", filepath.Join(t.TempDir(), "sample.json"), "--sample").stderr.String())
}

func TestDataFile_keep(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a")
	f, err := openData(file)
	require.NoError(t, err)
	defer f.close()
	require.NoError(t, f.keep(text("old")))
	assert.EqualError(t, f.keep(unwritable{}), "disk full")
	assert.Equal(t, []string{"a", "a.lock"}, names(t, dir))
	kept, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, "old", string(kept))
}

func names(t testing.TB, dir string) (list []string) {
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

// TestServe_shown does what doc/commands.md shows, but for curl.
func TestServe_shown(t *testing.T) {
	commands, err := os.ReadFile("../../doc/commands.md")
	require.NoError(t, err)
	block := regexp.MustCompile("(?s)<!-- service -->\n```sh\nsearchfilter (serve [^&]*) &\nsearchfilter (compile .*?) \\|\n.*?\n  searchfilter (match .*?)\n```\n\n```\n(.*?)```").FindStringSubmatch(string(commands))
	require.NotNil(t, block)
	args := func(line string) (list []string) {
		for _, word := range regexp.MustCompile(`'[^']*'|\S+`).FindAllString(line, -1) {
			list = append(list, strings.Trim(word, "'"))
		}
		return list
	}
	s := startServer(t, args(block[1])[1:]...)
	var request, ids, stderr bytes.Buffer
	require.Equal(t, done, Run(args(block[2]), nil, &request, &stderr), "%v", &stderr)
	status, found := s.call(t, "POST", "/search-test-cases", request.String())
	require.Equal(t, 200, status, found)
	require.Equal(t, done, Run(args(block[3]), strings.NewReader(found), &ids, &stderr), "%v", &stderr)
	assert.Equal(t, block[4], ids.String())
}
