package awsconnect_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/rand"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/awsconnect"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/compile/connect"
	"github.com/searchfilter/searchfilter/fuzz"
	"github.com/searchfilter/searchfilter/internal/cases"
	"github.com/searchfilter/searchfilter/schema"
)

const instanceID = "12345678-1234-1234-1234-123456789012"

// A service takes what a client of the SDK sends.
type service struct {
	client  *sdk.Client
	arrived chan call
}

// A call is what arrived.
type call struct {
	path, contentType string
	body              []byte
	err               error
}

func newService(t testing.TB) *service {
	s := &service{arrived: make(chan call, 1)}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		s.arrived <- call{r.Method + " " + r.URL.Path, r.Header.Get("Content-Type"), body, err}
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"TestCases": []}`)
	}))
	t.Cleanup(server.Close)
	s.client = sdk.New(sdk.Options{
		Region:       "eu-west-2",
		BaseEndpoint: &server.URL,
		HTTPClient:   server.Client(),
		Retryer:      aws.NopRetryer{},
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "id", SecretAccessKey: "secret"}, nil
		}),
	})
	return s
}

// send returns the body that arrives.
func (s *service) send(t testing.TB, in *sdk.SearchTestCasesInput) []byte {
	t.Helper()
	_, err := s.client.SearchTestCases(context.Background(), in)
	require.NoError(t, err)
	got := <-s.arrived
	require.NoError(t, got.err)
	require.Equal(t, "POST /search-test-cases", got.path)
	require.Equal(t, "application/json", got.contentType)
	return got.body
}

// survives requires that r arrives as it is, converted and decoded.
func (s *service) survives(t testing.TB, r connect.SearchTestCasesRequest) {
	t.Helper()
	in := awsconnect.SearchTestCasesInput(instanceID, r)
	r.InstanceId = instanceID
	body, err := json.Marshal(r)
	require.NoError(t, err)
	want := value(t, body)
	require.Equal(t, want, value(t, s.send(t, in)), "converted")

	var decoded sdk.SearchTestCasesInput
	require.NoError(t, json.Unmarshal(body, &decoded))
	require.Equal(t, want, value(t, s.send(t, &decoded)), "decoded by encoding/json")
	require.Equal(t, in, &decoded)
}

// value returns what body says, without the order of its members.
func value(t testing.TB, body []byte) (v any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	require.NoError(t, d.Decode(&v), "%s", body)
	_, err := d.Token()
	require.ErrorIs(t, err, io.EOF, "%s", body)
	return v
}

// A tally counts requests by what they ask for.
type tally struct {
	plans, refused, requests    int
	tags, criteria, both, none  int
	tagWithoutValue, emptyValue int
}

// plan sends the requests of q's plan, if it has one.
func (n *tally) plan(t testing.TB, s *service, q *schema.Resolved, target compile.Target) {
	t.Helper()
	plan, err := compile.Plan(q, target, compile.PlanOptions{AllowScan: true})
	if err != nil {
		require.ErrorAs(t, err, new(ast.Diagnostics))
		n.refused++
		return
	}
	n.plans++
	for _, r := range plan.Requests {
		s.survives(t, r.SearchTestCasesRequest)
		n.requests++
		switch tags, criteria := r.SearchFilter != nil, r.SearchCriteria != nil; {
		case tags && criteria:
			n.both++
		case tags:
			n.tags++
		case criteria:
			n.criteria++
		default:
			n.none++
		}
		body, err := json.Marshal(r.SearchTestCasesRequest)
		require.NoError(t, err)
		if bytes.Count(body, []byte(`"TagKey":`)) > bytes.Count(body, []byte(`"TagValue":`)) {
			n.tagWithoutValue++
		}
		if bytes.Contains(body, []byte(`Value":""`)) {
			n.emptyValue++
		}
	}
}

// TestSearchTestCasesInput_language sends the plans of the shared cases.
func TestSearchTestCasesInput_language(t *testing.T) {
	t.Chdir("..") // to the module that has them
	s := newService(t)
	var n tally
	for _, file := range cases.Load(t) {
		for _, c := range file.Cases {
			if !c.Accepted() {
				continue
			}
			q, err := searchfilter.Options{Limits: c.Limits, FoldCase: c.Options.FoldCase, Zone: c.Options.Location(t)}.Parse(c.Query, c.Args...)
			require.NoError(t, err, "%s", c.Name)
			n.plan(t, s, q.Resolved(), compile.TestCases())
		}
	}
	t.Logf("%+v", n)
	require.Greater(t, n.requests, 50)
	require.Greater(t, n.both, 0)
}

// TestSearchTestCasesInput_random sends the plans of random queries: any, and
// such that more than a scan can be sent, with tags as AWS wants them and with
// any.
func TestSearchTestCasesInput_random(t *testing.T) {
	all := schema.TestCase()
	sent := schema.MustNew(schema.Schema{Name: all.Name, Fields: all.Fields[:3], Tags: all.Tags})
	resolved := func(x ast.Expr) *schema.Resolved {
		q, err := all.Resolve(x, schema.Options{})
		require.NoError(t, err)
		return q
	}
	anyTag := compile.TestCases()
	anyTag.Tags = compile.TagRules{KeyOnly: true}
	s := newService(t)
	r := rand.New(rand.NewSource(1))
	var n tally
	for i := range 2000 {
		n.plan(t, s, resolved(fuzz.Trees(all)(r, i%20)), anyTag)
		n.plan(t, s, resolved(positive(fuzz.Trees(sent)(r, 1+i%20))), compile.TestCases())
		n.plan(t, s, resolved(positive(fuzz.Trees(sent)(r, 1+i%20))), anyTag)
	}
	t.Logf("%+v", n)
	require.GreaterOrEqual(t, n.requests-n.none, 2000)
	for _, count := range []int{n.tags, n.criteria, n.both, n.none, n.tagWithoutValue} {
		require.GreaterOrEqual(t, count, 100)
	}
	require.GreaterOrEqual(t, n.emptyValue, 20)
}

// positive returns x without negations.
func positive(x ast.Expr) ast.Expr {
	var terms []ast.Expr
	switch x := x.(type) {
	case *ast.And:
		for _, t := range x.Terms {
			terms = append(terms, positive(t))
		}
		return ast.All(terms...)
	case *ast.Or:
		for _, t := range x.Terms {
			terms = append(terms, positive(t))
		}
		return ast.Any(terms[0], terms[1:]...)
	case *ast.Not:
		return positive(x.X)
	}
	c := *x.(*ast.Comparison)
	switch c.Op {
	case ast.OpNotEqual:
		c.Op = ast.OpEqual
	case ast.OpNotIn:
		c.Op = ast.OpIn
	}
	return &c
}

// TestSearchTestCasesInput_deep sends criteria as deep as targets allow.
func TestSearchTestCasesInput_deep(t *testing.T) {
	const deep = 100
	target := compile.TestCases()
	require.Equal(t, deep, target.MaxDepth)
	x := ast.Expr(ast.Name("name").Contains("innermost"))
	for i := range deep - 1 {
		c := ast.Name("name").Contains(fmt.Sprintf("%02d", i))
		if i%2 == 0 {
			x = ast.All(c, x)
		} else {
			x = ast.Any(c, x)
		}
	}
	q, err := schema.TestCase().Resolve(x, schema.Options{})
	require.NoError(t, err)
	request, err := compile.SearchTestCases(q, target)
	require.NoError(t, err)
	plan, err := compile.Plan(q, target, compile.PlanOptions{})
	require.NoError(t, err)
	require.Len(t, plan.Requests, 1)

	s := newService(t)
	for _, r := range []connect.SearchTestCasesRequest{request.SearchTestCasesRequest, plan.Requests[0].SearchTestCasesRequest} {
		require.Equal(t, deep, depth(*r.SearchCriteria))
		s.survives(t, r)
	}
}

// depth returns how many criteria of c stand in one another.
func depth(c connect.TestCaseSearchCriteria) int {
	below := 0
	for _, c := range slices.Concat(c.AndConditions, c.OrConditions) {
		below = max(below, depth(c))
	}
	return below + 1
}

// TestSearchTestCasesInput converts what no plan has.
func TestSearchTestCasesInput(t *testing.T) {
	tags := func(f connect.ControlPlaneTagFilter) connect.SearchTestCasesRequest {
		return connect.SearchTestCasesRequest{SearchFilter: &connect.TestCaseSearchFilter{TagFilter: &f}}
	}
	a := connect.TagCondition{TagKey: "a"}
	s := newService(t)
	for _, test := range []struct {
		name    string
		request connect.SearchTestCasesRequest
		want    string // but for InstanceId
	}{
		{"nothing", connect.SearchTestCasesRequest{}, `{}`},
		{"another instance", connect.SearchTestCasesRequest{InstanceId: "another"}, `{}`},
		{"a page", connect.SearchTestCasesRequest{NextToken: "next", MaxResults: 100}, `{"NextToken": "next", "MaxResults": 100}`},
		{"a page too large", connect.SearchTestCasesRequest{MaxResults: math.MaxInt}, `{"MaxResults": 2147483647}`},
		{"a page too small", connect.SearchTestCasesRequest{MaxResults: math.MinInt}, `{"MaxResults": -2147483648}`},
		{"no tag filter", connect.SearchTestCasesRequest{SearchFilter: new(connect.TestCaseSearchFilter)}, `{"SearchFilter": {}}`},
		{"no tags", tags(connect.ControlPlaneTagFilter{}), `{"SearchFilter": {"TagFilter": {}}}`},
		{
			"empty lists of tags",
			tags(connect.ControlPlaneTagFilter{OrConditions: [][]connect.TagCondition{}, AndConditions: []connect.TagCondition{}}),
			`{"SearchFilter": {"TagFilter": {}}}`,
		},
		{
			"rows without tags",
			tags(connect.ControlPlaneTagFilter{OrConditions: [][]connect.TagCondition{nil, {a}, {}, nil}}),
			`{"SearchFilter": {"TagFilter": {"OrConditions": [[], [{"TagKey": "a"}], [], []]}}}`,
		},
		{"a tag without key", tags(connect.ControlPlaneTagFilter{TagCondition: new(connect.TagCondition)}), `{"SearchFilter": {"TagFilter": {"TagCondition": {}}}}`},
		{
			"criteria without members",
			connect.SearchTestCasesRequest{SearchCriteria: &connect.TestCaseSearchCriteria{AndConditions: []connect.TestCaseSearchCriteria{{}, {StringCondition: new(connect.StringCondition)}}}},
			`{"SearchCriteria": {"AndConditions": [{}, {"StringCondition": {}}]}}`,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			want := value(t, []byte(test.want)).(map[string]any)
			want["InstanceId"] = instanceID
			require.Equal(t, want, value(t, s.send(t, awsconnect.SearchTestCasesInput(instanceID, test.request))))
		})
	}
}

// TestSearchTestCasesInput_instance leaves it to the SDK to miss the instance.
func TestSearchTestCasesInput_instance(t *testing.T) {
	_, err := newService(t).client.SearchTestCases(context.Background(), awsconnect.SearchTestCasesInput("", connect.SearchTestCasesRequest{}))
	require.ErrorContains(t, err, "missing required field, SearchTestCasesInput.InstanceId")
}

// TestSearchTestCasesInput_copies holds the input to what the request was.
func TestSearchTestCasesInput_copies(t *testing.T) {
	value := "before"
	r := connect.SearchTestCasesRequest{
		SearchFilter:   &connect.TestCaseSearchFilter{TagFilter: &connect.ControlPlaneTagFilter{TagCondition: &connect.TagCondition{TagKey: "a", TagValue: &value}}},
		SearchCriteria: &connect.TestCaseSearchCriteria{StringCondition: &connect.StringCondition{Value: &value}},
	}
	in := awsconnect.SearchTestCasesInput(instanceID, r)
	value = "after"
	require.Equal(t, "before", *in.SearchFilter.TagFilter.TagCondition.TagValue)
	require.Equal(t, "before", *in.SearchCriteria.StringCondition.Value)
}

// TestDecode_null shows why SearchTestCasesInput makes no nil row.
func TestDecode_null(t *testing.T) {
	in := sdk.SearchTestCasesInput{InstanceId: aws.String(instanceID)}
	require.NoError(t, json.Unmarshal([]byte(`{"SearchFilter": {"TagFilter": {"OrConditions": [null, [{"TagKey": "a"}], null]}}}`), &in))
	body := newService(t).send(t, &in)
	require.False(t, json.Valid(body), "%s", body)
}
