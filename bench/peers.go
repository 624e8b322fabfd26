package main

import (
	"fmt"
	goast "go/ast"
	goparser "go/parser"
	"go/token"
	"strings"

	"cel.dev/cel-go/cel"
	celast "cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"github.com/ganigeorgiev/fexpr"
	"github.com/hashicorp/go-bexpr"
	bexprgrammar "github.com/hashicorp/go-bexpr/grammar"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/parser"
)

// A peer is a parser, and the query that it reads.
type peer struct {
	name   string
	module string  // its path; empty for the standard library
	query  string  // ends with the value 123, quoted or not
	bound  float64 // what our time may be, as a multiple of the peer's; 0 for our own
	parse  func(query string) error
	shape  func(query string) (string, error) // of what it parses to, as wantShape
}

// wantShape is what every peer has to make of its query.
const wantShape = "or(and(name, status), tag.BPO)"

// peers begins with our own.
var peers = []peer{
	{
		name:   "searchfilter parser.Parse",
		module: "github.com/searchfilter/searchfilter",
		query:  `name ^= "smoke" and status = PUBLISHED or tag:BPO=123`,
		parse: func(query string) error {
			_, err := parser.Parse(query)
			return err
		},
		shape: func(query string) (string, error) {
			x, err := parser.Parse(query)
			if err != nil {
				return "", err
			}
			return shape(x), nil
		},
	},
	{
		name:   "fexpr.Parse",
		module: "github.com/ganigeorgiev/fexpr",
		query:  `name ~ "smoke%" && status = "PUBLISHED" || tag.BPO="123"`,
		bound:  1.6,
		parse: func(query string) error {
			_, err := fexpr.Parse(query)
			return err
		},
		shape: func(query string) (string, error) {
			groups, err := fexpr.Parse(query)
			if err != nil {
				return "", err
			}
			return fexprShape(groups), nil
		},
	},
	{
		name:  "go/parser.ParseExpr",
		query: `strings.HasPrefix(name, "smoke") && status == "PUBLISHED" || tag["BPO"]=="123"`,
		bound: 1.8,
		parse: func(query string) error {
			_, err := goparser.ParseExpr(query)
			return err
		},
		shape: func(query string) (string, error) {
			x, err := goparser.ParseExpr(query)
			if err != nil {
				return "", err
			}
			return goShape(x), nil
		},
	},
	{
		name:   "bexpr.CreateEvaluator",
		module: "github.com/hashicorp/go-bexpr",
		query:  `name matches "^smoke" and status == "PUBLISHED" or tag.BPO=="123"`,
		bound:  1.0 / 15,
		parse: func(query string) error {
			_, err := bexpr.CreateEvaluator(query)
			return err
		},
		shape: func(query string) (string, error) {
			// What CreateEvaluator parses with; an Evaluator does not show its tree.
			x, err := bexprgrammar.Parse("", []byte(query))
			if err != nil {
				return "", err
			}
			return bexprShape(x.(bexprgrammar.Expression)), nil
		},
	},
	{
		name:   "cel.Env.Parse",
		module: "cel.dev/cel-go",
		query:  `name.startsWith("smoke") && status == "PUBLISHED" || tag["BPO"]=="123"`,
		bound:  1.0 / 15,
		parse: func(query string) error {
			_, issues := celEnv.Parse(query)
			return issues.Err()
		},
		shape: func(query string) (string, error) {
			x, issues := celEnv.Parse(query)
			if err := issues.Err(); err != nil {
				return "", err
			}
			return celShape(x.NativeRep().Expr()), nil
		},
	},
}

// celEnv is made once, as its users do.
var celEnv = func() *cel.Env {
	env, err := cel.NewEnv()
	if err != nil {
		panic(err)
	}
	return env
}()

// check returns an error unless p reads its query as all do, and refuses it
// without its last value.
func (p peer) check() error {
	got, err := p.shape(p.query)
	switch {
	case err != nil:
		return fmt.Errorf("%s(%q): %w", p.name, p.query, err)
	case got != wantShape:
		return fmt.Errorf("%s(%q) is %s, want %s", p.name, p.query, got, wantShape)
	}
	if err := p.parse(p.query); err != nil {
		return fmt.Errorf("%s(%q): %w", p.name, p.query, err)
	}
	twin := strings.TrimRight(p.query, `"123`)
	if err := p.parse(twin); err == nil {
		return fmt.Errorf("%s(%q) succeeds, want an error", p.name, twin)
	}
	return nil
}

func shape(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.And:
		return list("and", x.Terms, shape)
	case *ast.Or:
		return list("or", x.Terms, shape)
	case *ast.Comparison:
		if x.Field.Tag {
			return "tag." + x.Field.Name
		}
		return x.Field.Name
	}
	return unknown(x)
}

// fexprShape reads the list that fexpr returns, in which each term says how it
// is joined to the one before, as an or of ands.
func fexprShape(groups []fexpr.ExprGroup) string {
	var ands [][]fexpr.ExprGroup
	for i, g := range groups {
		if i == 0 || g.Join == fexpr.JoinOr {
			ands = append(ands, nil)
		}
		ands[len(ands)-1] = append(ands[len(ands)-1], g)
	}
	return list("or", ands, func(and []fexpr.ExprGroup) string {
		return list("and", and, func(g fexpr.ExprGroup) string {
			if e, ok := g.Item.(fexpr.Expr); ok {
				return e.Left.Literal
			}
			return unknown(g.Item)
		})
	})
}

func goShape(x goast.Expr) string {
	switch x := x.(type) {
	case *goast.CallExpr: // strings.HasPrefix
		return goShape(x.Args[0])
	case *goast.IndexExpr:
		return goShape(x.X) + "." + goShape(x.Index)
	case *goast.Ident:
		return x.Name
	case *goast.BasicLit:
		return strings.Trim(x.Value, `"`)
	case *goast.BinaryExpr:
		switch x.Op {
		case token.LAND:
			return list("and", []goast.Expr{x.X, x.Y}, goShape)
		case token.LOR:
			return list("or", []goast.Expr{x.X, x.Y}, goShape)
		}
		return goShape(x.X)
	}
	return unknown(x)
}

func bexprShape(x bexprgrammar.Expression) string {
	switch x := x.(type) {
	case *bexprgrammar.BinaryExpression:
		return list(strings.ToLower(x.Operator.String()), []bexprgrammar.Expression{x.Left, x.Right}, bexprShape)
	case *bexprgrammar.MatchExpression:
		return x.Selector.String()
	}
	return unknown(x)
}

func celShape(x celast.Expr) string {
	switch x.Kind() {
	case celast.IdentKind:
		return x.AsIdent()
	case celast.LiteralKind:
		return fmt.Sprint(x.AsLiteral().Value())
	case celast.CallKind:
		switch call := x.AsCall(); {
		case call.FunctionName() == operators.LogicalAnd:
			return list("and", call.Args(), celShape)
		case call.FunctionName() == operators.LogicalOr:
			return list("or", call.Args(), celShape)
		case call.FunctionName() == operators.Index:
			return celShape(call.Args()[0]) + "." + celShape(call.Args()[1])
		case call.IsMemberFunction():
			return celShape(call.Target())
		default:
			return celShape(call.Args()[0])
		}
	}
	return unknown(x)
}

// list returns the shape of terms, which op joins.
func list[T any](op string, terms []T, shape func(T) string) string {
	shapes := make([]string, len(terms))
	for i, t := range terms {
		shapes[i] = shape(t)
	}
	if len(shapes) == 1 {
		return shapes[0]
	}
	return op + "(" + strings.Join(shapes, ", ") + ")"
}

// unknown returns a shape that no query is to have.
func unknown(x any) string { return fmt.Sprintf("%T", x) }
