package searchfilter_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/eval"
	"github.com/searchfilter/searchfilter/internal/cases"
	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

var update = flag.Bool("update", false, "write the outputs of testdata/language anew")

// TestLanguage holds the whole path, from text to JSON and to a match, to the
// shared cases.
func TestLanguage(t *testing.T) {
	count := 0
	for _, file := range append(cases.Load(t), cases.LoadKinds(t)...) {
		t.Run(strings.TrimSuffix(filepath.Base(file.Path), ".txtar"), func(t *testing.T) {
			for _, c := range file.Cases {
				count++
				c.Hold(t, outputs(t, c), cases.Outputs, *update, "go test . -run TestLanguage -update")
			}
			if *update {
				require.NoError(t, os.WriteFile(file.Path, file.Format(), 0o644))
			}
		})
	}
	t.Logf("%d cases", count)
	require.GreaterOrEqual(t, count, 250)
}

// outputs returns what the project makes of a case, and checks its records.
func outputs(t *testing.T, c *cases.Case) map[string]string {
	made := map[string]string{}
	if x, err := (parser.Options{Limits: c.Limits}).Parse(c.Query, c.Args...); err == nil {
		made["tree"] = cases.Tree(x)
	}
	q, err := searchfilter.Options{Schema: c.Schema, Limits: c.Limits, Now: cases.Now, FoldCase: c.Options.FoldCase, Zone: c.Options.Location(t)}.Parse(c.Query, c.Args...)
	if err != nil {
		made["errors"] = err.(ast.Diagnostics).Render(c.Query)
		if plain := plain(t, c).Render(c.Query); plain != made["errors"] {
			made["plain"] = plain
		}
		assert.Empty(t, c.Sections["match"]+c.Sections["other"]+c.Sections["wrong"]+c.Sections["refused"], "%s is no query, and has records", c.Name)
		return made
	}
	made["canonical"] = q.String() + "\n"
	for _, section := range []string{"match", "other"} {
		for _, line := range c.Lines(section) {
			record, err := eval.Decoder(q.Resolved().Schema(), q.Resolved())([]byte(line))
			require.NoError(t, err, "%s: %s", c.Name, line)
			assert.Equal(t, section == "match", q.Match(record), "%s: Match(%s)", c.Name, line)
		}
	}
	for _, text := range c.Refused(t) {
		_, err := eval.Decoder(q.Resolved().Schema(), q.Resolved())([]byte(text))
		assert.Error(t, err, "%s: %s", c.Name, text)
	}
	if c.Schema == cases.Kinds {
		return made // which no target has
	}
	if req, err := q.Request(); err != nil {
		made["test-cases.txt"] = err.(ast.Diagnostics).Render(c.Query)
	} else {
		made["test-cases.json"] = compact(t, req)
		if len(req.Warnings) > 0 {
			made["test-cases.txt"] = req.Warnings.Render(c.Query)
		}
	}
	if filter, err := q.TagFilter(); err != nil {
		made["q-session.txt"] = err.(ast.Diagnostics).Render(c.Query)
	} else {
		made["q-session.json"] = compact(t, filter.Member("tagFilter"))
		if len(filter.Warnings) > 0 {
			made["q-session.txt"] = filter.Warnings.Render(c.Query)
		}
	}
	target, options := c.Plan.Options()
	if plan, err := compile.NewPlan(q.Resolved(), target, options); err != nil {
		made["plan.txt"] = err.(ast.Diagnostics).Render(c.Query)
	} else {
		made["plan.json"] = compact(t, plan)
		if len(plan.Warnings) > 0 {
			made["plan.txt"] = plan.Warnings.Render(c.Query)
		}
	}
	for _, w := range c.Wrong(t) {
		_, err := eval.Decoder(q.Resolved().Schema(), q.Resolved())(w.Record)
		assert.EqualError(t, err, w.Error, "%s: %s", c.Name, w.Record)
	}
	return made
}

// plain returns what the parser and the schema say of a case, which is wrong.
func plain(t *testing.T, c *cases.Case) ast.Diagnostics {
	x, ds := parser.Options{Limits: c.Limits}.ParsePartial(c.Query, c.Args...)
	_, err := c.Schema.Resolve(x, schema.Options{Limits: c.Limits, Now: cases.Now, FoldCase: c.Options.FoldCase, Zone: c.Options.Location(t)})
	return diag.Join(ds, err)
}

func compact(t *testing.T, v any) string {
	b, err := chars.JSON(v)
	require.NoError(t, err)
	return string(b) + "\n"
}
