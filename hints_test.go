package searchfilter_test

import (
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/logic"
)

// proposal finds what a hint proposes to write.
var proposal = regexp.MustCompile("`([^`]+)`|^write ([^\\s`=]+ (?:=|!=|\\^=|\\*=|in|exists)(?: .+)?)$")

// TestHints compares what is said about the queries of parser/testdata/hints.txt with what
// stands there below each of them. It also puts each proposal in its place, which must make
// a query, or one with fewer mistakes. A query between back quotes has the escapes of Go.
func TestHints(t *testing.T) {
	const file = "parser/testdata/hints.txt"
	golden, err := os.ReadFile(file)
	require.NoError(t, err)
	var b strings.Builder
	count := map[string]int{}
	for line := range strings.Lines(string(golden)) {
		if strings.HasPrefix(line, "#") {
			if b.Len() > 0 {
				b.WriteString("\n")
			}
			b.WriteString(line)
		}
		query, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "query ")
		if !ok {
			continue
		}
		count["queries"]++
		b.WriteString("\nquery " + query + "\n")
		if strings.HasPrefix(query, "`") {
			query, err = strconv.Unquote(`"` + strings.Trim(query, "`") + `"`)
			require.NoError(t, err, line)
		}
		ds := diagnostics(query)
		require.NotEmpty(t, ds, "%s is no error", query)
		b.WriteString(ds.Render(query))
		for _, d := range ds {
			checkProposals(t, query, ds, d, count)
		}
		if fixed := ds.Fixed(query); fixed != query {
			left := len(diagnostics(fixed))
			assert.Less(t, left, len(ds), "%s is fixed to %s", query, fixed)
			b.WriteString("fixed " + strconv.Quote(fixed))
			if left > 0 {
				b.WriteString(", which leaves " + strconv.Itoa(left))
			}
			b.WriteString("\n")
		}
	}
	t.Log(count)
	assert.GreaterOrEqual(t, count["queries"], 150)
	assert.GreaterOrEqual(t, count["proposals"], 100)
	assert.GreaterOrEqual(t, count["fixes"], 80)
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(b.String()), 0o644))
		return
	}
	assert.Equal(t, string(golden), b.String(), "run go test . -run TestHints -update, and read what it changed")
}

// TestHints_negated checks that what is proposed for a negation of several values excludes
// each of them, whatever they stand in. Where a reading is not clear, nothing is proposed.
func TestHints_negated(t *testing.T) {
	operators := map[string][]string{
		"=":  {"!=", "<>", "!==", "≠", "ne", "not =", "! =", "is not", "isn't", "!:", "not equal to", "= not", "not"},
		"^=": {"!^=", "^!=", "not ^=", "not startswith", "!startswith", "! startswith", "doesn't start with", "does not begin with", "isn't starting with"},
		"*=": {"!*=", "not *=", "not contains", "NOT CONTAINS", "!contains", "doesn't contain", "does not include"},
		"$=": {"!$=", "not $=", "not endswith", "!endswith", "doesn't end with"},
		"in": {"not in", "!in", "notin", "nin", "in not", "not one of", "is not any of", "not in the list"},
	}
	const unclear = ""
	lists := map[string]string{ // what they are said to be
		"a and b": "a b", "a or b": "a b", "a, b": "a b", "a nor b": "a b", "a & b": "a b", "a || b": "a b", "a; b": "a b", "a and b and c": "a b c",
		"(a, b)": "a b", "[a, b]": "a b", "(a or b)": "a b", "either a or b": "a b",
		"neither a nor b": unclear, "neither a or b": unclear,
	}
	count := map[string]int{}
	for op, spellings := range operators {
		for _, spelling := range spellings {
			for list, values := range lists {
				query := "name " + spelling + " " + list
				for _, d := range diagnostics(query) {
					for _, m := range proposal.FindAllStringSubmatch(d.Hint, -1) {
						if m[1] == "" {
							continue
						}
						got, err := searchfilter.Parse(m[1])
						require.NoError(t, err)
						if strings.Contains(m[1], `"`) { // the list is one value
							put := map[string]string{"=": `name != "`}[op]
							if put == "" {
								put = "not name " + op + ` "`
							}
							if spelling == "= not" {
								put = `name = "not `
							}
							assert.Equal(t, put+list+`"`, m[1], query)
							continue
						}
						if values == unclear {
							assert.Fail(t, "nobody knows what is meant", "%s is said to be %s", query, m[1])
							continue
						}
						want := ""
						for i, v := range strings.Fields(values) {
							want += map[bool]string{false: " and "}[i == 0] + "not name " + op + " " + map[bool]string{true: "(" + v + ")", false: v}[op == "in"]
						}
						same, _, err := logic.Equivalent(got.Resolved(), searchfilter.MustParse(want).Resolved(), logic.Options{})
						require.NoError(t, err)
						assert.True(t, same, "%s is said to be %s", query, m[1])
						count[op]++
					}
				}
			}
		}
	}
	t.Log(count)
	for op, spellings := range operators {
		assert.Greater(t, count[op], 6*len(spellings), op)
	}
}

// TestHints_twice: of two negations nobody knows whether one is meant, or none. Both are
// proposed if they are the negations of each other, and no fix is.
func TestHints_twice(t *testing.T) {
	clear := []string{
		"name not not a", "name not not null", "name isn't not a", "name is not not a", "name isn't != a", "name is not != a", "name != not a", "name <> not a", "name not != a", "name not <> a",
		"name !<> a", "name !!= a", "name !== not a", "name is not not equal to a", "name ne not a", "name != !a", "name != not 'a b'",
		"name not not contains a", "name doesn't not contain a", "name not !*= a", "name does not not start with a", "name isn't not like 'a%'",
		"name not not in (a, b)", "name not in not (a, b)", "name not in not a", "name isn't not in (a)", "name not nin (a, b)",
		"description is not not null", "description isn't not empty", "description isn't not null or empty", "tag:k != not a", "modified isn't not after 2026-01-01",
		"status isn't not SAVED", "status != not PUBLISHED",
		"name = not not null", "name = not not a", "name in not not (a, b)", "name is not not a b",
	}
	unclear := []string{
		"description is neither not empty nor null", "description is neither not null", "description != either not null", "description isn't either not missing",
		"name does not not contain a and b", "name does not not contain (a and b)", "name not not *= a & b", "name not not like 'a_b%'",
	}
	for i, query := range slices.Concat(clear, unclear) {
		for _, around := range []string{"%s", "tag:x = y and (%s)", "not %s or status = SAVED"} {
			src := strings.Replace(around, "%s", query, 1)
			ds := diagnostics(src)
			require.NotEmpty(t, ds, src)
			assert.Equal(t, src, ds.Fixed(src))
			if !assert.Len(t, ds, 1, src) {
				continue
			}
			assert.Equal(t, query, src[ds[0].Span.Start.Offset:ds[0].Span.End.Offset])
			proposed := proposal.FindAllStringSubmatch(ds[0].Hint, -1)
			if i >= len(clear) {
				assert.Empty(t, proposed, "%s: %s", src, ds[0].Hint)
				continue
			}
			if !assert.Len(t, proposed, 2, "%s: %s", src, ds[0].Hint) {
				continue
			}
			once := searchfilter.MustParse("not (" + proposed[0][1] + ")")
			same, _, err := logic.Equivalent(once.Resolved(), searchfilter.MustParse(proposed[1][1]).Resolved(), logic.Options{})
			require.NoError(t, err)
			assert.True(t, same, "%s: %s", src, ds[0].Hint)
		}
	}
}

// TestHints_lacking: null beside the empty text or a value is that there is no value.
func TestHints_lacking(t *testing.T) {
	members := map[string]string{
		"null": "not F exists", "NULL": "not F exists", "missing": "not F exists",
		"empty": `F = ""`, `""`: `F = ""`, "''": `F = ""`, "a": "F = a", "'b c'": "F = 'b c'",
	}
	operators := map[string]bool{ // whether they are negated
		"=": false, "==": false, "is": false, "is either": false,
		"!=": true, "<>": true, "is not": true, "isn't": true, "= not": true, "is neither": true, "not =": true, "not": true,
	}
	count := map[string]int{}
	for _, field := range []string{"description", "tag:k"} {
		for op, negated := range operators {
			for _, join := range []string{"or", "nor", "and", "||", "or OP", "and OP", "and not"} {
				for one, first := range members {
					for two, second := range members {
						if one != "null" && two != "null" {
							continue
						}
						if strings.Contains(op, "either") && strings.Contains(join, "OP") {
							continue // the first has no other half
						}
						if op == "not" && field != "description" && strings.ToLower(one) != "null" {
							continue // the tag alone may be meant
						}
						src := field + " " + op + " " + one + " " + strings.ReplaceAll(join, "OP", op) + " " + two
						ds := diagnostics(src)
						want := "(" + first + " or " + second + ")"
						if negated {
							want = "not " + want
						}
						texts := map[string]bool{} // whether it is a fix
						for _, d := range ds {
							for _, m := range proposal.FindAllStringSubmatch(d.Hint, -1) {
								texts[m[1]+m[2]] = d.Fix != nil
							}
						}
						for text, fix := range texts {
							q, err := searchfilter.Parse(text)
							require.NoError(t, err, src)
							same, _, err := logic.Equivalent(q.Resolved(), searchfilter.MustParse(strings.ReplaceAll(want, "F", field)).Resolved(), logic.Options{})
							require.NoError(t, err)
							assert.True(t, same, "%s is said to be %s", src, text)
							count[map[bool]string{true: "fixes", false: "questions"}[fix]]++
						}
						if len(texts) == 0 {
							count["none"]++
						}
					}
				}
			}
		}
	}
	t.Log(count)
	assert.Greater(t, count["fixes"], 400)
	assert.Greater(t, count["questions"], 400)
}

// diagnostics returns what is wrong with a query for test cases.
func diagnostics(src string) ast.Diagnostics {
	_, err := searchfilter.Parse(src)
	ds, _ := err.(ast.Diagnostics)
	return ds
}

// checkProposals puts what d, one of ds, proposes in its place.
func checkProposals(t *testing.T, src string, ds ast.Diagnostics, d ast.Diagnostic, count map[string]int) {
	if d.Span.Start != d.Span.End {
		assert.NotEqual(t, ast.Params{}, d.Params, "%s: %s", src, d.Message)
	}
	for _, m := range proposal.FindAllStringSubmatch(d.Hint, -1) {
		text := m[1] + m[2]
		count["proposals"]++
		assert.Empty(t, diagnostics(text), "%s: %s is no query: %s", src, text, d.Hint)
		if m[1] != "" {
			put := ast.Diagnostics{{Fix: &ast.Fix{Span: d.Span, Text: text}}}.Fixed(src)
			assert.Less(t, len(diagnostics(put)), len(ds), "%s becomes %s", src, put)
		}
	}
	if d.Fix != nil {
		count["fixes"]++
		fixed := ast.Diagnostics{d}.Fixed(src)
		left := len(diagnostics(fixed))
		assert.True(t, left < len(ds) || d.Warning && left == len(ds), "%s is fixed to %s", src, fixed)
	}
}
