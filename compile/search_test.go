package compile_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/decompile"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/qconnect"
	"github.com/searchfilter/searchfilter/schema"
)

func TestSearchTestCases(t *testing.T) {
	const tagsOf = `{"SearchFilter":{"TagFilter":%s}}`
	const criteriaOf = `{"SearchCriteria":%s}`
	tags := func(s string) string { return fmt.Sprintf(tagsOf, s) }
	criteria := func(s string) string { return fmt.Sprintf(criteriaOf, s) }
	const (
		nameA = `{"StringCondition":{"FieldName":"name","Value":"aa","ComparisonType":"EXACT"}}`
		nameB = `{"StringCondition":{"FieldName":"name","Value":"bb","ComparisonType":"EXACT"}}`
		saved = `{"StatusCondition":"SAVED"}`
	)
	for name, tests := range map[string][]compileTest{
		"empty": {
			{query: ``, json: `{}`},
		},
		"conditions on fields": {
			{query: `name = aa`, json: criteria(nameA)},
			{query: `Name ^= aa`, json: criteria(`{"StringCondition":{"FieldName":"name","Value":"aa","ComparisonType":"STARTS_WITH"}}`)},
			{query: `description *= aa`, json: criteria(`{"StringCondition":{"FieldName":"description","Value":"aa","ComparisonType":"CONTAINS"}}`)},
			{query: `description = ""`, json: criteria(`{"StringCondition":{"FieldName":"description","Value":"","ComparisonType":"EXACT"}}`)},
			{query: `status = saved`, json: criteria(saved)},
			{query: `not not name = aa`, json: criteria(nameA)},
		},
		"criteria keep their nesting and order": {
			{query: `name = aa and status = SAVED`, json: criteria(`{"AndConditions":[` + nameA + `,` + saved + `]}`)},
			{query: `status = SAVED or name = aa`, json: criteria(`{"OrConditions":[` + saved + `,` + nameA + `]}`)},
			{query: `name in (aa, bb)`, json: criteria(`{"OrConditions":[` + nameA + `,` + nameB + `]}`)},
			{
				query: `(name in (aa, bb) or status = SAVED) and name = aa`,
				json:  criteria(`{"AndConditions":[{"OrConditions":[` + nameA + `,` + nameB + `,` + saved + `]},` + nameA + `]}`),
			},
			{
				query: `name = aa or status = SAVED and (name = bb or name = aa)`,
				json:  criteria(`{"OrConditions":[` + nameA + `,{"AndConditions":[` + saved + `,{"OrConditions":[` + nameB + `,` + nameA + `]}]}]}`),
			},
			{query: `status in (SAVED, PUBLISHED)`, json: criteria(`{"OrConditions":[` + saved + `,{"StatusCondition":"PUBLISHED"}]}`)},
		},
		"the complement of an enum": {
			{query: `status != PUBLISHED`, json: criteria(saved)},
			{query: `not status = published`, json: criteria(saved)},
			{query: `status not in (PUBLISHED)`, json: criteria(saved)},
			{query: `not (status = PUBLISHED or not name = aa)`, json: criteria(`{"AndConditions":[` + saved + `,` + nameA + `]}`)},
			{
				query: `status != PUBLISHED and status != SAVED`,
				json:  criteria(`{"AndConditions":[` + saved + `,{"StatusCondition":"PUBLISHED"}]}`),
				warnings: []string{
					"contradiction [status != SAVED] nothing meets both `status = SAVED` and `status = PUBLISHED`; join them with or if one of them is enough",
				},
			},
		},
		"tags": {
			{query: `tag:BPO=123`, json: tags(`{"TagCondition":{"TagKey":"BPO","TagValue":"123"}}`)},
			{query: `tag:a=""`, json: tags(`{"TagCondition":{"TagKey":"a","TagValue":""}}`)},
			{query: `tag:"cost center"=x and tag:é=y`, json: tags(`{"AndConditions":[{"TagKey":"cost center","TagValue":"x"},{"TagKey":"é","TagValue":"y"}]}`)},
			{query: `tag:a=1 or tag:b=2`, json: tags(`{"OrConditions":[[{"TagKey":"a","TagValue":"1"}],[{"TagKey":"b","TagValue":"2"}]]}`)},
			{query: `tag:a in (1, 2)`, json: tags(`{"OrConditions":[[{"TagKey":"a","TagValue":"1"}],[{"TagKey":"a","TagValue":"2"}]]}`)},
			{
				query: `tag:a=1 or tag:b=2 and tag:c=3`,
				json:  tags(`{"OrConditions":[[{"TagKey":"a","TagValue":"1"}],[{"TagKey":"b","TagValue":"2"},{"TagKey":"c","TagValue":"3"}]]}`),
			},
			{
				query: `(tag:b=2 or tag:a=1) and tag:c=3`,
				json:  tags(`{"OrConditions":[[{"TagKey":"b","TagValue":"2"},{"TagKey":"c","TagValue":"3"}],[{"TagKey":"a","TagValue":"1"},{"TagKey":"c","TagValue":"3"}]]}`),
			},
			{
				query: `(tag:a=1 or tag:b=2 and (tag:c=3 or tag:d=4)) and tag:e=5`,
				json: tags(`{"OrConditions":[[{"TagKey":"a","TagValue":"1"},{"TagKey":"e","TagValue":"5"}],` +
					`[{"TagKey":"b","TagValue":"2"},{"TagKey":"c","TagValue":"3"},{"TagKey":"e","TagValue":"5"}],` +
					`[{"TagKey":"b","TagValue":"2"},{"TagKey":"d","TagValue":"4"},{"TagKey":"e","TagValue":"5"}]]}`),
			},
		},
		"absorption": {
			{query: `tag:a=1 and tag:a=1`, json: tags(`{"TagCondition":{"TagKey":"a","TagValue":"1"}}`)},
			{query: `tag:a=1 or tag:a=1`, json: tags(`{"TagCondition":{"TagKey":"a","TagValue":"1"}}`)},
			{query: `tag:a=1 or tag:a=1 and tag:b=2`, json: tags(`{"TagCondition":{"TagKey":"a","TagValue":"1"}}`)},
			{query: `tag:b=2 and tag:a=1 or tag:a=1`, json: tags(`{"TagCondition":{"TagKey":"a","TagValue":"1"}}`)},
			{query: `tag:b=2 and tag:a=1 or tag:a=1 and tag:b=2`, json: tags(`{"AndConditions":[{"TagKey":"b","TagValue":"2"},{"TagKey":"a","TagValue":"1"}]}`)},
			{query: `(tag:a=1 or tag:b=2) and (tag:a=1 or tag:c=3)`, json: tags(`{"OrConditions":[[{"TagKey":"a","TagValue":"1"}],[{"TagKey":"b","TagValue":"2"},{"TagKey":"c","TagValue":"3"}]]}`)},
			{query: `(tag:a=1 or tag:b=2) and tag:b=2`, json: tags(`{"TagCondition":{"TagKey":"b","TagValue":"2"}}`)},
			// Not the same: keys and values that differ by case.
			{query: `tag:a=x or tag:a=X`, json: tags(`{"OrConditions":[[{"TagKey":"a","TagValue":"x"}],[{"TagKey":"a","TagValue":"X"}]]}`)},
			{query: `tag:a=1 and tag:A=1`, json: tags(`{"AndConditions":[{"TagKey":"a","TagValue":"1"},{"TagKey":"A","TagValue":"1"}]}`)},
		},
		"rows that nothing meets": {
			{
				query: `tag:a=1 and tag:a=2`,
				json:  tags(`{"AndConditions":[{"TagKey":"a","TagValue":"1"},{"TagKey":"a","TagValue":"2"}]}`),
				warnings: []string{
					"contradiction [tag:a=2] nothing meets both `tag:a = 1` and `tag:a = 2`; join them with or if one of them is enough",
				},
			},
			{
				query: `(tag:a=1 and tag:a=2 or tag:b=1) and (tag:a=3 or tag:c=1)`,
				json:  tags(`{"OrConditions":[[{"TagKey":"b","TagValue":"1"},{"TagKey":"a","TagValue":"3"}],[{"TagKey":"b","TagValue":"1"},{"TagKey":"c","TagValue":"1"}]]}`),
				warnings: []string{
					"contradiction [tag:a=2] nothing meets both `tag:a = 1` and `tag:a = 2`; join them with or if one of them is enough",
				},
			},
			{
				query: `tag:a=1 and tag:a=2 or tag:b=1 and tag:b=2`,
				json:  tags(`{"OrConditions":[[{"TagKey":"a","TagValue":"1"},{"TagKey":"a","TagValue":"2"}],[{"TagKey":"b","TagValue":"1"},{"TagKey":"b","TagValue":"2"}]]}`),
				warnings: []string{
					"contradiction [tag:a=2] nothing meets both `tag:a = 1` and `tag:a = 2`; join them with or if one of them is enough",
					"contradiction [tag:b=2] nothing meets both `tag:b = 1` and `tag:b = 2`; join them with or if one of them is enough",
				},
			},
			// The warning is about the row, wherever else its conditions stand.
			{
				query: `tag:a=1 and tag:b=1 or tag:a=02 and tag:b=1 or (tag:a="02" and tag:"a"=1) and (tag:c=1 or tag:d=1)`,
				json:  tags(`{"OrConditions":[[{"TagKey":"a","TagValue":"1"},{"TagKey":"b","TagValue":"1"}],[{"TagKey":"a","TagValue":"02"},{"TagKey":"b","TagValue":"1"}]]}`),
				warnings: []string{
					"contradiction [tag:\"a\"=1] nothing meets both `tag:a = 02` and `tag:a = 1`; join them with or if one of them is enough",
				},
			},
			// Not a word about rows that others absorb.
			{query: `tag:a=1 and tag:a=2 or tag:a=1`, json: tags(`{"TagCondition":{"TagKey":"a","TagValue":"1"}}`)},
		},
		"tags and criteria": {
			{
				query: `name = aa and tag:a=1 and status = SAVED and tag:b=2`,
				json: `{"SearchFilter":{"TagFilter":{"AndConditions":[{"TagKey":"a","TagValue":"1"},{"TagKey":"b","TagValue":"2"}]}},` +
					`"SearchCriteria":{"AndConditions":[` + nameA + `,` + saved + `]}}`,
			},
			{
				query: `(tag:a=1 or tag:b=2) and (name = aa or status = SAVED)`,
				json: `{"SearchFilter":{"TagFilter":{"OrConditions":[[{"TagKey":"a","TagValue":"1"}],[{"TagKey":"b","TagValue":"2"}]]}},` +
					`"SearchCriteria":{"OrConditions":[` + nameA + `,` + saved + `]}}`,
			},
		},
		"contradictory criteria": {
			{
				query: `name *= xyz and name = aa and name ^= bb`,
				json: criteria(`{"AndConditions":[{"StringCondition":{"FieldName":"name","Value":"xyz","ComparisonType":"CONTAINS"}},` + nameA +
					`,{"StringCondition":{"FieldName":"name","Value":"bb","ComparisonType":"STARTS_WITH"}}]}`),
				warnings: []string{
					"contradiction [name = aa] nothing meets both `name *= xyz` and `name = aa`; join them with or if one of them is enough",
				},
			},
			{
				query: `status = SAVED or name ^= abc and (name = aa or name = bb) and name ^= ab and name ^= ad`,
				json: criteria(`{"OrConditions":[` + saved + `,{"AndConditions":[{"StringCondition":{"FieldName":"name","Value":"abc","ComparisonType":"STARTS_WITH"}},` +
					`{"OrConditions":[` + nameA + `,` + nameB + `]},{"StringCondition":{"FieldName":"name","Value":"ab","ComparisonType":"STARTS_WITH"}},` +
					`{"StringCondition":{"FieldName":"name","Value":"ad","ComparisonType":"STARTS_WITH"}}]}]}`),
				warnings: []string{
					"contradiction [name ^= ad] nothing meets both `name ^= abc` and `name ^= ad`; join them with or if one of them is enough",
				},
			},
			{
				query: `name = aa and status = SAVED and name = bb and status = PUBLISHED`,
				json:  criteria(`{"AndConditions":[` + nameA + `,` + saved + `,` + nameB + `,{"StatusCondition":"PUBLISHED"}]}`),
				warnings: []string{
					"contradiction [name = bb] nothing meets both `name = aa` and `name = bb`; join them with or if one of them is enough",
					"contradiction [status = PUBLISHED] nothing meets both `status = SAVED` and `status = PUBLISHED`; join them with or if one of them is enough",
				},
			},
			// None: an or, other fields, and conditions that go together.
			{query: `name = aa or name = bb`, json: criteria(`{"OrConditions":[` + nameA + `,` + nameB + `]}`)},
			{
				query: `name = aa and description = bb`,
				json:  criteria(`{"AndConditions":[` + nameA + `,{"StringCondition":{"FieldName":"description","Value":"bb","ComparisonType":"EXACT"}}]}`),
			},
			{
				query: `name = aa and name ^= a`,
				json:  criteria(`{"AndConditions":[` + nameA + `,{"StringCondition":{"FieldName":"name","Value":"a","ComparisonType":"STARTS_WITH"}}]}`),
			},
		},
		"operands of contains": {
			{
				query: `name *= é`,
				json:  criteria(`{"StringCondition":{"FieldName":"name","Value":"é","ComparisonType":"CONTAINS"}}`),
				warnings: []string{
					"contains-length [é] a contains with 1 character may give invalid results; use 2 to 25 characters",
				},
			},
			{
				query: `name *= abcdefghijklmnopqrstuvwxyz`,
				json:  criteria(`{"StringCondition":{"FieldName":"name","Value":"abcdefghijklmnopqrstuvwxyz","ComparisonType":"CONTAINS"}}`),
				warnings: []string{
					"contains-length [abcdefghijklmnopqrstuvwxyz] a contains with 26 characters may give invalid results; use 2 to 25 characters",
				},
			},
			{query: `name *= éé`, json: criteria(`{"StringCondition":{"FieldName":"name","Value":"éé","ComparisonType":"CONTAINS"}}`)},
			{query: `name *= ébcdefghijklmnopqrstuvwxy`, json: criteria(`{"StringCondition":{"FieldName":"name","Value":"ébcdefghijklmnopqrstuvwxy","ComparisonType":"CONTAINS"}}`)},
			{query: `name ^= a`, json: criteria(`{"StringCondition":{"FieldName":"name","Value":"a","ComparisonType":"STARTS_WITH"}}`)},
		},
		"an or of criteria and tags": {
			{
				query: `name ^= "smoke" and status = PUBLISHED or tag:BPO=123`,
				errors: []string{
					"inexpressible [name ^= \"smoke\" and status = PUBLISHED or tag:BPO=123] one request cannot join name and tag:BPO with or: its criteria and its tags must both hold; " +
						"a plan takes 2 requests, one for `name ^= smoke and status = PUBLISHED` and one for `tag:BPO = 123`",
				},
			},
			{
				query: `tag:a=1 or name = aa or tag:b=2 or status = SAVED`,
				errors: []string{
					"inexpressible [tag:a=1 or name = aa or tag:b=2 or status = SAVED] one request cannot join name and tag:a with or: its criteria and its tags must both hold; " +
						"a plan takes 2 requests, one for `tag:a = 1 or tag:b = 2` and one for `name = aa or status = SAVED`",
				},
			},
			{
				query: `name = aa and tag:a=1 or name = bb and tag:b=2 or status = SAVED or tag:c=3`,
				errors: []string{
					"inexpressible [name = aa and tag:a=1 or name = bb and tag:b=2 or status = SAVED or tag:c=3] one request cannot join name and tag:a with or: its criteria and its tags must both hold; " +
						"a plan takes 4 requests, one for `name = aa and tag:a = 1`, one for `name = bb and tag:b = 2` and 2 more",
				},
			},
			{
				query: `tag:z=1 and (name = aa or tag:a=1)`,
				errors: []string{
					"inexpressible [name = aa or tag:a=1] one request cannot join name and tag:a with or: its criteria and its tags must both hold; " +
						"a plan takes 2 requests, one for `name = aa and tag:z = 1` and one for `tag:z = 1 and tag:a = 1`",
				},
			},
			// Two such ors, in one another or side by side.
			{
				query: `name = aa or tag:a=1 and (name = bb or tag:b=2)`,
				errors: []string{
					"inexpressible [name = aa or tag:a=1 and (name = bb or tag:b=2)] one request cannot join name and tag:a with or: its criteria and its tags must both hold; " +
						"a plan takes 3 requests, one for `name = aa`, one for `name = bb and tag:a = 1` and one for `tag:a = 1 and tag:b = 2`",
					"inexpressible [name = bb or tag:b=2] one request cannot join name and tag:b with or: its criteria and its tags must both hold; " +
						"a plan takes 3 requests, one for `name = aa`, one for `name = bb and tag:a = 1` and one for `tag:a = 1 and tag:b = 2`",
				},
			},
			{
				query: `(name = aa or tag:a=1) and (name = bb or tag:b=2)`,
				errors: []string{
					"inexpressible [name = aa or tag:a=1] one request cannot join name and tag:a with or: its criteria and its tags must both hold; " +
						"a plan takes 3 requests, one for `name = aa and tag:b = 2`, one for `name = bb and tag:a = 1` and one for `tag:a = 1 and tag:b = 2`",
					"inexpressible [name = bb or tag:b=2] one request cannot join name and tag:b with or: its criteria and its tags must both hold; " +
						"a plan takes 3 requests, one for `name = aa and tag:b = 2`, one for `name = bb and tag:a = 1` and one for `tag:a = 1 and tag:b = 2`",
				},
			},
			// A part that cannot be sent, too.
			{
				query: `name $= aa or tag:a=1`,
				errors: []string{
					"inexpressible [name $= aa or tag:a=1] one request cannot join name and tag:a with or: its criteria and its tags must both hold; " +
						"a plan takes 2 requests, one for `name *= aa` and one for `tag:a = 1`, and a check of what they find",
					"inexpressible [name $= aa] SearchTestCases has no $= for name; `name *= aa` finds more: send it, and match what is found with the whole query",
				},
			},
			// By De Morgan's law.
			{
				query: `not (status = SAVED and not tag:a=1)`,
				errors: []string{
					"inexpressible [not (status = SAVED and not tag:a=1)] one request cannot join status and tag:a with or: its criteria and its tags must both hold; " +
						"a plan takes 2 requests, one for `status = PUBLISHED` and one for `tag:a = 1`",
				},
			},
		},
		"fields that the search lacks": {
			{
				query: `name = aa and modified > -7d`,
				errors: []string{
					"inexpressible [modified] SearchTestCases has no condition on modified; leave it out, and match what is found with the whole query",
				},
			},
			{
				query: `name = aa and (status = SAVED or id in (x, y, z))`,
				errors: []string{
					"inexpressible [id] SearchTestCases has no condition on id; leave out the group around it, and match what is found with the whole query",
				},
			},
			// An or of tags and what is neither is about the field alone.
			{
				query: `tag:a=1 or type = CHAT`,
				errors: []string{
					"inexpressible [type] SearchTestCases has no condition on type; leave out the group around it, and match what is found with the whole query",
				},
			},
		},
		"operators that the search lacks": {
			{
				query: `name $= "-prod"`,
				errors: []string{
					"inexpressible [name $= \"-prod\"] SearchTestCases has no $= for name; `name *= -prod` finds more: send it, and match what is found with the whole query",
				},
			},
			{
				query: `name != aa and not description ^= bb and name not in (cc, dd)`,
				errors: []string{
					"inexpressible [name != aa] SearchTestCases has no not for name; leave it out, and match what is found with the whole query",
					"inexpressible [not description ^= bb] SearchTestCases has no not for description; leave it out, and match what is found with the whole query",
					"inexpressible [name not in] SearchTestCases has no not for name; leave it out, and match what is found with the whole query",
				},
			},
			{
				query: `description exists or description *= ""`,
				errors: []string{
					"inexpressible [description exists] SearchTestCases cannot ask whether description exists; leave out the group around it, and match what is found with the whole query",
					"inexpressible [description *= \"\"] SearchTestCases cannot ask whether description exists; leave out the group around it, and match what is found with the whole query",
				},
			},
			{
				query: `name exists and name ^= "" and status exists`,
				errors: []string{
					"inexpressible [name exists] every test case has name, so this selects all of them; leave it out",
					"inexpressible [name ^= \"\"] every test case has name, so this selects all of them; leave it out",
					"inexpressible [status exists] every test case has status, so this selects all of them; leave it out",
				},
			},
			{
				query: `name exists or name = aa`,
				errors: []string{
					"inexpressible [name exists] every test case has name, so this selects all of them; leave out the group around it",
				},
			},
			{
				query: `tag:a ^= x and tag:b exists and tag:c != 1 and tag:d not in (1, 2)`,
				errors: []string{
					"inexpressible [tag:a ^= x] SearchTestCases has no ^= for tag:a; leave it out, and match what is found with the whole query",
					"inexpressible [tag:b exists] SearchTestCases has no exists for tag:b; leave it out, and match what is found with the whole query",
					"inexpressible [tag:c != 1] SearchTestCases has no not for tag:c; leave it out, and match what is found with the whole query",
					"inexpressible [tag:d not in] SearchTestCases has no not for tag:d; leave it out, and match what is found with the whole query",
				},
			},
		},
		"tags that the rules forbid": {
			{
				query: `tag:aws:x=1 or tag:"a;b"=1 and not tag:"\u0009"=1`,
				errors: []string{
					`forbidden-tag [tag:aws:x] the tag key "aws:x" begins with aws:; keys that begin so are the service's own`,
					`forbidden-tag [tag:"a;b"] the tag key "a;b" has the character ";"; a key is made of letters, digits, spaces and _ . : / = + - @`,
					"inexpressible [not tag:\"\\u0009\"=1] SearchTestCases has no not for tag:\"\\t\"; leave it out, and match what is found with the whole query",
					`forbidden-tag [tag:"\u0009"] the tag key "\t" has the character "\t"; a key is made of letters, digits, spaces and _ . : / = + - @`,
				},
			},
			{
				query: "tag:" + strings.Repeat("é", 129) + "=1",
				errors: []string{
					"forbidden-tag [tag:" + strings.Repeat("é", 129) + `] the tag key "` + strings.Repeat("é", 40) + `…" has 129 characters; a key has at most 128`,
				},
			},
			{
				query: "tag:a=" + strings.Repeat("é", 257),
				errors: []string{
					"forbidden-tag [" + strings.Repeat("é", 257) + "] the value of tag:a has 257 characters; a value has 0 to 256",
				},
			},
			// As long as can be, and the prefix in another case.
			{query: "tag:" + strings.Repeat("é", 128) + "=" + strings.Repeat("é", 256), json: tags(`{"TagCondition":{"TagKey":"` + strings.Repeat("é", 128) + `","TagValue":"` + strings.Repeat("é", 256) + `"}}`)},
			{query: "tag:AWS:x=1 and tag:aws=1", json: tags(`{"AndConditions":[{"TagKey":"AWS:x","TagValue":"1"},{"TagKey":"aws","TagValue":"1"}]}`)},
		},
	} {
		t.Run(name, func(t *testing.T) { run(t, searchTestCases, connect.TestCases(), tests) })
	}
}

func TestLimits(t *testing.T) {
	t.Run("terms", func(t *testing.T) {
		target := connect.TestCases()
		target.MaxTerms = 3
		target.MaxTagConditions = math.MaxInt
		run(t, searchTestCases, target, []compileTest{
			{
				query: `tag:z=1 or (tag:a=1 or tag:b=1) and (tag:c=1 or tag:d=1)`,
				errors: []string{
					"too-many-terms [(tag:a=1 or tag:b=1) and (tag:c=1 or tag:d=1)] as an or of ands this has 4 rows, and the limit is 3; join fewer ors with and, or raise Target.MaxTerms",
				},
			},
			{
				query: `tag:z in (1, 2, 3, 4) and (tag:a=1 or tag:b=1) and name = aa`,
				errors: []string{
					"too-many-terms [tag:z in (1, 2, 3, 4)] as an or of ands this has 4 rows, and the limit is 3; join fewer ors with and, or raise Target.MaxTerms",
				},
			},
			// Together with another error.
			{
				query: `name $= aa and tag:z in (1, 2, 3, 4)`,
				errors: []string{
					"inexpressible [name $= aa] SearchTestCases has no $= for name; `name *= aa` finds more: send it, and match what is found with the whole query",
					"too-many-terms [tag:z in (1, 2, 3, 4)] as an or of ands this has 4 rows, and the limit is 3; join fewer ors with and, or raise Target.MaxTerms",
				},
			},
			{
				query: `(tag:a=1 or tag:b=1) and tag:c=1 or tag:d=1`,
				json:  `{"SearchFilter":{"TagFilter":{"OrConditions":[[{"TagKey":"a","TagValue":"1"},{"TagKey":"c","TagValue":"1"}],[{"TagKey":"b","TagValue":"1"},{"TagKey":"c","TagValue":"1"}],[{"TagKey":"d","TagValue":"1"}]]}}}`,
			},
		})
	})

	t.Run("terms by default", func(t *testing.T) {
		for n, want := range map[int]string{
			14: "16384 rows, and the limit is 10000",
			40: "more than a million million rows, and the limit is 10000",
			80: "more than a million million rows, and the limit is 10000",
		} {
			_, err := compile.Compile(parse(t, product(n)), connect.TestCases())
			require.ErrorIs(t, err, ast.Code(codes.TooManyTerms))
			assert.ErrorContains(t, err, want)
		}
		_, err := compile.Compile(parse(t, product(13)), connect.TestCases())
		require.ErrorIs(t, err, ast.Code(codes.TooManyTagConditions))
	})

	t.Run("terms are never unlimited", func(t *testing.T) {
		target := connect.TestCases()
		target.MaxTerms = math.MaxInt
		_, err := compile.Compile(parse(t, product(40)), target)
		require.ErrorIs(t, err, ast.Code(codes.TooManyTerms))
	})

	t.Run("conditions in the terms", func(t *testing.T) {
		target := connect.TestCases()
		target.MaxTerms = 2
		long := make([]string, 150)
		for i := range long {
			long[i] = fmt.Sprintf("tag:a%d=1", i)
		}
		query := "(tag:x=1 or tag:y=1) and " + strings.Join(long, " and ")
		_, err := compile.Compile(parse(t, query), target)
		require.ErrorIs(t, err, ast.Code(codes.TooManyTerms))
		assert.ErrorContains(t, err, "302 conditions, and the limit is 200")
	})

	t.Run("tag conditions", func(t *testing.T) {
		target := connect.TestCases()
		target.MaxTagConditions = 3
		run(t, searchTestCases, target, []compileTest{
			{
				query: `name = aa and tag:a in (1, 2) and tag:c=1`,
				errors: []string{
					"too-many-tag-conditions [tag:a in (1, 2) and tag:c=1] the tag filter has 4 conditions, and the limit is 3; split the query into several requests, or raise Target.MaxTagConditions",
				},
			},
			{
				query: `(tag:a=1 or tag:b=1) and tag:c=1`,
				errors: []string{
					"too-many-tag-conditions [(tag:a=1 or tag:b=1) and tag:c=1] the tag filter has 4 conditions, and the limit is 3; split the query into several requests, or raise Target.MaxTagConditions",
				},
			},
			// What is absorbed does not count.
			{
				query: `(tag:a=1 or tag:b=1) and tag:a=1`,
				json:  `{"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"a","TagValue":"1"}}}}`,
			},
			// Requests that would have too many are split.
			{
				query: `name = aa or tag:a in (1, 2, 3, 4)`,
				errors: []string{
					"inexpressible [name = aa or tag:a in (1, 2, 3, 4)] one request cannot join name and tag:a with or: its criteria and its tags must both hold; " +
						"a plan takes 3 requests, one for `name = aa`, one for `tag:a in (1, 2, 3)` and one for `tag:a = 4`",
				},
			},
		})
	})

	t.Run("tag conditions by default", func(t *testing.T) {
		values := func(n int) string {
			list := make([]string, n)
			for i := range list {
				list[i] = fmt.Sprint(i)
			}
			return "tag:a in (" + strings.Join(list, ", ") + ")"
		}
		_, err := compile.Compile(parse(t, values(25)), connect.TestCases())
		require.NoError(t, err)
		_, err = compile.Compile(parse(t, values(26)), connect.TestCases())
		require.ErrorIs(t, err, ast.Code(codes.TooManyTagConditions))
		_, err = compile.Compile(parse(t, values(5000)), qconnect.Session())
		require.NoError(t, err)
	})

	t.Run("depth", func(t *testing.T) {
		target := connect.TestCases()
		target.MaxDepth = 2
		run(t, searchTestCases, target, []compileTest{
			{query: `name = aa and status = SAVED and tag:a=1`, json: `{"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"a","TagValue":"1"}}},"SearchCriteria":{"AndConditions":[` +
				`{"StringCondition":{"FieldName":"name","Value":"aa","ComparisonType":"EXACT"}},{"StatusCondition":"SAVED"}]}}`},
			{
				query: `name = aa and (name = bb or status = SAVED)`,
				errors: []string{
					"too-deep [name = bb] the criteria nest deeper than 2 here; nest less, or raise Target.MaxDepth",
					"too-deep [status = SAVED] the criteria nest deeper than 2 here; nest less, or raise Target.MaxDepth",
				},
			},
		})
	})

	t.Run("depth by default", func(t *testing.T) {
		x := ast.Expr(ast.Compare(ast.Name("name"), ast.OpEqual, "aa"))
		nest := func(depth int) ast.Expr {
			y := x
			for i := range depth - 1 {
				if i%2 == 0 {
					y = ast.All(x, y)
				} else {
					y = ast.Any(x, y)
				}
			}
			return y
		}
		query := func(depth int) *schema.Resolved {
			q, err := schema.TestCase().Resolve(nest(depth), schema.Options{Limits: ast.Limits{Depth: 1000}})
			require.NoError(t, err)
			return q
		}
		_, err := compile.Compile(query(100), connect.TestCases())
		require.NoError(t, err)
		_, err = compile.Compile(query(101), connect.TestCases())
		require.ErrorIs(t, err, ast.Code(codes.TooDeep))
	})

	t.Run("of the values that are left", func(t *testing.T) {
		values := make([]string, 1000)
		for i := range values {
			values[i] = fmt.Sprint("v", i)
		}
		target := searchOf(schema.MustNew(schema.Schema{Name: "case", Fields: []schema.Field{
			{Name: "status", Kind: schema.Enum, Values: values, Always: true},
		}}))
		r, err := compile.Compile(resolveOf(t, target.Schema, ast.Compare(ast.Name("status"), ast.OpNotIn, values[:998]...)), target)
		require.NoError(t, err)
		body, err := json.Marshal(r)
		require.NoError(t, err)
		assert.JSONEq(t, `{"SearchCriteria":{"OrConditions":[{"StatusCondition":"v998"},{"StatusCondition":"v999"}]}}`, string(body))
		r, err = compile.Compile(resolveOf(t, target.Schema, ast.Compare(ast.Name("status"), ast.OpNotIn, values...)), target)
		require.NoError(t, err)
		assert.ErrorIs(t, r.Warnings, ast.Code(codes.Contradiction))
	})

	t.Run("requests that a hint counts", func(t *testing.T) {
		parts := make([]string, 101)
		for i := range parts {
			parts[i] = fmt.Sprintf("name = aa%d and tag:a=%[1]d", i)
		}
		_, err := compile.Compile(parse(t, strings.Join(parts[1:], " or ")), connect.TestCases())
		assert.ErrorContains(t, err, "a plan takes 100 requests")
		_, err = compile.Compile(parse(t, strings.Join(parts, " or ")), connect.TestCases())
		assert.ErrorContains(t, err, "split the query into several")
	})

	t.Run("diagnostics", func(t *testing.T) {
		long := strings.Repeat("x", 800)
		terms := make([]string, 30)
		for i := range terms {
			terms[i] = fmt.Sprintf("(name = %s%d or tag:%s=1)", long, i, long)
		}
		_, err := compile.Compile(parse(t, strings.Join(terms, " and ")), connect.TestCases())
		var ds ast.Diagnostics
		require.ErrorAs(t, err, &ds)
		require.Len(t, ds, diag.Most+1)
		assert.Equal(t, ast.Code(codes.MoreErrors), ds[diag.Most].Code)
		for _, d := range ds {
			assert.Less(t, len(d.Message)+len(d.Hint), 500, d.Message)
		}
	})
}

// A Target is data: each of its members changes what it should.
func TestTarget(t *testing.T) {
	criterion := func(field, value, comparison string) string {
		return fmt.Sprintf(`{"SearchCriteria":{"StringCondition":{"FieldName":%q,"Value":%q,"ComparisonType":%q}}}`, field, value, comparison)
	}
	for _, test := range []struct {
		name   string
		change func(*compile.Target)
		tests  []compileTest
	}{
		{
			"fields and comparisons",
			func(t *compile.Target) {
				t.Fields["id"] = compile.Leaf{Member: "StringCondition", FieldName: "resourceID"}
				t.Fields["type"] = compile.Leaf{Member: "StringCondition", FieldName: "entryPoint"}
				t.Fields["arn"] = compile.Leaf{Member: "StringCondition", FieldName: "arn", Untried: true}
				delete(t.Fields, "description")
				t.Comparisons[ast.OpHasSuffix] = "ENDS_WITH"
				delete(t.Comparisons, ast.OpContains)
			},
			[]compileTest{
				{query: `id = x`, json: criterion("resourceID", "x", "EXACT")},
				{query: `type = chat`, json: criterion("entryPoint", "CHAT", "EXACT")},
				{query: `name $= x`, json: criterion("name", "x", "ENDS_WITH")},
				{
					query: `name $= ax and name $= x and name $= bx`,
					json: `{"SearchCriteria":{"AndConditions":[{"StringCondition":{"FieldName":"name","Value":"ax","ComparisonType":"ENDS_WITH"}},` +
						`{"StringCondition":{"FieldName":"name","Value":"x","ComparisonType":"ENDS_WITH"}},` +
						`{"StringCondition":{"FieldName":"name","Value":"bx","ComparisonType":"ENDS_WITH"}}]}}`,
					warnings: []string{
						"contradiction [name $= bx] nothing meets both `name $= ax` and `name $= bx`; join them with or if one of them is enough",
					},
				},
				{query: `type != CHAT`, errors: []string{
					"inexpressible [type != CHAT] SearchTestCases has no not for type; leave it out, and match what is found with the whole query",
				}},
				{query: `modified = 2026-01-31 and arn = x and description = x`, errors: []string{
					"inexpressible [modified] SearchTestCases has no condition on modified; leave it out, and match what is found with the whole query",
					"inexpressible [arn] nobody says how SearchTestCases is asked for arn, so it is not; leave it out, and match what is found with the whole query",
					"inexpressible [description] SearchTestCases has no condition on description; leave it out, and match what is found with the whole query",
				}},
				{query: `name *= xyz`, errors: []string{
					"inexpressible [name *= xyz] SearchTestCases has no *= for name; leave it out, and match what is found with the whole query",
				}},
			},
		},
		{
			"a suffix without contains",
			func(t *compile.Target) { delete(t.Comparisons, ast.OpContains) },
			[]compileTest{
				{query: `name $= xyz`, errors: []string{
					"inexpressible [name $= xyz] SearchTestCases has no $= for name; leave it out, and match what is found with the whole query",
				}},
			},
		},
		{
			"no complement",
			func(t *compile.Target) { t.Closed = nil },
			[]compileTest{
				{query: `status != SAVED`, errors: []string{
					"inexpressible [status != SAVED] SearchTestCases has no not for status; name the values that are wanted, if every test case has one of them",
				}},
				{query: `status = SAVED`, json: `{"SearchCriteria":{"StatusCondition":"SAVED"}}`},
			},
		},
		{
			"no warning for contains",
			func(t *compile.Target) { t.ContainsMin, t.ContainsMax = 1, math.MaxInt },
			[]compileTest{{query: `name *= a`, json: criterion("name", "a", "CONTAINS")}},
		},
		{
			"keys alone",
			func(t *compile.Target) { t.Tags.KeyOnly = true },
			[]compileTest{
				{query: `tag:a exists`, json: `{"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"a"}}}}`},
				{query: `tag:a ^= x and tag:b *= ""`, errors: []string{
					"inexpressible [tag:a ^= x] SearchTestCases has no ^= for tag:a; `tag:a exists` finds more: send it, and match what is found with the whole query",
					"inexpressible [tag:b *= \"\"] SearchTestCases has no *= for tag:b; write `tag:b exists`",
				}},
				{query: `tag:a = ""`, json: `{"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"a","TagValue":""}}}}`},
			},
		},
		{
			"no rules for tags",
			func(t *compile.Target) { t.Tags = compile.TagRules{} },
			[]compileTest{
				{query: `tag:"aws:;" = ""`, json: `{"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"aws:;","TagValue":""}}}}`},
				{query: "tag:" + strings.Repeat("k", 129) + "=1", errors: []string{
					"forbidden-tag [tag:" + strings.Repeat("k", 129) + `] the tag key "` + strings.Repeat("k", 40) + `…" has 129 characters; a key has at most 128`,
				}},
			},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			target := connect.TestCases()
			test.change(&target)
			run(t, searchTestCases, target, test.tests)
		})
	}

	t.Run("enums of one and of three values", func(t *testing.T) {
		target := connect.TestCases()
		target.Schema = schema.MustNew(schema.Schema{Name: "queue", Fields: []schema.Field{
			{Name: "type", Kind: schema.Enum, Always: true, Values: []string{"STANDARD", "AGENT", "OTHER"}},
			{Name: "kind", Kind: schema.Enum, Always: true, Values: []string{"ONLY"}},
		}})
		target.Fields = map[string]compile.Leaf{"type": compile.Leaf{Member: "StringCondition", FieldName: "queueType"}, "kind": compile.Leaf{Member: "StringCondition", FieldName: "kind"}}
		target.Closed = []string{"type", "kind"}
		const agent = `{"StringCondition":{"FieldName":"queueType","Value":"AGENT","ComparisonType":"EXACT"}}`
		const other = `{"StringCondition":{"FieldName":"queueType","Value":"OTHER","ComparisonType":"EXACT"}}`
		run(t, searchTestCases, target, []compileTest{
			{query: `type != STANDARD`, json: `{"SearchCriteria":{"OrConditions":[` + agent + `,` + other + `]}}`},
			{query: `type = AGENT or type != STANDARD`, json: `{"SearchCriteria":{"OrConditions":[` + agent + `,` + agent + `,` + other + `]}}`},
			{query: `kind != ONLY`, errors: []string{
				"inexpressible [kind != ONLY] SearchTestCases has no not for kind; name the values that are wanted, if every queue has one of them",
			}},
		})
	})

	t.Run("fields that are not sent", func(t *testing.T) {
		target := ofEveryKind()
		delete(target.Fields, "status")
		refused := func(field string) []string {
			return []string{"inexpressible [" + field + "] SearchTestCases has no condition on " + field + "; leave it out, and match what is found with the whole query"}
		}
		run(t, searchTestCases, target, []compileTest{
			{query: `modified = 2026-01-31T00:00Z`, errors: refused("modified")},
			{query: `enabled = true`, errors: refused("enabled")},
			{query: `enabled exists`, errors: refused("enabled")},
			{query: `default != true`, errors: refused("default")},
			{query: `version = 1`, errors: refused("version")},
			{query: `effective = 2026-01-31`, errors: refused("effective")},
			{query: `labels = a`, errors: refused("labels")},
			{query: `name = aa or name = aa and version = 1.0`, json: `{"SearchCriteria":{"StringCondition":{"FieldName":"name","Value":"aa","ComparisonType":"EXACT"}}}`},
		})
		_, err := decompile.Decode([]byte(`{"StringCondition":{"FieldName":"version","Value":"1","ComparisonType":"EXACT"}}`), target, ast.Limits{})
		assert.ErrorIs(t, err, ast.Code(codes.UnknownField))
		_, err = decompile.Decode([]byte(`{"StatusCondition":"true"}`), target, ast.Limits{})
		assert.ErrorIs(t, err, ast.Code(codes.UnknownMember))
	})

	t.Run("no target", func(t *testing.T) {
		q := parse(t, "name = a")
		for want, change := range map[string]func(*compile.Target){
			"has no schema":                                                                            func(t *compile.Target) { t.Schema = nil },
			"has no member TagFilter for Filter":                                                       func(t *compile.Target) { t.Filter.Path = t.Filter.Path[1:] },
			"has a member without a name in the Path of Filter":                                        func(t *compile.Target) { t.Filter.Path[1] = "" },
			"has no member Criteria for Criteria":                                                      func(t *compile.Target) { t.Criteria.Path[0] = "Criteria" },
			"has no Path for Criteria":                                                                 func(t *compile.Target) { t.Criteria.Path = nil },
			"has Filter and Criteria in one member, SearchFilter":                                      func(t *compile.Target) { t.Criteria.Path = []string{"SearchFilter", "Criteria"} },
			"has one name, MaxResults, for two of Members":                                             func(t *compile.Target) { t.Members[0] = "MaxResults" },
			"has no name for one of Members":                                                           func(t *compile.Target) { t.Members[0] = "" },
			"has both Conditions and Unions in Filter":                                                 func(t *compile.Target) { t.Filter.Conditions, t.Filter.Unions = "Tags", true },
			"has no value of a tag: of 5 to 2 characters":                                              func(t *compile.Target) { t.Tags.MinValue, t.Tags.MaxValue = 5, 2 },
			"has one name, AndConditions, for two of One, And and Or of Filter":                        func(t *compile.Target) { t.Filter.Or = "AndConditions" },
			"has no name for one of One, And and Or of Filter":                                         func(t *compile.Target) { t.Filter.One = "" },
			"has one name, TagKey, for two of Key and Value of Filter":                                 func(t *compile.Target) { t.Filter.Value = "TagKey" },
			"has one name, AndConditions, for two of And and Or of Criteria and the members of Fields": func(t *compile.Target) { t.Criteria.Or = "AndConditions" },
			"has one name, OrConditions, for two of And and Or of Criteria and the members of Fields": func(t *compile.Target) {
				t.Fields["status"] = compile.Leaf{Member: "OrConditions"}
			},
			"has no name for one of And and Or of Criteria and the members of Fields": func(t *compile.Target) { t.Fields["status"] = compile.Leaf{} },
			"has no such Form: Bare":                       func(t *compile.Target) { t.Fields["status"] = compile.Leaf{Member: "StatusCondition", Form: "Bare"} },
			"has no FieldName for name in StringCondition": func(t *compile.Target) { t.Fields["name"] = compile.Leaf{Member: "StringCondition", FieldName: ""} },
			"has a FieldName for status in StatusCondition, whose Form has none": func(t *compile.Target) {
				t.Fields["status"] = compile.Leaf{Member: "StatusCondition", FieldName: "status"}
			},
			"sends modified, of kind time, in StringCondition, whose Form has no such values": func(t *compile.Target) {
				t.Fields["modified"] = compile.Leaf{Member: "StringCondition", FieldName: "modified"}
			},
			"sends name, of kind text, in BooleanCondition, whose Form has no such values": func(t *compile.Target) {
				t.Fields["name"] = compile.Leaf{Member: "BooleanCondition", FieldName: "name"}
			},
			"has stats in Closed, which is no field of a test case that every record can have": func(t *compile.Target) { t.Closed = []string{"stats"} },
			"sends two fields as StringCondition name": func(t *compile.Target) {
				t.Fields["description"] = compile.Leaf{Member: "StringCondition", FieldName: "name"}
			},
			"sends two fields as StatusCondition": func(t *compile.Target) {
				t.Fields["name"] = compile.Leaf{Member: "StatusCondition"}
			},
			"has two forms of StatusCondition": func(t *compile.Target) {
				t.Fields["name"] = compile.Leaf{Member: "StatusCondition", FieldName: "name", Form: "StringCondition"}
			},
			"sends nome, which is no field of a test case": func(t *compile.Target) { t.Fields["nome"] = compile.Leaf{Member: "StringCondition", FieldName: "nome"} },
			"has Fields and no Criteria":                   func(t *compile.Target) { t.Criteria = nil },
			"has one name, EXACT, for two of Comparisons":  func(t *compile.Target) { t.Comparisons[ast.OpContains] = "EXACT" },
			"has no name for one of Comparisons":           func(t *compile.Target) { t.Comparisons[ast.OpContains] = "" },
		} {
			target := connect.TestCases()
			target.Name = "100%d"
			change(&target)
			want = "compile: the target 100%d " + want
			_, err := compile.Compile(q, target)
			assert.EqualError(t, err, want)
			_, err = compile.NewPlan(q, target, compile.PlanOptions{})
			assert.EqualError(t, err, want)
			_, err = decompile.Decode([]byte("{}"), target, ast.Limits{})
			assert.EqualError(t, err, want)
			_, err = decompile.Find([]byte("{}"), []compile.Target{target}, ast.Limits{})
			assert.EqualError(t, err, want)
		}
		_, err := compile.Compile(q, compile.Target{})
		assert.EqualError(t, err, "compile: the target has neither a filter nor criteria")
	})

	// What searches without a SearchFilter are: those of predefined attributes.
	t.Run("no tags", func(t *testing.T) {
		target := connect.TestCases()
		target.Filter = compile.TagFilter{}
		target.Members = []string{"InstanceId", "SearchCriteria"}
		delete(target.Fields, "description") // which cannot be sent
		run(t, searchTestCases, target, []compileTest{
			{query: `name = aa`, json: `{"SearchCriteria":{"StringCondition":{"FieldName":"name","Value":"aa","ComparisonType":"EXACT"}}}`},
			{query: `tag:a = 1`, errors: []string{`inexpressible [tag:a] SearchTestCases has no condition on tag:a; leave it out, and match what is found with the whole query`}},
			{query: `not tag:a = 1`, errors: []string{`inexpressible [tag:a] SearchTestCases has no condition on tag:a; leave it out, and match what is found with the whole query`}},
			{query: `description = aa`, errors: []string{`inexpressible [description] SearchTestCases has no condition on description; leave it out, and match what is found with the whole query`}},
		})
		p, err := compile.NewPlan(parse(t, "name = aa and tag:a = 1"), target, compile.PlanOptions{})
		require.NoError(t, err)
		assert.Len(t, p.Requests, 1)
		assert.Equal(t, "tag:a = 1", p.Residual.String())
		for _, document := range []string{
			`{"SearchCriteria":{"StringCondition":{"FieldName":"name","Value":"aa","ComparisonType":"EXACT"}}}`,
			`{"StringCondition":{"FieldName":"name","Value":"aa","ComparisonType":"EXACT"}}`,
		} {
			q, err := decompile.Decode([]byte(document), target, ast.Limits{})
			require.NoError(t, err)
			assert.Equal(t, "name = aa", q.String())
			found, err := decompile.Find([]byte(document), []compile.Target{qconnect.Session(), target}, ast.Limits{})
			require.NoError(t, err)
			require.Len(t, found, 1)
			assert.Equal(t, []int{1}, found[0].Targets)
		}
		_, err = decompile.Decode([]byte(`{"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"a","TagValue":"1"}}}}`), target, ast.Limits{})
		assert.ErrorIs(t, err, ast.Code(codes.UnknownMember))
	})

	t.Run("a status that may be lacking", func(t *testing.T) {
		target := connect.TestCases()
		target.Closed = nil
		run(t, searchTestCases, target, []compileTest{
			{query: `status exists and name = aa`, errors: []string{`inexpressible [status exists] SearchTestCases cannot ask whether status exists; leave it out, and match what is found with the whole query`}},
		})
	})

	t.Run("values are the caller's own", func(t *testing.T) {
		for _, of := range []func() compile.Target{connect.TestCases, qconnect.Session, qconnect.ContentCFN} {
			changed := of()
			assert.Empty(t, shared(reflect.ValueOf(changed), reflect.ValueOf(of()), "target"))
		}
		// which finds what is shared:
		tables := connect.TestCases()
		assert.NotEmpty(t, shared(reflect.ValueOf(tables), reflect.ValueOf(tables), "target"))
	})
}

// shared returns the places of what two values can both change: all but the tables of
// package unicode, and the schema, which its package guards.
func shared(a, b reflect.Value, at string) (places []string) {
	switch a.Type() {
	case reflect.TypeFor[*schema.Schema](), reflect.TypeFor[*unicode.RangeTable]():
		return nil
	}
	switch a.Kind() {
	case reflect.Struct:
		for i := range a.NumField() {
			places = append(places, shared(a.Field(i), b.Field(i), at+"."+a.Type().Field(i).Name)...)
		}
	case reflect.Pointer, reflect.Map, reflect.Slice:
		if !a.IsNil() && a.Pointer() == b.Pointer() {
			places = append(places, at)
		}
	}
	return places
}

// TestAnotherSchema has queries on the fields of other records than the target's. A
// session's filter is about tags, of whatever records.
func TestAnotherSchema(t *testing.T) {
	prompts := schema.MustNew(schema.Schema{Name: "prompt", Fields: []schema.Field{{Name: "name", Always: true}}, Tags: "Tags"})
	same := *schema.TestCase() // another one, though it has the same fields
	const want = "compile: the query is about the fields of a %s, and SearchTestCases takes those of a %s: resolve it by the target's Schema"
	for _, test := range []struct {
		query  *schema.Resolved
		schema *schema.Schema // the target's
		want   string
	}{
		{parseOf(t, prompts, "name = a"), schema.TestCase(), fmt.Sprintf(want, "prompt", "test case")},
		{parseOf(t, prompts, "tag:a = 1"), schema.TestCase(), fmt.Sprintf(want, "prompt", "test case")},
		{parse(t, "name = a"), prompts, fmt.Sprintf(want, "test case", "prompt")},
		{parse(t, ""), prompts, fmt.Sprintf(want, "test case", "prompt")},
		{nil, prompts, fmt.Sprintf(want, "test case", "prompt")},
		{parse(t, "name = a"), &same, fmt.Sprintf(want, "test case", "test case")},
		{parseOf(t, prompts, "name = a"), prompts, ""},
		{nil, schema.TestCase(), ""},
	} {
		target := searchOf(test.schema)
		_, searchErr := compile.Compile(test.query, target)
		_, planErr := compile.NewPlan(test.query, target, compile.PlanOptions{})
		for _, err := range []error{searchErr, planErr} {
			if test.want == "" {
				assert.NoError(t, err, "%v", test.query)
				continue
			}
			assert.EqualError(t, err, test.want, "%v", test.query)
			assert.False(t, errors.As(err, new(ast.Diagnostics)), "it is a mistake in Go code")
		}
	}

	for _, s := range []*schema.Schema{prompts, &same, schema.TestCase()} {
		filter, err := compile.Compile(parseOf(t, s, "tag:a = B"), qconnect.Session())
		require.NoError(t, err)
		assert.Equal(t, `{"tagFilter":{"tagCondition":{"key":"a","value":"B"}}}`, encode(t, filter))
		_, err = compile.Compile(parseOf(t, s, "name = a"), qconnect.Session())
		assert.EqualError(t, err, "1:1: a session's tagFilter has no condition on name; use tags alone, as in tag:team = billing")
	}
	q, err := decompile.Decode([]byte(`{"StringCondition": {"FieldName": "name", "Value": "a", "ComparisonType": "EXACT"}}`), searchOf(prompts), ast.Limits{})
	require.NoError(t, err)
	assert.Same(t, prompts, q.Schema())
}

// TestNilQuery: no query is the empty query of test cases.
func TestNilQuery(t *testing.T) {
	r, err := compile.Compile(nil, connect.TestCases())
	require.NoError(t, err)
	assert.Equal(t, "{}", encode(t, r))
	plan, err := compile.NewPlan(nil, connect.TestCases(), compile.PlanOptions{})
	require.NoError(t, err)
	assert.True(t, plan.Scan)
	assert.Len(t, plan.Requests, 1)
	_, err = compile.Compile(nil, qconnect.Session())
	assert.ErrorIs(t, err, ast.Code(codes.EmptyFilter))
}

// Trees that are built in Go have no places, and their errors say as much.
func TestWithoutText(t *testing.T) {
	x := ast.All(
		ast.Compare(ast.Name("name"), ast.OpNotIn, "a", "b"),
		ast.Any(ast.Compare(ast.Name("name"), ast.OpEqual, "c"), ast.Compare(ast.Tag("k\u202e"), ast.OpEqual, "1")),
		ast.Compare(ast.Tag("a"), ast.OpEqual, "1"),
	)
	_, err := compile.Compile(resolve(t, x), connect.TestCases())
	var ds ast.Diagnostics
	require.ErrorAs(t, err, &ds)
	require.Len(t, ds, 3)
	assert.Equal(t, "SearchTestCases has no not for name", ds[0].Message)
	assert.Equal(t, "one request cannot join name and tag:\"k\\u202e\" with or: its criteria and its tags must both hold", ds[1].Message)
	assert.Equal(t, `the tag key "k\u202e" has the character "\u202e"`, ds[2].Message)
}

func TestRequestJSON(t *testing.T) {
	r, err := compile.Compile(parse(t, "name *= a"), connect.TestCases())
	require.NoError(t, err)
	require.NotEmpty(t, r.Warnings)
	before := *r
	require.NoError(t, r.Set("MaxResults", 100))
	require.NoError(t, r.Set("InstanceId", "12345678-1234-1234-1234-123456789012"))
	assert.EqualError(t, r.Set("Instance", "a"), "compile: a request has no member Instance")
	assert.Error(t, r.Set("NextToken", func() {}))
	for _, name := range []string{"SearchFilter", "SearchCriteria"} { // without which more is found
		assert.EqualError(t, r.Set(name, nil), "compile: "+name+" is what the query asks for: change the query")
	}
	for _, nothing := range []any{nil, (*string)(nil), json.RawMessage(nil), json.RawMessage(" null ")} {
		require.NoError(t, r.Set("NextToken", "next"))
		require.NoError(t, r.Set("NextToken", nothing))
		assert.Nil(t, r.Member("NextToken"), "%#v", nothing)
	}
	assert.Nil(t, before.Member("InstanceId"), "a copy stays as it was")
	assert.Equal(t, "100", string(r.Member("MaxResults")))
	assert.Nil(t, r.Member("NextToken"))
	assert.Nil(t, new(compile.Request).Member("NextToken"))
	body, err := json.Marshal(r)
	require.NoError(t, err)
	assert.Equal(t, `{"InstanceId":"12345678-1234-1234-1234-123456789012","MaxResults":100,`+
		`"SearchCriteria":{"StringCondition":{"FieldName":"name","Value":"a","ComparisonType":"CONTAINS"}}}`, string(body))
}

// TestTakenApart: what a query was made into by With, and is none, is a plain error.
func TestTakenApart(t *testing.T) {
	q := parse(t, "name = a and tag:a = 1")
	for _, x := range []ast.Expr{
		&ast.Or{},
		&ast.Not{X: ast.All()},
		&ast.And{Terms: []ast.Expr{q.Expr(), &ast.Or{}}},
		&ast.Or{Terms: []ast.Expr{q.Expr(), ast.All()}},
		ast.Any(q.Expr(), ast.Compare(ast.Name("nome"), ast.OpEqual, "a")),
		&ast.Not{X: nil},
	} {
		part := q.With(x)
		_, searchErr := compile.Compile(part, connect.TestCases())
		_, filterErr := compile.Compile(part, qconnect.Session())
		_, planErr := compile.NewPlan(part, connect.TestCases(), compile.PlanOptions{AllowScan: true})
		for _, err := range []error{searchErr, filterErr, planErr} {
			assert.EqualError(t, err, "compile: the query has a field that its schema lacks, or an and or an or without terms", "%v", x)
		}
	}
	_, err := compile.NewPlan(q.With(ast.Any(q.Expr(), ast.Compare(ast.Name("name"), ast.OpEqual, "b"))), connect.TestCases(), compile.PlanOptions{})
	assert.NoError(t, err)
}
