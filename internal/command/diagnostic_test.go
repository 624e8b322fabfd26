package command

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/diag"
)

// TestJSONDiagnostics checks that a character beyond U+FFFF is two columns, and a byte
// that is no UTF-8 one.
func TestJSONDiagnostics(t *testing.T) {
	const src = "a = 😀b\r\n𝄞é = \xff𝄞"
	span := func(text string) ast.Span {
		start := diag.After(ast.Position{Line: 1, Column: 1}, src[:strings.Index(src, text)])
		return ast.Span{Start: start, End: diag.After(start, text)}
	}
	ds := ast.Diagnostics{
		{Span: span("\xff𝄞"), Fix: &ast.Fix{Span: span("é")}},
		{Span: span("b"), Related: []ast.Span{span("a"), {}, span("😀b")}},
		{Span: span(src)},
		{},
		{Span: ast.Span{Start: ast.Position{Offset: 3, Line: 1, Column: 1}, End: ast.Position{Offset: 300, Line: 1, Column: 1}}},
	}
	got := jsonDiagnostics("", src, ds)
	assert.Equal(t, columns{7, 10}, got[0].UTF16)
	assert.Equal(t, columns{3, 4}, got[0].Fix.UTF16)
	assert.Equal(t, columns{7, 8}, got[1].UTF16)
	assert.Equal(t, []columns{{1, 2}, {}, {5, 8}}, got[1].RelatedUTF16)
	assert.Equal(t, columns{1, 10}, got[2].UTF16)
	assert.Zero(t, got[3].UTF16, "no place")
	assert.Zero(t, got[4].UTF16, "not in the text")
}
