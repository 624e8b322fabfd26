package compile_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/internal/limit"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/qconnect"
	"github.com/searchfilter/searchfilter/schema"
)

func BenchmarkCompile(b *testing.B) {
	x := parse(b, `name ^= "smoke" and status = PUBLISHED and tag:BPO=123`)
	target := connect.TestCases()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := compile.Compile(x, target); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCompile_deep has queries that nest nearly as deep as a caller may allow.
func BenchmarkCompile_deep(b *testing.B) {
	limits := ast.Limits{Bytes: 1 << 20, Depth: limit.MaxDepth}
	for name, parts := range map[string][2]string{
		"tags":      {"tag:a = 1 and (", "tag:b = 2 or ("},
		"both":      {"tag:a = 1 and (", "name = b or ("},
		"both last": {"name *= a and (", "name *= b or ("},
	} {
		b.Run(name, func(b *testing.B) {
			const pairs = limit.MaxDepth * 9 / 20
			x, err := parser.Options{Limits: limits}.Parse(strings.Repeat(parts[0]+parts[1], pairs) + "tag:c = 3" + strings.Repeat(")", 2*pairs))
			require.NoError(b, err)
			q, err := schema.TestCase().Resolve(x, schema.Options{Limits: limits})
			require.NoError(b, err)
			for b.Loop() {
				compile.Compile(q, connect.TestCases())
			}
		})
	}
}

// BenchmarkTagFilter has the queries with the most rows that the limits allow,
// and with rows that are hard to tell apart.
func BenchmarkTagFilter(b *testing.B) {
	factors := func(n int, format string) string {
		list := make([]string, n)
		for i := range list {
			list[i] = strings.ReplaceAll(format, "#", fmt.Sprint(i))
		}
		return strings.Join(list, " and ")
	}
	values := make([]string, 9000)
	for i := range values {
		values[i] = fmt.Sprint(i)
	}
	for _, test := range []struct{ name, query string }{
		{"one", "tag:a=1"},
		{"9000 values", "tag:a in (" + strings.Join(values, ",") + ")"},
		{"8192 rows of 13", factors(13, "(tag:a#=1 or tag:b#=1)")},
		{"8192 rows of 13 to 26", factors(13, "(tag:a#=1 or tag:b#=1 and tag:c#=1)")},
		{"8192 rows of 100 to 113", factors(13, "(tag:a#=1 or tag:b#=1 and tag:c#=1)") + " and " + factors(87, "tag:x#=1")},
		{"8192 rows of 104 to 117", factors(13, "(tag:a#=1 and tag:b#=1 and tag:c#=1 and tag:d#=1 and tag:e#=1 and tag:f#=1 and tag:g#=1 and tag:h#=1"+
			" or tag:i#=1 and tag:j#=1 and tag:k#=1 and tag:l#=1 and tag:m#=1 and tag:n#=1 and tag:o#=1 and tag:p#=1 and tag:q#=1)")},
		{"8192 rows, 14 are left", factors(13, "(tag:z=1 or tag:a#=1)")},
	} {
		b.Run(test.name, func(b *testing.B) {
			target := qconnect.Session()
			x := parse(b, test.query)
			_, err := compile.Compile(x, target)
			require.NoError(b, err)
			b.ReportAllocs()
			for b.Loop() {
				compile.Compile(x, target)
			}
		})
	}
}

// BenchmarkPlan has a query of two requests, and 200 conditions joined by or.
func BenchmarkPlan(b *testing.B) {
	or := func(n int, format string) string {
		list := make([]string, n)
		for i := range list {
			list[i] = strings.ReplaceAll(format, "#", fmt.Sprint(i))
		}
		return strings.Join(list, " or ")
	}
	for _, test := range []struct{ name, query string }{
		{"example", `name ^= "smoke" and status = PUBLISHED or tag:BPO=123`},
		{"200 conditions", or(50, "name ^= a# or description *= bb# or name = c# or tag:k#=1")},
		{"200 conditions with a residual", "(" + or(199, "name ^= a#") + ") and modified > 2026-01-01"},
	} {
		b.Run(test.name, func(b *testing.B) {
			x := parse(b, test.query)
			target := connect.TestCases()
			target.MaxTagConditions = math.MaxInt
			_, err := compile.NewPlan(x, target, compile.PlanOptions{})
			require.NoError(b, err)
			b.ReportAllocs()
			for b.Loop() {
				compile.NewPlan(x, target, compile.PlanOptions{})
			}
		})
	}
}
