package compile_test

import (
	"strings"
	"testing"

	"github.com/searchfilter/searchfilter/qconnect"
)

func TestTagFilter(t *testing.T) {
	for name, tests := range map[string][]compileTest{
		"shapes": {
			{query: `tag:BPO=123`, json: `{"tagCondition":{"key":"BPO","value":"123"}}`},
			{query: `tag:a exists`, json: `{"tagCondition":{"key":"a"}}`},
			{query: `tag:a=1 and tag:b exists`, json: `{"andConditions":[{"key":"a","value":"1"},{"key":"b"}]}`},
			{query: `tag:a in (1, 2)`, json: `{"orConditions":[{"tagCondition":{"key":"a","value":"1"}},{"tagCondition":{"key":"a","value":"2"}}]}`},
			{
				query: `tag:a=1 or tag:b=2 and tag:c=3`,
				json:  `{"orConditions":[{"tagCondition":{"key":"a","value":"1"}},{"andConditions":[{"key":"b","value":"2"},{"key":"c","value":"3"}]}]}`,
			},
			{
				query: `(tag:a=1 or tag:b=2) and tag:c=3`,
				json:  `{"orConditions":[{"andConditions":[{"key":"a","value":"1"},{"key":"c","value":"3"}]},{"andConditions":[{"key":"b","value":"2"},{"key":"c","value":"3"}]}]}`,
			},
		},
		"absorption": {
			{query: `tag:a=1 or tag:a exists`, json: `{"tagCondition":{"key":"a"}}`},
			{query: `tag:a=1 and tag:a exists`, json: `{"tagCondition":{"key":"a","value":"1"}}`},
			{query: `tag:a exists and tag:b=1 or tag:a=1 and tag:b=1 and tag:c=1`, json: `{"andConditions":[{"key":"a"},{"key":"b","value":"1"}]}`},
			{
				query: `(tag:a exists or tag:b=1) and (tag:a=1 or tag:c=1)`,
				json:  `{"orConditions":[{"tagCondition":{"key":"a","value":"1"}},{"andConditions":[{"key":"a"},{"key":"c","value":"1"}]},{"andConditions":[{"key":"b","value":"1"},{"key":"c","value":"1"}]}]}`,
			},
			{query: `tag:a exists or tag:b=1`, json: `{"orConditions":[{"tagCondition":{"key":"a"}},{"tagCondition":{"key":"b","value":"1"}}]}`},
		},
		"rows that nothing meets": {
			{
				query: `tag:a=1 and tag:a=2 and tag:a exists or tag:b=1`,
				json:  `{"tagCondition":{"key":"b","value":"1"}}`,
				warnings: []string{
					"contradiction [tag:a=2] nothing meets both `tag:a = 1` and `tag:a = 2`; join them with or if one of them is enough",
				},
			},
		},
		"the empty query": {
			{query: ``, errors: []string{
				"empty-filter [] the query is empty, and there is no empty filter; leave the member out to let everything through",
			}},
		},
		"conditions on fields": {
			{query: `name = a and (tag:a=1 or status != SAVED) and modified in (2026-01-31, 2026-02-01)`, errors: []string{
				"inexpressible [name] a session's tagFilter has no condition on name; use tags alone, as in tag:team = billing",
				"inexpressible [status] a session's tagFilter has no condition on status; use tags alone, as in tag:team = billing",
				"inexpressible [modified] a session's tagFilter has no condition on modified; use tags alone, as in tag:team = billing",
			}},
		},
		"operators": {
			{query: `tag:a != 1 and not tag:b exists and tag:c ^= x or tag:d *= ""`, errors: []string{
				"inexpressible [tag:a != 1] a session's tagFilter has no not for tag:a; name the values that are wanted, with = or in",
				"inexpressible [not tag:b exists] a session's tagFilter has no not for tag:b; name the values that are wanted, with = or in",
				"inexpressible [tag:c ^= x] a session's tagFilter has no ^= for tag:c; name the values that are wanted, with = or in",
				"inexpressible [tag:d *= \"\"] a session's tagFilter has no *= for tag:d; write `tag:d exists`",
			}},
		},
		"tags that the rules forbid": {
			{query: `tag:"cost center"=1 and tag:é=1 and tag:a@b exists and tag:aws:x=1 and tag:a=""`, errors: []string{
				`forbidden-tag [tag:"cost center"] the tag key "cost center" has the character " "; a key is made of letters a to z and A to Z, digits and + , - . / : ; < = _`,
				`forbidden-tag [tag:é] the tag key "é" has the character "é"; a key is made of letters a to z and A to Z, digits and + , - . / : ; < = _`,
				`forbidden-tag [tag:a@b] the tag key "a@b" has the character "@"; a key is made of letters a to z and A to Z, digits and + , - . / : ; < = _`,
				`forbidden-tag [tag:aws:x] the tag key "aws:x" begins with aws:; keys that begin so are the service's own`,
				`forbidden-tag [""] the value of tag:a has 0 characters; a value has 1 to 256`,
			}},
			{query: "tag:a=" + strings.Repeat("x", 257), errors: []string{
				"forbidden-tag [" + strings.Repeat("x", 257) + "] the value of tag:a has 257 characters; a value has 1 to 256",
			}},
			// The pattern's range from + to = has digits and these.
			{query: `tag:"aZ09_+,-./:;<=" = "é @"`, json: `{"tagCondition":{"key":"aZ09_+,-./:;\u003c=","value":"é @"}}`},
			{query: `tag:"*" = 1 or tag:">" = 1 or tag:"^" = 1 or tag:"` + "`" + `" = 1`, errors: []string{
				`forbidden-tag [tag:"*"] the tag key "*" has the character "*"; a key is made of letters a to z and A to Z, digits and + , - . / : ; < = _`,
				`forbidden-tag [tag:">"] the tag key ">" has the character ">"; a key is made of letters a to z and A to Z, digits and + , - . / : ; < = _`,
				`forbidden-tag [tag:"^"] the tag key "^" has the character "^"; a key is made of letters a to z and A to Z, digits and + , - . / : ; < = _`,
				"forbidden-tag [tag:\"`\"] the tag key \"`\" has the character \"`\"; a key is made of letters a to z and A to Z, digits and + , - . / : ; < = _",
			}},
		},
	} {
		t.Run(name, func(t *testing.T) { run(t, tagFilter, qconnect.Session(), tests) })
	}

	t.Run("limits", func(t *testing.T) {
		target := qconnect.Session()
		target.MaxTerms, target.MaxTagConditions = 2, 1
		run(t, tagFilter, target, []compileTest{
			{query: `tag:a in (1, 2, 3)`, errors: []string{
				"too-many-terms [tag:a in (1, 2, 3)] as an or of ands this has 3 rows, and the limit is 2; join fewer ors with and, or raise Target.MaxTerms",
			}},
			{query: `tag:a in (1, 2)`, errors: []string{
				"too-many-tag-conditions [tag:a in (1, 2)] the tag filter has 2 conditions, and the limit is 1; ask for fewer tags, or raise Target.MaxTagConditions",
			}},
		})
	})
}
