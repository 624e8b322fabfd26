package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestReadme runs the search that README.md shows.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("../../../README.md")
	require.NoError(t, err)
	shown := regexp.MustCompile("(?s)<!-- search -->\n```sh\n(.*?)\n```.*<!-- search-output -->\n```\n(.*?)```").FindStringSubmatch(string(readme))
	require.NotNil(t, shown)
	line, ok := strings.CutPrefix(shown[1], "go -C awsconnect run ./cmd/searchfilter search --local ../testdata/sample.json '")
	require.True(t, ok, "%s", shown[1])
	query, ok := strings.CutSuffix(line, "'")
	require.True(t, ok, "%s", shown[1])

	status, out, stderr := run("search", "--local", "../../../testdata/sample.json", query)
	assert.Zero(t, status)
	assert.Empty(t, stderr)
	assert.Equal(t, shown[2], out)
}
