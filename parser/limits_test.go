package parser_test

import (
	"fmt"
	"math"
	"math/rand"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/fuzz"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/limit"
	"github.com/searchfilter/searchfilter/internal/scanner"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

// requireLimit requires that src is parsed under the limits within, and is
// refused with just the one mistake under the limits over.
func requireLimit(t *testing.T, src string, within, over ast.Limits, code ast.Code) ast.Diagnostic {
	t.Helper()
	_, err := parser.Options{Limits: within}.Parse(src)
	require.NoError(t, err, "Parse(%.80q) under %+v", src, within)
	_, err = parser.Options{Limits: over}.Parse(src)
	require.ErrorIs(t, err, code, "Parse(%.80q) under %+v", src, over)
	ds := err.(ast.Diagnostics)
	require.Len(t, ds, 1, "Parse(%.80q) under %+v: %v", src, over, ds)
	return ds[0]
}

func TestLimits_bytes(t *testing.T) {
	for _, src := range []string{"a = b", "név = 北", "a exists  ", "tag:k in (a, b, c)"} {
		n := len(src)
		d := requireLimit(t, src, ast.Limits{Bytes: n}, ast.Limits{Bytes: n - 1}, codes.TooLong)
		assert.Equal(t, "1:1", d.Span.Start.String())
	}
	longest := "a = " + strings.Repeat("b", limit.Bytes-len("a = "))
	requireLimit(t, longest, ast.Limits{}, ast.Limits{Bytes: limit.Bytes - 1}, codes.TooLong)
	_, err := parser.Parse(longest + "b")
	assert.ErrorIs(t, err, ast.Code(codes.TooLong))
	_, err = parser.Options{Limits: ast.Limits{Bytes: math.MaxInt}}.Parse(longest + "b")
	assert.NoError(t, err, "Parse with no limit that matters")
}

// TestLimits_depth: in each text, the first parenthesis or not that is as deep as
// it gets is marked.
func TestLimits_depth(t *testing.T) {
	for _, test := range []struct {
		depth int
		text  string
	}{
		{2, "(«(»a = b))"},
		{2, "not «not» a = b"},
		{2, "not «(»a = b)"},
		{2, "(«not» a = b)"},
		{2, "(a in (b, c) or «not» a in (b))"},
		{2, "(a not in (b)) or («not» a not in (b))"},
		{2, "(a = b) and not a = b and not a exists and not «(»a = b) or c = d"},
		{2, "not a exists or (b exists) or not tag:k in (a) or (c = d and «not» a = b)"},
		{3, "(a = b) or not (c = d) and not not e = f or (g = h and not «(»i = j or k = l))"},
		{3, "not not a = b and not («not» a = b or (c = d)) and ((not e = f))"},
		{4, "((a = b) and (not a = b)) or (not (a = b or «not» c = d and e in (f)))"},
		{100, strings.Repeat("(", 99) + "«(»a = b" + strings.Repeat(")", 100)},
		{100, strings.Repeat("not ", 99) + "«not» a = b"},
		{100, strings.Repeat("not (", 49) + "not «(»a in (b)" + strings.Repeat(")", 50)},
	} {
		src := strings.NewReplacer("«", "", "»", "").Replace(test.text)
		d := requireLimit(t, src, ast.Limits{Depth: test.depth}, ast.Limits{Depth: test.depth - 1}, codes.TooDeep)
		_, marked, _ := strings.Cut(test.text, "«")
		marked, _, _ = strings.Cut(marked, "»")
		assert.Equal(t, strings.Index(test.text, "«"), d.Span.Start.Offset, "place of %v in %.100q", d, test.text)
		assert.Equal(t, marked, requireSpan(t, src, d.Span), "text of %v in %.100q", d, test.text)
	}
	_, err := parser.Options{Limits: ast.Limits{Depth: 1}}.Parse("not a not in (b, c) and (a in (b) or tag:k exists)")
	assert.NoError(t, err, "the parentheses of an in count")
	_, err = parser.Parse(strings.Repeat("(", 100) + "a = b" + strings.Repeat(")", 100))
	assert.NoError(t, err, "100 parentheses")
	_, err = parser.Options{Limits: ast.Limits{Depth: math.MaxInt, Bytes: 1 << 20}}.Parse(strings.Repeat("not ", limit.MaxDepth+1) + "a = b")
	assert.ErrorIs(t, err, ast.Code(codes.TooDeep), "no limit is higher than MaxDepth")
}

func TestLimits_conditions(t *testing.T) {
	for n, src := range map[int]string{
		2: "a = b and not b exists",
		3: "a in (b, c, d)",
		5: "a = b or b not in ('c', d) and (e exists or tag:k = v)",
		9: "(a in (b, c, d)) or not (a in (b, c, d)) or a in (b, c, d)",
	} {
		requireLimit(t, src, ast.Limits{Conditions: n}, ast.Limits{Conditions: n - 1}, codes.TooManyConditions)
	}
	long := ast.Limits{Bytes: 1 << 20}
	for _, src := range []string{
		"a in (" + strings.Repeat("b,", limit.Conditions-1) + "b)",
		strings.Repeat("a=b or ", limit.Conditions-1) + "a=b",
		strings.Repeat("tag:a exists and ", limit.Conditions-1) + "a=b",
	} {
		requireLimit(t, src, long, ast.Limits{Bytes: 1 << 20, Conditions: limit.Conditions - 1}, codes.TooManyConditions)
		_, err := parser.Options{Limits: long}.Parse(src + " or a = b")
		assert.ErrorIs(t, err, ast.Code(codes.TooManyConditions), "Parse(%.40q)", src)
	}
	three := ast.Limits{Conditions: 3}
	for query, ok := range map[string]bool{
		"a in ($1)": true, "a in ($1) or b = c": true, "a in ($1) or b in (c, d)": false, "a in ($1) and b not in ($1)": false,
		"b = c and d = e and a in ($1)": false,
	} {
		_, err := parser.Options{Limits: three}.Parse(query, []string{"x", "y"})
		if ok {
			assert.NoError(t, err, "Parse(%q)", query)
		} else {
			assert.ErrorIs(t, err, ast.Code(codes.TooManyConditions), "Parse(%q)", query)
		}
	}
	_, err := parser.Options{Limits: three}.Parse("a in ($1)", []string{"x", "y", "z"})
	assert.NoError(t, err, "a slice as long as the limit")
	_, err = parser.Options{Limits: three}.Parse("a in ($1)", []string{"x", "y", "z", "w"})
	assert.ErrorIs(t, err, ast.Code(codes.TooManyConditions), "a slice over the limit")
}

// TestLimits_ofTrees: text is parsed under the very limits under which its tree
// is valid, and under no lower ones.
func TestLimits_ofTrees(t *testing.T) {
	r := rand.New(rand.NewSource(3))
	deep, many := 0, 0
	for i := range 1000 {
		x := fuzz.Trees(schema.TestCase())(r, i%16)
		if tree.IsEmpty(x) {
			continue
		}
		least := func(limits func(n int) ast.Limits) int {
			n := 1
			for ast.Validate(x, limits(n)) != nil {
				n++
			}
			return n
		}
		src := x.String()
		depth := func(n int) ast.Limits { return ast.Limits{Depth: n} }
		if n := least(depth); n > 1 {
			deep++
			requireLimit(t, src, depth(n), depth(n-1), codes.TooDeep)
		}
		conditions := func(n int) ast.Limits { return ast.Limits{Conditions: n} }
		if n := least(conditions); n > 1 {
			many++
			requireLimit(t, src, conditions(n), conditions(n-1), codes.TooManyConditions)
		}
		requireLimit(t, src, ast.Limits{Bytes: len(src)}, ast.Limits{Bytes: len(src) - 1}, codes.TooLong)
	}
	t.Logf("%d trees of depth 2 or more, %d of 2 conditions or more", deep, many)
	assert.Greater(t, deep, 300)
	assert.Greater(t, many, 500)
}

// A hostile makes a text of about n bytes that is meant to cost much.
type hostile struct {
	name string
	text func(n int) string
	// How many tokens there are before a limit other than that of bytes stops the
	// lexer, or 0 if none does.
	tokens int
}

func repeat(s string) func(n int) string {
	return func(n int) string { return strings.Repeat(s, n/len(s)) }
}

func after(first, s string) func(n int) string {
	return func(n int) string { return first + repeat(s)(n-len(first)) }
}

var hostiles = []hostile{
	{"parentheses", repeat("("), limit.Depth + 1},
	{"parentheses closed", func(n int) string { return repeat("(")(n/2) + repeat(")")(n/2) }, limit.Depth + 1},
	{"nots", repeat("not "), limit.Depth + 1},
	{"nots and parentheses", repeat("not("), limit.Depth + 1},
	{"nots behind a field", after("a ", "not "), limit.Depth + 3},
	{"nots behind a foreign operator", after("a ! ", "not "), limit.Depth + 4},
	{"nots behind no token", after("a ; ", "not "), limit.Depth + 4},
	{"nots in a list", after("a in (b (c ", "not "), 0},
	{"conditions", repeat("a=b or "), 4*limit.Conditions + 3},
	{"values", after("a in (", "b,"), 2*limit.Conditions + 4},
	{"tags", repeat("tag:a exists and "), 3*limit.Conditions + 2},
	{"unfinished conditions", repeat("a="), 0},
	{"one string", after("a='", "x"), 0},
	{"one string of quotes", after("a='", `"`), 0},
	{"one string of backslashes", after("a='", `\`), 0},
	{"one string of bad escapes", after("a='", `\u`), 0},
	{"one string of controls", after("a='", "\x01"), 0},
	{"one word", repeat("x"), 0},
	{"one word of bad bytes", repeat("\xff"), 0},
	{"one tag", after("tag:", "x"), 0},
	{"one placeholder", after("a=$", "1"), 0},
	{"one name with a colon", after("a:", "x"), 0},
	{"one tag without an operator", after("tag:a:", "x"), 0},
	{"strings", repeat("''"), 0},
	{"bad strings", repeat("'\x01'"), 0},
	{"placeholders", repeat("$1"), 0},
	{"exclamation marks", repeat("!"), 0},
	{"semicolons", repeat(";"), 0},
	{"semicolons apart", repeat("; "), 0},
	{"commas", repeat(","), 0},
	{"parentheses that nothing opens", repeat(")"), 0},
	{"empty parentheses", repeat("()"), 0},
	{"ands", repeat("and "), 0},
	{"or symbols", repeat("||"), 0},
	{"tags without a key", repeat("tag: "), 0},
	{"a tag without a key", after("tag:", " "), 0},
	{"operators", repeat("="), 0},
	{"words", repeat("a "), 0},
	{"words of two", repeat("a=b c "), 0},
	{"white space", repeat("\u3000"), 0},
	{"line breaks", repeat("\n"), 0},
	{"random bytes", func(n int) string {
		b := make([]byte, n)
		rand.New(rand.NewSource(1)).Read(b)
		return string(b)
	}, 0},
}

const (
	mb    = 1 << 20
	quite = 10 * mb // hostile texts are that long
)

// count returns how many tokens the lexer returns before EOF.
func count(t testing.TB, src string, limits ast.Limits) (n int, lex *scanner.Lexer) {
	lex = scanner.New(src, limits)
	for ; ; n++ {
		tok, err := lex.Next()
		if err != nil || n > len(src) {
			t.Fatalf("Next() = %v, %v after %d tokens of %d bytes", tok, err, n, len(src))
		}
		if tok.EOF() {
			return n, lex
		}
	}
}

// TestLimits_hostile bounds the work by counting tokens, which the parser takes
// one by one: one for a text that is too long, as few as the other limits allow
// if the limit of bytes is raised, and never more than there are bytes.
func TestLimits_hostile(t *testing.T) {
	for _, test := range hostiles {
		t.Run(test.name, func(t *testing.T) {
			src := test.text(effort.Cases(mb, quite))
			n, lex := count(t, src, ast.Limits{})
			assert.Equal(t, 1, n, "tokens of a text that is too long")
			assert.ErrorIs(t, lex.Report().Err(), ast.Code(codes.TooLong))
			_, err := parser.Parse(src)
			assert.ErrorIs(t, err, ast.Code(codes.TooLong))

			n, lex = count(t, src, ast.Limits{Bytes: 16 * mb})
			if test.tokens > 0 {
				assert.Equal(t, test.tokens, n, "tokens before a limit")
				assert.False(t, lex.Report().Empty(), "no limit stops it")
			}
			t.Logf("%d tokens with the limit of bytes raised", n)
		})
	}
}

// TestLimits_stack: whatever comes, the parser recurses no deeper than the limits
// say. A stack that is too deep ends the process.
func TestLimits_stack(t *testing.T) {
	defer debug.SetMaxStack(debug.SetMaxStack(1 * mb))
	for _, test := range hostiles {
		for _, limits := range []ast.Limits{{}, {Bytes: 16 * mb}} {
			done := make(chan error)
			go func() { // on a new stack
				_, err := parser.Options{Limits: limits}.Parse(test.text(min(limits.WithDefaults().Bytes, effort.Cases(mb/8, mb))))
				done <- err
			}()
			if err := <-done; test.name != "white space" && test.name != "line breaks" {
				assert.Error(t, err, "%s under %+v", test.name, limits)
			}
		}
	}
}

// TestLimits_messages: no message is long, however long what it is about.
func TestLimits_messages(t *testing.T) {
	for _, test := range hostiles {
		for _, text := range []string{test.text(60_000), "a = b and " + test.text(50_000), "a in (" + test.text(50_000), "name " + test.text(50_000)} {
			_, ds := parser.Options{}.ParsePartial(text)
			requireShort(t, ds, text)
		}
	}
	type long = struct {
		FieldOfAnonymousStruct1, FieldOfAnonymousStruct2, FieldOfAnonymousStruct3, FieldOfAnonymousStruct4,
		FieldOfAnonymousStruct5, FieldOfAnonymousStruct6, FieldOfAnonymousStruct7, FieldOfAnonymousStruct8 map[string]map[string]map[string]map[string]int
	}
	_, ds := parser.Options{}.ParsePartial("a = $1", long{})
	requireShort(t, ds, "a = $1")
}

func requireShort(t *testing.T, ds ast.Diagnostics, src string) {
	t.Helper()
	for _, d := range ds {
		require.LessOrEqual(t, len(d.Message)+len(d.Hint), 400, "%v for %.80q", d, src)
	}
}

func BenchmarkHostile(b *testing.B) {
	for _, size := range []struct {
		name   string
		n      int
		limits ast.Limits
	}{{"10MB", quite, ast.Limits{}}, {"60kB", 60_000, ast.Limits{}}, {"1MB raised", mb, ast.Limits{Bytes: 2 * mb}}} {
		for _, test := range hostiles {
			src := test.text(size.n)
			b.Run(fmt.Sprintf("%s/%s", size.name, strings.ReplaceAll(test.name, " ", "-")), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					parser.Options{Limits: size.limits}.ParsePartial(src)
				}
			})
		}
	}
}
