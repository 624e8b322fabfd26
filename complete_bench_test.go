package searchfilter_test

import (
	"strings"
	"testing"

	"github.com/searchfilter/searchfilter"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/internal/limit"
	"github.com/searchfilter/searchfilter/internal/scanner"
)

// BenchmarkComplete completes the README's query at its end, and where more may stand.
func BenchmarkComplete(b *testing.B) {
	users := searchfilter.Options{Target: connect.Users()}
	for _, bench := range []struct {
		name, src string
		options   searchfilter.Options
	}{
		{name: "end", src: readmeQuery},
		{name: "condition", src: readmeQuery + " or "},
		{name: "operator", src: readmeQuery + " or name "},
		{name: "users", src: "username ^= jo and ", options: users},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				searchfilter.Completer{Options: bench.options}.Complete(bench.src, len(bench.src))
			}
		})
	}
}

// BenchmarkComplete_64KiB completes a text that is as long as one may be, and lexes it.
func BenchmarkComplete_64KiB(b *testing.B) {
	for _, bench := range []struct{ name, begin, part string }{
		{"conditions", "", readmeQuery + " or\n"},
		{"nested", "", `not (name in (a, "b c") i and not tag:BPO = 123) or `},
		{"list", "name in (", `smoke-test, "b c", `},
		{"string", `name = "`, `smoke `},
		{"word", `name = `, `smoke`},
	} {
		most := limit.Bytes - 100 // with room for what is proposed
		src := bench.begin + strings.Repeat(bench.part, (most-len(bench.begin))/len(bench.part))
		b.Run(bench.name+"/complete", func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				searchfilter.Completer{}.Complete(src, len(src))
			}
		})
		b.Run(bench.name+"/lex", func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				l := scanner.New(src, ast.Limits{})
				for {
					if t, _ := l.Next(); t.Type == scanner.EOF {
						break
					}
				}
			}
		})
	}
}
