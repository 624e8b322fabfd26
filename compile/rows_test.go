package compile_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/meaning"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/schema"
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
		{"name ^= a and name ^= ab", []string{"name ^= ab"}, nil},
		{"name ^= ab or name ^= a", []string{"name ^= a"}, nil},
		// What no two conditions tell, but all of them.
		{"tag:a = 1 and version >= 1 and version <= 1.0 and version != 1e0 or tag:b = 1", []string{"tag:b = 1"}, nil},
		{"tag:a = 1 and effective > 2026-01-30 and effective < 2026-02-01 and effective != 2026-01-31 or tag:b = 1", []string{"tag:b = 1"}, nil},
		{"tag:a = 1 and default exists and default not in (true, false) or tag:b = 1", []string{"tag:b = 1"}, nil},
		{"tag:a = 1 and labels = a i and labels not in (a, A) or tag:b = 1", []string{"tag:b = 1"}, nil},
	} {
		t.Run(test.query, func(t *testing.T) {
			plan, err := compile.NewPlan(parseOf(t, everyKind, test.query), ofEveryKind(), compile.PlanOptions{})
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

// ofEveryKind is the target of test cases that have fields of every kind.
func ofEveryKind() compile.Target {
	t := connect.TestCases()
	t.Schema = everyKind
	return t
}

// TestPlan_kinds has what is left to check of conditions on fields of each kind, which
// follow from one another or exclude each other by the kind's own rules. Each query is
// joined with a tag, which is what is sent.
func TestPlan_kinds(t *testing.T) {
	for _, test := range []struct {
		query   string
		checked string // "-" for a query that selects nothing
		clash   string // of what the query warns
	}{
		// A list has any number of values.
		{"labels = a and labels = b", "labels = a and labels = b", ""},
		{"labels ^= a and labels ^= b and labels $= c", "labels ^= a and labels ^= b and labels $= c", ""},
		{"labels = a and labels = A and labels = b i", "labels = a and labels = A and labels = b i", ""},
		{"labels = a and labels != b", "labels = a and labels != b", ""},
		{"labels ^= a and labels != a", "labels ^= a and labels != a", ""},
		{"labels not in (a, b)", "labels not in (a, b)", ""},
		{"(labels = a or labels = b)", "labels in (a, b)", ""},
		{"labels = ab and labels ^= a", "labels = ab", ""},
		{"labels = a and labels = a i", "labels = a", ""},
		{"labels = a and labels exists", "labels = a", ""},
		{"(labels = ab or labels *= b)", "labels *= b", ""},
		{`labels *= ""`, "labels exists", ""},
		{"labels = a and labels != a", "-", "`labels = a` and `not labels = a`"},
		{"labels = a and labels = b and labels not in (b, c)", "-", "`labels = b` and `not labels = b`"},
		{"labels = ab and not labels ^= a", "-", "`labels = ab` and `not labels ^= a`"},
		{"labels = a and not labels exists", "-", "`labels = a` and `not labels exists`"},
		{"labels ^= ab and not labels ^= A i", "-", "`labels ^= ab` and `not labels ^= A i`"},
		{"labels = a i and labels not in (a, A)", "-", ""},
		{"labels = a i and labels != a", "labels = a i and labels != a", ""},

		// A number has one value, however it is written.
		{"version = 1 and version = 1.0", "version = 1", ""},
		{"version = 1.0 and version = 1", "version = 1.0", ""},
		{"(version = 10e-1 or version = 1)", "version = 10e-1", ""},
		{"version = 1 and version = 2", "-", "`version = 1` and `version = 2`"},
		{"version = 1 and version != 1.0", "-", "`version = 1` and `not version = 1.0`"},
		{"version = 9007199254740993 and version = 9007199254740992", "-", "`version = 9007199254740993` and `version = 9007199254740992`"},
		{"version > 1 and version < 1.5", "version > 1 and version < 1.5", ""},
		{"version > 1 and version <= 1.0", "-", "`version > 1` and `version <= 1.0`"},
		{"version >= 1.0 and version <= 1 and version != 1", "-", ""},
		{"(version > 1 or version >= 1.00)", "version >= 1.00", ""},
		{"score < -1 and score < 2", "score < -1", ""},
		{"score <= 1 and score exists", "score <= 1", ""},
		{"not score < 1 and not score >= 1", "not score < 1 and not score >= 1", ""}, // what lacks it
		{"not version < 1 and not version >= 1", "-", ""},
		{"version in (1.50, 2e0)", "version in (1.50, 2e0)", ""},
		{"version != 1.50", "version != 1.50", ""},

		// A bool has one of two values.
		{"default = true and default = false", "-", "`default = true` and `default = false`"},
		{"default = TRUE and default = true", "default = true", ""},
		{"default = true and default != true", "-", "`default = true` and `not default = true`"},
		{"default exists and default != true and default != false", "-", ""},
		{"default != true and default != false", "default not in (true, false)", ""}, // what lacks it
		{"enabled != true and enabled != false", "-", ""},
		{"enabled in (true, false)", "", ""},
		{"enabled exists and version exists", "", ""},
		{"default exists", "default exists", ""},

		// Days are whole.
		{"effective = 2026-01-31 and effective = 2026-02-01", "-", "`effective = 2026-01-31` and `effective = 2026-02-01`"},
		{"effective > 2026-01-31 and effective < 2026-02-01", "-", "`effective > 2026-01-31` and `effective < 2026-02-01`"},
		{"effective > 2026-01-31 and effective < 2026-02-02 and effective != 2026-02-01", "-", ""},
		{"effective > 2026-01-30 and effective >= 2026-01-31", "effective > 2026-01-30", ""},
		{"effective >= 2026-01-31 and effective > 2026-01-30", "effective >= 2026-01-31", ""},
		{"effective >= 2026-01-31 and effective < 2026-02-01", "effective >= 2026-01-31 and effective < 2026-02-01", ""},
		{"(effective <= 2026-01-31 or effective < 2026-01-31)", "effective <= 2026-01-31", ""},
		{"modified > 2026-01-31T00:00:00Z and modified < 2026-01-31T00:00:00.000000001Z", "-",
			"`modified > 2026-01-31T00:00:00Z` and `modified < 2026-01-31T00:00:00.000000001Z`"},
		// Two that follow from each other, and the negation of one.
		{"modified > 2026-01-31T00:00:00Z and modified >= 2026-01-31T00:00:00.000000001Z and not modified >= 2026-01-31T00:00:00.000000001Z", "-",
			"`modified > 2026-01-31T00:00:00Z` and `not modified >= 2026-01-31T00:00:00.000000001Z`"},
	} {
		t.Run(test.query, func(t *testing.T) {
			q := parseOf(t, everyKind, test.query+" and tag:k = 1")
			plan, err := compile.NewPlan(q, ofEveryKind(), compile.PlanOptions{})
			require.NoError(t, err)
			var said []string
			for _, w := range plan.Warnings {
				said = append(said, w.Message)
			}
			if test.clash == "" {
				assert.Empty(t, said)
			} else {
				assert.Equal(t, []string{"nothing meets both " + test.clash}, said)
			}
			if test.checked == "-" {
				assert.Empty(t, plan.Requests)
				return
			}
			require.Len(t, plan.Requests, 1)
			assert.Equal(t, "tag:k = 1", plan.Requests[0].Query.String())
			assert.Equal(t, test.checked, textOf(plan.Residual))
			assert.Equal(t, "bound", plan.Minimal)
			holdsToRecords(t, q, ofEveryKind(), plan)
		})
	}
}

// A kindOfQuery makes conditions on one field, and has all values that tell them apart.
type kindOfQuery struct {
	field    string
	literal  func(generator) *ast.Comparison
	values   []any // nil for none
	isOfMany bool  // the field is a list, and has any of the values, each a text
}

// kindsOfQueries returns one for each kind.
func kindsOfQueries() (list []kindOfQuery) {
	ordered := func(name string, constants []string, values ...any) {
		list = append(list, kindOfQuery{field: name, values: values, literal: func(g generator) *ast.Comparison {
			f, v := ast.Name(name), pick(g, constants...)
			return pick(g, ast.Compare(f, ast.OpEqual, v), ast.Compare(f, ast.OpLess, v), ast.Compare(f, ast.OpLessEqual, v), ast.Compare(f, ast.OpGreater, v), ast.Compare(f, ast.OpGreaterEqual, v), ast.Compare(f, ast.OpExists))
		}})
	}
	number := func(s string) any { return json.Number(s) }
	ordered("score", []string{"-1", "0", "0.0", "1", "1.00", "1e0", "2.5", "25e-1"}, nil,
		number("-2"), number("-1"), number("-0.5"), number("0"), number("0.5"), number("1"), number("2"), number("2.5"), number("3"))
	ordered("effective", []string{"2026-01-30", "2026-01-31", "2026-02-01", "2026-02-03"}, nil,
		"2026-01-29", "2026-01-30", "2026-01-31", "2026-02-01", "2026-02-02", "2026-02-03", "2026-02-04")
	const second = "2026-01-31T00:00:00"
	ordered("modified", []string{second + "Z", "2026-01-31T01:00:00+01:00", second + ".000000001Z", second + ".000000003Z"}, nil,
		"2026-01-30T23:59:59Z", second+"Z", second+".000000001Z", second+".000000002Z", second+".000000003Z", second+".000000004Z")
	bools := func(name string, values ...any) {
		list = append(list, kindOfQuery{field: name, values: values, literal: func(g generator) *ast.Comparison {
			f := ast.Name(name)
			return pick(g, ast.Compare(f, ast.OpEqual, "true"), ast.Compare(f, ast.OpEqual, "false"), ast.Compare(f, ast.OpExists))
		}})
	}
	bools("default", nil, true, false)
	bools("enabled", true, false)
	texts := []any{""}
	for i := 0; len(texts) < 1+4+4*4+4*4*4+4*4*4*4; i++ { // of up to four characters, of which c is in no operand
		for _, letter := range []string{"a", "A", "1", "c"} {
			texts = append(texts, texts[i].(string)+letter)
		}
	}
	text := func(f ast.Field) func(g generator) *ast.Comparison {
		return func(g generator) *ast.Comparison {
			v := pick(g, "a", "A", "1", "a1", "A1", "1a", "")
			x := pick(g, ast.Compare(f, ast.OpEqual, v), ast.Compare(f, ast.OpHasPrefix, v), ast.Compare(f, ast.OpContains, v), ast.Compare(f, ast.OpHasSuffix, v), ast.Compare(f, ast.OpExists))
			x.Fold = len(x.Values) > 0 && g.IntN(3) == 0
			return x
		}
	}
	list = append(list, kindOfQuery{field: "labels", values: texts, isOfMany: true, literal: text(ast.Name("labels"))})
	return list
}

// records returns a record for each value, and of a list one that has all values that
// none of the negations is about, since whatever has fewer of them meets no more.
func (k kindOfQuery) records(s *schema.Schema, literals []ast.Expr) (list []map[string]any) {
	if !k.isOfMany {
		for _, v := range k.values {
			if v == nil {
				list = append(list, map[string]any{})
			} else {
				list = append(list, map[string]any{k.field: v})
			}
		}
		return list
	}
	l := meaning.Language{Schema: s}
	var some []string
	for _, v := range k.values {
		one := map[string]any{k.field: []string{v.(string)}}
		if !slices.ContainsFunc(literals, func(x ast.Expr) bool { _, negated := tree.Literal(x); return negated && !l.Selects(x, one) }) {
			some = append(some, v.(string))
		}
	}
	if some != nil {
		list = append(list, map[string]any{k.field: some})
	}
	return append(list, map[string]any{})
}

// TestPlan_kindContradictions checks of ands of conditions on one field, of every kind
// but text, that there is a request if and only if some value meets all of them, and
// that of any two that exclude each other, unless both are negated, there is a warning,
// and of no others. What no record meets by itself hides them.
func TestPlan_kindContradictions(t *testing.T) {
	target := ofEveryKind()
	l := meaning.Language{Schema: everyKind}
	for _, kind := range kindsOfQueries() {
		t.Run(kind.field, func(t *testing.T) {
			g := generator{Rand: rand.New(rand.NewPCG(33, 34))}
			meets := func(terms ...ast.Expr) bool {
				return slices.ContainsFunc(kind.records(everyKind, terms), func(r map[string]any) bool { return l.Selects(ast.All(terms...), r) })
			}
			queries := effort.Cases(500, 1500)
			pairs, others, some := 0, 0, 0
			for range queries {
				var terms []ast.Expr
				for range 2 + g.IntN(4) {
					x := ast.Expr(kind.literal(g))
					if g.IntN(3) == 0 {
						x = &ast.Not{X: x}
					}
					terms = append(terms, resolveOf(t, everyKind, x).Expr())
				}
				q := resolveOf(t, everyKind, ast.All(append(slices.Clone(terms), ast.Compare(ast.Tag("k"), ast.OpEqual, "1"))...))
				plan, err := compile.NewPlan(q, target, compile.PlanOptions{})
				require.NoError(t, err, "%v", q)

				exclusive, hidden := false, false
				for i, x := range terms {
					hidden = hidden || !meets(x)
					for _, y := range terms[:i] {
						_, a := tree.Literal(x)
						_, b := tree.Literal(y)
						exclusive = exclusive || !(a && b) && !meets(x, y)
					}
				}
				possible := meets(terms...)
				require.Equal(t, possible, len(plan.Requests) > 0, "%v", q)
				require.Equal(t, exclusive && !hidden, len(plan.Warnings) > 0, "%v: %v", q, plan.Warnings)
				switch {
				case exclusive:
					pairs++
				case !possible:
					others++
				default:
					some++
				}
			}
			t.Logf("%d queries; in %d two conditions exclude each other, %d more select nothing, and %d something", queries, pairs, others, some)
			assert.Greater(t, pairs, queries/10)
			assert.Greater(t, some, queries/10)
			assert.GreaterOrEqual(t, others, queries/1500)
		})
	}
}
