//go:build unix

package command

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/searchfilter/searchfilter/connect"
	"github.com/searchfilter/searchfilter/connecttest"
)

// TestServe_signals runs the program as a process, and ends it.
func TestServe_signals(t *testing.T) {
	binary := program(t)

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

// TestServe_loading ends the program while it reads a large file. It begins to
// read when it has the lock.
func TestServe_loading(t *testing.T) {
	binary := program(t)
	file := filepath.Join(t.TempDir(), "cases.json")
	line := []byte(`{"Name":"a","Content":"` + strings.Repeat(`\"`, 1000) + "\"}\n")
	require.NoError(t, os.WriteFile(file, bytes.Repeat(line, 50_000), 0o600)) // 100 MB
	for range 5 {
		c := exec.Command(binary, "serve", "--addr", "127.0.0.1:0", "--data", file)
		var out strings.Builder
		c.Stdout = &out
		require.NoError(t, c.Start())
		for wait := 0; len(names(t, filepath.Dir(file))) == 1; wait++ {
			require.Less(t, wait, 60_000, "there is no lock within a minute")
			time.Sleep(time.Millisecond)
		}
		require.NoError(t, c.Process.Signal(os.Interrupt))
		err := c.Wait()
		if out.Len() > 0 {
			continue // it was read before the test went on
		}
		status, _ := c.ProcessState.Sys().(syscall.WaitStatus)
		assert.Equal(t, os.Interrupt, status.Signal(), "%v", err)
		return
	}
	t.Error("the file was read before each interrupt")
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
	assert.Contains(t, string(kept), `"Name":"new"`)
}

// TestDataFile_refused has what could not be replaced by a file.
func TestDataFile_refused(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	require.NoError(t, syscall.Mkfifo(in("fifo"), 0o600))
	require.NoError(t, os.WriteFile(in("read-only"), nil, 0o400))
	require.NoError(t, os.Symlink(in("gone"), in("dangling")))
	require.NoError(t, os.Symlink(in("loop"), in("loop")))
	socket, err := net.Listen("unix", in("socket"))
	require.NoError(t, err)
	defer socket.Close()
	before := names(t, dir)
	for path, want := range map[string]string{
		os.DevNull:      "it is no regular file",
		in("fifo"):      "it is no regular file",
		in("socket"):    "it is no regular file",
		in("read-only"): "it is read-only: make it writable",
		in("dangling"):  "it is a link to what is missing: make that first",
		in("loop"):      "too many links",
	} {
		f, err := openData(path)
		assert.ErrorContains(t, err, want, path)
		assert.Nil(t, f)
	}
	assert.Equal(t, before, names(t, dir))
}

// TestDataFile_folder has a folder in which nothing can be made. To some users a
// folder's mode is nothing, so a file takes its place.
func TestDataFile_folder(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "cases.json")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	require.NoError(t, os.Mkdir(file+".lock", 0o700))
	_, err := openData(file)
	assert.ErrorContains(t, err, "cases.json.lock, which would be the lock, is something else")
	pipe := filepath.Join(dir, "pipe.json")
	require.NoError(t, syscall.Mkfifo(pipe+".lock", 0o600))
	_, err = openData(pipe)
	assert.ErrorContains(t, err, "pipe.json.lock, which would be the lock, is something else")

	long := filepath.Join(dir, strings.Repeat("x", 245)) // and no room for what is to replace it
	require.NoError(t, os.WriteFile(long, nil, 0o600))
	_, err = openData(long)
	assert.ErrorContains(t, err, "it could not be replaced")
}

// TestDataFile_changed has another program that writes the file as soon as it is
// replaced. What that has written is never replaced.
func TestDataFile_changed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cases.json")
	f, err := openData(file)
	require.NoError(t, err)
	defer f.close()
	refused := 0
	for range 100 {
		now, err := os.Stat(file)
		written := make(chan bool)
		if err == nil {
			go func() {
				defer close(written)
				for {
					there, err := os.Stat(file)
					if err == nil && !os.SameFile(now, there) {
						_ = os.WriteFile(file, []byte("another program's"), 0o600)
						return
					}
				}
			}()
		} else {
			close(written)
		}
		err = f.keep(text("ours"))
		require.NoError(t, err)
		<-written
		err = f.keep(text("ours, too"))
		kept, _ := os.ReadFile(file)
		if string(kept) == "another program's" {
			assert.ErrorIs(t, err, connecttest.ErrChanged)
			refused++
		}
		f.seen, _ = os.Stat(file)
	}
	t.Logf("%d changes by another program", refused)
	assert.Equal(t, 99, refused)
}

// opened opens a file as serve does, until the test ends.
func opened(t testing.TB, file string) *dataFile {
	t.Helper()
	f, err := openData(file)
	require.NoError(t, err)
	t.Cleanup(f.close)
	in, err := f.open()
	require.NoError(t, err)
	require.NoError(t, in.Close())
	return f
}

// TestDataFile_while has another program that writes the file while a state is
// written, which may take long.
func TestDataFile_while(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cases.json")
	require.NoError(t, os.WriteFile(file, []byte("old"), 0o600))
	f := opened(t, file)
	assert.ErrorIs(t, f.keep(slow(func() { require.NoError(t, os.WriteFile(file, []byte("another program's"), 0o600)) })), connecttest.ErrChanged)
	kept, _ := os.ReadFile(file)
	assert.Equal(t, "another program's", string(kept))
	assert.ErrorIs(t, f.keep(text("ours")), connecttest.ErrChanged)

	elsewhere := file + ".moved"
	f.seen, _ = os.Stat(file)
	require.NoError(t, os.Rename(file, elsewhere))
	require.NoError(t, os.Symlink(elsewhere, file))
	assert.ErrorIs(t, f.keep(text("ours")), connecttest.ErrChanged, "a link has its place")
}

// slow does something while it writes itself.
type slow func()

func (s slow) WriteTo(w io.Writer) (int64, error) {
	s()
	return text("ours").WriteTo(w)
}

// TestDataFile_owner keeps the owner of a file, as far as that is allowed.
func TestDataFile_owner(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cases.json")
	require.NoError(t, os.WriteFile(file, nil, 0o640))
	_ = os.Chown(file, 1234, 5678)
	before, err := os.Stat(file)
	require.NoError(t, err)
	s := startServer(t, "--data", file)
	s.create(t)
	after, err := os.Stat(file)
	require.NoError(t, err)
	assert.NotEqual(t, before.Size(), after.Size())
	assert.Equal(t, before.Mode(), after.Mode())
	assert.Equal(t, before.Sys().(*syscall.Stat_t).Uid, after.Sys().(*syscall.Stat_t).Uid)
	assert.Equal(t, before.Sys().(*syscall.Stat_t).Gid, after.Sys().(*syscall.Stat_t).Gid)
}

// TestDataFile_mode has a mode that is changed while a service runs. What is to
// replace the file is never open to more than the file.
func TestDataFile_mode(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cases.json")
	s := startServer(t, "--data", file, "--sample")
	require.NoError(t, os.Chmod(file, 0o600))
	s.create(t)
	info, err := os.Stat(file)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	require.NoError(t, s.stop())

	f := opened(t, file)
	looked := 0
	require.NoError(t, f.keep(slow(func() {
		entries, err := os.ReadDir(filepath.Dir(file))
		require.NoError(t, err)
		for _, e := range entries {
			info, err := e.Info()
			require.NoError(t, err)
			assert.Equal(t, os.FileMode(0o600), info.Mode().Perm(), e.Name())
			looked++
		}
	})))
	assert.Equal(t, 3, looked, "the file, the lock, and what is to replace the file")
}

// first returns the first bytes of a text.
func first(text string, n int) string { return text[:min(n, len(text))] }

// TestServe_killed has a service killed again and again while it writes. What it
// has acknowledged is there, nothing is left behind but the lock, and the next
// service starts.
func TestServe_killed(t *testing.T) {
	binary := program(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "cases.json")
	var acknowledged atomic.Int64
	const rounds = 10
	for round := range rounds {
		c := exec.Command(binary, "serve", "--addr", "127.0.0.1:0", "--sample", "--data", file)
		out, err := c.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, c.Start())
		line, err := bufio.NewReader(out).ReadString('\n')
		require.NoError(t, err)
		url := regexp.MustCompile(`http://[^ ]+`).FindString(line)
		_, err = openData(file)
		assert.ErrorContains(t, err, "another program serves it")
		var writers sync.WaitGroup
		for w := range 4 {
			writers.Go(func() {
				for i := 0; ; i++ {
					body := fmt.Sprintf(`{"Name":"%d-%d-%d","Content":""}`, round, w, i)
					r, err := http.NewRequest("PUT", url+"/test-cases/"+connecttest.DefaultInstance, strings.NewReader(body))
					if !assert.NoError(t, err) {
						return
					}
					response, err := http.DefaultClient.Do(r)
					if err != nil {
						return
					}
					_, err = io.Copy(io.Discard, response.Body)
					response.Body.Close()
					if err != nil || response.StatusCode != 200 {
						return
					}
					acknowledged.Add(1)
				}
			})
		}
		time.Sleep(time.Duration(20+7*round) * time.Millisecond)
		require.NoError(t, c.Process.Kill())
		writers.Wait()
		_ = c.Wait()
		assert.Contains(t, names(t, dir), "cases.json.lock")
	}
	s := startServer(t, "--data", file)
	fresh := startServer(t, "--sample")
	for _, target := range connect.Targets() {
		if target.Name != "test-cases" {
			body := `{"InstanceId":"` + connecttest.DefaultInstance + `"}`
			_, want := fresh.call(t, "POST", "/search-"+target.Name, body)
			_, got := s.call(t, "POST", "/search-"+target.Name, body)
			assert.Equal(t, first(want, 4000), first(got, 4000), target.Name)
		}
	}
	t.Logf("%d changes acknowledged by %d services that were killed", acknowledged.Load(), rounds)
	assert.Positive(t, acknowledged.Load())
	assert.GreaterOrEqual(t, s.total(t), 500+int(acknowledged.Load()))
	require.NoError(t, s.stop())
	assert.Equal(t, []string{"cases.json"}, names(t, dir))
}
