package fuzz

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"math/rand"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter"

	tree "github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/internal/cases"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/logic"
	"github.com/searchfilter/searchfilter/qconnect"
	"github.com/searchfilter/searchfilter/schema"
)

// unreached are the codes that no value of a generator gives, and why.
var unreached = map[tree.Code]string{
	codes.InvalidTree:     "generators make no tree that cannot be written",
	codes.AmbiguousTarget: "documents are decoded for one target",
	codes.Unexpanded:      "it is a warning: Decode has none, and generators make no such value",
	codes.NullValue:       "generators make no such word",
	codes.Undocumented:    "it is about the filter of Retrieve",
}

// allCodes returns the codes that there are.
func allCodes(t *testing.T) (list []tree.Code) {
	file, err := parser.ParseFile(token.NewFileSet(), "../internal/codes/codes.go", nil, 0)
	require.NoError(t, err)
	for _, decl := range file.Decls {
		consts, ok := decl.(*ast.GenDecl)
		if !ok || consts.Tok != token.CONST {
			continue
		}
		for _, spec := range consts.Specs {
			code, err := strconv.Unquote(spec.(*ast.ValueSpec).Values[0].(*ast.BasicLit).Value)
			require.NoError(t, err)
			list = append(list, tree.Code(code))
		}
	}
	return list
}

// TestReach counts what the generators reach: every operator and kind, every code
// of a diagnostic, and every shape of a plan.
func TestReach(t *testing.T) {
	reach := reached{ops: map[tree.Op]int{}, kinds: map[schema.Kind]int{}, codes: map[tree.Code]int{}, plans: map[string]int{}}
	r := rand.New(rand.NewSource(1))
	s := schema.TestCase()
	for i := range effort.Cases(1000, 6000) {
		for _, s := range []*schema.Schema{s, cases.Kinds} {
			reach.parse(r, s, mutantQueries(s)(r, i%6).text)
			reach.tree(s, Trees(s)(r, i%20))
		}
	}
	for i := range 1400 {
		target := Targets(connect.TestCases())(r, 0)
		if i%3 == 0 {
			target.MaxDepth = 1
		}
		reach.plan(r, hardToPlan(target)(r, i%13), target)
	}
	for i := range effort.Cases(300, 600) {
		size := i % 12
		reach.parse(r, s, nearQueries(s)(r, size))
		for _, t := range []compile.Target{connect.TestCases(), qconnect.Session(), qconnect.ContentCFN()} {
			reach.decode(requests(t)(r, size), t)
			reach.decode(mutantRequests(t)(r, size).text, t)
		}
		reach.advice(s, Trees(s)(r, size))
		target := Targets(connect.TestCases())(r, size)
		for _, g := range []Generator[tree.Expr]{
			Trees(s), Expressible(target), inexpressible(target),
		} {
			x := g(r, size)
			reach.plan(r, x, target)
			reach.warnings(x, target)
		}
		session := Targets(qconnect.Session())(r, size)
		reach.warnings(Expressible(session)(r, size), session)
		reach.warnings(inexpressible(session)(r, size), session)
	}
	t.Logf("operators %v", reach.ops)
	t.Logf("kinds %v", reach.kinds)
	t.Logf("codes %v", reach.codes)
	t.Logf("plans %v", reach.plans)
	for op := tree.OpEqual; op <= tree.OpExists; op++ {
		assert.GreaterOrEqual(t, reach.ops[op], 100, "%v", op)
	}
	for _, kind := range kinds.All() {
		assert.GreaterOrEqual(t, reach.kinds[kind], 100, "%v", kind)
	}
	all := allCodes(t)
	require.Greater(t, len(all), 30)
	for _, code := range all {
		if why := unreached[code]; why != "" {
			assert.Zero(t, reach.codes[code], "%s is not reached: %s", code, why)
		} else {
			assert.GreaterOrEqual(t, reach.codes[code], 3, code)
		}
	}
	for _, shape := range []string{
		"no request", "one request", "two requests", "several requests", "criteria", "tags", "criteria and tags",
		"no residual", "residual of the plan", "residual of a request", "scan", "splits",
		"bound", "search", "unproved", "contradiction", "forbidden-tag", "full-scan",
	} {
		assert.GreaterOrEqual(t, reach.plans[shape], 3, shape)
	}
	assert.Positive(t, reach.plans["unreduced"], "unreduced, which is rare")
}

type reached struct {
	ops   map[tree.Op]int
	kinds map[schema.Kind]int
	codes map[tree.Code]int
	plans map[string]int
}

// advice counts the warnings of what x may not mean.
func (n reached) advice(s *schema.Schema, x tree.Expr) {
	if q, err := s.Resolve(x, schema.Options{}); err == nil {
		n.add(logic.Warnings(q, logic.Options{}))
	}
}

func (n reached) tree(s *schema.Schema, x tree.Expr) {
	for c := range tree.Comparisons(x) {
		n.ops[c.Op]++
		n.kinds[s.KindOf(c.Field)]++
	}
}

// add counts each code of an error or of warnings once.
func (n reached) add(err error) {
	var ds tree.Diagnostics
	if !errors.As(err, &ds) {
		return
	}
	seen := map[tree.Code]bool{}
	for _, d := range ds {
		seen[d.Code] = true
	}
	for code := range seen {
		n.codes[code]++
	}
}

// parse parses the text with any arguments.
func (n reached) parse(r *rand.Rand, s *schema.Schema, text string) {
	args := [][]any{nil, nil, nil, {"x"}, {nil}}[r.Intn(5)]
	_, err := searchfilter.Options{Schema: s}.Parse(text, args...)
	n.add(err)
}

func (n reached) decode(document string, t compile.Target) {
	_, err := decode(document, t)
	n.add(err)
}

func (n reached) warnings(x tree.Expr, t compile.Target) {
	resolved, err := resolve(x)
	if err != nil {
		n.add(err)
		return
	}
	q, err := compile.Compile(resolved, t)
	n.add(err)
	if err == nil {
		n.add(q.Warnings)
	}
}

func (n reached) plan(r *rand.Rand, x tree.Expr, t compile.Target) {
	o := compile.PlanOptions{Exact: r.Intn(8) == 0, AllowScan: r.Intn(2) == 0}
	if r.Intn(8) == 0 {
		o.MaxRequests = 1
	}
	p, err := compile.NewPlan(mustResolve(x), t, o)
	n.add(err)
	if err != nil {
		return
	}
	n.plans[[]string{"no request", "one request", "two requests", "several requests"}[min(len(p.Requests), 3)]]++
	n.plans[string(p.Minimal)]++
	residual := slices.ContainsFunc(p.Requests, func(r compile.PlannedRequest) bool { return r.Residual != nil })
	for what, is := range map[string]bool{
		"no residual":           p.Residual == nil && !residual,
		"residual of the plan":  p.Residual != nil,
		"residual of a request": residual,
		"scan":                  p.Scan,
		"splits":                p.Splits > 0,
		"unreduced":             p.Unreduced,
	} {
		if is {
			n.plans[what]++
		}
	}
	for _, q := range p.Requests {
		switch tags, criteria := q.Request.Member("SearchFilter") != nil, q.Request.Member("SearchCriteria") != nil; {
		case tags && criteria:
			n.plans["criteria and tags"]++
		case tags:
			n.plans["tags"]++
		case criteria:
			n.plans["criteria"]++
		}
	}
	for _, d := range p.Warnings {
		n.plans[string(d.Code)]++
	}
}
