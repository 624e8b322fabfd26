package command

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/ast"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/schema"
)

// TestLanguageTopic parses every query that help language shows.
func TestLanguageTopic(t *testing.T) {
	args := []any{"a", "b"}
	count := 0
	for line := range strings.Lines(language) {
		line, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "    ")
		if !ok {
			continue
		}
		columns := regexp.MustCompile("   +").Split(line, -1)
		queries := columns[:1]
		if last := columns[len(columns)-1]; strings.HasPrefix(last, "name ") {
			queries = append(queries, last)
		}
		var seen []searchfilter.Query
		for _, text := range queries {
			var placeholders []any
			for i, name := range []string{"$1", "$2"} {
				if strings.Contains(text, name+" ") || strings.HasSuffix(text, name) {
					placeholders = append(placeholders, args[i])
				}
			}
			q, err := searchfilter.Parse(text, placeholders...)
			if assert.NoError(t, err, text) {
				count++
				seen = append(seen, q)
			}
		}
		if len(columns) == 3 && len(seen) == 2 {
			assert.Equal(t, seen[0].String(), seen[1].String(), "%s", line)
		}
	}
	t.Logf("%d queries", count)
	require.Greater(t, count, 30)

	for op := ast.OpEqual; op <= ast.OpExists; op++ {
		assert.Contains(t, language, " "+op.String()+" ", "every operator is there")
	}
	for k := schema.Text; k <= schema.Time; k++ {
		line := regexp.MustCompile(`(?m)^  ` + k.String() + ` +(.*?)  `).FindStringSubmatch(language)
		if !assert.NotNil(t, line, "%s", k) {
			continue
		}
		for op := ast.OpEqual; op <= ast.OpExists; op++ {
			if op != ast.OpNotIn {
				assert.Equal(t, kinds.Takes(k, op), strings.Contains(" "+line[1]+" ", " "+op.String()+" "), "%s %s", k, op)
			}
		}
	}
}

// TestQuotingTopic runs what help quoting shows of each shell, as that shell passes it.
func TestQuotingTopic(t *testing.T) {
	passed := map[string][]string{ // what a program gets of each line
		`'name = "smoke test" and tag:BPO = $1' --arg 123`:   {`name = "smoke test" and tag:BPO = $1`, "--arg", "123"},
		`'name = "Jo\u0027s test"'`:                          {`name = "Jo\u0027s test"`},
		`'name = $1' --arg "Jo's test"`:                      {"name = $1", "--arg", "Jo's test"},
		`'name = ''smoke test'' and tag:BPO = $1' --arg 123`: {"name = 'smoke test' and tag:BPO = $1", "--arg", "123"},
		`"name = 'smoke test' and modified > -7d"`:           {"name = 'smoke test' and modified > -7d"},
	}
	count := 0
	for _, line := range regexp.MustCompile(`(?m)^    searchfilter check (.*)$`).FindAllStringSubmatch(quoting, -1) {
		if line[1] == "- < query.txt" {
			continue
		}
		args, ok := passed[line[1]]
		require.True(t, ok, line[1])
		call{name: line[1], args: append([]string{"check"}, args...)}.test(t)
		count++
	}
	assert.Len(t, passed, count)
}
