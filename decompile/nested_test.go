package decompile_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/decompile"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/qconnect"
	"github.com/searchfilter/searchfilter/schema"
)

// ofNotes returns the target of Retrieve for fields with values of several types.
func ofNotes() compile.Target {
	t := qconnect.Retrieve()
	t.Schema = schema.MustNew(schema.Schema{Name: "note", Fields: []schema.Field{
		{Name: "title"},
		{Name: "genre", Kind: schema.Enum, Values: []string{"novel", "essay"}},
		{Name: "year", Kind: schema.Number},
		{Name: "pages", Kind: schema.Number, Always: true},
		{Name: "state", Always: true},
		{Name: "draft", Kind: schema.Bool},
		{Name: "teams", Kind: schema.List},
	}})
	t.Nested.Keys = map[string]string{
		"title": "x-title", "genre": "genre", "year": "year", "pages": "pages", "state": "state", "draft": "draft", "teams": "teams",
	}
	return t
}

// A nestedTest is a document and the query that it says, or what is wrong with it: the
// code and the path of each problem, and what it says.
type nestedTest struct {
	document, query string
	problems        []string
}

func runNested(t *testing.T, target compile.Target, tests []nestedTest) {
	t.Helper()
	for _, test := range tests {
		q, err := decompile.Decode([]byte(test.document), target, ast.Limits{})
		if test.problems == nil {
			if assert.NoError(t, err, test.document) {
				assert.Equal(t, test.query, q.String(), test.document)
			}
			continue
		}
		ds, _ := err.(ast.Diagnostics)
		var lines []string
		for _, d := range ds {
			line := string(d.Code) + " [" + d.Path + "] " + d.Message
			if d.Hint != "" {
				line += "; " + d.Hint
			}
			lines = append(lines, line)
		}
		assert.Equal(t, test.problems, lines, test.document)
	}
}

func TestNestedTags(t *testing.T) {
	const equals = `{"equals":{"key":"team","value":"billing"}}`
	runNested(t, qconnect.Retrieve(), []nestedTest{
		{document: equals, query: "tag:team = billing"},
		{document: `{"filter":` + equals + `}`, query: "tag:team = billing"},
		{document: `{"knowledgeBaseId":"x","retrievalConfiguration":{"numberOfResults":5,"filter":` + equals + `}}`, query: "tag:team = billing"},
		{document: `{"retrievalConfiguration":{"vectorSearchConfiguration":{"filter":` + equals + `}}}`, query: "tag:team = billing"},
		{
			document: `{"andAll":[{"equals":{"key":"a","value":"1"}},{"orAll":[{"startsWith":{"key":"b","value":"2"}},{"stringContains":{"key":"c","value":"3"}}]}]}`,
			query:    "tag:a = 1 and (tag:b ^= 2 or tag:c *= 3)",
		},
		{document: `{"in":{"key":"a","value":["1","2"]}}`, query: "tag:a in (1, 2)"},
		{document: `{"in":{"key":"a","value":["1"]}}`, query: "tag:a = 1"},
		{
			document: `{"orAll":[{"equals":{"key":"a","value":"1"}},{"in":{"key":"a","value":["2","3"]}},{"equals":{"key":"b","value":"1"}}]}`,
			query:    "tag:a in (1, 2, 3) or tag:b = 1",
		},
		{document: `{"startsWith":{"key":"a","value":""}}`, query: `tag:a ^= ""`},

		{document: `{"notEquals":{"key":"a","value":"1"}}`, problems: []string{
			"inexpressible [notEquals] nobody says whether notEquals finds what lacks the key, as != does; say that it does, if you know",
		}},
		{document: `{"andAll":[` + equals + `,{"notIn":{"key":"a","value":["1","2"]}}]}`, problems: []string{
			"inexpressible [andAll[1].notIn] nobody says whether notIn finds what lacks the key, as not in does; write andAll of notEquals if that is to be found",
		}},
		{document: `{"andAll":[` + equals + `]}`, problems: []string{
			`empty-list [andAll] "andAll" has two members at least, and this has one; write that alone`,
		}},
		{document: `{"orAll":[]}`, problems: []string{
			"empty-list [orAll] there is no condition in the list; leave out what asks for nothing",
		}},
		{document: `{"orAll":` + equals + `}`, problems: []string{
			`wrong-type [orAll] "orAll" is a list, and this is an object; put it in [ ]`,
		}},
		{document: `{"andAll":[` + equals + `,null]}`, problems: []string{
			"wrong-type [andAll[1]] a filter is an object, and this is null; leave it out if there is none",
		}},
		{document: `{"equals":null}`, problems: []string{
			`wrong-type [equals] "equals" is null; leave it out if there is none`,
		}},
		{document: `{"andAll":[` + equals + `,{}]}`, problems: []string{
			"one-member [andAll[1]] a filter has one member, and this one has none; it is one of andAll, orAll, equals, notEquals, startsWith, stringContains, lessThan, lessThanOrEquals, greaterThan, greaterThanOrEquals, in, notIn and listContains",
		}},
		{document: `{"equals":{"key":"a","value":"1"},"in":{"key":"b","value":["2"]}}`, problems: []string{
			`one-member [in] a filter has one member, and this one stands beside "equals"; say all in one of them`,
		}},
		{document: `{"Equals":{"key":"a","value":"1"}}`, problems: []string{
			`unknown-member [Equals] a filter has no member "Equals"; write equals`,
		}},
		{document: `{"andAll":[` + equals + `,{"endsWith":{"key":"a","value":"1"}}]}`, problems: []string{
			`unknown-member [andAll[1].endsWith] a filter has no member "endsWith"; it has andAll, orAll, equals, notEquals, startsWith, stringContains, lessThan, lessThanOrEquals, greaterThan, greaterThanOrEquals, in, notIn and listContains`,
		}},
		{document: `{"equals":{"key":"a"}}`, problems: []string{
			"missing-member [equals] the condition of equals needs a value; it has key and value",
		}},
		{document: `{"in":{"value":[]}}`, problems: []string{
			"missing-member [in] the condition of in needs a key; it has key and value",
		}},
		{document: `{"equals":{"key":"a","value":"1","value":"2"}}`, problems: []string{
			`duplicate-member [equals.value] the member "value" is there already; leave out one of them`,
		}},
		{document: `{"equals":{"key":"a","value":true}}`, problems: []string{
			"wrong-type [equals.value] the value of a tag is a string, and this is true or false; for other values, the target needs a schema and its Keys",
		}},
		{document: `{"equals":{"key":"a","value":null}}`, problems: []string{
			"wrong-type [equals.value] a value of a is a string, and this is null; leave it out if there is none",
		}},
		{document: `{"equals":{"key":7,"value":"1"}}`, problems: []string{
			"wrong-type [equals.key] a key is a string, and this is a number; put it in quotes",
		}},
		{document: `{"equals":{"key":"","value":"1"}}`, problems: []string{
			"forbidden-tag [equals.key] the tag key is empty; name the tag",
		}},
		{document: `{"in":{"key":"a","value":"1"}}`, problems: []string{
			`wrong-type [in.value] "value" is a list, and this is a string; write a list`,
		}},
		{document: `{"in":{"key":"a","value":["1",2]}}`, problems: []string{
			"wrong-type [in.value[1]] the value of a tag is a string, and this is a number; for other values, the target needs a schema and its Keys",
		}},
		{document: `{"in":{"key":"a","value":[]}}`, problems: []string{
			"empty-list [in.value] there is no condition in the list; leave out what asks for nothing",
		}},
		{document: `{"greaterThan":{"key":"a","value":2}}`, problems: []string{
			`invalid-operator [greaterThan] Retrieve's filter has no greaterThan for "a", which is text`,
		}},
		{document: `{"listContains":{"key":"a","value":"2"}}`, problems: []string{
			`invalid-operator [listContains] Retrieve's filter has no listContains for "a", which is text`,
		}},
		{document: `{"x":{"filter":` + equals + `},"filter":` + equals + `}`, problems: []string{
			"one-member [x.filter] this is the second filter in the document; decode one at a time",
		}},
		{document: `{"retrievalConfiguration":{}}`, problems: []string{
			"no-filter [] there is no filter in this document; it is a member filter, or what stands in one",
		}},
		{document: `{}`, problems: []string{
			"no-filter [] there is no filter in this document; leave the member out to let everything through",
		}},
		{document: `[]`, problems: []string{
			"wrong-type [] the document is an object, and this is a list; leave out the [ ]",
		}},
	})

	target := qconnect.Retrieve()
	target.Nested.NegationFindsLacking = true
	target.MaxDepth = 2
	runNested(t, target, []nestedTest{
		{document: `{"notEquals":{"key":"a","value":"1"}}`, query: "tag:a != 1"},
		{
			document: `{"andAll":[{"notEquals":{"key":"a","value":"1"}},{"notEquals":{"key":"a","value":"2"}}]}`,
			query:    "tag:a != 1 and tag:a != 2",
		},
		{document: `{"notIn":{"key":"a","value":["1"]}}`, problems: []string{
			"inexpressible [notIn] nobody says whether notIn finds what lacks the key, as not in does; write andAll of notEquals if that is to be found",
		}},
		{document: `{"andAll":[` + equals + `,{"orAll":[` + equals + `,` + equals + `]}]}`, problems: []string{
			"too-deep [andAll[1].orAll[0]] the filters nest deeper than 2 here; nest less, or raise Target.MaxDepth",
			"too-deep [andAll[1].orAll[1]] the filters nest deeper than 2 here; nest less, or raise Target.MaxDepth",
		}},
	})
}

func TestNestedFields(t *testing.T) {
	runNested(t, ofNotes(), []nestedTest{
		{
			document: `{"andAll":[{"greaterThan":{"key":"year","value":2.024E3}},{"lessThan":{"key":"year","value":2027}},{"equals":{"key":"x-title","value":"a"}}]}`,
			query:    "year > 2.024E3 and year < 2027 and title = a",
		},
		{
			document: `{"orAll":[{"greaterThanOrEquals":{"key":"year","value":-1}},{"lessThanOrEquals":{"key":"year","value":0.5}},{"equals":{"key":"draft","value":true}}]}`,
			query:    "year >= -1 or year <= 0.5 or draft = true",
		},
		{document: `{"listContains":{"key":"teams","value":"a"}}`, query: "teams = a"},
		{document: `{"in":{"key":"genre","value":["novel","essay"]}}`, query: "genre in (novel, essay)"},
		{document: `{"notEquals":{"key":"pages","value":5}}`, query: "pages != 5"},
		{document: `{"notIn":{"key":"state","value":["a","b"]}}`, query: "state not in (a, b)"},
		{document: `{"notIn":{"key":"state","value":["a"]}}`, query: "state != a"},

		{document: `{"equals":{"key":"year","value":"2024"}}`, problems: []string{
			"wrong-type [equals.value] a value of year is a number, and this is a string; write a number",
		}},
		{document: `{"equals":{"key":"draft","value":"true"}}`, problems: []string{
			"wrong-type [equals.value] a value of draft is true or false, and this is a string; write true or false",
		}},
		{document: `{"equals":{"key":"genre","value":"Novel"}}`, problems: []string{
			`unknown-value [equals.value] genre is never "Novel"; write novel`,
		}},
		{document: `{"equals":{"key":"title","value":"a"}}`, problems: []string{
			`unknown-field [equals.key] Retrieve's filter has no field for the key "title"; the keys are draft, genre, pages, state, teams, x-title and year`,
		}},
		{document: `{"stringContains":{"key":"teams","value":"a"}}`, problems: []string{
			`invalid-operator [stringContains] Retrieve's filter has no stringContains for "teams", which is list`,
		}},
		{document: `{"equals":{"key":"teams","value":"a"}}`, problems: []string{
			`invalid-operator [equals] Retrieve's filter has no equals for "teams", which is list`,
		}},
		{document: `{"in":{"key":"year","value":[2024]}}`, problems: []string{
			`invalid-operator [in] Retrieve's filter has no in for "year", which is number`,
		}},
		{document: `{"notEquals":{"key":"draft","value":true}}`, problems: []string{
			"inexpressible [notEquals] nobody says whether notEquals finds what lacks the key, as != does; say that it does, if you know",
		}},
	})
}

// TestNestedDamaged decodes a filter with each part of it gone, which is a query or a list
// of mistakes, each at a place in the document.
func TestNestedDamaged(t *testing.T) {
	const document = `{"andAll":[{"in":{"key":"x-title","value":["a","b"]}},{"orAll":[{"equals":{"key":"year","value":1.5}},` +
		`{"notIn":{"key":"state","value":["a"]}},{"listContains":{"key":"teams","value":"a"}}]},{"equals":{"key":"draft","value":true}}]}`
	target := ofNotes()
	queries, mistakes := 0, 0
	for i := range document {
		for n := 1; i+n <= len(document) && n < 40; n++ {
			damaged := document[:i] + document[i+n:]
			q, err := decompile.Decode([]byte(damaged), target, ast.Limits{})
			if err == nil {
				_, err = compile.Compile(q, target)
				require.NoError(t, err, damaged)
				queries++
				continue
			}
			ds, ok := err.(ast.Diagnostics)
			require.True(t, ok, damaged)
			require.Nil(t, q, damaged)
			for _, d := range ds {
				require.LessOrEqual(t, d.Span.End.Offset, len(damaged), damaged)
				require.True(t, d.Span.IsValid() || d.Code == codes.MoreErrors, damaged)
			}
			mistakes++
		}
	}
	t.Logf("%d of the documents are queries, %d have mistakes", queries, mistakes)
	assert.Greater(t, queries, 10)
	assert.Greater(t, mistakes, 1000)
}

// TestNestedFound finds filters of Retrieve, also in the text that an agent's tool has.
func TestNestedFound(t *testing.T) {
	all := append(qconnect.Targets(), connect.TestCases())
	for document, want := range map[string][2]string{ // its target, and its path
		`{"equals":{"key":"a","value":"1"}}`:                                                                               {"q-retrieve", ""},
		`{"retrievalConfiguration":{"filter":{"equals":{"key":"a","value":"1"}}}}`:                                         {"q-retrieve", "retrievalConfiguration.filter"},
		`{"retrievalConfiguration":{"filter":{"andAll":[]}}}`:                                                              {"q-retrieve", "retrievalConfiguration.filter"},
		`{"tools":[{"value":{"constant":{"type":"JSON_STRING","value":"{\"equals\":{\"key\":\"a\",\"value\":\"1\"}}"}}}]}`: {"q-retrieve", "tools[0].value.constant.value → $"},
		`{"tagFilter":{"tagCondition":{"key":"a","value":"1"}}}`:                                                           {"q-session", "tagFilter"},
		`{"contentTagFilter":{"andConditions":[{"key":"a","value":"1"}]}}`:                                                 {"q-content", "contentTagFilter"},
		`{"SearchCriteria":{"StatusCondition":"SAVED"}}`:                                                                   {"test-cases", ""},
	} {
		found, err := decompile.Find([]byte(document), all, ast.Limits{})
		require.NoError(t, err, document)
		require.Len(t, found, 1, document)
		require.Len(t, found[0].Targets, 1, document)
		assert.Equal(t, want, [2]string{all[found[0].Targets[0]].Name, found[0].Path()}, document)
	}
	_, err := decompile.Find([]byte(`{"filter":{"name":"x"},"retrievalConfiguration":{"filter":7}}`), all, ast.Limits{})
	assert.ErrorIs(t, err, ast.Code(codes.NoFilter))
	found, err := decompile.Find([]byte(`{"filter":{"equals":{"key":"a","value":"{{team}}"}}}`), all, ast.Limits{})
	require.NoError(t, err)
	require.Len(t, found, 1)
	assert.ErrorIs(t, found[0].Problems, ast.Code(codes.Unexpanded))
}
