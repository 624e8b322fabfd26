package searchfilter_test

import (
	"cmp"
	"encoding/json"
	"flag"
	"io"
	"math/rand"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/fuzz"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/internal/meaning"
	"github.com/searchfilter/searchfilter/schema"
)

// TestRoads takes random queries through the library on every road, and checks that
// all roads select the same records. What they must select is what package meaning
// says of the query's tree, once asSaid has written the options into it.
func TestRoads(t *testing.T) {
	const perCase = 12
	cases := effort.Cases(75, 3000)
	r := rand.New(rand.NewSource(1))
	count := map[string]int{}
	for i := range cases {
		s := schema.TestCase()
		o := searchfilter.Options{FoldCase: r.Intn(2) == 0}
		if i%2 == 0 {
			s, o.Schema = things, things
		}
		x := fuzz.Trees(s)(r, 1+i%20)
		o.Now = time.Date(2026, time.Month(1+r.Intn(12)), 1+r.Intn(28), r.Intn(24), 0, 0, 0, time.UTC)
		o.Zone = zones[r.Intn(len(zones))]
		roads := roads(t, o, x)
		said := asSaid(s, x, o)
		tell(count, s, x, said)
		near := fuzz.Records(s, said)
		answers := map[bool]bool{}
		for range perCase {
			record := near(r, 2)
			want := meaning.Language{Schema: s}.Selects(said, record)
			answers[want] = true
			for road, selects := range roads {
				require.Equal(t, want, selects(record), "by %s, with %+v: %v of %q", road, o, x, record)
			}
		}
		count["roads"] = len(roads)
		if len(answers) == 2 {
			count["both answers"]++
		}
	}
	t.Logf("%d queries, %d records of each: %v", cases, perCase, count)
	for _, what := range []string{"i in the tree", "i by the option", "i on a tag", "relative times", "days", "relative dates", "numbers", "bools", "dates", "lists", "both answers"} {
		assert.Greater(t, count[what], cases/20, what)
	}
}

// things is a schema with a field of each kind.
var things = schema.MustNew(schema.Schema{
	Name: "thing",
	Fields: []schema.Field{
		{Name: "name", Always: true},
		{Name: "status", Kind: schema.Enum, Values: []string{"PUBLISHED", "SAVED"}},
		{Name: "modified", Kind: schema.Time},
		{Name: "ready", Kind: schema.Bool},
		{Name: "version", Kind: schema.Number},
		{Name: "effective-from", Kind: schema.Date},
		{Name: "queues", Kind: schema.List},
	},
	Tags: "Tags",
})

// zones are the time zones of the random queries. All their days have 24 hours.
var zones = []*time.Location{nil, time.UTC, time.FixedZone("", 5*3600), time.FixedZone("", -11*3600)}

// asSaid returns x with the options written into it, as the reference of the language
// says: a comparison with a day becomes one with its start, its end or both.
func asSaid(s *schema.Schema, x ast.Expr, o searchfilter.Options) ast.Expr {
	each := func(terms []ast.Expr) (list []ast.Expr) {
		for _, t := range terms {
			list = append(list, asSaid(s, t, o))
		}
		return list
	}
	switch x := x.(type) {
	case *ast.And:
		return &ast.And{Terms: each(x.Terms)}
	case *ast.Or:
		return &ast.Or{Terms: each(x.Terms)}
	case *ast.Not:
		return &ast.Not{X: asSaid(s, x.X, o)}
	}
	c := x.(*ast.Comparison)
	d := *c
	kind, zone := s.KindOf(c.Field), cmp.Or(o.Zone, time.UTC)
	switch {
	case c.Op == ast.OpExists:
		return c
	case kind == schema.Date:
		d.Values = nil
		for _, v := range c.Values {
			if days, ok := strings.CutPrefix(v.Text, "-"); ok {
				v.Text = before(o.Now, days).In(zone).Format(time.DateOnly)
			}
			d.Values = append(d.Values, v)
		}
		return &d
	case kind != schema.Time:
		d.Fold = c.Fold || o.FoldCase && kinds.Folds(kind) && !c.Field.Tag
		return &d
	}
	or := &ast.Or{}
	for _, v := range c.Values {
		begin, end := v.Text, "" // without an end it is an instant
		if ago, ok := strings.CutPrefix(v.Text, "-"); ok {
			begin = before(o.Now, ago).Format(time.RFC3339Nano)
		} else if day, err := time.ParseInLocation(time.DateOnly, v.Text, zone); err == nil {
			begin = day.UTC().Format(time.RFC3339)
			end = day.AddDate(0, 0, 1).UTC().Format(time.RFC3339)
		}
		or.Terms = append(or.Terms, within(c, begin, end))
	}
	if c.Op == ast.OpNotEqual || c.Op == ast.OpNotIn {
		return &ast.Not{X: or}
	}
	return or
}

// within returns what c says of one value, without the not of != and not in. The value
// is a day, which ends at end, or an instant if end is empty.
func within(c *ast.Comparison, begin, end string) ast.Expr {
	f, isDay := ast.Name(c.Field.Name), end != ""
	switch c.Op {
	case ast.OpLess, ast.OpGreaterEqual:
		return ast.Compare(f, c.Op, begin)
	case ast.OpLessEqual:
		if isDay {
			return ast.Compare(f, ast.OpLess, end)
		}
		return ast.Compare(f, c.Op, begin)
	case ast.OpGreater:
		if isDay {
			return ast.Compare(f, ast.OpGreaterEqual, end)
		}
		return ast.Compare(f, c.Op, begin)
	}
	if isDay {
		return ast.All(ast.Compare(f, ast.OpGreaterEqual, begin), ast.Compare(f, ast.OpLess, end))
	}
	return ast.Compare(f, ast.OpEqual, begin)
}

// before returns the instant that is so long before now, as in 7d.
func before(now time.Time, ago string) time.Time {
	last := len(ago) - 1
	n, err := strconv.Atoi(ago[:last])
	if err != nil {
		panic(err)
	}
	unit := map[string]time.Duration{"w": 7 * 24 * time.Hour, "d": 24 * time.Hour, "h": time.Hour, "m": time.Minute}[strings.ToLower(ago[last:])]
	return now.Add(-time.Duration(n) * unit).UTC()
}

// tell counts a query for each thing in it that TestRoads must have tried.
func tell(count map[string]int, s *schema.Schema, written, said ast.Expr) {
	seen := map[string]bool{}
	for c := range ast.Comparisons(written) {
		seen["i in the tree"] = seen["i in the tree"] || c.Fold
		seen["i on a tag"] = seen["i on a tag"] || c.Fold && c.Field.Tag
		kind := s.KindOf(c.Field)
		for what, is := range map[string]schema.Kind{"numbers": schema.Number, "bools": schema.Bool, "dates": schema.Date, "lists": schema.List} {
			seen[what] = seen[what] || kind == is
		}
		for _, v := range c.Values {
			isTime := kind == schema.Time
			seen["relative dates"] = seen["relative dates"] || kind == schema.Date && strings.HasPrefix(v.Text, "-")
			seen["relative times"] = seen["relative times"] || isTime && strings.HasPrefix(v.Text, "-")
			seen["days"] = seen["days"] || isTime && len(v.Text) == len(time.DateOnly)
		}
	}
	for c := range ast.Comparisons(said) {
		seen["i by the option"] = seen["i by the option"] || c.Fold && !seen["i in the tree"]
	}
	for what, is := range seen {
		if is {
			count[what]++
		}
	}
}

// roads returns functions that report whether the query with the tree x selects a
// record, by the name of the road that each takes.
func roads(t *testing.T, o searchfilter.Options, x ast.Expr) map[string]func(map[string]any) bool {
	t.Helper()
	of := map[string]func(map[string]any) bool{}
	add := func(road string, selects func(*eval.Record) bool, s *schema.Schema) {
		of[road] = func(m map[string]any) bool { return selects(mustRecord(s, m)) }
	}
	query := func(road string, q searchfilter.Query, err error) {
		require.NoError(t, err, "%s: %v", road, x)
		add(road, q.Match, q.Resolved().Schema())
	}
	first, err := o.Resolve(x)
	query("Options.Resolve", first, err)
	q, err := o.Parse(x.String())
	query("Options.Parse", q, err)
	q, err = o.Parse(first.String())
	query("the text of a query, and its options", q, err)
	q, err = o.Resolve(first.Resolved().Expr())
	query("a query's tree, and its options", q, err)

	q = o.MustParse("")
	require.NoError(t, q.UnmarshalText([]byte(x.String())))
	query("UnmarshalText", q, nil)
	data, err := json.Marshal(first)
	require.NoError(t, err)
	saved := struct{ Query searchfilter.Query }{o.MustParse("")}
	require.NoError(t, json.Unmarshal([]byte(`{"Query":`+string(data)+`}`), &saved))
	query("JSON", saved.Query, nil)
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	var fromFlag searchfilter.Query
	flags.TextVar(&fromFlag, "text", o.MustParse(""), "")
	require.NoError(t, flags.Parse([]string{"-text=" + first.String()}))
	query("flag.TextVar", fromFlag, nil)

	// These need no options: a resolved query has all that the options say.
	resolved := first.Resolved()
	s := resolved.Schema()
	q, err = searchfilter.Options{Schema: s}.Parse(resolved.String())
	query("the resolved text", q, err)
	q, err = searchfilter.Options{Schema: s}.Resolve(resolved.Expr())
	query("the resolved tree", q, err)
	again, err := s.Resolve(resolved.Expr(), schema.Options{})
	require.NoError(t, err)
	add("Schema.Resolve", eval.Compile(again), s)
	add("eval.Compile", eval.Compile(resolved), s)
	add("eval.Explain", func(r *eval.Record) bool { return eval.Explain(resolved, r).Selected }, s)
	add("the tree in normal form", eval.Compile(resolved.With(ast.Normal(resolved.Expr()))), s)
	add("a plan", plan(t, resolved), s)
	p, err := eval.CompileFor(first.Resolved(), mapBinding(s))
	require.NoError(t, err)
	of["CompileFor"] = p
	decoder := eval.Decoder(s, resolved)
	of["JSON of records"] = func(m map[string]any) bool {
		document := fuzz.Documents(s, m)(rand.New(rand.NewSource(int64(len(m)))), 0)
		r, err := decoder([]byte(document))
		require.NoError(t, err, "%s", document)
		return first.Match(r)
	}
	return of
}

// mapBinding returns a binding to maps, like one to a type of the user's own.
func mapBinding(s *schema.Schema) eval.Binding[map[string]any] {
	type m = map[string]any
	b := eval.Binding[m]{
		Texts:   map[string]func(m) (string, bool){},
		Bools:   map[string]func(m) (bool, bool){},
		Numbers: map[string]func(m) (json.Number, bool){},
		Times:   map[string]func(m) (time.Time, bool){},
		Dates:   map[string]func(m) (time.Time, bool){},
		Lists:   map[string]func(m) []string{},
		Tag:     func(r m, key string) (string, bool) { v, ok := r["tag:"+key].(string); return v, ok },
	}
	for _, f := range s.Fields {
		switch f.Kind {
		case schema.Bool:
			b.Bools[f.Name] = func(r m) (bool, bool) { v, ok := r[f.Name].(bool); return v, ok }
		case schema.Number:
			b.Numbers[f.Name] = func(r m) (json.Number, bool) {
				v, ok := r[f.Name].(json.Number)
				return v, ok
			}
		case schema.Time:
			b.Times[f.Name] = func(r m) (t time.Time, ok bool) {
				switch v := r[f.Name].(type) {
				case string:
					return kinds.ParseRecordTime(v)
				case json.Number:
					return kinds.ParseSeconds(string(v))
				}
				return t, false
			}
		case schema.Date:
			b.Dates[f.Name] = func(r m) (time.Time, bool) {
				v, _ := r[f.Name].(string)
				t, err := time.Parse(time.DateOnly, v)
				return t, err == nil
			}
		case schema.List:
			b.Lists[f.Name] = func(r m) []string { v, _ := r[f.Name].([]string); return v }
		default:
			b.Texts[f.Name] = func(r m) (string, bool) { v, ok := r[f.Name].(string); return v, ok }
		}
	}
	return b
}

// plan returns a function that reports whether a plan of the query selects a record: a
// request must find it, as the request's Query says, and the residuals must select it.
// The residuals are those in the plan's JSON, which may be all that a program has.
func plan(t *testing.T, q *schema.Resolved) func(*eval.Record) bool {
	t.Helper()
	target := connect.TestCases()
	if target.Schema = q.Schema(); target.Schema == things {
		target.Fields = map[string]compile.Leaf{"name": target.Fields["name"], "status": target.Fields["status"]}
		target.Closed = nil
	}
	p, err := compile.NewPlan(q, target, compile.PlanOptions{AllowScan: true, MaxRequests: 10_000})
	require.NoError(t, err, "%v", q)
	body, err := json.Marshal(p)
	require.NoError(t, err)
	var read struct {
		Requests []struct{ Residual string }
		Residual string
	}
	require.NoError(t, json.Unmarshal(body, &read))
	require.Len(t, read.Requests, len(p.Requests))
	parse := searchfilter.Options{Schema: q.Schema()}.MustParse
	residual := parse(read.Residual)
	var residuals []searchfilter.Query
	for _, r := range read.Requests {
		residuals = append(residuals, parse(r.Residual))
	}
	finds := make([]func(*eval.Record) bool, len(p.Requests))
	for i, r := range p.Requests {
		finds[i] = eval.Compile(r.Query)
	}
	return func(r *eval.Record) bool {
		for i, f := range finds {
			if f(r) && residuals[i].Match(r) && residual.Match(r) {
				return true
			}
		}
		return false
	}
}
