package connect_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/decompile"
	"github.com/searchfilter/searchfilter/internal/codes"
)

// TestUnsaid reads what operations take and no query says: none of it is dropped.
func TestUnsaid(t *testing.T) {
	documents := map[string]map[string]string{ // by target and member
		"users": {
			"UserAttributeFilter": `{"SearchFilter":{"UserAttributeFilter":{"OrConditions":[{"TagConditions":[{"TagKey":"site","TagValue":"kl"}]}]}}}`,
			"ListCondition":       `{"SearchCriteria":{"AndConditions":[{"ListCondition":{"TargetListType":"PROFICIENCIES","Conditions":[]}}]}}`,
		},
		"queues":                       {"QueueTypeCondition": `{"SearchCriteria":{"QueueTypeCondition":"STANDARD"}}`},
		"contact-flows":                {"FlowAttributeFilter": `{"SearchFilter":{"FlowAttributeFilter":{"ContactFlowTypeCondition":{"ContactFlowType":"CAMPAIGN"}}}}`},
		"contact-evaluations":          {"ContactEvaluationAttributeFilter": `{"SearchFilter":{"ContactEvaluationAttributeFilter":{"ContactEvaluationAttributeCondition":{}}}}`},
		"email-addresses":              {"SearchFilter": `{"SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"a","TagValue":"1"}}}}`},
		"hours-of-operation-overrides": {"SearchFilter": `{"InstanceId":"i","SearchFilter":{"TagFilter":{"TagCondition":{"TagKey":"a","TagValue":"1"}}}}`},
		"workspace-associations":       {"SearchFilter": `{"SearchFilter":{"AttributeFilter":{"TagCondition":{"TagKey":"a","TagValue":"1"}}}}`},
	}
	for _, target := range connect.Targets() {
		assert.Len(t, documents[target.Name], len(target.Unsaid), target.Name)
		for member, hint := range target.Unsaid {
			_, err := decompile.Decode([]byte(documents[target.Name][member]), target, ast.Limits{})
			var ds ast.Diagnostics
			require.ErrorAs(t, err, &ds, "%s %s", target.Name, member)
			require.Len(t, ds, 1, "%s %s", target.Name, member)
			assert.Equal(t, ast.Code(codes.Inexpressible), ds[0].Code)
			assert.Equal(t, "no query says what "+member+" does", ds[0].Message)
			assert.Equal(t, hint, ds[0].Hint)
			assert.Contains(t, ds[0].Path, member)
		}
	}
}
