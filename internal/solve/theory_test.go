package solve_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/meaning"
	"github.com/searchfilter/searchfilter/internal/solve"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/schema"
)

var testSchema = schema.MustNew(schema.Schema{
	Name: "record",
	Fields: []schema.Field{
		{Name: "text"},
		{Name: "other"},
		{Name: "enum", Kind: schema.Enum, Values: []string{"A", "B", "C"}},
		{Name: "single", Kind: schema.Enum, Values: []string{"ONLY"}},
		{Name: "time", Kind: schema.Time},
		{Name: "bool", Kind: schema.Bool},
		{Name: "number", Kind: schema.Number},
		{Name: "date", Kind: schema.Date},
		{Name: "list", Kind: schema.List},
	},
	Tags: "tags",
})

// texts returns all texts over the characters that have at most n of them.
func texts(n int, over string) []string {
	all := []string{""}
	for i := 0; i < len(all); i++ {
		if len(all[i]) < n {
			for _, r := range over {
				all = append(all, all[i]+string(r))
			}
		}
	}
	return all
}

// query returns the query that x says about records of the schema, with its values
// read, whatever else is wrong with it. A date is the midnight, for a Time.
func query(s *schema.Schema, x ast.Expr) *schema.Resolved {
	empty, err := s.Resolve(&ast.And{}, schema.Options{})
	if err != nil {
		panic(err)
	}
	return empty.With(read(s, x))
}

// read returns x, of any shape, with the values in it read.
func read(s *schema.Schema, x ast.Expr) ast.Expr {
	list := func(terms []ast.Expr) []ast.Expr {
		terms = slices.Clone(terms)
		for i, t := range terms {
			terms[i] = read(s, t)
		}
		return terms
	}
	switch x := x.(type) {
	case *ast.And:
		if x != nil {
			return &ast.And{Terms: list(x.Terms)}
		}
	case *ast.Or:
		if x != nil {
			return &ast.Or{Terms: list(x.Terms)}
		}
	case *ast.Not:
		if x != nil {
			return &ast.Not{X: read(s, x.X)}
		}
	case *ast.Comparison:
		if x != nil {
			return readValues(s, x)
		}
	}
	return x
}

func readValues(s *schema.Schema, c *ast.Comparison) *ast.Comparison {
	d := *c
	d.Values = slices.Clone(c.Values)
	for i := range d.Values {
		v := &d.Values[i]
		switch s.KindOf(c.Field) {
		case schema.Bool:
			v.Data = kinds.OfBool(v.Text == "true")
		case schema.Number:
			if n, ok := kinds.ParseNumber(v.Text); ok {
				v.Data = n
			}
		case schema.Time:
			if t, ok := kinds.ParseTime(v.Text); ok {
				v.Data = kinds.OfTime(t)
			}
		case schema.Date:
			if d, ok := kinds.ParseDate(v.Text); ok {
				v.Data = d
			}
		}
	}
	return &d
}

// selects returns what internal/meaning says of x and a record, of which eval must say
// the same.
func selects(t *testing.T, s *schema.Schema, x ast.Expr, r map[string]any) bool {
	t.Helper()
	want := meaning.Language{Schema: s}.Selects(x, r)
	record, err := eval.NewRecord(s, r)
	require.NoError(t, err)
	require.Equal(t, want, eval.Compile(query(s, x))(record), "%v\n%v", x, r)
	return want
}

// anys returns the texts as values.
func anys(texts ...string) (list []any) {
	for _, text := range texts {
		list = append(list, text)
	}
	return list
}

// numbers returns the texts as the numbers that they say.
func numbers(texts ...string) (list []any) {
	for _, text := range texts {
		list = append(list, json.Number(text))
	}
	return list
}

// lists returns all lists of least to most of the texts.
func lists(least, most int, texts []string) (all []any) {
	var add func(list []string, from int)
	add = func(list []string, from int) {
		if len(list) >= least {
			all = append(all, slices.Clone(list))
		}
		for i := from; i < len(texts) && len(list) < most; i++ {
			add(append(list, texts[i]), i+1)
		}
	}
	add(nil, 0)
	return all
}

func compare(f ast.Field, op ast.Op, v string) *ast.Comparison {
	return &ast.Comparison{Field: f, Op: op, Values: []ast.Value{{Text: v}}}
}

// TestExhaustive compares both functions with what records of a small world
// say. The world is large enough to tell all pairs apart: of two texts of three
// characters one after the other has six, and a text that one more character
// makes longer no longer ends, or begins, as it did. It has numbers between and beside
// all that are compared with, and lists with two texts.
func TestExhaustive(t *testing.T) {
	instants := make([]string, 12)
	for i := range instants {
		instants[i] = time.Date(2026, 1, 31, 9, 0, 0, i, time.UTC).Format(time.RFC3339Nano)
	}
	sameInstant := time.Date(2026, 1, 31, 9, 0, 0, 5, time.UTC).In(time.FixedZone("", 3600)).Format(time.RFC3339Nano)
	const first, last = "0000-01-01T00:00:00+23:59", "9999-12-31T23:59:59.999999999-23:59"
	dates := []string{"0000-01-01", "0000-01-02", "2026-01-30", "2026-01-31", "2026-02-01", "9999-12-30", "9999-12-31"}
	order := []ast.Op{ast.OpEqual, ast.OpLess, ast.OpLessEqual, ast.OpGreater, ast.OpGreaterEqual}
	all := []ast.Op{
		ast.OpEqual, ast.OpHasPrefix, ast.OpContains, ast.OpHasSuffix,
		ast.OpLess, ast.OpLessEqual, ast.OpGreater, ast.OpGreaterEqual,
	}
	for _, test := range []struct {
		name     string
		field    ast.Field
		ops      []ast.Op
		operands []string
		values   []any
	}{
		{"text", ast.Name("text"), all[:4], texts(3, "ab"), anys(texts(6, "ab")...)},
		{"tag", ast.Tag("text"), all[:4], texts(2, "ab"), anys(texts(4, "ab")...)},
		{"text, with case and without", ast.Name("text"), all[:4], texts(2, "aA1"), anys(texts(5, "aA1x")...)},
		{"enum", ast.Name("enum"), all[:1], []string{"A", "B", "C"}, anys("A", "B", "C")},
		{"single-valued enum", ast.Name("single"), all[:1], []string{"ONLY"}, anys("ONLY")},
		{"bool", ast.Name("bool"), all[:1], []string{"false", "true"}, []any{false, true}},
		{"time", ast.Name("time"), order, append(instants[2:10:10], sameInstant, first, last), append(anys(append(instants, first, last)...), json.Number("-99999999999"))},
		{"date", ast.Name("date"), order, dates, anys(append(dates, "1970-01-01", "9999-01-01", "0001-01-01")...)},
		{"number", ast.Name("number"), order,
			[]string{"0", "-0.0", "1", "1.0", "10e-1", "1.5", "-1", "-1e0", "-1.5", "1e400", "1e-400", "-1e400", "12345678901234567890123", "12345678901234567890124"},
			numbers("0", "1", "1.5", "-1", "-1.5", "1e400", "1e-400", "-1e400", "12345678901234567890123", "12345678901234567890124",
				"-2e400", "-2", "-1.2", "-0.5", "1e-401", "0.5", "1.2", "2", "12345678901234567890123.5", "1e399", "1e999999999")},
		{"list", ast.Name("list"), all[:4], texts(2, "ab"), lists(1, 2, texts(4, "ab"))},
		{"list, with case and without", ast.Name("list"), all[:4], texts(2, "aA"), append(lists(1, 1, texts(5, "aAx")), lists(2, 2, texts(2, "aA"))...)},
	} {
		t.Run(test.name, func(t *testing.T) {
			conditions := []*ast.Comparison{ast.Compare(test.field, ast.OpExists)}
			for _, op := range test.ops {
				for _, v := range test.operands {
					c := readValues(testSchema, compare(test.field, op, v))
					conditions = append(conditions, c)
					if chars.HasCase(v) && strings.Contains(test.name, "without") {
						conditions = append(conditions, tree.Fold(c))
					}
				}
			}
			key := test.field.Name
			if test.field.Tag {
				key = "tag:" + key
			}
			selected := make([][]bool, len(conditions))
			for i, c := range conditions {
				for _, v := range test.values {
					selected[i] = append(selected[i], meaning.Language{Schema: testSchema}.Selects(c, map[string]any{key: v}))
				}
			}
			implied, excluded, pairs := 0, 0, 0
			for i, a := range conditions {
				for j, b := range conditions {
					implies, exclusive := true, true
					for k := range test.values {
						x, y := selected[i][k], selected[j][k]
						implies = implies && (!x || y)
						exclusive = exclusive && !(x && y)
					}
					if got := solve.Implies(testSchema, a, b); got != implies {
						t.Errorf("Implies(%v, %v) = %v, want %v", a, b, got, implies)
					}
					if got := solve.Exclusive(testSchema, a, b); got != exclusive {
						t.Errorf("Exclusive(%v, %v) = %v, want %v", a, b, got, exclusive)
					}
					pairs++
					if implies {
						implied++
					}
					if exclusive {
						excluded++
					}
				}
			}
			t.Logf("%d pairs: %d imply, %d exclude", pairs, implied, excluded)
			assert.GreaterOrEqual(t, implied, len(conditions), "pairs that imply")
			if len(test.operands) > 1 {
				assert.Equal(t, testSchema.KindOf(test.field) != schema.List, excluded > 0, "pairs that exclude")
				assert.Less(t, implied+excluded, pairs)
			}
		})
	}
}

func TestNothingIsKnown(t *testing.T) {
	text, tag, at := ast.Name("text"), ast.Tag("text"), ast.Name("time")
	for _, test := range []struct {
		name string
		a, b *ast.Comparison
	}{
		{"other fields", ast.Compare(text, ast.OpEqual, "a"), ast.Compare(ast.Name("other"), ast.OpEqual, "b")},
		{"other fields, exists", ast.Compare(text, ast.OpEqual, "a"), ast.Compare(ast.Name("other"), ast.OpExists)},
		{"a field and a tag of the same name", ast.Compare(text, ast.OpEqual, "a"), ast.Compare(tag, ast.OpExists)},
		{"tags with keys that differ by case", ast.Compare(ast.Tag("a"), ast.OpEqual, "x"), ast.Compare(ast.Tag("A"), ast.OpExists)},
		{"not in normal form, !=", ast.Compare(text, ast.OpEqual, "a"), ast.Compare(text, ast.OpNotEqual, "a")},
		{"not in normal form, in", ast.Compare(text, ast.OpIn, "a"), ast.Compare(text, ast.OpIn, "a")},
		{"not in normal form, not in", ast.Compare(text, ast.OpNotIn, "a"), ast.Compare(text, ast.OpExists)},
		{"an operator the kind lacks", ast.Compare(text, ast.OpLess, "a"), ast.Compare(text, ast.OpExists)},
		{"an operator an enum lacks", ast.Compare(ast.Name("enum"), ast.OpHasPrefix, "A"), ast.Compare(ast.Name("enum"), ast.OpEqual, "B")},
		{"no operator", compare(text, 99, "a"), ast.Compare(text, ast.OpEqual, "b")},
		{"no value", &ast.Comparison{Field: text, Op: ast.OpEqual}, ast.Compare(text, ast.OpEqual, "b")},
		{"exists with a value", compare(text, ast.OpExists, "a"), ast.Compare(text, ast.OpEqual, "b")},
		{"two texts of a list", ast.Compare(ast.Name("list"), ast.OpEqual, "a"), ast.Compare(ast.Name("list"), ast.OpEqual, "b")},
		{"numbers that were not read", ast.Compare(ast.Name("number"), ast.OpLess, "1"), ast.Compare(ast.Name("number"), ast.OpLess, "2")},
		{"dates that were not read", ast.Compare(ast.Name("date"), ast.OpEqual, "2026-01-30"), ast.Compare(ast.Name("date"), ast.OpEqual, "2026-01-31")},
		{"bools that were not read", ast.Compare(ast.Name("bool"), ast.OpEqual, "false"), ast.Compare(ast.Name("bool"), ast.OpEqual, "true")},
		{"an i behind a number", tree.Fold(ast.Compare(ast.Name("number"), ast.OpEqual, "1")), ast.Compare(ast.Name("number"), ast.OpExists)},
		{"times that were not read", ast.Compare(at, ast.OpEqual, "-1d"), ast.Compare(at, ast.OpEqual, "-2d")},
		{"a time that was not read and an instant", ast.Compare(at, ast.OpEqual, "-1d"), readValues(testSchema, ast.Compare(at, ast.OpEqual, "2026-01-31"))},
	} {
		t.Run(test.name, func(t *testing.T) {
			assert.False(t, solve.Implies(testSchema, test.a, test.b), "Implies(%v, %v)", test.a, test.b)
			assert.False(t, solve.Implies(testSchema, test.b, test.a), "Implies(%v, %v)", test.b, test.a)
			assert.False(t, solve.Exclusive(testSchema, test.a, test.b), "Exclusive(%v, %v)", test.a, test.b)
			assert.False(t, solve.Exclusive(testSchema, test.b, test.a), "Exclusive(%v, %v)", test.b, test.a)
		})
	}
}

func TestTimeNotRead(t *testing.T) {
	at := ast.Name("time")
	require.True(t, solve.Implies(testSchema, ast.Compare(at, ast.OpGreater, "-1d"), ast.Compare(at, ast.OpGreater, "-1d")))
	require.True(t, solve.Implies(testSchema, ast.Compare(at, ast.OpGreater, "-1d"), ast.Compare(at, ast.OpExists)))
	require.False(t, solve.Implies(testSchema, ast.Compare(at, ast.OpGreater, "-1d"), ast.Compare(at, ast.OpLess, "-1d")))
}
