package eval

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/schema"
)

// document returns the document that has what m has. Bytes that are not UTF-8
// become U+FFFD.
func document(t testing.TB, m Map) *Record {
	t.Helper()
	object, labels := map[string]any{}, map[string]string{}
	for name, v := range m {
		if key, ok := strings.CutPrefix(name, "tag:"); ok {
			labels[key] = v.(string)
			continue
		}
		object[hosts.Fields[hosts.Lookup(name)].JSON[0]] = v
	}
	object["Labels"] = labels
	data, err := json.Marshal(object)
	require.NoError(t, err)
	d, err := Decoder(hosts)(data)
	require.NoError(t, err, "Decode(%.100s)", data)
	return d
}

// contents returns what the document has, as a Map: numbers and bools by their texts.
func contents(d *Record) Map {
	m := Map{}
	for _, f := range d.schema.Fields {
		if v := d.Values(ast.Name(f.Name)); v != nil && f.Kind == schema.List {
			m[f.Name] = v
		} else if v != nil {
			m[f.Name] = v[0]
		}
	}
	for key, v := range d.tags {
		m["tag:"+key] = v
	}
	return m
}

func TestDecode(t *testing.T) {
	for name, test := range map[string]struct {
		data string
		want Map
	}{
		"nothing":                       {`{}`, Map{}},
		"text":                          {`{"Name":"a","State":"up"}`, Map{"name": "a", "state": "up"}},
		"empty string":                  {`{"Name":""}`, Map{"name": ""}},
		"null":                          {`{"Name":null,"Labels":null}`, Map{}},
		"exact names":                   {`{"name":"a","NAME":"b","labels":{"x":"y"}}`, Map{}},
		"unknown members":               {`{"Other":[{"Name":"a"}],"Name":"b"}`, Map{"name": "b"}},
		"duplicates that nobody reads":  {`{"Other":1,"Other":2,"Name":"a","Meta":{"x":1,"x":2}}`, Map{"name": "a"}},
		"first path":                    {`{"Meta":{"Name":"b"},"Name":"a"}`, Map{"name": "a"}},
		"second path":                   {`{"Meta":{"Name":"b"}}`, Map{"name": "b"}},
		"first path null":               {`{"Name":null,"Meta":{"Name":"b"}}`, Map{"name": "b"}},
		"first path empty":              {`{"Name":"","Meta":{"Name":"b"}}`, Map{"name": ""}},
		"null on the way":               {`{"Meta":null}`, Map{}},
		"nothing at the end":            {`{"Meta":{}}`, Map{}},
		"own name with a dot":           {`{"own.name":"a","own":{"name":"b"}}`, Map{"own.name": "a"}},
		"integer":                       {`{"Booted":1772755200}`, Map{"booted": "1772755200"}},
		"fraction":                      {`{"Booted":1772755200.123}`, Map{"booted": "1772755200.123"}},
		"exponent":                      {`{"Booted":1.7e9}`, Map{"booted": "1.7e9"}},
		"time as text":                  {`{"Booted":"2026-01-31 09:00:00+0100"}`, Map{"booted": "2026-01-31 09:00:00+0100"}},
		"number":                        {`{"Cores":-1.50e+3}`, Map{"cores": "-1.50e+3"}},
		"large number":                  {`{"Cores":1e999999999}`, Map{"cores": "1e999999999"}},
		"number at its second place":    {`{"Meta":{"Cores":2},"Cores":null}`, Map{"cores": "2"}},
		"booleans":                      {`{"Ready":false}`, Map{"ready": "false"}},
		"date":                          {`{"Bought":"2024-02-29"}`, Map{"bought": "2024-02-29"}},
		"list":                          {`{"Roles":[ "a" , "", "\u00e9","a"]}`, Map{"roles": []string{"a", "", "é", "a"}}},
		"empty list":                    {`{"Roles":[]}`, Map{}},
		"empty list before another":     {`{"Roles":[],"Meta":{"Roles":["a"]}}`, Map{"roles": []string{"a"}}},
		"empty list behind another":     {`{"Meta":{"Roles":["a"]},"Roles":[]}`, Map{"roles": []string{"a"}}},
		"list before another":           {`{"Meta":{"Roles":["b"]},"Roles":["a"]}`, Map{"roles": []string{"a"}}},
		"enum with a new value":         {`{"State":"gone"}`, Map{"state": "gone"}},
		"tags":                          {`{"Labels":{"a":"","b":null,"":"e","a b":"f"}}`, Map{"tag:a": "", "tag:": "e", "tag:a b": "f"}},
		"escapes":                       {`{"Na\u006de":"\u00e9\n\ud83d\ude00"}`, Map{"name": "é\n😀"}},
		"what is not UTF-8 elsewhere":   {"{\"\xff\":1,\"Name\":\"a\",\"Other\":\"\xff\\ud83d\"}", Map{"name": "a"}},
		"U+FFFD":                        {`{"Name":"\ufffd�"}`, Map{"name": "\ufffd\ufffd"}},
		"white space":                   {"\n\t {\r\n \"Name\" : \"a\" } \n", Map{"name": "a"}},
		"nested in what is passed over": {`{"Name":"a","Other":` + strings.Repeat("[", 9_000) + strings.Repeat("]", 9_000) + `}`, Map{"name": "a"}},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := Decoder(hosts)([]byte(test.data))
			require.NoError(t, err)
			assert.Equal(t, test.want, contents(d))
			assert.Equal(t, test.data, string(d.Raw()))
		})
	}
	for name, test := range map[string]struct{ data, want string }{
		"array":                {` [{"Name":"a"}]`, "a host must be an object, and this is an array"},
		"null":                 {`null`, "a host must be an object, and this is null"},
		"string":               {`"a"`, "a host must be an object, and this is a string"},
		"number":               {`-1`, "a host must be an object, and this is a number"},
		"object as value":      {`{"Name":{}}`, "Name is an object, and must be a string"},
		"number as text":       {`{"Name":1e9}`, "Name is the number 1e9, and must be a string"},
		"boolean as text":      {`{"Meta":{"Name":true}}`, "Meta.Name is true, and must be a string"},
		"number as enum":       {`{"State":1}`, "State is the number 1, and must be a string"},
		"no time":              {`{"Booted":"soon"}`, `Booted is the string "soon", and must be a time such as 2026-01-31T09:00:00Z, or seconds since 1970`},
		"no zone":              {`{"Booted":"2026-01-31T09:00:00"}`, `Booted is the string "2026-01-31T09:00:00", which has no zone, and must be a time`},
		"milliseconds":         {`{"Booted":1772755200500}`, "Booted is the number 1772755200500, which is milliseconds since 1970, and must be a time such as 2026-01-31T09:00:00Z, or seconds since 1970"},
		"boolean as time":      {`{"Booted":true}`, "Booted is true, and must be a time"},
		"string as number":     {`{"Cores":"4"}`, `Cores is the string "4", which is in quotes, and must be a number`},
		"huge exponent":        {`{"Cores":1e1000000000}`, "Cores is the number 1e1000000000, which is not written as in JSON, or has an exponent of more than nine digits, and must be a number"},
		"long number":          {`{"Name":` + strings.Repeat("9", 500) + `}`, "Name is the number " + strings.Repeat("9", 40) + "…, and must be a string"},
		"string as boolean":    {`{"Ready":"true"}`, `Ready is the string "true", which is in quotes, and must be true or false`},
		"number as boolean":    {`{"Ready":1}`, "Ready is the number 1, and must be true or false"},
		"time as date":         {`{"Bought":"2026-01-31T00:00:00Z"}`, `Bought is the string "2026-01-31T00:00:00Z", which is more than a date, and must be a string such as 2026-01-31`},
		"no date":              {`{"Bought":"2026-02-29"}`, `Bought is the string "2026-02-29", whose month has 28 days, and must be a string such as 2026-01-31`},
		"number as date":       {`{"Bought":20260131}`, "Bought is the number 20260131, and must be a string such as 2026-01-31"},
		"string as list":       {`{"Roles":"a"}`, `Roles is the string "a", and must be an array of strings`},
		"list of numbers":      {`{"Roles":["a",1]}`, "Roles[1] is the number 1, and must be a string"},
		"list with null":       {`{"Roles":["a","b",null,1]}`, "Roles[2] is null, and must be a string"},
		"list of lists":        {`{"Roles":[["a"]]}`, "Roles[0] is an array, and must be a string"},
		"list of objects":      {`{"Meta":{"Roles":["a",{"b":"c"}]}}`, "Meta.Roles[1] is an object, and must be a string"},
		"list of bools":        {`{"Roles":[true]}`, "Roles[0] is true, and must be a string"},
		"twice":                {`{"Name":"a","Name":"a"}`, "Name is there twice"},
		"twice, with null":     {`{"Name":null,"Name":"a"}`, "Name is there twice"},
		"twice, escaped":       {`{"Name":"a","Na\u006de":"a"}`, "Name is there twice"},
		"twice, nested":        {`{"Meta":{"Name":"a","Name":"b"}}`, "Meta.Name is there twice"},
		"object twice":         {`{"Meta":{},"Meta":{"Name":"b"}}`, "Meta is there twice"},
		"tags twice":           {`{"Labels":{"x":"1"},"Labels":{"y":"1"}}`, "Labels is there twice"},
		"a tag twice":          {`{"Labels":{"x":"1","y":"1","x":"2"}}`, `Labels."x" is there twice`},
		"a tag twice, null":    {`{"Labels":{"x":null,"x":"2"}}`, `Labels."x" is there twice`},
		"a tag as a number":    {`{"Labels":{"x":1.0}}`, `Labels."x" is the number 1.0, and must be a string`},
		"invalid UTF-8":        {"{\"Name\":\"a\xffb\"}", "Name is not UTF-8, or has half of a surrogate pair"},
		"lone surrogate":       {`{"Name":"a\ud83db"}`, "Name is not UTF-8, or has half of a surrogate pair"},
		"lone low surrogate":   {`{"Name":"\ude00\ud83d"}`, "Name is not UTF-8, or has half of a surrogate pair"},
		"list not UTF-8":       {"{\"Roles\":[\"a\",\"\xff\"]}", "Roles is not UTF-8, or has half of a surrogate pair"},
		"tag not UTF-8":        {"{\"Labels\":{\"x\":\"\xff\"}}", `Labels."x" is not UTF-8, or has half of a surrogate pair`},
		"key not UTF-8":        {"{\"Labels\":{\"\xff\":\"x\"}}", "Labels has a key that is not UTF-8, or has half of a surrogate pair"},
		"array as value":       {`{"State":["up"]}`, "State is an array, and must be a string"},
		"array at the end":     {`{"Meta":{"Name":[]}}`, "Meta.Name is an array, and must be a string"},
		"string on the way":    {`{"Meta":"x"}`, "Meta is a string, and must be an object"},
		"array on the way":     {`{"Meta":[]}`, "Meta is an array, and must be an object"},
		"tags in an array":     {`{"Labels":[{"Key":"a","Value":"b"}]}`, "Labels is an array, and must be an object"},
		"tags true":            {`{"Labels":true}`, "Labels is a boolean, and must be an object"},
		"tag with an object":   {`{"Labels":{"a b":{}}}`, `Labels."a b" is an object, and must be a string`},
		"tags with objects":    {`{"Labels":{"c":[],"b":{},"d":[],"a":"x","e":[]}}`, `Labels."c" is an array, and must be a string`},
		"own name with object": {`{"own.name":{}}`, "own.name is an object, and must be a string"},
		"no JSON":              {`{"Name":}`, "not JSON: invalid character '}'"},
		"nothing":              {``, "not JSON: unexpected end"},
		"two values":           {`{} {}`, "not JSON: invalid character '{' after top-level value"},
		"nested too deep":      {strings.Repeat("[", 1_000_000), "more than 10000 arrays and objects are open here"},
		"way nested too deep":  {strings.Repeat(`{"Meta":`, 1_000_000), "more than 10000 arrays and objects are open here"},
	} {
		t.Run("error/"+name, func(t *testing.T) {
			d, err := Decoder(hosts)([]byte(test.data))
			assert.ErrorContains(t, err, test.want)
			assert.Nil(t, d)
		})
	}
	t.Run("deeper places", func(t *testing.T) {
		for data, want := range map[string]string{
			`{"EntryPoint":{"VoiceCallEntryPointParameters":{"FlowId":"v"},"ChatEntryPointParameters":{"FlowId":"c"}}}`:  "v",
			`{"EntryPoint":{"VoiceCallEntryPointParameters":null,"ChatEntryPointParameters":{"FlowId":"c"}}}`:            "c",
			`{"EntryPoint":{"VoiceCallEntryPointParameters":{"FlowId":null},"ChatEntryPointParameters":{"FlowId":"c"}}}`: "c",
		} {
			d, err := Decoder(schema.TestCase())([]byte(data))
			require.NoError(t, err)
			assert.Equal(t, []string{want}, d.Values(ast.Name("flow")), data)
		}
		for data, want := range map[string]string{
			`{"EntryPoint":{"ChatEntryPointParameters":7}}`: "EntryPoint.ChatEntryPointParameters is a number, and must be an object",
			`{"EntryPoint":7}`: "EntryPoint is a number, and must be an object",
		} {
			_, err := Decoder(schema.TestCase())([]byte(data))
			assert.ErrorContains(t, err, want)
		}
	})
	t.Run("without tags", func(t *testing.T) {
		s := schema.MustNew(schema.Schema{Name: "thing", Fields: []schema.Field{{Name: "name"}}})
		d, err := Decoder(s)([]byte(`{"name":"a","":{"x":"y"}}`))
		require.NoError(t, err)
		assert.Equal(t, Map{"name": "a"}, contents(d))
	})
	t.Run("data is the caller's", func(t *testing.T) {
		data := []byte(`{"Name":"abc"}`)
		d, err := Decoder(hosts)(data)
		require.NoError(t, err)
		clear(data)
		assert.Equal(t, `{"Name":"abc"}`, string(d.Raw()))
		assert.Equal(t, Map{"name": "abc"}, contents(d))
	})
	t.Run("canonical names alone", func(t *testing.T) {
		d, err := Decoder(hosts)([]byte(`{"Name":"abc"}`))
		require.NoError(t, err)
		assert.Nil(t, d.Values(ast.Name("Name")))
	})
}

// apart is a schema with lists whose texts stand apart.
var apart = schema.MustNew(schema.Schema{
	Name: "hours",
	Fields: []schema.Field{
		{Name: "id", JSON: []string{"Id"}},
		{Name: "days", Kind: schema.List, JSON: []string{"Config[].Day", "Days"}},
		{Name: "zones", Kind: schema.List, JSON: []string{"Config[].At.Zone"}},
		{Name: "parents", Kind: schema.List, JSON: []string{"Old.Parents", "Parents[].Id"}},
		{Name: "parent-names", Kind: schema.List, JSON: []string{"Parents[].Name"}},
		{Name: "texts", Kind: schema.List, JSON: []string{"Content.*"}},
		{Name: "german", JSON: []string{"Content.de"}},
		{Name: "path", Kind: schema.List, JSON: []string{"Path.*.Id"}},
		{Name: "path-names", Kind: schema.List, JSON: []string{"Path.*.Name"}},
		{Name: "top", JSON: []string{"Path.One.Label", "Path.One.Id"}},
		{Name: "twos", Kind: schema.List, JSON: []string{"Path.Two.All.*"}},
	},
	Tags: "Tags",
})

// TestDecode_apart has lists whose texts stand in the elements of an array, or in the
// members of an object.
func TestDecode_apart(t *testing.T) {
	for data, want := range map[string]Map{
		`{"Config":[{"Day":"MONDAY"},{"Day":"SUNDAY"}]}`:                                 {"days": []string{"MONDAY", "SUNDAY"}},
		`{"Config":[{"Day":"b","X":[{"Day":1}]},{"Day":"a"},{"Day":"b"},{"Day":""}]}`:    {"days": []string{"b", "a", "b", ""}},
		`{"Config":[{"Day":"a","At":{"Zone":"x"}},{"At":{"Zone":"y"},"Day":"b"}]}`:       {"days": []string{"a", "b"}, "zones": []string{"x", "y"}},
		`{"Config":[null,{},{"Day":null},{"Day":"a"},{"At":null},{"At":{"Zone":null}}]}`: {"days": []string{"a"}},
		`{"Config":[ ]}`: {},
		`{"Config":null,"Parents":[{}],"Content":{},"Path":{"One":{}}}`:                    {},
		`{"Config":[],"Days":["a"]}`:                                                       {"days": []string{"a"}},
		`{"Days":["a"],"Config":[{"Day":null}]}`:                                           {"days": []string{"a"}},
		`{"Days":["a"],"Config":[{"Day":"b"},{"Day":"c"}]}`:                                {"days": []string{"b", "c"}},
		`{"Config":[{"Day":"b"},{"Day":"c"}],"Days":["a"]}`:                                {"days": []string{"b", "c"}},
		`{"Parents":[{"Id":"1","Name":"a"},{"Name":"b"},{"Id":"3"}]}`:                      {"parents": []string{"1", "3"}, "parent-names": []string{"a", "b"}},
		`{"Parents":[{"Id":"1"}],"Old":{"Parents":["2"]}}`:                                 {"parents": []string{"2"}},
		`{"Old":{"Parents":["2"]},"Parents":[{"Id":"1"},{"Id":"3"}]}`:                      {"parents": []string{"2"}},
		`{"Old":{"Parents":[]},"Parents":[{"Id":"1"},{"Id":"3"}]}`:                         {"parents": []string{"1", "3"}},
		`{"Content":{"en":"x","":"y","de":"z","\u00e9":"x","fr":null}}`:                    {"texts": []string{"x", "y", "z", "x"}, "german": "z"},
		`{"Path":{"LevelTwo":{"Id":"2","Name":"b"},"LevelOne":{"Name":"a","Id":"1"}}}`:     {"path": []string{"2", "1"}, "path-names": []string{"b", "a"}},
		`{"Path":{"x":null,"y":{"Id":null},"z":{"Id":"1","Arn":7}}}`:                       {"path": []string{"1"}},
		`{"Path":{"x":{"Id":"1"},"One":{"Id":"2","Name":"b"},"y":{"Id":"3"}}}`:             {"path": []string{"1", "2", "3"}, "path-names": []string{"b"}, "top": "2"},
		`{"Path":{"x":{"Id":"1"},"One":{"Id":"2","Label":"l"}}}`:                           {"path": []string{"1", "2"}, "top": "l"},
		`{"Path":{"x":{"All":7},"Two":{"Id":"2","All":{"p":"q","r":"s"}},"y":{"Id":"3"}}}`: {"path": []string{"2", "3"}, "twos": []string{"q", "s"}},
		`{"Con\u0066ig":[{"D\u0061y":"\u00e9\ud83d\ude00"}]}`:                              {"days": []string{"é😀"}},
		"{\"Config\":[{\"X\":\"\xff\",\"\xff\":1,\"Day\":\"a\"}]}":                         {"days": []string{"a"}},
	} {
		d, err := Decoder(apart)([]byte(data))
		require.NoError(t, err, data)
		assert.Equal(t, want, contents(d), data)
	}
	for data, want := range map[string]string{
		`{"Config":{"Day":"a"}}`:                               "Config is an object, and must be an array of objects",
		`{"Config":"a"}`:                                       "Config is a string, and must be an array of objects",
		`{"Config":[{"Day":"a"},[]]}`:                          "Config[1] is an array, and must be an object",
		`{"Config":["a"]}`:                                     "Config[0] is a string, and must be an object",
		`{"Config":[null,{},{"Day":7}]}`:                       "Config[2].Day is the number 7, and must be a string",
		`{"Config":[{"Day":["a"]}]}`:                           "Config[0].Day is an array, and must be a string",
		`{"Config":[{"Day":"a"},{"At":7}]}`:                    "Config[1].At is a number, and must be an object",
		`{"Config":[{"At":{}},{"At":{"Zone":true}}]}`:          "Config[1].At.Zone is true, and must be a string",
		`{"Config":[{"Day":"a"},{"Day":"b","Day":null}]}`:      "Config[1].Day is there twice",
		`{"Config":[{"At":{"Zone":"a","Zone":"b"}}]}`:          "Config[0].At.Zone is there twice",
		`{"Config":[{"At":{}},{"At":{},"At":{}}]}`:             "Config[1].At is there twice",
		`{"Config":[],"Config":[]}`:                            "Config is there twice",
		"{\"Config\":[{},{\"Day\":\"\xff\"}]}":                 "Config[1].Day is not UTF-8, or has half of a surrogate pair",
		`{"Config":[{"Day":"\ud83d"}]}`:                        "Config[0].Day is not UTF-8, or has half of a surrogate pair",
		`{"Days":["a",7]}`:                                     "Days[1] is the number 7, and must be a string",
		`{"Content":["a"]}`:                                    "Content is an array, and must be an object",
		`{"Content":{"a":"x","en":7}}`:                         `Content."en" is the number 7, and must be a string`,
		`{"Content":{"a":null,"b":"x","\u0061":"y"}}`:          `Content."a" is there twice`,
		`{"Content":{"de":"a","de":"b"}}`:                      "Content.de is there twice",
		`{"Content":{"de":{}}}`:                                "Content.de is an object, and must be a string",
		"{\"Content\":{\"\xff\":null}}":                        "Content has a member whose name is not UTF-8, or has half of a surrogate pair",
		`{"Content":{"\ud83d":"a"}}`:                           "Content has a member whose name is not UTF-8, or has half of a surrogate pair",
		"{\"Content\":{\"a\":\"\xff\"}}":                       `Content."a" is not UTF-8, or has half of a surrogate pair`,
		`{"Path":{"LevelOne":"a"}}`:                            `Path."LevelOne" is a string, and must be an object`,
		`{"Path":{"x":{"Id":"1"},"y\u001b":{"Id":7}}}`:         `Path."y\u001b".Id is the number 7, and must be a string`,
		`{"Path":{"x":{"Id":"1"},"y":{"Id":"1","Id":"1"}}}`:    `Path."y".Id is there twice`,
		`{"Path":{"x":{},"Two":{"All":{"p":"q"}},"x":{}}}`:     `Path."x" is there twice`,
		`{"Path":{"x":{},"One":{"Id":7}}}`:                     "Path.One.Id is the number 7, and must be a string",
		`{"Path":{"x":{},"One":{"Name":"a","Name":"b"}}}`:      "Path.One.Name is there twice",
		`{"Path":{"Two":{"All":{"p":{}}}}}`:                    `Path.Two.All."p" is an object, and must be a string`,
		`{"Path":{"` + strings.Repeat("x", 1000) + `":7}}`:     `x…" is a number, and must be an object`,
		`{"Config":` + strings.Repeat("[", 10_000) + `{"Day":`: "more than 10000 arrays and objects are open here",
	} {
		d, err := Decoder(apart)([]byte(data))
		require.Error(t, err, data)
		assert.Contains(t, err.Error(), want, data)
		assert.Less(t, len(err.Error()), 200)
		assert.Nil(t, d)
	}
	q := resolve(t, ast.All(ast.Compare(ast.Name("path-names"), ast.OpEqual, "a"), ast.Compare(ast.Name("days"), ast.OpExists)), apart, schema.Options{})
	r, err := Decoder(apart, q)([]byte(`{"Config":[{"At":7,"At":8,"Day":"x"}],"Content":7,"Path":{"x":{"Id":7,"Name":"b"},"One":{"Label":7,"Name":"a"}}}`))
	require.NoError(t, err, "of what nobody asks for, nothing is checked")
	assert.True(t, Compile(q)(r))
	assert.Equal(t, []string{"b", "a"}, r.Values(ast.Name("path-names")))

	_, err = NewReader(strings.NewReader(`{"Parents":[]} {"Day":"a"}`), apart).Next()
	require.NoError(t, err)
	_, err = NewReader(strings.NewReader(`{"Day":"a"}`), apart).Next()
	assert.ErrorContains(t, err, "record 1 has none of the members of an hours: Id, Config, Days, Old, Parents, Content, Path, Tags")
}

// A reading is what is read of JSON by the reference of FuzzDecode: the texts at a
// place in the order of the document, and whether all that stands on the way is as it
// must be, without a member that is there twice.
type reading struct {
	texts []string
	ok    bool
}

// at reads what stands at the path, of which [] is a part of its own.
func (g *reading) at(t *testing.T, data []byte, path ...string) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber() // a float64 would refuse 1e999
	token, err := dec.Token()
	require.NoError(t, err)
	text, isText := token.(string)
	switch {
	case token == nil:
		return
	case len(path) == 0:
		g.ok = g.ok && isText
		g.texts = append(g.texts, text)
		return
	}
	open := json.Delim('{')
	if path[0] == "[]" {
		open = '['
	}
	if token != open {
		g.ok = false
		return
	}
	seen := map[string]bool{}
	for dec.More() {
		name := "[]"
		if open == '{' {
			token, err := dec.Token()
			require.NoError(t, err)
			name = token.(string)
		}
		var value json.RawMessage
		require.NoError(t, dec.Decode(&value))
		if name != path[0] && path[0] != "*" {
			continue
		}
		g.ok = g.ok && (!seen[name] || open == '[')
		seen[name] = true
		g.at(t, value, path[1:]...)
	}
}

// FuzzDecode holds Decoder to encoding/json in what is JSON, in the texts of strings,
// and in lists whose texts stand apart.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"Name":"a\u00e9\ud83d\ude00\ud83d\n","Labels":{"x":"y","\u0078":"z"}}`,
		"\t{ \"Name\" :\r\n\"\xff\", \"X\": [1, -0, 0.5e-7, true, false, null, [], {}] }\n",
		`{"Name":"a","Name":null}`, `{"Name":{}}`, `{"Labels":[]}`, `[]`, `"a"`, `01`, `-`, `1.`, `1e`, `tru`,
		`{"Config":[{"Day":"a"},null,{"Day":"\u00e9","At":{"Zone":"z"}},{"Day":null}]}`, `{"Config":[{"Day":"a","Day":"b"}]}`, `{"Config":[1]}`,
		`{"Parents":[{"Id":"1","Name":"a"},{"Name":"b"}],"Content":{"a":"b","c":null,"de":"e"}}`, `{"Content":{"a":"b","\u0061":"c"}}`, `{"Content":[]}`,
		`{"Path":{"One":{"Id":"1","Name":"a"},"x":{"Id":"2"},"Two":{"All":{"y":"z"}}}}`, `{"Path":{"x":{"Id":"1","Id":"2"}}}`, `{"Path":{"x":1}}`,
		`{"a":1,}`, `{,}`, `{"a"}`, `[1 2]`, `"\x"`, `"\u12g4"`, "\"\x00\"", `{} {}`, ``, "\uFEFF{}", "{\x00}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := Decoder(hosts)(data)
		if !json.Valid(data) {
			require.Error(t, err)
			return
		}
		if err != nil {
			require.NotContains(t, err.Error(), "not JSON")
			return
		}
		var want map[string]any
		dec := json.NewDecoder(bytes.NewReader(data))
		dec.UseNumber() // a float64 would refuse 1e999
		require.NoError(t, dec.Decode(&want))
		if text, ok := want["Name"].(string); ok {
			require.Equal(t, []string{text}, d.Values(ast.Name("name")))
		}
		labels, _ := want["Labels"].(map[string]any)
		for key, v := range labels {
			if text, ok := v.(string); ok {
				require.Equal(t, []string{text}, d.Values(ast.Tag(key)), "tag %q", key)
			}
		}
		for key := range d.tags {
			require.Contains(t, labels, key)
		}
		if strings.ContainsRune(string(data), utf8.RuneError) || strings.Contains(string(data), `\u`) {
			return // what is no text is an error to Decode, and U+FFFD to encoding/json
		}
		for name, path := range map[string][]string{
			"days": {"Config", "[]", "Day"}, "zones": {"Config", "[]", "At", "Zone"}, "parent-names": {"Parents", "[]", "Name"},
			"texts": {"Content", "*"}, "path": {"Path", "*", "Id"}, "twos": {"Path", "Two", "All", "*"},
		} {
			i := apart.Lookup(name)
			f := apart.Fields[i]
			f.JSON = f.JSON[:1]
			s := schema.MustNew(schema.Schema{Name: "hours", Fields: []schema.Field{f}})
			want := reading{ok: true}
			want.at(t, data, path...)
			d, err := Decoder(s)(data)
			require.Equal(t, want.ok, err == nil, "%s: %v", name, err)
			if err == nil {
				require.Equal(t, want.texts, d.Values(ast.Name(name)), name)
			}
		}
	})
}
