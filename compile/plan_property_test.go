package compile_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math"
	"math/rand"
	randv2 "math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/fuzz"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/meaning"
	"github.com/searchfilter/searchfilter/internal/solve"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

// planTime is the instant of the queries here.
var planTime = time.Date(2026, 1, 31, 9, 0, 0, 0, time.UTC)

// everyKind has the fields of test cases, and fields of the kinds that these lack.
var everyKind = func() *schema.Schema {
	s := *schema.TestCase()
	s.Fields = append(slices.Clip(s.Fields),
		schema.Field{Name: "enabled", Kind: schema.Bool, Always: true},
		schema.Field{Name: "default", Kind: schema.Bool},
		schema.Field{Name: "version", Kind: schema.Number, Always: true},
		schema.Field{Name: "score", Kind: schema.Number},
		schema.Field{Name: "effective", Kind: schema.Date},
		schema.Field{Name: "labels", Kind: schema.List},
	)
	return schema.MustNew(s)
}()

// otherKinds are those that only everyKind has.
var otherKinds = []schema.Kind{schema.Bool, schema.Number, schema.Date, schema.List}

// kindsIn returns which kinds the fields of x have.
func kindsIn(s *schema.Schema, x ast.Expr) map[schema.Kind]bool {
	kinds := make(map[schema.Kind]bool)
	for c := range ast.Comparisons(x) {
		kinds[s.KindOf(c.Field)] = true
	}
	return kinds
}

// foldsCase reports whether the field or tag has texts, which may compare without case.
func foldsCase(s *schema.Schema, name string) bool {
	return strings.HasPrefix(name, chars.TagPrefix) || kinds.Folds(s.KindOf(ast.Name(name)))
}

// A question is a query, a target, and records that tell whether the plan is right.
type question struct {
	x       ast.Expr
	fold    bool // schema.Options.FoldCase
	target  compile.Target
	options compile.PlanOptions
	records []map[string]any
}

// query returns what the question is about.
func (q *question) query() (*schema.Resolved, error) {
	return q.target.Schema.Resolve(q.x, schema.Options{Now: planTime, FoldCase: q.fold})
}

// An answer is what became of a question.
type answer struct {
	query   *schema.Resolved
	plan    *compile.Plan
	telling bool // some of the records are selected, and others are not
	clashes int  // warnings that two conditions exclude each other
}

// ask holds a plan to what the query selects. The answer has no plan if the
// query is refused.
func (q *question) ask() (a answer, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p) // so that the smallest query is found
		}
	}()
	if a.query, err = q.query(); err != nil {
		return a, err
	}
	p, err := compile.NewPlan(a.query, q.target, q.options)
	if err != nil {
		if errors.Is(err, ast.Code(codes.TooManyTerms)) || errors.Is(err, ast.Code(codes.TooManyRequests)) {
			return a, nil
		}
		return a, err
	}
	a.plan = p
	if err := q.judge(p, a.query); err == nil {
		a.telling = true
	} else if !errors.Is(err, fuzz.ErrVacuous) {
		return a, err
	}
	for i, r := range p.Requests {
		alone := *p
		alone.Residual, alone.Requests = nil, []compile.PlannedRequest{{Request: r.Request, Query: r.Query}}
		if err := q.judge(&alone, r.Query); err != nil && !errors.Is(err, fuzz.ErrVacuous) {
			return a, fmt.Errorf("request %d and its query %v: %w", i, r.Query, err)
		}
	}
	for _, w := range p.Warnings {
		clash, err := q.clash(w)
		if err != nil {
			return a, err
		}
		if clash {
			a.clashes++
		}
	}
	return a, a.rules()
}

// judge holds a plan to a query.
func (q *question) judge(p *compile.Plan, query *schema.Resolved) error {
	body, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return fuzz.JudgePlan(query, q.target, q.records, body)
}

// exclusive is what a warning says of two conditions.
var exclusive = regexp.MustCompile("^nothing meets both `([^`]*)` and `([^`]*)`$")

// clash reports whether the warning is that two conditions exclude each other, which is
// an error if a record meets both.
func (q *question) clash(w ast.Diagnostic) (bool, error) {
	both := exclusive.FindStringSubmatch(w.Message)
	if w.Code != codes.Contradiction || both == nil || strings.Contains(w.Message, "[...]") { // it may be shortened
		return false, nil
	}
	var x [2]ast.Expr
	for i, text := range both[1:] {
		y, err := parser.Parse(text)
		if err != nil {
			return false, err
		}
		resolved, err := q.target.Schema.Resolve(y, schema.Options{Now: planTime})
		if err != nil {
			return false, err
		}
		x[i] = resolved.Expr()
	}
	l := meaning.Language{Schema: q.target.Schema}
	for _, r := range q.records {
		if l.Selects(x[0], r) && l.Selects(x[1], r) {
			return true, fmt.Errorf("%s, and %v does", w.Message, r)
		}
	}
	return true, nil
}

// rules reports what a plan promises that no record tells.
func (a *answer) rules() error {
	p := a.plan
	rest := p.Residual != nil
	for _, r := range p.Requests {
		if rest && r.Residual != nil && p.Residual != nil {
			return errors.New("a request and the plan have a residual")
		}
		rest = rest || r.Residual != nil
		if (r.Request.Member("SearchFilter") == nil && r.Request.Member("SearchCriteria") == nil) != (p.Scan && len(p.Requests) == 1) {
			return errors.New("a request lists every record, or Scan says so and none does")
		}
	}
	switch {
	case p.Minimal != "bound" && p.Minimal != "search" && p.Minimal != "unproved":
		return fmt.Errorf("minimal by %q", p.Minimal)
	case p.Splits < 0 || p.Splits > 0 && p.Splits >= len(p.Requests):
		return fmt.Errorf("%d splits of %d requests", p.Splits, len(p.Requests))
	case p.Scan && len(p.Requests) != 1:
		return fmt.Errorf("a scan and %d requests", len(p.Requests))
	}
	for _, w := range p.Warnings {
		if !w.Warning {
			return fmt.Errorf("%v is no warning", w)
		}
	}
	return nil
}

// report fails the test with the smallest query that is found to go wrong, too.
func (q *question) report(t *testing.T) {
	alone := func(*rand.Rand, int) ast.Expr { return q.x }
	fuzz.Check(t, nil, alone, fuzz.ShrinkTrees(q.target.Schema), func(x ast.Expr) error {
		with := *q
		with.x = x
		_, err := with.ask()
		return err
	})
}

// without yields x without each one of the terms of an and or an or, anywhere in it.
func without(x ast.Expr) iter.Seq[ast.Expr] {
	return func(yield func(ast.Expr) bool) {
		var terms []ast.Expr
		join := ast.All
		switch x := x.(type) {
		case *ast.And:
			terms = x.Terms
		case *ast.Or:
			terms = x.Terms
			join = anyOf
		}
		for i := range terms {
			if !yield(join(slices.Delete(slices.Clone(terms), i, i+1)...)) {
				return
			}
		}
		for i, t := range terms {
			for y := range without(t) {
				list := slices.Clone(terms)
				list[i] = y
				if !yield(join(list...)) {
					return
				}
			}
		}
	}
}

// anyOf is ast.Any of a list that is not empty.
func anyOf(terms ...ast.Expr) ast.Expr { return ast.Any(terms[0], terms[1:]...) }

// negations returns a tree with nots in it.
func (g generator) negations(depth int, leaf func() ast.Expr) ast.Expr {
	switch {
	case g.IntN(6) == 0:
		return &ast.Not{X: g.negations(depth, leaf)}
	case depth == 0 || g.IntN(4) == 0:
		return leaf()
	}
	terms := make([]ast.Expr, 2+g.IntN(2))
	for i := range terms {
		terms[i] = g.negations(depth-1, leaf)
	}
	if g.IntN(2) == 0 {
		return ast.All(terms...)
	}
	return anyOf(terms...)
}

// condition returns a condition with any operator on any field, of few words.
func (g generator) condition() ast.Expr {
	f := pick(g, ast.Name("name"), ast.Name("description"), ast.Tag("k1"), ast.Tag("k2"), ast.Tag("aws:k"))
	switch g.IntN(28) {
	case 0:
		return ast.Compare(f, ast.OpHasSuffix, pick(g, operands...))
	case 1:
		return ast.Compare(f, ast.OpIn, pick(g, operands...), pick(g, operands...))
	case 2:
		return ast.Compare(f, ast.OpNotIn, pick(g, operands...), pick(g, operands...))
	case 3:
		return ast.Compare(f, ast.OpNotEqual, pick(g, operands...))
	case 4:
		return ast.Compare(f, ast.OpContains, pick(g, operands...))
	case 5:
		return ast.Compare(f, ast.OpHasPrefix, pick(g, operands...))
	case 6:
		return pick(g, ast.Compare(f, ast.OpExists), ast.Compare(f, ast.OpHasSuffix, ""), ast.Compare(f, ast.OpContains, ""), ast.Compare(f, ast.OpHasPrefix, ""), ast.Compare(f, ast.OpEqual, ""))
	case 7:
		return g.ordered(ast.Name("modified"), "2026-01-01", "2026-01-02", "-30d")
	case 8:
		return ast.Compare(ast.Name("id"), ast.OpEqual, pick(g, "a", "b"))
	case 9:
		return ast.Compare(ast.Name("status"), ast.OpIn, "SAVED", "PUBLISHED")
	case 10:
		return ast.Compare(ast.Name("status"), ast.OpExists)
	case 11:
		return ast.Compare(ast.Name("type"), ast.OpEqual, pick(g, "CHAT", "VOICE_CALL"))
	case 12:
		long := strings.Repeat("a", 25) + pick(g, operands...)
		return pick(g, ast.Compare(f, ast.OpContains, long), ast.Compare(f, ast.OpHasSuffix, long))
	case 13:
		return ast.Compare(ast.Tag("k1"), ast.OpEqual, strings.Repeat("a", 257))
	case 14, 15, 16, 17, 18:
		return g.criterion()
	case 19, 20, 21, 22:
		return g.otherKind()
	}
	return g.tag(true)
}

// ordered returns a condition on a field whose values have an order.
func (g generator) ordered(f ast.Field, values ...string) ast.Expr {
	v, w := pick(g, values...), pick(g, values...)
	return pick(g, ast.Compare(f, ast.OpEqual, v), ast.Compare(f, ast.OpNotEqual, v), ast.Compare(f, ast.OpLess, v), ast.Compare(f, ast.OpLessEqual, v), ast.Compare(f, ast.OpGreater, v), ast.Compare(f, ast.OpGreaterEqual, v), ast.Compare(f, ast.OpIn, v, w), ast.Compare(f, ast.OpNotIn, v, w), ast.Compare(f, ast.OpExists))
}

// otherKind returns a condition on a field that only everyKind has.
func (g generator) otherKind() ast.Expr {
	switch g.IntN(4) {
	case 0:
		f, v := ast.Name(pick(g, "enabled", "default")), pick(g, "true", "false")
		return pick(g, ast.Compare(f, ast.OpEqual, v), ast.Compare(f, ast.OpEqual, v), ast.Compare(f, ast.OpNotEqual, v), ast.Compare(f, ast.OpIn, "true", "false"), ast.Compare(f, ast.OpExists))
	case 1:
		return g.ordered(ast.Name(pick(g, "version", "score")), "1", "1.0", "1.50", "2", "2e0", "-1")
	case 2:
		return g.ordered(ast.Name("effective"), "2026-01-01", "2026-01-02", "2026-01-03", "-30d")
	}
	f, v, w := ast.Name("labels"), pick(g, operands...), pick(g, operands...)
	return pick(g, ast.Compare(f, ast.OpEqual, v), ast.Compare(f, ast.OpEqual, v), ast.Compare(f, ast.OpHasPrefix, v), ast.Compare(f, ast.OpContains, v), ast.Compare(f, ast.OpHasSuffix, v), ast.Compare(f, ast.OpIn, v, w), ast.Compare(f, ast.OpNotEqual, v), ast.Compare(f, ast.OpNotIn, v, w), ast.Compare(f, ast.OpExists), ast.Compare(f, ast.OpContains, ""))
}

// guarded returns an or of some that tree returns, each with something that can be
// sent, for without it most queries take a scan.
func (g generator) guarded(tree func() ast.Expr) ast.Expr {
	terms := make([]ast.Expr, 1+g.IntN(4))
	for i := range terms {
		guard := ast.Expr(g.criterion())
		if g.IntN(2) == 0 {
			guard = g.tag(false)
		}
		terms[i] = ast.All(guard, tree())
	}
	return anyOf(terms...)
}

// recordMap returns a record that conditions are near to.
func (g generator) recordMap(hasStatus bool) map[string]any {
	m := g.record().values()
	if g.IntN(3) == 0 {
		m["tag:aws:k"] = pick(g, operands...)
	}
	if g.IntN(3) > 0 {
		m["modified"] = pick[any](g, "2025-12-31", "2026-01-01T00:00:00Z", "2026-01-01T12:00:00Z", "2026-01-02", "2026-01-03", json.Number("1767225600"))
	}
	m["enabled"] = g.IntN(2) == 0
	if g.IntN(3) > 0 {
		m["default"] = g.IntN(2) == 0
	}
	numbers := []json.Number{"-2", "-1", "0", "1", "1.00", "10e-1", "1.5", "1.7", "2", "3"}
	m["version"] = pick(g, numbers...)
	if g.IntN(3) > 0 {
		m["score"] = pick(g, numbers...)
	}
	if g.IntN(3) > 0 {
		m["effective"] = pick(g, "2025-12-31", "2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04")
	}
	if g.IntN(3) > 0 {
		labels := make([]string, 1+g.IntN(3))
		for i := range labels {
			labels[i] = g.anyCase(pick(g, append(operands, "", "aab", "12a")...))
		}
		m["labels"] = labels
	}
	if g.IntN(3) > 0 {
		m["type"] = pick(g, "CHAT", "VOICE_CALL")
	}
	if g.IntN(20) == 0 {
		m[pick(g, "name", "description", "tag:k1")] = strings.Repeat("a", 24+g.IntN(3)) + pick(g, append(operands, "")...)
	}
	if g.IntN(20) == 0 {
		m["tag:k1"] = strings.Repeat("a", 257)
	}
	if !hasStatus && g.IntN(3) == 0 {
		delete(m, "status")
	}
	return m
}

// targetOf returns a target with random assumptions.
func (g generator) targetOf() compile.Target {
	t := connect.TestCases()
	t.Schema = everyKind
	t.ServiceFoldsCase = g.IntN(3) == 0
	if g.IntN(2) == 0 {
		return t
	}
	t.Tags.KeyOnly = g.IntN(2) == 0
	if g.IntN(2) == 0 {
		t.Closed = nil
	}
	switch g.IntN(4) {
	case 0:
		t.ContainsMin, t.ContainsMax = 1, math.MaxInt
	case 1:
		t.ContainsMin, t.ContainsMax = pick(g, 1, 3), pick(g, 3, 4)
	}
	if g.IntN(3) == 0 {
		t.MaxTagConditions = 2 + g.IntN(4)
	}
	if g.IntN(3) == 0 {
		t.MaxDepth = 1 + g.IntN(4)
	}
	return t
}

// cases returns the question with an i behind some conditions, and with letters in
// other cases, if the service ignores case, and else for half of the questions.
func (g generator) cases(q *question) *question {
	if !g.folds && g.IntN(2) == 0 {
		return q
	}
	other := func(s string) string {
		if g.IntN(2) == 0 {
			return s
		}
		return pick(g, strings.ToUpper, strings.ToLower, strings.ToTitle)(s)
	}
	q.fold = g.IntN(10) == 0
	q.x = tree.Map(q.x, func(c *ast.Comparison) *ast.Comparison {
		if c.Op == ast.OpExists || !kinds.Folds(q.target.Schema.KindOf(c.Field)) {
			return c
		}
		d := *c
		d.Fold = g.folds && !c.Field.Tag
		if g.IntN(4) == 0 {
			d.Fold = !d.Fold // as the service does not compare
		}
		d.Values = make([]ast.Value, len(c.Values))
		for i, v := range c.Values {
			d.Values[i].Text = other(v.Text)
		}
		return &d
	})
	for _, r := range q.records {
		for _, name := range slices.Sorted(maps.Keys(r)) {
			if !foldsCase(q.target.Schema, name) {
				continue
			}
			switch v := r[name].(type) {
			case string:
				r[name] = other(v)
			case []string:
				list := make([]string, len(v))
				for i, text := range v {
					list[i] = other(text)
				}
				r[name] = list
			}
		}
	}
	return q
}

// large returns an and of ors with more rows than a planner looks into.
func (g generator) large() ast.Expr {
	leaf := func() ast.Expr {
		n := g.IntN(12)
		text := string(rune('a'+n)) + string(rune('b'+n))
		switch g.IntN(12) {
		case 0:
			return ast.Compare(ast.Name("status"), ast.OpEqual, pick(g, "SAVED", "PUBLISHED"))
		case 1:
			return ast.Compare(ast.Name("name"), ast.OpHasSuffix, text)
		case 2:
			return &ast.Not{X: pick(g, ast.Compare(ast.Name("id"), ast.OpEqual, text), ast.Compare(ast.Name("version"), ast.OpEqual, strconv.Itoa(n)), ast.Compare(ast.Name("labels"), ast.OpEqual, text))}
		case 3:
			return &ast.Not{X: ast.Compare(ast.Tag(text), ast.OpEqual, "1")}
		case 4, 5:
			return ast.Compare(ast.Name("description"), ast.OpContains, text)
		case 6, 7, 8:
			return ast.Compare(ast.Name("name"), ast.OpContains, text)
		}
		return ast.Compare(ast.Tag(text), ast.OpEqual, pick(g, "1", "1", "2"))
	}
	ors := make([]ast.Expr, 5+g.IntN(5))
	for i := range ors {
		terms := make([]ast.Expr, 3+g.IntN(4))
		for j := range terms {
			terms[j] = leaf()
			if g.IntN(3) == 0 {
				terms[j] = ast.All(leaf(), ast.Any(leaf(), leaf()))
			}
		}
		ors[i] = anyOf(terms...)
	}
	return ast.All(ors...)
}

// Kinds of questions, each made of a seed alone.
var questions = []struct {
	name string
	part int // one in so many of the questions that a test asks

	kinds []schema.Kind // of otherKinds, those that a tenth of the questions or more ask for
	make  func(seed uint64, records int) *question
}{
	{"large", 80, []schema.Kind{schema.Number, schema.List}, func(seed uint64, records int) *question {
		g := generator{Rand: randv2.New(randv2.NewPCG(seed, 14))}
		r := rand.New(rand.NewSource(int64(seed)))
		q := &question{x: g.large(), target: g.targetOf()}
		g.folds = q.target.ServiceFoldsCase
		near := fuzz.Records(q.target.Schema, q.x)
		for range records {
			m := near(r, 1)
			if len(q.target.Closed) == 0 && r.Intn(3) == 0 {
				delete(m, "status")
			}
			q.records = append(q.records, m)
		}
		return g.cases(q)
	}},
	{"few words", 1, otherKinds, func(seed uint64, records int) *question {
		g := generator{Rand: randv2.New(randv2.NewPCG(seed, 11))}
		q := &question{target: g.targetOf()}
		g.folds = q.target.ServiceFoldsCase
		q.x = g.negations(pick(g, 1, 2, 2, 3, 3, 4, 6), g.condition)
		if g.IntN(4) > 0 {
			q.x = g.guarded(func() ast.Expr { return g.negations(pick(g, 0, 1, 2, 3), g.condition) })
		}
		for range records {
			q.records = append(q.records, g.recordMap(len(q.target.Closed) > 0))
		}
		return g.cases(q)
	}},
	{"what can be sent", 1, nil, func(seed uint64, records int) *question {
		g := generator{Rand: randv2.New(randv2.NewPCG(seed, 12))}
		q := &question{target: g.targetOf()}
		g.folds = q.target.ServiceFoldsCase
		leaf := func() ast.Expr {
			if g.IntN(2) == 0 {
				return g.tag(false)
			}
			return g.criterion()
		}
		q.x = g.tree(pick(g, 1, 2, 2, 3, 3, 4, 6), leaf)
		for range records {
			q.records = append(q.records, g.recordMap(len(q.target.Closed) > 0))
		}
		return g.cases(q)
	}},
	{"nasty texts", 1, otherKinds, func(seed uint64, records int) *question {
		g := generator{Rand: randv2.New(randv2.NewPCG(seed, 13))}
		r := rand.New(rand.NewSource(int64(seed)))
		q := &question{target: g.targetOf()}
		g.folds = q.target.ServiceFoldsCase
		s := q.target.Schema
		x := fuzz.Trees(s)(r, 1+r.Intn(20))
		if r.Intn(4) > 0 {
			x = g.guarded(func() ast.Expr { return fuzz.Trees(s)(r, 1+r.Intn(8)) })
		}
		resolved, err := s.Resolve(x, schema.Options{Now: planTime})
		if err != nil {
			panic(err) // the generator promises that there is none
		}
		q.x = resolved.Expr()
		near := fuzz.Records(s, q.x)
		for range records {
			m := near(r, 3)
			if len(q.target.Closed) == 0 && r.Intn(3) == 0 {
				delete(m, "status")
			}
			q.records = append(q.records, m)
		}
		return g.cases(q)
	}},
}

// TestPlan_selects holds plans to what the query selects, by what the service finds
// given the JSON.
func TestPlan_selects(t *testing.T) {
	const records = 50
	most := effort.Cases(200, 4000)
	for _, kind := range questions {
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			each := max(most/kind.part, 10)
			var refused, several, residual, ownResidual, none, scans, split, telling, unproved, withFold, folding, residualFold, clashes int
			asked, checked := map[schema.Kind]int{}, map[schema.Kind]int{}
			for seed := range uint64(each) {
				q := kind.make(seed, records)
				q.options = compile.PlanOptions{AllowScan: true, MaxRequests: 10_000}
				a, err := q.ask()
				if err != nil {
					q.report(t)
					require.NoError(t, err, "seed %d: %v\ntarget %+v", seed, q.x, q.target)
				}
				p := a.plan
				count := func(n *int, yes bool) {
					if yes {
						*n++
					}
				}
				for k := range kindsIn(q.target.Schema, a.query.Expr()) {
					asked[k]++
				}
				count(&withFold, folded(a.query.Expr()) > 0)
				count(&folding, q.target.ServiceFoldsCase)
				count(&refused, p == nil)
				if p == nil {
					continue
				}
				own := slices.ContainsFunc(p.Requests, func(r compile.PlannedRequest) bool { return r.Residual != nil })
				count(&several, len(p.Requests) > 1)
				count(&residual, p.Residual != nil || own)
				count(&ownResidual, own)
				count(&residualFold, folded(ast.All(residualsOf(p)...)) > 0)
				for k := range kindsIn(q.target.Schema, ast.All(residualsOf(p)...)) {
					checked[k]++
				}
				count(&clashes, a.clashes > 0)
				count(&none, len(p.Requests) == 0)
				count(&scans, p.Scan)
				count(&split, p.Splits > 0)
				count(&unproved, p.Minimal == "unproved")
				count(&telling, a.telling)
			}
			t.Logf("%d queries, %d with an i, %d for a service that ignores case, %d refused; plans: %d with several requests, %d with a residual (%d with one of a request's own), "+
				"%d with an i in a residual, %d without requests, %d warn of conditions that exclude each other, %d scans, %d split, %d unproved; "+
				"%d had records that are selected and others; queries by the kinds of their fields %v, residuals %v",
				each, withFold, folding, refused, several, residual, ownResidual, residualFold, none, clashes, scans, split, unproved, telling, asked, checked)
			assert.Greater(t, clashes, each/20)
			for _, k := range kind.kinds {
				assert.Greater(t, asked[k], each/10, k)
				assert.Greater(t, checked[k], each/20, k)
			}
			assert.Less(t, refused, each/10)
			assert.Greater(t, several, each/10)
			assert.Greater(t, telling, each/4)
			assert.Greater(t, withFold, each/4)
			assert.Greater(t, folding, each/4)
		})
	}
}

// residualsOf returns what the plan leaves to check.
func residualsOf(p *compile.Plan) (list []ast.Expr) {
	if p.Residual != nil {
		list = append(list, p.Residual.Expr())
	}
	for _, r := range p.Requests {
		if r.Residual != nil {
			list = append(list, r.Residual.Expr())
		}
	}
	return list
}

// TestPlan_same checks that a query has one plan, to the byte.
func TestPlan_same(t *testing.T) {
	queries, several := 0, 0
	for _, kind := range questions {
		for seed := range uint64(max(3, 100/kind.part)) {
			q := kind.make(seed, 0)
			q.options = compile.PlanOptions{AllowScan: true, MaxRequests: 10_000}
			x, err := q.query()
			require.NoError(t, err)
			queries++
			var first []byte
			for i := range effort.Cases(2, 20) {
				var body []byte
				p, err := compile.NewPlan(x, q.target, q.options)
				if err != nil {
					body = []byte(err.Error())
				} else {
					body, err = json.Marshal(p)
					require.NoError(t, err)
				}
				if i == 0 {
					first = body
					if err == nil && len(p.Requests) > 1 {
						several++
					}
				}
				require.Equal(t, string(first), string(body), "%v", x)
			}
		}
	}
	t.Logf("%d queries, %d with several requests", queries, several)
	assert.Greater(t, several, 20)
}

// found returns the query that the plan says: what some request finds and its
// residual leaves.
func found(p *compile.Plan) ast.Expr {
	var list []ast.Expr
	for _, r := range p.Requests {
		x := r.Query.Expr()
		if r.Residual != nil {
			x = ast.All(x, r.Residual.Expr())
		}
		list = append(list, x)
	}
	if len(list) == 0 {
		return ast.All(ast.Compare(ast.Name("name"), ast.OpExists), &ast.Not{X: ast.Compare(ast.Name("name"), ast.OpExists)})
	}
	x := anyOf(list...)
	if p.Residual != nil {
		x = ast.All(x, p.Residual.Expr())
	}
	return x
}

// weaker yields the plan with something less to check.
func weaker(p *compile.Plan) iter.Seq[*compile.Plan] {
	return func(yield func(*compile.Plan) bool) {
		with := func(i int, residual *schema.Resolved) *compile.Plan {
			q := *p
			if i < 0 {
				q.Residual = residual
				return &q
			}
			q.Requests = slices.Clone(p.Requests)
			q.Requests[i].Residual = residual
			return &q
		}
		for i := -1; i < len(p.Requests); i++ {
			residual := p.Residual
			if i >= 0 {
				residual = p.Requests[i].Residual
			}
			if residual == nil {
				continue
			}
			if !yield(with(i, nil)) {
				return
			}
			for y := range without(ast.Normal(residual.Expr())) {
				if !yield(with(i, residual.With(y))) {
					return
				}
			}
		}
	}
}

// sent returns what can be sent in the place of x, in normal form, and whether that
// says the same: of each condition the strongest that follows, by the words of the
// target's fields.
func sent(x ast.Expr, t *compile.Target) (y ast.Expr, whole bool) {
	join, terms := ast.All, []ast.Expr(nil)
	switch x := x.(type) {
	case *ast.And:
		terms = x.Terms
	case *ast.Or:
		terms = x.Terms
		join = anyOf
	case *ast.Not:
		c := x.X.(*ast.Comparison)
		if c.Op == ast.OpEqual && !c.Field.Tag && c.Field.Name == "status" && len(t.Closed) > 0 {
			return x, true
		}
		return ast.All(), false
	case *ast.Comparison:
		return sentComparison(x, t)
	}
	list := make([]ast.Expr, len(terms))
	whole = true
	for i, term := range terms {
		one := false
		list[i], one = sent(term, t)
		whole = whole && one
	}
	return join(list...), whole
}

func sentComparison(x *ast.Comparison, t *compile.Target) (y ast.Expr, whole bool) {
	v := ""
	if len(x.Values) > 0 {
		v = x.Values[0].Text
	}
	exists := x.Op == ast.OpExists || x.Op != ast.OpEqual && v == ""
	served := func(y *ast.Comparison) *ast.Comparison { // as the service compares it
		z := *y
		z.Fold = t.ServiceFoldsCase && chars.HasCase(y.Values[0].Text)
		return &z
	}
	switch {
	case x.Field.Tag:
		key := []rune(x.Field.Name)
		allowed := len(key) <= 128 && !strings.HasPrefix(x.Field.Name, "aws:") && !slices.ContainsFunc(key, func(r rune) bool {
			return !unicode.In(r, unicode.L, unicode.N, unicode.Z) && !strings.ContainsRune("_.:/=+-@", r)
		})
		switch {
		case allowed && !x.Fold && x.Op == ast.OpEqual && utf8.RuneCountInString(v) <= 256:
			return x, true
		case allowed && t.Tags.KeyOnly:
			return ast.Compare(x.Field, ast.OpExists), exists
		}
	case x.Field.Name == "status":
		if x.Op == ast.OpEqual || x.Op == ast.OpExists && len(t.Closed) > 0 {
			return x, true
		}
	case x.Field.Name != "name" && x.Field.Name != "description":
	case x.Fold && !t.ServiceFoldsCase:
	case x.Op == ast.OpEqual || x.Op == ast.OpHasPrefix && v != "":
		y := served(x)
		return y, y.Fold == x.Fold
	case exists:
		return ast.All(), x.Field.Name == "name" // which is always there
	default:
		piece := []rune(v)
		if len(piece) < t.ContainsMin {
			break
		}
		most := min(t.ContainsMax, len(piece))
		y := served(ast.Compare(x.Field, ast.OpContains, string(piece[:most])))
		return y, x.Op == ast.OpContains && most == len(piece) && y.Fold == x.Fold
	}
	return ast.All(), false
}

// TestPlan_residual checks by logic that plans select what the query does, for all
// records that there can be, and not if any one condition is dropped of what is left
// to check. No request finds more than what can be sent of each condition does, and
// if that is all of it, nothing is left.
func TestPlan_residual(t *testing.T) {
	each := effort.Cases(100, 1500)
	for _, kind := range questions {
		if kind.part > 1 {
			continue // too large to be proved
		}
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			var same, unknown, unreduced, residuals, conditions, undecided, whole, withFold, folding, nothing int
			checked := map[schema.Kind]int{}
			for seed := range uint64(each) {
				q := kind.make(seed, 0)
				limited := seed%2 == 1 // a request may then find more than can be sent
				if !limited {
					q.target.MaxTagConditions, q.target.MaxDepth = math.MaxInt, 100
				}
				query, err := q.query()
				require.NoError(t, err)
				x := query.Expr()
				if folded(x) > 0 {
					withFold++
				}
				if q.target.ServiceFoldsCase {
					folding++
				}
				p, err := compile.NewPlan(query, q.target, compile.PlanOptions{AllowScan: true, MaxRequests: 10_000})
				if errors.Is(err, ast.Code(codes.TooManyTerms)) {
					continue
				}
				require.NoError(t, err)
				solver := solve.NewSolver(q.target.Schema, solve.Options{LooseEnums: true, Closed: q.target.Closed})
				switch equivalent(solver, query.With(found(p)), query) {
				case solve.Yes:
					same++
				case solve.No:
					require.Fail(t, "the plan does not select what the query does", "seed %d, %v\n%v", seed, x, found(p))
				case solve.Unknown:
					unknown++
					continue
				}
				if !p.Unreduced && solver.Satisfiable(query) == solve.No {
					nothing++
					require.Empty(t, p.Requests, "seed %d, %v", seed, x)
				}
				for k := range kindsIn(q.target.Schema, ast.All(residualsOf(p)...)) {
					checked[k]++
				}
				finds := *p
				finds.Residual = nil
				finds.Requests = slices.Clone(p.Requests)
				for i := range finds.Requests {
					finds.Requests[i].Residual = nil
				}
				most, all := sent(ast.Normal(x), &q.target)
				require.True(t, limited || solver.Implies(query.With(found(&finds)), query.With(most)) != solve.No, "seed %d, %v\nfinds %v\nfor at most %v", seed, x, found(&finds), most)
				if p.Unreduced { // it says so
					unreduced++
					continue
				}
				dropped := 0
				if all && !limited {
					whole++
					require.Equal(t, &finds, p, "seed %d, %v\nplan %v", seed, x, found(p))
				}
				for w := range weaker(p) {
					dropped++
					verdict := equivalent(solver, query.With(found(w)), query)
					require.NotEqual(t, solve.Yes, verdict, "seed %d, %v\nplan %v\nwith less to check %v", seed, x, found(p), found(w))
					if verdict == solve.Unknown {
						undecided++
					}
				}
				conditions += dropped
				if dropped > 0 {
					residuals++
				}
			}
			t.Logf("%d queries with an i, %d for a service that ignores case; %d plans select what the query does, and of %d that is not known; %d are not reduced; %d plans have something left to check, "+
				"which %d conditions or groups might be dropped of; of %d it is not known whether that matters; all of %d can be sent; %d select nothing; "+
				"residuals by the kinds of their fields %v",
				withFold, folding, same, unknown, unreduced, residuals, conditions, undecided, whole, nothing, checked)
			for _, k := range kind.kinds {
				assert.Greater(t, checked[k], each/20, k)
			}
			assert.Greater(t, same, each*9/10)
			assert.Less(t, unreduced, each/50)
			assert.Greater(t, withFold, each/4)
			assert.Greater(t, folding, each/4)
		})
	}
}

// worst has queries within the language's limits that cost a planner much, as far as
// it does not know better.
func worst() []struct{ name, query string } {
	// list joins n conditions, of which each is format with its number.
	list := func(n int, by, format string) string {
		var b strings.Builder
		for i := range n {
			if i > 0 {
				b.WriteString(by)
			}
			b.WriteString(strings.ReplaceAll(format, "#", strconv.Itoa(i)))
		}
		return b.String()
	}
	pairs := func(n int, has func(i, j int) bool) string {
		var terms []string
		for i := range n {
			for j := range n {
				if has(i, j) {
					terms = append(terms, fmt.Sprintf("name*=c%d and tag:%d=1", i, j))
				}
			}
		}
		return strings.Join(terms, " or ")
	}
	g := generator{Rand: randv2.New(randv2.NewPCG(1, 2))}
	crown := func(n int) string { return pairs(n, func(i, j int) bool { return i != j }) }
	random := func(n, in int) string { return pairs(n, func(int, int) bool { return g.IntN(in) == 0 }) }
	staircase := func(n int) string { return pairs(n, func(i, j int) bool { return i <= j }) }
	band := func(n int) string { return pairs(n, func(i, j int) bool { return i == j || i == (j+1)%n }) }
	chain := func(n int, by, format string) string {
		terms := make([]string, n)
		for i := range terms {
			terms[i] = strings.ReplaceAll(format, "#", strings.Repeat("a", i+1))
		}
		return strings.Join(terms, by)
	}
	alternating := func(depth int, leaf func(int) string) string {
		x := leaf(depth)
		for i := depth - 1; i >= 0; i-- {
			x = leaf(i) + " " + []string{"and", "or"}[i%2] + " (" + x + ")"
		}
		return x
	}
	anyLeaf := func(i int) string {
		return fmt.Sprintf([]string{"name *= a%d", "tag:k%d=1", "description *= d%d", "id = %d", "tag:k%d!=1", "name $= s%d"}[i%5], i)
	}
	long := strings.Repeat("ab", 15_000)
	return []struct{ name, query string }{
		{"product of ors of tags 9", list(9, " and ", "(tag:a#=1 or tag:b#=1)")},
		{"product of ors of tags 13", list(13, " and ", "(tag:a#=1 or tag:b#=1)")},
		{"product of ors of tags 1200", list(1200, " and ", "(tag:a#=1 or tag:b#=1)")},
		{"product of ors of criteria 9", list(9, " and ", "(name*=a# or name*=b#)")},
		{"product of ors of criteria 1200", list(1200, " and ", "(name*=a# or name*=b#)")},
		{"product of mixed ors 6", list(6, " and ", "(name*=a# or tag:b#=1)")},
		{"product of mixed ors 9", list(9, " and ", "(name*=a# or tag:b#=1)")},
		{"product of mixed ors 10", list(10, " and ", "(name*=a# or tag:b#=1)")},
		{"product of mixed ors 13", list(13, " and ", "(name*=a# or tag:b#=1)")},
		{"product of mixed ors 1200", list(1200, " and ", "(name*=a# or tag:b#=1)")},
		{"product of mixed ors of three 6", list(6, " and ", "(name*=a# or tag:b#=1 or description*=c#)")},
		{"product of unsendable ors 8", list(8, " and ", "(name*=a# or id=b# or tag:c#=1)")},
		{"product of unsendable ors 9", list(9, " and ", "(name*=a# or id=b#)")},
		{"product of unsendable ors 1000", list(1000, " and ", "(name*=a# or id=b#)")},
		{"product of unsendable ors and a name 9", "name=x and " + list(9, " and ", "(tag:a#=1 or id=b#)")},
		{"product of unsendable ors and a name 300", "name=x and " + list(300, " and ", "(tag:a#=1 or id=b#)")},
		{"crown 8", crown(8)},
		{"crown 12", crown(12)},
		{"crown 16", crown(16)},
		{"crown 20", crown(20)},
		{"crown 24", crown(24)},
		{"crown 28", crown(28)},
		{"crown 40", crown(40)},
		{"random pairs 10", random(10, 2)},
		{"random pairs 16", random(16, 2)},
		{"random pairs 24", random(24, 2)},
		{"random pairs 32", random(32, 2)},
		{"random pairs 40", random(40, 2)},
		{"sparse pairs 60", random(60, 8)},
		{"staircase 30", staircase(30)},
		{"band 200", band(200)},
		{"band 500", band(500)},
		{"different pairs 400", list(400, " or ", "name*=a# and tag:b#=1")},
		{"different pairs 999", list(999, " or ", "name*=a# and tag:b#=1")},
		{"different pairs 1200", list(1200, " or ", "name*=a# and tag:b#=1")},
		{"exclusive pairs 1200", list(1200, " or ", "name=a# and tag:b=#")},
		{"pairs with a status 999", list(333, " or ", "status=SAVED and tag:b#=1 or status=PUBLISHED and tag:c#=1 or name*=a# and tag:c#=1")},
		{"pairs with something to check 300", list(300, " or ", "name*=a# and tag:b#=1 and id=c#")},
		{"pairs with something to check 999", list(999, " or ", "name*=a# and tag:b#=1 and id=c#")},
		{"names with something to check 1200", list(1200, " or ", "name=a# and id=c#")},
		{"names with the same to check 1200", list(1200, " or ", "name=a# and id=c")},
		{"suffixes 3000", list(3000, " or ", "name $= a#")},
		{"suffixes and tags 1000", list(1000, " or ", "name $= a# and tag:b#=1")},
		{"things to check 3000", "name=x and (" + list(3000, " or ", "id=c#") + ")"},
		{"things to check all 3000", "name=x and " + list(3000, " and ", "id!=c#")},
		{"things to check each 1000", list(1000, " and ", "(id!=c# or name*=d#)")},
		{"equalities 10000", "name in (" + list(10_000, ",", "#") + ")"},
		{"tag equalities 10000", "tag:k in (" + list(10_000, ",", "#") + ")"},
		{"not equalities 10000", "name not in (" + list(10_000, ",", "#") + ")"},
		{"equalities and not equalities", "name in (" + list(5000, ",", "#") + ") and name not in (" + list(5000, ",", "#") + ")"},
		{"different tags 3800", list(3800, " or ", "tag:#=1")},
		{"all of different tags 3800", list(3800, " and ", "tag:#=1")},
		{"prefixes 4000", list(4000, " or ", "name^=#")},
		{"contains 4000", list(4000, " or ", "name*=#")},
		{"contains all 3800", list(3800, " and ", "name*=#")},
		{"contains and prefixes", list(2000, " or ", "name*=# or name^=#")},
		{"contains and tags", list(1000, " or ", "tag:#=1 and name*=# and name^=#")},
		{"times 1300", list(1300, " or ", "modified > -#m")},
		{"times and 1300", list(1300, " and ", "modified != -#m")},
		{"chain of contains or 300", chain(300, " or ", "name*=#")},
		{"chain of contains and 300", chain(300, " and ", "name*=#")},
		{"chain of suffixes 300", chain(300, " or ", "name $= #")},
		{"chain with tags 230", chain(230, " or ", "name*=# and tag:#=1")},
		{"alternating 99", alternating(99, anyLeaf)},
		{"alternating 12", alternating(12, anyLeaf)},
		{"alternating tags 99", alternating(99, func(i int) string { return fmt.Sprintf("tag:k%d=1", i) })},
		{"alternating tags and criteria 99", alternating(99, func(i int) string {
			return fmt.Sprintf([]string{"tag:k%d=1", "name*=%d", "name*=x%d", "tag:x%d=1"}[i%4], i)
		})},
		{"nots 49", strings.Repeat("not (", 49) + "name = a and tag:b=1" + strings.Repeat(")", 49)},
		{"nots of ors 1200", list(1200, " and ", "not (tag:a#=1 or name=b#)")},
		{"nots of ands 1200", list(1200, " and ", "not (tag:a#=1 and name=b#)")},
		{"nots of ands and a name 12", "name=x and " + list(12, " and ", "not (tag:a#=1 and id=b#)")},
		{"long names", "name = " + long + " or name *= " + long},
		{"long names that overlap", "name $= a" + long + " and name ^= " + long + "b"},
		{"long names to check", "name $= " + long + " and tag:k *= " + long},
		{"small products 800", list(800, " or ", "(tag:a#=1 or tag:b#=1) and (tag:c#=1 or id=d#)")},
		{"tags with something to check 1700", list(1700, " or ", "tag:a=# and id!=#")},
		{"tags with a tag to check 1700", list(1700, " or ", "tag:#=1 and tag:b#!=1")},
		{"tags with a suffix to check 1700", list(1700, " or ", "tag:#=1 and id $= #")},
		{"statuses", list(1200, " and ", "(status=SAVED or name*=#)")},
	}
}

// BenchmarkPlanWorst is about queries that would cost much if nothing bounded the work.
func BenchmarkPlanWorst(b *testing.B) {
	for _, w := range worst() {
		x := parse(b, w.query)
		b.Run(w.name, func(b *testing.B) {
			b.ReportAllocs()
			var p *compile.Plan
			var err error
			for b.Loop() {
				p, err = compile.NewPlan(x, connect.TestCases(), compile.PlanOptions{AllowScan: true})
			}
			if err == nil {
				b.ReportMetric(float64(len(p.Requests)), "requests")
			}
		})
	}
}

// equivalent reports whether a and b select the same records.
func equivalent(s *solve.Solver, a, b *schema.Resolved) solve.Verdict {
	verdict := s.Implies(a, b)
	if verdict == solve.Yes {
		verdict = s.Implies(b, a)
	}
	return verdict
}
