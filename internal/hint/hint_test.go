package hint_test

import (
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/hint"
	"github.com/searchfilter/searchfilter/parser"
	"github.com/searchfilter/searchfilter/schema"
)

// check is a Checker for test cases.
func check(src string) ast.Diagnostics {
	x, ds := parser.Options{}.ParsePartial(src)
	_, err := schema.TestCase().Resolve(x, schema.Options{})
	return diag.Join(ds, err)
}

// TestImprove_work: what is checked is bounded, and of a long text little more than its
// length. What takes time in proportion to the square of the length takes minutes here.
func TestImprove_work(t *testing.T) {
	size := effort.Cases(30<<10, 60<<10)
	for _, part := range []string{
		"name == 'a' or ", "name starts with x and ", "(name in ['a'] or ", "(name in a) or ", "'O'Brien' ", `name = "a"b and `, "a or ",
		"name = x y ", "is not ", "name is ", "tag ", "name = {", "name:", "- ", "'a", "a'", "is ", "x or -",
		`"`, "'", "name = a or b or ", "tag:a b ", "[?", "{", "! ", "((", "()", "a, ", "name in (a, ", "-name:a ", "not ",
		"is null or ", "is is null or ", "name is null or empty or ", "name != not a and ", "(name isn't not a) or ", "name is not not (",
		"status is null or foo or ", "name is neither not null and ", "name = not not a or ", "= not not ", "name = not not ", "name != not ",
	} {
		src := strings.Repeat(part, size/len(part)) + " x y" // so that what is read up to the end does not fit
		ds := check(src)
		require.NotEmpty(t, ds)
		texts, bytes := 0, 0
		start := time.Now()
		hint.Improve(src, ds, schema.TestCase(), func(s string) ast.Diagnostics {
			texts++
			bytes += len(s)
			return check(s)
		})
		assert.Less(t, time.Since(start), 20*time.Second, "%q", part)
		assert.LessOrEqual(t, texts, 400, "%q", part)
		assert.LessOrEqual(t, bytes, 3*size+100_000, "%q", part)
	}
}

// TestImprove_nothing: what cannot be looked into stays as it is.
func TestImprove_nothing(t *testing.T) {
	for _, src := range []string{"name = a and \xff == b", strings.Repeat("(", 200), "name = " + strings.Repeat("a", 1<<17)} {
		ds := check(src)
		require.NotEmpty(t, ds)
		assert.Equal(t, ds, hint.Improve(src, ds, schema.TestCase(), check))
	}
	assert.Nil(t, hint.Improve("name = a", nil, schema.TestCase(), check))
}

// TestImprove_whole: a query in another language, or in quotes, is one fix.
func TestImprove_whole(t *testing.T) {
	for src, want := range map[string]string{
		`"name = a"`:                   "name = a",
		"[?Status=='SAVED']":           "Status='SAVED'",
		"WHERE name == 'a'":            "name = 'a'",
		"select(.Name == \"a\")":       `Name = "a"`,
		"name = 'O'Brien' or name = b": `name = "O'Brien" or name = b`,
	} {
		assert.Equal(t, want, hint.Improve(src, check(src), schema.TestCase(), check).Fixed(src))
	}
}

// tokens are what texts are made of that are mistakes.
var tokens = strings.Fields(`name status modified description tag:BPO tag: tags:BPO tag nmae = == != <> ^= *= ~ =~ ! && || & | ( ) [ ] { } , ; : ? # $ $1 $name
	and or not in is null exists between like contains starts with has no where select * a b smoke PUBLISHED 123 -7d 2026-01-01 00:00 +0000 'x' "a b" ' " \ ` + "` “x” ’ i I .Name startswith( name: -name -name:a =* < > <= 2 TO _ % 'a%' \"^a.*\" doesn't contain % at least")

// TestImprove_any: whatever a text is, its hints are about places in it, and each fix makes
// a query or leaves fewer mistakes.
func TestImprove_any(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	count := map[string]int{}
	n := effort.Cases(2_000, 20_000)
	for range n {
		var b strings.Builder
		for range 1 + r.Intn(9) {
			b.WriteString(tokens[r.Intn(len(tokens))])
			if r.Intn(4) > 0 {
				b.WriteByte(' ')
			}
		}
		src := b.String()
		ds := check(src)
		if len(ds) == 0 {
			continue
		}
		count["mistakes"]++
		better := hint.Improve(src, ds, schema.TestCase(), check)
		require.NotEmpty(t, better, src)
		require.LessOrEqual(t, len(better), len(ds)+3, src)
		for _, d := range better {
			require.True(t, 0 <= d.Span.Start.Offset && d.Span.Start.Offset <= d.Span.End.Offset && d.Span.End.Offset <= len(src), "%s: %v", src, d)
			require.NotEmpty(t, d.Code, src)
			require.NotEmpty(t, d.Message, src)
			if d.Fix == nil || d.Warning {
				continue
			}
			fixed := ast.Diagnostics{d}.Fixed(src)
			require.Less(t, len(check(fixed)), len(ds), "%s is fixed to %s by %v", src, fixed, d)
			count["fixes"]++
		}
		if !slices.EqualFunc(ds, better, func(a, b ast.Diagnostic) bool { return a.Hint == b.Hint && a.Span == b.Span }) {
			count["better"]++
		}
	}
	t.Log(count)
	for _, what := range []string{"mistakes", "fixes", "better"} {
		assert.Greater(t, count[what], n/20, what)
	}
}

func FuzzImprove(f *testing.F) {
	for _, src := range []string{"name = 'O'Brien'", "[?a", "name = a or b", "-7d < modified", "name LIKE 'a%'", "tags[a"} {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		hint.Improve(src, check(src), schema.TestCase(), check).Render(src)
	})
}
