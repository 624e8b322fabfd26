package command

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
)

// rewrite makes text the contents of a file. If there is an error, the file is what it was.
func rewrite(name, text string) error {
	path, err := filepath.EvalSymlinks(name)
	if err != nil {
		return err
	}
	old, err := os.Stat(path)
	if err != nil {
		return err
	}
	_, err = replaceFile(path, old, func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}, func() error { return nil })
	return err
}

// replaceFile makes what write writes the contents of a file, and returns what is known of it
// then. At any time there is either the old file or the new one, whole: what is written goes to
// a file beside it, to the disk, and to the name. Old is what is known of the file that is
// there, whose mode and owner stay; or nil, if there is none. Check says, when all is
// written, whether the file may be replaced. If there is an error, the file is left alone.
func replaceFile(path string, old fs.FileInfo, write func(io.Writer) error, check func() error) (fs.FileInfo, error) {
	mode := fs.FileMode(0o666) // less what the user's mask takes
	if old != nil {
		mode = 0o600
	}
	temp, err := createBeside(path, mode)
	if err != nil {
		return nil, err
	}
	defer os.Remove(temp.Name()) // which is gone if all is well
	if old != nil {
		keepOwner(temp, old)
		err = temp.Chmod(old.Mode().Perm())
	}
	if err == nil {
		err = write(temp)
	}
	if err := errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return nil, err
	}
	// Under this name nobody else has changed it; under the other one somebody may
	// as soon as it has that.
	written, err := os.Stat(temp.Name())
	if err != nil {
		return nil, err
	}
	_ = os.SameFile(written, written) // Windows looks only now which file that is
	if err := check(); err != nil {
		return nil, err
	}
	if err := os.Rename(temp.Name(), path); err != nil {
		return nil, err
	}
	if d, err := os.Open(filepath.Dir(path)); err == nil { // where folders can be synced, so that the name lasts, too
		_ = d.Sync()
		_ = d.Close()
	}
	return written, nil
}

// createBeside makes a file that is to replace the one at path.
func createBeside(path string, mode fs.FileMode) (*os.File, error) {
	return os.OpenFile(fmt.Sprintf("%s.searchfilter-%d.tmp", path, rand.Uint32()), os.O_RDWR|os.O_CREATE|os.O_EXCL, mode)
}

// temporary matches what comes behind the name of a file in those that createBeside makes.
var temporary = regexp.MustCompile(`^\.searchfilter-[0-9]+\.tmp$`)
