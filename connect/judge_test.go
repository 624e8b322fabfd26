package connect_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/decompile"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/fuzz"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/wire"
	"github.com/searchfilter/searchfilter/logic"
	"github.com/searchfilter/searchfilter/schema"
)

// now is the instant from which relative times count back.
var now = time.Date(2026, 1, 31, 9, 0, 0, 0, time.UTC)

// TestJudge holds each target to the one promise, by random queries and records near them.
// Which records a request finds is said by internal/wire, from the request's JSON, the
// record's JSON and a table of its own: under each reading of what nobody documents that
// the defaults withstand.
func TestJudge(t *testing.T) {
	cases := effort.Cases(12, 500)
	var all []*tally
	for _, target := range connect.Targets() {
		t.Run(target.Name, func(t *testing.T) {
			n := newTally(target)
			all = append(all, n)
			for seed := range int64(cases) {
				q := newTrial(target, seed)
				outcome, err := q.judge()
				if err != nil {
					q.report(t)
					require.NoError(t, err, "seed %d, %v\n%s", seed, q.x, q)
				}
				n.add(outcome)
			}
			n.check(t, cases)
		})
	}
	t.Log("\n" + markdown(all))
}

// A trial is a query, a target, and records that tell whether requests are right.
type trial struct {
	x         ast.Expr
	target    compile.Target
	untried   bool // the target sends what it does not by default
	allowScan bool
	records   []string // as the service answers them
}

// perTrial is how many records a trial has.
const perTrial = 60

func newTrial(target compile.Target, seed int64) *trial {
	r := rand.New(rand.NewSource(seed))
	q := &trial{target: target, allowScan: r.Intn(2) == 0}
	t := &q.target
	t.Fields = maps.Clone(t.Fields)
	if hasSent := len(sentFields(t)) > 0; r.Intn(3) == 0 || !hasSent && r.Intn(4) > 0 {
		q.untried = true
		for name, leaf := range t.Fields {
			leaf.Untried = false
			t.Fields[name] = leaf
		}
	}
	if r.Intn(4) == 0 {
		for _, f := range t.Schema.Fields {
			if f.Kind != schema.List && r.Intn(2) == 0 {
				t.Closed = append(t.Closed, f.Name)
			}
		}
	}
	t.ServiceFoldsCase = r.Intn(5) == 0
	t.Tags.KeyOnly = r.Intn(6) == 0
	g := generator{r, t, sentFields(t)}
	q.x = g.query()
	resolved := q.resolve(q.x)
	for range perTrial {
		q.records = append(q.records, g.record(resolved.Expr()))
	}
	return q
}

func (q *trial) resolve(x ast.Expr) *schema.Resolved {
	resolved, err := q.target.Schema.Resolve(x, schema.Options{Now: now})
	if err != nil {
		panic(err) // the generators make none such
	}
	return resolved
}

// String returns what the trial assumes.
func (q *trial) String() string {
	return fmt.Sprintf("with everything tried %v, closed %v, folding %v, keys alone %v", q.untried, q.target.Closed, q.target.ServiceFoldsCase, q.target.Tags.KeyOnly)
}

// report fails the test with the smallest query that is found to go wrong, too.
func (q *trial) report(t *testing.T) {
	alone := func(*rand.Rand, int) ast.Expr { return q.x }
	fuzz.Check(t, nil, alone, fuzz.ShrinkTrees(q.target.Schema), func(x ast.Expr) error {
		with := *q
		with.x = x
		_, err := with.judge()
		return err
	})
}

// options say how a plan's requests are judged.
func (q *trial) options() wire.Options {
	return wire.Options{
		Strict:        true,
		KeyOnly:       q.target.Tags.KeyOnly,
		AllFieldNames: q.untried,
		ContainsMin:   q.target.ContainsMin,
		ContainsMax:   q.target.ContainsMax,
	}
}

// An outcome is what became of a trial.
type outcome struct {
	plan                  *compile.Plan // nil if it would take a scan, which was not allowed
	bodies                [][]byte      // of the plan's requests
	selected, not         int
	compiled              bool
	sent, asks            map[string]bool // the fields that are sent, and that the query asks for
	readings, disagreeing int             // readings, and those under which a request finds other ones of the records
}

// judge holds what is made of the query to what it selects.
func (q *trial) judge() (o outcome, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p) // so that the smallest query is found
		}
	}()
	query := q.resolve(q.x)
	o.sent, o.asks = map[string]bool{}, map[string]bool{}
	for c := range ast.Comparisons(query.Expr()) {
		o.asks[c.Field.Name] = o.asks[c.Field.Name] || !c.Field.Tag
	}
	for _, f := range sentFields(&q.target) {
		o.sent[f.Name] = true
	}
	judge := wire.Lookup(q.target.Name)
	records := make([]judged, len(q.records))
	selects := eval.Compile(query)
	for i, text := range q.records {
		r := &records[i]
		r.text = text
		if r.item, err = judge.Item([]byte(text)); err != nil {
			return o, fmt.Errorf("%w: %s", err, text)
		}
		if r.record, err = eval.Decoder(q.target.Schema)([]byte(text)); err != nil {
			return o, fmt.Errorf("%w: %s", err, text)
		}
		if r.selected = selects(r.record); r.selected {
			o.selected++
		} else {
			o.not++
		}
	}
	if err := q.judgePlan(&o, query, judge, records); err != nil {
		return o, fmt.Errorf("Plan: %w", err)
	}
	if err := q.judgeRequest(&o, query, judge, records); err != nil {
		return o, fmt.Errorf("Compile: %w", err)
	}
	return o, nil
}

// A judged record is one as the judge and the evaluator read it.
type judged struct {
	text     string
	item     *wire.Item
	record   *eval.Record
	selected bool // by the query
}

func (q *trial) judgePlan(o *outcome, query *schema.Resolved, judge *wire.Target, records []judged) error {
	p, err := compile.NewPlan(query, q.target, compile.PlanOptions{AllowScan: q.allowScan})
	switch {
	case errors.Is(err, ast.Code(codes.TooManyTerms)), errors.Is(err, ast.Code(codes.TooManyRequests)), errors.Is(err, ast.Code(codes.FullScan)) && !q.allowScan:
		return nil
	case err != nil:
		return err
	}
	o.plan = p
	if p.Minimal == "unproved" && conditions(query.Expr()) <= 4 {
		return errors.New("it is not proved minimal")
	}
	programs := make([]*wire.Program, len(p.Requests))
	queries := make([]func(*eval.Record) bool, len(p.Requests))
	checks := make([]func(*eval.Record) bool, len(p.Requests))
	for i, r := range p.Requests {
		body, err := json.Marshal(r.Request)
		if err != nil {
			return err
		}
		o.bodies = append(o.bodies, body)
		if programs[i], err = judge.Request(body, q.options()); err != nil {
			return fmt.Errorf("%w: %s", err, body)
		}
		queries[i] = eval.Compile(r.Query)
		for _, residual := range []*schema.Resolved{p.Residual, r.Residual} {
			if residual != nil {
				checks[i] = eval.Compile(residual)
			}
		}
	}
	for _, reading := range q.promised(programs, o.bodies) {
		o.readings++
		differs := false
		for _, r := range records {
			got := false
			for i, program := range programs {
				finds := program.Finds(r.item, reading)
				if !finds && queries[i](r.record) {
					return fmt.Errorf("request %d should find %s, by %v\nunder %+v:\n%s", i, r.text, p.Requests[i].Query, reading, o.bodies[i])
				}
				differs = differs || finds != program.Finds(r.item, wire.Reading{})
				got = got || finds && (checks[i] == nil || checks[i](r.record))
			}
			// A service that ignores case, which the target does not say, finds
			// too much: then all records are checked by the whole query.
			if reading.FoldCase && !q.target.ServiceFoldsCase {
				got = got && r.selected
			}
			if got != r.selected {
				return fmt.Errorf("the query says %v and the plan %v of %s\nunder %+v:\n%s", r.selected, got, r.text, reading, bytes.Join(o.bodies, []byte("\n")))
			}
		}
		if differs {
			o.disagreeing++
		}
	}
	return nil
}

// judgeRequest holds what Compile makes, and what decompile reads in that.
func (q *trial) judgeRequest(o *outcome, query *schema.Resolved, judge *wire.Target, records []judged) error {
	request, err := compile.Compile(query, q.target)
	if err != nil {
		return nil
	}
	o.compiled = true
	body, err := json.Marshal(request)
	if err != nil {
		return err
	}
	options := q.options()
	options.ContainsMin, options.ContainsMax = 0, 0 // Compile warns
	program, err := judge.Request(body, options)
	if err != nil {
		return fmt.Errorf("%w: %s", err, body)
	}
	for _, reading := range q.promised([]*wire.Program{program}, [][]byte{body}) {
		if reading.FoldCase && !q.target.ServiceFoldsCase {
			continue // nothing is checked
		}
		for _, r := range records {
			if got := program.Finds(r.item, reading); got != r.selected {
				return fmt.Errorf("the query says %v and the request %v of %s\nunder %+v:\n%s", r.selected, got, r.text, reading, body)
			}
		}
	}
	again, err := decompile.Decode(body, q.target, ast.Limits{})
	if err != nil {
		return fmt.Errorf("decompile: %w: %s", err, body)
	}
	selects := eval.Compile(again)
	for _, r := range records {
		if got := selects(r.record); got != r.selected {
			return fmt.Errorf("decompile: the query says %v, and what is read, %v, of %s\n%s", r.selected, got, r.text, body)
		}
	}
	if _, record, _ := logic.Equivalent(query, again, logic.Options{Closed: q.target.Closed}); record != nil {
		return fmt.Errorf("decompile: %v is another query, by %v: %s", again, record, body)
	}
	return nil
}

// promised returns the readings under which the programs, sent together, must find what
// is promised: all under which they may find other records than under some other one, but
// for those in which the service keeps a bound where nobody says it does. Too little is
// then found of > and >=, if that is MaxValue, and of !=; these defaults are known not to
// withstand it.
func (q *trial) promised(programs []*wire.Program, bodies [][]byte) []wire.Reading {
	list := []wire.Reading{{}}
	for _, p := range programs {
		joined := map[wire.Reading]bool{}
		for _, a := range list {
			for _, b := range p.Readings() {
				joined[both(a, b)] = true
			}
		}
		list = list[:0]
		for r := range joined {
			list = append(list, r)
		}
	}
	notEqual := slices.ContainsFunc(bodies, func(b []byte) bool { return bytes.Contains(b, []byte(`"NOT_EQUAL"`)) })
	folds := slices.ContainsFunc(list, func(r wire.Reading) bool { return r.FoldCase })
	list = slices.DeleteFunc(list, func(r wire.Reading) bool {
		return r.GreaterByMax || r.EqualByMax && notEqual || folds && q.target.ServiceFoldsCase && !r.FoldCase
	})
	slices.SortFunc(list, func(a, b wire.Reading) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	return list
}

// both returns the reading in which all is so that is so in a or in b.
func both(a, b wire.Reading) wire.Reading {
	to, from := reflect.ValueOf(&a).Elem(), reflect.ValueOf(b)
	for i := range to.NumField() {
		to.Field(i).SetBool(to.Field(i).Bool() || from.Field(i).Bool())
	}
	return a
}

// conditions returns how many conditions x has, each value of an in being one.
func conditions(x ast.Expr) (n int) {
	for c := range ast.Comparisons(x) {
		n += max(1, len(c.Values))
	}
	return n
}

// sentFields returns the fields that the target sends.
func sentFields(t *compile.Target) (list []schema.Field) {
	for _, f := range t.Schema.Fields {
		if leaf, ok := t.Fields[f.Name]; ok && !leaf.Untried {
			list = append(list, f)
		}
	}
	return list
}

// A generator makes queries of which much is sent, and records near them.
type generator struct {
	*rand.Rand
	target *compile.Target
	sent   []schema.Field
}

func pick[T any](g generator, list ...T) T { return list[g.Intn(len(list))] }

// query returns a query: one of package fuzz, on what is sent alone, or one of this
// generator.
func (g generator) query() ast.Expr {
	s := *g.target.Schema
	s.Fields, s.Lacking = g.sent, nil
	if len(s.Fields) > 0 || s.Tags != "" {
		switch g.Intn(6) {
		case 0:
			return fuzz.Trees(schema.MustNew(s))(g.Rand, 5)
		case 1:
			t := *g.target
			t.Schema, t.Closed = schema.MustNew(s), nil
			t.Fields = maps.Clone(t.Fields)
			maps.DeleteFunc(t.Fields, func(name string, leaf compile.Leaf) bool { return leaf.Untried || leaf.Operators != nil })
			if s.Tags == "" || len(s.Fields) == 0 {
				return fuzz.Expressible(t)(g.Rand, 3)
			}
			return g.pairs()
		}
	}
	x := g.tree(g.Intn(3))
	switch g.Intn(6) {
	case 0, 1:
		return ast.All(g.guard(), x)
	case 2:
		return ast.Any(ast.All(g.guard(), x), ast.All(g.tree(1), g.guard()))
	}
	return x
}

// pairs returns an or of ands of a condition on a field with one on a tag, of few of each.
// The fewest requests for it are hard to find.
func (g generator) pairs() ast.Expr {
	n, most := 1+g.Intn(3), 1+g.Intn(4)
	var fields, tags, rows []ast.Expr
	for range n {
		fields = append(fields, g.on(pick(g, g.sent...), false))
		tags = append(tags, ast.Compare(ast.Tag(pick(g, "k1", "k2", "cost center")), ast.OpEqual, pick(g, words...)))
	}
	for i, f := range fields {
		for j, t := range tags {
			if most == 1 && i != j || most > 1 && g.Intn(4) < most {
				rows = append(rows, ast.All(f, t))
			}
		}
	}
	if len(rows) == 0 {
		return ast.All(fields[0], tags[0])
	}
	return ast.Any(rows[0], rows[1:]...)
}

// tree returns an expression that is so deep at most.
func (g generator) tree(depth int) ast.Expr {
	switch {
	case g.Intn(10) == 0:
		return &ast.Not{X: g.tree(depth)}
	case depth == 0:
		return g.condition()
	}
	terms := []ast.Expr{g.tree(depth - 1), g.tree(depth - 1)}
	if g.Intn(3) == 0 {
		terms = append(terms, g.tree(depth-1))
	}
	if g.Intn(2) == 0 {
		return ast.All(terms...)
	}
	return ast.Any(terms[0], terms[1:]...)
}

// guard returns a condition of which most often something is sent.
func (g generator) guard() ast.Expr {
	if g.target.Schema.Tags != "" && (len(g.sent) == 0 || g.Intn(4) == 0) {
		return ast.Compare(ast.Tag(pick(g, "k1", "k2", "cost center")), ast.OpEqual, pick(g, words...))
	}
	if len(g.sent) == 0 {
		return g.condition()
	}
	return g.on(pick(g, g.sent...), false)
}

func (g generator) condition() ast.Expr {
	switch {
	case g.Intn(8) == 0, g.target.Schema.Tags == "" && len(g.sent) == 0:
		return g.on(pick(g, g.target.Schema.Fields...), true)
	case g.target.Schema.Tags != "" && (len(g.sent) == 0 || g.Intn(5) == 0):
		c := g.compare(ast.Tag(pick(g, "k1", "k2", "cost center", "aws:k")), schema.Text, true, g.word)
		return c
	}
	return g.on(pick(g, g.sent...), true)
}

// on returns a condition on the field; if any is false, one that is most often sent.
func (g generator) on(f schema.Field, any bool) *ast.Comparison {
	value := g.word
	list := words
	switch f.Kind {
	case schema.Enum:
		list = f.Values
	case schema.Bool:
		list = []string{"true", "false"}
	case schema.Number:
		list = numbers
	case schema.Time:
		list = times
	case schema.Date:
		list = dates
	}
	if f.Kind != schema.Text && f.Kind != schema.List {
		value = func() string { return pick(g, list...) }
	}
	return g.compare(ast.Name(f.Name), f.Kind, any, value)
}

func (g generator) word() string {
	if g.Intn(30) == 0 {
		return strings.Repeat("a", 24+g.Intn(4)) + pick(g, words...)
	}
	return pick(g, words...)
}

// Values are few, so that conditions meet, and at the bounds of what is sent.
var (
	words   = []string{"a", "ab", "aB", "abc", "bc", "Ab c", "-1", "\u00e9a", "k", "\u212a", "12", ""}
	numbers = []string{"1", "2", "3", "4", "2.5", "2.0", "-1", "0", "1e1", "79.5", "2147483647", "-2147483648", "2147483648", "9007199254740993", "1e20"}
	times   = []string{"2026-01-31", "2026-01-31T00:00:00Z", "2026-01-31T00:00:00.5Z", "2026-01-31T00:00:00.000000001Z", "2026-01-31T00:00:01Z", "2026-01-30T23:59:59.999Z", "2026-02-01", "-1d", "1969-12-31"}
	dates   = []string{"2026-01-30", "2026-01-31", "2026-02-01", "2024-02-29", "-1d"}
)

// compare returns a comparison with some of the values; if any is false, with an operator
// that most forms send.
func (g generator) compare(f ast.Field, kind schema.Kind, any bool, value func() string) *ast.Comparison {
	var ops []ast.Op
	for op := ast.OpEqual; op <= ast.OpExists; op++ {
		if kinds.Takes(kind, op) && (any || op != ast.OpNotEqual && op != ast.OpNotIn && op != ast.OpExists) {
			ops = append(ops, op)
		}
	}
	c := &ast.Comparison{Field: f, Op: pick(g, ops...)}
	if !kinds.Ordered(kind) && g.Intn(2) == 0 {
		c.Op = ast.OpEqual
	}
	n := 1
	switch c.Op {
	case ast.OpExists:
		return c
	case ast.OpIn, ast.OpNotIn:
		n += g.Intn(3)
	}
	hasCase := false
	for range n {
		v := value()
		hasCase = hasCase || chars.HasCase(v)
		c.Values = append(c.Values, ast.Value{Text: v})
	}
	often := 8
	if g.target.ServiceFoldsCase && !f.Tag {
		often = 2
	}
	c.Fold = kinds.Folds(kind) && hasCase && g.Intn(often) == 0
	return c
}

// record returns the JSON of a record near x, one that the service may have.
func (g generator) record(x ast.Expr) string {
	s := g.target.Schema
	record := fuzz.Records(s, x)(g.Rand, 2)
	for _, f := range s.Fields {
		v, ok := record[f.Name]
		if !ok && slices.Contains(g.target.Closed, f.Name) {
			v, ok = g.other(f), true
		}
		if ok {
			record[f.Name] = g.servable(f, v)
		}
	}
	return fuzz.Documents(s, record)(g.Rand, 0)
}

// other returns some value of the field.
func (g generator) other(f schema.Field) any {
	v := g.on(f, false).Values[0].Text
	switch f.Kind {
	case schema.Bool:
		return v == "true"
	case schema.Number:
		return json.Number(v)
	}
	return v
}

// servable returns v, or in its place what a service may answer: times in RFC 3339 after
// 1970, numbers that a double says, and whole ones where the model has an integer.
func (g generator) servable(f schema.Field, v any) any {
	switch f.Kind {
	case schema.Number:
		leaf := g.target.Fields[f.Name]
		n, err := v.(json.Number).Float64()
		switch {
		case err != nil || math.IsInf(n, 0):
			return json.Number(pick(g, "1", "2", "3"))
		case leaf.Member != "" && leaf.Member != "DecimalCondition" && (n != math.Trunc(n) || n <= math.MinInt32 || n > math.MaxInt32):
			return json.Number(pick(g, "1", "2", "3", "4", "2147483647", "-2147483647"))
		}
		short, _ := json.Marshal(n)
		d, _ := kinds.ParseNumber(string(v.(json.Number)))
		if e, _ := kinds.ParseNumber(string(short)); d != e {
			return json.Number(short)
		}
	case schema.Date:
		if text := v.(string); strings.HasPrefix(text, "-") { // relative
			return now.Format(time.DateOnly)
		}
	case schema.Time:
		if n, ok := v.(json.Number); ok {
			if at, ok := kinds.ParseSeconds(string(n)); ok && at.Unix() >= 1 {
				return n
			}
			return json.Number("1769850000.25")
		}
		at, ok := kinds.ParseRecordTime(v.(string))
		if !ok || at.Unix() < 1 {
			at = now
		}
		return at.UTC().Format(time.RFC3339Nano)
	}
	return v
}

// A tally counts what became of the queries for a target.
type tally struct {
	name                                                 string
	fields                                               []schema.Field // that are sent, or are once they are tried
	leaves                                               map[string]compile.Leaf
	leaf                                                 map[string]*leafTally
	queries, refused, scans, requests, telling, compiled int
	readings, disagreeing                                int
}

// A leafTally counts the queries which ask for a field.
type leafTally struct {
	exactly int // the field is sent, and not checked again
	widened int // both
	local   int // it is checked alone
	nothing int // neither: another condition says more, or nothing is selected
	forms   map[string]int
}

func newTally(t compile.Target) *tally {
	n := &tally{name: t.Name, leaves: t.Fields, leaf: map[string]*leafTally{}}
	for _, f := range t.Schema.Fields {
		if _, ok := t.Fields[f.Name]; ok {
			n.fields = append(n.fields, f)
			n.leaf[f.Name] = &leafTally{forms: map[string]int{}}
		}
	}
	return n
}

func (n *tally) add(o outcome) {
	count := func(at *int, ok bool) {
		if ok {
			*at++
		}
	}
	n.queries++
	count(&n.compiled, o.compiled)
	n.readings += o.readings
	n.disagreeing += o.disagreeing
	p := o.plan
	if p == nil {
		n.refused++
		return
	}
	count(&n.scans, p.Scan)
	n.requests += len(p.Requests)
	count(&n.telling, !p.Scan && len(p.Requests) > 0 && o.selected > 0 && o.not > 0)
	asked, checked := map[string]bool{}, map[string]bool{}
	for _, body := range o.bodies {
		var root any
		if err := json.Unmarshal(body, &root); err != nil {
			panic(err)
		}
		n.wire(root, o.sent, asked)
	}
	residuals := []*schema.Resolved{p.Residual}
	for _, r := range p.Requests {
		residuals = append(residuals, r.Residual)
	}
	for _, r := range residuals {
		if r == nil {
			continue
		}
		for c := range ast.Comparisons(r.Expr()) {
			checked[c.Field.Name] = checked[c.Field.Name] || !c.Field.Tag
		}
	}
	for name := range o.asks {
		if leaf := n.leaf[name]; leaf != nil && o.sent[name] {
			count(&leaf.exactly, asked[name] && !checked[name])
			count(&leaf.widened, asked[name] && checked[name])
			count(&leaf.local, !asked[name] && checked[name])
			count(&leaf.nothing, !asked[name] && !checked[name])
		}
	}
}

// wire counts the conditions in the JSON of a request, and says of which fields they are.
func (n *tally) wire(v any, sent, asked map[string]bool) {
	list, _ := v.([]any)
	for _, v := range list {
		n.wire(v, sent, asked)
	}
	members, _ := v.(map[string]any)
	for member, v := range members {
		n.wire(v, sent, asked)
		condition, _ := v.(map[string]any)
		fieldName, _ := condition["FieldName"].(string)
		for name, leaf := range n.leaves {
			if leaf.Member != member || leaf.FieldName != fieldName || !sent[name] {
				continue
			}
			how, ok := condition["ComparisonType"].(string)
			if !ok {
				how = "EXACT"
			}
			n.leaf[name].forms[how]++
			asked[name] = true
		}
	}
}

// check asks that the generator made enough of each.
func (n *tally) check(t *testing.T, cases int) {
	t.Logf("%s", n)
	assert.Positive(t, n.telling)
	if cases < 500 {
		return
	}
	assert.Greater(t, n.telling, cases/4)
	assert.Greater(t, n.compiled, cases/10)
	assert.Greater(t, n.disagreeing, cases/10)
	for name, leaf := range n.leaf {
		assert.GreaterOrEqual(t, leaf.exactly+leaf.widened, 3, name)
	}
}

// String returns the totals.
func (n *tally) String() string {
	return fmt.Sprintf("%d queries, %d refused, %d scans, %d requests, %d plans that records tell about, %d compiled and read again, %d readings, %d of them matter",
		n.queries, n.refused, n.scans, n.requests, n.telling, n.compiled, n.readings, n.disagreeing)
}

// markdown returns what the tallies say as tables.
func markdown(all []*tally) string {
	var b strings.Builder
	b.WriteString("| target | queries | need a scan | requests | telling | compiled and read again |\n|---|--:|--:|--:|--:|--:|\n")
	for _, n := range all {
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %d | %d |\n", n.name, n.queries, n.refused+n.scans, n.requests, n.telling, n.compiled)
	}
	b.WriteString("\n| target | field | exactly | widened | local | neither | conditions sent |\n|---|---|--:|--:|--:|--:|---|\n")
	for _, n := range all {
		for _, f := range n.fields {
			leaf := n.leaf[f.Name]
			var forms []string
			for _, how := range slices.Sorted(maps.Keys(leaf.forms)) {
				forms = append(forms, fmt.Sprintf("%s %d", how, leaf.forms[how]))
			}
			name := f.Name
			if n.leaves[f.Name].Untried {
				name = "(" + name + ")"
			}
			fmt.Fprintf(&b, "| %s | %s | %d | %d | %d | %d | %s |\n", n.name, name, leaf.exactly, leaf.widened, leaf.local, leaf.nothing, strings.Join(forms, ", "))
		}
	}
	return b.String()
}
