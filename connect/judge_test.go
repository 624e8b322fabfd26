package connect_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/leanovate/gopter"
	"github.com/stretchr/testify/assert"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/decompile"
	"github.com/searchfilter/searchfilter/fuzz"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/logic"
	"github.com/searchfilter/searchfilter/schema"
)

// TestJudge holds what is made for each target to the one promise, by the checks that users
// have: of the target as it is, and with all that it has a condition for.
func TestJudge(t *testing.T) {
	cases := effort.Cases(25, 200)
	for _, target := range connect.Targets() {
		targets := map[string]compile.Target{"as it is": target}
		target.Fields = maps.Clone(target.Fields)
		for name, leaf := range target.Fields {
			if leaf.Untried {
				leaf.Untried = false
				target.Fields[name] = leaf
				targets["tried"] = target
			}
		}
		for name, target := range targets {
			t.Run(target.Name+" "+name, func(t *testing.T) {
				p := gopter.DefaultTestParametersWithSeed(1)
				p.MinSuccessfulTests = cases
				asks := map[string]int{}
				fuzz.CheckPlan(t, p, fuzz.Targets(target), func(q *schema.Resolved, target compile.Target) ([]byte, error) {
					return plan(q, target, asks)
				})
				fuzz.CheckCompiler(t, p, fuzz.Targets(target), request)
				fuzz.CheckDecoder(t, p, target, func(document string) (string, error) {
					q, err := decompile.Decode([]byte(document), target, ast.Limits{})
					return q.String(), err
				})
				t.Logf("requests by the fields that they ask for: %v", asks)
				sent := func(leaf compile.Leaf) bool { return !leaf.Untried }
				assert.Equal(t, slices.ContainsFunc(slices.Collect(maps.Values(target.Fields)), sent), len(asks) > 0)
				for field, leaf := range target.Fields {
					if cases >= 200 && !leaf.Untried {
						assert.GreaterOrEqual(t, asks[field], 3, field)
					}
				}
			})
		}
	}
}

// plan returns the plan of a query, and counts its requests by the fields that they ask for.
// It is an error if a request does not find what its Query selects, or if the plan of a
// small query is not proved minimal.
func plan(q *schema.Resolved, t compile.Target, asks map[string]int) ([]byte, error) {
	p, err := compile.NewPlan(q, t, compile.PlanOptions{AllowScan: true, MaxRequests: 10_000})
	if err != nil {
		return nil, err
	}
	conditions := 0
	for c := range ast.Comparisons(q.Expr()) {
		conditions += max(1, len(c.Values))
	}
	if p.Minimal == "unproved" && p.Splits == 0 && conditions <= 4 {
		return nil, errors.New("the plan is not proved minimal")
	}
	for _, r := range p.Requests {
		if p.Scan { // which no query asks for
			break
		}
		body, err := json.Marshal(r.Request)
		if err != nil {
			return nil, err
		}
		for field, leaf := range t.Fields {
			if leaf.FieldName != "" && strings.Contains(string(body), `"FieldName":"`+leaf.FieldName+`"`) || leaf.FieldName == "" && strings.Contains(string(body), `"`+leaf.Member+`":`) {
				asks[field]++
			}
		}
		near, random := fuzz.Records(t.Schema, r.Query.Expr()), rand.New(rand.NewSource(1))
		var records []map[string]any
		for range 10 {
			records = append(records, near(random, 2))
		}
		alone := *p
		alone.Residual, alone.Requests = nil, []compile.PlannedRequest{{Request: r.Request, Query: r.Query, Residual: r.Query}}
		if body, err = json.Marshal(alone); err != nil {
			return nil, err
		}
		if err := fuzz.JudgePlan(r.Query, t, records, body); err != nil && !errors.Is(err, fuzz.ErrVacuous) {
			return nil, fmt.Errorf("a request and its query: %w", err)
		}
	}
	return json.Marshal(p)
}

// request returns the one request of a query. It is an error if what is decoded from that is
// another query.
func request(q *schema.Resolved, t compile.Target) ([]byte, error) {
	r, err := compile.Compile(q, t)
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	again, err := decompile.Decode(body, t, ast.Limits{})
	if err != nil {
		return nil, err
	}
	if _, record, _ := logic.Equivalent(q, again, logic.Options{Closed: t.Closed}); record != nil {
		return nil, fmt.Errorf("%v is decoded as %v, which is another query by %v", q, again, record)
	}
	return body, nil
}
