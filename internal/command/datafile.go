package command

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// A dataFile keeps the state of a service.
type dataFile struct {
	path   string
	loaded bool        // and to be replaced from now on
	seen   fs.FileInfo // of the file as this program read or wrote it; nil if there was none
}

// read returns what the file has, which is nothing if it is missing. The folder
// must be there.
func (f *dataFile) read() ([]byte, error) {
	if target, err := filepath.EvalSymlinks(f.path); err == nil {
		f.path = target // or a link would be replaced by a file
	}
	file, err := os.Open(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		if dir := filepath.Dir(f.path); !isFolder(dir) {
			return nil, fmt.Errorf("there is no folder %s: make it first", dir)
		}
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if f.seen, err = file.Stat(); err != nil {
		return nil, err
	}
	return io.ReadAll(file)
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// keep replaces the file by one with the state. At any time there is either the
// old file or the new one, whole: the state goes to a file beside it, to the disk,
// and to the name. Where another program has changed the file, it is left as it
// is; one that does so between the look and the renaming is not noticed.
func (f *dataFile) keep(state []byte) error {
	if !f.loaded {
		return nil // what comes from the file is there
	}
	now, err := os.Stat(f.path)
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	case !same(now, f.seen):
		return fmt.Errorf("%s was changed by another program", f.path)
	}
	mode := fs.FileMode(0o644)
	if now != nil {
		mode = now.Mode().Perm()
	}
	written, err := replace(f.path, state, mode)
	if err != nil {
		return err
	}
	f.seen = written
	return nil
}

// same reports whether nothing happened to a file between a and b.
func same(a, b fs.FileInfo) bool {
	if a == nil || b == nil {
		return a == b
	}
	return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}

// replace makes data the contents of the file at path, at once, and returns what
// is known of it then. If there is an error, the file is what it was, or what
// another program has made of it.
func replace(path string, data []byte, mode fs.FileMode) (fs.FileInfo, error) {
	dir := filepath.Dir(path)
	temp, err := os.CreateTemp(dir, filepath.Base(path)+".*.tmp")
	if err != nil {
		return nil, err
	}
	defer os.Remove(temp.Name()) // which is gone if all is well
	_, err = temp.Write(data)
	if err := errors.Join(err, temp.Chmod(mode), temp.Sync(), temp.Close()); err != nil {
		return nil, err
	}
	if err := os.Rename(temp.Name(), path); err != nil {
		return nil, err
	}
	if d, err := os.Open(dir); err == nil { // where folders can be synced, so that the name lasts, too
		_ = d.Sync()
		_ = d.Close()
	}
	return os.Stat(path)
}
