package ast

import "github.com/searchfilter/searchfilter/internal/chars"

func textOf(x Expr) string { return string(appendExpr(nil, x, bindOr)) }

// How tightly an expression binds. An operand that binds less tightly than its
// place asks for is put in parentheses.
const (
	bindOr = iota
	bindAnd
	bindUnary
)

func appendExpr(b []byte, x Expr, bind int) []byte {
	if isNil(x) {
		return append(b, "<nil>"...)
	}
	switch x := x.(type) {
	case *Or:
		return appendList(b, x.Terms, " or ", bindAnd, bind > bindOr)
	case *And:
		if len(x.Terms) == 0 && bind == bindOr {
			return b
		}
		return appendList(b, x.Terms, " and ", bindUnary, bind > bindAnd)
	case *Not:
		return appendExpr(append(b, "not "...), x.X, bindUnary)
	case *Comparison:
		return appendComparison(b, x)
	}
	return b
}

func appendList(b []byte, terms []Expr, sep string, bind int, parens bool) []byte {
	if parens {
		b = append(b, '(')
	}
	for i, t := range terms {
		if i > 0 {
			b = append(b, sep...)
		}
		b = appendExpr(b, t, bind)
	}
	if parens {
		b = append(b, ')')
	}
	return b
}

func appendComparison(b []byte, x *Comparison) []byte {
	b = appendField(b, x.Field)
	b = append(b, ' ')
	b = append(b, x.Op.String()...)
	switch x.Op {
	case OpExists:
		return b
	case OpIn, OpNotIn:
		b = append(b, " ("...)
		for i, v := range x.Values {
			if i > 0 {
				b = append(b, ", "...)
			}
			b = chars.AppendValue(b, v.Text)
		}
		b = append(b, ')')
	default:
		for _, v := range x.Values {
			b = append(b, ' ')
			b = chars.AppendValue(b, v.Text)
		}
	}
	if x.Fold {
		b = append(b, " i"...)
	}
	return b
}

// String returns the field as a query spells it: name, tag:BPO or
// tag:"cost center".
func (f Field) String() string { return string(appendField(nil, f)) }

func appendField(b []byte, f Field) []byte {
	if !f.Tag {
		return append(b, f.Name...)
	}
	b = append(b, chars.TagPrefix...)
	if chars.IsWord(f.Name) {
		return append(b, f.Name...)
	}
	return chars.AppendQuoted(b, f.Name)
}
