package complete_test

import (
	"math/rand"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/fuzz"
	"github.com/searchfilter/searchfilter/internal/complete"
	"github.com/searchfilter/searchfilter/internal/diag"
	"github.com/searchfilter/searchfilter/internal/scanner"
	"github.com/searchfilter/searchfilter/schema"
)

func TestAt(t *testing.T) {
	for _, test := range []struct {
		src                       string
		want                      scanner.Want
		token                     string
		whole                     bool
		parens, depth, conditions int
	}{
		{src: "", want: scanner.WantCondition},
		{src: "((not (", want: scanner.WantCondition, token: "(", whole: true, parens: 2, depth: 3},
		{src: "not not (name = a or not x", want: scanner.WantCondition, token: "x", whole: true, parens: 1, depth: 4, conditions: 1},
		{src: "(not (name = a)) and name ", want: scanner.WantOperator, conditions: 1},
		{src: "name not", want: scanner.WantOperator, token: "not", whole: true},
		{src: "name not ", want: scanner.WantIn},
		{src: "name not in ", want: scanner.WantList},
		{src: "name in (a, 'b'", want: scanner.WantItem, token: "'b'", whole: true, conditions: 1},
		{src: "name in (a, 'b' ", want: scanner.WantNext, conditions: 2},
		{src: "name = a ", want: scanner.WantFold, conditions: 1},
		{src: "name = a i ", want: scanner.WantMore, conditions: 1},
		{src: "not name in (a) ", want: scanner.WantFold, conditions: 1},
		{src: "name = a) ", want: scanner.WantMore, conditions: 1},
		{src: "(not ) ", want: scanner.WantMore},
		{src: "name not not ", want: scanner.WantCondition, depth: 1},
		{src: "name = a * ", want: scanner.WantMore, conditions: 1},
		{src: "name = a ~ ", want: scanner.WantValue, conditions: 1},
		{src: "name = a name", want: scanner.WantFold, token: "name", conditions: 1},
		{src: "name == ", want: scanner.WantValue},
		{src: "name = a && ", want: scanner.WantCondition, conditions: 1},
		{src: "name = a ! ", want: scanner.WantCondition, conditions: 1},
		{src: "tag: BPO ", want: scanner.WantOperator},
		{src: "name in : ", want: scanner.WantValue},
		{src: "name = #", want: scanner.WantValue, token: "#"},
	} {
		p, ok := complete.At(test.src+" and more", len(test.src), ast.Limits{})
		require.True(t, ok, test.src)
		s := p.Before
		assert.Equal(t, test.want, s.Want, test.src)
		assert.Equal(t, test.token, p.Token, test.src)
		assert.Equal(t, len(test.src)-len(test.token), p.Start, test.src)
		assert.Equal(t, test.whole, p.Whole, test.src)
		assert.Equal(t, []int{test.parens, test.depth, test.conditions}, []int{s.Parens, s.Depth, s.Conditions}, test.src)
	}
	_, ok := complete.At("((name", 6, ast.Limits{Depth: 1})
	assert.False(t, ok)
}

func TestAt_string(t *testing.T) {
	for _, test := range []struct {
		src, text string
		open      bool
	}{
		{`name = "`, "", true},
		{`name = 'a "b" \'c`, `a "b" 'c`, true},
		{`tag:"cost \u0063`, "cost c", true},
		{`tag:"cost center"`, "", false},
		{`name = "a\"`, `a"`, true},
		{`name = "a\\"`, "", false},
		{`name = 'a\q'`, "", false},
	} {
		p, ok := complete.At(test.src, len(test.src), ast.Limits{})
		require.True(t, ok)
		require.Equal(t, test.open, p.Quote != 0, test.src)
		if test.open {
			assert.True(t, p.Sound, test.src)
			assert.Equal(t, test.text, p.Text(), test.src)
		}
	}
	for _, src := range []string{`name = "\`, `name = "\u12`, `name = "\ud83d`, `name = "\q`, "name = \"\n", "name = \"\xff"} {
		p, _ := complete.At(src, len(src), ast.Limits{})
		assert.NotZero(t, p.Quote, src)
		assert.False(t, p.Sound, src)
		mistakes := strings.Repeat("# ", 2*diag.Most)
		p, _ = complete.At(mistakes+src, len(mistakes+src), ast.Limits{})
		assert.False(t, p.Sound, src)
		p, _ = complete.At(mistakes+`tag:"a`, len(mistakes+`tag:"a`), ast.Limits{})
		assert.True(t, p.Sound)
	}
}

// TestAt_lexer checks that the lexer takes a word for what may stand there, behind texts
// that may be wrong.
func TestAt_lexer(t *testing.T) {
	r := rand.New(rand.NewSource(3))
	seen := map[scanner.Want]int{}
	for i := range 5000 {
		src := fuzz.Queries(schema.TestCase())(r, i%10)
		src = src[:r.Intn(len(src)+1)] + " "
		p, ok := complete.At(src, len(src), ast.Limits{})
		if !ok || p.Token != "" { // an open string, say
			continue
		}
		seen[p.Before.Want]++
		l := scanner.New(src+"in", ast.Limits{})
		tok, _ := l.Next()
		for tok.Pos.Offset < len(src) {
			tok, _ = l.Next()
		}
		want := scanner.Name
		switch p.Before.Want {
		case scanner.WantOperator, scanner.WantIn:
			want = scanner.In
		case scanner.WantList, scanner.WantValue, scanner.WantItem, scanner.WantNext:
			want = scanner.Word
		}
		require.Equal(t, want, tok.Type, "%q, where %d is wanted", src, p.Before.Want)
	}
	t.Logf("%v", seen)
	for want := scanner.WantCondition; want <= scanner.WantMore; want++ {
		require.Positive(t, seen[want], "%d", want)
	}
}

func TestEnds(t *testing.T) {
	assert.Equal(t, 4, complete.WordEnd("smok = e", 2))
	assert.Equal(t, 5, complete.WordEnd("smok = e", 5))
	assert.Equal(t, 11, complete.FieldEnd(`tag:"a b c" = 1`, 0, 2))
	assert.Equal(t, 4, complete.FieldEnd(`tax:"a b c" = 1`, 0, 2))
	assert.Equal(t, 7, complete.StringEnd(`a" b\"" = `, 3, '"'))
	assert.Equal(t, 1, complete.StringEnd("a\n\"", 0, '"'))
	assert.Equal(t, 1, complete.StringEnd(`a = "b`, 0, '"'))
	assert.Equal(t, 4, complete.OperatorEnd("^=$=$1", 0))
	assert.Equal(t, 4, complete.OperatorEnd("a <= b", 2))
	assert.Equal(t, 1, complete.OperatorEnd("a <= b", 1))
}
