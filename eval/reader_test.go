package eval

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/schema"
)

// readAll returns the raw text of the records in the input, and the error that
// ended it if that was not io.EOF.
func readAll(in io.Reader, s *schema.Schema) (raw []string, err error) {
	r := NewReader(in, s)
	for {
		d, err := r.Next()
		if err == io.EOF {
			return raw, nil
		}
		if err != nil {
			return raw, err
		}
		raw = append(raw, string(d.Raw()))
	}
}

func TestReader(t *testing.T) {
	const a, b, c = `{"Name":"a"}`, `{ "Name" : "b", "Other": {"Hosts":[1]} }`, "{\n\"Labels\":{\"x\":\"\\u00e9\"},\r\n\t\"Name\":null}"
	for name, test := range map[string]struct {
		in   string
		want []string
	}{
		"empty":                      {"", nil},
		"white space":                {" \n\t\r\n", nil},
		"mark alone":                 {"\uFEFF", nil},
		"one":                        {a, []string{a}},
		"mark":                       {"\uFEFF" + a, []string{a}},
		"lines":                      {a + "\n" + b + "\n" + c + "\n", []string{a, b, c}},
		"lines with carriage return": {a + "\r\n" + b + "\r\n\r\n" + c, []string{a, b, c}},
		"no space between":           {a + b + c, []string{a, b, c}},
		"array":                      {"[" + a + ",\n" + b + " , " + c + "]", []string{a, b, c}},
		"empty array":                {"[ ]", nil},
		"answer":                     {`{"Hosts":[` + a + "," + b + `],"NextToken":"x"}`, []string{a, b}},
		"answer with list last":      {`{"NextToken":"x","Count":7,"Name":"of the answer","Hosts":[` + a + "," + b + `]}`, []string{a, b}},
		"answer with list between":   {`{"X":[[]],"Hosts":[` + a + `],"Y":{"Name":"x"}}`, []string{a}},
		"answer with two lists":      {`{"Hosts":[` + a + `],"X":1,"More":[` + b + `],"Hosts":[` + c + `]}`, []string{a, b, c}},
		"answer with list and wrap":  {`{"Hosts":[` + a + `],"Host":` + b + `}`, []string{a, b}},
		"empty list":                 {`{"Hosts":[],"NextToken":null}`, nil},
		"null list":                  {`{"Hosts":null,"NextToken":null}`, nil},
		"wrap":                       {`{"Meta":{},"Host":` + c + `,"X":1}`, []string{c}},
		"null wrap":                  {`{"Host":null}`, nil},
		"escaped list":               {`{"Host\u0073":[` + a + `]}`, []string{a}},
		"pages":                      {`{"Hosts":[` + a + `],"NextToken":"x"}` + "\n" + `{"Hosts":[]}{"Hosts":[` + b + `]}`, []string{a, b}},
		"array of pages":             {`[{"Hosts":[` + a + `]},{"Host":` + b + `},` + c + `]`, []string{a, b, c}},
		"every form":                 {a + "[" + b + "]\n" + `{"Hosts":[` + c + `]} {"Host":` + a + `}` + b, []string{a, b, c, a, b}},
		"members of a listed record": {`{"Hosts":[{"Name":"a","Hosts":[1],"Host":2}]}`, []string{`{"Name":"a","Hosts":[1],"Host":2}`}},
		"nothing but a nested place": {`{"Meta":{"Zone":1}}`, []string{`{"Meta":{"Zone":1}}`}},
	} {
		t.Run(name, func(t *testing.T) {
			for how, in := range map[string]io.Reader{
				"at once":         strings.NewReader(test.in),
				"byte by byte":    iotest.OneByteReader(strings.NewReader(test.in)),
				"error with data": iotest.DataErrReader(strings.NewReader(test.in)),
			} {
				got, err := readAll(in, hosts)
				assert.NoError(t, err, how)
				assert.Equal(t, test.want, got, how)
			}
		})
	}
	t.Run("contents", func(t *testing.T) {
		r := NewReader(strings.NewReader(`{"Hosts":[`+a+","+c+`]}`), hosts)
		for _, want := range []Map{{"name": "a"}, {"tag:x": "é"}} {
			d, err := r.Next()
			require.NoError(t, err)
			assert.Equal(t, want, contents(d))
		}
		for range 2 {
			d, err := r.Next()
			assert.Equal(t, io.EOF, err)
			assert.Nil(t, d)
		}
	})
	t.Run("test cases", func(t *testing.T) {
		got, err := readAll(strings.NewReader(`{"TestCases":[`+a+`],"NextToken":"x"}{"TestCase":`+a+`}`), schema.TestCase())
		assert.NoError(t, err)
		assert.Equal(t, []string{a, a}, got)
	})
	t.Run("records do not share memory", func(t *testing.T) {
		r := NewReader(strings.NewReader(a+"\n"+b), hosts)
		first, err := r.Next()
		require.NoError(t, err)
		clear(first.Raw())
		second, err := r.Next()
		require.NoError(t, err)
		assert.Equal(t, b, string(second.Raw()))
	})
}

// TestReader_reuse has a reader that uses the memory of one record for the next read what
// another one does.
func TestReader_reuse(t *testing.T) {
	const in = `{"Name":"a","Labels":{"x":"1"},"Cores":7,"Roles":["r"]}{"Name":"b"}` +
		`{"Hosts":[{"Cores":1, "Labels":{"x":null,"y":"2"}},{"Meta":{"Name":"c"},"Roles":[]}]}`
	asked := resolve(t, ast.All(ast.Compare(ast.Name("name"), ast.OpExists), ast.Compare(ast.Name("cores"), ast.OpExists), ast.Compare(ast.Name("roles"), ast.OpExists), ast.Compare(ast.Tag("x"), ast.OpExists), ast.Compare(ast.Tag("y"), ast.OpExists)), hosts, schema.Options{})
	for name, queries := range map[string][]*schema.Resolved{"everything": nil, "what is asked for": {asked}} {
		fresh, reused := NewReader(strings.NewReader(in), hosts, queries...), NewReader(strings.NewReader(in), hosts, queries...)
		reused.ReuseRecord = true
		lines, reusedLines := NewReader(strings.NewReader(in), hosts, queries...), NewReader(strings.NewReader(in), hosts, queries...)
		lines.Compact, reusedLines.Compact, reusedLines.ReuseRecord = true, true, true
		var last *Record
		for range 4 {
			want, err := fresh.Next()
			require.NoError(t, err, name)
			got, err := reused.Next()
			require.NoError(t, err, name)
			assert.True(t, last == nil || last == got, name)
			last = got
			assert.Equal(t, string(want.Raw()), string(got.Raw()), name)
			var compact bytes.Buffer
			require.NoError(t, json.Compact(&compact, got.Raw()))
			line, err := lines.Next()
			require.NoError(t, err, name)
			assert.Equal(t, compact.String(), string(line.Raw()), name)
			line, err = reusedLines.Next()
			require.NoError(t, err, name)
			assert.Equal(t, compact.String(), string(line.Raw()), name)
			for _, f := range []ast.Field{ast.Name("name"), ast.Name("cores"), ast.Name("roles"), ast.Tag("x"), ast.Tag("y")} {
				assert.Equal(t, want.Values(f), got.Values(f), name)
			}
		}
		_, err := reused.Next()
		assert.Equal(t, io.EOF, err)
	}
}

// TestReader_allocations counts the allocations for a record, with and without ReuseRecord.
func TestReader_allocations(t *testing.T) {
	const records = 1000
	in := strings.Repeat(`{"Name":"smoke-1","Other":[1,{"a":"b\\n"}],"State":"up","Labels":{"x":"1","z":"2"}}`+"\n", records)
	q := resolve(t, ast.All(ast.Compare(ast.Name("name"), ast.OpHasPrefix, "smoke"), ast.Compare(ast.Name("state"), ast.OpEqual, "up"), ast.Compare(ast.Tag("x"), ast.OpEqual, "1")), hosts, schema.Options{})
	for _, test := range []struct {
		reuse bool
		most  float64 // for each record
	}{{true, 1}, {false, 5}} {
		got := testing.AllocsPerRun(5, func() {
			r := NewReader(strings.NewReader(in), hosts, q)
			r.ReuseRecord = test.reuse
			for range records {
				_, _ = r.Next()
			}
		})
		t.Logf("reuse %v: %.2f allocations a record", test.reuse, got/records)
		assert.LessOrEqual(t, got/records, test.most+0.1)
	}
}

func TestReader_MorePages(t *testing.T) {
	s := *hosts
	s.Around, s.Token = []string{"NextToken", "Count"}, "NextToken"
	pages := schema.MustNew(s)
	const a = `{"Name":"a"}`
	for in, want := range map[string]bool{
		``:                                       false,
		a:                                        false,
		`{"Hosts":[` + a + `],"NextToken":"x"}`:  true,
		`{"NextToken":"x","Hosts":[` + a + `]}`:  true,
		`{"Next\u0054oken":"x","Hosts":[]}`:      true,
		`{"NextToken":"x"}`:                      true,
		`{"NextToken":"x","Count":0}`:            true,
		`{"NextToken":"","Hosts":[` + a + `]}`:   false,
		`{"NextToken":null,"Hosts":[` + a + `]}`: false,
		`{"Hosts":[` + a + `],"NextToken":null}`: false,
		`{"Hosts":[` + a + `],"NextToken":7}`:    false,
		`{"Hosts":[` + a + `],"Other":{"NextToken":"x"}}`:                false,
		`{"Hosts":[` + a + `],"NextToken":"x"}{"Hosts":[` + a + `]}`:     false,
		`{"Hosts":[` + a + `],"NextToken":"x"}{"Count":1}`:               false,
		`{"Hosts":[` + a + `]}{"Hosts":[` + a + `],"NextToken":"x"}` + a: true,
		`[{"Hosts":[]},{"NextToken":"x","Hosts":[` + a + `]}]`:           true,
		`{"Name":"a","NextToken":"x"}`:                                   false, // a record
		`{"Name":"of the answer","NextToken":"x","Hosts":[` + a + `]}`:   true,
		`{"Hosts":[{"Name":"a","NextToken":"x"}]}`:                       false,
	} {
		r := NewReader(strings.NewReader(in), pages)
		for {
			_, err := r.Next()
			if err == io.EOF {
				break
			}
			require.NoError(t, err, in)
		}
		assert.Equal(t, want, r.MorePages, in)
		r = NewReader(strings.NewReader(in), hosts)
		for err := error(nil); err == nil; {
			_, err = r.Next()
		}
		assert.False(t, r.MorePages, "%s: of a schema without a Token", in)
	}
}

// TestReader_Next has inputs that are wrong at the place that is marked with ¦.
func TestReader_Next(t *testing.T) {
	const a = `{"Name":"a"}`
	for name, test := range map[string]struct {
		in      string
		records int // before the error
		want    string
	}{
		"no member of a record":       {a + "\n\n" + ` ¦{"nam":"a","Zone":{"Name":1}}`, 1, "record 2 has none of the members of a host: Name, Meta, State, Booted, own.name, Ready, Cores, Bought, Roles, Labels"},
		"empty object":                {`¦{}`, 0, "record 1 has none of the members of a host"},
		"empty object in a list":      {`{"Hosts":[¦{}]}`, 0, "record 1 has none"},
		"answer in a list":            {`{"Hosts":[¦{"Hosts":[]}]}`, 0, "record 1 has none"},
		"other answer":                {`¦{"Users":[` + a + `]}`, 0, "record 1 has none of the members of a host"},
		"scalar":                      {"\n¦7", 0, "record 1 is a number, and must be an object"},
		"large number":                {"[ ¦1e999]", 0, "record 1 is a number"},
		"null":                        {"[" + a + ",\n ¦null]", 1, "record 2 is null, and must be an object"},
		"string":                      {`¦"Name"`, 0, "record 1 is a string"},
		"boolean":                     {`¦true`, 0, "record 1 is a boolean"},
		"nested array":                {"[" + a + ",\n¦[" + a + "]]", 1, "record 2 is an array, and must be an object"},
		"array in a list":             {`{"Hosts":[¦[]]}`, 0, "record 1 is an array"},
		"deeply nested array":         {"[¦" + strings.Repeat("[", 1_000_000), 0, "record 1 is an array"},
		"list that is an object":      {`{"Hosts": ¦` + a + `}`, 0, "Hosts is an object, and must be an array"},
		"list that is a string":       {`{"Hosts":¦"x"}`, 0, "Hosts is a string, and must be an array"},
		"wrap that is an array":       {`{"Host":¦[` + a + `]}`, 0, "Host is an array, and must be an object"},
		"wrap that is a boolean":      {`{"Hosts":[],"Host":¦false}`, 0, "Host is a boolean, and must be an object"},
		"value of the wrong kind":     {a + "\n¦{\"State\":\n[]}", 1, "record 2: State is an array, and must be a string"},
		"after a mark":                {"\uFEFF¦{}", 0, "record 1 has none"},
		"word":                        {a + "\nn¦ope", 1, "record 2: not JSON: invalid character 'o' in literal null (expecting 'u')"},
		"comma at the top level":      {a + "¦,\n" + a, 1, "record 2: not JSON: invalid character ','"},
		"brace too many":              {a + "\n¦}", 1, "record 2: not JSON: invalid character '}'"},
		"bracket for a brace":         {`{"Name":"a"¦]`, 0, "record 1: not JSON: invalid character ']'"},
		"brace for a bracket":         {`[` + a + `¦}`, 1, "record 2: not JSON: invalid character '}'"},
		"no comma between records":    {"[" + a + "¦" + a + "]", 1, "record 2: not JSON: invalid character '{'"},
		"comma too many":              {"[" + a + ",¦]", 1, "record 2: not JSON"},
		"no comma between members":    {"{\"Name\":\"a\"\n¦\"State\":\"up\"}", 0, "record 1: not JSON"},
		"member without quotes":       {`{¦Name:"a"}`, 0, "record 1: not JSON: invalid character 'N'"},
		"no colon":                    {`{"Name" ¦"a"}`, 0, "record 1: not JSON"},
		"mistake in a value":          {"{\"Name\":\"a\",\n\"Meta\":{\"Zone\":\n[1, 2,¦, 3]}}", 0, "record 1: not JSON: invalid character ','"},
		"mistake in an answer":        {"{\"Hosts\":[" + a + "],\n\"X\":{\"a\":\ntru¦}}", 1, "record 2: not JSON: invalid character '}'"},
		"line break in a string":      {"{\"Name\":\"a¦\n\"}", 0, `record 1: not JSON: invalid character '\n' in string`},
		"value nested too deep":       {`{"Name":` + strings.Repeat("[", 9_999) + "¦" + strings.Repeat("[", 9_999), 0, "record 1: more than 10000 arrays and objects are open here"},
		"record nested just too deep": {`{"Name":"a","X":` + strings.Repeat("[", 9_999) + "¦[" + strings.Repeat("]", 10_000) + "}", 0, "record 1: more than 10000 arrays and objects are open here"},
		"control character":           {a + "¦\x00", 1, `record 2: not JSON: invalid character '\x00' looking for beginning of value`},
		"byte that is not UTF-8":      {`{"Name":¦` + "\xe2\x28", 0, `record 1: not JSON: invalid character '\xe2' looking`},
		"rune that is cut off":        {`{"Name":¦` + "\xe2\x80", 0, `record 1: not JSON: invalid character '\xe2' looking`},
		"rune":                        {`{"Name":¦é}`, 0, `record 1: not JSON: invalid character 'é' looking for beginning of value`},
		"comma first":                 {"[¦," + a + "]", 0, "record 1: not JSON: invalid character ',' looking for beginning of value"},
		"comma first in an answer":    {`{"Hosts":[],¦,"Host":` + a + "}", 0, "record 1: not JSON: invalid character ',' looking for beginning of object key string"},
		"comma last in an answer":     {`{"Hosts":[],¦}`, 0, "record 1: not JSON: invalid character '}' looking for beginning of object key string"},
		"no comma in an answer":       {`{"Hosts":[]¦"Host":null}`, 0, `record 1: not JSON: invalid character '"' after object key:value pair`},
		"no colon in an answer":       {`{"Hosts":[],"Host"¦}`, 0, "record 1: not JSON: invalid character '}' after object key"},
		"list that is no value":       {`{"Hosts":¦+}`, 0, "record 1: not JSON: invalid character '+' looking for beginning of value"},
		"list that is no null":        {`{"Hosts":n¦o}`, 0, "record 1: not JSON: invalid character 'o' in literal null (expecting 'u')"},
		"escape":                      {`{"Name":"a\¦q"}`, 0, "record 1: not JSON: invalid character 'q' in string escape code"},
		"escape of four digits":       {`{"Name":"a\u00¦g0"}`, 0, `record 1: not JSON: invalid character 'g' in \u hexadecimal character escape`},
		"number":                      {`{"Name":-¦.5}`, 0, "record 1: not JSON: invalid character '.' in numeric literal"},
		"number that begins with 0":   {`{"Name":0¦1}`, 0, "record 1: not JSON: invalid character '1' after object key:value pair"},
		"fraction":                    {`{"Name":1.¦}`, 0, "record 1: not JSON: invalid character '}' in numeric literal"},
		"exponent":                    {`{"Name":1e+¦x}`, 0, "record 1: not JSON: invalid character 'x' in numeric literal"},
		"mark in the middle":          {a + "\n¦\uFEFF" + a, 1, "record 2: not JSON"},
	} {
		t.Run(name, func(t *testing.T) {
			before, after, marked := strings.Cut(test.in, "¦")
			require.True(t, marked)
			want := fmt.Sprintf("line %d, offset %d: %s", 1+strings.Count(before, "\n"), len(before), test.want)
			for _, in := range []io.Reader{strings.NewReader(before + after), iotest.OneByteReader(strings.NewReader(before + after))} {
				r := NewReader(in, hosts)
				for range test.records {
					_, err := r.Next()
					require.NoError(t, err)
				}
				d, err := r.Next()
				assert.ErrorContains(t, err, want)
				assert.Nil(t, d)
				_, again := r.Next()
				assert.Equal(t, err, again, "the second call of Next")
				assert.Less(t, len(err.Error()), 300)
			}
		})
	}
	t.Run("UTF-16", func(t *testing.T) {
		for _, in := range []string{"\xff\xfe{\x00}\x00", "\xfe\xff\x00{\x00}"} {
			_, err := readAll(strings.NewReader(in), hosts)
			assert.EqualError(t, err, "the input is UTF-16; save it as UTF-8")
		}
	})
	t.Run("cut off", func(t *testing.T) {
		whole := "[" + a + ",\n" + `{"X":[1],"Hosts":[` + a + `],"Y":{"Z":"z"}},` + "\n" + `{"Host":` + a + `} ]`
		for n := 1; n < len(whole); n++ {
			_, err := readAll(strings.NewReader(whole[:n]), hosts)
			require.ErrorIs(t, err, io.ErrUnexpectedEOF, "reading %q", whole[:n])
			require.ErrorContains(t, err, fmt.Sprintf("line %d, offset %d: ", 1+strings.Count(whole[:n], "\n"), n))
		}
		for n := 1; n < len(a); n++ {
			_, err := readAll(strings.NewReader(a[:n]), hosts)
			require.ErrorIs(t, err, io.ErrUnexpectedEOF, "reading %q", a[:n])
		}
		raw, err := readAll(strings.NewReader(whole), hosts)
		assert.NoError(t, err)
		assert.Len(t, raw, 3)
	})
	t.Run("many members", func(t *testing.T) {
		s := schema.Schema{Name: "thing"}
		for i := range 1000 {
			s.Fields = append(s.Fields, schema.Field{Name: fmt.Sprintf("f%d", i)})
		}
		_, err := readAll(strings.NewReader(`{"x":1}`), schema.MustNew(s))
		assert.ErrorContains(t, err, "a thing: f0, f1, ")
		assert.Less(t, len(err.Error()), 300)
	})
	t.Run("error of the input", func(t *testing.T) {
		broken := errors.New("broken")
		whole := a + "\n" + `{"Hosts":[` + a + `],"Y":1}`
		for n := range len(whole) + 1 {
			// Read returns the error once and then io.EOF, as a careless one may.
			in := io.MultiReader(strings.NewReader(whole[:n]), &once{err: broken})
			_, err := readAll(in, hosts)
			require.ErrorIs(t, err, broken, "reading %q", whole[:n])
		}
	})
}

// TestReader_no_progress has an input that neither gives anything nor ends.
func TestReader_no_progress(t *testing.T) {
	_, err := readAll(io.MultiReader(strings.NewReader(`{"Name":`), stuck{}), hosts)
	assert.ErrorIs(t, err, io.ErrNoProgress)
	assert.ErrorContains(t, err, "line 1, offset 8: record 1: ")
}

type stuck struct{}

func (stuck) Read([]byte) (int, error) { return 0, nil }

// once returns its error once, then io.EOF.
type once struct{ err error }

func (o *once) Read([]byte) (int, error) {
	err := o.err
	o.err = io.EOF
	return 0, err
}

// TestReader_streaming has records come as soon as their last byte does, and
// memory bounded by the largest of them.
func TestReader_streaming(t *testing.T) {
	for name, form := range map[string]struct{ before, between, after string }{
		"answer": {`{"NextToken":"x","Hosts":[`, ",", "]}"},
		"array":  {"[", ",", "]"},
		"lines":  {"", "\n", "\n"},
	} {
		t.Run(name+"/at once", func(t *testing.T) {
			in, out := io.Pipe()
			r := NewReader(in, hosts)
			defer in.Close()
			before := form.before
			for i := range 3 {
				go fmt.Fprintf(out, `%s{"Name":"%d"}`, before, i)
				d, err := r.Next() // the pipe has nothing more to read
				require.NoError(t, err)
				assert.Equal(t, fmt.Sprintf(`{"Name":"%d"}`, i), string(d.Raw()))
				before = form.between
			}
			go func() {
				io.WriteString(out, form.after)
				out.Close()
			}()
			_, err := r.Next()
			assert.Equal(t, io.EOF, err)
		})
		t.Run(name+"/bounded", func(t *testing.T) {
			const records, size = 1_000, 20_000
			in := &generated{form.before, form.between, form.after, fmt.Sprintf(`{"Name":"a","Content":"%s"}`, strings.Repeat("x", size)), records, nil}
			r := NewReader(in, hosts)
			n, most := 0, 0
			var before, now runtime.MemStats
			for {
				_, err := r.Next()
				if err == io.EOF {
					break
				}
				require.NoError(t, err)
				n++
				most = max(most, r.in.Room())
				if n%(records/4) != 1 {
					continue
				}
				runtime.GC()
				runtime.ReadMemStats(&now)
				if n == 1 {
					before = now
				}
				assert.Less(t, int64(now.HeapAlloc)-int64(before.HeapAlloc), int64(20*size), "bytes in use after record %d", n)
			}
			t.Logf("%d records in %d bytes; at most %d kept", n, r.in.Offset(), most)
			assert.Equal(t, records, n)
			assert.Less(t, most, 10*size)
		})
	}
}

// TestReader_passing has inputs of which little is kept, though much of them is
// passed over.
func TestReader_passing(t *testing.T) {
	many := func(text string) string { return strings.Repeat(text, 100) }
	for name, in := range map[string]*generated{
		"answers without records":        {"", "\n", "", `[] {"Hosts":[],"NextToken":"x"} [{"Host":null}]`, 50_000, nil},
		"white space":                    {"", "", `{"Name":"a"}`, many(" \r\n"), 10_000, nil},
		"white space in a list":          {`{"Hosts":[`, "", `{"Name":"a"}]}`, many("\t\n"), 10_000, nil},
		"white space before a list":      {`[{"Hosts":[],"Host"`, "", `:{"Name":"a"}}]`, many("\n"), 10_000, nil},
		"white space before a colon":     {`{"Hosts":[],"Host":null,"X":1`, "", `}{"Name":"a"}`, many("\n"), 10_000, nil},
		"a member behind a list":         {`{"Hosts":[{"Name":"a"}],"X":[`, "", `1]}`, many("1,\n"), 10_000, nil},
		"a text behind a list":           {`{"Hosts":[{"Name":"a"}],"X":"`, "", `"}`, many(`a\n`), 10_000, nil},
		"white space behind the records": {`{"Name":"a"}`, "", "\n", many(" \r\n"), 10_000, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r := NewReader(in, hosts)
			records := 0
			var err error
			for err == nil {
				var d *Record
				if d, err = r.Next(); err == nil {
					records++
					assert.Equal(t, `{"Name":"a"}`, string(d.Raw()))
				}
			}
			assert.Equal(t, io.EOF, err)
			if name != "answers without records" {
				assert.Equal(t, 1, records)
			}
			t.Logf("%d bytes; %d kept", r.in.Offset(), r.in.Room())
			assert.Greater(t, r.in.Offset(), int64(900_000))
			assert.Less(t, r.in.Room(), 70_000)
		})
	}
	t.Run("lines", func(t *testing.T) {
		for name, in := range map[string]string{
			"between":          strings.Repeat("\n", 99_999) + `{"Name":}`,
			"in a list":        `{"Hosts":[` + strings.Repeat("\n", 99_999) + `{"Name":}]}`,
			"behind a list":    `{"Hosts":[],"X":[` + strings.Repeat("1,\n", 99_999) + `}`,
			"in a record":      `{"Name":` + strings.Repeat("\n", 99_999) + `}`,
			"of a wrong list":  strings.Repeat("\n", 99_999) + `{"Hosts":"` + strings.Repeat("x", 99_999) + `"}`,
			"of a wrong value": strings.Repeat("\n", 99_999) + `"` + strings.Repeat("x", 99_999) + `"`,
		} {
			_, err := readAll(strings.NewReader(in), hosts)
			assert.ErrorContains(t, err, "line 100000, offset ", name)
		}
	})
}

// generated is an input that makes a record when it is read, and counts down.
type generated struct {
	before, between, after, record string
	left                           int
	rest                           []byte
}

func (g *generated) Read(p []byte) (int, error) {
	if len(g.rest) == 0 {
		switch {
		case g.left < 0:
			return 0, io.EOF
		case g.left == 0:
			g.rest = []byte(g.after)
		default:
			g.rest = []byte(g.before + g.record)
			g.before = g.between
		}
		g.left--
	}
	n := copy(p, g.rest)
	g.rest = g.rest[n:]
	return n, nil
}

func FuzzReader(f *testing.F) {
	for _, seed := range []string{
		`{"Name":"a"}`,
		"{\"Name\":\"a\"}\n{\"State\":\"up\",\"Labels\":{\"x\":\"y\",\"z\":null}}\n",
		`[{"Name":"a","Booted":1.7e9},{"Hosts":[]}]`,
		`{"X":[1,{}],"Hosts":[{"Name":"a"},{"Meta":{"Name":"b"}}],"NextToken":"x"}`,
		`{"Host":{"Name":"\ud83d\ude00\ud83d"}}`,
		"\uFEFF[]",
		`{"Hosts":[{"Name":"a"},{"Hosts":[],"Name":"b"}]}{"Hosts":null}`,
		`{"Name":"a",,}`, `{"Name" 1}`, `[[]]`, `{"Hosts":[1]}`, `{}`, `{"Name":{}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r := NewReader(bytes.NewReader(data), hosts)
		var docs []*Record
		for {
			d, err := r.Next()
			if err != nil {
				_, again := r.Next()
				require.Equal(t, err, again)
				break
			}
			require.NotNil(t, d)
			docs = append(docs, d)
		}
		if r.err == io.EOF {
			// What is read to the end is JSON.
			dec := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\uFEFF"))))
			var err error
			for err == nil {
				err = dec.Decode(new(json.RawMessage))
			}
			require.Equal(t, io.EOF, err)
		}
		// Records are cut out exactly: a list of them has the same ones.
		again := []byte(`{"Hosts":[`)
		rest := data
		for i, d := range docs {
			at := bytes.Index(rest, d.Raw())
			require.GreaterOrEqual(t, at, 0, "record %d stands in the input, after the one before", i+1)
			rest = rest[at+len(d.Raw()):]
			if i > 0 {
				again = append(again, ',')
			}
			again = append(again, d.Raw()...)
		}
		r = NewReader(bytes.NewReader(append(again, `]}`...)), hosts)
		for i, want := range docs {
			got, err := r.Next()
			require.NoError(t, err, "record %d, read again", i+1)
			require.Equal(t, string(want.Raw()), string(got.Raw()))
			require.Equal(t, contents(want), contents(got))
		}
		_, err := r.Next()
		require.Equal(t, io.EOF, err)
	})
}

// TestReader_answers_without_records covers that an answer may lack its list: no
// member of SearchTestCasesResponse is required.
func TestReader_answers_without_records(t *testing.T) {
	in := `{"ApproximateTotalCount":0} {"NextToken":"x","ApproximateTotalCount":1} {} {"TestCases":[{"Id":"1"}]}`
	r := NewReader(strings.NewReader(in), schema.TestCase())
	d, err := r.Next()
	require.NoError(t, err)
	assert.Equal(t, `{"Id":"1"}`, string(d.Raw()))
	_, err = r.Next()
	assert.Equal(t, io.EOF, err)

	for _, in := range []string{
		`{"TestCases":[{}]}`,
		`{"Colour":"red"}`,
		`{"NextToken":"x","Colour":"red"}`,
		`{"Colour":"red","NextToken":"x"}`,
	} {
		_, err = NewReader(strings.NewReader(in), schema.TestCase()).Next()
		assert.ErrorContains(t, err, "record 1 has none of the members", in)
	}
}

// TestReader_partial reads records which lack fields, among others.
func TestReader_partial(t *testing.T) {
	s := schema.MustNew(schema.Schema{
		Name:   "host",
		Fields: []schema.Field{{Name: "id"}, {Name: "room"}, {Name: "state", JSON: []string{"state", "is"}}},
		Tags:   "tags",
		Lists:  []string{"hosts"},
		Partial: []schema.Partial{
			{Operation: "Boot", Members: []string{"is", "code"}, Lacks: []string{"room", chars.TagPrefix}, Elsewhere: "List returns that"},
			{Operation: "Look", Members: []string{"is"}, Lacks: []string{"id"}, Elsewhere: "List returns that"},
		},
	})
	const whole, look, boot = `{"id":"a","room":"b","code":1}`, `{"state":"up","\u0069s":null}`, `{"code":{"is":1},"is":"up"}`
	id, room := ast.Compare(ast.Name("id"), ast.OpEqual, "a"), &ast.Not{X: ast.Compare(ast.Name("room"), ast.OpExists)}
	for _, test := range []struct {
		in   string
		x    ast.Expr
		want []string // the errors
	}{
		{whole + `{"id":"c","tags":{"is":"x"}}`, ast.All(id, room), nil},
		{boot + whole + look + boot, id, []string{"line 1, offset 57: record 3 is what Look returns, which lacks id: List returns that"}},
		{`{"hosts":[` + whole + "," + look + "," + boot + "]}", room, []string{"line 1, offset 71: record 3 is what Boot returns, which lacks room: List returns that"}},
		{"[" + boot + "," + boot + "]", ast.Compare(ast.Tag("k"), ast.OpExists), []string{
			"line 1, offset 1: record 1 is what Boot returns, which lacks tags: List returns that",
			"line 1, offset 29: record 2 is what Boot returns, which lacks tags: List returns that",
		}},
		{look, room, nil},
	} {
		q, err := s.Resolve(test.x, schema.Options{})
		require.NoError(t, err)
		var wrong []string
		for r := NewReader(strings.NewReader(test.in), s, q); ; {
			_, err := r.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				wrong = append(wrong, err.Error())
				require.True(t, r.Resume())
			}
		}
		assert.Equal(t, test.want, wrong, test.in)
	}
	r := NewReader(strings.NewReader(whole+look+boot), s)
	for range 3 {
		_, err := r.Next()
		require.NoError(t, err, "nobody asks")
	}
	assert.Equal(t, []string{"id", "room", chars.TagPrefix}, r.Lacking)

	for _, p := range []schema.Partial{{Members: []string{"is"}, Lacks: []string{"rooms"}}, {Lacks: []string{"room"}}} {
		_, err := schema.New(schema.Schema{Name: "host", Fields: s.Fields, Partial: []schema.Partial{p}})
		assert.Error(t, err)
	}
}

// TestReader_summaries reads the answers of a List operation, whose records lack what the
// others have.
func TestReader_summaries(t *testing.T) {
	s := schema.MustNew(schema.Schema{
		Name:    "host",
		Fields:  []schema.Field{{Name: "id"}, {Name: "room"}},
		Tags:    "tags",
		Lists:   []string{"hosts", "summaries"},
		Lacking: map[string][]string{"summaries": {"room", chars.TagPrefix}},
	})
	read := func(document string, queries ...*schema.Resolved) (int, error) {
		r := NewReader(strings.NewReader(document), s, queries...)
		for n := 0; ; n++ {
			switch _, err := r.Next(); err {
			case nil:
			case io.EOF:
				return n, nil
			default:
				return n, err
			}
		}
	}
	id := ast.Compare(ast.Name("id"), ast.OpEqual, "a")
	for lacks, x := range map[string]ast.Expr{"": id, "room": &ast.Not{X: ast.Compare(ast.Name("room"), ast.OpEqual, "b")}, "tags": ast.Any(id, ast.Compare(ast.Tag("k"), ast.OpNotEqual, "1"))} {
		q, err := s.Resolve(x, schema.Options{})
		require.NoError(t, err)
		n, err := read(`{"hosts": [{"id": "a"}, {"id": "b"}]}`, q)
		require.NoError(t, err)
		assert.Equal(t, 2, n)
		n, err = read(`{"hosts": [{"id": "a"}]} {"summaries": [{"id": "a"}, {"id": "b"}]}`, q)
		if lacks == "" {
			require.NoError(t, err)
			assert.Equal(t, 3, n)
			continue
		}
		assert.EqualError(t, err, "line 1, offset 38: summaries has summaries, which lack "+lacks+": the search and the Describe operation return whole records")
		assert.Equal(t, 1, n)
	}
	n, err := read(`{"summaries": [{"id": "a"}]}`)
	require.NoError(t, err, "nobody asks")
	assert.Equal(t, 1, n)
	for in, want := range map[string][]string{
		`{"hosts": [{"id": "a"}]} {"id": "b"}`:                                 nil,
		`{"summaries": [{"id": "a"}]} {"hosts": []} {"summaries": []}`:         {"room", chars.TagPrefix},
		`[{"hosts": [{"id": "a"}]}, {"summaries": null}]`:                      {"room", chars.TagPrefix},
		`{"id": "a", "summaries": [{"id": "b"}], "hosts": [{"id": "c"}]}`:      {"room", chars.TagPrefix},
		`{"hosts": [{"id": "a", "summaries": [{"id": "b"}]}], "NextToken": 1}`: nil,
	} {
		r := NewReader(strings.NewReader(in), s)
		for err := error(nil); err != io.EOF; _, err = r.Next() {
			require.NoError(t, err, in)
		}
		assert.Equal(t, want, r.Lacking, in)
	}
	for _, lacking := range []map[string][]string{{"summaries": {"rooms"}}, {"others": {"room"}}} {
		_, err := schema.New(schema.Schema{Name: "host", Fields: s.Fields, Lists: s.Lists, Lacking: lacking})
		assert.Error(t, err)
	}
}

// TestReader_Resume counts what can be read behind damage, however the input comes.
func TestReader_Resume(t *testing.T) {

	for name, test := range map[string]struct {
		in     string
		names  string // of the records that are read
		errors int
		whole  bool // the end of the input was reached
	}{
		"sound":                            {"{\"Name\":\"a\"}\n{\"Name\":\"b\"}", "ab", 0, true},
		"a bad value":                      {"{\"Name\":\"a\"}\n{\"Name\":x}\n{\"Name\":\"c\"}\n", "ac", 1, true},
		"the first":                        {"{\"Name\":\n{\"Name\":\"b\"}", "b", 1, true},
		"the last":                         {"{\"Name\":\"a\"}\n{\"Name\":", "a", 1, true},
		"no comma, so that the next shows": {"{\"Name\":\"a\"\n{\"Name\":\"b\"}\n{\"Name\":\"c\"}", "bc", 1, true},
		"a text that does not end":         {"{\"Name\":\"a\n{\"Name\":\"b\"}\n", "b", 1, true},
		"several lines":                    {"{\n  \"Name\": \"a\",\n  {\"Name\":\"inner\"}\n}\n{\"Name\":\"b\"}", "b", 1, true},
		"what is no JSON":                  {"{\"Name\":\"a\"}\noops\n\nagain\n{\"Name\":\"b\"}", "ab", 1, true},
		"a scalar":                         {"{\"Name\":\"a\"}\n17 {\"Name\":\"b\"}", "ab", 1, true},
		"a refused record":                 {"{\"Name\":7} {\"Name\":\"b\"}", "b", 1, true},
		"none of the members":              {"{\"x\":7}{\"Name\":\"b\"}", "b", 1, true},
		"a refused record in an answer":    {"{\"Hosts\":[{\"Name\":7},{\"Name\":\"b\"},{\"x\":1}],\"Host\":{\"Name\":\"c\"}}", "bc", 2, true},
		"a scalar in an array":             {"[{\"Name\":\"a\"},7,\"x\",{\"Name\":\"b\"}]", "ab", 2, true},
		"an array in an array":             {"[{\"Name\":\"a\"},[],{\"Name\":\"b\"}]\n{\"Name\":\"c\"}", "a", 1, false},
		"damage in an array":               {"[{\"Name\":\"a\"},{\"Name\":x},{\"Name\":\"b\"}]\n{\"Name\":\"c\"}", "a", 1, false},
		"damage in an answer":              {"{\"Hosts\":[{\"Name\":\"a\"},{\"Name\":x}]}\n{\"Name\":\"c\"}", "a", 1, false},
		"damage before the list":           {"{\"Count\":x,\"Hosts\":[{\"Name\":\"a\"}]}\n{\"Name\":\"c\"}", "c", 1, true},
		"a list that is none":              {"{\"Hosts\":7}\n{\"Name\":\"c\"}", "", 1, false},
		"UTF-16":                           {"\xFF\xFE{\x00\n\x00{\x00", "", 1, false},
		"much damage":                      {"{\"Name\":\"a\"}\n{" + strings.Repeat("x", 100_000) + "\n{\"Name\":\"b\"}", "ab", 1, true},
	} {
		for _, how := range []struct {
			name string
			in   io.Reader
		}{
			{"whole", strings.NewReader(test.in)},
			{"by bytes", iotest.OneByteReader(strings.NewReader(test.in))},
			{"with the end", iotest.DataErrReader(strings.NewReader(test.in))},
		} {
			t.Run(name+"/"+how.name, func(t *testing.T) {
				r := NewReader(how.in, hosts)
				names, errs, whole := "", 0, false
				for {
					d, err := r.Next()
					if whole = err == io.EOF; whole {
						assert.False(t, r.Resume(), "at the end")
						break
					}
					if err == nil {
						names += strings.Join(d.Values(ast.Name("name")), "")
						continue
					}
					errs++
					require.LessOrEqual(t, errs, 5)
					if !r.Resume() {
						_, again := r.Next()
						assert.Equal(t, err, again)
						break
					}
				}
				assert.Equal(t, test.names, names)
				assert.Equal(t, test.errors, errs, "errors")
				assert.Equal(t, test.whole, whole, "read to the end")
			})
		}
	}
}

// TestReader_Resume_place has lines and numbers of records behind damage.
func TestReader_Resume_place(t *testing.T) {
	r := NewReader(strings.NewReader("{\"Name\":\"a\"}\n{\"Name\":x}\n{\"Name\":7}\nx\n{}\n"), hosts)
	var places []string
	for {
		_, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			places = append(places, strings.Join(strings.SplitN(err.Error(), ":", 3)[:2], ":"))
			require.True(t, r.Resume())
		}
	}
	assert.Equal(t, []string{"line 2, offset 21: record 2", "line 3, offset 24: record 3", "line 4, offset 35: record 4", "line 5, offset 37: record 5 has none of the members of a host"}, places)
}

// TestReader_Resume_failure has an input that fails.
func TestReader_Resume_failure(t *testing.T) {
	r := NewReader(io.MultiReader(strings.NewReader("{\"Name\":x}\n{\"Name\":\"b\"}\n"), iotest.ErrReader(errors.New("broken"))), hosts)
	_, err := r.Next()
	require.ErrorContains(t, err, "not JSON")
	require.True(t, r.Resume())
	d, err := r.Next()
	require.NoError(t, err)
	assert.Equal(t, `{"Name":"b"}`, string(d.Raw()))
	_, err = r.Next()
	require.ErrorContains(t, err, "broken")
	assert.False(t, r.Resume())
}

// TestReader_Resume_again has an input that fails far behind the damage, where what was
// damaged is no longer in memory.
func TestReader_Resume_again(t *testing.T) {
	text := "{\"Name\":x}\n" + strings.Repeat("no record\n", 50_000)
	r := NewReader(io.MultiReader(strings.NewReader(text), iotest.ErrReader(errors.New("broken"))), hosts)
	_, err := r.Next()
	require.ErrorContains(t, err, "not JSON")
	for range 2 {
		assert.False(t, r.Resume())
		_, again := r.Next()
		assert.Equal(t, err, again)
	}
}
