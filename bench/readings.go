package main

import (
	"fmt"
	goast "go/ast"
	goparser "go/parser"
	"go/token"
	"strconv"
	"strings"

	"github.com/ganigeorgiev/fexpr"
	"go.einride.tech/aip/filtering"
	aipexpr "google.golang.org/genproto/googleapis/api/expr/v1alpha1"
)

// The functions here read the trees of the peers that only parse, so that these
// answer like the others when they are checked.

// compare returns the predicate that a field, such as name or tag.BPO, is equal
// to what pattern says: any text may stand for wild at its ends.
func compare(field, pattern, wild string) (predicate, error) {
	var get func(r *record) string
	switch key, isTag := strings.CutPrefix(field, "tag."); {
	case isTag:
		get = func(r *record) string { return r.testCase.Tag[key] }
	case field == "name":
		get = func(r *record) string { return r.Name }
	case field == "description":
		get = func(r *record) string { return r.Description }
	case field == "status":
		get = func(r *record) string { return r.Status }
	case field == "type" || field == "typ": // type is a keyword in Go
		get = func(r *record) string { return r.Type }
	default:
		return nil, fmt.Errorf("there is no field %q", field)
	}
	matches := func(a, b string) bool { return a == b }
	if pattern != wild && wild != "" {
		open, close := strings.HasPrefix(pattern, wild), strings.HasSuffix(pattern, wild)
		pattern = strings.TrimSuffix(strings.TrimPrefix(pattern, wild), wild)
		switch {
		case open && close:
			matches = strings.Contains
		case open:
			matches = strings.HasSuffix
		case close:
			matches = strings.HasPrefix
		}
	}
	return func(r *record) (bool, error) { return matches(get(r), pattern), nil }, nil
}

// join returns the predicate that all of terms hold, or that any does.
func join(all bool, terms ...predicate) predicate {
	return func(r *record) (bool, error) {
		for _, term := range terms {
			if holds, err := term(r); holds != all || err != nil {
				return holds, err
			}
		}
		return all, nil
	}
}

func negate(x predicate) predicate {
	return func(r *record) (bool, error) {
		holds, err := x(r)
		return !holds, err
	}
}

// readAll reads each of xs.
func readAll[T any](read func(T) (predicate, error), xs ...T) ([]predicate, error) {
	terms := make([]predicate, len(xs))
	for i, x := range xs {
		var err error
		if terms[i], err = read(x); err != nil {
			return nil, err
		}
	}
	return terms, nil
}

func readFexpr(text string) (predicate, error) {
	groups, err := fexpr.Parse(text)
	if err != nil {
		return nil, err
	}
	return fexprGroups(groups)
}

// fexprGroups reads the list that fexpr returns, in which each term says how it
// is joined to the one before, as an or of ands.
func fexprGroups(groups []fexpr.ExprGroup) (predicate, error) {
	var ands [][]fexpr.ExprGroup
	for i, g := range groups {
		if i == 0 || g.Join == fexpr.JoinOr {
			ands = append(ands, nil)
		}
		ands[len(ands)-1] = append(ands[len(ands)-1], g)
	}
	terms, err := readAll(func(and []fexpr.ExprGroup) (predicate, error) {
		terms, err := readAll(fexprGroup, and...)
		return join(true, terms...), err
	}, ands...)
	return join(false, terms...), err
}

func fexprGroup(g fexpr.ExprGroup) (predicate, error) {
	switch x := g.Item.(type) {
	case []fexpr.ExprGroup:
		return fexprGroups(x)
	case fexpr.Expr:
		switch x.Op {
		case fexpr.SignEq:
			return compare(x.Left.Literal, x.Right.Literal, "")
		case fexpr.SignNeq:
			equal, err := compare(x.Left.Literal, x.Right.Literal, "")
			return negate(equal), err
		case fexpr.SignLike:
			return compare(x.Left.Literal, x.Right.Literal, "%")
		}
	}
	return nil, fmt.Errorf("fexpr: %v is unknown", g.Item)
}

func readGo(text string) (predicate, error) {
	x, err := goparser.ParseExpr(text)
	if err != nil {
		return nil, err
	}
	return goCondition(x)
}

func goCondition(x goast.Expr) (predicate, error) {
	switch x := x.(type) {
	case *goast.ParenExpr:
		return goCondition(x.X)
	case *goast.UnaryExpr:
		if x.Op == token.NOT {
			term, err := goCondition(x.X)
			return negate(term), err
		}
	case *goast.BinaryExpr:
		switch x.Op {
		case token.LAND, token.LOR:
			terms, err := readAll(goCondition, x.X, x.Y)
			return join(x.Op == token.LAND, terms...), err
		case token.EQL:
			return compare(goText(x.X), goText(x.Y), "")
		case token.NEQ:
			equal, err := compare(goText(x.X), goText(x.Y), "")
			return negate(equal), err
		}
	case *goast.CallExpr:
		if f, ok := x.Fun.(*goast.SelectorExpr); ok && len(x.Args) == 2 {
			switch f.Sel.Name {
			case "HasPrefix":
				return compare(goText(x.Args[0]), goText(x.Args[1])+"*", "*")
			case "Contains":
				return compare(goText(x.Args[0]), "*"+goText(x.Args[1])+"*", "*")
			}
		}
	}
	return nil, fmt.Errorf("go/parser: %T is unknown", x)
}

// goText returns the name of a field or the value of a string.
func goText(x goast.Expr) string {
	switch x := x.(type) {
	case *goast.Ident:
		return x.Name
	case *goast.IndexExpr:
		return goText(x.X) + "." + goText(x.Index)
	case *goast.BasicLit:
		if s, err := strconv.Unquote(x.Value); err == nil {
			return s
		}
	}
	return fmt.Sprintf("%T", x)
}

func parseAIP(text string) (*aipexpr.ParsedExpr, error) {
	var p filtering.Parser
	p.Init(text)
	return p.Parse()
}

func readAIP(text string) (predicate, error) {
	x, err := parseAIP(text)
	if err != nil {
		return nil, err
	}
	return aipCondition(x.GetExpr())
}

func aipCondition(x *aipexpr.Expr) (predicate, error) {
	call := x.GetCallExpr()
	switch f := call.GetFunction(); f {
	case filtering.FunctionAnd, filtering.FunctionOr:
		terms, err := readAll(aipCondition, call.GetArgs()...)
		return join(f == filtering.FunctionAnd, terms...), err
	case filtering.FunctionNot:
		term, err := aipCondition(call.GetArgs()[0])
		return negate(term), err
	case filtering.FunctionEquals:
		return compare(aipText(call.GetArgs()[0]), aipText(call.GetArgs()[1]), "*")
	case filtering.FunctionNotEquals:
		equal, err := compare(aipText(call.GetArgs()[0]), aipText(call.GetArgs()[1]), "*")
		return negate(equal), err
	}
	return nil, fmt.Errorf("aip: %v is unknown", x)
}

// aipText returns the name of a field or a value.
func aipText(x *aipexpr.Expr) string {
	switch {
	case x.GetSelectExpr() != nil:
		return aipText(x.GetSelectExpr().GetOperand()) + "." + x.GetSelectExpr().GetField()
	case x.GetIdentExpr() != nil:
		return x.GetIdentExpr().GetName()
	}
	return x.GetConstExpr().GetStringValue()
}
