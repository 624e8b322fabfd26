package house_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/internal/cases"
)

// TestLinks checks that the files exist to which pages of the repository link.
func TestLinks(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)\s]+)\)`)
	pages, links := 0, 0
	err := filepath.WalkDir(cases.Root(t), func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git"):
			return filepath.SkipDir
		case d.IsDir() || filepath.Ext(file) != ".md":
			return nil
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		pages++
		for _, l := range link.FindAllStringSubmatch(string(text), -1) {
			to, _, _ := strings.Cut(l[1], "#")
			if strings.Contains(to, "://") || to == "" {
				continue
			}
			links++
			_, err := os.Stat(filepath.Join(filepath.Dir(file), filepath.FromSlash(to)))
			assert.NoError(t, err, "%s links to %s", file, l[1])
		}
		return nil
	})
	require.NoError(t, err)
	t.Logf("%d links of %d pages", links, pages)
	require.Greater(t, links, 20)
}

// TestArchitecture checks that the files and folders exist that doc/architecture.md names.
func TestArchitecture(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(cases.Root(t), "doc", "architecture.md"))
	require.NoError(t, err)
	files := 0
	for _, name := range regexp.MustCompile("`([a-z_/]+/[a-z_]+(?:\\.[a-z]+)?)`").FindAllStringSubmatch(string(text), -1) {
		files++
		_, err := os.Stat(filepath.Join(cases.Root(t), filepath.FromSlash(name[1])))
		assert.NoError(t, err, name[1])
	}
	t.Logf("%d files and folders", files)
	require.Greater(t, files, 30)
}
