package compile

import (
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/schema"
)

// What one request cannot say of a condition is weakened: replaced by the
// strongest condition that follows from it and can be said, or by none.

// A sending is what is sent of a literal.
type sending struct {
	known  bool            // it has been found out
	whole  bool            // all of it
	weaker *ast.Comparison // otherwise what follows from it, or nil
	code   code            // of weaker, or negative
	why    *ast.Diagnostic // otherwise why, as Compile would say
}

// sendable returns what can be sent of x, a literal.
func (c *compiler) sendable(x ast.Expr) sending {
	literal, negated := ast.Literal(x)
	why, ok := c.refusedFor(x)
	if !ok && !negated && literal.Op == ast.OpContains && !literal.Field.Tag {
		why, ok = c.oddContains(literal)
	}
	if !ok {
		return sending{known: true, whole: true}
	}
	s := sending{known: true, why: &why}
	if negated {
		return s
	}
	for _, y := range c.weaker(literal) {
		if _, refused := c.refusedFor(y); !refused {
			s.weaker = y
			break
		}
	}
	return s
}

// refusedFor returns why the target cannot say x, a literal, if it cannot.
func (c *compiler) refusedFor(x ast.Expr) (why ast.Diagnostic, refused bool) {
	if c.alone == nil {
		c.alone = newCompiler(c.target, c.tagsOnly)
	}
	d := c.alone
	d.errors = ast.Report{}
	clear(d.reported)
	d.checkBelow(x, nil, x)
	if d.errors.Empty() {
		return ast.Diagnostic{}, false
	}
	return d.errors.Diagnostics()[0], true
}

// weaker returns conditions that follow from x, the strongest first.
func (c *compiler) weaker(x *ast.Comparison) []*ast.Comparison {
	like := func(op ast.Op) *ast.Comparison {
		y := *x
		y.Op = op
		if op == ast.OpContains {
			y.Values = []ast.Value{{Text: c.piece(x.Values[0].Text), At: x.Values[0].At}}
		} else if op == ast.OpExists {
			y.Values = nil
		}
		return &y
	}
	if x.Field.Tag {
		return []*ast.Comparison{like(ast.OpExists)}
	}
	if c.target.Schema.KindOf(x.Field) != schema.Text || len(x.Values) == 0 {
		return nil
	}
	var list []*ast.Comparison
	if x.Op == ast.OpEqual {
		list = append(list, like(ast.OpHasPrefix))
	}
	if piece := like(ast.OpContains); utf8.RuneCountInString(piece.Values[0].Text) >= c.target.ContainsMin {
		list = append(list, piece)
	}
	return list
}

// piece returns the beginning of s that a contains can be sent with.
func (c *compiler) piece(s string) string {
	n := 0
	for i := range s {
		if n == c.target.ContainsMax {
			return s[:i]
		}
		n++
	}
	return s
}

// oddContains reports whether sibling searches give invalid results for x, a
// contains.
func (c *compiler) oddContains(x *ast.Comparison) (why ast.Diagnostic, odd bool) {
	n := utf8.RuneCountInString(x.Values[0].Text)
	if n >= c.target.ContainsMin && n <= c.target.ContainsMax {
		return ast.Diagnostic{}, false
	}
	return ast.Diagnostic{
		Code:    ast.ContainsLength,
		Warning: true,
		Span:    x.Values[0].At,
		Message: "a contains with " + count(n, "character") + " may give invalid results",
		Hint:    "use " + number(c.target.ContainsMin) + " to " + number(c.target.ContainsMax) + " characters",
	}, true
}
