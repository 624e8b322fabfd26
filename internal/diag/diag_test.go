package diag_test

import (
	"errors"
	"fmt"
	"math/rand"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/diag"
)

// at returns the span of the bytes from start to end of a text in one line of
// ASCII.
func at(start, end int) ast.Span {
	return ast.Span{
		Start: ast.Position{Offset: start, Line: 1, Column: start + 1},
		End:   ast.Position{Offset: end, Line: 1, Column: end + 1},
	}
}

// unknown returns a diagnostic at byte i of a text.
func unknown(i int) ast.Diagnostic {
	return ast.Diagnostic{Code: codes.UnknownField, Span: at(i, i+1), Message: fmt.Sprint("m", i)}
}

func report(offsets ...int) *diag.Report {
	r := new(diag.Report)
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

func TestReport(t *testing.T) {
	t.Run("nothing", func(t *testing.T) {
		var r diag.Report
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
		var r diag.Report
		r.Add(ast.Diagnostic{Span: at(1, 2), Message: "first"})
		r.Add(ast.Diagnostic{Span: at(1, 2), Message: "second"})
		assert.Equal(t, "first", r.Diagnostics()[0].Message)
	})
	t.Run("full", func(t *testing.T) {
		r := report(upTo(0, diag.Most-1)...)
		assert.False(t, r.Full())
		r.Add(unknown(diag.Most - 1))
		assert.True(t, r.Full())
		assert.Len(t, r.Diagnostics(), diag.Most)
		assert.NotErrorIs(t, r.Err(), ast.Code(codes.MoreErrors))
	})
	t.Run("more", func(t *testing.T) {
		for more := 1; more < 50; more++ {
			ds := report(upTo(0, diag.Most+more)...).Diagnostics()
			require.Len(t, ds, diag.Most+1)
			last := ds[diag.Most]
			assert.Equal(t, ast.Code(codes.MoreErrors), last.Code)
			assert.Equal(t, at(diag.Most, diag.Most+1), last.Span)
			assert.Equal(t, fmt.Sprintf("and %d more", more), last.Message)
		}
	})
	t.Run("more warnings", func(t *testing.T) {
		warning := func(n int) ast.Diagnostic {
			d := unknown(n)
			d.Warning = true
			return d
		}
		var r, other diag.Report
		for n := range diag.Most + 3 {
			r.Add(warning(n))
		}
		ds := r.Diagnostics()
		assert.True(t, ds[diag.Most].Warning, "of warnings alone")
		other.AddAll(ds)
		assert.Equal(t, ds, other.Diagnostics())
		r.Add(unknown(diag.Most + 3))
		assert.False(t, r.Diagnostics()[diag.Most].Warning, "one of them is an error")
		r.Add(warning(diag.Most + 4))
		assert.False(t, r.Diagnostics()[diag.Most].Warning, "a warning behind it changes nothing")
		other.Merge(&r)
		assert.False(t, other.Diagnostics()[diag.Most].Warning)
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
		if n > diag.Most {
			over++
		}
	}
	t.Logf("%d of 500 merges had more than %d", over, diag.Most)
	require.Greater(t, over, 250)
}

func TestAfter(t *testing.T) {
	start := ast.Position{Line: 1, Column: 1}
	for text, want := range map[string]ast.Position{
		"":              {Offset: 0, Line: 1, Column: 1},
		"abc":           {Offset: 3, Line: 1, Column: 4},
		"\u5317e\u0301": {Offset: 6, Line: 1, Column: 4},
		"a\n":           {Offset: 2, Line: 2, Column: 1},
		"a\r\nb\n\nc":   {Offset: 7, Line: 4, Column: 2},
		"\xff\xff":      {Offset: 2, Line: 1, Column: 3},
		"\u2028":        {Offset: 3, Line: 1, Column: 2},
	} {
		assert.Equal(t, want, diag.After(start, text), "After(%q)", text)
		for i := range len(text) + 1 {
			if i < len(text) && text[i]&0xC0 == 0x80 {
				continue // in the middle of a rune
			}
			assert.Equal(t, want, diag.After(diag.After(start, text[:i]), text[i:]), "After(%q) in two steps", text)
		}
	}
}

func TestCover(t *testing.T) {
	none := ast.Span{}
	for _, test := range []struct{ s, t, want ast.Span }{
		{none, none, none},
		{none, at(1, 2), at(1, 2)},
		{at(1, 2), none, at(1, 2)},
		{at(1, 2), at(4, 6), at(1, 6)},
		{at(4, 6), at(1, 2), at(1, 6)},
		{at(1, 9), at(4, 6), at(1, 9)},
		{at(4, 6), at(1, 9), at(1, 9)},
	} {
		assert.Equal(t, test.want, diag.Cover(test.s, test.t), "Cover(%v, %v)", test.s, test.t)
	}
}

func TestOverLimit(t *testing.T) {
	for want, d := range map[string]ast.Diagnostic{
		"1:3: the query is longer than 65536 bytes; split it into several queries":                                        diag.OverLimit(codes.TooLong, at(2, 3), 65536),
		"1:3: more than 100 parentheses and nots are open here; nest less":                                                diag.OverLimit(codes.TooDeep, at(2, 3), 100),
		"1:3: the query has more than 10000 conditions, counting each value of an in-list; split it into several queries": diag.OverLimit(codes.TooManyConditions, at(2, 3), 10000),
	} {
		assert.Equal(t, want, d.Error())
	}
}
