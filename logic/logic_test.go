package logic_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/logic"
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

// query returns the query that x says about records of the schema, with its times
// read, whatever else is wrong with it.
func query(s *schema.Schema, x ast.Expr) *schema.Resolved {
	empty, err := s.Resolve(&ast.And{}, schema.Options{})
	if err != nil {
		panic(err)
	}
	return empty.With(read(x))
}

// read returns x, of any shape, with the times in it read.
func read(x ast.Expr) ast.Expr {
	list := func(terms []ast.Expr) []ast.Expr {
		terms = slices.Clone(terms)
		for i, t := range terms {
			terms[i] = read(t)
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
			return &ast.Not{X: read(x.X)}
		}
	case *ast.Comparison:
		if x != nil {
			return readTimes(x)
		}
	}
	return x
}

func readTimes(c *ast.Comparison) *ast.Comparison {
	d := *c
	d.Values = slices.Clone(c.Values)
	for i, v := range d.Values {
		if t, ok := schema.ParseTime(v.Text); ok && !c.Field.Tag {
			d.Values[i].Data = t
		}
	}
	return &d
}

// selectsText is what the language says of a record whose value is v.
func selectsText(c *ast.Comparison, v string) bool {
	if c.Op == ast.OpExists {
		return true
	}
	w := c.Values[0].Text
	if c.Fold {
		v, w = strings.ToLower(v), strings.ToLower(w)
	}
	switch c.Op {
	case ast.OpEqual:
		return v == w
	case ast.OpHasPrefix:
		return strings.HasPrefix(v, w)
	case ast.OpContains:
		return strings.Contains(v, w)
	case ast.OpHasSuffix:
		return strings.HasSuffix(v, w)
	}
	panic(c.Op)
}

func selectsTime(c *ast.Comparison, v string) bool {
	if c.Op == ast.OpExists {
		return true
	}
	value, _ := schema.ParseTime(v)
	operand, _ := schema.ParseTime(c.Values[0].Text)
	switch c.Op {
	case ast.OpEqual:
		return value.Equal(operand)
	case ast.OpLess:
		return value.Before(operand)
	case ast.OpLessEqual:
		return !value.After(operand)
	case ast.OpGreater:
		return value.After(operand)
	case ast.OpGreaterEqual:
		return !value.Before(operand)
	}
	panic(c.Op)
}

func compare(f ast.Field, op ast.Op, v string) *ast.Comparison {
	return &ast.Comparison{Field: f, Op: op, Values: []ast.Value{{Text: v}}}
}

// TestExhaustive compares both functions with what records of a small world
// say. The world is large enough to tell all pairs apart: of two texts of three
// characters one after the other has six, and a text that one more character
// makes longer no longer ends, or begins, as it did.
func TestExhaustive(t *testing.T) {
	instants := make([]string, 12)
	for i := range instants {
		instants[i] = time.Date(2026, 1, 31, 9, 0, 0, i, time.UTC).Format(time.RFC3339Nano)
	}
	sameInstant := time.Date(2026, 1, 31, 9, 0, 0, 5, time.UTC).In(time.FixedZone("", 3600)).Format(time.RFC3339Nano)
	all := []ast.Op{
		ast.OpEqual, ast.OpHasPrefix, ast.OpContains, ast.OpHasSuffix,
		ast.OpLess, ast.OpLessEqual, ast.OpGreater, ast.OpGreaterEqual,
	}
	for _, test := range []struct {
		name     string
		field    ast.Field
		ops      []ast.Op
		operands []string
		values   []string
		selects  func(*ast.Comparison, string) bool
	}{
		{"text", ast.Name("text"), all[:4], texts(3, "ab"), texts(6, "ab"), selectsText},
		{"tag", ast.Tag("text"), all[:4], texts(2, "ab"), texts(4, "ab"), selectsText},
		{"text, with case and without", ast.Name("text"), all[:4], texts(2, "aA1"), texts(5, "aA1x"), selectsText},
		{"enum", ast.Name("enum"), all[:1], []string{"A", "B", "C"}, []string{"A", "B", "C"}, selectsText},
		{"single-valued enum", ast.Name("single"), all[:1], []string{"ONLY"}, []string{"ONLY"}, selectsText},
		{"time", ast.Name("time"), append(all[:1:1], all[4:]...), append(instants[2:10:10], sameInstant), instants, selectsTime},
	} {
		t.Run(test.name, func(t *testing.T) {
			conditions := []*ast.Comparison{test.field.Exists()}
			for _, op := range test.ops {
				for _, v := range test.operands {
					c := readTimes(compare(test.field, op, v))
					conditions = append(conditions, c)
					if ast.HasCase(v) && strings.Contains(test.name, "without") {
						conditions = append(conditions, c.IgnoreCase())
					}
				}
			}
			implied, excluded, pairs := 0, 0, 0
			for _, a := range conditions {
				for _, b := range conditions {
					implies, exclusive := true, true
					for _, v := range test.values {
						x, y := test.selects(a, v), test.selects(b, v)
						implies = implies && (!x || y)
						exclusive = exclusive && !(x && y)
					}
					if got := logic.Implies(testSchema, a, b); got != implies {
						t.Errorf("Implies(%v, %v) = %v, want %v", a, b, got, implies)
					}
					if got := logic.Exclusive(testSchema, a, b); got != exclusive {
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
				assert.NotZero(t, excluded, "pairs that exclude")
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
		{"other fields", text.Equal("a"), ast.Name("other").Equal("b")},
		{"other fields, exists", text.Equal("a"), ast.Name("other").Exists()},
		{"a field and a tag of the same name", text.Equal("a"), tag.Exists()},
		{"tags with keys that differ by case", ast.Tag("a").Equal("x"), ast.Tag("A").Exists()},
		{"not in normal form, !=", text.Equal("a"), text.NotEqual("a")},
		{"not in normal form, in", text.In("a"), text.In("a")},
		{"not in normal form, not in", text.NotIn("a"), text.Exists()},
		{"an operator the kind lacks", text.Less("a"), text.Exists()},
		{"an operator an enum lacks", ast.Name("enum").HasPrefix("A"), ast.Name("enum").Equal("B")},
		{"no operator", compare(text, 99, "a"), text.Equal("b")},
		{"no value", &ast.Comparison{Field: text, Op: ast.OpEqual}, text.Equal("b")},
		{"exists with a value", compare(text, ast.OpExists, "a"), text.Equal("b")},
		{"times that were not read", at.Equal("-1d"), at.Equal("-2d")},
		{"a time that was not read and an instant", at.Equal("-1d"), readTimes(at.Equal("2026-01-31"))},
	} {
		t.Run(test.name, func(t *testing.T) {
			assert.False(t, logic.Implies(testSchema, test.a, test.b), "Implies(%v, %v)", test.a, test.b)
			assert.False(t, logic.Implies(testSchema, test.b, test.a), "Implies(%v, %v)", test.b, test.a)
			assert.False(t, logic.Exclusive(testSchema, test.a, test.b), "Exclusive(%v, %v)", test.a, test.b)
			assert.False(t, logic.Exclusive(testSchema, test.b, test.a), "Exclusive(%v, %v)", test.b, test.a)
		})
	}
}

func TestTimeNotRead(t *testing.T) {
	at := ast.Name("time")
	require.True(t, logic.Implies(testSchema, at.Greater("-1d"), at.Greater("-1d")))
	require.True(t, logic.Implies(testSchema, at.Greater("-1d"), at.Exists()))
	require.False(t, logic.Implies(testSchema, at.Greater("-1d"), at.Less("-1d")))
}
