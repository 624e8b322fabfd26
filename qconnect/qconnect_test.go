package qconnect_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/decompile"
	"github.com/searchfilter/searchfilter/qconnect"
)

func TestTargets(t *testing.T) {
	want := []string{"q-content", "q-content-cfn", "q-retrieve", "q-session"}
	for i, target := range qconnect.Targets() {
		require.NoError(t, target.Check())
		require.Less(t, i, len(want))
		assert.Equal(t, want[i], target.Name)
		path := func() []string { return append(target.Filter.Path, target.Nested.Path...) }
		assert.Equal(t, path(), target.Members)

		target.Members[0] = ""
		delete(target.Nested.Operators, ast.OpEqual)
		assert.NotEmpty(t, path()[0])
		again := qconnect.Targets()[i]
		require.NoError(t, again.Check())
		assert.NotEmpty(t, qconnect.Targets()[i].Members[0])
	}
	assert.Len(t, qconnect.Targets(), len(want))
}

func TestContent(t *testing.T) {
	const query = "tag:team = billing or tag:team = sales and tag:region exists"
	const filter = `{"orConditions":[{"tagCondition":{"key":"team","value":"billing"}},{"andConditions":[{"key":"team","value":"sales"},{"key":"region"}]}]}`
	target := qconnect.Content()
	r, err := compile.Compile(searchfilter.MustParse(query).Resolved(), target)
	require.NoError(t, err)
	assert.Equal(t, filter, string(r.Member("contentTagFilter")))
	for _, document := range []string{
		filter,
		`{"contentTagFilter":` + filter + `}`,
		`{"knowledgeBaseAssociationConfigurationData":{"maxResults":5,"contentTagFilter":` + filter + `}}`,
		`{"associationConfigurationData":{"knowledgeBaseAssociationConfigurationData":{"contentTagFilter":` + filter + `}}}`,
	} {
		q, err := decompile.Decode([]byte(document), target, ast.Limits{})
		require.NoError(t, err, document)
		assert.Equal(t, query, q.String())
	}
	_, err = decompile.Decode([]byte(`{"ContentTagFilter":`+filter+`}`), target, ast.Limits{})
	assert.ErrorContains(t, err, "contentTagFilter")
}
