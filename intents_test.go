package searchfilter_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/compile"
	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/logic"
	"github.com/searchfilter/searchfilter/qconnect"
)

// An intent is a query with a mistake, and what was meant by it.
type intent struct {
	query  string
	wants  []string // the readings, without none
	none   bool     // that nobody can know it is one
	hint   string   // what a message or an edit contains
	target compile.Target
	valid  bool // it is no error, and a warning may help
}

// intents reads those of parser/testdata.
func intents(t *testing.T) (list []intent) {
	data, err := os.ReadFile("parser/testdata/intents.txt")
	require.NoError(t, err)
	targets := slices.Concat(connect.Targets(), qconnect.Targets())
	valid := false
	for block := range strings.SplitSeq(string(data), "\n\n") {
		e := intent{target: connect.TestCases(), valid: valid}
		for line := range strings.Lines(block) {
			line = strings.TrimSuffix(line, "\n")
			if strings.HasPrefix(line, "#") {
				valid = strings.HasPrefix(line, "## Valid")
				e.valid = valid
				continue
			}
			key, text, ok := strings.Cut(line, ": ")
			if !ok {
				continue
			}
			if strings.HasPrefix(text, `"`) {
				_ = json.Unmarshal([]byte(text), &text) // what is no JSON string stands for itself
			}
			switch key {
			case "query":
				e.query = text
			case "want":
				if text == "none" {
					e.none = true
				} else {
					e.wants = append(e.wants, text)
				}
			case "hint":
				e.hint = text
			case "target":
				i := slices.IndexFunc(targets, func(t compile.Target) bool { return t.Name == text })
				require.GreaterOrEqual(t, i, 0, text)
				e.target = targets[i]
			}
		}
		if e.query != "" {
			list = append(list, e)
		}
	}
	return list
}

func (e *intent) options() searchfilter.Options {
	return searchfilter.Options{Target: e.target, Now: time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC)}
}

// fixed applies all fixes that are offered for src, until none are, and returns what
// comes of it, and whether it is a query.
func (e *intent) fixed(src string) (fixed string, ok bool) {
	for range 10 {
		_, err := e.options().Parse(src)
		if err == nil {
			return src, true
		}
		next := err.(ast.Diagnostics).Fixed(src)
		if next == src {
			return src, false
		}
		src = next
	}
	return src, false
}

// meant reports whether src, a query, is one of what was meant.
func (e *intent) meant(t *testing.T, src string) bool {
	got := e.options().MustParse(src)
	return slices.ContainsFunc(e.wants, func(want string) bool {
		q, err := e.options().Parse(want)
		require.NoError(t, err, "want of %s", e.query)
		same, _, err := logic.Equivalent(got.Resolved(), q.Resolved(), logic.Options{LooseEnums: true})
		return q.String() == got.String() || same && err == nil
	})
}

// excused are the entries that are wrong, each with the reason.
var excused = map[string]string{
	"name = /retention/ and status == SAVED": "the slashes are a value of their own, and the fix is of the other condition",
}

// TestIntents checks that the fixes make of a query with mistakes what was meant by it,
// or no query at all.
func TestIntents(t *testing.T) {
	count := map[string]int{}
	for _, e := range intents(t) {
		if e.valid {
			count["valid"]++
			warnings := logic.Warnings(e.options().MustParse(e.query).Resolved(), logic.Options{})
			if len(warnings) > 0 {
				count["valid, with a warning"]++
			}
			assert.Equal(t, e.query, warnings.Fixed(e.query), "a warning about what may be meant is no fix")
			continue
		}
		count["queries"]++
		_, err := e.options().Parse(e.query)
		var ds ast.Diagnostics
		if !assert.ErrorAs(t, err, &ds, "%s is no error", e.query) {
			continue
		}
		said := ds.Render(e.query)
		for _, d := range ds {
			if d.Fix != nil {
				said += d.Fix.Text
			}
		}
		if e.hint != "" {
			count["with a hint wanted"]++
			if strings.Contains(said, e.hint) {
				count["with that hint"]++
			} else {
				t.Logf("no %s in\n%s", e.hint, said)
			}
		}
		fixed, ok := e.fixed(e.query)
		switch {
		case !ok && len(e.wants) == 0:
			count["rightly left alone"]++
		case !ok:
			count["left alone"]++
			if testing.Verbose() {
				t.Logf("LEFT %s\nwants %q, stops at %s", said, e.wants, fixed)
			}
		case e.meant(t, fixed):
			count["fixed rightly"]++
		case excused[e.query] != "":
			count["excused"]++
		default:
			count["fixed wrongly"]++
			assert.Fail(t, "a fix changes the meaning", "%s\nis fixed to %s\nand wants %q", said, fixed, e.wants)
		}
	}
	t.Log(count)
	assert.Greater(t, count["queries"], 300)
	assert.GreaterOrEqual(t, count["fixed rightly"], 350, "of those for which a fix was known to be right")
	assert.Equal(t, count["with a hint wanted"], count["with that hint"])
}

// TestIntents_among checks that a fix leaves the conditions around a mistake as they are.
func TestIntents_among(t *testing.T) {
	around := []string{
		"(%s) and tag:keep = v", `tag:keep = "it's" or (%s)`, `not (%s) and tag:keep = "x y"`, `tag:keep = 'a "b"' and (%s)`,
		"tag:keep in (a, b) i or (%s) and tag:z exists",
	}
	count := map[string]int{}
	for i, e := range intents(t) {
		if _, err := e.options().Parse("tag:keep = v"); err != nil || e.valid || excused[e.query] != "" {
			continue // the target has no tags
		}
		for k := range effort.Cases(1, len(around)) {
			put := func(query string) string { return strings.Replace(around[(i+k)%len(around)], "%s", query, 1) }
			among := e
			among.query, among.wants = put(e.query), nil
			for _, want := range e.wants {
				among.wants = append(among.wants, put(want))
			}
			if _, err := e.options().Parse(among.query); err == nil {
				continue // as a parenthesis that nothing opens may be
			}
			fixed, ok := e.fixed(among.query)
			if !ok {
				count["left alone"]++
				continue
			}
			count["fixed"]++
			assert.True(t, among.meant(t, fixed), "%s is fixed to %s", among.query, fixed)
		}
	}
	t.Log(count)
	assert.Greater(t, count["fixed"], 200)
}
