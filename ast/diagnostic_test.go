package ast_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/diag"
)

// unknown returns a diagnostic at byte i of a text.
func unknown(i int) ast.Diagnostic {
	return ast.Diagnostic{Code: codes.UnknownField, Span: at(i, i+1), Message: fmt.Sprint("m", i)}
}

func TestCode(t *testing.T) {
	assert.Equal(t, "unknown-field", ast.Code(codes.UnknownField).Error())
}

func TestDiagnostic_Error(t *testing.T) {
	for want, d := range map[string]ast.Diagnostic{
		"":                            {},
		"it is wrong":                 {Message: "it is wrong"},
		"it is wrong; write it right": {Message: "it is wrong", Hint: "write it right"},
		"1:4: it is wrong":            {Message: "it is wrong", Span: at(3, 5)},
		"1:4: it is wrong; mend it":   {Message: "it is wrong", Span: at(3, 5), Hint: "mend it"},
	} {
		assert.Equal(t, want, d.Error())
	}
}

func TestDiagnostics_Error(t *testing.T) {
	assert.Equal(t, "no errors", ast.Diagnostics{}.Error())
	assert.Equal(t, "1:1: m0", ast.Diagnostics{unknown(0)}.Error())
	assert.Equal(t, "1:1: m0 (and 1 more error)", ast.Diagnostics{unknown(0), unknown(1)}.Error())
	ds := ast.Diagnostics{unknown(0), unknown(1), unknown(2)}
	assert.Equal(t, "1:1: m0 (and 2 more errors)", ds.Error())
	more := ast.Diagnostic{Code: codes.MoreErrors, Params: ast.Params{Count: 40}}
	assert.Equal(t, "1:1: m0 (and 42 more errors)", append(ds, more).Error())
}

func TestDiagnostics_Is(t *testing.T) {
	err := fmt.Errorf("in a file: %w", ast.Diagnostics{unknown(0), {Code: codes.TooLong}})
	assert.ErrorIs(t, err, ast.Code(codes.UnknownField))
	assert.ErrorIs(t, err, ast.Code(codes.TooLong))
	assert.NotErrorIs(t, err, ast.Code(codes.TooDeep))
	assert.NotErrorIs(t, err, errors.New("unknown-field"))
	assert.NotErrorIs(t, err, ast.Diagnostics{})
	assert.NotErrorIs(t, ast.Diagnostics{}, ast.Code(codes.UnknownField))
	var d ast.Diagnostic
	require.ErrorAs(t, err, &d)
	assert.Equal(t, unknown(0), d)
	var ds ast.Diagnostics
	require.ErrorAs(t, err, &ds)
	assert.Len(t, ds, 2)
	assert.ErrorIs(t, unknown(0), ast.Code(codes.UnknownField))
}

func TestDiagnostics_Fixed(t *testing.T) {
	fix := func(start, end int, text string) ast.Diagnostic {
		return ast.Diagnostic{Fix: &ast.Fix{Span: at(start, end), Text: text}}
	}
	const src = "name == a && b"
	for _, test := range []struct {
		name string
		ds   ast.Diagnostics
		want string
	}{
		{"none", nil, src},
		{"without a fix", ast.Diagnostics{unknown(3)}, src},
		{"one", ast.Diagnostics{fix(5, 7, "=")}, "name = a && b"},
		{"several", ast.Diagnostics{fix(5, 7, "="), unknown(1), fix(10, 12, "and")}, "name = a and b"},
		{"in any order", ast.Diagnostics{fix(10, 12, "and"), fix(5, 7, "=")}, "name = a and b"},
		{"insertion", ast.Diagnostics{fix(14, 14, " = c")}, "name == a && b = c"},
		{"insertions at one place", ast.Diagnostics{fix(0, 0, "("), fix(0, 0, "[")}, "([name == a && b"},
		{"deletion", ast.Diagnostics{fix(0, 5, "")}, "== a && b"},
		{"everything", ast.Diagnostics{fix(0, 14, "x")}, "x"},
		{"side by side", ast.Diagnostics{fix(0, 4, "x"), fix(4, 5, "y")}, "xy== a && b"},
		{"overlapping/first wins", ast.Diagnostics{fix(0, 7, "x ="), fix(5, 7, "=")}, "x = a && b"},
		{"overlapping/then another", ast.Diagnostics{fix(0, 7, "x ="), fix(5, 7, "="), fix(10, 12, "and")}, "x = a and b"},
		{"same place", ast.Diagnostics{fix(5, 7, "="), fix(5, 7, "!=")}, "name = a && b"},
		{"outside the text", ast.Diagnostics{fix(12, 99, "x"), fix(-1, 2, "y"), fix(9, 3, "z")}, src},
	} {
		t.Run(test.name, func(t *testing.T) {
			assert.Equal(t, test.want, test.ds.Fixed(src))
		})
	}
}

func TestDiagnostics_JSON(t *testing.T) {
	ds := ast.Diagnostics{
		{
			Code: codes.UnknownField, Span: at(4, 10), Message: `unknown field "stauts"`, Hint: "did you mean status?",
			Fix:    &ast.Fix{Span: at(4, 10), Text: "status"},
			Params: ast.Params{Field: "stauts", Limit: 3}, Candidates: []string{"status"},
		},
		{Code: codes.InvalidTree, Message: "an expression is nil"},
	}
	data, err := json.MarshalIndent(ds, "", "\t")
	require.NoError(t, err)
	assert.Equal(t, `[
	{
		"code": "unknown-field",
		"span": {
			"start": {
				"offset": 4,
				"line": 1,
				"column": 5
			},
			"end": {
				"offset": 10,
				"line": 1,
				"column": 11
			}
		},
		"message": "unknown field \"stauts\"",
		"hint": "did you mean status?",
		"fix": {
			"span": {
				"start": {
					"offset": 4,
					"line": 1,
					"column": 5
				},
				"end": {
					"offset": 10,
					"line": 1,
					"column": 11
				}
			},
			"text": "status"
		},
		"params": {
			"field": "stauts",
			"limit": 3
		},
		"candidates": [
			"status"
		]
	},
	{
		"code": "invalid-tree",
		"span": {
			"start": {
				"offset": 0,
				"line": 0,
				"column": 0
			},
			"end": {
				"offset": 0,
				"line": 0,
				"column": 0
			}
		},
		"message": "an expression is nil"
	}
]`, string(data))
	var back ast.Diagnostics
	require.NoError(t, json.Unmarshal(data, &back))
	assert.Equal(t, ds, back)
}

// TestDiagnostic_Path is about a diagnostic on JSON that was decoded.
func TestDiagnostic_Path(t *testing.T) {
	const src = `{"tagCondition": {"Key": "a"}}`
	start := ast.Position{Offset: 18, Line: 1, Column: 19}
	d := ast.Diagnostic{
		Code:    codes.UnknownMember,
		Span:    ast.Span{Start: start, End: diag.After(start, `"Key"`)},
		Path:    "tagCondition.Key",
		Message: "no Key",
		Hint:    "write key",
	}
	assert.Equal(t, "1:19: tagCondition.Key: no Key; write key", d.Error())
	const want = "1:19: tagCondition.Key: no Key\n  " + src + "\n                    ^^^^^ write key\n"
	assert.Equal(t, want, ast.Diagnostics{d}.Render(src))
	assert.Equal(t, "1:19: tagCondition.Key: no Key; write key\n", ast.Diagnostics{d}.Render(""))
	data, err := json.Marshal(d)
	require.NoError(t, err)
	assert.Contains(t, string(data), `"path":"tagCondition.Key"`)
	var back ast.Diagnostic
	require.NoError(t, json.Unmarshal(data, &back))
	assert.Equal(t, d, back)
}
