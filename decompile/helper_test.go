package decompile_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/meaning"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

// wide are limits for what is decoded, which may be longer than the query of which the JSON
// was compiled.
var wide = ast.Limits{Bytes: 64 << 20, Conditions: 1 << 20}

// parse returns what the text says about test cases.
func parse(t testing.TB, query string) *schema.Resolved {
	t.Helper()
	x, err := parser.Options{Limits: wide}.Parse(query)
	require.NoError(t, err, "Parse(%s)", query)
	return resolve(t, x)
}

// resolve returns what the tree says about test cases.
func resolve(t testing.TB, x ast.Expr) *schema.Resolved {
	t.Helper()
	q, err := schema.TestCase().Resolve(x, schema.Options{Limits: wide})
	require.NoError(t, err, "Resolve(%v)", x)
	return q
}

func encode(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return string(b)
}

// folded returns how many conditions of x ignore case.
func folded(x ast.Expr) (n int) {
	for c := range ast.Comparisons(x) {
		if c.Fold {
			n++
		}
	}
	return n
}

type object = map[string]any

// A record is what queries and requests are asked about.
type record struct {
	fields map[string]string
	tags   map[string]string
}

// selects is what the language says of test cases.
func selects(x ast.Expr, r record) bool {
	m := map[string]any{}
	for name, v := range r.fields {
		m[name] = v
	}
	for key, v := range r.tags {
		m[chars.TagPrefix+key] = v
	}
	return meaning.Language{Schema: schema.TestCase()}.Selects(x, m)
}
