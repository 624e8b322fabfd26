package connecttest_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/connecttest"
	"github.com/searchfilter/searchfilter/internal/effort"
)

// newSample returns a service with n sample test cases.
func newSample(t testing.TB, n int, o connecttest.Options) *connecttest.Service {
	t.Helper()
	s := connecttest.New(o)
	require.NoError(t, s.Put(instance, "test-cases", sampleCases(n, 1)...))
	return s
}

// A search is a request for test cases, page by page.
type search struct {
	s       *connecttest.Service
	members string // of the request, but InstanceId
	list    bool   // by ListTestCases
	between func() // pages
}

// pages returns the IDs on each page of so many records, and the total that each
// has.
func (q search) pages(t testing.TB, size int) (pages [][]string, totals []int) {
	t.Helper()
	token := ""
	for {
		a := q.page(t, size, token)
		name := "TestCases"
		if q.list {
			name = "TestCaseSummaryList"
		} else {
			totals = append(totals, int(a["ApproximateTotalCount"].(float64)))
		}
		ids := []string{}
		for _, found := range a[name].([]any) {
			ids = append(ids, found.(object)["Id"].(string))
		}
		pages = append(pages, ids)
		require.Less(t, len(pages), 10000)
		next, more := a["NextToken"].(string)
		if !more {
			return pages, totals
		}
		require.LessOrEqual(t, len(next), 2500)
		token = next
		if q.between != nil {
			q.between()
		}
	}
}

func (q search) page(t testing.TB, size int, token string) object {
	t.Helper()
	if q.list {
		query := url.Values{}
		if size > 0 {
			query.Set("maxResults", fmt.Sprint(size))
		}
		if token != "" {
			query.Set("nextToken", token)
		}
		return ok(t, q.s, "GET", listURL+"?"+query.Encode(), "")
	}
	return ok(t, q.s, "POST", "/search-test-cases", q.body(size, token))
}

func (q search) body(size int, token string) string {
	body := `{"InstanceId":"` + instance + `"`
	if size > 0 {
		body += fmt.Sprintf(`,"MaxResults":%d`, size)
	}
	if token != "" {
		body += `,"NextToken":"` + token + `"`
	}
	if q.members != "" {
		body += "," + q.members
	}
	return body + "}"
}

const (
	smoke  = `"SearchCriteria":{"StringCondition":{"FieldName":"name","Value":"smoke","ComparisonType":"STARTS_WITH"}}`
	late   = `"SearchCriteria":{"StringCondition":{"FieldName":"description","Value":"délai","ComparisonType":"CONTAINS"}}`
	drafts = `"SearchCriteria":{"StatusCondition":"SAVED"}`
	bpo    = `"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"BPO","TagValue":"123"}}}`
	teams  = `"SearchFilter":{"TagFilter":{"OrConditions":[[{"TagKey":"team","TagValue":"billing"},{"TagKey":"site","TagValue":"kl"}],[{"TagKey":"team","TagValue":"sales"}]]}}`
)

// TestSearchTestCases_sizes cuts what a search finds in pages of each size.
func TestSearchTestCases_sizes(t *testing.T) {
	s := newSample(t, 230, connecttest.Options{})
	for _, test := range []struct {
		members string
		found   func(testCase) bool
	}{
		{"", func(testCase) bool { return true }},
		{smoke, func(c testCase) bool { return strings.HasPrefix(c.Name, "smoke") }},
		{drafts, func(c testCase) bool { return c.Status == "SAVED" }},
		{bpo, func(c testCase) bool { return c.Tags["BPO"] == "123" }},
		{smoke + "," + bpo, func(c testCase) bool { return strings.HasPrefix(c.Name, "smoke") && c.Tags["BPO"] == "123" }},
		{teams, func(c testCase) bool {
			return c.Tags["team"] == "sales" || c.Tags["team"] == "billing" && c.Tags["site"] == "kl"
		}},
		{late, func(c testCase) bool {
			return c.Description != nil && strings.Contains(*c.Description, "délai")
		}},
		{`"SearchCriteria":{"StringCondition":{"FieldName":"name","Value":"nothing","ComparisonType":"EXACT"}}`, func(testCase) bool { return false }},
	} {
		var want []string
		for _, c := range casesOf(s, instance) {
			if test.found(c) {
				want = append(want, c.Id)
			}
		}
		t.Logf("%d found by %s", len(want), test.members)
		for _, size := range []int{0, 1, 7, min(len(want), 100), 100} {
			pages, totals := search{s: s, members: test.members}.pages(t, size)
			assert.ElementsMatch(t, want, slices.Concat(pages...), test.members)
			full := size
			if size == 0 {
				full = 100
			}
			for i, p := range pages {
				assert.Equal(t, len(want), totals[i])
				if i < len(pages)-1 {
					assert.Len(t, p, full)
				}
			}
			assert.Len(t, pages, max(1, (len(want)+full-1)/full), "a page that is full at the end has no token")
		}
	}
}

func TestListTestCases(t *testing.T) {
	s := newSample(t, 1010, connecttest.Options{})
	for _, size := range []int{0, 90, 1000} {
		pages, _ := search{s: s, list: true}.pages(t, size)
		var want []string
		for _, c := range casesOf(s, instance) {
			want = append(want, c.Id)
		}
		assert.Equal(t, want, slices.Concat(pages...))
		if size != 90 {
			assert.Len(t, pages[0], 1000)
		}
	}
	token := search{s: s, list: true}.page(t, 1, "")["NextToken"].(string)
	searchToken := search{s: s}.page(t, 1, "")["NextToken"].(string)
	list := func(name, query, message string) refusal {
		return refusal{name: name, method: "GET", target: listURL + query, status: 400, errType: badParameter, message: message}
	}
	testRefusals(t, s, []refusal{
		list("none", "?maxResults=0", "maxResults: an integer from 1 to 1000"),
		list("many", "?maxResults=1001", "maxResults: an integer from 1 to 1000"),
		list("no number", "?maxResults=x", "maxResults: an integer from 1 to 1000"),
		list("empty number", "?maxResults=", "maxResults: an integer from 1 to 1000"),
		list("token", "?nextToken=x", "NextToken: this is no token"),
		list("part of a token", "?nextToken="+token[:len(token)-4], "NextToken: "),
		list("token of a search", "?nextToken="+searchToken, "NextToken: the token is of"),
	})
	t.Run("page size", func(t *testing.T) {
		s := newSample(t, 30, connecttest.Options{PageSize: 12})
		for _, list := range []bool{false, true} {
			pages, _ := search{s: s, list: list}.pages(t, 0)
			assert.Len(t, pages[0], 12)
			pages, _ = search{s: s, list: list}.pages(t, 20)
			assert.Len(t, pages[0], 12)
			pages, _ = search{s: s, list: list}.pages(t, 5)
			assert.Len(t, pages[0], 5)
		}
		s = newSample(t, 101, connecttest.Options{PageSize: 5000})
		pages, _ := search{s: s}.pages(t, 0)
		assert.Len(t, pages[0], 100)
	})
}

func TestNextToken(t *testing.T) {
	s := newSample(t, 98, connecttest.Options{})
	require.NoError(t, putCases(s, instance, testCase{Id: strings.Repeat("~", 500), Name: "the last"}, testCase{Id: strings.Repeat("~", 499), Name: "the one before"}))
	q := search{s: s, members: bpo + "," + drafts}
	token := q.page(t, 1, "")["NextToken"].(string)

	// The members in another order, and another MaxResults, are the same search.
	a := ok(t, s, "POST", "/search-test-cases", `{"MaxResults":2,"SearchCriteria": {"StatusCondition":"SAVED"}, "NextToken":"`+token+`","InstanceId":"`+instance+`",
		"SearchFilter":{"TagFilter":{"TagCondition":{"TagValue":"123","TagKey":"BPO"}}}}`)
	assert.Equal(t, q.page(t, 2, token), a)
	assert.Equal(t, a, ok(t, s, "POST", "/search-test-cases", strings.Replace(q.body(2, token), instance, instanceARN, 1)), "the same instance")
	plain := search{s: s}.page(t, 1, "")["NextToken"].(string)
	for _, nothing := range []string{`"SearchCriteria":{}`, `"SearchFilter":{}`, `"SearchFilter":{"TagFilter":{}},"SearchCriteria":{}`} {
		assert.Equal(t, search{s: s}.page(t, 2, plain), search{s: s, members: nothing}.page(t, 2, plain), nothing)
	}

	var refusals []refusal
	add := func(name, body, message string) {
		refusals = append(refusals, refusal{name: name, method: "POST", target: "/search-test-cases", body: body, status: 400, errType: badParameter, message: message})
	}
	other := "the token is of a request with other parameters"
	add("other filter", search{members: bpo}.body(0, token), other)
	add("other criteria", search{members: bpo + "," + smoke}.body(0, token), other)
	add("other filter of the same length", search{members: strings.Replace(bpo, "123", "124", 1) + "," + drafts}.body(0, token), other)
	add("line break", q.body(0, token+`\n`), "this is no token")
	add("garbage", q.body(0, "xyz!"), "this is no token")
	add("short", q.body(0, "AAAA"), "this is no token")
	for i := range token {
		other := "A"
		if token[i] == 'A' {
			other = "B"
		}
		add(fmt.Sprint("changed at ", i), q.body(0, token[:i]+other+token[i+1:]), "NextToken: ")
	}
	add("empty", `{"InstanceId":"`+instance+`","NextToken":""}`, "NextToken: ")
	add("long", q.body(0, strings.Repeat("A", 2501)), "NextToken: ")
	add("none", `{"InstanceId":"`+instance+`","MaxResults":0}`, "MaxResults: an integer from 1 to 100 is wanted")
	add("many", `{"InstanceId":"`+instance+`","MaxResults":101}`, "MaxResults: an integer from 1 to 100 is wanted")
	testRefusals(t, s, refusals)

	pages, _ := search{s: s}.pages(t, 1)
	assert.Len(t, pages, 100, "tokens of the longest IDs")
}

// TestPages_changes changes data between pages: a test case that matches all the
// while is found once.
func TestPages_changes(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	stayed := 0
	runs := effort.Cases(20, 60)
	for range runs {
		s := newSample(t, 60, connecttest.Options{Seed: r.Uint64()})
		q := search{s: s, members: smoke, list: r.IntN(2) == 0}
		touched := map[string]bool{}
		q.between = func() {
			all := casesOf(s, instance)
			c := all[r.IntN(len(all))]
			touched[c.Id] = true
			switch r.IntN(3) {
			case 0:
				ok(t, s, "DELETE", caseURL+"/"+c.Id, "")
			case 1:
				ok(t, s, "POST", caseURL+"/"+c.Id, `{"Name":"smoke-`+fmt.Sprint(r.Uint64())+`"}`)
			default:
				touched[create(t, s, `{"Name":"smoke-`+fmt.Sprint(r.Uint64())+`","Content":""}`)] = true
			}
		}
		before := casesOf(s, instance)
		pages, _ := q.pages(t, 1+r.IntN(8))
		ids := slices.Concat(pages...)
		assert.Len(t, slices.Compact(slices.Sorted(slices.Values(ids))), len(ids), "each once")
		for _, c := range before {
			if !touched[c.Id] {
				stayed++
				assert.Equal(t, q.list || strings.HasPrefix(c.Name, "smoke"), slices.Contains(ids, c.Id))
			}
		}
	}
	t.Logf("%d test cases stayed", stayed)
	require.Greater(t, stayed, 40*runs)
}

func TestSearchTestCases_options(t *testing.T) {
	contains := func(text string) string {
		return `"SearchCriteria":{"StringCondition":{"FieldName":"name","Value":"` + text + `","ComparisonType":"CONTAINS"}}`
	}
	const key = `"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"k"}}}`
	cases := []testCase{{Name: "ABC", Tags: map[string]string{"k": ""}}, {Name: "abc"}}
	for _, test := range []struct {
		name, members string
		options       connecttest.Options
		found         int // -1 for an error
	}{
		{"case", contains("abc"), connecttest.Options{}, 1},
		{"fold case", contains("abc"), connecttest.Options{FoldCase: true}, 2},
		{"key alone", key, connecttest.Options{}, -1},
		{"key only", key, connecttest.Options{KeyOnly: true}, 1},
		{"any length", contains("b"), connecttest.Options{}, 1},
		{"short", contains("b"), connecttest.Options{ContainsMin: 2}, -1},
		{"long", contains("abcd"), connecttest.Options{ContainsMax: 3}, -1},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := connecttest.New(test.options)
			require.NoError(t, putCases(s, instance, cases...))
			a := send(t, s, "POST", "/search-test-cases", search{members: test.members}.body(0, ""))
			if test.found < 0 {
				assert.Equal(t, badParameter, a.errType)
				return
			}
			assert.Len(t, a.body["TestCases"], test.found, a.text)
		})
	}
}

// TestSearchTestCases_refusals has what a search has no meaning for.
func TestSearchTestCases_refusals(t *testing.T) {
	s := newSample(t, 3, connecttest.Options{})
	bad := func(name, members, message string) refusal {
		message, _ = strings.CutSuffix(string(must(json.Marshal(message))), `"`)
		return refusal{name: name, method: "POST", target: "/search-test-cases", body: search{members: members}.body(0, ""), status: 400, errType: badParameter, message: message[1:]}
	}
	testRefusals(t, s, []refusal{
		bad("two criteria", `"SearchCriteria":{"StatusCondition":"SAVED","AndConditions":[]}`, "SearchCriteria.AndConditions: one member may be set, and StatusCondition is"),
		bad("two tag conditions", `"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"a","TagValue":"b"},"AndConditions":[]}}`, "SearchFilter.TagFilter.AndConditions: one member may be set"),
		bad("empty list", `"SearchCriteria":{"OrConditions":[]}`, "SearchCriteria.OrConditions: 1 or more elements"),
		bad("unknown field", `"SearchCriteria":{"StringCondition":{"FieldName":"colour","Value":"a","ComparisonType":"EXACT"}}`, `unknown value "colour"`),
		bad("unknown member", `"Sort":"name"`, `unknown member "Sort"`),
		bad("twice", drafts+","+drafts, "SearchCriteria is there twice"),
		bad("null", `"SearchCriteria":null`, "an object is wanted, not null"),
		{
			name: "half a pair", method: "POST", target: "/search-test-cases", status: 400, errType: badRequest, message: "half of a surrogate pair",
			body: `{"InstanceId":"` + instance + `","SearchCriteria":{"StringCondition":{"FieldName":"name","Value":"\ud800","ComparisonType":"EXACT"}}}`,
		},
	})
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
