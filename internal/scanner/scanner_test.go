package scanner_test

import (
	"errors"
	"fmt"
	goast "go/ast"
	goparser "go/parser"
	gotoken "go/token"
	"io"
	"maps"
	"math"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	plexer "github.com/alecthomas/participle/v2/lexer"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/fuzz"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/internal/scanner"
	"github.com/searchfilter/searchfilter/lexer"
	"github.com/searchfilter/searchfilter/schema"
)

var names = plexer.SymbolsByRune(lexer.Definition{})

// lex returns the tokens of src before EOF, of which it checks that each is the
// text at its place, and that nothing but white space stands between them.
func lex(t testing.TB, src string, limits ast.Limits) ([]plexer.Token, *diag.Report) {
	l := scanner.New(src, limits)
	var tokens []plexer.Token
	offset, pos := 0, ast.Position{Line: 1, Column: 1}
	for {
		tok, err := l.Next()
		require.NoError(t, err, "Next() in %+q", src)
		require.LessOrEqual(t, offset, tok.Pos.Offset, "token %#v of %+q", tok, src)
		gap := src[offset:tok.Pos.Offset]
		require.Empty(t, strings.TrimFunc(gap, isWhiteSpace), "text before %#v of %+q", tok, src)
		pos = diag.After(pos, gap)
		require.Equal(t, plexer.Position{Offset: pos.Offset, Line: pos.Line, Column: pos.Column}, tok.Pos, "place of %#v in %+q", tok, src)
		require.True(t, strings.HasPrefix(src[tok.Pos.Offset:], tok.Value), "text of %#v in %+q", tok, src)
		pos = diag.After(pos, tok.Value)
		offset = pos.Offset
		if tok.EOF() {
			for range 3 {
				again, err := l.Next()
				require.NoError(t, err)
				require.Equal(t, tok, again, "Next() after EOF in %+q", src)
			}
			return tokens, l.Report()
		}
		tokens = append(tokens, tok)
	}
}

func isWhiteSpace(r rune) bool { return unicode.Is(unicode.White_Space, r) }

// show returns tokens as Type(text).
func show(tokens []plexer.Token) string {
	var all []string
	for _, tok := range tokens {
		all = append(all, names[tok.Type]+"("+tok.Value+")")
	}
	return strings.Join(all, " ")
}

func TestLexer(t *testing.T) {
	for _, test := range []struct{ src, want string }{
		{"", ""},
		{" \t\r\n\u3000", ""},
		{"a = b", "Name(a) Op(=) Word(b)"},
		{"a=b and c!='d'or e$=$1", "Name(a) Op(=) Word(b) And(and) Name(c) Op(!=) String('d') Or(or) Name(e) Op($=) Placeholder($1)"},
		{"a^=b*=c<d<=e>f>=g", "Name(a) Op(^=) Word(b) Op(*=) Word(c) Op(<) Word(d) Op(<=) Word(e) Op(>) Word(f) Op(>=) Word(g)"},
		{"not(a exists)", "Not(not) Open(() Name(a) Exists(exists) Close())"},
		{"a not in (b,'c',$2) and d in(e)", "Name(a) Not(not) In(in) Open(() Word(b) Comma(,) String('c') Comma(,) Placeholder($2) Close()) And(and) Name(d) In(in) Open(() Word(e) Close())"},
		// What a word is depends on its place.
		{"in in (in)", "Name(in) In(in) Open(() Word(in) Close())"},
		{"exists exists", "Name(exists) Exists(exists)"},
		{"contains CONTAINS contains", "Name(contains) Op(CONTAINS) Word(contains)"},
		{"a startswith startswith or b EndsWith exists", "Name(a) Op(startswith) Word(startswith) Or(or) Name(b) Op(EndsWith) Word(exists)"},
		{"AND Or nOt", "And(AND) Or(Or) Not(nOt)"},
		{"a = and", "Name(a) Op(=) And(and)"},
		{"a in (or, not)", "Name(a) In(in) Open(() Or(or) Comma(,) Not(not) Close())"},
		{"android = oracle and notes = nothing", "Name(android) Op(=) Word(oracle) And(and) Name(notes) Op(=) Word(nothing)"},
		{"and-or = in.exists", "Name(and-or) Op(=) Word(in.exists)"},
		{"tag:k = tag:v", "Tag(tag:k) Op(=) Word(tag:v)"},
		{"TAG:a:b exists or tag:'a b'in(c)", "Tag(TAG:a:b) Exists(exists) Or(or) Tag(tag:'a b') In(in) Open(() Word(c) Close())"},
		{"a = b i and i = i i", "Name(a) Op(=) Word(b) Fold(i) And(and) Name(i) Op(=) Word(i) Fold(i)"},
		{"a in (i, 'i')i or b not in(c)\ni", "Name(a) In(in) Open(() Word(i) Comma(,) String('i') Close()) Fold(i) Or(or) Name(b) Not(not) In(in) Open(() Word(c) Close()) Fold(i)"},
		{"a = 'b'i i I and a=$1 i", "Name(a) Op(=) String('b') Fold(i) Name(i) Word(I) And(and) Name(a) Op(=) Placeholder($1) Fold(i)"},
		{"a = b I or (a = b) i", "Name(a) Op(=) Word(b) Name(I) Or(or) Open(() Name(a) Op(=) Word(b) Close()) Name(i)"},
		{"a exists i or a like i i", "Name(a) Exists(exists) Name(i) Or(or) Name(a) Word(like) Name(i) Word(i)"},
		{"a in (b i, c) i", "Name(a) In(in) Open(() Word(b) Word(i) Comma(,) Word(c) Close()) Fold(i)"},
		{"a = \u201cb\u201d i and a = ib", "Name(a) Op(=) Illegal(\u201cb\u201d) Fold(i) And(and) Name(a) Op(=) Word(ib)"},
		{`tag:"a""b"`, `Tag(tag:"a") String("b")`},
		{"tag:and = x", "Tag(tag:and) Op(=) Word(x)"},
		{"tag = tag:", "Name(tag) Op(=) Word(tag:)"},
		{"tags:k a", "Name(tags:k) Word(a)"},
		{"a in (tag:k, tag:)", "Name(a) In(in) Open(() Word(tag:k) Comma(,) Word(tag:) Close())"},
		{":a = :b", "Name(:a) Op(=) Word(:b)"},
		{"a = 'x' 'y'", "Name(a) Op(=) String('x') String('y')"},
		{`a = "\"\\" b`, `Name(a) Op(=) String("\"\\") Name(b)`},
		{"név=北京\u3000or\u00a0ü < é", "Name(név) Op(=) Word(北京) Or(or) Name(ü) Op(<) Word(é)"},
		{"a = -7d and b > 2026-01-31T00:00:00+01:00", "Name(a) Op(=) Word(-7d) And(and) Name(b) Op(>) Word(2026-01-31T00:00:00+01:00)"},
		{"a = arn:aws:connect:eu-west-2:1:x/y_z@w%20", "Name(a) Op(=) Word(arn:aws:connect:eu-west-2:1:x/y_z@w%20)"},
		{"a $ =$1", "Name(a) Illegal($) Op(=) Placeholder($1)"},
		{"a $=$1", "Name(a) Op($=) Placeholder($1)"},
		{"a=$10", "Name(a) Op(=) Placeholder($10)"},
		// What other languages have.
		{"a==b===c", "Name(a) Foreign(==) Word(b) Foreign(===) Word(c)"},
		{"a<>b!==c", "Name(a) Foreign(<>) Word(b) Foreign(!==) Word(c)"},
		{"a =~ b", "Name(a) Foreign(=~) Word(b)"},
		{"a ~= b !~ c", "Name(a) Foreign(~=) Word(b) Foreign(!~) Word(c)"},
		{"a => b =< c", "Name(a) Foreign(=>) Word(b) Foreign(=<) Word(c)"},
		{"a=b&&c=d||e=f&g=h|i=j", "Name(a) Op(=) Word(b) Foreign(&&) Name(c) Op(=) Word(d) Foreign(||) Name(e) Op(=) Word(f) Foreign(&) Name(g) Op(=) Word(h) Foreign(|) Name(i) Op(=) Word(j)"},
		{"!a=b and !(c!in(d))", "Foreign(!) Name(a) Op(=) Word(b) And(and) Foreign(!) Open(() Name(c) Foreign(!) In(in) Open(() Word(d) Close()) Close())"},
		{"a :b", "Name(a) Foreign(:) Word(b)"},
		{"a : 'b'", "Name(a) Foreign(:) String('b')"},
		{"a like b", "Name(a) Word(like) Name(b)"},
		{"a = b* and c = *d^", "Name(a) Op(=) Word(b) Foreign(*) And(and) Name(c) Op(=) Foreign(*) Word(d) Foreign(^)"},
		// What is wrong in itself. Adjacent characters are one token.
		{"a = b;", "Name(a) Op(=) Word(b) Illegal(;)"},
		{"a = b;;#?[]{}\\`;c = d", "Name(a) Op(=) Word(b) Illegal(;;#?[]{}\\`;) Name(c) Op(=) Word(d)"},
		{"; ;\x00\x1b\x7f;", "Illegal(;) Illegal(;\x00\x1b\x7f;)"},
		{";(;,;'a';$1;=;a", "Illegal(;) Open(() Illegal(;) Comma(,) Illegal(;) String('a') Illegal(;) Placeholder($1) Illegal(;) Op(=) Illegal(;) Word(a)"},
		{"a = b !c = d ~ e", "Name(a) Op(=) Word(b) Foreign(!) Name(c) Op(=) Word(d) Foreign(~) Word(e)"},
		{`a = '\ud83d\u0041' and b = '\ud83d\udE00'`, `Name(a) Op(=) Illegal('\ud83d\u0041') And(and) Name(b) Op(=) String('\ud83d\udE00')`},
		{"a = 'b", "Name(a) Op(=) Illegal('b)"},
		{"a = \"b\nc\" or d = e", "Name(a) Op(=) Illegal(\"b\nc\") Or(or) Name(d) Op(=) Word(e)"},
		{`a in ("\x", 'b')`, `Name(a) In(in) Open(() Illegal("\x") Comma(,) String('b') Close())`},
		{"a = b\xffc", "Name(a) Op(=) Illegal(b\xffc)"},
		{"\xff = b and c\xff d", "Illegal(\xff) Op(=) Word(b) And(and) Illegal(c\xff) Word(d)"},
		{"a \xff b", "Name(a) Illegal(\xff) Word(b)"},
		{"a not in (b) or 'c' not in (d)", "Name(a) Not(not) In(in) Open(() Word(b) Close()) Or(or) String('c') Not(not) In(in) Open(() Word(d) Close())"},
		{"a in \xff (b)", "Name(a) In(in) Illegal(\xff) Open(() Name(b) Close())"},
		{"tag:\xff = b", "Illegal(tag:\xff) Op(=) Word(b)"},
		{"a = $0 or b = $01 or c = $x1 or d = $", "Name(a) Op(=) Illegal($0) Or(or) Name(b) Op(=) Illegal($01) Or(or) Name(c) Op(=) Illegal($x1) Or(or) Name(d) Op(=) Illegal($)"},
		{"tag:'' = a", "Illegal(tag:'') Op(=) Word(a)"},
		{"tag:$1 = a", "Illegal(tag:$1) Op(=) Word(a)"},
		{"tag:'k = a", "Illegal(tag:'k = a)"},
		{"tag: k = a", "Illegal(tag:) Name(k) Op(=) Word(a)"},
		// Typographic quotation marks.
		{"a = “b c” and ‘d’ = „e‟or f in (“g”,h)", "Name(a) Op(=) Illegal(“b c”) And(and) Illegal(‘d’) Op(=) Illegal(„e‟) Or(or) Name(f) In(in) Open(() Illegal(“g”) Comma(,) Word(h) Close())"},
		{"tag:“a b” = c", "Illegal(tag:“a b”) Op(=) Word(c)"},
		{"a = b“c”", "Name(a) Op(=) Word(b) Illegal(“c”)"},
		{"a = “\n”", "Name(a) Op(=) Illegal(“) Illegal(”)"},
		{"a = “b", "Name(a) Op(=) Illegal(“) Name(b)"},
		{"a = Tom’s", "Name(a) Op(=) Word(Tom’s)"},
		{"a = “it’s ‘b’” and c in(‘d’,‘e’)", "Name(a) Op(=) Illegal(“it’s ‘b’”) And(and) Name(c) In(in) Open(() Illegal(‘d’) Comma(,) Illegal(‘e’) Close())"},
		{"a = ‘it’s’", "Name(a) Op(=) Illegal(‘) Name(it’s’)"},
		{"a = ‘the agents’ desk’", "Name(a) Op(=) Illegal(‘) Name(the) Word(agents’) Name(desk’)"},
		{"‘a’ contains ‘b’\nor ‘c’ EXISTS", "Illegal(‘a’) Op(contains) Illegal(‘b’) Or(or) Illegal(‘c’) Exists(EXISTS)"},
		{"a = “b’", "Name(a) Op(=) Illegal(“) Name(b’)"},
		{"a in (“b, c) and d = “e”", "Name(a) In(in) Open(() Illegal(“) Word(b) Comma(,) Word(c) Close()) And(and) Name(d) Op(=) Illegal(“e”)"},
		{"a = ”b” and c = ‚d‘ and e = ‛f’", "Name(a) Op(=) Illegal(”b”) And(and) Name(c) Op(=) Illegal(‚d‘) And(and) Name(e) Op(=) Illegal(‛f’)"},
	} {
		tokens, report := lex(t, test.src, ast.Limits{})
		assert.Equal(t, test.want, show(tokens), "tokens of %+q", test.src)
		illegal := slices.ContainsFunc(tokens, func(tok plexer.Token) bool { return tok.Type == scanner.Illegal })
		assert.Equal(t, illegal, !report.Empty(), "report on %+q: %v", test.src, report.Diagnostics())
	}
}

// TestLexer_typographic has marks with and without a fix.
func TestLexer_typographic(t *testing.T) {
	for src, want := range map[string]string{
		"name = “Tom’s test”":                          `name = "Tom’s test"`,
		"“name” = ‘a’ or not „b‟ = c":                  `"name" = "a" or not "b" = c`,
		"tag:“a b” in (“c”, d)":                        `tag:"a b" in ("c", d)`,
		"name ^= “" + strings.Repeat("ab ", 100) + "”": `name ^= "` + strings.Repeat("ab ", 100) + `"`,
		"name “=” x":                                   "",
		"name = x “and” id = y":                        "",
		"name = “a”b":                                  "",
		"name = “a\\”":                                 "",
		"name = “a \" b”":                              "",
		"name = “a\tb”":                                "",
		"name = “a\xff”":                               "",
		"name = “”":                                    "",
		"name = “a\n”":                                 "",
		"name = ‘it’s’":                                "",
		"name = “a, b and c = “d":                      "",
	} {
		_, report := lex(t, src, ast.Limits{})
		fixed, whole := src, true
		ds := report.Diagnostics()
		require.NotEmpty(t, ds, src)
		for _, d := range slices.Backward(ds) {
			assert.Equal(t, ast.Code(codes.InvalidCharacter), d.Code)
			if whole = whole && d.Fix != nil; whole {
				fixed = fixed[:d.Fix.Span.Start.Offset] + d.Fix.Text + fixed[d.Fix.Span.End.Offset:]
			}
		}
		if !whole {
			fixed = ""
		}
		assert.Equal(t, want, fixed, "%+q fixed", src)
	}
}

func TestLexer_positions(t *testing.T) {
	const src = "né\t= \"日\\n\"\r\n  and\u3000(\n\n\t😀 in\u2028(x))"
	want := map[string]string{
		"né": "1:1 0", "=": "1:4 4", `"日\n"`: "1:6 6", "and": "2:3 17", "(": "2:7 23", "😀": "4:2 27", "in": "4:4 32", "x": "4:8 38",
	}
	tokens, report := lex(t, src, ast.Limits{})
	assert.True(t, report.Empty(), "%v", report.Diagnostics())
	for _, tok := range tokens {
		at := fmt.Sprintf("%d:%d %d", tok.Pos.Line, tok.Pos.Column, tok.Pos.Offset)
		if want[tok.Value] != "" {
			assert.Equal(t, want[tok.Value], at, "place of %s", tok.Value)
			delete(want, tok.Value) // the second ( stands elsewhere
		}
	}
	assert.Empty(t, want, "not seen")
	for name, make := range map[string]func(string) (plexer.Lexer, error){
		"LexString": func(f string) (plexer.Lexer, error) { return lexer.Definition{}.LexString(f, "a") },
		"LexBytes":  func(f string) (plexer.Lexer, error) { return lexer.Definition{}.LexBytes(f, []byte("a")) },
		"Lex":       func(f string) (plexer.Lexer, error) { return lexer.Definition{}.Lex(f, strings.NewReader("a")) },
	} {
		l, err := make("saved.txt")
		require.NoError(t, err)
		tok, err := l.Next()
		require.NoError(t, err)
		assert.Equal(t, "saved.txt:1:1", tok.Pos.String(), "%s's position", name)
	}
}

// TestLexer_runes checks that each rune between two letters is white space, a part of
// the word, or neither, as the language says.
func TestLexer_runes(t *testing.T) {
	var space, word, other, invisible int
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if utf16.IsSurrogate(r) {
			continue
		}
		src := "a" + string(r) + "b"
		l := scanner.New(src, ast.Limits{})
		first, _ := l.Next()
		second, _ := l.Next()
		ascii := r < utf8.RuneSelf
		switch {
		case unicode.Is(unicode.Cf, r):
			invisible++
			if first.Value != src || first.Type != scanner.Illegal || !second.EOF() {
				t.Fatalf("%U is no mistake: tokens %+q and %+q", r, first.Value, second.Value)
			}
		case strings.ContainsRune("‘‚‛“”„‟«»′″", r):
			other++
			if first.Value != "a" || second.Value != string(r) || second.Type != scanner.Illegal {
				t.Fatalf("%U is taken for a part of a word: tokens %+q and %+q", r, first.Value, second.Value)
			}
		case isWhiteSpace(r):
			space++
			if first.Value != "a" || second.Value != "b" || !l.Report().Empty() {
				t.Fatalf("%U is no white space: tokens %+q and %+q", r, first.Value, second.Value)
			}
		case !ascii || strings.ContainsRune("_-./@+%:", r) || unicode.IsLetter(r) || unicode.IsDigit(r):
			word++
			if first.Value != src || first.Type != scanner.Name || !second.EOF() {
				t.Fatalf("%U is not part of a word: tokens %+q and %+q", r, first.Value, second.Value)
			}
		default:
			other++
			if first.Value != "a" || second.Value == "b" || second.EOF() {
				t.Fatalf("%U is white space or part of a word: tokens %+q and %+q", r, first.Value, second.Value)
			}
		}
	}
	t.Logf("%d are white space, %d stand in words, %d are invisible, %d are neither", space, word, invisible, other)
	assert.Positive(t, space)
	assert.Equal(t, utf8.RuneSelf-(26+26+10+len("_-./@+%:"))-len(" \t\n\v\f\r")+len([]rune("‘‚‛“”„‟«»′″")), other, "runes that are neither")
	assert.Greater(t, invisible, 150)
}

// TestLexer_generated checks that the spelling of a tree has no illegal tokens, that
// each illegal token is reported, and that the tokens of a text do not depend on how it
// is read.
func TestLexer_generated(t *testing.T) {
	s := schema.TestCase()
	r := rand.New(rand.NewSource(1))
	legal, illegal := 0, 0
	for i := range 2000 {
		x := fuzz.Trees(s)(r, i%12)
		src := fuzz.Spellings(nil, x)(r, 0)
		tokens, report := lex(t, src, ast.Limits{})
		require.True(t, report.Empty(), "%v in %+q", report.Diagnostics(), src)
		legal += len(tokens)

		src = fuzz.Queries(s)(r, i%12)
		tokens, report = lex(t, src, ast.Limits{})
		for _, tok := range tokens {
			if tok.Type == scanner.Illegal {
				require.False(t, report.Empty(), "no report on %+q in %+q", tok.Value, src)
				illegal++
			}
		}
		l, err := lexer.Definition{}.Lex("", iotest.OneByteReader(strings.NewReader(src)))
		require.NoError(t, err)
		for _, tok := range tokens {
			got, err := l.Next()
			require.NoError(t, err)
			require.Equal(t, tok, got, "token of %+q", src)
		}
	}
	t.Logf("%d legal tokens, %d illegal ones", legal, illegal)
	assert.Greater(t, legal, 20_000)
	assert.Greater(t, illegal, 200)
}

type endless struct{ read int }

func (r *endless) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'x'
	}
	r.read += len(b)
	return len(b), nil
}

func TestDefinition_Lex(t *testing.T) {
	for _, limits := range []ast.Limits{{}, {Bytes: 100}, {Bytes: 1}} {
		r := new(endless)
		l, err := lexer.Definition{Limits: limits}.Lex("", r)
		require.NoError(t, err)
		assert.LessOrEqual(t, r.read, limits.WithDefaults().Bytes+1, "bytes read under %+v", limits)
		tok, err := l.Next()
		require.NoError(t, err)
		assert.Equal(t, scanner.Illegal, tok.Type)
		assert.ErrorIs(t, l.(*scanner.Lexer).Report().Err(), ast.Code(codes.TooLong))
	}
	for _, most := range []int{math.MaxInt, math.MaxInt - 1, 1} {
		l, err := lexer.Definition{Limits: ast.Limits{Bytes: most}}.Lex("", strings.NewReader("a"))
		require.NoError(t, err)
		tok, err := l.Next()
		require.NoError(t, err)
		assert.Equal(t, "a", tok.Value, "token under %d bytes", most)
	}
	broken := errors.New("broken")
	_, err := lexer.Definition{}.Lex("", io.MultiReader(strings.NewReader("a = b"), iotest.ErrReader(broken)))
	assert.ErrorIs(t, err, broken)
}

// TestDefinition_Symbols checks that each constant of token.go has its name, and that all differ.
func TestDefinition_Symbols(t *testing.T) {
	f, err := goparser.ParseFile(gotoken.NewFileSet(), "token.go", nil, 0)
	require.NoError(t, err)
	var constants []string
	for _, d := range f.Decls {
		d, ok := d.(*goast.GenDecl)
		if !ok || d.Tok != gotoken.CONST {
			continue
		}
		for _, spec := range d.Specs {
			for _, name := range spec.(*goast.ValueSpec).Names {
				if name.IsExported() {
					constants = append(constants, name.Name)
				}
			}
		}
	}
	symbols := lexer.Definition{}.Symbols()
	assert.Len(t, names, len(symbols), "names by type")
	assert.ElementsMatch(t, constants, slices.Collect(maps.Keys(symbols)))
	assert.Equal(t, plexer.EOF, symbols["EOF"])
	assert.Zero(t, testing.AllocsPerRun(10, func() { lexer.Definition{}.Symbols() }), "allocations of Symbols, which each parse calls")
}

// TestUnquote checks that each rune has the same value however it is spelled.
func TestUnquote(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if utf16.IsSurrogate(r) {
			continue
		}
		value := "a " + string(r)
		spellings := []string{chars.Quote(value)}
		if r <= 0xFFFF {
			spellings = append(spellings, fmt.Sprintf(`"a\u0020\u%04x"`, r), fmt.Sprintf(`'a\u0020\u%04X'`, r))
		} else if r%61 == 0 {
			high, low := utf16.EncodeRune(r)
			spellings = append(spellings, fmt.Sprintf(`"a\u0020\u%04X\u%04x"`, high, low))
		}
		if !unicode.IsControl(r) && r != '"' && r != '\\' {
			spellings = append(spellings, `"`+value+`"`)
		}
		for _, text := range spellings {
			l := scanner.New("a = "+text, ast.Limits{})
			l.Next()
			l.Next()
			tok, _ := l.Next()
			if tok.Type != scanner.String || tok.Value != text || scanner.Unquote(text) != value {
				t.Fatalf("Unquote(%+q) = %+q, want %+q; token %v; %v", text, scanner.Unquote(text), value, tok, l.Report().Err())
			}
		}
	}
	for text, want := range map[string]string{
		`""`: "", `''`: "", `"'"`: "'", `'"'`: `"`, `'\'\"'`: `'"`, `"\\\\n"`: `\\n`, `"\n\r\t"`: "\n\r\t", `"a\nb\nc"`: "a\nb\nc",
	} {
		assert.Equal(t, want, scanner.Unquote(text), "Unquote(%s)", text)
	}
	r := rand.New(rand.NewSource(1))
	for range 1000 {
		s := fuzz.Texts(r, 3) + " "
		assert.Equal(t, s, scanner.Unquote(chars.Quote(s)), "Unquote(Quote(%+q))", s)
		assert.Equal(t, s, scanner.Key(ast.Tag(s).String()), "Key(%s)", ast.Tag(s))
	}
}

func TestKey(t *testing.T) {
	for text, want := range map[string]string{"tag:k": "k", "TAG:a:b": "a:b", `Tag:"a b"`: "a b", `tag:'\u00e9'`: "é", "tag::": ":", "tag:é": "é"} {
		assert.Equal(t, want, scanner.Key(text), "Key(%s)", text)
	}
}

func TestOperator(t *testing.T) {
	for text, want := range map[string]ast.Op{
		"=": ast.OpEqual, "!=": ast.OpNotEqual, "^=": ast.OpHasPrefix, "*=": ast.OpContains, "$=": ast.OpHasSuffix,
		"<": ast.OpLess, "<=": ast.OpLessEqual, ">": ast.OpGreater, ">=": ast.OpGreaterEqual,
		"startswith": ast.OpHasPrefix, "Contains": ast.OpContains, "ENDSWITH": ast.OpHasSuffix,
	} {
		op, ok := scanner.Operator(text)
		assert.True(t, ok, "Operator(%s)", text)
		assert.Equal(t, want, op, "Operator(%s)", text)
	}
	for _, text := range []string{"", "==", "in", "exists", "like", "startſwith", "contain", "containss"} {
		_, ok := scanner.Operator(text)
		assert.False(t, ok, "Operator(%s)", text)
	}
}

func TestPlaceholderNumber(t *testing.T) {
	for text, want := range map[string]int{
		"$1": 1, "$9": 9, "$10": 10, "$123": 123, "$999999999": 999_999_999,
		"$": 0, "$0": 0, "$01": 0, "$1000000000": 0, "$99999999999999999999": 0, "$x": 0, "$1x": 0, "$-1": 0, "$+1": 0, "$1.0": 0, "$１": 0,
	} {
		n, ok := scanner.PlaceholderNumber(text)
		assert.Equal(t, want > 0, ok, "PlaceholderNumber(%s)", text)
		if ok {
			assert.Equal(t, want, n, "PlaceholderNumber(%s)", text)
		}
	}
}

// TestLexer_limits checks that the token that is one too many is an empty Illegal one,
// stands where it would have begun, and is the last.
func TestLexer_limits(t *testing.T) {
	for _, test := range []struct {
		src    string
		limits ast.Limits
		code   ast.Code
		want   string
	}{
		{"a = b", ast.Limits{Bytes: 5}, "", "Name(a) Op(=) Word(b)"},
		{"a = b", ast.Limits{Bytes: 4}, codes.TooLong, "Illegal()"},
		{"((a = b))", ast.Limits{Depth: 2}, "", "Open(() Open(() Name(a) Op(=) Word(b) Close()) Close())"},
		{"((a = b))", ast.Limits{Depth: 1}, codes.TooDeep, "Open(() Illegal()"},
		{"not not a = b", ast.Limits{Depth: 1}, codes.TooDeep, "Not(not) Illegal()"},
		{"not a not in (b)", ast.Limits{Depth: 1}, "", "Not(not) Name(a) Not(not) In(in) Open(() Word(b) Close())"},
		{"not (a = b)", ast.Limits{Depth: 1}, codes.TooDeep, "Not(not) Illegal()"},
		{"(a = b) or (c = d)", ast.Limits{Depth: 1}, "", "Open(() Name(a) Op(=) Word(b) Close()) Or(or) Open(() Name(c) Op(=) Word(d) Close())"},
		{"a = b or c exists", ast.Limits{Conditions: 1}, codes.TooManyConditions, "Name(a) Op(=) Word(b) Or(or) Name(c) Illegal()"},
		{"a in (b, $1, 'c')", ast.Limits{Conditions: 2}, codes.TooManyConditions, "Name(a) In(in) Open(() Word(b) Comma(,) Placeholder($1) Comma(,) Illegal()"},
		{"a = b c d e f", ast.Limits{Conditions: 1}, "", "Name(a) Op(=) Word(b) Name(c) Word(d) Name(e) Word(f)"},
	} {
		tokens, report := lex(t, test.src, test.limits)
		assert.Equal(t, test.want, show(tokens), "tokens of %q under %+v", test.src, test.limits)
		if test.code == "" {
			assert.True(t, report.Empty(), "%v", report.Diagnostics())
			continue
		}
		ds := report.Diagnostics()
		require.Len(t, ds, 1)
		assert.Equal(t, test.code, ds[0].Code)
		if test.code != codes.TooLong {
			assert.Equal(t, tokens[len(tokens)-1].Pos.Offset, ds[0].Span.Start.Offset, "%v", ds[0])
		}
	}
}

func FuzzLexer(f *testing.F) {
	for _, src := range []string{
		"a = b and not (c in ('d', \"\\u00e9\", $1) or tag:k exists)", "tag:\"k l\" $= $2||!x==y", "tag:$\u00e0 \xff ;;` tag: ' ", "a not not in ((b",
	} {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		for _, limits := range []ast.Limits{{}, {Bytes: 40, Depth: 2, Conditions: 3}} {
			tokens, report := lex(t, src, limits)
			illegal := slices.ContainsFunc(tokens, func(tok plexer.Token) bool { return tok.Type == scanner.Illegal })
			require.Equal(t, illegal, !report.Empty(), "report on %+q: %v", src, report.Diagnostics())
			for _, tok := range tokens {
				switch tok.Type {
				case scanner.String:
					require.True(t, utf8.ValidString(scanner.Unquote(tok.Value)), "Unquote(%+q)", tok.Value)
				case scanner.Tag:
					require.NotEmpty(t, scanner.Key(tok.Value), "Key(%+q)", tok.Value)
				case scanner.Op:
					_, ok := scanner.Operator(tok.Value)
					require.True(t, ok, "Operator(%+q)", tok.Value)
				case scanner.Placeholder:
					_, ok := scanner.PlaceholderNumber(tok.Value)
					require.True(t, ok, "PlaceholderNumber(%+q)", tok.Value)
				}
			}
		}
	})
}

func BenchmarkLexer(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		l := scanner.New(`name ^= "smoke" and status = PUBLISHED or tag:BPO=123`, ast.Limits{})
		for tok, _ := l.Next(); !tok.EOF(); tok, _ = l.Next() {
		}
	}
}

// The same word is a field, an operator or a value, depending on its place.
