package fuzz_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/searchfilter/searchfilter/fuzz"
	"github.com/searchfilter/searchfilter/internal/cases"
)

// A kindCase is a query about records of fuzz.Kinds, for the conformance suite, with
// what a person says of it.
type kindCase struct {
	name      string
	input     fuzz.QueryInput
	canonical string   // if it is not the query
	errors    []string // of a query that is not accepted: codes, and what they are about

	match, other []string // records that it selects, and that it does not
	refused      []string // what is no record, if it is read for the query
}

// queryCase returns the suite's case.
func (c kindCase) queryCase(t *testing.T) fuzz.QueryCase {
	in := c.input
	in.Schema, in.Now = fuzz.Kinds, cases.Now
	q := fuzz.QueryCase{Name: c.name, Input: in, Want: fuzz.QueryWant{Parse: ours.Parse(in)}}
	var errors []string
	for _, d := range q.Want.Parse.Diagnostics {
		errors = append(errors, string(d.Code)+" "+in.Query[d.Span.Start.Offset:d.Span.End.Offset])
	}
	assert.Equal(t, c.errors, errors, "%s", c.name)
	if c.canonical == "" && c.errors == nil {
		c.canonical = in.Query
	}
	assert.Equal(t, c.canonical, q.Want.Parse.Canonical, "%s", c.name)
	for i, list := range [][]string{c.match, c.other} {
		for _, record := range list {
			q.Want.Records = append(q.Want.Records, fuzz.RecordVerdict{Record: json.RawMessage(record), Match: i == 0})
		}
	}
	for _, text := range c.refused {
		q.Want.Refused = append(q.Want.Refused, fuzz.AnyText(text))
	}
	return q
}

func asked(query string) fuzz.QueryInput { return fuzz.QueryInput{Query: query} }

var kindCases = []kindCase{
	{
		name:  "kind-text/no-other-type",
		input: asked("title != 1"),
		match: []string{`{}`, `{"Title": null}`, `{"Title": ""}`, `{"Title": "1.0"}`, `{"Title": "x", "Size": "many", "Size": 1}`},
		other: []string{`{"Title": "1"}`, `{"Titl\u0065": "\u0031"}`},
		refused: []string{
			`{"Title": 1}`, `{"Title": true}`, `{"Title": ["1"]}`, `{"Title": {}}`,
			`{"Title": "1", "Title": "1"}`, `{"Title": "1", "T\u0069tle": null}`,
			"{\"Title\": \"\xff\"}", `{"Title": "\ud83d"}`, `{"Title": "1"`, `["1"]`, ``,
		},
	},
	{
		name:    "kind-text/tags",
		input:   asked("tag:a != 1"),
		match:   []string{`{}`, `{"Tags": null}`, `{"Tags": {"a": null, "A": "1"}}`, `{"Tags": {"a": "2", "b": 1, "b": 2}}`},
		other:   []string{`{"Tags": {"a": "1"}}`},
		refused: []string{`{"Tags": {"a": 1}}`, `{"Tags": {"a": "1", "a": "2"}}`, `{"Tags": []}`, `{"Tags": "a"}`, `{"Tags": {}, "Tags": {}}`, "{\"Tags\": {\"a\": \"\xc3\"}}"},
	},
	{
		name:      "kind-enum/unknown-value-of-a-record",
		input:     asked("state not in (open, CLOSED)"),
		canonical: "state not in (OPEN, CLOSED)",
		match:     []string{`{"State": "LOST"}`, `{"State": "NEW"}`, `{"State": "open"}`, `{}`},
		other:     []string{`{"State": "OPEN"}`, `{"State": "CLOSED"}`},
		refused:   []string{`{"State": true}`, `{"State": 0}`},
	},

	{
		name:      "kind-enum/any-case-of-a-query",
		input:     asked("STATE = lost or state exists and state != Open"),
		canonical: "state = LOST or state exists and state != OPEN",
		match:     []string{`{"State": "LOST"}`, `{"State": "CLOSED"}`, `{"State": "Open"}`},
		other:     []string{`{"State": "OPEN"}`, `{"State": null}`, `{}`},
	},
	{name: "kind-enum/in", input: asked("state in (open, lost)"), canonical: "state in (OPEN, LOST)", match: []string{`{"State": "LOST"}`}, other: []string{`{"State": "lost"}`, `{}`}},

	{
		name:      "kind-bool/true",
		input:     asked("active = True"),
		canonical: "active = true",
		match:     []string{`{"Flags": {"Active": true}}`},
		other:     []string{`{"Flags": {"Active": false}}`, `{"Flags": {"Active": null}}`, `{"Flags": {}}`, `{"Flags": null}`, `{}`, `{"Active": true}`},
		refused:   []string{`{"Flags": {"Active": "true"}}`, `{"Flags": {"Active": 1}}`, `{"Flags": {"Active": [true]}}`, `{"Flags": true}`, `{"Flags": {"Active": true}, "Flags": {"Active": true}}`},
	},
	{
		name:  "kind-bool/not-true-is-not-false",
		input: asked("active != true and active != false"),
		match: []string{`{}`},
		other: []string{`{"Flags": {"Active": true}}`, `{"Flags": {"Active": false}}`},
	},
	{
		name:      "kind-bool/in",
		input:     asked("active in (FALSE, true)"),
		canonical: "active in (false, true)",
		match:     []string{`{"Flags": {"Active": true}}`, `{"Flags": {"Active": false}}`},
		other:     []string{`{}`},
	},
	{
		name:  "kind-bool/not-in",
		input: asked("active not in (true, true)"),
		match: []string{`{"Flags": {"Active": false}}`, `{}`},
		other: []string{`{"Flags": {"Active": true}}`},
	},
	{
		name:  "kind-bool/exists",
		input: asked("active exists"),
		match: []string{`{"Flags": {"Active": false}}`},
		other: []string{`{"Flags": {"Active": null}}`},
	},
	{
		name:   "kind-bool/neither",
		input:  asked("active = 1 or active = yes or active = ''"),
		errors: []string{"unknown-value 1", "unknown-value yes", "unknown-value ''"},
	},
	{
		name:   "kind-bool/operators",
		input:  asked("active < true or active ^= t or active $= e or active *= u or active >= false"),
		errors: []string{"invalid-operator <", "invalid-operator ^=", "invalid-operator $=", "invalid-operator *=", "invalid-operator >="},
	},
	{
		name:   "kind-bool/fold",
		input:  asked("active = TRUE i"),
		errors: []string{"invalid-operator i"},
	},

	{
		name:  "kind-number/equal-in-value",
		input: asked("size = 1.0"),
		match: []string{`{"Size": 1}`, `{"Size": 1.0}`, `{"Size": 1e0}`, `{"Size": 10E-1}`, `{"Size": 0.1e+1}`, `{"Size": 1.00000000000000000000000000000000000000}`},
		other: []string{`{"Size": 1.00000000000000000000000000000000000001}`, `{"Size": 0.99999999999999999999}`, `{"Size": 10}`, `{"Size": -1}`, `{"Size": 0}`, `{}`, `{"Size": null}`},
		refused: []string{
			`{"Size": "1"}`, `{"Size": true}`, `{"Size": [1]}`, `{"Size": ""}`, `{"Size": 1, "Size": 1}`,
			`{"Size": 1e1000000000}`, `{"Size": 01}`, `{"Size": +1}`, `{"Size": .5}`, `{"Size": NaN}`,
		},
	},
	{
		name:  "kind-number/zero",
		input: asked("size = -0"),
		match: []string{`{"Size": 0}`, `{"Size": -0}`, `{"Size": 0.0}`, `{"Size": 0e7}`, `{"Size": -0.00E-5}`},
		other: []string{`{"Size": 1e-400}`, `{"Size": -1e-999999999}`},
	},
	{
		name:  "kind-number/beyond-floats",
		input: asked("size = 9007199254740993"),
		match: []string{`{"Size": 9007199254740993}`, `{"Size": 9007199254740993.0}`, `{"Size": 9.007199254740993e15}`},
		other: []string{`{"Size": 9007199254740992}`, `{"Size": 9007199254740994}`, `{"Size": 9007199254740993.0000000001}`},
	},
	{
		name:  "kind-number/decimal-fractions-are-exact",
		input: asked("rating = 0.3"),
		match: []string{`{"Rating": 0.3}`, `{"Rating": 0.30}`, `{"Rating": 3e-1}`},
		other: []string{`{"Rating": 0.30000000000000004}`, `{"Rating": 0.299999999999999988897769753748}`},
	},
	{
		name:  "kind-number/huge",
		input: asked("size > 1e400"),
		match: []string{`{"Size": 1.0000000000000000000001e400}`, `{"Size": 10e400}`, `{"Size": 1e999999999}`},
		other: []string{`{"Size": 1e400}`, `{"Size": 10e399}`, `{"Size": 9.99e399}`, `{"Size": 0}`, `{"Size": -1e999999999}`, `{}`},
	},
	{
		name:  "kind-number/tiny",
		input: asked("size < 1e-400 and size > 0"),
		match: []string{`{"Size": 9e-401}`, `{"Size": 0.5e-400}`, `{"Size": 1e-999999999}`},
		other: []string{`{"Size": 0}`, `{"Size": 1e-400}`, `{"Size": 10e-401}`, `{"Size": -1e-401}`},
	},
	{
		name:  "kind-number/thirty-digits",
		input: asked("size >= 123456789012345678901234567890 and size <= 123456789012345678901234567891"),
		match: []string{`{"Size": 123456789012345678901234567890}`, `{"Size": 1.2345678901234567890123456789e29}`, `{"Size": 123456789012345678901234567890.5}`, `{"Size": 123456789012345678901234567891}`},
		other: []string{`{"Size": 123456789012345678901234567889}`, `{"Size": 123456789012345678901234567891.1}`, `{"Size": 123456789012345680000000000000}`},
	},
	{
		name:  "kind-number/long-negatives",
		input: asked("size < -123456789012345678901234567890"),
		match: []string{`{"Size": -123456789012345678901234567891}`, `{"Size": -123456789012345678901234567890.1}`},
		other: []string{`{"Size": -123456789012345678901234567890.0}`, `{"Size": -123456789012345678901234567889}`, `{"Size": 123456789012345678901234567891}`},
	},
	{
		name:      "kind-number/order-of-negatives",
		input:     asked(`size < "-2.5"`),
		canonical: "size < -2.5",
		match:     []string{`{"Size": -2.51}`, `{"Size": -3}`, `{"Size": -10}`, `{"Size": -2.5e1}`},
		other:     []string{`{"Size": -2.5}`, `{"Size": -2.50}`, `{"Size": -2.49}`, `{"Size": -2}`, `{"Size": 0}`, `{"Size": 3}`, `{}`},
	},
	{
		name:  "kind-number/order-is-not-that-of-texts",
		input: asked("rating >= 10 and rating <= 1E2"),
		match: []string{`{"Rating": 10}`, `{"Rating": 99}`, `{"Rating": 9.9e1}`, `{"Rating": 1e2}`, `{"Rating": 100.0}`},
		other: []string{`{"Rating": 9}`, `{"Rating": 9.99}`, `{"Rating": 100.01}`, `{"Rating": 1000}`, `{"Rating": 2}`},
	},
	{
		name:  "kind-number/in",
		input: asked("size in (1, 2.50, 1e3)"),
		match: []string{`{"Size": 1.0}`, `{"Size": 2.5}`, `{"Size": 1000}`},
		other: []string{`{"Size": 2}`, `{"Size": 100}`, `{}`},
	},
	{
		name:  "kind-number/not-equal-selects-what-lacks-it",
		input: asked("size != 1 and rating not in (0.5, 5e-1, 2)"),
		match: []string{`{}`, `{"Size": 2}`, `{"Size": 1.1, "Rating": 0.05}`, `{"Rating": null}`},
		other: []string{`{"Size": 1}`, `{"Size": 1.0}`, `{"Rating": 0.50}`, `{"Size": 3, "Rating": 20e-1}`},
	},
	{
		name:  "kind-number/exists",
		input: asked("not rating exists"),
		match: []string{`{}`, `{"Rating": null}`},
		other: []string{`{"Rating": 0}`, `{"Rating": -0.0}`},
	},
	{
		name:   "kind-number/none",
		input:  asked("size > 1.x or size = '' or size < 0x10 or size != 1_000 or size >= NaN"),
		errors: []string{"invalid-number 1.x", "invalid-number ''", "invalid-number 0x10", "invalid-number 1_000", "invalid-number NaN"},
	},
	{
		name:   "kind-number/forms-of-other-languages",
		input:  asked("size = '+1' or size = 01 or size = '.5' or size = '5.' or size = '1,5' or size = '50%' or size = ' 1'"),
		errors: []string{"invalid-number '+1'", "invalid-number 01", "invalid-number '.5'", "invalid-number '5.'", "invalid-number '1,5'", "invalid-number '50%'", "invalid-number ' 1'"},
	},
	{
		name:   "kind-number/exponent",
		input:  asked("size = 1e or size = 1e+ or size = 1e1000000000 or size = 1e-1000000000"),
		errors: []string{"invalid-number 1e", "invalid-number 1e+", "invalid-number 1e1000000000", "invalid-number 1e-1000000000"},
	},
	{
		name:   "kind-number/in-a-list",
		input:  asked("size not in (1, one, 2)"),
		errors: []string{"invalid-number one"},
	},
	{
		name:   "kind-number/operators",
		input:  asked("size ^= 1 or size *= 1 or size $= 1"),
		errors: []string{"invalid-operator ^=", "invalid-operator *=", "invalid-operator $="},
	},
	{
		name:   "kind-number/fold",
		input:  asked("size = 1e3 i and rating in (1E0, 2) i"),
		errors: []string{"invalid-operator i", "invalid-operator i"},
	},

	{
		name:  "kind-time/forms-of-a-record",
		input: asked("created = 2026-01-31T09:00Z"),
		match: []string{`{"Created": "2026-01-31T09:00:00Z"}`, `{"Created": "2026-01-31 10:00:00.000+0100"}`, `{"Created": 1769850000}`, `{"Created": 1.76985e9}`, `{"Created": 1769850000.0000000001}`},
		other: []string{`{"Created": "2026-01-31"}`, `{"Created": 1769850000.000000001}`, `{}`, `{"Created": null}`},
		refused: []string{
			`{"Created": "2026-01-31T09:00:00"}`, `{"Created": "2026-01-31T09:00Z"}`, `{"Created": "2026-01-31 09:00:00"}`, `{"Created": "yesterday"}`, `{"Created": ""}`, `{"Created": "-7d"}`,
			`{"Created": "2026-02-29"}`, `{"Created": "2026-01-31T24:00:00Z"}`, `{"Created": "2026-01-31T09:00:60Z"}`,
			`{"Created": 1769850000000}`, `{"Created": "1769850000"}`, `{"Created": "1769850000.0"}`, `{"Created": "20260131"}`, `{"Created": "0"}`, `{"Created": true}`, `{"Created": ["2026-01-31"]}`, `{"Created": {"seconds": 1}}`,
			`{"Created": 1769850000, "Created": 1769850000}`,
		},
	},
	{
		name:    "kind-time/unreadable-is-not-lacking",
		input:   asked("not created > 2026-01-31"),
		match:   []string{`{}`, `{"Created": "2026-01-31T23:59:59.999Z"}`},
		other:   []string{`{"Created": "2026-02-01"}`, `{"Created": "2026-01-31T23:59:59-00:01"}`},
		refused: []string{`{"Created": "2026-02-01T00:00:00"}`, `{"Created": "/Date(1769850000000)/"}`},
	},

	{
		name:    "kind-date/equal",
		input:   asked("due = 2026-01-31"),
		match:   []string{`{"Due": "2026-01-31"}`},
		other:   []string{`{"Due": "2026-01-30"}`, `{"Due": "2026-02-01"}`, `{"Due": "2025-01-31"}`, `{}`, `{"Due": null}`},
		refused: []string{`{"Due": "2026-01-31T00:00:00Z"}`, `{"Due": "2026-1-31"}`, `{"Due": "20260131"}`, `{"Due": "2026-02-29"}`, `{"Due": "31.01.2026"}`, `{"Due": ""}`, `{"Due": 20260131}`, `{"Due": true}`, `{"Due": "2026-01-31", "Due": null}`},
	},
	{
		name:  "kind-date/order",
		input: asked("due > 2024-02-28 and due <= 2024-03-01"),
		match: []string{`{"Due": "2024-02-29"}`, `{"Due": "2024-03-01"}`},
		other: []string{`{"Due": "2024-02-28"}`, `{"Due": "2024-03-02"}`, `{"Due": "9999-12-31"}`, `{"Due": "0000-01-01"}`, `{}`},
	},
	{
		name:  "kind-date/first-and-last",
		input: asked("due < 0000-01-02 or due >= 9999-12-31"),
		match: []string{`{"Due": "0000-01-01"}`, `{"Due": "9999-12-31"}`},
		other: []string{`{"Due": "0000-01-02"}`, `{"Due": "9999-12-30"}`},
	},
	{
		name:  "kind-date/relative",
		input: asked("due >= -7d and due < -0D"),
		match: []string{`{"Due": "2026-02-27"}`, `{"Due": "2026-03-05"}`},
		other: []string{`{"Due": "2026-02-26"}`, `{"Due": "2026-03-06"}`, `{"Due": "2026-03-07"}`, `{}`},
	},
	{
		name:  "kind-date/relative-weeks",
		input: asked("due = -2w"),
		match: []string{`{"Due": "2026-02-20"}`},
		other: []string{`{"Due": "2026-02-19"}`, `{"Due": "2026-02-21"}`},
	},
	{
		name:  "kind-date/relative-in-a-zone",
		input: fuzz.QueryInput{Query: "due = -0d", Zone: "Pacific/Kiritimati"}, // where it is the 7th
		match: []string{`{"Due": "2026-03-07"}`},
		other: []string{`{"Due": "2026-03-06"}`},
	},
	{
		name:  "kind-date/no-zone",
		input: fuzz.QueryInput{Query: "due = 2026-03-08 and created = 2026-03-08", Zone: "America/Havana"},
		match: []string{`{"Due": "2026-03-08", "Created": "2026-03-09T03:59:59Z"}`},
		other: []string{`{"Due": "2026-03-09", "Created": "2026-03-09T03:59:59Z"}`, `{"Due": "2026-03-08", "Created": "2026-03-08T04:59:59Z"}`},
	},
	{
		name:  "kind-date/in",
		input: asked("due in (2026-01-31, 2026-02-28) and due != 2026-02-28"),
		match: []string{`{"Due": "2026-01-31"}`},
		other: []string{`{"Due": "2026-02-28"}`, `{"Due": "2026-01-30"}`, `{}`},
	},
	{
		name:  "kind-date/not-in",
		input: asked("due not in (2026-01-31, 2026-02-28)"),
		match: []string{`{}`, `{"Due": "2026-01-30"}`},
		other: []string{`{"Due": "2026-01-31"}`, `{"Due": "2026-02-28"}`},
	},
	{
		name:  "kind-date/exists",
		input: asked("due exists"),
		match: []string{`{"Due": "1900-02-28"}`},
		other: []string{`{"Due": null}`},
	},
	{
		name:   "kind-date/none",
		input:  asked("due > yesterday or due = 2026-02-29 or due < 2026-01-31T00:00:00Z or due > -12h or due = 7d or due = ''"),
		errors: []string{"invalid-time yesterday", "invalid-time 2026-02-29", "invalid-time 2026-01-31T00:00:00Z", "invalid-time -12h", "invalid-time 7d", "invalid-time ''"},
	},
	{
		name:   "kind-date/operators",
		input:  asked("due ^= 2026 or due *= 01 or due $= 31"),
		errors: []string{"invalid-operator ^=", "invalid-operator *=", "invalid-operator $="},
	},
	{
		name:   "kind-date/fold",
		input:  asked("due > -7D i"),
		errors: []string{"invalid-operator i"},
	},

	{
		name:    "kind-list/equal",
		input:   asked("labels = red"),
		match:   []string{`{"Labels": ["red"]}`, `{"Labels": ["green", "red"]}`, `{"Labels": ["red", "red"]}`, `{"Old": {"Labels": ["red"]}}`, `{"Old": {"Labels": ["red"]}, "Labels": []}`, `{"Labels": null, "Old": {"Labels": ["red"]}}`},
		other:   []string{`{"Labels": ["Red"]}`, `{"Labels": ["redd"]}`, `{"Labels": ["green", ""]}`, `{"Labels": []}`, `{"Labels": null}`, `{}`, `{"Labels": ["green"], "Old": {"Labels": ["red"]}}`, `{"Old": {"Labels": ["red"]}, "Labels": ["green"]}`},
		refused: []string{`{"Labels": "red"}`, `{"Labels": ["red", 1]}`, `{"Labels": [null]}`, `{"Labels": [["red"]]}`, `{"Labels": {"red": true}}`, `{"Labels": true}`, `{"Labels": ["red"], "Labels": []}`, "{\"Labels\": [\"red\", \"\xff\"]}", `{"Labels": ["\udc00"]}`},
	},
	{
		name:  "kind-list/not-equal-is-of-none",
		input: asked("labels != red"),
		match: []string{`{}`, `{"Labels": []}`, `{"Labels": ["green", "blue"]}`},
		other: []string{`{"Labels": ["red"]}`, `{"Labels": ["green", "red"]}`},
	},
	{
		name:  "kind-list/in-is-of-one",
		input: asked("labels in (red, green)"),
		match: []string{`{"Labels": ["green"]}`, `{"Labels": ["red", "green"]}`, `{"Labels": ["blue", "red"]}`},
		other: []string{`{"Labels": ["blue"]}`, `{"Labels": []}`},
	},
	{
		name:  "kind-list/not-in-is-of-none",
		input: asked("labels not in (red, green)"),
		match: []string{`{"Labels": ["blue"]}`, `{"Labels": []}`, `{}`},
		other: []string{`{"Labels": ["blue", "red"]}`, `{"Labels": ["green"]}`},
	},
	{
		name:  "kind-list/two-of-one-list",
		input: asked("labels = red and labels = green"),
		match: []string{`{"Labels": ["red", "green"]}`, `{"Labels": ["green", "blue", "red"]}`},
		other: []string{`{"Labels": ["red"]}`, `{"Labels": ["green", "green"]}`, `{}`},
	},
	{
		name:  "kind-list/by-different-texts",
		input: asked("labels ^= a and labels $= z and labels *= m"),
		match: []string{`{"Labels": ["amz"]}`, `{"Labels": ["a", "z", "m"]}`, `{"Labels": ["zma", "az"]}`},
		other: []string{`{"Labels": ["a", "z"]}`, `{"Labels": ["za", "m"]}`},
	},
	{
		name:  "kind-list/one-and-not-another",
		input: asked("labels = red and labels != green"),
		match: []string{`{"Labels": ["red"]}`, `{"Labels": ["blue", "red"]}`},
		other: []string{`{"Labels": ["red", "green"]}`, `{"Labels": ["blue"]}`, `{}`},
	},
	{
		name:  "kind-list/never",
		input: asked("labels = amber and not labels ^= a or owners $= z and not owners exists"),
		other: []string{`{"Labels": ["amber"]}`, `{"Labels": ["amber", "red"], "Owners": ["z", "b"]}`, `{}`},
	},
	{
		name:  "kind-list/not-of-an-and",
		input: asked("not (labels ^= a and labels $= z)"), // as not labels ^= a or not labels $= z
		match: []string{`{"Labels": ["a", "b"]}`, `{"Labels": ["z"]}`, `{}`},
		other: []string{`{"Labels": ["a", "z"]}`, `{"Labels": ["az"]}`},
	},
	{
		name:  "kind-list/not-of-an-or",
		input: asked("not (labels = red or owners = ann)"), // as labels != red and owners != ann
		match: []string{`{"Labels": ["blue"], "Owners": ["bob"]}`, `{}`},
		other: []string{`{"Labels": ["red", "blue"]}`, `{"Owners": ["bob", "ann"]}`},
	},
	{
		name:  "kind-list/exists",
		input: asked("labels exists"),
		match: []string{`{"Labels": [""]}`, `{"Labels": ["a", "b"]}`},
		other: []string{`{"Labels": []}`, `{"Labels": null}`, `{}`},
	},
	{
		name:  "kind-list/empty-operand",
		input: asked(`labels ^= "" and not labels = ""`),
		match: []string{`{"Labels": ["a"]}`},
		other: []string{`{}`, `{"Labels": [""]}`, `{"Labels": ["a", ""]}`},
	},
	{
		name:  "kind-list/fold",
		input: asked("labels = RED i and owners not in (Ann, Bob) i"),
		match: []string{`{"Labels": ["blue", "red"]}`, `{"Labels": ["rEd"], "Owners": ["cy"]}`},
		other: []string{`{"Labels": ["reds"]}`, `{"Labels": ["Red"], "Owners": ["cy", "ANN"]}`},
	},
	{
		name:      "kind-list/fold-case",
		input:     fuzz.QueryInput{Query: "labels *= K and title = A and tag:a = B and size = 1e0", FoldCase: true},
		canonical: "labels *= K i and title = A i and tag:a = B and size = 1e0",
		match:     []string{`{"Labels": ["x", "a\u212ab"], "Title": "a", "Tags": {"a": "B"}, "Size": 1}`},
		other:     []string{`{"Labels": ["x"], "Title": "a", "Tags": {"a": "B"}, "Size": 1}`, `{"Labels": ["k"], "Title": "a", "Tags": {"a": "b"}, "Size": 1}`},
	},
	{
		name:   "kind-list/operators",
		input:  asked("labels < a or labels >= b"),
		errors: []string{"invalid-operator <", "invalid-operator >="},
	},
}
