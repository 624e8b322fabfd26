package fuzz_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/leanovate/gopter"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

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
	fuzz.CheckParser(t, cases(2000), nil, canonical)
}

func TestCheckFormatter(t *testing.T) {
	fuzz.CheckFormatter(t, cases(1000), nil, ast.Format)
}

// mistaken is evaluator for what f makes of each condition.
func mistaken(f func(*ast.Comparison) *ast.Comparison) func(ast.Expr) (func(map[string]string) bool, error) {
	return func(x ast.Expr) (func(map[string]string) bool, error) { return evaluator(false)(ast.Map(x, f)) }
}

// with returns c with another operator and values.
func with(c *ast.Comparison, op ast.Op, values ...ast.Value) *ast.Comparison {
	d := *c
	d.Op, d.Values = op, values
	return &d
}

// replan is planner with something changed in the plan.
func replan(f func(*compile.SearchPlan)) func(ast.Expr, compile.Target) ([]byte, error) {
	return func(x ast.Expr, t compile.Target) ([]byte, error) {
		p, err := compile.Plan(x, t, compile.PlanOptions{AllowScan: true, MaxRequests: 10_000})
		if err != nil {
			return nil, err
		}
		f(p)
		return json.Marshal(p)
	}
}

// TestCheck_wrong has implementations with a known mistake, and the one
// counter-example to which it is shrunk, whatever the seed.
func TestCheck_wrong(t *testing.T) {
	evaluate := func(e func(ast.Expr) (func(map[string]string) bool, error)) func(fuzz.TB, *gopter.TestParameters) {
		return func(t fuzz.TB, p *gopter.TestParameters) { fuzz.CheckEvaluator(t, p, fuzz.Language{}, e) }
	}
	plan := func(f func(*compile.SearchPlan)) func(fuzz.TB, *gopter.TestParameters) {
		return func(t fuzz.TB, p *gopter.TestParameters) {
			fuzz.CheckPlan(t, p, fuzz.Targets(compile.TestCases()), replan(f))
		}
	}
	const always = `"arn": "", "id": "", `
	for _, test := range []struct {
		name  string
		check func(fuzz.TB, *gopter.TestParameters)
		want  string // what is there in the report
	}{
		{"in is its first value", evaluate(mistaken(func(c *ast.Comparison) *ast.Comparison {
			if c.Op == ast.OpIn {
				return with(c, c.Op, c.Values[0])
			}
			return c
		})), "the query selects the record: true, and the answer was false\n" +
			"in the smallest case of those tried, shrunk # times after # cases were right:\n" +
			"\tquery  `name in (\"\", a)`\n" +
			"\trecord map[string]string{" + always + `"name": "a", "status": "SAVED"}` + "\n" +
			"to try it again: "},
		{"case is folded", evaluate(evaluator(true)),
			"\tquery  \"name = a\"\n" +
				"\trecord map[string]string{" + always + `"name": "A", "status": "SAVED"}` + "\n"},
		{"a missing field is not unequal", evaluate(mistaken(func(c *ast.Comparison) *ast.Comparison {
			if c.Op == ast.OpNotEqual && c.Field.Name == "description" {
				return with(c, ast.OpExists)
			}
			return c
		})),
			"\tquery  `description != \"\"`\n" +
				"\trecord map[string]string{" + always + `"name": "", "status": "SAVED"}` + "\n"},
		{"an or is an and", evaluate(func(x ast.Expr) (func(map[string]string) bool, error) {
			if or, ok := x.(*ast.Or); ok {
				x = ast.All(or.Terms...)
			}
			return evaluator(false)(x)
		}),
			"\tquery  \"name exists or description exists\"\n" +
				"\trecord map[string]string{" + always + `"name": "", "status": "SAVED"}` + "\n"},
		{"a panic", evaluate(mistaken(func(c *ast.Comparison) *ast.Comparison {
			if len(c.Values) > 0 && strings.Contains(c.Values[0].Text, "\x00") {
				panic("NUL")
			}
			return c
		})), "\tquery  `name = \"\\u0000\"`\n"},
		{"refused", evaluate(func(x ast.Expr) (func(map[string]string) bool, error) {
			if len(x.String()) > 100 {
				return nil, errors.New("too long")
			}
			return evaluator(false)(x)
		}), "the evaluator refuses a query: too long\n"},

		{"residual of a plan is lost", plan(func(p *compile.SearchPlan) { p.Residual = nil }),
			"\tquery  \"description exists\"\n" +
				"\trecord map[string]string{" + always + `"name": "", "status": "SAVED"}` + "\n" +
				"\ttarget SearchTestCases\n"},
		{"residual of a request is lost", plan(func(p *compile.SearchPlan) {
			for i := range p.Requests {
				p.Requests[i].Residual = nil
			}
		}), "target SearchTestCases\n"},
		{"a request is lost", plan(func(p *compile.SearchPlan) { p.Requests = p.Requests[:min(1, len(p.Requests))] }),
			"\ttarget SearchTestCases\n"},
		{"a request too many", plan(func(p *compile.SearchPlan) {
			if len(p.Requests) == 1 && !p.Scan {
				p.Requests = append(p.Requests, p.Requests[0])
			}
		}), "the plan claims to be minimal with 2 requests, and 1 do: "},
		{"a scan", func(t fuzz.TB, p *gopter.TestParameters) {
			fuzz.CheckPlan(t, p, nil, func(x ast.Expr, _ compile.Target) ([]byte, error) {
				if ast.IsEmpty(x) {
					return []byte(`{"requests":[{}],"minimal":"bound"}`), nil
				}
				residual, err := json.Marshal(x.String())
				return fmt.Appendf(nil, `{"requests":[{}],"residual":%s,"minimal":"bound"}`, residual), err
			})
		}, "the plan lists every record, and need not: {\"requests\":[{}],\"residual\":\"name = \\\"\\\"\",\"minimal\":\"bound\"}\n" +
			"in the smallest case of those tried, shrunk # times after # cases were right:\n" +
			"\tquery  `name = \"\"`\n"},
		{"refused plan", func(t fuzz.TB, p *gopter.TestParameters) {
			fuzz.CheckPlan(t, p, nil, func(ast.Expr, compile.Target) ([]byte, error) { return nil, errors.New("no") })
		}, "the planner refuses a query: no\n"},
		{"no plan", func(t fuzz.TB, p *gopter.TestParameters) {
			fuzz.CheckPlan(t, p, nil, func(ast.Expr, compile.Target) ([]byte, error) { return []byte("{}"), nil })
		}, "the plan has no list of requests\n"},

		{"compiled to one term", func(t fuzz.TB, p *gopter.TestParameters) {
			fuzz.CheckCompiler(t, p, nil, func(x ast.Expr, t compile.Target) ([]byte, error) {
				if and, ok := x.(*ast.And); ok && len(and.Terms) > 1 {
					x = and.Terms[0]
				}
				return compiler(x, t)
			})
		}, "\ttarget SearchTestCases\n"},
		{"a list of one", func(t fuzz.TB, p *gopter.TestParameters) {
			fuzz.CheckCompiler(t, p, fuzz.Just(compile.QSession()), func(x ast.Expr, t compile.Target) ([]byte, error) {
				body, err := compiler(x, t)
				if bytes.HasPrefix(body, []byte(`{"tagCondition":`)) {
					body = fmt.Appendf(nil, `{"orConditions":[%s]}`, body)
				}
				return body, err
			})
		}, "\tquery  \"tag:a exists\"\n\ttarget a session's tagFilter\n"},
		{"refused request", func(t fuzz.TB, p *gopter.TestParameters) {
			fuzz.CheckCompiler(t, p, nil, func(ast.Expr, compile.Target) ([]byte, error) { return nil, errors.New("no") })
		}, "the compiler refuses a query: no\n"},
		{"a filter that is empty", func(t fuzz.TB, p *gopter.TestParameters) {
			fuzz.CheckCompiler(t, p, fuzz.Just(compile.QSession()), func(x ast.Expr, t compile.Target) ([]byte, error) {
				if ast.IsEmpty(x) {
					return []byte("{}"), nil
				}
				return compiler(x, t)
			})
		}, ""},

		{"a word operator is unknown", func(t fuzz.TB, p *gopter.TestParameters) {
			fuzz.CheckParser(t, p, nil, func(text string) (string, error) {
				if strings.Contains(strings.ToLower(text), "startswith") {
					return "", errors.New("no")
				}
				return canonical(text)
			})
		}, "the parser refuses a query: no\n"},
		{"anything is a query", func(t fuzz.TB, p *gopter.TestParameters) {
			fuzz.CheckParser(t, p, nil, func(text string) (string, error) {
				text, _ = canonical(text)
				return text, nil
			})
		}, "\t\"a\"\n"},
		{"a text is cut", func(t fuzz.TB, p *gopter.TestParameters) {
			fuzz.CheckParser(t, p, nil, func(text string) (string, error) {
				text, err := canonical(text)
				return strings.TrimSuffix(text, "a"), err
			})
		}, ""},
		{"quotes are forgotten", func(t fuzz.TB, p *gopter.TestParameters) {
			fuzz.CheckFormatter(t, p, nil, func(x ast.Expr) string { return strings.ReplaceAll(x.String(), `"`, "") })
		}, "\t`tag:\" \" exists`\n"},
		{"not is forgotten", func(t fuzz.TB, p *gopter.TestParameters) {
			fuzz.CheckFormatter(t, p, nil, func(x ast.Expr) string {
				if not, ok := x.(*ast.Not); ok {
					x = not.X
				}
				return x.String()
			})
		}, "\t\"not name exists\"\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			for seed := range int64(2) {
				r := recorder{name: t.Name()}
				p := gopter.DefaultTestParametersWithSeed(1000 * seed)
				p.MinSuccessfulTests = 1000
				test.check(&r, p)
				require.Len(t, r.failures, 1)
				t.Log(r.failures[0])
				report := numbers.ReplaceAllString(r.failures[0], "shrunk # times after # cases")
				assert.Contains(t, report, test.want)

				// The command that it shows tries the same case at once.
				m := command.FindStringSubmatch(report)
				require.NotNil(t, m, report)
				t.Setenv(fuzz.EnvSeed, m[1])
				t.Setenv(fuzz.EnvChecks, m[2])
				again := recorder{name: t.Name()}
				test.check(&again, p)
				require.Len(t, again.failures, 1)
				assert.Contains(t, again.failures[0], "after 0 cases")
				if test.name != "a panic" {
					assert.Equal(t, report, numbers.ReplaceAllString(again.failures[0], "shrunk # times after # cases"))
				}
				t.Setenv(fuzz.EnvSeed, "")
				t.Setenv(fuzz.EnvChecks, "")
			}
		})
	}
}

var (
	numbers = regexp.MustCompile(`shrunk \d+ times after \d+ cases`)
	command = regexp.MustCompile(`\nto try it again: SEARCHFILTER_SEED=(-?\d+) SEARCHFILTER_CHECKS=(1) go test -run '\^TestCheck_wrong\$/\^[a-z_]+\$'$`)
)

func canonical(text string) (string, error) {
	x, err := parser.Parse(text)
	if err != nil {
		return "", err
	}
	if x, err = schema.TestCase().Resolve(x, schema.Options{}); err != nil {
		return "", err
	}
	return x.String(), nil
}
