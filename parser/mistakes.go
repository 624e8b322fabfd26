package parser

import (
	"slices"
	"strings"
	"unicode"

	plexer "github.com/alecthomas/participle/v2/lexer"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/internal/scanner"
)

// This file is what the production does where the next token does not fit. Each
// method reports one mistake, unless the lexer has done so, and consumes the
// tokens that would lead to another report of it.

func (p *parse) fail(code ast.Code, at ast.Span, message, hint string) {
	p.failFix(code, at, message, hint, nil)
}

func (p *parse) failFix(code ast.Code, at ast.Span, message, hint string, fix *ast.Fix) {
	if !p.stopped {
		p.report.Add(ast.Diagnostic{Code: code, Span: at, Message: message, Hint: hint, Fix: fix, Params: p.params})
	}
	p.params = ast.Params{}
}

// of sets the parameters of the next mistake: c's field, and the operator as it was
// written, if there is one.
func (p *parse) of(c *ast.Comparison, operator string) *parse {
	p.params = ast.Params{Field: c.Field.String(), Operator: operator}
	return p
}

// here returns the empty span behind the token before, where something is missing.
func (p *parse) here() ast.Span { return ast.Span{Start: p.end(), End: p.end()} }

// shown returns the next token as a message shows it.
func (p *parse) shown() string { return shown(p.Peek()) }

func shown(t *plexer.Token) string {
	if t.Type == scanner.String {
		return chars.Excerpt(scanner.Unquote(t.Value))
	}
	return chars.Excerpt(t.Value)
}

// second returns the type of the token after the next one.
func (p *parse) second() plexer.TokenType {
	at := p.MakeCheckpoint()
	p.Next()
	t := p.Peek().Type
	p.LoadCheckpoint(at)
	return t
}

// atForeign reports whether the next token is one of these operators of other
// languages.
func (p *parse) atForeign(ops ...string) bool {
	return p.peek() == scanner.Foreign && slices.Contains(ops, p.Peek().Value)
}

// atOr reports whether an or comes, or what people write for it.
func (p *parse) atOr() bool {
	t := p.peek()
	return t == scanner.Or || t == scanner.Foreign && p.atForeign("||", "|")
}

// atAnd reports whether an and comes, or what people write for it.
func (p *parse) atAnd() bool {
	t := p.peek()
	return t == scanner.And || t == scanner.Comma || t == scanner.Foreign && p.atForeign("&&", "&")
}

// anotherAfter consumes what stands between the term x of an and and the next
// one, and reports whether there is a next one.
func (p *parse) anotherAfter(x ast.Expr) bool {
	if p.stray(x) {
		return true
	}
	if p.atAnd() {
		p.connective("and")
		return true
	}
	return false
}

// connective consumes an and or an or, or what people write for it.
func (p *parse) connective(word string) {
	behind := p.end()
	t := p.next()
	at := span(t)
	switch {
	case t.Type == scanner.Comma:
		p.fail(codes.MissingConnective, at, "a comma stands only in the list of an in", `write "and" or "or"`)
	case t.Type != scanner.Foreign:
	case len(t.Value) == 1:
		p.fail(codes.ForeignOperator, at, "there is no operator "+t.Value, "did you mean "+word+"?")
	default:
		p.failFix(codes.ForeignOperator, at, "there is no operator "+t.Value, "write "+word,
			&ast.Fix{Span: at, Text: p.spaced(word, behind, at)})
	}
}

// spaced returns word, which is to stand at a place, with a space on each side
// on which it would touch the next token.
func (p *parse) spaced(word string, behind ast.Position, at ast.Span) string {
	if behind == at.Start {
		word = " " + word
	}
	if next := p.Peek(); next.Pos.Offset == at.End.Offset && !next.EOF() {
		word += " "
	}
	return word
}

// foreignNot consumes each ! that stands for a not. It does not recurse, since
// the lexer's limit does not count them.
func (p *parse) foreignNot() {
	for p.atForeign("!") {
		behind := p.end()
		at := span(p.next())
		p.failFix(codes.ForeignOperator, at, "there is no operator !", "write not",
			&ast.Fix{Span: at, Text: p.spaced("not", behind, at)})
		p.skipIllegal()
	}
}

// skipIllegal consumes what the lexer has reported.
func (p *parse) skipIllegal() {
	for p.peek() == scanner.Illegal {
		p.next()
	}
}

// stray consumes what stands behind a condition and is neither a connective
// nor the end of the and. It reports whether a further condition begins, whose
// connective is missing.
func (p *parse) stray(before ast.Expr) bool {
	reported := before == nil // it is what is left of a mistake
	for {
		switch t := p.peek(); {
		case t == scanner.EOF, t == scanner.Close, p.atAnd(), p.atOr():
			return false
		case t == scanner.Illegal:
			reported = true
		case t == scanner.Name && !p.beginsCondition():
			if !reported {
				p.strayWord(before)
				reported = true
			}
		case t == scanner.Name, t == scanner.Tag, t == scanner.Not, t == scanner.Open, p.atForeign("!"):
			if !reported {
				_, at := p.peekSpan()
				p.noConnective(at)
			}
			return true
		default:
			if !reported {
				p.strayToken()
				reported = true
			}
		}
		p.next()
	}
}

func (p *parse) noConnective(at ast.Span) {
	p.fail(codes.MissingConnective, at, `there is no "and" or "or" before `+p.shown(), connect)
}

const (
	connect       = `write "and" or "or" between two conditions`
	writeOperator = "write one, such as = or *="
)

func (p *parse) peekSpan() (*plexer.Token, ast.Span) {
	t := p.Peek()
	return t, span(t)
}

// beginsCondition reports whether an operator follows the name that comes next.
func (p *parse) beginsCondition() bool {
	switch p.second() {
	case scanner.Op, scanner.In, scanner.Exists, scanner.Not, scanner.Foreign:
		return true
	}
	// name:value is one, but 10:00 is the rest of a time.
	name, _, colon := strings.Cut(p.Peek().Value, ":")
	return colon && strings.ContainsFunc(name, unicode.IsLetter)
}

// strayWord reports a word behind a condition: most often the rest of a value
// that should have been quoted.
func (p *parse) strayWord(before ast.Expr) {
	t, at := p.peekSpan()
	for not, ok := before.(*ast.Not); ok; not, ok = before.(*ast.Not) {
		before = not.X
	}
	var fix *ast.Fix
	hint := connect
	c, ok := before.(*ast.Comparison)
	isDirect := ok && c.At.End == p.end()
	switch isI := chars.EqualFold(t.Value, "i"); {
	case isI && !isDirect:
		hint = "to ignore case, write i directly behind a value or a list"
	case isI && (c.Fold || c.Op == ast.OpExists):
		hint = "remove it: an i stands once, and behind a value or a list"
		fix = &ast.Fix{Span: at}
	case isI:
		hint = "write i to ignore case"
	case ok && !c.Fold && len(c.Values) == 1 && c.Op != ast.OpIn && c.Op != ast.OpNotIn:
		hint = "quote a value of several words"
	}
	p.failFix(codes.MissingConnective, at, p.shown()+" stands behind a whole condition", hint, fix)
}

// strayToken reports a token behind a condition.
func (p *parse) strayToken() {
	if p.atForeign("*", "^") {
		p.wildcard()
		return
	}
	_, at := p.peekSpan()
	p.fail(codes.MissingConnective, at, p.shown()+" stands behind a whole condition", connect+", or remove it")
}

func (p *parse) wildcard() {
	t, at := p.peekSpan()
	p.fail(codes.ForeignOperator, at, "there is no operator "+t.Value+", and no wildcard",
		"write ^= for how a text begins, *= for a part of it, $= for how it ends; quote the value if the character is part of it")
}

// strayClose consumes a parenthesis that nothing opened, and what follows it.
func (p *parse) strayClose() ast.Expr {
	behind := p.end()
	at := span(p.next())
	fix := &ast.Fix{Span: at}
	if p.spaced("", behind, at) == "  " {
		fix.Text = " " // or its neighbours would become one
	}
	p.failFix(codes.UnbalancedParenthesis, at, "nothing opens this parenthesis", "remove it", fix)
	switch {
	case p.atAnd():
		p.connective("and")
	case p.atOr():
		p.connective("or")
	case p.peek() == scanner.Close, p.peek() == scanner.EOF:
		return nil
	default:
		_, at = p.peekSpan()
		p.noConnective(at)
	}
	return p.or()
}

func (p *parse) unclosed(open ast.Span) {
	p.fail(codes.UnbalancedParenthesis, open, "nothing closes this parenthesis", "write ) where its conditions end")
}

func (p *parse) emptyParens(open ast.Span) ast.Expr {
	at := span(p.next())
	p.fail(codes.MissingCondition, diag.Cover(open, at), "the parentheses are empty", "write a condition in them, or remove them")
	return nil
}

// afterIllegal reports whether the token before was none. What is wrong here mostly
// follows from that.
func (p *parse) afterIllegal() bool { return p.last != nil && p.last.Type == scanner.Illegal }

// atEnd reports whether nothing of a condition can come any more.
func (p *parse) atEnd() bool {
	t := p.peek()
	return t == scanner.EOF || t == scanner.Close || p.atAnd() || p.atOr()
}

// skipOperation consumes what is left of an operator and its values.
func (p *parse) skipOperation() {
	for !p.atEnd() {
		switch p.peek() {
		case scanner.Name, scanner.Tag:
			if p.last.Type != scanner.Word { // as in name like smoke
				return
			}
		case scanner.Not:
			if p.second() != scanner.In {
				return
			}
		case scanner.Open:
			if p.last.Type != scanner.In && p.last.Type != scanner.Op {
				return
			}
			p.skipParens()
			continue
		}
		p.next()
	}
}

// skipParens consumes everything up to the parenthesis that closes the next one.
func (p *parse) skipParens() {
	for open := 0; p.peek() != scanner.EOF; {
		switch t := p.next(); t.Type {
		case scanner.Open:
			open++
		case scanner.Close:
			if open--; open == 0 {
				return
			}
		}
	}
}

// noCondition reports a token that begins no condition where one is wanted.
func (p *parse) noCondition() ast.Expr {
	const hint = "write a field, an operator and a value"
	t, at := p.peekSpan()
	switch {
	case p.atEnd() && p.afterIllegal():
		// The lexer has said what is wrong.
	case p.peek() == scanner.Comma, p.last == nil && p.peek() == scanner.Close:
		// It will be reported itself.
	case p.last != nil && t.Type == p.last.Type && (t.Type == scanner.And || t.Type == scanner.Or):
		p.failFix(codes.MissingCondition, at, "there is no condition before "+p.shown(), "one is enough: remove it", &ast.Fix{Span: at})
	case p.atEnd() && (p.last == nil || p.peek() != scanner.EOF && p.peek() != scanner.Close):
		p.fail(codes.MissingCondition, at, "there is no condition before "+p.shown(), hint)
	case p.atEnd():
		p.fail(codes.MissingCondition, p.here(), "there is no condition after "+p.lastShown(), hint)
	case p.atForeign("*", "^"):
		p.wildcard()
	case t.Type == scanner.String && p.afterIllegal():
		p.next() // the key behind a tag: that stands alone
	case t.Type == scanner.String:
		p.quotedField()
	case t.Type == scanner.Placeholder:
		p.next()
		p.fail(codes.InvalidPlaceholder, at, "a placeholder stands for a value, not for a field or a condition",
			"write a field and an operator before it")
	case !p.afterIllegal(): // an operator
		p.fail(codes.MissingCondition, at, "there is no field before "+p.shown(), hint)
		p.next()
	}
	p.skipOperation()
	return nil
}

// quotedField reports a string where a field is wanted.
func (p *parse) quotedField() {
	behind := p.end()
	t := p.next()
	at := span(t)
	s := scanner.Unquote(t.Value)
	if p.atEnd() || !chars.IsWord(s) || chars.IsReserved(s) || chars.HasTagPrefix(s) {
		p.fail(codes.MissingCondition, at, "a text alone is no condition", "write a field and an operator before it")
		return
	}
	p.failFix(codes.MissingCondition, at, "a field is written without quotes", "write "+chars.Excerpt(s)+" without them",
		&ast.Fix{Span: at, Text: p.spaced(s, behind, at)})
}

// foreignOps has what to write in place of other languages' operators. It is empty if that
// is not clear.
var foreignOps = map[string]string{
	"==": "=", "===": "=", ":": "=", "<>": "!=", "!==": "!=", "=>": ">=", "=<": "<=",
	"~": "", "=~": "", "~=": "", "!~": "", "!": "", "*": "", "^": "",
}

// noOperator reports what stands behind c's field and is no operator.
func (p *parse) noOperator(c *ast.Comparison) ast.Expr {
	t, at := p.peekSpan()
	name := c.Field.Name
	colon := strings.IndexByte(name, ':')
	write, isForeign := foreignOps[t.Value]
	if p.peek() == scanner.Illegal {
		p.skipOperation()
		return nil
	}
	p.of(c, "")
	switch next := p.peek(); {
	case isForeign && (next == scanner.Foreign || next == scanner.Word):
		return p.foreignOperator(c, write)
	case !c.Field.Tag && colon > 0:
		return p.colon(c, colon)
	case !c.Field.Tag && next == scanner.Open:
		p.skipParens()
		p.fail(codes.ForeignOperator, c.Field.At, "there are no functions", "write the field first, and then an operator and a value")
	case next == scanner.Word && !p.endsAfterNext():
		p.fail(codes.ForeignOperator, at, short(t.Value, "there is no operator ", ""), writeOperator)
		p.next()
		p.take(scanner.Not)           // is not null
		if p.peek() == scanner.Open { // notin (a, b)
			p.skipParens()
		}
		p.skipOperation()
	case !p.atEnd():
		p.fail(codes.MissingOperator, diag.Cover(c.Field.At, ast.Span{Start: at.Start, End: at.Start}), "there is no operator between "+
			chars.Excerpt(c.Field.String())+" and "+p.shown(), writeOperator)
		p.next()
		p.skipOperation()
	case c.Field.Tag && colon > 0:
		p.fail(codes.ForeignOperator, c.Field.At, "a tag alone is no condition",
			"write `"+short(name[:colon], "tag:", " = ")+short(chars.Quote(name[colon+1:]), "", "")+"`, or exists behind it")
	case c.Field.Tag:
		end := ast.Span{Start: c.Field.At.End, End: c.Field.At.End}
		p.failFix(codes.ForeignOperator, c.Field.At, "a tag alone is no condition",
			"write "+short(c.Field.String(), "", " exists"), &ast.Fix{Span: end, Text: p.spaced("exists", end.Start, end)})
	default:
		p.fail(codes.MissingOperator, c.Field.At, "there is no operator after "+chars.Excerpt(name),
			"write an operator and a value behind it, or exists")
	}
	return nil
}

// short returns text between before and after, or … for it if it is long or
// could not be seen.
func short(text, before, after string) string {
	invisible := func(r rune) bool { return !unicode.IsPrint(r) }
	if len(text) > 40 || strings.ContainsFunc(text, invisible) {
		text = "…"
	}
	return before + text + after
}

// foreignOperator reports the operator of another language behind c's field,
// and reads the value behind it if the meaning is clear.
func (p *parse) foreignOperator(c *ast.Comparison, write string) ast.Expr {
	behind := p.end()
	t := p.next()
	at := span(t)
	message := "there is no operator " + t.Value
	p.of(c, t.Value)
	switch {
	case t.Value == "!" && p.peek() == scanner.In:
		p.failFix(codes.ForeignOperator, at, message, "write not in", &ast.Fix{Span: at, Text: p.spaced("not", behind, at)})
		return p.in(c, ast.OpNotIn)
	case t.Value == ":" && !c.Field.Tag && chars.EqualFold(c.Field.Name, "tag"):
		p.fail(codes.InvalidTagKey, diag.Cover(c.Field.At, at), "the key of a tag stands directly after the colon", `write tag:KEY or tag:"KEY"`)
		p.skipOperation()
		return nil
	case write == "":
		p.fail(codes.ForeignOperator, at, message, "write = or !=, or *= for a part of the text, ^= for how it begins, $= for how it ends")
		p.skipOperation()
		return nil
	}
	p.failFix(codes.ForeignOperator, at, message, "write "+write, &ast.Fix{Span: at, Text: write})
	if p.atEnd() || p.peek() == scanner.Op || t.Type == scanner.Word { // behind a word the lexer expects no value
		p.skipOperation()
		return p.fieldAlone(c)
	}
	c.Op, _ = scanner.Operator(write)
	c.OpAt = at
	return p.operand(c)
}

// fieldAlone returns, for a condition that went wrong, one that every kind of field
// takes. So the field's name can still be checked.
func (p *parse) fieldAlone(c *ast.Comparison) ast.Expr {
	c.Op, c.Values = ast.OpExists, nil
	return p.comparison(c)
}

// colon reports name:value.
func (p *parse) colon(c *ast.Comparison, colon int) ast.Expr {
	name, value := c.Field.Name[:colon], c.Field.Name[colon+1:]
	start := diag.After(c.Field.At.Start, name)
	at := ast.Span{Start: start, End: diag.After(start, ":")}
	hint, fix := "write =", &ast.Fix{Span: at, Text: " = "}
	switch next := p.peek(); {
	case chars.IsReserved(name):
		p.fail(codes.ForeignOperator, at, "there is no operator :", "write a field and = before a value")
		p.skipOperation()
		return nil
	case chars.IsReserved(value):
		fix = nil
	case value != "":
	case next == scanner.Word, next == scanner.String, next == scanner.Placeholder:
		p.next()
	case next == scanner.Open:
		p.skipParens()
		hint, fix = "write in and the values in parentheses, with commas between them", nil
	default:
		hint, fix = "write = and a value", nil
	}
	c.Field.Name, c.Field.At.End = name, start
	p.of(c, ":").failFix(codes.ForeignOperator, at, "there is no operator :", hint, fix)
	return p.fieldAlone(c)
}

// strayNot reports a not behind c's field that is not followed by in.
func (p *parse) strayNot(c *ast.Comparison) ast.Expr {
	const message = "not stands before a condition, or before in"
	if p.peek() == scanner.Illegal || p.afterIllegal() {
		p.skipOperation()
		return nil
	}
	p.of(c, "")
	switch p.peek() {
	case scanner.Op, scanner.Exists:
	case scanner.Open:
		p.fail(codes.MissingOperator, c.OpAt, message, "write not in and the values in parentheses, with commas between them")
		p.skipParens()
		return nil
	default:
		p.fail(codes.MissingOperator, c.OpAt, message, "write not before the field, and an operator behind it")
		p.skipOperation()
		return nil
	}
	t := p.next()
	op := ast.OpExists
	if t.Type == scanner.Op {
		op, _ = scanner.Operator(t.Value)
	}
	field := c.Field.String()
	p.failFix(codes.ForeignOperator, c.OpAt, message, "write not "+short(field, "", "")+" "+op.String(),
		&ast.Fix{Span: diag.Cover(c.Field.At, span(t)), Text: "not " + field + " " + op.String()})
	if t.Type == scanner.Op {
		c.Op = op
		return p.operand(c)
	}
	return p.fieldAlone(c)
}

// noValue reports a token that is no value behind c's operator.
func (p *parse) noValue(c *ast.Comparison) {
	const hint = "write one; quote it if it is more than a word"
	inList := c.Op == ast.OpIn || c.Op == ast.OpNotIn
	t, at := p.peekSpan()
	switch {
	case t.Type == scanner.Illegal:
		p.next()
		return
	case inList && p.peek() == scanner.EOF:
		return // the list is not closed, which is reported
	}
	p.of(c, c.Op.String())
	switch {
	case p.atForeign("*", "^"):
		p.wildcard()
		p.skipOperation()
	case p.reserved():
		p.next()
		p.failFix(codes.ReservedWord, at, p.lastShown()+" is a reserved word", "quote it if it is the value",
			&ast.Fix{Span: at, Text: chars.Quote(t.Value)})
	case t.Type == scanner.Open && inList:
		p.skipParens()
		p.fail(codes.InvalidList, at, "a list has no parentheses in it", "write its values, separated by commas")
	case t.Type == scanner.Open:
		p.skipParens()
		p.fail(codes.InvalidList, diag.Cover(c.OpAt, at), "a list in parentheses stands behind in", "write in before a list, and one value without parentheses")
	case p.atEnd() || t.Type == scanner.Not:
		p.fail(codes.MissingValue, p.here(), "there is no value after "+p.lastShown(), hint)
	default:
		p.fail(codes.MissingValue, at, "there is no value between "+p.lastShown()+" and "+p.shown(), hint)
		p.next()
		if !inList {
			p.skipOperation()
		}
	}
}

func (p *parse) lastShown() string { return shown(p.last) }

// reserved reports whether an and, or or not comes that must be meant as a
// value, since a condition ends behind it.
func (p *parse) reserved() bool {
	switch p.peek() {
	case scanner.And, scanner.Or, scanner.Not:
		return p.endsAfterNext()
	}
	return false
}

// endsAfterNext reports whether a condition can end behind the next token.
func (p *parse) endsAfterNext() bool {
	switch p.second() {
	case scanner.EOF, scanner.Close, scanner.And, scanner.Or, scanner.Comma:
		return true
	}
	return false
}

// noList reports an in that no list follows.
func (p *parse) noList(c *ast.Comparison) ast.Expr {
	p.of(c, c.Op.String()).fail(codes.InvalidList, c.OpAt, "in takes a list in parentheses", "write ( before the values, commas between them, and ) behind them")
	for {
		switch p.peek() {
		case scanner.Word, scanner.String, scanner.Placeholder, scanner.Illegal, scanner.Comma:
		case scanner.Name:
			if p.beginsCondition() {
				return p.fieldAlone(c)
			}
		default:
			return p.fieldAlone(c)
		}
		p.next()
	}
}

func (p *parse) emptyList(c *ast.Comparison, open ast.Span) ast.Expr {
	at := span(p.next())
	p.of(c, c.Op.String()).fail(codes.InvalidList, diag.Cover(open, at), "the list is empty", "write one value at least")
	p.take(scanner.Fold)
	return p.fieldAlone(c)
}

// noComma reports a token in a list, which began at open, that is neither a
// comma nor the end. It reports whether the list goes on as one.
func (p *parse) noComma(open ast.Span) bool {
	_, at := p.peekSpan()
	switch p.peek() {
	case scanner.EOF:
		p.unclosed(open)
		return false
	case scanner.Illegal:
	case scanner.Word, scanner.String, scanner.Placeholder:
		hint := "write one between two values; quote a value of several words"
		if v := p.Peek().Value; v == "i" || v == "I" {
			hint = "to ignore case, write i behind the list"
		}
		p.fail(codes.InvalidList, at, "there is no comma before "+p.shown(), hint)
	default:
		p.fail(codes.InvalidList, at, p.shown()+" stands in a list of values", "separate the values by commas, and end the list with )")
	}
	for {
		switch p.peek() {
		case scanner.EOF, scanner.Close, scanner.Open:
			return false
		case scanner.Comma:
			p.next()
			return true
		}
		p.next()
	}
}

// endList consumes the rest of a list that went wrong, with the parenthesis that
// closes it. The lexer takes a list for ended behind any such parenthesis, so no
// further value can be read.
func (p *parse) endList() {
	for p.peek() != scanner.EOF && !p.take(scanner.Close) {
		if p.peek() == scanner.Open {
			p.skipParens()
		} else {
			p.next()
		}
	}
}
