package command

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/gofrs/flock"

	"github.com/searchfilter/searchfilter/connecttest"
)

// A dataFile is the file in which a service keeps its state. It is for one service at a time.
type dataFile struct {
	path string
	lock *flock.Flock

	mu     sync.Mutex
	seen   fs.FileInfo // of the file as this program last read or wrote it; nil if there was none
	closed bool
}

// openData opens and locks the file at path, which may be missing. The lock ends when the file
// is closed or the program ends. It is an error if the file cannot be replaced, or if another
// program has locked it.
func openData(path string) (*dataFile, error) {
	if info, err := os.Lstat(path); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		target, err := filepath.EvalSymlinks(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, errors.New("it is a link to what is missing: make that first, or remove the link")
		}
		if err != nil {
			return nil, err
		}
		path = target // otherwise a file would replace the link
	}
	f := &dataFile{path: path}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if dir := filepath.Dir(path); !isFolder(dir) {
			return nil, fmt.Errorf("there is no folder %s: make it first", dir)
		}
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, errors.New("it is a folder: name a file in it")
	case !info.Mode().IsRegular():
		return nil, errors.New("it is no regular file, which could be replaced")
	case info.Mode().Perm()&0o222 == 0:
		return nil, errors.New("it is read-only: make it writable, or work on a copy")
	}
	if err := f.acquire(); err != nil {
		return nil, err
	}
	if err := f.prepare(); err != nil {
		f.close()
		return nil, err
	}
	return f, nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// acquire locks a file beside the data. The data itself cannot be locked, since each change
// replaces it. The system ends the lock with the program, however that ends.
func (f *dataFile) acquire() error {
	const tries = 100
	name := f.path + ".lock"
	if info, err := os.Lstat(name); err == nil && (!info.Mode().IsRegular() || info.Size() > 0) {
		return fmt.Errorf("%s, which would be the lock, is something else: move it away", name)
	}
	for range tries {
		f.lock = flock.New(name)
		locked, err := f.lock.TryLock()
		if err != nil {
			return fmt.Errorf("it could not be replaced: there can be no %s: %w", name, bare(err))
		}
		if !locked {
			_ = f.lock.Close()
			return fmt.Errorf("another program serves it, and has locked %s: stop that one, or work on a copy", name)
		}
		// Whoever had the lock before may have removed this file, and another
		// program locked a new one.
		if f.locked() {
			return nil
		}
		_ = f.lock.Close()
	}
	return fmt.Errorf("%s comes and goes", name)
}

// locked reports whether the locked file still has its name.
func (f *dataFile) locked() bool {
	mine, err := f.lock.Stat()
	there, gone := os.Lstat(f.lock.Path())
	return err == nil && gone == nil && os.SameFile(mine, there)
}

// close waits for a change that is being kept, and ends the lock. Nothing is kept after that.
func (f *dataFile) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	if f.locked() {
		_ = os.Remove(f.lock.Path()) // while it is locked; some systems cannot remove an open file
	}
	_ = f.lock.Close()
}

// prepare checks that the data can be replaced. It removes the files that other programs were
// to replace it by when they were killed.
func (f *dataFile) prepare() error {
	probe, err := createBeside(f.path, 0o600)
	if err != nil {
		return fmt.Errorf("it could not be replaced: %w", bare(err))
	}
	_ = probe.Close()
	_ = os.Remove(probe.Name())
	dir, base := filepath.Split(f.path)
	entries, _ := os.ReadDir(filepath.Clean(dir)) // a file that cannot be listed or removed does no harm
	for _, e := range entries {
		if rest, ok := strings.CutPrefix(e.Name(), base); ok && temporary.MatchString(rest) {
			_ = os.Remove(filepath.Join(dir, e.Name()))
		}
	}
	return nil
}

// open opens the data for reading. A missing file reads as an empty one.
func (f *dataFile) open() (io.ReadCloser, error) {
	file, err := os.OpenFile(f.path, os.O_RDWR, 0) // for writing, too, so that missing rights show now
	if errors.Is(err, fs.ErrNotExist) {
		return io.NopCloser(strings.NewReader("")), nil
	}
	if err != nil {
		return nil, err
	}
	f.seen, err = file.Stat()
	return file, err
}

// keep replaces the file by one with the state. It is an error if another program has changed
// the file, which then stays as it is. A change between the last look at the file and the
// renaming, which follows at once, is not noticed.
func (f *dataFile) keep(state io.WriterTo) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return errors.New("the service has ended")
	}
	old, err := f.unchanged()
	if err != nil {
		return err
	}
	written, err := replaceFile(f.path, old, func(w io.Writer) error {
		_, err := state.WriteTo(w)
		return err
	}, func() error { // writing took time
		_, err := f.unchanged()
		return err
	})
	if err == nil {
		f.seen = written
	}
	return err
}

// unchanged returns what is known of the file, or nil if there is none. It is an error if
// another program has changed the file, or may do so.
func (f *dataFile) unchanged() (now fs.FileInfo, err error) {
	now, err = os.Lstat(f.path)
	gone := errors.Is(err, fs.ErrNotExist)
	switch {
	case err != nil && !gone:
		return nil, err
	case gone && f.seen != nil:
		return nil, fmt.Errorf("%s: %w, and is gone: what it had is still served: read that out, or put the file back, before the service ends", f.path, connecttest.ErrChanged)
	case !same(now, f.seen):
		return nil, fmt.Errorf("%s: %w: start the service again to go on with what is there now", f.path, connecttest.ErrChanged)
	case !gone && now.Mode().Perm()&0o222 == 0:
		return nil, fmt.Errorf("%s: %w, and is read-only", f.path, connecttest.ErrChanged)
	case !f.locked():
		return nil, fmt.Errorf("%s: %w, for the lock %s is gone: start the service again", f.path, connecttest.ErrChanged, f.lock.Path())
	}
	if gone {
		return nil, nil
	}
	return now, nil
}

// same reports whether a and b are of one file that has not changed between them.
func same(a, b fs.FileInfo) bool {
	if a == nil || b == nil {
		return a == b
	}
	return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}
