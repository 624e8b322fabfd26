//go:build unix

package searchfilter_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestReadme runs what README.md shows: the command of the main job, and each
// command of the console blocks, must print what stands below it.
func TestReadme(t *testing.T) {
	bin := t.TempDir()
	out, err := exec.Command("go", "build", "-o", bin, "./cmd/searchfilter").CombinedOutput()
	require.NoError(t, err, "%s", out)
	t.Setenv("PATH", bin+string(filepath.ListSeparator)+os.Getenv("PATH"))

	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	commands := 0
	for _, block := range regexp.MustCompile("(?ms)^```console\n(.*?)^```$").FindAllStringSubmatch(string(readme), -1) {
		for _, session := range strings.Split("\n"+block[1], "\n$ ")[1:] {
			command, want, _ := strings.Cut(session+"\n", "\n")
			got, _ := exec.Command("sh", "-c", command).CombinedOutput()
			assert.Equal(t, strings.TrimSpace(want), strings.TrimSpace(string(got)), "%s", command)
			commands++
		}
	}
	require.GreaterOrEqual(t, commands, 5)

	job := regexp.MustCompile("(?s)<!-- main-job -->\n```sh\n(.*?)\n```.*<!-- main-job-output -->\n```json\n(.*?)```").FindStringSubmatch(string(readme))
	require.NotNil(t, job)
	got, err := exec.Command("sh", "-c", job[1]).Output()
	require.NoError(t, err)
	assert.Equal(t, job[2], string(got), "%s", job[1])
}
