package ast_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/diag"
)

// spanOf returns the span of the first occurrence of part in src, or the end of
// src for an empty part.
func spanOf(src, part string) ast.Span {
	i := strings.Index(src, part)
	if part == "" {
		i = len(src)
	}
	start := diag.After(ast.Position{Line: 1, Column: 1}, src[:i])
	return ast.Span{Start: start, End: diag.After(start, part)}
}

func TestDiagnostic_Render(t *testing.T) {
	long := strings.Repeat("0123456789", 20)
	for _, test := range []struct {
		name, src, part, want string
	}{
		{"start", "nam = a", "nam", `
1:1: message
  nam = a
  ^^^ hint
`},
		{"end of text", "name = a and", "", `
1:13: message
  name = a and
              ^ hint
`},
		{"tab before", "a\t= b", "b", "\n1:5: message\n  a\t= b\n   \t  ^ hint\n"},
		{"wide before", "\u5317\u4eac = b", "b", "\n1:6: message\n  \u5317\u4eac = b\n  \u3000\u3000   ^ hint\n"},
		{"wide marked", "a = \u5317\u4eac", "\u5317\u4eac", "\n1:5: message\n  a = \u5317\u4eac\n      ^^^^ hint\n"},
		{"emoji before", "\U0001f600 = b", "b", "\n1:5: message\n  \U0001f600 = b\n  \u3000   ^ hint\n"},
		{"combining before", "e\u0301 = b", "b", "\n1:6: message\n  e\u0301 = b\n      ^ hint\n"},
		{"combining marked", "a = e\u0301\u0302x", "e\u0301\u0302x", "\n1:5: message\n  a = e\u0301\u0302x\n      ^^ hint\n"},
		{"only a combining mark", "a = e\u0301", "\u0301", "\n1:6: message\n  a = e\u0301\n       ^ hint\n"},
		{"control characters", "\x1b[31m\x00 = b", "b", "\n1:10: message\n  \ufffd[31m\ufffd = b\n           ^ hint\n"},
		{"writing direction", "\u202ea = b", "b", "\n1:6: message\n  \ufffda = b\n       ^ hint\n"},
		{"line separator", "a\u2028= b", "b", "\n1:5: message\n  a\ufffd= b\n      ^ hint\n"},
		{"not UTF-8", "\xff\xff = b", "b", "\n1:6: message\n  \ufffd\ufffd = b\n       ^ hint\n"},
		{"second line", "a = b\nand c", "c", `
2:5: message
  and c
      ^ hint
`},
		{"CRLF", "a = b\r\nand c\r\nor d", "c", `
2:5: message
  and c
      ^ hint
`},
		{"CRLF marked", "a = b\r\nand c", "b\r\n", `
1:5: message
  a = b
      ^ hint
`},
		{"line break marked", "a = b\nand c", "\n", `
1:6: message
  a = b
       ^ hint
`},
		{"several lines", "a = b\nand c\nor d", "b\nand c", `
1:5: message
  a = b
      ^ hint
`},
		{"after the last line break", "a =\n", "", `
2:1: message
  
  ^ hint
`},
		{"long before", long + " = b", "b", `
1:204: message
  …` + strings.Repeat("0123456789", 6)[3:] + ` = b
  ` + strings.Repeat(" ", 61) + `^ hint
`},
		{"long after", "b = " + long, "b", `
1:1: message
  b = ` + long[:106] + `…
  ^ hint
`},
		{"long marked", "b = " + long + " and", long, `
1:5: message
  b = ` + long[:60] + `…
      ` + strings.Repeat("^", 61) + ` hint
`},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := ast.Diagnostic{Span: spanOf(test.src, test.part), Message: "message", Hint: "hint"}
			assert.Equal(t, strings.TrimPrefix(test.want, "\n"), ast.Diagnostics{d}.Render(test.src), "Render(%q)", test.src)
		})
	}
	const src = `name ^= "smoke" and stauts = PUBLISHED`
	d := ast.Diagnostic{Code: codes.UnknownField, Span: at(20, 26), Message: `unknown field "stauts"`, Hint: "did you mean status?"}
	t.Run("the language's example", func(t *testing.T) {
		assert.Equal(t, `1:21: unknown field "stauts"
  name ^= "smoke" and stauts = PUBLISHED
                      ^^^^^^ did you mean status?
`, ast.Diagnostics{d}.Render(src))
	})
	t.Run("without a text", func(t *testing.T) {
		assert.Equal(t, "1:21: unknown field \"stauts\"; did you mean status?\n", ast.Diagnostics{d}.Render(""))
	})
	t.Run("another text", func(t *testing.T) {
		assert.Equal(t, "1:21: unknown field \"stauts\"; did you mean status?\n", ast.Diagnostics{d}.Render("a = b"))
	})
	t.Run("without a place", func(t *testing.T) {
		d := d
		d.Span = ast.Span{}
		assert.Equal(t, "unknown field \"stauts\"; did you mean status?\n", ast.Diagnostics{d}.Render(src))
	})
	t.Run("without a hint", func(t *testing.T) {
		d := d
		d.Hint = ""
		assert.Equal(t, "1:21: unknown field \"stauts\"\n  "+src+"\n"+strings.Repeat(" ", 22)+"^^^^^^\n", ast.Diagnostics{d}.Render(src))
	})
	t.Run("warning", func(t *testing.T) {
		d := ast.Diagnostic{Code: codes.Contradiction, Warning: true, Span: at(0, 4), Message: "no record is so"}
		assert.Equal(t, "warning: 1:1: no record is so\n  name = a\n  ^^^^\n", ast.Diagnostics{d}.Render("name = a"))
		assert.Equal(t, "warning: 1:1: no record is so\n", ast.Diagnostics{d}.Render(""))
		d.Span = ast.Span{}
		assert.Equal(t, "warning: no record is so\n", ast.Diagnostics{d}.Render(src))
	})
}

func TestDiagnostics_Render(t *testing.T) {
	assert.Equal(t, "", ast.Diagnostics{}.Render("a = b"))
	src := strings.Repeat("a ", 30)
	var ds ast.Diagnostics
	for i := range 20 {
		ds = append(ds, unknown(2*i))
	}
	text := append(ds, ast.Diagnostic{Code: codes.MoreErrors, Span: at(40, 41), Message: "and 10 more"}).Render(src)
	assert.True(t, strings.HasPrefix(text, "1:1: m0\n  a a a "), text)
	assert.True(t, strings.HasSuffix(text, "\n1:41: and 10 more\n"), text)
	assert.Equal(t, 3*len(ds)+1, strings.Count(text, "\n"))
}

// checkRender checks that the carets stand below the text from start to end, if
// there is such a text.
func checkRender(t *testing.T, src string, start, end int) (caret bool) {
	t.Helper()
	d := ast.Diagnostic{Message: "message", Span: ast.Span{
		Start: ast.Position{Offset: start, Line: 1, Column: 1}, End: ast.Position{Offset: end, Line: 1, Column: 1},
	}}
	got := ast.Diagnostics{d}.Render(src)
	lines := strings.Split(got, "\n")
	require.Empty(t, lines[len(lines)-1], "Render ends with a line break: %q", got)
	if start < 0 || end < start || end > len(src) || src == "" {
		require.Equal(t, []string{"1:1: message", ""}, lines)
		return false
	}
	require.Len(t, lines, 4, "Render(%q, %d, %d) = %q", src, start, end, got)
	line, carets := lines[1], lines[2]
	require.True(t, strings.HasPrefix(line, "  ") && strings.HasPrefix(carets, "  "))
	require.True(t, utf8.ValidString(got), "%q", got)
	require.Less(t, len(got), 2000, "a line is shortened")
	for _, r := range line {
		require.True(t, r == '\t' || !unicode.IsControl(r), "%q", line)
	}

	pad := strings.TrimRight(carets[2:], "^")
	require.NotEqual(t, len(pad), len(carets[2:]), "no caret in %q", carets)
	before := src[strings.LastIndexByte(src[:start], '\n')+1 : start]
	if start == len(src) || src[start] == '\n' {
		before = strings.TrimSuffix(before, "\r") // it ends the line, and is not shown
	}
	whole, _, _ := strings.Cut(src[start:], "\n")
	n := utf8.RuneCountInString(before)
	// Counted as one, for the place may be within a rune.
	if n > 60 && utf8.RuneCountInString(before+strings.TrimSuffix(whole, "\r")) > 110 {
		n = 61 // the ellipsis and 60 more
	}
	shown := []rune(line[2:])
	require.GreaterOrEqual(t, len(shown), n)
	// A tab goes to the next tab stop in both lines, so what is between two
	// tabs must be as wide.
	above, below := strings.Split(string(shown[:n]), "\t"), strings.Split(pad, "\t")
	require.Len(t, below, len(above), "tabs of %q and %q", line, carets)
	for i := range above {
		require.Equal(t, columns(above[i]), columns(below[i]), "Render(%q, %d, %d):\n%s", src, start, end, got)
	}
	return true
}

// columns returns how wide a text without tabs is on a terminal. Which runes are wide is
// for TestWide to check.
func columns(s string) (n int) {
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case ast.IsWide(r):
			n += 2
		default:
			n++
		}
	}
	return n
}

func FuzzRender(f *testing.F) {
	for _, src := range []string{
		"", "a", "name ^= \"smoke\" and stauts = PUBLISHED", "a\tb\t\tc", "\u5317\u4eac\te\u0301 = \U0001f600",
		"a\r\nb\r\n", "\x00\x1b\u202e\u2028\u0085\ufeff", "\xff\xc3\xed\xa0\x80", strings.Repeat("\u5317\u0301\t", 70),
		"a\r", "\r", "\r0", "\n", "\u3000\u00a0\u200b",
	} {
		for _, at := range [][2]int{{0, 0}, {0, 1}, {1, 2}, {2, 5}, {len(src), len(src)}, {0, len(src)}, {len(src) / 2, len(src)}, {-1, 0}, {3, 1}, {0, 1 << 20}} {
			f.Add(src, at[0], at[1])
		}
	}
	f.Add(strings.Repeat("北", 110), 99*3+1, 99*3+2) // within a rune
	for _, long := range []string{strings.Repeat("北", 2000), strings.Repeat("0", 5000), strings.Repeat("\xff", 1000), strings.Repeat(strings.Repeat("\U0001f600", 300)+"\r\n", 3)} {
		for _, start := range []int{0, 111, 449, 1000, len(long) / 2, len(long) - 300, len(long)} {
			f.Add(long, start, min(start+4, len(long)))
			f.Add(long, start, len(long))
		}
	}
	f.Add("000\u4dec0000000000000", 6, 19) // wide since Unicode 16, which Go may not have yet
	f.Fuzz(func(t *testing.T, src string, start, end int) { checkRender(t, src, start, end) })
}
