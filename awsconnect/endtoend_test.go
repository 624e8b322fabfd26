package awsconnect_test

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"math/rand"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/awsconnect"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connecttest"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/meaning"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/schema"
)

// A local is a service, and a client of it.
type local struct {
	service *connecttest.Service
	client  *sdk.Client
	calls   atomic.Int64
	fault   atomic.Pointer[func(connecttest.Call) connecttest.Fault]
}

// A testCase has what tests look at and change.
type testCase struct {
	Id          string `json:",omitempty"`
	Name        string
	Status      string
	Description *string           `json:",omitempty"`
	Tags        map[string]string `json:",omitempty"`
}

// sample returns n test cases of the sample.
func sample(n int) []json.RawMessage {
	return connecttest.SampleRecords(n, 0, 1)["test-cases"]
}

// raw returns the test case in JSON.
func (c testCase) raw() json.RawMessage {
	raw, err := json.Marshal(c)
	if err != nil {
		panic(err)
	}
	return raw
}

// testCases returns what the service has.
func (l *local) testCases(t testing.TB) (list []testCase) {
	for _, raw := range l.service.Records(connecttest.DefaultInstance, "test-cases") {
		var c testCase
		require.NoError(t, json.Unmarshal(raw, &c))
		list = append(list, c)
	}
	return list
}

// newLocal starts a service with these test cases over HTTP. Its client tries each
// call so often, and does not wait in between.
func newLocal(t testing.TB, attempts int, cases ...json.RawMessage) *local {
	l := new(local)
	l.service = connecttest.New(connecttest.Options{AllFieldNames: true, Fault: func(c connecttest.Call) connecttest.Fault {
		c.N = int(l.calls.Add(1))
		if f := l.fault.Load(); f != nil {
			return (*f)(c)
		}
		return connecttest.Fault{}
	}})
	require.NoError(t, l.service.Put(connecttest.DefaultInstance, "test-cases", cases...))
	server := httptest.NewServer(l.service)
	t.Cleanup(server.Close)
	l.client = sdk.New(sdk.Options{
		Region:       "us-east-1",
		BaseEndpoint: &server.URL,
		HTTPClient:   server.Client(),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "id", SecretAccessKey: "secret"}, nil
		}),
		Retryer: retry.NewStandard(func(o *retry.StandardOptions) {
			o.MaxAttempts = attempts
			o.RateLimiter = ratelimit.None
			o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return 0, nil })
		}),
	})
	return l
}

func (l *local) setFault(f func(connecttest.Call) connecttest.Fault) {
	l.calls.Store(0)
	l.fault.Store(&f)
}

// A sampled is a record of the service as the language's judge sees it.
type sampled struct {
	id     string
	record meaning.Record
	values map[string]string // of fields and of tag:KEY
}

func (l *local) records(t testing.TB) (list []sampled) {
	for _, raw := range l.service.Records(connecttest.DefaultInstance, "test-cases") {
		var tc testCase
		require.NoError(t, json.Unmarshal(raw, &tc))
		d, err := eval.Decoder(schema.TestCase())(raw)
		require.NoError(t, err)
		values, record := map[string]string{}, meaning.Record{}
		for _, f := range schema.TestCase().Fields {
			if v := d.Values(ast.Name(f.Name)); v != nil {
				values[f.Name] = v[0]
			}
		}
		for key, v := range tc.Tags {
			values["tag:"+key] = v
		}
		for name, v := range values {
			record[name] = v
		}
		if v, ok := values["modified"]; ok {
			record["modified"] = json.Number(v) // as the service sends it
		}
		list = append(list, sampled{tc.Id, record, values})
	}
	return list
}

// conditions makes conditions that hold for some of the records.
type conditions struct {
	*rand.Rand
	list []sampled
}

func (g conditions) condition() ast.Expr {
	c := g.minding()
	if c.Op != ast.OpExists && schema.TestCase().KindOf(c.Field) == schema.Text && g.Intn(10) == 0 {
		return tree.Fold(c)
	}
	return c
}

// minding returns a condition that minds case.
func (g conditions) minding() *ast.Comparison {
	values := g.list[g.Intn(len(g.list))].values
	fields := []ast.Field{ast.Name("name"), ast.Name("name"), ast.Name("description"), ast.Name("status")}
	if g.Intn(10) == 0 {
		fields = []ast.Field{ast.Name("type"), ast.Name("modified")} // which no request has
	}
	var tags []ast.Field
	for _, key := range slices.Sorted(maps.Keys(values)) {
		if tag, ok := strings.CutPrefix(key, chars.TagPrefix); ok {
			tags = append(tags, ast.Tag(tag))
		}
	}
	if len(tags) > 0 && g.Intn(2) == 0 {
		fields = tags
	}
	f := fields[g.Intn(len(fields))]
	key := f.Name
	if f.Tag {
		key = "tag:" + key
	}
	v, ok := values[key]
	if !ok || g.Intn(30) == 0 {
		return ast.Compare(f, ast.OpExists)
	}
	switch schema.TestCase().KindOf(f) {
	case schema.Enum:
		if g.Intn(3) == 0 {
			return ast.Compare(f, ast.OpNotEqual, v)
		}
		return ast.Compare(f, ast.OpEqual, v)
	case schema.Time:
		at, _ := kinds.ParseSeconds(v)
		if g.Intn(2) == 0 {
			return ast.Compare(f, ast.OpLess, at.Format(time.RFC3339Nano))
		}
		return ast.Compare(f, ast.OpGreaterEqual, at.Format(time.RFC3339Nano))
	}
	runes := []rune(v)
	from := g.Intn(len(runes) + 1)
	part := string(runes[from:min(len(runes), from+1+g.Intn(6))])
	if f.Tag && g.Intn(10) > 0 {
		return ast.Compare(f, ast.OpEqual, v) // all that a request says of tags
	}
	switch g.Intn(20) {
	case 0:
		return ast.Compare(f, ast.OpNotEqual, v)
	case 1:
		return ast.Compare(f, ast.OpHasSuffix, string(runes[from:]))
	case 2, 3:
		return ast.Compare(f, ast.OpIn, v, g.list[g.Intn(len(g.list))].values["name"])
	case 4, 5, 6, 7:
		return ast.Compare(f, ast.OpContains, part)
	case 8, 9, 10, 11:
		return ast.Compare(f, ast.OpEqual, v)
	}
	return ast.Compare(f, ast.OpHasPrefix, string(runes[:min(len(runes), 1+g.Intn(8))]))
}

func (g conditions) tree(depth int) ast.Expr {
	if depth == 0 || g.Intn(4) == 0 {
		return g.condition()
	}
	switch g.Intn(20) {
	default:
		return ast.All(g.tree(depth-1), g.tree(depth-1))
	case 0, 1, 2, 3, 4, 5, 6, 7, 8:
		return ast.Any(g.tree(depth-1), g.tree(depth-1))
	case 9:
	}
	return &ast.Not{X: g.tree(depth - 1)}
}

// scattered returns a function for Options by which about one call in n has the
// fault. Which ones has no pattern: of requests that run side by side, each would
// else get every fault, or none.
func scattered(n uint32, f connecttest.Fault) func(connecttest.Call) connecttest.Fault {
	return func(c connecttest.Call) connecttest.Fault {
		if n > 0 && crc32.ChecksumIEEE(binary.BigEndian.AppendUint64(nil, uint64(c.N)))%n == 0 {
			return f
		}
		return connecttest.Fault{}
	}
}

// survived are the faults that a search survives, some by trying a call again.
var survived = []struct {
	name  string
	fault func(connecttest.Call) connecttest.Fault
	retry bool
}{
	{"none", scattered(0, connecttest.Fault{}), false},
	{"throttled", scattered(3, connecttest.Fault{Error: "ThrottlingException"}), true},
	{"broken", scattered(2, connecttest.Fault{Error: "InternalServiceException"}), true},
	{"cut", scattered(4, connecttest.Fault{Cut: true}), true},
	{"slow", scattered(5, connecttest.Fault{Delay: time.Millisecond}), false},
	{"empty pages", scattered(2, connecttest.Fault{Empty: true}), false},
	{"repeated records", scattered(2, connecttest.Fault{Repeat: true}), false},
}

// TestEndToEnd holds what the executor yields to what the language selects, with
// the SDK's client over HTTP, for pages of several sizes and all that a retry
// survives.
func TestEndToEnd(t *testing.T) {
	queries := effort.Cases(100, 400)
	l := newLocal(t, 60, sample(500)...)
	records := l.records(t)
	require.Len(t, records, 500)
	g := conditions{rand.New(rand.NewSource(1)), records}
	language := meaning.Language{Schema: schema.TestCase()}
	n := map[string]int{}
	for i := range queries {
		x := g.tree(3)
		q, err := searchfilter.Options{}.Resolve(x)
		require.NoError(t, err, "%v", x)
		var want []string
		for _, r := range records {
			if language.Selects(q.Resolved().Expr(), r.record) {
				want = append(want, r.id)
			}
		}
		fault := survived[i%len(survived)]
		l.setFault(fault.fault)
		size := []int32{7, 100}[g.Intn(2)]
		if i%20 == 0 {
			size = 1
		}
		var last awsconnect.Progress
		o := awsconnect.Options{
			PageSize:    size,
			Concurrency: 1 + g.Intn(3),
			Trust:       g.Intn(2) == 0,
			Plan:        compile.PlanOptions{AllowScan: true},
			Progress:    func(p awsconnect.Progress) { last = p },
		}
		got := []string{}
		for tc, err := range awsconnect.SearchWith[types.TestCase](t.Context(), l.client.SearchTestCases, connecttest.DefaultInstance, q, o) {
			require.NoError(t, err, "%v, %s", x, fault.name)
			got = append(got, *tc.Id)
		}
		slices.Sort(want)
		slices.Sort(got)
		require.Equal(t, append([]string{}, want...), got, "%v, %s, pages of %d", x, fault.name, size)
		require.Equal(t, last.Requests, last.Done)
		require.Zero(t, last.Disagreed)
		if !fault.retry {
			require.EqualValues(t, last.Pages, l.calls.Load(), "calls for %v, %s", x, fault.name)
		}
		n["requests"] += last.Requests
		n["pages"] += last.Pages
		n["records"] += len(got)
		n["calls"] += int(l.calls.Load())
		n[fmt.Sprintf("queries, pages of %d", size)]++
		if 0 < len(want) && len(want) < len(records) {
			n["telling"]++
		}
		if last.Requests > 1 {
			n["several requests"]++
		}
		if int(l.calls.Load()) > last.Pages {
			n["retried"]++
		}
		n["repeated"] += last.Repeated
	}
	t.Logf("%d queries: %v", queries, n)
	assert.Greater(t, n["telling"], queries/2)
	assert.Greater(t, n["several requests"], queries/5)
	assert.Greater(t, n["retried"], queries/5)
	assert.Greater(t, n["repeated"], queries)
}

// TestEndToEnd_quickAnswer has an answer that begins when the request has arrived,
// but the client has not yet looked for the end of what it sends. The SDK closes the
// body of the request meanwhile, which is no failure.
func TestEndToEnd_quickAnswer(t *testing.T) {
	answered, sent := make(chan struct{}), make(chan error, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := io.Copy(io.Discard, r.Body)
		assert.NoError(t, err)
		w.Header().Set("Content-Type", "application/json")
		w.(http.Flusher).Flush()
		assert.NoError(t, <-sent)
		_, err = io.WriteString(w, `{"TestCases": [{"Id": "1", "Name": "x"}]}`)
		assert.NoError(t, err)
	}))
	defer server.Close()
	httpClient := server.Client()
	httpClient.Transport.(*http.Transport).DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := new(net.Dialer).DialContext(ctx, network, address)
		return slowConn{c, answered}, err
	}
	client := sdk.New(sdk.Options{
		Region:       "us-east-1",
		BaseEndpoint: &server.URL,
		Credentials:  credentials.NewStaticCredentialsProvider("id", "secret", ""),
		Retryer:      aws.NopRetryer{},
		HTTPClient: doFunc(func(r *http.Request) (*http.Response, error) {
			response, err := httpClient.Do(r)
			if err == nil {
				response.Body = &firstRead{ReadCloser: response.Body, before: func() { close(answered) }}
			}
			return response, err
		}),
	})
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
		WroteRequest: func(i httptrace.WroteRequestInfo) { sent <- i.Err },
	})
	found := 0
	for _, err := range awsconnect.SearchWith[types.TestCase](ctx, client.SearchTestCases, instanceID, searchfilter.MustParse("name = x"), awsconnect.Options{}) {
		require.NoError(t, err)
		found++
	}
	assert.Equal(t, 1, found)
}

// A doFunc is an HTTP client.
type doFunc func(*http.Request) (*http.Response, error)

func (f doFunc) Do(r *http.Request) (*http.Response, error) { return f(r) }

// A slowConn has written a JSON object only when that has been answered.
type slowConn struct {
	net.Conn
	answered chan struct{}
}

func (c slowConn) Write(data []byte) (int, error) {
	n, err := c.Conn.Write(data)
	if data[len(data)-1] == '}' {
		<-c.answered
	}
	return n, err
}

// A firstRead does something before it is read, which for the answer to a call is
// after the SDK has closed the request.
type firstRead struct {
	io.ReadCloser
	once   sync.Once
	before func()
}

func (r *firstRead) Read(data []byte) (int, error) {
	r.once.Do(r.before)
	return r.ReadCloser.Read(data)
}

// TestEndToEnd_failure has faults that a retry does not survive: what was found
// before is yielded, and then there is an error.
func TestEndToEnd_failure(t *testing.T) {
	l := newLocal(t, 3, sample(500)...)
	all := l.testCases(t)
	var target *types.InvalidParameterException
	for _, test := range []struct {
		name  string
		fault connecttest.Fault
		is    func(error) bool
	}{
		{"expired token", connecttest.Fault{Error: "InvalidParameterException"}, func(err error) bool { return errors.As(err, &target) }},
		{"broken for good", connecttest.Fault{Error: "InternalServiceException"}, func(err error) bool { return errors.As(err, new(*types.InternalServiceException)) }},
		{"throttled for good", connecttest.Fault{Error: "ThrottlingException"}, func(err error) bool { return errors.As(err, new(*types.ThrottlingException)) }},
		{"cut for good", connecttest.Fault{Cut: true}, func(err error) bool { return err != nil }},
	} {
		for page := 1; page <= 6; page++ {
			l.setFault(func(c connecttest.Call) connecttest.Fault {
				if c.Page == page {
					return test.fault
				}
				return connecttest.Fault{}
			})
			var got []string
			var failure error
			q := searchfilter.MustParse("")
			for tc, err := range awsconnect.SearchWith[types.TestCase](t.Context(), l.client.SearchTestCases, connecttest.DefaultInstance, q, awsconnect.Options{PageSize: 100}) {
				require.NoError(t, failure, "something comes after the error")
				if failure = err; err == nil {
					got = append(got, *tc.Id)
				}
			}
			require.Len(t, got, min(100*(page-1), len(all)), "%s on page %d", test.name, page)
			for i, id := range got {
				require.Equal(t, all[i].Id, id)
			}
			if page == 6 { // there are five
				assert.NoError(t, failure)
				continue
			}
			var e *awsconnect.RequestError
			require.ErrorAs(t, failure, &e, "%s on page %d", test.name, page)
			assert.Equal(t, page, e.Page)
			assert.True(t, test.is(failure), "%s: %v", test.name, failure)
		}
	}
}

// TestEndToEnd_changed changes test cases between two pages: those that stay as
// they are come once each, whatever happens to others.
func TestEndToEnd_changed(t *testing.T) {
	l := newLocal(t, 1, sample(500)...)
	all := l.testCases(t)
	changed := map[string]bool{}
	at := 0
	l.setFault(func(c connecttest.Call) connecttest.Fault {
		if c.Page > 1 && c.Page%3 == 0 {
			tc := all[(at*37)%len(all)]
			at++
			changed[tc.Id] = true
			tc.Name = "changed " + tc.Name
			assert.NoError(t, l.service.Put(connecttest.DefaultInstance, "test-cases", tc.raw(), testCase{Name: "new", Status: "SAVED"}.raw()))
		}
		return connecttest.Fault{}
	})
	times := map[string]int{}
	for tc, err := range awsconnect.SearchWith[types.TestCase](t.Context(), l.client.SearchTestCases, connecttest.DefaultInstance, searchfilter.MustParse("not name ^= changed"), awsconnect.Options{
		PageSize: 7, Plan: compile.PlanOptions{AllowScan: true},
	}) {
		require.NoError(t, err)
		times[*tc.Id]++
	}
	assert.Greater(t, len(changed), 10)
	for _, tc := range all {
		if !changed[tc.Id] {
			assert.Equal(t, 1, times[tc.Id], "%s", tc.Name)
		}
	}
	for id, n := range times {
		assert.Equal(t, 1, n, "%s", id)
	}
}

// TestEndToEnd_moved changes a test case between the first two calls, so that the
// query selects it all the while. It may be missed, without an error, if no request
// finds it before and after, and is found once otherwise. None of the others is
// missed.
func TestEndToEnd_moved(t *testing.T) {
	named := testCase{Id: "m", Name: "x", Status: "SAVED", Tags: map[string]string{"team": "z"}}
	tagged := testCase{Id: "m", Name: "a", Status: "SAVED", Tags: map[string]string{"team": "y"}}
	both := testCase{Id: "m", Name: "x", Status: "SAVED", Tags: map[string]string{"team": "y"}}
	others := []testCase{
		{Id: "k", Name: "x k", Status: "SAVED", Tags: map[string]string{"team": "y"}},
		{Id: "l", Name: "x l", Status: "SAVED"},
		{Id: "n", Name: "n", Status: "SAVED", Tags: map[string]string{"team": "y"}},
	}
	const two, one = "name ^= x or tag:team = y", "name ^= x or name = n or name = a"
	for _, test := range []struct {
		name          string
		sent          string
		before, after testCase
		requests      int
		missed        bool
	}{
		{"to a request that has been answered", two, tagged, named, 2, true},
		{"to a request that has not", two, named, tagged, 2, false},
		{"out of one of two", two, both, tagged, 2, false},
		{"into one of two", two, tagged, both, 2, false},
		{"within a request", one, tagged, named, 1, false},
		{"within a request, back", one, named, tagged, 1, false},
		{"where all are listed", "", tagged, named, 1, false},
		{"where all are listed, back", "", named, tagged, 1, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := newLocal(t, 1, test.before.raw())
			for _, other := range others {
				require.NoError(t, l.service.Put(connecttest.DefaultInstance, "test-cases", other.raw()))
			}
			l.setFault(func(c connecttest.Call) connecttest.Fault {
				if c.N == 2 {
					assert.NoError(t, l.service.Put(connecttest.DefaultInstance, "test-cases", test.after.raw()))
				}
				return connecttest.Fault{}
			})
			size := int32(100)
			if test.requests == 1 {
				size = 1 // so that the second call is for the second page
			}
			ids := func() (ids []string) {
				o := awsconnect.Options{PageSize: size, Progress: func(p awsconnect.Progress) { require.Equal(t, test.requests, p.Requests) }}
				for tc, err := range awsconnect.SearchWith[types.TestCase](t.Context(), l.client.SearchTestCases, connecttest.DefaultInstance, searchfilter.MustParse(test.sent), o) {
					require.NoError(t, err)
					r, err := awsconnect.Record(schema.TestCase(), tc)
					require.NoError(t, err)
					if searchfilter.MustParse(two).Match(r) {
						ids = append(ids, *tc.Id)
					}
				}
				return ids
			}
			want := []string{"k", "l", "n"}
			if !test.missed {
				want = append(want, "m")
			}
			assert.ElementsMatch(t, want, ids())
			assert.ElementsMatch(t, []string{"k", "l", "m", "n"}, ids(), "once nothing changes")
		})
	}
}
