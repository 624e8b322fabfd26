package eval

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/schema"
)

// A testCase is a user's own type for the records of schema.TestCase.
type testCase struct {
	name, description, status, region string
	tags                              map[string]string
}

var testCaseBinding = Binding[*testCase]{
	Texts: map[string]func(*testCase) (string, bool){
		"name":        func(c *testCase) (string, bool) { return c.name, true },
		"description": func(c *testCase) (string, bool) { return c.description, c.description != "" },
		"status":      func(c *testCase) (string, bool) { return c.status, true },
		"region":      func(c *testCase) (string, bool) { return c.region, c.region != "" },
	},
	Tag: func(c *testCase, key string) (string, bool) { v, ok := c.tags[key]; return v, ok },
}

// testCases returns n test cases as a team may have them.
func testCases(n int) []*testCase {
	g := rand.New(rand.NewPCG(5, 6))
	list := make([]*testCase, n)
	for i := range list {
		list[i] = &testCase{
			name:   fmt.Sprintf("%s-%s-%03d", pick(g, []string{"smoke", "greeting", "billing", "Smoke", "transfer"}), pick(g, []string{"eu", "us", "ap"}), g.IntN(1000)),
			status: pick(g, []string{"PUBLISHED", "SAVED"}),
			region: pick(g, []string{"eu-west-2", "us-east-1", ""}),
			tags:   map[string]string{"team": pick(g, []string{"billing", "sales"}), "BPO": fmt.Sprint(100 + g.IntN(50))},
		}
		if g.IntN(3) > 0 {
			list[i].description = pick(g, []string{"calls the billing line and hangs up", "says \"hello\" and waits", "checks the queue's greeting"})
		}
	}
	return list
}

// longQuery has eight conditions, parentheses, quotes and nots.
var longQuery = ast.All(
	ast.Any(ast.Compare(ast.Name("name"), ast.OpHasPrefix, "smoke"), ast.Compare(ast.Name("name"), ast.OpHasPrefix, "billing"), ast.Compare(ast.Name("name"), ast.OpContains, "-us-")),
	&ast.Not{X: ast.Compare(ast.Name("region"), ast.OpEqual, "us-east-1")},
	ast.Any(
		ast.All(ast.Compare(ast.Name("status"), ast.OpEqual, "PUBLISHED"), &ast.Not{X: ast.Compare(ast.Name("description"), ast.OpContains, `"hello"`)}),
		ast.Compare(ast.Tag("team"), ast.OpEqual, "sales"),
	),
	ast.Compare(ast.Name("name"), ast.OpNotEqual, "smoke-eu-001"),
)

func isLong(c *testCase) bool {
	return (strings.HasPrefix(c.name, "smoke") || strings.HasPrefix(c.name, "billing") || strings.Contains(c.name, "-us-")) &&
		c.region != "us-east-1" &&
		(c.status == "PUBLISHED" && !strings.Contains(c.description, `"hello"`) || c.tags["team"] == "sales") &&
		c.name != "smoke-eu-001"
}

func text(r *Record, name string) string {
	if v := r.value(r.schema, r.schema.Lookup(name)); v.has {
		return v.text
	}
	return ""
}

// isLongRecord is isLong for a Record.
func isLongRecord(r *Record) bool {
	name := text(r, "name")
	if !strings.HasPrefix(name, "smoke") && !strings.HasPrefix(name, "billing") && !strings.Contains(name, "-us-") || name == "smoke-eu-001" {
		return false
	}
	if region := text(r, "region"); region == "us-east-1" {
		return false
	}
	if status := text(r, "status"); status == "PUBLISHED" {
		if description := text(r, "description"); !strings.Contains(description, `"hello"`) {
			return true
		}
	}
	team, _ := r.tag("team")
	return team == "sales"
}

func isExampleRecord(r *Record) bool {
	if name := text(r, "name"); strings.HasPrefix(name, "smoke") {
		if status := text(r, "status"); status == "PUBLISHED" {
			return true
		}
	}
	bpo, _ := r.tag("BPO")
	return bpo == "123"
}

func isExample(c *testCase) bool {
	return strings.HasPrefix(c.name, "smoke") && c.status == "PUBLISHED" || c.tags["BPO"] == "123"
}

// wideQuery is an or of 100 equalities and 100 prefixes.
func wideQuery() (ast.Expr, []string, []string) {
	var terms []ast.Expr
	var names, prefixes []string
	for i := range 100 {
		name, prefix := fmt.Sprintf("smoke-eu-%03d", 7*i), fmt.Sprintf("greeting-us-%02d", i)
		if i%2 == 0 {
			prefix = fmt.Sprintf("team%d-", i)
		}
		names, prefixes = append(names, name), append(prefixes, prefix)
		terms = append(terms, ast.Compare(ast.Name("name"), ast.OpEqual, name), ast.Compare(ast.Name("name"), ast.OpHasPrefix, prefix))
	}
	return ast.Any(terms[0], terms[1:]...), names, prefixes
}

// A filter is a query, and predicates written by hand that say the same.
type filter struct {
	name     string
	x        ast.Expr
	byHand   func(*testCase) bool
	ofRecord func(*Record) bool
}

func filters() []filter {
	wide, names, prefixes := wideQuery()
	isWide := func(name string) bool {
		for i := range names {
			if name == names[i] || strings.HasPrefix(name, prefixes[i]) {
				return true
			}
		}
		return false
	}
	return []filter{
		{"example", exampleQuery, isExample, isExampleRecord},
		{"long", longQuery, isLong, isLongRecord},
		{"wide", wide, func(c *testCase) bool { return isWide(c.name) }, func(r *Record) bool {
			name := text(r, "name")
			return isWide(name)
		}},
	}
}

// documents returns the test cases as documents.
func documents(t testing.TB, list []*testCase) []*Record {
	records := make([]*Record, len(list))
	for i, c := range list {
		data, err := json.Marshal(map[string]any{
			"Name": c.name, "Status": c.status, "Tags": c.tags,
			"Description": orNull(c.description), "LastModifiedRegion": orNull(c.region),
		})
		require.NoError(t, err)
		records[i], err = Decoder(schema.TestCase())(data)
		require.NoError(t, err)
	}
	return records
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// BenchmarkFilter filters 100,000 test cases by programs and by predicates that
// are written by hand, in turns, and reports the ratio of the times: of structs by
// accessors, and of Records.
func BenchmarkFilter(b *testing.B) {
	list := testCases(100_000)
	docs := documents(b, list)
	for _, f := range filters() {
		q := resolve(b, f.x, schema.TestCase(), schema.Options{})
		own, err := CompileFor(q, testCaseBinding)
		require.NoError(b, err)
		p := Compile(q)
		b.Run(f.name+"/struct", func(b *testing.B) { inTurns(b, turn[*testCase]{list, f.byHand}, turn[*testCase]{list, own}) })
		b.Run(f.name+"/Record", func(b *testing.B) { inTurns(b, turn[*Record]{docs, f.ofRecord}, turn[*Record]{docs, p}) })
	}
}

// A turn is a predicate and the records that it is asked about.
type turn[T any] struct {
	list  []T
	match func(T) bool
}

// inTurns reports what the second takes by what the first does: the median of the
// rounds, in each of which both run.
func inTurns[T any](b *testing.B, first, second turn[T]) {
	var took, ratios []float64
	for b.Loop() {
		var count [2]int
		var ns [2]float64
		for i, t := range []turn[T]{first, second} {
			start := time.Now()
			for _, r := range t.list {
				if t.match(r) {
					count[i]++
				}
			}
			ns[i] = float64(time.Since(start))
		}
		if count[0] != count[1] {
			b.Fatal("selected", count)
		}
		took, ratios = append(took, ns[0]), append(ratios, ns[1]/ns[0])
	}
	b.ReportMetric(median(took)/float64(len(first.list)), "first-ns/record")
	b.ReportMetric(median(ratios), "×first")
}

func median(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/2]
}

// BenchmarkCompile resolves and compiles the example, and queries of 10,000 conditions.
func BenchmarkCompile(b *testing.B) {
	b.Run("example", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			Compile(resolve(b, exampleQuery, schema.TestCase(), schema.Options{}))
		}
	})
	limits := ast.Limits{Bytes: 1 << 30}
	for _, fold := range []bool{false, true} {
		for name, x := range bigQueries() {
			b.Run(fmt.Sprintf("%s/fold=%v", name, fold), func(b *testing.B) {
				for b.Loop() {
					Compile(resolve(b, x, schema.TestCase(), schema.Options{Limits: limits, FoldCase: fold}))
				}
			})
		}
	}
}

// bigQueries returns queries of 10,000 conditions, and one with a long operand.
func bigQueries() map[string]ast.Expr {
	const n = 10_000
	name := ast.Name("name")
	ops := []ast.Op{ast.OpEqual, ast.OpHasPrefix, ast.OpContains, ast.OpHasSuffix}
	var equal, contains, mixed, tags, pairs []ast.Expr
	for i := range n {
		v := fmt.Sprintf("smoke-%d-eu", i*7919%n)
		equal = append(equal, ast.Compare(name, ast.OpEqual, v))
		contains = append(contains, ast.Compare(name, ast.OpContains, v))
		mixed = append(mixed, ast.Compare(name, ops[i%len(ops)], v))
		tags = append(tags, ast.Compare(ast.Tag(v), ast.OpContains, v))
		if i%2 == 0 {
			pairs = append(pairs, ast.All(ast.Compare(name, ast.OpContains, v), ast.Compare(ast.Name("description"), ast.OpContains, v)))
		}
	}
	any := func(list []ast.Expr) ast.Expr { return ast.Any(list[0], list[1:]...) }
	return map[string]ast.Expr{
		"equal": any(equal), "contains": any(contains), "mixed": any(mixed), "tags": any(tags), "pairs": any(pairs),
		"long operand": ast.Any(ast.Compare(name, ast.OpContains, strings.Repeat("ab", 30_000)), contains[:few]...),
	}
}
