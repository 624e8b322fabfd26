package parser_test

import (
	"flag"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/internal/tree"
	"github.com/searchfilter/searchfilter/parser"
)

var update = flag.Bool("update", false, "rewrite what is said about the queries in testdata")

// TestMistakes compares what is said about the queries of testdata/mistakes.txt
// with what stands there below each of them: the rendered diagnostics, the query
// with the fixes applied, and whether that parses.
func TestMistakes(t *testing.T) {
	const file = "testdata/mistakes.txt"
	golden, err := os.ReadFile(file)
	require.NoError(t, err)
	var b strings.Builder
	queries := 0
	for line := range strings.Lines(string(golden)) {
		if strings.HasPrefix(line, "#") {
			b.WriteString(line)
		}
		query, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "query ")
		if !ok {
			continue
		}
		queries++
		src := query
		if s, err := strconv.Unquote(query); err == nil && query[0] == '"' {
			src = s
		}
		b.WriteString("\nquery " + query + "\n")
		x, ds := parser.Options{}.ParsePartial(src)
		checkDiagnostics(t, src, x, ds)
		assert.NotEmpty(t, ds, "Parse(%q) is no error", src)
		b.WriteString(ds.Render(src))
		if fixed := ds.Fixed(src); fixed != src {
			b.WriteString("fixed " + strconv.Quote(fixed))
			if _, err := parser.Parse(fixed); err != nil {
				b.WriteString(", and then there is " + string(err.(ast.Diagnostics)[0].Code))
			}
			b.WriteString("\n")
		}
	}
	assert.Greater(t, queries, 100)
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(b.String()), 0o644))
		return
	}
	assert.Equal(t, string(golden), b.String())
}

// checkDiagnostics holds what ParsePartial returned for src to what is promised
// of any text.
func checkDiagnostics(t *testing.T, src string, x ast.Expr, ds ast.Diagnostics) {
	t.Helper()
	// The names of what could be made out are to be looked at, so that must be
	// a tree, though it can be longer than a query may be.
	require.NoError(t, ast.Validate(x, ast.Limits{Bytes: 1 << 30}), "tree of ParsePartial(%+q)", src)
	require.LessOrEqual(t, len(ds), diag.Most+1)
	inText := func(s ast.Span) string {
		text := requireSpan(t, src, s)
		if utf8.ValidString(src) {
			for _, p := range []ast.Position{s.Start, s.End} {
				require.True(t, p.Offset == len(src) || utf8.RuneStart(src[p.Offset]), "%v of %+q is inside a rune", p, src)
			}
		}
		return text
	}
	for i, d := range ds {
		require.NotEmpty(t, d.Code, "code of %v", d)
		require.NotEmpty(t, d.Message, "message of %v", d)
		text := inText(d.Span)
		if d.Code == codes.UnbalancedParenthesis {
			require.Contains(t, []string{"(", ")"}, text, "%v of %+q", d, src)
		}
		if d.Fix != nil {
			inText(d.Fix.Span)
		}
		if i > 0 && d.Code != codes.MoreErrors {
			require.LessOrEqual(t, ds[i-1].Span.Start.Offset, d.Span.Start.Offset, "order of the diagnostics of %+q", src)
		}
		require.NotContains(t, ds[:i], d, "diagnostics of %+q", src)
	}
	requireShort(t, ds, src)
	ds.Fixed(src)
	ds.Render(src)
}

// TestMistakes_fixes: what other languages write is put right, with and without
// white space, wherever it stands.
func TestMistakes_fixes(t *testing.T) {
	fixes := map[string]string{
		"a == b": "a = b", "a <> b": "a != b", "a => b": "a >= b", "a =< b": "a <= b", "a === b": "a = b", "a !== b": "a != b",
		"a : b": "a = b", "a: b": "a = b", "a:b": "a = b", "a :b": "a = b", "a:'b c'": `a = "b c"`, "a :'b c'": `a = "b c"`,
		"a = b && c = d": "a = b and c = d", "a = b || c = d": "a = b or c = d",
		"!a = b": "not a = b", "! (a = b)": "not a = b", "!!a exists": "not not a exists", "a !in (b)": "a not in (b)",
		"tag:k": "tag:k exists", "tag:'k l'": `tag:"k l" exists`, "!tag:k": "not tag:k exists", "tag: k = v": "tag:k = v",
		"a not = b": "not a = b", "a not exists": "not a exists", "tag:k not ^= b": "not tag:k ^= b",
		"'a' = b": "a = b", "'a'startswith b": "a ^= b",
		"a = and": `a = "and"`, "a in (b, not)": `a in (b, "not")`,
		`a = "\d"`: `a = "\\d"`, "a = '\n'": `a = "\n"`,
		"a==b&&!c=d||tag:k":              "a = b and not c = d or tag:k exists",
		"!(a<>b||tag:k)&&c:d":            "not (a != b or tag:k exists) and c = d",
		"tag:k&&tag:l||!tag:m":           "tag:k exists and tag:l exists or not tag:m exists",
		"a!in(b)&&c!in('d')":             "a not in (b) and c not in (d)",
		"'a'=='b'||\"c\":d":              "",
		"(a==b)&&(c<>d)||!(e:f)":         "a = b and c != d or not e = f",
		"a==$1":                          "",
		"tag:k==v&&a==tag:k||tag:'l'<>v": "tag:k = v and a = tag:k or tag:l != v",
	}
	for src, want := range fixes {
		if want == "" {
			delete(fixes, src)
			continue
		}
		around := map[string]string{src: want, "c = d and (" + src + ")": "c = d and (" + want + ")", "(" + src + ")or c = d": "(" + want + ") or c = d"}
		for src, want := range around {
			_, err := parser.Parse(src)
			require.Error(t, err, "Parse(%q)", src)
			fixed := err.(ast.Diagnostics).Fixed(src)
			x, err := parser.Parse(fixed)
			require.NoError(t, err, "Parse(%q), which is %q fixed", fixed, src)
			w, err := parser.Parse(want)
			require.NoError(t, err, "Parse(%q)", want)
			assert.True(t, tree.Equal(w, x), "%q is fixed to %q, want %q", src, fixed, want)
		}
	}
	for _, op := range []string{"~", "=~", "~=", "!~", "!", "*", "^", "like", "ILIKE", "eq", "is", "notin"} {
		for _, src := range []string{"a " + op + " b", "a " + op + "'b'", "a " + op + " b and c = d"} {
			_, err := parser.Parse(src)
			require.ErrorIs(t, err, ast.Code(codes.ForeignOperator), "Parse(%q)", src)
			ds := err.(ast.Diagnostics)
			assert.Len(t, ds, 1, "Parse(%q): %v", src, ds)
			assert.NotEmpty(t, ds[0].Hint, "hint for %q", src)
			assert.Equal(t, src, ds.Fixed(src), "%q is fixed, though its meaning is not clear", src)
		}
	}
}

// TestMistakes_several: each mistake is reported once, where it is.
func TestMistakes_several(t *testing.T) {
	const src = "a == b && c ~ d\nor (e in () and f = )\nand g = \"\\d\" h = i or tag: j = k or l = $0 and ;"
	_, err := parser.Parse(src)
	var got []string
	for _, d := range err.(ast.Diagnostics) {
		got = append(got, d.Span.Start.String()+" "+string(d.Code))
	}
	assert.Equal(t, []string{
		"1:3 foreign-operator", "1:8 foreign-operator", "1:13 foreign-operator",
		"2:10 invalid-list", "2:20 missing-value",
		"3:10 invalid-escape", "3:23 invalid-tag-key", "3:41 invalid-placeholder", "3:48 invalid-character",
	}, got)
}

func TestMistakes_more(t *testing.T) {
	for n := diag.Most - 1; n < diag.Most+3; n++ {
		for _, mistake := range []string{"a ~ b and ", "a = $0 and ", "a = '\x01' and ", "tag: = c and "} {
			src := strings.Repeat(mistake, n) + "a = b"
			_, err := parser.Parse(src)
			ds := err.(ast.Diagnostics)
			assert.Len(t, ds, min(n, diag.Most+1), "diagnostics for %d mistakes %q", n, mistake)
			assert.Equal(t, n > diag.Most, slices.ContainsFunc(ds, func(d ast.Diagnostic) bool {
				return d.Code == codes.MoreErrors && d.Span.IsValid()
			}), "%v", ds)
		}
	}
	const src = "a = '\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01'"
	_, err := parser.Parse(src)
	ds := err.(ast.Diagnostics)
	assert.True(t, ds[len(ds)-1].Span.IsValid(), "place of %v", ds[len(ds)-1])
}

// TestMistakes_goesOn checks that conditions behind a mistake are read, so that
// their names can be checked.
func TestMistakes_goesOn(t *testing.T) {
	for src, want := range map[string]string{
		"name = smoke* status = SAVED":     "name = smoke and status = SAVED",
		"name = smoke^ status = SAVED":     "name = smoke and status = SAVED",
		"name = smoke* and status = SAVED": "name = smoke and status = SAVED",
		"name == smoke && status = SAVED":  "name = smoke and status = SAVED",
		"name = and or status = SAVED":     "status = SAVED",
		"name in (a b) or status = SAVED":  "status = SAVED",
	} {
		x, ds := parser.Options{}.ParsePartial(src)
		assert.NotEmpty(t, ds, src)
		assert.Equal(t, want, x.String(), src)
	}
}
