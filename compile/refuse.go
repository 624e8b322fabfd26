package compile

import (
	"strconv"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/schema"
)

// check reports every part of x, in normal form, that one request cannot say.
func (c *compiler) check(x ast.Expr) { c.checkBelow(x, nil, x) }

// asServed returns x, a condition on a text field, as the service compares what is
// sent of it.
func (c *compiler) asServed(x *ast.Comparison) *ast.Comparison {
	fold := c.target.ServiceFoldsCase && len(x.Values) > 0 && ast.HasCase(x.Values[0].Text)
	if fold == x.Fold {
		return x
	}
	y := *x
	y.Fold = fold
	return &y
}

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
		literal, negated := ast.Literal(x)
		r := refusal{c, literal, negated, x.Span(), parent}
		if literal.Field.Tag {
			r.tag()
		} else {
			r.field()
		}
	}
}

// emptyFilter reports the empty query, where there is no filter for it.
func (c *compiler) emptyFilter(x ast.Expr) {
	c.fail(ast.Diagnostic{
		Code:    ast.EmptyFilter,
		Span:    x.Span(),
		Message: "the query is empty, and there is no empty filter",
		Hint:    "leave the member out to let everything through",
	})
}

// A refusal looks at one literal and reports why it cannot be sent.
type refusal struct {
	*compiler
	x       *ast.Comparison
	negated bool
	at      ast.Span // of the literal
	parent  ast.Expr
}

// field looks at a literal on a field.
func (r refusal) field() {
	leaf, ok := r.target.Leaf(r.x.Field.Name)
	if !ok || r.tagsOnly() {
		r.refuse(r.x.Field.At, r.target.Operation+" has no condition on "+r.x.Field.Name, r.without())
		return
	}
	field := r.target.field(r.x.Field)
	_, compares := r.target.Comparisons[r.x.Op]
	switch {
	case r.negated:
		hint := r.without()
		if field.Kind == schema.Enum && field.Always && r.x.Op == ast.OpEqual {
			hint = "name the values that are wanted, if every " + r.target.Schema.Name + " has one of them"
		}
		r.refuse(r.place(), r.target.Operation+" has no not for "+field.Name, hint)
	case r.x.Fold && !r.target.ServiceFoldsCase:
		r.refuse(r.place(), r.target.Operation+" may mind the case of "+field.Name+", and would then find too little",
			"compare with case, or plan the query")
	case vacuous(r.x) && field.Always:
		r.refuse(r.place(), "every "+r.target.Schema.Name+" has "+field.Name+", so this selects all of them", r.leaveOut())
	case vacuous(r.x):
		r.refuse(r.place(), r.target.Operation+" cannot ask whether "+field.Name+" exists", r.without())
	case leaf.Form == BareForm && r.x.Op != ast.OpEqual, leaf.Form != BareForm && !compares:
		r.refuse(r.place(), r.target.Operation+" has no "+r.x.Op.String()+" for "+field.Name, r.weaker())
	case field.Kind == schema.Text && !r.x.Fold && r.asServed(r.x).Fold:
		r.refuse(r.place(), r.target.Operation+" also finds "+field.Name+" in another case",
			"end the condition in i to compare without case, or plan the query")
	}
}

// tag looks at a literal on a tag.
func (r refusal) tag() {
	name := fieldOf(r.x)
	switch {
	case r.negated:
		r.refuse(r.place(), r.target.Operation+" has no not for "+name, r.without())
	case r.x.Op == ast.OpExists && !r.target.Tags.KeyOnly,
		r.x.Op != ast.OpExists && r.x.Op != ast.OpEqual:
		r.refuse(r.place(), r.target.Operation+" has no "+r.x.Op.String()+" for "+name, r.weaker())
	case r.x.Fold && r.target.Tags.KeyOnly:
		r.refuse(r.place(), r.target.Operation+" minds the case of "+name, r.weaker())
	case r.x.Fold:
		r.refuse(r.place(), r.target.Operation+" minds the case of "+name, "compare with case, or plan the query")
	}
	for _, wrong := range r.target.Tags.Check(r.x) {
		r.fail(wrong)
	}
}

func (r refusal) refuse(at ast.Span, message, hint string) {
	r.fail(ast.Diagnostic{Code: ast.Inexpressible, Span: at, Message: message, Hint: hint})
}

// place returns where the condition is written. A condition that comes from an
// in-list has the place of its value, and this is about the list.
func (r refusal) place() ast.Span {
	if r.at.Start.Offset <= r.x.Field.At.Start.Offset {
		return r.at
	}
	return r.x.Field.At.Cover(r.x.OpAt)
}

// leaveOut says what to leave out, so that the query finds all it does now.
func (r refusal) leaveOut() string {
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
func (r refusal) without() string {
	switch {
	case !r.tagsOnly():
		return r.leaveOut() + ", and match what is found with the whole query"
	case r.x.Field.Tag:
		return "name the values that are wanted, with = or in"
	}
	return "use tags alone, as in tag:team = billing"
}

// weaker says what to do about a positive condition whose operator the target
// lacks: send one that finds more.
func (r refusal) weaker() string {
	var y *ast.Comparison
	_, contains := r.target.Comparisons[ast.OpContains]
	switch {
	case r.x.Field.Tag && r.target.Tags.KeyOnly:
		y = r.x.Field.Exists()
		if vacuous(r.x) {
			return "write " + ast.Clip(y)
		}
	case r.x.Op == ast.OpHasSuffix && contains && !r.x.Field.Tag:
		y = r.asServed(r.x.Field.Contains(r.x.Values[0].Text))
	}
	if y == nil || r.tagsOnly() {
		return r.without()
	}
	return ast.Clip(y) + " finds more: send it, and match what is found with the whole query"
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
func shorten(s string) string { return ast.Brief(s, 60) }

// count returns how many there are of something: 1 character, 2 characters.
func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return number(n) + " " + what
}

func number(n int) string { return strconv.Itoa(n) }
