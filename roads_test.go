package searchfilter_test

import (
	"encoding/json"
	"flag"
	"io"
	"math/rand"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/fuzz"
	"github.com/searchfilter/searchfilter/internal/meaning"
	"github.com/searchfilter/searchfilter/schema"
)

// TestRoads: whatever way a query takes through the library, it selects the same
// records. What it selects is said by an interpreter, of the tree as it was given
// with what the options say written into it.
func TestRoads(t *testing.T) {
	const cases, perCase = 3000, 12
	r := rand.New(rand.NewSource(1))
	s := schema.TestCase()
	count := map[string]int{}
	for i := range cases {
		x := fuzz.Trees(s)(r, 1+i%20)
		o := searchfilter.Options{FoldCase: r.Intn(2) == 0}
		o.Now = time.Date(2026, time.Month(1+r.Intn(12)), 1+r.Intn(28), r.Intn(24), 0, 0, 0, time.UTC)
		o.Zone = zones[r.Intn(len(zones))]
		roads := roads(t, o, x)
		said := asSaid(x, o)
		tell(count, x, said)
		near := fuzz.Records(s, said)
		answers := map[bool]bool{}
		for range perCase {
			record := near(r, 2)
			want := meaning.Language{Schema: s}.Selects(said, meaning.Map(record))
			answers[want] = true
			for road, selects := range roads {
				require.Equal(t, want, selects(eval.Map(record)), "by %s, with %+v: %v of %q", road, o, x, record)
			}
		}
		count["roads"] = len(roads)
		if len(answers) == 2 {
			count["both answers"]++
		}
	}
	t.Logf("%d queries, %d records of each: %v", cases, perCase, count)
	for _, what := range []string{"i in the tree", "i by the option", "i on a tag", "relative times", "days", "both answers"} {
		assert.Greater(t, count[what], cases/20, what)
	}
}

// zones are those of the random queries. Their days begin at whole hours.
var zones = []*time.Location{nil, time.UTC, time.FixedZone("", 5*3600), time.FixedZone("", -11*3600)}

// asSaid returns x as the reference of the language says that the options read it:
// what compares with a day as what compares with its begin and its end.
func asSaid(x ast.Expr, o searchfilter.Options) ast.Expr {
	each := func(terms []ast.Expr) (list []ast.Expr) {
		for _, t := range terms {
			list = append(list, asSaid(t, o))
		}
		return list
	}
	switch x := x.(type) {
	case *ast.And:
		return &ast.And{Terms: each(x.Terms)}
	case *ast.Or:
		return &ast.Or{Terms: each(x.Terms)}
	case *ast.Not:
		return &ast.Not{X: asSaid(x.X, o)}
	}
	c := x.(*ast.Comparison)
	d := *c
	kind := schema.TestCase().KindOf(c.Field)
	if c.Field.Tag || kind != schema.Time {
		d.Fold = c.Fold || o.FoldCase && kind == schema.Text && !c.Field.Tag && c.Op != ast.OpExists
		return &d
	}
	if c.Op == ast.OpExists {
		return c
	}
	or := &ast.Or{}
	for _, v := range c.Values {
		begin, end := v.Text, "" // without an end it is an instant
		if ago, ok := strings.CutPrefix(v.Text, "-"); ok {
			begin = before(o.Now, strings.ToLower(ago))
		} else if day, err := time.ParseInLocation(time.DateOnly, v.Text, zoneOf(o)); err == nil {
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

func zoneOf(o searchfilter.Options) *time.Location {
	if o.Zone == nil {
		return time.UTC
	}
	return o.Zone
}

// within returns what c, without its not, says of one value: an instant, or a day if
// it has an end.
func within(c *ast.Comparison, begin, end string) ast.Expr {
	f := ast.Field{Name: c.Field.Name}
	day := end != ""
	switch c.Op {
	case ast.OpLess:
		return f.Less(begin)
	case ast.OpLessEqual:
		if day {
			return f.Less(end)
		}
		return f.LessEqual(begin)
	case ast.OpGreater:
		if day {
			return f.GreaterEqual(end)
		}
		return f.Greater(begin)
	case ast.OpGreaterEqual:
		return f.GreaterEqual(begin)
	}
	if day {
		return &ast.And{Terms: []ast.Expr{f.GreaterEqual(begin), f.Less(end)}}
	}
	return f.Equal(begin)
}

// before returns the instant that -7d and the like say.
func before(now time.Time, ago string) string {
	n := 0
	for _, c := range ago[:len(ago)-1] {
		n = 10*n + int(c-'0')
	}
	unit := map[byte]time.Duration{'w': 7 * 24 * time.Hour, 'd': 24 * time.Hour, 'h': time.Hour, 'm': time.Minute}[ago[len(ago)-1]]
	return now.Add(-time.Duration(n) * unit).UTC().Format(time.RFC3339Nano)
}

// tell counts what is special about a query.
func tell(count map[string]int, written, said ast.Expr) {
	seen := map[string]bool{}
	for c := range ast.Comparisons(written) {
		seen["i in the tree"] = seen["i in the tree"] || c.Fold
		seen["i on a tag"] = seen["i on a tag"] || c.Fold && c.Field.Tag
		for _, v := range c.Values {
			isTime := c.Field.Name == "modified" && !c.Field.Tag
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

// roads returns ways from the tree to an answer about a record.
func roads(t *testing.T, o searchfilter.Options, x ast.Expr) map[string]func(eval.Record) bool {
	t.Helper()
	of := map[string]func(eval.Record) bool{}
	query := func(road string, q searchfilter.Query, err error) {
		require.NoError(t, err, "%s: %v", road, x)
		of[road] = q.Match
	}
	first, err := o.Query(x)
	query("Options.Query", first, err)
	q, err := o.Parse(x.String())
	query("Options.Parse", q, err)
	q, err = o.Parse(first.String())
	query("the text of a query, and its options", q, err)
	q, err = o.Query(first.Expr())
	query("a query's tree, and its options", q, err)

	q = o.MustParse("")
	require.NoError(t, q.UnmarshalText([]byte(x.String())))
	of["UnmarshalText"] = q.Match
	data, err := json.Marshal(first)
	require.NoError(t, err)
	saved := struct{ Query searchfilter.Query }{o.MustParse("")}
	require.NoError(t, json.Unmarshal([]byte(`{"Query":`+string(data)+`}`), &saved))
	of["JSON"] = saved.Query.Match
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	var fromFlag searchfilter.Query
	flags.TextVar(&fromFlag, "text", o.MustParse(""), "")
	variable := o.MustParse("")
	flags.Var(&variable, "var", "")
	require.NoError(t, flags.Parse([]string{"-text=" + first.String(), "-var", x.String()}))
	of["flag.TextVar"], of["flag.Var"] = fromFlag.Match, variable.Match

	// What needs no options, for it has all that they say.
	resolved := first.Resolved()
	q, err = searchfilter.Parse(resolved.String())
	query("the resolved text", q, err)
	q, err = searchfilter.Options{}.Query(resolved.Expr())
	query("the resolved tree", q, err)
	again, err := resolved.Schema().Resolve(resolved.Expr(), schema.Options{})
	require.NoError(t, err)
	of["Schema.Resolve"] = eval.Compile(again).Match
	of["eval.Compile"] = eval.Compile(resolved).Match
	of["eval.Explain"] = func(r eval.Record) bool { return eval.Explain(resolved, r).Selected }
	p, err := eval.CompileFor(resolved, mapBinding)
	require.NoError(t, err)
	of["eval.CompileFor"] = func(r eval.Record) bool { return p.Match(r.(eval.Map)) }
	of["a plan"] = plan(t, resolved)
	of["the tree in normal form"] = eval.Compile(resolved.With(ast.Normal(resolved.Expr()))).Match
	return of
}

// mapBinding looks into maps as one does into a type of one's own.
var mapBinding = func() eval.Binding[eval.Map] {
	b := eval.Binding[eval.Map]{
		Fields: map[string]func(eval.Map) (string, bool){},
		Tag:    func(m eval.Map, key string) (string, bool) { return m.Tag(key) },
	}
	for _, f := range schema.TestCase().Fields {
		b.Fields[f.Name] = func(m eval.Map) (string, bool) { return m.Field(f.Name) }
	}
	return b
}()

// plan returns what a plan of the query selects: what its requests find, by their
// Query, and the residuals leave. Those are read from the plan's JSON by a program
// that knows nothing else.
func plan(t *testing.T, q *schema.Resolved) func(eval.Record) bool {
	t.Helper()
	p, err := compile.Plan(q, compile.TestCases(), compile.PlanOptions{AllowScan: true, MaxRequests: 10_000})
	require.NoError(t, err, "%v", q)
	body, err := json.Marshal(p)
	require.NoError(t, err)
	var read struct {
		Requests []struct{ Residual searchfilter.Query }
		Residual searchfilter.Query
	}
	require.NoError(t, json.Unmarshal(body, &read))
	require.Len(t, read.Requests, len(p.Requests))
	finds := make([]*eval.Program[eval.Record], len(p.Requests))
	for i, r := range p.Requests {
		finds[i] = eval.Compile(r.Query)
	}
	return func(r eval.Record) bool {
		for i, f := range finds {
			if f.Match(r) && read.Requests[i].Residual.Match(r) && read.Residual.Match(r) {
				return true
			}
		}
		return false
	}
}
