package parser_test

import (
	"math/rand"
	"os"
	"strings"
	"testing"

	"github.com/alecthomas/participle/v2"
	plexer "github.com/alecthomas/participle/v2/lexer"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/fuzz"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/limit"
	"github.com/searchfilter/searchfilter/internal/scanner"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/lexer"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

// The language, as a grammar to read. Words in the tags are the token types of
// package lexer, which knows a name from a value and a keyword from both; @@ is
// the struct that the member is of.
//
// The parser that is shipped must accept what this one accepts, and build the
// same tree. This one stays in the tests, since it stops at the first mistake, has
// little to say about it, and allocates for every part of a condition.
type (
	// Precedence: or binds least, then and, then not.
	Query struct {
		Or *Or `parser:"@@?"`
	}
	Or struct {
		Terms []*And `parser:"@@ ( Or @@ )*"`
	}
	And struct {
		Terms []*Unary `parser:"@@ ( And @@ )*"`
	}
	Unary struct {
		Not       *Unary     `parser:"  Not @@"`
		Group     *Or        `parser:"| '(' @@ ')'"`
		Condition *Condition `parser:"| @@"`
		Tokens    []plexer.Token
	}

	Condition struct {
		Field  Field   `parser:"@@"`
		Op     string  `parser:"( @Op"`
		Value  *Value  `parser:"  @@"`
		Fold   bool    `parser:"  @Fold?"`
		NotIn  bool    `parser:"| @Not?"`
		List   []Value `parser:"  In '(' @@ ( ',' @@ )* ')'"`
		InFold bool    `parser:"  @Fold?"`
		Exists bool    `parser:"| @Exists )"`
		Tokens []plexer.Token
	}
	Field struct {
		Name   string `parser:"  @Name"`
		Tag    string `parser:"| @Tag"`
		Tokens []plexer.Token
	}
	Value struct {
		Word        string `parser:"  @Word"`
		String      string `parser:"| @String"`
		Placeholder string `parser:"| @Placeholder"`
		Tokens      []plexer.Token
	}
)

var reference = participle.MustBuild[Query](participle.Lexer(lexer.Definition{}))

// parseReference returns the tree that the reference grammar gives src.
func parseReference(src string, args ...string) (ast.Expr, bool) {
	lex := scanner.New(src, ast.Limits{})
	tokens, err := plexer.Upgrade(lex)
	if err != nil || !lex.Report().Empty() {
		return nil, false
	}
	q, err := reference.ParseFromLexer(tokens)
	if err != nil {
		return nil, false
	}
	b := builder{args: args, used: make([]bool, len(args))}
	x := b.query(q)
	for _, used := range b.used {
		b.wrong = b.wrong || !used
	}
	// A text within the limits can have a canonical text that is not.
	return x, !b.wrong && ast.Validate(x, ast.Limits{}) == nil
}

// builder makes the reference's structs into a tree.
type builder struct {
	args  []string
	used  []bool
	wrong bool // a placeholder has no argument
}

func (b *builder) query(q *Query) ast.Expr {
	if q.Or == nil {
		return ast.All()
	}
	return b.or(q.Or)
}

func (b *builder) or(or *Or) ast.Expr {
	var terms []ast.Expr
	for _, t := range or.Terms {
		terms = append(terms, b.and(t))
	}
	return ast.Any(terms[0], terms[1:]...)
}

func (b *builder) and(and *And) ast.Expr {
	var terms []ast.Expr
	for _, t := range and.Terms {
		terms = append(terms, b.unary(t))
	}
	return ast.All(terms...)
}

func (b *builder) unary(u *Unary) ast.Expr {
	switch {
	case u.Not != nil:
		return &ast.Not{X: b.unary(u.Not), At: spanOf(u.Tokens)}
	case u.Group != nil:
		return b.or(u.Group)
	}
	return b.condition(u.Condition)
}

func (b *builder) condition(c *Condition) ast.Expr {
	x := &ast.Comparison{Field: field(c.Field), Fold: c.Fold || c.InFold, At: spanOf(c.Tokens)}
	x.OpAt = spanOf(c.Tokens[len(c.Field.Tokens):][:1])
	if x.Fold {
		x.FoldAt = spanOf(c.Tokens[len(c.Tokens)-1:])
	}
	switch {
	case c.Exists:
		x.Op = ast.OpExists
	case c.Value != nil:
		x.Op, _ = scanner.Operator(c.Op)
		x.Values = []ast.Value{b.value(*c.Value)}
	default:
		x.Op = ast.OpIn
		if c.NotIn {
			x.Op = ast.OpNotIn
			x.OpAt = spanOf(c.Tokens[len(c.Field.Tokens):][:2])
		}
		for _, v := range c.List {
			x.Values = append(x.Values, b.value(v))
		}
	}
	return x
}

func field(f Field) ast.Field {
	if f.Tag != "" {
		return ast.Field{Tag: true, Name: scanner.Key(f.Tag), At: spanOf(f.Tokens)}
	}
	return ast.Field{Name: f.Name, At: spanOf(f.Tokens)}
}

func (b *builder) value(v Value) ast.Value {
	at := spanOf(v.Tokens)
	switch {
	case v.String != "":
		return ast.Value{Text: scanner.Unquote(v.String), At: at}
	case v.Placeholder != "":
		n, ok := scanner.PlaceholderNumber(v.Placeholder)
		if !ok || n > len(b.args) {
			b.wrong = true
			return ast.Value{}
		}
		b.used[n-1] = true
		return ast.Value{Text: b.args[n-1], At: at}
	}
	return ast.Value{Text: v.Word, At: at}
}

// spanOf returns where tokens stand.
func spanOf(tokens []plexer.Token) ast.Span {
	first, last := tokens[0].Pos, tokens[len(tokens)-1]
	start := ast.Position{Offset: first.Offset, Line: first.Line, Column: first.Column}
	end := ast.Position{Offset: last.Pos.Offset, Line: last.Pos.Line, Column: last.Pos.Column}
	return ast.Span{Start: start, End: diag.After(end, last.Value)}
}

// agree holds the parser and the reference together on src, and reports whether
// they accept it.
func agree(t *testing.T, src string, args ...string) bool {
	t.Helper()
	var anys []any
	for _, a := range args {
		anys = append(anys, a)
	}
	x, err := parser.Parse(src, anys...)
	want, ok := parseReference(src, args...)
	require.Equal(t, ok, err == nil, "Parse(%+q, %+q) = %v, and the reference accepts it: %v", src, args, err, ok)
	if !ok {
		return false
	}
	require.True(t, tree.Equal(want, x), "Parse(%+q) = %s, want %s", src, x, want)
	// The lists of the reference's trees have no spans, since its groups are
	// flattened by the constructors.
	require.Equal(t, spans(want), spans(x), "spans of Parse(%+q)", src)
	return true
}

// spans returns the places of the comparisons and nots of x.
func spans(x ast.Expr) (all []ast.Span) {
	ast.Inspect(x, func(x ast.Expr) bool {
		switch x := x.(type) {
		case *ast.Not:
			all = append(all, x.At)
		case *ast.Comparison:
			all = append(all, x.At, x.OpAt, x.Field.At, x.FoldAt)
			for _, v := range x.Values {
				all = append(all, v.At)
			}
		}
		return true
	})
	return all
}

// twins are queries, each with texts that are nearly the same and are none.
var twins = []struct {
	query string
	near  []string
}{
	{"", []string{"()", "(", ")", ",", "not", "and", "or", "=", "a", "'a'", "$1", ";"}},
	{"a = b", []string{"a = ", "= b", "a b", "a == b", "a = b c", "a = b,", "'a' = b", "a = b =", "a = b = c", "$1 = b"}},
	{"a=b", []string{"a=", "=b", "ab", "a:b", "a=(b)", "a=b;", "a=b\x00"}},
	{"(a = b)", []string{"(a = b", "a = b)", "((a = b)", "(a = b))", "(a) = b", "a (= b)", "()a = b", "(a = b)()"}},
	{"not a = b", []string{"not", "a not = b", "a = not b", "a = b not", "!a = b", "not or a = b", "not (a = b"}},
	{"not not not a = b", []string{"not not not", "not not a = b not"}},
	{"a = b and c = d", []string{"a = b and", "and a = b", "a = b and and c = d", "a = b && c = d", "a = b, c = d", "a = b c = d", "a = b and (c = d"}},
	{"a = b or c = d", []string{"a = b or", "or a = b", "a = b or and c = d", "a = b || c = d", "a = b or or c = d"}},
	{"a = b or c = d and not (e = f or g = h)", []string{"a = b or c = d and not e = f or g = h)", "a = b or c = d and not ()"}},
	{"AND:a != b AnD x NOT IN (a) OR NoT y EXISTS", []string{"AND a != b", "x NOT a", "y EXISTS z", "NoT EXISTS", "x NOT EXISTS"}},
	{"a in (b)", []string{"a in b", "a in ()", "a in", "a in (b", "a in b)", "a in (b,)", "a in (,b)", "a in (b c)", "a in ((b))", "a in [b]", "in (b)"}},
	{"a not in (b, 'c', in)", []string{"not a not in (b, c,)", "a not not in (b)", "a not (b)", "not in (b)", "a in not (b)", "a not in (b, not)"}},
	{"a exists", []string{"exists", "a exists b", "a exists = b", "a not exists", "a exists exists", "a (exists)"}},
	{"exists exists and in in (in) and contains contains contains", []string{"exists and in", "contains contains"}},
	{"a startswith b or a CONTAINS b or a EndsWith b", []string{"a starts with b", "a startswith", "a startswith = b", "startswith b"}},
	{"a != b and a ^= b and a *= b and a $= b and a < b and a <= b and a > b and a >= b", []string{"a ! = b", "a ^ b", "a * b", "a $ = b", "a < = b", "a =< b", "a > = b", "a <> b"}},
	{"tag:k = v", []string{"tag: k = v", "tag :k = v", "tag:k", "tag:'' = v", "tag: = v", "tag:$1 = v", "tag:'k = v"}},
	{"TAG:a:b:c=tag:k and tag:\"cost center\"='a b'", []string{"tag:a b = c", "tag:\"a\"b = c", "tag:a\"b\" = c", "tag:\"a\" \"b\""}},
	{"tag:and exists", []string{"tag:and", "and exists"}},
	{`a = "b"`, []string{`a = "b`, `a = b"`, `a = "b'`, `a = "b" "c"`, `a = ""b""`, `a = "\d"`, "a = \"\n\"", "a = \"\xff\""}},
	{`a = '\'\"\\\n\t\r\u00e9\ud83d\ude00'`, []string{`a = '\ud83d'`, `a = '\ude00\ud83d'`, `a = '\u00e'`, `a = '\U000000e9'`, `a = '\x41'`, `a = '\'`}},
	{`a = "and" or a = 'NOT'`, []string{"a = and or a = NOT", `a = "and" "or" a = "NOT"`}},
	{"naïve.field-1/x@y+z%_:é = 北京", []string{"naïve = 北 京", "a = b\u3000c", "a = \xe5\x8c"}},
	{"\u00a0a\u2003=\u3000b\r\n\t", []string{"a\u200b=", "\ufeff"}},
	{"a = b i", []string{"a = i b", "a = b I", "a = b \"i\"", "a = b i i", "a = b ii", "a i = b", "a = bi c", "a = b i c", "i", "a = b and i", "(a = b) i", "not i"}},
	{"a = i", []string{"a = ", "a i"}},
	{"a ^= 'b'i and c=i i or i = i", []string{"a ^= 'b'I", "a ^= 'b'i'", "a ^= 'b'ic"}},
	{"not a in (b, i)i or a not in ('c') i", []string{"a in (b i)", "a in (b i, c)", "a in (b)I", "a in (b)i i", "a in (b) in", "a in (i b)"}},
	{"a exists and b = c\ni", []string{"a exists i", "a i exists"}},
	{"a = \"b\u200bc\" and tag:'k\u00ad' = '\u200d'", []string{"a = b\u200bc", "a\u200b = b", "a = b \u200band c = d", "tag:k\u00ad = b", "a in (b, \u200d)", "a\u2060 exists", "a \u200b= b", "a = \u00abb\u00bb", "a = \u2033b\u2033"}},
	{"a^=b and c$=d", []string{"a^b", "c$d", "a^==b"}},
}

func TestReference(t *testing.T) {
	for _, test := range twins {
		assert.True(t, agree(t, test.query), "Parse(%+q) is an error", test.query)
		for _, near := range test.near {
			assert.False(t, agree(t, near), "Parse(%+q) is no error", near)
		}
	}
}

func TestReference_placeholders(t *testing.T) {
	for src, args := range map[string][]string{
		"a = $1":                          {"b c"},
		"a in ($2, $1, x, $2)":            {"", "or"},
		"a $=$1 and not tag:k != $1":      {`"`},
		"a not in ($1) or b startswith$2": {"1", "2"},
		"a = $1 i and b in ($2) i":        {"i", "j"},
	} {
		assert.True(t, agree(t, src, args...), "Parse(%q, %q) is an error", src, args)
		assert.False(t, agree(t, src, args[1:]...), "Parse(%q, %q) is no error", src, args[1:])
		assert.False(t, agree(t, src, append(args, "more")...), "Parse(%q, %q and more) is no error", src, args)
	}
	for _, src := range []string{"a = $0", "a = $01", "a = $", "a = $x", "a = $1x", "$1", "a $1 b", "a = $1i", "$1 = a", "tag:$1 = a", "a in $1"} {
		assert.False(t, agree(t, src, "b"), "Parse(%q) is no error", src)
	}
}

// TestReference_generated: spellings of trees, which both accept, and texts one
// edit away from a query, which mostly they do not.
func TestReference_generated(t *testing.T) {
	s := schema.TestCase()
	r := rand.New(rand.NewSource(1))
	n := effort.Cases(2000, 4000)
	var parsed, accepted, refused, nodes int
	for i := range n {
		x := fuzz.Trees(s)(r, i%12)
		require.True(t, agree(t, x.String()), "Parse(%+q) is an error", x)
		text := fuzz.Spellings(nil, x)(r, 0)
		if !agree(t, text) {
			// What the text adds can be too much for one that is at a limit.
			require.Greater(t, len(text), limit.Bytes/2, "Parse(%+q) is an error", text)
			continue
		}
		y, err := parser.Parse(text)
		require.NoError(t, err)
		require.True(t, tree.Equal(x, y), "Parse(%+q) = %s, want %s", text, y, x)
		parsed++
		ast.Inspect(x, func(ast.Expr) bool { nodes++; return true })
		if agree(t, fuzz.Queries(s)(r, i%6)) {
			accepted++
		} else {
			refused++
		}
	}
	t.Logf("%d spellings of %d nodes; texts: %d accepted, %d refused", parsed, nodes, accepted, refused)
	assert.Greater(t, parsed, n*9/10)
	assert.Greater(t, accepted, n/20)
	assert.Greater(t, refused, n/4)
}

// referenceEBNF is what doc.go carries.
func referenceEBNF() string { return reference.String() }

// TestReference_doc: the language reference has the grammar as it is.
func TestReference_doc(t *testing.T) {
	doc, err := os.ReadFile("../doc.go")
	require.NoError(t, err)
	want := strings.Split(referenceEBNF(), "\n")
	var got []string
	for line := range strings.Lines(string(doc)) {
		line = strings.TrimSpace(strings.TrimPrefix(line, "//"))
		for _, w := range want {
			name, _, _ := strings.Cut(w, " ")
			if strings.HasPrefix(line, name+" = ") {
				got = append(got, line)
			}
		}
	}
	assert.Equal(t, want, got, "doc.go's EBNF")
}

func FuzzReference(f *testing.F) {
	for _, test := range twins {
		f.Add(test.query)
		for _, near := range test.near {
			f.Add(near)
		}
	}
	f.Add("a = $1")
	f.Add("a in ($1, $2)")
	f.Fuzz(func(t *testing.T, src string) {
		agree(t, src)
		agree(t, src, "a")
		agree(t, src, "and", "")
	})
}
