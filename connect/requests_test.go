package connect_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

// TestRequests plans the queries in testdata/requests.txt, of which there is one at least
// for each search.
func TestRequests(t *testing.T) {
	const path = "testdata/requests.txt"
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	queries := map[string]int{}
	var b strings.Builder
	var target compile.Target
	targets := connect.Targets()
	for line := range strings.Lines(string(data)) {
		query, isQuery := strings.CutPrefix(strings.TrimSpace(line), "> ")
		switch i := slices.IndexFunc(targets, func(t compile.Target) bool { return t.Name == strings.TrimSpace(line) }); {
		case i >= 0:
			target = targets[i]
			b.WriteString(line)
		case isQuery:
			b.WriteString(line + planned(t, target, query))
			queries[target.Name]++
		case strings.HasPrefix(line, "#"), line == "\n":
			b.WriteString(line)
		}
	}
	for _, target := range targets {
		require.NotZero(t, queries[target.Name], target.Name)
	}
	compareFile(t, path, b.String())
}

// planned returns the requests of a query's plan, a line each, and what is left to check.
func planned(t *testing.T, target compile.Target, query string) string {
	x, err := parser.Parse(query)
	require.NoError(t, err, query)
	q, err := target.Schema.Resolve(x, schema.Options{})
	if err != nil {
		return "error " + err.(ast.Diagnostics)[0].Code.Error() + "\n"
	}
	plan, err := compile.NewPlan(q, target, compile.PlanOptions{AllowScan: true})
	require.NoError(t, err, query)
	var b strings.Builder
	for _, r := range plan.Requests {
		body, err := json.Marshal(r.Request)
		require.NoError(t, err)
		b.Write(body)
		for _, residual := range []*schema.Resolved{r.Residual, plan.Residual} {
			if residual != nil {
				b.WriteString(" then " + residual.String())
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}
