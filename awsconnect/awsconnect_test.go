package awsconnect_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/awsconnect"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/fuzz"
	"github.com/searchfilter/searchfilter/internal/cases"
	"github.com/searchfilter/searchfilter/internal/effort"
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
	path, contentType, authorization string
	body                             []byte
	err                              error
}

func newService(t testing.TB) *service {
	s := &service{arrived: make(chan call, 1)}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		s.arrived <- call{r.Method + " " + r.URL.Path, r.Header.Get("Content-Type"), r.Header.Get("Authorization"), body, err}
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"ApproximateTotalCount": 0}`)
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
func (s *service) survives(t testing.TB, r compile.Request) {
	t.Helper()
	in, err := awsconnect.Input[sdk.SearchTestCasesInput](instanceID, &r)
	require.NoError(t, err)
	require.NoError(t, r.Set("InstanceId", instanceID))
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
	plan, err := compile.NewPlan(q, target, compile.PlanOptions{AllowScan: true})
	if err != nil {
		require.ErrorAs(t, err, new(ast.Diagnostics))
		n.refused++
		return
	}
	n.plans++
	for _, r := range plan.Requests {
		s.survives(t, *r.Request)
		n.requests++
		switch tags, criteria := r.Request.Member("SearchFilter") != nil, r.Request.Member("SearchCriteria") != nil; {
		case tags && criteria:
			n.both++
		case tags:
			n.tags++
		case criteria:
			n.criteria++
		default:
			n.none++
		}
		body, err := json.Marshal(r.Request)
		require.NoError(t, err)
		if bytes.Count(body, []byte(`"TagKey":`)) > bytes.Count(body, []byte(`"TagValue":`)) {
			n.tagWithoutValue++
		}
		if bytes.Contains(body, []byte(`Value":""`)) {
			n.emptyValue++
		}
	}
}

// TestInput_language sends the plans of the shared cases.
func TestInput_language(t *testing.T) {
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
			n.plan(t, s, q.Resolved(), connect.TestCases())
		}
	}
	t.Logf("%+v", n)
	require.Greater(t, n.requests, 50)
	require.Greater(t, n.both, 0)
}

// TestInput_random sends the plans of random queries: any, and such that more than a scan can
// be sent, with tags as AWS wants them and with any.
func TestInput_random(t *testing.T) {
	all := schema.TestCase()
	sent := schema.MustNew(schema.Schema{Name: all.Name, Fields: all.Fields[:3], Tags: all.Tags})
	resolved := func(x ast.Expr) *schema.Resolved {
		q, err := all.Resolve(x, schema.Options{})
		require.NoError(t, err)
		return q
	}
	anyTag := connect.TestCases()
	anyTag.Tags = compile.TagRules{KeyOnly: true}
	s := newService(t)
	r := rand.New(rand.NewSource(1))
	var n tally
	runs := effort.Cases(400, 2000)
	for i := range runs {
		n.plan(t, s, resolved(fuzz.Trees(all)(r, i%20)), anyTag)
		n.plan(t, s, resolved(positive(fuzz.Trees(sent)(r, 1+i%20))), connect.TestCases())
		n.plan(t, s, resolved(positive(fuzz.Trees(sent)(r, 1+i%20))), anyTag)
	}
	t.Logf("%+v", n)
	require.GreaterOrEqual(t, n.requests-n.none, runs)
	for _, count := range []int{n.tags, n.criteria, n.both, n.none, n.tagWithoutValue} {
		require.GreaterOrEqual(t, count, runs/20)
	}
	require.GreaterOrEqual(t, n.emptyValue, runs/100)
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

// TestInput_deep sends criteria as deep as targets allow.
func TestInput_deep(t *testing.T) {
	const deep = 100
	target := connect.TestCases()
	require.Equal(t, deep, target.MaxDepth)
	x := ast.Expr(ast.Compare(ast.Name("name"), ast.OpContains, "innermost"))
	for i := range deep - 1 {
		c := ast.Compare(ast.Name("name"), ast.OpContains, fmt.Sprintf("%02d", i))
		if i%2 == 0 {
			x = ast.All(c, x)
		} else {
			x = ast.Any(c, x)
		}
	}
	q, err := schema.TestCase().Resolve(x, schema.Options{})
	require.NoError(t, err)
	request, err := compile.Compile(q, target)
	require.NoError(t, err)
	plan, err := compile.NewPlan(q, target, compile.PlanOptions{})
	require.NoError(t, err)
	require.Len(t, plan.Requests, 1)

	s := newService(t)
	for _, r := range []compile.Request{*request, *plan.Requests[0].Request} {
		in, err := awsconnect.Input[sdk.SearchTestCasesInput](instanceID, &r)
		require.NoError(t, err)
		require.Equal(t, deep, depth(*in.SearchCriteria))
		s.survives(t, r)
	}
}

// depth returns how many criteria of c stand in one another.
func depth(c types.TestCaseSearchCriteria) int {
	below := 0
	for _, c := range slices.Concat(c.AndConditions, c.OrConditions) {
		below = max(below, depth(c))
	}
	return below + 1
}

// TestInput_members converts what is set beside the query.
func TestInput_members(t *testing.T) {
	s := newService(t)
	q := searchfilter.MustParse("name = a")
	r, err := q.Request()
	require.NoError(t, err)
	require.NoError(t, r.Set("InstanceId", "another"))
	require.NoError(t, r.Set("NextToken", "next"))
	require.NoError(t, r.Set("MaxResults", 100))
	in, err := awsconnect.Input[sdk.SearchTestCasesInput](instanceID, r)
	require.NoError(t, err)
	want := `{"InstanceId": "` + instanceID + `", "NextToken": "next", "MaxResults": 100,
		"SearchCriteria": {"StringCondition": {"FieldName": "name", "Value": "a", "ComparisonType": "EXACT"}}}`
	require.Equal(t, value(t, []byte(want)), value(t, s.send(t, in)))

	require.NoError(t, r.Set("MaxResults", "many"))
	_, err = awsconnect.Input[sdk.SearchTestCasesInput](instanceID, r)
	require.ErrorContains(t, err, "the SDK's SearchTestCasesInput does not take the request")
	target := connect.TestCases()
	target.Fields["name"] = compile.Leaf{Member: "NameCondition"}
	r, err = compile.Compile(q.Resolved(), target)
	require.NoError(t, err)
	_, err = awsconnect.Input[sdk.SearchTestCasesInput](instanceID, r)
	require.ErrorContains(t, err, "NameCondition")
}

// TestInput_instance leaves it to the SDK to miss the instance.
func TestInput_instance(t *testing.T) {
	in, err := awsconnect.Input[sdk.SearchTestCasesInput]("", new(compile.Request))
	require.NoError(t, err)
	_, err = newService(t).client.SearchTestCases(context.Background(), in)
	require.ErrorContains(t, err, "missing required field, SearchTestCasesInput.InstanceId")
}

// TestDecode_null shows why Input makes no nil row.
func TestDecode_null(t *testing.T) {
	in := sdk.SearchTestCasesInput{InstanceId: aws.String(instanceID)}
	require.NoError(t, json.Unmarshal([]byte(`{"SearchFilter": {"TagFilter": {"OrConditions": [null, [{"TagKey": "a"}], null]}}}`), &in))
	body := newService(t).send(t, &in)
	require.False(t, json.Valid(body), "%s", body)
}
