package compile_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
)

// TestFoldCase holds what is sent of text to who folds its case: the query, the
// service, or both.
func TestFoldCase(t *testing.T) {
	for _, test := range []struct {
		query, service bool // fold case
		sent           bool // by one request
		finds, checked string
	}{
		{false, false, true, "name ^= a and tag:k = b", ""},
		{true, true, true, "name ^= A and tag:k = b", ""},
		{true, false, false, "tag:k = b", "name ^= a"},
		{false, true, false, "name ^= a and tag:k = b", "name ^= a"},
	} {
		target := compile.TestCases()
		target.FoldCase, target.ServiceFoldsCase = test.query, test.service
		const query = "name ^= a and tag:k = b"
		x := parse(t, query)
		_, err := compile.SearchTestCases(x, target)
		if test.sent {
			assert.NoError(t, err, "%+v", test)
		} else {
			assert.ErrorIs(t, err, ast.Inexpressible, "%+v", test)
		}
		plan, err := compile.Plan(x, target, compile.PlanOptions{})
		require.NoError(t, err)
		require.Len(t, plan.Requests, 1)
		assert.True(t, ast.EqualFoldASCII(test.finds, plan.Requests[0].Query.String()), "%+v finds %v", test, plan.Requests[0].Query)
		checked := ""
		if plan.Residual != nil {
			checked = plan.Residual.String()
		}
		assert.Equal(t, test.checked, checked, "%+v", test)
	}
}
