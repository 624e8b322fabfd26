package command

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/schema"
)

// odd has what a decoder and encoder would change: order, numbers, escapes, a
// member that is there twice, characters of HTML, white space.
const odd = `{ "Name":"a\u002f\/<&>", "Id":"1",
	"LastModifiedTime":1.70e9, "Zzz":0.10, "Aaa":1E400, "Zzz":null }`

const oddCompact = `{"Name":"a\u002f\/<&>","Id":"1","LastModifiedTime":1.70e9,"Zzz":0.10,"Aaa":1E400,"Zzz":null}`

func TestMatch(t *testing.T) {
	const (
		a = `{"Id":"1","Name":"a"}`
		b = `{"Id":"2","Name":"b"}`
		c = `{"Id":"3","Name":"a","Tags":{"BPO":"123"}}`
	)
	found := "[\n" + a + ",\n" + c + "\n]\n"
	testAll(t, []call{
		{name: "response", args: []string{"match", "name = a"}, stdin: `{"NextToken":null,"TestCases":[` + a + "," + b + "," + c + `],"ApproximateTotalCount":3}`, out: found},
		{name: "array", args: []string{"match", "name = a"}, stdin: "[" + a + ", " + b + ", " + c + "]", out: found},
		{name: "lines", args: []string{"match", "name = a", "-"}, stdin: a + "\n" + b + "\n" + c, out: found},
		{name: "byte order mark", args: []string{"match", "name = a"}, stdin: "\uFEFF" + a + b + c, out: found},
		{name: "object", args: []string{"match", "name = a"}, stdin: a, out: "[\n" + a + "\n]\n"},
		{name: "empty query", args: []string{"match", "--output=jsonl", "--all", ""}, stdin: a + b, out: a + "\n" + b + "\n"},
		{name: "lines out", args: []string{"match", "--output", "jsonl", "name = a"}, stdin: a + b + c, out: a + "\n" + c + "\n"},
		{name: "ids out", args: []string{"match", "--output", "ids", "name = a"}, stdin: a + b + c, out: "1\n3\n"},
		{name: "unchanged", args: []string{"match", "name = 'a//<&>'"}, stdin: odd, out: "[\n" + odd + "\n]\n"},
		{name: "unchanged lines", args: []string{"match", "--output=jsonl", "name = 'a//<&>'"}, stdin: odd, out: oddCompact + "\n"},
		{name: "nothing", args: []string{"match", "name = z"}, stdin: a + b, status: NoMatch, out: "[]\n"},
		{name: "nothing in lines", args: []string{"match", "--output=jsonl", "name = z"}, stdin: a + b, status: NoMatch},
		{name: "nothing in ids", args: []string{"match", "--output=ids", "name = z"}, stdin: a + b, status: NoMatch},
		{
			name: "warning", args: []string{"match", "--output=ids", "status = PUBLISHED and status = SAVED or name = a"}, stdin: a + b, out: "1\n",
			err: "warning: 1:24: nothing meets both `status = PUBLISHED` and `status = SAVED`\n" +
				"  status = PUBLISHED and status = SAVED or name = a\n                         ^^^^^^^^^^^^^^ join them with or if one of them is enough\n",
		},
		{name: "no records", args: []string{"match", "name = z"}, status: NoMatch, out: "[]\n"},
		{name: "mistake", args: []string{"match", `name ^= "smoke" and stauts = PUBLISHED`}, stdin: a, status: Failed, err: stauts},
		{
			name: "no Id", args: []string{"match", "--output=ids", "name != z"}, stdin: a + `{"Name":"x"}` + b, status: Failed,
			out: "1\n", err: "searchfilter: standard input: record 2 has no Id to print\n",
		}, {
			name: "no Id in a record that does not match", args: []string{"match", "--output=ids", "name = a"}, stdin: `{"Name":"x"}` + a,
			out: "1\n",
		}, {
			name: "odd Ids in records that do not match", args: []string{"match", "--output=ids", "name = a"}, stdin: `{"Name":"x","Id":7} {"Name":"x","Id":"1","Id":"2"}` + a, out: "1\n",
		}, {
			name: "Id that is no string", args: []string{"match", "--output=ids", "name = a"}, stdin: a + `{"Name":"a","Id":7}`, status: Failed,
			out: "1\n", err: "searchfilter: standard input: record 2: Id is the number 7, and must be a string\n",
		}, {
			name: "Id that the query asks for", args: []string{"match", "name = a and id != 1"}, stdin: `{"Name":"x","Id":7}`, status: Failed,
			out: "[]\n", err: "searchfilter: standard input: line 1, offset 0: record 1: Id is the number 7, and must be a string\n",
		}, {
			name: "empty Id", args: []string{"match", "--output=ids", "name = a"}, stdin: `{"Name":"a","Id":""}`, status: Failed,
			err: "searchfilter: standard input: record 1 has no Id to print\n",
		}, {
			name: "Id of two lines", args: []string{"match", "--output=ids", "name = a"}, stdin: `{"Name":"a","Id":"1\n2"}`, status: Failed,
			err: "searchfilter: standard input: record 1 has an Id with a line break, which --output ids cannot print\n",
		}, {
			name: "cut off", args: []string{"match", "name = a"}, stdin: "[" + a + ", {", status: Failed, out: "[\n" + a + "\n]\n",
			err: "searchfilter: standard input: " + readError("["+a+", {") + "\n",
		}, {
			name: "no record", args: []string{"match", "--output=jsonl", "name = a"}, stdin: a + "\n17\n" + a, status: Failed, out: a + "\n",
			err: "searchfilter: standard input: " + readError(a+"\n17\n"+a) + "\n",
		},
	})

	t.Run("failing", func(t *testing.T) {
		var out, stderr bytes.Buffer
		in := io.MultiReader(strings.NewReader(a+b), failing{&os.PathError{Op: "read", Path: "stdin", Err: errors.New("broken")}})
		assert.Equal(t, Failed, Run([]string{"match", "name = a"}, in, &out, &stderr))
		assert.Equal(t, "[\n"+a+"\n]\n", out.String())
		assert.Regexp(t, `^searchfilter: standard input: line 1, .*record 3: broken\n$`, stderr.String())
	})
}

// readError returns the error that ends the input.
func readError(input string) string {
	r := eval.NewReader(strings.NewReader(input), schema.TestCase())
	for {
		if _, err := r.Next(); err != nil {
			return err.Error()
		}
	}
}

func TestMatchFiles(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{
		"a.json":   `{"TestCases":[{"Id":"1","Name":"a"},{"Id":"2","Name":"b"}]}`,
		"b.json":   "\uFEFF" + `{"Id":"3","Name":"a"}`,
		"bad.json": `{"Id":"4","Name":"a"}` + "\n" + `{"Id":"5","Name":{}}` + "\n" + `{"Id":"6","Name":"a"}`,
		"a,b.json": `{"Id":"7","Name":"a"}`,
		"-q.json":  `{"Id":"8","Name":"a"}`,
	} {
		require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
	}
	require.NoError(t, os.Mkdir("folder", 0o700))
	_, missing := os.Open("missing.json")
	bad := "searchfilter: bad.json: line 2, offset 22: record 2: Name is an object, and must be a string\n"

	testAll(t, []call{
		{name: "one", args: []string{"match", "name = a", "a.json"}, out: "[\n" + `{"Id":"1","Name":"a"}` + "\n]\n"},
		{name: "several", args: []string{"match", "--output=ids", "name = a", "b.json", "a.json", "b.json"}, out: "3\n1\n3\n"},
		{name: "as one array", args: []string{"match", "name = a", "a.json", "b.json"}, out: "[\n" + `{"Id":"1","Name":"a"}` + ",\n" + `{"Id":"3","Name":"a"}` + "\n]\n"},
		{name: "with standard input", args: []string{"match", "--output=ids", "name = a", "a.json", "-", "b.json"}, stdin: `{"Id":"9","Name":"a"}`, out: "1\n9\n3\n"},
		{name: "query from standard input", args: []string{"match", "--output=ids", "-", "a.json"}, stdin: "name = b\n", out: "2\n"},
		{name: "comma in the name", args: []string{"match", "--output=ids", "name = a", "a,b.json"}, out: "7\n"},
		{name: "hyphen in the name", args: []string{"match", "--output=ids", "--", "name = a", "-q.json"}, out: "8\n"},
		{name: "flags last", args: []string{"match", "name = a", "a.json", "b.json", "--output=ids"}, out: "1\n3\n"},
		{
			name: "missing", args: []string{"match", "--output=ids", "name = a", "missing.json", "a.json"}, status: Failed,
			out: "1\n", err: fmt.Sprintf("searchfilter: missing.json: %v\n", missing.(*os.PathError).Err),
		}, {
			name: "missing alone", args: []string{"match", "name = a", "missing.json"}, status: Failed,
			out: "[]\n", err: fmt.Sprintf("searchfilter: missing.json: %v\n", missing.(*os.PathError).Err),
		}, {
			name: "folder", args: []string{"match", "--output=ids", "name = a", "folder"}, status: Failed,
			err: "searchfilter: folder: is a directory\n",
		}, {
			name: "query that is not in quotes", args: []string{"match", "name", "=", "a", "a.json"}, status: Failed,
			err: `1:1: there is no operator after "name"
  name
  ^^^^ write an operator and a value behind it, or exists
searchfilter: put the query in quotes: "name = a"
`,
		}, {
			name: "error in one", args: []string{"match", "--output=ids", "name = a", "bad.json", "a.json"}, status: Failed,
			out: "4\n1\n", err: bad,
		}, {
			name: "error in the last", args: []string{"match", "name = a", "a.json", "bad.json"}, status: Failed,
			out: "[\n" + `{"Id":"1","Name":"a"}` + ",\n" + `{"Id":"4","Name":"a"}` + "\n]\n", err: bad,
		}, {
			name: "error, and nothing matches", args: []string{"match", "name = z", "bad.json"}, status: Failed,
			out: "[]\n", err: bad,
		},
	})

	t.Run("full path", func(t *testing.T) {
		path, err := filepath.Abs("a.json")
		require.NoError(t, err)
		call{name: "match", args: []string{"match", "--output=ids", "name = a", path}, out: "1\n"}.test(t)
	})
}

// TestMatchAsRecordsCome is about an input that pauses, like a log that grows.
func TestMatchAsRecordsCome(t *testing.T) {
	const csvHeader = "id,name,status,modified,tags\n"
	for form, want := range map[string][]string{
		"json":  {"", "[\n{\"Id\":\"1\",\"Name\":\"a\"}", "[\n{\"Id\":\"1\",\"Name\":\"a\"},\n{\"Id\":\"2\",\"Name\":\"a\"}"},
		"jsonl": {"", "{\"Id\":\"1\",\"Name\":\"a\"}\n", "{\"Id\":\"1\",\"Name\":\"a\"}\n{\"Id\":\"2\",\"Name\":\"a\"}\n"},
		"ids":   {"", "1\n", "1\n2\n"},
		"csv":   {"", csvHeader + "1,a,,,\n", csvHeader + "1,a,,,\n2,a,,,\n"},
	} {
		t.Run(form, func(t *testing.T) {
			var out, stderr bytes.Buffer
			in := &pausing{parts: []string{`{"Id":"1","Name":"a"}`, `{"Id":"2","Name":"a"}`}, out: &out}
			assert.Equal(t, done, Run([]string{"match", "--output", form, "name = a"}, in, &out, &stderr))
			assert.Equal(t, want, in.seen, "output before each part of the input")
			assert.Empty(t, stderr.String())
		})
	}
}

// pausing is an input that comes in parts. It notes the output before each of
// them and before its end.
type pausing struct {
	parts []string
	out   *bytes.Buffer
	seen  []string
}

func (p *pausing) Read(b []byte) (int, error) {
	p.seen = append(p.seen, p.out.String())
	if len(p.parts) == 0 {
		return 0, io.EOF
	}
	n := copy(b, p.parts[0])
	p.parts = p.parts[1:]
	return n, nil
}

// TestMatchMany sends more through the program than it may keep.
func TestMatchMany(t *testing.T) {
	const (
		records = 50_000
		most    = 4 << 20 // bytes of the heap, of over 20 MB that go through
	)
	description := strings.Repeat("d", 400)
	base := live()

	in, input := io.Pipe()
	out := new(tally)
	var before int64 // bytes written before the input ended
	var peak uint64  // bytes of the heap that were in use
	go func() {
		defer input.Close()
		w := bufio.NewWriter(input)
		fmt.Fprint(w, `{"TestCases":[`)
		for i := range records {
			if i > 0 {
				fmt.Fprint(w, ",\n")
			}
			fmt.Fprintf(w, `{"Id":"%d","Name":"n%d","Description":"%s"}`, i, i%2, description)
			if i%10_000 == 0 {
				peak = max(peak, live())
			}
		}
		_ = w.Flush()
		before = out.bytes.Load()
		fmt.Fprint(input, `],"NextToken":null}`)
	}()
	var stderr bytes.Buffer
	assert.Equal(t, done, Run([]string{"match", "--output=jsonl", "name = n1"}, in, out, &stderr))
	assert.Empty(t, stderr.String())
	assert.EqualValues(t, records/2, out.lines.Load(), "records printed")
	assert.Greater(t, before, int64(records/2*len(description)), "bytes written before the input ended")
	assert.Greater(t, out.bytes.Load(), int64(2*most), "bytes written: the test is about more than memory may hold")
	assert.Less(t, peak, base+most, "bytes of the heap")
}

// live returns the bytes of the heap that a collection finds in use. What is
// allocated meanwhile does not count: that depends on how fast the machine is.
func live() uint64 {
	runtime.GC()
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// tally counts what is written.
type tally struct {
	bytes, lines atomic.Int64
}

func (o *tally) Write(b []byte) (int, error) {
	o.bytes.Add(int64(len(b)))
	o.lines.Add(int64(bytes.Count(b, []byte("\n"))))
	return len(b), nil
}

// TestMatchClosedPipe is about an input that would never end.
func TestMatchClosedPipe(t *testing.T) {
	for _, form := range []string{"json", "jsonl", "ids", "csv", "tsv"} {
		t.Run(form, func(t *testing.T) {
			var stderr bytes.Buffer
			status := Run([]string{"match", "--output", form, "name = a"}, endless(`{"Id":"1","Name":"a"}`), closedPipe(t), &stderr)
			assert.Equal(t, done, status)
			assert.Empty(t, stderr.String())
		})
	}
}

// TestMatch_usualColumns has the columns of records whose fields say little, or one thing twice.
func TestMatch_usualColumns(t *testing.T) {
	for target, want := range map[string]string{
		"metrics":                "id,name,type,status,unit,category,modified,tags\n",
		"workspace-associations": "workspace-id,resource-id\n",
		"contact-evaluations":    "id,form-version,status,created,modified,contact-id,evaluator-arn,tags\n",
	} {
		call{name: target, args: []string{"match", "--all", "--target", target, "--output=csv", ""}, stdin: "[]", status: NoMatch, out: want}.test(t)
	}
}
