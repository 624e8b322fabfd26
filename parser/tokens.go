package parser

import (
	"sync"

	plexer "github.com/alecthomas/participle/v2/lexer"

	"github.com/searchfilter/searchfilter/internal/scanner"
)

// A tokenList holds the tokens of one text, as participle wants them. Its memory is used
// again for the next text, unless the text is long: participle's Upgrade takes more memory,
// and more time, than the rest of parsing (measured).
type tokenList struct {
	plexer.PeekingLexer
	room int // how many tokens it can hold; 0 if it is for one text alone
}

const (
	leastRoom = 64      // of a list
	mostBytes = 4 << 10 // of a text whose list is used again
)

var tokenLists = sync.Pool{New: func() any { return newTokenList(leastRoom) }}

// newTokenList returns a list with room for n tokens.
func newTokenList(n int) *tokenList {
	tokens, _ := plexer.Upgrade(&blanks{n}) // blanks returns no errors
	return &tokenList{*tokens, n}
}

// blanks is a lexer of n tokens that mean nothing.
type blanks struct{ n int }

// Next returns the next of them, or at last an EOF.
func (b *blanks) Next() (plexer.Token, error) {
	if b.n--; b.n < 0 {
		return plexer.EOFToken(plexer.Position{}), nil
	}
	return plexer.Token{Type: scanner.Illegal}, nil
}

// tokensOf returns the tokens of a text of that many bytes. The last is an EOF. They are
// valid until the list is released.
func tokensOf(lex *scanner.Lexer, bytes int) *tokenList {
	if bytes > mostBytes {
		tokens, _ := plexer.Upgrade(lex)
		return &tokenList{PeekingLexer: *tokens}
	}
	list := tokenLists.Get().(*tokenList)
	for n := 0; ; n++ {
		if n == list.room {
			list = list.grown()
		}
		t, _ := lex.Next() // which returns no errors
		*list.Peek() = t   // participle has no other way to set a token
		if t.EOF() {
			list.LoadCheckpoint(plexer.Checkpoint{})
			return list
		}
		list.PeekingLexer.Next()
	}
}

// grown returns a list with more room, which holds the tokens of l and is at the same
// place.
func (l *tokenList) grown() *tokenList {
	larger := newTokenList(2 * l.room)
	for _, t := range l.Range(0, plexer.RawCursor(l.room)) {
		*larger.Peek() = t
		larger.Next()
	}
	return larger
}

// release gives the list back.
func (l *tokenList) release() {
	if l.room > 0 {
		l.LoadCheckpoint(plexer.Checkpoint{})
		tokenLists.Put(l)
	}
}
