package fuzz_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/leanovate/gopter"
	"github.com/stretchr/testify/assert"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/fuzz"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

// cases returns parameters for n cases from seed 1.
func cases(n int) *gopter.TestParameters {
	p := gopter.DefaultTestParametersWithSeed(1)
	p.MinSuccessfulTests = n
	return p
}

// A recorder is a TB that keeps what it is told.
type recorder struct {
	name           string
	logs, failures []string
}

func (r *recorder) Helper()      {}
func (r *recorder) Name() string { return r.name }
func (r *recorder) Logf(format string, args ...any) {
	r.logs = append(r.logs, fmt.Sprintf(format, args...))
}
func (r *recorder) Errorf(format string, args ...any) {
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}

// evaluator is package eval as an evaluator.
func evaluator(fold bool) func(ast.Expr) (func(map[string]string) bool, error) {
	return func(x ast.Expr) (func(map[string]string) bool, error) {
		p, err := eval.Compile(x, schema.TestCase(), eval.Options{FoldCase: fold})
		return func(r map[string]string) bool { return p.Match(eval.Map(r)) }, err
	}
}

// planner is package compile as a planner.
func planner(x ast.Expr, t compile.Target) ([]byte, error) {
	p, err := compile.Plan(x, t, compile.PlanOptions{AllowScan: true, MaxRequests: 10_000})
	if err != nil {
		return nil, err
	}
	return json.Marshal(p)
}

func compiler(x ast.Expr, t compile.Target) ([]byte, error) {
	if t.Dialect == compile.Session {
		f, err := compile.TagFilter(x, t)
		if err != nil {
			return nil, err
		}
		return json.Marshal(f)
	}
	r, err := compile.SearchTestCases(x, t)
	if err != nil {
		return nil, err
	}
	return json.Marshal(r)
}

func TestCheckEvaluator(t *testing.T) {
	fuzz.CheckEvaluator(t, cases(2000), fuzz.Language{}, evaluator(false))
	fuzz.CheckEvaluator(t, cases(2000), fuzz.Language{FoldCase: true}, evaluator(true))
}

func TestCheckPlan(t *testing.T) {
	fuzz.CheckPlan(t, cases(1500), fuzz.Targets(compile.TestCases()), planner)
	fuzz.CheckPlan(t, cases(200), nil, planner)
}

func TestCheckCompiler(t *testing.T) {
	fuzz.CheckCompiler(t, cases(1500), fuzz.Targets(compile.TestCases()), compiler)
	fuzz.CheckCompiler(t, cases(1500), fuzz.Targets(compile.QSession()), compiler)
	fuzz.CheckCompiler(t, cases(200), nil, compiler)
}

func TestCheckParser(t *testing.T) {
	fuzz.CheckParser(t, cases(2000), nil, func(text string) (string, error) {
		x, err := parser.Parse(text)
		if err != nil {
			return "", err
		}
		x, err = schema.TestCase().Resolve(x, schema.Options{})
		if err != nil {
			return "", err
		}
		return x.String(), nil
	})
}

func TestCheckFormatter(t *testing.T) {
	fuzz.CheckFormatter(t, cases(1000), nil, ast.Format)
}

// mapComparisons returns an evaluator that is right but for what f does to the query.
func mistaken(fold bool, f func(ast.Expr) ast.Expr) func(ast.Expr) (func(map[string]string) bool, error) {
	return func(x ast.Expr) (func(map[string]string) bool, error) { return evaluator(fold)(f(x)) }
}

func TestCheckEvaluator_wrong(t *testing.T) {
	for _, test := range []struct {
		name      string
		evaluator func(ast.Expr) (func(map[string]string) bool, error)
		want      string
	}{
		{"in is its first value", mistaken(false, func(x ast.Expr) ast.Expr {
			return ast.Map(x, func(c *ast.Comparison) *ast.Comparison {
				if c.Op == ast.OpIn {
					return &ast.Comparison{Field: c.Field, Op: c.Op, Values: c.Values[:1]}
				}
				return c
			})
		}), ``},
		{"folds case", evaluator(true), ``},
	} {
		t.Run(test.name, func(t *testing.T) {
			var r recorder
			r.name = t.Name()
			fuzz.CheckEvaluator(&r, nil, fuzz.Language{}, test.evaluator)
			assert.Equal(t, test.want, strings.Join(r.failures, "\n"))
		})
	}
}
