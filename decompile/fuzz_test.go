package decompile_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/decompile"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/internal/effort"
	"github.com/searchfilter/searchfilter/internal/tree"
)

func FuzzDecodeSearch(f *testing.F) {
	for _, c := range decodeCases(f) {
		f.Add([]byte(c.Document))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		checkDecode(t, dialects[0], data)
		checkDecode(t, dialects[3], data)
	})
}

func FuzzDecodeTagFilter(f *testing.F) {
	for _, c := range decodeCases(f) {
		f.Add([]byte(c.Document))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		checkDecode(t, dialects[1], data)
		checkDecode(t, dialects[2], data)
	})
}

func FuzzFind(f *testing.F) {
	for _, c := range decodeCases(f) {
		f.Add([]byte(c.Document))
		f.Add([]byte(`{"list": [{"body": ` + strconv.Quote(c.Document) + `}, ` + c.Document + `]}`))
	}
	for _, test := range findTests {
		f.Add([]byte(test.document))
	}
	f.Fuzz(func(t *testing.T, data []byte) { checkFind(t, data) })
}

// checkFind looks for filters in any bytes, in as many steps as there are bytes or so.
// Each that is found says what Decode reads where it stands.
func checkFind(t *testing.T, data []byte) (read int) {
	found, steps, err := decompile.FindCounting(data, findTargets, ast.Limits{})
	if err != nil {
		checkDiagnostics(t, string(data), err)
		assert.Empty(t, found)
	}
	assert.LessOrEqual(t, steps, 20*len(data)+20)
	for i := range found {
		f := &found[i]
		require.NotContains(t, f.Path(), "\n")
		if len(f.Problems) > 0 {
			checkDiagnostics(t, string(data), f.Problems)
		}
		if f.Query == nil {
			require.NotEmpty(t, f.Problems)
			continue
		}
		require.False(t, slices.ContainsFunc(f.Problems, func(d ast.Diagnostic) bool { return !d.Warning }), "%v", f.Problems)
		require.NotEmpty(t, f.Targets)
		if errors.Is(f.Problems, ast.Code(codes.NoFilter)) || errors.Is(f.Problems, ast.Code(codes.UnknownMember)) {
			continue // Decode says so of an error
		}
		text := string(data[f.Span.Start.Offset:f.Span.End.Offset])
		if strings.Contains(f.Path(), " → ") {
			continue // where it stands it is escaped
		}
		q, err := decompile.Decode([]byte(text), findTargets[f.Targets[0]], ast.Limits{})
		require.NoError(t, err, "%s in %s", text, data)
		require.True(t, tree.Equal(q.Expr(), f.Query.Expr()), "%v\n%v", q, f.Query)
		read++
	}
	return read
}

// checkDecode decodes any bytes. There is a valid query that makes JSON which
// decodes to one that makes the same, or there are diagnostics that can be shown.
// What is no JSON by encoding/json is refused, and only that is called so.
func checkDecode(t *testing.T, d dialect, data []byte) {
	q, err := d.decode(data)
	if err != nil {
		checkDiagnostics(t, string(data), err)
		notJSON := errors.Is(err, ast.Code(codes.InvalidJSON))
		if utf8.Valid(data) && !errors.Is(err, ast.Code(codes.TooLong)) && !errors.Is(err, ast.Code(codes.TooDeep)) && !errors.Is(err, ast.Code(codes.InvalidEscape)) {
			assert.Equal(t, !json.Valid(data), notJSON, "json.Valid(%q): %v", data, err)
		}
		return
	}
	require.True(t, json.Valid(data), "%q", data)
	require.NoError(t, ast.Validate(q.Expr(), ast.Limits{}))
	require.True(t, tree.Equal(q.Expr(), parse(t, q.String()).Expr()), "%v", q)
	result, err := d.compile(q)
	if err != nil {
		checkDiagnostics(t, string(data), err)
		return
	}
	decode := d.decode
	once := encode(t, result)
	again, err := decode([]byte(once))
	require.NoError(t, err, "%s\n%v", once, q)
	result, err = d.compile(again)
	require.NoError(t, err, "%s\n%v", once, again)
	require.Equal(t, once, encode(t, result))
}

// checkDiagnostics checks that diagnostics are short and stand in the document.
func checkDiagnostics(t *testing.T, document string, err error) {
	ds, ok := err.(ast.Diagnostics)
	require.True(t, ok, "%T", err)
	require.NotEmpty(t, ds)
	require.LessOrEqual(t, len(ds), diag.Most+1)
	for _, d := range ds {
		require.NotEmpty(t, d.Code)
		require.Less(t, len(d.Error()), 1600)
		require.LessOrEqual(t, d.Span.End.Offset, len(document))
		require.LessOrEqual(t, d.Span.Start.Offset, d.Span.End.Offset)
	}
	require.Less(t, len(ds.Render(document)), 2000*len(ds))
}

// TestDecode_hostile decodes what is large, deep or full of mistakes. It costs
// no more than some times what its size is.
func TestDecode_hostile(t *testing.T) {
	size := effort.Cases(1<<18, 1<<20)
	fill := func(begin, part, end string) string {
		return begin + strings.Repeat(part, (size-len(begin)-len(end))/len(part)) + end
	}
	for _, test := range []struct {
		name, document string
		want           ast.Code
	}{
		{"too long", strings.Repeat("[", 65<<20), codes.TooLong},
		{"lists in lists", strings.Repeat("[", size), codes.TooDeep},
		{"objects in objects", strings.Repeat(`{"a":`, size/5), codes.TooDeep},
		{"lists", fill("[[]", ",[]", "]"), codes.WrongType},
		{"rows", fill(`{"tagFilter":{"orConditions":[[]`, ",[]", "]}}"), codes.WrongType},
		{"members", fill(`{"tagFilter":{"a":0`, `,"a":0`, "}}"), codes.UnknownMember},
		{"members twice", fill(`{"tagFilter":{"key":0`, `,"tagCondition":0`, "}}"), codes.DuplicateMember},
		{"filters twice", fill(`{"tagFilter":{}`, `,"tagFilter":{}`, "}"), codes.DuplicateMember},
		{"a key", fill(`{"tagCondition":{"TagKey":"`, "k", `"}}`), codes.UnknownMember},
		{"a name", fill(`{"tagFilter":{"`, "k", `":0}}`), codes.UnknownMember},
		{"a name of escapes", fill(`{"tagFilter":{"`, `\u0000`, `":0}}`), codes.UnknownMember},
		{"a string", fill(`"`, "k", ""), codes.InvalidJSON},
		{"a number", fill("", "1", ""), codes.WrongType},
		{"white space", fill("", " ", ""), codes.InvalidJSON},
		{"bytes that are no text", fill("", "\xff", ""), codes.InvalidUTF8},
		{"values", fill(`{"andConditions":[{"key":"k"}`, `,{"key":"k"}`, "],}"), codes.InvalidJSON},
		{"mistakes", fill(`{"andConditions":[{"":[0]}`, `,{"":[0]}`, "]}"), codes.UnknownMember},
		{"criteria", `{"SearchCriteria":` + strings.Repeat(`{"OrConditions":[`, 101) + `{"StatusCondition":"SAVED"}` + strings.Repeat("]}", 101) + "}", codes.TooDeep},
	} {
		t.Run(test.name, func(t *testing.T) {
			var codes []error
			for _, d := range dialects {
				_, err := d.decode([]byte(test.document))
				require.Error(t, err)
				checkDiagnostics(t, test.document, err)
				codes = append(codes, err)
			}
			assert.True(t, slices.ContainsFunc(codes, func(err error) bool { return errors.Is(err, test.want) }), "%v", codes)
		})
	}
}
