package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestReadme runs the searches that README.md and doc/commands.md show.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("../../../README.md")
	require.NoError(t, err)
	commands, err := os.ReadFile("../../../doc/commands.md")
	require.NoError(t, err)
	t.Chdir("../..") // as go -C does
	shown := regexp.MustCompile("(?s)<!-- search[a-z-]* -->\n```sh\ngo -C awsconnect run ./cmd/searchfilter (.*?) '(.*?)'\n```\n\n<!-- search[a-z-]*-output -->\n```\n(.*?)```").
		FindAllStringSubmatch(string(readme)+string(commands), -1)
	require.Len(t, shown, 2)
	for _, s := range shown {
		status, out, stderr := run(append(strings.Fields(s[1]), s[2])...)
		assert.Zero(t, status)
		assert.Empty(t, stderr)
		assert.Equal(t, s[3], out)
	}
}
