// Package complete finds what may stand at a place in the text of a query.
//
// It passes once over the tokens before the place and makes no tree. Behind a mistake it
// goes on as the lexer does, which takes a word for what may stand in its place.
package complete

import (
	"strings"
	"unicode/utf8"

	plexer "github.com/alecthomas/participle/v2/lexer"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/scanner"
)

// A Want says what may stand at a place.
type Want uint8

// The places.
const (
	Condition Want = iota // a field, a not or a parenthesis
	Operator              // an operator, or a not in
	In                    // the in of a not in
	List                  // the parenthesis that opens the list of an in
	Value                 // a value
	Item                  // a value in the list of an in
	Next                  // behind that: a comma or a parenthesis
	Fold                  // behind a value or a list: an i, or what More has
	More                  // behind a condition: an and, an or, or a parenthesis that closes
)

// A State says what the tokens before a place make of it.
type State struct {
	Want       Want
	Field      string // the text of the last Name or Tag token, empty if that was none
	Parens     int    // open parentheses, without that of a list
	Depth      int    // open parentheses and nots, as ast.Limits counts them
	Conditions int    // as ast.Limits counts them

	// A not is open until its operand ends. So each open parenthesis has the number of
	// nots directly before it.
	nots int
	open []int
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
	var s State
	for {
		t, _ := l.Next() // the lexer returns no errors
		switch {
		case t.Type == scanner.Illegal && t.Value == "":
			return p, false
		case t.Type == scanner.EOF:
			p.Before = s
			return p, true
		case t.Pos.Offset+len(t.Value) < offset:
			s.step(&t)
			continue
		}
		p.Before, p.Start, p.Token, p.Type = s, t.Pos.Offset, t.Value, t.Type
		p.Whole = s.step(&t)
		p.After = s
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

// step moves s behind the token, and reports whether the grammar lets the token stand
// there. If not, step does what the lexer does.
func (s *State) step(t *plexer.Token) (ok bool) {
	switch t.Type {
	case scanner.Name, scanner.Tag:
		ok = s.Want == Condition
		s.Want, s.Field = Operator, t.Value
	case scanner.Op:
		ok = s.Want == Operator
		s.operator()
	case scanner.Not:
		return s.not()
	case scanner.And, scanner.Or:
		ok = s.Want == Fold || s.Want == More
		s.connective()
	case scanner.In:
		ok = s.Want == Operator || s.Want == In
		s.Want = List
	case scanner.Exists:
		ok = s.Want == Operator
		s.Conditions++
		s.operandEnds()
	case scanner.Word, scanner.String, scanner.Placeholder:
		return s.value()
	case scanner.Fold:
		ok = s.Want == Fold
		s.Want = More
	case scanner.Open:
		return s.openParen()
	case scanner.Close:
		return s.closeParen()
	case scanner.Comma:
		ok = s.Want == Next
		if s.inList() {
			s.Want = Item
		} else {
			s.Want = Condition
		}
	case scanner.Foreign:
		s.foreign(t.Value)
	case scanner.Illegal:
		s.illegal(t.Value)
	}
	return ok
}

func (s *State) inList() bool { return s.Want == Item || s.Want == Next }

// operandEnds closes the nots that stand before the operand.
func (s *State) operandEnds() {
	s.Want = More
	s.Depth -= s.nots
	s.nots = 0
}

func (s *State) operator() {
	if s.inList() {
		s.Want = Item
	} else {
		s.Want = Value
	}
}

func (s *State) connective() {
	if !s.inList() {
		s.operandEnds()
		s.Want = Condition
	}
}

func (s *State) not() (ok bool) {
	switch {
	case s.inList():
		return false
	case s.Want == Operator:
		s.Want = In
		return true
	}
	ok = s.Want == Condition
	s.Want = Condition
	s.nots++
	s.Depth++
	return ok
}

func (s *State) value() (ok bool) {
	switch s.Want {
	case Item, Next:
		ok = s.Want == Item
		s.Conditions++
		s.Want = Next
	case Value:
		ok = true
		s.Conditions++
		s.operandEnds()
		s.Want = Fold
	case Condition: // a quoted field, say
		s.Want, s.Field = Operator, ""
	default:
		s.operandEnds()
	}
	return ok
}

func (s *State) openParen() (ok bool) {
	if s.Want == List {
		s.Want = Item
		return true
	}
	ok = s.Want == Condition
	s.Want = Condition
	s.open = append(s.open, s.nots)
	s.nots = 0
	s.Parens++
	s.Depth++
	return ok
}

func (s *State) closeParen() (ok bool) {
	switch {
	case s.inList():
		ok = s.Want == Next
		s.operandEnds()
		s.Want = Fold
		return ok
	case s.Parens > 0:
		ok = s.Want == Fold || s.Want == More
		s.operandEnds()
		s.Parens--
		s.Depth--
		s.nots = s.open[s.Parens]
		s.open = s.open[:s.Parens]
	}
	s.operandEnds()
	return ok
}

// foreign moves s behind an operator of other languages.
func (s *State) foreign(text string) {
	switch text {
	case "&&", "||", "&", "|":
		s.connective()
		return
	case "!":
		if s.Want == Fold || s.Want == More {
			s.Want = Condition
		}
		return
	case "*", "^":
		if s.Want == Fold || s.Want == More {
			s.Want = More
			return
		}
	}
	switch s.Want {
	case Operator, In, Fold, More:
		s.Want = Value
	}
}

// illegal moves s behind what is no token.
func (s *State) illegal(text string) {
	inField := s.Want == Condition || s.Want == Fold || s.Want == More
	isTag := chars.HasTagPrefix(text)
	r, _ := utf8.DecodeRuneInString(text)
	switch isWord := chars.IsWordRune(r) || chars.IsInvisible(r); {
	case isQuote(text[0]), text[0] == '$', chars.IsQuotationMark(r):
		s.value()
	case inField && isTag && len(text) == len(chars.TagPrefix): // the key may come as the next word
	case inField && isWord:
		s.Want, s.Field = Operator, ""
	case (s.Want == Operator || s.Want == In) && isWord:
		s.Want = Value
	case isWord:
		s.value()
	case s.Want == Fold:
		s.Want = More
	}
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
