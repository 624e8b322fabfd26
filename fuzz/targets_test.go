package fuzz

import (
	"encoding/json"
	"errors"
	"maps"
	"math/rand"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/internal/cases"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/limit"
	"github.com/searchfilter/searchfilter/internal/meaning"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/qconnect"
	"github.com/searchfilter/searchfilter/schema"
)

// The targets here take a text and bytes. A text that is not empty is what the
// target is about, so that seeds can be read; else the bytes make it, through
// Source. They also choose the target of a query and some of its records.

// addQueries adds the shared queries as seeds, and some that bytes make.
func addQueries(f *testing.F) {
	for _, file := range cases.Load(f) {
		for _, c := range file.Cases {
			if len(c.Query) < 1000 {
				f.Add(c.Query, []byte(nil))
			}
		}
	}
	addBytes(f)
}

func addBytes(f *testing.F) {
	r := rand.New(rand.NewSource(1))
	for range 20 {
		data := make([]byte, 100)
		r.Read(data)
		f.Add("", data)
	}
}

// schemas returns those of the fields that a text may ask for, or what bytes make.
func schemas(text string) []*schema.Schema {
	if text == "" {
		return []*schema.Schema{schema.TestCase(), cases.Kinds}
	}
	return []*schema.Schema{schema.TestCase()}
}

// chosenTarget returns the target, or any for a query that bytes make.
func chosenTarget(query string, usual compile.Target, r *rand.Rand, fit func(compile.Target) bool) compile.Target {
	if query != "" {
		return Targets(usual)(r, 0)
	}
	var list []compile.Target
	for _, name := range slices.Sorted(maps.Keys(usualTargets())) {
		if t := usualTargets()[name]; fit(t) {
			list = append(list, t, tried(t))
		}
	}
	return Targets(pick(r, list))(r, 0)
}

// chosen returns the query, or that of the bytes.
func chosen(query string, s *schema.Schema, r *rand.Rand) (*schema.Resolved, bool) {
	x, err := parser.Parse(query)
	if err != nil {
		return nil, false
	}
	if query == "" {
		x = Trees(s)(r, r.Intn(treeSize))
	}
	q, err := s.Resolve(x, schema.Options{Now: now})
	return q, err == nil
}

// chosenQuestion returns the question about x, with records that the bytes make,
// and others.
func chosenQuestion(x *schema.Resolved, t compile.Target, r *rand.Rand) question {
	q := newQuestion(x, t, r, 5)
	q.records = append(q.records, newQuestion(x, t, rand.New(rand.NewSource(1)), 15).records...)
	return q
}

func hold(t *testing.T, q question, err error) {
	if wrong(err) {
		require.NoError(t, err, "%s", q)
	}
}

// FuzzText parses a text, which never costs more than in proportion to its length;
// and any spelling of what is a query is that query.
func FuzzText(f *testing.F) {
	addQueries(f)
	f.Fuzz(func(t *testing.T, src string, data []byte) {
		r := rand.New(Source(data))
		for _, s := range schemas(src) {
			text := src
			if src == "" {
				text = Spellings(s, Trees(s)(r, r.Intn(treeSize)))(r, 0)
				_, err := parser.Parse(text)
				require.NoError(t, err, "%q", text)
			}
			checkText(t, s, text, r)
		}
	})
}

func checkText(t *testing.T, s *schema.Schema, src string, r *rand.Rand) {
	x, err := parser.Parse(src)
	if err != nil {
		checkSpans(t, src, err)
		return
	}
	y, err := parser.Parse(x.String())
	require.NoError(t, err, "%q", x)
	require.True(t, tree.Equal(x, y), "%q is %q", src, y)
	text := Spellings(nil, x)(r, 0)
	y, err = parser.Parse(text)
	require.NoError(t, err, "%q", text)
	require.True(t, tree.Equal(x, y), "%q is %q", text, y)
	q, err := s.Resolve(x, schema.Options{Now: now})
	if err != nil {
		checkSpans(t, src, err)
		return
	}
	text = Spellings(s, q.Written())(r, 0)
	spelled, err := parseText(s, text)
	require.NoError(t, err, "%q", text)
	require.True(t, tree.Equal(q.Written(), spelled.Written()), "%q is %q", text, spelled.Written())
	require.True(t, tree.Equal(q.Expr(), spelled.Expr()), "%q is %q", text, spelled)
	text = q.String()
	if len(text) > limit.Bytes {
		return // instants are longer than what they stand for
	}
	again, err := parseText(s, text)
	require.NoError(t, err, "%q", text)
	require.True(t, tree.Equal(q.Expr(), again.Expr()), "%q is %q", text, again)
}

// checkSpans checks that diagnostics stand in the text.
func checkSpans(t *testing.T, src string, err error) {
	var ds ast.Diagnostics
	require.ErrorAs(t, err, &ds)
	require.NotEmpty(t, ds)
	for _, d := range ds {
		require.LessOrEqual(t, d.Span.Start.Offset, d.Span.End.Offset, "%v", d)
		require.LessOrEqual(t, d.Span.End.Offset, len(src), "%v", d)
	}
}

// FuzzNormal holds the normal form of a query to what the query means.
func FuzzNormal(f *testing.F) {
	addQueries(f)
	f.Fuzz(func(t *testing.T, query string, data []byte) {
		r := rand.New(Source(data))
		for _, s := range schemas(query) {
			if x, ok := chosen(query, s, r); ok {
				q := chosenQuestion(x, compile.Target{Schema: s, Closed: closable(s)}, r)
				n := ast.Normal(x.Expr())
				require.True(t, tree.Equal(n, ast.Normal(n)), "%v", n)
				l := meaning.Language{Schema: s}
				hold(t, q, q.ask(func(rec map[string]any) bool { return l.Selects(n, rec) }))
			}
		}
	})
}

// FuzzEval holds package eval to the meaning of queries, for each way to make a
// record.
func FuzzEval(f *testing.F) {
	addQueries(f)
	f.Fuzz(func(t *testing.T, query string, data []byte) {
		r := rand.New(Source(data))
		for _, s := range schemas(query) {
			x, ok := chosen(query, s, r)
			if !ok {
				return
			}
			q := chosenQuestion(x, compile.Target{Schema: s, Closed: closable(s)}, r)
			p := eval.Compile(q.query)
			hold(t, q, q.ask(func(rec map[string]any) bool { return p(mustRecord(s, rec)) }))
			hold(t, q, q.ask(func(rec map[string]any) bool {
				return eval.Explain(q.query, mustRecord(s, rec)).Selected
			}))
			for _, decoder := range []func([]byte) (*eval.Record, error){eval.Decoder(s), eval.Decoder(s, x)} {
				hold(t, q, q.ask(func(rec map[string]any) bool {
					d, err := decoder([]byte(Documents(s, rec)(r, 0)))
					require.NoError(t, err)
					return p(d)
				}))
			}
		}
	})
}

// FuzzPlan holds plans to what the query selects, by what a service finds given
// their JSON.
func FuzzPlan(f *testing.F) {
	addQueries(f)
	f.Fuzz(func(t *testing.T, query string, data []byte) {
		r := rand.New(Source(data))
		target := chosenTarget(query, connect.TestCases(), r, func(t compile.Target) bool { return t.Criteria != nil })
		x, ok := chosen(query, target.Schema, r)
		if query == "" {
			x = plannable(r, target, r.Intn(treeSize))
		}
		if ok {
			q := chosenQuestion(x, target, r)
			hold(t, q, q.askPlanner(func(x *schema.Resolved, target compile.Target) ([]byte, error) {
				p, err := compile.NewPlan(x, target, compile.PlanOptions{AllowScan: true, MaxRequests: 10_000})
				if err != nil {
					return nil, err
				}
				return json.Marshal(p)
			}))
		}
	})
}

// FuzzCompile holds the one request of a query to what the query selects, by what a
// service finds given its JSON; and what is read back from that selects the same, and
// makes the same JSON.
func FuzzCompile(f *testing.F) {
	addQueries(f)
	f.Fuzz(func(t *testing.T, query string, data []byte) {
		r := rand.New(Source(data))
		target := connect.TestCases()
		if rarely(r, 2) {
			target = qconnect.Session()
		}
		target = chosenTarget(query, target, r, func(compile.Target) bool { return true })
		x, ok := chosen(query, target.Schema, r)
		if query == "" {
			x = resolved(target.Schema, Expressible(target)(r, r.Intn(treeSize)))
		}
		if !ok {
			return
		}
		q := chosenQuestion(x, target, r)
		hold(t, q, q.askCompiler(ourCompiler))
		body, err := ourCompiler(x, target)
		if err != nil {
			return
		}
		y, err := decodeOne(string(body), target)
		require.NoError(t, err, "%s", body)
		back := q
		back.query = y
		l := meaning.Language{Schema: target.Schema}
		hold(t, back, back.ask(func(rec map[string]any) bool { return l.Selects(x.Expr(), rec) }))
		again, err := ourCompiler(y, target)
		if errors.Is(err, ast.Code(codes.TooManyTerms)) {
			return
		}
		require.NoError(t, err, "%v", y)
		require.Equal(t, string(body), string(again))
	})
}

func ourCompiler(x *schema.Resolved, t compile.Target) ([]byte, error) {
	r, err := compile.Compile(x, t)
	switch {
	case err != nil:
		return nil, err
	case t.Criteria == nil:
		return r.Member(t.Members[0]), nil
	}
	return json.Marshal(r)
}

// FuzzDecode reads a document, for each target. The query means what a service makes
// of the document, and diagnostics stand in it.
func FuzzDecode(f *testing.F) {
	for _, file := range cases.LoadDocuments(f) {
		for _, c := range file.Cases {
			f.Add(c.Document, []byte(nil))
		}
	}
	addBytes(f)
	f.Fuzz(func(t *testing.T, document string, data []byte) {
		for _, target := range usualTargets() {
			text := document
			if text == "" {
				r := rand.New(Source(data)) // whatever the order
				text = requests(target)(r, r.Intn(treeSize))
				_, err := decodeOne(text, target)
				require.NoError(t, err, "%s", text)
			}
			if _, err := decodeOne(text, target); err != nil {
				checkSpans(t, text, err)
				continue
			}
			s, err := serviceOf(target)
			require.NoError(t, err)
			err = s.askDecoder(text, func(document string) (string, error) {
				x, err := decodeOne(document, target)
				require.NoError(t, err)
				return x.String(), nil
			})
			if wrong(err) {
				require.NoError(t, err, "%s", text)
			}
		}
	})
}
