package eval

import (
	"fmt"
	"io"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/connecttest"
	"github.com/searchfilter/searchfilter/schema"
)

// benchmarkReading reads the text once in each turn. The shortest time for a byte tells
// more than the mean if other work runs beside.
func benchmarkReading(b *testing.B, s *schema.Schema, text string, reuse bool, queries ...*schema.Resolved) {
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	shortest := time.Duration(math.MaxInt64)
	for b.Loop() {
		start := time.Now()
		r := NewReader(strings.NewReader(text), s, queries...)
		r.ReuseRecord = reuse
		for {
			if _, err := r.Next(); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
		shortest = min(shortest, time.Since(start))
	}
	b.ReportMetric(float64(shortest.Nanoseconds())/float64(len(text)), "shortest-ns/B")
}

// BenchmarkReader reads 500 test cases, one a line: for the query of the example, into one
// record and into a record each, and all that the schema has. The allocations are those
// for all of them.
func BenchmarkReader(b *testing.B) {
	var text strings.Builder
	for i, raw := range connecttest.SampleRecords(500, 0, 1)["test-cases"] {
		id := fmt.Sprintf("11111111-2222-4333-8444-%012d", i)
		_, rest, found := strings.Cut(string(raw), `,"Name":`) // what follows the Id
		require.True(b, found)
		fmt.Fprintf(&text, `{"Arn":"arn:aws:connect:eu-west-2:123456789012:instance/11111111-2222-4333-8444-555555555555/test-case/%s","Id":"%[1]s","Name":%s`+"\n", id, rest)
	}
	s := schema.TestCase()
	q := resolve(b, exampleQuery, s, schema.Options{})
	b.Run("borrowed", func(b *testing.B) { benchmarkReading(b, s, text.String(), true, q) })
	b.Run("owned", func(b *testing.B) { benchmarkReading(b, s, text.String(), false, q) })
	b.Run("everything", func(b *testing.B) { benchmarkReading(b, s, text.String(), false) })
}

// BenchmarkReader_linear reads a record of the worst shapes in sizes that double, the
// largest 16 times the smallest: the shortest time for a byte is to stay the same, but for
// what larger memory costs.
func BenchmarkReader_linear(b *testing.B) {
	const least, doublings = 64 << 10, 4
	s := schema.MustNew(schema.Schema{
		Name:   "thing",
		Fields: []schema.Field{{Name: "name", JSON: []string{"Name"}}, {Name: "roles", Kind: schema.List, JSON: []string{"Roles[].Name"}}, {Name: "words", Kind: schema.List, JSON: []string{"Words.*"}}},
		Tags:   "Tags",
	})
	// repeated returns as many of what each writes as have n bytes, with commas between them.
	repeated := func(n int, each func(i int) string) string {
		var t strings.Builder
		for i := 0; t.Len() < n; i++ {
			if i > 0 {
				t.WriteByte(',')
			}
			t.WriteString(each(i))
		}
		return t.String()
	}
	shapes := []struct {
		name string
		text func(n int) string // what stands behind a member Name
		asks ast.Expr
	}{
		{"members", func(n int) string { return repeated(n, func(i int) string { return fmt.Sprintf(`"m%d":%d`, i, i) }) }, nil},
		{"the same member", func(n int) string { return repeated(n, func(int) string { return `"Other":"x"` }) }, nil},
		{"nesting", func(n int) string {
			return `"Deep":[` + repeated(n, func(int) string { return strings.Repeat(`{"a":[`, 4000) + strings.Repeat(`]}`, 4000) }) + "]"
		}, nil},
		{"escapes", func(n int) string { return `"Name2":"` + strings.Repeat(`\n\"`, n/4) + `"` }, nil},
		{"escapes that are asked for", func(n int) string { return `"Tags":{"x":"` + strings.Repeat(`\u00e9`, n/6) + `"}` }, ast.Compare(ast.Tag("x"), ast.OpEqual, "y")},
		{"tags", func(n int) string {
			return `"Tags":{` + repeated(n, func(i int) string { return fmt.Sprintf(`"tag%d":"x"`, i) }) + "}"
		}, ast.Compare(ast.Tag("tag7"), ast.OpEqual, "y")},
		{"blanks", func(n int) string { return strings.Repeat(" \n", n/2) + `"Other":1` }, nil},
		{"one number", func(n int) string { return `"Size":` + strings.Repeat("7", n) }, nil},
		{"a list of texts", func(n int) string {
			return `"Roles":[` + repeated(n, func(i int) string { return fmt.Sprintf(`{"Name":"r%d"}`, i) }) + "]"
		}, ast.Compare(ast.Name("roles"), ast.OpEqual, "x")},
		{"texts with names", func(n int) string {
			return `"Words":{` + repeated(n, func(i int) string { return fmt.Sprintf(`"w%d":"x"`, i) }) + "}"
		}, ast.Compare(ast.Name("words"), ast.OpEqual, "x")},
	}
	for _, shape := range shapes {
		x := shape.asks
		if x == nil {
			x = ast.Compare(ast.Name("name"), ast.OpEqual, "x")
		}
		for size := least; size <= least<<doublings; size *= 2 {
			text := `{"Name":"x",` + shape.text(size) + "}"
			b.Run(fmt.Sprintf("%s/%dkB", shape.name, size>>10), func(b *testing.B) {
				benchmarkReading(b, s, text, true, resolve(b, x, s, schema.Options{}))
			})
		}
	}
	// As many tags as there are in the record are asked for.
	for size := least; size <= least<<doublings; size *= 2 {
		var terms []ast.Expr
		tags := repeated(size, func(i int) string {
			key := fmt.Sprintf("tag%d", i)
			terms = append(terms, ast.Compare(ast.Tag(key), ast.OpEqual, "x"))
			return fmt.Sprintf(`"%s":"x"`, key)
		})
		text := `{"Name":"x","Tags":{` + tags + "}}"
		q := resolve(b, ast.Any(terms[0], terms[1:]...), s, schema.Options{Limits: ast.Limits{Bytes: 1 << 30, Conditions: 1 << 20}})
		b.Run(fmt.Sprintf("tags that are asked for/%dkB", size>>10), func(b *testing.B) {
			benchmarkReading(b, s, text, true, q)
		})
	}
}
