package compile_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/decompile"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/internal/wire"
	"github.com/searchfilter/searchfilter/qconnect"
	"github.com/searchfilter/searchfilter/schema"
)

var books = schema.MustNew(schema.Schema{
	Name: "book",
	Fields: []schema.Field{
		{Name: "title"},
		{Name: "genre", Kind: schema.Enum, Values: []string{"novel", "essay"}},
		{Name: "year", Kind: schema.Number},
		{Name: "pages", Kind: schema.Number, Always: true},
		{Name: "draft", Kind: schema.Bool},
		{Name: "teams", Kind: schema.List},
		{Name: "posted", Kind: schema.Time},
		{Name: "notes"},
		{Name: "shelf", Kind: schema.Enum, Values: []string{"A"}},
	},
	Tags: "tags",
})

// ofBooks returns the target of Retrieve for fields with values of several types.
func ofBooks() compile.Target {
	t := qconnect.Retrieve()
	t.Schema = books
	t.Nested.Keys = map[string]string{
		"title": "x-title", "genre": "genre", "year": "year", "pages": "pages", "draft": "draft", "teams": "teams", "shelf": "shelf",
	}
	return t
}

func negates(t compile.Target) compile.Target {
	t.Nested.NegationFindsLacking = true
	return t
}

func nestedFilter(q *schema.Resolved, t compile.Target) (any, ast.Diagnostics, error) {
	r, err := compile.Compile(q, t)
	if err != nil {
		return nil, nil, err
	}
	return r.Member("filter"), r.Warnings, nil
}

const undocumented = ", and whether it minds case, is not documented; " +
	"try it on content that you know, or name the values that are wanted, with = or in"

func TestNestedTags(t *testing.T) {
	const named = "; name the values that are wanted, with = or in"
	for name, tests := range map[string][]compileTest{
		"shapes": {
			{query: `tag:team = billing`, json: `{"equals":{"key":"team","value":"billing"}}`},
			{query: `not not tag:"cost \"center" = "é\n"`, json: `{"equals":{"key":"cost \"center","value":"é\n"}}`},
			{query: `tag:year = 2024`, json: `{"equals":{"key":"year","value":"2024"}}`},
			{query: `tag:a=1 and tag:b=""`, json: `{"andAll":[{"equals":{"key":"a","value":"1"}},{"equals":{"key":"b","value":""}}]}`},
			{query: `tag:a=1 or tag:b=1`, json: `{"orAll":[{"equals":{"key":"a","value":"1"}},{"equals":{"key":"b","value":"1"}}]}`},
			{
				query: `tag:a=1 and (tag:b=1 or tag:c=1)`,
				json:  `{"andAll":[{"equals":{"key":"a","value":"1"}},{"orAll":[{"equals":{"key":"b","value":"1"}},{"equals":{"key":"c","value":"1"}}]}]}`,
			},
			{
				query: `tag:a=1 or tag:b=1 and tag:c=1`,
				json:  `{"orAll":[{"equals":{"key":"a","value":"1"}},{"andAll":[{"equals":{"key":"b","value":"1"}},{"equals":{"key":"c","value":"1"}}]}]}`,
			},
		},
		"in": {
			{query: `tag:a in (1, 2)`, json: `{"in":{"key":"a","value":["1","2"]}}`},
			{query: `tag:a in (1)`, json: `{"equals":{"key":"a","value":"1"}}`},
			{query: `tag:a = 1 or tag:a = 1`, json: `{"equals":{"key":"a","value":"1"}}`},
			{
				query: `tag:a=1 or tag:b=2 or tag:a in (3, 1)`,
				json:  `{"orAll":[{"in":{"key":"a","value":["1","3"]}},{"equals":{"key":"b","value":"2"}}]}`,
			},
			{
				query: `tag:a in (1, 2) and tag:a in (2, 3)`,
				json:  `{"andAll":[{"in":{"key":"a","value":["1","2"]}},{"in":{"key":"a","value":["2","3"]}}]}`,
			},
			{query: `not (tag:a != 1 and tag:a != 2)`, json: `{"in":{"key":"a","value":["1","2"]}}`},
		},
		"operators that are not documented": {
			{
				query:    `tag:a ^= x`,
				json:     `{"startsWith":{"key":"a","value":"x"}}`,
				warnings: []string{"undocumented [tag:a ^= x] which stores know startsWith" + undocumented},
			},
			{
				query:    `tag:a *= x`,
				json:     `{"stringContains":{"key":"a","value":"x"}}`,
				warnings: []string{"undocumented [tag:a *= x] which stores know stringContains" + undocumented},
			},
		},
		"contradictions": {
			{
				query: `tag:a=1 and tag:a=2`,
				json:  `{"andAll":[{"equals":{"key":"a","value":"1"}},{"equals":{"key":"a","value":"2"}}]}`,
				warnings: []string{
					"contradiction [tag:a=2] nothing meets both `tag:a = 1` and `tag:a = 2`; join them with or if one of them is enough",
				},
			},
		},
		"refusals": {
			{query: ``, errors: []string{
				"empty-filter [] the query is empty, and there is no empty filter; leave the member out to let everything through",
			}},
			{query: `name = a and tag:a=1`, errors: []string{
				"inexpressible [name] Retrieve's filter has no condition on name; use tags alone, as in tag:team = billing",
			}},
			{query: `tag:a exists or not tag:b exists or tag:c *= ""`, errors: []string{
				"inexpressible [tag:a exists] Retrieve's filter cannot ask whether tag:a exists" + named,
				"inexpressible [not tag:b exists] Retrieve's filter cannot ask whether tag:b exists" + named,
				`inexpressible [tag:c *= ""] Retrieve's filter cannot ask whether tag:c exists` + named,
			}},
			{query: `tag:a $= x or not tag:b $= x`, errors: []string{
				"inexpressible [tag:a $= x] Retrieve's filter has no $= for tag:a" + named,
				"inexpressible [not tag:b $= x] Retrieve's filter has no not for `tag:b $= x`" + named,
			}},
			{query: `not (tag:a ^= x or tag:b *= x)`, errors: []string{
				"inexpressible [tag:a ^= x] Retrieve's filter has no not for `tag:a ^= x`" + named,
				"inexpressible [tag:b *= x] Retrieve's filter has no not for `tag:b *= x`" + named,
			}},
			{query: `tag:a != 1 and tag:b not in (1, 2)`, errors: []string{
				"inexpressible [tag:a != 1] Retrieve's filter may not find what lacks tag:a, which this selects" + named + ", or say that negation finds what lacks it",
				"inexpressible [tag:b not in] Retrieve's filter may not find what lacks tag:b, which this selects" + named + ", or say that negation finds what lacks it",
			}},
			{query: `tag:a = x i and tag:b ^= y i`, errors: []string{
				"inexpressible [tag:a = x i] Retrieve's filter may mind the case of tag:a, and would then find too little; compare with case, or name each spelling, with in",
				"inexpressible [tag:b ^= y i] Retrieve's filter may mind the case of tag:b, and would then find too little; compare with case, or name each spelling, with in",
			}},
			{query: `tag:` + strings.Repeat("k", 101) + `=1`, errors: []string{
				"forbidden-tag [tag:" + strings.Repeat("k", 101) + "] the tag key " + chars.Excerpt(strings.Repeat("k", 101)) + " has 101 characters; a key has at most 100",
			}},
		},
	} {
		t.Run(name, func(t *testing.T) { run(t, nestedFilter, qconnect.Retrieve(), tests) })
	}
	t.Run("what lacks the key is found", func(t *testing.T) {
		run(t, nestedFilter, negates(qconnect.Retrieve()), []compileTest{
			{query: `tag:a != 1`, json: `{"notEquals":{"key":"a","value":"1"}}`},
			{query: `not (tag:a = 1 and tag:b != 1)`, json: `{"orAll":[{"notEquals":{"key":"a","value":"1"}},{"equals":{"key":"b","value":"1"}}]}`},
			{query: `tag:a not in (1, 2)`, json: `{"andAll":[{"notEquals":{"key":"a","value":"1"}},{"notEquals":{"key":"a","value":"2"}}]}`},
			{query: `not tag:a ^= x`, errors: []string{"inexpressible [not tag:a ^= x] Retrieve's filter has no not for `tag:a ^= x`" + named}},
		})
	})
}

func TestNestedFields(t *testing.T) {
	const named = "; name the values that are wanted, with = or in"
	lacks := func(field string) string {
		return "Retrieve's filter may not find what lacks " + field + ", which this selects" + named + ", or say that negation finds what lacks it"
	}
	run(t, nestedFilter, ofBooks(), []compileTest{
		{query: `title = a`, json: `{"equals":{"key":"x-title","value":"a"}}`},
		{query: `title in (a, b)`, json: `{"in":{"key":"x-title","value":["a","b"]}}`},
		{query: `genre in (Essay, novel)`, json: `{"in":{"key":"genre","value":["essay","novel"]}}`},
		{query: `year >= 2024 and genre = novel`, json: `{"andAll":[{"greaterThanOrEquals":{"key":"year","value":2024}},{"equals":{"key":"genre","value":"novel"}}]}`},
		{
			query: `year > 1.50 and year < 2e3 and year <= -7 and year = 0`,
			json:  `{"andAll":[{"greaterThan":{"key":"year","value":1.5}},{"lessThan":{"key":"year","value":2000}},{"lessThanOrEquals":{"key":"year","value":-7}},{"equals":{"key":"year","value":0}}]}`,
			warnings: []string{
				"contradiction [year <= -7] nothing meets both `year > 1.50` and `year <= -7`; join them with or if one of them is enough",
			},
		},
		{query: `year in (1, 2)`, json: `{"orAll":[{"equals":{"key":"year","value":1}},{"equals":{"key":"year","value":2}}]}`},
		{query: `draft = TRUE`, json: `{"equals":{"key":"draft","value":true}}`},
		{query: `draft in (true, false)`, json: `{"orAll":[{"equals":{"key":"draft","value":true}},{"equals":{"key":"draft","value":false}}]}`},
		{query: `teams = a`, json: `{"listContains":{"key":"teams","value":"a"}}`},
		{query: `teams in (a, b)`, json: `{"orAll":[{"listContains":{"key":"teams","value":"a"}},{"listContains":{"key":"teams","value":"b"}}]}`},
		{query: `pages != 5`, json: `{"notEquals":{"key":"pages","value":5}}`},
		{query: `not pages < 5`, json: `{"greaterThanOrEquals":{"key":"pages","value":5}}`},
		{query: `not (pages >= 5 or pages > 6)`, json: `{"andAll":[{"lessThan":{"key":"pages","value":5}},{"lessThanOrEquals":{"key":"pages","value":6}}]}`},
		{query: `year != 5`, errors: []string{"inexpressible [year != 5] " + lacks("year")}},
		{query: `draft != true`, errors: []string{"inexpressible [draft != true] " + lacks("draft")}},
		{query: `not year < 5`, errors: []string{
			"inexpressible [not year < 5] Retrieve's filter has no not for `year < 5`; write `year >= 5` if what lacks year is not wanted",
		}},
		{query: `teams ^= a or teams *= a`, errors: []string{
			"inexpressible [teams ^= a] Retrieve's filter has no ^= for teams" + named,
			"inexpressible [teams *= a] Retrieve's filter has no *= for teams" + named,
		}},
		{query: `teams != a`, errors: []string{"inexpressible [teams != a] Retrieve's filter has no not for `teams = a`" + named}},
		{query: `posted > 2026-01-31 or notes = a or tag:a = 1`, errors: []string{
			"inexpressible [posted] Retrieve's filter has no condition on posted; ask for fields that the target has a key for",
			"inexpressible [notes] Retrieve's filter has no condition on notes; ask for fields that the target has a key for",
			"inexpressible [tag:a] Retrieve's filter has no condition on tag:a; ask for fields that the target has a key for",
		}},
		{query: `year exists or pages exists`, errors: []string{
			"inexpressible [year exists] Retrieve's filter cannot ask whether year exists" + named,
			"inexpressible [pages exists] every book has `pages exists`; leave out the group around it",
		}},
		{query: `year = 123456789012345 or year = 1234567890123456 or year < 1e301`, errors: []string{
			"inexpressible [year = 1234567890123456] Retrieve's filter may take `year = 1234567890123456` for another number; write one that has at most 15 digits",
			"inexpressible [year < 1e301] Retrieve's filter may take `year < 1e301` for another number; write one that has at most 15 digits",
		}},
	})
	t.Run("what lacks the key is found", func(t *testing.T) {
		run(t, nestedFilter, negates(ofBooks()), []compileTest{
			{query: `draft != true and year != 5`, json: `{"andAll":[{"notEquals":{"key":"draft","value":true}},{"notEquals":{"key":"year","value":5}}]}`},
			{query: `genre not in (novel, essay)`, json: `{"andAll":[{"notEquals":{"key":"genre","value":"novel"}},{"notEquals":{"key":"genre","value":"essay"}}]}`},
			{query: `teams != a`, errors: []string{"inexpressible [teams != a] Retrieve's filter has no not for `teams = a`" + named}},
			{query: `not year < 5`, errors: []string{
				"inexpressible [not year < 5] Retrieve's filter has no not for `year < 5`; write `year >= 5` if what lacks year is not wanted",
			}},
		})
	})
	t.Run("closed", func(t *testing.T) {
		target := ofBooks()
		target.Closed = []string{"year", "genre", "shelf", "draft"}
		run(t, nestedFilter, target, []compileTest{
			{query: `not year < 5`, json: `{"greaterThanOrEquals":{"key":"year","value":5}}`},
			{query: `genre != novel`, json: `{"notEquals":{"key":"genre","value":"novel"}}`},
			{query: `draft != true`, json: `{"notEquals":{"key":"draft","value":true}}`},
			{query: `shelf = A or year = 5`, errors: []string{"inexpressible [shelf = A] every book has `shelf = A`; leave out the group around it"}},
		})
	})
	t.Run("another schema", func(t *testing.T) {
		_, err := compile.Compile(parse(t, "tag:a = 1"), ofBooks())
		assert.ErrorContains(t, err, "resolve it by the target's Schema")
		r, err := compile.Compile(parseOf(t, books, "tag:a = 1"), qconnect.Retrieve())
		require.NoError(t, err)
		assert.Equal(t, `{"equals":{"key":"a","value":"1"}}`, string(r.Member("filter")))
	})
	t.Run("the rest of a request", func(t *testing.T) {
		target := ofBooks()
		target.Members, target.Nested.Path = []string{"text", "config"}, []string{"config", "search", "filter"}
		r, err := compile.Compile(parseOf(t, books, "year = 1"), target)
		require.NoError(t, err)
		require.NoError(t, r.Set("text", "refunds"))
		assert.ErrorContains(t, r.Set("config", nil), "change the query")
		body, err := json.Marshal(r)
		require.NoError(t, err)
		assert.Equal(t, `{"text":"refunds","config":{"search":{"filter":{"equals":{"key":"year","value":1}}}}}`, string(body))
		_, err = compile.NewPlan(parseOf(t, books, "year = 1"), target, compile.PlanOptions{})
		assert.ErrorContains(t, err, "there are no plans for Retrieve's filter")
	})
}

// tagsJoined returns so many conditions, each on another tag.
func tagsJoined(n int, by string) string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("tag:k%d=1", i)
	}
	return "(" + strings.Join(list, " "+by+" ") + ")"
}

// outline returns what a filter says without its conditions, of which there are only x.
func outline(t *testing.T, filter json.RawMessage) string {
	t.Helper()
	var n map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(filter, &n))
	for name, value := range n {
		if name != "andAll" && name != "orAll" {
			return "x"
		}
		var list []json.RawMessage
		require.NoError(t, json.Unmarshal(value, &list))
		parts := make([]string, len(list))
		for i, e := range list {
			parts[i] = outline(t, e)
		}
		return strings.TrimSuffix(name, "All") + "(" + strings.Join(parts, " ") + ")"
	}
	return ""
}

func TestNestedGroups(t *testing.T) {
	five := "(x x x x x)"
	for _, test := range []struct{ query, outline, lifted string }{
		{tagsJoined(5, "and"), "and" + five, "and" + five},
		{tagsJoined(6, "and"), "and(and(x x) x x x x)", "and(x x x x x x)"},
		{tagsJoined(9, "or"), "or(or" + five + " x x x x)", "or(x x x x x x x x x)"},
		{tagsJoined(10, "or"), "or(or(x x) or" + five + " x x x)", ""},
		{tagsJoined(25, "and"), "and(and" + five + " and" + five + " and" + five + " and" + five + " and" + five + ")", ""},
		{tagsJoined(26, "and"), "refused", ""},
		// Groups stay, and what stands alone beside them goes together.
		{
			"(tag:a=1 or tag:b=1) and (tag:c=1 or tag:d=1) and " + tagsJoined(5, "and"),
			"and(or(x x) or(x x) and(x x x) x x)", "and(or(x x) or(x x) x x x x x)",
		},
		// One that nests too deep is an or of ands, or an and of ors.
		{"tag:a=1 and (tag:b=1 or tag:c=1 and tag:d=1)", "or(and(x x) and(x x x))", "and(x or(x and(x x)))"},
		{"tag:a=1 or tag:b=1 and (tag:c=1 or tag:d=1)", "or(x and(x x) and(x x))", "or(x and(x or(x x)))"},
		{
			"tag:a=1 or (tag:b=1 or tag:c=1 and tag:d=1 and tag:e=1) and (tag:f=1 or tag:g=1) and (tag:h=1 or tag:i=1)",
			"and(or(x x x) or(x x x) or(x x x) or(x x x) or(x x x))", "",
		},
		// An in is one condition.
		{"tag:a=1 and (tag:b in (1, 2, 3, 4, 5, 6) or tag:c=1 and tag:d=1)", "or(and(x x) and(x x x))", "and(x or(x and(x x)))"},
		{
			"(tag:a=1 and tag:b=1 or tag:c=1 and tag:d=1 or tag:e=1 and tag:f=1) and (tag:a=2 and tag:b=2 or tag:c=2 and tag:d=2 or tag:e=2 and tag:f=2)",
			"refused", "",
		},
	} {
		q := parse(t, test.query)
		r, err := compile.Compile(q, qconnect.Retrieve())
		if test.outline == "refused" {
			assert.ErrorIs(t, err, ast.Code(codes.Inexpressible), test.query)
			assert.ErrorContains(t, err, "this does not fit into Retrieve's filter, whose groups have 5 members at most and nest 1 deep; ask for less, or raise Target.Nested.MaxMembers or MaxNesting")
		} else {
			require.NoError(t, err, test.query)
			assert.Equal(t, test.outline, outline(t, r.Member("filter")), test.query)
		}
		lifted := qconnect.Retrieve()
		lifted.Nested.MaxMembers, lifted.Nested.MaxNesting = math.MaxInt, math.MaxInt
		r, err = compile.Compile(q, lifted)
		require.NoError(t, err, test.query)
		if test.lifted != "" {
			assert.Equal(t, test.lifted, outline(t, r.Member("filter")), test.query)
		}
	}

	lifted := qconnect.Retrieve()
	lifted.Nested.MaxMembers, lifted.Nested.MaxNesting, lifted.MaxDepth = math.MaxInt, math.MaxInt, 3
	_, err := compile.Compile(parse(t, "tag:a=1 and (tag:b=1 or tag:c=1)"), lifted)
	require.NoError(t, err)
	_, err = compile.Compile(parse(t, "tag:a=1 and (tag:b=1 or tag:c=1 and tag:d=1)"), lifted)
	assert.ErrorIs(t, err, ast.Code(codes.TooDeep))

	// Neither form of the product can be written out.
	_, err = compile.Compile(parse(t, product(60)+" or "+product(60)), qconnect.Retrieve())
	assert.ErrorContains(t, err, "this does not fit")
}

func TestNestedCheck(t *testing.T) {
	target := ofBooks()
	require.NoError(t, target.Check())
	for want, change := range map[string]func(*compile.Target){
		"has ServiceFoldsCase, which is about Criteria, beside Nested": func(t *compile.Target) { t.ServiceFoldsCase = true },
		"has Nested beside Filter or Criteria": func(t *compile.Target) {
			t.Filter, t.Members = qconnect.Session().Filter, []string{"filter", "tagFilter"}
		},
		"has no value of a tag: of 2 to 1 characters":                                 func(t *compile.Target) { t.Tags.MinValue, t.Tags.MaxValue = 2, 1 },
		"has groups of one member in Nested":                                          func(t *compile.Target) { t.Nested.MaxMembers = 1 },
		"has no member filters for Nested":                                            func(t *compile.Target) { t.Nested.Path = []string{"filters"} },
		"has a member without a name in the Path of Nested":                           func(t *compile.Target) { t.Nested.Path = []string{"filter", ""} },
		"has one name, key, for two of Key and Value of Nested":                       func(t *compile.Target) { t.Nested.Value = "key" },
		"has no name for one of Key and Value of Nested":                              func(t *compile.Target) { t.Nested.Key = "" },
		"has one name, orAll, for two of And, Or and the operators of Nested":         func(t *compile.Target) { t.Nested.And = "orAll" },
		"has one name, in, for two of And, Or and the operators of Nested":            func(t *compile.Target) { t.Nested.ListContains = "in" },
		"has no name for one of And, Or and the operators of Nested":                  func(t *compile.Target) { t.Nested.Operators[ast.OpIn] = "" },
		"has a member for exists in Nested, which has no such operator":               func(t *compile.Target) { t.Nested.Operators[ast.OpExists] = "exists" },
		"has no member for = in Nested":                                               func(t *compile.Target) { t.Nested.Operators, t.Nested.ListContains = nil, "" },
		"has a key for color, which is no field of a book":                            func(t *compile.Target) { t.Nested.Keys["color"] = "color" },
		"has a key for posted, of kind time, which has no JSON in Nested":             func(t *compile.Target) { t.Nested.Keys["posted"] = "posted" },
		"has one name, genre, for two of Keys of Nested":                              func(t *compile.Target) { t.Nested.Keys["year"] = "genre" },
		"has no name for one of Keys of Nested":                                       func(t *compile.Target) { t.Nested.Keys["year"] = "" },
		"has a key for year of 101 characters, and MaxKey is 100":                     func(t *compile.Target) { t.Nested.Keys["year"] = strings.Repeat("k", 101) },
		"has years in Closed, which is no field of a book that every record can have": func(t *compile.Target) { t.Closed = []string{"years"} },
		"has Fields and no Criteria": func(t *compile.Target) {
			t.Fields = map[string]compile.Leaf{"title": compile.Leaf{Member: "title"}}
		},
	} {
		target := ofBooks()
		change(&target)
		assert.ErrorContains(t, target.Check(), want)
	}
}

// TestNestedFinds holds what is sent to the judge: it finds what the query selects, and is
// read back as the same. Its limits are those of Bedrock, smaller ones, or none.
func TestNestedFinds(t *testing.T) {
	r := rand.New(rand.NewPCG(41, 42))
	var sent, rewritten, refused, large, told int
	check := func(target compile.Target, x ast.Expr, records []map[string]any) {
		q, err := target.Schema.Resolve(x, schema.Options{})
		require.NoError(t, err)
		request, err := compile.Compile(q, target)
		if err != nil {
			var ds ast.Diagnostics
			require.True(t, errors.As(err, &ds), err)
			if strings.Contains(ds[0].Message, "does not fit") {
				require.Less(t, target.Nested.MaxMembers, math.MaxInt, x)
				large++
			}
			refused++
			return
		}
		sent++
		body, err := json.Marshal(request)
		require.NoError(t, err)
		p, err := wire.Lookup("q-retrieve").Request(body, wire.Options{Strict: true, NoBedrockLimits: target.Nested.MaxMembers > 5})
		require.NoError(t, err, "%s: %s", q, body)
		back, err := decompile.Decode(body, target, ast.Limits{})
		require.NoError(t, err, "%s: %s", q, body)
		if !tree.Equal(ast.Normal(q.Expr()), ast.Normal(back.Expr())) {
			rewritten++
		}
		selects, again := eval.Compile(q), eval.Compile(back)
		readings := []wire.Reading{{NotEqualFindsLacking: true}}
		if !target.Nested.NegationFindsLacking {
			readings = append(readings, wire.Reading{})
		}
		found := 0
		for _, m := range records {
			record, err := eval.NewRecord(target.Schema, m)
			require.NoError(t, err)
			item := itemOf(t, m)
			want := selects(record)
			for _, reading := range readings {
				if got := p.Finds(item, reading); got != want {
					require.Equal(t, want, got, "%s of %v: %s by %+v", q, m, body, reading)
				}
			}
			require.Equal(t, want, again(record), "%s of %v: %s, %s", q, m, body, back)
			if want {
				found++
			}
		}
		if found > 0 && found < len(records) {
			told++
		}
	}
	limits := [][2]int{{5, 1}, {2, 1}, {3, 2}, {2, 4}, {math.MaxInt, math.MaxInt}}
	runs := effort.Cases(300, 1500)
	for i := range runs {
		target, leaf, records := qconnect.Retrieve(), tagLeaf, tagRecords
		if i%2 == 0 {
			target, leaf, records = ofBooks(), bookLeaf, bookRecords
		}
		target.Nested.NegationFindsLacking = i%3 > 0
		l := limits[i%len(limits)]
		target.Nested.MaxMembers, target.Nested.MaxNesting = l[0], l[1]
		if l[0] < 5 && l[1] > 1 {
			target.Nested.MaxMembers, target.Nested.MaxNesting = 6, l[1] // which the judge knows as no limits
		}
		check(target, nestedTree(r, 3, leaf, target.Nested.NegationFindsLacking), records(r))
	}
	t.Logf("of %d queries %d were sent, %d of them otherwise than written, and %d found some records and not others; %d were refused, %d of them for their groups",
		runs, sent, rewritten, told, refused, large)
	assert.Greater(t, told, runs/4)
	assert.Greater(t, rewritten, runs/100)
	assert.Greater(t, large, 10)
}

// itemOf returns the record as the judge has it.
func itemOf(t *testing.T, m map[string]any) *wire.Item {
	t.Helper()
	tags := map[string]any{}
	for name, v := range m {
		name = strings.TrimPrefix(name, chars.TagPrefix)
		if name == "title" {
			name = "x-title"
		}
		tags[name] = v
	}
	data, err := json.Marshal(map[string]any{"tags": tags})
	require.NoError(t, err)
	item, err := wire.Lookup("q-retrieve").Item(data)
	require.NoError(t, err, "%s", data)
	return item
}

func nestedTree(r *rand.Rand, depth int, leaf func(*rand.Rand, bool) ast.Expr, negates bool) ast.Expr {
	switch k := r.IntN(10); {
	case depth == 0 || k < 2:
		return leaf(r, negates)
	case k == 2 && negates:
		return &ast.Not{X: nestedTree(r, depth-1, leaf, negates)}
	case k < 6:
		x := nestedTree(r, depth-1, leaf, negates)
		return ast.All(x, nestedTree(r, depth-1, leaf, negates), nestedTree(r, depth-1, leaf, negates))
	}
	return ast.Any(nestedTree(r, depth-1, leaf, negates), nestedTree(r, depth-1, leaf, negates))
}

func oneOf[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

var nestedValues = []string{"a", "b", "ab", "1"}

func tagLeaf(r *rand.Rand, negates bool) ast.Expr {
	return textLeaf(r, ast.Tag(oneOf(r, "k", "l", "m")), negates)
}

func textLeaf(r *rand.Rand, f ast.Field, negates bool) ast.Expr {
	v, w := oneOf(r, nestedValues...), oneOf(r, nestedValues...)
	switch k := r.IntN(8); {
	case k < 3:
		return ast.Compare(f, ast.OpEqual, v)
	case k == 3:
		return ast.Compare(f, ast.OpIn, v, w)
	case k == 4 && !negates: // which not above it would make inexpressible
		return ast.Compare(f, ast.OpHasPrefix, v)
	case k == 5 && !negates:
		return ast.Compare(f, ast.OpContains, v)
	case k == 6 && negates:
		return ast.Compare(f, ast.OpNotIn, v, w)
	case k == 7 && negates:
		return ast.Compare(f, ast.OpNotEqual, v)
	}
	return ast.Compare(f, ast.OpEqual, w)
}

func bookLeaf(r *rand.Rand, negates bool) ast.Expr {
	n := oneOf(r, "-1", "0", "2.5", "2024")
	of := func(name string, op ast.Op, v string) ast.Expr {
		return &ast.Comparison{Field: ast.Name(name), Op: op, Values: []ast.Value{{Text: v}}}
	}
	switch r.IntN(6) {
	case 0:
		return textLeaf(r, ast.Name("title"), negates)
	case 1:
		return of("genre", ast.OpEqual, oneOf(r, "novel", "essay"))
	case 2:
		return of("draft", ast.OpEqual, oneOf(r, "true", "false"))
	case 3:
		if !negates {
			return of("teams", ast.OpEqual, oneOf(r, nestedValues...))
		}
		return of("year", ast.OpEqual, n)
	case 4:
		if !negates {
			return of("year", oneOf(r, ast.OpEqual, ast.OpLess, ast.OpLessEqual, ast.OpGreater, ast.OpGreaterEqual), n)
		}
		return of("year", ast.OpNotEqual, n)
	}
	return of("pages", oneOf(r, ast.OpEqual, ast.OpNotEqual, ast.OpLess, ast.OpLessEqual, ast.OpGreater, ast.OpGreaterEqual), n)
}

const nestedRecords = 24

func tagRecords(r *rand.Rand) []map[string]any {
	list := make([]map[string]any, nestedRecords)
	for i := range list {
		list[i] = map[string]any{}
		for _, key := range []string{"k", "l", "m"} {
			if r.IntN(4) > 0 {
				list[i][chars.TagPrefix+key] = oneOf(r, nestedValues...)
			}
		}
	}
	return list
}

func bookRecords(r *rand.Rand) []map[string]any {
	list := make([]map[string]any, nestedRecords)
	for i := range list {
		m := map[string]any{"pages": oneOf(r, -1, 0, 2.5, 2024)}
		for _, f := range []struct {
			name  string
			value any
		}{
			{"title", oneOf(r, nestedValues...)},
			{"genre", oneOf(r, "novel", "essay")},
			{"year", oneOf(r, -1, 0, 2.5, 2023)},
			{"draft", r.IntN(2) == 0},
			{"teams", []string{oneOf(r, nestedValues...), oneOf(r, nestedValues...)}},
		} {
			if r.IntN(4) > 0 {
				m[f.name] = f.value
			}
		}
		list[i] = m
	}
	return list
}
