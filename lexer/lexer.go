// Package lexer turns the text of a query into tokens, as a lexer definition for
// participle.
//
// What a word is depends on where it stands: in is a field at the start of a
// condition, an operator after a field, and a value after an operator. So the
// lexer knows what may come next, and gives each role a token type of its own;
// the grammar above it needs no rules about words. White space is dropped. A
// token's value is its text as it was written, quotes and escapes included.
//
// The lexer never fails. Text that is no token becomes an Illegal token, and an
// operator of other languages, such as &&, a Foreign one; package parser says what
// is wrong with them. At the first token over a limit the lexer stops, with an
// Illegal token without text.
package lexer

import (
	"io"
	"math"

	"github.com/alecthomas/participle/v2/lexer"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/scanner"
)

// Definition is the language's tokens, for participle.Lexer. Its zero value
// has the default limits.
type Definition struct {
	Limits ast.Limits
}

// Symbols returns the names of the token types. It is the same map each time,
// since participle asks at every parse; do not change it.
func (Definition) Symbols() map[string]lexer.TokenType { return scanner.Symbols }

// Lex returns a lexer for the text in r. It reads at most one byte more than the
// limit allows. The error is r's.
func (d Definition) Lex(filename string, r io.Reader) (lexer.Lexer, error) {
	most := int64(d.Limits.WithDefaults().Bytes)
	if most < math.MaxInt64 {
		most++
	}
	src, err := io.ReadAll(io.LimitReader(r, most))
	if err != nil {
		return nil, err
	}
	return d.LexBytes(filename, src)
}

// LexString returns a lexer for src. The error is nil.
func (d Definition) LexString(filename, src string) (lexer.Lexer, error) {
	l := scanner.New(src, d.Limits)
	l.Filename = filename
	return l, nil
}

// LexBytes returns a lexer for src. The error is nil.
func (d Definition) LexBytes(filename string, src []byte) (lexer.Lexer, error) {
	return d.LexString(filename, string(src))
}
