package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/connecttest"
	"github.com/searchfilter/searchfilter/internal/command"
	"github.com/searchfilter/searchfilter/schema"
)

// run runs the program.
func run(args ...string) (status int, out, err string) {
	var stdout, stderr bytes.Buffer
	status = command.Run(args, strings.NewReader(""), &stdout, &stderr, search)
	return status, stdout.String(), stderr.String()
}

// file returns the name of a file with that text.
func file(t *testing.T, text string) string {
	name := filepath.Join(t.TempDir(), "cases.json")
	require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
	return name
}

const instance = "aaaaaaaa-1111-2222-3333-444444444444"

const twoCases = `{"TestCases": [
  {"Arn": "arn:aws:connect:eu-west-2:111122223333:instance/` + instance + `/test-case/1", "Id": "1", "Name": "smoke \u001b[31mred", "Status": "SAVED",
   "LastModifiedTime": "2026-01-20T09:30:00.25+00:00", "LastModifiedRegion": "eu-west-2", "Tags": {"team": "billing", "BPO": "123"},
   "Description": "a < b", "Content": "{}", "InitializationData": "{}",
   "EntryPoint": {"Type": "VOICE_CALL", "VoiceCallEntryPointParameters": {"SourcePhoneNumber": "+15550100", "DestinationPhoneNumber": "+15550101", "FlowId": "f"}}},
  {"Id": "2", "Name": "Smoke", "Status": "PUBLISHED", "EntryPoint": {"Type": "CHAT", "ChatEntryPointParameters": {"FlowId": "g"}}}
]}`

func TestSearch_output(t *testing.T) {
	local := file(t, twoCases)
	status, out, err := run("search", "--local", local, "name ^= smoke or tag:BPO = 123 or name = Smoke")
	assert.Zero(t, status)
	assert.Empty(t, err)
	assert.Equal(t, `ID  NAME               STATUS     MODIFIED          TAGS
1   smoke \x1b[31mred  SAVED      2026-01-20 09:30  BPO=123 team=billing
2   Smoke              PUBLISHED
`, out)

	status, out, err = run("search", "--local", local, "--output", "ids", "name ^= smoke or tag:BPO = 123 or name = Smoke")
	assert.Zero(t, status)
	assert.Empty(t, err)
	assert.ElementsMatch(t, []string{"1", "2"}, strings.Fields(out))

	status, out, err = run("search", "--local", local, "--output", "json", "name ^= smoke or name = Smoke")
	assert.Zero(t, status)
	assert.Empty(t, err)
	var got []map[string]any
	require.NoError(t, json.Unmarshal([]byte(out), &got))
	require.Len(t, got, 2)
	assert.Contains(t, out, `"a < b"`)
	assert.Equal(t, "2026-01-20T09:30:00.25Z", got[0]["LastModifiedTime"])
	assert.Equal(t, map[string]any{"Type": "VOICE_CALL", "VoiceCallEntryPointParameters": map[string]any{
		"SourcePhoneNumber": "+15550100", "DestinationPhoneNumber": "+15550101", "FlowId": "f",
	}}, got[0]["EntryPoint"])
	assert.Equal(t, map[string]any{"Type": "CHAT", "ChatEntryPointParameters": map[string]any{"FlowId": "g"}}, got[1]["EntryPoint"])
	assert.NotContains(t, got[1], "Description")
	assert.NotContains(t, got[1], "Tags")

	for form, want := range map[string]string{"table": "", "ids": "", "json": "[]\n", "jsonl": "", "csv": "id,name,status,modified,tags\n"} {
		status, out, err = run("search", "--local", local, "--output", form, "name = nothing")
		assert.Equal(t, command.NoMatch, status)
		assert.Equal(t, want, out)
		assert.Empty(t, err)
	}
}

// TestSearch_columns has what match prints of the same records.
func TestSearch_columns(t *testing.T) {
	local := file(t, twoCases)
	_, whole, _ := run("search", "--local", local, "--all", "--output=json")
	again := file(t, whole)
	for _, flags := range [][]string{
		{"--output=json"}, {"--output=jsonl"}, {"--output=ids"}, {"--output=csv"}, {"--output=tsv"},
		{"--output=csv", "--fields=name,tag:BPO,tags,flow,modified"}, {"--output=tsv", "--no-headers"},
	} {
		status, out, err := run(append([]string{"search", "--local", local, "--all"}, flags...)...)
		assert.Zero(t, status, "%s", err)
		assert.Empty(t, err)
		status, want, err := run(append([]string{"match", "--all", "", again}, flags...)...)
		assert.Zero(t, status, "%s", err)
		assert.Equal(t, want, out, "%s", flags)
		assert.Contains(t, out, "1")
	}
	status, out, err := run("search", "--local", local, "--all", "--fields=name,tag:BPO,modified")
	assert.Zero(t, status, "%s", err)
	assert.Equal(t, "NAME               tag:BPO  MODIFIED\nsmoke \\x1b[31mred  123      2026-01-20T09:30:00.25Z\nSmoke\n", out)
	status, out, err = run("search", "--local", local, "--all", "--no-headers", "--fields", "id, name")
	assert.Zero(t, status, "%s", err)
	assert.Equal(t, "1  smoke \\x1b[31mred\n2  Smoke\n", out)
}

func TestSearch_instances(t *testing.T) {
	status, out, err := run("search", "--local", file(t, twoCases), "--output", "json", "name ^= smoke")
	assert.Zero(t, status, "%s", err)
	assert.Contains(t, out, `"arn:aws:connect:eu-west-2:111122223333:instance/`+instance+`/test-case/1"`, "what is not in the query stays as it is")
	assert.Contains(t, out, `"LastModifiedRegion":"eu-west-2"`)

	another := strings.NewReplacer("aaaaaaaa", "bbbbbbbb").Replace(instance)
	several := file(t, strings.Replace(twoCases, `{"Id": "2"`, `{"Arn": "arn:aws:connect:eu-west-2:111122223333:instance/`+another+`/test-case/2", "Id": "2"`, 1))
	status, out, err = run("search", "--local", several, "name = Smoke")
	assert.Equal(t, command.Failed, status)
	assert.Empty(t, out)
	assert.Contains(t, err, "has test cases of 2 instances: say which by --instance-id, one of "+instance+", "+another)
	status, out, err = run("search", "--local", several, "--instance-id", another, "--output=ids", "name = Smoke")
	assert.Zero(t, status, "%s", err)
	assert.Equal(t, "2\n", out)
	status, out, err = run("search", "--local", several, "--instance-id", "arn:aws:connect:eu-west-2:111122223333:instance/"+another, "--output=ids", "name = Smoke")
	assert.Zero(t, status, "%s", err)
	assert.Equal(t, "2\n", out)
	status, _, err = run("search", "--local", several, "--instance-id", "x", "name = Smoke")
	assert.Equal(t, command.Failed, status)
	assert.Contains(t, err, "has no test case of instance x, but of "+instance)
}

func TestSearch_mistakes(t *testing.T) {
	twice := file(t, "\n{\"Id\": \"3\", \"Name\": \"c\"}\n\n{\"Id\": \"2\", \"Name\": \"a\", \"Status\": \"PUBLISHED\"}")
	files := strings.NewReplacer("GONE", file(t, "")+"x", "OTHER", file(t, `{"a":1}`), "TWICE", twice, "FILE", file(t, twoCases))
	for _, test := range []struct{ args, want string }{
		{"name=a", "say which test cases: --instance-id ID, or --local FILE"},
		{"name=a --local FILE --region eu-west-2", "--local takes no --endpoint-url, --region and --profile"},
		{"name=a --local FILE --page-size 101", "--page-size is 1 to 100"},
		{"name=a --local FILE --concurrency 0", "--concurrency must be a whole number from 1"},
		{"name=a --local FILE --max-attempts 0", "--max-attempts is at least 1"},
		{"name=a --local FILE --max-attempts -1", "--max-attempts is at least 1"},
		{"name=a --local FILE --max-attempts many", "--max-attempts is at least 1"},
		{"name=a --local FILE --max-requests 0", "--max-requests must be a whole number from 1"},
		{"name=a --local FILE --fields nam", "--fields: the records of test-cases have no field \"nam\", did you mean \"name\"?"},
		{"name=a --local FILE --output json --fields name", "--fields and --no-headers go with --output csv, tsv and table"},
		{"nam=a --local FILE", "did you mean name?"},
		{"username=a --target users", "say which users: --instance-id ID, or --local FILE"},
		{"username=a --target users --local FILE --page-size 501", "--page-size is 1 to 500"},
		{"name=a --target data-tables --local FILE --page-size 0", "--page-size must be a whole number from 1"},
		{"username=a --target users --local FILE --fields name", "--fields: the records of users have no field \"name\": searchfilter fields users lists all"},
		{"name=a --target predefined-attributes --local FILE --output ids", "the records of predefined-attributes have no Id to print"},
		{"tag:a=1 --target q-session --instance-id 1", "q-session has no records, so there is no search: searchfilter compile prints what is sent"},
		{"tag:a=1 --target test-case-executions --instance-id 1", "no search finds test-case-executions: get them by ListTestCaseExecutions, and select among them with searchfilter match --target test-case-executions"},
		{"modified>-7d --instance-id 1", "only a scan of every test case finds"},
		{"--all name=a --local FILE", "--all goes with the empty query alone"},
		{"name=a --local GONE", "no such file"},
		{"name=a --local FILE --local TWICE", "--local " + twice + `: record 2: the test case with the Id "2" is there twice`},
		{"name=a --local OTHER", "record 1 has none of the members of a test case"},
		{"name=a --instance-id 1 --endpoint-url localhost:4580", "--endpoint-url localhost:4580 is no URL such as"},
		{"name=a --instance-id 1 --profile no-such-profile", "no-such-profile"},
		{"name=a --instance-id 1 --endpoint-url http://127.0.0.1:1", "page 1 of request 1 of 1"},
	} {
		t.Setenv("AWS_CONFIG_FILE", os.DevNull)
		t.Setenv("AWS_SHARED_CREDENTIALS_FILE", os.DevNull)
		t.Setenv("AWS_MAX_ATTEMPTS", "1")
		args := []string{"search"}
		for _, arg := range strings.Fields(test.args) {
			args = append(args, files.Replace(arg))
		}
		status, out, err := run(args...)
		assert.Equal(t, command.Failed, status, "%s", test.args)
		assert.Empty(t, out)
		assert.Contains(t, err, test.want, "%s", test.args)
	}
}

// TestSearch_disagreement has a service that folds case, and a program that does
// not know it.
func TestSearch_disagreement(t *testing.T) {
	service := connecttest.New(connecttest.Options{FoldCase: true, Instances: []string{instance}})
	require.NoError(t, service.Load(connecttest.Source{Reader: strings.NewReader(twoCases)}))
	server := httptest.NewServer(service)
	defer server.Close()
	args := []string{"search", "--instance-id", instance, "--endpoint-url", server.URL, "--output=ids", "name ^= smoke"}

	status, out, err := run(args...)
	assert.Zero(t, status)
	assert.Equal(t, "1\n", out)
	assert.Contains(t, err, "1 test case was left out that the service found")

	status, out, err = run(append(args, "--trust")...)
	assert.Zero(t, status)
	assert.ElementsMatch(t, []string{"1", "2"}, strings.Fields(out))
	assert.Empty(t, err)

	status, out, err = run(append(args, "--service-folds-case")...)
	assert.Zero(t, status)
	assert.Equal(t, "1\n", out)
	assert.Empty(t, err)
}

// TestSearch_targets searches records of each kind, in every form.
func TestSearch_targets(t *testing.T) {
	for _, target := range connect.Targets() {
		var list []string
		key := ""
		for i := range 7 {
			object := map[string]any{}
			for _, f := range target.Schema.Fields {
				member, _, below := strings.Cut(f.JSON[0], ".")
				if below || strings.HasSuffix(f.JSON[0], "[]") || f.Name == "arn" {
					continue
				}
				switch {
				case f.Name == "modified":
					object[member] = 1.77e9 + float64(i)
				case f.Kind == schema.Enum:
					object[member] = f.Values[i%len(f.Values)]
				case f.Kind == schema.Text:
					object[member] = fmt.Sprintf("%s %d", f.Name, i)
					if key == "" {
						key = f.Name
					}
				}
			}
			raw, err := json.Marshal(object)
			require.NoError(t, err)
			list = append(list, string(raw))
		}
		local := []string{"search", "--target", target.Name, "--local", file(t, strings.Join(list, "\n")), "--page-size=2"}
		query := fmt.Sprintf(`%s in ("%s 2", "%s 5")`, key, key, key)

		status, out, stderr := run(append(local, query)...)
		require.Zero(t, status, "%s: %s", target.Name, stderr)
		assert.Empty(t, stderr)
		lines := strings.Split(strings.TrimSpace(out), "\n")
		require.Len(t, lines, 3, "%s", out)
		assert.Contains(t, lines[0], strings.ToUpper(key))
		assert.Contains(t, lines[1], key+" 2")
		if target.Schema.Lookup("modified") >= 0 {
			assert.Contains(t, lines[0], "MODIFIED")
			assert.Contains(t, lines[1], "2026-02-02 02:40")
		}
		status, out, stderr = run(append(local, "--output=csv", "--fields", key, query)...)
		require.Zero(t, status, "%s: %s", target.Name, stderr)
		assert.Equal(t, fmt.Sprintf("%s\n%s 2\n%s 5\n", key, key, key), out)

		status, out, stderr = run(append(local, "--output=json", query)...)
		require.Zero(t, status, "%s: %s", target.Name, stderr)
		var got []map[string]any
		require.NoError(t, json.Unmarshal([]byte(out), &got))
		require.Len(t, got, 2)

		if target.Schema.Lookup("id") >= 0 {
			status, out, stderr = run(append(local, "--output=ids", "--all", "")...)
			require.Zero(t, status, "%s: %s", target.Name, stderr)
			assert.Equal(t, 7, strings.Count(out, "id "), out)
		}
	}
}

// TestSearch_shown has what the documentation shows of users and queues.
func TestSearch_shown(t *testing.T) {
	t.Chdir("../..")
	for _, test := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"--target", "users", "--local", "testdata/users.json", "username ^= jo and not tag:team = fraud"}, 0, `ID    USERNAME     TAGS
1f0a  joan.reyes   site=kl team=billing
3d91  john.okafor  site=kl
6a10  jo.tanaka
`},
		{[]string{"--target", "users", "--local", "testdata/users.json", "--fields", "username, last-name, tag:team", "tag:team = billing or tag:BPO exists"}, 0, `USERNAME     LAST-NAME  tag:team
joan.reyes   Reyes      billing
maria.jones  Jones      billing
sue.lang     Lang       fraud
`},
		{[]string{"--target", "queues", "--local", "testdata/queues.json", "name ^= Bill or status = DISABLED and not tag:team exists"}, 0, `ID  NAME              STATUS    MODIFIED          TAGS
a1  Billing           ENABLED   2026-01-01 09:00  team=billing
a2  Billing overflow  DISABLED  2026-01-02 09:00  team=billing
a4  Callbacks         DISABLED  2025-12-01 09:00
`},
		{[]string{"--target", "queues", "--local", "testdata/queues.json", "--expect-none", "--output", "ids", "status = DISABLED and not tag:team exists"}, command.NoMatch, "a4\n"},
	} {
		status, out, err := run(append([]string{"search"}, test.args...)...)
		assert.Equal(t, test.status, status, test.args)
		assert.Empty(t, err)
		assert.Equal(t, test.want, out)
	}
}

// TestSearch_try has a field of which nobody says how it is spelled.
func TestSearch_try(t *testing.T) {
	local := file(t, `{"EmailAddressId": "1", "EmailAddress": "a@example.com"} {"EmailAddressId": "2", "EmailAddress": "b@example.com"}`)
	for _, flags := range [][]string{nil, {"--try=address"}} {
		status, out, err := run(append([]string{"search", "--target=email-addresses", "--local", local, "--output=ids", "address = b@example.com"}, flags...)...)
		assert.Zero(t, status, "%s", err)
		assert.Equal(t, "2\n", out)
	}
}

// TestSearch_gate says that no record may be found.
func TestSearch_gate(t *testing.T) {
	local := file(t, twoCases)
	for query, want := range map[string]int{"name = nothing": 0, "name = Smoke": command.NoMatch, "nam = Smoke": command.Failed} {
		status, out, _ := run("search", "--local", local, "--expect-none", "--output=ids", query)
		assert.Equal(t, want, status, query)
		assert.Equal(t, want == command.NoMatch, out == "2\n", "%s: %q", query, out)
	}
}

// TestSearch_files has several files, one of them compressed.
func TestSearch_files(t *testing.T) {
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	_, err := w.Write([]byte(`{"Id": "3", "Name": "Smoke 3", "Status": "SAVED"} {"Id": "4", "Name": "b"}`))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	status, out, stderr := run("search", "--local", file(t, twoCases), "--local", file(t, zipped.String()), "--output=ids", "name ^= Smoke")
	assert.Zero(t, status, "%s", stderr)
	assert.Equal(t, "2\n3\n", out)

	first := file(t, `{"TestCases": [{"Id": "1", "Name": "a"}], "NextToken": "x"}`)
	status, out, stderr = run("search", "--output", "ids", "--local", first, "--local", file(t, `{"TestCases": [{"Id": "2", "Name": "a"}]}`), "name = a")
	assert.Equal(t, []any{0, "1\n2\n", ""}, []any{status, out, stderr}, "the pages of one search")
	empty := file(t, "")
	status, out, stderr = run("search", "--expect-none", "--local", first, "--local", empty, "name = b")
	assert.Equal(t, []any{command.Failed, ""}, []any{status, out})
	assert.Contains(t, stderr, empty+": it is empty: an answer without records is not, so whatever wrote it has most likely failed")
	status, _, stderr = run("search", "--local", file(t, `{"TestCases": [{"Id": "1", "Name": "a"}], "NextToken": "x"}`), "name = a")
	assert.Equal(t, command.Failed, status)
	assert.Contains(t, stderr, "there is a NextToken, so that more pages follow")
}

// TestSearch_failure has a service that fails after the first page.
func TestSearch_failure(t *testing.T) {
	service := connecttest.New(connecttest.Options{Instances: []string{instance}, Fault: func(c connecttest.Call) connecttest.Fault {
		if c.Page > 1 {
			return connecttest.Fault{Error: "InvalidParameterException"}
		}
		return connecttest.Fault{}
	}})
	require.NoError(t, service.Load(connecttest.Source{Reader: strings.NewReader(twoCases)}))
	server := httptest.NewServer(service)
	defer server.Close()
	for form, want := range map[string]bool{"table": false, "ids": true, "json": true, "jsonl": true, "csv": true} {
		status, out, err := run("search", "--instance-id", instance, "--endpoint-url", server.URL, "--page-size=1", "--output", form, "--all", "")
		assert.Equal(t, command.Failed, status)
		assert.Equal(t, want, out != "", "%s: %q", form, out)
		assert.Contains(t, err, "page 2 of request 1 of 1")
	}
}

// TestSearch_unwritable has a standard output that takes nothing.
func TestSearch_unwritable(t *testing.T) {
	for _, form := range []string{"table", "ids", "json", "jsonl", "csv", "tsv"} {
		var err bytes.Buffer
		args := []string{"search", "--local", file(t, twoCases), "--output", form, "name ^= smoke"}
		assert.Equal(t, command.Failed, command.Run(args, strings.NewReader(""), full{}, &err, search))
		assert.Contains(t, err.String(), "disk full")
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestLoopback(t *testing.T) {
	for endpoint, want := range map[string]bool{
		"http://127.0.0.1:4580": true, "http://localhost:1": true, "http://[::1]:1/": true,
		"": false, "https://connect.eu-west-2.example.com": false, "http://10.0.0.1": false, "127.0.0.1:80": false, "::": false,
	} {
		assert.Equal(t, want, isLoopback(endpoint), "%s", endpoint)
	}
}

// TestSearch_noStatus has test cases without a status.
func TestSearch_noStatus(t *testing.T) {
	local := file(t, `{"TestCases": [{"Id": "1", "Name": "a"}, {"Id": "2", "Name": "b", "Status": "SAVED"}, {"Id": "3", "Name": "c", "Status": "PUBLISHED"}]}`)
	status, out, err := run("search", "--local", local, "--allow-scan", "--output=ids", "status != SAVED")
	assert.Zero(t, status, "%s", err)
	assert.Equal(t, []string{"1", "3"}, strings.Fields(out))
}

// TestSearch_scan lists every test case.
func TestSearch_scan(t *testing.T) {
	local := file(t, twoCases)
	for _, args := range [][]string{
		{"modified > 2026-01-01"},
		{"--allow-scan", "modified > 2026-01-01"},
	} {
		status, out, err := run(append([]string{"search", "--local", local, "--output=ids"}, args...)...)
		assert.Zero(t, status)
		assert.Equal(t, "1\n", out)
		assert.Empty(t, err, "no warning of what was allowed")
	}
	status, out, err := run("search", "--local", local, "--output=ids", "")
	assert.Equal(t, command.Failed, status)
	assert.Empty(t, out)
	assert.Equal(t, "searchfilter: the query is empty, and so selects every record: add --all if that is meant\n", err)
	status, out, err = run("search", "--local", local, "--output=ids", "--all")
	assert.Zero(t, status, "%s", err)
	assert.Equal(t, "1\n2\n", out)
	assert.Empty(t, err)
	query := file(t, "# late\nmodified > 2026-01-01\n")
	status, out, err = run("search", "--local", local, "--output=ids", "-f", query)
	assert.Zero(t, status, "%s", err)
	assert.Equal(t, "1\n", out)
}

// TestSearch_configuration has an AWS configuration that is not for a local service.
func TestSearch_configuration(t *testing.T) {
	t.Setenv("AWS_PROFILE", "no-such-profile")
	t.Setenv("AWS_USE_FIPS_ENDPOINT", "true")
	t.Setenv("AWS_USE_DUALSTACK_ENDPOINT", "neither true nor false")
	t.Setenv("AWS_ACCESS_KEY_ID", "no-secret")
	status, out, err := run("search", "--local", file(t, twoCases), "--output=ids", "name = Smoke")
	assert.Zero(t, status, "%s", err)
	assert.Equal(t, "2\n", out)
}

// TestSearch_attempts counts the calls that a service gets which answers none.
func TestSearch_attempts(t *testing.T) {
	var calls atomic.Int64
	server := httptest.NewServer(connecttest.New(connecttest.Options{Instances: []string{instance}, Fault: func(connecttest.Call) connecttest.Fault {
		calls.Add(1)
		return connecttest.Fault{Error: "InternalServiceException"}
	}}))
	defer server.Close()
	t.Setenv("AWS_CONFIG_FILE", file(t, "[profile twice]\nregion = eu-west-2\nmax_attempts = 2\naws_access_key_id = id\naws_secret_access_key = secret\n"))
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", os.DevNull)
	t.Setenv("AWS_NEW_RETRIES_2026", "true") // waits less between two attempts
	for _, test := range []struct {
		flags, env string
		want       int64
	}{
		{"", "", 3},
		{"", "1", 1},
		{"", "2", 2},
		{"--max-attempts 2", "", 2},
		{"--max-attempts 1", "2", 1},
		{"--max-attempts 2", "1", 2},
		{"--profile twice", "", 2},
		{"--profile twice", "1", 1},
		{"--profile twice --max-attempts 1", "", 1},
		{"--profile twice --max-attempts 3", "1", 3},
	} {
		t.Setenv("AWS_MAX_ATTEMPTS", test.env)
		calls.Store(0)
		status, _, err := run(append([]string{"search", "--instance-id", instance, "--endpoint-url", server.URL, "name = a"}, strings.Fields(test.flags)...)...)
		assert.Equal(t, command.Failed, status)
		assert.Contains(t, err, "InternalServiceException")
		assert.Equal(t, test.want, calls.Load(), "calls with %q and AWS_MAX_ATTEMPTS=%s", test.flags, test.env)
	}
}

// TestSearch_retries has what the environment says of retries to a local service.
func TestSearch_retries(t *testing.T) {
	t.Setenv("AWS_MAX_ATTEMPTS", "")
	t.Setenv("AWS_RETRY_MODE", "")
	local := searchCommand{EndpointURL: "http://127.0.0.1:1"}
	client, err := local.client(t.Context())
	require.NoError(t, err)
	assert.IsType(t, new(retry.Standard), client.Options().Retryer)
	t.Setenv("AWS_RETRY_MODE", "adaptive")
	client, err = local.client(t.Context())
	require.NoError(t, err)
	assert.IsType(t, new(retry.AdaptiveMode), client.Options().Retryer)

	for _, test := range []struct{ name, value string }{
		{"AWS_MAX_ATTEMPTS", "many"},
		{"AWS_MAX_ATTEMPTS", "2.5"},
		{"AWS_RETRY_MODE", "never"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Setenv(test.name, test.value)
			status, out, err := run("search", "--local", file(t, twoCases), "name = Smoke")
			assert.Equal(t, command.Failed, status)
			assert.Empty(t, out)
			assert.Contains(t, err, test.name+"="+test.value+" is ")
		})
	}
}

// TestSearch_ids has IDs that are not for one line.
func TestSearch_ids(t *testing.T) {
	local := file(t, `{"TestCases": [{"Id": "a\tb", "Name": "x", "Status": "SAVED"}, {"Id": "c\nd", "Name": "y", "Status": "SAVED"}]}`)
	status, out, err := run("search", "--local", local, "--output=ids", "name = x")
	assert.Zero(t, status, "%s", err)
	assert.Equal(t, "a\tb\n", out)
	status, out, err = run("search", "--local", local, "--output=ids", "name = y")
	assert.Equal(t, command.Failed, status)
	assert.Empty(t, out)
	assert.Contains(t, err, "record 1 has an Id with a line break, which --output ids cannot print")
}

// TestSearch_again searches what a search printed.
func TestSearch_again(t *testing.T) {
	status, printed, err := run("search", "--local", file(t, twoCases), "--output=json", "name ^= smoke or name = Smoke")
	require.Zero(t, status, "%s", err)
	status, out, err := run("search", "--local", file(t, printed), "--output=json", "name ^= smoke or name = Smoke")
	assert.Zero(t, status, "%s", err)
	assert.Equal(t, printed, out)
}

// TestSpell has times in several places, and what only looks like them.
func TestSpell(t *testing.T) {
	s := schema.MustNew(schema.Schema{Name: "x", Fields: []schema.Field{
		{Name: "a", Kind: schema.Time, JSON: []string{"At", "In.At"}}, {Name: "b", Kind: schema.Time, JSON: []string{"In.Deep.At"}},
		{Name: "n", Kind: schema.Number, JSON: []string{"N"}},
	}})
	for record, want := range map[string]string{
		`{}`:                                  `{}`,
		` { "At" : 0.25 , "N": 1.0 } `:        ` { "At" : "1970-01-01T00:00:00.25Z" , "N": 1.0 } `,
		`{"N":7,"In":{"At":1.77e9,"N":3}}`:    `{"N":7,"In":{"At":"2026-02-02T02:40:00Z","N":3}}`,
		`{"In":{"Deep":{"At":1},"At":null}}`:  `{"In":{"Deep":{"At":"1970-01-01T00:00:01Z"},"At":null}}`,
		`{"At":"2026-01-31","In":[{"At":1}]}`: `{"At":"2026-01-31","In":[{"At":1}]}`,
		`{"Deep":{"At":1},"in":{"At":1}}`:     `{"Deep":{"At":1},"in":{"At":1}}`,
		`{"At":1,"\u0041t":2,"At":{"At":3}}`:  `{"At":"1970-01-01T00:00:01Z","\u0041t":"1970-01-01T00:00:02Z","At":{"At":3}}`,
		`{"At":1,`:                            `{"At":1,`,
		`1`:                                   `1`,
	} {
		assert.Equal(t, want, string(timesOf(s).spell([]byte(record))))
	}
}
