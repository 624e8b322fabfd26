package compile_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/compile"
)

// TestPlan_rows covers what becomes of conditions that every record meets or none,
// and of those that exclude each other.
func TestPlan_rows(t *testing.T) {
	for _, test := range []struct {
		query    string
		finds    []string
		warnings []string
	}{
		{"not name exists", nil, nil},
		{"not name exists or tag:a = 1", []string{"tag:a = 1"}, nil},
		{"name exists and tag:a = 1", []string{"tag:a = 1"}, nil},
		{"not name exists and tag:a = 1", nil, nil},
		{"(not name exists or tag:a = 1) and not name exists or tag:b = 2", []string{"tag:b = 2"}, nil},
		{"status = SAVED and tag:x = 1 or status = PUBLISHED and tag:y = 1 or name = a and tag:x = 1 and tag:y = 1",
			[]string{"status = SAVED and tag:x = 1", "status = PUBLISHED and tag:y = 1"}, nil},
		{"(not name exists or tag:a = 1) and (name exists or tag:b = 2)", []string{"tag:a = 1"}, nil},
		{"name = ab and not name ^= a", nil, []string{
			"contradiction [not name ^= a] nothing meets both `name = ab` and `not name ^= a`; join them with or if one of them is enough",
		}},
		{"name = ab and not name ^= b", []string{"name = ab"}, nil},
		{"name = c and tag:a = 1 or name = ab and name != ab", []string{"name = c and tag:a = 1"}, []string{
			"contradiction [name != ab] nothing meets both `name = ab` and `not name = ab`; join them with or if one of them is enough",
		}},
		{"name ^= a and name ^= b", nil, []string{
			"contradiction [name ^= b] nothing meets both `name ^= a` and `name ^= b`; join them with or if one of them is enough",
		}},
		{"name ^= ab and name ^= a", []string{"name ^= ab"}, nil},
		{"name ^= ab or name ^= a", []string{"name ^= a"}, nil},
	} {
		t.Run(test.query, func(t *testing.T) {
			plan, err := compile.Plan(parse(t, test.query), compile.TestCases(), compile.PlanOptions{})
			require.NoError(t, err)
			var finds []string
			for _, r := range plan.Requests {
				finds = append(finds, r.Query.String())
			}
			assert.Equal(t, test.finds, finds)
			assert.Equal(t, test.warnings, describe(test.query, plan.Warnings))
			assert.Nil(t, plan.Residual)
		})
	}
}
