package eval

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

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
	d, err := Decode(hosts, data)
	require.NoError(t, err, "Decode(%.100s)", data)
	return d
}

// contents returns what the document has, as a Map: numbers and bools by their texts.
func contents(d *Record) Map {
	m := Map{}
	for _, f := range d.schema.Fields {
		if v, ok := d.Field(f.Name); ok && f.Kind == schema.List {
			m[f.Name] = v.List
		} else if ok {
			m[f.Name] = v.Text
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
			d, err := Decode(hosts, []byte(test.data))
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
		"huge exponent":        {`{"Cores":1e1000000000}`, "Cores is the number 1e1000000000, which has an exponent of more than nine digits, and must be a number"},
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
		"a tag as a number":    {`{"Labels":{"x":1.0}}`, `Labels."x" is a number, and must be a string`},
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
			d, err := Decode(hosts, []byte(test.data))
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
			d, err := Decode(schema.TestCase(), []byte(data))
			require.NoError(t, err)
			got, ok := d.Field("flow")
			assert.True(t, ok, data)
			assert.Equal(t, want, got.Text, data)
		}
		for data, want := range map[string]string{
			`{"EntryPoint":{"ChatEntryPointParameters":7}}`: "EntryPoint.ChatEntryPointParameters is a number, and must be an object",
			`{"EntryPoint":7}`: "EntryPoint is a number, and must be an object",
		} {
			_, err := Decode(schema.TestCase(), []byte(data))
			assert.ErrorContains(t, err, want)
		}
	})
	t.Run("without tags", func(t *testing.T) {
		s := schema.MustNew(schema.Schema{Name: "thing", Fields: []schema.Field{{Name: "name"}}})
		d, err := Decode(s, []byte(`{"name":"a","":{"x":"y"}}`))
		require.NoError(t, err)
		assert.Equal(t, Map{"name": "a"}, contents(d))
	})
	t.Run("data is the caller's", func(t *testing.T) {
		data := []byte(`{"Name":"abc"}`)
		d, err := Decode(hosts, data)
		require.NoError(t, err)
		clear(data)
		assert.Equal(t, `{"Name":"abc"}`, string(d.Raw()))
		assert.Equal(t, Map{"name": "abc"}, contents(d))
	})
	t.Run("canonical names alone", func(t *testing.T) {
		d, err := Decode(hosts, []byte(`{"Name":"abc"}`))
		require.NoError(t, err)
		_, ok := d.Field("Name")
		assert.False(t, ok)
	})
}

// FuzzDecode holds Decode to encoding/json in what is JSON, and in the texts of
// strings.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"Name":"a\u00e9\ud83d\ude00\ud83d\n","Labels":{"x":"y","\u0078":"z"}}`,
		"\t{ \"Name\" :\r\n\"\xff\", \"X\": [1, -0, 0.5e-7, true, false, null, [], {}] }\n",
		`{"Name":"a","Name":null}`, `{"Name":{}}`, `{"Labels":[]}`, `[]`, `"a"`, `01`, `-`, `1.`, `1e`, `tru`,
		`{"a":1,}`, `{,}`, `{"a"}`, `[1 2]`, `"\x"`, `"\u12g4"`, "\"\x00\"", `{} {}`, ``, "\uFEFF{}", "{\x00}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := Decode(hosts, data)
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
			got, has := d.Field("name")
			require.True(t, has)
			require.Equal(t, text, got.Text)
		}
		labels, _ := want["Labels"].(map[string]any)
		for key, v := range labels {
			if text, ok := v.(string); ok {
				got, has := d.Tag(key)
				require.True(t, has, "tag %q", key)
				require.Equal(t, text, got)
			}
		}
		for key := range d.tags {
			require.Contains(t, labels, key)
		}
	})
}
