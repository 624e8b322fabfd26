package fuzz_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"time"

	"github.com/leanovate/gopter"
	"github.com/leanovate/gopter/prop"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/fuzz"
	"github.com/searchfilter/searchfilter/internal/wire"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

var planTime = time.Date(2026, 1, 31, 9, 0, 0, 0, time.UTC)

// planTarget returns the target of which the bits change what is assumed.
func planTarget(bits uint16) compile.Target {
	t := compile.TestCases()
	t.Tags.KeyOnly = bits&1 != 0
	t.AlwaysOneStatus = bits&2 == 0
	if bits&4 != 0 {
		t.ContainsMin, t.ContainsMax = 1, 3
	}
	if n := int(bits >> 3 & 7); n > 1 {
		t.MaxTagConditions = n
	}
	if n := int(bits >> 6 & 7); n > 0 {
		t.MaxDepth = n
	}
	t.FoldCase = bits&(1<<9) != 0
	t.ServiceFoldsCase = bits&(1<<10) != 0
	return t
}

// A planned is a plan's requests, each with what is left to check, read from the JSON.
type planned []struct {
	request  *wire.Program
	residual *eval.Program[eval.Record]
}

func planOf(x ast.Expr, t compile.Target) (planned, error) {
	p, err := compile.Plan(x, t, compile.PlanOptions{AllowScan: true, MaxRequests: 10_000})
	if err != nil {
		return nil, err
	}
	list := make(planned, len(p.Requests))
	for i, r := range p.Requests {
		body, err := json.Marshal(r.SearchTestCasesRequest)
		if err != nil {
			return nil, err
		}
		list[i].request, err = wire.Search(body, wire.Options{
			Strict:           true,
			KeyOnly:          t.Tags.KeyOnly,
			FoldCase:         t.ServiceFoldsCase,
			ContainsMin:      t.ContainsMin,
			ContainsMax:      t.ContainsMax,
			MaxTagConditions: t.MaxTagConditions,
		})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", body, err)
		}
		rest := r.Residual
		if rest == nil {
			rest = p.Residual
		}
		if rest == nil {
			rest = ast.All()
		}
		if rest, err = parser.Parse(ast.Format(rest)); err != nil {
			return nil, err
		}
		if list[i].residual, err = eval.Compile(rest, t.Schema, eval.Options{Now: planTime, FoldCase: t.FoldCase}); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (p planned) selects(record map[string]string) bool {
	seen := wire.Record{Fields: map[string]string{}, Tags: map[string]string{}, Status: record["status"]}
	for name, v := range record {
		if key, ok := strings.CutPrefix(name, ast.TagPrefix); ok {
			seen.Tags[key] = v
		} else if name == "name" || name == "description" {
			seen.Fields[name] = v
		}
	}
	for _, r := range p {
		if r.request.Match(seen) && r.residual.Match(eval.Map(record)) {
			return true
		}
	}
	return false
}

// checkPlan holds the plan for x to what x selects of records near it, and returns how
// many of these are selected. Planned is false if x has no plan.
func checkPlan(x ast.Expr, bits uint16, r *rand.Rand, records int) (selected int, planned bool, err error) {
	t := planTarget(bits)
	if x, err = t.Schema.Resolve(x, schema.Options{Now: planTime}); err != nil {
		return 0, false, nil // not a query
	}
	p, err := planOf(x, t)
	if errors.Is(err, ast.TooManyTerms) || errors.Is(err, ast.TooManyRequests) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, err
	}
	query, err := eval.Compile(x, t.Schema, eval.Options{Now: planTime, FoldCase: t.FoldCase})
	if err != nil {
		return 0, false, err
	}
	for range records {
		record := fuzz.Records(t.Schema, x)(r, 2)
		if (t.FoldCase || t.ServiceFoldsCase) && r.Intn(2) == 0 {
			record["name"] = strings.ToUpper(record["name"]) // which it always has
		}
		if !t.AlwaysOneStatus && r.Intn(3) == 0 {
			delete(record, "status")
		}
		want := query.Match(eval.Map(record))
		if want {
			selected++
		}
		if p.selects(record) != want {
			return selected, true, fmt.Errorf("the query says %v of %q, but not its plan", want, record)
		}
	}
	return selected, true, nil
}

// FuzzPlan holds plans to what the query selects, by what a service finds given their
// JSON.
func FuzzPlan(f *testing.F) {
	s := schema.TestCase()
	r := rand.New(rand.NewSource(1))
	for i := range 30 {
		f.Add(fuzz.Spellings(s, fuzz.Trees(s)(r, i%15))(r, 0), uint16(r.Intn(1<<11)), int64(i))
	}
	for _, query := range []string{
		`tag:x=1 or name *= aa and (tag:y=1 or tag:z=1) or name *= bb and tag:x=1`,
		`status = SAVED and tag:x=1 or status = PUBLISHED and tag:y=1`,
		`status != SAVED and (name $= aa or id = a) and tag:x exists`,
		`not (name = a and tag:x = 1) and (description ^= b or tag:x in (1, 2))`,
	} {
		f.Add(query, uint16(0), int64(1))
		f.Add(query, uint16(0x7f), int64(1))
	}
	f.Fuzz(func(t *testing.T, query string, bits uint16, seed int64) {
		x, err := parser.Parse(query)
		if err != nil {
			return
		}
		_, _, err = checkPlan(x, bits, rand.New(rand.NewSource(seed)), 20)
		require.NoError(t, err)
	})
}

// TestPlan holds the plans of random trees to the same.
func TestPlan(t *testing.T) {
	type question struct {
		x    ast.Expr
		bits uint16
		seed int64
	}
	s := schema.TestCase()
	questions := fuzz.Generator[question](func(r *rand.Rand, size int) question {
		return question{fuzz.Trees(s)(r, min(size, 25)), uint16(r.Intn(1 << 11)), r.Int63()}
	})
	plans, telling := 0, 0
	parameters := gopter.DefaultTestParametersWithSeed(1)
	parameters.MinSuccessfulTests = 1500
	const records = 20
	properties := gopter.NewProperties(parameters)
	properties.Property("a plan selects what the query does", prop.ForAll(func(q question) (string, error) {
		selected, planned, err := checkPlan(q.x, q.bits, rand.New(rand.NewSource(q.seed)), records)
		if err != nil {
			return "", fmt.Errorf("%v, target %b: %w", q.x, q.bits, err)
		}
		if planned {
			plans++
		}
		if 0 < selected && selected < records {
			telling++
		}
		return "", nil
	}, questions.Gen()))
	properties.TestingRun(t)
	t.Logf("%d plans, of which %d had records that are selected and others", plans, telling)
	assert.Greater(t, plans, parameters.MinSuccessfulTests*9/10)
	assert.Greater(t, telling, parameters.MinSuccessfulTests/2)
}
