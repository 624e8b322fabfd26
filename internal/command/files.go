package command

import (
	"errors"
	"io"
	"os"
	"path/filepath"
)

// replaceFile makes text the contents of a file, at once, with its mode and owner. If
// there is an error, the file is what it was.
func replaceFile(name, text string) error {
	path, err := filepath.EvalSymlinks(name)
	if err != nil {
		return err
	}
	old, err := os.Stat(path)
	if err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.tmp")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name()) // which is gone if all is well
	keepOwner(temp, old)
	err = temp.Chmod(old.Mode().Perm())
	if err == nil {
		_, err = io.WriteString(temp, text)
	}
	if err := errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return err
	}
	return os.Rename(temp.Name(), path)
}
