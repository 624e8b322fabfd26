package eval

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/schema"
)

// TestRecord asks a record that was decoded and one that was made of a map for the
// same fields and tags.
func TestRecord(t *testing.T) {
	d, err := Decoder(schema.TestCase())([]byte(`{"Name": "smoke", "Description": "", "Tags": {"team": "billing", "empty": ""}}`))
	require.NoError(t, err)
	m, err := NewRecord(schema.TestCase(), Map{"name": "smoke", "description": "", "region": nil, "tag:team": "billing", "tag:empty": "", "tag:x": nil})
	require.NoError(t, err)
	for _, r := range []*Record{d, m} {
		for name, want := range map[string][]string{"name": {"smoke"}, "description": {""}, "status": nil, "Name": nil, "region": nil} {
			assert.Equal(t, want, r.Values(ast.Name(name)), name)
		}
		for key, want := range map[string][]string{"team": {"billing"}, "empty": {""}, "Team": nil, "name": nil, "x": nil} {
			assert.Equal(t, want, r.Values(ast.Tag(key)), key)
		}
	}
	assert.Nil(t, m.Raw())
}

// TestRecord_Values_is_a_copy checks that a record changes neither with what it has
// returned nor with what it was made of.
func TestRecord_Values_is_a_copy(t *testing.T) {
	roles := []string{"a"}
	m := mustRecord(hosts, Map{"roles": roles})
	d, err := Decoder(hosts)([]byte(`{"Roles":["a"]}`))
	require.NoError(t, err)
	roles[0] = "b"
	for _, r := range []*Record{m, d} {
		r.Values(ast.Name("roles"))[0] = "b"
		assert.True(t, compile(t, ast.Compare(ast.Name("roles"), ast.OpEqual, "a"))(r))
	}
}

// TestDecode_many_places has a field that may stand in more places than a byte counts.
func TestDecode_many_places(t *testing.T) {
	places := make([]string, 300)
	for i := range places {
		places[i] = fmt.Sprint("P", i)
	}
	s := schema.MustNew(schema.Schema{Name: "thing", Fields: []schema.Field{{Name: "a", JSON: places}}})
	r, err := Decoder(s)([]byte(`{"P256":"last","P10":"first","P299":"x"}`))
	require.NoError(t, err)
	assert.Equal(t, []string{"first"}, r.Values(ast.Name("a")))
}

type (
	namedText  string
	namedBool  bool
	namedFloat float32
)

func ptr[T any](v T) *T { return &v }

// A marshaler is a TextMarshaler, and so is a level.
type marshaler struct {
	text string
	err  error
}

func (m marshaler) MarshalText() ([]byte, error) { return []byte(m.text), m.err }

type level uint8

func (l level) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "L%d", l), nil }

// TestNewRecord has what Go has for each kind, and what is refused.
func TestNewRecord(t *testing.T) {
	at := time.Date(2026, 3, 6, 5, 30, 0, 5, time.FixedZone("", 19800))
	for _, test := range []struct {
		m    Map
		x    ast.Expr
		text string // of its field
	}{
		{Map{"booted": at}, ast.Compare(ast.Name("booted"), ast.OpEqual, "2026-03-06T00:00:00.000000005Z"), "2026-03-06T00:00:00.000000005Z"},
		{Map{"booted": 1772755200}, ast.Compare(ast.Name("booted"), ast.OpEqual, "2026-03-06T00:00Z"), "1772755200"},
		{Map{"booted": json.Number("1.7727552e9")}, ast.Compare(ast.Name("booted"), ast.OpEqual, "2026-03-06T00:00Z"), "1.7727552e9"},
		{Map{"booted": "2026-03-06"}, ast.Compare(ast.Name("booted"), ast.OpEqual, "2026-03-06T00:00Z"), "2026-03-06"},
		{Map{"ready": true}, ast.Compare(ast.Name("ready"), ast.OpEqual, "true"), "true"},
		{Map{"cores": 4}, ast.Compare(ast.Name("cores"), ast.OpEqual, "4.0"), "4"},
		{Map{"cores": int64(math.MinInt64)}, ast.Compare(ast.Name("cores"), ast.OpEqual, "-9223372036854775808"), "-9223372036854775808"},
		{Map{"cores": uint64(math.MaxUint64)}, ast.Compare(ast.Name("cores"), ast.OpEqual, "18446744073709551615"), "18446744073709551615"},
		{Map{"cores": 0.1}, ast.Compare(ast.Name("cores"), ast.OpEqual, "0.1"), "0.1"},
		{Map{"cores": float32(0.1)}, ast.Compare(ast.Name("cores"), ast.OpEqual, "0.1"), "0.1"},
		{Map{"cores": 1e21}, ast.Compare(ast.Name("cores"), ast.OpEqual, "1000000000000000000000"), "1e+21"},
		{Map{"cores": json.Number("1e400")}, ast.Compare(ast.Name("cores"), ast.OpEqual, "10e399"), "1e400"},
		{Map{"bought": "2026-01-31"}, ast.Compare(ast.Name("bought"), ast.OpEqual, "2026-01-31"), "2026-01-31"},
		{Map{"roles": []any{"a", "b"}}, ast.All(ast.Compare(ast.Name("roles"), ast.OpEqual, "a"), ast.Compare(ast.Name("roles"), ast.OpEqual, "b")), ""},
		{Map{"roles": []string(nil)}, &ast.Not{X: ast.Compare(ast.Name("roles"), ast.OpExists)}, ""},
		{Map{"state": "gone"}, ast.Compare(ast.Name("state"), ast.OpNotEqual, "up"), "gone"},
		{Map{"state": namedText("up")}, ast.Compare(ast.Name("state"), ast.OpEqual, "up"), "up"},
		{Map{"name": ptr("a")}, ast.Compare(ast.Name("name"), ast.OpEqual, "a"), "a"},
		{Map{"ready": ptr(namedBool(true))}, ast.Compare(ast.Name("ready"), ast.OpEqual, "true"), "true"},
		{Map{"cores": ptr(int32(4))}, ast.Compare(ast.Name("cores"), ast.OpEqual, "4"), "4"},
		{Map{"cores": time.Month(4)}, ast.Compare(ast.Name("cores"), ast.OpEqual, "4"), "4"},
		{Map{"cores": namedFloat(0.1)}, ast.Compare(ast.Name("cores"), ast.OpEqual, "0.1"), "0.1"},
		{Map{"booted": &at}, ast.Compare(ast.Name("booted"), ast.OpEqual, "2026-03-06T00:00:00.000000005Z"), "2026-03-06T00:00:00.000000005Z"},
		{Map{"roles": []namedText{"a", "b"}}, ast.All(ast.Compare(ast.Name("roles"), ast.OpEqual, "a"), ast.Compare(ast.Name("roles"), ast.OpEqual, "b")), ""},
		{Map{"name": marshaler{"a", nil}}, ast.Compare(ast.Name("name"), ast.OpEqual, "a"), "a"},
		{Map{"name": &marshaler{"a", nil}}, ast.Compare(ast.Name("name"), ast.OpEqual, "a"), "a"},
		{Map{"cores": marshaler{"4.0", nil}}, ast.Compare(ast.Name("cores"), ast.OpEqual, "4"), "4.0"},
		{Map{"ready": marshaler{"true", nil}}, ast.Compare(ast.Name("ready"), ast.OpEqual, "true"), "true"},
		{Map{"booted": marshaler{"2026-03-06", nil}}, ast.Compare(ast.Name("booted"), ast.OpEqual, "2026-03-06T00:00Z"), "2026-03-06"},
		{Map{"roles": []level{1}, "tag:k": level(2)}, ast.All(ast.Compare(ast.Name("roles"), ast.OpEqual, "L1"), ast.Compare(ast.Tag("k"), ast.OpEqual, "L2")), ""},
		{Map{"name": ptr(level(3))}, ast.Compare(ast.Name("name"), ast.OpEqual, "L3"), "L3"},
		{Map{"name": (*level)(nil)}, &ast.Not{X: ast.Compare(ast.Name("name"), ast.OpExists)}, ""},
		{Map{"roles": []*string{ptr("a")}}, ast.Compare(ast.Name("roles"), ast.OpEqual, "a"), ""},
		{Map{"tag:k": namedText("v"), "name": (*string)(nil), "booted": (*time.Time)(nil), "tag:n": (*string)(nil)},
			ast.All(ast.Compare(ast.Tag("k"), ast.OpEqual, "v"), &ast.Not{X: ast.Any(ast.Compare(ast.Name("name"), ast.OpExists), ast.Compare(ast.Name("booted"), ast.OpExists), ast.Compare(ast.Tag("n"), ast.OpExists))}), ""},
	} {
		r, err := NewRecord(hosts, test.m)
		require.NoError(t, err, "%v", test.m)
		assert.True(t, compile(t, test.x)(r), "%v of %v", test.x, test.m)
		for name := range test.m {
			i := hosts.Lookup(name)
			if i >= 0 && hosts.Fields[i].Kind == schema.List || test.text == "" {
				continue
			}
			assert.Equal(t, []string{test.text}, r.Values(ast.Name(name)), "%v", test.m)
		}
	}
	for want, m := range map[string]Map{
		`the schema host has no field nam`:                                           {"nam": "a"},
		`the schema host has no field Name`:                                          {"Name": "a"},
		`name is the number 1, and must be a string`:                                 {"name": 1},
		`name is true, and must be a string`:                                         {"name": true},
		`name is not UTF-8`:                                                          {"name": "\xff"},
		`roles is not UTF-8`:                                                         {"roles": []string{"a", "\xff"}},
		`roles is the string "a", and must be an array of strings`:                   {"roles": "a"},
		`roles[1] is the number 1, and must be a string`:                             {"roles": []any{"a", 1}},
		`roles[0] is nil, and must be a string`:                                      {"roles": []any{nil, 1}},
		`roles[2] is a []interface {}, and must be a string`:                         {"roles": []any{"a", "b", []any{"c"}}},
		`roles is a []uint8, and must be an array of strings`:                        {"roles": []byte("a")},
		`roles is a []uint8, and must be an array`:                                   {"roles": []byte{}},
		`roles[0] is the number 97, and must be a string`:                            {"roles": []int{97}},
		`cores is a time.Duration, and must be a number`:                             {"cores": time.Second},
		`booted is a time.Duration, and must be a time`:                              {"booted": time.Second},
		`name is a eval.marshaler without a text, and must be a string`:              {"name": marshaler{"", errors.New("none")}},
		`tag:y is not UTF-8`:                                                         {"tag:y": marshaler{"\xff", nil}},
		`cores is the string "L1", and must be a number`:                             {"cores": level(1)},
		`the schema host has no field Name; write name`:                              {"Name": "a"},
		`name is an array, and must be a string`:                                     {"name": []string{"a"}},
		`name is an array, and must be a str`:                                        {"name": []any{"a", 1}},
		`ready is the string "true", which is in quotes, and must be true or false`:  {"ready": "true"},
		`ready is the string "False", which is in quotes, and must be true or false`: {"ready": "False"},
		`ready is the string "yes", and must be true or false`:                       {"ready": "yes"},
		`ready is the number 1, and must be true or false`:                           {"ready": 1},
		`cores is the string "1", which is in quotes, and must be a number`:          {"cores": "1"},
		`cores is the string "one", and must be a number`:                            {"cores": "one"},
		`cores is the number NaN, which is not written as in JSON, or has an exponent of more than nine digits, and must be a number`:  {"cores": math.NaN()},
		`cores is the number +Inf, which is not written as in JSON, or has an exponent of more than nine digits, and must be a number`: {"cores": math.Inf(1)},
		`cores is the number 0x1, which is not written as in JSON, or has an exponent of more than nine digits, and must be a number`:  {"cores": json.Number("0x1")},
		`cores is the number \"\n, which is not written as in JSON, or has an exponent of more than nine digits`:                       {"cores": json.Number("\"\n")},
		`cores is the number 1e--1000000000, which is not written as in JSON, or has an exponent of more than nine digits`:             {"cores": json.Number("1e--1000000000")},
		`cores is the number 1e-1000000000, which is not written as in JSON, or has an exponent of more than nine digits`:              {"cores": json.Number("1e-1000000000")},
		`cores is a *[]string, and must be a number`:                                                                  {"cores": new([]string)},
		`bought is a time.Time, and must be a string such as 2026-01-31, such as the Format(time.DateOnly) of a time`: {"bought": at},
		`bought is a time.Time, and must be a string such as 2026-01-31, such as the Format(time.DateOnly) of a`:      {"bought": &at},
		`bought is the string "2026-02-29", whose month has 28 days, and must be a string`:                            {"bought": "2026-02-29"},
		`bought is the string "2026-01-31T00:00:00Z", which is more than a date, and must be a string`:                {"bought": "2026-01-31T00:00:00Z"},
		`booted is the string "2026-01-31T09:00:00", which has no zone, and must be a time`:                           {"booted": "2026-01-31T09:00:00"},
		`booted is the string "2026-01-31 09:00", which has no zone, and must be a time`:                              {"booted": "2026-01-31 09:00"},
		`booted is the string "2026-01-31T09:00Z", which has no seconds, and must be a time`:                          {"booted": "2026-01-31T09:00Z"},
		`booted is the string "20260131", which is a number in quotes, and must be a time`:                            {"booted": "20260131"},
		`booted is the string "2026-02-30", whose month has 28 days, and must be a time`:                              {"booted": "2026-02-30"},
		`booted is the string "soon", and must be a time such as 2026-01-31T09:00:00Z, or s`:                          {"booted": "soon"},
		`booted is the number 1772755200500, which is milliseconds since 1970, and must be a time`:                    {"booted": int64(1772755200500)},
		`state is a struct {}, and must be a string`:                                                                  {"state": struct{}{}},
		`tag: is a tag without a key`:                                  {"tag:": "a"},
		`the schema host has no field Tag:x; tags are written tag:KEY`: {"Tag:x": "a"},
		`the schema host has no field "�"`:                             {"\xff": "a"},
		`tag:x is the number 1, and must be a string`:                  {"tag:x": 1},
		`tag:x is not UTF-8`:                                           {"tag:x": "\xff"},
	} {
		r, err := NewRecord(hosts, m)
		assert.ErrorContains(t, err, want, "%v", m)
		assert.Nil(t, r)
	}
	for _, m := range []Map{ // messages are bounded, and safe on a terminal
		{"name": struct{ Long, Longer, Longest, LongestOfAll, LongerThanThat, AndLonger map[string]map[string]int }{}},
		{"cores": json.Number(strings.Repeat("\x1b9", 1000))}, {"tag:" + strings.Repeat("\x1b", 1000): 1}, {"tag:" + strings.Repeat("\xff", 1000): "a"},
		{strings.Repeat("\x1b", 1000): 1}, {"booted": strings.Repeat("\x1b", 1000)}, {"roles": []any{json.Number(strings.Repeat("\x1b", 1000))}},
	} {
		_, err := NewRecord(hosts, m)
		require.Error(t, err)
		assert.Less(t, len(err.Error()), 500)
		assert.NotContains(t, err.Error(), "\x1b")
		assert.True(t, utf8.ValidString(err.Error()))
	}
	_, err := NewRecord(schema.MustNew(schema.Schema{Name: "thing", Fields: []schema.Field{{Name: "name"}}}), Map{"tag:x": "a"})
	assert.ErrorContains(t, err, `the schema thing has no field tag:x`)
}

// TestDecoder checks that a member that no query asks for need only be JSON: nothing
// else of it is read or checked.
func TestDecoder(t *testing.T) {
	q := resolve(t, ast.Any(ast.Compare(ast.Name("name"), ast.OpEqual, "a"), ast.Compare(ast.Tag("x"), ast.OpEqual, "b")), hosts, schema.Options{})
	cores := resolve(t, ast.Compare(ast.Name("cores"), ast.OpEqual, "1"), hosts, schema.Options{})
	d := Decoder(hosts, q)
	r, err := d([]byte("{\"Name\":\"a\",\"State\":7,\"State\":8,\"Booted\":\"soon\",\"Roles\":\"\xff\",\"Meta\":{\"Cores\":[]},\"Labels\":{\"y\":1,\"y\":2,\"\xff\":3,\"x\":\"c\"}}"))
	require.NoError(t, err)
	assert.True(t, Compile(q)(r))
	assert.Equal(t, "not selected: tag:x = b\n  tag:x = b  no: tag x is c\n", Explain(q.With(ast.Compare(ast.Tag("x"), ast.OpEqual, "b")), r).String())
	assert.PanicsWithValue(t, "eval: the record was read for queries that do not ask for cores", func() { Compile(cores)(r) })
	assert.PanicsWithValue(t, "eval: the record was read for queries that do not ask for state", func() { r.Values(ast.Name("state")) })
	assert.PanicsWithValue(t, "eval: the record was read for queries that do not ask for tag:y", func() { r.Values(ast.Tag("y")) })

	// What was not read is a mistake whatever the conditions before it say.
	first := Compile(resolve(t, ast.Any(ast.Compare(ast.Name("name"), ast.OpEqual, "a"), ast.Compare(ast.Name("cores"), ast.OpEqual, "1")), hosts, schema.Options{}))
	for _, data := range []string{`{"Name":"a"}`, `{"Name":"b"}`} {
		r, err := d([]byte(data))
		require.NoError(t, err)
		assert.PanicsWithValue(t, "eval: the record was read for queries that do not ask for cores", func() { first(r) }, data)
		assert.PanicsWithValue(t, "eval: the record was read for queries that do not ask for tag:y", func() {
			Explain(resolve(t, ast.All(ast.Compare(ast.Name("name"), ast.OpEqual, "c"), ast.Compare(ast.Tag("y"), ast.OpEqual, "b")), hosts, schema.Options{}), r)
		}, data)
		whole, err := Decoder(hosts)([]byte(data))
		require.NoError(t, err)
		assert.Equal(t, data == `{"Name":"a"}`, first(whole), data)
	}

	for data, want := range map[string]string{
		`{"Name":7}`:                   "Name is the number 7, and must be a string",
		`{"Meta":7}`:                   "Meta is a number, and must be an object",
		`{"Meta":{"Name":{}}}`:         "Meta.Name is an object, and must be a string",
		`{"Labels":{"x":"a","x":"b"}}`: `Labels."x" is there twice`,
		`{"Labels":{"y":1,"x":2}}`:     `Labels."x" is the number 2, and must be a string`,
		`{"State":nul}`:                "not JSON",
		`[]`:                           "a host must be an object, and this is an array",
	} {
		_, err := d([]byte(data))
		assert.ErrorContains(t, err, want, "%s", data)
	}

	both := Decoder(hosts, q, cores)
	r, err = both([]byte(`{"Cores":1.0,"State":7}`))
	require.NoError(t, err)
	assert.True(t, Compile(cores)(r))
	assert.False(t, Compile(q)(r))

	none := Decoder(hosts, resolve(t, ast.All(), hosts, schema.Options{}))
	r, err = none([]byte(`{"Name":7,"Labels":[]}`))
	require.NoError(t, err, "the empty query asks for nothing")
	assert.Equal(t, `{"Name":7,"Labels":[]}`, string(r.Raw()))
}
