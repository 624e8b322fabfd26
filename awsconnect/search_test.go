package awsconnect_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/awsconnect"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/schema"
)

// A client answers by the text of a request: with its pages, in order.
type client struct {
	pages map[string][]sdk.SearchTestCasesOutput
	fail  func(ctx context.Context, request string, page int) error

	mu            sync.Mutex
	calls         []string
	now, together int
}

func (c *client) SearchTestCases(ctx context.Context, in *sdk.SearchTestCasesInput, _ ...func(*sdk.Options)) (*sdk.SearchTestCasesOutput, error) {
	request, page := text(in), 0
	if in.NextToken != nil {
		page, _ = strconv.Atoi(*in.NextToken)
	}
	c.mu.Lock()
	c.calls = append(c.calls, fmt.Sprintf("%s %d", request, page))
	c.now++
	c.together = max(c.together, c.now)
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		c.now--
		c.mu.Unlock()
	}()
	if c.fail != nil {
		if err := c.fail(ctx, request, page); err != nil {
			return nil, err
		}
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	pages, ok := c.pages[request]
	if !ok {
		return nil, errors.New("unexpected request " + request)
	}
	out := pages[page]
	if out.NextToken == nil && page+1 < len(pages) {
		out.NextToken = aws.String(strconv.Itoa(page + 1))
	}
	return &out, nil
}

// text returns what a request with one condition asks for.
func text(in *sdk.SearchTestCasesInput) string {
	if c := in.SearchCriteria; c != nil && c.StringCondition != nil {
		return aws.ToString(c.StringCondition.Value)
	} else if c != nil {
		return string(c.StatusCondition)
	}
	if f := in.SearchFilter; f != nil {
		return aws.ToString(f.TagFilter.TagCondition.TagValue)
	}
	return "all"
}

// named returns a test case with an Id, which is its name's last letters, too.
func named(id, name string, tags ...string) types.TestCase {
	tc := types.TestCase{Id: &id, Name: aws.String(name + id), Status: types.TestCaseStatusSaved}
	for i := 0; i+1 < len(tags); i += 2 {
		tc.Tags = map[string]string{tags[i]: tags[i+1]}
	}
	return tc
}

func pageOf(list ...types.TestCase) sdk.SearchTestCasesOutput {
	return sdk.SearchTestCasesOutput{TestCases: append([]types.TestCase{}, list...), ApproximateTotalCount: aws.Int64(99)}
}

// search returns the Ids in the order in which they come, and the error.
func search(ctx context.Context, c *client, query string, o awsconnect.Options) (ids []string, err error) {
	for tc, e := range awsconnect.SearchWith[types.TestCase](ctx, c.SearchTestCases, instanceID, searchfilter.MustParse(query), o) {
		if e != nil {
			err = e
			continue
		}
		ids = append(ids, *tc.Id)
	}
	return ids, err
}

// two finds names that begin with x, on two pages, and tags t=y, on one.
func two() *client {
	return &client{pages: map[string][]sdk.SearchTestCasesOutput{
		"x": {pageOf(named("1", "x"), named("2", "x")), pageOf(), pageOf(named("3", "x"), named("1", "x"))},
		"y": {pageOf(named("2", "x", "t", "y"), named("4", "a", "t", "y"))},
	}}
}

const twoRequests = "name ^= x or tag:t = y"

func TestSearchTestCases(t *testing.T) {
	c := two()
	var progress []awsconnect.Progress
	o := awsconnect.Options{Progress: func(p awsconnect.Progress) { progress = append(progress, p) }}
	seq := awsconnect.SearchWith[types.TestCase](t.Context(), c.SearchTestCases, instanceID, searchfilter.MustParse(twoRequests), o)
	for range 2 {
		var ids []string
		for tc, err := range seq {
			require.NoError(t, err)
			ids = append(ids, *tc.Id)
		}
		assert.Equal(t, []string{"1", "2", "3", "4"}, ids)
	}
	assert.Equal(t, []string{"x 0", "x 1", "x 2", "y 0", "x 0", "x 1", "x 2", "y 0"}, c.calls)
	assert.Equal(t, []awsconnect.Progress{
		{Requests: 2, Pages: 1, Seen: 2, Matched: 2, Total: -1},
		{Requests: 2, Pages: 2, Seen: 2, Matched: 2, Total: -1},
		{Requests: 2, Pages: 3, Done: 1, Seen: 4, Matched: 3, Repeated: 1, Total: -1},
		{Requests: 2, Pages: 4, Done: 2, Seen: 6, Matched: 4, Repeated: 2, Total: -1},
	}, progress[:4])
}

func TestSearchTestCases_total(t *testing.T) {
	for query, want := range map[string]int64{"name ^= x": 99, "name ^= x and id != 7": -1, twoRequests: -1} {
		_, err := search(t.Context(), two(), query, awsconnect.Options{Progress: func(p awsconnect.Progress) {
			assert.Equal(t, want, p.Total, "%s", query)
		}})
		require.NoError(t, err)
	}
}

func TestSearchTestCases_noRequest(t *testing.T) {
	c := two()
	ids, err := search(t.Context(), c, "status = SAVED and status = PUBLISHED", awsconnect.Options{})
	require.NoError(t, err)
	assert.Empty(t, ids)
	_, err = search(t.Context(), c, "modified > 2026-01-31", awsconnect.Options{})
	assert.ErrorIs(t, err, ast.Code(codes.FullScan))
	_, err = search(t.Context(), c, twoRequests, awsconnect.Options{Plan: compile.PlanOptions{MaxRequests: 1}})
	assert.ErrorIs(t, err, ast.Code(codes.TooManyRequests))
	assert.Empty(t, c.calls)
}

// TestSearchTestCases_checks is about what is found and not selected.
func TestSearchTestCases_checks(t *testing.T) {
	c := &client{pages: map[string][]sdk.SearchTestCasesOutput{
		"x": {pageOf(named("1", "x"), named("2", "x"), named("3", "X"), named("4", "x", "t", "z"))},
		"y": {pageOf(named("2", "x", "t", "y"), named("5", "a", "t", "y"))},
	}}
	const query = "name ^= x and id != 2 and not tag:t = z or tag:t = y and not id = 5"
	var last awsconnect.Progress
	o := awsconnect.Options{Progress: func(p awsconnect.Progress) { last = p }}
	ids, err := search(t.Context(), c, query, o)
	require.NoError(t, err)
	assert.Equal(t, []string{"1", "2"}, ids, "what the first request's residual refuses is another's to yield")
	assert.Equal(t, 1, last.Disagreed, "X is not x")

	o.Trust = true
	ids, err = search(t.Context(), c, query, o)
	require.NoError(t, err)
	assert.Equal(t, []string{"1", "3", "2"}, ids)
	assert.Zero(t, last.Disagreed)

	target := connect.TestCases()
	target.ServiceFoldsCase = true
	ids, err = search(t.Context(), c, query, awsconnect.Options{Target: &target, Trust: true})
	require.NoError(t, err)
	assert.Equal(t, []string{"1", "2"}, ids, "a service that is known to fold case leaves it to be checked")

	folded := searchfilter.Options{FoldCase: true}.MustParse("name ^= x")
	ids = nil
	for tc, err := range awsconnect.SearchWith[types.TestCase](t.Context(), c.SearchTestCases, instanceID, folded, awsconnect.Options{Target: &target}) {
		require.NoError(t, err)
		ids = append(ids, *tc.Id)
	}
	assert.Equal(t, []string{"1", "2", "3", "4"}, ids)
}

// TestSearchTestCases_schema has a schema of the caller's own, in which some of the
// fields are spelled otherwise or of another kind. The query does not ask for these.
func TestSearchTestCases_schema(t *testing.T) {
	target := connect.TestCases()
	target.Schema = schema.MustNew(schema.Schema{Name: "test case", Tags: "Tags", Fields: []schema.Field{
		{Name: "name", Always: true, JSON: []string{"Name"}}, {Name: "ID", JSON: []string{"Id"}},
		{Name: "modified", JSON: []string{"LastModifiedTime"}}, {Name: "flow", Kind: schema.Time}, {Name: "region", Kind: schema.List},
	}})
	target.Fields, target.Closed = map[string]compile.Leaf{"name": target.Fields["name"]}, nil
	q := searchfilter.Options{Schema: target.Schema}.MustParse("name ^= x")
	c := &client{pages: map[string][]sdk.SearchTestCasesOutput{"x": {pageOf(named("1", "x"))}}}
	var ids []string
	for tc, err := range awsconnect.SearchWith[types.TestCase](t.Context(), c.SearchTestCases, instanceID, q, awsconnect.Options{Target: &target}) {
		require.NoError(t, err)
		ids = append(ids, *tc.Id)
	}
	assert.Equal(t, []string{"1"}, ids)
}

func TestSearchTestCases_stop(t *testing.T) {
	for _, concurrency := range []int{0, 2} {
		c := two()
		n := 0
		for tc, err := range awsconnect.SearchWith[types.TestCase](t.Context(), c.SearchTestCases, instanceID, searchfilter.MustParse("name ^= x"), awsconnect.Options{Concurrency: concurrency}) {
			require.NoError(t, err)
			assert.Equal(t, "1", *tc.Id)
			n++
			break
		}
		assert.Equal(t, 1, n)
		assert.Zero(t, c.now, "calls under way after the loop")
		assert.LessOrEqual(t, len(c.calls), 2, "pages, one of them ahead")
	}
}

func TestSearchTestCases_failure(t *testing.T) {
	broken := errors.New("broken")
	for _, test := range []struct {
		request string
		page    int
		want    []string
		message string
	}{
		{"x", 0, nil, "page 1 of request 1 of 2, for \"name ^= x\": broken"},
		{"x", 1, []string{"1", "2"}, "page 2 of request 1 of 2, for \"name ^= x\": broken"},
		{"x", 2, []string{"1", "2"}, "page 3 of request 1 of 2, for \"name ^= x\": broken"},
		{"y", 0, []string{"1", "2", "3"}, "page 1 of request 2 of 2, for \"tag:t = y\": broken"},
	} {
		c := two()
		c.fail = func(_ context.Context, request string, page int) error {
			if request == test.request && page == test.page {
				return broken
			}
			return nil
		}
		ids, err := search(t.Context(), c, twoRequests, awsconnect.Options{})
		assert.Equal(t, test.want, ids)
		require.EqualError(t, err, test.message)
		assert.ErrorIs(t, err, broken)
		var e *awsconnect.RequestError
		require.ErrorAs(t, err, &e)
		assert.Equal(t, test.page+1, e.Page)
	}
}

// TestSearchTestCases_last counts what comes after an error.
func TestSearchTestCases_last(t *testing.T) {
	c := two()
	c.fail = func(_ context.Context, request string, page int) error { return errors.New("broken") }
	n := 0
	for tc, err := range awsconnect.SearchWith[types.TestCase](t.Context(), c.SearchTestCases, instanceID, searchfilter.MustParse(twoRequests), awsconnect.Options{Concurrency: 9}) {
		assert.Error(t, err)
		assert.Zero(t, tc)
		n++
	}
	assert.Equal(t, 1, n)
}

func TestSearchTestCases_oddService(t *testing.T) {
	again := pageOf(named("3", "x"))
	again.NextToken = aws.String("1")
	c := &client{pages: map[string][]sdk.SearchTestCasesOutput{"x": {pageOf(named("1", "x")), again}}}
	ids, err := search(t.Context(), c, "name ^= x", awsconnect.Options{})
	assert.Equal(t, []string{"1", "3"}, ids)
	assert.ErrorContains(t, err, "the service sent the token of an earlier page")
	assert.Equal(t, []string{"x 0", "x 1"}, c.calls)

	between, third := pageOf(named("2", "x")), pageOf(named("3", "x"))
	between.NextToken, third.NextToken = aws.String("2"), aws.String("1")
	c = &client{pages: map[string][]sdk.SearchTestCasesOutput{"x": {pageOf(named("1", "x")), between, third}}}
	ids, err = search(t.Context(), c, "name ^= x", awsconnect.Options{})
	assert.Equal(t, []string{"1", "2", "3"}, ids)
	assert.ErrorContains(t, err, "the service sent the token of an earlier page")
	assert.Equal(t, []string{"x 0", "x 1", "x 2"}, c.calls, "a circle of tokens is gone round once")

	for _, last := range []sdk.SearchTestCasesOutput{{}, {TestCases: []types.TestCase{}}, {ApproximateTotalCount: aws.Int64(0)}} {
		c = &client{pages: map[string][]sdk.SearchTestCasesOutput{"x": {pageOf(named("1", "x")), last}}}
		ids, err = search(t.Context(), c, "name ^= x", awsconnect.Options{})
		assert.Equal(t, []string{"1"}, ids)
		if last.TestCases == nil && last.ApproximateTotalCount == nil {
			assert.ErrorContains(t, err, "the service sent neither records, nor a token")
		} else {
			assert.NoError(t, err)
		}
	}

	c = &client{pages: map[string][]sdk.SearchTestCasesOutput{"x": {pageOf(named("1", "x")), pageOf(types.TestCase{Name: aws.String("x")})}}}
	ids, err = search(t.Context(), c, "name ^= x", awsconnect.Options{})
	assert.Equal(t, []string{"1"}, ids)
	assert.ErrorContains(t, err, "the service sent a record that cannot be told from others")
}

// TestSearchTestCases_context ends the context at each point where a search may be.
func TestSearchTestCases_context(t *testing.T) {
	why := errors.New("why")
	for _, concurrency := range []int{1, 2} {
		t.Run(fmt.Sprintf("in a call/%d", concurrency), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancelCause(t.Context())
				c := two()
				c.fail = func(ctx context.Context, _ string, page int) error {
					if page > 0 {
						<-ctx.Done() // what never ends by itself
					}
					return nil
				}
				time.AfterFunc(time.Minute, func() { cancel(why) })
				ids, err := search(ctx, c, twoRequests, awsconnect.Options{Concurrency: concurrency})
				assert.Subset(t, ids, []string{"1", "2"})
				assert.ErrorIs(t, err, why)
				assert.ErrorAs(t, err, new(*awsconnect.RequestError))
				assert.Zero(t, c.now)
			})
		})
	}
	t.Run("before", func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(why)
		ids, err := search(ctx, two(), twoRequests, awsconnect.Options{})
		assert.Empty(t, ids)
		assert.ErrorIs(t, err, why)
	})
	t.Run("in the loop", func(t *testing.T) {
		for range 100 { // whichever of the page and the end is seen first
			ctx, cancel := context.WithCancelCause(t.Context())
			var err error
			for _, e := range awsconnect.SearchWith[types.TestCase](ctx, two().SearchTestCases, instanceID, searchfilter.MustParse(twoRequests), awsconnect.Options{}) {
				cancel(why)
				err = e
			}
			cancel(nil)
			assert.ErrorIs(t, err, why)
		}
	})
}

// TestSearchTestCases_concurrency holds the calls that are under way to the bound.
func TestSearchTestCases_concurrency(t *testing.T) {
	const query = "name = a or tag:t = b or name = c and tag:t = d or description = e and tag:t = f"
	for concurrency, want := range map[int]int{-1: 1, 0: 1, 1: 1, 2: 2, 3: 3, 9: 4} {
		synctest.Test(t, func(t *testing.T) {
			c := &client{fail: func(context.Context, string, int) error {
				time.Sleep(time.Second)
				return nil
			}}
			c.pages = map[string][]sdk.SearchTestCasesOutput{"a": {pageOf(), pageOf()}, "b": {pageOf()}, "c": {pageOf()}, "e": {pageOf()}}
			_, err := search(t.Context(), c, query, awsconnect.Options{Concurrency: concurrency})
			require.NoError(t, err)
			assert.Equal(t, want, c.together, "at a time, with Concurrency %d", concurrency)
			slices.Sort(c.calls)
			assert.Equal(t, []string{"a 0", "a 1", "b 0", "c 0", "e 0"}, c.calls)
		})
	}
}

// An optionsClient does something with the options of a call, which it answers.
type optionsClient struct {
	options sdk.Options
	do      func(sdk.Options)
}

func (c *optionsClient) SearchTestCases(_ context.Context, _ *sdk.SearchTestCasesInput, set ...func(*sdk.Options)) (*sdk.SearchTestCasesOutput, error) {
	o := c.options
	for _, f := range set {
		f(&o)
	}
	c.do(o)
	return &sdk.SearchTestCasesOutput{TestCases: []types.TestCase{}}, nil
}

// TestSearchTestCases_body is about what is sent by an HTTP client that the caller has set.
func TestSearchTestCases_body(t *testing.T) {
	var sent *http.Request
	answer, broken := new(http.Response), errors.New("broken")
	own := doFunc(func(r *http.Request) (*http.Response, error) {
		sent = r
		return answer, broken
	})
	calls := 0
	run := func(set func(*sdk.Options), do func(sdk.Options)) {
		c := &optionsClient{do: func(o sdk.Options) { calls++; do(o) }}
		for _, err := range awsconnect.SearchWith[types.TestCase](t.Context(), c.SearchTestCases, instanceID, searchfilter.MustParse("name = x"), awsconnect.Options{
			Client: []func(*sdk.Options){set},
		}) {
			require.NoError(t, err)
		}
	}
	plain := struct{ io.ReadCloser }{io.NopCloser(strings.NewReader("text"))}
	for _, body := range []io.ReadCloser{nil, http.NoBody, plain, io.NopCloser(strings.NewReader("text"))} {
		run(func(o *sdk.Options) { o.HTTPClient = own }, func(o sdk.Options) {
			given := &http.Request{Body: body, ContentLength: 4}
			response, err := o.HTTPClient.Do(given)
			assert.Same(t, answer, response)
			assert.Same(t, broken, err)
			assert.Equal(t, body, given.Body, "the caller's request stays as it is")
			assert.EqualValues(t, 4, sent.ContentLength)
			if _, is := body.(io.WriterTo); !is || body == http.NoBody {
				assert.Equal(t, body, sent.Body)
				return
			}
			_, is := sent.Body.(io.WriterTo)
			assert.False(t, is, "%T", sent.Body)
			text, err := io.ReadAll(sent.Body)
			assert.NoError(t, err)
			assert.Equal(t, "text", string(text))
		})
	}
	run(func(o *sdk.Options) { o.HTTPClient = nil }, func(o sdk.Options) { assert.Nil(t, o.HTTPClient) })
	assert.Equal(t, 5, calls)
}

// TestRecord holds the SDK's type to the JSON that it is read from.
func TestRecord(t *testing.T) {
	for _, body := range []string{
		`{}`,
		`{"Id":"","Name":"","Arn":"","Description":"","Content":"","InitializationData":"","TestCaseSha256":"","LastModifiedRegion":"","Tags":{"":""}}`,
		`{"Id":"1","Name":"n","Arn":"a","Description":"d","Content":"{}","InitializationData":"{}","TestCaseSha256":"s",
		  "LastModifiedRegion":"eu-west-2","LastModifiedTime":1767225600.5,"Status":"SAVED","Tags":{"k":"v","":"w"},
		  "EntryPoint":{"Type":"CHAT","ChatEntryPointParameters":{"FlowId":"f"}}}`,
		`{"EntryPoint":{}}`,
		`{"EntryPoint":{"ChatEntryPointParameters":{}}}`,
		`{"EntryPoint":{"Type":"VOICE_CALL","VoiceCallEntryPointParameters":{"FlowId":"v"},"ChatEntryPointParameters":{"FlowId":"c"}}}`,
		`{"EntryPoint":{"VoiceCallEntryPointParameters":{"SourcePhoneNumber":"1"},"ChatEntryPointParameters":{"FlowId":"c"}}}`,
	} {
		want, err := eval.Decoder(schema.TestCase())([]byte(body))
		require.NoError(t, err)
		tc := decoded(t, body)
		for _, v := range []any{tc, *tc} {
			got, err := awsconnect.Record(schema.TestCase(), v)
			require.NoError(t, err)
			for _, f := range schema.TestCase().Fields {
				w, g := want.Values(ast.Name(f.Name)), got.Values(ast.Name(f.Name))
				if f.Kind == schema.Time && w != nil && g != nil {
					assert.Equal(t, instant(w[0]), instant(g[0]), "%s of %s", f.Name, body)
				} else {
					assert.Equal(t, w, g, "%s of %s", f.Name, body)
				}
			}
			for _, key := range []string{"", "k", "x"} {
				assert.Equal(t, want.Values(ast.Tag(key)), got.Values(ast.Tag(key)), "tag %q of %s", key, body)
			}
		}
	}
	_, err := awsconnect.Record(schema.TestCase(), types.TestCase{LastModifiedTime: aws.Time(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC))})
	assert.ErrorContains(t, err, "year")
	_, err = awsconnect.Record(schema.TestCase(), nil)
	assert.ErrorContains(t, err, "null")

	for _, test := range []struct {
		values types.PredefinedAttributeValues
		want   string
	}{
		{&types.PredefinedAttributeValuesMemberStringList{Value: []string{"x"}}, `{"Name":"a","Values":{"StringList":["x"]}}`},
		{&types.UnknownUnionMember{Tag: "NumberList", Value: []byte("y")}, `{"Name":"a"}`},
		{nil, `{"Name":"a"}`},
	} {
		r, err := awsconnect.Record(connect.PredefinedAttributes().Schema, types.PredefinedAttribute{Name: aws.String("a"), Values: test.values})
		require.NoError(t, err)
		assert.JSONEq(t, test.want, string(r.Raw()))
	}
}

// decoded returns what encoding/json makes of a test case, but for its time.
func decoded(t *testing.T, body string) *types.TestCase {
	var members map[string]any
	require.NoError(t, json.Unmarshal([]byte(body), &members))
	at, timed := members["LastModifiedTime"].(float64)
	delete(members, "LastModifiedTime")
	rest, err := json.Marshal(members)
	require.NoError(t, err)
	tc := new(types.TestCase)
	require.NoError(t, json.Unmarshal(rest, tc))
	if timed {
		tc.LastModifiedTime = aws.Time(time.UnixMilli(int64(at * 1000)))
	}
	return tc
}
