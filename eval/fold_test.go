package eval

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/meaning"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/schema"
)

// A foldCondition is a condition that ignores case and the program for it, with
// what it means said in the plainest way.
type foldCondition struct {
	x     *ast.Comparison
	p     func(*Record) bool
	means func(v, operand []string) bool
}

// foldConditions returns a condition on name with each operator.
func foldConditions(t testing.TB, operand string) []foldCondition {
	t.Helper()
	return foldConditionsOn(t, ast.Name("name"), operand)
}

// foldConditionsOn returns a condition on the field or tag with each operator.
func foldConditionsOn(t testing.TB, f ast.Field, operand string) []foldCondition {
	t.Helper()
	const another = "another"
	in := func(v, w []string) bool { return meaning.Same(v, w) || meaning.Same(v, meaning.Units(another)) }
	list := []foldCondition{
		{x: ast.Compare(f, ast.OpEqual, operand), means: meaning.Same},
		{x: ast.Compare(f, ast.OpNotEqual, operand), means: func(v, w []string) bool { return !meaning.Same(v, w) }},
		{x: ast.Compare(f, ast.OpHasPrefix, operand), means: func(v, w []string) bool { return len(v) >= len(w) && meaning.Same(v[:len(w)], w) }},
		{x: ast.Compare(f, ast.OpHasSuffix, operand), means: func(v, w []string) bool { return len(v) >= len(w) && meaning.Same(v[len(v)-len(w):], w) }},
		{x: ast.Compare(f, ast.OpContains, operand), means: containsUnits},
		{x: ast.Compare(f, ast.OpIn, another, operand), means: in},
		{x: ast.Compare(f, ast.OpNotIn, operand, another), means: func(v, w []string) bool { return !in(v, w) }},
	}
	for i, c := range list {
		list[i].x = tree.Fold(c.x)
		list[i].p = compile(t, list[i].x)
	}
	return list
}

func containsUnits(v, w []string) bool {
	for i := range v {
		if i+len(w) <= len(v) && meaning.Same(v[i:i+len(w)], w) {
			return true
		}
	}
	return len(w) == 0
}

// TestFoldCase_orbits holds every rune against itself and all that folding makes
// equal to it, and against its neighbours.
func TestFoldCase_orbits(t *testing.T) {
	singles, pairs := 0, 0
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !utf8.ValidRune(r) {
			continue
		}
		if unicode.SimpleFold(r) == r {
			singles++
			continue
		}
		others := []rune{r}
		for s := unicode.SimpleFold(r); s != r; s = unicode.SimpleFold(s) {
			others = append(others, s)
		}
		for _, c := range foldConditions(t, string(r)) {
			holds := c.x.Op != ast.OpNotEqual && c.x.Op != ast.OpNotIn
			for _, s := range others {
				require.Equal(t, holds, c.p(record(Map{"name": string(s)})), "%v of %U", c.x, s)
				pairs++
			}
			for _, s := range []rune{r - 1, r + 1, r + 2, r ^ 0x20, unicode.ReplacementChar} {
				want := holds == strings.EqualFold(string(s), string(r))
				require.Equal(t, want, c.p(record(Map{"name": string(s)})), "%v of %U", c.x, s)
			}
		}
	}
	t.Logf("%d runes without case; %d pairs of a rune with case and one that is equal", singles, pairs)
	require.Greater(t, pairs, 7*2*2500)
}

// Pieces of text that are trouble to fold: runes with three and four cases, of
// which some take more bytes than others, runes without the case that one
// would expect, and bytes that are not UTF-8.
var (
	foldPieces = []string{"", "k", "K", "\u212a", "s", "S", "ſ", "σ", "ς", "Σ", "i", "I", "İ", "ı", "ß", "ẞ", "ss", "ǅ", "ǆ", "Ǆ",
		"å", "Å", "\u212b", "\u0345", "ι", "\u1fbe", "é", "É", "e\u0301", "𐐀", "𐐨", "\u13a0", "\uab70", "1", "[", "{", "@", "`", "\x00", "\ufffd", "\U0010ffff"}
	brokenPieces = []string{"\xff", "\xe2\x84", "\xaa", "\xc3", "\xf0\x90\x90", "\xed\xa0\x80", "\xc1\x8b"}
)

// foldText returns some pieces, of few different ones so that they repeat.
func foldText(g *rand.Rand, pieces []string, most int) string {
	few := []string{pick(g, pieces), pick(g, pieces), pick(g, pieces)}
	var b strings.Builder
	for range g.IntN(most + 1) {
		b.WriteString(pick(g, few))
	}
	return b.String()
}

// recase returns s with other cases of its runes.
func recase(g *rand.Rand, s string) string {
	return strings.Map(func(r rune) rune {
		for range g.IntN(4) {
			r = unicode.SimpleFold(r)
		}
		return r
	}, s)
}

// TestFoldCase_property holds all operators to their meaning on hostile text.
func TestFoldCase_property(t *testing.T) {
	g := rand.New(rand.NewPCG(3, 4))
	const values = 20
	operands := effort.Cases(300, 20_000)
	all := append(append([]string{}, foldPieces...), brokenPieces...)
	cases, broken, holds, byCase := 0, 0, map[ast.Op]int{}, map[ast.Op]int{}
	for range operands {
		operand := foldText(g, foldPieces, 6)
		conditions := foldConditions(t, operand)
		for range values {
			v := foldText(g, all, 2)
			switch g.IntN(6) {
			case 0:
				v = foldText(g, all, 12)
			case 5:
				v = strings.Repeat(v+recase(g, operand[:len(operand)/2]), 1+g.IntN(20)) + recase(g, operand)
				v = v[:len(v)-g.IntN(min(len(v), 2)+1)]
			case 1:
				v += recase(g, operand)
			case 2:
				v = recase(g, operand) + v
			case 3:
				v += recase(g, operand) + foldText(g, all, 2)
			case 4:
				v = recase(g, operand)
			}
			cases++
			if !utf8.ValidString(v) {
				broken++
			}
			for _, c := range conditions {
				want := c.means(meaning.Units(v), meaning.Units(operand))
				if got := c.p(record(Map{"name": v})); got != want {
					t.Fatalf("%v of %q is %v, want %v", c.x, v, got, want)
				}
				exactly := selects(withFold(c.x, false), Map{"name": v})
				if negative := c.x.Op == ast.OpNotEqual || c.x.Op == ast.OpNotIn; exactly != negative && want != exactly {
					t.Fatalf("%v of %q is %v byte for byte, and %v if case is folded", c.x, v, exactly, want)
				}
				if want {
					holds[c.x.Op]++
				}
				if want != exactly {
					byCase[c.x.Op]++
				}
			}
		}
	}
	t.Logf("%d values, %d of them not UTF-8; conditions that hold: %v; that case decides: %v", cases, broken, holds, byCase)
	require.Equal(t, operands*values, cases)
	require.Greater(t, broken, cases/10)
	for op, n := range holds {
		assert.Greater(t, n, cases/10, "%v holds", op)
		assert.Less(t, n, cases-cases/10, "%v holds", op)
		assert.Greater(t, byCase[op], cases/10, "%v is decided by case", op)
	}
	require.Len(t, holds, 7)
}

// TestFoldCase_mixed holds queries in which some comparisons ignore case and others
// do not, of fields and of tags, to the interpreter.
func TestFoldCase_mixed(t *testing.T) {
	g := rand.New(rand.NewPCG(11, 12))
	const records = 20
	queries := effort.Cases(60, 4000)
	fields := []ast.Field{ast.Name("name"), ast.Name("own.name"), ast.Tag("x"), ast.Tag("Y")}
	ops := []ast.Op{ast.OpEqual, ast.OpNotEqual, ast.OpHasPrefix, ast.OpContains, ast.OpHasSuffix, ast.OpIn, ast.OpNotIn, ast.OpExists}
	values := append(append([]string{}, foldPieces...), brokenPieces...)
	selected, byCase, grouped := 0, 0, map[bool]int{}
	var count foldCount
	for range queries {
		// Few fields, operators and texts, so that there are groups, some of them of
		// comparisons that differ in whether they ignore case alone.
		someFields, someOps := []ast.Field{pick(g, fields), pick(g, fields)}, []ast.Op{pick(g, ops), pick(g, ops)}
		texts := []string{"k" + foldText(g, foldPieces, 3), foldText(g, foldPieces, 3) + "s", "σk", "Sk", "1s"}
		and := g.IntN(2) == 0
		comparison := func() ast.Expr {
			c := &ast.Comparison{Field: pick(g, someFields), Op: pick(g, someOps)}
			n := 1
			switch c.Op {
			case ast.OpExists:
				n = 0
			case ast.OpIn, ast.OpNotIn:
				n = 1 + g.IntN(2*few)
			}
			for range n {
				c.Values = append(c.Values, ast.Value{Text: recase(g, pick(g, texts))})
			}
			c.Fold = n > 0 && g.IntN(2) == 0
			if negative := c.Op == ast.OpNotEqual || c.Op == ast.OpNotIn; negative != and || g.IntN(8) == 0 {
				return &ast.Not{X: c} // what an and has in a group, or rarely what it has not
			}
			return c
		}
		terms := []ast.Expr{comparison(), comparison()}
		for range g.IntN(4 * few) {
			terms = append(terms, comparison())
		}
		x := ast.Any(terms[0], terms[1:]...)
		if and {
			x = ast.All(terms...)
		}
		if g.IntN(4) == 0 {
			x = &ast.Not{X: x}
		}
		count.add(x)
		q := resolve(t, x, hosts, schema.Options{})
		p := Compile(q)
		for _, f := range formsOf(programOf(q.Schema(), q.Expr())) {
			if strings.HasPrefix(f, "set") || strings.HasPrefix(f, "automaton") {
				grouped[strings.Contains(f, "fold=true")]++
			}
		}
		exactly, folded := withFold(x, false), withFold(x, true)
		for range records {
			m := Map{}
			for _, f := range fields {
				v := recase(g, pick(g, texts))
				switch g.IntN(5) {
				case 0:
					v += foldText(g, values, 2)
				case 1:
					v = foldText(g, values, 2) + v
				case 2:
					continue
				}
				m[f.String()] = v
			}
			want, r := selects(x, m), record(m)
			require.Equal(t, want, p(r), "%v of %q", x, m)
			require.Equal(t, want, Explain(q, r).Selected, "Explain(%v) of %q", x, m)
			if want {
				selected++
			}
			if want != selects(exactly, m) || want != selects(folded, m) {
				byCase++
			}
		}
	}
	t.Logf("%v; %d groups ignore case, and %d do not; %d of %d records selected, of which whether comparisons ignore case decides %d",
		count, grouped[true], grouped[false], selected, queries*records, byCase)
	assert.Greater(t, count.mixed, queries/2)
	assert.Greater(t, count.tags, queries)
	assert.Greater(t, grouped[true], queries/10)
	assert.Greater(t, grouped[false], queries/10)
	assert.Greater(t, selected, queries*records/4)
	assert.Less(t, selected, queries*records*3/4)
	assert.Greater(t, byCase, queries*records/20)
}

func FuzzFoldCase(f *testing.F) {
	f.Add("smoke", "A SMO\u212aE test")
	f.Add("\u212a", "\xe2\x84\xaa\xe2\x84")
	f.Add("aab", "aaab\xff")
	f.Add("", "")
	f.Fuzz(func(t *testing.T, operand, value string) {
		if !utf8.ValidString(operand) || len(operand)+len(value) > 1000 {
			return
		}
		for _, c := range foldConditions(t, operand) {
			require.Equal(t, c.means(meaning.Units(value), meaning.Units(operand)), c.p(record(Map{"name": value})), "%v of %q", c.x, value)
		}
	})
}

func TestFoldCase(t *testing.T) {
	fold := func(t testing.TB, x ast.Expr) func(*Record) bool {
		return Compile(resolve(t, x, hosts, schema.Options{FoldCase: true}))
	}
	t.Run("by hand", func(t *testing.T) {
		name := ast.Name("name")
		for _, row := range []struct {
			x     ast.Expr
			value string
			want  bool
		}{
			{ast.Compare(name, ast.OpEqual, "\u212aelvin"), "kELVIN", true},
			{ast.Compare(name, ast.OpEqual, "Οδυσσευσ"), "ὈΔΥΣΣΕΥΣ", false}, // an accent is no case
			{ast.Compare(name, ast.OpEqual, "οδυσσευς"), "ΟΔΥΣΣΕΥΣ", true},
			{ast.Compare(name, ast.OpContains, "ſS"), "miSſion", true},
			{ast.Compare(name, ast.OpHasPrefix, "straße"), "STRASSE", false},
			{ast.Compare(name, ast.OpHasPrefix, "straße"), "STRAẞEN", true},
			{ast.Compare(name, ast.OpHasSuffix, "é"), "CAFÉ", true},
			{ast.Compare(name, ast.OpHasSuffix, "é"), "CAFE\u0301", false},
			{ast.Compare(name, ast.OpEqual, "i"), "İ", false},
			{ast.Compare(name, ast.OpEqual, "i"), "ı", false},
			{ast.Compare(name, ast.OpEqual, "\ufffd"), "\ufffd", true},
			{ast.Compare(name, ast.OpEqual, "\ufffd"), "\xff", false},
			{ast.Compare(name, ast.OpContains, "k"), "\xe2\x84", false},
			{ast.Compare(name, ast.OpContains, "k"), "\xe2\xe2\x84\xaa\x84", true},
			{ast.Compare(name, ast.OpNotEqual, "\ufffd"), "\xff", true},
			{ast.Compare(name, ast.OpContains, "aab"), "AaAaB", true},
			{ast.Compare(name, ast.OpContains, "abaabab"), "ABAABAABABA", true},
			{ast.Compare(name, ast.OpContains, "abaabab"), "ABAABAABAABA", false},
			{ast.Compare(name, ast.OpExists), "", true},
			{ast.All(ast.Compare(name, ast.OpEqual, ""), ast.Compare(name, ast.OpHasPrefix, ""), ast.Compare(name, ast.OpContains, ""), ast.Compare(name, ast.OpHasSuffix, "")), "", true},
		} {
			assert.Equal(t, row.want, fold(t, row.x)(record(Map{"name": row.value})), "%v of %q", row.x, row.value)
		}
	})
	t.Run("a record that lacks the field", func(t *testing.T) {
		for _, c := range foldConditions(t, "") {
			assert.Equal(t, selects(withFold(c.x, false), nil), c.p(record(Map(nil))), "%v", c.x)
		}
	})
	t.Run("option: text and list fields alone", func(t *testing.T) {
		r := record(Map{"name": "ABC", "own.name": "ABC", "state": "UP", "booted": "2026-01-01t00:00:00z", "tag:x": "ABC", "tag:Y": "abc", "roles": []string{"x", "ABC"}})
		for x, want := range map[ast.Expr]bool{
			ast.Compare(ast.Name("name"), ast.OpEqual, "abc"):                      true,
			ast.Compare(ast.Name("own.name"), ast.OpIn, "x", "abc"):                true,
			ast.Compare(ast.Name("state"), ast.OpEqual, "UP"):                      false, // the schema spells it up
			ast.Compare(ast.Name("booted"), ast.OpEqual, "2026-01-01T00:00:00Z"):   true,
			ast.Compare(ast.Name("booted"), ast.OpGreater, "2026-01-01T00:00:00Z"): false,
			ast.Compare(ast.Name("roles"), ast.OpEqual, "abc"):                     true,
			ast.Compare(ast.Name("roles"), ast.OpNotIn, "y", "abc"):                false,
			ast.Compare(ast.Tag("x"), ast.OpEqual, "abc"):                          false,
			ast.Compare(ast.Tag("x"), ast.OpHasPrefix, "a"):                        false,
			ast.Compare(ast.Tag("x"), ast.OpContains, "b"):                         false,
			ast.Compare(ast.Tag("x"), ast.OpHasSuffix, "c"):                        false,
			ast.Compare(ast.Tag("x"), ast.OpIn, "abc", "Abc"):                      false,
			ast.Compare(ast.Tag("x"), ast.OpEqual, "ABC"):                          true,
			tree.Fold(ast.Compare(ast.Tag("x"), ast.OpEqual, "abc")):               true,
			tree.Fold(ast.Compare(ast.Tag("x"), ast.OpIn, "ab", "abc")):            true,
			tree.Fold(ast.Compare(ast.Tag("Y"), ast.OpNotEqual, "ABC")):            false,
			tree.Fold(ast.Compare(ast.Tag("y"), ast.OpEqual, "abc")):               false, // a key has its case
			ast.Compare(ast.Tag("y"), ast.OpExists):                                false,
		} {
			assert.Equal(t, want, fold(t, x)(r), "%v", x)
		}
	})
	t.Run("a comparison alone", func(t *testing.T) {
		name, x := ast.Name("name"), ast.Tag("x")
		for _, row := range []struct {
			x    ast.Expr
			r    Map
			want bool
		}{
			{ast.All(tree.Fold(ast.Compare(name, ast.OpEqual, "abc")), ast.Compare(x, ast.OpEqual, "abc")), Map{"name": "ABC", "tag:x": "abc"}, true},
			{ast.All(tree.Fold(ast.Compare(name, ast.OpEqual, "abc")), ast.Compare(x, ast.OpEqual, "abc")), Map{"name": "ABC", "tag:x": "ABC"}, false},
			{ast.All(ast.Compare(name, ast.OpEqual, "abc"), tree.Fold(ast.Compare(x, ast.OpEqual, "abc"))), Map{"name": "abc", "tag:x": "ABC"}, true},
			{ast.All(ast.Compare(name, ast.OpEqual, "abc"), tree.Fold(ast.Compare(x, ast.OpEqual, "abc"))), Map{"name": "ABC", "tag:x": "ABC"}, false},
			{ast.All(tree.Fold(ast.Compare(name, ast.OpHasPrefix, "a")), ast.Compare(name, ast.OpHasSuffix, "c")), Map{"name": "Abc"}, true},
			{ast.All(tree.Fold(ast.Compare(name, ast.OpHasPrefix, "a")), ast.Compare(name, ast.OpHasSuffix, "c")), Map{"name": "AbC"}, false},
			{ast.Any(ast.Compare(name, ast.OpIn, "a", "b", "c", "d", "e"), tree.Fold(ast.Compare(name, ast.OpIn, "v", "w", "x", "y", "z"))), Map{"name": "W"}, true},
			{ast.Any(ast.Compare(name, ast.OpIn, "a", "b", "c", "d", "e"), tree.Fold(ast.Compare(name, ast.OpIn, "v", "w", "x", "y", "z"))), Map{"name": "B"}, false},
			{ast.Any(ast.Compare(name, ast.OpIn, "a", "b", "c", "d", "e"), tree.Fold(ast.Compare(name, ast.OpIn, "a", "b", "c", "d", "e"))), Map{"name": "B"}, true},
			{ast.All(ast.Compare(name, ast.OpNotIn, "a", "b", "c", "d", "e"), tree.Fold(ast.Compare(name, ast.OpNotIn, "a", "b", "x", "y", "z"))), Map{"name": "C"}, true},
			{ast.All(ast.Compare(name, ast.OpNotIn, "a", "b", "c", "d", "e"), tree.Fold(ast.Compare(name, ast.OpNotIn, "a", "b", "x", "y", "z"))), Map{"name": "B"}, false},
		} {
			assert.Equal(t, row.want, compile(t, row.x)(record(row.r)), "%v of %v", row.x, row.r)
		}
	})
	t.Run("a bound type", func(t *testing.T) {
		p, err := CompileFor(resolve(t, ast.Compare(ast.Name("name"), ast.OpEqual, "abc"), hosts, schema.Options{FoldCase: true}), hostBinding)
		require.NoError(t, err)
		assert.True(t, p(hostOf(Map{"name": "ABC"})))
		assert.False(t, p(hostOf(Map{})))
	})
	t.Run("allocations", func(t *testing.T) {
		for _, c := range foldConditions(t, "Σtraße-\u212a") {
			for _, m := range append(hostile, Map{"name": "xσTRAẞE-k"}) {
				r := record(m)
				assert.Zero(t, testing.AllocsPerRun(10, func() { c.p(r) }), "allocations of %v for %v", c.x, m)
			}
		}
	})
	t.Run("an operand that nearly occurs at many places", func(t *testing.T) {
		for _, operand := range []string{"aab", "bba", "bbc", "bbK", "kkb", "ßßb", "bbbbbbbbbbbbbbbbbba"} {
			p := fold(t, ast.Compare(ast.Name("name"), ast.OpContains, operand))
			for _, n := range []int{1, 10, 100, 1000, 10_000} {
				value := strings.Repeat(operand[:2], n)
				assert.False(t, p(record(Map{"name": value})), "%q in %d times %q", operand, n, operand[:2])
				assert.False(t, p(record(Map{"name": strings.ToUpper(value)})), "%q in %d times %q in upper case", operand, n, operand[:2])
				assert.True(t, p(record(Map{"name": value + recase(rand.New(rand.NewPCG(1, 2)), operand)})), "%q behind %d times %q", operand, n, operand[:2])
			}
		}
	})
	t.Run("a long operand takes no longer", func(t *testing.T) {
		// Were it tried at each place, this would take minutes.
		operand, value := strings.Repeat("a", 30_000)+"b", strings.Repeat("A", 10_000_000)
		p := fold(t, ast.Compare(ast.Name("name"), ast.OpContains, operand))
		assert.False(t, p(record(Map{"name": value})))
		assert.True(t, p(record(Map{"name": value + "B"})))
	})
}

// BenchmarkFoldCase holds operators that fold case against those that do not, on
// texts of the same length of which both find the same: that the text has the
// operand as it is written or, of those that fold, in another case; that it differs
// in the last byte that is read; and that it differs at once.
func BenchmarkFoldCase(b *testing.B) {
	s := schema.TestCase()
	name := ast.Name("name")
	const sentence = "calls the billing line, waits for the greeting and hangs up; "
	for _, text := range []struct{ name, text, part, absent string }{
		{"short", "greeting and smoke-1", "smoke", "eu-west"},
		{"medium", sentence + "then dials 100 and smoke-1", "smoke", "eu-west"},
		{"long", strings.Repeat(sentence, 20) + "and smoke-1", "smoke", "eu-west"},
		{"Greek", "χαιρετισμος στο νησι-1", "νησι", "βουνο"},
		{"Greek, long", strings.Repeat("καλει τη γραμμη χρεωσεων, περιμενει και κλεινει· ", 20) + "στο νησι-1", "νησι", "βουνο"},
		{"Vietnamese", "lời chào tiếng Việt khẩn cấp ở phía Nam-1", "khẩn", "miền"},
	} {
		v := text.text
		half := v[:len(v)/2]
		for !utf8.ValidString(half) {
			half = half[:len(half)-1]
		}
		for _, c := range []struct {
			name    string
			op      ast.Op
			operand string
		}{
			{"=/holds", ast.OpEqual, v},
			{"=/last byte differs", ast.OpEqual, v[:len(v)-1] + "2"},
			{"=/first byte differs", ast.OpEqual, "~" + v},
			{"^=/holds", ast.OpHasPrefix, half},
			{"^=/last byte differs", ast.OpHasPrefix, half + "~"},
			{"^=/first byte differs", ast.OpHasPrefix, "~" + half},
			{"$=/holds", ast.OpHasSuffix, text.part + "-1"},
			{"$=/last byte differs", ast.OpHasSuffix, text.part + "-2"},
			{"*=/holds", ast.OpContains, text.part},
			{"*=/fails", ast.OpContains, text.absent},
		} {
			records := make([]*testCase, 200)
			recased := make([]*testCase, 200)
			for i := range records {
				records[i] = &testCase{name: strings.Clone(v)} // not the operand's memory
				recased[i] = &testCase{name: strings.ToUpper(v)}
			}
			x := &ast.Comparison{Field: name, Op: c.op, Values: []ast.Value{{Text: c.operand}}}
			exact, err := CompileFor(resolve(b, x, s, schema.Options{}), testCaseBinding)
			require.NoError(b, err)
			fold, err := CompileFor(resolve(b, tree.Fold(x), s, schema.Options{}), testCaseBinding)
			require.NoError(b, err)
			b.Run(text.name+"/"+c.name+"/the same case", func(b *testing.B) {
				inTurns(b, turn[*testCase]{records, exact}, turn[*testCase]{records, fold})
			})
			b.Run(text.name+"/"+c.name+"/another case", func(b *testing.B) {
				inTurns(b, turn[*testCase]{records, exact}, turn[*testCase]{recased, fold})
			})
		}
	}
}
