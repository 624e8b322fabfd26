package parser

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	plexer "github.com/alecthomas/participle/v2/lexer"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/scanner"
)

// TestTokensOf_upgrade has the tokens that participle's Upgrade collects, for texts of all
// lengths around those at which a list grows, and for lists that had others before. It
// holds only because Peek points into the tokens.
func TestTokensOf_upgrade(t *testing.T) {
	grown, alone := 0, 0
	for round := range 3 {
		for n := range 400 {
			src := strings.Repeat("name = a or ", n) + "tag:x != 'b' and"[:n%17]
			want, err := plexer.Upgrade(scanner.New(src, ast.Limits{}))
			require.NoError(t, err)
			list := tokensOf(scanner.New(src, ast.Limits{}), len(src))
			switch {
			case list.room > leastRoom:
				grown++
			case list.room == 0:
				alone++
			}
			for i := 0; ; i++ {
				require.Equal(t, *want.Peek(), *list.Peek(), "round %d, token %d of %q", round, i, src)
				if want.Next().EOF() {
					break
				}
				list.Next()
			}
			require.True(t, list.Next().EOF())
			list.release()
		}
	}
	assert.Greater(t, alone, 100)
	t.Logf("%d of 1200 lists had grown, %d are for one text alone", grown, alone)
	assert.Greater(t, grown, 300)
}

// TestParse_shared has several texts parsed at once, which use lists of tokens again.
func TestParse_shared(t *testing.T) {
	var group sync.WaitGroup
	for g := range 8 {
		group.Go(func() {
			for i := range 300 {
				src := fmt.Sprintf("name = g%d and tag:n = i%d", g, i) + strings.Repeat(" and name exists", i%40)
				x, err := Parse(src)
				if assert.NoError(t, err) {
					assert.Equal(t, src, x.String())
				}
			}
		})
	}
	group.Wait()
}
