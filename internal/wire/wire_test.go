package wire_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/wire"
)

// A form is one of the two requests.
type form func([]byte, wire.Options) (*wire.Program, error)

func filter(tagFilter string) string { return `{"SearchFilter":{"TagFilter":` + tagFilter + `}}` }

func criteria(c string) string { return `{"SearchCriteria":` + c + `}` }

func text(field, comparison, value string) string {
	return fmt.Sprintf(`{"StringCondition":{"FieldName":%q,"ComparisonType":%q,"Value":%q}}`, field, comparison, value)
}

func tag(key, value string) string { return fmt.Sprintf(`{"TagKey":%q,"TagValue":%q}`, key, value) }

// list returns a JSON list of n elements.
func list(n int, element string) string {
	return "[" + strings.TrimSuffix(strings.Repeat(element+",", n), ",") + "]"
}

// nested returns criteria that nest so deep.
func nested(depth int) string {
	b := strings.Repeat(`{"AndConditions":[`, depth-1) + `{"StatusCondition":"SAVED"}`
	return b + strings.Repeat(`,{"StatusCondition":"SAVED"}]}`, depth-1)
}

// record returns a record from texts such as name=x, status=SAVED and tag:a=1.
func record(parts ...string) wire.Record {
	r := wire.Record{Fields: map[string]string{}, Tags: map[string]string{}}
	for _, part := range parts {
		name, value, _ := strings.Cut(part, "=")
		key, isTag := strings.CutPrefix(name, "tag:")
		switch {
		case isTag:
			r.Tags[key] = value
		case name == "status":
			r.Status = value
		default:
			r.Fields[name] = value
		}
	}
	return r
}

func TestMatch(t *testing.T) {
	const (
		a, b, c = `{"TagKey":"a","TagValue":"1"}`, `{"TagKey":"b","TagValue":"2"}`, `{"TagKey":"c","TagValue":"3"}`
		x, y, z = `{"key":"a","value":"1"}`, `{"key":"b","value":"2"}`, `{"key":"c","value":"3"}`
	)
	saved := `{"StatusCondition":"SAVED"}`
	smoke := text("name", "STARTS_WITH", "smoke")
	eu := text("description", "CONTAINS", "eu")
	lenient := wire.Options{}
	strict := wire.Options{Strict: true}
	records := func(lines ...string) (list []wire.Record) {
		for _, line := range lines {
			list = append(list, record(strings.Fields(line)...))
		}
		return list
	}
	for _, test := range []struct {
		name         string
		form         form
		options      wire.Options
		in           string
		match, other []wire.Record
	}{
		{"neither", wire.Search, strict, `{}`, records("", "name=x", "tag:a=1"), nil},
		{"one tag", wire.Search, strict, filter(`{"TagCondition":` + a + `}`),
			records("tag:a=1", "tag:a=1 tag:b=2"), records("", "tag:a=", "tag:a=2", "tag:A=1", "tag:b=1", "a=1")},
		{"tag with an empty value", wire.Search, strict, filter(`{"TagCondition":{"TagKey":"a","TagValue":""}}`),
			records("tag:a="), records("", "tag:a=1")},
		{"key only", wire.Search, wire.Options{Strict: true, KeyOnly: true}, filter(`{"TagCondition":{"TagKey":"a"}}`),
			records("tag:a=", "tag:a=1"), records("", "tag:b=1")},
		{"and of tags", wire.Search, strict, filter(`{"AndConditions":[` + a + `,` + b + `]}`),
			records("tag:a=1 tag:b=2"), records("", "tag:a=1", "tag:b=2", "tag:a=2 tag:b=1")},
		{"or of rows", wire.Search, strict, filter(`{"OrConditions":[[` + a + `],[` + b + `,` + c + `]]}`),
			records("tag:a=1", "tag:b=2 tag:c=3"), records("", "tag:b=2", "tag:c=3")},
		{"one element", wire.Search, lenient, filter(`{"OrConditions":[[` + a + `]]}`), records("tag:a=1"), records("", "tag:b=2")},
		{"exact", wire.Search, strict, criteria(text("name", "EXACT", "ab")),
			records("name=ab"), records("", "name=", "name=a", "name=abc", "name=AB", "description=ab", "tag:name=ab")},
		{"exact and empty", wire.Search, strict, criteria(text("name", "EXACT", "")), records("name="), records("", "name=a")},
		{"prefix", wire.Search, strict, criteria(smoke),
			records("name=smoke", "name=smoke-1"), records("", "name=", "name=a-smoke", "name=Smoke", "description=smoke")},
		{"empty prefix", wire.Search, lenient, criteria(text("name", "STARTS_WITH", "")), records("name=", "name=a"), records("", "description=a")},
		{"contains", wire.Search, strict, criteria(eu), records("description=eu", "description=aeub"), records("", "description=e", "name=eu", "description=EU")},
		{"status", wire.Search, strict, criteria(saved), records("status=SAVED"), records("", "status=PUBLISHED", "name=SAVED")},
		{"and of criteria", wire.Search, strict, criteria(`{"AndConditions":[` + smoke + `,` + saved + `]}`),
			records("name=smoke status=SAVED"), records("", "name=smoke", "status=SAVED")},
		{"or of criteria", wire.Search, strict, criteria(`{"OrConditions":[` + smoke + `,` + saved + `]}`),
			records("name=smoke status=SAVED", "name=smoke", "status=SAVED"), records("", "name=x status=PUBLISHED")},
		{"nested criteria", wire.Search, strict, criteria(`{"AndConditions":[{"OrConditions":[` + smoke + `,{"AndConditions":[` + eu + `,` + eu + `]}]},` + saved + `]}`),
			records("name=smoke status=SAVED", "description=eu status=SAVED"), records("", "status=SAVED", "name=smoke description=eu")},
		{"both", wire.Search, strict, `{"SearchCriteria":` + saved + `,"SearchFilter":{"TagFilter":{"TagCondition":` + a + `}}}`,
			records("status=SAVED tag:a=1"), records("", "status=SAVED", "tag:a=1")},
		{"a page", wire.Search, lenient, `{"InstanceId":"12345678-1234-1234-1234-123456789012","NextToken":"x","MaxResults":100,"SearchCriteria":` + saved + `}`,
			records("status=SAVED"), records("")},
		{"an instance's ARN", wire.Search, lenient, `{"InstanceId":"arn:aws:connect:eu-west-2:123456789012:instance/12345678-1234-1234-1234-123456789012"}`, records(""), nil},
		{"empty objects", wire.Search, lenient, `{"SearchFilter":{},"SearchCriteria":{}}`, records("", "name=x"), nil},
		{"empty tag filter", wire.Search, lenient, `{"SearchFilter":{"TagFilter":{}},"SearchCriteria":` + saved + `}`, records("status=SAVED"), records("")},
		{"other tags", wire.Search, lenient, filter(`{"TagCondition":{"TagKey":"aws:é;","TagValue":"1"}}`), records("tag:aws:é;=1"), records("tag:a=1")},
		{"escapes and spaces", wire.Search, strict, " {\"Search\\u0043riteria\" :\r\n\t{ \"StringCondition\":{\"FieldName\":\"name\",\"Value\":\"\\\\\\u00e9\\ud83d\\ude00\\\\ud83d\",\"ComparisonType\":\"EXACT\"}}}\n",
			records(`name=\é😀\ud83d`), records("name=é")},

		{"folded exact", wire.Search, wire.Options{FoldCase: true}, criteria(text("name", "EXACT", "Kaſé")),
			records("name=kasé", "name=\u212aASÉ", "name=KaſÉ"), records("", "name=kase", "name=kaséx")},
		{"folded kelvin sign", wire.Search, wire.Options{FoldCase: true}, criteria(text("name", "EXACT", "\u212a")), records("name=k", "name=K", "name=\u212a"), records("name=x")},
		{"folded prefix", wire.Search, wire.Options{FoldCase: true}, criteria(text("name", "STARTS_WITH", "sK")),
			records("name=Skx", "name=ſ\u212ax"), records("name=xsk")},
		{"folded contains", wire.Search, wire.Options{FoldCase: true}, criteria(text("name", "CONTAINS", "σ")),
			records("name=xΣ", "name=ςx"), records("name=s")},
		{"tags are not folded", wire.Search, wire.Options{FoldCase: true}, filter(`{"TagCondition":{"TagKey":"a","TagValue":"b"}}`),
			records("tag:a=b"), records("tag:A=b", "tag:a=B")},
		{"status is not folded", wire.Search, wire.Options{FoldCase: true}, criteria(saved), records("status=SAVED"), records("status=saved")},

		{"session: one tag", wire.Session, strict, `{"tagCondition":` + x + `}`, records("tag:a=1"), records("", "tag:a=", "tag:a=2", "tag:A=1")},
		{"session: key only", wire.Session, strict, `{"tagCondition":{"key":"a"}}`, records("tag:a=", "tag:a=1"), records("", "tag:b=1")},
		{"session: and", wire.Session, strict, `{"andConditions":[` + x + `,` + y + `]}`, records("tag:a=1 tag:b=2"), records("", "tag:a=1", "tag:b=2")},
		{"session: or", wire.Session, strict, `{"orConditions":[{"tagCondition":` + x + `},{"andConditions":[` + y + `,` + z + `]}]}`,
			records("tag:a=1", "tag:b=2 tag:c=3"), records("", "tag:b=2", "tag:c=3")},
		{"session: one element", wire.Session, lenient, `{"orConditions":[{"andConditions":[` + x + `]}]}`, records("tag:a=1"), records("", "tag:b=2")},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := test.options
			for range 2 {
				p, err := test.form([]byte(test.in), o)
				require.NoError(t, err, test.in)
				require.NotEmpty(t, test.match)
				for _, r := range test.match {
					assert.True(t, p.Match(r), "Match(%v) of %s", r, test.in)
				}
				for _, r := range test.other {
					assert.False(t, p.Match(r), "Match(%v) of %s", r, test.in)
				}
				o.Strict = false // which takes all that strict takes
			}
		})
	}
	assert.True(t, new(wire.Program).Match(wire.Record{}), "the zero Program")
	_, err := wire.Search([]byte(criteria(smoke)), wire.Options{FieldNames: []string{}})
	assert.NoError(t, err, "no field names stand for the default")
}

// TestRefusals has requests that are wrong in both forms, or in the strict one.
func TestRefusals(t *testing.T) {
	const (
		a     = `{"TagKey":"a","TagValue":"1"}`
		x     = `{"key":"a","value":"1"}`
		saved = `{"StatusCondition":"SAVED"}`
		both  = "=" // the strict form says the same
	)
	one := func(tag string) string { return filter(`{"TagCondition":` + tag + `}`) }
	const (
		filterPath = "SearchFilter.TagFilter"
		oneSearch  = "one member is wanted of TagCondition, AndConditions and OrConditions"
		oneCrit    = "one member is wanted of StringCondition, StatusCondition, AndConditions and OrConditions"
		all        = "all are wanted of FieldName, Value and ComparisonType"
	)
	long := func(n int) string { return strings.Repeat("é", n) }
	for _, test := range []struct {
		name            string
		form            form
		options         wire.Options
		in              string
		lenient, strict string
	}{
		// JSON
		{"nothing", wire.Search, wire.Options{}, ` `, `the JSON ends too early`, both},
		{"cut in an object", wire.Search, wire.Options{}, `{"SearchFilter":{`, `SearchFilter: the JSON ends too early`, both},
		{"cut in a list", wire.Session, wire.Options{}, `{"andConditions":[` + x, `andConditions: the JSON ends too early`, both},
		{"cut after a comma", wire.Session, wire.Options{}, `{"andConditions":[` + x + `, `, `andConditions: the JSON ends too early`, both},
		{"cut in a string", wire.Session, wire.Options{}, `{"tagCondition":{"key":"a`, `tagCondition.key: the JSON ends too early`, both},
		{"no JSON", wire.Search, wire.Options{}, `{"SearchFilter" {}}`, `SearchFilter: this is not JSON, at byte 16`, both},
		{"comma before the end", wire.Session, wire.Options{}, `{"tagCondition":{"key":"a",}}`, `tagCondition: this is not JSON, at byte 27`, both},
		{"comma before the end of a list", wire.Session, wire.Options{}, `{"andConditions":[` + x + `,]}`, `andConditions[1]: this is not JSON, at byte 42`, both},
		{"wrong end", wire.Session, wire.Options{}, `{"andConditions":[` + x + `}`, `andConditions: this is not JSON, at byte 41`, both},
		{"control character", wire.Session, wire.Options{}, "{\"tagCondition\":{\"key\":\"\n\"}}", `tagCondition.key: this is not JSON, at byte 23`, both},
		{"byte order mark", wire.Search, wire.Options{}, "\ufeff{}", `this is not JSON, at byte 0`, both},
		{"no UTF-8", wire.Search, wire.Options{}, "{\"é\xff\"}", `byte 4 is not UTF-8`, both},
		{"half of a pair", wire.Search, wire.Options{}, one(`{"TagKey":"\ud83d"}`), filterPath + `.TagCondition.TagKey: half of a surrogate pair is no text`, both},
		{"half of a pair before text", wire.Search, wire.Options{}, one(`{"TagKey":"\ud83dabcdefgh"}`), filterPath + `.TagCondition.TagKey: half of a surrogate pair is no text`, both},
		{"half of a pair twice", wire.Search, wire.Options{}, one(`{"TagKey":"\\\ud83d\ud83d"}`), filterPath + `.TagCondition.TagKey: half of a surrogate pair is no text`, both},
		{"pair the wrong way round", wire.Search, wire.Options{}, one(`{"TagKey":"\ude00\ud83d"}`), filterPath + `.TagCondition.TagKey: half of a surrogate pair is no text`, both},
		{"something behind", wire.Search, wire.Options{}, "{} \n{}", `nothing may follow the request, and there is something at byte 4`, both},
		{"brace behind", wire.Search, wire.Options{}, `{}}`, `nothing may follow the request, and there is something at byte 2`, both},

		// Types and members
		{"not an object", wire.Search, wire.Options{}, `[]`, `an object is wanted, not a list`, both},
		{"null", wire.Search, wire.Options{}, `null`, `an object is wanted, not null`, both},
		{"null member", wire.Search, wire.Options{}, `{"SearchFilter":null}`, `SearchFilter: an object is wanted, not null`, both},
		{"null list", wire.Search, wire.Options{}, filter(`{"OrConditions":null}`), filterPath + `.OrConditions: a list is wanted, not null`, both},
		{"null row", wire.Search, wire.Options{}, filter(`{"OrConditions":[[` + a + `],null]}`), filterPath + `.OrConditions[1]: a list is wanted, not null`, both},
		{"null tag value", wire.Search, wire.Options{}, one(`{"TagKey":"a","TagValue":null}`), filterPath + `.TagCondition.TagValue: a string is wanted, not null`, both},
		{"null beside a condition", wire.Search, wire.Options{}, criteria(`{"StatusCondition":"SAVED","AndConditions":null}`), `SearchCriteria.AndConditions: one member may be set, and StatusCondition is`, both},
		{"number", wire.Search, wire.Options{}, one(`{"TagKey":1}`), filterPath + `.TagCondition.TagKey: a string is wanted, not a number`, both},
		{"boolean", wire.Search, wire.Options{}, one(`{"TagKey":true}`), filterPath + `.TagCondition.TagKey: a string is wanted, not a boolean`, both},
		{"object for a list", wire.Session, wire.Options{}, `{"andConditions":` + x + `}`, `andConditions: a list is wanted, not an object`, both},
		{"string for an object", wire.Session, wire.Options{}, `{"andConditions":["a"]}`, `andConditions[0]: an object is wanted, not a string`, both},
		{"unknown member", wire.Search, wire.Options{}, `{"SearchFilter":{"TagFitler":{}}}`, `SearchFilter: unknown member "TagFitler": there is only TagFilter`, both},
		{"long unknown member", wire.Search, wire.Options{}, `{"` + long(1000) + `":1}`, `unknown member "` + long(40) + `"…: there is only SearchFilter, SearchCriteria, InstanceId, NextToken and MaxResults`, `unknown member "` + long(40) + `"…: there is only SearchFilter and SearchCriteria`},
		{"case of a member", wire.Search, wire.Options{}, `{"searchFilter":{}}`, `unknown member "searchFilter": there is only SearchFilter, SearchCriteria, InstanceId, NextToken and MaxResults`, `unknown member "searchFilter": there is only SearchFilter and SearchCriteria`},
		{"the other API's member", wire.Session, wire.Options{}, `{"tagCondition":` + a + `}`, `tagCondition: unknown member "TagKey": there is only key and value`, both},
		{"member twice", wire.Search, wire.Options{}, one(`{"TagKey":"a","TagKey":"a"}`), filterPath + `.TagCondition: TagKey is there twice`, both},
		{"member of a union twice", wire.Session, wire.Options{}, `{"tagCondition":` + x + `,"tag\u0043ondition":` + x + `}`, `tagCondition is there twice`, both},

		// Nodes
		{"two members of a filter", wire.Search, wire.Options{}, filter(`{"TagCondition":` + a + `,"AndConditions":[` + a + `]}`), filterPath + `.AndConditions: one member may be set, and TagCondition is`, both},
		{"two members of criteria", wire.Search, wire.Options{}, criteria(`{"OrConditions":[` + saved + `,` + saved + `],"StatusCondition":"SAVED"}`), `SearchCriteria.StatusCondition: one member may be set, and OrConditions is`, both},
		{"two members of a session's filter", wire.Session, wire.Options{}, `{"tagCondition":` + x + `,"andConditions":[` + x + `]}`, `andConditions: one member may be set, and tagCondition is`, both},
		{"two members of a session's or", wire.Session, wire.Options{}, `{"orConditions":[{"tagCondition":` + x + `,"andConditions":[` + x + `,` + x + `]},{"tagCondition":` + x + `}]}`, `orConditions[0].andConditions: one member may be set, and tagCondition is`, both},
		{"no member of a search filter", wire.Search, wire.Options{}, `{"SearchFilter":{}}`, ``, `SearchFilter: one member is wanted of TagFilter`},
		{"no member of a tag filter", wire.Search, wire.Options{}, filter(`{}`), ``, filterPath + `: ` + oneSearch},
		{"no member of the criteria", wire.Search, wire.Options{}, criteria(`{}`), ``, `SearchCriteria: ` + oneCrit},
		{"no member of nested criteria", wire.Search, wire.Options{}, criteria(`{"OrConditions":[` + saved + `,{}]}`), `SearchCriteria.OrConditions[1]: ` + oneCrit, both},
		{"no member of a session's filter", wire.Session, wire.Options{}, `{}`, `one member is wanted of tagCondition, andConditions and orConditions`, both},
		{"no member of a session's or", wire.Session, wire.Options{}, `{"orConditions":[{},{}]}`, `orConditions[0]: one member is wanted of tagCondition and andConditions`, both},
		{"or in a session's or", wire.Session, wire.Options{}, `{"orConditions":[{"orConditions":[]}]}`, `orConditions[0]: unknown member "orConditions": there is only tagCondition and andConditions`, both},
		{"empty and", wire.Search, wire.Options{}, filter(`{"AndConditions":[]}`), filterPath + `.AndConditions: 1 or more elements are wanted, not 0`, filterPath + `.AndConditions: 2 or more elements are wanted, not 0`},
		{"empty or", wire.Search, wire.Options{}, criteria(`{"OrConditions":[]}`), `SearchCriteria.OrConditions: 1 or more elements are wanted, not 0`, `SearchCriteria.OrConditions: 2 or more elements are wanted, not 0`},
		{"empty row", wire.Search, wire.Options{}, filter(`{"OrConditions":[[` + a + `],[]]}`), filterPath + `.OrConditions[1]: 1 or more elements are wanted, not 0`, both},
		{"and of one", wire.Search, wire.Options{}, filter(`{"AndConditions":[` + a + `]}`), ``, filterPath + `.AndConditions: 2 or more elements are wanted, not 1`},
		{"one row", wire.Search, wire.Options{}, filter(`{"OrConditions":[[` + a + `,` + a + `]]}`), ``, filterPath + `.OrConditions: 2 or more elements are wanted, not 1`},
		{"criteria: and of one", wire.Search, wire.Options{}, criteria(`{"AndConditions":[` + saved + `]}`), ``, `SearchCriteria.AndConditions: 2 or more elements are wanted, not 1`},
		{"session: and of one", wire.Session, wire.Options{}, `{"orConditions":[{"tagCondition":` + x + `},{"andConditions":[` + x + `]}]}`, ``, `orConditions[1].andConditions: 2 or more elements are wanted, not 1`},
		{"session: or of one", wire.Session, wire.Options{}, `{"orConditions":[{"tagCondition":` + x + `}]}`, ``, `orConditions: 2 or more elements are wanted, not 1`},
		{"flat or", wire.Search, wire.Options{}, filter(`{"OrConditions":[` + a + `]}`), filterPath + `.OrConditions[0]: a list is wanted, not an object`, both},
		{"nested in an or's row", wire.Search, wire.Options{}, filter(`{"OrConditions":[[{"AndConditions":[]}]]}`), filterPath + `.OrConditions[0][0]: unknown member "AndConditions": there is only TagKey and TagValue`, both},

		// Conditions
		{"no field name", wire.Search, wire.Options{}, criteria(`{"StringCondition":{"Value":"x","ComparisonType":"EXACT"}}`), `SearchCriteria.StringCondition: ` + all, both},
		{"no operand", wire.Search, wire.Options{}, criteria(`{"StringCondition":{"FieldName":"name","ComparisonType":"EXACT"}}`), `SearchCriteria.StringCondition: ` + all, both},
		{"no comparison", wire.Search, wire.Options{}, criteria(`{"StringCondition":{"FieldName":"name","Value":"x"}}`), `SearchCriteria.StringCondition: ` + all, both},
		{"unknown field name", wire.Search, wire.Options{}, criteria(text("Name", "EXACT", "x")), `SearchCriteria.StringCondition.FieldName: unknown value "Name": there is only name and description`, both},
		{"other field names", wire.Search, wire.Options{FieldNames: []string{"description"}}, criteria(text("name", "EXACT", "x")), `SearchCriteria.StringCondition.FieldName: unknown value "name": there is only description`, both},
		{"unknown comparison", wire.Search, wire.Options{}, criteria(text("name", "exact", "x")), `SearchCriteria.StringCondition.ComparisonType: unknown value "exact": there is only STARTS_WITH, CONTAINS and EXACT`, both},
		{"unknown status", wire.Search, wire.Options{}, criteria(`{"StatusCondition":"saved"}`), `SearchCriteria.StatusCondition: unknown value "saved": there is only PUBLISHED and SAVED`, both},
		{"empty status", wire.Search, wire.Options{}, criteria(`{"StatusCondition":""}`), `SearchCriteria.StatusCondition: unknown value "": there is only PUBLISHED and SAVED`, both},
		{"empty prefix", wire.Search, wire.Options{}, criteria(text("name", "STARTS_WITH", "")), ``, `SearchCriteria.StringCondition: an empty STARTS_WITH asks for nothing but the field`},
		{"empty contains", wire.Search, wire.Options{}, criteria(text("name", "CONTAINS", "")), ``, `SearchCriteria.StringCondition: an empty CONTAINS asks for nothing but the field`},
		{"short contains", wire.Search, wire.Options{ContainsMin: 2}, criteria(text("name", "CONTAINS", "é")), `SearchCriteria.StringCondition: a CONTAINS of length 1 gives invalid results`, both},
		{"long contains", wire.Search, wire.Options{ContainsMax: 25}, criteria(text("name", "CONTAINS", long(26))), `SearchCriteria.StringCondition: a CONTAINS of length 26 gives invalid results`, both},
		{"no key", wire.Search, wire.Options{}, one(`{"TagValue":"1"}`), filterPath + `.TagCondition: TagKey is missing`, both},
		{"no value", wire.Search, wire.Options{}, one(`{"TagKey":"a"}`), filterPath + `.TagCondition: TagValue is missing, and what that means is not documented`, both},
		{"empty key", wire.Search, wire.Options{}, one(tag("", "1")), ``, filterPath + `.TagCondition.TagKey: a text of 1 to 128 characters is wanted, and this has 0`},
		{"long key", wire.Search, wire.Options{}, one(tag(long(129), "1")), ``, filterPath + `.TagCondition.TagKey: a text of 1 to 128 characters is wanted, and this has 129`},
		{"long value", wire.Search, wire.Options{}, one(tag("a", long(257))), ``, filterPath + `.TagCondition.TagValue: a text of 0 to 256 characters is wanted, and this has 257`},
		{"reserved key", wire.Search, wire.Options{}, one(tag("aws:x", "1")), ``, filterPath + `.TagCondition.TagKey: "aws:x" begins with aws:, which is reserved`},
		{"character of a key", wire.Search, wire.Options{}, one(tag("a;b", "1")), ``, filterPath + `.TagCondition.TagKey: the key "a;b" has the character ';', which no key has`},
		{"too many tags", wire.Search, wire.Options{}, filter(`{"AndConditions":` + list(26, a) + `}`), ``, filterPath + `.AndConditions[25]: a request may have 25 tag conditions`},
		{"too many tags in rows", wire.Search, wire.Options{MaxTagConditions: 3}, filter(`{"OrConditions":` + list(2, `[`+a+`,`+a+`]`) + `}`), ``, filterPath + `.OrConditions[1][1]: a request may have 3 tag conditions`},
		{"session: no key", wire.Session, wire.Options{}, `{"tagCondition":{}}`, `tagCondition: key is missing`, both},
		{"session: empty key", wire.Session, wire.Options{}, `{"tagCondition":{"key":""}}`, `tagCondition.key: a text of 1 to 128 characters is wanted, and this has 0`, both},
		{"session: long key", wire.Session, wire.Options{}, `{"tagCondition":{"key":"` + strings.Repeat("a", 129) + `"}}`, `tagCondition.key: a text of 1 to 128 characters is wanted, and this has 129`, both},
		{"session: empty value", wire.Session, wire.Options{}, `{"tagCondition":{"key":"a","value":""}}`, `tagCondition.value: a text of 1 to 256 characters is wanted, and this has 0`, both},
		{"session: long value", wire.Session, wire.Options{}, `{"tagCondition":{"key":"a","value":"` + long(257) + `"}}`, `tagCondition.value: a text of 1 to 256 characters is wanted, and this has 257`, both},
		{"session: reserved key", wire.Session, wire.Options{}, `{"tagCondition":{"key":"aws:x"}}`, `tagCondition.key: "aws:x" begins with aws:, which is reserved`, both},
		{"session: character of a key", wire.Session, wire.Options{}, `{"tagCondition":{"key":"a b"}}`, `tagCondition.key: the key "a b" has the character ' ', which no key has`, both},

		// The rest of a search
		{"instance", wire.Search, wire.Options{}, `{"InstanceId":"12345678-1234-1234-1234-12345678901G"}`, `InstanceId: "12345678-1234-1234-1234-12345678901G" is no ID and no ARN of an instance`, `unknown member "InstanceId": there is only SearchFilter and SearchCriteria`},
		{"long instance", wire.Search, wire.Options{}, `{"InstanceId":"arn:aws:connect:eu-` + strings.Repeat("a", 200) + `-2:1:instance/12345678-1234-1234-1234-123456789012"}`, `InstanceId: "arn:aws:connect:eu-` + strings.Repeat("a", 21) + `"… is no ID and no ARN of an instance`, `unknown member "InstanceId": there is only SearchFilter and SearchCriteria`},
		{"token", wire.Search, wire.Options{}, `{"NextToken":""}`, `NextToken: a text of 1 to 2500 characters is wanted, and this has 0`, `unknown member "NextToken": there is only SearchFilter and SearchCriteria`},
		{"results", wire.Search, wire.Options{}, `{"MaxResults":101}`, `MaxResults: an integer from 1 to 100 is wanted`, `unknown member "MaxResults": there is only SearchFilter and SearchCriteria`},
		{"no results", wire.Search, wire.Options{}, `{"MaxResults":0}`, `MaxResults: an integer from 1 to 100 is wanted`, `unknown member "MaxResults": there is only SearchFilter and SearchCriteria`},
		{"half a result", wire.Search, wire.Options{}, `{"MaxResults":1.5}`, `MaxResults: an integer from 1 to 100 is wanted`, `unknown member "MaxResults": there is only SearchFilter and SearchCriteria`},
		{"results as text", wire.Search, wire.Options{}, `{"MaxResults":"5"}`, `MaxResults: a number is wanted, not a string`, `unknown member "MaxResults": there is only SearchFilter and SearchCriteria`},
		{"page", wire.Search, wire.Options{}, `{"MaxResults":5,"NextToken":"x"}`, ``, `unknown member "MaxResults": there is only SearchFilter and SearchCriteria`},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.strict == both {
				test.strict = test.lenient
			}
			for _, strict := range []bool{false, true} {
				want := map[bool]string{false: test.lenient, true: test.strict}[strict]
				test.options.Strict = strict
				p, err := test.form([]byte(test.in), test.options)
				if want == "" {
					assert.NoError(t, err, "lenient, %s", test.in)
					continue
				}
				assert.EqualError(t, err, want, "strict %t, %s", strict, test.in)
				assert.Nil(t, p)
				wrong := new(wire.Error)
				require.ErrorAs(t, err, &wrong)
				assert.LessOrEqual(t, wrong.Offset, len(test.in))
				assert.Less(t, len(wrong.Message), 200, "%s", wrong.Message)
			}
		})
	}
}

// TestTagKeys asks of each character whether a key may have it.
func TestTagKeys(t *testing.T) {
	const search, session = "azAZ09_.:/=+-@ é٣\u2028", "azAZ09_.:/=+-,;<"
	in := 0
	for _, r := range search + session + "!\"#$%&'()*>?[\\]^`{|}~\x00\x7f\u00ad\u0301😀" {
		_, err := wire.Search([]byte(filter(`{"TagCondition":`+jsonTag("TagKey", "TagValue", string(r))+`}`)), wire.Options{Strict: true})
		assert.Equal(t, strings.ContainsRune(search, r), err == nil, "a search's key %q: %v", r, err)
		_, err = wire.Session([]byte(`{"tagCondition":`+jsonTag("key", "value", string(r))+`}`), wire.Options{})
		assert.Equal(t, strings.ContainsRune(session, r), err == nil, "a session's key %q: %v", r, err)
		if err == nil {
			in++
		}
	}
	require.Greater(t, in, len(session)-1)
}

func TestLengths(t *testing.T) {
	for _, in := range []string{
		filter(`{"TagCondition":` + tag(strings.Repeat("é", 128), strings.Repeat("é", 256)) + `}`),
		filter(`{"AndConditions":` + list(25, tag("a", "")) + `}`),
		criteria(nested(100)),
	} {
		_, err := wire.Search([]byte(in), wire.Options{Strict: true})
		assert.NoError(t, err, "%.100s", in)
	}
	_, err := wire.Search([]byte(filter(`{"AndConditions":`+list(26, tag("a", ""))+`}`)), wire.Options{Strict: true, MaxTagConditions: 26})
	assert.NoError(t, err, "MaxTagConditions")
	_, err = wire.Session([]byte(`{"andConditions":`+list(1000, `{"key":"`+strings.Repeat("a", 128)+`","value":"`+strings.Repeat("é", 256)+`"}`)+`}`), wire.Options{Strict: true})
	assert.NoError(t, err, "a session's filter")
	for _, size := range []int{2, 25} {
		_, err = wire.Search([]byte(criteria(text("name", "CONTAINS", strings.Repeat("é", size)))), wire.Options{ContainsMin: 2, ContainsMax: 25})
		assert.NoError(t, err, "a CONTAINS of %d", size)
	}
}

func TestNesting(t *testing.T) {
	p, err := wire.Search([]byte(criteria(nested(1000))), wire.Options{})
	require.NoError(t, err)
	assert.True(t, p.Match(record("status=SAVED")))
	assert.False(t, p.Match(record("status=PUBLISHED")))

	for _, test := range []struct {
		depth   int
		options wire.Options
		message string
	}{
		{101, wire.Options{Strict: true}, "criteria may nest 100 deep"},
		{1001, wire.Options{}, "criteria may nest 1000 deep"},
	} {
		_, err := wire.Search([]byte(criteria(nested(test.depth))), test.options)
		wrong := new(wire.Error)
		require.ErrorAs(t, err, &wrong)
		assert.Equal(t, test.message, wrong.Message)
		assert.Equal(t, test.depth-1, strings.Count(wrong.Path, ".AndConditions[0]"))
		assert.Regexp(t, `^SearchCriteria\.AndConditions\[0\]\..{20,}….*\.AndConditions\[0\]: `+test.message+`$`, err.Error())
		assert.Less(t, len(err.Error()), 200)
	}
}

// TestSize has inputs of ten megabytes that must not cost more than they are
// worth, let alone the stack.
func TestSize(t *testing.T) {
	size := effort.Cases(2<<20, 10<<20)
	for name, in := range map[string]string{
		"brackets":         strings.Repeat("[", size),
		"braces":           strings.Repeat("{", size),
		"criteria":         `{"SearchCriteria":` + strings.Repeat(`{"AndConditions":[`, size/18),
		"space":            strings.Repeat(" ", size),
		"unknown member":   `{"` + strings.Repeat("a", size) + `":1}`,
		"end of the UTF-8": strings.Repeat("é", size/2) + "\xff",
		"value":            `{"MaxResults":` + strings.Repeat("1", size) + `}`,
		"status":           criteria(`{"StatusCondition":"` + strings.Repeat("a", size) + `"}`),
		"reserved key":     `{"tagCondition":{"key":"aws:` + strings.Repeat("a", size) + `"}}`,
		"backslashes":      filter(`{"TagCondition":{"TagKey":"` + strings.Repeat(`\\`, size/2) + `"}}`),
	} {
		for _, form := range []form{wire.Search, wire.Session} {
			_, err := form([]byte(in), wire.Options{})
			wrong := new(wire.Error)
			require.True(t, errors.As(err, &wrong), "%s: %v", name, err)
			assert.Less(t, len(err.Error()), 300, name)
		}
	}
	p, err := wire.Search([]byte(criteria(`{"OrConditions":`+list(size/16/27, `{"StatusCondition":"SAVED"}`)+`}`)), wire.Options{Strict: true})
	require.NoError(t, err)
	assert.True(t, p.Match(record("status=SAVED")))
}
