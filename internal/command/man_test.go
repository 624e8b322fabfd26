package command

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/pflag"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// pages returns the manual pages by their names.
func pages(t *testing.T) map[string]string {
	dir := filepath.Join(t.TempDir(), "man", "pages")
	var out, stderr bytes.Buffer
	require.Equal(t, done, Run([]string{"man", dir}, nil, &out, &stderr), stderr.String())
	assert.Empty(t, out.String()+stderr.String())
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	list := map[string]string{}
	for _, f := range files {
		text, err := os.ReadFile(filepath.Join(dir, f.Name()))
		require.NoError(t, err)
		list[f.Name()] = string(text)
	}
	return list
}

// TestMan_folders has pages where man finds them.
func TestMan_folders(t *testing.T) {
	dir := t.TempDir()
	var out bytes.Buffer
	require.Equal(t, done, Run([]string{"man", filepath.Join(dir, "man1")}, nil, &out, &out), &out)
	for file, is := range map[string]bool{"man1/searchfilter.1": true, "man7/searchfilter-language.7": true, "man1/searchfilter-language.7": false} {
		_, err := os.Stat(filepath.Join(dir, filepath.FromSlash(file)))
		assert.Equal(t, is, err == nil, file)
	}
}

func TestMan(t *testing.T) {
	t.Setenv("SOURCE_DATE_EPOCH", "")
	all := pages(t)
	assert.Equal(t, all, pages(t), "again the same")
	count := 0
	root := wholeProgram()
	root.InitDefaultHelpCmd()
	for _, c := range append(root.Commands(), root) {
		name := strings.ReplaceAll(c.CommandPath(), " ", "-")
		section := "1"
		if c.IsAdditionalHelpTopicCommand() {
			section = "7"
		}
		if c.Hidden {
			continue
		}
		page, ok := all[name+"."+section]
		if !assert.True(t, ok, name) {
			continue
		}
		count++
		assert.Regexp(t, `(?m)^\.TH "SEARCHFILTER[^"]*" "`+section+`" "" "searchfilter" "Searchfilter"$`, page)
		assert.NotContains(t, page, "Auto generated")
		text := pageText(page)
		assert.Contains(t, text, c.Short)
		c.InheritedFlags()
		c.Flags().VisitAll(func(f *pflag.Flag) {
			_, usage := pflag.UnquoteUsage(f)
			assert.Contains(t, text, usage, "%s of %s", f.Name, name)
			assert.Contains(t, text, "--"+f.Name, name)
		})
		words := strings.Join(strings.Fields(text), " ")
		for line := range strings.Lines(c.Long) {
			assert.Contains(t, words, strings.Join(strings.Fields(line), " "), name)
		}
	}
	assert.Len(t, all, count)
	assert.Contains(t, pageText(all["searchfilter-plan.1"]), "searchfilter plan <query> [flags]")
	for name, page := range all {
		assert.Contains(t, pageText(page), "--color=auto|always|never", name)
		if name != "searchfilter.1" {
			assert.Contains(t, page, "searchfilter(1)", name)
		}
	}
	assert.Contains(t, pageText(all["searchfilter-match.1"]), "--output=json|jsonl|ids")

	t.Setenv("SOURCE_DATE_EPOCH", "1767225600")
	assert.Contains(t, pages(t)["searchfilter.1"], `"Jan 2026"`)
	t.Setenv("SOURCE_DATE_EPOCH", "today")
	assert.Equal(t, Failed, Run([]string{"man", t.TempDir()}, nil, new(bytes.Buffer), new(bytes.Buffer)))
}

// pageText returns the text of a page without what man makes of the markup.
func pageText(page string) string {
	page = regexp.MustCompile(`(?m)^\.[A-Z].*$|^\.(nh|fi|nf|ad l)$`).ReplaceAllString(page, "")
	page = regexp.MustCompile(`\\f[A-Z]`).ReplaceAllString(page, "")
	return strings.NewReplacer(`\(aq`, "'", `\-`, "-", `\&`, "", `\\`, `\`, `\[la]`, "<", `\[ra]`, ">", `\~`, "~").Replace(page)
}
