package compile

import (
	"strconv"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/schema"
)

// check reports every part of x, in normal form, that one request cannot say.
func (c *compiler) check(x ast.Expr) { c.checkBelow(x, nil, x) }

// checkBelow checks x, which is a term of parent or the root.
func (c *compiler) checkBelow(x, parent, root ast.Expr) {
	switch x := x.(type) {
	case *ast.And:
		for _, t := range x.Terms {
			c.checkBelow(t, x, root)
		}
	case *ast.Or:
		if !c.tagsOnly() && c.side(x) == onBoth {
			c.mixedOr(x, root)
		}
		for _, t := range x.Terms {
			c.checkBelow(t, x, root)
		}
	default:
		for _, d := range c.refused(x, parent) {
			c.fail(d)
		}
	}
}

// refused returns in words why x, a literal that is a term of parent, cannot be sent.
func (c *compiler) refused(x, parent ast.Expr) (ds ast.Diagnostics) {
	literal, negated := tree.Literal(x)
	why := c.target.refuses(literal, negated)
	if why != sent && why != forbiddenTag {
		r := refusedLiteral{c, literal, x.Span(), parent}
		words, code := r.words, ast.Code(codes.Inexpressible)
		if c.target.isNested() {
			words = r.nestedWords
		}
		if why == findsMore {
			code = codes.Inexact
		}
		at, message, hint := words(why)
		ds = append(ds, ast.Diagnostic{Code: code, Span: at, Message: message, Hint: hint, Params: diag.ParamsOf(literal)})
	}
	if literal.Field.Tag && why != sent {
		ds = append(ds, c.target.checkTag(literal)...)
	}
	return ds
}

// emptyFilter reports the empty query, where there is no filter for it.
func (c *compiler) emptyFilter(x ast.Expr) {
	c.fail(ast.Diagnostic{
		Code:    codes.EmptyFilter,
		Span:    x.Span(),
		Message: "the query is empty, and there is no empty filter",
		Hint:    "leave the member out to let everything through",
	})
}

// A refusedLiteral is a literal that cannot be sent. Its methods put that in words.
type refusedLiteral struct {
	*compiler
	x      *ast.Comparison
	at     ast.Span // of the literal
	parent ast.Expr
}

// words returns the place, the message and the hint for a refusal. Those by the rules for
// tags have other words.
func (r refusedLiteral) words(why refusal) (at ast.Span, message, hint string) {
	operation, name, at := r.target.Operation, fieldOf(r.x), r.place()
	switch why {
	case noCondition:
		return r.x.Field.At, operation + " has no condition on " + r.x.Field.String(), r.without()
	case noNot:
		hint = r.without()
		if !r.x.Field.Tag && r.x.Op == ast.OpEqual {
			if f := r.target.field(r.x.Field); f.Kind == schema.Enum && f.Always {
				hint = "name the values that are wanted, if every " + r.target.Schema.Name + " has one of them"
			}
		}
		return at, operation + " has no not for " + name, hint
	case mayMindCase:
		return at, operation + " may mind the case of " + name + ", and would then find too little", "compare with case, or plan the query"
	case isEverything:
		return at, "every " + r.target.Schema.Name + " has " + name + ", so this selects all of them", r.leaveOut()
	case cannotAskExists:
		return at, operation + " cannot ask whether " + name + " exists", r.without()
	case untried:
		return r.x.Field.At, "nobody says how " + operation + " is asked for " + name + ", so it is not", r.without()
	case noBound:
		return at, operation + " cannot be sent that value of " + name, r.without()
	case findsMore:
		return at, operation + " may find more than " + chars.Clip(r.x.String()) + ": what it finds is to be checked", "plan the query"
	case noOperator:
		return at, operation + " has no " + r.x.Op.String() + " for " + name, r.weaker()
	case findsOtherCase:
		return at, operation + " also finds " + name + " in another case", "end the condition in i to compare without case, or plan the query"
	}
	hint = "compare with case, or plan the query"
	if r.target.Tags.KeyOnly {
		hint = r.weaker()
	}
	return at, operation + " minds the case of " + name, hint
}

// place returns where the condition is written. A condition of an in-list stands at its value,
// and the place is that of the list.
func (r refusedLiteral) place() ast.Span {
	if r.at.Start.Offset <= r.x.Field.At.Start.Offset {
		return r.at
	}
	return diag.Cover(r.x.Field.At, r.x.OpAt)
}

// leaveOut says what to leave out, so that the query still finds all that it does now.
func (r refusedLiteral) leaveOut() string {
	if or, ok := r.parent.(*ast.Or); ok && !isOneCondition(or) {
		return "leave out the group around it"
	}
	return "leave it out"
}

// isOneCondition reports whether the or was written as one condition, such as
// tag:a in (b, c) and modified != 2026-01-31.
func isOneCondition(or *ast.Or) bool {
	var field ast.Span
	for x := range ast.Comparisons(or) {
		if !x.Field.At.IsValid() || field.IsValid() && x.Field.At != field {
			return false
		}
		field = x.Field.At
	}
	return true
}

// without says what to do about a condition that cannot be sent at all.
func (r refusedLiteral) without() string {
	switch {
	case !r.tagsOnly():
		return r.leaveOut() + ", and match what is found with the whole query"
	case r.x.Field.Tag:
		return "name the values that are wanted, with = or in"
	}
	return "use tags alone, as in tag:team = billing"
}

// weaker says which condition to send instead of one whose operator the target lacks. It
// finds more.
func (r refusedLiteral) weaker() string {
	var y *ast.Comparison
	_, contains := r.target.Comparisons[ast.OpContains]
	switch {
	case r.x.Field.Tag && r.target.Tags.KeyOnly:
		y = ast.Compare(r.x.Field, ast.OpExists)
		if vacuous(r.x) {
			return "write " + chars.Clip(y.String())
		}
	case r.x.Op == ast.OpHasSuffix && contains && !r.x.Field.Tag:
		y = r.target.asServed(ast.Compare(r.x.Field, ast.OpContains, r.x.Values[0].Text))
	}
	if y == nil || r.tagsOnly() {
		return r.without()
	}
	return chars.Clip(y.String()) + " finds more: send it, and match what is found with the whole query"
}

// vacuous reports whether x asks no more than whether the field exists.
func vacuous(x *ast.Comparison) bool {
	switch x.Op {
	case ast.OpExists:
		return true
	case ast.OpHasPrefix, ast.OpContains, ast.OpHasSuffix:
		return x.Values[0].Text == ""
	}
	return false
}

// fieldOf returns the field of x, a comparison, as a message shows it.
func fieldOf(x ast.Expr) string { return shorten(x.(*ast.Comparison).Field.String()) }

// shorten returns s as a message shows it.
func shorten(s string) string { return chars.Brief(s, 60) }

// count returns how many there are of something: 1 character, 2 characters.
func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return number(n) + " " + what
}

func number(n int) string { return strconv.Itoa(n) }
