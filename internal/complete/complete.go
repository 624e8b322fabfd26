// Package complete finds what may stand at a place in the text of a query.
//
// It passes once over the tokens before the place and makes no tree. What may stand there
// the lexer knows, even behind a mistake.
package complete

import (
	"strings"
	"unicode/utf8"

	plexer "github.com/alecthomas/participle/v2/lexer"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/scanner"
)

// A State says what the tokens before a place make of it.
type State struct {
	scanner.State
	Field string // the text of the last Name or Tag token, empty if that was none
}

// A Place is what stands directly before an offset, and what may stand there.
type Place struct {
	Offset int
	Before State // what may stand in the place of the Token

	// Token is the token that ends at the offset or goes on behind it, from its Start up
	// to the offset. It is empty behind white space.
	Token string
	Start int

	// Quote is the quotation mark of the open string in which the Token ends. Sound says
	// that the string is right but for the mark that would end it.
	Quote byte
	Sound bool

	// Whole says that the grammar lets the Token stand there. After is then what may
	// stand behind it.
	Whole bool
	After State
	Type  plexer.TokenType
}

// At returns the place at an offset in src. An offset within a character stands for where
// the character begins. At is not ok if the text before the place is over a limit.
func At(src string, offset int, limits ast.Limits) (p Place, ok bool) {
	offset = runeStart(src, offset)
	p = Place{Offset: offset, Start: offset}
	l := scanner.New(src[:offset], limits)
	for {
		t, _ := l.Next() // the lexer returns no errors
		switch {
		case t.Type == scanner.Illegal && t.Value == "":
			return p, false
		case t.Type == scanner.EOF:
			return p, true
		}
		after := State{l.State(), p.Before.Field}
		switch {
		case t.Type == scanner.Name || t.Type == scanner.Tag:
			after.Field = t.Value
		case after.Want == scanner.WantOperator && p.Before.Want != scanner.WantOperator: // a quoted field, say
			after.Field = ""
		}
		if t.Pos.Offset+len(t.Value) < offset {
			p.Before = after
			continue
		}
		p.Start, p.Token, p.Type = t.Pos.Offset, t.Value, t.Type
		p.Whole, p.After = p.Before.takes(t.Type), after
		if start := p.quoted(); start >= 0 && t.Type == scanner.Illegal && isOpen(t.Value[start:]) {
			p.Quote = t.Value[start]
			p.Sound = isSound(t.Value[start:])
		}
		return p, true
	}
}

// runeStart returns where the character begins in which the offset is.
func runeStart(src string, offset int) int {
	for i := 1; i < utf8.UTFMax && i <= offset; i++ {
		if _, size := utf8.DecodeRuneInString(src[offset-i:]); size > i {
			return offset - i
		}
	}
	return offset
}

// quoted returns where in the Token its string begins, or -1 if it has none.
func (p *Place) quoted() int {
	start := 0
	if chars.HasTagPrefix(p.Token) {
		start = len(chars.TagPrefix)
	}
	if start < len(p.Token) && isQuote(p.Token[start]) {
		return start
	}
	return -1
}

// Text returns the value of the string in which the Token ends, as far as it goes. The
// string must be sound.
func (p *Place) Text() string {
	text := p.Token[p.quoted():]
	if strings.IndexByte(text, '\\') < 0 {
		return text[1:]
	}
	return scanner.Unquote(text + text[:1])
}

func isQuote(c byte) bool { return c == '"' || c == '\'' }

// isOpen reports whether a text that begins with a quotation mark lacks the other one.
func isOpen(s string) bool {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case s[0]:
			return false
		}
	}
	return true
}

// isSound reports whether nothing is wrong with a string but that it is open.
func isSound(s string) bool {
	l := scanner.New(s, ast.Limits{Bytes: len(s)})
	_, _ = l.Next() // the lexer returns no errors
	return len(l.Report().Diagnostics()) == 1
}

// takes reports whether the grammar lets a token of that type stand there.
func (s *State) takes(t plexer.TokenType) bool {
	switch t {
	case scanner.Name, scanner.Tag:
		return s.Want == scanner.WantCondition
	case scanner.Not:
		return s.Want == scanner.WantCondition || s.Want == scanner.WantOperator
	case scanner.Op, scanner.Exists:
		return s.Want == scanner.WantOperator
	case scanner.In:
		return s.Want == scanner.WantOperator || s.Want == scanner.WantIn
	case scanner.Word, scanner.String, scanner.Placeholder:
		return s.Want == scanner.WantValue || s.Want == scanner.WantItem
	case scanner.Fold:
		return s.Want == scanner.WantFold
	case scanner.And, scanner.Or:
		return s.Want == scanner.WantFold || s.Want == scanner.WantMore
	case scanner.Open:
		return s.Want == scanner.WantCondition || s.Want == scanner.WantList
	case scanner.Close:
		return s.Want == scanner.WantNext || s.Parens > 0 && (s.Want == scanner.WantFold || s.Want == scanner.WantMore)
	case scanner.Comma:
		return s.Want == scanner.WantNext
	}
	return false
}

// WordEnd returns where the word ends that goes on at the offset. It returns the offset if
// none does.
func WordEnd(src string, offset int) (end int) {
	end = offset
	for end < len(src) {
		r, size := utf8.DecodeRuneInString(src[end:])
		if r == utf8.RuneError && size == 1 || !chars.IsWordRune(r) {
			break
		}
		end += size
	}
	return end
}

// FieldEnd returns where the field ends that begins at start and goes on at the offset. The
// string directly behind a tag: is part of it.
func FieldEnd(src string, start, offset int) (end int) {
	end = WordEnd(src, offset)
	if word := src[start:end]; len(word) == len(chars.TagPrefix) && chars.HasTagPrefix(word) && end < len(src) && isQuote(src[end]) {
		return StringEnd(src, end+1, src[end])
	}
	return end
}

// StringEnd returns where the string ends, with its mark, that is open at the offset. A
// mark that seems to begin another string does not end this one. Without an end in the
// line, the string ends with the word.
func StringEnd(src string, offset int, quote byte) int {
	for i := offset; i < len(src) && src[i] >= ' '; i++ {
		switch src[i] {
		case '\\':
			i++
		case quote:
			end := i + 1
			if r, _ := utf8.DecodeRuneInString(src[end:]); end < len(src) && chars.IsWordRune(r) {
				return WordEnd(src, offset)
			}
			return end
		}
	}
	return WordEnd(src, offset)
}

// OperatorEnd returns where the operator of symbols ends that goes on at the offset. It
// returns the offset if none does.
func OperatorEnd(src string, offset int) (end int) {
	end = offset
	for end < len(src) && (strings.IndexByte("=!^*<>~&|", src[end]) >= 0 || strings.HasPrefix(src[end:], "$=")) {
		end++
	}
	return end
}
