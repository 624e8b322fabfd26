package searchfilter_test

import (
	"testing"

	"github.com/searchfilter/searchfilter"
)

// readmeQuery is the query that the README begins with.
const readmeQuery = `name ^= "smoke" and status = PUBLISHED or tag:BPO=123`

// BenchmarkParse makes a Query of a text.
func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := searchfilter.Parse(readmeQuery); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPlan plans a Query.
func BenchmarkPlan(b *testing.B) {
	q := searchfilter.MustParse(readmeQuery)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := q.Plan(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkParse_match makes a Query of a text and asks it about one record.
func BenchmarkParse_match(b *testing.B) {
	record := testCase(map[string]any{"name": "other", "tag:BPO": "123"})
	b.ReportAllocs()
	for b.Loop() {
		q, err := searchfilter.Parse(readmeQuery)
		if err != nil {
			b.Fatal(err)
		}
		q.Match(record)
	}
}
