package awsconnect_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"iter"
	"maps"
	"math/rand"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
	"github.com/aws/smithy-go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/awsconnect"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/connecttest"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/fuzz"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/schema"
)

// now is the instant from which relative times count back.
var now = time.Date(2026, 1, 31, 9, 0, 0, 0, time.UTC)

var (
	queries = flag.Int("queries", effort.Cases(4, 12), "how many random queries TestEverySearch makes for each search")
	records = flag.Int("records", 60, "of so many records")
)

// A searchFunc is a search whose records are of any type.
type searchFunc func(context.Context, *sdk.Client, string, searchfilter.Query, awsconnect.Options) iter.Seq2[any, error]

// anyOf returns the search by a method of the client, with records of the type R.
func anyOf[R, In, Out any](method func(*sdk.Client, context.Context, *In, ...func(*sdk.Options)) (*Out, error)) searchFunc {
	return func(ctx context.Context, client *sdk.Client, instance string, q searchfilter.Query, o awsconnect.Options) iter.Seq2[any, error] {
		call := func(ctx context.Context, in *In, options ...func(*sdk.Options)) (*Out, error) {
			return method(client, ctx, in, options...)
		}
		return asAny(awsconnect.SearchWith[R](ctx, call, instance, q, o))
	}
}

func asAny[R any](seq iter.Seq2[R, error]) iter.Seq2[any, error] {
	return func(yield func(any, error) bool) {
		for r, err := range seq {
			if !yield(r, err) {
				return
			}
		}
	}
}

// searches has those with a type of the SDK's.
var searches = map[string]searchFunc{
	"agent-statuses":               anyOf[types.AgentStatus]((*sdk.Client).SearchAgentStatuses),
	"contact-evaluations":          anyOf[types.EvaluationSearchSummary]((*sdk.Client).SearchContactEvaluations),
	"contact-flow-modules":         anyOf[types.ContactFlowModule]((*sdk.Client).SearchContactFlowModules),
	"contact-flows":                anyOf[types.ContactFlow]((*sdk.Client).SearchContactFlows),
	"data-tables":                  anyOf[types.DataTable]((*sdk.Client).SearchDataTables),
	"email-addresses":              anyOf[types.EmailAddressMetadata]((*sdk.Client).SearchEmailAddresses),
	"evaluation-forms":             anyOf[types.EvaluationFormSearchSummary]((*sdk.Client).SearchEvaluationForms),
	"hours-of-operation-overrides": anyOf[types.HoursOfOperationOverride]((*sdk.Client).SearchHoursOfOperationOverrides),
	"hours-of-operations":          anyOf[types.HoursOfOperation]((*sdk.Client).SearchHoursOfOperations),
	"notifications":                anyOf[types.NotificationSearchSummary]((*sdk.Client).SearchNotifications),
	"predefined-attributes":        anyOf[types.PredefinedAttribute]((*sdk.Client).SearchPredefinedAttributes),
	"prompts":                      anyOf[types.Prompt]((*sdk.Client).SearchPrompts),
	"queues":                       anyOf[types.Queue]((*sdk.Client).SearchQueues),
	"quick-connects":               anyOf[types.QuickConnect]((*sdk.Client).SearchQuickConnects),
	"routing-profiles":             anyOf[types.RoutingProfile]((*sdk.Client).SearchRoutingProfiles),
	"security-profiles":            anyOf[types.SecurityProfileSearchSummary]((*sdk.Client).SearchSecurityProfiles),
	"test-cases":                   anyOf[types.TestCase]((*sdk.Client).SearchTestCases),
	"user-hierarchy-groups":        anyOf[types.HierarchyGroup]((*sdk.Client).SearchUserHierarchyGroups),
	"users":                        anyOf[types.UserSearchSummary]((*sdk.Client).SearchUsers),
	"views":                        anyOf[types.View]((*sdk.Client).SearchViews),
	"workspace-associations":       anyOf[types.WorkspaceAssociationSearchSummary]((*sdk.Client).SearchWorkspaceAssociations),
	"workspaces":                   anyOf[types.WorkspaceSearchSummary]((*sdk.Client).SearchWorkspaces),
}

// withoutType are those that the SDK does not have.
var withoutType = []string{"metrics", "rules"}

func untyped(ctx context.Context, client *sdk.Client, instance string, q searchfilter.Query, o awsconnect.Options) iter.Seq2[any, error] {
	return asAny(awsconnect.Search(ctx, client, instance, q, o))
}

// TestEverySearch holds each search to what package eval selects of the same records, over
// HTTP, for pages of several sizes and all that a retry survives.
func TestEverySearch(t *testing.T) {
	n := map[string]int{}
	lacking := map[string][]string{}
	for _, target := range connect.Targets() {
		t.Run(target.Name, func(t *testing.T) {
			of := newTrial(t, 60, target)
			for i := range *queries {
				of.ask(t, i, n)
			}
			lacking[target.Name] = slices.Sorted(maps.Keys(of.lacking))
		})
	}
	t.Logf("%v", n)
	if len(lacking) < len(connect.Targets()) {
		return // some alone were asked for
	}
	all := len(connect.Targets()) * *queries
	assert.Greater(t, n["telling"], all/3)
	assert.Greater(t, n["several requests"], all/10)
	assert.Greater(t, n["retried"], all/10)
	assert.Greater(t, n["repeated"], all/10)
	assert.Greater(t, n["as the SDK's type"], all/3)
	assert.Greater(t, n["as JSON"], all/3)
	maps.DeleteFunc(lacking, func(_ string, fields []string) bool { return len(fields) == 0 })
	t.Logf("the SDK lacks %v", lacking)
}

// A trial has the records of a search in a service.
type trial struct {
	*local
	rand    *rand.Rand
	target  compile.Target
	exprs   []ast.Expr // the queries
	bodies  []json.RawMessage
	records []*eval.Record
	lacking map[string]bool // the fields that the SDK's type does not have
}

func newTrial(t *testing.T, attempts int, target compile.Target) *trial {
	q := &trial{local: newLocal(t, attempts), rand: rand.New(rand.NewSource(1)), target: target, lacking: map[string]bool{}}
	for range *queries {
		q.exprs = append(q.exprs, q.query())
	}
	seen := map[string]bool{}
	for i := range *records {
		r := q.record(q.exprs[i%len(q.exprs)], i, seen)
		require.NoError(t, q.service.Put(connecttest.DefaultInstance, target.Name, r), "%s", r)
	}
	q.bodies = q.service.Records(connecttest.DefaultInstance, target.Name)
	require.Len(t, q.bodies, *records)
	for _, body := range q.bodies {
		r, err := eval.Decoder(target.Schema)(body)
		require.NoError(t, err, "%s", body)
		q.records = append(q.records, r)
	}
	return q
}

// query returns a query of which often something can be sent.
func (q *trial) query() ast.Expr {
	s := *q.target.Schema
	s.Fields, s.Lacking = slices.DeleteFunc(slices.Clone(s.Fields), func(f schema.Field) bool { _, ok := q.target.Fields[f.Name]; return !ok }), nil
	if len(s.Fields) == 0 {
		s.Fields = q.target.Schema.Fields[:2]
	}
	sent := fuzz.Trees(schema.MustNew(s))
	switch q.rand.Intn(6) {
	case 0:
		return fuzz.Trees(q.target.Schema)(q.rand, 4)
	case 1:
		return ast.All(sent(q.rand, 1), fuzz.Trees(q.target.Schema)(q.rand, 2))
	case 2, 3:
		// What stands in two requests: tags, and fields.
		if s.Tags != "" {
			return ast.Any(q.simple(s.Fields), ast.Compare(ast.Tag("BPO"), ast.OpEqual, strconv.Itoa(q.rand.Intn(3))), ast.All(q.simple(s.Fields), ast.Compare(ast.Tag("team"), ast.OpEqual, "a")))
		}
	}
	return positive(sent(q.rand, 1+q.rand.Intn(5)))
}

// simple returns a condition on one of the fields that every form says.
func (q *trial) simple(fields []schema.Field) ast.Expr {
	sent := slices.DeleteFunc(slices.Clone(fields), func(f schema.Field) bool { leaf, ok := q.target.Fields[f.Name]; return !ok || leaf.Untried })
	if len(sent) == 0 {
		sent = fields
	}
	f := sent[q.rand.Intn(len(sent))]
	name := ast.Name(f.Name)
	switch f.Kind {
	case schema.Enum:
		return ast.Compare(name, ast.OpEqual, f.Values[q.rand.Intn(len(f.Values))])
	case schema.Bool:
		return ast.Compare(name, ast.OpEqual, "true")
	case schema.Number:
		return ast.Compare(name, ast.OpEqual, strconv.Itoa(q.rand.Intn(4)))
	case schema.Time, schema.Date:
		return ast.Compare(name, ast.OpGreaterEqual, fmt.Sprintf("2026-%02d-01", 1+q.rand.Intn(12)))
	}
	return ast.Compare(name, ast.OpEqual, fuzz.Texts(q.rand, 1))
}

// record returns one near x, which has what tells it from those that were seen.
func (q *trial) record(x ast.Expr, i int, seen map[string]bool) json.RawMessage {
	s := q.target.Schema
	resolved, err := s.Resolve(x, schema.Options{Now: now})
	if err != nil {
		panic(err) // the generators make none such
	}
	made := fuzz.Records(s, resolved.Expr())(q.rand, 2)
	key := "id"
	if s.Lookup(key) < 0 {
		key = s.Fields[0].Name // the name, or the workspace's ID
	}
	if id, _ := made[key].(string); id == "" || len(id) > 200 || seen[id] {
		made[key] = fmt.Sprintf("%.20s%d", id, i)
	}
	seen[made[key].(string)] = true
	if s.Lookup("arn") >= 0 {
		delete(made, "arn") // the service makes them
	}
	object := map[string]any{}
	for _, f := range s.Fields {
		if v, ok := made[f.Name]; ok {
			if text, ok := v.(string); ok && f.Always && (text == "" || len(text) > 200) {
				v = "x"
			}
			place(object, f.JSON[0], q.servable(f, v))
		}
	}
	tags := map[string]string{}
	for name, v := range made {
		if tag, ok := strings.CutPrefix(name, chars.TagPrefix); ok {
			tags[tag] = v.(string)
		}
	}
	if len(tags) > 0 {
		object[s.Tags] = tags
	}
	raw, err := json.Marshal(object)
	if err != nil {
		panic(err)
	}
	return raw
}

// levels are the members where a place has any: they are those of a hierarchy's path.
var levels = []string{"LevelOne", "LevelTwo", "LevelThree", "LevelFour", "LevelFive"}

// place puts a value at its place in an object.
func place(object map[string]any, path string, v any) {
	name, rest, more := strings.Cut(path, ".")
	texts, _ := v.([]string)
	texts = texts[:min(len(texts), len(levels))]
	switch array, elements := strings.CutSuffix(name, "[]"); {
	case name == "*":
		for i, text := range texts {
			if !more {
				object[levels[i]] = text
			} else {
				place(within(object, levels[i]), rest, text)
			}
		}
	case elements:
		list, _ := object[array].([]any)
		for i, text := range texts {
			if i == len(list) {
				list = append(list, map[string]any{})
			}
			place(list[i].(map[string]any), rest, text)
		}
		object[array] = list
	case more:
		place(within(object, name), rest, v)
	default:
		object[name] = v
	}
}

// within returns the object in a member, which it makes if it is not there.
func within(object map[string]any, name string) map[string]any {
	if object[name] == nil {
		object[name] = map[string]any{}
	}
	return object[name].(map[string]any)
}

// servable returns v, or what a service may have in its place: whole numbers where the SDK
// has integers, and times after 1970.
func (q *trial) servable(f schema.Field, v any) any {
	switch f.Kind {
	case schema.Number:
		n, err := v.(json.Number).Float64()
		if err != nil || n < -1e6 || n > 1e6 {
			n = 3
		}
		return json.Number(strconv.Itoa(int(n)))
	case schema.Date:
		if text := v.(string); strings.HasPrefix(text, "-") {
			return now.Format(time.DateOnly)
		}
	case schema.Time:
		at := now
		if n, ok := v.(json.Number); ok {
			at, _ = kinds.ParseSeconds(string(n))
		} else if read, ok := kinds.ParseRecordTime(v.(string)); ok {
			at = read
		}
		if at.Unix() < 1 {
			at = now
		}
		return at.UTC().Truncate(time.Millisecond).Format(time.RFC3339Nano)
	}
	return v
}

// ask runs the i-th query, and counts what came of it.
func (q *trial) ask(t *testing.T, i int, n map[string]int) {
	target := q.target
	target.Fields = maps.Clone(target.Fields)
	if q.rand.Intn(3) == 0 {
		for name, leaf := range target.Fields {
			leaf.Untried = false // the service takes them all
			target.Fields[name] = leaf
		}
	}
	query, err := searchfilter.Options{Target: target, Now: now}.Resolve(q.exprs[i])
	require.NoError(t, err)
	var want []string
	for j, r := range q.records {
		if query.Match(r) {
			want = append(want, string(q.bodies[j]))
		}
	}
	fault := survived[i%len(survived)]
	q.setFault(fault.fault)
	size := []int32{7, 100}[q.rand.Intn(2)]
	if i%20 == 1 {
		size = 1
	}
	var last awsconnect.Progress
	o := awsconnect.Options{
		PageSize:    size,
		Concurrency: 1 + q.rand.Intn(3),
		Trust:       q.rand.Intn(2) == 0,
		Plan:        compile.PlanOptions{AllowScan: true},
		Progress:    func(p awsconnect.Progress) { last = p },
	}
	if q.rand.Intn(2) == 0 {
		o.Target = &target
	}
	search, as := untyped, "as JSON"
	if f := searches[target.Name]; f != nil && q.rand.Intn(2) == 0 {
		search, as = f, "as the SDK's type"
	}
	what := fmt.Sprintf("%v, %s, pages of %d, %s", query, fault.name, size, as)
	var got []string
	for v, err := range search(t.Context(), q.client, connecttest.DefaultInstance, query, o) {
		if errors.Is(err, ast.Code(codes.TooManyTerms)) || errors.Is(err, ast.Code(codes.TooManyRequests)) {
			n["no plan"]++
			return
		}
		require.NoError(t, err, what)
		if raw, ok := v.(json.RawMessage); ok {
			got = append(got, string(raw))
		} else {
			got = append(got, q.sent(t, v))
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	require.Equal(t, want, got, what)
	require.Equal(t, last.Requests, last.Done)
	require.Zero(t, last.Disagreed)
	if !fault.retry {
		require.EqualValues(t, last.Pages, q.calls.Load(), what)
	}
	n["queries"]++
	n[as]++
	n["requests"] += last.Requests
	n["pages"] += last.Pages
	n["records"] += len(got)
	n["repeated"] += last.Repeated
	n[fmt.Sprintf("pages of %d", size)]++
	if 0 < len(want) && len(want) < len(q.records) {
		n["telling"]++
	}
	if last.Requests > 1 {
		n["several requests"]++
	}
	if int(q.calls.Load()) > last.Pages {
		n["retried"]++
	}
}

// sent returns what the service sent for a value of the SDK's, whose Record has what that
// has but for what the SDK does not know.
func (q *trial) sent(t *testing.T, v any) string {
	got, err := awsconnect.Record(q.target.Schema, v)
	require.NoError(t, err)
	i := slices.IndexFunc(q.records, func(r *eval.Record) bool { return key(r, q.target.Schema) == key(got, q.target.Schema) })
	require.GreaterOrEqual(t, i, 0, "%s", got.Raw())
	for _, f := range q.target.Schema.Fields {
		want, value := q.records[i].Values(ast.Name(f.Name)), got.Values(ast.Name(f.Name))
		if f.Kind == schema.List { // of an enum, an empty text is lacking
			for _, v := range []*[]string{&want, &value} {
				*v = slices.DeleteFunc(*v, func(text string) bool { return text == "" })
			}
		}
		has, ok := len(want) > 0, len(value) > 0
		switch {
		case !has && !ok:
		case has && !ok:
			q.lacking[f.Name] = true
		case !has && ok:
			require.Contains(t, []string{"0", "false"}, value[0], "%s of %s", f.Name, got.Raw()) // no pointer
		case f.Kind == schema.Time:
			require.WithinDuration(t, instant(want[0]), instant(value[0]), time.Millisecond, f.Name)
		default:
			require.Equal(t, want, value, "%s of %s", f.Name, got.Raw())
		}
	}
	return string(q.bodies[i])
}

// instant returns what a record says as a time, in either way.
func instant(text string) time.Time {
	v, ok := kinds.Read(schema.Time, kinds.Member{Type: kinds.JSONNumber, Text: text})
	if !ok {
		v, _ = kinds.Read(schema.Time, kinds.Member{Type: kinds.JSONString, Text: text})
	}
	return kinds.Instant(schema.Time, v.Scalar)
}

// key returns what tells a record from others.
func key(r *eval.Record, s *schema.Schema) string {
	name := "id"
	if s.Lookup(name) < 0 {
		name = s.Fields[0].Name
	}
	return strings.Join(r.Values(ast.Name(name)), "")
}

// TestRecord_complete has a value in every field, as the SDK's types have it: each that a
// schema has, but for those that the SDK does not know.
func TestRecord_complete(t *testing.T) {
	values := map[schema.Kind]any{
		schema.Text: "x", schema.Bool: true, schema.Number: 3, schema.Time: 1.77e9, schema.Date: "2026-01-31", schema.List: []string{"x", "y"},
	}
	lacking := map[string][]string{}
	for _, target := range connect.Targets() {
		search := searches[target.Name]
		if search == nil {
			continue
		}
		object := map[string]any{target.Schema.Tags: map[string]string{"a": "b"}}
		for _, f := range target.Schema.Fields {
			v := values[f.Kind]
			if f.Kind == schema.Enum {
				v = f.Values[0]
			}
			place(object, f.JSON[0], v)
		}
		raw, err := json.Marshal(object)
		require.NoError(t, err)
		want, err := eval.Decoder(target.Schema)(raw)
		require.NoError(t, err)
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintf(w, `{%q: [%s]}`, target.Schema.Lists[0], raw)
		}))
		client := sdk.New(sdk.Options{
			Region: "eu-west-2", BaseEndpoint: &server.URL, Credentials: credentials.NewStaticCredentialsProvider("id", "secret", ""),
		})
		found := 0
		for v, err := range search(t.Context(), client, instanceID, searchfilter.Options{Target: target}.MustParse(""), awsconnect.Options{}) {
			require.NoError(t, err)
			got, err := awsconnect.Record(target.Schema, v)
			require.NoError(t, err)
			for _, f := range target.Schema.Fields {
				w, g := want.Values(ast.Name(f.Name)), got.Values(ast.Name(f.Name))
				require.NotEmpty(t, w, f.Name)
				switch {
				case g == nil:
					lacking[target.Name] = append(lacking[target.Name], f.Name)
				case f.Kind == schema.Time:
					require.Equal(t, instant(w[0]), instant(g[0]), "%s of %s", f.Name, target.Name)
				default:
					require.Equal(t, w, g, "%s of %s", f.Name, target.Name)
				}
			}
			if target.Schema.Tags != "" {
				require.Equal(t, []string{"b"}, got.Values(ast.Tag("a")), target.Name)
			}
			found++
		}
		require.Equal(t, 1, found, target.Name)
		server.Close()
	}
	require.Equal(t, map[string][]string{
		"contact-evaluations": {"earned-points", "max-base-point", "performance-category"},
		"evaluation-forms":    {"ai-version"},
	}, lacking)
}

// TestEverySearch_failure has faults that a retry does not survive: what was found before is
// yielded, and then there is an error.
func TestEverySearch_failure(t *testing.T) {
	pages, failures := 0, 0
	for _, target := range connect.Targets() {
		q := newTrial(t, 3, target)
		everything := searchfilter.Options{Target: target}.MustParse("")
		for _, search := range []searchFunc{searches[target.Name], untyped} {
			for _, fault := range []connecttest.Fault{{Error: "InvalidParameterException"}, {Error: "AccessDeniedException"}, {Cut: true}} {
				for page := 1; search != nil && page <= len(q.records)/7+2; page += 3 {
					q.setFault(func(c connecttest.Call) connecttest.Fault {
						if c.Page == page {
							return fault
						}
						return connecttest.Fault{}
					})
					var got int
					var failure error
					for _, err := range search(t.Context(), q.client, connecttest.DefaultInstance, everything, awsconnect.Options{PageSize: 7}) {
						require.NoError(t, failure, "something comes after the error")
						if failure = err; err == nil {
							got++
						}
					}
					pages++
					require.Equal(t, min(7*(page-1), len(q.records)), got)
					if 7*(page-1) >= len(q.records) {
						require.NoError(t, failure)
						continue
					}
					failures++
					var e *awsconnect.RequestError
					require.ErrorAs(t, failure, &e)
					require.Equal(t, page, e.Page)
					var of *smithy.OperationError
					require.ErrorAs(t, failure, &of)
					require.Equal(t, target.Operation, of.OperationName)
					if fault.Error != "" {
						var api smithy.APIError
						require.ErrorAs(t, failure, &api)
						require.Equal(t, fault.Error, api.ErrorCode())
					}
				}
			}
		}
	}
	t.Logf("%d failures on %d pages", failures, pages)
	assert.Greater(t, failures, pages/2)
}

// TestEverySearch_types has a type for each search but those that the SDK does not have.
func TestEverySearch_types(t *testing.T) {
	var names []string
	for _, target := range connect.Targets() {
		names = append(names, target.Name)
	}
	assert.ElementsMatch(t, names, append(withoutType, slices.Collect(maps.Keys(searches))...))
}
