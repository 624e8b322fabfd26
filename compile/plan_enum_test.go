package compile_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/internal/wire"
	"github.com/searchfilter/searchfilter/schema"
)

// tickets have an enum that each record has one of three values of, and one that
// a record may lack, both sent as strings.
func tickets() compile.Target {
	t := compile.TestCases()
	t.Schema = schema.MustNew(schema.Schema{
		Name: "ticket",
		Fields: []schema.Field{
			{Name: "name", Always: true},
			{Name: "color", Kind: schema.Enum, Values: []string{"red", "green", "blue"}, Always: true},
			{Name: "size", Kind: schema.Enum, Values: []string{"small", "large"}},
			{Name: "note"},
		},
		Tags: "tags",
	})
	t.Fields = map[string]compile.Leaf{"name": {FieldName: "name"}, "color": {FieldName: "color"}, "size": {FieldName: "size"}}
	return t
}

// everyTicket returns a record for each way in which the conditions of ticket
// queries can turn out.
func everyTicket() []record {
	var list []record
	for _, name := range []string{"x", "y", "X"} {
		for _, color := range []string{"red", "green", "blue"} {
			for _, size := range []string{"", "small", "large"} {
				for _, note := range []string{"", "n", "N"} {
					for _, tag := range []string{"", "1", "a", "A"} {
						r := record{fields: map[string]string{"name": name, "color": color}, tags: map[string]string{}}
						for field, v := range map[string]string{"size": size, "note": note} {
							if v != "" {
								r.fields[field] = v
							}
						}
						if tag != "" {
							r.tags["t"] = tag
						}
						list = append(list, r)
					}
				}
			}
		}
	}
	return list
}

func (g generator) ticket() ast.Expr {
	var x *ast.Comparison
	fold := g.IntN(3) == 0
	switch g.IntN(8) {
	case 0:
		x = ast.Name("name").Equal(pick(g, "x", "y", "X"))
		if g.IntN(3) > 0 {
			fold = g.folds // else nothing of it is sent, or too much
		}
	case 1, 2, 3:
		x, fold = ast.Name("color").Equal(pick(g, "red", "green", "blue")), false
	case 4:
		x, fold = ast.Name("size").Equal(pick(g, "small", "large")), false
	case 5:
		x = ast.Name("note").Equal(pick(g, "n", "N"))
	default:
		x = ast.Tag("t").Equal(pick(g, "1", "a", "A"))
	}
	x.Fold = fold
	if g.IntN(4) == 0 {
		return ast.Negate(x)
	}
	return x
}

// TestPlan_enums holds plans over enums of several values to what the query
// selects of every record.
func TestPlan_enums(t *testing.T) {
	eachService(t, "a service", testPlanEnums)
}

func testPlanEnums(t *testing.T, folds bool) {
	g := generator{rand.New(rand.NewPCG(21, 22)), folds}
	target, records := tickets(), everyTicket()
	target.ServiceFoldsCase = folds
	names := []string{"name", "color", "size"}
	const queries = 3000
	several, residuals, scans, telling, withFold := 0, 0, 0, 0, 0
	for range queries {
		x := resolveOf(t, target.Schema, g.tree(4, g.ticket))
		plan, err := compile.Plan(x, target, compile.PlanOptions{AllowScan: true})
		require.NoError(t, err, "%v", x)
		bodies := make([]*wire.Program, len(plan.Requests))
		for i, r := range plan.Requests {
			body, err := json.Marshal(r.SearchTestCasesRequest)
			require.NoError(t, err)
			bodies[i], err = wire.Search(body, wire.Options{Strict: true, FieldNames: names, FoldCase: folds})
			require.NoError(t, err, "%v\n%s", x, body)
			if r.Residual != nil || plan.Residual != nil {
				residuals++
			}
		}
		if folded(x.Expr()) > 0 {
			withFold++
		}
		found := 0
		for _, r := range records {
			got := false
			for i, q := range plan.Requests {
				residual := q.Residual
				if residual == nil {
					residual = plan.Residual
				}
				got = got || bodies[i].Match(wire.Record{Fields: r.fields, Tags: r.tags}) && (residual == nil || selects(residual.Expr(), r))
			}
			want := selects(x.Expr(), r)
			require.Equal(t, want, got, "%v\n%v\n%v", x, encode(t, plan), r)
			if want {
				found++
			}
		}
		switch {
		case plan.Scan:
			scans++
		case len(plan.Requests) > 1:
			several++
		}
		if 0 < found && found < len(records) {
			telling++
		}
	}
	t.Logf("%d queries of %d records, %d with an i, %d with several requests, %d residuals, %d scans, %d select some records and not others",
		queries, len(records), withFold, several, residuals, scans, telling)
	assert.Greater(t, several, queries/20)
	assert.Greater(t, residuals, queries/10)
	assert.Greater(t, telling, queries/2)
	assert.Greater(t, withFold, queries/4)
}

// TestPlan_manyValues holds a query of nots over a large enum to a bound: what it
// excludes is written out only if little is left.
func TestPlan_manyValues(t *testing.T) {
	values := make([]string, 300)
	for i := range values {
		values[i] = "v" + fmt.Sprint(i)
	}
	target := compile.TestCases()
	target.Schema = schema.MustNew(schema.Schema{Name: "case", Fields: []schema.Field{
		{Name: "name", Always: true}, {Name: "status", Kind: schema.Enum, Values: values, Always: true},
	}})
	x := ast.Any(ast.Name("status").NotEqual("v0"), ast.Name("status").NotEqual("v1"))
	_, err := compile.Plan(resolveOf(t, target.Schema, x), target, compile.PlanOptions{})
	assert.ErrorIs(t, err, ast.FullScan)
	x = ast.All(x, ast.Name("name").Equal("a"), ast.Name("status").NotEqual("v2"))
	plan, err := compile.Plan(resolveOf(t, target.Schema, x), target, compile.PlanOptions{})
	require.NoError(t, err)
	assert.Equal(t, "status != v2", plan.Residual.String())
	assert.Less(t, len(encode(t, plan)), 500)
}
