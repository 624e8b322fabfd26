package ast

import (
	"slices"
	"unicode/utf8"

	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/limit"
)

// Limits bounds the queries that are taken. The same limits hold for text that
// is parsed, JSON that is decoded and trees that are built in Go. A member that
// is zero or negative means its default, so that no limit is removed by
// accident. All but Depth can be set as high as wanted.
type Limits struct {
	// Bytes is the most bytes that a query's text may have: as it is written
	// for a text, and in canonical form for a tree. A token has at least one
	// byte, so it bounds the tokens, too. The default, 64 KiB, is some
	// hundred times what people write, and still parses in milliseconds.
	Bytes int

	// Depth is how many parentheses and nots may be open around a condition,
	// not counting those of the list of an in. Parsing, formatting and
	// evaluation recurse as deep, and a goroutine's stack is finite, so more
	// than MaxDepth counts as MaxDepth. The default is 100, the depth to which
	// AWS SDKs encode search criteria.
	Depth int

	// Conditions is the most conditions that a query may have, where each
	// value of an in-list counts as one. The default is 10,000.
	Conditions int
}

// WithDefaults returns l with the default for each member that is not set.
func (l Limits) WithDefaults() Limits {
	if l.Bytes <= 0 {
		l.Bytes = limit.Bytes
	}
	if l.Depth <= 0 {
		l.Depth = limit.Depth
	}
	l.Depth = min(l.Depth, limit.MaxDepth)
	if l.Conditions <= 0 {
		l.Conditions = limit.Conditions
	}
	return l
}

// overLimit returns the diagnostic for what is over the limit at a place.
func overLimit(code Code, at Span, most int) Diagnostic {
	message, hint := limit.Message(string(code), most)
	return Diagnostic{Code: code, Span: at, Message: message, Hint: hint, Params: Params{Limit: most}}
}

// Validate returns nil if x is a valid tree within the limits, and Diagnostics
// if not. A tree is valid if parsing its canonical text gives it back: lists
// have two elements or more and do not stand directly in their like, the empty
// query stands at the root alone, operators have as many values as they take,
// field names are words that are not reserved and do not begin with tag:, keys
// are not empty, and all text is UTF-8. Trees from the parser are valid.
//
// It visits no more nodes than the limits allow, however often a node is
// shared. What stands behind a limit is neither looked at nor counted. Of more
// than 20 mistakes, a limit that is passed among them, the first 20 are listed
// and a "more-errors" counts the rest.
func Validate(x Expr, limits Limits) error {
	v := validator{limits: limits.WithDefaults()}
	if !isEmpty(x) {
		v.expr(x, bindOr, 0)
	}
	if len(v.wrong) == 0 && v.most > int64(v.limits.Bytes) && len(textOf(x)) > v.limits.Bytes {
		d := v.tooLong()
		d.Message += " in canonical form"
		v.stop(d)
	}
	if len(v.wrong) == 0 {
		return nil
	}
	slices.SortStableFunc(v.wrong, func(a, b Diagnostic) int { return a.Span.Start.Offset - b.Span.Start.Offset })
	if n := v.more.Params.Count; n > 0 {
		v.more.Code, v.more.Message = codes.MoreErrors, "and "+itoa(n)+" more"
		v.wrong = append(v.wrong, v.more)
	}
	return v.wrong
}

type validator struct {
	limits     Limits
	wrong      Diagnostics
	more       Diagnostic // counts what is not listed, and has the place of the first of it
	conditions int
	stopped    bool // a limit is passed

	// The canonical text has at least and at most so many bytes.
	least, most int64
}

// expr checks x, which stands where operands bind at least as tightly as bind,
// inside depth parentheses and nots.
func (v *validator) expr(x Expr, bind, depth int) {
	if isNil(x) {
		v.invalid(Span{}, "an expression is nil")
		return
	}
	switch x := x.(type) {
	case *And:
		if bind > bindAnd {
			depth++
		}
		v.list(x, x.Terms, bindUnary, depth)
	case *Or:
		if bind > bindOr {
			depth++
		}
		v.list(x, x.Terms, bindAnd, depth)
	case *Not:
		v.not(x, depth+1)
	case *Comparison:
		v.comparison(x)
	}
}

func (v *validator) not(x *Not, depth int) {
	v.size(len("not "), len("not "))
	switch {
	case depth > v.limits.Depth:
		v.stop(overLimit(codes.TooDeep, x.At, v.limits.Depth))
	case isEmpty(x.X):
		v.invalid(x.At, "not has no operand")
	default:
		v.expr(x.X, bindUnary, depth)
	}
}

func (v *validator) list(x Expr, terms []Expr, bind, depth int) {
	v.size(0, len("()"))
	if depth > v.limits.Depth {
		v.stop(overLimit(codes.TooDeep, x.Span(), v.limits.Depth))
		return
	}
	if len(terms) < 2 {
		v.invalid(x.Span(), "an and or an or has "+itoa(len(terms))+" terms, and must have two or more")
	}
	for _, t := range terms {
		if v.stopped {
			return
		}
		v.size(len("or"), len(" and "))
		_, and := t.(*And)
		_, or := t.(*Or)
		if !isNil(t) && (and && bind == bindUnary || or && bind == bindAnd) {
			v.invalid(t.Span(), "an and stands directly in an and, or an or in an or: make one list of both")
			continue
		}
		v.expr(t, bind, depth)
	}
}

func (v *validator) comparison(x *Comparison) {
	v.conditions += max(1, len(x.Values))
	if v.conditions > v.limits.Conditions {
		v.stop(overLimit(codes.TooManyConditions, x.At, v.limits.Conditions))
		return
	}
	v.field(x)
	switch n := len(x.Values); {
	case int(x.Op) >= len(opText):
		v.invalid(x.At, "there is no operator "+x.Op.String())
	case x.Op == OpExists && n != 0:
		v.invalid(x.At, "exists takes no value, and has "+itoa(n))
	case (x.Op == OpIn || x.Op == OpNotIn) && n == 0:
		v.invalid(x.At, "the list of an in is empty")
	case x.Op < OpIn && n != 1:
		v.invalid(x.At, x.Op.String()+" takes one value, and has "+itoa(n))
	case x.Op == OpExists && x.Fold:
		v.invalid(x.At, "exists compares no text, whose case could be ignored")
	}
	v.size(0, len(" not in () i"))
	for _, value := range x.Values {
		v.size(0, len(`, ""`))
		v.text(x.At, value.Text)
	}
}

func (v *validator) field(x *Comparison) {
	switch name := x.Field.Name; {
	case x.Field.Tag:
		v.size(0, len(`tag:""`))
		if name == "" {
			v.invalid(x.At, "a tag's key is empty")
		}
	case !chars.IsWord(name):
		v.invalid(x.At, "the field name "+chars.Excerpt(name)+" is not a word")
	case chars.IsReserved(name):
		v.invalid(x.At, "the field name "+chars.Excerpt(name)+" is a reserved word")
	case chars.HasTagPrefix(name):
		v.invalid(x.At, "the field name "+chars.Excerpt(name)+" begins with tag:")
	}
	v.text(x.At, x.Field.Name)
}

func (v *validator) text(at Span, s string) {
	if v.size(len(s), 6*len(s)); v.stopped { // the longest escape of one byte: \u0000
		return
	}
	if !utf8.ValidString(s) {
		v.invalid(at, chars.Excerpt(s)+" is not UTF-8")
	}
}

// size counts text of which at least and at most so many bytes are written.
func (v *validator) size(least, most int) {
	v.least += int64(least)
	v.most += int64(most)
	if v.least > int64(v.limits.Bytes) && !v.stopped {
		v.stop(v.tooLong())
	}
}

func (v *validator) tooLong() Diagnostic {
	start := Position{Line: 1, Column: 1}
	return overLimit(codes.TooLong, Span{start, start}, v.limits.Bytes)
}

// invalid reports what is wrong at a place.
func (v *validator) invalid(at Span, why string) {
	v.add(Diagnostic{Code: codes.InvalidTree, Span: at, Message: why})
}

// stop reports that the tree is over a limit, and ends the walk.
func (v *validator) stop(d Diagnostic) {
	v.add(d)
	v.stopped = true
}

// add lists d, or counts it if enough are listed.
func (v *validator) add(d Diagnostic) {
	const most = 20
	if len(v.wrong) < most {
		v.wrong = append(v.wrong, d)
		return
	}
	if v.more.Params.Count == 0 {
		v.more.Span = d.Span
	}
	v.more.Params.Count++
}
