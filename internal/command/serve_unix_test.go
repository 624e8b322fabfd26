//go:build unix

package command

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestServe_signals runs the program as a process, and ends it.
func TestServe_signals(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "searchfilter")
	built, err := exec.Command("go", "build", "-o", binary, "../../cmd/searchfilter").CombinedOutput()
	require.NoError(t, err, "go build: %s", built)
	info, err := os.Stat(binary)
	require.NoError(t, err)
	t.Logf("%d bytes", info.Size())
	if runtime.GOOS+runtime.GOARCH == "linuxamd64" && strings.HasPrefix(runtime.Version(), "go1.26.") {
		// Elsewhere it may have more: an http.Server alone has 8.6 MB with Go 1.26,
		// and 9.8 MB with Go 1.27.
		assert.Less(t, info.Size(), int64(12e6), "the program's size")
	}

	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		t.Run(signal.String(), func(t *testing.T) {
			var stderr strings.Builder
			c := exec.Command(binary, "serve", "--addr", "127.0.0.1:0")
			c.Stderr = &stderr
			out, err := c.StdoutPipe()
			require.NoError(t, err)
			require.NoError(t, c.Start())
			line, err := bufio.NewReader(out).ReadString('\n')
			require.NoError(t, err)
			assert.Contains(t, line, "Serving 0 test cases at http://127.0.0.1:")
			require.NoError(t, c.Process.Signal(signal))
			assert.NoError(t, c.Wait(), "exit status 0")
			assert.Empty(t, stderr.String())
		})
	}
}

// TestDataFile_link keeps the file that a link leads to, and the link.
func TestDataFile_link(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "cases.json"), filepath.Join(dir, "link.json")
	require.NoError(t, os.WriteFile(file, nil, 0o640))
	require.NoError(t, os.Symlink(file, link))
	s := startServer(t, "--data", link)
	status, text := s.create(t)
	require.Equal(t, 200, status, text)
	info, err := os.Lstat(link)
	require.NoError(t, err)
	assert.Equal(t, os.ModeSymlink, info.Mode().Type())
	kept, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Contains(t, string(kept), `"Name": "new"`)
}
