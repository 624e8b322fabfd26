package ast_test

import (
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/fuzz"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/internal/limit"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/schema"
)

// TestValidate has each rule with a tree that breaks it and, after it, the
// nearest one that does not.
func TestValidate(t *testing.T) {
	a, b := cond("a"), cond("b")
	field := func(f ast.Field) ast.Expr { return ast.Compare(f, ast.OpEqual, "a") }
	values := func(op ast.Op, n int) ast.Expr {
		return &ast.Comparison{Field: ast.Name("name"), Op: op, Values: make([]ast.Value, n)}
	}
	for _, test := range []struct {
		rule      string
		bad, good ast.Expr
		message   string
	}{
		{"nil", nil, a, "an expression is nil"},
		{"nil pointer/And", (*ast.And)(nil), &ast.And{}, "an expression is nil"},
		{"nil pointer/Or", (*ast.Or)(nil), or(a, b), "an expression is nil"},
		{"nil pointer/Not", (*ast.Not)(nil), not(a), "an expression is nil"},
		{"nil pointer/Comparison", (*ast.Comparison)(nil), a, "an expression is nil"},
		{"nil term", and(a, nil), and(a, b), "an expression is nil"},
		{"nil pointer as term", or(a, (*ast.Or)(nil)), or(a, b), "an expression is nil"},
		{"nil operand", not(nil), not(a), "an expression is nil"},
		{"nil pointer as operand", not((*ast.And)(nil)), not(a), "an expression is nil"},
		{"another implementation", struct{ ast.Expr }{a}, a, "an expression is nil"},
		{"or of none", &ast.Or{}, or(a, b), "0 terms"},
		{"or of one", or(a), or(a, a), "1 terms"},
		{"and of one", and(a), and(a, a), "1 terms"},
		{"empty query in or", or(a, ast.All()), or(a, b), "0 terms"},
		{"empty query in and", and(a, ast.All()), ast.All(), "directly in an and"},
		{"empty query in not", not(ast.All()), not(a), "not has no operand"},
		{"and in and", and(and(a, b), a), and(or(a, b), a), "directly in an and"},
		{"or in or", or(a, or(a, b)), or(a, and(a, b)), "directly in an and"},
		{"no operator", values(99, 1), values(ast.OpEqual, 1), "there is no operator Op(99)"},
		{"no value", values(ast.OpEqual, 0), values(ast.OpEqual, 1), "= takes one value, and has 0"},
		{"two values", values(ast.OpGreaterEqual, 2), values(ast.OpGreaterEqual, 1), ">= takes one value, and has 2"},
		{"empty list", values(ast.OpIn, 0), values(ast.OpIn, 1), "the list of an in is empty"},
		{"empty not in", values(ast.OpNotIn, 0), values(ast.OpNotIn, 2), "the list of an in is empty"},
		{"exists with a value", values(ast.OpExists, 1), values(ast.OpExists, 0), "exists takes no value, and has 1"},
		{"exists without case", tree.Fold(ast.Compare(ast.Name("name"), ast.OpExists)), tree.Fold(cond("a")), "exists compares no text, whose case could be ignored"},
		{"empty name", field(ast.Name("")), field(ast.Name("a")), `the field name "" is not a word`},
		{"name with a space", field(ast.Name("a b")), field(ast.Tag("a b")), `the field name "a b" is not a word`},
		{"reserved name", field(ast.Name("Or")), field(ast.Tag("Or")), `the field name "Or" is a reserved word`},
		{"tag: in a name", field(ast.Name("Tag:a")), field(ast.Name("Taga")), `the field name "Tag:a" begins with tag:`},
		{"empty key", field(ast.Tag("")), field(ast.Tag(" ")), "a tag's key is empty"},
		{"key that is not UTF-8", field(ast.Tag("a\xff")), field(ast.Tag("a\ufffd")), "\"a\ufffd\" is not UTF-8"},
		{"value that is not UTF-8", cond("\xff"), cond("\ufffd"), "\"\ufffd\" is not UTF-8"},
	} {
		t.Run(test.rule, func(t *testing.T) {
			err := ast.Validate(test.bad, ast.Limits{})
			require.Error(t, err, "Validate(%v)", test.bad)
			assert.ErrorIs(t, err, ast.Code(codes.InvalidTree))
			assert.Contains(t, err.Error(), test.message)
			assert.NoError(t, ast.Validate(test.good, ast.Limits{}), "Validate(%v)", test.good)
		})
	}

	t.Run("the place", func(t *testing.T) {
		err := ast.Validate(and(a, &ast.Comparison{Field: ast.Name("not"), Values: make([]ast.Value, 1), At: at(13, 20)}), ast.Limits{})
		assert.Equal(t, "1:14: the field name \"not\" is a reserved word", err.Error())
	})
	t.Run("several mistakes", func(t *testing.T) {
		err := ast.Validate(and(cond("\xff"), or(b), field(ast.Tag("")), values(ast.OpIn, 0)), ast.Limits{})
		assert.Equal(t, []ast.Code{codes.InvalidTree, codes.InvalidTree, codes.InvalidTree, codes.InvalidTree}, codesOf(t, err))
	})
	t.Run("more than are listed", func(t *testing.T) {
		for name, of := range map[string]func(n int) ast.Expr{
			"conditions": func(n int) ast.Expr { return or(slices.Repeat([]ast.Expr{field(ast.Tag(""))}, n)...) },
			"nothing":    func(n int) ast.Expr { return or(make([]ast.Expr, n)...) },
			"ands":       func(n int) ast.Expr { return and(slices.Repeat([]ast.Expr{and(a, b)}, n)...) },
			"nots":       func(n int) ast.Expr { return and(slices.Repeat([]ast.Expr{not(ast.All())}, n)...) },
			"one in": func(n int) ast.Expr {
				return ast.Compare(ast.Name("name"), ast.OpIn, slices.Repeat([]string{"\xff"}, n)...)
			},
		} {
			for _, n := range []int{diag.Most - 1, diag.Most, diag.Most + 1, 1000} {
				var ds ast.Diagnostics
				require.ErrorAs(t, ast.Validate(of(n), ast.Limits{}), &ds)
				if n <= diag.Most {
					assert.Len(t, ds, n, name)
					assert.NotErrorIs(t, ds, ast.Code(codes.MoreErrors), name)
					continue
				}
				require.Len(t, ds, diag.Most+1, name)
				var r diag.Report // which says it to everybody else
				for range n {
					r.Add(ds[0])
				}
				assert.Equal(t, r.Diagnostics()[diag.Most], ds[diag.Most], name)
			}
		}
		var terms []ast.Expr
		for i := range diag.Most + 3 {
			terms = append(terms, &ast.Or{At: at(i, i+1)})
		}
		var ds ast.Diagnostics
		require.ErrorAs(t, ast.Validate(and(append(terms, deep(limit.Depth+1))...), ast.Limits{}), &ds)
		require.Len(t, ds, diag.Most+1)
		assert.Equal(t, at(diag.Most, diag.Most+1), ds[diag.Most].Span, "the place of the first that is not listed")
		assert.Equal(t, 4, ds[diag.Most].Params.Count, "with the limit")
	})
	t.Run("a message is short", func(t *testing.T) {
		err := ast.Validate(field(ast.Name(strings.Repeat("a ", 10_000))), ast.Limits{})
		require.ErrorIs(t, err, ast.Code(codes.InvalidTree))
		assert.Less(t, len(err.Error()), 200)
	})
}

// deep returns a condition in so many nots.
func deep(nots int) ast.Expr {
	var x ast.Expr = cond("a")
	for range nots {
		x = not(x)
	}
	return x
}

// open returns how many parentheses and nots are open at most around a condition
// of canonical text, and how many conditions there are: read off the text, by
// other means than Validate's.
func open(text string) (most, conditions int) {
	var tokens []string
	for text = strings.TrimLeft(text, " "); text != ""; text = strings.TrimLeft(text, " ") {
		n := 0
		switch {
		case strings.ContainsRune("(),", rune(text[0])):
			n = 1
		default:
			for quoted := false; n < len(text) && (quoted || !strings.ContainsRune(" (),", rune(text[n]))); n++ {
				switch {
				case quoted && text[n] == '\\':
					n++
				case text[n] == '"':
					quoted = !quoted
				}
			}
		}
		tokens, text = append(tokens, text[:n]), text[n:]
	}
	depth, nots := 0, 0
	var outer []int // the nots before each open parenthesis
	for i := 0; i < len(tokens); {
		switch tokens[i] {
		case "not":
			nots++
			depth++
			i++
			continue
		case "(":
			outer = append(outer, nots)
			nots = 0
			depth++
			i++
			continue
		}
		most = max(most, depth)
		conditions++
		switch i++; tokens[i] { // after the field
		case "exists":
			i++
		case "not", "in":
			for ; tokens[i] != ")"; i++ {
				if tokens[i] == "," {
					conditions++
				}
			}
			i++
		default:
			i += 2
		}
		if i < len(tokens) && tokens[i] == "i" {
			i++
		}
		for depth, nots = depth-nots, 0; i < len(tokens) && tokens[i] == ")"; i++ {
			depth -= 1 + outer[len(outer)-1]
			outer = outer[:len(outer)-1]
		}
		i++ // and, or
	}
	return most, conditions
}

// TestValidate_limits: each limit is exact on random trees, as the canonical text
// counts bytes, open parentheses and nots, and conditions.
func TestValidate_limits(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	var deep, many, long int
	for i := range 3000 {
		x := fuzz.Trees(schema.TestCase())(r, i%30)
		text := x.String()
		if tree.IsEmpty(x) {
			continue
		}
		depth, conditions := open(text)
		limits := ast.Limits{Depth: max(depth, 1), Conditions: conditions, Bytes: len(text)}
		require.NoError(t, ast.Validate(x, limits), "Validate(%s, %+v)", text, limits)
		if depth > 1 {
			deep++
			l := limits
			l.Depth--
			require.Equal(t, []ast.Code{codes.TooDeep}, codesOf(t, ast.Validate(x, l)), "Validate(%s, %+v)", text, l)
		}
		if conditions > 1 {
			many++
			l := limits
			l.Conditions--
			require.Equal(t, []ast.Code{codes.TooManyConditions}, codesOf(t, ast.Validate(x, l)), "Validate(%s, %+v)", text, l)
		}
		long++
		l := limits
		l.Bytes--
		require.Equal(t, []ast.Code{codes.TooLong}, codesOf(t, ast.Validate(x, l)), "Validate(%s, %+v)", text, l)
	}
	t.Logf("%d trees too deep by one, %d with a condition too many, %d too long by a byte", deep, many, long)
	require.Greater(t, min(deep, many, long), 1000)
}

func TestValidate_default_limits(t *testing.T) {
	assert.NoError(t, ast.Validate(deep(limit.Depth), ast.Limits{}))
	assert.ErrorIs(t, ast.Validate(deep(limit.Depth+1), ast.Limits{}), ast.Code(codes.TooDeep))
	assert.NoError(t, ast.Validate(deep(limit.MaxDepth), ast.Limits{Depth: 1 << 30}))
	assert.ErrorIs(t, ast.Validate(deep(limit.MaxDepth+1), ast.Limits{Depth: 1 << 30}), ast.Code(codes.TooDeep))

	values := make([]string, limit.Conditions)
	assert.NoError(t, ast.Validate(ast.Compare(ast.Name("a"), ast.OpIn, values...), ast.Limits{}))
	assert.ErrorIs(t, ast.Validate(ast.Compare(ast.Name("a"), ast.OpIn, append(values, "")...), ast.Limits{}), ast.Code(codes.TooManyConditions))

	const before = "a = "
	assert.NoError(t, ast.Validate(ast.Compare(ast.Name("a"), ast.OpEqual, strings.Repeat("b", limit.Bytes-len(before))), ast.Limits{}))
	assert.ErrorIs(t, ast.Validate(ast.Compare(ast.Name("a"), ast.OpEqual, strings.Repeat("b", limit.Bytes-len(before)+1)), ast.Limits{}), ast.Code(codes.TooLong))
	escaped := func(n int) ast.Expr { return ast.Compare(ast.Name("a"), ast.OpEqual, strings.Repeat("\x00", n)) }
	fit := (limit.Bytes - len(before+`""`)) / len(`\u0000`)
	assert.NoError(t, ast.Validate(escaped(fit), ast.Limits{}), "%d escapes", fit)
	assert.ErrorIs(t, ast.Validate(escaped(fit+1), ast.Limits{}), ast.Code(codes.TooLong), "%d escapes", fit+1)

	t.Run("the place", func(t *testing.T) {
		x := &ast.Not{At: at(0, 14), X: &ast.Not{At: at(4, 14), X: cond("a")}}
		assert.Equal(t, "1:5: more than 1 parentheses and nots are open here; nest less", ast.Validate(x, ast.Limits{Depth: 1}).Error())
		y := &ast.Not{X: &ast.Not{X: &ast.Or{At: at(9, 20), Terms: []ast.Expr{cond("a"), cond("b")}}}}
		assert.Equal(t, "1:10: more than 2 parentheses and nots are open here; nest less", ast.Validate(y, ast.Limits{Depth: 2}).Error())
	})
}

// TestValidate_shared: a few nodes that are shared can stand for a tree that
// nobody could walk to the end, and it is refused all the same.
func TestValidate_shared(t *testing.T) {
	for name, leaf := range map[string]ast.Expr{
		"conditions": cond("a"),
		"nil":        nil,
		"invalid":    not(ast.All()),
		"directly":   and(slices.Repeat([]ast.Expr{and()}, 100_000)...),
		"no values":  ast.Compare(ast.Name("a"), ast.OpExists),
		"deep":       or(cond("a"), and(cond("a"), or(cond("a"), cond("b")))),
	} {
		t.Run(name, func(t *testing.T) {
			x := leaf
			for range 45 {
				x = or(x, x)
				x = and(x, x)
			}
			assert.Error(t, ast.Validate(x, ast.Limits{}))
			for range 1000 {
				x = or(x, x)
				x = and(x, x)
			}
			assert.Error(t, ast.Validate(x, ast.Limits{}))
		})
	}
	t.Run("a cycle", func(t *testing.T) {
		loop := &ast.Not{}
		loop.X = loop
		assert.ErrorIs(t, ast.Validate(loop, ast.Limits{}), ast.Code(codes.TooDeep))
		list := &ast.And{}
		list.Terms = []ast.Expr{or(list, list), or(list, list)}
		assert.Error(t, ast.Validate(list, ast.Limits{}))
	})
	t.Run("one long text", func(t *testing.T) {
		c := cond(strings.Repeat("\x00", 10_000_000))
		terms := make([]ast.Expr, 10_000)
		for i := range terms {
			terms[i] = c
		}
		assert.ErrorIs(t, ast.Validate(or(terms...), ast.Limits{}), ast.Code(codes.TooLong))
	})
}

func TestLimits_WithDefaults(t *testing.T) {
	defaults := ast.Limits{Bytes: limit.Bytes, Depth: limit.Depth, Conditions: limit.Conditions}
	assert.Equal(t, defaults, ast.Limits{}.WithDefaults())
	assert.Equal(t, defaults, ast.Limits{Bytes: -1, Depth: -1, Conditions: -1}.WithDefaults())
	set := ast.Limits{Bytes: 1, Depth: 2, Conditions: 3}
	assert.Equal(t, set, set.WithDefaults())
	high := ast.Limits{Bytes: 1 << 30, Depth: 1 << 30, Conditions: 1 << 30}.WithDefaults()
	assert.Equal(t, ast.Limits{Bytes: 1 << 30, Depth: limit.MaxDepth, Conditions: 1 << 30}, high)
}
