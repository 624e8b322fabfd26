package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestBench measures a thousand records in each engine, and writes the table. That fails if an
// engine selects another number of rows than match does.
func TestBench(t *testing.T) {
	table, err := bench(1)
	require.NoError(t, err)
	t.Log(table)
	for _, q := range benchQueries {
		assert.Contains(t, table, "\n| `"+q+"` | ")
	}
	file := filepath.Join(t.TempDir(), "README.md")
	for range 2 { // over itself, too
		if _, err := os.Stat(file); err != nil {
			require.NoError(t, os.WriteFile(file, []byte("before\n<!-- sql -->\n<!-- /sql -->\nafter\n"), 0o600))
		}
		require.NoError(t, write(file, table))
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.Equal(t, "before\n<!-- sql -->\n\n"+table+"\n<!-- /sql -->\nafter\n", string(text))
	}
	require.NoError(t, os.WriteFile(file, []byte(strings.Repeat("<!-- sql -->\n", 2)), 0o600))
	assert.ErrorContains(t, write(file, table), "has no lines <!-- sql --> and <!-- /sql -->")
}
