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

// rewrite replaces the contents of a file by text. If there is an error, the file stays as it
// was.
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

// replaceFile replaces the contents of a file by what write writes, and returns what is known of
// the file then. At any time there is either the whole old file or the whole new one: the new
// one is written beside the old one and to the disk, and then renamed.
//
// Old is what is known of the file that is there; it is nil if there is none. The new file has its
// mode and owner. Check is called when all is written, and returns an error if the file must
// not be replaced. If there is an error, the file stays as it was.
func replaceFile(path string, old fs.FileInfo, write func(io.Writer) error, check func() error) (fs.FileInfo, error) {
	mode := fs.FileMode(0o666) // less the bits of the umask
	if old != nil {
		mode = 0o600
	}
	temp, err := createBeside(path, mode)
	if err != nil {
		return nil, err
	}
	defer os.Remove(temp.Name()) // if all is well, there is none any more
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
	// Nobody else knows this name. Under the other one, the file may be changed at once.
	written, err := os.Stat(temp.Name())
	if err != nil {
		return nil, err
	}
	_ = os.SameFile(written, written) // Windows finds out only now which file it is
	if err := check(); err != nil {
		return nil, err
	}
	if err := os.Rename(temp.Name(), path); err != nil {
		return nil, err
	}
	if d, err := os.Open(filepath.Dir(path)); err == nil { // if the system can sync folders, so that the name lasts, too
		_ = d.Sync()
		_ = d.Close()
	}
	return written, nil
}

// createBeside creates a file that is to replace the one at path.
func createBeside(path string, mode fs.FileMode) (*os.File, error) {
	return os.OpenFile(fmt.Sprintf("%s.searchfilter-%d.tmp", path, rand.Uint32()), os.O_RDWR|os.O_CREATE|os.O_EXCL, mode)
}

// temporary matches what createBeside adds to a name.
var temporary = regexp.MustCompile(`^\.searchfilter-[0-9]+\.tmp$`)
