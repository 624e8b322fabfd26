package compile_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/internal/cases"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/meaning"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/schema"
)

var items, everyForm = cases.Items, cases.EveryForm

// TestForms has what is sent for a condition of each form, and what is left to check.
func TestForms(t *testing.T) {
	criterion := func(member string, members ...string) string {
		return `{"` + member + `":{` + strings.Join(members, ",") + `}}`
	}
	text := func(field, value, comparison string) string {
		return criterion("StringCondition", `"FieldName":"`+field+`"`, `"Value":"`+value+`"`, `"ComparisonType":"`+comparison+`"`)
	}
	number := func(field, bounds, comparison string) string {
		return criterion("NumberCondition", `"FieldName":"`+field+`"`, bounds, `"ComparisonType":"`+comparison+`"`)
	}
	decimal := func(bounds, comparison string) string {
		return criterion("DecimalCondition", `"FieldName":"score"`, bounds, `"ComparisonType":"`+comparison+`"`)
	}
	dateTime := func(bounds, comparison string) string {
		return criterion("DateTimeCondition", `"FieldName":"changed"`, bounds, `"ComparisonType":"`+comparison+`"`)
	}
	date := func(value, comparison string) string {
		return criterion("DateCondition", `"FieldName":"due"`, `"Value":"`+value+`"`, `"ComparisonType":"`+comparison+`"`)
	}
	isTrue := func(field, comparison string) string {
		return criterion("BooleanCondition", `"FieldName":"`+field+`"`, `"ComparisonType":"`+comparison+`"`)
	}
	both := func(list ...string) string { return `{"AndConditions":[` + strings.Join(list, ",") + `]}` }
	const scan = "" // nothing can be sent
	least := `"MinValue":` + strconv.Itoa(math.MinInt32)
	for _, test := range []struct {
		query, sent string
		residual    string // the query, if it is as sent and not empty
	}{
		{`name ^= ab`, text("name", "ab", "STARTS_WITH"), ""},
		{`id = ab`, text("resourceID", "ab", "EXACT"), ""},
		{`id ^= ab`, scan, ""},
		{`color = red`, text("color", "RED", "EXACT"), ""},
		{`color != red`, scan, ""},
		{`state = on`, `{"StateCondition":"ON"}`, ""},
		{`rank = 7.0`, text("rank", "7", "EXACT"), ""},
		{`rank = -7e2`, text("rank", "-700", "EXACT"), ""},
		{`rank = 7.5`, scan, ""},
		{`rank = 1e20`, scan, ""},
		{`rank > 7`, scan, ""},
		{`labels = a`, text("labels", "a", "EXACT"), ""},
		{`labels = a and labels = b`, both(text("labels", "a", "EXACT"), text("labels", "b", "EXACT")), ""},
		{`labels ^= a`, scan, ""},
		{`labels = a i`, scan, ""},

		{`size = 3`, number("size", `"MinValue":3`, "EQUAL"), ""},
		{`size = 3.0`, number("size", `"MinValue":3`, "EQUAL"), ""},
		{`size > -3`, number("size", `"MinValue":-3`, "GREATER"), ""},
		{`size >= 3`, number("size", `"MinValue":3`, "GREATER_OR_EQUAL"), ""},
		{`size < 3`, number("size", least+`,"MaxValue":4`, "RANGE"), "size < 3"},
		{`size <= 3`, number("size", least+`,"MaxValue":4`, "RANGE"), "size <= 3"},
		{`size < 2.5`, number("size", least+`,"MaxValue":3`, "RANGE"), "size < 2.5"},
		{`size <= -2.5`, number("size", least+`,"MaxValue":-2`, "RANGE"), "size <= -2.5"},
		{`size > 2.5`, number("size", `"MinValue":2`, "GREATER"), "size > 2.5"},
		{`size >= -2.5`, number("size", `"MinValue":-3`, "GREATER"), "size >= -2.5"},
		{`size = 2.5`, both(number("size", `"MinValue":2`, "GREATER"), number("size", least+`,"MaxValue":3`, "RANGE")), "size = 2.5"},
		{`size > 2 and size < 5`, both(number("size", `"MinValue":2`, "GREATER"), number("size", least+`,"MaxValue":6`, "RANGE")), "size < 5"},
		{`size = 2147483647`, number("size", `"MinValue":2147483647`, "EQUAL"), ""},
		{`size >= -2147483648`, number("size", `"MinValue":-2147483648`, "GREATER_OR_EQUAL"), ""},
		{`size > 2147483648`, number("size", `"MinValue":2147483647`, "GREATER"), "size > 2147483648"},
		{`size = 2147483648`, number("size", `"MinValue":2147483647`, "GREATER"), "size = 2147483648"},
		{`size < 2147483647`, scan, ""},
		{`size > -2147483649`, scan, ""},
		{`size > 1e99`, scan, ""},
		{`size != 3`, scan, ""},
		{`count != 3`, number("count", `"MinValue":3`, "NOT_EQUAL"), ""},
		{`not count = 3 and count != 4`, both(number("count", `"MinValue":3`, "NOT_EQUAL"), number("count", `"MinValue":4`, "NOT_EQUAL")), ""},
		{`count != 3.5`, scan, ""},
		{`not count < 3`, number("count", `"MinValue":3`, "GREATER_OR_EQUAL"), ""},
		{`not count >= 3`, number("count", least+`,"MaxValue":4`, "RANGE"), "count < 3"},
		{`open != true`, isTrue("open", "IS_FALSE"), ""},

		{`score = 3`, decimal(`"MinValue":2,"MaxValue":4`, "RANGE"), "score = 3"},
		{`score = 2.5`, decimal(`"MinValue":2,"MaxValue":3`, "RANGE"), "score = 2.5"},
		{`score > 2.5`, decimal(`"MinValue":2`, "GREATER_OR_EQUAL"), "score > 2.5"},
		{`score >= 3`, decimal(`"MinValue":2`, "GREATER_OR_EQUAL"), "score >= 3"},
		{`score < 0`, decimal(`"MinValue":-1.7976931348623157e+308,"MaxValue":1`, "RANGE"), "score < 0"},
		{`score < 9 and score > 3`, decimal(`"MinValue":2,"MaxValue":10`, "RANGE"), "score < 9 and score > 3"},
		{`score < 1e16`, scan, ""},

		{`changed = 2026-01-31T10:00:00Z`, dateTime(`"MinValue":"2026-01-31T09:59:59Z","MaxValue":"2026-01-31T10:00:01Z"`, "RANGE"), "changed = 2026-01-31T10:00:00Z"},
		{`changed > 2026-01-31T10:00:00.5Z`, dateTime(`"MinValue":"2026-01-31T09:59:59Z"`, "GREATER_THAN_OR_EQUAL_TO"), "changed > 2026-01-31T10:00:00.5Z"},
		{`changed = 2026-01-31T10:00:00.5Z`, dateTime(`"MinValue":"2026-01-31T09:59:59Z","MaxValue":"2026-01-31T10:00:01Z"`, "RANGE"), "changed = 2026-01-31T10:00:00.5Z"},
		{`changed >= 2026-01-31T10:00+01:00`, dateTime(`"MinValue":"2026-01-31T08:59:59Z"`, "GREATER_THAN_OR_EQUAL_TO"), "changed >= 2026-01-31T10:00+01:00"},
		{`changed < 2026-01-31T10:00:00Z`, dateTime(`"MinValue":"1970-01-01T00:00:00Z","MaxValue":"2026-01-31T10:00:01Z"`, "RANGE"), "changed < 2026-01-31T10:00:00Z"},
		{`changed <= 2026-01-31T10:00:00.25Z`, dateTime(`"MinValue":"1970-01-01T00:00:00Z","MaxValue":"2026-01-31T10:00:01Z"`, "RANGE"), "changed <= 2026-01-31T10:00:00.25Z"},
		{`changed = 2026-01-31`, dateTime(`"MinValue":"2026-01-30T23:59:59Z","MaxValue":"2026-02-01T00:00:01Z"`, "RANGE"),
			"changed >= 2026-01-31T00:00:00Z and changed < 2026-02-01T00:00:00Z"},
		{`changed < 1969-12-31`, scan, ""},
		{`changed > 1960-01-01`, scan, ""},

		{`due = 2026-01-31`, date("2026-01-31", "EQUAL_TO"), ""},
		{`due > 2026-01-31`, date("2026-01-31", "GREATER_THAN"), ""},
		{`due >= 2026-01-31`, date("2026-01-31", "GREATER_THAN_OR_EQUAL_TO"), ""},
		{`due < 2026-01-31`, date("2026-01-31", "LESS_THAN"), ""},
		{`due <= 2026-01-31`, date("2026-01-31", "LESS_THAN_OR_EQUAL_TO"), ""},

		{`new = true`, isTrue("new", "IS_TRUE"), ""},
		{`new = false`, isTrue("new", "IS_FALSE"), "new = false"},
		{`new != true`, scan, ""},
		{`open = false`, isTrue("open", "IS_FALSE"), ""},
		{`new exists and new = true`, isTrue("new", "IS_TRUE"), ""},
		{`size > 3 and size exists and labels exists`, number("size", `"MinValue":3`, "GREATER"), "labels exists"},

		{`group = g1`, criterion("HierarchyGroupCondition", `"Value":"g1"`, `"HierarchyGroupMatchType":"EXACT"`), "group = g1"},
		{`group ^= g1`, scan, ""},
		{`group = g1 i`, scan, ""},
		{`owner = me`, scan, ""},
	} {
		t.Run(test.query, func(t *testing.T) {
			q := parseOf(t, items, test.query)
			plan, err := compile.NewPlan(q, everyForm(), compile.PlanOptions{})
			if test.sent == scan {
				require.ErrorIs(t, err, ast.Code(codes.FullScan))
				_, err = compile.Compile(q, everyForm())
				assert.ErrorIs(t, err, ast.Code(codes.Inexpressible))
				return
			}
			require.NoError(t, err)
			require.Len(t, plan.Requests, 1)
			assert.Equal(t, test.sent, string(plan.Requests[0].Request.Member("SearchCriteria")))
			residual := ""
			if plan.Residual != nil {
				residual = plan.Residual.String()
			}
			assert.Equal(t, test.residual, residual)
			assert.Equal(t, "bound", plan.Minimal)
			r, err := compile.Compile(q, everyForm())
			if test.residual != "" {
				assert.True(t, errors.Is(err, ast.Code(codes.Inexact)) || errors.Is(err, ast.Code(codes.Inexpressible)), "%v", err)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, test.sent, string(r.Member("SearchCriteria")))
		})
	}
}

// TestForms_closed has what is sent of a negation where every record has the field.
func TestForms_closed(t *testing.T) {
	target := everyForm()
	target.Closed = []string{"color", "size", "score", "changed", "due", "new"}
	for query, same := range map[string]string{
		"not size > 5":                         "size <= 5",
		"not size <= 5":                        "size > 5",
		"not (size >= 5 and size <= 9)":        "size < 5 or size > 9",
		"size != 5":                            "size != 5",
		"not due < 2026-01-31":                 "due >= 2026-01-31",
		"new != true":                          "new = false",
		"not (new = false or not color = red)": "new = true and color = red",
		"not changed > 2026-01-31T10:00:00Z":   "changed <= 2026-01-31T10:00:00Z",
		"not score >= 5":                       "score < 5",
	} {
		p, err := compile.NewPlan(parseOf(t, items, query), target, compile.PlanOptions{})
		require.NoError(t, err, query)
		want, err := compile.NewPlan(parseOf(t, items, same), target, compile.PlanOptions{})
		require.NoError(t, err, same)
		assert.Equal(t, encode(t, want), encode(t, p), query)
		assert.NotEmpty(t, want.Requests, same)
	}
	for query, want := range map[string]string{
		"size > 3 or size < 5":                  "this selects every item, which takes a scan",
		"size > 3 or size <= 3":                 "this selects every item, which takes a scan",
		"new = true or new = false":             "this selects every item, which takes a scan",
		"due < 2026-01-31 or due >= 2026-01-30": "this selects every item, which takes a scan",
	} {
		_, err := compile.NewPlan(parseOf(t, items, query), target, compile.PlanOptions{})
		assert.ErrorContains(t, err, want, query)
	}
}

// A domain is atoms on fields, and the values that records have there.
type domain struct {
	name   string
	atoms  []string
	values map[string][]any // nil stands for no value
	closed []string
	lossy  bool
}

func domains() []domain {
	n := func(list ...string) (values []any) {
		for _, v := range list {
			if v == "-" {
				values = append(values, nil)
			} else {
				values = append(values, json.Number(v))
			}
		}
		return values
	}
	texts := func(list ...string) (values []any) {
		for _, v := range list {
			if v == "-" {
				values = append(values, nil)
			} else {
				values = append(values, v)
			}
		}
		return values
	}
	return []domain{
		{"numbers that every record has", []string{"count = 3", "count > 1", "count >= 3", "count >= 4", "count > 4", "count != 3", "count = 5"},
			map[string][]any{"count": n("0", "1", "2", "3", "3.5", "4", "4.5", "5", "6")}, nil, false},
		{"numbers", []string{"size = 3", "size > 1", "size >= 3", "size >= 4", "size = 5"},
			map[string][]any{"size": n("-", "0", "1", "2", "3", "3.5", "4", "5", "6")}, nil, false},
		{"bounds that widen", []string{"size < 3", "size <= 5", "size > 1.5", "size = 2.5", "size = 4", "size >= 3", "size exists"},
			map[string][]any{"size": n("-", "0", "1", "1.5", "2", "2.5", "2.7", "3", "3.5", "4", "4.5", "5", "5.5", "6", "7")}, nil, true},
		{"bounds that widen, of what every record has", []string{"count < 3", "count <= 5", "count > 1", "count != 2", "count >= 4"},
			map[string][]any{"count": n("0", "1", "1.5", "2", "2.5", "3", "3.5", "4", "4.5", "5", "5.5", "6", "7")}, nil, true},
		{"decimals", []string{"score < 3", "score = 4", "score >= 2.5", "score > 5"},
			map[string][]any{"score": n("-", "0", "1", "2", "2.2", "2.5", "3", "3.5", "4", "4.5", "5", "5.5", "6", "7")}, nil, true},
		{"times", []string{"changed < 2026-01-01T00:00:03Z", "changed = 2026-01-01T00:00:04Z", "changed >= 2026-01-01T00:00:02.5Z", "changed > 2026-01-01T00:00:01Z"},
			map[string][]any{"changed": texts("-", "2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z", "2026-01-01T00:00:01.5Z", "2026-01-01T00:00:02Z", "2026-01-01T00:00:02.7Z",
				"2026-01-01T00:00:03Z", "2026-01-01T00:00:03.5Z", "2026-01-01T00:00:04Z", "2026-01-01T00:00:04.5Z", "2026-01-01T00:00:05Z", "2026-01-01T00:00:06Z")}, nil, true},
		{"dates", []string{"due < 2026-01-03", "due >= 2026-01-03", "due = 2026-01-04", "due <= 2026-01-05", "due > 2026-01-01"},
			map[string][]any{"due": texts("-", "2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04", "2026-01-05", "2026-01-06")}, nil, false},
		{"dates that every record has", []string{"due < 2026-01-03", "due > 2026-01-03", "not due = 2026-01-04", "not due <= 2026-01-05", "due > 2026-01-01"},
			map[string][]any{"due": texts("2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04", "2026-01-05", "2026-01-06")}, []string{"due"}, true},
		{"bools that every record has", []string{"open = true", "open = false", "name = x", "count > 1"},
			map[string][]any{"open": {true, false}, "name": texts("x", "y"), "count": n("1", "2")}, nil, false},
		{"bools", []string{"new = true", "new = false", "name = x"},
			map[string][]any{"new": {nil, true, false}, "name": texts("x", "y")}, nil, true},
		{"lists", []string{"labels = a", "labels = b", "labels = c", "name = x"},
			map[string][]any{"labels": {nil, []string{"a"}, []string{"b"}, []string{"c"}, []string{"a", "b"}, []string{"a", "c"}, []string{"b", "c"}, []string{"a", "b", "c"}},
				"name": texts("x", "y")}, nil, false},
		{"enums and numbers", []string{"color = red", "color = green", "state = on", "rank = 1", "rank = 2", "size > 1"},
			map[string][]any{"color": texts("-", "RED", "GREEN"), "state": texts("-", "ON"), "rank": n("-", "1", "2"), "size": n("-", "1", "2")}, nil, false},
		{"groups", []string{"group = g", "group = h", "name = x"},
			map[string][]any{"group": texts("-", "g", "h"), "name": texts("x", "y")}, nil, true},
	}
}

// rows returns a record for each way to choose values.
func (d domain) rows() []map[string]any {
	list := []map[string]any{{"id": "1", "created": "2026-01-01T00:00:00Z", "name": "n", "count": json.Number("1"), "open": true}}
	for _, name := range slices.Sorted(maps.Keys(d.values)) {
		var next []map[string]any
		for _, m := range list {
			for _, v := range d.values[name] {
				with := maps.Clone(m)
				if delete(with, name); v != nil {
					with[name] = v
				}
				next = append(next, with)
			}
		}
		list = next
	}
	return list
}

// surely returns what a request surely finds for x, a tree in normal form, and whether
// that is all it finds.
func (d domain) surely(t *testing.T, x ast.Expr) (y ast.Expr, whole bool) {
	switch x := x.(type) {
	case *ast.Not:
		c := *x.X.(*ast.Comparison)
		has := slices.Contains(d.closed, c.Field.Name) || c.Field.Name == "count" || c.Field.Name == "open"
		opposite := map[ast.Op]ast.Op{ast.OpLess: ast.OpGreaterEqual, ast.OpLessEqual: ast.OpGreater, ast.OpGreater: ast.OpLessEqual, ast.OpGreaterEqual: ast.OpLess}[c.Op]
		switch {
		case !has || c.Field.Tag:
			return ast.All(), false
		case c.Op != ast.OpEqual:
			c.Op = opposite
			return surely(t, &c)
		case c.Field.Name != "count" && c.Field.Name != "open": // whose form has no !=
			return ast.All(), false
		}
		return x, true
	case *ast.Comparison:
		return surely(t, x)
	}
	terms := slices.Clone(tree.Terms(x))
	whole = true
	for i, term := range terms {
		one := false
		terms[i], one = d.surely(t, term)
		whole = whole && one
	}
	if _, ok := x.(*ast.And); ok {
		return ast.All(terms...), whole
	}
	return anyOf(terms...), whole
}

func surely(t *testing.T, x *ast.Comparison) (y ast.Expr, whole bool) {
	switch {
	case x.Field.Tag:
		return x, true
	case x.Op == ast.OpExists:
		return ast.All(), false
	}
	lower := x.Op != ast.OpLess && x.Op != ast.OpLessEqual
	upper := x.Op != ast.OpGreater && x.Op != ast.OpGreaterEqual
	outside := func(below, above string) ast.Expr {
		var list []ast.Expr
		switch {
		case lower && x.Field.Name == "changed": // the second is all that may be known of a time
			list = append(list, ast.Compare(x.Field, ast.OpGreaterEqual, below))
		case lower:
			list = append(list, ast.Compare(x.Field, ast.OpGreater, below))
		}
		if upper {
			list = append(list, ast.Compare(x.Field, ast.OpLess, above))
		}
		q, err := items.Resolve(ast.All(list...), schema.Options{})
		require.NoError(t, err)
		return q.Expr()
	}
	switch x.Field.Name {
	case "new", "group":
		return x, x.Op == ast.OpEqual && x.Values[0].Text == "true"
	case "count", "size", "score":
		v, err := strconv.ParseFloat(x.Values[0].Text, 64)
		require.NoError(t, err)
		isWhole := v == math.Trunc(v)
		if isWhole && x.Field.Name != "score" && (!upper || x.Op == ast.OpEqual) {
			return x, true
		}
		return outside(fmt.Sprint(math.Ceil(v)-1), fmt.Sprint(math.Floor(v)+1)), false
	case "changed":
		at, err := time.Parse(time.RFC3339, x.Values[0].Text)
		require.NoError(t, err)
		return outside(at.Truncate(time.Second).Format(time.RFC3339), at.Truncate(time.Second).Add(time.Second).Format(time.RFC3339)), false
	}
	return x, true
}

// TestPlanFewest_forms holds the number of requests to the least for conditions of every
// form, and what they find and leave to check to the query.
func TestPlanFewest_forms(t *testing.T) {
	tags := choices(map[string][]string{"k": {"-", "1", "2"}, "j": {"-", "1", "2"}})
	tagAtoms := []ast.Expr{ast.Compare(ast.Tag("k"), ast.OpEqual, "1"), ast.Compare(ast.Tag("k"), ast.OpEqual, "2"), ast.Compare(ast.Tag("j"), ast.OpEqual, "1")}
	for _, d := range domains() {
		t.Run(d.name, func(t *testing.T) {
			target := everyForm()
			target.Closed = d.closed
			var atoms []ast.Expr
			for _, a := range d.atoms {
				atoms = append(atoms, parseOf(t, items, a).Written())
			}
			fields := d.rows()
			all := make(world, len(fields))
			for i, f := range fields {
				for _, tags := range tags {
					r := maps.Clone(f)
					for k, v := range tags {
						r["tag:"+k] = v
					}
					all[i] = append(all[i], r)
				}
			}
			matrixOf := func(x ast.Expr) matrix { return all.matrix(items, x) }
			g := generator{Rand: rand.New(rand.NewPCG(11, 12))}
			queries := effort.Cases(24, 450)
			n, checked, several := map[string]int{}, 0, 0
			for i := range queries {
				var x ast.Expr
				switch i % 3 {
				case 0:
					x = g.tree(2+g.IntN(2), func() ast.Expr { return pick(g, slices.Concat(atoms, tagAtoms)...) })
				case 1:
					x = g.orOfAnds(2+g.IntN(5), atoms, tagAtoms)
				case 2:
					x = g.pairs(atoms, tagAtoms)
				}
				q := resolveOf(t, items, x)
				p, err := compile.NewPlan(q, target, compile.PlanOptions{AllowScan: true})
				require.NoError(t, err, "%v", x)
				n[p.Minimal]++
				_, whole := d.surely(t, ast.Normal(q.Expr()))
				most := ast.Expr(&ast.Or{})
				for _, row := range expanded(ast.Normal(q.Expr())) {
					if x := ast.All(row...); !slices.Equal(matrixOf(x), make(matrix, len(fields))) {
						y, _ := d.surely(t, x)
						most = &ast.Or{Terms: []ast.Expr{most, y}}
					}
				}
				fewest := matrixOf(most).fewest()
				require.GreaterOrEqual(t, len(p.Requests), fewest, "%v: too few requests to be right", x)
				if p.Minimal != "unproved" {
					require.Equal(t, fewest, len(p.Requests), "%v: minimal by %s", x, p.Minimal)
				}
				if len(p.Requests) > 1 {
					several++
				}

				// What the requests surely find, and what they may find at most, checked.
				least, all := make(matrix, len(fields)), make(matrix, len(fields))
				for _, r := range p.Requests {
					residual := ast.Expr(&ast.And{})
					switch {
					case r.Residual != nil:
						residual = r.Residual.Expr()
					case p.Residual != nil:
						residual = p.Residual.Expr()
					}
					for i, cells := range matrixOf(ast.All(r.Query.Expr(), residual)) {
						least[i] |= cells
					}
					for i, cells := range matrixOf(ast.All(withoutWidened(r.Query.Expr()), residual)) {
						all[i] |= cells
					}
				}
				want := matrixOf(q.Expr())
				require.Equal(t, want, least, "%v: %s", x, encode(t, p))
				require.Equal(t, want, all, "%v: %s", x, encode(t, p))
				if whole {
					require.Nil(t, p.Residual, "%v: all of it can be sent", x)
				} else {
					checked++
				}
			}
			t.Logf("%v, %d with several requests, %d of what cannot all be sent", n, several, checked)
			assert.Zero(t, n["unproved"])
			assert.Greater(t, several, queries*2/15)
			assert.Equal(t, d.lossy, checked > queries/5)
		})
	}
}

// TestForms_twoBounds sends a bound that another one widens to. A service that has whole
// seconds alone, and leaves out the least one of a RANGE, must find 00:00:01.5.
func TestForms_twoBounds(t *testing.T) {
	q := parseOf(t, items, `changed > 2026-01-31T00:00:02Z and tag:k = 1 or changed > 2026-01-31T00:00:01Z and changed < 2026-01-31T00:00:05Z and tag:k = 2`)
	p, err := compile.NewPlan(q, everyForm(), compile.PlanOptions{})
	require.NoError(t, err)
	require.Len(t, p.Requests, 2)
	assert.Equal(t, `{"DateTimeCondition":{"FieldName":"changed","MinValue":"2026-01-31T00:00:01Z","ComparisonType":"GREATER_THAN_OR_EQUAL_TO"}}`,
		string(p.Requests[0].Request.Member("SearchCriteria")))
	assert.Equal(t, `{"DateTimeCondition":{"FieldName":"changed","MinValue":"2026-01-31T00:00:00Z","MaxValue":"2026-01-31T00:00:06Z","ComparisonType":"RANGE"}}`,
		string(p.Requests[1].Request.Member("SearchCriteria")))
	assert.Equal(t, `changed > 2026-01-31T00:00:01Z and changed < 2026-01-31T00:00:05Z`, p.Requests[1].Residual.String())
}

// TestForms_folding sends an i where the service ignores case: in a string condition alone.
func TestForms_folding(t *testing.T) {
	target := everyForm()
	target.ServiceFoldsCase = true
	for _, test := range []struct{ query, residual string }{
		{`name = ab i`, ""},
		{`labels = ab i`, ""},
		{`group = ab`, "group = ab"},
		{`group = ab i`, "a scan"},
	} {
		p, err := compile.NewPlan(parseOf(t, items, test.query), target, compile.PlanOptions{AllowScan: true})
		require.NoError(t, err)
		if test.residual == "a scan" {
			assert.True(t, p.Scan, test.query)
			continue
		}
		assert.False(t, p.Scan, test.query)
		assert.Equal(t, test.residual, textOf(p.Residual), test.query)
	}
}

// TestForms_operators has leaves that lack the operator of what is sent in the place of
// another one: what that finds too much is checked all the same.
func TestForms_operators(t *testing.T) {
	for _, test := range []struct {
		field, query string
		ops          []ast.Op
		found        map[string]any // and not selected
	}{
		{"changed", `changed > 2026-01-31T10:00:00.5Z and tag:a = 1 or changed >= 2026-01-31T10:00:00Z and tag:b = 2`,
			[]ast.Op{ast.OpGreater}, map[string]any{"changed": "2026-01-31T09:59:59.5Z", "tag:b": "2"}},
		{"score", `score = 79.5 and tag:a = 1 or score > 79 and tag:b = 2`,
			[]ast.Op{ast.OpEqual}, map[string]any{"score": json.Number("78.5"), "tag:b": "2"}},
	} {
		target := everyForm()
		leaf := target.Fields[test.field]
		leaf.Operators = test.ops
		target.Fields[test.field] = leaf
		p, err := compile.NewPlan(parseOf(t, items, test.query), target, compile.PlanOptions{AllowScan: true})
		require.NoError(t, err)
		require.NotEmpty(t, p.Requests)
		maps.Copy(test.found, map[string]any{"id": "1", "created": "2026-01-01T00:00:00Z", "name": "n", "count": json.Number("1"), "open": true})
		for _, r := range p.Requests {
			residual := r.Residual
			if residual == nil {
				residual = p.Residual
			}
			assert.False(t, meaning.Language{Schema: items}.Selects(residual.Expr(), test.found), "%s: %s", test.query, encode(t, p))
		}
	}
}

// expanded returns the rows of x, in normal form, as an or of ands.
func expanded(x ast.Expr) (rows [][]ast.Expr) {
	switch x := x.(type) {
	case *ast.Or:
		for _, t := range x.Terms {
			rows = append(rows, expanded(t)...)
		}
		return rows
	case *ast.And:
		rows = [][]ast.Expr{nil}
		for _, t := range x.Terms {
			var next [][]ast.Expr
			for _, r := range rows {
				for _, s := range expanded(t) {
					next = append(next, slices.Concat(r, s))
				}
			}
			rows = next
		}
		return rows
	}
	return [][]ast.Expr{{x}}
}

// withoutWidened returns x with everything selected by a condition of which a request may
// find more.
func withoutWidened(x ast.Expr) ast.Expr {
	switch x := x.(type) {
	case *ast.Comparison:
		isUpper := x.Op == ast.OpLess || x.Op == ast.OpLessEqual
		switch x.Field.Name {
		case "changed", "score", "group":
			return &ast.And{}
		case "count", "size":
			if isUpper {
				return &ast.And{}
			}
		case "new":
			if x.Values[0].Text == "false" {
				return &ast.And{}
			}
		}
		return x
	case *ast.Not:
		return x
	}
	terms := slices.Clone(tree.Terms(x))
	for i, term := range terms {
		terms[i] = withoutWidened(term)
	}
	if _, ok := x.(*ast.And); ok {
		return &ast.And{Terms: terms}
	}
	return &ast.Or{Terms: terms}
}
