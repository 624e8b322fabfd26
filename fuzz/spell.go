package fuzz

import (
	"math/rand"
	"strings"
	"unicode"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/limit"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/schema"
)

// Spellings returns the generator of texts of x, a valid tree: keywords in any case, symbols
// and words for operators, both quotes and every escape, needless parentheses, any white
// space and none. Parsing a text gives a tree that is equal to x if s is nil. Given a
// schema, the names of fields and the values of enums and bools are in any case, too, and
// resolving the parsed tree gives what resolving x gives.
//
// The texts are within ast.Limits' defaults if x is. The size does not matter.
func Spellings(s *schema.Schema, x ast.Expr) Generator[string] {
	return func(r *rand.Rand, _ int) string {
		p := speller{schema: s, r: r}
		if !tree.IsEmpty(x) {
			p.expr(x, max(0, limit.Depth-height(x, 0)))
		}
		p.space(false)
		if p.b.Len() > limit.Bytes {
			return x.String() // escapes can make it six times as long
		}
		return p.b.String()
	}
}

// height returns an upper bound for the parentheses and nots that are open
// around a condition of x.
func height(x ast.Expr, open int) int {
	most := open
	switch x := x.(type) {
	case *ast.And:
		for _, t := range x.Terms {
			most = max(most, height(t, open+1))
		}
	case *ast.Or:
		for _, t := range x.Terms {
			most = max(most, height(t, open+1))
		}
	case *ast.Not:
		most = height(x.X, open+1)
	}
	return most
}

type speller struct {
	schema *schema.Schema
	r      *rand.Rand
	b      strings.Builder
	word   bool // a word runs up to the end of b, so that another needs space before it
}

// expr spells x with at most extra needless parentheses around any condition.
func (p *speller) expr(x ast.Expr, extra int) {
	if extra > 0 && rarely(p.r, 6) {
		p.parens(x, extra-1)
		return
	}
	switch x := x.(type) {
	case *ast.And:
		p.list(x.Terms, "and", extra)
	case *ast.Or:
		p.list(x.Terms, "or", extra)
	case *ast.Not:
		p.keyword("not")
		p.operand(x.X, extra, false)
	case *ast.Comparison:
		p.comparison(x)
	}
}

func (p *speller) parens(x ast.Expr, extra int) {
	p.symbol("(")
	p.expr(x, extra)
	p.symbol(")")
}

// operand spells x, which is an operand of not, of and, or if or is set of or.
func (p *speller) operand(x ast.Expr, extra int, or bool) {
	switch x.(type) {
	case *ast.And:
		if !or {
			p.parens(x, extra)
			return
		}
	case *ast.Or:
		p.parens(x, extra)
		return
	}
	p.expr(x, extra)
}

// list spells terms. Some that stand together may go in parentheses, since a
// list directly in its like is one list with it.
func (p *speller) list(terms []ast.Expr, connective string, extra int) {
	for i := 0; i < len(terms); {
		if i > 0 {
			p.keyword(connective)
		}
		if n := 2 + p.r.Intn(3); extra > 0 && i+n <= len(terms) && rarely(p.r, 8) {
			p.symbol("(")
			p.list(terms[i:i+n], connective, extra-1)
			p.symbol(")")
			i += n
			continue
		}
		p.operand(terms[i], extra, connective == "or")
		i++
	}
}

func (p *speller) comparison(c *ast.Comparison) {
	p.field(c.Field)
	switch c.Op {
	case ast.OpExists:
		p.keyword("exists")
	case ast.OpIn, ast.OpNotIn:
		if c.Op == ast.OpNotIn {
			p.keyword("not")
		}
		p.keyword("in")
		p.symbol("(")
		for i, v := range c.Values {
			if i > 0 {
				p.symbol(",")
			}
			p.value(c.Field, v.Text)
		}
		p.symbol(")")
	default:
		p.operator(c.Op)
		p.value(c.Field, c.Values[0].Text)
	}
	if c.Fold {
		p.bare("i")
	}
}

var wordOps = map[ast.Op]string{
	ast.OpHasPrefix: "startswith",
	ast.OpContains:  "contains",
	ast.OpHasSuffix: "endswith",
}

func (p *speller) operator(op ast.Op) {
	if word, ok := wordOps[op]; ok && rarely(p.r, 2) {
		p.keyword(word)
		return
	}
	p.symbol(op.String())
}

func (p *speller) field(f ast.Field) {
	switch {
	case !f.Tag && p.schema == nil:
		p.bare(f.Name)
	case !f.Tag:
		p.bare(anyCase(p.r, f.Name))
	case chars.IsWord(f.Name) && oneIn(p.r, 2):
		p.bare(anyCase(p.r, "tag:") + f.Name)
	default:
		p.bare(anyCase(p.r, "tag:"))
		p.quote(f.Name)
	}
}

func (p *speller) value(f ast.Field, s string) {
	if p.schema != nil {
		if kind := p.schema.KindOf(f); kind == schema.Enum || kind == schema.Bool {
			s = anyCase(p.r, s)
		}
	}
	if chars.IsWord(s) && !chars.IsReserved(s) && oneIn(p.r, 2) {
		p.bare(s)
		return
	}
	p.space(false)
	p.quote(s)
}

func (p *speller) keyword(s string) { p.bare(anyCase(p.r, s)) }

// bare writes a word, set off from one before it.
func (p *speller) bare(s string) {
	p.space(p.word)
	p.b.WriteString(s)
	p.word = true
}

// symbol writes what is no word and so needs no white space around it.
func (p *speller) symbol(s string) {
	p.space(false)
	p.b.WriteString(s)
	p.word = false
}

// quote writes s as a string, directly after what stands before it.
func (p *speller) quote(s string) {
	q := pick(p.r, []rune{'"', '\''})
	p.b.WriteRune(q)
	for _, c := range s {
		short := strings.IndexRune("\"'\\\n\t\r", c)
		switch {
		case short >= 0 && (c == q || c == '\\' || unicode.IsControl(c) || rarely(p.r, 4)) && !rarely(p.r, 4):
			p.b.WriteByte('\\')
			p.b.WriteByte(`"'\ntr`[short])
		case c == q || c == '\\' || unicode.IsControl(c) || rarely(p.r, 16):
			writeEscape(p.r, &p.b, c)
		default:
			p.b.WriteRune(c)
		}
	}
	p.b.WriteRune(q)
	p.word = false
}

// spaces are Unicode's White_Space, the common ones more often.
var spaces = []rune("        \t\n\v\f\r\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000")

// space writes white space, or none unless it is needed.
func (p *speller) space(needed bool) {
	if !needed && oneIn(p.r, 2) {
		return
	}
	for range 1 + p.r.Intn(8)/7 {
		p.b.WriteRune(pick(p.r, spaces))
	}
}

// anyCase returns s with the case of its ASCII letters changed: of all, of some
// or of none.
func anyCase(r *rand.Rand, s string) string {
	b := []byte(s)
	how := r.Intn(4)
	for i, c := range b {
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if letter && (how == 3 || how == 2 && oneIn(r, 2)) {
			b[i] = c ^ 0x20
		}
	}
	return string(b)
}
