package parser

import (
	plexer "github.com/alecthomas/participle/v2/lexer"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/internal/scanner"
	"github.com/searchfilter/searchfilter/internal/tree"
)

// parse is one run of the production over the tokens: recursive descent, a
// method for a rule.
//
// A method returns what it read, or nothing if that was wrong; then the report
// says so, and the method has consumed what belongs to the rule, so that each
// mistake is reported once and the rules above go on behind it.
type parse struct {
	*plexer.PeekingLexer
	*production
	last    *plexer.Token // the token before, nil at the start
	stopped bool          // at a limit: what is missing behind it is no mistake
	params  ast.Params    // of the next mistake that is reported
}

// Nodes are made with room for the terms or the value that most of them have, so
// that each is one allocation.
type (
	orOfTwo struct {
		ast.Or
		room [2]ast.Expr
	}
	andOfTwo struct {
		ast.And
		room [2]ast.Expr
	}
	oneValue struct {
		ast.Comparison
		room [1]ast.Value
	}
)

// peek returns the type of the next token. Where the lexer stopped at a limit,
// that is EOF.
func (p *parse) peek() plexer.TokenType {
	t := p.Peek()
	if t.Type == scanner.Illegal && t.Value == "" {
		p.stopped = true
		p.Next()
		return scanner.EOF
	}
	return t.Type
}

// next consumes the next token.
func (p *parse) next() *plexer.Token {
	p.last = p.Next()
	return p.last
}

// start returns where the next token begins.
func (p *parse) start() ast.Position { return position(p.Peek()) }

// end returns where the token before ends.
func (p *parse) end() ast.Position {
	if p.last == nil {
		return ast.Position{}
	}
	return span(p.last).End
}

// take consumes the next token if it is of type t, and reports whether it was.
func (p *parse) take(t plexer.TokenType) bool {
	if p.peek() != t {
		return false
	}
	p.next()
	return true
}

func position(t *plexer.Token) ast.Position {
	return ast.Position{Offset: t.Pos.Offset, Line: t.Pos.Line, Column: t.Pos.Column}
}

func span(t *plexer.Token) ast.Span {
	start := position(t)
	return ast.Span{Start: start, End: diag.After(start, t.Value)}
}

// query = [ or ] .
func (p *parse) query() ast.Expr {
	if p.peek() == scanner.EOF {
		return nil
	}
	x := p.or()
	for p.peek() != scanner.EOF {
		// Only a parenthesis that nothing opened ends an or before the end.
		if y := p.strayClose(); x == nil {
			x = y
		} else if y != nil {
			x = ast.All(x, y)
		}
	}
	return x
}

// or = and { "or" and } .
func (p *parse) or() ast.Expr {
	start := p.start()
	x := p.and()
	if !p.atOr() {
		return x
	}
	or := new(orOfTwo)
	terms := appendTerm(or.room[:0], x, true)
	for p.atOr() {
		p.connective("or")
		terms = appendTerm(terms, p.and(), true)
	}
	if len(terms) < 2 {
		return few(terms)
	}
	or.Or = ast.Or{Terms: terms, At: ast.Span{Start: start, End: p.end()}}
	return &or.Or
}

// and = unary { "and" unary } .
func (p *parse) and() ast.Expr {
	start := p.start()
	x := p.unary()
	more := p.anotherAfter(x)
	if !more {
		return x
	}
	and := new(andOfTwo)
	terms := appendTerm(and.room[:0], x, false)
	for more {
		x = p.unary()
		terms = appendTerm(terms, x, false)
		more = p.anotherAfter(x)
	}
	if len(terms) < 2 {
		return few(terms)
	}
	and.And = ast.And{Terms: terms, At: ast.Span{Start: start, End: p.end()}}
	return &and.And
}

// few returns what is left of a list whose other terms were wrong.
func few(terms []ast.Expr) ast.Expr {
	if len(terms) == 0 {
		return nil
	}
	return terms[0]
}

// appendTerm appends x, unless it went wrong, to the terms of an or, or if or is not set of
// an and. The terms of its like take its place. If these come first, they are taken as they
// are, so that nesting on the left costs no copies.
func appendTerm(terms []ast.Expr, x ast.Expr, or bool) []ast.Expr {
	_, isOr := x.(*ast.Or)
	_, isAnd := x.(*ast.And)
	switch {
	case x == nil:
		return terms
	case !(isOr && or) && !(isAnd && !or):
		return append(terms, x)
	case len(terms) == 0:
		return tree.Terms(x)
	}
	return append(terms, tree.Terms(x)...)
}

// unary = "not" unary | "(" or ")" | condition .
func (p *parse) unary() ast.Expr {
	if p.peek() == scanner.Illegal {
		// What follows may be half of what the lexer could not make out.
		p.skipIllegal()
		p.unary()
		return nil
	}
	p.foreignNot()
	switch p.peek() {
	case scanner.Not:
		start := p.start()
		p.next()
		x := p.unary()
		if x == nil {
			return nil
		}
		return &ast.Not{X: x, At: ast.Span{Start: start, End: p.end()}}
	case scanner.Open:
		open := span(p.next())
		if p.peek() == scanner.Close {
			return p.emptyParens(open)
		}
		x := p.or()
		if !p.take(scanner.Close) {
			p.unclosed(open)
		}
		return x
	case scanner.Name, scanner.Tag:
		return p.condition()
	}
	return p.noCondition()
}

// condition = field ( op value [ "i" ]
//
//	| [ "not" ] "in" "(" value { "," value } ")" [ "i" ]
//	| "exists" ) .
func (p *parse) condition() ast.Expr {
	t := p.next()
	one := new(oneValue)
	c := &one.Comparison
	c.Field = ast.Field{Name: t.Value, At: span(t)}
	if t.Type == scanner.Tag {
		c.Field.Tag, c.Field.Name = true, scanner.Key(t.Value)
	}
	switch p.peek() {
	case scanner.Op:
		op := p.next()
		c.OpAt = span(op)
		c.Op, _ = scanner.Operator(op.Value)
		c.Values = one.room[:]
		return p.operand(c)
	case scanner.Not:
		c.OpAt = span(p.next())
		if p.peek() != scanner.In {
			return p.strayNot(c)
		}
		return p.in(c, ast.OpNotIn)
	case scanner.In:
		return p.in(c, ast.OpIn)
	case scanner.Exists:
		c.OpAt = span(p.next())
		c.Op = ast.OpExists
		return p.comparison(c)
	}
	return p.noOperator(c)
}

// comparison returns c, which ends with the token before.
func (p *parse) comparison(c *ast.Comparison) ast.Expr {
	c.At = ast.Span{Start: c.Field.At.Start, End: p.end()}
	return c
}

// operand reads the value after c's operator.
func (p *parse) operand(c *ast.Comparison) ast.Expr {
	if c.Values == nil {
		c.Values = make([]ast.Value, 1)
	}
	if !p.value(c, 0) {
		return nil
	}
	p.fold(c)
	return p.comparison(c)
}

// fold reads the i behind c's values, if there is one.
func (p *parse) fold(c *ast.Comparison) {
	if c.Fold = p.take(scanner.Fold); c.Fold {
		c.FoldAt = span(p.last)
	}
}

// in reads the rest of a condition from its in on.
func (p *parse) in(c *ast.Comparison, op ast.Op) ast.Expr {
	c.Op, c.OpAt = op, diag.Cover(c.OpAt, span(p.next()))
	if p.peek() != scanner.Open {
		return p.noList(c)
	}
	open := span(p.next())
	if p.peek() == scanner.Close {
		return p.emptyList(c, open)
	}
	ok := true
	for {
		c.Values = append(c.Values, ast.Value{})
		ok = p.value(c, len(c.Values)-1) && ok
		switch inner := p.last.Type == scanner.Close; {
		case !inner && p.take(scanner.Comma):
		case !inner && p.take(scanner.Close):
			p.fold(c)
			if !ok {
				return nil
			}
			return p.comparison(c)
		case inner || !p.noComma(open):
			p.endList()
			return nil
		default:
			ok = false
		}
	}
}

// value = word | string | placeholder .
//
// It is read into c.Values[i].
func (p *parse) value(c *ast.Comparison, i int) bool {
	v := &c.Values[i]
	switch p.peek() {
	case scanner.Word:
		t := p.next()
		*v = ast.Value{Text: t.Value, At: span(t)}
	case scanner.String:
		t := p.next()
		*v = ast.Value{Text: scanner.Unquote(t.Value), At: span(t)}
	case scanner.Placeholder:
		t := p.next()
		*v = ast.Value{At: span(t)}
		n, _ := scanner.PlaceholderNumber(t.Value)
		p.holes = append(p.holes, hole{c, i, n})
	default:
		p.noValue(c)
		return false
	}
	return true
}
