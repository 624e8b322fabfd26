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
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/meaning"
	"github.com/searchfilter/searchfilter/internal/wire"
	"github.com/searchfilter/searchfilter/schema"
)

// tickets have an enum that each record has one of three values of, and one that
// a record may lack, both sent as strings. Fields of other kinds are not sent.
func tickets() compile.Target {
	t := connect.TestCases()
	t.Schema = schema.MustNew(schema.Schema{
		Name: "ticket",
		Fields: []schema.Field{
			{Name: "name", Always: true},
			{Name: "color", Kind: schema.Enum, Values: []string{"red", "green", "blue"}, Always: true},
			{Name: "size", Kind: schema.Enum, Values: []string{"small", "large"}},
			{Name: "note"},
			{Name: "open", Kind: schema.Bool, Always: true},
			{Name: "version", Kind: schema.Number},
			{Name: "due", Kind: schema.Date},
			{Name: "labels", Kind: schema.List},
		},
		Tags: "tags",
	})
	t.Fields = map[string]compile.Leaf{"name": compile.Leaf{Member: "StringCondition", FieldName: "name"}, "color": compile.Leaf{Member: "StringCondition", FieldName: "color"}, "size": compile.Leaf{Member: "StringCondition", FieldName: "size"}}
	t.Closed = []string{"color"}
	return t
}

// everyTicket returns records for each way in which the conditions of ticket
// queries on texts and enums can turn out, with several of those in which the others
// can.
func everyTicket() []record {
	numbers := []any{nil, json.Number("1.50"), json.Number("2"), json.Number("3")}
	days := []any{nil, "2026-01-30", "2026-01-31", "2026-02-01"}
	lists := []any{nil, []string{"a"}, []string{"b", "a"}, []string{"A"}, []string{"b"}}
	others := func(i int) map[string]any {
		m := map[string]any{"open": i%2 == 0}
		for name, v := range map[string]any{"version": numbers[i/2%4], "due": days[i/8%4], "labels": lists[i%5]} {
			if v != nil {
				m[name] = v
			}
		}
		return m
	}
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
						for range 3 {
							r.others = others(7 * len(list))
							list = append(list, r)
						}
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
	switch g.IntN(9) {
	case 0:
		x = ast.Compare(ast.Name("name"), ast.OpEqual, pick(g, "x", "y", "X"))
		if g.IntN(3) > 0 {
			fold = g.folds // else nothing of it is sent, or too much
		}
	case 1, 2, 3:
		x, fold = ast.Compare(ast.Name("color"), ast.OpEqual, pick(g, "red", "green", "blue")), false
	case 4:
		x, fold = ast.Compare(ast.Name("size"), ast.OpEqual, pick(g, "small", "large")), false
	case 5:
		x = ast.Compare(ast.Name("note"), ast.OpEqual, pick(g, "n", "N"))
	case 6:
		version, due := ast.Name("version"), ast.Name("due")
		number, day := pick(g, "1.5", "2", "2.0"), pick(g, "2026-01-30", "2026-01-31")
		x = pick(g,
			ast.Compare(ast.Name("open"), ast.OpEqual, pick(g, "true", "false")),
			pick(g, ast.Compare(version, ast.OpEqual, number), ast.Compare(version, ast.OpLess, number), ast.Compare(version, ast.OpGreaterEqual, number)),
			pick(g, ast.Compare(due, ast.OpEqual, day), ast.Compare(due, ast.OpLessEqual, day), ast.Compare(due, ast.OpGreater, day)),
			ast.Compare(ast.Name("labels"), ast.OpEqual, pick(g, "a", "b", "A")))
		fold = fold && x.Field.Name == "labels"
	default:
		x = ast.Compare(ast.Tag("t"), ast.OpEqual, pick(g, "1", "a", "A"))
	}
	x.Fold = fold
	if g.IntN(4) == 0 {
		return &ast.Not{X: x}
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
	language, values := meaning.Language{Schema: target.Schema}, make([]map[string]any, len(records))
	for i, r := range records {
		values[i] = r.values()
	}
	target.ServiceFoldsCase = folds
	service, names := wire.Lookup(target.Name), []string{"name", "color", "size"}
	for _, name := range names {
		service = service.With("StringCondition", name, "text", []string{name})
	}
	queries := effort.Cases(200, 3000)
	several, residuals, scans, telling, withFold := 0, 0, 0, 0, 0
	checked := map[schema.Kind]int{}
	for range queries {
		x := resolveOf(t, target.Schema, g.tree(4, g.ticket))
		plan, err := compile.NewPlan(x, target, compile.PlanOptions{AllowScan: true})
		require.NoError(t, err, "%v", x)
		bodies := make([]*wire.Program, len(plan.Requests))
		for i, r := range plan.Requests {
			body, err := json.Marshal(r.Request)
			require.NoError(t, err)
			bodies[i], err = service.Request(body, wire.Options{Strict: true, FieldNames: names, FoldCase: folds})
			require.NoError(t, err, "%v\n%s", x, body)
			if r.Residual != nil || plan.Residual != nil {
				residuals++
			}
		}
		if folded(x.Expr()) > 0 {
			withFold++
		}
		for k := range kindsIn(target.Schema, ast.All(residualsOf(plan)...)) {
			checked[k]++
		}
		found := 0
		for i, r := range records {
			r, values := wire.Record{Fields: r.fields, Tags: r.tags}, values[i]
			got := false
			for i, q := range plan.Requests {
				residual := q.Residual
				if residual == nil {
					residual = plan.Residual
				}
				got = got || bodies[i].Match(r) && (residual == nil || language.Selects(residual.Expr(), values))
			}
			want := language.Selects(x.Expr(), values)
			if got != want {
				require.Equal(t, want, got, "%v\n%v\n%v", x, encode(t, plan), values)
			}
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
	t.Logf("%d queries of %d records, %d with an i, %d with several requests, %d residuals, %d scans, %d select some records and not others; "+
		"residuals by the kinds of their fields %v", queries, len(records), withFold, several, residuals, scans, telling, checked)
	for _, k := range otherKinds {
		assert.Greater(t, checked[k], queries/20, k)
	}
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
	target := searchOf(schema.MustNew(schema.Schema{Name: "case", Fields: []schema.Field{
		{Name: "name", Always: true}, {Name: "status", Kind: schema.Enum, Values: values, Always: true},
	}}))
	x := ast.Any(ast.Compare(ast.Name("status"), ast.OpNotEqual, "v0"), ast.Compare(ast.Name("status"), ast.OpNotEqual, "v1"))
	_, err := compile.NewPlan(resolveOf(t, target.Schema, x), target, compile.PlanOptions{})
	assert.ErrorIs(t, err, ast.Code(codes.FullScan))
	x = ast.All(x, ast.Compare(ast.Name("name"), ast.OpEqual, "a"), ast.Compare(ast.Name("status"), ast.OpNotEqual, "v2"))
	plan, err := compile.NewPlan(resolveOf(t, target.Schema, x), target, compile.PlanOptions{})
	require.NoError(t, err)
	assert.Equal(t, "status != v2", plan.Residual.String())
	assert.Less(t, len(encode(t, plan)), 500)
}
