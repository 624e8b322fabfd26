package connect_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/schema"
)

func TestTargets(t *testing.T) {
	targets := connect.Targets()
	assert.True(t, slices.IsSortedFunc(targets, func(a, b compile.Target) int { return strings.Compare(a.Name, b.Name) }))
	again := connect.Targets()
	for i, target := range targets {
		require.NoError(t, target.Check(), target.Name)
		assert.Equal(t, "search"+strings.ReplaceAll(target.Name, "-", ""), strings.ToLower(target.Operation))
		record := target.Schema.Name // one of them, so that the last letter may be another: glossary, glossaries
		assert.True(t, strings.HasPrefix(strings.ReplaceAll(target.Name, "-", " "), record[:len(record)-1]), record)
		assert.Equal(t, target, again[i])
		assert.Same(t, target.Schema, again[i].Schema)
		for _, other := range targets[:i] {
			assert.NotSame(t, other.Schema, target.Schema)
		}
	}
}

// TestTargetsAreTheCallers changes all that a target has, which the next one must not show.
func TestTargetsAreTheCallers(t *testing.T) {
	shown := func() string {
		text, err := json.Marshal(connect.Targets())
		require.NoError(t, err)
		return string(text)
	}
	want := shown()
	for _, got := range connect.Targets() {
		for _, leaf := range got.Fields {
			for i := range leaf.Operators {
				leaf.Operators[i] = ast.OpExists
			}
		}
		clear(got.Fields)
		clear(got.Comparisons)
		clear(got.Members)
		clear(got.Closed)
		clear(got.Filter.Path)
		clear(got.Criteria.Path)
		clear(got.Tags.KeyRunes)
		*got.Criteria = compile.Criteria{}
	}
	assert.Equal(t, want, shown())
}

// TestLeaves asks that each field is sent by the model's conditions, and that an id is for =
// alone.
func TestLeaves(t *testing.T) {
	members := []string{
		"StringCondition", "NumberCondition", "DecimalCondition", "DateTimeCondition", "DateCondition", "BooleanCondition",
		"HierarchyGroupCondition", "TypeCondition", "StateCondition", "StatusCondition", "ViewStatusCondition", "ViewTypeCondition",
	}
	seen := map[string]bool{}
	ids := 0
	for _, target := range connect.Targets() {
		for name, leaf := range target.Fields {
			assert.Contains(t, members, leaf.Member, "%s: %s", target.Name, name)
			assert.Empty(t, leaf.Form, "%s: %s", target.Name, name)
			seen[leaf.Member] = true
			f := target.Schema.Fields[target.Schema.Lookup(name)]
			isID := leaf.Member == "StringCondition" && f.Kind == schema.Text && (name == "id" || strings.HasSuffix(name, "-id"))
			assert.Equal(t, isID, leaf.Operators != nil, "%s: %s", target.Name, name)
			if isID {
				ids++
			}
		}
	}
	assert.ElementsMatch(t, members, slices.Collect(maps.Keys(seen)))
	assert.Greater(t, ids, 10)
}

// TestAnswers reads a record of each target from all in which it comes: by itself, and in
// the answers of the search, of the List operation and of the Describe operation.
func TestAnswers(t *testing.T) {
	for _, target := range connect.Targets() {
		first := target.Schema.Fields[0]
		q := resolve(t, target, first.Name+" = x")
		member, _, isDeep := strings.Cut(first.JSON[0], ".")
		require.False(t, isDeep, target.Name)
		record := fmt.Sprintf(`{%q: "x"}`, member)
		inputs := []string{record}
		for _, name := range target.Schema.Lists {
			inputs = append(inputs, fmt.Sprintf(`{%q: [%s], "NextToken": "y"}`, name, record))
		}
		for _, name := range target.Schema.Wraps {
			inputs = append(inputs, fmt.Sprintf(`{%q: %s}`, name, record))
		}
		r := eval.NewReader(strings.NewReader(strings.Join(inputs, "\n")+`{"ApproximateTotalCount": 0}`), target.Schema, q)
		for _, input := range inputs {
			d, err := r.Next()
			require.NoError(t, err, input)
			assert.True(t, eval.Compile(q)(d), input)
		}
		_, err := r.Next()
		assert.EqualError(t, err, "EOF", target.Name)
	}
}
