//go:build unix

package searchfilter_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/connect"
)

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("README.md")
	require.NoError(t, err)
	return string(text)
}

// TestReadme runs what README.md and doc/commands.md show: the command of the main job,
// and each command of the console blocks, must print what stands below it.
func TestReadme(t *testing.T) {
	bin := t.TempDir()
	out, err := exec.Command("go", "build", "-o", bin, "./cmd/searchfilter").CombinedOutput()
	require.NoError(t, err, "%s", out)
	t.Setenv("PATH", bin+string(filepath.ListSeparator)+os.Getenv("PATH"))

	for path, least := range map[string]int{"README.md": 5, "doc/commands.md": 15} {
		page, err := os.ReadFile(path)
		require.NoError(t, err)
		text := string(page)
		commands := 0
		for _, block := range regexp.MustCompile("(?ms)^```console\n(.*?)^```$").FindAllStringSubmatch(text, -1) {
			for _, session := range strings.Split("\n"+block[1], "\n$ ")[1:] {
				command, want, _ := strings.Cut(session, "\n")
				out, _ := exec.Command("sh", "-c", command).CombinedOutput()
				want, got := strings.TrimRight(want, "\n"), strings.TrimRight(string(out), "\n")
				if *update && got != want {
					text = strings.Replace(text, command+"\n"+want, command+"\n"+got, 1)
					want = got
				}
				assert.Equal(t, want, got, "%s: run go test . -run TestReadme -update, and read what it changed", command)
				commands++
			}
		}
		require.GreaterOrEqual(t, commands, least)
		if *update {
			require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
		}
	}

	job := regexp.MustCompile("(?s)<!-- main-job -->\n```sh\n(.*?)\n```.*<!-- main-job-output -->\n```json\n(.*?)```").FindStringSubmatch(readme(t))
	require.NotNil(t, job)
	got, err := exec.Command("sh", "-c", job[1]).Output()
	require.NoError(t, err)
	assert.Equal(t, job[2], string(got), "%s", job[1])
}

// TestReadme_go installs the library in a new module as README.md says, and runs the lines
// of Go that it shows there.
func TestReadme_go(t *testing.T) {
	install := regexp.MustCompile("(?s)<!-- install -->\n```sh\n(.*?)```").FindStringSubmatch(readme(t))
	require.NotNil(t, install)
	lines := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(readme(t), -1)
	require.Len(t, lines, 1)
	here, err := os.Getwd()
	require.NoError(t, err)

	tool := t.TempDir()
	program := `package main

import (
	"encoding/json"
	"fmt"

	"github.com/searchfilter/searchfilter"
	"github.com/searchfilter/searchfilter/eval"
)

func main() {
	rec, err := eval.Decoder(searchfilter.Query{}.Resolved().Schema())([]byte(` + "`" + `{"Name": "smoke-1", "Status": "PUBLISHED"}` + "`" + `))
` + lines[0][1] + `
	body, _ := json.Marshal(req)
	fmt.Printf("%s\n%d\n%v\n%v\n%v\n", body, len(plan.Requests), tf, err, ok)
}
`
	require.NoError(t, os.WriteFile(filepath.Join(tool, "main.go"), []byte(program), 0o600))
	command := exec.Command("sh", "-euc", "go mod init example.com/tool\n"+strings.ReplaceAll(install[1], "../searchfilter", `"$HERE"`)+"go run .")
	command.Dir = tool
	command.Env = append(os.Environ(), "PWD="+tool, "HERE="+here, "GOFLAGS=-buildvcs=false", "GOPROXY=off", "GOSUMDB=off") // what it needs is here, since this test is
	var stderr strings.Builder
	command.Stderr = &stderr
	out, err := command.Output()
	require.NoError(t, err, "%s", &stderr)
	assert.Equal(t, `{"SearchCriteria":{"AndConditions":[{"StringCondition":{"FieldName":"name","Value":"smoke","ComparisonType":"STARTS_WITH"}},{"StatusCondition":"PUBLISHED"}]}}
1
<nil>
1:1: a session's tagFilter has no condition on name; use tags alone, as in tag:team = billing (and 1 more error)
true
`, string(out))
}

// TestReadme_searches holds the number of searches in README.md and CHANGELOG.md to the code.
func TestReadme_searches(t *testing.T) {
	changes, err := os.ReadFile("CHANGELOG.md")
	require.NoError(t, err)
	counts := regexp.MustCompile(`(\d+) searches`).FindAllStringSubmatch(readme(t)+string(changes), -1)
	assert.Len(t, counts, 3)
	for _, count := range counts {
		assert.Equal(t, strconv.Itoa(len(connect.Targets())), count[1], count[0])
	}
}

// TestReadme_language finds that each condition of the language's table is one.
func TestReadme_language(t *testing.T) {
	table := regexp.MustCompile(`(?s)\| condition \| true when \|\n\|---\|---\|\n(.*?)\n\n`).FindStringSubmatch(readme(t))
	require.NotNil(t, table)
	conditions := 0
	for row := range strings.Lines(table[1]) {
		cell := strings.SplitN(row, "|", 3)[1]
		for _, condition := range regexp.MustCompile("`([^`]*)`").FindAllStringSubmatch(cell, -1) {
			conditions++
			_, err := searchfilter.Parse(condition[1])
			if err != nil { // it is about other records
				_, err = searchfilter.Options{Target: connect.Users()}.Parse(condition[1])
			}
			if err != nil {
				_, err = searchfilter.Options{Target: connect.HoursOfOperationOverrides()}.Parse(condition[1])
			}
			assert.NoError(t, err, condition[1])
		}
	}
	require.Greater(t, conditions, 15)
}
