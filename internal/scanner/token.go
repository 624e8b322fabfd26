package scanner

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/alecthomas/participle/v2/lexer"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
)

// The types of tokens. A token's value is its text as it was written, quotes
// and escapes included, so that its end follows from its start.
const (
	EOF         = lexer.EOF
	And         = EOF - 1 - iota // and
	Or                           // or
	Not                          // not
	Name                         // a word where a field may stand
	Tag                          // tag:KEY or tag:"KEY" where a field may stand
	Op                           // = != ^= *= $= < <= > >= startswith contains endswith
	In                           // in, after a field
	Exists                       // exists, after a field
	Word                         // a word where a value may stand
	String                       // "…" or '…'
	Placeholder                  // $1, $2, …
	Fold                         // i, directly after a value or the list of an in
	Open                         // (
	Close                        // )
	Comma                        // ,
	Foreign                      // an operator of other languages, such as &&: no grammar has it
	Illegal                      // text that is no token; the lexer's report says why
)

// Symbols has the names of the types.
var Symbols = map[string]lexer.TokenType{
	"EOF": EOF, "And": And, "Or": Or, "Not": Not, "Name": Name, "Tag": Tag, "Op": Op, "In": In,
	"Exists": Exists, "Word": Word, "String": String, "Placeholder": Placeholder, "Fold": Fold,
	"Open": Open, "Close": Close, "Comma": Comma, "Foreign": Foreign, "Illegal": Illegal,
}

// An operator is the text of one in symbols, with the type of its token: Op, or
// Foreign if the language does not have it.
type operator struct {
	text string
	t    lexer.TokenType
}

// operators lists the operators by their first byte, longer ones first.
var operators = [utf8.RuneSelf][]operator{
	'=': {{"===", Foreign}, {"==", Foreign}, {"=~", Foreign}, {"=>", Foreign}, {"=<", Foreign}, {"=", Op}},
	'!': {{"!==", Foreign}, {"!=", Op}, {"!~", Foreign}, {"!", Foreign}},
	'^': {{"^=", Op}, {"^", Foreign}},
	'*': {{"*=", Op}, {"*", Foreign}},
	'<': {{"<>", Foreign}, {"<=", Op}, {"<", Op}},
	'>': {{">=", Op}, {">", Op}},
	'&': {{"&&", Foreign}, {"&", Foreign}},
	'|': {{"||", Foreign}, {"|", Foreign}},
	'~': {{"~=", Foreign}, {"~", Foreign}},
}

// fold is the text of a Fold token, in this case alone.
const fold = "i"

// wordOps are the operators that are words, in lower case.
var wordOps = map[string]ast.Op{
	"startswith": ast.OpHasPrefix,
	"contains":   ast.OpContains,
	"endswith":   ast.OpHasSuffix,
}

// Operator returns the operator that the text of an Op token spells.
func Operator(text string) (op ast.Op, ok bool) {
	for op := ast.OpEqual; op <= ast.OpGreaterEqual; op++ {
		if op.String() == text {
			return op, true
		}
	}
	for word, op := range wordOps {
		if chars.EqualFold(word, text) {
			return op, true
		}
	}
	return 0, false
}

// Unquote returns the value of a String token: its text without the quotes and
// with the escapes replaced.
func Unquote(text string) string {
	s := text[1 : len(text)-1]
	i := strings.IndexByte(s, '\\')
	if i < 0 {
		return s
	}
	b := make([]byte, 0, len(s))
	for i >= 0 {
		b = append(b, s[:i]...)
		switch c := s[i+1]; c {
		case 'n':
			b = append(b, '\n')
		case 't':
			b = append(b, '\t')
		case 'r':
			b = append(b, '\r')
		case 'u':
			r, size, _ := chars.UnicodeEscape(s[i:])
			b = utf8.AppendRune(b, r)
			i += size - 2
		default:
			b = append(b, c)
		}
		s = s[i+2:]
		i = strings.IndexByte(s, '\\')
	}
	return string(append(b, s...))
}

// Key returns the key that a Tag token asks for.
func Key(text string) string {
	key := text[len(chars.TagPrefix):]
	if key[0] == '"' || key[0] == '\'' {
		return Unquote(key)
	}
	return key
}

// escape returns how many bytes the escape at the start of s has, and whether
// the language has it.
func escape(s string) (size int, ok bool) {
	if len(s) < 2 {
		return len(s), false
	}
	switch s[1] {
	case '"', '\'', '\\', 'n', 't', 'r':
		return 2, true
	case 'u':
		_, size, ok = chars.UnicodeEscape(s)
		return size, ok
	}
	if r, size := utf8.DecodeRuneInString(s[1:]); r != utf8.RuneError && unicode.IsPrint(r) {
		return 1 + size, false
	}
	return 1, false
}
