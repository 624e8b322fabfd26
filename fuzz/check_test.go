package fuzz

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"math"
	"math/rand"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/leanovate/gopter"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/decompile"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/internal/cases"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/qconnect"
	"github.com/searchfilter/searchfilter/schema"
)

// TestMain leaves out examples under another seed or budget, which change what they
// print.
func TestMain(m *testing.M) {
	flag.Parse()
	run := flag.Lookup("test.run")
	if os.Getenv(envSeed)+os.Getenv(envChecks) != "" && run.Value.String() == "" {
		if err := run.Value.Set("^(Test|Fuzz)"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// usual makes the environment say nothing about seed and budget.
func usual(t *testing.T) {
	t.Setenv(envSeed, "")
	t.Setenv(envChecks, "")
}

// runsOf returns parameters for n cases from seed 1.
func runsOf(n int) *gopter.TestParameters {
	p := gopter.DefaultTestParametersWithSeed(1)
	p.MinSuccessfulTests = n
	return p
}

// A recording is a testing.TB that keeps what it is told.
type recording struct {
	testing.TB
	name           string
	logs, failures []string
}

func (r *recording) Helper()      {}
func (r *recording) Name() string { return r.name }
func (r *recording) Logf(format string, args ...any) {
	r.logs = append(r.logs, fmt.Sprintf(format, args...))
}
func (r *recording) Errorf(format string, args ...any) {
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}

// just returns the generator of t alone.
func just(t compile.Target) Generator[compile.Target] {
	return func(*rand.Rand, int) compile.Target { return t }
}

// evaluator is package eval as an evaluator.
func evaluator(q *schema.Resolved) (func(map[string]any) bool, error) {
	p := eval.Compile(q)
	return func(r map[string]any) bool { return p(mustRecord(q.Schema(), r)) }, nil
}

// resolve returns the query that x, a tree about test cases, says at Now.
func resolve(x ast.Expr) (*schema.Resolved, error) {
	return schema.TestCase().Resolve(x, schema.Options{Now: now})
}

// mustResolve is resolve for what has no mistake.
func mustResolve(x ast.Expr) *schema.Resolved {
	q, err := resolve(x)
	if err != nil {
		panic(err)
	}
	return q
}

// planner is package compile as a planner.
func planner(x *schema.Resolved, t compile.Target) ([]byte, error) {
	p, err := compile.NewPlan(x, t, compile.PlanOptions{AllowScan: true, MaxRequests: 10_000})
	if err != nil {
		return nil, err
	}
	return json.Marshal(p)
}

func compiler(x *schema.Resolved, t compile.Target) ([]byte, error) {
	r, err := compile.Compile(x, t)
	switch {
	case err != nil:
		return nil, err
	case t.Criteria == nil:
		return r.Member(t.Members[0]), nil
	}
	return json.Marshal(r)
}

func TestCheckEvaluator(t *testing.T) {
	runs := effort.Cases(150, 4000)
	CheckEvaluator(t, runsOf(runs), nil, evaluator)
	CheckEvaluator(t, runsOf(runs), cases.Kinds, evaluator)
}

// kindsTarget is one for records of every kind, of which texts and enums can be sent.
func kindsTarget() compile.Target {
	t := connect.TestCases()
	t.Schema, t.Closed = cases.Kinds, nil
	t.Fields = map[string]compile.Leaf{}
	for _, f := range cases.Kinds.Fields {
		if f.Kind == schema.Text || f.Kind == schema.Enum {
			t.Fields[f.Name] = compile.Leaf{Member: "StringCondition", FieldName: f.Name}
		}
	}
	return t
}

func TestCheckPlan(t *testing.T) {
	CheckPlan(t, runsOf(effort.Cases(60, 1500)), Targets(connect.TestCases()), planner)
	CheckPlan(t, runsOf(effort.Cases(25, 200)), nil, planner)
	CheckPlan(t, runsOf(effort.Cases(50, 1000)), Targets(kindsTarget()), planner)
}

func TestCheckCompiler(t *testing.T) {
	CheckCompiler(t, runsOf(effort.Cases(50, 1000)), Targets(connect.TestCases()), compiler)
	CheckCompiler(t, runsOf(effort.Cases(50, 1000)), Targets(qconnect.Session()), compiler)
	CheckCompiler(t, runsOf(effort.Cases(25, 500)), Targets(kindsTarget()), compiler)
}

func decoder(t compile.Target) func(string) (string, error) {
	return func(document string) (string, error) {
		x, err := decompile.Decode([]byte(document), t, ast.Limits{})
		if err != nil {
			return "", err
		}
		return x.String(), nil
	}
}

// TestCheck_targets gives the checks each target, of which a few cases tell enough: package
// connect tries more. Plans of tags alone are refused, since there are none.
func TestCheck_targets(t *testing.T) {
	usual(t)
	telling, all, refused := 0, 0, 0
	known := maps.Clone(usualTargets())
	known["books"], known["deep books"] = targets()["books"], targets()["deep books"]
	for _, target := range known {
		for name, check := range map[string]func(testing.TB){
			"plan":     func(tb testing.TB) { CheckPlan(tb, runsOf(12), Targets(target), planner) },
			"compiler": func(tb testing.TB) { CheckCompiler(tb, runsOf(12), Targets(target), compiler) },
			"decoder":  func(tb testing.TB) { CheckDecoder(tb, runsOf(12), target, decoder(target)) },
		} {
			r := &recording{name: t.Name()}
			check(r)
			if name == "plan" && target.Criteria == nil {
				require.Contains(t, fmt.Sprint(r.failures), "there are no plans for "+target.Name+", which has one request")
				refused++
				continue
			}
			require.Empty(t, r.failures, "%s of %s", name, target.Name)
			var n, tells int
			_, err := fmt.Sscanf(r.logs[0], "%d cases from seed 1, of which %d", &n, &tells)
			require.NoError(t, err, r.logs[0])
			telling, all = telling+tells, all+n
		}
	}
	t.Logf("%d of %d cases tell something, and %d checks of plans are refused", telling, all, refused)
	require.Greater(t, telling, all/2)
}

// TestCheck_unjudged: what fuzz knows no service for is refused by name.
func TestCheck_unjudged(t *testing.T) {
	usual(t)
	books := connect.TestCases()
	books.Name = "books"
	rows := connect.Users()
	rows.Filter = connect.Rules().Filter
	group := connect.Users()
	group.Fields["username"] = compile.Leaf{Member: "AndConditions", FieldName: "Username"}
	number := connect.Users()
	number.Fields["after-contact-work-time-limit"] = compile.Leaf{Member: "NumberCondition", FieldName: "x"}
	for _, test := range []struct {
		target compile.Target
		want   string
	}{
		{books, `fuzz judges requests of the targets of packages connect and qconnect, and "books" is the Name of none`},
		{rows, "fuzz judges requests of the shape of users, and this target's have another"},
		{group, "fuzz judges conditions of the shape of users, and that on username has another"},
		{number, "fuzz judges conditions of the shape of users, and that on after-contact-work-time-limit has another"},
	} {
		err := JudgePlan(resolved(test.target.Schema, ast.All()), test.target, nil, []byte("{}"))
		require.EqualError(t, err, test.want)
		for _, check := range []func(testing.TB){
			func(tb testing.TB) { CheckPlan(tb, runsOf(1), just(test.target), planner) },
			func(tb testing.TB) { CheckCompiler(tb, runsOf(1), just(test.target), compiler) },
			func(tb testing.TB) { CheckDecoder(tb, runsOf(1), test.target, decoder(test.target)) },
		} {
			r := &recording{name: t.Name()}
			check(r)
			require.Len(t, r.failures, 1)
			require.Contains(t, r.failures[0], test.want)
		}
	}
}

func TestCheckDecoder(t *testing.T) {
	for _, target := range []compile.Target{connect.TestCases(), qconnect.Session(), qconnect.ContentCFN()} {
		CheckDecoder(t, runsOf(effort.Cases(75, 1000)), target, decoder(target))
	}
}

func TestCheckParser(t *testing.T) {
	CheckParser(t, runsOf(effort.Cases(200, 2000)), nil, canonical)
	CheckParser(t, runsOf(effort.Cases(200, 1000)), cases.Kinds, func(text string) (string, error) {
		q, err := searchfilter.Options{Schema: cases.Kinds, Now: now}.Parse(text)
		return q.String(), err
	})
	usual(t)
	var r recording
	CheckParser(&r, runsOf(1000), nil, canonical)
	require.Len(t, r.logs, 2)
	var accepted, refused int
	_, err := fmt.Sscanf(r.logs[1], "%d texts were accepted and %d refused, and rightly so", &accepted, &refused)
	require.NoError(t, err, r.logs[1])
	assert.Equal(t, 1000, accepted+refused)
	assert.Greater(t, min(accepted, refused), 300)
}

func TestCheckFormatter(t *testing.T) {
	CheckFormatter(t, runsOf(effort.Cases(200, 1000)), nil, ast.Expr.String)
	CheckFormatter(t, runsOf(effort.Cases(100, 500)), cases.Kinds, ast.Expr.String)
}

// mistaken is evaluator for what f makes of each condition.
func mistaken(f func(*ast.Comparison) *ast.Comparison) func(*schema.Resolved) (func(map[string]any) bool, error) {
	return func(q *schema.Resolved) (func(map[string]any) bool, error) {
		return evaluator(q.With(tree.Map(q.Expr(), f)))
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// misread is evaluator for records of which f changes each value, or drops it.
func misread(f func(name string, v any) any) func(*schema.Resolved) (func(map[string]any) bool, error) {
	return func(q *schema.Resolved) (func(map[string]any) bool, error) {
		selects, err := evaluator(q)
		return func(rec map[string]any) bool {
			for name, v := range rec {
				if rec[name] = f(name, v); rec[name] == nil {
					delete(rec, name)
				}
			}
			return selects(rec)
		}, err
	}
}

// with returns c with another operator and values.
func with(c *ast.Comparison, op ast.Op, values ...ast.Value) *ast.Comparison {
	d := *c
	d.Op, d.Values = op, values
	d.Fold = d.Fold && op != ast.OpExists
	return &d
}

// replan is planner with something changed in the plan.
func replan(f func(*compile.Plan)) func(*schema.Resolved, compile.Target) ([]byte, error) {
	return func(x *schema.Resolved, t compile.Target) ([]byte, error) {
		p, err := compile.NewPlan(x, t, compile.PlanOptions{AllowScan: true, MaxRequests: 10_000})
		if err != nil {
			return nil, err
		}
		f(p)
		return json.Marshal(p)
	}
}

// first is what a report says of the failure before it was shrunk.
var first = regexp.MustCompile("(?m)^before it was shrunk: .*\n")

// TestCheck_wrong has implementations with a known mistake, and the one
// counter-example to which it is shrunk, whatever the seed.
func TestCheck_wrong(t *testing.T) {
	usual(t)
	evaluate := func(e func(*schema.Resolved) (func(map[string]any) bool, error)) func(testing.TB, *gopter.TestParameters) {
		return func(t testing.TB, p *gopter.TestParameters) { CheckEvaluator(t, p, nil, e) }
	}
	plan := func(f func(*compile.Plan)) func(testing.TB, *gopter.TestParameters) {
		return func(t testing.TB, p *gopter.TestParameters) {
			CheckPlan(t, p, Targets(connect.TestCases()), replan(f))
		}
	}
	kinds := func(e func(*schema.Resolved) (func(map[string]any) bool, error)) func(testing.TB, *gopter.TestParameters) {
		return func(t testing.TB, p *gopter.TestParameters) { CheckEvaluator(t, p, cases.Kinds, e) }
	}
	const always = `"arn": "", "id": "", `
	for i, test := range []struct {
		name  string
		check func(testing.TB, *gopter.TestParameters)
		want  string // what is there in the report
	}{
		{"in is its first value", evaluate(mistaken(func(c *ast.Comparison) *ast.Comparison {
			if c.Op == ast.OpIn {
				return with(c, c.Op, c.Values[0])
			}
			return c
		})), "the query selects the record: true, and the answer was false\n" +
			"in the smallest case of those tried, shrunk # times after # cases were right:\n" +
			"\tquery  `id in (a, \"\")`\n" +
			"\trecord map[string]any{" + always + `"name": "", "status": "SAVED"}` + "\n" +
			"to try it again: "},
		{"case is ignored", evaluate(func(q *schema.Resolved) (func(map[string]any) bool, error) {
			folded, err := schema.TestCase().Resolve(q.Expr(), schema.Options{FoldCase: true})
			require.NoError(t, err)
			return evaluator(folded)
		}),
			"\tquery  \"id = a\"\n" +
				"\trecord " + `map[string]any{"arn": "", "id": "A", "name": "", "status": "SAVED"}` + "\n"},
		{"case is minded", evaluate(mistaken(func(c *ast.Comparison) *ast.Comparison {
			d := *c
			d.Fold = false
			return &d
		})),
			"\tquery  \"id = a i\"\n" +
				"\trecord " + `map[string]any{"arn": "", "id": "A", "name": "", "status": "SAVED"}` + "\n"},
		{"a missing field is not unequal", evaluate(mistaken(func(c *ast.Comparison) *ast.Comparison {
			if c.Op == ast.OpNotEqual && c.Field.Name == "description" {
				return with(c, ast.OpExists)
			}
			return c
		})),
			"\tquery  \"description != a\"\n" +
				"\trecord map[string]any{" + always + `"name": "", "status": `},
		{"an or is an and", evaluate(func(q *schema.Resolved) (func(map[string]any) bool, error) {
			if or, ok := q.Expr().(*ast.Or); ok {
				q = q.With(ast.All(or.Terms...))
			}
			return evaluator(q)
		}),
			" = a or id "},
		{"a panic", evaluate(mistaken(func(c *ast.Comparison) *ast.Comparison {
			if len(c.Values) > 0 && strings.Contains(c.Values[0].Text, "\x00") {
				panic("NUL")
			}
			return c
		})), "\tquery  `id = \"\\u0000\"`\n"},
		{"refused", evaluate(func(x *schema.Resolved) (func(map[string]any) bool, error) {
			if len(x.String()) > 100 {
				return nil, errors.New("too long")
			}
			return evaluator(x)
		}), "the evaluator refuses a query: too long\n"},

		{"counts are floats", kinds(misread(func(name string, v any) any {
			if n, ok := v.(json.Number); ok && name != "created" {
				f, _ := n.Float64()
				return min(max(f, -math.MaxFloat64), math.MaxFloat64)
			}
			return v
		})), "\tquery  \"size "},
		{"counts are texts", kinds(func(q *schema.Resolved) (func(map[string]any) bool, error) {
			return func(rec map[string]any) bool {
				return must(evaluator(q.With(tree.Map(q.Expr(), func(c *ast.Comparison) *ast.Comparison {
					v, ok := rec[c.Field.Name].(json.Number)
					if ok && c.Op == ast.OpEqual && cases.Kinds.KindOf(c.Field) == schema.Number && c.Values[0].Text != string(v) {
						return ast.Compare(ast.Tag("none has it"), ast.OpEqual, "none")
					}
					return c
				}))))(rec)
			}, nil
		}), "\tquery  \"size = 0\"\n" +
			`	record map[string]any{"size": json.Number("`},
		{"false is nothing", kinds(misread(func(name string, v any) any {
			if v == false {
				return nil
			}
			return v
		})), "\tquery  \"active exists\"\n" +
			`	record map[string]any{"active": false, "size": json.Number("0")}` + "\n"},
		{"a list is its first text", kinds(misread(func(name string, v any) any {
			if list, ok := v.([]string); ok {
				return list[:1]
			}
			return v
		})), `	record map[string]any{"labels": []string{"", "a"}, "size": json.Number("0")}` + "\n"},
		{"a list is one text", kinds(misread(func(name string, v any) any {
			if list, ok := v.([]string); ok {
				return []string{strings.Join(list, "")}
			}
			return v
		})), `	record map[string]any{"labels": []string{"a", "a"}, "size": json.Number("0")}` + "\n"},
		{"a day less", kinds(mistaken(func(c *ast.Comparison) *ast.Comparison {
			if c.Op == ast.OpLessEqual && cases.Kinds.KindOf(c.Field) == schema.Date {
				return with(c, ast.OpLess, c.Values...)
			}
			return c
		})), "\tquery  \"due <= "},

		{"residual of a plan is lost", plan(func(p *compile.Plan) { p.Residual = nil }),
			"\tquery  \"id = a\"\n" +
				"\trecord map[string]any{" + always + `"name": "", "status": "SAVED"}` + "\n" +
				"\ttarget SearchTestCases\n"},
		{"residual of a request is lost", plan(func(p *compile.Plan) {
			for i := range p.Requests {
				p.Requests[i].Residual = nil
			}
		}), "target SearchTestCases"},
		{"a request is lost", plan(func(p *compile.Plan) { p.Requests = p.Requests[:min(1, len(p.Requests))] }),
			"\ttarget SearchTestCases"},
		{"a request too many", plan(func(p *compile.Plan) {
			if len(p.Requests) == 1 && !p.Scan {
				p.Requests = append(p.Requests, p.Requests[0])
			}
		}), "the plan claims to be minimal with 2 requests, and 1 does: "},
		{"a scan", func(t testing.TB, p *gopter.TestParameters) {
			CheckPlan(t, p, nil, func(x *schema.Resolved, _ compile.Target) ([]byte, error) {
				if tree.IsEmpty(x.Expr()) {
					return []byte(`{"target":"test-cases","requests":[{"request":{}}],"minimal":"bound"}`), nil
				}
				residual, err := json.Marshal(x.String())
				return fmt.Appendf(nil, `{"target":"test-cases","requests":[{"request":{}}],"residual":%s,"minimal":"bound"}`, residual), err
			})
		}, "the plan lists every record, and need not: {\"target\":\"test-cases\",\"requests\":[{\"request\":{}}],\"residual\":\"name = a\",\"minimal\":\"bound\"}\n" +
			"in the smallest case of those tried, shrunk # times after # cases were right:\n" +
			"\tquery  \"name = a\"\n"},
		{"refused plan", func(t testing.TB, p *gopter.TestParameters) {
			CheckPlan(t, p, nil, func(*schema.Resolved, compile.Target) ([]byte, error) { return nil, errors.New("no") })
		}, "the planner refuses a query: no\n"},
		{"refused for nothing", func(t testing.TB, p *gopter.TestParameters) {
			CheckPlan(t, p, nil, func(x *schema.Resolved, t compile.Target) ([]byte, error) {
				plan, err := compile.NewPlan(x, t, compile.PlanOptions{})
				if err != nil || len(plan.Requests) == 0 {
					return nil, errors.New("as package compile does, or as nothing is selected")
				}
				if len(plan.Requests) > 1 {
					return nil, errors.New("two")
				}
				return json.Marshal(plan)
			})
		}, "the planner refuses a query: two\n"},
		{"no plan", func(t testing.TB, p *gopter.TestParameters) {
			CheckPlan(t, p, nil, func(*schema.Resolved, compile.Target) ([]byte, error) { return []byte("{}"), nil })
		}, "the plan has no list of requests\n"},

		{"compiled to one term", func(t testing.TB, p *gopter.TestParameters) {
			CheckCompiler(t, p, nil, func(x *schema.Resolved, t compile.Target) ([]byte, error) {
				if and, ok := x.Expr().(*ast.And); ok && len(and.Terms) > 1 {
					x = x.With(and.Terms[0])
				}
				return compiler(x, t)
			})
		}, "\ttarget SearchTestCases\n"},
		{"a list of one", func(t testing.TB, p *gopter.TestParameters) {
			CheckCompiler(t, p, just(qconnect.Session()), func(x *schema.Resolved, t compile.Target) ([]byte, error) {
				body, err := compiler(x, t)
				if bytes.HasPrefix(body, []byte(`{"tagCondition":`)) {
					body = fmt.Appendf(nil, `{"orConditions":[%s]}`, body)
				}
				return body, err
			})
		}, "\tquery  \"tag:a = a\"\n\ttarget a session's tagFilter\n"},
		{"refused request", func(t testing.TB, p *gopter.TestParameters) {
			CheckCompiler(t, p, nil, func(*schema.Resolved, compile.Target) ([]byte, error) { return nil, errors.New("no") })
		}, "the compiler refuses a query: no\n"},
		{"tag conditions of a session over the limit", func(t testing.TB, p *gopter.TestParameters) {
			CheckCompiler(t, p, Targets(qconnect.Session()), func(x *schema.Resolved, t compile.Target) ([]byte, error) {
				t.MaxTagConditions = math.MaxInt
				return compiler(x, t)
			})
		}, "the request has 2 tag conditions, and the limit is 1: "},
		{"criteria over the limit", func(t testing.TB, p *gopter.TestParameters) {
			CheckCompiler(t, p, Targets(connect.TestCases()), func(x *schema.Resolved, t compile.Target) ([]byte, error) {
				t.MaxDepth = 0
				return compiler(x, t)
			})
		}, "criteria nest 2 deep, and the limit is 1: "},
		{"no request", func(t testing.TB, p *gopter.TestParameters) {
			CheckCompiler(t, p, nil, func(*schema.Resolved, compile.Target) ([]byte, error) { return []byte("[]"), nil })
		}, ": []\n"},
		{"a filter that is empty", func(t testing.TB, p *gopter.TestParameters) {
			CheckCompiler(t, p, just(qconnect.Session()), func(x *schema.Resolved, t compile.Target) ([]byte, error) {
				if tree.IsEmpty(x.Expr()) {
					return []byte("{}"), nil
				}
				return compiler(x, t)
			})
		}, ""},

		{"a value is cut", func(t testing.TB, p *gopter.TestParameters) {
			CheckDecoder(t, p, connect.TestCases(), func(document string) (string, error) {
				text, err := decoder(connect.TestCases())(document)
				return strings.TrimSuffix(text, "a"), err
			})
		}, ""},
		{"or is read as and", func(t testing.TB, p *gopter.TestParameters) {
			CheckDecoder(t, p, qconnect.Session(), func(document string) (string, error) {
				return decoder(qconnect.Session())(strings.ReplaceAll(document, "orConditions", "andConditions"))
			})
		}, ""},
		{"anything is decoded", func(t testing.TB, p *gopter.TestParameters) {
			CheckDecoder(t, p, connect.TestCases(), func(document string) (string, error) {
				text, _ := decoder(connect.TestCases())(document)
				return text, nil
			})
		}, "from a document that is wrong: "},
		{"nothing is decoded", func(t testing.TB, p *gopter.TestParameters) {
			CheckDecoder(t, p, connect.TestCases(), func(string) (string, error) { return "", errors.New("no") })
		}, "\t\"{}\"\n"},
		{"decoded to no query", func(t testing.TB, p *gopter.TestParameters) {
			CheckDecoder(t, p, connect.TestCases(), func(document string) (string, error) {
				text, err := decoder(connect.TestCases())(document)
				return text + ")", err
			})
		}, "\t\"{}\"\n"},

		{"a word operator is unknown", func(t testing.TB, p *gopter.TestParameters) {
			CheckParser(t, p, nil, func(text string) (string, error) {
				if strings.Contains(strings.ToLower(text), "startswith") {
					return "", errors.New("no")
				}
				return canonical(text)
			})
		}, "the parser refuses a query: no\n"},
		{"anything is a query", func(t testing.TB, p *gopter.TestParameters) {
			CheckParser(t, p, nil, func(text string) (string, error) {
				text, _ = canonical(text)
				return text, nil
			})
		}, "\t\"a\"\n"},
		{"a reserved word is a value", func(t testing.TB, p *gopter.TestParameters) {
			CheckParser(t, p, nil, func(text string) (string, error) {
				canon, err := canonical(text)
				if errors.Is(err, ast.Code(codes.ReservedWord)) {
					return "", nil
				}
				return canon, err
			})
		}, "the parser accepts what is no query: 1:"},
		{"a parenthesis at the end is ignored", func(t testing.TB, p *gopter.TestParameters) {
			CheckParser(t, p, nil, func(text string) (string, error) {
				canon, err := canonical(text)
				if before, ok := strings.CutSuffix(text, ")"); ok && err != nil {
					return canonical(before)
				}
				return canon, err
			})
		}, ": nothing opens this parenthesis; remove it\n"},
		{"a text is cut", func(t testing.TB, p *gopter.TestParameters) {
			CheckParser(t, p, nil, func(text string) (string, error) {
				text, err := canonical(text)
				return strings.TrimSuffix(text, "a"), err
			})
		}, ""},
		{"quotes are forgotten", func(t testing.TB, p *gopter.TestParameters) {
			CheckFormatter(t, p, nil, func(x ast.Expr) string { return strings.ReplaceAll(x.String(), `"`, "") })
		}, ""},
		{"not is forgotten", func(t testing.TB, p *gopter.TestParameters) {
			CheckFormatter(t, p, nil, func(x ast.Expr) string {
				if not, ok := x.(*ast.Not); ok {
					x = not.X
				}
				return x.String()
			})
		}, "\"id = a\" is the query \"id = a\", and should be \"not id = a\"\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			for seed := range int64(effort.Cases(1, 2)) {
				r := recording{name: t.Name()}
				p := gopter.DefaultTestParametersWithSeed(1000 * seed)
				p.MinSuccessfulTests, p.MaxSize = 3000, 10
				test.check(&r, p)
				require.Len(t, r.failures, 1)
				report := counts.ReplaceAllString(r.failures[0], "shrunk # times after # cases were")
				assert.Contains(t, first.ReplaceAllString(report, ""), test.want)

				// The command that it shows tries the same case at once. To shrink
				// that takes as long again.
				if i%effort.Cases(12, 1) > 0 {
					continue
				}
				m := command.FindStringSubmatch(report)
				require.NotNil(t, m, report)
				t.Setenv(envSeed, m[1])
				t.Setenv(envChecks, m[2])
				again := recording{name: t.Name()}
				test.check(&again, p)
				require.Len(t, again.failures, 1)
				assert.Contains(t, again.failures[0], "after 0 cases were right")
				assert.Equal(t, report, counts.ReplaceAllString(again.failures[0], "shrunk # times after # cases were"))
				usual(t)
			}
		})
	}
}

// TestCheck_absoluteTimes: an implementation that was promised absolute times is not
// asked about others while a query is shrunk, which would be a failure of its own.
func TestCheck_absoluteTimes(t *testing.T) {
	usual(t)
	queries := 0
	absolute := func(x ast.Expr) error {
		queries++
		for c := range ast.Comparisons(x) {
			for _, v := range c.Values {
				if i := schema.TestCase().Lookup(c.Field.Name); !c.Field.Tag && i >= 0 &&
					schema.TestCase().Fields[i].Kind == schema.Time && strings.HasPrefix(v.Text, "-") {
					return fmt.Errorf("a relative time: %v", c)
				}
			}
		}
		return nil
	}
	wrong := func(x *schema.Resolved) bool { return strings.Contains(x.String(), "modified >") }
	for _, check := range []func(testing.TB, *gopter.TestParameters){
		func(t testing.TB, p *gopter.TestParameters) {
			CheckEvaluator(t, p, nil, func(x *schema.Resolved) (func(map[string]any) bool, error) {
				if err := absolute(x.Expr()); err != nil {
					return nil, err
				}
				selects, err := evaluator(x)
				return func(rec map[string]any) bool { return selects(rec) != wrong(x) }, err
			})
		},
		func(t testing.TB, p *gopter.TestParameters) {
			CheckPlan(t, p, nil, func(x *schema.Resolved, target compile.Target) ([]byte, error) {
				if err := absolute(x.Expr()); err != nil {
					return nil, err
				}
				if wrong(x) {
					return []byte(`{"requests":[],"minimal":"bound"}`), nil
				}
				return planner(x, target)
			})
		},
	} {
		for seed := range int64(effort.Cases(1, 5)) {
			r := recording{name: t.Name()}
			p := gopter.DefaultTestParametersWithSeed(1000 * seed)
			check(&r, p)
			require.Len(t, r.failures, 1)
			assert.Contains(t, r.failures[0], "the query selects the record: ")
			assert.Contains(t, r.failures[0], "modified >")
			assert.NotContains(t, r.failures[0], "relative")
		}
	}
	t.Logf("%d queries", queries)
	assert.Greater(t, queries, effort.Cases(100, 500))
}

var (
	counts  = regexp.MustCompile(`shrunk \d+ times? after \d+ (case was|cases were)`)
	command = regexp.MustCompile(`\nto try it again: SEARCHFILTER_SEED=(-?\d+) SEARCHFILTER_CHECKS=(1) go test -run '\^TestCheck_wrong\$/\^[a-z_]+\$'$`)
)

func canonical(text string) (string, error) {
	x, err := parser.Parse(text)
	if err != nil {
		return "", err
	}
	q, err := resolve(x)
	if err != nil {
		return "", err
	}
	return q.Written().String(), nil
}

// TestCheck has what else Check reports.
func TestCheck(t *testing.T) {
	usual(t)
	counts := Generator[int](func(r *rand.Rand, size int) int { return r.Intn(size + 1) })
	run := func(p *gopter.TestParameters, property func(int) error) recording {
		r := recording{name: "TestIt/it's a (test)"}
		Check(&r, p, counts, nil, property)
		return r
	}
	t.Run("holds", func(t *testing.T) {
		calls, large := 0, 0
		r := run(nil, func(n int) error {
			calls++
			if n > 50 {
				large++
			}
			return nil
		})
		assert.Empty(t, r.failures)
		assert.Equal(t, []string{"1000 cases from seed 1, of which 1000 tell something"}, r.logs)
		assert.Equal(t, defaultChecks, calls)
		assert.Greater(t, large, 50)
	})
	t.Run("tells too little", func(t *testing.T) {
		p := runsOf(40)
		i := 0
		r := run(p, func(int) error {
			if i++; i <= 37 {
				return fmt.Errorf("%d: %w", i, ErrVacuous)
			}
			return nil
		})
		assert.Equal(t, []string{"only 3 of 40 cases tell something, and a tenth should"}, r.failures)
	})
	t.Run("one case that tells nothing", func(t *testing.T) {
		assert.Empty(t, run(runsOf(1), func(int) error { return ErrVacuous }).failures)
	})
	t.Run("fails", func(t *testing.T) {
		r := run(gopter.DefaultTestParametersWithSeed(-3), func(int) error { return errors.New("never") })
		require.Len(t, r.failures, 1)
		assert.Regexp(t, `^never\nin the smallest case of those tried, shrunk 0 times after 0 cases were right:\n\t\d+\nto try it again: `+
			`SEARCHFILTER_SEED=-3 SEARCHFILTER_CHECKS=1 go test -run '\^TestIt\$/\^it'\\''s a \\\(test\\\)\$'$`, r.failures[0])
	})
	t.Run("fails otherwise when shrunk", func(t *testing.T) {
		var r recording
		Check(&r, nil, func(*rand.Rand, int) string { return "ab" }, ShrinkTexts, func(s string) error {
			if s == "" {
				return nil
			}
			return fmt.Errorf("%d of them", len(s))
		})
		require.Len(t, r.failures, 1)
		assert.Contains(t, r.failures[0], "1 of them\nin the smallest case of those tried, shrunk 2 times after 0 cases were right:\n\t\"a\"\nbefore it was shrunk: 2 of them\nto try it again: ")
	})
	t.Run("one", func(t *testing.T) {
		r := run(runsOf(1), func(int) error { return nil })
		assert.Equal(t, []string{"1 case from seed 1, of which 1 tells something"}, r.logs)
		n := 0
		Check(&r, nil, func(*rand.Rand, int) string { return "b" }, ShrinkTexts, func(s string) error {
			if n++; n > 1 && s != "" {
				return errors.New("no")
			}
			return nil
		})
		require.Len(t, r.failures, 1)
		assert.Contains(t, r.failures[0], "no\nin the smallest case of those tried, shrunk 1 time after 1 case was right:\n\t\"a\"\nto try")
	})
	t.Run("fails once", func(t *testing.T) {
		calls := 0
		r := run(nil, func(int) error {
			if calls++; calls == 3 {
				return errors.New("the third time")
			}
			return nil
		})
		require.Len(t, r.failures, 1)
		assert.Contains(t, r.failures[0], "the third time\n")
	})
	t.Run("sizes", func(t *testing.T) {
		p := runsOf(500)
		p.MinSize, p.MaxSize = 7, 9
		sizes := map[int]int{}
		Check(&recording{}, p, func(_ *rand.Rand, size int) int { return size }, nil, func(n int) error { sizes[n]++; return nil })
		assert.Len(t, sizes, 2)
		assert.Greater(t, min(sizes[7], sizes[8]), 100)
	})
	t.Run("budget and seed of the environment", func(t *testing.T) {
		t.Setenv(envChecks, "7")
		t.Setenv(envSeed, "-9")
		r := run(runsOf(100), func(int) error { return nil })
		assert.Equal(t, []string{"7 cases from seed -9, of which 7 tell something"}, r.logs)
		t.Setenv(envSeed, "random")
		a, b := run(nil, func(int) error { return nil }), run(nil, func(int) error { return nil })
		assert.NotEqual(t, a.logs, b.logs)
	})
	for _, test := range []struct{ variable, value, want string }{
		{envSeed, "abc", `SEARCHFILTER_SEED="abc": the seed is an integer of 64 bits, or random`},
		{envSeed, "9223372036854775808", `SEARCHFILTER_SEED="9223372036854775808": the seed is an integer of 64 bits, or random`},
		{envChecks, "0", `SEARCHFILTER_CHECKS="0": the number of cases is an integer from 1 to 2147483647`},
		{envChecks, "1e3", `SEARCHFILTER_CHECKS="1e3": the number of cases is an integer from 1 to 2147483647`},
		{envChecks, "9999999999", `SEARCHFILTER_CHECKS="9999999999": the number of cases is an integer from 1 to 2147483647`},
	} {
		t.Run(test.variable+" "+test.value, func(t *testing.T) {
			t.Setenv(test.variable, test.value)
			r := run(nil, func(int) error { t.Error("called"); return nil })
			assert.Equal(t, []string{test.want}, r.failures)
		})
	}
}

func TestParameters(t *testing.T) {
	usual(t)
	p := gopter.DefaultTestParametersWithSeed(5)
	p.MinSuccessfulTests = 11
	q, err := parameters(p)
	require.NoError(t, err)
	assert.Equal(t, []any{int64(5), 11, 100}, []any{q.Seed(), q.MinSuccessfulTests, q.MaxSize})
	t.Setenv(envSeed, "6")
	q, err = parameters(p)
	require.NoError(t, err)
	assert.Equal(t, []int64{6, 5}, []int64{q.Seed(), p.Seed()})
}

func TestShow(t *testing.T) {
	for _, test := range []struct {
		v    any
		want string
	}{
		{ast.Compare(ast.Name("name"), ast.OpEqual, "a b"), "`name = \"a b\"`"},
		{ast.Compare(ast.Name("name"), ast.OpEqual, "\ufeff"), "`name = \"\\ufeff\"`"},
		{"a\u00a0b \"\u3000\"", `"a\u00a0b \"\u3000\""`},
		{struct{ A string }{"\u00e9"}, `"{A:\u00e9}"`},
		{"a\x00b`\"", "\"a\\x00b`\\\"\""},
		{[]byte(`{"a":"b"}`), "`{\"a\":\"b\"}`"},
		{map[string]any{"b": "\u212a", "a": "", "c`": "\""}, `map[string]any{"a": "", "b": "\u212a", "c` + "`" + `": "\""}`},
		{map[string]any{"n": json.Number("1.0"), "l": []string{"x", "\u212a"}, "b": true, "none": []string{}},
			`map[string]any{"b": true, "l": []string{"x", "\u212a"}, "n": json.Number("1.0"), "none": []string{}}`},
		{map[string]any{}, `map[string]any{}`},
		{json.Number("1e5"), `json.Number("1e5")`},
		{struct{ A int }{1}, "{A:1}"},
	} {
		got := show(test.v)
		assert.Equal(t, test.want, got)
		assert.NotRegexp(t, `[^\x20-\x7e]`, got)
	}
}

// mustRecord is eval.NewRecord of a map that is right.
func mustRecord(s *schema.Schema, m map[string]any) *eval.Record {
	r, err := eval.NewRecord(s, m)
	if err != nil {
		panic(err)
	}
	return r
}
