// Package scanner turns the text of a query into tokens, of participle's type.
//
// What a word is depends on where it stands: in is a field at the start of a
// condition, an operator after a field, and a value after an operator. So the
// lexer knows what may come next, and gives each role a token type of its own;
// the grammar above it needs no rules about words. White space is dropped.
//
// The lexer never fails. Text that is no token becomes an Illegal token, and
// [Lexer.Report] says what is wrong with it. The limits on a query are checked
// here, before anything recurses or grows: at the first token over a limit the
// lexer stops, with an Illegal token without text.
package scanner

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/alecthomas/participle/v2/lexer"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/diag"
)

// A Lexer returns the tokens of one text.
type Lexer struct {
	Filename string // of the positions of tokens

	src    string
	limits ast.Limits
	report diag.Report

	pos     ast.Position // of the next byte
	want    Want
	stopped bool // over a limit: nothing but EOF comes any more

	conditions int
	// Parentheses and nots that are open. A not is open until its operand
	// ends, so each open parenthesis remembers the nots directly before it.
	depth int
	nots  int
	open  []int
}

// A Want says what may stand at a place, and so what a word is there.
type Want uint8

// The places. Behind a mistake, the lexer takes the next word for what may stand there.
const (
	WantCondition Want = iota // a field, a not or a parenthesis
	WantOperator              // an operator, or a not in
	WantIn                    // the in of a not in
	WantList                  // the parenthesis that opens the list of an in
	WantValue                 // a value
	WantItem                  // a value in the list of an in
	WantNext                  // behind that: a comma or a parenthesis
	WantFold                  // behind a value or a list: an i, or what WantMore has
	WantMore                  // behind a condition: an and, an or, or a parenthesis that closes
)

// A State is what the tokens so far make of the place behind them.
type State struct {
	Want       Want
	Parens     int // open parentheses, without that of a list
	Depth      int // open parentheses and nots, as ast.Limits counts them
	Conditions int // as ast.Limits counts them
}

// State returns the state behind the last token, unless that is EOF.
func (l *Lexer) State() State { return State{l.want, len(l.open), l.depth, l.conditions} }

// These say in whose place the next token stands, once scan has left WantFold.
func (l *Lexer) inField() bool    { return l.want == WantCondition || l.want == WantMore }
func (l *Lexer) inOperator() bool { return l.want == WantOperator || l.want == WantIn }
func (l *Lexer) inList() bool     { return l.want == WantItem || l.want == WantNext }
func (l *Lexer) inValue() bool    { return l.want == WantValue || l.inList() }

// New returns a Lexer for src.
func New(src string, limits ast.Limits) *Lexer {
	return &Lexer{src: src, limits: limits.WithDefaults(), pos: ast.Position{Line: 1, Column: 1}}
}

// Report returns what was wrong with the text so far.
func (l *Lexer) Report() *diag.Report { return &l.report }

// Next returns the next token, and EOF at the end however often it is called.
// The error is nil.
func (l *Lexer) Next() (lexer.Token, error) {
	if !l.isTooLong() {
		l.skipSpace()
	}
	t, n := l.scan()
	text := l.src[l.pos.Offset : l.pos.Offset+n]
	tok := lexer.Token{Type: t, Value: text, Pos: lexer.Position{
		Filename: l.Filename, Offset: l.pos.Offset, Line: l.pos.Line, Column: l.pos.Column,
	}}
	l.pos = diag.After(l.pos, text)
	return tok, nil
}

// scan returns the type of the token that begins here, and how many bytes it
// has. It, and what it calls, changes what may come next, but not the position.
func (l *Lexer) scan() (t lexer.TokenType, n int) {
	folds := l.want == WantFold
	if folds {
		l.want = WantMore // whatever the token is
	}
	switch {
	case l.stopped:
		return EOF, 0
	case l.isTooLong():
		return l.stop(diag.OverLimit(codes.TooLong, l.span(0), l.limits.Bytes))
	case l.pos.Offset == len(l.src):
		return EOF, 0
	}
	switch c := l.src[l.pos.Offset]; {
	case c == '(':
		return l.openParen()
	case c == ')':
		return l.closeParen()
	case c == ',':
		l.expect(WantCondition)
		return Comma, 1
	case c == '"' || c == '\'':
		n, ok := l.scanString(l.pos)
		return l.value(String, n, ok)
	case c == '$':
		return l.dollar()
	case c < utf8.RuneSelf && operators[c] != nil:
		return l.symbols(operators[c])
	}
	n, ok := l.scanWord()
	switch {
	case folds && l.src[l.pos.Offset:l.pos.Offset+n] == fold:
		return Fold, n
	case n > 0:
		return l.word(n, ok)
	case opensQuotation(l.src[l.pos.Offset:]):
		return l.value(String, l.typographic(l.pos), false)
	}
	return l.invalidCharacter()
}

func (l *Lexer) isTooLong() bool { return len(l.src) > l.limits.Bytes }

// after returns the position n bytes on.
func (l *Lexer) after(n int) ast.Position {
	return diag.After(l.pos, l.src[l.pos.Offset:l.pos.Offset+n])
}

// span returns where the next n bytes stand.
func (l *Lexer) span(n int) ast.Span { return ast.Span{Start: l.pos, End: l.after(n)} }

// add reports that something is wrong with the next n bytes.
func (l *Lexer) add(code ast.Code, n int, message, hint string) {
	l.report.Add(ast.Diagnostic{Code: code, Span: l.span(n), Message: message, Hint: hint, Params: l.token(n)})
}

// token returns the next n bytes as the part of a message.
func (l *Lexer) token(n int) ast.Params {
	return ast.Params{Token: l.src[l.pos.Offset : l.pos.Offset+n]}
}

// stop reports that a limit is passed, and returns the last token before EOF:
// Illegal, and empty.
func (l *Lexer) stop(d ast.Diagnostic) (lexer.TokenType, int) {
	l.report.Add(d)
	l.stopped = true
	return Illegal, 0
}

// skipSpace moves on to the next token.
func (l *Lexer) skipSpace() {
	for l.pos.Offset < len(l.src) {
		r, size := rune(l.src[l.pos.Offset]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(l.src[l.pos.Offset:])
		}
		if !unicode.IsSpace(r) {
			return
		}
		l.pos.Offset += size
		l.pos.Column++
		if r == '\n' {
			l.pos.Line++
			l.pos.Column = 1
		}
	}
}

// scanWord returns how many bytes the next word has, 0 if there is none. It is
// not ok if some of them are no UTF-8, or invisible.
func (l *Lexer) scanWord() (n int, ok bool) {
	s := l.src[l.pos.Offset:]
	ok = true
	invisible := -1 // the place of the first invisible character
	for n < len(s) {
		r, size := rune(s[n]), 1
		if r >= utf8.RuneSelf {
			if r, size = utf8.DecodeRuneInString(s[n:]); r == utf8.RuneError && size == 1 {
				if ok {
					from := l.after(n)
					l.report.Add(invalidUTF8(ast.Span{Start: from, End: diag.After(from, s[n:n+1])}))
				}
				ok = false
			}
		}
		switch {
		case chars.IsWordRune(r):
		case r >= utf8.RuneSelf && chars.IsInvisible(r):
			if invisible < 0 {
				invisible = n
			}
		default:
			s = s[:n]
		}
		if n < len(s) {
			n += size
		}
	}
	if invisible >= 0 {
		l.invisible(n, invisible, ok)
		ok = false
	}
	return n, ok
}

// invisible reports the invisible character i bytes on, in a word of n bytes. The
// fix is to write it as an escape, for it may belong there: some scripts and many
// emoji have them.
func (l *Lexer) invisible(n, i int, isUTF8 bool) {
	word := l.src[l.pos.Offset : l.pos.Offset+n]
	r, size := utf8.DecodeRuneInString(word[i:])
	from := l.after(i)
	d := ast.Diagnostic{
		Code:    codes.InvalidCharacter,
		Span:    ast.Span{Start: from, End: diag.After(from, word[i:i+size])},
		Message: fmt.Sprintf("the invisible character %U stands outside quotes", r),
		Hint:    "remove it, or quote it if it is part of a value",
		Params:  ast.Params{Token: word[i : i+size]},
	}
	mended := ""
	switch {
	case !isUTF8:
	case l.inValue():
		mended = chars.Quote(word)
	case l.inField() && chars.HasTagPrefix(word) && len(word) > len(chars.TagPrefix):
		mended = ast.Tag(word[len(chars.TagPrefix):]).String()
	}
	if mended != "" {
		const most = 100
		d.Hint = "remove it, or quote the value"
		if len(mended) <= most {
			d.Hint = "remove it, or write " + mended
		}
		d.Fix = &ast.Fix{Span: l.span(n), Text: mended}
	}
	l.report.Add(d)
}

// The methods below return a token's type and size, as scan does.

// word returns the token that the next n bytes, a word, are here.
func (l *Lexer) word(n int, ok bool) (lexer.TokenType, int) {
	text := l.src[l.pos.Offset : l.pos.Offset+n]
	inField := l.inField()
	switch {
	case inField && chars.HasTagPrefix(text):
		return l.tag(n, ok)
	case !ok && inField:
		return l.field(Illegal, n)
	case !ok && l.inOperator():
		l.want = WantValue
		return Illegal, n
	case !ok:
		return l.value(Word, n, false)
	case chars.EqualFold(text, "and"):
		return l.connective(And, n)
	case chars.EqualFold(text, "or"):
		return l.connective(Or, n)
	case chars.EqualFold(text, "not"):
		return l.not(n)
	case inField:
		return l.field(Name, n)
	case l.inValue():
		return l.value(Word, n, true)
	case text[0] == ':':
		l.want = WantValue
		return Foreign, 1
	case l.inOperator() && chars.EqualFold(text, "in"):
		l.want = WantList
		return In, n
	case l.inOperator() && chars.EqualFold(text, "exists"):
		l.want = WantValue
		return l.value(Exists, n, true)
	}
	if _, ok := Operator(text); ok {
		l.want = WantValue
		return Op, n
	}
	return l.value(Word, n, true)
}

// field returns n bytes as what stands in a field's place.
func (l *Lexer) field(t lexer.TokenType, n int) (lexer.TokenType, int) {
	l.want = WantOperator
	return t, n
}

// value returns n bytes as what stands in a value's place: as a token of type t,
// or if it is not ok as an Illegal one. An exists comes here, too,
// since it ends a condition as a value does.
func (l *Lexer) value(t lexer.TokenType, n int, ok bool) (lexer.TokenType, int) {
	switch l.want {
	case WantValue, WantItem, WantNext:
		l.conditions++
		if l.conditions > l.limits.Conditions {
			return l.stop(diag.OverLimit(codes.TooManyConditions, l.span(n), l.limits.Conditions))
		}
	}
	switch {
	case l.want == WantCondition:
		l.want = WantOperator // a quoted field, say: the grammar refuses it
	case l.inList():
		l.want = WantNext
	default:
		folds := l.want == WantValue && t != Exists
		l.operandEnds()
		if folds {
			l.want = WantFold
		}
	}
	if !ok {
		t = Illegal
	}
	return t, n
}

// operandEnds closes the nots that stand before the operand.
func (l *Lexer) operandEnds() {
	l.want = WantMore
	l.depth -= l.nots
	l.nots = 0
}

func (l *Lexer) connective(t lexer.TokenType, n int) (lexer.TokenType, int) {
	if !l.inList() {
		l.operandEnds()
		l.want = WantCondition
	}
	return t, n
}

func (l *Lexer) not(n int) (lexer.TokenType, int) {
	switch {
	case l.inList():
		return Not, n
	case l.want == WantOperator:
		l.want = WantIn
		return Not, n // the not of a not in, which is not open
	}
	l.want = WantCondition
	l.nots++
	l.depth++
	if l.depth > l.limits.Depth {
		return l.stop(diag.OverLimit(codes.TooDeep, l.span(n), l.limits.Depth))
	}
	return Not, n
}

func (l *Lexer) openParen() (lexer.TokenType, int) {
	if l.want == WantList {
		l.want = WantItem
		return Open, 1
	}
	l.want = WantCondition
	l.open = append(l.open, l.nots)
	l.nots = 0
	l.depth++
	if l.depth > l.limits.Depth {
		return l.stop(diag.OverLimit(codes.TooDeep, l.span(1), l.limits.Depth))
	}
	return Open, 1
}

func (l *Lexer) closeParen() (lexer.TokenType, int) {
	if l.inList() {
		l.operandEnds()
		l.want = WantFold
		return Close, 1
	}
	if len(l.open) > 0 {
		l.operandEnds()
		l.depth--
		l.nots = l.open[len(l.open)-1]
		l.open = l.open[:len(l.open)-1]
	}
	l.operandEnds()
	return Close, 1
}

// expect sets what may come next: what is wanted, or in a list another item.
func (l *Lexer) expect(want Want) {
	if l.inList() {
		want = WantItem
	}
	l.want = want
}

// symbols returns the longest of the operators that stands here. The last of
// them is one byte, so one does.
func (l *Lexer) symbols(list []operator) (lexer.TokenType, int) {
	s := l.src[l.pos.Offset:]
	i := 0
	for !strings.HasPrefix(s, list[i].text) {
		i++
	}
	op := list[i]
	switch {
	case op.t == Op:
		l.expect(WantValue)
	case op.text == "&&" || op.text == "||" || op.text == "&" || op.text == "|":
		return l.connective(Foreign, len(op.text))
	case op.text == "!":
		if l.want == WantMore {
			l.want = WantCondition
		} // behind a field, name !in (a), and before one it changes nothing
	case l.inOperator() || l.want == WantMore && op.text != "*" && op.text != "^":
		l.want = WantValue
	}
	return op.t, len(op.text)
}

// dollar returns the token that begins with a dollar sign: $= or a placeholder.
func (l *Lexer) dollar() (lexer.TokenType, int) {
	s := l.src[l.pos.Offset:]
	if strings.HasPrefix(s, "$=") {
		l.expect(WantValue)
		return Op, len("$=")
	}
	n := placeholder(s)
	_, ok := PlaceholderNumber(s[:n])
	if !ok {
		l.add(codes.InvalidPlaceholder, n, chars.Excerpt(s[:n])+" is no placeholder",
			`a placeholder is $1, $2 and so on; a value with a dollar sign is quoted`)
	}
	return l.value(Placeholder, n, ok)
}

// placeholder returns how many bytes of s a placeholder, or what is meant for one, has.
func placeholder(s string) int {
	n := 1
	for n < len(s) && s[n] < utf8.RuneSelf && chars.IsWordRune(rune(s[n])) {
		n++
	}
	return n
}

// PlaceholderNumber returns the number of a Placeholder token, which is 1 or
// more. It is not ok for $0, leading zeros, and numbers of ten digits and more.
func PlaceholderNumber(text string) (n int, ok bool) {
	digits := text[1:]
	n, err := strconv.Atoi(digits)
	if err != nil || digits[0] < '1' || '9' < digits[0] || len(digits) > 9 {
		return 0, false
	}
	return n, true
}

// tag returns the token of a word of n bytes that begins with tag:, or of tag:
// and the string directly after it.
func (l *Lexer) tag(n int, ok bool) (lexer.TokenType, int) {
	const prefix = len(chars.TagPrefix)
	key := l.src[l.pos.Offset+n:]
	switch {
	case !ok:
	case n > prefix:
		return l.field(Tag, n)
	case strings.HasPrefix(key, `"`) || strings.HasPrefix(key, "'"):
		size, ok := l.scanString(l.after(n))
		if ok && size > len(`""`) {
			return l.field(Tag, n+size)
		}
		if ok {
			l.add(codes.InvalidTagKey, n+size, "a tag's key is empty", "write tag:KEY")
		}
		n += size
	case strings.HasPrefix(key, "$"):
		n += placeholder(key)
		l.add(codes.InvalidTagKey, n, "a placeholder stands for a value, and cannot be a tag's key",
			"write the key, in quotes if need be")
	case opensQuotation(key):
		n += l.typographic(l.after(n))
	default:
		l.tagWithoutKey(n)
		return Illegal, n // the key may come as the next word
	}
	return l.field(Illegal, n)
}

// tagWithoutKey reports the tag: of n bytes that stands here alone. If a key
// stands behind white space, the fix is to close the gap.
func (l *Lexer) tagWithoutKey(n int) {
	d := ast.Diagnostic{
		Code:    codes.InvalidTagKey,
		Span:    l.span(n),
		Message: "the key of a tag stands directly after the colon",
		Hint:    `write tag:KEY or tag:"KEY"`,
		Params:  l.token(n),
	}
	gap := Lexer{src: l.src, pos: l.after(n)}
	start := gap.pos
	gap.skipSpace()
	k, _ := gap.scanWord()
	if key := gap.src[gap.pos.Offset : gap.pos.Offset+k]; key != "" && gap.pos != start && !chars.IsReserved(key) {
		d.Fix = &ast.Fix{Span: ast.Span{Start: start, End: gap.pos}}
	}
	l.report.Add(d)
}

// invalidCharacter reports and returns as one token what begins no token, up
// to the next thing that might.
func (l *Lexer) invalidCharacter() (lexer.TokenType, int) {
	s := l.src[l.pos.Offset:]
	n := 0
	for n < len(s) && s[n] < utf8.RuneSelf && !unicode.IsSpace(rune(s[n])) && !chars.IsWordRune(rune(s[n])) &&
		strings.IndexByte(`()",'$`, s[n]) < 0 && operators[s[n]] == nil {
		n++
	}
	hint := "quote it if it is part of a value"
	switch s[0] {
	case ';':
		hint = `write "and" or "or" between conditions, and a comma between values`
	case '`':
		hint = `quote with " or '`
	case '#':
		hint = "quote it if it is part of a value; a comment is a line of a file, before the query"
	case '?', '[', '{':
		hint = "quote it if it is part of a value; the language has no patterns"
	}
	l.add(codes.InvalidCharacter, n, chars.Excerpt(s[:n])+" is not part of the language", hint)
	return Illegal, n
}

// opensQuotation reports whether s begins with a typographic quotation mark.
func opensQuotation(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return chars.IsQuotationMark(r)
}

// typographic reports the quotation mark at start, which is none of the
// language's, and returns how many bytes it has: with what it quotes, if that
// ends in the same line. The fix is to write straight marks, if that makes it a
// field or a value.
func (l *Lexer) typographic(start ast.Position) (n int) {
	s := l.src[start.Offset:]
	line, _, _ := strings.Cut(s, "\n")
	text, n := quotation(line)
	d := ast.Diagnostic{
		Code:    codes.InvalidCharacter,
		Span:    ast.Span{Start: start, End: diag.After(start, s[:n])},
		Message: "a typographic quotation mark is not part of the language",
		Hint:    `quote with " or '`,
		Params:  ast.Params{Token: s[:n]},
	}
	isOperand := (l.want == WantCondition || l.inValue()) && endsOperand(line[n:])
	escaped := func(r rune) bool { return r == '"' || r == '\\' || unicode.IsControl(r) }
	if isOperand && text != "" && utf8.ValidString(text) && !strings.ContainsFunc(text, escaped) {
		d.Hint = "write " + chars.Excerpt(text)
		d.Fix = &ast.Fix{Span: d.Span, Text: `"` + text + `"`}
	}
	l.report.Add(d)
	return n
}

// closes has the typographic marks that end a quotation, by that which begins it.
var closes = map[rune]string{
	'“': "”", '”': "”", '„': "“”‟", '‟': "”‟",
	'‘': "’", '‚': "‘’‛", '‛': "’‛",
	'«': "»", '»': "«»", '′': "′", '″': "″",
}

// kinds are the marks that can end a quotation that one of them begins.
var kinds = []string{"“”„‟", "‘’‚‛", "«»", "′", "″"}

// quotation returns what the typographic mark at the start of the line quotes,
// and how many bytes it has with both marks. Where another mark comes first, or a
// ’ that may be an apostrophe, that is the mark alone.
func quotation(line string) (text string, n int) {
	opening, first := utf8.DecodeRuneInString(line)
	kind := kinds[slices.IndexFunc(kinds, func(k string) bool { return strings.ContainsRune(k, opening) })]
	i := strings.IndexAny(line[first:], kind)
	if i < 0 {
		return "", first
	}
	i += first
	closing, size := utf8.DecodeRuneInString(line[i:])
	n = i + size
	if !strings.ContainsRune(closes[opening], closing) || closing == '’' && !endsOperand(line[n:]) {
		return "", first
	}
	return line[first:i], n
}

// endsOperand reports whether s is what may follow a field or a value: nothing, a
// symbol, or a keyword.
func endsOperand(s string) bool {
	s = strings.TrimLeft(s, " \t\r")
	word := strings.IndexFunc(s, func(r rune) bool { return !chars.IsWordRune(r) })
	if word < 0 {
		word = len(s)
	}
	if word == 0 {
		return true
	}
	_, isOp := Operator(s[:word])
	return isOp || s[:word] == fold || slices.ContainsFunc([]string{"and", "or", "not", "in", "exists"}, func(k string) bool {
		return chars.EqualFold(k, s[:word])
	})
}

// scanString returns how many bytes the string at start has, quotes included,
// and reports what is wrong in it. Without a closing quote it is all the rest.
func (l *Lexer) scanString(start ast.Position) (n int, ok bool) {
	s := l.src[start.Offset:]
	ok = true
	bad := func(i, size int, report func(at ast.Span) ast.Diagnostic) {
		ok = false
		if l.report.Full() {
			// It is only counted, and so costs no more.
			l.report.Add(ast.Diagnostic{Span: ast.Span{Start: start, End: start}})
			return
		}
		from := diag.After(start, s[:i])
		l.report.Add(report(ast.Span{Start: from, End: diag.After(from, s[i:i+size])}))
	}
	for i := 1; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		switch {
		case s[i] == s[0]:
			return i + 1, ok
		case r == '\\':
			var valid bool
			if size, valid = escape(s[i:]); !valid {
				bad(i, size, func(at ast.Span) ast.Diagnostic { return invalidEscape(at, s[i:i+size]) })
			}
		case r == utf8.RuneError && size == 1:
			bad(i, size, invalidUTF8)
		case unicode.IsControl(r):
			bad(i, size, func(at ast.Span) ast.Diagnostic { return controlCharacter(at, r) })
		}
		i += size
	}
	from := start
	l.report.Add(ast.Diagnostic{
		Code:    codes.UnterminatedString,
		Span:    ast.Span{Start: from, End: diag.After(from, s[:1])},
		Message: "the string that begins here has no closing quote",
		Hint:    "end it with " + s[:1],
		Params:  ast.Params{Token: s[:1]},
	})
	return len(s), false
}

func invalidEscape(at ast.Span, text string) ast.Diagnostic {
	d := ast.Diagnostic{
		Code:    codes.InvalidEscape,
		Span:    at,
		Message: "there is no escape " + text,
		Hint:    `a backslash is written \\; the escapes are \" \' \\ \n \t \r \uXXXX`,
		Params:  ast.Params{Token: text},
	}
	if strings.HasPrefix(text, `\u`) {
		d.Hint = `write four hexadecimal digits after \u, and both halves of a surrogate pair`
	} else if r, _ := utf8.DecodeRuneInString(text[1:]); unicode.IsLetter(r) || unicode.IsDigit(r) { // as in C:\dir; an escaped space is one
		d.Fix = &ast.Fix{Span: ast.Span{Start: at.Start, End: at.Start}, Text: `\`}
	}
	return d
}

func controlCharacter(at ast.Span, r rune) ast.Diagnostic {
	escape := strings.Trim(chars.Excerpt(string(r)), `"`)
	return ast.Diagnostic{
		Code:    codes.ControlCharacter,
		Span:    at,
		Message: "a control character stands in a string",
		Hint:    "write it as " + escape,
		Params:  ast.Params{Token: string(r)},
		Fix:     &ast.Fix{Span: at, Text: escape},
	}
}

func invalidUTF8(at ast.Span) ast.Diagnostic {
	return ast.Diagnostic{
		Code:    codes.InvalidUTF8,
		Span:    at,
		Message: "the text is not UTF-8 here",
		Hint:    "save the query as UTF-8",
	}
}
