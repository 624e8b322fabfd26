package compile_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/qconnect"
)

func TestRequest_And(t *testing.T) {
	const (
		jo    = `{"StringCondition":{"FieldName":"Username","Value":"jo","ComparisonType":"STARTS_WITH"}}`
		last  = `{"StringCondition":{"FieldName":"LastName","Value":"li","ComparisonType":"EXACT"}}`
		group = `{"HierarchyGroupCondition":{"Value":"1f0c","HierarchyGroupMatchType":"WITH_CHILD_GROUPS"}}`
	)
	users := connect.Users()
	for _, test := range []struct{ query, want string }{
		{`tag:a = 1`, group},
		{`username ^= jo`, `{"AndConditions":[` + jo + `,` + group + `]}`},
		{`username ^= jo and last-name = li`, `{"AndConditions":[` + jo + `,` + last + `,` + group + `]}`},
		{`username ^= jo or last-name = li`, `{"AndConditions":[{"OrConditions":[` + jo + `,` + last + `]},` + group + `]}`},
	} {
		r, err := compile.Compile(parseOf(t, users.Schema, test.query), users)
		require.NoError(t, err)
		before, shared := encode(t, r), *r
		require.NoError(t, r.And(json.RawMessage(" "+group)))
		assert.Equal(t, test.want, string(r.Member("SearchCriteria")), test.query)
		assert.Equal(t, before, encode(t, &shared), "a copy")
		require.NoError(t, r.And(map[string]any{"OrConditions": []any{}}))
		assert.Contains(t, string(r.Member("SearchCriteria")), `,{"OrConditions":[]}]}`)
		require.NoError(t, r.Set("InstanceId", "i"))
		assert.JSONEq(t, string(r.Member("SearchCriteria")), string(mustMember(t, encode(t, r), "SearchCriteria")))
		for _, wrong := range []any{nil, "x", []int{1}, map[string]any{}, json.RawMessage(`{`), func() {}} {
			assert.Error(t, r.And(wrong))
		}
	}
	r, err := compile.Compile(parse(t, "tag:a = 1"), qconnect.Session())
	require.NoError(t, err)
	assert.EqualError(t, r.And(map[string]any{"a": 1}), "compile: the request has no criteria to add one to")
	assert.Error(t, new(compile.Request).And(map[string]any{"a": 1}))
}

func mustMember(t *testing.T, object, name string) json.RawMessage {
	t.Helper()
	var members map[string]json.RawMessage
	require.NoError(t, json.Unmarshal([]byte(object), &members))
	return members[name]
}
