package ast_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
)

// unknown returns a diagnostic at byte i of a text.
func unknown(i int) ast.Diagnostic {
	return ast.Diagnostic{Code: ast.UnknownField, Span: at(i, i+1), Message: fmt.Sprint("m", i)}
}

func report(offsets ...int) *ast.Report {
	r := new(ast.Report)
	for _, i := range offsets {
		r.Add(unknown(i))
	}
	return r
}

// upTo returns the numbers from first up to, not including, end.
func upTo(first, end int) (list []int) {
	for i := first; i < end; i++ {
		list = append(list, i)
	}
	return list
}

func TestCode(t *testing.T) {
	assert.Equal(t, "unknown-field", ast.UnknownField.Error())
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
	assert.Equal(t, "1:1: m0", report(0).Err().Error())
	assert.Equal(t, "1:1: m0 (and 1 more error)", report(0, 1).Err().Error())
	assert.Equal(t, "1:1: m0 (and 2 more errors)", report(0, 1, 2).Err().Error())
	for n := 3; n < 60; n++ {
		assert.Equal(t, fmt.Sprintf("1:1: m0 (and %d more errors)", n-1), report(upTo(0, n)...).Err().Error())
	}
}

func TestDiagnostics_Is(t *testing.T) {
	err := fmt.Errorf("in a file: %w", ast.Diagnostics{unknown(0), {Code: ast.TooLong}})
	assert.ErrorIs(t, err, ast.UnknownField)
	assert.ErrorIs(t, err, ast.TooLong)
	assert.NotErrorIs(t, err, ast.TooDeep)
	assert.NotErrorIs(t, err, errors.New("unknown-field"))
	assert.NotErrorIs(t, err, ast.Diagnostics{})
	assert.NotErrorIs(t, ast.Diagnostics{}, ast.UnknownField)
	var d ast.Diagnostic
	require.ErrorAs(t, err, &d)
	assert.Equal(t, unknown(0), d)
	var ds ast.Diagnostics
	require.ErrorAs(t, err, &ds)
	assert.Len(t, ds, 2)
	assert.ErrorIs(t, unknown(0), ast.UnknownField)
}

func TestReport(t *testing.T) {
	t.Run("nothing", func(t *testing.T) {
		var r ast.Report
		assert.True(t, r.Empty())
		assert.False(t, r.Full())
		assert.True(t, r.Err() == nil, "Err() of an empty report is the nil error")
		assert.Empty(t, r.Diagnostics())
	})
	t.Run("sorted", func(t *testing.T) {
		r := report(5, 1, 3)
		assert.False(t, r.Empty())
		assert.Equal(t, ast.Diagnostics{unknown(1), unknown(3), unknown(5)}, r.Diagnostics())
		assert.Equal(t, error(ast.Diagnostics{unknown(1), unknown(3), unknown(5)}), r.Err())
	})
	t.Run("one place keeps the order of arrival", func(t *testing.T) {
		var r ast.Report
		r.Add(ast.Diagnostic{Span: at(1, 2), Message: "first"})
		r.Add(ast.Diagnostic{Span: at(1, 2), Message: "second"})
		assert.Equal(t, "first", r.Diagnostics()[0].Message)
	})
	t.Run("full", func(t *testing.T) {
		r := report(upTo(0, ast.MaxDiagnostics-1)...)
		assert.False(t, r.Full())
		r.Add(unknown(ast.MaxDiagnostics - 1))
		assert.True(t, r.Full())
		assert.Len(t, r.Diagnostics(), ast.MaxDiagnostics)
		assert.NotErrorIs(t, r.Err(), ast.MoreErrors)
	})
	t.Run("more", func(t *testing.T) {
		for more := 1; more < 50; more++ {
			ds := report(upTo(0, ast.MaxDiagnostics+more)...).Diagnostics()
			require.Len(t, ds, ast.MaxDiagnostics+1)
			last := ds[ast.MaxDiagnostics]
			assert.Equal(t, ast.MoreErrors, last.Code)
			assert.Equal(t, at(ast.MaxDiagnostics, ast.MaxDiagnostics+1), last.Span)
			assert.Equal(t, fmt.Sprintf("and %d more", more), last.Message)
		}
	})
	t.Run("more warnings", func(t *testing.T) {
		warning := func(n int) ast.Diagnostic {
			d := unknown(n)
			d.Warning = true
			return d
		}
		var r, other ast.Report
		for n := range ast.MaxDiagnostics + 3 {
			r.Add(warning(n))
		}
		ds := r.Diagnostics()
		assert.True(t, ds[ast.MaxDiagnostics].Warning, "of warnings alone")
		other.AddAll(ds)
		assert.Equal(t, ds, other.Diagnostics())
		r.Add(unknown(ast.MaxDiagnostics + 3))
		assert.False(t, r.Diagnostics()[ast.MaxDiagnostics].Warning, "one of them is an error")
		r.Add(warning(ast.MaxDiagnostics + 4))
		assert.False(t, r.Diagnostics()[ast.MaxDiagnostics].Warning, "a warning behind it changes nothing")
		other.Merge(&r)
		assert.False(t, other.Diagnostics()[ast.MaxDiagnostics].Warning)
	})
	t.Run("what was returned stays", func(t *testing.T) {
		r := report(1)
		ds := r.Diagnostics()
		r.Add(unknown(0))
		assert.Equal(t, ast.Diagnostics{unknown(1)}, ds)
	})
}

func TestReport_AddAll(t *testing.T) {
	r := report(1)
	r.AddAll(nil)
	r.AddAll(errors.New("disk on fire"))
	r.AddAll(ast.Diagnostics{})
	assert.Equal(t, ast.Diagnostics{unknown(1)}, r.Diagnostics())
	r.AddAll(ast.Diagnostics{unknown(0), unknown(2)})
	assert.Equal(t, ast.Diagnostics{unknown(0), unknown(1), unknown(2)}, r.Diagnostics())
}

// TestReport_Merge: merging gives what adding all in the order of the text
// would, and so does AddAll with what the other report became.
func TestReport_Merge(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	over := 0
	for range 500 {
		var left, right []int
		n := random.Intn(70)
		split := random.Float64()
		for i := range n {
			if random.Float64() < split {
				left = append(left, i)
			} else {
				right = append(right, i)
			}
		}
		want := report(upTo(0, n)...).Diagnostics()
		r, s := report(left...), report(right...)
		before := s.Diagnostics()
		r.Merge(s)
		require.Equal(t, want, r.Diagnostics(), "Merge of %v and %v", left, right)
		require.Equal(t, before, s.Diagnostics(), "the other report is left as it was")
		r = report(left...)
		r.AddAll(s.Err())
		require.Equal(t, want, r.Diagnostics(), "AddAll of %v and %v", left, right)
		if n > ast.MaxDiagnostics {
			over++
		}
	}
	t.Logf("%d of 500 merges had more than %d", over, ast.MaxDiagnostics)
	require.Greater(t, over, 250)
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
			Code: ast.UnknownField, Span: at(4, 10), Message: `unknown field "stauts"`, Hint: "did you mean status?",
			Fix:    &ast.Fix{Span: at(4, 10), UTF16: ast.Columns{Start: 5, End: 11}, Text: "status"},
			Params: ast.Params{Field: "stauts", Limit: 3}, Candidates: []string{"status"}, UTF16: ast.Columns{Start: 5, End: 11},
		},
		{Code: ast.InvalidTree, Message: "an expression is nil"},
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
		"utf16": {
			"start": 5,
			"end": 11
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
			"utf16": {
				"start": 5,
				"end": 11
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

// TestDiagnostics_Locate: a character beyond U+FFFF is two columns, and a byte that is no
// UTF-8 is one.
func TestDiagnostics_Locate(t *testing.T) {
	const src = "a = 😀b\r\n𝄞é = \xff𝄞"
	span := func(text string) ast.Span {
		start := ast.Position{Line: 1, Column: 1}.After(src[:strings.Index(src, text)])
		return ast.Span{Start: start, End: start.After(text)}
	}
	whole := ast.Span{Start: ast.Position{Line: 1, Column: 1}, End: ast.Position{Line: 1, Column: 1}.After(src)}
	ds := ast.Diagnostics{
		{Span: span("\xff𝄞"), Fix: &ast.Fix{Span: span("é")}},
		{Span: span("b"), Related: []ast.Span{span("a"), {}, span("😀b")}},
		{Span: whole, UTF16: ast.Columns{Start: 7, End: 7}},
		{UTF16: ast.Columns{Start: 7, End: 7}},
		{Span: ast.Span{Start: ast.Position{Offset: 3, Line: 1, Column: 1}, End: ast.Position{Offset: 300, Line: 1, Column: 1}}},
	}
	got := ds.Locate(src)
	assert.Equal(t, ast.Columns{Start: 7, End: 10}, got[0].UTF16)
	assert.Equal(t, ast.Columns{Start: 3, End: 4}, got[0].Fix.UTF16)
	assert.Equal(t, ast.Columns{Start: 7, End: 8}, got[1].UTF16)
	assert.Equal(t, []ast.Columns{{Start: 1, End: 2}, {}, {Start: 5, End: 8}}, got[1].RelatedUTF16)
	assert.Equal(t, ast.Columns{Start: 1, End: 10}, got[2].UTF16)
	assert.Zero(t, got[3].UTF16, "no place")
	assert.Zero(t, got[4].UTF16, "not in the text")
	assert.Zero(t, ds[0].UTF16, "those that were given stay as they were")
	assert.Zero(t, ds[0].Fix.UTF16)
	assert.Nil(t, ast.Diagnostics(nil).Locate(src))
	assert.Equal(t, got, got.Locate(src))
}

// TestDiagnostic_Path is about a diagnostic on JSON that was decoded.
func TestDiagnostic_Path(t *testing.T) {
	const src = `{"tagCondition": {"Key": "a"}}`
	start := ast.Position{Offset: 18, Line: 1, Column: 19}
	d := ast.Diagnostic{
		Code:    ast.UnknownMember,
		Span:    ast.Span{Start: start, End: start.After(`"Key"`)},
		Path:    "tagCondition.Key",
		Message: "no Key",
		Hint:    "write key",
	}
	assert.Equal(t, "1:19: tagCondition.Key: no Key; write key", d.Error())
	const want = "1:19: tagCondition.Key: no Key\n  " + src + "\n                    ^^^^^ write key\n"
	assert.Equal(t, want, d.Render(src))
	assert.Equal(t, "1:19: tagCondition.Key: no Key; write key\n", d.Render(""))
	data, err := json.Marshal(d)
	require.NoError(t, err)
	assert.Contains(t, string(data), `"path":"tagCondition.Key"`)
	var back ast.Diagnostic
	require.NoError(t, json.Unmarshal(data, &back))
	assert.Equal(t, d, back)
}
