package compile

import (
	"strings"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile/internal/dnf"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/tree"
)

// A condition that one request cannot say is weakened: it is replaced by the strongest
// condition that follows from it and can be sent, by a lower and an upper bound, or by
// nothing.

// A sending is what is sent of a literal.
type sending struct {
	known  bool              // the other fields are set
	whole  bool              // the literal itself is sent
	weaker []*ast.Comparison // if not, what is sent: these follow from it
	sent   []dnf.Literal     // these, without what every record meets
	why    *ast.Diagnostic   // if not, why, as Compile would say
}

// sendable returns what can be sent of x, a literal.
func (c *compiler) sendable(x ast.Expr) sending {
	literal, negated := tree.Literal(x)
	if c.isSendable(literal, negated) {
		return sending{known: true, whole: true}
	}
	s := sending{known: true}
	if ds := c.refused(x, nil); len(ds) > 0 {
		s.why = &ds[0]
	} else {
		why := c.oddContains(literal)
		s.why = &why
	}
	switch {
	case negated:
	case c.target.refuses(literal, false) == findsMore:
		s.weaker = c.target.outside(literal)
	default:
		for _, y := range c.weaker(literal) {
			if c.isSendable(y, false) {
				s.weaker = []*ast.Comparison{y}
				break
			}
		}
	}
	return s
}

// outside returns the conditions that are sent for x. They follow from x, and may find more
// than x selects.
func (t *Target) outside(x *ast.Comparison) []*ast.Comparison {
	if scale := forms[t.Fields[x.Field.Name].form()].scale; scale != nil {
		return scale.outside(t.field(x.Field).Kind, x)
	}
	return []*ast.Comparison{x}
}

// isSendable reports whether a plan sends all of x, or of its negation.
func (c *compiler) isSendable(x *ast.Comparison, negated bool) bool {
	return c.target.refuses(x, negated) == sent && !c.target.isOddContains(x)
}

// weaker returns conditions that follow from x, the strongest first.
func (c *compiler) weaker(x *ast.Comparison) []*ast.Comparison {
	like := func(op ast.Op) *ast.Comparison {
		y := *x
		y.Op = op
		if op == ast.OpContains {
			y.Values = []ast.Value{{Text: c.piece(x.Values[0].Text), At: x.Values[0].At}}
		} else if op == ast.OpExists {
			y.Values, y.Fold = nil, false
			return &y
		}
		return c.target.asServed(&y)
	}
	switch {
	case x.Field.Tag:
		return []*ast.Comparison{like(ast.OpExists)}
	case !kinds.Folds(c.target.Schema.KindOf(x.Field)) || len(x.Values) == 0:
		return nil
	case x.Fold && !c.target.folds(x.Field):
		return c.withoutCase(x)
	}
	var list []*ast.Comparison
	if y := c.target.asServed(x); y != x {
		list = append(list, y)
	}
	if x.Op == ast.OpEqual {
		list = append(list, like(ast.OpHasPrefix))
	}
	if piece := like(ast.OpContains); utf8.RuneCountInString(piece.Values[0].Text) >= c.target.ContainsMin {
		list = append(list, piece)
	}
	return list
}

// withoutCase returns what follows from x, which ignores case, for a service that minds case.
// It is what x asks about parts of a text that have no case.
func (c *compiler) withoutCase(x *ast.Comparison) (list []*ast.Comparison) {
	text := x.Values[0].Text
	like := func(op ast.Op, text string) *ast.Comparison {
		y := *x
		y.Op, y.Fold = op, false
		y.Values = []ast.Value{{Text: text, At: x.Values[0].At}}
		return &y
	}
	var longest string
	parts := strings.FieldsFunc(text, func(r rune) bool { return chars.HasCase(string(r)) })
	for i, part := range parts {
		if i == 0 && strings.HasPrefix(text, part) && (x.Op == ast.OpEqual || x.Op == ast.OpHasPrefix) {
			list = append(list, like(ast.OpHasPrefix, part))
		}
		if utf8.RuneCountInString(part) > utf8.RuneCountInString(longest) {
			longest = part
		}
	}
	if utf8.RuneCountInString(longest) >= c.target.ContainsMin {
		list = append(list, like(ast.OpContains, c.piece(longest)))
	}
	return list
}

// piece returns the beginning of s that is short enough for a contains.
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

// oddContains warns of x, for which isOddContains is true.
func (c *compiler) oddContains(x *ast.Comparison) ast.Diagnostic {
	return ast.Diagnostic{
		Code:    codes.ContainsLength,
		Warning: true,
		Span:    x.Values[0].At,
		Message: "a contains with " + count(utf8.RuneCountInString(x.Values[0].Text), "character") + " may give invalid results",
		Hint:    "use " + number(c.target.ContainsMin) + " to " + number(c.target.ContainsMax) + " characters",
		Params:  diag.ParamsOf(x),
	}
}
