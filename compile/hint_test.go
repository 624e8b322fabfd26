package compile_test

import (
	"errors"
	"math/rand"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/fuzz"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/schema"
)

// TestHint holds the hint for an or of criteria and tags to its word: each query
// that it quotes can be sent, and together they select what the whole does.
func TestHint(t *testing.T) {
	eachService(t, "a service", testHint)
}

func testHint(t *testing.T, folds bool) {
	s := schema.TestCase()
	target := connect.TestCases()
	target.ServiceFoldsCase = folds
	quoted := regexp.MustCompile("one for `([^`]*)`")
	r := rand.New(rand.NewSource(1))
	queries := effort.Cases(2000, 20_000)
	hints, telling, withFold := 0, 0, 0
	for range queries {
		x := resolve(t, mixed(r, 3, folds))
		_, err := compile.Compile(x, target)
		var ds ast.Diagnostics
		if !errors.As(err, &ds) || len(ds) != 1 || strings.Contains(ds[0].Hint, "[...]") ||
			strings.HasSuffix(ds[0].Hint, " more") || strings.Contains(ds[0].Hint, "a check of") {
			continue
		}
		found := quoted.FindAllStringSubmatch(ds[0].Hint, -1)
		if found == nil {
			continue
		}
		hints++
		if folded(x.Expr()) > 0 {
			withFold++
		}
		var parts []func(*eval.Record) bool
		for _, f := range found {
			part := parse(t, f[1])
			_, err = compile.Compile(part, target)
			require.NoError(t, err, "%s for %s", ds[0].Hint, x)
			parts = append(parts, eval.Compile(part))
		}
		whole, selected := eval.Compile(x), 0
		for range 20 {
			values := fuzz.Records(s, x.Expr())(r, 10)
			values["status"] = []string{"PUBLISHED", "SAVED"}[r.Intn(2)] // as every test case has
			record, err := eval.NewRecord(s, values)
			require.NoError(t, err)
			want := whole(record)
			got := false
			for _, p := range parts {
				got = got || p(record)
			}
			require.Equal(t, want, got, "%s for %s: match of %v", ds[0].Hint, x, values)
			if want {
				selected++
			}
		}
		if 0 < selected && selected < 20 {
			telling++
		}
	}
	t.Logf("%d hints, %d for a query with an i, %d of them with records that are selected and records that are not", hints, withFold, telling)
	assert.Greater(t, hints, queries/20)
	if folds {
		assert.Greater(t, withFold, queries/40)
	}
	assert.Greater(t, telling, queries/40)
}

// mixed returns a query over a few criteria and tags, with nots in every place. Most
// of its conditions on names are compared as the service does.
func mixed(r *rand.Rand, depth int, folds bool) ast.Expr {
	if depth == 0 || r.Intn(4) == 0 {
		v := string(rune('a' + r.Intn(2)))
		name := ast.Compare(ast.Name("name"), ast.OpEqual, v)
		if name.Fold = folds != (r.Intn(10) == 0); r.Intn(3) == 0 {
			name.Values[0].Text = strings.ToUpper(v)
		}
		return []ast.Expr{
			name, ast.Compare(ast.Name("status"), ast.OpEqual, "SAVED"), ast.Compare(ast.Name("status"), ast.OpNotEqual, "SAVED"),
			ast.Compare(ast.Tag("x"), ast.OpEqual, v), ast.Compare(ast.Tag("y"), ast.OpIn, "a", "b"),
		}[r.Intn(5)]
	}
	a, b := mixed(r, depth-1, folds), mixed(r, depth-1, folds)
	switch r.Intn(5) {
	case 0:
		return &ast.Not{X: a}
	case 1, 2:
		return ast.All(a, b)
	}
	return ast.Any(a, b)
}
