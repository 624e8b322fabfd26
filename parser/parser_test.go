package parser_test

import (
	"errors"
	"fmt"
	"log/slog"
	"math"
	"math/big"
	"math/rand"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/fuzz"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/limit"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

const example = `name ^= "smoke" and status = PUBLISHED or tag:BPO=123`

// dump shows a tree with its structure and nothing else: (or a (and b (not c))).
// A condition on a field alone, such as a exists, is shown by the field.
func dump(x ast.Expr) string {
	list := func(name string, terms []ast.Expr) string {
		for _, t := range terms {
			name += " " + dump(t)
		}
		return "(" + name + ")"
	}
	switch x := x.(type) {
	case *ast.And:
		return list("and", x.Terms)
	case *ast.Or:
		return list("or", x.Terms)
	case *ast.Not:
		return list("not", []ast.Expr{x.X})
	case *ast.Comparison:
		if x.Op == ast.OpExists {
			return x.Field.String()
		}
		return "(" + x.String() + ")"
	}
	return "nil"
}

func TestParse_precedence(t *testing.T) {
	for _, test := range []struct{ query, want string }{
		{"", "(and)"},
		{" \t\r\n", "(and)"},
		{"a exists", "a"},
		{"a exists and b exists", "(and a b)"},
		{"a exists or b exists", "(or a b)"},
		{"a exists or b exists and c exists", "(or a (and b c))"},
		{"a exists and b exists or c exists", "(or (and a b) c)"},
		{"(a exists or b exists) and c exists", "(and (or a b) c)"},
		{"not a exists and b exists", "(and (not a) b)"},
		{"not a exists or b exists", "(or (not a) b)"},
		{"not (a exists or b exists)", "(not (or a b))"},
		{"not not a exists", "(not (not a))"},
		{"not a = b", "(not (a = b))"},
		{"not a not in (b) and c != d", "(and (not (a not in (b))) (c != d))"},
		{"a exists or b exists and not c exists or d exists and e exists", "(or a (and b (not c)) (and d e))"},
		// A list directly in its like is one list with it.
		{"a exists and b exists and c exists", "(and a b c)"},
		{"(a exists and b exists) and c exists", "(and a b c)"},
		{"a exists and (b exists and c exists)", "(and a b c)"},
		{"a exists and ((b exists and (c exists)) and (((d exists))))", "(and a b c d)"},
		{"(a exists or b exists) or (c exists or (d exists or e exists))", "(or a b c d e)"},
		{"(a exists and b exists) or (c exists and d exists)", "(or (and a b) (and c d))"},
		{"((a exists or b exists) and (c exists or d exists)) and e exists", "(and (or a b) (or c d) e)"},
		{"not (not (a exists and b exists) and c exists)", "(not (and (not (and a b)) c))"},
	} {
		x, err := parser.Parse(test.query)
		require.NoError(t, err, "Parse(%q)", test.query)
		assert.Equal(t, test.want, dump(x), "Parse(%q)", test.query)
	}
}

func TestParse_comparisons(t *testing.T) {
	a, k := ast.Name("a"), ast.Tag("k")
	for query, want := range map[string]ast.Expr{
		"a = b": ast.Compare(a, ast.OpEqual, "b"), "a != b": ast.Compare(a, ast.OpNotEqual, "b"), "a ^= b": ast.Compare(a, ast.OpHasPrefix, "b"), "a *= b": ast.Compare(a, ast.OpContains, "b"), "a $= b": ast.Compare(a, ast.OpHasSuffix, "b"),
		"a < b": ast.Compare(a, ast.OpLess, "b"), "a <= b": ast.Compare(a, ast.OpLessEqual, "b"), "a > b": ast.Compare(a, ast.OpGreater, "b"), "a >= b": ast.Compare(a, ast.OpGreaterEqual, "b"),
		"a in (b)": ast.Compare(a, ast.OpIn, "b"), "a not in (b, c)": ast.Compare(a, ast.OpNotIn, "b", "c"), "a exists": ast.Compare(a, ast.OpExists),
		"a in(b,'',\"c d\")": ast.Compare(a, ast.OpIn, "b", "", "c d"), "a in (b, b)": ast.Compare(a, ast.OpIn, "b", "b"),
		"a startswith b": ast.Compare(a, ast.OpHasPrefix, "b"), "a CONTAINS b": ast.Compare(a, ast.OpContains, "b"), "a EndsWith b": ast.Compare(a, ast.OpHasSuffix, "b"),
		"a startswith'b'": ast.Compare(a, ast.OpHasPrefix, "b"), "a=b": ast.Compare(a, ast.OpEqual, "b"), "a$='b'": ast.Compare(a, ast.OpHasSuffix, "b"), "a\n<\n=b": nil,
		"a<=b": ast.Compare(a, ast.OpLessEqual, "b"), "a>-7d": ast.Compare(a, ast.OpGreater, "-7d"), "a=-": ast.Compare(a, ast.OpEqual, "-"), "a = tag:x": ast.Compare(a, ast.OpEqual, "tag:x"), "a = b:c": ast.Compare(a, ast.OpEqual, "b:c"), "a = :c": ast.Compare(a, ast.OpEqual, ":c"),
		"a = arn:aws:connect:eu-west-2:1:x": ast.Compare(a, ast.OpEqual, "arn:aws:connect:eu-west-2:1:x"), "a>=2026-01-31T00:00:00Z": ast.Compare(a, ast.OpGreaterEqual, "2026-01-31T00:00:00Z"),
		"smoke-test.v2/x = 1": ast.Compare(ast.Name("smoke-test.v2/x"), ast.OpEqual, "1"), "tag = x": ast.Compare(ast.Name("tag"), ast.OpEqual, "x"), "tagged = x": ast.Compare(ast.Name("tagged"), ast.OpEqual, "x"),
		"tag:k=v": ast.Compare(k, ast.OpEqual, "v"), "TAG:k = v": ast.Compare(k, ast.OpEqual, "v"), "tag:'k' = v": ast.Compare(k, ast.OpEqual, "v"), `Tag:"k"="v"`: ast.Compare(k, ast.OpEqual, "v"),
		"tag:K = v": ast.Compare(ast.Tag("K"), ast.OpEqual, "v"), "tag:team:role = x": ast.Compare(ast.Tag("team:role"), ast.OpEqual, "x"), "tag::=x": ast.Compare(ast.Tag(":"), ast.OpEqual, "x"),
		"tag:tag:k = v": ast.Compare(ast.Tag("tag:k"), ast.OpEqual, "v"), "tag:'tag:' = v": ast.Compare(ast.Tag("tag:"), ast.OpEqual, "v"),
		`tag:"cost center"="a b"`: ast.Compare(ast.Tag("cost center"), ast.OpEqual, "a b"), `tag:" "exists`: ast.Compare(ast.Tag(" "), ast.OpExists), `tag:"\"é\u00e9"=x`: ast.Compare(ast.Tag("\"éé"), ast.OpEqual, "x"),
		"tag:user@example.com in (x)": ast.Compare(ast.Tag("user@example.com"), ast.OpIn, "x"), "tag:é not in (ü)": ast.Compare(ast.Tag("é"), ast.OpNotIn, "ü"),
		"北京 = 東京": ast.Compare(ast.Name("北京"), ast.OpEqual, "東京"),
	} {
		x, err := parser.Parse(query)
		if want == nil {
			assert.Error(t, err, "Parse(%q) = %v", query, x)
			continue
		}
		require.NoError(t, err, "Parse(%q)", query)
		assert.True(t, tree.Equal(want, x), "Parse(%q) = %s, want %s", query, x, want)
	}
}

func TestParse_strings(t *testing.T) {
	for text, want := range map[string]string{
		`""`: "", `''`: "", `" "`: " ", `"a"`: "a", `'a'`: "a", `"it's"`: "it's", `'"'`: `"`, `"\"\'"`: `"'`, `'\"\''`: `"'`,
		`"\\"`: `\`, `"\\n"`: `\n`, `"\n\t\r"`: "\n\t\r", `"\u0041"`: "A", `"\u00E9\u00e9"`: "éé", `"\u0000"`: "\x00", `"\u2028"`: "\u2028",
		`"\ud83d\ude00"`: "😀", `"\uD83D\uDE00!"`: "😀!", `"\uFFFD\ufffd"`: "\ufffd\ufffd", `"\udbff\udfff"`: "\U0010ffff", `"\ud800\udc00"`: "\U00010000",
		`"😀"`: "😀", `"a\u0041b"`: "aAb", `"\u00410"`: "A0", `"(a or b), $1;"`: "(a or b), $1;", `"and"`: "and", `"$1"`: "$1", `'tag:x'`: "tag:x",
	} {
		x, err := parser.Parse("name = " + text)
		require.NoError(t, err, "Parse(name = %s)", text)
		assert.Equal(t, want, x.(*ast.Comparison).Values[0].Text, "value of %s", text)
		x, err = parser.Parse("name in (" + text + "," + text + ")")
		require.NoError(t, err, "Parse(name in (%s))", text)
		assert.Equal(t, want, x.(*ast.Comparison).Values[1].Text, "value of %s", text)
		if want == "" {
			continue
		}
		x, err = parser.Parse("tag:" + text + " exists")
		require.NoError(t, err, "Parse(tag:%s exists)", text)
		assert.Equal(t, want, x.(*ast.Comparison).Field.Name, "key of tag:%s", text)
	}
	for text, code := range map[string]ast.Code{
		`"a`: codes.UnterminatedString, `'a"`: codes.UnterminatedString, `"\`: codes.UnterminatedString, `"\"`: codes.UnterminatedString,
		`"\d"`: codes.InvalidEscape, `"\ "`: codes.InvalidEscape, `"\U0001f600"`: codes.InvalidEscape, `"\x41"`: codes.InvalidEscape, `"\0"`: codes.InvalidEscape, `"\N"`: codes.InvalidEscape,
		`"\é"`: codes.InvalidEscape, `"\u"`: codes.InvalidEscape, `"\u004"`: codes.InvalidEscape, `"\u00 41"`: codes.InvalidEscape, `"\u00g1"`: codes.InvalidEscape, `"\u+041"`: codes.InvalidEscape,
		`"\ud83d"`: codes.InvalidEscape, `"\ude00"`: codes.InvalidEscape, `"\ude00\ud83d"`: codes.InvalidEscape, `"\ud83d\u0041"`: codes.InvalidEscape, `"\ud83d\ud83d\ude00"`: codes.InvalidEscape,
		"\"\n\"": codes.ControlCharacter, "'\t'": codes.ControlCharacter, "'\x00'": codes.ControlCharacter, "'\x7f'": codes.ControlCharacter, "'\u0085'": codes.ControlCharacter,
		"'\xff'": codes.InvalidUTF8, "'\xed\xa0\x80'": codes.InvalidUTF8, "'\xc3'": codes.InvalidUTF8, "\"\\\xff\"": codes.InvalidUTF8,
		"\xff": codes.InvalidUTF8, "a\xff": codes.InvalidUTF8, "\xff\xff": codes.InvalidUTF8, "'\u2028'\xff": codes.InvalidUTF8,
	} {
		_, err := parser.Parse("name = " + text)
		assert.ErrorIs(t, err, code, "Parse(name = %q)", text)
		_, err = parser.Parse("name in (" + text + ")")
		assert.ErrorIs(t, err, code, "Parse(name in (%q))", text)
		_, err = parser.Parse("tag:" + text + " exists")
		assert.ErrorIs(t, err, code, "Parse(tag:%q exists)", text)
	}
}

// TestParse_keywords: each keyword in each place and in any case.
func TestParse_keywords(t *testing.T) {
	for _, word := range []string{"and", "or", "not", "in", "exists", "startswith", "contains", "endswith"} {
		reserved := word == "and" || word == "or" || word == "not"
		for _, word := range []string{word, strings.ToUpper(word), strings.ToUpper(word[:1]) + word[1:]} {
			for _, test := range []struct {
				query string
				ok    bool
				want  ast.Expr
			}{
				{word + " = x", !reserved, ast.Compare(ast.Name(word), ast.OpEqual, "x")},
				{word + " " + word + " x", false, nil},
				{"x = " + word, !reserved, ast.Compare(ast.Name("x"), ast.OpEqual, word)},
				{"x contains " + word, !reserved, ast.Compare(ast.Name("x"), ast.OpContains, word)},
				{"x in (y, " + word + ")", !reserved, ast.Compare(ast.Name("x"), ast.OpIn, "y", word)},
				{"x = '" + word + "'", true, ast.Compare(ast.Name("x"), ast.OpEqual, word)},
				{"x in ('" + word + "')", true, ast.Compare(ast.Name("x"), ast.OpIn, word)},
				{"tag:" + word + " = x", true, ast.Compare(ast.Tag(word), ast.OpEqual, "x")},
				{"tag:'" + word + "' = x", true, ast.Compare(ast.Tag(word), ast.OpEqual, "x")},
				{"'" + word + "' = x", false, nil},
				{word + "s = x", true, ast.Compare(ast.Name(word+"s"), ast.OpEqual, "x")},
				{"x = " + word + "-" + word, true, ast.Compare(ast.Name("x"), ast.OpEqual, word+"-"+word)},
				{"x = x" + word, true, ast.Compare(ast.Name("x"), ast.OpEqual, "x"+word)},
			} {
				if test.query == word+" "+word+" x" && strings.Contains("startswith contains endswith", strings.ToLower(word)) {
					continue // contains contains x is a condition
				}
				x, err := parser.Parse(test.query)
				if !test.ok {
					assert.Error(t, err, "Parse(%q) = %v", test.query, x)
					continue
				}
				require.NoError(t, err, "Parse(%q)", test.query)
				assert.True(t, tree.Equal(test.want, x), "Parse(%q) = %s", test.query, x)
			}
		}
	}
	const want = `a = b and not c startswith d or e not in (f) and not g exists and h *= i or j $= k`
	for _, query := range []string{want, strings.ToUpper(want)} {
		x, err := parser.Parse(query)
		require.NoError(t, err, "Parse(%q)", query)
		assert.Equal(t, "(or (and (a = b) (not (c ^= d))) (and (e not in (f)) (not g) (h *= i)) (j $= k))", strings.ToLower(dump(x)))
	}
	for _, query := range []string{"a = b ſtartswith c", "a startſwith b", "a containſ b", "a = b and\u200b c = d"} {
		_, err := parser.Parse(query)
		assert.Error(t, err, "Parse(%q): keywords fold ASCII letters only", query)
	}
}

// at returns the position of a byte of src, counted from the start.
func at(src string, offset int) ast.Position {
	before := src[:offset]
	return ast.Position{
		Offset: offset,
		Line:   1 + strings.Count(before, "\n"),
		Column: 1 + utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]),
	}
}

// requireSpan returns the text at s, which must be a place in src.
func requireSpan(t *testing.T, src string, s ast.Span) string {
	t.Helper()
	start, end := s.Start.Offset, s.End.Offset
	require.True(t, 0 <= start && start <= end && end <= len(src), "span %v of %q", s, src)
	require.Equal(t, ast.Span{Start: at(src, start), End: at(src, end)}, s, "span in %q", src)
	return src[start:end]
}

// parts returns the text of each part of x, in the order of the tree: of a list
// or a not its own, of a comparison its own, the field's, the operator's and the
// values'.
func parts(t *testing.T, src string, x ast.Expr) (texts []string) {
	t.Helper()
	ast.Inspect(x, func(x ast.Expr) bool {
		texts = append(texts, requireSpan(t, src, x.Span()))
		if c, ok := x.(*ast.Comparison); ok {
			texts = append(texts, requireSpan(t, src, c.Field.At), requireSpan(t, src, c.OpAt))
			for _, v := range c.Values {
				texts = append(texts, requireSpan(t, src, v.At))
			}
		}
		return true
	})
	return texts
}

func TestParse_spans(t *testing.T) {
	const not = "not  ((tag:\"é 北\" not\n in (日本,\t'b\\n') and c exists))"
	const or = "( név startswith \"😀\" )\r\n or " + not + "\tor\n\n(d<1)"
	const src = " \n(e = f) and (" + or + " )  "
	x, err := parser.Parse(src)
	require.NoError(t, err)
	assert.Equal(t, []string{
		strings.TrimSpace(src),
		"e = f", "e", "=", "f",
		or,
		"név startswith \"😀\"", "név", "startswith", "\"😀\"",
		not,
		strings.TrimSuffix(strings.TrimPrefix(not, "not  (("), "))"),
		"tag:\"é 北\" not\n in (日本,\t'b\\n')", "tag:\"é 北\"", "not\n in", "日本", "'b\\n'",
		"c exists", "c", "exists",
		"d<1", "d", "<", "1",
	}, parts(t, src, x))
}

// TestParse_spansOfSpellings: the text at each node's span is that node.
func TestParse_spansOfSpellings(t *testing.T) {
	r := rand.New(rand.NewSource(2))
	nodes := 0
	for i := range 1000 {
		src := fuzz.Spellings(nil, fuzz.Trees(schema.TestCase())(r, i%12))(r, 0)
		x, err := parser.Parse(src)
		require.NoError(t, err, "Parse(%+q)", src)
		if tree.IsEmpty(x) {
			continue
		}
		ast.Inspect(x, func(x ast.Expr) bool {
			nodes++
			text := requireSpan(t, src, x.Span())
			y, err := parser.Parse(text)
			require.NoError(t, err, "Parse(%+q), the text of %s", text, x)
			require.True(t, tree.Equal(x, y), "Parse(%+q) = %s, want %s", text, y, x)
			if c, ok := x.(*ast.Comparison); ok {
				values := ""
				for _, v := range c.Values {
					values += ", " + requireSpan(t, src, v.At)
				}
				text := requireSpan(t, src, c.Field.At) + " in (" + strings.TrimPrefix(values, ", ") + ")"
				if c.Op == ast.OpExists {
					text = requireSpan(t, src, c.Field.At) + " exists"
				}
				y, err := parser.Parse(text)
				require.NoError(t, err, "Parse(%+q), made of the parts of %s", text, x)
				assert.True(t, tree.SameField(c.Field, y.(*ast.Comparison).Field), "%s and %s", x, y)
				assert.Len(t, y.(*ast.Comparison).Values, len(c.Values))
			}
			return true
		})
	}
	t.Logf("%d nodes", nodes)
	assert.Greater(t, nodes, 3000)
}

type (
	id   string
	size uint8
)

// A marshaler is a TextMarshaler.
type marshaler struct {
	text string
	err  error
}

func (m marshaler) MarshalText() ([]byte, error) { return []byte(m.text), m.err }

func TestParse_placeholders(t *testing.T) {
	noon := time.Date(2026, 1, 31, 12, 0, 0, 5e8, time.FixedZone("", 2*60*60))
	for _, test := range []struct {
		query string
		args  []any
		want  string
	}{
		{"a = $1", []any{"b"}, "a = b"},
		{"a = $1", []any{""}, `a = ""`},
		{"a = $1", []any{`x" or b = "y`}, `a = "x\" or b = \"y"`},
		{"a = $1", []any{"$1"}, `a = "$1"`},
		{"a = $1", []any{"and"}, `a = "and"`},
		{"a = $1", []any{id("x")}, "a = x"},
		{"a = $1", []any{-7}, "a = -7"},
		{"a = $1", []any{int8(-128)}, "a = -128"},
		{"a = $1", []any{uint64(1<<64 - 1)}, "a = 18446744073709551615"},
		{"a = $1", []any{size(200)}, "a = 200"},
		{"a = $1", []any{true}, "a = true"},
		{"a in ($1)", []any{[]bool{true, false}}, "a in (true, false)"},
		{"a in ($1)", []any{[]size{1, 2}}, "a in (1, 2)"},
		{"a = $1", []any{1.5}, "a = 1.5"},
		{"a = $1", []any{float32(0.1)}, "a = 0.1"},
		{"a = $1", []any{-1e6}, "a = -1000000"},
		{"a in ($1)", []any{[]float64{1e20, 1e21, 1e-6, 1e-7, 0}}, "a in (100000000000000000000, 1e+21, 0.000001, 1e-07, 0)"},
		{"a = $1", []any{netip.AddrFrom4([4]byte{1, 2, 3, 4})}, "a = 1.2.3.4"},
		{"a = $1", []any{big.NewInt(17)}, "a = 17"},
		{"a = $1", []any{net.IPv4(1, 2, 3, 4)}, "a = 1.2.3.4"},
		{"a in ($1)", []any{[]net.IP{net.IPv4(1, 2, 3, 4)}}, "a in (1.2.3.4)"},
		{"a in ($1)", []any{[]any{slog.LevelInfo, marshaler{text: "x y"}}}, `a in (INFO, "x y")`},
		{"a > $1", []any{noon}, "a > 2026-01-31T10:00:00.5Z"},
		{"a > $1", []any{time.Time{}}, "a > 0001-01-01T00:00:00Z"},
		{"a > $1", []any{time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)}, "a > 9999-12-31T23:59:59Z"},
		{"a = $1 and b != $2 or c ^= $1", []any{"x", 2}, "a = x and b != 2 or c ^= x"},
		{"a = $2 or b = $1", []any{1, 2}, "a = 2 or b = 1"},
		{"a $=$1", []any{"x"}, "a $= x"},
		{"a contains$1", []any{"x"}, "a *= x"},
		{"tag:k in ($1)", []any{"x"}, "tag:k in (x)"},
		{"a in ($1, b, $2)", []any{"x", 2}, "a in (x, b, 2)"},
		{"a in ($1)", []any{[]string{"x"}}, "a in (x)"},
		{"a not in ($1)", []any{[]string{"x", "", "y z"}}, `a not in (x, "", "y z")`},
		{"a in ($1)", []any{[]id{"x", "y"}}, "a in (x, y)"},
		{"a in ($1)", []any{[]int{1, -2}}, "a in (1, -2)"},
		{"a in ($1)", []any{[]time.Time{noon}}, "a in (2026-01-31T10:00:00.5Z)"},
		{"a in ($1)", []any{[]any{"x", 1, uint(2), noon, id("y")}}, "a in (x, 1, 2, 2026-01-31T10:00:00.5Z, y)"},
		{"a in ($1) or b in ($1) or c not in ($2)", []any{[]int{1, 2}, []int{3}}, "a in (1, 2) or b in (1, 2) or c not in (3)"},
		{"a = $10", append(make([]any, 9), "x"), ""},
		{"a in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)", []any{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, "a in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)"},
	} {
		x, err := parser.Parse(test.query, test.args...)
		if test.want == "" {
			assert.ErrorIs(t, err, ast.Code(codes.UnusedArgument), "Parse(%q, %v)", test.query, test.args)
			continue
		}
		require.NoError(t, err, "Parse(%q, %v)", test.query, test.args)
		assert.Equal(t, test.want, x.String(), "Parse(%q, %v)", test.query, test.args)
	}
}

func TestParse_arguments(t *testing.T) {
	s := "x"
	for _, test := range []struct {
		query string
		args  []any
		code  ast.Code
		at    string // line and column
	}{
		{"a = $1", nil, codes.MissingArgument, "1:5"},
		{"a = $1 and\nb = $2", []any{"x"}, codes.MissingArgument, "2:5"},
		{"a = $999999999", []any{"x"}, codes.MissingArgument, "1:5"},
		{"a = $1000000000", nil, codes.InvalidPlaceholder, "1:5"},
		{"a = b", []any{"x"}, codes.UnusedArgument, "1:1"},
		{"", []any{"x"}, codes.UnusedArgument, "1:1"},
		{"a = $2", []any{"x", "y"}, codes.UnusedArgument, "1:1"},
		{"a = '$1'", []any{"x"}, codes.UnusedArgument, "1:1"},
		{"a = $1", []any{nil}, codes.InvalidArgument, "1:5"},
		{"a = $1", []any{math.NaN()}, codes.InvalidArgument, "1:5"},
		{"a = $1", []any{float32(math.Inf(-1))}, codes.InvalidArgument, "1:5"},
		{"a = $1", []any{1i}, codes.InvalidArgument, "1:5"},
		{"a = $1", []any{netip.Addr{}, netip.AddrFrom4([4]byte{1})}, codes.UnusedArgument, "1:1"},
		{"a = $1", []any{(*big.Int)(nil)}, codes.InvalidArgument, "1:5"},
		{"a = $1", []any{marshaler{err: errors.New(strings.Repeat("x\n", 1000))}}, codes.InvalidArgument, "1:5"},
		{"a = $1", []any{marshaler{text: "\xff"}}, codes.InvalidArgument, "1:5"},
		{"a = $1", []any{time.Hour}, codes.InvalidArgument, "1:5"},
		{"a = $1", []any{&s}, codes.InvalidArgument, "1:5"},
		{"a = $1", []any{struct{}{}}, codes.InvalidArgument, "1:5"},
		{"a = $1", []any{map[string]string{}}, codes.InvalidArgument, "1:5"},
		{"a = $1", []any{time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)}, codes.InvalidArgument, "1:5"},
		{"a = $1", []any{time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC)}, codes.InvalidArgument, "1:5"},
		{"a = $1", []any{"\xff"}, codes.InvalidArgument, "1:5"},
		{"a in (b, $1)", []any{"\xff"}, codes.InvalidArgument, "1:10"},
		{"a in ($1)", []any{[]string{"b", "\xff"}}, codes.InvalidArgument, "1:7"},
		{"a = $1", []any{[]string{"x"}}, codes.InvalidArgument, "1:5"},
		{"a in ($1, b)", []any{[]string{"x"}}, codes.InvalidArgument, "1:7"},
		{"a in (b, $1)", []any{[]string{"x"}}, codes.InvalidArgument, "1:10"},
		{"a in ($1)", []any{[]string{}}, codes.InvalidArgument, "1:7"},
		{"a in ($1)", []any{[]string(nil)}, codes.InvalidArgument, "1:7"},
		{"a in ($1)", []any{[]any{"x", nil}}, codes.InvalidArgument, "1:7"},
		{"a in ($1)", []any{[]any{[]string{"x"}}}, codes.InvalidArgument, "1:7"},
		{"a in ($1)", []any{[]float64{1, math.NaN()}}, codes.InvalidArgument, "1:7"},
		{"a in ($1)", []any{[1]string{"x"}}, codes.InvalidArgument, "1:7"},
		{"a in ($1)", []any{[]byte("text")}, codes.InvalidArgument, "1:7"},
		{"a in ($1)", []any{make([]string, 10_001)}, codes.TooManyConditions, "1:7"},
		{"$1", []any{"x"}, codes.InvalidPlaceholder, "1:1"},
		{"a $1 b", []any{"x"}, codes.MissingOperator, "1:1"},
		{"a = $01", []any{"x"}, codes.InvalidPlaceholder, "1:5"},
		{"tag:$1 = a", []any{"x"}, codes.InvalidTagKey, "1:1"},
	} {
		x, ds := parser.Options{}.ParsePartial(test.query, test.args...)
		if assert.Len(t, ds, 1, "ParsePartial(%q, %v): %v", test.query, test.args, ds) {
			assert.Equal(t, test.code, ds[0].Code, "Parse(%q, %v): %v", test.query, test.args, ds)
			assert.Equal(t, test.at, ds[0].Span.Start.String(), "Parse(%q, %v): %v", test.query, test.args, ds)
		}
		assert.NoError(t, ast.Validate(x, ast.Limits{}), "tree of ParsePartial(%q, %v)", test.query, test.args)
		_, err := parser.Parse(test.query, test.args...)
		assert.ErrorIs(t, err, test.code, "Parse(%q, %v)", test.query, test.args)
	}
}

// TestParse_valid: what is accepted is valid, though the arguments and the longer
// canonical text come on top of the text that was within the limits.
func TestParse_valid(t *testing.T) {
	many := make([]string, 6000)
	for _, test := range []struct {
		query string
		args  []any
		code  ast.Code
	}{
		{"a in ($1) and b in ($1)", []any{many}, codes.TooManyConditions},
		{"a = $1", []any{strings.Repeat("x", limit.Bytes)}, codes.TooLong},
		{"a = $1", []any{strings.Repeat(`"`, limit.Bytes/2)}, codes.TooLong},
		{"a = '" + strings.Repeat(`"`, limit.Bytes-10) + "'", nil, codes.TooLong},
		{strings.Repeat("a=b or ", 9000) + "a=b", nil, codes.TooLong},
	} {
		_, err := parser.Parse(test.query, test.args...)
		assert.ErrorIs(t, err, test.code, "Parse(%.40q)", test.query)
	}
	x, err := parser.Parse("a in ($1)", many)
	require.NoError(t, err)
	assert.NoError(t, ast.Validate(x, ast.Limits{}))
}

// TestParse_allocations takes the least of many runs: with the race detector, a sync.Pool
// forgets at random what was put into it.
func TestParse_allocations(t *testing.T) {
	least := math.Inf(1)
	for range 100 {
		least = min(least, testing.AllocsPerRun(1, func() {
			if _, err := parser.Parse(example); err != nil {
				t.Fatal(err)
			}
		}))
	}
	t.Logf("Parse(%s): %v allocations", example, least)
	assert.LessOrEqual(t, least, 10.0)
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := parser.Parse(example); err != nil {
			b.Fatal(err)
		}
	}
}

func ExampleParse() {
	x, err := parser.Parse(`name startswith "smoke" AND NOT (status = SAVED or tag:BPO exists)`)
	fmt.Println(x, err)
	// Output: name ^= smoke and not (status = SAVED or tag:BPO exists) <nil>
}

// Arguments are values whatever is in them.
func ExampleParse_placeholders() {
	x, _ := parser.Parse("name = $1 and status in ($2)", `smoke" or name exists`, []string{"SAVED", "PUBLISHED"})
	fmt.Println(x)
	// Output: name = "smoke\" or name exists" and status in (SAVED, PUBLISHED)
}

func ExampleParse_diagnostics() {
	const src = `name == smoke && status = SAVED`
	_, err := parser.Parse(src)
	ds := err.(ast.Diagnostics)
	fmt.Print(ds.Render(src))
	fmt.Println(ds.Fixed(src))
	// Output:
	// 1:6: there is no operator ==
	//   name == smoke && status = SAVED
	//        ^^ write =
	// 1:15: there is no operator &&
	//   name == smoke && status = SAVED
	//                 ^^ write and
	// name = smoke and status = SAVED
}

// What could be made out of a text with mistakes is there, too, so that a tool
// can look at its names.
func ExampleOptions_ParsePartial() {
	x, ds := parser.Options{}.ParsePartial("(stauts = SAVED or name =) and tag:BPO exists")
	fmt.Println(x)
	fmt.Println(ds)
	// Output:
	// stauts = SAVED and tag:BPO exists
	// 1:26: there is no value after "="; write one; quote it if it is more than a word
}
