package command

import (
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/searchfilter/searchfilter/ast"
)

// addFiles has a command take several files with queries. Its arguments are such files
// behind --file, or if the other flags say so.
func (a *QueryArgs) addFiles(cmd *cobra.Command, say func() bool) {
	one := cmd.Args
	cmd.Args = func(cmd *cobra.Command, given []string) error {
		if len(a.from) == 0 && !say() {
			return one(cmd, given)
		}
		a.from = append(a.from, given...)
		if len(a.from) == 0 {
			return usageError(cmd, errors.New("expected files with queries"))
		}
		return usageError(cmd, a.readsOnce())
	}
}

// eachQuery reads the query, or one file after the other, calls f, and reports what that
// returns: as JSON, all in one array. The error is that of the highest status.
func (a *QueryArgs) eachQuery(s *Streams, f func() (ast.Diagnostics, error)) error {
	if len(a.from) == 0 {
		if err := a.read(s); err != nil {
			return err
		}
		ds, err := f()
		a.Report(s, ds)
		if err == Exit(Failed) {
			a.hintFile(s)
		}
		return err
	}
	if err := a.readValues(s); err != nil {
		return err
	}
	var all []jsonDiagnostic
	var status Exit
	for _, name := range a.from {
		var ds ast.Diagnostics
		err := a.readFrom(s, name)
		if err == nil {
			ds, err = f()
		}
		if a.Diagnostics == "json" {
			all = append(all, jsonDiagnostics(a.file, a.Query, ds)...)
		} else {
			a.Report(s, ds)
		}
		var exit Exit
		switch {
		case err == nil:
		case errors.As(err, &exit):
			status = max(status, exit)
		case isClosedPipe(err):
			return err
		default:
			s.Complain(err)
			status = Failed
		}
	}
	if all != nil {
		_ = encode(s.Err, all)
	}
	if status != done {
		return status
	}
	return nil
}

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
